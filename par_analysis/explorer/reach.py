"""What the explorer is told about reach: chances by value, ranks by total, and ready plans; null where not known."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from par_analysis.achievability import Model, achievability_model
from par_analysis.errors import ParAnalysisError
from par_analysis.goalseek import least_effort
from par_analysis.ranking import RankSteps, held_rank, own_rank, rank_steps, score_for
from par_analysis.reading.numbers import format_number
from par_analysis.scenario import Baseline, baseline_of

__all__ = ["CURVE", "reach", "ready_plans"]

# Closures at which a curve of chances is given: lowest, highest, step. Between them the page draws straight lines.
CURVE = (-4.0, 1.0, 0.02)
_DIGITS = 6


def reach(base: Baseline) -> dict[str, Any] | None:
    """Make the tables of chances and ranks.

    Parameters
    ----------
    base : Baseline

    Returns
    -------
    dict or None
        `until, likely, wish`; `closures`: the grid; `curves`: chance of closing at least that much, by name; `leaves`:
        by code `{"curve": name}` or, all or nothing, `{"whole": chance}`; `ranks`: `year, own` (published rank; null where the
        total of the tables is another than the published one), `best,
        worst`: lowest totals for rank 62, 61, ..., 1 (null: no total is enough). None where the tables are not those of a year whose
        evidence and ranks are known.
    """
    known = _known(base)
    if known is None:
        return None
    model, steps = known
    own = own_rank(steps.year)
    closures = np.round(np.arange(CURVE[0], CURVE[1] + CURVE[2] / 2, CURVE[2]), 9)
    curves: dict[str, list[float]] = {}
    leaves: dict[str, dict[str, Any]] = {}
    for code, leaf in model.leaves.iterrows():
        fitted = model.classes[leaf["reference_class"]]
        if leaf["kind"] == "all_or_nothing":
            leaves[str(code)] = {"whole": round(fitted.mean_share, _DIGITS)}
            continue
        name = leaf["reference_class"] if leaf["own"] == 1 else f"{leaf['reference_class']} {code}"
        if name not in curves:
            curves[name] = fitted.chance(closures, leaf["variation"]).round(_DIGITS).tolist()
        leaves[str(code)] = {"curve": name}
    return {
        "until": model.until,
        "likely": model.assumptions.likely,
        "wish": model.assumptions.wish,
        "closures": list(CURVE),
        "curves": curves,
        "leaves": leaves,
        "ranks": {
            "year": steps.year,
            "own": own if held_rank(_total(base), steps.year) == own else None,
            "best": [None if np.isinf(total) else total for total in steps.best_from.tolist()],
            "worst": [None if np.isinf(total) else total for total in steps.worst_from.tolist()],
        },
    }


def ready_plans(base: Baseline) -> list[dict[str, Any]]:
    """Make the plans that the page offers: one rank up, two ranks up, and what is likely; empty where not known."""
    known = _known(base)
    if known is None:
        return []
    model, steps = known
    now = _total(base)
    today = held_rank(now, steps.year)
    goals: list[tuple[str, dict[str, Any], str, str]] = []
    for up, vi, en in ((1, "Lên một bậc", "One rank up"), (2, "Lên hai bậc", "Two ranks up")):
        rank = today - up
        if rank >= 1 and now < score_for(rank, model.year).sure_from <= 100:
            goals.append(
                (f"ranks_up_{up}", {"rank": rank}, f"{vi} (chắc chắn hạng {rank})", f"{en} (certain of rank {rank})")
            )
    percent = format_number(model.assumptions.likely * 100)
    goals.append(
        (
            "likely",
            {"likely": True},
            f"Chỉ mục tiêu có khả năng từ {percent}%",
            f"Only targets at least {percent}% likely",
        )
    )
    made = []
    for key, goal, *titles in goals:
        plan = {"key": key}
        for lang, title in zip(("vi", "en"), titles, strict=True):
            scenario = least_effort(**goal, lang=lang, model=model).scenario.replace(title=title)
            plan[lang] = json.loads(scenario.to_json())
        made.append(plan)
    return made


def _total(base: Baseline) -> float:
    return float(base.par.nodes.set_index("code").loc[base.par.root, "score"])


def _known(base: Baseline) -> tuple[Model, RankSteps] | None:
    """Model and ranks of the tables; None where their year, its evidence or its ranks are not known."""
    try:
        model = (
            achievability_model() if base is baseline_of() else achievability_model(base.par.nodes, base.sipas.nodes)
        )
        return model, rank_steps(model.year)
    except ParAnalysisError:
        return None  # a user's own tables: the page works without
