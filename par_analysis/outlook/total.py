"""The distribution of the total, of fields, agencies and rank; and which criteria drive it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.edition.opening import EditionLike
from par_analysis.edition.readable import show
from par_analysis.outlook.model import Model, model_of
from par_analysis.outlook.rank_bounds import RankSteps
from par_analysis.outlook.ranks import rank_list
from par_analysis.outlook.simulation import BLOCK, draw, nodes_of
from par_analysis.words.errors import refused
from par_analysis.words.numbers import NOISE

__all__ = ["Outlook", "total_distribution"]

_BATCHES = 20  # parts of the draws whose results are compared, for the intervals of the drivers
_BIN = 0.1  # points: width of the histogram's bins


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
        raise refused(
            "type",
            name="replications",
            wanted="số nguyên từ 1.000 đến 10.000.000",
            wanted_en="a whole number from 1,000 to 10,000,000",
            found=repr(replications),
        )
    model = model_of(edition, model)
    steps, listed = _steps(model, rank_year), nodes_of(model)
    published = listed["score"].to_numpy()
    nodes = np.empty((len(listed), replications))
    sums = np.zeros((_BATCHES, 4, 1 + len(model.of("par"))))
    begun = 0
    for block in draw(model, replications, seed):
        size = block.nodes.shape[1]
        nodes[:, begun : begun + size] = block.nodes
        parts = np.vstack([block.nodes[:1] - published[0], block.closures])
        sums[begun * _BATCHES // replications] += [
            np.full(len(parts), size),
            parts.sum(axis=1),
            np.einsum("ij,ij->i", parts, parts),
            parts @ parts[0],
        ]
        begun, codes = begun + size, block.codes
    return Outlook(
        nodes=_summary(listed, nodes, model.assumptions.level),
        ranks=_ranks(nodes[0], steps),
        drivers=_drivers(codes, model.of("par").loc[list(codes), "deficit"].to_numpy(), sums),
        histogram=_histogram(nodes[0]),
        replications=replications,
        dependence=model.assumptions.dependence,
        rank_year=None if steps is None else steps.year,
        until=model.until,
    )


def _steps(model: Model, year: int | None) -> RankSteps | None:
    """Ranks by total: of the year asked for; else of the year of results, None where its ranks are not known."""
    if year is None and not model.edition.has("rank"):
        return None
    return rank_list(model.year if year is None else year, edition=model.edition).steps


def _summary(listed: pd.DataFrame, nodes: np.ndarray, level: float) -> pd.DataFrame:
    table = listed.copy()
    shares = [(1 - level) / 2, 0.5, (1 + level) / 2]
    # Row by row, so that only one row is copied and sorted at a time.
    table["mean"] = [row.mean() for row in nodes]
    table[["low", "median", "high"]] = [np.quantile(row, shares) for row in nodes]
    for name, mark in (("chance", "target"), ("no_fall", "score")):
        table[name] = [(row >= least - NOISE).mean() for row, least in zip(nodes, listed[mark], strict=True)]
    table["chance_error"] = np.sqrt(table["chance"] * (1 - table["chance"]) / nodes.shape[1])
    return table


def _ranks(total: np.ndarray, steps: RankSteps | None) -> pd.DataFrame:
    places = 0 if steps is None else steps.places
    table = pd.DataFrame({"rank": np.arange(1, places + 1), "possible": np.nan, "certain": np.nan})
    if steps is not None:
        for name, ranks in (("possible", steps.best(total)), ("certain", steps.worst(total))):
            table[name] = np.bincount(ranks, minlength=places + 1)[1:].cumsum() / len(total)
    return table


def _shares(sums: np.ndarray, deficits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares of the variance of the total, joint and alone: of the total and every closure, count, sum, square, product."""
    mean, square, product = sums[1:] / sums[0]
    variance, covariance = square - mean**2, product - mean * mean[0]
    # Of equal totals only the noise of subtraction is left.
    if not variance[0] > 1e-12 * max(square[0], 1.0):
        raise refused("no_variation")
    return deficits * covariance[1:] / variance[0], deficits**2 * variance[1:] / variance[0]


def _drivers(codes: tuple[str, ...], deficits: np.ndarray, sums: np.ndarray) -> pd.DataFrame:
    from scipy.special import stdtrit

    share, alone = _shares(sums.sum(axis=0), deficits)
    # The last block may be a small batch, whose result scatters more than the others'.
    full = sums[sums[:, 0, 0] > BLOCK / 2]
    half = np.nan
    if len(full) > 1:
        by_batch = np.array([_shares(batch, deficits)[0] for batch in full])
        half = stdtrit(len(full) - 1, 0.975) * by_batch.std(axis=0, ddof=1) / np.sqrt(len(full))
    table = pd.DataFrame(
        {"code": codes, "share": share, "share_low": share - half, "share_high": share + half, "alone": alone}
    )
    return table.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def _histogram(total: np.ndarray) -> pd.DataFrame:
    first, last = (round(end(float(edge) / _BIN)) for end, edge in ((np.floor, total.min()), (np.ceil, total.max())))
    edges = np.round(np.arange(first, max(last, first + 1) + 1) * _BIN, 9)
    counts, _ = np.histogram(total, edges)
    return pd.DataFrame({"low": edges[:-1], "high": edges[1:], "share": counts / len(total)})
