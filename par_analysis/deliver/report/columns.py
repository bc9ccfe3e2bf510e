"""The columns of the report's tables: titled in the reader's language, their figures printed alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from par_analysis.deliver.facts import Facts
from par_analysis.words.numbers import decimals_of
from par_analysis.words.printing import percent

__all__ = ["Column", "Columns"]


@dataclasses.dataclass(frozen=True)
class Column:
    """A column of a table: its title, its cells as printed, its share of the width, whether it holds numbers."""

    title: str
    cells: Sequence[str]
    share: float
    number: bool = False

    def with_blank(self) -> Column:
        """Return the column with an empty last cell, where others have their sum."""
        return dataclasses.replace(self, cells=[*self.cells, ""])


class Columns:
    """Makes columns for the reader of a report: titles come as sentences of the catalogue, figures as they are."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.say = facts.say

    def texts(self, title: str, cells: Iterable[str], share: float) -> Column:
        """Make a column of words."""
        return Column(title, list(cells), share)

    def printed(self, title: str, cells: Iterable[str], share: float) -> Column:
        """Make a column of numbers that are printed already."""
        return Column(title, list(cells), share, number=True)

    def codes(self, codes: Iterable[str], share: float) -> Column:
        """Make the column of the codes of criteria."""
        return self.texts(self._facts.say("Code"), map(self._facts.code, codes), share)

    def criteria(self, codes: Iterable[str], share: float) -> Column:
        """Make the column of the short names of criteria."""
        names = self._facts.names("par")
        return self.texts(self._facts.say("Criterion"), (names[code] for code in codes), share)

    def leads(self, agencies: Iterable[str], share: float) -> list[Column]:
        """Make the column of lead agencies, if the edition has any."""
        called = self._facts.called()
        cells = [called.get(agency, agency) for agency in agencies]
        return [self.texts(self._facts.say("Lead"), cells, share)] if self._facts.has("leads") else []

    def points(self, title: str, values: Iterable[Any], share: float, *, sign: bool = False) -> Column:
        """Make a column of points, all with the decimals that the finest of them needs; at most three."""
        figures = pd.Series(list(values), dtype=float).round(9)
        places = min(max((decimals_of(round(value, 3)) for value in figures.dropna()), default=0), 3)
        return self.numbers(title, figures, share, places, sign=sign)

    def numbers(self, title: str, values: Iterable[Any], share: float, places: int, *, sign: bool = False) -> Column:
        """Make a column of numbers with so many decimals; a dash where there is none."""
        return self.printed(title, (self._facts.n(value, places, sign) for value in values), share)

    def shares(self, title: str, values: Iterable[float], share: float) -> Column:
        """Make a column of percentages; a dash where there is none."""
        cells = ("–" if pd.isna(value) else percent(value, self._facts.lang) for value in values)
        return self.printed(title, cells, share)

    def counts(self, title: str, values: Iterable[int], share: float) -> Column:
        """Make a column of whole numbers."""
        return self.printed(title, map(str, values), share)
