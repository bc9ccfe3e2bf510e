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
NUMBER = "…………/BC-………"  # of the report, left open


def subject(facts: Facts) -> str:
    """Say what the report is about."""
    lead, aim = facts.agency, facts.years[1]
    place = facts.place and facts.say(f" của {facts.place}", f" of {facts.place}")
    if facts.lang == "vi":
        made = f"Kết quả {', '.join(INDICES[key].sheet for key in facts.edition.indices)}{facts.in_year}{place}"
        made += f" và khả năng đạt mục tiêu{aim and f' năm{aim}'}" if facts.model is not None else ""
        return made + (f"; kiến nghị với {facts.full_name(lead)}" if lead else "")
    made = f"{facts.indices}{place}{facts.in_year}"
    made += f", and the chances of the targets{aim and f' for{aim}'}" if facts.model is not None else ""
    return made + (f"; what is asked of the {facts.full_name(lead)}" if lead else "")


def issued(facts: Facts) -> str:
    """Return the day of issue as an administrative document writes it; left open if the user gave none."""
    day = facts.day
    if day is None:
        return facts.say(f"ngày {'…' * 2} tháng {'…' * 2} năm {'…' * 3}", "…" * 8)
    # Days below 10 and the first two months are written with a zero.
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return facts.say(f"ngày {day.day:02} tháng {month} năm {day.year}", facts.date)


def front(paper: Paper) -> None:
    """Write the head of the document: body and number left, national title and date right, then the title."""
    facts, document, vi = paper.facts, paper.document, paper.lang == "vi"
    table = document.add_table(rows=2, cols=2)
    _widths(table, paper.width, 0.38)
    nation, motto = (
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
        if vi
        else ("SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness")
    )
    _lines(table.cell(0, 0), (_DOTS, 12, False), (_DOTS, 12, True), ("_________", 6, True))
    _lines(table.cell(0, 1), (nation, 12, True), (motto, 13, True), ("____________________________", 6, True))
    _lines(table.cell(1, 0), (("Số: " if vi else "No. ") + NUMBER, 13, False))
    _lines(table.cell(1, 1), (f"{facts.place or _DOTS}, {issued(facts)}", 13, False))
    table.cell(1, 1).paragraphs[0].runs[0].italic = True
    title = document.add_paragraph("BÁO CÁO" if vi else "REPORT", style="Title")
    title.paragraph_format.space_before = Pt(18)
    about = document.add_paragraph(subject(facts), style="Title")
    about.paragraph_format.space_after = Pt(0)
    rule = document.add_paragraph("___________", style="Title")
    rule.runs[0].font.size = Pt(6)
    rule.paragraph_format.space_after = Pt(12)
    contents = document.add_paragraph("Mục lục" if vi else "Contents", style=BODY)
    contents.alignment = WD_ALIGN_PARAGRAPH.CENTER
    contents.paragraph_format.first_line_indent = Pt(0)
    contents.paragraph_format.keep_with_next = True
    contents.runs[0].bold = True
    paper.place_contents()
    if facts.lacking:
        paper.note(facts.lacking)


def _widths(table: Any, width: int, left: float) -> None:
    """Divide the width of the page between the two columns of a table without lines."""
    table.autofit = False
    widths = (round(width * left), round(width * (1 - left)))
    for grid, part in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        grid.set(qn("w:w"), str(round(part / 635)))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, part in zip(row.cells, widths, strict=True):
            cell.width = Emu(part)


def _lines(cell: Any, *lines: tuple[str, float, bool]) -> None:
    for at, (text, size, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(size), bold or None


def back(paper: Paper) -> None:
    """Close the text, and leave room for recipients and signature."""
    vi, styles = paper.lang == "vi", paper.document.styles
    paper.text("Trên đây là báo cáo, kính trình xem xét./." if vi else "This report is submitted for consideration.")
    # The closing words go to a new page with the signature, not without it.
    paper.document.paragraphs[-1].paragraph_format.keep_with_next = True
    table = paper.document.add_table(rows=1, cols=2)
    _widths(table, paper.width, 0.5)
    left, right = table.rows[0].cells
    for at, (text, bold) in enumerate(
        (
            ("Nơi nhận:" if vi else "Recipients:", True),
            (f"- {_DOTS};", None),
            ("- Lưu: VT." if vi else "- Archive.", None),
        )
    ):
        paragraph = left.paragraphs[0] if at == 0 else left.add_paragraph()
        paragraph.style = styles[TABLE_TEXT]
        run = paragraph.add_run(text)
        run.bold = run.italic = bold
    _lines(right, ("CHỨC VỤ CỦA NGƯỜI KÝ" if vi else "POSITION OF THE SIGNATORY", 13, True), (_DOTS, 13, True))
    right.paragraphs[0].paragraph_format.space_before = Pt(6)
    right.paragraphs[1].paragraph_format.space_before = Pt(60)
