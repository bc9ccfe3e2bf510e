"""Days of publication: shipped, read, refused where they cannot be, and what counts where none is known."""

from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd
import pytest

from par_analysis.tables.lists.publications import published_on, read_publications
from par_analysis.tables.locations import NATIONAL, PLAN_TEXT
from par_analysis.tables.problems import InputError

HEAD = "index,year,published,basis,source,note,note_en\n"


def test_the_shipped_days_are_those_of_their_sources() -> None:
    table = read_publications(NATIONAL / "publications.csv")
    days = {(row.index, row.year): row.published.date().isoformat() for row in table.itertuples(index=False)}
    want = {2020: "2021-06-24", 2021: "2022-05-25", 2022: "2023-04-19", 2023: "2024-04-17", 2024: "2025-04-06"}
    assert days == {(index, year): day for year, day in want.items() for index in ("par", "sipas")}
    plan = PLAN_TEXT.read_text(encoding="utf-8").split("\n")
    for row in table[table["source"].str.startswith(PLAN_TEXT.name)].itertuples(index=False):
        line = plan[int(row.source.rpartition(": ")[2]) - 1]
        assert f"Ngày {row.published.day}/{row.published.month}/{row.published.year}" in line


def test_a_year_without_a_day_counts_from_the_end_of_june_after() -> None:
    stated = {("par", 2030): datetime.date(2031, 4, 2)}
    assert published_on(stated, "par", 2030) == datetime.date(2031, 4, 2)
    assert published_on(stated, "sipas", 2030) == published_on({}, "par", 2030) == datetime.date(2031, 6, 30)


def test_a_day_is_after_the_year_and_stands_once(tmp_path: Path) -> None:
    path = tmp_path / "ngày.csv"
    path.write_text(HEAD + "par,2030,2030-12-31,stated,x,,\npar,2031,2032-05-01,stated,x,,\npar,2031,2032-05-02,stated,x,,\n", encoding="utf-8")  # fmt: skip
    with pytest.raises(InputError) as caught:
        read_publications(path)
    assert {(problem.kind, problem.where) for problem in caught.value.problems} == {
        ("out_of_range", "dòng (row) 2"), ("double_id", "dòng (row) 4"),
    }  # fmt: skip
    path.write_text(HEAD + "par,2031,2/5/2032,stated,x,,\n", encoding="utf-8")
    assert read_publications(path)["published"].tolist() == [pd.Timestamp(2032, 5, 2)]
