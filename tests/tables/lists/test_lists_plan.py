"""Every way in which an edited table of the plan can be wrong is found, with its row, column and text."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from par_analysis import InputError, load_calendar, load_goals, load_responsibilities, load_tasks, open_edition
from par_analysis.tables.lists.plan import plan_list, plan_rows
from par_analysis.tables.locations import SHIPPED
from par_analysis.tables.models.plan import PLAN_TABLES

LOADERS = {
    "tasks": load_tasks,
    "responsibilities": load_responsibilities,
    "goals": load_goals,
    "calendar": load_calendar,
}
Edit = Callable[..., Path]
Found = tuple[str, str, str | None]  # kind, column, text found

# (kind, table, row, changed cells, a piece of the message, every problem found; by default this kind's alone,
# in the first changed column with its new text)
CASES: list[tuple[str, str, str, dict[str, str], str, list[Found] | None]] = [
    ("missing_value", "tasks", "192-33", {"lead_agency": ""}, "EN: empty", [("missing_value", "lead_agency", None)]),
    ("missing_value", "tasks", "192-33", {"title_en": " "}, "EN: empty", [("missing_value", "title_en", None)]),
    ("missing_value", "tasks", "192-33", {"section": ""}, "EN: empty", [("missing_value", "section", None)]),
    ("missing_value", "tasks", "192-33", {"id": ""}, "EN: empty", [("missing_value", "id", None)]),
    ("missing_value", "responsibilities", "192-29", {"codes": ""}, "EN: empty", [("missing_value", "codes", None)]),
    ("missing_value", "calendar", "216-13", {"agency": ""}, "EN: empty", [("missing_value", "agency", None)]),
    ("missing_value", "goals", "181-19a", {"value": ""}, "EN: empty", [("missing_value", "value", None)]),
    ("missing_value", "goals", "181-19b", {"base_source": ""}, "EN: empty", [("missing_value", "base_source", None)]),
    ("not_a_number", "goals", "181-19a", {"value": "tám lăm"}, "8.424 or 8,424", None),
    ("not_a_number", "goals", "181-19a", {"value": ">85"}, "8.424 or 8,424", None),
    ("not_a_number", "goals", "192-19a", {"value_high": "hai"}, "8.424 or 8,424", None),
    ("not_a_number", "goals", "181-19b", {"base_value": "8x"}, "8.424 or 8,424", None),
    ("both_signs", "goals", "181-19a", {"value": "1.085,5"}, "both a comma and a point", None),
    ("out_of_range", "goals", "181-19a", {"year": "1922"}, "between 2000 and 2100", None),
    ("out_of_range", "goals", "181-19a", {"year": "2101"}, "between 2000 and 2100", None),
    ("out_of_range", "goals", "181-19a", {"year": "năm nay"}, "between 2000 and 2100", None),
    ("out_of_range", "goals", "181-19b", {"base_year": "21"}, "between 2000 and 2100", None),
    ("out_of_range", "goals", "192-19a", {"value_high": "0,5"}, "between 1 and ∞", None),
    ("double_id", "tasks", "192-33", {"id": "192-31"}, "dòng (row) 5", None),
    ("double_id", "calendar", "216-13", {"id": "216-11"}, "dòng (row) 4", None),
    ("unknown_word", "tasks", "192-33", {"kind": "party"}, "survey", None),
    ("unknown_word", "tasks", "192-33", {"plan_only": "có thể"}, "yes, no", None),
    ("unknown_word", "tasks", "192-33", {"plan_only": ""}, "yes, no", None),
    ("unknown_word", "tasks", "192-37", {"document": "193"}, "192-tom-tat", None),
    ("unknown_word", "responsibilities", "192-29", {"role": "boss"}, "coordinating", None),
    ("unknown_word", "responsibilities", "192-29", {"basis": "mixed"}, "named, inferred", None),
    ("unknown_word", "goals", "192-61", {"subject": "happiness"}, "par_score", None),
    ("unknown_word", "goals", "192-61", {"comparator": "≤"}, "<=", None),
    ("unknown_word", "goals", "192-61", {"unit": "kg"}, "ranks_up", None),
    ("unknown_word", "calendar", "216-13", {"kind": "training"}, "synthesis", None),
    ("unknown_body", "tasks", "192-37", {"lead_agency": "Sở Tư phap"}, "«Sở Tư pháp»", None),
    ("unknown_body", "responsibilities", "192-29", {"agency": "Sở Nội Vụ"}, "bodies.csv", None),
    ("unknown_body", "calendar", "216-13", {"agency": "xyz"}, "hay bodies.csv; ", None),
    ("unknown_code", "tasks", "192-33", {"inferred": "5.6 5.9.9"}, "codes are separated by spaces", [("unknown_code", "inferred", "5.9.9")]),
    ("unknown_code", "tasks", "192-37", {"named": "2.1, 2.2"}, "«2.1»", [("unknown_code", "named", "2.1,")]),
    ("unknown_code", "responsibilities", "192-29", {"codes": "VI"}, "perhaps", None),
    ("unknown_code", "calendar", "192-142", {"codes": "8,1"}, "«8.1»", None),
    ("repeated_code", "tasks", "192-37", {"named": "2.1 2.2 2.1"}, "stands twice", [("repeated_code", "named", "2.1")]),
    ("repeated_code", "responsibilities", "192-29", {"codes": "V V"}, "stands twice", [("repeated_code", "codes", "V")]),
    ("named_and_inferred", "tasks", "192-44", {"inferred": "2.4 2.3"}, "both named and inferred", [("named_and_inferred", "inferred", "2.3")]),
    ("no_reason", "tasks", "192-33", {"link_reason": ""}, "both languages", None),
    ("no_reason", "tasks", "192-33", {"link_reason": "Vì thế", "link_reason_en": ""}, "both languages", None),
    ("no_reason", "responsibilities", "192-26a", {"reason": "", "reason_en": ""}, "both languages", None),
    ("no_reason", "responsibilities", "192-29", {"basis": "inferred"}, "both languages", [("no_reason", "reason", "")]),
    ("unknown_date", "tasks", "192-33", {"due_text": "theo lĩnh vực"}, "tháng 7/2022", None),
    ("unknown_date", "calendar", "216-13", {"when": "tháng 02/2022."}, "hàng tháng", None),
    ("due_before_document", "tasks", "192-77", {"due_text": "12/3/2019"}, "2022-07-08", None),
    ("not_in_line", "tasks", "192-33", {"due_text": "tháng 9/2022"}, "line 33 of document 192", None),
    ("not_in_line", "tasks", "192-33", {"due_text": "Tháng 8/2022"}, "line 33 of document 192", None),
    ("not_in_line", "tasks", "192-33", {"source_line": "34"}, "line 34", [("not_in_line", "due_text", "tháng 8/2022")]),
    ("not_in_line", "goals", "181-19a", {"words": "trên 86 điểm"}, "line 19 of document 181", None),
    ("not_in_line", "goals", "181-19a", {"document": "27"}, "document 27", [("not_in_line", "words", "nâng tổng số điểm tỷ lệ chung đạt trên 85 điểm")]),
    ("not_in_line", "calendar", "216-13", {"when": "tháng 3/2022"}, "line 13 of document 216", None),
    ("no_line", "tasks", "192-37", {"source_line": "99999"}, "document 192 has no such line", None),
    ("out_of_range", "tasks", "192-37", {"source_line": "0"}, "between 1 and", None),
    ("out_of_range", "tasks", "192-37", {"source_line": "-3"}, "between 1 and", None),
    ("out_of_range", "tasks", "192-37", {"source_line": "dòng 37"}, "between 1 and", None),
    ("no_line", "tasks", "192-37", {"source_line": ""}, "document 192", None),
    ("no_line", "responsibilities", "192-29", {"document": "181", "source_line": "18"}, "it is empty", [("no_line", "source_line", "18")]),
    ("bad_repeat", "tasks", "192-138a", {"same_as": "192-54x"}, "another task of the same agency", None),
    ("bad_repeat", "tasks", "192-138a", {"same_as": "192-65"}, "another task of the same agency", None),
    ("bad_repeat", "tasks", "192-138a", {"same_as": "192-138a"}, "another task of the same agency", None),
    ("goal_code", "goals", "181-19a", {"code": ""}, "sipas_score", None),
    ("goal_code", "goals", "181-19a", {"code": "1.6"}, "sipas_score", None),
    ("goal_code", "goals", "181-19a", {"subject": "par_score"}, "par_score", [("goal_code", "code", "V")]),
    ("no_base", "goals", "192-92", {"base_year": ""}, "base year", [("no_base", "base_year", "percent_up")]),
    ("no_base", "goals", "181-19a", {"unit": "percent_up"}, "base year", [("no_base", "base_year", "percent_up")]),
    ("respondents_differ", "calendar", "192-142", {"respondents_en": "citizens"}, "same number of groups", None),
    ("respondents_differ", "calendar", "192-142", {"respondents": ""}, "same number of groups", [("respondents_differ", "respondents_en", "citizens; organisations")]),
]  # fmt: skip


def row_of(table: str, id: str) -> int:
    """Line of a row in the shipped file; no cell of it has a line break."""
    lines = (SHIPPED / f"{table}.csv").read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if line.startswith(f"{id},"))


def test_a_wrong_cell_is_refused_with_row_column_and_text(edit_table: Edit) -> None:
    faults = []
    for kind, table, id, cells, named, every in CASES:
        path = edit_table(table, {id: cells})
        with pytest.raises(InputError) as caught:
            LOADERS[table](path)
        column = next(iter(cells))
        found = [(p.kind, p.column, p.found) for p in caught.value.problems]
        want = [(kind, column, cells[column])] if every is None else every
        places = {p.where for p in caught.value.problems}
        message = next((str(p) for p in caught.value.problems if p.kind == kind), "")
        is_said = named in message and "EN: " in message
        head = f"{path}: {len(want)} lỗi, chưa nạp gì"
        if found != want or places != {f"dòng (row) {row_of(table, id)}"} or not is_said or not str(caught.value).startswith(head):  # fmt: skip
            faults.append((kind, table, cells, str(caught.value)))
    assert faults == []


def test_a_repeat_of_a_repeat_is_refused(edit_table: Edit) -> None:
    with pytest.raises(InputError) as caught:
        load_tasks(edit_table("tasks", {"192-53": {"same_as": "192-54"}}))
    (problem,) = caught.value.problems
    assert (problem.kind, problem.found) == ("bad_repeat", "192-53")
    assert problem.where == f"dòng (row) {row_of('tasks', '192-138a')}"


def test_rows_without_an_id_are_not_taken_for_one_another(edit_table: Edit) -> None:
    with pytest.raises(InputError) as caught:
        load_tasks(edit_table("tasks", {"192-27": {"id": ""}, "192-28": {"id": ""}}))
    assert [(p.kind, p.where) for p in caught.value.problems] == [
        ("missing_value", "dòng (row) 2"),
        ("missing_value", "dòng (row) 3"),
    ]


def test_no_required_cell_may_be_empty(edit_table: Edit) -> None:
    ids = {"tasks": "192-27", "responsibilities": "192-29", "goals": "192-61", "calendar": "216-14"}
    faults, looked = [], 0
    for table in PLAN_TABLES.values():
        for own in table.file_fields:
            if own.required and own.in_frame:
                looked += 1
                with pytest.raises(InputError) as caught:
                    LOADERS[table.name](edit_table(table.name, {ids[table.name]: {own.name: ""}}))
                where = f"dòng (row) {row_of(table.name, ids[table.name])}"
                if own.name not in {p.column for p in caught.value.problems} or {p.where for p in caught.value.problems} != {where}:  # fmt: skip
                    faults.append((table.name, own.name, str(caught.value)))
    assert faults == [] and looked > 20


def test_all_problems_of_a_table_come_at_once(edit_table: Edit) -> None:
    path = edit_table(
        "tasks",
        {
            "192-31": {"lead_agency": "Sở X", "kind": "party", "named": "9.9"},
            "192-33": {"due_text": "31/11/2022", "title": ""},
            "192-44": {"inferred": "2.1", "plan_only": "?"},
            "192-149": {"source_line": "5000", "id": "192-148"},
        },
    )
    with pytest.raises(InputError) as caught:
        load_tasks(path)
    found = {(p.kind, p.where.rpartition(" ")[2], p.column) for p in caught.value.problems}
    row = {id: str(row_of("tasks", id)) for id in ("192-31", "192-33", "192-44", "192-149")}
    assert found == {
        ("unknown_body", row["192-31"], "lead_agency"),
        ("unknown_word", row["192-31"], "kind"),
        ("unknown_code", row["192-31"], "named"),
        ("unknown_date", row["192-33"], "due_text"),
        ("not_in_line", row["192-33"], "due_text"),
        ("missing_value", row["192-33"], "title"),
        ("unknown_word", row["192-44"], "plan_only"),
        ("named_and_inferred", row["192-44"], "inferred"),
        ("no_line", row["192-149"], "source_line"),
        ("double_id", row["192-149"], "id"),
    }
    text = str(caught.value)
    assert "10 lỗi" in text and all(f"\n  {number}. dòng (row) " in text for number in range(1, 11))


# Columns and rows


def rewrite(path: Path, change: Callable[[list[list[str]]], object]) -> Path:
    """Change the cells of a written table, header included, without regard for its shape."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path


