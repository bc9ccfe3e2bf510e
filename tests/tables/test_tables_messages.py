"""The catalogue of messages: both languages say the same things, and say what to do."""

from __future__ import annotations

import string

from par_analysis.tables.messages import MESSAGES


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_need_the_same_facts() -> None:
    assert [kind for kind, (vi, en) in MESSAGES.items() if facts(vi) != facts(en)] == []


def test_texts_are_sentences_of_their_language() -> None:
    wrong = [
        kind
        for kind, (vi, en) in MESSAGES.items()
        if not (vi.strip() == vi and en.strip() == en and len(vi) > 6 and len(en) > 6)
        or vi.isascii()
        or vi == en
        or vi.endswith(".")
        or en.endswith(".")
    ]
    assert wrong == []
