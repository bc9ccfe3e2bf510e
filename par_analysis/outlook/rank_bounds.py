"""What is answered about ranks: the ranks that a score allows, the scores that a rank needs, and both as steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from par_analysis.tables.models.index import INDICES
from par_analysis.words.errors import refused
from par_analysis.words.languages import check_lang
from par_analysis.words.numbers import decimals_of, format_number

__all__ = ["RankBounds", "RankSteps", "ScoreRange"]

_HALF = 5e-10  # half a unit of the last of nine decimals: scores that were added up stand for a decimal number


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


def _passed(froms: np.ndarray, scores: ArrayLike) -> np.ndarray:
    """Count the steps that every score has reached."""
    values = np.asarray(scores)
    if values.dtype.kind not in "iuf":
        raise refused("scores", found=repr(scores))
    # Looking at each score is for the error message; nan fails the comparison too.
    if values.size and not (values.min() >= -_HALF and values.max() <= 100 + _HALF):
        outside = values[~((values >= -_HALF) & (values <= 100 + _HALF))].flat[0]
        raise refused("scores", found=f"{outside:g}")
    return np.searchsorted(froms - _HALF, values, side="right")


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
