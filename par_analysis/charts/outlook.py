"""Where the year may end: the total against plan and outcome, the rank a score allows, and the way up."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import MaxNLocator

from par_analysis.charts.chances import model_source
from par_analysis.charts.needs import model_for
from par_analysis.charts.placing import place_labels
from par_analysis.charts.theme import (
    SMALL,
    Chart,
    label_bars,
    label_room,
    new_chart,
    share_of_width,
    style,
    wrap_to_width,
)
from par_analysis.edition.edition import Edition
from par_analysis.edition.loaders import load_assumptions
from par_analysis.edition.names import agency_names
from par_analysis.edition.opening import EditionLike
from par_analysis.outlook.check import method_break, outcomes
from par_analysis.outlook.least_effort import LeastEffort, ladder, least_effort
from par_analysis.outlook.model import Model
from par_analysis.outlook.ranks import rank_list, rank_of
from par_analysis.outlook.total import Outlook, total_distribution
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.errors import refused
from par_analysis.words.palette import EARNED, GAINED, GRID, LOST, MUTED, TARGET, TARGET_EDGE, TEXT
from par_analysis.words.printing import count, num, percent, rank_span

__all__ = ["effort_by_agency", "effort_ladder", "rank_by_score", "total_outlook"]


def total_outlook(
    edition: EditionLike = None, lang: str = "vi", *, model: Model | None = None, title: str = ""
) -> Chart:
    """Show the distribution of the total, with the plan's total and what was published for the year.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    lang : {"vi", "en"}
    model : Model, optional
        As `achievability_model()` makes it; by default that of the edition.
    title : str
        A headline in the place of ours.

    Returns
    -------
    Chart
        100,000 replications, seed 0; lines show the distribution under the weak and the strong dependence of the
        assumptions. `data`: one row a bin of the total: `low, high` (points), and the share of the replications under
        the model's dependence, `share`, and under the others, `weak, strong`.
    """
    model = model_for("total_outlook", edition, lang, model)
    own = model.edition
    outlooks = {kind: _outlook(model, kind) for kind in ("value", "low", "high")}
    main = outlooks["value"]
    start, plan = float(main.total["score"]), float(main.total["target"])
    known = outcomes(own, model.year + 1)
    known = known[(known["index"] == "par") & known["value"].notna()]
    level = percent(model.assumptions.level, lang)
    chances = [float(outlook.total["chance"]) for outlook in outlooks.values()]
    low, high = min(chances), max(chances)
    year = model.year + 1
    note = method_break(own, year, lang) if len(known) else ""
    star = "*" if note else ""
    if lang == "vi":
        head = f"Khả năng đạt {num(plan, lang)} điểm là {percent(main.total['chance'], lang)} (từ {percent(low, lang)} đến {percent(high, lang)} tùy mức phụ thuộc)"
        sub = f"Tổng PAR INDEX {year} dự báo từ bằng chứng đến {model.until}; {level} nằm trong {num(main.total['low'], lang, 1)} đến {num(main.total['high'], lang, 1)}; đường: phụ thuộc yếu (– –), mạnh (···)"
        words = {"score": f"kết quả {model.year}", "plan": "mục tiêu", "outcome": f"kết quả {year}{star}"}
    else:
        head = f"The chance of {num(plan, lang)} points is {percent(main.total['chance'], lang)} ({percent(low, lang)} to {percent(high, lang)}, depending on the dependence)"
        sub = f"Total of PAR INDEX {year} forecast from evidence up to {model.until}; {level} lie within {num(main.total['low'], lang, 1)} to {num(main.total['high'], lang, 1)}; lines: weak (– –) and strong (···) dependence"
        words = {"score": f"score {model.year}", "plan": "target", "outcome": f"outcome {year}{star}"}
    with style():
        chart = new_chart(title or head, sub, model_source(own, lang), lang)
        bottom, top = chart.room
        for line in reversed(wrap_to_width(chart, f"* {note}", SMALL, 0.94) if note else []):
            chart.text(0.03, bottom, line, va="bottom", color=MUTED)
            bottom += 0.036
        axes = chart.add_axes((0.03, bottom + 0.06, 0.94, top - bottom - 0.15))
        bins = main.histogram
        inside = bins["low"].between(main.total["low"], main.total["high"])
        axes.bar(
            bins["low"], bins["share"], width=0.1, align="edge", color=np.where(inside, "#A9C6E3", GRID), linewidth=0
        )
        for kind, dashes in (("low", (0, (6, 3))), ("high", (0, (1, 2)))):
            other = outlooks[kind].histogram
            axes.plot(other["low"] + 0.05, other["share"], color=TEXT, linewidth=1.6, linestyle=dashes)
        axes.set_xlim(float(np.floor(main.total["low"] - 2)), min(100.0, float(np.ceil(main.total["high"] + 1.5))))
        axes.set_ylim(0, max(outlook.histogram["share"].max() for outlook in outlooks.values()) * 1.05)
        marks = [("score", start, EARNED), ("plan", plan, TARGET)]
        marks += [("outcome", value, TEXT) for value in dict.fromkeys(known["value"])]
        for place, (name, value, color) in enumerate(sorted(marks, key=lambda mark: mark[1])):
            axes.axvline(value, color=color, linewidth=3, zorder=3)
            axes.annotate(
                f"{words[name]}\n{num(value, lang)}",
                (value, 1),
                (6 if place else -6, 4),
                xycoords=axes.get_xaxis_transform(),
                textcoords="offset points",
                ha="left" if place else "right",
                va="bottom",
                fontweight="bold",
                linespacing=1.2,
            )
        axes.yaxis.set_visible(False)
        _whole_numbers(axes.xaxis)
        axes.tick_params(axis="x", length=0, labelcolor=TEXT)
    parts = []
    for outlook in outlooks.values():
        interval = " … ".join(num(outlook.total[name], lang, 2) for name in ("low", "median", "high"))
        parts.append(f"{num(outlook.dependence, lang)}: {interval}, {percent(outlook.total['chance'], lang)}")
    return chart.tell(_bins(outlooks), [*parts, *(f"{words[name]} {num(value, lang)}" for name, value, _ in marks)])


def _outlook(model: Model, dependence: str) -> Outlook:
    """Distribution under the model's own dependence (`value`), or the weak (`low`) or strong (`high`) alternative."""

    def work_out() -> Outlook:
        if dependence == "value":
            return total_distribution(model=model)
        return total_distribution(model=model.replace(dependence=load_assumptions(column=dependence).dependence))

    return model.edition.once(("outlook", model, dependence), work_out)


