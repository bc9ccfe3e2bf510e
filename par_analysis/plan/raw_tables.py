"""The plan's raw tables (tasks, responsibilities, goals, calendar), checked cell by cell."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from par_analysis.datasets import load_par, load_sipas
from par_analysis.errors import Problems
from par_analysis.plan.documents import bodies, documents, source_lines
from par_analysis.plan.words import COMPARATORS, KINDS, ROLES, STEPS, SUBJECTS, UNITS
from par_analysis.reading import tables
from par_analysis.reading.numbers import PrintedNumber, parse_number
from par_analysis.reading.periods import EXAMPLES, parse_period
from par_analysis.reading.tables import Check, TableRow

__all__ = ["PLAN_TABLES", "read_plan_table"]


def _body(row: TableRow, column: str, problems: Problems) -> None:
    if not row[column]:
        problems.add("missing_value", where=row.where, column=column)
    elif row[column] not in (names := list(bodies()["name"])):
        problems.add(
            "unknown_body", where=row.where, column=column, found=row[column], hint=tables.hint(row[column], names)
        )


@functools.cache
def _known_codes() -> tuple[str, ...]:
    """Every code of both indices; `total` stands once for either."""
    return tuple(dict.fromkeys([*load_par()["code"], *load_sipas()["code"]]))


def _codes(row: TableRow, column: str, problems: Problems) -> None:
    codes = row[column].split()
    for code in codes:
        if code not in _known_codes():
            problems.add(
                "unknown_code", where=row.where, column=column, found=code, hint=tables.hint(code, _known_codes())
            )
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        problems.add("repeated_code", where=row.where, column=column, found=code)


def _some_codes(row: TableRow, column: str, problems: Problems) -> None:
    tables.text(row, column, problems)
    _codes(row, column, problems)


def _period(row: TableRow, column: str, problems: Problems) -> None:
    if parse_period(row[column]) is None:
        problems.add("unknown_date", where=row.where, column=column, found=row[column], examples=EXAMPLES)
    _quoted(row, column, problems)


def _quoted(row: TableRow, column: str, problems: Problems) -> None:
    """Demand that the words stand in the line that the row names."""
    line = _source_line(row)
    if line is not None and row[column] not in line:
        problems.add(
            "not_in_line", where=row.where, column=column, found=row[column], line=row["source_line"], document=row["document"]
        )  # fmt: skip


def _source_line(row: TableRow) -> str | None:
    if row["document"] not in documents().index or not row["source_line"].isdecimal():
        return None
    number, lines = int(row["source_line"]), source_lines(row["document"])
    return lines[number - 1] if 1 <= number <= len(lines) else None


def _line(row: TableRow, column: str, problems: Problems) -> None:
    if row["document"] in documents().index and not (_source_line(row) or "").strip():
        count = len(source_lines(row["document"]))
        problems.add(
            "no_line", where=row.where, column=column, found=row[column], document=row["document"], count=count
        )


def _document(row: TableRow, column: str, problems: Problems) -> None:
    tables.word(list(documents()["id"]))(row, column, problems)


_SOURCE: dict[str, Check] = {"document": _document, "section": tables.text, "source_line": _line}
_REASON: dict[str, Check] = {"reason": tables.optional, "reason_en": tables.optional}

# Every column of every raw table, and what its cells must be.
PLAN_TABLES: dict[str, dict[str, Check]] = {
    "tasks": {
        "id": tables.text,
        "lead_agency": _body,
        "title": tables.text,
        "title_en": tables.text,
        "kind": tables.word(KINDS),
        "due_text": _period,
        "measure": tables.optional,
        "measure_en": tables.optional,
        "named": _codes,
        "inferred": _codes,
        "plan_only": tables.word(("yes", "no")),
        "same_as": tables.optional,
        "link_reason": tables.optional,
        "link_reason_en": tables.optional,
        **_SOURCE,
    },
    "responsibilities": {
        "id": tables.text,
        "agency": _body,
        "role": tables.word(ROLES),
        "codes": _some_codes,
        "what": tables.text,
        "what_en": tables.text,
        "basis": tables.word(("named", "inferred")),
        **_REASON,
        **_SOURCE,
    },
    "goals": {
        "id": tables.text,
        "subject": tables.word(SUBJECTS),
        "code": _codes,
        "comparator": tables.word(COMPARATORS),
        "value": tables.number,
        "value_high": tables.optional_number,
        "unit": tables.word(UNITS),
        "year": tables.year,
        "base_year": tables.optional_year,
        "base_value": tables.optional_number,
        "base_source": tables.optional,
        "words": _quoted,
        "note": tables.optional,
        "note_en": tables.optional,
        **_SOURCE,
    },
    "calendar": {
        "id": tables.text,
        "kind": tables.word(STEPS),
        "agency": _body,
        "step": tables.text,
        "step_en": tables.text,
        "when": _period,
        "codes": _codes,
        "respondents": tables.optional,
        "respondents_en": tables.optional,
        **_SOURCE,
    },
}


def read_plan_table(name: str, path: Path) -> list[TableRow]:
    """Read and check a raw table of the plan: `tasks`, `responsibilities`, `goals` or `calendar`.

    Raises
    ------
    InputError
        Names every problem of the file, each with its row, column and the text found.
    """
    return tables.read_table(path, PLAN_TABLES[name], _CROSS[name])


def _check_tasks(rows: list[TableRow], problems: Problems) -> None:
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


def _check_responsibilities(rows: list[TableRow], problems: Problems) -> None:
    for row in rows:
        if row["basis"] == "inferred" and not (row["reason"] and row["reason_en"]):
            problems.add("no_reason", where=row.where, column="reason", found=row["reason"])


def _check_goals(rows: list[TableRow], problems: Problems) -> None:
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


def _check_calendar(rows: list[TableRow], problems: Problems) -> None:
    for row in rows:
        if row["respondents"].count(";") != row["respondents_en"].count(";"):
            problems.add("respondents_differ", where=row.where, column="respondents_en", found=row["respondents_en"])


_CROSS: dict[str, Callable[[list[TableRow], Problems], None]] = {
    "tasks": _check_tasks,
    "responsibilities": _check_responsibilities,
    "goals": _check_goals,
    "calendar": _check_calendar,
}
