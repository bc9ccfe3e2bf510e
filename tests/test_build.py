"""The build on a copy of the project: what it writes, what it says, and what it leaves alone when it fails."""

import functools
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

import par_analysis.build as builder
from par_analysis import ParAnalysisError, charts, load_par, open_edition
from par_analysis.charts.output import FORMATS
from par_analysis.deliver.processed import PROCESSED
from par_analysis.edition.opening import shipped_editions
from par_analysis.tables.locations import RAW

GOOD = ["from par_analysis import load_par\n\npar = load_par()", "print(len(par))", "par.shape"]
NATIONAL = {f"national/{name}" for name in ("evidence.csv", "standings.csv", "datapackage.json")}
TABLES = NATIONAL | {
    f"ha-noi-2021/{name}.csv" for name in PROCESSED.keys() - {"evidence", "standings"}
} | {f"ha-noi-2024/{name}.csv" for name in ("par", "sipas", "agencies", "audit")} | {
    f"{key}/datapackage.json" for key in shipped_editions()
}  # fmt: skip
CHART = "deficit_by_field"
EVERY_FIGURE = list(charts.figures_of(open_edition()))
# A command that a script has put into the background does not hear Ctrl-C, nor do its children.
HEARS_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"


def make_project(home, *notebooks, name="sổ tay 01"):
    """Raw files and notebooks of the given cells, in a folder with a space and diacritics in its name."""
    home = home / "dự án"
    shutil.copytree(RAW, home / "data" / "raw")
    (home / "notebooks").mkdir()
    for number, cells in enumerate(notebooks):
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
        book.metadata = {"language_info": {"name": "python", "version": "2.7.0"}, "signature": "of another machine"}
        path = home / "notebooks" / f"{name}{number or ''}.ipynb"
        path.write_text(nbformat.writes(book) + "\n", encoding="utf-8", newline="\n")
    return home


def snapshot(home):
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in home.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def one_chart():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charts, "figures_of", lambda edition: {CHART: functools.partial(charts.ALL[CHART], edition)})
        yield


@pytest.fixture(scope="module")
def built(tmp_path_factory, one_chart):
    """The project, the lines said, and every file after one build and after two."""
    home = make_project(tmp_path_factory.mktemp("build"), GOOD)
    said = []
    builder.build(said.append, project=home)
    first = snapshot(home)
    builder.build(lambda line: None, project=home)
    return home, said, first, snapshot(home)


def test_writes_tables_notebooks_and_figures(built):
    _, _, files, _ = built
    written = {name.removeprefix("data/processed/") for name in files if name.startswith("data/processed/")}
    drawn = {Path(name).name for name in files if name.startswith("figures/")}
    assert written == TABLES
    assert drawn == {f"{CHART}_{lang}.{form}" for lang in ("vi", "en") for form in FORMATS}
    assert all(files.values()), "an empty file was written"
    assert {name.partition("/")[0] for name in files} == {"data", "figures", "notebooks"}
    for path in RAW.rglob("*"):
        if path.is_file():
            assert files[f"data/raw/{path.relative_to(RAW).as_posix()}"] == path.read_bytes()


def test_says_every_step_with_its_time_and_what_next(built):
    home, said, _, _ = built
    total = len(builder.STEPS)
    starts = [number for number, line in enumerate(said) if line.startswith("[")]
    assert [said[at] for at in starts] == [f"[{n}/{total}] {s.title} ..." for n, s in enumerate(builder.STEPS, 1)]
    end = next(number for number, line in enumerate(said) if line.startswith("Xong"))
    for begin, following in zip(starts, [*starts[1:], end], strict=True):
        assert following - begin >= 2, f"nothing said on {said[begin]}"
        assert re.search(r"\([0-9]+\.[0-9] s\)$", said[following - 1]), said[following - 1]
    closing = said[end:]
    for folder in ("data/processed", "notebooks", "figures"):
        assert any(str(home / folder) in line for line in closing), f"{folder} is not named"
    assert "open next" in closing[-1]
    assert re.search(r"\.ipynb", closing[-1])


