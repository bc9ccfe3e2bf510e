"""A few sentences in both languages."""

from __future__ import annotations

from dataclasses import dataclass

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

    def __str__(self) -> str:
        return " ".join(self.vi) + "\n\n" + " ".join(self.en)

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        return " ".join(self.vi) + "\n\n*" + " ".join(self.en) + "*"
