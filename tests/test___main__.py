"""`python -m par_analysis` is the command."""

from __future__ import annotations

import subprocess
import sys

import pytest

from par_analysis import __version__


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["--version"], 0, f"par-analysis {__version__}"),
        ([], 2, "usage: par-analysis"),
        (["export-tables", "x"], 1, ".xlsx"),
    ],
)
def test_module_runs_the_command(arguments: list[str], status: int, told: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "par_analysis", *arguments], capture_output=True, encoding="utf-8", timeout=60
    )
    assert ran.returncode == status
    assert told in ran.stdout + ran.stderr and "Traceback" not in ran.stderr
