"""The rank within a year: the chance of a better one with the others moving, and with the others standing still."""

from __future__ import annotations

import numpy as np
import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.outlook.fitting import others_of
from par_analysis.outlook.model import Model, model_of
from par_analysis.outlook.ranks import rank_list
from par_analysis.outlook.simulation import generator_of
from par_analysis.tables.models.index import index_spec

__all__ = ["rank_bars", "rank_chances", "ranks_up"]

_REPLICATIONS = 20_000
_WITHIN = 12  # ranks around the place's own that a table shows


def rank_chances(
    model: Model | None = None,
    edition: EditionLike = None,
    replications: int = _REPLICATIONS,
    seed: int | np.random.Generator = 0,
) -> pd.DataFrame:
    """Work out the chance of every rank or a better one.

    Parameters
    ----------
    model : Model, optional
        As `achievability_model()` makes it; by default that of the edition.
    edition : Edition, str or path-like, optional
    replications : int
    seed : int or Generator

    Returns
    -------
    DataFrame
        By `rank`, from 1 to a little below the published one: `moving`: chance of that rank or a better one with the
        others moving as places do; `still`: the same if the others kept their scores; `sure_from`: the lowest score
        (points) at which the rank was certain in the year of results.

    Notes
    -----
    Scores that are not published are read off between those of the neighbours in rank. The national pace is the same
    for all, and so is what is not known of the reversion; everything else is drawn for every place on its own.
    """
    own = model_of(edition, model)
    ranks, moves = rank_list(own.year, edition=own.edition), own.moves["par"]
    others = _scores(own.edition)
    generator = generator_of(seed)
    level = own.histories["par"].level
    centre, nation, lead, apart = others_of(
        own.histories, np.append(others, level), own.changes, own.assumptions, own.settings
    )
    mean, variance = float(moves.mean.sum()), float(moves.covariance.sum())
    common = generator.standard_normal((2, replications))
    total = mean + nation[-1] * common[0] + lead[-1] * common[1]
    total += np.sqrt(max(variance - nation[-1] ** 2 - lead[-1] ** 2, 0.0)) * generator.standard_normal(replications)
    total = np.minimum(total, own.histories["par"].maximum)
    above, above_still = (np.zeros(replications, dtype=int) for _ in range(2))
    for at, score in enumerate(others):
        rival = centre[at] + nation[at] * common[0] + lead[at] * common[1]
        rival += apart[at] * generator.standard_normal(replications)
        above += np.minimum(rival, own.histories["par"].maximum) > total
        above_still += score > total
    last = min(ranks.published + 2, ranks.places)
    listed = np.arange(1, max(last, _WITHIN) + 1)
    listed = listed[listed <= ranks.places]
    return pd.DataFrame(
        {
            "rank": listed,
            "moving": [(above < rank).mean() for rank in listed],
            "still": [(above_still < rank).mean() for rank in listed],
            "sure_from": [ranks.needs(int(rank))[1] for rank in listed],
        }
    )


def ranks_up(edition: Edition) -> dict[int, int]:
    """Ranks one and two better than the published one, by how many they are up."""
    rank = edition.rank
    return {up: rank - up for up in (1, 2) if rank is not None and rank - up >= 1}


def rank_bars(ranks: int = 10, edition: EditionLike = None, index: str = "par") -> pd.DataFrame:
    """Return from which score each rank was certain, year by year, as far as lists are published.

    Parameters
    ----------
    ranks : int
        Ranks 1 to this one.
    edition : Edition, str or path-like, optional
    index : {"par", "sipas"}

    Returns
    -------
    DataFrame
        One row a year of `edition.standings` and rank: `year, rank, possible_from, sure_from` (points; SIPAS percent;
        empty where no score makes the rank certain), `published`: the place's own rank of that year.
    """
    index_spec(index)
    own = edition_of(edition)
    table = own.standings
    table = table[(table["index"] == index) & (table["place"] == own.place) & table["rank"].notna()]
    rows = []
    for year in sorted(set(table.loc[table["doubt"].isna(), "year"])):
        listed = rank_list(int(year), index, own)
        for rank in range(1, min(ranks, listed.places) + 1):
            possible, sure = listed.needs(rank)
            rows.append((int(year), rank, possible, np.nan if np.isinf(sure) else sure, listed.published))
    return pd.DataFrame(rows, columns=["year", "rank", "possible_from", "sure_from", "published"])


def _scores(edition: Edition) -> np.ndarray:
    """Scores of the other places, those that are not published between those of the neighbours in rank."""
    assert edition.year is not None
    ranks = rank_list(edition.year, edition=edition)
    table = edition.standings
    table = table[(table["index"] == "par") & (table["year"] == edition.year) & table["doubt"].isna()]
    known = table.dropna(subset=["score"]).drop_duplicates("place")
    own, others = known[known["place"] == edition.place], known[known["place"] != edition.place]
    # A place without a rank is put where its score belongs.
    scores = np.sort(others["score"].to_numpy(dtype=float))[::-1]
    placed = others.dropna(subset=["rank"]).sort_values("rank")
    places = [rank for rank in range(1, ranks.places + 1) if rank != ranks.published]
    if placed.empty:
        return scores
    at = np.append(placed["rank"].to_numpy(dtype=float), own["rank"].dropna().to_numpy(dtype=float))
    level = np.append(
        placed["score"].to_numpy(dtype=float), own.loc[own["rank"].notna(), "score"].to_numpy(dtype=float)
    )
    order = np.argsort(at, kind="stable")
    floor = min(scores.min(), level.min())
    at, level = np.append(at[order], ranks.places), np.append(np.minimum.accumulate(level[order]), floor)
    return np.asarray(np.interp(places, at, level))
