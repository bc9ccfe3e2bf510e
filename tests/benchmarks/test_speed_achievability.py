"""How long the forecast and the search for the least effort take; `make bench` shows the figures.

In the normal run every function runs once with little work and checks its result.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from par_analysis.outlook.alternatives import robustness
from par_analysis.outlook.least_effort import ladder, least_effort
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.simulation import BLOCK, draw
from par_analysis.outlook.total import total_distribution

FIGURES: dict[str, str] = {}
ROUNDS = 7


@pytest.fixture(scope="module", autouse=True)
def table(request: pytest.FixtureRequest) -> Iterator[None]:
    """Print the figures when the module is done."""
    yield
    if FIGURES:
        capture = request.config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():
            print("\n")
            for what, text in FIGURES.items():
                print(f"  {what:<44} {text}")


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def test_draws_against_their_random_numbers_alone(benchmark: Any) -> None:
    count = 1_000_000 if benchmark.enabled else 3_000
    model = achievability_model()
    parts = model.moves["par"].parts
    sizes = [len(model.groups["par", part].codes) for part in parts]
    freedom = model.moves["par"].freedom

    def drawn(generator: np.random.Generator) -> int:
        return sum(block.nodes.shape[1] for block in draw(model, count, generator))

    def numbers(generator: np.random.Generator) -> None:
        for begun in range(0, count, BLOCK):
            size = min(BLOCK, count - begun)
            generator.standard_normal((len(parts), size))
            generator.standard_gamma(freedom / 2, size)
            for own in sizes:
                generator.random((own, size))

    made = benchmark.pedantic(drawn, args=(np.random.default_rng(0),), rounds=1, iterations=1)
    assert made == count
    # The yardstick draws what the library draws: both generators stand at the same place afterwards.
    ours, bare = np.random.default_rng(0), np.random.default_rng(0)
    drawn(ours)
    numbers(bare)
    assert ours.random() == bare.random()
    if benchmark.enabled:
        # In turn, and the shortest of each: others on the machine can only lengthen a time.
        pairs = [
            (seconds(lambda: drawn(np.random.default_rng(0))), seconds(lambda: numbers(np.random.default_rng(0))))
            for _ in range(ROUNDS)
        ]
        times = [min(one) for one in zip(*pairs, strict=True)]
        benchmark.extra_info["ratio_to_random_numbers"] = round(times[0] / times[1], 3)
        FIGURES["1,000,000 draws"] = f"{times[0] / times[1]:8.2f} x random_numbers ({times[0]:.2f} s)"
        assert times[0] / times[1] < 8


def test_the_robustness_of_all_headlines(benchmark: Any) -> None:
    made = benchmark.pedantic(lambda: robustness(model=model_anew()), rounds=1, iterations=1)
    assert len(made.names) >= 8
    one = seconds(lambda: total_distribution(20_000, model=model_anew()))
    if benchmark.enabled:
        took = seconds(lambda: robustness(model=model_anew()))
        benchmark.extra_info["ratio_to_one_distribution"] = round(took / one, 1)
        FIGURES["robustness"] = f"{took:8.1f} s, {took / one:.0f} x one distribution"
        assert took < 15


def model_anew() -> Model:
    """The shipped model, of which nothing is worked out yet."""
    return achievability_model().replace()


@pytest.mark.parametrize(
    ("what", "work"),
    [("least effort for a total of 90", lambda: least_effort(total=90.0)), ("ladder", ladder)],
    ids=["least_effort", "ladder"],
)
def test_search(benchmark: Any, what: str, work: Callable[[], object]) -> None:
    made = benchmark.pedantic(work, rounds=ROUNDS if benchmark.enabled else 1, iterations=1, warmup_rounds=1)
    assert made is not None
    if benchmark.enabled:
        FIGURES[what] = f"{benchmark.stats.stats.min * 1000:8.1f} ms"


def test_distribution_of_the_total(benchmark: Any) -> None:
    count = 1_000_000 if benchmark.enabled else 3_000
    made = benchmark.pedantic(total_distribution, args=(count,), rounds=3 if benchmark.enabled else 1, iterations=1)
    assert made.replications == count
    assert made.histogram["share"].sum() == pytest.approx(1.0)
    if benchmark.enabled:
        tracemalloc.start()
        total_distribution(count)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        benchmark.extra_info["peak_megabytes"] = round(peak / 1e6, 1)
        FIGURES["distribution of the total, 1,000,000 draws"] = (
            f"{benchmark.stats.stats.min:8.2f} s, peak {peak / 1e6:.0f} MB"
        )
