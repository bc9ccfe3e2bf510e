"""Scenarios, satisfaction, what is asked of each agency, sources: every number is the library's."""

import itertools

import pandas as pd
import pytest
from docx.oxml.ns import qn
from report_cases import agree, column, number, odd_scenario, pick, style_of, text_of, told

from par_analysis import Scenario, chances, coverage, deficits, evaluate, least_effort, load_par, load_tasks, presets
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.report.asks import compared
from par_analysis.deliver.report.parts import Paper
from par_analysis.deliver.report.template import default_template
from par_analysis.deliver.text import clean
from par_analysis.edition.opening import open_edition
from par_analysis.scenario.document import Change
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.printing import day_text


def shown(report):
    """The scenarios of a report, in order."""
    if report.lang == "en":
        return [odd_scenario()]
    ready = presets("vi")
    return [ready["status_quo"], ready["plan"], least_effort(rank=9).scenario]


def test_scenarios(report):
    given = shown(report)
    figures = evaluate(given)
    par = load_par().set_index("code")["score"]
    rows = report.table(pick(report, "Các kịch bản (giả định) so với", "The scenarios (assumptions) against"))
    assert column(rows, 0)[1:] == [clean(one.title) for one in given]
    totals = [par["total"], *figures.loc[("par", "total")]]
    agree(column(rows, 1), totals)
    agree(column(rows, 2), [value - par["total"] for value in totals])
    agree(column(rows, 3), [87.11, *figures.loc[("sipas", "total")]], 2)
    rows = report.table(pick(report, "Thay đổi giả định của từng lĩnh vực", "Assumed change of each field"))
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
    names = open_edition().bodies.set_index("name", drop=False)["name" if report.lang == "vi" else "name_en"]
    criteria, chance = deficits("criterion"), chances().set_index("code")
    tasks = load_tasks().query("same_as.isna()")
    served = coverage("tasks").set_index("id")["deficit_served"]
    weak = set(coverage().query("deficit_without_action > 0")["code"])
    led = deficits("agency").pipe(lambda table: table[table["lead_agency"] != NO_LEAD])
    for lead in led["lead_agency"]:
        led_here = criteria[criteria["lead_agency"] == lead]
        losing = led_here[led_here["deficit"] > 0].sort_values(["gain", "deficit"], ascending=False, kind="stable")
        own = tasks[tasks["lead_agency"] == lead]
        if len(losing):
            rows = report.table(f"{names[lead]}: ", pick(report, "tiêu chí bị trừ", "criteria that lost"))
            assert column(rows, 0) == list(losing["code"])
            for at, name in ((2, "score"), (3, "target"), (4, "max_points"), (5, "deficit")):
                agree(column(rows, at), losing[name])
            likely = [text.partition("\u00a0")[0] for text in column(rows, 6)]
            assert likely == [
                f"{chance['chance'][code]:.0%}" if code in chance.index else "–" for code in losing["code"]
            ]
            for code in weak & set(losing["code"]):
                assert code in report.text
        if len(own):
            rows = report.table(f"{names[lead]}: ", pick(report, "nhiệm vụ và hạn", "tasks and dates"))
            assert len(rows) == len(own) + 1
            dated = [day_text(day, report.lang, short=True) for day in own["due"].sort_values() if pd.notna(day)]
            assert column(rows, 0)[: len(dated)] == dated
            agree(sorted(column(rows, 3), key=number), sorted(served.reindex(own["id"])))


def test_every_agency_begins_a_page(report):
    """What is asked of an agency is handed to it: nobody else's lines stand on its page."""
    found = levels(report)
    at = next(n for n, (*_, text) in enumerate(found) if text.startswith(("Kiến nghị với", "What is asked of")))
    first, *rest = [paragraph for level, paragraph, _ in found[at + 1 :] if level == 2][:8]
    assert found[at][1].paragraph_format.page_break_before
    assert not first.paragraph_format.page_break_before  # it follows the chapter's heading
    assert all(paragraph.paragraph_format.page_break_before for paragraph in rest)
    after = next(paragraph for level, paragraph, _ in found[at + 1 :] if level == 1)
    assert after.paragraph_format.page_break_before


def levels(report):
    return [
        (int(p.style.name[-1]), p, p.text) for p in report.document.paragraphs if p.style.name.startswith("Heading")
    ]


def test_tables_of_an_agency_are_set_small_to_fit_its_page(report):
    small = report.document.styles["Report Dense Table Text"].style_id
    count = 0
    for before, block in itertools.pairwise(report.blocks):
        names = (f"{told(lang=report.lang).full_name(lead)}: " for lead in told().leads())
        if style_of(before) == "Caption" and text_of(before).partition(". ")[2].startswith(tuple(names)):
            count += 1
            assert {style_of(paragraph) for paragraph in block.iter(qn("w:p"))} == {small}
    assert count >= 14


def test_criteria_at_their_maximum_are_named(report):
    full = deficits("criterion").query("deficit <= 0")
    held = "\n".join(p.text for p in report.document.paragraphs if p.text.startswith(("Đạt điểm tối đa", "At the max")))
    leads = full.groupby("lead_agency")["code"].apply(list)
    for lead, codes in leads.items():
        if lead != NO_LEAD and deficits("agency").set_index("lead_agency").loc[lead, "deficit"] > 0:
            for code in codes:
                assert code.replace(".rest", " (") in held
    assert ".rest" not in report.text


def test_estimates_and_scenarios_are_marked(report):
    estimate = pick(report, "ước lượng", "estimate")
    marked = [caption for caption in report.tables() if estimate in caption]
    assert len(marked) >= 8  # chances, effort twice, and a table for every agency that lost points
    chance = pick(report, "Khả năng", "Chance")
    for caption, rows in report.tables().items():
        assert not any(chance in title for title in rows[0]) or estimate in caption
    assumed = pick(report, "giả định", "assum")
    for caption in report.tables():
        if any(word in caption for word in ("Các kịch bản", "làm nên thay đổi", "The scenarios", "make the change")):
            assert assumed in caption
    assert pick(report, "giả định «nếu như», không phải dự báo", "a what-if assumption, not a forecast") in report.text


def test_scenarios_say_who_made_them_when_and_why(reports):
    texts = [p.text for p in reports["en"].document.paragraphs if clean(odd_scenario().title) in p.text]
    origin = next(text for text in texts if "Origin: " in text).partition("Origin: ")[2]
    for part in ("Ban Kinh tế", "1 September 2022", "@SUM(A1) -- +cmd"):
        assert part in origin
    for one in shown(reports["vi"]):
        assert one.reason in reports["vi"].text


def test_long_titles_are_cut_in_tables_and_told_apart():
    base = open_edition()
    given = [
        Scenario(title=end + "dài " * 60, changes=(Change("code", "5.5", "score", 0.7),), edition=base.title, sha256=base.sha256)
        for end in ("", "x")
    ]  # fmt: skip
    paper = Paper(default_template("vi"), facts_of(given))
    compared(paper)
    first, second = (row.cells[0].text for row in paper.document.tables[0].rows[2:])
    assert first.startswith("1. dài")
    assert second.startswith("2. xdài")
    assert len(first) < 100
    text = [p.text for p in paper.document.paragraphs]
    assert any(given[0].title.strip() in one for one in text)  # once in full
    assert not any("Xuất xứ" in one for one in text)  # nobody said who made them
