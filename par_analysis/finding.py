"""One finding of the audit, and how finely a column is printed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from par_analysis.reading.numbers import decimals_of

__all__ = ["Finding", "last_place"]


@dataclass(frozen=True)
class Finding:
    """A row of the audit; the fields are the columns of `par_analysis.schema.AUDIT`."""

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


def last_place(values: pd.Series) -> int:
    """Count the decimals of the most finely printed figure of a column."""
    return max((decimals_of(value) for value in values.dropna()), default=0)
