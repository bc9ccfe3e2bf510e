"""What was typed into a workbook comes back as a scenario; a file that is wrong is refused with all that is wrong."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbook_cases import REST, cell, opened, put, random_scenarios

from par_analysis import InputError, Scenario, evaluate, presets
from par_analysis.deliver.workbook.reading import read_workbook
from par_analysis.deliver.workbook.words import word
from par_analysis.deliver.workbook.writing import write_workbook
from par_analysis.edition.opening import open_edition

BASE = open_edition()
Edit = Callable[[Any], object]


@pytest.fixture(scope="module")
def small(workbooks: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook without the sheets that are not read."""
    book = opened(workbooks["vi"], REST)
    book.save(path := tmp_path_factory.mktemp("nhỏ") / "a.xlsx")
    return path


# Back as it was


def test_written_changed_read_and_evaluated(workbooks: dict[str, Path], tmp_path: Path) -> None:
    for lang, seed in (("vi", 3), ("en", 4)):
        book = opened(workbooks[lang], REST)
        for number, scenario in enumerate(random_scenarios(4, seed=seed)):
            put(book, scenario)
            book[word("sheet_first", lang)]["B9"].value = scenario.title
            book.save(path := tmp_path / f"{lang} {number}.xlsx")
            again = read_workbook(str(path))
            assert (again.title, again.changes, again.coupled) == (scenario.title, scenario.changes, scenario.coupled)
            assert evaluate(again).equals(evaluate(scenario))


def test_scenarios_that_a_workbook_starts_from_come_back(workbooks: dict[str, Path], tmp_path: Path) -> None:
    assert read_workbook(workbooks["vi"]) == Scenario("Kịch bản mới").over(BASE)
    ready = presets("en")
    paths = {"sipas_plus_1": workbooks["en"], "plan": write_workbook(tmp_path / "a.xlsx", [ready["plan"]], "en")}
    for key, path in paths.items():
        again, one = read_workbook(path), ready[key]
        assert again.over(BASE) == again and again.changes
        assert (again.title, again.author, again.reason) == (one.title, one.author, one.reason)
        assert evaluate(again)[one.title].to_numpy() == pytest.approx(evaluate(one)[one.title].to_numpy(), abs=1e-9)


def test_words_and_days_are_known_however_they_are_typed(small: Path, tmp_path: Path) -> None:
    for text, coupled in (("KHÔNG", False), (" No ", False), ("Có", True), ("co\u0301", True)):
        book = openpyxl.load_workbook(small)
        book["Nếu như"]["D5"] = text
        book["Nếu như"].title = "NẾU  NHƯ"
        book["Đọc trước"]["B11"] = datetime.datetime(2022, 7, 31)  # as Excel understands what was typed
        book.save(tmp_path / "a.xlsx")
        again = read_workbook(tmp_path / "a.xlsx")
        assert (again.coupled, again.date) == (coupled, "2022-07-31"), text


# What is wrong: several faults in each workbook; kind and a piece of the message of every problem that must be named


def par(code: str, column: str, value: object) -> Edit:
    return lambda book: setattr(cell(book, "par", code, column), "value", value)


def sipas(code: str, column: str, value: object) -> Edit:
    return lambda book: setattr(cell(book, "sipas", code, column), "value", value)


def at(name: str, place: str, value: object) -> Edit:
    def edit(book: Any) -> None:
        book[name][place].value = value
        if str(value).startswith("#"):
            book[name][place].data_type = "e"

    return edit


