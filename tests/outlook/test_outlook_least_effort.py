"""The least effort is that of trying everything; the goal is reached exactly, or what is in the way is said; the ladder."""

from __future__ import annotations

import dataclasses
import functools
import itertools
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
from par_analysis.outlook import least_effort as least_effort_module
from par_analysis.outlook.chance import chances
from par_analysis.outlook.effort import Limits, goal_of
from par_analysis.outlook.least_effort import Ladder, LeastEffort, ladder, least_effort
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.ranks import rank_list, score_for
from par_analysis.scenario.evaluation import evaluate, leaf_values

PAR = load_par()
ROWS: dict[str, dict[str, Any]] = {row["code"]: row for row in PAR.to_dict("records")}
LEAVES = [code for code, row in ROWS.items() if row["is_leaf"]]
LOST = {code: row["max_points"] - row["score"] for code, row in ROWS.items() if row["is_leaf"] and round(row["max_points"] - row["score"], 9) > 0}  # fmt: skip
AGENCIES = sorted({ROWS[code]["lead_agency"] for code in LOST})
NOW, PLAN = ROWS["total"]["score"], ROWS["total"]["target"]
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
    share = draw(st.sampled_from([0.001, 0.5, 0.9, 1.0, 1.3]) | st.floats(0.0001, 1))  # the solver aims at 1e-7
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


@settings(max_examples=130)
@given(case=cases() | cases(whole=(2, 6), gradual=(0, 0)) | cases(whole=(0, 0), gradual=(2, 5)))
def test_the_effort_is_that_of_trying_everything(case: Case) -> None:
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


@settings(max_examples=15)
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


# The goal is reached, and no more than that


def exact(found: LeastEffort, reached: float, goal: float) -> None:
    """No less than the goal; no more either, but for the rounding of values in the file."""
    assert found.reached and found.shortfall == 0 and found.in_the_way.empty
    assert -1e-8 <= reached - goal <= 1e-6


@settings(max_examples=15)
@given(total=st.floats(88.55, 100) | st.integers(89, 100) | st.integers(8855, 10000).map(lambda cents: cents / 100))
def test_a_total_is_reached_exactly(total: float) -> None:
    found, base = least_effort(total=total), achievability_model()
    exact(found, figure(found.scenario, base), total)
    assert found.total == pytest.approx(total, abs=1e-6) and found.goal.score == total
    for row in found.measures.itertuples():
        if base.leaves.loc[row.code, "kind"] == "all_or_nothing":
            assert row.gain == pytest.approx(LOST[row.code], abs=1e-9)


def test_what_the_tolerance_of_the_solver_leaves_missing_is_made_up_for(model: Model) -> None:
    goal, terms = goal_of(model, total=NOW + 1.0), Limits({}, {}).terms(model)
    gains = pd.Series(0.0, index=terms.leaves.index)
    gains[["8.1", "8.2"]] = 0.5 - 5e-8, 0.5
    found = least_effort_module._topped_up(gains, goal, terms)
    assert found.sum() == pytest.approx(1.0, abs=1e-12) and found["8.2"] == 0.5


NODES = [code for code, row in ROWS.items() if code != "total" and under(code)]


@settings(max_examples=30)
@given(name=st.sampled_from(NODES) | st.sampled_from(AGENCIES), share=st.floats(0.001, 1))
def test_a_score_of_a_field_a_criterion_or_an_agency_is_reached_by_its_own_leaves(name: str, share: float) -> None:
    base, scope = achievability_model(), "code" if name in ROWS else "agency"
    start = published(**{scope: name})
    goal = min(start + share * sum(LOST[code] for code in under(name)), start + sum(LOST[code] for code in under(name)))
    found = least_effort(**{scope: name}, score=round(goal, 9))
    assert set(found.measures["code"]) <= set(under(name))
    reached = figure(found.scenario, base, **{scope: name})
    if any(base.leaves.loc[leaf, "kind"] == "gradual" for leaf in found.measures["code"]):
        exact(found, reached, round(goal, 9))
    else:
        assert found.reached and reached >= goal - 1e-7


