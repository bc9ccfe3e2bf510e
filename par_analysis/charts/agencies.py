"""The page that goes to a meeting with one lead agency: its criteria, deficits, targets, tasks and dates."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.lines import Line2D

from par_analysis.charts.needs import edition_for, losses
from par_analysis.charts.plan import day_label, plan_source
from par_analysis.charts.theme import Chart, new_chart, share_of_width, style
from par_analysis.edition.agencies import agency_deficits, sharing
from par_analysis.edition.edition import Edition
from par_analysis.edition.names import agency_names, years_of
from par_analysis.edition.opening import EditionLike
from par_analysis.edition.results import deficits
from par_analysis.plan.coverage import coverage
from par_analysis.tables.indices.rows import code_order
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.errors import refused
from par_analysis.words.palette import GRID, LOST, MUTED, TEXT
from par_analysis.words.printing import count, num

__all__ = ["agency_card"]

_LEFT, _MIDDLE, _RIGHT = 0.03, 0.485, 0.97
_GAP = 0.012


@dataclass(frozen=True)
class _Row:
    """One line of a half page: cells from left to right, or a heading that crosses it."""

    cells: tuple[str, ...] = ()
    heading: str = ""
    color: str = TEXT


def agency_card(edition: EditionLike = None, lang: str = "vi", *, agency: str | None = None, title: str = "") -> Chart:
    """Draw one page on a lead agency: the criteria it leads and the tasks it has.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    lang : {"vi", "en"}
    agency : str, optional
        Which one, by any of its names (printed, short or English) or its id; by default the one that leads most of
        the points lost.
    title : str
        A headline in the place of ours.

    Returns
    -------
    Chart
        Left the criteria that lost points (score, target, maximum, points lost) and the SIPAS factors it follows up;
        right its tasks, first the dated ones, with the criteria that lost points they serve. An open circle marks
        criteria for which the plan says no action. What the edition lacks of this is left out. `data`: the criteria it
        leads, from `deficits("criterion")`, with `n_tasks` and `deficit_without_action` of `coverage()`.

    Raises
    ------
    ParAnalysisError
        The edition lacks what the chart needs, or `agency` leads no criterion.
    """
    own = edition_for("agency_card", edition, lang)
    leads = losses("agency", own, ())
    leads = leads[leads["lead_agency"] != NO_LEAD].reset_index(drop=True)
    if agency is None:
        agency = str(leads["lead_agency"].iloc[0])
    agency = own.agency_called(agency)
    if agency not in set(leads["lead_agency"]):
        raise refused("leads_nothing", f"; có (there are): {', '.join(leads['lead_agency'])}", found=agency)
    led = deficits("criterion", edition=own)
    led = led[led["lead_agency"] == agency]
    planned, aimed = own.has("tasks"), own.has("targets")
    covered = coverage(edition=own).set_index("code")
    for column, empty in (("n_tasks", 0), ("deficit_without_action", 0.0)):
        led[column] = [covered[column].get(code, empty) if planned else empty for code in led["code"]]
    led = led.reset_index(drop=True)
    losing = led[led["deficit"] > 0]
    tasks = _own_tasks(own, agency)
    name = agency_names(own, lang).get(agency, agency)
    lost, gain = num(led["deficit"].sum(), lang), num(losing["gain"].sum(), lang)
    year, aim = years_of(own)
    if losing.empty:
        head = f"{name}: không mất điểm ở tiêu chí nào" if lang == "vi" else f"{name}: no points lost"
    elif lang == "vi":
        head = f"{name}: bị trừ {lost} điểm ở {len(losing)} tiêu chí" + (
            f", mục tiêu tăng thêm {gain}" if aimed else ""
        )
    else:
        head = f"{name}: {lost} points lost on {count(len(losing), 'criterion', 'criteria')}"
        head += f", {gain} to gain" if aimed else ""
    source = plan_source(own, lang) if planned else own.source(lang)
    with style():
        sub = _card_subtitle(own, tasks, year, aim, lang) + _by_factor(own, agency, lang)
        chart = new_chart(title or head, sub, source, lang)
        left = _criteria_rows(led, own, agency, lang)
        right = _task_rows(tasks, covered, lang) if planned else []
        step = min(0.044, (chart.room[1] - chart.room[0]) / max(len(left), len(right), 1))
        _half(chart, left, step, (_LEFT, _MIDDLE - 0.015))
        _half(chart, right, step, (_MIDDLE + 0.015, _RIGHT))
    return chart.tell(led, (row.heading or " ".join(filter(None, row.cells)) for row in (*left, *right)))


def _card_subtitle(edition: Edition, tasks: pd.DataFrame, year: str, aim: str, lang: str) -> str:
    """Say what the two halves show, and what the edition has none of."""
    aimed, dated = edition.has("targets"), int(tasks["due"].notna().sum())
    if lang == "vi":
        figures = f"điểm{year} → mục tiêu{aim} / tối đa" if aimed else f"điểm{year} / tối đa (chưa công bố mục tiêu)"
        work = f"{len(tasks)} nhiệm vụ được giao, {dated} có hạn" if edition.has("tasks") else "chưa có bảng nhiệm vụ"
        return f"Tiêu chí chủ trì: {figures}; {work}"
    figures = f"score{year} → target{aim} / maximum" if aimed else f"score{year} / maximum (no targets are published)"
    work = f"{count(len(tasks), 'task', 'tasks')}, {dated} with a date"
    return f"Criteria it leads: {figures}; {work if edition.has('tasks') else 'no table of tasks is at hand'}"


def _by_factor(edition: Edition, agency: str, lang: str) -> str:
    """Say in a subtitle what the agency loses with linked criteria shared by factor, where that is another figure."""
    shared = sharing(edition, agency_deficits(edition))
    if shared is None or agency not in set(shared[2]["lead_agency"]):
        return ""
    codes, index, moved = shared
    lost = num(moved.set_index("lead_agency").loc[agency, "deficit_by_factor"], lang, 2)
    if lang == "vi":
        return f"; chia {codes} theo yếu tố {index}: bị trừ {lost}"
    return f"; with {codes} shared by {index} factor: {lost} lost"


def _own_tasks(edition: Edition, agency: str) -> pd.DataFrame:
    """Return the agency's tasks, dated ones first, without those that repeat another."""
    tasks = edition.tasks
    own = tasks[(tasks["lead_agency"] == agency) & tasks["same_as"].isna()]
    served = coverage("tasks", edition=edition).set_index("id")[["n_deficits"]]
    own = own.join(served, on="id")
    standing = own["due"].isna()
    return own.assign(standing=standing).sort_values(["standing", "due", "source_line", "id"], kind="stable")


