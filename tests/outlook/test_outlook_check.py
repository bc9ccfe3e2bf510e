"""The forecast beside what happened, and every observation forecast from all others."""

from __future__ import annotations

import csv
import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from par_analysis import open_edition
from par_analysis.edition.loaders import load_evidence
from par_analysis.outlook.check import ForecastCheck, forecast_check, method_break, outcomes
from par_analysis.outlook.classes import Structure, fit_classes
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.simulation import draw
from par_analysis.tables.locations import NATIONAL

BASE = achievability_model()
DRAWS = 20_000
SHIPPED = open_edition()
with (NATIONAL / "standings.csv").open(encoding="utf-8", newline="") as file:
    STANDINGS = list(csv.DictReader(file))
PUBLISHED = [
    row for row in STANDINGS if row["place"] == "Hà Nội" and row["index"] in ("par", "sipas") and not row["doubt"]
]
EVIDENCE = load_evidence()


def light(model: Model = BASE) -> Model:
    """The same forecast with few observations to leave out, which is what takes time."""
    seen = model.evidence
    few = pd.concat([seen[seen["role"] == "anchor"], seen[seen["role"] == "observation"].head(4)])
    return dataclasses.replace(model, evidence=few)


def seeing(evidence: pd.DataFrame) -> Model:
    """The same forecast in an edition with other evidence to be set against."""
    return dataclasses.replace(BASE, edition=BASE.edition.replace(evidence=evidence))


def number(text: str) -> float:
    return float(text) if text else np.nan


@pytest.fixture(scope="module")
def check() -> ForecastCheck:
    return forecast_check(replications=DRAWS)


# What happened


@pytest.mark.parametrize("year", sorted({row["year"] for row in PUBLISHED}))
def test_outcomes_are_the_published_rows_of_the_year_stated_and_derived_told_apart(year: str) -> None:
    rows = [row for row in PUBLISHED if row["year"] == year]
    made = outcomes(SHIPPED, int(year))
    assert list(made.columns) == ["index", "value", "rank", "basis", "source", "note"]
    assert made["index"].tolist() == [row["index"] for row in rows]
    for name in ("basis", "source", "note"):
        assert made[name].fillna("").tolist() == [row[name] for row in rows]
    for name, written in (("value", "score"), ("rank", "rank")):
        np.testing.assert_array_equal(made[name].astype(float), [number(row[written]) for row in rows])


@pytest.mark.parametrize("place", ["Hải Phòng", "Quảng Ninh"])
def test_outcomes_are_those_of_the_place_of_the_edition(place: str) -> None:
    rows = [row for row in STANDINGS if (row["place"], row["year"], row["doubt"]) == (place, "2021", "")]
    made = outcomes(SHIPPED.replace(place=place), 2021)
    assert len(made) == sum(row["index"] in ("par", "sipas") for row in rows) > 0
    assert outcomes(SHIPPED.replace(place=""), 2021).empty
    assert set(outcomes(SHIPPED.replace(sipas=None), 2021)["index"]) == {"par"}


def test_the_figure_of_the_target_year_is_stated_by_one_source_and_derived_from_another() -> None:
    made = outcomes(SHIPPED, 2022)
    figures = made[(made["index"] == "par") & (made["value"] == 89.58)]
    assert sorted(figures["basis"]) == ["derived", "stated"]
    assert figures.loc[figures["basis"] == "stated", "rank"].tolist() == [3]


@pytest.mark.parametrize("year", [1999, 2030])
def test_of_a_year_of_which_nothing_is_known_there_is_no_row(year: int) -> None:
    made = outcomes(SHIPPED, year)
    assert made.empty and list(made.columns) == list(outcomes(SHIPPED, 2022).columns)


def test_a_forecast_without_a_known_outcome_is_checked_against_the_observations_alone() -> None:
    made = forecast_check(model=light(dataclasses.replace(BASE, year=2024)), replications=2_000)
    assert made.outcome.empty
    assert not made.left_out.empty and not made.later.empty


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_year_that_was_measured_anew_says_so_with_the_change_of_the_national_mean(lang: str) -> None:
    rows = load_evidence().query("role == 'anchor' and index == 'par' and year_to == 2022")
    change = rows["level_to"].item() - rows["level_from"].item()
    told = method_break(SHIPPED, 2022, lang)
    assert rows["note" if lang == "vi" else "note_en"].item() in told
    assert f"−{abs(change):.2f}".replace(".", "," if lang == "vi" else ".") in told
    assert method_break(SHIPPED, 2023, lang) == ""


