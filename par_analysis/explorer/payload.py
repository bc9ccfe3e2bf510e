"""What the explorer is given: matrix, base values, labels and tables, all worked out here and nowhere else."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.edition.results import audit
from par_analysis.explorer.reach import reach, ready_plans
from par_analysis.index.explanation import explain
from par_analysis.scenario.document import Scenario
from par_analysis.scenario.evaluation import evaluate
from par_analysis.scenario.presets import presets
from par_analysis.scenario.reading import schema
from par_analysis.tables.models.index import ASSESSMENTS, INDICES

__all__ = ["payload"]


def payload(scenarios: Sequence[Scenario] = (), edition: EditionLike = None) -> dict[str, Any]:
    """Make the explorer's data, ready for JSON.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Scenarios to offer beside the presets.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Raises
    ------
    ParAnalysisError
        A scenario is of another edition or cannot be evaluated, or the edition lacks scores.
    """
    own = edition_of(edition)
    evaluate(scenarios, own)
    # Kept as text, so that what is handed out is the caller's own.
    made: dict[str, Any] = json.loads(own.once("explorer", lambda: json.dumps(_of_edition(own), allow_nan=False)))
    return {**made, "scenarios": [json.loads(one.to_json()) for one in scenarios], "schema": schema()}


def _of_edition(edition: Edition) -> dict[str, Any]:
    position, groups = edition.position, edition.groups
    # Ready scenarios are of PAR INDEX; the page works without.
    ready = {lang: presets(lang, edition) if edition.has("par") else {} for lang in ("vi", "en")}
    agencies = edition.register[edition.register["name"].isin(list(groups["agency"]))]
    return {
        "title": {lang: _title(edition, lang) for lang in ("vi", "en")},
        "edition": edition.title,
        "place": edition.place,
        "place_en": edition.place_en,
        "year": edition.year,
        "sha256": edition.sha256,
        "indices": [_index(edition, key) for key in edition.indices],
        "links": [
            {"index": link.index, "code": link.code, "of": link.of, "factor": link.factor} for link in edition.couplings
        ],
        "leaves": list(edition.leaves),
        "base": edition.score.tolist(),
        "minimum": edition.minimum.tolist(),
        "maximum": edition.maximum.tolist(),
        "target": [_number(value) for value in edition.target.tolist()],
        "weights": edition.weights.tolist(),
        "depth": edition.depth,
        "below": {code: [position[leaf] for leaf in leaves] for code, leaves in edition.below.items()},
        "groups": {
            scope: {name: [position[leaf] for leaf in leaves] for name, leaves in known.items()}
            for scope, known in groups.items()
        },
        "nodes": [node for key in edition.indices for node in _nodes(edition, key)],
        "agencies": agencies[["id", "name", "short", "short_en"]].to_dict("records"),
        "assessments": {key: list(names) for key, names in ASSESSMENTS.items() if key in groups["assessment"]},
        "audit": _findings(edition),
        "presets": [
            {"key": key, **{lang: json.loads(ready[lang][key].to_json()) for lang in ready}} for key in ready["vi"]
        ],
        "plans": ready_plans(edition),
        "reach": reach(edition),
    }


def _title(edition: Edition, lang: str) -> str:
    names = (" và " if lang == "vi" else " and ").join(INDICES[key].sheet for key in edition.indices)
    place = edition.place_in(lang)
    if lang == "vi":
        return f"Nếu như: {names} {place}".rstrip()
    return f"What if: {names}" + (f" of {place}" if place else "")


def _index(edition: Edition, key: str) -> dict[str, Any]:
    spec, span = INDICES[key], edition.spans[key]
    return {
        "key": key,
        "name": spec.sheet,
        "unit": spec.unit,
        "decimals": spec.decimals,
        "source": edition.source("vi", key),
        "source_en": edition.source("en", key),
        "span": [span.start, span.stop],
    }


def _nodes(edition: Edition, key: str) -> list[dict[str, Any]]:
    tree = edition.index(key)
    short = {lang: edition.short_names(key, lang) for lang in ("vi", "en")}
    matrix = tree.matrix
    # What a node comes to with all of its leaves at their floors; those of a parent are never below nothing.
    floors = matrix.to_numpy() @ edition.minimum[edition.spans[key]]
    made = []
    for row, weights, floor in zip(tree.nodes.itertuples(index=False), matrix.to_numpy(), floors.tolist(), strict=True):
        children = tree.children(row.code)
        made.append(
            {
                "index": key,
                "code": row.code,
                "level": int(row.level),
                "children": children,
                "name": row.name,
                "name_en": _text(row.name_en),
                "short": short["vi"].get(row.code, row.name),
                "short_en": short["en"].get(row.code, row.name),
                "min": max(floor, 0.0) if children else floor,
                "max": float(row.max_points),
                "score": _number(row.score),
                "target": _number(row.target),
                "bound": bool(row.target_is_bound),
                "lead": _text(row.lead_agency),
                "assessment": _text(row.assessment),
                "rest": bool(row.is_remainder),
                "line": int(row.source_line),
                "text": "" if row.is_remainder else explain(tree, row.code).source[2],
                "row": [[edition.spans[key].start + int(at), float(weights[at])] for at in np.flatnonzero(weights)],
            }
        )
    return made


def _findings(edition: Edition) -> list[dict[str, Any]]:
    found = audit(edition)
    return [
        {"index": index, "codes": codes.split(", "), "vi": vi, "en": en}
        for index, codes, vi, en in found[["index", "code", "sentence_vi", "sentence_en"]].itertuples(index=False)
    ]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: float) -> float | None:
    """Return a figure; None for one that was not published."""
    return None if math.isnan(value) else float(value)
