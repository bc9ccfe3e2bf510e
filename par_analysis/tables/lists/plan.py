"""The tables of a plan: tasks, responsibilities, goals, calendar; read, checked against their documents, and made tidy."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from par_analysis.tables.indices.appendix import decode
from par_analysis.tables.lists.reader import ListRow, frame_of, read_list
from par_analysis.tables.models.column import Table
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.models.plan import CALENDAR, GOALS, PLAN_TABLES, RESPONSIBILITIES, TASKS
from par_analysis.tables.numbers import PrintedNumber, parse_number
from par_analysis.tables.periods import parse_period
from par_analysis.tables.problems import Problems

__all__ = [
    "Context",
    "calendar_of",
    "goals_of",
    "plan_list",
    "plan_rows",
    "responsibilities_of",
    "source_lines",
    "tasks_of",
]

_FULL_TEXT = "full_text"  # the form of the document whose appendix the tables of the indices are
# What an empty cell of a list means that quotes no document.
_DEFAULTS = {"tasks": {"kind": "plan", "plan_only": "no"}, "goals": {"comparator": ">=", "unit": "points"}}


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

    def line_of(self, row: Mapping[str, str]) -> str | None:
        """Return the line that a row names; None where the document has no such line, or is not at hand."""
        if row["document"] not in self.documents.index or not re.fullmatch("[0-9]{1,9}", row["source_line"]):
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


def plan_list(name: str, path: Path, context: Context, sheet: str = "") -> list[ListRow]:
    """Read and check a list of the plan: `tasks`, `responsibilities`, `goals` or `calendar`.

    Raises
    ------
    InputError
        Names every problem of the file, each with its row, column and the text found.
    """

    def fill(number: int, row: Mapping[str, str]) -> Mapping[str, str]:
        english = {f"{column}_en": row.get(column, "") for column in ("title", "what", "step")}
        return {"id": f"{name}-{number}", **_DEFAULTS.get(name, {}), **english}

    def check(rows: list[ListRow], problems: Problems) -> None:
        for row in rows:
            _check_source(row, context, problems)
        _CHECKS[name](context, rows, problems)

    is_own = not len(context.documents)
    return read_list(path, PLAN_TABLES[name], check, fill=fill, is_own=is_own, context=context, sheet=sheet)


def plan_rows(name: str, path: Path, context: Context, sheet: str = "", *, needed: bool = True) -> pd.DataFrame:
    """Read a list of the plan as `plan_list` does, every column of its type; one neither there nor needed has no rows."""
    rows = plan_list(name, path, context, sheet) if sheet or needed or path.exists() else []
    return frame_of(rows, PLAN_TABLES[name])


def _check_source(row: ListRow, context: Context, problems: Problems) -> None:
    """Demand that a row names a document of the edition, a section and a line of it, and quotes that line."""
    document, number = row["document"], row["source_line"]
    is_named = document or (len(context.documents) and "document" in row.columns)
    if is_named and document not in context.documents.index:
        allowed = ", ".join(context.documents.index)
        problems.add("unknown_word", where=row.where, column="document", found=document, allowed=allowed)
    if document and not row["section"] and "section" in row.columns:
        problems.add("missing_value", where=row.where, column="section")
    line = context.line_of(row)
    is_lined = document in context.documents.index and "source_line" in row.columns
    is_number = re.fullmatch("[1-9][0-9]*|", number)  # another is no line of any document
    if is_lined and is_number and not (line or "").strip() and (count := len(context.lines(document))):
        problems.add("no_line", where=row.where, column="source_line", found=number, document=document, count=count)
    for column in ("due_text", "when", "words"):
        if line is not None and row.get(column, "") not in line:
            problems.add(
                "not_in_line", where=row.where, column=column, found=row[column], line=number, document=document
            )


def tasks_of(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Make the tidy tasks of raw rows."""
    frame = frame.copy()
    frame["due"] = _dates(frame["due_text"], "last")
    frame["codes_named"], frame["codes_inferred"] = frame["named"], frame["inferred"]
    pairs = zip(frame["named"], frame["inferred"], strict=True)
    frame["codes"] = [(*named, *inferred) for named, inferred in pairs]
    named, inferred = (frame[kind].map(bool).astype(bool) for kind in ("named", "inferred"))
    frame["link_basis"] = np.select([named & inferred, named, inferred], ["mixed", "named", "inferred"], "none")
    return _tidy(frame, TASKS, context)


