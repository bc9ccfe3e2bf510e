"""Ranks: what was published of a year's scores and ranks, and what it allows for other scores: `rank_of`, `score_for`.

Few scores of a year were published, so a rank is never interpolated: it is bounded by every ranking and every
set of scores that agrees with all that was published, the place's own score and rank of that year included.

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
from dataclasses import dataclass, field, replace
from numbers import Integral

import numpy as np
import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.outlook.rank_bounds import RankBounds, RankSteps, ScoreRange
from par_analysis.tables.lists.standings import places_in
from par_analysis.tables.models.index import INDICES, index_spec
from par_analysis.words.errors import ParAnalysisError, refused

__all__ = ["RankList", "rank_list", "rank_of", "score_for"]

_NEEDED = ["id", "index", "year", "place", "score_low", "score_high", "printed", "rank", "basis", "doubt", "source"]
_SHOWN = ["role", "id", "place", "rank", "printed", "basis", "source"]
_DECIMALS = 9  # scores that were added up are compared as the decimal number that they stand for


@dataclass(frozen=True, eq=False)
class RankList:
    """What was published of one index in one year, and what it allows for one place.

    Of every place is known that `low <= score < high` and `first <= rank <= last`.

    Attributes
    ----------
    index : {"par", "sipas"}
        The index.
    year : int
        The year.
    place, place_en : str
        The place that is asked about.
    rows : DataFrame
        The statements.
    names : tuple of str
        The places that they name, which come first in the arrays; nothing is known of the others.
    own : int
        Where the place that is asked about stands among them.
    low, high, first, last : ndarray
        By place. A score that may be 100 has an infinite `high`.
    """

    index: str
    year: int
    place: str
    place_en: str
    rows: pd.DataFrame = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    own: int = field(repr=False)
    low: np.ndarray = field(repr=False)
    high: np.ndarray = field(repr=False)
    first: np.ndarray = field(repr=False)
    last: np.ndarray = field(repr=False)

    @classmethod
    def of(cls, rows: pd.DataFrame, place: str, place_en: str = "", places: int | None = None) -> RankList:
        """Gather what the statements on one index and year say of each place.

        Parameters
        ----------
        rows : DataFrame
            Rows of `load_standings()` that are to be built upon, some of them on the place. Where those on one place
            agree, all hold; where they do not, everything from the lowest to the highest of them is allowed.
        place, place_en : str
            The place that is asked about.
        places : int, optional
            How many places the list has; by default as many as provinces were ranked in that year.

        Raises
        ------
        ParAnalysisError
            No list agrees with all statements; names those that clash.
        """
        index, year = str(rows["index"].iloc[0]), int(rows["year"].iloc[0])
        names = tuple(dict.fromkeys(rows["place"]))
        places = places_in(year) if places is None else places
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
        for known in (low, high, first, last):
            known.flags.writeable = False
        found = cls(index, year, place, place_en, rows, names, names.index(place), low, high, first, last)
        if not found.fits:
            raise found._clash()
        return found

    @property
    def places(self) -> int:
        """How many places the list has."""
        return len(self.low)

    @property
    def published(self) -> int:
        """The published rank of the place; where sources differ, the worst that is stated."""
        return int(self.last[self.own])

    @functools.cached_property
    def slots(self) -> tuple[np.ndarray, np.ndarray]:
        """First and last rank of every place, no earlier than of those above it and no later than of those below."""
        above = self.low[:, None] >= self.high[None, :]  # a place (row) is surely above another (column)
        first = np.maximum(self.first, np.where(above, self.first[:, None], 1).max(axis=0))
        last = np.minimum(self.last, np.where(above, self.last[None, :], self.places).min(axis=1))
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

    @functools.cached_property
    def steps(self) -> RankSteps:
        """Best and worst rank as steps of the score."""

        def froms(ends: np.ndarray, holds: Callable[[float, int], bool]) -> np.ndarray:
            # Nothing changes but at an end of an interval, and there with the end itself.
            points, found, at = np.unique([0.0, *ends[np.isfinite(ends)]]), [], 0
            for rank in range(self.places - 1, 0, -1):
                while at < len(points) and not holds(points[at], rank):
                    at += 1
                found.append(points[at] if at < len(points) else np.inf)
            steps = np.array(found)
            steps.flags.writeable = False
            return steps

        return RankSteps(self.year, self.index, froms(self.low, self.possible), froms(self.high, self.sure))

    def rank_of(self, score: float) -> RankBounds:
        """Bound the rank of a score; see the function `rank_of`."""
        if np.ndim(score):
            raise refused("one_score")
        best, worst = int(self.steps.best(score)), int(self.steps.worst(score))
        at = round(float(score), _DECIMALS)
        rests_on = _rests_on(
            best=self.needed(lambda fewer: not fewer.possible(at, best - 1), at),
            worst=self.needed(lambda fewer: fewer.sure(at, worst), at),
        )
        return RankBounds(float(score), self.year, self.index, self.place, self.place_en, best, worst, rests_on)

    def held(self, score: float) -> int:
        """Return the rank that a score holds: of the published score the published rank, else the worst allowed."""
        if self.low[self.own] <= score < self.high[self.own]:
            return self.published
        return int(self.steps.worst(score))

    def needs(self, rank: int) -> tuple[float, float]:
        """Return the lowest scores at which a rank, or a better one, is possible and certain; infinite for never.

        Raises
        ------
        ParAnalysisError
            The rank is no whole number from 1 to the number of places.
        """
        if isinstance(rank, bool) or not isinstance(rank, Integral) or not 1 <= rank <= self.places:
            raise refused(
                "type",
                name="rank",
                wanted=f"số nguyên từ 1 đến {self.places}",
                wanted_en=f"a whole number from 1 to {self.places}",
                found=repr(rank),
            )
        if rank == self.places:
            return 0.0, 0.0
        at = self.places - 1 - int(rank)
        return float(self.steps.best_from[at]), float(self.steps.worst_from[at])

    def score_for(self, rank: int) -> ScoreRange:
        """Bound the score for a rank; see the function `score_for`."""
        (least, sure), rank = self.needs(rank), int(rank)
        never, below = sure == np.inf, float(np.nextafter(least, -np.inf))
        rests_on = _rests_on(
            possible=self.needed(lambda fewer: least == 0 or not fewer.possible(below, rank), least),
            sure=self.needed(lambda fewer: fewer.sure(sure, rank), 100.0 if never else sure),
        )
        certain = np.nan if never else sure
        return ScoreRange(rank, self.year, self.index, self.place, self.place_en, least, certain, rests_on)

    def needed(self, holds: Callable[[RankList], bool], score: float = 0.0) -> pd.DataFrame:
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

    def _forget(self, place: int) -> RankList:
        at = np.arange(self.places) == place
        return replace(
            self,
            low=np.where(at, 0.0, self.low),
            high=np.where(at, np.inf, self.high),
            first=np.where(at, 1, self.first),
            last=np.where(at, self.places, self.last),
        )

    def _clash(self) -> ParAnalysisError:
        said = []
        for row in self.needed(lambda fewer: not fewer.fits).itertuples(index=False):
            score = "" if pd.isna(row.printed) else f", {row.printed}"
            rank = "" if pd.isna(row.rank) else f", thứ (rank) {row.rank}"
            said.append(f"\n  - {row.id}: {row.place}{score}{rank} – {row.source}")
        return refused("standings_clash", f":{''.join(said)}", of=f"{INDICES[self.index].sheet} {self.year}")


def _seated(first: np.ndarray, last: np.ndarray) -> bool:
    """Whether every place can have a rank of its own between its first and its last."""
    size = len(first) + 2
    asked = np.bincount(first * size + last, minlength=size * size).reshape(size, size)
    within = asked[::-1].cumsum(axis=0)[::-1].cumsum(axis=1)  # [a, b]: places that need a rank from a to b
    ranks = np.arange(size)
    return bool((within <= np.maximum(ranks[None, :] - ranks[:, None] + 1, 0)).all())


def rank_of(score: float, year: int | None = None, index: str = "par", edition: EditionLike = None) -> RankBounds:
    """Bound the rank that the place would have had with another score, the others as published.

    Parameters
    ----------
    score : float
        Points of PAR INDEX or percent of SIPAS, 0 to 100; not rounded. A place with the same score counts as worse
        for the best rank, as better for the worst.
    year : int, optional
        The year whose published list is meant; by default that of the results.
    index : {"par", "sipas"}
        The index.
    edition : Edition, str or path-like, optional
        Whose place is meant, and what was published by its day (`edition.standings`); by default the shipped edition.
        Lists that came out later are those of `edition.at(None)`.

    Returns
    -------
    RankBounds
        Best and worst rank: both are attained, by scores and a ranking that agree with every statement without a
        `doubt`. Where the scores stated for one place agree, all of them hold; where they do not, everything from the
        lowest to the highest is allowed, and so with its ranks: a conflict widens the bounds.

    Raises
    ------
    ParAnalysisError
        The score is no number from 0 to 100, the index or year is not known, the place's rank of that year is not
        known, or statements contradict each other; names them.
    """
    return rank_list(year, index, edition).rank_of(score)


def score_for(rank: int, year: int | None = None, index: str = "par", edition: EditionLike = None) -> ScoreRange:
    """Bound the score that the place would have needed for a rank, the others as published.

    Parameters
    ----------
    rank : int
        The rank, from 1; better ones do too.
    year, index, edition
        As for `rank_of`.

    Returns
    -------
    ScoreRange
        From where the rank is possible, and from where it is certain.

    Raises
    ------
    ParAnalysisError
        The rank is no whole number from 1 to the number of places; otherwise as `rank_of`.
    """
    return rank_list(year, index, edition).score_for(rank)


def rank_list(year: int | None = None, index: str = "par", edition: EditionLike = None) -> RankList:
    """Return what was published of an index in a year, once for an edition; parameters and errors as `rank_of`."""
    index_spec(index)
    own = edition_of(edition)
    if year is None:
        own.need("year")
        year = own.year
    if not isinstance(year, Integral):
        return _gathered(year, index, own)  # which refuses it, and says which years there are
    return own.once(("ranks", index, int(year)), lambda: _gathered(int(year), index, own))


def _gathered(year: int | None, index: str, edition: Edition) -> RankList:
    table, place = edition.standings, edition.place
    if missing := [column for column in _NEEDED if column not in table]:
        raise refused("standings_columns", columns=", ".join(missing))
    table = table[(table["index"] == index) & (table["doubt"].isna() | (table["doubt"] == ""))]
    ranked = sorted(set(table.loc[(table["place"] == place) & table["rank"].notna(), "year"].tolist()))
    if year not in ranked:
        facts = {
            "of": f"{INDICES[index].sheet}, năm {year!r}",
            "place": place or "?",
            "place_en": edition.place_en or "?",
            "years": ", ".join(map(str, ranked)) or "–",
        }
        later = "" if edition.as_of is None else refused("known_later", day=edition.as_of)
        hint = f"; {later}" if later else ""
        known = year in table["year"].tolist()
        raise refused("no_rank", hint, **facts) if known else refused("no_standings", hint, **facts)
    return RankList.of(table[table["year"] == year], place, edition.place_en)


def _rests_on(**parts: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([rows.assign(role=role) for role, rows in parts.items()], ignore_index=True)[_SHOWN]
