"""One definition rules: what is changed at a column is changed in header, check, message, schemas and titles."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import pytest
from pydantic import BeforeValidator, Field

from par_analysis.tables.cards import SourceCard
from par_analysis.tables.lists.reader import frame_of, read_list
from par_analysis.tables.models.cells import Day, Number, Year, YesNo, number
from par_analysis.tables.models.column import Row, Table, Words, column
from par_analysis.tables.package import write_package
from par_analysis.tables.problems import InputError


def table_of(title: str, title_en: str, most: int, words: dict[str, tuple[str, str]], needed: bool = True) -> Table:
    ranged = Annotated[Decimal, Field(ge=0, le=most), BeforeValidator(number)]
    cell = ranged if needed else ranged | None
    empty = {} if needed else {"default": None}

    class Result(Row):
        id: str = column("Mã", "Id", "Short id.", unique=True)
        points: cell = column(title, title_en, "What it has.", unit="{unit}", headers=("Điểm số",), **empty)  # type: ignore[valid-type]
        kind: Annotated[str, Words(words)] = column("Loại", "Kind", "What sort.")

    return Table(Result, "results", "Kết quả", "Results", unit="điểm", decimals=1)


def problems_of(table: Table, path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_list(path, table)
    return str(caught.value)


@pytest.mark.parametrize(
    ("title", "title_en", "most", "words", "needed"),
    [
        ("Điểm", "Points", 100, {"a": ("một", "one"), "b": ("hai", "two")}, True),
        ("Kết quả đạt được", "Result", 5, {"c": ("ba", "three")}, False),
    ],
)
def test_a_column_is_everywhere_what_its_definition_says(
    title: str, title_en: str, most: int, words: dict[str, tuple[str, str]], needed: bool, tmp_path: Path
) -> None:
    table, path, word = table_of(title, title_en, most, words, needed), tmp_path / "bảng.csv", next(iter(words))
    # headers, whatever the case; the title first
    assert table["points"].accepted == (title, title_en, "Điểm số", "points")
    for header in table["points"].accepted:
        path.write_text(f"id,{header.upper()},Loại\nx,1.5,{word}\n", encoding="utf-8")
        (row,) = read_list(path, table)
        assert (row["points"], row.read.points, row.read.kind) == ("1.5", Decimal("1.5"), word)
        assert frame_of([row], table).to_dict("records") == [{"id": "x", "points": 1.5, "kind": word}]
    assert f"accepted: {title}, {title_en}, Điểm số, points" in problems_of(table, path, "id,kind\nx,a\n")
    # checks and messages
    told = problems_of(table, path, f"id,points,kind\nx,{most + 1},?\ny,,{word}\nz,-1,{word}\n")
    assert f"dòng (row) 2, cột points: thấy «{most + 1}»: phải nằm trong khoảng 0 đến {most}" in told
    assert f"cột kind: thấy «?»: phải là một trong: {', '.join(words)}" in told
    assert ("dòng (row) 3, cột points: ô trống" in told) == needed
    assert "dòng (row) 4, cột points: thấy «-1»" in told
    # schemas
    constraints = {**({"required": True} if needed else {}), "minimum": 0, "maximum": most}
    about = {"name": "points", "type": "number", "title": title, "title_en": title_en, "description": "What it has.", "unit": "điểm"}  # fmt: skip
    assert table.frictionless()["fields"][1] == {**about, "constraints": constraints}
    assert table.frictionless()["fields"][2]["constraints"] == {"required": True, "enum": list(words)}
    schema = table.json_schema()
    told_json: dict[str, Any] = schema["properties"]["points"]
    ranged = told_json if needed else told_json["anyOf"][0]
    assert (ranged["type"], ranged["minimum"], ranged["maximum"]) == ("number", 0, most)
    assert (told_json["title"], told_json["title_en"], told_json["unit"]) == (title, title_en, "điểm")
    assert ("points" in schema["required"]) == needed
    # titles of sheets and notebooks, files
    assert (table.titles("vi")["points"], table.titles("en")["points"]) == (title, title_en)
    frame = pd.DataFrame({"kind": [word], "points": [1.25], "id": ["x"]})
    write_package(tmp_path / "gói", {"results": table}, {"results": frame}, {"name": "x"}, {})
    assert (tmp_path / "gói" / "results.csv").read_text(encoding="utf-8") == f"id,points,kind\nx,1.2,{word}\n"
    package = json.loads((tmp_path / "gói" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["resources"][0]["schema"] == table.frictionless()


def test_a_package_names_its_sources_and_keys_of_the_tables_that_are_there(tmp_path: Path) -> None:
    class Part(Row):
        id: str = column("Mã", "Id", "Short id.", unique=True)
        parent: str | None = column("Mã mẹ", "Parent", "Of what.", default=None)
        day: Day | None = column("Ngày", "Day", "When.", default=None)
        codes: tuple[str, ...] = column("Các mã", "Codes", "Several.", default=(), separator="; ")
        is_open: YesNo = column("Còn mở", "Open", "Whether.")

    keys = (("parent", "", "id"), ("parent", "other", "id"))
    table = Table(Part, "parts", "Phần", "Parts", foreign_keys=keys)
    frame = pd.DataFrame({"id": ["a", "b"], "parent": [None, "a"], "day": pd.to_datetime(["2022-07-08", None]), "codes": [("1", "2"), ()], "is_open": [True, False]})  # fmt: skip
    card = SourceCard("f.txt", "Văn bản", "UBND", "1", "2022", "", "MIT", "", "abc", "")
    for others, count in (({}, 1), ({"other": frame.iloc[:0]}, 2)):
        write_package(tmp_path / "p", {"parts": table, "other": table}, {"parts": frame, **others}, {}, {Path("d/f.txt"): card})  # fmt: skip
        package = json.loads((tmp_path / "p" / "datapackage.json").read_text(encoding="utf-8"))
        assert len(package["resources"][0]["schema"]["foreignKeys"]) == count
    assert package["sources"] == [{"title": "Văn bản", "file": "f.txt", "producer": "UBND", "document_number": "1", "document_date": "2022", "licence": "MIT", "sha256": "abc"}]  # fmt: skip
    want = "id,parent,day,codes,is_open\na,,2022-07-08,1; 2,true\nb,a,,,false\n"
    assert (tmp_path / "p" / "parts.csv").read_text(encoding="utf-8") == want


def test_a_title_that_is_the_name_of_another_column_is_no_header() -> None:
    class Noted(Row):
        note: str = column("Ghi chú", "Note (Vietnamese)", "What to know.", written="Ghi chú dài")
        note_en: str = column("Ghi chú (tiếng Anh)", "Note", "The same.")

    table = Table(Noted, "x", "X", "X")
    assert table["note"].accepted == ("Ghi chú dài", "Ghi chú", "Note (Vietnamese)", "note")
    assert table["note_en"].accepted == ("Ghi chú (tiếng Anh)", "note_en")


def test_a_table_may_have_part_of_the_columns_of_its_model() -> None:
    class Wide(Row):
        id: str = column("Mã", "Id", "Short id.")
        seen: Number | None = column("Thấy", "Seen", "Only in files.", default=None, in_frame=False)
        made: Year = column("Năm", "Year", "Only in the tidy table.", in_file=False)
        other: str = column("Khác", "Other", "Of another table.")

    table = Table(Wide, "x", "X", "X", without=("other",))
    assert (table.columns, table.file_columns) == (["id", "made"], ["id", "seen"])
    assert list(table.json_schema()["properties"]) == ["id", "made"]
    assert list(table.json_schema(*table.file_columns)["properties"]) == ["id", "seen"]
    assert table.model("id", "seen") is table.file_row
