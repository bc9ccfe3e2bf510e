"""The page of one lead agency: its criteria with deficits, targets and bands, its tasks with their dates."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from par_analysis.charts.chances import model_source
from par_analysis.charts.plan import day_label, plan_source
from par_analysis.deliver.facts import Facts
from par_analysis.deliver.likelihood import band_told, control_told, how_bands_read
from par_analysis.deliver.slides.deck import Deck, Page
from par_analysis.deliver.slides.native import add_table, rows_that_fit, widest
from par_analysis.deliver.slides.template import Box
from par_analysis.edition.names import as_of_told
from par_analysis.words.errors import refused
from par_analysis.words.numbers import NOISE
from par_analysis.words.printing import count

__all__ = ["agency_page"]

_SERVED = 2  # criteria named beside a task; the others are counted
_TIED = 4  # criteria named in a title that ask for the same; more are counted
_NOTED = ("overdue", "due")  # what is said of a date; the others are still to come
_NAMES = 2.0  # inches that suffice for the column of names


def agency_page(deck: Deck, agency: str) -> None:
    """Show one lead agency on one page: native tables of criteria and tasks; what finds no room is in the notes."""
    facts = deck.facts
    criteria, full, tasks = facts.criteria_of(agency), facts.full_marks(agency), facts.tasks_of(agency)
    shown = criteria if len(criteria) else full
    columns = _criteria_columns(facts)
    losses, duties = _criteria_rows(facts, shown, columns), _task_rows(facts, tasks, set(shown["code"]))
    title = _title(facts, agency, criteria, full, tasks)
    notes = [f"{title}.", _followed(facts, agency, full), *(" | ".join(row) for row in losses)]
    for task, row in zip(tasks.itertuples(index=False), duties, strict=True):
        only = facts.say(" (plan only)") if task.plan_only else ""
        notes.append(f"{row[0]}: {row[1]}{only}" + (f" ({', '.join(task.codes)})" if task.codes else ""))
    if facts.model is not None and len(criteria):
        notes += [control_told(facts, criteria), how_bands_read(facts)]
    notes.append(_caveats(facts))
    sources = [
        *([model_source(facts.edition, facts.lang)] if facts.model is not None else []),
        *([plan_source(facts.edition, facts.lang)] if facts.has("tasks") else []),
    ]
    source = "; ".join(sources) or facts.source
    left = _Part("|".join(_CRITERIA[column][facts.lang == "en"] for column in columns), losses, 0, (0,))
    right = _Part(facts.say("Due|Task|Criteria"), duties, 1, (0, 1, 2))
    page = deck.page(title, notes, source)
    lost, given = _caption(facts, bool(len(criteria)))
    room, gap = page.room.width, 0.25
    least = [part.least(page.font) for part in (left, right)] if duties else [0.0]
    if duties and sum(least) + gap <= room:
        page.caption(facts.say("Left: {lost}. Right: {given}", lost=lost, given=given))
        wanted = [part.wanted(page.font) for part in (left, right)]
        share = max(least[0] / (room - gap), min(wanted[0] / sum(wanted), 1 - least[1] / (room - gap)))
        for part, box in zip((left, right), page.room.columns(share, gap), strict=True):
            _table(page, box, part, facts)
        deck.done(page)
        return
    page.caption(lost[0].upper() + lost[1:])
    _table(page, page.room, left, facts)
    deck.done(page)
    if duties:  # on a narrow template the tasks have a page of their own
        page = deck.page(_tasks_title(facts, agency, tasks), notes, source)
        page.caption(given[0].upper() + given[1:])
        _table(page, page.room, right, facts)
        deck.done(page)


@dataclass(frozen=True)
class _Part:
    """A table to be: its header (cells parted by |), rows, the column that gives way, and those with words."""

    header: str
    rows: list[list[str]]
    long: int
    words: tuple[int, ...]

    def needed(self, font: str | None) -> list[float]:
        """Return the inches that each column takes if no text is broken and its header takes two lines at most."""
        heads = [_in_two_lines(head.split(" "), font) for head in self.header.split("|")]
        columns = [widest(column, font) for column in zip(*self.rows, strict=True)]
        return [max(pair) for pair in zip(heads, columns, strict=True)]

    def wanted(self, font: str | None) -> float:
        return sum(self.needed(font))

    def least(self, font: str | None) -> float:
        """Return the least width: only the column of names may be broken over lines."""
        needed = self.needed(font)
        return sum(needed) - needed[self.long] + min(needed[self.long], _NAMES)


def _in_two_lines(words: list[str], font: str | None) -> float:
    """Return the inches that a header takes on two lines, broken where it is narrowest."""
    cuts = [(words[:at], words[at:]) for at in range(1, len(words))] or [(words, words)]
    return min(widest([" ".join(one), " ".join(other)], font, bold=True) for one, other in cuts)


def _caption(facts: Facts, lost: bool) -> tuple[str, str]:
    """Say what the tables show."""
    aim = facts.years[1]
    told = facts.say(
        "criteria {which}{in_year}",
        which="that lost points" if lost else "at their maximum",
        in_year=facts.in_year,
        which_vi="bị trừ điểm" if lost else "đạt điểm tối đa",
    )
    if facts.has("targets"):
        told += facts.say(", targets{of_year}", of_year=aim and f" of{aim}", year=aim)
    if lost and facts.model is not None:
        told += facts.say(", the first to do on top, band within a year (estimate; *: depends on the model)")
    day = as_of_told(facts.edition, facts.lang)
    given = facts.say("tasks of the Plan (–: standing)")
    return told, f"{given}, {day}" if day else given


def _tasks_title(facts: Facts, agency: str, tasks: pd.DataFrame) -> str:
    who, n_dated = facts.called().get(agency, agency), int(tasks["due"].notna().sum())
    return facts.say(
        "{who}: {tasks} in the Plan, {n_dated} dated",
        who=who,
        tasks=count(len(tasks), "task", "tasks"),
        n_dated=n_dated,
        n_tasks=len(tasks),
    )


def _title(facts: Facts, agency: str, criteria: pd.DataFrame, full: pd.DataFrame, tasks: pd.DataFrame) -> str:
    who = facts.called().get(agency, agency)
    if criteria.empty:
        return _kept(facts, who, full, tasks)
    lost = facts.n(criteria["deficit"].sum())
    if not facts.has("targets"):
        heaviest = criteria.iloc[0]
        title = facts.say("{who}: {lost} points lost", who=who, lost=lost)
        if len(criteria) == 1:
            return title + facts.say(" on {code}", code=heaviest["code"])
        most = facts.n(heaviest["deficit"])
        return title + facts.say(
            " on {criteria} criteria, most on {code} ({most})", criteria=len(criteria), code=heaviest["code"], most=most
        )
    asked = facts.n(criteria["gain"].sum())
    title = facts.say("{who}: {lost} points lost, the targets ask for {asked} back", who=who, lost=lost, asked=asked)
    aimed = criteria[criteria["gain"] > NOISE]
    if aimed.empty:
        return title
    # Where several targets ask for the same, none of them is the first.
    first = aimed[(aimed["gain"] - aimed["gain"].max()).abs() < NOISE]
    # What another model would not say has no place in a title.
    bands = {band_told(facts, row) for _, row in first.iterrows()}
    robust = facts.model is not None and first["robust"].astype(bool).all() and len(bands) == 1
    band = f", {bands.pop()}" if robust else ""
    where = ", ".join(first["code"])
    if len(first) > _TIED:
        where = facts.say("{first} criteria", first=len(first))
    if len(aimed) == 1:
        return title + facts.say(" on {where}", where=where) + band
    gain = facts.n(first["gain"].iloc[0], sign=True)
    if len(first) > 1:
        gain = facts.say("{gain} each", gain=gain)
    return title + facts.say("; most on {where} ({gain}{band})", where=where, gain=gain, band=band)


def _kept(facts: Facts, who: str, full: pd.DataFrame, tasks: pd.DataFrame) -> str:
    """Say of an agency that lost nothing what it keeps."""
    n_tasks, n_dated, held = len(tasks), int(tasks["due"].notna().sum()), len(full)
    codes = f" ({', '.join(full['code'])})" if held <= _TIED else ""
    kept = facts.say(
        "{who}: full points on {criteria}{codes}",
        who=who,
        criteria=count(held, "criterion", "criteria"),
        codes=codes,
        held=held,
    )
    if not facts.has("tasks"):
        return kept
    duties = facts.say("no task of its own in the Plan")
    if n_tasks:
        duties = facts.say(
            "{tasks} ({n_dated} dated)", tasks=count(n_tasks, "task", "tasks"), n_dated=n_dated, n_tasks=n_tasks
        )
    return f"{kept}; {duties}"


def _followed(facts: Facts, agency: str, full: pd.DataFrame) -> str:
    """Say which criteria are at their maximum and which SIPAS factors the agency follows up."""
    told = []
    if len(full):
        told.append(facts.say("At the maximum: ") + ", ".join(full["code"]) + ".")
    if facts.has("sipas"):
        table, names = facts.edition.table("sipas"), facts.names("sipas")
        followed = table[(table["lead_agency"] == agency) & (table["level"] == 1)]
        factors = "; ".join(
            f"{row.code} {names[row.code]} {facts.n(row.score, 2)}%"
            + (f" → {'>' if row.target_is_bound else ''}{facts.n(row.target)}%" if pd.notna(row.target) else "")
            for row in followed.itertuples(index=False)
        )
        if factors:
            told.append(facts.say("SIPAS factors it follows up: ") + factors + ".")
    return " ".join(told)


def _caveats(facts: Facts) -> str:
    """Say what the figures of the page do not say."""
    estimate = facts.say(
        "a band is an estimate for one year, inferred from the part of the criterion; the order is that of what to do first"
    )
    tasks = facts.say("some links of tasks to criteria are inferred; no document says which tasks were done")
    text = "; ".join([estimate] * (facts.model is not None) + [tasks] * facts.has("tasks"))
    return text and f"{text[0].upper()}{text[1:]}."


# Columns of the table of criteria, with their titles.
_CRITERIA = {
    "name": ("Tiêu chí", "Criterion"),
    "score": ("Điểm / tối đa", "Score / max."),
    "aim": ("Điểm → mục tiêu / tối đa", "Score → target / max."),
    "lost": ("Bị trừ", "Lost"),
    "band": ("Nhận định", "Band"),
}


def _criteria_columns(facts: Facts) -> list[str]:
    """Return the columns that the edition has figures for."""
    columns = ["name", "aim" if facts.has("targets") else "score", "lost"]
    return [*columns, "band"] if facts.model is not None else columns


def _criteria_rows(facts: Facts, criteria: pd.DataFrame, columns: list[str]) -> list[list[str]]:
    names, rows = facts.names("par"), []
    for _, row in criteria.iterrows():
        score, most = facts.n(row["score"]), facts.n(row["max_points"])
        aim = "" if pd.isna(row["target"]) else facts.n(row["target"])
        cells = {
            "name": f"{row['code']} {names[row['code']]}",
            "score": f"{score} / {most}",
            "aim": f"{score} → {aim} / {most}",
            "lost": facts.n(row["deficit"], 3) if row["deficit"] > 0 else "–",
            "band": band_told(facts, row),
        }
        rows.append([cells[column] for column in columns])
    return rows


def _task_rows(facts: Facts, tasks: pd.DataFrame, losing: set[str]) -> list[list[str]]:
    standing = "–"
    rows = []
    for row, status in zip(tasks.itertuples(index=False), facts.statuses(tasks["due"]), strict=True):
        served = [code for code in row.codes if code in losing]
        more = f" +{len(served) - _SERVED}" if len(served) > _SERVED else ""
        due = standing if pd.isna(row.due) else day_label(row.due, facts.lang)
        due += f" ({facts.status_told(status)})" if status in _NOTED else ""
        title = row.title_en if facts.lang == "en" and isinstance(row.title_en, str) and row.title_en else row.title
        rows.append([due, title, ", ".join(served[:_SERVED]) + more])
    return rows


def _table(page: Page, box: Box, part: _Part, facts: Facts) -> None:
    """Add a table, cut to what fits with a last row that says how much is left to the notes.

    Raises
    ------
    ParAnalysisError
        Its columns, or not even one row, do not fit.
    """
    rows, header = part.rows, part.header.split("|")
    alt = (
        f"{page.slide.shapes.title.text_frame.text}. "
        + "; ".join(" | ".join(cell for cell in row if cell) for row in rows)
        + "."
    )
    # Figures are never broken over lines: only the column of names gives way.
    needed = part.needed(page.font)
    needed[part.long] = box.width - sum(needed) + needed[part.long]
    # Headers of two lines, so that both tables of a page begin alike.
    shown = rows_that_fit(box, header, rows, needed, page.font, head_lines=2)
    if shown < len(rows):
        shown -= 1  # for the row that says so
    if shown < 1 or box.width < part.least(page.font) - 1e-6:
        raise refused("no_room_for_agency", room=box.size)
    if shown < len(rows):
        rest = [""] * len(header)
        rest[part.long] = facts.say("… {rows} more: see the notes", rows=len(rows) - shown)
        rows = [*rows[:shown], rest]
    add_table(page.slide, box, header, rows, needed, alt, page.font, words=part.words, head_lines=2)
