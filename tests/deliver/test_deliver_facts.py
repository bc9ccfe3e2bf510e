"""The figures and sentences of a briefing against the library they come from."""

from __future__ import annotations

import datetime

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
    target_order,
    workload,
)
from par_analysis.deliver.arguments import checked_day, checked_scenarios
from par_analysis.deliver.facts import Facts, facts_of
from par_analysis.edition.opening import open_edition
from par_analysis.outlook.alternatives import robustness
from par_analysis.outlook.ranks import rank_list
from par_analysis.scenario.scenario import Change

LOWER = Scenario("Thấp hơn", (Change("code", "5.5", "score", 0.25),)).over(open_edition())


@pytest.fixture(scope="module")
def both() -> list[Facts]:
    return [facts_of(lang=lang, date="2022-09-15") for lang in ("vi", "en")]


@pytest.fixture(scope="module")
def facts(both: list[Facts]) -> Facts:
    return both[0]


def test_published_figures(both: list[Facts]) -> None:
    total = load_par().set_index("code").loc["total"]
    for facts in both:
        assert (facts.score, facts.target) == (total["score"], total["target"])
        assert facts.year == 2021 and facts.rank == rank_list(2021).published == 10
        pd.testing.assert_frame_equal(facts.par, load_par())
        pd.testing.assert_frame_equal(facts.edition.table("sipas"), load_sipas())
        assert "192/KH-UBND" in facts.source
        assert facts.date == ("15/9/2022" if facts.lang == "vi" else "15 September 2022")
        assert facts_of(lang=facts.lang).date == ""


def test_default_scenarios_and_their_totals(both: list[Facts]) -> None:
    for facts in both:
        assert not facts.given and facts.user_scenarios == () and len(facts.scenarios) == 3
        ready = presets(facts.lang)
        assert [one.title for one in facts.scenarios[:2]] == [ready[key].title for key in ("status_quo", "plan")]
        assert [facts.total_of(one) for one in facts.scenarios] == [88.54, pytest.approx(93.01), pytest.approx(88.65)]
        pd.testing.assert_frame_equal(facts.figures, evaluate(list(facts.scenarios)))
    assert facts_of(LOWER).given and facts_of(LOWER).scenarios == facts_of([LOWER]).user_scenarios == (LOWER,)
    assert facts_of(LOWER).total_of(LOWER) == pytest.approx(88.54 - 0.25)


def test_words_and_numbers_are_the_readers(both: list[Facts]) -> None:
    for facts, vi in zip(both, (True, False), strict=True):
        assert facts.say("Field") == ("Lĩnh vực" if vi else "Field") and facts.n(88.54) == ("88,54" if vi else "88.54")
        assert facts.n(0.5, 3, sign=True) == ("+0,500" if vi else "+0.500")
        for name in ("point_deficits", "what_it_takes"):
            assert facts.told(name) == tuple(getattr(getattr(story, name)(), facts.lang))
        for index in ("par", "sipas"):
            assert facts.names(index) == open_edition().short_names(index, facts.lang)
        short = open_edition().bodies.set_index("name")
        assert facts.called()["Sở Nội vụ"] == short.loc["Sở Nội vụ", "short" if vi else "short_en"]
        assert facts.full_name("Sở Nội vụ") == ("Sở Nội vụ" if vi else "Department of Home Affairs")
        assert facts.full_name("Không có") == "Không có"
        told, drawn = facts.chart("pareto"), charts.pareto(lang=facts.lang)
        assert told[:3] == (drawn.headline, drawn.alt, drawn.source)
        pd.testing.assert_frame_equal(told.data, drawn.data)


def test_charts_are_all_or_with_the_page_of_the_one_agency(facts: Facts) -> None:
    every = list(charts.figures_of())
    assert facts.figure_names() == every
    others = {name for name in every if name.startswith("agency_card_")} - {"agency_card_tu-phap"}
    assert facts_of(agency="Sở Tư pháp").figure_names() == [name for name in every if name not in others]


def test_ranks(both: list[Facts]) -> None:
    for facts, word in zip(both, ("hạng", "rank"), strict=True):
        assert facts.ranks(facts.score) == facts.ranks(facts.score + 1e-12) == (10, 10)  # the published one
        assert facts.rank_told(facts.score) == f"{word} 10"
        for score in (92.55, 88.6, 87.54, 50.0):
            rank = rank_of(score, 2021)
            assert facts.ranks(score) == (rank.best, rank.worst)
        best, worst = facts.ranks(87.54)
        assert best < worst and facts.rank_told(87.54) == f"{word} {best}–{worst}"


