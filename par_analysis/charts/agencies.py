"""The page that goes to a meeting with one lead agency: its criteria, deficits, targets, tasks and dates."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.lines import Line2D

from par_analysis.charts.plan import day_label, plan_source
from par_analysis.charts.theme import SMALL, Chart, new_chart, style, text_width
from par_analysis.datasets import load_par, load_sipas
from par_analysis.deficits import NO_LEAD, deficits
from par_analysis.errors import ParAnalysisError
from par_analysis.labels import agency_called, agency_names, count, num, require_losses, short_names, years_of
from par_analysis.languages import check_lang
from par_analysis.palette import GRID, LOST, MUTED, TEXT
from par_analysis.plan.coverage import coverage
from par_analysis.plan.loading import load_tasks

__all__ = ["agency_card"]

_LEFT, _MIDDLE, _RIGHT = 0.03, 0.485, 0.97
_GAP = 0.012


@dataclass(frozen=True)
class _Row:
    """One line of a half page: cells from left to right, or a heading that crosses it."""

    cells: tuple[str, ...] = ()
    heading: str = ""
    color: str = TEXT


def agency_card(
    par: pd.DataFrame | None = None,
    lang: str = "vi",
    agency: str | None = None,
    tasks: pd.DataFrame | None = None,
    sipas: pd.DataFrame | None = None,
) -> Chart:
    """Draw one page on a lead agency: the criteria it leads and the tasks it has.

    Parameters
    ----------
    par : DataFrame, optional
        As `load_par()` returns it; by default the shipped edition.
    lang : {"vi", "en"}
    agency : str, optional
        Which one, by any of its names (printed, short or English) or its id; by default the one that leads most of
        the points lost.
    tasks, sipas : DataFrame, optional
        As `load_tasks()` and `load_sipas()` return them; by default the shipped tables.

    Returns
    -------
    Chart
        Left the criteria that lost points (score, target, maximum, points lost) and the SIPAS factors it follows up;
        right its tasks, first the dated ones, with the criteria that lost points they serve. An open circle marks
        criteria for which the plan says no action. `data`: the criteria it leads, from `deficits("criterion")`, with
        `n_tasks` and `deficit_without_action` of `coverage()`.

    Raises
    ------
    ParAnalysisError
        `agency` leads no criterion.
    """
    check_lang(lang)
    par = load_par() if par is None else par
    sipas = load_sipas() if sipas is None else sipas
    tasks = load_tasks() if tasks is None else tasks
    leads = require_losses(deficits("agency", table=par))
    leads = leads[leads["lead_agency"] != NO_LEAD].reset_index(drop=True)
    if agency is None and len(leads):
        agency = str(leads["lead_agency"].iloc[0])
    agency = agency_called(par, agency or "")
    if agency not in set(leads["lead_agency"]):
        raise ParAnalysisError(
            f"agency = {agency!r}: không chủ trì tiêu chí nào (leads no criterion); có: {', '.join(leads['lead_agency'])}"
        )
    led = deficits("criterion", table=par)
    led = led[led["lead_agency"] == agency]
    covered = coverage(tasks=tasks, par=par, sipas=sipas).set_index("code")
    for column, empty in (("n_tasks", 0), ("deficit_without_action", 0.0)):
        led[column] = [covered[column].get(code, empty) for code in led["code"]]
    led = led.reset_index(drop=True)
    losing = led[led["deficit"] > 0]
    own = _own_tasks(tasks, agency, par, sipas)
    name = agency_names(par, lang).get(agency, agency)
    lost, gain = num(led["deficit"].sum(), lang), num(losing["gain"].sum(), lang)
    dated = int(own["due"].notna().sum())
    year, aim = years_of(par)
    if losing.empty:
        head = f"{name}: không mất điểm ở tiêu chí nào" if lang == "vi" else f"{name}: no points lost"
    elif lang == "vi":
        head = f"{name}: bị trừ {lost} điểm ở {len(losing)} tiêu chí, mục tiêu lấy lại {gain}"
    else:
        head = f"{name}: {lost} points lost on {count(len(losing), 'criterion', 'criteria')}, {gain} to win back"
    if lang == "vi":
        sub = f"Tiêu chí chủ trì: điểm{year} → mục tiêu{aim} / tối đa; {len(own)} nhiệm vụ được giao, {dated} có hạn"
    else:
        sub = f"Criteria it leads: score{year} → target{aim} / maximum; {count(len(own), 'task', 'tasks')}, {dated} with a date"
    with style():
        chart = new_chart(head, sub, plan_source(par, lang), lang)
        left = _criteria_rows(led, sipas, par, agency, lang)
        right = _task_rows(own, covered, lang)
        step = min(0.044, (chart.room[1] - chart.room[0]) / max(len(left), len(right), 1))
        _half(chart, left, step, (_LEFT, _MIDDLE - 0.015))
        _half(chart, right, step, (_MIDDLE + 0.015, _RIGHT))
    chart.data = led
    chart.alt = (
        f"{head}. " + "; ".join(row.heading or " ".join(filter(None, row.cells)) for row in (*left, *right)) + "."
    )
    return chart


def _own_tasks(tasks: pd.DataFrame, agency: str, par: pd.DataFrame, sipas: pd.DataFrame) -> pd.DataFrame:
    """Return the agency's tasks, dated ones first, without those that repeat another."""
    own = tasks[(tasks["lead_agency"] == agency) & tasks["same_as"].isna()]
    served = coverage("tasks", tasks=tasks, par=par, sipas=sipas).set_index("id")[["n_deficits"]]
    own = own.join(served, on="id")
    standing = own["due"].isna()
    return own.assign(standing=standing).sort_values(["standing", "due", "source_line", "id"], kind="stable")


