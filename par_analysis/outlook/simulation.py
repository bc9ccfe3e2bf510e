"""Draws of a year of PAR INDEX: parts, criteria, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.outlook.model import FAR, Model
from par_analysis.words.errors import refused

__all__ = ["BLOCK", "Draws", "codes_of", "draw", "draw_leaves", "draw_parts", "generator_of", "nodes_of"]

BLOCK = 16_384  # replications worked on at once: what fits into the cache


@dataclass(frozen=True, eq=False)
class Draws:
    """A block of replications.

    Attributes
    ----------
    nodes : ndarray
        Rows of `nodes_of` x replications (points).
    parts : ndarray
        Parts of PAR INDEX x replications (attainment, 0 to 1), in the order of `Model.moves`.
    """

    nodes: np.ndarray
    parts: np.ndarray


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


def draw_parts(model: Model, generator: np.random.Generator, replications: int) -> np.ndarray:
    """Draw attainments of the parts of PAR INDEX: parts x replications, 0 to 1."""
    moves = model.moves["par"]
    widths = np.sqrt(np.diag(moves.covariance))
    root = _root(moves.covariance / np.outer(widths, widths))
    apart = root @ generator.standard_normal((len(moves.parts), replications))
    apart /= np.sqrt(generator.standard_gamma(moves.freedom / 2.0, replications) / (moves.freedom / 2.0))
    # Between the points of `FAR`, which lie evenly.
    apart = np.clip((apart - FAR[0]) / (FAR[1] - FAR[0]), 0.0, len(FAR) - 1.001)
    before = apart.astype(np.intp)
    apart -= before
    for row, at, part in zip(apart, before, moves.parts, strict=True):
        known = model.quantiles[part]
        row *= np.diff(known).take(at)
        row += known.take(at)
    return np.asarray(apart)


def _root(correlation: np.ndarray) -> np.ndarray:
    """Root of a correlation matrix, which may be singular."""
    values, vectors = np.linalg.eigh(correlation)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))


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
        At most `BLOCK` replications.
    """
    listed = codes_of(model)
    base = model.edition
    score = np.array([base.score[base.position[code]] for code in listed])
    weights, published = _rollup(model, listed)
    published -= weights @ score[:, None]
    for leaves, attained in draw_leaves(model, replications, seed):
        yield Draws(weights @ leaves + published, attained)


def codes_of(model: Model) -> list[str]:
    """List the criteria of PAR INDEX in the order in which they are drawn: part after part."""
    return [code for part in model.moves["par"].parts for code in model.groups["par", part].codes]


def draw_leaves(
    model: Model, replications: int, seed: int | np.random.Generator
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Draw the criteria of PAR INDEX, block by block.

    Parameters
    ----------
    model, replications, seed
        As `draw`.

    Yields
    ------
    tuple of ndarray
        Criteria of `codes_of` x replications (points), and the attainments of their parts, as `Draws.parts`.
    """
    generator, base, codes = generator_of(seed), model.edition, codes_of(model)
    row = {code: at for at, code in enumerate(codes)}
    maximum = np.array([base.maximum[base.position[code]] for code in codes])
    score = np.array([base.score[base.position[code]] for code in codes])
    for begun in range(0, replications, BLOCK):
        attained = draw_parts(model, generator, min(BLOCK, replications - begun))
        leaves, at = np.empty((len(codes), attained.shape[1])), 0
        for part, own in zip(model.moves["par"].parts, attained, strict=True):
            group = model.groups["par", part]
            group.draw(own, generator, leaves[at : at + len(group.codes)])
            at += len(group.codes)
        leaves *= maximum[:, None]
        for code, first in model.needed.items():
            if code in row and first in row:
                missed = leaves[row[first]] < maximum[row[first]] - 1e-9
                leaves[row[code], missed] = np.minimum(leaves[row[code], missed], score[row[code]])
        yield leaves, attained


def _rollup(model: Model, codes: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Nodes x leaves: which leaves add up to a node; and the published scores, as a column."""
    listed, base = nodes_of(model), model.edition
    members = [
        codes if kind == "total" else base.below[code] if kind == "field" else base.groups["agency"][code]
        for kind, code in zip(listed["kind"], listed["code"], strict=True)
    ]
    matrix = np.array([[code in own for code in codes] for own in map(set, members)], dtype=float)
    return matrix, listed[["score"]].to_numpy(dtype=float).copy()
