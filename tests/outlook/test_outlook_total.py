"""The distribution of the total, fields and agencies: figures of the draws, intervals, shares, refusals."""

from __future__ import annotations

import itertools
import re
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from par_analysis import ParAnalysisError, load_par, open_edition
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.rivals import rank_chances
from par_analysis.outlook.simulation import codes_of, draw, draw_leaves, nodes_of
from par_analysis.outlook.total import Outlook, total_distribution

BASE = achievability_model()
COUNT = 20_000


@pytest.fixture(scope="module")
def shipped() -> Outlook:
    return total_distribution(COUNT)


def test_the_figures_are_those_of_the_draws(shipped: Outlook) -> None:
    made = np.concatenate([block.nodes for block in draw(BASE, COUNT, 0)], axis=1)
    listed, level = nodes_of(BASE), BASE.assumptions.level
    pd.testing.assert_frame_equal(shipped.nodes[list(listed.columns)], listed)
    np.testing.assert_allclose(shipped.nodes["mean"], made.mean(axis=1), atol=1e-9)
    for name, share in (("low", (1 - level) / 2), ("median", 0.5), ("high", (1 + level) / 2)):
        np.testing.assert_allclose(shipped.nodes[name], np.quantile(made, share, axis=1), atol=1e-9)
    for name, mark in (("chance", "target"), ("no_fall", "score")):
        assert list(shipped.nodes[name]) == list((made >= listed[mark].to_numpy()[:, None] - 1e-9).mean(axis=1))
    chance = shipped.nodes["chance"]
    np.testing.assert_allclose(shipped.nodes["chance_error"], np.sqrt(chance * (1 - chance) / COUNT))
    assert shipped.total["kind"] == "total"
    assert (shipped.replications, shipped.year) == (COUNT, BASE.year)
    pd.testing.assert_frame_equal(shipped.ranks, rank_chances(BASE))
    # Every draw counts once, in bins of a tenth, whose edges are tenths.
    table, total = shipped.histogram, made[0]
    edges = [*table["low"], table["high"].iloc[-1]]
    np.testing.assert_allclose(np.array(edges) * 10, np.round(np.array(edges) * 10), atol=1e-6)
    assert list(table["high"]) == edges[1:] and edges[0] <= total.min() and edges[-1] >= total.max()
    want = [((total >= low) & (total < high)).mean() for low, high in itertools.pairwise(edges)]
    np.testing.assert_allclose(table["share"], want, atol=1e-9)


def test_the_total_is_about_students_t_of_what_was_fitted() -> None:
    """Its quantiles, not only its moments: parts are bounded and their criteria counted one by one."""
    moves = BASE.moves["par"]
    t = stats.t(moves.freedom, moves.mean.sum(), np.sqrt(moves.covariance.sum() * (moves.freedom - 2) / moves.freedom))
    made = np.concatenate([block.nodes[0] for block in draw(BASE, 100_000, 0)])
    for share in (0.1, 0.25, 0.5, 0.75, 0.9):
        assert np.quantile(made, share) == pytest.approx(t.ppf(share), abs=0.3), share


def test_shares_of_the_parts_are_those_of_the_variance_and_add_up(shipped: Outlook) -> None:
    assert shipped.shares["share"].sum() == pytest.approx(1.0)
    assert shipped.shares["part"].tolist() == list(BASE.moves["par"].parts)
    leaves = np.concatenate([leaves for leaves, _ in draw_leaves(BASE, 100_000, 0)], axis=1)
    rows = {code: at for at, code in enumerate(codes_of(BASE))}
    for row in shipped.shares.itertuples():
        own = leaves[[rows[code] for code in BASE.groups["par", row.part].codes]].sum(axis=0)
        found = np.cov(own, leaves.sum(axis=0))[0, 1] / leaves.sum(axis=0).var()
        assert found == pytest.approx(row.share, abs=0.04), row.part


def test_the_more_a_place_scatters_and_the_higher_the_level_the_wider(shipped: Outlook) -> None:
    def width(**assumptions: float) -> float:
        total = total_distribution(5_000, model=BASE.replace(**assumptions)).total
        return float(total["high"] - total["low"])

    assert width(scatter=0.1) < width() < width(scatter=0.3)
    assert width(level=0.5) < width() < width(level=0.95)
    assert width(pace_spread=0.15) > width()


def test_without_a_known_rank_there_are_no_ranks_and_edited_tables_count() -> None:
    usual = total_distribution(3_000, 5)
    made = total_distribution(3_000, 5, open_edition().replace(place="Nơi không ai nhắc"))
    assert made.ranks.empty
    pd.testing.assert_frame_equal(made.nodes, usual.nodes)
    par = load_par()
    par.loc[par["code"].isin(["5.5", "5", "total"]), "score"] -= 0.1
    made = total_distribution(3_000, 5, open_edition().replace(par=par))
    assert made.total["score"] == pytest.approx(88.44) and made.total["median"] != usual.total["median"]


def test_the_same_call_gives_the_same_figures_and_another_seed_gives_others() -> None:
    first, again, other = (total_distribution(3_000, seed) for seed in (0, 0, 1))
    for name in ("nodes", "ranks", "shares", "histogram"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name), check_exact=True)
    assert first.total["mean"] != other.total["mean"]
    generator = total_distribution(3_000, np.random.default_rng(0))
    pd.testing.assert_frame_equal(first.nodes, generator.nodes, check_exact=True)
    pd.testing.assert_frame_equal(total_distribution(3_000, model=BASE).nodes, first.nodes, check_exact=True)


def test_wrong_replications_and_seeds_are_refused_by_name() -> None:
    for wrong in (True, 10, 999, 0, -1_000, 1e5, "1000", None, 10_000_001):
        with pytest.raises(ParAnalysisError, match=rf"replications: .*{re.escape(repr(wrong))}.*1,000 to 10,000,000"):
            total_distribution(wrong)  # type: ignore[arg-type]
    for wrong in (True, -1, 1.5, "0", None):
        with pytest.raises(ParAnalysisError, match="seed: "):
            total_distribution(1_000, wrong)  # type: ignore[arg-type]


def test_a_million_draws_fit_into_a_gigabyte() -> None:
    def peak(replications: int) -> int:
        tracemalloc.start()
        total_distribution(replications)
        made = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return made

    total_distribution(2_000)  # what is kept for good is not counted
    few, many = peak(20_000), peak(60_000)
    assert few + (many - few) / 40_000 * 980_000 < 1e9
