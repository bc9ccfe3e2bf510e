"""What the chances rest on: observed yearly changes, precedents, judgements, assumptions. All of it is data."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from par_analysis.tables.lists import reader
from par_analysis.tables.lists.evidence_schema import EVIDENCE
from par_analysis.tables.lists.evidence_words import CONTROLS, REFERENCE_CLASSES, YES_NO_UNKNOWN
from par_analysis.tables.lists.reader import Check, TableRow
from par_analysis.tables.numbers import PrintedNumber, parse_number
from par_analysis.tables.problems import Problems
from par_analysis.tables.schema import ASSESSMENTS, INDICES
from par_analysis.words.errors import ParAnalysisError

__all__ = ["TABLES", "Assumptions", "read_assumptions", "read_evidence", "read_judgements", "read_precedents"]

_YES_NO = reader.word(("yes", "no"))
_SLACK = 1e-9


def _part(row: TableRow, column: str, problems: Problems) -> None:
    # A field's code depends on the criteria set, so any number will do.
    if not re.fullmatch("[1-9][0-9]?", row[column]):
        reader.word(ASSESSMENTS)(row, column, problems)


# Every column of every raw table, and what its cells must be.
TABLES: dict[str, dict[str, Check]] = {
    "evidence": {
        "id": reader.text,
        "role": reader.word(("anchor", "observation")),
        "use": _YES_NO,
        "index": reader.word(("par", "sipas", "city_departments", "city_districts")),
        "place": reader.text,
        "part": reader.text,
        "reference_class": reader.word(REFERENCE_CLASSES),
        "year_from": reader.year,
        "year_to": reader.year,
        "level_from": reader.optional_number,
        "level_to": reader.optional_number,
        "change": reader.optional_number,
        "maximum": reader.number,
        "basis": reader.word(("stated", "derived")),
        "method_break": _YES_NO,
        "doubt": reader.optional,
        "source_from": reader.optional,
        "source_to": reader.optional,
        "source_change": reader.optional,
        "note": reader.optional,
        "note_en": reader.optional,
    },
    "precedents": {
        "id": reader.text,
        "year": reader.year,
        "place": reader.text,
        "part": _part,
        "points": reader.number,
        "maximum": reader.number,
        "source": reader.text,
        "note": reader.optional,
        "note_en": reader.optional,
    },
    "judgements": {
        "id": reader.text,
        "index": reader.word(("par", "sipas")),
        "code": reader.text,
        "all_or_nothing": reader.word(YES_NO_UNKNOWN),
        "control": reader.word(CONTROLS),
        "needs": reader.text,
        "needs_en": reader.text,
        "confidence": reader.word(("high", "medium", "low")),
        "reason": reader.text,
        "reason_en": reader.text,
    },
    "assumptions": {
        "id": reader.text,
        "value": reader.number,
        "low": reader.number,
        "high": reader.number,
        "unit": reader.text,
        "what": reader.text,
        "what_en": reader.text,
        "reason": reader.text,
        "reason_en": reader.text,
    },
}


def read_evidence(path: Path) -> pd.DataFrame:
    """Load the observed yearly changes, each as a gap closure where the figures allow it.

    Parameters
    ----------
    path : Path
        A table in the form of `data/raw/national/evidence.csv`.

    Returns
    -------
    DataFrame
        One row a change: `id, role, index, place, part, reference_class, year_from, year_to`; the levels before and
        after and the change as printed, `level_from, level_to, change` (points of `maximum`; a level that is not
        printed follows from the other and the change); `closure`: the share of the gap to the maximum that was
        closed in the year, negative for a fall, and `closure_low, closure_high`: what it may be given the digits
        printed; `used`, and where it is False `unused_because` (`method_break`, `doubt`, `no_levels`, `not_yearly`,
        `counted_elsewhere`); sources of every figure and notes. `role` is `anchor` for means of all provinces.

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    frame = _read("evidence", path, _check_evidence)
    printed = {name: [_printed(text) for text in frame[name]] for name in ("level_from", "level_to", "change")}
    for name, cells in printed.items():
        frame[name] = [np.nan if cell is None else float(cell.value) for cell in cells]
        frame[f"{name}_half"] = [np.nan if cell is None else _half(cell) for cell in cells]
    frame["maximum"] = [float(_printed(text).value) for text in frame["maximum"]]  # type: ignore[union-attr]
    for end, other, sign in (("level_from", "level_to", -1), ("level_to", "level_from", 1)):
        missing = frame[end].isna()
        frame.loc[missing, end] = (frame[other] + sign * frame["change"])[missing].round(9)
        frame.loc[missing, f"{end}_half"] = (frame[f"{other}_half"] + frame["change_half"])[missing]
    for name in ("year_from", "year_to"):
        frame[name] = frame[name].astype(int)
    frame["closure_low"], frame["closure_high"] = _closure_ends(frame)
    gap = frame["maximum"] - frame["level_from"]
    frame["closure"] = ((frame["level_to"] - frame["level_from"]) / gap).clip(
        frame["closure_low"], frame["closure_high"]
    )
    reasons = {
        "no_levels": frame["closure"].isna(),
        "method_break": frame["method_break"] == "yes",
        "doubt": frame["doubt"] != "",
        "not_yearly": frame["year_to"] - frame["year_from"] != 1,
        "counted_elsewhere": frame["use"] == "no",
    }
    frame["unused_because"] = np.select(list(reasons.values()), list(reasons), "")
    frame["used"] = frame["unused_because"] == ""
    for name in ("unused_because", "doubt", "source_from", "source_to", "source_change", "note", "note_en"):
        frame[name] = frame[name].replace("", np.nan)
    return frame[EVIDENCE.columns]


