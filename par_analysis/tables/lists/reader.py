"""Raw tables that people edit: read as CSV and checked cell by cell, every problem of a file at once."""

from __future__ import annotations

import datetime
import difflib
import io
import re
import unicodedata
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from par_analysis.tables.indices.appendix import decode
from par_analysis.tables.indices.headers import is_note
from par_analysis.tables.indices.rows import clean
from par_analysis.tables.numbers import hides_text, parse_number, shown_as
from par_analysis.tables.problems import Problems

__all__ = [
    "Check",
    "TableRow",
    "day",
    "hint",
    "number",
    "optional",
    "optional_number",
    "optional_year",
    "or_empty",
    "parse_day",
    "parse_yes_no",
    "read_table",
    "text",
    "whole",
    "word",
    "year",
    "yes_no",
]

_LARGEST = 20 * 10**6  # bytes
_WIDEST = 200  # columns
_BLANK_ROWS = 1000  # a sheet that was formatted down to its last row has a million
_NEAR = 0.8  # how like a column of ours a title must be to be taken for a slip
_YES_NO = {"có": True, "yes": True, "true": True, "1": True, "không": False, "no": False, "false": False, "0": False}


class TableRow(dict[str, str]):
    """One row of a raw table by column, with the line it stands on, and the sheet if it is a workbook's."""

    line: int
    sheet: str = ""

    @property
    def where(self) -> str:
        """How messages name the row."""
        return f"«{self.sheet}»!{self.line}" if self.sheet else f"dòng (row) {self.line}"


Check = Callable[[TableRow, str, Problems], None]


def text(row: TableRow, column: str, problems: Problems) -> None:
    """Demand a text."""
    if not row[column]:
        problems.add("missing_value", where=row.where, column=column)


def optional(row: TableRow, column: str, problems: Problems) -> None:
    """Any text will do, and none."""


def word(allowed: Collection[str]) -> Check:
    """Demand one of the words."""

    def check(row: TableRow, column: str, problems: Problems) -> None:
        if row[column] not in allowed:
            problems.add("unknown_word", where=row.where, column=column, found=row[column], allowed=", ".join(allowed))

    return check


def number(row: TableRow, column: str, problems: Problems) -> None:
    """Demand a number."""
    text(row, column, problems)
    optional_number(row, column, problems)


def optional_number(row: TableRow, column: str, problems: Problems) -> None:
    """Demand a number or nothing."""
    if row[column]:
        parsed = parse_number(row[column])
        if isinstance(parsed, str):
            problems.add(parsed, where=row.where, column=column, found=row[column])
        elif parsed.is_bound:
            problems.add("not_a_number", where=row.where, column=column, found=row[column])


def year(row: TableRow, column: str, problems: Problems) -> None:
    """Demand a year."""
    if not (re.fullmatch("[0-9]{4}", row[column]) and 2000 <= int(row[column]) <= 2100):
        problems.add("out_of_range", where=row.where, column=column, found=row[column], lower="2000", upper="2100")


def whole(low: int, high: int) -> Check:
    """Demand a whole number from `low` to `high`."""

    def check(row: TableRow, column: str, problems: Problems) -> None:
        if not re.fullmatch("-?[0-9]{1,15}", row[column]):
            problems.add("not_whole", where=row.where, column=column, found=row[column])
        elif not low <= int(row[column]) <= high:
            problems.add("out_of_range", where=row.where, column=column, found=row[column], lower=low, upper=high)

    return check


def day(row: TableRow, column: str, problems: Problems) -> None:
    """Demand a day; `parse_day` reads it."""
    if parse_day(row[column]) is None:
        problems.add("not_a_day", where=row.where, column=column, found=row[column])


def yes_no(row: TableRow, column: str, problems: Problems) -> None:
    """Demand a yes or a no, in either language; `parse_yes_no` reads it."""
    if parse_yes_no(row[column]) is None:
        problems.add("unknown_word", where=row.where, column=column, found=row[column], allowed="có, không, yes, no")


