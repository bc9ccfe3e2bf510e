"""What the explorer is given: pure JSON, and the figures of the tables themselves."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from par_analysis import ParAnalysisError, Scenario, audit, evaluate, load_par, load_sipas, presets
from par_analysis.edition.loaders import load_agencies
from par_analysis.edition.opening import open_edition
from par_analysis.explorer.payload import payload
from par_analysis.explorer.reach import reach, ready_plans
from par_analysis.scenario.file import scenario_from, schema
from par_analysis.scenario.scenario import Change

TABLES = {"par": load_par(), "sipas": load_sipas()}
BASE = open_edition()


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return payload()


@pytest.fixture(scope="module")
def nodes(data: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(node["index"], node["code"]): node for node in data["nodes"]}


def test_all_of_it_is_json(data: dict[str, Any]) -> None:
    assert json.loads(json.dumps(data, allow_nan=False)) == data


def test_every_row_of_the_tables_is_a_node_with_its_figures(nodes: dict[tuple[str, str], dict[str, Any]]) -> None:
    for index, table in TABLES.items():
        for row in table.itertuples(index=False):
            node = nodes[(index, row.code)]
            assert (node["max"], node["score"], node["level"]) == (row.max_points, row.score, row.level)
            assert node["target"] == (None if pd.isna(row.target) else row.target)
            assert (node["name"], node["line"], node["bound"]) == (row.name, row.source_line, row.target_is_bound)
            assert node["lead"] == ("" if pd.isna(row.lead_agency) else row.lead_agency)
            assert node["short"] and node["short_en"]
    added = {key for key, node in nodes.items() if node["rest"]}
    assert set(nodes) - added == {(index, code) for index, table in TABLES.items() for code in table["code"]} - added


def test_leaves_are_those_of_the_tables(data: dict[str, Any], nodes: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert data["leaves"] == list(BASE.leaves)
    for at, code in enumerate(data["leaves"]):
        node = nodes[("par" if at < len(BASE.par.leaves) else "sipas", code)]
        assert node["children"] == []
        assert (data["base"][at], data["maximum"][at]) == (node["score"], node["max"])
        assert data["target"][at] == (node["score"] if node["rest"] else node["target"])


def test_rows_of_the_matrix_roll_up_as_the_indices_do(data: dict[str, Any]) -> None:
    random = np.random.default_rng(3)
    values = random.random((20, len(data["leaves"]))) * np.array(data["maximum"])
    table = evaluate(pd.DataFrame(values, columns=data["leaves"]))
    for node in data["nodes"]:
        at, weights = map(list, zip(*node["row"], strict=True))
        moved = (values[:, at] - np.array(data["base"])[at]) @ np.array(weights)
        np.testing.assert_allclose(node["score"] + moved, table.loc[(node["index"], node["code"])], rtol=0, atol=1e-9)


def test_weights_are_those_of_the_totals(data: dict[str, Any], nodes: dict[tuple[str, str], dict[str, Any]]) -> None:
    totals = [*nodes[("par", "total")]["row"], *nodes[("sipas", "total")]["row"]]
    assert dict(totals) == pytest.approx(dict(enumerate(data["weights"])))


def test_groups_and_nodes_below_point_at_leaves(data: dict[str, Any]) -> None:
    named = {code: tuple(data["leaves"][at] for at in places) for code, places in data["below"].items()}
    assert named == BASE.below
    for scope, known in BASE.groups.items():
        assert {n: tuple(data["leaves"][at] for at in places) for n, places in data["groups"][scope].items()} == known


def test_agencies_and_ways_of_assessment_have_names(data: dict[str, Any]) -> None:
    known = load_agencies().set_index("id")
    assert {agency["name"] for agency in data["agencies"]} >= set(data["groups"]["agency"])
    for agency in data["agencies"]:
        assert agency["name"] == known.loc[agency["id"], "name"]
        assert agency["short"] and agency["short_en"]
    assert set(data["assessments"]) == set(data["groups"]["assessment"])
    assert all(len(names) == 2 and all(names) for names in data["assessments"].values())


def test_presets_stand_in_both_languages(data: dict[str, Any]) -> None:
    for lang in ("vi", "en"):
        ready = presets(lang)
        assert [one["key"] for one in data["presets"]] == list(ready)
        for one in data["presets"]:
            assert scenario_from(one[lang]) == ready[one["key"]]


def test_reach_and_plans_are_of_these_tables(data: dict[str, Any]) -> None:
    assert data["reach"] == reach(BASE) is not None
    assert data["plans"] == ready_plans(BASE) != []
    assert set(data["reach"]["leaves"]) <= set(data["leaves"])
    for lang in ("vi", "en"):
        evaluate([scenario_from(plan[lang]) for plan in data["plans"]])  # each can be opened as a file is


def test_audit_and_schema_are_the_library_s(data: dict[str, Any]) -> None:
    found = audit()
    assert [one["vi"] for one in data["audit"]] == list(found["sentence_vi"])
    assert [one["en"] for one in data["audit"]] == list(found["sentence_en"])
    assert [", ".join(one["codes"]) for one in data["audit"]] == list(found["code"])
    assert data["schema"] == schema()
    assert (data["sha256"], data["edition"]) == (BASE.sha256, BASE.title)
    assert all(index["source"] and index["source_en"] for index in data["indices"])


def test_scenarios_come_along() -> None:
    mine = Scenario("Của tôi", (Change("code", "5.5", "score", 1.0, "vì"),), author="A").over(BASE)
    assert [scenario_from(one) for one in payload([mine])["scenarios"]] == [mine]


def test_scenario_that_cannot_be_evaluated_is_refused() -> None:
    with pytest.raises(ParAnalysisError, match=r"khác|another edition"):
        payload([Scenario("Khác", edition="khác", sha256="0" * 64)])
    with pytest.raises(ParAnalysisError, match=r"9\.9\.9"):
        payload([Scenario("Lạ", (Change("code", "9.9.9", "score", 1.0),))])


def test_another_edition_gives_its_own_figures() -> None:
    par = load_par()
    par.loc[par["code"] == "5.5", "target"] = par.loc[par["code"] == "5.5", "max_points"]
    other = BASE.replace(par=par)
    data = payload(edition=other)
    assert data["sha256"] == other.sha256 != BASE.sha256
    ready = [*data["presets"], *data["plans"]]
    assert all(one[lang]["baseline"]["sha256"] == other.sha256 for one in ready for lang in ("vi", "en"))
    assert data["plans"] and data["reach"]


def test_edition_without_a_year_has_no_reach() -> None:
    data = payload(edition=BASE.replace(year=None))
    assert (data["reach"], data["plans"]) == (None, [])
    assert json.loads(json.dumps(data, allow_nan=False)) == data