def _closure_ends(frame: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Least and largest closure that the digits printed allow, by the two levels and by the change."""
    gap, after = frame["maximum"] - frame["level_from"], frame["maximum"] - frame["level_to"]
    slack, slack_after = frame["level_from_half"], frame["level_to_half"]
    wide, narrow = gap + slack, gap - slack
    least, most = frame["change"] - frame["change_half"], frame["change"] + frame["change_half"]
    low = np.fmax(1 - (after + slack_after) / narrow, np.fmin(least / narrow, least / wide))
    high = np.fmin(1 - (after - slack_after) / wide, np.fmax(most / narrow, most / wide))
    return low, high


def read_precedents(path: Path) -> pd.DataFrame:
    """Read what provinces reached on single parts of PAR INDEX.

    Returns
    -------
    DataFrame
        One row a province and part: `id, year, place, part` (a field's code, or a way of assessment), `points,
        maximum, source, note, note_en`.

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    frame = _read("precedents", path, _check_precedents)
    frame["year"] = frame["year"].astype(int)
    for name in ("points", "maximum"):
        frame[name] = [float(_printed(text).value) for text in frame[name]]  # type: ignore[union-attr]
    return frame


def read_judgements(path: Path, codes: Mapping[str, Collection[str]], sheet: str = "") -> pd.DataFrame:
    """Read the judgements that no figure settles.

    Parameters
    ----------
    path : Path
        A table in the form of `data/raw/ha-noi-2021/judgements.csv`. A row for a code above a leaf holds for the leaves
        below it that have no row of their own.
    codes : mapping
        Codes of each index, by its key.
    sheet : str
        Of a workbook, the sheet.

    Returns
    -------
    DataFrame
        One row a criterion: `id, index, code`; `all_or_nothing` (`yes`, `no`, `unknown`); `control`: who can bring it
        about (`city`, `shared`, `outside`, `unknown`); `needs, needs_en`: what it takes; `confidence` (`high`,
        `medium`, `low`); `reason, reason_en`.

    Raises
    ------
    InputError
        Names every problem of the file.
    """

    def check(rows: list[TableRow], problems: Problems) -> None:
        _check_judgements(rows, problems)
        for row in rows:
            known = codes.get(row["index"], ())
            if row["index"] in INDICES and row["code"] and row["code"] not in known:
                near = reader.hint(row["code"], known)
                problems.add("unknown_code", where=row.where, column="code", found=row["code"], hint=near)

    return _read("judgements", path, check, sheet)


@dataclasses.dataclass(frozen=True)
class Assumptions:
    """What the model takes for granted; each with its reason in `data/raw/national/assumptions.csv`.

    Attributes
    ----------
    dependence : float
        Correlation of the closures of two criteria of one class, 0 to 1.
    class_spread : float
        Standard deviation of the centres of classes around the common centre, as a share of the deficit.
    year_spread : float
        Standard deviation of the national mean closure from year to year.
    pooled_weight : float
        How many observations of its own a class counts the common spread for.
    level : float
        Level of every interval.
    likely, wish : float
        From which chance a target is called likely; below which a wish.
    least_typical : float
        The least that a year of typical progress is taken to be, as a share of the deficit.
    second_year, further_years : float
        Effort of a second and every further typical year of progress within one year, against the first.
    control_shared : float
        What shared control counts for in the order of targets, between 0 (outside) and 1 (in the City's hands).
    enough_tasks : float
        From how many tasks that say an action on a target has enough behind it, in the order of targets.
    """

    dependence: float
    class_spread: float
    year_spread: float
    pooled_weight: float
    level: float
    likely: float
    wish: float
    least_typical: float
    second_year: float
    further_years: float
    control_shared: float
    enough_tasks: float

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value, (low, high) = getattr(self, field.name), _RANGES[field.name]
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                raise ParAnalysisError(
                    f"{field.name} = {value!r}: phải là số từ {low:g} đến {high:g} (must be a number from {low:g} to {high:g})"
                )
        if self.wish >= self.likely:
            raise ParAnalysisError(f"wish = {self.wish:g} phải nhỏ hơn (must be less than) likely = {self.likely:g}")
        if not 1 <= self.second_year <= self.further_years:
            raise ParAnalysisError(
                "công sức phải tăng dần (effort must not fall): 1 <= second_year <= further_years, "
                f"{self.second_year:g}, {self.further_years:g}"
            )

    def replace(self, **values: float) -> Assumptions:
        """Return a copy with some values replaced.

        Raises
        ------
        ParAnalysisError
            There is no such assumption, or the value is out of its range.
        """
        if unknown := sorted(set(values) - set(_RANGES)):
            raise ParAnalysisError(
                f"không có giả định (no assumption) {', '.join(unknown)}; có (there are): {', '.join(_RANGES)}"
            )
        return dataclasses.replace(self, **values)


_RANGES: dict[str, tuple[float, float]] = {
    "dependence": (0.0, 1.0),
    "class_spread": (0.001, 1.0),
    "year_spread": (0.001, 1.0),
    "pooled_weight": (0.5, 1000.0),
    "level": (0.01, 0.99),
    "likely": (0.0, 1.0),
    "wish": (0.0, 1.0),
    "least_typical": (0.001, 1.0),
    "second_year": (1.0, 100.0),
    "further_years": (1.0, 100.0),
    "control_shared": (0.0, 1.0),
    "enough_tasks": (1.0, 100.0),
}


def read_assumptions(path: Path, column: str = "value") -> Assumptions:
    """Read the assumptions of the model.

    Parameters
    ----------
    path : Path
        A table in the form of `data/raw/national/assumptions.csv`.
    column : {"value", "low", "high"}
        The values taken, or one of the alternatives.

    Raises
    ------
    InputError
        Names every problem of the file.
    ParAnalysisError
        There is no such column.
    """
    if column not in ("value", "low", "high"):
        raise ParAnalysisError(f"column = {column!r}: chỉ có (there are only) 'value', 'low', 'high'")
    frame = _read("assumptions", path, _check_assumptions).set_index("id")
    values = {key: float(_printed(frame.loc[key, column]).value) for key in _RANGES}  # type: ignore[union-attr]
    return Assumptions(**values)


def _read(name: str, path: Path, check: Any = None, sheet: str = "") -> pd.DataFrame:
    rows = reader.read_table(path, TABLES[name], check, sheet=sheet)
    return pd.DataFrame(rows, columns=list(TABLES[name]), dtype="str")


def _printed(text: str) -> PrintedNumber | None:
    number = parse_number(text) if text else None
    return number if isinstance(number, PrintedNumber) else None


def _half(number: PrintedNumber) -> float:
    """Half a unit of the last digit printed."""
    return 0.5 * 10.0 ** int(number.value.as_tuple().exponent)


def _check_evidence(rows: list[TableRow], problems: Problems) -> None:
    for row in rows:
        _check_levels(row, problems)
        for name in ("level_from", "level_to", "change"):
            source = f"source_{name.removeprefix('level_')}"
            if _printed(row[name]) is not None and not row[source]:
                problems.add("missing_value", where=row.where, column=source)
        if row["year_from"].isdecimal() and row["year_to"].isdecimal() and row["year_to"] <= row["year_from"]:
            first = str(int(row["year_from"]) + 1)
            problems.add(
                "out_of_range", where=row.where, column="year_to", found=row["year_to"], lower=first, upper="2100"
            )


def _check_levels(row: TableRow, problems: Problems) -> None:
    """Demand that levels lie below the maximum, and that the change is the difference of the levels."""
    before, after, change, maximum = (_printed(row[name]) for name in ("level_from", "level_to", "change", "maximum"))
    told = [(name, level.value) for name, level in (("level_from", before), ("level_to", after)) if level is not None]
    if change is not None and before is None and after is not None:
        told.append(("change", after.value - change.value))  # the level before that follows
    elif change is not None and after is None and before is not None:
        told.append(("change", before.value + change.value))
    for column, level in told:
        if maximum is None:
            continue
        # From the maximum itself nothing can be closed.
        first = column == "level_from" or (column == "change" and before is None)
        if not 0 <= level <= maximum.value or (first and level == maximum.value):
            problems.add(
                "out_of_range", where=row.where, column=column, found=row[column], lower="0", upper=row["maximum"]
            )
    if before is not None and after is not None and change is not None:
        slack = _half(before) + _half(after) + _half(change)
        if row["basis"] == "derived":  # a derived level carries the rounding of two printed figures
            slack *= 2
        if abs(float(after.value - before.value - change.value)) > slack + _SLACK:
            problems.add(
                "levels_and_change", where=row.where, column="change", found=row["change"], change=after.value - before.value
            )  # fmt: skip


def _check_precedents(rows: list[TableRow], problems: Problems) -> None:
    for row in rows:
        points, maximum = _printed(row["points"]), _printed(row["maximum"])
        if points is not None and maximum is not None and not 0 <= points.value <= maximum.value:
            problems.add(
                "out_of_range", where=row.where, column="points", found=row["points"], lower="0", upper=row["maximum"]
            )


def _check_judgements(rows: list[TableRow], problems: Problems) -> None:
    first: dict[tuple[str, str], TableRow] = {}
    for row in rows:
        seen = first.setdefault((row["index"], row["code"]), row)
        if seen is not row:
            problems.add("double_id", where=row.where, column="code", found=row["code"], first=seen.where)


def _check_assumptions(rows: list[TableRow], problems: Problems) -> None:
    given = [row["id"] for row in rows]
    for key in _RANGES:
        if key not in given:
            problems.add("no_assumption", column="id", found=key)
    for row in rows:
        if row["id"] not in _RANGES:
            problems.add("unknown_word", where=row.where, column="id", found=row["id"], allowed=", ".join(_RANGES))
            continue
        low, high = _RANGES[row["id"]]
        for column in ("value", "low", "high"):
            number = _printed(row[column])
            if number is not None and not low <= float(number.value) <= high:
                problems.add(
                    "out_of_range", where=row.where, column=column, found=row[column], lower=f"{low:g}", upper=f"{high:g}"
                )  # fmt: skip
