"""The printed interval against changes that were left out and that came later; what came of the forecast."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from par_analysis import open_edition
from par_analysis.outlook.check import ForecastCheck, forecast_check, method_break, outcomes
from par_analysis.outlook.fitting import interval_of
from par_analysis.outlook.model import achievability_model

SHIPPED, KNOWN = open_edition(), open_edition().at(None)
BASE = achievability_model(KNOWN)
FEW = 2_000


@pytest.fixture(scope="module")
def check() -> ForecastCheck:
    return forecast_check(KNOWN, replications=FEW)


def test_every_change_is_left_out_once_and_every_later_one_is_tested(check: ForecastCheck) -> None:
    for index, history in BASE.histories.items():
        own = check.tested[check.tested["index"] == index]
        left_out = own[own["test"] == "left_out"]
        pairs = history.pairs
        assert left_out[["place", "year_to"]].to_numpy().tolist() == pairs[["place", "year_to"]].to_numpy().tolist()
        np.testing.assert_allclose(left_out["value"], pairs["score_before"] + pairs["change"])
        for at, row in zip(range(0, len(pairs), 5), left_out.iloc[::5].itertuples(), strict=True):
            rest = dataclasses.replace(history, pairs=pairs.drop(index=at))
            ends = interval_of(rest, pairs.loc[at, "score_before"], pairs.loc[at, "mean_before"], 0.8, BASE.assumptions)
            assert (row.low, row.high) == pytest.approx(ends) and row.inside == (ends[0] <= row.value <= ends[1])
    later = check.tested[(check.tested["test"] == "later") & (check.tested["index"] == "par")]
    rows = KNOWN.evidence.query("index == 'par' and role == 'observation' and part == 'total' and year_to > 2021")
    assert {2023, 2024} <= set(later["year_to"]) and 2022 not in set(later["year_to"])  # over a break of method
    assert set(zip(later["place"], later["year_to"], strict=True)) <= set(
        zip(rows["place"], rows["year_to"], strict=True)
    )


def test_coverage_is_counted_from_the_changes_tested_and_is_near_what_is_stated(check: ForecastCheck) -> None:
    assert (check.coverage["stated"] == BASE.assumptions.level).all()
    seen = 0
    for row in check.coverage.to_dict("records"):
        own = check.tested[(check.tested["test"] == row["test"]) & (check.tested["index"] == row["index"])]
        own = own if row["year_to"] == 0 else own[own["year_to"] == row["year_to"]]
        assert (row["n"], row["inside"]) == (len(own), pytest.approx(own["inside"].mean()))
        seen += row["year_to"] == 0
        if row["year_to"] == 0:
            # Neither far too narrow nor so wide that it says nothing: within what the count allows.
            assert stats.binom.sf(round(row["inside"] * row["n"]) - 1, row["n"], 0.8) < 0.9999
            assert stats.binom.cdf(round(row["inside"] * row["n"]), row["n"], 0.8) > 0.001, row
    assert seen >= 3
    assert repr(check).startswith("ForecastCheck: left_out par: ")


def test_an_interval_that_is_far_too_narrow_is_seen_as_such(check: ForecastCheck) -> None:
    bold = BASE.replace(scatter=0.02, scatter_weight=1_000.0, pace_spread=0.005, pace_weight=1_000.0)
    made = forecast_check(model=bold, replications=FEW).coverage.query("year_to == 0").set_index(["test", "index"])
    usual = check.coverage.query("year_to == 0").set_index(["test", "index"])
    assert (made["inside"] < usual["inside"] - 0.2).all()
    assert made.loc[("left_out", "par"), "inside"] < 0.5
    wide = forecast_check(model=BASE.replace(level=0.95), replications=FEW)
    assert (wide.coverage["stated"] == 0.95).all()
    assert (wide.tested["high"] - wide.tested["low"] > check.tested["high"] - check.tested["low"]).all()


def test_what_the_edition_does_not_know_yet_is_neither_tested_nor_told() -> None:
    made = forecast_check(SHIPPED, replications=FEW)
    assert set(made.tested["test"]) == {"left_out"} and made.outcome.empty
    assert method_break(SHIPPED, 2022, "vi") == ""


def test_the_outcome_is_what_was_published_for_the_year_after(check: ForecastCheck) -> None:
    want = outcomes(KNOWN, 2022)
    pd.testing.assert_frame_equal(check.outcome[list(want.columns)], want)
    figures = want[(want["index"] == "par") & (want["value"] == 89.58)]
    assert sorted(figures["basis"]) == ["derived", "stated"]
    assert figures.loc[figures["basis"] == "stated", "rank"].tolist() == [3]
    total = check.outlook.total
    for row in check.outcome[check.outcome["inside"].notna()].itertuples():
        assert row.inside == (total["low"] <= row.value <= total["high"])
    known = (check.outcome["index"] == "par") & check.outcome["value"].notna()
    assert known.sum() >= 2 and check.outcome.loc[~known, "inside"].isna().all()
    assert check.outcome.loc[known, "inside"].notna().all()
    assert outcomes(KNOWN, 1999).empty and outcomes(KNOWN.replace(place=""), 2021).empty
    for place in ("Hải Phòng", "Quảng Ninh"):
        table = KNOWN.standings
        rows = table[(table["place"] == place) & (table["year"] == 2021) & table["doubt"].isna()]
        rows = rows[rows["index"].isin(["par", "sipas"])]
        made = outcomes(KNOWN.replace(place=place), 2021)
        assert sorted(made["value"].dropna()) == sorted(rows["score"].dropna()) and len(made) > 0


def test_a_year_that_was_measured_anew_says_so_with_the_change_of_the_national_mean() -> None:
    rows = KNOWN.evidence.query("role == 'anchor' and index == 'par' and year_to == 2022")
    rows = rows[rows["unused_because"] == "method_break"]
    change = f"−{abs(rows['level_to'].iloc[0] - rows['level_from'].iloc[0]):.2f}"
    for lang, note, printed in (("vi", "note", change.replace(".", ",")), ("en", "note_en", change)):
        said = method_break(KNOWN, 2022, lang)
        assert rows[note].iloc[0] in said and printed in said
        assert method_break(KNOWN, 2023, lang) == ""
