"""An edition holds what is known of one place in one year, says what it lacks, and fills no gap with another's."""

from __future__ import annotations

import dataclasses
import pickle
import shutil
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_province import PLACE, PLACE_EN, YEAR
from scenario_cases import LEAVES, ROWS, below, number

from par_analysis import (
    Edition,
    InputError,
    ParAnalysisError,
    Scenario,
    chances,
    conflicts,
    coverage,
    deficits,
    due,
    edition_from,
    evaluate,
    load_par,
    load_sipas,
    load_tasks,
    open_edition,
    open_scenario,
    presets,
    save_scenario,
    target_order,
)
from par_analysis.edition.parts import PARTS, REGISTER, in_office
from par_analysis.index.links import Link
from par_analysis.scenario.evaluation import leaf_values
from par_analysis.scenario.scenario import Change
from par_analysis.tables.locations import SHIPPED

TABLES = ("tasks", "responsibilities", "goals", "calendar", "judgements", "evidence", "precedents", "standings", "parts", "movements", "samples", "documents", "bodies", "names")  # fmt: skip
OF_THE_TABLE = {"par", "scores", "targets", "leads", "assessments"}
BARE = load_par()[["code", "parent", "name", "max_points", "score"]]


def blank(column: str) -> pd.DataFrame:
    par = load_par()
    par[column] = np.nan
    return par


def test_the_shipped_edition_is_made_once_and_cannot_be_changed() -> None:
    own = open_edition()
    assert open_edition("ha-noi-2021") is own
    for field in dataclasses.fields(own):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(own, field.name, None)


def test_it_is_called_by_its_indices_place_and_year_in_either_language(province: Edition) -> None:
    own = open_edition()
    assert own.title == own.title_in("vi") == "PAR INDEX, SIPAS Hà Nội 2021" and repr(own).endswith(f": {own.title}>")
    assert own.replace(place_en="Ha Noi").title_in("en") == "PAR INDEX, SIPAS Ha Noi 2021"
    assert [province.title_in(lang) for lang in ("vi", "en")] == [f"PAR INDEX {place} {YEAR}" for place in (PLACE, PLACE_EN)]  # fmt: skip
    for ask in (own.title_in, own.place_in, own.source, own.agency_names):
        with pytest.raises(ParAnalysisError, match="'vi'"):
            ask("fr")


# What it has, and what it lacks


def test_an_edition_knows_what_it_has_and_what_it_lacks(province: Edition) -> None:
    shipped, every = open_edition(), set(PARTS)
    cases = {
        "shipped": (shipped, every),
        "province": (province, OF_THE_TABLE | {"year", "tasks", "responsibilities", "goals"}),
        "bare": (edition_from(BARE), {"par", "scores", "year"}),
        "no targets": (edition_from(blank("target")), {"par", "scores", "leads", "assessments", "responsibilities", "year"}),
        "no scores": (edition_from(blank("score")), {"par", "leads", "assessments", "year", "responsibilities", "goals"}),
        "a table": (edition_from(load_par(), place="Hà Nội"), OF_THE_TABLE | {"year", "rank", "responsibilities", "goals"}),
        "another year": (edition_from(load_par(), place="Hà Nội", year=2016), OF_THE_TABLE | {"year", "responsibilities", "goals"}),
        "sipas alone": (edition_from(sipas=load_sipas()), {"sipas", "year", "responsibilities", "goals"}),
        "no sipas": (shipped.replace(sipas=None), every - {"sipas"}),
        "nothing": (shipped.replace(par=None, sipas=None), every - {"sipas", *OF_THE_TABLE}),
        "no year": (shipped.replace(year=None), every - {"year", "rank"}),
        "no tasks": (shipped.replace(tasks=load_tasks().iloc[:0]), every - {"tasks"}),
        "no place": (shipped.replace(place=""), every - {"rank"}),
    }  # fmt: skip
    found = {name: {part for part in PARTS if own.has(part)} for name, (own, _) in cases.items()}
    assert found == {name: has for name, (_, has) in cases.items()}
    for own, has in cases.values():
        assert set(own.lacks()) == every - has
        own.need(*has)
        for part, (vi, en) in own.lacks().items():
            with pytest.raises(ParAnalysisError) as caught:
                own.need(next(iter(has)), part)
            assert str(caught.value) == f"{own.key}: kỳ công bố này chưa có {vi} (this edition lacks {en})"


def test_all_that_is_lacking_is_said_in_one_sentence() -> None:
    with pytest.raises(ParAnalysisError, match=r"lacks a SIPAS table, targets by criterion, tasks\)$"):
        edition_from(BARE).need("sipas", "par", "targets", "tasks")


