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


@pytest.mark.parametrize("index", TABLES)
def test_the_columns_are_those_documented(index: str) -> None:
    assert list(SHIPPED[index]) == CHANCES.columns
    text = chances.__doc__ or ""
    for column in CHANCES.columns:
        assert column in text
    complete = SHIPPED[index].drop(columns=["peer_above", "lead_agency"])
    assert complete.notna().all(axis=None)


@pytest.mark.parametrize("index", TABLES)
def test_every_leaf_with_a_gain_stands_once_and_no_other(index: str) -> None:
    table = TABLES[index]
    leaves = table[table["is_leaf"]].dropna(subset=["target"]).set_index("code")
    gaining = leaves[leaves["target"] - leaves["score"] > 1e-9]
    assert len(gaining) > 20
    assert sorted(SHIPPED[index]["code"]) == sorted(gaining.index)
    got = by_code(index).loc[gaining.index]
    for column in ("score", "max_points", "target"):
        np.testing.assert_allclose(got[column], gaining[column], atol=1e-9)
    for column in ("name", "name_en", "lead_agency"):
        assert got[column].tolist() == gaining[column].tolist()
    np.testing.assert_allclose(got["gain"], gaining["target"] - gaining["score"], atol=1e-9)
    np.testing.assert_allclose(got["deficit"], gaining["max_points"] - gaining["score"], atol=1e-9)
    np.testing.assert_allclose(got["asked"] * got["deficit"], got["gain"], atol=1e-9)
    assert ((got["asked"] > 0) & (got["asked"] <= 1 + 1e-9)).all()


def test_a_target_without_a_gain_is_left_out() -> None:
    par = load_par()
    row = par["code"] == "5.5"
    par.loc[row, "target"] = par.loc[row, "score"]
    made = chances("par", model=achievability_model(open_edition().replace(par=par)))
    assert set(SHIPPED["par"]["code"]) - set(made["code"]) == {"5.5"}
    assert "5.5" in achievability_model(open_edition().replace(par=par)).leaves.index


@pytest.mark.parametrize("index", TABLES)
def test_the_most_likely_come_first_and_of_these_the_largest_gain(index: str) -> None:
    table = SHIPPED[index]
    keys = list(zip(-table["chance"], -table["gain"], strict=True))
    assert keys == sorted(keys)
    assert list(table.index) == list(range(len(table)))


@pytest.mark.parametrize("index", ["PAR", "papi", "", None])
def test_an_index_that_does_not_exist_is_refused(index: str) -> None:
    with pytest.raises(ParAnalysisError):
        chances(index)


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


@pytest.mark.parametrize("index", TABLES)
def test_every_chance_is_that_of_its_target_in_the_model(index: str) -> None:
    for row in SHIPPED[index].itertuples():
        assert row.chance == pytest.approx(MODEL.chance_of(row.code, row.target), abs=1e-9), row.code


def test_all_or_nothing_gains_the_mean_share_of_its_class() -> None:
    rows = SHIPPED["par"].query("kind == 'all_or_nothing'")
    judged = load_judgements().query("all_or_nothing == 'yes'")["code"]
    assert set(rows["code"]) == set(judged) and len(rows) >= 3
    for row in rows.itertuples():
        known = MODEL.classes[row.reference_class]
        assert row.chance == known.mean_share
        assert (row.chance_low, row.chance_high) == known.mean_share_interval(load_assumptions().level)


@pytest.mark.parametrize("index", TABLES)
@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_the_interval_contains_the_chance_and_is_that_of_the_level(index: str, level: float) -> None:
    model = MODEL.replace(level=level)
    for row in chances(index, model=model).itertuples():
        assert 0 <= row.chance_low <= row.chance <= row.chance_high <= 1, row.code
        if row.kind == "gradual":
            leaf = model.leaves.loc[row.code]
            known = model.classes[row.reference_class]
            want = known.chance_interval(leaf["asked"], level, leaf["variation"])
            assert (row.chance_low, row.chance_high) == pytest.approx(want, abs=1e-9), row.code


GRADUAL = [row.code for row in SHIPPED["par"].itertuples() if row.kind == "gradual"]


@settings(max_examples=5)
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


@pytest.mark.parametrize(
    ("chance", "verdict"),
    [(0.7, "likely"), (0.6999999, "open"), (1.0, "likely"), (0.2, "open"), (0.1999999, "wish"), (0.0, "wish")],
)
def test_a_limit_belongs_to_the_better_verdict(chance: float, verdict: str) -> None:
    assert (load_assumptions().likely, load_assumptions().wish) == (0.7, 0.2)
    assert list(verdicts(pd.Series([chance]), MODEL)) == [verdict]


