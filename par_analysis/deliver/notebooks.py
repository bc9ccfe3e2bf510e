"""Executing notebooks: each in a process of its own, so that stopping one stops its kernel and nothing else.

This file run by itself, with a notebook, seconds and a folder, executes the notebook in the folder and prints JSON:
`{"notebook": ...}` or `{"error": ...}`. It ends when its standard input does, so that it never outlives who started it.
It needs nothing of the library but its errors, and so begins at once.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from par_analysis.words.errors import ParAnalysisError

if TYPE_CHECKING:
    from par_analysis.edition.edition import Edition

__all__ = ["CELL_SECONDS", "execute_all", "execute_notebook", "notebooks_for"]

CELL_SECONDS = 300  # the longest a single cell may run
_AT_ONCE = 2
_STARTS = 3  # times that a kernel may fail to start
_GRACE = 10  # seconds a stopped process has to end its kernel


@contextlib.contextmanager
def notebooks_for(edition: Edition, source: Path, target: Path | None) -> Iterator[list[Path]]:
    """Give the notebooks that an edition can bear, ready to be executed.

    A cell whose metadata name parts of an edition (`{"needs": ["targets"]}`) is left out where the edition lacks one, and
    so is a cell that is about one edition only (`{"of": "ha-noi-2021"}`); what the first cell needs the whole notebook
    needs. For an edition of one's own, copies that open it stand in a temporary folder meanwhile.

    Parameters
    ----------
    edition : Edition
    source : Path
        Folder of the notebooks.
    target : Path or None
        Where the executed notebooks will lie; None for the shipped edition, whose notebooks are executed in place.

    Yields
    ------
    list of Path
        Of the shipped edition the notebooks themselves; else the copies.
    """
    paths = sorted(source.glob("*.ipynb"))
    if target is None:
        yield paths
        return
    with tempfile.TemporaryDirectory(prefix="par-analysis-") as folder:
        copies = []
        for path in paths:
            text = _fitted(json.loads(path.read_text(encoding="utf-8")), edition)
            if text is not None:
                copies.append(Path(folder) / path.name)
                copies[-1].write_text(text, encoding="utf-8", newline="\n")
        yield copies


def _fitted(notebook: dict[str, Any], edition: Edition) -> str | None:
    """Return the notebook as it stands for another edition; None where it needs what that edition lacks."""

    def bears(cell: dict[str, Any]) -> bool:
        about = cell["metadata"]
        return about.get("of", edition.key) == edition.key and all(map(edition.has, about.get("needs", ())))

    if not bears(notebook["cells"][0]):
        return None
    cells = [cell for cell in notebook["cells"] if bears(cell)]
    for cell in cells:
        # It is executed, and then lies, in a folder of the edition's own.
        cell["source"] = [line.replace("open_edition()", 'open_edition("..")') for line in cell["source"]]
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return json.dumps({**notebook, "cells": cells}, ensure_ascii=False, indent=1) + "\n"


def execute_all(
    paths: Sequence[Path], say: Callable[[str], None] = lambda line: None, folder: Path | None = None
) -> list[str]:
    """Execute notebooks, two at a time; the files are not changed.

    Parameters
    ----------
    paths : sequence of Path
        The notebooks.
    say : callable
        Receives one line for each notebook that is done.
    folder : Path, optional
        Where their cells run; by default where they lie.

    Returns
    -------
    list of str
        Text of each executed notebook, in the order of `paths`.

    Raises
    ------
    ParAnalysisError
        A notebook failed; the others are stopped. Names the notebook and the reason.
    """
    running: list[subprocess.Popen[bytes]] = []

    def run(path: Path) -> str:
        begun = time.perf_counter()
        place = str(path.parent if folder is None else folder)
        # -P: modules beside this file are not to be taken for others of their names.
        command = [sys.executable, "-P", __file__, str(path), str(CELL_SECONDS), place]
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)
            running.append(process)
            assert process.stdin is not None and process.stdout is not None
            # Its standard input stays open for as long as it is wanted.
            with process.stdin, process.stdout:
                out = process.stdout.read()
            process.wait()
            errors.seek(0)
            err = errors.read()
        try:
            answer = json.loads(out)
        except ValueError:
            last = err.decode("utf-8", errors="replace").strip().rpartition("\n")[2]
            raise ParAnalysisError(f"{path.name}: không chạy được (could not be executed): {last}") from None
        if "error" in answer:
            raise ParAnalysisError(answer["error"])
        say(f"{path.name} ({time.perf_counter() - begun:.1f} s)")
        return str(answer["notebook"])

    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        # The last ones take longest; begun first, none is left to run alone at the end.
        futures = {path: pool.submit(run, path) for path in reversed(paths)}
        for ended in wait(futures.values(), return_when=FIRST_EXCEPTION).done:
            ended.result()
        return [futures[path].result() for path in paths]
    finally:
        # After a failure or Ctrl-C, what still runs is stopped; after success there is nothing left to stop.
        pool.shutdown(wait=False, cancel_futures=True)
        for process in running:
            if process.poll() is None:
                process.terminate()
        for process in running:
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                process.kill()


def execute_notebook(path: Path, cell_seconds: float = CELL_SECONDS, folder: Path | None = None) -> str:
    """Execute one notebook in this process and return its text with fresh outputs; the file is not changed.

    Its cells run in `folder`, by default where it lies.

    Raises
    ------
    ParAnalysisError
        The file is no notebook, a cell failed, wrote to stderr or ran too long, or the kernel died or did not start.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError, AttributeError) as error:
        reason = str(error).splitlines()[0]
        raise ParAnalysisError(f"{path.name}: không phải sổ tay Jupyter (not a notebook): {reason}") from None
    for start in range(1, _STARTS + 1):
        client = NotebookClient(
            notebook,
            timeout=cell_seconds,
            kernel_name="python3",
            record_timing=False,
            coalesce_streams=True,  # two prints are one output, however long the second takes
            shutdown_kernel="immediate",
            extra_arguments=["--IPKernelApp.log_level=ERROR"],  # the kernel's remarks on its own transport
            resources={"metadata": {"path": str(path.parent if folder is None else folder)}},
        )
        try:
            client.execute()
            break
        except CellExecutionError as error:
            raise ParAnalysisError(f"{path.name}: một ô báo lỗi (a cell failed):\n{error}") from None
        except CellTimeoutError:
            raise ParAnalysisError(
                f"{path.name}: một ô chạy quá {cell_seconds:g} giây (a cell ran for more than {cell_seconds:g} s)"
            ) from None
        except DeadKernelError:
            raise ParAnalysisError(f"{path.name}: nhân Python đã dừng giữa chừng (the kernel died)") from None
        except RuntimeError as error:
            # Kernels that start at the same moment may choose the same port; one of them ends then.
            if start == _STARTS:
                raise ParAnalysisError(
                    f"{path.name}: nhân Python không khởi động được (the kernel did not start): {error}"
                ) from None
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
    return str(nbformat.writes(notebook)) + "\n"


def _end_with_input() -> None:
    """End this process when its standard input ends: then nobody waits for it any more. The kernel ends with it."""

    def wait() -> None:
        sys.stdin.buffer.read()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _main(path: str, seconds: str, folder: str) -> None:
    try:
        answer = {"notebook": execute_notebook(Path(path), float(seconds), Path(folder))}
    except ParAnalysisError as error:
        answer = {"error": str(error)}
    except Exception as error:  # told here, for what the kernel's manager says on its way out would come after it
        name = Path(path).name
        answer = {"error": f"{name}: không chạy được (could not be executed): {type(error).__name__}: {error}"}
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))
    sys.stdout.flush()


if __name__ == "__main__":
    _end_with_input()
    _main(*sys.argv[1:])