FIRST, WHAT_IF, SIPAS = "Đọc trước", "Nếu như", "SIPAS"
BOOKS: list[list[tuple[Edit, list[tuple[str, str]]]]] = [
    [
        (par("1.1", "input", 1.51), [("out_of_range", "1.5")]),
        (par("1.3", "input", -0.001), [("out_of_range", "-0.001")]),
        (sipas("V.1", "input", 100.5), [("out_of_range", "100.5")]),
        (par("1.2", "input", "0,9"), [("text_input", "0,9")]),
        (par("2.4.1", "input", " "), [("text_input", "«Nếu như»!G20")]),
        (sipas("V.2", "input", "chín mươi"), [("text_input", "chín mươi")]),
        (sipas("V.3", "input", True), [("text_input", "True")]),
        (par("5.5", "input", "=1/2"), [("formula", "=1/2")]),
        (par("5.1", "input", datetime.datetime(2022, 5, 1)), [("date_cell", "2022-05-01")]),
        (par("5.4", "published", 0.6), [("fixed_cell", "0.75")]),
        (par("5.2", "maximum", None), [("fixed_cell", "«Nếu như»!D40")]),
        (sipas("V", "published", "x"), [("fixed_cell", "79.73")]),
        (par("5", "input", 12), [("fixed_cell", "empty")]),
        (at(FIRST, "B9", None), [("missing_value", "Scenario title")]),
        (at(FIRST, "B6", "0" * 64), [("other_edition", "PAR INDEX, SIPAS Hà Nội 2021")]),
        (at(WHAT_IF, "D5", None), [("missing_value", "«Nếu như»!D5")]),
    ],
    [
        (par("1.1", "code", "1.99"), [("foreign_code", "1.99"), ("truncated", "1.1")]),
        (sipas("V.1", "code", "VI.1"), [("foreign_code", "VI.1"), ("truncated", "V.1")]),
        (par("1.3", "code", "1.2"), [("double_code", "«Nếu như»!A10"), ("truncated", "1.3")]),
        (par("5.5", "code", None), [("missing_value", "«Nếu như»!A43"), ("truncated", "5.5")]),
        (at(FIRST, "B9", "  "), [("missing_value", "«Đọc trước»!B9")]),
        (at(FIRST, "B6", None), [("other_edition", "PAR INDEX, SIPAS Hà Nội 2021")]),
        (at(WHAT_IF, "D5", "maybe"), [("unknown_word", "maybe")]),
    ],
    [
        (at(WHAT_IF, "G8", "#DIV/0!"), [("fixed_cell", "#DIV/0!")]),
        (at(WHAT_IF, "G10", "#DIV/0!"), [("cell_error", "#DIV/0!")]),
        (at(FIRST, "B9", '="a"'), [("formula", '="a"')]),
        (at(FIRST, "B12", "#REF!"), [("cell_error", "#REF!")]),
    ],
    [
        (lambda book: book[WHAT_IF].delete_rows(20), [("truncated", "2.4.1")]),
        (lambda book: book[SIPAS].delete_rows(34), [("truncated", "V.1")]),
        (at(FIRST, "A6", "Mã"), [("truncated", "Checksum")]),
        (at(FIRST, "A9", "Tựa"), [("truncated", "Tên kịch bản")]),
        (at(WHAT_IF, "C5", None), [("truncated", "SIPAS?")]),
    ],
    [
        (at(WHAT_IF, "G7", None), [("missing_column", "Nhập")]),
        (at(SIPAS, "E7", "Cũ"), [("missing_column", "Published")]),
    ],
    [
        (at(WHAT_IF, "A7", "STT"), [("missing_column", "STT")]),
        (lambda book: book[SIPAS].delete_rows(7), [("no_table", "«SIPAS»")]),
        (lambda book: book.remove(book[FIRST]), [("no_table", "Đọc trước")]),
    ],
    [
        (lambda book: book.remove(book[WHAT_IF]), [("no_table", "What if")]),
        (lambda book: book.remove(book[SIPAS]), [("no_table", "SIPAS")]),
    ],
    [(par("8.1", "input", 9.0), []), (sipas("V.1", "input", 90.0), [("scenario", "8.1")])],
    [(at(FIRST, "B11", "hôm qua"), [("scenario", "hôm qua")])],
    [(at(FIRST, "B9", "x" * 201), [("scenario", "title")])],
]


def test_everything_wrong_with_a_workbook_is_named_at_once(small: Path, tmp_path: Path) -> None:
    faults: list[object] = []
    path = tmp_path / "a.xlsx"
    for number, edits in enumerate(BOOKS):
        book = openpyxl.load_workbook(small)
        for edit, _ in edits:
            edit(book)
        book.save(path)
        with pytest.raises(InputError) as caught:
            read_workbook(path)
        left = list(caught.value.problems)
        for kind, named in (wanted for _, all_wanted in edits for wanted in all_wanted):
            found = next((one for one in left if one.kind == kind and named in str(one)), None)
            if found is None:
                faults.append((number, "not named", kind, named))
            else:
                left.remove(found)
        faults += [(number, "too much", str(one)) for one in left]
        assert str(path) in str(caught.value) and str(caught.value).count("EN: ") == len(caught.value.problems)
    assert faults == []


FILES: list[tuple[str, object]] = [
    ("no_file", None),
    ("old_workbook", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
    ("broken_workbook", b"PK\x03\x04 but no zip after all"),
    ("", b""),
    ("", "chữ".encode()),
    ("", b"PK\x05\x06" + b"\0" * 18),
    ("is_folder", ()),
]
# What a workbook is refused for here; the test of the catalogue asks.
KINDS = {kind for book in BOOKS for _, named in book for kind, _ in named} | {kind for kind, _ in FILES if kind}


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path, faults = tmp_path / "a.xlsx", []
    for kind, data in FILES:
        path.unlink(missing_ok=True)
        if isinstance(data, bytes):
            path.write_bytes(data)
        with pytest.raises(InputError) as caught:
            read_workbook(tmp_path if data == () else path)
        kinds = [one.kind for one in caught.value.problems]
        faults += [] if kinds == [kind] or (not kind and "sổ tính" in str(caught.value)) else [(kind, data, kinds)]
    assert faults == []
