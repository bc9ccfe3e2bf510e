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
from scenario_cases import AGENCIES, INDEX_OF, LEAVES, ROWS, below, number, scenarios, upwards

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
from par_analysis.edition.parts import REGISTER, in_office
from par_analysis.index.links import Link
from par_analysis.scenario.evaluation import leaf_values
from par_analysis.scenario.scenario import Change
from par_analysis.tables.locations import SHIPPED

ALL_LEAVES = [*LEAVES["par"], *LEAVES["sipas"]]


def test_the_vectors_are_the_rows_of_the_tables() -> None:
    base = open_edition()
    assert list(base.leaves) == ALL_LEAVES
    assert base.position == {code: place for place, code in enumerate(ALL_LEAVES)}
    for vector, column in ((base.score, "score"), (base.maximum, "max_points"), (base.target, "target")):
        assert vector.tolist() == [number(code, column) for code in ALL_LEAVES]


def test_nodes_groups_and_depth_are_those_of_the_tables() -> None:
    base = open_edition()
    assert base.nodes == {code: (number(code, "score"), number(code, "max_points")) for code in INDEX_OF}
    assert base.below == {code: tuple(below(name, code)) for code, name in INDEX_OF.items()}
    assert base.depth == {"total": 0} | {code: len(upwards(code)) for code in INDEX_OF}
    assert sorted(base.groups["agency"]) == AGENCIES
    assert base.groups["index"] == {name: tuple(leaves) for name, leaves in LEAVES.items()}
    for scope, column in (("agency", "lead_agency"), ("assessment", "assessment")):
        for name, leaves in base.groups[scope].items():
            assert list(leaves) == [leaf for leaf in LEAVES["par"] if ROWS["par"][leaf][column] == name]
    assert base.bridges == ("8.1",)


def test_weights_are_one_in_a_sum_and_shares_in_a_mean() -> None:
    weights = dict(zip(ALL_LEAVES, open_edition().weights, strict=True))
    assert {weights[code] for code in LEAVES["par"]} == {1.0}
    assert weights["V.1"] == pytest.approx(1 / 20) and weights["III.7"] == pytest.approx(1 / 35)
    assert sum(weights[code] for code in LEAVES["sipas"]) == pytest.approx(1)


def test_nothing_of_it_can_be_changed() -> None:
    base = open_edition()
    for field in dataclasses.fields(base):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(base, field.name, None)
    for vector in (base.score, base.maximum, base.target, base.weights):
        with pytest.raises(ValueError, match="read-only"):
            vector[0] = 1.0


def test_the_shipped_edition_is_made_once() -> None:
    own = open_edition()
    assert open_edition("ha-noi-2021") is own
    assert own.title == "PAR INDEX, SIPAS Hà Nội 2021"
    # The same as ever, so that scenarios that were saved before editions had names still load.
    assert own.sha256 == "a9357568c19337551b71b810ef6345e678acb46e20c0943d38e5e2aaf9e875b2"
    assert own.replace(par=load_par()).sha256 == own.replace(sipas=load_sipas()).sha256 == own.sha256


@settings(max_examples=15)
@given(scenarios(), st.integers(0, 10_000))
def test_shuffled_rows_give_the_same_checksum_and_the_same_answer(scenario: Scenario, seed: int) -> None:
    other = open_edition().replace(
        par=load_par().sample(frac=1, random_state=seed), sipas=load_sipas().sample(frac=1, random_state=seed)
    )
    assert other.sha256 == open_edition().sha256
    made = evaluate(scenario, other)[scenario.title]
    assert made.to_dict() == pytest.approx(evaluate(scenario)[scenario.title].to_dict(), abs=1e-9)


@given(
    st.sampled_from(ALL_LEAVES),
    st.sampled_from(["score", "target", "max_points"]),
    st.sampled_from([-0.001, 0.001, np.nan]),
)
def test_any_other_figure_gives_another_checksum(code: str, column: str, step: float) -> None:
    tables = {"par": load_par(), "sipas": load_sipas()}
    if np.isnan(step) and (column != "target" or ROWS[INDEX_OF[code]][code]["is_remainder"]):
        return
    table = tables[INDEX_OF[code]]
    held = table.loc[table["code"] == code, column]
    table.loc[table["code"] == code, column] = (held.fillna(0) if not np.isnan(step) else held) + step
    assert open_edition().replace(**tables).sha256 != open_edition().sha256


