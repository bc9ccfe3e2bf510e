"""Chances of several criteria together, against draws of them all."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from par_analysis import ParAnalysisError, open_edition
from par_analysis.edition.loaders import load_judgements
from par_analysis.outlook.joint import joint_chance, total_quantile
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.simulation import codes_of, draw, draw_leaves

MODEL = achievability_model()
COUNT, SIGMAS = 60_000, 5.0


@functools.cache
def scores(model: Model) -> dict[str, np.ndarray]:
    """Scores of all criteria of PAR INDEX, by draws."""
    blocks = [leaves for leaves, _ in draw_leaves(model, COUNT, 3)]
    return dict(zip(codes_of(model), np.concatenate(blocks, axis=1), strict=True))


def together(values: dict[str, float], model: Model = MODEL) -> float:
    made = scores(model)
    return float(np.all([made[code] >= value - 1e-9 for code, value in values.items()], axis=0).mean())


def near(found: float, want: float) -> bool:
    return abs(found - want) <= SIGMAS * np.sqrt(max(want * (1 - want), 1 / COUNT) * (1 / COUNT + 1 / 20_000))


CASES: list[dict[str, float]] = [
    {"8.1": 8.8},
    {"5.5": 1.0, "2.4.1": 0.7},
    {"8.2": 1.0, "8.5": 1.0},
    {"8.2": 1.0, "8.1": 8.8, "5.5": 0.9},
    {"1.1": 0.5, "1.2": 0.5, "3.4": 0.49},  # some have full marks now
    {"7.1.11": 0.5},  # needs 7.1.10 first
    {"7.1.11": 0.5, "7.1.10": 0.0},
    {"7.1.11": 0.5, "7.1.10": 1.0},
    {"7.1.11": 0.0, "7.1.10": 1.0},
]


def test_the_joint_chance_is_the_share_of_draws_that_have_all() -> None:
    maxima = MODEL.edition.maximum
    for values in CASES:
        own = {code: min(value, float(maxima[MODEL.edition.position[code]])) for code, value in values.items()}
        assert near(joint_chance(MODEL, own), together(own)), (own, joint_chance(MODEL, own), together(own))


def test_more_that_is_asked_for_together_is_never_likelier() -> None:
    assert joint_chance(MODEL, {}) == 1.0
    leaves = MODEL.of("par").query("gain > 0")["target"]
    asked, last = {}, 1.0
    for code, target in leaves.items():
        asked[str(code)] = float(target)
        made = joint_chance(MODEL, asked)
        assert made <= last + 1e-12 and made <= MODEL.chance_of(str(code), float(target)) + 0.02
        last = made
    assert last < 0.001  # all targets of the plan together


def test_what_is_needed_first_is_needed_whole_also_if_it_is_of_another_part_or_in_a_row() -> None:
    judged = load_judgements()
    after = judged["after"].mask(judged["code"] == "8.5", "7.1.10").mask(judged["code"] == "8.6", "8.5")
    model = achievability_model(open_edition().replace(judgements=judged.assign(after=after)))
    for values in ({"8.5": 1.0}, {"8.6": 1.0}, {"8.6": 1.0, "7.1.10": 0.0}, {"8.6": 0.5}):
        assert near(joint_chance(model, values), together(values, model)), values
    assert together({"8.6": 1.0}, model) < 0.7 * together({"8.6": 1.0})


def test_a_quantile_of_the_total_is_that_of_the_draws() -> None:
    made = np.concatenate([block.nodes[0] for block in draw(MODEL, 20_000, 0)])
    for share in (0.5, 0.99):
        assert total_quantile(MODEL, share) == np.quantile(made, share)


def test_what_is_no_criterion_of_par_index_is_refused() -> None:
    for values in ({"9.9": 1.0}, {"5": 1.0}, {"I.1": 90.0}, {"5.5": 2.0}, {"5.5": -0.1}, {"5.5": float("nan")}):
        with pytest.raises(ParAnalysisError):
            joint_chance(MODEL, values)
