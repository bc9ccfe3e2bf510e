"""The pieces a report is made of: headings with numbers, captions with fields, tables, figures, contents."""

from __future__ import annotations

import dataclasses
import io
import itertools
from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart
from docx.shared import Emu

from par_analysis.briefing.facts import Facts
from par_analysis.briefing.report.fields import add_field, begin_field, end_field, plain_run, update_on_opening
from par_analysis.briefing.report.template import BODY, NOTE, PICTURE, TABLE_TEXT, text_width
from par_analysis.briefing.text import clean
from par_analysis.palette import GRID

__all__ = ["Column", "Paper", "Picture"]

_LEVELS = (("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"))


@dataclasses.dataclass(frozen=True)
class Column:
    """A column of a table: its title, its cells as printed, its share of the width, whether it holds numbers."""

    title: str
    cells: Sequence[str]
    share: float
    number: bool = False


@dataclasses.dataclass(frozen=True)
class Picture:
    """A figure as it is placed: the PNG, the text for those who cannot see it, the source."""

    png: bytes
    alt: str
    source: str


class Paper:
    """A Word document that is written from top to bottom.

    Attributes
    ----------
    document : docx.Document
    facts : Facts
    lang : str
    headings : list
        Level, number, text and bookmark of every heading so far.
    """

    def __init__(self, document: Any, facts: Facts) -> None:
        self.document, self.facts, self.lang = document, facts, facts.lang
        self.width = text_width(document)
        self.headings: list[tuple[int, str, str, str]] = []
        self._counts = [0, 0, 0]
        self._small = document.styles[TABLE_TEXT].style_id
        self._captions: dict[str, int] = {}
        self._numbering = _add_numbering(document)
        self._contents: Any = None

    # Text

    def heading(self, text: str, level: int = 1) -> None:
        """Add a heading; Word numbers it (I, 1, a)."""
        paragraph = self.document.add_paragraph(style=f"Heading {level}")
        self._counts = [*self._counts[: level - 1], self._counts[level - 1] + 1, *[0] * (3 - level)]
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level - 1
        properties.get_or_add_numId().val = self._numbering
        name, number = f"_Toc{len(self.headings) + 1:08}", len(self.headings) + 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(number))
        start.set(qn("w:name"), name)
        paragraph._p.append(start)
        paragraph.add_run(clean(text))
        paragraph._p.append(end)
        self.headings.append((level, _numeral(self._counts[level - 1], level), clean(text), name))

    def text(self, *sentences: str) -> None:
        """Add a paragraph for each sentence or group of sentences."""
        for sentence in sentences:
            self.document.add_paragraph(clean(sentence), style=BODY)

    def note(self, text: str, *, keep: bool = False) -> None:
        """Add a note in small type: a source, or how to read a table."""
        paragraph = self.document.add_paragraph(clean(text), style=NOTE)
        paragraph.paragraph_format.keep_together = True
        paragraph.paragraph_format.keep_with_next = keep

    def source(self, text: str) -> None:
        """Add the source of a figure or table."""
        self.note(("Nguồn: " if self.lang == "vi" else "Source: ") + text)

    # Figures and tables

    def figure(self, picture: Picture, caption: str) -> None:
        """Add a figure over the whole width, with its alternative text, caption and source."""
        paragraph = self.document.add_paragraph(style=PICTURE)
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Emu(self.width))
        shape._inline.docPr.set("descr", clean(picture.alt))
        shape._inline.docPr.set("title", clean(caption))
        self._caption("Hình" if self.lang == "vi" else "Figure", caption)
        self.source(picture.source)

    def table(self, columns: Sequence[Column], caption: str, source: str, *, last_bold: bool = False) -> None:
        """Add a table with its caption above and its source below; the header comes again on every page.

        Parameters
        ----------
        columns : sequence of Column
        caption, source : str
        last_bold : bool
            The last row is a sum.
        """
        self._caption("Bảng" if self.lang == "vi" else "Table", caption)
        rows = len(columns[0].cells)
        table = self.document.add_table(rows=rows + 1, cols=len(columns), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        whole = sum(column.share for column in columns)
        edges = [round(self.width * sum(c.share for c in columns[:n]) / whole) for n in range(len(columns) + 1)]
        widths = [after - before for before, after in itertools.pairwise(edges)]
        title = OxmlElement("w:tblCaption")
        title.set(qn("w:val"), clean(caption))
        table._tbl.tblPr.append(title)
        for grid, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
            grid.set(qn("w:w"), str(round(width / 635)))
        tighter = "".join(f'<w:{side} w:w="60" w:type="dxa"/>' for side in ("left", "right"))
        title.addprevious(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{tighter}</w:tblCellMar>"))
        _in_order(table._tbl.tblPr)
        for at, row in enumerate(table.rows):
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if at == 0:
                properties.append(OxmlElement("w:tblHeader"))
            for cell, column, width in zip(row.cells, columns, widths, strict=True):
                cell.width = Emu(width)
                self._fill(cell, column, at, bold=at == 0 or (last_bold and at == rows), ends=rows - at <= 1)
        self.source(source)

    def _fill(self, cell: Any, column: Column, at: int, *, bold: bool, ends: bool) -> None:
        paragraph = cell.paragraphs[0]
        paragraph._p.style = self._small  # by its id: looking a style up takes as long as all the rest
        plain_run(paragraph, bold or None).text = clean(column.title if at == 0 else column.cells[at - 1])
        if at == 0:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{GRID.lstrip("#")}"/>')
            cell._tc.get_or_add_tcPr().append(shade)
        elif column.number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        # The header stays with the first rows, the last rows with the source.
        paragraph.paragraph_format.keep_with_next = at <= 1 or ends

    def _caption(self, word: str, text: str) -> None:
        number = self._captions[word] = self._captions.get(word, 0) + 1
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(f"{word} ")
        add_field(paragraph, f"SEQ {word} \\* ARABIC", str(number))
        paragraph.add_run(f". {clean(text)}")

    # Contents

    def place_contents(self) -> None:
        """Mark where the table of contents comes."""
        self._contents = self.document.add_paragraph()

    def fill_contents(self) -> None:
        """Write the table of contents at its place; Word puts the page numbers in when it opens the file."""
        place = self._contents
        entries = [entry for entry in self.headings if entry[0] <= 2]
        for at, (level, number, text, bookmark) in enumerate(entries):
            line = place.insert_paragraph_before(style=f"TOC {level}")
            if at == 0:
                begin_field(line, 'TOC \\o "1-2" \\h \\z \\u', dirty=True)
            line.add_run(f"{number} {text}\t")
            add_field(line, f"PAGEREF {bookmark} \\h", "")
        end_field(place)
        update_on_opening(self.document)


def _in_order(properties: Any) -> None:
    """Put the settings of a table into the order that the format asks for."""
    order = (
        "tblStyle",
        "tblW",
        "jc",
        "tblInd",
        "tblBorders",
        "shd",
        "tblLayout",
        "tblCellMar",
        "tblLook",
        "tblCaption",
    )
    rank = {qn(f"w:{name}"): at for at, name in enumerate(order)}
    for child in sorted(properties, key=lambda child: rank.get(child.tag, 0)):
        properties.append(child)


def _numeral(number: int, level: int) -> str:
    if level == 1:
        tens, ones = divmod(number, 10)
        return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones] + "."
    return f"{number}." if level == 2 else f"{'abcdefghijklmnopqrstuvwxyz'[(number - 1) % 26]})"


def _add_numbering(document: Any) -> int:
    """Add the list I, 1, a that headings are numbered by, and return its id."""
    part = document.part
    if not any(rel.reltype == RELATIONSHIP_TYPE.NUMBERING for rel in part.rels.values()):
        blob = f"<w:numbering {nsdecls('w')}/>".encode()
        made = NumberingPart.load(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, blob, part.package)
        part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    numbering = part.numbering_part.element
    taken = [int(n) for n in numbering.xpath("./w:abstractNum/@w:abstractNumId")]
    own = max(taken, default=-1) + 1
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="space"/>'
        f'<w:lvlText w:val="{shown}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for at, (form, shown) in enumerate(_LEVELS)
    )
    listed = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{own}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    first = numbering.find(qn("w:num"))
    if first is None:
        numbering.append(listed)
    else:
        first.addprevious(listed)
    return int(numbering.add_num(own).numId)
