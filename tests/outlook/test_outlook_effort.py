"""What a closure costs, and what the search is told of every leaf: own costs, caps, must-haves, must-nots."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_analysis import ParAnalysisError, load_agencies, load_par
from par_analysis.outlook.effort import Terms, efforts, members, terms_of
from par_analysis.outlook.model import Model, achievability_model

PAR = load_par()
ROWS = PAR.set_index("code")
LOST = [str(row.code) for row in PAR.itertuples() if row.is_leaf and round(row.max_points - row.score, 9) > 0]
LED = {str(name): [code for code in LOST if ROWS.loc[code, "lead_agency"] == name] for name in PAR["lead_agency"].dropna().unique()}  # fmt: skip
NAMES = [(str(row.name), str(text)) for row in load_agencies().itertuples(index=False) for text in row]


@pytest.fixture(scope="module")
def model() -> Model:
    return achievability_model()


def dearer(model: Model, second_year: float, further_years: float) -> Model:
    given = model.assumptions.replace(second_year=second_year, further_years=further_years)
    return dataclasses.replace(model, assumptions=given)


def deficit(code: str) -> float:
    return float(ROWS.loc[code, "max_points"] - ROWS.loc[code, "score"])


def asked(code: str) -> float:
    """What the target of a leaf asks for, in points."""
    return float(ROWS.loc[code, "target"] - ROWS.loc[code, "score"])


def told(
    model: Model,
    costs: dict[Any, Any] | None = None,
    caps: dict[Any, Any] | None = None,
    must: Any = (),
    must_not: Any = (),
) -> Terms:
    return terms_of(model, costs or {}, caps or {}, must, must_not)


# Effort


@pytest.mark.parametrize(
    ("second", "further"), [(2.0, 4.0), (1.0, 1.0), (1.5, 9.0), (3.0, 3.0)], ids=["shipped", "even", "steep", "level"]
)
@pytest.mark.parametrize("typical", [0.05, 0.1, 0.25])
def test_every_typical_year_of_progress_costs_what_the_assumptions_say(
    model: Model, second: float, further: float, typical: float
) -> None:
    given = dearer(model, second, further)
    want = {0: 0.0, 0.5: 0.5, 1: 1.0, 1.5: 1 + second / 2, 2: 1 + second, 3: 1 + second + further}
    want |= {3.5: 1 + second + 1.5 * further, 4: 1 + second + 2 * further}
    years = np.array([*want])
    made = efforts(years * typical, np.full(len(years), typical), given)
    assert made.tolist() == pytest.approx([*want.values()], abs=1e-9)


def test_every_closure_is_measured_against_its_own_typical_year(model: Model) -> None:
    given = dearer(model, 2.0, 5.0)
    made = efforts(np.array([0.2, 0.2, 0.2, 1.0]), np.array([0.4, 0.2, 0.1, 0.25]), given)
    assert made.tolist() == pytest.approx([0.5, 1.0, 1 + 2.0, 1 + 2.0 + 2 * 5.0], abs=1e-9)


def test_the_whole_deficit_within_a_typical_year_costs_less_than_a_year(model: Model) -> None:
    assert efforts(np.array([1.0]), np.array([1.25]), model).tolist() == pytest.approx([0.8])


rates = st.floats(1, 10)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 1), rates, rates)
def test_effort_is_increasing_and_convex(
    one: float, other: float, share: float, typical: float, rate: float, other_rate: float
) -> None:
    given = dearer(achievability_model(), *sorted([rate, other_rate]))
    low, high = sorted([one, other])
    between = low + share * (high - low)
    first, middle, last = efforts(np.array([low, between, high]), np.full(3, typical), given)
    assert last - first >= (high - low) / typical - 1e-9  # no year costs less than one
    assert middle <= first + share * (last - first) + 1e-9


# Terms


def test_without_terms_every_lost_leaf_may_gain_its_deficit_at_the_typical_effort(model: Model) -> None:
    terms = told(model)
    leaves = terms.leaves
    assert list(leaves.index) == LOST and terms.caps == {}
    assert leaves["most"].tolist() == pytest.approx([deficit(code) for code in LOST], abs=1e-9)
    assert leaves["lead_agency"].to_dict() == {code: ROWS.loc[code, "lead_agency"] for code in LOST}
    assert (leaves["cost"] == 1).all() and (leaves["least"] == 0).all()
    assert set(model.leaves.columns) < set(leaves.columns)
    assert "typical" not in model.leaves  # the model itself is left alone


@pytest.mark.parametrize("floor", [0.001, 0.05, 0.2, 0.9])
def test_a_typical_year_is_the_centre_of_the_class_but_not_less_than_the_assumption(model: Model, floor: float) -> None:
    given = dataclasses.replace(model, assumptions=model.assumptions.replace(least_typical=floor))
    typical = told(given).leaves["typical"]
    for code in LOST:
        centre = model.classes[str(ROWS.loc[code, "assessment"])].centre
        assert typical[code] == (centre if centre >= floor else floor)


# Own costs


def test_a_cost_holds_for_the_leaves_of_its_scope_and_no_others(model: Model) -> None:
    costs = told(model, {"5.9": 3, "Sở Tài chính": 0.5, "8.1": np.float64(7)}).leaves["cost"]
    want = {code: 3 if code.startswith("5.9") else 7 if code == "8.1" else 1 for code in LOST}
    want |= dict.fromkeys(LED["Sở Tài chính"], 0.5)
    assert costs.to_dict() == want


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)], ids=["wide first", "narrow first", "mixed"])
def test_the_cost_of_a_narrower_scope_wins_whatever_the_order(model: Model, order: tuple[int, ...]) -> None:
    given = [("Sở Nội vụ", 2.0), ("5.9", 3.0), ("5.9.1", 4.0)]
    costs = told(model, dict(given[place] for place in order)).leaves["cost"]
    for code in LED["Sở Nội vụ"]:
        assert costs[code] == (4 if code == "5.9.1" else 3 if code.startswith("5.9.") else 2)


@pytest.mark.parametrize(("wide", "narrow"), [("3", "3.4"), ("1", "1.6"), ("Sở Khoa học và Công nghệ", "7.5.4")])
@pytest.mark.parametrize(
    "turned",
    [
        False,
        True,
    ],
)
def test_the_cost_of_a_leaf_wins_over_a_scope_with_no_other_lost_leaf(
    model: Model, wide: str, narrow: str, turned: bool
) -> None:
    given = [(wide, 2.0), (narrow, 5.0)]
    assert told(model, dict(given[::-1] if turned else given)).leaves["cost"][narrow] == 5


@pytest.mark.parametrize(("printed", "called"), NAMES)
def test_an_agency_goes_by_any_of_its_names(model: Model, printed: str, called: str) -> None:
    if not LED.get(printed):
        with pytest.raises(ParAnalysisError, match=re.escape(f"{called}: không bị trừ điểm nào (lost no points)")):
            members(model, called, "costs")
        return
    for text in (called, called.upper(), called.lower()):
        assert members(model, text, "costs") == LED[printed]
        costs = told(model, {text: 2}).leaves["cost"]
        assert costs.index[costs == 2].tolist() == LED[printed]


@pytest.mark.parametrize("code", [str(code) for code in PAR["code"] if code != "total"])
def test_a_code_stands_for_the_lost_leaves_below_it(model: Model, code: str) -> None:
    under = [leaf for leaf in LOST if f"{leaf}.".startswith(f"{code}.")]
    if under:
        assert members(model, code, "caps") == under
    else:
        with pytest.raises(ParAnalysisError, match=re.escape(f"caps: {code}: không bị trừ điểm nào (lost no points)")):
            members(model, code, "caps")


# Caps, must-haves, must-nots


def test_a_cap_on_one_leaf_lowers_what_it_may_gain(model: Model) -> None:
    terms = told(model, caps={"5.5": 0.2, "8.1": 99, "3": 0.004, "Sở Khoa học và Công nghệ": np.int64(0)})
    most = terms.leaves["most"]
    assert most[["5.5", "8.1", "3.4", "7.5.4"]].tolist() == pytest.approx([0.2, deficit("8.1"), 0.004, 0.0])
    others = [code for code in LOST if code not in ("5.5", "3.4", "7.5.4")]
    assert most[others].tolist() == pytest.approx([deficit(code) for code in others], abs=1e-9)
    assert terms.caps == {}


def test_a_cap_on_a_wider_scope_holds_for_its_leaves_together(model: Model) -> None:
    terms = told(model, caps={"Sở Nội vụ": 0.5, "7": 1, "Finance": 0})
    codes = {name: [code for code in LOST if code.startswith("7.")] if name == "7" else LED[name] for name in ("Sở Nội vụ", "7")}  # fmt: skip
    want = {"Sở Nội vụ": (0.5, codes["Sở Nội vụ"]), "7": (1.0, codes["7"]), "Finance": (0.0, LED["Sở Tài chính"])}
    assert terms.caps == want
    assert terms.leaves["most"].tolist() == pytest.approx([deficit(code) for code in LOST], abs=1e-9)


@pytest.mark.parametrize(("cap", "most"), [(0.0, 0.0), (0.499, 0.0), (0.5, 0.5), (2, 0.5)])
def test_what_cannot_be_had_whole_cannot_be_had(model: Model, cap: float, most: float) -> None:
    assert told(model, caps={"8.2": cap}).leaves["most"]["8.2"] == most


def test_what_is_ruled_out_gains_nothing(model: Model) -> None:
    most = told(model, must_not=["5.9", "finance", "8.2"], caps={"5.9.1": 0.1}).leaves["most"]
    out = [code for code in LOST if code.startswith("5.9.") or code in LED["Sở Tài chính"] or code == "8.2"]
    assert most.index[most == 0].tolist() == out
    assert len(out) > 5


def test_what_must_be_reached_gains_at_least_what_its_target_asks_for(model: Model) -> None:
    least = told(model, must=["5", "8.1", "8.6", "Sở Tài chính"]).leaves["least"]
    must = {code for code in LOST if code.startswith("5.") or code in ("8.1", "8.6", *LED["Sở Tài chính"])}
    for code in LOST:
        assert least[code] == pytest.approx(asked(code) if code in must else 0.0, abs=1e-9)


def test_an_all_or_nothing_leaf_that_must_be_reached_is_had_whole_and_a_target_below_asks_nothing(model: Model) -> None:
    leaves = model.leaves.copy()
    leaves.loc["8.2", "gain"], leaves.loc["8.1", "gain"] = 0.2, -0.3
    terms = told(dataclasses.replace(model, leaves=leaves), must=["8"])
    assert terms.leaves["least"][["8.1", "8.2"]].tolist() == [0.0, 0.5]


# Refusals


@pytest.mark.parametrize("value", [0, -1, True, np.nan, np.inf, -np.inf, "2", None, [1]])
def test_a_cost_that_is_no_number_above_nothing_is_refused(model: Model, value: Any) -> None:
    message = f"costs['5.5'] = {value!r}: phải là số lớn hơn 0 (a number above 0)"
    with pytest.raises(ParAnalysisError, match=f"^{re.escape(message)}$"):
        told(model, {"5.5": value})


@pytest.mark.parametrize("value", [-0.001, False, np.nan, np.inf, "2", None, np.bool_(True)])
def test_a_cap_that_is_no_number_from_nothing_on_is_refused(model: Model, value: Any) -> None:
    message = f"caps['Sở Nội vụ'] = {value!r}: phải là số từ 0 (a number from 0 on)"
    with pytest.raises(ParAnalysisError, match=f"^{re.escape(message)}$"):
        told(model, caps={"Sở Nội vụ": value})


CLASH = "vừa bắt buộc đạt, vừa bị loại hoặc bị giới hạn thấp hơn (must be reached, and is ruled out or capped below)"


@pytest.mark.parametrize("argument", ["costs", "caps", "must", "must_not"])
@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("5.55", "không có tiêu chí hay cơ quan (no criterion or agency) '5.55'; gần giống (close): 5.5"),
        ("Sở Nội vu", "(no criterion or agency) 'Sở Nội vu'; gần giống (close): Sở Nội vụ"),
        ("xyz", "không có tiêu chí hay cơ quan (no criterion or agency) 'xyz'"),
        ("total", "không có tiêu chí hay cơ quan (no criterion or agency) 'total'"),
        ("I", "(no criterion or agency) 'I'"),
        (None, "(no criterion or agency) None"),
        ("3.5", "3.5: không bị trừ điểm nào (lost no points)"),
        ("Cục thuế Thành phố", "Cục thuế Thành phố: không bị trừ điểm nào (lost no points)"),
    ],
)
def test_a_name_that_stands_for_nothing_is_refused(model: Model, argument: str, name: Any, rest: str) -> None:
    given = {name: 1} if argument in ("costs", "caps") else [name]
    with pytest.raises(ParAnalysisError) as caught:
        told(model, **{argument: given})
    assert str(caught.value).startswith(f"{argument}: ") and rest in str(caught.value)
    if "close" not in rest:
        assert str(caught.value).endswith(rest)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"must": ["5.5"], "must_not": ["5.5"]}, f"5.5: {CLASH}"),
        ({"must": ["6"], "must_not": ["6.1"]}, f"6.1.1, 6.1.3: {CLASH}"),
        ({"must": ["5.5"], "caps": {"5.5": 0.49}}, f"5.5: {CLASH}"),
        ({"must": ["8.2", "8.5"], "caps": {"8.5": 0.49}}, f"8.5: {CLASH}"),
        (
            {"must": ["5.5", "8.1"], "caps": {"8": 1, "home affairs": 0.5}},
            "caps['home affairs'] = 0.5: phần bắt buộc đã cần 0.591 điểm (what must be reached already takes 0.591)",
        ),
        (
            {"must": ["8.2", "8.5", "8.6"], "caps": {"8": 1.25}},
            "caps['8'] = 1.25: phần bắt buộc đã cần 1.5 điểm (what must be reached already takes 1.5)",
        ),
    ],
)
def test_terms_that_contradict_each_other_are_refused(model: Model, given: dict[str, Any], message: str) -> None:
    with pytest.raises(ParAnalysisError, match=f"^{re.escape(message)}$"):
        told(model, **given)


@pytest.mark.parametrize(
    "given",
    [
        {"must": ["5.5"], "caps": {"5.5": 0.5}},
        {"must": ["8.2", "8.5", "8.6"], "caps": {"8": 1.5}},
        {"must": ["2.4"], "caps": {"Sở Tư pháp": 0.24}},  # 0,01 + 0,01 + 0,17 + 0,05
        {"must": ["8.2"], "must_not": ["8.5"]},
        {"must": ["8.2"], "caps": {"8.2": 0.5}},
    ],
)
def test_terms_that_just_agree_are_taken(model: Model, given: dict[str, Any]) -> None:
    leaves = told(model, **given).leaves
    assert (leaves["least"] <= leaves["most"] + 1e-9).all() and leaves["least"].sum() > 0


def test_the_table_that_these_cases_are_made_from_has_what_they_need() -> None:
    assert {"8.2", "8.5", "8.6", "5.5", "8.1", "7.5.4"} <= set(LOST)
    assert LED["Sở Khoa học và Công nghệ"] == ["7.5.4"] and LED["Cục thuế Thành phố"] == []
    assert not pd.isna(ROWS.loc[LOST, "lead_agency"]).any()
