"""The plan's raw tables (tasks, responsibilities, goals, calendar), checked cell by cell."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from par_analysis.tables.indices.appendix import decode
from par_analysis.tables.lists import reader
from par_analysis.tables.lists.plan_schema import CALENDAR, GOALS, RESPONSIBILITIES, TASKS
from par_analysis.tables.lists.plan_words import COMPARATORS, KINDS, ROLES, STEPS, SUBJECTS, UNITS
from par_analysis.tables.lists.reader import Check, TableRow
from par_analysis.tables.numbers import PrintedNumber, parse_number
from par_analysis.tables.periods import EXAMPLES, parse_period
from par_analysis.tables.problems import Problems

__all__ = ["Context", "plan_checks", "read_plan_table", "source_lines"]


@dataclass(frozen=True, eq=False)
class Context:
    """What the plan's tables of one edition may name.

    Attributes
    ----------
    codes : mapping
        Codes of each index, by its key.
    bodies : tuple of str
        Printed names of every body that may hold a duty.
    documents : DataFrame
        The documents, by id; without any, no quotation is checked.
    folder : Path or None
        Where the texts of the documents lie.
    """

    codes: Mapping[str, tuple[str, ...]]
    bodies: tuple[str, ...]
    documents: pd.DataFrame
    folder: Path | None

    @functools.cached_property
    def every_code(self) -> tuple[str, ...]:
        """Every code of every index; `total` stands once for all."""
        return tuple(dict.fromkeys(code for codes in self.codes.values() for code in codes))

    @functools.cached_property
    def _texts(self) -> dict[str, tuple[str, ...]]:
        return {}

    def lines(self, document: str) -> tuple[str, ...]:
        """Return the lines of a document's text; the first is line 1. None where the text is not at hand."""
        if document not in self._texts:
            self._texts[document] = source_lines(self.documents, document, self.folder)
        return self._texts[document]

    def body(self, row: TableRow, column: str, problems: Problems) -> None:
        """Demand the printed name of a body."""
        if not row[column]:
            problems.add("missing_value", where=row.where, column=column)
        elif row[column] not in self.bodies:
            near = reader.hint(row[column], self.bodies)
            problems.add("unknown_body", where=row.where, column=column, found=row[column], hint=near)

    def some(self, row: TableRow, column: str, problems: Problems) -> None:
        """Demand codes, none twice; none will do."""
        codes = row[column].split()
        for code in codes:
            if code not in self.every_code:
                near = reader.hint(code, self.every_code)
                problems.add("unknown_code", where=row.where, column=column, found=code, hint=near)
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            problems.add("repeated_code", where=row.where, column=column, found=code)

    def one_or_more(self, row: TableRow, column: str, problems: Problems) -> None:
        """Demand at least one code."""
        reader.text(row, column, problems)
        self.some(row, column, problems)

    def period(self, row: TableRow, column: str, problems: Problems) -> None:
        """Demand words that name a time, as the source has them."""
        if parse_period(row[column]) is None:
            problems.add("unknown_date", where=row.where, column=column, found=row[column], examples=EXAMPLES)
        self.quoted(row, column, problems)

    def quoted(self, row: TableRow, column: str, problems: Problems) -> None:
        """Demand that the words stand in the line that the row names."""
        line = self._line_of(row)
        if line is not None and row[column] not in line:
            problems.add(
                "not_in_line", where=row.where, column=column, found=row[column], line=row["source_line"], document=row["document"]
            )  # fmt: skip

    def line(self, row: TableRow, column: str, problems: Problems) -> None:
        """Demand a line that the document has."""
        if row["document"] in self.documents.index and not (self._line_of(row) or "").strip():
            count = len(self.lines(row["document"]))
            if count:
                problems.add("no_line", where=row.where, column=column, found=row[column], document=row["document"], count=count)  # fmt: skip

    def document(self, row: TableRow, column: str, problems: Problems) -> None:
        """Demand a document of the edition; where none is listed, none may be named."""
        if len(self.documents) or row[column]:
            reader.word(list(self.documents.index))(row, column, problems)

    def section(self, row: TableRow, column: str, problems: Problems) -> None:
        """Demand a section of the document that is named."""
        if row["document"]:
            reader.text(row, column, problems)

    def _line_of(self, row: TableRow) -> str | None:
        if row["document"] not in self.documents.index or not row["source_line"].isdecimal():
            return None
        number, lines = int(row["source_line"]), self.lines(row["document"])
        return lines[number - 1] if 1 <= number <= len(lines) else None


