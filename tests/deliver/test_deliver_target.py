"""The file that a part is written to."""

from __future__ import annotations

import pytest

from par_analysis import ParAnalysisError
from par_analysis.deliver import write_report, write_slides, write_workbook
from par_analysis.deliver.target import checked_target


def test_ending_in_any_case_and_no_other(tmp_path) -> None:
    assert checked_target(tmp_path / "Báo cáo.DOCX", ".docx") == tmp_path / "Báo cáo.DOCX"
    assert checked_target(str(tmp_path / "a.pptx"), ".pptx", tmp_path / "mẫu.pptx") == tmp_path / "a.pptx"
    for write, ending in ((write_slides, "pptx"), (write_report, "docx"), (write_workbook, "xlsx")):
        with pytest.raises(ParAnalysisError, match=rf"a\.pdf.*must end in \.{ending}"):
            write(tmp_path / "a.pdf")
    assert not list(tmp_path.iterdir())


def test_template_is_not_overwritten_by_whatever_name(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b").mkdir()
    for there in (False, True):
        for write, name in ((write_slides, "mẫu.pptx"), (write_report, "mẫu.docx")):
            if there:
                (tmp_path / name).write_bytes(b"x")
            for path in (name, *([tmp_path / "b" / ".." / name] * there)):
                with pytest.raises(ParAnalysisError, match="is the template itself"):
                    write(path, template=tmp_path / name)
        assert [path.read_bytes() for path in tmp_path.glob("*.*")] == [b"x", b"x"] * there


def test_link_to_the_template(tmp_path) -> None:
    (tmp_path / "mẫu.docx").write_bytes(b"x")
    try:
        (tmp_path / "khác.docx").symlink_to(tmp_path / "mẫu.docx")
    except OSError:
        pytest.skip("this system lets no links be made")
    with pytest.raises(ParAnalysisError, match="is the template itself"):
        checked_target(tmp_path / "khác.docx", ".docx", tmp_path / "mẫu.docx")
