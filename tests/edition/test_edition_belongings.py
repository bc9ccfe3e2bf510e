"""What belongs to an edition besides its indices: read once, handed out as copies, and only what is its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from par_analysis import load_par, open_edition
from par_analysis.edition.opening import edition_from

TABLES = (
    *("agencies", "names", "documents", "bodies", "tasks", "responsibilities", "goals", "calendar"),
    *("judgements", "standings", "evidence", "precedents"),
)


@pytest.mark.parametrize("name", TABLES)
def test_whoever_changes_a_table_changes_their_own(name: str) -> None:
    own = open_edition()
    before = getattr(own, name)
    changed = getattr(own, name)
    changed.iloc[0, 0] = changed.iloc[1, 0]
    changed["thêm"] = 1
    assert getattr(own, name).equals(before)
    assert "thêm" not in getattr(own, name)


def test_an_edition_of_a_table_alone_has_nothing_else() -> None:
    own = edition_from(load_par())
    assert [name for name in ("names", "documents", "tasks", "calendar", "judgements") if len(getattr(own, name))] == []
    assert list(own.tasks.columns) == list(open_edition().tasks.columns)
    assert own.rank is None, "no place, so nothing was published of it"


def test_what_was_published_is_of_the_place_and_year() -> None:
    own = open_edition()
    assert own.rank == own.published("par", own.year)["rank"].max() == 10
    other = own.replace(place="Quảng Ninh")
    assert other.rank == 2
    assert own.replace(year=2012).rank is None
    assert set(other.published("par", 2021)["place"]) == {"Quảng Ninh"}


def test_precedents_are_of_the_same_year_and_criteria_and_of_others() -> None:
    own = open_edition()
    assert len(own.precedents) > 10
    assert own.place not in set(own.precedents["place"])
    assert ((own.precedents["points"] - own.precedents["own"]).round(9) == own.precedents["above"]).all()
    assert own.replace(year=2022).precedents.empty
    doubled = own.table("par")
    doubled["max_points"] *= 2
    assert own.replace(par=doubled).precedents.empty, "another maximum is another criteria set"


def test_lines_of_a_document() -> None:
    own = open_edition()
    path = Path(own.folder or "") / str(own.documents.loc["192", "file"])
    assert list(own.source_lines("192")) == path.read_text(encoding="utf-8-sig").split("\n")
    assert own.replace(folder=None).source_lines("192") == ()
