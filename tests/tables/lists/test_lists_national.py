"""Levels of parts, movements and samples: as printed, one statement that counts each, and refused where a cell is wrong."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_analysis import InputError, open_edition
from par_analysis.outlook import load_evidence, load_movements, load_parts, load_samples
from par_analysis.tables.lists.standings import places_in
from par_analysis.tables.locations import NATIONAL

Cells = dict[str, str]
Raw = Callable[[str], list[Cells]]
Write = Callable[[str, list[Cells]], Path]

LOADERS: dict[str, Callable[..., pd.DataFrame]] = {
    "parts": load_parts,
    "movements": load_movements,
    "samples": load_samples,
}
COLUMNS = {
    "parts": "id place year part score maximum basis doubt source note note_en",
    "movements": "index year_from year_to rose fell unchanged largest smallest basis source note note_en",
    "samples": "index year place forms basis source note note_en",
}
WAYS = ("appraisal", "official_survey", "citizen_survey", "outcome")
GOOD: dict[str, Cells] = {
    "parts": {"id": "x", "place": "Tỉnh thử", "year": "2020", "part": "outcome", "score": "3,5", "maximum": "6.0", "basis": "stated", "source": "trang a"},
    "movements": {"index": "par", "year_from": "2020", "year_to": "2021", "rose": "40", "fell": "20", "largest": "5,2", "smallest": "-1.4", "basis": "stated", "source": "trang a"},
    "samples": {"index": "sipas", "year": "2020", "place": "Tỉnh thử", "forms": "2520", "basis": "derived", "source": "trang a"},
}  # fmt: skip


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a table of rows that differ from a good one in the cells given."""

    def written(table: str, rows: list[Cells]) -> Path:
        path = tmp_path / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[table].split(), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(GOOD[table] | row for row in rows)
        return path

    return written


def problems_of(table: str, path: Path) -> list[tuple[str, str, str | None, str]]:
    with pytest.raises(InputError) as caught:
        LOADERS[table](path)
    assert all("EN: " in str(problem) for problem in caught.value.problems)
    return [(p.kind, p.where.removeprefix("dòng (row) "), p.column, p.found) for p in caught.value.problems]


# The shipped tables


@pytest.mark.parametrize("table", LOADERS)
def test_every_row_is_as_printed(table: str, raw: Raw) -> None:
    frame, rows = LOADERS[table](), raw(table)
    assert list(frame) == COLUMNS[table].split() and len(frame) == len(rows)
    for name in frame:
        for cell, text in zip(frame[name], (row[name] for row in rows), strict=True):
            assert (pd.isna(cell) and not text) or str(cell) == text or Decimal(str(cell)) == Decimal(text), name


def test_a_part_has_one_maximum_in_all_years_of_one_criteria_set(raw: Raw) -> None:
    maxima: dict[tuple[str, str], set[Decimal]] = {}
    for row in raw("parts"):
        if row["maximum"] and row["year"] >= "2020":
            criteria = "1149" if row["year"] < "2022" else "876"
            maxima.setdefault((criteria, row["part"]), set()).add(Decimal(row["maximum"]))
    assert {key: len(found) for key, found in maxima.items() if len(found) > 1} == {}
    for criteria in ("1149", "876"):
        assert sum(next(iter(maxima[criteria, way])) for way in WAYS) == 100
    own = open_edition().par.nodes
    fields = own[own["level"] == 1].set_index("code")["max_points"]
    ways = own[own["is_leaf"]].groupby("assessment")["max_points"].sum().round(9)
    for part, maximum in pd.concat([fields, ways]).items():
        assert maxima["1149", part] == {Decimal(str(maximum))}, part


def test_the_parts_of_a_province_add_up_to_its_published_total(raw: Raw) -> None:
    totals: dict[tuple[str, str], set[Decimal]] = {}
    for row in raw("standings"):
        if row["index"] == "par" and row["score"] and row["score"][0].isdigit():
            totals.setdefault((row["place"], row["year"]), set()).add(Decimal(row["score"].replace(",", ".")))
    levels: dict[tuple[str, str], dict[str, Decimal]] = {}
    for row in raw("parts"):
        if not row["doubt"]:
            levels.setdefault((row["place"], row["year"]), {})[row["part"]] = Decimal(row["score"])
    compared = 0
    for key, parts in levels.items():
        for whole in (WAYS, "12345678", (*"1234567", "outcome", "citizen_survey")):
            if set(whole) <= set(parts) and key in totals:
                compared += 1
                total = sum(parts[part] for part in whole)
                assert min(abs(total - stated) for stated in totals[key]) <= Decimal("0.02"), key
    assert compared >= 14


