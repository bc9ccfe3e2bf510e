"""Equal scores are reported when chance does not explain them, and only then."""

from __future__ import annotations

import pandas as pd
import pytest

from par_analysis import CompositeIndex, load_par, load_sipas
from par_analysis.index.finding import Finding
from par_analysis.index.ties import find_ties


def _ties(sipas: pd.DataFrame, par: pd.DataFrame | None = None) -> list[Finding]:
    return find_ties(
        {
            "par": CompositeIndex.of("par", load_par() if par is None else par),
            "sipas": CompositeIndex.of("sipas", sipas),
        }
    )


def _with(scores: dict[str, float]) -> pd.DataFrame:
    sipas = load_sipas()
    sipas["score"] = sipas["code"].map(scores).fillna(sipas["score"])
    return sipas


def test_three_equal_items_of_a_finely_printed_table_are_reported() -> None:
    assert [tie.code for tie in _ties(load_sipas())] == ["V.2, V.3, V.4"]


def test_a_single_pair_may_be_chance() -> None:
    assert _ties(_with({"V.3": 79.11})) == []


def test_a_tie_is_found_wherever_it_is() -> None:
    found = _ties(_with({"V.2": 78.5, "V.3": 79.11, "II.1": 88.77, "II.2": 88.77}))
    assert [tie.code for tie in found] == ["II.1, II.2, II.4"]


@pytest.mark.parametrize("score", [0.0, 100.0])
def test_nothing_and_everything_are_common_and_no_tie(score: float) -> None:
    assert _ties(_with({"V.2": score, "V.3": score, "V.4": score})) == []


def test_ties_of_coarsely_printed_par_scores_are_no_finding() -> None:
    par = load_par().set_index("code")
    assert set(par.loc[["6.4.1", "6.4.2", "6.4.3", "6.4.4"], "score"]) == {0.76}
    assert all(tie.index == "sipas" for tie in _ties(load_sipas()))


def test_tables_without_partial_scores_give_no_finding() -> None:
    par, sipas = load_par(), load_sipas()
    par["score"], sipas["score"] = par["max_points"], sipas["max_points"]
    assert _ties(sipas, par) == []
