"""The model of one edition: how its indices may move within a year, and what that leaves to every criterion.

`fitting` says how an index and its parts move, `leaves` what a part leaves to its criteria, `history` what all of it is
fitted to; each with its formulas. Parts are bounded by construction: a part takes the beta distribution on 0 to its
maximum that has the mean and variance of its move, less the variance that its criteria add on their own.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.outlook.fitting import Moves, Settings, moves_of
from par_analysis.outlook.history import History, history_of, part_pairs, parts_of
from par_analysis.outlook.leaves import GRID, Leaves
from par_analysis.tables.lists.evidence import Assumptions
from par_analysis.words.errors import refused

__all__ = ["FAR", "Model", "achievability_model", "model_of"]

_NOT_JUDGED = {
    "all_or_nothing": "unknown",
    "control": "unknown",
    "confidence": "low",
    "needs": "",
    "needs_en": "",
    "after": "",
}
# Standard deviations between which the map to a part's attainment is interpolated.
FAR = np.linspace(-12.0, 12.0, 1_201)
_LEAST_OWN = 0.25  # share of its variance that a part keeps, whatever its criteria scatter on their own
_WHOLE = "citizen_survey"  # the one part of SIPAS


@dataclass(frozen=True, eq=False)
class Model:
    """Everything that chances, distributions, orders and least efforts are worked out from.

    Attributes
    ----------
    edition : Edition
        What it is about.
    leaves : DataFrame
        One row a leaf of either index that lost points, by code: `index, part` (way of assessment; `total` where not
        known), `kind` (`gradual` or `all_or_nothing`), `field, score, maximum, target, deficit, gain, asked` (share of
        the deficit that the target asks for), and the judgements `all_or_nothing, control, needs, needs_en,
        confidence, after`.
    histories : mapping
        What the model is fitted to, by index.
    parts : DataFrame
        As `history.parts_of`, of PAR INDEX.
    changes : DataFrame
        As `history.part_pairs`.
    assumptions : Assumptions
    settings : Settings
        Of an alternative, how it differs from the model.
    year : int
        Year of the results.
    """

    edition: Edition
    leaves: pd.DataFrame
    histories: Mapping[str, History]
    parts: pd.DataFrame
    changes: pd.DataFrame
    assumptions: Assumptions
    settings: Settings
    year: int

    def __repr__(self) -> str:
        seen = ", ".join(f"{key}: {len(own.pairs)}" for key, own in self.histories.items())
        return f"Model: {len(self.leaves)} leaves, changes of places up to {self.year}: {seen}"

    def replace(self, **assumptions: float) -> Model:
        """Return the model under other assumptions: `model.replace(redraw=0.3)`.

        Raises
        ------
        ParAnalysisError
            There is no such assumption, or the value is out of its range.
        """
        return dataclasses.replace(self, assumptions=self.assumptions.replace(**assumptions))

    def with_settings(self, settings: Settings) -> Model:
        """Return an alternative: the model fitted in another way."""
        return dataclasses.replace(self, settings=settings)

    def of(self, index: str) -> pd.DataFrame:
        """Leaves of one index."""
        return self.leaves[self.leaves["index"] == index]

    @functools.cached_property
    def moves(self) -> dict[str, Moves]:
        """How the parts of each index move, by index.

        Raises
        ------
        ParAnalysisError
            The settings need observations of which there are none.
        """
        made: dict[str, Moves] = {}
        known: dict[str, tuple[float, float]] = {}
        if "sipas" in self.histories:
            own = self.histories["sipas"]
            mean = own.level if np.isnan(own.mean) else own.mean
            part = {"maximum": own.maximum, "level": own.level, "mean": mean, "mean_sd": 0.0, "share": 1.0}
            whole = pd.DataFrame(part, index=pd.Index([_WHOLE], name="part"))
            made["sipas"] = self._moves("sipas", whole, self.changes.iloc[:0], {})
            known = self._linked(made["sipas"])
        made["par"] = self._moves("par", self.parts, self.changes, known)
        return made

    def _moves(
        self, index: str, parts: pd.DataFrame, changes: pd.DataFrame, known: dict[str, tuple[float, float]]
    ) -> Moves:
        return moves_of(self.histories, index, parts, changes, self.assumptions, self.settings, known)

    def _linked(self, sipas: Moves) -> dict[str, tuple[float, float]]:
        """Mean and variance of the part of PAR INDEX that is SIPAS, where it is one criterion."""
        for link in self.edition.couplings:
            codes = self.groups["par", _WHOLE].codes if ("par", _WHOLE) in self.groups else ()
            if link.of == "sipas" and codes == (link.code,):
                level = float(self.parts.loc[_WHOLE, "level"])
                return {
                    _WHOLE: (
                        level + link.factor * float(sipas.mean[0] - sipas.level[0]),
                        link.factor**2 * float(sipas.covariance[0, 0]),
                    )
                }
        return {}

    @functools.cached_property
    def groups(self) -> dict[tuple[str, str], Leaves]:
        """Criteria by index and part, those at full marks too."""
        base, judged = self.edition, _judged(self.edition)
        redraw = self.assumptions.redraw
        made = {}
        for index in self.histories:
            tree = base.indices[index]
            nodes = tree.by_code.loc[list(tree.leaves)]
            part = nodes["assessment"].fillna("total") if index == "par" else pd.Series(_WHOLE, nodes.index)
            points = nodes["max_points"] * [tree.weight(code) for code in nodes.index]
            for name, own in nodes.groupby(part, sort=True):
                codes = sorted(own.index, key=_natural)
                own = own.loc[codes]
                made[index, str(name)] = Leaves(
                    codes=tuple(codes),
                    points=points[codes].to_numpy(dtype=float),
                    attained=(own["score"] / own["max_points"]).to_numpy(dtype=float),
                    whole=(judged.loc[codes, "all_or_nothing"] == "yes").to_numpy(),
                    redraws=(redraw / 3.0, redraw, min(2.0 * redraw, 1.0)),
                )
        return made

    @functools.cached_property
    def betas(self) -> dict[tuple[str, str], tuple[float, float]]:
        """Beta distribution of every part's attainment, as its two parameters."""
        made = {}
        for index, moves in self.moves.items():
            for at, part in enumerate(moves.parts):
                maximum, own = moves.maximum[at], moves.covariance[at, at]
                variance = max(own / maximum**2 - self.groups[index, part].noise, _LEAST_OWN * own / maximum**2)
                mean = float(np.clip(moves.mean[at] / maximum, 0.002, 0.998))
                size = mean * (1.0 - mean) / min(variance, 0.9 * mean * (1.0 - mean)) - 1.0
                made[index, part] = (mean * size, (1.0 - mean) * size)
        return made

    @functools.cached_property
    def attainments(self) -> dict[tuple[str, str], np.ndarray]:
        """Chance of every attainment of `leaves.GRID`, by index and part."""
        from scipy.special import betainc

        edges = np.concatenate([[0.0], (GRID[1:] + GRID[:-1]) / 2.0, [1.0]])
        return {key: np.diff(betainc(*shape, edges)) for key, shape in self.betas.items()}

    @functools.cached_property
    def quantiles(self) -> dict[str, np.ndarray]:
        """Attainment of every part of PAR INDEX by how many standard deviations it is from its mean, on `FAR`."""
        from scipy.special import betaincinv, stdtr

        share = np.clip(stdtr(self.moves["par"].freedom, FAR), 1e-300, 1.0)
        return {part: betaincinv(*self.betas["par", part], share) for part in self.moves["par"].parts}

    def curve(self, code: str, value: float | np.ndarray) -> np.ndarray:
        """Chance that a leaf ends at `value` or above, by the attainment of its part on `leaves.GRID`.

        Of many values a row each.

        Raises
        ------
        ParAnalysisError
            There is no such leaf, or a value is not between 0 and its maximum.
        """
        made = self.curves(code, value)
        if first := self.needed.get(code):
            other = self.place_of(first)
            need = self.groups[other[:2]].chances(other[2], 1.0)
            # Of the same part the two go together; else the one that is needed first counts by its chance.
            if other[:2] != self.place_of(code)[:2]:
                need = (need @ self.attainments[other[:2]])[:, None]
            gains = np.asarray(value, dtype=float) > self.edition.score[self.edition.position[code]]
            made = np.where(gains[..., None], made * (need[:, None] if gains.ndim else need), made)
        return np.asarray(made.mean(axis=0))

    def curves(self, code: str, value: float | np.ndarray) -> np.ndarray:
        """Return the same for each chance of being assessed afresh, what the leaf needs first taken to be had."""
        index, part, at = self.place_of(code)
        maximum = float(self.edition.maximum[self.edition.position[code]])
        values = np.asarray(value, dtype=float)
        if outside := values[~((values >= 0) & (values <= maximum))].tolist():
            raise refused("outside_leaf", code=code, found=outside[0], most=maximum)
        return self.groups[index, part].chances(at, values / maximum)

    def chance_of(self, code: str, value: float) -> float:
        """Chance that a leaf ends at `value` or above; errors as `curve`."""
        index, part, _ = self.place_of(code)
        return float(self.curve(code, value) @ self.attainments[index, part])

    @functools.cached_property
    def needed(self) -> dict[str, str]:
        """Criteria that must be had whole first, by the criterion that needs them (judgements, `after`)."""
        after = _judged(self.edition)["after"]
        return {str(code): str(first) for code, first in after[after != ""].items()}

    @property
    def pace(self) -> pd.Series:
        """Share of its deficit that a part is expected to close, by part of PAR INDEX: the unit of effort."""
        moves = self.moves["par"]
        lost = np.maximum(moves.maximum - moves.level, 1e-12)
        return pd.Series((moves.mean - moves.level) / lost, index=list(moves.parts))

    @functools.cached_property
    def _places(self) -> dict[str, tuple[str, str, int]]:
        return {
            code: (index, part, at) for (index, part), own in self.groups.items() for at, code in enumerate(own.codes)
        }

    def place_of(self, code: str) -> tuple[str, str, int]:
        """Return index and part of a leaf, and which of the part's criteria it is."""
        if code not in self._places:
            raise refused("no_leaf", code=code)
        return self._places[code]


