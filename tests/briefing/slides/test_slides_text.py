"""Text of slides: cleaning, breaking, fitting."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from par_analysis.briefing.slides.text import clean, fitted_size, height_of, kept, lines_of, shortened


@given(st.text())
def test_clean_text_is_xml_on_one_line(text: str) -> None:
    made = clean(text)
    element = etree.Element("t")
    element.text = made
    assert "\n" not in made and clean(made) == made


def test_what_looks_like_a_formula_stays() -> None:
    for text in ("=1+1", "+84", "-5", "@x"):
        assert clean(text) == text
    assert clean("a\x0bb\r\nc\x00\ud800") == "a b c"


def test_long_words_and_texts_take_more_lines() -> None:
    assert lines_of("x", 14, 3) == 1
    assert lines_of("x" * 400, 14, 3) > 5
    assert lines_of("từ " * 100, 14, 3) > lines_of("từ " * 50, 14, 3)
    assert height_of(["a", "b"], 14, 3) == 2 * height_of(["a"], 14, 3)


def test_cut_to_what_fits() -> None:
    long = "Hà Nội " * 60
    made = shortened(long, 14, 4, 2)
    assert made.endswith("…") and lines_of(made, 14, 4) <= 2
    assert shortened("ngắn", 14, 4) == "ngắn"
    assert fitted_size("ngắn", (28, 20), 10, 1) == 28 and fitted_size(long, (28, 20), 5, 1) == 20
    assert kept(["a", "b", "c"], 14, 4, height_of(["a", "b"], 14, 4) + 0.01, 0) == ["a", "b"]
