"""What was typed into a workbook comes back as a scenario; a file that is wrong is refused with all that is wrong."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbook_cases import REST, cell, opened, put, random_scenarios

from par_analysis import InputError, Scenario, evaluate, load_par, open_scenario, presets, save_scenario
from par_analysis.deliver.workbook.reading import read_workbook
from par_analysis.deliver.workbook.words import word
from par_analysis.deliver.workbook.writing import write_workbook
from par_analysis.edition.opening import open_edition
from par_analysis.scenario.scenario import Change

Edit = Callable[[Any], object]


@pytest.fixture(scope="module")
def small(workbooks: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook without the sheets that are not read."""
    book = opened(workbooks["vi"], REST)
    book.save(path := tmp_path_factory.mktemp("nhỏ") / "a.xlsx")
    return path


# Back as it was


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_written_changed_read_and_evaluated(lang: str, workbooks: dict[str, Path], tmp_path: Path) -> None:
    book = opened(workbooks[lang], REST)
    title = book[word("sheet_first", lang)]["B9"]
    for number, scenario in enumerate(random_scenarios(8, seed=3)):
        put(book, scenario)
        title.value = scenario.title
        path = tmp_path / f"{number}.xlsx"
        book.save(path)
        again = read_workbook(str(path))
        assert again.changes == scenario.changes and again.title == scenario.title
        assert again.coupled == scenario.coupled
        assert evaluate(again).equals(evaluate(scenario))
        assert open_scenario(save_scenario(again, tmp_path / "a.json")) == again


@pytest.mark.parametrize("key", ["plan", "sipas_targets", "agency_noi-vu"])
def test_a_preset_comes_back(key: str, tmp_path: Path) -> None:
    scenario = presets("en")[key]
    again = read_workbook(write_workbook(tmp_path / "a.xlsx", [scenario], "en"))
    assert (again.title, again.author, again.reason) == (scenario.title, scenario.author, scenario.reason)
    assert (again.edition, again.sha256) == (scenario.edition, scenario.sha256)
    difference = evaluate(again)[again.title] - evaluate(scenario)[scenario.title]
    assert difference.abs().max() < 1e-9


def test_a_workbook_as_written_changes_nothing(workbooks: dict[str, Path]) -> None:
    made = read_workbook(workbooks["vi"])
    assert made == Scenario("Kịch bản mới").over(open_edition())


def test_a_workbook_of_another_edition_needs_its_baseline(tmp_path: Path) -> None:
    par = load_par()
    par.loc[par["code"] == "5.5", "score"] = 0.75
    base = open_edition().replace(par=par)
    change = Change("code", "5.5", "score", 1.0)
    scenario = Scenario("x", (change,), edition=base.title, sha256=base.sha256)
    path = write_workbook(tmp_path / "a.xlsx", [scenario], edition=base)
    assert read_workbook(path, base) == scenario
    with pytest.raises(InputError) as caught:
        read_workbook(path)
    assert "other_edition" in {one.kind for one in caught.value.problems}


