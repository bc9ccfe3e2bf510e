"""When results became known, so that nothing is said of a day that was published later."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from par_analysis.tables.lists.reader import ListRow, frame_of, read_list
from par_analysis.tables.models.publications import PUBLICATIONS
from par_analysis.tables.problems import Problems

__all__ = ["published_on", "read_publications"]

# Results of which no day is known count as known from then on, in the year after.
_USUAL = (6, 30)


def _check(rows: list[ListRow], problems: Problems) -> None:
    for row in rows:
        if row.read and row.read.published.year <= row.read.year:
            begun, found = datetime.date(row.read.year + 1, 1, 1), row["published"]
            problems.add("out_of_range", where=row.where, column="published", found=found, lower=begun, upper="…")


def read_publications(path: Path) -> pd.DataFrame:
    """Read when results were published.

    Parameters
    ----------
    path : Path
        A table in the form of `data/raw/national/publications.csv`.

    Returns
    -------
    DataFrame
        One row an index and year of results: `index, year, published, basis, source, note, note_en`. Results of a year
        that has no row count as known from the end of June of the year after (`published_on`).

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    return frame_of(read_list(path, PUBLICATIONS, _check), PUBLICATIONS)


def published_on(stated: Mapping[tuple[str, int], datetime.date], index: str, year: int) -> datetime.date:
    """Return the day from which the results of an index and year are known: the stated one, else the end of June after."""
    return stated.get((index, year), datetime.date(year + 1, *_USUAL))
