"""What is known of how scores move: changes of places and of the nation, and the levels of the parts of PAR INDEX.

Everything here is read from the tables of an edition, which hold what was published up to its as-of day. How far a
place is ahead is counted in what the country lost in that year, so that two years and two criteria sets compare: as a
share of it, or as a logarithm, in which no place can be ahead of full marks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.edition.edition import Edition

__all__ = ["History", "history_of", "levels_of", "part_means", "part_pairs", "parts_of"]

_MOST = 0.999  # a place at full marks is taken to be as far ahead as this
_PART_LEVELS = 3  # places that state a part before its scatter among places is taken from them


@dataclass(frozen=True, eq=False)
class History:
    """What is known of one index up to a year.

    Attributes
    ----------
    index : str
    maximum, level, mean : float
        The most that can be had, the place's result, and the mean of all provinces in that year (NaN: not published).
    pairs : DataFrame
        One row a place with two years in a row and both national means: `place, part, year_to`; `score_before,
        mean_before, change` (points);
        `before, after`: how far it was ahead, as a logarithm: `-log(lost / lost by the country)`;
        `share_before, share_after`: the same as a share, `(score - mean) / lost by the country`; `weight`: its weight
        after post-stratification by how many provinces rose and fell, 1 without.
    paces : Series
        Share of its lost points that the country regained, by `(index, year_to)`, of every index with the same reading.
    """

    index: str
    maximum: float
    level: float
    mean: float
    pairs: pd.DataFrame
    paces: pd.Series


def history_of(edition: Edition, index: str, until: int) -> History:
    """Gather what is known of an index up to the results of a year.

    Parameters
    ----------
    edition : Edition
    index : {"par", "sipas"}
    until : int
        Last year of results that is used.
    """
    evidence = edition.evidence
    rows = evidence[(evidence["year_to"] <= until) & (evidence["year_to"] - evidence["year_from"] == 1)]
    nation = rows[(rows["role"] == "anchor") & rows["used"]]
    means = _national_means(evidence, index)
    own = rows[(rows["role"] == "observation") & (rows["index"] == index) & (rows["part"] == "total")]
    own = own[own["used"] | (own["unused_because"] == "counted_elsewhere")]
    pairs = own[["place", "part", "year_to"]].copy()
    pairs["score_before"], pairs["mean_before"] = own["level_from"], own["year_from"].map(means)
    pairs["change"] = own["level_to"] - own["level_from"]
    for name, end in (("before", "from"), ("after", "to")):
        mean, score = own[f"year_{end}"].map(means), own[f"level_{end}"]
        pairs[f"share_{name}"] = (score - mean) / (own["maximum"] - mean)
        pairs[name] = -np.log1p(-pairs[f"share_{name}"].clip(upper=_MOST))
    pairs = pairs.dropna(subset=["before", "after"]).reset_index(drop=True)
    pairs["weight"] = _strata(pairs, edition.movements[edition.movements["index"] == index])
    tree = edition.indices[index]
    paces = nation.set_index(["index", "year_to"])["closure"]
    level = float(tree.score())
    return History(index, float(tree.maximum()), level, float(means.get(until, np.nan)), pairs, paces)


def _national_means(evidence: pd.DataFrame, index: str) -> pd.Series:
    """National means by year; of two statements about a year the first that is used."""
    rows = evidence[(evidence["role"] == "anchor") & (evidence["index"] == index)].sort_values("used", ascending=False)
    ends = [rows.set_index(f"year_{end}")[f"level_{end}"] for end in ("from", "to")]
    means = pd.concat(ends).dropna()
    return means[~means.index.duplicated()]


def _strata(pairs: pd.DataFrame, movements: pd.DataFrame) -> np.ndarray:
    """Weigh risers and fallers of a year as they stand among all provinces; places without both strata count once."""
    weights = np.ones(len(pairs))
    for row in movements.itertuples(index=False):
        year = (pairs["year_to"] == row.year_to).to_numpy()
        rose = year & (pairs["change"] > 0).to_numpy()
        fell = year & ~rose
        if not (rose.any() and fell.any()):
            continue
        share = row.rose / (row.rose + row.fell)
        weights[rose] = share * year.sum() / rose.sum()
        weights[fell] = (1 - share) * year.sum() / fell.sum()
    return weights


def parts_of(edition: Edition, history: History, until: int) -> pd.DataFrame:
    """Describe the parts of PAR INDEX: the place, the country, and how the scatter of totals is shared out.

    Parameters
    ----------
    edition : Edition
    history : History
        Of PAR INDEX.
    until : int
        Last year of results that is used.

    Returns
    -------
    DataFrame
        By part (a way of assessment; `total` for leaves without one): `maximum, level` (points); `mean` of all
        provinces in the year and `mean_sd`, how well it is known; `share` of the variance of a place's total that
        comes from the part; `loss`: share of the part that is lost, against that of the whole index; `n`: statements
        of levels behind these. Maxima, means and shares add up to those of the index.

    Notes
    -----
    National means of parts are not published. A place's part is its national mean plus the share of the place's lead
    in the total that the part has of the scatter, so the places that publish need not be a fair sample: given the
    total, they are one. The part's loss stands in a fixed ratio to that of the whole index.
    """
    nodes = edition.par.by_code.loc[edition.par.leaves]
    part = nodes["assessment"].fillna("total")
    table = (
        nodes.groupby(part)[["max_points", "score"]].sum().rename(columns={"max_points": "maximum", "score": "level"})
    )
    table.index.name = "part"
    known = levels_of(edition, table["maximum"], until)
    spread = table["maximum"] / table["maximum"].sum()
    several = known.groupby(["part", "year"])["points"].agg(["var", "count"]).query(f"count >= {_PART_LEVELS}")
    if set(several.index.get_level_values(0)) == set(table.index):
        variance = several["var"].mul(several["count"]).groupby("part").sum() / several["count"].groupby("part").sum()
        spread = variance / variance.sum()
    table["share"] = spread.astype(float)
    lost = history.maximum - known["mean"]
    expected = known["points"] - known["part"].map(table["share"]) * known["lead"]
    weight = known["part"].map(table["maximum"]) * lost / history.maximum
    known["loss"] = (known["part"].map(table["maximum"]) - expected) / weight
    grouped = known["loss"].astype(float).groupby(known["part"])
    table["n"] = grouped.size().reindex(table.index).fillna(0).astype(int)
    table["loss"] = grouped.mean().reindex(table.index).fillna(1.0)
    sd = grouped.std(ddof=1).reindex(table.index).fillna(0.5) / np.sqrt(table["n"].clip(lower=1))
    # Together the parts lose what the index loses: what is missing is shared out where least is known.
    missing = history.maximum - (table["maximum"] * table["loss"]).sum()
    room = (table["maximum"] * sd) ** 2
    table["loss"] += missing * room / room.sum() / table["maximum"]
    national = history.maximum - (history.level if np.isnan(history.mean) else history.mean)
    table["mean"] = table["maximum"] * (1 - table["loss"] * national / history.maximum)
    table["mean_sd"] = sd * table["maximum"] * national / history.maximum
    return table


def levels_of(edition: Edition, maxima: pd.Series, until: int) -> pd.DataFrame:
    """Return the published levels of parts of PAR INDEX that the model rests on.

    Parameters
    ----------
    edition : Edition
    maxima : Series
        Maximum of every part in the criteria set of the edition (points).
    until : int
        Last year of results that is used.

    Returns
    -------
    DataFrame
        The rows of `edition.parts` on these parts without a doubt, of places and years whose total and national mean are
        known too: their columns, and `mean`: the national mean of the total, `lead`: the place's total less that mean,
        `points`: the level in points of the criteria set of the edition.
    """
    levels = edition.parts
    known = levels[levels["part"].isin(maxima.index) & (levels["year"] <= until) & levels["doubt"].isna()].copy()
    totals = edition.standings[(edition.standings["index"] == "par") & edition.standings["doubt"].isna()]
    totals = totals.dropna(subset=["score"]).drop_duplicates(["place", "year"]).set_index(["place", "year"])["score"]
    known["mean"] = known["year"].map(_national_means(edition.evidence, "par"))
    known["lead"] = [totals.get((row.place, row.year), np.nan) for row in known.itertuples()] - known["mean"]
    known["points"] = known["score"] / known["maximum"] * known["part"].map(maxima)
    return known.dropna(subset=["lead"])


def part_means(edition: Edition, parts: pd.DataFrame, year: int) -> pd.DataFrame:
    """Estimate the national mean of every part in a year: the part's loss stands in a fixed ratio to that of the index.

    Parameters
    ----------
    edition : Edition
    parts : DataFrame
        As `parts_of`.
    year : int

    Returns
    -------
    DataFrame
        By part: `mean` and `sd`, how well it is known (points); both empty where the national mean of PAR INDEX is not
        published.
    """
    maximum = parts["maximum"].sum()
    lost = maximum - _national_means(edition.evidence, "par").get(year, np.nan)
    own = maximum - parts["mean"].sum()
    mean = parts["maximum"] * (1 - parts["loss"] * lost / maximum)
    # Of a single part it is that of the index, which is published.
    sd = parts["mean_sd"] * (lost / own) * (len(parts) > 1)
    return pd.DataFrame({"mean": mean, "sd": sd})


def part_pairs(edition: Edition, parts: pd.DataFrame, until: int) -> pd.DataFrame:
    """Return the observed yearly changes of single parts, in the columns of `History.pairs`.

    Distances are shares of what the whole index lost, divided by the root of the part's share of the scatter, so that
    they scatter as those of totals do; of parts the logarithms are taken to be the same.
    """
    rows = edition.evidence
    rows = rows[rows["part"].isin(parts.index) & (rows["index"] == "par") & (rows["year_to"] <= until) & rows["used"]]
    means = _national_means(edition.evidence, "par")
    of = parts.loc[rows["part"]].set_index(rows.index)
    maximum = parts["maximum"].sum()
    made = rows[["place", "part", "year_to"]].copy()
    made["change"] = rows["level_to"] - rows["level_from"]
    for name, end in (("before", "from"), ("after", "to")):
        lost = maximum - rows[f"year_{end}"].map(means)
        points = rows[f"level_{end}"] / rows["maximum"] * of["maximum"]
        national = of["maximum"] * (1 - of["loss"] * lost / maximum)
        made[f"share_{name}"] = made[name] = (points - national) / lost / np.sqrt(of["share"])
    made["weight"] = 1.0
    return made.dropna(subset=["before", "after"]).reset_index(drop=True)
