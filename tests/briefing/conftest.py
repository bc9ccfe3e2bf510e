"""Shared ground for the tests of the briefing pack: the workbook in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from par_analysis import presets
from par_analysis.briefing import write_workbook


@pytest.fixture(scope="session")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The workbook of the published figures, and in English one that starts from a scenario."""
    folder = tmp_path_factory.mktemp("sổ tính nếu như")
    english = presets("en")
    return {
        "vi": write_workbook(folder / "nếu như.xlsx", date="2022-08-01"),
        "en": write_workbook(
            folder / "what if.xlsx", [english["sipas_plus_1"], english["plan_bottom_up"]], "en", "2022-08-01"
        ),
    }
