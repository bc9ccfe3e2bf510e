"""Where the year may end: the total and the rank under every model, and the rank that a score allowed."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import MaxNLocator

from par_analysis.charts.chances import model_source
from par_analysis.charts.needs import model_for
from par_analysis.charts.placing import along, place_labels
from par_analysis.charts.theme import (
    SMALL,
    Chart,
    label_room,
    new_chart,
    share_of_width,
    style,
    wrap_to_width,
)
from par_analysis.edition.edition import Edition
from par_analysis.edition.names import as_of_told
from par_analysis.edition.opening import EditionLike
from par_analysis.outlook.alternatives import ALTERNATIVES, alternatives_of, robustness
from par_analysis.outlook.bands import band_of
from par_analysis.outlook.check import method_break, outcomes
from par_analysis.outlook.model import Model
from par_analysis.outlook.ranks import rank_list, rank_of
from par_analysis.outlook.rivals import rank_bars, rank_chances, ranks_up
from par_analysis.words.palette import EARNED, GAINED, LOST, MUTED, TARGET, TARGET_EDGE, TEXT
from par_analysis.words.printing import chance_span, chance_text, num, percent, rank_span

__all__ = ["model_and_standings", "rank_by_score", "rank_outlook", "total_outlook", "whole_numbers"]

_OTHER = "#A9C6E3"  # intervals of the alternatives, beside the model's own
_RANKS = 10  # ranks in the chart of their chances
_YEARS = 6  # years in the chart of their bars


def total_outlook(
    edition: EditionLike = None, lang: str = "vi", *, model: Model | None = None, title: str = ""
) -> Chart:
    """Show where the total may end under the model and every alternative, with score, target and, if known, outcome.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition. What was published for the
        year is shown where the edition's day allows it (`Edition.at`).
    lang : {"vi", "en"}
    model : Model, optional
        As `achievability_model()` makes it; by default that of the edition.
    title : str
        A headline in the place of ours.

    Returns
    -------
    Chart
        `data`: the model (`model`), then every alternative of `robustness()`: `alternative, low, median, high`
        (points, at the level of the assumptions), `chance` that the target is reached.
    """
    model = model_for("total_outlook", edition, lang, model)
    own, vi, year = model.edition, lang == "vi", model.year + 1
    found = robustness(model=model)
    data = found.by_alternative.T[["total_low", "total_median", "total_high", "total_target"]]
    data = data.set_axis(["low", "median", "high", "chance"], axis=1).rename_axis("alternative").reset_index()
    start, plan = own.par.score(), own.par.target()
    known = outcomes(own, year)
    known = known[(known["index"] == "par") & known["value"].notna()]
    note = method_break(own, year, lang) if len(known) else ""
    star, level = "*" if note else "", percent(model.assumptions.level, lang)
    names = [_model_name(name, lang) for name in data["alternative"]]
    interval = [num(data.loc[0, end], lang, 1) for end in ("low", "high")]
    if vi:
        sub = f"Tổng PAR INDEX {year} theo bằng chứng đến {model.year}: trung vị (│) và khoảng {level} của từng mô hình; theo mô hình chính {interval[0]} đến {interval[1]} điểm; bên phải: khả năng đạt mục tiêu"
        words = {"score": f"kết quả {model.year}", "plan": "mục tiêu", "outcome": f"kết quả {year}{star}"}
    else:
        sub = f"Total of PAR INDEX {year} on evidence up to {model.year}: median (│) and {level} interval of every model; {interval[0]} to {interval[1]} points by the main one; on the right: chance of the target"
        words = {"score": f"score {model.year}", "plan": "target", "outcome": f"outcome {year}{star}"}
    sub += _left_out(list(found.left_out), lang)
    marks = [("score", start, EARNED), ("plan", plan, TARGET)]
    marks += [("outcome", value, TEXT) for value in dict.fromkeys(known["value"])]
    with style():
        chart = new_chart(title or _total_headline(model, plan, lang), sub, model_source(own, lang), lang)
        bottom, top = chart.room
        for line in reversed(wrap_to_width(chart, f"* {note}", SMALL, 0.94) if note else []):
            chart.text(0.03, bottom, line, va="bottom", color=MUTED)
            bottom += 0.036
        left = label_room(names)
        texts = [chance_text(chance, lang) for chance in data["chance"]]
        end = 0.97 - max(map(share_of_width, texts)) - 0.015
        above = 0.035 * len(marks)
        axes = chart.add_axes((left, bottom + 0.035, end - left, top - bottom - 0.035 - above))
        axes.set_ylim(len(data) - 0.5, -0.6)
        reach = [*data["low"], *data["high"], *(value for _, value, _ in marks)]
        axes.set_xlim(float(np.floor(min(reach) - 0.3)), float(np.ceil(max(reach) + 0.3)))
        for at, row in enumerate(data.itertuples(index=False)):
            color, wide = (GAINED, 13) if at == 0 else (_OTHER, 8)
            axes.plot([row.low, row.high], [at] * 2, color=color, linewidth=wide, solid_capstyle="butt", zorder=2)
            axes.plot([row.median] * 2, [at - 0.32, at + 0.32], color=TEXT, linewidth=2, zorder=4)
            axes.annotate(
                texts[at], (1, at), (10, 0), xycoords=axes.get_yaxis_transform(), textcoords="offset points", va="center",
                fontweight="normal" if at else "bold",
            )  # fmt: skip
        told = [f"{words[name]}: {num(value, lang)}" for name, value, _ in marks]
        _mark_values(axes, [value for _, value, _ in marks], told, [color for *_, color in marks])
        axes.set_yticks(range(len(data)), names)
        axes.get_yticklabels()[0].set_fontweight("bold")
        whole_numbers(axes.xaxis)
        axes.tick_params(axis="both", length=0)
        axes.tick_params(axis="x", labelcolor=TEXT)
    parts = []
    for name, row in zip(names, data.itertuples(index=False), strict=True):
        ends = " … ".join(num(value, lang, 2) for value in (row.low, row.median, row.high))
        parts.append(f"{name}: {ends}, {chance_text(row.chance, lang)}")
    return chart.tell(data, [*parts, *told])


def _model_name(name: str, lang: str) -> str:
    if name == "model":
        return "Mô hình chính" if lang == "vi" else "The main model"
    other = ALTERNATIVES[name]
    return other.title if lang == "vi" else other.title_en


def _left_out(names: Sequence[str], lang: str) -> str:
    """Name the alternatives that could not be fitted."""
    if not names:
        return ""
    told = ", ".join(_model_name(name, lang) for name in names)
    return f"; không lập được: {told}" if lang == "vi" else f"; could not be fitted: {told}"


def _total_headline(model: Model, plan: float, lang: str) -> str:
    """Say in which band the plan's total is, if every model says the same; else that they differ."""
    found = robustness(model=model)
    row = found.headlines.set_index("key").loc["total_target"]
    aim, chance = num(plan, lang), chance_text(row["model"], lang)
    span, band = chance_span(row["low"], row["high"], lang), band_of(row["model"], model)
    if not row["robust"]:
        if lang == "vi":
            return f"Các mô hình không thống nhất về mục tiêu {aim} điểm: khả năng đạt {span}"
        return f"Models disagree on the target of {aim} points: its chance is {span}"
    if lang == "vi":
        word = {"likely": "có khả năng đạt", "open": "chưa rõ có đạt không", "unlikely": "khó đạt"}[band]
        return f"Mục tiêu {aim} điểm {word} theo mọi mô hình; khả năng {chance} ({span} tùy mô hình)"
    word = {"likely": "likely", "open": "open", "unlikely": "unlikely"}[band]
    return f"The target of {aim} points is {word} under every model; its chance is {chance} ({span} depending on the model)"


