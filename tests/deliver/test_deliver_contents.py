"""What is inside a part of the pack."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from par_analysis import ParAnalysisError
from par_analysis.deliver.contents import contents
from par_analysis.edition import readable
from par_analysis.edition.opening import open_edition


def test_slides_in_order_with_their_charts(own_decks, slides_paths) -> None:
    for lang, deck in own_decks:
        table = contents(slides_paths[lang])
        assert table["heading"].tolist() == [slide.shapes.title.text_frame.text for slide in deck.slides]
        shapes = [shape for slide in deck.slides for shape in slide.shapes]
        assert table["n_charts"].sum() == sum(shape.has_chart for shape in shapes) > 5
        assert table["n_tables"].sum() == sum(shape.has_table for shape in shapes) > 1
        assert (table["n_words"] > 30).all()


def test_headings_of_the_report(reports) -> None:
    for lang, agency in (("vi", "Sở Nội vụ"), ("en", "Department of Home Affairs")):
        table, document = contents(reports[lang].path), reports[lang].document
        wanted = [p.text for p in document.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
        assert table["heading"].tolist() == wanted
        assert table["n_figures"].sum() == len(document.inline_shapes) > 5
        assert set(table["level"]) == {1, 2} and table.set_index("heading").loc[agency, "n_tables"] == 2


def test_sheets_of_the_workbook(workbooks) -> None:
    table = contents(workbooks["vi"])
    shown = readable.show(table).text
    assert shown.columns.tolist() == ["Tiêu đề", "Số dòng", "Công thức", "Biểu đồ", "Ô được sửa"]
    table, base = table.set_index("heading"), open_edition()
    assert table.index.tolist() == openpyxl.load_workbook(workbooks["vi"]).sheetnames
    assert table.loc["SIPAS", "n_inputs"] == len(base.sipas.leaves)
    assert table.loc["Nếu như", "n_inputs"] == len(base.par.leaves) + 1  # and the link with SIPAS
    assert table["n_charts"].sum() == 4 and table.loc["Nếu như", "n_formulas"] > len(base.par.codes)


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "hỏng.pptx").write_bytes(b"x")
    for name, told in (
        ("a.pdf", r"\.xlsx file is needed"),
        ("hỏng.pptx", "cannot be read"),
        ("a.docx", "cannot be read"),
    ):
        with pytest.raises(ParAnalysisError, match=told):
            contents(tmp_path / name)
