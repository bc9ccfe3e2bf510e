"""What the explorer is told about reach: bands by value, ranks by total, and ready plans; nothing where not known."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from par_analysis.edition.edition import Edition
from par_analysis.outlook.alternatives import alternatives_of
from par_analysis.outlook.chance import evidence_of
from par_analysis.outlook.least_effort import least_effort
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.ranks import rank_list
from par_analysis.tables.models.evidence import REFERENCE_CLASSES
from par_analysis.tables.models.index import INDICES

__all__ = ["reach", "ready_plans"]

_DIGITS = 9
# The last value with a chance is looked for evenly first, and then in steps each so many times as narrow as the last.
_EVEN = np.linspace(0.0, 1.0, 51)
_NARROWER, _STEPS = 5, 4


def reach(edition: Edition) -> dict[str, Any] | None:
    """Make the tables of bands and ranks.

    Parameters
    ----------
    edition : Edition

    Returns
    -------
    dict or None
        `models`: how many models were asked, the alternatives too; `leaves`: by code of a leaf that lost points,
        `likely` and `open`: up to which value (points; SIPAS percent) the leaf is likely, or not unlikely, to end the
        year there or above, by the model and at the least and the most over all models; `evidence`: a key of the table
        `evidence`: what stands behind, `vi, en` (name of the part), `levels, changes, places` (how many), `of` (name of
        the index that `places` are of). `ranks` (null where not known): `year, own` (published rank; null where the
        total of the tables is another than the published one), `best, worst`: lowest totals for rank 62, 61, ..., 1
        (null: no total is enough). None where no model can be made: year, scores or targets are not known, or PAR INDEX
        lost nothing.
    """
    if not _known(edition):
        return None
    model = achievability_model(edition)
    models = [model, *alternatives_of(model)[0].values()]
    leaves: dict[str, dict[str, Any]] = {}
    evidence: dict[str, dict[str, Any]] = {}
    # Criteria of one part with one score are the same to the model.
    alike: dict[tuple[Any, ...], dict[str, list[float]] | None] = {}
    for code, leaf in model.leaves.iterrows():
        same = (*leaf[["index", "part", "score", "maximum", "target"]], model.needed.get(str(code)))
        if same not in alike:
            alike[same] = _limits(str(code), models)
        limits, name = alike[same], f"{leaf['index']} {leaf['part']}"
        if limits is not None:
            leaves[str(code)] = {**limits, "evidence": name}
            evidence[name] = _evidence(model, leaf["index"], leaf["part"])
    return {"models": len(models), "leaves": leaves, "evidence": evidence, "ranks": _ranks(edition)}


def _limits(code: str, models: list[Model]) -> dict[str, list[float]] | None:
    """Values up to which a leaf is likely, and not unlikely: by the first model, and the least and the most over all."""
    alike: dict[object, list[Model]] = {}
    for model in models:
        # What a part leaves to a criterion is the same in all models of one `redraw`, if it needs no other one first.
        alike.setdefault(id(model) if code in model.needed else model.assumptions.redraw, []).append(model)
    found: dict[int, list[float]] = {}
    for group in alike.values():
        ends = _last(code, group)
        if ends is None:
            return None
        found.update(zip(map(id, group), ends.tolist(), strict=True))
    own = {name: [found[id(model)][at] for model in models] for at, name in enumerate(("likely", "open"))}
    return {name: [ends[0], min(ends), max(ends)] for name, ends in own.items()}


def _last(code: str, models: list[Model]) -> np.ndarray | None:
    """Last values that a leaf is likely, and not unlikely, to end at or above, as tried; a row a model of one curve.

    Chances fall as values rise, in leaps too, and nothing or more is certain. Published values are tried themselves.
    """
    leaf, limits = models[0].leaves.loc[code], models[0].assumptions
    parts = np.array([model.attainments[leaf["index"], leaf["part"]] for model in models])
    if not np.isfinite(parts).all():
        return None
    asked = np.tile([limits.likely, limits.unlikely], len(models))
    parts = np.repeat(parts, 2, axis=0)
    published = leaf[["score", "target"]].dropna()  # an unlisted part has no target
    values = np.unique([*_EVEN * leaf["maximum"], *published.astype(float)])
    at = (parts @ models[0].curve(code, values).T >= asked[:, None]).sum(axis=1) - 1
    low, high = values[at], values[np.minimum(at + 1, len(values) - 1)]
    for _ in range(_STEPS):
        tried = np.linspace(low, high, _NARROWER + 1, axis=1)
        curves = models[0].curve(code, tried[:, 1:-1].ravel()).reshape(len(low), _NARROWER - 1, -1)
        at = (np.einsum("rvg,rg->rv", curves, parts) >= asked[:, None]).sum(axis=1)
        low, high = tried[np.arange(len(low)), at], tried[np.arange(len(low)), at + 1]
    return np.round(low, _DIGITS).reshape(-1, 2)


def _evidence(model: Model, index: str, part: str) -> dict[str, Any]:
    counts = evidence_of(model, index, part)
    vi, en = REFERENCE_CLASSES[part]
    return {
        "vi": vi,
        "en": en,
        "levels": counts["n_levels"],
        "changes": counts["n_changes"],
        "places": counts["n_places"],
        "of": INDICES[counts["history"]].sheet,
    }


def _ranks(edition: Edition) -> dict[str, Any] | None:
    if not edition.has("rank"):
        return None
    ranks = rank_list(edition=edition)
    own, steps = ranks.published, ranks.steps
    return {
        "year": steps.year,
        "own": own if ranks.held(edition.par.score()) == own else None,
        "best": [None if np.isinf(total) else total for total in steps.best_from.tolist()],
        "worst": [None if np.isinf(total) else total for total in steps.worst_from.tolist()],
    }


def ready_plans(edition: Edition) -> list[dict[str, Any]]:
    """Make the plans that the page offers: one rank up, two ranks up, and what is likely; empty where not known.

    A plan is of the rank that it makes certain: where one rank up takes what two take, there is one plan, of two up.
    """
    if not _known(edition):
        return []
    model = achievability_model(edition)
    goals: dict[str, dict[str, Any]] = {}
    if edition.has("rank"):
        now, most = (edition.par.total(column) for column in ("score", "max_points"))
        ranks = rank_list(edition=edition)
        today = ranks.held(now)
        for rank in (today - 1, today - 2):
            if rank >= 1 and now < (needed := ranks.needs(rank)[1]) <= most:
                sure = int(ranks.steps.worst(needed))
                goals[f"ranks_up_{today - sure}"] = {"rank": sure}
    goals["likely"] = {"likely": True}
    plans = []
    for key, goal in goals.items():
        made = {lang: least_effort(**goal, lang=lang, model=model).scenario for lang in ("vi", "en")}
        if made["vi"].changes:
            plans.append({"key": key, **{lang: json.loads(scenario.to_json()) for lang, scenario in made.items()}})
    return plans


def _known(edition: Edition) -> bool:
    """Whether a model can be made: all of its parts are there, and PAR INDEX lost points."""
    if not all(map(edition.has, ("par", "year", "scores", "targets"))) or np.isnan(edition.par.total("score")):
        return False
    return bool(((edition.maximum - edition.score)[edition.spans["par"]].round(_DIGITS) > 0).any())