def _mark_values(axes: Axes, values: Sequence[float], texts: Sequence[str], colors: Sequence[str]) -> None:
    """Draw a line down the axes at every value and name it above them, so that no line runs through a name."""
    frame, (low, high) = axes.get_position(), axes.get_xlim()
    at = [frame.x0 + (value - low) / (high - low) * frame.width for value in values]
    wide = [share_of_width(text, bold=True) + 0.012 for text in texts]
    floors, sides = min(_placings(len(values)), key=lambda placing: _clashes(at, wide, *placing))
    for number, (value, text, color) in enumerate(zip(values, texts, colors, strict=True)):
        up = (floors[number] + 1) * 0.035 / frame.height
        axes.plot(
            [value] * 2, [0, 1 + up - 0.008 / frame.height], color=color, linewidth=3, zorder=3,
            transform=axes.get_xaxis_transform(), clip_on=False,
        )  # fmt: skip
        axes.annotate(
            text, (value, 1 + up), (6 * sides[number], 0), xycoords=axes.get_xaxis_transform(), textcoords="offset points",
            ha="left" if sides[number] > 0 else "right", va="top", fontweight="bold",
        )  # fmt: skip


def _placings(size: int) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Every way to put names on floors of their own, right or left of their lines."""
    return list(itertools.product(itertools.permutations(range(size)), itertools.product((1, -1), repeat=size)))


def _clashes(at: Sequence[float], wide: Sequence[float], floors: Sequence[int], sides: Sequence[int]) -> float:
    """Count lines that run through names, and names that leave the page."""
    faults = 0.0
    for one, (x, width, floor, side) in enumerate(zip(at, wide, floors, sides, strict=True)):
        left, right = (x, x + width) if side > 0 else (x - width, x)
        faults += 10.0 * (left < 0.03 or right > 0.97)
        faults += sum(
            left < x2 < right and up >= floor for two, (x2, up) in enumerate(zip(at, floors, strict=True)) if two != one
        )
    return faults


def whole_numbers(axis: Axis) -> None:
    """Name whole numbers along an axis, none beyond its ends."""
    low, high = sorted(axis.get_view_interval())
    axis.set_ticks([tick for tick in MaxNLocator(integer=True).tick_values(low, high) if low <= tick <= high])


def rank_outlook(
    edition: EditionLike = None, lang: str = "vi", *, model: Model | None = None, title: str = ""
) -> Chart:
    """Show the chance of the published rank and better ones, the others moving and standing still, and their bars by year.

    Parameters as `total_outlook`.

    Returns
    -------
    Chart
        `data`: one row a rank, the published one last: `rank`; `moving, moving_low, moving_high`: chance of that rank
        or a better one with the others moving, under the model and over all alternatives; `still, still_low,
        still_high`: the same if the others kept their scores; `sure_from`: the score (points) at which the rank was
        certain in the year of results, and by year `sure_from_<year>`, as far as lists are published.
    """
    model = model_for("rank_outlook", edition, lang, model)
    own, vi = model.edition, lang == "vi"
    held, up = int(own.rank or 1), ranks_up(own)
    chances = _rank_chances(model)
    chances = chances[chances["rank"].between(held - _RANKS + 1, held)].reset_index(drop=True)
    shown = [up[by] for by in sorted(up)] or [held]
    bars = rank_bars(held, own)
    bars = bars[bars["year"].isin(sorted(set(bars["year"][bars["year"] <= model.year]))[-_YEARS:])]
    wide = (
        bars.pivot_table(index="rank", columns="year", values="sure_from", dropna=False)
        .add_prefix("sure_from_")
        .rename_axis(None, axis=1)
    )
    data = chances.merge(wide, left_on="rank", right_index=True, how="left")
    place = own.place_in(lang)
    if vi:
        sub = f"Khả năng {model.year + 1} ở hạng đó hoặc hơn: ▬ các tỉnh khác cùng thay đổi (─ khoảng qua mọi mô hình), ◇ nếu họ đứng yên"
    else:
        sub = f"Chance in {model.year + 1} of that rank or a better one: ▬ the others moving as places do (─ range over all models), ◇ if they stood still"
    with style():
        chart = new_chart(title or _rank_headline(model, data, lang), sub, model_and_standings(own, lang), lang)
        bottom, top = chart.room
        _draw_chances(chart, data, shown, (0.03, bottom, 0.6, top), lang)
        _draw_bars(chart, bars, shown, _own_scores(own, model.year), place, (0.64, bottom, 0.97, top), lang)
    parts = [
        f"{rank_span(row.rank, row.rank, lang)}: {_rank_told(row, lang)}, "
        f"{'đứng yên' if vi else 'standing still'} {chance_text(row.still, lang)} ({chance_span(row.still_low, row.still_high, lang)})"
        for row in data.itertuples(index=False)
    ]
    return chart.tell(data, parts)


def _rank_chances(model: Model) -> pd.DataFrame:
    """Chances of ranks under the model, with their range over the alternatives."""

    def work_out() -> pd.DataFrame:
        others, _ = alternatives_of(model)
        table = rank_chances(model)
        tables = [table, *(rank_chances(other) for other in others.values())]
        for name in ("moving", "still"):
            every = np.array([one[name] for one in tables])
            table[f"{name}_low"], table[f"{name}_high"] = every.min(axis=0), every.max(axis=0)
        return table[
            ["rank", *(f"{name}{end}" for name in ("moving", "still") for end in ("", "_low", "_high")), "sure_from"]
        ]

    return model.edition.once(("rank_chances", model), work_out)


def _rank_headline(model: Model, data: pd.DataFrame, lang: str) -> str:
    """Say what the chance of the next better rank is; a band only if every model says the same."""
    vi, up = lang == "vi", ranks_up(model.edition)
    rank = up.get(1, int(data["rank"].iloc[-1]))
    row = data.set_index("rank").loc[rank]
    moving, still = (chance_span(row[f"{name}_low"], row[f"{name}_high"], lang) for name in ("moving", "still"))
    bands = {band_of(row[name], model) for name in ("moving", "moving_low", "moving_high")}
    to = (
        f"{'lên' if vi else 'reaching'} {rank_span(rank, rank, lang)}"
        if up
        else f"{'giữ' if vi else 'keeping'} {rank_span(rank, rank, lang)}"
    )
    if len(bands) > 1:
        if vi:
            return f"Các mô hình không thống nhất về khả năng {to}: {moving} khi các tỉnh khác cùng thay đổi; {still} nếu họ đứng yên"
        return f"Models disagree on the chance of {to}: {moving} with the others moving; {still} if they stood still"
    band, chance = bands.pop(), chance_text(row["moving"], lang)
    if vi:
        word = {"likely": "Có khả năng", "open": "Chưa rõ có", "unlikely": "Khó"}[band]
        return f"{word} {to}, theo mọi mô hình: {chance} ({moving} tùy mô hình) khi các tỉnh khác cùng thay đổi; {still} nếu họ đứng yên"
    word = to.capitalize()
    return f"{word} is {band} under every model: {chance} ({moving} depending on the model) with the others moving; {still} if they stood still"


def _rank_told(row: Any, lang: str) -> str:
    return f"{chance_text(row.moving, lang)} ({chance_span(row.moving_low, row.moving_high, lang)})"


def _draw_chances(
    chart: Chart, data: pd.DataFrame, shown: Sequence[int], frame: tuple[float, float, float, float], lang: str
) -> None:
    """Draw a bar a rank, the best on top: its chance with the others moving, the range, and the chance if they stood still."""
    vi, (x0, y0, x1, y1) = lang == "vi", frame
    rows = list(data.itertuples(index=False))
    names = [rank_span(row.rank, row.rank, lang) for row in rows]
    texts = [_rank_told(row, lang) for row in rows]
    stills = [f"{chance_text(row.still, lang)} ({chance_span(row.still_low, row.still_high, lang)})" for row in rows]
    heads = ("họ cùng đổi", "họ đứng yên") if vi else ("moving", "standing still")
    second = max(map(share_of_width, [*stills, heads[1]]))
    first = max(map(share_of_width, [*texts, heads[0]]))
    left, right = x0 + max(map(share_of_width, names)) + 0.012, x1 - first - second - 0.035
    axes = chart.add_axes((left, y0 + 0.035, right - left, y1 - y0 - 0.08))
    axes.set_xlim(0, 1)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    for at, row in enumerate(rows):
        weight = "bold" if row.rank in shown else "normal"
        axes.barh(at, row.moving, height=0.55, color=GAINED if row.rank in shown else _OTHER, zorder=2)
        axes.plot([row.moving_low, row.moving_high], [at] * 2, color=TEXT, linewidth=2, zorder=3)
        axes.plot(row.still, at, "D", color="white", markeredgecolor=TEXT, markersize=9, zorder=4)
        for x, text in ((right + 0.012, texts[at]), (right + 0.024 + first, stills[at])):
            _beside(axes, x, at, text, weight)
    for x, text in ((right + 0.012, heads[0]), (right + 0.024 + first, heads[1])):
        _beside(axes, x, -0.5 - len(rows) * 0.02 / (y1 - y0 - 0.08), text, "normal", MUTED)
    axes.set_yticks(range(len(rows)), names)
    for label, row in zip(axes.get_yticklabels(), rows, strict=True):
        label.set_fontweight("bold" if row.rank in shown else "normal")
    axes.set_xticks([0, 0.5, 1], [percent(share, lang) for share in (0, 0.5, 1)])
    axes.grid(axis="x")
    axes.tick_params(length=0)


def _beside(axes: Axes, x: float, y: float, text: str, weight: str, color: str = TEXT) -> None:
    """Write a text at a share of the page's width, level with a row."""
    frame = axes.get_position()
    at = (x - frame.x0) / frame.width
    axes.text(at, y, text, transform=axes.get_yaxis_transform(), va="center", fontweight=weight, color=color)


