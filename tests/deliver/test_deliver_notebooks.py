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
    monkeypatch.setattr("par_analysis.deliver.notebooks.CELL_SECONDS", "không phải số")
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
    notebooks._main(str(write("1")), "5", ".")
    assert json.loads(capfdbinary.readouterr().out)["error"].endswith("(could not be executed): OSError: đĩa đầy")


def test_killed_in_the_middle_leaves_nothing_running(write: Callable[..., Path]) -> None:
    path = write("import time\ntime.sleep(120)")
    code = f"from pathlib import Path; from par_analysis.deliver.notebooks import execute_all; execute_all([Path({str(path)!r})])"
    main = subprocess.Popen([sys.executable, "-c", code])
    children: list[psutil.Process] = []
    until = time.monotonic() + 30
    while len(children) < 2 and time.monotonic() < until:  # the notebook's process, and its kernel
        time.sleep(0.2)
        children = psutil.Process(main.pid).children(recursive=True)
    main.kill()
    main.wait()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert len(children) >= 2
    assert alive == []


def test_cells_run_in_the_folder_that_is_named(write: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "nơi khác").mkdir()
    path = write("from pathlib import Path\nprint(Path.cwd().name)")
    (text,) = execute_all([path], folder=tmp_path / "nơi khác")
    assert nbformat.reads(text, as_version=4).cells[0].outputs[0].text == "nơi khác\n"


def test_notebooks_are_fitted_to_an_edition(tmp_path: Path) -> None:
    def book(*cells: tuple[str, dict[str, object]], name: str) -> None:
        made = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source, metadata=told) for source, told in cells]
        )
        (tmp_path / name).write_text(nbformat.writes(made), encoding="utf-8")

    own = open_edition("ha-noi-2024")
    book(("edition = open_edition()", {}), ("mục tiêu", {"needs": ["targets"]}), ("riêng", {"of": "ha-noi-2021"}), ("hạng", {"needs": ["rank"]}), name="1.ipynb")  # fmt: skip
    book(("điểm", {"needs": ["scores"]}), ("chung", {}), name="2.ipynb")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with notebooks_for(own, tmp_path, tmp_path / "sổ tay") as paths:
        (made,) = (nbformat.read(path, as_version=4) for path in paths)
        assert [path.name for path in paths] == ["1.ipynb"]
        assert [cell.source for cell in made.cells] == ['edition = open_edition("..")', "hạng"]
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    with notebooks_for(own, tmp_path, None) as paths:
        assert paths == sorted(before)
