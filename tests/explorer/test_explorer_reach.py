"""What the explorer is told about reach: the chances, ranks and plans of Python, and nothing where they are not known."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from par_analysis import ParAnalysisError, Scenario, evaluate, load_par, load_sipas, open_edition, presets
from par_analysis.explorer import reach as module
from par_analysis.explorer.page import page_text
from par_analysis.explorer.payload import payload
from par_analysis.explorer.reach import CURVE, reach, ready_plans
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.rank_bounds import RankSteps
from par_analysis.outlook.ranks import rank_list, rank_of, score_for
from par_analysis.scenario.file import scenario_from
from par_analysis.words.numbers import NOISE

BASE = open_edition()
MODEL = achievability_model()
LOW, HIGH, STEP = CURVE
GRID = np.linspace(LOW, HIGH, round((HIGH - LOW) / STEP) + 1)
ROUNDED = 5.1e-7  # chances are given with six decimals
WHOLE = MODEL.leaves[MODEL.leaves["kind"] == "all_or_nothing"]
GRADUAL = MODEL.leaves[MODEL.leaves["kind"] == "gradual"]


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    known = reach(BASE)
    assert known is not None
    return known


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


def test_every_leaf_that_lost_points_is_in_it_once_and_no_other(found: dict[str, Any]) -> None:
    assert json.loads(json.dumps(found, allow_nan=False)) == found == reach(BASE)
    assert set(found) == {"until", "likely", "wish", "closures", "curves", "leaves", "ranks"}
    limits = MODEL.assumptions
    told = (found["until"], found["likely"], found["wish"], found["closures"])
    assert told == (2021, limits.likely, limits.wish, list(CURVE))
    lost = [code for code, s, most in zip(BASE.leaves, BASE.score, BASE.maximum, strict=True) if round(most - s, 9) > 0]
    assert len(lost) < len(BASE.leaves)
    assert set(found["leaves"]) == set(lost)
    assert {BASE.position[code] < len(BASE.par.leaves) for code in lost} == {True, False}
    assert all(len(leaf) == 1 and set(leaf) <= {"curve", "whole"} for leaf in found["leaves"].values())
    assert {leaf["curve"] for leaf in found["leaves"].values() if "curve" in leaf} == set(found["curves"])
    whole = {code: leaf["whole"] for code, leaf in found["leaves"].items() if "whole" in leaf}
    assert set(whole) == set(WHOLE.index) and len(whole) > 1
    for code, leaf in WHOLE.iterrows():
        assert whole[code] == pytest.approx(MODEL.classes[leaf["reference_class"]].mean_share, abs=ROUNDED)
        assert whole[code] == pytest.approx(MODEL.chance_of(str(code), leaf["maximum"]), abs=ROUNDED)


def test_every_curve_is_the_model_s_at_its_points(found: dict[str, Any]) -> None:
    for name, curve in found["curves"].items():
        assert len(curve) == len(GRID), name
        assert min(curve) >= 0 and max(curve) <= 1
        assert (np.diff(curve) <= 0).all(), name
        assert curve[0] > 0.998  # what lies below the grid is as good as certain
    as_published = round(-LOW / STEP)
    for code, leaf in GRADUAL.iterrows():
        curve = np.array(found["curves"][found["leaves"][code]["curve"]])
        own = MODEL.classes[leaf["reference_class"]]
        np.testing.assert_allclose(curve, own.chance(GRID, leaf["variation"]), rtol=0, atol=ROUNDED, err_msg=code)
        values = np.minimum(leaf["score"] + GRID * leaf["deficit"], leaf["maximum"])
        inside = np.flatnonzero(values > NOISE)
        assert len(inside) > 10
        for at in {*inside[::12], inside[0], inside[-1]} | ({as_published} & {*inside}):
            assert curve[at] == pytest.approx(MODEL.chance_of(str(code), values[at]), abs=ROUNDED), (code, at)
    # criterion 8.1, a mean, scatters less than an item of SIPAS
    leaves = found["leaves"]
    assert leaves["8.1"]["curve"] != leaves["I.1"]["curve"] == leaves["V.4"]["curve"]
    mean, item = (np.array(found["curves"][leaves[code]["curve"]]) for code in ("8.1", "I.1"))
    assert mean[GRID < 0].min() > item[GRID < 0].min() and mean[-1] < item[-1]


# Ranks


def test_ranks_are_those_of_the_steps(found: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    steps = rank_list(2021).steps
    ranks = found["ranks"]
    assert (ranks["year"], ranks["own"]) == (2021, rank_list(2021).published) == (2021, 10)
    for key, froms in (("best", steps.best_from), ("worst", steps.worst_from)):
        assert len(ranks[key]) == 62
        assert [np.inf if total is None else total for total in ranks[key]] == froms.tolist()
    bounds = rank_of(88.54)
    assert bounds.best <= ranks["own"] <= bounds.worst
    other = reach(BASE.replace(par=moved("5.5", 1.25)))  # of somebody's own figures
    assert other is not None and other["ranks"]["best"] == steps.best_from.tolist()
    assert "5.5" not in other["leaves"] and "6.1.3" in other["leaves"]
    # no score is enough
    froms = np.append(np.linspace(50, 99, 60), [np.inf, np.inf])
    steps = RankSteps(2021, "par", froms - 1, froms)
    monkeypatch.setattr(
        module, "rank_list", lambda edition: SimpleNamespace(published=10, steps=steps, held=lambda score: 10)
    )
    never = reach(BASE)
    assert never is not None
    assert never["ranks"]["best"][-3:] == [98, None, None] and never["ranks"]["worst"][-3:] == [99, None, None]
    json.dumps(never, allow_nan=False)


# Plans


def test_plans_make_their_rank_certain_and_reach_the_likely_targets() -> None:
    plans = {plan["key"]: plan for plan in ready_plans(BASE)}
    titles = {key: (plan["vi"]["title"], plan["en"]["title"]) for key, plan in plans.items()}
    assert titles == {
        "ranks_up_1": ("Lên một bậc (chắc chắn hạng 9)", "One rank up (certain of rank 9)"),
        "ranks_up_2": ("Lên hai bậc (chắc chắn hạng 8)", "Two ranks up (certain of rank 8)"),
        "likely": ("Chỉ mục tiêu có khả năng từ 70%", "Only targets at least 70% likely"),
    }
    assert list(plans) == list(titles) and not set(plans) & set(presets())  # the page looks both up by key
    for key, plan in plans.items():
        vi, en = (scenario_from(plan[lang]) for lang in ("vi", "en"))
        assert vi.changes == en.changes != ()
        assert vi.reason.startswith("Công sức ít nhất: ") and en.reason.startswith("Least effort: ")
        assert (vi.sha256, vi.edition) == (BASE.sha256, BASE.title)
        if rank := {"ranks_up_1": 9, "ranks_up_2": 8}.get(key):
            total = float(evaluate(vi).loc[("par", "total")].item())
            needed = score_for(rank).sure_from
            assert needed - NOISE <= total < needed + 1e-3  # certain, and no more effort than that takes
            assert rank_of(total).worst <= rank < rank_list().published
    goals = MODEL.of("par")[MODEL.of("par")["gain"] > 0]
    chances = {str(code): MODEL.chance_of(str(code), target) for code, target in goals["target"].items()}
    likely = {code: goals.loc[code, "target"] for code, chance in chances.items() if chance >= MODEL.assumptions.likely}
    assert 0 < len(likely) < len(goals)
    assert {change.of: change.value for change in vi.changes} == likely


def test_no_plan_beyond_the_first_rank_or_for_one_that_no_score_makes_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    for rank, keys in ((1, ["likely"]), (2, ["ranks_up_1", "likely"])):
        with monkeypatch.context() as patch:
            held = SimpleNamespace(held=lambda score, rank=rank: rank)
            patch.setattr(module, "rank_list", lambda edition, held=held: held)
            assert [plan["key"] for plan in ready_plans(BASE)] == keys

    class Never:
        sure_from = np.nan

    real = score_for
    monkeypatch.setattr(
        module, "score_for", lambda rank, edition: Never() if rank == 9 else real(rank, edition=edition)
    )
    assert [plan["key"] for plan in ready_plans(BASE)] == ["ranks_up_2", "likely"]


def test_another_total_than_the_published_one_has_no_published_rank_and_plans_of_its_own() -> None:
    par = load_par()
    par.loc[par["code"].isin(["5.5", "5", "total"]), "score"] += 0.75
    base = BASE.replace(par=par)
    found, plans = reach(base), ready_plans(base)
    assert found is not None and found["ranks"]["own"] is None
    assert rank_of(89.29).worst == 5  # so one rank up is rank 4, certain from more points than these
    assert [plan["key"] for plan in plans] == ["ranks_up_1", "ranks_up_2", "likely"]
    assert "hạng 4" in plans[0]["vi"]["title"] and all(plan["vi"]["changes"] for plan in plans[:2])


# Where it is not known


def test_tables_without_known_chances_get_a_page_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    full, sipas = without_losses(load_par()), without_losses(load_sipas())
    unknown = {
        "no year": {"year": None},
        "before the evidence": {"year": 1999},
        "too little evidence": {"year": 2019},
        "too little evidence, with a rank": {"year": 2020},
        "without ranks": {"year": 2035},
        "standings of others": {"standings": BASE.standings[BASE.standings["place"] != BASE.place]},
        "another place": {"place": "Tỉnh Mẫu"},
        "no place": {"place": ""},
        "no targets": {"par": load_par().assign(target=np.nan)},
        "nothing lost": {"par": full},
        "nothing lost in either": {"par": full, "sipas": sipas},
    }
    editions = {name: BASE.replace(**changes) for name, changes in unknown.items()}
    assert [name for name, base in editions.items() if (reach(base), ready_plans(base)) != (None, [])] == []
    for name in ("no year", "no place", "no targets", "nothing lost in either"):
        base = editions[name]
        data = payload(edition=base)
        assert (data["reach"], data["plans"], bool(data["presets"])) == (None, [], True), name
        text = page_text([Scenario("Một", edition=base.title, sha256=base.sha256)], edition=base)
        assert '"plans":[],"reach":null' in text, name
    early = BASE.replace(year=2020)
    assert early.has("rank")
    with pytest.raises(ParAnalysisError, match="not enough evidence"):
        achievability_model(early)
    found = reach(BASE.replace(sipas=sipas))
    assert found is not None and set(found["leaves"]) == set(MODEL.of("par").index)

    def broken(*_: object, **__: object) -> None:
        raise ParAnalysisError("hỏng")

    monkeypatch.setattr(module, "achievability_model", broken)  # an error of the outlook is not swallowed
    with pytest.raises(ParAnalysisError, match="hỏng"):
        reach(BASE)
