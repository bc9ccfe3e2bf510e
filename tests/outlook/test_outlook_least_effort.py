"""The least effort is that of trying everything; the goal is reached exactly, or what is in the way is said."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from par_analysis import ParAnalysisError, Scenario, load_par, open_edition, open_scenario, save_scenario
from par_analysis.edition.loaders import load_judgements
from par_analysis.outlook.chance import chances
from par_analysis.outlook.least_effort import LeastEffort, least_effort
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.ranks import rank_of, score_for
from par_analysis.scenario.evaluation import evaluate, leaf_values

PAR = load_par()
ROWS: dict[str, dict[str, Any]] = {row["code"]: row for row in PAR.to_dict("records")}
LEAVES = [code for code, row in ROWS.items() if row["is_leaf"]]
LOST = {code: row["max_points"] - row["score"] for code, row in ROWS.items() if row["is_leaf"] and round(row["max_points"] - row["score"], 9) > 0}  # fmt: skip
AGENCIES = sorted({ROWS[code]["lead_agency"] for code in LOST})
NOW = ROWS["total"]["score"]
WHOLE = ["2.4.3", "5.5", "5.9.4", "6.1.1", "7.1.9", "7.1.10", "8.2", "8.5", "8.6"]  # with other deficits than a half
GRADUAL = ["1.6", "2.4.1", "4.4.2", "5.9.1", "6.1.3", "6.4.1", "7.1.11", "7.2.1", "8.1"]
COLUMNS = ["code", "name", "name_en", "lead_agency", "score", "value", "gain", "closure", "years", "effort", "chance"]


@pytest.fixture(scope="module")
def model() -> Model:
    return achievability_model()


@functools.cache
def mixed() -> Model:
    """The shipped edition with more criteria that are had whole or not at all."""
    judged = load_judgements()
    more = judged["index"].eq("par") & judged["code"].isin(WHOLE)
    made = achievability_model(
        open_edition().replace(judgements=judged.assign(all_or_nothing=judged["all_or_nothing"].mask(more, "yes")))
    )
    assert {code for code in LOST if made.leaves.loc[code, "kind"] == "all_or_nothing"} == set(WHOLE)
    return made


def only(model: Model, codes: list[str]) -> Model:
    """Leave a model these leaves alone, as if all others had lost nothing."""
    return dataclasses.replace(model, leaves=model.leaves[model.leaves.index.isin(codes)])


def price(code: str, gain: float, model: Model, cost: float = 1.0) -> float:
    """Effort of a gain, year by year."""
    given = model.assumptions
    years = gain / LOST[code] / max(model.classes[ROWS[code]["assessment"]].centre, given.least_typical)
    spent, rates = 0.0, itertools.chain([1.0, given.second_year], itertools.repeat(given.further_years))
    while years > 0:
        spent += next(rates) * min(years, 1.0)
        years -= 1.0
    return cost * spent


def under(name: str) -> list[str]:
    """Lost leaves of a code or agency."""
    return [code for code in LOST if f"{code}.".startswith(f"{name}.") or ROWS[code]["lead_agency"] == name]


def figure(scenario: Scenario, model: Model, *, code: str = "total", agency: str | None = None) -> float:
    """What a scenario comes to, by the roll-up of scenarios."""
    if agency is None:
        return float(evaluate(scenario, model.edition).loc[("par", code)].iloc[0])
    led = [leaf for leaf in LEAVES if ROWS[leaf]["lead_agency"] == agency]
    return float(leaf_values(scenario, model.edition)[led].sum())


def published(*, code: str = "total", agency: str | None = None) -> float:
    if agency is None:
        return float(ROWS[code]["score"])
    return float(sum(ROWS[leaf]["score"] for leaf in LEAVES if ROWS[leaf]["lead_agency"] == agency))


def changes(found: LeastEffort) -> dict[str, float]:
    """Values that the scenario sets, by code."""
    assert {(change.scope, change.move) for change in found.scenario.changes} <= {("code", "score")}
    return {change.of: float(change.value) for change in found.scenario.changes}


# Trying everything


@dataclass
class Case:
    """A goal over a few leaves, and the terms."""

    model: Model
    codes: list[str]
    aim: dict[str, Any] = field(default_factory=dict)
    need: float = 0.0
    costs: dict[str, float] = field(default_factory=dict)
    caps: dict[str, float] = field(default_factory=dict)
    must: list[str] = field(default_factory=list)
    must_not: list[str] = field(default_factory=list)

    @property
    def counted(self) -> list[str]:
        name = self.aim.get("code") or self.aim.get("agency")
        return [code for code in self.codes if name is None or code in under(name)]

    def solve(self) -> LeastEffort:
        terms = {"costs": self.costs, "caps": self.caps, "must": self.must, "must_not": self.must_not}
        return least_effort(**self.aim, **terms, model=self.model)

    def without(self, **terms: Any) -> Case:
        return dataclasses.replace(self, **terms)


def choices(case: Case) -> list[tuple[dict[str, float], dict[str, float]]]:
    """Every choice of all-or-nothing leaves that the terms allow, with the least of the others; and room in the caps."""
    out = {code for name in case.must_not for code in under(name)}
    must = {code for name in case.must for code in under(name)}
    whole = [code for code in case.codes if code in WHOLE]
    made = []
    for taken in itertools.product([False, True], repeat=len(whole)):
        gains = {code: LOST[code] * had for code, had in zip(whole, taken, strict=True)}
        if any(not gains[code] for code in whole if code in must):
            continue
        for code in set(case.codes) - set(whole):
            gains[code] = ROWS[code]["target"] - ROWS[code]["score"] if code in must else 0.0
        room = {name: most - sum(gains.get(code, 0) for code in under(name)) for name, most in case.caps.items()}
        if all(left >= -1e-9 for left in room.values()) and not any(gains[code] for code in out & set(gains)):
            made.append((gains, room))
    return made


def farthest(case: Case) -> float:
    """Most points that the counted leaves can gain; caps do not overlap but for those of single leaves."""
    best = -np.inf
    out = {code for name in case.must_not for code in under(name)}
    for gains, room in choices(case):
        got = sum(gains[code] for code in case.counted)
        left = dict(room)
        # Leaves with a cap of their own first does not matter: caps are nested.
        for code in (code for code in case.counted if code not in WHOLE and code not in out):
            over = [name for name in left if code in under(name)]
            step = max(min([LOST[code] - gains[code], *(left[name] for name in over)]), 0.0)
            got += step
            for name in over:
                left[name] -= step
        best = max(best, got)
    return float(best)


def cheapest(case: Case) -> float:
    """Least effort of gaining what is needed: for every choice, the cheapest stretches of the others first."""
    best = np.inf
    out = {code for name in case.must_not for code in under(name)}
    given = case.model.assumptions
    for gains, room in choices(case):
        spent = sum(price(code, gain, case.model, case.costs.get(code, 1.0)) for code, gain in gains.items())
        missing = case.need - sum(gains[code] for code in case.counted)
        stretches = []
        for code in (code for code in case.counted if code not in WHOLE and code not in out):
            typical = LOST[code] * max(case.model.classes[ROWS[code]["assessment"]].centre, given.least_typical)
            ends = [0.0, typical, 2 * typical, np.inf]
            for rate, low, high in zip((1.0, given.second_year, given.further_years), ends, ends[1:], strict=False):
                low, high = max(low, gains[code]), min(high, LOST[code])
                if high > low:
                    stretches.append((rate * case.costs.get(code, 1.0) / typical, high - low, code))
        for slope, width, code in sorted(stretches):
            over = [name for name in room if code in under(name)]
            step = max(min([width, missing, *(room[name] for name in over)]), 0.0)
            missing, spent = missing - step, spent + step * slope
            for name in over:
                room[name] -= step
        if missing <= 1e-9:
            best = min(best, spent)
    return float(best)


@st.composite
def cases(draw: st.DrawFn, whole: tuple[int, int] = (0, 4), gradual: tuple[int, int] = (0, 3)) -> Case:
    """A few leaves, terms over them, and a goal from nothing to beyond reach."""
    codes = draw(st.lists(st.sampled_from(WHOLE), min_size=whole[0], max_size=whole[1], unique=True))
    codes += draw(st.lists(st.sampled_from(GRADUAL), min_size=gradual[0], max_size=gradual[1], unique=True))
    assume(codes)
    codes = [code for code in LOST if code in codes]
    some = st.lists(st.sampled_from(codes), max_size=2, unique=True)
    case = Case(only(mixed(), codes), codes)
    case.costs = {code: draw(st.integers(1, 40)) / 10 for code in draw(some)}
    for name in draw(st.lists(st.sampled_from([*codes, *(ROWS[code]["lead_agency"] for code in codes)]), max_size=3, unique=True)):  # fmt: skip
        case.caps[name] = draw(st.integers(0, 12)) / 10 * sum(LOST[code] for code in under(name) if code in codes)
    case.must_not = draw(some)
    case.must = [code for code in draw(some) if code not in case.must_not]
    one = draw(st.sampled_from(codes))
    case.aim = draw(
        st.sampled_from([{}, {"code": one}, {"code": one.split(".")[0]}, {"agency": ROWS[one]["lead_agency"]}])
    ).copy()
    most = farthest(case)
    share = draw(st.sampled_from([0.001, 0.5, 0.9, 1.0, 1.3]) | st.floats(0, 1))
    start = published(**case.aim)
    top = 100 if not case.aim else start + sum(LOST[code] for code in under(next(iter(case.aim.values()))))
    aim = min(start + max(share * most, 0.001 if share > 1 else 0.0) if np.isfinite(most) else start, top)
    case.need = aim - start
    case.aim |= {"score" if case.aim else "total": aim}
    return case


def keep_to_terms(case: Case, found: LeastEffort) -> None:
    """Whatever was found, it is within the terms."""
    gains = found.measures.set_index("code")["gain"]
    assert set(gains.index) <= set(case.codes) and (gains > 0).all()
    for code, gain in gains.items():
        assert gain <= LOST[code] + 1e-9
        if code in WHOLE:
            assert gain == pytest.approx(LOST[code], abs=1e-9)
    for name, most in case.caps.items():
        assert gains[gains.index.isin(under(name))].sum() <= most + 1e-6
    for name in case.must_not:
        assert name not in gains
    for name in case.must:
        value = ROWS[name]["max_points" if name in WHOLE else "target"]
        assert changes(found).get(name, ROWS[name]["score"]) >= value - 1e-9


def agree(case: Case) -> None:
    """The search finds what trying everything finds."""
    if not choices(case):
        event("contradiction")
        with pytest.raises(ParAnalysisError, match="must be reached"):
            case.solve()
        return
    most, found = farthest(case), case.solve()
    keep_to_terms(case, found)
    slack = 1e-7 + 1e-9 * len(found.measures)  # what a scenario's file is rounded to
    name = {key: value for key, value in case.aim.items() if key in ("code", "agency")}
    gained = figure(found.scenario, case.model, **name) - published(**name)
    assert found.measures.set_index("code")["gain"].reindex(case.counted).sum() == pytest.approx(gained, abs=slack)
    if case.need <= most + 1e-9:
        event("reached")
        assert found.reached and found.shortfall == 0 and found.in_the_way.empty
        assert found.effort == pytest.approx(cheapest(case), abs=1e-6)
        assert gained >= case.need - 1e-8
    else:
        event("out of reach")
        assert not found.reached
        assert found.shortfall == pytest.approx(case.need - most, abs=1e-6)
        assert gained == pytest.approx(most, abs=slack)
        if not case.must:
            assert_in_the_way(case, found, most)


def assert_in_the_way(case: Case, found: LeastEffort, most: float) -> None:
    """Every limit is named with how much farther one gets without it, the others still there."""
    want = {}
    for name in case.caps:
        want["caps", name] = farthest(case.without(caps={k: v for k, v in case.caps.items() if k != name})) - most
    for name in case.must_not:
        want["must_not", name] = farthest(case.without(must_not=[k for k in case.must_not if k != name])) - most
    want["maximum", ""] = case.need - farthest(case.without(caps={}, must_not=[]))
    want = {key: points for key, points in want.items() if points > 1e-8}
    rows = found.in_the_way
    assert list(rows) == ["constraint", "of", "points"]
    made = {(row.constraint, row.of): row.points for row in rows.itertuples(index=False)}
    assert made == pytest.approx(want, abs=1e-6)
    assert rows["points"].is_monotonic_decreasing and len(made) == len(rows)


@settings(max_examples=120)
@given(case=cases())
def test_the_effort_is_that_of_trying_everything(case: Case) -> None:
    agree(case)


@settings(max_examples=40)
@given(case=cases(whole=(2, 6), gradual=(0, 0)))
def test_of_all_or_nothing_leaves_the_cheapest_set_is_taken(case: Case) -> None:
    agree(case)


@settings(max_examples=40)
@given(case=cases(whole=(0, 0), gradual=(2, 5)))
def test_of_gradual_leaves_the_cheapest_stretches_are_taken(case: Case) -> None:
    agree(case)


@functools.cache
def grid() -> tuple[Model, list[np.ndarray], list[np.ndarray]]:
    """Three leaves on which caps cross, in steps of which every bend, cap and goal is a multiple."""
    shipped = achievability_model()
    model = dataclasses.replace(shipped, assumptions=shipped.assumptions.replace(least_typical=0.25))
    axes, efforts = [], []
    for place, code in enumerate(("4.4.1", "4.4.2", "5.9.1")):
        points = np.arange(round(LOST[code] / 0.0025) + 1) * 0.0025
        shape = [-1 if at == place else 1 for at in range(3)]
        axes.append(points.reshape(shape))
        efforts.append(np.array([price(code, gain, model) for gain in points]).reshape(shape))
    return only(model, ["4.4.1", "4.4.2", "5.9.1"]), axes, efforts


@settings(max_examples=25)
@given(
    points=st.tuples(st.integers(1, 370), st.integers(0, 300), st.integers(0, 260)),
    costs=st.tuples(*[st.integers(2, 40).map(lambda tenths: tenths / 10)] * 3),
)
def test_where_caps_cross_the_effort_is_that_of_a_fine_grid(
    points: tuple[int, int, int], costs: tuple[float, float, float]
) -> None:
    model, gains, efforts = grid()
    need, field_cap, agency_cap = (number * 0.0025 for number in points)
    first, second, third = gains
    allowed = (first + second <= field_cap + 1e-9) & (second + third <= agency_cap + 1e-9)
    summed = np.where(allowed, first + second + third, -1.0)
    spent = sum(cost * effort for cost, effort in zip(costs, efforts, strict=True))
    found = least_effort(
        total=NOW + need,
        costs=dict(zip(("4.4.1", "4.4.2", "5.9.1"), costs, strict=True)),
        caps={"4.4": field_cap, "Sở Nội vụ": agency_cap},
        model=model,
    )
    assert found.reached == (need <= summed.max() + 1e-9)
    if found.reached:
        assert found.effort == pytest.approx(np.where(summed >= need - 1e-9, spent, np.inf).min(), abs=1e-6)
    else:
        assert found.shortfall == pytest.approx(need - summed.max(), abs=1e-6)


def test_ruling_all_others_out_is_the_same_as_their_having_lost_nothing(model: Model) -> None:
    free = ["5.5", "7.1.9", "8.2", "8.5"]
    found = least_effort(total=NOW + 1.5, must_not=[code for code in LOST if code not in free])
    alone = least_effort(total=NOW + 1.5, model=only(model, free))
    pd.testing.assert_frame_equal(found.measures, alone.measures)
    assert found.reached and found.scenario == alone.scenario


# The goal is reached, and no more than that


def exact(found: LeastEffort, reached: float, goal: float) -> None:
    """No less than the goal; no more either, but for the rounding of values in the file."""
    assert found.reached and found.shortfall == 0 and found.in_the_way.empty
    assert -1e-8 <= reached - goal <= 1e-6


@settings(max_examples=30)
@given(total=st.floats(88.55, 100) | st.integers(89, 100) | st.integers(8855, 10000).map(lambda cents: cents / 100))
def test_a_total_is_reached_exactly(total: float) -> None:
    found, base = least_effort(total=total), achievability_model()
    exact(found, figure(found.scenario, base), total)
    assert found.total == pytest.approx(total, abs=1e-6)
    assert found.goal.score == total
    for row in found.measures.itertuples():
        if base.leaves.loc[row.code, "kind"] == "all_or_nothing":
            assert row.gain == pytest.approx(LOST[row.code], abs=1e-9)


NODES = [code for code, row in ROWS.items() if code != "total" and under(code)]


@settings(max_examples=40)
@given(code=st.sampled_from(NODES), share=st.floats(0.001, 1))
def test_a_score_of_a_field_or_criterion_is_reached_by_its_own_leaves(code: str, share: float) -> None:
    base = achievability_model()
    goal = min(ROWS[code]["score"] + share * (ROWS[code]["max_points"] - ROWS[code]["score"]), ROWS[code]["max_points"])
    found = least_effort(code=code, score=goal)
    assert set(found.measures["code"]) <= set(under(code))
    reached = figure(found.scenario, base, code=code)
    if any(base.leaves.loc[leaf, "kind"] == "gradual" for leaf in found.measures["code"]):
        exact(found, reached, goal)
    else:
        assert found.reached and reached >= goal - 1e-7


@settings(max_examples=25)
@given(agency=st.sampled_from(AGENCIES), share=st.floats(0.001, 1))
def test_points_of_an_agency_are_reached_by_what_it_leads(agency: str, share: float) -> None:
    base = achievability_model()
    goal = published(agency=agency) + share * sum(LOST[code] for code in under(agency))
    led = sum(ROWS[leaf]["max_points"] for leaf in LEAVES if ROWS[leaf]["lead_agency"] == agency)
    found = least_effort(agency=agency, score=min(goal, led))
    assert set(found.measures["lead_agency"]) == {agency}
    reached = figure(found.scenario, base, agency=agency)
    assert found.reached and reached >= goal - 1e-7
    if any(base.leaves.loc[leaf, "kind"] == "gradual" for leaf in found.measures["code"]):
        exact(found, reached, goal)


@pytest.mark.parametrize("name", ["home affairs", "noi-vu", "Department of Home Affairs", "SỞ NỘI VỤ"])
def test_an_agency_goes_by_any_of_its_names(name: str) -> None:
    goal = published(agency="Sở Nội vụ") + 0.7
    own = least_effort(agency="Sở Nội vụ", score=goal)
    pd.testing.assert_frame_equal(least_effort(agency=name, score=goal).measures, own.measures)
    assert least_effort(agency=name, score=goal).scenario == own.scenario


@pytest.mark.parametrize(
    "aim", [{"total": 100}, {"code": "5", "score": 13}, {"agency": "Sở Tài chính", "score": 6}, {"code": "8.2", "score": 1}]
)  # fmt: skip
def test_everything_is_within_reach_and_takes_every_leaf_whole(model: Model, aim: dict[str, Any]) -> None:
    name = aim.get("code") or aim.get("agency")
    if "score" in aim:
        at = [code for code in LEAVES if f"{code}.".startswith(f"{name}.") or ROWS[code]["lead_agency"] == name]
        aim = aim | {"score": round(sum(ROWS[code]["max_points"] for code in at), 9)}
    found = least_effort(**aim)
    codes = under(name) if name else list(LOST)
    assert found.reached and set(found.measures["code"]) == set(codes)
    assert changes(found) == pytest.approx({code: ROWS[code]["max_points"] for code in codes})
    assert found.effort == pytest.approx(sum(price(code, LOST[code], model) for code in codes), abs=1e-6)


@pytest.mark.parametrize("year", [2020, 2021, 2022, 2023])
@pytest.mark.parametrize("rank", [1, 2, 3, 6, 9])
def test_a_rank_is_certain_with_the_total_found_and_not_with_less(rank: int, year: int) -> None:
    found, needed = least_effort(rank=rank, year=year), score_for(rank, year).sure_from
    assert rank_of(found.total, year).worst <= rank
    assert rank_of(min(round(figure(found.scenario, achievability_model()), 9), 100), year).worst <= rank
    assert found.goal.score == needed
    if needed > NOW:
        assert found.total == pytest.approx(needed, abs=1e-6) and found.effort > 0
        assert rank_of(found.total - 0.001, year).worst > rank
    else:
        assert found.total == NOW and found.effort == 0


def test_a_rank_is_set_against_the_year_of_results(model: Model) -> None:
    assert least_effort(rank=3).scenario == least_effort(rank=3, year=2021).scenario
    assert least_effort(rank=3).total != least_effort(rank=3, year=2022).total


# Targets that are likely


def likely_codes(limit: float) -> set[str]:
    told = chances()
    return set(told.loc[told["chance"] >= limit, "code"])


LIMITS = [0.0, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.65, 0.7, 0.8, 1.0]


@pytest.mark.parametrize("limit", LIMITS)
def test_exactly_the_targets_that_are_likely_enough_are_reached(model: Model, limit: float) -> None:
    found, codes = least_effort(likely=limit), likely_codes(limit)
    assert found.reached and set(found.measures["code"]) == codes
    gains = {code: ROWS[code]["target"] - ROWS[code]["score"] for code in codes}
    assert changes(found) == pytest.approx({code: ROWS[code]["target"] for code in codes}, abs=1e-9)
    assert found.total == pytest.approx(NOW + sum(gains.values()), abs=1e-9)
    assert found.effort == pytest.approx(sum(price(code, gain, model) for code, gain in gains.items()), abs=1e-6)


def test_the_limits_tried_part_the_targets_in_many_ways() -> None:
    assert len({len(likely_codes(limit)) for limit in LIMITS}) >= 6


def test_a_target_is_as_likely_here_as_in_the_table_of_chances(model: Model) -> None:
    told = chances().set_index("code")
    assert {code: model.chance_of(code, told.loc[code, "target"]) for code in told.index} == pytest.approx(
        told["chance"].to_dict(), abs=1e-9
    )


def test_a_chance_on_the_limit_is_enough() -> None:
    told = chances().set_index("code")["chance"]
    found = least_effort(likely=float(told["8.2"]))
    assert {"8.2", "8.5", "8.6"} <= set(found.measures["code"])
    assert not {"8.2", "8.5", "8.6"} & set(least_effort(likely=float(told["8.2"]) + 1e-6).measures["code"])


@pytest.mark.parametrize("limit", [0.3, 0.5, 0.9])
def test_true_takes_the_limit_of_the_assumptions(limit: float) -> None:
    shipped = achievability_model()
    given = dataclasses.replace(shipped, assumptions=shipped.assumptions.replace(likely=limit))
    assert least_effort(likely=True, model=given).scenario == least_effort(likely=limit, model=given).scenario
    assert least_effort(likely=1).measures.empty  # a number, not True


# Terms


@settings(max_examples=15)
@given(st.lists(st.floats(88.54, 100), min_size=2, max_size=4).map(sorted), st.booleans())
def test_a_farther_goal_takes_no_less_effort(totals: list[float], limited: bool) -> None:
    terms: dict[str, Any] = (
        {"caps": {"Sở Nội vụ": 2, "7": 1.1}, "must_not": ["8.5"], "must": ["8.2"]} if limited else {}
    )
    efforts = [least_effort(total=total, **terms).effort for total in totals]
    assert all(low <= high + 1e-6 for low, high in itertools.pairwise(efforts))


@settings(max_examples=15)
@given(
    total=st.floats(88.6, 93),
    out=st.lists(st.sampled_from(list(LOST)), min_size=1, max_size=4, unique=True),
    cap=st.floats(0.3, 3),
)
def test_every_term_that_is_dropped_makes_it_no_dearer(total: float, out: list[str], cap: float) -> None:
    full = least_effort(
        total=total, must_not=out, caps={"Sở Nội vụ": cap}, must=["6.1.1"] if "6.1.1" not in out else []
    )
    assume(full.reached)
    fewer = least_effort(
        total=total, must_not=out[1:], caps={"Sở Nội vụ": cap}, must=["6.1.1"] if "6.1.1" not in out else []
    )
    freer = least_effort(total=total, must_not=out[1:], must=["6.1.1"] if "6.1.1" not in out else [])
    freest = least_effort(total=total, must_not=out[1:])
    efforts = [one.effort for one in (full, fewer, freer, freest)]
    assert all(high >= low - 1e-6 for high, low in itertools.pairwise(efforts))


def test_ruling_out_what_was_used_makes_it_dearer(model: Model) -> None:
    plain = least_effort(total=90)
    for code in plain.measures["code"]:
        other = least_effort(total=90, must_not=[code])
        assert code not in set(other.measures["code"]) and other.effort > plain.effort + 1e-3
        assert other.total == pytest.approx(90, abs=1e-6)


def test_a_cheaper_criterion_is_used_more_and_effort_is_counted_at_the_users_costs(model: Model) -> None:
    plain, cheap = least_effort(total=90), least_effort(total=90, costs={"8.1": 0.01, "Sở Tài chính": 3})
    gain = {one: found.measures.set_index("code")["gain"].get("8.1", 0.0) for one, found in (("plain", plain), ("cheap", cheap))}  # fmt: skip
    assert gain["cheap"] > gain["plain"] + 0.5
    assert_measures(cheap, model, {"8.1": 0.01} | dict.fromkeys(under("Sở Tài chính"), 3))
    twice = least_effort(total=90, costs=dict.fromkeys("12345678", 2))
    assert twice.effort == pytest.approx(2 * plain.effort, abs=1e-6)
    assert changes(twice) == pytest.approx(changes(plain), abs=1e-5)


def test_what_must_be_reached_is_reached_even_if_other_ways_are_cheaper(model: Model) -> None:
    must = ["4.4.1", "8.6", "finance"]
    assert not {"4.4.1", "6.4.1"} & set(least_effort(total=90).measures["code"])
    found = least_effort(total=90, must=must)
    asked = {code: ROWS[code]["target"] for code in ("4.4.1", "8.6", *under("Sở Tài chính"))}
    made = changes(found)
    assert all(made[code] >= value - 1e-9 for code, value in asked.items())
    assert figure(found.scenario, model) == pytest.approx(90, abs=1e-6)
    assert found.effort > least_effort(total=90).effort


def test_the_terms_leave_a_goal_of_one_field_to_its_leaves_and_the_must_haves() -> None:
    found = least_effort(code="6", score=ROWS["6"]["score"] + 0.3, must=["8.5"], costs={"6.1.1": 0.5})
    assert set(found.measures["code"]) - set(under("6")) == {"8.5"}
    assert found.total == pytest.approx(NOW + 0.3 + 0.5, abs=1e-6)


def test_numbers_of_numpy_will_do() -> None:
    found = least_effort(total=np.float64(90), costs={"5.5": np.int64(2)}, caps={"8": np.float32(0.5)}, rank=None)
    assert found.effort == least_effort(total=90, costs={"5.5": 2}, caps={"8": 0.5}).effort
    assert least_effort(rank=np.int64(5)).scenario == least_effort(rank=5).scenario


# A goal already reached


@pytest.mark.parametrize(
    "aim",
    [
        {"total": 80},
        {"total": 0},
        {"total": NOW},
        {"rank": 10},
        {"rank": 63},
        {"code": "8.1", "score": 8.709},
        {"code": "5", "score": 1},
        {"agency": "justice", "score": 0},
        {"likely": 1.0},
    ],
    ids=str,
)
def test_a_goal_already_reached_costs_nothing_but_what_must_be_reached(model: Model, aim: dict[str, Any]) -> None:
    found = least_effort(**aim)
    assert found.reached and found.shortfall == 0 and found.in_the_way.empty
    assert (found.effort, found.total) == (0, NOW)
    assert found.measures.empty and list(found.measures) == COLUMNS
    assert found.scenario.changes == ()
    values = evaluate(found.scenario).iloc[:, 0]
    assert all(values[("par", code)] == row["score"] for code, row in ROWS.items())
    assert " 0 năm" in found.scenario.reason and " 0 tiêu chí" in found.scenario.reason
    must = least_effort(**aim, must=["8.2"])
    assert must.reached and changes(must) == {"8.2": 1.0}
    assert must.effort == pytest.approx(price("8.2", 0.5, model), abs=1e-9)


# A goal out of reach


def in_the_way(found: LeastEffort) -> list[tuple[str, str, float]]:
    assert list(found.in_the_way) == ["constraint", "of", "points"] and not found.reached
    return [(row.constraint, row.of, round(row.points, 6)) for row in found.in_the_way.itertuples(index=False)]


@pytest.mark.parametrize(
    ("aim", "terms", "shortfall", "want"),
    [
        # What was ruled out is missing, the most first.
        (
            {"total": 100},
            {"must_not": ["3.4", "4.4.1"]},
            0.37 + 0.012,
            [("must_not", "4.4.1", 0.37), ("must_not", "3.4", 0.012)],
        ),
        # A cap of a group, and one that is not in the way.
        ({"code": "5", "score": 13.5}, {"caps": {"5.9": 0.4, "7": 0.1}}, 1.04 - 0.4, [("caps", "5.9", 0.64)]),
        # An all-or-nothing leaf below its cap is lost whole.
        ({"code": "8", "score": 16}, {"caps": {"8.2": 0.4}}, 0.5, [("caps", "8.2", 0.5)]),
        # Of three halves, two fit below the cap; the ruled-out leaf would take the rest of it.
        (
            {"code": "8", "score": 16},
            {"caps": {"8": 1.4}, "must_not": ["8.1"]},
            1.291 + 1.5 - 1.0,
            [("caps", "8", 0.5), ("must_not", "8.1", 0.4)],
        ),
        # In the shadow of another term a cap is not in the way.
        ({"code": "5.5", "score": 1.25}, {"caps": {"5.5": 0.1}, "must_not": ["5"]}, 0.75, [("must_not", "5", 0.1)]),
        # An agency by another of its names.
        ({"agency": "finance", "score": 6}, {"caps": {"tai-chinh": 0.1}}, 1.067, [("caps", "tai-chinh", 1.067)]),
    ],
    ids=["must_not", "caps", "whole", "two halves", "shadow", "agency"],
)
def test_what_is_in_the_way_is_named_with_its_points(
    model: Model, aim: dict[str, Any], terms: dict[str, Any], shortfall: float, want: list[Any]
) -> None:
    if "agency" in aim:
        aim = aim | {
            "score": round(published(agency="Sở Tài chính") + sum(LOST[code] for code in under("Sở Tài chính")), 9)
        }
    found = least_effort(**aim, **terms)
    assert found.shortfall == pytest.approx(shortfall, abs=1e-6)
    assert in_the_way(found) == want
    name = {
        key: "Sở Tài chính" if key == "agency" else value for key, value in aim.items() if key in ("code", "agency")
    }
    goal = aim.get("score", aim.get("total"))
    assert goal - figure(found.scenario, model, **name) == pytest.approx(found.shortfall, abs=1e-6)


def test_what_the_tables_leave_out_is_the_maximum(model: Model) -> None:
    found = least_effort(total=90, model=only(model, ["5.5", "8.2"]), must_not=["8.2"])
    assert found.shortfall == pytest.approx(1.46 - 0.75, abs=1e-9)
    assert in_the_way(found) == [("must_not", "8.2", 0.5), ("maximum", "", 0.21)]
    assert changes(found) == {"5.5": 1.25} and found.total == pytest.approx(89.29, abs=1e-9)


def test_what_must_be_reached_stays_when_limits_are_weighed() -> None:
    """The must-have takes half of the cap with or without 1.6, so 1.6 is not in the way."""
    found = least_effort(code="8.1", score=10, caps={"Sở Nội vụ": 1.0}, must=["5.5"], must_not=["1.6"])
    assert found.shortfall == pytest.approx(1.291 - 0.5, abs=1e-9)
    assert in_the_way(found) == [("caps", "Sở Nội vụ", 0.791)]


def test_one_gets_as_far_as_possible_and_the_reason_says_what_is_missing(model: Model) -> None:
    terms: dict[str, Any] = {"caps": {"Sở Nội vụ": 1}, "must_not": ["7", "8.6"]}
    gone = sum(LOST[code] for code in LOST if code.startswith("7.") or code == "8.6")
    capped = sum(LOST[code] for code in under("Sở Nội vụ")) - 1
    for lang, words in (("vi", "Chưa đủ: còn thiếu 4,955 điểm."), ("en", "Not enough: 4.955 points are missing.")):
        found = least_effort(total=99, **terms, lang=lang)
        assert found.total == pytest.approx(100 - gone - capped, abs=1e-6)
        assert found.shortfall == pytest.approx(99 - (100 - gone - capped), abs=1e-6)
        assert figure(found.scenario, model) == pytest.approx(found.total, abs=1e-6)
        assert found.scenario.reason.endswith(words)
        assert found.total + found.shortfall == pytest.approx(99, abs=1e-6)
    assert round(99 - (100 - gone - capped), 3) == 4.955
    gains = found.measures.set_index("code")["gain"]
    assert gains[gains.index.isin(under("Sở Nội vụ"))].sum() == pytest.approx(1, abs=1e-6)
    free = [code for code in LOST if code not in under("Sở Nội vụ") and not code.startswith("7.") and code != "8.6"]
    assert gains[free].to_dict() == pytest.approx({code: LOST[code] for code in free}, abs=1e-6)


# Measures


def assert_measures(found: LeastEffort, model: Model, costs: dict[str, float] | None = None) -> None:
    """Every column by hand from the table, the value, and the model."""
    rows = found.measures
    assert list(rows) == COLUMNS and rows["code"].is_unique
    assert rows.index.tolist() == list(range(len(rows)))
    assert rows["effort"].is_monotonic_decreasing
    for row in rows.itertuples(index=False):
        own = ROWS[row.code]
        assert (row.name, row.name_en, row.lead_agency) == (own["name"], own["name_en"], own["lead_agency"])
        assert row.score == own["score"] < row.value <= own["max_points"]
        assert row.gain == pytest.approx(row.value - own["score"], abs=1e-9)
        assert row.closure == pytest.approx(row.gain / LOST[row.code], abs=1e-9) and row.closure <= 1 + 1e-9
        typical = max(model.classes[own["assessment"]].centre, model.assumptions.least_typical)
        assert row.years == pytest.approx(row.closure / typical, abs=1e-9)
        assert row.effort == pytest.approx(price(row.code, row.gain, model, (costs or {}).get(row.code, 1.0)), abs=1e-6)
        assert row.chance == model.chance_of(row.code, row.value)
    assert found.effort == pytest.approx(rows["effort"].sum(), abs=1e-9)
    assert found.total == pytest.approx(NOW + rows["gain"].sum(), abs=1e-6)
    made = changes(found)
    assert list(made) == rows["code"].tolist()
    assert [*made.values()] == pytest.approx(rows["value"].tolist(), abs=1.1e-9)
    assert all(round(value, 9) == value for value in made.values())


@pytest.mark.parametrize(
    "aim",
    [
        {"total": 89},
        {"total": 92.55},
        {"total": 96},
        {"rank": 3},
        {"code": "7", "score": round(ROWS["7"]["score"] + 1.5, 9)},
        {"likely": 0.3},
    ],
    ids=str,
)
def test_every_column_of_the_measures_is_what_it_says(model: Model, aim: dict[str, Any]) -> None:
    found = least_effort(**aim)
    assert len(found.measures) > 1
    assert_measures(found, model)


def test_a_model_under_other_assumptions_is_searched_by_them() -> None:
    shipped = achievability_model()
    found = {}
    for name, other in (
        ("even", shipped.replace(second_year=1, further_years=1)),
        ("shipped", shipped),
        ("slower", shipped.replace(least_typical=0.02)),
        ("steep", shipped.replace(second_year=3, further_years=8)),
    ):
        found[name] = least_effort(total=96, model=other)
        assert_measures(found[name], other)
    assert found["even"].effort < found["shipped"].effort < found["steep"].effort
    assert found["shipped"].effort < found["slower"].effort


def test_an_edited_table_is_the_ground_of_everything() -> None:
    table = PAR.copy()
    table.loc[table["code"].isin(["5.5", "5", "total"]), "score"] += 0.25
    edited = achievability_model(open_edition().replace(par=table))
    found = least_effort(total=90, model=edited)
    assert found.reached and figure(found.scenario, edited) == pytest.approx(90, abs=1e-6)
    assert found.measures["gain"].sum() == pytest.approx(90 - NOW - 0.25, abs=1e-6)
    assert found.scenario.sha256 == edited.edition.sha256 != achievability_model().edition.sha256
    assert found.measures.set_index("code").loc["5.5", "score"] == 0.75
    assert least_effort(code="5", score=ROWS["5"]["score"] + 0.25, model=edited).effort == 0


def test_nothing_that_is_given_is_changed(model: Model) -> None:
    before, terms = model.leaves.copy(), {"costs": {"5": 2}, "caps": {"7": 1}, "must": ["8.2"], "must_not": ["8.5"]}
    least_effort(total=99, model=model, **terms)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(model.leaves, before)
    assert terms == {"costs": {"5": 2}, "caps": {"7": 1}, "must": ["8.2"], "must_not": ["8.5"]}


# The scenario


def printed(value: float, lang: str, digits: int = 3) -> str:
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if lang == "vi" else text


@pytest.mark.parametrize("aim", [{"total": 91}, {"rank": 1}, {"likely": True}, {"total": 10}], ids=str)
def test_the_scenario_comes_back_from_its_file(aim: dict[str, Any], tmp_path: Path) -> None:
    found = least_effort(**aim)
    loaded = open_scenario(save_scenario(found.scenario, tmp_path / "ít công sức nhất.json"))
    assert loaded == found.scenario
    assert figure(loaded, achievability_model()) == pytest.approx(found.total, abs=1e-6)
    assert (loaded.author, loaded.coupled) == ("par_analysis", True)


@pytest.mark.parametrize(
    ("aim", "vi", "en"),
    [
        ({"total": 91.25}, "Tổng điểm 91,25", "A total of 91.25"),
        ({"rank": 3}, "Chắc chắn hạng 3", "Certain of rank 3"),
        ({"code": "5.5", "score": 1.125}, "5.5: 1,125 điểm", "5.5: 1.125 points"),
        ({"agency": "home affairs", "score": 22.5}, "Sở Nội vụ: 22,5 điểm", "Home Affairs: 22.5 points"),
        ({"agency": "Sở Kế hoạch và Đầu tư", "score": 7}, "Sở KH&ĐT: 7 điểm", "Planning & Investment: 7 points"),
        ({"likely": 0.5}, "Chỉ mục tiêu có khả năng đạt từ 50%", "Only targets at least 50% likely"),
        ({"likely": True}, "Chỉ mục tiêu có khả năng đạt từ 70%", "Only targets at least 70% likely"),
        (
            {"likely": 0.625},
            "Chỉ mục tiêu có khả năng đạt từ 62,5%",
            "Only targets at least 62.5% likely",
        ),
    ],
    ids=str,
)
def test_goal_and_effort_are_said_in_both_languages(aim: dict[str, Any], vi: str, en: str) -> None:
    found = {lang: least_effort(**aim, lang=lang) for lang in ("vi", "en")}
    goal = found["vi"].goal
    assert goal == found["en"].goal and (goal.title_vi, goal.title_en) == (vi, en)
    assert found["vi"].scenario.title == vi and found["en"].scenario.title == en
    assert found["vi"].scenario.changes == found["en"].scenario.changes
    effort, count = found["vi"].measures["effort"].sum(), len(found["vi"].measures)
    noun = "criterion" if count == 1 else "criteria"
    assert found["vi"].scenario.reason == (
        f"Công sức ít nhất: {printed(effort, 'vi', 2)} năm tiến bộ điển hình ở {count} tiêu chí."
    )
    assert found["en"].scenario.reason == (
        f"Least effort: {printed(effort, 'en', 2)} years of typical progress on {count} {noun}."
    )


# Refusals

ONE_GOAL = "cần đúng một đích (exactly one goal): total=…, rank=…, code=… và (and) score=…, agency=… và (and) score=…, likely=…"


@pytest.mark.parametrize(
    "aim",
    [
        {},
        {"total": 90, "rank": 3},
        {"total": 90, "likely": True},
        {"code": "5.5", "agency": "Sở Nội vụ", "score": 1},
        {"total": None, "likely": False},
        {"score": 1},
        {"code": "5.5"},
        {"agency": "Sở Nội vụ"},
        {"total": 90, "score": 1},
        {"rank": 3, "score": 1},
        {"likely": True, "score": 1},
    ],
    ids=str,
)
def test_there_is_exactly_one_goal(aim: dict[str, Any]) -> None:
    with pytest.raises(ParAnalysisError, match=f"^{re.escape(ONE_GOAL)}$"):
        least_effort(**aim)


MOST = {"5.5": "1.25", "5": f"{ROWS['5']['max_points']:g}", "Sở Tư pháp": f"{sum(ROWS[c]['max_points'] for c in LEAVES if ROWS[c]['lead_agency'] == 'Sở Tư pháp'):g}"}  # fmt: skip


@pytest.mark.parametrize("value", [-0.1, 1000, np.nan, np.inf, True, "1", [1]], ids=repr)
@pytest.mark.parametrize(
    ("name", "rest", "most"),
    [
        ("total", {}, "100"),
        ("score", {"code": "5.5"}, MOST["5.5"]),
        ("score", {"code": "5"}, MOST["5"]),
        ("score", {"agency": "Sở Tư pháp"}, MOST["Sở Tư pháp"]),
        ("likely", {}, "1"),
    ],
)
def test_a_goal_that_is_no_number_in_its_range_is_refused(name: str, rest: Any, most: str, value: Any) -> None:
    if name == "likely" and value is True:
        return
    message = f"{name} = {value!r}: phải là số từ 0 đến {most} (a number from 0 to {most})"
    with pytest.raises(ParAnalysisError, match=f"^{re.escape(message)}$"):
        least_effort(**{name: value}, **rest)


@pytest.mark.parametrize(
    ("aim", "message"),
    [
        ({"rank": 0}, "rank = 0: thứ hạng là số nguyên từ 1 đến 63 (a rank is a whole number from 1 to 63)"),
        ({"rank": 2.5}, "rank = 2.5: thứ hạng là số nguyên từ 1 đến 63"),
        ({"rank": True}, "rank = True: thứ hạng là số nguyên từ 1 đến 63"),
        ({"rank": 3, "year": 1999}, "năm 1999: chưa có điểm hay thứ hạng nào đã công bố"),
        ({"code": "5.55", "score": 1}, "code: không có tiêu chí (no criterion) '5.55'; gần giống (close): 5.5"),
        ({"code": "3.5", "score": 1}, "code: 3.5: không bị trừ điểm nào (lost no points)"),
        ({"code": "I", "score": 1}, "code: không có tiêu chí (no criterion) 'I'"),
        ({"agency": "Sở Y tế", "score": 1}, "agency: không có cơ quan (no agency) 'Sở Y tế'"),
        ({"agency": "tax", "score": 1}, "agency: tax: không bị trừ điểm nào (lost no points)"),
        ({"total": 90, "lang": "fr"}, "lang = 'fr': chỉ có 'vi' và 'en' (use 'vi' or 'en')"),
        ({"total": 90, "costs": {"9": 1}}, "costs: không có tiêu chí hay cơ quan (no criterion or agency) '9'"),
        ({"total": 90, "costs": {"5": 0}}, "costs['5'] = 0: phải là số lớn hơn 0 (a number above 0)"),
        ({"total": 90, "caps": {"5": -1}}, "caps['5'] = -1: phải là số từ 0 (a number from 0 on)"),
        ({"total": 90, "must": ["xyz"]}, "must: không có tiêu chí hay cơ quan (no criterion or agency) 'xyz'"),
        ({"total": 90, "must_not": ["xyz"]}, "must_not: không có tiêu chí hay cơ quan (no criterion or agency) 'xyz'"),
        ({"total": 90, "must": ["5.5"], "must_not": ["5"]}, "5.5: vừa bắt buộc đạt, vừa bị loại"),
        ({"likely": 0.0, "must_not": ["8.2"]}, "8.2: vừa bắt buộc đạt, vừa bị loại"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)  # fmt: skip
def test_what_cannot_be_understood_is_refused(aim: dict[str, Any], message: str) -> None:
    with pytest.raises(ParAnalysisError, match=re.escape(message)):
        least_effort(**aim)


@pytest.mark.parametrize("aim", [{"agency": "5", "score": 6}, {"code": "Sở Nội vụ", "score": 20}], ids=str)
def test_a_code_is_no_agency_and_an_agency_no_code(aim: dict[str, Any]) -> None:
    with pytest.raises(ParAnalysisError, match=f"^{'agency' if 'agency' in aim else 'code'}: "):
        least_effort(**aim)
