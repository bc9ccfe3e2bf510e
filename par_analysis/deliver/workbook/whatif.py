"""The two sheets that calculate: every row of an index, an input for every leaf, and formulas for the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from openpyxl.worksheet.datavalidation import DataValidation

from par_analysis.deliver.workbook.cells import (
    MAXIMUM,
    POINTS,
    SIGNED,
    WHITE,
    WHOLE,
    Book,
    Page,
    column_letter,
)
from par_analysis.deliver.workbook.words import word
from par_analysis.edition.edition import Edition
from par_analysis.edition.names import years_of
from par_analysis.edition.results import audit
from par_analysis.index.links import Link
from par_analysis.index.tree import CompositeIndex
from par_analysis.scenario.evaluation import evaluate, leaf_values
from par_analysis.scenario.scenario import Scenario
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.numbers import format_number
from par_analysis.words.palette import GRID, LOST, MUTED

__all__ = [
    "COLUMN",
    "COLUMNS",
    "COUPLING",
    "FIRST_ROW",
    "HEADER_ROW",
    "TOTALS",
    "Start",
    "WhatIf",
    "agency_titles",
    "start_of",
    "write_what_if",
]

# Columns in their order, with their widths; the last three are numbers for the sheets by field and agency, beside the
# printed page.
_WIDTHS = {
    "code": 9.5,
    "name": 50,
    "lead": 28,
    "maximum": 10,
    "published": 11,
    "target": 10,
    "input": 11,
    "value": 11,
    "change": 11,
    "deficit": 11,
    "share": 10.5,
    "note": 27,
    "field_number": 11,
    "agency_number": 11,
    "asked": 13,
}
COLUMNS = tuple(_WIDTHS)
COLUMN = {name: number for number, name in enumerate(COLUMNS, 1)}
_LETTER = {name: column_letter(number) for name, number in COLUMN.items()}
_PRINTED = COLUMN["note"]
HEADER_ROW, FIRST_ROW = 7, 8

# The head above the table: labels in the column of leads, figures and their changes beside them; what goes between the
# indices in one row on both sheets.
_LABEL, _VALUE, _BESIDE = COLUMN["lead"], COLUMN["maximum"], COLUMN["published"]
_FIRST_TOTAL, _BETWEEN = 3, 5

# Names that formulas use; the same in both languages.
COUPLING, _SIPAS_CHANGED, _SIPAS_PUBLISHED, _SIPAS_CHANGE = (
    "coupling",
    "SIPAS_changed",
    "SIPAS_published",
    "SIPAS_change",
)
TOTALS = {"par": "PAR_total", "sipas": "SIPAS_total"}
_PART = {"par": "PAR_field", "sipas": "SIPAS_factor"}


@dataclass(frozen=True)
class Start:
    """What the inputs start from.

    Attributes
    ----------
    inputs : Series
        By leaf of both indices.
    nodes : Series
        What follows from them, by index and code.
    coupled : bool
    """

    inputs: pd.Series
    nodes: pd.Series
    coupled: bool


@dataclass(frozen=True)
class WhatIf:
    """A what-if sheet: what it shows, and where everything is.

    Attributes
    ----------
    page : Page
    index : {"par", "sipas"}
    base : Edition
    start : Start
        What the inputs start from.
    rows : mapping
        Row of every code.
    """

    page: Page
    index: str
    base: Edition
    start: Start
    rows: Mapping[str, int]

    @property
    def tree(self) -> CompositeIndex:
        """The index."""
        return self.base.indices[self.index]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the sheet has."""
        return COLUMNS if self.index == "par" else COLUMNS[:_PRINTED]

    @property
    def last(self) -> int:
        """The last row."""
        return FIRST_ROW + len(self.rows) - 1

    def here(self, code: str, column: str) -> str:
        """Return the reference of a cell on this sheet."""
        return f"{_LETTER[column]}{self.rows[code]}"

    def cell(self, code: str, column: str) -> str:
        """Return the reference of a cell, for other sheets."""
        return self.page.at(self.rows[code], COLUMN[column])

    def column(self, column: str) -> str:
        """Return the reference of a column of figures, for other sheets."""
        return self.page.column(COLUMN[column], FIRST_ROW, self.last)


