"""What is past, due and to come as of a day: three parts of the dated tasks, cut where the calendar says."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from par_analysis import (
    Edition,
    ParAnalysisError,
    coverage,
    due,
    edition_from,
    load_goals,
    load_par,
    load_tasks,
    open_edition,
)
from par_analysis.edition import days

TASKS = load_tasks()  # read once for what asks often
DATED = TASKS.query("due.notna() and same_as.isna()").set_index("id")
DAYS = st.dates(datetime.date(2022, 7, 8), datetime.date(2023, 12, 31))
RANK = {"to_come": 0, "due": 1, "overdue": 2}


def statuses(day: object) -> dict[str, str]:
    return due(day).set_index("id")["status"].to_dict()  # type: ignore[arg-type]


@settings(max_examples=25)
@given(DAYS, DAYS)
def test_every_dated_task_has_one_status_and_its_days_and_time_only_moves_forward(
    day: datetime.date, other: datetime.date
) -> None:
    table = due(day)
    assert sorted(table["id"]) == sorted(DATED.index)
    for row in table.itertuples():
        last = DATED.loc[row.id, "due"].date()
        if last < day:
            want = "overdue"
        else:
            soon = (last.year, last.month) == (day.year, day.month) or (last - day).days <= 30
            want = "due" if soon else "to_come"
        assert (row.status, row.days) == (want, (last - day).days), row.id
    assert table["due"].is_monotonic_increasing and table["days"].is_monotonic_increasing
    assert table.attrs["as_of"] == day.isoformat()
    earlier, later = (statuses(one) for one in sorted((day, other)))
    assert all(RANK[earlier[id]] <= RANK[later[id]] for id in earlier)


def test_statuses_change_where_the_period_ends() -> None:
    changes = {
        # in August 2022: from 30 days before its last day, which still counts
        "192-33": {"2022-07-31": "to_come", "2022-08-01": "due", "2022-08-31": "due", "2022-09-01": "overdue"},
        "192-31": {"2022-07-08": "due", "2022-07-31": "due", "2022-08-01": "overdue"},
        "192-54": {"2022-08-30": "to_come", "2022-08-31": "due", "2022-09-30": "due", "2022-10-01": "overdue"},  # third quarter
        "192-143": {"2022-11-29": "to_come", "2022-11-30": "due", "2022-12-30": "due", "2022-12-31": "overdue"},  # before 31 December
        "192-105": {"2022-11-30": "to_come", "2022-12-01": "due", "2022-12-31": "due", "2023-01-01": "overdue"},  # in December
    }  # fmt: skip
    assert {id: {day: statuses(day)[id] for day in days} for id, days in changes.items()} == changes
    assert set(statuses("2023-01-01").values()) == {"overdue"}
    start = due()  # the day of the plan
    assert start.attrs["as_of"] == "2022-07-08" and set(start["status"]) == {"due", "to_come"}
    assert (start.loc[start["status"] == "due", "due"] == pd.Timestamp(2022, 7, 31)).all()


def test_a_goal_is_due_at_the_end_of_its_year() -> None:
    for day, want in {
        "2022-09-15": "to_come",
        "2022-12-01": "due",
        "2022-12-31": "due",
        "2023-01-01": "overdue",
    }.items():
        goals = due(day, of="goals")
        assert len(goals) == len(load_goals()) and set(goals["status"]) == {want}
    with pytest.raises(ParAnalysisError, match="'tasks', 'goals'"):
        due(of="việc")


def test_nothing_is_told_as_of_a_day_before_the_plan() -> None:
    with pytest.raises(ParAnalysisError, match=r"as of 2022-07-07.*are of 2022-07-08"):
        due("2022-07-07")
    with pytest.raises(ParAnalysisError, match="date = None"):
        due(edition=open_edition().at(None))  # no day of its own, and none is given


def test_columns_are_those_of_the_tasks_and_their_points_without_standing_duties_and_repeats() -> None:
    table = due("2022-09-15").set_index("id")
    assert list(table.reset_index().columns[1:]) == [
        *("status", "days", "lead_agency", "title", "title_en", "due", "due_text", "codes"),
        *("deficit_served", "gain_served"),
    ]
    assert list(due("2022-09-15").columns[:3]) == ["status", "days", "id"] and table["days"].dtype == int
    for column in ("lead_agency", "title", "title_en", "due", "due_text", "codes"):
        assert table[column].to_dict() == DATED[column].to_dict()
    points = coverage("tasks").set_index("id")
    for column in ("deficit_served", "gain_served"):
        assert table[column].to_dict() == points.loc[table.index, column].to_dict()
    ids = set(table.index)
    assert not ids & {"192-27", "192-121", "192-125", "192-148"}  # none, a roadmap, monthly, quarterly
    assert not ids & {"192-138a", "192-138f", "192-139e"} and {"192-53", "192-91", "192-139f"} <= ids


def test_what_is_due_in_the_province(province: Edition) -> None:
    table = due("2032-08-15", province)
    assert table["status"].tolist() == ["overdue", "due", "to_come"] and table["days"].tolist() == [
        -15,
        16,
        46,
    ]


# Days as people give them


def test_a_day_may_be_a_date_a_datetime_or_a_timestamp_and_nothing_else() -> None:
    for day in (
        datetime.date(2022, 9, 15),
        datetime.datetime(2022, 9, 15),
        datetime.datetime(2022, 9, 15, 23, 59),
        datetime.datetime(2022, 9, 15, 8, tzinfo=datetime.UTC),
        pd.Timestamp("2022-09-15"),
        pd.Timestamp("2022-09-15 17:30"),
    ):
        assert_frame_equal(due(day), due("2022-09-15"))
        assert due(day).attrs == {"as_of": "2022-09-15"}
    for wrong in (
        "15/09/2022",
        "2022-9-15",
        "2022-02-30",
        "hôm nay",
        "Today",
        "",
        5,
        20220915,
        ["today"],
        pd.NaT,
    ):
        with pytest.raises(ParAnalysisError, match="2022-09-15") as caught:
            due(wrong)  # type: ignore[arg-type]
        assert repr(wrong) in str(caught.value) and "'today'" in str(caught.value)


def clock(today: datetime.date | None) -> SimpleNamespace:
    """A `datetime` module whose clock stands still, or must not be read."""

    class Date(datetime.date):
        @classmethod
        def today(cls) -> Date:
            assert today is not None, "the clock was read"
            return cls(today.year, today.month, today.day)

    class Moment(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Moment:
            raise AssertionError("the clock was read")

        today = utcnow = now  # type: ignore[assignment]

    return SimpleNamespace(date=Date, datetime=Moment, timedelta=datetime.timedelta)


def test_only_today_asks_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    before = datetime.date.today()
    asked = due("today").attrs["as_of"]
    assert asked in {before.isoformat(), datetime.date.today().isoformat()}  # midnight may come in between
    monkeypatch.setattr(days, "datetime", clock(datetime.date(2022, 10, 31)))
    assert_frame_equal(due("today"), due("2022-10-31"))
    assert due("today").attrs["as_of"] == "2022-10-31"
    monkeypatch.setattr(days, "datetime", clock(None))
    monkeypatch.setattr(pd.Timestamp, "now", None)
    monkeypatch.setattr(pd.Timestamp, "today", None)
    for day in ("2022-09-15", datetime.date(2022, 9, 15), pd.Timestamp("2022-09-15")):
        assert due(day).attrs["as_of"] == "2022-09-15"
    with pytest.raises(AssertionError, match="clock"):
        due("today")


# Other tables


def test_other_tasks_and_results_may_be_given() -> None:
    tasks, par, shipped = load_tasks(), load_par(), open_edition()
    one = due("2022-09-15", shipped.replace(tasks=tasks[tasks["id"] == "192-56"]))
    assert list(one["id"]) == ["192-56"] and one["deficit_served"].item() == pytest.approx(1 - 0.586)
    par.loc[par["code"] == "7.1.9", "score"] = 0.9
    other = due("2022-09-15", shipped.replace(par=par)).set_index("id")
    assert other.loc["192-56", "deficit_served"] == pytest.approx(0.1)
    assert len(due("2022-09-15", shipped.replace(tasks=tasks[tasks["due"].isna()]))) == 0
    assert_frame_equal(tasks, load_tasks())
    mixed = due("2022-09-15", shipped.replace(tasks=tasks.sample(frac=1, random_state=3)))
    by = ["due", "id"]
    assert_frame_equal(*(table.sort_values(by, ignore_index=True) for table in (mixed, due("2022-09-15"))))
    assert mixed["due"].is_monotonic_increasing


def test_editions_that_lack_tasks_or_criteria() -> None:
    table = due("2022-09-15", edition_from(load_par(), year=2021))
    assert len(table) == 0 and list(table.columns) == list(due("2022-09-15").columns)
    own = open_edition().replace(par=load_par().query("code != '4.4.1'"))
    assert due("2022-09-15", own)["id"].tolist() == due("2022-09-15")["id"].tolist()
