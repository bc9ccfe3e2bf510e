"""What the explorer is told about reach: the chances, ranks and plans of Python, and nothing where they are not known."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from par_analysis import Scenario, evaluate, load_par, load_sipas, presets
from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import open_edition
from par_analysis.explorer import reach as module
from par_analysis.explorer.page import page_text
from par_analysis.explorer.payload import payload
from par_analysis.explorer.reach import CURVE, reach, ready_plans
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.ranks import RankSteps, own_rank, rank_of, rank_steps, score_for
from par_analysis.scenario.file import scenario_from

BASE = open_edition()
MODEL = achievability_model()
LOW, HIGH, STEP = CURVE
GRID = np.linspace(LOW, HIGH, round((HIGH - LOW) / STEP) + 1)
ROUNDED = 5.1e-7  # chances are given with six decimals
GRADUAL = MODEL.leaves[MODEL.leaves["kind"] == "gradual"]
WHOLE = MODEL.leaves[MODEL.leaves["kind"] == "all_or_nothing"]


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    found = reach(BASE)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def plans() -> dict[str, dict[str, Any]]:
    return {plan["key"]: plan for plan in ready_plans(BASE)}


def without_losses(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(score=table["max_points"], target=table["max_points"])


def moved(code: str, score: float) -> pd.DataFrame:
    """The table with another score of a criterion two levels down, rolled up."""
    table = load_par().set_index("code", drop=False)
    step = score - float(table.loc[code, "score"])
    table.loc[code, "target"] = max(float(table.loc[code, "target"]), score)
    table.loc[[code, code.split(".")[0], "total"], "score"] += step
    return table.reset_index(drop=True)


# Chances


def test_it_is_json_and_the_same_every_time(made: dict[str, Any]) -> None:
    assert json.loads(json.dumps(made, allow_nan=False)) == made == reach(BASE)
    assert set(made) == {"until", "likely", "wish", "closures", "curves", "leaves", "ranks"}
    assert made["until"] == 2021
    assert (made["likely"], made["wish"]) == (MODEL.assumptions.likely, MODEL.assumptions.wish)
    assert made["closures"] == list(CURVE)


def test_every_leaf_that_lost_points_is_in_it_once_and_no_other(made: dict[str, Any]) -> None:
    lost = [code for code, s, most in zip(BASE.leaves, BASE.score, BASE.maximum, strict=True) if round(most - s, 9) > 0]
    assert len(made["leaves"]) == len(lost) < len(BASE.leaves)
    assert set(made["leaves"]) == set(lost)
    assert {BASE.position[code] < len(BASE.par.leaves) for code in lost} == {True, False}
    assert all(len(leaf) == 1 and set(leaf) <= {"curve", "whole"} for leaf in made["leaves"].values())
    assert {leaf["curve"] for leaf in made["leaves"].values() if "curve" in leaf} == set(made["curves"])


def test_all_or_nothing_leaves_have_the_mean_share_of_their_class(made: dict[str, Any]) -> None:
    found = {code: leaf["whole"] for code, leaf in made["leaves"].items() if "whole" in leaf}
    assert set(found) == set(WHOLE.index) and len(found) > 1
    for code, leaf in WHOLE.iterrows():
        assert found[code] == pytest.approx(MODEL.classes[leaf["reference_class"]].mean_share, abs=ROUNDED)
        assert found[code] == pytest.approx(MODEL.chance_of(str(code), leaf["maximum"]), abs=ROUNDED)


def test_curves_are_chances(made: dict[str, Any]) -> None:
    for name, curve in made["curves"].items():
        assert len(curve) == len(GRID), name
        assert min(curve) >= 0 and max(curve) <= 1
        assert (np.diff(curve) <= 0).all(), name
        assert curve[0] > 0.998  # what lies below the grid is as good as certain


@pytest.mark.parametrize("code", GRADUAL.index)
def test_every_curve_is_the_model_s_at_its_points(made: dict[str, Any], code: str) -> None:
    leaf = GRADUAL.loc[code]
    curve = np.array(made["curves"][made["leaves"][code]["curve"]])
    own = MODEL.classes[leaf["reference_class"]]
    np.testing.assert_allclose(curve, own.chance(GRID, leaf["variation"]), rtol=0, atol=ROUNDED)
    values = np.minimum(leaf["score"] + GRID * leaf["deficit"], leaf["maximum"])
    inside = np.flatnonzero(values > 1e-9)
    assert len(inside) > 10
    as_published = round(-LOW / STEP)
    for at in {*inside[::12], inside[0], inside[-1]} | ({as_published} & {*inside}):
        assert curve[at] == pytest.approx(MODEL.chance_of(code, values[at]), abs=ROUNDED)


def test_criterion_8_1_scatters_less_than_an_item_of_sipas(made: dict[str, Any]) -> None:
    leaves = made["leaves"]
    assert leaves["8.1"]["curve"] != leaves["I.1"]["curve"] == leaves["V.4"]["curve"]
    mean, item = (np.array(made["curves"][leaves[code]["curve"]]) for code in ("8.1", "I.1"))
    assert mean[GRID < 0].min() > item[GRID < 0].min() and mean[-1] < item[-1]


def test_own_figures_of_a_user_s_tables() -> None:
    found = reach(BASE.replace(par=moved("5.5", 1.25)))
    assert found is not None
    assert "5.5" not in found["leaves"] and "6.1.3" in found["leaves"]
    assert found["ranks"]["best"] == rank_steps(2021).best_from.tolist()


# Ranks


def test_ranks_are_those_of_the_steps(made: dict[str, Any]) -> None:
    steps = rank_steps(2021)
    ranks = made["ranks"]
    assert (ranks["year"], ranks["own"]) == (2021, own_rank(2021)) == (2021, 10)
    for key, froms in (("best", steps.best_from), ("worst", steps.worst_from)):
        assert len(ranks[key]) == 62
        assert [np.inf if total is None else total for total in ranks[key]] == froms.tolist()


def test_no_score_that_is_enough_is_null(monkeypatch: pytest.MonkeyPatch) -> None:
    froms = np.append(np.linspace(50, 99, 60), [np.inf, np.inf])
    monkeypatch.setattr(module, "rank_steps", lambda edition: RankSteps(edition.year, "par", froms - 1, froms))
    found = reach(BASE)
    assert found is not None
    assert found["ranks"]["best"][-3:] == [98, None, None] and found["ranks"]["worst"][-3:] == [99, None, None]
    json.dumps(found, allow_nan=False)


def test_published_rank_is_among_those_that_the_published_score_allows(made: dict[str, Any]) -> None:
    bounds = rank_of(88.54)
    assert bounds.best <= made["ranks"]["own"] <= bounds.worst


# Plans


def test_plans_are_in_both_languages_and_differ_from_the_presets(plans: dict[str, dict[str, Any]]) -> None:
    assert list(plans) == ["ranks_up_1", "ranks_up_2", "likely"]
    assert not set(plans) & set(presets())  # the page looks both up by key
    titles = {key: (plan["vi"]["title"], plan["en"]["title"]) for key, plan in plans.items()}
    assert titles == {
        "ranks_up_1": ("Lên một bậc (chắc chắn hạng 9)", "One rank up (certain of rank 9)"),
        "ranks_up_2": ("Lên hai bậc (chắc chắn hạng 8)", "Two ranks up (certain of rank 8)"),
        "likely": ("Chỉ mục tiêu có khả năng từ 70%", "Only targets at least 70% likely"),
    }
    for plan in plans.values():
        vi, en = (scenario_from(plan[lang]) for lang in ("vi", "en"))
        assert vi.changes == en.changes != ()
        assert vi.reason.startswith("Công sức ít nhất: ") and en.reason.startswith("Least effort: ")
        assert (vi.sha256, vi.edition) == (BASE.sha256, BASE.title)


@pytest.mark.parametrize(("key", "rank"), [("ranks_up_1", 9), ("ranks_up_2", 8)])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_plans_make_their_rank_certain(plans: dict[str, dict[str, Any]], key: str, rank: int, lang: str) -> None:
    total = float(evaluate(scenario_from(plans[key][lang])).loc[("par", "total")].item())
    needed = score_for(rank).sure_from
    assert needed - 1e-9 <= total < needed + 1e-3  # certain, and no more effort than that takes
    assert rank_of(total).worst <= rank < own_rank()


def test_likely_plan_reaches_exactly_the_likely_targets(plans: dict[str, dict[str, Any]]) -> None:
    plan = scenario_from(plans["likely"]["vi"])
    asked = MODEL.of("par")[MODEL.of("par")["gain"] > 0]
    chances = {str(code): MODEL.chance_of(str(code), target) for code, target in asked["target"].items()}
    likely = {code for code, chance in chances.items() if chance >= MODEL.assumptions.likely}
    assert 0 < len(likely) < len(asked)
    assert {change.of: change.value for change in plan.changes} == {code: asked.loc[code, "target"] for code in likely}


@pytest.mark.parametrize(("own", "keys"), [(1, ["likely"]), (2, ["ranks_up_1", "likely"])])
def test_no_plan_beyond_the_first_rank(monkeypatch: pytest.MonkeyPatch, own: int, keys: list[str]) -> None:
    monkeypatch.setattr(module, "held_rank", lambda score, edition: own)
    assert [plan["key"] for plan in ready_plans(BASE)] == keys


def test_tables_with_another_total_than_the_published_one_are_given_no_published_rank_and_plans_from_what_they_hold() -> (
    None
):
    par = load_par()
    for code, gain in (("5.5", 0.75), ("5", 0.75), ("total", 0.75)):
        par.loc[par["code"] == code, "score"] += gain
    base = BASE.replace(par=par)
    told, plans = reach(base), ready_plans(base)
    assert told is not None and told["ranks"]["own"] is None
    assert rank_of(89.29).worst == 5  # so one rank up is rank 4, certain from more points than these
    assert [plan["key"] for plan in plans] == ["ranks_up_1", "ranks_up_2", "likely"]
    assert "hạng 4" in plans[0]["vi"]["title"] and all(plan["vi"]["changes"] for plan in plans[:2])


def test_no_plan_for_a_rank_that_no_score_makes_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    class Never:
        sure_from = np.nan

    monkeypatch.setattr(
        module, "score_for", lambda rank, edition: Never() if rank == 9 else score_for(rank, edition=edition)
    )
    assert [plan["key"] for plan in ready_plans(BASE)] == ["ranks_up_2", "likely"]


# Where it is not known

UNKNOWN: dict[str, Callable[[], Edition]] = {
    "no year": lambda: BASE.replace(year=None),
    "before the evidence": lambda: BASE.replace(year=1999),
    "too little evidence": lambda: BASE.replace(year=2019),
    "without ranks": lambda: BASE.replace(year=2035),
    "another place": lambda: BASE.replace(place="Tỉnh Mẫu"),
    "no place": lambda: BASE.replace(place=""),
    "no targets": lambda: BASE.replace(par=load_par().assign(target=np.nan)),
    "nothing lost": lambda: BASE.replace(par=without_losses(load_par())),
    "nothing lost in either": lambda: BASE.replace(par=without_losses(load_par()), sipas=without_losses(load_sipas())),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_tables_without_known_chances_get_a_page_all_the_same(name: str) -> None:
    base = UNKNOWN[name]()
    assert reach(base) is None
    assert ready_plans(base) == []
    data = payload(edition=base)
    assert (data["reach"], data["plans"]) == (None, [])
    assert data["presets"]
    text = page_text([Scenario("Một", edition=base.title, sha256=base.sha256)], edition=base)
    assert '"plans":[],"reach":null' in text


def test_sipas_without_losses_leaves_the_rest() -> None:
    found = reach(BASE.replace(sipas=without_losses(load_sipas())))
    assert found is not None
    assert set(found["leaves"]) == set(MODEL.of("par").index)
