"""Which targets come first, and how sure that order is: stochastic multicriteria acceptability analysis (SMAA)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.edition.opening import EditionLike
from par_analysis.edition.readable import show
from par_analysis.outlook.chance import chances
from par_analysis.outlook.model import Model, model_of
from par_analysis.outlook.simulation import generator_of
from par_analysis.words.errors import refused

__all__ = ["CRITERIA", "TargetOrder", "acceptability", "target_order"]

# What targets are ranked by, each from 0 (worst) to 1 (best).
CRITERIA: dict[str, tuple[str, str]] = {
    "chance": ("Khả năng đạt", "Chance"),
    "gain": ("Điểm tăng thêm", "Gain"),
    "control": ("Mức tự chủ", "Control"),
    "tasks": ("Nhiệm vụ đi kèm", "Tasks behind"),
}
_TRIES = 1_000  # draws of weights thrown away for one kept, at most


@dataclass(frozen=True, eq=False)
class TargetOrder:
    """The targets in order, and how much that order depends on the weights.

    Attributes
    ----------
    targets : DataFrame
        Best expected rank first: `code, name, name_en, expected_rank`; `rank_low, rank_high`: the middle of its ranks
        at the level of the assumptions; `first`, `first_ten`: share of weights that put it first, or among the first
        ten; the values it is ranked by, 0 to 1, `chance, gain, control, tasks` (control unknown is empty).
    weights : DataFrame
        One row a target that some weights put first: the middle of those weights, by criterion, and `confidence`: how
        often it is first with exactly these.
    acceptability : DataFrame
        Targets x ranks: share of the draws in which a target takes a rank.
    """

    targets: pd.DataFrame
    weights: pd.DataFrame
    acceptability: pd.DataFrame

    def __repr__(self) -> str:
        first = self.targets.iloc[0]
        return f"TargetOrder: {len(self.targets)} targets, {first['code']} first on average (rank {first['expected_rank']:.1f})"

    def _repr_html_(self) -> str:
        return show(self.targets, "code name expected_rank rank_low rank_high first first_ten")._repr_html_()


def target_order(
    index: str = "par",
    regions: Mapping[str, tuple[float, float]] | None = None,
    draws: int = 10_000,
    seed: int | np.random.Generator = 0,
    edition: EditionLike = None,
    model: Model | None = None,
) -> TargetOrder:
    """Rank the targets by chance, gain, control and tasks behind them, for all weights at once.

    Parameters
    ----------
    index : {"par", "sipas"}
        Targets of which index.
    regions : mapping, optional
        What is known of the weights: `{"chance": (0.3, 0.6)}` keeps the weight of the chance between 0.3 and 0.6 (they
        add up to 1). By default every weighting is as likely as any other.
    draws : int
        How many weightings; 100 to 100,000.
    seed : int or Generator
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    model : Model, optional
        As `achievability_model()` makes it; by default that of the edition.

    Raises
    ------
    ParAnalysisError
        There is no such index or criterion, a region is no pair of numbers between 0 and 1, no weights lie in all
        regions, or `draws` or `seed` is not allowed.

    Notes
    -----
    SMAA-2: Lahdelma and Salminen, Operations Research 49 (2001). A target's value is the weighted sum of chance, gain
    (against the largest), control (1 in the City's hands, 0 outside, shared as the assumption says) and tasks behind it
    that say an action (1 from as many as the assumptions call enough). Chances are drawn from their interval, unknown control from 0 to 1.
    """
    model = model_of(edition, model)
    table = chances(index, model=model)
    if table.empty:
        raise refused("no_gain")
    generator = generator_of(seed)
    weights = draw_weights(regions or {}, draws, generator)
    given = model.assumptions
    fixed = np.column_stack(
        [
            table["chance"],
            table["gain"] / table["gain"].max(),
            table["control"].map({"city": 1.0, "shared": given.control_shared, "outside": 0.0}),
            np.minimum(table["n_action_tasks"] / given.enough_tasks, 1.0),
        ]
    )
    # The interval of a chance, read as that of a normal distribution.
    spread = (table["chance_high"] - table["chance_low"]).to_numpy() / (2 * _half_width(given.level))
    values = np.broadcast_to(fixed, (len(weights), *fixed.shape)).copy()
    noise = generator.standard_normal((len(weights), len(table)))
    values[:, :, 0] = np.clip(values[:, :, 0] + noise * spread, 0.0, 1.0)
    unknown = np.flatnonzero(table["control"] == "unknown")
    values[:, unknown, 2] = generator.uniform(size=(len(weights), len(unknown)))
    ranks, shares, centres = acceptability(values, weights, list(table["code"]))
    level = given.level
    low, high = np.quantile(ranks, [(1 - level) / 2, (1 + level) / 2], axis=0, method="inverted_cdf")
    targets = table[["code", "name", "name_en"]].copy()
    targets["expected_rank"] = ranks.mean(axis=0)
    targets["rank_low"], targets["rank_high"] = low.astype(int), high.astype(int)
    targets["first"] = shares[1].to_numpy()
    targets["first_ten"] = shares.loc[:, :10].sum(axis=1).to_numpy()
    for number, name in enumerate(CRITERIA):
        targets[name] = fixed[:, number]
    centres["confidence"] = _confidence(values, centres, list(table["code"]))
    return TargetOrder(
        targets=targets.sort_values("expected_rank", kind="stable", ignore_index=True),
        weights=centres.sort_values("confidence", ascending=False, kind="stable"),
        acceptability=shares,
    )


def acceptability(
    values: np.ndarray, weights: np.ndarray, codes: list[str]
) -> tuple[np.ndarray, pd.DataFrame, pd.DataFrame]:
    """Rank targets in every draw.

    Parameters
    ----------
    values : ndarray
        Draws x targets x criteria, 0 to 1.
    weights : ndarray
        Draws x criteria, each row adding up to 1.
    codes : list of str
        The targets.

    Returns
    -------
    ranks : ndarray
        Draws x targets, from 1; of equal targets the earlier stands first.
    shares : DataFrame
        Targets x ranks: how often a target takes a rank.
    centres : DataFrame
        Targets that are first somewhere x criteria: the mean of the weights that put them first.
    """
    utility = np.einsum("dtc,dc->dt", values, weights)
    order = np.argsort(-utility, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, order.shape[1] + 1)[None, :], axis=1)
    counts = np.stack([(ranks == rank).mean(axis=0) for rank in range(1, len(codes) + 1)], axis=1)
    shares = pd.DataFrame(counts, index=pd.Index(codes, name="code"), columns=range(1, len(codes) + 1))
    first = order[:, 0]
    led = [at for at in range(len(codes)) if (first == at).any()]
    centres = pd.DataFrame(
        [weights[first == at].mean(axis=0) for at in led], columns=list(CRITERIA)[: weights.shape[1]]
    )
    return ranks, shares, centres.set_index(pd.Index([codes[at] for at in led], name="code"))


def draw_weights(regions: Mapping[str, tuple[float, float]], draws: int, generator: np.random.Generator) -> np.ndarray:
    """Draw weights evenly from those that add up to 1 and lie in all regions; draws x criteria."""
    if isinstance(draws, bool) or not isinstance(draws, int) or not 100 <= draws <= 100_000:
        raise refused(
            "type",
            name="draws",
            wanted="số nguyên từ 100 đến 100.000",
            wanted_en="a whole number from 100 to 100,000",
            found=repr(draws),
        )
    if unknown := [name for name in regions if name not in CRITERIA]:
        raise refused("choice", name="regions", found=", ".join(map(str, unknown)), allowed=", ".join(CRITERIA))
    low, high = np.zeros(len(CRITERIA)), np.ones(len(CRITERIA))
    for number, name in enumerate(CRITERIA):
        if name in regions:
            pair = regions[name]
            if isinstance(pair, tuple | list) and len(pair) == 2 and all(map(_is_number, pair)):
                low[number], high[number] = pair
            else:
                low[number] = np.nan
            if not 0 <= low[number] <= high[number] <= 1:
                raise refused(
                    "type",
                    name=f"regions[{name!r}]",
                    wanted="hai số, 0 <= thấp <= cao <= 1",
                    wanted_en="two numbers, 0 <= low <= high <= 1,",
                    found=repr(pair),
                )
    if low.sum() > 1 + 1e-12 or high.sum() < 1 - 1e-12:
        raise refused("regions_sum", low=low.sum(), high=high.sum())
    # Above the lower limits the rest is shared out evenly; what exceeds an upper limit is drawn again. A weight that is
    # fixed takes no part in it.
    free = np.flatnonzero(high > low)
    if not len(free):
        return np.tile(low, (draws, 1))
    kept: list[np.ndarray] = []
    missing = draws
    for _ in range(_TRIES):
        tried = np.tile(low, (draws, 1))
        tried[:, free] += (1 - low.sum()) * generator.dirichlet(np.ones(len(free)), size=draws)
        kept.append(tried[(tried <= high + 1e-12).all(axis=1)][:missing])
        missing -= len(kept[-1])
        if missing == 0:
            return np.concatenate(kept)
    raise refused("regions_narrow")


def _confidence(values: np.ndarray, centres: pd.DataFrame, codes: list[str]) -> list[float]:
    """How often each target is first with exactly its central weights, over what is not known of the values."""
    shares = []
    for code, weights in centres.iterrows():
        first = (values @ weights.to_numpy(dtype=float)).argmax(axis=1)
        shares.append(float((first == codes.index(code)).mean()))
    return shares


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _half_width(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))