def _criteria_rows(led: pd.DataFrame, edition: Edition, agency: str, lang: str) -> list[_Row]:
    names, aimed = edition.short_names("par", lang), edition.has("targets")
    words = ("Tiêu chí mất điểm", "Criteria that lost points")
    losing = led[led["deficit"] > 0]
    rows = [_Row(heading=words[lang == "en"])] if len(losing) else []
    for row in losing.itertuples(index=False):
        mark = "○ " if row.deficit_without_action > 0 else ""
        towards = f" → {num(row.target, lang)}" if aimed else ""
        figures = f"{num(row.score, lang)}{towards} / {num(row.max_points, lang)}"
        rows.append(_Row((f"{mark}{row.code} {names[row.code]}", figures, f"−{num(row.deficit, lang, 3)}")))
    if (led["deficit_without_action"] > 0).any():
        said = ("○ kế hoạch chưa nêu việc cụ thể", "○ the plan specifies no action for it")
        rows.append(_Row((said[lang == "en"],), color=MUTED))
    listed = ~led["code"].isin(edition.par.nodes.loc[edition.par.nodes["is_remainder"], "code"])
    full = sorted(led.loc[(led["deficit"] <= 0) & listed, "code"], key=code_order)
    if full:
        words = ("Đạt điểm tối đa", "At their maximum")
        rows.append(_Row(heading=words[lang == "en"]))
        # With nothing else to show there is room for the names.
        shown = _broken(full, _MIDDLE - _LEFT - 0.02) if len(losing) else [f"{code} {names[code]}" for code in full]
        rows += [_Row((line,), color=MUTED) for line in shown]
    return rows + (_factor_rows(edition, agency, lang) if edition.has("sipas") else [])


