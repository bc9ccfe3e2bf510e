"""A researcher's own edition: made of a workbook, a text, a CSV, another edition or nothing; filled; checked; used."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest
from small_edition import PAR, write

from par_analysis import InputError, ParAnalysisError, export_tables, open_edition
from par_analysis.cli import main
from par_analysis.edition.check import check_edition
from par_analysis.edition.config import read_config
from par_analysis.edition.edition import Edition
from par_analysis.edition.new import WORKBOOK, new_edition
from par_analysis.tables.locations import PLAN_TEXT
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.models.plan import UNITS
from par_analysis.tables.problems import Problems

FOLDERS = ["tinh-mau-2031", "Tỉnh Mẫu 2031", unicodedata.normalize("NFD", "Số liệu của tôi/Tỉnh Mẫu 2031"), "a b  c"]


def rows_of(edition: Edition, index: str) -> pd.DataFrame:
    """The table without what a workbook cannot say: which line of another file a row stood in."""
    return edition.table(index).drop(columns="source_line").reset_index(drop=True)


def problems_of(home: Path) -> str:
    return "\n".join(map(str, check_edition(home).problems))


def edit(home: Path, change: Callable[[Any], object]) -> None:
    book = openpyxl.load_workbook(home / WORKBOOK)
    change(book)
    book.save(home / WORKBOOK)


def add(sheet: Any, **cells: object) -> int:
    """Fill a row below the last one, by the headers; return its number."""
    headers = {str(cell.value): cell.column for cell in sheet[1]}
    number = sheet.max_row + 1
    for title, value in cells.items():
        sheet.cell(number, headers[title.replace("_", " ")]).value = value
    return number


# Made of something


def test_of_a_workbook(tmp_path: Path) -> None:
    source = export_tables(tmp_path / "bảng gốc.xlsx")
    before = source.read_bytes()
    keys = []
    for number, folder in enumerate(FOLDERS):  # beside one another two would have one key
        home = new_edition(tmp_path / str(number) / folder, place="X")
        keys.append(read_config(home, Problems(home)).key)
    assert set(keys) == {"tinh-mau-2031", "a-b-c"}
    home = new_edition(tmp_path / FOLDERS[2], source, place="Tỉnh Mẫu", place_en="Sample")
    assert source.read_bytes() == before and {path.name for path in home.iterdir()} == {"edition.toml", WORKBOOK}
    made = open_edition(home)
    assert made.key == "tinh-mau-2031"
    assert (made.place, made.place_en, made.year, made.target_year) == ("Tỉnh Mẫu", "Sample", 2021, 2022)
    for index in INDICES:
        pd.testing.assert_frame_equal(made.table(index), open_edition().table(index))
    assert made.agencies.to_dict("records") == open_edition().agencies.to_dict("records")
    assert problems_of(home) == ""


def test_of_a_text_with_what_stands_beside_it(tmp_path: Path) -> None:
    made = open_edition(new_edition(tmp_path / "thử", PLAN_TEXT, place="Tỉnh Mẫu"))
    for index in INDICES:
        pd.testing.assert_frame_equal(made.table(index), open_edition().table(index))


@pytest.mark.parametrize("name", ["par.csv", "sipas.csv"])
def test_of_a_csv_with_one_index(name: str, tmp_path: Path) -> None:
    source = write(tmp_path / "nguồn") / name
    home = new_edition(tmp_path / "thử", source, place="Tỉnh Mẫu", year=2031)
    made, index = open_edition(home), name.removesuffix(".csv")
    assert list(made.indices) == [index] and made.year == 2031
    pd.testing.assert_frame_equal(rows_of(made, index), rows_of(open_edition(tmp_path / "nguồn"), index))
    assert problems_of(home) == ""
    with pytest.warns(UserWarning, match="nothing but its overall row"):
        assert list(open_edition(home / WORKBOOK).indices) == [index]  # the blank sheet of the other index is no fault


def test_like_another_edition(tmp_path: Path) -> None:
    home = new_edition(tmp_path / "thử", like="ha-noi-2021", place="Tỉnh Mẫu", year=2031)
    made, model = open_edition(home), open_edition()
    for index in INDICES:
        kept = [
            "code",
            "parent",
            "name",
            "name_en",
            "max_points",
            "lead_agency",
            "assessment",
            "is_leaf",
            "is_remainder",
        ]
        pd.testing.assert_frame_equal(made.table(index)[kept], model.table(index)[kept])
        assert made.table(index)[["score", "target"]].isna().all(axis=None)
    assert made.couplings == model.couplings and made.criteria_set == model.criteria_set
    assert (made.year, made.target_year, made.place_en) == (2031, None, "Tỉnh Mẫu")
    assert problems_of(home) == "" and not made.has("scores") and not len(made.tasks)


def test_a_blank_one_is_filled_and_used(tmp_path: Path) -> None:
    home = new_edition(tmp_path / "thử", place="Tỉnh Mẫu", year=2031)
    assert "bị cụt" in problems_of(home)  # nothing is there yet

    def fill(book: Any) -> None:
        add(
            book["Cơ quan"],
            Mã_cơ_quan="a",
            Tên="Sở A",
            Tên_ngắn="A",
            Tên_tiếng_Anh="Dept A",
            Tên_ngắn_tiếng_Anh="A dept",
        )
        sheet = book["PAR INDEX"]
        headers = [cell.value for cell in sheet[1]]
        for code, name, most, score, lead in (
            ("1", "Một", 100, 60, None), ("1.1", "Một một", 60, 40, "Sở A"), ("1.2", "Một hai", 40, 20, "A")
        ):  # fmt: skip
            add(sheet, **{headers[0]: code, headers[1]: name, "Điểm_tối_đa": most, "Điểm_đạt_được": score, "Cơ_quan_chủ_trì": lead})  # fmt: skip
        sheet.cell(2, headers.index("Điểm đạt được") + 1).value = 60

    edit(home, fill)
    assert problems_of(home) == ""
    made = open_edition(home)
    assert made.par.total("score") == 60 and made.table("par")["lead_agency"].dropna().tolist() == ["Sở A", "Sở A"]


# Refused


def test_nothing_is_written_when_the_source_has_problems(tmp_path: Path) -> None:
    for spoilt in (PAR.replace("30,35", "tám,35"), PAR.replace("1.2,", "1.3,"), "x"):
        source = write(tmp_path / "nguồn", par_csv=spoilt) / "par.csv"
        with pytest.raises(InputError):
            new_edition(tmp_path / "thử", source, place="Tỉnh Mẫu")
        assert [path.name for path in tmp_path.iterdir()] == ["nguồn"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "--place"),
        ({"place": "X", "like": "ha-noi-2021", "source": PLAN_TEXT}, "--from"),
        ({"place": "X", "like": "ha-noi-1999"}, "ha-noi-2021"),
        ({"place": "X", "source": "không có.xlsx"}, "không có.xlsx"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(arguments: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(ParAnalysisError, match=re.escape(words)):
        new_edition(tmp_path / "thử", **arguments)
    assert not list(tmp_path.iterdir())


def test_a_folder_with_something_in_it_is_refused_and_an_empty_one_filled(tmp_path: Path) -> None:
    (tmp_path / "thử").mkdir()
    assert new_edition(tmp_path / "thử", place="X") == tmp_path / "thử"
    for path in (tmp_path / "thử", tmp_path / "thử" / WORKBOOK):
        with pytest.raises(ParAnalysisError, match="not empty"):
            new_edition(path, place="X")


def test_a_taken_key_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "bên cạnh")
    for name in ("ha-noi-2021", "Hà Nội 2021", "thu 2031"):
        with pytest.raises(ParAnalysisError, match="an edition has this key"):
            new_edition(tmp_path / name, place="X")
        assert not (tmp_path / name).exists()


# The workbook


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition of a CSV with four sheets to fill."""
    folder = tmp_path_factory.mktemp("kỳ công bố")
    write(folder / "nguồn")
    return new_edition(folder / "Tỉnh Mẫu", folder / "nguồn", place="Tỉnh Mẫu", place_en="Sample", year=2031)


