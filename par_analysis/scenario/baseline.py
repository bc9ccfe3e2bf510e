"""What scenarios change: the leaves of both indices, their published values, and the roll-up."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.composite import CompositeIndex, sipas_criteria
from par_analysis.datasets import load_par, load_sipas
from par_analysis.errors import ParAnalysisError

__all__ = ["Baseline", "baseline_of"]


@dataclass(frozen=True, eq=False)
class Baseline:
    """The published tables that scenarios start from.

    Attributes
    ----------
    par, sipas : CompositeIndex
        The two indices. Their codes are distinct but for the overall node, `total`.
    leaves : tuple of str
        Leaves of PAR INDEX, then those of SIPAS.
    score, maximum, target : ndarray
        By leaf; a remainder's target is its score.
    edition : str
        What the tables are, for people: `PAR INDEX, SIPAS 2021`.
    sha256 : str
        Checksum of codes, maxima, scores, targets, leads and ways of assessment; the same in any order of rows.
    """

    par: CompositeIndex
    sipas: CompositeIndex
    leaves: tuple[str, ...]
    score: np.ndarray
    maximum: np.ndarray
    target: np.ndarray
    edition: str
    sha256: str

    @functools.cached_property
    def position(self) -> dict[str, int]:
        """Place of every leaf in the vectors."""
        return {code: number for number, code in enumerate(self.leaves)}

    @functools.cached_property
    def bridges(self) -> tuple[str, ...]:
        """PAR leaves that are the SIPAS result."""
        return tuple(sipas_criteria(self.par))

    @functools.cached_property
    def below(self) -> dict[str, tuple[str, ...]]:
        """Leaves of every node but the overall one, by code."""
        made: dict[str, tuple[str, ...]] = {}
        for tree in (self.par, self.sipas):
            for code in tree.codes:
                if code != tree.root:
                    made[code] = tuple(leaf for leaf in tree.leaves if code in tree.lineage(leaf))
        return made

    @functools.cached_property
    def nodes(self) -> dict[str, tuple[float, float]]:
        """Published score and maximum of every node but the overall ones, by code."""
        made: dict[str, tuple[float, float]] = {}
        for tree in (self.par, self.sipas):
            rows = tree.nodes[tree.nodes["code"] != tree.root]
            made |= {str(r.code): (float(r.score), float(r.max_points)) for r in rows.itertuples(index=False)}
        return made

    @functools.cached_property
    def groups(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Leaves of PAR INDEX by `agency` and by `assessment`, and all leaves by `index`."""
        nodes = self.par.nodes.set_index("code").loc[self.par.leaves]
        made: dict[str, dict[str, tuple[str, ...]]] = {
            "index": {"par": tuple(self.par.leaves), "sipas": tuple(self.sipas.leaves)}
        }
        for scope, column in (("agency", "lead_agency"), ("assessment", "assessment")):
            known = nodes[column].dropna() if column in nodes else pd.Series(dtype="str")
            made[scope] = {str(name): tuple(known.index[known == name]) for name in dict.fromkeys(known)}
        return made

    @functools.cached_property
    def weights(self) -> np.ndarray:
        """How much each leaf moves the overall figure of its own index."""
        made = np.array([tree.weight(leaf) for tree in (self.par, self.sipas) for leaf in tree.leaves])
        made.flags.writeable = False
        return made

    @functools.cached_property
    def depth(self) -> dict[str, int]:
        """Level of every node below the overall one."""
        return {code: len(tree.lineage(code)) - 1 for tree in (self.par, self.sipas) for code in tree.codes}


def baseline_of(par: pd.DataFrame | None = None, sipas: pd.DataFrame | None = None) -> Baseline:
    """Make the baseline of two tables; by default of the shipped edition.

    Raises
    ------
    ParAnalysisError
        The tables are no trees, or a leaf has neither a target nor is an unlisted part.
    """
    if par is None and sipas is None:
        return _shipped()
    return _made(load_par() if par is None else par, load_sipas() if sipas is None else sipas)


@functools.cache
def _shipped() -> Baseline:
    return _made(load_par(), load_sipas())


def _made(par: pd.DataFrame, sipas: pd.DataFrame) -> Baseline:
    trees = (CompositeIndex.par(par), CompositeIndex.sipas(sipas))
    leaves = [leaf for tree in trees for leaf in tree.leaves]
    if repeated := sorted(set(trees[0].codes) & set(trees[1].codes) - {tree.root for tree in trees}):
        raise ParAnalysisError(f"hai chỉ số có mã trùng nhau (the two indices share codes): {', '.join(repeated)}")

    def vector(column: str) -> np.ndarray:
        values = np.concatenate([tree.leaf_values(column).to_numpy() for tree in trees])
        values.flags.writeable = False
        return values

    years = sorted({str(table.attrs["year"]) for table in (par, sipas) if table.attrs.get("year")})
    return Baseline(
        par=trees[0],
        sipas=trees[1],
        leaves=tuple(leaves),
        score=vector("score"),
        maximum=vector("max_points"),
        target=vector("target"),
        edition=" ".join(["PAR INDEX, SIPAS", *years]),
        sha256=_checksum(par, sipas),
    )


def _checksum(par: pd.DataFrame, sipas: pd.DataFrame) -> str:
    """Checksum of what a scenario depends on, the groups of its scopes too, whatever the order of rows."""

    def number(value: float) -> float | None:
        return None if pd.isna(value) else round(float(value), 9)

    def row_of(row: pd.Series) -> tuple[str | float | None, ...]:
        words = (
            "" if pd.isna(row.get(name)) else str(row[name]) for name in ("code", "parent", "lead_agency", "assessment")
        )
        return (*words, *(number(row[name]) for name in ("max_points", "score", "target")))

    content = {
        name: sorted(row_of(row) for _, row in table.iterrows()) for name, table in (("par", par), ("sipas", sipas))
    }
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()
