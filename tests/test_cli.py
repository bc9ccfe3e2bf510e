"""The command: exit statuses, one message on stderr, and output that any console survives."""

import importlib.metadata
import os
import re
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
from par_analysis.tables.locations import RAW


def test_export_tables_writes_what_the_loaders_read(tmp_path, capsys):
    out = tmp_path / "bảng số liệu.XLSX"
    assert main(["export-tables", str(out), "--edition", "ha-noi-2024"]) == 0
    assert main(["export-tables", str(out)]) == 0
    said = capsys.readouterr()
    assert said.out.count(str(out)) == 2
    assert said.err == ""
    assert_frame_equal(load_par(out), load_par())
    assert_frame_equal(load_sipas(out), load_sipas())


def test_export_tables_refuses_with_one_message(tmp_path, capsys):
    (tmp_path / "tệp").write_text("không phải thư mục", encoding="utf-8")
    (tmp_path / "thư mục.xlsx").mkdir()
    before = sorted(tmp_path.rglob("*"))
    for name in ("bảng.csv", "bảng", "bảng.xlsx.bak", "tệp/bảng.xlsx", "thư mục.xlsx"):
        out = tmp_path / name
        assert main(["export-tables", str(out)]) == 1, name
        said = capsys.readouterr()
        assert said.out == "", name
        assert said.err.startswith("par-analysis: ") and said.err.count("\n") == 1, said.err
        assert str(out) in said.err
    assert sorted(tmp_path.rglob("*")) == before


def test_version_help_and_what_is_not_understood(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"par-analysis {par_analysis.__version__}\n"
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    said = capsys.readouterr().out
    for command in ("build", "new-edition", "check", "export-tables", "app", "brief"):
        assert re.search(rf"^    {command}\s", said, re.M), command
    for arguments in ([], ["không-có"], ["export-tables"], ["build", "thừa"]):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == 2, arguments
        assert capsys.readouterr().err.startswith("usage: par-analysis"), arguments


def test_status_of_the_build(monkeypatch, capsys):
    for raised, status, words in (
        (None, 0, ""),
        (ParAnalysisError("Bước 1 không xong"), 1, "par-analysis: Bước 1 không xong\n"),
        (KeyboardInterrupt(), 130, "đã dừng"),
    ):
        calls = []

        def build(edition=None, raised=raised, calls=calls):
            calls.append(edition)
            if raised is not None:
                raise raised

        monkeypatch.setattr(par_analysis.build, "build", build)
        assert main(["build"]) == main(["build", "--edition", "ha-noi-2024"]) == status
        assert calls == [None, "ha-noi-2024"]
        err = capsys.readouterr().err
        assert words in err
        assert bool(err) == bool(words)

    def bug(edition=None):
        raise ZeroDivisionError

    monkeypatch.setattr(par_analysis.build, "build", bug)
    with pytest.raises(ZeroDivisionError):  # is not hidden
        main(["build"])


def test_an_edition_of_one_s_own_is_checked_and_opened_once(tmp_path, capsys):
    assert main(["check", str(RAW / "ha-noi-2024")]) == 0
    folder = tmp_path / "riêng"
    assert main(["new-edition", str(folder), "--like", "ha-noi-2024", "--place", "Tỉnh Thử", "--year", "2030"]) == 0
    said = capsys.readouterr().out
    assert [word for word in (str(folder), "edition.toml", "so-lieu.xlsx", "check") if word not in said] == []
    written = (folder / "edition.toml").read_text(encoding="utf-8")
    assert 'place = "Tỉnh Thử"' in written and "year = 2030" in written
    (folder / "edition.toml").write_text("hỏng", encoding="utf-8")
    assert main(["check", str(folder)]) == 1
    assert "par-analysis: " in capsys.readouterr().err


def test_survives_a_console_that_is_not_utf8(tmp_path):
    code = (
        "from par_analysis.cli import main; print(main(['export-tables', '{0}.xlsx']), main(['export-tables', '{0}']))"
    )
    running = {
        encoding: subprocess.Popen(
            [sys.executable, "-c", code.format(f"bảng {encoding}")],
            cwd=tmp_path,
            env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for encoding in ("cp1252", "ascii", "cp1258")
    }
    for encoding, process in running.items():
        out, err = (stream.decode("utf-8") for stream in process.communicate(timeout=120))
        assert process.returncode == 0 and "UnicodeEncodeError" not in err, err
        assert f"bảng {encoding}.xlsx" in out and out.endswith("0 1\n")
        assert f"bảng {encoding}:" in err
        assert (tmp_path / f"bảng {encoding}.xlsx").exists()


def test_installed_command():
    (entry,) = importlib.metadata.entry_points(group="console_scripts", name="par-analysis")
    assert entry.load() is main
    script = shutil.which("par-analysis", path=sysconfig.get_path("scripts"))
    assert script, "the command is not in the environment's folder of scripts"
    ran = subprocess.run([script, "--version"], capture_output=True, encoding="utf-8")
    assert (ran.returncode, ran.stdout) == (0, f"par-analysis {par_analysis.__version__}\n")
