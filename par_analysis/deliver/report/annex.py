"""The annex: every chart that the text refers to, on a landscape page of its own, as large as the page allows."""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt

from par_analysis.charts.theme import SIZE
from par_analysis.deliver.report.figures import CAPTIONS, picture
from par_analysis.deliver.report.frame import NUMBER, issued
from par_analysis.deliver.report.parts import Paper

__all__ = ["annex"]

# What a caption takes below the chart, and the annex's title above the first one; with a little air.
_CAPTION, _TITLE, _LINE = Mm(11), Mm(16), Pt(18)
# What the section of the text says and that of the annex does not: its pages are numbered on, all have the header,
# there is one column from the top down, and the printer's own settings are for upright paper.
_NOT_TAKEN = ("titlePg", "cols", "vAlign", "lnNumType", "printerSettings", "sectPrChange")


def annex(paper: Paper) -> None:
    """Place the charts that the text mentioned, in its order."""
    facts, say = paper.facts, paper.facts.say
    section = _landscape(paper.document)
    width = int(section.page_width - section.left_margin - section.right_margin)
    top, bottom = _margins(paper.document, section)
    height = int(section.page_height - top - bottom)
    title = paper.heading(say("Annex: Charts"), numbered=False)
    report = paper.paragraph("Normal")
    for line in (title, report):
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(0)
    report.paragraph_format.keep_with_next = True
    report.paragraph_format.first_line_indent = Pt(0)
    day = issued(facts)
    run = report.add_run(say("(Attached to Report No. {number} of {day})", number=NUMBER, day=day))
    run.italic = True
    for number, name in enumerate(paper.mentioned):
        room = height - _CAPTION - (_TITLE if number == 0 else 0)
        fitting = min(width, int(room * SIZE[0] / SIZE[1]))
        drawn = picture(name, facts.lang, facts.edition)
        paper.figure(drawn, facts.label(CAPTIONS[name]), fitting, new_page=number > 0)


def _landscape(document: Any) -> Any:
    """Begin a section on landscape paper; the margins turn with the page, so that the bound edge stays the wide one."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    # The paragraph that ends the section of the text is one without height: it must not open a page.
    ends = document.paragraphs[-1]
    ends.paragraph_format.space_before = ends.paragraph_format.space_after = Pt(0)
    ends.paragraph_format.line_spacing = Pt(1)
    own = section._sectPr
    for tag in _NOT_TAKEN:
        for found in own.findall(qn(f"w:{tag}")):
            own.remove(found)
    numbers = own.find(qn("w:pgNumType"))
    if numbers is not None:
        numbers.attrib.pop(qn("w:start"), None)
    if section.page_width < section.page_height:
        top, right = section.top_margin or 0, section.right_margin
        bottom, left = section.bottom_margin or 0, section.left_margin + (section.gutter or 0)
        section.page_width, section.page_height = section.page_height, section.page_width
        section.orientation, section.gutter = WD_ORIENT.LANDSCAPE, Emu(0)
        # Below zero a margin is one that the header does not push.
        section.top_margin, section.right_margin = Emu(left), Emu(abs(top))
        section.bottom_margin, section.left_margin = Emu(right), Emu(abs(bottom))
    return section


def _margins(document: Any, section: Any) -> tuple[int, int]:
    """Return where the text of a page begins and ends, from its edges: a tall header pushes it."""
    text = document.sections[0]
    return (
        max(section.top_margin or 0, _taken(text.header, section.header_distance or 0)),
        max(section.bottom_margin or 0, _taken(text.footer, section.footer_distance or 0)),
    )


def _taken(part: Any, distance: int) -> int:
    """Return how far a header or footer reaches into the page, its lines counted generously."""
    if part.is_linked_to_previous:  # the template has none, and looking into it would make one
        return 0
    pictures = sum(int(extent.get("cy")) for extent in part._element.xpath(".//wp:inline/wp:extent"))
    return int(distance + pictures + _LINE * len(part._element.xpath(".//w:p")))