def test_a_date_that_excel_understood_is_that_date(small: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(small)
    book["Đọc trước"]["B11"] = datetime.datetime(2022, 7, 31)
    book.save(tmp_path / "a.xlsx")
    assert read_workbook(tmp_path / "a.xlsx").date == "2022-07-31"


def test_words_are_known_however_they_are_typed(small: Path, tmp_path: Path) -> None:
    for text, coupled in (("KHÔNG", False), (" No ", False), ("Có", True), ("yes", True), ("co\u0301", True)):
        book = openpyxl.load_workbook(small)
        book["Nếu như"]["D5"] = text
        book["Nếu như"].title = "NẾU  NHƯ"
        book.save(tmp_path / "a.xlsx")
        assert read_workbook(tmp_path / "a.xlsx").coupled is coupled


# One thing wrong: kind, change of the workbook, a piece of what the message must name


def par(code: str, column: str, value: object) -> Edit:
    return lambda book: setattr(cell(book, "par", code, column), "value", value)


def sipas(code: str, column: str, value: object) -> Edit:
    return lambda book: setattr(cell(book, "sipas", code, column), "value", value)


def first(place: str, value: object) -> Edit:
    return lambda book: book["Đọc trước"].__setitem__(place, value)


def sheet(name: str, place: str, value: object) -> Edit:
    return lambda book: book[name].__setitem__(place, value)


def both(*edits: Edit) -> Edit:
    return lambda book: [edit(book) for edit in edits]


def error(book: Any) -> None:
    one = cell(book, "par", "5.5", "input")
    one.value, one.data_type = "#DIV/0!", "e"


CASES: list[tuple[str, Edit, str]] = [
    ("no_table", lambda book: book.remove(book["Đọc trước"]), "Đọc trước"),
    ("no_table", lambda book: book.remove(book["Nếu như"]), "What if"),
    ("no_table", lambda book: book.remove(book["SIPAS"]), "SIPAS"),
    ("no_table", lambda book: book["SIPAS"].delete_rows(7), "Mã"),
    ("missing_column", sheet("Nếu như", "G7", None), "Nhập"),
    ("missing_column", sheet("Nếu như", "A7", "STT"), "STT"),
    ("missing_column", sheet("SIPAS", "E7", "Cũ"), "Published"),
    ("truncated", lambda book: book["Nếu như"].delete_rows(20), "2.4.1"),
    ("truncated", lambda book: book["SIPAS"].delete_rows(34), "V.1"),
    ("truncated", first("A6", "Mã"), "Checksum"),
    ("truncated", first("A9", "Tựa"), "Tên kịch bản"),
    ("truncated", sheet("Nếu như", "C5", None), "SIPAS?"),
    ("foreign_code", par("1.1", "code", "1.99"), "1.99"),
    ("foreign_code", sipas("V.1", "code", "VI.1"), "VI.1"),
    ("double_code", par("1.2", "code", "1.1"), "«Nếu như»!A9"),
    ("missing_value", par("1.1", "code", None), "«Nếu như»!A9"),
    ("missing_value", first("B9", None), "Scenario title"),
    ("missing_value", first("B9", "  "), "«Đọc trước»!B9"),
    ("missing_value", sheet("Nếu như", "D5", None), "«Nếu như»!D5"),
    ("unknown_word", sheet("Nếu như", "D5", "maybe"), "maybe"),
    ("out_of_range", par("5.5", "input", 1.26), "1.25"),
    ("out_of_range", par("5.5", "input", -0.001), "-0.001"),
    ("out_of_range", sipas("V.1", "input", 100.5), "100.5"),
    ("text_input", par("5.5", "input", "0,9"), "0,9"),
    ("text_input", par("5.5", "input", " "), "«Nếu như»!G"),
    ("text_input", sipas("V.1", "input", "chín mươi"), "chín mươi"),
    ("text_input", sipas("V.1", "input", True), "True"),
    ("formula", par("5.5", "input", "=1/2"), "=1/2"),
    ("formula", first("B9", '="a"'), '="a"'),
    ("cell_error", error, "#DIV/0!"),
    ("cell_error", lambda book: (first("B9", "#REF!")(book), setattr(book["Đọc trước"]["B9"], "data_type", "e")), "#REF!"),
    ("date_cell", par("5.5", "input", datetime.datetime(2022, 5, 1)), "2022-05-01"),
    ("fixed_cell", par("5.5", "published", 0.6), "0.5"),
    ("fixed_cell", par("5.5", "maximum", None), "1.25"),
    ("fixed_cell", sipas("V", "published", "x"), "79.73"),
    ("fixed_cell", par("5", "input", 12), "empty"),
    ("other_edition", first("B6", "0" * 64), "PAR INDEX, SIPAS Hà Nội 2021"),
    ("other_edition", first("B6", None), "PAR INDEX, SIPAS Hà Nội 2021"),
    ("scenario", both(par("8.1", "input", 9.0), sipas("V.1", "input", 90.0)), "8.1"),
    ("scenario", first("B11", "hôm qua"), "hôm qua"),
    ("scenario", first("B9", "x" * 201), "title"),
]  # fmt: skip
FILES: dict[str, bytes | None] = {
    "no_file": None,
    "old_workbook": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "broken_workbook": b"PK\x03\x04 but no zip after all",
}
KINDS = {*(case[0] for case in CASES), *FILES, "is_folder"}


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_a_wrong_workbook_is_refused_with_cell_and_reason(number: int, small: Path, tmp_path: Path) -> None:
    kind, edit, named = CASES[number]
    book = openpyxl.load_workbook(small)
    edit(book)
    path = tmp_path / "a.xlsx"
    book.save(path)
    with pytest.raises(InputError) as caught:
        read_workbook(path)
    matching = [str(one) for one in caught.value.problems if one.kind == kind]
    assert matching, str(caught.value)
    assert any(named in message for message in matching), matching
    assert str(path) in str(caught.value) and str(caught.value).count("EN: ") == len(caught.value.problems)


@pytest.mark.parametrize("kind", FILES)
def test_a_file_of_the_wrong_kind_is_refused(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    if (data := FILES[kind]) is not None:
        path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_workbook(path)
    assert [one.kind for one in caught.value.problems] == [kind]


@pytest.mark.parametrize("data", [b"", "chữ".encode(), b"PK\x05\x06" + b"\0" * 18])
def test_whatever_is_no_workbook_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(data)
    with pytest.raises(InputError, match="sổ tính"):
        read_workbook(tmp_path / "a.xlsx")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_workbook(tmp_path)
    assert [one.kind for one in caught.value.problems] == ["is_folder"]


def test_all_problems_come_at_once(small: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(small)
    both(
        par("5.5", "input", 99),
        par("1.1", "input", "hai"),
        par("1.2", "code", "9.9"),
        sipas("V.1", "input", -1),
        first("B9", None),
        first("B6", "khác"),
        sheet("Nếu như", "D5", "có lẽ"),
    )(book)
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(InputError) as caught:
        read_workbook(tmp_path / "a.xlsx")
    found = sorted(one.kind for one in caught.value.problems)
    assert found == sorted(["out_of_range", "text_input", "foreign_code", "truncated", "out_of_range", "missing_value",
                            "other_edition", "unknown_word"])  # fmt: skip
