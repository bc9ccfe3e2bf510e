"""Every part of the pack written once, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from par_analysis import presets
from par_analysis.briefing import write_slides, write_workbook

DATES = {"vi": "20/7/2022", "en": "20 July 2022"}


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


@pytest.fixture(scope="session")
def slides_paths(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("trình chiếu")
    return {
        lang: write_slides(folder / f"báo cáo {lang}.pptx", agency="noi-vu", lang=lang, date=DATES[lang])
        for lang in ("vi", "en")
    }


@pytest.fixture(scope="session", params=["vi", "en"])
def slides_deck(request: pytest.FixtureRequest, slides_paths: dict[str, Path]) -> tuple[str, Any]:
    return request.param, Presentation(str(slides_paths[request.param]))
