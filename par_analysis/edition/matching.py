"""Which criteria of two editions continue each other, with what share of their points."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from par_analysis.edition.crosswalk import remainders_of
from par_analysis.index.tree import CompositeIndex
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.numbers import NOISE

__all__ = ["Matching", "Side", "Unit"]

Pair = tuple[str, str]


class Unit(NamedTuple):
    """Two criteria that are compared, with the share of either that is, and the basis of the crosswalk."""

    code_from: str
    code_to: str
    share_from: float
    share_to: float
    basis: str


class Side:
    """One edition of the index, by code: what every node earns and may earn of the overall figure."""

    def __init__(self, tree: CompositeIndex) -> None:
        self.tree, self.root, self.leaves = tree, tree.root, tree.leaves
        self.nodes = tree.by_code
        self.order = {code: number for number, code in enumerate(tree.codes)}
        self.rests = remainders_of(tree)

    def points(self, code: str) -> float:
        """Return what a node earns of the overall figure; NaN where its score is not published."""
        return self.tree.score(code) * self.tree.weight(code)

    def ceiling(self, code: str) -> float:
        """Return what a node may earn of the overall figure."""
        return self.tree.maximum(code) * self.tree.weight(code)

    def up(self, code: str) -> list[str]:
        """Return the code and those above it, the nearest first."""
        return self.tree.lineage(code)[::-1]

    def field(self, code: str) -> str:
        """Return the field of a node."""
        return self.tree.lineage(code)[:2][-1]

    @functools.cached_property
    def leads(self) -> dict[str, str]:
        """The lead of every node: its own, or the one that leads everything below it."""
        own = self.nodes["lead_agency"].dropna().to_dict() if "lead_agency" in self.nodes else {}
        below: dict[str, set[str]] = {}
        for leaf in self.leaves:
            for code in self.up(leaf):
                below.setdefault(code, set()).add(own.get(leaf, NO_LEAD))
        return {
            code: own.get(code) or (next(iter(leads)) if len(leads) == 1 else NO_LEAD) for code, leads in below.items()
        }


class Matching:
    """What continues as what, what is left over on either side, and under which nodes the accounts stay open.

    Attributes
    ----------
    sides : tuple of Side
        The earlier and the later one.
    units : list of Unit
        Pairs that are compared: the finest that the crosswalk has.
    whole : list of (str, str)
        Pairs that continue as a whole.
    left : tuple of dict
        Share that is left over of every criterion, of either side.
    shared : tuple of dict
        Pairs that continue as a whole and have parts that are compared, by the code of either side; the root too.
    open : set of (str, str)
        Those of them of which something is not known: what is left over below them cannot be called added or dropped.
    """

    def __init__(self, earlier: Side, later: Side, rows: pd.DataFrame) -> None:
        self.sides = (earlier, later)
        table = list(rows.itertuples(index=False))
        above = tuple(
            {code for row in table for code in side.up(row[number])[1:]} for number, side in enumerate(self.sides)
        )
        finest = [row for row in table if row.code_from not in above[0] and row.code_to not in above[1]]
        counts = Counter(row.code_from for row in finest), Counter(row.code_to for row in finest)
        self.units = []
        for row in finest:
            shares = _shares(row.share, counts[0][row.code_from], counts[1][row.code_to])
            self.units.append(Unit(row.code_from, row.code_to, *shares, row.basis))
        self.whole = _whole(table)
        shared = [pair for pair in self.whole if pair[0] in above[0] or pair[1] in above[1]]
        shared.append((earlier.root, later.root))
        self.shared = {pair[0]: pair for pair in shared}, {pair[1]: pair for pair in shared}
        self.left = self._left(0), self._left(1)
        self.open: set[Pair] = set()
        self._find_open()

    def _left(self, number: int) -> dict[str, float]:
        used: dict[str, float] = {}
        for unit in self.units:
            code, share = ((unit.code_from, unit.share_from), (unit.code_to, unit.share_to))[number]
            used[code] = used.get(code, 0.0) + share
        side = self.sides[number]
        made = {code: 1.0 - share for code, share in used.items() if share < 1 - NOISE}
        made |= {leaf: 1.0 for leaf in side.leaves if not used.keys() & set(side.up(leaf))}
        return dict(sorted(made.items(), key=lambda item: side.order[item[0]]))

    def home(self, number: int, code: str) -> Pair:
        """Return the nearest pair of nodes, from the code itself up, that both editions have."""
        return next(self.shared[number][step] for step in self.sides[number].up(code) if step in self.shared[number])

    def known(self, pair: Sequence[Any]) -> bool:
        """Say whether both scores of a pair are published."""
        return all(np.isfinite(side.points(pair[number])) for number, side in enumerate(self.sides))

    def _find_open(self) -> None:
        if not self.units:  # nothing continues, so that everything would be called dropped and added
            self._open((self.sides[0].root, self.sides[1].root))
        for unit in self.units:
            if not self.known(unit):
                self._open(self.home(0, unit.code_from))
                self._open(self.home(1, unit.code_to))
        for number, side in enumerate(self.sides):
            for code in self.left[number]:
                if np.isnan(side.points(code)) or code in side.rests or code in self.shared[number]:
                    self._open(self.home(number, code))

    def _open(self, pair: Pair) -> None:
        """Open the account of a pair of nodes, and those above it up to one whose scores are published."""
        if pair in self.open:
            return
        self.open.add(pair)
        for number, side in enumerate(self.sides):
            if pair[number] != side.root and not self.known(pair):
                self._open(self.home(number, side.up(pair[number])[1]))


def _shares(share: float, n_from: int, n_to: int) -> tuple[float, float]:
    """Say which share of either side a row is: the criterion in several rows is divided, the other counts whole."""
    if n_from > 1 and n_to == 1:
        return share, 1.0
    return (1.0, share) if n_to > 1 and n_from == 1 else (share, share)


def _whole(table: Sequence[Any]) -> list[Pair]:
    """Return the pairs of which neither is divided, or goes on only in part."""
    counts = Counter(row.code_from for row in table), Counter(row.code_to for row in table)
    return [
        (row.code_from, row.code_to)
        for row in table
        if counts[0][row.code_from] == counts[1][row.code_to] == 1 and row.share == 1
    ]
