"""The sheets that are read: what the workbook is, the scenarios side by side, tasks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from par_analysis.deliver.facts import Facts
from par_analysis.deliver.workbook.cells import (
    MAXIMUM,
    POINTS,
    WHOLE,
    Book,
    Page,
    column_letter,
)
from par_analysis.deliver.workbook.whatif import COUPLING, TOTALS, Start, WhatIf
from par_analysis.deliver.workbook.words import word
from par_analysis.edition.edition import Edition
from par_analysis.index.tree import CompositeIndex
from par_analysis.scenario.evaluation import leaf_values
from par_analysis.scenario.scenario import Scenario
from par_analysis.tables.models.column import Table
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.models.plan import KINDS as TASK_KINDS
from par_analysis.tables.models.plan import LINK_BASES, TASKS
from par_analysis.words.numbers import format_number
from par_analysis.words.palette import GRID, MUTED, TEXT
from par_analysis.words.printing import day_text

__all__ = ["text_of", "titles_of", "write_first", "write_scenarios", "write_tasks"]


def write_first(
    book: Book, title: str, scenarios: Sequence[Scenario], base: Edition, date: str, sheets: Sequence[str], lacking: str
) -> None:
    """Write the sheet to read first, with the head of the workbook's own scenario; `sheets` are those that follow."""
    lang = book.lang
    page = book.page("first", (28, 112))
    page.title(title)
    about = {"edition": base.title, "source": base.source(lang), "date": _day(date, lang), "checksum": base.sha256}
    row = _pairs(page, 3, about | ({"lacks": lacking} if lacking else {}))
    row = _section(page, row + 1, page.word("own"), page.word("own_hint"))
    head = scenarios[0] if scenarios else Scenario(page.word("new"))
    for key, text in {"title": head.title, "author": head.author, "made": head.date, "reason": head.reason}.items():
        page.text(row, 1, page.word(key), bold=True)
        page.text(row, 2, text, unlocked=True, literal=True)
        row += 1
    rules = {"may_change": _may_change(base, lang), "rule": _rule(base, lang), "judged": _judged(base, sheets, lang)}
    row = _pairs(page, row + 1, rules)
    row = _section(page, row + 1, page.word("sheets"), "")
    row = _pairs(page, row, {f"sheet_{key}": page.word(f"about_{key}") for key in sheets})
    if scenarios:
        row = _section(page, row + 1, page.word("given"), "")
    for scenario in scenarios:
        page.text(row, 1, scenario.title, bold=True, line=True)
        who = " · ".join(text for text in (scenario.author, _day(scenario.date, lang)) if text)
        page.text(row, 2, "\n".join(text for text in (who, scenario.reason) if text) or "–", line=True)
        row += 1
    page.heights(3, row - 1)
    page.finish(None, 2, row - 1, one_page=True)


def _pairs(page: Page, row: int, pairs: Mapping[str, str]) -> int:
    """Write texts beside their words; return the row below."""
    for key, text in pairs.items():
        page.text(row, 1, page.word(key), bold=True, line=True)
        page.text(row, 2, text, line=True)
        row += 1
    return row


def _may_change(base: Edition, lang: str) -> str:
    sipas = word("may_change_sipas", lang) if base.has("sipas") else ""
    link = word("may_change_link", lang) if base.couplings else ""
    return word("may_change_text", lang, sipas=sipas, link=link)


def _rule(base: Edition, lang: str) -> str:
    """Say how a row with parts is made, and what follows SIPAS."""
    ways = ", ".join(_way(key, tree, lang) for key, tree in base.indices.items())
    bridges = (
        word("bridge_text", lang, code=link.code, share=format_number(link.factor, lang)) for link in base.couplings
    )
    return word("rule_text", lang, ways=ways, bridges=" ".join(bridges)).strip()


def _way(key: str, tree: CompositeIndex, lang: str) -> str:
    if "weight" in tree.nodes:
        return word("way_weighted", lang, index=INDICES[key].sheet)
    return word(f"way_{key}", lang)