def test_another_code_or_parent_gives_another_checksum() -> None:
    par = load_par()
    renamed = par.replace({"code": {"5.5": "5.20"}})
    moved = par.copy()
    moved.loc[moved["code"] == "5.5", "parent"] = "4"
    shas = {open_edition().replace(par=table).sha256 for table in (par, renamed, moved)}
    assert len(shas) == 3 and all(len(sha) == 64 for sha in shas)


def test_noise_far_below_any_printed_digit_is_no_other_edition() -> None:
    par = load_par()
    par["score"] += 1e-13
    assert open_edition().replace(par=par).sha256 == open_edition().sha256


def test_the_tables_are_taken_as_they_are_now() -> None:
    par = load_par()
    base = open_edition().replace(par=par)
    par["score"] = 0.0
    assert evaluate(Scenario("thử"), base).loc[("par", "total"), "thử"] == 88.54


@pytest.mark.parametrize(("code", "other"), [("5.5", "V.1"), ("5", "V")])
def test_two_indices_that_share_codes_are_refused(code: str, other: str) -> None:
    par = load_par().replace({"code": {code: other}, "parent": {code: other}})
    with pytest.raises(ParAnalysisError, match=f"share codes.*: {other}$"):
        open_edition().replace(par=par).leaves  # noqa: B018


def test_what_is_no_table_of_an_index_is_refused() -> None:
    for par in (load_par().drop(columns="score"), load_par().drop(columns="parent"), load_par().iloc[1:-1]):
        with pytest.raises(ParAnalysisError):
            open_edition().replace(par=par)


def test_a_table_without_leads_or_ways_of_assessment_still_has_its_bridge() -> None:
    base = open_edition().replace(par=load_par().drop(columns=["lead_agency", "assessment"]))
    assert base.bridges == ("8.1",)
    assert base.groups["agency"] == base.groups["assessment"] == {}
    assert isinstance(base.par.nodes, pd.DataFrame) and base.sha256 != open_edition().sha256


@pytest.mark.parametrize("column", ["lead_agency", "assessment", "target", "score"])
def test_whatever_a_scope_or_a_move_depends_on_is_in_the_checksum(column: str) -> None:
    par = load_par()
    par.loc[par["code"] == "5.5", column] = 0.25 if column in ("target", "score") else "khác"
    assert open_edition().replace(par=par).sha256 != open_edition().sha256


# What it has, and what it lacks

PARTS = ["par", "sipas", "year", "scores", "targets", "leads", "assessments", "tasks", "responsibilities", "goals", "calendar", "documents", "judgements", "rank"]  # fmt: skip
OF_THE_TABLE = {"par", "scores", "targets", "leads", "assessments"}
BARE = load_par()[["code", "parent", "name", "max_points", "score"]]


def blank(column: str) -> pd.DataFrame:
    par = load_par()
    par[column] = np.nan
    return par


@pytest.mark.parametrize(
    ("own", "has"),
    [
        (open_edition(), set(PARTS)),
        (edition_from(BARE), {"par", "scores"}),
        (edition_from(blank("target"), year=2021), {"par", "scores", "leads", "assessments", "responsibilities", "year"}),
        (edition_from(blank("score"), year=2021), {"par", "leads", "assessments", "year", "responsibilities", "goals"}),
        (edition_from(load_par(), year=2021, place="Hà Nội"), OF_THE_TABLE | {"year", "rank", "responsibilities", "goals"}),
        (edition_from(load_par(), place="Hà Nội", year=2016), OF_THE_TABLE | {"year", "responsibilities", "goals"}),
        (edition_from(sipas=load_sipas(), year=2021), {"sipas", "year", "responsibilities", "goals"}),
        (open_edition().replace(sipas=None), set(PARTS) - {"sipas"}),
        (open_edition().replace(year=None), set(PARTS) - {"year", "rank"}),
        (open_edition().replace(tasks=load_tasks().iloc[:0]), set(PARTS) - {"tasks"}),
        (open_edition().replace(place=""), set(PARTS) - {"rank"}),
    ],
    ids=["shipped", "bare", "no targets", "no scores", "a table", "another year", "sipas alone", "no sipas", "no year", "no tasks", "no place"],
)  # fmt: skip
def test_an_edition_knows_what_it_has_and_what_it_lacks(own: Edition, has: set[str]) -> None:
    stated = own.par.nodes.attrs if "par" in own.indices else own.sipas.nodes.attrs
    has = has | ({"year"} if stated.get("year") and own.year else set()) | ({"goals"} & has)
    assert {part for part in PARTS if own.has(part)} == has
    assert set(own.lacks()) == set(PARTS) - has
    own.need(*has)
    for part, (vi, en) in own.lacks().items():
        with pytest.raises(ParAnalysisError) as caught:
            own.need("par" if "par" in has else "sipas", part)
        assert str(caught.value) == f"{own.key}: kỳ công bố này chưa có {vi} (this edition lacks {en})"


