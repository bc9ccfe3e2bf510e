"""Killed while writing: nothing is half-written or lost, nothing goes on running, and the next run clears up."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from par_analysis import ParAnalysisError
from par_analysis.deliver.pack import MANIFEST, write_pack
from par_analysis.deliver.processed import write_processed
from par_analysis.tables.files import recover_folder, replace_folder, write_text

# Does what is asked and is killed before or after the renaming of that number, or while it writes (0).
DRIVER = """
import os, signal, sys
from pathlib import Path
from par_analysis.tables.files import replace_folder, write_text

what, target, number, after = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "after"
if what == "tables":
    from par_analysis.deliver.processed import write_processed
done, rename, write = [], Path.replace, Path.write_text

def kill():
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

def replace(self, other):
    done.append(other)
    if len(done) == number and not after:
        kill()
    rename(self, other)
    if len(done) == number:
        kill()

def half(self, text, *rest, **settings):
    write(self, text[: len(text) // 2], *rest, **settings)
    kill()

Path.replace = replace
if number == 0:
    Path.write_text = half
if what == "folder":
    with replace_folder(target) as new:
        (new / "new.txt").write_text("new", encoding="utf-8")
elif what == "file":
    write_text(target, "new")
else:
    write_processed(target)
print("lived")
"""


def run_killed(tmp_path: Path, *arguments: object) -> None:
    script = tmp_path / "driver.py"
    script.write_text(DRIVER, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, str(script), *map(str, arguments)], capture_output=True, encoding="utf-8", timeout=60
    )
    assert ran.returncode != 0 and "lived" not in ran.stdout and "Traceback" not in ran.stderr, ran.stderr


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_and_a_file_are_the_old_or_the_new_one(tmp_path: Path) -> None:
    cases = ((0, "", "old"), (1, "before", "old"), (1, "after", "old"), (2, "before", "old"), (2, "after", "new"))
    for at, (number, when, want) in enumerate(cases):
        target = tmp_path / f"ra {at}" / "gói (1)"
        target.mkdir(parents=True)
        (target / "old.txt").write_text("old", encoding="utf-8")
        run_killed(tmp_path, "folder", target, number, when)
        between = (number, when) in ((1, "after"), (2, "before"))
        assert recover_folder(target) == between, (number, when)
        assert (target / f"{want}.txt").read_text(encoding="utf-8") == want
        assert names(target.parent) == [target.name] and names(target) == [f"{want}.txt"]
        with replace_folder(target) as new:
            (new / "again.txt").write_text("again", encoding="utf-8")
        assert names(target.parent) == [target.name] and names(target) == ["again.txt"]
    for number, when, want in ((0, "", "old"), (1, "before", "old"), (1, "after", "new")):
        file = tmp_path / "ra" / "bảng.csv"
        write_text(file, "old")
        run_killed(tmp_path, "file", file, number, when)
        assert file.read_text(encoding="utf-8") == want, (number, when)
        write_text(file, "again")
        assert names(file.parent) == [file.name] and file.read_text(encoding="utf-8") == "again"


def test_tables_are_all_old_or_all_new(tmp_path: Path) -> None:
    whole = {path.name: path.read_bytes() for path in write_processed(tmp_path / "đủ")}
    target = tmp_path / "ra"
    for name in whole:
        write_text(target / name, "old")
    for number, when in ((0, ""), (3, "before")):
        run_killed(tmp_path, "tables", target, number, when)
        left = {path.name: path.read_bytes() for path in target.iterdir()}
        assert left in (dict.fromkeys(whole, b"old"), whole), "tables of two runs stand side by side"
    write_processed(target)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == whole


def test_a_pack_leaves_the_earlier_one_and_nothing_running(tmp_path: Path) -> None:
    out = tmp_path / "ra" / "gói"
    out.mkdir(parents=True)
    (out / "cũ.txt").write_text("cũ", encoding="utf-8")
    listed = {"files": {"cũ.txt": hashlib.sha256("cũ".encode()).hexdigest()}}
    (out / MANIFEST).write_text(json.dumps(listed), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "par_analysis", "brief", "--out", str(out)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while not any(out.parent.glob(".gói-*/new/bieu-do/*.png")):
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.02)
    started = psutil.Process(process.pid).children(recursive=True)
    assert len(started) >= 2, "two processes draw"
    process.kill()
    process.wait()
    _, left = psutil.wait_procs(started, timeout=10)
    for child in left:
        child.kill()
    assert left == []
    assert names(out) == ["cũ.txt", MANIFEST]
    assert len(names(out.parent)) == 2, "what was begun lies hidden beside"
    for name in ("Thumbs.db", "desktop.ini", ".DS_Store"):
        (out / name).write_bytes(b"x")
    with pytest.raises(ParAnalysisError, match="a template is"):
        write_pack(out, templates=["mẫu.odp"])
    assert names(out.parent) == ["gói"]
