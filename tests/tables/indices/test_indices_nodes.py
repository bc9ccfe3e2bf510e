"""The tree by its codes, and the declared unlisted parts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from par_analysis import load_agencies, load_par
from par_analysis.tables.indices.nodes import assemble, parent_of
from par_analysis.tables.indices.rows import Row
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.problems import InputError, Problems


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
    assert made["score"].tolist() == [7.5, 8]


def test_the_overall_row_may_have_an_unlisted_part() -> None:
    made = _assemble(_row("total", "12", "9"), _row("1", "10", "8"), _row("total.rest", "", "", None, ""))
    assert made["code"].tolist() == ["1", "total.rest", "total"]  # the index prints its overall row last
    assert made[["max_points", "score"]].to_numpy().tolist()[1] == [2, 1]


def test_an_unlisted_part_of_what_was_not_published_is_not_published() -> None:
    rest = _row("1.rest", "", "", None, "")
    made = _assemble(_row("total", "10", ""), _row("1", "10", "8"), _row("1.1", "4", ""), rest).set_index("code")
    assert made.loc["1.rest", "max_points"] == 6 and pd.isna(made.loc["1.rest", "score"])
    with pytest.raises(InputError, match=r"1\.rest"):
        _assemble(_row("total", "10", "8"), _row("1", "10", "8"), _row("1.1", "4", ""), replace(rest, score=Decimal(2)))


def test_leads_without_a_list_are_taken_in_their_first_spelling() -> None:
    rows = [_row("total", "10", "8", lead=""), _row("2", "5", "4", lead="SỞ  A"), _row("1", "5", "4", lead="Sở A")]
    made = assemble(rows, INDICES["par"], None, Problems(Path("thử.txt")))
    assert made["lead_agency"].dropna().tolist() == ["Sở A", "Sở A"]


def test_weights_make_the_maximum_and_the_mean() -> None:
    parts = [replace(_row(f"1.{n}", "2", "1"), extra={"weight": Decimal(w)}) for n, w in ((1, "1.5"), (2, "3.5"))]
    assert "weight" in _assemble(_row("total", "10", "5"), _row("1", "10", "5"), *parts)
    with pytest.raises(InputError) as caught:
        _assemble(_row("total", "10", "5"), _row("1", "10", "5"), parts[0], replace(parts[1], extra=parts[0].extra))
    assert [(p.kind, p.facts["parts"]) for p in caught.value.problems] == [("weights", Decimal(6))]


def test_a_score_below_its_floor_is_out_of_range() -> None:
    low = replace(_row("1", "10", "0.5", "5"), extra={"min_points": Decimal(1)})
    with pytest.raises(InputError) as caught:
        _assemble(_row("total", "10", "0.5"), low)
    assert [p.column for p in caught.value.problems] == ["score"]


def test_many_unknown_agencies_take_little_time() -> None:
    rows = [_row("total", "100", "50", lead="")]
    rows += [_row(str(n), "1", "0.5", lead=f"Sở lạ {n}" + "x" * 1000) for n in range(1, 101)]
    with pytest.raises(InputError, match="Sở lạ 1"):
        _assemble(*rows)
