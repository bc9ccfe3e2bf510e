"""Which judgement changes the conclusion most: every assumption and judgement at its alternatives."""

from __future__ import annotations

import dataclasses

import pandas as pd

from par_analysis.edition.loaders import load_assumptions
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.total import total_distribution

__all__ = ["judgement_effects"]

# Assumptions that chances rest on; the others are conventions, or belong to effort.
_CHANCE = ("dependence", "class_spread", "year_spread", "pooled_weight")


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
    made = pd.DataFrame(rows)
    moved = (made[["median", "low", "high"]] - made.loc[0, ["median", "low", "high"]].astype(float)).abs()
    made["effect"] = moved.max(axis=1)
    rest = made.iloc[1:].sort_values("effect", ascending=False, kind="stable")
    return pd.concat([made.iloc[:1], rest], ignore_index=True)


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
