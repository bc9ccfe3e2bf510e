"""The figures of the shipped edition and of a made-up province, drawn once for all tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from chart_cases import Gallery

from par_analysis import Edition, open_edition
from par_analysis.cli import main
from par_analysis.edition.new import WORKBOOK

sys.path.append(str(Path(__file__).parents[1] / "edition"))
import sample_province


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Another edition, as a researcher makes it: other codes, agencies, years and place, no SIPAS and no rank."""
    folder = tmp_path_factory.mktemp("tỉnh mẫu")
    source, home = sample_province.workbook(folder / "bảng.xlsx"), folder / "kỳ"
    names = ["--place", sample_province.PLACE, "--place-en", sample_province.PLACE_EN]
    assert main(["new-edition", str(home), "--from", str(source), *names]) == 0
    sample_province.add_tasks(home / WORKBOOK)
    return open_edition(home)


@pytest.fixture(scope="session")
def shipped() -> Gallery:
    return Gallery(open_edition())


@pytest.fixture(scope="session")
def sample(province: Edition) -> Gallery:
    return Gallery(province)
