"""What is past its date, due and to come, in sentences: as the tables of `due` have it, and never as not done."""

from __future__ import annotations

import pytest

from par_analysis import ParAnalysisError, due, open_edition, story


@pytest.mark.parametrize("day", ["2022-07-08", "2022-09-15", "2023-02-01"])
def test_counts_are_those_of_the_tasks_as_of_the_day(day: str) -> None:
    own = open_edition(as_of=day)
    told, table = story.what_is_due(own), due(day)
    number = table["status"].value_counts()
    past = number.get("overdue", 0)
    assert f"{past or 'chưa'} nhiệm vụ{'' if past else ' nào'} quá thời hạn trong kế hoạch" in told.vi[0]
    assert f"{number.get('due', 0)} đến hạn" in told.vi[0] and f"{number.get('to_come', 0)} chưa đến hạn" in told.vi[0]
    assert f"{number.get('due', 0)} due" in told.en[0] and f"{number.get('to_come', 0)} to come" in told.en[0]
    year, month, date = (int(part) for part in day.split("-"))
    assert told.vi[0].startswith(f"Tính đến ngày {date}/{month}/{year}, ")
    assert len(told.vi) == len(told.en) == 3 + bool(past)
    goals = {"2023-02-01": ("quá hạn", "past its date")}.get(day, ("chưa đến hạn", "to come"))
    assert f"năm 2022 {goals[0]} (31/12/2022)" in told.vi[-1] and f"2022: {goals[1]} (31 December 2022)" in told.en[-1]
    # No document says what was done.
    assert not any(
        word in str(told).lower() for word in ("chưa làm", "chưa xong", "chậm", "not done", "late", "failed")
    )


def test_without_a_day_or_tasks_there_is_nothing_to_tell() -> None:
    with pytest.raises(ParAnalysisError, match="date = None"):
        story.what_is_due(open_edition().at(None))
    with pytest.raises(ParAnalysisError, match="tasks"):
        story.what_is_due("ha-noi-2024")


def test_the_sentences_on_what_is_likely_say_nothing_that_came_later() -> None:
    told, hindsight = (story.what_may_come(open_edition(as_of=day)) for day in ("2022-09-15", None))
    assert "2023" not in str(told) and "years after" not in str(told)
    assert "years after 2021" in str(hindsight)
    assert told.vi[:3] == hindsight.vi[:3]  # the forecast itself is the same
