"""How long the briefing pack takes, whole and by part; `make bench` shows the figures.

The normal run skips what would only repeat tests/deliver.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from par_analysis.charts.drawing import draw_figures
from par_analysis.deliver.report.writing import write_report
from par_analysis.deliver.slides.writing import write_slides
from par_analysis.deliver.workbook.writing import write_workbook

PARTS = {"slides.pptx": write_slides, "what-if.xlsx": write_workbook, "report.docx": write_report}


def only_measured(benchmark: object) -> None:
    """Skip the test unless speed is measured; called from the test, for pytest-benchmark minds a fixture that is not used."""
    if not benchmark.enabled:  # type: ignore[attr-defined]
        pytest.skip("only measured by `make bench`; tests/deliver checks what is written")


def test_whole_pack_in_a_new_process(benchmark: object, tmp_path: Path) -> None:
    """As the command does it: imports, figures and sentences, all parts; beside drawing the charts alone."""
    only_measured(benchmark)
    begun = time.perf_counter()
    draw_figures(tmp_path / "alone", ("vi",), 200, suffix=False)
    alone = time.perf_counter() - begun
    command = [sys.executable, "-m", "par_analysis.cli", "brief", "--out", str(tmp_path / "pack")]
    took = []

    def run() -> None:
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PYTHONUTF8": "1"})
        took.append(time.perf_counter() - begun)

    benchmark.pedantic(run, rounds=1, iterations=1)  # type: ignore[attr-defined]
    size = sum(path.stat().st_size for path in (tmp_path / "pack").rglob("*") if path.is_file()) / 1e6
    print(f"\npack {took[0]:.1f} s, {took[0] / alone:.2f} x drawing its charts alone; {size:.1f} MB")


@pytest.mark.parametrize("name", PARTS)
def test_part_once_its_figures_are_known(benchmark: object, name: str, tmp_path: Path) -> None:
    only_measured(benchmark)
    PARTS[name](tmp_path / name)
    benchmark.pedantic(PARTS[name], args=(tmp_path / name,), rounds=3, iterations=1)  # type: ignore[attr-defined]
    print(f"\n{name}: {(tmp_path / name).stat().st_size / 1e3:.0f} kB")
