from __future__ import annotations

import string
from pathlib import Path

import pytest

from par_analysis.errors import MESSAGES, InputError, ParAnalysisError, Problems, close_to


def test_every_message_needs_the_same_facts_in_both_languages() -> None:
    for kind, texts in MESSAGES.items():
        vi, en = ({name for _, name, _, _ in string.Formatter().parse(text) if name} for text in texts)
        assert vi == en, kind


def test_problems_are_numbered_placed_and_raised_together() -> None:
    problems = Problems(Path("bảng.xlsx"))
    problems.raise_if_any()
    problems.add("not_a_number", where="«PAR INDEX»!D7", column="score", found="chín")
    problems.add("not_a_number", where="«PAR INDEX»!D7", column="score", found="chín")
    problems.add("empty")
    with pytest.raises(InputError) as caught:
        problems.raise_if_any()
    text = str(caught.value)
    assert text.startswith("bảng.xlsx: 2 lỗi")
    assert "1. «PAR INDEX»!D7, cột score: thấy «chín»" in text and "2. tệp rỗng" in text
    assert caught.value.path == Path("bảng.xlsx") and len(caught.value.problems) == 2


def test_an_input_error_is_an_error_of_the_library() -> None:
    assert issubclass(InputError, ParAnalysisError)


def test_close_words_are_named_and_far_ones_are_not() -> None:
    assert close_to("7.1.01", ["7.1.10", "7.1.11", "V"]).startswith("; gần giống (close): 7.1.1")
    assert close_to("xyz", ["7.1.10", "V"]) == ""
