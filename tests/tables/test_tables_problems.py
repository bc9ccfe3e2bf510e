from __future__ import annotations

import pickle
import string
import time
import tracemalloc
from pathlib import Path

import pytest

from par_analysis.tables.messages import MESSAGES
from par_analysis.tables.problems import InputError, Problems
from par_analysis.words.errors import ParAnalysisError


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


def test_a_hundred_problems_are_listed_and_the_rest_is_counted() -> None:
    problems = Problems(Path("bảng.csv"))
    for number in range(4000):
        problems.add("not_a_number", where=f"dòng {number}", found=number)
        problems.add("not_a_number", where=f"dòng {number}", found=number)
    with pytest.raises(InputError) as caught:
        problems.raise_if_any()
    assert (len(problems), caught.value.count, len(caught.value.problems)) == (4000, 4000, 100)
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("bảng.csv: 4.000 lỗi, chưa nạp gì (4,000 problems")
    assert lines[-1] == "  … và 3.900 lỗi nữa (… and 3,900 more problems)"
    assert str(InputError(Path("x"), caught.value.problems, 101)).endswith("(… and 1 more problem)")


def test_junk_is_taken_fast_and_in_little_memory() -> None:
    problems = Problems(Path("bảng.csv"))
    begun = time.process_time()
    for number in range(400_000):
        problems.add("not_a_number", where=f"dòng {number}", column="điểm", found="x" * 50)
    assert time.process_time() - begun < 2
    tracemalloc.start()
    problems = Problems(Path("bảng.csv"))
    for number in range(50_000):
        problems.add("not_a_number", where=f"dòng {number}", column="điểm", found="x" * 1000, headers="y" * 9000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10e6


def test_text_found_is_printed_on_one_line_and_not_without_end() -> None:
    problems = Problems(Path("bảng.csv"))
    problems.add("empty", where="ô\n1", found="a\r\n\x07\u200bễ" + "x" * 1000)
    with pytest.raises(InputError) as caught:
        problems.raise_if_any()
    (problem,) = caught.value.problems
    assert problem.found is not None and len(problem.found) == 200 and problem.found.endswith("x…")
    assert r"ô\n1: thấy «a\r\n\x07\u200bễxxx" in str(problem) and len(str(problem).splitlines()) == 2


def test_an_input_error_may_pass_from_one_process_to_another() -> None:
    problems = Problems(Path("bảng.csv"))
    for number in range(200):
        problems.add("empty", where=str(number))
    with pytest.raises(InputError) as caught:
        problems.raise_if_any()
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.count, again.problems) == (str(caught.value), 200, caught.value.problems)
