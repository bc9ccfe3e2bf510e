"""The table of published standings: shipped, read, and refused where a cell is wrong."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from par_analysis.edition.loaders import load_standings
from par_analysis.tables.lists.standings import places_in
from par_analysis.tables.locations import NATIONAL
from par_analysis.tables.problems import InputError

COLUMNS = ["id", "index", "year", "place", "score", "score_low", "score_high", "printed", "rank", "basis", "doubt", "source", "note"]  # fmt: skip
ROW = {
    "id": "x-1", "index": "par", "year": "2021", "place": "Hà Nội", "score": "88.54", "within": "", "rank": "10",
    "basis": "stated", "doubt": "", "source": "trang x", "note": "",
}  # fmt: skip


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a table of rows that differ from a good one: `write({"rank": "0"}, {})`."""

    def written(*changes: dict[str, str], columns: list[str] = list(ROW)) -> Path:  # noqa: B006
        path = tmp_path / "thứ hạng.csv"
        rows = [ROW | {"id": f"x-{number}"} | change for number, change in enumerate(changes, 1)]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return written


def raw() -> list[dict[str, str]]:
    with (NATIONAL / "standings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# The shipped table


def test_the_shipped_table_is_read_whole() -> None:
    rows, table = raw(), load_standings()
    assert list(table) == COLUMNS
    for column in ("id", "index", "place", "basis", "source", "doubt", "note"):
        assert table[column].fillna("").tolist() == [row[column].strip() for row in rows]
    assert table["printed"].fillna("").tolist() == [row["score"] for row in rows]
    assert table["year"].astype("str").tolist() == [row["year"] for row in rows]
    assert table["rank"].astype("str").replace("<NA>", "").fillna("").tolist() == [row["rank"] for row in rows]
    assert (table["year"].dtype, str(table["rank"].dtype), table["score"].dtype) == (int, "Int64", float)


def test_every_shipped_interval_holds_its_score_and_no_more_than_its_last_digit() -> None:
    table = load_standings()
    scored = table.dropna(subset=["score"])
    assert ((scored["score_low"] < scored["score"]) & (scored["score"] < scored["score_high"])).all()
    bounds = table["printed"].str.startswith(">", na=False)
    assert table.loc[bounds, "score"].isna().all() and (table.loc[bounds, "score_high"] == 100).all()
    none = table["printed"].isna()
    assert table.loc[none, ["score", "score_low", "score_high"]].isna().all(axis=None)
    assert table.loc[none, "rank"].notna().all()
    for (_, year), own in table.groupby(["index", "year"]):
        assert own["place"].nunique() <= places_in(year)


def test_a_copy_is_handed_out() -> None:
    table = load_standings()
    table["rank"] = 1
    assert set(load_standings()["rank"].dropna()) > {1, 2, 3}
    pd.testing.assert_frame_equal(load_standings(), load_standings(NATIONAL / "standings.csv"))
    pd.testing.assert_frame_equal(load_standings(), load_standings(str(NATIONAL / "standings.csv")))


# What a printed score stands for


SPANS: list[tuple[dict[str, str], tuple[float, ...]]] = [
    ({"score": "88.54"}, (88.54, 88.535, 88.545)),
    ({"score": "88,54"}, (88.54, 88.535, 88.545)),
    ({"score": "88.50"}, (88.5, 88.495, 88.505)),
    ({"score": "88.5"}, (88.5, 88.45, 88.55)),
    ({"score": "88"}, (88.0, 87.5, 88.5)),
    ({"score": "83.3304"}, (83.3304, 83.33035, 83.33045)),
    ({"score": "88.60", "within": "0.01"}, (88.6, 88.59, 88.61)),
    ({"score": "85.39", "within": "0,055"}, (85.39, 85.335, 85.445)),
    ({"score": ">=90"}, (np.nan, 90.0, 100.0)),
    ({"score": "> 90.5"}, (np.nan, 90.5, 100.0)),
    ({"score": "100"}, (100.0, 99.5, 100.0)),
    ({"score": "0"}, (0.0, 0.0, 0.5)),
    ({"score": ""}, (np.nan, np.nan, np.nan)),
]


def test_scores_stand_for_an_interval(write: Callable[..., Path]) -> None:
    table = load_standings(write(*(cells for cells, _ in SPANS)))
    np.testing.assert_array_equal(table[["score", "score_low", "score_high"]], [want for _, want in SPANS])
    assert table["printed"].fillna("").tolist() == [cells["score"] for cells, _ in SPANS]


def test_a_score_without_a_rank_and_texts_that_are_not_there(write: Callable[..., Path]) -> None:
    table = load_standings(write({"rank": ""}))
    assert table[["rank", "doubt", "note"]].isna().all(axis=None)
    assert table[["score", "source"]].notna().all(axis=None)


# Refused


CASES: list[tuple[str, str, dict[str, str], str]] = [
    ("missing_value", "id", {"id": ""}, "a value is needed"),
    ("unknown_word", "index", {"index": "papi"}, "par, sipas"),
    ("unknown_word", "index", {"index": ""}, "par, sipas"),
    ("out_of_range", "year", {"year": "21"}, "between 2000 and 2100"),
    ("out_of_range", "year", {"year": ""}, "between 2000 and 2100"),
    ("missing_value", "place", {"place": ""}, "a value is needed"),
    ("not_a_number", "score", {"score": "khá"}, "a number is needed"),
    ("both_signs", "score", {"score": "1,088.54"}, "one decimal sign"),
    ("out_of_range", "score", {"score": "100.01"}, "between 0 and 100"),
    ("out_of_range", "score", {"score": "-1"}, "between 0 and 100"),
    ("out_of_range", "score", {"score": ">=101"}, "between 0 and 100"),
    ("missing_value", "score", {"score": "", "rank": ""}, "a value is needed"),
    ("missing_value", "score", {"score": "", "within": "0.01"}, "a value is needed"),
    ("not_a_bound", "score", {"score": ">=90", "within": "0.01"}, "a plain number is needed"),
    ("not_a_number", "within", {"within": "?"}, "a number is needed"),
    ("not_a_number", "within", {"within": ">=1"}, "a number is needed"),
    ("out_of_range", "within", {"within": "0"}, "between 0.0001 and 100"),
    ("out_of_range", "within", {"within": "-0.01"}, "between 0.0001 and 100"),
    ("out_of_range", "within", {"within": "101"}, "between 0.0001 and 100"),
    ("out_of_range", "rank", {"rank": "0"}, "between 1 and 63"),
    ("out_of_range", "rank", {"rank": "35", "year": "2025"}, "between 1 and 34"),  # since the mergers
    ("out_of_range", "rank", {"rank": "64"}, "between 1 and 63"),
    ("out_of_range", "rank", {"rank": "3.0"}, "between 1 and 63"),
    ("out_of_range", "rank", {"rank": "-3"}, "between 1 and 63"),
    ("unknown_word", "basis", {"basis": "guessed"}, "stated, derived"),
    ("missing_value", "source", {"source": ""}, "a value is needed"),
]


def test_a_wrong_cell_is_refused_with_row_column_and_text(write: Callable[..., Path]) -> None:
    faults = []
    for kind, column, cells, named in CASES:
        with pytest.raises(InputError) as caught:
            load_standings(write({}, cells))
        want = [(kind, column, None if kind == "missing_value" else cells[column], "dòng (row) 3")]
        if [(p.kind, p.column, p.found, p.where) for p in caught.value.problems] != want or named not in str(
            caught.value
        ):
            faults.append((kind, cells, str(caught.value)))
    assert faults == []


def test_all_problems_come_at_once(write: Callable[..., Path]) -> None:
    with pytest.raises(InputError) as caught:
        load_standings(write({"rank": "99", "year": "x"}, {"id": "x-1", "score": "?"}))
    assert [(p.kind, p.column) for p in caught.value.problems] == [
        ("out_of_range", "year"), ("out_of_range", "rank"), ("not_a_number", "score"), ("double_id", "id"),
    ]  # fmt: skip


def test_every_column_is_needed(write: Callable[..., Path]) -> None:
    for column in ROW:
        with pytest.raises(InputError) as caught:
            load_standings(write({}, columns=[name for name in ROW if name != column]))
        assert [p.kind for p in caught.value.problems] == ["missing_column"] and column in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_standings(tmp_path / "không có.csv")
    assert [p.kind for p in caught.value.problems] == ["no_file"]
