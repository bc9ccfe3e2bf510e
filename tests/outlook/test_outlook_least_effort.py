"""The goal of a least effort is reached exactly, or what is in the way is said; measures, scenario, titles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from effort_cases import AGENCIES, LEAVES, LOST, NOW, PAR, ROWS, changes, figure, price, published, under
from hypothesis import given, settings
from hypothesis import strategies as st

from par_analysis import open_edition
from par_analysis.outlook import least_effort as least_effort_module
from par_analysis.outlook.bands import band_of
from par_analysis.outlook.chance import chances
from par_analysis.outlook.effort import Limits, goal_of
from par_analysis.outlook.joint import joint_chance
from par_analysis.outlook.least_effort import LeastEffort, least_effort
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.ranks import rank_list, score_for

COLUMNS = ["code", "name", "name_en", "lead_agency", "score", "value", "gain", "closure", "effort", "chance", "band"]
KNOWN = open_edition().at(None)  # with the lists of later years


@pytest.fixture(scope="module")
def model() -> Model:
    return achievability_model()


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
            found = least_effort(rank=rank, year=year, edition=KNOWN)
            needed = score_for(rank, year, edition=KNOWN).sure_from
            worst = rank_list(year, edition=KNOWN).steps.worst(
                [found.total, min(round(figure(found.scenario, model), 9), 100)]
            )
            if max(worst) > rank or found.goal.score != needed:
                faults.append((year, rank, found.total))
            elif needed > NOW:
                less = rank_list(year, edition=KNOWN).steps.worst(found.total - 0.001)
                if abs(found.total - needed) > 1e-6 or found.effort <= 0 or less <= rank:
                    faults.append((year, rank, found.total))
            elif (found.total, found.effort) != (NOW, 0):
                faults.append((year, rank, found.total))
    assert faults == []
    assert least_effort(rank=3).scenario == least_effort(rank=np.int64(3), year=2021).scenario  # the year of results
    assert least_effort(rank=3).total != least_effort(rank=3, year=2022, edition=KNOWN).total


# Targets that are likely


def test_exactly_the_targets_that_are_likely_are_reached(model: Model) -> None:
    table, sizes = chances().set_index("code"), set()
    for limit in (0.35, 0.5, 0.62, 0.66, 0.8):
        other = model.replace(likely=limit)
        found, codes = least_effort(likely=True, model=other), set(table.index[table["chance"] >= limit])
        sizes.add(len(codes))
        assert found.reached and set(found.measures["code"]) == codes, limit
        gains = {code: ROWS[code]["target"] - ROWS[code]["score"] for code in codes}
        whole = model.leaves["kind"] == "all_or_nothing"
        want = {code: ROWS[code]["max_points" if whole[code] else "target"] for code in codes}
        assert changes(found) == pytest.approx(want, abs=1e-9)
        assert found.effort >= sum(price(code, gain, model) for code, gain in gains.items()) - 1e-6
        assert set(found.measures["band"]) <= {"likely"}
    assert len(sizes) >= 3


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
    used = set(least_effort(total=90).measures["code"])
    assert not {"8.6", "7.1.9"} & used
    found = least_effort(total=90, must=["8.6", "7.1.9", "finance"])
    asked = {code: ROWS[code]["target"] for code in ("8.6", "7.1.9", *under("Sở Tài chính"))}
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
    ]
    aims += [{"code": "8.1", "score": 8.709}, {"code": "5", "score": 1}, {"agency": "justice", "score": 0}]
    for aim in aims:
        found = least_effort(**aim)
        assert found.reached and found.shortfall == 0 and found.in_the_way.empty, aim
        assert (found.effort, found.total, found.scenario.changes) == (0, NOW, ())
        assert found.measures.empty and list(found.measures) == COLUMNS
        assert ": 0 (số quy ước để xếp thứ tự) ở 0 tiêu chí" in found.scenario.reason and found.joint == 1.0
        must = least_effort(**aim, must=["8.2"])
        assert must.reached and changes(must) == {"8.2": 1.0}
        assert must.effort == pytest.approx(price("8.2", 0.5, model), abs=1e-9)


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
        assert row.effort == pytest.approx(price(row.code, row.gain, model, (costs or {}).get(row.code, 1.0)), abs=1e-6)
        assert row.chance == model.chance_of(row.code, row.value) and row.band == band_of(row.chance, model)
    assert found.effort == pytest.approx(rows["effort"].sum(), abs=1e-9)
    assert found.total == pytest.approx(NOW + rows["gain"].sum(), abs=1e-6)
    assert found.joint == joint_chance(model, dict(zip(rows["code"], rows["value"], strict=True)))
    assert found.joint <= rows["chance"].min() + 0.02
    made = changes(found)
    assert list(made) == rows["code"].tolist()
    assert [*made.values()] == pytest.approx(rows["value"].tolist(), abs=1.1e-9)
    assert all(round(value, 9) == value for value in made.values())


def test_every_column_of_the_measures_is_what_it_says(model: Model) -> None:
    seven = {"code": "7", "score": round(ROWS["7"]["score"] + 1.5, 9)}
    for aim in ({"total": 92.55}, {"total": 96}, {"rank": 3}, seven, {"likely": True}):
        found = least_effort(**aim)  # type: ignore[arg-type]
        assert len(found.measures) > 1
        assert_measures(found, model)


def test_a_model_under_other_assumptions_is_searched_by_them() -> None:
    shipped = achievability_model()
    found = {}
    for name, other in (
        ("even", shipped.replace(second_step=1, further_steps=1)),
        ("shipped", shipped),
        ("slower", shipped.replace(least_typical=0.02)),
        ("steep", shipped.replace(second_step=3, further_steps=8)),
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
    more = least_effort(total=99, model=edited)
    assert more.measures.set_index("code").loc["5.5", "score"] == 0.75
    assert least_effort(code="5", score=ROWS["5"]["score"] + 0.25, model=edited).effort == 0


def test_nothing_that_is_given_is_changed(model: Model) -> None:
    before, terms = model.leaves.copy(), {"costs": {"5": 2}, "caps": {"7": 1}, "must": ["8.2"], "must_not": ["8.5"]}
    least_effort(total=99, model=model, **terms)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(model.leaves, before)
    assert terms == {"costs": {"5": 2}, "caps": {"7": 1}, "must": ["8.2"], "must_not": ["8.5"]}