def test_the_outcome_is_that_of_the_year_after_the_evidence(check: ForecastCheck) -> None:
    pd.testing.assert_frame_equal(
        check.outcome[list(outcomes(SHIPPED, 2022).columns)], outcomes(SHIPPED, BASE.year + 1)
    )
    assert check.outlook.until == BASE.until == 2021


def test_the_share_of_the_forecast_below_the_outcome_is_that_of_the_draws(check: ForecastCheck) -> None:
    made = np.concatenate([chunk.nodes[0].copy() for chunk in draw(BASE, DRAWS, 0)])
    low, high = np.quantile(made, [0.1, 0.9])
    known = check.outcome[(check.outcome["index"] == "par") & check.outcome["value"].notna()]
    assert len(known) >= 2
    for row in known.itertuples(index=False):
        # A bin of the histogram holds little more than one draw in fifty.
        assert row.below == pytest.approx((made < row.value).mean(), abs=0.003)
        assert row.inside == (low <= row.value <= high)


def test_where_there_is_no_forecast_of_a_figure_it_is_not_judged(check: ForecastCheck) -> None:
    rest = check.outcome[(check.outcome["index"] != "par") | check.outcome["value"].isna()]
    assert len(rest) >= 2
    assert rest["below"].isna().all()
    assert rest["inside"].isna().all()


@pytest.mark.parametrize("shift", [0.9, -5.0])
def test_an_outcome_outside_the_interval_is_said_to_be_so(shift: float) -> None:
    classes = {
        name: dataclasses.replace(one, centre=one.centre + shift, spread=one.spread / 5, weight=1e6)
        for name, one in BASE.classes.items()
    }
    model = dataclasses.replace(BASE, classes=classes, leaves=BASE.leaves.assign(kind="gradual"))
    made = forecast_check(model=light(model), replications=2_000).outcome
    known = made[(made["index"] == "par") & made["value"].notna()]
    assert known["inside"].tolist() == [False] * len(known)
    assert np.allclose(known["below"], float(shift < 0), atol=0.02)


# Left out, and later


def interval(row: Any, evidence: pd.DataFrame, model: Model = BASE) -> tuple[float, float]:
    """The model's interval of one observation: Student's t of its class, for a sum of criteria."""
    structure = Structure.of(model.edition)
    own = fit_classes(evidence, model.assumptions, structure)[row.reference_class]
    part = "sipas" if row.reference_class == "citizen_survey" else row.part
    scatter = structure.variation(part, model.assumptions.dependence)
    scale = own.spread * np.sqrt(scatter + 1 / own.weight)
    low, high = stats.t(own.freedom, own.centre, scale).interval(model.assumptions.level)
    return float(low), float(high)


@pytest.mark.parametrize("row", ["e012", "e024", "e051", "e062", "e100", "e101", "e103"])
def test_an_observation_left_out_is_forecast_from_all_others(check: ForecastCheck, row: str) -> None:
    used = EVIDENCE[EVIDENCE["used"] & (EVIDENCE["year_to"] <= 2021)]
    one = next(used[used["id"] == row].itertuples(index=False))
    low, high = interval(one, used[used["id"] != row])
    found = check.left_out.set_index("id").loc[row]
    assert (found["low"], found["high"]) == pytest.approx((low, high), abs=1e-9)
    assert found["inside"] == (low <= one.closure <= high)
    with_it = interval(one, used)
    assert abs(with_it[0] - low) + abs(with_it[1] - high) > 1e-6  # leaving it out matters


