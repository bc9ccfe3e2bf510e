"""Raw tables that people edit: what a spreadsheet may save is read; everything wrong is named with its row."""

from __future__ import annotations

import contextlib
import csv
import datetime
import time
import unicodedata
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_analysis import InputError
from par_analysis.tables.lists import reader
from par_analysis.tables.lists.reader import TableRow, read_table
from par_analysis.tables.problems import Problems

CHECKS = {"id": reader.text, "name": reader.text, "points": reader.optional_number}
GOOD = "id,name,points\na,Sở Nội vụ,1.5\nb,Sở Tư pháp,\n"
# What these tests make a table be refused for.
KINDS = {
    *(
        "no_file",
        "is_folder",
        "empty",
        "encoding",
        "unreadable",
        "file_too_large",
        "old_workbook",
        "broken_workbook",
        "no_sheet",
    ),
    *(
        "missing_column",
        "unknown_column",
        "double_column",
        "too_wide",
        "no_title",
        "quote",
        "cells",
        "double_row",
        "double_id",
    ),
    *(
        "missing_value",
        "unknown_word",
        "not_a_number",
        "both_signs",
        "not_whole",
        "not_a_day",
        "out_of_range",
        "formula",
        "cell_error",
    ),
}
ROWS = [{"id": "a", "name": "Sở Nội vụ", "points": "1.5"}, {"id": "b", "name": "Sở Tư pháp", "points": ""}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bảng.csv"


def wrong(path: Path, checks: dict[str, reader.Check] = CHECKS, *rest: Any, **settings: Any) -> list[tuple[str, str, str, str | None]]:  # fmt: skip
    """Kind, where, column and text found of every problem."""
    with pytest.raises(InputError) as caught:
        read_table(path, checks, *rest, **settings)
    assert caught.value.path == path
    return [(p.kind, p.where.removeprefix("dòng (row) "), p.column, p.found) for p in caught.value.problems]


# What is read


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_a_spreadsheet_may_save_is_read(delimiter: str, encoding: str, end: str, path: Path) -> None:
    path.write_bytes(GOOD.replace(",", delimiter).replace("\n", end).encode(encoding))
    assert read_table(path, CHECKS) == ROWS


def test_a_decimal_comma_stays_in_its_cell_where_semicolons_separate(path: Path) -> None:
    path.write_text("id;name;points\na;Một, hai, ba;1,5\n", encoding="utf-8")
    assert read_table(path, CHECKS) == [{"id": "a", "name": "Một, hai, ba", "points": "1,5"}]


def test_the_header_alone_decides_how_cells_are_separated(path: Path) -> None:
    path.write_text('id,name,points\na,"một; hai; ba; bốn",2\n', encoding="utf-8")
    assert read_table(path, CHECKS)[0]["name"] == "một; hai; ba; bốn"


def test_columns_stand_in_any_order_and_spaces_around_cells_do_not_count(path: Path) -> None:
    path.write_text(" points , id,name \n 1.5 , a,  Sở Nội vụ  \n,b,Sở Tư pháp\n", encoding="utf-8")
    assert read_table(path, CHECKS) == ROWS


def test_decomposed_letters_are_composed(path: Path) -> None:
    path.write_text(unicodedata.normalize("NFD", GOOD), encoding="utf-8")
    assert unicodedata.normalize("NFD", GOOD) != GOOD
    assert read_table(path, CHECKS) == ROWS


def test_quotes_keep_delimiters_quotes_and_line_breaks(path: Path) -> None:
    path.write_text('id,name,points\na,"Nội vụ, ""mới""\nhai dòng",1\n', encoding="utf-8")
    assert read_table(path, CHECKS)[0]["name"] == 'Nội vụ, "mới"\nhai dòng'


def test_rows_know_the_line_on_which_they_begin(path: Path) -> None:
    """As an editor shows them: blank rows count, a cell with a line break takes two, the first line is named."""
    path.write_text('id,name,points\n\na,"hai\ndòng",1\n , ,\nb,x,2\n', encoding="utf-8")
    rows = read_table(path, CHECKS)
    assert [(row["id"], row.line, row.where) for row in rows] == [("a", 3, "dòng (row) 3"), ("b", 6, "dòng (row) 6")]


def test_rows_keep_the_order_of_the_file(path: Path) -> None:
    path.write_text("id,name,points\n" + "".join(f"{n},x,\n" for n in (3, 1, 2)), encoding="utf-8")
    assert [row["id"] for row in read_table(path, CHECKS)] == ["3", "1", "2"]


@pytest.mark.parametrize("title", ["Ghi chú", "ghi chú của tôi", "Note", "NOTES by me"])
def test_columns_of_the_readers_own_notes_are_not_checked(title: str, path: Path) -> None:
    path.write_text(GOOD.replace("points\n", f"points,{title}\n").replace("1.5\n", "1.5,?\n").replace("pháp,\n", "pháp,,\n"), encoding="utf-8")  # fmt: skip
    assert read_table(path, CHECKS) == ROWS


def test_a_header_without_rows_is_an_empty_table(path: Path) -> None:
    for text in ("id,name,points\n", "id,name,points", "id,name,points\n\n,,\n"):
        path.write_text(text, encoding="utf-8")
        assert read_table(path, CHECKS) == []


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_excels_own_first_line_is_skipped_and_counted(mark: str, end: str, path: Path) -> None:
    path.write_bytes(f"sep={mark}\n{GOOD.replace(',', mark)}".replace("\n", end).encode("utf-8-sig"))
    rows = read_table(path, CHECKS)
    assert rows == ROWS and [row.line for row in rows] == [3, 4]


def test_separators_in_a_quoted_header_do_not_decide(path: Path) -> None:
    title = "Tên, viết tắt, hoặc gọi tắt, nếu có"
    path.write_text(f'id;"{title}";points\na;Sở Nội vụ;1,5\n', encoding="utf-8")
    assert read_table(path, CHECKS, titles={"name": [title]}) == [{"id": "a", "name": "Sở Nội vụ", "points": "1,5"}]


def test_blank_columns_and_rows_that_excel_adds_do_not_count(path: Path) -> None:
    path.write_text("id;name;points;;;\na;Sở Nội vụ;1.5;;; \n;;;;;\nb;Sở Tư pháp;;;;\n;;;;;\n", encoding="utf-8")
    assert read_table(path, CHECKS) == ROWS


def test_columns_may_be_called_by_their_titles_in_any_case(path: Path) -> None:
    titles = {"name": ("Tên  cơ quan", "Agency"), "points": ("Điểm",)}
    for header in ("ID,tên cơ quan,ĐIỂM", "id,AGENCY,points", "Id,Name,Điểm"):
        path.write_text(GOOD.replace("id,name,points", header), encoding="utf-8")
        assert read_table(path, CHECKS, titles=titles) == ROWS
    path.write_text("id,Điểm\n", encoding="utf-8")
    with pytest.raises(InputError, match="accepted: name, Tên  cơ quan, Agency"):
        read_table(path, CHECKS, titles=titles)
    path.write_text("id,name,Agency,points\n", encoding="utf-8")
    assert wrong(path, titles=titles) == [("double_column", "1", "", None)]


def test_optional_columns_that_are_absent_are_empty(path: Path) -> None:
    path.write_text("id,name\na,x\n", encoding="utf-8")
    assert read_table(path, CHECKS, optional_columns=["points"]) == [{"id": "a", "name": "x", "points": ""}]


def test_columns_of_others_are_left_unread_with_a_warning(path: Path) -> None:
    path.write_text("màu,id,name,points,Người nhập\nđỏ,a,x,1,An\n", encoding="utf-8")
    with pytest.warns(UserWarning, match="bảng.csv.*left unread.*: «màu», «Người nhập»$"):
        assert read_table(path, CHECKS) == [{"id": "a", "name": "x", "points": "1"}]


def test_a_cell_under_no_title_is_refused(path: Path) -> None:
    path.write_text("id,,name,points\na,,x,1\nb,?,x,1\n", encoding="utf-8")
    assert wrong(path) == [("no_title", "3", "", "?")]


@pytest.mark.parametrize(
    ("rows", "line"),
    [('a,"x,1\nb,y,2\n', 2), ('a,x,1\nb,"y"z,2\n', 3), ('a,5" x,1\n', 2), ('a,"hai\ndòng",1\nb,"y\n\n\n', 4), ('"', 2)],
)  # fmt: skip
def test_a_quote_out_of_place_is_named_with_its_line(rows: str, line: int, path: Path) -> None:
    path.write_text(f"id,name,points\n{rows}", encoding="utf-8")
    assert ("quote", str(line)) in [problem[:2] for problem in wrong(path)]


def test_spaces_may_stand_around_quotes(path: Path) -> None:
    path.write_text('id, "name" ,points\na, "Một, ""hai""" , 1\n', encoding="utf-8")
    assert read_table(path, CHECKS)[0]["name"] == 'Một, "hai"'


def test_a_long_cell_is_a_cell(path: Path) -> None:
    """Beyond the limit of Python's own reader."""
    path.write_text(f'id,name,points\na,{"x" * 200_000},\nb,"{"y" * 200_000}",\n', encoding="utf-8")
    assert [len(row["name"]) for row in read_table(path, CHECKS)] == [200_000] * 2


def test_a_file_that_is_too_large_or_may_not_be_read_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(reader, "_LARGEST", 10)
    assert wrong(path) == [("file_too_large", "", "", None)]
    monkeypatch.undo()

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert wrong(path) == [("unreadable", "", "", None)]


@given(st.text('a;,\t"\n\r x') | st.text())
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, junk: str) -> None:
    path = tmp_path_factory.mktemp("bảng") / "b.csv"
    path.write_text(f"id,name,points\n{junk}", encoding="utf-8", errors="replace", newline="")
    with contextlib.suppress(InputError):
        read_table(path, CHECKS)