SHAPES: dict[str, tuple[Callable[[list[list[str]]], object], list[tuple[str, str, str | None]], str]] = {
    "missing_column": (lambda rows: [row.pop(2) for row in rows], [("missing_column", "1", None)], "title"),
    "unknown_column": (lambda rows: [row.append("kinds" if row is rows[0] else "") for row in rows], [("unknown_column", "1", "kinds")], "«kinds»"),
    "double_column": (lambda rows: [row.append(row[4]) for row in rows], [("double_column", "1", None)], "kind"),
    "cells": (lambda rows: rows[6].insert(2, "Khảo sát nhu cầu"), [("cells", "7", None)], "18 cells, the header 17"),
}  # fmt: skip


def test_a_table_of_the_wrong_shape_is_refused(edit_table: Edit) -> None:
    for change, want, named in SHAPES.values():
        path = rewrite(edit_table("tasks"), change)
        with pytest.raises(InputError) as caught:
            load_tasks(path)
        assert [(p.kind, p.where.removeprefix("dòng (row) "), p.found) for p in caught.value.problems] == want
        assert named in str(caught.value.problems[0])


def test_a_renamed_column_is_both_missing_and_unknown(edit_table: Edit) -> None:
    def rename(rows: list[list[str]]) -> None:
        rows[0][2] = "titel"

    with pytest.raises(InputError) as caught:
        load_tasks(rewrite(edit_table("tasks"), rename))
    assert [(p.kind, p.found) for p in caught.value.problems] == [("unknown_column", "titel"), ("missing_column", None)]
    assert "headers found: id, lead_agency" in str(caught.value)


