"""The tree by its codes, and the declared unlisted parts."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

from par_analysis import load_agencies, load_par
from par_analysis.errors import InputError, Problems
from par_analysis.reading.nodes import assemble, parent_of
from par_analysis.reading.rows import Row
from par_analysis.schema import INDICES


def _row(code: str, maximum: str, score: str, target: str | None = "0", lead: str = "Sở Nội vụ") -> Row:
    return Row(
        code,
        f"Tên {code}",
        Decimal(maximum) if maximum else None,
        Decimal(score) if score else None,
        None if target is None else Decimal(target),
        False,
        lead,
        "",
        1,
        f"dòng {code}",
    )


def _assemble(*rows: Row) -> pd.DataFrame:
    from pathlib import Path

    return assemble(list(rows), INDICES["par"], load_agencies(), Problems(Path("thử.txt")))


@pytest.mark.parametrize(
    ("code", "parent"),
    [("total", None), ("7", "total"), ("7.1", "7"), ("7.1.10", "7.1"), ("7.1.rest", "7.1"), ("IV.2", "IV")],
)
def test_a_parent_follows_from_the_code(code: str, parent: str | None) -> None:
    assert parent_of(code) == parent


def test_an_unlisted_part_takes_what_its_parent_has_beyond_the_listed_parts() -> None:
    rest = _row("1.1.rest", "", "", None, "")
    made = _assemble(
        _row("total", "10", "8"), _row("1", "10", "8"), _row("1.1", "10", "8"), _row("1.1.4", "2.5", "1.125"), rest
    ).set_index("code")
    assert made.loc["1.1.rest", ["max_points", "score"]].tolist() == [7.5, 6.875]
    assert pd.isna(made.loc["1.1.rest", "target"]) and made.loc["1.1.rest", "is_remainder"]
    assert made.loc["1.1.rest", "lead_agency"] == "Sở Nội vụ"


def test_an_unlisted_part_stands_after_the_last_listed_row_of_its_parent() -> None:
    par = load_par()
    codes = list(par["code"])
    assert codes[codes.index("7.1.11") + 1] == "7.1.rest"
    assert codes[codes.index("7.2.1") + 1] == "7.2.rest"
    assert par.loc[par["is_remainder"], ["max_points", "score"]].to_numpy().tolist() == [[5.25, 5.25], [1.0, 1.0]]


def test_a_shortfall_that_nobody_declared_is_an_error() -> None:
    with pytest.raises(InputError) as caught:
        _assemble(_row("total", "10", "8"), _row("1", "10", "8"), _row("1.1", "9", "8"))
    assert [p.kind for p in caught.value.problems] == ["not_closed"]


def test_a_table_without_any_row_below_its_total_is_cut_short() -> None:
    with pytest.raises(InputError) as caught:
        _assemble(_row("total", "10", "8"))
    assert "truncated" in [p.kind for p in caught.value.problems]


def test_published_scores_that_disagree_with_their_parts_load_for_the_audit_to_find() -> None:
    made = _assemble(_row("total", "10", "8"), _row("1", "10", "7.5"))
    assert made["score"].tolist() == [8, 7.5]