def _bins(outlooks: dict[str, Outlook]) -> pd.DataFrame:
    """Set the three distributions side by side."""
    shares = {"value": "share", "low": "weak", "high": "strong"}
    columns = [
        outlooks[kind].histogram.set_index(["low", "high"])["share"].rename(name) for kind, name in shares.items()
    ]
    return pd.concat(columns, axis=1).fillna(0.0).sort_index().reset_index()


def _whole_numbers(axis: Axis) -> None:
    """Name whole numbers along an axis, none beyond its ends."""
    low, high = sorted(axis.get_view_interval())
    axis.set_ticks([tick for tick in MaxNLocator(integer=True).tick_values(low, high) if low <= tick <= high])


def rank_by_score(
    edition: EditionLike = None, lang: str = "vi", *, model: Model | None = None, title: str = ""
) -> Chart:
    """Best and worst rank that a score would have had among the provinces of the year of results.

    Parameters as `total_outlook`.

    Returns
    -------
    Chart
        A band where unpublished scores leave the rank open. `data`: `score` (points), `best, worst`.
    """
    model = model_for("rank_by_score", edition, lang, model)
    own = model.edition
    year = model.year
    start, plan = own.par.score(), own.par.target()
    listed = rank_list(year, edition=own)
    scores = np.round(np.arange(np.floor(start) - 1, np.ceil(max(plan, start)) + 0.001, 0.005), 3)
    data = pd.DataFrame({"score": scores, "best": listed.steps.best(scores), "worst": listed.steps.worst(scores)})
    aimed = rank_of(plan, year, edition=own)
    would = rank_span(aimed.best, aimed.worst, lang)
    others, place = own.standings, own.place_in(lang)
    others = others[(others["index"] == "par") & (others["year"] == year) & others["rank"].notna()]
    held = listed.held(start)
    if lang == "vi":
        head = f"Với {num(plan, lang)} điểm, {place} đã đứng {would} năm {year}; thực tế đạt {num(start, lang)} điểm, hạng {held}"
        sub = f"Thứ hạng có thể có theo tổng điểm, các tỉnh khác như đã công bố năm {year}; dải xanh: chưa công bố đủ để nói chắc; ● tỉnh đã công bố điểm và hạng"
        axis, ranks = "Tổng điểm PAR INDEX", "hạng"
    else:
        head = f"With {num(plan, lang)} points {place} would have had {would} in {year}; it had {num(start, lang)}, rank {held}"
        sub = f"Ranks that a total allows, the other provinces as published for {year}; blue band: too little is published to be sure; ● province with published score and rank"
        axis, ranks = "Total of PAR INDEX", "rank"
    with style():
        chart = new_chart(title or head, sub, _standings_source(own, lang), lang)
        bottom, top = chart.room
        axes = chart.add_axes((0.08, bottom + 0.075, 0.89, top - bottom - 0.085))
        axes.set_xlim(scores[0], scores[-1])
        axes.set_ylim(float(data["worst"].max()) + 1, 0)
        axes.fill_between(data["score"], data["best"], data["worst"], step="post", color=GAINED, alpha=0.3, linewidth=0)
        for side in ("best", "worst"):
            axes.step(data["score"], data[side], where="post", color=GAINED, linewidth=2)
        others = others[
            others["score"].between(scores[0], scores[-1]) & (others["place"] != own.place)
        ].drop_duplicates("place")
        axes.plot(
            others["score"], others["rank"].astype(int), "o", color=EARNED, markeredgecolor=TEXT, markersize=8, zorder=3
        )
        spots = [(start, float(held)), (plan, float(aimed.best))]
        axes.plot(*spots[0], "o", color=LOST, markeredgecolor=TEXT, markersize=13, zorder=5)
        axes.plot(*spots[1], "D", color=TARGET, markeredgecolor=TARGET_EDGE, markersize=12, zorder=5)
        marked = [
            f"{place} {year}: {num(start, lang)}",
            f"{'Mục tiêu' if lang == 'vi' else 'Target'}: {num(plan, lang)}",
        ]
        near = others.sort_values("rank").head(8)
        at = [*spots, *zip(near["score"], near["rank"].astype(float), strict=True)]
        place_labels(chart, axes, at, [*marked, *near["place"]])
        axes.set_yticks([1, *range(5, int(data["worst"].max()) + 1, 5)])
        _whole_numbers(axes.xaxis)
        axes.grid(axis="both")
        axes.tick_params(length=0)
        axes.set_xlabel(axis)
        axes.set_ylabel(ranks)
    changed = data[(data["best"].diff() != 0) | (data["worst"].diff() != 0)].reset_index(drop=True)
    return chart.tell(
        changed,
        (
            f"{num(row.score, lang, 2)}: {rank_span(row.best, row.worst, lang)}"
            for row in changed.itertuples(index=False)
        ),
    )