def test_all_that_is_lacking_is_said_in_one_sentence() -> None:
    with pytest.raises(ParAnalysisError, match=r"lacks a SIPAS table, targets by criterion, tasks\)$"):
        edition_from(BARE).need("sipas", "par", "targets", "tasks")


@pytest.mark.parametrize("part", ["papi", "", "Tasks"])
def test_what_no_edition_has_is_no_part(part: str) -> None:
    for ask in (open_edition().has, open_edition().need):
        with pytest.raises(ParAnalysisError, match="there are only"):
            ask(part)


@pytest.mark.parametrize("column", ["target", "score"])
def test_one_figure_that_is_missing_is_enough_to_lack_them(column: str) -> None:
    par = load_par()
    par.loc[par["code"] == "5.5", column] = np.nan
    assert not open_edition().replace(par=par).has(f"{column}s")
    par = load_par()
    par.loc[par["code"] == "7.1.rest", "target"] = np.nan  # an unlisted part has none anyway
    assert open_edition().replace(par=par).has("targets")


def test_nothing_of_the_shipped_edition_fills_the_gaps_of_another() -> None:
    own = edition_from(BARE, key="khac", place="Nơi khác", year=2021)
    for name in ("tasks", "responsibilities", "goals", "calendar", "documents", "judgements"):
        assert len(getattr(own, name)) == 0, name
    assert own.register.empty and own.agencies.empty and own.bodies.empty and own.links == ()
    assert own.folder is None and set(own.indices) == {"par"} and own.title == "PAR INDEX Nơi khác 2021"
    with pytest.raises(ParAnalysisError, match="lacks a SIPAS table"):
        own.sipas  # noqa: B018
    with pytest.raises(ParAnalysisError, match="'par' and 'sipas'"):
        own.index("papi")
    assert set(own.short_names("par", "vi")) == set(load_par()["code"])
    assert all(name == row["name"] or name.endswith("…") for row in load_par().to_dict("records") for name in [own.short_names("par", "vi")[row["code"]]])  # fmt: skip


def test_an_edition_needs_a_table_and_one_year() -> None:
    with pytest.raises(ParAnalysisError, match="at least one table"):
        edition_from()
    sipas = load_sipas()
    sipas.attrs["year"] = "2020"
    with pytest.raises(ParAnalysisError, match=r"year: .*different years.*2020, 2021"):
        edition_from(load_par(), sipas)
    assert edition_from(load_par(), sipas, year=2021).year == 2021


# Variants


def test_replacing_gives_another_edition_and_leaves_the_first() -> None:
    own = open_edition()
    before = (own.title, own.sha256, len(own.tasks), own.place)
    made = own.replace(par=blank("target"), tasks=load_tasks().head(3), place="Nơi khác", year=2030)
    assert (made.title, len(made.tasks), made.par.total("target")) == (
        "PAR INDEX, SIPAS Nơi khác 2030",
        3,
        pytest.approx(np.nan, nan_ok=True),
    )
    assert made.sha256 != own.sha256 and (own.title, own.sha256, len(own.tasks), own.place) == before
    assert made.replace() is not made and made.replace().sha256 == made.sha256 and len(made.replace().tasks) == 3
    back = made.replace(par=load_par(), place="Hà Nội", year=2021)
    assert back.sha256 == own.sha256 and back.title == own.title


