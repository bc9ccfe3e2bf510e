"""The forecast beside what happened, every observation forecast from all others, and every judgement at its alternatives."""

from __future__ import annotations

import csv
import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from par_analysis import ParAnalysisError, open_edition
from par_analysis.edition.loaders import load_assumptions, load_evidence, load_judgements
from par_analysis.outlook.check import ForecastCheck, forecast_check, judgement_effects, method_break, outcomes
from par_analysis.outlook.classes import Structure, fit_classes
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.simulation import draw
from par_analysis.outlook.total import total_distribution
from par_analysis.tables.locations import NATIONAL

BASE = achievability_model()
DRAWS, FEW = 20_000, 3_000
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


def test_outcomes_are_the_published_rows_of_the_place_and_year_stated_and_derived_told_apart() -> None:
    columns = ["index", "value", "rank", "basis", "source", "note"]
    for year in (*sorted({row["year"] for row in PUBLISHED}), "1999", "2030"):
        rows = [row for row in PUBLISHED if row["year"] == year]
        made = outcomes(SHIPPED, int(year))
        assert list(made.columns) == columns and made["index"].tolist() == [row["index"] for row in rows], year
        for name in ("basis", "source", "note"):
            assert made[name].fillna("").tolist() == [row[name] for row in rows]
        for name, written in (("value", "score"), ("rank", "rank")):
            np.testing.assert_array_equal(made[name].astype(float), [number(row[written]) for row in rows])
    # The figure of the target year is stated by one source and derived from another.
    made = outcomes(SHIPPED, 2022)
    figures = made[(made["index"] == "par") & (made["value"] == 89.58)]
    assert sorted(figures["basis"]) == ["derived", "stated"]
    assert figures.loc[figures["basis"] == "stated", "rank"].tolist() == [3]
    for place in ("Hải Phòng", "Quảng Ninh"):
        rows = [row for row in STANDINGS if (row["place"], row["year"], row["doubt"]) == (place, "2021", "")]
        made = outcomes(SHIPPED.replace(place=place), 2021)
        assert len(made) == sum(row["index"] in ("par", "sipas") for row in rows) > 0
    assert outcomes(SHIPPED.replace(place=""), 2021).empty
    assert set(outcomes(SHIPPED.replace(sipas=None), 2021)["index"]) == {"par"}


def test_a_year_that_was_measured_anew_says_so_with_the_change_of_the_national_mean() -> None:
    rows = load_evidence().query("role == 'anchor' and index == 'par' and year_to == 2022")
    change = f"−{abs(rows['level_to'].item() - rows['level_from'].item()):.2f}"
    for lang, note, printed in (("vi", "note", change.replace(".", ",")), ("en", "note_en", change)):
        said = method_break(SHIPPED, 2022, lang)
        assert rows[note].item() in said and printed in said
        assert method_break(SHIPPED, 2023, lang) == ""


def test_the_outcome_is_that_of_the_year_after_the_evidence(check: ForecastCheck) -> None:
    want = outcomes(SHIPPED, BASE.year + 1)
    pd.testing.assert_frame_equal(check.outcome[list(want.columns)], want)
    assert check.outlook.until == BASE.until == 2021


def test_the_share_of_the_forecast_below_the_outcome_is_that_of_the_draws(check: ForecastCheck) -> None:
    made = np.concatenate([block.nodes[0].copy() for block in draw(BASE, DRAWS, 0)])
    low, high = np.quantile(made, [0.1, 0.9])
    known = check.outcome[(check.outcome["index"] == "par") & check.outcome["value"].notna()]
    assert len(known) >= 2
    for row in known.itertuples(index=False):
        # A bin of the histogram holds little more than one draw in fifty.
        assert row.below == pytest.approx((made < row.value).mean(), abs=0.003)
        assert row.inside == (low <= row.value <= high)
    # Where there is no forecast of a figure it is not judged.
    rest = check.outcome[(check.outcome["index"] != "par") | check.outcome["value"].isna()]
    assert len(rest) >= 2 and rest[["below", "inside"]].isna().all(axis=None)


