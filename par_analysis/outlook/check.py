"""The forecast against what happened, and under other judgements: how far it may be trusted."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.loaders import load_assumptions
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.outlook.classes import ReferenceClass, Structure, fit_classes
from par_analysis.outlook.model import Model, achievability_model, model_of
from par_analysis.outlook.total import Outlook, total_distribution
from par_analysis.words.numbers import format_number

__all__ = ["ForecastCheck", "forecast_check", "judgement_effects", "method_break", "outcomes"]

# Assumptions that chances rest on; the others are conventions, or belong to effort.
_CHANCE = ("dependence", "class_spread", "year_spread", "pooled_weight")


@dataclass(frozen=True, eq=False)
class ForecastCheck:
    """How the model fares against what is known.

    Attributes
    ----------
    outcome : DataFrame
        Published figures of the target year: `index, value` (points; SIPAS percent), `rank, basis` (`stated`,
        `derived`), `source, note`; `below`: share of the forecast below the figure, and `inside`: whether it lies in
        the interval, both empty where there is no forecast of it (SIPAS changed its survey).
    left_out : DataFrame
        One row an observation: `id, place, index, part, year_to, closure`; the interval that the model gives it from
        all other evidence, `low, high`, and `inside`.
    later : DataFrame
        The same for observations after the evidence of the model, forecast from that evidence alone.
    coverage : DataFrame
        `test` (`left_out`, `later`), `index`, `n`, `inside` (share), `stated`: the level the interval claims.
    outlook : Outlook
        The forecast that the outcome is set against.
    """

    outcome: pd.DataFrame
    left_out: pd.DataFrame
    later: pd.DataFrame
    coverage: pd.DataFrame
    outlook: Outlook

    def __repr__(self) -> str:
        told = self.coverage[self.coverage["index"] == "all"]
        return "ForecastCheck: " + "; ".join(
            f"{row.test}: {row.inside:.0%} of {row.n} inside, {row.stated:.0%} stated" for row in told.itertuples()
        )


def outcomes(edition: Edition, year: int) -> pd.DataFrame:
    """Return the published results of the edition's place in a year.

    `index, value, rank, basis, source, note`; empty if none is known.
    """
    known = [edition.published(key, year) for key in edition.indices]
    published = pd.concat(known).rename(columns={"score": "value"})
    return published[["index", "value", "rank", "basis", "source", "note"]].reset_index(drop=True)


def method_break(edition: Edition, year: int, lang: str) -> str:
    """Say how a year was measured differently from the one before, as the evidence has it; empty if it was not."""
    rows = edition.evidence.query("role == 'anchor' and index == 'par' and unused_because == 'method_break'")
    rows = rows[rows["year_to"] == year]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    change = format_number(round(row["level_to"] - row["level_from"], 9), lang, sign=True)
    if lang == "vi":
        return f"{row['note']} Năm {year} vì vậy chỉ so sánh gần đúng; trung bình cả nước {change} điểm."
    return f"{row['note_en']} So {year} compares only roughly; the national mean moved by {change} points."


def forecast_check(
    edition: EditionLike = None, model: Model | None = None, replications: int = 100_000, seed: int = 0
) -> ForecastCheck:
    """Set the forecast made from what was known then against what happened.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    model : Model, optional
        The forecast; by default that of the edition, from evidence up to its year of results. Later observations are
        taken from the evidence of its edition.
    replications, seed
        As `total_distribution`.

    Notes
    -----
    The criteria and the survey changed between 2021 and 2022, so the outcome of 2022 tests the forecast only roughly
    (`method_break`).
    """
    model = model_of(edition, model)
    evidence = model.edition.evidence
    structure = Structure.of(model.edition)
    outlook = total_distribution(replications, seed, model=model)
    seen = model.evidence[model.evidence["role"] == "observation"]

    def without(row: str) -> Mapping[str, ReferenceClass]:
        return fit_classes(model.evidence[model.evidence["id"] != row], model.assumptions, structure)

    left_out = _tested(seen, without, model, structure)
    after = evidence[evidence["used"] & (evidence["year_to"] > model.until) & (evidence["role"] == "observation")]
    later = _tested(after, lambda row: model.classes, model, structure)
    return ForecastCheck(
        outcome=_outcome(model, outlook),
        left_out=left_out,
        later=later,
        coverage=_coverage({"left_out": left_out, "later": later}, model.assumptions.level),
        outlook=outlook,
    )


def _outcome(model: Model, outlook: Outlook) -> pd.DataFrame:
    table = outcomes(model.edition, model.year + 1)
    below = np.interp(table["value"], outlook.histogram["high"], outlook.histogram["share"].cumsum(), left=0.0)
    known = (table["index"] == "par") & table["value"].notna()
    table["below"] = np.where(known, below, np.nan)
    inside = table["value"].between(outlook.total["low"], outlook.total["high"])
    table["inside"] = inside.astype("boolean").where(known)
    return table


def _tested(
    tested: pd.DataFrame, fitted: Callable[[str], Mapping[str, ReferenceClass]], model: Model, structure: Structure
) -> pd.DataFrame:
    level, rho = model.assumptions.level, model.assumptions.dependence
    rows = []
    for row in tested.itertuples(index=False):
        own = fitted(row.id)[row.reference_class]
        # A published sum scatters less than one criterion, by the factor that its row was weighted with.
        variation = structure.variation("sipas" if row.reference_class == "citizen_survey" else row.part, rho)
        low, high = (own.quantile(share, variation) for share in ((1 - level) / 2, (1 + level) / 2))
        rows.append((low, high, bool(low <= row.closure <= high)))
    columns = ["id", "place", "index", "part", "reference_class", "year_to", "closure"]
    table = tested[columns].reset_index(drop=True)
    return table.join(pd.DataFrame(rows, columns=["low", "high", "inside"]))


def _coverage(tests: dict[str, pd.DataFrame], level: float) -> pd.DataFrame:
    rows = []
    for test, table in tests.items():
        for index, own in [("all", table), *table.groupby("index")]:
            if len(own):
                rows.append((test, index, len(own), float(own["inside"].mean()), level))
    return pd.DataFrame(rows, columns=["test", "index", "n", "inside", "stated"])


def judgement_effects(replications: int = 50_000, seed: int = 0, edition: EditionLike = None) -> pd.DataFrame:
    """Work out the forecast of an edition under every alternative judgement.

    Parameters
    ----------
    replications, seed
        As `total_distribution`.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Returns
    -------
    DataFrame
        One row an alternative, the largest effect first; the first row, `as_assumed`, is the model itself:
        `judgement` (an assumption's id, `all_or_nothing`, `evidence`), `alternative` (its value, or what it says), `median` of the total (points),
        `low, high` at the level of the assumptions, `chance_rise`: chance that the total does not fall, `chance_plan`:
        that it reaches the plan's total, `effect`: how far the median or an end of the interval moves, whichever moves
        most (points).
    """
    own = edition_of(edition)
    base = achievability_model(own)
    rows = [_row("as_assumed", "", base, replications, seed)]
    for name in _CHANCE:
        for column in ("low", "high"):
            value = getattr(load_assumptions(column=column), name)
            rows.append(_row(name, f"{value:g}", base.replace(**{name: value}), replications, seed))
    rows.append(_row("all_or_nothing", "yes", base.with_unknown_rules("all_or_nothing"), replications, seed))
    none = dataclasses.replace(base, leaves=base.leaves.assign(kind="gradual"))
    rows.append(_row("all_or_nothing", "no", none, replications, seed))
    # Everything seen later too, and without the one observation of the officials' survey.
    evidence = own.evidence
    last = int(evidence["year_to"].max())
    rows.append(_row("evidence", "all_years", achievability_model(own, until=last), replications, seed))
    without = evidence.copy()
    without.loc[without["reference_class"] == "official_survey", "used"] = False
    other = achievability_model(own.replace(evidence=without))
    rows.append(_row("evidence", "no_official_survey", other, replications, seed))
    effects = pd.DataFrame(rows)
    moved = (effects[["median", "low", "high"]] - effects.loc[0, ["median", "low", "high"]].astype(float)).abs()
    effects["effect"] = moved.max(axis=1)
    rest = effects.iloc[1:].sort_values("effect", ascending=False, kind="stable")
    return pd.concat([effects.iloc[:1], rest], ignore_index=True)


def _row(judgement: str, alternative: str, model: Model, replications: int, seed: int) -> dict[str, object]:
    outlook = total_distribution(replications, seed, model=model)
    total = outlook.total
    return {
        "judgement": judgement,
        "alternative": alternative,
        **{name: float(total[name]) for name in ("median", "low", "high")},
        "chance_rise": float(total["no_fall"]),
        "chance_plan": float(total["chance"]),
    }
