"""The forecast against what happened: how often the intervals held, and what came of the one that was made."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike
from par_analysis.outlook.fitting import interval_of
from par_analysis.outlook.history import History, history_of
from par_analysis.outlook.model import Model, model_of
from par_analysis.outlook.total import Outlook, total_distribution
from par_analysis.words.numbers import format_number

__all__ = ["ForecastCheck", "forecast_check", "method_break", "outcomes"]


@dataclass(frozen=True, eq=False)
class ForecastCheck:
    """How the printed interval of a total fares, and what came.

    Attributes
    ----------
    outcome : DataFrame
        Published figures of the target year, as far as they are known on the day: `index, value` (points; SIPAS
        percent), `rank, basis, source, note`; `inside`: whether the total lies in the printed interval (empty where
        there is none).
    tested : DataFrame
        One row a change of a place: `test` (`left_out`: from all other changes of its years; `later`: from what was
        known in the year of results), `index, place, year_to, value`, the interval `low, high` of its total, `inside`.
    coverage : DataFrame
        `test, index, year_to` (0: all years), `n, inside` (share), `stated`: the level that the interval claims.
    outlook : Outlook
        The forecast that the outcome is set against.
    """

    outcome: pd.DataFrame
    tested: pd.DataFrame
    coverage: pd.DataFrame
    outlook: Outlook

    def __repr__(self) -> str:
        rows = self.coverage[self.coverage["year_to"] == 0]
        return "ForecastCheck: " + "; ".join(
            f"{row.test} {row.index_}: {row.inside:.0%} of {row.n} inside, {row.stated:.0%} stated"
            for row in rows.rename(columns={"index": "index_"}).itertuples()
        )


def outcomes(edition: Edition, year: int) -> pd.DataFrame:
    """Return the published results of the edition's place in a year, as far as they are known on its day.

    `index, value, rank, basis, source, note`; empty if none is known.
    """
    known = [edition.published(key, year) for key in edition.indices]
    published = pd.concat(known).rename(columns={"score": "value"})
    return published[["index", "value", "rank", "basis", "source", "note"]].reset_index(drop=True)


def method_break(edition: Edition, year: int, lang: str) -> str:
    """Say how a year was measured differently from the one before, as the evidence has it; empty if it was not."""
    rows = edition.evidence.query("role == 'anchor' and index == 'par' and unused_because == 'method_break'")
    rows = rows[rows["year_to"] == year]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    change = format_number(round(row["level_to"] - row["level_from"], 9), lang, sign=True)
    if lang == "vi":
        return f"{row['note']} Năm {year} vì vậy chỉ so sánh gần đúng; trung bình cả nước {change} điểm."
    return f"{row['note_en']} So {year} compares only roughly; the national mean moved by {change} points."


def forecast_check(
    edition: EditionLike = None, model: Model | None = None, replications: int = 100_000, seed: int = 0
) -> ForecastCheck:
    """Set the intervals of totals against changes that were left out, and against what came later.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition, of its own day: changes after
        it are tested with `edition.at(day)`, whose outlook still starts from its year of results.
    model : Model, optional
        As `achievability_model()` makes it; by default that of the edition.
    replications, seed
        As `total_distribution`.

    Notes
    -----
    The criteria and the surveys changed between 2021 and 2022; changes over a break of method are not tested.
    """
    model = model_of(edition, model)
    own = model.edition
    outlook = total_distribution(replications, seed, model=model)
    last = int(own.evidence["year_to"].max())
    rows = []
    for index, history in model.histories.items():
        later = history_of(own, index, last)
        for at in range(len(history.pairs)):
            rest = dataclasses.replace(history, pairs=history.pairs.drop(index=at))
            rows.append(("left_out", index, *_tested(history.pairs.loc[at], rest, model)))
        for _, pair in later.pairs[later.pairs["year_to"] > model.year].iterrows():
            rows.append(("later", index, *_tested(pair, history, model)))
    tested = pd.DataFrame(rows, columns=["test", "index", "place", "year_to", "value", "low", "high", "inside"])
    return ForecastCheck(
        outcome=_outcome(model, outlook),
        tested=tested,
        coverage=_coverage(tested, model.assumptions.level),
        outlook=outlook,
    )


def _tested(pair: pd.Series, history: History, model: Model) -> tuple[str, int, float, float, float, bool]:
    before, after = pair["score_before"], pair["score_before"] + pair["change"]
    level = model.assumptions.level
    low, high = interval_of(history, before, pair["mean_before"], level, model.assumptions)
    return pair["place"], int(pair["year_to"]), float(after), low, high, bool(low <= after <= high)


def _outcome(model: Model, outlook: Outlook) -> pd.DataFrame:
    table = outcomes(model.edition, model.year + 1)
    known = (table["index"] == "par") & table["value"].notna()
    inside = table["value"].between(outlook.total["low"], outlook.total["high"])
    return table.assign(inside=inside.astype("boolean").where(known))


def _coverage(tested: pd.DataFrame, level: float) -> pd.DataFrame:
    rows = []
    for (test, index), table in tested.groupby(["test", "index"], sort=False):
        for year, own in [(0, table), *table.groupby("year_to")]:
            rows.append((test, index, int(year), len(own), float(own["inside"].mean()), level))
    return pd.DataFrame(rows, columns=["test", "index", "year_to", "n", "inside", "stated"])
