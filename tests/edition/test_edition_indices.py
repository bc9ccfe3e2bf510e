"""The indices of an edition are one set of leaves: bound by code, as the tables have them, with a checksum of its own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_cases import AGENCIES, INDEX_OF, LEAVES, ROWS, below, number, scenarios, upwards

from par_analysis import Edition, ParAnalysisError, Scenario, edition_from, evaluate, load_par, load_sipas, open_edition
from par_analysis.index.links import Link

ALL_LEAVES = [*LEAVES["par"], *LEAVES["sipas"]]


def test_everything_of_the_leaves_and_nodes_is_what_the_tables_say() -> None:
    own = open_edition()
    assert list(own.leaves) == ALL_LEAVES
    assert own.position == {code: place for place, code in enumerate(ALL_LEAVES)}
    for vector, column in ((own.score, "score"), (own.maximum, "max_points"), (own.target, "target")):
        assert vector.tolist() == [number(code, column) for code in ALL_LEAVES]
    assert own.minimum.tolist() == [0] * len(ALL_LEAVES)
    for key, span in own.spans.items():
        assert list(own.leaves[span]) == LEAVES[key]
        assert own.weights[span] @ own.score[span] == pytest.approx(own.indices[key].score(), abs=0.005)
    assert own.index_of == INDEX_OF
    assert own.nodes == {code: (number(code, "score"), number(code, "max_points")) for code in INDEX_OF}
    assert own.below == {code: tuple(below(name, code)) for code, name in INDEX_OF.items()}
    assert own.depth == {"total": 0} | {code: len(upwards(code)) for code in INDEX_OF}
    assert sorted(own.groups["agency"]) == AGENCIES
    assert own.groups["index"] == {name: tuple(leaves) for name, leaves in LEAVES.items()}
    for scope, column in (("agency", "lead_agency"), ("assessment", "assessment")):
        for name, leaves in own.groups[scope].items():
            assert list(leaves) == [leaf for leaf in LEAVES["par"] if ROWS["par"][leaf][column] == name]


def test_weights_are_one_in_a_sum_and_shares_in_a_mean() -> None:
    weights = dict(zip(ALL_LEAVES, open_edition().weights, strict=True))
    assert {weights[code] for code in LEAVES["par"]} == {1.0}
    assert weights["V.1"] == pytest.approx(1 / 20) and weights["III.7"] == pytest.approx(1 / 35)
    assert sum(weights[code] for code in LEAVES["sipas"]) == pytest.approx(1)


def test_vectors_cannot_be_written_in(province: Edition) -> None:
    for own in (open_edition(), province):
        for vector in (own.score, own.maximum, own.minimum, own.target, own.weights):
            with pytest.raises(ValueError, match="read-only"):
                vector[0] = 1.0


def test_vectors_of_the_province_roll_up_to_what_it_publishes(province: Edition) -> None:
    assert list(province.leaves) == province.par.leaves and max(province.depth.values()) == 4
    for vector, column in ((province.score, "score"), (province.maximum, "max_points"), (province.target, "target")):
        assert vector @ province.weights == pytest.approx(province.par.total(column))
    assert {leaf for leaves in province.groups["agency"].values() for leaf in leaves} == set(province.leaves)


@settings(max_examples=8)
@given(scenarios(), st.integers(0, 10_000))
def test_shuffled_rows_give_the_same_checksum_vectors_and_answer(scenario: Scenario, seed: int) -> None:
    own = open_edition()
    other = own.replace(**{key: own.table(key).sample(frac=1, random_state=seed) for key in own.indices})
    assert other.sha256 == own.sha256
    at = [other.position[leaf] for leaf in own.leaves]
    for name in ("score", "maximum", "target", "weights"):
        assert np.array_equal(getattr(other, name)[at], getattr(own, name))
    answer = evaluate(scenario, other)[scenario.title]
    assert answer.to_dict() == pytest.approx(evaluate(scenario)[scenario.title].to_dict(), abs=1e-9)


def test_the_checksum_is_the_same_as_ever() -> None:
    """So that scenarios that were saved before editions had names still load."""
    own, par = open_edition(), load_par()
    assert own.sha256 == "a9357568c19337551b71b810ef6345e678acb46e20c0943d38e5e2aaf9e875b2"
    assert own.replace(par=par).sha256 == own.replace(sipas=load_sipas()).sha256 == own.sha256
    par["score"] += 1e-13  # noise far below any printed digit is no other edition
    assert own.replace(par=par).sha256 == own.sha256


@settings(max_examples=40)
@given(st.sampled_from(ALL_LEAVES), st.sampled_from(["score", "target", "max_points"]), st.sampled_from([-0.001, 0.001, np.nan]))  # fmt: skip
def test_any_other_figure_gives_another_checksum(code: str, column: str, step: float) -> None:
    if np.isnan(step) and (column != "target" or ROWS[INDEX_OF[code]][code]["is_remainder"]):
        return
    key = INDEX_OF[code]
    table = open_edition().table(key)
    held = table.loc[table["code"] == code, column]
    table.loc[table["code"] == code, column] = (held.fillna(0) if not np.isnan(step) else held) + step
    assert open_edition().replace(**{key: table}).sha256 != open_edition().sha256


def test_whatever_a_scope_or_a_move_depends_on_is_in_the_checksum() -> None:
    changes = {"parent": "4", "lead_agency": "khác", "assessment": "khác", "target": 0.25, "score": 0.25}
    tables = [load_par(), load_par().replace({"code": {"5.5": "5.20"}})]
    for column, value in changes.items():
        tables.append(load_par())
        tables[-1].loc[tables[-1]["code"] == "5.5", column] = value
    assert len({open_edition().replace(par=table).sha256 for table in tables}) == len(tables)


def test_the_tables_are_taken_as_they_are_now() -> None:
    par = load_par()
    base = open_edition().replace(par=par)
    par["score"] = 0.0
    assert evaluate(Scenario("thử"), base).loc[("par", "total"), "thử"] == 88.54


def test_two_indices_that_share_codes_are_refused() -> None:
    for code, other in (("5.5", "V.1"), ("5", "V")):
        par = load_par().replace({"code": {code: other}, "parent": {code: other}})
        with pytest.raises(ParAnalysisError, match=rf"share codes: {other}\)$"):
            open_edition().replace(par=par).leaves  # noqa: B018


def test_a_table_without_leads_or_ways_of_assessment_still_has_its_bridge() -> None:
    own = open_edition().replace(par=load_par().drop(columns=["lead_agency", "assessment"]))
    assert own.bridges == ("8.1",)
    assert own.groups["agency"] == own.groups["assessment"] == {}
    assert isinstance(own.par.nodes, pd.DataFrame) and own.sha256 != open_edition().sha256


def test_a_link_is_said_by_the_edition_and_holds_where_both_ends_are_there() -> None:
    own = open_edition()
    assert own.couplings == own.links == (Link("par", "8.1", "sipas", 0.1, margin=0.02),) and own.bridges == ("8.1",)
    for less in (own.replace(sipas=None), own.replace(par=None), edition_from(load_par(), load_sipas())):
        assert less.couplings == () and less.bridges == ()