def start_of(scenario: Scenario | None, base: Edition) -> Start:
    """Work out the inputs that show a scenario; without one the published figures."""
    published = pd.Series(base.score, index=list(base.leaves))
    values = published if scenario is None else leaf_values(scenario, base)
    coupled = scenario is None or scenario.coupled
    inputs = values.copy()
    for link in base.couplings if coupled else ():
        if _moved(values, link.of, base):
            # What follows SIPAS is no input: there the published figure stands ready.
            inputs[link.code] = base.score[base.position[link.code]]
    nodes = evaluate(pd.DataFrame([values.to_numpy()], index=["start"], columns=list(base.leaves)), base)["start"]
    return Start(inputs, nodes, coupled)


def _moved(values: pd.Series, index: str, base: Edition) -> bool:
    """Say whether any leaf of an index differs from its published figure."""
    return bool((values[list(base.indices[index].leaves)].to_numpy() != base.score[base.spans[index]]).any())


def agency_titles(base: Edition, lang: str) -> dict[str, str]:
    """Return the full name of every agency by its printed name; leaves that name none are a group of their own."""
    agencies = base.agencies
    english = agencies["name_en"].where(agencies["name_en"].fillna("") != "", agencies["name"])
    titles = dict(zip(agencies["name"], agencies["name"] if lang == "vi" else english, strict=True))
    titles[NO_LEAD] = "(không ghi cơ quan chủ trì)" if lang == "vi" else "(no lead named)"
    return titles


def write_what_if(book: Book, index: str, base: Edition, start: Start, agencies: list[str]) -> WhatIf:
    """Write the sheet of an index.

    Parameters
    ----------
    book : Book
        Receives the sheet and its names.
    index : {"par", "sipas"}
    base : Edition
    start : Start
        What the inputs start from.
    agencies : list of str
        Printed names of the agencies, in the order of the sheet by agency.
    """
    tree = base.indices[index]
    widths = [_WIDTHS[name] for name in (COLUMNS if index == "par" else COLUMNS[:_PRINTED])]
    page = book.page(index, widths)
    sheet = WhatIf(page, index, base, start, {code: FIRST_ROW + at for at, code in enumerate(tree.codes)})
    hint = "hint_alone" if index == "par" and not base.couplings else f"hint_{index}"
    page.heading(page.word(f"{index}_title") + years_of(base)[0], page.word(hint), _PRINTED)
    _totals(sheet)
    if index == "sipas":
        _whether_moved(sheet)
        book.name(_SIPAS_CHANGED, page.at(_BETWEEN, _VALUE))
    elif base.couplings:
        _link(sheet)
        book.name(COUPLING, page.at(_BETWEEN, _VALUE))
    _header(sheet)
    fields = {code: number for number, code in enumerate(tree.children(tree.root), 1)}
    notes, titles = _notes(index, base, page.lang), agency_titles(base, page.lang)
    for code in tree.codes:
        _row(sheet, code, notes.get(code, ""), titles)
        if index == "par" and code in tree.leaves:
            _numbers(sheet, code, fields, agencies)
    _names(book, sheet)
    _limits(sheet)
    _colors(sheet)
    page.heights(FIRST_ROW, sheet.last)
    page.finish((HEADER_ROW, HEADER_ROW), _PRINTED, sheet.last, f"C{FIRST_ROW}")
    # What the edition lacks takes no room; the columns keep their places.
    lacking = [
        *(("target", "asked") if not tree.nodes["target"].notna().any() else ()),
        *(("agency_number",) if not base.has("leads") else ()),
    ]
    page.hide(*(COLUMN[name] for name in lacking if name in sheet.columns))
    return sheet


