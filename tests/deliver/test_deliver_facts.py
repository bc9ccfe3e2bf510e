"""The figures and sentences of a briefing against the library they come from."""

from __future__ import annotations

import functools
import math

import pandas as pd
import pytest

from par_analysis import (
    ParAnalysisError,
    Scenario,
    chances,
    charts,
    coverage,
    deficits,
    evaluate,
    load_par,
    load_sipas,
    load_tasks,
    presets,
    rank_of,
    story,
    total_distribution,
    workload,
)
from par_analysis.deliver.facts import Facts, facts_of
from par_analysis.edition.opening import open_edition
from par_analysis.outlook.ranks import own_rank
from par_analysis.scenario.scenario import Change

LOWER = Scenario("Thấp hơn", (Change("code", "5.5", "score", 0.25),)).over(open_edition())


@pytest.fixture(scope="module", params=["vi", "en"])
def facts(request: pytest.FixtureRequest) -> Facts:
    return facts_of(lang=request.param, date="2022-09-15")


def test_published_figures(facts: Facts) -> None:
    total = load_par().set_index("code").loc["total"]
    assert (facts.score, facts.target) == (total["score"], total["target"])
    assert facts.year == 2021 and facts.rank == own_rank(2021) == 10
    pd.testing.assert_frame_equal(facts.par, load_par())
    pd.testing.assert_frame_equal(facts.edition.table("sipas"), load_sipas())
    assert facts.outlook["chance"] == total_distribution().total["chance"]
    assert "192/KH-UBND" in facts.source
    assert facts.date == ("15/9/2022" if facts.lang == "vi" else "15 September 2022")
    assert facts_of(lang=facts.lang).date == ""


def test_default_scenarios_and_their_totals(facts: Facts) -> None:
    assert not facts.given and len(facts.scenarios) == 3
    assert [one.title for one in facts.scenarios[:2]] == [
        presets(facts.lang)[key].title for key in ("status_quo", "plan")
    ]
    assert [facts.total_of(one) for one in facts.scenarios] == [88.54, 92.55, pytest.approx(88.65)]
    nodes = evaluate(list(facts.scenarios))
    pd.testing.assert_frame_equal(facts.figures, nodes)
    assert facts_of(LOWER).given and facts_of(LOWER).scenarios == facts_of([LOWER]).scenarios == (LOWER,)
    assert facts_of(LOWER).total_of(LOWER) == pytest.approx(88.54 - 0.25)


def test_words_and_numbers_are_the_readers(facts: Facts) -> None:
    vi = facts.lang == "vi"
    assert facts.say("một", "one") == ("một" if vi else "one")
    assert facts.n(88.54) == ("88,54" if vi else "88.54") and facts.n(0.5, 3, sign=True) == (
        "+0,500" if vi else "+0.500"
    )
    for name in ("point_deficits", "what_it_takes"):
        assert facts.told(name) == tuple(getattr(getattr(story, name)(), facts.lang))
    assert facts.names("par") == open_edition().short_names("par", facts.lang)
    assert facts.names("sipas") == open_edition().short_names("sipas", facts.lang)
    short = open_edition().bodies.set_index("name")
    assert facts.called()["Sở Nội vụ"] == short.loc["Sở Nội vụ", "short" if vi else "short_en"]
    assert facts.full_name("Sở Nội vụ") == ("Sở Nội vụ" if vi else "Department of Home Affairs")
    assert facts.full_name("Không có") == "Không có"


def test_what_a_chart_says_is_the_charts(facts: Facts) -> None:
    told, drawn = facts.chart("pareto"), charts.pareto(lang=facts.lang)
    assert told[:3] == (drawn.headline, drawn.alt, drawn.source)
    pd.testing.assert_frame_equal(told.data, drawn.data)


def test_ranks(facts: Facts) -> None:
    word = "hạng" if facts.lang == "vi" else "rank"
    assert facts.ranks(facts.score) == facts.ranks(facts.score + 1e-12) == (10, 10)  # the published one
    assert facts.rank_told(facts.score) == f"{word} 10"
    for score in (92.55, 88.6, 87.54, 50.0):
        one = rank_of(score, 2021)
        assert facts.ranks(score) == (one.best, one.worst)
    best, worst = facts.ranks(87.54)
    assert best < worst and facts.rank_told(87.54) == f"{word} {best}–{worst}"


def test_chances(facts: Facts) -> None:
    row = pd.Series({"chance": 0.63, "chance_low": 0.476, "chance_high": 0.77})
    assert facts.chance_told(row) == "63%\u00a0(48–77%)"
    assert facts.chance_told(row * math.nan) == "–"
    pd.testing.assert_frame_equal(facts.chances, chances("par"))


def test_points_lost_are_set_against_the_plan_once(facts: Facts) -> None:
    assert facts.covered("tasks") is facts.covered("tasks")
    pd.testing.assert_frame_equal(facts.covered(), coverage())
    pd.testing.assert_frame_equal(facts.covered("tasks"), coverage("tasks"))