def test_a_foreign_column_is_left_unread_with_a_notice_and_an_optional_one_may_be_missing(edit_table: Edit) -> None:
    def change(rows: list[list[str]]) -> None:
        for row in rows:
            row[4] = "màu" if row is rows[0] else "đỏ"

    with pytest.warns(UserWarning, match="«màu»"):
        tasks = load_tasks(rewrite(edit_table("tasks"), change))
    assert set(tasks["kind"]) == {"plan"}
    pd.testing.assert_frame_equal(tasks.drop(columns="kind"), load_tasks().drop(columns="kind"))


def test_a_row_with_too_few_cells_does_not_hide_what_is_wrong_below(edit_table: Edit) -> None:
    def cut(rows: list[list[str]]) -> None:
        rows[3].pop()
        rows[8][4] = "party"

    with pytest.raises(InputError) as caught:
        load_tasks(rewrite(edit_table("tasks"), cut))
    assert [(p.kind, p.where) for p in caught.value.problems] == [
        ("cells", "dòng (row) 4"),
        ("unknown_word", "dòng (row) 9"),
    ]


def test_rows_are_counted_in_lines_of_the_file(edit_table: Edit) -> None:
    """As an editor shows them: a cell with a line break takes two lines, and a blank row one; the first counts."""

    def spoil(rows: list[list[str]]) -> None:
        rows[1][2] = "Theo dõi,\nđôn đốc"
        rows[1][4] = rows[5][4] = "party"
        rows.insert(3, [])

    with pytest.raises(InputError) as caught:
        load_tasks(rewrite(edit_table("tasks"), spoil))
    assert [p.where for p in caught.value.problems] == ["dòng (row) 2", "dòng (row) 8"]


