"""The order of targets: acceptability worked out by hand, weights drawn evenly, the shipped targets in order."""

from __future__ import annotations

import dataclasses
import re
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
from par_analysis.outlook.order import CRITERIA, acceptability, draw_weights, target_order

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


def test_weights_lie_in_their_regions_and_add_up_to_1() -> None:
    regions: list[dict[str, tuple[float, float]]] = [
        {"chance": (0.3, 0.6)},
        {"chance": (0.2, 1.0), "gain": (0.3, 1.0)},
        {"tasks": (0.0, 0.1)},
        dict.fromkeys(NAMES, (0.1, 0.4)),
        {"gain": (1.0, 1.0)},
        {"gain": (0.5, 0.5), "tasks": (0.5, 0.5)},
        {"control": (0, 0)},
        {"gain": (0.2, 0.2), "tasks": (0.3, 0.3)},
        dict(zip(NAMES, ((0.4, 0.4), (0.3, 0.3), (0.2, 0.2), (0.1, 0.1)), strict=True)),
    ]
    for limits in regions:
        made = weights_of(2_000, **limits)
        assert made.shape == (2_000, 4)
        np.testing.assert_allclose(made.sum(axis=1), 1.0, atol=1e-12)
        fixed = {name: low for name, (low, high) in limits.items() if low == high}
        for name, column in zip(NAMES, made.T, strict=True):
            low, high = limits.get(name, (0.0, 1.0))
            assert low - 1e-9 <= column.min() <= column.max() <= high + 1e-9
            if name in fixed:
                assert (column == low).all()
            elif len(fixed) == len(limits):  # the others share the rest evenly
                rest = 1 - sum(fixed.values())
                assert column.mean() == pytest.approx(rest / (len(NAMES) - len(fixed)), abs=0.02)
        np.testing.assert_array_equal(weights_of(2_000, **dict(reversed(limits.items()))), made)
    for count in (100, 101, 5_000):
        assert len(weights_of(count, chance=(0.0, 0.1))) == count


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


def test_what_cannot_be_is_refused_with_what_is_wrong() -> None:
    pair = "two numbers, 0 <= low <= high <= 1"
    cases: list[tuple[dict[str, Any], str]] = [
        ({"cost": (0.1, 0.2)}, "regions = 'cost': chỉ có chance, gain, control, tasks"),
        ({"cost": (0.1, 0.2), "Chance": (0, 1)}, "cost, Chance"),
        ({"chance": (0.6, 1.0), "gain": (0.5, 1.0)}, r"1\.1 .*add up to 1"),
        (dict.fromkeys(NAMES, (0.0, 0.2)), r"0\.8 .*add up to 1"),
        ({"chance": (0.3, 0.300001), "gain": (0.3, 0.300001)}, "too narrow to draw from"),
    ]
    nan = float("nan")
    wrong = [0.5, (0.5,), (0.1, 0.2, 0.3), ("a", "b"), None, "01", ("0", "1"), (True, True)]
    for value in (*wrong, (0.6, 0.3), (-0.1, 0.3), (0.1, 1.3), (nan, 0.3), (0.1, nan)):
        cases.append(({"gain": value}, rf"regions\['gain'\]: .*{re.escape(repr(value))}.*{pair}"))
    for regions, said in cases:
        with pytest.raises(ParAnalysisError, match=said):
            draw_weights(regions, 100, np.random.default_rng(0))
    with pytest.raises(ParAnalysisError, match="add up to 1"):
        target_order(regions={"chance": (0.6, 1.0), "gain": (0.5, 1.0)}, draws=100)
    for draws in (99, 0, -5, True, 1e3, "1000", None, 100_001):
        with pytest.raises(ParAnalysisError, match=rf"draws: .*{re.escape(repr(draws))}.*100 to 100,000"):
            target_order(draws=draws)  # type: ignore[arg-type]
    for seed in (True, -1, 1.5, "0", None):
        with pytest.raises(ParAnalysisError, match="seed: "):
            target_order(seed=seed)  # type: ignore[arg-type]
    with pytest.raises(ParAnalysisError, match="papi"):
        target_order("papi")
    with pytest.raises(ParAnalysisError, match="no target asks for a gain"):
        target_order(model=dataclasses.replace(BASE, leaves=BASE.leaves.assign(gain=0.0, asked=0.0)))