def test_notebook_has_outputs_and_nothing_of_the_machine(built):
    home, _, files, _ = built
    text = files["notebooks/sổ tay 01.ipynb"].decode("utf-8")
    book = nbformat.reads(text, as_version=4)
    par = load_par()
    assert [cell.source for cell in book.cells] == GOOD
    assert book.cells[1].outputs[0].text == f"{len(par)}\n"
    assert book.cells[2].outputs[0].data["text/plain"] == str(par.shape)
    assert all("execution" not in cell.metadata for cell in book.cells), "execution times are in the file"
    assert dict(book.metadata.language_info) == {"name": "python"}
    assert "signature" not in book.metadata
    assert str(home) not in text


def test_second_build_changes_no_byte(built):
    _, _, first, second = built
    assert second.keys() == first.keys()
    assert [name for name in first if first[name] != second[name]] == []


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import sys\nprint('cảnh báo', file=sys.stderr)", "stderr"),
        ("import warnings\nwarnings.warn('cảnh báo')", "stderr"),
        ("import os\nos._exit(3)", ""),
        ("import time\ntime.sleep(30)", ""),
    ],
    ids=["fails", "writes to stderr", "warns", "kernel dies", "never ends"],
)
def test_bad_cell_stops_the_build_and_leaves_every_notebook(tmp_path, one_chart, monkeypatch, cell, told):
    if "sleep" in cell:
        monkeypatch.setattr("par_analysis.deliver.notebooks.CELL_SECONDS", 5)
    home = make_project(tmp_path, ["print('tốt')"], [*GOOD[:1], cell], name="sổ")
    before = {name: data for name, data in snapshot(home).items() if name.startswith("notebooks/")}
    with pytest.raises(ParAnalysisError) as caught:
        builder.build(lambda line: None, project=home)
    number, step = next((n, s) for n, s in enumerate(builder.STEPS, 1) if "notebooks" in s.title)
    for words in (f"Bước {number}", step.title, "sổ1.ipynb", told):
        assert words in str(caught.value)
    assert {name: data for name, data in snapshot(home).items() if name.startswith("notebooks/")} == before
    assert not (home / "figures").exists(), "a later step ran"


