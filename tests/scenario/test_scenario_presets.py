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


def total(scenario: Scenario, index: str = "par") -> float:
    return float(evaluate(scenario)[scenario.title][(index, "total")])


def changed(scenario: Scenario) -> set[str]:
    values = leaf_values(scenario)
    return {code for code in values.index if values[code] != number(code, "score")}


def test_the_status_quo_is_the_published_figures_exactly() -> None:
    made = evaluate(presets()["status_quo"]).iloc[:, 0]
    for name, rows in ROWS.items():
        assert {code: made[(name, code)] for code in rows} == {code: row["score"] for code, row in rows.items()}


def test_the_plan_is_the_published_targets_and_its_criteria_make_more() -> None:
    ready = presets()
    assert round(total(ready["plan"]), 9) == 92.55 == ROWS["par"]["total"]["target"]
    assert round(total(ready["plan_bottom_up"]), 9) == 93.01
    nodes = evaluate(ready["plan"]).iloc[:, 0]["par"]
    listed = [code for code, row in ROWS["par"].items() if not row["is_remainder"] and code != "total"]
    differing = [code for code in listed if abs(nodes[code] - number(code, "target")) > 1e-9]
    # Where a row's own target differs from its parts' it counts, and the parts share it.
    assert differing == ["7.1.9", "7.1.10", "7.1.11", "7.2.1"]
    assert {code: nodes[code] for code in ("7.1", "7.2")} == pytest.approx({"7.1": 6.45, "7.2": 1.22}, abs=1e-9)


def test_bottom_up_every_criterion_has_its_own_target() -> None:
    values = leaf_values(presets()["plan_bottom_up"])
    assert values[LEAVES["par"]].to_dict() == {code: number(code, "target") for code in LEAVES["par"]}
    assert values[LEAVES["sipas"]].to_dict() == {code: number(code, "score") for code in LEAVES["sipas"]}


def test_an_agency_brings_what_it_leads_to_target_and_nothing_else() -> None:
    ready = presets()
    table = deficits("agency").set_index("lead_agency")
    names = load_agencies().set_index("id")["name"]
    keys = [key for key in ready if key.startswith("agency_")]
    assert [names[key.removeprefix("agency_")] for key in keys] == [
        name for name in table.index if table.loc[name, "deficit"] > 0 and name in AGENCIES
    ]
    for key in keys:
        name = names[key.removeprefix("agency_")]
        assert total(ready[key]) == pytest.approx(88.54 + table.loc[name, "gain"], abs=1e-9)
        assert {ROWS["par"][code]["lead_agency"] for code in changed(ready[key])} <= {name}


def test_appraised_criteria_alone() -> None:
    scenario = presets()["appraised"]
    gain = deficits("assessment").set_index("assessment").loc["appraisal", "gain"]
    assert total(scenario) == pytest.approx(88.54 + gain, abs=1e-9)
    assert {ROWS["par"][code]["assessment"] for code in changed(scenario)} == {"appraisal"}


def test_sipas_one_point_up_and_sipas_at_its_targets() -> None:
    ready = presets()
    plus = evaluate(ready["sipas_plus_1"]).iloc[:, 0]
    assert plus[("par", "8.1")] == pytest.approx(8.709 + 0.1, abs=1e-12)
    assert plus[("sipas", "total")] == pytest.approx(88.11, abs=1e-9)
    assert changed(ready["sipas_plus_1"]) == {"8.1", *LEAVES["sipas"]}
    values = leaf_values(ready["sipas_targets"])
    assert values[LEAVES["sipas"]].to_dict() == {code: number(code, "target") for code in LEAVES["sipas"]}
    gain = deficits("item", "sipas")["gain_in_total"].sum()
    assert values["8.1"] == pytest.approx(8.709 + gain / 10, abs=1e-9)


def test_both_languages_say_the_same_changes_in_their_own_words() -> None:
    vi, en = presets(), presets("en")
    assert list(vi) == list(en)
    for key in vi:
        assert vi[key].changes == en[key].changes
        assert vi[key].title != en[key].title and vi[key].reason != en[key].reason
        assert (vi[key].reason and en[key].reason.isascii()) or "agency" in key
    assert len({one.title for one in vi.values()}) == len({one.title for one in en.values()}) == len(vi)


def test_another_language_is_refused() -> None:
    with pytest.raises(ParAnalysisError, match="'vi'"):
        presets("fr")


def test_they_can_be_evaluated_at_once_and_on_shuffled_tables() -> None:
    base = open_edition().replace(
        par=load_par().sample(frac=1, random_state=3), sipas=load_sipas().sample(frac=1, random_state=4)
    )
    made = evaluate(presets(edition=base).values(), base)
    want = evaluate(presets().values())
    pd.testing.assert_frame_equal(made.loc[want.index, want.columns], want)


def test_presets_of_another_edition_are_of_its_own() -> None:
    par = load_par()
    par.loc[par["code"].isin(["5.5", "5", "total"]), "score"] -= 0.1
    base = open_edition().replace(par=par)
    ready = presets(edition=base)
    assert {one.sha256 for one in ready.values()} == {base.sha256}
    made = evaluate(ready["plan"], base).iloc[:, 0]
    assert made[("par", "total")] == pytest.approx(92.55, abs=1e-9)


def test_each_call_makes_its_own_dictionary() -> None:
    ready = presets()
    ready.clear()
    assert "plan" in presets()


def test_bottom_up_names_what_the_audit_found() -> None:
    found = audit().query("kind == 'parts' and quantity == 'target' and index == 'par'")
    for lang, sign in (("vi", ","), ("en", ".")):
        reason = presets(lang)["plan_bottom_up"].reason
        for row in found.itertuples():
            assert (
                f"{row.code} +{row.difference:g}".replace(
                    f"{row.difference:g}", f"{row.difference:g}".replace(".", sign)
                )
                in reason
            )
