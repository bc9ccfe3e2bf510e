"""Deficits against tasks: nothing is lost or counted twice, and what has no task is seen first."""

from __future__ import annotations

import csv

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from par_analysis import (
    Edition,
    ParAnalysisError,
    coverage,
    deficits,
    edition_from,
    load_par,
    load_sipas,
    load_tasks,
    open_edition,
    workload,
)
from par_analysis.tables.locations import SHIPPED
from par_analysis.tables.schema import NO_LEAD

INDICES = ["par", "sipas"]
TASKS = load_tasks()  # read once for what asks often
LOSS = {"par": lambda: deficits("criterion"), "sipas": lambda: deficits("item", "sipas")}
ORDER = ["deficit_without_task", "deficit_without_action", "deficit"]


def having(**tables: pd.DataFrame | None) -> Edition:
    """The shipped edition with other tables."""
    return open_edition().replace(**tables)


def reaches(code: str, leaf: str) -> bool:
    """Whether a code covers a leaf, told by the two codes alone; 8.1 is the whole of SIPAS."""
    if code == leaf or leaf.startswith(f"{code}."):
        return True
    if leaf == "8.1":
        return code[0] in "IV"
    return leaf[0] in "IV" and code in ("8", "8.1")


def written_tasks() -> list[dict[str, str]]:
    """The tasks that repeat no other, straight from the file."""
    with (SHIPPED / "tasks.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if not row["same_as"]]


def without(tasks: pd.DataFrame, code: str) -> pd.DataFrame:
    return tasks[[not any(reaches(own, code) for own in codes) for codes in tasks["codes"]]]


# Criteria


@pytest.mark.parametrize("index", INDICES)
def test_every_deficit_has_one_row_with_its_counts_in_order(index: str) -> None:
    table, lost = coverage(index=index), LOSS[index]()
    lost = lost[lost["deficit"] > 0]
    assert table["code"].is_unique and set(table["code"]) == set(lost["code"])
    joined = table.set_index("code").loc[lost["code"]]
    for column in ("deficit", "gain", "name", "name_en", "lead_agency", "assessment"):
        assert joined[column].tolist() == lost[column].tolist()
    rows = list(table[ORDER].itertuples(index=False, name=None))
    assert rows == sorted(rows, reverse=True) and list(table.index) == list(range(len(table)))
    for row in table.itertuples():
        assert row.deficit_without_task == (0 if row.n_tasks else row.deficit)
        assert row.deficit_without_action == (row.deficit if row.n_tasks == row.n_plan_only else 0)
    if index == "par":
        total = load_par().set_index("code").loc["total"]
        assert table["deficit"].sum() == pytest.approx(total["max_points"] - total["score"], abs=1e-9)


@pytest.mark.parametrize("index", INDICES)
def test_tasks_and_their_dates_are_those_of_the_file(index: str) -> None:
    due = load_tasks().set_index("id")["due"]
    for row in coverage(index=index).itertuples():
        named, inferred, plans, dated = [], [], [], []
        for task in written_tasks():
            if any(reaches(code, row.code) for code in task["named"].split()):
                named.append(task["id"])
            elif any(reaches(code, row.code) for code in task["inferred"].split()):
                inferred.append(task["id"])
            else:
                continue
            plans += [task["id"]] * (task["plan_only"] == "yes")
            dated += [task["id"]] * ("/2022" in task["due_text"] or "năm 2022" in task["due_text"])
        assert sorted(row.tasks) == sorted([*named, *inferred]), row.code
        counts = (len(named) + len(inferred), len(named), len(inferred), len(plans), len(dated))
        assert (row.n_tasks, row.n_named, row.n_inferred, row.n_plan_only, row.n_dated) == counts, row.code
        days = due[list(row.tasks)].dropna()
        assert (pd.isna(row.first_due) and pd.isna(row.last_due)) == days.empty == (not dated)
        assert days.empty or (row.first_due, row.last_due) == (min(days), max(days))


def test_the_criteria_for_which_the_plan_names_no_action() -> None:
    table = coverage().set_index("code")
    idle = table.index[table["deficit_without_action"] > 0]
    assert (table["deficit_without_task"] == 0).all()
    # 4.4.x and 5.8.x have the solutions of line 29 and the plans of lines 31, 53 and 97, and nothing else.
    assert {"4.4.1", "4.4.2", "4.4.3", "5.8.1", "5.8.2"} <= set(idle)
    assert not {"6.1.3", "7.1.9", "8.1"} & set(idle)  # lines 66, 56 and 143 say what to do


def test_tasks_of_a_sipas_factor_serve_8_1_and_those_of_8_1_every_item() -> None:
    tasks = load_tasks()
    factor = set(tasks.loc[[codes == ("V",) for codes in tasks["codes"]], "id"])
    items = coverage(index="sipas").set_index("code")["tasks"]
    assert factor and factor <= set(coverage().set_index("code").loc["8.1", "tasks"])
    assert factor <= set(items["V.1"]) and not factor & set(items["I.1"])
    assert len(items) == 24 and all("192-142" in ids and "192-27" not in ids for ids in items)


def test_repeats_are_counted_once() -> None:
    tasks = load_tasks()
    repeats = set(tasks.loc[tasks["same_as"].notna(), "id"])
    assert len(repeats) == 7
    for index in INDICES:
        assert not repeats & {id for ids in coverage(index=index)["tasks"] for id in ids}
    assert not repeats & set(coverage("tasks")["id"])
    alone = tasks.assign(same_as=pd.Series(pd.NA, index=tasks.index, dtype="str"))
    counted = (
        coverage(edition=having(tasks=alone)).set_index("code")["n_tasks"] - coverage().set_index("code")["n_tasks"]
    )
    assert counted["7.5.4"] == 1 and counted["8.2"] == 1 and counted["8.1"] == 0


def test_a_deficit_whose_tasks_are_gone_comes_first() -> None:
    for code in ("2.4.1", "6.1.3", "7.1.9", "8.1", "8.6"):
        tasks = without(load_tasks(), code)
        table = coverage(edition=having(tasks=tasks))
        row = table.set_index("code").loc[code]
        assert row["deficit_without_task"] == row["deficit_without_action"] == row["deficit"] > 0
        assert (row["n_tasks"], row["tasks"]) == (0, ()) and pd.isna(row["first_due"]) and pd.isna(row["last_due"])
        bare = table["deficit_without_task"] > 0
        assert bare.tolist() == sorted(bare, reverse=True)
        assert set(table.loc[bare, "code"]) == {c for c in table["code"] if len(without(tasks, c)) == len(tasks)}


def test_an_agency_without_tasks_leaves_its_deficits_bare() -> None:
    tasks = load_tasks().query("lead_agency != 'Sở Tư pháp'")
    table = coverage(edition=having(tasks=tasks))
    assert list(table["code"].head(4)) == list(deficits().query("code.str.startswith('2.4')")["code"])
    assert table["deficit_without_task"].sum() == pytest.approx(10 - 8.76)
    assert set(table["lead_agency"].head(4)) == {"Sở Tư pháp"}


def test_without_any_task_every_deficit_is_bare() -> None:
    for index in INDICES:
        table = coverage(index=index, edition=having(tasks=load_tasks().iloc[:0]))
        assert (table["deficit_without_task"] == table["deficit"]).all() and table["n_tasks"].sum() == 0
        assert table["deficit"].is_monotonic_decreasing
    assert len(coverage("tasks", edition=having(tasks=load_tasks().iloc[:0]))) == 0


# Tasks


@pytest.mark.parametrize("index", INDICES)
def test_tasks_that_serve_nothing_share_no_code_with_a_deficit(index: str) -> None:
    table = coverage("tasks", index)
    losing = coverage(index=index)["code"]
    assert list(table["id"].sort_values()) == sorted(task["id"] for task in written_tasks())
    zero = table["n_deficits"] == 0
    assert 0 < zero.sum() < len(table) and zero.tolist() == sorted(zero, reverse=True)
    for row in table.itertuples():
        reached = [code for code in losing if any(reaches(own, code) for own in row.codes)]
        assert row.n_deficits == len(reached), row.id
    assert (table.loc[zero, ["deficit_served", "gain_served"]] == 0).all(axis=None)
    rows = list(table[["n_deficits", "deficit_served"]].itertuples(index=False, name=None))
    assert rows == sorted(rows)


def test_points_served_are_the_points_lost_where_the_task_works() -> None:
    """Recomputed from the two tables: of 8.1 a task gets the part that its SIPAS items have in what SIPAS lost."""
    par, sipas = (t.query("is_leaf").set_index("code") for t in (load_par(), load_sipas()))
    share = {
        code: 1 / 5 / sum(other.split(".")[0] == code.split(".")[0] for other in sipas.index) for code in sipas.index
    }
    for column, loss, item_loss in (
        ("deficit_served", par["max_points"] - par["score"], 100 - sipas["score"]),
        ("gain_served", par["target"] - par["score"], sipas["target"] - sipas["score"]),
    ):
        weighted = item_loss * pd.Series(share)
        for row in coverage("tasks").itertuples():
            want = 0.0
            for code in par.index[(par["max_points"] > par["score"]) & ~par["is_remainder"]]:
                if any(reaches(own, code) for own in row.codes):
                    items = [item for item in sipas.index if any(reaches(own, item) for own in row.codes)]
                    part = weighted[items].sum() / weighted.sum() if code == "8.1" else 1.0
                    want += loss[code] * part
            assert getattr(row, column) == pytest.approx(want, abs=1e-6), row.id


def test_the_factors_share_what_8_1_lost_among_them() -> None:
    tasks = load_tasks().iloc[[0] * 6].copy()
    codes = ["I", "II", "III", "IV", "V", "8.1"]
    tasks["id"], tasks["codes_named"], tasks["codes"] = codes, [(c,) for c in codes], [(c,) for c in codes]
    served = coverage("tasks", edition=having(tasks=tasks)).set_index("id")
    assert set(served["n_deficits"]) == {1}
    assert served.loc["8.1", "deficit_served"] == pytest.approx(10 - 8.709)
    for column in ("deficit_served", "gain_served"):
        assert served.loc[codes[:5], column].sum() == pytest.approx(served.loc["8.1", column], abs=1e-6)
    assert served["deficit_served"].drop("8.1").idxmax() == "V"
    percent = coverage("tasks", "sipas", having(tasks=tasks)).set_index("id")["deficit_served"]
    assert percent["8.1"] == pytest.approx(deficits("item", "sipas")["deficit_in_total"].sum(), abs=1e-6)
    assert percent.drop("8.1").sum() == pytest.approx(percent["8.1"], abs=1e-6)


# Other tables


@settings(max_examples=3)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    tasks = load_tasks().sample(frac=1, random_state=seed)
    par = load_par().sample(frac=1, random_state=seed + 1)
    sipas = load_sipas().sample(frac=1, random_state=seed + 2)
    other = having(tasks=tasks, par=par, sipas=sipas)
    for index in INDICES:
        mixed, plain = (
            t.assign(tasks=t["tasks"].map(sorted)).sort_values("code", ignore_index=True)
            for t in (coverage("criteria", index, other), coverage(index=index))
        )
        assert_frame_equal(mixed, plain)
        mixed, plain = (
            t.sort_values("id", ignore_index=True) for t in (coverage("tasks", index, other), coverage("tasks", index))
        )
        assert_frame_equal(mixed, plain)
    assert_frame_equal(*(t.sort_values("agency", ignore_index=True) for t in (workload(other), workload())))


@settings(max_examples=12)
@given(st.sets(st.sampled_from(range(len(TASKS)))))
def test_a_deficit_is_bare_exactly_when_nobody_works_on_it(kept: set[int]) -> None:
    tasks = TASKS.iloc[sorted(kept)]
    table = coverage(edition=having(tasks=tasks))
    own = tasks[tasks["same_as"].isna()]
    assert table["deficit"].sum() == pytest.approx(11.46)
    for row in table.itertuples():
        bare = not any(reaches(code, row.code) for codes in own["codes"] for code in codes)
        assert row.deficit_without_task == (row.deficit if bare else 0)


def test_another_edition_has_other_deficits() -> None:
    par = load_par()
    par.loc[par["code"] == "8.6", "score"] = 1.0
    par.loc[par["code"] == "1.1", "score"] = 1.0
    codes = set(coverage(edition=having(par=par))["code"])
    assert "8.6" not in codes and "1.1" in codes
    sipas = load_sipas()
    sipas.loc[sipas["code"] == "V.1", "score"] = 100.0
    assert set(coverage(index="sipas")["code"]) - set(coverage(index="sipas", edition=having(sipas=sipas))["code"]) == {
        "V.1"
    }


def test_a_deficit_counts_though_nobody_aims_to_mend_it() -> None:
    par = load_par()
    par.loc[par["code"] == "8.6", "target"] = 0.5
    row = coverage(edition=having(par=par)).set_index("code").loc["8.6"]
    assert (row["deficit"], row["gain"]) == (0.5, 0) and row["n_tasks"] > 0


def test_what_8_1_lost_is_served_in_full_where_the_items_do_not_tell() -> None:
    sipas = load_sipas()
    sipas.loc[sipas["is_leaf"], "score"] = 100.0
    assert len(coverage(index="sipas", edition=having(sipas=sipas))) == 0
    served = coverage("tasks", edition=having(sipas=sipas)).set_index("id")
    assert served.loc[["192-142", "192-68"], "n_deficits"].tolist() == [1, 1]
    assert served.loc["192-142", "deficit_served"] == pytest.approx(10 - 8.709)


def test_what_cannot_be_asked_is_refused() -> None:
    for of in ("agencies", "", None):
        with pytest.raises(ParAnalysisError, match=f"of = {of!r}.*'criteria', 'tasks'"):
            coverage(of)  # type: ignore[arg-type]
    with pytest.raises(ParAnalysisError, match=r"papi.*par.*sipas"):
        coverage("tasks", "papi")


# Agencies


def test_every_unrepeated_task_is_standing_or_due_in_a_month_of_its_agency() -> None:
    table, own = workload().set_index("agency"), pd.DataFrame(written_tasks())
    for column, tasks in (("n_tasks", own), ("n_plan_only", own[own["plan_only"] == "yes"])):
        assert table.loc[table[column] > 0, column].to_dict() == tasks["lead_agency"].value_counts().to_dict()
    months = [column for column in table if column[:2] == "20"]
    assert months == [f"2022-{month:02}" for month in (7, 8, 9, 10, 11, 12)]
    assert (table["n_standing"] + table[months].sum(axis=1) == table["n_tasks"]).all()
    assert table["2022-08"].sum() == table.loc["Sở Nội vụ", "2022-08"] == 1
    dated = load_tasks().query("same_as.isna()")["due"].dropna()
    assert [table[month].sum() for month in months] == [
        sum(day.strftime("%Y-%m") == month for day in dated) for month in months
    ]


def test_points_of_the_workload_are_those_of_the_leads() -> None:
    table = workload().set_index("agency")
    lost = deficits("agency").set_index("lead_agency").drop(index=NO_LEAD)
    assert list(table.index[: len(lost)]) == list(lost.index)
    for column in ("deficit", "gain"):
        assert table.loc[lost.index, column].tolist() == lost[column].tolist()
        assert (table[column].drop(lost.index) == 0).all()
    assert table["deficit"].is_monotonic_decreasing


def test_everybody_with_a_criterion_or_a_task_is_in_the_workload() -> None:
    table = workload()
    led = set(load_par().query("is_leaf")["lead_agency"].dropna())
    assert set(table["agency"]) == led | set(load_tasks()["lead_agency"]) and table["agency"].is_unique
    assert table.set_index("agency").loc["Cục thuế Thành phố", "n_tasks"] == 0
    assert set(table["agency"]) <= set(open_edition().bodies["name"])


def test_a_workload_may_have_no_dates_or_no_tasks() -> None:
    standing = workload(having(tasks=load_tasks().query("due.isna()")))
    assert (standing["n_standing"] == standing["n_tasks"]).all() and not [c for c in standing if c[:2] == "20"]
    none = workload(having(tasks=load_tasks().iloc[:0]))
    assert none["n_tasks"].sum() == 0 and none["deficit"].sum() == pytest.approx(11.46)


def test_tables_given_are_left_as_they_were() -> None:
    tables = {"tasks": load_tasks(), "par": load_par(), "sipas": load_sipas()}
    own = having(**tables)
    coverage("criteria", "par", own)
    coverage("tasks", "par", own)
    workload(own)
    for name, load in (("tasks", load_tasks), ("par", load_par), ("sipas", load_sipas)):
        assert_frame_equal(tables[name], load())


# Editions that lack something


def test_tasks_for_codes_that_an_edition_lacks_reach_nothing_there() -> None:
    """`replace` may leave tasks with codes of the table that was there before."""
    par = load_par().query("code != '4.4.1'")
    own = having(par=par)
    assert coverage(edition=own).set_index("code").index.tolist() != [] and "4.4.1" not in set(
        coverage(edition=own)["code"]
    )
    served, shipped = (coverage("tasks", edition=one).set_index("id")["n_deficits"] for one in (own, None))
    fewer = {
        task["id"]
        for task in written_tasks()
        if any(reaches(code, "4.4.1") for code in [*task["named"].split(), *task["inferred"].split()])
    }
    assert fewer and set(served.index[served < shipped.reindex(served.index)]) == fewer


def test_an_edition_of_a_table_alone_has_every_deficit_bare_and_no_work() -> None:
    own = edition_from(load_par(), place="Nơi thử", year=2021)
    table = coverage(edition=own)
    assert (table["deficit_without_task"] == table["deficit"]).all() and table["deficit"].sum() == pytest.approx(11.46)
    assert len(coverage("tasks", edition=own)) == 0 and workload(own)["n_tasks"].sum() == 0
    with pytest.raises(ParAnalysisError, match="SIPAS"):
        coverage(index="sipas", edition=own)
    served = coverage("tasks", edition=having(sipas=None)).set_index("id")  # all that 8.1 lost
    assert served.loc["192-142", "deficit_served"] == pytest.approx(10 - 8.709)


def test_the_province_has_three_tasks_for_its_deficits(province: Edition) -> None:
    table, tasks = coverage(edition=province).set_index("code"), coverage("tasks", edition=province).set_index("id")
    lost = province.maximum - province.score
    assert table["deficit"].sum() == pytest.approx(lost.sum()) == workload(province)["deficit"].sum()
    reached = {leaf for codes in province.tasks["codes"] for code in codes for leaf in province.below[code]}
    assert set(table.index[table["n_tasks"] > 0]) == reached
    for row in province.tasks.itertuples():
        leaves = [province.position[leaf] for code in row.codes for leaf in province.below[code]]
        assert tasks.loc[row.id, "deficit_served"] == pytest.approx(lost[leaves].sum())
