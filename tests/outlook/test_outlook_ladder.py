"""The ladder has a step for every better rank, whole point and the plan, each at the least effort."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest

from par_analysis import ParAnalysisError, load_par, open_edition
from par_analysis.edition.loaders import load_standings
from par_analysis.outlook.ladder import Ladder, ladder
from par_analysis.outlook.least_effort import LeastEffort, least_effort
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.ranks import rank_of, score_for

PAR = load_par()
ROWS = PAR.set_index("code")
NOW, PLAN = (float(ROWS.loc["total", name]) for name in ("score", "target"))
LOST = [str(row.code) for row in PAR.itertuples() if row.is_leaf and round(row.max_points - row.score, 9) > 0]
COLUMNS = ["kind", "goal", "score", "gain", "reached", "effort", "n_measures", "enters", "leaves"]
TIGHT: dict[str, Any] = {"caps": {"Sở Nội vụ": 1, "7": 1.2}, "must_not": ["8.5", "2"]}
CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "terms": TIGHT | {"costs": {"8": 0.5, "5.5": 3}, "must": ["8.6", "3.4"], "lang": "en"},
    "other year": {"year": 2022, "must": ["5.9"]},
}


@pytest.fixture(scope="module", params=CASES)
def built(request: pytest.FixtureRequest) -> tuple[Ladder, dict[str, Any]]:
    return ladder(**CASES[request.param]), CASES[request.param]


@pytest.fixture(scope="module")
def plain() -> Ladder:
    return ladder()


def key(row: Any) -> str:
    return "plan" if row.kind == "plan" else f"{row.kind}_{int(row.goal)}"


def published_rank(year: int) -> int:
    table = load_standings().pipe(
        lambda rows: rows[(rows["index"] == "par") & (rows["place"] == "Hà Nội") & rows["doubt"].isna()]
    )
    (rank,) = set(table.loc[table["year"] == year, "rank"].dropna())
    return int(rank)


def aim(row: Any) -> dict[str, Any]:
    return {"rank": int(row.goal)} if row.kind == "rank" else {"total": row.goal}


def steps(built: tuple[Ladder, dict[str, Any]]) -> list[tuple[Any, LeastEffort]]:
    made, _ = built
    return [(row, made.plans[key(row)]) for row in made.steps.itertuples(index=False)]


# Which steps there are


@pytest.mark.parametrize("year", [2020, 2021, 2022, 2024])
def test_there_is_a_step_for_every_better_rank_each_whole_point_and_the_plan(year: int) -> None:
    made = ladder(year=year)
    assert list(made.steps) == COLUMNS
    # Elsewhere than in the year of the results, today's rank is what today's score is certain of.
    today = published_rank(year) if year == 2021 else rank_of(NOW, year).worst
    sure = {rank: score_for(rank, year).sure_from for rank in range(1, today)}
    want = {("rank", float(rank), score) for rank, score in sure.items() if score > NOW}
    want |= {("points", float(points), float(points)) for points in range(1, 101) if points > NOW}
    want |= {("plan", PLAN, PLAN)}
    rows = list(made.steps[["kind", "goal", "score"]].itertuples(index=False, name=None))
    assert set(rows) == want and len(rows) == len(want)
    assert set(made.plans) == {key(row) for row in made.steps.itertuples()} and len(made.plans) == len(rows)


def test_the_nearest_goal_comes_first_and_the_lower_rank_before_the_better(
    built: tuple[Ladder, dict[str, Any]],
) -> None:
    table = built[0].steps
    assert table["score"].is_monotonic_increasing and table["gain"].is_monotonic_increasing
    ranks = table.loc[table["kind"] == "rank", "goal"].tolist()
    assert ranks == sorted(ranks, reverse=True) and len(ranks) > 1
    assert table["gain"].tolist() == pytest.approx((table["score"] - NOW).tolist(), abs=1e-9)
    assert (table["gain"] > 0).all()


def test_ranks_are_by_default_those_of_the_year_of_results(plain: Ladder) -> None:
    pd.testing.assert_frame_equal(ladder(year=2021).steps, plain.steps)
    other = ladder(year=2022).steps
    ranks = [table.loc[table["kind"] == "rank", "score"].tolist() for table in (plain.steps, other)]
    assert ranks[0] != ranks[1]


def test_a_score_that_is_a_whole_point_now_is_no_step_and_nor_is_a_target_below_it() -> None:
    table = PAR.copy()
    table.loc[table["code"].isin(["5.5", "5", "total"]), "score"] += 0.46
    table.loc[table["code"].isin(["5.5", "5", "total"]), "score"] = table["score"].round(9)
    table.loc[table["code"] == "total", "target"] = 89.0
    made = ladder(model=achievability_model(open_edition().replace(par=table)), year=2021).steps
    assert made.loc[made["kind"] == "points", "goal"].tolist() == [float(points) for points in range(90, 101)]
    assert set(made["kind"]) == {"points", "rank"} and (made["score"] > 89).all()
    today = rank_of(89.0, 2021).worst
    assert made.loc[made["kind"] == "rank", "goal"].tolist() == [float(rank) for rank in range(today - 1, 0, -1)]


def test_without_a_known_rank_there_are_points_and_the_plan_and_no_ranks() -> None:
    own = open_edition().replace(place="Nơi không ai nhắc")
    made = ladder(edition=own).steps
    assert set(made["kind"]) == {"points", "plan"}
    usual = ladder().steps
    assert made["score"].tolist() == usual.loc[usual["kind"] != "rank", "score"].tolist()


# What a step says


def test_every_step_is_the_least_effort_for_its_goal(built: tuple[Ladder, dict[str, Any]]) -> None:
    given = built[1]
    for row, plan in steps(built):
        own = least_effort(**aim(row), **given)
        assert plan.effort == pytest.approx(own.effort, abs=1e-9)
        assert (plan.goal, plan.reached, plan.scenario) == (own.goal, own.reached, own.scenario)
        pd.testing.assert_frame_equal(plan.measures, own.measures)
        pd.testing.assert_frame_equal(plan.in_the_way, own.in_the_way)


def test_every_row_says_what_its_plan_comes_to(built: tuple[Ladder, dict[str, Any]]) -> None:
    for row, plan in steps(built):
        assert (row.score, row.gain) == (plan.goal.score, plan.goal.gain)
        assert (row.reached, row.effort, row.n_measures) == (plan.reached, plan.effort, len(plan.measures))


def test_criteria_enter_and_leave_from_step_to_step(built: tuple[Ladder, dict[str, Any]]) -> None:
    before: set[str] = set()
    for row, plan in steps(built):
        now = set(plan.measures["code"])
        assert row.enters == tuple(code for code in LOST if code in now and code not in before)
        assert row.leaves == tuple(code for code in LOST if code in before and code not in now)
        before = now


def test_some_criterion_leaves_again(plain: Ladder) -> None:
    assert plain.steps["leaves"].map(len).sum() > 0
    assert plain.steps["enters"].map(len).sum() - plain.steps["leaves"].map(len).sum() == len(LOST)


def test_a_farther_step_takes_no_less_effort(built: tuple[Ladder, dict[str, Any]]) -> None:
    efforts = built[0].steps["effort"].tolist()
    assert all(low <= high + 1e-6 for low, high in itertools.pairwise(efforts))
    assert efforts[0] > 0 and efforts[-1] > 10 * efforts[0]


def test_what_is_reached_is_the_goal(built: tuple[Ladder, dict[str, Any]]) -> None:
    year = built[1].get("year", 2021)
    for row, plan in steps(built):
        if row.reached:
            assert plan.total >= row.score - 1e-6
            if row.kind == "rank":
                assert rank_of(plan.total, year).worst <= row.goal
        else:
            assert plan.total + plan.shortfall == pytest.approx(row.score, abs=1e-6)


# Terms


def test_beyond_the_terms_a_step_is_not_reached() -> None:
    made = ladder(**TIGHT)
    lost = (ROWS["max_points"] - ROWS["score"]).loc[LOST]
    capped = {"Sở Nội vụ": 1.0, "7": 1.2}
    groups = {
        "Sở Nội vụ": [code for code in LOST if ROWS.loc[code, "lead_agency"] == "Sở Nội vụ"],
        "7": [code for code in LOST if code.startswith("7.")],
    }
    out = [code for code in LOST if code == "8.5" or code.startswith("2.")]
    free = [code for code in LOST if code not in (*out, *groups["7"], *groups["Sở Nội vụ"])]
    assert all(lost[codes].sum() > capped[name] for name, codes in groups.items())
    assert not set(groups["7"]) & set(groups["Sở Nội vụ"])
    most = NOW + lost[free].sum() + sum(capped.values())
    assert made.steps["reached"].tolist() == (made.steps["score"] <= most + 1e-9).tolist()
    assert made.steps["reached"].iloc[0] and not made.steps["reached"].iloc[-1]
    for row in made.steps[~made.steps["reached"]].itertuples():
        plan = made.plans[key(row)]
        assert plan.shortfall == pytest.approx(row.score - most, abs=1e-6)
        assert set(plan.in_the_way["of"]) == {"Sở Nội vụ", "7", "8.5", "2"}


@pytest.mark.parametrize(
    ("terms", "used"),
    [
        ({"caps": {"5.5": 0.1}}, lambda gains: gains.get("5.5", 0) <= 0.1 + 1e-6),
        ({"must_not": ["8.1"]}, lambda gains: "8.1" not in gains),
        ({"must": ["8.6"]}, lambda gains: gains.get("8.6", 0) == pytest.approx(0.5)),
        ({"costs": {"5.5": 50}}, lambda gains: True),
    ],
    ids=["caps", "must_not", "must", "costs"],
)
def test_every_term_holds_on_every_step_and_makes_none_cheaper(plain: Ladder, terms: dict[str, Any], used: Any) -> None:
    made = ladder(**terms)
    for plan in made.plans.values():
        assert used(plan.measures.set_index("code")["gain"].to_dict())
    nearest = made.steps["reached"] & (made.steps["score"] < 92)
    assert (made.steps["effort"] >= plain.steps["effort"] - 1e-6)[made.steps["reached"]].all()
    assert (made.steps["effort"] > plain.steps["effort"] + 0.01)[nearest].any()


def test_the_plans_speak_the_language_asked_for(plain: Ladder) -> None:
    english = ladder(lang="en").plans
    assert plain.plans["rank_3"].scenario.title == "Chắc chắn hạng 3"
    assert plain.plans["points_90"].scenario.title == "Tổng điểm 90"
    assert plain.plans["plan"].scenario.title == "Tổng điểm 92,55"
    assert english["rank_3"].scenario.title == "Certain of rank 3"
    assert english["points_90"].scenario.title == "A total of 90"
    assert english["plan"].scenario.reason.startswith("Least effort: ")


def test_a_model_that_is_given_is_the_one_searched() -> None:
    shipped = achievability_model()
    even = dataclasses.replace(shipped, assumptions=shipped.assumptions.replace(second_year=1, further_years=1))
    made, usual = ladder(model=even).steps, ladder(model=shipped).steps
    assert made["effort"].iloc[-1] < usual["effort"].iloc[-1]
    pd.testing.assert_frame_equal(ladder().steps, usual)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"lang": "fr"}, "lang = 'fr'"),
        ({"year": 1999}, "năm 1999"),
        ({"costs": {"5": -1}}, r"costs\['5'\] = -1"),
        ({"caps": {"5": np.nan}}, r"caps\['5'\] = nan"),
        ({"must": ["x"]}, "^must: .*'x'"),
        ({"must_not": ["x"]}, "^must_not: .*'x'"),
        ({"must": ["8.2"], "must_not": ["8.2"]}, r"^8\.2: vừa bắt buộc đạt"),
    ],
    ids=str,
)
def test_terms_are_refused_as_for_one_goal(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ParAnalysisError, match=message):
        ladder(**given)
