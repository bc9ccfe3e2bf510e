"""Executing notebooks: fresh outputs, nothing of the machine, one clear message when one fails."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import psutil
import pytest
from nbclient import NotebookClient

from par_analysis import ParAnalysisError, open_edition
from par_analysis.deliver import notebooks
from par_analysis.deliver.notebooks import execute_all, execute_notebook, notebooks_for


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def make(*cells: str, name: str = "sổ tay 1.ipynb") -> Path:
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
        book.metadata = {"language_info": {"name": "python", "version": "2.7.0"}, "signature": "of another machine"}
        path = tmp_path / name
        path.write_text(nbformat.writes(book), encoding="utf-8")
        return path

    return make


def test_notebooks_come_back_in_their_order_with_fresh_outputs(write: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "nơi khác").mkdir()
    cell = "import time; from pathlib import Path\ntime.sleep({1})\nprint({0}, Path.cwd().name)"  # the first ends last
    paths = [write(cell.format(n, 1 - n), "6 * 7", name=f"{n}.ipynb") for n in range(2)]
    before = [path.read_bytes() for path in paths]
    said: list[str] = []
    texts = execute_all(paths, said.append, tmp_path / "nơi khác")
    books = [nbformat.reads(text, as_version=4) for text in texts]
    assert [book.cells[0].outputs[0].text for book in books] == ["0 nơi khác\n", "1 nơi khác\n"]
    assert [book.cells[1].outputs[0].data["text/plain"] for book in books] == ["42", "42"]
    assert sorted(line.split()[0] for line in said) == [path.name for path in paths]
    assert set(books[0].metadata) == {"kernelspec", "language_info"}
    assert set(books[0].metadata.language_info) == {"name"}
    assert [path.read_bytes() for path in paths] == before
    assert execute_all([]) == []


def test_a_file_that_is_no_notebook(tmp_path: Path) -> None:
    path = tmp_path / "hỏng.ipynb"
    for content in (b"", b"{", b'{"nbformat": 4}', b"[]", b"\xff"):
        path.write_bytes(content)
        with pytest.raises(ParAnalysisError, match=r"hỏng\.ipynb.*not a notebook"):
            execute_notebook(path)


def test_what_goes_wrong_in_a_cell_is_told_with_the_notebook(write: Callable[..., Path]) -> None:
    for cell, seconds, words in (
        ("1 / 0", 60, "ZeroDivisionError"),
        ("import warnings\nwarnings.warn('cảnh báo')", 60, "stderr.*cảnh báo"),
        ("import os\nos._exit(3)", 60, "kernel died"),
        ("import time\ntime.sleep(30)", 1, "more than 1 s"),
    ):
        with pytest.raises(ParAnalysisError, match=f"(?s)sổ tay 1\\.ipynb.*{words}"):
            execute_notebook(write(cell), cell_seconds=seconds)


def test_a_process_that_breaks_down_is_told_too(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(notebooks, "CELL_SECONDS", "không phải số")
    with pytest.raises(ParAnalysisError, match=r"sổ tay 1\.ipynb.*ValueError"):
        execute_all([write("1")])

    def fail(*_: object) -> str:
        raise OSError("đĩa đầy")

    monkeypatch.setattr(notebooks, "execute_notebook", fail)
    notebooks._main(str(write("1")), "5", ".")
    assert json.loads(capfdbinary.readouterr().out)["error"].endswith("(could not be executed): OSError: đĩa đầy")


def test_a_kernel_that_does_not_start_is_started_again(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when another kernel took its port at the same moment."""
    starts: list[int] = []
    real = NotebookClient.execute

    def execute(self: NotebookClient) -> object:
        starts.append(1)
        if len(starts) <= failures:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return real(self)

    monkeypatch.setattr(NotebookClient, "execute", execute)
    path, failures = write("6 * 7"), 2
    assert nbformat.reads(execute_notebook(path), as_version=4).cells[0].outputs[0].data["text/plain"] == "42"
    assert len(starts) == 3
    starts, failures = [], 3
    with pytest.raises(ParAnalysisError, match=r"sổ tay 1\.ipynb.*the kernel did not start.*kernel_info"):
        execute_notebook(path)
    assert len(starts) == 3


def test_killed_in_the_middle_leaves_nothing_running(write: Callable[..., Path]) -> None:
    path = write("import time\ntime.sleep(120)")
    code = f"from pathlib import Path; from par_analysis.deliver.notebooks import execute_all; execute_all([Path({str(path)!r})])"
    main = subprocess.Popen([sys.executable, "-c", code])
    children: list[psutil.Process] = []
    until = time.monotonic() + 30
    while len(children) < 2 and time.monotonic() < until:  # the notebook's process, and its kernel
        time.sleep(0.1)
        children = psutil.Process(main.pid).children(recursive=True)
    main.kill()
    main.wait()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert len(children) >= 2
    assert alive == []


def test_notebooks_are_fitted_to_an_edition(tmp_path: Path) -> None:
    def book(name: str, cells: dict[str, dict[str, object]]) -> None:
        made = [nbformat.v4.new_code_cell(source, metadata=about) for source, about in cells.items()]
        (tmp_path / name).write_text(nbformat.writes(nbformat.v4.new_notebook(cells=made)), encoding="utf-8")

    edition = open_edition("ha-noi-2024")
    about = {"mục tiêu": {"needs": ["targets"]}, "riêng": {"of": "ha-noi-2021"}, "hạng": {"needs": ["rank"]}}
    book("1.ipynb", {"edition = open_edition()": {}, **about})
    book("2.ipynb", {"điểm": {"needs": ["scores"]}, "chung": {}})
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with notebooks_for(edition, tmp_path, tmp_path / "sổ tay") as paths:
        (fitted,) = (nbformat.read(path, as_version=4) for path in paths)
        assert [path.name for path in paths] == ["1.ipynb"]
        assert [cell.source for cell in fitted.cells] == ['edition = open_edition("..")', "hạng"]
    assert not paths[0].exists()
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    with notebooks_for(edition, tmp_path, None) as paths:
        assert paths == sorted(before)
