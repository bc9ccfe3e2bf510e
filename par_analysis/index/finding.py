"""One finding of the audit, and how finely a column is printed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from par_analysis.words.numbers import decimals_of

__all__ = ["Finding", "last_place"]


@dataclass(frozen=True)
class Finding:
    """A row of the audit; the fields are the columns of `par_analysis.tables.models.results.AUDIT`."""

    kind: str
    index: str
    code: str
    name: str
    quantity: str
    published: float
    recomputed: float
    difference: float
    tolerance: float
    tolerance_reason: str
    effect_on_total: float
    source_line: int
    sentence_vi: str
    sentence_en: str


def last_place(table: pd.DataFrame) -> int:
    """Count the decimals of the most finely printed figure of a table.

    Trailing zeros are lost when a figure is read (`91.00` is 91), so the table as a whole shows how finely it
    is printed, and no single column does.
    """
    figures = table[["max_points", "score", "target"]].to_numpy(dtype=float).ravel()
    return max((decimals_of(value) for value in figures if value == value), default=0)