def test_chances_come_in_the_order_of_the_targets(both: list[Facts]) -> None:
    order, columns = target_order().targets.set_index("code"), list(chances().columns)
    wanted = chances().set_index("code")
    for facts in both:
        found = facts.chances.set_index("code")
        assert list(facts.chances.columns) == [*columns, "group", "depends_on"]
        pd.testing.assert_frame_equal(found.loc[wanted.index, columns[1:]], wanted[columns[1:]])
        assert found["group"].to_dict() == order["group"].to_dict()
        groups = found["group"].map({"always": 0, "depends": 1, "never": 2})
        assert groups.is_monotonic_increasing and len(set(groups)) > 1
        pd.testing.assert_frame_equal(facts.robust.headlines, robustness().headlines)


def test_points_lost_are_set_against_the_plan_once(facts: Facts) -> None:
    assert facts.covered("tasks") is facts.covered("tasks")
    pd.testing.assert_frame_equal(facts.covered(), coverage())
    pd.testing.assert_frame_equal(facts.covered("tasks"), coverage("tasks"))


def test_header_of_a_scenario(both: list[Facts]) -> None:
    for facts in both:
        full = Scenario("x", author="Ban A", date="2022-09-01", reason="Lý do\x0b này")
        assert (
            facts.header_of(full)
            == "Ban A · " + ("1/9/2022" if facts.lang == "vi" else "1 September 2022") + ". Lý do này"
        )
        ready = facts.header_of(presets(facts.lang)["sipas_plus_1"])
        assert (
            ready.startswith("Kịch bản có sẵn" if facts.lang == "vi" else "A ready scenario")
            and "par_analysis" not in ready
        )
        assert facts.header_of(Scenario("x", reason="Chỉ lý do")) == "Chỉ lý do"
        assert facts.header_of(Scenario("x", author="Ban A")) == "Ban A" and facts.header_of(Scenario("x")) == ""
        assert facts.title_of(Scenario("  a\x00b\n")) == "a b"
        assert facts.title_of(Scenario("\x01")) == facts.say("(no name)")


def test_leads_are_those_of_the_table_and_those_that_lost_most_come_first(facts: Facts) -> None:
    named = set(load_par()["lead_agency"].dropna()) & set(open_edition().bodies["name"])
    lost = deficits("agency").set_index("lead_agency")["deficit"]
    assert facts.agency is None and set(facts.leads()) == named
    assert list(facts.leads()) == sorted(facts.leads(), key=lambda name: -lost[name])


def test_criteria_of_an_agency_are_all_that_lost_points(facts: Facts) -> None:
    table = deficits("criterion").set_index("code")
    first = facts.chances["code"].tolist()  # in the order in which they are to be done
    likely, linked = facts.chances.set_index("code"), coverage().set_index("code")["n_tasks"]
    seen: list[str] = []
    for agency in facts.leads():
        found, full = facts.criteria_of(agency), facts.full_marks(agency)
        own = table[table["lead_agency"] == agency]
        assert set(found["code"]) == set(own.index[own["deficit"] > 0])
        assert set(full["code"]) == set(own.index[own["deficit"] <= 0]) and set(full["band"]) <= {""}
        asked = found["code"].map(dict.fromkeys(first, True)).fillna(False).astype(bool)
        assert [*found.loc[asked, "code"]] == [code for code in first if code in set(found["code"])]
        assert asked.is_monotonic_decreasing and list(found.loc[~asked, "gain"]) == [0.0] * int((~asked).sum())
        for row in found.itertuples():
            assert row.deficit == own.loc[row.code, "deficit"] and row.n_tasks == linked[row.code]
            told = (row.band, row.robust, row.control, row.group)
            if row.code in likely.index:
                assert told == tuple(likely.loc[row.code, ["band", "robust", "control", "group"]]), row.code
            else:
                assert pd.isna(told).all() and not row.gain
        seen += [*found["code"], *full["code"]]
    assert len(seen) == len(set(seen))
    assert sum(facts.criteria_of(agency)["deficit"].sum() for agency in facts.leads()) == pytest.approx(11.46)


