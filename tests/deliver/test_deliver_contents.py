"""What is inside a part of the pack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from par_analysis import ParAnalysisError
from par_analysis.deliver.contents import contents
from par_analysis.edition import readable
from par_analysis.edition.opening import open_edition


def test_slides_in_order_with_their_charts(slides_deck: tuple[str, Any], slides_paths: dict[str, Path]) -> None:
    lang, deck = slides_deck
    made = contents(slides_paths[lang])
    assert made["heading"].tolist() == [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert made["n_charts"].sum() == sum(shape.has_chart for slide in deck.slides for shape in slide.shapes) > 5
    assert made["n_tables"].sum() == sum(shape.has_table for slide in deck.slides for shape in slide.shapes) > 1
    assert (made["n_words"] > 30).all()


def test_headings_of_the_report(report: Any) -> None:
    made = contents(report.path)
    wanted = [p.text for p in report.document.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    assert made["heading"].tolist() == wanted
    assert made["n_figures"].sum() == len(report.document.inline_shapes) > 5
    assert set(made["level"]) == {1, 2}
    asked = made.set_index("heading").loc["Sở Nội vụ" if report.lang == "vi" else "Department of Home Affairs"]
    assert asked["n_tables"] == 2


def test_sheets_of_the_workbook(workbooks: dict[str, Path]) -> None:
    made = contents(workbooks["vi"]).set_index("heading")
    book = openpyxl.load_workbook(workbooks["vi"])
    assert made.index.tolist() == book.sheetnames
    base = open_edition()
    assert made.loc["SIPAS", "n_inputs"] == len(base.sipas.leaves)
    assert made.loc["Nếu như", "n_inputs"] == len(base.par.leaves) + 1  # and the link with SIPAS
    assert made["n_charts"].sum() == 4 and made.loc["Nếu như", "n_formulas"] > len(base.par.codes)


def test_titles_are_those_of_the_reader(workbooks: dict[str, Path]) -> None:
    shown = readable.show(contents(workbooks["vi"])).text
    assert shown.columns.tolist() == ["Tiêu đề", "Số dòng", "Công thức", "Biểu đồ", "Ô được sửa"]


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "hỏng.pptx").write_bytes(b"x")
    for name, told in (
        ("a.pdf", r"\.xlsx file is needed"),
        ("hỏng.pptx", "cannot be read"),
        ("a.docx", "cannot be read"),
    ):
        with pytest.raises(ParAnalysisError, match=told):
            contents(tmp_path / name)
