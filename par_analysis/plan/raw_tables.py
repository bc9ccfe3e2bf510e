"""The plan's raw tables (tasks, responsibilities, goals, calendar), checked cell by cell.

People edit these files, so everything that can be wrong with one is found before anything of it is used.
"""

from __future__ import annotations

import csv
import difflib
import functools
import io
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from par_analysis.datasets import load_par, load_sipas
from par_analysis.errors import Problems
from par_analysis.plan.documents import bodies, documents, source_lines
from par_analysis.plan.words import COMPARATORS, KINDS, ROLES, STEPS, SUBJECTS, UNITS
from par_analysis.reading.appendix import decode
from par_analysis.reading.numbers import PrintedNumber, parse_number
from par_analysis.reading.periods import EXAMPLES, parse_period

__all__ = ["PLAN_TABLES", "PlanRow", "read_plan_table"]


class PlanRow(dict[str, str]):
    """One row of a raw table by column, with the line it stands on."""

    line: int

    @property
    def where(self) -> str:
        """How messages name the row."""
        return f"dòng (row) {self.line}"


Check = Callable[[PlanRow, str, Problems], None]


def _text(row: PlanRow, column: str, problems: Problems) -> None:
    if not row[column]:
        problems.add("missing_value", where=row.where, column=column)


def _optional(row: PlanRow, column: str, problems: Problems) -> None:
    """Any text will do, and none."""


def _word(allowed: Collection[str]) -> Check:
    def check(row: PlanRow, column: str, problems: Problems) -> None:
        if row[column] not in allowed:
            problems.add("unknown_word", where=row.where, column=column, found=row[column], allowed=", ".join(allowed))

    return check


def _body(row: PlanRow, column: str, problems: Problems) -> None:
    if not row[column]:
        problems.add("missing_value", where=row.where, column=column)
    elif row[column] not in (names := list(bodies()["name"])):
        problems.add("unknown_body", where=row.where, column=column, found=row[column], hint=_hint(row[column], names))


@functools.cache
def _known_codes() -> tuple[str, ...]:
    """Every code of both indices; `total` stands once for either."""
    return tuple(dict.fromkeys([*load_par()["code"], *load_sipas()["code"]]))


def _codes(row: PlanRow, column: str, problems: Problems) -> None:
    codes = row[column].split()
    for code in codes:
        if code not in _known_codes():
            problems.add("unknown_code", where=row.where, column=column, found=code, hint=_hint(code, _known_codes()))
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        problems.add("repeated_code", where=row.where, column=column, found=code)


def _some_codes(row: PlanRow, column: str, problems: Problems) -> None:
    _text(row, column, problems)
    _codes(row, column, problems)


def _number(row: PlanRow, column: str, problems: Problems) -> None:
    _text(row, column, problems)
    _optional_number(row, column, problems)


def _optional_number(row: PlanRow, column: str, problems: Problems) -> None:
    if row[column]:
        number = parse_number(row[column])
        if isinstance(number, str):
            problems.add(number, where=row.where, column=column, found=row[column])
        elif number.is_bound:
            problems.add("not_a_number", where=row.where, column=column, found=row[column])


def _year(row: PlanRow, column: str, problems: Problems) -> None:
    if not (row[column].isdecimal() and 2000 <= int(row[column]) <= 2100):
        problems.add("out_of_range", where=row.where, column=column, found=row[column], lower="2000", upper="2100")


def _optional_year(row: PlanRow, column: str, problems: Problems) -> None:
    if row[column]:
        _year(row, column, problems)


def _period(row: PlanRow, column: str, problems: Problems) -> None:
    if parse_period(row[column]) is None:
        problems.add("unknown_date", where=row.where, column=column, found=row[column], examples=EXAMPLES)
    _quoted(row, column, problems)


def _quoted(row: PlanRow, column: str, problems: Problems) -> None:
    """Demand that the words stand in the line that the row names."""
    line = _source_line(row)
    if line is not None and row[column] not in line:
        problems.add(
            "not_in_line", where=row.where, column=column, found=row[column], line=row["source_line"], document=row["document"]
        )  # fmt: skip


def _source_line(row: PlanRow) -> str | None:
    if row["document"] not in documents().index or not row["source_line"].isdecimal():
        return None
    number, lines = int(row["source_line"]), source_lines(row["document"])
    return lines[number - 1] if 1 <= number <= len(lines) else None


def _line(row: PlanRow, column: str, problems: Problems) -> None:
    if row["document"] in documents().index and not (_source_line(row) or "").strip():
        count = len(source_lines(row["document"]))
        problems.add(
            "no_line", where=row.where, column=column, found=row[column], document=row["document"], count=count
        )


def _document(row: PlanRow, column: str, problems: Problems) -> None:
    _word(list(documents()["id"]))(row, column, problems)


_SOURCE: dict[str, Check] = {"document": _document, "section": _text, "source_line": _line}
_REASON: dict[str, Check] = {"reason": _optional, "reason_en": _optional}

