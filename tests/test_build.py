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
import psutil
import pytest

import par_analysis.build as builder
from par_analysis import ParAnalysisError, charts, load_par, open_edition
from par_analysis.charts.output import FORMATS
from par_analysis.deliver.processed import PROCESSED
from par_analysis.edition.opening import shipped_editions
from par_analysis.tables.locations import RAW

GOOD = ["from par_analysis import load_par\n\npar = load_par()", "print(len(par))", "par.shape"]
NATIONAL = ("evidence", "movements", "parts", "samples", "standings")
TABLES = {f"national/{name}.csv" for name in NATIONAL}
TABLES |= {f"ha-noi-2021/{name}.csv" for name in PROCESSED if name not in NATIONAL}
TABLES |= {f"ha-noi-2024/{name}.csv" for name in ("par", "sipas", "agencies", "audit")}
TABLES |= {f"{key}/datapackage.json" for key in ("national", *shipped_editions())}
CHART = "deficit_by_field"
# A command that a script has put into the background does not hear Ctrl-C, nor do its children.
HEARS_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"


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
def built(tmp_path_factory):
    """The project, the lines said, and every file after one build and after two."""
    home = make_project(tmp_path_factory.mktemp("build"), GOOD, ["'hai'"])
    said = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charts, "figures_of", lambda edition: {CHART: functools.partial(charts.ALL[CHART], edition)})
        builder.build(said.append, project=home)
        first = snapshot(home)
        builder.build(lambda line: None, project=home)
    return home, said, first, snapshot(home)


def test_writes_tables_notebooks_and_figures_the_same_every_time(built):
    home, _, files, second = built
    written = {name.removeprefix("data/processed/") for name in files if name.startswith("data/processed/")}
    drawn = {Path(name).name for name in files if name.startswith("figures/")}
    assert written == TABLES
    assert drawn == {f"{CHART}_{lang}.{form}" for lang in ("vi", "en") for form in FORMATS}
    assert all(files.values()), "an empty file was written"
    assert {name.partition("/")[0] for name in files} == {"data", "figures", "notebooks"}
    assert {name.removeprefix("data/raw/"): data for name, data in files.items() if "/raw/" in name} == snapshot(RAW)
    assert second.keys() == files.keys()
    assert [name for name in files if files[name] != second[name]] == []
    # the notebook has outputs and nothing of the machine
    text = files["notebooks/sổ tay 01.ipynb"].decode("utf-8")
    book = nbformat.reads(text, as_version=4)
    par = load_par()
    assert [cell.source for cell in book.cells] == GOOD
    assert book.cells[1].outputs[0].text == f"{len(par)}\n"
    assert book.cells[2].outputs[0].data["text/plain"] == str(par.shape)
    assert all("execution" not in cell.metadata for cell in book.cells), "execution times are in the file"
    assert dict(book.metadata.language_info) == {"name": "python"}
    assert "signature" not in book.metadata and str(home) not in text
    other = nbformat.reads(files["notebooks/sổ tay 011.ipynb"].decode("utf-8"), as_version=4)
    assert other.cells[0].outputs[0].data["text/plain"] == "'hai'"


def test_says_every_step_with_its_time_and_what_next(built):
    home, said, *_ = built
    total = len(builder.STEPS)
    starts = [number for number, line in enumerate(said) if line.startswith("[")]
    assert [said[at] for at in starts] == [f"[{n}/{total}] {s.title} ..." for n, s in enumerate(builder.STEPS, 1)]
    end = next(number for number, line in enumerate(said) if line.startswith("Xong"))
    for begin, following in zip(starts, [*starts[1:], end], strict=True):
        assert following - begin >= 2, f"nothing said on {said[begin]}"
        assert re.search(r"\([0-9]+\.[0-9] s\)$", said[following - 1]), said[following - 1]
    counts = [said[at - 1].split()[0] for at in (*starts[3:], end)]
    assert counts == [str(len(TABLES)), "2", str(2 * len(FORMATS))]
    closing = said[end:]
    for folder in ("data/processed", "notebooks", "figures"):
        assert any(str(home / folder) in line for line in closing), f"{folder} is not named"
    assert "open next" in closing[-1] and ".ipynb" in closing[-1]


