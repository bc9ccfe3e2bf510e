"""Scenarios side by side: the published column first, every table in step, and the difference adds up."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from scenario_cases import LEAVES, ROWS, leaves_by_hand, mean_move, nodes_by_hand, number, scenarios

from par_analysis import ParAnalysisError, Scenario, compare, evaluate, load_par, load_sipas, open_edition, presets
from par_analysis.scenario.document import Change
from par_analysis.scenario.evaluation import leaf_values
from par_analysis.tables.models.index import NO_LEAD

TITLES = ["a", "b"]
DESCRIBED = ["index", "code", "name", "name_en", "lead_agency", "max_points"]
# The published figures, as scenarios are keyed here.
PUBLISHED = Scenario("published")


def keyed(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index(["index", "code"])


@settings(max_examples=40)
@given(scenarios("a"), scenarios("b"))
def test_the_decomposition_adds_up_exactly(one: Scenario, other: Scenario) -> None:
    made = compare(one, other)
    steps = made.decomposition.set_index("code")
    assert list(steps.index) == LEAVES["par"]
    assert (steps["published"] == 0).all()
    for scenario in (one, other):
        title = scenario.title
        change = made.total.loc["par", title] - made.total.loc["par", "published"]
        assert abs(steps[title].sum() - change) <= 1e-12
        hand = leaves_by_hand(scenario)
        assert steps[title].to_dict() == pytest.approx(
            {leaf: hand[leaf] - number(leaf, "score") for leaf in LEAVES["par"]}, abs=1e-9
        )


@settings(max_examples=40)
@given(scenarios("a"), scenarios("b"))
def test_the_part_of_sipas_adds_up_to_what_81_moves(one: Scenario, other: Scenario) -> None:
    made = compare(one, other)
    parts = made.sipas_part.set_index("code")
    assert list(parts.index) == LEAVES["sipas"]
    for scenario in (one, other):
        values = leaf_values(scenario)
        if not scenario.coupled:
            assert (parts[scenario.title] == 0).all()
            continue
        items = {leaf: values[leaf] - number(leaf, "score") for leaf in LEAVES["sipas"]}
        assert parts[scenario.title].sum() == pytest.approx(mean_move("sipas", "total", items) / 10, abs=1e-12)
        if any(items.values()) and 0 < values["8.1"] < 10:
            moved = made.decomposition.set_index("code").loc["8.1", scenario.title]
            assert abs(parts[scenario.title].sum() - moved) <= 1e-12


@settings(max_examples=40)
@given(scenarios("a"), scenarios("b"))
def test_every_table_holds_what_adding_up_by_hand_gives(one: Scenario, other: Scenario) -> None:
    made = compare(one, other)
    par = load_par().query("is_leaf").set_index("code")
    leads = par["lead_agency"].fillna(NO_LEAD)
    agencies = made.agencies.set_index("lead_agency")
    assert sorted(agencies.index) == sorted(leads.unique())
    for scenario in (PUBLISHED, one, other):
        title, leaves = scenario.title, leaves_by_hand(scenario)
        nodes = nodes_by_hand(leaves)
        assert made.total[title].to_dict() == pytest.approx({name: nodes[(name, "total")] for name in ROWS}, abs=1e-9)
        for table in (made.fields, made.criteria):
            hand = {key: nodes[key] for key in keyed(table).index}  # type: ignore[index]
            assert keyed(table)[title].to_dict() == pytest.approx(hand, abs=1e-9)
        own = pd.Series({leaf: leaves[leaf] for leaf in LEAVES["par"]})
        assert agencies[title].to_dict() == pytest.approx(own.groupby(leads).sum().to_dict(), abs=1e-9)
        assert agencies[title].sum() == pytest.approx(nodes[("par", "total")], abs=1e-9)


@settings(max_examples=40)
@given(scenarios("a"), scenarios("b"))
def test_the_criteria_are_those_that_some_scenario_changes(one: Scenario, other: Scenario) -> None:
    values = pd.DataFrame({one.title: leaf_values(one) for one in (PUBLISHED, one, other)})
    changed = [code for code in values.index if (values.loc[code] != values.loc[code, "published"]).any()]
    assert list(compare(one, other).criteria["code"]) == changed


def test_the_columns_are_named_and_in_order() -> None:
    made = compare(presets()["plan"].replace(title="b"), Scenario("a"))
    figures = ["published", "b", "a"]
    assert list(made.total.columns) == figures and list(made.total.index) == ["par", "sipas"]
    assert list(made.fields.columns) == list(made.criteria.columns) == [*DESCRIBED, *figures]
    assert list(made.agencies.columns) == ["lead_agency", *figures]
    assert list(made.decomposition.columns) == list(made.sipas_part.columns) == ["code", *figures]
    assert list(made.fields["code"]) == ["1", "2", "3", "4", "5", "6", "7", "8", "I", "II", "III", "IV", "V"]


def test_names_are_those_of_the_tables() -> None:
    fields = keyed(compare(Scenario("a")).fields)
    for (name, code), row in fields.iterrows():  # type: ignore[misc]
        assert (row["name"], row["name_en"]) == (ROWS[name][code]["name"], ROWS[name][code]["name_en"])
        assert row["max_points"] == ROWS[name][code]["max_points"]


def test_nothing_changed_is_the_published_column_twice_and_no_criteria() -> None:
    made = compare(Scenario("a"))
    assert made.criteria.empty
    for table in (made.total, made.fields, made.agencies, made.decomposition):
        assert table["a"].equals(table["published"])


def test_the_plan_against_the_published_figures() -> None:
    plan = presets()["plan"]
    made = compare(plan)
    assert made.total.loc["par"].to_dict() == pytest.approx({"published": 88.54, plan.title: 92.55}, abs=1e-9)
    fields = keyed(made.fields)[plan.title].loc["par"]
    assert fields.to_dict() == pytest.approx({code: ROWS["par"][code]["target"] for code in fields.index}, abs=1e-9)
    assert (made.sipas_part[plan.title] == 0).all()


def test_scenarios_of_another_edition_are_compared_on_it() -> None:
    base = open_edition().replace(
        par=load_par().sample(frac=1, random_state=1), sipas=load_sipas().sample(frac=1, random_state=2)
    )
    scenario = Scenario("a", (Change("agency", "Sở Nội vụ", "close", 0.5), Change("index", "sipas", "add", 1)))
    made, want = compare(scenario, edition=base), compare(scenario)
    for name in ("fields", "criteria"):
        got, expected = keyed(getattr(made, name)).sort_index(), keyed(getattr(want, name)).sort_index()
        pd.testing.assert_frame_equal(got, expected)
    with pytest.raises(ParAnalysisError, match="another edition"):
        compare(scenario.replace(sha256="0" * 64))


@pytest.mark.parametrize(
    ("given_", "named"),
    [
        ((), "at least one"),
        ((Scenario("a"), Scenario("a")), "same title.*a"),
        *(((Scenario(title),), f"^{title}: .*another title") for title in ["published", "lead_agency", *DESCRIBED]),
        (("a",), "a Scenario is needed"),
    ],
)
def test_what_cannot_stand_side_by_side_is_refused(given_: Any, named: str) -> None:
    with pytest.raises(ParAnalysisError, match=named):
        compare(*given_)


def test_the_result_keeps_its_tables() -> None:
    made = compare(Scenario("a"))
    for field in dataclasses.fields(made):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(made, field.name, None)
    pd.testing.assert_series_equal(
        keyed(made.fields)["a"].loc["par"], evaluate(Scenario("a"))["a"].loc["par"].loc[list("12345678")]
    )
