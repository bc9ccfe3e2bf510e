"""Native charts and tables on a blank slide."""

from __future__ import annotations

import io
import zipfile

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
from slides_cases import held_in, labels_of

from par_analysis import ParAnalysisError
from par_analysis.deliver.fitting import FONT, lines_of
from par_analysis.deliver.slides.native import (
    Points,
    Series,
    add_bars,
    add_points,
    add_table,
    rows_that_fit,
    widest,
    write_texts,
)
from par_analysis.deliver.slides.template import Box
from par_analysis.words.palette import GAINED, LOST

BOX = Box(1, 1, 8, 4)


def _slide():
    deck = Presentation()
    return deck.slides.add_slide(deck.slide_layouts[6])


def test_bars_hold_their_data_and_texts_stay_texts():
    made = Series("=1+1", [1.5, -0.25], ["1,5", "−0,25"], LOST, [LOST, GAINED])
    shape = add_bars(_slide(), BOX, ["@a", "b"], [made], "nói gì", "Calibri")
    with zipfile.ZipFile(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob)) as book:
        assert not any(b"<f>" in book.read(name) for name in book.namelist())
    assert held_in(shape.chart) == [[None, "=1+1"], ["@a", 1.5], ["b", -0.25]]
    (series,) = shape.chart.plots[0].series
    assert labels_of(series) == ["1,5", "−0,25"]
    assert shape.chart.value_axis.minimum_scale < -0.25 and shape.chart.value_axis.maximum_scale > 1.5


def test_a_table_that_is_too_high_is_refused():
    with pytest.raises(ParAnalysisError, match="higher than the room"):
        add_table(_slide(), BOX, ["a"], [["b"]] * 20, (1,), "", None)


def test_a_cut_table_takes_what_fits():
    rows = [["một hàng", str(n)] for n in range(40)]
    fitting = rows_that_fit(BOX, ["a", "b"], rows, (3, 1), FONT, head_lines=2)
    assert 5 < fitting < 40
    shape = add_table(_slide(), BOX, ["a", "b"], rows[:fitting], (3, 1), "bảng", FONT, head_lines=2)
    assert sum(row.height for row in shape.table.rows) <= BOX.height * 914400
    assert shape.table.rows[0].height > 1.5 * shape.table.rows[1].height
    with pytest.raises(ParAnalysisError, match="higher than the room"):
        add_table(_slide(), Box(1, 1, 8, 3), ["a", "b"], rows[:fitting], (3, 1), "bảng", FONT, head_lines=2)
    assert rows_that_fit(BOX, ["a", "b"], rows[:3], (3, 1), FONT) == 3


def test_a_column_as_wide_as_its_widest_text_breaks_none_of_it():
    texts = ["0,586 → 0,63 / 1", "8,709 → 8,8 / 10"]
    for font in (FONT, None):
        wide = widest(texts, font)
        assert all(lines_of(text, 14, wide - 0.2, font) == 1 for text in texts)
        assert widest(texts, font, bold=True) > wide


def test_bars_are_not_thicker_where_they_are_few():
    made = [
        add_bars(_slide(), BOX, list("abcdefghijkl"[:n]), [Series("s", [1.0] * n, [""] * n, LOST)], "", FONT)
        for n in (1, 2, 4, 12)
    ]
    gaps = [shape.chart.plots[0].gap_width for shape in made]
    assert gaps == sorted(gaps, reverse=True) and gaps[-1] == 35
    for shape, n in zip(made, (1, 2, 4, 12), strict=True):
        assert BOX.height / n / (1 + shape.chart.plots[0].gap_width / 100) < 0.8


def test_points_hold_their_data():
    points = [
        Points("=đường", [88.5, 92.0], [0.0, 60.5], GAINED, line=True),
        Points("mốc", [88.5], [0.0], LOST, ["2021"], XL_MARKER_STYLE.CIRCLE, sides=[XL_LABEL_POSITION.LEFT]),
    ]
    shape = add_points(_slide(), BOX, points, "nói gì", FONT, ("x", "y"), ((87, 93, 1), (-10, 70, 10)))
    line, mark = shape.chart.plots[0].series
    assert list(line.values) == [0.0, 60.5] and line._element.xpath(".//c:xVal//c:v/text()") == ["88.5", "92.0"]
    assert labels_of(mark) == ["2021"] and labels_of(line) == []
    assert [cell for row in held_in(shape.chart) for cell in row if isinstance(cell, float | int)] == [
        88.5,
        0,
        92,
        60.5,
        88.5,
        0,
    ]
    with zipfile.ZipFile(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob)) as book:
        assert not any(b"<f>" in book.read(name) for name in book.namelist())


def test_texts_that_do_not_fit_are_left_out():
    box = _slide().shapes.add_textbox(*Box(1, 1, 3, 1).emu)
    told = write_texts(box, ["ngắn", "dài " * 200], "Calibri")
    assert told == ["ngắn"] and box.text_frame.text == "ngắn"
