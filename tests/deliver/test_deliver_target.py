"""The file that a part is written to."""

from __future__ import annotations

from pathlib import Path

import pytest

from par_analysis import ParAnalysisError
from par_analysis.deliver.report.writing import write_report
from par_analysis.deliver.slides.writing import write_slides
from par_analysis.deliver.target import checked_target
from par_analysis.deliver.workbook.writing import write_workbook


def test_ending_in_any_case(tmp_path: Path) -> None:
    assert checked_target(tmp_path / "Báo cáo.DOCX", ".docx") == tmp_path / "Báo cáo.DOCX"
    assert checked_target(str(tmp_path / "a.pptx"), ".pptx", tmp_path / "mẫu.pptx") == tmp_path / "a.pptx"


@pytest.mark.parametrize(
    ("write", "ending"), [(write_slides, "pptx"), (write_report, "docx"), (write_workbook, "xlsx")]
)
def test_other_endings_are_refused(write: object, ending: str, tmp_path: Path) -> None:
    with pytest.raises(ParAnalysisError, match=rf"a\.pdf.*must end in \.{ending}"):
        write(tmp_path / "a.pdf")  # type: ignore[operator]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("write", "ending"), [(write_slides, "pptx"), (write_report, "docx")])
@pytest.mark.parametrize("there", [True, False])
def test_template_is_not_overwritten_by_whatever_name(
    write: object, ending: str, there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if there:
        (tmp_path / f"mẫu.{ending}").write_bytes(b"x")
    with pytest.raises(ParAnalysisError, match="is the template itself"):
        write(f"mẫu.{ending}", template=tmp_path / f"mẫu.{ending}")  # type: ignore[operator]
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"x"] * there


def test_link_to_the_template(tmp_path: Path) -> None:
    (tmp_path / "mẫu.docx").write_bytes(b"x")
    try:
        (tmp_path / "khác.docx").symlink_to(tmp_path / "mẫu.docx")
    except OSError:
        pytest.skip("this system lets no links be made")
    with pytest.raises(ParAnalysisError, match="is the template itself"):
        checked_target(tmp_path / "khác.docx", ".docx", tmp_path / "mẫu.docx")
