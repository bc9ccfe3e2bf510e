"""Which targets may be reached within the year: bands, what they rest on, and whether other models say the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from par_analysis.edition.opening import EditionLike
from par_analysis.outlook.alternatives import robustness
from par_analysis.outlook.bands import band_of
from par_analysis.outlook.model import Model, model_of
from par_analysis.outlook.peers import peer_of
from par_analysis.plan.coverage import coverage
from par_analysis.tables.models.index import index_spec
from par_analysis.tables.models.results import CHANCES

__all__ = ["chances", "evidence_of", "survey_error"]


def chances(index: str = "par", edition: EditionLike = None, model: Model | None = None) -> pd.DataFrame:
    """Say for every leaf with a gain whether its target is likely, open or unlikely within the year, and on what that rests.

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
        - `part`: the way of assessment whose moves the criterion shares; `kind`: `gradual` or `all_or_nothing`;
        - `band`: `likely`, `open` or `unlikely` by the limits of the assumptions; `robust`: whether every alternative
          of `robustness()` says the same; `chance`: the model's figure behind the band, with `chance_low, chance_high`
          over the alternatives: a judgement carried by a model, no frequency, since no yearly change of a single
          criterion is published;
        - `n_levels, n_changes, n_places`: published levels and yearly changes of the part, and yearly changes of whole
          indices, that stand behind it; `survey_error`: standard error of the score, where a survey of known size
          measures it; `within_error`: whether the target asks no more than the survey can tell, its margin at the
          level of the assumptions;
        - `control, needs, needs_en, confidence`: the judgements; `n_tasks, n_action_tasks`: tasks of the plan behind
          the target, and those of them that say an action;
        - `peer, peer_part, peer_above`: the province that stood highest above the place on the same field or way of
          assessment in the same year, and by how many points of that part; empty where none did. A criterion that alone
          makes up its way of assessment is compared on that alone; see `par_analysis.outlook.peers.peer_of`.

    Raises
    ------
    ParAnalysisError
        There is no such index.
    """
    index_spec(index)
    model = model_of(edition, model)
    model.edition.need(index)
    leaves = model.of(index)
    leaves = leaves[leaves["gain"] > 0]
    if leaves.empty:
        return pd.DataFrame(columns=CHANCES.columns)
    base, bands = model.edition, robustness(model=model).bands
    nodes = base.indices[index].by_code
    table = leaves.rename(columns={"maximum": "max_points"})
    own = bands.loc[table.index]
    table["chance"], table["chance_low"], table["chance_high"] = own["model"], own.min(axis=1), own.max(axis=1)
    table["band"] = [band_of(chance, model) for chance in table["chance"]]
    table["robust"] = [
        all(band_of(chance, model) == band for chance in row)
        for row, band in zip(own.to_numpy(), table["band"], strict=True)
    ]
    seen = {part: evidence_of(model, index, part) for part in table["part"].unique()}
    for name in ("n_levels", "n_changes", "n_places"):
        table[name] = [seen[part][name] for part in table["part"]]
    table["survey_error"] = [survey_error(model, index, str(code)) for code in table.index]
    table["within_error"] = table["gain"] <= _half_width(model) * table["survey_error"]
    for name in ("name", "name_en", "lead_agency"):
        table[name] = nodes[name]
    peers = [peer_of(str(code), index, base) for code in table.index]
    table = table.join(pd.DataFrame(peers, index=table.index))
    behind = coverage("criteria", index, base).set_index("code")
    table["n_tasks"] = behind["n_tasks"].reindex(table.index).fillna(0).astype(int)
    table["n_action_tasks"] = (behind["n_tasks"] - behind["n_plan_only"]).reindex(table.index).fillna(0).astype(int)
    table = table.rename_axis("code").reset_index()[CHANCES.columns]
    return table.sort_values(["chance", "gain"], ascending=False, kind="stable", ignore_index=True)


def _half_width(model: Model) -> float:
    """Count standard errors from the middle of an interval of the assumptions' level to its end."""
    from scipy.special import ndtri

    return float(ndtri((1 + model.assumptions.level) / 2))


def evidence_of(model: Model, index: str, part: str) -> dict[str, Any]:
    """Count what stands behind the criteria of a part.

    Parameters
    ----------
    model : Model
    index : {"par", "sipas"}
    part : str
        A way of assessment, or `total`.

    Returns
    -------
    dict
        `n_levels, n_changes`: published levels and yearly changes of the part; `n_places`: yearly changes of whole
        indices of provinces, of the index `history`: SIPAS has a history of its own.
    """
    history = "sipas" if part == "citizen_survey" and "sipas" in model.histories else index
    return {
        "n_levels": int(model.parts["n"].get(part, 0)),
        "n_changes": int((model.changes["part"] == part).sum()),
        "n_places": len(model.histories[history].pairs),
        "history": history,
    }


def survey_error(model: Model, index: str, code: str) -> float:
    """Return the standard error of a score that comes from the survey of citizens, as far as its size is known.

    Parameters
    ----------
    model : Model
    index : {"par", "sipas"}
    code : str
        A leaf.

    Returns
    -------
    float
        In the unit of the index; NaN where the score is not from that survey or its size is not known. The newest size
        stated for the place counts, and the design effect of the assumptions.
    """
    base = model.edition
    samples = base.samples
    own = samples[(samples["index"] == "sipas") & (samples["place"] == base.place) & (samples["year"] <= model.year)]
    links = {link.code: link.factor for link in base.couplings if link.of == "sipas" and link.index == index}
    if own.empty or not (index == "sipas" or code in links):
        return np.nan
    forms = float(own.sort_values("year")["forms"].iloc[-1])
    at = base.position[code]
    share = float(base.score[at] / base.maximum[at])
    unit = 100.0 if index == "sipas" else 100.0 * links[code]
    return unit * float(np.sqrt(model.assumptions.design_effect * share * (1.0 - share) / forms))