def test_other_limits_give_other_verdicts_and_the_same_chances() -> None:
    made = chances("par", model=MODEL.replace(likely=0.4, wish=0.35))
    assert made["chance"].tolist() == SHIPPED["par"]["chance"].tolist()
    want = ["likely" if c >= 0.4 else "wish" if c < 0.35 else "open" for c in made["chance"]]
    assert made["verdict"].tolist() == want != SHIPPED["par"]["verdict"].tolist()


# What it rests on


@pytest.mark.parametrize("index", TABLES)
def test_observations_are_counted_from_the_evidence(index: str) -> None:
    evidence = load_evidence()
    seen = evidence[evidence["used"] & (evidence["year_to"] <= 2021) & (evidence["role"] == "observation")]
    for row in SHIPPED[index].itertuples():
        own = seen.loc[seen["reference_class"] == row.reference_class, "closure"]
        assert row.n_observed == len(own) > 0
        assert row.n_reached == sum(closure >= row.asked - 1e-9 for closure in own)
        assert row.most_observed == own.max()


def test_an_observation_that_just_reaches_what_is_asked_counts() -> None:
    evidence = load_evidence()
    asked = float(by_code("par").loc["5.5", "asked"])
    evidence.loc[evidence["id"] == "e100", "closure"] = asked
    row = (
        chances("par", model=achievability_model(open_edition().replace(evidence=evidence)))
        .set_index("code")
        .loc["5.5"]
    )
    assert (row["n_observed"], row["n_reached"], row["most_observed"]) == (1, 1, asked)
    evidence.loc[evidence["id"] == "e100", "closure"] = asked - 1e-6
    row = (
        chances("par", model=achievability_model(open_edition().replace(evidence=evidence)))
        .set_index("code")
        .loc["5.5"]
    )
    assert row["n_reached"] == 0


def test_a_class_without_observations_has_no_largest() -> None:
    evidence = load_evidence()
    model = achievability_model(open_edition().replace(evidence=evidence[~evidence["id"].isin(["e101"])]))
    rows = chances("par", model=model).query("reference_class == 'official_survey'")
    assert len(rows) > 10
    assert (rows["n_observed"] == 0).all() and (rows["n_reached"] == 0).all() and rows["most_observed"].isna().all()


@pytest.mark.parametrize("index", TABLES)
def test_tasks_are_those_of_the_coverage(index: str) -> None:
    behind = coverage("criteria", index).set_index("code")
    assert SHIPPED[index]["n_tasks"].sum() > 0
    for row in SHIPPED[index].itertuples():
        assert row.n_tasks == behind.loc[row.code, "n_tasks"] == len(behind.loc[row.code, "tasks"])
        assert row.n_action_tasks == row.n_tasks - behind.loc[row.code, "n_plan_only"]
    assert (SHIPPED["par"]["n_action_tasks"] < SHIPPED["par"]["n_tasks"]).any()


@pytest.mark.parametrize("index", TABLES)
def test_judgements_are_those_of_the_leaf_or_of_what_it_belongs_to(index: str, raw: Raw) -> None:
    judged = {row["code"]: row for row in raw("judgements") if row["index"] == index}
    for row in SHIPPED[index].itertuples():
        said = judged.get(row.code) or judged[row.code.split(".")[0]]
        assert (row.control, row.needs, row.needs_en, row.confidence) == tuple(
            said[name] for name in ("control", "needs", "needs_en", "confidence")
        )


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


def test_where_no_province_stood_above_the_peer_is_empty() -> None:
    level = MODEL.edition.precedents.assign(points=MODEL.edition.precedents["own"], above=0.0)
    made = chances("par", model=dataclasses.replace(MODEL, edition=MODEL.edition.replace(precedents=level)))
    assert (made["peer"] == "").all() and (made["peer_part"] == "").all() and made["peer_above"].isna().all()


def test_figures_of_another_year_stand_beside_no_figures_of_this_one() -> None:
    """What others reached in 2021 says nothing of results of 2023: no peer is named, whatever stood higher."""
    assert (SHIPPED["par"]["peer_above"] > 0).all()
    made = chances(edition=open_edition().replace(year=2023))
    assert len(made) and (made["peer"] == "").all() and made["peer_above"].isna().all()


def test_the_place_itself_is_no_peer_of_its_own() -> None:
    place = SHIPPED["par"]["peer"].mode()[0]
    made = chances(edition=open_edition().replace(place=place))
    assert place not in set(made["peer"])


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
