"""Where the targets lie: score -> target -> maximum by criterion, SIPAS items by factor, and the way to the total."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from par_analysis.charts.needs import edition_for, limits, losses
from par_analysis.charts.theme import SMALL, Chart, label_step, new_chart, share_of_width, stack, style
from par_analysis.edition.names import agency_names, selection, years_of
from par_analysis.edition.opening import EditionLike
from par_analysis.tables.indices.rows import code_order
from par_analysis.words.numbers import NOISE
from par_analysis.words.palette import EARNED, GAINED, LOST, TARGET, TARGET_EDGE, TEXT
from par_analysis.words.printing import count, num, percent

__all__ = ["sipas_items", "target_ladder", "waterfall"]


@dataclass(frozen=True)
class _Line:
    """One line of a ladder: a heading, or a criterion with its score, target and maximum on one scale."""

    label: str
    figures: str = ""
    score: float = np.nan
    target: float = np.nan
    maximum: float = np.nan

    @property
    def is_heading(self) -> bool:
        return bool(np.isnan(self.score))


def target_ladder(
    edition: EditionLike = None, lang: str = "vi", *, only: Collection[str] = (), title: str = ""
) -> Chart:
    """Score, target and maximum of every criterion that lost points, by lead agency.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    lang : {"vi", "en"}
    only : collection of str
        Codes or agencies, by any of their names: show only the criteria below those codes or led by those agencies.
    title : str
        A headline in the place of ours.

    Returns
    -------
    Chart
        Lines are drawn in percent of each criterion's maximum, figures are in points. `data`:
        `deficits(by="criterion")` of the criteria shown.

    Raises
    ------
    ParAnalysisError
        The edition lacks what the chart needs, or no criterion in `only` lost points.
    """
    own = edition_for("target_ladder", edition, lang)
    table = losses("criterion", own, only)
    table = table[table["deficit"] > 0].reset_index(drop=True)
    year, aim = years_of(own)
    order = [lead for lead in losses("agency", own, only)["lead_agency"] if lead in set(table["lead_agency"])]
    names, leads = own.short_names("par", lang), agency_names(own, lang)
    groups = []
    for lead in order:
        led = table[table["lead_agency"] == lead].sort_values("gain", ascending=False, kind="stable")
        lost = num(led["deficit"].sum(), lang)
        lines = [_Line(f"{leads.get(lead, lead)}: " + (f"bị trừ {lost}" if lang == "vi" else f"{lost} lost"))]
        for row in led.itertuples(index=False):
            figures = f"{num(row.score, lang)} → {num(row.target, lang)} / {num(row.max_points, lang)}"
            scale = 100 / row.max_points
            lines.append(_Line(f"{row.code} {names[row.code]}", figures, row.score * scale, row.target * scale, 100.0))
        groups.append(lines)
    full = int((table["gap_closure"] > 1 - NOISE).sum())
    gain = num(table["gain"].sum(), lang)
    who = f"{selection(only, own, 'par', lang)}: " if only else ""
    if lang == "vi":
        head = f"{who}mục tiêu của {len(table)} tiêu chí đòi hỏi tăng thêm {gain} điểm; {full or 'không'} tiêu chí {'nào ' * (not full)}phải đạt điểm tối đa"
        sub = f"Điểm{year} (●) → mục tiêu{aim} (◆) so với điểm tối đa (│), theo % điểm tối đa"
    else:
        head = f"{who}the {'target' if len(table) == 1 else 'targets'} of {count(len(table), 'criterion', 'criteria')} {'asks' if len(table) == 1 else 'ask'} for {gain} more points; {full or 'none'} must reach the maximum"
        sub = f"Score{year} (●) → target{aim} (◆) against the maximum (│), in % of the maximum"
    head, sub = title or head[0].upper() + head[1:], sub + limits(own, only, lang)
    return _ladder(groups, (0.0, 100.0), table, head, sub, own.source(lang), lang)


def sipas_items(edition: EditionLike = None, lang: str = "vi", *, only: Collection[str] = (), title: str = "") -> Chart:
    """Score and target of every SIPAS item, by factor.

    Parameters
    ----------
    edition, lang, only, title
        As `target_ladder`; codes are those of SIPAS, agencies those that follow up its factors.

    Returns
    -------
    Chart
        `data`: `deficits(by="item", index="sipas")` in percent. Without targets the scores alone are drawn.
    """
    own = edition_for("sipas_items", edition, lang)
    items, factors = losses("item", own, only, "sipas"), losses("factor", own, only, "sipas")
    aimed = bool(items["target"].notna().all())
    nodes = own.sipas.by_code
    year, aim = years_of(own)
    names = own.short_names("sipas", lang)
    figures = items.set_index("code")
    groups = []
    for factor in sorted(factors["code"], key=code_order):
        row = nodes.loc[factor]
        bound = ">" if row["target_is_bound"] else ""
        towards = f" → {bound}{num(row['target'], lang)}" if aimed else ""
        lines = [_Line(f"{factor}. {names[factor]}: {num(row['score'], lang, 2)}{towards}%")]
        below = [code for code in figures.index if factor in own.sipas.lineage(code)]
        for code in sorted(below, key=code_order):
            score, target = figures.loc[code, ["score", "target"]]
            towards = f" → {num(target, lang)}" if aimed else ""
            lines.append(_Line(f"{code} {names[code]}", f"{num(score, lang, 2)}{towards}", score, target))
        groups.append(lines)
    worst = factors.sort_values("attainment", kind="stable").iloc[0]
    lowest = num(worst["score_published"], lang)
    if lang == "vi":
        head = f"Yếu tố {worst['code']} ({names[worst['code']]}) thấp nhất: {lowest}%"
        sub = f"Tỷ lệ hài lòng{year} (●)"
    else:
        head = f"Factor {worst['code']} ({names[worst['code']]}) is lowest: {lowest}%"
        sub = f"Satisfaction{year} (●)"
    if aimed:
        most = items["gain"].max()
        farthest = ", ".join(items.loc[items["gain"] > most - NOISE, "code"])
        if lang == "vi":
            head += f"; mục tiêu xa nhất: {farthest}, thêm {num(most, lang)} điểm phần trăm"
        else:
            head += f"; the farthest target: {farthest}, {num(most, lang)} percentage points"
        sub += f" → mục tiêu{aim} (◆)" if lang == "vi" else f" → target{aim} (◆)"
    sub += ", %; trục không bắt đầu từ 0" if lang == "vi" else ", %; the axis does not begin at 0"
    if not aimed:
        sub += "; chưa công bố mục tiêu" if lang == "vi" else "; no targets are published"
    head, sub = title or head, sub + limits(own, only, lang, "sipas")
    low, high = (edge(items[["score", "target"]].to_numpy()) for edge in (np.nanmin, np.nanmax))
    scale = (float(np.floor(low)), float(np.ceil(high)))
    return _ladder(groups, scale, items, head, sub, own.source(lang, "sipas"), lang)


def _ladder(
    groups: list[list[_Line]],
    scale: tuple[float, float],
    data: pd.DataFrame,
    headline: str,
    subtitle: str,
    source: str,
    lang: str,
) -> Chart:
    """Draw the groups in two columns of about the same length (in one, if they are few)."""
    total = sum(len(lines) for lines in groups)
    # Few lines keep the spacing of a full slide half filled, so that one agency does not look like a poster.
    columns = (
        _columns(groups, total) if total > 14 and len(groups) > 1 else [[line for lines in groups for line in lines]]
    )
    with style():
        chart = new_chart(headline, subtitle, source, lang)
        span = 0.94 / len(columns)
        rows = max(10, *(len(column) for column in columns))
        for number, lines in enumerate(columns):
            _ladder_column(chart, lines, rows, scale, 0.03 + number * span, span - 0.02)
    every = (line for column in columns for line in column)
    return chart.tell(data, (line.label if line.is_heading else f"{line.label} {line.figures}" for line in every))


def _columns(groups: list[list[_Line]], total: int) -> list[list[_Line]]:
    """Cut between groups where the two columns come out most alike."""
    sizes = np.cumsum([len(lines) for lines in groups])
    cut = int(np.argmin(np.abs(sizes[:-1] - total / 2))) + 1
    return [[line for lines in part for line in lines] for part in (groups[:cut], groups[cut:])]


def _ladder_column(
    chart: Chart, lines: list[_Line], rows: int, scale: tuple[float, float], left: float, width: float
) -> None:
    rungs = [line for line in lines if not line.is_heading]
    label_width = max(share_of_width(line.label) for line in rungs) + 0.012
    figure_width = max(share_of_width(line.figures) for line in rungs) + 0.014
    bottom, top = chart.room
    axes: Axes = chart.add_axes(
        (left + label_width, bottom + 0.035, width - label_width - figure_width, top - bottom - 0.035)
    )
    axes.set_ylim(rows - 0.5, -0.5)
    pad = (scale[1] - scale[0]) * 0.05
    axes.set_xlim(scale[0] - pad, scale[1] + pad)
    axes.set_yticks([])
    locator = MaxNLocator(3, steps=[1, 5, 10])
    ticks = (
        list(scale)
        if rows > 12 and scale == (0.0, 100.0)
        else [t for t in locator.tick_values(*scale) if scale[0] <= t <= scale[1]]
    )
    axes.set_xticks(ticks, [f"{tick:g}%" for tick in ticks])
    axes.grid(axis="x")
    axes.tick_params(axis="x", length=0, pad=2)
    axes.spines["bottom"].set_visible(False)
    blended, begin = axes.get_yaxis_transform(), -label_width / axes.get_position().width
    for place, line in enumerate(lines):
        if line.is_heading:
            axes.text(begin, place, line.label, transform=blended, va="center", fontweight="bold")
            # The grid would run through the heading.
            axes.axhspan(place - 0.5, place + 0.5, color="white", zorder=1)
            continue
        axes.text(begin, place, line.label, transform=blended, va="center", color=TEXT)
        axes.annotate(
            line.figures, (1, place), (10, 0), xycoords=blended, textcoords="offset points", va="center", color=TEXT
        )
        if not np.isnan(line.maximum):
            axes.plot([line.score, line.maximum], [place, place], color=LOST, linewidth=2, zorder=2)
            axes.plot([line.maximum] * 2, [place - 0.32, place + 0.32], color=LOST, linewidth=2.5, zorder=2)
        axes.plot(line.score, place, "o", color=EARNED, markeredgecolor=TEXT, markersize=8, zorder=4)
        if np.isnan(line.target):
            continue
        axes.plot([line.score, line.target], [place, place], color=GAINED, linewidth=5, zorder=3, solid_capstyle="butt")
        axes.plot(line.target, place, "D", color=TARGET, markeredgecolor=TARGET_EDGE, markersize=7, zorder=5)


def waterfall(edition: EditionLike = None, lang: str = "vi", *, title: str = "") -> Chart:
    """From the score to the published target of the next year, field by field.

    Parameters
    ----------
    edition, lang, title
        As `target_ladder`.

    Returns
    -------
    Chart
        Steps are the published field targets minus the published field scores; where the criteria's own
        targets add up to another total, a note says so. `data`: one row a step, in points.
    """
    own = edition_for("waterfall", edition, lang)
    fields = losses("field", own, ())
    year, aim = years_of(own)
    published = (fields["target_published"] - fields["score_published"]).round(9)
    fields["gain"] = published.fillna(fields["gain"])
    fields = fields.sort_values("gain", ascending=False, kind="stable")
    names = own.short_names("par", lang)
    start, end = own.par.score(), own.par.target()
    bottom_up = float(fields["target"].sum())
    steps = pd.DataFrame(
        {
            "step": ["start", *fields["code"], "end"],
            "change": [start, *fields["gain"], end],
            "running_total": [start, *(start + fields["gain"].cumsum()), end],
        }
    ).round(9)
    ends = ("Kết quả", "Mục tiêu") if lang == "vi" else ("Score", "Target")
    fields_named = [stack(f"{code}. {names[code]}") for code in fields["code"]]
    labels = [f"{ends[0]}\n{year.strip()}", *fields_named, f"{ends[1]}\n{aim.strip()}"]
    top = fields.head(2)
    rise = fields["gain"].sum()
    share = percent(top["gain"].sum() / rise, lang) if rise > 0 else "–"
    if lang == "vi":
        head = f"Từ {num(start, lang)} lên {num(end, lang)} điểm: {share} mức tăng trông vào lĩnh vực {' và '.join(top['code'])}"
        sub = f"PAR INDEX{year} đến mục tiêu{aim}, điểm tăng thêm theo lĩnh vực (số công bố); trục không bắt đầu từ 0"
        note = f"Cộng mục tiêu của từng tiêu chí thì được {num(bottom_up, lang)}, lệch {num(bottom_up - end, lang, sign=True)} so với mục tiêu công bố."
    else:
        head = f"From {num(start, lang)} to {num(end, lang)} points: {share} of the rise rests on fields {' and '.join(top['code'])}"
        sub = f"PAR INDEX{year} to the target{aim}, points gained by field (as published); the axis does not begin at 0"
        note = f"The criteria's own targets add up to {num(bottom_up, lang)}, {num(bottom_up - end, lang, sign=True)} against the published target."
    if abs(bottom_up - end) <= NOISE:
        note = ""
    floor = np.floor(start - 1)
    with style():
        chart = new_chart(title or head, sub, own.source(lang), lang)
        bottom, top = chart.room
        if note:
            chart.text(0.03, bottom, note, va="bottom", fontsize=SMALL + 1)
        axes = chart.add_axes((0.03, bottom + 0.19, 0.94, top - bottom - 0.19))
        before = start
        for place, row in enumerate(steps.itertuples(index=False)):
            if row.step in ("start", "end"):
                color = EARNED if row.step == "start" else TARGET
                edge = "none" if row.step == "start" else TARGET_EDGE
                height, base, text = row.running_total - floor, floor, num(row.running_total, lang, 2)
            else:
                color = edge = GAINED if row.change >= 0 else LOST
                height, base, text = row.change, before, num(row.change, lang, 3, sign=True)
            axes.bar(place, height, bottom=base, width=0.66, color=color, edgecolor=edge, linewidth=1.5)
            level = row.running_total if place < len(steps) - 1 else None
            label_step(axes, place, max(before, row.running_total), text, level)
            before = row.running_total
        axes.set_xticks(range(len(steps)), labels)
        axes.tick_params(axis="x", length=0, pad=6, labelcolor=TEXT)
        axes.set_xlim(-0.5, len(steps) - 0.5)
        axes.set_ylim(floor, max(steps["running_total"].max(), end) + 0.5)
        axes.yaxis.set_visible(False)
    changes = zip(labels, steps["change"], strict=True)
    chart.tell(steps, (f"{label.replace(chr(10), ' ')}: {num(change, lang)}" for label, change in changes))
    chart.alt += f" {note}"
    return chart
