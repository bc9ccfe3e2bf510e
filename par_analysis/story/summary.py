"""A few sentences in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from par_analysis.words.reader import Reader

__all__ = ["Summary"]


@dataclass(frozen=True)
class Summary:
    """A few sentences in Vietnamese and English.

    Attributes
    ----------
    vi, en : tuple of str
        The sentences, in the same order.
    """

    vi: tuple[str, ...]
    en: tuple[str, ...]

    @classmethod
    def of(cls, sentences: Callable[[Reader], Iterator[str]]) -> Summary:
        """Make it of a function that says the sentences to a reader."""
        return cls(tuple(sentences(Reader("vi"))), tuple(sentences(Reader("en"))))

    def __str__(self) -> str:
        return " ".join(self.vi) + "\n\n" + " ".join(self.en)

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        return " ".join(self.vi) + "\n\n*" + " ".join(self.en) + "*"
