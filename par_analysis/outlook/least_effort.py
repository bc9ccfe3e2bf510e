"""The least effort that reaches a goal, and the ladder of goals: a small mixed-integer programme over the roll-up."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from par_analysis.edition.opening import EditionLike
from par_analysis.edition.readable import show
from par_analysis.outlook.bands import band_of
from par_analysis.outlook.effort import Goal, Limits, Terms, efforts, goal_of
from par_analysis.outlook.joint import joint_chance, total_quantile
from par_analysis.outlook.model import Model, model_of
from par_analysis.outlook.ranks import rank_list
from par_analysis.scenario.scenario import Change, Scenario
from par_analysis.words.errors import refused
from par_analysis.words.languages import check_lang
from par_analysis.words.numbers import NOISE, format_number

__all__ = ["Ladder", "LeastEffort", "ladder", "least_effort"]

_MEASURES = ["code", "name", "name_en", "lead_agency", "score", "value", "gain", "closure", "effort", "chance", "band"]
_RARE = 0.99  # beyond what happens less often the model has nothing to say
_DIGITS = 9  # decimals of the values that a scenario is given


@dataclass(frozen=True, eq=False)
class LeastEffort:
    """The cheapest way to a goal, or how far one gets.

    Attributes
    ----------
    goal : Goal
    reached : bool
        Whether the goal can be reached under the terms.
    shortfall : float
        Points missing if it cannot; else 0.
    in_the_way : DataFrame
        If it cannot be reached: `constraint` (`caps`, `must_not` or `maximum`), `of`, and `points`: how much more
        could be gained without it.
    effort : float
        All criteria added up, at the user's costs: without a unit, for ordering only (`effort.efforts`).
    total : float
        The total of PAR INDEX then.
    measures : DataFrame
        One row a criterion that moves, most effort first: `code, name, name_en, lead_agency, score, value, gain`
        (points), `closure` (share of its deficit), `effort`; `band` (`likely`, `open`, `unlikely`) of ending there or
        above within the year, and `chance`, the model's figure behind it.
    joint : float
        Chance that every one of them does, given by the model.
    scenario : Scenario
        The same as a scenario.
    """

    goal: Goal
    reached: bool
    shortfall: float
    in_the_way: pd.DataFrame
    effort: float
    total: float
    measures: pd.DataFrame
    joint: float
    scenario: Scenario

    def __repr__(self) -> str:
        return f"LeastEffort «{self.scenario.title}»: {self.scenario.reason}"

    def _repr_html_(self) -> str:
        shown = show(self.measures, "code name lead_agency score value gain effort band")
        return f"<p>{html.escape(f'{self.scenario.title}. {self.scenario.reason}')}</p>{shown._repr_html_()}"


def least_effort(
    *,
    total: float | None = None,
    rank: int | None = None,
    code: str | None = None,
    agency: str | None = None,
    score: float | None = None,
    likely: bool = False,
    year: int | None = None,
    costs: Mapping[str, float] | None = None,
    caps: Mapping[str, float] | None = None,
    must: Collection[str] = (),
    must_not: Collection[str] = (),
    lang: str = "vi",
    edition: EditionLike = None,
    model: Model | None = None,
) -> LeastEffort:
    """Find the least effort that reaches a goal.

    Parameters
    ----------
    total : float, optional
        Goal: a total of PAR INDEX, in points.
    rank : int, optional
        Goal: a score with which this rank is certain, whatever the unpublished scores are. The scenario is called by
        its score and the rank that is certain with it, which is better than this one where several take one score.
    code, score : str, float, optional
        Goal: a score of one field or criterion.
    agency, score : str, float, optional
        Goal: points of all criteria an agency leads, by any of its names.
    likely : bool, optional
        Goal: every target in the band `likely` is reached.
    year : int, optional
        Whose published scores a rank is set against; by default those of the year of results.
    costs : mapping, optional
        By code or agency: times the ordinary effort; the narrower scope wins.
    caps : mapping, optional
        By code or agency: most points gained.
    must, must_not : collection of str, optional
        Codes or agencies whose targets must be reached, or that must stay as they are.
    lang : {"vi", "en"}
        Language of the scenario.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    model : Model, optional
        As `achievability_model()` makes it; by default that of the edition.

    Returns
    -------
    LeastEffort
        With a scenario. Where the goal is out of reach, the scenario is the cheapest way to the farthest one gets, and the
        result says how many points are missing and what is in the way.

    Raises
    ------
    ParAnalysisError
        There is not exactly one goal, a number is out of range, a code or agency is unknown or lost no points, no score
        is certain of the rank, or the terms contradict each other.

    Notes
    -----
    Effort is a convention for ordering, not a time: it is counted in steps of the progress that is expected of a
    criterion's part (not less than the assumption `least_typical`), of which a second and further ones within one year
    cost more, as the assumptions say. An all-or-nothing criterion is had whole or not at all. Solved by HiGHS (Huangfu and Hall, 2018) through SciPy.
    """
    check_lang(lang)
    model = model_of(edition, model)
    goal = goal_of(model, total=total, rank=rank, code=code, agency=agency, score=score, likely=likely, year=year)
    limits = Limits(costs or {}, caps or {}, (*must, *goal.must), tuple(dict.fromkeys(must_not)))
    return _solved(goal, limits, model, lang)


@dataclass(frozen=True, eq=False)
class Ladder:
    """The goals from today's score upward, as far as the model has something to say.

    It stops at the score that the model itself exceeds once in a hundred years drawn; the plan's total is kept.

    Attributes
    ----------
    steps : DataFrame
        One row a goal, the nearest first: `kind` (`rank`, `points`, `plan`), `goal` (the rank, or the total), `score`
        (total needed, points), `gain`, `reached`, `effort`, `n_measures`, `enters` and
        `leaves`: codes of the criteria that move here and not on the step before, and the other way round.
    plans : dict
        The least effort for each step, by `<kind>_<goal>`: `rank_8`, `points_90`, `plan`.
    """

    steps: pd.DataFrame
    plans: dict[str, LeastEffort]

    def __repr__(self) -> str:
        return f"Ladder: {len(self.steps)} goals, {', '.join(self.plans)}"

    def _repr_html_(self) -> str:
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
    """Find the least effort for each better rank that a score makes certain, each whole point, and the plan's total.

    Ranks that take the same score are one step, called by the best of them.

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
        found = _solved(goal, limits, model, lang)
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
    base = model.edition
    now, target = base.par.total("score"), base.par.total("target")
    totals = [float(points) for points in range(int(np.floor(now)) + 1, 101)]
    goals = [("points", points, goal_of(model, total=points)) for points in totals]
    # Without a published rank of the year of results there are no ranks to climb to.
    if year is not None or base.has("rank"):
        year = model.year if year is None else year
        ranks = rank_list(year, edition=base)
        better = [rank for rank in range(ranks.held(now) - 1, 0, -1) if now < ranks.needs(rank)[1] <= 100]
        # Ranks with one bar are one step: who passes it is certain of the best of them.
        better = [rank for rank in better if rank == ranks.steps.worst(ranks.needs(rank)[1])]
        goals += [("rank", float(rank), goal_of(model, rank=rank, year=year)) for rank in better]
    if target > now:
        goals.append(("plan", target, goal_of(model, total=target)))
    most = max(total_quantile(model, _RARE), target)
    return sorted((goal for goal in goals if goal[2].score <= most), key=lambda step: (step[2].score, step[0]))


