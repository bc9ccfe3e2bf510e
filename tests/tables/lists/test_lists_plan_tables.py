"""The plan's tables against the texts they come from, read here a second time, and the shape of the frames."""

from __future__ import annotations

import contextlib
import csv
import datetime
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import par_analysis
from par_analysis import (
    load_agencies,
    load_calendar,
    load_goals,
    load_par,
    load_responsibilities,
    load_sipas,
    load_tasks,
    open_edition,
)
from par_analysis import plan as plan_package
from par_analysis.tables.lists.plan import _level
from par_analysis.tables.locations import SHIPPED
from par_analysis.tables.problems import InputError

LOADERS: dict[str, Callable[..., pd.DataFrame]] = {
    "tasks": load_tasks,
    "responsibilities": load_responsibilities,
    "goals": load_goals,
    "calendar": load_calendar,
}
Raw = Callable[[str], list[dict[str, str]]]
Texts = dict[str, list[str]]
BODY = range(25, 150)  # lines of Plan 192 between its goals and its appendix
# Lines that only announce what follows.
HEADING = "- Nhiệm vụ cụ thể:"
PHRASE = re.compile(r"\((?=[^)]*hoàn thành)(?=[^)]*\d)[^)]*\)")
MONTH = re.compile(r"\(hoàn thành (?:trong )?(?:tháng )?(\d{1,2})/(\d{4})\b")
QUARTER = re.compile(r"\b[Qq]uý (I|II|III|IV)(?:/|,? năm )(\d{4})\b")


def month_end(year: int, month: int) -> datetime.date:
    return datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)


def printed_deadline(line: str) -> datetime.date | None:
    """Read the deadline of a line of Plan 192 with nothing of the library."""
    if found := MONTH.search(line):
        return month_end(int(found[2]), int(found[1]))
    if found := QUARTER.search(line):
        return month_end(int(found[2]), 3 * ["I", "II", "III", "IV"].index(found[1]) + 3)
    if found := re.search(r"trước (\d{1,2})/(\d{1,2})/(\d{4})", line):
        day, month, year = map(int, found.groups())
        return datetime.date(year, month, day) - datetime.timedelta(days=1)
    return None


def losing_by_lead() -> dict[str, set[str]]:
    par = load_par().query("is_leaf and not is_remainder and score < max_points")
    return {lead: set(own["code"]) for lead, own in par.groupby("lead_agency")}


# The package


def test_the_package_offers_what_the_library_offers() -> None:
    for name in plan_package.__all__:
        assert getattr(plan_package, name).__doc__
        assert getattr(par_analysis, name) is getattr(plan_package, name)


# Completeness against the source


def test_every_deadline_of_the_plan_is_a_task_with_its_date(texts: Texts) -> None:
    lines = texts["192"]
    finish = [number for number in BODY if PHRASE.search(lines[number - 1])]
    assert len(finish) == 28
    tasks = load_tasks()
    for number in [*finish, 143]:
        due = tasks.loc[tasks["source_line"] == number, "due"]
        assert len(due), number
        assert set(due.dt.date) == {printed_deadline(lines[number - 1])}, number


def test_no_other_line_has_a_dated_task(texts: Texts) -> None:
    lines = texts["192"]
    finish = {number for number in BODY if PHRASE.search(lines[number - 1])}
    dated = load_tasks().dropna(subset="due")
    assert set(dated["source_line"]) == finish | {143, 91, 139}
    reports = dated[dated["source_line"].isin([91, 139])]
    assert {printed_deadline(lines[number - 1]) for number in (91, 139)} == {datetime.date(2022, 9, 30)}
    assert len(reports) == 7 and set(reports["due"].dt.date) == {datetime.date(2022, 9, 30)}


def test_the_phrase_of_a_deadline_is_nowhere_else(texts: Texts) -> None:
    found = {number for number, line in enumerate(texts["192"], 1) if re.search(r"\(hoàn thành", line)}
    assert found <= set(BODY) and len(found) == 28


