"""The fit against what is known without it: quadrature, matrix formulas, Monte Carlo of the formulas that it states."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from par_analysis import ParAnalysisError
from par_analysis.outlook import fitting
from par_analysis.outlook.fitting import Moves, Regression, Settings, interval_of, moves_of, others_of
from par_analysis.outlook.history import History
from par_analysis.outlook.model import achievability_model

MODEL = achievability_model()
PAR, GIVEN = MODEL.histories["par"], MODEL.assumptions
POINTS = Settings(points=True)


def observed(count: int, seed: int, whole: bool = True) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    before = generator.normal(0, 0.3, count)
    after = 0.6 * before + generator.normal(0, 0.2, count)
    weight = generator.integers(1, 4, count) if whole else generator.uniform(0.2, 2.0, count)
    return before, after, weight.astype(float)


def own_history(before: np.ndarray, after: np.ndarray, paces: list[float], weight: np.ndarray | None = None) -> History:
    """A history whose places were so far ahead, as a logarithm and as a share alike."""
    pairs = pd.DataFrame({"before": before, "after": after, "share_before": before, "share_after": after})
    pairs = pairs.assign(place=[f"Tỉnh {at}" for at in range(len(pairs))], part="total", year_to=2021, change=0.0)
    years = pd.MultiIndex.from_tuples([("par", 2000 + at) for at in range(len(paces))], names=["index", "year_to"])
    return dataclasses.replace(
        PAR, pairs=pairs.assign(weight=1.0 if weight is None else weight), paces=pd.Series(paces, years, dtype=float)
    )


# Regression


def test_the_regression_is_that_of_quadrature_over_slope_and_scatter() -> None:
    prior = Regression(0.7, 0.5, 0.15, 4.0)
    before, after, weight = observed(6, 1)
    made = prior.updated(before, after, weight)
    slopes, widths = np.linspace(-2, 3, 1_001)[:, None], np.geomspace(0.02, 3, 1_001)[None, :]
    logs = stats.norm.logpdf(slopes, prior.slope, widths / np.sqrt(prior.precision))
    # s^2 = freedom scale^2 / chi^2, counted on a logarithmic grid.
    logs = logs + stats.chi2.logpdf(prior.freedom * prior.scale**2 / widths**2, prior.freedom) - 2 * np.log(widths)
    for x, y, copies in zip(before, after, weight, strict=True):
        logs += copies * stats.norm.logpdf(y, slopes * x, widths)
    mass = np.exp(logs - logs.max())
    mass /= mass.sum()
    slope = stats.t(made.freedom, made.slope, made.scale / np.sqrt(made.precision))
    along, across = mass.sum(axis=1), mass.sum(axis=0)
    assert along @ slopes[:, 0] == pytest.approx(slope.mean(), abs=1e-4)
    assert np.sqrt(along @ (slopes[:, 0] - slope.mean()) ** 2) == pytest.approx(slope.std(), rel=1e-3)
    assert across @ widths[0] ** 2 == pytest.approx(made.freedom * made.scale**2 / (made.freedom - 2), rel=1e-3)
    for share in (0.1, 0.5, 0.9):
        assert np.interp(share, along.cumsum(), slopes[:, 0]) == pytest.approx(slope.ppf(share), abs=0.01)


@given(st.integers(0, 2**32), st.integers(1, 12), st.integers(0, 12))
def test_the_regression_is_the_matrix_formula_and_takes_observations_in_any_lots(
    seed: int, count: int, first: int
) -> None:
    prior = Regression(0.7, 0.56, 0.15, 4.0)
    before, after, weight = observed(count, seed, whole=False)
    made = prior.updated(before, after, weight)
    # The prior as one more observation: 0.7 at distance sqrt(precision), with weight 1.
    x, y = np.append(before, np.sqrt(prior.precision)), np.append(after, 0.7 * np.sqrt(prior.precision))
    root = np.sqrt(np.append(weight, 1.0))
    slope, *_ = np.linalg.lstsq((root * x)[:, None], root * y)
    squares = float((root**2) @ (y - slope[0] * x) ** 2)
    freedom = prior.freedom + weight.sum()
    want = (slope[0], (root**2) @ x**2, np.sqrt((squares + prior.freedom * prior.scale**2) / freedom), freedom)
    assert dataclasses.astuple(made) == pytest.approx(want, rel=1e-8)
    some = slice(min(first, count)), slice(min(first, count), None)
    lots = prior
    for lot in some:
        lots = lots.updated(before[lot], after[lot], weight[lot])
    assert dataclasses.astuple(lots) == pytest.approx(dataclasses.astuple(made), rel=1e-8)


# The total


def test_the_total_has_the_moments_of_the_formulas_it_states() -> None:
    generator, count = np.random.default_rng(0), 1_000_000
    pace, place = Regression(0.12, 4.0, 0.04, 9.0), Regression(0.65, 3.0, 0.14, 20.0)
    for level in (76.0, 86.37, 88.54, 95.0):
        own = dataclasses.replace(PAR, level=level)
        lost = own.maximum - own.mean
        ahead = -np.log((own.maximum - level) / lost)
        g = generator.normal(pace.slope, pace.scale / np.sqrt(pace.precision), count)
        g += generator.normal(0, pace.scale, count)
        f = generator.normal(place.slope, place.scale / np.sqrt(place.precision), count)
        drawn = own.maximum - lost * (1 - g) * np.exp(-f * ahead - generator.normal(0, place.scale, count))
        mean, variance = fitting._total(own, pace, place)
        assert mean == pytest.approx(drawn.mean(), abs=0.05)
        assert np.sqrt(variance) == pytest.approx(drawn.std(), rel=0.03)


def test_parts_in_points_follow_their_formula_and_add_up_to_that_of_the_total() -> None:
    made = moves_of(MODEL.histories, "par", MODEL.parts, MODEL.changes, GIVEN, POINTS, {})
    pace = fitting._pace(MODEL.histories, "par", GIVEN, POINTS)
    place = fitting._places(MODEL.histories, "par", MODEL.changes, GIVEN, POINTS)
    lost, lead = PAR.maximum - PAR.mean, PAR.level - PAR.mean
    for at, row in enumerate(MODEL.parts.itertuples()):
        want = row.level + (row.maximum - row.mean) * pace.slope + (place.slope - 1) * (row.level - row.mean)
        assert made.mean[at] == pytest.approx(want, abs=1e-9), row.Index
    # The errors of the parts' means and paces sum to zero: of the total only scatter, reversion and pace are left.
    assert made.mean.sum() == pytest.approx(PAR.level + lost * pace.slope + (place.slope - 1) * lead, abs=1e-9)
    width = place.scale * lost * (1 - pace.slope)
    want = width**2 * (1 + (lead / lost) ** 2 / place.precision) + lost**2 * pace.scale**2 * (1 + 1 / pace.precision)
    assert made.covariance.sum() == pytest.approx(want, rel=1e-9)
    assert np.linalg.eigvalsh(made.covariance).min() > 0
    # In logarithms the total is fitted and the parts are given it.
    whole = moves_of(MODEL.histories, "par", MODEL.parts, MODEL.changes, GIVEN, Settings(), {})
    pace, place = (
        fitting._pace(MODEL.histories, "par", GIVEN, Settings()),
        fitting._places(MODEL.histories, "par", MODEL.changes, GIVEN, Settings()),
    )
    assert (whole.mean.sum(), whole.covariance.sum()) == pytest.approx(fitting._total(PAR, pace, place), rel=1e-9)


@given(st.lists(st.floats(0, 3), min_size=2, max_size=6))
def test_errors_that_sum_to_zero_are_normal_ones_given_their_sum(spread: list[float]) -> None:
    made = fitting._sums_to_zero(np.array(spread))
    assert np.abs(made.sum(axis=0)).max() < 1e-9
    together = np.diag(np.square(spread))
    ones = np.ones((len(spread), 1))
    if (among := float((ones.T @ together @ ones).item())) > 1e-12:
        np.testing.assert_allclose(made, together - together @ ones @ ones.T @ together / among, atol=1e-9)


def test_the_scatter_is_shared_out_whole_over_three_ways_to_move_together() -> None:
    share = np.array([0.5, 0.3, 0.2])
    made = fitting._shared(share, GIVEN.replace(part_dependence=0.3))
    want = np.zeros((3, 3))
    for together in (0.0, 0.3, 0.6):
        one = np.where(np.eye(3) > 0, 1.0, together) * np.sqrt(np.outer(share, share))
        want += one / one.sum() / 3
    np.testing.assert_allclose(made, want)
    assert made.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(fitting._shared(share, GIVEN.replace(part_dependence=0.0)), np.diag(share))
    for most in (0.6, 0.95):  # parts cannot move together more than wholly
        assert np.linalg.eigvalsh(fitting._shared(share, GIVEN.replace(part_dependence=most))).min() > -1e-12


def test_moves_take_another_total_or_part() -> None:
    covariance = np.array([[1.0, 0.2, 0.1], [0.2, 2.0, 0.3], [0.1, 0.3, 0.5]])
    moves = Moves(("a", "b", "c"), np.full(3, 9.0), np.full(3, 4.0), np.array([4.0, 5.0, 3.0]), covariance, 20.0)
    other = moves.with_total(15.0, 9.0)
    assert (other.mean.sum(), other.covariance.sum()) == pytest.approx((15.0, 9.0))
    np.testing.assert_allclose(other.mean - moves.mean, 3.0 * covariance.sum(axis=1) / covariance.sum())
    assert np.linalg.eigvalsh(other.covariance).min() > 0
    other = moves.with_part(1, 6.0, 8.0)
    assert (other.mean[1], other.covariance[1, 1]) == pytest.approx((6.0, 8.0))
    widths = np.sqrt(np.diag(other.covariance))
    was = np.sqrt(np.diag(covariance))
    np.testing.assert_allclose(other.covariance / np.outer(widths, widths), covariance / np.outer(was, was))
    np.testing.assert_allclose((other.mean[[0, 2]], widths[[0, 2]]), (moves.mean[[0, 2]], was[[0, 2]]))


# Settings


def test_heavy_tails_give_one_wild_place_little_say() -> None:
    before, after, _weight = observed(15, 3)
    plain = {"par": own_history(before, after, [0.1])}
    wild = {"par": own_history(np.append(before, 0.5), np.append(after, -3.0), [0.1])}
    none = MODEL.changes.iloc[:0]
    slopes = {
        (name, robust): fitting._places(one, "par", none, GIVEN, Settings(robust=robust))
        for name, one in (("plain", plain), ("wild", wild))
        for robust in (False, True)
    }
    moved = [abs(slopes["wild", robust].slope - slopes["plain", robust].slope) for robust in (False, True)]
    assert moved[1] < 0.2 * moved[0]
    assert slopes["wild", True].freedom == 4 and slopes["wild", True].scale < 0.6 * slopes["wild", False].scale


def test_empirical_totals_are_weighted_tenths_of_the_changes_seen() -> None:
    changes, weight = np.array([4.0, -1.0, 0.0, 2.0, 1.0]), np.array([1.0, 0.5, 2.0, 1.0, 0.5])
    own = own_history(np.zeros(5), np.zeros(5), [], weight)
    own = dataclasses.replace(own, pairs=own.pairs.assign(change=changes))
    at = np.array([0.05, 0.3, 0.55, 0.7, 0.9])  # middles of the stretches of -1, 0, 1, 2, 4
    low, middle, high = np.interp([0.1, 0.5, 0.9], at, [-1.0, 0.0, 1.0, 2.0, 4.0])
    made = fitting._empirical(own, Settings(empirical=True))
    assert made == pytest.approx((own.level + middle, ((high - low) / 2 / stats.norm.ppf(0.9)) ** 2), rel=1e-4)
    with pytest.raises(ParAnalysisError, match="4"):
        fitting._empirical(dataclasses.replace(own, pairs=own.pairs.head(4)), Settings(empirical=True))


def test_other_places_move_as_the_place_itself_would() -> None:
    levels = np.array([78.0, PAR.mean, 88.54, 91.8])
    centre, nation, lead, apart = others_of(MODEL.histories, levels, MODEL.changes, GIVEN, Settings())
    pace = fitting._pace(MODEL.histories, "par", GIVEN, Settings())
    place = fitting._places(MODEL.histories, "par", MODEL.changes, GIVEN, Settings())
    assert lead[1] == pytest.approx(0.0, abs=1e-9)  # who is not ahead has nothing to lose
    for at, level in enumerate(levels):
        mean, variance = fitting._total(dataclasses.replace(PAR, level=level), pace, place)
        assert centre[at] == pytest.approx(mean, abs=1e-9)
        assert nation[at] ** 2 + lead[at] ** 2 + apart[at] ** 2 == pytest.approx(variance, rel=0.1)
    without = Settings(without=("official_survey",))
    left = MODEL.changes[MODEL.changes["part"] != "official_survey"]
    for settings, changes in ((without, MODEL.changes), (Settings(), left)):
        made = others_of(MODEL.histories, levels, changes, GIVEN, settings)
        assert made[3][1] < 0.97 * apart[1] and made[0] == pytest.approx(
            others_of(MODEL.histories, levels, left, GIVEN, without)[0]
        )
    # Ahead or behind, part of the distance from the country is lost within the year.
    assert np.all(np.abs(np.diff(centre)) < np.abs(np.diff(levels)))


def test_an_interval_is_students_t_of_the_total() -> None:
    pace = fitting._pace({"par": PAR}, "par", GIVEN, Settings())
    place = fitting._places({"par": PAR}, "par", MODEL.changes.iloc[:0], GIVEN, Settings())
    mean, variance = fitting._total(dataclasses.replace(PAR, level=85.0, mean=83.0), pace, place)
    want = stats.t(place.freedom, mean, np.sqrt(variance)).interval(0.9)
    assert interval_of(PAR, 85.0, 83.0, 0.9, GIVEN) == pytest.approx(want)
