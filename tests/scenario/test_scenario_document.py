"""A scenario says who changes what and why; it is checked when made, never changes, and joins with others."""

from __future__ import annotations

import dataclasses
import json
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_cases import LEAVES, number, scenarios

from par_analysis import ParAnalysisError, Scenario, load_par, open_edition, save_scenario
from par_analysis.scenario.evaluation import leaf_values
from par_analysis.scenario.file import SCHEMA
from par_analysis.scenario.scenario import MOVES, SCOPES, Change

NFD = unicodedata.normalize("NFD", "Sở Nội vụ")
KEYS = ["format", "version", "title", "author", "date", "reason", "baseline", "coupled", "changes"]


# Changes


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 10**400, True, None, "1", [1]])
@pytest.mark.parametrize("move", ["score", "close", "add"])
def test_a_value_that_is_no_finite_number_is_refused(move: str, value: Any) -> None:
    with pytest.raises(ParAnalysisError, match=r"^5\.5: .*a finite number"):
        Change("code", "5.5", move, value)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("field", "5", "close", 1), "'field'.*code, agency, assessment, index"),
        (("code", "5", "set", 1), "5: .*'set'.*score, reach, close, add"),
        (("code", "5", "reach", "top"), "5: reach = 'top'.*target, maximum"),
        (("code", "5", "reach", 1), "5: reach = 1"),
        (("code", "5", "close", 1.01), r"5: close = 1\.01.*between 0 and 1"),
        (("code", "5", "close", -0.01), r"5: close = -0\.01"),
        (("agency", "Sở Nội vụ", "score", 1), "agency Sở Nội vụ: .*single code"),
        (("index", "par", "score", 1), "index par: .*single code"),
        (("code", 5, "close", 1), "5: of .*text is needed"),
        (("code", "5", "close", 1, None), "5: note .*text is needed"),
        (("code", "5", "close", 1, "a\ud800"), "5: note .*broken character"),
    ],
)
def test_a_change_that_says_nothing_clear_is_refused(arguments: tuple[Any, ...], named: str) -> None:
    with pytest.raises(ParAnalysisError, match=named):
        Change(*arguments)


def test_the_words_of_a_change_are_those_of_the_schema() -> None:
    held = json.loads(SCHEMA.read_text(encoding="utf-8"))["properties"]["changes"]["items"]["properties"]
    assert tuple(held["scope"]["properties"]) == SCOPES
    assert tuple(held["move"]["properties"]) == MOVES