@pytest.mark.parametrize("number", [91, 93, 121, 125, 148])
def test_lines_with_no_day_of_their_own_are_what_they_seem(number: int, texts: Texts) -> None:
    line, due = texts["192"][number - 1], load_tasks().query("source_line == @number")["due"]
    words = {91: "lồng ghép", 93: "hoàn thành đạt", 121: "(theo lộ trình", 125: "hàng tháng", 148: "hàng quý"}
    assert words[number] in line and len(due)
    assert due.isna().all() == (number != 91)


@pytest.mark.parametrize(("name", "column"), [("tasks", "due_text"), ("goals", "words"), ("calendar", "when")])
def test_quoted_words_stand_in_their_line(name: str, column: str, raw: Raw, texts: Texts) -> None:
    quoted = LOADERS[name]().dropna(subset=column)
    assert len(quoted) == sum(row[column] != "" for row in raw(name)) > 8
    for _, row in quoted.iterrows():
        assert row[column] in texts[row["document"]][row["source_line"] - 1], row["id"]


def test_every_row_of_the_raw_tables_is_loaded_once_and_in_order(raw: Raw) -> None:
    for name, load in LOADERS.items():
        written = [row["id"] for row in raw(name)]
        loaded = list(load()["id"])
        assert loaded[: len(written)] == written and len(set(loaded)) == len(loaded)
        assert len(loaded) == len(written) or name in ("responsibilities", "goals")


def test_every_point_of_the_plan_has_a_task(texts: Texts) -> None:
    lines = texts["192"]
    points = {number for number in BODY if lines[number - 1].startswith("- ") and lines[number - 1] != HEADING}
    assert len(points) > 50
    assert points - set(load_tasks()["source_line"]) == set()


def test_every_line_that_says_who_does_what_has_a_row(texts: Texts) -> None:
    lines = texts["192"]
    known = {
        int(n) for load in (load_tasks, load_responsibilities) for n in load().query("document == '192'")["source_line"]
    }
    titles = re.compile(r"(\d\.)+(\d\.?)? (Nội dung|Chỉ số|Sở|Văn phòng|Viện|Trách nhiệm)")
    rest = [number for number in BODY if number not in known]
    assert [lines[number - 1] for number in rest if not titles.match(lines[number - 1])] == [HEADING] * 7
    assert len(rest) == 20


def test_tasks_of_one_line_have_ids_of_their_own() -> None:
    tasks = load_tasks()
    assert tasks["id"].is_unique
    for line, own in tasks.groupby("source_line"):
        letters = [""] if len(own) == 1 else list("abcdefghij"[: len(own)])
        assert list(own["id"]) == [f"192-{line}{letter}" for letter in letters]


# Codes and agencies


def test_every_code_is_a_code_of_an_index() -> None:
    known = {*load_par()["code"], *load_sipas()["code"]}
    tasks, responsibilities, calendar, goals = (load() for load in (load_tasks, load_responsibilities, load_calendar, load_goals))  # fmt: skip
    for column in (
        tasks["codes"],
        tasks["codes_named"],
        tasks["codes_inferred"],
        responsibilities["codes"],
        calendar["codes"],
    ):
        used = column.explode().dropna()
        assert len(used) and set(used) <= known
    assert set(goals["code"].dropna()) <= known


def test_goals_have_a_code_of_their_own_index() -> None:
    goals = load_goals()
    for subject, own in (("par_score", load_par()), ("sipas_score", load_sipas())):
        codes = goals.loc[goals["subject"] == subject, "code"]
        assert len(codes) and set(codes) <= set(own["code"])
    assert goals.loc[~goals["subject"].str.endswith("_score"), "code"].isna().all()


def test_every_agency_is_a_known_body() -> None:
    known = set(open_edition().bodies["name"])
    for load, column in ((load_tasks, "lead_agency"), (load_responsibilities, "agency"), (load_calendar, "agency")):
        assert set(load()[column]) <= known
    assert set(load_agencies()["name"]) <= set(load_responsibilities()["agency"])


