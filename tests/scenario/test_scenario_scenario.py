"""A scenario says who changes what and why; it is checked when made, never changes, and joins with others."""

from __future__ import annotations

import dataclasses
import json
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from scenario_cases import LEAVES, refusal, scenarios

from par_analysis import Change, ParAnalysisError, Scenario, evaluate, open_edition
from par_analysis.scenario.evaluation import leaf_values

KEYS = ["format", "version", "title", "author", "date", "reason", "baseline", "coupled", "changes"]


def test_what_says_nothing_clear_is_refused() -> None:
    changes: list[tuple[tuple[Any, ...], str]] = [
        (("field", "5", "close", 1), "'field': chỉ có code, agency, assessment, index"),
        (("code", "5", "set", 1), "5: move = 'set': chỉ có score, reach, close, add"),
        (("code", "5", "reach", "top"), "5: reach = 'top': chỉ có target, maximum"),
        (("code", "5", "reach", 1), "5: reach = 1"),
        (("code", "5", "close", 1.01), "5: close = 1.01: phải từ 0 đến 1 (must lie between 0 and 1)"),
        (("code", "5", "close", -0.01), "5: close = -0.01"),
        (("agency", "Sở Nội vụ", "score", 1), "agency Sở Nội vụ: chỉ một mã"),
        (("index", "par", "score", 1), "index par: chỉ một mã mới đặt được điểm (a score is set for a single code)"),
        (("code", 5, "close", 1), "5: of: cần văn bản, không phải 5 (text is needed"),
        (("code", "5", "close", 1, None), "5: note: cần văn bản"),
        (("code", "5", "close", 1, "a\ud800"), "5: note có ký tự hỏng"),
        *(
            (("code", "5.5", move, value), f"5.5: {move} = {value!r}: cần một số hữu hạn (a finite number")
            for move in ("score", "close", "add")
            for value in (np.nan, np.inf, -np.inf, 10**400, True, None, "1", [1])
        ),
    ]
    fields: list[tuple[dict[str, Any], str]] = [
        ({"title": ""}, "needs a title"),
        ({"title": " \n"}, "needs a title"),
        ({"title": None}, "title: cần văn bản, không phải None"),
        ({"title": "\udcff"}, "title có ký tự hỏng"),
        ({"author": 1}, "author: cần văn bản"),
        ({"coupled": 1}, "thử: coupled: cần True hoặc False, không phải 1"),
        *(({"date": d}, f"thử: date = '{d}': viết như") for d in ("8/7/2022", "2022-02-30", "20220708", "2022-W27-5")),
        *(({"changes": c}, "thử: changes: cần Change, không phải") for c in (["5.5"], None, 3)),
    ]
    found = [(named, refusal(lambda a=arguments: Change(*a))) for arguments, named in changes]
    found += [(named, refusal(lambda f=field: Scenario(**{"title": "thử", **f}))) for field, named in fields]
    found += [(named, refusal(lambda f=field: Scenario("thử").replace(**f))) for field, named in fields]
    found += [("no attribute colour; there are: author", refusal(lambda: Scenario("thử").replace(colour="red")))]
    assert [case for case in found if case[0] not in case[1]] == []


def test_a_scenario_is_over_no_edition_until_it_is_signed() -> None:
    base, other = open_edition(), Scenario("thử", edition="khác", sha256="0" * 64)
    assert (Scenario("thử").edition, Scenario("thử").sha256) == ("", "")
    assert Scenario("thử").sign(base) == Scenario("thử", edition=base.title, sha256=base.sha256)
    assert other.sign(base) is other and other.over(base) == Scenario("thử").over(base)


def test_making_a_scenario_reads_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError

    for name in ("read_bytes", "read_text", "open"):
        monkeypatch.setattr(Path, name, opened)
    monkeypatch.setattr("par_analysis.edition.opening.edition_of", opened)
    one = Scenario("a", (Change("code", "5.5", "close", 1),))
    assert one.combine(Scenario("b")).replace(title="c").to_json().startswith("{")


def test_letters_are_composed_so_that_a_name_is_the_same_on_any_system() -> None:
    loose = unicodedata.normalize("NFD", "Sở Nội vụ")
    change = Change("agency", loose, "reach", "target", loose)
    assert (change.of, change.note) == ("Sở Nội vụ", "Sở Nội vụ")
    assert Scenario(loose, (change,), loose, "", loose) == Scenario(
        "Sở Nội vụ", (change,), "Sở Nội vụ", "", "Sở Nội vụ"
    )


