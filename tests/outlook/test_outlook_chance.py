"""Chances of targets: every column counted anew, and what the band rests on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from par_analysis import ParAnalysisError, coverage, load_par, load_sipas, open_edition
from par_analysis.outlook.chance import chances, survey_error
from par_analysis.outlook.model import achievability_model
from par_analysis.tables.models.results import BANDS, CHANCES

Raw = Callable[[str], list[dict[str, str]]]
TABLES = {"par": load_par(), "sipas": load_sipas()}
MODEL = achievability_model()
SHIPPED = {index: chances(index) for index in TABLES}


def by_code(index: str) -> pd.DataFrame:
    return SHIPPED[index].set_index("code")


def test_every_leaf_with_a_gain_stands_once_the_most_likely_first_and_no_other() -> None:
    assert all(column in (chances.__doc__ or "") for column in CHANCES.columns)
    for index, table in TABLES.items():
        found, got = SHIPPED[index], by_code(index)
        assert list(found) == CHANCES.columns and list(found.index) == list(range(len(found)))
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
        keys = list(zip(-found["chance"], -found["gain"], strict=True))
        assert keys == sorted(keys) and set(found["band"]) <= set(BANDS)
        for row in found.itertuples():
            assert row.chance == MODEL.chance_of(row.code, row.target)
            assert row.chance_low <= row.chance <= row.chance_high
    for wrong in ("PAR", "papi", "", None):
        with pytest.raises(ParAnalysisError, match="index = "):
            chances(wrong)  # type: ignore[arg-type]


def test_the_limits_of_the_assumptions_make_the_bands_and_not_the_chances() -> None:
    other = chances("par", model=MODEL.replace(likely=0.4, unlikely=0.1))
    assert other["chance"].tolist() == SHIPPED["par"]["chance"].tolist()
    want = ["likely" if c >= 0.4 else "unlikely" if c < 0.1 else "open" for c in other["chance"]]
    assert other["band"].tolist() == want != SHIPPED["par"]["band"].tolist()


def test_a_target_without_a_gain_is_left_out_and_a_table_without_any_is_empty() -> None:
    par = load_par()
    row = par["code"] == "5.5"
    par.loc[row, "target"] = par.loc[row, "score"]
    model = achievability_model(open_edition().replace(par=par))
    assert set(SHIPPED["par"]["code"]) - set(chances("par", model=model)["code"]) == {"5.5"}
    none = chances(model=dataclasses.replace(MODEL, leaves=MODEL.leaves.assign(gain=0.0)))
    assert none.empty and list(none) == CHANCES.columns


def test_what_a_band_rests_on_is_counted_from_evidence_judgements_and_tasks(raw: Raw) -> None:
    for index in TABLES:
        behind = coverage("criteria", index).set_index("code")
        judged = {row["code"]: row for row in raw("judgements") if row["index"] == index}
        for row in SHIPPED[index].itertuples():
            # No yearly change of a criterion is published: of its part there is one, of whole indices some.
            assert row.n_changes == (MODEL.changes["part"] == row.part).sum() <= 1
            places = "sipas" if row.part == "citizen_survey" else index
            assert row.n_places == len(MODEL.histories[places].pairs) >= 15
            if row.part in MODEL.parts.index:
                assert row.n_levels == MODEL.parts.loc[row.part, "n"]
            assert row.n_tasks == len(behind.loc[row.code, "tasks"])
            assert row.n_action_tasks == row.n_tasks - behind.loc[row.code, "n_plan_only"]
            said = judged.get(row.code) or judged[row.code.split(".")[0]]
            names = ("control", "needs", "needs_en", "confidence")
            assert tuple(getattr(row, name) for name in names) == tuple(said[name] for name in names)
    assert (SHIPPED["par"]["n_action_tasks"] < SHIPPED["par"]["n_tasks"]).any()


def test_the_error_of_the_survey_is_that_of_its_forms_where_they_are_known() -> None:
    samples, base = MODEL.edition.samples, MODEL.edition
    own = samples[(samples["index"] == "sipas") & (samples["place"] == base.place) & (samples["year"] <= MODEL.year)]
    forms = own.sort_values("year")["forms"].iloc[-1]
    share = 0.8709
    want = 10 * np.sqrt(MODEL.assumptions.design_effect * share * (1 - share) / forms)
    assert survey_error(MODEL, "par", "8.1") == pytest.approx(want)
    assert 0.06 < want < 0.1  # about what the target of 8.1 asks
    assert by_code("par").loc["8.1", "gain"] < 1.5 * want
    rest = by_code("par").drop("8.1")["survey_error"]
    assert rest.isna().all() and by_code("sipas")["survey_error"].between(0.3, 1.5).all()
    bare = achievability_model(open_edition().replace(samples=samples.iloc[:0]))
    assert np.isnan(survey_error(bare, "par", "8.1")) and np.isnan(survey_error(bare, "sipas", "I.1"))


def test_the_peer_is_the_province_that_stood_highest_above(raw: Raw) -> None:
    par = TABLES["par"]
    own = {row.code: Decimal(str(row.score)) for row in par[par["level"] == 1].itertuples()}
    for row in par[par["is_leaf"]].itertuples():
        own[row.assessment] = own.get(row.assessment, Decimal(0)) + Decimal(str(row.score))
    met = set()
    for row in SHIPPED["par"].itertuples():
        # A criterion that alone makes up its way of assessment is compared on that alone.
        alone = (par["is_leaf"] & (par["assessment"] == row.part)).sum() == 1
        parts = {row.part} if alone else {row.part, row.code.split(".")[0]}
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
    level = MODEL.edition.precedents.assign(above=0.0)
    made = chances(edition=MODEL.edition.replace(precedents=level))
    assert len(made) and (made["peer"] == "").all() and made["peer_above"].isna().all()
