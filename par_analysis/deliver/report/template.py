"""The look of the report: the default template, made in code, and templates that a user brings."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.exceptions import OpcError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

from par_analysis.deliver.report.fields import add_field
from par_analysis.tables.files import OLE, retyped_zip
from par_analysis.words.errors import refused

__all__ = [
    "BODY",
    "DENSE",
    "NEEDED",
    "NOTE",
    "PICTURE",
    "TABLE_TEXT",
    "default_template",
    "highest_ids",
    "open_template",
    "text_width",
]

FONT = "Times New Roman"
BODY, NOTE, PICTURE = "Report Body", "Report Note", "Report Picture"
TABLE_TEXT, DENSE = "Report Table Text", "Report Dense Table Text"

# Styles that a template must have, with their types.
NEEDED: dict[str, WD_STYLE_TYPE] = {
    **dict.fromkeys(("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Caption"), WD_STYLE_TYPE.PARAGRAPH),
    "Table Grid": WD_STYLE_TYPE.TABLE,
}
_TYPES = {WD_STYLE_TYPE.PARAGRAPH: "đoạn (paragraph)", WD_STYLE_TYPE.TABLE: "bảng (table)"}
_MAIN_PART = b"application/vnd.openxmlformats-officedocument.wordprocessingml.%s.main+xml"
# What the body of a template may refer to, and the report does not take over.
_BODY_ONLY = ("image", "hyperlink", "chart", "oleObject", "package", "comments", "aFChunk", "control")


def open_template(path: str | os.PathLike[str]) -> Any:
    """Open a user's template, its body emptied; styles stay, and header, footer and page set-up of its last upright section.

    Raises
    ------
    ParAnalysisError
        There is no such file, it cannot be read, it is no .docx or .dotx, or styles are missing; names them.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise refused("no_template", path=path) from None
    except IsADirectoryError:
        raise refused("template_folder", path=path) from None
    except OSError as error:
        raise refused("template_in_use", f": {error.strerror or error}", path=path) from None
    if raw.startswith(OLE):
        raise refused("locked", path=path, old=".doc", program="Word", new=".docx")
    try:
        document = Document(io.BytesIO(retyped_zip(raw, (_MAIN_PART % b"template",), _MAIN_PART % b"document")))
        _keep_upright(document)
        section, styles = document.sections[0], document.styles
        measures = (section.page_width, section.page_height, section.left_margin, section.right_margin)
    except (OpcError, KeyError, ValueError, OSError, IndexError, AttributeError, SyntaxError, BadZipFile) as error:
        raise refused("no_word_file", f": {type(error).__name__}", path=path) from None
    missing = [name for name, kind in NEEDED.items() if not any(s.name == name and s.type == kind for s in styles)]
    if missing:
        named = ", ".join(f"{name} – {_TYPES[NEEDED[name]]}" for name in missing)
        raise refused("no_styles", f": {named}", path=path)
    if None in measures:
        raise refused("no_page_size", path=path)
    _empty(document)
    _report_styles(document)
    return document


def default_template(lang: str) -> Any:
    """Make the plain template: A4, Times New Roman, the page number in the middle of the head from page 2 on."""
    document = Document()
    # The sample's thumbnail shows another document.
    package = document.part.package
    for key in [key for key, rel in package.rels.items() if rel.reltype.endswith("/thumbnail")]:
        del package.rels[key]
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    styles = document.styles
    _language(styles, "vi-VN" if lang == "vi" else "en-GB")
    _style(styles["Normal"], 13, after=0)
    styles["Normal"].paragraph_format.line_spacing = 1.0
    _style(styles["Title"], 14, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER, before=0, after=0)
    _plain(styles["Title"])
    for name, before in (("Heading 1", 14), ("Heading 2", 10), ("Heading 3", 8)):
        _style(styles[name], 14 if name == "Heading 1" else 13, bold=True, before=before, after=4, keep=True)
    styles["Heading 3"].font.italic = True
    _style(styles["Caption"], 13, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER, before=8, after=4)
    for name in ("Header", "Footer"):
        _style(styles[name], 13, align=WD_ALIGN_PARAGRAPH.CENTER)
    _report_styles(document)
    number = section.header.paragraphs[0]
    number.style = styles["Header"]
    add_field(number, "PAGE", "2")
    return document


