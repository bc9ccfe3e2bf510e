"""`python -m par_analysis` is the command."""

from __future__ import annotations

import subprocess
import sys

from par_analysis import __version__


def test_module_runs_the_command() -> None:
    for arguments, status, words in (
        (["--version"], 0, f"par-analysis {__version__}"),
        ([], 2, "usage: par-analysis"),
        (["export-tables", "x"], 1, ".xlsx"),
    ):
        command = [sys.executable, "-m", "par_analysis", *arguments]
        ran = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)
        assert ran.returncode == status, arguments
        assert words in ran.stdout + ran.stderr and "Traceback" not in ran.stderr
