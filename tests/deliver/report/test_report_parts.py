"""The pieces of the paper: numbered headings, figures with alternative text, tables that stay on the page."""

import itertools

import pytest
from docx.oxml.ns import qn
from report_cases import new_paper, style_of, text_of

from par_analysis.deliver.report.parts import Column
from par_analysis.deliver.report.template import text_width

PIC = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


def test_headings_are_numbered_in_order(report):
    levels, numbers = [], []
    for paragraph in report.document.paragraphs:
        if paragraph.style.name.startswith("Heading"):
            numbering = paragraph._p.pPr.numPr
            if not numbering.numId.val:  # the annex
                assert paragraph.style.name == "Heading 1"
                continue
            levels.append(numbering.ilvl.val + 1)
            numbers.append(numbering.numId.val)
            assert paragraph.style.name == f"Heading {levels[-1]}"
    assert levels.count(1) == 10
    assert set(levels) == {1, 2, 3}
    assert len(set(numbers)) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    numbering = report.document.part.numbering_part.element
    own = numbering.xpath(f"./w:num[@w:numId='{numbers[0]}']/w:abstractNumId/@w:val")[0]
    shown = numbering.xpath(f"./w:abstractNum[@w:abstractNumId='{own}']/w:lvl")
    assert [(lvl.find(qn("w:numFmt")).get(qn("w:val")), lvl.find(qn("w:lvlText")).get(qn("w:val"))) for lvl in shown] == [
        ("upperRoman", "%1."),
        ("decimal", "%2."),
        ("lowerLetter", "%3)"),
    ]  # fmt: skip


def test_contents_list_the_headings(report):
    entries = [p.text.rstrip("\t") for p in report.document.paragraphs if p.style.name.startswith("TOC")]
    headings = [p.text for p in report.document.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    assert [entry.split(" ", 1)[1] for entry in entries[:-1]] == headings[:-1]
    assert entries[-1] == headings[-1] == ("Phụ lục: Biểu đồ" if report.lang == "vi" else "Annex: Charts")
    romans = [entry.split(".")[0] for entry in entries if not entry.split(".")[0].strip("IVX")]
    assert romans == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]


def test_every_table_has_caption_header_and_source(report):
    word, source = ("Bảng ", "Nguồn: ") if report.lang == "vi" else ("Table ", "Source: ")
    count = 0
    for at, block in enumerate(report.blocks):
        if block.tag != qn("w:tbl") or not list(block.iter(qn("w:tblHeader"))):
            continue
        count += 1
        assert style_of(report.blocks[at - 1]) == "Caption"
        assert text_of(report.blocks[at - 1]).startswith(word)
        assert text_of(report.blocks[at + 1]).startswith(source)
        first, *rows = block.findall(qn("w:tr"))
        assert list(first.iter(qn("w:tblHeader")))
        assert all(list(row.iter(qn("w:cantSplit"))) for row in (first, *rows))
        widths = [int(grid.get(qn("w:w"))) for grid in block.iter(qn("w:gridCol"))]
        assert sum(widths) == pytest.approx(text_width(report.document) / 635, abs=len(widths))
    assert count >= 20


def test_short_tables_stay_whole_and_no_header_stays_alone(report):
    for block in report.blocks:
        rows = block.findall(qn("w:tr")) if block.tag == qn("w:tbl") and list(block.iter(qn("w:tblHeader"))) else []
        kept = [
            all(p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in row.iter(qn("w:p"))) for row in rows
        ]
        if len(rows) <= 13:
            assert all(kept)
        elif rows:
            assert all(kept[:3])
            assert all(kept[-3:])
            assert not any(kept[3:-3])


def test_sum_row_and_numbers_to_the_right():
    paper = new_paper()
    paper.table([Column("a", ["x", ""], 1), Column("b", ["1", "2"], 1, True)], "c", "s", last_bold=True)
    rows = paper.document.tables[0].rows
    assert [row.cells[1].paragraphs[0].runs[0].bold for row in rows] == [True, None, True]
    assert rows[1].cells[1].paragraphs[0].alignment == 2


def test_cells_are_text_whatever_they_hold():
    paper = new_paper()
    odd = ' <w:p/> & "]]>\x07=1+1  '
    paper.table([Column(odd, [odd], 1)], odd, odd, dense=True)
    assert [row.cells[0].text for row in paper.document.tables[0].rows] == ['<w:p/> & "]]> =1+1'] * 2
    assert paper.document.tables[0].rows[1].cells[0].paragraphs[0].style.font.size.pt == 10


def test_figures_are_counted_as_they_are_mentioned():
    paper = new_paper("en")
    paper.text("One.", "Two.", see="pareto")
    paper.text("Three.", see="sipas_items")
    assert [p.text for p in paper.document.paragraphs] == [
        "One.",
        "Two. See Figure 1 (Annex).",
        "Three. See Figure 2 (Annex).",
    ]
    assert paper.mentioned == ["pareto", "sipas_items"]
