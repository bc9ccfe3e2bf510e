"""The page of other editions: made of what they have, the same in Python and in the browser, nothing of the shipped one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from explorer_editions import LEADS, editions, made_up, par_table

import par_analysis
from par_analysis import ParAnalysisError, Scenario, compare, evaluate, presets
from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import open_edition
from par_analysis.explorer import reach as module
from par_analysis.explorer.page import module_text, page_text
from par_analysis.explorer.payload import payload
from par_analysis.explorer.reach import reach, ready_plans
from par_analysis.outlook.model import achievability_model
from par_analysis.scenario.evaluation import leaf_values
from par_analysis.scenario.scenario import Change

Ask = Callable[[Any], Any]
EDITIONS = editions()
SHIPPED = open_edition()
CASES = 150
KINDS = {
    "two changes set it differently": "clash",
    "(outside ": "range",
    "there is no such": "unknown",
    "set by itself while it follows": "coupled",
    "(no target)": "noTarget",
}
every = pytest.mark.parametrize("name", EDITIONS)


def held_in(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])["data"]


def random_change(random: np.random.Generator, base: Edition) -> Change:
    scopes = ["code", "code", "code", *(scope for scope, known in base.groups.items() if known)]
    scope = str(random.choice(scopes))
    known = list(base.nodes) if scope == "code" else list(base.groups[scope])
    of = str(random.choice(known)) if random.random() > 0.03 else "không có"
    move = str(random.choice(["score", "score", "reach", "close", "add"] if scope == "code" else ["reach", "close", "add"]))  # fmt: skip
    if move == "reach":
        return Change(scope, of, move, str(random.choice(["target", "maximum", "maximum"])))
    if move == "close":
        return Change(scope, of, move, float(random.random()))
    if move == "add":
        return Change(scope, of, move, float(random.normal(0, 6)))
    most = base.nodes.get(of, (0.0, 10.0))[1]
    return Change(scope, of, move, float(random.choice([0.0, most, *random.random(4) * most, most * 1.01])))


def random_scenarios(base: Edition) -> list[Scenario]:
    random = np.random.default_rng(2031)
    return [
        Scenario(
            f"số {n}",
            tuple(random_change(random, base) for _ in range(random.integers(0, 4))),
            coupled=bool(random.random() < 0.7),
            edition=base.title,
            sha256=base.sha256,
        )
        for n in range(CASES)
    ]


@every
def test_page_is_the_same_in_python_and_in_the_browser(node: Ask, name: str) -> None:
    base = EDITIONS[name]
    many = [*random_scenarios(base), *(presets(edition=base).values() if base.has("par") else ())]
    data = payload(edition=base)
    answers = node({"task": "evaluate", "data": data, "scenarios": [json.loads(one.to_json()) for one in many]})
    good = 0
    for one, got in zip(many, answers, strict=True):
        try:
            table = evaluate(one, base)[one.title]
        except ParAnalysisError as error:
            (kind,) = [kind for words, kind in KINDS.items() if words in str(error)]
            assert got.get("error") == kind, (one, got, str(error))
            continue
        good += 1
        assert "error" not in got, (one, got)
        keys = [f"{index}:{code}" for index, code in table.index]
        assert sorted(got["figures"]) == sorted(keys)
        np.testing.assert_allclose([got["figures"][key] for key in keys], table, rtol=0, atol=1e-9)
        np.testing.assert_allclose(got["values"], leaf_values(one, base), rtol=0, atol=1e-9, err_msg=one.title)
        if base.has("par"):
            steps = compare(one, edition=base).decomposition.set_index("code")[one.title]
            found = {entry["code"]: entry["change"] for entry in got["contributions"]}
            assert found == pytest.approx(steps[steps != 0].to_dict(), abs=1e-9)
        moved = {of: not np.allclose(got["values"][span], base.score[span], atol=0) for of, span in base.spans.items()}
        assert got["follows"] == [link.code for link in base.couplings if one.coupled and moved[link.of]]
    assert good > CASES / 3


def test_floors_are_kept(node: Ask) -> None:
    base = EDITIONS["floors, weights and a link"]
    data = payload(edition=base)
    assert data["minimum"][base.position["1.2.3.4"]] == 1
    floors = {one["code"]: one["min"] for one in data["nodes"] if one["index"] == "par"}
    assert (floors["1.2.3.4"], floors["1.2.3.1"], floors["1.2.3"], floors["1"], floors["total"]) == (1, 0, 1, 1, 21)
    low = [Change("code", "1.2.3.4", "score", 0.5), Change("code", "1.2.3.4", "add", -50.0), Change("code", "1", "score", 0.0)]  # fmt: skip
    many = [Scenario("Thấp", (one,), edition=base.title, sha256=base.sha256) for one in low]
    refused, added, wide = node({"task": "evaluate", "data": data, "scenarios": [json.loads(s.to_json()) for s in many]})  # fmt: skip
    assert (refused["error"], refused["facts"]["min"], refused["facts"]["max"]) == ("range", 1, 7)
    assert added["figures"]["par:1.2.3.4"] == wide["figures"]["par:1.2.3.4"] == 1
    assert wide["figures"]["par:1"] == pytest.approx(1)


@pytest.mark.parametrize("name", [name for name in EDITIONS if name != "unknown place and year"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_page_says_whose_it_is(name: str, lang: str) -> None:
    base = EDITIONS[name]
    text = page_text(lang=lang, edition=base)
    data = held_in(text)
    assert data == payload(edition=base)
    (title,) = re.findall("<title>(.*?)</title>", text)
    assert title == data["title"][lang]
    assert title.endswith(base.place_in(lang))
    assert (data["edition"], data["place"], data["place_en"], data["year"]) == (base.title, base.place, base.place_en, 2031)  # fmt: skip


def test_titles_name_the_indices_and_the_place() -> None:
    def titles(edition: Edition) -> tuple[str, str]:
        made = payload(edition=edition)["title"]
        return made["vi"], made["en"]

    assert titles(SHIPPED) == ("Nếu như: PAR INDEX và SIPAS Hà Nội", "What if: PAR INDEX and SIPAS of Hà Nội")
    assert titles(EDITIONS["par alone"]) == ("Nếu như: PAR INDEX Tỉnh Mẫu", "What if: PAR INDEX of Mẫu Province")
    assert titles(EDITIONS["sipas alone"])[0] == "Nếu như: SIPAS Tỉnh Mẫu"
    assert titles(EDITIONS["unknown place and year"]) == ("Nếu như: PAR INDEX", "What if: PAR INDEX")


@every
def test_nothing_of_the_shipped_edition_stands_on_the_page(name: str) -> None:
    text = page_text(edition=EDITIONS[name])
    own = {SHIPPED.place, SHIPPED.sha256, SHIPPED.title, *SHIPPED.groups["agency"], SHIPPED.source("vi"), SHIPPED.source("en")}  # fmt: skip
    own |= {row for key in SHIPPED.indices for row in SHIPPED.table(key)["name"] if len(row) > 12 and row != "TỔNG ĐIỂM"}  # fmt: skip
    own |= {"192/KH-UBND", "88.54", "88,54", "87.11", "92.55"}
    assert [word for word in own if word in text] == []
    assert not re.search(r"(?<![\d.])8\.1(?!\d)|2021|2022", text)


@every
def test_index_that_is_not_there_is_not_named(name: str) -> None:
    base = EDITIONS[name]
    data = payload(edition=base)
    assert [one["key"] for one in data["indices"]] == list(base.indices)
    # the schema of scenario files is of every edition
    text = json.dumps({key: value for key, value in data.items() if key != "schema"}, ensure_ascii=False)
    absent = {"par": "PAR INDEX", "sipas": "SIPAS"}.items() - {(key, word) for key, word in (("par", "PAR INDEX"), ("sipas", "SIPAS")) if base.has(key)}  # fmt: skip
    assert [word for _, word in absent if word in text] == []


def test_modules_of_the_page_name_no_index_and_no_criterion() -> None:
    assert not re.search(r"""["'`:]par\b(?!_)|sipas|PAR INDEX|8\.1|Hà Nội""", module_text(), re.IGNORECASE)