def test_what_is_not_there_cannot_be_replaced() -> None:
    with pytest.raises(ParAnalysisError, match=r"Edition\.replace: .*'colour'.*there are.*judgements.*par.*tasks"):
        open_edition().replace(colour="red")


@pytest.mark.parametrize(
    "name",
    [
        "tasks",
        "responsibilities",
        "goals",
        "calendar",
        "judgements",
        "evidence",
        "precedents",
        "standings",
        "documents",
        "bodies",
        "names",
    ],
)
def test_every_table_can_be_given(name: str) -> None:
    table = getattr(open_edition(), name).head(1)
    assert getattr(open_edition().replace(**{name: table}), name).equals(table)


@pytest.mark.parametrize("without", ["par", "sipas"])
def test_tables_of_the_plan_are_those_of_the_edition_as_it_was_opened(without: str) -> None:
    """A variant without an index, or a criterion, keeps the tasks that name them; they reach nothing there."""
    own = open_edition()
    made = own.replace(**{without: None})
    for name in ("tasks", "calendar", "judgements"):
        pd.testing.assert_frame_equal(getattr(made, name), getattr(own, name))
    assert len(made.goals) < len(own.goals) and len(made.responsibilities) < len(own.responsibilities)
    assert len(conflicts(made)) < len(conflicts())


def test_a_variant_without_a_criterion_that_tasks_name_can_be_asked_everything() -> None:
    own = open_edition().replace(par=load_par().query("code != '4.4.1'"))
    assert any("4.4.1" in codes for codes in own.tasks["codes"])
    for of in ("criteria", "tasks"):
        assert len(coverage(of, edition=own))
    assert (
        len(due("2022-09-15", own)) and len(chances(edition=own)) and len(target_order(draws=100, edition=own).targets)
    )
    assert "4.4.1" not in set(chances(edition=own)["code"])


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


# Links


def test_a_link_holds_only_where_both_indices_and_the_code_are_there() -> None:
    own = open_edition()
    assert own.couplings == own.links == (Link("par", "8.1", "sipas", 0.1),)
    moved = Scenario("thử", (Change("index", "sipas", "add", 1),))
    for made in (
        own.replace(sipas=None),
        own.replace(par=None),
        own.replace(links=()),
        own.replace(par=load_par().query("code != '8.1'")),
    ):
        assert made.bridges == ()
        if set(made.indices) == {"par", "sipas"}:
            figures = evaluate(moved.over(made), made)["thử"]
            assert figures[("par", "total")] == made.par.total("score")
    assert own.replace(sipas=None).replace(sipas=load_sipas()).bridges == ("8.1",)
    other = own.replace(links=(Link("par", "8.2", "sipas", 0.02),))
    assert other.bridges == ("8.2",)
    figures = evaluate(moved.over(other), other)["thử"]
    assert figures[("par", "8.1")] == 8.709
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


def test_what_it_hands_out_of_an_index_is_the_readers_own() -> None:
    table = open_edition().table("par")
    table["score"] = 0.0
    assert open_edition().table("par").set_index("code").loc["total", "score"] == 88.54


# Agencies, then and today


def rows_of(*rows: tuple[str, ...]) -> pd.DataFrame:
    """Agencies of id, first and last year, successor."""
    made = pd.DataFrame(rows, columns=["id", "first_year", "last_year", "successor"], dtype="str")
    for column in ("name", "short", "name_en", "short_en"):
        made[column] = f"{column} " + made["id"]
    return made.reindex(columns=REGISTER).astype("str").fillna("")


CHAIN = rows_of(("a", "", "2023", "c"), ("b", "2010", "2023", "c"), ("c", "2024", "2024", "d"), ("d", "2025", "", ""), ("e", "", "", ""))  # fmt: skip


@pytest.mark.parametrize(
    ("year", "want"),
    [(2009, "ae"), (2010, "abe"), (2023, "abe"), (2024, "ce"), (2025, "de"), (2040, "de"), (None, "abcde")],
)
def test_the_agencies_are_those_of_the_year(year: int | None, want: str) -> None:
    own = open_edition().replace(register=CHAIN, year=year)
    assert "".join(own.agencies["id"]) == want
    assert own.agency_called("SHORT_EN " + want[0]) == f"name {want[0]}"
    assert own.agency_called("ai đó") == "ai đó"


