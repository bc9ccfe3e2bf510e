"""Criteria of one index that are the result of another."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Link"]


@dataclass(frozen=True)
class Link:
    """A criterion that is the result of another index.

    Attributes
    ----------
    index, code : str
        The criterion.
    of : str
        The index whose overall figure it is.
    factor : float
        Points of the criterion for one unit of that figure.
    margin : float
        Difference in points that the conversion explains, where its official rule is not public; a larger one does not
        follow from it.
    """

    index: str
    code: str
    of: str
    factor: float
    margin: float = 0.0
