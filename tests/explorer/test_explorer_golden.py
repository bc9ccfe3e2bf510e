"""The page's functions, run in Node, against the library's: every figure, every refusal, every file, of every edition."""

from __future__ import annotations

import copy
import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from explorer_editions import editions, made_up, par_table
from jsonschema import Draft202012Validator

from par_analysis import ParAnalysisError, Scenario, compare, evaluate, open_edition, presets
from par_analysis.edition.edition import Edition
from par_analysis.explorer.payload import payload
from par_analysis.outlook.alternatives import alternatives_of
from par_analysis.outlook.bands import band_of
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.ranks import rank_list, rank_of
from par_analysis.scenario.evaluation import leaf_values
from par_analysis.scenario.file import schema
from par_analysis.scenario.scenario import Change

Ask = Callable[[Any], Any]
BASE = open_edition()
EDITIONS = {"shipped": BASE, **editions()}
LINKED = EDITIONS["floors, weights and a link"]
KINDS = {
    "two changes set it differently": "clash",
    "(outside ": "range",
    "there is no such": "unknown",
    "set by itself while it follows": "coupled",
    "(no target)": "noTarget",
}


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return payload()


def asked(node: Ask, edition: Edition, scenarios: list[Scenario]) -> Any:
    documents = [json.loads(scenario.to_json()) for scenario in scenarios]
    return node({"task": "evaluate", "data": payload(edition=edition), "scenarios": documents})


def random_change(random: np.random.Generator, base: Edition) -> Change:
    scope = str(random.choice(["code", "code", "code", *(scope for scope, known in base.groups.items() if known)]))
    known = list(base.nodes) if scope == "code" else list(base.groups[scope])
    of = str(random.choice(known)) if random.random() > 0.02 else "không có"
    moves = ["score", "score", "reach", "close", "add"] if scope == "code" else ["reach", "close", "add"]
    move = str(random.choice(moves))
    if move == "reach":
        return Change(scope, of, move, str(random.choice(["target", "maximum", "maximum"])))
    if move == "close":
        return Change(scope, of, move, float(random.choice([0.0, 1.0, random.random()])))
    if move == "add":
        return Change(scope, of, move, float(random.normal(0, 5)))
    most = base.nodes.get(of, (0.0, 10.0))[1]
    return Change(scope, of, move, float(random.choice([0.0, most, *random.random(4) * most, most * 1.01])))


def random_scenarios(base: Edition, cases: int) -> list[Scenario]:
    random = np.random.default_rng(2031)
    rest = {"edition": base.title, "sha256": base.sha256}
    return [
        Scenario(f"số {n}", tuple(random_change(random, base) for _ in range(size)), coupled=bool(share < 0.65), **rest)
        for n, (size, share) in enumerate(zip(random.integers(0, 6, cases), random.random(cases), strict=True))
    ]


@pytest.mark.parametrize("name", EDITIONS)
def test_page_is_the_same_in_python_and_in_the_browser(node: Ask, name: str) -> None:
    base, cases = EDITIONS[name], 400 if name == "shipped" else 120
    many = [*random_scenarios(base, cases), *(presets(edition=base).values() if base.has("par") else ())]
    answers = asked(node, base, many)
    errors, follows, good = set(), set(), []
    for number, (scenario, got) in enumerate(zip(many, answers, strict=True)):
        try:
            table = evaluate(scenario, base)[scenario.title]
        except ParAnalysisError as error:
            (kind,) = [kind for words, kind in KINDS.items() if words in str(error)]
            assert got.get("error") == kind, (scenario, got, str(error))
            assert got["facts"].get("code", got["facts"].get("of")) in str(error)
            errors.add(kind)
            continue
        assert "error" not in got, (scenario, got)
        good.append(scenario)
        keys = [f"{index}:{code}" for index, code in table.index]
        assert sorted(got["figures"]) == sorted(keys)
        np.testing.assert_allclose([got["figures"][key] for key in keys], table, rtol=0, atol=1e-9)
        np.testing.assert_allclose(got["values"], leaf_values(scenario, base), rtol=0, atol=1e-9)
        moved = {of: not np.allclose(got["values"][span], base.score[span], atol=0) for of, span in base.spans.items()}
        assert got["follows"] == [link.code for link in base.couplings if scenario.coupled and moved[link.of]]
        follows.add(tuple(got["follows"]))
        if base.has("par") and number % 8 == 0:
            table = compare(scenario, edition=base)
            steps = table.decomposition.set_index("code")[scenario.title]
            found = {entry["code"]: entry["change"] for entry in got["contributions"]}
            assert found == pytest.approx(steps[steps != 0].to_dict(), abs=1e-9)
            assert list(map(abs, found.values())) == sorted(map(abs, found.values()), reverse=True)
            agencies = dict(zip(table.agencies["lead_agency"], table.agencies[scenario.title], strict=True))
            values = {entry["lead"]: entry["value"] for entry in got["agencies"] if entry["lead"]}
            assert values == pytest.approx({lead: agencies[lead] for lead in values}, abs=1e-9)
    assert len(good) > cases / 3
    if name == "shipped":  # every kind is among the cases
        assert errors == set(KINDS.values()) - {"noTarget"}
        assert follows == {("8.1",), ()}
        seen = {(change.scope, change.move) for scenario in good for change in scenario.changes}
        moves = ("reach", "close", "add")
        assert seen >= {("code", "score"), *((s, m) for s in ("code", "agency", "assessment", "index") for m in moves)}
        assert {scenario.coupled for scenario in good if scenario.changes} == {True, False}


