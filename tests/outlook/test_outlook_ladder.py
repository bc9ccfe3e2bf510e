"""The ladder: its steps, each the least effort for its goal, as far as the model has something to say."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd
import pytest
from effort_cases import LOST, NOW, PAR, PLAN, RANK_3, under

from par_analysis import open_edition
from par_analysis.outlook.joint import total_quantile
from par_analysis.outlook.least_effort import Ladder, ladder, least_effort
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.ranks import rank_list

KNOWN = open_edition().at(None)  # with the lists of later years

STEPS = ["kind", "goal", "score", "gain", "reached", "effort", "n_measures", "enters", "leaves"]
TIGHT: dict[str, Any] = {"caps": {"Sở Nội vụ": 1, "7": 0.5}, "must_not": ["8.5", "2", "6"]}
LADDERS: dict[str, dict[str, Any]] = {
    "plain": {},
    "terms": TIGHT | {"costs": {"8": 0.5, "5.5": 3}, "must": ["8.6", "3.4"], "lang": "en"},
    "other year": {"year": 2022, "must": ["5.9"], "edition": KNOWN},
}


@pytest.fixture(scope="module")
def ladders() -> dict[str, Ladder]:
    return {name: ladder(**given) for name, given in LADDERS.items()}


def key(row: Any) -> str:
    return "plan" if row.kind == "plan" else f"{row.kind}_{int(row.goal)}"


def expected(year: int, now: float = NOW, plan: float = PLAN, edition: Any = None) -> list[tuple[str, float, float]]:
    """Better ranks than today's, whole points and the plan; elsewhere than in its own year today's rank is what it holds."""
    today = (
        rank_list(year, edition=edition).published
        if (year, now) == (2021, NOW)
        else int(rank_list(year, edition=edition).steps.worst(now))
    )
    sure = {rank: rank_list(year, edition=edition).needs(rank)[1] for rank in range(today - 1, 0, -1)}
    best = {score: rank for rank, score in sure.items()}  # ranks with one bar are one step, of the best of them
    want = [("rank", float(rank), score) for score, rank in best.items() if score > now]
    want += [("points", float(points), float(points)) for points in range(1, 101) if points > now]
    # Beyond what the model exceeds once in a hundred draws it has nothing to say; the plan's total is kept.
    most = max(total_quantile(achievability_model(edition), 0.99), plan)
    want = [step for step in want if step[2] <= most]
    return sorted([*want, *([("plan", plan, plan)] if plan > now else [])], key=lambda step: (step[2], step[0]))


# Which steps there are


def test_there_is_a_step_for_every_better_rank_each_whole_point_and_the_plan(ladders: dict[str, Ladder]) -> None:
    for year, made in {
        2021: ladders["plain"],
        2022: ladders["other year"],
        2024: ladder(year=2024, edition=KNOWN),
    }.items():
        assert list(made.steps) == STEPS
        rows = list(made.steps[["kind", "goal", "score"]].itertuples(index=False, name=None))
        assert rows == expected(year, edition=None if year == 2021 else KNOWN), year
        assert list(made.plans) == [key(row) for row in made.steps.itertuples()]
        ranks = made.steps.loc[made.steps["kind"] == "rank", "goal"].tolist()
        assert ranks == sorted(ranks, reverse=True) and len(ranks) > 1  # the nearest goal comes first
        assert made.steps["gain"].tolist() == pytest.approx((made.steps["score"] - NOW).tolist(), abs=1e-9)


def test_a_score_that_is_a_whole_point_now_is_no_step_and_nor_is_a_target_below_it() -> None:
    table = PAR.copy()
    table.loc[table["code"].isin(["5.5", "5", "total"]), "score"] += 0.46
    table.loc[table["code"].isin(["5.5", "5", "total"]), "score"] = table["score"].round(9)
    table.loc[table["code"] == "total", "target"] = 89.0
    own = open_edition().replace(par=table)
    made = ladder(edition=own).steps
    rows = list(made[["kind", "goal", "score"]].itertuples(index=False, name=None))
    assert rows == expected(2021, 89.0, 89.0, own) and set(made["kind"]) == {"points", "rank"}


def test_without_a_known_rank_there_are_points_and_the_plan_and_no_ranks(ladders: dict[str, Ladder]) -> None:
    made, usual = ladder(edition=open_edition().replace(place="Nơi không ai nhắc")).steps, ladders["plain"].steps
    assert made["score"].tolist() == usual.loc[usual["kind"] != "rank", "score"].tolist()
    assert set(made["kind"]) == {"points", "plan"}


# What a step says


def test_every_step_is_the_least_effort_for_its_goal_and_says_what_it_comes_to(ladders: dict[str, Ladder]) -> None:
    for name, made in ladders.items():
        before: set[str] = set()
        year = LADDERS[name].get("year", 2021)
        efforts = made.steps["effort"].tolist()
        assert all(low <= high + 1e-6 for low, high in itertools.pairwise(efforts)) and efforts[-1] > efforts[0] > 0
        for number, row in enumerate(made.steps.itertuples(index=False)):
            plan = made.plans[key(row)]
            if name != "other year" or number % 4 == 0:
                goal = {"rank": int(row.goal)} if row.kind == "rank" else {"total": row.goal}
                own = least_effort(**goal, **LADDERS[name])
                assert (plan.goal, plan.reached, plan.scenario) == (own.goal, own.reached, own.scenario)
                pd.testing.assert_frame_equal(plan.measures, own.measures)
                pd.testing.assert_frame_equal(plan.in_the_way, own.in_the_way)
            assert (row.score, row.gain) == (plan.goal.score, plan.goal.gain)
            assert (row.reached, row.effort, row.n_measures) == (plan.reached, plan.effort, len(plan.measures))
            now = set(plan.measures["code"])
            assert row.enters == tuple(code for code in LOST if code in now and code not in before)
            assert row.leaves == tuple(code for code in LOST if code in before and code not in now)
            before = now
            if row.reached:
                assert plan.total >= row.score - 1e-6
                assert row.kind != "rank" or rank_list(year, edition=KNOWN).steps.worst(plan.total) <= row.goal
            else:
                assert plan.total + plan.shortfall == pytest.approx(row.score, abs=1e-6)


# Terms


def test_beyond_the_terms_a_step_is_not_reached() -> None:
    made, groups = ladder(**TIGHT), {name: under(name) for name in TIGHT["caps"]}
    out = [code for code in LOST if code == "8.5" or code.startswith(("2.", "6."))]
    free = [code for code in LOST if code not in (*out, *groups["7"], *groups["Sở Nội vụ"])]
    assert all(sum(LOST[code] for code in codes) > TIGHT["caps"][name] for name, codes in groups.items())
    assert not set(groups["7"]) & set(groups["Sở Nội vụ"])
    most = NOW + sum(LOST[code] for code in free) + sum(TIGHT["caps"].values())
    assert made.steps["reached"].tolist() == (made.steps["score"] <= most + 1e-9).tolist()
    assert made.steps["reached"].iloc[0] and not made.steps["reached"].iloc[-1]
    for row in made.steps[~made.steps["reached"]].itertuples():
        plan = made.plans[key(row)]
        assert plan.shortfall == pytest.approx(row.score - most, abs=1e-6)
        assert set(plan.in_the_way["of"]) == {"Sở Nội vụ", "7", "8.5", "2", "6"}


def test_the_plans_speak_the_language_and_use_the_model_that_are_given(ladders: dict[str, Ladder]) -> None:
    model = achievability_model()
    made = ladder(lang="en", model=model.replace(second_step=1, further_steps=1))
    for name, vi, en in (
        ("rank_3", *RANK_3),
        ("points_90", "Tổng điểm 90", "A total of 90"),
        ("plan", "Tổng điểm 92,55", "A total of 92.55"),
    ):
        assert [found.plans[name].scenario.title for found in (ladders["plain"], made)] == [vi, en]
    assert made.plans["plan"].scenario.reason.startswith("Least effort: ")
    assert made.steps["effort"].iloc[-1] < ladders["plain"].steps["effort"].iloc[-1]
