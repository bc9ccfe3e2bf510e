"""Every error message is reached, by a file that deserves it; all problems of a file come at once."""

from __future__ import annotations

import datetime
import io
import runpy
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cases import each

from par_analysis import InputError, load_par, load_sipas
from par_analysis.tables.locations import NATIONAL, PLAN_TEXT
from par_analysis.tables.messages import MESSAGES

Edit = Callable[[Any], object]

# kind -> (table, changed lines of the plan, a piece of what the message must name)
TEXT_CASES: dict[str, tuple[str, dict[int, str | None], str]] = {
    "no_table": ("par", {156: "STT | Nội dung | Số | Cũ | Mới | Ai |"}, "PAR INDEX"),
    "missing_column": ("par", {156: "STT | Lĩnh vực/Tiêu chí/Tiêu chí thành phần | Tối đa | Điểm năm 2021 | Mục tiêu năm 2022 | Chủ trì tham mưu |"}, "Điểm tối đa"),
    "unknown_column": ("par", {156: "STT | Lĩnh vực/Tiêu chí/Tiêu chí thành phần | Tối đa | Điểm năm 2021 | Mục tiêu năm 2022 | Chủ trì tham mưu |"}, "Tối đa"),
    "truncated": ("par", dict.fromkeys(range(240, 250)), "TỔNG ĐIỂM"),
    "bad_line": ("par", {171: "2.4.1 Tính đồng bộ, thống nhất 1 0.79 0.8"}, "dòng (line) 171"),
    "not_a_number": ("par", {163: "1.5 | Sáng kiến hoặc giải pháp mới trong cải cách hành chính | hai | 2 | 2 | |"}, "«hai»"),
    "both_signs": ("sipas", {255: "1 | Trụ sở | 89.2,3 | 91.00 | ||"}, "89.2,3"),
    "missing_value": ("par", {163: "1.5 | Sáng kiến | 2 | | 2 | |"}, "score"),
    "not_a_bound": ("par", {163: "1.5 | Sáng kiến | 2 | >1 | 2 | |"}, ">1"),
    "bad_code": ("par", {163: "1,5 | Sáng kiến | 2 | 2 | 2 | |"}, "«1,5»"),
    "double_code": ("par", {163: "1.4 | Sáng kiến | 2 | 2 | 2 | |"}, "dòng (line) 162"),
    "no_parent": ("par", {170: None}, "2.4"),
    "gap": ("par", {162: None}, "1, 2, 3"[0:1]),
    "not_closed": ("par", {162: "1.4 | Công tác tuyên truyền CCHC | 1.5 | 1 | 1 | |"}, "8.5"),
    "bad_remainder": ("par", {227: "7.1.9 | Tỷ lệ dịch vụ công trực luyến | 7 | 0.586 | 0.63 | Văn phòng UBND Thành phố |"}, "7.1.rest"),
    "edition_codes": ("sipas", {277: None}, "IV.4"),
    "foreign_code": ("par", {247: "8.6 | Mức độ | 0.5 | 0.5 | 0.5 | |\n8.7 | Thêm | 0.5 | 0 | 0.5 | |"}, "8.7"),
    "out_of_range": ("par", {163: "1.5 | Sáng kiến | 2 | 2.5 | 2 | |"}, "2.5"),
    "unknown_agency": ("par", {167: "2.1 | Theo dõi thi hành pháp luật (TDTHPL) | 2 | 2 | 2 | Sở Tư phap |"}, "«Sở Tư pháp»"),
    "broken_order": ("par", {160: "1.3 | Kiểm tra CCHC của Thành phố | 2 | 2 | 2 | |", 161: "1.2 | Thực hiện chế độ báo cáo | 0.5 | 0.5 | 0.5 | |"}, "161"),
    "joined_heading": ("par", {165: None, 164: "2 | XÂY DỰNG | 10 | 8.76 | 9 | |", 166: None}, "lead_agency"),
    "not_percent": ("par", {163: "1.5 | Sáng kiến | 2 | 1% | 2 | |"}, "1%"),
    "too_long": ("par", {163: "1.5 | Sáng kiến | 2 | 2 | 2 | |\n" * 10_001}, "10000"),
    "no_lead": ("par", {167: "2.1 | Theo dõi thi hành pháp luật (TDTHPL) | 2 | 2 | 2 | |"}, "lead_agency"),
}  # fmt: skip


