"""A scenario's file comes back as it was saved; a file that is wrong is refused with all that is wrong."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from scenario_cases import nfc, scenarios

from par_analysis import (
    Change,
    InputError,
    ParAnalysisError,
    Scenario,
    open_edition,
    open_scenario,
    presets,
    save_scenario,
)
from par_analysis.scenario.file import scenario_from, schema
from par_analysis.scenario.scenario import MOVES, SCOPES
from par_analysis.tables.messages import MESSAGES

Held = dict[str, Any]
Found = list[tuple[str, str, str | None]]
BASE = open_edition()


def good() -> Held:
    """What the file of a scenario with two changes holds."""
    changes = (Change("code", "5.5", "score", 0.5, "vì thế"), Change("index", "sipas", "add", 1))
    held: Held = json.loads(Scenario("Phương án 1", changes, "A", "2022-07-08", "Vì sao").over(BASE).to_json())
    return held


def change(scope: Held, move: Held, **more: Any) -> Held:
    return {"scope": scope, "move": move, **more}


def written(folder: Path, held: Any) -> Path:
    path = folder / "kịch bản.json"
    path.write_text(held if isinstance(held, str) else json.dumps(held), encoding="utf-8")
    return path


def refused(path: Path, **options: bool) -> InputError:
    with pytest.raises(InputError) as caught:
        open_scenario(path, **options)
    assert str(path) in str(caught.value) and str(caught.value).count("EN: ") == len(caught.value.problems)
    return caught.value


def problems_of(path: Path, **options: bool) -> Found:
    return [(one.kind, one.where, one.found) for one in refused(path, **options).problems]


# Back as it was

ODD = st.text('\n\t\b\f\r"\\\x00\x0f\u0301\u0307\u0338\u0300e/<=>', min_size=1, max_size=12).map(nfc)


@settings(max_examples=20)
@given(scenarios(), ODD, st.floats(0, 100))
@example(presets()["plan"], "a", 0.1)
@example(presets("en")["sipas_plus_1"], "a", 100.0)
def test_a_scenario_comes_back_exactly(tmp_path: Path, scenario: Scenario, odd: str, value: float) -> None:
    more = (Change("code", "V.1", "score", value, odd),)
    for one in (scenario, Scenario(f"a{odd}", more, odd, "", odd).over(BASE)):
        path = save_scenario(one, tmp_path / "a.json")
        again = open_scenario(str(path))
        assert again == one == scenario_from(json.loads(one.to_json()))
        assert path.read_bytes() == one.to_json().encode("utf-8")
        assert [type(change.value) for change in again.changes] == [type(change.value) for change in one.changes]


def test_saving_signs_what_is_unsigned_and_keeps_what_is_signed(tmp_path: Path) -> None:
    own = BASE.replace(place="Nơi khác", year=2030)
    plain = Scenario("thử")
    assert open_scenario(save_scenario(plain, tmp_path / "a.json")) == plain.over(BASE)
    assert open_scenario(save_scenario(plain, tmp_path / "b.json", own), own) == plain.over(own)
    assert open_scenario(save_scenario(plain.over(BASE), tmp_path / "c.json", own)).edition == BASE.title


def test_a_byte_order_mark_is_read_and_what_may_be_left_out_is_empty(tmp_path: Path) -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        path = tmp_path / f"{encoding}.json"
        path.write_bytes(json.dumps(good(), ensure_ascii=False).encode(encoding))
        assert open_scenario(path).title == "Phương án 1"
    held = {key: value for key, value in good().items() if key not in ("author", "date", "reason")}
    del held["changes"][0]["note"]
    read = open_scenario(written(tmp_path, held))
    assert (read.author, read.date, read.reason, read.changes[0].note) == ("", "", "", "")


def test_saving_is_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "thư mục mới" / "kịch bản.json"
    assert save_scenario(Scenario("cũ"), path) == path

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ParAnalysisError, match="No space left"):
        save_scenario(Scenario("mới"), path)
    assert [one.name for one in path.parent.iterdir()] == ["kịch bản.json"]
    assert path.read_bytes() == Scenario("cũ").over(BASE).to_json().encode("utf-8")


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    for scenario, named in [
        (Scenario("d" * 201), "title: "),
        (Scenario("thử", (Change("code", "5.5", "add", 101),)), "changes/0/move/add: 101"),
        (Scenario("thử", (Change("code", "5.5", "close", 1, "d" * 2001),)), "changes/0/note: "),
        (Scenario("thử", sha256="khác"), "baseline/sha256: 'khác'"),
        (Scenario("thử", (Change("code", "5.5", "close", 1),) * 1001), "changes: "),
    ]:
        with pytest.raises(ParAnalysisError, match=f"không lưu được: .*{named}.*cannot be saved"):
            save_scenario(scenario, tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []


def test_the_schema_is_a_schema_and_has_the_words_of_a_change() -> None:
    Draft202012Validator.check_schema(schema())
    assert schema()["$schema"].endswith("2020-12/schema")
    held = schema()["properties"]["changes"]["items"]["properties"]
    assert (tuple(held["scope"]["properties"]), tuple(held["move"]["properties"])) == (SCOPES, MOVES)


# One thing wrong: kind, change of the file, where, what was found, a piece of the message


def put(*path: Any, value: Any) -> Callable[[Held], object]:
    def edit(held: Held) -> None:
        inside: Any = held
        for step in path[:-1]:
            inside = inside[step]
        if value is ...:
            del inside[path[-1]]
        else:
            inside[path[-1]] = value

    return edit


def move(value: Any, name: str = "score") -> Callable[[Held], object]:
    return put("changes", 0, "move", value={name: value})


def of(scope: str, name: Any) -> Callable[[Held], object]:
    """Close a deficit there; a score is for codes alone."""
    return put("changes", 0, value=change({scope: name}, {"close": 1}))


CASES: list[tuple[str, Callable[[Held], object], str, str | None, str]] = [
    ("schema", put("format", value="scenario"), "format", '"scenario"', "was expected"),
    ("schema", put("version", value=2), "version", "2", "1 was expected"),
    ("schema", put("version", value="1"), "version", '"1"', "1 was expected"),
    ("schema", put("title", value=" "), "title", '" "', "does not match"),
    ("schema", put("title", value=7), "title", "7", "is not of type 'string'"),
    ("schema", put("title", value="a" * 201), "title", '"' + "a" * 76 + "...", "is too long"),
    ("schema", put("author", value=None), "author", "null", "is not of type 'string'"),
    ("schema", put("date", value="8/7/2022"), "date", '"8/7/2022"', "does not match"),
    ("scenario", put("date", value="2022-02-30"), "", None, "date = '2022-02-30'"),
    ("scenario", put("date", value="2022-07-08\n"), "", None, "date = "),
    ("schema", put("colour", value="red"), "/", None, "('colour' was unexpected)"),
    ("schema", put("baseline", "file", value="x"), "baseline", None, "('file' was unexpected)"),
    ("schema", put("baseline", value=[]), "baseline", "[]", "is not of type 'object'"),
    ("schema", put("baseline", "sha256", value="ABC"), "baseline/sha256", '"ABC"', "does not match"),
    ("schema", put("coupled", value=1), "coupled", "1", "is not of type 'boolean'"),
    ("schema", put("coupled", value="false"), "coupled", '"false"', "is not of type 'boolean'"),
    ("schema", put("changes", value={}), "changes", "{}", "is not of type 'array'"),
    ("schema", put("changes", 0, value="5.5"), "changes/0", '"5.5"', "is not of type 'object'"),
    ("schema", put("changes", 0, "colour", value="red"), "changes/0", None, "('colour' was unexpected)"),
    ("schema", put("changes", 0, "note", value=5), "changes/0/note", "5", "is not of type 'string'"),
    ("schema", put("changes", 0, "scope", value={}), "changes/0/scope", "{}", ""),
    ("schema", put("changes", 0, "scope", value={"code": "5.5", "index": "par"}), "changes/0/scope", None, "too many"),
    ("schema", put("changes", 0, "scope", value={"field": "5"}), "changes/0/scope", '{"field": "5"}', "'field'"),
    ("schema", of("code", 5.5), "changes/0/scope/code", "5.5", "is not of type 'string'"),
    ("schema", of("index", "papi"), "changes/0/scope/index", '"papi"', "is not one of ['par', 'sipas']"),
    ("schema", move("0.5"), "changes/0/move/score", '"0.5"', "is not of type 'number'"),
    ("schema", move(True), "changes/0/move/score", "true", "is not of type 'number'"),
    ("schema", move(None), "changes/0/move/score", "null", "is not of type 'number'"),
    ("schema", move(-1), "changes/0/move/score", "-1", "minimum"),
    ("schema", move(10**400), "changes/0/move/score", "1" + "0" * 76 + "...", "maximum"),
    ("schema", move("top", "reach"), "changes/0/move/reach", '"top"', "is not one of ['target', 'maximum']"),
    ("schema", move(1.5, "close"), "changes/0/move/close", "1.5", "maximum of 1"),
    ("schema", put("changes", 0, "move", value={"close": 1, "add": 1}), "changes/0/move", None, "too many"),
    ("scenario", put("changes", 0, "scope", value={"agency": "Sở Nội vụ"}), "changes/0", None, "single code"),
    ("scenario", of("code", "5.55"), "changes/0", None, "«Phương án 1»: không có code '5.55'"),
    ("scenario", of("code", "total"), "changes/0", None, "'total'"),
    ("scenario", of("agency", "Sở Nôi vụ"), "changes/0", None, "không có agency 'Sở Nôi vụ'"),
    ("scenario", of("assessment", "results"), "changes/0", None, "không có assessment 'results'"),
    ("scenario", move(1.5), "changes/0", None, "«Phương án 1», 5.5: 1.5 nằm ngoài khoảng từ 0 đến 1.25 (outside 0 to 1.25)"),
    ("scenario", put("changes", 1, value=change({"code": "5.5"}, {"close": 1})), "", None, "5.5: «5.5» đặt 0.5, «5.5» đặt 1.25"),
    ("scenario", put("changes", 0, value=change({"code": "8.1"}, {"score": 9})), "", None, "8.1: vừa được đặt riêng"),
    ("scenario", put("author", value="a\ud800"), "", None, "broken character"),
    ("other_baseline", put("baseline", value={"edition": "PAR 2022", "sha256": "0" * 64}), "", "PAR 2022", "rebase=True"),
    *(
        ("schema", put(*path, key, value=...), where, None, f"'{key}' is a required property")
        for path, where, keys in [
            ((), "/", ("format", "version", "title", "baseline", "coupled", "changes")),
            (("changes", 0), "changes/0", ("scope", "move")),
            (("baseline",), "baseline", ("edition", "sha256")),
        ]
        for key in keys
    ),
]  # fmt: skip


def test_one_thing_wrong_is_refused_with_place_value_and_reason(tmp_path: Path) -> None:
    faults = []
    for number, (kind, edit, where, found, named) in enumerate(CASES):
        held = good()
        edit(held)
        problems = refused(written(tmp_path, held)).problems
        first = problems[0]
        if (
            [(one.kind, one.where) for one in problems] != [(kind, where)]
            or first.found != (found or first.found)
            or named not in str(first)
        ):
            faults.append((number, kind, named, problems))
    assert faults == []


TEXT = json.dumps(good(), ensure_ascii=False, indent=2)
TEXTS: dict[str, Found] = {
    "tên: Phương án 1\n": [("not_json", "dòng (line) 1", None)],
    TEXT[:200]: [("not_json", f"dòng (line) {TEXT[:200].count(chr(10)) + 1}", None)],
    TEXT.replace("true,", "true,,"): [("not_json", "dòng (line) 12", None)],
    TEXT + TEXT: [("not_json", f"dòng (line) {TEXT.count(chr(10)) + 1}", None)],
    TEXT.replace('"author"', '"title"'): [("double_key", "", "title")],
    TEXT.replace('"score": 0.5', '"score": 0.5, "score": 0.5'): [("double_key", "", "score")],
    **{TEXT.replace("0.5", word): [("not_a_number", "", word)] for word in ("NaN", "Infinity", "-Infinity")},
    TEXT.replace("0.5", "1e999"): [("schema", "changes/0/move/score", "Infinity")],
    TEXT.replace("0.5", "9" * 5000): [("not_json", "dòng (line) 1", None)],
    "[" * 200_000: [("not_json", "dòng (line) 1", None)],
    **{text: [("schema", "/", text)] for text in ("[]", "1", "null")},
}
FILES: dict[bytes, str] = {
    b" \n": "empty",
    TEXT.encode("cp1258", errors="replace"): "encoding",
    # An encoding that cannot be told.
    **{TEXT.encode(e, errors="replace") + "é".encode(e): "encoding" for e in ("utf-16-le", "utf-16-be", "cp1252")},
}


def test_what_is_no_text_of_a_scenario_is_refused(tmp_path: Path) -> None:
    found = {text: problems_of(written(tmp_path, text)) for text in TEXTS}
    assert {text[:80]: want for text, want in found.items() if want != TEXTS[text]} == {}
    path = tmp_path / "b.json"
    assert (problems_of(path)[0][0], problems_of(tmp_path)[0][0]) == ("no_file", "is_folder")
    for data, kind in FILES.items():
        path.write_bytes(data)
        assert [one[0] for one in problems_of(path)] == [kind]
    for depth in (50, 300, 600, 900, 980, 990, 1_000, 5_000):  # refused, and no crash
        for opening, end in (("[", "]"), ('{"a":', "}")):
            nested = opening * depth + "1" + end * depth
            for text in (nested, TEXT.replace("0.5", nested), TEXT.replace('"vì thế"', nested)):
                assert {kind for kind, _, _ in problems_of(written(tmp_path, text))} <= {"not_json", "schema"}
    for held in (None, {}, [], "x", good() | {"version": 2}):
        with pytest.raises(InputError, match="schema of a scenario"):
            scenario_from(held)


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.text(max_size=5), inside, max_size=2),
    max_leaves=4,
)


@settings(max_examples=60)
@given(
    st.binary(max_size=40) | st.integers(0, len(TEXT) - 1).map(lambda end: TEXT[:end].encode()),
    st.sampled_from([*good(), "x"]),
    json_values,
    st.sampled_from(["", "scope", "move", "note"]),
)
def test_whatever_it_holds_it_is_read_or_refused(tmp_path: Path, data: bytes, key: str, value: Any, part: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(data)
    assert refused(path).problems
    held = good()
    (held["changes"][0] if part else held)[part or key] = value
    try:
        open_scenario(written(tmp_path, held))
    except InputError as error:
        assert error.problems


def test_all_that_is_wrong_comes_at_once(tmp_path: Path) -> None:
    held = good() | {"version": 3, "date": "hôm nay", "coupled": "có", "màu": 1}
    held["changes"] = [change({"index": "papi"}, {"close": 2}), change({"code": "1.1"}, {"reach": "x"}, note=1)]
    text = json.dumps(held).replace('"version": 3', '"version": 3, "version": 3').replace('"close": 2', '"close": NaN')
    places = ("/", "version", "date", "coupled", "changes/0/scope/index", "changes/1/move/reach", "changes/1/note")
    assert {(kind, where or found) for kind, where, found in problems_of(written(tmp_path, text))} == {
        ("double_key", "version"),
        ("not_a_number", "NaN"),
        *(("schema", place) for place in places),
    }
    moves = [("code", "9.9", "close", 1), ("agency", "Sở X", "close", 1), ("code", "1.1", "close", 1)]
    moves += [("code", "5.5", "score", 5), ("code", "V", "score", 100)]
    held = good() | {"changes": [change({scope: of}, {move: value}) for scope, of, move, value in moves]}
    found = problems_of(written(tmp_path, held))
    assert [(kind, where) for kind, where, _ in found] == [("scenario", f"changes/{place}") for place in (0, 1, 3)]
    held["changes"][2] = change({"index": "par"}, {"score": 1})
    held["date"] = "2022-13-01"
    found = problems_of(written(tmp_path, held))
    assert [(kind, where) for kind, where, _ in found] == [("scenario", "changes/2"), ("scenario", "")]


def test_a_file_of_another_edition_is_laid_over_this_one_only_when_asked_and_with_a_warning(tmp_path: Path) -> None:
    foreign = good() | {"baseline": {"edition": "PAR INDEX 2022", "sha256": "0" * 64}}
    path = written(tmp_path, foreign)
    assert all(word in str(refused(path)) for word in ("PAR INDEX 2022", "PAR INDEX, SIPAS Hà Nội 2021", "rebase=True"))
    with pytest.warns(UserWarning, match="«Phương án 1».*PAR INDEX 2022.*PAR INDEX, SIPAS Hà Nội 2021") as caught:
        rebased = open_scenario(path, rebase=True)
    assert len(caught) == 1 and caught[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert open_scenario(written(tmp_path, good()), rebase=True) == rebased == scenario_from(good())
    foreign["changes"][0]["move"] = {"score": 7}  # what does not fit is refused even so
    with pytest.warns(UserWarning, match="PAR INDEX 2022"):
        assert problems_of(written(tmp_path, foreign), rebase=True) == [("scenario", "changes/0", None)]


# What this module shows to be reached; tests/tables/test_tables_bad_input.py asks that nothing is left out.
KINDS = {
    *(case[0] for case in CASES),
    *(w[0] for want in TEXTS.values() for w in want),
    *FILES.values(),
    "no_file",
    "is_folder",
}


def test_the_messages_reached_are_in_the_catalogue() -> None:
    assert set(MESSAGES) >= KINDS
