"""The distribution of the total against normal theory, the ranks against `rank_of`, the drivers against closed forms."""

from __future__ import annotations

import dataclasses
import itertools
import re
import tracemalloc
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from par_analysis import ParAnalysisError, load_par, open_edition
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.ranks import rank_of
from par_analysis.outlook.simulation import BLOCK, draw, nodes_of
from par_analysis.outlook.total import Outlook, total_distribution

BASE = achievability_model()
LEAVES = BASE.of("par")
MANY = 100_000
SIGMAS = 5.0
CENTRES = {"appraisal": 0.42, "official_survey": 0.35, "citizen_survey": 0.5, "outcome": 0.4}
SPREADS = {"appraisal": 0.05, "official_survey": 0.03, "citizen_survey": 0.02, "outcome": 0.04}


def known(dependence: float = 0.3, spread: float = 1.0, level: float = 0.8, **columns: Any) -> Model:
    """A linear model: centres and spreads known, gradual leaves, too little spread for any limit to matter."""
    classes = {
        name: dataclasses.replace(
            one, centre=CENTRES.get(name, 0.0), spread=spread * SPREADS.get(name, 0.0), weight=1e14, freedom=1e10
        )
        for name, one in BASE.classes.items()
    }
    return dataclasses.replace(
        BASE,
        classes=classes,
        assumptions=BASE.assumptions.replace(dependence=dependence, level=level),
        leaves=BASE.leaves.assign(**{"kind": "gradual", **columns}),
    )


def moments(leaves: pd.DataFrame, dependence: float) -> tuple[float, float]:
    """Mean and variance of what these leaves gain in the linear model."""
    mean = float((leaves["deficit"] * leaves["reference_class"].map(CENTRES)).sum())
    variance = 0.0
    for name, own in leaves.groupby("reference_class"):
        lost = own["deficit"]
        single = (lost**2 * own["own"]).sum()
        variance += SPREADS[str(name)] ** 2 * (dependence * lost.sum() ** 2 + (1 - dependence) * single)
    return mean, float(variance)


def steps(dependence: float = 1.0) -> Model:
    """Every class reaches all its targets or stays where it is: sixteen totals in all, the highest the plan's."""
    made = known(dependence, kind="all_or_nothing", deficit=BASE.leaves["gain"].where(BASE.leaves["gain"] > 0, 1e-12))
    classes = {name: dataclasses.replace(one, centre=0.5) for name, one in made.classes.items()}
    return dataclasses.replace(made, classes=classes)


def totals(model: Model, replications: int, seed: int = 0) -> np.ndarray:
    return np.concatenate([block.nodes[0].copy() for block in draw(model, replications, seed)])


@pytest.fixture(scope="module")
def shipped() -> Outlook:
    return total_distribution(20_000)


# Mean, quantiles, chance


@pytest.fixture(scope="module", params=[0.0, 0.3])
def linear(request: pytest.FixtureRequest) -> tuple[float, Outlook]:
    return request.param, total_distribution(MANY, model=known(request.param), rank_year=2021)


def test_total_fields_and_agencies_of_a_linear_model_are_normal(linear: tuple[float, Outlook]) -> None:
    dependence, outlook = linear
    groups = BASE.edition.groups["agency"]
    for node in outlook.nodes.itertuples(index=False):
        own = {
            "total": LEAVES,
            "field": LEAVES[LEAVES["field"] == node.code],
            "agency": LEAVES[LEAVES.index.isin(groups.get(node.code, ()))],
        }[node.kind]
        mean, variance = moments(own, dependence)
        normal = stats.norm(node.score + mean, np.sqrt(variance))
        error = np.sqrt(variance / MANY)
        tiny = 1e-9
        assert node.mean == pytest.approx(normal.mean(), abs=SIGMAS * error + tiny)
        assert node.median == pytest.approx(normal.ppf(0.5), abs=SIGMAS * 1.26 * error + tiny)
        for found, share in ((node.low, 0.1), (node.high, 0.9)):
            assert found == pytest.approx(normal.ppf(share), abs=SIGMAS * 1.71 * error + tiny)
        chance = normal.sf(node.target)
        assert abs(node.chance - chance) <= SIGMAS * np.sqrt(max(chance * (1 - chance), 1 / MANY) / MANY)
        assert node.chance_error == pytest.approx(np.sqrt(node.chance * (1 - node.chance) / MANY))


def test_the_interval_holds_as_much_as_the_assumptions_say() -> None:
    mean, variance = moments(LEAVES, 0.3)
    for level in (0.5, 0.95):
        outlook = total_distribution(30_000, model=known(level=level))
        half, error = np.sqrt(variance) * stats.norm.ppf((1 + level) / 2), np.sqrt(variance / 30_000)
        middle = outlook.total["score"] + mean
        assert outlook.total["low"] == pytest.approx(middle - half, abs=SIGMAS * 2.7 * error)
        assert outlook.total["high"] == pytest.approx(middle + half, abs=SIGMAS * 2.7 * error)


