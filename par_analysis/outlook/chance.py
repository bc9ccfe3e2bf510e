"""How likely it is that a target is reached within the year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from par_analysis.edition.opening import EditionLike
from par_analysis.outlook.model import Model, model_of
from par_analysis.plan.coverage import coverage
from par_analysis.tables.models.index import index_spec
from par_analysis.tables.models.results import CHANCES

__all__ = ["chances"]


def chances(index: str = "par", edition: EditionLike = None, model: Model | None = None) -> pd.DataFrame:
    """Say for every leaf with a gain how likely its target is reached within the year, and on what that rests.

    Parameters
    ----------
    index : {"par", "sipas"}
        Targets of which index.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    model : Model, optional
        As `achievability_model()` makes it; by default that of the edition.

    Returns
    -------
    DataFrame
        One row a target, the most likely first; columns as `par_analysis.tables.models.results.CHANCES`:

        - `code, name, name_en, lead_agency, score, max_points, target, deficit, gain` (points; SIPAS percent);
        - `asked`: the share of the deficit that the target asks to close in one year;
        - `chance`, and `chance_low, chance_high`: its interval at the level of the assumptions, over what is not known
          of the class; `verdict`: `likely`, `open` or `wish` by the limits of the assumptions;
        - `reference_class`; `kind`: `gradual`, or `all_or_nothing`: then the chance is the share of its deficits that
          the class gains in a year; `n_observed`: observations in the class itself; `n_reached`: how many of them
          closed at least what is asked; `most_observed`: the largest of them. These are closures of whole indices and
          parts, which scatter less than those of single criteria;
        - `control, needs, needs_en, confidence`: the judgements; `n_tasks, n_action_tasks`: tasks of the plan behind
          the target, and those of them that say an action;
        - `peer, peer_part, peer_above`: the province that stood highest above the place on the same field or way of
          assessment in the same year, and by how many points of that part; empty where none did.

    Raises
    ------
    ParAnalysisError
        There is no such index.

    Notes
    -----
    Reference-class forecasting: Kahneman and Tversky, Intuitive prediction (1979); Flyvbjerg, From Nobel Prize to
    project management (2006). The distribution is described in `par_analysis.outlook.classes`.
    """
    index_spec(index)
    model = model_of(edition, model)
    model.edition.need(index)
    leaves = model.of(index)
    leaves = leaves[leaves["gain"] > 0]
    if leaves.empty:
        return pd.DataFrame(columns=CHANCES.columns)
    nodes = model.edition.table(index).set_index("code").loc[leaves.index]
    level = model.assumptions.level
    rows = []
    for leaf in leaves.itertuples():
        own = model.classes[leaf.reference_class]
        if leaf.kind == "all_or_nothing":
            chance, (low, high) = own.mean_share, own.mean_share_interval(level)
        else:
            chance = float(own.chance(leaf.asked, leaf.variation))
            low, high = own.chance_interval(leaf.asked, level, leaf.variation)
        seen = np.array(own.observed)
        rows.append(
            {
                "chance": chance,
                "chance_low": low,
                "chance_high": high,
                "n_observed": len(seen),
                "n_reached": int((seen >= leaf.asked - 1e-9).sum()),
                "most_observed": float(seen.max()) if len(seen) else np.nan,
                **_peer(leaf.field, leaf.reference_class, model),
            }
        )
    made = pd.concat([leaves.rename(columns={"maximum": "max_points"}), pd.DataFrame(rows, index=leaves.index)], axis=1)
    for name in ("name", "name_en", "lead_agency"):
        made[name] = nodes[name]
    made["verdict"] = verdicts(made["chance"], model)
    behind = coverage("criteria", index, model.edition).set_index("code")
    made["n_tasks"] = behind["n_tasks"].reindex(made.index).fillna(0).astype(int)
    made["n_action_tasks"] = (behind["n_tasks"] - behind["n_plan_only"]).reindex(made.index).fillna(0).astype(int)
    made = made.rename_axis("code").reset_index()[CHANCES.columns]
    return made.sort_values(["chance", "gain"], ascending=False, kind="stable", ignore_index=True)


def verdicts(chance: pd.Series, model: Model) -> np.ndarray:
    """Put chances into the words `likely`, `open`, `wish` by the limits of the assumptions."""
    limits = model.assumptions
    return np.select([chance >= limits.likely, chance < limits.wish], ["likely", "wish"], "open")


def _peer(field: str, reference_class: str, model: Model) -> dict[str, object]:
    """Name the province that stood highest above the edition's place on a published part that a criterion belongs to."""
    table = model.edition.precedents
    better = table[table["part"].isin((reference_class, field)) & (table["above"] > 0)]
    if better.empty:
        return {"peer": "", "peer_part": "", "peer_above": np.nan}
    best = better.loc[better["above"].idxmax()]
    return {"peer": best["place"], "peer_part": best["part"], "peer_above": float(best["above"])}
