"""A few sentences in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["Pairs", "Summary"]

Pairs = Iterator[tuple[str, str]]  # sentences, in Vietnamese and English


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
    def of(cls, sentences: Callable[[str], Pairs]) -> Summary:
        """Make it of pairs: `sentences(lang)` says each one in both languages, its figures printed for readers of `lang`."""
        return cls(
            tuple(vi for vi, _ in sentences("vi")),
            tuple(en for _, en in sentences("en")),
        )

    def __str__(self) -> str:
        return " ".join(self.vi) + "\n\n" + " ".join(self.en)

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        return " ".join(self.vi) + "\n\n*" + " ".join(self.en) + "*"