def test_the_year_of_the_edition_and_a_statement_without_doubt_stand_once(raw: Raw) -> None:
    own = open_edition()
    assert (own.place, str(own.year)) not in {(row["place"], row["year"]) for row in raw("parts")}
    sure = Counter((row["place"], row["year"], row["part"]) for row in raw("parts") if not row["doubt"])
    assert max(sure.values()) == 1
    assert all(row["note"] for row in raw("parts") if row["basis"] == "derived" or not row["maximum"])


def test_the_precedents_are_levels_of_parts_too(raw: Raw) -> None:
    levels = {(row["place"], row["year"], row["part"]): row for row in raw("parts") if not row["doubt"]}
    for row in raw("precedents"):
        level = levels[row["place"], row["year"], row["part"]]
        assert Decimal(level["score"]) == Decimal(row["points"]) and level["source"] == row["source"], row["id"]
        assert Decimal(level["maximum"]) == Decimal(row["maximum"]), row["id"]


def test_the_provinces_of_a_movement_are_those_of_its_year_and_hold_the_changes_observed(raw: Raw) -> None:
    seen = load_evidence()
    seen = seen[(seen["role"] == "observation") & (seen["part"] == "total") & seen["doubt"].isna()]
    change = (seen["level_to"] - seen["level_from"]).fillna(seen["change"])
    compared = 0
    for row in load_movements().rename(columns={"index": "key"}).itertuples():
        count = row.rose + row.fell + (0 if pd.isna(row.unchanged) else row.unchanged)
        assert count <= places_in(row.year_to) and count >= places_in(row.year_to) - 1
        same = (seen["index"] == row.key) & (seen["year_from"] == row.year_from) & (seen["year_to"] == row.year_to)
        for values, most in ((change[same], row.largest), (-change[same], -row.smallest)):
            if pd.notna(most) and len(values):
                compared += 1
                assert values.max() <= most + 0.015, (row, values.max())  # two printed levels, each rounded
    assert compared >= 6


# Bad input: (table, changed cells, every problem found)
CASES: list[tuple[str, Cells, list[tuple[str, str]]]] = [
    *(("parts", {name: ""}, [("missing_value", name)]) for name in ("id", "place", "part", "score", "source")),
    ("parts", {"year": "20"}, [("out_of_range", "year")]),
    ("parts", {"year": ""}, [("out_of_range", "year")]),
    ("parts", {"part": "total"}, [("unknown_word", "part")]),
    ("parts", {"part": "7.1"}, [("unknown_word", "part")]),
    ("parts", {"part": "survey"}, [("unknown_word", "part")]),
    ("parts", {"basis": ""}, [("unknown_word", "basis")]),
    ("parts", {"basis": "guessed"}, [("unknown_word", "basis")]),
    ("parts", {"score": "6.01"}, [("out_of_range", "score")]),
    ("parts", {"score": "6,01", "year": "x"}, [("out_of_range", "year"), ("out_of_range", "score")]),
    ("parts", {"score": "-0.1"}, [("out_of_range", "score")]),
    ("parts", {"score": "5,83%"}, [("not_a_number", "score")]),
    ("parts", {"maximum": "100%"}, [("not_a_number", "maximum")]),
    ("parts", {"score": "1.003,5"}, [("both_signs", "score")]),
    ("parts", {"score": ">3"}, [("not_a_number", "score")]),
    ("parts", {"maximum": "0"}, [("out_of_range", "maximum")]),
    ("parts", {"maximum": "sáu"}, [("not_a_number", "maximum")]),
    *(("movements", {name: text}, [("unknown_word", name)]) for name, text in (("index", "papi"), ("index", ""), ("basis", "told"))),
    *(("movements", {name: text}, [("out_of_range", name)]) for name in ("year_from", "year_to") for text in ("1999", "nay", "")),
    ("movements", {"source": ""}, [("missing_value", "source")]),
    *(("movements", {name: text}, [("out_of_range", name)]) for name in ("rose", "fell", "unchanged") for text in ("-1", "2.5", "năm")),
    *(("movements", {name: ""}, [("out_of_range", name)]) for name in ("rose", "fell")),
    ("movements", {"largest": "101"}, [("out_of_range", "largest")]),
    ("movements", {"smallest": "x"}, [("not_a_number", "smallest")]),
    ("movements", {"year_to": "2020"}, [("out_of_range", "year_to")]),
    ("movements", {"rose": "44"}, [("not_all_places", "rose")]),
    ("movements", {"unchanged": "2"}, [("not_all_places", "rose")]),
    ("movements", {"unchanged": "4"}, [("not_all_places", "rose")]),
    ("movements", {"year_from": "2025", "year_to": "2026"}, [("not_all_places", "rose")]),  # of 34
    ("movements", {"largest": "-0.1"}, [("bad_extreme", "largest")]),
    ("movements", {"largest": "0"}, [("bad_extreme", "largest")]),
    ("movements", {"smallest": "1.4"}, [("bad_extreme", "smallest")]),
    ("movements", {"rose": "0", "largest": "0.2"}, [("bad_extreme", "largest")]),
    *(("samples", {name: ""}, [("missing_value", name)]) for name in ("place", "source")),
    *(("samples", {"forms": text}, [("out_of_range", "forms")]) for text in ("0", "", "2.520", "hơn 2520")),
    ("samples", {"year": "năm ấy"}, [("out_of_range", "year")]),
    ("samples", {"index": "SIPAS 1"}, [("unknown_word", "index")]),
    ("samples", {"basis": ""}, [("unknown_word", "basis")]),
]  # fmt: skip
KINDS = {*(kind for _, _, found in CASES for kind, _ in found), "double_id", "stated_twice"}


