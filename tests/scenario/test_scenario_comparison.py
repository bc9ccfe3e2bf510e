"""Scenarios side by side: the published column first, every table in step, and the difference adds up."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from scenario_cases import LEAVES, ROWS, leaves_by_hand, mean_move, nodes_by_hand, number, refusal, scenarios

from par_analysis import Change, Scenario, compare, evaluate, load_par, load_sipas, open_edition, presets
from par_analysis.scenario.evaluation import leaf_values
from par_analysis.tables.models.index import NO_LEAD

DESCRIBED = ["index", "code", "name", "name_en", "lead_agency", "max_points"]


def keyed(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index(["index", "code"])


@settings(max_examples=20)
@given(scenarios("a"), scenarios("b"))
def test_every_table_holds_what_adding_up_by_hand_gives(one: Scenario, other: Scenario) -> None:
    made = compare(one, other)
    leads = load_par().query("is_leaf").set_index("code")["lead_agency"].fillna(NO_LEAD)
    agencies, steps, sipas = made.agencies.set_index("lead_agency"), made.decomposition.set_index("code"), made.sipas_part.set_index("code")  # fmt: skip
    assert sorted(agencies.index) == sorted(leads.unique())
    assert (list(steps.index), list(sipas.index)) == (LEAVES["par"], LEAVES["sipas"])
    by_hand = {one.title: leaves_by_hand(one) for one in (Scenario("published"), one, other)}
    for title, leaves in by_hand.items():
        nodes = nodes_by_hand(leaves)
        assert made.total[title].to_dict() == pytest.approx({name: nodes[(name, "total")] for name in ROWS}, abs=1e-9)
        for table in (made.fields, made.criteria):
            hand = {key: nodes[key] for key in keyed(table).index}  # type: ignore[index]
            assert keyed(table)[title].to_dict() == pytest.approx(hand, abs=1e-9)
        own = pd.Series({leaf: leaves[leaf] for leaf in LEAVES["par"]})
        assert agencies[title].to_dict() == pytest.approx(own.groupby(leads).sum().to_dict(), abs=1e-9)
        moves = {leaf: value - number(leaf, "score") for leaf, value in leaves.items()}
        assert steps[title].to_dict() == pytest.approx({leaf: moves[leaf] for leaf in LEAVES["par"]}, abs=1e-9)
        # The difference adds up exactly.
        assert abs(steps[title].sum() - made.total.loc["par", title] + made.total.loc["par", "published"]) <= 1e-12
        coupled = {one.title: one.coupled, other.title: other.coupled}.get(title, True)
        follows = mean_move("sipas", "total", moves) / 10 if coupled else 0.0
        assert sipas[title].sum() == pytest.approx(follows, abs=1e-12)
        if follows and 0 < leaves["8.1"] < 10:
            assert abs(sipas[title].sum() - steps.loc["8.1", title]) <= 1e-12
    exact = {title: leaf_values(s) for title, s in {"a": one, "b": other, "published": Scenario("p")}.items()}
    changed = [code for code in exact["a"].index if len({values[code] for values in exact.values()}) > 1]
    assert list(made.criteria["code"]) == changed


def test_the_columns_are_named_and_in_order() -> None:
    plan = presets()["plan"]
    made = compare(plan.replace(title="b"), Scenario("a"))
    figures = ["published", "b", "a"]
    assert list(made.total.columns) == figures and list(made.total.index) == ["par", "sipas"]
    assert list(made.fields.columns) == list(made.criteria.columns) == [*DESCRIBED, *figures]
    assert list(made.agencies.columns) == ["lead_agency", *figures]
    assert list(made.decomposition.columns) == list(made.sipas_part.columns) == ["code", *figures]
    assert list(made.fields["code"]) == [*"12345678", "I", "II", "III", "IV", "V"]
    for table in (made.total, made.fields, made.agencies, made.decomposition):
        assert table["a"].equals(table["published"])
    assert compare(Scenario("a")).criteria.empty
    for (name, code), row in [*keyed(made.fields).iterrows(), *keyed(made.criteria).iterrows()]:  # type: ignore[misc]
        assert row[DESCRIBED[2:]].fillna("").tolist() == [
            "" if pd.isna(ROWS[name][code][column]) else ROWS[name][code][column] for column in DESCRIBED[2:]
        ]
    assert made.total.loc["par"].tolist() == pytest.approx([88.54, 93.01, 88.54], abs=1e-9)
    fields = keyed(made.fields)["b"].loc["par"]
    aims = {code: ROWS["par"][code]["target"] for code in fields.index} | {
        "7": ROWS["par"]["7"]["target"] + 0.46
    }  # 7.1 and 7.2
    assert fields.to_dict() == pytest.approx(aims, abs=1e-9)
    for field in dataclasses.fields(made):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(made, field.name, None)


def test_scenarios_of_another_edition_are_compared_on_it() -> None:
    par, sipas = (table.sample(frac=1, random_state=1) for table in (load_par(), load_sipas()))
    base = open_edition().replace(par=par, sipas=sipas)
    scenario = Scenario("a", (Change("agency", "Sở Nội vụ", "close", 0.5), Change("index", "sipas", "add", 1)))
    made, want = compare(scenario, edition=base), compare(scenario.over(open_edition()))
    for name in ("fields", "criteria"):
        got, expected = keyed(getattr(made, name)).sort_index(), keyed(getattr(want, name)).sort_index()
        pd.testing.assert_frame_equal(got, expected)
    alone = compare(Scenario("a", (Change("code", "5.5", "close", 1),)), edition=base.replace(sipas=None, links=()))
    assert list(alone.total.index) == ["par"] and alone.sipas_part.empty
    assert alone.total.loc["par"].tolist() == pytest.approx([88.54, 89.29])
    pd.testing.assert_series_equal(
        keyed(want.fields)["a"].loc["par"], evaluate(scenario)["a"].loc["par"].loc[list("12345678")]
    )


def test_what_cannot_stand_side_by_side_is_refused() -> None:
    cases: list[tuple[tuple[Any, ...], str]] = [
        ((), "at least one"),
        ((Scenario("a"), Scenario("a")), "same title: a"),
        *(((Scenario(title),), f"{title}: là tên cột") for title in ["published", "lead_agency", *DESCRIBED]),
        (("a",), "a Scenario is needed"),
        ((Scenario("a", sha256="0" * 64),), "another edition"),
    ]
    assert [named for many, named in cases if named not in refusal(lambda many=many: compare(*many))] == []
