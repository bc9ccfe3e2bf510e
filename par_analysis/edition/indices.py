"""Several indices as one set of leaves: what scenarios change and everything is rolled up from."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from par_analysis.index.audit import audit_indices
from par_analysis.index.links import Link
from par_analysis.index.tree import CompositeIndex
from par_analysis.words.errors import refused

__all__ = ["Indices"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Indices:
    """Indices of one place and year with the links between them, bound to one vector of leaves.

    Attributes
    ----------
    indices : mapping
        `CompositeIndex` by key (`par`, `sipas`).
    links : tuple of Link
        Criteria that are the result of another index.
    """

    indices: Mapping[str, CompositeIndex]
    links: tuple[Link, ...] = ()

    @functools.cached_property
    def leaves(self) -> tuple[str, ...]:
        """Leaves of every index, one index after the other."""
        found = tuple(leaf for tree in self.indices.values() for leaf in tree.leaves)
        codes = [code for tree in self.indices.values() for code in tree.codes if code != tree.root]
        if repeated := sorted({code for code in codes if codes.count(code) > 1}):
            raise refused("shared_codes", codes=", ".join(repeated))
        return found

    def _vector(self, column: str, default: float = float("nan")) -> np.ndarray:
        parts = [
            tree.leaf_values(column).to_numpy() if column in tree.nodes else np.full(len(tree.leaves), default)
            for tree in self.indices.values()
        ]
        values = np.concatenate(parts)
        values.flags.writeable = False
        return values

    @functools.cached_property
    def score(self) -> np.ndarray:
        """Published value of every leaf."""
        return self._vector("score")

    @functools.cached_property
    def maximum(self) -> np.ndarray:
        """Ceiling of every leaf."""
        return self._vector("max_points")

    @functools.cached_property
    def minimum(self) -> np.ndarray:
        """Floor of every leaf."""
        return self._vector("min_points", 0.0)

    @functools.cached_property
    def target(self) -> np.ndarray:
        """Target of every leaf; a remainder's is its score."""
        return self._vector("target")

    @functools.cached_property
    def position(self) -> dict[str, int]:
        """Place of every leaf in the vectors."""
        return {code: number for number, code in enumerate(self.leaves)}

    @functools.cached_property
    def spans(self) -> dict[str, slice]:
        """Where the leaves of each index stand in the vectors."""
        made, start = {}, 0
        for key, tree in self.indices.items():
            made[key] = slice(start, start + len(tree.leaves))
            start += len(tree.leaves)
        return made

    @functools.cached_property
    def index_of(self) -> dict[str, str]:
        """Which index every code but the overall ones belongs to."""
        return {code: key for key, tree in self.indices.items() for code in tree.codes if code != tree.root}

    @functools.cached_property
    def below(self) -> dict[str, tuple[str, ...]]:
        """Leaves of every node but the overall ones, by code."""
        made: dict[str, list[str]] = {code: [] for code in self.index_of}
        for tree in self.indices.values():
            for leaf in tree.leaves:
                for code in tree.lineage(leaf)[1:]:
                    made[code].append(leaf)
        return {code: tuple(leaves) for code, leaves in made.items()}

    @functools.cached_property
    def nodes(self) -> dict[str, tuple[float, float]]:
        """Published score and maximum of every node but the overall ones, by code."""
        made: dict[str, tuple[float, float]] = {}
        for tree in self.indices.values():
            rows = tree.nodes[tree.nodes["code"] != tree.root]
            made |= {str(r.code): (float(r.score), float(r.max_points)) for r in rows.itertuples(index=False)}
        return made

    @functools.cached_property
    def groups(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Leaves of PAR INDEX by `agency` and by `assessment`, and all leaves by `index`."""
        made = {
            "index": {key: tuple(tree.leaves) for key, tree in self.indices.items()},
            "agency": {},
            "assessment": {},
        }
        if "par" in self.indices:
            nodes = self.indices["par"].by_code.loc[self.indices["par"].leaves]
            for scope, column in (("agency", "lead_agency"), ("assessment", "assessment")):
                known = nodes[column].dropna()
                made[scope] = {str(name): tuple(known.index[known == name]) for name in dict.fromkeys(known)}
        return made

    @functools.cached_property
    def weights(self) -> np.ndarray:
        """How much each leaf moves the overall figure of its own index."""
        made = np.array([tree.weight(leaf) for tree in self.indices.values() for leaf in tree.leaves])
        made.flags.writeable = False
        return made

    @functools.cached_property
    def depth(self) -> dict[str, int]:
        """Level of every node."""
        return {code: len(tree.lineage(code)) - 1 for tree in self.indices.values() for code in tree.codes}

    @property
    def bridges(self) -> tuple[str, ...]:
        """Criteria that are the result of another index of this edition."""
        return tuple(link.code for link in self.couplings)

    @functools.cached_property
    def couplings(self) -> tuple[Link, ...]:
        """The links between indices that this edition has."""
        return tuple(link for link in self.links if link.index in self.indices and link.of in self.indices)

    @functools.cached_property
    def audit(self) -> pd.DataFrame:
        """What does not add up; see `par_analysis.audit`."""
        return audit_indices(self.indices, self.couplings)

    @functools.cached_property
    def sha256(self) -> str:
        """Checksum of what a scenario depends on, the groups of its scopes too, whatever the order of rows."""
        content = {key: sorted(map(_checked, tree.nodes.to_dict("records"))) for key, tree in self.indices.items()}
        return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


def _checked(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what the checksum knows of a row."""
    words = (
        "" if pd.isna(row.get(name)) else str(row[name]) for name in ("code", "parent", "lead_agency", "assessment")
    )
    figures = (
        None if pd.isna(row.get(name)) else round(float(row[name]), 9) for name in ("max_points", "score", "target")
    )
    return (*words, *figures)
