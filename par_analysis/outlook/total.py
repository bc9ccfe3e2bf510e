"""The distribution of the total, of fields, agencies and rank; and which criteria drive it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.edition.opening import EditionLike
from par_analysis.outlook.model import Model, model_of
from par_analysis.outlook.ranks import RankSteps, rank_steps
from par_analysis.outlook.simulation import CHUNK, draw, nodes_of
from par_analysis.words.errors import ParAnalysisError

__all__ = ["Outlook", "total_distribution"]

_BATCHES = 20  # parts of the draws whose results are compared, for the intervals of the drivers
_BIN = 0.1  # points: width of the histogram's bins
_SLACK = 1e-9


@dataclass(frozen=True, eq=False)
class Outlook:
    """What the year may bring.

    Attributes
    ----------
    nodes : DataFrame
        Total, fields, agencies by `kind, code`: `score, target` (points), `mean, low, median, high` of the outcome at
        the level of the assumptions, `chance` that the target is reached, `chance_error`: its standard error, `no_fall`:
        chance that the outcome is not below the score.
    ranks : DataFrame
        By `rank`: `possible`, the chance that the place could stand at this rank or better, and `certain`, that it would
        whatever the unpublished scores are; the others as published in `rank_year`. Empty where no ranks
        of the year of results are known (`rank_year` is None).
    drivers : DataFrame
        One row a criterion that lost points, the strongest first: `code, share` of the variance of the total with
        `share_low, share_high` (95 %; empty with few replications), `alone`: the same without what it shares with others. Shares add up to 1.
    histogram : DataFrame
        Of the total: `low, high` (points), `share` of the draws.
    replications, dependence, rank_year, until
        What was drawn, under which dependence, against whom, from evidence up to which year.
    """

    nodes: pd.DataFrame
    ranks: pd.DataFrame
    drivers: pd.DataFrame
    histogram: pd.DataFrame
    replications: int
    dependence: float
    rank_year: int | None
    until: int

    @property
    def total(self) -> pd.Series:
        """The row of the total."""
        return self.nodes.iloc[0]

    def __repr__(self) -> str:
        low, high = (f"{self.total[end]:.2f}" for end in ("low", "high"))
        return f"Outlook: total {low} to {high}, chance of {self.total['target']:g}: {self.total['chance']:.1%}"

    def _repr_html_(self) -> str:
        from par_analysis.edition.readable import show

        return show(self.nodes, "kind code score target mean low median high chance")._repr_html_()


def total_distribution(
    replications: int = 100_000,
    seed: int | np.random.Generator = 0,
    edition: EditionLike = None,
    model: Model | None = None,
    rank_year: int | None = None,
) -> Outlook:
    """Work out by Monte Carlo what the total, fields, agencies and the rank may come to within the year.

    Parameters
    ----------
    replications : int
        How many; 1,000 to 10,000,000.
    seed : int or Generator
        The same seed gives the same figures; 0 is a seed.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    model : Model, optional
        As `achievability_model()` makes it; `model.replace(dependence=0.6)` for a stronger dependence within classes.
    rank_year : int, optional
        Whose published scores the total is set against; by default those of the year of results. Others do not stand
        still, so this is where such a total would have stood then, and no forecast of the rank.

    Raises
    ------
    ParAnalysisError
        `replications` or `seed` is not allowed, no ranks are known for `rank_year`, or nothing varies.

    Notes
    -----
    A driver's share is the covariance of its contribution with the total over the variance of the total, which for a
    sum is its structural and correlative sensitivity together (Li et al., Global sensitivity analysis for systems with
    independent and/or correlated inputs, J. Phys. Chem. A 114, 2010). Intervals are those of the mean of 20 batches.
    """
    if isinstance(replications, bool) or not isinstance(replications, int) or not 1_000 <= replications <= 10_000_000:
        raise ParAnalysisError(
            f"replications = {replications!r}: cần số nguyên từ 1.000 đến 10.000.000 (1,000 to 10,000,000)"
        )
    model = model_of(edition, model)
    steps = _steps(model, rank_year)
    listed = nodes_of(model)
    drawn = np.empty((len(listed), replications), dtype=np.float32)
    places = 0 if steps is None else steps.places
    best, worst = np.zeros(places + 1, dtype=np.int64), np.zeros(places + 1, dtype=np.int64)
    moments, begun = _Moments(len(model.of("par"))), 0
    codes: tuple[str, ...] = ()
    # Of every node: draws at or above the target, and at or above the score.
    reached = np.zeros((2, len(listed)), dtype=np.int64)
    marks = listed[["target", "score"]].to_numpy().T[:, :, None] - _SLACK
    for chunk in draw(model, replications, seed):
        size = chunk.nodes.shape[1]
        drawn[:, begun : begun + size] = chunk.nodes
        for row, mark in zip(reached, marks, strict=True):
            row += (chunk.nodes >= mark).sum(axis=1)
        total = chunk.nodes[0]
        if steps is not None:
            for counts, ranks in zip((best, worst), steps.bounds(total), strict=True):
                counts += np.bincount(ranks, minlength=places + 1)
        moments.add(chunk.closures, total - listed["score"].iloc[0], batch=begun * _BATCHES // replications)
        begun, codes = begun + size, chunk.codes
    deficits = model.of("par").loc[list(codes), "deficit"].to_numpy()
    return Outlook(
        nodes=_summary(listed, drawn, reached, model.assumptions.level),
        ranks=pd.DataFrame(
            {
                "rank": np.arange(1, places + 1),
                "possible": best[1:].cumsum() / replications,
                "certain": worst[1:].cumsum() / replications,
            }
        ),
        drivers=_drivers(codes, deficits, moments),
        histogram=_histogram(drawn[0]),
        replications=replications,
        dependence=model.assumptions.dependence,
        rank_year=None if steps is None else steps.year,
        until=model.until,
    )


def _steps(model: Model, year: int | None) -> RankSteps | None:
    """Ranks by total: of the year asked for; else of the year of results, None where its ranks are not known."""
    if year is None and not model.edition.has("rank"):
        return None
    return rank_steps(model.year if year is None else year, edition=model.edition)


class _Moments:
    """Sums of closures, their squares, and their products with the total, by batch."""

    def __init__(self, leaves: int) -> None:
        self.count = np.zeros(_BATCHES)
        self.total, self.total_squared = np.zeros(_BATCHES), np.zeros(_BATCHES)
        self.sums, self.squares, self.products = (np.zeros((_BATCHES, leaves)) for _ in range(3))

    def add(self, closures: np.ndarray, total: np.ndarray, batch: int) -> None:
        self.count[batch] += len(total)
        self.total[batch] += total.sum()
        self.total_squared[batch] += total @ total
        self.sums[batch] += closures.sum(axis=1)
        self.squares[batch] += np.einsum("ij,ij->i", closures, closures)
        self.products[batch] += closures @ total

    def over(self, chosen: np.ndarray, deficits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Shares of the variance of the total, joint and alone, over the batches that each row of `chosen` marks."""
        count, total, squared = (chosen @ sums for sums in (self.count, self.total, self.total_squared))
        mean = (total / count)[:, None]
        variance = (squared / count)[:, None] - mean**2
        # Of equal totals only the noise of subtraction is left.
        if not (variance[:, 0] > 1e-12 * np.maximum(squared / count, 1.0)).all():
            raise ParAnalysisError("tổng không thay đổi, nên không có gì để phân rã (the total does not vary)")
        sums, squares, products = (
            (chosen @ part) / count[:, None] for part in (self.sums, self.squares, self.products)
        )
        return deficits * (products - sums * mean) / variance, deficits**2 * (squares - sums**2) / variance


