"""The ranges of a node: those of its columns, narrowed by the row."""

from __future__ import annotations

from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from par_analysis.tables.indices.nodes import _check_values
from par_analysis.tables.indices.rows import Row
from par_analysis.tables.indices.tidyrows import PERCENT
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.problems import InputError, Problems

GOOD: dict[str, Any] = {"code": "1", "name": "x", "max_points": D(2), "score": D(1), "target": D("1.5"), "target_is_bound": False, "lead": "", "units": "", "line": 7, "where": "dòng 7"}  # fmt: skip
# What differs from a good row, the column at fault, what was found, and the range that the message names.
CASES: list[tuple[dict[str, Any], str, str, str, str]] = [
    ({"max_points": D(0)}, "max_points", "0", "> 0", "100"),
    ({"max_points": D("100.5")}, "max_points", "100.5", "> 0", "100"),
    ({"score": D("2.01")}, "score", "2.01", "0", "2"),
    ({"score": D("-0.1")}, "score", "-0.1", "0", "2"),
    ({"max_points": None, "score": D(101), "target": None}, "score", "101", "0", "100"),
    ({"target": D(3)}, "target", "3", "0", "2"),
    ({"extra": {"min_points": D("1.2")}}, "score", "1", "1.2", "2"),
    ({"extra": {"min_points": D(2)}}, "min_points", "2", "0", "< 2"),
    ({"extra": {"min_points": D(-1)}}, "min_points", "-1", "0", "2"),
    ({"extra": {"low": D("1.1")}}, "low", "1.1", "0", "1"),
    ({"extra": {"low": D(-1)}}, "low", "-1", "0", "1"),
    ({"extra": {"high": D("0.9")}}, "high", "0.9", "1", "2"),
    ({"extra": {"high": D("2.1")}}, "high", "2.1", "1", "2"),
    ({"extra": {"weight": D(0)}}, "weight", "0", "> 0", "…"),
    ({"extra": {"se": D("-0.1")}}, "se", "-0.1", "0", "…"),
    ({"extra": {"n": D(0)}}, "n", "0", "1", "…, 2, 3 …"),
    ({"extra": {"n": D("2.5")}}, "n", "2.5", "1", "…, 2, 3 …"),
]


def problems_of(changes: dict[str, Any], index: str = "par") -> list[Any]:
    problems = Problems(Path("bảng"))
    _check_values(Row(**GOOD | changes), INDICES[index], problems)
    try:
        problems.raise_if_any()
    except InputError as error:
        return list(error.problems)
    return []


def test_a_figure_out_of_its_range_is_told_once_with_the_range_of_its_row() -> None:
    faults = []
    for changes, column, found, low, high in CASES:
        told = [(p.kind, p.column, p.found, str(p.facts["lower"]), str(p.facts["upper"])) for p in problems_of(changes)]
        if told != [("out_of_range", column, found, low, high)]:
            faults.append((changes, told))
    assert faults == []


def test_what_may_be_empty_or_at_an_end_is_taken() -> None:
    ends = {"weight": D("0.1"), "min_points": D(0), "low": D(1), "high": D(1), "se": D(0), "n": D(1)}
    for changes in ({}, {"score": None, "target": None}, {"max_points": None}, {"extra": ends}, {"score": D(2), "target": D(2)}):  # fmt: skip
        assert problems_of(changes) == [], changes
    assert problems_of({"extra": dict.fromkeys(ends), "assessment": "appraisal"}) == []


def test_words_names_and_fixed_maxima() -> None:
    assert [(p.kind, p.column, p.found) for p in problems_of({"name": "", "assessment": "guess"})] == [
        ("missing_value", "name", None),
        ("unknown_assessment", "assessment", "guess"),
    ]
    sipas = {"code": "I", "score": D(90), "target": D(91)}
    assert problems_of(sipas | {"max_points": D(100)}, "sipas") == []
    (problem,) = problems_of(sipas | {"max_points": D(99)}, "sipas")
    assert (problem.column, str(problem.facts["lower"]), str(problem.facts["upper"])) == ("max_points", "100", "100")
    assert problems_of(sipas | {"code": "I.rest", "max_points": D(99)}, "sipas") == []


@pytest.mark.parametrize(("index", "want"), [("par", ()), ("sipas", ("score", "target", "low", "high", "se"))])
def test_a_percent_sign_may_stand_where_percent_is_the_unit(index: str, want: tuple[str, ...]) -> None:
    assert PERCENT[index] == want
