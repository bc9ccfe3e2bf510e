"""Cells with their places, from an Excel workbook or a CSV file: only what is really in the file is visited."""

from __future__ import annotations

import csv
import functools
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from par_analysis.tables.indices.headers import column_of
from par_analysis.tables.indices.rows import MAX_ROWS
from par_analysis.tables.problems import Problems

__all__ = ["HEADER_SEARCH", "Cell", "Sheet", "csv_sheet", "is_too_large", "open_sheets"]

HEADER_SEARCH = 20  # rows looked through for the header

# A workbook is packed about 10 to 30 times. One that unpacks to far more is all but empty cells, or a trap.
_MOST_BYTES = 100_000_000
_BASE_BYTES, _PACKING = 2_000_000, 60


@dataclass(frozen=True)
class Cell:
    """One cell: its stored value, with the kind that Excel gives it (`n`, `s`, `b`, `e` error, `d` date)."""

    row: int
    column: int
    value: Any = None
    data_type: str = "n"
    number_format: str = "General"
    formula: str | None = None

    @property
    def coordinate(self) -> str:
        """Place in the sheet, as `D7`."""
        from openpyxl.utils import get_column_letter

        return f"{get_column_letter(self.column)}{self.row}"


@dataclass
class Sheet:
    """A sheet of cells that hold something, row by row.

    Attributes
    ----------
    title : str
        Name of the sheet, or of the CSV file.
    cells : dict
        By row, then by column.
    merged : list of tuple
        First row, first column, last row, last column of every merged area.
    hidden_rows, hidden_columns : set of int, list of tuple
        Rows by number; columns as first and last of each hidden stretch.
    is_hidden : bool
        The sheet itself is hidden.
    is_csv : bool
        Places are then lines of a text.
    """

    title: str
    cells: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    is_hidden: bool = False
    is_csv: bool = False

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell; an empty one where the file has none."""
        return self.cells.get(row, {}).get(column) or Cell(row, column)

    def place(self, row: int, column: int) -> str:
        """Where a cell stands, for messages."""
        return self.row_place(row) if self.is_csv else f"«{self.title}»!{Cell(row, column).coordinate}"

    def row_place(self, row: int) -> str:
        """Where a row stands, for messages."""
        return f"dòng (line) {row}" if self.is_csv else f"«{self.title}», dòng (row) {row}"

    # As a worksheet of openpyxl is asked, twice over: for stored values, and for formulas where there are any.

    @property
    def values(self) -> Sheet:
        """The sheet of stored values."""
        return self

    @functools.cached_property
    def formulas(self) -> Sheet:
        """The sheet with formulas in the place of their values."""
        cells = {
            row: {
                column: Cell(row, column, cell.formula, "f", cell.number_format) if cell.formula else cell
                for column, cell in line.items()
            }
            for row, line in self.cells.items()
        }
        return Sheet(self.title, cells)

    @property
    def max_row(self) -> int:
        """Number of the last row that holds something."""
        return max(self.cells, default=1)

    def __getitem__(self, row: int) -> list[Cell]:
        """Return the cells of a row that hold something, or its first cell."""
        line = self.cells.get(row, {})
        return [self.cell(row, column) for column in sorted(line)] or [Cell(row, 1)]

    def iter_rows(self, max_row: int) -> Iterator[list[Cell]]:
        """Yield the rows that hold something, down to `max_row`."""
        return (self[row] for row in sorted(self.cells) if row <= max_row)


def is_too_large(path: Path, problems: Problems) -> bool:
    """Note a file that is larger, packed or unpacked, than any table can be."""
    packed = path.stat().st_size
    size = packed
    if zipfile.is_zipfile(path):
        # zipfile itself never unpacks more of a part than the directory says.
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist() if part.filename.endswith((".xml", ".rels")))
        limit = min(_MOST_BYTES, _BASE_BYTES + _PACKING * packed)
    else:
        limit = _MOST_BYTES
    if size > limit:
        problems.add("too_large", size=f"{size / 1e6:.1f}", limit=f"{limit / 1e6:.1f}")
    return size > limit


def open_sheets(path: Path, problems: Problems) -> list[Sheet]:
    """Read the sheets of a workbook; a file that is none, or is too large, is noted in `problems`."""
    try:
        if is_too_large(path, problems):
            return []
        with zipfile.ZipFile(path) as archive:
            return list(_sheets(archive))
    except Exception as error:  # a damaged zip or XML fails in as many ways as it has parts
        problems.add("broken_workbook", reason=f"{type(error).__name__}: {error}")
        return []


def _sheets(archive: zipfile.ZipFile) -> Iterator[Sheet]:
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

    roots = _related(archive, "")
    book = next(target for kind, target in roots.values() if kind == "officeDocument")
    related = _related(archive, book)
    by_kind = dict(related.values())
    strings = [_string(item) for item in _elements(archive, by_kind.get("sharedStrings"), "si")]
    formats = _formats(archive, by_kind.get("styles"))
    epoch = WINDOWS_EPOCH
    done: set[str] = set()
    for element in _elements(archive, book, "workbookPr", "sheet"):
        if _tag(element) == "workbookPr":
            epoch = MAC_EPOCH if element.get("date1904") in ("1", "true") else WINDOWS_EPOCH
            continue
        link = next(value for name, value in element.attrib.items() if name.endswith("}id"))
        kind, target = related[link]
        if kind != "worksheet":
            continue
        if target in done:
            raise ValueError(f"two sheets are one part: {target}")
        done.add(target)
        sheet = Sheet(element.attrib["name"], is_hidden=element.get("state", "visible") != "visible")
        _fill(sheet, archive, target, strings, formats, epoch)
        yield sheet


def _tag(element: ElementTree.Element) -> str:
    """Name of an element without its namespace: the strict form of the standard has other ones."""
    return element.tag.rpartition("}")[2]


def _elements(archive: zipfile.ZipFile, part: str | None, *tags: str) -> Iterator[ElementTree.Element]:
    """Yield the elements of these names in a part, each emptied after use."""
    if part is None:
        return
    data = archive.read(part)
    if b"<!DOCTYPE" in data:
        raise ValueError(f"{part} has a DOCTYPE")
    for _, element in ElementTree.iterparse(io.BytesIO(data)):
        if _tag(element) in tags:
            yield element
            element.clear()


def _related(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return kind and target of everything that a part of the workbook refers to, by id."""
    folder, name = posixpath.split(part)
    found = {}
    for element in _elements(archive, posixpath.join(folder, "_rels", f"{name}.rels"), "Relationship"):
        target = posixpath.normpath(posixpath.join("/", folder, element.attrib["Target"])).lstrip("/")
        found[element.attrib["Id"]] = (element.attrib["Type"].rpartition("/")[2], target)
    return found