@each("kind", TEXT_CASES)
def test_a_bad_text_is_refused_with_line_and_reason(kind: str, write_plan: Callable[..., Path]) -> None:
    table, changes, named = TEXT_CASES[kind]
    path = write_plan(changes)
    with pytest.raises(InputError) as caught:
        {"par": load_par, "sipas": load_sipas}[table](path)
    matching = [str(p) for p in caught.value.problems if p.kind == kind]
    assert matching, str(caught.value)
    assert any(named in message for message in matching)
    assert str(path) in str(caught.value) and "EN:" in str(caught.value)


def test_all_problems_of_a_text_come_at_once(write_plan: Callable[..., Path]) -> None:
    changes = {
        163: "1.5 | Sáng kiến | hai | 2 | 2 | |",
        167: "2.1 | Theo dõi | 2 | 2 | 2 | Sở Tư phap |",
        201: "dòng hỏng",
        218: "6.4 | Tác động | 4 | 5 | 3.2 | |",
    }
    with pytest.raises(InputError) as caught:
        load_par(write_plan(changes))
    kinds = {(p.kind, p.where.rpartition(" ")[2]) for p in caught.value.problems}
    assert {("not_a_number", "163"), ("unknown_agency", "167"), ("bad_line", "201"), ("out_of_range", "218")} <= kinds


@each(
    ("line", "text"),
    [
        (158, None),  # the heading's lead cell is gone
        (158, "| |"),
        (159, "1.1 | Thực hiện Kế hoạch CCHC | 1.5 | 1.5 | 1.5 |"),  # a merged cell broken: its cell is missing
        (160, "|"),  # an empty cell where none is owed
        (249, "một dòng chữ không có ô"),
        (276, "một dòng chữ không có ô"),
    ],
)
def test_broken_merged_cells_in_a_text_are_reported(
    line: int, text: str | None, write_plan: Callable[..., Path]
) -> None:
    with pytest.raises(InputError):
        (load_par if line < 250 else load_sipas)(write_plan({line: text}))


@each(("lines", "code"), [(range(234, 240), "7.5"), (range(165, 175), "2"), ([231], "7.2.1"), ([201, 202, 203], "5.8")])
def test_missing_rows_are_reported(lines: range, code: str, write_plan: Callable[..., Path]) -> None:
    with pytest.raises(InputError) as caught:
        load_par(write_plan(dict.fromkeys(lines)))
    assert any(code in str(p) for p in caught.value.problems)


