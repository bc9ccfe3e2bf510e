"""Cells of a workbook with live formulas: text stays text, numbers keep every digit, formulas carry their results."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from par_analysis.deliver.fitting import lines_of
from par_analysis.deliver.workbook.words import word
from par_analysis.tables.files import repack_zip, write_atomically
from par_analysis.words.palette import GAINED, GRID, INPUT, LOST, MUTED, TEXT

__all__ = [
    "MAXIMUM",
    "PERCENT",
    "POINTS",
    "SIGNED",
    "WHITE",
    "WHOLE",
    "Book",
    "Page",
    "bare_color",
    "column_letter",
    "plain_text",
]

# Number formats; points by index.
WHOLE, MAXIMUM, PERCENT = "0", "0.###", "0%"
_TEXT, _GENERAL = "@", "General"
_DAY = {"vi": "dd/mm/yyyy", "en": "yyyy-mm-dd"}
POINTS = {"par": "0.000", "sipas": "0.00"}
SIGNED = {"par": '+0.000;-0.000;"–"', "sipas": '+0.00;-0.00;"–"'}
WHITE = "#FFFFFF"
_FONT, _SIZE, _TITLE_SIZE = "Calibri", 11, 15
_LINE, _TITLE_LINE, _HEADER_LINE = 15.0, 24, 32  # heights of rows in points
_MOST_LINES = 27  # Excel shows no row that is higher than 409 points
# What XML cannot hold, and what a spreadsheet program might act upon: all but tab and line feed.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_STORED = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)><f>(.*?)</f><v ?(?:/>|></v>)</c>', re.DOTALL)
# Codes are texts that look like numbers, and neighbouring formulas differ on purpose: no green corners for that.
_IGNORED = b'<ignoredErrors><ignoredError sqref="A1:Z2000" numberStoredAsText="1" formula="1" formulaRange="1" /></ignoredErrors>'
_QUIET = re.compile(rb"<drawing |</worksheet>")


def column_letter(number: int) -> str:
    """Return the letter of a column: 1 is A."""
    return str(get_column_letter(number))


def bare_color(color: str) -> str:
    """Return a colour of the palette as Office writes it: without the sign before it."""
    return color.lstrip("#")


def plain_text(text: str) -> str:
    """Return a text as a cell may hold it: control characters show as `�`, and no escape of Excel is read into it."""
    shown = _CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", shown)


class Page:
    """One sheet in the making.

    Attributes
    ----------
    sheet : openpyxl.worksheet.worksheet.Worksheet
    lang : str
    results : dict
        Result of every formula, by cell.
    """

    def __init__(self, sheet: Any, widths: Sequence[float], lang: str) -> None:
        self.sheet, self.lang, self.results = sheet, lang, dict[str, float | str]()
        self._widths = list(widths)
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[column_letter(number)].width = width

    def word(self, key: str, **facts: object) -> str:
        """Return a word or sentence in the language of the sheet."""
        return word(key, self.lang, **facts)

    def at(self, row: int, column: int) -> str:
        """Return the reference of a cell, as other sheets write it."""
        return f"{self._quoted}!${column_letter(column)}${row}"

    @property
    def _quoted(self) -> str:
        """Name of the sheet, as formulas write it."""
        name = str(self.sheet.title).replace("'", "''")
        return f"'{name}'"

    def column(self, number: int, first: int, last: int) -> str:
        """Return a part of a column, as other sheets write it."""
        letter = column_letter(number)
        return f"{self._quoted}!${letter}${first}:${letter}${last}"

    def text(self, row: int, column: int, text: object, *, literal: bool = False, **look: Any) -> Any:
        """Write a text; whatever it begins with, it is no formula. A `literal` one stays a text when it is typed anew."""
        cell = self.sheet.cell(row, column)
        shown = plain_text(str(text))
        if shown:
            cell.value, cell.data_type = shown, "s"
        _look(cell, _TEXT if literal else _GENERAL, **look)
        if shown[:1] in ("=", "+", "-", "@", "'", "\t", "\n", "\ufffd", "＝", "＋", "－", "＠"):
            cell.quotePrefix = True
        return cell

    def number(self, row: int, column: int, value: float, form: str, **look: Any) -> Any:
        """Write a number with every digit that it has."""
        cell = self.sheet.cell(row, column)
        # openpyxl would drop the 17th digit.
        cell.value, cell.data_type = repr(float(value) + 0.0), "n"
        _look(cell, form, **{"across": "right", **look})
        return cell

    def live(self, row: int, column: int, formula: str, result: float | str, form: str = _GENERAL, **look: Any) -> Any:
        """Write a formula (without its equals sign) and the result that it has when the file is opened."""
        cell = self.sheet.cell(row, column)
        cell.value = f"={formula}"
        _look(cell, form, **{"across": "right", **look})
        self.results[cell.coordinate] = result
        return cell

    def day(self, row: int, column: int, value: datetime.date, **look: Any) -> Any:
        """Write a date."""
        cell = self.sheet.cell(row, column, value)
        _look(cell, _DAY[self.lang], **look)
        return cell

    def header(self, row: int, titles: Sequence[str], height: float = _HEADER_LINE) -> None:
        """Write a row of column titles."""
        for column, title in enumerate(titles, 1):
            if title:
                look: dict[str, Any] = {"ink": WHITE, "ground": TEXT, "across": "center", "down": "center"}
                self.text(row, column, title, bold=True, **look)
        self.sheet.row_dimensions[row].height = height

    def title(self, title: str) -> None:
        """Write what the sheet is, in the first row."""
        self.text(1, 1, title, bold=True, size=_TITLE_SIZE, wrap=False)
        self.sheet.row_dimensions[1].height = _TITLE_LINE

    def heading(self, title: str, hint: str, width: int) -> None:
        """Write the first two rows: what the sheet is, and what to know."""
        self.title(title)
        self.text(2, 1, hint, ink=MUTED)
        self.sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=width)
        room = sum(self._widths[:width])
        self.sheet.row_dimensions[2].height = _LINE * -(-len(hint) * 11 // int(10 * room))

    def heights(self, first: int, last: int) -> None:
        """Give rows the height of their longest text: only Excel itself would find it out."""
        for row in range(first, last + 1):
            lines = 1
            for number, width in enumerate(self._widths, 1):
                cell = self.sheet.cell(row, number)
                if cell.data_type == "s" and cell.alignment.wrap_text and cell.value:
                    # Excel counts a width in digits of 7 pixels; it rounds letters to pixels, so a line holds a bit less.
                    room = 0.95 * (7 * width - 9 * cell.alignment.indent) / 96
                    parts = str(cell.value).split("\n")
                    bold = bool(cell.font.b)
                    lines = max(lines, sum(lines_of(part, cell.font.sz, room, _FONT, bold=bold) for part in parts))
            self.sheet.row_dimensions[row].height = _LINE * min(lines, _MOST_LINES)

    def hide(self, *columns: int) -> None:
        """Hide columns for which the edition has nothing."""
        for number in columns:
            self.sheet.column_dimensions[column_letter(number)].hidden = True

    def tint(self, area: str, formula: str, ink: str, bold: bool = False, ground: str = "") -> None:
        """Colour the cells of `area` for which `formula` (written for its first cell) is true."""
        look: dict[str, Any] = {"font": Font(color=_argb(ink), bold=bold or None)}
        if ground:
            look["fill"] = PatternFill("solid", bgColor=_argb(ground))
        self.sheet.conditional_formatting.add(area, FormulaRule(formula=[formula], **look))

    def tint_changes(self, area: str, first: str) -> None:
        """Colour figures that rose and fell; `first` refers to the change that belongs to the first cell."""
        self.tint(area, f"{first}>0", GAINED, bold=True)
        self.tint(area, f"{first}<0", LOST, bold=True)

    def finish(
        self,
        headers: tuple[int, int] | None,
        columns: int,
        last_row: int,
        freeze: str | None = None,
        *,
        one_page: bool = False,
    ) -> None:
        """Lock what is not an input, and set the sheet up for A4 across, its headers on every page or all on one."""
        sheet = self.sheet
        sheet.freeze_panes = freeze
        sheet.sheet_view.showGridLines = False
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False  # False: allowed
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, int(one_page)
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.8
        sheet.page_margins.header = sheet.page_margins.footer = 0.4
        sheet.oddFooter.left.text = "&A"
        if headers is not None:
            sheet.print_title_rows = f"{headers[0]}:{headers[1]}"
        sheet.print_area = f"A1:{column_letter(columns)}{last_row}"


class Book:
    """A workbook in the making: its pages, its names, and the file.

    Parameters
    ----------
    lang : {"vi", "en"}
        Language of everything in it.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.book = openpyxl.Workbook()
        self.book.remove(self.book.active)
        self.pages: list[Page] = []

    def page(self, key: str, widths: Sequence[float]) -> Page:
        """Add a sheet."""
        page = Page(self.book.create_sheet(word(f"sheet_{key}", self.lang)), widths, self.lang)
        page.sheet.oddFooter.right.text = word("page", self.lang)
        self.pages.append(page)
        return page

    def name(self, name: str, refers_to: str) -> None:
        """Give a cell a name that formulas may use."""
        self.book.defined_names[name] = DefinedName(name, attr_text=refers_to)

    def save(self, path: Path, title: str, moment: datetime.datetime) -> None:
        """Write the file with its date: atomically, every formula with its result, the same bytes every time."""
        self.book.properties.creator = "par_analysis"
        self.book.properties.title = title
        self.book.properties.created = self.book.properties.modified = moment
        self.book.calculation.fullCalcOnLoad = True
        with write_atomically(path) as temporary:
            self.book.save(temporary)
            _store_results(temporary, [page.results for page in self.pages])
            repack_zip(temporary, moment)


