"""The sheets that are read: first page, scenarios, chances, tasks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from par_analysis import Scenario, chances, load_agencies, load_par, load_tasks, presets
from par_analysis.deliver.workbook.words import word
from par_analysis.deliver.workbook.writing import write_workbook
from par_analysis.edition.opening import open_edition
from par_analysis.tables.models.results import VERDICTS


def sheet_of(path: Path, key: str, lang: str) -> Any:
    return openpyxl.load_workbook(path)[word(f"sheet_{key}", lang)]


def texts(sheet: Any) -> str:
    return "\n".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_first_sheet_says_what_the_workbook_is(lang: str, workbooks: dict[str, Path], tmp_path: Path) -> None:
    base = open_edition()
    sheet = sheet_of(workbooks[lang], "first", lang)
    held = {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2)}
    assert held[word("edition", lang)] == base.title
    assert held[word("source", lang)] == load_par().attrs["source" if lang == "vi" else "source_en"]
    assert held[word("date", lang)] == ("1/8/2022" if lang == "vi" else "1 August 2022")
    assert held[word("checksum", lang)] == base.sha256
    assert held[word("title", lang)] == ("Kịch bản mới" if lang == "vi" else "SIPAS +1 point everywhere")
    for key in ("par", "sipas", "field", "agency", "scenarios", "chances", "tasks"):
        assert held[word(f"sheet_{key}", lang)] == word(f"about_{key}", lang)
    judged = (
        "Công bố: điểm tối đa, kết quả, mục tiêu, cơ quan chủ trì. Ước tính: khả năng và khoảng của nó (trang «Khả năng»). Phán đoán của dự án: nhóm tham "
        "chiếu, mức tự chủ, cần gì, độ chắc, liên hệ suy luận giữa nhiệm vụ và tiêu chí, tên ngắn, tên tiếng Anh."
        if lang == "vi"
        else "Published: maxima, scores, targets, lead agencies. Estimated: chances and their intervals (sheet “Chances”). Judged by the project: reference "
        "classes, control, what it takes, confidence, inferred links of tasks and criteria, short names, English names."
    )
    assert held[word("judged", lang)] == judged
    assert "8.1" in held[word("rule", lang)] and ("0,1" if lang == "vi" else "0.1") in held[word("rule", lang)]


def test_the_first_sheet_has_the_heads_of_the_scenarios(tmp_path: Path) -> None:
    one = Scenario("Phương án A", (), "Vụ CCHC", "2022-07-31", "Vì sao\nhai dòng")
    two = Scenario("Phương án B")
    sheet = sheet_of(write_workbook(tmp_path / "a.xlsx", [one, two]), "first", "vi")
    held = {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2)}
    assert [held[word(key, "vi")] for key in ("title", "author", "made", "reason")] == [
        "Phương án A", "Vụ CCHC", "2022-07-31", "Vì sao\nhai dòng"]  # fmt: skip
    assert held["Phương án A"] == "Vụ CCHC · 31/7/2022\nVì sao\nhai dòng" and held["Phương án B"] == "–"
    assert word("given", "vi") in texts(sheet)


def test_scenarios_stand_side_by_side_and_ready_ones_once(tmp_path: Path) -> None:
    ready = presets("en")
    same_title = Scenario(ready["plan"].title, (), "A", "2022-07-31", coupled=False)
    for given, wanted in (
        ([], ["plan", "plan_bottom_up", "status_quo"]),
        ([ready["status_quo"]], ["status_quo", "plan", "plan_bottom_up"]),
        ([same_title], [same_title, "plan", "plan_bottom_up", "status_quo"]),
    ):
        sheet = sheet_of(write_workbook(tmp_path / "a.xlsx", given, "en"), "scenarios", "en")
        titles = [c.value for c in sheet[4]][6:]
        assert titles == [one.title if isinstance(one, Scenario) else ready[one].title for one in wanted]
    assert [sheet.cell(row, 7).value for row in (5, 6, 7)] == ["A", "31 July 2022", "no"]
    assert sheet["F7"].value == "=coupling" and sheet["F8"].value == "=PAR_total"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_chances_with_their_intervals_marked_as_estimates(lang: str, workbooks: dict[str, Path]) -> None:
    sheet = sheet_of(workbooks[lang], "chances", lang)
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=6)}
    known = [*chances("par").to_dict("records"), *chances("sipas").to_dict("records")]
    assert [code for code in rows if code not in ("PAR INDEX", "SIPAS")] == [one["code"] for one in known]
    for one in known:
        row = rows[one["code"]]
        figures = [one[name] for name in ("score", "target", "asked", "chance", "chance_low", "chance_high")]
        assert [c.value for c in row[3:9]] == figures
        assert row[9].value == VERDICTS[one["verdict"]][lang == "en"]
        assert row[14].font.italic and not row[3].font.italic
    marks = {c.value for c in sheet[4] if c.value}
    assert marks == {word(key, lang) for key in ("by_document", "by_estimate", "by_judgement")}
    assert "80%" in texts(sheet)
    assert sheet["O5"].value == ("Cần gì" if lang == "vi" else "What it takes")


def test_an_edition_without_evidence_has_no_chances_and_says_so(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_workbook(tmp_path / "a.xlsx", edition=open_edition().replace(year=1999)))
    assert word("sheet_chances", "vi") not in book.sheetnames and word("sheet_tasks", "vi") in book.sheetnames
    first = texts(book[word("sheet_first", "vi")])
    assert "bằng chứng đủ để ước lượng khả năng" in first and word("about_chances", "vi") not in first
    assert "(trang «Khả năng»)" not in first


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_tasks_by_agency_and_date(lang: str, workbooks: dict[str, Path]) -> None:
    sheet = sheet_of(workbooks[lang], "tasks", lang)
    tasks = load_tasks()
    tasks = tasks[tasks["same_as"].isna()].set_index("id")
    found = [[c.value for c in row] for row in sheet.iter_rows(min_row=5)]
    assert sorted(row[8] for row in found) == sorted(tasks.index)
    for row in found:
        task = tasks.loc[row[8]]
        assert row[3] == task["title" if lang == "vi" else "title_en"]
        assert row[1] == (None if task["due"] != task["due"] else task["due"].to_pydatetime())
        assert (row[6] or "") == ", ".join(task["codes"])
        assert row[5] == (word("yes", lang) if task["plan_only"] else None)
    agencies = list(dict.fromkeys(row[0] for row in found))
    names = load_agencies().set_index("name", drop=False)["name" if lang == "vi" else "name_en"]
    assert agencies[:2] == [names["Sở Nội vụ"], names["Văn phòng UBND Thành phố"]]
    for agency in agencies:
        days = [row[1] for row in found if row[0] == agency]
        dated = [day for day in days if day is not None]
        assert days == sorted(dated) + [None] * (len(days) - len(dated))
    assert sheet.auto_filter.ref
    assert sheet["D4"].value == ("Nhiệm vụ" if lang == "vi" else "Task")