@pytest.mark.parametrize(("load", "column"), [(load_tasks, "lead_agency"), (load_responsibilities, "agency")])
def test_whoever_has_a_duty_is_named_at_the_head_of_its_section(
    load: Callable[[], pd.DataFrame], column: str, texts: Texts
) -> None:
    lines = texts["192"]
    head = re.compile(r"(\w\) )?(Các Sở|Sở|Văn phòng)\b.*(chủ trì|là đầu mối|:$)")
    table = load().query("document == '192' and source_line < 133")
    table = table[table["role"].isin(["lead", "implementing"])] if "role" in table else table
    assert len(table) > 25
    for _, row in table.iterrows():
        said = next(line for line in reversed(lines[: row["source_line"]]) if head.match(line))
        assert row[column] in said, row["id"]


def test_codes_are_those_named_and_those_inferred(raw: Raw) -> None:
    for row, (_, task) in zip(raw("tasks"), load_tasks().iterrows(), strict=True):
        assert task["codes_named"] == tuple(row["named"].split())
        assert task["codes_inferred"] == tuple(row["inferred"].split())
        assert task["codes"] == task["codes_named"] + task["codes_inferred"]
        basis = {(True, True): "mixed", (True, False): "named", (False, True): "inferred", (False, False): "none"}
        assert task["link_basis"] == basis[bool(row["named"]), bool(row["inferred"])]


def test_a_task_linked_by_judgement_or_not_at_all_says_why() -> None:
    tasks = load_tasks()
    judged = tasks["codes_inferred"].map(bool) | (tasks["link_basis"] == "none")
    assert tasks.loc[judged, ["link_reason", "link_reason_en"]].notna().all(axis=None)
    assert tasks.loc[~judged, ["link_reason", "link_reason_en"]].isna().all(axis=None)


def test_a_blanket_plan_is_linked_to_exactly_what_its_agency_loses() -> None:
    losing = losing_by_lead()
    tasks = load_tasks().query("plan_only and kind == 'plan' and source_line in [31, 41, 53, 65, 76, 97, 138]")
    assert len(tasks) == 12
    for _, task in tasks.iterrows():
        assert task["codes_named"] == ()
        assert set(task["codes_inferred"]) == losing[task["lead_agency"]], task["id"]


def test_line_138_repeats_what_its_six_agencies_were_told_before(texts: Texts) -> None:
    tasks = load_tasks().set_index("id", drop=False)
    repeats = tasks.query("source_line == 138")
    assert len(repeats) == 6 and set(repeats["same_as"].isin(tasks["id"])) == {True}
    for _, task in repeats.iterrows():
        first = tasks.loc[task["same_as"]]
        assert (first["lead_agency"], first["due"]) == (task["lead_agency"], task["due"])
        assert set(first["codes"]) == set(task["codes"]) and pd.isna(first["same_as"])
        assert task["lead_agency"].removeprefix("Sở ") in texts["192"][136]


# Types


def test_dates_numbers_and_tuples_have_their_types() -> None:
    tasks, goals, calendar = load_tasks(), load_goals(), load_calendar()
    for column in (tasks["due"], calendar["start"], calendar["end"]):
        assert pd.api.types.is_datetime64_dtype(column) and column.isna().any()
    assert tasks["plan_only"].dtype == bool and 0 < tasks["plan_only"].sum() < len(tasks)
    for load in LOADERS.values():
        frame = load()
        assert frame["source_line"].dtype == int
        assert pd.api.types.is_datetime64_dtype(frame["document_date"]) and frame["document_date"].notna().all()
    for cells in (tasks["codes"], calendar["codes"], calendar["respondents"], load_responsibilities()["codes"]):
        assert {type(cell) for cell in cells} == {tuple}
    assert goals["year"].dtype == int and goals["base_year"].dtype == "Int64"
    assert all(goals[column].dtype == float for column in ("value", "value_high", "base_value", "level_value"))