def test_tasks_of_an_agency_are_each_once_and_dated_ones_first_and_asks_are_the_workload(facts: Facts) -> None:
    tasks, bodies, columns = load_tasks(), workload(), ["agency", "deficit", "gain", "n_tasks"]
    for agency in facts.leads():
        own = facts.tasks_of(agency)
        assert set(own["id"]) == set(tasks.loc[(tasks["lead_agency"] == agency) & tasks["same_as"].isna(), "id"])
        assert own["id"].is_unique
        dated = own["due"].dropna()
        assert dated.is_monotonic_increasing and list(own.index[: len(dated)]) == list(dated.index)
    asks = facts.asks()
    busy = bodies[(bodies["deficit"] > 0) | (bodies["n_tasks"] > 0)].reset_index(drop=True)
    assert list(asks.columns) == [*columns, "n_dated", "n_overdue", "first_due"]
    pd.testing.assert_frame_equal(asks[columns], busy[columns])
    assert list(asks["n_dated"]) == list(busy["n_tasks"] - busy["n_standing"])
    for row in asks.itertuples():
        due = facts.tasks_of(row.agency)["due"].dropna()
        assert row.n_overdue == (due < pd.Timestamp(facts.edition.as_of)).sum()
        assert row.n_dated == len(due) and (pd.isna(row.first_due) if due.empty else row.first_due == due.min())


def test_what_a_caller_does_to_a_table_changes_no_other(facts: Facts) -> None:
    for table, names in (
        (facts.asks, ()),
        *((f, ("Sở Nội vụ",)) for f in (facts.criteria_of, facts.full_marks, facts.tasks_of)),
    ):
        before = table(*names)
        copy = before.copy()
        for column in before.columns[1:]:
            del before[column]
        before["agency"] = "khác"
        pd.testing.assert_frame_equal(table(*names), copy)


def test_an_agency_goes_by_any_of_its_names_and_others_name_the_near_ones() -> None:
    names = ["Sở Nội vụ", "noi-vu", "Home Affairs", "Department of Home Affairs", "sở nội vụ", "So\u031b\u0309 Nội vụ"]
    assert {name: facts_of(agency=name).leads() for name in names} == dict.fromkeys(names, ("Sở Nội vụ",))
    for name, told in (
        ("Sở Nội vu", r"leads no criterion\).*close.*Sở Nội vụ.*there are.*Cục thuế Thành phố"),
        ("Cục thuế", r"'Cục thuế'.*close\): Cục Thuế TP"),
        ("", "leads no criterion"),
    ):
        with pytest.raises(ParAnalysisError, match=told):
            facts_of(agency=name)


# What a user asks is checked before anything is written


def test_a_scenario_of_other_figures_and_a_language_that_there_is_not_are_refused() -> None:
    with pytest.raises(ParAnalysisError, match="khác"):
        facts_of(Scenario("a", sha256="0" * 64, edition="khác"))
    own = open_edition()
    assert facts_of(Scenario("a", sha256=own.sha256, edition=own.title)).total_of(Scenario("a")) == 88.54
    with pytest.raises(ParAnalysisError, match="use 'vi', 'en'"):
        facts_of(lang="fr")


def test_days() -> None:
    assert checked_day("") is None and checked_day("2022-09-15") == datetime.date(2022, 9, 15)
    texts = ("15/9/2022", "2022-9-15", "20220915", "2022-W37-4", "2022-02-30", "2022-09-15 ", "=1+1\x00")
    for text in (*texts, datetime.date(2022, 9, 15)):
        with pytest.raises(ParAnalysisError, match="write as 2022-09-15"):
            checked_day(text)


def test_scenarios_are_told_apart_by_what_a_file_can_hold() -> None:
    assert checked_scenarios(LOWER) == checked_scenarios(iter([LOWER])) == (LOWER,) and checked_scenarios(()) == ()
    with pytest.raises(ParAnalysisError, match="two scenarios have this title"):
        checked_scenarios([Scenario("Một\x0bhai"), Scenario("Một  hai ")])
    for scenarios in (["x"], "kịch bản"):
        with pytest.raises(ParAnalysisError, match="a Scenario is needed"):
            checked_scenarios(scenarios)
