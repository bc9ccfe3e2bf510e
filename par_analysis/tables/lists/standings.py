"""What was published on scores and ranks of all provinces, statement by statement."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from par_analysis.tables.lists import reader
from par_analysis.tables.lists.reader import Check, TableRow
from par_analysis.tables.numbers import PrintedNumber, parse_number
from par_analysis.tables.problems import Problems
from par_analysis.tables.schema import STANDINGS

__all__ = ["places_in", "read_standings"]

# Provinces and centrally run cities that a year's list ranks: 63 until the mergers of July 2025, 34 since
# (Resolution 202/2025/QH15), so from the results of 2025 on.
_MERGED, _BEFORE, _SINCE = 2025, 63, 34


def places_in(year: int) -> int:
    """Return how many provinces and cities the list of a year ranks."""
    return _SINCE if year >= _MERGED else _BEFORE


_FINEST = Decimal("0.0001")  # a derived score is not known better than the finest printed ones


def _score(row: TableRow, column: str, problems: Problems) -> None:
    if row[column]:
        parsed = parse_number(row[column])
        if isinstance(parsed, str):
            problems.add(parsed, where=row.where, column=column, found=row[column])
        elif not 0 <= parsed.value <= 100:
            problems.add("out_of_range", where=row.where, column=column, found=row[column], lower="0", upper="100")


def _within(row: TableRow, column: str, problems: Problems) -> None:
    reader.optional_number(row, column, problems)
    parsed = parse_number(row[column])
    if isinstance(parsed, PrintedNumber) and not (parsed.is_bound or _FINEST <= parsed.value <= 100):
        problems.add("out_of_range", where=row.where, column=column, found=row[column], lower=_FINEST, upper="100")


def _rank(row: TableRow, column: str, problems: Problems) -> None:
    most = places_in(int(row["year"])) if row["year"].isdecimal() else _BEFORE
    if row[column] and not (row[column].isdecimal() and 1 <= int(row[column]) <= most):
        problems.add("out_of_range", where=row.where, column=column, found=row[column], lower="1", upper=most)


# Every column of the raw table, and what its cells must be.
_CHECKS: dict[str, Check] = {
    "id": reader.text,
    "index": reader.word(("par", "sipas")),
    "year": reader.year,
    "place": reader.text,
    "score": _score,
    "within": _within,
    "rank": _rank,
    "basis": reader.word(("stated", "derived")),
    "doubt": reader.optional,
    "source": reader.text,
    "note": reader.optional,
}


def _cross(rows: list[TableRow], problems: Problems) -> None:
    for row in rows:
        if not row["score"] and (row["within"] or not row["rank"]):
            problems.add("missing_value", where=row.where, column="score")
        parsed = parse_number(row["score"])
        if row["within"] and isinstance(parsed, PrintedNumber) and parsed.is_bound:
            problems.add("not_a_bound", where=row.where, column="score", found=row["score"])


def read_standings(path: Path) -> pd.DataFrame:
    """Read what was published on scores and ranks of the provinces, year by year.

    Parameters
    ----------
    path : Path
        A table in the form of `data/raw/national/standings.csv`.

    Returns
    -------
    DataFrame
        One row a statement, in the order of the file; several on one place and year are all there, also where they
        differ: `id, index, year, place, score, score_low, score_high, printed, rank, basis, doubt, source, note`.
        `printed` is the score as printed, `score` its number (empty for a lower bound such as `>=90`).
        `score_low` to `score_high` is what the printed figure stands for, the lower end included: half a unit of its
        last digit to each side; for a figure derived by arithmetic (`basis` `derived`) what the raw table's column
        `within` says; for a lower bound up to 100. `doubt` says why a statement is kept but not built upon.

    Raises
    ------
    InputError
        Names every problem of the file, each with its row, column and the text found.
    """
    rows = reader.read_table(path, _CHECKS, _cross)
    frame = pd.DataFrame(rows, columns=list(_CHECKS), dtype="str")
    spans = pd.DataFrame([_span(row) for row in rows], columns=["score", "score_low", "score_high"], dtype=float)
    frame["printed"] = frame["score"]
    frame[["score", "score_low", "score_high"]] = spans
    frame["year"] = frame["year"].astype(int)
    frame["rank"] = pd.to_numeric(frame["rank"]).astype("Int64")
    for column in ("printed", "doubt", "note"):
        frame[column] = frame[column].replace("", np.nan)
    return frame[STANDINGS.columns]


def _span(row: TableRow) -> tuple[float, float, float]:
    """Return the number that a row prints, and from where to where the figure behind it may lie."""
    score, within = parse_number(row["score"]), parse_number(row["within"])
    if not isinstance(score, PrintedNumber):
        return np.nan, np.nan, np.nan
    if score.is_bound:
        return np.nan, float(score.value), 100.0
    # Decimal arithmetic: an end is the very number that a reader would write.
    half = (
        within.value
        if isinstance(within, PrintedNumber)
        else Decimal((0, (5,), int(score.value.as_tuple().exponent) - 1))
    )
    low, high = max(score.value - half, Decimal(0)), min(score.value + half, Decimal(100))
    return float(score.value), float(low), float(high)
