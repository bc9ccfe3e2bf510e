"""Native charts, tables and pictures on a blank slide."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Inches
from slides_cases import held_in, labels_of

from par_analysis import ParAnalysisError
from par_analysis.briefing.slides.native import Series, add_bars, add_picture, add_table, write_texts
from par_analysis.briefing.slides.template import Box
from par_analysis.palette import GAINED, LOST

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


def test_a_picture_keeps_its_shape_inside_its_box():
    held = io.BytesIO()
    Image.new("RGB", (400, 100)).save(held, format="png")
    shape = add_picture(_slide(), BOX, held.getvalue(), "ảnh")
    assert shape.width / shape.height == pytest.approx(4, abs=0.01)
    assert shape.width <= Inches(8) + 1 and shape.height <= Inches(4) + 1


def test_texts_that_do_not_fit_are_left_out():
    box = _slide().shapes.add_textbox(*Box(1, 1, 3, 1).emu)
    told = write_texts(box, ["ngắn", "dài " * 200], "Calibri")
    assert told == ["ngắn"] and box.text_frame.text == "ngắn"