def _summary(listed: pd.DataFrame, drawn: np.ndarray, reached: np.ndarray, level: float) -> pd.DataFrame:
    made = listed.copy()
    made["mean"] = drawn.mean(axis=1, dtype=float)
    low, median, high = np.quantile(drawn, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=1)
    made["low"], made["median"], made["high"] = low, median, high
    made["chance"], made["no_fall"] = reached / drawn.shape[1]
    made["chance_error"] = np.sqrt(made["chance"] * (1 - made["chance"]) / drawn.shape[1])
    return made


def _drivers(codes: tuple[str, ...], deficits: np.ndarray, moments: _Moments) -> pd.DataFrame:
    from scipy.special import stdtrit

    shares, alone = (part[0] for part in moments.over(np.ones(_BATCHES, dtype=bool)[None, :], deficits))
    if abs(float(shares.sum()) - 1.0) > 1e-6:
        raise ParAnalysisError(f"tỷ trọng cộng lại {shares.sum():g}, phải bằng 1 (shares do not add up to 1)")
    # The last chunk may be a small batch, whose result scatters more than the others'.
    full = np.flatnonzero(moments.count > CHUNK / 2)
    half = np.nan
    if len(full) > 1:
        by_batch, _ = moments.over(np.eye(_BATCHES, dtype=bool)[full], deficits)
        half = stdtrit(len(full) - 1, 0.975) * by_batch.std(axis=0, ddof=1) / np.sqrt(len(full))
    made = pd.DataFrame(
        {"code": codes, "share": shares, "share_low": shares - half, "share_high": shares + half, "alone": alone}
    )
    return made.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def _histogram(total: np.ndarray) -> pd.DataFrame:
    first, last = (round(end(float(edge) / _BIN)) for end, edge in ((np.floor, total.min()), (np.ceil, total.max())))
    edges = np.round(np.arange(first, max(last, first + 1) + 1) * _BIN, 9)
    counts, _ = np.histogram(total, edges)
    return pd.DataFrame({"low": edges[:-1], "high": edges[1:], "share": counts / len(total)})
