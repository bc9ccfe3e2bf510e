"""What a user asks of a briefing: its date and its scenarios, checked before anything is written."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from par_analysis.deliver.text import clean
from par_analysis.scenario.scenario import Scenario
from par_analysis.words.errors import ParAnalysisError

__all__ = ["checked_day", "checked_scenarios"]


def checked_day(date: str) -> datetime.date | None:
    """Read a date that a user gave; none if it is empty.

    Raises
    ------
    ParAnalysisError
        It is no date of the form 2022-09-15.
    """
    if date == "":
        return None
    try:
        day = datetime.date.fromisoformat(date)
    except (TypeError, ValueError):
        day = None
    if day is None or day.isoformat() != date:
        raise ParAnalysisError(f"date = {date!r}: viết như 2022-09-15 (write as 2022-09-15)")
    return day


def checked_scenarios(scenarios: Scenario | Iterable[Scenario]) -> tuple[Scenario, ...]:
    """Return the scenarios that a user gave, one or several, if a file can tell them apart by their titles.

    Raises
    ------
    ParAnalysisError
        One is no Scenario, or two titles are the same once signs that no file can hold are left out.
    """
    given = (scenarios,) if isinstance(scenarios, Scenario) else tuple(scenarios)
    for one in given:
        if not isinstance(one, Scenario):
            raise ParAnalysisError(f"scenarios: cần Scenario, không phải {one!r} (a Scenario is needed)")
    titles = [clean(one.title) for one in given]
    if twice := sorted({one for one in titles if titles.count(one) > 1}):
        raise ParAnalysisError(f"«{twice[0]}»: hai kịch bản cùng tên (two scenarios have this title)")
    return given
