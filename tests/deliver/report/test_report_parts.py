"""The pieces of a report, each by itself: fields, columns, tables, figures, frame, annex."""

import io
import math

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image
from report_cases import new_paper, told

from par_analysis import Scenario, charts
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.report.annex import annex
from par_analysis.deliver.report.columns import Columns
from par_analysis.deliver.report.fields import add_field, begin_field, end_field, update_on_opening
from par_analysis.deliver.report.figures import CAPTIONS, picture
from par_analysis.deliver.report.frame import issued, subject
from par_analysis.deliver.report.scenarios import compared
from par_analysis.edition.opening import open_edition

EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"


def test_fields_are_whole_and_brought_up_to_date_once():
    document = Document()
    plain, dirty = document.add_paragraph(), document.add_paragraph()
    add_field(plain, "SEQ Hình \\* ARABIC", "3")
    kinds = [mark.get(qn("w:fldCharType")) for mark in plain._p.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"] and plain.text == "3"
    assert plain._p.find(f".//{qn('w:instrText')}").text == " SEQ Hình \\* ARABIC "
    begin_field(dirty, "TOC", dirty=True)
    end_field(dirty)
    marks = [paragraph._p.find(f".//{qn('w:fldChar')}").get(qn("w:dirty")) for paragraph in (plain, dirty)]
    assert marks == [None, "true"]
    update_on_opening(document)
    update_on_opening(document)
    names = [child.tag for child in document.settings.element]
    assert names.count(qn("w:updateFields")) == 1
    later = {qn(name) for name in ("w:compat", "w:rsids", "w:themeFontLang", "w:decimalSymbol")} & set(names)
    assert later and all(names.index(qn("w:updateFields")) < names.index(name) for name in later)


def test_columns_are_titled_and_printed_for_the_reader():
    vi, en = (Columns(told(lang=lang)) for lang in ("vi", "en"))
    for columns, values, sign, cells in (
        (vi, [1, 2.5, 0.125], False, ["1,000", "2,500", "0,125"]),
        (en, [1, 2], False, ["1", "2"]),
        (en, [math.nan, 0.5], False, ["–", "0.5"]),
        (vi, [0.1 + 0.2, -1.0], False, ["0,3", "−1,0"]),
        (vi, [], False, []),
        (en, [0.5, 0, -0.25], True, ["+0.50", "0.00", "−0.25"]),
    ):
        column = columns.points("a", values, 1.5, sign=sign)
        assert (column.cells, column.share, column.number) == (cells, 1.5, True)
    assert [columns.points("a", [], 1).title for columns in (vi, en)] == ["a", "a"]
    assert vi.shares("a", [0.254, math.nan], 1).cells == ["25%", "–"]
    assert vi.numbers("a", [1.25], 1, 1).cells == ["1,2"] and vi.counts("a", [3], 1).cells == ["3"]
    assert [columns.codes(["1.1"], 1).title for columns in (vi, en)] == ["Mã", "Code"]
    assert (vi.codes(["1.1", "total.rest"], 1).cells, vi.texts("a", ["x"], 1).number) == (["1.1", "…"], False)
    assert vi.points("a", [1], 1).with_blank().cells == ["1", ""]


def test_tables_hold_text_a_sum_and_numbers_to_the_right():
    paper, odd = new_paper(), ' <w:p/> & "]]>\x07=1+1  '
    paper.table([paper.columns.texts(odd, [odd], 1)], odd, odd, dense=True)
    columns = [paper.columns.texts("a", ["x", ""], 1), paper.columns.counts("b", [1, 2], 1)]
    paper.table(columns, "c", "s", last_bold=True)
    first, second = (table.rows for table in paper.document.tables)
    assert [row.cells[0].text for row in first] == ['<w:p/> & "]]> =1+1'] * 2
    assert first[1].cells[0].paragraphs[0].style.font.size.pt == 10
    assert [row.cells[1].paragraphs[0].runs[0].bold for row in second] == [True, None, True]
    assert [row.cells[1].paragraphs[0].alignment for row in second] == [1, 2, 2]
    assert second[1].cells[0].paragraphs[0].alignment is None


def test_figures_are_counted_as_they_are_mentioned_and_drawn_once_with_alt_and_source():
    paper = new_paper("en")
    paper.text("One.", "Two.", see="pareto")
    paper.text("Three.", see="sipas_items")
    texts = [p.text for p in paper.document.paragraphs]
    assert texts == ["One.", "Two. See Figure 1 (Annex).", "Three. See Figure 2 (Annex)."]
    assert paper.mentioned == ["pareto", "sipas_items"] and set(CAPTIONS) <= set(charts.ALL)
    drawn, chart = picture("deficit_by_field", "en", open_edition()), charts.deficit_by_field(lang="en")
    assert picture("deficit_by_field", "en", open_edition()) is drawn
    assert (drawn.alt, drawn.source) == (chart.alt, chart.source)
    assert Image.open(io.BytesIO(drawn.png)).width >= 2000


def test_day_of_issue_has_zeros_as_the_decree_asks_and_one_agency_is_in_the_subject():
    for date, text in (
        ("2023-02-05", "ngày 05 tháng 02 năm 2023"),
        ("2023-03-10", "ngày 10 tháng 3 năm 2023"),
        ("2022-12-31", "ngày 31 tháng 12 năm 2022"),
    ):
        assert issued(told(date=date)) == text
    assert subject(told(agency="noi-vu")).endswith("; kiến nghị với Sở Nội vụ")
    assert subject(told(agency="noi-vu", lang="en")).endswith("; what is asked of the Department of Home Affairs")


def test_long_titles_are_cut_in_tables_and_told_apart():
    base, changed = open_edition(), told(agency="noi-vu").scenarios[1].changes
    given = [Scenario(title=end + "dài " * 60, changes=changed).over(base) for end in ("", "x")]
    paper = new_paper(facts=facts_of(given))
    compared(paper)
    first, second = (row.cells[0].text for row in paper.document.tables[0].rows[2:])
    assert first.startswith("1. dài") and second.startswith("2. xdài") and len(first) < 100
    text = [p.text for p in paper.document.paragraphs]
    assert any(given[0].title.strip() in line for line in text)  # once in full
    assert not any("Xuất xứ" in line for line in text)  # nobody said who made them


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
    text, charts_ = paper.document.sections
    # the text's own settings are as they were
    assert round(text.gutter.mm) == 10
    assert text._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "7"
    assert text._sectPr.find(qn("w:cols")).get(qn("w:num")) == "2"
    # the annex counts on, has one column, and the gutter went to the bound edge
    assert charts_._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) is None
    assert charts_._sectPr.find(qn("w:cols")) is None
    assert (charts_.gutter, round(charts_.top_margin.mm)) == (0, 40)
    # seven lines of header reach further down than the margin: the chart leaves room for them
    high = [int(extent.get("cy")) for extent in paper.document.element.body.iter(EXTENT)]
    assert high[0] < high[1] < Mm(210 - 10 - 7 * 6.3 - 15 - 11)


def test_template_without_header_gets_none_and_landscape_paper_is_not_turned(grey):
    paper = new_paper()
    section = paper.document.sections[0]
    section.page_width, section.page_height = section.page_height, section.page_width
    section.header.is_linked_to_previous = True
    paper.mentioned.append("pareto")
    annex(paper)
    last = paper.document.sections[-1]
    assert last.page_width > last.page_height and round(last.left_margin.mm) == 30
    assert all(one.header.is_linked_to_previous for one in paper.document.sections)
