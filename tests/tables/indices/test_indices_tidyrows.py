"""Cells in columns become numbers and words."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from par_analysis.tables.indices.rows import Row
from par_analysis.tables.indices.tidyrows import RawRow, tidy_rows
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.problems import Problems


def _tidy(index: str, *rows: dict[str, str]) -> tuple[list[Row], list[str]]:
    problems = Problems(Path("a"))
    raw = [RawRow({"name": "Tên", **row}, dict.fromkeys(row, f"dòng {n}"), n, "") for n, row in enumerate(rows, 1)]
    made = tidy_rows(raw, INDICES[index], problems)
    try:
        problems.raise_if_any()
    except Exception as error:
        return made, [f"{p.kind} {p.where}" for p in error.problems]  # type: ignore[attr-defined]
    return made, []


def test_numbers_words_and_what_is_not_published() -> None:
    row = {"code": "1", "max_points": "2,5", "score": "Chưa công bố", "target": ">2", "assessment": "thẩm định"}
    (made,), wrong = _tidy("par", row | {"n": "12", "se": "", "weight": "0.5", "source_line": "7", "level": "1"})
    assert not wrong
    assert (made.max_points, made.score, made.target, made.target_is_bound) == (Decimal("2.5"), None, 2, True)
    assert (made.assessment, made.line, made.stated) == ("appraisal", 7, {"level": 1})
    assert made.extra == {"weight": Decimal("0.5"), "se": None, "n": 12}


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"score": ""}, "missing_value"),
        ({"score": "1%"}, "not_percent"),
        ({"max_points": "not published"}, "not_a_number"),
        ({"source_line": "1" * 400}, "out_of_range"),
        ({"level": "1%"}, "not_percent"),
        ({"is_leaf": "maybe"}, "derived_differs"),
        ({"weight": "x"}, "not_a_number"),
    ],
)
def test_a_cell_that_cannot_be_what_its_column_says(cells: dict[str, str], kind: str) -> None:
    assert _tidy("par", {"code": "1", "max_points": "2", "score": "1"} | cells)[1] == [f"{kind} dòng 1"]


def test_what_was_reported_already_is_not_reported_again() -> None:
    assert _tidy("par", {"code": "1", "max_points": "?", "score": "?", "target": "?"})[1] == []


def test_items_numbered_within_their_factor_are_known_by_their_order_alone() -> None:
    codes = [{"code": code, "score": "80%"} for code in ("I", "1", "2", "2.1", "10", "II", "1", "3", "2")]
    made, wrong = _tidy("sipas", *codes)
    assert [row.code for row in made] == ["I", "I.1", "I.2", "I.2.1", "I.10", "II", "II.1", "II.3", "II.2"]
    assert wrong == ["broken_order dòng 9"]
