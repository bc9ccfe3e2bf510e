"""Shared ground for the tests of the chances: the raw tables read anew, and edited copies of them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from par_analysis.locations import RAW

Cells = dict[str, str]


def read(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[Cells], columns: Iterable[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="session")
def raw() -> Callable[[str], list[Cells]]:
    """Read a raw table with nothing of the library: `raw("evidence")`."""
    return lambda name: read(RAW / f"{name}.csv")


@pytest.fixture
def edit_table(tmp_path: Path) -> Callable[..., Path]:
    """Write a raw table with some of its cells changed: `edit_table("evidence", {"e012": {"part": ""}})`."""

    def edit(name: str, changes: dict[str, Cells] | None = None, *, drop: Iterable[str] = ()) -> Path:
        rows = read(RAW / f"{name}.csv")
        ids = {row["id"] for row in rows}
        assert {*(changes or {}), *drop} <= ids
        made = [row | (changes or {}).get(row["id"], {}) for row in rows if row["id"] not in set(drop)]
        return write(tmp_path / f"{name} sửa.csv", made, rows[0])

    return edit


@pytest.fixture
def write_evidence(tmp_path: Path) -> Callable[[list[Cells]], Path]:
    """Write evidence of rows that differ from a good one in the cells given."""
    columns = list(read(RAW / "evidence.csv")[0])
    good = dict.fromkeys(columns, "") | {
        "role": "observation",
        "use": "yes",
        "index": "par",
        "place": "Tỉnh thử",
        "part": "total",
        "reference_class": "total",
        "year_from": "2020",
        "year_to": "2021",
        "maximum": "100",
        "basis": "stated",
        "method_break": "no",
        "source_from": "trang a",
        "source_to": "trang b",
        "source_change": "trang c",
    }

    def written(rows: list[Cells]) -> Path:
        made = [good | {"id": f"x{number}"} | row for number, row in enumerate(rows, 1)]
        return write(tmp_path / "bằng chứng.csv", made, columns)

    return written
