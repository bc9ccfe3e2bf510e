"""What is inside a written part of the pack, as a table: to look through before it goes out."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from par_analysis.words.errors import refused

__all__ = ["contents"]


def contents(path: str | os.PathLike[str]) -> pd.DataFrame:
    """List what a deck, a report or a workbook holds.

    Parameters
    ----------
    path : path-like
        A .pptx, .docx or .xlsx file.

    Returns
    -------
    DataFrame
        Of a deck one row a slide: `heading, n_charts, n_tables, n_words` (in the notes). Of a report one row a heading of
        the first two levels: `heading, level, n_figures, n_tables` (below it, up to the next heading). Of a workbook
        one row a sheet: `heading, n_rows, n_formulas, n_charts, n_inputs` (cells that may be changed).

    Raises
    ------
    ParAnalysisError
        The file is none of these, or cannot be read.
    """
    file = Path(path)
    readers = {".pptx": _deck, ".docx": _report, ".xlsx": _workbook}
    if file.suffix.lower() not in readers:
        raise refused("file_kind", path=file, allowed=".pptx, .docx", last=".xlsx")
    try:
        rows = readers[file.suffix.lower()](file)
    except OSError as error:
        raise refused("unreadable", f": {error.strerror or error}", path=file) from None
    except Exception as error:  # three libraries, each with errors of its own
        raise refused("unreadable_as", f": {type(error).__name__}", path=file, ending=file.suffix) from None
    return pd.DataFrame(rows)


def _deck(file: Path) -> list[dict[str, object]]:
    from pptx import Presentation

    return [
        {
            "heading": slide.shapes.title.text_frame.text if slide.shapes.title is not None else "",
            "n_charts": sum(shape.has_chart for shape in slide.shapes),
            "n_tables": sum(shape.has_table for shape in slide.shapes),
            "n_words": len(slide.notes_slide.notes_text_frame.text.split()) if slide.has_notes_slide else 0,
        }
        for slide in Presentation(str(file)).slides
    ]


def _report(file: Path) -> list[dict[str, object]]:
    from docx import Document
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    document = Document(str(file))
    rows: list[dict[str, object]] = []
    counts = {"n_figures": 0, "n_tables": 0}
    for block in document.element.body:
        if block.tag == qn("w:p"):
            paragraph = Paragraph(block, document._body)
            style = paragraph.style.name if paragraph.style is not None else ""
            if style in ("Heading 1", "Heading 2"):
                counts = {"n_figures": 0, "n_tables": 0}
                rows.append({"heading": paragraph.text, "level": int(style[-1])} | counts)
            counts["n_figures"] += len(block.findall(f".//{qn('w:drawing')}"))
        elif block.tag == qn("w:tbl"):
            counts["n_tables"] += 1
        if rows:
            rows[-1].update(counts)
    return rows


def _workbook(file: Path) -> list[dict[str, object]]:
    import openpyxl

    return [
        {
            "heading": sheet.title,
            "n_rows": sheet.max_row,
            "n_formulas": sum(cell.data_type == "f" for row in sheet.iter_rows() for cell in row),
            "n_charts": len(sheet._charts),
            "n_inputs": sum(not cell.protection.locked for row in sheet.iter_rows() for cell in row),
        }
        for sheet in openpyxl.load_workbook(file).worksheets
    ]