def test_who_answers_today_is_the_last_of_the_successors() -> None:
    answering = open_edition().replace(register=CHAIN).answering
    assert answering == {f"name {one}": f"name {last}" for one, last in zip("abcde", "dddde", strict=True)}


def test_the_shipped_agencies_have_each_an_agency_that_answers_today() -> None:
    own = open_edition()
    assert set(own.answering) == set(own.register["name"])
    now = in_office(own.register, 2100)
    assert set(own.answering.values()) <= set(now["name"])
    assert deficits("agency", agencies="today")["deficit"].sum() == pytest.approx(11.46)


# Scenarios of another edition


def test_a_scenario_that_was_saved_for_another_edition_is_read_with_it_alone(tmp_path: Path) -> None:
    own = open_edition().replace(par=blank("target"), place="Nơi khác", year=2030)
    path = save_scenario(Scenario("thử", (Change("code", "5.5", "close", 1),)), tmp_path / "a.json", own)
    with pytest.raises(InputError, match=r"PAR INDEX, SIPAS Nơi khác 2030.*PAR INDEX, SIPAS Hà Nội 2021"):
        open_scenario(path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = open_scenario(path, own)
    assert (made.edition, made.sha256) == (own.title, own.sha256)
    assert evaluate(made, own).loc[("par", "5.5"), "thử"] == number("5.5", "max_points")
    with pytest.raises(ParAnalysisError, match="another edition"):
        evaluate(made)
    with pytest.raises(InputError, match=r"Hà Nội 2021.*Nơi khác 2030"):
        open_scenario(save_scenario(Scenario("b"), tmp_path / "b.json"), own)
    with pytest.warns(UserWarning, match=r"Nơi khác 2030.*Hà Nội 2021"):
        assert open_scenario(path, rebase=True).sha256 == open_edition().sha256


def test_a_scenario_of_an_edition_of_one_index_is_read_and_its_parts_checked(tmp_path: Path) -> None:
    own = edition_from(BARE, place="Nơi thử")
    good = Scenario("thử", (Change("code", "5.5", "score", 1),)).over(own)
    assert open_scenario(save_scenario(good, tmp_path / "a.json"), own) == good
    for change, named in (
        (Change("index", "sipas", "add", 1), "sipas"),
        (Change("agency", "Sở Nội vụ", "close", 1), "Sở Nội vụ"),
        (Change("index", "par", "reach", "target"), "no target"),
    ):
        with pytest.raises(InputError, match=named):
            open_scenario(save_scenario(Scenario("thử", (change,)), tmp_path / "b.json", own), own)


@pytest.mark.parametrize(
    ("own", "want"),
    [
        (edition_from(BARE), {"status_quo"}),
        (edition_from(BARE, load_sipas()), {"status_quo", "sipas_targets", "sipas_plus_1"}),
        (open_edition().replace(par=blank("target")), {"status_quo", "sipas_targets", "sipas_plus_1"}),
        (open_edition().replace(par=load_par().drop(columns="lead_agency"), sipas=None), {"status_quo", "plan", "plan_bottom_up", "appraised"}),
        (open_edition().replace(par=load_par().drop(columns=["lead_agency", "assessment"]), sipas=load_sipas().drop(columns="target")), {"status_quo", "plan", "plan_bottom_up", "sipas_plus_1"}),
    ],
    ids=["bare", "bare and sipas", "no targets", "no leads, no sipas", "no leads, no ways, no targets of sipas"],
)  # fmt: skip
def test_an_edition_suggests_what_it_can_bear(own: Edition, want: set[str]) -> None:
    for lang in ("vi", "en"):
        ready = presets(lang, own)
        assert set(ready) == want
        made = evaluate(ready.values(), own)
        assert made.shape[1] == len(want) and np.isfinite(made.to_numpy()).all()
        if "8.1" not in own.bridges:
            assert not any("8.1" in one.reason for key, one in ready.items() if key.startswith("sipas"))


@pytest.mark.parametrize("own", [edition_from(sipas=load_sipas()), open_edition().replace(par=blank("score"))], ids=["sipas alone", "no scores"])  # fmt: skip
def test_an_edition_without_scores_by_criterion_suggests_nothing(own: Edition) -> None:
    with pytest.raises(ParAnalysisError, match=r"lacks .*scores by criterion"):
        presets(edition=own)


# Floors, and weights


def floored(low: dict[str, float]) -> Edition:
    """The shipped edition with criteria that cannot fall below a floor."""
    par = load_par()
    return open_edition().replace(par=par.assign(min_points=par["code"].map(low).fillna(0.0)))


@settings(max_examples=60)
@given(st.floats(-20, 20), st.sampled_from(["5.5", "8.1", "2.4.1"]), st.floats(0, 1))
def test_no_move_goes_below_a_floor(step: float, code: str, share: float) -> None:
    least = share * number(code, "score")
    own = floored({code: least})
    scenario = Scenario("thử", (Change("code", code, "add", step),)).over(own)
    value = leaf_values(scenario, own)[code]
    assert value == pytest.approx(min(max(number(code, "score") + step, least), number(code, "max_points")))


@pytest.mark.parametrize("low", [0.25, -0.5])
def test_a_score_may_be_set_down_to_the_floor_and_not_below(low: float) -> None:
    own = floored({"5.5": low})
    at = leaf_values(Scenario("thử", (Change("code", "5.5", "score", low),)).over(own), own)
    assert at["5.5"] == low
    with pytest.raises(ParAnalysisError, match=rf"5\.5: {low - 0.1:g} .*outside {low:g} to 1.25"):
        evaluate(Scenario("thử", (Change("code", "5.5", "score", low - 0.1),)).over(own), own)
    values = pd.DataFrame([own.score], index=["x"], columns=list(own.leaves))
    values["5.5"] = low - 0.1
    with pytest.raises(ParAnalysisError, match=rf"«x», 5\.5: .*outside {low:g} to 1.25"):
        evaluate(values, own)


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


def test_a_criterion_that_follows_sipas_stops_at_its_floor() -> None:
    own = floored({"8.1": 8.0})
    down = Scenario("thử", (Change("index", "sipas", "add", -50),)).over(own)
    assert leaf_values(down, own)["8.1"] == 8.0
    assert evaluate(down, own).loc[("par", "total"), "thử"] == pytest.approx(88.54 - 0.709)


def test_closing_a_deficit_does_not_know_floors() -> None:
    own = floored({"5.5": 0.25})
    half = leaf_values(Scenario("thử", (Change("code", "5.5", "close", 0.5),)).over(own), own)["5.5"]
    assert half == pytest.approx((number("5.5", "score") + number("5.5", "max_points")) / 2)


def weighted() -> Edition:
    """SIPAS whose first factor counts as half of the whole."""
    sipas, tree = load_sipas(), open_edition().sipas
    own = {part: share for code in tree.codes for part, share in tree.shares(code).items()}
    own |= {"I": 0.5, "II": 0.2, "III": 0.1, "IV": 0.1, "V": 0.1}
    return open_edition().replace(sipas=sipas.assign(weight=sipas["code"].map(own)))


@given(st.sampled_from(LEAVES["sipas"]), st.floats(0, 100))
def test_stated_weights_are_those_by_which_an_item_moves_the_whole(item: str, value: float) -> None:
    own = weighted()
    factor = item.split(".")[0]
    weight = {"I": 0.5, "II": 0.2}.get(factor, 0.1) / len(below("sipas", factor))
    assert own.weights[own.position[item]] == pytest.approx(weight)
    made = evaluate(Scenario("thử", (Change("code", item, "score", value),)).over(own), own)["thử"]
    step = (value - number(item, "score")) * weight
    assert made[("sipas", "total")] == pytest.approx(number_of_total() + step)
    assert made[("par", "8.1")] == pytest.approx(min(max(8.709 + step / 10, 0), 10))


def number_of_total() -> float:
    return float(ROWS["sipas"]["total"]["score"])  # type: ignore[arg-type]


@given(st.floats(0, 1))
def test_a_factor_that_is_set_has_that_value_under_stated_weights_too(share: float) -> None:
    own = weighted()
    value = 70 + share * 25
    made = evaluate(Scenario("thử", (Change("code", "II", "score", value),)).over(own), own)["thử"]
    assert made[("sipas", "II")] == pytest.approx(value)
    assert made[("sipas", "total")] == pytest.approx(number_of_total() + 0.2 * (value - number("II", "score")))