def test_everything_is_within_reach_and_takes_every_leaf_whole(model: Model) -> None:
    for name in ("", "5", "8.2", "Sở Tài chính"):
        codes = under(name) if name else list(LOST)
        at = [code for code in LEAVES if f"{code}.".startswith(f"{name}.") or ROWS[code]["lead_agency"] == name]
        most = round(sum(ROWS[code]["max_points"] for code in at), 9)
        aim = {"code" if name in ROWS else "agency": name, "score": most} if name else {"total": 100}
        found = least_effort(**aim)
        assert found.reached and set(found.measures["code"]) == set(codes)
        assert changes(found) == pytest.approx({code: ROWS[code]["max_points"] for code in codes})
        assert found.effort == pytest.approx(sum(price(code, LOST[code], model) for code in codes), abs=1e-6)


def test_a_rank_is_certain_with_the_total_found_and_not_with_less(model: Model) -> None:
    faults = []
    for year in (2020, 2021, 2022, 2023):
        for rank in (1, 3, 9):
            found, needed = least_effort(rank=rank, year=year), score_for(rank, year).sure_from
            worst = rank_list(year).steps.worst([found.total, min(round(figure(found.scenario, model), 9), 100)])
            if max(worst) > rank or found.goal.score != needed:
                faults.append((year, rank, found.total))
            elif needed > NOW:
                less = rank_list(year).steps.worst(found.total - 0.001)
                if abs(found.total - needed) > 1e-6 or found.effort <= 0 or less <= rank:
                    faults.append((year, rank, found.total))
            elif (found.total, found.effort) != (NOW, 0):
                faults.append((year, rank, found.total))
    assert faults == []
    assert least_effort(rank=3).scenario == least_effort(rank=np.int64(3), year=2021).scenario  # the year of results
    assert least_effort(rank=3).total != least_effort(rank=3, year=2022).total


# Targets that are likely


def test_exactly_the_targets_that_are_likely_enough_are_reached(model: Model) -> None:
    table, sizes = chances().set_index("code"), set()
    assert {code: model.chance_of(code, table.loc[code, "target"]) for code in table.index} == pytest.approx(
        table["chance"].to_dict(), abs=1e-9
    )
    edge = float(table.loc["8.2", "chance"])  # a chance on the limit is enough
    for limit in (0.0, 0.2, 0.25, 0.3, 0.4, edge, edge + 1e-6, 0.5, 0.65, 0.7, 1.0):
        found, codes = least_effort(likely=limit), set(table.index[table["chance"] >= limit])
        sizes.add(len(codes))
        assert found.reached and set(found.measures["code"]) == codes, limit
        gains = {code: ROWS[code]["target"] - ROWS[code]["score"] for code in codes}
        assert changes(found) == pytest.approx({code: ROWS[code]["target"] for code in codes}, abs=1e-9)
        assert found.total == pytest.approx(NOW + sum(gains.values()), abs=1e-9)
        assert found.effort == pytest.approx(sum(price(code, gain, model) for code, gain in gains.items()), abs=1e-6)
    assert len(sizes) >= 6
    for limit in (0.3, 0.9):  # True takes the limit of the assumptions; 1 is a number
        other = model.replace(likely=limit)
        assert least_effort(likely=True, model=other).scenario == least_effort(likely=limit, model=other).scenario
    assert least_effort(likely=1).measures.empty


# Terms


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


# A goal already reached


