"""What the explorer is told about reach: chances by value, ranks by total, and ready plans; null where not known."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from par_analysis.edition.edition import Edition
from par_analysis.outlook.least_effort import least_effort
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.ranks import rank_list, score_for
from par_analysis.words.numbers import format_number

__all__ = ["CURVE", "reach", "ready_plans"]

# Closures at which a curve of chances is given: lowest, highest, step. Between them the page draws straight lines.
CURVE = (-4.0, 1.0, 0.02)
_DIGITS = 6
# Fewer observations than these are no evidence (`outlook.classes.fit_classes`).
_LEAST_OBSERVED = 3


def reach(edition: Edition) -> dict[str, Any] | None:
    """Make the tables of chances and ranks.

    Parameters
    ----------
    edition : Edition

    Returns
    -------
    dict or None
        `until, likely, wish`; `closures`: the grid; `curves`: chance of closing at least that much, by name; `leaves`:
        by code `{"curve": name}` or, all or nothing, `{"whole": chance}`; `ranks`: `year, own`
        (published rank; null where the total of the tables is another than the published one), `best, worst`: lowest
        totals for rank 62, 61, ..., 1 (null: no total is enough). None where year, targets, evidence or rank of the
        edition are not known, or nothing was lost.
    """
    if not _known(edition):
        return None
    model, ranks = achievability_model(edition), rank_list(edition=edition)
    own, steps = ranks.published, ranks.steps
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
            "own": own if ranks.held(edition.par.score()) == own else None,
            "best": [None if np.isinf(total) else total for total in steps.best_from.tolist()],
            "worst": [None if np.isinf(total) else total for total in steps.worst_from.tolist()],
        },
    }


def ready_plans(edition: Edition) -> list[dict[str, Any]]:
    """Make the plans that the page offers: one rank up, two ranks up, and what is likely; empty where not known."""
    if not _known(edition):
        return []
    model = achievability_model(edition)
    now, most = (edition.par.total(column) for column in ("score", "max_points"))
    today = rank_list(edition=edition).held(now)
    goals: list[tuple[str, dict[str, Any], str, str]] = []
    for up, vi, en in ((1, "Lên một bậc", "One rank up"), (2, "Lên hai bậc", "Two ranks up")):
        rank = today - up
        if rank >= 1 and now < score_for(rank, edition=edition).sure_from <= most:
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
    plans = []
    for key, goal, *titles in goals:
        plan = {"key": key}
        for lang, title in zip(("vi", "en"), titles, strict=True):
            scenario = least_effort(**goal, lang=lang, model=model).scenario.replace(title=title)
            plan[lang] = json.loads(scenario.to_json())
        plans.append(plan)
    return plans


def _known(edition: Edition) -> bool:
    """Whether chances and ranks can be worked out: all of their parts are there, and points were lost."""
    parts = ("par", "year", "scores", "targets", "rank")
    if not all(map(edition.has, parts)) or np.isnan(edition.par.total("score")):
        return False
    span, evidence = edition.spans["par"], edition.evidence
    seen = evidence[evidence["used"] & (evidence["year_to"] <= edition.year)]
    anchors = (seen["role"] == "anchor") & (seen["reference_class"] == "total")
    lost = (edition.maximum - edition.score)[span].round(9) > 0
    return bool(lost.any() and anchors.any() and (seen["role"] == "observation").sum() >= _LEAST_OBSERVED)