def test_indices_say_what_the_page_needs_of_them() -> None:
    par, sipas = payload()["indices"]
    assert (par["key"], par["name"], par["unit"], par["decimals"]) == ("par", "PAR INDEX", "points", 3)
    assert (sipas["key"], sipas["name"], sipas["unit"], sipas["decimals"]) == ("sipas", "SIPAS", "percent", 2)
    assert (par["source"], par["source_en"]) == (SHIPPED.source("vi"), SHIPPED.source("en"))
    assert [one["span"] for one in (par, sipas)] == [[span.start, span.stop] for span in SHIPPED.spans.values()]
    assert payload()["links"] == [{"index": "par", "code": "8.1", "of": "sipas", "factor": 0.1}]
    assert payload(edition=EDITIONS["sipas without a link"])["links"] == []


@every
def test_reach_is_only_of_what_is_known(name: str) -> None:
    base = EDITIONS[name]
    assert (reach(base), ready_plans(base)) == (None, [])  # no rank of a place that does not exist


def test_place_with_ranks_has_reach_of_its_own() -> None:
    par = par_table()
    base = made_up(par).replace(standings=SHIPPED.standings.assign(place=SHIPPED.standings["place"].replace("Hà Nội", "Tỉnh Mẫu")), year=2021)  # fmt: skip
    found = reach(base)
    assert found is not None and found["ranks"]["year"] == 2021
    assert set(found["leaves"]) == {code for code, s, m in zip(base.leaves, base.score, base.maximum, strict=True) if m > s}  # fmt: skip
    assert all(plan["vi"]["baseline"]["sha256"] == base.sha256 for plan in ready_plans(base))


