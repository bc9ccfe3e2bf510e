"""Scenarios, satisfaction, what is asked of each agency, sources: every number is the library's."""

import pandas as pd
import pytest
from report_cases import agree, column, number, odd_scenario, pick

from par_analysis import chances, coverage, deficits, evaluate, least_effort, load_par, load_tasks, presets
from par_analysis.briefing.report.asks import day_text
from par_analysis.briefing.report.parts import clean
from par_analysis.deficits import NO_LEAD
from par_analysis.plan import bodies, documents


def shown(report):
    """The scenarios of a report, in order."""
    if report.lang == "en":
        return [odd_scenario()]
    ready = presets("vi")
    return [ready["plan"], ready["status_quo"], least_effort(rank=9).scenario]


def test_scenarios(report):
    given = shown(report)
    figures = evaluate(given)
    par = load_par().set_index("code")["score"]
    rows = report.table(pick(report, "Các kịch bản so với", "The scenarios against"))
    assert column(rows, 0)[1:] == [clean(one.title) for one in given]
    totals = [par["total"], *figures.loc[("par", "total")]]
    agree(column(rows, 1), totals)
    agree(column(rows, 2), [value - par["total"] for value in totals])
    agree(column(rows, 3), [87.11, *figures.loc[("sipas", "total")]], 2)
    rows = report.table(pick(report, "Thay đổi của từng lĩnh vực", "Change of each field"))
    for at, code in enumerate("12345678", 1):
        agree(column(rows, at), figures.loc[("par", code)] - par[code])
    for one in given:
        step = figures[one.title].loc["par"] - par.reindex(figures.loc["par"].index)
        if not step["total"]:
            continue
        rows = report.table(pick(report, "làm nên thay đổi", "make the change"), clean(one.title))
        leaves = [code for code in column(rows, 0, True) if "…" not in code]
        by_code = dict(zip(column(rows, 0, True), column(rows, 4, True), strict=True))
        agree([by_code[code] for code in leaves], step[leaves])
        agree([rows[-1][4]], [step["total"]])
        assert sum(float(text.replace(",", ".").replace("−", "-")) for text in column(rows, 4, True)) == pytest.approx(
            step["total"], abs=0.02
        )


def test_satisfaction(report):
    factors = deficits("factor", "sipas")
    rows = report.table(pick(report, "SIPAS theo yếu tố", "SIPAS by factor"))
    assert column(rows, 0) == list(factors["code"])
    agree(column(rows, 3), factors["score_published"], 2)
    agree([text.lstrip(">") for text in column(rows, 4)], factors["target_published"], 2)
    assert [text[0] == ">" for text in column(rows, 4)] == list(factors["target_is_bound"])


def test_asks(report):
    names = bodies().set_index("name", drop=False)["name" if report.lang == "vi" else "name_en"]
    criteria, chance = deficits("criterion"), chances().set_index("code")
    tasks = load_tasks().query("same_as.isna()")
    weak = set(coverage().query("deficit_without_action > 0")["code"])
    led = deficits("agency").pipe(lambda table: table[table["lead_agency"] != NO_LEAD])
    for lead in led["lead_agency"]:
        losing = criteria[(criteria["lead_agency"] == lead) & (criteria["deficit"] > 0)]
        own = tasks[tasks["lead_agency"] == lead]
        if len(losing):
            rows = report.table(f"{names[lead]}: ", pick(report, "tiêu chí bị trừ", "criteria that lost"))
            assert column(rows, 0) == list(losing["code"])
            for at, name in ((2, "score"), (3, "target"), (4, "max_points"), (5, "deficit")):
                agree(column(rows, at), losing[name])
            told = [text.partition("\u00a0")[0] for text in column(rows, 6)]
            assert told == [f"{chance['chance'][code]:.0%}" if code in chance.index else "–" for code in losing["code"]]
            for code in weak & set(losing["code"]):
                assert code in report.text
        if len(own):
            rows = report.table(f"{names[lead]}: ", pick(report, "nhiệm vụ và hạn", "tasks and dates"))
            assert len(rows) == len(own) + 1
            dated = [day_text(day, report.lang, short=True) for day in own["due"].sort_values() if pd.notna(day)]
            assert column(rows, 0)[: len(dated)] == dated
            served = coverage("tasks").set_index("id")["deficit_served"].reindex(own["id"])
            agree(sorted(column(rows, 3), key=number), sorted(served))


def test_documents(report):
    rows = report.table(pick(report, "Văn bản làm căn cứ", "Documents this report"))
    table = documents()
    assert column(rows, 1) == list(table["number"])
    for text, day in zip(column(rows, 2), table["date"], strict=True):
        assert text.startswith(day_text(day, report.lang, short=True))


def test_day_text():
    day = pd.Timestamp(2022, 9, 5)
    assert day_text(day, "vi") == "5/9/2022"
    assert day_text(day, "en") == "5 September 2022"
    assert day_text(day, "en", short=True) == "5 Sep 2022"
    assert day_text(pd.NaT, "vi") == ""
