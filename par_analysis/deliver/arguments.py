"""What a user asks of a briefing: its date and its scenarios, checked before anything is written."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from par_analysis.deliver.text import clean
from par_analysis.scenario.scenario import Scenario
from par_analysis.words.errors import refused

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
        raise refused("date", name="date", found=date)
    return day


def checked_scenarios(scenarios: Scenario | Iterable[Scenario]) -> tuple[Scenario, ...]:
    """Return the scenarios that a user gave, one or several, if a file can tell them apart by their titles.

    Raises
    ------
    ParAnalysisError
        One is no Scenario, or two titles are the same once signs that no file can hold are left out.
    """
    listed = (scenarios,) if isinstance(scenarios, Scenario) else tuple(scenarios)
    for scenario in listed:
        if not isinstance(scenario, Scenario):
            raise refused("type", name="scenarios", wanted="Scenario", wanted_en="a Scenario", found=repr(scenario))
    titles = [clean(scenario.title) for scenario in listed]
    if twice := sorted({title for title in titles if titles.count(title) > 1}):
        raise refused("pack_same_title", title=twice[0])
    return listed
