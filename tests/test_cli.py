"""The command: exit statuses, one message on stderr, and output that any console survives."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
import sysconfig

import pytest
from pandas.testing import assert_frame_equal

import par_analysis
import par_analysis.build
from par_analysis import ParAnalysisError, load_par, load_sipas
from par_analysis.cli import main


def test_export_tables_writes_what_the_loaders_read(tmp_path, capsys):
    out = tmp_path / "bảng số liệu.XLSX"
    assert main(["export-tables", str(out)]) == 0
    said = capsys.readouterr()
    assert str(out) in said.out
    assert said.err == ""
    assert_frame_equal(load_par(out), load_par())
    assert_frame_equal(load_sipas(out), load_sipas())


@pytest.mark.parametrize("name", ["bảng.csv", "bảng", "bảng.xlsx.bak", "tệp/bảng.xlsx"])
def test_export_tables_refuses_with_one_message(tmp_path, capsys, name):
    (tmp_path / "tệp").write_text("không phải thư mục", encoding="utf-8")
    out = tmp_path / name
    assert main(["export-tables", str(out)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("par-analysis: ")
    assert said.err.count("\n") == 1
    assert str(out) in said.err
    assert [path.name for path in tmp_path.rglob("*")] == ["tệp"]


def test_export_tables_onto_a_folder_is_refused(tmp_path, capsys):
    out = tmp_path / "bảng.xlsx"
    out.mkdir()
    assert main(["export-tables", str(out)]) == 1
    assert str(out) in capsys.readouterr().err
    assert list(tmp_path.rglob("*")) == [out]


def test_version(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"par-analysis {par_analysis.__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["không-có"], ["export-tables"], ["build", "thừa"]])
def test_not_understood(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("usage: par-analysis")


@pytest.mark.parametrize(
    ("raised", "status", "words"),
    [
        (None, 0, ""),
        (ParAnalysisError("Bước 1 không xong"), 1, "par-analysis: Bước 1 không xong\n"),
        (KeyboardInterrupt(), 130, "đã dừng"),
    ],
)
def test_build_status(monkeypatch, capsys, raised, status, words):
    calls = []

    def build(edition=None):
        calls.append(edition)
        if raised is not None:
            raise raised

    monkeypatch.setattr(par_analysis.build, "build", build)
    assert main(["build"]) == status
    assert calls == [None]
    err = capsys.readouterr().err
    assert words in err
    assert bool(err) == bool(words)


def test_a_bug_is_not_hidden(monkeypatch):
    def build(edition=None):
        raise ZeroDivisionError

    monkeypatch.setattr(par_analysis.build, "build", build)
    with pytest.raises(ZeroDivisionError):
        main(["build"])


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp1258"])
@pytest.mark.parametrize(("name", "status"), [("bảng.xlsx", 0), ("bảng.csv", 1)])
def test_survives_a_console_that_is_not_utf8(tmp_path, encoding, name, status):
    ran = subprocess.run(
        [sys.executable, "-m", "par_analysis.cli", "export-tables", name],
        cwd=tmp_path,
        env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
    )
    told = (ran.stdout + ran.stderr).decode("utf-8")
    assert ran.returncode == status, told
    assert "UnicodeEncodeError" not in told
    assert name in told
    assert (tmp_path / name).exists() == (status == 0)


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert "build" in said
    assert "export-tables" in said


def test_installed_command():
    (entry,) = importlib.metadata.entry_points(group="console_scripts", name="par-analysis")
    assert entry.load() is main
    script = shutil.which("par-analysis", path=sysconfig.get_path("scripts"))
    assert script, "the command is not in the environment's folder of scripts"
    ran = subprocess.run([script, "--version"], capture_output=True, encoding="utf-8")
    assert (ran.returncode, ran.stdout) == (0, f"par-analysis {par_analysis.__version__}\n")
