"""Figures come with their text and source; columns are printed alike."""

import io
import math

import pytest
from PIL import Image

from par_analysis import charts
from par_analysis.deliver.report.figures import CAPTIONS, picture, points, signed
from par_analysis.edition.opening import open_edition


def test_figures_are_charts():
    assert set(CAPTIONS) <= set(charts.ALL)


def test_picture_is_drawn_once_with_alt_and_source():
    one = picture("deficit_by_field", "en", open_edition())
    assert picture("deficit_by_field", "en", open_edition()) is one
    chart = charts.deficit_by_field(lang="en")
    assert (one.alt, one.source) == (chart.alt, chart.source)
    assert Image.open(io.BytesIO(one.png)).width >= 2000


@pytest.mark.parametrize(
    ("values", "lang", "cells"),
    [
        ([1, 2.5, 0.125], "vi", ["1,000", "2,500", "0,125"]),
        ([1, 2], "en", ["1", "2"]),
        ([math.nan, 0.5], "en", ["–", "0.5"]),
        ([0.1 + 0.2, -1.0], "vi", ["0,3", "−1,0"]),
        ([], "vi", []),
    ],
)
def test_points(values, lang, cells):
    made = points("x", values, lang, 1.0)
    assert made.cells == cells
    assert made.number


def test_points_with_sign():
    assert points("x", [0.5, 0, -0.25], "en", 1.0, sign=True).cells == ["+0.50", "0.00", "−0.25"]
    assert signed(1.5, "vi") == "+1,5"