def test_a_goal_already_reached_costs_nothing_but_what_must_be_reached(model: Model) -> None:
    aims: list[dict[str, Any]] = [
        {"total": 80},
        {"total": 0},
        {"total": NOW},
        {"rank": 10},
        {"rank": 63},
        {"likely": 1.0},
    ]
    aims += [{"code": "8.1", "score": 8.709}, {"code": "5", "score": 1}, {"agency": "justice", "score": 0}]
    for aim in aims:
        found = least_effort(**aim)
        assert found.reached and found.shortfall == 0 and found.in_the_way.empty, aim
        assert (found.effort, found.total, found.scenario.changes) == (0, NOW, ())
        assert found.measures.empty and list(found.measures) == COLUMNS
        assert " 0 năm" in found.scenario.reason and " 0 tiêu chí" in found.scenario.reason
        must = least_effort(**aim, must=["8.2"])
        assert must.reached and changes(must) == {"8.2": 1.0}
        assert must.effort == pytest.approx(price("8.2", 0.5, model), abs=1e-9)


# A goal out of reach


WAYS: list[tuple[dict[str, Any], dict[str, Any], float, list[tuple[str, str, float]]]] = [
    # What was ruled out is missing, the most first.
    ({"total": 100}, {"must_not": ["3.4", "4.4.1"]}, 0.382, [("must_not", "4.4.1", 0.37), ("must_not", "3.4", 0.012)]),
    # A cap of a group, and one that is not in the way.
    ({"code": "5", "score": 13.5}, {"caps": {"5.9": 0.4, "7": 0.1}}, 0.64, [("caps", "5.9", 0.64)]),
    # An all-or-nothing leaf below its cap is lost whole.
    ({"code": "8", "score": 16}, {"caps": {"8.2": 0.4}}, 0.5, [("caps", "8.2", 0.5)]),
    # Of three halves, two fit below the cap; the ruled-out leaf would take the rest of it.
    ({"code": "8", "score": 16}, {"caps": {"8": 1.4}, "must_not": ["8.1"]}, 1.791, [("caps", "8", 0.5), ("must_not", "8.1", 0.4)]),
    # In the shadow of another term a cap is not in the way.
    ({"code": "5.5", "score": 1.25}, {"caps": {"5.5": 0.1}, "must_not": ["5"]}, 0.75, [("must_not", "5", 0.1)]),
    # The must-have takes half of the cap with or without 1.6, so 1.6 is not in the way.
    ({"code": "8.1", "score": 10}, {"caps": {"Sở Nội vụ": 1.0}, "must": ["5.5"], "must_not": ["1.6"]}, 0.791, [("caps", "Sở Nội vụ", 0.791)]),
]  # fmt: skip


def test_what_is_in_the_way_is_named_with_its_points(model: Model) -> None:
    for aim, terms, shortfall, want in WAYS:
        found = least_effort(**aim, **terms)
        rows = [(row.constraint, row.of, round(row.points, 6)) for row in found.in_the_way.itertuples(index=False)]
        assert (found.reached, rows) == (False, want)
        assert found.shortfall == pytest.approx(shortfall, abs=1e-6)
        reached = figure(found.scenario, model, code=aim.get("code", "total"))
        assert aim.get("score", aim.get("total")) - reached == pytest.approx(shortfall, abs=1e-6)


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


def test_every_column_of_the_measures_is_what_it_says(model: Model) -> None:
    seven = {"code": "7", "score": round(ROWS["7"]["score"] + 1.5, 9)}
    for aim in ({"total": 92.55}, {"total": 96}, {"rank": 3}, seven, {"likely": 0.3}):
        found = least_effort(**aim)  # type: ignore[arg-type]
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


def test_the_scenario_comes_back_from_its_file(model: Model, tmp_path: Path) -> None:
    for aim in ({"total": 91}, {"total": 10}):
        found = least_effort(**aim)
        loaded = open_scenario(save_scenario(found.scenario, tmp_path / "ít công sức nhất.json"))
        assert loaded == found.scenario
        assert figure(loaded, model) == pytest.approx(found.total, abs=1e-6)
        assert (loaded.author, loaded.coupled) == ("par_analysis", True)


