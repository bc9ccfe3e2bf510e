"""From a file to the table of an index: what lies beside it in its folder counts, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from par_analysis import InputError, export_tables, load_par
from par_analysis.edition.reading import read_index
from par_analysis.tables.locations import PLAN_TEXT, SHIPPED
from par_analysis.tables.models.index import INDICES

PAR = INDICES["par"]


def test_a_document_is_cited_by_its_card_and_a_changed_copy_by_its_file(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "kỳ"))
    same = read_index(folder / PLAN_TEXT.name, PAR).frame
    assert same.attrs["source"] == load_par(PLAN_TEXT).attrs["source"]
    changed = folder / PLAN_TEXT.name
    changed.write_bytes(changed.read_bytes() + b"\n")
    frame = read_index(changed, PAR).frame
    assert frame.equals(same)
    assert frame.attrs["source"] == f"Tệp {changed.name}" and frame.attrs["year"] == ""


def test_a_workbook_says_its_agencies_and_a_text_has_none_of_its_own(tmp_path: Path) -> None:
    book = read_index(export_tables(tmp_path / "bảng.xlsx"), PAR)
    assert book.agencies is not None and len(book.agencies) == 8
    assert read_index(PLAN_TEXT, PAR).agencies is None


@pytest.mark.parametrize(
    ("data", "kind"),
    [(None, "no_file"), (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "old_workbook"), (b"", "empty"), (b"\xff\xfe\xfd", "encoding")],
)  # fmt: skip
def test_what_is_no_table_is_told(tmp_path: Path, data: bytes | None, kind: str) -> None:
    path = tmp_path / "bảng.xlsx"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_index(path, PAR)
    assert [problem.kind for problem in caught.value.problems] == [kind]
    with pytest.raises(InputError) as caught:
        read_index(tmp_path, PAR)
    assert [problem.kind for problem in caught.value.problems] == ["is_folder"]
