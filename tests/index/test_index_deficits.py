"""Every leaf counts once; groups always add up; published and recomputed stand side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from par_analysis import Edition, ParAnalysisError, deficits, load_par, load_sipas, open_edition
from par_analysis.tables.models.index import NO_ASSESSMENT, NO_LEAD

PAR = ["criterion", "field", "agency", "assessment"]
SIPAS = ["item", "factor", "agency"]


def having(par: pd.DataFrame) -> Edition:
    """The shipped edition with another table."""
    return open_edition().replace(par=par)


@pytest.mark.parametrize("by", PAR)
def test_par_groups_add_up_to_the_published_deficit(by: str) -> None:
    total = load_par().set_index("code").loc["total"]
    table = deficits(by)
    assert table["deficit"].sum() == pytest.approx(total["max_points"] - total["score"], abs=1e-9)
    assert table["score"].sum() == pytest.approx(total["score"], abs=1e-9)
    assert table["max_points"].sum() == pytest.approx(100)
    assert table["share"].sum() == pytest.approx(1)
    assert table["n_criteria"].sum() == load_par().query("is_leaf and not is_remainder").shape[0]
    assert table["deficit_in_total"].equals(table["deficit"])


@pytest.mark.parametrize("by", SIPAS)
def test_sipas_groups_add_up_to_the_published_deficit_at_its_precision(by: str) -> None:
    total = load_sipas().set_index("code").loc["total"]
    table = deficits(by, "sipas")
    assert table["deficit_in_total"].sum() == pytest.approx(100 - total["score"], abs=0.005)
    index = open_edition().sipas
    assert table["deficit_in_total"].sum() == pytest.approx(100 - index.rollup(index.leaf_values())["total"], abs=1e-6)
    assert table["share"].sum() == pytest.approx(1)
    assert (table["max_points"].round(9) == 100).all()
    assert table["n_criteria"].sum() == 24


@pytest.mark.parametrize(("by", "index"), [(b, "par") for b in PAR] + [(b, "sipas") for b in SIPAS])
def test_the_columns_mean_what_they_say(by: str, index: str) -> None:
    table = deficits(by, index)
    assert table["deficit"].to_numpy() == pytest.approx((table["max_points"] - table["score"]).to_numpy(), abs=1e-6)
    assert table["gain"].to_numpy() == pytest.approx((table["target"] - table["score"]).to_numpy(), abs=1e-6)
    assert table["attainment"].to_numpy() == pytest.approx((table["score"] / table["max_points"]).to_numpy())
    losing = table["deficit"] > 0
    assert table.loc[~losing, "gap_closure"].isna().all()
    ratio = table.loc[losing, "gain"] / table.loc[losing, "deficit"]
    assert table.loc[losing, "gap_closure"].to_numpy() == pytest.approx(ratio.to_numpy())
    assert table["deficit_in_total"].is_monotonic_decreasing


def test_each_field_shows_what_is_published_beside_what_its_leaves_give() -> None:
    par = load_par().set_index("code")
    table = deficits("field").set_index("code")
    for code, row in table.iterrows():
        assert (row["score_published"], row["target_published"]) == (par.loc[code, "score"], par.loc[code, "target"])
        assert row["score"] == pytest.approx(row["score_published"])
    differs = table.index[(table["target"] - table["target_published"]).abs() > 1e-9]
    assert list(differs) == ["7"]


def test_leads_are_grouped_by_leaf_and_not_by_heading() -> None:
    par = load_par().query("is_leaf")
    table = deficits("agency").set_index("lead_agency")
    lost = (par["max_points"] - par["score"]).groupby(par["lead_agency"].fillna(NO_LEAD)).sum()
    pd.testing.assert_series_equal(table["deficit"].sort_index(), lost.sort_index(), check_names=False)
    assert table.loc[NO_LEAD, "n_criteria"] == 0 and table.loc[NO_LEAD, "max_points"] == 5.25


def test_what_has_no_lead_or_no_assessment_is_shown_as_such() -> None:
    par = load_par()
    par.loc[par["code"] == "5.5", ["lead_agency", "assessment"]] = None
    assert deficits("agency", edition=having(par)).set_index("lead_agency").loc[NO_LEAD, "deficit"] == 0.75
    assert deficits("assessment", edition=having(par)).set_index("assessment").loc[NO_ASSESSMENT, "deficit"] == 0.75
    assert deficits("agency", edition=having(par))["deficit"].sum() == pytest.approx(11.46)


def test_an_unlisted_part_is_a_criterion_of_its_own_that_keeps_its_score() -> None:
    row = deficits("criterion").set_index("code").loc["7.1.rest"]
    assert (row["target"], row["gain"], row["n_criteria"]) == (5.25, 0, 0)


def test_sipas_items_count_with_their_share_of_the_mean() -> None:
    items = deficits("item", "sipas").set_index("code")
    assert items.loc["V.1", "deficit_in_total"] == pytest.approx((100 - 82.15) / 4 / 5)
    assert items.loc["III.7", "deficit_in_total"] == pytest.approx((100 - 87.85) / 7 / 5)


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_points_are_conserved_whatever_the_scores_and_the_order_of_rows(seed: int) -> None:
    rng = np.random.default_rng(seed)
    par = load_par()
    leaves = par["is_leaf"]
    par.loc[leaves, "score"] = (par.loc[leaves, "max_points"] * rng.uniform(0, 1, leaves.sum())).round(3)
    par = par.sample(frac=1, random_state=seed)
    lost = (par.loc[par["is_leaf"], "max_points"] - par.loc[par["is_leaf"], "score"]).sum()
    for by in PAR:
        assert deficits(by, edition=having(par))["deficit"].sum() == pytest.approx(lost, abs=1e-6)


@pytest.mark.parametrize(
    ("by", "index", "named"),
    [("colour", "par", "criterion"), ("item", "par", "field"), ("field", "sipas", "factor"), ("field", "papi", "papi")],
)
def test_what_cannot_be_grouped_is_refused_with_what_can(by: str, index: str, named: str) -> None:
    with pytest.raises(ParAnalysisError, match=named):
        deficits(by, index)


def test_a_target_that_is_not_known_is_no_gain_of_nothing() -> None:
    par = load_par()
    par.loc[par["code"] == "5.5", "target"] = np.nan
    fields = deficits("field", edition=having(par)).set_index("code")
    assert np.isnan(fields.loc["5", ["target", "gain", "gap_closure"]].astype(float)).all()
    assert fields.loc["5", "deficit"] == pytest.approx(2.16) and fields.loc["8", "gain"] == pytest.approx(1.591)


@pytest.mark.parametrize("table", [load_sipas(), load_par().drop(columns="max_points"), "x.xlsx"])
def test_what_is_no_par_table_is_refused(table: object) -> None:
    with pytest.raises(ParAnalysisError):
        deficits("agency", edition=having(table))  # type: ignore[arg-type]


def test_a_table_that_names_no_leads_ways_or_targets_is_grouped_without_them() -> None:
    own = having(load_par().drop(columns=["lead_agency", "assessment", "target"]))
    assert deficits("agency", edition=own)["lead_agency"].tolist() == [NO_LEAD]
    assert deficits("assessment", edition=own)["assessment"].tolist() == [NO_ASSESSMENT]
    for by in PAR:
        table = deficits(by, edition=own)
        assert table["deficit"].sum() == pytest.approx(11.46)
        assert table.query("code != '7.1.rest'" if by == "criterion" else "n_criteria > 0")["gain"].isna().sum() > 0
