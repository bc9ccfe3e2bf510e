"""The same tables as an Excel workbook: sheets are found by name or by their codes, columns by their headers."""

from __future__ import annotations

import datetime
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from par_analysis.errors import Problems
from par_analysis.reading.headers import ACCEPTED, DERIVED, column_of, is_note
from par_analysis.reading.nodes import REST
from par_analysis.reading.rows import Row, clean, normal_code, read_number
from par_analysis.reading.sidetables import read_agencies
from par_analysis.schema import AGENCIES, ASSESSMENTS, IndexSpec

__all__ = ["ABOUT_SHEET", "AGENCIES_SHEET", "Book", "Sheet", "open_sheets", "workbook_rows"]

AGENCIES_SHEET = "Cơ quan"
ABOUT_SHEET = "Thông tin"

_MERGEABLE = ("lead_agency", "implementing_units")
_HEADER_SEARCH = 20  # rows looked through for the header
_YES = {
    "true": True,
    "có": True,
    "yes": True,
    "1": True,
    "false": False,
    "không": False,
    "no": False,
    "0": False,
}


@dataclass(frozen=True)
class Book:
    """What a workbook says: rows of one index, its agencies, and where the table comes from."""

    rows: list[Row]
    agencies: pd.DataFrame
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """A sheet twice over: stored values, and formulas where there are any."""

    values: Any
    formulas: Any

    @property
    def title(self) -> str:
        """Name of the sheet."""
        return str(self.values.title)

    def place(self, row: int, column: int) -> str:
        """Where a cell stands, for messages."""
        return f"«{self.title}»!{self.values.cell(row, column).coordinate}"


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
        every row they span.
    """
    sheets = open_sheets(path, problems)
    problems.raise_if_any()
    agencies = _agencies(sheets, problems)
    found = _find_table(sheets, spec)
    if found is None:
        required = ", ".join(ACCEPTED[c][0] for c in _required(spec))
        problems.add("no_table", table=spec.sheet, columns=required)
        problems.raise_if_any()
    assert found is not None
    sheet, header_row = found
    columns = _columns(sheet, header_row, spec, problems)
    problems.raise_if_any()
    _warn_of_absent(sheet, columns, path)
    merged = _merged(sheet, header_row, columns, problems)
    rows = list(_rows(sheet, header_row, columns, merged, spec, problems))
    about = _about(sheets, path)
    about |= _years(sheet, header_row, columns, about, problems)
    # Where each row stands in this file, as against the line that it states of its source.
    about["places"] = {row.code: row.where for row in rows}
    about["states_lines"] = "source_line" in columns
    return Book(rows, agencies, about)


def open_sheets(path: Path, problems: Problems) -> list[Sheet]:
    """Open a workbook twice over, for values and for formulas; a file that is none is noted in `problems`."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of Excel features that do not concern values
            values = openpyxl.load_workbook(path, data_only=True)
            formulas = openpyxl.load_workbook(path, data_only=False)
    except Exception as error:  # a damaged zip or XML fails in as many ways as it has parts
        problems.add("broken_workbook", reason=f"{type(error).__name__}: {error}")
        return []
    return [Sheet(values[name], formulas[name]) for name in values.sheetnames if hasattr(values[name], "cell")]


def _required(spec: IndexSpec) -> tuple[str, ...]:
    own = ("max_points",) if spec.fixed_maximum is None else ("implementing_units",)
    return ("code", "name", *own, "score", "target", "lead_agency")