def _label(sheet: WhatIf, row: int, text: str) -> None:
    sheet.page.text(row, _LABEL, text, bold=True, across="right", wrap=False)


def _totals(sheet: WhatIf) -> None:
    """Write the totals that stay in sight, with their changes; on the sheet of PAR INDEX those of all indices."""
    page, base, root = sheet.page, sheet.base, sheet.tree.root
    look = {"bold": True, "ground": GRID}
    for row, index in enumerate(base.indices if sheet.index == "par" else ("sipas",), _FIRST_TOTAL):
        tree = base.indices[index]
        total = float(sheet.start.nodes[index, tree.root])
        change = sheet.here(root, "change") if index == sheet.index else _SIPAS_CHANGE
        _label(sheet, row, page.word("total_now" if index == "par" else "sipas_now"))
        page.live(row, _VALUE, TOTALS[index], total, POINTS[index], **look)
        page.live(row, _BESIDE, change, round(total - tree.score(tree.root), 9), SIGNED[index], **look)
        page.tint_changes(f"{column_letter(_BESIDE)}{row}", f"${column_letter(_BESIDE)}${row}")


def _link(sheet: WhatIf) -> None:
    """Write the input that says whether PAR INDEX follows SIPAS."""
    page = sheet.page
    yes, no = page.word("yes"), page.word("no")
    _label(sheet, _BETWEEN, page.word("coupling"))
    page.text(_BETWEEN, _VALUE, yes if sheet.start.coupled else no, unlocked=True, bold=True, across="center")
    choice = DataValidation(type="list", formula1=f'"{yes},{no}"', allow_blank=False)
    _refuse_others(sheet, choice, page.word("coupling_error"))
    choice.add(f"{column_letter(_VALUE)}{_BETWEEN}")


def _whether_moved(sheet: WhatIf) -> None:
    """Write whether any item of SIPAS differs from its published figure."""
    page, leaves = sheet.page, sheet.tree.leaves
    differing = ",".join(f"{sheet.here(leaf, 'value')}<>{sheet.here(leaf, 'published')}" for leaf in leaves)
    moved = _moved(sheet.start.inputs, sheet.index, sheet.base)
    form = f'[=1]"{page.word("yes")}";[=0]"{page.word("no")}"'
    _label(sheet, _BETWEEN, page.word("sipas_changed"))
    page.live(_BETWEEN, _VALUE, f"IF(OR({differing}),1,0)", float(moved), form, across="center", ground=GRID)


def _header(sheet: WhatIf) -> None:
    page = sheet.page
    titles = {name: page.word(name) for name in sheet.columns}
    # The labels of the head stand in the column of leads, so it stays, without a title, where there are none.
    titles["lead"] = titles["lead"] if sheet.base.has("leads") else "\u00a0"
    page.header(HEADER_ROW, list(titles.values()))
    for name in sheet.columns[_PRINTED:]:
        page.text(HEADER_ROW, COLUMN[name], titles[name], ink=MUTED, across="center", down="center")