@given(
    st.lists(st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\0"))] * 2), max_size=4),
    st.sampled_from(",;\t"),
)
def test_what_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], separator: str
) -> None:
    path = tmp_path_factory.mktemp("bảng") / "b.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(
            [("id", "a", "b"), *((str(number), *row) for number, row in enumerate(rows))]
        )
    checks = {"id": reader.text, "a": reader.optional, "b": reader.optional}
    want = [
        [str(number), *(unicodedata.normalize("NFC", cell).strip() for cell in row)] for number, row in enumerate(rows)
    ]
    assert [list(row.values()) for row in read_table(path, checks)] == want


# Sheets of a workbook

SHEET = "Nhiệm vụ"


def workbook(path: Path, rows: list[list[object]], *changes: tuple[str, object]) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Khác"
    sheet = book.create_sheet(SHEET)
    for row in rows:
        sheet.append(row)
    for place, value in changes:
        sheet[place] = value
    path = path.with_suffix(".xlsx")
    book.save(path)
    return path


def test_a_sheet_is_read_as_a_file_is(path: Path) -> None:
    rows: list[list[object]] = [
        [None, "ID", "Điểm", "name"],
        [],
        [" ", "a", 1.5, "Sở Nội vụ "],
        [None, "b", None, "Sở Tư pháp"],
    ]
    found = read_table(workbook(path, rows), CHECKS, titles={"points": ["Điểm"]}, sheet="nhiệm  vụ")
    assert found == ROWS
    assert [row.where for row in found] == ["«nhiệm  vụ»!3", "«nhiệm  vụ»!4"]


