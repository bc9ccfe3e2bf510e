"""The main job: raw documents -> processed tables -> notebooks executed in place -> figures."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from par_analysis.cards import check_cards
from par_analysis.errors import ParAnalysisError
from par_analysis.files import write_text
from par_analysis.locations import PROJECT, RAW

__all__ = ["STEPS", "Step", "build"]


@dataclass(frozen=True)
class Step:
    """One step of the build: what it is called, and what it does with the project's folder.

    `run` returns one line on what it did, and may say lines on the way.
    """

    title: str
    run: Callable[[Path, Callable[[str], None]], str]


def build(say: Callable[[str], None] = print, project: Path | None = None) -> None:
    """Run every step, telling progress.

    Parameters
    ----------
    say : callable
        Receives one line at a time.
    project : Path, optional
        Where `notebooks` lie and results go; by default the checkout the package is installed from. The raw
        files are always the package's own.

    Raises
    ------
    ParAnalysisError
        A step failed (the message names the step), or there is no checkout.
    """
    home = project or PROJECT
    if home is None:
        raise ParAnalysisError(
            "par-analysis build cần bản sao (clone) của dự án, với thư mục notebooks/ và figures/ "
            "(a clone of the project is needed); cài bằng: pip install --editable ."
        )
    started = time.perf_counter()
    for number, step in enumerate(STEPS, 1):
        say(f"[{number}/{len(STEPS)}] {step.title} ...")
        begun = time.perf_counter()
        try:
            done = step.run(home, lambda line: say(f"      {line}"))
        except ParAnalysisError as error:
            raise ParAnalysisError(f"Bước {number} ({step.title}) không xong (step failed):\n{error}") from None
        say(f"      {done} ({time.perf_counter() - begun:.1f} s)")
    say(f"Xong sau {time.perf_counter() - started:.1f} s (done). Đã ghi (written):")
    say(f"  {home / 'data' / 'processed'}: bảng CSV và datapackage.json (tables)")
    say(f"  {home / 'notebooks'}: sổ tay đã chạy (executed notebooks)")
    say(f"  {home / 'figures'}: biểu đồ PNG, SVG, PDF (charts)")
    say("Mở tiếp (open next): jupyter lab notebooks/01_tables_and_audit.ipynb")


def _check_sources(home: Path, say: Callable[[str], None]) -> str:
    return f"{check_cards(RAW)} tệp gốc đúng với thẻ nguồn (raw files match their cards)"


def _read_and_audit(home: Path, say: Callable[[str], None]) -> str:
    from par_analysis.audit import audit
    from par_analysis.datasets import load_par, load_sipas

    par, sipas = load_par(), load_sipas()
    corrections = par.attrs["corrections"] + sipas.attrs["corrections"]
    return (
        f"{len(par)} + {len(sipas)} dòng (rows), {corrections} đính chính lỗi quét (corrections applied), "
        f"{len(audit(par, sipas))} kết quả rà soát (audit findings)"
    )


def _write_tables(home: Path, say: Callable[[str], None]) -> str:
    from par_analysis.processed import write_processed

    return f"{len(write_processed(home / 'data' / 'processed'))} tệp (files)"


def _run_notebooks(home: Path, say: Callable[[str], None]) -> str:
    from par_analysis.notebooks import execute_all

    paths = sorted((home / "notebooks").glob("*.ipynb"))
    for path, text in zip(paths, execute_all(paths, say), strict=True):
        write_text(path, text)
    return f"{len(paths)} sổ tay (notebooks)"


def _draw_figures(home: Path, say: Callable[[str], None]) -> str:
    from par_analysis.charts.drawing import Drawn, draw_figures

    count = 0

    def done(name: str, drawn: dict[str, Drawn]) -> None:
        nonlocal count
        count += sum(len(one.files) for one in drawn.values())
        say(f"{name} ({sum(one.seconds for one in drawn.values()):.1f} s)")

    draw_figures(home / "figures", done=done)
    return f"{count} tệp (files)"


STEPS = (
    Step("Đối chiếu tệp gốc với thẻ nguồn (source cards)", _check_sources),
    Step("Đọc và rà soát hai bảng (read and audit)", _read_and_audit),
    Step("Ghi data/processed (tidy tables)", _write_tables),
    Step("Chạy sổ tay (notebooks)", _run_notebooks),
    Step("Vẽ biểu đồ (figures)", _draw_figures),
)