def _argb(color: str) -> str:
    return f"FF{bare_color(color)}"


def _look(
    cell: Any,
    form: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: float = _SIZE,
    ink: str = TEXT,
    ground: str = "",
    across: str = "left",
    down: str = "top",
    indent: int = 0,
    wrap: bool = True,
    unlocked: bool = False,
    line: bool = False,
) -> None:
    cell.number_format = form
    cell.font = Font(name=_FONT, bold=bold, italic=italic, size=size, color=_argb(ink))
    cell.alignment = Alignment(horizontal=across, vertical=down, indent=indent, wrap_text=wrap)
    if unlocked:
        edge = Side(style="thin", color=_argb(MUTED))
        cell.protection, cell.border = Protection(locked=False), Border(edge, edge, edge, edge)
        ground = INPUT
    elif line:
        cell.border = Border(bottom=Side(style="hair", color=_argb(GRID)))
    if ground:
        cell.fill = PatternFill("solid", fgColor=_argb(ground))


def _store_results(path: Path, results: Sequence[dict[str, float | str]]) -> None:
    """Put the result of every formula into the file, for readers that do not calculate: previews, locked-down Excel."""
    with zipfile.ZipFile(path) as source:
        members = {info.filename: source.read(info) for info in source.infolist()}
    for number, known in enumerate(results, 1):
        name = f"xl/worksheets/sheet{number}.xml"
        members[name], count = _STORED.subn(_with_result(known), members[name])
        assert count == len(known), f"{name}: {count} formulas, {len(known)} results"
        members[name] = _QUIET.sub(rb"%s\g<0>" % _IGNORED, members[name], count=1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)


def _with_result(known: dict[str, float | str]) -> Callable[[re.Match[bytes]], bytes]:
    def put(found: re.Match[bytes]) -> bytes:
        place, style, formula = found.groups()
        value = known[place.decode()]
        if isinstance(value, str):
            kind, text = b' t="str"', escape(value).encode()
        else:
            kind, text = b"", repr(float(value) + 0.0).encode()
        return b'<c r="%s"%s%s><f>%s</f><v>%s</v></c>' % (place, style, kind, formula, text)

    return put
