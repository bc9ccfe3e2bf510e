"""The plan's tasks against the points lost: by date, by agency, and one page for each lead agency."""

from __future__ import annotations

import datetime
import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from par_analysis.charts.needs import edition_for, losses
from par_analysis.charts.theme import (
    SMALL,
    Chart,
    label_bars,
    label_room,
    new_chart,
    share_of_width,
    stack,
    style,
    text_width,
)
from par_analysis.edition.edition import Edition
from par_analysis.edition.names import agency_names, as_of_told, main_documents
from par_analysis.edition.opening import EditionLike
from par_analysis.plan.coverage import coverage
from par_analysis.plan.schedule import status_on
from par_analysis.words.errors import refused
from par_analysis.words.palette import EARNED, GRID, LOST, LOST_LIGHT, MUTED, TARGET, TARGET_EDGE, TEXT
from par_analysis.words.printing import MONTHS, count, num

__all__ = ["day_label", "gantt", "month_label", "plan_source", "task_coverage"]


def plan_source(edition: Edition, lang: str) -> str:
    """Return the source line of a chart that links tasks to criteria; part of the links is judgement."""
    source, documents = edition.source(lang), main_documents(edition, lang)
    if not documents:
        return source
    if lang == "vi":
        return f"{source}; nhiệm vụ: {documents}, phần nội dung (liên hệ với tiêu chí có phần suy luận, xem tasks.csv)"
    return f"{source}; tasks: {documents}, main text (some links to criteria are inferred, see tasks.csv)"


def month_label(month: pd.Timestamp, lang: str) -> str:
    """Name a month on an axis: `T7` or `Jul`."""
    return f"T{month.month}" if lang == "vi" else MONTHS[month.month - 1][:3]


def day_label(day: pd.Timestamp, lang: str) -> str:
    """Name a day of a year that is clear from the page: `31/7` or `31 Jul`."""
    return f"{day.day}/{day.month}" if lang == "vi" else f"{day.day} {MONTHS[day.month - 1][:3]}"


@dataclass(frozen=True)
class _Bar:
    """One dated task: its agency, title, time and points."""

    agency: str
    called: str
    title: str
    start: pd.Timestamp
    due: pd.Timestamp
    points: float


