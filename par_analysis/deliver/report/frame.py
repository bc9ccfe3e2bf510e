"""Head and foot of an administrative document, as Decree 30/2020/NĐ-CP lays them out."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Pt

from par_analysis.deliver.facts import Facts
from par_analysis.deliver.report.parts import Paper
from par_analysis.deliver.report.template import BODY, TABLE_TEXT
from par_analysis.tables.models.index import INDICES

__all__ = ["NUMBER", "back", "front", "issued", "subject"]

_DOTS = "…………………"
_RULE = 6  # points: the size of a line of low signs that serves as a rule
NUMBER = "…………/BC-………"  # of the report, left open


def subject(facts: Facts) -> str:
    """Say what the report is about."""
    say, aim = facts.say, facts.years[1]
    place = facts.place and say(" of {place}", place=facts.place)
    listed = ", ".join(INDICES[key].sheet for key in facts.edition.indices)
    text = say("{indices}{place}{in_year}", indices=facts.indices, place=place, in_year=facts.in_year, listed=listed)
    if facts.model is not None:
        text += say(
            ", and the chances of the targets{of_year}", of_year=aim and f" for{aim}", of_year_vi=aim and f" năm{aim}"
        )
    if facts.agency:
        name = facts.full_name(facts.agency)
        text += say("; what is asked of the {name}", name=name)
    return text


def issued(facts: Facts) -> str:
    """Return the day of issue as an administrative document writes it; left open if the user gave none."""
    day = facts.day
    if day is None:
        return "…" * 8 if facts.lang == "en" else f"ngày {'…' * 2} tháng {'…' * 2} năm {'…' * 3}"
    if facts.lang == "en":
        return facts.date
    # Days below 10 and the first two months are written with a zero.
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def front(paper: Paper) -> None:
    """Write the head of the document: body and number left, national title and date right, then the title."""
    facts, document, say = paper.facts, paper.document, paper.facts.say
    table = document.add_table(rows=2, cols=2)
    _widths(table, paper.width, 0.38)
    nation = say("SOCIALIST REPUBLIC OF VIET NAM")
    motto = say("Independence - Freedom - Happiness")
    number = say("No. {number}", number=NUMBER)
    _lines(table.cell(0, 0), (_DOTS, 12, False), (_DOTS, 12, True), ("_" * 9, _RULE, True))
    _lines(table.cell(0, 1), (nation, 12, True), (motto, 13, True), ("_" * 28, _RULE, True))
    _lines(table.cell(1, 0), (number, 13, False))
    _lines(table.cell(1, 1), (f"{facts.place or _DOTS}, {issued(facts)}", 13, False))
    table.cell(1, 1).paragraphs[0].runs[0].italic = True
    title = document.add_paragraph(say("REPORT"), style="Title")
    title.paragraph_format.space_before = Pt(18)
    about = document.add_paragraph(subject(facts), style="Title")
    about.paragraph_format.space_after = Pt(0)
    rule = document.add_paragraph("_" * 11, style="Title")
    rule.runs[0].font.size = Pt(_RULE)
    rule.paragraph_format.space_after = Pt(12)
    contents = document.add_paragraph(say("Contents"), style=BODY)
    contents.alignment = WD_ALIGN_PARAGRAPH.CENTER
    contents.paragraph_format.first_line_indent = Pt(0)
    contents.paragraph_format.keep_with_next = True
    contents.runs[0].bold = True
    paper.place_contents()
    if facts.as_of:
        known = facts.say(": nothing that was published later is used.")
        paper.note(facts.as_of + known)
    if facts.lacking:
        paper.note(facts.lacking)


def _widths(table: Any, width: int, left: float) -> None:
    """Divide the width of the page between the two columns of a table without lines."""
    table.autofit = False
    widths = (Emu(round(width * left)), Emu(round(width * (1 - left))))
    for grid, part in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        grid.set(qn("w:w"), str(part.twips))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, part in zip(row.cells, widths, strict=True):
            cell.width = part


def _lines(cell: Any, *lines: tuple[str, float, bool]) -> None:
    """Write lines of a text, its size and whether it is bold into the middle of a cell."""
    for text, size, bold in lines:
        paragraph = _line(cell)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(size), bold or None


def _line(cell: Any) -> Any:
    """Return the next paragraph of a cell: the empty one that it comes with, then new ones."""
    first = cell.paragraphs[0]
    return cell.add_paragraph() if first.runs else first


def back(paper: Paper) -> None:
    """Close the text, and leave room for recipients and signature."""
    say = paper.facts.say
    paper.text(say("This report is submitted for consideration."))
    # The closing words go to a new page with the signature, not without it.
    paper.document.paragraphs[-1].paragraph_format.keep_with_next = True
    table = paper.document.add_table(rows=1, cols=2)
    _widths(table, paper.width, 0.5)
    left, right = table.rows[0].cells
    recipients, archive = say("Recipients:"), say("- Archive.")
    for text, bold in ((recipients, True), (f"- {_DOTS};", None), (archive, None)):
        paragraph = _line(left)
        paragraph.style = paper.document.styles[TABLE_TEXT]
        run = paragraph.add_run(text)
        run.bold = run.italic = bold
    _lines(right, (say("POSITION OF THE SIGNATORY"), 13, True), (_DOTS, 13, True))
    right.paragraphs[0].paragraph_format.space_before = Pt(6)
    right.paragraphs[1].paragraph_format.space_before = Pt(60)
