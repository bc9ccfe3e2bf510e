"""What is known on a day: when results and documents came out, and which rows of a table were out by then."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from par_analysis.tables.lists.publications import published_on, read_publications
from par_analysis.tables.locations import NATIONAL
from par_analysis.words.errors import refused

__all__ = ["DOCUMENT", "day_of", "of_documents", "of_results", "out_by", "publications", "results_known"]

DOCUMENT = "document"  # as of the day of the document that the figures come from


def day_of(date: Any) -> datetime.date:
    """Read a day: a date, or a text such as `2022-09-15`; `"today"` asks the machine's clock, and nothing else does.

    Raises
    ------
    ParAnalysisError
        It is none.
    """
    if isinstance(date, str) and date == "today":
        return datetime.date.today()
    try:
        day = datetime.date.fromisoformat(date) if isinstance(date, str) else date
        found = datetime.date(int(day.year), int(day.month), int(day.day))  # NaT has years that are no numbers
    except (ValueError, AttributeError):
        found = None
    if found is None or (isinstance(date, str) and found.isoformat() != date):
        raise refused("no_day", found=date)
    return found


@functools.cache  # a file of the library itself, which does not change while it runs
def publications() -> Mapping[tuple[str, int], datetime.date]:
    """Return the days on which results were published, by index and year of results, as far as they are stated."""
    table = read_publications(NATIONAL / "publications.csv")
    days = table["published"].dt.date
    return dict(zip(zip(table["index"], table["year"].astype(int), strict=True), days, strict=True))


def results_known(indices: Iterable[str], year: int | None) -> datetime.date | None:
    """Return the first day on which the results of some indices may be known: when they were published, if that is stated.

    Else the first day after their year; None where the year is not known.
    """
    if year is None:
        return None
    return max(
        [datetime.date(year + 1, 1, 1), *(publications().get((index, year), datetime.date.min) for index in indices)]
    )


def out_by(day: datetime.date | None, table: pd.DataFrame, days: Iterable[Any]) -> pd.DataFrame:
    """Return the rows whose day is no later; all of them where everything is known. A row without a day is kept."""
    if day is None or table.empty:
        return table
    return table[[pd.isna(one) or one <= day for one in days]]


def of_results(table: pd.DataFrame, year: str = "year", index: str = "") -> list[datetime.date | None]:
    """Return since when each row of a table of results is known; `index` where no column says of which it is."""
    if not {year, *(() if index else ("index",))} <= set(table):
        return [None] * len(table)  # no table of ours: who asks it says what it lacks
    of = [index] * len(table) if index else table["index"]
    stated = publications()
    return [
        None if pd.isna(of_year) else published_on(stated, key, int(of_year))
        for key, of_year in zip(of, table[year], strict=True)
    ]


def of_documents(table: pd.DataFrame, date: str = "document_date") -> list[datetime.date | None]:
    """Return the date of the document of each row; None for one of no document."""
    days = pd.to_datetime(table[date]) if date in table else [pd.NaT] * len(table)
    return [None if pd.isna(day) else day.date() for day in days]