def _factor_rows(edition: Edition, agency: str, lang: str) -> list[_Row]:
    """List the SIPAS factors that an agency follows up."""
    sipas, names = edition.table("sipas"), edition.short_names("sipas", lang)
    factors = sipas[(sipas["level"] == 1) & (sipas["lead_agency"] == agency)]
    words = ("Yếu tố SIPAS được giao theo dõi", "SIPAS factors it follows up")
    rows = [_Row(heading=words[lang == "en"])] if len(factors) else []
    for row in factors.itertuples(index=False):
        bound = ">" if row.target_is_bound else ""
        towards = "" if pd.isna(row.target) else f" → {bound}{num(row.target, lang)}"
        rows.append(_Row((f"{row.code} {names[row.code]}", f"{num(row.score, lang, 2)}{towards}%", "")))
    return rows


def _task_rows(own: pd.DataFrame, covered: pd.DataFrame, lang: str) -> list[_Row]:
    served: dict[str, list[str]] = {}
    for code, ids in covered["tasks"].items():
        for task in ids:
            served.setdefault(task, []).append(str(code))
    title = "title" if lang == "vi" else "title_en"
    rows: list[_Row] = []
    words = {False: ("Nhiệm vụ có hạn", "Dated tasks"), True: ("Nhiệm vụ thường xuyên", "Standing duties")}
    left_out = 0
    for standing, part in own.groupby("standing"):
        rows.append(_Row(heading=words[bool(standing)][lang == "en"]))
        for _, task in part.iterrows():
            codes = sorted(served.get(task["id"], []), key=code_order)
            if standing and not codes:
                left_out += 1
                continue
            due = "" if standing else day_label(task["due"], lang)
            room = _RIGHT - _MIDDLE - 0.015 - 2 * _GAP - share_of_width("30 Nov") - share_of_width(task[title])
            rows.append(_Row((due, str(task[title]), _short(codes, room))))
    if left_out:
        duties = count(left_out, "standing duty that serves", "standing duties that serve")
        said = (
            f"và {left_out} nhiệm vụ thường xuyên không gắn với điểm bị trừ",
            f"and {duties} no points lost",
        )
        rows.append(_Row(("", said[lang == "en"], ""), color=MUTED))
    if not rows:
        said = ("Kế hoạch không giao nhiệm vụ nào.", "The plan gives it no task.")
        rows.append(_Row(("", said[lang == "en"], ""), color=MUTED))
    return rows


def _short(codes: list[str], room: float) -> str:
    """Name the criteria a task serves; where they need more room (share of a slide), the first and how many more."""
    tries = [", ".join(codes), *(f"{', '.join(codes[:n])} +{len(codes) - n}" for n in range(len(codes) - 1, 0, -1))]
    return next((text for text in tries if share_of_width(text) <= room), f"+{len(codes)}")


def _broken(codes: list[str], width: float) -> list[str]:
    """Break a list of codes into lines no wider than `width` (share of a slide)."""
    lines: list[str] = []
    for code in codes:
        longer = f"{lines[-1]}, {code}" if lines else code
        if lines and share_of_width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(code)
    return lines


def _half(chart: Chart, rows: list[_Row], step: float, span: tuple[float, float]) -> None:
    """Write rows below each other: first cell left, the last one right, those between where there is room."""
    left, right = span
    tables = [row.cells for row in rows if len(row.cells) == 3]
    first, last = (max((share_of_width(cells[at]) for cells in tables), default=0.0) for at in (0, 2))
    task_half = left > _MIDDLE
    for place, row in enumerate(rows):
        y = chart.room[1] - (place + 0.5) * step
        if row.heading:
            chart.text(left, y, row.heading, va="center", fontweight="bold", color=LOST if place == 0 else TEXT)
            chart.add_artist(_rule(chart, left, right, y - step / 2))
            continue
        chart.text(left, y, row.cells[0], va="center", color=row.color)
        if len(row.cells) < 3:
            continue
        if task_half:
            chart.text(left + first + _GAP, y, row.cells[1], va="center", color=row.color)
            chart.text(right, y, row.cells[2], va="center", ha="right", color=MUTED)
        else:
            chart.text(right - last - _GAP, y, row.cells[1], va="center", ha="right", color=row.color)
            chart.text(right, y, row.cells[2], va="center", ha="right", color=LOST)


def _rule(chart: Chart, left: float, right: float, y: float) -> Line2D:
    return Line2D([left, right], [y, y], transform=chart.transFigure, color=GRID, linewidth=1)
