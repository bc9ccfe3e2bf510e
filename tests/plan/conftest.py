"""Shared ground for the tests of the plan: its tables and texts read anew, and edited copies of the tables."""

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


@pytest.fixture(scope="session")
def raw() -> Callable[[str], list[Cells]]:
    """Read a raw table with nothing of the library: `raw("tasks")`."""
    return lambda name: read(RAW / f"{name}.csv")


@pytest.fixture(scope="session")
def texts(raw: Callable[[str], list[Cells]]) -> dict[str, list[str]]:
    """Lines of every document by its id, read with nothing of the library; the first has number 0."""
    return {
        row["id"]: (RAW / row["file"]).read_text(encoding="utf-8-sig").split("\n") for row in raw("documents")
    }  # fmt: skip


@pytest.fixture
def edit_table(tmp_path: Path) -> Callable[..., Path]:
    """Write a raw table with some of its cells changed: `edit_table("tasks", {"192-31": {"due_text": ""}})`."""

    def edit(
        name: str,
        changes: dict[str, Cells] | None = None,
        *,
        drop: Iterable[str] = (),
        encoding: str = "utf-8",
        delimiter: str = ",",
        end: str = "\n",
    ) -> Path:
        rows = read(RAW / f"{name}.csv")
        ids = {row["id"] for row in rows}
        assert {*(changes or {}), *drop} <= ids
        path = tmp_path / f"{name} sửa.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, rows[0], delimiter=delimiter, lineterminator=end)
            writer.writeheader()
            writer.writerows(row | (changes or {}).get(row["id"], {}) for row in rows if row["id"] not in set(drop))
        return path

    return edit