# Every column of every raw table, and what its cells must be.
PLAN_TABLES: dict[str, dict[str, Check]] = {
    "tasks": {
        "id": _text,
        "lead_agency": _body,
        "title": _text,
        "title_en": _text,
        "kind": _word(KINDS),
        "due_text": _period,
        "measure": _optional,
        "measure_en": _optional,
        "named": _codes,
        "inferred": _codes,
        "plan_only": _word(("yes", "no")),
        "same_as": _optional,
        "link_reason": _optional,
        "link_reason_en": _optional,
        **_SOURCE,
    },
    "responsibilities": {
        "id": _text,
        "agency": _body,
        "role": _word(ROLES),
        "codes": _some_codes,
        "what": _text,
        "what_en": _text,
        "basis": _word(("named", "inferred")),
        **_REASON,
        **_SOURCE,
    },
    "goals": {
        "id": _text,
        "subject": _word(SUBJECTS),
        "code": _codes,
        "comparator": _word(COMPARATORS),
        "value": _number,
        "value_high": _optional_number,
        "unit": _word(UNITS),
        "year": _year,
        "base_year": _optional_year,
        "base_value": _optional_number,
        "base_source": _optional,
        "words": _quoted,
        "note": _optional,
        "note_en": _optional,
        **_SOURCE,
    },
    "calendar": {
        "id": _text,
        "kind": _word(STEPS),
        "agency": _body,
        "step": _text,
        "step_en": _text,
        "when": _period,
        "codes": _codes,
        "respondents": _optional,
        "respondents_en": _optional,
        **_SOURCE,
    },
}


def read_plan_table(name: str, path: Path) -> list[PlanRow]:
    """Read and check a raw table of the plan.

    Parameters
    ----------
    name : {"tasks", "responsibilities", "goals", "calendar"}
        Which table.
    path : Path
        A CSV file in UTF-8 (or UTF-16 with its mark), cells separated by comma, semicolon or tab.

    Returns
    -------
    list of PlanRow
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
    text = decode(path.read_bytes(), problems)
    problems.raise_if_any()
    checks = PLAN_TABLES[name]
    rows = list(_rows(text, list(checks), problems))
    for row in rows:
        for column, check in checks.items():
            check(row, column, problems)
    _unique(rows, problems)
    _CROSS[name](rows, problems)
    problems.raise_if_any()
    return rows


def _rows(text: str, columns: list[str], problems: Problems) -> Iterator[PlanRow]:
    head = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
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
        row = PlanRow(zip(header, (cell.strip() for cell in cells), strict=True))
        row.line = line
        yield row


def _unique(rows: list[PlanRow], problems: Problems) -> None:
    first: dict[str, PlanRow] = {}
    for row in rows:
        if row["id"] and first.setdefault(row["id"], row) is not row:
            problems.add("double_id", where=row.where, column="id", found=row["id"], first=first[row["id"]].where)


def _check_tasks(rows: list[PlanRow], problems: Problems) -> None:
    leads = {row["id"]: row["lead_agency"] for row in rows if not row["same_as"]}
    for row in rows:
        due, document = parse_period(row["due_text"]), row["document"]
        if due and due.last and document in documents().index:
            issued = documents().loc[document, "date"].date()
            if due.last < issued:
                problems.add(
                    "due_before_document", where=row.where, column="due_text", found=row["due_text"], due=due.last, date=issued
                )  # fmt: skip
        for code in sorted(set(row["named"].split()) & set(row["inferred"].split())):
            problems.add("named_and_inferred", where=row.where, column="inferred", found=code)
        if row["inferred"] and not (row["link_reason"] and row["link_reason_en"]):
            problems.add("no_reason", where=row.where, column="link_reason", found=row["link_reason"])
        if row["same_as"] and leads.get(row["same_as"]) != row["lead_agency"]:
            problems.add("bad_repeat", where=row.where, column="same_as", found=row["same_as"])


def _check_responsibilities(rows: list[PlanRow], problems: Problems) -> None:
    for row in rows:
        if row["basis"] == "inferred" and not (row["reason"] and row["reason_en"]):
            problems.add("no_reason", where=row.where, column="reason", found=row["reason"])


def _check_goals(rows: list[PlanRow], problems: Problems) -> None:
    own = {"par_score": load_par(), "sipas_score": load_sipas()}
    for row in rows:
        if row["subject"] in own and row["code"] not in set(own[row["subject"]]["code"]):
            problems.add("goal_code", where=row.where, column="code", found=row["code"], subject=row["subject"])
        if row["unit"].endswith("_up") and not row["base_year"]:
            problems.add("no_base", where=row.where, column="base_year", found=row["unit"])
        if row["base_value"] and not row["base_source"]:
            problems.add("missing_value", where=row.where, column="base_source")
        low, high = parse_number(row["value"]), parse_number(row["value_high"])
        if isinstance(low, PrintedNumber) and isinstance(high, PrintedNumber) and high.value < low.value:
            problems.add(
                "out_of_range", where=row.where, column="value_high", found=row["value_high"], lower=row["value"], upper="∞"
            )  # fmt: skip


def _check_calendar(rows: list[PlanRow], problems: Problems) -> None:
    for row in rows:
        if row["respondents"].count(";") != row["respondents_en"].count(";"):
            problems.add("respondents_differ", where=row.where, column="respondents_en", found=row["respondents_en"])


_CROSS: dict[str, Callable[[list[PlanRow], Problems], None]] = {
    "tasks": _check_tasks,
    "responsibilities": _check_responsibilities,
    "goals": _check_goals,
    "calendar": _check_calendar,
}


def _hint(text: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(text, known, n=1)
    return f" (có phải / perhaps «{near[0]}»?)" if near else ""
