"""The plan's tidy tables: `load_tasks()`, `load_responsibilities()`, `load_goals()`, `load_calendar()`."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd

from par_analysis.datasets import load_index
from par_analysis.locations import RAW
from par_analysis.plan.documents import documents
from par_analysis.plan.raw_tables import PLAN_TABLES, read_plan_table
from par_analysis.plan.schema import CALENDAR, GOALS, RESPONSIBILITIES, TASKS
from par_analysis.reading.numbers import PrintedNumber, parse_number
from par_analysis.reading.periods import parse_period
from par_analysis.schema import Table

__all__ = ["load_calendar", "load_goals", "load_responsibilities", "load_tasks"]

_FULL_TEXT = "192"  # the document whose appendix the two index tables are
_APPENDIX = {"par": "Phụ lục A", "sipas": "Phụ lục B"}


def load_tasks(path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Load the tasks and standing duties of Plan 192/KH-UBND.

    Parameters
    ----------
    path : path-like, optional
        A table in the form of `data/raw/tasks.csv`; by default that file.

    Returns
    -------
    DataFrame
        One row a task, in the order of the text; columns as `par_analysis.plan.schema.TASKS`, the chief ones
        `id, lead_agency, title, title_en, kind, due, due_text, codes, link_basis, document, section,
        source_line`. `due` is the last day of the named period, empty for standing duties; `codes` are a tuple
        of codes of the two indices (`tasks.explode("codes")` joins to them). `plan_only`: the text asks for a
        plan or solutions and names no action. `same_as`: the line repeats that task of the same agency.

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    frame = _read("tasks", path)
    frame["due"] = _dates(frame["due_text"], "last")
    frame["codes_named"] = frame["named"].str.split().map(tuple)
    frame["codes_inferred"] = frame["inferred"].str.split().map(tuple)
    frame["codes"] = frame["codes_named"] + frame["codes_inferred"]
    named, inferred = (frame[f"codes_{kind}"].map(bool).astype(bool) for kind in ("named", "inferred"))
    frame["link_basis"] = np.select([named & inferred, named, inferred], ["mixed", "named", "inferred"], "none")
    frame["plan_only"] = frame["plan_only"] == "yes"
    return _tidy(frame, TASKS)


def load_responsibilities(path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Load who answers for what: by the text of Plan 192, its appendix and its press summary.

    Parameters
    ----------
    path : path-like, optional
        A table in the form of `data/raw/responsibilities.csv`; by default that file.

    Returns
    -------
    DataFrame
        One row an agency, role and scope; columns as `par_analysis.plan.schema.RESPONSIBILITIES`. The leads
        that the appendix names, one row a criterion, follow those of the text (`part`: `text`, `summary` or
        `appendix`), so where they differ both are there.

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    frame = _read("responsibilities", path)
    frame["codes"] = frame["codes"].str.split().map(tuple)
    forms = documents()["form"]
    frame["part"] = ["summary" if forms[document] == "summary" else "text" for document in frame["document"]]
    return _tidy(pd.concat([frame, _appendix_leads()], ignore_index=True), RESPONSIBILITIES)


def load_goals(path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Load the goals with a figure or a rank that the plans set.

    Parameters
    ----------
    path : path-like, optional
        A table in the form of `data/raw/goals.csv`; by default that file.

    Returns
    -------
    DataFrame
        One row a goal; columns as `par_analysis.plan.schema.GOALS`. The targets of the appendix follow those of
        the texts. A goal stated as a change (`unit` ends in `_up`) is also given as a level where its base is
        known: `level_comparator`, `level_value`; a lower rank is a better one.

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    frame = _read("goals", path)
    for column in ("value", "value_high", "base_value"):
        frame[column] = [_number(text) for text in frame[column]]
    frame = pd.concat([frame, _appendix_targets()], ignore_index=True)
    frame["year"] = frame["year"].astype(int)
    frame["base_year"] = pd.to_numeric(frame["base_year"], errors="coerce").astype("Int64")
    levels = [_level(row) for row in frame.itertuples(index=False)]
    frame["level_comparator"] = [comparator for comparator, _ in levels]
    frame["level_value"] = [value for _, value in levels]
    return _tidy(frame, GOALS)


def load_calendar(path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Load the steps of the city's own index (Plan 216) and the Institute's duties (Plan 192, part III.3).

    Parameters
    ----------
    path : path-like, optional
        A table in the form of `data/raw/calendar.csv`; by default that file.

    Returns
    -------
    DataFrame
        One row a step; columns as `par_analysis.plan.schema.CALENDAR`. `respondents` is a tuple of the groups
        that a survey asks.

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    frame = _read("calendar", path)
    frame["start"], frame["end"] = _dates(frame["when"], "first"), _dates(frame["when"], "last")
    frame["codes"] = frame["codes"].str.split().map(tuple)
    for column in ("respondents", "respondents_en"):
        frame[column] = [tuple(part.strip() for part in text.split(";") if part.strip()) for text in frame[column]]
    return _tidy(frame, CALENDAR)


def _read(name: str, path: str | os.PathLike[str] | None) -> pd.DataFrame:
    rows = read_plan_table(name, RAW / f"{name}.csv" if path is None else Path(path))
    return pd.DataFrame(rows, columns=list(PLAN_TABLES[name]), dtype="str")


def _tidy(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Add number and date of the document, put the columns in order, and leave empty what is empty."""
    known = documents().loc[frame["document"]].reset_index(drop=True)
    made = frame.reset_index(drop=True).assign(document_number=known["number"], document_date=known["date"])
    made["source_line"] = made["source_line"].astype(int)
    for field in table.fields:
        if field.type == "string" and not made[field.name].map(lambda cell: isinstance(cell, tuple)).any():
            made[field.name] = made[field.name].astype("str").replace("", np.nan)
    return made[table.columns]