def test_floors_are_kept(node: Ask) -> None:
    nodes = {one["code"]: one["min"] for one in payload(edition=LINKED)["nodes"] if one["index"] == "par"}
    assert payload(edition=LINKED)["minimum"][LINKED.position["1.2.3.4"]] == 1
    assert [nodes[code] for code in ("1.2.3.4", "1.2.3.1", "1.2.3", "1", "total")] == [1, 0, 1, 1, 21]
    low = (("1.2.3.4", "score", 0.5), ("1.2.3.4", "add", -50.0), ("1", "score", 0.0))
    rest = {"edition": LINKED.title, "sha256": LINKED.sha256}
    many = [Scenario("Thấp", (Change("code", *change),), **rest) for change in low]
    refused, added, wide = asked(node, LINKED, many)
    assert (refused["error"], refused["facts"]["min"], refused["facts"]["max"]) == ("range", 1, 7)
    assert added["figures"]["par:1.2.3.4"] == wide["figures"]["par:1.2.3.4"] == 1
    assert wide["figures"]["par:1"] == pytest.approx(1)


def test_overall_figures_that_were_not_published_stay_empty(node: Ask) -> None:
    par = par_table()
    par.loc[par["code"].isin(["1.2", "7"]), "score"] = float("nan")
    base = made_up(par)
    nodes = payload(edition=base)["nodes"]
    assert {one["code"] for one in nodes if one["score"] is None} == {"1.2", "7"}
    plan = Scenario("Thử", (Change("code", "7.1", "score", 30.0),), edition=base.title, sha256=base.sha256)
    (got,) = asked(node, base, [plan])
    assert got["figures"]["par:7"] is None
    assert got["figures"]["par:total"] == pytest.approx(nodes[0]["score"] + 5.6)


def test_order_of_changes_does_not_matter_and_a_group_has_no_score(node: Ask, data: dict[str, Any]) -> None:
    # two wide changes disagree on the agency's leaves; a narrower one decides, whichever comes first
    lead = next(name for name, leaves in BASE.groups["agency"].items() if len(leaves) > 1)
    changes = [Change("agency", lead, "reach", "maximum"), Change("agency", lead, "close", 0.5)]
    changes += [Change("code", leaf, "reach", "target") for leaf in BASE.groups["agency"][lead]]
    ways = [Scenario("xuôi", tuple(changes)), Scenario("ngược", tuple(changes[::-1]))]
    there, back = asked(node, BASE, ways)
    assert there["values"] == back["values"]
    np.testing.assert_allclose(there["values"], leaf_values(ways[0]), rtol=0, atol=1e-9)
    held = {"coupled": True, "changes": [{"scope": {"agency": lead}, "move": {"score": 1}}]}
    (got,) = node({"task": "evaluate", "data": data, "scenarios": [held]})
    assert got["error"]


# Bands and ranks

MODEL = achievability_model()
MODELS = [MODEL, *alternatives_of(MODEL)[0].values()]
NEAR = 5e-5  # of its maximum, a limit of a band is known so well


