"""The default look, and templates of users: good, bad, unreadable."""

import re

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from report_cases import new_paper

from par_analysis import ParAnalysisError
from par_analysis.deliver.report.template import NEEDED, default_template, highest_ids, open_template, text_width
from par_analysis.deliver.report.writing import write_report


def user_template(path, change=lambda document: None):
    document = Document()
    document.sections[0].page_width, document.sections[0].left_margin = Mm(200), Mm(25)
    document.sections[0].header.paragraphs[0].text = "VIỆN NGHIÊN CỨU"
    document.styles["Heading 1"].font.name = "Arial"
    document.add_paragraph("Thân tệp mẫu không được sang báo cáo")
    change(document)
    document.save(str(path))
    return path


def test_template_supplies_styles_header_and_page(tmp_path):
    document = open_template(user_template(tmp_path / "mẫu.docx"))
    assert not document.paragraphs
    paper = new_paper(document=document)
    section = document.sections[0]
    assert paper.width == text_width(document) == section.page_width - section.left_margin - section.right_margin
    assert paper.width / 36_000 == pytest.approx(200 - 25 - section.right_margin.mm, abs=0.1)


def test_report_on_a_template(grey, tmp_path):
    template = user_template(tmp_path / "mẫu.docx")
    before = template.read_bytes()
    path = write_report(tmp_path / "ra.docx", agency="noi-vu", template=template)
    assert template.read_bytes() == before
    made = Document(str(path))
    assert made.sections[0].header.paragraphs[0].text == "VIỆN NGHIÊN CỨU"
    assert made.styles["Heading 1"].font.name == "Arial"
    text = "\n".join(p.text for p in made.paragraphs)
    assert "Thân tệp mẫu" not in text
    # one agency is asked, and only that one
    second = [p.text for p in made.paragraphs if p.style.name == "Heading 2"]
    assert "Sở Nội vụ" in second
    assert "Sở Tư pháp" not in second


def test_the_last_upright_section_keeps_the_header_it_had_from_others(tmp_path):
    def change(document):
        second = document.add_section(WD_SECTION.NEW_PAGE)
        second.left_margin = Mm(35)
        third = document.add_section(WD_SECTION.NEW_PAGE)
        third.page_width, third.page_height = Mm(297), Mm(210)

    document = open_template(user_template(tmp_path / "ba phần.docx", change))
    (section,) = document.sections
    assert round(section.left_margin.mm) == 35
    assert section.header.paragraphs[0].text == "VIỆN NGHIÊN CỨU"


def test_ids_begin_after_those_of_the_headers():
    document = default_template("vi")
    assert highest_ids(document) == (0, 0)
    mark = OxmlElement("w:bookmarkStart")
    mark.set(qn("w:id"), "41")
    document.sections[0].header.paragraphs[0]._p.append(mark)
    assert highest_ids(document) == (41, 0)
    heading = new_paper(document=document).heading("x")
    assert heading._p.find(qn("w:bookmarkStart")).get(qn("w:id")) == "42"


def without_style(name):
    def change(document):
        document.styles[name].element.getparent().remove(document.styles[name].element)

    return change


def without_page_size(document):
    section = document.sections[0]._sectPr
    section.remove(section.find(qn("w:pgSz")))


def without_section(document):
    document.element.body.remove(document.element.body.find(qn("w:sectPr")))


def style_of_another_type(document):
    without_style("Table Grid")(document)
    document.styles.add_style("Table Grid", WD_STYLE_TYPE.PARAGRAPH)


def test_a_template_that_lacks_something_or_is_none_is_refused(tmp_path, tables_xlsx):
    faults = []
    template = tmp_path / "mẫu.docx"
    cases = [
        *(
            (without_style(name), f"lacks these styles.*{name}")
            for name in NEEDED
            if name not in ("Normal", "Heading 1")
        ),
        (style_of_another_type, "lacks these styles.*Table Grid – bảng"),
        (without_page_size, "no page size or margins"),
        (without_section, "cannot be read as a Word file"),
        (b"", "cannot be read as a Word file"),
        (b"not a zip at all", "cannot be read as a Word file"),
        (b"PK\x03\x04 broken", "cannot be read as a Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 encrypted", "password"),
        (tables_xlsx.read_bytes(), "cannot be read as a Word file"),
        (None, "no such template"),
    ]
    for change, message in cases:
        template.unlink(missing_ok=True)
        if isinstance(change, bytes):
            template.write_bytes(change)
        elif change is not None:
            user_template(template, change)
        try:
            open_template(template)
            faults.append((message, "not refused"))
        except ParAnalysisError as error:
            faults += [] if re.search(message, str(error)) and str(template) in str(error) else [(message, str(error))]
    assert faults == [] and len(cases) == 14
    with pytest.raises(ParAnalysisError, match="folder"):
        open_template(tmp_path)
    with pytest.raises(ParAnalysisError, match="no such template"):
        write_report(tmp_path / "ra.docx", template=template)
    assert list(tmp_path.iterdir()) == []
