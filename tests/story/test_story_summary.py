from __future__ import annotations

import dataclasses

import pytest

from par_analysis.story.summary import Summary

MADE = Summary(("Một câu, 1,5 điểm.", "Câu hai."), ("One sentence, 1.5 points.", "Another."))


def test_printed_it_is_a_paragraph_for_each_language() -> None:
    assert str(MADE) == "Một câu, 1,5 điểm. Câu hai.\n\nOne sentence, 1.5 points. Another."
    assert repr(MADE) == str(MADE)
    assert f"{MADE}" == str(MADE)


def test_in_a_notebook_the_english_is_in_italics() -> None:
    vi, en = MADE._repr_markdown_().split("\n\n")
    assert vi == "Một câu, 1,5 điểm. Câu hai."
    assert en == "*One sentence, 1.5 points. Another.*"


def test_summaries_of_the_same_sentences_are_equal_and_cannot_be_changed() -> None:
    assert Summary(("a",), ("b",)) == Summary(("a",), ("b",)) != Summary(("a",), ("c",))
    assert len({MADE, Summary(MADE.vi, MADE.en)}) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        MADE.vi = ()  # type: ignore[misc]
