"""The annex: every chart once, on a lying page of its own, as large as the page allows."""

import io

import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image
from report_cases import new_paper, pick, style_of, text_of

from par_analysis.deliver.report import annex as module
from par_analysis.deliver.report.annex import annex
from par_analysis.deliver.report.figures import CAPTIONS
from par_analysis.deliver.report.parts import Picture

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def figures(blocks):
    return [at for at, block in enumerate(blocks) if list(block.iter(f"{WP}docPr"))]


def test_figures_stand_in_the_annex_only_each_with_its_caption(report):
    name = pick(report, "Phụ lục: Biểu đồ", "Annex: Charts")
    title = max(at for at, block in enumerate(report.blocks) if text_of(block) == name)
    found = figures(report.blocks)
    assert len(found) == len(CAPTIONS)
    assert min(found) == title + 2  # after the line that says which report the annex belongs to
    assert found == list(range(title + 2, len(report.blocks), 2))  # chart, caption, chart, caption, and no more
    for number, at in enumerate(found, 1):
        chart, caption = report.blocks[at : at + 2]
        assert style_of(chart) == "ReportPicture"
        assert style_of(caption) == "Caption"
        assert text_of(caption).startswith(pick(report, f"Hình {number}. ", f"Figure {number}. "))
        breaks = chart.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}") is not None
        assert breaks == (number > 1)
        assert chart.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
        assert caption.find(f"{qn('w:pPr')}/{qn('w:keepNext')}").get(qn("w:val")) in ("0", "false")


def test_alternative_text_says_the_chart_and_its_source(report):
    for at in figures(report.blocks):
        told = next(report.blocks[at].iter(f"{WP}docPr")).get("descr")
        assert len(told) > 80
        assert pick(report, "Nguồn: ", "Source: ") in told


def test_the_text_refers_to_every_figure_by_a_field(report):
    fields = [text.text.split() for text in report.body.iter(qn("w:instrText"))]
    named = [words[1] for words in fields if words[0] == "REF"]
    marks = [
        mark for mark in report.body.iter(qn("w:bookmarkStart")) if mark.get(qn("w:name")).startswith("_RefFigure")
    ]
    assert named == [mark.get(qn("w:name")) for mark in marks]
    for number, mark in enumerate(marks, 1):
        # the bookmark holds what the reference shows: the word and the number, and not the caption
        shown, one = "", mark
        while (one := one.getnext()).tag != qn("w:bookmarkEnd"):
            shown += text_of(one)
        word = pick(report, "Hình", "Figure")
        assert shown == f"{word} {number}"
        assert pick(report, f"Xem {shown} (Phụ lục).", f"See {shown} (Annex).") in report.text


def test_lying_section_after_the_upright_one(report):
    text, charts = report.document.sections
    assert (text.orientation, charts.orientation) == (WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
    assert (charts.page_width, charts.page_height) == (text.page_height, text.page_width)
    margins = (charts.top_margin, charts.right_margin, charts.bottom_margin, charts.left_margin)
    assert [round(margin.mm) for margin in margins] == [30, 20, 15, 20]
    # the page number is on the first page of the annex as well, and counts on
    assert text.different_first_page_header_footer
    assert not charts.different_first_page_header_footer
    assert charts.header.is_linked_to_previous
    assert charts._sectPr.find(f"{qn('w:pgNumType')}[@{qn('w:start')}]") is None


def test_charts_are_as_large_as_the_page_allows(report):
    section = report.document.sections[-1]
    width = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    extents = [next(report.blocks[at].iter(f"{WP}extent")) for at in figures(report.blocks)]
    for number, extent in enumerate(extents):
        wide, high = int(extent.get("cx")), int(extent.get("cy"))
        assert wide / high == pytest.approx(16 / 9, rel=0.01)
        room = height - Mm(11) - (Mm(16) if number == 0 else 0)
        assert wide <= width
        assert high <= room * 1.001
        assert wide == pytest.approx(width, rel=1e-4) or high == pytest.approx(room, rel=0.01)


@pytest.fixture
def grey(monkeypatch):
    """Charts that take no time."""
    kept = io.BytesIO()
    Image.new("L", (160, 90)).save(kept, "png")
    monkeypatch.setattr(module, "picture", lambda name, lang, edition: Picture(kept.getvalue(), name, "nguồn"))


def test_template_with_a_tall_header_columns_and_a_first_page_number(grey):
    paper = new_paper()
    paper.mentioned += ["pareto", "sipas_items"]
    section = paper.document.sections[0]
    section.gutter = Mm(10)
    for _ in range(6):
        section.header.add_paragraph("VIỆN NGHIÊN CỨU")
    for name, key, value in (("w:pgNumType", "w:start", "7"), ("w:cols", "w:num", "2")):
        for old in section._sectPr.findall(qn(name)):
            section._sectPr.remove(old)
        mark = OxmlElement(name)
        mark.set(qn(key), value)
        section._sectPr.append(mark)
    annex(paper)
    text, charts = paper.document.sections
    # the text's own settings are as they were
    assert round(text.gutter.mm) == 10
    assert text._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "7"
    assert text._sectPr.find(qn("w:cols")).get(qn("w:num")) == "2"
    # the annex counts on, has one column, and the gutter went to the bound edge
    assert charts._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) is None
    assert charts._sectPr.find(qn("w:cols")) is None
    assert (charts.gutter, round(charts.top_margin.mm)) == (0, 40)
    # seven lines of header reach further down than the margin: the chart leaves room for them
    high = [int(extent.get("cy")) for extent in paper.document.element.body.iter(f"{WP}extent")]
    assert high[0] < high[1] < Mm(210 - 10 - 7 * 6.3 - 15 - 11)


def test_template_without_header_gets_none_and_lying_paper_is_not_turned(grey):
    paper = new_paper()
    section = paper.document.sections[0]
    section.page_width, section.page_height = section.page_height, section.page_width
    section.header.is_linked_to_previous = True
    paper.mentioned.append("pareto")
    annex(paper)
    charts = paper.document.sections[-1]
    assert charts.page_width > charts.page_height
    assert round(charts.left_margin.mm) == 30
    assert all(one.header.is_linked_to_previous for one in paper.document.sections)