def _judged(base: Edition, sheets: Sequence[str], lang: str) -> str:
    """Say which figures were published, estimated and judged, as far as the workbook has them."""
    parts = {name: word(f"published_{name}", lang) if base.has(name) else "" for name in ("targets", "leads")}
    # Links of tasks that quote no document, and a table's own names, are their author's.
    there = {
        "chances": "chances" in sheets,
        "tasks": "tasks" in sheets and base.has("documents"),
        "names": "names" in base.judged,
    }
    judged = "".join(word(f"judged_{key}", lang) for key, known in there.items() if known).rstrip(", ")
    return word(
        "judged_text",
        lang,
        published=word("published_parts", lang, **parts),
        estimated=word("estimated_parts", lang) if "chances" in sheets else "",
        judged=word("judged_parts", lang, judged=judged) if judged else "",
    )


def _section(page: Page, row: int, title: str, hint: str) -> int:
    page.text(row, 1, title, bold=True, ground=GRID)
    page.text(row, 2, hint, ink=MUTED, ground=GRID)
    return row + 1


def _day(date: str, lang: str) -> str:
    return day_text(datetime.date.fromisoformat(date), lang) if date else ""


# Columns of the scenarios side by side; those of the scenarios follow.
_SCENARIO_WIDTHS = {"code": 9.5, "name": 46, "weight": 10, "maximum": 10, "published": 11, "now": 12}
_COLUMN = {name: number for number, name in enumerate(_SCENARIO_WIDTHS, 1)}
_PUBLISHED, _NOW = column_letter(_COLUMN["published"]), column_letter(_COLUMN["now"])
_FIRST_SCENARIO, _SCENARIO_WIDTH = len(_COLUMN) + 1, 17
_HEADER, _COUPLED, _FIRST_TOTAL, _FIRST_INDEX = 4, 7, 8, 11  # rows
_SUM: dict[str, Any] = {"bold": True, "ground": GRID}


def write_scenarios(
    book: Book, given: Sequence[Scenario], sheets: Mapping[str, WhatIf], base: Edition, start: Start
) -> None:
    """Write the scenarios side by side, beside what is being tried."""
    lang, width = book.lang, len(_COLUMN) + len(given)
    page = book.page("scenarios", (*_SCENARIO_WIDTHS.values(), *(_SCENARIO_WIDTH for _ in given)))
    page.heading(page.word("scenarios_title"), page.word("scenarios_hint"), len(_COLUMN))
    page.header(_HEADER, [*map(page.word, _COLUMN), *(scenario.title for scenario in given)])
    page.heights(_HEADER, _HEADER)
    heads = {
        "made_by": [scenario.author for scenario in given],
        "made_on": [_day(scenario.date, lang) for scenario in given],
        "coupled": [page.word("yes" if scenario.coupled else "no") for scenario in given],
    }
    for row, (key, texts) in enumerate(heads.items(), _HEADER + 1):
        if row == _COUPLED and not base.couplings:
            continue
        page.text(row, _COLUMN["name"], page.word(key), ink=MUTED)
        for column, text in enumerate(texts, _FIRST_SCENARIO):
            page.text(row, column, text, across="center", ink=MUTED)
    if base.couplings:
        coupled = page.word("yes" if start.coupled else "no")
        page.live(_COUPLED, _COLUMN["now"], COUPLING, coupled, across="center", ink=MUTED)
    values = [leaf_values(scenario, base) for scenario in given]
    row = _FIRST_INDEX
    for line, (index, sheet) in enumerate(sheets.items(), _FIRST_TOTAL):
        page.text(row, 1, INDICES[index].sheet, bold=True, ground=GRID, wrap=False)
        for column in range(2, width + 1):
            page.text(row, column, "", ground=GRID)
        first, last = row + 1, row + len(sheet.tree.leaves)
        for place, leaf in enumerate(sheet.tree.leaves, first):
            _leaf(page, place, leaf, sheet, values)
        page.tint_changes(f"{_NOW}{first}:{column_letter(width)}{last}", f"ROUND({_NOW}{first}-${_PUBLISHED}{first},9)")
        page.heights(first, last)
        _totals(page, line, sheet, first, last, values)
        row = last + 2
    totals = f"{_NOW}{_FIRST_TOTAL}:{column_letter(width)}{_FIRST_TOTAL + 1}"
    page.tint_changes(totals, f"ROUND({_NOW}{_FIRST_TOTAL}-${_PUBLISHED}{_FIRST_TOTAL},9)")
    page.finish((_HEADER, _HEADER), width, row - 2, f"C{_FIRST_TOTAL + 2}")


