"""The tidy tables as an Excel workbook that `load_par` and `load_sipas` read back unchanged."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.tables.files import repack_zip, write_atomically
from par_analysis.tables.indices.headers import EXTRA
from par_analysis.tables.indices.rows import NOT_PUBLISHED
from par_analysis.tables.indices.workbook import ABOUT_SHEET, AGENCIES_SHEET
from par_analysis.tables.models.agencies import AGENCIES
from par_analysis.tables.models.index import ASSESSMENTS, INDEX_TABLES, INDICES
from par_analysis.words.palette import GRID, TEXT

__all__ = ["export_tables", "write_workbook"]

_WIDTHS = {
    "code": 9,
    "name": 60,
    "name_en": 60,
    "lead_agency": 30,
    "implementing_units": 45,
    "assessment": 22,
}
_FONT = "Calibri"
_FIXED_DATE = datetime.datetime(2022, 7, 8)  # the same bytes every time: any day will do


def export_tables(path: str | os.PathLike[str], edition: EditionLike = None) -> Path:
    """Write the tables of the indices, the agencies and their source into one workbook.

    Parameters
    ----------
    path : path-like
        The .xlsx file to write; replaced atomically if it exists.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ParAnalysisError
        The file cannot be written.
    """
    own = edition_of(edition)
    frames = {key: own.table(key) for key in own.indices}
    return write_workbook(Path(path), frames, own.agencies, _about_of(own))


def write_workbook(
    path: Path,
    frames: Mapping[str, pd.DataFrame],
    agencies: pd.DataFrame,
    about: Sequence[tuple[str, object]],
    more: Callable[[Any], None] | None = None,
) -> Path:
    """Write tables of indices, agencies and what the workbook says of itself; `more` adds sheets of its own."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for index, frame in frames.items():
        _write_index(book.create_sheet(INDICES[index].sheet), frame, index)
    _write_agencies(book.create_sheet(AGENCIES_SHEET), agencies)
    _write_about(book.create_sheet(ABOUT_SHEET), about)
    if more is not None:
        more(book)
    book.properties.creator = "par_analysis"
    book.properties.created = book.properties.modified = _FIXED_DATE
    with write_atomically(path) as temporary:
        book.save(temporary)
        repack_zip(temporary, _FIXED_DATE)
    return path


def _write_index(sheet: Any, frame: pd.DataFrame, index: str) -> None:
    columns = ["code", "name", "name_en", "max_points", "score", "target", "lead_agency"]
    if index == "sipas":
        columns.remove("max_points")
        columns.append("implementing_units")
    columns += [column for column in EXTRA if column in frame]
    columns += ["assessment", "source_line", "parts"]
    has_targets, has_leads = frame["target"].notna().any(), frame["lead_agency"].notna().any()
    sheet.append([INDEX_TABLES[index][column].accepted[0] for column in columns])
    children = frame.loc[~frame["is_remainder"], "parent"].value_counts()
    for row in frame.itertuples(index=False):
        values: dict[str, object] = {
            column: None if pd.isna(value := getattr(row, column)) else value for column in columns if column != "parts"
        }
        if not row.is_remainder and values["score"] is None:
            values["score"] = NOT_PUBLISHED[0]
        if not row.is_remainder and values["target"] is None and has_targets:
            values["target"] = NOT_PUBLISHED[0]
        if row.target_is_bound:
            values["target"] = f">{Decimal(repr(float(row.target))):f}"
        if row.is_leaf and not row.is_remainder and values["lead_agency"] is None and has_leads:
            values["lead_agency"] = "không có"
        if values["assessment"] is not None:
            values["assessment"] = ASSESSMENTS[str(values["assessment"])][0]
        values["parts"] = None if row.is_remainder or len(frame) == 1 else int(children.get(row.code, 0))
        sheet.append([values[column] for column in columns])
    _style(sheet, columns, frame)


def _style(sheet: Any, columns: list[str], frame: pd.DataFrame) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    head, shade = PatternFill("solid", fgColor=TEXT.lstrip("#")), PatternFill("solid", fgColor=GRID.lstrip("#"))
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column, 12)
        cell = sheet.cell(1, number)
        cell.font, cell.fill = Font(name=_FONT, bold=True, color="FFFFFF"), head
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        for row, is_leaf in enumerate(frame["is_leaf"], 2):
            cell = sheet.cell(row, number)
            cell.font = Font(name=_FONT, bold=not is_leaf)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, str):
                # A text that begins with = + - @ must stay a text.
                cell.data_type = "s"
                cell.number_format = "@"
            elif isinstance(cell.value, float):
                # openpyxl would drop the 17th digit.
                cell.value, cell.data_type = repr(cell.value), "n"
                if "max_points" not in columns:
                    cell.number_format = "0.00"
            if not is_leaf:
                cell.fill = shade
    # Row heights are stored in the file: only Excel itself would find them out from wrapped text.
    for row in sheet.iter_rows():
        lines = max(
            -(-len(str(cell.value)) * 6 // (5 * _WIDTHS.get(column, 12)))
            for cell, column in zip(row, columns, strict=True)
            if cell.value is not None
        )
        sheet.row_dimensions[row[0].row].height = 15 * max(1, lines)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "C2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _write_agencies(sheet: Any, agencies: pd.DataFrame) -> None:
    sheet.append([field.title for field in AGENCIES.fields])
    for row in agencies[AGENCIES.columns].itertuples(index=False):
        sheet.append(list(row))
    for letter, width in zip("ABCDE", (26, 34, 20, 48, 24), strict=True):
        sheet.column_dimensions[letter].width = width


def _about_of(edition: Edition) -> list[tuple[str, object]]:
    return [
        ("Nguồn", edition.source("vi")),
        ("Source", edition.source("en")),
        ("Năm kết quả", str(edition.year or "")),
        ("Năm mục tiêu", str(edition.target_year or "")),
        ("Cách dùng", "Sửa số liệu hoặc dán kỳ công bố khác vào các bảng đầu, lưu lại, rồi lập kỳ công bố riêng: par-analysis new-edition THƯ-MỤC --from TỆP-NÀY."),
        ("Use", "Edit the figures or paste another edition into the first sheets, save, and make an edition of your own: par-analysis new-edition FOLDER --from THIS-FILE."),
    ]  # fmt: skip


def _write_about(sheet: Any, about: Sequence[tuple[str, object]]) -> None:
    for row in about:
        sheet.append(row)
    sheet.column_dimensions["A"].width = 14
    sheet.column_dimensions["B"].width = 110
