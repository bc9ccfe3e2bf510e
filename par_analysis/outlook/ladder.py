"""The ladder: the least effort for every goal from today's score upward, as one curve."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.edition.opening import EditionLike
from par_analysis.outlook.effort import Limits
from par_analysis.outlook.goal import Goal, goal_of
from par_analysis.outlook.least_effort import LeastEffort, solve
from par_analysis.outlook.model import Model, model_of
from par_analysis.outlook.ranks import held_rank, score_for
from par_analysis.words.languages import check_lang

__all__ = ["Ladder", "ladder"]


@dataclass(frozen=True, eq=False)
class Ladder:
    """The goals from today's score upward.

    Attributes
    ----------
    steps : DataFrame
        One row a goal, the nearest first: `kind` (`rank`, `points`, `plan`), `goal` (the rank, or the total), `score`
        (total needed, points), `gain`, `reached`, `effort` (years of typical progress), `n_measures`, `enters` and
        `leaves`: codes of the criteria that move here and not on the step before, and the other way round.
    plans : dict
        The least effort for each step, by `<kind>_<goal>`: `rank_9`, `points_90`, `plan`.
    """

    steps: pd.DataFrame
    plans: dict[str, LeastEffort]

    def __repr__(self) -> str:
        return f"Ladder: {len(self.steps)} goals, {', '.join(self.plans)}"

    def _repr_html_(self) -> str:
        from par_analysis.edition.readable import show

        shown = "kind goal score gain reached effort n_measures enters"
        return show(self.steps, shown, decimals=None)._repr_html_()


def ladder(
    *,
    year: int | None = None,
    costs: Mapping[str, float] | None = None,
    caps: Mapping[str, float] | None = None,
    must: Collection[str] = (),
    must_not: Collection[str] = (),
    lang: str = "vi",
    edition: EditionLike = None,
    model: Model | None = None,
) -> Ladder:
    """Find the least effort for each rank better than today's, each whole point, and the plan's total.

    Parameters
    ----------
    year : int, optional
        Whose published scores ranks are set against; by default those of the year of results.
    costs, caps, must, must_not, lang, edition, model
        As `least_effort`.

    Raises
    ------
    ParAnalysisError
        As `least_effort`.
    """
    check_lang(lang)
    model = model_of(edition, model)
    limits = Limits(costs or {}, caps or {}, tuple(must), tuple(dict.fromkeys(must_not)))
    leaves = list(model.of("par").index)
    rows, plans = [], {}
    before: set[str] = set()
    for kind, name, goal in _goals(model, year):
        found = solve(goal, limits, model, lang)
        moved = set(found.measures["code"])
        rows.append(
            {
                "kind": kind,
                "goal": name,
                "score": goal.score,
                "gain": goal.gain,
                "reached": found.reached,
                "effort": found.effort,
                "n_measures": len(moved),
                "enters": tuple(code for code in leaves if code in moved - before),
                "leaves": tuple(code for code in leaves if code in before - moved),
            }
        )
        plans["plan" if kind == "plan" else f"{kind}_{name:g}"] = found
        before = moved
    return Ladder(pd.DataFrame(rows), plans)


def _goals(model: Model, year: int | None) -> list[tuple[str, float, Goal]]:
    nodes = model.edition.par.nodes.set_index("code")
    now, target = (float(nodes.loc[model.edition.par.root, name]) for name in ("score", "target"))

    made = [
        ("points", float(points), goal_of(model, total=float(points))) for points in range(int(np.floor(now)) + 1, 101)
    ]
    # Without a published rank of the year of results there are no ranks to climb to.
    known = year is not None or model.edition.has("rank")
    year = model.year if year is None else year
    for rank in range(held_rank(now, year, edition=model.edition) - 1 if known else 0, 0, -1):
        if now < score_for(rank, year, edition=model.edition).sure_from <= 100:
            made.append(("rank", float(rank), goal_of(model, rank=rank, year=year)))
    if target > now:
        made.append(("plan", target, goal_of(model, total=target)))
    return sorted(made, key=lambda step: (step[2].score, step[0]))
