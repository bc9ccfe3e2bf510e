"""The same tables as a workbook or CSV file: sheets are found by name or by their codes, columns by their headers."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from par_analysis.tables.indices.agencies import check_agency_rows
from par_analysis.tables.indices.appendix import decode
from par_analysis.tables.indices.grid import HEADER_SEARCH, Cell, Sheet, csv_sheet, is_too_large, open_sheets
from par_analysis.tables.indices.headers import column_of, is_note, meant_column
from par_analysis.tables.indices.rows import MAX_ROWS, Row, clean, fold, notice
from par_analysis.tables.indices.tidyrows import PERCENT, RawRow, tidy_rows
from par_analysis.tables.models.agencies import AGENCIES
from par_analysis.tables.models.checking import check_values
from par_analysis.tables.models.index import INDICES, SIPAS, IndexSpec
from par_analysis.tables.numbers import hides_text, shown_as
from par_analysis.tables.problems import Problems

__all__ = ["ABOUT_SHEET", "AGENCIES_SHEET", "Book", "Sheet", "csv_rows", "open_sheets", "workbook_rows"]

AGENCIES_SHEET = "Cơ quan"
ABOUT_SHEET = "Thông tin"

_MERGEABLE = ("lead_agency", "implementing_units")


@dataclass(frozen=True)
class Book:
    """What a file says: rows of one index, its own agencies (None where it lists none), where the table comes from."""

    rows: list[Row]
    agencies: pd.DataFrame | None
    about: dict[str, Any] = field(default_factory=dict)


def workbook_rows(path: Path, spec: IndexSpec, problems: Problems) -> Book:
    """Read the rows of one index from the workbook at `path`.

    Parameters
    ----------
    path : Path
        An .xlsx file.
    spec : IndexSpec
        Which index.
    problems : Problems
        Receives everything wrong with the sheet.

    Returns
    -------
    Book
        Rows in the order of the sheet. Cells merged downwards in the columns of leads and units count for
        every row they span. What is left unread, or read although it is hidden, is named in a warning.
    """
    sheets = open_sheets(path, problems)
    problems.raise_if_any()
    return _book(sheets, path, spec, problems)


def csv_rows(path: Path, spec: IndexSpec, problems: Problems) -> Book:
    """Read the rows of one index from a CSV file, by the same headers as a workbook.

    Parameters
    ----------
    path : Path
        UTF-8, or UTF-16 with its mark; cells separated by comma, semicolon or tab.
    spec : IndexSpec
        Which index.
    problems : Problems
        Receives everything wrong with the file.
    """
    is_too_large(path, problems)
    problems.raise_if_any()
    content = decode(path.read_bytes(), problems)
    problems.raise_if_any()
    sheet = csv_sheet(content, path.name, problems)
    problems.raise_if_any()
    return _book([sheet], path, spec, problems)


def _book(sheets: list[Sheet], path: Path, spec: IndexSpec, problems: Problems) -> Book:
    found = _find_table(sheets, spec, problems)
    problems.raise_if_any()
    if found is None:
        required = ", ".join(SIPAS[c].accepted[0] for c in _required(spec))
        problems.add("no_table", table=spec.sheet, columns=required)
        problems.raise_if_any()
    assert found is not None
    sheet, header_row = found
    unread: list[str] = []
    agencies = _agencies(sheets, unread, problems)
    columns = _columns(sheet, header_row, spec, unread, problems)
    if sum(row > header_row for row in sheet.cells) > MAX_ROWS:
        problems.add("too_long", where="" if sheet.is_csv else f"«{sheet.title}»", most=MAX_ROWS)
    problems.raise_if_any()
    merged = _merged(sheet, header_row, columns, problems)
    raw = list(_raw_rows(sheet, header_row, columns, merged, spec, problems))
    about = _about(sheets, path, problems)
    _set_years(sheet, header_row, columns, about, problems)
    rows = tidy_rows(raw, spec, problems)
    _tell(sheets, sheet, raw, columns, unread, path)
    # Where each row stands in this file, as against the line that it states of its source.
    places = {row.code: row.where for row in rows}
    return Book(rows, agencies, {**about, "places": places, "states_lines": "source_line" in columns})


def _required(spec: IndexSpec) -> tuple[str, ...]:
    own = ("max_points",) if spec.fixed_maximum is None else ("implementing_units",)
    return ("code", "name", *own, "score")


def _find_table(sheets: list[Sheet], spec: IndexSpec, problems: Problems) -> tuple[Sheet, int] | None:
    """Find the sheet of the index by its name; failing that, by the look of its codes."""
    candidates: list[tuple[int, Sheet, int]] = []
    for sheet in sheets:
        header = _header_row(sheet)
        if header is None:
            continue
        row, code_column = header
        named = fold(sheet.title) == fold(spec.sheet)
        below = sorted(number for number in sheet.cells if number > row)[:40]
        codes = [clean(value) for number in below if (value := sheet.cell(number, code_column).value) is not None]
        fits = sum(bool(spec.code_pattern.match(code)) for code in codes)
        if sheet.is_csv:  # the one table there is: of this index, unless its codes are those of another
            patterns = [other.code_pattern for other in INDICES.values()]
            named = fits == max(sum(bool(pattern.match(code)) for code in codes) for pattern in patterns)
        if named or fits * 2 > len(codes):
            candidates.append((100 if named else fits, sheet, row))
    if not candidates:
        return None
    _, sheet, row = max(candidates, key=lambda c: c[0])
    others = [other for _, other, _ in candidates if other is not sheet]
    seen = [other.title for other in others if not other.is_hidden]
    if sheet.is_hidden and seen:
        # Which of them a person means cannot be told.
        problems.add("hidden_sheet", where=f"«{sheet.title}»", others=", ".join(seen))
        return None
    if others:
        notice(
            f"đọc bảng {spec.sheet} ở trang «{sheet.title}», không đọc: {', '.join(other.title for other in others)} "
            f"(read from the first; the other sheets look like the same table and are left unread)"
        )
    return sheet, row


def _header_row(sheet: Sheet) -> tuple[int, int] | None:
    """Find the row that names the most columns (at least three), and the column of the codes."""
    best: tuple[int, int, int] | None = None
    for row in sorted(sheet.cells)[:HEADER_SEARCH]:
        known = {name: cell.column for cell in sheet[row] if cell.value is not None and (name := column_of(cell.value))}
        if len(known) >= 3 and (best is None or len(known) > best[0]):
            best = (len(known), row, known.get("code", 1))
    return None if best is None else best[1:]


def _columns(sheet: Sheet, header_row: int, spec: IndexSpec, unread: list[str], problems: Problems) -> dict[str, int]:
    """Return the column number of each column by name; `unread` takes up what is no column of ours."""
    headers = [(cell.column, clean(cell.value)) for cell in sheet[header_row] if cell.value is not None]
    columns: dict[str, int] = {}
    for number, header in headers:
        column = column_of(header)
        where = sheet.place(header_row, number)
        if column == "implementing_units" and spec.key == "par":
            unread.append(f"{where} «{header}»")  # the table of PAR INDEX has no such column
        elif column is None and not is_note(header):
            meant = meant_column(header) if len(unread) < 50 else None
            if meant:
                accepted = " / ".join(SIPAS[meant].accepted)
                problems.add("misspelt_column", where=where, found=header, column_name=meant, accepted=accepted)
            else:
                unread.append(f"{where} «{header}»")
        elif column in columns:
            problems.add("double_column", where=where, found=header, column_name=column)
        elif column is not None:
            columns[column] = number
    named = {number for number, _ in headers}
    for row in sorted(sheet.cells):
        for number in sorted(sheet.cells[row]) if row > header_row else ():
            if number not in named:
                named.add(number)
                unread.append(f"{sheet.place(row, number)} «{clean(sheet.cell(row, number).value)}»")
    for column in _required(spec):
        if column not in columns:
            problems.add(
                "missing_column",
                where="" if sheet.is_csv else f"«{sheet.title}»",
                accepted=" / ".join(SIPAS[column].accepted),
                column_name=column,
                headers=" | ".join(h for _, h in headers),
            )
    return columns


def _merged(
    sheet: Sheet, header_row: int, columns: dict[str, int], problems: Problems
) -> dict[tuple[int, int], tuple[int, int]]:
    """Map every cell of a downward merge to the cell that holds its value; other merges are problems."""
    mergeable = {columns[c] for c in _MERGEABLE if c in columns}
    read = sorted(columns.values())
    rows = sorted(sheet.cells)
    home: dict[tuple[int, int], tuple[int, int]] = {}
    for first, left, last, right in sheet.merged:
        if last <= header_row or bisect.bisect_left(read, left) == bisect.bisect_right(read, right):
            continue
        area = f"{Cell(first, left).coordinate}:{Cell(last, right).coordinate}"
        span = rows[bisect.bisect_left(rows, first) : bisect.bisect_right(rows, last)]
        if left != right or left not in mergeable or first <= header_row:
            problems.add("merged", where=f"«{sheet.title}»!{area}", range=area)
            continue
        for row in span:
            if home.setdefault((row, left), (first, left)) != (first, left):
                problems.add("merged", where=f"«{sheet.title}»!{area}", range=area)
                break
    return home


def _raw_rows(
    sheet: Sheet,
    header_row: int,
    columns: dict[str, int],
    merged: dict[tuple[int, int], tuple[int, int]],
    spec: IndexSpec,
    problems: Problems,
) -> Iterable[RawRow]:
    """Yield the rows below the header that say something, as text."""
    percent = PERCENT.get(spec.key, ())
    for number in sorted(row for row in sheet.cells if row > header_row):
        own = {
            c for name, c in columns.items() if sheet.cell(number, c).value is not None and (number, c) not in merged
        }
        formulas = {c for c in columns.values() if sheet.cell(number, c).formula}
        if not own and not formulas:
            continue
        texts = {}
        for name, column in columns.items():
            row, home = merged.get((number, column), (number, column))
            texts[name] = _text(sheet, row, home, name, problems, percent_allowed=name in percent)
        if not any(texts[name] for name, column in columns.items() if (number, column) not in merged):
            continue
        first = next((text for text in texts.values() if text), "")
        if is_note(first) and not any(texts.get(name) for name in ("score", "target", "lead_agency")):
            continue  # a note below the table
        places = {name: sheet.place(number, column) for name, column in columns.items()}
        yield RawRow(texts, places, number, sheet.row_place(number))


def _text(sheet: Sheet, row: int, column: int, name: str, problems: Problems, *, percent_allowed: bool = False) -> str:
    """Read one cell as text, as a person would see it; `?` stands for what was noted in `problems`."""
    cell = sheet.cell(row, column)
    value = cell.value
    if value is None and cell.formula is None:
        return ""
    kind, found = "", value
    if value is None:
        kind, found = "formula", cell.formula
    elif cell.data_type in ("e", "d"):
        kind = "cell_error" if cell.data_type == "e" else "date_cell"
    elif not isinstance(value, int | float) or isinstance(value, bool):
        if not hides_text(cell.number_format):
            return clean(value)
        kind, found = "number_format", f"{value} ({cell.number_format})"
    else:
        shown = shown_as(cell.number_format)
        number = Decimal(repr(value))
        if shown is None:
            kind, found = "number_format", f"{value} ({cell.number_format})"
        elif shown[0] != "plain" and not percent_allowed:
            kind, found = "not_percent", f"{value} ({cell.number_format})"
        else:
            # Every digit of the number, and never an exponent; 0.8923 shown by Excel as 89.23% is 89.23.
            number *= 100 if shown[0] == "scaled" else 1
            text = f"{number.normalize():f}"
            if name != "code" or shown[1] is None:
                return text
            # A code is what stands there to be read: 7.1 shown with two decimals is the code 7.10.
            printed = f"{number:.{shown[1]}f}"
            if Decimal(printed) == number:
                return printed
            kind, found = "number_format", f"{value} ({cell.number_format})"
    problems.add(kind, where=sheet.place(row, column), column=name, found=found)
    return "?"


def _agencies(sheets: list[Sheet], unread: list[str], problems: Problems) -> pd.DataFrame | None:
    """Read the workbook's own list of agencies; None where it has none."""
    sheet = next((s for s in sheets if fold(s.title) == fold(AGENCIES_SHEET) and not s.is_csv), None)
    if sheet is None:
        return None
    titles = {fold(title): own.name for own in AGENCIES.file_fields for title in own.accepted}
    header: dict[str, int] = {}
    head = min(sheet.cells, default=1)
    for cell in sheet[head]:
        column = titles.get(fold(cell.value))
        if column in header:
            problems.add("double_column", where=sheet.place(head, cell.column), found=cell.value, column_name=column)
        elif column:
            header[column] = cell.column
        elif cell.value is not None and not is_note(cell.value):
            unread.append(f"{sheet.place(head, cell.column)} «{clean(cell.value)}»")
    for own in AGENCIES.fields:
        if own.name not in header:
            found = " | ".join(clean(cell.value) for cell in sheet[head] if cell.value is not None)
            accepted = " / ".join(own.accepted)
            problems.add(
                "missing_column", where=f"«{sheet.title}»", accepted=accepted, column_name=own.name, headers=found
            )
    if len(sheet.cells) > MAX_ROWS:
        problems.add("too_long", where=f"«{sheet.title}»", most=MAX_ROWS)
    problems.raise_if_any()
    rows = []
    for number in sorted(sheet.cells):
        values = {name: _text(sheet, number, column, name, problems) for name, column in header.items()}
        if number == head or not any(values.values()):
            continue
        places = {name: sheet.place(number, column) for name, column in header.items()}
        rows.append((values, places))
        _, faults = check_values(AGENCIES.file_row, AGENCIES, {name: text for name, text in values.items() if text})
        for fault in faults:
            problems.add(fault.kind, where=places[fault.column], column=fault.column, found=fault.found, **fault.facts)
    check_agency_rows(rows, problems)
    columns = [name for name in AGENCIES.file_columns if name in header]
    return pd.DataFrame([values for values, _ in rows], columns=columns, dtype="str")


