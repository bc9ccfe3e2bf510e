"""Cells of a workbook or CSV file: only what is there is visited, however large the sheet says it is."""

from __future__ import annotations

import datetime
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from par_analysis.tables.indices.grid import Sheet, csv_sheet, open_sheets
from par_analysis.tables.indices.workbook import csv_rows
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.problems import InputError, Problems

SHEET_XML = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
)


def _open(path: Path) -> list[Sheet]:
    problems = Problems(path)
    sheets = open_sheets(path, problems)
    problems.raise_if_any()
    return sheets


def _with_xml(path: Path, tables: Path, xml: str, part: str = "xl/worksheets/sheet1.xml") -> Path:
    """Write the exported workbook with one part replaced."""
    with zipfile.ZipFile(tables) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == part else old.read(name))
    return path


def test_the_same_cells_as_openpyxl_sees(tables_xlsx: Path) -> None:
    for sheet in _open(tables_xlsx):
        theirs = openpyxl.load_workbook(tables_xlsx)[sheet.title]
        cells = [cell for line in sheet.cells.values() for cell in line.values()]
        kinds = [(c.coordinate, c.value, c.data_type, c.number_format) for c in cells]
        wanted = [c for row in theirs.iter_rows() for c in row if c.value is not None]
        assert kinds == [(c.coordinate, c.value, c.data_type, c.number_format) for c in wanted]


