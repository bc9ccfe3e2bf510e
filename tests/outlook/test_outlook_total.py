"""The distribution of the total against normal theory, the ranks against `rank_of`, the drivers against closed forms."""

from __future__ import annotations

import dataclasses
import itertools
import tracemalloc
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from par_analysis import ParAnalysisError, load_par, open_edition
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.ranks import rank_of
from par_analysis.outlook.simulation import CHUNK, draw, nodes_of
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


def spread_of(outlook: Outlook) -> float:
    return float(outlook.total["high"] - outlook.total["low"])


def steps(dependence: float = 1.0) -> Model:
    """Every class reaches all its targets or stays where it is: sixteen totals in all, the highest the plan's."""
    made = known(dependence, kind="all_or_nothing", deficit=BASE.leaves["gain"].where(BASE.leaves["gain"] > 0, 1e-12))
    classes = {name: dataclasses.replace(one, centre=0.5) for name, one in made.classes.items()}
    return dataclasses.replace(made, classes=classes)


def totals(model: Model, replications: int, seed: int = 0) -> np.ndarray:
    return np.concatenate([chunk.nodes[0].copy() for chunk in draw(model, replications, seed)])


@pytest.fixture(scope="module")
def shipped() -> Outlook:
    return total_distribution(20_000)


# Mean, quantiles, chance


@pytest.fixture(scope="module", params=[0.0, 0.3, 1.0])
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
        tiny = 1e-5  # what single precision leaves of a hundred points
        assert node.mean == pytest.approx(normal.mean(), abs=SIGMAS * error + tiny)
        assert node.median == pytest.approx(normal.ppf(0.5), abs=SIGMAS * 1.26 * error + tiny)
        for found, share in ((node.low, 0.1), (node.high, 0.9)):
            assert found == pytest.approx(normal.ppf(share), abs=SIGMAS * 1.71 * error + tiny)
        chance = normal.sf(node.target)
        assert abs(node.chance - chance) <= SIGMAS * np.sqrt(max(chance * (1 - chance), 1 / MANY) / MANY)
        assert node.chance_error == pytest.approx(np.sqrt(node.chance * (1 - node.chance) / MANY))


@pytest.mark.parametrize("level", [0.5, 0.95])
def test_the_interval_holds_as_much_as_the_assumptions_say(level: float) -> None:
    outlook = total_distribution(30_000, model=known(level=level))
    mean, variance = moments(LEAVES, 0.3)
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


def test_the_standard_error_of_the_chance_is_how_far_it_moves_from_seed_to_seed() -> None:
    made = [total_distribution(4_000, seed, model=known(spread=4.0)) for seed in range(25)]
    column = {
        name: np.array([one.nodes.set_index("code").loc["7", name] for one in made])
        for name in ("chance", "chance_error")
    }
    assert 0.05 < column["chance"].mean() < 0.95
    assert column["chance"].std(ddof=1) == pytest.approx(column["chance_error"].mean(), rel=0.5)


def test_the_shipped_figures_are_those_of_the_draws(shipped: Outlook) -> None:
    made = np.concatenate([chunk.nodes.copy() for chunk in draw(BASE, 20_000, 0)], axis=1)
    listed = nodes_of(BASE)
    pd.testing.assert_frame_equal(shipped.nodes[list(listed.columns)], listed)
    assert np.allclose(shipped.nodes["mean"], made.mean(axis=1), atol=1e-5)
    level = BASE.assumptions.level
    for name, share in (("low", (1 - level) / 2), ("median", 0.5), ("high", (1 + level) / 2)):
        assert np.allclose(shipped.nodes[name], np.quantile(made, share, axis=1), atol=1e-4)
    assert list(shipped.nodes["chance"]) == list((made >= listed["target"].to_numpy()[:, None] - 1e-9).mean(axis=1))
    assert shipped.total["kind"] == "total"
    assert (shipped.replications, shipped.rank_year, shipped.until) == (20_000, 2021, 2021)
    assert shipped.dependence == BASE.assumptions.dependence


def test_the_stronger_the_dependence_the_wider_the_total() -> None:
    spreads = [
        spread_of(total_distribution(20_000, model=BASE.replace(dependence=rho))) for rho in (0.0, 0.1, 0.3, 0.6, 1.0)
    ]
    assert all(more > 1.03 * less for less, more in itertools.pairwise(spreads))
    assert total_distribution(2_000, model=BASE.replace(dependence=0.6)).dependence == 0.6


# Histogram


def test_the_histogram_counts_every_draw_once_in_bins_of_a_tenth(shipped: Outlook) -> None:
    made, table = totals(BASE, 20_000), shipped.histogram
    assert table["share"].sum() == pytest.approx(1.0, abs=1e-12)
    assert np.allclose(table["high"] - table["low"], 0.1, atol=1e-4)
    assert np.allclose(table["high"].iloc[:-1], table["low"].iloc[1:])
    assert table["low"].iloc[0] <= made.min() <= table["high"].iloc[0] + 1e-6
    assert table["low"].iloc[-1] - 1e-6 <= made.max() <= table["high"].iloc[-1]
    want = [((made >= low) & (made < high)).sum() for low, high in zip(table["low"], table["high"], strict=True)]
    assert np.abs(np.array(want) - table["share"] * len(made)).max() <= 3  # single precision at the edges


def test_the_edges_of_the_histogram_are_tenths(shipped: Outlook) -> None:
    for name in ("low", "high"):
        assert [f"{edge:.15g}" for edge in shipped.histogram[name]] == [
            f"{edge:.1f}".removesuffix(".0") for edge in shipped.histogram[name]
        ]


