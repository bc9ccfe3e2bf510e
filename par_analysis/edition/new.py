"""A researcher's own edition: a folder with a commented `edition.toml` and a workbook to fill."""

from __future__ import annotations

import contextlib
import os
import tomllib
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from par_analysis.edition.config import FILE
from par_analysis.edition.edition import Edition
from par_analysis.edition.export import write_workbook
from par_analysis.edition.opening import EditionLike, edition_of, open_edition, shipped_editions
from par_analysis.edition.parts import TABLES, key_of
from par_analysis.tables.files import replace_folder, write_text
from par_analysis.tables.indices.appendix import decode
from par_analysis.tables.locations import RAW
from par_analysis.tables.models.agencies import AGENCIES
from par_analysis.tables.models.column import Table
from par_analysis.tables.models.index import ASSESSMENTS, INDEX_TABLES, INDICES
from par_analysis.tables.models.plan import GOALS, SUBJECTS, TASKS
from par_analysis.tables.problems import Problems
from par_analysis.words.errors import refused
from par_analysis.words.palette import TEXT

__all__ = ["WORKBOOK", "new_edition", "taken_keys"]

WORKBOOK = "so-lieu.xlsx"
GUIDE_SHEET = "Hướng dẫn"
_ROWS = 400  # rows that lists of allowed words reach down to

# Columns of the sheets for tasks and goals: what a researcher needs; the others may be added.
_TASKS = ("lead_agency", "title", "title_en", "kind", "due_text", "named")
_GOALS = ("subject", "code", "comparator", "value", "unit", "year")
_WIDTHS = {"title": 60, "title_en": 60, "lead_agency": 34, "due_text": 22, "subject": 24}
# What Excel must leave as it is typed: 1.10 is no number, 9/2032 no day.
_TEXTS = ("code", "named", "due_text")
_MODELS: dict[str, Table] = {**INDEX_TABLES, "agencies": AGENCIES, "tasks": TASKS, "goals": GOALS}
# One filled row of every sheet, shown in the guide and read by nothing.
_EXAMPLES: dict[str, dict[str, str]] = {
    "par": {"code": "1.2", "name": "Thực hiện chế độ báo cáo CCHC", "name_en": "Reporting on reform", "max_points": "1,5", "score": "1,25 (hoặc: chưa công bố)", "target": "1,5 (để trống cả cột nếu chưa có)", "lead_agency": "Sở Nội vụ", "assessment": "Thẩm định"},
    "sipas": {"code": "I.1", "name": "Nơi ngồi chờ có đủ chỗ", "name_en": "Enough seats", "score": "86,4", "target": ">88", "lead_agency": "Sở Nội vụ", "implementing_units": "UBND các phường"},
    "agencies": {"id": "noi-vu", "name": "Sở Nội vụ", "short": "Sở Nội vụ", "name_en": "Department of Home Affairs", "short_en": "Home Affairs"},
    "tasks": {"lead_agency": "Sở Nội vụ", "title": "Kế hoạch khắc phục báo cáo chậm", "title_en": "Plan against late reports", "kind": "plan", "due_text": "tháng 9/2032", "named": "1.2"},
    "goals": {"subject": "par_score", "code": "total", "comparator": ">=", "value": "90", "unit": "points", "year": "2032"},
}  # fmt: skip


def new_edition(
    folder: str | os.PathLike[str],
    source: str | os.PathLike[str] | None = None,
    like: EditionLike = None,
    place: str = "",
    place_en: str = "",
    year: int | None = None,
) -> Path:
    """Make a folder for an edition of one's own: `edition.toml`, and a workbook with the tables or to be filled.

    Parameters
    ----------
    folder : path-like
        The folder; it must not be there, or be empty.
    source : path-like, optional
        A workbook, CSV or text with the table of one or both indices; its rows are taken over, the file itself is left as
        it is.
    like : Edition, str or path-like, optional
        An edition whose criteria, maxima, leads, agencies and links are taken over, without results and targets.
    place, place_en : str
        The province or city, in Vietnamese and in English; by default that of `like`.
    year : int, optional
        Year of the results; by default what the table says.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        The source cannot be taken as it is; nothing is written then.
    ParAnalysisError
        The folder is not empty, another edition has its key, no place is given, or `source` and `like` both are.
    """
    home = Path(folder).absolute()
    if source is not None and like is not None:
        raise refused("from_and_like")
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise refused("folder_taken", folder=home)
    key = key_of(home.name)
    if key in taken_keys(home):
        raise refused("edition_taken", name=home.name, key=key)
    model = _model(source, like)
    if model is not None:
        place, place_en = place or model.place, place_en or ("" if place else model.place_en)
        year = year or (model.year if like is None else None)
    if not place:
        raise refused("no_place")
    aim = None if model is None or like is not None else model.target_year
    frames = {"par": _blank("par")} if model is None else {name: model.table(name) for name in model.indices}
    if like is not None:
        frames = {name: _without_results(frame) for name, frame in frames.items()}
    links = () if model is None else model.couplings
    agencies = pd.DataFrame(columns=AGENCIES.columns, dtype="str") if model is None else model.agencies
    text = _toml(key, place, place_en or place, year, aim, "" if model is None else model.criteria_set, frames, links)
    with replace_folder(home) as new:
        write_text(new / FILE, text)
        sheets = {name: frames[name] if name in frames else _blank(name) for name in INDICES}
        _write(new / WORKBOOK, sheets, agencies, "" if source is None else Path(source).name)
    return home