def responsibilities_of(frame: pd.DataFrame, context: Context, indices: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Make the tidy responsibilities: those of the texts, then the leads that the tables of the indices name."""
    frame = frame.copy()
    forms = context.documents["form"]
    frame["part"] = ["summary" if forms.get(document) == "summary" else "text" for document in frame["document"]]
    return _tidy(pd.concat([frame, *_appendix_leads(context, indices)], ignore_index=True), RESPONSIBILITIES, context)


def goals_of(frame: pd.DataFrame, context: Context, indices: Mapping[str, pd.DataFrame], aim: int | None) -> pd.DataFrame:  # fmt: skip
    """Make the tidy goals: those of the texts, then the targets for the year `aim` in the tables of the indices."""
    appendix = [] if aim is None else _appendix_targets(context, indices, aim)
    frame = pd.concat([frame, *appendix], ignore_index=True)
    levels = [_level(row) for row in frame.itertuples(index=False)]
    frame["level_comparator"] = [comparator for comparator, _ in levels]
    frame["level_value"] = np.array([value for _, value in levels], dtype=float)
    return _tidy(frame, GOALS, context)


def calendar_of(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Make the tidy calendar of raw rows."""
    frame = frame.copy()
    frame["start"], frame["end"] = _dates(frame["when"], "first"), _dates(frame["when"], "last")
    return _tidy(frame, CALENDAR, context)


def _tidy(frame: pd.DataFrame, table: Table, context: Context) -> pd.DataFrame:
    """Add number and date of the document, put the columns in order, and leave empty what is empty."""
    known = context.documents.reindex(frame["document"]).reset_index(drop=True)
    made = frame.reset_index(drop=True).assign(document_number=known["number"], document_date=known["date"])
    if not made["source_line"].isna().any():
        made["source_line"] = made["source_line"].astype(int)
    for field in table.fields:
        if field.type == "string" and not made[field.name].map(lambda cell: isinstance(cell, tuple)).any():
            made[field.name] = made[field.name].astype("str").replace("", np.nan)
    return made[table.columns]


def _dates(words: pd.Series, end: str) -> pd.Series:
    days = [getattr(parse_period(text), end) for text in words]
    return pd.Series(pd.to_datetime(days), index=words.index).astype("datetime64[s]")


def _appendix(context: Context) -> tuple[str, dict[str, str]]:
    """Return the document whose appendix the tables of the indices are, and the section that holds each of them."""
    whole = context.documents.index[context.documents["form"] == _FULL_TEXT]
    letters = dict(zip(context.codes, "ABCDEFGH", strict=False))
    if not len(whole):
        return "", dict.fromkeys(context.codes, "")
    return str(whole[0]), {index: f"Phụ lục {letter}" for index, letter in letters.items()}


def _appendix_leads(context: Context, indices: Mapping[str, pd.DataFrame]) -> list[pd.DataFrame]:
    document, sections = _appendix(context)
    parts = []
    for index, nodes in indices.items():
        nodes = nodes[nodes["lead_agency"].notna() & ~nodes["is_remainder"]]
        parts.append(
            pd.DataFrame(
                {
                    "id": f"{document}-pl-" + nodes["code"],
                    "agency": nodes["lead_agency"],
                    "role": "lead",
                    "codes": [(code,) for code in nodes["code"]],
                    "what": nodes["name"],
                    "what_en": nodes["name_en"].fillna(nodes["name"]),
                    "basis": "named",
                    "reason": "",
                    "reason_en": "",
                    "part": "appendix",
                    "document": document,
                    "section": sections[index],
                    "source_line": nodes["source_line"].astype("Int64"),
                }
            )
        )
    return parts


def _appendix_targets(context: Context, indices: Mapping[str, pd.DataFrame], aim: int) -> list[pd.DataFrame]:
    document, sections = _appendix(context)
    parts = []
    for index, nodes in indices.items():
        nodes = nodes[nodes["target"].notna() & ~nodes["is_remainder"]]
        parts.append(
            pd.DataFrame(
                {
                    "id": f"{document}-pl-{index}-" + nodes["code"],
                    "subject": f"{index}_score",
                    "code": nodes["code"],
                    "comparator": np.where(nodes["target_is_bound"], ">", ">="),
                    "value": nodes["target"],
                    "value_high": np.nan,
                    "unit": INDICES[index].unit,
                    "year": aim,
                    "base_year": pd.Series(pd.NA, nodes.index, "Int64"),
                    "base_value": np.nan,
                    "base_source": "",
                    "words": "",
                    "note": "",
                    "note_en": "",
                    "document": document,
                    "section": sections[index],
                    "source_line": nodes["source_line"].astype("Int64"),
                }
            )
        )
    return parts


def _level(goal: object) -> tuple[str, float]:
    """Turn a goal into a level: a change counts from its base, a climb of ranks goes down."""
    comparator, value, unit, base = (str(goal.comparator), goal.value, str(goal.unit), goal.base_value)  # type: ignore[attr-defined]
    if not unit.endswith("_up"):
        return comparator, value
    if base != base:
        return "", np.nan
    if unit == "ranks_up":
        return {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "="}[comparator], base - value
    return comparator, round(base + value, 9)


def _check_tasks(context: Context, rows: list[ListRow], problems: Problems) -> None:
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


def _check_responsibilities(context: Context, rows: list[ListRow], problems: Problems) -> None:
    for row in rows:
        if row["basis"] == "inferred" and not (row["reason"] and row["reason_en"]):
            problems.add("no_reason", where=row.where, column="reason", found=row["reason"])


def _check_goals(context: Context, rows: list[ListRow], problems: Problems) -> None:
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


def _check_calendar(context: Context, rows: list[ListRow], problems: Problems) -> None:
    for row in rows:
        if row["respondents"].count(";") != row["respondents_en"].count(";"):
            problems.add("respondents_differ", where=row.where, column="respondents_en", found=row["respondents_en"])


_CHECKS: dict[str, Callable[[Context, list[ListRow], Problems], None]] = {
    "tasks": _check_tasks,
    "responsibilities": _check_responsibilities,
    "goals": _check_goals,
    "calendar": _check_calendar,
}