def _find_table(sheets: list[Sheet], spec: IndexSpec) -> tuple[Sheet, int] | None:
    """Find the sheet of the index by its name; failing that, by the look of its codes."""
    candidates: list[tuple[int, Sheet, int]] = []
    for sheet in sheets:
        header = _header_row(sheet)
        if header is None:
            continue
        row, code_column = header
        named = clean(sheet.title).casefold() == spec.sheet.casefold()
        codes = [clean(sheet.values.cell(r, code_column).value or "") for r in range(row + 1, row + 40)]
        fits = sum(bool(spec.code_pattern.match(c)) for c in codes)
        if named or fits * 2 > sum(bool(c) for c in codes):
            candidates.append((100 if named else fits, sheet, row))
    if not candidates:
        return None
    _, sheet, row = max(candidates, key=lambda c: c[0])
    if others := [other.title for _, other, _ in candidates if other is not sheet]:
        warnings.warn(
            f"đọc bảng {spec.sheet} ở trang «{sheet.title}», không đọc: {', '.join(others)} "
            f"(read from the first; the other sheets look like the same table and are left unread)",
            UserWarning,
            stacklevel=6,  # the caller of load_par or load_sipas
        )
    return sheet, row


def _header_row(sheet: Sheet) -> tuple[int, int] | None:
    """Find the row that names the most columns (at least three), and the column of the codes."""
    best: tuple[int, int, int] | None = None
    for row in range(1, min(_HEADER_SEARCH, sheet.values.max_row) + 1):
        known = {
            column_of(cell.value): cell.column
            for cell in sheet.values[row]
            if cell.value is not None and column_of(cell.value)
        }
        if len(known) >= 3 and (best is None or len(known) > best[0]):
            best = (len(known), row, known.get("code", 1))
    return None if best is None else best[1:]


def _columns(sheet: Sheet, header_row: int, spec: IndexSpec, problems: Problems) -> dict[str, int]:
    """Return the column number of each column by name."""
    headers = [(c.column, clean(c.value)) for c in sheet.values[header_row] if c.value is not None]
    columns: dict[str, int] = {}
    for number, header in headers:
        column = column_of(header)
        where = sheet.place(header_row, number)
        if column == "implementing_units" and spec.key == "par":
            column = None  # the table of PAR INDEX has no such column
        if column is None:
            if not is_note(header):
                problems.add("unknown_column", where=where, found=header)
        elif column in columns:
            problems.add("double_column", where=where, found=header, column_name=column)
        else:
            columns[column] = number
    named = {number for number, _ in headers}
    for number in range(1, sheet.values.max_column + 1):
        filled = [
            r for r in range(header_row + 1, sheet.values.max_row + 1) if sheet.values.cell(r, number).value is not None
        ]
        if number not in named and filled:
            problems.add(
                "unknown_column", where=sheet.place(filled[0], number), found=sheet.values.cell(filled[0], number).value
            )
    for column in _required(spec):
        if column not in columns:
            accepted = " / ".join(ACCEPTED[column])
            problems.add(
                "missing_column",
                where=f"«{sheet.title}»",
                accepted=accepted,
                column_name=column,
                headers=" | ".join(h for _, h in headers),
            )
    return columns


def _warn_of_absent(sheet: Sheet, columns: dict[str, int], path: Path) -> None:
    """Say which columns the table does without."""
    for column in ("name_en", "assessment"):
        if column not in columns:
            warnings.warn(
                f"{path.name}, «{sheet.title}»: không có cột «{ACCEPTED[column][0]}», để trống "
                f"(no column {column}; left empty)",
                UserWarning,
                stacklevel=6,  # the caller of load_par or load_sipas
            )


def _merged(
    sheet: Sheet, header_row: int, columns: dict[str, int], problems: Problems
) -> dict[tuple[int, int], tuple[int, int]]:
    """Map every cell of a downward merge to the cell that holds its value; other merges are problems."""
    mergeable = {columns[c] for c in _MERGEABLE if c in columns}
    home: dict[tuple[int, int], tuple[int, int]] = {}
    for area in sheet.values.merged_cells.ranges:
        if area.max_row <= header_row or not set(range(area.min_col, area.max_col + 1)) & set(columns.values()):
            continue
        if area.min_col != area.max_col or area.min_col not in mergeable:
            problems.add("merged", where=f"«{sheet.title}»!{area.coord}", range=area.coord)
            continue
        for row in range(area.min_row, area.max_row + 1):
            home[row, area.min_col] = (area.min_row, area.min_col)
    return home