def gantt(edition: EditionLike = None, lang: str = "vi", *, title: str = "") -> Chart:
    """Dated tasks of the plan by agency, from the plan's date to their due date, with the points at stake.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    lang : {"vi", "en"}
    title : str
        A headline in the place of ours.

    Returns
    -------
    Chart
        Points at stake are those lost on the criteria that a task serves; a criterion may be served by several tasks.
        `data`: the dated tasks of `coverage("tasks")` by agency, with `document_date`. A task of no dated document
        begins at the first date of all.

    Raises
    ------
    ParAnalysisError
        The edition lacks what the chart needs, no points were lost, or no task has a date.
    """
    own = edition_for("gantt", edition, lang)
    agencies = losses("agency", own, ()).set_index("lead_agency")["deficit"]
    table = coverage("tasks", edition=own).dropna(subset="due")
    if table.empty:
        raise refused("no_date")
    table["document_date"] = pd.to_datetime(table["id"].map(own.tasks.set_index("id")["document_date"]))
    first = table[["document_date", "due"]].min().min()
    names = agency_names(own, lang)
    order = [name for name in (*agencies.index, *names, *table["lead_agency"]) if name in set(table["lead_agency"])]
    rank = {name: place for place, name in reversed(list(enumerate(order)))}
    table = table.assign(rank=table["lead_agency"].map(rank)).sort_values(["rank", "due", "id"], ignore_index=True)
    table = table.drop(columns="rank")
    bars = [
        _Bar(
            agency=row.lead_agency,
            called=names.get(row.lead_agency, row.lead_agency),
            title=row.title if lang == "vi" else row.title_en,
            start=first if pd.isna(row.document_date) else min(row.document_date, row.due),
            due=row.due,
            points=row.deficit_served,
        )
        for row in table.itertuples(index=False)
    ]
    months = table["due"].dt.to_period("M")
    fullest = months.value_counts().sort_index().idxmax()
    n_fullest, idle = int((months == fullest).sum()), int((table["n_deficits"] == 0).sum())
    if lang == "vi":
        head = f"{n_fullest} trong {len(table)} nhiệm vụ có hạn dồn vào tháng {fullest.month}/{fullest.year}"
        sub = f"Từ ngày kế hoạch đến hạn (◆), theo cơ quan chủ trì; số bên phải: điểm bị trừ của các tiêu chí được phục vụ ({idle} nhiệm vụ không phục vụ tiêu chí nào bị trừ)"
    else:
        head = f"{n_fullest} of {len(table)} dated tasks fall due in {MONTHS[fullest.month - 1]} {fullest.year}"
        sub = f"From the plan's date to the due date (◆), by lead agency; at right: points lost on the criteria served ({idle} tasks serve no criterion that lost points)"
    source, day = plan_source(own, lang), own.as_of
    if day is not None:
        past = int((status_on(day, table["due"]) == "overdue").sum())
        told = as_of_told(own, lang)
        if lang == "vi":
            source += f"; {told} (đường đứng): {past} nhiệm vụ quá thời hạn trong kế hoạch"
        else:
            source += f"; {told} (vertical line): {count(past, 'task', 'tasks')} past the date in the plan"
    with style():
        chart = new_chart(title or head, sub, source, lang)
        for number, column in enumerate(_balanced(bars)):
            _gantt_column(chart, column, bars, agencies, (0.03, 0.515)[number], lang, day)
    return chart.tell(
        table,
        (
            f"{bar.called}, {bar.title}: {bar.due.day}/{bar.due.month}/{bar.due.year} ({num(bar.points, lang)})"
            for bar in bars
        ),
    )


def _balanced(bars: list[_Bar]) -> list[list[_Bar]]:
    """Cut between agencies where the two columns come out most alike."""
    cuts = [place for place in range(1, len(bars)) if bars[place].agency != bars[place - 1].agency]
    if not cuts:
        return [bars]
    cut = min(cuts, key=lambda place: abs(place - len(bars) / 2))
    return [bars[:cut], bars[cut:]]


