"""How a figure of a scenario is made: published, the scenario's, and parts that add up to the difference."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_cases import ROWS, leaves_by_hand, nodes_by_hand, parts, refusal, scenarios

from par_analysis import Change, Scenario, explain_scenario, presets

KEYS = [(name, code) for name, rows in ROWS.items() for code in rows]


@settings(max_examples=30)
@given(scenarios(), st.sampled_from(KEYS), st.sampled_from(["vi", "en"]))
def test_the_parts_add_up_to_the_difference(scenario: Scenario, key: tuple[str, str], lang: str) -> None:
    index, code = key
    nodes, row = nodes_by_hand(leaves_by_hand(scenario)), ROWS[index][code]
    told = explain_scenario(scenario, code, index, lang)
    assert (told.code, told.title, told.lang) == (code, scenario.title, lang)
    assert (told.name, told.published) == (row["name" if lang == "vi" else "name_en"], row["score"])
    assert told.value == pytest.approx(nodes[key], abs=1e-9)
    children = told.children.set_index("code")
    assert list(children.index) == parts(index, code)
    if len(children):
        assert children["contribution"].sum() == pytest.approx(told.value - told.published, abs=1e-9)
    for part, child in children.iterrows():
        assert child["published"] == ROWS[index][str(part)]["score"]
        assert child["value"] == pytest.approx(nodes[(index, str(part))], abs=1e-9)
    moved = children.index[children["contribution"].abs() > 1e-12]
    text = str(told)
    assert text.startswith(f"{code}  {told.name}: ") and scenario.title in text and repr(told) == text
    assert text.count("├─") + text.count("└─") >= len(moved)


def test_it_reads_like_this_in_both_languages() -> None:
    vi, en = presets()["sipas_plus_1"], presets("en")["sipas_plus_1"]
    first = str(explain_scenario(vi, "8")).splitlines()[0]
    assert first.endswith("công bố 13,209, kịch bản «SIPAS tăng 1 điểm ở mọi mục» 13,309 điểm (+0,1)")
    lines = str(explain_scenario(en, "8.1", lang="en")).splitlines()
    assert lines[0].endswith("published 8.709, scenario «SIPAS +1 point everywhere» 8.809 points (+0.1)")
    assert lines[1] == "Follows SIPAS: published score + maximum × the rise of SIPAS."
    factor = str(explain_scenario(en, "V", "sipas", "en")).splitlines()
    assert factor[0].endswith("79.7300, scenario «SIPAS +1 point everywhere» 80.7300 % (+1.0000)")
    assert len(factor) == 5 and factor[-1].startswith("└─ V.4") and factor[-1].endswith("(+0.2500)")


def test_it_says_what_stays_what_follows_and_what_is_kept_apart() -> None:
    rise, own = Change("code", "V.1", "add", 1), Change("code", "8.1", "score", 9)
    words = {"vi": ("Đi theo SIPAS", "tách SIPAS khỏi PAR INDEX", "Không thay đổi."), "en": ("Follows SIPAS", "keeps SIPAS apart", "Unchanged.")}  # fmt: skip
    cases = [
        (Scenario("a", (rise,)), "8.1", (True, False, False)),
        (Scenario("a", (rise,), coupled=False), "8.1", (False, True, False)),
        (Scenario("a", (rise,), coupled=False), "8", (False, False, True)),
        (Scenario("a", (own,)), "8.1", (False, False, False)),
        (Scenario("a", coupled=False), "8.1", (False, False, True)),
        (Scenario("a", (rise,)), "8.2", (False, False, True)),
        (Scenario("a", (own,)), "1", (False, False, True)),
    ]
    for scenario, code, want in cases:
        told = explain_scenario(scenario, code)
        assert (told.follows_sipas, told.apart) == want[:2]
        for lang, said in words.items():
            text = str(explain_scenario(scenario, code, lang=lang))
            assert tuple(word in text for word in said) == want, (scenario, code, lang)
    with pytest.raises(dataclasses.FrozenInstanceError):
        told.value = 0.0  # type: ignore[misc]


def test_what_cannot_be_explained_is_refused() -> None:
    plain = Scenario("a")
    cases: list[tuple[Scenario, tuple[Any, ...], str]] = [
        (plain, ("5.55",), "'5.55' (unknown code); gần giống (close): 5.5"),
        (plain, ("V",), "'V'"),
        (plain, ("5", "sipas"), "'5'"),
        (plain, ("5", "papi"), "papi"),
        (plain, ("5", "par", "fr"), "'fr'"),
        (Scenario("a", (Change("code", "5.5", "score", 9),)), ("5",), "«a», 5.5: 9"),
        (Scenario("a", sha256="0" * 64), ("5",), "another edition"),
    ]
    found = [
        (refusal(lambda s=scenario, a=arguments: explain_scenario(s, *a)), named)
        for scenario, arguments, named in cases
    ]
    assert [case for case in found if case[1] not in case[0]] == []
