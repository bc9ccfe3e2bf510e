"""The pieces a report is made of: headings with numbers, captions with fields, tables, figures, contents."""

from __future__ import annotations

import dataclasses
import io
import itertools
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart
from docx.shared import Emu, Twips

from par_analysis.deliver.facts import Facts
from par_analysis.deliver.report.columns import Column, Columns
from par_analysis.deliver.report.fields import add_field, begin_field, end_field, update_on_opening
from par_analysis.deliver.report.template import BODY, DENSE, NOTE, PICTURE, TABLE_TEXT, highest_ids, text_width
from par_analysis.deliver.text import clean
from par_analysis.words.palette import GRID

__all__ = ["Paper", "Picture"]

_WHOLE = 12  # rows of a table that is not broken over pages
_PADDING = 60  # twips between the lines of a table and its text, left and right
_LEVELS = (("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"))


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
    columns : Columns
        Makes the columns of tables for the reader.
    width : int
        Of the text between the margins, in EMU.
    headings : list
        Level, number, text and bookmark of every heading so far.
    mentioned : list of str
        The figures that the text refers to, in this order; the annex shows them.
    """

    def __init__(self, document: Any, facts: Facts) -> None:
        self.document, self.facts, self.lang = document, facts, facts.lang
        self.columns, self.width = Columns(facts), text_width(document)
        self.headings: list[tuple[int, str, str, str]] = []
        self.mentioned: list[str] = []
        self._counts = [0, 0, 0]
        self._style_ids: dict[str, str] = {}
        self._captions: dict[str, int] = {}
        self._numbering = _add_numbering(document)
        self._contents: Any = None
        # The template's headers may hold bookmarks and pictures of their own.
        mark, drawing = highest_ids(document)
        self._marks, self._drawings = itertools.count(mark + 1), itertools.count(drawing + 1)

    # Text

    def paragraph(self, style: str) -> Any:
        """Add an empty paragraph."""
        paragraph = self.document.add_paragraph()
        paragraph._p.style = self._style_id(style)
        return paragraph

    def _style_id(self, name: str) -> str:
        """Return the id of a style; looked up once, which takes as long as all the rest."""
        if name not in self._style_ids:
            self._style_ids[name] = self.document.styles[name].style_id
        return self._style_ids[name]

    def heading(self, text: str, level: int = 1, *, numbered: bool = True, new_page: bool = False) -> Any:
        """Add a heading; Word numbers it (I, 1, a)."""
        paragraph = self.paragraph(f"Heading {level}")
        if new_page:
            paragraph.paragraph_format.page_break_before = True
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        if numbered:
            self._counts = [*self._counts[: level - 1], self._counts[level - 1] + 1, *[0] * (3 - level)]
            properties.get_or_add_ilvl().val = level - 1
        # 0 is no number, even where the template's own style has one.
        properties.get_or_add_numId().val = self._numbering if numbered else 0
        name = f"_Toc{len(self.headings) + 1:08}"
        end = self._begin_mark(paragraph, name)
        paragraph.add_run(clean(text))
        paragraph._p.append(end)
        number = _numeral(self._counts[level - 1], level) if numbered else ""
        self.headings.append((level, number, clean(text), name))
        return paragraph

    def _begin_mark(self, paragraph: Any, name: str) -> Any:
        """Begin a bookmark, and return its end, which is to be appended after what it marks."""
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        number = str(next(self._marks))
        for mark in (start, end):
            mark.set(qn("w:id"), number)
        start.set(qn("w:name"), name)
        paragraph._p.append(start)
        return end

    def text(self, *sentences: str, see: str = "") -> None:
        """Add a paragraph for each sentence or group of sentences; the last one may refer to a figure of the annex."""
        for sentence in sentences:
            paragraph = self.paragraph(BODY)
            paragraph.add_run(clean(sentence))
        if see:
            say = self.facts.say
            self.mentioned.append(see)
            number = len(self.mentioned)
            paragraph.add_run(say(" See "))
            add_field(paragraph, f"REF {_figure_mark(number)} \\h", say("Figure {number}", number=number))
            paragraph.add_run(say(" (Annex)."))

    def note(self, text: str, *, keep: bool = False) -> None:
        """Add a note in small type: a source, or how to read a table."""
        paragraph = self.paragraph(NOTE)
        paragraph.add_run(clean(text))
        paragraph.paragraph_format.keep_together = True
        paragraph.paragraph_format.keep_with_next = keep

    def source(self, text: str) -> None:
        """Add the source of a figure or table."""
        self.note(self._source(text))

    def _source(self, text: str) -> str:
        return self.facts.say("Source: {source}", source=text)

    # Figures and tables

    def figure(self, picture: Picture, caption: str, width: int, *, new_page: bool = False) -> None:
        """Add a figure with its alternative text and caption; headline and source stand in the figure itself."""
        paragraph = self.paragraph(PICTURE)
        paragraph.paragraph_format.keep_with_next = True
        if new_page:
            paragraph.paragraph_format.page_break_before = True
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Emu(width))
        drawing = shape._inline.docPr
        drawing.set("id", str(next(self._drawings)))
        drawing.set("descr", clean(f"{picture.alt} {self._source(picture.source)}"))
        drawing.set("title", clean(caption))
        self._caption(self.facts.say("Figure"), caption, keep=False)

    def table(
        self, columns: Sequence[Column], caption: str, source: str, *, last_bold: bool = False, dense: bool = False
    ) -> None:
        """Add a table with its caption above and its source below; the header comes again on every page.

        Parameters
        ----------
        columns : sequence of Column
        caption, source : str
        last_bold : bool
            The last row is a sum.
        dense : bool
            Set it in the smaller type of tables that are to fit on one page.
        """
        self._caption(self.facts.say("Table"), caption)
        whole = sum(column.share for column in columns)
        twips = self.width / Twips(1)
        edges = [round(twips * sum(c.share for c in columns[:n]) / whole) for n in range(len(columns) + 1)]
        widths = [after - before for before, after in itertools.pairwise(edges)]
        style, last = self._style_id(DENSE if dense else TABLE_TEXT), len(columns[0].cells)
        rows = [
            _row(
                [(column.title if at == 0 else column.cells[at - 1], column.number) for column in columns],
                widths,
                style,
                head=at == 0,
                bold=at == 0 or (last_bold and at == last),
                # A short table stays whole; of a long one the header stays with the first rows, the last rows with the source.
                keep=last <= _WHOLE or at <= 2 or last - at <= 2,
            )
            for at in range(last + 1)
        ]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        table = parse_xml(
            f"<w:tbl {nsdecls('w')}><w:tblPr>"
            f'<w:tblStyle w:val={quoteattr(self._style_id("Table Grid"))}/><w:tblW w:w="{edges[-1]}" w:type="dxa"/>'
            f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
            f'<w:left w:w="{_PADDING}" w:type="dxa"/><w:right w:w="{_PADDING}" w:type="dxa"/></w:tblCellMar>'
            f'<w:tblLook w:val="04A0"/>'
            f"<w:tblCaption w:val={quoteattr(clean(caption))}/></w:tblPr>"
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )
        self.document.element.body.insert_element_before(table, "w:sectPr")
        self.source(source)

    def _caption(self, word: str, text: str, *, keep: bool = True) -> None:
        number = self._captions[word] = self._captions.get(word, 0) + 1
        paragraph = self.paragraph("Caption")
        paragraph.paragraph_format.keep_with_next = keep
        end = None if keep else self._begin_mark(paragraph, _figure_mark(number))
        paragraph.add_run(f"{word} ")
        add_field(paragraph, f"SEQ {word} \\* ARABIC", str(number))
        if end is not None:
            paragraph._p.append(end)
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
            line = place.insert_paragraph_before()
            line._p.style = self._style_id(f"TOC {level}")
            if at == 0:
                begin_field(line, 'TOC \\o "1-2" \\h \\z \\u', dirty=True)
            line.add_run(f"{number} {text}\t".lstrip())
            add_field(line, f"PAGEREF {bookmark} \\h", "")
        end_field(place)
        update_on_opening(self.document)


def _row(
    cells: Sequence[tuple[str, bool]], widths: Sequence[int], style: str, *, head: bool, bold: bool, keep: bool
) -> str:
    """Write a row of a table; its cells are text and whether that is a number."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{GRID.lstrip("#")}"/>' if head else ""
    kept, weight = "<w:keepNext/>" if keep else "", "<w:rPr><w:b/></w:rPr>" if bold else ""
    row = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
        f"<w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/>{kept}{_aligned(head, number)}</w:pPr>"
        f'<w:r>{weight}<w:t xml:space="preserve">{escape(clean(text))}</w:t></w:r></w:p></w:tc>'
        for (text, number), width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{row}</w:tr>"


def _aligned(head: bool, number: bool) -> str:
    side = "center" if head else "right" if number else ""
    return side and f'<w:jc w:val="{side}"/>'


def _figure_mark(number: int) -> str:
    return f"_RefFigure{number}"


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
        empty = NumberingPart.load(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, blob, part.package)
        part.relate_to(empty, RELATIONSHIP_TYPE.NUMBERING)
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
