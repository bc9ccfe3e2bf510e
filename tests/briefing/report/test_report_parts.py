"""The pieces of the paper: numbered headings, figures with alternative text, tables that stay on the page."""

import itertools

import pytest
from docx.oxml.ns import qn
from report_cases import style_of, text_of

from par_analysis.briefing.report.parts import Column, Paper, clean
from par_analysis.briefing.report.template import default_template, text_width

PIC = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x07c", "a b c"),
        ("dòng\nmới\ttab\x0b", "dòng mới tab"),
        ("=1+1", "=1+1"),
        ("-@+", "-@+"),
        ("<w:t>&amp;</w:t>", "<w:t>&amp;</w:t>"),
        ("\u202eabc\u2066", "abc"),
        ("\ud800x\uffff", "x"),
        ("e\u0302\u0301", "ế"),
        ("55%\u00a0(49–61%)", "55%\u00a0(49–61%)"),
    ],
)
def test_clean(text, cleaned):
    assert clean(text) == cleaned


def test_headings_are_numbered_in_order(report):
    levels, numbers = [], []
    for paragraph in report.document.paragraphs:
        if paragraph.style.name.startswith("Heading"):
            numbering = paragraph._p.pPr.numPr
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
    assert [entry.split(" ", 1)[1] for entry in entries] == headings
    romans = [entry.split(".")[0] for entry in entries if entry[0] in "IVX"]
    assert romans == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]


def test_every_figure_has_alt_caption_and_source(report):
    word, source = ("Hình ", "Nguồn: ") if report.lang == "vi" else ("Figure ", "Source: ")
    figures = [at for at, block in enumerate(report.blocks) if list(block.iter(PIC))]
    assert len(figures) == 7
    ids = [next(report.blocks[at].iter(PIC)).get("id") for at in figures]
    assert len(set(ids)) == len(ids)
    for at in figures:
        block, caption, note = report.blocks[at : at + 3]
        assert len(next(block.iter(PIC)).get("descr")) > 80
        assert style_of(block) == "ReportPicture"
        assert style_of(caption) == "Caption"
        assert text_of(caption).startswith(word)
        assert text_of(note).startswith(source)
        extent = next(block.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"))
        assert int(extent.get("cx")) == text_width(report.document)


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


def test_sum_row_and_numbers_to_the_right():
    paper = Paper(default_template("vi"), "vi")
    paper.table([Column("a", ["x", ""], 1), Column("b", ["1", "2"], 1, True)], "c", "s", last_bold=True)
    rows = paper.document.tables[0].rows
    assert [row.cells[1].paragraphs[0].runs[0].bold for row in rows] == [True, None, True]
    assert rows[1].cells[1].paragraphs[0].alignment == 2
