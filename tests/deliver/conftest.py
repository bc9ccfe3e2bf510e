"""Every part of the pack written once, for all processes that run tests."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import made_up
import pytest
from pack_cases import DATE, FEW, HOSTILE, drawing_only, earlier_pack, scenario
from pptx import Presentation
from report_cases import Read, odd_scenario
from slides_cases import narrow_template, odd_six

from par_analysis import presets, save_scenario
from par_analysis.cli import main
from par_analysis.deliver import write_pack, write_report, write_slides, write_workbook
from par_analysis.tables.locations import PROJECT

Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Make a folder in the first process that asks for it: `once(name, make)` calls `make(folder)`; others wait."""
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root

    def folder_of(name: str, make: Callable[[Path], object]) -> Path:
        folder, lock, done, begun = root / name, root / f"{name}.lock", root / f"{name}.done", time.monotonic()
        while not done.exists():
            try:
                lock.mkdir()
            except FileExistsError:
                assert time.monotonic() < begun + 600, f"{name}: the process that makes it has died"
                time.sleep(0.1)
                continue
            try:
                if not done.exists():
                    shutil.rmtree(folder, ignore_errors=True)
                    folder.mkdir()
                    make(folder)
                    done.touch()
            finally:
                lock.rmdir()
        return folder

    return folder_of


@pytest.fixture(scope="session")
def packs(once: Once) -> dict[str, Path]:
    """The pack of the defaults with all charts, by the command in a process of another time zone, over an earlier pack;
    by the command in this process one of scenarios and an agency, in English; and one of another edition."""

    def make(folder: Path) -> None:
        earlier_pack(folder / "vi")
        command = [sys.executable, "-m", "par_analysis", "brief", "--date", DATE, "--out", str(folder / "vi")]
        environment = {
            "TZ": "Pacific/Kiritimati",
            "PYTHONHASHSEED": "4711",
            "PYTHONUTF8": "1",
            "PYTHONPATH": str(PROJECT),
        }
        ran = subprocess.run(command, env=os.environ | environment, capture_output=True, encoding="utf-8", check=True)
        (folder / "vi.txt").write_text(ran.stdout + ran.stderr, encoding="utf-8")
        files = [
            str(save_scenario(scenario(title), folder / f"{n}.json")) for n, title in enumerate(("Thêm 5.5", HOSTILE))
        ]
        options = ["--scenario", files[0], "--scenario", files[1], "--agency", "Home Affairs", "--date", DATE]
        with drawing_only(FEW), contextlib.redirect_stdout(io.StringIO()):
            assert main(["brief", *options, "--lang", "en", "--out", str(folder / "en")]) == 0
        with drawing_only(FEW[1:2]):
            write_pack(folder / "whole", lang="en", say=lambda line: None, edition=made_up.whole())

    folder = once("gói tài liệu", make)
    return {name: folder / name for name in ("vi", "en", "whole")}


@pytest.fixture(scope="session")
def slides_paths(once: Once) -> dict[str, Path]:
    """A deck in each language; `odd` of six scenarios with odd titles and one agency, `narrow` on a 4:3 template."""

    def make(folder: Path) -> None:
        for lang in ("vi", "en"):
            write_slides(folder / f"{lang}.pptx", lang=lang, date=DATE)
        write_slides(folder / "odd.pptx", odd_six(), agency="Cục Thuế TP")
        write_slides(folder / "narrow.pptx", template=narrow_template(folder / "mẫu.pptx"))

    folder = once("trình chiếu", make)
    return {name: folder / f"{name}.pptx" for name in ("vi", "en", "odd", "narrow")}


@pytest.fixture(scope="session")
def decks(slides_paths: dict[str, Path]) -> dict[str, Any]:
    return {name: Presentation(str(path)) for name, path in slides_paths.items()}


@pytest.fixture(scope="session")
def own_decks(decks: dict[str, Any]) -> list[tuple[str, Any]]:
    """The decks of the defaults, by their language."""
    return [(lang, decks[lang]) for lang in ("vi", "en")]


@pytest.fixture(scope="session")
def workbooks(once: Once) -> dict[str, Path]:
    """The workbook of the published figures, and in English one that starts from a scenario."""

    def make(folder: Path) -> None:
        english = presets("en")
        start = [english["sipas_plus_1"], english["plan_scaled"]]
        write_workbook(folder / "nếu như.xlsx", date="2022-08-01")
        write_workbook(folder / "what if.xlsx", start, "en", "2022-08-01")

    folder = once("sổ tính nếu như", make)
    return {"vi": folder / "nếu như.xlsx", "en": folder / "what if.xlsx"}


@pytest.fixture(scope="session")
def reports(once: Once) -> dict[str, Read]:
    """The report in both languages; the English one dated, with a scenario of an odd title."""

    def make(folder: Path) -> None:
        write_report(folder / "báo cáo.docx")
        write_report(folder / "report.docx", [odd_scenario()], lang="en", date="2022-09-05")

    folder = once("báo cáo", make)
    return {"vi": Read(folder / "báo cáo.docx", "vi"), "en": Read(folder / "report.docx", "en")}


@pytest.fixture(params=["vi", "en"])
def report(request: pytest.FixtureRequest, reports: dict[str, Read]) -> Read:
    return reports[request.param]
