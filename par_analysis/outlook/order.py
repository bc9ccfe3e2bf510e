"""Which targets come first, and how far that rests on weights and scales: groups instead of a single order.

Every draw takes weights, one model of `alternatives` for the chances, and one scale for what is compared; a target's
value is the weighted sum (SMAA-2: Lahdelma and Salminen, Operations Research 49, 2001).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.edition.loaders import load_assumptions
from par_analysis.edition.opening import EditionLike
from par_analysis.edition.readable import show
from par_analysis.outlook.alternatives import robustness
from par_analysis.outlook.chance import chances
from par_analysis.outlook.model import Model, model_of
from par_analysis.outlook.simulation import generator_of
from par_analysis.words.errors import refused

__all__ = ["ALWAYS", "CRITERIA", "FIRST", "NEVER", "TargetOrder", "target_order"]

# What targets are ranked by, each from 0 (worst) to 1 (best).
CRITERIA: dict[str, tuple[str, str]] = {
    "chance": ("Khả năng đạt", "Chance"),
    "gain": ("Điểm tăng thêm", "Gain"),
    "control": ("Mức tự chủ", "Control"),
    "tasks": ("Nhiệm vụ đi kèm", "Tasks behind"),
}
FIRST = 5  # targets that are called the first
ALWAYS, NEVER = 0.9, 0.1  # shares of draws from and up to which a target is called always or never among them
_LEAST_WEIGHT = 0.1  # a weighting that leaves out one of the four hardly orders targets
_TRIES = 1_000  # draws of weights thrown away for one kept, at most


@dataclass(frozen=True, eq=False)
class TargetOrder:
    """The targets in groups, and what their place depends on.

    Attributes
    ----------
    targets : DataFrame
        Best expected rank first: `code, name, name_en`; `group`: `always` among the first five (in nine draws of ten,
        with every scale), `never` (in one of ten at most), or `depends`; `depends_on`: what a target that depends
        needs most weight on, a key of `CRITERIA` (a place that only other scales change: `scale`); `expected_rank`,
        `rank_low, rank_high`: the middle of its ranks at the level of the assumptions; `first_low, first_high`: share
        of draws with it among the first five, lowest and highest over the scales; the values it is ranked by, 0 to 1,
        `chance, gain, control, tasks` (control unknown is empty).
    scales : tuple of str
        The scales compared.
    """

    targets: pd.DataFrame
    scales: tuple[str, ...]

    def __repr__(self) -> str:
        counts = self.targets["group"].value_counts()
        said = ", ".join(f"{name} {int(counts.get(name, 0))}" for name in ("always", "depends", "never"))
        return f"TargetOrder: {len(self.targets)} targets among the first {FIRST}: {said}"

    def _repr_html_(self) -> str:
        return show(self.targets, "code name group depends_on expected_rank rank_low rank_high")._repr_html_()


def target_order(
    index: str = "par",
    regions: Mapping[str, tuple[float, float]] | None = None,
    draws: int = 10_000,
    seed: int | np.random.Generator = 0,
    edition: EditionLike = None,
    model: Model | None = None,
) -> TargetOrder:
    """Rank the targets by chance, gain, control and tasks behind them, for all weights, scales and models at once.

    Parameters
    ----------
    index : {"par", "sipas"}
        Targets of which index.
    regions : mapping, optional
        What is known of the weights: `{"chance": (0.3, 0.6)}` keeps the weight of the chance between 0.3 and 0.6 (they
        add up to 1). By default every weighting that leaves each of the four a tenth is as likely as any other.
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
    Scales: what is compared is taken as it is, as a rank among the targets, or with the gain's root; shared control
    and tasks count as the assumptions say, at their value, their low and their high. Unknown control is drawn from 0
    to 1.
    """
    model = model_of(edition, model)
    table = chances(index, model=model)
    if table.empty:
        raise refused("no_gain")
    generator = generator_of(seed)
    regions = dict.fromkeys(CRITERIA, (_LEAST_WEIGHT, 1.0)) if regions is None else regions
    weights = draw_weights(regions, draws, generator)
    bands = robustness(model=model).bands.loc[list(table["code"])].to_numpy()
    chance = bands[:, generator.integers(bands.shape[1], size=draws)].T
    scales = _scales(table, model)
    base = scales["as_it_is"]
    unknown = np.flatnonzero(table["control"] == "unknown")
    guessed = generator.uniform(size=(draws, len(unknown)))
    ranks, among = [], {}
    for name, fixed in scales.items():
        values = np.broadcast_to(fixed, (draws, *fixed.shape)).copy()
        values[:, :, 0] = _as_ranks(chance) if name == "ranks" else chance
        values[:, unknown, 2] = guessed
        placed = _ranked(np.einsum("dtc,dc->dt", values, weights))
        ranks.append(placed)
        among[name] = placed <= FIRST
    level = model.assumptions.level
    together = np.concatenate(ranks)
    low, high = np.quantile(together, [(1 - level) / 2, (1 + level) / 2], axis=0, method="inverted_cdf")
    shares = pd.DataFrame({name: inside.mean(axis=0) for name, inside in among.items()}, index=table["code"])
    targets = table[["code", "name", "name_en"]].copy()
    targets["first_low"], targets["first_high"] = shares.min(axis=1).to_numpy(), shares.max(axis=1).to_numpy()
    targets["group"] = np.select(
        [targets["first_low"] >= ALWAYS, targets["first_high"] <= NEVER], ["always", "never"], "depends"
    )
    targets["depends_on"] = _depends(targets, among["as_it_is"], weights)
    targets["expected_rank"] = together.mean(axis=0)
    targets["rank_low"], targets["rank_high"] = low.astype(int), high.astype(int)
    for number, name in enumerate(CRITERIA):
        targets[name] = base[:, number]
    columns = ["code", "name", "name_en", "group", "depends_on", "expected_rank", "rank_low", "rank_high"]
    targets = targets[[*columns, "first_low", "first_high", *CRITERIA]]
    return TargetOrder(
        targets=targets.sort_values("expected_rank", kind="stable", ignore_index=True), scales=tuple(scales)
    )


def _scales(table: pd.DataFrame, model: Model) -> dict[str, np.ndarray]:
    """Targets x criteria, 0 to 1, by scale."""
    ends = {
        "as_it_is": model.assumptions,
        "low": load_assumptions(column="low"),
        "high": load_assumptions(column="high"),
    }
    made = {}
    for name, given in ends.items():
        made[name] = np.column_stack(
            [
                table["chance"],
                table["gain"] / table["gain"].max(),
                table["control"].map({"city": 1.0, "shared": given.control_shared, "outside": 0.0}),
                np.minimum(table["n_action_tasks"] / given.enough_tasks, 1.0),
            ]
        ).astype(float)
    made["root_of_gain"] = made["as_it_is"].copy()
    made["root_of_gain"][:, 1] **= 0.5
    made["ranks"] = _as_ranks(made["as_it_is"].T).T
    return made


def _as_ranks(values: np.ndarray) -> np.ndarray:
    """Share of the other targets that each one (last axis) is better than, ties half."""
    from scipy.stats import rankdata

    size = max(values.shape[-1] - 1, 1)
    return np.asarray((rankdata(values, axis=-1, nan_policy="omit") - 1.0) / size)


def _ranked(utility: np.ndarray) -> np.ndarray:
    """Ranks from 1, draws x targets; of equal targets the earlier stands first."""
    order = np.argsort(-utility, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, order.shape[1] + 1)[None, :], axis=1)
    return ranks


def _depends(targets: pd.DataFrame, among: np.ndarray, weights: np.ndarray) -> list[str]:
    """Name what a target that depends needs weight on: the weight that is most higher where it is among the first."""
    found = []
    for at, group in enumerate(targets["group"]):
        inside = among[:, at]
        if group != "depends":
            found.append("")
        elif inside.all() or not inside.any():
            found.append("scale")
        else:
            higher = weights[inside].mean(axis=0) - weights[~inside].mean(axis=0)
            found.append(list(CRITERIA)[int(higher.argmax())])
    return found


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


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)