# The shipped targets


def test_every_target_stands_in_the_order_once_with_what_it_is_ranked_by() -> None:
    for index in ("par", "sipas"):
        order, table = target_order(index, draws=4_000), chances(index).set_index("code")
        made, shares, weights = order.targets, order.acceptability, order.weights
        assert list(made.columns) == [
            *("code", "name", "name_en", "expected_rank", "rank_low", "rank_high", "first", "first_ten", *NAMES)
        ]
        assert sorted(made["code"]) == sorted(table.index) == sorted(shares.index)
        own = table.loc[made["code"]]
        for name in ("name", "name_en", "chance"):
            assert made[name].tolist() == own[name].tolist()
        np.testing.assert_allclose(made["gain"], own["gain"] / own["gain"].max())
        np.testing.assert_allclose(made["tasks"], np.minimum(own["n_action_tasks"], 3) / 3)
        words = {"city": 1.0, "shared": 0.5, "outside": 0.0, "unknown": np.nan}
        np.testing.assert_array_equal(made["control"], own["control"].map(words))
        # Ranks and firsts are read off the acceptability.
        assert list(shares.columns) == list(range(1, len(shares) + 1))
        assert made["expected_rank"].is_monotonic_increasing
        made = made.set_index("code")
        np.testing.assert_allclose(made["expected_rank"], (shares * shares.columns).sum(axis=1)[made.index])
        np.testing.assert_allclose(made["first"], shares[1][made.index])
        np.testing.assert_allclose(made["first_ten"], shares.loc[:, 1:10].sum(axis=1)[made.index])
        level, piled = BASE.assumptions.level, shares.cumsum(axis=1)
        for row in made.itertuples():
            for rank, share in ((row.rank_low, (1 - level) / 2), (row.rank_high, (1 + level) / 2)):
                assert piled.loc[row.Index, rank] >= share - 1e-9
                assert rank == 1 or piled.loc[row.Index, rank - 1] < share + 1e-9
        # Weights are told of every target that is first somewhere, the surest first.
        assert set(weights.index) == set(shares.index[shares[1] > 0])
        assert list(weights.columns) == [*NAMES, "confidence"]
        np.testing.assert_allclose(weights[NAMES].sum(axis=1), 1.0)
        assert weights["confidence"].is_monotonic_decreasing and weights["confidence"].between(0, 1).all()


def test_confidence_is_how_often_a_target_is_first_with_its_own_weights() -> None:
    order = target_order(draws=4_000)
    for code in order.weights.index[:3]:
        row = order.weights.loc[code]
        fixed = {name: (float(row[name]), float(row[name])) for name in NAMES[:3]}
        rest = 1.0 - sum(low for low, _ in fixed.values())
        again = target_order(regions={**fixed, NAMES[3]: (rest, rest)}, draws=4_000, seed=9)
        assert again.acceptability.loc[code, 1] == pytest.approx(row["confidence"], abs=5 * np.sqrt(0.5 / 4_000))


def test_with_all_the_weight_on_one_criterion_targets_stand_in_its_order() -> None:
    for name in ("gain", "control", "tasks"):
        made = target_order(regions={name: (1.0, 1.0)}, draws=100).targets
        assert made[name].is_monotonic_decreasing and (made["rank_low"] == made["rank_high"]).all()
    free, likely = (target_order(regions=regions, draws=2_000).targets for regions in (None, {"chance": (0.9, 1.0)}))
    correlation = [one["chance"].corr(-one["expected_rank"], method="spearman") for one in (free, likely)]
    assert correlation[1] > 0.9 > correlation[0]


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


def test_shared_control_and_enough_tasks_count_for_what_the_assumptions_say() -> None:
    model = achievability_model().replace(control_shared=0.9, enough_tasks=1)
    made = target_order(draws=200, model=model).targets.set_index("code")
    told = chances(model=model).set_index("code").loc[made.index]
    assert set(made.loc[told["control"] == "shared", "control"]) == {0.9}
    assert (made["tasks"] == (told["n_action_tasks"] >= 1)).all()