def test_a_target_that_is_just_reached_is_reached() -> None:
    outlook = total_distribution(MANY, model=steps())
    fields = outlook.nodes[outlook.nodes["kind"] == "field"]
    checked = 0
    for node in fields.itertuples(index=False):
        own = LEAVES[LEAVES["field"] == node.code]
        if node.score + own["gain"].sum() == pytest.approx(node.target, abs=1e-9):  # the targets of the parts add up
            chance = 0.5 ** own["reference_class"].nunique()  # all its classes, each with even chances
            assert abs(node.chance - chance) <= SIGMAS * np.sqrt(chance * (1 - chance) / MANY), node.code
            checked += 1
    assert checked == 7


def test_the_shipped_figures_are_those_of_the_draws(shipped: Outlook) -> None:
    blocks = [(block.nodes.copy(), block.closures.copy(), block.codes) for block in draw(BASE, 20_000, 0)]
    made = np.concatenate([nodes for nodes, *_ in blocks], axis=1)
    listed, level = nodes_of(BASE), BASE.assumptions.level
    pd.testing.assert_frame_equal(shipped.nodes[list(listed.columns)], listed)
    assert np.allclose(shipped.nodes["mean"], made.mean(axis=1), atol=1e-9)
    for name, share in (("low", (1 - level) / 2), ("median", 0.5), ("high", (1 + level) / 2)):
        assert np.allclose(shipped.nodes[name], np.quantile(made, share, axis=1), atol=1e-9)
    for name, mark in (("chance", "target"), ("no_fall", "score")):
        assert list(shipped.nodes[name]) == list((made >= listed[mark].to_numpy()[:, None] - 1e-9).mean(axis=1))
    assert shipped.total["kind"] == "total"
    assert (shipped.replications, shipped.rank_year, shipped.until) == (20_000, 2021, 2021)
    assert shipped.dependence == BASE.assumptions.dependence
    # Every draw counts once, in bins of a tenth, whose edges are tenths.
    table, total = shipped.histogram, made[0]
    edges = [*table["low"], table["high"].iloc[-1]]
    assert [f"{edge:.15g}" for edge in edges] == [f"{edge:.1f}".removesuffix(".0") for edge in edges]
    assert np.allclose(np.diff(edges), 0.1) and list(table["high"]) == edges[1:]
    assert edges[0] <= total.min() <= edges[1] and edges[-2] <= total.max() <= edges[-1]
    want = [((total >= low) & (total < high)).sum() for low, high in itertools.pairwise(edges)]
    assert np.allclose(table["share"] * len(total), want, atol=1e-6) and sum(want) == len(total)
    # Drivers: covariance with the total, shares of its variance.
    drivers = shipped.drivers.set_index("code")
    assert list(shipped.drivers.columns) == ["code", "share", "share_low", "share_high", "alone"]
    assert shipped.drivers["share"].is_monotonic_decreasing and drivers["share"].sum() == pytest.approx(1.0)
    assert np.allclose((drivers["share_low"] + drivers["share_high"]) / 2, drivers["share"])
    closures = np.concatenate([closures for _, closures, _ in blocks], axis=1)
    parts = closures * LEAVES.loc[list(blocks[0][2]), "deficit"].to_numpy()[:, None]
    varied = drivers.loc[list(blocks[0][2])]
    assert np.allclose(varied["share"], [np.cov(part, total)[0, 1] / total.var(ddof=1) for part in parts], atol=1e-9)
    assert np.allclose(varied["alone"], parts.var(axis=1) / total.var(), atol=1e-9)


def test_the_stronger_the_dependence_the_wider_the_total() -> None:
    made = [total_distribution(20_000, model=BASE.replace(dependence=rho)) for rho in (0.0, 0.3, 1.0)]
    spreads = [float(one.total["high"] - one.total["low"]) for one in made]
    assert all(more > 1.03 * less for less, more in itertools.pairwise(spreads))
    assert [one.dependence for one in made] == [0.0, 0.3, 1.0]


# Ranks


