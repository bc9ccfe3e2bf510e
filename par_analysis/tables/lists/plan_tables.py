"""The plan's tidy tables: tasks, responsibilities, goals, calendar."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from par_analysis.tables.lists.plan_checks import Context, plan_checks, read_plan_table
from par_analysis.tables.lists.plan_schema import CALENDAR, GOALS, RESPONSIBILITIES, TASKS
from par_analysis.tables.lists.reader import TableRow
from par_analysis.tables.numbers import PrintedNumber, parse_number
from par_analysis.tables.periods import parse_period
from par_analysis.tables.schema import INDICES, Table

__all__ = ["PLAN_TABLES", "calendar_of", "goals_of", "plan_rows", "responsibilities_of", "tasks_of"]

PLAN_TABLES: dict[str, Table] = {table.name: table for table in (TASKS, RESPONSIBILITIES, GOALS, CALENDAR)}
_FULL_TEXT = "full_text"  # the form of the document whose appendix the tables of the indices are


def plan_rows(name: str, path: Path, context: Context, sheet: str = "", *, needed: bool = True) -> pd.DataFrame:
    """Read and check one raw table, every cell as text; one that is neither there nor needed has no rows.

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    rows: list[TableRow] = read_plan_table(name, path, context, sheet) if sheet or needed or path.exists() else []
    return pd.DataFrame(rows, columns=list(plan_checks(context)[name]), dtype="str")


def tasks_of(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Make the tidy tasks of raw rows."""
    frame = frame.copy()
    frame["due"] = _dates(frame["due_text"], "last")
    frame["codes_named"] = frame["named"].str.split().map(tuple)
    frame["codes_inferred"] = frame["inferred"].str.split().map(tuple)
    frame["codes"] = [(*named, *inferred) for named, inferred in zip(frame["codes_named"], frame["codes_inferred"], strict=True)]  # fmt: skip
    named, inferred = (frame[f"codes_{kind}"].map(bool).astype(bool) for kind in ("named", "inferred"))
    frame["link_basis"] = np.select([named & inferred, named, inferred], ["mixed", "named", "inferred"], "none")
    frame["plan_only"] = frame["plan_only"] == "yes"
    return _tidy(frame, TASKS, context)


def responsibilities_of(frame: pd.DataFrame, context: Context, indices: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Make the tidy responsibilities: those of the texts, then the leads that the tables of the indices name."""
    frame = frame.copy()
    frame["codes"] = frame["codes"].str.split().map(tuple)
    forms = context.documents["form"]
    frame["part"] = ["summary" if forms.get(document) == "summary" else "text" for document in frame["document"]]
    return _tidy(pd.concat([frame, *_appendix_leads(context, indices)], ignore_index=True), RESPONSIBILITIES, context)


def goals_of(frame: pd.DataFrame, context: Context, indices: Mapping[str, pd.DataFrame], aim: int | None) -> pd.DataFrame:  # fmt: skip
    """Make the tidy goals: those of the texts, then the targets for the year `aim` in the tables of the indices."""
    frame = frame.copy()
    for column in ("value", "value_high", "base_value"):
        frame[column] = np.array([_number(text) for text in frame[column]], dtype=float)
    appendix = [] if aim is None else _appendix_targets(context, indices, aim)
    frame = pd.concat([frame, *appendix], ignore_index=True)
    frame["year"] = frame["year"].astype(int)
    frame["base_year"] = pd.to_numeric(frame["base_year"], errors="coerce").astype("Int64")
    levels = [_level(row) for row in frame.itertuples(index=False)]
    frame["level_comparator"] = [comparator for comparator, _ in levels]
    frame["level_value"] = np.array([value for _, value in levels], dtype=float)
    return _tidy(frame, GOALS, context)


def calendar_of(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Make the tidy calendar of raw rows."""
    frame = frame.copy()
    frame["start"], frame["end"] = _dates(frame["when"], "first"), _dates(frame["when"], "last")
    frame["codes"] = frame["codes"].str.split().map(tuple)
    for column in ("respondents", "respondents_en"):
        frame[column] = [tuple(part.strip() for part in text.split(";") if part.strip()) for text in frame[column]]
    return _tidy(frame, CALENDAR, context)


def _tidy(frame: pd.DataFrame, table: Table, context: Context) -> pd.DataFrame:
    """Add number and date of the document, put the columns in order, and leave empty what is empty."""
    known = context.documents.reindex(frame["document"]).reset_index(drop=True)
    made = frame.reset_index(drop=True).assign(document_number=known["number"], document_date=known["date"])
    lines = pd.to_numeric(made["source_line"], errors="coerce")
    made["source_line"] = lines.astype("Int64" if lines.isna().any() else int)
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
                    "source_line": nodes["source_line"].astype("str"),
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
                    "year": str(aim),
                    "base_year": "",
                    "base_value": np.nan,
                    "base_source": "",
                    "words": "",
                    "note": "",
                    "note_en": "",
                    "document": document,
                    "section": sections[index],
                    "source_line": nodes["source_line"].astype("str"),
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
