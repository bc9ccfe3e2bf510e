"""Draws of the whole index: closures of every criterion, with dependence within a class, rolled up in chunks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.outlook.model import Model
from par_analysis.words.errors import ParAnalysisError

__all__ = ["CHUNK", "Draws", "draw", "generator_of", "nodes_of"]

CHUNK = 2048  # replications drawn at a time: what fits into a processor's cache
_BLOCK = 256  # of them rolled up at a time: too few for the product to be spread over threads, which would only wait


@dataclass(frozen=True)
class Draws:
    """One chunk of replications.

    Attributes
    ----------
    codes : tuple of str
        Leaves, those of a class together.
    closures : ndarray
        Leaves x replications.
    nodes : ndarray
        Nodes x replications, in the order of `nodes_of(model)`: points. Both are overwritten by the next chunk.
    """

    codes: tuple[str, ...]
    closures: np.ndarray
    nodes: np.ndarray


def generator_of(seed: int | np.random.Generator) -> np.random.Generator:
    """Make a generator of a seed; 0 is a seed like any other.

    Raises
    ------
    ParAnalysisError
        The seed is neither a whole number from 0 on nor a generator.
    """
    if isinstance(seed, np.random.Generator):
        return seed
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise ParAnalysisError(
            f"seed = {seed!r}: cần số nguyên từ 0 hoặc numpy.random.Generator (a whole number from 0 on, or a Generator)"
        )
    return np.random.default_rng(int(seed))


def nodes_of(model: Model) -> pd.DataFrame:
    """List what is added up in every replication.

    Returns
    -------
    DataFrame
        Rows `total`, fields and lead agencies, by `kind` (`total`, `field`, `agency`) and `code` (an agency's printed
        name): `score` and `target` in points. Of total and fields they are the published ones, of an agency the sums
        of its criteria.
    """
    nodes = model.edition.par.nodes.set_index("code")
    tree = model.edition.par
    rows = [("total", tree.root), *(("field", code) for code in tree.children(tree.root))]
    made = [(kind, code, nodes.loc[code, "score"], nodes.loc[code, "target"]) for kind, code in rows]
    leaves = model.of("par")
    for agency, codes in model.edition.groups["agency"].items():
        if any(code in leaves.index for code in codes):
            at = [model.edition.position[code] for code in codes]
            made.append(("agency", agency, model.edition.score[at].sum(), model.edition.target[at].sum()))
    frame = pd.DataFrame(made, columns=["kind", "code", "score", "target"])
    return frame.astype({"score": float, "target": float})


def draw(model: Model, replications: int, seed: int | np.random.Generator) -> Iterator[Draws]:
    """Draw replications of PAR INDEX, chunk by chunk.

    Parameters
    ----------
    model : Model
    replications : int
        How many.
    seed : int or Generator

    Yields
    ------
    Draws
        At most `CHUNK` replications. The arrays are overwritten by the next chunk.

    Notes
    -----
    In every replication each class has its own centre and spread, drawn from what is not known of them, and one shared
    factor; each criterion has its own part. A gradual criterion's closure is kept within what its score and maximum
    allow; an all-or-nothing one closes its whole deficit where its mixture of shared and own part is above the limit
    that its chance sets. Criteria without points lost stay where they are. The centres of the classes are drawn one by
    one, although together they have to give the national one: the total scatters a little more than it should.
    """
    generator = generator_of(seed)
    # Leaves of a class stand together, so that a class is one block of rows.
    leaves = model.of("par").sort_values("reference_class", kind="stable")
    codes = tuple(leaves.index)
    weights, base = _rollup(model, leaves)
    plans = [_Class.of(model, str(name), own) for name, own in leaves.groupby("reference_class")]
    own, nodes = np.empty((len(leaves), CHUNK)), np.empty((len(weights), CHUNK))
    shared, centre = np.empty((len(plans), CHUNK)), np.empty((len(plans), CHUNK))
    for begun in range(0, replications, CHUNK):
        size = min(CHUNK, replications - begun)
        generator.standard_normal(out=own)
        generator.standard_normal(out=shared)
        generator.standard_normal(out=centre)
        start = 0
        for number, plan in enumerate(plans):
            stop = start + plan.size
            plan.close(own[start:stop], shared[number], centre[number], generator)
            start = stop
        for left in range(0, CHUNK, _BLOCK):
            part = slice(left, left + _BLOCK)
            np.matmul(weights, own[:, part], out=nodes[:, part])
        nodes += base[:, None]
        yield Draws(codes, own[:, :size], nodes[:, :size])


def _rollup(model: Model, leaves: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Nodes x leaves: points of a node that a full closure of a leaf brings; and the published scores."""
    listed = nodes_of(model)
    weights = np.zeros((len(listed), len(leaves)))
    groups = model.edition.groups["agency"]
    for number, (kind, code) in enumerate(zip(listed["kind"], listed["code"], strict=True)):
        if kind == "total":
            weights[number] = leaves["deficit"]
        else:
            member = leaves["field"] == code if kind == "field" else leaves.index.isin(groups[code])
            weights[number] = np.where(member, leaves["deficit"], 0.0)
    return weights, listed["score"].to_numpy()


@dataclass(frozen=True, eq=False)
class _Class:
    """What turns standard normal draws into closures of the leaves of one class."""

    size: int
    centre: float
    spread: float
    half_freedom: float
    known: float  # of the centre: 1 / sqrt(weight)
    together: float  # sqrt of the dependence
    apart: np.ndarray  # of every leaf: sqrt of what is its own
    least: np.ndarray  # closure at which a leaf's score is zero
    limit: np.ndarray  # of an all-or-nothing leaf: above it the deficit is closed; else nan
    gradual: np.ndarray

    @classmethod
    def of(cls, model: Model, name: str, leaves: pd.DataFrame) -> _Class:
        from scipy.special import ndtri

        fitted, rho = model.classes[name], model.assumptions.dependence
        whole = (leaves["kind"] == "all_or_nothing").to_numpy()
        return cls(
            size=len(leaves),
            centre=fitted.centre,
            spread=fitted.spread,
            half_freedom=fitted.freedom / 2.0,
            known=float(1.0 / np.sqrt(fitted.weight)),
            together=float(np.sqrt(rho)),
            apart=np.sqrt((1.0 - rho) * leaves["own"].to_numpy()),
            least=(-leaves["score"] / leaves["deficit"]).to_numpy(),
            limit=np.where(whole, float(ndtri(1.0 - fitted.mean_share)), np.nan),
            gradual=~whole,
        )

    def close(self, own: np.ndarray, shared: np.ndarray, centre: np.ndarray, generator: np.random.Generator) -> None:
        """Turn the own parts (leaves x replications) into closures, in place."""
        spread = generator.standard_gamma(self.half_freedom, size=len(shared))
        np.divide(self.half_freedom, spread, out=spread)
        np.sqrt(spread, out=spread)
        spread *= self.spread
        shared *= self.together
        whole = np.flatnonzero(~self.gradual)
        closed = [own[row] * self.apart[row] + shared > self.limit[row] for row in whole]
        if len(whole) < self.size:
            centre *= self.known
            centre += shared
            centre *= spread
            centre += self.centre
            alike = bool(np.ptp(self.apart) == 0)
            own *= spread * self.apart[0] if alike else spread * self.apart[:, None]
            own += centre
            np.minimum(own, 1.0, out=own)
            np.maximum(own, self.least[:, None], out=own)
        for row, made in zip(whole, closed, strict=True):
            own[row] = made
