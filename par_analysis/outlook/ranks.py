"""Bounds of a place's rank for a score, and of the score for a rank: `rank_of`, `score_for`, `rank_steps`.

Few scores of a year were published, so a rank is never interpolated: it is bounded by every ranking and every
set of scores that agrees with all that was published, the place's own score and rank of that year included.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal
from numbers import Integral

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.outlook.published import Published, published_list
from par_analysis.tables.models.index import INDICES, index_spec
from par_analysis.words.errors import ParAnalysisError
from par_analysis.words.languages import check_lang
from par_analysis.words.numbers import decimals_of, format_number

__all__ = ["RankBounds", "RankSteps", "ScoreRange", "held_rank", "own_rank", "rank_of", "rank_steps", "score_for"]

_NEEDED = ["id", "index", "year", "place", "score_low", "score_high", "printed", "rank", "basis", "doubt", "source"]
_SHOWN = ["role", "id", "place", "rank", "printed", "basis", "source"]
_NOISE = 5e-10  # half a unit of the ninth decimal
_DECIMALS = 9  # scores that were added up are compared as the decimal number that they stand for


@dataclass(frozen=True, eq=False)
class RankBounds:
    """The ranks that a score of a place allows.

    Attributes
    ----------
    score : float
        The score asked about: points of PAR INDEX, or percent of SIPAS.
    year : int
        The year whose published list it is put into.
    index : {"par", "sipas"}
        The index.
    place, place_en : str
        The place.
    best, worst : int
        Best and worst rank that agree with everything published; the rank is known when they are equal.
    rests_on : DataFrame
        The published statements that fix the bounds, `role` `best` or `worst`; none for a bound that nothing sets
        (best rank 1, worst the last).
    """

    score: float
    year: int
    index: str
    place: str
    place_en: str
    best: int
    worst: int
    rests_on: pd.DataFrame = field(repr=False)

    def sentence(self, lang: str = "vi") -> str:
        """Say it in Vietnamese (`vi`) or English (`en`)."""
        check_lang(lang)
        score, year = _amount(self.score, self.index, lang), self.year
        if lang == "vi":
            ranks = f"thứ {self.best}" if self.best == self.worst else f"từ thứ {self.best} đến thứ {self.worst}"
            return f"Với {score} năm {year}, {self.place} đứng {ranks}."
        ranks = (
            f"has rank {self.best}"
            if self.best == self.worst
            else f"lies between rank {self.best} and rank {self.worst}"
        )
        return f"With {score} in {year}, {self.place_en} {ranks}."

    def __str__(self) -> str:
        return f"{self.sentence('vi')}\n{self.sentence('en')}"


@dataclass(frozen=True, eq=False)
class ScoreRange:
    """The scores that a rank of a place needs.

    Attributes
    ----------
    rank : int
        The rank asked about, or a better one.
    year : int
        The year whose published list it is sought in.
    index : {"par", "sipas"}
        The index.
    place, place_en : str
        The place.
    possible_from : float
        Lowest score at which the rank is possible: below it, too many places are surely above.
    sure_from : float
        Lowest score at which the rank is certain, whatever the scores are that were not published. NaN where no
        score makes it certain: nothing published keeps as many places as that below 100.
    rests_on : DataFrame
        The published statements that fix the two, `role` `possible` or `sure`.
    """

    rank: int
    year: int
    index: str
    place: str
    place_en: str
    possible_from: float
    sure_from: float
    rests_on: pd.DataFrame = field(repr=False)

    def sentence(self, lang: str = "vi") -> str:
        """Say it in Vietnamese (`vi`) or English (`en`); scores are rounded up to at most three decimals."""
        check_lang(lang)
        least, sure = (_amount(_up(value), self.index, lang) for value in (self.possible_from, self.sure_from))
        certain, any_may = self.sure_from == self.possible_from, self.possible_from == 0
        if lang == "vi":
            head = f"Để đứng thứ {self.rank}{' trở lên' * (self.rank > 1)} năm {self.year}, {self.place}"
            if self.sure_from == 0:
                return f"{head} không cần điểm tối thiểu."
            need = "có thể không cần điểm tối thiểu" if any_may else f"cần ít nhất {least}"
            tail = "mức đó chắc chắn đủ" if certain else f"chắc chắn từ {sure}"
            never = "theo số đã công bố, không mức nào chắc chắn đủ"
        else:
            head = f"To rank {self.rank}{' or better' * (self.rank > 1)} in {self.year}, {self.place_en}"
            if self.sure_from == 0:
                return f"{head} needs no minimum score."
            need = "may need no minimum score" if any_may else f"needs at least {least}"
            tail = "that is certainly enough" if certain else f"certain from {sure}"
            never = "by what was published, no score is certainly enough"
        return f"{head} {need}; {never if np.isnan(self.sure_from) else tail}."

    def __str__(self) -> str:
        return f"{self.sentence('vi')}\n{self.sentence('en')}"


@dataclass(frozen=True, eq=False)
class RankSteps:
    """Best and worst rank as steps of the score, for many scores at once.

    Attributes
    ----------
    year : int
        The year whose published list it is.
    index : {"par", "sipas"}
        The index.
    best_from, worst_from : ndarray
        Ascending: lowest scores at which the best (the worst) rank is the last but one or better, ..., 1; infinite
        where no score makes it so.
    """

    year: int
    index: str
    best_from: np.ndarray = field(repr=False)
    worst_from: np.ndarray = field(repr=False)

    @property
    def places(self) -> int:
        """How many places the list has."""
        return len(self.best_from) + 1

    def best(self, scores: ArrayLike) -> np.ndarray:
        """Best rank of every score."""
        return self.places - _passed(self.best_from, scores)

    def worst(self, scores: ArrayLike) -> np.ndarray:
        """Worst rank of every score."""
        return self.places - _passed(self.worst_from, scores)

    def bounds(self, scores: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        """Best and worst rank of every score, by one search for both."""
        edges, best, worst = self._together
        passed = _passed(edges, scores)
        return best[passed], worst[passed]

    @functools.cached_property
    def _together(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Edges of both, and the two ranks below the first edge and from each edge on."""
        edges = np.unique([*self.best_from, *self.worst_from])
        ranks = [
            self.places - np.concatenate([[0], np.searchsorted(froms, edges, side="right")])
            for froms in (self.best_from, self.worst_from)
        ]
        return edges, ranks[0], ranks[1]


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
        Whose place is meant, and what was published (`edition.standings`); by default the shipped edition.

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
    own = edition_of(edition)
    published, steps = _prepared(year, index, own)
    if np.ndim(score):
        raise ParAnalysisError("score: cần một số; nhiều số: rank_steps() (one number is needed; for many: rank_steps)")
    best, worst = int(steps.best(score)), int(steps.worst(score))
    at = round(float(score), _DECIMALS)
    rests_on = _rests_on(
        best=published.needed(lambda fewer: not fewer.possible(at, best - 1), at),
        worst=published.needed(lambda fewer: fewer.sure(at, worst), at),
    )
    return RankBounds(float(score), steps.year, index, own.place, own.place_en, best, worst, rests_on)


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
    own = edition_of(edition)
    published, steps = _prepared(year, index, own)
    last = published.places
    if isinstance(rank, bool) or not isinstance(rank, Integral) or not 1 <= rank <= last:
        raise ParAnalysisError(
            f"rank = {rank!r}: thứ hạng là số nguyên từ 1 đến {last} (a rank is a whole number from 1 to {last})"
        )
    made = own.once(("score_for", steps.year, index, int(rank)), lambda: _range(published, steps, int(rank), own))
    return replace(made, rests_on=made.rests_on.copy())


