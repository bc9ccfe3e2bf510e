"""The charts of the plan's tasks show every dated task once, at its date, and every point lost once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import pytest
from matplotlib.text import Text

from par_analysis import charts, data_behind, deficits, load_par, load_tasks, open_edition
from par_analysis.words.palette import EARNED, LOST

both_languages = pytest.mark.parametrize("lang", ["vi", "en"])
LOST_IN_ALL = 11.46  # Plan 192, line 248: 100 - 88.54


def words(fig: charts.Chart) -> list[str]:
    return [text.get_text() for text in fig.findobj(Text) if text.get_text().strip()]


def own_dated() -> pd.DataFrame:
    tasks = load_tasks()
    return tasks[tasks["due"].notna() & tasks["same_as"].isna()]


@both_languages
def test_every_dated_task_is_drawn_once(lang: str) -> None:
    fig = charts.gantt(lang=lang)
    dated, shown = own_dated(), words(fig)
    data = data_behind(fig)
    assert sorted(data["id"]) == sorted(dated["id"])
    titles = dated["title" if lang == "vi" else "title_en"].value_counts()
    assert {title: shown.count(title) for title in titles.index} == titles.to_dict()
    names = open_edition().bodies.set_index("name")["short" if lang == "vi" else "short_en"]
    together = " ".join(shown)
    for agency in dated["lead_agency"].unique():
        assert set(names[agency].split()) <= set(together.split())


def test_bars_run_from_the_plans_date_to_the_due_date_in_the_colour_of_what_they_serve() -> None:
    fig = charts.gantt()
    data = data_behind(fig)
    first = pd.Timestamp("2022-07-01")  # the axis begins with the month of the plan
    drawn = []
    for axes in fig.axes:
        for line in axes.lines:
            if line.get_linewidth() == 5:
                drawn.append((*line.get_xdata(), line.get_color()))
    wanted = [
        ((row.document_date - first).days, (row.due - first).days, LOST if row.deficit_served > 0 else EARNED)
        for row in data.itertuples()
    ]
    assert drawn == wanted


@both_languages
def test_the_headline_names_the_fullest_month(lang: str) -> None:
    months = own_dated()["due"].dt.to_period("M").value_counts()
    fig = charts.gantt(lang=lang)
    assert re.findall(r"\d+", fig.headline)[:2] == [str(months.max()), str(months.sum())]
    assert ("7/2022" if lang == "vi" else "July 2022") in fig.headline


def test_a_gantt_of_one_agency_stands_in_one_column() -> None:
    tasks = load_tasks().query("lead_agency == 'Sở Tư pháp'")
    fig = charts.gantt(open_edition().replace(tasks=tasks))
    assert len(fig.axes) == 1 and len(charts.gantt().axes) == 2
    assert set(data_behind(fig)["lead_agency"]) == {"Sở Tư pháp"}


@both_languages
def test_every_point_lost_is_in_the_coverage_chart_once(lang: str) -> None:
    fig = charts.task_coverage(lang=lang)
    data = data_behind(fig)
    parts = data[["dated_action", "standing_duty", "plan_only", "no_task"]]
    assert parts.sum(axis=1).to_list() == pytest.approx(data["deficit"].to_list())
    assert data["deficit"].sum() == pytest.approx(LOST_IN_ALL)
    by_agency = deficits("agency").set_index("lead_agency")["deficit"]
    assert data.set_index("lead_agency")["deficit"].to_dict() == pytest.approx(by_agency[by_agency > 0].to_dict())
    widths = [patch.get_width() for axes in fig.axes for bars in axes.containers for patch in bars]
    assert sum(widths) == pytest.approx(LOST_IN_ALL)


def without(*kinds: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda tasks: tasks[~tasks["kind"].isin(kinds)]


def test_points_move_with_the_firmest_task() -> None:
    tasks = load_tasks()
    lead = "Sở Thông tin và Truyền thông"

    def split(tasks: pd.DataFrame) -> dict[str, float]:
        data = data_behind(charts.task_coverage(open_edition().replace(tasks=tasks))).set_index("lead_agency")
        own = data.loc[lead].drop("deficit")
        return own[own > 0].round(9).to_dict()

    assert split(tasks) == {"standing_duty": 0.65}  # 7.5.1-7.5.3, lines 236-238
    dated = tasks.copy()
    dated.loc[dated["id"] == "192-72", "due"] = pd.Timestamp("2022-08-31")
    assert split(dated) == {"dated_action": 0.43, "standing_duty": 0.22}
    plans = tasks[~tasks["id"].isin(["192-72", "192-109"])]
    assert split(plans) == {"plan_only": 0.65}
    assert split(plans[~plans["plan_only"]]) == {"no_task": 0.65}


@both_languages
def test_the_coverage_headline_says_what_has_no_task(lang: str) -> None:
    tasks = load_tasks()
    whole = charts.task_coverage(lang=lang).headline
    assert ("nào cũng có nhiệm vụ" if lang == "vi" else "Every point lost has a task") in whole
    assert ("2,11" if lang == "vi" else "2.11") in whole and ("11,46" if lang == "vi" else "11.46") in whole
    fewer = charts.task_coverage(open_edition().replace(tasks=tasks[tasks["lead_agency"] != "Sở Tư pháp"]), lang)
    assert ("1,24 điểm bị trừ không có" if lang == "vi" else "1.24 points lost have no task") in fewer.headline
    assert ("không có nhiệm vụ" if lang == "vi" else "no task") in words(fewer)
    assert ("không có nhiệm vụ" if lang == "vi" else "no task") not in words(charts.task_coverage(lang=lang))


def test_a_table_that_lost_less_shows_less() -> None:
    par = load_par()
    lines = par["code"].isin(["2.4.1", "2.4.2", "2.4.3", "2.4.4"])
    par.loc[lines, "score"] = par.loc[lines, "max_points"]
    less = open_edition().replace(par=par)
    shown = data_behind(charts.gantt(less)).set_index("id")["deficit_served"]
    assert shown["192-42"] == 0 < data_behind(charts.gantt()).set_index("id")["deficit_served"]["192-42"]
    assert "Sở Tư pháp" not in set(data_behind(charts.task_coverage(less))["lead_agency"])
