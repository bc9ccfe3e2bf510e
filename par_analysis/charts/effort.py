"""The way up: the least effort for every goal, and by agency; effort has no unit and only orders."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from par_analysis.charts.chances import model_source
from par_analysis.charts.needs import model_for
from par_analysis.charts.outlook import model_and_standings, whole_numbers
from par_analysis.charts.placing import along, place_labels
from par_analysis.charts.theme import SMALL, Chart, label_bars, label_room, new_chart, share_of_width, style
from par_analysis.edition.names import agency_names
from par_analysis.edition.opening import EditionLike
from par_analysis.outlook.alternatives import alternatives_of
from par_analysis.outlook.joint import joint_chance
from par_analysis.outlook.least_effort import LeastEffort, ladder, least_effort
from par_analysis.outlook.model import Model
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.errors import refused
from par_analysis.words.numbers import NOISE
from par_analysis.words.palette import EARNED, GAINED, TARGET, TARGET_EDGE, TEXT
from par_analysis.words.printing import chance_span, chance_text, count, num

__all__ = ["effort_by_agency", "effort_ladder"]

_NEAR = 0.012  # share of the width below which dots overlap


def effort_ladder(
    edition: EditionLike = None, lang: str = "vi", *, model: Model | None = None, title: str = ""
) -> Chart:
    """Least effort for every better rank and every whole point, up to a little beyond the plan's total.

    Parameters as `total_outlook`.

    Returns
    -------
    Chart
        `data`: the steps of `ladder()` that are shown. Without a published rank of the place, and where no better one
        is left, the steps are whole points and the plan's total alone.

    Raises
    ------
    ParAnalysisError
        The edition lacks what the chart needs, or no target asks for a gain.
    """
    model = model_for("effort_ladder", edition, lang, model)
    own = model.edition
    steps = ladder(model=model).steps
    start, plan = own.par.score(), own.par.target()
    data = steps[steps["reached"] & (steps["score"] <= plan + 1.5)].reset_index(drop=True)
    ranks, plans = (data[data["kind"] == kind] for kind in ("rank", "plan"))
    if plans.empty:
        raise refused("no_gain")
    sub = (
        "Công sức ít nhất theo tổng điểm cần đạt: số quy ước để xếp thứ tự, không có đơn vị và không phải thời gian"
        if lang == "vi"
        else "Least effort by the total to be reached: a convention for ordering, without a unit and not a time"
    )
    axis = "Tổng điểm PAR INDEX" if lang == "vi" else "Total of PAR INDEX"
    if len(ranks):
        sub += (
            f"; thứ hạng nếu các tỉnh khác vẫn như năm {model.year}"
            if lang == "vi"
            else f"; ranks if the others stay as in {model.year}"
        )
    with style():
        source = model_and_standings(own, lang) if len(ranks) else model_source(own, lang)
        chart = new_chart(title or _ladder_headline(data, start, plan, lang), sub, source, lang)
        bottom, top = chart.room
        axes: Axes = chart.add_axes((0.075, bottom + 0.075, 0.895, top - bottom - 0.085))
        axes.set_xlim(start - 0.15, float(data["score"].max()) + 0.45)
        axes.set_ylim(-0.03 * data["effort"].max(), float(data["effort"].max()) * 1.12)
        axes.plot([start, *data["score"]], [0.0, *data["effort"]], color=GAINED, linewidth=3, zorder=2)
        axes.plot(start, 0, "o", color=EARNED, markeredgecolor=TEXT, markersize=10, zorder=4)
        looks = {"rank": ("o", GAINED, 10), "points": ("s", "white", 7), "plan": ("D", TARGET, 12)}
        for (score, effort), group in data.groupby(["score", "effort"], sort=False):
            kind = next(kind for kind in ("plan", "rank", "points") if kind in set(group["kind"]))
            marker, color, size = looks[kind]
            axes.plot(score, effort, marker, color=color, markeredgecolor=TARGET_EDGE, markersize=size, zorder=4)
        spots = [group for _, group in data.groupby(_spots(data, _NEAR * float(np.ptp(axes.get_xlim()))))]
        at = [(start, 0.0), *(tuple(group[["score", "effort"]].iloc[-1]) for group in spots)]
        labels = [f"{model.year}: {num(start, lang)}", *(_step_label(group, lang) for group in spots)]
        place_labels(chart, axes, at, labels, along(chart, axes, [start, *data["score"]], [0.0, *data["effort"]]))
        whole_numbers(axes.xaxis)
        axes.set_yticks([])
        axes.tick_params(length=0)
        axes.set_xlabel(axis)
        axes.set_ylabel("Công sức →" if lang == "vi" else "Effort →")
    return chart.tell(
        data,
        (
            f"{_step_label(data.iloc[[number]], lang)}: {_criteria(int(measures), lang)}"
            for number, measures in enumerate(data["n_measures"])
        ),
    )


def _criteria(number: int, lang: str) -> str:
    return f"{number} tiêu chí" if lang == "vi" else count(number, "criterion", "criteria")


def _ladder_headline(data: pd.DataFrame, start: float, plan: float, lang: str) -> str:
    """Say how many criteria have to rise for the plan's total, and for the whole points nearest to half of the way."""
    aimed, aim = int(data.set_index("kind").loc["plan", "n_measures"]), num(plan, lang)
    first = f"The least-effort way to the target of {aim} points raises {_criteria(aimed, lang)}"
    if lang == "vi":
        first = f"Đường ít công sức nhất đến mục tiêu {aim} điểm phải nâng {_criteria(aimed, lang)}"
    points = data[(data["kind"] == "points") & (data["score"] < plan)]
    if points.empty:
        return first
    half = points.loc[(points["score"] - (plan + start) / 2).abs().idxmin()]
    own = int(half["n_measures"])
    if lang == "vi":
        return f"{first}; đến {num(half['score'], lang)} điểm phải nâng {own}"
    return f"{first}; the way to {num(half['score'], lang)} points, {own}"


