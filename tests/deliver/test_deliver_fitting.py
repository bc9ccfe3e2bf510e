"""Room that texts take: widths, breaking, fitting."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont
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

WORDS = st.text(st.sampled_from("aăâeêiuưoôơ ậếữđĐHN0123456789.,;:%→–«»“”…()+−"), max_size=120)


# Advance widths of Calibri in 1/2048 of the size, as its own tables have them.
@pytest.mark.parametrize(
    ("sign", "regular", "bold"), [("0", 1038, 1038), ("a", 981, 1012), ("W", 1823, 1856), (" ", 463, 463)]
)
def test_widths_are_calibris(sign: str, regular: int, bold: int) -> None:
    for units, heavy in ((regular, False), (bold, True)):
        exact = units / 2048 * 72 / 72
        assert exact <= text_width(sign, 72, FONT, bold=heavy) <= exact * 1.03


def test_vietnamese_letters_are_as_wide_as_their_bases() -> None:
    for letter in "ếệậắốộũỹ":
        base = unicodedata.normalize("NFD", letter)[0]
        assert text_width(letter, 14, FONT) == pytest.approx(text_width(base, 14, FONT), rel=0.01)
    assert text_width("\u00a0", 14, FONT) == text_width(" ", 14, FONT)


@pytest.mark.parametrize("bold", [False, True])
def test_widths_against_the_font_itself(slides_deck: tuple[str, Any], bold: bool) -> None:
    file = carlito(bold)
    if not file:
        print(reason := "neither Calibri nor Carlito is installed")
        pytest.skip(reason)
    drawn = ImageFont.truetype(file, 2048)
    _, deck = slides_deck
    seen = {run.text for _, shape in frames_of(deck) for p in shape.text_frame.paragraphs for run in p.runs}
    assert len(seen) > 60
    for text in seen:
        exact = drawn.getlength(text, features=["-kern", "-liga"]) if _has_raqm() else sum(map(drawn.getlength, text))
        assert exact / 2048 * 14 / 72 == pytest.approx(text_width(text, 14, FONT, bold=bold) / 1.02, rel=2e-3), text


def _has_raqm() -> bool:
    from PIL import features

    return bool(features.check("raqm"))


def test_another_font_may_be_wider_and_a_foreign_sign_is_a_square() -> None:
    assert text_width("Hà Nội", 14, None) > 1.15 * text_width("Hà Nội", 14, FONT)
    assert text_width("漢", 72, FONT) >= 1.0
    assert line_of(None) == line_of("Tahoma") > line_of(FONT) == 1.22


def test_long_words_and_texts_take_more_lines() -> None:
    assert lines_of("x", 14, 3, FONT) == 1
    assert lines_of("x" * 400, 14, 3, FONT) > 5
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
    made = shortened(text, 14, 3, FONT, lines)
    assert lines_of(made, 14, 3, FONT) <= lines
    assert made == text or (made.endswith("…") and text.startswith(made[:-1].rstrip()))


def test_cut_to_what_fits() -> None:
    long = "Hà Nội " * 60
    made = shortened(long, 14, 4, FONT, 2)
    assert made.endswith("…") and lines_of(made, 14, 4, FONT) <= 2
    assert made.rstrip("…").split()[-1] in ("Hà", "Nội")  # no word is cut
    assert shortened("ngắn", 14, 4, FONT) == "ngắn"
    assert fitted_size("ngắn", (28, 20), 10, 1, FONT) == 28 and fitted_size(long, (28, 20), 5, 1, FONT) == 20
    two = "Hà Nội " * 9
    assert lines_of(two, 20, 4, FONT) == 2
    assert fitted_size(two, (20, 12), 4, 9, FONT) == 20 and fitted_size(two, (20, 12), 4, 9, FONT, most=1) == 12
    assert kept(["a", "b", "c"], 14, 4, height_of(["a", "b"], 14, 4, FONT) + 0.01, FONT, 0) == ["a", "b"]
    assert sentence("Đạt 88.54.") == "Đạt 88.54"


def test_texts_cut_alike_are_told_apart_by_number() -> None:
    assert told_apart(["Giữ nguyên", "Mục tiêu công bố"], 12) == ["Giữ nguyên", "Mục tiêu…"]
    assert told_apart(["Một phương án 1", "Một phương án 2"], 12) == ["1. Một…", "2. Một…"]
    assert told_apart(["x" * 20], 12) == ["x" * 11 + "…"]
    assert told_apart(["ngắn"], 12) == ["ngắn"]
