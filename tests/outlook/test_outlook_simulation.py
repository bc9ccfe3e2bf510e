"""Draws against what is known of them without drawing: moments, chances, adding up, seeds."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from par_analysis import ParAnalysisError, load_par
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.simulation import BLOCK, codes_of, draw, draw_leaves, draw_parts, generator_of, nodes_of

BASE = achievability_model()
PAR = load_par().set_index("code")
CODES = codes_of(BASE)
MANY, SIGMAS = 100_000, 5.0


def leaves_of(model: Model, count: int, seed: int = 0) -> pd.DataFrame:
    blocks = [leaves for leaves, _ in draw_leaves(model, count, seed)]
    return pd.DataFrame(np.concatenate(blocks, axis=1).T, columns=codes_of(model))


@pytest.fixture(scope="module")
def leaves() -> Iterator[pd.DataFrame]:
    yield leaves_of(BASE, MANY)


def totals(model: Model, count: int = MANY) -> np.ndarray:
    return np.concatenate([block.nodes[0] for block in draw(model, count, 0)])


# Parts


def test_parts_have_the_moments_of_their_beta_and_move_together_as_fitted() -> None:
    moves, made = BASE.moves["par"], draw_parts(BASE, np.random.default_rng(1), MANY)
    for at, part in enumerate(moves.parts):
        beta = stats.beta(*BASE.betas["par", part])
        assert made[at].mean() == pytest.approx(beta.mean(), abs=SIGMAS * beta.std() / np.sqrt(MANY))
        assert made[at].std() == pytest.approx(beta.std(), rel=SIGMAS / np.sqrt(MANY))
        assert stats.kstest(made[at], beta.cdf).pvalue > 1e-4, part
    widths = np.sqrt(np.diag(moves.covariance))
    want = moves.covariance / np.outer(widths, widths)
    # Bounded parts keep the rank correlation of the fitted ones: of Student's t nearly that of the normal.
    found, _ = stats.spearmanr(made.T)
    assert np.abs(found - 6 / np.pi * np.arcsin(want / 2)).max() < 0.03


# Criteria


def test_every_criterion_reaches_every_value_as_often_as_the_model_says(leaves: pd.DataFrame) -> None:
    faults = []
    for code in CODES:
        score, most, target = PAR.loc[code, "score"], PAR.loc[code, "max_points"], PAR.loc[code, "target"]
        for value in {0.2 * most, 0.9 * most, most, score + 0.5 * (most - score), target if target == target else most}:
            chance, found = BASE.chance_of(code, value), (leaves[code] >= value - 1e-9).mean()
            if abs(found - chance) > SIGMAS * np.sqrt(max(chance * (1 - chance), 1 / MANY) / MANY) + 0.002:
                faults.append((code, value, chance, found))
    assert faults == []


def test_criteria_move_both_ways_and_stay_between_nothing_and_their_maximum(leaves: pd.DataFrame) -> None:
    """Issue: 51.25 points at full marks and what is all or nothing could not fall."""
    for code in CODES:
        most = PAR.loc[code, "max_points"]
        assert leaves[code].min() >= 0 and leaves[code].max() <= most + 1e-12, code
        if (score := PAR.loc[code, "score"]) > 0:
            assert (leaves[code] < score - 1e-6).mean() > 0.03, code
        if score < most and code != "7.1.11":
            assert (leaves[code] > score + 1e-6).mean() > 0.03, code
    whole = BASE.leaves.query("index == 'par' and kind == 'all_or_nothing'").index
    for code in whole:
        assert set(leaves[code].round(9)) <= {0.0, PAR.loc[code, "score"], PAR.loc[code, "max_points"]}


def test_what_needs_another_first_never_gains_without_it(leaves: pd.DataFrame) -> None:
    code, first = "7.1.11", "7.1.10"
    had = leaves[first] >= PAR.loc[first, "max_points"] - 1e-9
    gained = leaves[code] > PAR.loc[code, "score"] + 1e-9
    assert not gained[~had].any() and gained[had].mean() > 0.2


def test_criteria_add_up_to_their_part_whatever_it_is(leaves: pd.DataFrame) -> None:
    attained = np.concatenate([parts for _, parts in draw_leaves(BASE, MANY, 0)], axis=1)
    for at, part in enumerate(BASE.moves["par"].parts):
        own = BASE.groups["par", part]
        share = leaves[list(own.codes)].sum(axis=1).to_numpy() / own.points.sum()
        # On average over parts alike criteria add up to the part, but for 7.1.11 where it waits for 7.1.10.
        order = np.argsort(attained[at]).reshape(20, -1)
        spare = share[order].mean(axis=1) - attained[at][order].mean(axis=1)
        error = SIGMAS * share[order].std(axis=1) / np.sqrt(order.shape[1])
        waits = 0.15 / own.points.sum() if part == "appraisal" else 0.0
        assert (spare <= error).all() and (spare >= -error - waits).all(), part


# Adding up


def test_nodes_are_the_published_scores_moved_by_what_their_criteria_move() -> None:
    listed, count = nodes_of(BASE), 2 * BLOCK + 5
    made = np.concatenate([block.nodes for block in draw(BASE, count, 3)], axis=1)
    moved = leaves_of(BASE, count, 3) - PAR.loc[CODES, "score"].astype(float)
    rows = PAR[PAR["is_leaf"]]
    for at, (kind, code) in enumerate(zip(listed["kind"], listed["code"], strict=True)):
        own = {
            "total": CODES,
            "field": [leaf for leaf in CODES if leaf.split(".")[0] == code],
            "agency": list(rows.index[rows["lead_agency"] == code]),
        }[kind]
        np.testing.assert_allclose(made[at], listed.loc[at, "score"] + moved[own].sum(axis=1), atol=1e-9)
        if kind == "agency":
            assert listed.loc[at, "score"] == pytest.approx(rows.loc[own, "score"].sum())
            assert listed.loc[at, "target"] == pytest.approx(rows.loc[own, "target"].fillna(rows["score"]).sum())
        else:
            assert (listed.loc[at, "score"], listed.loc[at, "target"]) == tuple(PAR.loc[code, ["score", "target"]])
    losing = rows[rows["score"] < rows["max_points"]]
    assert set(listed.loc[listed["kind"] == "agency", "code"]) == set(losing["lead_agency"])


def test_the_total_drawn_is_the_total_fitted() -> None:
    """Mean and spread; what criteria scatter on their own is taken from their parts, and 7.1.11 waits for 7.1.10."""
    for model in (BASE, BASE.replace(redraw=0.05), BASE.replace(redraw=0.3), BASE.replace(scatter=0.1)):
        moves, made = model.moves["par"], totals(model)
        width = np.sqrt(moves.covariance.sum())
        error = width / np.sqrt(MANY)
        assert made.mean() == pytest.approx(moves.mean.sum(), abs=SIGMAS * error + 0.15)
        assert made.std() == pytest.approx(width, rel=0.06)


# Seeds and blocks


def test_the_same_seed_gives_the_same_draws_and_fewer_are_the_first_of_more() -> None:
    generator = np.random.default_rng(4)
    one = np.concatenate([block.nodes for block in draw(BASE, 2 * BLOCK + 10, 4)], axis=1)
    again = np.concatenate([block.nodes for block in draw(BASE, 2 * BLOCK + 10, generator)], axis=1)
    np.testing.assert_array_equal(one, again)
    few = np.concatenate([block.nodes for block in draw(BASE, 2 * BLOCK, 4)], axis=1)
    np.testing.assert_array_equal(few, one[:, : 2 * BLOCK])
    assert [block.nodes.shape[1] for block in draw(BASE, 2 * BLOCK + 10, 4)] == [BLOCK, BLOCK, 10]
    assert np.abs(np.corrcoef(one[0, :BLOCK], one[0, BLOCK : 2 * BLOCK])[0, 1]) < SIGMAS / np.sqrt(BLOCK)
    assert (totals(BASE, 100) != np.concatenate([block.nodes[0] for block in draw(BASE, 100, 1)])).all()


def test_seeds_are_whole_numbers_or_generators_and_nothing_else() -> None:
    for seed in (0, 7, np.int64(7), 2**70):
        assert generator_of(seed).random() == np.random.default_rng(int(seed)).random()
    generator = np.random.default_rng(5)
    assert generator_of(generator) is generator
    for wrong in (True, False, -1, 1.5, 0.0, "0", None, [1], np.float64(1), np.bool_(True), np.int64(-3)):
        for ask in (generator_of, lambda seed: next(draw(BASE, 10, seed))):
            with pytest.raises(ParAnalysisError, match=rf"seed: .*{re.escape(repr(wrong))}"):
                ask(wrong)  # type: ignore[arg-type]
