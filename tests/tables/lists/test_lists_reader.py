"""Lists that people edit: what a spreadsheet may save is read; everything wrong is named with its row."""

import contextlib
import csv
import datetime
import time
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, BeforeValidator, Field

from par_analysis import InputError
from par_analysis.tables.lists import reader
from par_analysis.tables.lists.reader import ListRow, check_rows, frame_of, read_list
from par_analysis.tables.models.cells import Day, Number, Year, YesNo, parse_day, parse_yes_no, whole, wrong
from par_analysis.tables.models.column import Row, Table, Words, column
from par_analysis.tables.problems import Problems, hint

Told = tuple[str, str, str, str | None]  # kind, where, column, text found
GOOD = "id,name,points\na,Sở Nội vụ,1.5\nb,Sở Tư pháp,\n"
ROWS = [{"id": "a", "name": "Sở Nội vụ", "points": "1.5"}, {"id": "b", "name": "Sở Tư pháp", "points": ""}]
SHEET = "Nhiệm vụ"
# What these tests make a list be refused for.
KINDS = {
    *("no_file", "is_folder", "empty", "encoding", "unreadable", "file_too_large", "old_workbook", "broken_workbook"),
    *("no_sheet", "missing_column", "unknown_column", "double_column", "too_wide", "no_title", "quote", "cells"),
    *("double_row", "double_id", "missing_value", "unknown_word", "not_a_number", "both_signs", "not_a_day"),
    *("out_of_range", "formula", "cell_error"),
}


class _Named(Row):
    id: str = column("Mã", "Id", "Short id.", unique=True)
    name: str = column("Tên  cơ quan", "Agency", "A name.")
    points: Number | None = column("Điểm", "Points", "Points.", default=None)


class _Loose(Row):
    id: str = column("Mã", "Id", "Short id.", may_lack=True)
    name: str = column("Tên", "Agency", "A name.")
    points: Number | None = column("Điểm", "Points", "Points.", default=None, may_lack=True)


class _Pair(Row):
    id: str = column("Mã", "Id", "Short id.")
    a: str | None = column("Một", "One", "Any text.", default=None)
    b: str | None = column("Hai", "Two", "Any text.", default=None)


TABLE = Table(_Named, "named", "Bảng", "Table")
LOOSE = Table(_Loose, "loose", "Bảng", "Table")
PAIR = Table(_Pair, "pair", "Bảng", "Table")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bảng.csv"


def wrong_in(path: Path, table: Table = TABLE, *rest: Any, **settings: Any) -> list[Told]:
    """Kind, where, column and text found of every problem."""
    with pytest.raises(InputError) as caught:
        read_list(path, table, *rest, **settings)
    assert caught.value.path == path
    return [(p.kind, p.where.removeprefix("dòng (row) "), p.column, p.found) for p in caught.value.problems]


# What is read