def test_a_failure_says_one_thing_while_other_notebooks_run(tmp_path, capfd, caplog):
    home = make_project(tmp_path, ["1 / 0"], ["import time\ntime.sleep(4)"])
    with pytest.raises(ParAnalysisError, match="ZeroDivisionError"):
        builder.build(lambda line: None, project=home)
    assert "Traceback" not in capfd.readouterr().err
    assert [record.message for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []


def test_tampered_raw_file_stops_at_step_one(tmp_path, monkeypatch):
    home = make_project(tmp_path, GOOD)
    monkeypatch.setattr(builder, "RAW", home / "data" / "raw")
    raw = home / "data" / "raw" / "ha-noi-2021" / "names.csv"
    raw.write_bytes(raw.read_bytes() + b"\n")
    before = snapshot(home)
    said = []
    with pytest.raises(ParAnalysisError) as caught:
        builder.build(said.append, project=home)
    assert said == [f"[1/{len(builder.STEPS)}] {builder.STEPS[0].title} ..."]
    for words in ("Bước 1", builder.STEPS[0].title, str(raw), "sha256"):
        assert words in str(caught.value)
    assert snapshot(home) == before


def test_without_a_checkout_says_so(monkeypatch):
    monkeypatch.setattr(builder, "PROJECT", None)
    said = []
    with pytest.raises(ParAnalysisError, match=r"clone.*--edition"):
        builder.build(said.append)
    assert said == []


def test_default_project_is_the_checkout(monkeypatch, tmp_path):
    seen = []
    monkeypatch.setattr(builder, "PROJECT", tmp_path)
    monkeypatch.setattr(builder, "STEPS", (builder.Step("một", lambda work: seen.append(work.home) or "xong"),))
    builder.build(lambda line: None)
    assert seen == [tmp_path]


@pytest.mark.parametrize("at", [1, 3, 6, 9], ids=lambda n: f"before file {n}")
def test_interrupt_leaves_old_or_complete_files_only(built, tmp_path, monkeypatch, at):
    _, _, whole, _ = built
    home = make_project(tmp_path)
    rename, calls = Path.replace, []

    def interrupted(self, target):
        calls.append(target)
        if len(calls) == at:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        builder.build(lambda line: None, project=home)
    left = {name: data for name, data in snapshot(home).items() if not name.startswith("data/raw/")}
    folders = {name.rpartition("/")[0] for name in left}
    assert left.keys() == {name for name in whole if name.rpartition("/")[0] in folders}, (
        "a folder of tables is not whole"
    )
    assert {name: whole.get(name) for name in left} == left, "a file is half-written, or temporary"


def test_ctrl_c_while_a_notebook_runs(tmp_path):
    """A real SIGINT to a real command: status 130, notebooks as they were, nothing temporary, no kernel left."""
    markers = [tmp_path / "đang chạy 1", tmp_path / "đang chạy 2"]
    cell = "import os, pathlib, time\npathlib.Path({!r}).write_text(str(os.getpid()))\ntime.sleep(60)"
    home = make_project(tmp_path, *([cell.format(str(marker))] for marker in markers))
    before = snapshot(home)
    code = (
        f"{HEARS_CTRL_C}; import sys, pathlib, par_analysis.build as b; from par_analysis.cli import main;"
        "b.PROJECT = pathlib.Path(sys.argv[1]); b.STEPS = b.STEPS[3:4]; sys.exit(main(['build']))"
    )
    try:
        _interrupted(["-c", code, str(home)], lambda: all(marker.exists() and marker.read_text() for marker in markers))
    finally:
        left = _left([int(marker.read_text()) for marker in markers if marker.exists()])
    assert snapshot(home) == before
    assert left == [], "a notebook's kernel outlives the command"


def test_ctrl_c_while_figures_are_drawn(tmp_path):
    """The figures begun are finished, no other is begun, and nothing temporary stays."""
    script = tmp_path / "dựng.py"
    script.write_text(
        f"{HEARS_CTRL_C}\nimport pathlib, sys\nimport par_analysis.build as b\nfrom par_analysis.cli import main\n"
        "if __name__ == '__main__':\n"
        "    b.PROJECT = pathlib.Path(sys.argv[1]); b.STEPS = b.STEPS[4:5]; sys.exit(main(['build']))\n",
        encoding="utf-8",
    )
    home = tmp_path / "dự án"
    home.mkdir()
    _interrupted([str(script), str(home)], lambda: list(home.glob("figures/*.pdf")))
    drawn = {path.name for path in home.rglob("*") if path.is_file()}
    every = {f"{name}_{lang}.{form}" for name in EVERY_FIGURE for lang in ("vi", "en") for form in FORMATS}
    assert drawn < every


def _interrupted(arguments, begun):
    """Start Python, send it Ctrl-C as soon as `begun` says so, and demand that it stops as it should."""
    child = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    try:
        until = time.monotonic() + 180
        while not begun():
            assert child.poll() is None, child.communicate()
            assert time.monotonic() < until, "the work never began"
            time.sleep(0.05)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=180)
    finally:
        child.kill()
    assert child.returncode == 130, err
    assert "Traceback" not in err and "đã dừng" in err


def _left(kernels):
    """Kernels that still run half a minute later; they are ended."""
    until = time.monotonic() + 30
    while (left := [kernel for kernel in kernels if _alive(kernel)]) and time.monotonic() < until:
        time.sleep(0.05)
    for kernel in left:
        os.kill(kernel, signal.SIGKILL)
    return left


def _alive(pid):
    """Whether a process runs; one that has ended and waits to be collected does not."""
    status = Path(f"/proc/{pid}/status")
    if Path("/proc/self/status").exists():
        return status.exists() and "State:\tZ" not in status.read_text()
    return subprocess.run(["ps", "-p", str(pid)], capture_output=True).returncode == 0