def _row(sheet: WhatIf, code: str, note: str, agencies: Mapping[str, str]) -> None:
    """Write one row: what was published, the input, and what follows."""
    page, base, tree, row = sheet.page, sheet.base, sheet.tree, sheet.rows[code]
    node, parts, points = tree.by_code.loc[code], tree.children(code), POINTS[sheet.index]
    look: dict[str, Any] = {"bold": bool(parts), "ground": GRID if parts else "", "line": True}
    score, most, value = tree.score(code), tree.maximum(code), float(sheet.start.nodes[sheet.index, code])
    at = {name: sheet.here(code, name) for name in COLUMNS}
    page.text(row, COLUMN["code"], code, literal=True, **look)
    page.text(row, COLUMN["name"], tree.name(code, page.lang), indent=max(0, int(node["level"]) - 1), **look)
    lead = node["lead_agency"]
    page.text(row, COLUMN["lead"], agencies.get(lead, lead) if isinstance(lead, str) else "", **look)
    page.number(row, COLUMN["maximum"], most, MAXIMUM if sheet.index == "par" else WHOLE, **look)
    page.number(row, COLUMN["published"], score, points, **look)
    if pd.notna(node["target"]):
        form = f'">"{points}' if bool(node["target_is_bound"]) else points
        page.number(row, COLUMN["target"], float(node["target"]), form, **look)
    else:
        page.text(row, COLUMN["target"], "", **look)
    if parts:
        page.text(row, COLUMN["input"], "", **look)
        formula = _from_parts(sheet, code)
    else:
        page.number(row, COLUMN["input"], float(sheet.start.inputs[code]), points, unlocked=True)
        formula = f"IF(ISBLANK({at['input']}),{at['published']},{at['input']})"
    aside = {**look, "bold": False, "ink": MUTED, "indent": 1}
    link = next((link for link in base.couplings if (link.index, link.code) == (sheet.index, code)), None)
    if link is None:
        page.text(row, COLUMN["note"], note, **aside)
    else:
        follows = f'AND({COUPLING}="{page.word("yes")}",{_SIPAS_CHANGED}=1)'
        formula = f"IF({follows},{_following(sheet, link)},{formula})"
        overruled = f"AND(NOT(ISBLANK({at['input']})),{at['input']}<>{at['published']})"
        told = f'IF({overruled},"{page.word("overruled")}","{page.word("follows")}")'
        now = sheet.start.coupled and _moved(sheet.start.inputs, link.of, base)
        shown = page.word("follows") if now else ""
        page.live(row, COLUMN["note"], f'IF({follows},{told},"")', shown, across="left", **aside)
    page.live(row, COLUMN["value"], formula, value, points, **{**look, "bold": True})
    for name, difference, result, form in (
        ("change", f"{at['value']}-{at['published']}", value - score, SIGNED[sheet.index]),
        ("deficit", f"{at['maximum']}-{at['value']}", most - value, points),
    ):
        page.live(row, COLUMN[name], f"ROUND({difference},9)", round(result, 9), form, **look)
    page.live(row, COLUMN["share"], f"{at['value']}/{at['maximum']}", value / most, "0.0%", **look)


def _from_parts(sheet: WhatIf, code: str) -> str:
    """Return the formula of a row with parts: its published figure, plus what the parts move by their weights."""
    published, shares = sheet.here(code, "published"), sheet.tree.shares(code)
    now, then = ([sheet.here(part, name) for part in shares.index] for name in ("value", "published"))
    if (shares == 1).all():
        function = "SUM"
    elif (shares == 1 / len(shares)).all():
        function = "AVERAGE"
    else:
        # An Excel function takes 255 arguments at most, a sum any number.
        steps = zip(shares, now, then, strict=True)
        return published + "".join(f"+{share:.15g}*({value}-{printed})" for share, value, printed in steps)
    return f"{published}+{function}({','.join(now)})-{function}({','.join(then)})"


def _following(sheet: WhatIf, link: Link) -> str:
    """Return the formula of a leaf that follows SIPAS, within what it can have."""
    least = float(sheet.base.minimum[sheet.base.position[link.code]])
    published, maximum = (sheet.here(link.code, name) for name in ("published", "maximum"))
    moved = f"{published}+{link.factor:.12g}*({TOTALS[link.of]}-{_SIPAS_PUBLISHED})"
    return f"MIN(MAX({moved},{least:.12g}),{maximum})"