def test_what_a_spreadsheet_may_save_is_read(path: Path) -> None:
    faults = []
    for delimiter in ",;\t":
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            for end in ("\n", "\r\n", "\r"):
                path.write_bytes(GOOD.replace(",", delimiter).replace("\n", end).encode(encoding))
                faults += [] if read_list(path, TABLE) == ROWS else [(delimiter, encoding, end)]
        for end in ("\n", "\r\n"):  # Excel's own first line
            path.write_bytes(f"sep={delimiter}\n{GOOD.replace(',', delimiter)}".replace("\n", end).encode("utf-8-sig"))
            rows = read_list(path, TABLE)
            faults += [] if rows == ROWS and [row.line for row in rows] == [3, 4] else [("sep", delimiter, end)]
    assert faults == []


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (" points , id,name \n 1.5 , a,  Sở Nội vụ  \n,b,Sở Tư pháp\n", ROWS),
        (unicodedata.normalize("NFD", GOOD), ROWS),
        ("id;name;points;;;\na;Sở Nội vụ;1.5;;; \n;;;;;\nb;Sở Tư pháp;;;;\n;;;;;\n", ROWS),
        ("id;name;points\na;Một, hai, ba;1,5\n", [{"id": "a", "name": "Một, hai, ba", "points": "1,5"}]),
        ('id,name,points\na,"một; hai; ba; bốn",2\n', [{"id": "a", "name": "một; hai; ba; bốn", "points": "2"}]),
        ('id,name,points\na,"Nội ""mới""\nhai",1\n', [{"id": "a", "name": 'Nội "mới"\nhai', "points": "1"}]),
        ('id, "name" ,points\na, "Một, ""hai""" , 1\n', [{"id": "a", "name": 'Một, "hai"', "points": "1"}]),
        ("ID,tên cơ quan,ĐIỂM\n" + GOOD.partition("\n")[2], ROWS),
        ("id,AGENCY,points\n" + GOOD.partition("\n")[2], ROWS),
        ('"id";"Tên cơ  quan";Điểm\na;Sở Nội vụ;1.5\nb;Sở Tư pháp;\n', ROWS),
        *[(f"id,name,points{tail}", []) for tail in ("\n", "", "\n\n,,\n")],
        *[
            (GOOD.replace("points\n", f"points,{t}\n").replace("1.5\n", "1.5,?\n").replace("pháp,\n", "pháp,,\n"), ROWS)
            for t in ("Ghi chú", "ghi chú của tôi", "Note", "NOTES by me")
        ],
    ],
)
def test_a_list_is_read_as_a_person_reads_it(text: str, want: list[dict[str, str]], path: Path) -> None:
    path.write_text(text, encoding="utf-8")
    assert read_list(path, TABLE) == want


def test_rows_know_the_line_on_which_they_begin_and_what_they_were_read_as(path: Path) -> None:
    """As an editor shows them: blank rows count, a cell with a line break takes two, the first line is named."""
    path.write_text('id,name,points\n\na,"hai\ndòng","1,5"\n , ,\nb,x,2\n0,y,\n', encoding="utf-8")
    rows = read_list(path, TABLE)
    assert [(row["id"], row.line, row.where) for row in rows[:2]] == [
        ("a", 3, "dòng (row) 3"),
        ("b", 6, "dòng (row) 6"),
    ]
    assert [row.read.points for row in rows] == [Decimal("1.5"), 2, None]
    assert [row["id"] for row in rows] == ["a", "b", "0"]
    frame = frame_of(rows, TABLE)
    assert frame["points"].tolist()[:2] == [1.5, 2.0] and frame["points"].isna().tolist() == [False, False, True]


def test_columns_of_others_are_left_unread_with_a_warning(path: Path) -> None:
    path.write_text("màu,id,name,points,Người nhập\nđỏ,a,x,1,An\n", encoding="utf-8")
    with pytest.warns(UserWarning, match="bảng.csv.*left unread.*: «màu», «Người nhập»$"):
        assert read_list(path, TABLE) == [{"id": "a", "name": "x", "points": "1"}]


def test_what_a_file_may_lack_is_filled_and_in_ones_own_list_what_is_empty_too(path: Path) -> None:
    def fill(number: int, row: Any) -> dict[str, str]:
        return {"id": f"t-{number}", "name": "never", "points": "7" if row["name"] == "x" else ""}

    path.write_text("name\nx\ny\n", encoding="utf-8")
    rows = read_list(path, LOOSE, fill=fill)
    assert [(r.read.id, r.read.name, r.read.points) for r in rows] == [("t-1", "x", 7), ("t-2", "y", None)]
    assert rows[0] == {"id": "", "name": "x", "points": ""} and set(rows[0].columns) == {"name"}
    path.write_text("id,name,points\n,x,\n,,3\n", encoding="utf-8")
    assert wrong_in(path, LOOSE, fill=fill) == [("missing_value", str(n), c, None) for n, c in ((2, "id"), (3, "id"), (3, "name"))]  # fmt: skip
    assert wrong_in(path, LOOSE, fill=fill, is_own=True) == [("missing_value", "3", "name", None)]


