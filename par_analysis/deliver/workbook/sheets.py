"""The sheets that are read: what the workbook is, the scenarios side by side, chances, tasks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

import pandas as pd

from par_analysis.deliver.workbook.cells import POINTS, Book, Page, column_letter
from par_analysis.deliver.workbook.whatif import COUPLING, TOTALS, Start, WhatIf, agency_titles
from par_analysis.deliver.workbook.words import CONFIDENCES, word
from par_analysis.edition.edition import Edition
from par_analysis.index.tree import CompositeIndex
from par_analysis.outlook.chance import chances
from par_analysis.outlook.model import Model
from par_analysis.scenario.document import Scenario
from par_analysis.scenario.evaluation import leaf_values
from par_analysis.tables.models.column import Table
from par_analysis.tables.models.evidence import CONTROLS, REFERENCE_CLASSES
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.models.plan import KINDS as TASK_KINDS
from par_analysis.tables.models.plan import LINK_BASES, TASKS
from par_analysis.tables.models.results import CHANCES, KINDS, VERDICTS
from par_analysis.words.numbers import format_number
from par_analysis.words.palette import GRID, MUTED, TEXT
from par_analysis.words.printing import day_text

__all__ = ["write_chances", "write_first", "write_scenarios", "write_tasks"]


def write_first(
    book: Book, title: str, scenarios: Sequence[Scenario], base: Edition, date: str, sheets: Sequence[str], lacking: str
) -> None:
    """Write the sheet to read first, with the head of the workbook's own scenario; `sheets` are those that follow."""
    lang = book.lang
    page = book.page("first", (28, 112))
    page.text(1, 1, title, bold=True, size=15, wrap=False)
    page.sheet.row_dimensions[1].height = 24
    row = 3
    for key, text in (
        ("edition", base.title),
        ("source", base.source(lang)),
        ("date", _day(date, lang)),
        ("checksum", base.sha256),
        *([("lacks", lacking)] if lacking else []),
    ):
        page.text(row, 1, word(key, lang), bold=True, line=True)
        page.text(row, 2, text, line=True)
        row += 1
    row = _section(page, row + 1, word("own", lang), word("own_hint", lang))
    own = scenarios[0] if scenarios else None
    for key, text in (
        ("title", own.title if own else word("new", lang)),
        ("author", own.author if own else ""),
        ("made", own.date if own else ""),
        ("reason", own.reason if own else ""),
    ):
        page.text(row, 1, word(key, lang), bold=True)
        page.text(row, 2, text, unlocked=True, literal=True)
        row += 1
    row += 1
    for key, text in (
        ("may_change", _may_change(base, lang)),
        ("rule", _rule(base, lang)),
        ("judged", _judged(base, sheets, lang)),
    ):
        page.text(row, 1, word(key, lang), bold=True, line=True)
        page.text(row, 2, text, line=True)
        row += 1
    row = _section(page, row + 1, word("sheets", lang), "")
    for key in sheets:
        page.text(row, 1, word(f"sheet_{key}", lang), bold=True, line=True)
        page.text(row, 2, word(f"about_{key}", lang), line=True)
        row += 1
    if scenarios:
        row = _section(page, row + 1, word("given", lang), "")
    for one in scenarios:
        page.text(row, 1, one.title, bold=True, line=True)
        who = " · ".join(text for text in (one.author, _day(one.date, lang)) if text)
        page.text(row, 2, "\n".join(text for text in (who, one.reason) if text) or "–", line=True)
        row += 1
    page.heights(3, row - 1)
    page.finish(None, 2, row - 1, one_page=True)


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
    there = {"chances": "chances" in sheets, "tasks": "tasks" in sheets and base.has("documents"), "names": "names" in base.judged}  # fmt: skip
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


