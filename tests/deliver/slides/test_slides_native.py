"""Native charts and tables on a blank slide."""

from __future__ import annotations

import io
import zipfile

import pytest
from pptx import Presentation
from pptx.util import Inches
from slides_cases import held_in, labels_of

from par_analysis import ParAnalysisError
from par_analysis.deliver.fitting import FONT, lines_of
from par_analysis.deliver.slides.native import (
    Series,
    add_bars,
    add_table,
    rows_that_fit,
    widest,
    write_texts,
)
from par_analysis.deliver.slides.template import Box
from par_analysis.words.palette import GAINED, LOST

BOX = Box(1, 1, 8, 4)


@pytest.fixture(scope="module")
def slide():
    deck = Presentation()
    return deck.slides.add_slide(deck.slide_layouts[6])


def test_charts_hold_their_data_and_texts_stay_texts(slide):
    series = Series("=1+1", [1.5, -0.25], ["1,5", "−0,25"], LOST, [LOST, GAINED])
    bars = add_bars(slide, BOX, ["@a", "b"], [series], "nói gì", "Calibri")
    assert held_in(bars.chart) == [[None, "=1+1"], ["@a", 1.5], ["b", -0.25]]  # no formula: openpyxl would show it
    (drawn,) = bars.chart.plots[0].series
    assert labels_of(drawn) == ["1,5", "−0,25"]
    assert bars.chart.value_axis.minimum_scale < -0.25 and bars.chart.value_axis.maximum_scale > 1.5
    assert b"<f>" not in _parts(bars.chart.part.chart_workbook.xlsx_part.blob)


def test_a_cut_table_takes_what_fits_and_one_too_high_is_refused(slide):
    rows = [["một hàng", str(n)] for n in range(40)]
    fitting = rows_that_fit(BOX, ["a", "b"], rows, (3, 1), FONT, head_lines=2)
    assert 5 < fitting < 40 and rows_that_fit(BOX, ["a", "b"], rows[:3], (3, 1), FONT) == 3
    table = add_table(slide, BOX, ["a", "b"], rows[:fitting], (3, 1), "bảng", FONT, head_lines=2).table
    assert sum(row.height for row in table.rows) <= Inches(BOX.height)
    assert table.rows[0].height > 1.5 * table.rows[1].height
    for box, count, font in ((Box(1, 1, 8, 3), fitting, FONT), (BOX, 20, None)):
        with pytest.raises(ParAnalysisError, match="higher than the room"):
            add_table(slide, box, ["a", "b"], rows[:count], (3, 1), "bảng", font, head_lines=2)


def test_a_column_as_wide_as_its_widest_text_breaks_none_of_it():
    texts = ["0,586 → 0,63 / 1", "8,709 → 8,8 / 10"]
    for font in (FONT, None):
        wide = widest(texts, font)
        assert all(lines_of(text, 14, wide - 0.2, font) == 1 for text in texts)
        assert widest(texts, font, bold=True) > wide


def test_bars_are_not_thicker_where_they_are_few(slide):
    gaps = {}
    for n in (1, 2, 4, 12):
        shape = add_bars(slide, BOX, list("abcdefghijkl"[:n]), [Series("s", [1.0] * n, [""] * n, LOST)], "", FONT)
        gaps[n] = shape.chart.plots[0].gap_width
        assert BOX.height / n / (1 + gaps[n] / 100) < 0.8
    assert list(gaps.values()) == sorted(gaps.values(), reverse=True) and gaps[12] == 35


def test_texts_that_do_not_fit_are_left_out(slide):
    box = slide.shapes.add_textbox(*Box(1, 1, 3, 1).emu)
    assert write_texts(box, ["ngắn", "dài " * 200], "Calibri") == ["ngắn"] and box.text_frame.text == "ngắn"


def _parts(blob):
    with zipfile.ZipFile(io.BytesIO(blob)) as book:
        return b"".join(book.read(name) for name in book.namelist())