def test_a_wrong_cell_is_refused_with_row_column_and_text(write: Write) -> None:
    faults = []
    for table, cells, want in CASES:
        found, row = problems_of(table, write(table, [cells])), GOOD[table] | cells
        texts = [row[column] if kind != "missing_value" else None for kind, column in want]
        if found != [(kind, "2", column, text) for (kind, column), text in zip(want, texts, strict=True)]:
            faults.append((table, cells, found))
    assert faults == []


def test_a_level_may_reach_its_maximum_or_nothing_and_lack_a_maximum(write: Write) -> None:
    rows = [{"id": "a", "score": "6"}, {"id": "b", "year": "2021", "score": "0"}, {"id": "c", "year": "2022", "score": "99", "maximum": ""}]  # fmt: skip
    table = load_parts(write("parts", rows))
    assert table["score"].tolist() == [6, 0, 99] and table["maximum"].isna().tolist() == [False, False, True]


def test_a_part_stated_twice_needs_a_doubt_and_an_id_stands_once(write: Write) -> None:
    twice = [{"id": "a"}, {"id": "b", "score": "4"}]
    assert problems_of("parts", write("parts", twice)) == [("stated_twice", "3", "part", "outcome")]
    doubted = load_parts(write("parts", [twice[0], twice[1] | {"doubt": "hai nguồn khác nhau"}]))
    assert doubted["doubt"].isna().tolist() == [True, False]
    for other in ({"place": "Tỉnh khác"}, {"year": "2021"}, {"part": "8"}):
        assert len(load_parts(write("parts", [twice[0], twice[1] | other]))) == 2
    again = [{"id": "a"}, {"id": "a", "year": "2021"}]
    assert problems_of("parts", write("parts", again)) == [("double_id", "3", "id", "a")]
    assert {kind for kind, *_ in problems_of("movements", write("movements", [{}, {}]))} == {"double_id"}
    assert {kind for kind, *_ in problems_of("samples", write("samples", [{}, {}]))} == {"double_id"}


def test_all_problems_of_a_file_come_at_once(write: Write) -> None:
    rows = [{"id": "a", "score": "7"}, {"id": "a", "part": "x"}, {"id": "c", "basis": "?", "place": ""}]
    found = problems_of("parts", write("parts", rows))
    want = {("out_of_range", "2", "score"), ("double_id", "3", "id"), ("unknown_word", "3", "part"),
            ("unknown_word", "4", "basis"), ("missing_value", "4", "place")}  # fmt: skip
    assert {found[:3] for found in found} == want and len(found) == len(want)


DIRT = st.text("0123456789.,-%>x \tốà", max_size=6) | st.sampled_from(["", "2020", "5", "stated", "par", "outcome"])


@pytest.mark.parametrize("table", LOADERS)
@given(data=st.data())
def test_dirt_is_refused_in_one_sentence_or_read_within_the_bounds(
    table: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    names = COLUMNS[table].split()
    changed = data.draw(st.dictionaries(st.sampled_from(names), DIRT, min_size=1, max_size=4))
    path = tmp_path_factory.getbasetemp() / f"{table}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerow(GOOD[table] | changed)
    try:
        row = LOADERS[table](path).iloc[0]
    except InputError as error:
        assert error.problems and all(problem.kind for problem in error.problems)
        return
    if table == "parts":
        assert row["score"] >= 0 and not row["score"] > row["maximum"] and row["basis"] in ("stated", "derived")
        assert row["part"] in WAYS or row["part"].isdigit()
    elif table == "movements":
        assert 0 <= row["rose"] + row["fell"] <= places_in(row["year_to"]) and row["year_from"] < row["year_to"]
    else:
        assert row["forms"] >= 1 and 2000 <= row["year"] <= 2100


# Through the edition


@pytest.mark.parametrize("table", LOADERS)
def test_an_edition_carries_the_table_and_takes_another(table: str, write: Write) -> None:
    own, other = open_edition(as_of=None), LOADERS[table](write(table, [{}]))
    pd.testing.assert_frame_equal(getattr(own, table), LOADERS[table](NATIONAL / f"{table}.csv"))
    variant = own.replace(**{table: other})
    pd.testing.assert_frame_equal(getattr(variant, table), other)
    assert len(getattr(own, table)) > 1
