"""The two sheets that calculate: every row of an index, an input for every leaf, and formulas for the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from openpyxl.worksheet.datavalidation import DataValidation

from par_analysis.deliver.workbook.cells import POINTS, SIGNED, Book, Page, column_letter
from par_analysis.deliver.workbook.words import word
from par_analysis.edition.edition import Edition
from par_analysis.edition.names import years_of
from par_analysis.edition.results import audit
from par_analysis.index.tree import CompositeIndex
from par_analysis.scenario.document import Scenario
from par_analysis.scenario.evaluation import evaluate, leaf_values
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.numbers import format_number
from par_analysis.words.palette import GRID, LOST, MUTED

__all__ = [
    "COLUMNS",
    "COUPLING",
    "FIRST_ROW",
    "HEADER_ROW",
    "Start",
    "WhatIf",
    "agency_titles",
    "start_of",
    "write_what_if",
]

# Columns in their order; the last three are numbers for the sheets by field and agency, beside the printed page.
COLUMNS = ("code", "name", "lead", "maximum", "published", "target", "input", "value", "change", "deficit", "share", "note",
           "field_number", "agency_number", "asked")  # fmt: skip
COLUMN = {name: number for number, name in enumerate(COLUMNS, 1)}
_WIDTHS = (9.5, 50, 28, 10, 11, 10, 11, 11, 11, 11, 10.5, 27, 11, 11, 13)
_SHOWN = COLUMN["note"]
_LABEL, _VALUE, _BESIDE = COLUMN["lead"], COLUMN["maximum"], COLUMN["published"]
HEADER_ROW, FIRST_ROW = 7, 8

# Names that formulas use; the same in both languages.
COUPLING, SIPAS_CHANGED = "coupling", "SIPAS_changed"
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
    """A written what-if sheet: where everything is.

    Attributes
    ----------
    page : Page
    rows : mapping
        Row of every code.
    last : int
        Last row.
    """

    page: Page
    rows: Mapping[str, int]
    last: int

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
    made = dict(zip(agencies["name"], agencies["name"] if lang == "vi" else english, strict=True))
    made[NO_LEAD] = "(không ghi cơ quan chủ trì)" if lang == "vi" else "(no lead named)"
    return made


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
    lang = book.lang
    page = book.page(index, _WIDTHS if index == "par" else _WIDTHS[:_SHOWN])
    rows = {code: FIRST_ROW + number for number, code in enumerate(tree.codes)}
    made = WhatIf(page, rows, FIRST_ROW + len(rows) - 1)
    columns = COLUMNS if index == "par" else COLUMNS[:_SHOWN]
    hint = "hint_alone" if index == "par" and not base.couplings else f"hint_{index}"
    page.heading("", word(hint, lang), _SHOWN)
    page.text(1, 1, word(f"{index}_title", lang) + years_of(base)[0], bold=True, size=15, wrap=False)
    _head(book, made, index, base, start)
    # The labels of the head stand in the column of leads, so it stays, without a title, where there are none.
    titles = {column: word(column, lang) for column in columns}
    titles["lead"] = titles["lead"] if base.has("leads") else "\u00a0"
    page.header(HEADER_ROW, list(titles.values()), across="center")
    for number in range(_SHOWN + 1, len(columns) + 1):
        page.text(HEADER_ROW, number, word(columns[number - 1], lang), ink=MUTED, across="center", down="center")
    page.sheet.row_dimensions[HEADER_ROW].height = 32
    nodes = tree.nodes.set_index("code", drop=False)
    fields = {code: number for number, code in enumerate(tree.children(tree.root), 1)}
    notes = _notes(index, base, lang)
    for code in tree.codes:
        _row(made, index, nodes.loc[code], base, start, lang, notes.get(code, ""))
        if index == "par" and code in tree.leaves:
            _numbers(made, nodes.loc[code], tree, fields, agencies, base)
    _names(book, made, index, tree)
    _rules(made, tree, base, lang)
    page.heights(FIRST_ROW, made.last)
    page.finish((HEADER_ROW, HEADER_ROW), _SHOWN, made.last, f"C{FIRST_ROW}")
    # What the edition lacks takes no room; the columns keep their places.
    page.hide(
        *(COLUMN[name] for name in ("target", "asked") if name in columns and not tree.nodes["target"].notna().any()),
        *(COLUMN[name] for name in ("agency_number",) if name in columns and not base.has("leads")),
    )
    return made


def _head(book: Book, made: WhatIf, index: str, base: Edition, start: Start) -> None:
    """Write what stays in sight: the totals, and the link between the indices or whether SIPAS moved."""
    page, lang = made.page, book.lang
    tree = base.indices[index]
    row = made.rows[tree.root]
    shown = tuple(base.indices) if index == "par" else ("sipas",)
    for line, which in enumerate(shown, 3):
        published = base.indices[which].total("score")
        total = float(start.nodes[which, base.indices[which].root])
        page.text(
            line,
            _LABEL,
            word("total_now" if which == "par" else "sipas_now", lang),
            bold=True,
            across="right",
            wrap=False,
        )
        page.live(line, _VALUE, TOTALS[which], total, POINTS[which], bold=True, ground=GRID)
        step = f"{column_letter(COLUMN['change'])}{row}" if which == index else "SIPAS_change"
        page.live(line, _BESIDE, step, round(total - published, 9), SIGNED[which], bold=True, ground=GRID)
        page.tint_changes(f"{column_letter(_BESIDE)}{line}", f"${column_letter(_BESIDE)}${line}")
    if index == "par":
        if not base.couplings:
            return
        page.text(5, _LABEL, word("coupling", lang), bold=True, across="right", wrap=False)
        page.text(5, _VALUE, word("yes" if start.coupled else "no", lang), unlocked=True, bold=True, across="center")
        choice = DataValidation(type="list", formula1=f'"{word("yes", lang)},{word("no", lang)}"', allow_blank=False)
        choice.error, choice.errorTitle = word("coupling_error", lang), word("input_title", lang)
        choice.showErrorMessage = True
        choice.add(f"{column_letter(_VALUE)}5")
        page.sheet.add_data_validation(choice)
        book.name(COUPLING, page.at(5, _VALUE))
    else:
        values = [f"{column_letter(COLUMN['value'])}{made.rows[leaf]}" for leaf in tree.leaves]
        prints = [f"{column_letter(COLUMN['published'])}{made.rows[leaf]}" for leaf in tree.leaves]
        differing = ",".join(f"{value}<>{printed}" for value, printed in zip(values, prints, strict=True))
        moved = _moved(start.inputs, index, base)
        page.text(5, _LABEL, word("sipas_changed", lang), bold=True, across="right", wrap=False)
        form = f'[=1]"{word("yes", lang)}";[=0]"{word("no", lang)}"'
        page.live(5, _VALUE, f"IF(OR({differing}),1,0)", float(moved), form, across="center", ground=GRID)
        book.name(SIPAS_CHANGED, page.at(5, _VALUE))


def _row(made: WhatIf, index: str, node: pd.Series, base: Edition, start: Start, lang: str, note: str) -> None:
    """Write one row: what was published, the input, and what follows."""
    page, code, row = made.page, str(node["code"]), made.rows[str(node["code"])]
    tree = base.indices[index]
    parts, points = tree.children(code), POINTS[index]
    look = {"bold": bool(parts), "ground": GRID if parts else "", "line": True}
    published, most = float(node["score"]), float(node["max_points"])
    value = float(start.nodes[index, code])
    english = node["name_en"] if isinstance(node["name_en"], str) and node["name_en"] else node["name"]
    page.text(row, COLUMN["code"], code, literal=True, **look)
    page.text(
        row, COLUMN["name"], node["name"] if lang == "vi" else english, indent=max(0, int(node["level"]) - 1), **look
    )
    lead = node["lead_agency"]
    titles = agency_titles(base, lang)
    page.text(row, COLUMN["lead"], titles.get(lead, lead) if isinstance(lead, str) else "", **look)
    page.number(row, COLUMN["maximum"], most, "0.###" if index == "par" else "0", **look)
    page.number(row, COLUMN["published"], published, points, **look)
    if pd.notna(node["target"]):
        form = f'">"{points}' if bool(node["target_is_bound"]) else points
        page.number(row, COLUMN["target"], float(node["target"]), form, **look)
    else:
        page.text(row, COLUMN["target"], "", **look)
    at = {name: f"{column_letter(number)}{row}" for name, number in COLUMN.items()}
    if parts:
        page.text(row, COLUMN["input"], "", **look)
        formula = _moved_by(made, at["published"], tree.shares(code))
    else:
        page.number(row, COLUMN["input"], float(start.inputs[code]), points, unlocked=True)
        formula = f"IF(ISBLANK({at['input']}),{at['published']},{at['input']})"
    link = next((link for link in base.couplings if (link.index, link.code) == (index, code)), None)
    if link is not None:
        least = float(base.minimum[base.position[code]])
        follows = f'AND({COUPLING}="{word("yes", lang)}",{SIPAS_CHANGED}=1)'
        moved = f"{at['published']}+{link.factor:.12g}*({TOTALS[link.of]}-SIPAS_published)"
        formula = f"IF({follows},MIN(MAX({moved},{least:.12g}),{at['maximum']}),{formula})"
        odd = f"AND(NOT(ISBLANK({at['input']})),{at['input']}<>{at['published']})"
        told = f'IF({odd},"{word("overruled", lang)}","{word("follows", lang)}")'
        now = start.coupled and _moved(start.inputs, link.of, base)
        result = word("follows", lang) if now else ""
        page.live(
            row,
            COLUMN["note"],
            f'IF({follows},{told},"")',
            result,
            "General",
            ink=MUTED,
            across="left",
            indent=1,
            **_plain(look),
        )
    else:
        page.text(row, COLUMN["note"], note, ink=MUTED, indent=1, **_plain(look))
    page.live(row, COLUMN["value"], formula, value, points, **{**look, "bold": True})
    change = round(value - published, 9)
    page.live(row, COLUMN["change"], f"ROUND({at['value']}-{at['published']},9)", change, SIGNED[index], **look)
    page.live(row, COLUMN["deficit"], f"ROUND({at['maximum']}-{at['value']},9)", round(most - value, 9), points, **look)
    page.live(row, COLUMN["share"], f"{at['value']}/{at['maximum']}", value / most, "0.0%", **look)


def _plain(look: dict[str, object]) -> dict[str, object]:
    return {**look, "bold": False}


def _moved_by(made: WhatIf, published: str, shares: pd.Series) -> str:
    """Return the formula of a row with parts: its published figure, plus what the parts move by their weights."""
    value, printed = (
        [f"{column_letter(COLUMN[name])}{made.rows[part]}" for part in shares.index] for name in ("value", "published")
    )
    if (shares == 1).all():
        taken = "SUM"
    elif (shares == 1 / len(shares)).all():
        taken = "AVERAGE"
    else:
        # An Excel function takes 255 arguments at most, a sum any number.
        steps = zip(shares, value, printed, strict=True)
        return published + "".join(f"+{share:.15g}*({now}-{then})" for share, now, then in steps)
    return f"{published}+{taken}({','.join(value)})-{taken}({','.join(printed)})"


def _numbers(
    made: WhatIf, node: pd.Series, tree: CompositeIndex, fields: dict[str, int], agencies: list[str], base: Edition
) -> None:
    """Write the numbers by which the sheets by field and agency find a leaf, and what its target asks for."""
    code = str(node["code"])
    row, path = made.rows[code], tree.lineage(code)
    lead = node["lead_agency"] if isinstance(node["lead_agency"], str) else NO_LEAD
    made.page.number(row, COLUMN["field_number"], fields[path[1]], "0", ink=MUTED)
    made.page.number(row, COLUMN["agency_number"], agencies.index(lead) + 1, "0", ink=MUTED)
    target, score = base.target[base.position[code]], base.score[base.position[code]]
    asked = 0.0 if np.isnan(target) else round(float(target - score), 9)
    at = {name: f"{column_letter(number)}{row}" for name, number in COLUMN.items()}
    formula = f"IF(ISNUMBER({at['target']}),ROUND({at['target']}-{at['published']},9),0)"
    made.page.live(row, COLUMN["asked"], formula, asked, SIGNED["par"], ink=MUTED)


def _names(book: Book, made: WhatIf, index: str, tree: CompositeIndex) -> None:
    book.name(TOTALS[index], made.cell(tree.root, "value"))
    for code in tree.children(tree.root):
        book.name(f"{_PART[index]}_{re.sub(r'[^0-9A-Za-z]', '_', code)}", made.cell(code, "value"))
    if index == "sipas":
        book.name("SIPAS_published", made.cell(tree.root, "published"))
        book.name("SIPAS_change", made.cell(tree.root, "change"))


def _rules(made: WhatIf, tree: CompositeIndex, base: Edition, lang: str) -> None:
    """Set what inputs may hold, and the colours of what rose, what fell, and what cannot be calculated with."""
    sheet, letter = made.page.sheet, column_letter(COLUMN["input"])
    bounds = {leaf: (float(base.minimum[at]), float(base.maximum[at])) for leaf, at in base.position.items() if leaf in made.rows}  # fmt: skip
    for least, most in sorted(set(bounds.values())):
        allowed = DataValidation(
            type="decimal", operator="between", formula1=f"{least:.12g}", formula2=repr(most), allow_blank=True
        )
        limits = {"minimum": format_number(least, lang), "maximum": format_number(most, lang)}
        allowed.error = word("input_error", lang, **limits)
        allowed.errorTitle = word("input_title", lang)
        allowed.showErrorMessage = True
        for leaf, limit in bounds.items():
            if limit == (least, most):
                allowed.add(f"{letter}{made.rows[leaf]}")
        sheet.add_data_validation(allowed)
    first = {name: f"${column_letter(number)}{FIRST_ROW}" for name, number in COLUMN.items()}
    inputs = f"{letter}{FIRST_ROW}:{letter}{made.last}"
    wrong = f'AND(NOT(ISBLANK({first["input"]})),{first["input"]}<>"",OR(NOT(ISNUMBER({first["input"]})),{first["input"]}<0,{first["input"]}>{first["maximum"]}))'
    made.page.tint(inputs, wrong, "#FFFFFF", bold=True, ground=LOST)
    moved = f"{column_letter(COLUMN['value'])}{FIRST_ROW}:{column_letter(COLUMN['change'])}{made.last}"
    made.page.tint_changes(moved, first["change"])


def _notes(index: str, base: Edition, lang: str) -> dict[str, str]:
    """Say what to know of a row: an unlisted part, or a published figure that is not what its parts give."""
    nodes = base.table(index)
    made = {str(code): word("rest", lang) for code in nodes.loc[nodes["is_remainder"], "code"]}
    found = audit(base)
    found = found[(found["kind"] == "parts") & (found["quantity"] == "score") & (found["index"] == index)]
    for row in found.itertuples(index=False):
        made[row.code] = word("parts_differ", lang, difference=format_number(-row.difference, lang, sign=True))
    return made