def test_an_outcome_outside_the_interval_is_said_to_be_so() -> None:
    for shift in (0.9, -5.0):
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


def test_observations_are_forecast_from_all_others_and_later_ones_from_earlier_evidence(check: ForecastCheck) -> None:
    used = EVIDENCE[EVIDENCE["used"] & (EVIDENCE["year_to"] <= 2021)]
    left_out, every = check.left_out.set_index("id"), EVIDENCE.set_index("id", drop=False)
    for row in ("e012", "e024", "e051", "e062", "e100", "e101", "e103"):
        one, found = next(every.loc[[row]].itertuples(index=False)), left_out.loc[row]
        low, high = interval(one, used[used["id"] != row])
        assert (found["low"], found["high"]) == pytest.approx((low, high), abs=1e-9), row
        assert found["inside"] == (low <= one.closure <= high)
        with_it = interval(one, used)
        assert abs(with_it[0] - low) + abs(with_it[1] - high) > 1e-6  # leaving it out matters
    for row in check.later.drop_duplicates(["reference_class", "part"]).itertuples(index=False):
        one = next(every.loc[[row.id]].itertuples(index=False))
        assert (row.low, row.high) == pytest.approx(interval(one, used), abs=1e-9), row.id


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


def test_a_check_of_a_later_year_leaves_only_what_follows_it_at_the_level_replications_and_seed_asked_for() -> None:
    model = light(dataclasses.replace(achievability_model(until=2023), year=2023))
    made, wide = (forecast_check(model=model.replace(level=level), replications=2_000) for level in (0.8, 0.95))
    assert set(made.later["year_to"]) == {2024}
    assert set(made.outcome["value"].dropna()) >= {92.57, 86.5}
    survey = made.outcome[made.outcome["index"] == "sipas"]
    assert survey["value"].notna().any()  # a figure of the other survey, which is not what was forecast
    assert survey[["below", "inside"]].isna().all(axis=None)
    assert (wide.coverage["stated"] == 0.95).all()
    for one, other in ((made.left_out, wide.left_out), (made.later, wide.later)):
        assert ((other["low"] < one["low"]) & (other["high"] > one["high"])).all()
    other = forecast_check(model=light(dataclasses.replace(BASE, year=2024)), replications=1_500, seed=1)
    assert other.outcome.empty and not other.left_out.empty and not other.later.empty  # no outcome is known
    assert other.outlook.nodes.equals(total_distribution(1_500, 1, model=BASE).nodes)


# Judgements

# What moves chances; the rest are conventions of words and levels, or belong to effort.
MOVING = ["dependence", "class_spread", "year_spread", "pooled_weight"]
with (NATIONAL / "assumptions.csv").open(encoding="utf-8", newline="") as file:
    WRITTEN = {row["id"]: row for row in csv.DictReader(file)}
ENDS = [(name, end) for name in MOVING for end in ("low", "high")]


@pytest.fixture(scope="module")
def effects() -> pd.DataFrame:
    return judgement_effects(FEW)


def row_of(effects: pd.DataFrame, judgement: str, alternative: str) -> pd.Series:
    found = effects[(effects["judgement"] == judgement) & (effects["alternative"] == alternative)]
    assert len(found) == 1, (judgement, alternative)
    return found.iloc[0]


def judged(answer: str) -> pd.DataFrame:
    """Judgements with what is not known answered; `no`: nothing is all or nothing."""
    table = load_judgements()
    doubtful = table["all_or_nothing"].isin(["unknown", "yes"] if answer == "no" else ["unknown"])
    return table.assign(all_or_nothing=table["all_or_nothing"].mask(doubtful, answer))


def without_officials() -> pd.DataFrame:
    table = load_evidence()
    return table.assign(used=table["used"] & (table["reference_class"] != "official_survey"))


