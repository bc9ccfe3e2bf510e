"""Which targets can be reached: chance against gain, the evidence behind it, and the order with its uncertainty."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from par_analysis.charts.needs import model_for
from par_analysis.charts.placing import place_labels
from par_analysis.charts.theme import SMALL, Chart, new_chart, style, text_width
from par_analysis.edition.edition import Edition
from par_analysis.edition.names import years_of
from par_analysis.edition.opening import EditionLike
from par_analysis.outlook.chance import chances
from par_analysis.outlook.model import Model
from par_analysis.outlook.order import target_order
from par_analysis.tables.models.evidence import REFERENCE_CLASSES
from par_analysis.words.errors import ParAnalysisError
from par_analysis.words.palette import EARNED, GAINED, GRID, MUTED, TARGET, TARGET_EDGE, TEXT
from par_analysis.words.printing import count, num, percent

__all__ = ["chance_gain", "evidence_classes", "model_source", "order_uncertainty"]

_MARKERS = {"appraisal": "o", "official_survey": "s", "citizen_survey": "^", "outcome": "D", "total": "o"}
_MUCH = 0.09  # points: from here on a target is named in the chart of all of them
_SHOWN = 12  # targets in the chart of the order


def model_source(edition: Edition, lang: str) -> str:
    """Return the source line of a chart that rests on the model."""
    told, judged = (
        ("bằng chứng và giả định", "phán đoán") if lang == "vi" else ("evidence and assumptions", "judgements")
    )
    judgements = f"; {judged}: judgements.csv" if edition.has("judgements") else ""
    return f"{edition.source(lang)}; {told}: data/raw/national/evidence.csv, assumptions.csv{judgements}"


def chance_gain(edition: EditionLike = None, lang: str = "vi", *, model: Model | None = None, title: str = "") -> Chart:
    """Chance of every target against the points it brings: quick wins, big bets, wishes.

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
        Targets with the same gain and chance share a point. `data`: `chances()`.

    Raises
    ------
    ParAnalysisError
        The edition lacks what the chart needs, or no target asks for a gain.
    """
    model = model_for("chance_gain", edition, lang, model)
    own = model.edition
    table = _targets(model)
    names = own.short_names("par", lang)
    limits, year = model.assumptions, years_of(own)[1]
    shares = table.groupby("verdict")["gain"].sum()
    likely, wish = (float(shares.get(word, 0.0)) for word in ("likely", "wish"))
    asked = float(table["gain"].sum())
    sides = percent(limits.likely, lang), percent(limits.wish, lang)
    if lang == "vi":
        head = f"Trong {num(asked, lang)} điểm mục tiêu{year} đòi thêm, {num(likely, lang)} có khả năng đạt từ {sides[0]} trở lên; {num(wish, lang)} dưới {sides[1]}"
        sub = f"Khả năng đạt trong một năm (%, với khoảng {percent(limits.level, lang)}) và điểm tăng thêm (thang logarit); {_key(table, lang)}"
        zones = ("Trong tầm tay", "Canh bạc lớn →", "Mong muốn")
        axis = "Điểm tăng thêm nếu đạt mục tiêu"
    else:
        head = f"Of the {num(asked, lang)} points that the{year} targets ask for, {num(likely, lang)} are at least {sides[0]} likely and {num(wish, lang)} less than {sides[1]}"
        sub = f"Chance within a year (%, with its {percent(limits.level, lang)} interval) against points gained (log scale); {_key(table, lang)}"
        zones = ("Quick wins", "Big bets →", "Wishes")
        axis = "Points gained if the target is reached"
    with style():
        chart = new_chart(title or head, sub, model_source(own, lang), lang)
        bottom, top = chart.room
        axes: Axes = chart.add_axes((0.07, bottom + 0.075, 0.9, top - bottom - 0.08))
        axes.set_xscale("log")
        axes.set_xlim(table["gain"].min() * 0.6, table["gain"].max() * 2.4)
        axes.set_ylim(0, min(1.0, float(table["chance_high"].max()) + 0.06))
        spots = table.assign(spot=table["gain"].round(4).astype(str) + " " + table["chance"].round(3).astype(str))
        at, labels = [], []
        for _, spot in spots.groupby("spot", sort=False):
            first = spot.iloc[0]
            axes.plot(
                [first["gain"]] * 2, [first["chance_low"], first["chance_high"]], color=GRID, linewidth=3, zorder=1
            )
            axes.plot(
                first["gain"], first["chance"], _MARKERS[first["reference_class"]], color=GAINED, markeredgecolor=TEXT, markersize=10, zorder=4,
            )  # fmt: skip
            at.append((float(first["gain"]), float(first["chance"])))
            # Names for what is likely or brings much; codes for the crowd.
            named = len(spot) == 1 and (first["gain"] >= _MUCH or first["verdict"] == "likely")
            labels.append(f"{first['code']} {names[first['code']]}" if named else ", ".join(spot["code"]))
        for limit in (limits.likely, limits.wish):
            if limit < axes.get_ylim()[1]:
                axes.axhline(limit, color=MUTED, linewidth=1, linestyle=(0, (4, 4)), zorder=1)
        _zones(chart, axes, zones, limits.likely, limits.wish)
        order = np.argsort([-len(label) for label in labels], kind="stable")
        place_labels(chart, axes, [at[i] for i in order], [labels[i] for i in order], _zone_boxes(chart, axes, zones, limits.likely, limits.wish))  # fmt: skip
        ticks = [tick for tick in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0) if axes.get_xlim()[0] <= tick <= axes.get_xlim()[1]]  # fmt: skip
        axes.set_xticks(ticks, [num(tick, lang) for tick in ticks])
        axes.minorticks_off()
        steps = np.arange(0, axes.get_ylim()[1] + 1e-9, 0.1)
        axes.set_yticks(steps, [percent(step, lang) for step in steps])
        axes.tick_params(length=0)
        axes.set_xlabel(axis)
    chart.data = table
    chart.alt = f"{chart.headline}. " + "; ".join(
        f"{row.code} {names[row.code]}: +{num(row.gain, lang)}, {percent(row.chance, lang)}" for row in table.itertuples(index=False)
    ) + "."  # fmt: skip
    return chart


def _targets(model: Model) -> pd.DataFrame:
    table = chances("par", model=model)
    if table.empty:
        raise ParAnalysisError("không có mục tiêu nào cần tăng điểm (no target asks for a gain)")
    return table


def _key(table: pd.DataFrame, lang: str) -> str:
    """Name the markers."""
    signs = {"o": "●", "s": "■", "^": "▲", "D": "◆"}
    used = [name for name in REFERENCE_CLASSES if name in set(table["reference_class"])]
    return "  ".join(f"{signs[_MARKERS[name]]} {REFERENCE_CLASSES[name][lang == 'en']}" for name in used)


def _zones(chart: Chart, axes: Axes, words: tuple[str, str, str], likely: float, wish: float) -> None:
    for word, (x, y) in zip(words, _zone_spots(axes, likely, wish), strict=True):
        axes.text(x, y, word, transform=axes.get_yaxis_transform(), ha="right", va="center", color=MUTED, fontweight="bold", fontsize=SMALL + 2)  # fmt: skip


def _zone_spots(axes: Axes, likely: float, wish: float) -> list[tuple[float, float]]:
    top = axes.get_ylim()[1]
    return [(0.995, min((likely + top) / 2, top - 0.03)), (0.995, likely - 0.035), (0.995, wish - 0.035)]


def _zone_boxes(
    chart: Chart, axes: Axes, words: tuple[str, str, str], likely: float, wish: float
) -> list[tuple[float, float, float, float]]:
    """Where the words of the zones stand, in points of the page."""
    width, height = chart.get_figwidth() * 72, chart.get_figheight() * 72
    frame, top = axes.get_position(), axes.get_ylim()[1]
    made = []
    for word, (x, y) in zip(words, _zone_spots(axes, likely, wish), strict=True):
        right = (frame.x0 + x * frame.width) * width
        middle = (frame.y0 + y / top * frame.height) * height
        made.append((right - text_width(word, SMALL + 2, bold=True) - 6, middle - 14, right, middle + 14))
    return made


def evidence_classes(
    edition: EditionLike = None, lang: str = "vi", *, model: Model | None = None, title: str = ""
) -> Chart:
    """Closures that were observed, the fitted classes, and what the targets ask for.

    Parameters as `chance_gain`.

    Returns
    -------
    Chart
        One row a class: observed closures of indices and parts (dots), the interval for a single criterion (bar), the
        closures that targets ask for (diamonds). `data`: one row a class: `reference_class, n_observed, centre, low,
        high` (share of the deficit, for a single criterion), `n_targets, asked_median`.
    """
    model = model_for("evidence_classes", edition, lang, model)
    own = model.edition
    table = _targets(model)
    rows = []
    level = model.assumptions.level
    for name, fitted in model.classes.items():
        asked = table.loc[table["reference_class"] == name, "asked"]
        rows.append((name, len(fitted.observed), fitted.centre, fitted.quantile((1 - level) / 2), min(fitted.quantile((1 + level) / 2), 1.0), len(asked), asked.median()))  # fmt: skip
    columns = ["reference_class", "n_observed", "centre", "low", "high", "n_targets", "asked_median"]
    data = pd.DataFrame(rows, columns=columns)
    seen = int(data["n_observed"].sum())
    aimed = data[data["n_targets"] > 0]
    fewest = int(aimed["n_observed"].min())
    thin = int((aimed["n_observed"] == fewest).sum())
    called = {name: words[lang == "en"] for name, words in REFERENCE_CLASSES.items()}
    if lang == "vi":
        head = (
            f"{seen} thay đổi đã quan sát, nhưng rất lệch: {thin} trong {len(aimed)} nhóm có mục tiêu chỉ có {fewest}"
        )
        sub = f"Phần khoảng cách thu hẹp trong một năm: ● quan sát được (cả chỉ số hoặc một phần), ▬ khoảng {percent(level, lang)} cho một tiêu chí, ◆ mục tiêu đòi hỏi"
    else:
        head = f"{seen} observed changes, very unevenly spread: {thin} of the {len(aimed)} classes with targets {'has' if thin == 1 else 'have'} only {fewest}"
        sub = f"Share of the gap closed in a year: ● observed (a whole index or a part), ▬ {percent(level, lang)} interval of a single criterion, ◆ asked for by targets"
    with style():
        chart = new_chart(title or head, sub, model_source(own, lang), lang)
        bottom, top = chart.room
        labels = [f"{called[row.reference_class]}\n{_counted(row, lang)}" for row in data.itertuples(index=False)]
        widest = max(text_width(line, SMALL) for label in labels for line in label.split("\n"))
        left = 0.03 + widest / (chart.get_figwidth() * 72) + 0.015
        axes = chart.add_axes((left, bottom + 0.045, 0.97 - left, top - bottom - 0.05))
        for place, row in enumerate(data.itertuples(index=False)):
            axes.plot([row.low, row.high], [place] * 2, color=GRID, linewidth=16, solid_capstyle="butt", zorder=1)
            axes.plot([row.centre] * 2, [place - 0.24, place + 0.24], color=TEXT, linewidth=2.5, zorder=2)
            observed = np.array(model.classes[row.reference_class].observed)
            axes.plot(observed, np.full(len(observed), place + 0.1), "o", color=EARNED, markeredgecolor=TEXT, markersize=8, zorder=3)  # fmt: skip
            asked = table.loc[table["reference_class"] == row.reference_class, "asked"]
            axes.plot(asked, np.full(len(asked), place - 0.3), "D", color=TARGET, markeredgecolor=TARGET_EDGE, markersize=8, zorder=4)  # fmt: skip
        axes.axvline(0, color=MUTED, linewidth=1)
        axes.set_yticks(range(len(data)), labels)
        axes.set_ylim(len(data) - 0.5, -0.6)
        lowest = min(
            data["low"].min(), min((min(c.observed) for c in model.classes.values() if c.observed), default=0.0)
        )
        axes.set_xlim(lowest - 0.05, 1.04)
        ticks = np.arange(np.ceil(lowest / 0.25) * 0.25, 1.01, 0.25)
        axes.set_xticks(ticks, [percent(tick, lang) for tick in ticks])
        axes.grid(axis="x")
        axes.tick_params(length=0)
    chart.data = data
    chart.alt = f"{chart.headline}. " + "; ".join(
        f"{called[row.reference_class]}: {_counted(row, lang)}, {percent(row.low, lang)} … {percent(row.centre, lang)} … {percent(row.high, lang)}"
        for row in data.itertuples(index=False)
    ) + "."  # fmt: skip
    return chart


def _counted(row: object, lang: str) -> str:
    seen, asked = int(row.n_observed), int(row.n_targets)  # type: ignore[attr-defined]
    if lang == "vi":
        return f"{seen} quan sát, {asked} mục tiêu"
    return f"{seen} observed, {count(asked, 'target', 'targets')}"


def order_uncertainty(
    edition: EditionLike = None, lang: str = "vi", *, model: Model | None = None, title: str = ""
) -> Chart:
    """Show the first targets by chance, gain, control and tasks, and how far their place depends on the weights.

    Parameters as `chance_gain`.

    Returns
    -------
    Chart
        `data`: the targets shown, as in `target_order().targets`.
    """
    model = model_for("order_uncertainty", edition, lang, model)
    own = model.edition
    order = target_order(model=model)
    data = order.targets.head(_SHOWN)
    names = own.short_names("par", lang)
    level = percent(model.assumptions.level, lang)
    first = data.iloc[0]
    if lang == "vi":
        head = f"{first['code']} ({names[first['code']]}) đứng đầu với phần lớn cách đặt trọng số: thứ nhất trong {percent(first['first'], lang)}"
        sub = f"{len(data)} mục tiêu đầu xếp theo khả năng, điểm, mức tự chủ, nhiệm vụ: thứ hạng trung bình (●) và khoảng {level} qua mọi cách đặt trọng số"
        right = "thứ nhất / trong 10 đầu"
        if first["first"] < 0.5:
            head = f"Thứ tự phụ thuộc trọng số: {first['code']} ({names[first['code']]}) trung bình cao nhất, nhưng chỉ đứng đầu trong {percent(first['first'], lang)} cách đặt"
    else:
        head = f"{first['code']} ({names[first['code']]}) leads under most weights: first in {percent(first['first'], lang)} of them"
        sub = f"The first {len(data)} targets by chance, gain, control and tasks: mean rank (●) and {level} interval over all weights"
        right = "first / in the first ten"
        if first["first"] < 0.5:
            head = f"The order depends on the weights: {first['code']} ({names[first['code']]}) is best on average, but first in only {percent(first['first'], lang)}"
    with style():
        chart = new_chart(title or head, sub, model_source(own, lang), lang)
        bottom, top = chart.room
        labels = [f"{code} {names[code]}" for code in data["code"]]
        texts = [f"{percent(row.first, lang)} / {percent(row.first_ten, lang)}" for row in data.itertuples(index=False)]
        points = chart.get_figwidth() * 72
        left = 0.03 + max(text_width(label, SMALL) for label in labels) / points + 0.015
        end = 0.97 - max(text_width(text, SMALL) for text in [*texts, right]) / points - 0.02
        axes = chart.add_axes((left, bottom + 0.04, end - left, top - bottom - 0.085))
        for place, row in enumerate(data.itertuples(index=False)):
            axes.plot([row.rank_low, row.rank_high], [place] * 2, color=GAINED, alpha=0.35, linewidth=12, solid_capstyle="butt")  # fmt: skip
            axes.plot(row.expected_rank, place, "o", color=GAINED, markeredgecolor=TEXT, markersize=11)
            axes.annotate(texts[place], (1, place), (14, 0), xycoords=axes.get_yaxis_transform(), textcoords="offset points", va="center")  # fmt: skip
        axes.annotate(right, (1, -0.95), (14, 0), xycoords=axes.get_yaxis_transform(), textcoords="offset points", va="center", color=MUTED)  # fmt: skip
        axes.set_yticks(range(len(data)), labels)
        axes.set_ylim(len(data) - 0.5, -0.6)
        last = int(max(data["rank_high"].max(), 5))
        axes.set_xlim(0.3, last + 0.7)
        ticks = [1, *range(5, last + 1, 5)]
        axes.set_xticks(ticks, [str(tick) for tick in ticks])
        axes.grid(axis="x")
        axes.tick_params(length=0)
    chart.data = data
    chart.alt = f"{chart.headline}. " + "; ".join(
        f"{label}: {num(row.expected_rank, lang, 1)} ({row.rank_low}-{row.rank_high})"
        for label, row in zip(labels, data.itertuples(index=False), strict=True)
    ) + "."  # fmt: skip
    return chart