def test_bands_are_those_of_the_models(node: Ask, data: dict[str, Any]) -> None:
    random = np.random.default_rng(22)
    calls = []
    for code, leaf in MODEL.leaves.iterrows():
        near = np.clip(leaf["score"] + leaf["deficit"] * random.uniform(-0.5, 1, 3), 0, leaf["maximum"])
        published = [leaf[column] for column in ("score", "target", "maximum")]
        calls += [(str(code), float(value)) for value in (0.0, *published, *near)]
    said = node({"task": "bands", "data": data, "calls": calls})
    ranks = ["likely", "open", "unlikely"]
    leaves = data["reach"]["leaves"]
    for (code, value), one in zip(calls, said, strict=True):
        ends = np.array([*leaves[code]["likely"], *leaves[code]["open"]])
        past = value - ends
        if ((past > 1e-9) & (past < NEAR * MODEL.leaves.loc[code, "maximum"])).any():
            continue  # where the page may be short of the limit
        own, *others = (ranks.index(band_of(model.chance_of(code, value), MODEL)) for model in MODELS)
        worst, best = max(own, *others), min(own, *others)
        wanted = {"band": ranks[own], "best": ranks[best], "worst": ranks[worst], "robust": best == worst}
        assert one == wanted, (code, value)
    assert {one["band"] for one in said} == set(ranks) and {one["robust"] for one in said} == {True, False}
    # nothing is certain, whatever the model; and of more they never say more
    assert {one["band"] for (_, value), one in zip(calls, said, strict=True) if value == 0} == {"likely"}
    for code in ("8.1", "5.5", "7.1.11", "V.2"):
        values = np.linspace(0, MODEL.leaves.loc[code, "maximum"], 400)
        falling = node({"task": "bands", "data": data, "calls": [(code, float(value)) for value in values]})
        assert (np.diff([ranks.index(one["band"]) for one in falling]) >= 0).all()
    # none where nothing is known
    full = [code for code in BASE.leaves if code not in MODEL.leaves.index]
    calls = [(code, 0.5) for code in [*full, "I", "7", "7.1", "total", "không có"]]
    assert set(node({"task": "bands", "data": data, "calls": calls})) == {None}
    unknown = data | {"reach": None}
    assert node({"task": "bands", "data": unknown, "calls": [("5.5", 1.0)]}) == [None]
    for nowhere in (unknown, data | {"reach": data["reach"] | {"ranks": None}}):
        assert node({"task": "ranks", "data": nowhere, "totals": [88.54]}) == [None]


def test_ranks_are_those_of_the_published_scores(node: Ask, data: dict[str, Any]) -> None:
    steps = rank_list(2021).steps
    edges = np.unique([*steps.best_from, *steps.worst_from])
    edges = edges[np.isfinite(edges)]
    # either side of every edge: of it, of half a unit of the ninth decimal below it, and of nothing but noise
    around = [edges + step for step in (-1e-3, -1e-8, -6e-10, -5e-10, -4e-10, -1e-13, 0, 1e-13, 1e-3)]
    random = np.random.default_rng(63).uniform(78, 93, 2000)
    totals = np.concatenate([*around, np.nextafter(edges - 5e-10, 0), random, [0, 88.54, 92.55, 100]])
    found = node({"task": "ranks", "data": data, "totals": totals.tolist()})
    assert [one["best"] for one in found] == steps.best(totals).tolist()
    assert [one["worst"] for one in found] == steps.worst(totals).tolist()
    assert {(one["year"], one["own"]) for one in found} == {(2021, rank_list(2021).published)}
    for at in [*range(0, len(totals), 97), *range(len(totals) - 4, len(totals))]:
        bounds = rank_of(float(totals[at]), 2021)
        assert (found[at]["best"], found[at]["worst"]) == (bounds.best, bounds.worst), totals[at]
    ranks = {"year": 2021, "own": 3, "best": [10, 20, 30], "worst": [15, 25, None]}  # a rank that no total reaches
    other = {**data, "reach": {**data["reach"], "ranks": ranks}}
    found = node({"task": "ranks", "data": other, "totals": [5, 20, 100]})
    assert [(one["best"], one["worst"]) for one in found] == [(4, 4), (2, 3), (1, 2)]


# Files of scenarios

JUNK = json.loads("""[null, true, false, 0, 1, -1, 1.5, 101, "", " ", "maximum", "par", "2022-07-08", [], {}, [1],
 {"code": "5.5"}, {"score": 0.5}, {"close": 1.1}, {"add": -100}, {"add": -101}]""")
JUNK += ["x" * 201, "x" * 5001, "ố" * 200, "😀" * 200]


def places(held: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list) else ()
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


def mutated(random: np.random.Generator, held: dict[str, Any]) -> Any:
    held = copy.deepcopy(held)
    for _ in range(int(random.integers(1, 3))):
        everywhere = places(held)
        path = everywhere[int(random.integers(len(everywhere)))]
        value = JUNK[int(random.integers(len(JUNK)))]
        if not path:
            if random.random() < 0.2:
                return value
            held[str(random.choice(["thừa", "author", "date", "__proto__", "constructor"]))] = value
            continue
        home: Any = held
        for key in path[:-1]:
            home = home[key]
        if random.random() < 0.35 and isinstance(home, dict):
            del home[path[-1]]
        else:
            home[path[-1]] = copy.deepcopy(value)
    return held