def _string(element: ElementTree.Element) -> str:
    """Join the runs of a text, without its reading aids; what Excel escapes is itself again."""
    runs = [child.findall("{*}t") if _tag(child) == "r" else [child] for child in element]
    text = "".join(run.text or "" for group in runs for run in group if _tag(run) == "t")
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def _formats(archive: zipfile.ZipFile, part: str | None) -> list[str]:
    """Return the number format of every cell style."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    known: dict[int, str] = dict(BUILTIN_FORMATS)
    formats: list[str] = []
    for element in _elements(archive, part, "numFmt", "cellXfs"):
        if _tag(element) == "numFmt":
            if "formatCode" in element.attrib and "numFmtId" in element.attrib:
                known[int(element.attrib["numFmtId"])] = element.attrib["formatCode"]
        else:
            formats = [known.get(int(style.get("numFmtId", 0)), "General") for style in element]
    return formats


def _fill(
    sheet: Sheet, archive: zipfile.ZipFile, part: str, strings: list[str], formats: list[str], epoch: Any
) -> None:
    """Read the cells that hold something, the merged areas, and what is hidden."""
    number = 0
    for element in _elements(archive, part, "col", "row", "mergeCell"):
        if _tag(element) == "col":
            if element.get("hidden") in ("1", "true"):
                sheet.hidden_columns.append((int(element.attrib["min"]), int(element.attrib["max"])))
        elif _tag(element) == "mergeCell":
            corners = element.attrib["ref"].split(":")
            sheet.merged.append((*_position(corners[0]), *_position(corners[-1])))
        else:
            number = int(element.get("r", number + 1))
            if element.get("hidden") in ("1", "true"):
                sheet.hidden_rows.add(number)
            line = dict(_cells(element, number, strings, formats, epoch))
            if line:
                if number in sheet.cells:
                    raise ValueError(f"«{sheet.title}»: row {number} stands twice")
                sheet.cells[number] = line


def _position(reference: str) -> tuple[int, int]:
    """Row and column of a cell from its name: (7, 4) for `D7`."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", reference)
    if found is None:
        raise ValueError(f"no cell is called {reference!r}")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _cells(
    row: ElementTree.Element, number: int, strings: list[str], formats: list[str], epoch: Any
) -> Iterator[tuple[int, Cell]]:
    from openpyxl.styles.numbers import is_date_format

    column = 0
    taken: set[int] = set()
    for element in row:
        column += 1
        if "r" in element.attrib:
            stated, column = _position(element.attrib["r"])
            if stated != number:
                raise ValueError(f"{element.attrib['r']} stands in row {number}")
        if not len(element):
            continue
        value, kind = _value(element, strings)
        formula = element.find("{*}f")
        if value is None and formula is None:
            continue
        if column in taken:
            raise ValueError(f"{element.attrib.get('r', column)} stands twice")
        taken.add(column)
        style = int(element.get("s", 0))
        shown = formats[style] if style < len(formats) else "General"
        if kind == "n" and is_date_format(shown) and isinstance(value, int | float):
            value, kind = _date(value, shown, epoch), "d"
        yield column, Cell(number, column, value, kind, shown, None if formula is None else f"={formula.text or ''}")


