"""The distribution of the total, of fields, agencies and rank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.edition.opening import EditionLike
from par_analysis.edition.readable import show
from par_analysis.outlook.model import Model, model_of
from par_analysis.outlook.rivals import rank_chances
from par_analysis.outlook.simulation import draw, nodes_of
from par_analysis.words.errors import refused
from par_analysis.words.numbers import NOISE

__all__ = ["Outlook", "total_distribution"]

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
        As `rivals.rank_chances`; empty where no ranks of the year of results are known.
    shares : DataFrame
        By `part`: its share of the variance of the total; they add up to 1.
    histogram : DataFrame
        Of the total: `low, high` (points), `share` of the draws.
    replications : int
    year : int
        Year of the results that it starts from.
    """

    nodes: pd.DataFrame
    ranks: pd.DataFrame
    shares: pd.DataFrame
    histogram: pd.DataFrame
    replications: int
    year: int

    @property
    def total(self) -> pd.Series:
        """The row of the total."""
        return self.nodes.iloc[0]

    def __repr__(self) -> str:
        low, high = (f"{self.total[end]:.2f}" for end in ("low", "high"))
        return f"Outlook: total {low} to {high}, target {self.total['target']:g}"

    def _repr_html_(self) -> str:
        return show(self.nodes, "kind code score target mean low median high chance")._repr_html_()


def total_distribution(
    replications: int = 100_000,
    seed: int | np.random.Generator = 0,
    edition: EditionLike = None,
    model: Model | None = None,
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
        As `achievability_model()` makes it; by default that of the edition.

    Raises
    ------
    ParAnalysisError
        `replications` or `seed` is not allowed.

    Notes
    -----
    Fields and agencies follow from single criteria, which the model moves by judgements; the total is fitted.
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
    listed, moves = nodes_of(model), model.moves["par"]
    nodes = np.empty((len(listed), replications))
    begun = 0
    for block in draw(model, replications, seed):
        size = block.nodes.shape[1]
        nodes[:, begun : begun + size] = block.nodes
        begun += size
    share = moves.covariance.sum(axis=0) / moves.covariance.sum()
    return Outlook(
        nodes=_summary(listed, nodes, model.assumptions.level),
        ranks=rank_chances(model) if model.edition.has("rank") else pd.DataFrame(),
        shares=pd.DataFrame({"part": moves.parts, "share": share}),
        histogram=_histogram(nodes[0]),
        replications=replications,
        year=model.year,
    )


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


def _histogram(total: np.ndarray) -> pd.DataFrame:
    first, last = (round(end(float(edge) / _BIN)) for end, edge in ((np.floor, total.min()), (np.ceil, total.max())))
    edges = np.round(np.arange(first, max(last, first + 1) + 1) * _BIN, 9)
    counts, _ = np.histogram(total, edges)
    return pd.DataFrame({"low": edges[:-1], "high": edges[1:], "share": counts / len(total)})
