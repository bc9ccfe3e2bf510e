"""What the explorer is told about reach: the bands, ranks and plans of Python, and nothing where they are not known."""

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
from par_analysis.explorer.reach import reach, ready_plans
from par_analysis.outlook.alternatives import alternatives_of
from par_analysis.outlook.bands import band_of
from par_analysis.outlook.chance import chances
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.rank_bounds import RankSteps
from par_analysis.outlook.ranks import rank_list, rank_of, score_for
from par_analysis.scenario.file import scenario_from
from par_analysis.tables.models.evidence import REFERENCE_CLASSES
from par_analysis.words.numbers import NOISE

BASE = open_edition()
MODEL = achievability_model()
MODELS = [MODEL, *alternatives_of(MODEL)[0].values()]
WHOLE = MODEL.leaves[MODEL.leaves["kind"] == "all_or_nothing"]
NEAR = 5e-5  # of its maximum, a limit is known so well


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


def told(limits: dict[str, Any], value: float, at: int = 0) -> str:
    """The band that the page takes: at 0 the model's, at 1 the worst, at 2 the best over all models."""
    if value <= limits["likely"][at] + NOISE:
        return "likely"
    return "open" if value <= limits["open"][at] + NOISE else "unlikely"


# Bands


def test_every_leaf_that_lost_points_is_in_it_once_and_no_other(found: dict[str, Any]) -> None:
    assert json.loads(json.dumps(found, allow_nan=False)) == found == reach(BASE)
    assert set(found) == {"models", "leaves", "evidence", "ranks"}
    assert found["models"] == len(MODELS) > 8
    lost = [code for code, s, most in zip(BASE.leaves, BASE.score, BASE.maximum, strict=True) if round(most - s, 9) > 0]
    assert len(lost) < len(BASE.leaves)
    assert set(found["leaves"]) == set(lost)
    assert {BASE.position[code] < len(BASE.par.leaves) for code in lost} == {True, False}
    for code, leaf in found["leaves"].items():
        assert set(leaf) == {"likely", "open", "evidence"}
        for own, least, most in (leaf["likely"], leaf["open"]):
            assert 0 <= least <= own <= most <= MODEL.leaves.loc[code, "maximum"]
        assert all(likely <= still for likely, still in zip(leaf["likely"], leaf["open"], strict=True))


def test_targets_have_the_bands_and_the_evidence_of_the_table(found: dict[str, Any]) -> None:
    seen, firm = set(), set()
    for index in ("par", "sipas"):
        for row in chances(index).itertuples():
            leaf = found["leaves"][row.code]
            bands = [told(leaf, row.target, at) for at in range(3)]
            spread = [band_of(chance, MODEL) for chance in (row.chance, row.chance_low, row.chance_high)]
            assert bands == spread, row.code
            assert (bands[0] == row.band, bands[1] == bands[2]) == (True, row.robust), row.code
            evidence = found["evidence"][leaf["evidence"]]
            counts = [evidence[name] for name in ("levels", "changes", "places")]
            assert counts == [row.n_levels, row.n_changes, row.n_places], row.code
            assert (evidence["vi"], evidence["en"]) == REFERENCE_CLASSES[row.part]
            seen, firm = seen | {row.band}, firm | {row.robust}
    assert (seen, firm) == ({"likely", "open", "unlikely"}, {True, False})
    assert {one["of"] for one in found["evidence"].values()} == {"PAR INDEX", "SIPAS"}


def test_limits_are_where_the_models_leave_a_band(found: dict[str, Any]) -> None:
    rates = {"likely": MODEL.assumptions.likely, "open": MODEL.assumptions.unlikely}
    for code in ("5.5", "7.1.11", "8.1", "8.2", "2.4.1", "V.2"):
        maximum = float(MODEL.leaves.loc[code, "maximum"])
        for name, rate in rates.items():
            own, least, most = found["leaves"][code][name]
            assert MODEL.chance_of(code, own) >= rate > MODEL.chance_of(code, min(own + NEAR * maximum, maximum)) or (
                own == maximum
            ), code
            passed = [sum(model.chance_of(code, value) >= rate for model in MODELS) for value in (least, most)]
            assert passed[0] == len(MODELS) and passed[1] > 0, (code, name)
            beyond = [min(value + NEAR * maximum, maximum) for value in (least, most)]
            short = [sum(model.chance_of(code, value) < rate for model in MODELS) for value in beyond]
            assert (short[0] > 0 or least == maximum) and (short[1] == len(MODELS) or most == maximum), (code, name)
    # all or nothing: what it has, or all
    for code, leaf in WHOLE.iterrows():
        ends = {*found["leaves"][code]["likely"], *found["leaves"][code]["open"]}
        assert ends <= {0.0, leaf["score"], leaf["maximum"]}, code