def test_bad_cell_stops_the_build_says_one_thing_and_leaves_every_notebook(tmp_path, monkeypatch, capfd, caplog):
    monkeypatch.setattr(builder, "STEPS", builder.STEPS[3:])
    running = tmp_path / "đang chạy"  # the cell fails when one notebook is done and another runs
    bad = f"import pathlib, time\nwhile not pathlib.Path({str(running)!r}).exists(): time.sleep(0.05)\n1 / 0"
    long = f"import pathlib, time\npathlib.Path({str(running)!r}).touch(); time.sleep(60)"
    home = make_project(tmp_path, ["print('tốt')"], [bad], [long], name="sổ")
    before = snapshot(home)
    with pytest.raises(ParAnalysisError) as caught:
        builder.build(lambda line: None, project=home)
    for words in ("Bước 1", builder.STEPS[0].title, "sổ1.ipynb", "ZeroDivisionError"):
        assert words in str(caught.value)
    assert snapshot(home) == before  # and no later step ran
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


def test_default_project_is_the_checkout_and_without_one_it_says_so(monkeypatch, tmp_path):
    seen, said = [], []
    monkeypatch.setattr(builder, "PROJECT", tmp_path)
    monkeypatch.setattr(builder, "STEPS", (builder.Step("một", lambda work: seen.append(work.home) or "xong"),))
    builder.build(lambda line: None)
    assert seen == [tmp_path]
    monkeypatch.setattr(builder, "PROJECT", None)
    with pytest.raises(ParAnalysisError, match=r"clone.*--edition"):
        builder.build(said.append)
    assert said == []


def test_interrupt_leaves_old_or_complete_files_only(built, tmp_path, monkeypatch):
    _, _, whole, _ = built
    home = make_project(tmp_path)
    rename, calls = Path.replace, []

    def interrupted(self, target):
        calls.append(target)
        if len(calls) == at:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    for at in (1, 3, 6, 9):
        calls.clear()
        shutil.rmtree(home / "data" / "processed", ignore_errors=True)
        with pytest.raises(KeyboardInterrupt):
            builder.build(lambda line: None, project=home)
        left = {name: data for name, data in snapshot(home).items() if not name.startswith("data/raw/")}
        folders = {name.rpartition("/")[0] for name in left}
        whole_folders = {name for name in whole if name.rpartition("/")[0] in folders}
        assert left.keys() == whole_folders, f"a folder of tables is not whole, before file {at}"
        assert {name: whole.get(name) for name in left} == left, f"half-written or temporary, before file {at}"


def test_ctrl_c_while_notebooks_run(tmp_path):
    """A real SIGINT to a real command: status 130, notebooks as they were, nothing temporary, no kernel left."""
    markers = [tmp_path / "đang chạy 1", tmp_path / "đang chạy 2"]
    cell = "import os, pathlib, time\npathlib.Path({!r}).write_text(str(os.getpid()))\ntime.sleep(60)"
    home = make_project(tmp_path, *([cell.format(str(marker))] for marker in markers))
    before = snapshot(home)
    kernels = []

    def begun():
        if all(marker.exists() and marker.read_text() for marker in markers):
            kernels.extend(psutil.Process(int(marker.read_text())) for marker in markers)
        return kernels

    try:
        _interrupted(tmp_path, home, 3, begun)
    finally:
        _, left = psutil.wait_procs(kernels, timeout=30)
        for kernel in left:
            kernel.kill()
    assert snapshot(home) == before
    assert left == [], "a notebook's kernel outlives the command"


def test_ctrl_c_while_figures_are_drawn(tmp_path):
    """The figures begun are finished, no other is begun, and nothing temporary stays."""
    home = tmp_path / "dự án"
    home.mkdir()
    _interrupted(tmp_path, home, 4, lambda: list(home.glob("figures/*.pdf")))
    drawn = {path.name for path in home.rglob("*") if path.is_file()}
    every = charts.figures_of(open_edition())
    assert drawn < {f"{name}_{lang}.{form}" for name in every for lang in ("vi", "en") for form in FORMATS}


def _interrupted(tmp_path, home, step, begun):
    """Start one step of a build, send it Ctrl-C as soon as `begun` says so, and demand that it stops as it should."""
    script = tmp_path / "dựng.py"
    script.write_text(
        f"{HEARS_CTRL_C}import pathlib, sys\nimport par_analysis.build as b\nfrom par_analysis.cli import main\n"
        f"if __name__ == '__main__':\n    b.PROJECT = pathlib.Path(sys.argv[1]); b.STEPS = b.STEPS[{step}:{step + 1}]\n"
        "    sys.exit(main(['build']))\n",
        encoding="utf-8",
    )
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    child = subprocess.Popen([sys.executable, str(script), str(home)], **pipes)
    try:
        until = time.monotonic() + 180
        while not begun():
            assert child.poll() is None, child.communicate()
            assert time.monotonic() < until, "the work never began"
            time.sleep(0.05)
        os.kill(child.pid, signal.SIGINT)
        _, err = child.communicate(timeout=180)
    finally:
        child.kill()
    assert child.returncode == 130, err
    assert "Traceback" not in err and "đã dừng" in err
