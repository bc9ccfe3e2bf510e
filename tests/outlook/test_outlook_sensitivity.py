"""Every alternative judgement is worked out, and its effect is how far the forecast moves."""

from __future__ import annotations

import csv
from typing import Any

import numpy as np
import pandas as pd
import pytest

from par_analysis import ParAnalysisError, open_edition
from par_analysis.edition.loaders import load_assumptions, load_evidence, load_judgements
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.sensitivity import judgement_effects
from par_analysis.outlook.simulation import draw
from par_analysis.outlook.total import total_distribution
from par_analysis.tables.locations import NATIONAL

DRAWS = 3_000
BASE = achievability_model()
# What moves chances; the rest are conventions of words and levels, or belong to effort.
MOVING = ["dependence", "class_spread", "year_spread", "pooled_weight"]
with (NATIONAL / "assumptions.csv").open(encoding="utf-8", newline="") as file:
    WRITTEN = {row["id"]: row for row in csv.DictReader(file)}
ENDS = [(name, end) for name in MOVING for end in ("low", "high")]


@pytest.fixture(scope="module")
def effects() -> pd.DataFrame:
    return judgement_effects(DRAWS)


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


def figures(model: Model, replications: int = DRAWS, seed: int = 0) -> dict[str, float]:
    total = total_distribution(replications, seed, model=model, rank_year=2021).total
    return {**{name: total[name] for name in ("median", "low", "high")}, "chance_plan": total["chance"]}


def test_the_first_row_is_the_forecast_itself(effects: pd.DataFrame) -> None:
    first, total = effects.iloc[0], total_distribution(DRAWS).total
    assert (first["judgement"], first["alternative"], first["effect"]) == ("as_assumed", "", 0.0)
    assert [first[name] for name in ("median", "low", "high")] == [total[name] for name in ("median", "low", "high")]
    assert first["chance_plan"] == total["chance"]


def test_every_judgement_is_worked_out_at_its_alternatives_and_nothing_else(effects: pd.DataFrame) -> None:
    assert list(effects.columns) == [
        *("judgement", "alternative", "median", "low", "high", "chance_rise", "chance_plan", "effect")
    ]
    assert sorted(zip(effects["judgement"], effects["alternative"], strict=True)) == sorted(MODELS)


@pytest.mark.parametrize(("name", "end"), ENDS)
def test_both_ends_of_an_assumption_that_chances_rest_on_are_tried(effects: pd.DataFrame, name: str, end: str) -> None:
    assert float(WRITTEN[name]["low"]) < float(WRITTEN[name]["value"]) < float(WRITTEN[name]["high"])
    row_of(effects, name, f"{float(WRITTEN[name][end]):g}")


@pytest.mark.parametrize("name", [name for name in WRITTEN if name not in [*MOVING, "level"]])
def test_what_is_left_out_does_not_move_the_forecast(name: str) -> None:
    for end in ("low", "high"):
        assert figures(BASE.replace(**{name: float(WRITTEN[name][end])}), 1_500) == figures(BASE, 1_500)


@pytest.mark.parametrize("key", list(MODELS), ids=" ".join)
def test_a_row_is_the_forecast_of_the_model_under_that_judgement(effects: pd.DataFrame, key: tuple[str, str]) -> None:
    row = row_of(effects, *key)
    assert row[["median", "low", "high", "chance_plan"]].to_dict() == pytest.approx(figures(MODELS[key]()))


@pytest.mark.parametrize("key", [("as_assumed", ""), ("all_or_nothing", "no"), ("evidence", "all_years")], ids=" ".join)
def test_the_chance_of_no_fall_is_that_of_the_draws(effects: pd.DataFrame, key: tuple[str, str]) -> None:
    made = np.concatenate([chunk.nodes[0].copy() for chunk in draw(MODELS[key](), DRAWS, 0)])
    published = float(BASE.edition.par.nodes.set_index("code").loc["total", "score"])
    assert row_of(effects, *key)["chance_rise"] == pytest.approx((made >= published - 1e-9).mean(), abs=1 / DRAWS)


def test_the_effect_is_the_largest_move_of_the_median_or_an_end(effects: pd.DataFrame) -> None:
    first = effects.iloc[0]
    for row in effects.itertuples(index=False):
        want = max(abs(getattr(row, name) - first[name]) for name in ("median", "low", "high"))
        assert row.effect == pytest.approx(want)
    assert (effects["effect"].iloc[1:] > 0).all()


def test_the_largest_effect_stands_first_below_the_model_itself(effects: pd.DataFrame) -> None:
    assert effects["effect"].iloc[1:].is_monotonic_decreasing
    assert list(effects.index) == list(range(len(effects)))


def test_less_dependence_narrows_the_interval_and_more_widens_it(effects: pd.DataFrame) -> None:
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
