"""Shared ground for the tests: the plan's text, the raw tables, ways to change them, quiet deterministic property tests."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, settings
from sample_province import PLACE, PLACE_EN, YEAR, add_tasks, workbook

from par_analysis import Edition, export_tables, open_edition
from par_analysis.edition.new import WORKBOOK, new_edition
from par_analysis.tables.locations import NATIONAL, PLAN_TEXT, SHIPPED

Cells = dict[str, str]

settings.register_profile(
    "tests",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("tests")


@pytest.fixture(scope="session")
def plan_text() -> str:
    return PLAN_TEXT.read_text(encoding="utf-8")


@pytest.fixture
def write_plan(tmp_path: Path, plan_text: str) -> Callable[..., Path]:
    """Write the plan with some of its lines changed: `write_plan({171: "..."})`; None deletes the line."""

    def write(changes: dict[int, str | None] | None = None, text: str = plan_text) -> Path:
        lines: list[str | None] = list(text.split("\n"))
        for number, line in (changes or {}).items():
            lines[number - 1] = line
        path = tmp_path / "kế hoạch.txt"
        path.write_text("\n".join(line for line in lines if line is not None), encoding="utf-8", newline="\n")
        return path

    return write


@pytest.fixture(scope="session")
def tables_xlsx(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_tables(tmp_path_factory.mktemp("bảng số liệu") / "bảng gốc.xlsx")


@pytest.fixture(scope="session")
def province_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the made-up province: last week's Excel file, taken over, and two sheets filled. Not to be written in."""
    folder = tmp_path_factory.mktemp("nghiên cứu")
    source = workbook(folder / "bảng tuần trước.xlsx")
    with pytest.warns(UserWarning, match="Người nhập"):  # a column of one's own is left unread
        home = new_edition(folder / f"Mẫu {YEAR}", source, place=PLACE, place_en=PLACE_EN)
    add_tasks(home / WORKBOOK)
    return home


@pytest.fixture(scope="session")
def province(province_folder: Path) -> Edition:
    return open_edition(province_folder)


@pytest.fixture
def edit_workbook(tmp_path: Path, tables_xlsx: Path) -> Callable[..., Path]:
    """Write the exported workbook after `change(book)` has had its way with it."""

    def edit(change: Callable[[openpyxl.Workbook], object], name: str = "bảng sửa.xlsx") -> Path:
        book = openpyxl.load_workbook(tables_xlsx)
        change(book)
        path = tmp_path / name
        book.save(path)
        return path

    return edit


# Raw tables, read and written with nothing of the library


def raw_path(name: str) -> Path:
    """Where a raw table lies: with the shipped edition, or with what belongs to none."""
    return next(path for folder in (SHIPPED, NATIONAL) if (path := folder / f"{name}.csv").is_file())


def read_cells(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def raw() -> Callable[[str], list[Cells]]:
    """Read a raw table: `raw("tasks")`."""
    return lambda name: read_cells(raw_path(name))


@pytest.fixture(scope="session")
def texts(raw: Callable[[str], list[Cells]]) -> dict[str, list[str]]:
    """Lines of every document by its id; the first has number 0."""
    return {row["id"]: (SHIPPED / row["file"]).read_text(encoding="utf-8-sig").split("\n") for row in raw("documents")}


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
        rows = read_cells(raw_path(name))
        ids = {row["id"] for row in rows}
        assert {*(changes or {}), *drop} <= ids
        path = tmp_path / f"{name} sửa.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, rows[0], delimiter=delimiter, lineterminator=end)
            writer.writeheader()
            writer.writerows(row | (changes or {}).get(row["id"], {}) for row in rows if row["id"] not in set(drop))
        return path

    return edit


@pytest.fixture
def write_evidence(tmp_path: Path) -> Callable[[list[Cells]], Path]:
    """Write evidence of rows that differ from a good one in the cells given."""
    columns = list(read_cells(raw_path("evidence"))[0])
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
        path = tmp_path / "bằng chứng.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(good | {"id": f"x{number}"} | row for number, row in enumerate(rows, 1))
        return path

    return written