def write_scenarios(
    book: Book, given: Sequence[Scenario], sheets: Mapping[str, WhatIf], base: Edition, start: Start
) -> None:
    """Write the scenarios side by side, beside what is being tried."""
    lang, many = book.lang, list(given)
    width = 6 + len(many)
    page = book.page("scenarios", (9.5, 46, 10, 10, 11, 12, *(17 for _ in many)))
    page.heading(word("scenarios_title", lang), word("scenarios_hint", lang), 6)
    titles = [word(key, lang) for key in ("code", "name", "weight", "maximum", "published", "now")]
    page.header(4, [*titles, *(one.title for one in many)], across="center")
    page.heights(4, 4)
    for row, key, told in (
        (5, "made_by", [one.author for one in many]),
        (6, "made_on", [_day(one.date, lang) for one in many]),
        *([(7, "coupled", [word("yes" if one.coupled else "no", lang) for one in many])] if base.couplings else []),
    ):
        page.text(row, 2, word(key, lang), ink=MUTED)
        for column, text in enumerate(told, 7):
            page.text(row, column, text, across="center", ink=MUTED)
    if base.couplings:
        page.live(7, 6, COUPLING, word("yes" if start.coupled else "no", lang), "General", across="center", ink=MUTED)
    values = [leaf_values(one, base) for one in many]
    tried = pd.Series(
        [float(start.nodes[index, leaf]) for index, tree in base.indices.items() for leaf in tree.leaves],
        index=list(base.leaves),
    )
    row = 11
    for line, (index, tree) in enumerate(base.indices.items(), 8):
        names = tree.nodes.set_index("code")
        page.text(row, 1, INDICES[index].sheet, bold=True, ground=GRID, wrap=False)
        for column in range(2, width + 1):
            page.text(row, column, "", ground=GRID)
        first, points = row + 1, POINTS[index]
        for row, leaf in enumerate(tree.leaves, first):
            english = names.loc[leaf, "name_en"]
            name = english if lang == "en" and isinstance(english, str) and english else names.loc[leaf, "name"]
            page.text(row, 1, leaf, literal=True, line=True)
            page.text(row, 2, name, line=True)
            place = base.position[leaf]
            page.number(row, 3, base.weights[place], _weight_form(tree), line=True, ink=MUTED)
            page.number(row, 4, base.maximum[place], "0.###", line=True)
            page.number(row, 5, base.score[place], points, line=True)
            page.live(row, 6, sheets[index].cell(leaf, "value"), tried[leaf], points, line=True)
            for column, known in enumerate(values, 7):
                page.number(row, column, known[leaf], points, line=True)
        last = row
        page.tint_changes(f"F{first}:{column_letter(width)}{last}", f"ROUND(F{first}-$E{first},9)")
        page.heights(first, last)
        _totals(page, line, index, first, last, base, start, values, lang)
        row = last + 2
    page.tint_changes(f"F8:{column_letter(width)}9", "ROUND(F8-$E8,9)")
    page.finish((4, 4), width, row - 2, "C10")


def _weight_form(tree: CompositeIndex) -> str:
    """Return the format of weights: whole where parts add up."""
    return "0" if tree.aggregate == "sum" and "weight" not in tree.nodes else "0.0000"


def _totals(
    page: Page,
    row: int,
    index: str,
    first: int,
    last: int,
    base: Edition,
    start: Start,
    values: list[pd.Series],
    lang: str,
) -> None:
    """Write the totals of an index: its published figure, plus what each leaf moves by its weight."""
    tree = base.indices[index]
    own = list(tree.leaves)
    weights = pd.Series(base.weights, index=list(base.leaves))[own]
    score = pd.Series(base.score, index=list(base.leaves))[own]
    published = tree.total("score")
    look = {"bold": True, "ground": GRID}
    page.text(row, 1, "", **look)
    page.text(row, 2, word(f"total_{index}", lang), **look)
    page.text(row, 3, "", **look)
    page.number(row, 4, tree.total("max_points"), "0.###", **look)
    page.number(row, 5, published, POINTS[index], **look)
    page.live(row, 6, TOTALS[index], float(start.nodes[index, tree.root]), POINTS[index], **look)
    for column, known in enumerate(values, 7):
        letter = column_letter(column)
        added = [f"SUMPRODUCT($C${first}:$C${last},{one}{first}:{one}{last})" for one in (letter, "$E")]
        result = published + float(weights @ (known[own] - score))
        page.live(row, column, f"$E{row}+{added[0]}-{added[1]}", result, POINTS[index], **look)