def _leaf(page: Page, row: int, leaf: str, sheet: WhatIf, values: Sequence[pd.Series]) -> None:
    """Write a leaf: what it weighs, what was published, what is being tried, and its value in every scenario."""
    base, tree, points = sheet.base, sheet.tree, POINTS[sheet.index]
    place, tried = base.position[leaf], float(sheet.start.nodes[sheet.index, leaf])
    whole = tree.aggregate == "sum" and "weight" not in tree.nodes  # parts that add up weigh 1
    page.text(row, _COLUMN["code"], leaf, literal=True, line=True)
    page.text(row, _COLUMN["name"], tree.name(leaf, page.lang), line=True)
    page.number(row, _COLUMN["weight"], base.weights[place], WHOLE if whole else "0.0000", line=True, ink=MUTED)
    page.number(row, _COLUMN["maximum"], base.maximum[place], MAXIMUM, line=True)
    page.number(row, _COLUMN["published"], base.score[place], points, line=True)
    page.live(row, _COLUMN["now"], sheet.cell(leaf, "value"), tried, points, line=True)
    for column, known in enumerate(values, _FIRST_SCENARIO):
        page.number(row, column, known[leaf], points, line=True)


def _totals(page: Page, row: int, sheet: WhatIf, first: int, last: int, values: Sequence[pd.Series]) -> None:
    """Write the totals of an index: its published figure, plus what each leaf moves by its weight."""
    base, tree, points, leaves = sheet.base, sheet.tree, POINTS[sheet.index], list(sheet.tree.leaves)
    weights, score = (pd.Series(known, index=list(base.leaves))[leaves] for known in (base.weights, base.score))
    published, tried = tree.score(tree.root), float(sheet.start.nodes[sheet.index, tree.root])
    page.text(row, _COLUMN["code"], "", **_SUM)
    page.text(row, _COLUMN["name"], page.word(f"total_{sheet.index}"), **_SUM)
    page.text(row, _COLUMN["weight"], "", **_SUM)
    page.number(row, _COLUMN["maximum"], tree.maximum(tree.root), MAXIMUM, **_SUM)
    page.number(row, _COLUMN["published"], published, points, **_SUM)
    page.live(row, _COLUMN["now"], TOTALS[sheet.index], tried, points, **_SUM)
    weighed = f"$C${first}:$C${last}"
    before = f"SUMPRODUCT({weighed},${_PUBLISHED}{first}:${_PUBLISHED}{last})"
    for column, known in enumerate(values, _FIRST_SCENARIO):
        letter = column_letter(column)
        formula = f"${_PUBLISHED}{row}+SUMPRODUCT({weighed},{letter}{first}:{letter}{last})-{before}"
        page.live(row, column, formula, published + float(weights @ (known[leaves] - score)), points, **_SUM)


def titles_of(table: Table, lang: str) -> dict[str, str]:
    """Return the title of every column; in English that of the English text where there are two."""
    if lang == "vi":
        return {field.name: field.title for field in table.fields}
    known = {field.name: field.title_en for field in table.fields}
    return {
        name: known.get(f"{name}_en", title) if name != "name" else word("name", lang) for name, title in known.items()
    }