def test_files_are_accepted_and_refused_alike(node: Ask) -> None:
    random = np.random.default_rng(7)
    changes = tuple(random_change(random, BASE) for _ in range(3))
    start = json.loads(Scenario("Đủ", changes, "A", "2022-07-08", "vì").over(BASE).to_json())
    start["changes"][0]["note"] = "ghi chú"
    texts = [json.dumps(held) for held in [start, *(mutated(random, start) for _ in range(600))]]
    found = node({"task": "judge", "schema": schema(), "texts": texts})
    python = Draft202012Validator(schema())
    good = [python.is_valid(json.loads(text)) for text in texts]
    assert [case for case in zip(texts, found, good, strict=True) if bool(case[1]) == case[2]][:3] == []
    assert 20 < sum(good) < 500
    for word in ("oneOf", "format", "multipleOf", "$ref", "prefixItems"):
        rules = copy.deepcopy(schema())
        rules["properties"]["title"][word] = 1
        (got,) = node({"task": "judge", "schema": rules, "texts": [presets()["plan"].to_json()]})
        assert got == {"error": f"schema word not understood: {word}"}


def test_file_of_the_page_is_the_file_of_python(node: Ask, data: dict[str, Any]) -> None:
    changes = (Change("code", "5.5", "score", 1.25, "ghi chú"), Change("index", "sipas", "reach", "target"))
    for one in (Scenario("Thử «1»", changes, "A", "2022-07-08", "vì").over(BASE), presets("en")["plan"]):
        assert node({"task": "text", "scenario": json.loads(one.to_json()), "data": data}) == one.to_json()


# Numbers, tables, names


def test_numbers_as_people_print_and_type_them(node: Ask) -> None:
    printed = {
        (92.55, "vi"): "92,550",
        (92.55, "en"): "92.550",
        (1.5, "vi", 2, True): "+1,50",
        (-1.5, "vi", 2, True): "−1,50",
        (-1.5, "en", 1): "−1.5",
        (0, "vi", 3, True): "0,000",
        (-0.0001, "vi", 3, True): "0,000",
        (0.0001, "en", 3, True): "0.000",
        (10, "vi", 0): "10",
    }
    found = node({"task": "printed", "calls": list(printed)})
    assert dict(zip(printed, found, strict=True)) == printed
    good = {"1,5": 1.5, "1.5": 1.5, " 2 ": 2, "−3,25": -3.25, "-3.25": -3.25, "0": 0, "007": 7, "92,550": 92.55}
    bad = ["", " ", "abc", "1,2,3", "1.2.3", "1e3", "0x10", "Infinity", "NaN", "1 000", "+1", ",5", "5,", "١", "--1"]
    typed = good | dict.fromkeys(bad, "NaN")
    assert dict(zip(typed, node({"task": "typed", "texts": list(typed)}), strict=True)) == typed


def test_csv_cells_cannot_run_and_read_back(node: Ask) -> None:
    risky = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")', "a;b", "a,b", 'a"b', "a\nb"]
    for lang, sign, point in (("vi", ";", ","), ("en", ",", ".")):
        text = node({"task": "csv", "rows": [["x", 1.5, -2.25], *([one, 0, 0] for one in risky)], "lang": lang})
        assert text.startswith("\ufeff") and text.endswith("\r\n")
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=sign))
        assert rows[0] == ["x", f"1{point}5000", f"-2{point}2500"]
        assert [row[0] for row in rows[1:]] == [f"'{one}" if one[0] in "=+-@\t\r" else one for one in risky]


def test_file_names_suit_every_system(node: Ask) -> None:
    titles = {
        "Kịch bản mới": "Kịch bản mới.json",
        'a/b\\c:d*e?f"g<h>i|j': "a b c d e f g h i j.json",
        "CON": "kich-ban.json",
        "com1": "kich-ban.json",
        "...": "kich-ban.json",
        "../../etc": ".. .. etc.json",
        "tên. ": "tên.json",
        "": "kich-ban.json",
        "a\u0000b\nc": "a b c.json",
        "e\u0302\u0301": "\u1ebf.json",
    }
    cut = ["ế" * 300, "x" * 79 + " y", "a" * 79 + "😀"]
    found = dict(zip([*titles, *cut], node({"task": "names", "titles": [*titles, *cut]}), strict=True))
    assert {title: found[title] for title in titles} == titles
    assert len(found[cut[0]]) <= 85
    assert not any(re.search(r"[. ]\.json$|[\ud800-\udfff]", found[title]) for title in cut)
