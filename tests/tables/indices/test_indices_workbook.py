"""Workbooks as people make them: other headers, other order, merged leads, pasted tables; and random changes."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from par_analysis import InputError, load_agencies, load_par, load_sipas
from par_analysis.tables.indices.nodes import assemble
from par_analysis.tables.indices.workbook import workbook_rows
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.problems import Problems
from par_analysis.words.errors import ParAnalysisError

LOADERS = {"PAR INDEX": load_par, "SIPAS": load_sipas}
ENGLISH = {
    "Mã": "Code", "Lĩnh vực/Tiêu chí/Tiêu chí thành phần": "Name", "Tên tiếng Anh": "English name",
    "Điểm tối đa": "Maximum points", "Điểm đạt được": "Score", "Mục tiêu": "Target", "Cơ quan chủ trì": "Lead agency",
    "Đơn vị thực hiện": "Implementing units", "Cách đánh giá": "Assessment", "Dòng nguồn": "Source line", "Số mục con": "Number of parts",
}  # fmt: skip


@pytest.mark.parametrize("load", LOADERS.values())
def test_text_and_workbook_give_identical_frames(load: Callable[..., pd.DataFrame], tables_xlsx: Path) -> None:
    pd.testing.assert_frame_equal(load(tables_xlsx), load())


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("sheet", LOADERS)
def test_headers_count_by_name_and_not_by_position(sheet: str, seed: int, edit_workbook: Callable[..., Path]) -> None:
    def shuffle(book: openpyxl.Workbook) -> None:
        table = book[sheet]
        columns = [[cell.value for cell in column] for column in table.columns]
        random.Random(seed).shuffle(columns)
        for number, values in enumerate(columns, 1):
            values[0] = ENGLISH[values[0]] if seed % 2 else f" {values[0].upper()} "
            for row, value in enumerate(values, 1):
                table.cell(row, number).value = value

    pd.testing.assert_frame_equal(LOADERS[sheet](edit_workbook(shuffle)), LOADERS[sheet]())


def test_a_frame_written_by_pandas_itself_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "tự ghi.xlsx"
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        load_sipas().to_excel(writer, sheet_name="Sheet1", index=False)
        load_par().to_excel(writer, sheet_name="Sheet2", index=False)
    for load in LOADERS.values():
        pd.testing.assert_frame_equal(load(path), load())


def _official(book: openpyxl.Workbook, sheet: str, header: list[str], columns: list[str], frame: pd.DataFrame) -> None:
    """Lay the table out as the official document does: title above, its own headers, merged lead cells."""
    del book[sheet]
    table = book.create_sheet(sheet)
    table.append([f"{sheet} năm 2021"])
    table.append([])
    table.append(header)
    listed = frame[~frame["is_remainder"]] if sheet == "SIPAS" else frame
    for row in listed.itertuples():
        values: list[Any] = [None if pd.isna(getattr(row, c)) else getattr(row, c) for c in columns]
        values[0] = {"total": None}.get(row.code, row.code.rpartition(".")[2] if sheet == "SIPAS" else row.code)
        if row.target_is_bound:
            values[columns.index("target")] = f"> {row.target:.2f}".replace(".", ",")
        table.append(values)
    lead = columns.index("lead_agency") + 1
    first, last = 4, 3 + len(listed)
    start = first
    for row in range(first, last + 1):
        same = row < last and table.cell(row + 1, lead).value == table.cell(start, lead).value
        if not same:
            if row > start and table.cell(start, lead).value is not None:
                table.merge_cells(start_row=start, end_row=row, start_column=lead, end_column=lead)
            start = row + 1


def test_the_official_layout_with_merged_cells_is_read(edit_workbook: Callable[..., Path]) -> None:
    header = [
        "TT",
        "Tiêu chí",
        "Kết quả SIPAS 2021",
        "Mục tiêu SIPAS 2022 (%)",
        "Đơn vị chủ trì theo dõi",
        "Đơn vị thực hiện",
    ]
    columns = ["code", "name", "score", "target", "lead_agency", "implementing_units"]
    path = edit_workbook(lambda book: _official(book, "SIPAS", header, columns, load_sipas()))
    with pytest.warns(UserWarning, match="name_en|assessment"):
        read = load_sipas(path)
    kept = ["code", "parent", "name", "score", "target", "target_is_bound", "lead_agency", "implementing_units"]
    pd.testing.assert_frame_equal(read[kept], load_sipas()[kept])
    assert read["assessment"].isna().all() and list(read["source_line"]) == list(range(4, 34))


def test_the_official_par_table_is_read_with_its_unlisted_parts_declared(edit_workbook: Callable[..., Path]) -> None:
    header = [
        "STT",
        "Lĩnh vực/Tiêu chí/Tiêu chí thành phần",
        "Điểm tối đa",
        "Điểm năm 2021",
        "Mục tiêu năm 2022",
        "Chủ trì tham mưu",
    ]
    columns = ["code", "name", "max_points", "score", "target", "lead_agency"]
    path = edit_workbook(lambda book: _official(book, "PAR INDEX", header, columns, load_par()))
    with pytest.warns(UserWarning, match="name_en|assessment"):
        read = load_par(path)
    pd.testing.assert_frame_equal(read[["code", *columns[1:]]], load_par()[["code", *columns[1:]]])


def test_an_unlisted_part_may_leave_its_numbers_out(edit_workbook: Callable[..., Path]) -> None:
    def blank(book: openpyxl.Workbook) -> None:
        for row in book["PAR INDEX"].iter_rows(min_row=2):
            if str(row[0].value).endswith(".rest"):
                row[3].value = row[4].value = None

    pd.testing.assert_frame_equal(load_par(edit_workbook(blank)), load_par())


def test_a_leaf_may_say_that_nobody_leads_it(edit_workbook: Callable[..., Path]) -> None:
    read = load_par(edit_workbook(lambda book: book["PAR INDEX"].__setitem__("G3", "không có")))
    assert pd.isna(read.set_index("code").loc["1.1", "lead_agency"])


def test_a_workbook_may_bring_agencies_of_its_own(edit_workbook: Callable[..., Path]) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Cơ quan"].append(["y-te", "Sở Y tế", "Sở Y tế", "Department of Health", "Health"])
        book["PAR INDEX"]["G3"] = "Sở Y tế"

    assert load_par(edit_workbook(change)).set_index("code").loc["1.1", "lead_agency"] == "Sở Y tế"


@pytest.mark.parametrize("spelling", ["Sở KH&ĐT", "ke-hoach-dau-tu", "SỞ KẾ HOẠCH VÀ ĐẦU TƯ"])
def test_an_agency_is_known_by_its_short_name_and_id(spelling: str, edit_workbook: Callable[..., Path]) -> None:
    read = load_par(edit_workbook(lambda book: book["PAR INDEX"].__setitem__("G3", spelling)))
    assert read.set_index("code").loc["1.1", "lead_agency"] == "Sở Kế hoạch và Đầu tư"


def test_notes_of_the_user_are_left_unread(edit_workbook: Callable[..., Path]) -> None:
    def note(book: openpyxl.Workbook) -> None:
        book["PAR INDEX"]["K1"], book["PAR INDEX"]["K4"] = "Ghi chú của tôi", "hỏi lại"

    pd.testing.assert_frame_equal(load_par(edit_workbook(note)), load_par())


def test_an_edited_workbook_is_never_cited_as_the_plan_itself(tables_xlsx: Path) -> None:
    assert load_par(tables_xlsx).attrs["source"].startswith(f"Tệp {tables_xlsx.name}")
    assert load_par(tables_xlsx).attrs["source_en"].startswith(f"File {tables_xlsx.name}")


def test_a_users_file_is_never_changed(tables_xlsx: Path) -> None:
    before = tables_xlsx.read_bytes()
    load_par(tables_xlsx)
    load_sipas(tables_xlsx)
    assert tables_xlsx.read_bytes() == before


VALUES = st.one_of(
    st.none(),
    st.floats(0, 100, allow_nan=False).map(lambda v: round(v, 3)),
    st.sampled_from(
        ["", "x", ">5", "1,5", "1.2", "2.4", "total", "Sở Nội vụ", "Sở Tư pháp", "Thẩm định", True, -1, "=1+1", "V.1"]
    ),
)
COLUMN = {  # the frame's column that each printed column ends up in
    "Mã": "code", "Lĩnh vực/Tiêu chí/Tiêu chí thành phần": "name", "Tên tiếng Anh": "name_en", "Điểm tối đa": "max_points",
    "Điểm đạt được": "score", "Mục tiêu": "target", "Cơ quan chủ trì": "lead_agency", "Đơn vị thực hiện": "implementing_units",
    "Cách đánh giá": "assessment", "Dòng nguồn": "source_line",
}  # fmt: skip


@pytest.fixture(scope="module")
def book(tables_xlsx: Path) -> openpyxl.Workbook:
    """The exported workbook, for tests that put back what they change."""
    return openpyxl.load_workbook(tables_xlsx)


@settings(max_examples=150)
@given(st.sampled_from(list(LOADERS)), st.integers(0, 10_000), st.integers(0, 10_000), VALUES)
def test_a_changed_cell_is_reported_or_carried_into_its_own_place(
    tmp_path_factory: pytest.TempPathFactory, book: openpyxl.Workbook, sheet: str, row: int, column: int, value: object
) -> None:
    table = book[sheet]
    cell = table.cell(2 + row % (table.max_row - 1), 1 + column % table.max_column)
    header, code, before = table.cell(1, cell.column).value, table.cell(cell.row, 1).value, cell.value
    path = tmp_path_factory.getbasetemp() / "một ô.xlsx"
    try:
        cell.value = value  # type: ignore[assignment]
        book.save(path)
    finally:
        cell.value = before
    load = LOADERS[sheet]
    try:
        read = load(path)
    except ParAnalysisError as error:
        assert isinstance(error, InputError) and error.problems
        return
    different = load().compare(read)
    if different.empty:
        # Harmless: the same value in other words, or a cell that states what follows anyway.
        assert (
            str(before) == str(value)
            or value in (None, "")
            or header in ("Cơ quan chủ trì", "Cách đánh giá", "Số mục con", "Mã")
        )
        return
    changed = {name for name, _ in different.columns}
    rows = set(read.loc[different.index, "code"])
    allowed = {COLUMN[header]} | ({"target_is_bound"} if header == "Mục tiêu" else set())
    if header == "Điểm đạt được":
        # The unlisted part of the same parent takes up the change.
        assert changed == {"score"} and rows <= {code, f"{code}.rest", f"{str(code).rpartition('.')[0]}.rest"}
    elif header == "Dòng nguồn" or header == "Cơ quan chủ trì":
        assert changed <= allowed and rows <= {code, f"{code}.rest"}
    else:
        assert changed <= allowed and rows == {code}


def test_the_shipped_agencies_are_those_that_the_workbook_carries(tables_xlsx: Path) -> None:
    rows = list(openpyxl.load_workbook(tables_xlsx)["Cơ quan"].values)[1:]
    assert rows == [tuple(row) for row in load_agencies().itertuples(index=False)]


def test_percent_cells_count_as_a_person_sees_them(edit_workbook: Callable[..., Path]) -> None:
    def percent(book: openpyxl.Workbook) -> None:
        for row in book["SIPAS"].iter_rows(min_row=2, min_col=4, max_col=5):
            for cell in row:
                if isinstance(cell.value, int | float):
                    cell.value, cell.number_format = cell.value / 100, "0.00%"

    read = load_sipas(edit_workbook(percent))
    pd.testing.assert_frame_equal(read, load_sipas(), check_exact=False, rtol=0, atol=1e-12)


def test_notes_below_a_table_are_left_unread(edit_workbook: Callable[..., Path]) -> None:
    read = load_par(edit_workbook(lambda book: book["PAR INDEX"].append(["Ghi chú: số liệu tạm tính"])))
    pd.testing.assert_frame_equal(read, load_par())


def test_years_come_from_the_headers_where_they_are_printed(edit_workbook: Callable[..., Path]) -> None:
    def later(book: openpyxl.Workbook) -> None:
        book["PAR INDEX"]["E1"], book["PAR INDEX"]["F1"] = "Điểm năm 2023", "Mục tiêu năm 2024"
        for row in book["Thông tin"].iter_rows():
            row[1].value = {"Năm kết quả": "2023", "Năm mục tiêu": None, "Nguồn": "Kế hoạch khác"}.get(
                row[0].value, row[1].value
            )

    attrs = load_par(edit_workbook(later)).attrs
    assert (attrs["year"], attrs["target_year"]) == ("2023", "2024")
    assert attrs["source"].endswith("Kế hoạch khác")


def test_another_sheet_of_the_same_look_is_not_passed_over_in_silence(edit_workbook: Callable[..., Path]) -> None:
    def copy(book: openpyxl.Workbook) -> None:
        book.copy_worksheet(book["PAR INDEX"]).title = "PAR INDEX 2023"

    with pytest.warns(UserWarning, match="PAR INDEX 2023"):
        pd.testing.assert_frame_equal(load_par(edit_workbook(copy)), load_par())


def test_an_unlisted_part_may_call_its_lead_by_the_short_name(edit_workbook: Callable[..., Path]) -> None:
    def short(book: openpyxl.Workbook) -> None:
        for row in book["PAR INDEX"].iter_rows(min_row=2):
            if row[0].value == "7.2.rest":
                row[6].value = "VP UBND TP"

    pd.testing.assert_frame_equal(load_par(edit_workbook(short)), load_par())


# --- order, levels, columns that may be absent or extra ------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("sheet", LOADERS)
def test_rows_in_any_order_give_the_same_table(sheet: str, seed: int, edit_workbook: Callable[..., Path]) -> None:
    def shuffle(book: openpyxl.Workbook) -> None:
        table = book[sheet]
        rows = [[cell.value for cell in row] for row in table.iter_rows(min_row=2)]
        random.Random(seed).shuffle(rows)
        for number, values in enumerate(rows, 2):
            for column, value in enumerate(values, 1):
                table.cell(number, column).value = value

    pd.testing.assert_frame_equal(LOADERS[sheet](edit_workbook(shuffle)), LOADERS[sheet]())


SMALL = [
    ["Code", "Name", "Maximum", "Score", "Target", "Lead agency"],
    ["total", "TỔNG ĐIỂM", 10, 8, 9, None],
    ["1", "Một", 10, 8, 9, None],
    ["1.1", "Một một", 6, 5, 5.5, "Sở A"],
    ["1.2", "Một hai", 4, 3, 3.5, "sở  A"],
]


def _read(
    rows: list[list[Any]], path: Path, change: Callable[[Any], object] = lambda sheet: None, index: str = "par"
) -> pd.DataFrame:
    book = openpyxl.Workbook()
    book.active.title = INDICES[index].sheet
    for row in rows:
        book.active.append(row)
    change(book.active)
    book.save(path / "nhỏ.xlsx")
    problems = Problems(path / "nhỏ.xlsx")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*(English|assessment|name_en)")
        read = workbook_rows(problems.path, INDICES[index], problems)
        return assemble(read.rows, INDICES[index], read.agencies, problems).set_index("code")


def test_without_a_list_of_agencies_leads_are_taken_as_written(tmp_path: Path) -> None:
    assert _read(SMALL, tmp_path)["lead_agency"].tolist()[1:3] == ["Sở A", "Sở A"]


@pytest.mark.parametrize("how", ["no column", "empty column"])
def test_results_alone_are_a_table(how: str, tmp_path: Path) -> None:
    rows = [[*row[:4], *([None] if how == "empty column" else []), row[5]] for row in SMALL]
    rows[0] = SMALL[0] if how == "empty column" else [*SMALL[0][:4], SMALL[0][5]]
    assert _read(rows, tmp_path)["target"].isna().all()


def test_a_gap_among_targets_is_a_problem_unless_the_cell_says_not_published(tmp_path: Path) -> None:
    rows = [list(row) for row in SMALL]
    rows[3][4] = rows[4][3] = "chưa công bố"
    read = _read(rows, tmp_path)
    assert read.isna().loc["1.1", "target"] and read.isna().loc["1.2", "score"]
    rows[3][4] = None
    with pytest.raises(InputError, match="E4"):
        _read(rows, tmp_path)


@pytest.mark.parametrize("how", ["no column", "empty column"])
def test_a_table_may_name_no_leads(how: str, tmp_path: Path) -> None:
    rows = [[*row[:5], *([None] if how == "empty column" else [])] for row in SMALL]
    if how == "empty column":
        rows[0] = SMALL[0]
    with pytest.warns(UserWarning, match="lead agency"):
        assert _read(rows, tmp_path)["lead_agency"].isna().all()


def test_six_levels(tmp_path: Path) -> None:
    codes = ["1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.1.1", "1.1.1.1.1.1"]
    read = _read([*SMALL[:2], *([code, f"Mục {code}", 10, 8, 9, "Sở A"] for code in codes)], tmp_path)
    assert read["level"].tolist() == [1, 2, 3, 4, 5, 6, 0] and list(read.index[read["is_leaf"]]) == codes[-1:]
    deep = [["Mã", "Tên", "Kết quả", "Cơ quan chủ trì", "Đơn vị thực hiện"], ["total", "CHỈ SỐ CHUNG", 80, None, None]]
    deep += [[code, f"Mục {code}", 80, "Sở A", "x"] for code in ("I", "1", "1.1", "1.2", "2")]
    assert list(_read(deep, tmp_path, index="sipas").index) == ["total", "I", "I.1", "I.1.1", "I.1.2", "I.2"]


def test_columns_that_a_table_may_have_stand_in_the_frame(tmp_path: Path) -> None:
    extra = [
        ["Trọng số", "Điểm tối thiểu", "Cận dưới", "Cận trên", "Sai số chuẩn", "Cỡ mẫu"],
        [None, None, 7.5, 8.5, 0.2, 1200],
        [1, None, None, None, None, None],
        [0.5, 1, None, None, None, None],
        [1.75, None, None, None, None, None],
    ]
    read = _read([a + b for a, b in zip(SMALL, extra, strict=True)], tmp_path)
    assert list(read.columns[-6:]) == ["weight", "min_points", "low", "high", "se", "n"]
    assert read["weight"].tolist()[:3] == [1, 0.5, 1.75] and read.loc["total", "n"] == 1200
    with pytest.raises(InputError, match="trọng số"):
        extra[3][0] = 1 / 6
        _read([a + b for a, b in zip(SMALL, extra, strict=True)], tmp_path)


def test_foreign_columns_are_left_unread_with_one_notice(tmp_path: Path) -> None:
    rows = [[*row, *more] for row, more in zip(SMALL, [["Xếp hạng", None], [3, None], [1, "lạc"], [], []], strict=True)]
    with pytest.warns(UserWarning, match="G1 «Xếp hạng».*H3 «lạc»") as caught:
        _read(rows, tmp_path)
    assert len(caught) == 1


def test_what_is_hidden_is_read_and_named(tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[4].hidden = True
        sheet.column_dimensions["D"].hidden = True

    with pytest.warns(UserWarning, match=r"\(rows\) 4; .*Điểm"):
        _read(SMALL, tmp_path, hide)
    with pytest.warns(UserWarning, match="«PAR INDEX»"):
        _read(SMALL, tmp_path, lambda sheet: (sheet.parent.create_sheet("x"), setattr(sheet, "sheet_state", "hidden")))


@pytest.mark.parametrize(
    ("value", "number_format", "loaded"),
    [(0.8711, "0.00%", 87.11), (87.11, '0.00"%"', 87.11), (87.11, "0.00\\%", 87.11), ("87,11%", "@", 87.11), (87.114, "0.0", 87.114)],
)  # fmt: skip
def test_a_percent_format_counts_as_it_is_seen(
    value: object, number_format: str, loaded: float, tmp_path: Path
) -> None:
    rows = [
        ["Mã", "Tên", "Kết quả", "Đơn vị thực hiện"],
        ["total", "CHỈ SỐ CHUNG", value, None],
        ["I", "Một", value, "x"],
    ]

    def form(sheet: Any) -> None:
        sheet["C2"].number_format = sheet["C3"].number_format = number_format

    with pytest.warns(UserWarning, match="lead agency"):
        assert _read(rows, tmp_path, form, "sipas")["score"].tolist() == [loaded, loaded]


def test_a_code_that_is_a_number_is_read_as_it_is_seen(tmp_path: Path) -> None:
    items = [[f"1.{n}" if n != 10 else 1.1, f"Mục {n}", 1, 0.8, 0.9, "Sở A"] for n in range(1, 11)]
    read = _read([*SMALL[:3], *items], tmp_path, lambda sheet: setattr(sheet["A13"], "number_format", "0.00"))
    assert list(read.index[-2:]) == ["1.10", "total"]


def test_years_and_successor_of_an_agency_are_kept(edit_workbook: Callable[..., Path]) -> None:
    def change(book: Any) -> None:
        sheet = book["Cơ quan"]
        for column, values in enumerate((["Năm cuối", 2025], ["Cơ quan kế thừa", "Sở Tài chính"]), 6):
            for row, value in enumerate(values, 1):
                sheet.cell(row, column).value = value

    path = edit_workbook(change)
    agencies = workbook_rows(path, INDICES["par"], Problems(path)).agencies
    assert agencies is not None and agencies.loc[0, ["last_year", "successor"]].tolist() == ["2025", "Sở Tài chính"]