def test_every_observation_is_left_out_once_and_no_mean_of_the_country(check: ForecastCheck) -> None:
    used = EVIDENCE[EVIDENCE["used"] & (EVIDENCE["role"] == "observation")]
    for table, want in (
        (check.left_out, used[used["year_to"] <= 2021]),
        (check.later, used[used["year_to"] > 2021]),
    ):
        assert table["id"].tolist() == want["id"].tolist()
        shown = ["id", "place", "index", "part", "year_to", "closure"]
        pd.testing.assert_frame_equal(table[shown], want[shown].reset_index(drop=True))
        assert (table["inside"] == table["closure"].between(table["low"], table["high"])).all()


def test_later_observations_are_forecast_from_earlier_evidence_alone(check: ForecastCheck) -> None:
    early = EVIDENCE[EVIDENCE["used"] & (EVIDENCE["year_to"] <= 2021)]
    later = EVIDENCE.set_index("id", drop=False)
    for row in check.later.itertuples(index=False):
        one = next(later.loc[[row.id]].itertuples(index=False))
        assert (row.low, row.high) == pytest.approx(interval(one, early), abs=1e-9)


def test_later_evidence_does_not_change_the_forecast() -> None:
    strange = EVIDENCE.copy()
    late = strange["year_to"] > 2021
    strange.loc[late, "closure"] = strange.loc[late, "closure"] - 3.0
    first, second = (forecast_check(model=light(seeing(table)), replications=2_000) for table in (EVIDENCE, strange))
    for name in ("left_out", "outcome"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))
    pd.testing.assert_frame_equal(first.later[["id", "low", "high"]], second.later[["id", "low", "high"]])
    pd.testing.assert_frame_equal(first.outlook.nodes, second.outlook.nodes)
    assert first.later["inside"].mean() > 0.5
    assert not second.later["inside"].any()


def test_rows_that_are_not_used_are_not_tested() -> None:
    some = EVIDENCE.copy()
    dropped = some.loc[some["used"] & (some["year_to"] > 2021) & (some["role"] == "observation"), "id"].iloc[:5]
    some.loc[some["id"].isin(dropped), "used"] = False
    made = forecast_check(model=light(seeing(some)), replications=2_000)
    assert not set(dropped) & set(made.later["id"])
    assert len(made.later) > 20


def test_coverage_is_the_share_inside_and_stands_beside_the_level_that_is_claimed(check: ForecastCheck) -> None:
    rows = {(row.test, row.index): row for row in check.coverage.itertuples(index=False)}
    want = {}
    for test, table in (("left_out", check.left_out), ("later", check.later)):
        want[(test, "all")] = table["inside"]
        want |= {(test, str(index)): own["inside"] for index, own in table.groupby("index")}
    assert set(rows) == set(want)
    for key, inside in want.items():
        assert (rows[key].n, rows[key].inside) == (len(inside), pytest.approx(sum(inside) / len(inside)))
        assert rows[key].stated == BASE.assumptions.level


def test_a_wider_level_covers_more() -> None:
    usual, wide = (forecast_check(model=light(BASE.replace(level=level)), replications=2_000) for level in (0.8, 0.95))
    assert (wide.coverage["stated"] == 0.95).all()
    for one, other in ((usual.left_out, wide.left_out), (usual.later, wide.later)):
        assert ((other["low"] < one["low"]) & (other["high"] > one["high"])).all()


def test_a_check_of_a_later_year_leaves_only_what_follows_it() -> None:
    made = forecast_check(
        model=light(dataclasses.replace(achievability_model(until=2023), year=2023)), replications=2_000
    )
    assert set(made.later["year_to"]) == {2024}
    assert set(made.outcome["value"].dropna()) >= {92.57, 86.5}
    survey = made.outcome[made.outcome["index"] == "sipas"]
    assert survey["value"].notna().any()  # a figure of the other survey, which is not what was forecast
    assert survey["below"].isna().all()
    assert survey["inside"].isna().all()


def test_replications_and_seed_are_those_of_the_distribution() -> None:
    one, again, other = (forecast_check(model=light(), replications=2_000, seed=seed) for seed in (0, 0, 1))
    assert one.outlook.replications == 2_000
    pd.testing.assert_frame_equal(one.outcome, again.outcome)
    assert one.outlook.total["mean"] != other.outlook.total["mean"]