def test_a_leaf_of_which_a_model_says_nothing_has_no_band(monkeypatch: pytest.MonkeyPatch) -> None:
    key = ("sipas", "citizen_survey")
    other = achievability_model(BASE).replace()
    nothing = {**other.attainments, key: np.full_like(other.attainments[key], np.nan)}
    monkeypatch.setitem(other.__dict__, "attainments", nothing)
    monkeypatch.setattr(module, "alternatives_of", lambda model: ({"other": other}, {}))
    known = reach(BASE)
    assert known is not None and set(known["leaves"]) == set(MODEL.of("par").index)
    assert not [name for name in known["evidence"] if name.startswith("sipas")]


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
    # Ranks 9 and 8 take the same score: one plan, of the better rank.
    assert titles == {
        "ranks_up_2": (
            "88,65 điểm: chắc chắn hạng 8 theo bảng 2021, nếu tỉnh khác đứng yên",
            "88.65 points: certain of rank 8 by the list of 2021, if the others stand still",
        ),
        "likely": ("Chỉ mục tiêu có khả năng đạt", "Only likely targets"),
    }
    assert list(plans) == list(titles) and not set(plans) & set(presets())  # the page looks both up by key
    for key, plan in plans.items():
        vi, en = (scenario_from(plan[lang]) for lang in ("vi", "en"))
        assert vi.changes == en.changes != ()
        assert vi.reason.startswith("Công sức ít nhất: ") and en.reason.startswith("Least effort: ")
        assert (vi.sha256, vi.edition) == (BASE.sha256, BASE.title)
        if rank := {"ranks_up_2": 8}.get(key):
            total = float(evaluate(vi).loc[("par", "total")].item())
            needed = score_for(rank).sure_from
            assert needed - NOISE <= total < needed + 1e-3  # certain, and no more effort than that takes
            assert rank_of(total).worst == rank < rank_list().published
    goals = MODEL.of("par")[MODEL.of("par")["gain"] > 0]
    chances = {str(code): MODEL.chance_of(str(code), target) for code, target in goals["target"].items()}
    likely = {code: goals.loc[code, "target"] for code, chance in chances.items() if chance >= MODEL.assumptions.likely}
    assert 0 < len(likely) < len(goals)
    assert {change.of: change.value for change in vi.changes} == likely


def test_no_plan_beyond_the_first_rank_or_for_one_that_no_score_makes_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    real = rank_list()

    def keys(today: int, froms: dict[int, float]) -> list[str]:
        """Of a place that stands so, with these bars for the ranks above it."""
        steps = SimpleNamespace(worst=lambda score: min(rank for rank, bar in froms.items() if bar <= score))
        held = {"held": lambda score: today, "needs": lambda rank: (0.0, froms[rank]), "steps": steps}
        with monkeypatch.context() as patch:
            patch.setattr(module, "rank_list", lambda edition: SimpleNamespace(**held))
            return [plan["key"] for plan in ready_plans(BASE)]

    assert keys(1, {}) == ["likely"]
    assert keys(2, {1: 91.0}) == ["ranks_up_1", "likely"]
    assert keys(10, {9: 89.0, 8: 90.0}) == ["ranks_up_1", "ranks_up_2", "likely"]
    assert keys(10, {9: 89.0, 8: np.inf}) == ["ranks_up_1", "likely"]
    assert keys(10, {9: 88.0, 8: 89.0}) == ["ranks_up_2", "likely"]  # has it already
    # One bar for three ranks: the plan is of the best.
    assert keys(10, {9: 89.0, 8: 89.0, 7: 89.0}) == ["ranks_up_3", "likely"]
    assert real.needs(9) != real.needs(8) and real.needs(9)[1] == real.needs(8)[1]


def test_another_total_than_the_published_one_has_no_published_rank_and_plans_of_its_own() -> None:
    par = load_par()
    par.loc[par["code"].isin(["5.5", "5", "total"]), "score"] += 0.75
    base = BASE.replace(par=par)
    found, plans = reach(base), ready_plans(base)
    assert found is not None and found["ranks"]["own"] is None
    assert rank_of(89.29).worst == 5  # so one rank up is rank 4, certain from more points than these
    keys = [plan["key"] for plan in plans]
    assert keys[:2] == ["ranks_up_1", "ranks_up_2"] and set(keys[2:]) <= {"likely"}
    assert "hạng 4" in plans[0]["vi"]["title"] and all(plan["vi"]["changes"] for plan in plans[:2])


# Where it is not known


def test_tables_without_a_model_get_a_page_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    full, sipas = without_losses(load_par()), without_losses(load_sipas())
    unknown = {
        "no year": {"year": None},
        "no targets": {"par": load_par().assign(target=np.nan)},
        "nothing lost": {"par": full},
        "nothing lost in either": {"par": full, "sipas": sipas},
    }
    editions = {name: BASE.replace(**changes) for name, changes in unknown.items()}
    assert [name for name, base in editions.items() if (reach(base), ready_plans(base)) != (None, [])] == []
    for name in ("no year", "no targets", "nothing lost in either"):
        base = editions[name]
        data = payload(edition=base)
        assert (data["reach"], data["plans"], bool(data["presets"])) == (None, [], True), name
        text = page_text([Scenario("Một", edition=base.title, sha256=base.sha256)], edition=base)
        assert '"plans":[],"reach":null' in text, name
    found = reach(BASE.replace(sipas=sipas))
    assert found is not None and set(found["leaves"]) == set(MODEL.of("par").index)

    def broken(*_: object, **__: object) -> None:
        raise ParAnalysisError("hỏng")

    monkeypatch.setattr(module, "achievability_model", broken)  # an error of the outlook is not swallowed
    with pytest.raises(ParAnalysisError, match="hỏng"):
        reach(BASE)


def test_bands_need_no_rank_and_a_plan_of_nothing_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "alternatives_of", lambda model: ({}, {}))  # the model itself is enough here
    others = {
        "without ranks": BASE.replace(year=2035),
        "standings of others": BASE.replace(standings=BASE.standings[BASE.standings["place"] != BASE.place]),
        "no place": BASE.replace(place=""),
    }
    for name, base in others.items():
        found = reach(base)
        assert found is not None and found["ranks"] is None and "5.5" in found["leaves"], name
        assert {plan["key"] for plan in ready_plans(base)} <= {"likely"}, name
        assert all(plan["vi"]["changes"] for plan in ready_plans(base)), name
    never = BASE.replace(assumptions=BASE.assumptions.replace(likely=0.999))
    assert [plan["key"] for plan in ready_plans(never)] == ["ranks_up_2"]