# Ranks


@pytest.mark.parametrize("year", [None, 2020, 2022, 2023])
def test_the_ranks_are_those_that_rank_of_gives_the_totals(year: int | None) -> None:
    model = steps()
    outlook = total_distribution(3_000, 5, model=model, rank_year=year)
    asked = year or model.until
    assert outlook.rank_year == asked
    values, counts = np.unique(totals(model, 3_000, 5).round(6), return_counts=True)
    assert 8 < len(values) <= 16
    found = [rank_of(float(value), asked) for value in values]
    for row in outlook.ranks.itertuples(index=False):
        for share, ranks in ((row.possible, [one.best for one in found]), (row.certain, [one.worst for one in found])):
            assert share == pytest.approx(counts[np.array(ranks) <= row.rank].sum() / 3_000)


def test_ranks_rise_to_certainty_and_what_is_certain_is_possible(shipped: Outlook) -> None:
    ranks = shipped.ranks
    assert list(ranks["rank"]) == list(range(1, 64))
    assert (ranks["possible"] >= ranks["certain"]).all()
    assert (ranks["possible"] > ranks["certain"]).any()
    for name in ("possible", "certain"):
        assert ranks[name].is_monotonic_increasing
        assert ranks[name].iloc[-1] == 1.0


@pytest.mark.parametrize("change", [{"place": "Nơi không ai nhắc"}, {"place": ""}, {"year": 2035}])
def test_where_no_rank_of_the_place_is_known_there_are_no_ranks(change: dict[str, Any]) -> None:
    """The place and year of the edition decide; the totals stay what they are."""
    own = open_edition().replace(**change)
    made = total_distribution(3_000, 5, model=dataclasses.replace(BASE, edition=own))
    assert made.rank_year is None and made.ranks.empty and list(made.ranks) == ["rank", "possible", "certain"]
    pd.testing.assert_frame_equal(made.nodes, total_distribution(3_000, 5).nodes)


def test_an_edition_that_is_given_is_the_one_that_is_drawn() -> None:
    par = load_par()
    par.loc[par["code"].isin(["5.5", "5", "total"]), "score"] -= 0.1
    made = total_distribution(3_000, 5, open_edition().replace(par=par))
    assert (
        made.total["score"] == pytest.approx(88.44)
        and made.total["median"] != total_distribution(3_000, 5).total["median"]
    )


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


def test_intervals_of_the_drivers_narrow_with_the_root_of_the_draws() -> None:
    few, many = (total_distribution(20 * CHUNK * times, 3).drivers for times in (1, 4))
    widths = [(one["share_high"] - one["share_low"]).median() for one in (few, many)]
    assert widths[0] / widths[1] == pytest.approx(2.0, rel=0.35)


def test_drivers_are_shares_of_the_draws_and_add_up(shipped: Outlook) -> None:
    drivers = shipped.drivers
    assert drivers["share"].sum() == pytest.approx(1.0)
    assert drivers["share"].is_monotonic_decreasing
    assert list(drivers.columns) == ["code", "share", "share_low", "share_high", "alone"]
    middle = (drivers["share_low"] + drivers["share_high"]) / 2
    assert np.allclose(middle, drivers["share"])
    closures = pd.concat(
        [pd.DataFrame(chunk.closures.T.copy(), columns=list(chunk.codes)) for chunk in draw(BASE, 20_000, 0)]
    )
    parts = closures * LEAVES["deficit"].reindex(closures.columns)
    total = parts.sum(axis=1)
    by_hand = parts.apply(lambda part: np.cov(part, total)[0, 1]) / total.var()
    assert np.allclose(drivers.set_index("code")["share"].reindex(by_hand.index), by_hand, atol=0.003)
    alone = parts.var() / total.var()
    assert np.allclose(drivers.set_index("code")["alone"].reindex(alone.index), alone, atol=0.003)


@pytest.mark.parametrize("replications", [1_000, 1_024, 1_500, 2_048, 5_000, 41_003])
def test_few_draws_have_drivers_too(replications: int) -> None:
    outlook = total_distribution(replications)
    assert outlook.drivers["share"].sum() == pytest.approx(1.0)
    assert outlook.drivers["alone"].between(0, 1).all()
    ends = outlook.drivers[["share_low", "share_high"]]
    if replications <= CHUNK:  # one batch has nothing to be compared with
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


@pytest.mark.parametrize("replications", [True, 10, 999, 0, -1_000, 1e5, "1000", None, 10_000_001])
def test_a_wrong_number_of_replications_is_refused_by_name(replications: Any) -> None:
    with pytest.raises(ParAnalysisError, match=r"replications = .*1,000 to 10,000,000") as caught:
        total_distribution(replications)
    assert repr(replications) in str(caught.value)


@pytest.mark.parametrize("seed", [True, -1, 1.5, "0", None])
def test_a_wrong_seed_is_refused_by_name(seed: Any) -> None:
    with pytest.raises(ParAnalysisError, match="seed = "):
        total_distribution(1_000, seed)


@pytest.mark.parametrize("year", [1999, 2035])
def test_a_year_without_ranks_is_refused_with_the_years_that_have_them(year: int) -> None:
    with pytest.raises(ParAnalysisError, match=rf"{year}.*2021"):
        total_distribution(1_000, rank_year=year)


@pytest.mark.parametrize("centre", [0.4, 7.0])
def test_a_total_that_does_not_vary_has_no_drivers(centre: float) -> None:
    model = known(spread=0.0)
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
