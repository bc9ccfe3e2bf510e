"""The order of targets: groups worked out by hand, weights drawn evenly, what is best or worst in everything."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from par_analysis import ParAnalysisError, open_edition
from par_analysis.outlook import order as order_module
from par_analysis.outlook.alternatives import robustness
from par_analysis.outlook.chance import chances
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.order import CRITERIA, FIRST, draw_weights, target_order

BASE = achievability_model()
NAMES = list(CRITERIA)


def weights_of(count: int = 10_000, seed: int = 0, **regions: tuple[float, float]) -> np.ndarray:
    return draw_weights(regions, count, np.random.default_rng(seed))


# Weights


def test_weights_are_even_on_all_that_add_up_to_1_and_lie_in_their_regions() -> None:
    made = weights_of(40_000)
    np.testing.assert_allclose(made.sum(axis=1), 1.0)
    for column in made.T:  # each weight alone is Beta(1, 3)
        assert stats.kstest(column, stats.beta(1, 3).cdf).pvalue > 1e-4
    low = np.array([0.2, 0.3, 0.0, 0.1])
    made = weights_of(40_000, **{name: (float(least), 1.0) for name, least in zip(NAMES, low, strict=True)})
    for column in ((made - low) / (1 - low.sum())).T:
        assert stats.kstest(column, stats.beta(1, 3).cdf).pvalue > 1e-4
    made = weights_of(30_000, chance=(0.0, 0.2))
    beta = stats.beta(1, 3)
    assert stats.kstest(made[:, 0], lambda x: np.clip(beta.cdf(x) / beta.cdf(0.2), 0, 1)).pvalue > 1e-4
    regions: list[dict[str, tuple[float, float]]] = [
        {"tasks": (0.0, 0.1)},
        dict.fromkeys(NAMES, (0.1, 0.4)),
        {"gain": (1.0, 1.0)},
        {"gain": (0.2, 0.2), "tasks": (0.3, 0.3)},
        dict(zip(NAMES, ((0.4, 0.4), (0.3, 0.3), (0.2, 0.2), (0.1, 0.1)), strict=True)),
    ]
    for limits in regions:
        made = weights_of(2_000, **limits)
        np.testing.assert_allclose(made.sum(axis=1), 1.0, atol=1e-12)
        for name, column in zip(NAMES, made.T, strict=True):
            least, most = limits.get(name, (0.0, 1.0))
            assert least - 1e-9 <= column.min() <= column.max() <= most + 1e-9


def test_what_cannot_be_is_refused_with_what_is_wrong() -> None:
    nan = float("nan")
    cases: list[tuple[dict[str, Any], str]] = [
        ({"cost": (0.1, 0.2)}, "regions = 'cost': chỉ có chance, gain, control, tasks"),
        ({"chance": (0.6, 1.0), "gain": (0.5, 1.0)}, r"1\.1 .*add up to 1"),
        (dict.fromkeys(NAMES, (0.0, 0.2)), r"0\.8 .*add up to 1"),
        ({"chance": (0.3, 0.300001), "gain": (0.3, 0.300001)}, "too narrow to draw from"),
    ]
    for value in (0.5, (0.5,), ("a", "b"), None, (True, True), (0.6, 0.3), (-0.1, 0.3), (0.1, 1.3), (nan, 0.3)):
        cases.append(
            ({"gain": value}, rf"regions\['gain'\]: .*{re.escape(repr(value))}.*two numbers, 0 <= low <= high")
        )
    for regions, said in cases:
        with pytest.raises(ParAnalysisError, match=said):
            draw_weights(regions, 100, np.random.default_rng(0))
    for draws in (99, 0, True, 1e3, "1000", None, 100_001):
        with pytest.raises(ParAnalysisError, match=rf"draws: .*{re.escape(repr(draws))}.*100 to 100,000"):
            target_order(draws=draws)  # type: ignore[arg-type]
    with pytest.raises(ParAnalysisError, match="seed: "):
        target_order(seed=True)
    with pytest.raises(ParAnalysisError, match="papi"):
        target_order("papi")
    with pytest.raises(ParAnalysisError, match="no target asks for a gain"):
        target_order(model=dataclasses.replace(BASE, leaves=BASE.leaves.assign(gain=0.0, asked=0.0)))


# Groups


def made_up(monkeypatch: pytest.MonkeyPatch, rows: list[tuple[float, float, str, int]], **given: Any) -> pd.DataFrame:
    """Order targets that have these chances, gains, control and tasks; every alternative says the same chance."""
    table = chances().head(len(rows)).copy()
    table["chance"], table["gain"], table["control"], table["n_action_tasks"] = zip(*rows, strict=True)
    table["chance"] = table["chance"].astype(float)
    bands = pd.DataFrame(
        {"model": table["chance"].to_numpy(), "other": table["chance"].to_numpy()}, index=table["code"]
    )
    monkeypatch.setattr(order_module, "chances", lambda index, model: table)
    monkeypatch.setattr(
        order_module, "robustness", lambda model: dataclasses.replace(robustness(model=BASE), bands=bands)
    )
    made = target_order(draws=4_000, **given).targets.set_index("code")
    return made.loc[table["code"]]


def test_what_is_best_in_everything_is_always_first_and_what_is_worst_never(monkeypatch: pytest.MonkeyPatch) -> None:
    middle = [(0.5, 0.5, "shared", 1)] * 8
    made = made_up(monkeypatch, [(0.9, 1.0, "city", 5), *middle, (0.1, 0.1, "outside", 0)])
    assert made["group"].iloc[0] == "always" and made["first_low"].iloc[0] == 1.0
    assert made["group"].iloc[-1] == "never" and made["first_high"].iloc[-1] == 0.0
    assert (made["rank_low"].iloc[0], made["rank_high"].iloc[0], made["rank_low"].iloc[-1]) == (1, 1, 10)
    assert set(made["depends_on"].iloc[[0, -1]]) == {""}


def test_scales_of_gains_and_units_change_no_order_of_who_is_better_in_one_thing_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [(0.1 * at + 0.05, 0.5, "city", 3) for at in range(10)]
    one = made_up(monkeypatch, rows)
    assert one["group"].tolist() == ["never"] * 5 + ["always"] * 5  # better by the chance alone, all scales agree
    other = made_up(monkeypatch, [(chance, 50 * gain, control, tasks) for chance, gain, control, tasks in rows])
    pd.testing.assert_frame_equal(one, other)


def test_what_depends_says_on_what_and_shares_are_those_of_the_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five good in everything but one thing, five good in that alone: first where the one thing weighs enough."""
    rows = [(0.9, 0.2, "city", 3)] * 5 + [(0.9, 1.0, "city", 0)] * 5
    made = made_up(monkeypatch, rows)
    assert set(made["group"]) == {"depends"}
    assert set(made["depends_on"].iloc[:5]) == {"tasks"} and set(made["depends_on"].iloc[5:]) == {"gain"}
    weights = draw_weights(dict.fromkeys(NAMES, (0.1, 1.0)), 4_000, np.random.default_rng(0))
    wins = {
        "as_it_is": 0.2 * weights[:, 1] + weights[:, 3] >= weights[:, 1],
        "high": 0.2 * weights[:, 1] + 0.6 * weights[:, 3] >= weights[:, 1],  # three tasks of five that are enough
        "root": np.sqrt(0.2) * weights[:, 1] + weights[:, 3] >= weights[:, 1],
    }
    want = {name: float(inside.mean()) for name, inside in wins.items()}
    assert made["first_high"].iloc[0] == pytest.approx(want["root"], abs=0.02)
    assert made["first_low"].iloc[0] == pytest.approx(want["high"], abs=0.02)
    assert made["first_low"].iloc[5] == pytest.approx(1 - want["root"], abs=0.02)