def _solved(goal: Goal, limits: Limits, model: Model, lang: str) -> LeastEffort:
    """Solve for one goal under the user's limits."""
    terms = limits.terms(model)
    leaves = terms.leaves
    reachable = _reachable(goal, terms)
    shortfall = max(goal.gain - reachable, 0.0)
    found = pd.DataFrame(columns=["constraint", "of", "points"])
    if shortfall > NOISE:
        found = _in_the_way(goal, model, limits, reachable)
        gains = _cheapest(dataclasses.replace(goal, gain=reachable - NOISE), terms, model)
    else:
        shortfall, gains = 0.0, _cheapest(goal, terms, model)
    measures = _measures(gains, leaves, model)
    base = model.edition
    total = round(base.par.total("score") + float(gains.sum()), 9)
    title = goal.named(total if goal.ranked else goal.score - shortfall)[lang == "en"]
    reason = _reason(goal, measures, shortfall, lang)
    # Rounded up, so that the scenario reaches what the search reaches.
    values = np.minimum(
        np.ceil(measures["value"] * 10**_DIGITS - 1e-3) / 10**_DIGITS,
        leaves.loc[measures["code"], "maximum"].to_numpy(),
    )
    scenario = Scenario(
        title=title,
        changes=tuple(
            Change("code", row, "score", float(value)) for row, value in zip(measures["code"], values, strict=True)
        ),
        author="par_analysis",
        reason=reason,
        edition=base.title,
        sha256=base.sha256,
    )
    return LeastEffort(
        goal=goal,
        reached=shortfall == 0.0,
        shortfall=shortfall,
        in_the_way=found,
        effort=float(measures["effort"].sum()),
        total=total,
        measures=measures,
        joint=joint_chance(model, dict(zip(measures["code"], measures["value"], strict=True))),
        scenario=scenario,
    )


