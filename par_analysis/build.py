"""The main job: raw documents -> processed tables -> notebooks executed in place -> figures."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from par_analysis.cards import check_cards
from par_analysis.errors import ParAnalysisError
from par_analysis.files import write_text
from par_analysis.locations import PROJECT

__all__ = ["STEPS", "Step", "build", "execute_notebook"]

_KERNELS_AT_ONCE = 2
_CELL_SECONDS = 300


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
        The checkout to build; by default the one the package is installed from.

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
    return f"{check_cards(home / 'data' / 'raw')} tệp gốc đúng với thẻ nguồn (raw files match their cards)"


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
    paths = sorted((home / "notebooks").glob("*.ipynb"))

    async def run_all() -> list[Any]:
        free = asyncio.Semaphore(_KERNELS_AT_ONCE)

        async def run(path: Path) -> Any:
            async with free:
                begun = time.perf_counter()
                notebook = await _execute(path)
                say(f"{path.name} ({time.perf_counter() - begun:.1f} s)")
                return notebook

        return list(await asyncio.gather(*(run(path) for path in paths)))

    import nbformat

    for path, notebook in zip(paths, asyncio.run(run_all()), strict=True):
        write_text(path, nbformat.writes(notebook) + "\n")
    return f"{len(paths)} sổ tay (notebooks)"


def execute_notebook(path: Path) -> Any:
    """Execute a notebook and return it with fresh outputs; the file is not changed.

    Raises
    ------
    ParAnalysisError
        A cell failed or wrote to stderr; names the notebook and the cell.
    """
    return asyncio.run(_execute(path))


async def _execute(path: Path) -> Any:
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0]
        raise ParAnalysisError(f"{path.name}: không phải sổ tay Jupyter (not a notebook): {reason}") from None
    client = NotebookClient(
        notebook,
        timeout=_CELL_SECONDS,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],  # the kernel's remarks on its own transport
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        await client.async_execute()
    except CellExecutionError as error:
        raise ParAnalysisError(f"{path.name}: một ô báo lỗi (a cell failed):\n{error}") from None
    except CellTimeoutError:
        raise ParAnalysisError(
            f"{path.name}: một ô chạy quá {_CELL_SECONDS} giây (a cell ran for more than {_CELL_SECONDS} s)"
        ) from None
    except DeadKernelError:
        raise ParAnalysisError(f"{path.name}: nhân Python đã dừng giữa chừng (the kernel died)") from None
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr":
                raise ParAnalysisError(
                    f"{path.name}, ô (cell) {number}: có cảnh báo (wrote to stderr):\n{output['text']}"
                )
    # What depends on the machine and not on the notebook stays out of the file.
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    return notebook


def _draw_figures(home: Path, say: Callable[[str], None]) -> str:
    from par_analysis import charts

    count = 0
    for name, draw in charts.ALL.items():
        begun = time.perf_counter()
        for lang in ("vi", "en"):
            count += len(charts.save(draw(lang=lang), f"{name}_{lang}", home / "figures"))
        say(f"{name} ({time.perf_counter() - begun:.1f} s)")
    return f"{count} tệp (files)"


STEPS = (
    Step("Đối chiếu tệp gốc với thẻ nguồn (source cards)", _check_sources),
    Step("Đọc và rà soát hai bảng (read and audit)", _read_and_audit),
    Step("Ghi data/processed (tidy tables)", _write_tables),
    Step("Chạy sổ tay (notebooks)", _run_notebooks),
    Step("Vẽ biểu đồ (figures)", _draw_figures),
)
