"""Shared ground for the tests: the plan's text, ways to change it, and quiet deterministic property tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, settings

from par_analysis import export_tables
from par_analysis.locations import PLAN_TEXT

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