def _standings_source(edition: Edition, lang: str) -> str:
    ranks = "điểm và hạng các tỉnh đã công bố" if lang == "vi" else "published scores and ranks of provinces"
    return f"{edition.source(lang)}; {ranks}: data/raw/national/standings.csv"


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
    aimed = plans.iloc[0]
    if lang == "vi":
        head = f"Mục tiêu {num(plan, lang)} cần {num(aimed['effort'], lang, 0)} năm tiến bộ"
        sub = "Công sức ít nhất (số năm tiến bộ điển hình, cộng mọi tiêu chí) theo tổng điểm cần đạt"
        axis = "Tổng điểm PAR INDEX"
    else:
        head = f"The target {num(plan, lang)} takes {num(aimed['effort'], lang, 0)} years of progress"
        sub = "Least effort (years of typical progress, all criteria added up) by the total to be reached"
        axis = "Total of PAR INDEX"
    if len(ranks):
        first, last = ranks.iloc[0], ranks.iloc[-1]
        if lang == "vi":
            head = f"Chắc chắn hạng {first['goal']:g} cần {num(first['gain'], lang)} điểm, {num(first['effort'], lang, 1)} năm tiến bộ; hạng {last['goal']:g} cần {num(last['effort'], lang, 0)}; mục tiêu {num(plan, lang)} cần {num(aimed['effort'], lang, 0)}"
            sub += f"; các tỉnh khác như năm {model.year}"
        else:
            head = f"To be certain of rank {first['goal']:g} takes {num(first['gain'], lang)} points and {num(first['effort'], lang, 1)} years of progress; rank {last['goal']:g} takes {num(last['effort'], lang, 0)}; the target {num(plan, lang)} takes {num(aimed['effort'], lang, 0)}"
            sub += f"; the others as in {model.year}"
    with style():
        source = _standings_source(own, lang) if len(ranks) else model_source(own, lang)
        chart = new_chart(title or head, sub, source, lang)
        bottom, top = chart.room
        axes: Axes = chart.add_axes((0.075, bottom + 0.075, 0.895, top - bottom - 0.085))
        axes.set_xlim(start - 0.15, float(data["score"].max()) + 0.45)
        axes.set_ylim(-0.03 * data["effort"].max(), float(data["effort"].max()) * 1.12)
        axes.plot([start, *data["score"]], [0.0, *data["effort"]], color=GAINED, linewidth=3, zorder=2)
        axes.plot(start, 0, "o", color=EARNED, markeredgecolor=TEXT, markersize=10, zorder=4)
        looks = {"rank": ("o", GAINED, 10), "points": ("s", "white", 7), "plan": ("D", TARGET, 12)}
        at, labels = [(start, 0.0)], [f"{model.year}: {num(start, lang)}"]
        for (score, effort), group in data.groupby(["score", "effort"], sort=False):
            kind = next(kind for kind in ("plan", "rank", "points") if kind in set(group["kind"]))
            marker, color, size = looks[kind]
            axes.plot(score, effort, marker, color=color, markeredgecolor=TARGET_EDGE, markersize=size, zorder=4)
            at.append((float(score), float(effort)))
            labels.append(_step_label(group, lang))
        place_labels(chart, axes, at, labels)
        _whole_numbers(axes.xaxis)
        _whole_numbers(axes.yaxis)
        axes.grid(axis="y")
        axes.tick_params(length=0)
        axes.set_xlabel(axis)
    return chart.tell(
        data,
        (
            f"{_step_label(data.iloc[[number]], lang)}: {num(effort, lang, 1)}"
            for number, effort in enumerate(data["effort"])
        ),
    )


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
        `data`: one row an agency: `lead_agency, gain` (points), `effort` (years of typical progress), `codes`.

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
    if lang == "vi":
        head = f"Đường ít công sức nhất đến {num(total, lang)} điểm: {len(plan.measures)} tiêu chí của {len(data)} cơ quan, {labels[0]} nhiều nhất ({num(data['gain'][0], lang, 2)} điểm)"
        sub = f"Điểm tăng thêm theo cơ quan chủ trì (cộng {num(gain, lang, 2)}), số năm tiến bộ điển hình và các tiêu chí phải nâng"
        unit = "năm"
    else:
        head = f"The least-effort way to {num(total, lang)} points: {count(len(plan.measures), 'criterion', 'criteria')} of {count(len(data), 'agency', 'agencies')}, {labels[0]} most ({num(data['gain'][0], lang, 2)} points)"
        sub = f"Points gained by lead agency ({num(gain, lang, 2)} together), years of typical progress, and the criteria to be raised"
        unit = "years"
    with style():
        chart = new_chart(title or head, sub, model_source(own, lang), lang)
        bottom, top = chart.room
        left = label_room(labels, SMALL + 1)
        texts = [
            f"+{num(row.gain, lang, 2)}   {num(row.effort, lang, 1)} {unit}   {', '.join(row.codes)}"
            for row in data.itertuples(index=False)
        ]
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