def or_empty(check: Check) -> Check:
    """Demand what `check` does, or nothing."""

    def check_filled(row: TableRow, column: str, problems: Problems) -> None:
        if row[column]:
            check(row, column, problems)

    return check_filled


optional_year = or_empty(year)


def parse_day(text: str) -> datetime.date | None:
    """Read a day as `2022-07-08` or `8/7/2022` (day before month, as in Vietnam); None where it is none."""
    written = re.fullmatch("(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})", text) or re.fullmatch(
        "(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})", text
    )
    try:
        return written and datetime.date(int(written["y"]), int(written["m"]), int(written["d"]))
    except ValueError:
        return None


def parse_yes_no(text: str) -> bool | None:
    """Read a yes or a no, as people and Excel write it; None where it is neither."""
    return _YES_NO.get(text.casefold())


def hint(found: str, known: Collection[str]) -> str:
    """Name the word that somebody may have meant, for the middle of a message."""
    near = difflib.get_close_matches(found[:100], known, n=1)
    return f" (có phải / perhaps «{near[0]}»?)" if near else ""


def read_table(
    path: Path,
    checks: Mapping[str, Check],
    cross: Callable[[list[TableRow], Problems], None] | None = None,
    titles: Mapping[str, Collection[str]] | None = None,
    optional_columns: Collection[str] = (),
    sheet: str = "",
) -> list[TableRow]:
    """Read and check a raw table.

    Parameters
    ----------
    path : Path
        A CSV file in UTF-8 (or UTF-16 with its mark), cells separated by comma, semicolon or tab; or a workbook.
    checks : Mapping
        What the cells of every column must be; the columns stand in any order.
    cross : callable, optional
        Looks at all rows together.
    titles : Mapping, optional
        What else the columns may be called in the header. Case does not count.
    optional_columns : collection of str
        Columns that may be absent: their cells are empty then, and not checked.
    sheet : str, optional
        Read this sheet of an .xlsx file.

    Returns
    -------
    list of TableRow
        The rows in the order of the file, by the names in `checks`, every cell a text: a day of Excel as `2022-07-08`,
        a number with all its digits.

    Raises
    ------
    InputError
        Names every problem of the file, each with its row, column and the text found.

    Warns
    -----
    UserWarning
        Columns were left unread; those whose title begins with «Ghi chú» or «Note» are so silently.
    """
    path = Path(path)
    problems = Problems(path)
    data = _bytes(path, problems)
    problems.raise_if_any()
    accepted = {column: (column, *(titles or {}).get(column, ())) for column in checks}
    names = {_folded(name): column for column, many in accepted.items() for name in many}
    if sheet:
        records = _sheet_records(data, sheet, problems)
    else:
        content = decode(data, problems)
        if not len(problems) and not content.strip():
            problems.add("empty")
        problems.raise_if_any()
        records = _csv_records(content, names, problems)
    rows, present = _rows(records, accepted, names, optional_columns, sheet, problems)
    for row in rows:
        for column, check in checks.items():
            if column in present:
                check(row, column, problems)
    _unique(rows, "id" in present, problems)
    if cross is not None:
        cross(rows, problems)
    problems.raise_if_any()
    return rows