def test_the_guide_has_an_example_for_every_column_in_both_languages(made: Path) -> None:
    book = openpyxl.load_workbook(made / WORKBOOK)
    assert book.sheetnames[0] == "Hướng dẫn" and book.active.title == "PAR INDEX"
    guide = [[cell.value for cell in row] for row in book["Hướng dẫn"].iter_rows(min_row=2)]
    assert all(all(row) for row in guide)
    for sheet in ("Nhiệm vụ", "Chỉ tiêu", "Cơ quan"):
        assert [row[1] for row in guide if row[0] == sheet] == [cell.value for cell in book[sheet][1]]
    assert {row[0] for row in guide} == {"PAR INDEX", "SIPAS", "Cơ quan", "Nhiệm vụ", "Chỉ tiêu"}
    assert [row[1] == row[2] for row in guide].count(True) == 0


def test_cells_offer_the_words_they_may_hold_and_codes_stay_texts(made: Path) -> None:
    book = openpyxl.load_workbook(made / WORKBOOK)
    for title, columns in {"PAR INDEX": 2, "SIPAS": 2, "Nhiệm vụ": 2, "Chỉ tiêu": 3}.items():
        checks = book[title].data_validations.dataValidation
        assert len(checks) == columns and all(
            check.type == "list" and check.errorStyle == "warning" for check in checks
        )
        assert any("Cơ quan" in str(check.formula1) for check in checks) or title == "Chỉ tiêu"
    offered = {check.formula1 for check in book["Chỉ tiêu"].data_validations.dataValidation}
    assert offered == {'"par_score,par_rank,sipas_score,sipas_rank"', '">=,>,<=,<,="', f'"{",".join(UNITS)}"'}
    for title, header in (
        ("PAR INDEX", "Mã"),
        ("Nhiệm vụ", "Tiêu chí phục vụ"),
        ("Nhiệm vụ", "Thời hạn trong văn bản"),
    ):
        cell = next(cell for cell in book[title][1] if cell.value == header)
        assert book[title].column_dimensions[cell.column_letter].number_format == "@"


ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetProtection",
    "autoFilter",
    "mergeCells",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "drawing",
    "legacyDrawing",
    "tableParts",
]


