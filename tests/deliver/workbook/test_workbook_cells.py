"""Cells: text never becomes a formula, numbers keep every digit, formulas carry results."""

from __future__ import annotations

import datetime
import math
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbook_cases import members, recalculated

from par_analysis import Scenario, load_agencies, load_par, load_sipas
from par_analysis.deliver.workbook.cells import Book, plain_text
from par_analysis.deliver.workbook.reading import read_workbook
from par_analysis.deliver.workbook.words import word
from par_analysis.deliver.workbook.writing import write_workbook
from par_analysis.edition.opening import edition_from, open_edition
from par_analysis.edition.parts import Source
from par_analysis.scenario.scenario import Change

TRICKS = ["=1+1", "+1", "-1", "@SUM(1)", '=HYPERLINK("http://a","b")', "=cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1",
          "\x01=1+1", "＝1+1", "'=1", "{=1}", "_x003D_1+1", "#N/A", "TRUE", "007", "1.5", "</t><f>1</f>"]  # fmt: skip


def made(path: Path, write: Any) -> Any:
    book = Book("vi")
    page = book.page("par", (20, 20))
    write(page)
    book.save(path, "x", datetime.datetime(2030, 1, 2))
    return openpyxl.load_workbook(path)["Nếu như"]


@pytest.mark.parametrize("text", TRICKS)
def test_text_stays_text(text: str, tmp_path: Path) -> None:
    sheet = made(tmp_path / "a.xlsx", lambda page: page.text(1, 1, text))
    assert sheet["A1"].data_type == "s" and sheet["A1"].value == plain_text(text)
    assert bool(sheet["A1"].quotePrefix) == (plain_text(text)[0] in "=+-@'\t\n\ufffd＝")
    assert b"<f>" not in members(tmp_path / "a.xlsx")["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_text_of_a_user_becomes_a_formula(lang: str, tmp_path: Path) -> None:
    """Titles, authors, reasons, names of rows, agencies and sources, all at once."""
    par, sipas = load_par(), load_sipas()
    agencies = load_agencies()
    for at, text in zip(agencies.index, TRICKS, strict=False):
        for table in (par, sipas):
            table["lead_agency"] = table["lead_agency"].replace(agencies.loc[at, "name"], text)
        agencies.loc[at, ["name", "short", "name_en", "short_en"]] = text
    for number, text in enumerate(TRICKS):
        par.loc[number, ["name", "name_en"]] = sipas.loc[number, ["name", "name_en"]] = text
    for table in (par, sipas):
        table.attrs["agencies"] = agencies.to_dict("records")
    base = edition_from(par, sipas, place=TRICKS[0], year=2021)
    base = base.replace(
        links=open_edition().links, sources=dict.fromkeys(("par", "sipas"), Source(TRICKS[0], TRICKS[0]))
    )
    scenarios = [
        Scenario(f"{text} {number}", (), text, "", text, edition=text, sha256=base.sha256)
        for number, text in enumerate(TRICKS)  # alike but for signs that no file can hold: refused
    ]
    book = openpyxl.load_workbook(write_workbook(tmp_path / "a.xlsx", scenarios, lang, edition=base))
    formulas = [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert not any(one in str(c.value) for c in formulas for one in ("HYPERLINK", "cmd", "1+1", "@SUM", "#N/A"))
    for number, text in enumerate(TRICKS):
        plain = plain_text(text)
        wanted = (plain, f"{plain} {number}")
        texts = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value in wanted]
        assert len(texts) >= 5 and {c.data_type for c in texts} == {"s"}, text
        assert {bool(c.quotePrefix) for c in texts} == {plain[0] in "=+-@'\t\n\ufffd＝"}, text
    count = sum(c.data_type == "f" for row in book[word("sheet_par", lang)].iter_rows() for c in row)
    assert count == 82 * 4 + 64 + 5  # value, change, lost, attainment; asked of leaves; totals and the note of 8.1


def test_titles_come_back_as_they_were(tmp_path: Path) -> None:
    paths = {
        text: write_workbook(tmp_path / f"{number}.xlsx", [Scenario(text, (), text, "2022-08-01", text)])
        for number, text in enumerate(["=1+1", "_x003D_1+1", "@một\nhai<&>\"'"])
    }
    for text, path in paths.items():
        again = read_workbook(path)
        assert (again.title, again.author, again.date, again.reason) == (text, text, "2022-08-01", text)
    recalculated(paths.values(), tmp_path)
    for text, path in paths.items():
        if "_x" in text:
            continue  # LibreOffice reads the escapes of Excel and writes none
        again = read_workbook(tmp_path / "tính lại" / path.name)
        assert (again.title, again.reason) == (text, text)


def test_control_characters_are_shown_and_not_dropped() -> None:
    assert plain_text("a\x00b\x1bc\x85d\ufffe") == "a\ufffdb\ufffdc\ufffdd\ufffd"
    assert plain_text("a\r\nb\rc\td") == "a\nb\nc\td"


@pytest.mark.parametrize("value", [1 / 3, 0.1 + 0.2, 1e-300, 5.25, 87.11, math.pi, 0.0, -0.0])
def test_numbers_keep_every_digit(value: float, tmp_path: Path) -> None:
    sheet = made(tmp_path / "a.xlsx", lambda page: page.number(1, 1, value, "0.00"))
    assert sheet["A1"].value == value and math.copysign(1, sheet["A1"].value) == 1


def test_formulas_carry_their_results(tmp_path: Path) -> None:
    def write(page: Any) -> None:
        page.live(1, 1, "1/3", 1 / 3, "0.00")
        page.live(1, 2, 'IF(1<2,"<a>&","")', "<a>&", "General")
        page.live(2, 1, 'IF(1>2,"a","")', "", "General")

    sheet = made(tmp_path / "a.xlsx", write)
    assert [sheet["A1"].value, sheet["B1"].value] == ["=1/3", '=IF(1<2,"<a>&","")']
    stored = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)["Nếu như"]
    assert [stored["A1"].value, stored["B1"].value, stored["A2"].value or ""] == [1 / 3, "<a>&", ""]


def test_days_are_dates(tmp_path: Path) -> None:
    sheet = made(tmp_path / "a.xlsx", lambda page: page.day(1, 1, datetime.date(2022, 8, 31), "vi"))
    assert sheet["A1"].is_date and sheet["A1"].value == datetime.datetime(2022, 8, 31)
    assert sheet["A1"].number_format == "dd/mm/yyyy"


def test_rows_are_as_high_as_their_texts(tmp_path: Path) -> None:
    def write(page: Any) -> None:
        page.text(1, 1, "a")
        page.text(2, 1, "một hai ba bốn " * 4)
        page.text(3, 1, "a\nb\nc")
        page.text(4, 1, "x" * 30000)
        page.heights(1, 4)

    heights = [made(tmp_path / "a.xlsx", write).row_dimensions[row].height for row in (1, 2, 3, 4)]
    assert heights[0] == 15 < heights[2] == 45 <= heights[1] < heights[3] <= 409


def test_a_typed_scenario_keeps_its_changes_to_the_last_bit(tmp_path: Path) -> None:
    changes = (Change("code", "5.5", "score", 1 / 3), Change("code", "V.1", "score", 100 / 3))
    path = write_workbook(tmp_path / "a.xlsx", [Scenario("x", changes)])
    assert read_workbook(path).changes == changes
    assert word("sheet_first", "vi") in openpyxl.load_workbook(path).sheetnames
