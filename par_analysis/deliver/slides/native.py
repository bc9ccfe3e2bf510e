"""What stands on slides: native charts with their data inside, native tables, texts."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from par_analysis.deliver.facts import UNDATED
from par_analysis.deliver.fitting import height_of, kept, line_of, lines_of, text_width
from par_analysis.deliver.slides.template import Box
from par_analysis.deliver.text import clean
from par_analysis.tables.files import repack_zip
from par_analysis.words.errors import refused
from par_analysis.words.palette import GRID, TEXT

__all__ = [
    "BODY",
    "SMALLEST",
    "Series",
    "add_bars",
    "add_table",
    "rows_that_fit",
    "widest",
    "write_texts",
]

BODY, SMALLEST = 16.0, 14.0
_SIDES = (0.1, 0.05)  # inches that a text frame keeps free left and right, above and below
_BULLET = 0.4  # inches of a bullet and its space
_THICKEST = 0.75  # inches of a bar
_BETWEEN = 6.0  # points after a paragraph


@dataclass(frozen=True)
class Series:
    """Bars of one colour: name, values, and the text at each bar's end."""

    name: str
    values: Sequence[float]
    labels: Sequence[str]
    color: str
    colors: Sequence[str] = ()


def rgb(color: str) -> RGBColor:
    """Return a colour of the palette as PowerPoint takes it."""
    return RGBColor.from_string(color[1:])


def describe(shape: Any, alt: str, name: str) -> None:
    """Give a chart or table its alternative text."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", clean(alt))
    properties.set("name", name)


def set_font(font: Any, size: float, name: str | None, color: str = TEXT, *, bold: bool = False) -> None:
    """Set size, colour and, outside the user's own templates, the font."""
    font.size, font.bold = Pt(size), bold
    font.color.rgb = rgb(color)
    if name:
        font.name = name


def add_bars(
    slide: Any,
    box: Box,
    categories: Sequence[str],
    series: Sequence[Series],
    alt: str,
    font: str | None,
    *,
    headroom: float = 1.3,
    legend: bool = True,
    holder: Any = None,
) -> Any:
    """Add a native bar chart: horizontal bars, the first category on top, a text at the end of each bar.

    Labels are texts, so that the decimal sign is the reader's language's on every computer.
    """
    data = CategoryChartData(number_format="General")
    names = [clean(one) for one in categories]
    data.categories = names
    for one in series:
        data.add_series(clean(one.name), [float(value) for value in one.values])
    if holder is not None:
        shape = holder.insert_chart(XL_CHART_TYPE.BAR_CLUSTERED, data)
    else:
        shape = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box.emu, data)
    chart = shape.chart
    _look(chart, font, legend and len(series) > 1)
    category, value = chart.category_axis, chart.value_axis
    category.reverse_order = True
    category.has_major_gridlines = value.has_major_gridlines = False
    category.major_tick_mark = XL_TICK_MARK.NONE
    # Beside the chart, not at zero: bars to the left of zero would lie over the names.
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    category.format.line.fill.background()
    set_font(category.tick_labels.font, SMALLEST, font)
    value.visible = False
    all_values = [float(v) for one in series for v in one.values]
    top, low = max([*all_values, 0.0]), min([*all_values, 0.0])
    span = (top - low) or 1.0
    value.maximum_scale = round(top + span * (headroom - 1), 6)
    value.minimum_scale = round(low - (span * (headroom - 1) if low < 0 else 0.0), 6)
    plot = chart.plots[0]
    # Few bars stay as thick as many: the space between them grows.
    thick = box.height / max(len(categories), 1) / _THICKEST - len(series)
    plot.gap_width, plot.overlap = round(min(max(100 * thick, 35 if len(series) == 1 else 45), 500)), 0
    plot.vary_by_categories = False
    for drawn, one in zip(plot.series, series, strict=True):
        drawn.invert_if_negative = False
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = rgb(one.color)
        for place, color in enumerate(one.colors):
            if color != one.color:
                drawn.points[place].format.fill.solid()
                drawn.points[place].format.fill.fore_color.rgb = rgb(color)
        _labels(drawn, one.labels, font)
    _steady_workbook(chart)
    describe(shape, alt, "Chart")
    return shape


def _look(chart: Any, font: str | None, legend: bool) -> None:
    chart.has_title = False
    set_font(chart.font, SMALLEST, font)
    chart.has_legend = legend
    if legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
        set_font(chart.legend.font, SMALLEST, font)


def _labels(drawn: Any, labels: Sequence[str], font: str | None) -> None:
    for place, text in enumerate(labels):
        if not text:
            continue
        label = drawn.points[place].data_label
        label.text_frame.text = clean(text)
        label.text_frame.word_wrap = False
        set_font(label.text_frame.paragraphs[0].runs[0].font, SMALLEST, font)
        label.position = XL_LABEL_POSITION.OUTSIDE_END