def _value(element: ElementTree.Element, strings: list[str]) -> tuple[Any, str]:
    """Return the stored value of a cell, and its kind."""
    kind = element.get("t", "n")
    if kind == "inlineStr":
        held = element.find("{*}is")
        return (None if held is None else _string(held)), "s"
    stored = element.find("{*}v")
    if stored is None:
        return None, "n"
    text = stored.text or ""
    if kind == "s":
        return strings[int(text)], "s"
    if kind in ("str", "e", "d"):
        return text, "s" if kind == "str" else kind
    if not text:
        return None, "n"
    if kind == "b":
        return bool(int(text)), "b"
    return (int(text) if re.fullmatch(r"-?[0-9]{1,15}", text) else float(text)), "n"


def _date(value: float, shown: str, epoch: Any) -> Any:
    from openpyxl.styles.numbers import is_timedelta_format
    from openpyxl.utils.datetime import from_excel

    try:
        return from_excel(value, epoch, timedelta=is_timedelta_format(shown))
    except (OverflowError, ValueError):
        return value


def csv_sheet(content: str, title: str, problems: Problems) -> Sheet:
    """Read a CSV text as a sheet; the separator is the one by which a row names the most columns.

    Every row from that one on must have as many cells as it has, or a comma too many would move figures sideways.
    """
    best, separator, header = 0, ",", 1
    for candidate in ",;\t":
        for line, cells in _csv_rows(content, candidate, problems, limit=HEADER_SEARCH):
            known = len({column_of(cell) for cell in cells} - {None})
            if known > best:
                best, separator, header = known, candidate, line
    sheet = Sheet(title, is_csv=True)
    width = refused = 0
    for line, cells in _csv_rows(content, separator, problems):
        if line == header:
            width = len(cells)
        if line > header and len(cells) != width and sum(bool(cell.strip()) for cell in cells) > 1:
            problems.add("cells", where=sheet.row_place(line), count=len(cells), expected=width)
            refused += 1
            if refused > MAX_ROWS:
                break
            continue
        held = {column: Cell(line, column, cell, "s") for column, cell in enumerate(cells, 1) if cell.strip()}
        if held:
            sheet.cells[line] = held
        if len(sheet.cells) + refused > MAX_ROWS + HEADER_SEARCH:
            break  # too long to be a table, as the reader of its rows will say
    return sheet


def _csv_rows(
    content: str, separator: str, problems: Problems, limit: int | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV text with the line that each begins on."""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=True)
    begun = 1
    try:
        for number, cells in enumerate(reader, 1):
            yield begun, cells
            begun = reader.line_num + 1
            if number == limit:
                return
    except csv.Error as error:
        if limit is None:
            problems.add("bad_csv", where=f"dòng (line) {begun}", reason=error)
