"""What is past, due and to come as of a day: three parts of the dated tasks, cut where the calendar says."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from par_analysis import ParAnalysisError, coverage, due, edition_from, load_par, load_tasks, open_edition
from par_analysis.plan import schedule

TASKS = load_tasks()  # read once for what asks often
DATED = TASKS.query("due.notna() and same_as.isna()").set_index("id")
DAYS = st.dates(datetime.date(2022, 1, 1), datetime.date(2023, 12, 31))


def statuses(day: str) -> dict[str, str]:
    return due(day).set_index("id")["status"].to_dict()


@settings(max_examples=40)
@given(DAYS)
def test_every_dated_task_has_one_status_and_its_days(day: datetime.date) -> None:
    table = due(day)
    assert sorted(table["id"]) == sorted(DATED.index)
    for row in table.itertuples():
        last = DATED.loc[row.id, "due"].date()
        if last < day:
            want = "overdue"
        else:
            want = "due_this_month" if (last.year, last.month) == (day.year, day.month) else "upcoming"
        assert (row.status, row.days) == (want, (last - day).days), row.id
    assert table["due"].is_monotonic_increasing and table["days"].is_monotonic_increasing
    assert table.attrs["as_of"] == day.isoformat()


@settings(max_examples=15)
@given(DAYS, DAYS)
def test_time_only_moves_forward(one: datetime.date, other: datetime.date) -> None:
    rank = {"upcoming": 0, "due_this_month": 1, "overdue": 2}
    earlier, later = (due(day).set_index("id")["status"].map(rank) for day in sorted((one, other)))
    assert (earlier <= later).all()


@pytest.mark.parametrize(
    ("id", "day", "status"),
    [
        ("192-33", "2022-08-31", "due_this_month"),  # in August 2022: its last day still counts
        ("192-33", "2022-09-01", "overdue"),
        ("192-33", "2022-08-01", "due_this_month"),
        ("192-33", "2022-07-31", "upcoming"),
        ("192-31", "2022-07-31", "due_this_month"),
        ("192-31", "2022-08-01", "overdue"),
        ("192-54", "2022-09-30", "due_this_month"),  # third quarter
        ("192-54", "2022-08-31", "upcoming"),
        ("192-54", "2022-10-01", "overdue"),
        ("192-143", "2022-12-30", "due_this_month"),  # before 31 December
        ("192-143", "2022-12-31", "overdue"),
        ("192-105", "2022-12-31", "due_this_month"),  # in December
        ("192-105", "2023-01-01", "overdue"),
    ],
)
def test_statuses_change_where_the_period_ends(id: str, day: str, status: str) -> None:
    assert statuses(day)[id] == status


def test_before_the_plan_everything_is_to_come_and_after_the_year_nothing() -> None:
    assert set(statuses("2022-06-30").values()) == {"upcoming"}
    assert set(statuses("2023-01-01").values()) == {"overdue"}
    start = due("2022-07-08")  # the day of the plan
    assert set(start["status"]) == {"due_this_month", "upcoming"}
    assert (start.loc[start["status"] == "due_this_month", "due"] == pd.Timestamp(2022, 7, 31)).all()


def test_standing_duties_and_repeats_are_not_listed() -> None:
    ids = set(due("2022-09-15")["id"])
    assert not ids & {"192-27", "192-121", "192-125", "192-148"}  # none, a roadmap, monthly, quarterly
    assert not ids & {"192-138a", "192-138f", "192-139e"} and {"192-53", "192-91", "192-139f"} <= ids


def test_columns_are_those_of_the_tasks_and_their_points() -> None:
    table = due("2022-09-15")
    assert list(table.columns) == [
        *("status", "days", "id", "lead_agency", "title", "title_en", "due", "due_text", "codes"),
        *("deficit_served", "gain_served"),
    ]
    for column in ("lead_agency", "title", "title_en", "due", "due_text", "codes"):
        assert table.set_index("id")[column].to_dict() == DATED[column].to_dict()
    points = coverage("tasks").set_index("id")
    for column in ("deficit_served", "gain_served"):
        assert table.set_index("id")[column].to_dict() == points.loc[table["id"], column].to_dict()
    assert table["days"].dtype == int


# Days as people give them


@pytest.mark.parametrize(
    "day",
    [
        datetime.date(2022, 9, 15),
        datetime.datetime(2022, 9, 15),
        datetime.datetime(2022, 9, 15, 23, 59),
        datetime.datetime(2022, 9, 15, 8, tzinfo=datetime.UTC),
        pd.Timestamp("2022-09-15"),
        pd.Timestamp("2022-09-15 17:30"),
    ],
)
def test_a_day_may_be_a_date_a_datetime_or_a_timestamp(day: datetime.date) -> None:
    assert_frame_equal(due(day), due("2022-09-15"))
    assert due(day).attrs == {"as_of": "2022-09-15"}


@pytest.mark.parametrize(
    "day",
    [
        *("15/09/2022", "2022-9-15", "2022-02-30", "hôm nay", "Today", "", None, 5, 20220915, ["today"]),
        pd.NaT,
    ],
)
def test_what_is_no_day_is_refused_with_an_example(day: object) -> None:
    with pytest.raises(ParAnalysisError, match="2022-09-15") as caught:
        due(day)  # type: ignore[arg-type]
    assert repr(day) in str(caught.value) and "'today'" in str(caught.value)


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


def test_today_asks_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "datetime", clock(datetime.date(2022, 10, 31)))
    assert_frame_equal(due("today"), due("2022-10-31"))
    assert due("today").attrs["as_of"] == "2022-10-31"


def test_today_is_the_day_of_the_machine() -> None:
    before = datetime.date.today()
    asked = due("today").attrs["as_of"]
    assert asked in {before.isoformat(), datetime.date.today().isoformat()}  # midnight may come in between


def test_nothing_else_asks_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "datetime", clock(None))
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
    assert due("2022-09-15", shipped.replace(par=par)).set_index("id").loc["192-56", "deficit_served"] == pytest.approx(
        0.1
    )
    assert len(due("2022-09-15", shipped.replace(tasks=tasks[tasks["due"].isna()]))) == 0
    assert_frame_equal(tasks, load_tasks())


def test_the_order_of_the_tasks_given_does_not_matter() -> None:
    mixed = due("2022-09-15", open_edition().replace(tasks=load_tasks().sample(frac=1, random_state=3)))
    assert_frame_equal(
        mixed.sort_values(["due", "id"], ignore_index=True),
        due("2022-09-15").sort_values(["due", "id"], ignore_index=True),
    )
    assert mixed["due"].is_monotonic_increasing


def test_an_edition_without_tasks_has_nothing_due() -> None:
    table = due("2022-09-15", edition_from(load_par(), year=2021))
    assert len(table) == 0 and list(table.columns) == list(due("2022-09-15").columns)


def test_tasks_for_codes_that_the_table_lacks_are_still_due() -> None:
    own = open_edition().replace(par=load_par().query("code != '4.4.1'"))
    assert due("2022-09-15", own)["id"].tolist() == due("2022-09-15")["id"].tolist()