# The shipped targets


def test_every_target_stands_in_the_order_once_with_what_it_is_ranked_by() -> None:
    for index in ("par", "sipas"):
        order, table = target_order(index, draws=2_000), chances(index).set_index("code")
        made = order.targets
        assert list(made.columns) == [
            *("code", "name", "name_en", "group", "depends_on", "expected_rank", "rank_low", "rank_high"),
            *("first_low", "first_high", *NAMES),
        ]
        assert sorted(made["code"]) == sorted(table.index) and made["expected_rank"].is_monotonic_increasing
        own = table.loc[made["code"]]
        for name in ("name", "name_en", "chance"):
            assert made[name].tolist() == own[name].tolist()
        np.testing.assert_allclose(made["gain"], own["gain"] / own["gain"].max())
        np.testing.assert_allclose(made["tasks"], np.minimum(own["n_action_tasks"], 3) / 3)
        words = {"city": 1.0, "shared": 0.5, "outside": 0.0, "unknown": np.nan}
        np.testing.assert_array_equal(made["control"], own["control"].map(words))
        for row in made.itertuples():
            want = "always" if row.first_low >= 0.9 else "never" if row.first_high <= 0.1 else "depends"
            assert row.group == want and (row.depends_on == "") == (want != "depends")
            assert 1 <= row.rank_low <= row.expected_rank + len(made) and row.rank_high <= len(made)
        # In every scale five are first: their shares lie around that sum.
        assert made["first_low"].sum() <= FIRST <= made["first_high"].sum()
        assert set(order.scales) == {"as_it_is", "low", "high", "root_of_gain", "ranks"}


def test_with_all_the_weight_on_one_criterion_targets_stand_in_its_order() -> None:
    for name in ("gain", "tasks"):
        made = target_order(regions={name: (1.0, 1.0)}, draws=100).targets
        assert stats.spearmanr(made[name], made["expected_rank"]).statistic < -0.9  # the earlier first of equal ones
    likely = target_order(regions={"chance": (1.0, 1.0)}, draws=2_000).targets
    assert likely["chance"].corr(-likely["expected_rank"], method="spearman") > 0.8


def test_the_same_seed_gives_the_same_order_and_the_model_given_counts() -> None:
    first, again, other = (target_order(draws=1_000, seed=seed).targets for seed in (0, 0, 1))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)
    own = open_edition().replace(judgements=open_edition().judgements.assign(control="unknown"))
    assert target_order(draws=200, edition=own).targets["control"].isna().all()