MODELS: dict[tuple[str, str], Any] = {
    ("as_assumed", ""): lambda: BASE,
    **{
        (name, f"{float(WRITTEN[name][end]):g}"): lambda name=name, end=end: achievability_model(
            open_edition().replace(assumptions=load_assumptions().replace(**{name: float(WRITTEN[name][end])}))
        )
        for name, end in ENDS
    },
    ("all_or_nothing", "yes"): lambda: achievability_model(open_edition().replace(judgements=judged("yes"))),
    ("all_or_nothing", "no"): lambda: achievability_model(open_edition().replace(judgements=judged("no"))),
    ("evidence", "all_years"): lambda: achievability_model(until=2024),
    ("evidence", "no_official_survey"): lambda: achievability_model(
        open_edition().replace(evidence=without_officials())
    ),
}


def figures(model: Model, replications: int = FEW, seed: int = 0) -> dict[str, float]:
    total = total_distribution(replications, seed, model=model, rank_year=2021).total
    return {**{name: total[name] for name in ("median", "low", "high")}, "chance_plan": total["chance"]}


def test_every_judgement_is_worked_out_at_its_alternatives_and_a_row_is_the_forecast_of_its_model(
    effects: pd.DataFrame,
) -> None:
    assert list(effects.columns) == [
        *("judgement", "alternative", "median", "low", "high", "chance_rise", "chance_plan", "effect")
    ]
    assert sorted(zip(effects["judgement"], effects["alternative"], strict=True)) == sorted(MODELS)
    for name, end in ENDS:
        assert float(WRITTEN[name]["low"]) < float(WRITTEN[name]["value"]) < float(WRITTEN[name]["high"])
        row_of(effects, name, f"{float(WRITTEN[name][end]):g}")
    published, faults = BASE.edition.par.score(), []
    for key, model in MODELS.items():
        row, want = row_of(effects, *key), figures(model())
        if row[list(want)].to_dict() != pytest.approx(want):
            faults.append(key)
        if key[0] != "evidence":
            continue
        made = np.concatenate([block.nodes[0].copy() for block in draw(model(), FEW, 0)])
        assert row["chance_rise"] == pytest.approx((made >= published - 1e-9).mean(), abs=1 / FEW)
    assert faults == []
    assert tuple(effects.iloc[0][["judgement", "alternative", "effect"]]) == ("as_assumed", "", 0.0)


def test_what_is_left_out_of_the_judgements_does_not_move_the_forecast() -> None:
    usual = figures(BASE, 1_500)
    for name in [name for name in WRITTEN if name not in [*MOVING, "level"]]:
        for end in ("low", "high"):
            assert figures(BASE.replace(**{name: float(WRITTEN[name][end])}), 1_500) == usual, name


def test_the_effect_is_the_largest_move_of_the_median_or_an_end(effects: pd.DataFrame) -> None:
    first = effects.iloc[0]
    for row in effects.itertuples(index=False):
        want = max(abs(getattr(row, name) - first[name]) for name in ("median", "low", "high"))
        assert row.effect == pytest.approx(want)
    assert (effects["effect"].iloc[1:] > 0).all() and effects["effect"].iloc[1:].is_monotonic_decreasing
    assert list(effects.index) == list(range(len(effects)))
    width = effects["high"] - effects["low"]
    weak, strong = (
        width[row_of(effects, "dependence", f"{float(WRITTEN['dependence'][end]):g}").name] for end in ("low", "high")
    )
    assert weak < width[0] < strong


def test_the_seed_and_the_replications_are_those_of_the_distribution(effects: pd.DataFrame) -> None:
    other = judgement_effects(1_500, seed=1)
    want = figures(BASE, 1_500, 1)
    assert other.iloc[0][list(want)].to_dict() == pytest.approx(want)
    want = figures(MODELS[("evidence", "no_official_survey")](), 1_500, 1)
    assert row_of(other, "evidence", "no_official_survey")[list(want)].to_dict() == pytest.approx(want)
    with pytest.raises(ParAnalysisError, match="replications"):
        judgement_effects(10)
    with pytest.raises(ParAnalysisError, match="seed"):
        judgement_effects(1_500, seed=True)
