"""Raw tables that people edit: read as CSV and checked cell by cell, every problem of a file at once."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from par_analysis.errors import Problems
from par_analysis.reading.appendix import decode
from par_analysis.reading.numbers import parse_number

__all__ = [
    "Check",
    "TableRow",
    "hint",
    "number",
    "optional",
    "optional_number",
    "optional_year",
    "read_table",
    "text",
    "word",
    "year",
]


class TableRow(dict[str, str]):
    """One row of a raw table by column, with the line it stands on."""

    line: int

    @property
    def where(self) -> str:
        """How messages name the row."""
        return f"dòng (row) {self.line}"


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
    if not (row[column].isdecimal() and 2000 <= int(row[column]) <= 2100):
        problems.add("out_of_range", where=row.where, column=column, found=row[column], lower="2000", upper="2100")


def optional_year(row: TableRow, column: str, problems: Problems) -> None:
    """Demand a year or nothing."""
    if row[column]:
        year(row, column, problems)


def hint(found: str, known: Collection[str]) -> str:
    """Name the word that somebody may have meant, for the middle of a message."""
    near = difflib.get_close_matches(found, known, n=1)
    return f" (có phải / perhaps «{near[0]}»?)" if near else ""


def read_table(
    path: Path, checks: dict[str, Check], cross: Callable[[list[TableRow], Problems], None] | None = None
) -> list[TableRow]:
    """Read and check a raw table.

    Parameters
    ----------
    path : Path
        A CSV file in UTF-8 (or UTF-16 with its mark), cells separated by comma, semicolon or tab.
    checks : dict
        What the cells of every column must be; the columns stand in any order.
    cross : callable, optional
        Looks at all rows together.

    Returns
    -------
    list of TableRow
        The rows in the order of the file.

    Raises
    ------
    InputError
        Names every problem of the file, each with its row, column and the text found.
    """
    problems = Problems(path)
    if not path.is_file():
        problems.add("is_folder" if path.is_dir() else "no_file")
        problems.raise_if_any()
    content = decode(path.read_bytes(), problems)
    if not len(problems) and not content.strip():
        problems.add("empty")
    problems.raise_if_any()
    rows = list(_rows(content, list(checks), problems))
    for row in rows:
        for column, check in checks.items():
            check(row, column, problems)
    if "id" in checks:
        _unique(rows, problems)
    if cross is not None:
        cross(rows, problems)
    problems.raise_if_any()
    return rows


def _rows(content: str, columns: list[str], problems: Problems) -> Iterator[TableRow]:
    head = content.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=max(",;\t", key=head.count))
    header = [cell.strip() for cell in next(reader)]
    for column in columns:
        if header.count(column) != 1:
            kind = "missing_column" if column not in header else "double_column"
            problems.add(kind, where="dòng (row) 1", column_name=column, accepted=column, headers=", ".join(header))
    for column in header:
        if column not in columns and not column.casefold().startswith(("ghi chú", "note")):
            problems.add("unknown_column", where="dòng (row) 1", found=column)
    problems.raise_if_any()
    begun = reader.line_num + 1
    for cells in reader:
        line, begun = begun, reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            problems.add("cells", where=f"dòng (row) {line}", count=len(cells), expected=len(header))
            continue
        row = TableRow(zip(header, (cell.strip() for cell in cells), strict=True))
        row.line = line
        yield row


def _unique(rows: list[TableRow], problems: Problems) -> None:
    first: dict[str, TableRow] = {}
    for row in rows:
        if row["id"] and first.setdefault(row["id"], row) is not row:
            problems.add("double_id", where=row.where, column="id", found=row["id"], first=first[row["id"]].where)
