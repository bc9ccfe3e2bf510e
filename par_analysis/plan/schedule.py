"""What is past its date, due this month, and still to come, as of a given day."""

from __future__ import annotations

import datetime

import pandas as pd

from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.plan.coverage import coverage
from par_analysis.words.errors import refused

__all__ = ["due"]


def due(date: str | datetime.date, edition: EditionLike = None) -> pd.DataFrame:
    """List the dated tasks as of a day.

    No document says which tasks were done; `overdue` means that the date has passed, not that the work is missing.

    Parameters
    ----------
    date : datetime.date or str
        The day, as a date or as text `2022-09-15`; `"today"` asks the machine's clock, and nothing else does.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Returns
    -------
    DataFrame
        `status` (`overdue`: due before the day; `due_this_month`: from the day to the end of its month; `upcoming`:
        later), `days` (from the day to the due date, negative when past), `id, lead_agency, title, title_en, due,
        due_text, codes, deficit_served, gain_served` (points); the earliest due first. Standing duties and tasks that
        repeat another one are not in it. `attrs["as_of"]` is the day.

    Raises
    ------
    ParAnalysisError
        `date` is no date.
    """
    day = _day(date)
    own = edition_of(edition)
    tasks = own.tasks
    dated = tasks[tasks["due"].notna() & tasks["same_as"].isna()]
    served = coverage("tasks", edition=own).set_index("id")[["deficit_served", "gain_served"]]
    columns = ["id", "lead_agency", "title", "title_en", "due", "due_text", "codes"]
    made = dated[columns].join(served, on="id").sort_values("due", kind="stable", ignore_index=True)
    month_end = day + pd.offsets.MonthEnd(0)
    status = pd.Series("upcoming", index=made.index, dtype="str")
    status[made["due"] <= month_end] = "due_this_month"
    status[made["due"] < day] = "overdue"
    made.insert(0, "status", status)
    made.insert(1, "days", (made["due"] - day).dt.days)
    made.attrs["as_of"] = day.date().isoformat()
    return made


def _day(date: str | datetime.date) -> pd.Timestamp:
    if date == "today":
        return pd.Timestamp(datetime.date.today())
    try:
        day = datetime.date.fromisoformat(date) if isinstance(date, str) else date
        if isinstance(day, datetime.datetime):
            day = day.date()
        return pd.Timestamp(int(day.year), int(day.month), int(day.day))  # NaT has years that are no numbers
    except (ValueError, AttributeError):
        raise refused("no_day", found=date) from None
