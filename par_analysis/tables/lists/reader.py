"""Lists that people edit: read as CSV or as a sheet, checked by the model of their table, every problem at once."""

from __future__ import annotations

import datetime
import difflib
import io
import re
import unicodedata
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from par_analysis.tables.indices.appendix import decode
from par_analysis.tables.indices.headers import is_note
from par_analysis.tables.indices.rows import clean
from par_analysis.tables.models.checking import check_values
from par_analysis.tables.models.column import Column, Table
from par_analysis.tables.numbers import hides_text, shown_as
from par_analysis.tables.problems import Problems

__all__ = ["ListRow", "check_rows", "frame_of", "read_list", "texts_of"]

_LARGEST = 20 * 10**6  # bytes
_WIDEST = 200  # columns
_BLANK_ROWS = 1000  # a sheet that was formatted down to its last row has a million
_NEAR = 0.8  # how like a column of ours a title must be to be taken for a slip


class ListRow(dict[str, str]):
    """One row of a list: its texts by column, the line it stands on (and the sheet), and what they were read as."""

    line: int
    sheet: str = ""
    columns: Collection[str] = ()  # those that its file has
    read: Any = None  # the row of the model; None where a cell is wrong

    @property
    def where(self) -> str:
        """How messages name the row."""
        return f"«{self.sheet}»!{self.line}" if self.sheet else f"dòng (row) {self.line}"


Check = Callable[[list[ListRow], Problems], None]
Fill = Callable[[int, Mapping[str, str]], Mapping[str, str]]


def read_list(
    path: Path,
    table: Table,
    check: Check | None = None,
    *,
    fill: Fill | None = None,
    is_own: bool = False,
    context: Any = None,
    sheet: str = "",
) -> list[ListRow]:
    """Read and check a list.

    Parameters
    ----------
    path : Path
        A CSV file in UTF-8 (or UTF-16 with its mark), cells separated by comma, semicolon or tab; or a workbook.
    table : Table
        What its columns are; they stand in any order, under any of their titles, whatever the case.
    check : callable, optional
        Looks at all rows together.
    fill : callable, optional
        Gives texts by column for a row, by its number and its own texts: for columns that the file lacks.
    is_own : bool
        Somebody's own list, which quotes no document: what it may lack it may also leave empty.
    context : object, optional
        What the validators of the model need to know.
    sheet : str, optional
        Read this sheet of an .xlsx file.

    Returns
    -------
    list of ListRow
        The rows in the order of the file, every cell a text: a day of Excel as `2022-07-08`, a number with all its digits.

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
    names = {_folded(name): column.name for column in table.file_fields for name in column.accepted}
    if sheet:
        records = _sheet_records(data, sheet, problems)
    else:
        content = decode(data, problems)
        if not len(problems) and not content.strip():
            problems.add("empty")
        problems.raise_if_any()
        records = _csv_records(content, names, problems)
    rows, present = _rows(records, table, names, sheet, problems)
    lacking = {own.name for own in table.file_fields if own.may_lack and (is_own or own.name not in present)}
    filled: list[dict[str, str]] = []
    if fill is not None:
        filled = [
            {name: text for name, text in fill(number, row).items() if text and name in lacking}
            for number, row in enumerate(rows, 1)
        ]
    check_rows(rows, table, problems, check, filled, context)
    return rows


def check_rows(
    rows: list[ListRow],
    table: Table,
    problems: Problems,
    check: Check | None = None,
    filled: Sequence[Mapping[str, str]] = (),
    context: Any = None,
) -> None:
    """Read every row by the model of the table, then look at all rows together; raise everything that is wrong."""
    model = table.file_row
    needed = [own.name for own in table.file_fields if own.required]
    for number, row in enumerate(rows):
        texts = {name: text for name, text in row.items() if text}
        texts = {**dict.fromkeys(needed, ""), **(filled[number] if filled else {}), **texts}
        row.read, faults = check_values(model, table, texts, context)
        for fault in faults:
            problems.add(fault.kind, where=row.where, column=fault.column, found=fault.found, **fault.facts)
    _unique(rows, [name for name in table.primary_key if rows and name in rows[0].columns], problems)
    if check is not None:
        check(rows, problems)
    problems.raise_if_any()


def texts_of(rows: Sequence[ListRow], table: Table) -> pd.DataFrame:
    """Make a frame of a list, every cell as text."""
    return pd.DataFrame(rows, columns=table.file_columns, dtype="str")


def frame_of(rows: Sequence[ListRow], table: Table) -> pd.DataFrame:
    """Make a frame of a list that was read: every column of its type, an empty text where there is none."""
    return pd.DataFrame(
        {own.name: _series([getattr(row.read, own.name) for row in rows], own) for own in table.file_fields}
    )


def _series(cells: list[Any], own: Column) -> pd.Series:
    if own.type == "number":
        return pd.Series([np.nan if cell is None else float(cell) for cell in cells], dtype=float)
    if own.type == "integer":
        return pd.Series(cells, dtype="int64" if own.required else "Int64")
    if own.type == "date":
        return pd.to_datetime(pd.Series(cells, dtype=object))
    if own.type == "boolean":
        return pd.Series(cells, dtype=bool)
    if any(isinstance(cell, tuple) for cell in cells):
        return pd.Series(cells, dtype=object)
    return pd.Series([cell or "" for cell in cells], dtype="str")


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
    records: Iterator[tuple[int, list[str]]], table: Table, names: Mapping[str, str], sheet: str, problems: Problems
) -> tuple[list[ListRow], Collection[str]]:
    """Return the rows, and which columns there are."""

    def place(line: int) -> str:
        return f"«{sheet}»!{line}" if sheet else f"dòng (row) {line}"

    line, header = next(records, (1, []))
    header = _without_blank_end(header)
    if not header and not len(problems):
        problems.add("empty", where=f"«{sheet}»" if sheet else "")
    problems.raise_if_any()
    columns = _columns(header, place(line), names, problems)
    for own in table.file_fields:
        count = list(columns.values()).count(own.name)
        if count > 1 or (count == 0 and not own.may_lack):
            problems.add(
                "double_column" if count else "missing_column",
                where=place(line),
                column_name=own.name,
                accepted=", ".join(own.accepted),
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
        row = ListRow(
            dict.fromkeys(table.file_columns, "") | {column: filled[number] for number, column in columns.items()}
        )
        row.line, row.sheet, row.columns = line, sheet, columns.values()
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


def _unique(rows: list[ListRow], key: list[str], problems: Problems) -> None:
    """Demand that a key stands once; without one, a row."""
    first: dict[object, ListRow] = {}
    for row in rows:
        own = tuple(row[name] for name in key or row)
        if key and not any(own):
            continue  # missing, not double
        seen = first.setdefault(own, row)
        if seen is not row and key:
            problems.add("double_id", where=row.where, column=key[-1], found=own[-1], first=seen.where)
        elif seen is not row:
            problems.add("double_row", where=row.where, first=seen.where)
