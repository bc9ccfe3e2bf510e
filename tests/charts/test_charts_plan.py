"""The charts of the plan's tasks show every dated task once, at its date, and every point lost once."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from cases import every
from chart_cases import LANGS, LOST_IN_ALL, Gallery, said, with_par, words

from par_analysis import ParAnalysisError, charts, data_behind, deficits, load_par, load_tasks, open_edition
from par_analysis.words.palette import EARNED, LOST


def own_dated() -> pd.DataFrame:
    tasks = load_tasks()
    return tasks[tasks["due"].notna() & tasks["same_as"].isna()]


@every(lang=LANGS)
def test_every_dated_task_is_drawn_once_and_the_fullest_month_named(lang: str, shipped: Gallery) -> None:
    fig = shipped("gantt", lang)
    dated, shown = own_dated(), words(fig)
    data = data_behind(fig)
    assert sorted(data["id"]) == sorted(dated["id"])
    titles = dated["title" if lang == "vi" else "title_en"].value_counts()
    assert {title: shown.count(title) for title in titles.index} == titles.to_dict()
    names = open_edition().bodies.set_index("name")["short" if lang == "vi" else "short_en"]
    together = " ".join(shown)
    for agency in dated["lead_agency"].unique():
        assert set(names[agency].split()) <= set(together.split())
    months = dated["due"].dt.to_period("M").value_counts()
    assert re.findall(r"\d+", fig.headline)[:2] == [str(months.max()), str(months.sum())]
    assert ("7/2022" if lang == "vi" else "July 2022") in fig.headline


def test_bars_run_from_the_plans_date_to_the_due_date_in_the_colour_of_what_they_serve(
    shipped: Gallery,
) -> None:
    fig = shipped("gantt")
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


def test_tasks_are_those_of_the_edition(shipped: Gallery) -> None:
    few = load_tasks().query("lead_agency == 'Sở Tư pháp'").assign(lead_agency="Ban Pháp chế")
    fig = charts.gantt(open_edition().replace(tasks=few), "en")
    assert len(fig.axes) == 1 and len(shipped("gantt").axes) == 2  # one agency stands in one column
    assert set(data_behind(fig)["lead_agency"]) == {"Ban Pháp chế"}
    assert "Justice" not in said(fig).replace("Department of Justice", "")
    undated = open_edition().replace(tasks=few.assign(due=pd.NaT))
    assert "gantt" not in charts.figures_of(undated) and "task_coverage" in charts.figures_of(undated)
    with pytest.raises(ParAnalysisError, match="no task has a date"):
        charts.gantt(undated)


def test_the_source_of_tasks_is_the_full_text_of_the_edition() -> None:
    own = open_edition()
    documents = own.documents.copy()
    documents.loc[documents["form"] == "full_text", "number"] = "77/QĐ-UBND"
    other = own.replace(documents=documents)
    assert "nhiệm vụ: Quyết định 77/QĐ-UBND, phần nội dung" in charts.gantt(other).source
    assert "tasks: Decision 77/QĐ-UBND, main text" in charts.task_coverage(other, "en").source
    none = own.replace(documents=documents[documents["form"] != "full_text"])
    assert "nhiệm vụ:" not in charts.gantt(none).source


@every(lang=LANGS)
def test_every_point_lost_is_in_the_coverage_chart_once(lang: str, shipped: Gallery) -> None:
    fig = shipped("task_coverage", lang)
    data = data_behind(fig)
    parts = data[["dated_action", "standing_duty", "plan_only", "no_task"]]
    assert parts.sum(axis=1).to_list() == pytest.approx(data["deficit"].to_list())
    assert data["deficit"].sum() == pytest.approx(LOST_IN_ALL)
    by_agency = deficits("agency").set_index("lead_agency")["deficit"]
    assert data.set_index("lead_agency")["deficit"].to_dict() == pytest.approx(by_agency[by_agency > 0].to_dict())
    widths = [patch.get_width() for axes in fig.axes for bars in axes.containers for patch in bars]
    assert sum(widths) == pytest.approx(LOST_IN_ALL)


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


@every(lang=LANGS)
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
    less = with_par(par)
    shown = data_behind(charts.gantt(less)).set_index("id")["deficit_served"]
    assert shown["192-42"] == 0 < data_behind(charts.gantt()).set_index("id")["deficit_served"]["192-42"]
    assert "Sở Tư pháp" not in set(data_behind(charts.task_coverage(less))["lead_agency"])