def achievability_model(edition: EditionLike = None) -> Model:
    """Make the model of an edition, with what was published up to its as-of day and its year of results.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition. Its evidence, judgements and
        assumptions may be put in place by `edition.replace(evidence=..., judgements=..., assumptions=...)`.

    Raises
    ------
    ParAnalysisError
        The edition lacks PAR INDEX, scores or targets of its criteria, PAR INDEX lost no points, or no year is known.
    """
    own = edition_of(edition)
    return own.once("model", lambda: _fitted(own))


def model_of(edition: EditionLike, model: Model | None) -> Model:
    """Return the model that a function was given, or else that of the edition.

    Raises
    ------
    ParAnalysisError
        Both are given, and the model is of another edition.
    """
    if model is None:
        return achievability_model(edition)
    if edition is not None and edition_of(edition) is not model.edition:
        raise refused("model_edition")
    return model


def _fitted(edition: Edition) -> Model:
    edition.need("par", "scores", "targets")
    if edition.year is None:
        raise refused("no_year", key=edition.key)
    keys: Iterable[str] = (key for key in edition.indices if not np.isnan(edition.indices[key].score()))
    histories = {key: history_of(edition, key, edition.year) for key in keys}
    leaves = _leaves(edition, tuple(histories))
    if not (leaves["index"] == "par").any():
        raise refused("nothing_to_reach")
    parts = parts_of(edition, histories["par"], edition.year)
    return Model(
        edition=edition,
        leaves=leaves,
        histories=histories,
        parts=parts,
        changes=part_pairs(edition, parts, edition.year),
        assumptions=edition.assumptions,
        settings=Settings(),
        year=edition.year,
    )


