"""The vocabularies: labels in both languages, and exactly the words that the tables use."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from par_analysis import due, load_goals, load_tasks
from par_analysis.tables.lists import plan_words as words

VOCABULARIES = {name: getattr(words, name) for name in words.__all__}
# Vocabulary, and the cells that hold its words: table and column.
USED = {
    "KINDS": [("tasks", "kind")],
    "ROLES": [("responsibilities", "role")],
    "COMPARATORS": [("goals", "comparator")],
    "UNITS": [("goals", "unit")],
    "SUBJECTS": [("goals", "subject")],
    "STEPS": [("calendar", "kind")],
    "FORMS": [("documents", "form")],
    "LINK_BASES": [("responsibilities", "basis")],
}
SPARE = {"COMPARATORS", "UNITS", "LINK_BASES", "SUBJECTS"}  # may have words that no raw table needs today


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_word_has_a_label_of_its_own_in_both_languages(name: str) -> None:
    labels = VOCABULARIES[name]
    for position in (0, 1):
        own = [label[position] for word, label in labels.items() if (name, word) != ("UNITS", "count")]
        assert all(text == text.strip() != "" and unicodedata.is_normalized("NFC", text) for text in own)
        assert len(set(own)) == len(own)
    assert all(len(label) == 2 for label in labels.values())


@pytest.mark.parametrize("name", USED)
def test_raw_tables_use_the_words_and_no_others(name: str, raw: Callable[[str], list[dict[str, str]]]) -> None:
    found = {row[column] for table, column in USED[name] for row in raw(table)}
    assert found <= set(VOCABULARIES[name])
    assert name in SPARE or found == set(VOCABULARIES[name])


def test_links_statuses_and_subjects_are_those_of_the_frames() -> None:
    assert set(load_tasks()["link_basis"]) == set(words.LINK_BASES)
    assert set(due("2022-09-15")["status"]) == set(words.STATUSES)
    assert set(load_goals()["subject"]) == set(words.SUBJECTS)  # the appendix has the targets of PAR INDEX


def test_a_unit_that_counts_from_a_base_has_the_plain_unit_beside_it() -> None:
    changes = [unit for unit in words.UNITS if unit.endswith("_up")]
    plain = {"ranks_up": "rank"}
    assert len(changes) == 3
    assert all(plain.get(unit, unit.removesuffix("_up")) in words.UNITS for unit in changes)


def test_every_vocabulary_is_listed() -> None:
    assert {name for name in vars(words) if name.isupper()} == set(words.__all__)
