"""The documents and bodies that the tables cite are there, and are what is said of them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable

import pandas as pd
import pytest

from par_analysis import (
    edition_from,
    load_agencies,
    load_calendar,
    load_goals,
    load_par,
    load_responsibilities,
    load_tasks,
    open_edition,
)
from par_analysis.tables.locations import PLAN_TEXT, SHIPPED

Texts = dict[str, list[str]]
Raw = Callable[[str], list[dict[str, str]]]


def printed(day: pd.Timestamp) -> list[re.Pattern[str]]:
    """How a text may print a date: with its year in figures or words, or without."""
    forms = (rf"0?{day.day}/0?{day.month}/{day.year}", rf"0?{day.day} tháng 0?{day.month} năm {day.year}")
    return [re.compile(rf"(?<!\d){form}(?!\d)") for form in (*forms, rf"0?{day.day}/0?{day.month}\)")]


def test_documents_are_found_by_their_id() -> None:
    table = open_edition().documents
    assert list(table.columns) == ["id", "number", "short", "short_en", "date", "date_basis", "form", "file"]
    assert list(table.index) == list(table["id"]) and table.index.is_unique
    assert pd.api.types.is_datetime64_dtype(table["date"]) and table["date"].notna().all()
    assert table["short"].is_unique and table["short_en"].is_unique
    assert set(table["date_basis"]) == {"printed", "reported"}


def test_every_document_has_its_file_and_card() -> None:
    for row in open_edition().documents.itertuples():
        path = SHIPPED / row.file
        assert path.is_file()
        card = tomllib.loads(path.with_name(f"{path.name}.card.toml").read_text(encoding="utf-8"))
        if row.form != "reference":  # the reference table is of many documents
            assert (card["document_number"], card["document_date"]) == (row.number, f"{row.date:%Y-%m-%d}"), row.id
    assert SHIPPED / open_edition().documents.loc["192", "file"] == PLAN_TEXT


def test_dates_are_printed_in_the_texts(texts: Texts) -> None:
    """In the document's own text, or in another text of the same plan."""
    table = open_edition().documents
    for row in table.itertuples():
        own = "\n".join(line for id in table.index[table["number"] == row.number] for line in texts[id])
        assert any(form.search(own) for form in printed(row.date)), row.id


@pytest.mark.parametrize(
    ("id", "line", "words"),
    [
        ("192", 14, "ngày 08 tháng 7 năm 2022"),
        ("181", 15, "181/KH-UBND (ngày 29/6)"),
        ("216", 6, "216/KH-UBND (ngày 27/9)"),
        ("27", 3, "05/02/2022"),
    ],
)
def test_dates_are_those_of_these_lines(id: str, line: int, words: str, texts: Texts) -> None:
    assert words in texts[id][line - 1]
    day = open_edition().documents.loc[id, "date"]
    assert [int(n) for n in re.findall(r"\d+", words.split("(")[-1])][:2] == [day.day, day.month]


def test_numbers_are_printed_and_shown_in_the_short_names(texts: Texts) -> None:
    table = open_edition().documents
    for row in table.itertuples():
        own = "".join(line for id in table.index[table["number"] == row.number] for line in texts[id])
        assert row.number in own.replace(" ", "")
        number = row.number.split("/")[0]
        assert number in row.short and f"Plan {number}" in row.short_en


def test_source_lines_are_counted_from_one(texts: Texts) -> None:
    for id in open_edition().documents.index:
        lines = open_edition().source_lines(id)
        assert list(lines) == texts[id] and not lines[0].startswith("\ufeff")
        assert not any("\r" in line for line in lines)


def test_bodies_are_the_leads_of_the_appendix_and_then_the_others(raw: Raw) -> None:
    table, agencies = open_edition().bodies, load_agencies()
    columns = ["id", "name", "short", "name_en", "short_en"]
    pd.testing.assert_frame_equal(table[columns].head(len(agencies)), agencies)
    assert set(table["kind"].head(len(agencies))) == {"agency"}
    assert table.tail(-len(agencies)).to_dict("records") == raw("bodies")
    assert set(table["kind"]) == {"agency", "group"}
    assert all(table[column].is_unique for column in columns)


def test_every_other_body_has_a_duty() -> None:
    used = {*load_tasks()["lead_agency"], *load_responsibilities()["agency"], *load_calendar()["agency"]}
    assert set(open_edition().bodies["name"]) - used == set()


def test_every_document_is_cited() -> None:
    cited = {id for load in (load_tasks, load_responsibilities, load_goals, load_calendar) for id in load()["document"]}
    assert cited == set(open_edition().documents.index)


@pytest.mark.parametrize("name", ["documents", "bodies"])
def test_names_are_composed(name: str) -> None:
    table = getattr(open_edition(), name)
    assert table.select_dtypes("str").map(lambda cell: unicodedata.is_normalized("NFC", cell)).all(axis=None)


def test_an_edition_of_a_table_alone_has_its_leads_for_bodies_and_no_documents() -> None:
    own = edition_from(load_par(), year=2021)
    assert own.documents.empty and list(own.documents.columns) == list(open_edition().documents.columns)
    assert set(own.bodies["name"]) == set(load_par()["lead_agency"].dropna()) and set(own.bodies["kind"]) == {"agency"}