def test_what_no_edition_has_is_no_part_no_index_and_cannot_be_replaced() -> None:
    own = open_edition()
    for part in ("papi", "", "Tasks"):
        for ask in (own.has, own.need):
            with pytest.raises(ParAnalysisError, match=rf"{part!r}.*there are only.*par, sipas.*rank"):
                ask(part)
    with pytest.raises(ParAnalysisError, match=r"Edition\.replace.*'colour'.*judgements.*par.*tasks"):
        own.replace(colour="red")
    with pytest.raises(ParAnalysisError, match=r"papi.*par.*sipas"):
        own.index("papi")
    for par in (load_par().drop(columns="score"), load_par().drop(columns="parent"), load_par().iloc[1:-1]):
        with pytest.raises(ParAnalysisError):
            own.replace(par=par)


def test_one_figure_that_is_missing_is_enough_to_lack_them() -> None:
    for column in ("target", "score"):
        for code in ("5.5", "total")[: 2 if column == "target" else 1]:
            par = load_par()
            par.loc[par["code"] == code, column] = np.nan
            assert not open_edition().replace(par=par).has(f"{column}s"), (column, code)
    par = load_par()
    par.loc[par["code"] == "7.1.rest", "target"] = np.nan  # an unlisted part has none anyway
    assert open_edition().replace(par=par).has("targets")


def test_nothing_of_the_shipped_edition_fills_the_gaps_of_another() -> None:
    own, shipped = edition_from(BARE, key="khac", place="Nơi khác", year=2021), open_edition()
    for name in ("tasks", "responsibilities", "goals", "calendar", "documents", "judgements", "names"):
        assert len(getattr(own, name)) == 0, name
        assert name == "judgements" or list(getattr(own, name).columns) == list(getattr(shipped, name).columns)
    assert own.register.empty and own.agencies.empty and own.bodies.empty and own.links == () and own.rank is None
    assert own.folder is None and set(own.indices) == {"par"} and own.title == "PAR INDEX Nơi khác 2021"
    with pytest.raises(ParAnalysisError, match="lacks a SIPAS table"):
        own.sipas  # noqa: B018
    names = own.short_names("par", "vi")
    assert list(names) == list(load_par()["code"])
    assert [code for code, name in names.items() if name != ROWS["par"][code]["name"] and not name.endswith("…")] == []


# Variants


def test_replacing_gives_another_edition_and_leaves_the_first() -> None:
    own = open_edition()
    before = (own.title, own.sha256, len(own.tasks), own.place)
    other = own.replace(par=blank("target"), tasks=load_tasks().head(3), place="Nơi khác", year=2030)
    assert (other.title, len(other.tasks)) == ("PAR INDEX, SIPAS Nơi khác 2030", 3) and np.isnan(other.par.target())
    assert other.sha256 != own.sha256 and (own.title, own.sha256, len(own.tasks), own.place) == before
    assert other.replace().sha256 == other.sha256 and len(other.replace().tasks) == 3
    back = other.replace(par=load_par(), place="Hà Nội", year=2021)
    assert back.sha256 == own.sha256 and back.title == own.title


def test_every_table_can_be_replaced_and_whoever_changes_one_changes_their_own() -> None:
    for name in TABLES:
        given = getattr(open_edition(), name).head(1)
        assert getattr(open_edition().replace(**{name: given}), name).equals(given), name
    for own in (open_edition(), open_edition().replace(**{name: getattr(open_edition(), name) for name in TABLES})):
        for name in (*TABLES, "agencies"):
            before, changed = getattr(own, name), getattr(own, name)
            changed.iloc[0, 0] = changed.iloc[min(1, len(changed) - 1), 0]
            changed["thêm"] = 1
            assert getattr(own, name).equals(before) and "thêm" not in getattr(own, name), name
        table = own.table("par")
        table["score"] = 0.0
        assert own.par.score() == 88.54 and own.table("par").set_index("code").loc["total", "score"] == 88.54


def test_tables_of_the_plan_are_those_of_the_edition_as_it_was_opened() -> None:
    """A variant without an index, or a criterion, keeps the tasks that name them; they reach nothing there."""
    own = open_edition()
    for without in ("par", "sipas"):
        less = own.replace(**{without: None})
        for name in ("tasks", "calendar", "judgements"):
            pd.testing.assert_frame_equal(getattr(less, name), getattr(own, name))
        assert len(less.goals) < len(own.goals) and len(less.responsibilities) < len(own.responsibilities)
        assert len(conflicts(less)) < len(conflicts())
    less = own.replace(par=load_par().query("code != '4.4.1'"))
    assert any("4.4.1" in codes for codes in less.tasks["codes"])
    assert len(coverage(edition=less)) and len(coverage("tasks", edition=less)) and len(due("2022-09-15", less))
    assert len(target_order(draws=100, edition=less).targets) and "4.4.1" not in set(chances(edition=less)["code"])


