"""What a part leaves to its criteria: the chances of the grid against draws, the mean kept, the bounds never left."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from par_analysis.outlook.leaves import GRID, Leaves
from par_analysis.outlook.model import achievability_model

MODEL = achievability_model()
SHIPPED = MODEL.groups
DRAWS, SIGMAS = 30_000, 5.0


@st.composite
def groups(draw: st.DrawFn) -> Leaves:
    """A few criteria of a part, some at nothing or full marks, some all or nothing."""
    count = draw(st.integers(1, 6))
    share = st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]) | st.floats(0.01, 0.99)
    redraw = draw(st.sampled_from([0.0, 0.05, 0.15, 0.4]))
    return Leaves(
        codes=tuple(f"1.{at}" for at in range(count)),
        points=np.array([draw(st.sampled_from([0.25, 0.5, 1.0, 3.0])) for _ in range(count)]),
        attained=np.array([draw(share) for _ in range(count)]),
        whole=np.array([draw(st.booleans()) for _ in range(count)]),
        redraws=(redraw / 3, redraw, min(2 * redraw, 1.0)),
    )


def drawn(own: Leaves, part: float, count: int = DRAWS, seed: int = 0) -> np.ndarray:
    return own.draw(np.full(count, part), np.random.default_rng(seed))


@settings(max_examples=60)
@given(own=groups(), at=st.integers(0, 400), asked=st.floats(0, 1))
def test_the_chance_of_every_criterion_is_its_share_of_draws(own: Leaves, at: int, asked: float) -> None:
    made = drawn(own, GRID[at])
    assert made.min() >= 0.0 and made.max() <= 1.0
    for row in range(len(own.codes)):
        for least in (asked, own.attained[row], 1.0, 0.01):
            if min(abs(GRID[at] - own.part), abs(GRID[at] - least)) <= GRID[1]:
                continue  # where a step lies the grid says how much of its cell is above
            chance = own.chance(row, least)[at]
            found = (made[row] >= least - 1e-9).mean()
            error = np.sqrt(max(chance * (1 - chance), 1 / DRAWS) / DRAWS)
            assert abs(found - chance) <= SIGMAS * error, (own, row, least)


@settings(max_examples=60)
@given(own=groups(), part=st.floats(0, 1))
def test_criteria_add_up_to_their_part_on_average(own: Leaves, part: float) -> None:
    made = own.points @ drawn(own, part) / own.points.sum()
    # A part with nothing cannot lose, one with everything cannot gain.
    want = max(part, own.part) if own.part == 0 else min(part, own.part) if own.part == 1 else part
    assert made.mean() == pytest.approx(want, abs=SIGMAS * made.std() / np.sqrt(DRAWS) + 1e-9)


@settings(max_examples=40)
@given(own=groups())
def test_what_criteria_scatter_on_their_own_is_said_as_it_is_drawn(own: Leaves) -> None:
    made = own.points @ drawn(own, own.part) / own.points.sum()
    fourth = ((made - made.mean()) ** 4).mean()
    assert made.var() == pytest.approx(own.noise, abs=SIGMAS * np.sqrt(fourth / DRAWS) + 1e-12)


@given(own=groups(), least=st.floats(0, 1), other=st.floats(0, 1))
def test_the_better_the_part_or_the_less_is_asked_the_likelier(own: Leaves, least: float, other: float) -> None:
    for at in range(len(own.codes)):
        curve = own.chance(at, least)
        assert ((curve >= -1e-12) & (curve <= 1 + 1e-12)).all()
        assert (np.diff(curve) >= -1e-9).all()
        assert (own.chance(at, min(least, other)) >= own.chance(at, max(least, other)) - 1e-12).all()


def test_every_shipped_criterion_is_drawn_as_it_is_said_to_be() -> None:
    faults = []
    for key, own in SHIPPED.items():
        for at in (round(own.part * 400) - 20, round(own.part * 400) + 12):
            made = drawn(own, GRID[at], 15_000)
            for row, code in enumerate(own.codes):
                for least in (0.0, own.attained[row], min(own.attained[row] + 0.1, 1.0), 1.0):
                    chance, found = own.chance(row, least)[at], (made[row] >= least - 1e-9).mean()
                    if abs(found - chance) > SIGMAS * np.sqrt(max(chance * (1 - chance), 1e-4) / 15_000):
                        faults.append((key, code, at, least, chance, found))
    assert faults == []


def test_full_marks_can_fall_and_so_can_what_is_had_whole() -> None:
    """Issue: 51.25 points at full marks could not fall, nor could what is all or nothing."""
    own = SHIPPED["par", "appraisal"]
    made = drawn(own, own.part - 0.03)
    full = own.attained == 1.0
    assert full.sum() > 15 and ((made[full] < 1).mean(axis=1) > 0.05).all()
    one = Leaves(("a", "b"), np.ones(2), np.array([1.0, 0.6]), np.array([True, False]), (0.05, 0.15, 0.3))
    assert set(drawn(one, 0.7)[0]) == {0.0, 1.0}


def test_the_only_criterion_of_a_part_is_the_part() -> None:
    own = SHIPPED["par", "citizen_survey"]
    parts = np.linspace(0.01, 0.99, 3_000)
    np.testing.assert_allclose(own.draw(parts, np.random.default_rng(0))[0], parts, atol=1e-12)
    for least in (0.88, 0.881, 0.8793):  # on a point of the grid and between two
        np.testing.assert_array_equal(own.chance(0, least)[[*range(351), *range(354, 401)]], [0.0] * 351 + [1.0] * 47)
        want = stats.beta(430.0, 57.0)
        mass = np.diff(want.cdf(np.concatenate([[0.0], (GRID[1:] + GRID[:-1]) / 2, [1.0]])))
        assert own.chance(0, least) @ mass == pytest.approx(want.sf(least), abs=0.003)


def test_what_is_drawn_afresh_is_a_criterion_by_its_points() -> None:
    """Always afresh, with the part where it was: the levels of all criteria, by points."""
    own = Leaves(("a", "b", "c"), np.array([1.0, 2.0, 5.0]), np.array([0.2, 0.5, 1.0]), np.zeros(3, bool), (1.0,) * 3)
    made = drawn(own, own.part)
    for row in made:
        for level, share in ((0.2, 1 / 8), (0.5, 2 / 8), (1.0, 5 / 8)):
            assert np.isclose(row, level).mean() == pytest.approx(share, abs=SIGMAS * 0.5 / np.sqrt(DRAWS))
    assert np.abs(np.corrcoef(made)[np.triu_indices(3, 1)]).max() < SIGMAS / np.sqrt(DRAWS)
