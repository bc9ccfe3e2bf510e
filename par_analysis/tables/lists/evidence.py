"""What the chances rest on: observed yearly changes, precedents, judgements, assumptions. All of it is data."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from par_analysis.tables.lists.reader import ListRow, frame_of, read_list, texts_of
from par_analysis.tables.models.evidence import ASSUMPTIONS, EVIDENCE, JUDGEMENTS, PRECEDENTS
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.numbers import PrintedNumber, parse_number
from par_analysis.tables.problems import Problems, hint
from par_analysis.words.errors import refused
from par_analysis.words.numbers import NOISE

__all__ = ["Assumptions", "read_assumptions", "read_evidence", "read_judgements", "read_precedents"]


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
    rows = read_list(path, EVIDENCE, _check_evidence)
    frame = frame_of(rows, EVIDENCE)
    for name in ("level_from", "level_to", "change"):
        cells = [getattr(row.read, name) for row in rows]
        frame[f"{name}_half"] = [np.nan if cell is None else _half(cell) for cell in cells]
    for end, other, sign in (("level_from", "level_to", -1), ("level_to", "level_from", 1)):
        missing = frame[end].isna()
        frame.loc[missing, end] = (frame[other] + sign * frame["change"])[missing].round(9)
        frame.loc[missing, f"{end}_half"] = (frame[f"{other}_half"] + frame["change_half"])[missing]
    frame["closure_low"], frame["closure_high"] = _closure_ends(frame)
    gap = frame["maximum"] - frame["level_from"]
    frame["closure"] = ((frame["level_to"] - frame["level_from"]) / gap).clip(
        frame["closure_low"], frame["closure_high"]
    )
    reasons = {
        "no_levels": frame["closure"].isna(),
        "method_break": frame["method_break"],
        "doubt": frame["doubt"] != "",
        "not_yearly": frame["year_to"] - frame["year_from"] != 1,
        "counted_elsewhere": ~frame["use"],
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
    return frame_of(read_list(path, PRECEDENTS, _check_precedents), PRECEDENTS)


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
        about (`city`, `shared`, `outside`, `unknown`); `needs, needs_en`: what it takes; `after`: the criterion of the
        same index that must be had first, empty for most (a file may do without the column); `confidence` (`high`,
        `medium`, `low`); `reason, reason_en`.

    Raises
    ------
    InputError
        Names every problem of the file.
    """

    def check(rows: list[ListRow], problems: Problems) -> None:
        _check_judgements(rows, problems)
        for row in rows:
            known = codes.get(row["index"], ())
            for column in ("code", "after"):
                if row["index"] in INDICES and row[column] and row[column] not in known:
                    near = hint(row[column], known)
                    problems.add("unknown_code", where=row.where, column=column, found=row[column], hint=near)

    return texts_of(read_list(path, JUDGEMENTS, check, sheet=sheet), JUDGEMENTS)


@dataclasses.dataclass(frozen=True)
class Assumptions:
    """What the model takes for granted; each with its reason in `data/raw/national/assumptions.csv`.

    Attributes
    ----------
    pace : float
        Share of its lost points that the country regains in a year, before any figure is seen; it counts as
        `pace_weight` years observed.
    pace_weight : float
    pace_spread : float
        Standard deviation of the national pace from year to year, as a share of the deficit.
    reversion : float
        Share of its distance from the national mean that a place keeps after a year, before any figure is seen, with
        `reversion_spread`, its standard deviation.
    reversion_spread : float
    scatter : float
        How far one place departs from the national pace, as a share of the national deficit; it counts as
        `scatter_weight` observations.
    scatter_weight : float
    part_spread : float
        Standard deviation of the national paces of parts around the common one.
    part_dependence : float
        Correlation of the parts of one place.
    redraw : float
        Probability that a criterion is assessed afresh.
    design_effect : float
        How many times the variance of a simple random sample the survey of citizens has.
    level : float
        Level of every interval.
    likely, unlikely : float
        From which chance a target is called likely; below which unlikely.
    least_typical : float
        The least that ordinary progress, the unit of effort, is taken to be, as a share of the deficit.
    second_step, further_steps : float
        Effort of a second and every further step of ordinary progress, against the first.
    control_shared : float
        What shared control counts for in the order of targets, between 0 (outside) and 1 (in the City's hands).
    enough_tasks : float
        From how many tasks that say an action on a target has enough behind it, in the order of targets.
    """

    pace: float
    pace_weight: float
    pace_spread: float
    reversion: float
    reversion_spread: float
    scatter: float
    scatter_weight: float
    part_spread: float
    part_dependence: float
    redraw: float
    design_effect: float
    level: float
    likely: float
    unlikely: float
    least_typical: float
    second_step: float
    further_steps: float
    control_shared: float
    enough_tasks: float

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value, (low, high) = getattr(self, field.name), _RANGES[field.name]
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                raise refused("number_from_to", name=field.name, found=value, low=low, high=high)
        if self.unlikely >= self.likely:
            raise refused("bands_cross", unlikely=self.unlikely, likely=self.likely)
        if not 1 <= self.second_step <= self.further_steps:
            raise refused("effort_falls", second=self.second_step, further=self.further_steps)

    def replace(self, **values: float) -> Assumptions:
        """Return a copy with some values replaced.

        Raises
        ------
        ParAnalysisError
            There is no such assumption, or the value is out of its range.
        """
        if unknown := sorted(set(values) - set(_RANGES)):
            raise refused("no_assumption", found=", ".join(unknown), known=", ".join(_RANGES))
        return dataclasses.replace(self, **values)


