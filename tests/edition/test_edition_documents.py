"""The documents and bodies that the tables cite are there, and are what is said of them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable

import pandas as pd

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


def test_documents_are_found_by_their_id_with_file_card_number_and_date(texts: Texts) -> None:
    table = open_edition().documents
    assert list(table.columns) == ["id", "number", "short", "short_en", "date", "date_basis", "form", "file"]
    assert list(table.index) == list(table["id"]) and table.index.is_unique
    assert pd.api.types.is_datetime64_dtype(table["date"]) and table["date"].notna().all()
    assert table["short"].is_unique and table["short_en"].is_unique
    assert set(table["date_basis"]) == {"printed", "reported"}
    assert SHIPPED / table.loc["192", "file"] == PLAN_TEXT
    for row in table.itertuples():
        path = SHIPPED / row.file
        card = tomllib.loads(path.with_name(f"{path.name}.card.toml").read_text(encoding="utf-8"))
        if row.form != "reference":  # the reference table is of many documents
            assert (card["document_number"], card["document_date"]) == (row.number, f"{row.date:%Y-%m-%d}"), row.id
        # In the document's own text, or in another text of the same plan.
        own = "\n".join(line for id in table.index[table["number"] == row.number] for line in texts[id])
        assert any(form.search(own) for form in printed(row.date)), row.id
        assert row.number in own.replace(" ", "").replace("\n", "")
        number = row.number.split("/")[0]
        assert number in row.short and f"Plan {number}" in row.short_en


def test_dates_are_those_of_these_lines(texts: Texts) -> None:
    lines = {
        ("192", 14): "ngày 08 tháng 7 năm 2022",
        ("181", 15): "181/KH-UBND (ngày 29/6)",
        ("216", 6): "216/KH-UBND (ngày 27/9)",
        ("27", 3): "05/02/2022",
    }
    for (id, line), words in lines.items():
        assert words in texts[id][line - 1]
        day = open_edition().documents.loc[id, "date"]
        assert [int(n) for n in re.findall(r"\d+", words.split("(")[-1])][:2] == [day.day, day.month]


def test_source_lines_are_counted_from_one(texts: Texts) -> None:
    own = open_edition()
    for id in own.documents.index:
        lines = own.source_lines(id)
        assert list(lines) == texts[id] and not lines[0].startswith("\ufeff")
        assert not any("\r" in line for line in lines)
    assert own.replace(folder=None).source_lines("192") == ()


def test_bodies_are_the_leads_of_the_appendix_and_then_the_others(raw: Raw) -> None:
    table, agencies = open_edition().bodies, load_agencies()
    columns = ["id", "name", "short", "name_en", "short_en"]
    pd.testing.assert_frame_equal(table[columns].head(len(agencies)), agencies)
    assert set(table["kind"].head(len(agencies))) == {"agency"}
    assert table.tail(-len(agencies)).to_dict("records") == raw("bodies")
    assert set(table["kind"]) == {"agency", "group"}
    assert all(table[column].is_unique for column in columns)


def test_every_other_body_has_a_duty_and_every_document_is_cited() -> None:
    tasks, responsibilities, goals, calendar = load_tasks(), load_responsibilities(), load_goals(), load_calendar()
    used = {*tasks["lead_agency"], *responsibilities["agency"], *calendar["agency"]}
    assert set(open_edition().bodies["name"]) - used == set()
    cited = {id for table in (tasks, responsibilities, goals, calendar) for id in table["document"]}
    assert cited == set(open_edition().documents.index)


def test_names_are_composed() -> None:
    for table in (open_edition().documents, open_edition().bodies):
        assert table.select_dtypes("str").map(lambda cell: unicodedata.is_normalized("NFC", cell)).all(axis=None)


def test_an_edition_of_a_table_alone_has_its_leads_for_bodies() -> None:
    own = edition_from(load_par(), year=2021)
    assert set(own.bodies["name"]) == set(load_par()["lead_agency"].dropna()) and set(own.bodies["kind"]) == {"agency"}
