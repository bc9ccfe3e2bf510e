"""The least effort is that of trying everything; beyond reach, everything in the way is named."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
import pytest
from effort_cases import (
    LOST,
    NOW,
    ROWS,
    WHOLE,
    Case,
    cases,
    changes,
    cheapest,
    choices,
    farthest,
    figure,
    only,
    price,
    published,
    under,
)
from hypothesis import event, given, settings
from hypothesis import strategies as st

from par_analysis import ParAnalysisError
from par_analysis.outlook.least_effort import LeastEffort, least_effort
from par_analysis.outlook.model import Model, achievability_model


def keep_to_terms(case: Case, found: LeastEffort) -> None:
    """Whatever was found, it is within the terms."""
    gains = found.measures.set_index("code")["gain"]
    assert set(gains.index) <= set(case.codes) and (gains > 0).all()
    for code, gain in gains.items():
        assert gain <= LOST[code] + 1e-9
        if code in WHOLE:
            assert gain == pytest.approx(LOST[code], abs=1e-9)
    for name, most in case.caps.items():
        assert gains[gains.index.isin(under(name))].sum() <= most + 1e-6
    for name in case.must_not:
        assert name not in gains
    for name in case.must:
        value = ROWS[name]["max_points" if name in WHOLE else "target"]
        assert changes(found).get(name, ROWS[name]["score"]) >= value - 1e-9


def agree(case: Case) -> None:
    """The search finds what trying everything finds."""
    if not choices(case):
        event("contradiction")
        with pytest.raises(ParAnalysisError, match="must be reached"):
            case.solve()
        return
    most, found = farthest(case), case.solve()
    keep_to_terms(case, found)
    slack = 1e-7 + 1e-9 * len(found.measures)  # what a scenario's file is rounded to
    name = {key: value for key, value in case.aim.items() if key in ("code", "agency")}
    gained = figure(found.scenario, case.model, **name) - published(**name)
    assert found.measures.set_index("code")["gain"].reindex(case.counted).sum() == pytest.approx(gained, abs=slack)
    if case.need <= most + 1e-9:
        event("reached")
        assert found.reached and found.shortfall == 0 and found.in_the_way.empty
        assert found.effort == pytest.approx(cheapest(case), abs=1e-6)
        assert gained >= case.need - 1e-8
    else:
        event("out of reach")
        assert not found.reached
        assert found.shortfall == pytest.approx(case.need - most, abs=1e-6)
        assert gained == pytest.approx(most, abs=slack)
        if not case.must:
            assert_in_the_way(case, found, most)


def assert_in_the_way(case: Case, found: LeastEffort, most: float) -> None:
    """Every limit is named with how much farther one gets without it, the others still there."""
    want = {}
    for name in case.caps:
        want["caps", name] = farthest(case.without(caps={k: v for k, v in case.caps.items() if k != name})) - most
    for name in case.must_not:
        want["must_not", name] = farthest(case.without(must_not=[k for k in case.must_not if k != name])) - most
    want["maximum", ""] = case.need - farthest(case.without(caps={}, must_not=[]))
    want = {key: points for key, points in want.items() if points > 1e-8}
    rows = found.in_the_way
    assert list(rows) == ["constraint", "of", "points"]
    made = {(row.constraint, row.of): row.points for row in rows.itertuples(index=False)}
    assert made == pytest.approx(want, abs=1e-6)
    assert rows["points"].is_monotonic_decreasing and len(made) == len(rows)


@settings(max_examples=100)
@given(case=cases() | cases(whole=(2, 6), gradual=(0, 0)) | cases(whole=(0, 0), gradual=(2, 5)))
def test_the_effort_is_that_of_trying_everything(case: Case) -> None:
    agree(case)


@functools.cache
def grid() -> tuple[Model, list[np.ndarray], list[np.ndarray]]:
    """Three leaves on which caps cross, in steps of which every bend, cap and goal is a multiple."""
    shipped = achievability_model()
    model = dataclasses.replace(shipped, assumptions=shipped.assumptions.replace(least_typical=0.25))
    axes, efforts = [], []
    for place, code in enumerate(("4.4.1", "4.4.2", "5.9.1")):
        points = np.arange(round(LOST[code] / 0.0025) + 1) * 0.0025
        shape = [-1 if at == place else 1 for at in range(3)]
        axes.append(points.reshape(shape))
        efforts.append(np.array([price(code, gain, model) for gain in points]).reshape(shape))
    return only(model, ["4.4.1", "4.4.2", "5.9.1"]), axes, efforts


@settings(max_examples=15)
@given(
    points=st.tuples(st.integers(1, 370), st.integers(0, 300), st.integers(0, 260)),
    costs=st.tuples(*[st.integers(2, 40).map(lambda tenths: tenths / 10)] * 3),
)
def test_where_caps_cross_the_effort_is_that_of_a_fine_grid(
    points: tuple[int, int, int], costs: tuple[float, float, float]
) -> None:
    model, gains, efforts = grid()
    need, field_cap, agency_cap = (number * 0.0025 for number in points)
    first, second, third = gains
    allowed = (first + second <= field_cap + 1e-9) & (second + third <= agency_cap + 1e-9)
    summed = np.where(allowed, first + second + third, -1.0)
    spent = sum(cost * effort for cost, effort in zip(costs, efforts, strict=True))
    found = least_effort(
        total=NOW + need,
        costs=dict(zip(("4.4.1", "4.4.2", "5.9.1"), costs, strict=True)),
        caps={"4.4": field_cap, "Sở Nội vụ": agency_cap},
        model=model,
    )
    assert found.reached == (need <= summed.max() + 1e-9)
    if found.reached:
        assert found.effort == pytest.approx(np.where(summed >= need - 1e-9, spent, np.inf).min(), abs=1e-6)
    else:
        assert found.shortfall == pytest.approx(need - summed.max(), abs=1e-6)
