"""What is refused, and how it is said."""

from __future__ import annotations

import pytest

from par_analysis.words.errors import ParAnalysisError, close_to, refused


def test_close_words_are_named_and_far_ones_are_not() -> None:
    assert close_to("7.1.01", ["7.1.10", "7.1.11", "V"]).startswith("; gần giống (close): 7.1.1")
    assert close_to("xyz", ["7.1.10", "V"]) == ""


def test_a_refusal_says_the_same_in_both_languages_with_what_was_found() -> None:
    error = refused("choice", "; gần giống (close): vi", name="lang", found="vn", allowed="'vi', 'en'")
    assert isinstance(error, ParAnalysisError)
    assert str(error) == "lang = 'vn': chỉ có 'vi', 'en' (use 'vi', 'en'); gần giống (close): vi"
    with pytest.raises(KeyError):
        refused("không có khóa này")
