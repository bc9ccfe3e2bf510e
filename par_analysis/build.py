"""The main job: raw documents -> processed tables -> notebooks executed in place -> figures."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from par_analysis.charts.drawing import Drawn, draw_figures
from par_analysis.deliver.notebooks import execute_all, notebooks_for
from par_analysis.deliver.processed import write_national, write_processed
from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of, shipped_editions
from par_analysis.edition.results import audit
from par_analysis.tables.cards import check_cards
from par_analysis.tables.files import write_text
from par_analysis.tables.locations import NOTEBOOKS, PROJECT, RAW
from par_analysis.words.errors import ParAnalysisError, refused

__all__ = ["STEPS", "Step", "Work", "build"]


@dataclass(frozen=True)
class Work:
    """What a build works on: where to, which edition, whether it is the shipped ones, and who hears of it."""

    home: Path
    edition: Edition
    shipped: bool
    say: Callable[[str], None]

    @property
    def tables(self) -> Path:
        """Where tidy tables go."""
        return self.home / "data" / "processed" if self.shipped else self.home / "processed"

    @property
    def notebooks(self) -> Path:
        """Where executed notebooks go."""
        return self.home / "notebooks"

    @property
    def figures(self) -> Path:
        """Where charts go."""
        return self.home / "figures"


@dataclass(frozen=True)
class Step:
    """One step of the build: what it is called, and what it does; `run` returns one line on that."""

    title: str
    run: Callable[[Work], str]


def build(say: Callable[[str], None] = print, project: Path | None = None, edition: EditionLike = None) -> None:
    """Run every step, telling progress.

    Parameters
    ----------
    say : callable
        Receives one line at a time.
    project : Path, optional
        Where results go; by default the checkout the package is installed from, or the folder of the edition.
    edition : Edition, str or path-like, optional
        A researcher's own edition: tables, notebooks and figures go into its folder, never over another's. By default
        the shipped editions, into the checkout.

    Raises
    ------
    ParAnalysisError
        A step failed (the message names the step), or there is nowhere to write to.
    """
    opened = edition_of(edition)
    home = project or (PROJECT if edition is None else opened.folder)
    if home is None:
        raise refused("no_checkout")
    work = Work(home, opened, edition is None, lambda line: say(f"      {line}"))
    started = time.perf_counter()
    for number, step in enumerate(STEPS, 1):
        say(f"[{number}/{len(STEPS)}] {step.title} ...")
        begun = time.perf_counter()
        try:
            done = step.run(work)
        except ParAnalysisError as error:
            raise ParAnalysisError(f"Bước {number} ({step.title}) không xong (step failed):\n{error}") from None
        say(f"      {done} ({time.perf_counter() - begun:.1f} s)")
    say(f"Xong sau {time.perf_counter() - started:.1f} s (done). Đã ghi (written):")
    say(f"  {work.tables}: bảng CSV và datapackage.json (tables)")
    say(f"  {work.notebooks}: sổ tay đã chạy (executed notebooks)")
    say(f"  {work.figures}: biểu đồ PNG, SVG, PDF (charts)")
    say(f"Mở tiếp (open next): jupyter lab {work.notebooks / '01_tables_and_audit.ipynb'}")


def _check_sources(work: Work) -> str:
    if not work.shipped:
        return f"{work.edition.title}: {', '.join(work.edition.indices)}"
    return f"{check_cards(RAW)} tệp gốc đúng với thẻ nguồn (raw files match their cards)"


def _read_and_audit(work: Work) -> str:
    trees = work.edition.indices.values()
    rows = " + ".join(str(len(tree.codes)) for tree in trees)
    corrections = sum(tree.nodes.attrs.get("corrections", 0) for tree in trees)
    return (
        f"{rows} dòng (rows), {corrections} đính chính lỗi quét (corrections applied), "
        f"{len(audit(work.edition))} kết quả rà soát (audit findings)"
    )


def _write_tables(work: Work) -> str:
    if not work.shipped:
        return f"{len(write_processed(work.tables, work.edition))} tệp (files)"
    written = [*write_national(work.tables / "national")]
    for key in shipped_editions():
        written += write_processed(work.tables / key, key)
    return f"{len(written)} tệp (files)"


def _run_notebooks(work: Work) -> str:
    source, target = (work.notebooks, None) if work.shipped else (NOTEBOOKS, work.notebooks)
    with notebooks_for(work.edition, source, target) as paths:
        work.notebooks.mkdir(parents=True, exist_ok=True)
        for path, text in zip(paths, execute_all(paths, work.say, work.notebooks), strict=True):
            write_text(work.notebooks / path.name, text)
    return f"{len(paths)} sổ tay (notebooks)"


def _draw_figures(work: Work) -> str:
    def done(name: str, drawn: dict[str, Drawn]) -> None:
        work.say(f"{name} ({sum(figure.seconds for figure in drawn.values()):.1f} s)")

    every = draw_figures(work.figures, done=done, edition=work.edition)
    return f"{sum(len(figure.files) for drawn in every.values() for figure in drawn.values())} tệp (files)"


STEPS = (
    Step("Đối chiếu tệp gốc với thẻ nguồn (source cards)", _check_sources),
    Step("Đọc và rà soát các bảng (read and audit)", _read_and_audit),
    Step("Ghi bảng số liệu (tidy tables)", _write_tables),
    Step("Chạy sổ tay (notebooks)", _run_notebooks),
    Step("Vẽ biểu đồ (figures)", _draw_figures),
)
