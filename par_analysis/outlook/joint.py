"""Chances of several criteria together, and of the total: what single chances do not say."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from par_analysis.outlook.leaves import GRID
from par_analysis.outlook.model import Model
from par_analysis.outlook.simulation import draw, draw_parts, generator_of
from par_analysis.words.errors import refused

__all__ = ["joint_chance", "total_quantile"]

_REPLICATIONS = 20_000


def joint_chance(
    model: Model, values: Mapping[str, float], replications: int = _REPLICATIONS, seed: int | np.random.Generator = 0
) -> float:
    """Chance that every one of these criteria of PAR INDEX ends at its value or above.

    Parameters
    ----------
    model : Model
    values : mapping
        Least score (points) by code.
    replications : int
    seed : int or Generator

    Notes
    -----
    Given the parts and the chance of being assessed afresh, criteria are independent but for those that need another
    one first, which is then asked for too: so the product of their chances is averaged over both.

    Raises
    ------
    ParAnalysisError
        There is no such criterion, or a value is not between 0 and its maximum.
    """
    asked = {code: float(value) for code, value in values.items()}
    for code in values:
        _with_needed(model, code, asked)
    if not asked:
        return 1.0
    parts = draw_parts(model, generator_of(seed), replications)
    row = {part: at for at, part in enumerate(model.moves["par"].parts)}
    product: float | np.ndarray = 1.0
    for code, value in asked.items():
        index, part, _ = model.place_of(code)
        if index != "par":
            raise refused("no_leaf", code=code)
        product = product * np.array([np.interp(parts[row[part]], GRID, own) for own in model.curves(code, value)])
    return float(np.mean(product))


def _with_needed(model: Model, code: str, asked: dict[str, float]) -> None:
    """Ask also for what a criterion that is to rise needs first, whole."""
    base, first = model.edition, model.needed.get(code)
    if first is None or asked[code] <= base.score[base.position[code]]:
        return
    whole = float(base.maximum[base.position[first]])
    if asked.get(first, -1.0) < whole:
        asked[first] = whole
        _with_needed(model, first, asked)


def total_quantile(model: Model, share: float, replications: int = _REPLICATIONS) -> float:
    """Score of PAR INDEX that the model does not exceed with this chance (points)."""
    return model.edition.once(
        ("total_quantile", model, share),
        lambda: float(np.quantile(np.concatenate([block.nodes[0] for block in draw(model, replications, 0)]), share)),
    )
