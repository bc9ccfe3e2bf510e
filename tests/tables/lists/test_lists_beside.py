"""The tables beside the document fit the document, and every judgement gives its reason and source."""

from __future__ import annotations

import unicodedata

import pandas as pd
import pytest

from par_analysis import load_agencies, load_par, load_sipas
from par_analysis.tables.lists.beside import read_side_table
from par_analysis.tables.locations import NATIONAL, SHIPPED
from par_analysis.tables.models.beside import SIDE_TABLES
from par_analysis.tables.models.index import INDICES

MAY_BE_EMPTY = {"agencies": ["first_year", "last_year", "successor", "basis", "source"], "assessment": ["source"]}


def _shipped(name: str) -> pd.DataFrame:
    return read_side_table(name, SHIPPED / f"{name}.csv")


@pytest.mark.parametrize("name", SIDE_TABLES)
def test_no_cell_of_a_side_table_is_empty_or_decomposed(name: str) -> None:
    table = _shipped(name)
    assert len(table) and (table.drop(columns=MAY_BE_EMPTY.get(name, [])) != "").all(axis=None)
    assert table.map(lambda cell: unicodedata.is_normalized("NFC", cell)).all(axis=None)


def test_every_node_has_an_english_name_and_short_labels_of_its_own() -> None:
    names = _shipped("names")
    for index, frame in (("par", load_par()), ("sipas", load_sipas())):
        own = names[names["index"] == index]
        assert set(own["code"]) == set(frame["code"])
        assert frame["name_en"].notna().all()
        for column in ("short", "short_en"):
            siblings = own.assign(parent=own["code"].map(frame.set_index("code")["parent"])).groupby("parent")[column]
            assert siblings.apply(lambda labels: labels.is_unique).all()
            assert own[column].str.len().max() <= 27  # what a slide has room for


def test_the_maxima_by_way_of_assessment_are_the_published_ones() -> None:
    structure = pd.read_csv(NATIONAL / "reference" / "index_structure_by_year.csv", dtype=str)
    printed = structure.loc[
        structure["item"].str.startswith("appraised / SIPAS") & (structure["year"] == "2021"), "value"
    ]
    published = [float(value.replace(",", ".")) for value in printed.item().split(" / ")]
    leaves = load_par().query("is_leaf")
    made = leaves.groupby("assessment")["max_points"].sum()
    assert (
        made[["appraisal", "citizen_survey", "official_survey", "outcome"]].tolist() == published == [60.5, 10, 23.5, 6]
    )


def test_only_leaves_have_a_way_of_assessment() -> None:
    for frame in (load_par(), load_sipas()):
        assert frame["assessment"].notna().equals(frame["is_leaf"])


def test_corrections_name_the_file_and_stay_with_their_index() -> None:
    table = _shipped("corrections")
    assert set(table["index"]) == set(INDICES)
    assert all((SHIPPED / name).is_file() for name in table["file"])
    assert (table["found"] != table["corrected"]).all()


def test_leads_of_both_tables_are_agencies_as_printed() -> None:
    known = set(load_agencies()["name"])
    for frame in (load_par(), load_sipas()):
        assert set(frame["lead_agency"].dropna()) <= known
    assert known == set(load_par()["lead_agency"].dropna()) | set(load_sipas()["lead_agency"].dropna())
