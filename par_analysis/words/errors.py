"""What the library refuses to do, and how it says so."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from par_analysis.words.refusals import REFUSALS

__all__ = ["ParAnalysisError", "close_to", "refused"]


class ParAnalysisError(Exception):
    """Anything par_analysis refuses to do. The message says what is wrong and what to do."""


def close_to(text: str, known: Iterable[str]) -> str:
    """Name the known words that somebody may have meant, for the end of a message; empty where none is close."""
    near = difflib.get_close_matches(text[:100], list(known), n=3)
    return f"; gần giống (close): {', '.join(near)}" if near else ""


def refused(kind: str, hint: str = "", **facts: object) -> ParAnalysisError:
    """Make the error for an argument that cannot be taken: `raise refused("choice", name="lang", found=lang, allowed=...)`.

    Parameters
    ----------
    kind : str
        Key of `par_analysis.words.refusals.REFUSALS`.
    hint : str
        What to put at the end, such as words that are `close_to` the one found.
    facts
        What the sentence needs.
    """
    vi, en = (text.format(**facts) for text in REFUSALS[kind])
    return ParAnalysisError(f"{vi} ({en}){hint}")
