"""Every part of the pack written once, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from report_cases import Read, odd_scenario
from slides_cases import narrow_template, odd_six

from par_analysis import presets
from par_analysis.deliver.report.writing import write_report
from par_analysis.deliver.slides.writing import write_slides
from par_analysis.deliver.workbook.writing import write_workbook


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
    return {lang: write_slides(folder / f"báo cáo {lang}.pptx", lang=lang, date="2022-09-15") for lang in ("vi", "en")}


@pytest.fixture(scope="session", params=["vi", "en"])
def slides_deck(request: pytest.FixtureRequest, slides_paths: dict[str, Path]) -> tuple[str, Any]:
    return request.param, Presentation(str(slides_paths[request.param]))


@pytest.fixture(scope="session")
def slides_odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six scenarios with titles that are long, alike to their end, or look like formulas; one agency."""
    return write_slides(tmp_path_factory.mktemp("lạ") / "lạ.pptx", odd_six(), agency="Cục Thuế TP")


@pytest.fixture(scope="session")
def slides_narrow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deck on a 4:3 template with slides of its own."""
    folder = tmp_path_factory.mktemp("bốn ba")
    return write_slides(folder / "x.pptx", template=narrow_template(folder / "mẫu.pptx"))


@pytest.fixture(scope="session")
def reports(tmp_path_factory) -> dict[str, Read]:
    """The report in both languages; the English one dated, with a scenario of an odd title."""
    folder = tmp_path_factory.mktemp("báo cáo")
    vi = write_report(folder / "báo cáo.docx")
    en = write_report(folder / "report.docx", [odd_scenario()], lang="en", date="2022-09-05")
    return {"vi": Read(vi, "vi"), "en": Read(en, "en")}


@pytest.fixture(params=["vi", "en"])
def report(request, reports) -> Read:
    return reports[request.param]
