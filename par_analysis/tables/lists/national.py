"""Levels of parts, counts of provinces that rose and fell, sizes of samples: what the outlook is measured against."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from par_analysis.tables.lists.reader import ListRow, frame_of, read_list
from par_analysis.tables.lists.standings import places_in
from par_analysis.tables.models.column import Table
from par_analysis.tables.models.national import MOVEMENTS, PART_LEVELS, SAMPLES
from par_analysis.tables.numbers import PrintedNumber, parse_number
from par_analysis.tables.problems import Problems

__all__ = ["read_movements", "read_parts", "read_samples"]


def read_parts(path: Path) -> pd.DataFrame:
    """Read the published levels of single parts of PAR INDEX, statement by statement.

    Parameters
    ----------
    path : Path
        A table in the form of `data/raw/national/parts.csv`.

    Returns
    -------
    DataFrame
        One row a statement, in the order of the file: `id, place, year, part` (a way of assessment, or a field's code),
        `score` and `maximum` in points of that year's criteria (the maximum empty where no source prints it), `basis` (`stated`, `derived`), `doubt, source, note,
        note_en`. Statements on one place, year and part that differ are all there; all but one of them have a `doubt`.

    Raises
    ------
    InputError
        Names every problem of the file, each with its row, column and the text found.
    """
    return _frame(read_list(path, PART_LEVELS, _check_parts), PART_LEVELS)


def read_movements(path: Path) -> pd.DataFrame:
    """Read how many provinces rose and fell from one year to the next.

    Parameters
    ----------
    path : Path
        A table in the form of `data/raw/national/movements.csv`.

    Returns
    -------
    DataFrame
        One row an index and pair of years: `index, year_from, year_to`; counts of provinces `rose, fell, unchanged`
        (the last empty where no source says how many stayed, and then the three need not add up to all provinces);
        `largest`, the highest rise, and `smallest`, the deepest fall (negative), in percentage points, empty where
        they are not known; `basis, source, note, note_en`.

    Raises
    ------
    InputError
        Names every problem of the file, each with its row, column and the text found.
    """
    return _frame(read_list(path, MOVEMENTS, _check_movements), MOVEMENTS)


def read_samples(path: Path) -> pd.DataFrame:
    """Read how many people the surveys behind an index asked.

    Parameters
    ----------
    path : Path
        A table in the form of `data/raw/national/samples.csv`.

    Returns
    -------
    DataFrame
        One row an index, year and place: `index, year, place, forms, basis, source, note, note_en`.

    Raises
    ------
    InputError
        Names every problem of the file, each with its row, column and the text found.
    """
    return _frame(read_list(path, SAMPLES), SAMPLES)


def _frame(rows: Sequence[ListRow], table: Table) -> pd.DataFrame:
    frame = frame_of(rows, table)
    for name in {"doubt", "note", "note_en"} & set(frame):
        frame[name] = frame[name].replace("", np.nan)
    return frame


def _check_parts(rows: list[ListRow], problems: Problems) -> None:
    first: dict[tuple[str, ...], ListRow] = {}
    for row in rows:
        for column in ("score", "maximum"):
            if "%" in row[column]:  # a share is no points
                problems.add("not_a_number", where=row.where, column=column, found=row[column])
        # Other cells of the row may be wrong, so these two are read by themselves.
        score, maximum = parse_number(row["score"]), parse_number(row["maximum"])
        if isinstance(score, PrintedNumber) and isinstance(maximum, PrintedNumber) and score.value > maximum.value > 0:
            problems.add(
                "out_of_range", where=row.where, column="score", found=row["score"], lower=0, upper=row["maximum"]
            )
        key = (row["place"], row["year"], row["part"])
        if row["doubt"] or not all(key):
            continue
        seen = first.setdefault(key, row)
        if seen is not row:
            problems.add("stated_twice", where=row.where, column="part", found=row["part"], first=seen.where)


def _check_movements(rows: list[ListRow], problems: Problems) -> None:
    for row in rows:
        made = row.read
        if made is None:
            continue
        if made.year_to <= made.year_from:
            problems.add(
                "out_of_range",
                where=row.where,
                column="year_to",
                found=row["year_to"],
                lower=made.year_from + 1,
                upper=2100,
            )
        count, places = made.rose + made.fell + (made.unchanged or 0), places_in(made.year_to)
        if count > places or (made.unchanged is not None and count < places):
            problems.add(
                "not_all_places", where=row.where, column="rose", found=row["rose"], count=count, places=places
            )
        # A rise there was is the largest change, a fall the smallest.
        for name, others, sign in (("largest", made.rose, 1), ("smallest", made.fell, -1)):
            change = getattr(made, name)
            if change is not None and (change * sign > 0) != (others > 0):
                problems.add("bad_extreme", where=row.where, column=name, found=row[name], count=others)