def _numbers(sheet: WhatIf, leaf: str, fields: Mapping[str, int], agencies: list[str]) -> None:
    """Write the numbers by which the sheets by field and agency find a leaf, and what its target asks for."""
    page, tree, row = sheet.page, sheet.tree, sheet.rows[leaf]
    lead = tree.by_code.loc[leaf, "lead_agency"]
    number = agencies.index(lead if isinstance(lead, str) else NO_LEAD) + 1
    page.number(row, COLUMN["field_number"], fields[tree.lineage(leaf)[1]], WHOLE, ink=MUTED)
    page.number(row, COLUMN["agency_number"], number, WHOLE, ink=MUTED)
    place = sheet.base.position[leaf]
    asked = sheet.base.target[place] - sheet.base.score[place]
    target, published = sheet.here(leaf, "target"), sheet.here(leaf, "published")
    formula = f"IF(ISNUMBER({target}),ROUND({target}-{published},9),0)"
    result = 0.0 if np.isnan(asked) else round(float(asked), 9)
    page.live(row, COLUMN["asked"], formula, result, SIGNED["par"], ink=MUTED)


def _names(book: Book, sheet: WhatIf) -> None:
    root = sheet.tree.root
    book.name(TOTALS[sheet.index], sheet.cell(root, "value"))
    for code in sheet.tree.children(root):
        book.name(f"{_PART[sheet.index]}_{re.sub(r'[^0-9A-Za-z]', '_', code)}", sheet.cell(code, "value"))
    if sheet.index == "sipas":
        book.name(_SIPAS_PUBLISHED, sheet.cell(root, "published"))
        book.name(_SIPAS_CHANGE, sheet.cell(root, "change"))


def _limits(sheet: WhatIf) -> None:
    """Set what inputs may hold: cells with the same limits share a rule."""
    page, base = sheet.page, sheet.base
    limits: dict[tuple[float, float], list[str]] = {}
    for leaf in sheet.tree.leaves:
        place = base.position[leaf]
        limits.setdefault((float(base.minimum[place]), float(base.maximum[place])), []).append(leaf)
    for least, most in sorted(limits):
        allowed = DataValidation(
            type="decimal", operator="between", formula1=f"{least:.12g}", formula2=repr(most), allow_blank=True
        )
        between = {"minimum": format_number(least, page.lang), "maximum": format_number(most, page.lang)}
        _refuse_others(sheet, allowed, page.word("input_error", **between))
        for leaf in limits[least, most]:
            allowed.add(sheet.here(leaf, "input"))


def _refuse_others(sheet: WhatIf, rule: DataValidation, reason: str) -> None:
    rule.error, rule.errorTitle, rule.showErrorMessage = reason, sheet.page.word("input_title"), True
    sheet.page.sheet.add_data_validation(rule)


def _colors(sheet: WhatIf) -> None:
    """Set the colours of what rose, what fell, and what cannot be calculated with."""

    def area(first: str, last: str) -> str:
        return f"{_LETTER[first]}{FIRST_ROW}:{_LETTER[last]}{sheet.last}"

    typed, most, change = (f"${_LETTER[name]}{FIRST_ROW}" for name in ("input", "maximum", "change"))
    wrong = f'AND(NOT(ISBLANK({typed})),{typed}<>"",OR(NOT(ISNUMBER({typed})),{typed}<0,{typed}>{most}))'
    sheet.page.tint(area("input", "input"), wrong, WHITE, bold=True, ground=LOST)
    sheet.page.tint_changes(area("value", "change"), change)


def _notes(index: str, base: Edition, lang: str) -> dict[str, str]:
    """Say what to know of a row: an unlisted part, or a published figure that is not what its parts give."""
    nodes = base.table(index)
    notes = {str(code): word("rest", lang) for code in nodes.loc[nodes["is_remainder"], "code"]}
    found = audit(base)
    found = found[(found["kind"] == "parts") & (found["quantity"] == "score") & (found["index"] == index)]
    for row in found.itertuples(index=False):
        notes[row.code] = word("parts_differ", lang, difference=format_number(-row.difference, lang, sign=True))
    return notes
