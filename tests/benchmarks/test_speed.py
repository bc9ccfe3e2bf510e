"""How long things take, against a yardstick of the same machine; `make bench` shows the figures.

In the normal run every function runs once with little work and checks its result.
"""

import shutil
import statistics
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest

import par_analysis.build as builder
from par_analysis import Change, Scenario, charts, evaluate, open_edition
from par_analysis.edition import opening
from par_analysis.tables.locations import PROJECT, RAW, SHIPPED

LIGHT_STEPS = 3  # checked in the normal run; notebooks and figures are slow, and tests/test_build.py has them
RATIOS = {}


def pytest_generate_tests(metafunc):
    if "step" in metafunc.fixturenames:
        option = metafunc.config.getoption
        light = option("benchmark_disable") and not option("benchmark_enable")
        steps = builder.STEPS[:LIGHT_STEPS] if light else builder.STEPS
        metafunc.parametrize("step", steps, ids=[f"step {n}" for n, _ in enumerate(steps, 1)])


@pytest.fixture(scope="module", autouse=True)
def table(request):
    """Print the ratios when the module is done."""
    yield
    if RATIOS:
        capture = request.config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():
            print("\n")
            for what, text in RATIOS.items():
                print(f"  {what:<34} {text}")


def seconds(work, rounds, middle=statistics.median):
    """Middle (or shortest) time of `work`."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return middle(times)


def note(benchmark, what, key, ratio):
    benchmark.extra_info[key] = round(ratio, 3)
    if benchmark.enabled:
        RATIOS[what] = f"{ratio:8.2f} x {key.removeprefix('ratio_to_')}"


def test_import(benchmark):
    def run(module):
        ran = subprocess.run([sys.executable, "-c", f"import {module}; print({module}.__name__)"], capture_output=True)
        assert ran.stdout.decode().strip() == module, ran.stderr
        return module

    rounds = 9 if benchmark.enabled else 1
    run("par_analysis")  # both from warm disk caches
    pairs = [[seconds(lambda m=m: run(m), 1) for m in ("pandas", "par_analysis")] for _ in range(rounds)]
    pandas_own, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
    note(benchmark, "import", "ratio_to_pandas", ours / pandas_own)
    assert benchmark.pedantic(run, args=("par_analysis",), rounds=rounds) == "par_analysis"


def test_load_both_tables_from_text(benchmark):
    def load():
        cold = opening._shipped.__wrapped__(SHIPPED.name)
        return cold.table("par"), cold.table("sipas")

    par, sipas = benchmark(load)
    assert (par.index.is_unique, sipas.index.is_unique) == (True, True)
    if benchmark.enabled:
        files = [PROJECT / "data" / "processed" / SHIPPED.name / name for name in ("par.csv", "sipas.csv")]
        csv = seconds(lambda: [pd.read_csv(file) for file in files], 9)
        note(benchmark, "load both tables from text", "ratio_to_read_csv", benchmark.stats.stats.median / csv)


def test_open_an_edition_cold(benchmark):
    """Its indices and what it is called; the tables of the plan are read when they are asked for."""

    def opened():
        return opening._shipped.__wrapped__(SHIPPED.name)

    edition = benchmark.pedantic(opened, rounds=15 if benchmark.enabled else 1, iterations=1)
    assert edition.title == "PAR INDEX, SIPAS Hà Nội 2021"
    if benchmark.enabled:
        took = benchmark.stats.stats.median
        RATIOS["open_edition, cold"] = f"{took * 1000:8.1f} ms (at most 80)"
        assert took <= 0.080


@pytest.mark.parametrize("scenarios", [1, 1_000, 100_000])
@pytest.mark.parametrize("index", ["par", "sipas"])
def test_rollup(benchmark, index, scenarios):
    count = scenarios if benchmark.enabled else min(scenarios, 50)
    tree = open_edition().index(index)
    bare = tree.matrix.to_numpy().T
    values = pd.DataFrame(np.random.default_rng(1).random((count, len(tree.leaves))), columns=tree.leaves)
    rolled = benchmark(tree.rollup, values)
    numbers = values.to_numpy()
    np.testing.assert_allclose(rolled.to_numpy(), numbers @ bare, rtol=1e-12)
    if benchmark.enabled:
        # The shortest times: threads of the matrix product that wait for each other would drown the rest.
        ratio = benchmark.stats.stats.min / seconds(lambda: numbers @ bare, max(20, 20_000 // count), min)
        note(benchmark, f"rollup {index}, {count:,} scenarios", "ratio_to_numpy", ratio)


@pytest.mark.parametrize("scenarios", [1, 10_000])
def test_evaluate(benchmark, scenarios):
    count = scenarios if benchmark.enabled else min(scenarios, 20)
    base = open_edition()
    scores = np.random.default_rng(1).integers(0, 1251, count) / 1000
    many = [
        Scenario(f"{number}", (Change("code", "5.5", "score", score), Change("code", "V", "close", 0.2)))
        for number, score in enumerate(scores.tolist())
    ]
    made = benchmark(evaluate, many)
    assert made.loc[("par", "5.5")].to_numpy() == pytest.approx(scores)
    if benchmark.enabled:
        values = np.random.default_rng(2).random((count, len(base.par.leaves)))
        matrix = base.par.matrix.to_numpy().T
        bare = seconds(lambda: values @ matrix, max(5, 20_000 // count), min)
        ratio = benchmark.stats.stats.min / bare
        note(benchmark, f"evaluate, {count:,} scenarios", "ratio_to_numpy", ratio)
        assert count == 1 or ratio <= 20


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    home = tmp_path_factory.mktemp("project")
    shutil.copytree(RAW, home / "data" / "raw")
    shutil.copytree(PROJECT / "notebooks", home / "notebooks", ignore=shutil.ignore_patterns(".*"))
    return home


def test_build(benchmark, project, step):
    work = builder.Work(project, opening._shipped.__wrapped__(SHIPPED.name), True, lambda line: None)
    done = benchmark.pedantic(step.run, args=(work,), rounds=1, iterations=1)
    benchmark.extra_info["step"] = step.title
    assert done
    if benchmark.enabled:
        RATIOS[f"build: {step.title}"] = f"{benchmark.stats.stats.median:8.2f} s"
    written = {path.relative_to(project).parts[0] for path in project.rglob("*") if path.is_file()}
    assert ("figures" in written) == (step is builder.STEPS[-1])
    if step is builder.STEPS[-1]:
        assert len(list((project / "figures").iterdir())) == 6 * len(charts.figures_of(open_edition()))