def source_lines(documents: pd.DataFrame, document: str, folder: Path | None) -> tuple[str, ...]:
    """Return the lines of a document's text; the first is line 1. Empty where the text is not at hand.

    Raises
    ------
    InputError
        Its encoding cannot be told.
    """
    path = None if folder is None else folder / str(documents.loc[document, "file"])
    if path is None or not path.is_file():
        return ()
    problems = Problems(path)
    text = decode(path.read_bytes(), problems)
    problems.raise_if_any()
    return tuple(re.split("\r\n|\n|\r", text))


_REASON: dict[str, Check] = {"reason": reader.optional, "reason_en": reader.optional}
# What a researcher's own table may do without; an absent column reads as empty.
_OPTIONAL = {
    "tasks": ("id", "kind", "title_en", "due_text", "measure", "measure_en", "named", "inferred", "plan_only", "same_as",
              "link_reason", "link_reason_en", "document", "section", "source_line"),
    "responsibilities": ("id", "what_en", "reason", "reason_en", "document", "section", "source_line"),
    "goals": ("id", "code", "comparator", "value_high", "unit", "base_year", "base_value", "base_source", "words", "note", "note_en",
              "document", "section", "source_line"),
    "calendar": ("id", "step_en", "codes", "respondents", "respondents_en", "document", "section", "source_line"),
}  # fmt: skip
# Headers that a table may have besides the names of its columns: the titles of the tidy table.
TITLES = {
    table.name: {
        field.name: tuple(
            title for title in (field.title, field.title_en) if title.casefold() not in {*table.columns} - {field.name}
        )
        for field in table.fields
    }
    for table in (TASKS, RESPONSIBILITIES, GOALS, CALENDAR)
}
TITLES["tasks"] |= {"named": ("Tiêu chí phục vụ", "Serves"), "inferred": ("Tiêu chí suy luận", "Inferred")}
TITLES["calendar"] |= {"when": ("Thời gian", "Time")}
_DEFAULTS = {
    "tasks": {"kind": "plan", "plan_only": "no"},
    "goals": {"comparator": ">=", "unit": "points"},
}


def plan_checks(context: Context) -> dict[str, dict[str, Check]]:
    """Return every column of every table of the plan, and what its cells must be."""
    source: dict[str, Check] = {"document": context.document, "section": context.section, "source_line": context.line}
    return {
        "tasks": {
            "id": reader.text,
            "lead_agency": context.body,
            "title": reader.text,
            "title_en": reader.text,
            "kind": reader.word(KINDS),
            "due_text": context.period,
            "measure": reader.optional,
            "measure_en": reader.optional,
            "named": context.some,
            "inferred": context.some,
            "plan_only": reader.word(("yes", "no")),
            "same_as": reader.optional,
            "link_reason": reader.optional,
            "link_reason_en": reader.optional,
            **source,
        },
        "responsibilities": {
            "id": reader.text,
            "agency": context.body,
            "role": reader.word(ROLES),
            "codes": context.one_or_more,
            "what": reader.text,
            "what_en": reader.text,
            "basis": reader.word(("named", "inferred")),
            **_REASON,
            **source,
        },
        "goals": {
            "id": reader.text,
            "subject": reader.word(SUBJECTS),
            "code": context.some,
            "comparator": reader.word(COMPARATORS),
            "value": reader.number,
            "value_high": reader.optional_number,
            "unit": reader.word(UNITS),
            "year": reader.year,
            "base_year": reader.optional_year,
            "base_value": reader.optional_number,
            "base_source": reader.optional,
            "words": context.quoted,
            "note": reader.optional,
            "note_en": reader.optional,
            **source,
        },
        "calendar": {
            "id": reader.text,
            "kind": reader.word(STEPS),
            "agency": context.body,
            "step": reader.text,
            "step_en": reader.text,
            "when": context.period,
            "codes": context.some,
            "respondents": reader.optional,
            "respondents_en": reader.optional,
            **source,
        },
    }