@pytest.mark.parametrize(
    ("value", "want"),
    [
        (datetime.datetime(2022, 7, 8), "2022-07-08"),
        (datetime.date(2022, 7, 8), "2022-07-08"),
        (datetime.datetime(2022, 7, 8, 9, 30), "2022-07-08 09:30:00"),
        (1e20, "100000000000000000000"),
        (2022.0, "2022"),
        (0.00000012, "0.00000012"),
        (89.28, "89.28"),
        (True, "True"),
        (unicodedata.normalize("NFD", " Sở "), "Sở"),
    ],
)
def test_cells_of_a_sheet_become_text(value: object, want: str, path: Path) -> None:
    found = read_table(workbook(path, [["name"], [value]]), {"name": reader.optional}, sheet=SHEET)
    assert [row["name"] for row in found] == [want]


@pytest.mark.parametrize(
    ("value", "number_format", "want"),
    [
        (0.85, "0%", "85%"),
        (0.8711, "0.00%", "87.11%"),
        (87.11, '0.00"%"', "87.11%"),
        (7.1, "0.00", "7.10"),
        (87.114, "0.0", "87.114"),
        (2022, "0.00", "2022"),
        (datetime.date(2032, 9, 1), "dd/mm/yyyy", "2032-09-01"),
    ],
)
def test_a_number_of_a_sheet_is_read_as_it_is_seen(value: object, number_format: str, want: str, path: Path) -> None:
    book = formatted(path, value, number_format)
    assert [row["name"] for row in read_table(book, {"name": reader.optional}, sheet=SHEET)] == [want]


