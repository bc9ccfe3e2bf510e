"""The page of one lead agency: its criteria with deficits, targets and chances, its tasks with their dates."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from par_analysis.briefing.facts import Facts
from par_analysis.briefing.slides.deck import Deck, Page
from par_analysis.briefing.slides.native import add_table, rows_that_fit, widest
from par_analysis.briefing.slides.template import Box
from par_analysis.charts.chances import model_source
from par_analysis.charts.plan import day_label, plan_source
from par_analysis.deficits import deficits
from par_analysis.labels import count, percent, short_names

__all__ = ["agency_page"]

_SERVED = 3  # criteria named beside a task; the others are counted


def agency_page(deck: Deck, agency: str) -> None:
    """Show one lead agency on one page: native tables of criteria and tasks; what finds no room is in the notes."""
    facts = deck.facts
    criteria, tasks = facts.criteria_of(agency), facts.tasks_of(agency)
    losses, duties = _criteria_rows(facts, criteria), _task_rows(facts, tasks, set(criteria["code"]))
    title = _title(facts, agency, criteria, tasks)
    notes = [f"{title}.", _followed(facts, agency), *(" | ".join(row) for row in losses)]
    for task, row in zip(tasks.itertuples(index=False), duties, strict=True):
        only = facts.say(" (chỉ lập kế hoạch)", " (plan only)") if task.plan_only else ""
        notes.append(f"{row[0]}: {row[1]}{only}" + (f" ({', '.join(task.codes)})" if task.codes else ""))
    notes.append(
        facts.say(
            "Khả năng là ước lượng trong một năm, kèm khoảng; liên hệ nhiệm vụ–tiêu chí có phần suy luận; không văn bản nào cho biết việc nào đã xong.",
            "A chance is an estimate for one year, with its interval; some links of tasks to criteria are inferred; no document says which tasks were done.",
        )
    )
    source = f"{model_source(facts.par, facts.lang)}; {plan_source(facts.par, facts.lang)}"
    page = deck.page(title, notes, source)
    level = percent(facts.model.assumptions.level, facts.lang)
    page.caption(
        facts.say(
            f"Trái: tiêu chí bị trừ điểm năm {facts.year}, mục tiêu {facts.year + 1}, khả năng trong một năm (ước lượng, khoảng {level}). Phải: nhiệm vụ trong Kế hoạch (–: thường xuyên)",
            f"Left: criteria that lost points in {facts.year}, targets of {facts.year + 1}, chance within a year (estimate, {level} interval). Right: tasks of the Plan (–: standing)",
        )
    )
    left, right = page.room.columns(0.54, 0.25)
    if losses:
        header = facts.say(
            "Tiêu chí|Điểm → mục tiêu / tối đa|Bị trừ|Khả năng", "Criterion|Score → target / max.|Lost|Chance"
        )
        _table(page, left, header.split("|"), losses, (0,), facts)
    if duties:
        header = facts.say("Hạn|Nhiệm vụ|Tiêu chí", "Due|Task|Criteria")
        _table(page, right, header.split("|"), duties, (0, 1, 2), facts)
    if not losses and not duties:
        page.texts(page.room, [_followed(facts, agency)])
    deck.done(page)


def _title(facts: Facts, agency: str, criteria: pd.DataFrame, tasks: pd.DataFrame) -> str:
    who = facts.called().get(agency, agency)
    n_tasks, n_dated = len(tasks), int(tasks["due"].notna().sum())
    if criteria.empty:
        held = int(deficits("agency", table=facts.par).set_index("lead_agency").loc[agency, "n_criteria"])
        return facts.say(
            f"{who}: không bị trừ điểm ở {held} tiêu chí, {n_tasks} nhiệm vụ ({n_dated} có hạn)",
            f"{who}: no points lost on {count(held, 'criterion', 'criteria')}, {count(n_tasks, 'task', 'tasks')} ({n_dated} dated)",
        )
    lost, asked = facts.n(criteria["deficit"].sum()), facts.n(criteria["gain"].sum())
    first = criteria[criteria["chance"].notna()].head(1)
    title = facts.say(
        f"{who}: bị trừ {lost} điểm, mục tiêu đòi lại {asked}",
        f"{who}: {lost} points lost, the targets ask for {asked} back",
    )
    for row in first.to_dict("records"):
        gain, chance = facts.n(row["gain"], sign=True), percent(row["chance"], facts.lang)
        title += facts.say(
            f"; nhiều nhất ở {row['code']} ({gain}, khả năng {chance})",
            f"; most of it on {row['code']} ({gain}, {chance} likely)",
        )
    return title


def _followed(facts: Facts, agency: str) -> str:
    """Say which criteria are at their maximum and which SIPAS factors the agency follows up."""
    led = deficits("criterion", table=facts.par)
    full = led.loc[(led["lead_agency"] == agency) & (led["deficit"] <= 0), "code"].tolist()
    sipas = facts.sipas[(facts.sipas["lead_agency"] == agency) & (facts.sipas["level"] == 1)]
    names = short_names(facts.sipas, "sipas", facts.lang)
    told = []
    if full:
        told.append(facts.say("Đạt điểm tối đa: ", "At the maximum: ") + ", ".join(full) + ".")
    if len(sipas):
        factors = "; ".join(
            f"{row.code} {names[row.code]} {facts.n(row.score, 2)}% → {'>' if row.target_is_bound else ''}{facts.n(row.target)}%"
            for row in sipas.itertuples(index=False)
        )
        told.append(facts.say("Yếu tố SIPAS được giao theo dõi: ", "SIPAS factors it follows up: ") + factors + ".")
    return " ".join(told)


def _criteria_rows(facts: Facts, criteria: pd.DataFrame) -> list[list[str]]:
    names = short_names(facts.par, "par", facts.lang)
    return [
        [
            f"{row['code']} {names[row['code']]}",
            f"{facts.n(row['score'])} → {facts.n(row['target'])} / {facts.n(row['max_points'])}",
            facts.n(row["deficit"], 3),
            facts.chance_told(row),
        ]
        for _, row in criteria.iterrows()
    ]


def _task_rows(facts: Facts, tasks: pd.DataFrame, losing: set[str]) -> list[list[str]]:
    standing = "–"
    rows = []
    for row in tasks.itertuples(index=False):
        served = [code for code in row.codes if code in losing]
        more = f" +{len(served) - _SERVED}" if len(served) > _SERVED else ""
        due = standing if pd.isna(row.due) else day_label(row.due, facts.lang)
        rows.append([due, facts.say(row.title, row.title_en), ", ".join(served[:_SERVED]) + more])
    return rows


def _table(
    page: Page, box: Box, header: Sequence[str], rows: list[list[str]], words: Sequence[int], facts: Facts
) -> None:
    """Add a table, cut to what fits with a last row that says how much is left to the notes."""
    alt = "; ".join(" | ".join(cell for cell in row if cell) for row in rows) + "."
    long = words[-1] if len(words) == 1 else 1
    # Figures are never broken over lines: only the column of names gives way.
    needed = [widest(column, page.font) for column in zip(*rows, strict=True)]
    needed[long] = max(box.width - sum(needed) + needed[long], 1.0)
    shown = rows_that_fit(box, header, rows, needed, page.font)
    if shown < len(rows):
        shown -= 1  # for the row that says so
        rest = [""] * len(header)
        rest[long] = facts.say(
            f"… thêm {len(rows) - shown} dòng: xem ghi chú", f"… {len(rows) - shown} more: see the notes"
        )
        rows = [*rows[:shown], rest]
    add_table(page.slide, box, header, rows, needed, alt, page.font, words=words)