_RANGES: dict[str, tuple[float, float]] = {
    "pace": (-0.5, 0.9),
    "pace_weight": (0.1, 1000.0),
    "pace_spread": (0.001, 1.0),
    "reversion": (0.0, 1.5),
    "reversion_spread": (0.001, 1.0),
    "scatter": (0.001, 2.0),
    "scatter_weight": (0.5, 1000.0),
    "part_spread": (0.0, 1.0),
    "part_dependence": (0.0, 0.95),
    "redraw": (0.0, 1.0),
    "design_effect": (0.1, 20.0),
    "level": (0.01, 0.99),
    "likely": (0.0, 1.0),
    "unlikely": (0.0, 1.0),
    "least_typical": (0.001, 1.0),
    "second_step": (1.0, 100.0),
    "further_steps": (1.0, 100.0),
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
        raise refused("choice", name="column", found=column, allowed="'value', 'low', 'high'")
    rows = {row["id"]: row.read for row in read_list(path, ASSUMPTIONS, _check_assumptions)}
    return Assumptions(**{key: float(getattr(rows[key], column)) for key in _RANGES})


def _printed(text: str) -> Decimal | None:
    """Read a printed number for a check of rows, also of rows in which another cell is wrong."""
    number = parse_number(text)
    return number.value if isinstance(number, PrintedNumber) else None


def _half(number: Decimal) -> float:
    """Half a unit of the last digit printed."""
    return 0.5 * 10.0 ** int(number.as_tuple().exponent)


def _check_evidence(rows: list[ListRow], problems: Problems) -> None:
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


def _check_levels(row: ListRow, problems: Problems) -> None:
    """Demand that levels lie below the maximum, and that the change is the difference of the levels."""
    before, after, change, maximum = (_printed(row[name]) for name in ("level_from", "level_to", "change", "maximum"))
    told = [(name, level) for name, level in (("level_from", before), ("level_to", after)) if level is not None]
    if change is not None and before is None and after is not None:
        told.append(("change", after - change))  # the level before that follows
    elif change is not None and after is None and before is not None:
        told.append(("change", before + change))
    for column, level in told:
        if maximum is None:
            continue
        # From the maximum itself nothing can be closed.
        first = column == "level_from" or (column == "change" and before is None)
        if not 0 <= level <= maximum or (first and level == maximum):
            problems.add(
                "out_of_range", where=row.where, column=column, found=row[column], lower="0", upper=row["maximum"]
            )
    if before is not None and after is not None and change is not None:
        slack = _half(before) + _half(after) + _half(change)
        if row["basis"] == "derived":  # a derived level carries the rounding of two printed figures
            slack *= 2
        if abs(float(after - before - change)) > slack + NOISE:
            problems.add(
                "levels_and_change", where=row.where, column="change", found=row["change"], change=after - before
            )  # fmt: skip


def _check_precedents(rows: list[ListRow], problems: Problems) -> None:
    for row in rows:
        points, maximum = _printed(row["points"]), _printed(row["maximum"])
        if points is not None and maximum is not None and not 0 <= points <= maximum:
            problems.add(
                "out_of_range", where=row.where, column="points", found=row["points"], lower="0", upper=row["maximum"]
            )


def _check_judgements(rows: list[ListRow], problems: Problems) -> None:
    first: dict[tuple[str, str], ListRow] = {}
    for row in rows:
        seen = first.setdefault((row["index"], row["code"]), row)
        if seen is not row:
            problems.add("double_id", where=row.where, column="code", found=row["code"], first=seen.where)
    for (index, code), row in first.items():
        step, passed = row, {code}
        while after := step["after"]:
            if any(_holds(one, after) for one in passed):
                # A circle that this row only leads to is told where it begins and ends.
                if _holds(code, after):
                    problems.add("comes_after_itself", where=row.where, column="after", found=row["after"])
                break
            passed.add(after)
            if (index, after) not in first:
                break
            step = first[index, after]


def _holds(code: str, other: str) -> bool:
    """Say whether one of two codes is the other, or a part of it."""
    return f"{other}.".startswith(f"{code}.") or f"{code}.".startswith(f"{other}.")


def _check_assumptions(rows: list[ListRow], problems: Problems) -> None:
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
            if number is not None and not low <= float(number) <= high:
                problems.add(
                    "out_of_range", where=row.where, column=column, found=row[column], lower=f"{low:g}", upper=f"{high:g}"
                )  # fmt: skip
