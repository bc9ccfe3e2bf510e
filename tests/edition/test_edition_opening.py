"""Editions open by key, folder or file; a single file has the indices that are in it, and nothing else is filled in."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import openpyxl
import pytest
from small_edition import PAR, SIPAS, write

from par_analysis import InputError, ParAnalysisError, edition_from, export_tables, load_par, load_sipas, open_edition
from par_analysis.edition.opening import edition_of, read_index, shipped_editions
from par_analysis.tables.locations import PLAN_TEXT, SHIPPED
from par_analysis.tables.schema import INDICES


def test_the_door_takes_nothing_a_key_a_path_or_an_edition(tmp_path: Path) -> None:
    shipped = open_edition()
    assert edition_of(None) is shipped and edition_of(shipped) is shipped and edition_of(SHIPPED.name) is shipped
    home = write(tmp_path / "thử")
    assert {edition_of(place).key for place in (home, str(home), os.fspath(home))} == {"thu-2031"}
    for wrong in (1, load_par(), ["ha-noi-2021"]):
        with pytest.raises(ParAnalysisError, match=rf"open_edition.*{type(wrong).__name__}"):
            edition_of(wrong)  # type: ignore[arg-type]


def test_what_is_no_edition_is_refused_with_those_there_are() -> None:
    for name in ("ha-noi-2012", "khong co", "HA-NOI-2021"):
        with pytest.raises(ParAnalysisError) as caught:
            open_edition(name)
        assert repr(name) in str(caught.value) and all(key in str(caught.value) for key in shipped_editions())
    with pytest.raises(ParAnalysisError, match=r"close.*ha-noi-2021"):
        open_edition("ha-noi-2012")


def test_a_single_file_has_its_indices_and_nothing_of_another_edition(tmp_path: Path) -> None:
    edition = open_edition(write(tmp_path / "thử", edition_toml=None, agencies_csv=None) / "par.csv")
    assert list(edition.indices) == ["par"] and edition.place == "" and edition.year is None
    assert edition.register["name"].tolist() == ["Sở A", "Sở B", "Sở C"]
    assert not len(edition.tasks) and not len(edition.goals.query("subject != 'par_score'")) and edition.rank is None
    assert edition.couplings == () and edition.documents.empty


def test_problems_of_a_single_csv_are_those_of_its_own_index(tmp_path: Path) -> None:
    par, sipas = PAR.replace("1.2,Một hai", "1.2.x,Một hai"), SIPAS.replace("One,80", "One,tám")
    home = write(tmp_path / "thử", edition_toml=None, par_csv=par, sipas_csv=sipas)
    for name, other in (("par.csv", load_sipas), ("sipas.csv", load_par)):
        with pytest.raises(InputError) as caught:
            open_edition(home / name)
        kinds = {problem.kind for problem in caught.value.problems}
        assert not kinds & {"no_table", "missing_column"} and kinds & {"bad_code", "not_a_number"}, str(caught.value)
        with pytest.raises(InputError, match=r"không tìm thấy bảng"):
            other(home / name)


def test_a_workbook_has_all_that_is_in_it_and_a_fault_in_one_sheet_is_not_passed_over(tmp_path: Path) -> None:
    path = export_tables(tmp_path / "a.xlsx")
    table = read_index(path, INDICES["par"])
    assert table.agencies is not None and len(table.agencies) == 8
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
    with pytest.raises(ParAnalysisError, match=r"year: .*different years.*2019, 2021"):
        edition_from(load_par(), other)
    assert edition_from(load_par(), other, year=2021).year == 2021


# From a file to the table of an index


def test_a_text_has_both_indices_and_is_cited_by_its_card_or_when_changed_by_its_file(tmp_path: Path) -> None:
    edition = open_edition(PLAN_TEXT)
    assert list(edition.indices) == ["par", "sipas"] and edition.table("par").equals(open_edition().table("par"))
    assert read_index(PLAN_TEXT, INDICES["par"]).agencies is None
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "kỳ"))
    same = read_index(folder / PLAN_TEXT.name, INDICES["par"]).frame
    assert same.attrs["source"] == load_par(PLAN_TEXT).attrs["source"]
    changed = folder / PLAN_TEXT.name
    changed.write_bytes(changed.read_bytes() + b"\n")
    frame = read_index(changed, INDICES["par"]).frame
    assert frame.equals(same)
    assert frame.attrs["source"] == f"Tệp {changed.name}" and frame.attrs["year"] == ""


def test_what_is_no_table_is_told(tmp_path: Path) -> None:
    path, old = tmp_path / "bảng.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 100
    cases = {"no_file": None, "old_workbook": old, "empty": b"", "encoding": b"\xff\xfe\xfd", "is_folder": None}
    for kind, data in cases.items():
        if data is not None:
            path.write_bytes(data)
        with pytest.raises(InputError) as caught:
            read_index(tmp_path if kind == "is_folder" else path, INDICES["par"])
        assert [problem.kind for problem in caught.value.problems] == [kind]
