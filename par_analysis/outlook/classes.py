"""Reference classes: how closures of a kind are distributed, with what is not known of that distribution.

The model, in one paragraph. A criterion closes the share `g` of its deficit in a year; `g` scatters around the centre
`m` of its class with spread `s`, and criteria of one class move together with correlation `dependence`. What is
published are sums of criteria (an index, a part of it), which scatter less than single criteria: `Structure.variation`.
The spread of a class is that of the other observations, updated with its own (scaled inverse chi-square), so that what
follows for one criterion is Student's t (Gelman et al., Bayesian Data Analysis, 3rd ed., chapters 2 and 3). A closure
cannot exceed 1.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.tables.lists.evidence import Assumptions
from par_analysis.tables.models.evidence import REFERENCE_CLASSES
from par_analysis.words.errors import ParAnalysisError

__all__ = ["ReferenceClass", "Structure", "fit_classes"]

_GRID = 64  # points of the grid over what is not known of centre and spread, each way


@dataclass(frozen=True)
class ReferenceClass:
    """What is known of the yearly gap closures of one class of criteria.

    Attributes
    ----------
    name : str
        Key of `words.REFERENCE_CLASSES`.
    centre : float
        Centre of the closures, as a share of the deficit.
    spread : float
        Scatter of a single criterion around the centre (scale of Student's t).
    weight : float
        How many single criteria the centre is known as well as the mean of.
    freedom : float
        Degrees of freedom of the spread.
    observed : tuple of float
        Closures observed in the class itself, ascending.
    """

    name: str
    centre: float
    spread: float
    weight: float
    freedom: float
    observed: tuple[float, ...]

    def chance(self, asked: np.ndarray | float, variation: np.ndarray | float = 1.0) -> np.ndarray:
        """Chance that at least `asked` of a deficit is closed.

        `variation` is the variance of what closes, against that of a single criterion (`Structure.variation`).
        """
        from scipy.special import stdtr

        return np.asarray(stdtr(self.freedom, (self.centre - np.asarray(asked)) / self._scale(variation)))

    def quantile(self, share: float, variation: float = 1.0) -> float:
        """Closure that is not exceeded with the chance `share`."""
        from scipy.special import stdtrit

        return float(self.centre + self._scale(variation) * stdtrit(self.freedom, share))

    def chance_interval(self, asked: float, level: float, variation: float = 1.0) -> tuple[float, float]:
        """Interval of the chance, over what is not known of centre and spread."""
        from scipy.special import ndtr

        centres, spreads = self._unknown
        return _central(ndtr((centres - asked) / (spreads * np.sqrt(variation))), level)

    @property
    def mean_share(self) -> float:
        """Share of its all-or-nothing deficits that the class gains in a year: its centre, kept within 0 and 1."""
        return float(np.clip(self._unknown[0], 0.0, 1.0).mean())

    def mean_share_interval(self, level: float) -> tuple[float, float]:
        """Interval of `mean_share`."""
        return _central(np.clip(self._unknown[0], 0.0, 1.0), level)

    @functools.cached_property
    def _unknown(self) -> tuple[np.ndarray, np.ndarray]:
        """Centres and spreads that the evidence leaves open: equally likely points of their joint distribution."""
        from scipy.special import gammaincinv, ndtri

        middle = (np.arange(_GRID) + 0.5) / _GRID
        spreads = self.spread * np.sqrt(self.freedom / (2.0 * gammaincinv(self.freedom / 2.0, 1.0 - middle)))
        centres = self.centre + spreads[:, None] / np.sqrt(self.weight) * ndtri(middle)[None, :]
        return centres.ravel(), np.repeat(spreads, _GRID)

    def _scale(self, variation: np.ndarray | float) -> np.ndarray:
        """Scale of Student's t: scatter around the centre, and what is not known of the centre."""
        return self.spread * np.sqrt(np.asarray(variation) + 1.0 / self.weight)


def _central(values: np.ndarray, level: float) -> tuple[float, float]:
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


@dataclass(frozen=True, eq=False)
class Structure:
    """How the deficits of an edition are spread over criteria and classes.

    Attributes
    ----------
    leaves : DataFrame
        One row a leaf of either index with a deficit, by code: `index, reference_class, field, deficit` (units of its
        index), `weight`: how much the overall figure moves when the leaf moves by one, `own`: how much its own part
        varies against a single criterion (less than 1 for criterion 8.1, which is a mean of many items).
    """

    leaves: pd.DataFrame

    @classmethod
    def of(cls, base: Edition) -> Structure:
        """Read the structure off the tables."""
        parts = []
        for name, tree in base.indices.items():
            nodes = tree.nodes.set_index("code").loc[tree.leaves]
            made = pd.DataFrame(
                {
                    "index": name,
                    "reference_class": nodes["assessment"].fillna("total") if name == "par" else "citizen_survey",
                    "field": [tree.lineage(code)[:2][-1] for code in tree.leaves],
                    "deficit": (nodes["max_points"] - nodes["score"]).round(9),
                    "weight": [tree.weight(code) for code in tree.leaves],
                }
            )
            parts.append(made[made["deficit"] > 0])
        leaves = pd.concat(parts)
        leaves["own"] = 1.0
        for link in base.couplings:
            items = leaves[leaves["index"] == link.of]
            if len(items) and link.code in leaves.index:
                share = items["deficit"] * items["weight"]
                leaves.loc[link.code, "own"] = float((share**2).sum() / share.sum() ** 2)
        return cls(leaves)

    @property
    def shares(self) -> pd.Series:
        """Share of the deficit of PAR INDEX by reference class."""
        leaves = self.leaves[self.leaves["index"] == "par"]
        lost = leaves.groupby("reference_class")["deficit"].sum()
        return lost / lost.sum()

    def variation(self, part: str, dependence: float) -> float:
        """Variance of the closure of a published sum, against that of a single criterion.

        Parameters
        ----------
        part : str
            `total`, a field's code, or a way of assessment; for `sipas`, the mean of all items.
        dependence : float
            Correlation within a class; criteria of different classes are taken to be independent.
        """
        index = "sipas" if part == "sipas" else "par"
        leaves = self.leaves[self.leaves["index"] == index]
        if part not in ("total", "sipas"):
            column = "reference_class" if part in REFERENCE_CLASSES else "field"
            leaves = leaves[leaves[column] == part]
        if leaves.empty:
            return 1.0
        share = leaves["deficit"] * leaves["weight"]
        share = share / share.sum()
        together = share.groupby(leaves["reference_class"]).sum()
        return float(dependence * (together**2).sum() + (1.0 - dependence) * (share**2 * leaves["own"]).sum())


def fit_classes(evidence: pd.DataFrame, assumptions: Assumptions, structure: Structure) -> Mapping[str, ReferenceClass]:
    """Fit every reference class to the evidence.

    Parameters
    ----------
    evidence : DataFrame
        As `load_evidence()` returns it; rows that are not `used` are left out.
    assumptions : Assumptions
    structure : Structure
        How deficits are spread over criteria; that of the edition's place stands in for other places.

    Returns
    -------
    mapping
        By name of the class, all of `words.REFERENCE_CLASSES`.

    Raises
    ------
    ParAnalysisError
        There is no national mean, or fewer than three observations.

    Notes
    -----
    Provinces that publish their figures are not a fair sample, so the centre of the whole index is that of the national
    means, and the provinces only tell how far single places scatter around it. The centres of the classes lie around
    it, are moved by the class's own observations (of SIPAS, by its own national means), and taken together in the
    proportions of the edition's deficits they must give it again: one linear update with normal errors.
    """
    used = evidence[evidence["used"]]
    anchors = used[used["role"] == "anchor"]
    seen = used[used["role"] == "observation"].copy()
    common = anchors.loc[anchors["reference_class"] == "total", "closure"]
    if common.empty or len(seen) < 3:
        raise ParAnalysisError(
            f"bằng chứng không đủ: {len(common)} trung bình cả nước, {len(seen)} quan sát; cần ít nhất 1 và 3 "
            f"(not enough evidence: at least 1 national mean and 3 observations are needed)"
        )
    by_year = anchors.groupby(["reference_class", "year_from"])["closure"].mean()
    means = by_year.groupby(level=0).agg(["mean", "size"])
    whole = float(means.loc["total", "mean"])
    seen["around"] = [
        by_year.get((name, year), means["mean"].get(name, whole))
        for name, year in zip(seen["reference_class"], seen["year_from"], strict=True)
    ]
    parts = seen["part"].mask(seen["index"] == "sipas", "sipas")
    seen["variation"] = parts.map({part: structure.variation(part, assumptions.dependence) for part in parts.unique()})
    seen["square"] = (seen["closure"] - seen["around"]) ** 2 / seen["variation"]
    centres = _centres(seen, means, assumptions, structure)
    made = {}
    for name, (centre, uncertainty) in centres.items():
        own = seen[seen["reference_class"] == name]
        others = seen[seen["reference_class"] != name]
        # A class with nothing around it is its own pool.
        variance = float((others if len(others) >= 3 else seen)["square"].mean())
        around = own["around"] if name in means.index else centre
        squares = float(((own["closure"] - around) ** 2 / own["variation"]).sum())
        freedom = assumptions.pooled_weight + len(own)
        spread = float(np.sqrt((assumptions.pooled_weight * variance + squares) / freedom))
        made[name] = ReferenceClass(
            name=name,
            centre=centre,
            spread=spread,
            weight=spread**2 / uncertainty,
            freedom=float(freedom),
            observed=tuple(sorted(float(value) for value in own["closure"])),
        )
    return made


def _centres(
    seen: pd.DataFrame, means: pd.DataFrame, assumptions: Assumptions, structure: Structure
) -> dict[str, tuple[float, float]]:
    """Centre of every class, and the variance of what is not known of it."""
    whole, years = float(means.loc["total", "mean"]), float(means.loc["total", "size"])
    own = [name for name in REFERENCE_CLASSES if name != "total"]
    start = np.array([means["mean"].get(name, whole) for name in own])
    known = np.array(
        [
            means["size"][name] / assumptions.year_spread**2 if name in means.index else assumptions.class_spread**-2
            for name in own
        ]
    )
    precision, pull = np.diag(known), known * start
    single = float(seen["square"].mean())
    for row in seen[seen["reference_class"].isin(own)].itertuples(index=False):
        if row.reference_class not in means.index:
            at, weight = own.index(row.reference_class), 1.0 / (single * row.variation)
            precision[at, at] += weight
            pull[at] += weight * row.closure
    shares = structure.shares
    if set(shares.index) <= set(own):
        share = shares.reindex(own, fill_value=0.0).to_numpy()
        weight = years / assumptions.year_spread**2
        precision += weight * np.outer(share, share)
        pull += weight * share * whole
    covariance = np.linalg.inv(precision)
    centres = covariance @ pull
    made = {name: (float(centres[at]), float(covariance[at, at])) for at, name in enumerate(own)}
    return {"total": (whole, assumptions.year_spread**2 / years), **made}