def _criteria_rows(led: pd.DataFrame, sipas: pd.DataFrame, par: pd.DataFrame, agency: str, lang: str) -> list[_Row]:
    names, factor_names = short_names(par, "par", lang), short_names(sipas, "sipas", lang)
    words = ("Tiêu chí mất điểm", "Criteria that lost points")
    losing = led[led["deficit"] > 0]
    rows = [_Row(heading=words[lang == "en"])] if len(losing) else []
    for row in losing.itertuples(index=False):
        mark = "○ " if row.deficit_without_action > 0 else ""
        figures = f"{num(row.score, lang)} → {num(row.target, lang)} / {num(row.max_points, lang)}"
        rows.append(_Row((f"{mark}{row.code} {names[row.code]}", figures, f"−{num(row.deficit, lang, 3)}")))
    if (led["deficit_without_action"] > 0).any():
        said = ("○ kế hoạch chưa nêu việc cụ thể", "○ the plan says no action for it")
        rows.append(_Row((said[lang == "en"],), color=MUTED))
    full = sorted((c for c in led.loc[led["deficit"] == 0, "code"] if not c.endswith(".rest")), key=_in_order)
    if full:
        words = ("Đạt điểm tối đa", "At their maximum")
        rows.append(_Row(heading=words[lang == "en"]))
        # With nothing else to show there is room for the names.
        shown = _broken(full, _MIDDLE - _LEFT - 0.02) if len(losing) else [f"{code} {names[code]}" for code in full]
        rows += [_Row((line,), color=MUTED) for line in shown]
    factors = sipas[(sipas["level"] == 1) & (sipas["lead_agency"] == agency)]
    if len(factors):
        words = ("Yếu tố SIPAS được giao theo dõi", "SIPAS factors it follows up")
        rows.append(_Row(heading=words[lang == "en"]))
        for row in factors.itertuples(index=False):
            bound = ">" if row.target_is_bound else ""
            figures = f"{num(row.score, lang, 2)} → {bound}{num(row.target, lang)}%"
            rows.append(_Row((f"{row.code} {factor_names[row.code]}", figures, "")))
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
            codes = sorted(served.get(task["id"], []), key=_in_order)
            if standing and not codes:
                left_out += 1
                continue
            due = "" if standing else day_label(task["due"], lang)
            room = (
                (_RIGHT - _MIDDLE - 0.015 - 2 * _GAP) * 960
                - text_width("30 Nov", SMALL)
                - text_width(task[title], SMALL)
            )
            rows.append(_Row((due, str(task[title]), _short(codes, room))))
    if left_out:
        said = (
            f"và {left_out} nhiệm vụ thường xuyên không gắn với điểm bị trừ",
            f"and {count(left_out, 'standing duty', 'standing duties')} that {'serves' if left_out == 1 else 'serve'} no points lost",
        )
        rows.append(_Row(("", said[lang == "en"], ""), color=MUTED))
    if not rows:
        said = ("Kế hoạch không giao nhiệm vụ nào.", "The plan gives it no task.")
        rows.append(_Row(("", said[lang == "en"], ""), color=MUTED))
    return rows


def _in_order(code: str) -> list[int]:
    """Sort codes as people count: 7.1.9 before 7.1.10."""
    return [int(part) for part in code.split(".")]


def _short(codes: list[str], room: float) -> str:
    """Name the criteria a task serves; where they need more than `room` (points), the first ones and how many more."""
    tries = [", ".join(codes), *(f"{', '.join(codes[:n])} +{len(codes) - n}" for n in range(len(codes) - 1, 0, -1))]
    return next((text for text in tries if text_width(text, SMALL) <= room), f"+{len(codes)}")


def _broken(codes: list[str], width: float) -> list[str]:
    """Break a list of codes into lines no wider than `width` (share of a slide)."""
    lines: list[str] = []
    for code in codes:
        longer = f"{lines[-1]}, {code}" if lines else code
        if lines and text_width(longer, SMALL) / 960 <= width:
            lines[-1] = longer
        else:
            lines.append(code)
    return lines


def _half(chart: Chart, rows: list[_Row], step: float, span: tuple[float, float]) -> None:
    """Write rows below each other: first cell left, the last one right, those between where there is room."""
    left, right = span
    points = chart.get_figwidth() * 72
    tables = [row.cells for row in rows if len(row.cells) == 3]
    first = max((text_width(cells[0], SMALL) for cells in tables), default=0.0) / points
    last = max((text_width(cells[2], SMALL) for cells in tables), default=0.0) / points
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
