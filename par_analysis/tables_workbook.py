"""The tidy tables as an Excel workbook that `load_par` and `load_sipas` read back unchanged."""

from __future__ import annotations

import datetime
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from par_analysis.datasets import agencies_of, load_par, load_sipas
from par_analysis.files import repack_zip, write_atomically
from par_analysis.reading.headers import ACCEPTED
from par_analysis.reading.workbook import ABOUT_SHEET, AGENCIES_SHEET
from par_analysis.schema import AGENCIES, ASSESSMENTS, INDICES

__all__ = ["export_tables"]

_HEADERS = {
    "code": "Mã",
    "name": "Lĩnh vực/Tiêu chí/Tiêu chí thành phần",
    "score": "Điểm đạt được",
    "target": "Mục tiêu",
    "lead_agency": "Cơ quan chủ trì",
}
_WIDTHS = {
    "code": 9,
    "name": 60,
    "name_en": 60,
    "lead_agency": 30,
    "implementing_units": 45,
    "assessment": 22,
}
_FONT = "Calibri"
_FIXED_DATE = datetime.datetime(2022, 7, 8)


def export_tables(
    path: str | os.PathLike[str], par: pd.DataFrame | None = None, sipas: pd.DataFrame | None = None
) -> Path:
    """Write both tables, the agencies and their source into one workbook.

    Parameters
    ----------
    path : path-like
        The .xlsx file to write; replaced atomically if it exists.
    par, sipas : DataFrame, optional
        As `load_par()` and `load_sipas()` return them; by default the shipped edition.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ParAnalysisError
        The file cannot be written.
    """
    import openpyxl

    frames = {"par": load_par() if par is None else par, "sipas": load_sipas() if sipas is None else sipas}
    book = openpyxl.Workbook()
    book.remove(book.active)
    for index, frame in frames.items():
        _write_index(book.create_sheet(INDICES[index].sheet), frame, index)
    _write_agencies(book.create_sheet(AGENCIES_SHEET), *frames.values())
    _write_about(book.create_sheet(ABOUT_SHEET), frames["par"])
    book.properties.creator = "par_analysis"
    book.properties.created = book.properties.modified = _FIXED_DATE
    target = Path(path)
    with write_atomically(target) as temporary:
        book.save(temporary)
        repack_zip(temporary, _FIXED_DATE)
    return target


def _write_index(sheet: Any, frame: pd.DataFrame, index: str) -> None:
    columns = ["code", "name", "name_en", "max_points", "score", "target", "lead_agency"]
    if index == "sipas":
        columns.remove("max_points")
        columns.append("implementing_units")
    columns += ["assessment", "source_line", "parts"]
    sheet.append([_HEADERS.get(column, ACCEPTED[column][0]) for column in columns])
    children = frame.loc[~frame["is_remainder"], "parent"].value_counts()
    for row in frame.itertuples(index=False):
        values: dict[str, object] = {
            column: None if pd.isna(value := getattr(row, column)) else value for column in columns if column != "parts"
        }
        if row.target_is_bound:
            values["target"] = f">{Decimal(repr(float(row.target))):f}"
        if row.is_leaf and not row.is_remainder and values["lead_agency"] is None:
            values["lead_agency"] = "không có"
        if values["assessment"] is not None:
            values["assessment"] = ASSESSMENTS[str(values["assessment"])][0]
        values["parts"] = None if row.is_remainder else int(children.get(row.code, 0))
        sheet.append([values[column] for column in columns])
    _style(sheet, columns, frame)


def _style(sheet: Any, columns: list[str], frame: pd.DataFrame) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    from par_analysis.palette import GRID, TEXT

    head, shade = PatternFill("solid", fgColor=TEXT.lstrip("#")), PatternFill("solid", fgColor=GRID.lstrip("#"))
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column, 12)
        cell = sheet.cell(1, number)
        cell.font, cell.fill = Font(name=_FONT, bold=True, color="FFFFFF"), head
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        for row, is_leaf in enumerate(frame["is_leaf"], 2):
            cell = sheet.cell(row, number)
            cell.font = Font(name=_FONT, bold=not is_leaf)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, str):
                # A text that begins with = + - @ must stay a text.
                cell.data_type = "s"
                cell.number_format = "@"
            elif isinstance(cell.value, float):
                # openpyxl would drop the 17th digit.
                cell.value, cell.data_type = repr(cell.value), "n"
                if "max_points" not in columns:
                    cell.number_format = "0.00"
            if not is_leaf:
                cell.fill = shade
    # Row heights are stored in the file: only Excel itself would find them out from wrapped text.
    for row in sheet.iter_rows():
        lines = max(
            -(-len(str(cell.value)) * 6 // (5 * _WIDTHS.get(column, 12)))
            for cell, column in zip(row, columns, strict=True)
            if cell.value is not None
        )
        sheet.row_dimensions[row[0].row].height = 15 * max(1, lines)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "C2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _write_agencies(sheet: Any, *tables: pd.DataFrame) -> None:
    sheet.append([field.title for field in AGENCIES.fields])
    for row in pd.concat([agencies_of(table) for table in tables]).drop_duplicates().itertuples(index=False):
        sheet.append(list(row))
    for letter, width in zip("ABCDE", (26, 34, 20, 48, 24), strict=True):
        sheet.column_dimensions[letter].width = width


def _write_about(sheet: Any, par: pd.DataFrame) -> None:
    for row in (
        ("Nguồn", par.attrs.get("source", "")),
        ("Source", par.attrs.get("source_en", "")),
        ("Năm kết quả", par.attrs.get("year", "")),
        ("Năm mục tiêu", par.attrs.get("target_year", "")),
        (
            "Cách dùng",
            "Sửa số liệu hoặc dán kỳ công bố khác vào hai bảng đầu, lưu lại, rồi nạp bằng load_par và load_sipas.",
        ),
        (
            "Use",
            "Edit the figures or paste another edition into the first two sheets, save, and load with load_par and load_sipas.",
        ),
    ):
        sheet.append(row)
    sheet.column_dimensions["A"].width = 14
    sheet.column_dimensions["B"].width = 110
