"""What the explorer is given: pure JSON, and the figures of the tables themselves."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest

from par_analysis import ParAnalysisError, Scenario, audit, evaluate, load_par, load_sipas, open_edition, presets
from par_analysis.explorer.payload import payload
from par_analysis.explorer.reach import reach, ready_plans
from par_analysis.scenario.file import scenario_from, schema
from par_analysis.scenario.scenario import Change

TABLES = {"par": load_par(), "sipas": load_sipas()}
BASE = open_edition()
DATA = payload()
NODES = {(node["index"], node["code"]): node for node in DATA["nodes"]}


def test_every_row_of_the_tables_is_a_node_with_its_figures() -> None:
    assert json.loads(json.dumps(DATA, allow_nan=False)) == DATA
    for index, table in TABLES.items():
        short = {lang: BASE.short_names(index, lang) for lang in ("vi", "en")}
        for row in table.itertuples(index=False):
            node = NODES[(index, row.code)]
            assert (node["max"], node["score"], node["level"]) == (row.max_points, row.score, row.level)
            assert node["target"] == (None if pd.isna(row.target) else row.target)
            assert (node["name"], node["line"], node["bound"]) == (row.name, row.source_line, row.target_is_bound)
            assert node["name_en"] == ("" if pd.isna(row.name_en) else row.name_en)
            assert node["lead"] == ("" if pd.isna(row.lead_agency) else row.lead_agency)
            assert node["short"] == short["vi"].get(row.code, row.name)
            assert node["short_en"] == short["en"].get(row.code, row.name)
    added = {key for key, node in NODES.items() if node["rest"]}
    assert set(NODES) - added == {(index, code) for index, table in TABLES.items() for code in table["code"]} - added


def test_leaves_groups_and_weights_point_at_each_other() -> None:
    leaves = DATA["leaves"]
    assert leaves == list(BASE.leaves)
    for at, code in enumerate(leaves):
        node = NODES[("par" if at < len(BASE.par.leaves) else "sipas", code)]
        assert node["children"] == []
        assert (DATA["base"][at], DATA["maximum"][at]) == (node["score"], node["max"])
        assert DATA["target"][at] == (node["score"] if node["rest"] else node["target"])
    totals = [*NODES[("par", "total")]["row"], *NODES[("sipas", "total")]["row"]]
    assert dict(totals) == pytest.approx(dict(enumerate(DATA["weights"])))
    assert {code: tuple(leaves[at] for at in places) for code, places in DATA["below"].items()} == BASE.below
    for scope, known in BASE.groups.items():
        assert {n: tuple(leaves[at] for at in places) for n, places in DATA["groups"][scope].items()} == known


def test_rows_of_the_matrix_roll_up_as_the_indices_do() -> None:
    values = np.random.default_rng(3).random((20, len(DATA["leaves"]))) * np.array(DATA["maximum"])
    table = evaluate(pd.DataFrame(values, columns=DATA["leaves"]))
    for node in DATA["nodes"]:
        at, weights = map(list, zip(*node["row"], strict=True))
        moved = (values[:, at] - np.array(DATA["base"])[at]) @ np.array(weights)
        np.testing.assert_allclose(node["score"] + moved, table.loc[(node["index"], node["code"])], rtol=0, atol=1e-9)


def test_agencies_ready_scenarios_audit_and_schema_are_the_library_s() -> None:
    known = BASE.agencies.set_index("id")
    assert {agency["name"] for agency in DATA["agencies"]} >= set(DATA["groups"]["agency"])
    for agency in DATA["agencies"]:
        assert [agency[key] for key in ("name", "short", "short_en")] == list(
            known.loc[agency["id"], ["name", "short", "short_en"]]
        )
    assert set(DATA["assessments"]) == set(DATA["groups"]["assessment"])
    assert all(len(names) == 2 and all(names) for names in DATA["assessments"].values())
    for lang in ("vi", "en"):
        assert {one["key"]: scenario_from(one[lang]) for one in DATA["presets"]} == presets(lang)
        assert [one["key"] for one in DATA["presets"]] == list(presets(lang))
        evaluate([scenario_from(plan[lang]) for plan in DATA["plans"]])  # each can be opened as a file is
    assert DATA["reach"] == reach(BASE) is not None
    assert DATA["plans"] == ready_plans(BASE) != []
    found = audit()
    assert [one["vi"] for one in DATA["audit"]] == list(found["sentence_vi"])
    assert [one["en"] for one in DATA["audit"]] == list(found["sentence_en"])
    assert [", ".join(one["codes"]) for one in DATA["audit"]] == list(found["code"])
    assert DATA["schema"] == schema()
    assert (DATA["sha256"], DATA["edition"]) == (BASE.sha256, BASE.title)


def test_scenarios_come_along_or_are_refused() -> None:
    mine = Scenario("Của tôi", (Change("code", "5.5", "score", 1.0, "vì"),), author="A").over(open_edition())
    first = payload([mine])
    assert [scenario_from(one) for one in first["scenarios"]] == [mine]
    first["nodes"][0]["name"] = "hỏng"  # it is the caller's own
    assert payload() == DATA
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


def test_nothing_names_a_year_after_the_edition_s_day() -> None:
    assert BASE.as_of is not None
    text = json.dumps({key: value for key, value in DATA.items() if key != "schema"}, ensure_ascii=False)
    assert max(int(year) for year in re.findall(r"(?<![\d.])20\d\d(?!\d)", text)) == BASE.as_of.year
