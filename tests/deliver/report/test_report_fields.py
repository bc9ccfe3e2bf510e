"""Fields are whole, and Word is asked to bring them up to date."""

import pytest
from docx import Document
from docx.oxml.ns import qn

from par_analysis.deliver.report.fields import add_field, begin_field, end_field, update_on_opening


def kinds(element):
    return [mark.get(qn("w:fldCharType")) for mark in element.iter(qn("w:fldChar"))]


def test_field_has_begin_result_and_end():
    paragraph = Document().add_paragraph()
    add_field(paragraph, "SEQ Hình \\* ARABIC", "3")
    assert kinds(paragraph._p) == ["begin", "separate", "end"]
    assert paragraph.text == "3"
    assert paragraph._p.find(f".//{qn('w:instrText')}").text == " SEQ Hình \\* ARABIC "


def test_dirty_field():
    paragraph = Document().add_paragraph()
    begin_field(paragraph, "TOC", dirty=True)
    end_field(paragraph)
    assert paragraph._p.find(f".//{qn('w:fldChar')}").get(qn("w:dirty")) == "true"


def test_update_on_opening_once_and_in_order():
    document = Document()
    update_on_opening(document)
    update_on_opening(document)
    settings = document.settings.element
    names = [child.tag for child in settings]
    assert names.count(qn("w:updateFields")) == 1
    for later in ("w:compat", "w:rsids", "w:themeFontLang", "w:decimalSymbol"):
        if qn(later) in names:
            assert names.index(qn("w:updateFields")) < names.index(qn(later))


def test_fields_of_the_report(report):
    assert report.document.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"
    found = kinds(report.body)
    assert found.count("begin") == found.count("separate") == found.count("end")
    told = [text.text for text in report.body.iter(qn("w:instrText"))]
    assert [text for text in told if "TOC \\o" in text] == [' TOC \\o "1-2" \\h \\z \\u ']
    marks = {mark.get(qn("w:name")) for mark in report.body.iter(qn("w:bookmarkStart"))}
    pages = [text.split()[1] for text in told if "PAGEREF" in text]
    assert pages
    assert set(pages) <= marks
    header = report.document.sections[0].header._element
    assert [text.text.strip() for text in header.iter(qn("w:instrText"))] == ["PAGE"]


@pytest.mark.parametrize("word", ["Hình", "Bảng", "Figure", "Table"])
def test_captions_count_up(reports, word):
    report = reports["vi" if word in ("Hình", "Bảng") else "en"]
    captions = [p for p in report.document.paragraphs if p.style.name == "Caption" and p.text.startswith(f"{word} ")]
    assert [p.text.split(".")[0] for p in captions] == [f"{word} {n}" for n in range(1, len(captions) + 1)]
    assert len(captions) >= 7
    for p in captions:
        assert p._p.find(f".//{qn('w:instrText')}").text == f" SEQ {word} \\* ARABIC "