def text_of(row: Mapping[str, Any], name: str, lang: str) -> str:
    """Return a text of a row, in English where there is one; empty where there is none."""
    texts = (row.get(f"{name}_en") if lang == "en" else None, row[name])
    return next((text for text in texts if isinstance(text, str) and text), "")


_TASK_WORDS = {"kind": TASK_KINDS, "link_basis": LINK_BASES}
_TASK_WIDTHS = {
    "lead_agency": 26,
    "due": 12,
    "status": 15,
    "due_text": 22,
    "title": 46,
    "kind": 17,
    "plan_only": 12,
    "codes": 24,
    "link_basis": 19,
    "id": 11,
    "source_line": 9,
}


def write_tasks(book: Book, facts: Facts, agencies: Sequence[str]) -> None:
    """Write the tasks of the plan: agencies with most points lost first, then by date, standing duties last.

    As of a day a column says which are past their date, due or to come, in words that can be filtered.
    """
    lang, base = book.lang, facts.edition
    widths = {name: width for name, width in _TASK_WIDTHS.items() if facts.dues or name != "status"}
    page = book.page("tasks", list(widths.values()))
    tasks = base.tasks[base.tasks["same_as"].isna()]
    papers = base.documents["short" if lang == "vi" else "short_en"]
    cited = [papers[name] for name in dict.fromkeys(tasks["document"]) if name in papers.index]
    hint = page.word("tasks_hint", document=", ".join(cited))
    known = " ".join(facts.told("what_is_due")) if facts.dues else page.word("tasks_unknown")
    page.heading(page.word("tasks_title"), f"{hint} {known}", 7)
    titles = titles_of(TASKS, lang) | {"status": page.word("status")}
    page.header(_HEADER, [titles[name] for name in widths])
    bodies = base.bodies
    english = bodies["name_en"].where(bodies["name_en"].fillna("") != "", bodies["name"])
    names = dict(zip(bodies["name"], bodies["name"] if lang == "vi" else english, strict=True))
    order = {name: place for place, name in enumerate(dict.fromkeys([*agencies, *bodies["name"]]))}
    tasks = tasks.assign(status=facts.statuses(tasks["due"]).map(facts.status_told))
    tasks = tasks.assign(place=[order.get(name, len(order)) for name in tasks["lead_agency"]])
    tasks = tasks.sort_values(["place", "due"], kind="stable", na_position="last")
    before = ""
    first, last = _HEADER + 1, _HEADER + len(tasks)
    for row, task in enumerate(tasks.to_dict("records"), first):
        lead = task["lead_agency"]
        for column, name in enumerate(widths, 1):
            value = task[name]
            if name == "lead_agency":
                look = {"bold": True, "ink": TEXT} if lead != before else {"ink": MUTED}
                page.text(row, column, names.get(lead, lead), line=True, **look)
            elif name == "due" and pd.notna(value):
                page.day(row, column, value.date(), line=True, across="center")
            elif name == "source_line" and pd.notna(value):
                page.number(row, column, float(value), WHOLE, line=True)
            else:
                page.text(row, column, _task_text(task, name, lang), line=True, literal=name in ("codes", "id"))
        before = lead
    page.heights(first, last)
    page.sheet.auto_filter.ref = f"A{_HEADER}:{column_letter(len(widths))}{last}"
    page.sheet.protection.autoFilter = page.sheet.protection.sort = False  # False: allowed
    page.finish((_HEADER, _HEADER), len(widths), last, f"B{first}")


def _task_text(task: Mapping[str, Any], name: str, lang: str) -> str:
    if name in _TASK_WORDS:
        return _TASK_WORDS[name][str(task[name])][lang == "en"]
    if name == "plan_only":
        return word("yes", lang) if task[name] else ""
    return ", ".join(task[name]) if isinstance(task[name], tuple) else text_of(task, name, lang)