def _gantt_column(
    chart: Chart,
    bars: list[_Bar],
    every: list[_Bar],
    lost: pd.Series,
    left: float,
    lang: str,
    day: datetime.date | None,
) -> None:
    labels = {bar.agency: _agency_label(bar, lost, lang) for bar in every}
    agency_width = max(share_of_width(line, bold=True) for lines in labels.values() for line in lines) + 0.01
    title_width = max(share_of_width(bar.title) for bar in every) + 0.01
    figure_width = share_of_width("0,000") + 0.012
    begin, width = left + agency_width + title_width, 0.46 - agency_width - title_width - figure_width
    bottom, top = chart.room
    step = (top - bottom - 0.03) / max(len(part) for part in _balanced(every))
    axes: Axes = chart.add_axes((begin, top - 0.03 - step * len(bars), width, step * len(bars)))
    first = min(bar.start for bar in every).to_period("M").start_time
    last = max(bar.due for bar in every).to_period("M").end_time.normalize()
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.set_xlim(0, (last - first).days + 1)
    axes.set_yticks([])
    starts = pd.date_range(first, last, freq="MS")
    axes.set_xticks([(month - first).days for month in starts], [""] * len(starts))
    axes.tick_params(axis="x", length=0)
    axes.grid(axis="x")
    axes.spines["bottom"].set_visible(False)
    # Name as many months as there is room for.
    widest = max(text_width(month_label(month, lang), SMALL) for month in starts) + 4
    every_nth = math.ceil(widest * len(starts) / (width * chart.get_figwidth() * 72))
    for month in starts[::every_nth]:
        axes.text((month - first).days, -0.62, month_label(month, lang), ha="left", va="bottom", color=MUTED)
    blended = axes.get_yaxis_transform()
    if day is not None and first <= pd.Timestamp(day) <= last:
        axes.axvline((pd.Timestamp(day) - first).days, color=TEXT, linewidth=1.2, linestyle=(0, (4, 2)), zorder=1)
    opened = 0
    for place, bar in enumerate(bars):
        if place == 0 or bars[place - 1].agency != bar.agency:
            opened = place
            if place:
                ends = [-(agency_width + title_width) / width, 1 + figure_width / width]
                axes.plot(ends, [place - 0.5] * 2, transform=blended, color=GRID, linewidth=1, clip_on=False)
        lines = labels[bar.agency]
        if place - opened < len(lines):
            line = lines[place - opened]
            of_points = line[:1].isdigit()
            weight, color = ("normal", LOST) if of_points else ("bold", TEXT)
            begins = -(agency_width + title_width) / width
            axes.text(begins, place, line, transform=blended, va="center", fontweight=weight, color=color)
        axes.text(-title_width / width, place, bar.title, transform=blended, va="center")
        ends = [(day - first).days for day in (bar.start, bar.due)]
        axes.plot(ends, [place] * 2, color=LOST if bar.points > 0 else EARNED, linewidth=5, solid_capstyle="butt")
        axes.plot(ends[1], place, "D", color=TARGET, markeredgecolor=TARGET_EDGE, markersize=7, clip_on=False)
        text = num(bar.points, lang, 3) if bar.points > 0 else "–"
        axes.annotate(text, (1, place), (9, 0), xycoords=blended, textcoords="offset points", va="center")


def _agency_label(bar: _Bar, lost: pd.Series, lang: str) -> list[str]:
    """Name an agency in lines of at most a dozen letters, and below that the points lost on what it leads."""
    lines = stack(bar.called).split("\n")
    points = float(lost.get(bar.agency, 0.0))
    return [*lines, f"{num(points, lang, 3)} {'điểm' if lang == 'vi' else 'lost'}"] if points > 0 else lines


# From the firmest to none: label (vi, en), colour, hatch.
_COVER = {
    "dated_action": ("việc cụ thể, có hạn", "an action with a date", MUTED, ""),
    "standing_duty": ("việc thường xuyên", "a standing duty", EARNED, ""),
    "plan_only": ("mới yêu cầu lập kế hoạch", "only a plan is asked for", LOST_LIGHT, "///"),
    "no_task": ("không có nhiệm vụ", "no task", LOST, ""),
}


