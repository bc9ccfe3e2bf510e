"""The look of every chart is ours on every machine, and titles break where they should."""

from __future__ import annotations

import io
import re

import matplotlib as mpl
import pytest
from chart_cases import Gallery
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from par_analysis import ParAnalysisError, charts
from par_analysis.charts import theme

WORDS = st.lists(st.text("aàảãáạăâđeêioôơuưyỷnhcmtpABĐ;:,", min_size=1, max_size=9), min_size=1, max_size=25)


@given(WORDS, st.sampled_from([0.2, 0.5, 0.94]))
@settings(max_examples=30)
def test_wrapping_keeps_every_word_and_the_width(words: list[str], width: float) -> None:
    fig = charts.Chart(figsize=theme.SIZE)
    lines = theme.wrap_to_width(fig, " ".join(words), 24, width)
    assert " ".join(lines).split(" ") == words
    limit = width * theme.SIZE[0] * 72
    assert all(theme.text_width(line, 24) <= limit for line in lines if " " in line)


def test_a_number_stays_with_its_word_and_two_lines_break_between_clauses(shipped: Gallery) -> None:
    fig = charts.Chart(figsize=theme.SIZE)
    for width in (0.1, 0.15, 0.2, 0.3, 0.5):
        lines = theme.wrap_to_width(fig, ("cần tới 22 tiêu chí để đủ 80% số điểm " * 3).strip(), 24, width)
        assert not [line for line in lines if re.search(r"\d%?$", line)]
    lines = theme.wrap_to_width(fig, shipped("target_ladder").headline, 24, 0.94, bold=True)
    assert len(lines) == 2 and lines[0].endswith(";")


def test_settings_of_the_session_change_nothing_and_are_kept(shipped: Gallery) -> None:
    theirs = {
        "font.size": 31.0,
        "font.family": ["monospace"],
        "axes.facecolor": "black",
        "text.color": "red",
        "figure.dpi": 33.0,
        "lines.linewidth": 9.0,
        "axes.spines.top": True,
        "axes.grid": True,
        "figure.autolayout": True,
    }
    for name in ("deficit_by_field", "agency_field", "target_ladder", "waterfall"):
        with mpl.rc_context(theirs):
            before = mpl.rcParams.copy()
            fig = charts.ALL[name]()
            picture = fig.png(50)
            fig.savefig(io.BytesIO(), format="svg", settings={"svg.fonttype": "none"})
            fig._repr_mimebundle_()
            assert mpl.rcParams == before
        assert picture == shipped(name).png(50), name


def test_a_notebook_shows_picture_and_alternative_text(shipped: Gallery) -> None:
    fig = shipped("waterfall")
    shown = fig._repr_mimebundle_()
    assert shown["image/png"].startswith(b"\x89PNG")
    assert shown["text/plain"] == repr(fig) == fig.alt
    assert fig._repr_mimebundle_() == shown


def test_a_png_packed_quickly_has_the_same_pixels(shipped: Gallery) -> None:
    fig = shipped("deficit_by_assessment")
    before = fig.dpi
    small, quick = fig.png(90), fig.png(90, smallest=False)
    assert fig.dpi == before
    assert len(small) < len(quick) < 1.5 * len(small)
    with Image.open(io.BytesIO(small)) as one, Image.open(io.BytesIO(quick)) as other:
        assert one.convert("RGB").tobytes() == other.convert("RGB").tobytes()
        assert one.text == other.text


def test_missing_font_is_said_and_nothing_is_drawn_in_another(monkeypatch, tmp_path) -> None:
    theme._register_fonts.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(theme, "_FONTS", tmp_path)
        with pytest.raises(ParAnalysisError, match=r"BeVietnamPro-Bold\.ttf.*font of the charts is missing"):
            charts.deficit_by_field()
    charts.deficit_by_field()  # and it is looked for again