# Files

FILES: dict[str, bytes | None] = {
    "empty": b" \n\n",
    "encoding": "id,agency\n192-105,Các Ban nêu trên\n".encode("cp1258", errors="replace"),
    "no_file": None,
    "is_folder": None,
}


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    for table in LOADERS:
        for kind, data in FILES.items():
            path = tmp_path if kind == "is_folder" else tmp_path / f"{kind}.csv"
            if data is not None:
                path.write_bytes(data)
            with pytest.raises(InputError) as caught:
                LOADERS[table](path)
            assert ([p.kind for p in caught.value.problems], caught.value.path) == ([kind], path)


def test_a_spreadsheet_saved_in_an_old_encoding_is_not_misread(edit_table: Edit) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        with pytest.raises(InputError) as caught:
            load_tasks(edit_table("tasks", encoding=encoding))
        assert [p.kind for p in caught.value.problems] == ["encoding"]


# The whole


def test_the_shipped_tables_are_in_order() -> None:
    for name, table in PLAN_TABLES.items():
        rows = plan_list(name, SHIPPED / f"{name}.csv", open_edition().context)
        assert [row.line for row in rows] == list(range(2, len(rows) + 2))
        assert all(list(row) == table.file_columns and row.read for row in rows)
        assert list(plan_rows(name, SHIPPED / f"{name}.csv", open_edition().context)) == table.file_columns


# What this module shows to be reached; tests/reading/test_reading_bad_input.py asks that nothing is left out.
KINDS = {*(case[0] for case in CASES), *SHAPES, *FILES}