def text_width(document: Any) -> int:
    """Width of the text between the margins, in EMU; a section of charts may follow it."""
    section = document.sections[0]
    return int(section.page_width - section.left_margin - section.right_margin - (section.gutter or 0))


def highest_ids(document: Any) -> tuple[int, int]:
    """Return the highest ids of bookmarks and of drawings in the headers and footers, or 0."""
    roots = [rel.target_part.element for rel in document.part.rels.values() if hasattr(rel.target_part, "element")]
    marks, drawings = (
        max((int(text) for root in roots for text in root.xpath(path)), default=0)
        for path in (".//w:bookmarkStart/@w:id", ".//wp:docPr/@id")
    )
    return marks, drawings


def _keep_upright(document: Any) -> None:
    """Leave one section: the last upright one, else the last; a report that is used as a template ends lying."""
    own = document.element.body.xpath("./w:sectPr | ./w:p/w:pPr/w:sectPr")
    sections = list(document.sections)
    upright = [at for at, one in enumerate(sections) if (one.page_width or 0) <= (one.page_height or 0)]
    chosen = upright[-1] if upright else len(own) - 1
    # What a section does not name itself it has from those before it.
    for earlier in reversed(own[:chosen]):
        for reference in earlier.xpath("./w:headerReference | ./w:footerReference"):
            known = {(one.tag, one.get(qn("w:type"))) for one in own[chosen]}
            if (reference.tag, reference.get(qn("w:type"))) not in known:
                own[chosen].insert(0, reference)
    if own[chosen] is not own[-1]:
        own[-1].getparent().replace(own[-1], own[chosen])


def _empty(document: Any) -> None:
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    used = set(body.xpath(".//@r:id | .//@r:embed"))
    part = document.part
    for key in [key for key, rel in part.rels.items() if rel.reltype.rsplit("/", 1)[-1] in _BODY_ONLY]:
        if key not in used:
            del part.rels[key]


def _report_styles(document: Any) -> None:
    """Add the styles of the report's own kinds of text, where the template does not have them."""
    styles = document.styles
    known = {style.name for style in styles}
    width = text_width(document)

    def add(name: str, **look: Any) -> Any:
        if name in known:
            return None
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _shape(style, **look)
        return style

    if (body := add(BODY, align=WD_ALIGN_PARAGRAPH.JUSTIFY, after=6)) is not None:
        body.paragraph_format.first_line_indent = Cm(1)
        body.paragraph_format.line_spacing = 1.15
        body.paragraph_format.widow_control = True
    if (small := add(TABLE_TEXT, before=1, after=1)) is not None:
        small.font.size = Pt(11)
    if (dense := add(DENSE, before=0, after=0)) is not None:
        dense.font.size = Pt(10)
    if (note := add(NOTE, before=3, after=10)) is not None:
        note.font.size, note.font.italic = Pt(11), True
    add(PICTURE, align=WD_ALIGN_PARAGRAPH.CENTER, before=6, after=0, keep=True)
    for level, indent in ((1, 0.0), (2, 0.6)):
        if (entry := add(f"TOC {level}", after=3)) is not None:
            entry.paragraph_format.left_indent = Cm(indent)
            entry.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _style(style: Any, size: float, bold: bool = False, **look: Any) -> None:
    """Set font and shape of a style, whatever the theme says."""
    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, Pt(size), bold, False
    font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "heme" in name:
            del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    _shape(style, **look)


def _shape(style: Any, align: Any = None, before: float = 0, after: float = 0, keep: bool = False) -> None:
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    if align is not None:
        shape.alignment = align
    if keep:
        shape.keep_with_next = True


def _plain(style: Any) -> None:
    """Take the rule below a title, and its spread letters, away."""
    for tag in ("w:pBdr", "w:contextualSpacing"):
        for found in style.element.findall(f".//{qn(tag)}"):
            found.getparent().remove(found)
    for tag in ("w:spacing", "w:kern"):
        for found in style.element.get_or_add_rPr().findall(qn(tag)):
            found.getparent().remove(found)


def _language(styles: Any, tag: str) -> None:
    """Tell Word the language of the text, for spelling and for screen readers."""
    run = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    mark = run.find(qn("w:lang"))
    if mark is None:
        mark = OxmlElement("w:lang")
        run.append(mark)
    mark.set(qn("w:val"), tag)