def _text(sheet: Sheet, row: int, column: int, name: str, problems: Problems) -> str:
    """Read one cell as text, as a person would see it."""
    cell = sheet.values.cell(row, column)
    where = sheet.place(row, column)
    formula = sheet.formulas.cell(row, column)
    if formula.data_type == "f" and cell.value is None:
        problems.add("formula", where=where, column=name, found=formula.value)
        return "?"
    if cell.data_type == "e":
        problems.add("cell_error", where=where, column=name, found=cell.value)
        return "?"
    if isinstance(cell.value, datetime.date | datetime.time | datetime.timedelta):
        problems.add("date_cell", where=where, column=name, found=cell.value)
        return "?"
    if cell.value is None:
        return ""
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        # Every digit of the number, and never an exponent; 0.8923 shown by Excel as 89.23% is 89.23.
        number = Decimal(repr(cell.value)) * (100 if "%" in str(cell.number_format) else 1)
        return f"{number.normalize():f}"
    return clean(cell.value)


def _rows(
    sheet: Sheet,
    header_row: int,
    columns: dict[str, int],
    merged: dict[tuple[int, int], tuple[int, int]],
    spec: IndexSpec,
    problems: Problems,
) -> Iterator[Row]:
    factor = ""
    labels = {label.casefold(): key for key, pair in ASSESSMENTS.items() for label in (key, *pair)}
    for number in range(header_row + 1, sheet.values.max_row + 1):
        texts = {}
        for name, column in columns.items():
            home = merged.get((number, column), (number, column))
            texts[name] = _text(sheet, *home, name, problems)
        if not any(texts[name] for name, column in columns.items() if (number, column) not in merged):
            continue
        first = next((text for text in texts.values() if text), "")
        if is_note(first) and not any(texts.get(name) for name in ("score", "target", "lead_agency")):
            continue  # a note below the table
        places = {name: sheet.place(number, column) for name, column in columns.items()}
        code = normal_code(texts["code"], texts["name"], factor, spec)
        if spec.key == "sipas" and "." not in code and code != "total":
            factor = code
        is_rest = code.endswith(REST)
        values: dict[str, Any] = {"max_points": spec.fixed_maximum}
        is_bound = False
        for name in ("max_points", "score", "target"):
            if name not in columns or texts[name] == "?":
                values.setdefault(name, None)
            elif is_rest and not texts[name]:
                values[name] = None
            else:
                values[name], bound = read_number(
                    texts[name], name, places[name], problems, bound_allowed=name == "target"
                )
                is_bound = is_bound or bound
        stated = _stated(texts, places, problems)
        if "target_is_bound" in stated:
            says_bound = bool(stated.pop("target_is_bound"))
            if is_bound and not says_bound:
                problems.add(
                    "derived_differs",
                    where=places["target_is_bound"],
                    column="target_is_bound",
                    found=texts["target_is_bound"],
                    value="TRUE",
                )
            is_bound = is_bound or says_bound
        line = _line(texts.get("source_line", ""), places.get("source_line", ""), problems)
        if is_rest and line is not None:
            stated["source_line"] = line
        way = texts.get("assessment", "")
        yield Row(
            code=code,
            name=texts["name"],
            name_en=texts.get("name_en", ""),
            assessment=labels.get(way.casefold(), way),
            max_points=values["max_points"],
            score=values["score"],
            target=values["target"],
            target_is_bound=is_bound,
            lead=texts["lead_agency"],
            units=texts.get("implementing_units", ""),
            line=number if line is None else line,
            where=f"«{sheet.title}», dòng (row) {number}",
            cells=places,
            stated=stated,
        )


def _line(text: str, where: str, problems: Problems) -> int | None:
    """Read a stated source line: a whole number from 1."""
    if text in ("", "?"):
        return None
    number = read_number(text, "source_line", where, problems)[0]
    if number is not None and (number < 1 or number != int(number)):
        problems.add("out_of_range", where=where, column="source_line", found=text, lower=1, upper="…, 2, 3 …")
        return None
    return None if number is None else int(number)