@pytest.mark.parametrize("part", ["rank", "year", "targets"])
def test_shipped_edition_without_a_part_has_no_reach(part: str) -> None:
    without = {
        "rank": lambda: SHIPPED.replace(standings=SHIPPED.standings[SHIPPED.standings["place"] != SHIPPED.place]),
        "year": lambda: SHIPPED.replace(year=None),
        "targets": lambda: SHIPPED.replace(par=SHIPPED.table("par").assign(target=float("nan"))),
    }[part]()
    assert not without.has(part)
    data = payload(edition=without)
    assert (data["reach"], data["plans"]) == (None, [])


def test_year_with_too_little_evidence_has_no_reach() -> None:
    assert SHIPPED.replace(year=2020).has("rank")
    with pytest.raises(ParAnalysisError, match="not enough evidence"):
        achievability_model(SHIPPED.replace(year=2020))
    assert reach(SHIPPED.replace(year=2020)) is None


def test_an_error_of_the_outlook_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ParAnalysisError("hỏng")

    monkeypatch.setattr(module, "achievability_model", broken)
    with pytest.raises(ParAnalysisError, match="hỏng"):
        reach(SHIPPED)


def test_agencies_are_those_of_the_edition() -> None:
    assert [agency["name"] for agency in payload(edition=EDITIONS["par alone"])["agencies"]] == list(LEADS)
    assert payload(edition=EDITIONS["no leads"])["agencies"] == []


def test_widget_carries_the_edition() -> None:
    base = EDITIONS["sipas without a link"]
    made = par_analysis.explore(edition=base)
    assert made.data == payload(edition=base)
    assert (made.current.edition, made.current.sha256) == (base.title, base.sha256)
    mine = Scenario("Của tôi", (Change("code", "7.1", "score", 25.0),), edition=base.title, sha256=base.sha256)
    assert par_analysis.explore(mine, edition=base).current == mine
    with pytest.raises(ParAnalysisError, match="another edition"):
        par_analysis.explore(mine)


def test_scores_that_were_not_published_are_refused_in_one_sentence() -> None:
    par = par_table()
    par.loc[par["code"] == "1.1", "score"] = float("nan")
    with pytest.raises(ParAnalysisError, match="scores by criterion"):
        payload(edition=made_up(par))


def test_overall_figures_that_were_not_published_stay_empty(node: Ask) -> None:
    par = par_table()
    par.loc[par["code"].isin(["1.2", "7"]), "score"] = float("nan")
    base = made_up(par)
    data = payload(edition=base)
    assert {one["code"] for one in data["nodes"] if one["score"] is None} == {"1.2", "7"}
    plan = Scenario("Thử", (Change("code", "7.1", "score", 30.0),), edition=base.title, sha256=base.sha256)
    (got,) = node({"task": "evaluate", "data": data, "scenarios": [json.loads(plan.to_json())]})
    assert got["figures"]["par:7"] is None and got["figures"]["par:total"] == pytest.approx(data["nodes"][0]["score"] + 5.6)  # fmt: skip


def test_payload_is_made_once_and_is_the_caller_s_own() -> None:
    first = payload()
    first["nodes"][0]["name"] = "hỏng"
    assert payload()["nodes"][0]["name"] != "hỏng"
