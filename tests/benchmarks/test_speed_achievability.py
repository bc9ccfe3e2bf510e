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

from par_analysis.outlook.least_effort import ladder, least_effort
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.ranks import rank_list
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


def test_draws_with_ranks_against_their_random_numbers_alone(benchmark: Any) -> None:
    count = 1_000_000 if benchmark.enabled else 3_000
    model = achievability_model()
    steps, leaves = rank_list(model.until).steps, model.of("par")
    names = sorted(leaves["reference_class"].unique())
    rows = len(leaves), len(names)

    def ranked() -> tuple[int, int]:
        best = worst = 0
        for block in draw(model, count, 0):
            best += int(steps.best(block.nodes[0]).sum())
            worst += int(steps.worst(block.nodes[0]).sum())
        return best, worst

    def numbers() -> float:
        generator = np.random.default_rng(0)
        own, shared, centre = np.empty((rows[0], BLOCK)), np.empty((rows[1], BLOCK)), np.empty((rows[1], BLOCK))
        for _ in range(0, count, BLOCK):
            for normal in (own, shared, centre):
                generator.standard_normal(out=normal)
            for name in names:
                generator.standard_gamma(model.classes[name].freedom / 2, size=BLOCK)
        return float(generator.random())

    best, worst = benchmark.pedantic(ranked, rounds=1, iterations=1)
    assert count <= best <= worst <= steps.places * count
    # The yardstick draws what the library draws: both generators stand at the same place afterwards.
    generator = np.random.default_rng(0)
    for _ in draw(model, count, generator):
        pass
    assert generator.random() == numbers()
    if benchmark.enabled:
        # In turn, and the shortest of each: others on the machine can only lengthen a time.
        pairs = [(seconds(ranked), seconds(numbers)) for _ in range(ROUNDS)]
        ours, bare = (min(times) for times in zip(*pairs, strict=True))
        benchmark.extra_info["ratio_to_random_numbers"] = round(ours / bare, 3)
        FIGURES["1,000,000 draws with ranks"] = f"{ours / bare:8.2f} x random_numbers ({ours:.2f} s)"


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
