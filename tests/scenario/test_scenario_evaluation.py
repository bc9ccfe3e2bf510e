"""Scenarios become figures: as by hand, whatever the order, never outside the range, SIPAS and 8.1 together."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scenario_cases import (
    AGENCIES,
    ASSESSMENTS,
    INDEX_OF,
    INNER,
    LEAVES,
    ROWS,
    below,
    leaves_by_hand,
    nodes_by_hand,
    number,
    scenarios,
)

from par_analysis import ParAnalysisError, Scenario, evaluate, load_par, open_edition, presets
from par_analysis.scenario.evaluation import leaf_values
from par_analysis.scenario.scenario import Change

ALL_LEAVES = [*LEAVES["par"], *LEAVES["sipas"]]


def of(*changes: Change, **fields: Any) -> Scenario:
    return Scenario("thử", changes, **fields)


def figures(scenario: Scenario) -> pd.Series:
    return evaluate(scenario)[scenario.title]


def random_many(count: int, seed: int) -> list[Scenario]:
    """Scenarios with a few leaves set, made quickly."""
    rng = random.Random(seed)
    own = [code for code in ALL_LEAVES if code != "8.1"]
    return [
        Scenario(
            f"{place}",
            tuple(
                Change("code", code, "score", rng.uniform(0, number(code, "max_points"))) for code in rng.sample(own, 3)
            ),
        )
        for place in range(count)
    ]


# As by hand


@given(scenarios())
def test_every_node_is_what_adding_up_by_hand_gives(scenario: Scenario) -> None:
    leaves = leaves_by_hand(scenario)
    assert leaf_values(scenario).to_dict() == pytest.approx(leaves, abs=1e-9)
    assert figures(scenario).to_dict() == pytest.approx(nodes_by_hand(leaves), abs=1e-9)


@given(scenarios())
def test_every_leaf_stays_within_its_range(scenario: Scenario) -> None:
    values, base = leaf_values(scenario), open_edition()
    assert ((values >= 0) & (values <= base.maximum + 1e-12)).all()


@given(scenarios(), st.randoms(use_true_random=False))
def test_the_order_of_changes_does_not_matter(scenario: Scenario, rng: random.Random) -> None:
    changes = list(scenario.changes)
    rng.shuffle(changes)
    other = scenario.replace(changes=tuple(changes))
    pd.testing.assert_series_equal(leaf_values(other), leaf_values(scenario), check_exact=True)


def test_no_change_gives_the_published_figures_exactly() -> None:
    made = figures(of())
    for name, rows in ROWS.items():
        assert {code: made[(name, code)] for code in rows} == {code: row["score"] for code, row in rows.items()}


def test_rows_and_columns_are_labelled() -> None:
    made = evaluate([Scenario("b"), Scenario("a")])
    assert list(made.columns) == ["b", "a"]
    assert made.index.names == ["index", "code"]
    assert list(made.index) == [(name, code) for name, rows in ROWS.items() for code in rows]
    assert evaluate([]).shape == (len(made), 0)


def test_ten_thousand_at_once_are_what_one_by_one_gives() -> None:
    many = random_many(10_000, seed=7)
    made = evaluate(many)
    assert made.shape == (sum(map(len, ROWS.values())), 10_000)
    for place in random.Random(1).sample(range(10_000), 25):
        np.testing.assert_allclose(made[f"{place}"], figures(many[place]), rtol=0, atol=1e-12)
        hand = nodes_by_hand(leaves_by_hand(many[place]))
        assert made[f"{place}"].to_dict() == pytest.approx(hand, abs=1e-9)


def test_any_iterable_of_scenarios_will_do() -> None:
    ready = presets()
    pd.testing.assert_frame_equal(evaluate(ready.values()), evaluate(list(ready.values())))
    pd.testing.assert_frame_equal(evaluate(one for one in ready.values()), evaluate(tuple(ready.values())))


# What each move does


@pytest.mark.parametrize("name", ["par", "sipas"])
def test_closing_nothing_of_the_deficit_changes_nothing_and_closing_all_reaches_the_maximum(name: str) -> None:
    values = leaf_values(of(Change("index", name, "close", 0)))
    assert values.to_dict() == {code: number(code, "score") for code in ALL_LEAVES}
    closed = leaf_values(of(Change("index", name, "close", 1), coupled=False))
    assert closed[LEAVES[name]].to_dict() == pytest.approx(
        {code: number(code, "max_points") for code in LEAVES[name]}, abs=1e-9
    )


@given(st.sampled_from(ALL_LEAVES), st.floats(0, 1))
def test_closing_a_share_leaves_the_rest_of_the_deficit(code: str, share: float) -> None:
    value = leaf_values(of(Change("code", code, "close", share), coupled=False))[code]
    lost = number(code, "max_points") - number(code, "score")
    assert number(code, "max_points") - value == pytest.approx((1 - share) * lost, abs=1e-9)


@given(st.sampled_from(ALL_LEAVES), st.floats(-200, 200))
def test_adding_points_ends_at_the_maximum_and_at_nothing(code: str, points: float) -> None:
    value = leaf_values(of(Change("code", code, "add", points), coupled=False))[code]
    wanted = min(max(number(code, "score") + points, 0), number(code, "max_points"))
    assert value == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize("code", ALL_LEAVES)
def test_a_leaf_takes_its_value_target_or_maximum_exactly(code: str) -> None:
    for move, value, wanted in (
        ("score", 0.25, 0.25),
        ("reach", "target", number(code, "target")),
        ("reach", "maximum", number(code, "max_points")),
    ):
        assert leaf_values(of(Change("code", code, move, value), coupled=False))[code] == wanted


@given(st.sampled_from(INNER["par"] + INNER["sipas"]), st.floats(0, 1))
def test_a_node_that_is_set_has_that_value_and_its_leaves_stay_in_range(code: str, share: float) -> None:
    name = INDEX_OF[code]
    # As far as its leaves can take it: SIPAS is published to two digits, so that is not 0 and 100 to the last digit.
    leaves = below(name, code)
    scale = len(leaves) if name == "sipas" else 1
    held = sum(number(leaf, "score") for leaf in leaves) / scale
    room = sum(number(leaf, "max_points") - number(leaf, "score") for leaf in leaves) / scale
    low = max(number(code, "score") - held, 0.0)
    value = low + share * (min(number(code, "score") + room, number(code, "max_points")) - low)
    value = min(max(value, 0.0), number(code, "max_points"))
    scenario = of(Change("code", code, "score", value), coupled=False)
    assert figures(scenario)[(name, code)] == pytest.approx(value, abs=1e-9)
    values = leaf_values(scenario)
    for leaf in ALL_LEAVES:
        if leaf in leaves:
            assert 0 <= values[leaf] <= number(leaf, "max_points") + 1e-12
        else:
            assert values[leaf] == number(leaf, "score")


@pytest.mark.parametrize("code", INNER["sipas"])
def test_a_sipas_factor_reaches_its_ends_at_the_precision_of_what_is_published(code: str) -> None:
    for value in (0.0, 100.0):
        scenario = of(Change("code", code, "score", value))
        assert figures(scenario)[("sipas", code)] == pytest.approx(value, abs=0.005)
        if value:
            assert (leaf_values(scenario)[below("sipas", code)] <= 100 + 1e-12).all()


@pytest.mark.parametrize("code", INNER["par"] + INNER["sipas"])
def test_a_node_set_to_what_was_published_changes_nothing(code: str) -> None:
    values = leaf_values(of(Change("code", code, "score", number(code, "score"))))
    assert values.to_dict() == {leaf: number(leaf, "score") for leaf in ALL_LEAVES}


# Which change counts


@given(st.sampled_from(LEAVES["par"]), st.permutations(range(4)))
def test_a_narrower_scope_wins_over_a_wider_one_whatever_the_order(code: str, order: list[int]) -> None:
    row = ROWS["par"][code]
    assume(pd.notna(row["lead_agency"]))
    field = code.split(".")[0]
    ladder = [
        Change("code", code, "close", 0.1),
        Change("code", field, "close", 0.2),
        Change("agency", str(row["lead_agency"]), "close", 0.3),
        Change("index", "par", "close", 0.4),
    ]
    for first in range(4):
        chosen = [ladder[place] for place in order if place >= first]
        values = leaf_values(of(*chosen))
        lost = number(code, "max_points") - number(code, "score")
        assert values[code] == pytest.approx(number(code, "score") + (first + 1) / 10 * lost, abs=1e-9)


def test_the_closest_node_above_a_leaf_counts() -> None:
    values = leaf_values(of(Change("code", "2", "close", 1), Change("code", "2.4", "close", 0)))
    assert values["2.4.1"] == number("2.4.1", "score")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)])
def test_what_a_narrower_change_settles_is_no_clash_of_wider_ones(order: tuple[int, ...]) -> None:
    changes = (
        Change("agency", "Sở Tư pháp", "reach", "maximum"),
        Change("code", "2.4.1", "score", 0.5),
        Change("assessment", str(ROWS["par"]["2.4.1"]["assessment"]), "close", 0.5),
    )
    rest = [
        Change("code", leaf, "close", 0)
        for leaf in LEAVES["par"]
        if leaf != "2.4.1" and ROWS["par"][leaf]["lead_agency"] == "Sở Tư pháp"
    ]
    assert leaf_values(of(*(changes[place] for place in order), *rest))["2.4.1"] == 0.5


@pytest.mark.parametrize(("agency", "assessment"), [(a, b) for a in AGENCIES for b in ASSESSMENTS])
def test_an_agency_and_a_way_of_assessment_clash_where_they_differ(agency: str, assessment: str) -> None:
    shared = [
        leaf
        for leaf in LEAVES["par"]
        if (ROWS["par"][leaf]["lead_agency"], ROWS["par"][leaf]["assessment"]) == (agency, assessment)
        and number(leaf, "max_points") - number(leaf, "score") > 1e-9
    ]
    scenario = of(Change("agency", agency, "close", 0), Change("assessment", assessment, "close", 1))
    if not shared:
        leaf_values(scenario)
        return
    for one in (scenario, scenario.replace(changes=scenario.changes[::-1])):
        with pytest.raises(ParAnalysisError, match="«thử», ") as caught:
            evaluate(one)
        text = str(caught.value)
        assert f"agency {agency}" in text and f"assessment {assessment}" in text
        assert any(f", {leaf}: " in text for leaf in shared)


def test_changes_that_say_the_same_of_a_leaf_do_not_clash() -> None:
    scenario = of(Change("agency", "Sở Nội vụ", "close", 1), Change("assessment", "appraisal", "reach", "maximum"))
    values = leaf_values(scenario)
    assert values["1.1"] == 1.5


# SIPAS and 8.1


def test_one_point_of_sipas_is_a_tenth_of_a_point_of_par() -> None:
    made = figures(of(Change("index", "sipas", "add", 1)))
    assert made[("par", "8.1")] == pytest.approx(8.809, abs=1e-12)
    assert made[("par", "total")] == pytest.approx(88.64, abs=1e-9)
    assert made[("sipas", "total")] == pytest.approx(88.11, abs=1e-9)


@given(st.sampled_from(LEAVES["sipas"]), st.floats(0, 100))
def test_criterion_81_moves_by_a_tenth_of_what_sipas_moves(item: str, value: float) -> None:
    scenario = of(Change("code", item, "score", value))
    made = figures(scenario)
    moved = made[("sipas", "total")] - 87.11
    assert made[("par", "8.1")] == pytest.approx(8.709 + moved / 10, abs=1e-9)
    assert made[("par", "total")] == pytest.approx(88.54 + moved / 10, abs=1e-9)


@given(st.sampled_from(LEAVES["sipas"]), st.floats(0, 100))
def test_the_coupling_can_be_switched_off(item: str, value: float) -> None:
    made = figures(of(Change("code", item, "score", value), coupled=False))
    assert (made[("par", "8.1")], made[("par", "total")]) == (8.709, 88.54)


def test_81_is_free_while_sipas_stays() -> None:
    assert figures(of(Change("code", "8.1", "score", 9)))[("par", "8.1")] == pytest.approx(9, abs=1e-12)
    still = of(Change("code", "8.1", "score", 9), Change("index", "sipas", "close", 0))
    assert leaf_values(still)["8.1"] == 9


def test_81_follows_sipas_whatever_a_wider_scope_says() -> None:
    for wide in (Change("code", "8", "close", 1), Change("index", "par", "reach", "maximum")):
        assert leaf_values(of(wide, Change("index", "sipas", "add", 1)))["8.1"] == pytest.approx(8.809, abs=1e-12)
        assert leaf_values(of(wide))["8.1"] == 10


@pytest.mark.parametrize("turn", [1, -1])
def test_81_set_while_it_follows_sipas_is_refused(turn: int) -> None:
    changes = (Change("code", "8.1", "score", 9), Change("code", "V.1", "add", 1))[::turn]
    with pytest.raises(ParAnalysisError, match=r"«thử», 8\.1: .*coupled = False"):
        evaluate(of(*changes))
    assert leaf_values(of(*changes, coupled=False))["8.1"] == 9


def test_81_stays_between_nothing_and_its_maximum() -> None:
    assert leaf_values(of(Change("index", "sipas", "add", -100)))["8.1"] == pytest.approx(0, abs=0.001)
    assert 9.99 < leaf_values(of(Change("index", "sipas", "reach", "maximum")))["8.1"] <= 10


# What is refused


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (Change("code", "5.5", "score", 12), ["5.5:", "12", "(outside 0 to 1.25)"]),
        (Change("code", "5.5", "score", -0.5), ["5.5:", "-0.5", "(outside 0 to 1.25)"]),
        (Change("code", "8", "score", 99), ["8:", "99", "(outside 0 to 16)"]),
        (Change("code", "V", "score", 100.5), ["V:", "100.5", "0 to 100"]),
        (Change("code", "5.55", "reach", "target"), ["'5.55'", "5.5"]),
        (Change("code", "total", "score", 90), ["'total'"]),
        (Change("code", "", "close", 1), ["''"]),
        (Change("agency", "Sở X", "reach", "target"), ["'Sở X'", "Sở Nội vụ"]),
        (Change("assessment", "results", "reach", "target"), ["'results'", "appraisal"]),
        (Change("index", "papi", "reach", "target"), ["'papi'", "par, sipas"]),
    ],
)
def test_what_is_unknown_or_out_of_range_is_refused_by_name(change: Change, named: list[str]) -> None:
    for ask in (evaluate, leaf_values):
        with pytest.raises(ParAnalysisError) as caught:
            ask(of(change))
        assert all(piece in str(caught.value) for piece in ["«thử»", *named]), str(caught.value)


def test_a_missing_target_cannot_be_reached() -> None:
    par = load_par()
    par.loc[par["code"] == "5.5", "target"] = np.nan
    base = open_edition().replace(par=par)
    scenario = of(Change("code", "5", "reach", "target"), sha256=base.sha256)
    with pytest.raises(ParAnalysisError, match=r"«thử», 5\.5: .*no target"):
        evaluate(scenario, base)


def test_two_scenarios_of_one_title_are_refused() -> None:
    with pytest.raises(ParAnalysisError, match=r"same title.*: a"):
        evaluate([Scenario("a"), Scenario("b"), Scenario("a")])


def test_a_scenario_of_another_edition_is_refused() -> None:
    for ask in (evaluate, leaf_values):
        with pytest.raises(ParAnalysisError, match=r"thử: .*another edition"):
            ask(of(sha256="0" * 64))


@pytest.mark.parametrize("given_", [presets(), ["a"], [None]])
def test_what_is_no_scenario_is_refused(given_: Any) -> None:
    with pytest.raises(ParAnalysisError, match="a Scenario is needed"):
        evaluate(given_)


# Leaf values in a table


def table() -> pd.DataFrame:
    base = open_edition()
    return pd.DataFrame([base.score, base.score], index=["một", "hai"], columns=list(base.leaves))


@given(st.integers(0, 10_000))
def test_a_table_of_leaf_values_gives_what_its_scenarios_give(seed: int) -> None:
    many = random_many(3, seed)
    values = pd.DataFrame([leaf_values(one) for one in many])
    shuffled = values.sample(frac=1, axis=1, random_state=seed)
    pd.testing.assert_frame_equal(evaluate(shuffled), evaluate(many))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, -0.01, 10.01])
def test_a_value_of_a_table_outside_its_range_is_refused_by_name(value: float) -> None:
    values = table()
    values.loc["hai", "8.1"] = value
    with pytest.raises(ParAnalysisError, match=r"«hai», 8\.1: .*0 to 10"):
        evaluate(values)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        (table().drop(columns="5.5"), "missing.*5\\.5"),
        (table().rename(columns={"5.5": "5"}), "missing.*5\\.5.*not a leaf.*: 5"),
        (pd.concat([table(), table()[["5.5"]]], axis=1), "repeated"),
        (table().astype(object).replace({8.709: "chín"}), "is no number.*chín"),
    ],
)
def test_a_table_that_is_not_bound_by_leaf_code_is_refused(values: pd.DataFrame, named: str) -> None:
    with pytest.raises(ParAnalysisError, match=named):
        evaluate(values)


def test_nothing_that_is_handed_out_leads_back_to_the_edition() -> None:
    before = open_edition().score.copy()
    values, made = leaf_values(of()), evaluate(of())
    values[:] = 0
    made.loc[:, "thử"] = 0
    assert (open_edition().score == before).all()
    assert figures(of())[("par", "total")] == 88.54


@settings(max_examples=20)
@given(scenarios())
def test_evaluating_leaves_the_scenario_as_it_was(scenario: Scenario) -> None:
    before = scenario.to_json()
    evaluate(scenario)
    assert scenario.to_json() == before
