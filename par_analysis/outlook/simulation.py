"""Draws of the whole index: closures of every criterion, with dependence within a class, rolled up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.outlook.model import Model
from par_analysis.words.errors import refused

__all__ = ["BLOCK", "Draws", "draw", "generator_of", "nodes_of"]

BLOCK = 2048  # replications drawn at a time, always as many, so that fewer are the first of more; a block fits a cache


@dataclass(frozen=True)
class Draws:
    """One block of replications.

    Attributes
    ----------
    codes : tuple of str
        Leaves, those of a class together.
    closures : ndarray
        Leaves x replications.
    nodes : ndarray
        Nodes x replications, in the order of `nodes_of(model)`: points. Both are overwritten by the next block.
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
        raise refused(
            "type",
            name="seed",
            wanted="số nguyên từ 0 hoặc numpy.random.Generator",
            wanted_en="a whole number from 0 on, or a Generator,",
            found=repr(seed),
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
    base, leaves = model.edition, model.of("par")
    tree = base.par
    rows = [("total", tree.root), *(("field", code) for code in tree.children(tree.root))]
    listed = [(kind, code, tree.score(code), tree.target(code)) for kind, code in rows]
    for agency, codes in base.groups["agency"].items():
        if any(code in leaves.index for code in codes):
            at = [base.position[code] for code in codes]
            listed.append(("agency", agency, base.score[at].sum(), base.target[at].sum()))
    return pd.DataFrame(listed, columns=["kind", "code", "score", "target"]).astype({"score": float, "target": float})


def draw(model: Model, replications: int, seed: int | np.random.Generator) -> Iterator[Draws]:
    """Draw replications of PAR INDEX, block by block.

    Parameters
    ----------
    model : Model
    replications : int
        How many.
    seed : int or Generator

    Yields
    ------
    Draws
        At most `BLOCK` replications. The arrays are overwritten by the next block.

    Notes
    -----
    In every replication each class has its own centre and spread, drawn from what is not known of them, and one shared
    factor; each criterion has its own part. A gradual criterion's closure is kept within what its score and maximum
    allow; an all-or-nothing one closes its whole deficit where its mixture of shared and own part is above the limit
    that its chance sets. Criteria without points lost stay where they are. The centres of the classes are drawn one by
    one, although together they have to give the national one: the total scatters a little more than it should.
    """
    from scipy.special import ndtri

    generator, rho = generator_of(seed), model.assumptions.dependence
    # Leaves of a class stand together, so that a class is a run of rows.
    leaves = model.of("par").sort_values("reference_class", kind="stable")
    names, starts, sizes = np.unique(leaves["reference_class"].astype(str), return_index=True, return_counts=True)
    runs = [slice(start, start + size) for start, size in zip(starts, sizes, strict=True)]
    classes = [model.classes[name] for name in names]
    middle, spread, half = (
        np.array([[value] for value in values])
        for values in zip(*((fitted.centre, fitted.spread, fitted.freedom / 2.0) for fitted in classes), strict=True)
    )
    known = 1.0 / np.sqrt([[fitted.weight] for fitted in classes])
    apart = np.sqrt((1.0 - rho) * leaves["own"].to_numpy())[:, None]
    least = (-leaves["score"] / leaves["deficit"]).to_numpy()[:, None]
    whole = np.flatnonzero(leaves["kind"] == "all_or_nothing")
    of_class = np.repeat(np.arange(len(classes)), sizes)[whole]
    limit = ndtri(1.0 - np.array([[fitted.mean_share] for fitted in classes]))[of_class]
    weights, published = _rollup(model, leaves)
    # Written into again by every block: memory that is asked for anew takes longer than the arithmetic.
    own, nodes = (np.empty((rows, BLOCK)) for rows in (len(leaves), len(weights)))
    for begun in range(0, replications, BLOCK):
        generator.standard_normal(out=own)
        shared, centre = (generator.standard_normal((len(classes), BLOCK)) for _ in range(2))
        scale = spread * np.sqrt(half / generator.standard_gamma(half, (len(classes), BLOCK)))
        shared *= np.sqrt(rho)
        closed = own[whole] * apart[whole] + shared[of_class] > limit
        common = (centre * known + shared) * scale + middle
        for rows, factor, added in zip(runs, scale, common, strict=True):
            own[rows] *= factor * apart[rows]
            own[rows] += added
        np.maximum(np.minimum(own, 1.0, out=own), least, out=own)
        own[whole] = closed
        for part in range(0, BLOCK, 256):  # too little for the product to be spread over threads, which would only wait
            np.matmul(weights, own[:, part : part + 256], out=nodes[:, part : part + 256])
        nodes += published
        size = min(BLOCK, replications - begun)
        yield Draws(tuple(leaves.index), own[:, :size], nodes[:, :size])


def _rollup(model: Model, leaves: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Nodes x leaves: points of a node that a full closure of a leaf brings; and the published scores, as a column."""
    listed, groups = nodes_of(model), model.edition.groups["agency"]
    members = [
        np.ones(len(leaves), dtype=bool)
        if kind == "total"
        else leaves["field"] == code
        if kind == "field"
        else leaves.index.isin(groups[code])
        for kind, code in zip(listed["kind"], listed["code"], strict=True)
    ]
    return np.array(members) * leaves["deficit"].to_numpy(), listed[["score"]].to_numpy()