def _dates(words: pd.Series, end: str) -> pd.Series:
    days = [getattr(parse_period(text), end) for text in words]
    return pd.Series(pd.to_datetime(days), index=words.index).astype("datetime64[s]")


def _number(text: str) -> float:
    number = parse_number(text)
    return float(number.value) if isinstance(number, PrintedNumber) else np.nan


def _appendix_leads() -> pd.DataFrame:
    parts = []
    for index, section in _APPENDIX.items():
        nodes = load_index(index)
        nodes = nodes[nodes["lead_agency"].notna() & ~nodes["is_remainder"]]
        parts.append(
            pd.DataFrame(
                {
                    "id": f"{_FULL_TEXT}-pl-" + nodes["code"],
                    "agency": nodes["lead_agency"],
                    "role": "lead",
                    "codes": [(code,) for code in nodes["code"]],
                    "what": nodes["name"],
                    "what_en": nodes["name_en"],
                    "basis": "named",
                    "reason": "",
                    "reason_en": "",
                    "part": "appendix",
                    "document": _FULL_TEXT,
                    "section": section,
                    "source_line": nodes["source_line"],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _appendix_targets() -> pd.DataFrame:
    parts = []
    for index, section in _APPENDIX.items():
        nodes = load_index(index)
        aim = nodes.attrs["target_year"]
        nodes = nodes[nodes["target"].notna() & ~nodes["is_remainder"]]
        parts.append(
            pd.DataFrame(
                {
                    "id": f"{_FULL_TEXT}-pl-{index}-" + nodes["code"],
                    "subject": f"{index}_score",
                    "code": nodes["code"],
                    "comparator": np.where(nodes["target_is_bound"], ">", ">="),
                    "value": nodes["target"],
                    "value_high": np.nan,
                    "unit": "points" if index == "par" else "percent",
                    "year": aim,
                    "base_year": "",
                    "base_value": np.nan,
                    "base_source": "",
                    "words": "",
                    "note": "",
                    "note_en": "",
                    "document": _FULL_TEXT,
                    "section": section,
                    "source_line": nodes["source_line"],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


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