@pytest.mark.parametrize(
    ("value", "number_format", "kind"),
    [
        (1500, "0,", "number_format"),
        (1, ";;;", "number_format"),
        ("x", ";;;", "number_format"),
        (datetime.date(2032, 9, 1), "mmm-yy", "date_cell"),  # what Excel makes of 9/2032
    ],
)
def test_a_cell_that_shows_something_else_is_refused(value: object, number_format: str, kind: str, path: Path) -> None:
    book = formatted(path, value, number_format)
    with pytest.raises(InputError) as caught:
        read_table(book, {"name": reader.optional}, sheet=SHEET)
    assert [(p.kind, p.where) for p in caught.value.problems] == [(kind, f"«{SHEET}»!A2")]


def formatted(path: Path, value: object, number_format: str) -> Path:
    made = workbook(path, [["name"], [value]])
    book = openpyxl.load_workbook(made)
    book[SHEET]["A2"].number_format = number_format
    book.save(made)
    return made


def test_problems_of_a_sheet_are_placed(path: Path) -> None:
    book = workbook(
        path, [["id", "name", "points"], ["a", "x", "?"]], ("B3", "#N/A"), ("A3", "c"), ("C3", "=1+1"), ("E4", "thừa")
    )
    assert wrong(book, sheet=SHEET) == [
        ("cell_error", f"«{SHEET}»!B3", "", "#N/A"),
        ("formula", f"«{SHEET}»!C3", "", "=1+1"),
        ("cells", f"«{SHEET}»!4", "", None),
        ("not_a_number", f"«{SHEET}»!2", "points", "?"),
    ]


def test_workbooks_that_are_none_and_sheets_that_are_not_there(path: Path) -> None:
    assert wrong(workbook(path, []), sheet="Việc") == [("no_sheet", "", "", "Việc")]
    assert wrong(workbook(path, []), sheet=SHEET) == [("empty", f"«{SHEET}»", "", None)]
    for data, kind in (
        (b"\xd0\xcf\x11\xe0 old", "old_workbook"),
        (b"PK\x03\x04", "broken_workbook"),
        (GOOD.encode(), "broken_workbook"),
    ):
        path.write_bytes(data)
        assert [problem[0] for problem in wrong(path, sheet=SHEET)] == [kind]
    whole = workbook(path, [["id", "name", "points"]] * 300).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert [problem[0] for problem in wrong(path, sheet=SHEET)] == ["broken_workbook"]


def test_an_empty_sheet_that_claims_every_row_ends_soon(path: Path) -> None:
    book = workbook(path, [["id", "name", "points"], ["a", "x", 1]], ("C1048576", 1), ("ZZ2", "xa"))
    begun = time.monotonic()
    assert len(read_table(book, CHECKS, sheet=SHEET)) == 1
    assert time.monotonic() - begun < 2


# Files and columns


def test_a_missing_file_and_a_folder_are_told_apart(path: Path) -> None:
    assert wrong(path) == [("no_file", "", "", None)]
    assert wrong(path.parent) == [("is_folder", "", "", None)]