def _range(published: Published, steps: RankSteps, rank: int, edition: Edition) -> ScoreRange:
    last = published.places
    least, sure = (
        float(froms[last - 1 - rank]) if rank < last else 0.0 for froms in (steps.best_from, steps.worst_from)
    )
    never, below = sure == np.inf, float(np.nextafter(least, -np.inf))
    rests_on = _rests_on(
        possible=published.needed(lambda fewer: least == 0 or not fewer.possible(below, rank), least),
        sure=published.needed(lambda fewer: fewer.sure(sure, rank), 100.0 if never else sure),
    )
    return ScoreRange(
        rank, steps.year, steps.index, edition.place, edition.place_en, least, np.nan if never else sure, rests_on
    )


def rank_steps(year: int | None = None, index: str = "par", edition: EditionLike = None) -> RankSteps:
    """Prepare the bounds of `rank_of` for any number of scores: two binary searches for each.

    Parameters
    ----------
    year, index, edition
        As for `rank_of`.

    Returns
    -------
    RankSteps
        `steps.best(scores)` and `steps.worst(scores)` take any array.

    Raises
    ------
    ParAnalysisError
        As `rank_of`.
    """
    return _prepared(year, index, edition)[1]


def own_rank(year: int | None = None, index: str = "par", edition: EditionLike = None) -> int:
    """Return the published rank of the place; where sources differ, the worst that is stated.

    Parameters
    ----------
    year, index, edition
        As for `rank_of`.

    Raises
    ------
    ParAnalysisError
        As `rank_of`.
    """
    published = _prepared(year, index, edition)[0]
    return int(published.last[published.own])