def _steady_workbook(chart: Any) -> None:
    """Write the chart's workbook again: texts stay texts, dates are fixed, the same bytes every time."""
    part = chart.part.chart_workbook.xlsx_part
    book = openpyxl.load_workbook(io.BytesIO(part.blob))
    sheet = book.active
    for named in chart._chartSpace.xpath(".//c:ser//c:strRef"):
        cells = sheet[named.findtext(qn("c:f")).partition("!")[2].replace("$", "")]
        found = [cell for row in cells for cell in row] if isinstance(cells, tuple) else [cells]
        for cell, text in zip(found, named.iter(qn("c:v")), strict=True):
            cell.value, cell.hyperlink = text.text, None
            # Otherwise a name that begins with = would be a formula.
            cell.data_type = "s"
    book.properties.creator = "par_analysis"
    book.properties.created = book.properties.modified = UNDATED
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.xlsx"
        book.save(path)
        repack_zip(path, UNDATED)
        part._blob = path.read_bytes()


def add_table(
    slide: Any,
    box: Box,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    shares: Sequence[float],
    alt: str,
    font: str | None,
    *,
    words: Sequence[int] = (0,),
    last_bold: bool = False,
    head_lines: int = 1,
) -> Any:
    """Add a native table with 14-point text (12 where a template is narrow); columns with numbers are set right.

    Its header is at least `head_lines` high.

    Raises
    ------
    ParAnalysisError
        The table is higher than its box.
    """
    texts = [[clean(cell) for cell in row] for row in (header, *rows)]
    widths = [box.width * share / sum(shares) for share in shares]
    bold_rows = {0, len(rows)} if last_bold else {0}
    for size in (SMALLEST, 12.0):  # the smaller one only in narrow templates
        heights = [_row_height(row, widths, size, font, bold=n in bold_rows) for n, row in enumerate(texts)]
        heights[0] = max(heights[0], _high(head_lines, size, font))
        if sum(heights) <= box.height:
            break
    if sum(heights) > box.height + 1e-6:
        raise refused("table_too_high", found=sum(heights), room=box.height)
    left, top, width, _ = box.emu
    shape = slide.shapes.add_table(len(texts), len(header), left, top, width, Pt(sum(heights) * 72))
    table = shape.table
    table.horz_banding = False
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = round(wide * Inches(1))
    for number, (row, high) in enumerate(zip(texts, heights, strict=True)):
        table.rows[number].height = round(high * Inches(1))
        bold = number in bold_rows
        for place, text in enumerate(row):
            cell = table.cell(number, place)
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb(TEXT if number == 0 else GRID if bold or number % 2 == 0 else "#FFFFFF")
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            paragraph = cell.text_frame.paragraphs[0]
            paragraph.alignment = PP_ALIGN.LEFT if place in words else PP_ALIGN.RIGHT
            run = paragraph.add_run()
            run.text = text
            set_font(run.font, size, font, "#FFFFFF" if number == 0 else TEXT, bold=bold)
    describe(shape, alt, "Table")
    return shape


def rows_that_fit(
    box: Box,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    shares: Sequence[float],
    font: str | None,
    *,
    head_lines: int = 1,
) -> int:
    """Return how many rows of a table fit into a box at the smallest size."""
    widths = [box.width * share / sum(shares) for share in shares]
    head = _row_height(list(map(clean, header)), widths, SMALLEST, font, bold=True)
    room = box.height - max(head, _high(head_lines, SMALLEST, font))
    for number, row in enumerate(rows):
        room -= _row_height(list(map(clean, row)), widths, SMALLEST, font, bold=False)
        if room < 0:
            return number
    return len(rows)


def widest(texts: Sequence[str], font: str | None, *, bold: bool = False) -> float:
    """Return the inches that a column of a table takes if none of its texts is broken."""
    return max(text_width(clean(text), SMALLEST, font, bold=bold) for text in texts) + 2 * _SIDES[0] + 0.04


def _row_height(row: Sequence[str], widths: Sequence[float], size: float, font: str | None, *, bold: bool) -> float:
    most = max(
        lines_of(text, size, wide - 2 * _SIDES[0], font, bold=bold) for text, wide in zip(row, widths, strict=True)
    )
    return _high(most, size, font)


def _high(lines: int, size: float, font: str | None) -> float:
    """Return the height of a row of so many lines."""
    return lines * size * line_of(font) / 72 + 2 * _SIDES[1] + 0.02


def write_texts(
    shape: Any,
    paragraphs: Sequence[str],
    font: str | None,
    sizes: Sequence[float] = (18.0, BODY, SMALLEST),
    *,
    bullets: bool = True,
    color: str = TEXT,
    bold: bool = False,
    between: float | None = None,
) -> list[str]:
    """Write paragraphs at the largest size that fits; what does not fit at the smallest is left to the notes.

    Returns
    -------
    list of str
        The paragraphs written.
    """
    texts = [clean(one) for one in paragraphs if clean(one)]
    width = shape.width.inches - 2 * _SIDES[0] - (_BULLET if bullets else 0.0)
    height = shape.height.inches - 2 * _SIDES[1]
    between = (_BETWEEN if bullets else 2.0) if between is None else between
    size = next((s for s in sizes if height_of(texts, s, width, font, bold=bold, between=between) <= height), sizes[-1])
    told = kept(texts, size, width, height, font, between)
    frame = shape.text_frame
    frame.word_wrap = True
    for number, text in enumerate(told):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after, paragraph.space_before = Pt(between), Pt(0)
        run = paragraph.add_run()
        run.text = text
        set_font(run.font, size, font, color, bold=bold)
    return told
