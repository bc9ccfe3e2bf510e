"""What was published on scores and ranks of all provinces, statement by statement."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from par_analysis.tables.lists.reader import ListRow, frame_of, read_list, texts_of
from par_analysis.tables.models.standings import STANDINGS
from par_analysis.tables.problems import Problems

__all__ = ["places_in", "read_standings"]

# Provinces and centrally run cities that a year's list ranks: 63 until the mergers of July 2025, 34 since
# (Resolution 202/2025/QH15), so from the results of 2025 on.
_MERGED, _BEFORE, _SINCE = 2025, 63, 34


def places_in(year: int) -> int:
    """Return how many provinces and cities the list of a year ranks."""
    return _SINCE if year >= _MERGED else _BEFORE


def _check(rows: list[ListRow], problems: Problems) -> None:
    for row in rows:
        if not row["score"] and (row["within"] or not row["rank"]):
            problems.add("missing_value", where=row.where, column="score")
        if row["within"] and row["score"].startswith((">", "≥")):
            problems.add("not_a_bound", where=row.where, column="score", found=row["score"])
        if row.read and (row.read.rank or 0) > (most := places_in(row.read.year)):
            problems.add("out_of_range", where=row.where, column="rank", found=row["rank"], lower=1, upper=most)


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
    rows = read_list(path, STANDINGS, _check)
    frame = frame_of(rows, STANDINGS)
    frame["printed"] = texts_of(rows, STANDINGS)["score"]
    spans = pd.DataFrame([_span(row) for row in rows], columns=["score", "score_low", "score_high"], dtype=float)
    frame[["score", "score_low", "score_high"]] = spans
    for column in ("printed", "doubt", "note"):
        frame[column] = frame[column].replace("", np.nan)
    return frame[STANDINGS.columns]


def _span(row: ListRow) -> tuple[float, float, float]:
    """Return the number that a row prints, and from where to where the figure behind it may lie."""
    score = row.read.score
    if score is None:
        return np.nan, np.nan, np.nan
    if row["score"].startswith((">", "≥")):
        return np.nan, float(score), 100.0
    # Decimal arithmetic: an end is the very number that a reader would write.
    half = row.read.within or Decimal((0, (5,), int(score.as_tuple().exponent) - 1))
    return float(score), float(max(score - half, Decimal(0))), float(min(score + half, Decimal(100)))