def taken_keys(home: Path) -> set[str]:
    """Keys of the shipped editions and of those that lie beside a folder."""
    home = home.resolve()
    found = {key for key in shipped_editions() if (RAW / key).resolve() != home}
    for path in home.parent.glob(f"*/{FILE}") if home.parent.is_dir() else ():
        if path.parent != home:
            with contextlib.suppress(OSError, tomllib.TOMLDecodeError):
                found.add(str(tomllib.loads(decode(path.read_bytes(), Problems(path))).get("key", "")))
    return found - {""}


def _model(source: str | os.PathLike[str] | None, like: EditionLike) -> Edition | None:
    if source is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            return open_edition(source)
    return None if like is None else edition_of(like)


def _blank(index: str) -> pd.DataFrame:
    """Make a table with nothing but its overall row."""
    row = {"code": "total", "name": INDICES[index].total_name, "level": 0, "max_points": 100.0}
    frame = pd.DataFrame([row]).reindex(columns=INDEX_TABLES[index].columns)
    return frame.assign(target_is_bound=False, is_remainder=False, is_leaf=False)


def _without_results(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(score=float("nan"), target=float("nan"), target_is_bound=False)


def _toml(
    key: str, place: str, place_en: str, year: int | None, aim: int | None, criteria: str, frames: Mapping[str, Any], links: Any
) -> str:  # fmt: skip
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    lines = [
        "# Kỳ công bố: mọi điều đã biết về một nơi trong một năm. Sửa xong, chạy: par-analysis check <thư mục này>",
        "# (An edition: everything known of one place in one year. When edited, run: par-analysis check <this folder>)",
        f"key = {quoted(key)}",
        f"place = {quoted(place)}          # tên tỉnh, thành phố, như trong bảng xếp hạng cả nước (as the national lists print it)",
        f"place_en = {quoted(place_en)}",
        f"{'' if year else '# '}year = {year or 2031}               # năm kết quả (year of the results)",
        f"{'' if aim else '# '}target_year = {aim or (year or 2031) + 1}        # năm mục tiêu, nếu có mục tiêu (year of the targets, if there are any)",
        f"{'' if criteria else '# '}criteria_set = {quoted(criteria or '876/QĐ-BNV')}   # quyết định ban hành bộ tiêu chí (the decision that sets the criteria)",
        f"workbook = {quoted(WORKBOOK)}    # các trang «{TABLES['agencies']}», «{TABLES['tasks']}», «{TABLES['goals']}» (sheets of agencies, tasks, goals)",
        "",
    ]
    for index in INDICES:
        mark = "" if index in frames else "# "
        if mark:
            lines.append(
                f"# Khi đã điền trang {INDICES[index].sheet}, bỏ dấu # (when the sheet is filled, take the # away):"
            )
        lines += [
            f"{mark}[indices.{index}]",
            f"{mark}file = {quoted(WORKBOOK)}",
            '# source = "Quyết định .../QĐ-BNV ngày ..."   # nguồn ghi trên biểu đồ (how charts cite it)',
            '# source_en = "Decision ..."',
            "",
        ]
    lines += [
        "# Một tiêu chí là kết quả của một chỉ số khác, chỉ khi văn bản cho quy tắc quy đổi. Bỏ dấu # nếu có.",
        "# (A criterion that is the result of another index, only if a document gives the conversion.)",
    ]
    if links:
        for link in links:
            lines += ["[[links]]", f"index = {quoted(link.index)}", f"code = {quoted(link.code)}", f"of = {quoted(link.of)}", f"points_per_unit = {link.factor:g}", *([f"margin = {link.margin:g}"] if link.margin else []), ""]  # fmt: skip
    else:
        lines += ["# [[links]]", '# index = "par"', '# code = "8.1"', '# of = "sipas"', "# points_per_unit = 0.1"]
    return "\n".join(lines).rstrip() + "\n"


def _write(path: Path, frames: Mapping[str, pd.DataFrame], agencies: pd.DataFrame, source: str) -> None:
    about = [
        ("Nguồn", f"Tệp {source}" if source else ""),
        ("Source", f"File {source}" if source else ""),
        ("Cách dùng", "Điền các trang, lưu lại, rồi chạy: par-analysis check <thư mục>. Tên cột và ví dụ ở trang «Hướng dẫn»."),
        ("Use", "Fill the sheets, save, then run: par-analysis check <folder>. Columns and examples are on the sheet «Hướng dẫn»."),
    ]  # fmt: skip

    def more(book: Any) -> None:
        _list_sheet(book, "tasks", _TASKS)
        _list_sheet(book, "goals", _GOALS)
        _guide(book, list(frames))
        _lists(book)
        _lay_out(book[TABLES["agencies"]], [26, 36, 22, 48, 24])
        for key in INDICES:
            book[INDICES[key].sheet].column_dimensions["A"].number_format = "@"
        book.move_sheet(GUIDE_SHEET, -(len(book.sheetnames) - 1))
        book.active = 1

    write_workbook(path, frames, agencies, about, more)


def _list_sheet(book: Any, table: str, columns: tuple[str, ...]) -> None:
    """Make an empty sheet with its headers."""
    sheet = book.create_sheet(TABLES[table])
    sheet.append([_MODELS[table][column].title for column in columns])
    _lay_out(sheet, [_WIDTHS.get(column, 16) for column in columns])
    for cell, column in zip(sheet[1], columns, strict=True):
        if column in _TEXTS:
            sheet.column_dimensions[cell.column_letter].number_format = "@"


def _guide(book: Any, indices: list[str]) -> None:
    """Write which column means what, in both languages, with an example row for every sheet."""
    sheet = book.create_sheet(GUIDE_SHEET)
    sheet.append(["Trang (sheet)", "Cột", "Column", "Ví dụ (example)"])
    names = {**{key: INDICES[key].sheet for key in (*indices, "sipas")}, **TABLES}
    for table, example in _EXAMPLES.items():
        for column, value in example.items():
            own = _MODELS[table][column]
            sheet.append([names[table], own.title, own.title_en, value])
    _lay_out(sheet, [16, 30, 30, 50])


def _lay_out(sheet: Any, widths: list[int]) -> None:
    """Give a sheet the header of the tables, columns of these widths, texts that stay texts, and a page as wide as it is."""
    from openpyxl.styles import Alignment, Font, PatternFill

    for cell, width in zip(sheet[1], widths, strict=True):
        cell.font, cell.fill = (
            Font(name="Calibri", bold=True, color="FFFFFF"),
            PatternFill("solid", fgColor=TEXT.lstrip("#")),
        )
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.row_dimensions[1].height = 32
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.font, cell.alignment = Font(name="Calibri"), Alignment(wrap_text=True, vertical="top")
            cell.data_type, cell.number_format = "s", "@"
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _lists(book: Any) -> None:
    """Offer the words that a cell may hold: agencies of the list, ways of assessment, kinds of work, ..."""
    from openpyxl.worksheet.datavalidation import DataValidation

    agencies = f"'{TABLES['agencies']}'!$B$2:$B${_ROWS}"
    offered = {
        "assessment": [names[0] for names in ASSESSMENTS.values()],
        "subject": list(SUBJECTS)[:4],  # of an index; the others are of one plan
    }
    for name, table in _MODELS.items():
        title = INDICES[name].sheet if name in INDICES else TABLES[name]
        if title not in book.sheetnames:
            continue
        sheet = book[title]
        known = {own.accepted[0]: own for own in table.file_fields}
        for cell in sheet[1]:
            own = known[cell.value]
            words = offered.get(own.name) or list(own.words)
            source = agencies if own.name == "lead_agency" else f'"{",".join(words)}"' if words else ""
            if not source:
                continue
            # A warning only: a word that is not in the list is told by `check`, with what to do.
            check = DataValidation(type="list", formula1=source, allow_blank=True, errorStyle="warning")
            check.add(f"{cell.column_letter}2:{cell.column_letter}{_ROWS}")
            sheet.add_data_validation(check)