# Columns of the table of chances: what they are, and how they look.
_CHANCE_COLUMNS = (
    ("code", "", 9.5), ("name", "", 40), ("lead_agency", "", 22),
    ("score", "by_document", 10), ("target", "by_document", 10),
    ("asked", "by_estimate", 10), ("chance", "by_estimate", 10), ("chance_low", "by_estimate", 10), ("chance_high", "by_estimate", 11), ("verdict", "by_estimate", 13),
    ("n_observed", "by_estimate", 14),
    ("reference_class", "by_judgement", 16), ("kind", "by_judgement", 13), ("control", "by_judgement", 15), ("needs", "by_judgement", 36), ("confidence", "by_judgement", 11),
)  # fmt: skip
_CHANCE_WORDS = {
    "verdict": VERDICTS,
    "reference_class": REFERENCE_CLASSES,
    "kind": KINDS,
    "control": CONTROLS,
    "confidence": CONFIDENCES,
}


def write_chances(book: Book, base: Edition, model: Model) -> None:
    """Write the chances of the targets."""
    lang = book.lang
    page = book.page("chances", tuple(width for *_, width in _CHANCE_COLUMNS))
    width = len(_CHANCE_COLUMNS)
    tables = {index: chances(index, model=model) for index in base.indices}
    level = f"{format_number(model.assumptions.level * 100, lang)}%"
    page.heading(word("chances_title", lang), word("chances_hint", lang, level=level), 7)
    titles = _titles(CHANCES, lang)
    for column, (_, origin, _) in enumerate(_CHANCE_COLUMNS, 1):
        italic = origin in ("by_judgement", "by_estimate")
        page.text(4, column, word(origin, lang) if origin else "", bold=True, italic=italic, ink=MUTED, across="center")
    page.header(5, [titles[name] for name, *_ in _CHANCE_COLUMNS], across="center")
    page.sheet.row_dimensions[5].height = 47
    row = 6
    for index, table in tables.items():
        if table.empty:
            continue
        names = agency_titles(base, lang)
        for column in range(1, width + 1):
            title = INDICES[index].sheet if column == 1 else ""
            page.text(row, column, title, bold=True, ground=GRID, wrap=False)
        row += 1
        for target in table.to_dict("records"):
            for column, (name, origin, _) in enumerate(_CHANCE_COLUMNS, 1):
                value = target[name]
                if lang == "en" and name in ("name", "needs"):
                    value = next((text for text in (target[f"{name}_en"], value) if isinstance(text, str) and text), "")
                _chance_cell(page, row, column, name, value, index, origin == "by_judgement", names, lang)
            row += 1
    page.heights(6, row - 1)
    names_of = [name for name, *_ in _CHANCE_COLUMNS]
    if not base.has("leads"):
        page.hide(names_of.index("lead_agency") + 1)
    if not base.has("judgements"):
        page.hide(*(names_of.index(name) + 1 for name in ("control", "needs", "confidence")))
    page.finish((4, 5), width, row - 1, "C6")


def _titles(table: Table, lang: str) -> dict[str, str]:
    """Return the title of every column; in English that of the English text where there are two."""
    if lang == "vi":
        return {field.name: field.title for field in table.fields}
    known = {field.name: field.title_en for field in table.fields}
    return {
        name: known.get(f"{name}_en", title) if name != "name" else word("name", lang) for name, title in known.items()
    }