def test_an_empty_cell_is_missing_and_never_an_empty_text() -> None:
    for load in LOADERS.values():
        frame = load()
        texts = frame.select_dtypes(include="str")
        assert not (texts == "").any(axis=None)
        assert texts.map(lambda cell: not isinstance(cell, str) or unicodedata.is_normalized("NFC", cell)).all(
            axis=None
        )


def test_a_frame_may_be_changed_without_changing_the_next() -> None:
    for load in LOADERS.values():
        frame = load()
        frame.loc[:, "id"] = "x"
        assert "x" not in set(load()["id"])


# Responsibilities


def test_text_and_appendix_stand_side_by_side_where_they_differ() -> None:
    leads = load_responsibilities().query("role == 'lead'").explode("codes")
    said = {(row.part, row.codes, row.agency) for row in leads.itertuples()}
    assert ("appendix", "1.6", "Văn phòng UBND Thành phố") in said and ("text", "1", "Sở Nội vụ") in said
    assert ("appendix", "4.3", "Sở Kế hoạch và Đầu tư") in said and ("text", "4", "Sở Nội vụ") in said
    assert ("appendix", "4.4.1", "Văn phòng UBND Thành phố") in said and ("text", "4.4", "Sở Nội vụ") in said
    assert ("appendix", "8.4", "Cục thuế Thành phố") in said and ("summary", "8", "Sở Kế hoạch và Đầu tư") in said


def test_the_appendix_gives_every_lead_that_it_prints() -> None:
    made = load_responsibilities().query("part == 'appendix'")
    nodes = pd.concat([load_par(), load_sipas()]).query("not is_remainder").dropna(subset="lead_agency")
    want = {((row.code,), row.lead_agency, row.source_line) for row in nodes.itertuples()}
    assert {(row.codes, row.agency, row.source_line) for row in made.itertuples()} == want and len(made) == len(nodes)
    assert set(made["role"]) == {"lead"} and set(made["basis"]) == {"named"} and set(made["document"]) == {"192"}


def test_parts_are_told_by_the_form_of_the_document() -> None:
    table = load_responsibilities()
    assert set(table.loc[table["part"] == "summary", "document"]) == {"192-tom-tat"}
    assert set(table.loc[table["part"] != "summary", "document"]) == {"192"}


def test_the_summary_gives_every_agency_its_fields(texts: Texts) -> None:
    rows = load_responsibilities().query("part == 'summary' and role == 'lead'")
    assert len(rows) == 10
    for row in rows.itertuples():
        assert row.agency.casefold() in texts["192-tom-tat"][row.source_line - 1].casefold(), row.id
    assert set(rows["codes"].explode()) == {*"12345678", "I", "II", "III", "IV", "V"}


# Goals


def test_targets_of_the_appendix_are_those_of_the_two_tables() -> None:
    goals = load_goals()
    for index, own in (("par", load_par()), ("sipas", load_sipas())):
        made = goals[goals["id"].str.startswith(f"192-pl-{index}-")].set_index("code")
        nodes = own.query("not is_remainder").set_index("code")
        assert set(made.index) == set(nodes.index[nodes["target"].notna()]) and made.index.is_unique
        nodes = nodes.loc[made.index]
        assert (made["value"] == nodes["target"]).all() and (made["level_value"] == nodes["target"]).all()
        assert (made["source_line"] == nodes["source_line"]).all()
        assert ((made["comparator"] == ">") == nodes["target_is_bound"]).all()
        assert set(made["comparator"]) <= {">", ">="} and set(made["year"]) == {2022}
        assert set(made["unit"]) == {"points" if index == "par" else "percent"}
        assert made["words"].isna().all() and made["base_year"].isna().all()