@pytest.mark.parametrize(
    "data",
    [b"", b" \n\r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b"\xff\xfe", b"\xfe\xff", "\n".encode("utf-16")],
    ids=repr,
)
def test_a_file_of_nothing_is_said_to_be_empty(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    assert wrong(path) == [("empty", "", "", None)]


@pytest.mark.parametrize("encoding", ["cp1258", "utf-16-le", "utf-16-be"])
def test_an_encoding_that_cannot_be_told_is_not_misread(encoding: str, path: Path) -> None:
    path.write_bytes("id,name,points\na,Các Ban,1\n".encode(encoding, errors="replace"))
    assert wrong(path) == [("encoding", "", "", None)]


@pytest.mark.parametrize(
    ("header", "want"),
    [
        ("id,name", [("missing_column", "1", "", None)]),
        ("id", [("missing_column", "1", "", None), ("missing_column", "1", "", None)]),
        ("id,name,points,name", [("double_column", "1", "", None)]),
        ("id,name,points,Poins", [("unknown_column", "1", "", "Poins")]),
        ("id,name,pts,names", [("unknown_column", "1", "", "names"), ("missing_column", "1", "", None)]),
        ("," * 200 + "x", [("too_wide", "1", "", None)]),
    ],
)
def test_wrong_columns_are_named_before_any_cell(
    header: str, want: list[tuple[str, str, str, str | None]], path: Path
) -> None:
    path.write_text(f"{header}\n,,,,\n?,?\n", encoding="utf-8")
    assert wrong(path) == want


def test_a_missing_column_is_named_with_the_headers_found(path: Path) -> None:
    path.write_text("id,tên,points\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"column name is missing.*headers found: id, tên, points"):
        read_table(path, CHECKS)


# Rows and cells


@pytest.mark.parametrize(
    ("row", "count"), [("c", 1), ("c,x", 2), ("c,x,1,2", 4), ("c,Sở Kế hoạch, Đầu tư,1", 4)]
)  # fmt: skip
def test_a_row_with_another_number_of_cells_is_refused_with_both_counts(row: str, count: int, path: Path) -> None:
    path.write_text(f"{GOOD}{row}\nd,x,y\n", encoding="utf-8")
    assert wrong(path) == [("cells", "4", "", None), ("not_a_number", "5", "points", "y")]
    with pytest.raises(InputError, match=f"has {count} cells, the header 3"):
        read_table(path, CHECKS)


def test_every_cell_is_checked_and_all_problems_come_at_once(path: Path) -> None:
    path.write_text("id,name,points\na,,x\n,y,1.000,5\nb,,>3\n", encoding="utf-8")
    assert wrong(path) == [
        ("cells", "3", "", None),
        ("missing_value", "2", "name", None),
        ("not_a_number", "2", "points", "x"),
        ("missing_value", "4", "name", None),
        ("not_a_number", "4", "points", ">3"),
    ]


def test_an_id_stands_once_where_there_are_ids(path: Path) -> None:
    path.write_text("id,name,points\na,x,\nb,x,\na,x,\na,x,\n", encoding="utf-8")
    assert wrong(path) == [("double_id", "4", "id", "a"), ("double_id", "5", "id", "a")]
    with pytest.raises(InputError, match=r"dòng \(row\) 2"):
        read_table(path, CHECKS)


def test_empty_ids_are_missing_and_not_double(path: Path) -> None:
    path.write_text("id,name,points\n,x,\n,x,\n", encoding="utf-8")
    assert wrong(path) == [("missing_value", "2", "id", None), ("missing_value", "3", "id", None)]


def test_without_an_id_a_row_stands_once(path: Path) -> None:
    path.write_text("name,points\nx,1\ny,1\nx,1\n", encoding="utf-8")
    checks = {name: CHECKS[name] for name in ("name", "points")}
    assert wrong(path, checks) == [("double_row", "4", "", None)]
    assert wrong(path, CHECKS | checks, optional_columns=("id",)) == [("double_row", "4", "", None)]


def test_rows_are_looked_at_together_after_each_was(path: Path) -> None:
    seen: list[list[str]] = []

    def cross(rows: list[TableRow], problems: Problems) -> None:
        seen.append([row["id"] for row in rows])
        problems.add("bad_line", where=rows[-1].where, found=rows[-1]["name"], pattern="x")

    path.write_text("id,name,points\na,x,?\nb,y,\n", encoding="utf-8")
    assert wrong(path, CHECKS, cross) == [("not_a_number", "2", "points", "?"), ("bad_line", "3", "", "y")]
    assert seen == [["a", "b"]]


def test_rows_looked_at_together_may_be_in_order(path: Path) -> None:
    path.write_text(GOOD, encoding="utf-8")
    assert read_table(path, CHECKS, lambda rows, problems: None) == ROWS


# Checks of one cell

WORD = reader.word(("yes", "no"))
WHOLE = reader.whole(-3, 12)
CELLS: list[tuple[str, reader.Check, str, tuple[str, str | None] | None]] = [
    ("text", reader.text, "x", None),
    ("text", reader.text, "", ("missing_value", None)),
    ("optional", reader.optional, "", None),
    ("optional", reader.optional, "gì cũng được", None),
    ("word", WORD, "yes", None),
    ("word", WORD, "Yes", ("unknown_word", "Yes")),
    ("word", WORD, "", ("unknown_word", "")),
    ("number", reader.number, "8,424", None),
    ("number", reader.number, "-0.5", None),
    ("number", reader.number, "", ("missing_value", None)),
    ("number", reader.number, "x", ("not_a_number", "x")),
    ("number", reader.number, "1.000,5", ("both_signs", "1.000,5")),
    ("number", reader.number, ">85", ("not_a_number", ">85")),
    ("optional_number", reader.optional_number, "", None),
    ("optional_number", reader.optional_number, "8.4", None),
    ("optional_number", reader.optional_number, "tám", ("not_a_number", "tám")),
    ("optional_number", reader.optional_number, "≥85", ("not_a_number", "≥85")),
    ("year", reader.year, "2000", None),
    ("year", reader.year, "2100", None),
    ("year", reader.year, "1999", ("out_of_range", "1999")),
    ("year", reader.year, "2101", ("out_of_range", "2101")),
    ("year", reader.year, "2021.0", ("out_of_range", "2021.0")),
    ("year", reader.year, "-2021", ("out_of_range", "-2021")),
    ("year", reader.year, "", ("out_of_range", "")),
    ("optional_year", reader.optional_year, "", None),
    ("optional_year", reader.optional_year, "2021", None),
    ("optional_year", reader.optional_year, "21", ("out_of_range", "21")),
    ("year", reader.year, "٢٠٢١", ("out_of_range", "٢٠٢١")),
    ("year", reader.year, "9" * 50, ("out_of_range", "9" * 50)),
    ("whole", WHOLE, "-3", None),
    ("whole", WHOLE, "12", None),
    ("whole", WHOLE, "13", ("out_of_range", "13")),
    ("whole", WHOLE, "-4", ("out_of_range", "-4")),
    ("whole", WHOLE, "1.0", ("not_whole", "1.0")),
    ("whole", WHOLE, "", ("not_whole", "")),
    ("whole", WHOLE, "9" * 5000, ("not_whole", "9" * 199 + "…")),
    ("day", reader.day, "2022-07-08", None),
    ("day", reader.day, "31/12/2022", None),
    ("day", reader.day, "12/31/2022", ("not_a_day", "12/31/2022")),
    ("day", reader.day, "8/7/22", ("not_a_day", "8/7/22")),
    ("day", reader.day, "", ("not_a_day", "")),
    ("yes_no", reader.yes_no, "Có", None),
    ("yes_no", reader.yes_no, "No", None),
    ("yes_no", reader.yes_no, "", ("unknown_word", "")),
    ("yes_no", reader.yes_no, "có thể", ("unknown_word", "có thể")),
    ("or_empty", reader.or_empty(reader.day), "", None),
    ("or_empty", reader.or_empty(reader.day), "mai", ("not_a_day", "mai")),
]


@pytest.mark.parametrize(("name", "check", "cell", "want"), CELLS, ids=[f"{c[0]}-{c[2][:30]!r}" for c in CELLS])
def test_a_cell_is_taken_or_refused(
    name: str, check: reader.Check, cell: str, want: tuple[str, str | None] | None
) -> None:
    row = TableRow({"ô": cell})
    row.line = 7
    problems = Problems(Path("bảng.csv"))
    check(row, "ô", problems)
    if want is None:
        assert len(problems) == 0
        return
    with pytest.raises(InputError) as caught:
        problems.raise_if_any()
    (problem,) = caught.value.problems
    assert (problem.kind, problem.found, problem.column, problem.where) == (*want, "ô", "dòng (row) 7")


def test_a_refused_word_is_told_with_those_allowed() -> None:
    row = TableRow({"ô": "có"})
    row.line = 2
    problems = Problems(Path("bảng.csv"))
    WORD(row, "ô", problems)
    with pytest.raises(InputError, match="must be one of: yes, no"):
        problems.raise_if_any()


@pytest.mark.parametrize(
    ("found", "want"),
    [("Sở Tư phap", " (có phải / perhaps «Sở Tư pháp»?)"), ("xyz", ""), ("", "")],
)
def test_a_hint_names_the_closest_word_or_nothing(found: str, want: str) -> None:
    assert reader.hint(found, ["Sở Nội vụ", "Sở Tư pháp"]) == want


def test_days_and_answers_are_read_as_a_vietnamese_reader_means_them() -> None:
    assert reader.parse_day("2022-07-08") == reader.parse_day("8/7/2022") == reader.parse_day("08/07/2022") == datetime.date(2022, 7, 8)  # fmt: skip
    assert [reader.parse_day(text) for text in ("30/2/2022", "0000-01-01", "８/7/2022", "2022-07-08 09:30:00")] == [
        None
    ] * 4
    assert [reader.parse_yes_no(text) for text in ("CÓ", "True", "0", "?")] == [True, True, False, None]
