"""Raw tables that people edit: what a spreadsheet may save is read; everything wrong is named with its row."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from par_analysis import InputError
from par_analysis.errors import Problems
from par_analysis.reading import tables
from par_analysis.reading.tables import TableRow, read_table

CHECKS = {"id": tables.text, "name": tables.text, "points": tables.optional_number}
GOOD = "id,name,points\na,Sở Nội vụ,1.5\nb,Sở Tư pháp,\n"
ROWS = [{"id": "a", "name": "Sở Nội vụ", "points": "1.5"}, {"id": "b", "name": "Sở Tư pháp", "points": ""}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bảng.csv"


def wrong(path: Path, checks: dict[str, tables.Check] = CHECKS, cross: object = None) -> list[tuple[str, str, str, str | None]]:  # fmt: skip
    """Kind, where, column and text found of every problem."""
    with pytest.raises(InputError) as caught:
        read_table(path, checks, cross)  # type: ignore[arg-type]
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
    rows = read_table(path, CHECKS)
    assert [{name: row[name] for name in CHECKS} for row in rows] == ROWS
    assert rows[0][title] == "?"


def test_a_header_without_rows_is_an_empty_table(path: Path) -> None:
    for text in ("id,name,points\n", "id,name,points", "id,name,points\n\n,,\n"):
        path.write_text(text, encoding="utf-8")
        assert read_table(path, CHECKS) == []


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
        ("id,name,points,màu", [("unknown_column", "1", "", "màu")]),
        ("id,Name,points", [("missing_column", "1", "", None), ("unknown_column", "1", "", "Name")]),
        ("id,name,points,", [("unknown_column", "1", "", "")]),
        ("id,name,points,my note", [("unknown_column", "1", "", "my note")]),
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


def test_without_an_id_column_rows_may_repeat(path: Path) -> None:
    path.write_text("name,points\nx,1\nx,1\n", encoding="utf-8")
    checks = {name: CHECKS[name] for name in ("name", "points")}
    assert read_table(path, checks) == [{"name": "x", "points": "1"}] * 2


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

WORD = tables.word(("yes", "no"))
CELLS: list[tuple[str, tables.Check, str, tuple[str, str | None] | None]] = [
    ("text", tables.text, "x", None),
    ("text", tables.text, "", ("missing_value", None)),
    ("optional", tables.optional, "", None),
    ("optional", tables.optional, "gì cũng được", None),
    ("word", WORD, "yes", None),
    ("word", WORD, "Yes", ("unknown_word", "Yes")),
    ("word", WORD, "", ("unknown_word", "")),
    ("number", tables.number, "8,424", None),
    ("number", tables.number, "-0.5", None),
    ("number", tables.number, "", ("missing_value", None)),
    ("number", tables.number, "x", ("not_a_number", "x")),
    ("number", tables.number, "1.000,5", ("both_signs", "1.000,5")),
    ("number", tables.number, ">85", ("not_a_number", ">85")),
    ("optional_number", tables.optional_number, "", None),
    ("optional_number", tables.optional_number, "8.4", None),
    ("optional_number", tables.optional_number, "tám", ("not_a_number", "tám")),
    ("optional_number", tables.optional_number, "≥85", ("not_a_number", "≥85")),
    ("year", tables.year, "2000", None),
    ("year", tables.year, "2100", None),
    ("year", tables.year, "1999", ("out_of_range", "1999")),
    ("year", tables.year, "2101", ("out_of_range", "2101")),
    ("year", tables.year, "2021.0", ("out_of_range", "2021.0")),
    ("year", tables.year, "-2021", ("out_of_range", "-2021")),
    ("year", tables.year, "", ("out_of_range", "")),
    ("optional_year", tables.optional_year, "", None),
    ("optional_year", tables.optional_year, "2021", None),
    ("optional_year", tables.optional_year, "21", ("out_of_range", "21")),
]


@pytest.mark.parametrize(("name", "check", "cell", "want"), CELLS, ids=[f"{c[0]}-{c[2]!r}" for c in CELLS])
def test_a_cell_is_taken_or_refused(
    name: str, check: tables.Check, cell: str, want: tuple[str, str | None] | None
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
    assert tables.hint(found, ["Sở Nội vụ", "Sở Tư pháp"]) == want