def test_validators_see_what_the_reader_was_told(path: Path) -> None:
    def known(name: str, info: Any) -> str:
        if info.context and name not in info.context:
            raise wrong("unknown_body", hint=hint(name, info.context))
        return name

    class Known(Row):
        name: Annotated[str, AfterValidator(known)] = column("Tên", "Name", "A name.")

    path.write_text("name\nSở Tư phap\n", encoding="utf-8")
    table = Table(Known, "x", "X", "X", ())
    assert len(read_list(path, table)) == 1
    assert wrong_in(path, table, context=["Sở Tư pháp"]) == [("unknown_body", "2", "name", "Sở Tư phap")]


@given(st.text('a;,\t"\n\r x') | st.text())
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, junk: str) -> None:
    path = tmp_path_factory.mktemp("bảng") / "b.csv"
    path.write_text(f"id,name,points\n{junk}", encoding="utf-8", errors="replace", newline="")
    with contextlib.suppress(InputError):
        read_list(path, TABLE)


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
    want = [[str(n), *(unicodedata.normalize("NFC", cell).strip() for cell in row)] for n, row in enumerate(rows)]
    assert [list(row.values()) for row in read_list(path, PAIR)] == want


# Sheets of a workbook


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
    found = read_list(workbook(path, rows), TABLE, sheet="nhiệm  vụ")
    assert found == ROWS
    assert [row.where for row in found] == ["«nhiệm  vụ»!3", "«nhiệm  vụ»!4"]


def test_a_cell_of_a_sheet_is_read_as_it_is_seen_or_refused(path: Path) -> None:
    cells: list[tuple[object, str | None, str]] = [
        (datetime.datetime(2022, 7, 8), None, "2022-07-08"),
        (datetime.date(2022, 7, 8), None, "2022-07-08"),
        (datetime.datetime(2022, 7, 8, 9, 30), None, "2022-07-08 09:30:00"),
        (1e20, None, "100000000000000000000"),
        (2022.0, None, "2022"),
        (0.00000012, None, "0.00000012"),
        (89.28, None, "89.28"),
        (True, None, "True"),
        (unicodedata.normalize("NFD", " Sở "), None, "Sở"),
        (0.85, "0%", "85%"),
        (0.8711, "0.00%", "87.11%"),
        (87.11, '0.00"%"', "87.11%"),
        (7.1, "0.00", "7.10"),
        (87.114, "0.0", "87.114"),
        (2022, "0.00", "2022"),
        (datetime.date(2032, 9, 1), "dd/mm/yyyy", "2032-09-01"),
    ]
    odd: list[tuple[object, str | None, str]] = [
        (1500, "0,", "number_format"),
        (1, ";;;", "number_format"),
        ("x", ";;;", "number_format"),
        (datetime.date(2032, 9, 1), "mmm-yy", "date_cell"),  # what Excel makes of 9/2032
    ]
    for which in (cells, odd):
        file = workbook(path, [["id", "b", "a"], *([n, "x", value] for n, (value, _, _) in enumerate(which))])
        book = openpyxl.load_workbook(file)
        for number, (_, number_format, _) in enumerate(which, 2):
            if number_format:
                book[SHEET][f"C{number}"].number_format = number_format
        book.save(file)
        if which is cells:
            assert [row["a"] for row in read_list(file, PAIR, sheet=SHEET)] == [want for _, _, want in cells]
        else:
            found = [(kind, where) for kind, where, *_ in wrong_in(file, PAIR, sheet=SHEET)]
            assert found == [(kind, f"«{SHEET}»!C{number}") for number, (_, _, kind) in enumerate(odd, 2)]


