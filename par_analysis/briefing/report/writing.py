"""The report: a Word file in the layout of a Vietnamese administrative document."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Pt

from par_analysis.briefing.facts import Facts, facts_of
from par_analysis.briefing.report.asks import asked, compared, satisfied, sources
from par_analysis.briefing.report.contents import audited, climb, likely, lost, planned, standing
from par_analysis.briefing.report.parts import Paper
from par_analysis.briefing.report.template import BODY, TABLE_TEXT, default_template, open_template
from par_analysis.errors import ParAnalysisError
from par_analysis.files import repack_zip, write_atomically
from par_analysis.plan.documents import documents
from par_analysis.scenario import Scenario

__all__ = ["write_report"]

_DOTS = "…………………"


def write_report(
    path: str | os.PathLike[str],
    scenarios: Scenario | Iterable[Scenario] = (),
    agency: str | None = None,
    lang: str = "vi",
    date: str = "",
    template: str | os.PathLike[str] | None = None,
) -> Path:
    """Write the report as a Word file: where the city stands, where points are lost, what is likely, who is asked what.

    Parameters
    ----------
    path : path-like
        The .docx file to write; replaced atomically if it exists.
    scenarios : Scenario or iterable of Scenario, optional
        What is set side by side; by default the status quo, the targets as published, and the least effort for the
        next rank.
    agency : str, optional
        Ask only this lead agency, by any of its names (printed, short or English) or its id; by default all of them.
    lang : {"vi", "en"}
    date : str, optional
        Date of the report, as `2022-09-15`; left open by default.
    template : path-like, optional
        A .docx that supplies styles, header, footer and page set-up; by default a plain one in the layout of Decree
        30/2020/NĐ-CP. It must have the styles Normal, Title, Heading 1 to 3, Caption and Table Grid.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ParAnalysisError
        There is no such language, agency or date; a scenario cannot be worked out; the template cannot be read or
        lacks styles, which are named; the file cannot be written. Nothing is half-written.

    Notes
    -----
    Word asks on opening whether to update fields: yes puts page numbers into the table of contents. The same arguments
    give the same bytes.
    """
    target = Path(path)
    if target.suffix.lower() != ".docx":
        raise ParAnalysisError(f"{target}: báo cáo là tệp Word, tên phải có đuôi .docx (the name must end in .docx)")
    if template is not None and _same_file(target, Path(template)):
        raise ParAnalysisError(
            f"{target}: báo cáo sẽ ghi đè lên tệp mẫu; đặt tên khác (the report would replace its template)"
        )
    facts = facts_of(scenarios, agency, lang, date)
    document = default_template(lang) if template is None else open_template(template)
    paper = Paper(document, facts)
    _front(paper)
    standing(paper)
    lost(paper)
    audited(paper)
    planned(paper)
    likely(paper)
    climb(paper)
    compared(paper)
    satisfied(paper)
    asked(paper)
    sources(paper)
    _back(paper)
    paper.fill_contents()
    moment = _properties(document, facts)
    with write_atomically(target) as temporary:
        document.save(str(temporary))
        repack_zip(temporary, moment)
    return target


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _subject(facts: Facts) -> str:
    lead, year, aim = facts.agency, facts.year, facts.year + 1
    if facts.lang == "vi":
        made = f"Kết quả PAR INDEX, SIPAS năm {year} của thành phố Hà Nội và khả năng đạt mục tiêu năm {aim}"
        return made + (f"; kiến nghị với {facts.full_name(lead)}" if lead else "")
    made = f"PAR INDEX and SIPAS of Hà Nội in {year}, and the chances of the targets for {aim}"
    return made + (f"; what is asked of the {facts.full_name(lead)}" if lead else "")


def _front(paper: Paper) -> None:
    """Write the head of the document: body and number left, national title and date right, then the title."""
    facts, document, vi = paper.facts, paper.document, paper.lang == "vi"
    day = facts.day
    table = document.add_table(rows=2, cols=2)
    table.autofit = False
    widths = (round(paper.width * 0.42), round(paper.width * 0.58))
    for grid, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        grid.set(qn("w:w"), str(round(width / 635)))
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Emu(width)
    nation, motto = (
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
        if vi
        else ("SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness")
    )
    _lines(table.cell(0, 0), (_DOTS, 12, False), (_DOTS, 12, True), ("_________", 6, True))
    _lines(table.cell(0, 1), (nation, 12, True), (motto, 13, True), ("____________________________", 6, True))
    number = f"Số: {'…' * 4}/BC-{'…' * 3}" if vi else f"No. {'…' * 4}/BC-{'…' * 3}"
    _lines(table.cell(1, 0), (number, 13, False))
    if day is None:
        when = f"Hà Nội, ngày {'…' * 2} tháng {'…' * 2} năm {'…' * 3}" if vi else f"Hà Nội, {'…' * 8}"
    elif vi:
        # Days below 10 and the first two months are written with a zero.
        month = f"{day.month:02}" if day.month < 3 else str(day.month)
        when = f"Hà Nội, ngày {day.day:02} tháng {month} năm {day.year}"
    else:
        when = f"Hà Nội, {facts.date}"
    _lines(table.cell(1, 1), (when, 13, False))
    table.cell(1, 1).paragraphs[0].runs[0].italic = True
    title = document.add_paragraph("BÁO CÁO" if vi else "REPORT", style="Title")
    title.paragraph_format.space_before = Pt(18)
    about = document.add_paragraph(_subject(facts), style="Title")
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


def _lines(cell: Any, *lines: tuple[str, float, bool]) -> None:
    for at, (text, size, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(size), bold or None


def _back(paper: Paper) -> None:
    """Leave room for recipients and signature."""
    vi = paper.lang == "vi"
    table = paper.document.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for text, bold in (
        ("Nơi nhận:" if vi else "Recipients:", True),
        (f"- {_DOTS};", None),
        ("- Lưu: VT." if vi else "- Archive.", None),
    ):
        first = not left.paragraphs[0].runs
        paragraph = left.paragraphs[0] if first else left.add_paragraph()
        paragraph.style = paper.document.styles[TABLE_TEXT]
        run = paragraph.add_run(text)
        run.bold = run.italic = bold
    signed = right.paragraphs[0]
    signed.alignment = WD_ALIGN_PARAGRAPH.CENTER
    signed.paragraph_format.space_before = Pt(6)
    run = signed.add_run("CHỨC VỤ CỦA NGƯỜI KÝ" if vi else "POSITION OF THE SIGNATORY")
    run.bold = True


def _properties(document: Any, facts: Facts) -> datetime.datetime:
    """Set the properties of the file; its date is that of the report, else of the latest document behind it."""
    latest = documents()["date"].max()
    moment = datetime.datetime(latest.year, latest.month, latest.day)
    if facts.day is not None:
        moment = datetime.datetime(facts.day.year, facts.day.month, facts.day.day)
    properties = document.core_properties
    document.part.package._core_properties_part.partname = PackURI("/docProps/core.xml")
    properties.title, properties.author, properties.last_modified_by = _subject(facts), "par_analysis", "par_analysis"
    properties.subject, properties.keywords, properties.comments = "PAR INDEX, SIPAS", "PAR INDEX; SIPAS", ""
    properties.language = "vi-VN" if facts.lang == "vi" else "en-GB"
    properties.created = properties.modified = moment
    properties.revision = 1
    return moment
