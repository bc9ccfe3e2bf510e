"""The default look, and templates of users: good, bad, unreadable."""

import zipfile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from report_cases import new_paper

from par_analysis import ParAnalysisError
from par_analysis.deliver.report.template import NEEDED, default_template, highest_ids, open_template, text_width
from par_analysis.deliver.report.writing import write_report
from par_analysis.tables.files import retyped_zip


def test_paper_and_margins(report):
    section = report.document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]
    assert section.different_first_page_header_footer


def test_fonts_and_sizes(report):
    styles = report.document.styles
    sizes = {"Normal": 13, "Title": 14, "Heading 1": 14, "Heading 2": 13, "Heading 3": 13, "Caption": 13, "Header": 13}
    for name, size in sizes.items():
        assert (styles[name].font.name, styles[name].font.size) == ("Times New Roman", Pt(size)), name
        fonts = styles[name].element.rPr.rFonts
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
        assert not any("heme" in key for key in fonts.attrib)
    for name in ("Report Body", "Report Table Text", "Report Note"):
        assert styles[name].base_style.name == "Normal"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_language(lang):
    mark = default_template(lang).styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert mark.get(qn("w:val")).startswith(lang)


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
    assert document.sections[0].header.paragraphs[0].text == "VIỆN NGHIÊN CỨU"
    assert document.styles["Heading 1"].font.name == "Arial"
    assert not document.paragraphs
    paper = new_paper(document=document)
    section = document.sections[0]
    assert paper.width == text_width(document) == section.page_width - section.left_margin - section.right_margin
    assert paper.width / 36_000 == pytest.approx(200 - 25 - section.right_margin.mm, abs=0.1)


def test_report_on_a_template(tmp_path):
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


def test_word_template_gives_an_ordinary_document(report, tmp_path):
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.%s.main+xml"
    template = tmp_path / "mẫu.dotx"
    template.write_bytes(retyped_zip(report.path.read_bytes(), [main % b"document"], main % b"template"))
    with pytest.raises(ValueError, match="not a Word file"):
        Document(str(template))
    open_template(template).save(tmp_path / "ra.docx")
    with zipfile.ZipFile(tmp_path / "ra.docx") as archive:
        types = archive.read("[Content_Types].xml")
    assert main % b"document" in types and b"template.main" not in types


def test_a_report_as_template_stays_upright(report):
    document = open_template(report.path)
    assert len(document.sections) == 1
    assert document.sections[0].orientation == WD_ORIENT.PORTRAIT
    assert document.sections[0].different_first_page_header_footer
    assert "PAGE" in document.sections[0].header._element.xml
    assert not [rel for rel in document.part.rels.values() if rel.reltype.endswith("/image")]


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


def remove(name):
    def change(document):
        document.styles[name].element.getparent().remove(document.styles[name].element)

    return change


@pytest.mark.parametrize("name", ["Title", "Heading 3", "Caption", "Table Grid"])
def test_missing_style_is_named(tmp_path, name):
    template = user_template(tmp_path / "thiếu.docx", remove(name))
    with pytest.raises(ParAnalysisError, match=f"lacks these styles.*{name}"):
        write_report(tmp_path / "ra.docx", template=template)
    assert not (tmp_path / "ra.docx").exists()


def test_template_without_page_size(tmp_path):
    def change(document):
        section = document.sections[0]._sectPr
        section.remove(section.find(qn("w:pgSz")))

    with pytest.raises(ParAnalysisError, match="no page size or margins"):
        open_template(user_template(tmp_path / "không khổ giấy.docx", change))


def test_template_without_any_section_is_no_word_file(tmp_path):
    def change(document):
        body = document.element.body
        body.remove(body.find(qn("w:sectPr")))

    with pytest.raises(ParAnalysisError, match="cannot be read as a Word file"):
        open_template(user_template(tmp_path / "không phần.docx", change))


def test_style_of_another_type_is_missing(tmp_path):
    def change(document):
        remove("Table Grid")(document)
        document.styles.add_style("Table Grid", WD_STYLE_TYPE.PARAGRAPH)

    with pytest.raises(ParAnalysisError, match="Table Grid"):
        open_template(user_template(tmp_path / "loại.docx", change))
    assert NEEDED["Table Grid"] == WD_STYLE_TYPE.TABLE


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "no such template"),
        (b"", "cannot be read as a Word file"),
        (b"not a zip at all", "cannot be read as a Word file"),
        (b"PK\x03\x04 broken", "cannot be read as a Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 encrypted", "password"),
    ],
)
def test_bad_template(tmp_path, content, told):
    template = tmp_path / "hỏng.docx"
    if content is not None:
        template.write_bytes(content)
    with pytest.raises(ParAnalysisError, match=told):
        write_report(tmp_path / "ra.docx", template=template)
    assert not (tmp_path / "ra.docx").exists()


def test_template_that_is_a_folder_or_a_workbook(tmp_path, tables_xlsx):
    with pytest.raises(ParAnalysisError, match="folder"):
        open_template(tmp_path)
    with pytest.raises(ParAnalysisError, match="cannot be read as a Word file"):
        open_template(tables_xlsx)
