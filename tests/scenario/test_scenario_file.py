"""A scenario's file comes back as it was saved; a file that is wrong is refused with all that is wrong."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from scenario_cases import nfc, scenarios

from par_analysis import InputError, Scenario, open_edition, open_scenario, presets, save_scenario
from par_analysis.scenario.file import scenario_from, schema
from par_analysis.scenario.scenario import Change
from par_analysis.tables.messages import MESSAGES

Held = dict[str, Any]


def good() -> Held:
    """What the file of a scenario with two changes holds."""
    changes = (Change("code", "5.5", "score", 0.5, "vì thế"), Change("index", "sipas", "add", 1))
    made: Held = json.loads(
        Scenario("Phương án 1", changes, "A", "2022-07-08", "Vì sao").over(open_edition()).to_json()
    )
    return made


def change(scope: Held, move: Held, **more: Any) -> Held:
    return {"scope": scope, "move": move, **more}


def written(folder: Path, held: Any) -> Path:
    path = folder / "kịch bản.json"
    path.write_text(held if isinstance(held, str) else json.dumps(held, ensure_ascii=False), encoding="utf-8")
    return path


def problems_of(path: Path, **options: bool) -> list[tuple[str, str, str | None]]:
    with pytest.raises(InputError) as caught:
        open_scenario(path, **options)
    assert str(path) in str(caught.value) and str(caught.value).count("EN: ") == len(caught.value.problems)
    return [(one.kind, one.where, one.found) for one in caught.value.problems]


# Back as it was


@given(scenarios())
def test_a_scenario_comes_back_exactly(tmp_path: Path, scenario: Scenario) -> None:
    path = save_scenario(scenario, tmp_path / "a.json")
    again = open_scenario(path)
    assert again == scenario
    assert save_scenario(again, tmp_path / "b.json").read_bytes() == path.read_bytes()
    assert [type(one.value) for one in again.changes] == [type(one.value) for one in scenario.changes]


@given(st.text('\n\t\b\f\r"\\\x00\x0f\u0301\u0307\u0338\u0300e/<=>', min_size=1, max_size=12).map(nfc))
def test_escapes_and_loose_accents_do_not_run_together(tmp_path: Path, text: str) -> None:
    scenario = Scenario(f"a{text}", (Change("code", "5.5", "close", 1, text),), text, "", text).over(open_edition())
    assert open_scenario(save_scenario(scenario, tmp_path / "a.json")) == scenario


@given(st.floats(0, 100))
def test_numbers_come_back_to_the_last_bit(tmp_path: Path, value: float) -> None:
    scenario = Scenario("thử", (Change("code", "V.1", "score", value),))
    assert open_scenario(save_scenario(scenario, tmp_path / "a.json")).changes[0].value == value


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_preset_comes_back(lang: str, tmp_path: Path) -> None:
    for key, scenario in presets(lang).items():
        assert open_scenario(save_scenario(scenario, tmp_path / f"{key}.json")) == scenario


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_with_a_byte_order_mark_is_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(json.dumps(good(), ensure_ascii=False).encode(encoding))
    assert open_scenario(path).title == "Phương án 1"


def test_what_may_be_left_out_is_empty(tmp_path: Path) -> None:
    held = {key: value for key, value in good().items() if key not in ("author", "date", "reason")}
    del held["changes"][0]["note"]
    made = open_scenario(written(tmp_path, held))
    assert (made.author, made.date, made.reason, made.changes[0].note) == ("", "", "", "")


def test_a_path_may_be_a_string(tmp_path: Path) -> None:
    assert open_scenario(str(written(tmp_path, good()))).title == "Phương án 1"


# The schema


def test_the_schema_is_a_schema_and_is_shipped() -> None:
    Draft202012Validator.check_schema(schema())
    assert schema()["$schema"].endswith("2020-12/schema")


@given(scenarios())
def test_every_scenario_is_by_the_schema(scenario: Scenario) -> None:
    assert list(Draft202012Validator(schema()).iter_errors(json.loads(scenario.to_json()))) == []


# One thing wrong: kind, change of the file, where, what was found, a piece of the message


def put(*path: Any, value: Any) -> Callable[[Held], object]:
    def edit(held: Held) -> None:
        inside: Any = held
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = value

    return edit


def drop(*path: Any) -> Callable[[Held], object]:
    def edit(held: Held) -> None:
        inside: Any = held
        for step in path[:-1]:
            inside = inside[step]
        del inside[path[-1]]

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
    ("scenario", move(1.5), "changes/0", None,
     "«Phương án 1», 5.5: 1.5 nằm ngoài khoảng từ 0 đến 1.25 (outside 0 to 1.25)"),
    ("scenario", put("changes", 1, value=change({"code": "5.5"}, {"close": 1})), "", None,
     "5.5: «5.5» đặt 0.5, «5.5» đặt 1.25"),
    ("scenario", put("changes", 0, value=change({"code": "8.1"}, {"score": 9})), "", None, "8.1: vừa được đặt riêng"),
    ("scenario", put("author", value="a\ud800"), "", None, "broken character"),
    ("other_baseline", put("baseline", value={"edition": "PAR INDEX 2022", "sha256": "0" * 64}), "",
     "PAR INDEX 2022", "rebase=True"),
    *(
        ("schema", drop(key), "/", None, f"'{key}' is a required property")
        for key in ("format", "version", "title", "baseline", "coupled", "changes")
    ),
    *(("schema", drop("changes", 0, key), "changes/0", None, f"'{key}' is a required") for key in ("scope", "move")),
    *(("schema", drop("baseline", key), "baseline", None, f"'{key}' is a req") for key in ("edition", "sha256")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "edit", "where", "found", "named"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)]
)
def test_one_thing_wrong_is_refused_with_place_value_and_reason(
    kind: str, edit: Callable[[Held], object], where: str, found: str | None, named: str, tmp_path: Path
) -> None:
    held = good()
    edit(held)
    path = tmp_path / "a.json"
    path.write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        open_scenario(path)
    (problem,) = caught.value.problems
    assert (problem.kind, problem.where) == (kind, where), str(caught.value)
    assert found is None or problem.found == found
    assert named in str(problem)


TEXT = json.dumps(good(), ensure_ascii=False, indent=2)
TEXTS: dict[str, tuple[str, list[tuple[str, str, str | None]]]] = {
    "no JSON": ("tên: Phương án 1\n", [("not_json", "dòng (line) 1", None)]),
    "truncated": (TEXT[:200], [("not_json", f"dòng (line) {TEXT[:200].count(chr(10)) + 1}", None)]),
    "a comma too many": (TEXT.replace("true,", "true,,"), [("not_json", "dòng (line) 12", None)]),
    "two texts": (TEXT + TEXT, [("not_json", f"dòng (line) {TEXT.count(chr(10)) + 1}", None)]),
    "double key": (TEXT.replace('"author"', '"title"'), [("double_key", "", "title")]),
    "double key inside": (TEXT.replace('"score": 0.5', '"score": 0.5, "score": 0.5'), [("double_key", "", "score")]),
    "NaN": (TEXT.replace("0.5", "NaN"), [("not_a_number", "", "NaN")]),
    "Infinity": (TEXT.replace("0.5", "Infinity"), [("not_a_number", "", "Infinity")]),
    "-Infinity": (TEXT.replace("0.5", "-Infinity"), [("not_a_number", "", "-Infinity")]),
    "1e999": (TEXT.replace("0.5", "1e999"), [("schema", "changes/0/move/score", "Infinity")]),
    "a number of many digits": (TEXT.replace("0.5", "9" * 5000), [("not_json", "dòng (line) 1", None)]),
    "deep": ("[" * 200_000, [("not_json", "dòng (line) 1", None)]),
    "a list": ("[]", [("schema", "/", "[]")]),
    "a number": ("1", [("schema", "/", "1")]),
    "null": ("null", [("schema", "/", "null")]),
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_text_that_is_no_scenario_is_refused(case: str, tmp_path: Path) -> None:
    text, want = TEXTS[case]
    assert problems_of(written(tmp_path, text)) == want


@pytest.mark.parametrize("depth", [50, 300, 600, 900, 980, 990, 1_000, 5_000])
def test_nesting_of_any_depth_is_refused_and_not_a_crash(depth: int, tmp_path: Path) -> None:
    for opening, end in (("[", "]"), ('{"a":', "}")):
        nested = opening * depth + "1" + end * depth
        for text in (nested, TEXT.replace("0.5", nested), TEXT.replace('"vì thế"', nested)):
            assert {kind for kind, _, _ in problems_of(written(tmp_path, text))} <= {"not_json", "schema"}


FILES: dict[str, bytes | None] = {
    "empty": b" \n",
    "encoding": TEXT.encode("cp1258", errors="replace"),
    "no_file": None,
    "is_folder": None,
}


@pytest.mark.parametrize("kind", FILES)
def test_what_is_no_file_of_text_is_refused(kind: str, tmp_path: Path) -> None:
    path = tmp_path if kind == "is_folder" else tmp_path / "a.json"
    data = FILES[kind]
    if data is not None:
        path.write_bytes(data)
    assert [one[0] for one in problems_of(path)] == [kind]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "cp1252"])
def test_an_encoding_that_cannot_be_told_is_refused(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(TEXT.encode(encoding, errors="replace") + "é".encode(encoding))
    assert [one[0] for one in problems_of(path)] == ["encoding"]


@given(st.binary(max_size=40) | st.integers(0, len(TEXT) - 1).map(lambda end: TEXT[:end].encode()))
def test_whatever_the_bytes_the_refusal_is_of_the_project(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(data)
    with pytest.raises(InputError):
        open_scenario(path)


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.text(max_size=5), inside, max_size=2),
    max_leaves=4,
)


@given(st.sampled_from([*good(), "x"]), json_values, st.integers(0, 3))
def test_any_value_in_any_place_is_read_or_refused(tmp_path: Path, key: str, value: Any, depth: int) -> None:
    held = good()
    if depth == 0:
        held[key] = value
    else:
        held["changes"][0]["scope" if depth == 1 else "move" if depth == 2 else "note"] = value
    path = written(tmp_path, json.dumps(held))
    try:
        open_scenario(path)
    except InputError as error:
        assert error.problems


# Several things wrong


def test_all_that_is_not_by_the_schema_comes_at_once(tmp_path: Path) -> None:
    held = good() | {"version": 3, "date": "hôm nay", "coupled": "có", "màu": 1}
    held["changes"] = [change({"index": "papi"}, {"close": 2}), change({"code": "1.1"}, {"reach": "x"}, note=1)]
    text = json.dumps(held).replace('"version": 3', '"version": 3, "version": 3').replace('"close": 2', '"close": NaN')
    found = problems_of(written(tmp_path, text))
    assert {(kind, where or what) for kind, where, what in found} == {
        ("double_key", "version"),
        ("not_a_number", "NaN"),
        ("schema", "/"),
        ("schema", "version"),
        ("schema", "date"),
        ("schema", "coupled"),
        ("schema", "changes/0/scope/index"),
        ("schema", "changes/1/move/reach"),
        ("schema", "changes/1/note"),
    }


def test_every_change_that_cannot_be_made_is_named_at_once(tmp_path: Path) -> None:
    held = good()
    held["changes"] = [
        change({"code": "9.9"}, {"close": 1}),
        change({"agency": "Sở X"}, {"close": 1}),
        change({"code": "1.1"}, {"close": 1}),
        change({"code": "5.5"}, {"score": 5}),
        change({"code": "V"}, {"score": 100}),
    ]
    found = problems_of(written(tmp_path, held))
    assert [(kind, where) for kind, where, _ in found] == [("scenario", f"changes/{place}") for place in (0, 1, 3)]
    held["changes"][2] = change({"index": "par"}, {"score": 1})
    held["date"] = "2022-13-01"
    found = problems_of(written(tmp_path, held))
    assert [(kind, where) for kind, where, _ in found] == [("scenario", "changes/2"), ("scenario", "")]


# Another edition


def foreign() -> Held:
    return good() | {"baseline": {"edition": "PAR INDEX 2022", "sha256": "0" * 64}}


def test_a_file_of_another_edition_is_laid_over_the_shipped_one_only_when_asked_and_with_a_warning(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, foreign())
    with pytest.raises(InputError, match=r"PAR INDEX 2022.*PAR INDEX, SIPAS Hà Nội 2021.*rebase=True"):
        open_scenario(path)
    with pytest.warns(UserWarning, match="«Phương án 1».*PAR INDEX 2022.*PAR INDEX, SIPAS Hà Nội 2021") as caught:
        made = open_scenario(path, rebase=True)
    assert len(caught) == 1 and caught[0].filename == __file__
    base = open_edition()
    assert (made.edition, made.sha256) == (base.title, base.sha256)
    assert made.changes == open_scenario(written(tmp_path, good())).changes


def test_a_file_of_this_edition_needs_no_warning(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        open_scenario(written(tmp_path, good()), rebase=True)


def test_what_does_not_fit_the_shipped_edition_is_refused_even_so(tmp_path: Path) -> None:
    held = foreign()
    held["changes"][0]["move"] = {"score": 7}
    with pytest.warns(UserWarning, match="PAR INDEX 2022"):
        assert problems_of(written(tmp_path, held), rebase=True) == [("scenario", "changes/0", None)]


# What is parsed already


@given(scenarios())
def test_a_scenario_is_made_of_what_its_file_holds(scenario: Scenario) -> None:
    assert scenario_from(json.loads(scenario.to_json())) == scenario


@pytest.mark.parametrize("held", [None, {}, [], "x", good() | {"version": 2}])
def test_what_is_not_by_the_schema_makes_no_scenario(held: Any) -> None:
    with pytest.raises(InputError, match="schema of a scenario"):
        scenario_from(held)


# What this module shows to be reached; tests/reading/test_reading_bad_input.py asks that nothing is left out.
KINDS = {*(case[0] for case in CASES), *(found[0] for _, want in TEXTS.values() for found in want), *FILES}


def test_the_messages_reached_are_in_the_catalogue() -> None:
    assert set(MESSAGES) >= KINDS
