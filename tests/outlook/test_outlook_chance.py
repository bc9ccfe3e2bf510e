"""Chances of targets: by hand with Student's t, and every other column counted anew."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from par_analysis import ParAnalysisError, coverage, load_par, load_sipas, open_edition
from par_analysis.edition.loaders import load_assumptions, load_evidence, load_judgements
from par_analysis.outlook.chance import chances, verdicts
from par_analysis.outlook.model import achievability_model
from par_analysis.tables.models.results import CHANCES

Raw = Callable[[str], list[dict[str, str]]]
TABLES = {"par": load_par(), "sipas": load_sipas()}
MODEL = achievability_model()
SHIPPED = {index: chances(index) for index in TABLES}


def by_code(index: str) -> pd.DataFrame:
    return SHIPPED[index].set_index("code")


# Rows and columns


def test_every_leaf_with_a_gain_stands_once_the_most_likely_first_and_no_other() -> None:
    assert all(column in (chances.__doc__ or "") for column in CHANCES.columns)
    for index, table in TABLES.items():
        found, got = SHIPPED[index], by_code(index)
        assert list(found) == CHANCES.columns and list(found.index) == list(range(len(found)))
        assert found.drop(columns=["peer_above", "lead_agency"]).notna().all(axis=None)
        leaves = table[table["is_leaf"]].dropna(subset=["target"]).set_index("code")
        gaining = leaves[leaves["target"] - leaves["score"] > 1e-9]
        assert len(gaining) > 20 and sorted(found["code"]) == sorted(gaining.index)
        got = got.loc[gaining.index]
        for column in ("score", "max_points", "target"):
            np.testing.assert_allclose(got[column], gaining[column], atol=1e-9)
        for column in ("name", "name_en", "lead_agency"):
            assert got[column].tolist() == gaining[column].tolist()
        np.testing.assert_allclose(got["gain"], gaining["target"] - gaining["score"], atol=1e-9)
        np.testing.assert_allclose(got["deficit"], gaining["max_points"] - gaining["score"], atol=1e-9)
        np.testing.assert_allclose(got["asked"] * got["deficit"], got["gain"], atol=1e-9)
        assert ((got["asked"] > 0) & (got["asked"] <= 1 + 1e-9)).all()
        keys = list(zip(-found["chance"], -found["gain"], strict=True))
        assert keys == sorted(keys)
    for wrong in ("PAR", "papi", "", None):
        with pytest.raises(ParAnalysisError, match="index = "):
            chances(wrong)  # type: ignore[arg-type]


def test_a_target_without_a_gain_is_left_out() -> None:
    par = load_par()
    row = par["code"] == "5.5"
    par.loc[row, "target"] = par.loc[row, "score"]
    model = achievability_model(open_edition().replace(par=par))
    assert set(SHIPPED["par"]["code"]) - set(chances("par", model=model)["code"]) == {"5.5"}
    assert "5.5" in model.leaves.index


# The chance


def test_the_chance_of_one_target_by_hand() -> None:
    # 7.1.9 has 0.586 of 1, the target is 0.63: 0.044 / 0.414 of the deficit.
    known = MODEL.classes["appraisal"]
    scale = known.spread * math.sqrt(1 + 1 / known.weight)
    want = stats.t.sf(0.044 / 0.414, df=known.freedom, loc=known.centre, scale=scale)
    row = by_code("par").loc["7.1.9"]
    assert (row["reference_class"], row["kind"]) == ("appraisal", "gradual")
    assert row["chance"] == pytest.approx(want, abs=1e-9)


def test_the_chance_of_criterion_8_1_is_that_of_a_mean_of_items() -> None:
    rho, known = load_assumptions().dependence, MODEL.classes["citizen_survey"]
    sipas = TABLES["sipas"][TABLES["sipas"]["is_leaf"]].set_index("code")
    sizes = sipas.groupby("parent")["score"].transform("size")
    lost = (100 - sipas["score"]) / sizes
    share = (lost / lost.sum()).to_numpy()
    variation = rho + (1 - rho) * float((share**2).sum())
    scale = known.spread * math.sqrt(variation + 1 / known.weight)
    want = stats.t.sf(0.091 / 1.291, df=known.freedom, loc=known.centre, scale=scale)
    assert by_code("par").loc["8.1", "chance"] == pytest.approx(want, abs=1e-6)


def test_every_chance_is_that_of_its_target_in_the_model_and_its_interval_that_of_the_level() -> None:
    for level in (0.5, 0.8, 0.95):
        model, faults = MODEL.replace(level=level), []
        for row in pd.concat([chances(index, model=model) for index in TABLES]).itertuples():
            leaf, known = model.leaves.loc[row.code], model.classes[row.reference_class]
            if row.kind == "gradual":
                want = known.chance_interval(leaf["asked"], level, leaf["variation"])
            else:
                want = known.mean_share_interval(level)
            ordered = 0 <= row.chance_low <= row.chance <= row.chance_high <= 1
            if not ordered or (row.chance_low, row.chance_high) != pytest.approx(want, abs=1e-9):
                faults.append((row.code, row.chance_low, row.chance_high, want))
            if row.chance != pytest.approx(model.chance_of(row.code, row.target), abs=1e-9):
                faults.append((row.code, row.chance))
        assert faults == []
    whole = SHIPPED["par"].query("kind == 'all_or_nothing'")
    assert set(whole["code"]) == set(load_judgements().query("all_or_nothing == 'yes'")["code"]) and len(whole) >= 3
    assert all(row.chance == MODEL.classes[row.reference_class].mean_share for row in whole.itertuples())


GRADUAL = [row.code for row in SHIPPED["par"].itertuples() if row.kind == "gradual"]


@settings(max_examples=2)
@given(*[st.lists(st.floats(0.02, 1.0), min_size=len(GRADUAL), max_size=len(GRADUAL))] * 2)
def test_the_chance_falls_as_the_target_rises(one: list[float], other: list[float]) -> None:
    made = []
    for asked in (one, other):
        par = load_par().set_index("code")
        score, room = par.loc[GRADUAL, "score"], par.loc[GRADUAL, "max_points"] - par.loc[GRADUAL, "score"]
        par.loc[GRADUAL, "target"] = (score + room * asked).round(6)
        made.append(
            chances("par", model=achievability_model(open_edition().replace(par=par.reset_index()))).set_index("code")
        )
    for code in GRADUAL:
        low, high = sorted((table.loc[code, "target"], table.loc[code, "chance"]) for table in made)
        assert low[1] > high[1] if low[0] < high[0] else low[1] == high[1], code
    rest = by_code("par").drop(GRADUAL)["chance"].sort_index()
    pd.testing.assert_series_equal(made[0].drop(GRADUAL)["chance"].sort_index(), rest)


# Verdicts


def test_the_verdict_follows_the_limits_of_the_assumptions() -> None:
    limits = load_assumptions()
    for table in SHIPPED.values():
        for row in table.itertuples():
            want = "likely" if row.chance >= limits.likely else "wish" if row.chance < limits.wish else "open"
            assert row.verdict == want, row.code
    assert set(SHIPPED["par"]["verdict"]) == {"likely", "open", "wish"}


def test_a_limit_belongs_to_the_better_verdict() -> None:
    assert (load_assumptions().likely, load_assumptions().wish) == (0.7, 0.2)
    found = list(verdicts(pd.Series([0.7, 0.6999999, 1.0, 0.2, 0.1999999, 0.0]), MODEL))
    assert found == ["likely", "open", "likely", "open", "wish", "wish"]


def test_other_limits_give_other_verdicts_and_the_same_chances() -> None:
    made = chances("par", model=MODEL.replace(likely=0.4, wish=0.35))
    assert made["chance"].tolist() == SHIPPED["par"]["chance"].tolist()
    want = ["likely" if c >= 0.4 else "wish" if c < 0.35 else "open" for c in made["chance"]]
    assert made["verdict"].tolist() == want != SHIPPED["par"]["verdict"].tolist()


# What it rests on


def test_what_a_chance_rests_on_is_counted_from_evidence_judgements_and_tasks(raw: Raw) -> None:
    evidence = load_evidence()
    seen = evidence[evidence["used"] & (evidence["year_to"] <= 2021) & (evidence["role"] == "observation")]
    for index in TABLES:
        behind = coverage("criteria", index).set_index("code")
        judged = {row["code"]: row for row in raw("judgements") if row["index"] == index}
        for row in SHIPPED[index].itertuples():
            own = seen.loc[seen["reference_class"] == row.reference_class, "closure"]
            assert row.n_observed == len(own) > 0
            assert (row.n_reached, row.most_observed) == (sum(one >= row.asked - 1e-9 for one in own), own.max())
            assert row.n_tasks == behind.loc[row.code, "n_tasks"] == len(behind.loc[row.code, "tasks"])
            assert row.n_action_tasks == row.n_tasks - behind.loc[row.code, "n_plan_only"]
            said = judged.get(row.code) or judged[row.code.split(".")[0]]  # of the leaf, or of what it belongs to
            assert (row.control, row.needs, row.needs_en, row.confidence) == tuple(
                said[name] for name in ("control", "needs", "needs_en", "confidence")
            )
        assert SHIPPED[index]["n_tasks"].sum() > 0
    assert (SHIPPED["par"]["n_action_tasks"] < SHIPPED["par"]["n_tasks"]).any()


def test_an_observation_that_just_reaches_what_is_asked_counts_and_a_class_without_any_has_no_largest() -> None:
    evidence, asked = load_evidence(), float(by_code("par").loc["5.5", "asked"])
    for closure, reached in ((asked, 1), (asked - 1e-6, 0)):
        evidence.loc[evidence["id"] == "e100", "closure"] = closure
        row = chances(edition=open_edition().replace(evidence=evidence)).set_index("code").loc["5.5"]
        assert (row["n_observed"], row["n_reached"], row["most_observed"]) == (1, reached, closure)
    none = open_edition().replace(evidence=evidence[~evidence["id"].isin(["e101"])])
    rows = chances("par", none).query("reference_class == 'official_survey'")
    assert len(rows) > 10
    assert (rows[["n_observed", "n_reached"]] == 0).all(axis=None) and rows["most_observed"].isna().all()


def test_the_peer_is_the_province_that_stood_highest_above(raw: Raw) -> None:
    par = TABLES["par"]
    own = {row.code: Decimal(str(row.score)) for row in par[par["level"] == 1].itertuples()}
    for row in par[par["is_leaf"]].itertuples():
        own[row.assessment] = own.get(row.assessment, Decimal(0)) + Decimal(str(row.score))
    met = set()
    for row in SHIPPED["par"].itertuples():
        parts = {row.reference_class, row.code.split(".")[0]}
        better = [
            (Decimal(one["points"]) - own[one["part"]], one["place"], one["part"])
            for one in raw("precedents")
            if one["part"] in parts and Decimal(one["points"]) > own[one["part"]]
        ]
        above, place, part = max(better)
        assert (row.peer, row.peer_part) == (place, part), row.code
        assert row.peer_above == pytest.approx(float(above), abs=1e-9)
        met.add(part)
    assert len(met) >= 3


def test_where_no_province_stood_above_there_is_no_peer() -> None:
    """Nor from another year: what others reached in 2021 says nothing of results of 2023; nor is the place its own peer."""
    assert (SHIPPED["par"]["peer_above"] > 0).all()
    level = MODEL.edition.precedents.assign(points=MODEL.edition.precedents["own"], above=0.0)
    for own in (MODEL.edition.replace(precedents=level), open_edition().replace(year=2023)):
        made = chances("par", model=dataclasses.replace(MODEL, edition=own))
        assert len(made) and (made["peer"] == "").all() and (made["peer_part"] == "").all()
        assert made["peer_above"].isna().all()
    place = SHIPPED["par"]["peer"].mode()[0]
    assert place not in set(chances(edition=open_edition().replace(place=place))["peer"])


def test_chances_of_a_table_without_a_criterion_that_tasks_serve() -> None:
    par = load_par().query("code != '4.4.1'")
    made = chances(edition=open_edition().replace(par=par)).set_index("code")
    assert "4.4.1" in by_code("par").index and "4.4.1" not in made.index
    assert made["n_tasks"].to_dict() == by_code("par")["n_tasks"].drop("4.4.1").to_dict()


def test_the_model_that_is_given_is_used() -> None:
    other = MODEL.replace(pooled_weight=100, dependence=0.0)
    made = chances("par", model=other).set_index("code")
    assert made.loc["7.1.9", "chance"] == pytest.approx(other.chance_of("7.1.9", 0.63), abs=1e-9)
    assert made.loc["7.1.9", "chance"] != by_code("par").loc["7.1.9", "chance"]
    later = chances("par", model=achievability_model(until=2024)).set_index("code")
    assert later.loc["7.1.9", "n_observed"] > by_code("par").loc["7.1.9", "n_observed"]
