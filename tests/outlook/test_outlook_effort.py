"""What a goal counts, what a closure costs, and what the search hears of every leaf: costs, caps, must-haves, must-nots."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_analysis import ParAnalysisError, deficits, edition_from, load_agencies, load_par, open_edition
from par_analysis.outlook import effort as effort_module
from par_analysis.outlook.effort import Limits, Terms, efforts, goal_of, members
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.ranks import score_for

PAR = load_par()
ROWS = PAR.set_index("code")
LOST = [str(row.code) for row in PAR.itertuples() if row.is_leaf and round(row.max_points - row.score, 9) > 0]
LED = {
    str(name): [code for code in LOST if ROWS.loc[code, "lead_agency"] == name]
    for name in PAR["lead_agency"].dropna().unique()
}
MODEL = achievability_model()


def dearer(second_step: float, further_steps: float) -> Model:
    rates = MODEL.assumptions.replace(second_step=second_step, further_steps=further_steps)
    return dataclasses.replace(MODEL, assumptions=rates)


def deficit(code: str) -> float:
    return float(ROWS.loc[code, "max_points"] - ROWS.loc[code, "score"])


def terms(costs: Any = None, caps: Any = None, must: Any = (), must_not: Any = (), model: Model = MODEL) -> Terms:
    return Limits(costs or {}, caps or {}, tuple(must), tuple(must_not)).terms(model)


def unrefused(cases: list[tuple[Callable[[], object], str]]) -> list[tuple[str, str]]:
    """Cases that were not refused with these words in the message, with what was said."""
    faults = []
    for call, words in cases:
        try:
            faults.append((words, repr(call())))
        except ParAnalysisError as error:
            if words not in str(error):
                faults.append((words, str(error)))
    return faults


# Goals


def test_what_a_goal_counts_and_how_much_is_missing() -> None:
    goal = goal_of(MODEL, total=90.5)
    assert set(goal.codes) == set(LOST) and goal.must == () and goal.score == 90.5
    assert goal.gain == pytest.approx(90.5 - 88.54, abs=1e-9)  # Plan 192, line 248
    assert (goal.title_vi, goal.title_en) == ("Tổng điểm 90,5", "A total of 90.5")
    known = open_edition().at(None)
    for year in (2021, 2022):
        goal = goal_of(achievability_model(known), rank=3, year=year)
        assert goal.score == score_for(3, year, edition=known).sure_from and set(goal.codes) == set(LOST)
        assert goal.gain == pytest.approx(goal.score - 88.54, abs=1e-9)
    for code in ("7", "7.1", "7.1.10"):
        goal = goal_of(MODEL, code=code, score=ROWS.loc[code, "max_points"])
        assert list(goal.codes) == [leaf for leaf in LOST if f"{leaf}.".startswith(f"{code}.")]
        assert goal.gain == pytest.approx(deficit(code), abs=1e-9)
    led = deficits("agency").set_index("lead_agency").loc["Sở Tài chính"]
    for name in ("Sở Tài chính", "tai-chinh", "Finance", "Department of Finance"):
        goal = goal_of(MODEL, agency=name, score=led["max_points"])
        assert list(goal.codes) == LED["Sở Tài chính"]
        assert goal.gain == pytest.approx(led["deficit"], abs=1e-9)
        assert goal.title_vi.startswith("Sở Tài chính: ") and goal.title_en.startswith("Finance: ")


def test_a_goal_is_that_of_the_place_and_year_of_the_edition() -> None:
    known = open_edition().at(None)
    own = known.replace(place="Hải Phòng", year=2022)
    for rank in (3, 2):
        assert goal_of(achievability_model(own), rank=rank).score == score_for(rank, 2022, edition=own).sure_from
    assert score_for(2, 2022, edition=own).sure_from != score_for(2, 2022, edition=known).sure_from
    table = load_par().replace({"lead_agency": {"Sở Tài chính": "Finance Bureau"}})
    own = edition_from(table, place="Nơi thử", year=2021)  # nothing is known of ranks or agencies
    goal = goal_of(achievability_model(own), agency="finance bureau", score=5)
    assert goal.title_vi.startswith("Finance Bureau: ") and goal.title_en.startswith("Finance Bureau: ")
    assert goal_of(achievability_model(own), total=90.5).gain == pytest.approx(90.5 - 88.54)
    with pytest.raises(ParAnalysisError, match="no published rank"):
        goal_of(achievability_model(own), rank=3)


def test_what_is_no_goal_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one = "cần đúng một đích: total=…, rank=…, code=… và score=…"
    cases: list[tuple[dict[str, Any], str]] = [
        *((aim, one) for aim in ({}, {"total": 90, "rank": 3}, {"total": 90, "likely": True}, {"score": 1})),
        *((aim, one) for aim in ({"code": "5.5", "agency": "Sở Nội vụ", "score": 1}, {"total": None, "likely": False})),
        *((aim, one) for aim in ({"code": "5.5"}, {"agency": "Sở Nội vụ"}, {"total": 90, "score": 1})),
        *((aim, one) for aim in ({"rank": 3, "score": 1}, {"likely": True, "score": 1})),
        ({"rank": 0}, "rank: cần số nguyên từ 1 đến 63, không phải 0 (a whole number from 1 to 63 is needed, not 0)"),
        ({"rank": 2.5}, "rank: cần số nguyên từ 1 đến 63"),
        ({"rank": True}, "rank: cần số nguyên từ 1 đến 63"),
        ({"rank": 3, "year": 1999}, "năm 1999: chưa có điểm hay thứ hạng nào đã công bố"),
        ({"code": "5.55", "score": 1}, "code: không có tiêu chí '5.55' (no criterion '5.55'); gần giống (close): 5.5"),
        ({"code": "3.5", "score": 1}, "code: 3.5: không bị trừ điểm nào (lost no points)"),
        ({"code": "I", "score": 1}, "code: không có tiêu chí 'I' (no criterion 'I')"),
        ({"code": "Sở Nội vụ", "score": 20}, "code: không có tiêu chí 'Sở Nội vụ'"),
        ({"agency": "Sở Y tế", "score": 1}, "agency: không có cơ quan 'Sở Y tế' (no agency 'Sở Y tế')"),
        ({"agency": "tax", "score": 1}, "agency: tax: không bị trừ điểm nào (lost no points)"),
        ({"agency": "5", "score": 6}, "agency: không có cơ quan '5'"),
    ]
    most = {name: f"{ROWS.loc[codes, 'max_points'].sum():g}" for name, codes in (("5.5", ["5.5"]), ("5", ["5"]))}
    most["Sở Tư pháp"] = f"{PAR.loc[PAR['is_leaf'] & (PAR['lead_agency'] == 'Sở Tư pháp'), 'max_points'].sum():g}"
    scopes: list[tuple[str, dict[str, Any], str]] = [("total", {}, "100")]
    for value in (0.7, 1, "1", None, np.nan):  # a limit of one's own belongs to the assumptions
        cases.append(({"likely": value}, f"likely: cần True hoặc False, không phải {value!r} (True or False is needed"))
    scopes += [("score", {"agency" if "ở" in name else "code": name}, limit) for name, limit in most.items()]
    for name, rest, limit in scopes:
        for value in (-0.1, 1000, np.nan, np.inf, True, "1", [1]):
            words = f"{name}: cần số từ 0 đến {limit}, không phải {value!r} (a number from 0 to {limit} is needed"
            cases.append(({name: value, **rest}, words))
    assert unrefused([(lambda aim=aim: goal_of(MODEL, **aim), words) for aim, words in cases]) == []
    ranks = effort_module.rank_list(2021)
    never = dataclasses.replace(ranks, high=np.full(ranks.places, np.inf))
    monkeypatch.setattr(effort_module, "rank_list", lambda year, edition: never)
    with pytest.raises(ParAnalysisError, match=r"rank = 1: .*2021.*no score is certain of this rank"):
        goal_of(MODEL, rank=1, year=2021)


# Effort


def test_every_typical_year_of_progress_costs_what_the_assumptions_say() -> None:
    for second, further in ((2.0, 4.0), (1.0, 1.0), (1.5, 9.0), (3.0, 3.0)):
        want = {0: 0.0, 0.5: 0.5, 1: 1.0, 1.5: 1 + second / 2, 2: 1 + second, 3: 1 + second + further}
        want |= {3.5: 1 + second + 1.5 * further, 4: 1 + second + 2 * further}
        years = np.array([*want])
        for typical in (0.05, 0.1, 0.25):
            made = efforts(years * typical, np.full(len(years), typical), dearer(second, further))
            assert made.tolist() == pytest.approx([*want.values()], abs=1e-9)
    # Each closure against its own typical year; the whole deficit within one costs less than a year.
    made = efforts(np.array([0.2, 0.2, 0.2, 1.0, 1.0]), np.array([0.4, 0.2, 0.1, 0.25, 1.25]), dearer(2.0, 5.0))
    assert made.tolist() == pytest.approx([0.5, 1.0, 1 + 2.0, 1 + 2.0 + 2 * 5.0, 0.8], abs=1e-9)


rates = st.floats(1, 10)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 1), rates, rates)
def test_effort_is_increasing_and_convex(
    one: float, other: float, share: float, typical: float, rate: float, other_rate: float
) -> None:
    low, high = sorted([one, other])
    between = low + share * (high - low)
    model = dearer(*sorted([rate, other_rate]))
    first, middle, last = efforts(np.array([low, between, high]), np.full(3, typical), model)
    assert last - first >= (high - low) / typical - 1e-9  # no year costs less than one
    assert middle <= first + share * (last - first) + 1e-9


# Terms


def test_without_terms_every_lost_leaf_may_gain_its_deficit_at_the_typical_effort() -> None:
    plain = terms()
    leaves = plain.leaves
    assert list(leaves.index) == LOST and plain.caps == {}
    assert leaves["most"].tolist() == pytest.approx([deficit(code) for code in LOST], abs=1e-9)
    assert leaves["lead_agency"].to_dict() == {code: ROWS.loc[code, "lead_agency"] for code in LOST}
    assert (leaves["cost"] == 1).all() and (leaves["least"] == 0).all()
    assert set(MODEL.leaves.columns) < set(leaves.columns)
    assert "typical" not in MODEL.leaves  # the model itself is left alone
    for floor in (0.001, 0.05, 0.2, 0.9):
        model = dataclasses.replace(MODEL, assumptions=MODEL.assumptions.replace(least_typical=floor))
        centres = {code: MODEL.pace[str(ROWS.loc[code, "assessment"])] for code in LOST}
        assert terms(model=model).leaves["typical"].to_dict() == {
            code: max(one, floor) for code, one in centres.items()
        }


def test_a_code_or_agency_by_any_name_stands_for_the_leaves_that_lost_points() -> None:
    faults = []
    scopes = {str(code): [leaf for leaf in LOST if f"{leaf}.".startswith(f"{code}.")] for code in PAR["code"]}
    del scopes["total"]
    names = [(str(row.name), str(text)) for row in load_agencies().itertuples(index=False) for text in row]
    scopes |= {text: LED.get(name, []) for name, called in names for text in (called, called.upper(), called.lower())}
    for name, want in scopes.items():
        try:
            found: object = members(MODEL, name, "caps")
        except ParAnalysisError as error:
            found = str(error)
        if found != (want or f"caps: {name}: không bị trừ điểm nào (lost no points)"):
            faults.append((name, found))
    assert faults == [] and sum(not codes for codes in scopes.values()) > 10


def test_a_cost_holds_for_the_leaves_of_its_scope_and_the_narrower_wins_whatever_the_order() -> None:
    costs = terms({"5.9": 3, "Finance": 0.5, "8.1": np.float64(7)}).leaves["cost"]
    want = {code: 3 if code.startswith("5.9") else 7 if code == "8.1" else 1 for code in LOST}
    assert costs.to_dict() == want | dict.fromkeys(LED["Sở Tài chính"], 0.5)
    scopes = [("Sở Nội vụ", 2.0), ("5.9", 3.0), ("5.9.1", 4.0)]
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        costs = terms(dict(scopes[place] for place in order)).leaves["cost"]
        for code in LED["Sở Nội vụ"]:
            assert costs[code] == (4 if code == "5.9.1" else 3 if code.startswith("5.9.") else 2)
    # Also over a scope in which no other leaf lost points.
    for wide, narrow in (("3", "3.4"), ("1", "1.6"), ("Sở Khoa học và Công nghệ", "7.5.4")):
        for pair in ([(wide, 2.0), (narrow, 5.0)], [(narrow, 5.0), (wide, 2.0)]):
            assert terms(dict(pair)).leaves["cost"][narrow] == 5


def test_a_cap_lowers_what_a_leaf_may_gain_or_holds_for_a_wider_scope_together() -> None:
    found = terms(caps={"5.5": 0.2, "8.1": 99, "3": 0.004, "Sở Khoa học và Công nghệ": np.int64(0)})
    want = {code: deficit(code) for code in LOST} | {"5.5": 0.2, "3.4": 0.004, "7.5.4": 0.0}
    assert found.leaves["most"].to_dict() == pytest.approx(want, abs=1e-9) and found.caps == {}
    found = terms(caps={"Sở Nội vụ": 0.5, "7": 1, "Finance": 0})
    seven = [code for code in LOST if code.startswith("7.")]
    assert found.caps == {
        "Sở Nội vụ": (0.5, LED["Sở Nội vụ"]),
        "7": (1.0, seven),
        "Finance": (0.0, LED["Sở Tài chính"]),
    }
    assert found.leaves["most"].tolist() == pytest.approx([deficit(code) for code in LOST], abs=1e-9)
    # What cannot be had whole cannot be had.
    for cap, most in ((0.0, 0.0), (0.499, 0.0), (0.5, 0.5), (2, 0.5)):
        assert terms(caps={"8.2": cap}).leaves["most"]["8.2"] == most


def test_what_is_ruled_out_gains_nothing_and_what_must_be_reached_what_its_target_asks_for() -> None:
    most = terms(must_not=["5.9", "finance", "8.2"], caps={"5.9.1": 0.1}).leaves["most"]
    out = [code for code in LOST if code.startswith("5.9.") or code in LED["Sở Tài chính"] or code == "8.2"]
    assert most.index[most == 0].tolist() == out and len(out) > 5
    least = terms(must=["5", "8.1", "8.6", "Sở Tài chính"]).leaves["least"]
    must = {code for code in LOST if code.startswith("5.") or code in ("8.1", "8.6", *LED["Sở Tài chính"])}
    asked = {code: ROWS.loc[code, "target"] - ROWS.loc[code, "score"] if code in must else 0.0 for code in LOST}
    assert least.to_dict() == pytest.approx(asked, abs=1e-9)
    # All or nothing is had whole, and a target below the score asks nothing.
    leaves = MODEL.leaves.copy()
    leaves.loc["8.2", "gain"], leaves.loc["8.1", "gain"] = 0.2, -0.3
    found = terms(must=["8"], model=dataclasses.replace(MODEL, leaves=leaves))
    assert found.leaves["least"][["8.1", "8.2"]].tolist() == [0.0, 0.5]


CLASH = "vừa bắt buộc đạt, vừa bị loại hoặc bị giới hạn thấp hơn (must be reached, and is ruled out or capped below)"


def test_terms_that_cannot_be_are_refused_and_such_as_just_agree_are_taken() -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"must": ["5.5"], "must_not": ["5.5"]}, f"5.5: {CLASH}"),
        ({"must": ["6"], "must_not": ["6.1"]}, f"6.1.1, 6.1.3: {CLASH}"),
        ({"must": ["5.5"], "caps": {"5.5": 0.49}}, f"5.5: {CLASH}"),
        ({"must": ["8.2", "8.5"], "caps": {"8.5": 0.49}}, f"8.5: {CLASH}"),
        (
            {"must": ["5.5", "8.1"], "caps": {"8": 1, "home affairs": 0.5}},
            "caps['home affairs'] = 0.5: phần bắt buộc đã cần 0.591 điểm (what must be reached already takes 0.591)",
        ),
        ({"must": ["8.2", "8.5", "8.6"], "caps": {"8": 1.25}}, "caps['8'] = 1.25: phần bắt buộc đã cần 1.5 điểm"),
    ]
    for value in (0, -1, True, np.nan, np.inf, -np.inf, "2", None, [1]):
        words = f"costs['5.5']: cần số lớn hơn 0, không phải {value!r} (a number above 0 is needed, not {value!r})"
        cases.append(({"costs": {"5.5": value}}, words))
    for value in (-0.001, False, np.nan, np.inf, "2", None, np.bool_(True)):
        words = f"caps['Sở Nội vụ']: cần số từ 0 trở lên, không phải {value!r} (a number from 0 on is needed"
        cases.append(({"caps": {"Sở Nội vụ": value}}, words))
    unknown = "không có tiêu chí hay cơ quan {0!r} (no criterion or agency {0!r})"
    near = {"5.55": "; gần giống (close): 5.5", "Sở Nội vu": "; gần giống (close): Sở Nội vụ"}
    for argument in ("costs", "caps", "must", "must_not"):
        for name in ("5.55", "Sở Nội vu", "xyz", "total", "I", None, "3.5", "Cục thuế Thành phố"):
            words = unknown.format(name) + near.get(str(name), "")
            if name in ("3.5", "Cục thuế Thành phố"):
                words = f"{name}: không bị trừ điểm nào (lost no points)"
            cases.append(({argument: {name: 1} if argument in ("costs", "caps") else [name]}, f"{argument}: {words}"))
    assert unrefused([(lambda asked=asked: terms(**asked), words) for asked, words in cases]) == []
    for asked in (
        {"must": ["5.5"], "caps": {"5.5": 0.5}},
        {"must": ["8.2", "8.5", "8.6"], "caps": {"8": 1.5}},
        {"must": ["2.4"], "caps": {"Sở Tư pháp": 0.24}},  # 0,01 + 0,01 + 0,17 + 0,05
        {"must": ["8.2"], "must_not": ["8.5"]},
        {"must": ["8.2"], "caps": {"8.2": 0.5}},
    ):
        leaves = terms(**asked).leaves  # type: ignore[arg-type]
        assert (leaves["least"] <= leaves["most"] + 1e-9).all() and leaves["least"].sum() > 0