def _cheapest(goal: Goal, terms: Terms, model: Model) -> pd.Series:
    """Points gained by every leaf at the least effort; the goal is within reach."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    leaves, rates = terms.leaves, model.assumptions
    whole = (leaves["kind"] == "all_or_nothing").to_numpy()
    deficit, typical, cost = (leaves[name].to_numpy() for name in ("deficit", "typical", "cost"))
    # Each gradual leaf has three stretches: a step of ordinary progress, a second one, the rest; an all-or-nothing leaf has one.
    ends = np.minimum(np.multiply.outer([1.0, 2.0, np.inf], typical), 1.0)
    widths = np.diff(ends, axis=0, prepend=0.0)
    slopes = np.multiply.outer([1.0, rates.second_step, rates.further_steps], cost) / typical
    widths[:, whole], slopes[1:, whole] = [[1.0], [0.0], [0.0]], 0.0
    slopes[0, whole] = (cost * efforts(np.ones(len(leaves)), typical, model))[whole]
    per_leaf = np.hstack([np.diag(deficit)] * 3)

    def together(codes: Collection[str], low: float, high: float) -> LinearConstraint:
        return LinearConstraint((leaves.index.isin(codes).astype(float) @ per_leaf)[None, :], low, high)

    rows = [LinearConstraint(per_leaf, leaves["least"].to_numpy(), leaves["most"].to_numpy())]
    if goal.gain > 0:
        rows.append(together(goal.codes, goal.gain, np.inf))
    rows += [together(codes, -np.inf, most) for most, codes in terms.caps.values()]
    solved = milp(
        slopes.ravel(),
        constraints=rows,
        bounds=Bounds(0.0, widths.ravel()),
        integrality=np.concatenate([whole, np.zeros(2 * len(leaves))]).astype(int),
        options={"mip_rel_gap": 0.0},
    )
    if solved.x is None:
        raise refused("search_failed", message=solved.message)
    closures = solved.x.reshape(slopes.shape).sum(axis=0)
    closures[whole] = closures[whole].round()
    gains = pd.Series(np.clip(closures * deficit, leaves["least"], leaves["most"]), index=leaves.index)
    gains[gains < 1e-7] = leaves["least"]
    return _topped_up(gains, goal, terms)


def _topped_up(gains: pd.Series, goal: Goal, terms: Terms) -> pd.Series:
    """Make up for what the solver's tolerance leaves missing: it aims at 1e-7 of a point, the goal is exact."""
    missing = goal.gain - float(gains[list(goal.codes)].sum())
    moved = gains[(gains > 0) & (terms.leaves["kind"] == "gradual") & gains.index.isin(goal.codes)]
    room = (terms.leaves["most"] - gains)[moved.index]
    if missing > 0 and len(room) and room.max() > 0:
        gains[room.idxmax()] += min(missing, float(room.max()))
    return gains