def _set_years(
    sheet: Sheet, header_row: int, columns: dict[str, int], about: dict[str, Any], problems: Problems
) -> None:
    """Take the years from the headers ("Điểm năm 2023") where they are printed; «Thông tin» must not contradict them."""
    where = ""
    for key, column in (("year", "score"), ("target_year", "target")):
        if column not in columns:
            continue
        cell = sheet.cell(header_row, columns[column])
        printed = sorted(set(re.findall(r"\b(?:19|20)[0-9]{2}\b", clean(cell.value))))
        if printed:
            where = sheet.place(header_row, cell.column)
        if len(printed) > 1 or not all(map(_is_year, printed)):
            problems.add("bad_year", where=where, found=cell.value)
        elif printed and about[key] not in ("", printed[0]):
            problems.add("year_differs", where=where, found=cell.value, header=printed[0], declared=about[key])
        elif printed:
            about[key] = printed[0]
    years = (about["year"], about["target_year"])
    if all(map(_is_year, years)) and years[1] < years[0]:
        problems.add("year_order", where=where or f"«{ABOUT_SHEET}»", year=years[0], target_year=years[1])


def _is_year(text: str) -> bool:
    return re.fullmatch("[0-9]{4}", text) is not None and 1990 <= int(text) <= 2100


def _about(sheets: list[Sheet], path: Path, problems: Problems) -> dict[str, Any]:
    """Read how charts are to cite the table: always by the file, with the source that the file declares."""
    declared: dict[str, str] = {}
    for sheet in sheets:
        if sheet.is_csv or fold(sheet.title) != fold(ABOUT_SHEET):
            continue
        for number in sorted(sheet.cells):
            key = fold(sheet.cell(number, 1).value or "")
            if key not in ("nguồn", "source", "năm kết quả", "năm mục tiêu"):
                continue
            text = _text(sheet, number, 2, key, problems)
            where = sheet.place(number, 2)
            if declared.setdefault(key, text) != text:
                problems.add("double_key", where=where, found=text)
            if key.startswith("năm") and text and not _is_year(text):
                problems.add("bad_year", where=where, found=text)
    said, said_en = declared.get("nguồn"), declared.get("source")
    return {
        "source": f"Tệp {path.name}" + (f", theo khai báo: {said}" if said else ""),
        "source_en": f"File {path.name}" + (f", which states: {said_en}" if said_en else ""),
        "year": declared.get("năm kết quả", ""),
        "target_year": declared.get("năm mục tiêu", ""),
    }


