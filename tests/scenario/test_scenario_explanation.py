"""How a figure of a scenario is made: published, the scenario's, and parts that add up to the difference."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_cases import ROWS, leaves_by_hand, nodes_by_hand, parts, scenarios

from par_analysis import ParAnalysisError, Scenario, explain_scenario, presets
from par_analysis.scenario.scenario import Change

KEYS = [(name, code) for name, rows in ROWS.items() for code in rows]


@settings(max_examples=60)
@given(scenarios(), st.sampled_from(KEYS), st.sampled_from(["vi", "en"]))
def test_the_parts_add_up_to_the_difference(scenario: Scenario, key: tuple[str, str], lang: str) -> None:
    index, code = key
    nodes = nodes_by_hand(leaves_by_hand(scenario))
    made = explain_scenario(scenario, code, index, lang)
    row = ROWS[index][code]
    assert (made.code, made.title, made.lang) == (code, scenario.title, lang)
    assert made.name == row["name" if lang == "vi" else "name_en"]
    assert made.published == row["score"]
    assert made.value == pytest.approx(nodes[key], abs=1e-9)
    children = made.children.set_index("code")
    assert list(children.index) == parts(index, code)
    if len(children):
        assert children["contribution"].sum() == pytest.approx(made.value - made.published, abs=1e-9)
    for part, child in children.iterrows():
        assert child["published"] == ROWS[index][str(part)]["score"]
        assert child["value"] == pytest.approx(nodes[(index, str(part))], abs=1e-9)
    text = str(made)
    assert text.startswith(f"{code}  {made.name}: ") and scenario.title in text
    moved = children.index[children["contribution"].abs() > 1e-12]
    assert text.count("├─") + text.count("└─") >= len(moved)


def test_it_reads_like_this_in_both_languages() -> None:
    scenario = presets()["sipas_plus_1"]
    assert (
        str(explain_scenario(scenario, "8"))
        .splitlines()[0]
        .endswith("công bố 13,209, kịch bản «SIPAS tăng 1 điểm ở mọi mục» 13,309 điểm (+0,1)")
    )
    lines = str(explain_scenario(presets("en")["sipas_plus_1"], "8.1", lang="en")).splitlines()
    assert lines[0].endswith("published 8.709, scenario «SIPAS +1 point everywhere» 8.809 points (+0.1)")
    assert lines[1] == "Follows SIPAS: published score + maximum × the rise of SIPAS."
    factor = str(explain_scenario(presets("en")["sipas_plus_1"], "V", "sipas", "en")).splitlines()
    assert factor[0].endswith("79.7300, scenario «SIPAS +1 point everywhere» 80.7300 % (+1.0000)")
    assert len(factor) == 5 and factor[-1].startswith("└─ V.4") and factor[-1].endswith("(+0.2500)")


@pytest.mark.parametrize(("lang", "word"), [("vi", "Không thay đổi."), ("en", "Unchanged.")])
def test_what_does_not_move_is_said_to_stay(lang: str, word: str) -> None:
    scenario = Scenario("a", (Change("code", "5.5", "close", 1),))
    for code in ("1", "1.1"):
        assert str(explain_scenario(scenario, code, lang=lang)).splitlines()[1:] == [word]
    assert word not in str(explain_scenario(scenario, "5.5", lang=lang))


@pytest.mark.parametrize(
    ("scenario", "follows"),
    [
        (Scenario("a", (Change("code", "V.1", "add", 1),)), True),
        (Scenario("a", (Change("code", "V.1", "add", 1),), coupled=False), False),
        (Scenario("a", (Change("code", "8.1", "score", 9),)), False),
        (Scenario("a"), False),
    ],
)
def test_it_says_when_81_follows_sipas(scenario: Scenario, follows: bool) -> None:
    assert explain_scenario(scenario, "8.1").follows_sipas is follows
    assert ("Đi theo SIPAS" in str(explain_scenario(scenario, "8.1"))) is follows
    assert not explain_scenario(scenario, "8.2").follows_sipas


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("5.55",), r"'5\.55'.*5\.5"),
        (("V",), "'V'"),
        (("5", "sipas"), "'5'"),
        (("5", "papi"), "papi"),
        (("5", "par", "fr"), "'fr'"),
    ],
)
def test_what_cannot_be_explained_is_refused(arguments: tuple[Any, ...], named: str) -> None:
    with pytest.raises(ParAnalysisError, match=named):
        explain_scenario(Scenario("a"), *arguments)


def test_a_scenario_that_cannot_be_evaluated_cannot_be_explained() -> None:
    with pytest.raises(ParAnalysisError, match=r"«a», 5\.5: 9"):
        explain_scenario(Scenario("a", (Change("code", "5.5", "score", 9),)), "5")
    with pytest.raises(ParAnalysisError, match="another edition"):
        explain_scenario(Scenario("a", sha256="0" * 64), "5")


def test_an_explanation_does_not_change() -> None:
    made = explain_scenario(Scenario("a"), "5")
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.value = 0.0  # type: ignore[misc]
    assert repr(made) == str(made)


@pytest.mark.parametrize(("lang", "words"), [("vi", "tách SIPAS khỏi PAR INDEX"), ("en", "keeps SIPAS apart")])
def test_it_says_when_the_two_indices_are_kept_apart(lang: str, words: str) -> None:
    moved = Scenario("x", (Change("index", "sipas", "add", 1.0),), coupled=False)
    assert words in str(explain_scenario(moved, "8.1", lang=lang)) and explain_scenario(moved, "8.1").apart
    assert words not in str(explain_scenario(moved.replace(coupled=True), "8.1", lang=lang))
    assert words not in str(moved.replace(changes=()).explain("8.1", lang=lang))
    assert words not in str(explain_scenario(moved, "8", lang=lang))
