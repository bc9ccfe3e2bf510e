"""The fit of the outlook: how an index moves in a year, from what is known of places and of the country.

With `y` the place's score and `R` what the country lost on average in the year of results, `a` how far the place was
ahead, `-log((100 - y) / R)`, and `g` the national pace, the share of `R` that the country regains in a year,

    100 - y' = R (1 - g) exp(-a'),    a' = f a + e,    g ~ N(., t^2),    e ~ N(0, s^2).

`f` is the reversion: 1 keeps a lead whole, 0 loses it. `f` and `s` are a regression through the origin of the leads of
one year on those of the year before; `g` and `t` that of the national paces on 1. Both have normal-inverse-chi-square
priors (`Regression`). What follows for `y'` is taken to be Student's t with the moments of the log-normal.

The parts `k` of PAR INDEX (appraisal, officials' survey, SIPAS, outcome) move in points, with the same `f` and `g`:

    y_k' = y_k + R_k g + (f - 1) (y_k - m_k) + e_k,    e_k ~ N(0, w_k s^2 R^2),

where `m_k` is the national mean of the part and `w_k` its share of the scatter among places (`history.parts_of`). As
`m_k`, `R_k` and `w_k` add up to those of the index, the parts add up to the total, whose moments they are given. National means of parts, and their paces,
are known with errors that sum to zero. How far parts move together is not known and averaged over. SIPAS has a history
of its own, from which its part of PAR INDEX is taken.

References: Gelman et al., Bayesian Data Analysis (3rd ed., 2013), chapters 3 and 14; Galton, Regression towards
mediocrity in hereditary stature (1886).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from par_analysis.outlook.history import History
from par_analysis.tables.lists.evidence import Assumptions
from par_analysis.words.errors import refused

__all__ = ["Moves", "Regression", "Settings", "interval_of", "moves_of", "others_of"]

_LEAST_SEEN = 5  # places from which changes are taken as they are
_TENTH = 1.2816  # standard deviations from the middle of a normal distribution to its upper tenth
_TAILS = 4.0  # degrees of freedom of heavy-tailed errors


@dataclass(frozen=True)
class Settings:
    """How the model is fitted; the defaults are the model itself, other values its alternatives.

    Attributes
    ----------
    stratified : bool
        Whether the places are weighed by how many provinces rose and fell.
    pooling : {"parts", "complete", "none", "total"}
        `complete`: one history for both indices; `none`: parts revert as they themselves were seen to; `total`: every
        part moves with the total.
    without : tuple of str
        Parts whose observed changes are left out.
    robust : bool
        Errors with heavy tails (Student's t with 4 degrees of freedom) instead of normal ones.
    points : bool
        Leads are counted in points, as shares of what the country lost, instead of in logarithms.
    empirical : bool
        The total moves as the places were seen to move, without reversion.
    reversion : float or None
        The reversion, if it is not estimated.
    """

    stratified: bool = True
    pooling: str = "parts"
    without: tuple[str, ...] = ()
    robust: bool = False
    points: bool = False
    empirical: bool = False
    reversion: float | None = None


@dataclass(frozen=True)
class Regression:
    """A regression through the origin with what is not known of it: normal-inverse-chi-square.

    Attributes
    ----------
    slope, precision : float
        The slope, and its precision against one observation at distance 1.
    scale, freedom : float
        Standard deviation of the errors, and its degrees of freedom.
    """

    slope: float
    precision: float
    scale: float
    freedom: float

    def updated(self, before: np.ndarray, after: np.ndarray, weight: np.ndarray) -> Regression:
        """Return it with observations taken in (Gelman et al., section 14.8)."""
        precision = self.precision + float(weight @ before**2)
        slope = (self.precision * self.slope + float(weight @ (before * after))) / precision
        freedom = self.freedom + float(weight.sum())
        squares = (
            self.freedom * self.scale**2
            + self.precision * self.slope**2
            + float(weight @ after**2)
            - precision * slope**2
        )
        return Regression(slope, precision, float(np.sqrt(max(squares, 0.0) / freedom)), freedom)


@dataclass(frozen=True, eq=False)
class Moves:
    """Where parts may be in the year after: multivariate Student's t.

    Attributes
    ----------
    parts : tuple of str
    maximum, level, mean : ndarray
        By part: the most that can be had, the results, and the mean of the year after.
    covariance : ndarray
        Parts x parts.
    freedom : float
        Degrees of freedom of the tails.
    """

    parts: tuple[str, ...]
    maximum: np.ndarray
    level: np.ndarray
    mean: np.ndarray
    covariance: np.ndarray
    freedom: float

    def with_total(self, mean: float, variance: float) -> Moves:
        """Return the moves with another total: parts take the difference as they scatter."""
        lean = self.covariance.sum(axis=1) / self.covariance.sum()
        return replace(
            self,
            mean=self.mean + lean * (mean - self.mean.sum()),
            covariance=self.covariance + np.outer(lean, lean) * (variance - self.covariance.sum()),
        )

    def with_part(self, at: int, mean: float, variance: float) -> Moves:
        """Return the moves with another distribution of one part, as much correlated with the others as before."""
        scale = np.ones(len(self.parts))
        scale[at] = np.sqrt(variance / self.covariance[at, at])
        means = self.mean.copy()
        means[at] = mean
        return replace(self, mean=means, covariance=self.covariance * np.outer(scale, scale))


def moves_of(
    histories: Mapping[str, History],
    index: str,
    parts: pd.DataFrame,
    changes: pd.DataFrame,
    assumptions: Assumptions,
    settings: Settings,
    known: Mapping[str, tuple[float, float]],
) -> Moves:
    """Fit an index and say where its parts may be in the year after.

    Parameters
    ----------
    histories : mapping
        By index.
    index : str
        The index that is fitted.
    parts : DataFrame
        As `history.parts_of` returns it; of SIPAS one row.
    changes : DataFrame
        Observed changes of parts, as `history.part_pairs` returns them.
    assumptions : Assumptions
    settings : Settings
    known : mapping
        Mean and variance of parts that have a history of their own, by part.

    Raises
    ------
    ParAnalysisError
        The settings need observations of which there are none.
    """
    own = histories[index]
    lost = own.maximum - (own.level if np.isnan(own.mean) else own.mean)
    changes = changes[~changes["part"].isin(settings.without)]
    pace = _pace(histories, index, assumptions, settings)
    place = _places(histories, index, changes, assumptions, settings)
    width = place.scale * lost * (1.0 - pace.slope)
    mean, level, maximum = (parts[name].to_numpy(dtype=float) for name in ("mean", "level", "maximum"))
    share, left, ahead = parts["share"].to_numpy(dtype=float), maximum - mean, level - mean
    slopes = np.full(len(parts), place.slope)
    if settings.pooling == "none":
        slopes = np.array([_alone(changes[changes["part"] == part], assumptions).slope for part in parts.index])
    at = level + left * pace.slope + (slopes - 1.0) * ahead
    national = pace.scale**2 * (1.0 + 1.0 / pace.precision) * np.outer(left, left)
    covariance = (
        width**2 * (_shared(share, assumptions) + np.outer(ahead, ahead) / lost**2 / place.precision)
        + national
        + (1.0 - place.slope - pace.slope) ** 2 * _sums_to_zero(parts["mean_sd"].to_numpy(dtype=float))
        + _sums_to_zero(assumptions.part_spread * left)
    )
    if np.isnan(own.mean):  # where the place stands among all provinces is not known
        covariance = covariance + (1.0 - place.slope) ** 2 * (assumptions.scatter * lost) ** 2 * np.diag(share)
    moves = Moves(tuple(parts.index), maximum, level, at, covariance, place.freedom)
    for part, moments in known.items():
        moves = moves.with_part(moves.parts.index(part), *moments)
    if settings.empirical:
        moves = moves.with_total(*_empirical(own, settings))
    elif not settings.points and settings.pooling != "none" and not np.isnan(own.mean):
        moves = moves.with_total(*_total(own, pace, place))
    deficit = maximum - level
    if settings.pooling == "total" and deficit.sum() > 0:
        # Every part closes the same share of what it lost.
        closed = (moves.mean.sum() - level.sum()) / deficit.sum()
        width = moves.covariance.sum() / deficit.sum() ** 2
        moves = replace(moves, mean=level + deficit * closed, covariance=np.outer(deficit, deficit) * width)
    return moves


def others_of(
    histories: Mapping[str, History],
    scores: np.ndarray,
    changes: pd.DataFrame,
    assumptions: Assumptions,
    settings: Settings,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Say where totals of PAR INDEX may be in the year after, given their scores.

    Parameters
    ----------
    scores : ndarray
        Of any places (points).
    histories, changes, assumptions, settings
        As `moves_of`.

    Returns
    -------
    tuple of ndarray
        Means, and standard deviations of what the national pace, the reversion, and a place's own year add (points).
    """
    own = histories["par"]
    changes = changes[~changes["part"].isin(settings.without)]
    pace = _pace(histories, "par", assumptions, settings)
    place = _places(histories, "par", changes, assumptions, settings)
    lost = own.maximum - (own.level if np.isnan(own.mean) else own.mean)
    nation = pace.scale * np.sqrt(1.0 + 1.0 / pace.precision)
    flat = np.ones_like(scores)
    if settings.empirical:
        mean, variance = _empirical(own, settings)
        apart = np.sqrt(max(variance - (lost * nation) ** 2, 1e-6))
        return scores + mean - own.level, flat * lost * nation, flat * 0.0, flat * apart
    if settings.points:
        ahead = (scores - (own.maximum - lost)) / lost
        left = lost * (1.0 - pace.slope) * (1.0 - place.slope * ahead)
        width = flat * lost * (1.0 - pace.slope)
    else:
        ahead = -np.log(np.maximum(own.maximum - scores, 0.01) / lost)
        # Means, as of the total itself: those of a log-normal lie above its middle.
        variance = place.scale**2 * (1.0 + ahead**2 / place.precision) + nation**2 / (1.0 - pace.slope) ** 2
        left = width = lost * (1.0 - pace.slope) * np.exp(-place.slope * ahead + variance / 2.0)
    unsure = place.scale / np.sqrt(place.precision)
    return own.maximum - left, left * nation / (1.0 - pace.slope), width * ahead * unsure, width * place.scale


def interval_of(
    history: History, before: float, mean: float, level: float, assumptions: Assumptions
) -> tuple[float, float]:
    """Interval of the total of any place a year later, from a history.

    Parameters
    ----------
    history : History
        What the interval is fitted to.
    before, mean : float
        The place's score and the national mean of the year before.
    level : float
        Level of the interval.
    assumptions : Assumptions
    """
    from scipy.special import stdtrit

    histories = {history.index: history}
    pace = _pace(histories, history.index, assumptions, Settings())
    place = _places(histories, history.index, history.pairs.iloc[:0], assumptions, Settings())
    centre, variance = _total(replace(history, level=before, mean=mean), pace, place)
    half = np.sqrt(variance) * stdtrit(place.freedom, (1 + level) / 2)
    return float(centre - half), float(centre + half)


def _pace(histories: Mapping[str, History], index: str, assumptions: Assumptions, settings: Settings) -> Regression:
    """Fit the national pace: a regression on 1."""
    prior = Regression(assumptions.pace, assumptions.pace_weight, assumptions.pace_spread, assumptions.scatter_weight)
    seen = histories[index].paces
    if settings.pooling != "complete":
        seen = seen[seen.index.get_level_values("index") == index]
    return prior.updated(np.ones(len(seen)), seen.to_numpy(dtype=float), np.ones(len(seen)))


def _places(
    histories: Mapping[str, History], index: str, changes: pd.DataFrame, assumptions: Assumptions, settings: Settings
) -> Regression:
    """Fit reversion and scatter of places around the national mean."""
    own, prior = histories[index], _prior(assumptions)
    if settings.reversion is not None:
        prior = replace(prior, slope=settings.reversion, precision=1e9)
    # A change of the whole counts where none of its parts is known.
    apart = changes[["place", "year_to"]].apply(tuple, axis=1)
    pairs = own.pairs[~own.pairs[["place", "year_to"]].apply(tuple, axis=1).isin(apart)]
    seen = [pairs, changes]
    if settings.pooling == "complete":
        seen += [other.pairs for other in histories.values() if other.index != index]
    rows = pd.concat([table for table in seen if len(table)] or [pairs])
    ends = ("share_before", "share_after") if settings.points else ("before", "after")
    before, after, weight = (rows[name].to_numpy(dtype=float) for name in (*ends, "weight"))
    if not settings.stratified:
        weight = np.ones_like(weight)
    if not settings.robust:
        return prior.updated(before, after, weight)
    fitted = prior.updated(before, after, weight)
    for _ in range(50):  # iteratively reweighted: a normal whose variance is drawn anew for every place
        far = (after - fitted.slope * before) ** 2 / fitted.scale**2
        fitted = prior.updated(before, after, weight * (_TAILS + 1.0) / (_TAILS + far))
    return replace(fitted, scale=fitted.scale * np.sqrt(_TAILS / (_TAILS - 2.0)), freedom=_TAILS)


def _prior(assumptions: Assumptions, spread: float | None = None) -> Regression:
    spread = assumptions.reversion_spread if spread is None else spread
    scale = assumptions.scatter
    return Regression(assumptions.reversion, (scale / spread) ** 2, scale, assumptions.scatter_weight)


def _alone(changes: pd.DataFrame, assumptions: Assumptions) -> Regression:
    """Fit a part from its own changes, with hardly any prior."""
    return _prior(assumptions, 1.0).updated(*(changes[name].to_numpy(float) for name in ("before", "after", "weight")))


def _shared(share: np.ndarray, assumptions: Assumptions) -> np.ndarray:
    """How the scatter of a total is shared out over parts and pairs of parts; sums to 1."""
    low, high = 0.0, min(2.0 * assumptions.part_dependence, 1.0)
    made = np.zeros((len(share), len(share)))
    for together in (low, assumptions.part_dependence, high):
        root = np.sqrt(share)
        covariance = (1.0 - together) * np.diag(share) + together * np.outer(root, root)
        made += covariance / covariance.sum() / 3.0
    return made


def _sums_to_zero(spread: np.ndarray) -> np.ndarray:
    """Covariance of errors with these standard deviations, given that they sum to zero."""
    variance = spread**2
    if variance.sum() <= 0:
        return np.zeros((len(spread), len(spread)))
    return np.asarray(np.diag(variance) - np.outer(variance, variance) / variance.sum())


def _empirical(own: History, settings: Settings) -> tuple[float, float]:
    """Middle and variance of the total if the place moves as places were seen to move.

    The middle and the tenths at both ends are taken, not moments, which a single place that moved very far would rule.
    """
    rows = own.pairs.sort_values("change")
    if len(rows) < _LEAST_SEEN:
        raise refused("few_observations", found=len(rows), least=_LEAST_SEEN)
    weight = rows["weight"].to_numpy() if settings.stratified else np.ones(len(rows))
    at = (np.cumsum(weight) - weight / 2.0) / weight.sum()
    low, middle, high = np.interp([0.1, 0.5, 0.9], at, rows["change"].to_numpy(dtype=float))
    return own.level + float(middle), float((high - low) / (2.0 * _TENTH)) ** 2


def _total(own: History, pace: Regression, place: Regression) -> tuple[float, float]:
    """Mean and variance of the total, which is log-normal in what is lost."""
    lost = own.maximum - own.mean
    ahead = -np.log(max(own.maximum - own.level, 0.01) / lost)
    variance = place.scale**2 * (1.0 + ahead**2 / place.precision)
    variance += pace.scale**2 * (1.0 + 1.0 / pace.precision) / (1.0 - pace.slope) ** 2
    left = lost * (1.0 - pace.slope) * np.exp(-place.slope * ahead + variance / 2.0)
    return float(own.maximum - left), float(left**2 * np.expm1(variance))
