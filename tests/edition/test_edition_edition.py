"""The baseline holds the published leaves of both indices, whatever the order of rows, and cannot be changed."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_cases import AGENCIES, INDEX_OF, LEAVES, ROWS, below, number, scenarios, upwards

from par_analysis import ParAnalysisError, Scenario, evaluate, load_par, load_sipas
from par_analysis.scenario import baseline_of

ALL_LEAVES = [*LEAVES["par"], *LEAVES["sipas"]]


def test_the_vectors_are_the_rows_of_the_tables() -> None:
    base = baseline_of()
    assert list(base.leaves) == ALL_LEAVES
    assert base.position == {code: place for place, code in enumerate(ALL_LEAVES)}
    for vector, column in ((base.score, "score"), (base.maximum, "max_points"), (base.target, "target")):
        assert vector.tolist() == [number(code, column) for code in ALL_LEAVES]


def test_nodes_groups_and_depth_are_those_of_the_tables() -> None:
    base = baseline_of()
    assert base.nodes == {code: (number(code, "score"), number(code, "max_points")) for code in INDEX_OF}
    assert base.below == {code: tuple(below(name, code)) for code, name in INDEX_OF.items()}
    assert base.depth == {"total": 0} | {code: len(upwards(code)) for code in INDEX_OF}
    assert sorted(base.groups["agency"]) == AGENCIES
    assert base.groups["index"] == {name: tuple(leaves) for name, leaves in LEAVES.items()}
    for scope, column in (("agency", "lead_agency"), ("assessment", "assessment")):
        for name, leaves in base.groups[scope].items():
            assert list(leaves) == [leaf for leaf in LEAVES["par"] if ROWS["par"][leaf][column] == name]
    assert base.bridges == ("8.1",)


def test_weights_are_one_in_a_sum_and_shares_in_a_mean() -> None:
    weights = dict(zip(ALL_LEAVES, baseline_of().weights, strict=True))
    assert {weights[code] for code in LEAVES["par"]} == {1.0}
    assert weights["V.1"] == pytest.approx(1 / 20) and weights["III.7"] == pytest.approx(1 / 35)
    assert sum(weights[code] for code in LEAVES["sipas"]) == pytest.approx(1)


def test_nothing_of_it_can_be_changed() -> None:
    base = baseline_of()
    for field in dataclasses.fields(base):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(base, field.name, None)
    for vector in (base.score, base.maximum, base.target, base.weights):
        with pytest.raises(ValueError, match="read-only"):
            vector[0] = 1.0


def test_the_shipped_edition_is_made_once() -> None:
    assert baseline_of() is baseline_of()
    assert baseline_of().edition == "PAR INDEX, SIPAS 2021"
    assert baseline_of(load_par()).sha256 == baseline_of(sipas=load_sipas()).sha256 == baseline_of().sha256


@settings(max_examples=15)
@given(scenarios(), st.integers(0, 10_000))
def test_shuffled_rows_give_the_same_checksum_and_the_same_answer(scenario: Scenario, seed: int) -> None:
    other = baseline_of(load_par().sample(frac=1, random_state=seed), load_sipas().sample(frac=1, random_state=seed))
    assert other.sha256 == baseline_of().sha256
    made = evaluate(scenario, other)[scenario.title]
    assert made.to_dict() == pytest.approx(evaluate(scenario)[scenario.title].to_dict(), abs=1e-9)


@given(
    st.sampled_from(ALL_LEAVES),
    st.sampled_from(["score", "target", "max_points"]),
    st.sampled_from([-0.001, 0.001, np.nan]),
)
def test_any_other_figure_gives_another_checksum(code: str, column: str, step: float) -> None:
    tables = {"par": load_par(), "sipas": load_sipas()}
    if np.isnan(step) and (column != "target" or ROWS[INDEX_OF[code]][code]["is_remainder"]):
        return
    table = tables[INDEX_OF[code]]
    held = table.loc[table["code"] == code, column]
    table.loc[table["code"] == code, column] = (held.fillna(0) if not np.isnan(step) else held) + step
    assert baseline_of(**tables).sha256 != baseline_of().sha256


def test_another_code_or_parent_gives_another_checksum() -> None:
    par = load_par()
    renamed = par.replace({"code": {"5.5": "5.20"}})
    moved = par.copy()
    moved.loc[moved["code"] == "5.5", "parent"] = "4"
    shas = {baseline_of(table).sha256 for table in (par, renamed, moved)}
    assert len(shas) == 3 and all(len(sha) == 64 for sha in shas)


def test_noise_far_below_any_printed_digit_is_no_other_baseline() -> None:
    par = load_par()
    par["score"] += 1e-13
    assert baseline_of(par).sha256 == baseline_of().sha256


def test_the_tables_are_taken_as_they_are_now() -> None:
    par = load_par()
    base = baseline_of(par)
    par["score"] = 0.0
    assert evaluate(Scenario("thử"), base).loc[("par", "total"), "thử"] == 88.54


@pytest.mark.parametrize(("code", "other"), [("5.5", "V.1"), ("5", "V")])
def test_two_indices_that_share_codes_are_refused(code: str, other: str) -> None:
    par = load_par().replace({"code": {code: other}, "parent": {code: other}})
    with pytest.raises(ParAnalysisError, match=f"share codes.*: {other}$"):
        baseline_of(par)


def test_what_is_no_table_of_an_index_is_refused() -> None:
    for par in (load_par().drop(columns="score"), load_par().drop(columns="target"), load_par().iloc[1:-1]):
        with pytest.raises(ParAnalysisError):
            baseline_of(par)


def test_a_table_without_leads_or_ways_of_assessment_still_has_its_bridge() -> None:
    base = baseline_of(load_par().drop(columns=["lead_agency", "assessment"]))
    assert base.bridges == ("8.1",)
    assert base.groups["agency"] == base.groups["assessment"] == {}
    assert isinstance(base.par.nodes, pd.DataFrame) and base.sha256 != baseline_of().sha256


@pytest.mark.parametrize("column", ["lead_agency", "assessment", "target", "score"])
def test_whatever_a_scope_or_a_move_depends_on_is_in_the_checksum(column: str) -> None:
    par = load_par()
    par.loc[par["code"] == "5.5", column] = 0.25 if column in ("target", "score") else "khác"
    assert baseline_of(par).sha256 != baseline_of().sha256
