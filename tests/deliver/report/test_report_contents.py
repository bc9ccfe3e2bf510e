"""Sections on the score, the losses, the audit, the plan, the chances and the ranks: every number is the library's."""

import pytest
from report_cases import agree, column, pick, told

from par_analysis import audit, chances, coverage, deficits, due, load_par, load_sipas, workload
from par_analysis.outlook.ranks import own_rank
from par_analysis.tables.models.index import NO_LEAD


@pytest.mark.parametrize(
    "name",
    ["point_deficits", "agencies", "tables_and_audit", "the_plan", "what_is_likely", "what_it_takes", "satisfaction"],
)
def test_every_sentence_of_the_summaries_is_there(reports, name):
    for lang, report in reports.items():
        assert told(lang=lang).told(name)
        for sentence in told(lang=lang).told(name):
            assert sentence in report.text


def test_where_we_stand(report):
    rows = report.table(pick(report, "theo lĩnh vực: kết quả", "by field: scores"))
    par = load_par()
    nodes = par[par["level"] == 1]
    total = par.set_index("code").loc["total"]
    assert column(rows, 0) == [*nodes["code"], ""]
    for at, values in {
        2: [*nodes["max_points"], total["max_points"]],
        3: [*nodes["score"], total["score"]],
        4: [*(nodes["max_points"] - nodes["score"]), total["max_points"] - total["score"]],
        6: [*nodes["target"], total["target"]],
        7: [*(nodes["target"] - nodes["score"]), total["target"] - total["score"]],
    }.items():
        agree(column(rows, at), values)
    sign = "," if report.lang == "vi" else "."
    first = next(p.text for p in report.document.paragraphs if p.text.startswith(("Năm 2021", "In 2021")))
    for value in (total["score"], total["max_points"] - total["score"], total["target"]):
        assert f"{value:.2f}".replace(".", sign) in first
    assert str(own_rank(int(par.attrs["year"]))) in first
    sipas = load_sipas().set_index("code").loc["total"]
    assert f"{sipas['score']:.2f}%".replace(".", sign) in report.text
    assert f">{sipas['target']:g}%" in report.text


def test_criteria(report):
    rows = report.table(pick(report, "nặng nhất trước", "heaviest first"))
    lost = deficits("criterion").query("deficit > 0")
    assert column(rows, 0) == list(lost["code"])
    for at, name in ((3, "max_points"), (4, "score"), (5, "deficit")):
        agree(column(rows, at), lost[name])
    assert column(rows, 6) == [f"{share:.0%}" for share in lost["share"]]


def test_agencies(report):
    rows = report.table(pick(report, "mức tăng mà mục tiêu", "gain that the targets"))
    led = deficits("agency")
    led = led[led["lead_agency"] != NO_LEAD]
    assert column(rows, 1) == [str(n) for n in led["n_criteria"]]
    assert column(rows, 2) == [str(n) for n in led["n_losing"]]
    agree(column(rows, 3), led["deficit"])
    agree(column(rows, 5), led["gain"])
    assert column(rows, 6) == ["–" if v != v else f"{v:.0%}" for v in led["gap_closure"]]


def test_audit(report):
    found = audit()
    rows = report.table(pick(report, "cần hỏi lại", "to ask about"))
    assert column(rows, 1) == list(found["code"])
    for at, name in ((3, "published"), (4, "recomputed"), (5, "difference")):
        agree(column(rows, at), found[name])
    for sentence in found[f"sentence_{report.lang}"]:
        assert sentence in report.text


def test_plan(report):
    weak = coverage().query("deficit_without_action > 0")
    rows = report.table(pick(report, "chưa nêu việc cụ thể", "says no action"))
    assert column(rows, 0) == list(weak["code"])
    agree(column(rows, 3), weak["deficit"])
    assert column(rows, 5) == [str(n) for n in weak["n_plan_only"]]
    load = workload().query("n_tasks > 0")
    rows = report.table(pick(report, "Nhiệm vụ của Kế hoạch", "Tasks of the Plan by"))
    agree(column(rows, 1), load["deficit"])
    assert column(rows, 2) == [str(n) for n in load["n_tasks"]]
    assert column(rows, 3) == [str(n) for n in load["n_tasks"] - load["n_standing"]]


def test_dates_only_in_a_dated_report(reports):
    counts = due("2022-09-05")["status"].value_counts()
    sentence = f"{counts['overdue']} tasks are past the date in the Plan, {counts['due_this_month']} due within the month, {counts['upcoming']} due later"
    assert sentence in reports["en"].text
    assert "Tính đến ngày" not in reports["vi"].text


def test_chances_are_estimates_with_intervals(report):
    table = chances()
    rows = report.table(
        pick(report, "từng mục tiêu trong một năm (ước lượng)", "each target within a year (estimates)")
    )
    assert column(rows, 0) == list(table["code"])
    agree(column(rows, 3), table["target"])
    agree(column(rows, 4), table["gain"])
    assert column(rows, 5) == [
        f"{row.chance:.0%}\u00a0({row.chance_low * 100:.0f}–{row.chance_high:.0%})" for row in table.itertuples()
    ]
    level = "80%"
    assert level in rows[0][5]


def test_ranks_and_least_effort(report):
    climbed = told().climbed
    ranks = climbed.steps.query("kind == 'rank'")
    rows = report.table(pick(report, "để chắc chắn từng hạng", "certain of each rank"))
    agree(column(rows, 0), ranks["goal"])
    agree(column(rows, 1), ranks["score"])
    agree(column(rows, 2), ranks["gain"])
    agree(column(rows, 3), ranks["effort"], 1)
    assert column(rows, 4) == [str(n) for n in ranks["n_measures"]]
    plan = climbed.plans[f"rank_{ranks['goal'].iloc[0]:g}"].measures
    rows = report.table(pick(report, "ít công sức nhất để chắc chắn hạng", "way of least effort"))
    assert column(rows, 0) == list(plan["code"])
    agree(column(rows, 4), plan["value"])
    assert column(rows, 7) == [f"{v:.0%}" for v in plan["chance"]]