TITLES: list[tuple[dict[str, Any], str, str]] = [
    ({"total": 91.25}, "Tổng điểm 91,25", "A total of 91.25"),
    ({"rank": 3}, "Chắc chắn hạng 3", "Certain of rank 3"),
    ({"code": "5.5", "score": 1.125}, "5.5: 1,125 điểm", "5.5: 1.125 points"),
    ({"agency": "home affairs", "score": 22.5}, "Sở Nội vụ: 22,5 điểm", "Home Affairs: 22.5 points"),
    ({"agency": "Sở Kế hoạch và Đầu tư", "score": 7}, "Sở KH&ĐT: 7 điểm", "Planning & Investment: 7 points"),
    ({"likely": True}, "Chỉ mục tiêu có khả năng đạt từ 70%", "Only targets at least 70% likely"),
    ({"likely": 0.625}, "Chỉ mục tiêu có khả năng đạt từ 62,5%", "Only targets at least 62.5% likely"),
]


def test_goal_and_effort_are_said_in_both_languages() -> None:
    for aim, *titles in TITLES:
        found = {lang: least_effort(**aim, lang=lang) for lang in ("vi", "en")}
        goal = found["vi"].goal
        assert goal == found["en"].goal and [goal.title_vi, goal.title_en] == titles
        assert [one.scenario.title for one in found.values()] == titles
        assert found["vi"].scenario.changes == found["en"].scenario.changes
        effort, count = found["vi"].measures["effort"].sum(), len(found["vi"].measures)
        noun = "criterion" if count == 1 else "criteria"
        assert found["vi"].scenario.reason == (
            f"Công sức ít nhất: {printed(effort, 'vi', 2)} năm tiến bộ điển hình ở {count} tiêu chí."
        )
        assert found["en"].scenario.reason == (
            f"Least effort: {printed(effort, 'en', 2)} years of typical progress on {count} {noun}."
        )


def test_goals_and_terms_are_refused_through_both_doors() -> None:
    """What is refused is told by the tests of goals and terms; here, that it comes through."""
    terms: list[tuple[dict[str, Any], str]] = [
        ({"lang": "fr"}, "lang = 'fr'"),
        ({"costs": {"9": 1}}, "costs: .*'9'"),
        ({"caps": {"5": np.nan}}, r"caps\['5'\]: .*nan"),
        ({"must": ["x"]}, "^must: .*'x'"),
        ({"must_not": ["x"]}, "^must_not: .*'x'"),
        ({"must": ["5.5"], "must_not": ["5"]}, r"^5\.5: vừa bắt buộc đạt"),
    ]
    for asked, message in terms:
        for ask in (lambda **terms: least_effort(total=90, **terms), ladder):
            with pytest.raises(ParAnalysisError, match=message):
                ask(**asked)
    with pytest.raises(ParAnalysisError, match=r"8\.2: vừa bắt buộc đạt, vừa bị loại"):
        least_effort(likely=0.0, must_not=["8.2"])
    for aim in ({}, {"total": 101}, {"rank": 64}, {"code": "x", "score": 1}, {"agency": "x", "score": 1}):
        with pytest.raises(ParAnalysisError):
            least_effort(**aim)  # type: ignore[arg-type]
    with pytest.raises(ParAnalysisError, match="năm 1999"):
        ladder(year=1999)


# The ladder

STEPS = ["kind", "goal", "score", "gain", "reached", "effort", "n_measures", "enters", "leaves"]
TIGHT: dict[str, Any] = {"caps": {"Sở Nội vụ": 1, "7": 1.2}, "must_not": ["8.5", "2"]}
LADDERS: dict[str, dict[str, Any]] = {
    "plain": {},
    "terms": TIGHT | {"costs": {"8": 0.5, "5.5": 3}, "must": ["8.6", "3.4"], "lang": "en"},
    "other year": {"year": 2022, "must": ["5.9"]},
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
        else int(rank_list(year).steps.worst(now))
    )
    sure = {rank: rank_list(year, edition=edition).needs(rank)[1] for rank in range(today - 1, 0, -1)}
    want = [("rank", float(rank), score) for rank, score in sure.items() if score > now]
    want += [("points", float(points), float(points)) for points in range(1, 101) if points > now]
    return sorted([*want, *([("plan", plan, plan)] if plan > now else [])], key=lambda step: (step[2], step[0]))