def _tell(
    sheets: list[Sheet],
    sheet: Sheet,
    raw: Sequence[RawRow],
    columns: dict[str, int],
    unread: list[str],
    path: Path,
) -> None:
    """Warn of what the table does without, what is left unread, and what is hidden although it is read."""
    place = path.name if sheet.is_csv else f"{path.name}, «{sheet.title}»"
    for column in ("name_en", "assessment"):
        if column not in columns:
            notice(f"{place}: không có cột «{SIPAS[column].accepted[0]}», để trống (no column {column}; left empty)")
    if unread:
        more = f", … ({len(unread)})" if len(unread) > 20 else ""
        notice(f"{place}: không đọc các cột lạ (columns left unread): {', '.join(unread[:20])}{more}")
    hidden = [f"«{s.title}»" for s in sheets if s.is_hidden and (s is sheet or fold(s.title) in _SIDE_SHEETS)]
    rows = [str(row.line) for row in raw if row.line in sheet.hidden_rows]
    if rows:
        hidden.append(f"dòng (rows) {', '.join(rows[:20])}{', …' if len(rows) > 20 else ''}")
    names = [
        f"{SIPAS[name].accepted[0]}"
        for name, number in columns.items()
        if any(first <= number <= last for first, last in sheet.hidden_columns)
    ]
    if names:
        hidden.append(f"cột (columns) {', '.join(names)}")
    if hidden:
        notice(f"{place}: đang ẩn nhưng vẫn được đọc (hidden, but read): {'; '.join(hidden)}")


_SIDE_SHEETS = (fold(AGENCIES_SHEET), fold(ABOUT_SHEET))
