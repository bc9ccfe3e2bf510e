"""Shared ground for the tests of the workbook: LibreOffice, cells found by code and header, random scenarios."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from par_analysis import Scenario
from par_analysis.deliver.workbook.whatif import COLUMN, FIRST_ROW
from par_analysis.deliver.workbook.words import word
from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import open_edition
from par_analysis.scenario.scenario import Change

# What a reader of inputs does not need.
REST = ("sheet_field", "sheet_agency", "sheet_scenarios", "sheet_chances", "sheet_tasks")
TREES = {"par": lambda base: base.par, "sipas": lambda base: base.sipas}


def recalculated(files: Iterable[Path], folder: Path) -> dict[Path, Any]:
    """Let LibreOffice calculate workbooks, all in one go; return their values. Skips, and says so, where it is missing."""
    files = list(files)
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        what = "LibreOffice (soffice) is not installed"
        if os.environ.get("CI_OFFICE") == "1":
            pytest.fail(f"CI_OFFICE=1, but {what}")
        print(f"skipped: {what}")
        pytest.skip(what)
    out = folder / "tính lại"
    profile = (folder / "profile").as_uri()
    options = [f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    command = [program, *options, "--outdir", str(out), *map(str, files)]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300)
    assert ran.returncode == 0, ran.stderr
    assert sorted(path.name for path in out.iterdir()) == sorted(path.name for path in files)
    return {path: openpyxl.load_workbook(out / path.name, data_only=True) for path in files}


def opened(path: Path, without: tuple[str, ...] = ("sheet_chances", "sheet_tasks")) -> Any:
    """Open a workbook to type into and save anew: openpyxl keeps no result of a formula, so what is read later was calculated."""
    book = openpyxl.load_workbook(path)
    for key in without:
        for lang in ("vi", "en"):
            if word(key, lang) in book.sheetnames:
                book.remove(book[word(key, lang)])
    return book


def saved(book: Any, path: Path) -> Path:
    book.save(path)
    sheets = [data for name, data in members(path).items() if name.startswith("xl/worksheets/sheet")]
    assert not any(re.search(rb"</f><v>[^<]", data) for data in sheets)
    return path


def cell(book: Any, index: str, code: str, column: str, base: Edition | None = None) -> Any:
    """A cell of a what-if sheet."""
    lang = "vi" if word("sheet_first", "vi") in book.sheetnames else "en"
    row = FIRST_ROW + TREES[index](base or open_edition()).codes.index(code)
    sheet = book[word(f"sheet_{index}", lang)]
    assert sheet.cell(row, 1).value == code
    return sheet.cell(row, COLUMN[column])


def put(book: Any, scenario: Scenario, base: Edition | None = None) -> None:
    """Type a scenario whose changes set leaves by code into the inputs of a workbook; others show what was published."""
    own = base or open_edition()
    typed = dict(zip(own.leaves, own.score.tolist(), strict=True)) | {one.of: one.value for one in scenario.changes}
    for leaf, score in typed.items():
        cell(book, "par" if leaf in own.par.leaves else "sipas", leaf, "input", own).value = score
    lang = "vi" if word("sheet_first", "vi") in book.sheetnames else "en"
    book[word("sheet_par", lang)]["D5"] = word("yes" if scenario.coupled else "no", lang)


def random_scenarios(count: int, base: Edition | None = None, seed: int = 6) -> list[Scenario]:
    """Scenarios that set leaves by code: few and many, both indices, coupled or not, with extremes."""
    own, luck, scenarios = base or open_edition(), random.Random(seed), []
    for number in range(count):
        coupled = number % 2 == 0
        leaves = luck.sample(own.leaves, luck.choice([1, 5, 30, len(own.leaves)]))
        follows = coupled and any(leaf in own.sipas.leaves for leaf in leaves)
        changes = []
        for leaf in sorted(leaves, key=own.position.get):
            most = float(own.maximum[own.position[leaf]])
            value = luck.choice([0.0, most, round(luck.uniform(0, most), 12), round(luck.uniform(0, most), 2)])
            if not (follows and leaf in own.bridges) and value != own.score[own.position[leaf]]:
                changes.append(Change("code", leaf, "score", value))
        scenarios.append(Scenario(f"ngẫu nhiên {number}", tuple(changes), coupled=coupled).over(own))
    return scenarios


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