def test_a_file_of_tasks_that_names_a_code_the_tables_lack_is_refused(tmp_path: Path) -> None:
    home = Path(shutil.copytree(SHIPPED, tmp_path / "kỳ khác"))
    tasks = home / "tasks.csv"
    tasks.write_text(tasks.read_text(encoding="utf-8").replace("4.4.1", "4.4.9"), encoding="utf-8")
    own = open_edition(home)
    assert own.sha256 == open_edition().sha256
    for ask in (lambda: coverage(edition=own), lambda: due("2022-09-15", own), lambda: chances(edition=own)):
        with pytest.raises(InputError) as caught:
            ask()
        assert {(problem.kind, problem.found) for problem in caught.value.problems} == {("unknown_code", "4.4.9")}
        assert str(tasks) in str(caught.value)


def test_a_link_holds_only_where_both_indices_and_the_code_are_there() -> None:
    own = open_edition()
    up = Scenario("thử", (Change("index", "sipas", "add", 1),))
    for less in (own.replace(links=()), own.replace(par=load_par().query("code != '8.1'"))):
        assert less.bridges == ()
        assert evaluate(up.over(less), less).loc[("par", "total"), "thử"] == less.par.score()
    assert own.replace(sipas=None).replace(sipas=load_sipas()).bridges == ("8.1",)
    other = own.replace(links=(Link("par", "8.2", "sipas", 0.02),))
    figures = evaluate(up.over(other), other)["thử"]
    assert other.bridges == ("8.2",) and figures[("par", "8.1")] == 8.709
    assert figures[("par", "8.2")] == pytest.approx(number("8.2", "score") + 0.02)


# Memory, and other processes


def test_what_is_worked_out_once_is_kept_with_its_edition_and_with_no_other() -> None:
    own, other = open_edition().replace(), open_edition().replace()
    asked = []

    def make() -> list[int]:
        asked.append(1)
        return [len(asked)]

    assert own.once("khóa", make) is own.once("khóa", make)
    assert other.once("khóa", make) == [2] and own.once("khác", make) == [3] and own.once("khóa", make) == [1]


def test_an_edition_goes_to_another_process_without_what_was_worked_out() -> None:
    own = open_edition().replace(place="Nơi khác", tasks=load_tasks().head(3))
    own.once("khóa", lambda: lambda: None)  # which no pickle could hold
    coverage(edition=own)
    again = pickle.loads(pickle.dumps(own))
    assert (again.title, again.sha256, again.links, again.year) == (own.title, own.sha256, own.links, own.year)
    assert again.once("khóa", lambda: 5) == 5
    pd.testing.assert_frame_equal(again.tasks, own.tasks)
    pd.testing.assert_frame_equal(coverage(edition=again), coverage(edition=own))
    pd.testing.assert_frame_equal(again.table("par"), own.table("par"))
    assert evaluate(Scenario("thử").over(again), again).equals(evaluate(Scenario("thử").over(own), own))


# Agencies, then and today; what was published of the place, and of others


def agencies_of(*rows: tuple[str, ...]) -> pd.DataFrame:
    """Agencies of id, first and last year, successor."""
    table = pd.DataFrame(rows, columns=["id", "first_year", "last_year", "successor"], dtype="str")
    for column in ("name", "short", "name_en", "short_en"):
        table[column] = f"{column} " + table["id"]
    return table.reindex(columns=REGISTER).astype("str").fillna("")


def test_the_agencies_are_those_of_the_year_and_the_last_successor_answers_today() -> None:
    chain = agencies_of(("a", "", "2023", "c"), ("b", "2010", "2023", "c"), ("c", "2024", "2024", "d"), ("d", "2025", "", ""), ("e", "", "", ""))  # fmt: skip
    years = {2009: "ae", 2010: "abe", 2023: "abe", 2024: "ce", 2025: "de", 2040: "de", None: "abcde"}
    for year, want in years.items():
        own = open_edition().replace(register=chain, year=year)
        assert "".join(own.agencies["id"]) == want, year
        assert own.agency_called("SHORT_EN " + want[0]) == f"name {want[0]}" and own.agency_called("ai đó") == "ai đó"
    assert own.answering == {f"name {one}": f"name {last}" for one, last in zip("abcde", "dddde", strict=True)}