def test_the_ranks_are_those_that_rank_of_gives_the_totals(shipped: Outlook) -> None:
    model, faults = steps(), []
    values, counts = np.unique(totals(model, 3_000, 5).round(6), return_counts=True)
    assert 8 < len(values) <= 16
    for year in (None, 2022, 2023):
        outlook, asked = total_distribution(3_000, 5, model=model, rank_year=year), year or model.until
        assert outlook.rank_year == asked and list(outlook.ranks["rank"]) == list(range(1, 64))
        found = [rank_of(float(value), asked) for value in values]
        for name, ranks in (("possible", [one.best for one in found]), ("certain", [one.worst for one in found])):
            want = [counts[np.array(ranks) <= rank].sum() / 3_000 for rank in range(1, 64)]
            if not np.allclose(outlook.ranks[name], want):
                faults.append((year, name))
    assert faults == []
    assert (shipped.ranks["possible"] > shipped.ranks["certain"]).any()
    for year in (1999, 2035):
        with pytest.raises(ParAnalysisError, match=rf"{year}.*2021"):
            total_distribution(1_000, rank_year=year)


def test_place_and_year_of_the_edition_decide_and_without_a_known_rank_there_are_no_ranks() -> None:
    usual = total_distribution(3_000, 5)
    for change in ({"place": "Nơi không ai nhắc"}, {"place": ""}, {"year": 2035}):
        made = total_distribution(3_000, 5, model=dataclasses.replace(BASE, edition=open_edition().replace(**change)))
        assert made.rank_year is None and made.ranks.empty and list(made.ranks) == ["rank", "possible", "certain"]
        pd.testing.assert_frame_equal(made.nodes, usual.nodes)
    par = load_par()
    par.loc[par["code"].isin(["5.5", "5", "total"]), "score"] -= 0.1
    made = total_distribution(3_000, 5, open_edition().replace(par=par))
    assert made.total["score"] == pytest.approx(88.44) and made.total["median"] != usual.total["median"]


# Drivers


def test_shares_of_the_drivers_are_those_of_the_linear_model(linear: tuple[float, Outlook]) -> None:
    dependence, outlook = linear
    drivers = outlook.drivers.set_index("code")
    assert sorted(drivers.index) == sorted(LEAVES.index)
    _, variance = moments(LEAVES, dependence)
    leaves = LEAVES.loc[drivers.index]
    lost, own = leaves["deficit"], leaves["own"]
    square = leaves["reference_class"].map(SPREADS) ** 2
    together = lost.groupby(leaves["reference_class"]).transform("sum")
    share = lost * square * (dependence * together + (1 - dependence) * own * lost) / variance
    alone = lost**2 * square * (dependence + (1 - dependence) * own) / variance
    assert share.sum() == pytest.approx(1.0)
    error = SIGMAS * np.sqrt((alone + share**2) / MANY)
    assert ((drivers["share"] - share).abs() < error + 1e-12).all()
    assert np.allclose(drivers["alone"], alone, rtol=SIGMAS * 2.5 / np.sqrt(MANY))
    covered = (drivers["share_low"] <= share) & (share <= drivers["share_high"])
    assert covered.mean() >= 0.8
    assert (drivers["share_high"] - drivers["share_low"] < 0.02).all()
    if dependence == 0:
        # Nothing is shared: what a leaf drives it drives alone.
        assert np.allclose(share, alone)


def test_intervals_of_the_drivers_cover_the_truth_as_often_as_they_say() -> None:
    _, variance = moments(LEAVES, 0.0)
    truth = LEAVES["deficit"] ** 2 * LEAVES["own"] * LEAVES["reference_class"].map(SPREADS) ** 2 / variance
    hits = []
    for seed in range(6):
        drivers = total_distribution(45_000, seed, model=known(0.0)).drivers.set_index("code")
        hits.append(drivers["share_low"].le(truth) & drivers["share_high"].ge(truth))
    assert 0.88 <= np.mean(hits) <= 0.995


def test_few_draws_have_drivers_too() -> None:
    for replications in (1_000, 1_024, 1_500, 2_048, 5_000, 41_003):
        outlook = total_distribution(replications)
        assert outlook.drivers["share"].sum() == pytest.approx(1.0)
        assert outlook.drivers["alone"].between(0, 1).all()
        ends = outlook.drivers[["share_low", "share_high"]]
        if replications <= BLOCK:  # one batch has nothing to be compared with
            assert ends.isna().all(axis=None)
        else:
            assert (ends["share_low"] < ends["share_high"]).all()
        assert outlook.histogram["share"].sum() == pytest.approx(1.0)
        assert outlook.replications == replications


# Seeds, errors, memory


def test_the_same_call_gives_the_same_figures_and_another_seed_gives_others() -> None:
    first, again, other = (total_distribution(3_000, seed) for seed in (0, 0, 1))
    for name in ("nodes", "ranks", "drivers", "histogram"):
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


def test_a_total_that_does_not_vary_has_no_drivers() -> None:
    model = known(spread=0.0)
    for centre in (0.4, 7.0):
        classes = {name: dataclasses.replace(one, centre=centre) for name, one in model.classes.items()}
        with pytest.raises(ParAnalysisError, match="does not vary"):
            total_distribution(5_000, model=dataclasses.replace(model, classes=classes))


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
