"""Histories made from the model itself: what was put in is found again, as often as stated; and a sampler agrees."""

from __future__ import annotations

import dataclasses

import emcee
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from par_analysis.outlook import fitting
from par_analysis.outlook.fitting import Settings, interval_of
from par_analysis.outlook.history import History
from par_analysis.outlook.model import achievability_model

MODEL = achievability_model()
PAR, GIVEN = MODEL.histories["par"], MODEL.assumptions
NONE = MODEL.changes.iloc[:0]
REPEATS = 1_000


def made_up(f: float, s: float, g: float, t: float, places: int, years: int, generator: np.random.Generator) -> History:
    """A history with this reversion, scatter, and national pace with its spread."""
    before = generator.normal(0, 0.35, places)
    pairs = pd.DataFrame({"before": before, "after": f * before + generator.normal(0, s, places), "weight": 1.0})
    pairs = pairs.assign(place=[f"Tỉnh {at}" for at in range(places)], year_to=2021)
    years_of = pd.MultiIndex.from_tuples([("par", 2000 + at) for at in range(years)], names=["index", "year_to"])
    return dataclasses.replace(PAR, pairs=pairs, paces=pd.Series(generator.normal(g, t, years), years_of))


def fitted(history: History) -> tuple[fitting.Regression, fitting.Regression]:
    own = {"par": history}
    return fitting._places(own, "par", NONE, GIVEN, Settings()), fitting._pace(own, "par", GIVEN, Settings())


def from_prior(prior: fitting.Regression, generator: np.random.Generator) -> tuple[float, float]:
    width = prior.scale * np.sqrt(prior.freedom / generator.chisquare(prior.freedom))
    return float(generator.normal(prior.slope, width / np.sqrt(prior.precision))), float(width)


def priors() -> tuple[fitting.Regression, fitting.Regression]:
    empty = dataclasses.replace(PAR, pairs=PAR.pairs.iloc[:0], paces=PAR.paces.iloc[:0])
    return fitted(empty)


def test_many_places_and_years_give_back_what_they_were_made_from() -> None:
    for f, s, g in ((0.5, 0.1, 0.05), (0.9, 0.2, 0.15), (0.7, 0.4, 0.12)):
        place, pace = fitted(made_up(f, s, g, 0.04, 4_000, 1_000, np.random.default_rng(1)))
        assert place.slope == pytest.approx(f, abs=4 * s / 0.35 / np.sqrt(4_000))
        assert place.scale == pytest.approx(s, rel=0.05)
        assert pace.slope == pytest.approx(g, abs=0.006) and pace.scale == pytest.approx(0.04, rel=0.1)


def test_true_values_lie_evenly_in_what_is_said_of_them_and_intervals_hold_as_often_as_stated() -> None:
    """Simulation-based calibration (Talts et al., 2018), with as many places and years as are published."""
    generator, (of_places, of_paces) = np.random.default_rng(20), priors()
    ranks: dict[str, list[float]] = {name: [] for name in ("f", "s", "g", "t")}
    held, scores = 0, []
    for _ in range(REPEATS):
        (f, s), (g, t) = from_prior(of_places, generator), from_prior(of_paces, generator)
        history = made_up(f, s, g, t, 15, 2, generator)
        place, pace = fitted(history)
        for (name, slope), (width, wide), known in ((("f", f), ("s", s), place), (("g", g), ("t", t), pace)):
            ranks[name].append(
                stats.t.cdf((slope - known.slope) / known.scale * np.sqrt(known.precision), known.freedom)
            )
            ranks[width].append(stats.chi2.cdf(known.freedom * known.scale**2 / wide**2, known.freedom))
        ahead = generator.normal(0, 0.35)
        lost = PAR.maximum - PAR.mean
        left = lost * (1 - generator.normal(g, t)) * np.exp(-f * ahead - generator.normal(0, s))
        low, high = interval_of(history, PAR.maximum - lost * np.exp(-ahead), PAR.mean, 0.8, GIVEN)
        held += low <= PAR.maximum - left <= high
        scores.append(left)
    for name, found in ranks.items():
        assert stats.kstest(found, "uniform").pvalue > 0.001, name
        counts, _ = np.histogram(found, 20, (0, 1))
        assert stats.chisquare(counts).pvalue > 0.001, name
    assert abs(held / REPEATS - 0.8) < 4 * np.sqrt(0.8 * 0.2 / REPEATS)