@pytest.mark.parametrize("which", ["new", "export"])
def test_parts_of_a_sheet_stand_in_the_order_of_the_format(which: str, made: Path, tmp_path: Path) -> None:
    """Excel asks to repair a sheet whose parts stand in another order (ECMA-376, part 1, 18.3.1.99)."""
    path = made / WORKBOOK if which == "new" else export_tables(tmp_path / "a.xlsx", made)
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == (7 if which == "new" else 4)
        for name in sheets:
            places = [ORDER.index(part.tag.rpartition("}")[2]) for part in ElementTree.fromstring(archive.read(name))]
            assert places == sorted(places), name
            # a list that is longer than 255 letters makes Excel drop the check
            for found in re.findall(r"<formula1>(.*?)</formula1>", archive.read(name).decode()):
                assert len(found) <= 257


# Filled


def test_tasks_and_goals_of_the_sheets_are_those_of_the_edition(made: Path, tmp_path: Path) -> None:
    home = write_copy(made, tmp_path)

    def fill(book: Any) -> None:
        add(
            book["Nhiệm vụ"],
            Cơ_quan_chủ_trì="Sở A",
            Nhiệm_vụ="Việc một",
            Thời_hạn_trong_văn_bản="tháng 9/2032",
            Tiêu_chí_phục_vụ="1.1",
        )
        add(
            book["Nhiệm vụ"],
            Cơ_quan_chủ_trì="Sở B",
            Nhiệm_vụ="Việc hai",
            Loại_việc="training",
            Tiêu_chí_phục_vụ="1.2 I",
        )
        add(
            book["Chỉ tiêu"],
            Đối_tượng="par_score",
            Mã_tiêu_chí="total",
            So_sánh=">=",
            Giá_trị=75.5,
            Đơn_vị="points",
            Năm=2032,
        )
        number = add(book["Chỉ tiêu"], Đối_tượng="sipas_score", Mã_tiêu_chí="total", So_sánh=">", Giá_trị=0.85, Đơn_vị="percent", Năm=2032)  # fmt: skip
        book["Chỉ tiêu"].cell(number, 4).number_format = "0%"

    edit(home, fill)
    assert problems_of(home) == ""
    edition = open_edition(home)
    tasks = edition.tasks
    assert tasks["lead_agency"].tolist() == ["Sở A", "Sở B"] and tasks["codes"].tolist() == [("1.1",), ("1.2", "I")]
    assert tasks["kind"].tolist() == ["plan", "training"] and str(tasks["due"].iloc[0])[:10] == "2032-09-30"
    goals = edition.goals.iloc[:2]
    assert goals[["subject", "comparator", "value", "unit"]].to_numpy().tolist() == [
        ["par_score", ">=", 75.5, "points"],
        ["sipas_score", ">", 85.0, "percent"],
    ]
    assert edition.has("tasks") and edition.has("goals")