def _bytes(path: Path, problems: Problems) -> bytes:
    try:
        if not path.is_file():
            problems.add("is_folder" if path.is_dir() else "no_file")
        elif path.stat().st_size > _LARGEST:
            problems.add("file_too_large", size=round(path.stat().st_size / 1e6), most=_LARGEST // 10**6)
        else:
            return path.read_bytes()
    except OSError as error:
        problems.add("unreadable", reason=error.strerror or error)
    return b""


def _csv_records(content: str, names: Collection[str], problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Split a CSV text; the separator is the one with which the header has most titles that are known."""
    begin, line = 0, 1
    if stated := re.match(r'"?sep=(.)"?[,;\t]*(\r\n|\r|\n)', content, re.IGNORECASE):  # Excel's own first line
        begin, line = stated.end(), 2

    def header(separator: str) -> tuple[int, int]:
        _, cells = next(_split(content, begin, line, separator, Problems(problems.path)), (0, []))
        return sum(_folded(cell) in names for cell in cells), len(cells)

    return _split(content, begin, line, max(",;\t", key=header), problems)


def _split(content: str, begin: int, line: int, separator: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Yield the records that are not blank, each with its line; a quote that is out of place ends them."""
    cell = re.compile(
        rf'(?: *"(?P<quoted>[^"]*(?:""[^"]*)*)" *|(?P<plain>[^"{separator}\r\n]*))(?P<end>{separator}|\r\n|\r|\n|\Z)'
    )
    cells: list[str] = []
    first = line
    while True:
        found = cell.match(content, begin)
        if found is None:
            problems.add("quote", where=f"dòng (row) {line}", found=re.split("[\r\n]", content[begin : begin + 60])[0])
            return
        quoted = found["quoted"]
        cells.append((found["plain"] if quoted is None else quoted.replace('""', '"')).strip())
        if quoted:
            line += len(re.findall("\r\n|\r|\n", quoted))
        if found["end"] != separator:
            if any(cells):
                yield first, cells
            line += 1
            cells, first = [], line
            if not found["end"]:
                return
        begin = found.end()


def _sheet_records(data: bytes, name: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a sheet that are not blank, each with its number; 1,000 blank ones end it."""
    import openpyxl

    if data.startswith(b"\xd0\xcf\x11\xe0"):
        problems.add("old_workbook")
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of Excel features that do not concern values
            books = [openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=only) for only in (True, False)]
        titles = {_folded(title): title for title in books[0].sheetnames}
        if _folded(name) not in titles:
            problems.add("no_sheet", found=name, sheets=", ".join(books[0].sheetnames))
            return
        sheets = [book[titles[_folded(name)]] for book in books]
        for one in sheets:
            one.reset_dimensions()  # what the file states of its size may be wrong
        blank = 0
        for number, (values, formulas) in enumerate(
            zip(*(one.iter_rows(max_col=_WIDEST) for one in sheets), strict=True), 1
        ):
            cells = [
                _cell_text(value, formula, name, problems) for value, formula in zip(values, formulas, strict=True)
            ]
            blank = 0 if any(cells) else blank + 1
            if blank > _BLANK_ROWS:
                return
            if not blank:
                yield number, cells
    except Exception as error:  # a damaged zip or XML fails in as many ways as it has parts
        problems.add("broken_workbook", reason=f"{type(error).__name__}: {error}")


def _cell_text(cell: Any, formula: Any, sheet: str, problems: Problems) -> str:
    value = cell.value
    if value is None:
        if formula.data_type == "f":
            problems.add("formula", where=f"«{sheet}»!{formula.coordinate}", found=formula.value)
        return ""
    if cell.data_type == "e":
        problems.add("cell_error", where=f"«{sheet}»!{cell.coordinate}", found=value)
    place, shown = f"«{sheet}»!{cell.coordinate}", cell.number_format
    if isinstance(value, datetime.datetime):
        if "d" not in re.sub(r'"[^"]*"|\\.|\[[^]]*\]', "", shown).lower():
            problems.add("date_cell", where=place, found=f"{value:%Y-%m-%d} ({shown})")  # a month is no day
        return f"{value:%Y-%m-%d}" if value.time() == datetime.time() else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number_text(value, shown, place, problems)
    if hides_text(shown):
        problems.add("number_format", where=place, found=f"{value} ({shown})")
    return unicodedata.normalize("NFC", str(value)).strip()


def _number_text(value: float, number_format: str, place: str, problems: Problems) -> str:
    """Write a number of a sheet as it is seen there, with all its digits: 0.85 as 85%, and 7.1 with two decimals as 7.10."""
    form = shown_as(number_format)
    if form is None:
        problems.add("number_format", where=place, found=f"{value} ({number_format})")
        return ""
    kind, decimals = form
    number = Decimal(repr(value)) * (100 if kind == "scaled" else 1)
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    printed = text if decimals is None or "." not in text else f"{number:.{decimals}f}"
    return (printed if Decimal(printed) == number else text) + ("" if kind == "plain" else "%")


def _rows(
    records: Iterator[tuple[int, list[str]]],
    accepted: Mapping[str, Collection[str]],
    names: Mapping[str, str],
    optional_columns: Collection[str],
    sheet: str,
    problems: Problems,
) -> tuple[list[TableRow], Collection[str]]:
    """Return the rows, and which columns there are."""

    def place(line: int) -> str:
        return f"«{sheet}»!{line}" if sheet else f"dòng (row) {line}"

    line, header = next(records, (1, []))
    header = _without_blank_end(header)
    if not header and not len(problems):
        problems.add("empty", where=f"«{sheet}»" if sheet else "")
    problems.raise_if_any()
    columns = _columns(header, place(line), names, problems)
    for column, many in accepted.items():
        count = list(columns.values()).count(column)
        if count > 1 or (count == 0 and column not in optional_columns):
            problems.add(
                "double_column" if count else "missing_column",
                where=place(line),
                column_name=column,
                accepted=", ".join(many),
                headers=", ".join(" ".join(title.split()) for title in header),
            )
    problems.raise_if_any()
    unread = [title for number, title in enumerate(header) if title and number not in columns and not is_note(title)]
    if unread:
        told = ", ".join(f"«{title[:60]}»" for title in unread[:10]) + (" …" if len(unread) > 10 else "")
        warnings.warn(f"{problems.path.name}: cột không đọc (columns left unread): {told}", UserWarning, stacklevel=4)
    rows = []
    untitled = [number for number, title in enumerate(header) if not title]
    for line, cells in records:
        # Excel pads every row with the separators of the widest one; a sheet has no end of its own.
        filled = _without_blank_end(cells)
        if len(filled) > len(header) or (len(cells) < len(header) and not sheet):
            problems.add("cells", where=place(line), count=max(len(filled), len(cells)), expected=len(header))
            continue
        for number in untitled:
            if number < len(filled) and filled[number]:
                problems.add("no_title", where=place(line), found=filled[number])
        filled += [""] * (len(header) - len(filled))
        row = TableRow(dict.fromkeys(accepted, "") | {column: filled[number] for number, column in columns.items()})
        row.line, row.sheet = line, sheet
        rows.append(row)
    return rows, columns.values()


def _columns(header: list[str], where: str, names: Mapping[str, str], problems: Problems) -> dict[int, str]:
    """Find the columns by their titles; one that is nearly ours is a slip."""
    if len(header) > _WIDEST:
        problems.add("too_wide", where=where, count=len(header), most=_WIDEST)
        problems.raise_if_any()
    columns = {}
    for number, title in enumerate(header):
        folded = _folded(title)
        if folded in names:
            columns[number] = names[folded]
        elif title and not is_note(title) and difflib.get_close_matches(folded[:100], names, 1, _NEAR):
            problems.add("unknown_column", where=where, found=title)
    return columns


def _without_blank_end(cells: list[str]) -> list[str]:
    width = max((number for number, cell in enumerate(cells, 1) if cell), default=0)
    return cells[:width]


def _folded(title: str) -> str:
    return clean(title).casefold()


def _unique(rows: list[TableRow], have_ids: bool, problems: Problems) -> None:
    """Demand that an id stands once, and a row without one too."""
    first: dict[object, TableRow] = {}
    for row in rows:
        own = row.get("id")
        seen = first.setdefault(own or tuple(row.values()), row)
        if seen is not row and own:
            problems.add("double_id", where=row.where, column="id", found=own, first=seen.where)
        elif seen is not row and not have_ids:
            problems.add("double_row", where=row.where, first=seen.where)
