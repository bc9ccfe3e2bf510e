"""Points by field and by agency: sums over the what-if sheet, and charts that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun

from par_analysis.deliver.workbook.cells import POINTS, SIGNED, WHOLE, Book, Page, bare_color, column_letter
from par_analysis.deliver.workbook.whatif import Start, WhatIf, agency_titles
from par_analysis.edition.edition import Edition
from par_analysis.edition.names import agency_names
from par_analysis.edition.results import deficits
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.palette import GAINED, GRID, LOST, MUTED, TARGET, TEXT

__all__ = ["GROUP_COLUMNS", "agencies_in_order", "write_agencies", "write_fields"]

_WIDTHS = {
    "number": 6,
    "short": 26,
    "full": 52,
    "maximum": 10,
    "published": 11,
    "lost_published": 13,
    "value": 11,
    "gain": 11,
    "lost_now": 13,
    "asked": 13,
}
GROUP_COLUMNS = tuple(_WIDTHS)
_COLUMN = {name: number for number, name in enumerate(GROUP_COLUMNS, 1)}
_LETTER = {name: column_letter(number) for name, number in _COLUMN.items()}
_FORM = dict.fromkeys(GROUP_COLUMNS, POINTS["par"]) | dict.fromkeys(("gain", "asked"), SIGNED["par"])
_ADDED = ("maximum", "published", "value", "asked")  # from the what-if sheet
_HEADER, _FIRST = 4, 5

# Charts in centimetres: their width by the column where they begin, and a height that grows with the bars.
_CHART_WIDTHS = {"A": 17.0, "D": 16.2}
_CHART_FRAME, _CHART_BAR, _ROW = 2.6, 0.75, 0.529


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
    tree, short = base.par, base.short_names("par", book.lang)
    groups = [
        _Group(f"{code}. {short[code]}", tree.name(code, book.lang), base.below[code])
        for code in tree.children(tree.root)
    ]
    _write(book, "field", groups, what_if, base, start)


def write_agencies(book: Book, what_if: WhatIf, base: Edition, start: Start) -> None:
    """Write the sheet by agency."""
    short, full = agency_names(base, book.lang), agency_titles(base, book.lang)
    leads = base.par.by_code.loc[base.par.leaves, "lead_agency"].fillna(NO_LEAD)
    groups = [
        _Group(short.get(name) or name, full.get(name, name), tuple(leads.index[leads == name]))
        for name in agencies_in_order(base)
    ]
    _write(book, "agency", groups, what_if, base, start)


def _write(book: Book, key: str, groups: Sequence[_Group], what_if: WhatIf, base: Edition, start: Start) -> None:
    page = book.page(key, list(_WIDTHS.values()))
    page.heading(page.word(f"{key}_title"), page.word("groups_hint"), len(GROUP_COLUMNS))
    titles = {"short": key, "full": "name"}
    page.header(_HEADER, [page.word(titles.get(name, name)) for name in GROUP_COLUMNS])
    score, most, target = (
        pd.Series(known, index=list(base.leaves)) for known in (base.score, base.maximum, base.target)
    )
    by_leaf = {
        "maximum": most,
        "published": score,
        "value": pd.Series({leaf: start.nodes["par", leaf] for leaf in base.par.leaves}),
        "asked": (target - score).fillna(0.0),
    }
    numbers = what_if.column(f"{key}_number")
    for number, group in enumerate(groups, 1):
        row = _FIRST + number - 1
        page.number(row, _COLUMN["number"], number, WHOLE, line=True, across="center")
        page.text(row, _COLUMN["short"], group.short, bold=True, line=True)
        page.text(row, _COLUMN["full"], group.full, line=True)
        figures = {name: float(by_leaf[name][list(group.leaves)].sum()) for name in _ADDED}
        for name, figure in figures.items():
            formula = f"SUMIF({numbers},${_LETTER['number']}{row},{what_if.column(name)})"
            page.live(row, _COLUMN[name], formula, figure, _FORM[name], line=True)
        _differences(page, row, figures)
    last = _FIRST + len(groups) - 1
    _sums(page, last)
    page.heights(_FIRST, last + 1)
    page.tint_changes(f"{_LETTER['value']}{_FIRST}:{_LETTER['gain']}{last + 1}", f"${_LETTER['gain']}{_FIRST}")
    aimed = base.has("targets")
    bottom = _charts(page, last, aimed)
    if not aimed:
        page.hide(_COLUMN["asked"])
    page.finish((_HEADER, _HEADER), len(GROUP_COLUMNS), bottom, f"C{_FIRST}", one_page=True)


def _differences(page: Page, row: int, figures: Mapping[str, float], **look: object) -> None:
    """Write what was lost, is lost now, and was gained."""
    for name, more, less in (
        ("lost_published", "maximum", "published"),
        ("gain", "value", "published"),
        ("lost_now", "maximum", "value"),
    ):
        formula = f"ROUND({_LETTER[more]}{row}-{_LETTER[less]}{row},9)"
        result = round(figures[more] - figures[less], 9)
        page.live(row, _COLUMN[name], formula, result, _FORM[name], **{"line": True, **look})


def _sums(page: Page, last: int) -> None:
    """Write the sums below the last group."""
    row = last + 1
    look: dict[str, Any] = {"bold": True, "ground": GRID}
    page.text(row, _COLUMN["number"], "", **look)
    page.text(row, _COLUMN["short"], page.word("sum"), **look)
    page.text(row, _COLUMN["full"], "", **look)
    sums = {}
    for name in _ADDED:
        letter = _LETTER[name]
        sums[name] = sum(float(page.results[f"{letter}{above}"]) for above in range(_FIRST, row))
        page.live(row, _COLUMN[name], f"SUM({letter}{_FIRST}:{letter}{last})", sums[name], _FORM[name], **look)
    _differences(page, row, sums, **look)


def _title(text: str) -> Title:
    look = CharacterProperties(sz=1200, b=True, solidFill=bare_color(TEXT))
    line = Paragraph(pPr=ParagraphProperties(defRPr=look), r=[RegularTextRun(rPr=look, t=text)])
    return Title(tx=Text(rich=RichText(p=[line])))


def _charts(page: Page, last: int, aimed: bool) -> int:
    """Put two bar charts below the table; return the last row that they cover."""
    top, height = last + 3, _CHART_FRAME + _CHART_BAR * (last - _FIRST + 1)
    for place, title, series in (
        ("A", "lost_chart", {"lost_published": MUTED, "lost_now": LOST}),
        ("D", "gain_chart" if aimed else "gain", {"gain": GAINED} | ({"asked": TARGET} if aimed else {})),
    ):
        chart = BarChart()
        chart.type, chart.grouping, chart.gapWidth, chart.overlap = "bar", "clustered", 45, -5
        chart.title = _title(page.word(title))
        chart.width, chart.height = _CHART_WIDTHS[place], height
        chart.legend.position = "b"
        for name, color in series.items():
            column = Reference(page.sheet, min_col=_COLUMN[name], min_row=_HEADER, max_row=last)
            chart.add_data(column, titles_from_data=True)
            bars = chart.series[-1]
            bars.graphicalProperties = GraphicalProperties(solidFill=bare_color(color))
            edge = TEXT if color == TARGET else color
            bars.graphicalProperties.line = LineProperties(solidFill=bare_color(edge))
            bars.invertIfNegative = False
        chart.set_categories(Reference(page.sheet, min_col=_COLUMN["short"], min_row=_FIRST, max_row=last))
        # Bars from the top in the order of the table, both axes shown; names stay at the left of falls.
        chart.x_axis.scaling.orientation, chart.x_axis.delete, chart.y_axis.delete = "maxMin", False, False
        chart.x_axis.tickLblPos = "low"
        chart.y_axis.numFmt, chart.y_axis.number_format = None, "0.0"
        chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=bare_color(GRID)))
        chart.y_axis.crosses = "max"
        chart.title.overlay = False
        chart.legend.overlay = False
        chart.layout = Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.27, y=0.15, w=0.69, h=0.64))
        page.sheet.add_chart(chart, f"{place}{top}")
    return top + int(height / _ROW) + 2
