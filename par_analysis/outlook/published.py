"""What a published list allows: the scores and rankings that agree with everything that was said of it.

A place is known by an interval of its score (the figure behind a printed one) and an interval of its rank, or by one of
them, or by neither. A ranking agrees with the scores when no place stands before one that is surely above it (its
interval lies wholly higher). So places are jobs of unit length, ranks are slots with a first and a last one for each
job, and `surely above` is an order among the jobs that is closed under transitivity. Once no job's slots begin earlier
than those of the jobs above it, nor end later than those of the jobs below, a seating that keeps the order exists
whenever any seating does: serve the earliest last slot first, and the higher score among equals. A seating exists when
no run of slots is asked for by more places than it holds (Hall). The fewest places above a score come with all scores
as low as the ranking allows: they are the places down to the last one that is surely above it. The most come with all
scores as high as it allows: those before the first that is surely below. So both bounds are exact for any mixture of
scores, ranks and intervals of them; the tests compare them with every list of a few places.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from par_analysis.tables.lists.standings import places_in
from par_analysis.tables.models.index import INDICES
from par_analysis.words.errors import ParAnalysisError

__all__ = ["Published", "published_list"]


@dataclass(frozen=True, eq=False)
class Published:
    """What is known of every place of one list: `low <= score < high` and `first <= rank <= last`.

    Attributes
    ----------
    rows : DataFrame
        The statements.
    names : tuple of str
        The places that they name, which come first in the arrays; nothing is known of the others.
    own : int
        Where the place that is asked about stands among them.
    low, high, first, last : ndarray
        By place. A score that may be 100 has an infinite `high`.
    """

    rows: pd.DataFrame
    names: tuple[str, ...]
    own: int
    low: np.ndarray
    high: np.ndarray
    first: np.ndarray
    last: np.ndarray

    @property
    def places(self) -> int:
        """How many places the list has."""
        return len(self.low)

    @functools.cached_property
    def above(self) -> np.ndarray:
        """Whether a place (row) is surely above another (column)."""
        return self.low[:, None] >= self.high[None, :]

    @functools.cached_property
    def slots(self) -> tuple[np.ndarray, np.ndarray]:
        """First and last rank of every place, no earlier than of those above it and no later than of those below."""
        first = np.maximum(self.first, np.where(self.above, self.first[:, None], 1).max(axis=0))
        last = np.minimum(self.last, np.where(self.above, self.last[None, :], self.places).min(axis=1))
        return first, last

    @functools.cached_property
    def fits(self) -> bool:
        """Whether any scores and ranking agree with all that is known."""
        return _seated(*self.slots)

    def possible(self, score: float, rank: int) -> bool:
        """Whether the place may have the rank, or a better one, with a score: fewer than `rank` others above it."""
        if rank < 1:
            return False
        first, last = self.slots
        ahead = self.low > score
        if _seated(first, np.where(ahead, np.minimum(last, rank - 1), last)):
            return True
        # One more may stand before the last of them if it is the place itself, by its published score. Where a place that
        # need not stand there is surely above it, so are all of them, and the seating above would have done.
        ahead[self.own] = True
        return _seated(first, np.where(ahead, np.minimum(last, rank), last))

    def sure(self, score: float, rank: int) -> bool:
        """Whether the place has the rank, or a better one, whatever is not known: never `rank` others level or above."""
        if rank >= self.places:
            return True
        first, last = self.slots
        behind = self.high <= score
        if _seated(np.where(behind, np.maximum(first, rank + 2), first), last):
            return False
        # One fewer need stand before the first of them if the place does not; the mirror image of `possible`.
        behind[self.own] = True
        return not _seated(np.where(behind, np.maximum(first, rank + 1), first), last)

    def steps(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the scores from which the best and the worst rank are N - 1 or better, ..., 1; infinite for never."""

        def froms(ends: np.ndarray, holds: Callable[[float, int], bool]) -> np.ndarray:
            # Nothing changes but at an end of an interval, and there with the end itself.
            points, made, at = np.unique([0.0, *ends[np.isfinite(ends)]]), [], 0
            for rank in range(self.places - 1, 0, -1):
                while at < len(points) and not holds(points[at], rank):
                    at += 1
                made.append(points[at] if at < len(points) else np.inf)
            found = np.array(made)
            found.flags.writeable = False
            return found

        return froms(self.low, self.possible), froms(self.high, self.sure)

    def needed(self, holds: Callable[[Published], bool], score: float = 0.0) -> pd.DataFrame:
        """Return statements that are enough for something to hold, on no more places than it takes.

        Of several choices one is found; places whose scores are not known, or far from `score`, are let go first, and
        the place itself last.
        """
        far = np.maximum(np.abs(self.low - score), np.abs(self.high - score))[: len(self.names)]
        far[self.own] = -1
        kept, needed = self, []
        for place in np.argsort(-far, kind="stable").tolist():
            if holds(fewer := kept._forget(place)):
                kept = fewer
            else:
                needed.append(self.names[place])
        rows = self.rows[self.rows["place"].isin(needed)]
        return rows.sort_values(["rank", "score_low"], ascending=[True, False], kind="stable")

    def _forget(self, place: int) -> Published:
        at = np.arange(self.places) == place
        return replace(
            self,
            low=np.where(at, 0.0, self.low),
            high=np.where(at, np.inf, self.high),
            first=np.where(at, 1, self.first),
            last=np.where(at, self.places, self.last),
        )