# Scenarios


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"title": ""}, "needs a title"),
        ({"title": " \n"}, "needs a title"),
        ({"title": None}, "title .*text is needed"),
        ({"title": "\udcff"}, "title .*broken character"),
        ({"author": 1}, "author .*text is needed"),
        ({"coupled": 1}, "thử: coupled = 1: .*True or False is needed"),
        ({"date": "8/7/2022"}, "thử: date = '8/7/2022'.*2022-07-08"),
        ({"date": "2022-02-30"}, "date"),
        ({"date": "20220708"}, "date"),
        ({"date": "2022-W27-5"}, "date"),
        ({"changes": ["5.5"]}, "thử: changes: .*'5.5'.*a Change is needed"),
        ({"changes": None}, "a Change is needed"),
        ({"changes": 3}, "a Change is needed"),
    ],
)
def test_a_scenario_that_says_nothing_clear_is_refused(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(ParAnalysisError, match=named):
        Scenario(**{"title": "thử", **fields})


def test_a_scenario_is_over_no_edition_until_it_is_signed() -> None:
    base = open_edition()
    made = Scenario("thử")
    assert (made.edition, made.sha256) == ("", "")
    assert made.sign(base) == made.over(base) == Scenario("thử", edition=base.title, sha256=base.sha256)
    other = Scenario("thử", edition="khác", sha256="0" * 64)
    assert other.sign(base) is other and other.over(base) == made.over(base)


def test_letters_are_composed_so_that_a_name_is_the_same_on_any_system() -> None:
    change = Change("agency", NFD, "reach", "target", NFD)
    assert (change.of, change.note) == ("Sở Nội vụ", "Sở Nội vụ")
    assert Scenario(NFD, (change,)) == Scenario("Sở Nội vụ", (change,))
    leaf_values(Scenario(NFD, (change,)))


@given(scenarios())
def test_nothing_of_a_scenario_can_be_changed(scenario: Scenario) -> None:
    for one in (scenario, *scenario.changes):
        for field in dataclasses.fields(one):
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(one, field.name, getattr(one, field.name))
    assert isinstance(scenario.changes, tuple)
    assert hash(scenario) == hash(scenario.replace())


def test_a_list_of_changes_or_a_single_one_becomes_a_tuple() -> None:
    changes = [Change("code", "5.5", "close", 1)]
    scenario = Scenario("thử", changes)  # type: ignore[arg-type]
    changes.clear()
    assert len(scenario.changes) == 1
    assert Scenario("thử", scenario.changes[0]) == scenario  # type: ignore[arg-type]


@given(scenarios(), scenarios())
def test_replacing_gives_another_scenario_and_leaves_the_first(one: Scenario, other: Scenario) -> None:
    before = one.to_json()
    made = one.replace(title=other.title, changes=other.changes, coupled=other.coupled)
    assert (made.title, made.changes, made.coupled) == (other.title, other.changes, other.coupled)
    assert (made.author, made.date, made.reason, made.sha256) == (one.author, one.date, one.reason, one.sha256)
    assert one.to_json() == before and one.replace() == one


def test_replacing_what_there_is_not_is_refused_and_so_is_a_bad_value() -> None:
    with pytest.raises(ParAnalysisError, match=r"no attribute.* colour; .*title"):
        Scenario("thử").replace(colour="red")
    with pytest.raises(ParAnalysisError, match="needs a title"):
        Scenario("thử").replace(title="")


# Joining


@settings(max_examples=60)
@given(scenarios("a"), scenarios("b"), st.booleans())
def test_joining_gives_the_same_values_or_the_same_refusal_both_ways(
    one: Scenario, other: Scenario, coupled: bool
) -> None:
    one, other = one.replace(coupled=coupled), other.replace(coupled=coupled)
    try:
        made = one.combine(other)
    except ParAnalysisError as error:
        assert "«a»" in str(error) and "«b»" in str(error)
        with pytest.raises(ParAnalysisError):
            other.combine(one)
        return
    pd.testing.assert_series_equal(
        leaf_values(made), leaf_values(other.combine(one)), check_names=False, check_exact=True
    )
    assert (made.title, other.combine(one).title) == ("a + b", "b + a")
    assert set(made.changes) <= {*one.changes, *other.changes}


@given(st.lists(st.sampled_from([code for code in LEAVES["par"] if code != "8.1"]), min_size=2, unique=True))
def test_scenarios_that_touch_different_leaves_join_to_the_sum_of_their_steps(codes: list[str]) -> None:
    parts = [Scenario(code, (Change("code", code, "close", 0.5),)) for code in codes]
    made = parts[0].combine(*parts[1:], title="chung")
    values = leaf_values(made)
    for code in LEAVES["par"]:
        lost = number(code, "max_points") - number(code, "score")
        assert values[code] == pytest.approx(number(code, "score") + (lost / 2 if code in codes else 0), abs=1e-9)
    assert made.title == "chung"


@pytest.mark.parametrize(
    ("one", "other", "named"),
    [
        (("code", "5.5", "score", 0.5), ("code", "5.5", "score", 0.75), ["5.5", "score 0.5", "score 0.75"]),
        (("code", "5", "close", 1), ("code", "5", "reach", "target"), ["5:", "close 1", "reach target"]),
        (("agency", "Sở Nội vụ", "close", 0), ("assessment", "appraisal", "close", 1),
         ["agency Sở Nội vụ", "assessment appraisal"]),
        (("code", "8.1", "score", 9), ("index", "sipas", "add", 1), ["8.1", "coupled"]),
    ],
)  # fmt: skip
def test_a_conflict_names_both_scenarios_and_what_they_say(
    one: tuple[Any, ...], other: tuple[Any, ...], named: list[str]
) -> None:
    first, second = Scenario("Phương án 1", (Change(*one),)), Scenario("Phương án 2", (Change(*other),))
    for made in (lambda: first.combine(second), lambda: second.combine(first, title="chung")):
        with pytest.raises(ParAnalysisError) as caught:
            made()
        assert all(piece in str(caught.value) for piece in ["«Phương án 1»", "«Phương án 2»", *named])


def test_scenarios_that_agree_join_and_say_it_once() -> None:
    change = Change("code", "5.5", "score", 1.25, "của A")
    one = Scenario("a", (change, Change("code", "5.5", "reach", "maximum")), author="A", reason="Vì A.")
    other = Scenario("b", (Change("code", "5.5", "score", 1.25),), author="B", reason="Vì B.")
    made = one.combine(other, one)
    assert made.changes == one.changes
    assert (made.author, made.reason, made.date, made.coupled) == ("A, B", "Vì A. Vì B.", "", True)


def test_scenarios_of_different_ground_are_not_joined() -> None:
    one = Scenario("a")
    with pytest.raises(ParAnalysisError, match=r"«a», «b»: .*editions"):
        one.combine(Scenario("b", sha256="0" * 64))
    with pytest.raises(ParAnalysisError, match=r"«a», «b»: .*coupled"):
        one.combine(Scenario("b", coupled=False))


def test_scenarios_of_another_edition_are_joined_and_compared_on_it() -> None:
    par = load_par()
    par.loc[par["code"] == "5.5", "max_points"] = 3.0
    base = open_edition().replace(par=par)
    one = Scenario("a", (Change("code", "5.5", "score", 2.5),), sha256=base.sha256)
    other = Scenario("b", (Change("code", "5.3", "close", 1),), sha256=base.sha256)
    assert leaf_values(one.combine(other, edition=base), base)["5.5"] == 2.5
    assert one.diff(other, base).set_index("code").loc["5.5", "a"] == 2.5
    with pytest.raises(ParAnalysisError, match="another edition"):
        one.diff(other)
    with pytest.raises(ParAnalysisError, match="another edition"):
        one.combine(other)


# Differences


@given(scenarios("a"), scenarios("b"))
def test_a_diff_lists_the_leaves_that_differ_and_no_others(one: Scenario, other: Scenario) -> None:
    first, second = leaf_values(one), leaf_values(other)
    made = one.diff(other)
    assert list(made.columns) == ["code", "a", "b"]
    assert list(made["code"]) == [code for code in first.index if first[code] != second[code]]
    assert (made["a"].tolist(), made["b"].tolist()) == (first[made["code"]].tolist(), second[made["code"]].tolist())
    assert one.diff(one.replace(title="b")).empty


# The text of the file


@given(scenarios())
def test_the_text_has_its_keys_in_order_and_is_the_same_every_time(scenario: Scenario) -> None:
    text = scenario.to_json()
    held = json.loads(text)
    assert list(held) == KEYS and list(held["baseline"]) == ["edition", "sha256"]
    assert all(list(one) in (["scope", "move"], ["scope", "move", "note"]) for one in held["changes"])
    assert text == scenario.replace().to_json() == json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def test_the_text_is_for_people() -> None:
    change = Change("agency", "Sở Nội vụ", "close", 0.25, "một phần tư")
    text = Scenario("Phương án 1", (change,), "Nguyễn Văn A", "2022-07-08", "Vì sao").to_json()
    assert text.startswith('{\n  "format": "par_analysis scenario",\n  "version": 1,\n  "title": "Phương án 1",\n')
    assert '"agency": "Sở Nội vụ"' in text and '"note": "một phần tư"' in text and '"close": 0.25' in text


def test_saving_is_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "thư mục mới" / "kịch bản.json"
    assert save_scenario(Scenario("cũ"), path) == path
    assert path.read_bytes() == Scenario("cũ").over(open_edition()).to_json().encode("utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ParAnalysisError, match="No space left"):
        save_scenario(Scenario("mới"), path)
    assert [one.name for one in path.parent.iterdir()] == ["kịch bản.json"]
    assert path.read_bytes() == Scenario("cũ").over(open_edition()).to_json().encode("utf-8")


@pytest.mark.parametrize(
    ("scenario", "named"),
    [
        (Scenario("d" * 201), "title: "),
        (Scenario("thử", (Change("code", "5.5", "add", 101),)), "changes/0/move/add: 101"),
        (Scenario("thử", (Change("code", "5.5", "close", 1, "d" * 2001),)), "changes/0/note: "),
        (Scenario("thử", sha256="khác"), "baseline/sha256: 'khác'"),
        (Scenario("thử", (Change("code", "5.5", "close", 1),) * 1001), "changes: "),
    ],
)
def test_what_could_not_be_read_again_is_not_written(scenario: Scenario, named: str, tmp_path: Path) -> None:
    with pytest.raises(ParAnalysisError, match="cannot be saved") as caught:
        save_scenario(scenario, tmp_path / "a.json")
    assert named in str(caught.value)
    assert list(tmp_path.iterdir()) == []
