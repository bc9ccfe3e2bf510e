"""The order of targets: acceptability worked out by hand, weights drawn evenly, the shipped targets in order."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from par_analysis import ParAnalysisError, open_edition
from par_analysis.edition.loaders import load_judgements
from par_analysis.outlook.chance import chances
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.order import CRITERIA, TargetOrder, acceptability, draw_weights, target_order

BASE = achievability_model()
NAMES = list(CRITERIA)
FINE = (np.arange(10_000) + 0.5) / 10_000  # weights of the first of two criteria, evenly


def same(values: list[list[float]], weights: np.ndarray) -> np.ndarray:
    """The values of every draw, when nothing of them is open."""
    return np.broadcast_to(np.array(values, dtype=float), (len(weights), *np.shape(values)))


def weights_of(count: int = 10_000, seed: int = 0, **regions: tuple[float, float]) -> np.ndarray:
    return draw_weights(regions, count, np.random.default_rng(seed))


# Acceptability by hand


def test_of_two_opposites_and_a_weak_middle_the_middle_is_never_first() -> None:
    weights = np.column_stack([FINE, 1 - FINE])
    ranks, shares, centres = acceptability(same([[1, 0], [0, 1], [0.4, 0.4]], weights), weights, ["A", "B", "C"])
    # A is worth w, B 1 - w, C 0.4: A is first above 0.5 and second between 0.4 and 0.5.
    want = pd.DataFrame([[0.5, 0.1, 0.4], [0.5, 0.1, 0.4], [0.0, 0.8, 0.2]], index=["A", "B", "C"], columns=[1, 2, 3])
    pd.testing.assert_frame_equal(shares, want, check_names=False)
    assert shares.index.name == centres.index.name == "code"
    assert list(centres.columns) == NAMES[:2]
    assert centres.to_dict("index") == {
        "A": pytest.approx({NAMES[0]: 0.75, NAMES[1]: 0.25}),
        "B": pytest.approx({NAMES[0]: 0.25, NAMES[1]: 0.75}),
    }
    np.testing.assert_array_equal(ranks[FINE < 0.4], np.tile([3, 1, 2], (4_000, 1)))
    np.testing.assert_array_equal(ranks[FINE > 0.6], np.tile([1, 3, 2], (4_000, 1)))


def test_a_strong_middle_takes_the_weights_in_between() -> None:
    weights = np.column_stack([FINE, 1 - FINE])
    _, shares, centres = acceptability(same([[1, 0], [0, 1], [0.7, 0.7]], weights), weights, ["A", "B", "C"])
    assert shares[1].to_dict() == pytest.approx({"A": 0.3, "B": 0.3, "C": 0.4})
    assert shares[2].to_dict() == pytest.approx({"A": 0.2, "B": 0.2, "C": 0.6})
    assert centres[NAMES[0]].to_dict() == pytest.approx({"A": 0.85, "B": 0.15, "C": 0.5})


def test_what_is_better_throughout_is_first_throughout() -> None:
    weights = weights_of(500)
    _, shares, centres = acceptability(same([[0.2] * 4, [0.9] * 4, [0.5] * 4], weights), weights, ["A", "B", "C"])
    assert shares.to_numpy().tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
    assert list(centres.index) == ["B"]
    np.testing.assert_allclose(centres.loc["B"], weights.mean(axis=0))


def test_of_equal_targets_the_earlier_stands_first() -> None:
    weights = weights_of(200)
    ranks, shares, _ = acceptability(same([[0.1] * 4, [0.3] * 4, [0.3] * 4], weights), weights, ["A", "B", "C"])
    assert (ranks == [3, 1, 2]).all()
    assert shares.loc["B", 1] == shares.loc["C", 2] == 1


def test_every_draw_is_ranked_with_its_own_values_and_weights() -> None:
    weights = np.array([[1.0, 0.0], [0.0, 1.0]])
    values = np.array([[[0.1, 0.9], [0.5, 0.0]], [[0.1, 0.2], [0.9, 0.6]]])
    ranks, shares, centres = acceptability(values, weights, ["A", "B"])
    assert ranks.tolist() == [[2, 1], [2, 1]]
    assert shares.loc["B"].tolist() == [1.0, 0.0]
    assert centres.loc["B"].tolist() == [0.5, 0.5]


@given(st.integers(0, 2**32), st.integers(1, 9), st.integers(1, 60))
def test_ranks_are_permutations_and_shares_add_up_both_ways(seed: int, targets: int, count: int) -> None:
    generator = np.random.default_rng(seed)
    values = generator.integers(0, 4, (count, targets, 4)) / 3  # coarse, so that ties occur
    weights = generator.dirichlet(np.ones(4), size=count)
    codes = [f"T{number}" for number in range(targets)]
    ranks, shares, centres = acceptability(values, weights, codes)
    np.testing.assert_array_equal(np.sort(ranks, axis=1), np.tile(np.arange(1, targets + 1), (count, 1)))
    np.testing.assert_allclose(shares.sum(axis=0), 1.0)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    worth = (values * weights[:, None, :]).sum(axis=2)
    for row, made in zip(ranks, worth, strict=True):
        in_order = made[np.argsort(row)]
        assert (np.diff(in_order) <= 1e-12).all()
    assert set(centres.index) == set(shares.index[shares[1] > 0])
    np.testing.assert_allclose(centres.sum(axis=1), 1.0)
    np.testing.assert_allclose(centres.T @ shares.loc[centres.index, 1], weights.mean(axis=0))


# Weights


def test_weights_without_regions_are_even_on_all_that_add_up_to_1() -> None:
    made = weights_of(60_000)
    assert made.shape == (60_000, 4)
    np.testing.assert_allclose(made.sum(axis=1), 1.0)
    assert (made >= 0).all()
    dirichlet = stats.dirichlet([1, 1, 1, 1])
    error = 5 / np.sqrt(60_000)
    np.testing.assert_allclose(made.mean(axis=0), dirichlet.mean(), atol=error * 0.2)
    np.testing.assert_allclose(np.cov(made.T), dirichlet.cov(), atol=error * 0.1)
    for column in made.T:  # each weight alone is Beta(1, 3)
        assert stats.kstest(column, stats.beta(1, 3).cdf).pvalue > 1e-4


@pytest.mark.parametrize(
    "regions",
    [
        {"chance": (0.3, 0.6)},
        {"chance": (0.2, 1.0), "gain": (0.3, 1.0)},
        {"tasks": (0.0, 0.1)},
        {"chance": (0.1, 0.4), "gain": (0.1, 0.4), "control": (0.1, 0.4), "tasks": (0.1, 0.4)},
        {"gain": (1.0, 1.0)},
        {"gain": (0.5, 0.5), "tasks": (0.5, 0.5)},
    ],
    ids=str,
)
def test_weights_lie_in_their_regions_and_add_up_to_1(regions: dict[str, tuple[float, float]]) -> None:
    made = weights_of(2_000, **regions)
    assert made.shape == (2_000, 4)
    np.testing.assert_allclose(made.sum(axis=1), 1.0)
    for name, column in zip(NAMES, made.T, strict=True):
        low, high = regions.get(name, (0.0, 1.0))
        assert low - 1e-9 <= column.min() <= column.max() <= high + 1e-9


def test_above_lower_limits_the_rest_is_shared_out_evenly() -> None:
    low = np.array([0.2, 0.3, 0.0, 0.1])
    made = weights_of(40_000, **{name: (float(least), 1.0) for name, least in zip(NAMES, low, strict=True)})
    rest = (made - low) / (1 - low.sum())
    np.testing.assert_allclose(rest.mean(axis=0), 0.25, atol=0.005)
    for column in rest.T:
        assert stats.kstest(column, stats.beta(1, 3).cdf).pvalue > 1e-4


def test_below_an_upper_limit_weights_are_those_of_all_that_keep_it() -> None:
    made = weights_of(30_000, chance=(0.0, 0.2))
    beta = stats.beta(1, 3)
    assert stats.kstest(made[:, 0], lambda x: np.clip(beta.cdf(x) / beta.cdf(0.2), 0, 1)).pvalue > 1e-4
    # What is left is even on the others, whatever the first.
    for column in (made[:, 1:] / made[:, 1:].sum(axis=1, keepdims=True)).T:
        assert stats.kstest(column, stats.beta(1, 2).cdf).pvalue > 1e-4


def test_fixed_weights_are_taken_as_they_are() -> None:
    fixed = {"chance": (0.4, 0.4), "gain": (0.3, 0.3), "control": (0.2, 0.2), "tasks": (0.1, 0.1)}
    np.testing.assert_allclose(weights_of(100, **fixed), np.tile([0.4, 0.3, 0.2, 0.1], (100, 1)))


def test_the_order_of_regions_does_not_matter() -> None:
    regions = {"tasks": (0.0, 0.5), "chance": (0.2, 0.9)}
    np.testing.assert_array_equal(weights_of(300, **regions), weights_of(300, **dict(reversed(regions.items()))))


@pytest.mark.parametrize("count", [100, 101, 5_000])
def test_as_many_weights_are_drawn_as_asked_for(count: int) -> None:
    assert len(weights_of(count, chance=(0.0, 0.1))) == count


@pytest.mark.parametrize(
    ("regions", "said"),
    [
        ({"cost": (0.1, 0.2)}, r"'cost'.*chance, gain, control, tasks"),
        ({"cost": (0.1, 0.2), "Chance": (0, 1)}, "'cost', 'Chance'"),
        ({"chance": 0.5}, r"regions\['chance'\] = 0.5"),
        ({"gain": (0.5,)}, r"regions\['gain'\]"),
        ({"gain": (0.1, 0.2, 0.3)}, r"regions\['gain'\]"),
        ({"gain": ("a", "b")}, r"regions\['gain'\]"),
        ({"gain": None}, r"regions\['gain'\]"),
        ({"tasks": (0.6, 0.3)}, r"regions\['tasks'\] = \(0.6, 0.3\)"),
        ({"tasks": (-0.1, 0.3)}, r"regions\['tasks'\]"),
        ({"tasks": (0.1, 1.3)}, r"regions\['tasks'\]"),
        ({"tasks": (float("nan"), 0.3)}, r"regions\['tasks'\]"),
        ({"tasks": (0.1, float("nan"))}, r"regions\['tasks'\]"),
        ({"chance": (0.6, 1.0), "gain": (0.5, 1.0)}, r"1\.1 .*add up to 1"),
        (dict.fromkeys(NAMES, (0.0, 0.2)), r"0\.8 .*add up to 1"),
        ({"chance": (0.3, 0.300001), "gain": (0.3, 0.300001)}, "too narrow to draw from"),
    ],
    ids=str,
)
def test_regions_that_cannot_be_are_refused_with_what_is_wrong(regions: dict[str, Any], said: str) -> None:
    with pytest.raises(ParAnalysisError, match=said):
        draw_weights(regions, 100, np.random.default_rng(0))
    with pytest.raises(ParAnalysisError, match=said):
        target_order(regions=regions, draws=100)


@pytest.mark.parametrize("draws", [99, 0, -5, True, 1e3, "1000", None, 100_001])
def test_a_wrong_number_of_draws_is_refused_by_name(draws: Any) -> None:
    with pytest.raises(ParAnalysisError, match=r"draws = .*100 to 100,000"):
        target_order(draws=draws)


@pytest.mark.parametrize("seed", [True, -1, 1.5, "0", None])
def test_a_wrong_seed_is_refused_by_name(seed: Any) -> None:
    with pytest.raises(ParAnalysisError, match="seed = "):
        target_order(seed=seed)


# The shipped targets


@pytest.fixture(scope="module", params=["par", "sipas"])
def ordered(request: pytest.FixtureRequest) -> tuple[str, TargetOrder]:
    return request.param, target_order(request.param, draws=4_000)


def test_every_target_stands_in_the_order_once_with_what_it_is_ranked_by(ordered: tuple[str, TargetOrder]) -> None:
    index, order = ordered
    table = chances(index).set_index("code")
    made = order.targets
    assert list(made.columns) == [
        *("code", "name", "name_en", "expected_rank", "rank_low", "rank_high", "first", "first_ten", *NAMES)
    ]
    assert sorted(made["code"]) == sorted(table.index)
    assert sorted(order.acceptability.index) == sorted(table.index)
    own = table.loc[made["code"]]
    for name in ("name", "name_en", "chance"):
        assert made[name].tolist() == own[name].tolist()
    np.testing.assert_allclose(made["gain"], own["gain"] / own["gain"].max())
    np.testing.assert_allclose(made["tasks"], np.minimum(own["n_action_tasks"], 3) / 3)
    words = {"city": 1.0, "shared": 0.5, "outside": 0.0, "unknown": np.nan}
    np.testing.assert_array_equal(made["control"], own["control"].map(words))


def test_expected_rank_and_firsts_are_read_off_the_acceptability(ordered: tuple[str, TargetOrder]) -> None:
    _, order = ordered
    shares = order.acceptability
    np.testing.assert_allclose(shares.sum(axis=0), 1.0)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    assert list(shares.columns) == list(range(1, len(shares) + 1))
    made = order.targets.set_index("code")
    np.testing.assert_allclose(made["expected_rank"], (shares * shares.columns).sum(axis=1)[made.index])
    np.testing.assert_allclose(made["first"], shares[1][made.index])
    np.testing.assert_allclose(made["first_ten"], shares.loc[:, 1:10].sum(axis=1)[made.index])
    assert made["expected_rank"].is_monotonic_increasing
    assert made["expected_rank"].sum() == pytest.approx(len(made) * (len(made) + 1) / 2)


def test_the_middle_of_the_ranks_is_read_off_the_acceptability(ordered: tuple[str, TargetOrder]) -> None:
    _, order = ordered
    level = BASE.assumptions.level
    piled = order.acceptability.cumsum(axis=1)
    for row in order.targets.itertuples(index=False):
        for rank, share in ((row.rank_low, (1 - level) / 2), (row.rank_high, (1 + level) / 2)):
            assert piled.loc[row.code, rank] >= share - 1e-9
            assert rank == 1 or piled.loc[row.code, rank - 1] < share + 1e-9


def test_weights_are_told_of_every_target_that_is_first_somewhere_the_surest_first(
    ordered: tuple[str, TargetOrder],
) -> None:
    _, order = ordered
    shares, weights = order.acceptability, order.weights
    assert set(weights.index) == set(shares.index[shares[1] > 0])
    assert list(weights.columns) == [*NAMES, "confidence"]
    np.testing.assert_allclose(weights[NAMES].sum(axis=1), 1.0)
    assert weights["confidence"].is_monotonic_decreasing
    assert weights["confidence"].between(0, 1).all()


def test_confidence_is_how_often_a_target_is_first_with_its_own_weights() -> None:
    order = target_order(draws=4_000)
    for code in order.weights.index[:3]:
        row = order.weights.loc[code]
        fixed = {name: (float(row[name]), float(row[name])) for name in NAMES[:3]}
        rest = 1.0 - sum(low for low, _ in fixed.values())
        again = target_order(regions={**fixed, NAMES[3]: (rest, rest)}, draws=4_000, seed=9)
        assert again.acceptability.loc[code, 1] == pytest.approx(row["confidence"], abs=5 * np.sqrt(0.5 / 4_000))


@pytest.mark.parametrize("name", ["gain", "control", "tasks"])
def test_with_all_the_weight_on_one_criterion_targets_stand_in_its_order(name: str) -> None:
    made = target_order(regions={name: (1.0, 1.0)}, draws=100).targets
    assert made[name].is_monotonic_decreasing
    best = made[made[name] == made[name].max()]
    assert made["code"].tolist()[: len(best)] == best["code"].tolist()
    assert (made["rank_low"] == made["rank_high"]).all()


def test_more_weight_on_the_chance_brings_likely_targets_forward() -> None:
    free, likely = (
        target_order(regions=regions, draws=2_000).targets.set_index("code")
        for regions in (None, {"chance": (0.9, 1.0)})
    )
    correlation = [one["chance"].corr(-one["expected_rank"], method="spearman") for one in (free, likely)]
    assert correlation[1] > 0.9 > correlation[0]
    gain = target_order(regions={"gain": (0.9, 1.0)}, draws=2_000).targets.set_index("code")
    largest = gain["gain"] == gain["gain"].max()
    assert gain.loc[largest, "expected_rank"].max() < gain.loc[~largest, "expected_rank"].min()


def test_chances_are_drawn_from_their_interval() -> None:
    table = chances()
    made = target_order(regions={"chance": (1.0, 1.0)}, draws=20_000)
    spread = (table["chance_high"] - table["chance_low"]) / (2 * stats.norm.ppf((1 + BASE.assumptions.level) / 2))
    generator = np.random.default_rng(5)
    drawn = np.clip(generator.normal(table["chance"], spread, (20_000, len(table))), 0, 1)
    ranks = stats.rankdata(-drawn, axis=1, method="ordinal")
    by_hand = pd.Series(ranks.mean(axis=0), index=table["code"])
    found = made.targets.set_index("code")["expected_rank"]
    assert (found - by_hand.reindex(found.index)).abs().max() < 0.25
    firsts = pd.Series((ranks == 1).mean(axis=0), index=table["code"])
    assert (made.acceptability[1] - firsts.reindex(made.acceptability.index)).abs().max() < 5 * np.sqrt(0.5 / 20_000)


def test_unknown_control_is_drawn_between_0_and_1_and_shown_as_empty() -> None:
    judged = load_judgements()
    lead = "5.5"
    judged.loc[judged["code"] == lead, "control"] = "unknown"
    judged.loc[(judged["code"] != lead) & (judged["index"] == "par"), "control"] = "shared"
    model = achievability_model(open_edition().replace(judgements=judged))
    assert (model.of("par").drop(lead)["control"] == "shared").all()
    made = target_order(regions={"control": (1.0, 1.0)}, draws=20_000, model=model)
    row = made.targets.set_index("code").loc[lead]
    assert np.isnan(row["control"])
    # Evenly from 0 to 1 against 0.5 everywhere else: first half of the time, last otherwise.
    last = len(made.acceptability)
    assert made.acceptability.loc[lead, [1, last]].tolist() == pytest.approx([0.5, 0.5], abs=0.02)


def test_the_same_seed_gives_the_same_order_and_another_seed_another() -> None:
    first, again, other = (target_order(draws=1_000, seed=seed) for seed in (0, 0, 1))
    for name in ("targets", "weights", "acceptability"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name), check_exact=True)
    assert (first.acceptability != other.acceptability).any(axis=None)
    generator = target_order(draws=1_000, seed=np.random.default_rng(0))
    pd.testing.assert_frame_equal(first.targets, generator.targets, check_exact=True)
    pd.testing.assert_frame_equal(target_order(draws=1_000, model=BASE).targets, first.targets, check_exact=True)


def test_targets_that_ask_for_nothing_have_no_order() -> None:
    still = BASE.leaves.assign(gain=0.0, asked=0.0)
    with pytest.raises(ParAnalysisError, match="no target asks for a gain"):
        target_order(model=dataclasses.replace(BASE, leaves=still))


def test_an_unknown_index_is_refused_by_name() -> None:
    with pytest.raises(ParAnalysisError, match="papi"):
        target_order("papi")


@pytest.mark.parametrize(
    "regions", [{"chance": (0.5, 0.5)}, {"control": (0, 0)}, {"gain": (0.2, 0.2), "tasks": (0.3, 0.3)}]
)
def test_a_weight_may_be_fixed_while_the_others_share_the_rest(regions: dict[str, tuple[float, float]]) -> None:
    drawn = draw_weights(regions, 2_000, np.random.default_rng(0))
    np.testing.assert_allclose(drawn.sum(axis=1), 1.0, atol=1e-12)
    rest = 1 - sum(low for low, _ in regions.values())
    for number, name in enumerate(CRITERIA):
        if name in regions:
            assert (drawn[:, number] == regions[name][0]).all()
        else:
            assert drawn[:, number].mean() == pytest.approx(rest / (len(CRITERIA) - len(regions)), abs=0.02)


@pytest.mark.parametrize("pair", ["01", ("0", "1"), (True, True), (0.1,), (0.1, 0.2, 0.3), 0.5])
def test_a_region_that_is_no_pair_of_numbers_is_refused(pair: Any) -> None:
    with pytest.raises(ParAnalysisError, match="two numbers, 0 <= low <= high <= 1"):
        draw_weights({"gain": pair}, 100, np.random.default_rng(0))


def test_shared_control_and_enough_tasks_count_for_what_the_assumptions_say() -> None:
    model = achievability_model().replace(control_shared=0.9, enough_tasks=1)
    made = target_order(draws=200, model=model).targets.set_index("code")
    told = chances(model=model).set_index("code").loc[made.index]
    assert set(made.loc[told["control"] == "shared", "control"]) == {0.9}
    assert (made["tasks"] == (told["n_action_tasks"] >= 1)).all()
