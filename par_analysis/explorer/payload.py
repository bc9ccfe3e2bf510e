"""What the explorer is given: matrix, base values, labels and tables, all worked out here and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from par_analysis.audit import audit
from par_analysis.composite import CompositeIndex
from par_analysis.datasets import agencies_of
from par_analysis.explorer.reach import reach, ready_plans
from par_analysis.labels import short_names
from par_analysis.scenario import Baseline, Scenario, baseline_of, evaluate, presets
from par_analysis.scenario.reading import schema
from par_analysis.schema import ASSESSMENTS

__all__ = ["payload"]


def payload(scenarios: Sequence[Scenario] = (), baseline: Baseline | None = None) -> dict[str, Any]:
    """Make the explorer's data, ready for JSON.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Scenarios to offer beside the presets.
    baseline : Baseline, optional
        By default the shipped edition.

    Raises
    ------
    ParAnalysisError
        A scenario is of another baseline or cannot be evaluated.
    """
    base = baseline or baseline_of()
    if scenarios:
        evaluate(scenarios, base)
    trees = (("par", base.par), ("sipas", base.sipas))
    par = base.par.nodes
    ready = {lang: presets(lang, base) for lang in ("vi", "en")}
    agencies = agencies_of(par)
    return {
        "edition": base.edition,
        "sha256": base.sha256,
        "source": par.attrs.get("source", ""),
        "source_en": par.attrs.get("source_en", ""),
        "leaves": list(base.leaves),
        "base": base.score.tolist(),
        "maximum": base.maximum.tolist(),
        "target": [None if np.isnan(value) else value for value in base.target.tolist()],
        "weights": base.weights.tolist(),
        "depth": base.depth,
        "below": {code: [base.position[leaf] for leaf in leaves] for code, leaves in base.below.items()},
        "groups": {
            scope: {name: [base.position[leaf] for leaf in leaves] for name, leaves in known.items()}
            for scope, known in base.groups.items()
        },
        "bridges": list(base.bridges),
        "nodes": [node for index, tree in trees for node in _nodes(index, tree, base)],
        "agencies": agencies[["id", "name", "short", "short_en"]].to_dict("records"),
        "assessments": {key: list(names) for key, names in ASSESSMENTS.items() if key in base.groups["assessment"]},
        "audit": _findings(base),
        "presets": [
            {"key": key, **{lang: json.loads(ready[lang][key].to_json()) for lang in ready}} for key in ready["vi"]
        ],
        "plans": ready_plans(base),
        "reach": reach(base),
        "scenarios": [json.loads(one.to_json()) for one in scenarios],
        "schema": schema(),
    }


def _nodes(index: str, tree: CompositeIndex, base: Baseline) -> list[dict[str, Any]]:
    table = tree.nodes
    short = {lang: short_names(table, index, lang) for lang in ("vi", "en")}
    matrix = tree.matrix
    made = []
    for row in table.itertuples(index=False):
        weights = matrix.loc[row.code]
        text = tree.explain(row.code).source[2]
        made.append(
            {
                "index": index,
                "code": row.code,
                "level": int(row.level),
                "children": tree.children(row.code),
                "name": row.name,
                "name_en": _text(row.name_en),
                "short": short["vi"].get(row.code, row.name),
                "short_en": short["en"].get(row.code, row.name),
                "max": float(row.max_points),
                "score": float(row.score),
                "target": None if pd.isna(row.target) else float(row.target),
                "bound": bool(row.target_is_bound),
                "lead": _text(row.lead_agency),
                "assessment": _text(row.assessment),
                "rest": bool(row.is_remainder),
                "line": int(row.source_line),
                "text": "" if row.is_remainder else text,
                "row": [[base.position[str(leaf)], float(weight)] for leaf, weight in weights[weights != 0].items()],
            }
        )
    return made


def _findings(base: Baseline) -> list[dict[str, Any]]:
    found = audit(base.par.nodes, base.sipas.nodes)
    return [
        {"index": index, "codes": codes.split(", "), "vi": vi, "en": en}
        for index, codes, vi, en in found[["index", "code", "sentence_vi", "sentence_en"]].itertuples(index=False)
    ]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