def _natural(code: str) -> tuple[tuple[int, str], ...]:
    """Key that sorts 7.1.9 before 7.1.10."""
    return tuple((int(part) if part.isdecimal() else 0, part) for part in code.split("."))


def _judged(edition: Edition) -> pd.DataFrame:
    """Judgements of every leaf, by code: of the closest code that was judged, the leaf's own first."""
    return edition.once("judged", lambda: _judgements(edition))


def _judgements(edition: Edition) -> pd.DataFrame:
    judged = edition.judgements.set_index(["index", "code"]).reindex(columns=list(_NOT_JUDGED)).fillna("")
    rows = {}
    for index, tree in edition.indices.items():
        for code in tree.leaves:
            found = next((name for name in reversed(tree.lineage(code)) if (index, name) in judged.index), None)
            rows[code] = _NOT_JUDGED if found is None else judged.loc[(index, found)].to_dict()
    return pd.DataFrame.from_dict(rows, orient="index")


def _leaves(base: Edition, indices: tuple[str, ...]) -> pd.DataFrame:
    tables = []
    for index in indices:
        tree = base.indices[index]
        # In an order of its own, however the table is sorted.
        nodes = tree.by_code.loc[sorted(tree.leaves, key=_natural)]
        table = pd.DataFrame(
            {
                "index": index,
                "part": nodes["assessment"].fillna("total") if index == "par" else _WHOLE,
                "field": [tree.lineage(code)[:2][-1] for code in nodes.index],
                "score": nodes["score"],
                "maximum": nodes["max_points"],
                "target": nodes["target"],
                "deficit": (nodes["max_points"] - nodes["score"]).round(9),
                "gain": (nodes["target"] - nodes["score"]).round(9),
            }
        )
        tables.append(table[table["deficit"] > 0])
    leaves = pd.concat(tables)
    leaves["asked"] = leaves["gain"] / leaves["deficit"]
    leaves = leaves.join(_judged(base))
    leaves["kind"] = np.where(leaves["all_or_nothing"] == "yes", "all_or_nothing", "gradual")
    return leaves
