"""What is past its date, due soon, and still to come, as of a given day."""

from __future__ import annotations

import datetime

import pandas as pd

from par_analysis.edition.days import day_of
from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.plan.coverage import coverage
from par_analysis.words.errors import refused

__all__ = ["SOON", "due", "status_on"]

SOON = 30  # days within which a date is due, beside the month that the day lies in
_DATED = ("tasks", "goals")


def status_on(day: datetime.date, dates: pd.Series) -> pd.Series:
    """Say of dates how they stand as of a day: `overdue`, `due` or `to_come`; empty where there is none.

    `due` is a date from the day to the end of its month, and at least 30 days on.
    """
    now = pd.Timestamp(day)
    soon = max(now + pd.offsets.MonthEnd(0), now + pd.Timedelta(days=SOON))
    status = pd.Series("to_come", index=dates.index, dtype="str")
    status[dates <= soon] = "due"
    status[dates < now] = "overdue"
    return status.where(dates.notna(), "")


def due(date: str | datetime.date | None = None, edition: EditionLike = None, of: str = "tasks") -> pd.DataFrame:
    """List the dated tasks, or the goals, as of a day.

    No document says which tasks were done; `overdue` means that the date in the plan has passed, not that the work is
    missing.

    Parameters
    ----------
    date : datetime.date or str, optional
        The day, as a date or as text `2022-09-15`; `"today"` asks the machine's clock, and nothing else does. By default
        the day of the edition (`Edition.as_of`).
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition. Documents of a later date than
        the day are left out.
    of : {"tasks", "goals"}
        Tasks, or goals with a figure or rank; a goal is due at the end of the year that it is for.

    Returns
    -------
    DataFrame
        `status` (`overdue`: due before the day; `due`: from the day to the end of its month, and at least 30 days on;
        `to_come`: later), `days` (from the day to the due date, negative when past); the earliest due first. Of tasks then
        `id, lead_agency, title, title_en, due, due_text, codes, deficit_served, gain_served` (points); standing duties
        and tasks that repeat another one are not in it. Of goals `id, subject, code, level_comparator, level_value,
        unit, due, words`. `attrs["as_of"]` is the day.

    Raises
    ------
    ParAnalysisError
        `date` is no date, or one before the edition's results or document were out; none is given and the edition has
        none; or `of` is neither word.
    """
    if of not in _DATED:
        raise refused("choice", name="of", found=of, allowed="'tasks', 'goals'")
    own = edition_of(edition)
    if date is None and own.as_of is None:
        raise refused("no_day", found=date)
    day = own.as_of if date is None else day_of(date)
    assert day is not None
    made = (_tasks if of == "tasks" else _goals)(own.at(day))
    made.insert(0, "status", status_on(day, made["due"]))
    made.insert(1, "days", (made["due"] - pd.Timestamp(day)).dt.days)
    made.attrs["as_of"] = day.isoformat()
    return made


def _tasks(edition: Edition) -> pd.DataFrame:
    tasks = edition.tasks
    dated = tasks[tasks["due"].notna() & tasks["same_as"].isna()]
    served = coverage("tasks", edition=edition).set_index("id")[["deficit_served", "gain_served"]]
    columns = ["id", "lead_agency", "title", "title_en", "due", "due_text", "codes"]
    return dated[columns].join(served, on="id").sort_values("due", kind="stable", ignore_index=True)


def _goals(edition: Edition) -> pd.DataFrame:
    goals = edition.goals
    ends = pd.to_datetime([f"{year}-12-31" for year in goals["year"]]).astype("datetime64[s]")
    columns = ["id", "subject", "code", "level_comparator", "level_value", "unit", "due", "words"]
    return goals.assign(due=pd.Series(ends, index=goals.index))[columns].sort_values(
        "due", kind="stable", ignore_index=True
    )