def test_every_kind_of_value(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ([1, 2.5, "chữ", True], [datetime.datetime(2022, 7, 8), "=1+1", None, 1e308]):
        sheet.append(row)
    sheet.merge_cells("A4:B5")
    sheet.row_dimensions[2].hidden = sheet.column_dimensions["C"].hidden = True
    book.create_sheet("ẩn").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    first, second = _open(tmp_path / "a.xlsx")
    assert [c.value for c in first[1]] == [1, 2.5, "chữ", True]
    assert [c.value for c in first[2]] == [datetime.datetime(2022, 7, 8), None, 1e308]
    assert (first.cell(2, 1).data_type, first.cell(2, 2).formula) == ("d", "=1+1")
    assert first.formulas.cell(2, 2).data_type == "f"
    assert (first.merged, first.hidden_rows, first.hidden_columns) == ([(4, 1, 5, 2)], {2}, [(3, 3)])
    assert (first.is_hidden, second.is_hidden, second.title) == (False, True, "ẩn")
    assert (first.place(2, 3), first.max_row) == ("«Sheet»!C2", 2)


@pytest.mark.parametrize(
    "xml",
    [
        SHEET_XML.format('<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>1</v></c></row></sheetData>'),
        SHEET_XML.format('<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row></sheetData>'),
        SHEET_XML.format('<sheetData><row r="1"><c r="A2"><v>1</v></c></row></sheetData>'),
        SHEET_XML.format('<sheetData><row r="1"><c r="A1"><v>một</v></c></row></sheetData>'),
        SHEET_XML.format('<sheetData><row r="1"><c r="A1" t="s"><v>99999</v></c></row></sheetData>'),
        "<!DOCTYPE x [<!ENTITY y 'z'>]>" + SHEET_XML.format("<sheetData/>").partition("?>")[2],
        "<worksheet>",
    ],
)  # fmt: skip
def test_xml_that_contradicts_itself_is_refused(xml: str, tmp_path: Path, tables_xlsx: Path) -> None:
    with pytest.raises(InputError, match="Excel"):
        _open(_with_xml(tmp_path / "a.xlsx", tables_xlsx, xml))


# --- bounds ------------------------------------------------------------------------------------------------


def _edited(change: Callable[[Any], object]) -> Callable[[Path, Path], object]:
    def write(path: Path, tables: Path) -> None:
        book = openpyxl.load_workbook(tables)
        change(book["PAR INDEX"])
        book.save(path)

    return write


def _fill(sheet: Any) -> None:
    sheet["A1048576"].fill = PatternFill("solid", fgColor="FFFF00")


def _merge_all(path: Path, tables: Path) -> None:
    with zipfile.ZipFile(tables) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
    merged = '<mergeCells count="2"><mergeCell ref="A1:XFD1048576"/><mergeCell ref="G3:G1048576"/></mergeCells>'
    _with_xml(path, tables, xml.replace("</sheetData>", f"</sheetData>{merged}"))


def _bomb(path: Path, tables: Path) -> None:
    """A sheet just below the size that is allowed, all of cells."""
    cells = "".join(f'<row r="{n}"><c><v>1</v></c>{"<c/>" * 40}</row>' for n in range(1, 8_000))
    _with_xml(path, tables, SHEET_XML.format(f"<sheetData>{cells}</sheetData>"))


LARGE: dict[str, Callable[[Path, Path], object]] = {
    "code": _edited(lambda sheet: sheet.__setitem__("A5", "1.100000000")),
    "number": _edited(lambda sheet: sheet.__setitem__("A5", 1e308)),
    "score": _edited(lambda sheet: sheet.__setitem__("E5", 1e308)),
    "fill": _edited(_fill),
    "last row": _edited(lambda sheet: sheet.__setitem__("A1048576", "xa")),
    "last column": _edited(lambda sheet: sheet.__setitem__("XFD5", "xa")),
    "junk": _edited(lambda sheet: [sheet.append(["rác", "rác", None, "rác", "x", "y", "Sở Z"]) for _ in range(1900)]),
    "merged": _merge_all,
    "cells": _bomb,
}

CHILD = """
import resource, sys, time, warnings
from pathlib import Path
import pandas as pd
from par_analysis.tables.problems import InputError, Problems
from par_analysis.tables.indices.nodes import assemble
from par_analysis.tables.indices.workbook import workbook_rows
from par_analysis.tables.models.index import INDICES
warnings.simplefilter("ignore")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
begun = time.process_time()
try:
    problems = Problems(Path(sys.argv[1]))
    book = workbook_rows(Path(sys.argv[1]), INDICES["par"], problems)
    assemble(book.rows, INDICES["par"], book.agencies, problems)
    said = 0
except InputError as error:
    said = len(str(error))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, time.process_time() - begun, said)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits or measures of a process's resources")
@pytest.mark.parametrize("kind", LARGE)
def test_a_small_file_takes_little_memory_and_time(kind: str, tmp_path: Path, tables_xlsx: Path) -> None:
    path = tmp_path / "a.xlsx"
    LARGE[kind](path, tables_xlsx)
    ran = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)], capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    megabytes, seconds, said = map(float, ran.stdout.split())
    assert megabytes < 200 and seconds < 3 and said < 200_000, ran.stdout


# --- CSV ---------------------------------------------------------------------------------------------------

LINES = [
    ["Mã", "Tên", "Điểm tối đa", "Điểm đạt được", "Mục tiêu", "Cơ quan chủ trì"],
    ["total", "TỔNG ĐIỂM", "10", "8,5", "9", ""],
    ["1", "Phần một", "10", "8,5", "9", ""],
    ["1.1", "Mục, có dấu phẩy", "4", "3", "4", "Sở Nội vụ"],
    ["1.2", 'Mục "hai"\nhai dòng', "6", "5,5", ">5", "Sở Tư pháp"],
]


def _csv(separator: str) -> str:
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line] for line in LINES]
    return "\r\n".join(separator.join(line) for line in quoted) + "\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("title", ["", "sep=;\r\n"])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_csv_file_is_read_by_the_same_headers(separator: str, encoding: str, title: str, tmp_path: Path) -> None:
    path = tmp_path / "bảng.csv"
    path.write_bytes((title + _csv(separator)).encode(encoding))
    problems = Problems(path)
    book = csv_rows(path, INDICES["par"], problems)
    assert not len(problems) and book.agencies is None
    assert [(r.code, r.name, str(r.score)) for r in book.rows[2:]] == [
        ("1.1", "Mục, có dấu phẩy", "3"),
        ("1.2", 'Mục "hai" hai dòng', "5.5"),
    ]
    first = 6 if title else 5
    assert book.rows[3].where == f"dòng (line) {first}" and book.about["source"] == "Tệp bảng.csv"


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ('"8,5"', "8,5", "cells"),
        ('"9",""', '"9"', "cells"),
        ('"Phần một"', '"Phần một', "bad_csv"),
        ('"Phần một"', '"Phần "một"', "bad_csv"),
        ('"Điểm đạt được"', '"Điểm đat được"', "misspelt_column"),
        ('"3"', '"3%"', "not_percent"),
    ],
)
def test_a_damaged_csv_file_is_refused_with_its_line(old: str, new: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(_csv(",").replace(old, new), encoding="utf-8", newline="")
    problems = Problems(path)
    with pytest.raises(InputError) as caught:
        csv_rows(path, INDICES["par"], problems)
        problems.raise_if_any()
    assert kind in {p.kind for p in caught.value.problems} and "(line)" in caught.value.problems[0].where


def test_lines_without_cells_are_passed_over() -> None:
    problems = Problems(Path("a.csv"))
    sheet = csv_sheet("Bảng 1;;\n\nMã;Tên;Điểm\n1;A;2\n;;\nGhi chú: x\n", "a.csv", problems)
    assert not len(problems) and sorted(sheet.cells) == [1, 3, 4, 6]


def test_a_file_that_is_no_zip_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(io.BytesIO(b"PK no").getvalue())
    with pytest.raises(InputError):
        _open(path)