def _own_scores(edition: Edition, until: int) -> pd.DataFrame:
    """Return the published scores of the place, by year."""
    table = edition.standings
    own = table[
        (table["index"] == "par") & (table["place"] == edition.place) & (table["year"] <= until) & table["doubt"].isna()
    ]
    return own.dropna(subset=["score"]).drop_duplicates("year").sort_values("year")


def _draw_bars(
    chart: Chart,
    bars: pd.DataFrame,
    shown: Sequence[int],
    scores: pd.DataFrame,
    place: str,
    frame: tuple[float, float, float, float],
    lang: str,
) -> None:
    """Draw from which score the ranks were possible and certain, year by year, with the score of the place."""
    vi, (x0, y0, x1, y1) = lang == "vi", frame
    years = sorted(set(bars["year"]))
    scores = scores[scores["year"].isin(years)]
    own = bars[bars["rank"].isin(shown)]
    first, ranks = max(shown), (" và " if vi else " and ").join(str(rank) for rank in sorted(shown, reverse=True))
    if vi:
        head = f"▬ điểm để chắc chắn hạng {ranks} (dải nhạt: công bố chưa đủ), ● điểm {place}; dưới mỗi năm: điểm chắc chắn hạng {first}"
    else:
        head = f"▬ points to be sure of rank {ranks} (pale: too little is published), ● {place}; below each year: points to be sure of rank {first}"
    lines = wrap_to_width(chart, head, SMALL, x1 - x0)
    for number, line in enumerate(lines):
        chart.text(x0, y1 - number * 0.036, line, va="top", color=MUTED)
    axes = chart.add_axes((x0 + 0.03, y0 + 0.07, x1 - x0 - 0.03, y1 - y0 - 0.09 - 0.036 * len(lines)))
    spread = [*own["possible_from"], *own["sure_from"].dropna(), *scores["score"]]
    pad = max(max(spread) - min(spread), 1.0) * 0.1
    axes.set_xlim(-0.6, len(years) - 0.4)
    axes.set_ylim(min(spread) - pad, max(spread) + pad)
    for at, year in enumerate(years):
        rows = own[own["year"] == year].sort_values("rank", ascending=False)
        for number, row in enumerate(rows.itertuples(index=False)):
            x = at + (number - (len(rows) - 1) / 2) * 0.3
            sure = axes.get_ylim()[1] if np.isnan(row.sure_from) else row.sure_from
            axes.plot([x - 0.12, x + 0.12], [sure] * 2, color=GAINED, linewidth=4, zorder=3)
            axes.fill_between(
                [x - 0.12, x + 0.12], row.possible_from, sure, color=_OTHER, alpha=0.5, linewidth=0, zorder=2
            )
    spots = [(years.index(row.year), float(row.score)) for row in scores.itertuples(index=False)]
    axes.plot(
        [x for x, _ in spots],
        [y for _, y in spots],
        "-o",
        color=LOST,
        markeredgecolor=TEXT,
        markersize=10,
        linewidth=1.5,
        zorder=5,
    )
    sure = own[own["rank"] == first].set_index("year")["sure_from"]
    axes.set_xticks(
        range(len(years)), [f"{year}\n{'–' if np.isnan(sure[year]) else num(sure[year], lang, 2)}" for year in years]
    )
    whole_numbers(axes.yaxis)
    axes.grid(axis="y")
    axes.tick_params(length=0)


