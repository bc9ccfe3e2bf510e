"""What a user asks of a briefing is checked before anything is written."""

import datetime

import pytest

from par_analysis import ParAnalysisError, Scenario
from par_analysis.deliver.arguments import checked_day, checked_scenarios

LOWER = Scenario("thấp hơn")


def test_days() -> None:
    assert checked_day("") is None and checked_day("2022-09-15") == datetime.date(2022, 9, 15)
    for text in ("15/9/2022", "2022-9-15", "20220915", "2022-W37-4", "2022-02-30", "2022-09-15 ", "=1+1\x00"):
        with pytest.raises(ParAnalysisError, match="write as 2022-09-15"):
            checked_day(text)
    with pytest.raises(ParAnalysisError, match="write as 2022-09-15"):
        checked_day(datetime.date(2022, 9, 15))  # type: ignore[arg-type]


def test_scenarios_are_told_apart_by_what_a_file_can_hold() -> None:
    assert checked_scenarios(LOWER) == checked_scenarios(iter([LOWER])) == (LOWER,) and checked_scenarios(()) == ()
    with pytest.raises(ParAnalysisError, match="two scenarios have this title"):
        checked_scenarios([Scenario("Một\x0bhai"), Scenario("Một  hai ")])
    with pytest.raises(ParAnalysisError, match="a Scenario is needed"):
        checked_scenarios(["x"])  # type: ignore[list-item]
    with pytest.raises(ParAnalysisError, match="a Scenario is needed"):
        checked_scenarios("kịch bản")  # type: ignore[arg-type]