def test_the_shipped_agencies_have_each_an_agency_that_answers_today() -> None:
    own = open_edition()
    assert set(own.answering) == set(own.register["name"])
    assert set(own.answering.values()) <= set(in_office(own.register, 2100)["name"])
    assert deficits("agency", agencies="today")["deficit"].sum() == pytest.approx(11.46)


def test_what_was_published_is_of_the_place_and_year() -> None:
    own = open_edition()
    assert own.rank == own.published("par", own.year)["rank"].max() == 10
    other = own.replace(place="Quảng Ninh")
    assert other.rank == 2 and own.replace(year=2012).rank is None
    assert set(other.published("par", 2021)["place"]) == {"Quảng Ninh"}


def test_precedents_are_of_the_same_year_and_criteria_and_of_others() -> None:
    own = open_edition()
    assert len(own.precedents) > 10 and own.place not in set(own.precedents["place"])
    assert ((own.precedents["points"] - own.precedents["own"]).round(9) == own.precedents["above"]).all()
    assert own.replace(year=2022).precedents.empty
    other = str(own.precedents["place"].iloc[0])
    assert other not in set(own.replace(place=other).precedents["place"])
    doubled = own.table("par")
    doubled["max_points"] *= 2
    assert own.replace(par=doubled).precedents.empty, "another maximum is another criteria set"


# Scenarios of another edition