def test_header_of_a_scenario(facts: Facts) -> None:
    full = Scenario("x", author="Ban A", date="2022-09-01", reason="Lý do\x0b này")
    assert facts.header_of(full) == "Ban A · " + facts.say("1/9/2022", "1 September 2022") + ". Lý do này"
    ready = facts.header_of(presets(facts.lang)["sipas_plus_1"])
    assert ready.startswith(facts.say("Kịch bản có sẵn", "A ready scenario")) and "par_analysis" not in ready
    assert facts.header_of(Scenario("x", reason="Chỉ lý do")) == "Chỉ lý do"
    assert facts.header_of(Scenario("x", author="Ban A")) == "Ban A" and facts.header_of(Scenario("x")) == ""
    assert facts.title_of(Scenario("  a\x00b\n")) == "a b"
    assert facts.title_of(Scenario("\x01")) == ("(không tên)" if facts.lang == "vi" else "(no name)")


def test_leads_are_those_of_the_table_and_those_that_lost_most_come_first(facts: Facts) -> None:
    assert facts.agency is None and set(facts.leads()) == set(load_par()["lead_agency"].dropna()) & set(
        open_edition().bodies["name"]
    )
    lost = deficits("agency").set_index("lead_agency")["deficit"]
    assert list(facts.leads()) == sorted(facts.leads(), key=lambda name: -lost[name])
    assert facts_of(agency="noi-vu").leads() == ("Sở Nội vụ",)


def test_criteria_of_an_agency_are_all_that_lost_points(facts: Facts) -> None:
    table = deficits("criterion").set_index("code")
    likely, linked = chances().set_index("code"), coverage().set_index("code")["n_tasks"]
    seen: list[str] = []
    for agency in facts.leads():
        made, full = facts.criteria_of(agency), facts.full_marks(agency)
        own = table[table["lead_agency"] == agency]
        assert set(made["code"]) == set(own.index[own["deficit"] > 0])
        assert set(full["code"]) == set(own.index[own["deficit"] <= 0]) and full["chance"].isna().all()
        assert list(made["gain"]) == sorted(made["gain"], reverse=True)
        for row in made.itertuples():
            assert row.deficit == own.loc[row.code, "deficit"] and row.n_tasks == linked[row.code]
            assert row.chance == likely.loc[row.code, "chance"] and row.verdict == likely.loc[row.code, "verdict"]
        seen += [*made["code"], *full["code"]]
    assert len(seen) == len(set(seen))
    assert sum(facts.criteria_of(agency)["deficit"].sum() for agency in facts.leads()) == pytest.approx(11.46)


def test_tasks_of_an_agency_are_each_once_and_dated_ones_first(facts: Facts) -> None:
    tasks = load_tasks()
    for agency in facts.leads():
        made = facts.tasks_of(agency)
        assert set(made["id"]) == set(tasks.loc[(tasks["lead_agency"] == agency) & tasks["same_as"].isna(), "id"])
        assert made["id"].is_unique and made["due"].is_monotonic_increasing | made["due"].isna().any()
        dated = made["due"].dropna()
        assert dated.is_monotonic_increasing and list(made.index[: len(dated)]) == list(dated.index)


def test_asks_are_the_workload_of_those_with_any(facts: Facts) -> None:
    made, all_bodies = facts.asks(), workload()
    busy = all_bodies[(all_bodies["deficit"] > 0) | (all_bodies["n_tasks"] > 0)].reset_index(drop=True)
    assert list(made.columns) == ["agency", "deficit", "gain", "n_tasks", "n_dated", "first_due"]
    pd.testing.assert_frame_equal(
        made[["agency", "deficit", "gain", "n_tasks"]], busy[["agency", "deficit", "gain", "n_tasks"]]
    )
    assert list(made["n_dated"]) == list(busy["n_tasks"] - busy["n_standing"])
    for row in made.itertuples():
        due = facts.tasks_of(row.agency)["due"]
        assert row.n_dated == due.notna().sum() and (
            pd.isna(row.first_due) if due.isna().all() else row.first_due == due.min()
        )


def test_what_a_caller_does_to_a_table_changes_no_other() -> None:
    facts = facts_of()
    for made in (
        facts.asks,
        *(functools.partial(f, "Sở Nội vụ") for f in (facts.criteria_of, facts.full_marks, facts.tasks_of)),
    ):
        before = made()
        copy = before.copy()
        for column in before.columns[1:]:
            del before[column]
        before["agency"] = "khác"
        pd.testing.assert_frame_equal(made(), copy)


@pytest.mark.parametrize(
    "name", ["Sở Nội vụ", "noi-vu", "Home Affairs", "Department of Home Affairs", "sở nội vụ", "Sở Nội vụ"]
)
def test_an_agency_goes_by_any_of_its_names(name: str) -> None:
    assert facts_of(agency=name).agency == "Sở Nội vụ"


def test_no_such_agency_names_the_near_ones() -> None:
    with pytest.raises(
        ParAnalysisError, match=r"leads no criterion\).*close.*Sở Nội vụ.*there are.*Cục thuế Thành phố"
    ):
        facts_of(agency="Sở Nội vu")
    with pytest.raises(ParAnalysisError, match=r"'Cục thuế'.*close\): Cục Thuế TP"):
        facts_of(agency="Cục thuế")
    with pytest.raises(ParAnalysisError, match="leads no criterion"):
        facts_of(agency="")


def test_a_scenario_of_other_figures_is_refused() -> None:
    with pytest.raises(ParAnalysisError, match="khác"):
        facts_of(Scenario("a", sha256="0" * 64, edition="khác"))
    own = open_edition()
    assert facts_of(Scenario("a", sha256=own.sha256, edition=own.title)).total_of(Scenario("a")) == 88.54


def test_no_such_language() -> None:
    with pytest.raises(ParAnalysisError, match="use 'vi' or 'en'"):
        facts_of(lang="fr")