# Which steps there are


def test_there_is_a_step_for_every_better_rank_each_whole_point_and_the_plan(ladders: dict[str, Ladder]) -> None:
    for year, made in {2021: ladders["plain"], 2022: ladders["other year"], 2024: ladder(year=2024)}.items():
        assert list(made.steps) == STEPS
        rows = list(made.steps[["kind", "goal", "score"]].itertuples(index=False, name=None))
        assert rows == expected(year), year
        assert list(made.plans) == [key(row) for row in made.steps.itertuples()]
        ranks = made.steps.loc[made.steps["kind"] == "rank", "goal"].tolist()
        assert ranks == sorted(ranks, reverse=True) and len(ranks) > 1  # the nearest goal comes first
        assert made.steps["gain"].tolist() == pytest.approx((made.steps["score"] - NOW).tolist(), abs=1e-9)


def test_a_score_that_is_a_whole_point_now_is_no_step_and_nor_is_a_target_below_it() -> None:
    table = PAR.copy()
    table.loc[table["code"].isin(["5.5", "5", "total"]), "score"] += 0.46
    table.loc[table["code"].isin(["5.5", "5", "total"]), "score"] = table["score"].round(9)
    table.loc[table["code"] == "total", "target"] = 89.0
    made = ladder(model=achievability_model(open_edition().replace(par=table))).steps
    rows = list(made[["kind", "goal", "score"]].itertuples(index=False, name=None))
    assert rows == expected(2021, 89.0, 89.0) and set(made["kind"]) == {"points", "rank"}


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
        assert (
            all(low <= high + 1e-6 for low, high in itertools.pairwise(efforts)) and efforts[-1] > 10 * efforts[0] > 0
        )
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
                assert row.kind != "rank" or rank_list(year).steps.worst(plan.total) <= row.goal
            else:
                assert plan.total + plan.shortfall == pytest.approx(row.score, abs=1e-6)
    assert ladders["plain"].steps["leaves"].map(len).sum() > 0  # some criterion leaves again


# Terms


def test_beyond_the_terms_a_step_is_not_reached() -> None:
    made, groups = ladder(**TIGHT), {name: under(name) for name in TIGHT["caps"]}
    out = [code for code in LOST if code == "8.5" or code.startswith("2.")]
    free = [code for code in LOST if code not in (*out, *groups["7"], *groups["Sở Nội vụ"])]
    assert all(sum(LOST[code] for code in codes) > TIGHT["caps"][name] for name, codes in groups.items())
    assert not set(groups["7"]) & set(groups["Sở Nội vụ"])
    most = NOW + sum(LOST[code] for code in free) + sum(TIGHT["caps"].values())
    assert made.steps["reached"].tolist() == (made.steps["score"] <= most + 1e-9).tolist()
    assert made.steps["reached"].iloc[0] and not made.steps["reached"].iloc[-1]
    for row in made.steps[~made.steps["reached"]].itertuples():
        plan = made.plans[key(row)]
        assert plan.shortfall == pytest.approx(row.score - most, abs=1e-6)
        assert set(plan.in_the_way["of"]) == {"Sở Nội vụ", "7", "8.5", "2"}


def test_the_plans_speak_the_language_and_use_the_model_that_are_given(
    ladders: dict[str, Ladder], model: Model
) -> None:
    made = ladder(lang="en", model=model.replace(second_year=1, further_years=1))
    for name, vi, en in (
        ("rank_3", "Chắc chắn hạng 3", "Certain of rank 3"),
        ("points_90", "Tổng điểm 90", "A total of 90"),
        ("plan", "Tổng điểm 92,55", "A total of 92.55"),
    ):
        assert [found.plans[name].scenario.title for found in (ladders["plain"], made)] == [vi, en]
    assert made.plans["plan"].scenario.reason.startswith("Least effort: ")
    assert made.steps["effort"].iloc[-1] < ladders["plain"].steps["effort"].iloc[-1]