def model_and_standings(edition: Edition, lang: str) -> str:
    """Return the source line of a chart that sets the model against the published list."""
    rests = "điểm và hạng các tỉnh, bằng chứng và giả định" if lang == "vi" else "standings, evidence and assumptions"
    rests = f"{rests}: data/raw/national"
    return "; ".join(text for text in (edition.source(lang), rests, as_of_told(edition, lang)) if text)


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
        head = f"Trong danh sách năm {year}, mục tiêu {num(plan, lang)} điểm là {would}; {place} đạt {num(start, lang)} điểm, hạng {held}"
        sub = f"Thứ hạng có thể có theo tổng điểm nếu các tỉnh khác vẫn như năm {year}; dải xanh: chưa công bố đủ để nói chắc; ● tỉnh đã công bố điểm và hạng"
        axis, ranks = "Tổng điểm PAR INDEX", "hạng"
    else:
        head = f"In the list of {year} the target of {num(plan, lang)} points is {would}; {place} had {num(start, lang)}, rank {held}"
        sub = f"Ranks that a total allows if the other provinces stay as in {year}; blue band: too little is published to be sure; ● province with published score and rank"
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
        steps = [box for side in ("best", "worst") for box in along(chart, axes, *_corners(data["score"], data[side]))]
        place_labels(chart, axes, at, [*marked, *near["place"]], steps)
        axes.set_yticks([1, *range(5, int(data["worst"].max()) + 1, 5)])
        whole_numbers(axes.xaxis)
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


def _corners(scores: pd.Series, ranks: pd.Series) -> tuple[list[float], list[float]]:
    """Return the corners of a line that steps to each new rank at its score."""
    new = (ranks.diff() != 0).to_numpy()
    x, y = np.append(scores[new], scores.iloc[-1]), np.append(ranks[new], ranks.iloc[-1])
    return np.repeat(x, 2)[1:].tolist(), np.repeat(y, 2)[:-1].tolist()


def _standings_source(edition: Edition, lang: str) -> str:
    ranks = "điểm và hạng các tỉnh đã công bố" if lang == "vi" else "published scores and ranks of provinces"
    ranks = f"{ranks}: data/raw/national/standings.csv"
    return "; ".join(text for text in (edition.source(lang), ranks, as_of_told(edition, lang)) if text)
