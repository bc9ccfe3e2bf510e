"""Ground for the tests of reading: a copy of the shipped edition whose text may be damaged."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from par_analysis.tables.locations import PLAN_TEXT, SHIPPED


@pytest.fixture(scope="module")
def copied_edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the folder of the shipped edition; what a test changes there it puts back."""
    return shutil.copytree(SHIPPED, tmp_path_factory.mktemp("kỳ công bố") / SHIPPED.name)


@pytest.fixture
def own_text(copied_edition: Path) -> Iterator[Path]:
    """The plan's text in a copy of the edition's folder, to be overwritten."""
    path = copied_edition / PLAN_TEXT.name
    yield path
    shutil.copy(PLAN_TEXT, path)


@pytest.fixture
def write_plan(own_text: Path, plan_text: str) -> Callable[..., Path]:
    """Write the plan with some of its lines changed: `write_plan({171: "..."})`; None deletes the line."""

    def write(changes: dict[int, str | None] | None = None, text: str = plan_text) -> Path:
        lines: list[str | None] = list(text.split("\n"))
        for number, line in (changes or {}).items():
            lines[number - 1] = line
        own_text.write_text("\n".join(line for line in lines if line is not None), encoding="utf-8", newline="\n")
        return own_text

    return write