def held_rank(score: float, year: int | None = None, index: str = "par", edition: EditionLike = None) -> int:
    """Return the rank that a score holds in a year: of the published score the published rank, else the worst allowed.

    Parameters
    ----------
    score, year, index, edition
        As for `rank_of`.

    Raises
    ------
    ParAnalysisError
        As `rank_of`.
    """
    published, steps = _prepared(year, index, edition)
    own = published.own
    if published.low[own] <= score < published.high[own]:
        return int(published.last[own])
    return int(steps.worst([score])[0])


def _prepared(year: int | None, index: str, edition: EditionLike) -> tuple[Published, RankSteps]:
    index_spec(index)
    own = edition_of(edition)
    if year is None:
        own.need("year")
        year = own.year
    if not isinstance(year, Integral):
        return _made(year, index, own)  # which refuses it, and says which years there are
    return own.once(("ranks", index, int(year)), lambda: _made(int(year), index, own))


def _made(year: int | None, index: str, edition: Edition) -> tuple[Published, RankSteps]:
    table, place, called = edition.standings, edition.place, INDICES[index].sheet
    if missing := [column for column in _NEEDED if column not in table]:
        raise ParAnalysisError(
            f"standings thiếu cột (lacks columns): {', '.join(missing)}; "
            f"cần bảng của load_standings() (a table of load_standings is needed)"
        )
    table = table[(table["index"] == index) & (table["doubt"].isna() | (table["doubt"] == ""))]
    ranked = sorted(set(table.loc[(table["place"] == place) & table["rank"].notna(), "year"].tolist()))
    if year not in ranked:
        if year in table["year"].tolist():
            vi, en = f"chưa biết thứ hạng đã công bố của {place or '?'}", f"no published rank of {edition.place_en or '?'} is known"  # fmt: skip
        else:
            vi, en = "chưa có điểm hay thứ hạng nào đã công bố", "no published score or rank is known"
        years = ", ".join(map(str, ranked)) or "–"
        raise ParAnalysisError(f"{called}, năm {year!r}: {vi}; các năm có ({en}; years that have one): {years}")
    assert year is not None
    published = published_list(table[table["year"] == year], place)
    return published, RankSteps(int(year), index, *published.steps())


def _rests_on(**parts: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([rows.assign(role=role) for role, rows in parts.items()], ignore_index=True)[_SHOWN]


def _passed(froms: np.ndarray, scores: ArrayLike) -> np.ndarray:
    """Count the steps that every score has reached."""
    values = np.asarray(scores)
    if values.dtype.kind not in "iuf":
        raise ParAnalysisError(f"điểm phải là số từ 0 đến 100, thấy (scores must be numbers, found): {scores!r}")
    # Looking at each score is for the error message; nan fails the comparison too.
    if values.size and not (values.min() >= -_NOISE and values.max() <= 100 + _NOISE):
        outside = values[~((values >= -_NOISE) & (values <= 100 + _NOISE))].flat[0]
        raise ParAnalysisError(
            f"điểm phải nằm trong khoảng từ 0 đến 100, thấy (scores must lie in 0 to 100, found): {outside:g}"
        )
    return np.searchsorted(froms - _NOISE, values, side="right")


def _up(value: float) -> float:
    if not np.isfinite(value):
        return value
    return float(Decimal(repr(value)).quantize(Decimal("0.001"), ROUND_CEILING))


def _amount(score: float, index: str, lang: str) -> str:
    text = format_number(score, lang, min(max(decimals_of(score), 2), 3)) if score == score else "–"
    spec = INDICES[index]
    if spec.unit == "percent":
        return f"{spec.sheet} {text}%"
    return text + (" điểm" if lang == "vi" else " points")
