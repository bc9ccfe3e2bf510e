"""Editions open by key, folder or file; a single file has the indices that are in it, and nothing else is filled in."""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pytest
from small_edition import PAR, SIPAS, write

from par_analysis import InputError, ParAnalysisError, edition_from, export_tables, load_par, load_sipas, open_edition
from par_analysis.edition.opening import edition_of, shipped_editions
from par_analysis.tables.locations import PLAN_TEXT, SHIPPED


def test_the_door_takes_nothing_a_key_a_path_or_an_edition(tmp_path: Path) -> None:
    shipped = open_edition()
    assert edition_of(None) is shipped and edition_of(shipped) is shipped and edition_of(SHIPPED.name) is shipped
    home = write(tmp_path / "thử")
    assert {edition_of(place).key for place in (home, str(home), os.fspath(home))} == {"thu-2031"}
    for wrong in (1, load_par(), ["ha-noi-2021"]):
        with pytest.raises(ParAnalysisError, match="open_edition"):
            edition_of(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["ha-noi-2012", "khong co", "HA-NOI-2021"])
def test_what_is_no_edition_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(ParAnalysisError) as caught:
        open_edition(name)
    assert all(key in str(caught.value) for key in shipped_editions())


def test_a_single_file_has_its_indices_and_nothing_of_another_edition(tmp_path: Path) -> None:
    edition = open_edition(write(tmp_path / "thử", edition_toml=None, agencies_csv=None) / "par.csv")
    assert list(edition.indices) == ["par"] and edition.place == "" and edition.year is None
    assert edition.register["name"].tolist() == ["Sở A", "Sở B", "Sở C"]
    assert not len(edition.tasks) and not len(edition.goals.query("subject != 'par_score'")) and edition.rank is None
    assert edition.couplings == () and edition.documents.empty


@pytest.mark.parametrize(("name", "index"), [("par.csv", "par"), ("sipas.csv", "sipas")])
def test_problems_of_a_single_csv_are_those_of_its_own_index(name: str, index: str, tmp_path: Path) -> None:
    spoilt = {"par.csv": PAR.replace("1.2,Một hai", "1.2.x,Một hai"), "sipas.csv": SIPAS.replace("One,80", "One,tám")}
    home = write(tmp_path / "thử", edition_toml=None, par_csv=spoilt["par.csv"], sipas_csv=spoilt["sipas.csv"])
    with pytest.raises(InputError) as caught:
        open_edition(home / name)
    kinds = {problem.kind for problem in caught.value.problems}
    assert not kinds & {"no_table", "missing_column"} and kinds & {"bad_code", "not_a_number"}, str(caught.value)
    with pytest.raises(InputError, match=r"không tìm thấy bảng"):
        {"par": load_sipas, "sipas": load_par}[index](home / name)


def test_a_text_has_both_indices_and_what_stands_beside_it() -> None:
    edition = open_edition(PLAN_TEXT)
    assert list(edition.indices) == ["par", "sipas"] and edition.table("par").equals(open_edition().table("par"))


def test_a_fault_in_one_sheet_of_a_workbook_is_not_passed_over(tmp_path: Path) -> None:
    path = export_tables(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book["SIPAS"]["D4"] = "tám"
    book.save(path)
    with pytest.raises(InputError, match="«SIPAS»!D4"):
        open_edition(path)
    book.remove(book["SIPAS"])
    book.save(path)
    assert list(open_edition(path).indices) == ["par"]


def test_tables_make_an_edition_or_are_refused() -> None:
    edition = edition_from(load_par(), load_sipas(), place="Thử")
    assert (edition.place, edition.place_en, edition.year, edition.target_year) == ("Thử", "Thử", 2021, 2022)
    with pytest.raises(ParAnalysisError, match="at least one table"):
        edition_from()
    with pytest.raises(ParAnalysisError, match="SIPAS"):
        edition_from(sipas=load_par())
    other = load_sipas()
    other.attrs["year"] = "2019"
    with pytest.raises(ParAnalysisError, match="2019, 2021"):
        edition_from(load_par(), other)