def task_coverage(edition: EditionLike = None, lang: str = "vi", *, title: str = "") -> Chart:
    """Points lost by lead agency, split by the firmest task that serves them.

    Parameters
    ----------
    edition, lang, title
        As for `gantt`.

    Returns
    -------
    Chart
        `data`: one row an agency in points: `dated_action` (some task says an action and has a date),
        `standing_duty` (an action without a date), `plan_only` (the text only asks for a plan or solutions),
        `no_task`, and `deficit`.
    """
    own = edition_for("task_coverage", edition, lang)
    losses("agency", own, ())
    table = _by_firmness(coverage(edition=own), own.tasks)
    names = agency_names(own, lang)
    labels = [names.get(agency, agency) for agency in table["lead_agency"]]
    total = table["deficit"].sum()
    weak, none = table["plan_only"].sum(), table["no_task"].sum()
    if lang == "vi":
        first = (
            "Điểm bị trừ nào cũng có nhiệm vụ" if none == 0 else f"{num(none, lang)} điểm bị trừ không có nhiệm vụ nào"
        )
        link = "nhưng" if none == 0 else "và"
        head = f"{first}; {link} {num(weak, lang)} trong {num(total, lang)} điểm mới chỉ có yêu cầu lập kế hoạch"
        sub = "Điểm bị trừ theo cơ quan chủ trì tiêu chí, chia theo nhiệm vụ chắc chắn nhất phục vụ tiêu chí đó"
    else:
        first = "Every point lost has a task" if none == 0 else f"{num(none, lang)} points lost have no task"
        link = "but" if none == 0 else "and"
        head = f"{first}; {link} for {num(weak, lang)} of {num(total, lang)} the text only asks for a plan"
        sub = "Points lost by lead agency of the criterion, split by the firmest task that serves it"
    with style():
        chart = new_chart(title or head, sub, plan_source(own, lang), lang)
        bottom, top = chart.room
        left = label_room(labels, SMALL + 1)
        texts = [_covered(row, lang) for row in table.itertuples(index=False)]
        # The longest text stands beside the longest bar at worst.
        right = 0.97 - max(share_of_width(text) for text in texts) - 0.01
        axes = chart.add_axes((left, bottom, right - left, top - bottom - 0.06))
        places = np.arange(len(table))
        before = np.zeros(len(table))
        for column, (_, _, color, hatch) in _COVER.items():
            values = table[column].to_numpy()
            looks: dict[str, Any] = {
                "height": 0.62,
                "color": color,
                "hatch": hatch,
                "edgecolor": "white",
                "linewidth": 0,
            }
            axes.barh(places, values, left=before, **looks)
            before = before + values
        axes.set_xlim(0, before.max())
        label_bars(axes, labels, table["deficit"], texts)
        _cover_key(chart, [column for column in _COVER if table[column].sum() > 0], top, lang)
    parts = []
    for label, (_, row) in zip(labels, table.iterrows(), strict=True):
        split = (f"{_COVER[name][lang == 'en']} {num(row[name], lang)}" for name in _COVER if row[name] > 0)
        parts.append(f"{label}: {num(row['deficit'], lang)}, {', '.join(split)}")
    return chart.tell(table, parts)


def _covered(row: Any, lang: str) -> str:
    """Print what stands beside a bar: all points lost, and those with no more than a plan, or nothing."""
    text = num(row.deficit, lang, 3)
    for column, words in (
        ("plan_only", ("mới có kế hoạch", "plan only")),
        ("no_task", ("không có nhiệm vụ", "no task")),
    ):
        if getattr(row, column) > 0:
            text += f"; {words[lang == 'en']} {num(getattr(row, column), lang, 3)}"
    return text


def _by_firmness(covered: pd.DataFrame, tasks: pd.DataFrame) -> pd.DataFrame:
    """Split each agency's points by the firmest task of each criterion."""
    firm = tasks.set_index("id")
    acts = set(firm.index[~firm["plan_only"]])
    dated = set(firm.index[firm["due"].notna()]) & acts

    def firmest(ids: Collection[str]) -> str:
        if not ids:
            return "no_task"
        return "dated_action" if dated & set(ids) else "standing_duty" if acts & set(ids) else "plan_only"

    level = [firmest(ids) for ids in covered["tasks"]]
    made = pd.DataFrame({"lead_agency": covered["lead_agency"], "deficit": covered["deficit"]})
    for column in _COVER:
        made[column] = made["deficit"].where(np.array(level) == column, 0.0)
    summed = made.groupby("lead_agency", sort=False).sum().round(9).reset_index()
    return summed.sort_values("deficit", ascending=False, kind="stable", ignore_index=True)


def _cover_key(chart: Chart, columns: list[str], top: float, lang: str) -> None:
    """Name the colours in one line above the bars; a swatch carries the hatch as well."""
    x = 0.03
    for vi, en, color, hatch in (_COVER[column] for column in columns):
        words = vi if lang == "vi" else en
        looks: dict[str, Any] = {"facecolor": color, "hatch": hatch, "edgecolor": "white", "linewidth": 0}
        chart.add_artist(Rectangle((x, top - 0.032), 0.018, 0.026, transform=chart.transFigure, **looks))
        chart.text(x + 0.024, top - 0.019, words, va="center")
        x += 0.024 + share_of_width(words) + 0.03