def _bomb() -> bytes:
    """A workbook of 5 KB that unpacks to 5 MB."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 5_000_000)
    return held.getvalue()


FILES: dict[str, tuple[str, bytes]] = {
    "empty": ("a.txt", b"  \n\n"),
    "encoding": ("a.txt", "Điểm tối đa | Sở".encode("cp1258", errors="replace")),
    "old_workbook": ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
    "too_large": ("a.xlsx", _bomb()),
    "broken_workbook": ("a.xlsx", b"PK\x03\x04 but no zip after all"),
}


@each("kind", FILES)
def test_a_file_of_the_wrong_kind_is_refused(kind: str, tmp_path: Path) -> None:
    name, data = FILES[kind]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        load_par(path)
    assert [p.kind for p in caught.value.problems] == [kind]


@each("encoding", ["cp1258", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_that_cannot_be_told_are_refused_and_not_misread(
    encoding: str, tmp_path: Path, plan_text: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(plan_text.encode(encoding, errors="replace"))
    with pytest.raises(InputError) as caught:
        load_par(path)
    assert [p.kind for p in caught.value.problems] == ["encoding"]


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = Path(shutil.make_archive(str(tmp_path / "a"), "zip", NATIONAL / "reference")).rename(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="sổ tính Excel"):
        load_par(path)


@each(("kind", "name"), [("no_file", "không có.txt"), ("is_folder", ".")])
def test_a_path_to_nothing_or_to_a_folder_is_refused(kind: str, name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_par(tmp_path / name)
    assert [p.kind for p in caught.value.problems] == [kind]


def _set(sheet: str, cell: str, value: object) -> Edit:
    return lambda book: book[sheet].__setitem__(cell, value)


def _row(book: Any, sheet: str, code: str) -> int:
    return next(row for row in range(2, book[sheet].max_row + 1) if book[sheet].cell(row, 1).value == code)


def _put(sheet: str, code: str, column: str, value: object) -> Edit:
    return lambda book: book[sheet].__setitem__(f"{column}{_row(book, sheet, code)}", value)


def _delete(sheet: str, code: str) -> Edit:
    return lambda book: book[sheet].delete_rows(_row(book, sheet, code))


def _unvouch(book: Any) -> None:
    """Take the column of numbers of parts away, as in a table that somebody typed."""
    book["SIPAS"].delete_cols(10)


def _with_maximum(book: Any, odd: float) -> None:
    sheet = book["SIPAS"]
    sheet["K1"] = "Điểm tối đa"
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 11).value = 100
    sheet["K4"] = odd


def _column(sheet: Any, header: str, values: dict[int, object]) -> None:
    """Add a column with some values."""
    number = sheet.max_column + 1
    sheet.cell(1, number).value = header
    for row, value in values.items():
        sheet.cell(row, number).value = value


def _format(sheet: str, cell: str, number_format: str) -> Edit:
    return lambda book: setattr(book[sheet][cell], "number_format", number_format)


def _about_is(key: str, value: object) -> Edit:
    def edit(book: Any) -> None:
        row = next(row for row in book["Thông tin"].iter_rows() if row[0].value == key)
        row[1].value = value

    return edit


def _numbered(book: Any, *, swapped: bool = False) -> None:
    """Number the items of SIPAS within their factor, as the document does; two of them change places."""
    for row in book["SIPAS"].iter_rows(min_row=2, max_col=1):
        row[0].value = str(row[0].value).rpartition(".")[2]
    if swapped:
        rows = [[cell.value for cell in book["SIPAS"][row]] for row in (4, 5)]
        for row, values in zip((5, 4), rows, strict=True):
            for cell, value in zip(book["SIPAS"][row], values, strict=True):
                cell.value = value


def _with_bounds(book: Any) -> None:
    """Say of every target that it is no bound, although some are printed with >."""
    sheet = book["SIPAS"]
    sheet["K1"] = "Mục tiêu là cận dưới"
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 11).value = False


# PAR: A code, B name, C name_en, D max, E score, F target, G lead, H assessment, I source line, J parts.
# SIPAS: A code, B name, C name_en, D score, E target, F lead, G units, H assessment, I source line, J parts.
# kind -> (table, edit, what the message must name)
WORKBOOK_CASES: list[tuple[str, str, Edit, str]] = [
    ("missing_column", "par", _set("PAR INDEX", "E1", None), "Điểm đạt được"),
    ("missing_column", "sipas", _set("SIPAS", "G1", None), "Đơn vị thực hiện"),
    ("missing_column", "par", _set("Cơ quan", "B1", "Tên gọi"), "name"),
    ("misspelt_column", "par", _set("PAR INDEX", "H1", "Cách đánh gía"), "«PAR INDEX»!H1"),
    ("misspelt_column", "par", _set("PAR INDEX", "F1", "Muc tieu"), "target"),
    ("double_column", "par", _set("PAR INDEX", "C1", "Tên"), "name"),
    ("no_table", "par", lambda book: book.remove(book["PAR INDEX"]), "PAR INDEX"),
    ("not_a_number", "par", _set("PAR INDEX", "E4", "chín"), "«PAR INDEX»!E4"),
    ("both_signs", "sipas", _set("SIPAS", "D4", "1.089,23"), "«SIPAS»!D4"),
    ("missing_value", "par", _set("PAR INDEX", "F4", None), "«PAR INDEX»!F4"),
    ("missing_value", "par", _set("PAR INDEX", "B4", None), "«PAR INDEX»!B4"),
    ("missing_value", "par", _set("Cơ quan", "D3", None), "«Cơ quan»!D3"),
    ("not_a_bound", "par", _set("PAR INDEX", "D4", ">1"), "«PAR INDEX»!D4"),
    ("formula", "par", _set("PAR INDEX", "E4", "=1/2"), "=1/2"),
    ("cell_error", "par", lambda book: (_set("PAR INDEX", "E4", "#DIV/0!")(book), setattr(book["PAR INDEX"]["E4"], "data_type", "e")), "#DIV/0!"),
    ("date_cell", "par", _set("PAR INDEX", "A4", datetime.date(2022, 7, 1)), "«PAR INDEX»!A4"),
    ("merged", "par", lambda book: book["PAR INDEX"].merge_cells("D3:E3"), "D3:E3"),
    ("merged", "par", lambda book: book["PAR INDEX"].merge_cells("E3:E4"), "E3:E4"),
    ("bad_code", "par", _put("PAR INDEX", "1.3", "A", "1.3a"), "1.3a"),
    ("double_code", "par", _put("PAR INDEX", "1.3", "A", "1.2"), "1.2"),
    ("double_code", "par", lambda book: book["PAR INDEX"].append(["7.1.rest", "Phần khác"]), "7.1.rest"),
    ("ambiguous_agency", "par", _set("Cơ quan", "B3", "Sở Nội vụ"), "«Cơ quan»!B3"),
    ("ambiguous_agency", "par", _set("Cơ quan", "E3", "sở  TÀI chính"), "«Cơ quan»!E3"),
    ("double_column", "par", _set("Cơ quan", "E1", "Tên"), "«Cơ quan»!E1"),
    ("no_successor", "par", lambda book: _column(book["Cơ quan"], "Cơ quan kế thừa", {2: "Sở Y tế"}), "«Cơ quan»!F2"),
    ("out_of_range", "par", lambda book: _column(book["Cơ quan"], "Năm cuối", {2: "sau này"}), "«Cơ quan»!F2"),
    ("no_parent", "par", _delete("PAR INDEX", "2.4"), "2.4.1"),
    ("no_parent", "par", _put("PAR INDEX", "7.1.rest", "A", "9.9.rest"), "9.9.rest"),
    ("gap", "par", _delete("PAR INDEX", "5.3"), "3"),
    ("not_closed", "par", _delete("PAR INDEX", "5.9.4"), "5.9"),
    ("not_closed", "par", _delete("PAR INDEX", "7.2.rest"), "7.2"),
    ("bad_remainder", "par", _put("PAR INDEX", "7.2.1", "D", 1.5), "7.2.rest"),
    ("remainder_differs", "par", _put("PAR INDEX", "7.2.rest", "E", 0.9), "7.2.rest"),
    ("remainder_differs", "par", _put("PAR INDEX", "7.2.rest", "F", 1), "7.2.rest"),
    ("derived_differs", "par", _put("PAR INDEX", "7.2.rest", "G", "Sở Tư pháp"), "Văn phòng"),
    ("parts_differ", "sipas", _delete("SIPAS", "IV.4"), "IV"),
    ("truncated", "par", _delete("PAR INDEX", "total"), "TỔNG ĐIỂM"),
    ("truncated", "par", lambda book: book["PAR INDEX"].delete_rows(2, book["PAR INDEX"].max_row - 2), "1"),
    ("derived_differs", "par", _set("PAR INDEX", "K1", "Cấp") , "Cấp"),
    ("out_of_range", "par", _set("PAR INDEX", "E4", -0.1), "-0.1"),
    ("out_of_range", "sipas", _set("SIPAS", "E4", 101), "101"),
    ("out_of_range", "par", _set("PAR INDEX", "D4", 0), "max_points"),
    ("unknown_agency", "par", _set("PAR INDEX", "G4", "Sở Nội Vu"), "«Sở Nội vụ»"),
    ("no_lead", "par", _set("PAR INDEX", "G4", None), "«PAR INDEX»!G4"),
    ("unknown_assessment", "par", _set("PAR INDEX", "H4", "tự chấm"), "tự chấm"),
    ("mean_not_closed", "sipas", lambda book: (_unvouch(book), _delete("SIPAS", "V.4")(book)), "V"),
    ("mean_not_closed", "sipas", lambda book: (_unvouch(book), [_delete("SIPAS", c)(book) for c in ("V", "V.1", "V.2", "V.3", "V.4")]), "total"),
    ("no_parts", "sipas", lambda book: (_unvouch(book), [_delete("SIPAS", f"V.{n}")(book) for n in (1, 2, 3, 4)]), "V"),
    ("year_differs", "par", _set("PAR INDEX", "E1", "Điểm năm 2023"), "2023"),
    ("out_of_range", "sipas", lambda book: _with_maximum(book, 95), "95"),
    ("out_of_range", "par", _set("PAR INDEX", "I4", 159.7), "159.7"),
    ("out_of_range", "par", _set("PAR INDEX", "I4", -5), "-5"),
    ("derived_differs", "par", _put("PAR INDEX", "7.1", "H", "Thẩm định"), "appraisal"),
    ("derived_differs", "par", _put("PAR INDEX", "7.2.rest", "G", "không có"), "Văn phòng"),
    ("derived_differs", "par", _put("PAR INDEX", "7.2.rest", "I", 999), "999"),
    ("parts_differ", "par", _put("PAR INDEX", "7.2.rest", "J", 5), "7.2.rest"),
    ("derived_differs", "sipas", lambda book: _with_bounds(book), "TRUE"),
    ("unknown_assessment", "par", _put("PAR INDEX", "7.2.rest", "H", "tự chấm"), "tự chấm"),
    ("missing_value", "par", _put("PAR INDEX", "7.2.rest", "B", None), "name"),
    ("not_percent", "par", _set("PAR INDEX", "E4", "0,5%"), "0,5%"),
    ("not_percent", "par", _format("PAR INDEX", "E4", "0.00%"), "«PAR INDEX»!E4"),
    ("not_percent", "par", _format("PAR INDEX", "E4", '0.00"%"'), "«PAR INDEX»!E4"),
    ("not_percent", "par", _format("PAR INDEX", "I4", "0%"), "«PAR INDEX»!I4"),
    ("not_percent", "sipas", _format("SIPAS", "J4", "0%"), "«SIPAS»!J4"),
    ("out_of_range", "sipas", _format("SIPAS", "D4", "0.00%"), "8923"),
    ("number_format", "par", _format("PAR INDEX", "E4", "0.0,"), "«PAR INDEX»!E4"),
    ("number_format", "par", _format("PAR INDEX", "E4", ";;;"), "«PAR INDEX»!E4"),
    ("number_format", "par", lambda book: (_put("PAR INDEX", "1.1", "A", 1.1)(book), _format("PAR INDEX", "A3", "0")(book)), "«PAR INDEX»!A3"),
    ("bad_code", "par", _put("PAR INDEX", "1.3", "A", "1.1300"), "1.1300"),
    ("bad_code", "par", _put("PAR INDEX", "1.3", "A", 1e308), "1000"),
    ("bad_code", "par", _put("PAR INDEX", "1.3", "A", "1.3.1.1.1.1.1"), "1.3.1.1"),
    ("bad_year", "par", _about_is("Năm kết quả", "20212"), "20212"),
    ("bad_year", "par", _about_is("Năm kết quả", "năm ngoái"), "«Thông tin»!B3"),
    ("bad_year", "par", _about_is("Năm mục tiêu", 2222), "2222"),
    ("bad_year", "par", _set("PAR INDEX", "E1", "Điểm đạt được 2020 2021"), "2020"),
    ("year_order", "par", _about_is("Năm mục tiêu", 2020), "2020"),
    ("double_key", "par", lambda book: book["Thông tin"].append(["Năm kết quả", "2020"]), "«Thông tin»"),
    ("hidden_sheet", "par", lambda book: (book.copy_worksheet(book["PAR INDEX"]), setattr(book["PAR INDEX"], "sheet_state", "hidden")), "PAR INDEX Copy"),
    ("broken_order", "sipas", lambda book: _numbered(book, swapped=True), "«SIPAS»!A"),
    ("too_long", "par", lambda book: [book["PAR INDEX"].append([f"9.{n}"]) for n in range(2001)], "2000"),
    ("weights", "par", lambda book: _column(book["PAR INDEX"], "Trọng số", {_row(book, "PAR INDEX", f"2.4.{n}"): 1.5 for n in (1, 2, 3, 4)}), "2.4"),
    ("missing_value", "par", lambda book: _column(book["PAR INDEX"], "Trọng số", {_row(book, "PAR INDEX", "2.4.1"): 1}), "weight"),
    ("out_of_range", "par", lambda book: _column(book["PAR INDEX"], "Điểm tối thiểu", {_row(book, "PAR INDEX", "1.2"): 0.6}), "min_points"),
    ("out_of_range", "par", lambda book: _column(book["PAR INDEX"], "Cận dưới", {_row(book, "PAR INDEX", "1.2"): 0.6}), "low"),
    ("out_of_range", "par", lambda book: _column(book["PAR INDEX"], "Cỡ mẫu", {4: 10.5}), "n"),
]  # fmt: skip


def _with_levels(book: Any) -> None:
    """Add a column of levels, one of them wrong."""
    sheet = book["PAR INDEX"]
    for row in range(2, sheet.max_row + 1):
        code = sheet.cell(row, 1).value
        sheet.cell(row, 11).value = 0 if code == "total" else str(code).count(".") + 1
    sheet["K4"] = 3


@each("number", range(len(WORKBOOK_CASES)))
def test_a_bad_workbook_is_refused_with_cell_and_reason(number: int, edit_workbook: Callable[..., Path]) -> None:
    kind, table, edit, named = WORKBOOK_CASES[number]

    def change(book: Any) -> None:
        edit(book)
        if named == "Cấp":
            _with_levels(book)

    with pytest.raises(InputError) as caught:
        {"par": load_par, "sipas": load_sipas}[table](edit_workbook(change))
    matching = [str(p) for p in caught.value.problems if p.kind == kind]
    assert matching, str(caught.value)
    assert named == "Cấp" or any(named in message for message in matching), matching


def test_all_problems_of_a_workbook_come_at_once(edit_workbook: Callable[..., Path]) -> None:
    def change(book: Any) -> None:
        for cell, value in {"E4": "chín", "D5": "1,2.3", "G6": "Sở X", "A7": "1.4b", "F8": 99}.items():
            book["PAR INDEX"][cell] = value

    with pytest.raises(InputError) as caught:
        load_par(edit_workbook(change))
    found = {p.where for p in caught.value.problems}
    assert {f"«PAR INDEX»!{cell}" for cell in ("E4", "D5", "G6", "A7", "F8")} <= found


SIDE_CASES = [
    ("orphan_row", "assessment.csv", "par,8.6,outcome", "par,8.9,outcome", "8.9"),
    ("unknown_word", "assessment.csv", "par,8.6,outcome", "par,8.6,results", "results"),
    ("edition_codes", "names.csv", "par,8.6,", "par,8.7,", "8.7"),
    ("correction", "corrections.csv", "trực luyến", "trực huyến", "trực huyến"),
]


@each(("kind", "name", "old", "new", "named"), SIDE_CASES)
def test_a_wrong_side_table_is_reported(
    kind: str, name: str, old: str, new: str, named: str, copied_edition: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(copied_edition, tmp_path / "bản sao")
    if name == "corrections.csv":  # neither the slip nor its correction stands in the text
        old, new = f"{old},trực tuyến", f"{new},trực thuyến"
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_par(folder / PLAN_TEXT.name)
    assert any(p.kind == kind and named in str(p) for p in caught.value.problems), str(caught.value)


# Modules that make a file be refused; each lists in KINDS for what.
REACHED_BY = [
    "tables/lists/test_lists_reader.py",
    "tables/lists/test_lists_plan.py",
    "tables/lists/test_lists_evidence.py",
    "tables/lists/test_lists_national.py",
    "tables/indices/test_indices_agencies.py",
    "edition/test_edition_config.py",
    "scenario/test_scenario_file.py",
    "deliver/workbook/test_workbook_reading.py",
]


def test_every_message_of_the_catalogue_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    tests = Path(__file__).parents[1]
    for folder in ("edition", "scenario", "deliver"):
        monkeypatch.syspath_prepend(tests / folder)
    reached = {
        "bad_csv",  # among the tests of cells
        *("crosswalk_code", "not_same", "no_confirm_reason", "share_sum"),  # among those of crosswalks
        *TEXT_CASES,
        *FILES,
        *(c[0] for c in WORKBOOK_CASES),
        *(c[0] for c in SIDE_CASES),
    }
    for module in REACHED_BY:
        reached |= runpy.run_path(str(tests / module))["KINDS"]
    assert set(MESSAGES) - reached == set() and reached - set(MESSAGES) == set()