def write_copy(made: Path, tmp_path: Path) -> Path:
    home = tmp_path / "bản sao"
    home.mkdir()
    for path in made.iterdir():
        (home / path.name).write_bytes(path.read_bytes())
    return home


WRONG: list[tuple[str, dict[str, object], tuple[str, ...]]] = [
    ("Nhiệm vụ", {"Cơ_quan_chủ_trì": "Sở Á"}, ("«Sở Á»",)),
    ("Nhiệm vụ", {"Cơ_quan_chủ_trì": "Sở Nội vụ"}, ("«Sở Nội vụ»",)),
    ("Nhiệm vụ", {"Tiêu_chí_phục_vụ": "1.9"}, ("«1.9»",)),
    ("Nhiệm vụ", {"Thời_hạn_trong_văn_bản": "khi nào tiện"}, ("«khi nào tiện»", "tháng 7/")),
    ("Nhiệm vụ", {"Loại_việc": "tiệc"}, ("«tiệc»", "training")),
    ("Nhiệm vụ", {"Nhiệm_vụ": None}, ("title",)),
    ("Chỉ tiêu", {"Mã_tiêu_chí": "9"}, ("«9»",)),
    ("Chỉ tiêu", {"Giá_trị": "cao"}, ("«cao»",)),
    ("Chỉ tiêu", {"Giá_trị": "75%"}, ("«75%»", "not in percent")),
    ("Chỉ tiêu", {"Năm": "sang năm"}, ("«sang năm»",)),
]


def test_a_wrong_cell_is_told_with_sheet_and_row(made: Path, tmp_path: Path) -> None:
    home = write_copy(made, tmp_path)
    good: dict[str, dict[str, object]] = {
        "Nhiệm vụ": {"Cơ_quan_chủ_trì": "Sở A", "Nhiệm_vụ": "Việc", "Thời_hạn_trong_văn_bản": "9/2032", "Tiêu_chí_phục_vụ": "1.1"},
        "Chỉ tiêu": {"Đối_tượng": "par_score", "Mã_tiêu_chí": "total", "So_sánh": ">=", "Giá_trị": 75, "Đơn_vị": "points", "Năm": 2032},
    }  # fmt: skip

    def spoil(book: Any) -> None:
        for sheet, cells in good.items():
            add(book[sheet], **cells)
        for sheet, cells, _ in WRONG:
            add(book[sheet], **good[sheet] | cells)

    edit(home, spoil)
    told = problems_of(home)
    lines, row = told.split("\n"), dict.fromkeys(good, 2)
    assert "»!2" not in told and WORKBOOK in told
    for sheet, cells, words in WRONG:
        row[sheet] += 1
        own = "\n".join(f"{line}\n{after}" for line, after in pairwise(lines) if f"«{sheet}»!{row[sheet]}," in line)
        assert all(word in own for word in words), (sheet, cells, own)


# From the command line


def test_the_journey_by_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, home = export_tables(tmp_path / "bảng của tôi.xlsx"), tmp_path / "Tỉnh Mẫu 2031"
    assert main(["new-edition", str(home), "--from", str(source), "--place", "Tỉnh Mẫu"]) == 0
    assert f'par-analysis check "{home}"' in capsys.readouterr().out
    assert main(["check", str(home)]) == 0
    assert "Dùng được cho (can be used for):" in capsys.readouterr().out
    edit(home, lambda book: add(book["Nhiệm vụ"], Cơ_quan_chủ_trì="Sở Không Có", Nhiệm_vụ="Việc"))
    assert main(["check", str(home)]) == 1
    told = capsys.readouterr()
    assert "«Sở Không Có»" in told.out and "«Nhiệm vụ»!2" in told.out and "Traceback" not in told.err


@pytest.mark.parametrize(
    "arguments", [["--place", ""], ["--from", "không có.xlsx", "--place", "X"], ["--like", "xyz", "--place", "X"]]
)
def test_the_command_line_refuses_in_words(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new-edition", str(tmp_path / "thử"), *arguments]) == 1
    assert capsys.readouterr().err.strip() and not (tmp_path / "thử").exists()