def read_plan_table(name: str, path: Path, context: Context, sheet: str = "") -> list[TableRow]:
    """Read and check a raw table of the plan: `tasks`, `responsibilities`, `goals` or `calendar`.

    Raises
    ------
    InputError
        Names every problem of the file, each with its row, column and the text found.
    """
    cross, checks, optional = functools.partial(_CROSS[name], context), plan_checks(context)[name], _OPTIONAL[name]
    if not len(context.documents):
        # A researcher's own list quotes no document: what it may do without it may also leave empty.
        checks = {column: reader.or_empty(check) if column in optional else check for column, check in checks.items()}
    rows = reader.read_table(path, checks, cross, titles=TITLES[name], optional_columns=optional, sheet=sheet)
    for number, row in enumerate(rows, 1):
        english = {f"{column}_en": row.get(column, "") for column in ("title", "what", "step")}
        for column, value in {"id": f"{name}-{number}", **_DEFAULTS.get(name, {}), **english}.items():
            if column in row:
                row[column] = row[column] or value
    return rows


def _check_tasks(context: Context, rows: list[TableRow], problems: Problems) -> None:
    leads = {row["id"]: row["lead_agency"] for row in rows if not row["same_as"]}
    for row in rows:
        due, document = parse_period(row["due_text"]), row["document"]
        if due and due.last and document in context.documents.index:
            issued = context.documents.loc[document, "date"].date()
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


def _check_responsibilities(context: Context, rows: list[TableRow], problems: Problems) -> None:
    for row in rows:
        if row["basis"] == "inferred" and not (row["reason"] and row["reason_en"]):
            problems.add("no_reason", where=row.where, column="reason", found=row["reason"])


def _check_goals(context: Context, rows: list[TableRow], problems: Problems) -> None:
    own = {f"{index}_score": codes for index, codes in context.codes.items()}
    for row in rows:
        if row["subject"] in own and row["code"] not in own[row["subject"]]:
            problems.add("goal_code", where=row.where, column="code", found=row["code"], subject=row["subject"])
        if row["unit"].endswith("_up") and not row["base_year"]:
            problems.add("no_base", where=row.where, column="base_year", found=row["unit"])
        for column in ("value", "value_high", "base_value"):
            if row[column].endswith("%") and not row["unit"].startswith("percent"):
                problems.add("not_percent", where=row.where, column=column, found=row[column])
        if row["base_value"] and not row["base_source"]:
            problems.add("missing_value", where=row.where, column="base_source")
        low, high = parse_number(row["value"]), parse_number(row["value_high"])
        if isinstance(low, PrintedNumber) and isinstance(high, PrintedNumber) and high.value < low.value:
            problems.add(
                "out_of_range", where=row.where, column="value_high", found=row["value_high"], lower=row["value"], upper="∞"
            )  # fmt: skip


def _check_calendar(context: Context, rows: list[TableRow], problems: Problems) -> None:
    for row in rows:
        if row["respondents"].count(";") != row["respondents_en"].count(";"):
            problems.add("respondents_differ", where=row.where, column="respondents_en", found=row["respondents_en"])


_CROSS: dict[str, Callable[[Context, list[TableRow], Problems], None]] = {
    "tasks": _check_tasks,
    "responsibilities": _check_responsibilities,
    "goals": _check_goals,
    "calendar": _check_calendar,
}