def _spots(data: pd.DataFrame, near: float) -> pd.Series:
    """Give every label of the ladder a number: goals of one score share one, and ranks so close that their dots overlap."""
    step, rank = data["score"].diff(), data["kind"] == "rank"
    return (~((step < NOISE) | (rank & rank.shift(fill_value=False) & (step < near)))).cumsum()


def _step_label(group: pd.DataFrame, lang: str) -> str:
    """Name the goals of one point of the ladder."""
    ranks = sorted(int(goal) for goal in group.loc[group["kind"] == "rank", "goal"])
    parts = []
    if ranks:
        one = ("hạng" if lang == "vi" else "rank") if len(ranks) == 1 or lang == "vi" else "ranks"
        parts.append(f"{one} {', '.join(map(str, ranks))}")
    for row in group[group["kind"] != "rank"].itertuples(index=False):
        plan = ("mục tiêu " if lang == "vi" else "target ") if row.kind == "plan" else ""
        unit = "" if row.kind == "plan" else (" điểm" if lang == "vi" else " points")
        parts.append(f"{plan}{num(row.goal, lang)}{unit}")
    return "; ".join(parts)


def effort_by_agency(
    edition: EditionLike = None,
    lang: str = "vi",
    *,
    model: Model | None = None,
    plan: LeastEffort | None = None,
    title: str = "",
) -> Chart:
    """Show the least-effort plan by lead agency: points each would gain, and on which criteria.

    Parameters
    ----------
    edition, lang, model, title
        As `total_outlook`.
    plan : LeastEffort, optional
        As `least_effort()` returns it; by default the cheapest way to the plan's own total.

    Returns
    -------
    Chart
        `data`: one row an agency: `lead_agency, gain` (points), `effort` (without a unit, for ordering), `codes`.

    Raises
    ------
    ParAnalysisError
        The plan moves nothing.
    """
    model = model_for("effort_by_agency", edition, lang, model)
    own = model.edition
    if plan is None:
        plan = least_effort(total=own.par.target(), model=model, lang=lang)
    if plan.measures.empty:
        raise refused("goal_reached")
    led = plan.measures.fillna({"lead_agency": NO_LEAD}).groupby("lead_agency", sort=False)
    data = pd.DataFrame({"gain": led["gain"].sum(), "effort": led["effort"].sum(), "codes": led["code"].agg(tuple)})
    data = data.reset_index().sort_values("gain", ascending=False, kind="stable", ignore_index=True)
    names = agency_names(own, lang)
    labels = [names.get(name, name) for name in data["lead_agency"]]
    gain, total = float(data["gain"].sum()), plan.total
    joint, low, high = _joint(plan, model)
    chance, span = chance_text(joint, lang), chance_span(low, high, lang)
    if span == chance:
        chance += " theo mọi mô hình" if lang == "vi" else " under every model"
    else:
        chance += f" ({span} tùy mô hình)" if lang == "vi" else f" ({span} depending on the model)"
    if lang == "vi":
        head = f"Đường ít công sức nhất đến {num(total, lang)} điểm: {len(plan.measures)} tiêu chí của {len(data)} cơ quan, {labels[0]} nhiều nhất ({num(data['gain'][0], lang, 2)} điểm)"
        sub = f"Điểm tăng thêm theo cơ quan chủ trì (cộng {num(gain, lang, 2)}) và các tiêu chí phải nâng; khả năng tất cả cùng đạt trong một năm: {chance}"
    else:
        head = f"The least-effort way to {num(total, lang)} points: {count(len(plan.measures), 'criterion', 'criteria')} of {count(len(data), 'agency', 'agencies')}, {labels[0]} most ({num(data['gain'][0], lang, 2)} points)"
        sub = f"Points gained by lead agency ({num(gain, lang, 2)} together) and the criteria to be raised; chance that all are reached within the year: {chance}"
    with style():
        chart = new_chart(title or head, sub, model_source(own, lang), lang)
        bottom, top = chart.room
        left = label_room(labels, SMALL + 1)
        texts = [f"+{num(row.gain, lang, 2)}   {', '.join(row.codes)}" for row in data.itertuples(index=False)]
        # The text of every bar begins where the longest bar allows the longest text to end.
        most = data["gain"].max()
        rooms = (0.97 - left - share_of_width(text) - 0.015 for text in texts)
        share = min(room * most / gained for room, gained in zip(rooms, data["gain"], strict=True))
        width = max(min(share, 0.97 - left), 0.12)
        height = min(top - bottom - 0.02, 0.15 * len(data))
        axes = chart.add_axes((left, top - 0.01 - height, width, height))
        axes.barh(range(len(data)), data["gain"], height=0.6, color=GAINED)
        axes.set_xlim(0, most)
        label_bars(axes, labels, data["gain"], texts)
    return chart.tell(data, (f"{label}: {text}" for label, text in zip(labels, texts, strict=True)))


def _joint(plan: LeastEffort, model: Model) -> tuple[float, float, float]:
    """Chance that every measure of a plan is reached: the model's, and the lowest and highest over the alternatives."""
    values = dict(zip(plan.measures["code"], plan.measures["value"], strict=True))

    def work_out() -> list[float]:
        return [joint_chance(other, values) for other in alternatives_of(model)[0].values()]

    every = [plan.joint, *model.edition.once(("joint", model, tuple(values.items())), work_out)]
    return plan.joint, min(every), max(every)