def _reachable(goal: Goal, terms: Terms) -> float:
    """Points that the goal's leaves can gain at most."""
    return float(_everything(goal, terms)[list(goal.codes)].sum())


def _everything(goal: Goal, terms: Terms) -> pd.Series:
    """All that may be gained by the goal's leaves."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    leaves = terms.leaves
    gains = leaves["most"].where(leaves.index.isin(goal.codes), leaves["least"]).astype(float)
    if all(float(gains[codes].sum()) <= most for most, codes in terms.caps.values()):
        return gains
    whole = (leaves["kind"] == "all_or_nothing").to_numpy()
    unit = np.where(whole, leaves["deficit"], 1.0)
    counted = leaves.index.isin(goal.codes)
    rows = [
        LinearConstraint(np.where(leaves.index.isin(codes), unit, 0.0)[None, :], -np.inf, most)
        for most, codes in terms.caps.values()
    ]
    solved = milp(
        -np.where(counted, unit, 1e-6 * unit),
        constraints=rows,
        bounds=Bounds(leaves["least"].to_numpy() / unit, gains.to_numpy() / unit),
        integrality=whole.astype(int),
        options={"mip_rel_gap": 0.0},
    )
    return pd.Series(solved.x * unit, index=leaves.index)


def _in_the_way(goal: Goal, model: Model, limits: Limits, reachable: float) -> pd.DataFrame:
    """Leave out one limit at a time and see how much farther one gets; what remains is the maximum itself."""

    def without(**kept: Any) -> float:
        return _reachable(goal, dataclasses.replace(limits, **kept).terms(model)) - reachable

    rows = [
        ("caps", name, without(caps={other: most for other, most in limits.caps.items() if other != name}))
        for name in limits.caps
    ]
    rows += [
        ("must_not", name, without(must_not=tuple(other for other in limits.must_not if other != name)))
        for name in limits.must_not
    ]
    most = reachable + without(caps={}, must_not=())
    if most < goal.gain - NOISE:
        rows.append(("maximum", "", goal.gain - most))
    found = pd.DataFrame(rows, columns=["constraint", "of", "points"])
    return found[found["points"] > NOISE].sort_values("points", ascending=False, kind="stable", ignore_index=True)


def _measures(gains: pd.Series, leaves: pd.DataFrame, model: Model) -> pd.DataFrame:
    moved = leaves.loc[gains.index[gains > NOISE]].copy()
    nodes = model.edition.par.by_code.loc[moved.index]
    moved["gain"] = gains[moved.index]
    moved["value"] = np.minimum(moved["score"] + moved["gain"], moved["maximum"])
    moved["closure"] = moved["gain"] / moved["deficit"]
    moved["effort"] = moved["cost"] * efforts(moved["closure"].to_numpy(), moved["typical"].to_numpy(), model)
    moved["chance"] = [model.chance_of(str(code), float(value)) for code, value in moved["value"].items()]
    moved["band"] = [band_of(chance, model) for chance in moved["chance"]]
    for name in ("name", "name_en"):
        moved[name] = nodes[name]
    rows = moved.rename_axis("code").reset_index()[_MEASURES]
    return rows.sort_values("effort", ascending=False, kind="stable", ignore_index=True)


def _reason(goal: Goal, measures: pd.DataFrame, shortfall: float, lang: str) -> str:
    """Say what it takes, and what the goal rests on or how far from it one stays."""
    effort = format_number(round(float(measures["effort"].sum()), 2), lang)
    missing = format_number(round(shortfall, 3), lang)
    if lang == "vi":
        said = f"Công sức ít nhất: {effort} (số quy ước để xếp thứ tự) ở {len(measures)} tiêu chí."
        more = f"Chưa tới đích «{goal.title_vi}»: còn thiếu {missing} điểm."
    else:
        noun = "criterion" if len(measures) == 1 else "criteria"
        said = f"Least effort: {effort} (a convention for ordering) on {len(measures)} {noun}."
        more = f"Short of the goal «{goal.title_en}»: {missing} points are missing."
    return f"{said} {more if shortfall else goal.notes[lang == 'en']}".rstrip()