def test_problems_of_a_sheet_are_placed(path: Path) -> None:
    changes = (("B3", "#N/A"), ("A3", "c"), ("C3", "=1+1"), ("E4", "thừa"))
    book = workbook(path, [["id", "name", "points"], ["a", "x", "?"]], *changes)
    assert wrong_in(book, sheet=SHEET) == [
        ("cell_error", f"«{SHEET}»!B3", "", "#N/A"),
        ("formula", f"«{SHEET}»!C3", "", "=1+1"),
        ("cells", f"«{SHEET}»!4", "", None),
        ("not_a_number", f"«{SHEET}»!2", "points", "?"),
    ]


def test_workbooks_that_are_none_and_sheets_that_are_not_there(path: Path) -> None:
    assert wrong_in(workbook(path, []), sheet="Việc") == [("no_sheet", "", "", "Việc")]
    assert wrong_in(workbook(path, []), sheet=SHEET) == [("empty", f"«{SHEET}»", "", None)]
    whole_file = workbook(path, [["id", "name", "points"]] * 300).read_bytes()
    for data, kind in (
        (b"\xd0\xcf\x11\xe0 old", "old_workbook"),
        (b"PK\x03\x04", "broken_workbook"),
        (GOOD.encode(), "broken_workbook"),
        (whole_file[: len(whole_file) // 2], "broken_workbook"),
    ):
        path.write_bytes(data)
        assert [problem[0] for problem in wrong_in(path, sheet=SHEET)] == [kind]


def test_an_empty_sheet_that_claims_every_row_ends_soon(path: Path) -> None:
    book = workbook(path, [["id", "name", "points"], ["a", "x", 1]], ("C1048576", 1), ("ZZ2", "xa"))
    begun = time.monotonic()
    assert len(read_list(book, TABLE, sheet=SHEET)) == 1
    assert time.monotonic() - begun < 2


# Files and columns


def test_a_file_that_is_none_is_refused_by_its_kind(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wrong_in(path) == [("no_file", "", "", None)]
    assert wrong_in(path.parent) == [("is_folder", "", "", None)]
    empty = [b"", b" \n\r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b"\xff\xfe", b"\xfe\xff", "\n".encode("utf-16")]
    foreign = [
        "id,name,points\na,Các Ban,1\n".encode(e, errors="replace") for e in ("cp1258", "utf-16-le", "utf-16-be")
    ]
    for data in (*empty, *foreign):
        path.write_bytes(data)
        assert wrong_in(path) == [("empty" if data in empty else "encoding", "", "", None)], data
    path.write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(reader, "_LARGEST", 10)
    assert wrong_in(path) == [("file_too_large", "", "", None)]
    monkeypatch.undo()

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert wrong_in(path) == [("unreadable", "", "", None)]


@pytest.mark.parametrize(
    ("header", "want"),
    [
        ("id,name", [("missing_column", "1", "", None)]),
        ("id", [("missing_column", "1", "", None), ("missing_column", "1", "", None)]),
        ("id,name,points,name", [("double_column", "1", "", None)]),
        ("id,name,Agency,points", [("double_column", "1", "", None)]),
        ("id,name,points,Poins", [("unknown_column", "1", "", "Poins")]),
        ("id,name,pts,names", [("unknown_column", "1", "", "names"), ("missing_column", "1", "", None)]),
        ("," * 200 + "x", [("too_wide", "1", "", None)]),
    ],
)
def test_wrong_columns_are_named_before_any_cell(header: str, want: list[Told], path: Path) -> None:
    path.write_text(f"{header}\n,,,,\n?,?\n", encoding="utf-8")
    assert wrong_in(path) == want


def test_a_missing_column_is_named_with_what_it_may_be_called_and_the_headers_found(path: Path) -> None:
    path.write_text("id,tên,points\n", encoding="utf-8")
    match = r"column name is missing \(accepted: Tên  cơ quan, Agency, name\); headers found: id, tên, points"
    with pytest.raises(InputError, match=match):
        read_list(path, TABLE)


# Rows and cells


@pytest.mark.parametrize(
    ("rows", "want"),
    [
        ("a,,x\n,y,1.000,5\nb,,>3\n", [("cells", "3", "", None), ("missing_value", "2", "name", None), ("not_a_number", "2", "points", "x"), ("missing_value", "4", "name", None), ("not_a_number", "4", "points", ">3")]),
        *((f"a,x,\n{row}\nd,x,y\n", [("cells", "3", "", None), ("not_a_number", "4", "points", "y")]) for row in ("c", "c,x", "c,x,1,2", "c,Sở Kế hoạch, Đầu tư,1")),
        ("a,x,\nb,x,\na,x,\na,x,\n", [("double_id", "4", "id", "a"), ("double_id", "5", "id", "a")]),
        (",x,\n,x,\n", [("missing_value", "2", "id", None), ("missing_value", "3", "id", None)]),
        ('a,"x,1\nb,y,2\n', [("quote", "2", "", 'a,"x,1')]),
        ('a,x,1\nb,"y"z,2\n', [("quote", "3", "", 'b,"y"z,2')]),
        ('a,5" x,1\n', [("quote", "2", "", 'a,5" x,1')]),
        ('a,"hai\ndòng",1\nb,"y\n\n\n', [("quote", "4", "", 'b,"y')]),
        ('"', [("quote", "2", "", '"')]),
    ],
)  # fmt: skip
def test_everything_wrong_with_rows_is_told_at_once(rows: str, want: list[Told], path: Path) -> None:
    path.write_text(f"id,name,points\n{rows}", encoding="utf-8")
    found = wrong_in(path)
    if want[0][0] == "quote":
        assert want[0][:2] in [told[:2] for told in found]
    else:
        assert found == want


def test_messages_of_rows_have_their_facts(path: Path) -> None:
    for text, match in (
        (f"{GOOD}c,x\n", "has 2 cells, the header 3"),
        (f"{GOOD}a,x,\n", r"dòng \(row\) 2"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=match):
            read_list(path, TABLE)
    path.write_text("id,,name,points\na,,x,1\nb,?,x,1\n", encoding="utf-8")
    assert wrong_in(path) == [("no_title", "3", "", "?")]


def test_without_an_id_a_row_stands_once(path: Path) -> None:
    def fill(number: int, row: Any) -> dict[str, str]:
        return {"id": str(number)}

    path.write_text("name,points\nx,1\ny,1\nx,1\n", encoding="utf-8")
    assert wrong_in(path, LOOSE, fill=fill) == [("double_row", "4", "", None)]


def test_rows_are_looked_at_together_after_each_was(path: Path) -> None:
    seen: list[list[tuple[str, bool]]] = []

    def check(rows: list[ListRow], problems: Problems) -> None:
        seen.append([(row["id"], row.read is None) for row in rows])
        problems.add("bad_line", where=rows[-1].where, found=rows[-1]["name"], pattern="x")

    path.write_text("id,name,points\na,x,?\nb,y,\n", encoding="utf-8")
    assert wrong_in(path, TABLE, check) == [("not_a_number", "2", "points", "?"), ("bad_line", "3", "", "y")]
    assert seen == [[("a", True), ("b", False)]]
    path.write_text(GOOD, encoding="utf-8")
    assert read_list(path, TABLE, lambda rows, problems: None) == ROWS


def test_a_long_cell_is_a_cell(path: Path) -> None:
    """Beyond the limit of Python's own reader."""
    path.write_text(f'id,name,points\na,{"x" * 200_000},\nb,"{"y" * 200_000}",\n', encoding="utf-8")
    assert [len(row["name"]) for row in read_list(path, TABLE)] == [200_000] * 2


# What a cell may hold

Whole = Annotated[int, Field(ge=-3, le=12), BeforeValidator(whole)]
Some = Annotated[str, Words({"yes": ("có", "yes"), "no": ("không", "no")})]
CELLS: list[tuple[Any, str, object]] = [
    (str, "x", "x"),
    (str, "", ("missing_value", None)),
    (str | None, "", None),
    (str | None, "gì cũng được", "gì cũng được"),
    (Some, "yes", "yes"),
    (Some, "Yes", ("unknown_word", "Yes")),
    (Some, "", ("unknown_word", "")),
    (Some | None, "", None),
    (Some | None, "maybe", ("unknown_word", "maybe")),
    (Number, "8,424", Decimal("8.424")),
    (Number, "-0.5", Decimal("-0.5")),
    (Number, "", ("missing_value", None)),
    (Number, "x", ("not_a_number", "x")),
    (Number, "1.000,5", ("both_signs", "1.000,5")),
    (Number, ">85", ("not_a_number", ">85")),
    (Number | None, "", None),
    (Number | None, "8.40", Decimal("8.40")),
    (Number | None, "tám", ("not_a_number", "tám")),
    (Number | None, "≥85", ("not_a_number", "≥85")),
    (Number | None, "\u00a0>85", ("not_a_number", "\u00a0>85")),
    (Year, "2000", 2000),
    (Year, "2100", 2100),
    *((Year, text, ("out_of_range", text)) for text in ("1999", "2101", "2021.0", "-2021", "", "٢٠٢١", "9" * 50)),
    (Year | None, "", None),
    (Year | None, "2021", 2021),
    (Year | None, "21", ("out_of_range", "21")),
    (Whole, "-3", -3),
    (Whole, "12", 12),
    *((Whole, text, ("out_of_range", text)) for text in ("13", "-4", "1.0", "")),
    (Whole, "9" * 5000, ("out_of_range", "9" * 199 + "…")),
    (Day, "2022-07-08", datetime.date(2022, 7, 8)),
    (Day, "31/12/2022", datetime.date(2022, 12, 31)),
    *((Day, text, ("not_a_day", text)) for text in ("12/31/2022", "8/7/22", "", "mai")),
    (Day | None, "", None),
    (YesNo, "Có", True),
    (YesNo, "No", False),
    (YesNo, "", ("unknown_word", "")),
    (YesNo, "có thể", ("unknown_word", "có thể")),
]


def test_a_cell_is_read_or_refused() -> None:
    faults = []
    for kind, text, want in CELLS:
        empty = {"default": None} if type(None) in getattr(kind, "__args__", ()) else {}

        class One(Row):
            cell: kind = column("Ô", "Cell", "A cell.", **empty)  # type: ignore[valid-type]

        row = ListRow({"cell": text})
        row.line = 7
        try:
            check_rows([row], Table(One, "x", "X", "X", ()), Problems(Path("bảng.csv")))
            found: object = row.read.cell
        except InputError as error:
            (problem,) = error.problems
            assert (problem.column, problem.where) == ("cell", "dòng (row) 7")
            found = (problem.kind, problem.found)
        if found != want or type(found) is not type(want):
            faults.append((kind, text, found, want))
    assert faults == []


def test_a_hint_names_the_closest_word_or_nothing() -> None:
    known = ["Sở Nội vụ", "Sở Tư pháp"]
    assert [hint(text, known) for text in ("Sở Tư phap", "xyz", "")] == [" (có phải / perhaps «Sở Tư pháp»?)", "", ""]


def test_days_and_answers_are_read_as_a_vietnamese_reader_means_them() -> None:
    assert parse_day("2022-07-08") == parse_day("8/7/2022") == parse_day("08/07/2022") == datetime.date(2022, 7, 8)
    assert [parse_day(text) for text in ("30/2/2022", "0000-01-01", "８/7/2022", "2022-07-08 09:30:00")] == [None] * 4
    assert [parse_yes_no(text) for text in ("CÓ", "True", "0", "?")] == [True, True, False, None]