@settings(max_examples=30)
@given(scenarios(), scenarios())
def test_a_scenario_never_changes_and_its_text_is_the_same_every_time(one: Scenario, other: Scenario) -> None:
    text = one.to_json()
    for value in (one, *one.changes):
        for field in dataclasses.fields(value):
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(value, field.name, getattr(value, field.name))
    replaced = one.replace(title=other.title, changes=other.changes, coupled=other.coupled)
    assert (replaced.title, replaced.changes, replaced.coupled) == (other.title, other.changes, other.coupled)
    assert (replaced.author, replaced.date, replaced.reason, replaced.sha256) == (
        one.author,
        one.date,
        one.reason,
        one.sha256,
    )
    evaluate(one)
    held = json.loads(text)
    assert list(held) == KEYS and list(held["baseline"]) == ["edition", "sha256"]
    assert all(list(change) in (["scope", "move"], ["scope", "move", "note"]) for change in held["changes"])
    assert text == one.replace().to_json() == json.dumps(held, ensure_ascii=False, indent=2) + "\n"
    assert one.replace() == one and hash(one) == hash(one.replace()) and isinstance(one.changes, tuple)


def test_a_list_of_changes_or_a_single_one_becomes_a_tuple_and_the_text_is_for_people() -> None:
    changes = [Change("agency", "Sở Nội vụ", "close", 0.25, "một phần tư")]
    scenario = Scenario("Phương án 1", changes, "Nguyễn Văn A", "2022-07-08", "Vì sao")  # type: ignore[arg-type]
    assert Scenario("Phương án 1", changes[0], "Nguyễn Văn A", "2022-07-08", "Vì sao") == scenario  # type: ignore[arg-type]
    changes.clear()
    text = scenario.to_json()
    assert text.startswith('{\n  "format": "par_analysis scenario",\n  "version": 1,\n  "title": "Phương án 1",\n')
    assert '"agency": "Sở Nội vụ"' in text and '"note": "một phần tư"' in text and '"close": 0.25' in text


# Joining


@settings(max_examples=30)
@given(scenarios("a"), scenarios("b"))
def test_joining_gives_the_same_values_or_a_refusal_both_ways(one: Scenario, other: Scenario) -> None:
    other = other.replace(coupled=one.coupled)
    try:
        joined, back = one.combine(other), other.combine(one)
    except ParAnalysisError as error:
        assert "«a»" in str(error) and "«b»" in str(error)
        assert refusal(lambda: other.combine(one))
        return
    assert (joined.title, back.title) == ("a + b", "b + a")
    assert set(joined.changes) <= {*one.changes, *other.changes} and joined.sha256 == one.sha256
    said = refusal(lambda: leaf_values(joined))
    assert bool(said) == bool(refusal(lambda: leaf_values(back)))
    if said:
        assert "«a + b», " in said
    else:
        assert leaf_values(joined).equals(leaf_values(back))


def test_scenarios_join_to_the_sum_of_their_steps_and_say_the_same_once() -> None:
    codes = [code for code in LEAVES["par"] if code != "8.1"][::5]
    parts = [Scenario(code, (Change("code", code, "close", 0.5),)) for code in codes]
    values, base = leaf_values(parts[0].combine(*parts[1:], title="chung")), open_edition()
    half = {code: base.par.score(code) + (base.par.maximum(code) - base.par.score(code)) / 2 for code in codes}
    assert values[codes].to_dict() == pytest.approx(half) and values.name == "chung"
    assert (values != base.score).sum() == sum(base.par.score(code) < base.par.maximum(code) for code in codes)
    change = Change("code", "5.5", "score", 1.25, "của A")
    one = Scenario("a", (change, Change("code", "5.5", "reach", "maximum")), author="A", reason="Vì A.")
    other = Scenario("b", (Change("code", "5.5", "score", 1.25),), "B", "2022-07-08", "Vì B.").over(base)
    joined = one.combine(other, one)
    assert joined.changes == one.changes and (joined.edition, joined.sha256) == (base.title, base.sha256)
    assert (joined.author, joined.reason, joined.date, joined.coupled) == ("A, B", "Vì A. Vì B.", "", True)


def test_what_cannot_be_joined_is_refused_by_both_names() -> None:
    one = Scenario("a", (Change("code", "5.5", "score", 0.5), Change("code", "5", "close", 1)))
    signed = one.over(open_edition())
    cases = [
        (
            one,
            Scenario("b", (Change("code", "5.5", "score", 0.75),)),
            ["5.5: «", "score 0.5", "score 0.75", "drop one"],
        ),
        (one, Scenario("b", (Change("code", "5", "reach", "target"),)), ["5: «", "close 1", "reach target"]),
        (signed, Scenario("b", sha256="0" * 64), ["«a», «b»: ", "kỳ công bố", "editions"]),
        (one, Scenario("b", coupled=False), ["«a», «b»: ", "coupled"]),
    ]
    for first, second, named in cases:
        assert [w for w in ["«a»", "«b»", *named] if w not in refusal(lambda f=first, s=second: f.combine(s))] == []
        assert all(name in refusal(lambda f=first, s=second: s.combine(f)) for name in ("«a»", "«b»"))
    wide = Scenario("a", (Change("agency", "Sở Nội vụ", "close", 0),))
    joined = wide.combine(Scenario("b", (Change("assessment", "appraisal", "close", 1),)))
    assert "«a + b», " in refusal(lambda: evaluate(joined))
