"""Executing notebooks: fresh outputs, nothing of the machine, one clear message when one fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from par_analysis import ParAnalysisError, notebooks
from par_analysis.notebooks import execute_all, execute_notebook


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def make(*cells: str, name: str = "sổ tay 1.ipynb") -> Path:
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
        book.metadata = {"language_info": {"name": "python", "version": "2.7.0"}, "signature": "of another machine"}
        path = tmp_path / name
        path.write_text(nbformat.writes(book), encoding="utf-8")
        return path

    return make


def test_a_notebook_gets_fresh_outputs_and_its_file_stays_as_it_was(write: Callable[..., Path]) -> None:
    path = write("6 * 7")
    before = path.read_bytes()
    book = nbformat.reads(execute_notebook(path), as_version=4)
    assert book.cells[0].outputs[0].data["text/plain"] == str(6 * 7)
    assert set(book.metadata) == {"kernelspec", "language_info"} and set(book.metadata.language_info) == {"name"}
    assert path.read_bytes() == before


def test_several_notebooks_come_back_in_their_order(write: Callable[..., Path]) -> None:
    paths = [write(f"print({n})", name=f"{n}.ipynb") for n in range(3)]
    said: list[str] = []
    texts = execute_all(paths, said.append)
    outputs = [nbformat.reads(text, as_version=4).cells[0].outputs[0].text for text in texts]
    assert outputs == ["0\n", "1\n", "2\n"]
    assert sorted(line.split()[0] for line in said) == [path.name for path in paths]


@pytest.mark.parametrize("text", ["", "{", '{"nbformat": 4}', "[]"])
def test_a_file_that_is_no_notebook(tmp_path: Path, text: str) -> None:
    path = tmp_path / "hỏng.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParAnalysisError, match=r"hỏng\.ipynb"):
        execute_notebook(path)


@pytest.mark.parametrize(
    ("cell", "seconds", "told"),
    [
        ("1 / 0", 60, "ZeroDivisionError"),
        ("import sys\nprint('x', file=sys.stderr)", 60, "stderr"),
        ("import os\nos._exit(3)", 60, "kernel died"),
        ("import time\ntime.sleep(30)", 2, "more than 2 s"),
    ],
)
def test_what_goes_wrong_in_a_cell_is_told_with_the_notebook(
    write: Callable[..., Path], cell: str, seconds: float, told: str
) -> None:
    with pytest.raises(ParAnalysisError, match=told) as caught:
        execute_notebook(write(cell), cell_seconds=seconds)
    assert "sổ tay 1.ipynb" in str(caught.value)


def test_a_process_that_breaks_down_is_told_too(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("par_analysis.notebooks.CELL_SECONDS", "không phải số")
    with pytest.raises(ParAnalysisError, match=r"sổ tay 1\.ipynb.*ValueError"):
        execute_all([write("1")])


@pytest.mark.parametrize("failures", [1, 2, 3])
def test_a_kernel_that_does_not_start_is_started_again(
    failures: int, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
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
    path = write("6 * 7")
    if failures < 3:
        assert nbformat.reads(execute_notebook(path), as_version=4).cells[0].outputs[0].data["text/plain"] == "42"
        assert len(starts) == failures + 1
    else:
        with pytest.raises(ParAnalysisError, match=r"sổ tay 1\.ipynb.*the kernel did not start.*kernel_info"):
            execute_notebook(path)
        assert len(starts) == 3


def test_any_other_error_is_told_with_its_name(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def fail(*_: object) -> str:
        raise OSError("đĩa đầy")

    monkeypatch.setattr(notebooks, "execute_notebook", fail)
    notebooks._main(str(write("1")), "5")
    assert json.loads(capfdbinary.readouterr().out)["error"].endswith("(could not be executed): OSError: đĩa đầy")