def _chance_cell(
    page: Page,
    row: int,
    column: int,
    name: str,
    value: object,
    index: str,
    judged: bool,
    agencies: dict[str, str],
    lang: str,
) -> None:
    look = {"line": True, "italic": judged}
    if name in ("score", "target"):
        page.number(row, column, float(value), POINTS[index], **look)  # type: ignore[arg-type]
    elif name in ("asked", "chance", "chance_low", "chance_high"):
        page.number(row, column, float(value), "0%", **{**look, "bold": name == "chance"})  # type: ignore[arg-type]
    elif name.startswith("n_"):
        page.number(row, column, float(value), "0", across="center", **look)  # type: ignore[arg-type]
    elif name in _CHANCE_WORDS:
        page.text(row, column, _CHANCE_WORDS[name][str(value)][lang == "en"], indent=int(name == "verdict"), **look)
    elif name == "lead_agency":
        page.text(row, column, agencies.get(value, value) if isinstance(value, str) else "", **look)
    else:
        page.text(row, column, value if isinstance(value, str) else "", literal=name == "code", **look)


_TASK_COLUMNS = (
    ("lead_agency", 26), ("due", 12), ("due_text", 22), ("title", 46), ("kind", 17), ("plan_only", 12), ("codes", 24),
    ("link_basis", 19), ("id", 11), ("source_line", 9),
)  # fmt: skip


def write_tasks(book: Book, base: Edition, agencies: Sequence[str]) -> None:
    """Write the tasks of the plan: agencies with most points lost first, then by date, standing duties last."""
    lang = book.lang
    page = book.page("tasks", tuple(width for _, width in _TASK_COLUMNS))
    tasks = base.tasks[base.tasks["same_as"].isna()]
    papers = base.documents["short" if lang == "vi" else "short_en"]
    cited = [papers[name] for name in dict.fromkeys(tasks["document"]) if name in papers.index]
    page.heading(word("tasks_title", lang), word("tasks_hint", lang, document=", ".join(cited)), 7)
    titles = _titles(TASKS, lang)
    page.header(4, [titles[name] for name, _ in _TASK_COLUMNS], across="center")
    page.sheet.row_dimensions[4].height = 32
    known = base.bodies
    english = known["name_en"].where(known["name_en"].fillna("") != "", known["name"])
    names = dict(zip(known["name"], known["name"] if lang == "vi" else english, strict=True))
    order = {name: number for number, name in enumerate([*agencies, *(n for n in known["name"] if n not in agencies)])}
    tasks = tasks.assign(place=[order.get(name, len(order)) for name in tasks["lead_agency"]])
    tasks = tasks.sort_values(["place", "due"], kind="stable", na_position="last")
    before = ""
    for row, task in enumerate(tasks.to_dict("records"), 5):
        new = task["lead_agency"] != before
        before = task["lead_agency"]
        for column, (name, _) in enumerate(_TASK_COLUMNS, 1):
            value = task[name]
            if name == "title" and lang == "en" and isinstance(task["title_en"], str) and task["title_en"]:
                value = task["title_en"]
            if name in ("due", "source_line") and pd.isna(value):
                page.text(row, column, "", line=True)
            elif name == "due":
                page.day(row, column, value.date(), lang, line=True, across="center")
            elif name == "source_line":
                page.number(row, column, float(value), "0", line=True)
            elif name == "lead_agency":
                page.text(row, column, names.get(value, value), bold=new, ink=TEXT if new else MUTED, line=True)
            else:
                page.text(row, column, _task_text(name, value, lang), line=True, literal=name in ("codes", "id"))
    last = 4 + len(tasks)
    page.heights(5, last)
    page.sheet.auto_filter.ref = f"A4:{column_letter(len(_TASK_COLUMNS))}{last}"
    page.sheet.protection.autoFilter = page.sheet.protection.sort = False  # False: allowed
    page.finish((4, 4), len(_TASK_COLUMNS), last, "B5")


def _task_text(name: str, value: object, lang: str) -> str:
    if name == "kind":
        return TASK_KINDS[str(value)][lang == "en"]
    if name == "link_basis":
        return LINK_BASES[str(value)][lang == "en"]
    if name == "plan_only":
        return word("yes", lang) if value else ""
    if isinstance(value, tuple):
        return ", ".join(value)
    return value if isinstance(value, str) else ""