def _stated(texts: dict[str, str], places: dict[str, str], problems: Problems) -> dict[str, object]:
    """Read the columns that follow from the others; an empty cell states nothing."""
    stated: dict[str, object] = {}
    for name in DERIVED:
        text = texts.get(name, "")
        if text in ("", "?"):
            if name == "parent" and name in texts and texts["code"].casefold() == "total":
                stated[name] = ""
        elif name == "parent":
            stated[name] = text
        elif name in ("level", "parts"):
            number = read_number(text, name, places[name], problems)[0]
            if number is not None:
                stated[name] = int(number) if number == int(number) else number
        elif text.casefold() in _YES:
            stated[name] = _YES[text.casefold()]
        else:
            problems.add("derived_differs", where=places[name], column=name, found=text, value="TRUE / FALSE")
    return stated


def _agencies(sheets: list[Sheet], problems: Problems) -> pd.DataFrame:
    """Read the workbook's own list of agencies; a workbook without one uses the shipped list."""
    for sheet in sheets:
        if clean(sheet.title).casefold() != AGENCIES_SHEET.casefold():
            continue
        titles = {clean(t).casefold(): f.name for f in AGENCIES.fields for t in (f.name, f.title, f.title_en)}
        header = {titles.get(clean(c.value).casefold()): c.column for c in sheet.values[1] if c.value is not None}
        for column in AGENCIES.columns:
            if column not in header:
                found = " | ".join(clean(c.value) for c in sheet.values[1] if c.value is not None)
                problems.add(
                    "missing_column", where=f"«{sheet.title}»", accepted=column, column_name=column, headers=found
                )
        problems.raise_if_any()
        rows = [
            {name: _text(sheet, row, header[name], name, problems) for name in AGENCIES.columns}
            for row in range(2, sheet.values.max_row + 1)
        ]
        for number, row in enumerate(rows, 2):
            for name in AGENCIES.columns:
                if any(row.values()) and not row[name]:
                    problems.add("missing_value", where=sheet.place(number, header[name]), column=name)
        kept = [row for row in rows if any(row.values())]
        for name in ("id", "name", "short"):
            seen: dict[str, int] = {}
            for number, row in enumerate(rows, 2):
                if row[name] and row[name] in seen:
                    problems.add(
                        "double_code",
                        where=sheet.place(number, header[name]),
                        column=name,
                        found=row[name],
                        code=row[name],
                        first=sheet.place(seen[row[name]], header[name]),
                    )
                seen[row[name]] = number
        return pd.DataFrame(kept, columns=AGENCIES.columns, dtype="str")
    return read_agencies()


def _years(
    sheet: Sheet, header_row: int, columns: dict[str, int], about: dict[str, Any], problems: Problems
) -> dict[str, str]:
    """Take the years from the headers ("Điểm năm 2023") where they are printed; «Thông tin» must not contradict them."""
    years = {}
    for key, column in (("year", "score"), ("target_year", "target")):
        header = sheet.values.cell(header_row, columns[column]).value
        found = re.search(r"\b(19|20)[0-9]{2}\b", clean(header))
        years[key] = found[0] if found else about[key]
        if found and about[key] not in ("", found[0]):
            problems.add(
                "year_differs",
                where=sheet.place(header_row, columns[column]),
                found=header,
                header=found[0],
                declared=about[key],
            )
    return years


def _about(sheets: list[Sheet], path: Path) -> dict[str, Any]:
    """Read how charts are to cite the table: always by the file, with the source that the file declares."""
    declared = {}
    for sheet in sheets:
        if clean(sheet.title).casefold() == ABOUT_SHEET.casefold():
            for row in sheet.values.iter_rows(max_col=2, values_only=True):
                if len(row) > 1 and row[0] and row[1]:
                    declared[clean(row[0]).casefold()] = clean(row[1])
    said, said_en = declared.get("nguồn"), declared.get("source")
    return {
        "source": f"Tệp {path.name}" + (f", theo khai báo: {said}" if said else ""),
        "source_en": f"File {path.name}" + (f", which states: {said_en}" if said_en else ""),
        "year": declared.get("năm kết quả", ""),
        "target_year": declared.get("năm mục tiêu", ""),
    }
