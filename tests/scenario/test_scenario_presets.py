"""The scenarios that the documents suggest give the figures that the documents print."""

from __future__ import annotations

import pandas as pd
import pytest
from scenario_cases import AGENCIES, LEAVES, ROWS, number

from par_analysis import (
    ParAnalysisError,
    Scenario,
    audit,
    deficits,
    evaluate,
    load_agencies,
    load_par,
    load_sipas,
    open_edition,
    presets,
)
from par_analysis.scenario.evaluation import leaf_values

READY = presets()
FIGURES = evaluate(READY.values())


def total(scenario: Scenario) -> float:
    return float(FIGURES.loc[("par", "total"), scenario.title])


def changed(scenario: Scenario) -> set[str]:
    values = leaf_values(scenario)
    return {code for code in values.index if values[code] != number(code, "score")}


def test_the_plan_is_the_published_targets_and_its_criteria_make_more() -> None:
    assert changed(READY["status_quo"]) == set() and total(READY["status_quo"]) == 88.54
    assert round(total(READY["plan"]), 9) == 92.55 == ROWS["par"]["total"]["target"]
    assert round(total(READY["plan_bottom_up"]), 9) == 93.01
    nodes = FIGURES[READY["plan"].title]["par"]
    listed = [code for code, row in ROWS["par"].items() if not row["is_remainder"] and code != "total"]
    differing = [code for code in listed if abs(nodes[code] - number(code, "target")) > 1e-9]
    # Where a row's own target differs from its parts' it counts, and the parts share it.
    assert differing == ["7.1.9", "7.1.10", "7.1.11", "7.2.1"]
    assert nodes[["7.1", "7.2"]].tolist() == pytest.approx([6.45, 1.22], abs=1e-9)
    values = leaf_values(READY["plan_bottom_up"])
    assert values[LEAVES["par"]].to_dict() == {code: number(code, "target") for code in LEAVES["par"]}
    assert values[LEAVES["sipas"]].to_dict() == {code: number(code, "score") for code in LEAVES["sipas"]}


def test_a_group_brings_its_criteria_to_target_and_nothing_else() -> None:
    table, names = deficits("agency").set_index("lead_agency"), load_agencies().set_index("id")["name"]
    led = {key: names[key.removeprefix("agency_")] for key in READY if key.startswith("agency_")}
    losing = [name for name in table.index if table.loc[name, "deficit"] > 0 and name in AGENCIES]
    assert list(led.values()) == losing
    for key, name in led.items():
        assert total(READY[key]) == pytest.approx(88.54 + table.loc[name, "gain"], abs=1e-9)
        assert {ROWS["par"][code]["lead_agency"] for code in changed(READY[key])} <= {name}
    gain = deficits("assessment").set_index("assessment").loc["appraisal", "gain"]
    assert total(READY["appraised"]) == pytest.approx(88.54 + gain, abs=1e-9)
    assert {ROWS["par"][code]["assessment"] for code in changed(READY["appraised"])} == {"appraisal"}


def test_sipas_one_point_up_and_sipas_at_its_targets() -> None:
    plus = FIGURES[READY["sipas_plus_1"].title]
    assert plus[("par", "8.1")] == pytest.approx(8.709 + 0.1, abs=1e-12)
    assert plus[("sipas", "total")] == pytest.approx(88.11, abs=1e-9)
    assert changed(READY["sipas_plus_1"]) == {"8.1", *LEAVES["sipas"]}
    values = leaf_values(READY["sipas_targets"])
    assert values[LEAVES["sipas"]].to_dict() == {code: number(code, "target") for code in LEAVES["sipas"]}
    gain = deficits("item", "sipas")["gain_in_total"].sum()
    assert values["8.1"] == pytest.approx(8.709 + gain / 10, abs=1e-9)


def test_both_languages_say_the_same_changes_in_their_own_words() -> None:
    en = presets("en")
    assert list(READY) == list(en) and len({one.title for one in READY.values()}) == len(
        {one.title for one in en.values()}
    ) == len(en)
    for key, vi in READY.items():
        assert vi.changes == en[key].changes and (vi.sha256, vi.author) == (open_edition().sha256, "par_analysis")
        assert vi.title != en[key].title and vi.reason != en[key].reason
        assert (vi.reason and en[key].reason.isascii()) or "agency" in key
    assert READY["sipas_plus_1"].reason == "Mọi mục SIPAS tăng 1 điểm phần trăm; tiêu chí 8.1 đi theo."
    assert en["sipas_targets"].reason == "Every SIPAS item reaches its target; criterion 8.1 follows."
    found = audit().query("kind == 'parts' and quantity == 'target' and index == 'par'")
    for ready, sign in ((READY, ","), (en, ".")):
        for row in found.itertuples():
            assert (
                f"{row.code} +{row.difference:g}".replace(".", sign).replace(row.code.replace(".", sign), row.code)
                in ready["plan_bottom_up"].reason
            )
    with pytest.raises(ParAnalysisError, match="'vi'"):
        presets("fr")
    presets().clear()
    assert "plan" in presets()


def test_presets_of_another_edition_are_of_its_own() -> None:
    par, sipas = (table.sample(frac=1, random_state=3) for table in (load_par(), load_sipas()))
    shuffled = open_edition().replace(par=par, sipas=sipas)
    table = evaluate(presets(edition=shuffled).values(), shuffled)
    pd.testing.assert_frame_equal(table.loc[FIGURES.index, FIGURES.columns], FIGURES)
    par.loc[par["code"].isin(["5.5", "5", "total"]), "score"] -= 0.1
    base = open_edition().replace(par=par)
    ready = presets(edition=base)
    assert {one.sha256 for one in ready.values()} == {base.sha256} != {open_edition().sha256}
    assert evaluate(ready["plan"], base).iloc[:, 0][("par", "total")] == pytest.approx(92.55, abs=1e-9)
    bare = open_edition().replace(par=load_par().drop(columns="target"), sipas=None)
    assert list(presets(edition=bare)) == ["status_quo"]
