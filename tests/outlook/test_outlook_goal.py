"""Goals: what counts towards them, how much is missing, what they are called, and what is refused."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest

from par_analysis import ParAnalysisError, deficits, edition_from, load_par, open_edition
from par_analysis.outlook import goal as goal_module
from par_analysis.outlook.goal import goal_of
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.ranks import score_for

LOST = deficits().query("deficit > 0")


def test_a_total_counts_every_leaf_that_lost_points() -> None:
    goal = goal_of(achievability_model(), total=90.5)
    assert set(goal.codes) == set(LOST["code"]) and goal.must == ()
    assert goal.gain == pytest.approx(90.5 - 88.54, abs=1e-9)  # Plan 192, line 248
    assert (goal.title_vi, goal.title_en) == ("Tổng điểm 90,5", "A total of 90.5")


@pytest.mark.parametrize("year", [2021, 2022])
def test_a_rank_asks_for_the_score_that_is_certain_of_it(year: int) -> None:
    goal = goal_of(achievability_model(), rank=3, year=year)
    assert goal.score == score_for(3, year).sure_from
    assert goal.gain == pytest.approx(goal.score - 88.54, abs=1e-9)


@pytest.mark.parametrize("code", ["7", "7.1", "7.1.10"])
def test_a_code_counts_the_leaves_below_it(code: str) -> None:
    row = load_par().set_index("code").loc[code]
    goal = goal_of(achievability_model(), code=code, score=row["max_points"])
    below = [leaf for leaf in LOST["code"] if leaf == code or leaf.startswith(f"{code}.")]
    assert sorted(goal.codes) == sorted(below)
    assert goal.gain == pytest.approx(row["max_points"] - row["score"], abs=1e-9)


@pytest.mark.parametrize("name", ["Sở Tài chính", "tai-chinh", "Finance", "Department of Finance"])
def test_an_agency_counts_what_it_leads_by_any_of_its_names(name: str) -> None:
    led = deficits("agency").set_index("lead_agency").loc["Sở Tài chính"]
    goal = goal_of(achievability_model(), agency=name, score=led["max_points"])
    assert set(goal.codes) == set(LOST.loc[LOST["lead_agency"] == "Sở Tài chính", "code"])
    assert goal.gain == pytest.approx(led["deficit"], abs=1e-9)
    assert goal.title_vi.startswith("Sở Tài chính: ") and goal.title_en.startswith("Finance: ")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "exactly one goal"),
        ({"total": 90, "rank": 3}, "exactly one goal"),
        ({"code": "7"}, "exactly one goal"),
        ({"total": 90, "score": 3}, "exactly one goal"),
        ({"likely": False}, "exactly one goal"),
        ({"total": 101}, "total = 101"),
        ({"total": True}, "total = True"),
        ({"code": "7", "score": 15.1}, "score = 15.1: .*from 0 to 15"),
        ({"agency": "Sở Tài chính", "score": -1}, "score = -1"),
        ({"likely": 1.5}, "likely = 1.5"),
        ({"code": "Sở Tài chính", "score": 3}, r"code: .*\(no criterion\)"),
        ({"agency": "7", "score": 3}, r"agency: .*\(no agency\)"),
    ],
    ids=str,
)
def test_what_is_no_goal_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ParAnalysisError, match=message):
        goal_of(achievability_model(), **given)


def test_a_rank_is_that_of_the_place_and_year_of_the_edition() -> None:
    own = open_edition().replace(place="Hải Phòng", year=2022)
    for rank in (3, 2):
        assert goal_of(achievability_model(own), rank=rank).score == score_for(rank, 2022, edition=own).sure_from
    assert score_for(2, 2022, edition=own).sure_from != score_for(2, 2022).sure_from


def test_where_no_rank_is_known_none_can_be_asked_for() -> None:
    own = edition_from(load_par(), place="Nơi thử")
    assert goal_of(achievability_model(own), total=90.5).gain == pytest.approx(90.5 - 88.54)
    with pytest.raises(ParAnalysisError, match="no published rank"):
        goal_of(achievability_model(own), rank=3)


def test_an_agency_of_a_table_without_a_list_is_called_as_it_stands_there() -> None:
    own = edition_from(load_par().replace({"lead_agency": {"Sở Tài chính": "Finance Bureau"}}), year=2021)
    goal = goal_of(achievability_model(own), agency="finance bureau", score=5)
    assert goal.title_vi.startswith("Finance Bureau: ") and goal.title_en.startswith("Finance Bureau: ")


def test_a_rank_that_no_score_is_certain_of_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    never = dataclasses.replace(score_for(1, 2024), sure_from=math.nan)
    monkeypatch.setattr(goal_module, "score_for", lambda rank, year, edition: never)
    with pytest.raises(ParAnalysisError, match=r"rank = 1: .*2024.*no score is certain of this rank"):
        goal_of(achievability_model(), rank=1, year=2024)