def test_a_scatter_that_is_stated_too_small_is_found_out() -> None:
    """The check above has teeth: half the scatter, hardly to be moved, holds far too little."""
    generator, bold = np.random.default_rng(3), GIVEN.replace(scatter=0.05, scatter_weight=1_000.0)
    held = 0
    for _ in range(300):
        history = made_up(0.7, 0.2, 0.1, 0.03, 15, 2, generator)
        left = (PAR.maximum - PAR.mean) * (1 - generator.normal(0.1, 0.03)) * np.exp(-generator.normal(0, 0.2))
        low, high = interval_of(history, PAR.mean, PAR.mean, 0.8, bold)
        held += low <= PAR.maximum - left <= high
    assert held / 300 < 0.6


def test_a_sampler_finds_for_the_shipped_history_what_the_closed_solution_says() -> None:
    """Affine-invariant ensemble sampling of reversion, scatter, pace and its spread (Goodman and Weare, 2010)."""
    place = fitting._places(MODEL.histories, "par", MODEL.changes, GIVEN, Settings())
    pace = fitting._pace(MODEL.histories, "par", GIVEN, Settings())
    of_places, of_paces = priors()
    known = set(zip(MODEL.changes["place"], MODEL.changes["year_to"], strict=True))
    whole = [row not in known for row in zip(PAR.pairs["place"], PAR.pairs["year_to"], strict=True)]
    rows = pd.concat([PAR.pairs[whole], MODEL.changes])
    before, after, weight = (rows[name].to_numpy(dtype=float) for name in ("before", "after", "weight"))
    paces = PAR.paces[PAR.paces.index.get_level_values("index") == "par"].to_numpy()

    def prior_of(slope: np.ndarray, log_width: np.ndarray, prior: fitting.Regression) -> np.ndarray:
        width = np.exp(log_width)
        square = (
            prior.freedom * prior.scale**2 / width**2
        )  # chi-square; its logarithm has slope -2 in that of the width
        said = stats.chi2.logpdf(square, prior.freedom) + np.log(square)
        return said + stats.norm.logpdf(slope, prior.slope, width / np.sqrt(prior.precision))

    def posterior(points: np.ndarray) -> np.ndarray:
        f, log_s, g, log_t = points.T
        made = prior_of(f, log_s, of_places) + prior_of(g, log_t, of_paces)
        seen = stats.norm.logpdf(after[:, None], f * before[:, None], np.exp(log_s))
        return made + weight @ seen + stats.norm.logpdf(paces[:, None], g, np.exp(log_t)).sum(axis=0)

    generator = np.random.default_rng(0)
    start = np.array([place.slope, np.log(place.scale), pace.slope, np.log(pace.scale)])
    sampler = emcee.EnsembleSampler(64, 4, posterior, vectorize=True)
    sampler.random_state = np.random.RandomState(0).get_state()  # noqa: NPY002: emcee takes no generator
    sampler.run_mcmc(start + 0.02 * generator.standard_normal((64, 4)), 2_500)
    chain = sampler.get_chain(discard=300, flat=True)
    effective = len(chain) / float(sampler.get_autocorr_time(quiet=True).max())
    assert effective > 2_000
    f, s, g, t = chain[:, 0], np.exp(chain[:, 1]), chain[:, 2], np.exp(chain[:, 3])
    slope = stats.t(place.freedom, place.slope, place.scale / np.sqrt(place.precision))
    assert f.mean() == pytest.approx(slope.mean(), abs=5 * slope.std() / np.sqrt(effective))
    assert f.std() == pytest.approx(slope.std(), rel=0.08)
    for share in (0.1, 0.25, 0.5, 0.75, 0.9):
        assert np.quantile(f, share) == pytest.approx(slope.ppf(share), abs=0.08 * slope.std())
        chi = stats.chi2.ppf(1 - share, place.freedom)
        assert np.quantile(s, share) == pytest.approx(place.scale * np.sqrt(place.freedom / chi), rel=0.02)
        mean_pace = stats.t(pace.freedom, pace.slope, pace.scale / np.sqrt(pace.precision))
        assert np.quantile(g, share) == pytest.approx(mean_pace.ppf(share), abs=0.08 * mean_pace.std())
    # What follows for the total: the closed solution is Student's t with the moments of the log-normal, which is
    # skewed: its quantiles are met to a quarter of a point.
    lost, ahead = PAR.maximum - PAR.mean, -np.log((PAR.maximum - PAR.level) / (PAR.maximum - PAR.mean))
    error = generator.normal(0, s)
    drawn = PAR.maximum - lost * (1 - generator.normal(g, t)) * np.exp(-f * ahead - error)
    mean, variance = fitting._total(PAR, pace, place)
    closed = stats.t(place.freedom, mean, np.sqrt(variance))
    assert drawn.mean() == pytest.approx(mean, abs=0.1)
    for share in (0.1, 0.5, 0.9):
        assert np.quantile(drawn, share) == pytest.approx(closed.ppf(share), abs=0.25), share
