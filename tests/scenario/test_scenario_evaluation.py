"""Scenarios become figures: as by hand, whatever the order, never outside the range, SIPAS and 8.1 together."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_cases import (
    AGENCIES,
    ASSESSMENTS,
    INDEX_OF,
    INNER,
    LEAVES,
    ROWS,
    below,
    leaves_by_hand,
    nodes_by_hand,
    number,
    refusal,
    scenarios,
)

from par_analysis import Change, ParAnalysisError, Scenario, evaluate, load_par, open_edition, presets
from par_analysis.scenario.evaluation import leaf_values

ALL_LEAVES = [*LEAVES["par"], *LEAVES["sipas"]]
PUBLISHED = {code: number(code, "score") for code in ALL_LEAVES}
BASE = open_edition()


def of(*changes: Change, **fields: Any) -> Scenario:
    return Scenario("thử", changes, **fields)


def values_of(*changes: tuple[str, str, str, float | str], coupled: bool = True) -> dict[str, float]:
    return leaf_values(of(*(Change(*change) for change in changes), coupled=coupled)).to_dict()


def figures(scenario: Scenario) -> pd.Series:
    return evaluate(scenario)[scenario.title]


# As by hand


@settings(max_examples=60)
@given(scenarios(), st.randoms(use_true_random=False))
def test_every_node_is_what_adding_up_by_hand_gives(scenario: Scenario, rng: random.Random) -> None:
    values, leaves = leaf_values(scenario), leaves_by_hand(scenario)
    assert values.to_dict() == pytest.approx(leaves, abs=1e-9)
    assert ((values >= 0) & (values <= BASE.maximum + 1e-12)).all()
    assert figures(scenario).to_dict() == pytest.approx(nodes_by_hand(leaves), abs=1e-9)
    other = scenario.replace(changes=tuple(rng.sample(scenario.changes, len(scenario.changes))))
    assert leaf_values(other).equals(values)  # the order of changes does not matter


def test_ten_thousand_at_once_are_what_one_by_one_gives() -> None:
    rng, own = random.Random(7), [code for code in ALL_LEAVES if code != "8.1"]
    many = [
        Scenario(
            f"{place}",
            tuple(Change("code", c, "score", rng.uniform(0, number(c, "max_points"))) for c in rng.sample(own, 3)),
            coupled=place % 3 > 0,
        )
        for place in range(10_000)
    ]
    table = evaluate(many)
    assert list(table.columns) == [one.title for one in many] and table.index.names == ["index", "code"]
    assert list(table.index) == [(name, code) for name, rows in ROWS.items() for code in rows]
    for place in rng.sample(range(10_000), 25):
        np.testing.assert_allclose(table[f"{place}"], figures(many[place]), rtol=0, atol=1e-12)
        hand = nodes_by_hand(leaves_by_hand(many[place]))
        assert table[f"{place}"].to_dict() == pytest.approx(hand, abs=1e-9)
    # A table of leaf values gives what its scenarios give, whatever the order of its columns.
    leaves = pd.DataFrame([leaf_values(one) for one in many[:40]]).sample(frac=1, axis=1, random_state=1)
    before = leaves.copy()
    pd.testing.assert_frame_equal(evaluate(leaves), evaluate(iter(many[:40])), check_exact=True)
    pd.testing.assert_frame_equal(leaves, before)


def test_scenarios_of_every_kind_at_once_are_what_one_by_one_gives() -> None:
    """Also those in which wider scopes meet narrower ones, agree, or say a thing twice."""
    rng = random.Random(3)
    known = {
        "code": [c for c in INDEX_OF if c != "8.1"],
        "agency": AGENCIES,
        "assessment": ASSESSMENTS,
        "index": ["par", "sipas"],
    }
    kinds = [("reach", "target"), ("reach", "maximum"), ("close", 0.5), ("add", 0.25)]
    good: list[Scenario] = []
    clashes: list[Scenario] = []
    for place in range(600):
        picked = [
            Change(s, rng.choice(known[s]), *rng.choice(kinds))
            for s in rng.choices(list(known), [5, 2, 1, 1], k=rng.randint(1, 4))
        ]
        one = Scenario(f"{place}", (*picked, *picked[: place % 2]), coupled=place % 3 > 0)
        said = refusal(lambda one=one: leaf_values(one))
        (clashes if said else good).append(one)
        assert not said or (f"«{place}», " in said and "set it differently" in said)
    assert len(good) > 200 and len(clashes) > 20
    table = evaluate(good)
    assert [one.title for one in good if not np.array_equal(table[one.title].round(9), figures(one).round(9))] == []
    for place, one in enumerate(clashes[:10]):  # the first that cannot be is the one that is told of
        assert refusal(lambda place=place: evaluate([*good, *clashes[place:]])) == refusal(
            lambda one=one: leaf_values(one)
        )
        assert refusal(lambda one=one: evaluate([one, Scenario("x", (Change("code", "9.9", "close", 1),))])).startswith(
            f"«{one.title}»"
        )


def test_no_change_gives_the_published_figures_exactly() -> None:
    table = figures(of())
    for name, rows in ROWS.items():
        assert {code: table[(name, code)] for code in rows} == {code: row["score"] for code, row in rows.items()}
    assert evaluate([]).shape == (len(table), 0)
    # Nothing that is handed out leads back to the edition.
    values, changed = leaf_values(of()), evaluate(of())
    values[:] = 0
    changed.loc[:, "thử"] = 0
    changed.index.names = ["a", "b"]
    assert figures(of())[("par", "total")] == 88.54 and evaluate(of()).index.names == ["index", "code"]


# What each move does


def test_what_each_move_does_to_every_leaf() -> None:
    faults = []
    for code in ALL_LEAVES:
        score, most = PUBLISHED[code], number(code, "max_points")
        for move, value, wanted in [
            ("score", 0.25, 0.25),
            ("reach", "target", number(code, "target")),
            ("reach", "maximum", most),
            ("close", 0, score),
            *((("close", share, score + share * (most - score))) for share in (0.3, 1)),
            *(("add", points, min(max(score + points, 0.0), most)) for points in (-200, -0.1, 0.05, 200, 10**300)),
        ]:
            values = values_of(("code", code, move, value), coupled=False)
            exact = move in ("score", "reach")
            if (values[code] != wanted) if exact else abs(values[code] - wanted) > 1e-9:
                faults.append((code, move, value, values[code], wanted))
            faults += [
                (code, move, other) for other in ALL_LEAVES if other != code and values[other] != PUBLISHED[other]
            ]
    assert faults == []
    for name in ("par", "sipas"):
        assert values_of(("index", name, "close", 0)) == PUBLISHED
        closed = values_of(("index", name, "close", 1), coupled=False)
        assert [leaf for leaf in ALL_LEAVES if abs(closed[leaf] - (number(leaf, "max_points") if leaf in LEAVES[name] else PUBLISHED[leaf])) > 1e-9] == []  # fmt: skip


def test_a_node_that_is_set_has_that_value_and_its_leaves_stay_in_range() -> None:
    for code in INNER["par"] + INNER["sipas"]:
        name, score, most, leaves = (
            INDEX_OF[code],
            number(code, "score"),
            number(code, "max_points"),
            below(INDEX_OF[code], code),
        )
        for value in (0.0, 0.3 * score, score, (score + most) / 2, most):
            scenario = of(Change("code", code, "score", value), coupled=False)
            values = leaf_values(scenario)
            # SIPAS is published to two digits, so that its ends are not 0 and 100 to the last digit.
            near = 0.005 if name == "sipas" and value in (0.0, most) else 1e-9
            assert figures(scenario)[(name, code)] == pytest.approx(value, abs=near), (code, value)
            assert ((values >= 0) & (values <= BASE.maximum + 1e-12)).all(), (code, value)
            moved = {leaf for leaf in ALL_LEAVES if values[leaf] != PUBLISHED[leaf]}
            assert moved <= set(leaves) and bool(moved) == (value != score), (code, value)


# Which change counts


def test_a_narrower_scope_wins_over_a_wider_one_whatever_the_order() -> None:
    faults = []
    for code in LEAVES["par"][::6]:
        field, row = code.split(".")[0], ROWS["par"][code]
        scopes = [("code", code), ("code", field), ("agency", row["lead_agency"]), ("index", "par")]
        ladder = [
            (*scope, "close", share)
            for scope, share in zip(scopes, (0.1, 0.2, 0.3, 0.4), strict=True)
            if pd.notna(scope[1])
        ]
        lost = number(code, "max_points") - PUBLISHED[code]
        for first in range(len(ladder)):
            for order in itertools.permutations(ladder[first:]):
                if abs(values_of(*order)[code] - PUBLISHED[code] - ladder[first][3] * lost) > 1e-9:  # type: ignore[operator]
                    faults.append((code, order))
    assert faults == []
    assert values_of(("code", "2", "close", 1), ("code", "2.4", "close", 0))["2.4.1"] == PUBLISHED["2.4.1"]
    # What a narrower change settles is no clash of wider ones.
    settled = [("agency", "Sở Tư pháp", "reach", "maximum"), ("code", "2.4.1", "score", 0.5), ("assessment", str(ROWS["par"]["2.4.1"]["assessment"]), "close", 0.5)]  # fmt: skip
    own = [leaf for leaf in LEAVES["par"] if leaf != "2.4.1" and ROWS["par"][leaf]["lead_agency"] == "Sở Tư pháp"]
    for order in itertools.permutations(settled):
        assert values_of(*order, *(("code", leaf, "close", 0) for leaf in own))["2.4.1"] == 0.5


def test_an_agency_and_a_way_of_assessment_clash_where_they_differ() -> None:
    faults = []
    for agency, way in itertools.product(AGENCIES, ASSESSMENTS):
        rows = [
            leaf
            for leaf in LEAVES["par"]
            if (ROWS["par"][leaf]["lead_agency"], ROWS["par"][leaf]["assessment"]) == (agency, way)
        ]
        shared = [leaf for leaf in rows if number(leaf, "max_points") - PUBLISHED[leaf] > 1e-9]
        changes = (Change("agency", agency, "close", 0), Change("assessment", way, "close", 1))
        for order in (changes, changes[::-1]):
            said = refusal(lambda order=order: evaluate(of(*order)))
            named = (
                f"agency {agency}" in said
                and f"assessment {way}" in said
                and any(f"«thử», {leaf}: " in said for leaf in shared)
            )
            if named != bool(shared) or bool(said) != bool(shared):
                faults.append((agency, way, said))
    assert faults == []
    same = (("agency", "Sở Nội vụ", "close", 1), ("assessment", "appraisal", "reach", "maximum"))
    assert values_of(*same)["1.1"] == 1.5
    assert "5.5: «5.5» đặt 0.5, «5.5» đặt 0.75; bỏ một" in refusal(
        lambda: values_of(("code", "5.5", "score", 0.75), ("code", "5.5", "score", 0.5))
    )


# SIPAS and 8.1


@settings(max_examples=40)
@given(st.sampled_from(LEAVES["sipas"]), st.floats(0, 100))
def test_criterion_81_moves_by_a_tenth_of_what_sipas_moves(item: str, value: float) -> None:
    table = evaluate([Scenario("c", (Change("code", item, "score", value),)), Scenario("d", (Change("code", item, "score", value),), coupled=False)])  # fmt: skip
    moved = table.loc[("sipas", "total"), "c"] - 87.11
    assert table.loc[("par", "8.1"), "c"] == pytest.approx(8.709 + moved / 10, abs=1e-9)
    assert table.loc[("par", "total"), "c"] == pytest.approx(88.54 + moved / 10, abs=1e-9)
    assert table.loc[[("par", "8.1"), ("par", "total")], "d"].tolist() == [8.709, 88.54]


def test_81_follows_sipas_whatever_a_wider_scope_says_and_is_free_while_sipas_stays() -> None:
    rise, own = ("index", "sipas", "add", 1), ("code", "8.1", "score", 9)
    assert figures(of(Change(*rise)))[("sipas", "total")] == pytest.approx(88.11, abs=1e-9)
    for wide in (("code", "8", "close", 1), ("index", "par", "reach", "maximum")):
        assert values_of(wide, rise)["8.1"] == pytest.approx(8.809, abs=1e-12)
        assert values_of(wide)["8.1"] == 10
    assert figures(of(Change(*own)))[("par", "8.1")] == pytest.approx(9, abs=1e-12)
    assert values_of(own, ("index", "sipas", "close", 0))["8.1"] == 9
    for changes in ((own, rise), (rise, own)):
        said = refusal(lambda changes=changes: evaluate(of(*(Change(*change) for change in changes))))
        assert said.startswith("«thử», 8.1: ") and "coupled = False" in said
        assert values_of(*changes, coupled=False)["8.1"] == 9
    assert values_of(("index", "sipas", "add", -100))["8.1"] == pytest.approx(0, abs=0.001)
    assert 9.99 < values_of(("index", "sipas", "reach", "maximum"))["8.1"] <= 10
    full = BASE.replace(par=load_par().assign(score=lambda t: t["score"].where(t["code"] != "8.1", 9.99)))
    assert leaf_values(of(Change(*rise)), full)["8.1"] == 10  # and no further


# What is refused


def test_what_cannot_be_is_refused_by_name() -> None:
    par = load_par()
    par.loc[par["code"] == "5.5", "target"] = np.nan
    blank = BASE.replace(par=par)
    cases: list[tuple[Any, list[str]]] = [
        *(
            (lambda ask=ask, change=change: ask(of(change)), ["«thử»", *named])
            for ask in (evaluate, leaf_values)
            for change, named in [
                (Change("code", "5.5", "score", 12), ["5.5:", "12", "(outside 0 to 1.25)"]),
                (Change("code", "5.5", "score", -0.5), ["5.5:", "-0.5", "(outside 0 to 1.25)"]),
                (Change("code", "8", "score", 99), ["8:", "99", "(outside 0 to 16)"]),
                (Change("code", "V", "score", 100.5), ["V:", "100.5", "0 to 100"]),
                (Change("code", "5.55", "reach", "target"), ["code '5.55'", "gần giống (close): 5.5"]),
                (Change("code", "total", "score", 90), ["'total'", "SIPAS chung là 8.1"]),
                (Change("code", "", "close", 1), ["''"]),
                (Change("agency", "Sở X", "reach", "target"), ["'Sở X'", "có (there are)", "Sở Nội vụ"]),
                (Change("assessment", "results", "reach", "target"), ["'results'", "appraisal"]),
                (Change("index", "papi", "reach", "target"), ["'papi'", "par, sipas"]),
            ]
        ),
        (lambda: evaluate(of(Change("code", "5", "reach", "target")), blank), ["«thử», 5.5: ", "no target"]),
        (lambda: evaluate([Scenario("a"), Scenario("b"), Scenario("a")]), ["same title: a)"]),
        *((lambda ask=ask: ask(of(sha256="0" * 64)), ["thử: ", "another edition"]) for ask in (evaluate, leaf_values)),
        (lambda: evaluate(of().over(BASE), blank), ["thử: ", "another edition"]),
        *((lambda many=many: evaluate(many), ["a Scenario is needed", "presets().values()"]) for many in (presets(), ["a"], [None])),
    ]  # fmt: skip
    found = [(refusal(ask), named) for ask, named in cases]
    assert [case for case in found if not all(word in case[0] for word in case[1])] == []
    assert evaluate(of(), blank).equals(evaluate(of().over(blank), blank))  # unsigned, it is over whatever it meets


def test_a_table_that_is_not_bound_by_leaf_code_or_out_of_range_is_refused() -> None:
    table = pd.DataFrame([BASE.score, BASE.score], index=["một", "hai"], columns=list(BASE.leaves))
    twice = pd.concat([table, table[["5.5"]]], axis=1)
    for values, named in [
        (table.drop(columns="5.5"), r"missing\): 5\.5"),
        (table.rename(columns={"5.5": "5"}), r"missing\): 5\.5; .*not a leaf\): 5"),
        (twice, "repeated"),
        (table.astype(object).replace({8.709: "chín"}), "chín.*is no number"),
        *((table.where(lambda t, v=v: (t.index != "hai")[:, None] | (t.columns != "8.1"), v), r"«hai», 8\.1: .*0 to 10") for v in (np.nan, np.inf, -np.inf, -0.01, 10.01)),
    ]:  # fmt: skip
        with pytest.raises(ParAnalysisError, match=named):
            evaluate(values)