def test_a_scenario_that_was_saved_for_another_edition_is_read_with_it_alone(tmp_path: Path) -> None:
    own = open_edition().replace(par=blank("target"), place="Nơi khác", year=2030)
    path = save_scenario(Scenario("thử", (Change("code", "5.5", "close", 1),)).over(own), tmp_path / "a.json")
    with pytest.raises(InputError, match=r"PAR INDEX, SIPAS Nơi khác 2030.*PAR INDEX, SIPAS Hà Nội 2021"):
        open_scenario(path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read = open_scenario(path, edition=own)
    assert (read.edition, read.sha256) == (own.title, own.sha256)
    assert evaluate(read, own).loc[("par", "5.5"), "thử"] == number("5.5", "max_points")
    with pytest.raises(ParAnalysisError, match="another edition"):
        evaluate(read)
    with pytest.raises(InputError, match=r"Hà Nội 2021.*Nơi khác 2030"):
        open_scenario(save_scenario(Scenario("b"), tmp_path / "b.json"), edition=own)
    with pytest.warns(UserWarning, match=r"Nơi khác 2030.*Hà Nội 2021"):
        assert open_scenario(path, rebase=True).sha256 == open_edition().sha256


def test_a_scenario_of_an_edition_of_one_index_is_read_and_its_parts_checked(tmp_path: Path) -> None:
    own = edition_from(BARE, place="Nơi thử")
    good = Scenario("thử", (Change("code", "5.5", "score", 1),)).over(own)
    assert open_scenario(save_scenario(good, tmp_path / "a.json"), edition=own) == good
    for change, named in (
        (Change("index", "sipas", "add", 1), "sipas"),
        (Change("agency", "Sở Nội vụ", "close", 1), "Sở Nội vụ"),
        (Change("index", "par", "reach", "target"), "no target"),
    ):
        with pytest.raises(InputError, match=named):
            open_scenario(save_scenario(Scenario("thử", (change,)).over(own), tmp_path / "b.json"), edition=own)


def test_an_edition_suggests_what_it_can_bear() -> None:
    shipped, par, sipas = open_edition(), load_par(), load_sipas()
    ways, plan = ["lead_agency", "assessment"], {"status_quo", "plan", "plan_scaled"}
    cases = [
        (edition_from(BARE), {"status_quo"}),
        (edition_from(BARE, sipas), {"status_quo", "sipas_targets", "sipas_plus_1"}),
        (shipped.replace(par=blank("target")), {"status_quo", "sipas_targets", "sipas_plus_1"}),
        (shipped.replace(par=par.drop(columns="lead_agency"), sipas=None), plan | {"appraised"}),
        (shipped.replace(par=par.drop(columns=ways), sipas=sipas.drop(columns="target")), plan | {"sipas_plus_1"}),
    ]
    for own, want in cases:
        for lang in ("vi", "en"):
            ready = presets(lang, own)
            assert set(ready) == want
            answer = evaluate(ready.values(), own)
            assert answer.shape[1] == len(want) and np.isfinite(answer.to_numpy()).all()
            if "8.1" not in own.bridges:
                assert not any("8.1" in one.reason for key, one in ready.items() if key.startswith("sipas"))
    for own in (edition_from(sipas=sipas), shipped.replace(par=blank("score"))):
        with pytest.raises(ParAnalysisError, match=r"lacks .*scores by criterion"):
            presets(edition=own)


# Floors, and weights


def floored(low: dict[str, float]) -> Edition:
    """The shipped edition with criteria that cannot fall below a floor."""
    par = load_par()
    return open_edition().replace(par=par.assign(min_points=par["code"].map(low).fillna(0.0)))


@settings(max_examples=30)
@given(st.floats(-20, 20), st.sampled_from(["5.5", "8.1", "2.4.1"]), st.floats(0, 1))
def test_no_move_goes_below_a_floor(step: float, code: str, share: float) -> None:
    least = share * number(code, "score")
    own = floored({code: least})
    value = leaf_values(Scenario("thử", (Change("code", code, "add", step),)).over(own), own)[code]
    assert value == pytest.approx(min(max(number(code, "score") + step, least), number(code, "max_points")))


def test_a_score_may_be_set_down_to_the_floor_and_not_below() -> None:
    for low in (0.25, -0.5):
        own = floored({"5.5": low})
        at = leaf_values(Scenario("thử", (Change("code", "5.5", "score", low),)).over(own), own)
        assert at["5.5"] == low
        with pytest.raises(ParAnalysisError, match=rf"5\.5: {low - 0.1:g} .*outside {low:g} to 1.25"):
            evaluate(Scenario("thử", (Change("code", "5.5", "score", low - 0.1),)).over(own), own)
        values = pd.DataFrame([own.score], index=["x"], columns=list(own.leaves))
        values["5.5"] = low - 0.1
        with pytest.raises(ParAnalysisError, match=rf"«x», 5\.5: .*outside {low:g} to 1.25"):
            evaluate(values, own)


@settings(max_examples=25)
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_node_that_is_set_lower_takes_its_leaves_towards_their_floors(share: float, floor: float) -> None:
    under = below("par", "5")
    own = floored({code: floor * number(code, "score") for code in under})
    lowest = number("5", "score") * floor
    value = lowest + share * (number("5", "score") - lowest)
    scenario = Scenario("thử", (Change("code", "5", "score", value),)).over(own)
    values = leaf_values(scenario, own)
    for code in under:
        assert floor * number(code, "score") - 1e-9 <= values[code] <= number(code, "score") + 1e-9
    assert evaluate(scenario, own).loc[("par", "5"), "thử"] == pytest.approx(value, abs=1e-9)


def test_floors_hold_what_follows_sipas_and_not_the_closing_of_a_deficit() -> None:
    own = floored({"8.1": 8.0, "5.5": 0.25})
    down = Scenario("thử", (Change("index", "sipas", "add", -50),)).over(own)
    assert leaf_values(down, own)["8.1"] == 8.0
    assert evaluate(down, own).loc[("par", "total"), "thử"] == pytest.approx(88.54 - 0.709)
    half = leaf_values(Scenario("thử", (Change("code", "5.5", "close", 0.5),)).over(own), own)["5.5"]
    assert half == pytest.approx((number("5.5", "score") + number("5.5", "max_points")) / 2)


@settings(max_examples=25)
@given(st.sampled_from(LEAVES["sipas"]), st.floats(0, 100), st.floats(70, 95))
def test_stated_weights_are_those_by_which_items_and_factors_move_the_whole(
    item: str, value: float, two: float
) -> None:
    sipas, tree = load_sipas(), open_edition().sipas
    own = {part: share for code in tree.codes for part, share in tree.shares(code).items()}
    own |= {"I": 0.5, "II": 0.2, "III": 0.1, "IV": 0.1, "V": 0.1}
    weighted = open_edition().replace(sipas=sipas.assign(weight=sipas["code"].map(own)))
    factor, total = item.split(".")[0], float(ROWS["sipas"]["total"]["score"])  # type: ignore[arg-type]
    weight = {"I": 0.5, "II": 0.2}.get(factor, 0.1) / len(below("sipas", factor))
    assert weighted.weights[weighted.position[item]] == pytest.approx(weight)
    changes = {"một": Change("code", item, "score", value), "hai": Change("code", "II", "score", two)}
    answer = evaluate([Scenario(title, (change,)).over(weighted) for title, change in changes.items()], weighted)
    step = (value - number(item, "score")) * weight
    assert answer.loc[("sipas", "total"), "một"] == pytest.approx(total + step)
    assert answer.loc[("par", "8.1"), "một"] == pytest.approx(min(max(8.709 + step / 10, 0), 10))
    assert answer.loc[("sipas", "II"), "hai"] == pytest.approx(two)
    assert answer.loc[("sipas", "total"), "hai"] == pytest.approx(total + 0.2 * (two - number("II", "score")))