def _seated(first: np.ndarray, last: np.ndarray) -> bool:
    """Whether every place can have a rank of its own between its first and its last."""
    size = len(first) + 2
    asked = np.bincount(first * size + last, minlength=size * size).reshape(size, size)
    within = asked[::-1].cumsum(axis=0)[::-1].cumsum(axis=1)  # [a, b]: places that need a rank from a to b
    return bool((within <= _room(size)).all())


@functools.cache
def _room(size: int) -> np.ndarray:
    ranks = np.arange(size)
    return np.maximum(ranks[None, :] - ranks[:, None] + 1, 0)


def published_list(rows: pd.DataFrame, place: str, places: int | None = None) -> Published:
    """Gather what the statements on one index and year say of each place.

    Parameters
    ----------
    rows : DataFrame
        Rows of `load_standings()` that are to be built upon, some of them on the place. Where those on one place agree,
        all hold; where they do not, everything from the lowest to the highest of them is allowed.
    place : str
        The place that is asked about.
    places : int, optional
        How many places the list has; by default as many as provinces were ranked in that year.

    Raises
    ------
    ParAnalysisError
        No list agrees with all statements; names those that clash.
    """
    names = tuple(dict.fromkeys(rows["place"]))
    places = places_in(int(rows["year"].iloc[0])) if places is None else places
    size = max(places, len(names))
    low, high, first, last = np.zeros(size), np.full(size, np.inf), np.ones(size, int), np.full(size, places)
    for at, name in enumerate(names):
        said = rows[rows["place"] == name]
        scores, ranks = said.dropna(subset=["score_low", "score_high"]), said["rank"].dropna()
        if len(scores):
            lows, highs = scores["score_low"], scores["score_high"].where(scores["score_high"] < 100, np.inf)
            agree = lows.max() < highs.min()
            low[at], high[at] = (lows.max(), highs.min()) if agree else (lows.min(), highs.max())
        if len(ranks):
            first[at], last[at] = int(ranks.min()), int(ranks.max())
    made = Published(rows, names, names.index(place), low, high, first, last)
    if not made.fits:
        raise ParAnalysisError(_clash(made))
    return made


def _clash(published: Published) -> str:
    rows = published.needed(lambda fewer: not fewer.fits)
    said = []
    for row in rows.itertuples(index=False):
        score = "" if pd.isna(row.printed) else f", {row.printed}"
        rank = "" if pd.isna(row.rank) else f", thứ (rank) {row.rank}"
        said.append(f"  - {row.id}: {row.place}{score}{rank} – {row.source}")
    head = f"{INDICES[rows['index'].iloc[0]].sheet} {rows['year'].iloc[0]}: "
    return "\n".join(
        [
            f"{head}các công bố sau không thể cùng đúng; ghi lý do nghi ngờ vào cột doubt của dòng sai "
            f"(these statements cannot all be true; say in column doubt which one is not to be built upon):",
            *said,
        ]
    )