def test_a_base_stands_where_its_source_says() -> None:
    based = load_goals().dropna(subset="base_value")
    assert len(based) == 13
    for row in based.itertuples():
        file, _, where = row.base_source.partition(": ")
        if where.isdecimal():
            line = (SHIPPED / file).read_text(encoding="utf-8").split("\n")[int(where) - 1]
            figures = [float(text.replace(",", ".")) for text in re.findall(r"\d+(?:[.,]\d+)?", line)]
            assert row.base_value in figures, row.id
        else:
            year, measure, value = where.split(", ")
            with (SHIPPED / file).open(encoding="utf-8", newline="") as table:
                rows = [r for r in csv.DictReader(table) if (r["year"], r["measure"]) == (year, measure)]
            assert row.base_value == float(value) and value in {r["rank"] for r in rows if r["basis"] == "stated"}
        assert row.base_year == 2021 and row.unit.endswith("_up")


def test_bases_are_the_results_of_the_two_tables() -> None:
    sipas = load_sipas().set_index("code")["score"]
    based = load_goals().query("subject == 'sipas_score'").dropna(subset="base_value")
    assert len(based) == 8
    assert (based["base_value"] == sipas[based["code"]].to_numpy()).all()


@pytest.mark.parametrize(
    ("id", "comparator", "level"),
    [
        ("192-19a", "<=", 9),  # one to two ranks up from 10
        ("192-19b", ">", 87.11),
        ("192-19c", "<", 30),
        ("192-61", "<=", 0),
        ("181-19a", ">", 85),
        ("181-19e", ">", 78.92),
        ("181-so-vhtt-a", ">=", 82.73),  # 79.73 + 3
        ("27-13a", "<=", 10),
        ("27-13e", None, np.nan),
        ("192-92", None, np.nan),
    ],
)
def test_changes_resolve_to_levels_where_their_base_is_known(id: str, comparator: str | None, level: float) -> None:
    row = load_goals().set_index("id").loc[id]
    assert (row["level_comparator"] if comparator else row[["level_comparator"]].dropna().tolist()) == (
        comparator or []
    )
    assert row["level_value"] == pytest.approx(level, nan_ok=True)


def test_a_goal_is_a_level_or_lacks_its_base() -> None:
    goals = load_goals()
    open_ = goals["level_value"].isna()
    assert (open_ == goals["level_comparator"].isna()).all()
    assert (open_ == (goals["unit"].str.endswith("_up") & goals["base_value"].isna())).all()
    plain = ~goals["unit"].str.endswith("_up")
    assert (goals.loc[plain, "level_value"] == goals.loc[plain, "value"]).all()


@settings(max_examples=60)
@given(st.sampled_from([">=", ">", "<=", "<", "="]), st.integers(0, 9), st.integers(10, 63), st.integers(1, 63))
def test_whoever_climbs_as_asked_reaches_the_level_and_nobody_else(sign: str, climb: int, base: int, rank: int) -> None:
    """Compared with what the words mean: `base - rank` is the climb, a lower rank a better one."""
    meets = {">=": "__ge__", ">": "__gt__", "<=": "__le__", "<": "__lt__", "=": "__eq__"}
    goal: Any = pd.Series({"comparator": sign, "value": float(climb), "unit": "ranks_up", "base_value": float(base)})
    comparator, level = _level(goal)
    assert getattr(float(rank), meets[comparator])(level) == getattr(base - rank, meets[sign])(climb)


# Calendar


def test_the_ten_groups_are_those_of_the_text(texts: Texts) -> None:
    (survey,) = load_calendar().query("id == '216-11'").itertuples()
    line = texts["216"][survey.source_line - 1]
    listed = line.split("các nhóm đối tượng: ")[1].split(". ")[0].split("; ")
    assert list(survey.respondents) == listed and len(listed) == len(survey.respondents_en) == 10
    assert len(set(survey.respondents_en)) == 10


def test_the_institute_has_its_three_duties(texts: Texts) -> None:
    own = load_calendar().query("document == '192'")
    assert list(own["source_line"]) == [141, 142, 143] and set(own["codes"]) == {("8.1",)}
    assert [line.startswith("- ") for line in texts["192"][139:144]] == [False, True, True, True, False]
    assert set(own["agency"]) == {texts["192"][139].removeprefix("3. ")}


