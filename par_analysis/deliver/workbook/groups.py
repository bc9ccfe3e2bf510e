"""Points by field and by agency: sums over the what-if sheet, and charts that follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun

from par_analysis.deliver.workbook.cells import POINTS, SIGNED, Book, Page, column_letter
from par_analysis.deliver.workbook.whatif import Start, WhatIf, agency_titles
from par_analysis.deliver.workbook.words import word
from par_analysis.edition.edition import Edition
from par_analysis.edition.names import agency_names
from par_analysis.edition.results import deficits
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.palette import GAINED, GRID, LOST, MUTED, TARGET, TEXT

__all__ = ["GROUP_COLUMNS", "agencies_in_order", "write_agencies", "write_fields"]

GROUP_COLUMNS = (
    "number",
    "short",
    "full",
    "maximum",
    "published",
    "lost_published",
    "value",
    "gain",
    "lost_now",
    "asked",
)
_COLUMN = {name: number for number, name in enumerate(GROUP_COLUMNS, 1)}
_WIDTHS = (6, 26, 52, 10, 11, 13, 11, 11, 13, 13)
_HEADER, _FIRST = 4, 5


@dataclass(frozen=True)
class _Group:
    short: str
    full: str
    leaves: tuple[str, ...]


def agencies_in_order(base: Edition) -> list[str]:
    """Return the printed names of the agencies that lead leaves of PAR INDEX, those with most points lost first."""
    return [str(name) for name in deficits("agency", edition=base)["lead_agency"]]


def write_fields(book: Book, what_if: WhatIf, base: Edition, start: Start) -> None:
    """Write the sheet by field."""
    tree, lang = base.par, book.lang
    nodes = tree.nodes.set_index("code")
    short = base.short_names("par", lang)
    groups = []
    for code in tree.children(tree.root):
        english = nodes.loc[code, "name_en"]
        full = english if lang == "en" and isinstance(english, str) and english else nodes.loc[code, "name"]
        groups.append(_Group(f"{code}. {short[code]}", str(full), base.below[code]))
    _write(book, "field", groups, "field_number", what_if, base, start)


def write_agencies(book: Book, what_if: WhatIf, base: Edition, start: Start) -> None:
    """Write the sheet by agency."""
    nodes = base.par.nodes
    short, full = agency_names(base, book.lang), agency_titles(base, book.lang)
    leads = nodes.set_index("code").loc[base.par.leaves, "lead_agency"].fillna(NO_LEAD)
    groups = [
        _Group(short.get(name) or name, full.get(name, name), tuple(leads.index[leads == name]))
        for name in agencies_in_order(base)
    ]
    _write(book, "agency", groups, "agency_number", what_if, base, start)


def _write(
    book: Book, key: str, groups: Sequence[_Group], by: str, what_if: WhatIf, base: Edition, start: Start
) -> None:
    lang = book.lang
    page = book.page(key, _WIDTHS)
    page.heading(word(f"{key}_title", lang), word("groups_hint", lang), len(GROUP_COLUMNS))
    titles = {"short": key, "full": "name"}
    page.header(_HEADER, [word(titles.get(name, name), lang) for name in GROUP_COLUMNS], across="center")
    page.sheet.row_dimensions[_HEADER].height = 32
    values = pd.Series({leaf: start.nodes["par", leaf] for leaf in base.par.leaves})
    score, most = (pd.Series(known, index=list(base.leaves)) for known in (base.score, base.maximum))
    asked = (pd.Series(base.target, index=list(base.leaves)) - score).fillna(0.0)
    for number, group in enumerate(groups, 1):
        row, own = _FIRST + number - 1, list(group.leaves)
        page.number(row, _COLUMN["number"], number, "0", line=True, across="center")
        page.text(row, _COLUMN["short"], group.short, bold=True, line=True)
        page.text(row, _COLUMN["full"], group.full, line=True)
        for column, what, known in (
            ("maximum", "maximum", most),
            ("published", "published", score),
            ("value", "value", values),
            ("asked", "asked", asked),
        ):
            key_cell = f"$A{row}"
            formula = f"SUMIF({what_if.column(by)},{key_cell},{what_if.column(what)})"
            form = SIGNED["par"] if column == "asked" else POINTS["par"]
            page.live(row, _COLUMN[column], formula, float(known[own].sum()), form, line=True)
        figures = (float(most[own].sum()), float(score[own].sum()), float(values[own].sum()))
        _differences(page, row, *figures)
    last = _FIRST + len(groups) - 1
    _sums(page, last, lang)
    page.heights(_FIRST, last + 1)
    page.tint_changes(f"G{_FIRST}:H{last + 1}", f"$H{_FIRST}")
    aimed = base.has("targets")
    bottom = _charts(page, last, lang, aimed)
    if not aimed:
        page.hide(_COLUMN["asked"])
    page.finish((_HEADER, _HEADER), len(GROUP_COLUMNS), bottom, f"C{_FIRST}", one_page=True)


def _differences(page: Page, row: int, most: float, score: float, value: float, **look: object) -> None:
    """Write what was lost, is lost now, and was gained."""
    for column, formula, result, form in (
        ("lost_published", f"ROUND(D{row}-E{row},9)", most - score, POINTS["par"]),
        ("gain", f"ROUND(G{row}-E{row},9)", value - score, SIGNED["par"]),
        ("lost_now", f"ROUND(D{row}-G{row},9)", most - value, POINTS["par"]),
    ):
        page.live(row, _COLUMN[column], formula, round(result, 9), form, **{"line": True, **look})


def _sums(page: Page, last: int, lang: str) -> None:
    row, look = last + 1, {"bold": True, "ground": GRID}
    page.text(row, _COLUMN["number"], "", **look)
    page.text(row, _COLUMN["short"], word("sum", lang), **look)
    page.text(row, _COLUMN["full"], "", **look)
    added = {}
    for column in ("maximum", "published", "value", "asked"):
        letter = column_letter(_COLUMN[column])
        added[column] = sum(float(page.results[f"{letter}{one}"]) for one in range(_FIRST, last + 1))
        form = SIGNED["par"] if column == "asked" else POINTS["par"]
        page.live(row, _COLUMN[column], f"SUM({letter}{_FIRST}:{letter}{last})", added[column], form, **look)
    _differences(page, row, added["maximum"], added["published"], added["value"], **look)


def _title(text: str) -> Title:
    look = CharacterProperties(sz=1200, b=True, solidFill=TEXT.lstrip("#"))
    line = Paragraph(pPr=ParagraphProperties(defRPr=look), r=[RegularTextRun(rPr=look, t=text)])
    return Title(tx=Text(rich=RichText(p=[line])))


def _charts(page: Page, last: int, lang: str, aimed: bool) -> int:
    """Put two bar charts below the table; return the last row that they cover."""
    top = last + 3
    height = 2.6 + 0.75 * (last - _FIRST + 1)
    for place, title, series in (
        ("A", "lost_chart", (("lost_published", MUTED), ("lost_now", LOST))),
        ("D", "gain_chart" if aimed else "gain", (("gain", GAINED), *([("asked", TARGET)] if aimed else []))),
    ):
        chart = BarChart()
        chart.type, chart.grouping, chart.gapWidth, chart.overlap = "bar", "clustered", 45, -5
        chart.title = _title(word(title, lang))
        chart.width, chart.height = (17.0, height) if place == "A" else (16.2, height)
        chart.legend.position = "b"
        names = Reference(page.sheet, min_col=_COLUMN["short"], min_row=_FIRST, max_row=last)
        for column, color in series:
            number = _COLUMN[column]
            chart.add_data(Reference(page.sheet, min_col=number, min_row=_HEADER, max_row=last), titles_from_data=True)
            made = chart.series[-1]
            made.graphicalProperties = GraphicalProperties(solidFill=color.lstrip("#"))
            made.graphicalProperties.line = LineProperties(solidFill=(TEXT if color == TARGET else color).lstrip("#"))
            made.invertIfNegative = False
        chart.set_categories(names)
        # Bars from the top in the order of the table, both axes shown; names stay at the left of falls.
        chart.x_axis.scaling.orientation, chart.x_axis.delete, chart.y_axis.delete = "maxMin", False, False
        chart.x_axis.tickLblPos = "low"
        chart.y_axis.numFmt, chart.y_axis.number_format = None, "0.0"
        chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=GRID.lstrip("#")))
        chart.y_axis.crosses = "max"
        chart.title.overlay = False
        chart.legend.overlay = False
        chart.layout = Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.27, y=0.15, w=0.69, h=0.64))
        page.sheet.add_chart(chart, f"{place}{top}")
    return top + int(height / 0.529) + 2
