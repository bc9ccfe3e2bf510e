"""Words of the tables behind the chances: all that are used are known, all that are known are used or explained."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from par_analysis.outlook.model import achievability_model
from par_analysis.tables.lists.evidence_words import CONTROLS, KINDS, REFERENCE_CLASSES, YES_NO_UNKNOWN
from par_analysis.tables.schema import ASSESSMENTS

Raw = Callable[[str], list[dict[str, str]]]
VOCABULARIES = {
    "REFERENCE_CLASSES": REFERENCE_CLASSES,
    "CONTROLS": CONTROLS,
    "YES_NO_UNKNOWN": YES_NO_UNKNOWN,
    "KINDS": KINDS,
}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_word_has_a_label_of_its_own_in_both_languages(name: str) -> None:
    vocabulary = VOCABULARIES[name]
    for word, (vi, en) in vocabulary.items():
        assert word == word.strip().casefold() and " " not in word
        assert vi == vi.strip() != "" and en == en.strip() != ""
        assert vi != en
    for place in (0, 1):
        labels = [pair[place] for pair in vocabulary.values()]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("vocabulary", "table", "column"),
    [
        ("REFERENCE_CLASSES", "evidence", "reference_class"),
        ("YES_NO_UNKNOWN", "judgements", "all_or_nothing"),
    ],
)
def test_the_words_of_a_raw_column_are_the_words_known(vocabulary: str, table: str, column: str, raw: Raw) -> None:
    assert {row[column] for row in raw(table)} == set(VOCABULARIES[vocabulary])


def test_every_judgement_of_control_is_known_and_only_what_was_not_judged_is_not_used(raw: Raw) -> None:
    assert {row["control"] for row in raw("judgements")} | {"unknown"} == set(CONTROLS)


def test_the_classes_are_the_ways_of_assessment_and_the_whole() -> None:
    assert next(iter(REFERENCE_CLASSES)) == "total"
    assert set(REFERENCE_CLASSES) == {"total", *ASSESSMENTS}


def test_the_kinds_and_controls_of_the_model_are_the_words_known() -> None:
    leaves = achievability_model().leaves
    assert set(leaves["kind"]) == set(KINDS)
    assert set(leaves["control"]) <= set(CONTROLS)
    assert set(leaves["reference_class"]) == set(ASSESSMENTS)