def test_the_steps_of_plan_216_are_in_time() -> None:
    steps = load_calendar().query("document == '216'").set_index("id")
    days = {id: (str(row["start"])[:10], str(row["end"])[:10]) for id, row in steps.iterrows()}
    assert days == {
        "216-10a": ("NaT", "2021-12-21"),
        "216-10b": ("2022-01-01", "2022-01-31"),
        "216-11": ("2021-10-01", "2021-12-30"),
        "216-12a": ("2021-01-01", "2021-12-30"),
        "216-12b": ("2022-01-01", "2022-01-31"),
        "216-13": ("2022-02-01", "2022-02-28"),
        "216-14": ("2022-03-01", "2022-03-31"),
    }
    assert (steps["start"].fillna(steps["end"]) <= steps["end"]).all()


def test_steps_and_tasks_of_one_line_agree() -> None:
    tasks = load_tasks().set_index("source_line")
    for row in load_calendar().query("document == '192'").itertuples():
        task = tasks.loc[row.source_line]
        assert (task["lead_agency"], task["codes"]) == (row.agency, row.codes)
        assert task["due"] == row.end or (pd.isna(task["due"]) and pd.isna(row.end))


# Files of one's own


def test_an_edited_copy_is_loaded_in_place_of_the_shipped_table(edit_table: Callable[..., Path]) -> None:
    path = edit_table("tasks", {"192-33": {"title": "Tên khác", "inferred": "5.6"}}, drop=["192-27"])
    for named in (path, str(path)):
        tasks = load_tasks(named).set_index("id")
        assert "192-27" not in tasks.index and len(tasks) == len(load_tasks()) - 1
        assert (tasks.loc["192-33", "title"], tasks.loc["192-33", "codes"]) == ("Tên khác", ("5.6",))
    goals = load_goals(edit_table("goals", {"181-19a": {"value": "86,5", "comparator": ">="}})).set_index("id")
    assert (goals.loc["181-19a", "level_value"], goals.loc["181-19a", "level_comparator"]) == (86.5, ">=")
    assert len(load_calendar(edit_table("calendar", drop=["216-14"]))) == 9
    own = load_responsibilities(edit_table("responsibilities", drop=["192-29"]))
    assert "192-29" not in set(own["id"]) and (own["part"] == "appendix").sum() == 96


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize(
    ("encoding", "delimiter", "end"),
    [
        ("utf-8", ";", "\n"),
        ("utf-8-sig", ",", "\r\n"),
        ("utf-8-sig", ";", "\r\n"),
        ("utf-16", "\t", "\r\n"),
        ("utf-8", "\t", "\n"),
    ],
)
def test_what_a_spreadsheet_saves_loads_to_the_same_frame(
    name: str, encoding: str, delimiter: str, end: str, edit_table: Callable[..., Path]
) -> None:
    path = edit_table(name, encoding=encoding, delimiter=delimiter, end=end)
    assert_frame_equal(LOADERS[name](path), LOADERS[name]())


@pytest.mark.parametrize("name", LOADERS)
def test_a_header_without_rows_is_an_empty_table_or_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bảng.csv"
    path.write_text((SHIPPED / f"{name}.csv").read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    with contextlib.suppress(InputError):
        assert list(LOADERS[name](path).columns) == list(LOADERS[name]().columns)


@pytest.mark.parametrize("name", LOADERS)
def test_columns_may_stand_in_any_order_and_letters_be_decomposed(name: str, tmp_path: Path) -> None:
    text = (SHIPPED / f"{name}.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))
    path = tmp_path / "bảng.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([unicodedata.normalize("NFD", f" {cell} ") for cell in row[::-1]] for row in rows)
        file.write("\n" + "," * (len(rows[0]) - 1) + "\n")  # blank rows are no rows
    assert_frame_equal(LOADERS[name](path), LOADERS[name]())
