"""Room that texts take: widths, breaking, fitting."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont, features
from slides_cases import carlito, frames_of

from par_analysis.deliver.fitting import (
    FONT,
    fitted_size,
    height_of,
    kept,
    line_of,
    lines_of,
    sentence,
    shortened,
    text_width,
    told_apart,
)

WORDS = st.text(st.sampled_from("aăâeêiưuoôơ ậếữđĐHN0123456789.,;:%→–«»“”…()+−"), max_size=120)


def test_widths_are_calibris() -> None:
    # Advance widths in 1/2048 of the size, as its own tables have them.
    for sign, regular, bold in (("0", 1038, 1038), ("a", 981, 1012), ("W", 1823, 1856), (" ", 463, 463)):
        for units, heavy in ((regular, False), (bold, True)):
            assert units / 2048 <= text_width(sign, 72, FONT, bold=heavy) <= units / 2048 * 1.03, sign
    for letter in "ếệậắốộũỹ":
        base = unicodedata.normalize("NFD", letter)[0]
        assert text_width(letter, 14, FONT) == pytest.approx(text_width(base, 14, FONT), rel=0.01)
    assert text_width("\u00a0", 14, FONT) == text_width(" ", 14, FONT)
    # Another font may be wider, a foreign sign is a square.
    assert text_width("Hà Nội", 14, None) > 1.15 * text_width("Hà Nội", 14, FONT)
    assert text_width("漢", 72, FONT) >= 1.0
    assert line_of(None) == line_of("Tahoma") > line_of(FONT) == 1.22


def test_widths_against_the_font_itself(own_decks) -> None:
    if not carlito(False):
        print(reason := "neither Calibri nor Carlito is installed")
        pytest.skip(reason)
    frames = [shape.text_frame for _, deck in own_decks for _, shape in frames_of(deck)]
    seen = {run.text for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs}
    assert len(seen) > 120
    faults, raqm = [], features.check("raqm")
    for bold in (False, True):
        drawn = ImageFont.truetype(carlito(bold), 2048)
        for text in seen:
            exact = drawn.getlength(text, features=["-kern", "-liga"]) if raqm else sum(map(drawn.getlength, text))
            if exact / 2048 * 14 / 72 != pytest.approx(text_width(text, 14, FONT, bold=bold) / 1.02, rel=2e-3):
                faults.append((text, bold))
    assert faults == []


def test_long_words_and_texts_take_more_lines() -> None:
    assert lines_of("x", 14, 3, FONT) == 1 and lines_of("x" * 400, 14, 3, FONT) > 5
    assert lines_of("từ " * 100, 14, 3, FONT) > lines_of("từ " * 50, 14, 3, FONT)
    assert lines_of("x", 14, 0, FONT) > 1000
    assert height_of(["a", "b"], 14, 3, FONT) == 2 * height_of(["a"], 14, 3, FONT)
    assert height_of(["a"], 14, 3, FONT, between=7.2) == pytest.approx(height_of(["a"], 14, 3, FONT) + 0.1)


@given(WORDS, st.floats(0.5, 9))
def test_a_wider_box_never_takes_more_lines(text: str, width: float) -> None:
    assert lines_of(text, 14, width + 0.5, FONT) <= lines_of(text, 14, width, FONT)
    assert lines_of(text, 14, width, FONT) * width >= text_width(text.replace(" ", ""), 14, FONT) - 1e-6


@given(WORDS, st.integers(1, 3))
def test_a_cut_text_fits(text: str, lines: int) -> None:
    cut = shortened(text, 14, 3, FONT, lines)
    assert lines_of(cut, 14, 3, FONT) <= lines
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1].rstrip()))


def test_cut_to_what_fits() -> None:
    long, two = "Hà Nội " * 60, "Hà Nội " * 9
    cut = shortened(long, 14, 4, FONT, 2)
    assert cut.endswith("…") and lines_of(cut, 14, 4, FONT) <= 2
    assert cut.rstrip("…").split()[-1] in ("Hà", "Nội")  # no word is cut
    assert shortened("ngắn", 14, 4, FONT) == "ngắn"
    assert fitted_size("ngắn", (28, 20), 10, 1, FONT) == 28 and fitted_size(long, (28, 20), 5, 1, FONT) == 20
    assert lines_of(two, 20, 4, FONT) == 2
    assert fitted_size(two, (20, 12), 4, 9, FONT) == 20 and fitted_size(two, (20, 12), 4, 9, FONT, most=1) == 12
    assert kept(["a", "b", "c"], 14, 4, height_of(["a", "b"], 14, 4, FONT) + 0.01, FONT, 0) == ["a", "b"]
    assert sentence("Đạt 88.54.") == "Đạt 88.54"


def test_texts_cut_alike_are_told_apart_by_number() -> None:
    assert told_apart(["Giữ nguyên", "Mục tiêu công bố"], 12) == ["Giữ nguyên", "Mục tiêu…"]
    assert told_apart(["Một phương án 1", "Một phương án 2"], 12) == ["1. Một…", "2. Một…"]
    assert told_apart(["x" * 20], 12) == ["x" * 11 + "…"]
    assert told_apart(["ngắn"], 12) == ["ngắn"]
