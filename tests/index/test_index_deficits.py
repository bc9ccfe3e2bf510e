"""Every leaf counts once; groups always add up; published and recomputed stand side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from par_analysis import Edition, ParAnalysisError, deficits, load_par, load_sipas, open_edition
from par_analysis.index.deficits import require_losses
from par_analysis.tables.models.index import NO_ASSESSMENT, NO_LEAD

PAR = ["criterion", "field", "agency", "assessment"]
SIPAS = ["item", "factor", "agency"]


def having(par: Any) -> Edition:
    """The shipped edition with another table."""
    return open_edition().replace(par=par)


def test_the_columns_mean_what_they_say_and_groups_add_up_to_the_published_deficit() -> None:
    listed = load_par().query("is_leaf and not is_remainder").shape[0]
    exact = open_edition().sipas.rollup(open_edition().sipas.leaf_values())["total"]
    for by, index in [(by, "par") for by in PAR] + [(by, "sipas") for by in SIPAS]:
        table, what = deficits(by, index), f"{by} of {index}"
        for column, of in {
            "deficit": table["max_points"] - table["score"],
            "gain": table["target"] - table["score"],
        }.items():
            np.testing.assert_allclose(table[column], of, atol=1e-6, err_msg=what)
        np.testing.assert_allclose(table["attainment"], table["score"] / table["max_points"], err_msg=what)
        losing = table["deficit"] > 0
        assert table.loc[~losing, "gap_closure"].isna().all(), what
        ratio = table.loc[losing, "gain"] / table.loc[losing, "deficit"]
        np.testing.assert_allclose(table.loc[losing, "gap_closure"], ratio, err_msg=what)
        assert table["deficit_in_total"].is_monotonic_decreasing, what
        assert table["share"].sum() == pytest.approx(1), what
        total = load_par().set_index("code").loc["total"]
        if index == "par":
            sums = table[["deficit", "score", "max_points", "n_criteria"]].sum().tolist()
            assert sums == pytest.approx([100 - total["score"], total["score"], 100, listed], abs=1e-9), what
            assert table["deficit_in_total"].equals(table["deficit"]), what
        else:
            assert table["deficit_in_total"].sum() == pytest.approx(100 - exact, abs=1e-6), what
            assert (table["max_points"].round(9) == 100).all() and table["n_criteria"].sum() == 24, what
    assert exact == pytest.approx(load_sipas().set_index("code").loc["total", "score"], abs=0.005)


def test_each_field_shows_what_is_published_beside_what_its_leaves_give() -> None:
    par, table = load_par().set_index("code"), deficits("field").set_index("code")
    assert table["score_published"].to_dict() == par.loc[table.index, "score"].to_dict()
    assert table["target_published"].to_dict() == par.loc[table.index, "target"].to_dict()
    assert table["score"].to_dict() == pytest.approx(table["score_published"].to_dict())
    assert list(table.index[(table["target"] - table["target_published"]).abs() > 1e-9]) == ["7"]
    factors = deficits("factor", "sipas").set_index("code")
    published = load_sipas().set_index("code").loc[factors.index]
    assert factors["target_is_bound"].tolist() == published["target_is_bound"].tolist()
    assert factors["name_en"].tolist() == published["name_en"].tolist()


def test_leads_are_grouped_by_leaf_and_not_by_heading() -> None:
    par, table = load_par().query("is_leaf"), deficits("agency").set_index("lead_agency")
    lost = (par["max_points"] - par["score"]).groupby(par["lead_agency"].fillna(NO_LEAD)).sum()
    pd.testing.assert_series_equal(table["deficit"].sort_index(), lost.sort_index(), check_names=False)
    losing = (par["score"] < par["max_points"]) & ~par["is_remainder"]
    counts = losing.groupby(par["lead_agency"].fillna(NO_LEAD)).sum()
    assert table["n_losing"].to_dict() == counts.to_dict()
    assert table.loc[NO_LEAD, "n_criteria"] == 0 and table.loc[NO_LEAD, "max_points"] == 5.25
    rest = deficits("criterion").set_index("code").loc["7.1.rest"]  # keeps its score
    assert (rest["target"], rest["gain"], rest["n_criteria"]) == (5.25, 0, 0)
    items = deficits("item", "sipas").set_index("code")
    assert items.loc["V.1", "deficit_in_total"] == pytest.approx((100 - 82.15) / 4 / 5)
    assert items.loc["III.7", "deficit_in_total"] == pytest.approx((100 - 87.85) / 7 / 5)


@settings(max_examples=12)
@given(st.integers(0, 10_000))
def test_points_are_conserved_whatever_the_scores_and_the_order_of_rows(seed: int) -> None:
    rng, par = np.random.default_rng(seed), load_par()
    leaves = par["is_leaf"]
    par.loc[leaves, "score"] = (par.loc[leaves, "max_points"] * rng.uniform(0, 1, leaves.sum())).round(3)
    lost = (par.loc[leaves, "max_points"] - par.loc[leaves, "score"]).sum()
    own = having(par.sample(frac=1, random_state=seed))
    assert [deficits(by, edition=own)["deficit"].sum() for by in PAR] == pytest.approx([lost] * 4, abs=1e-6)


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    par = load_par()
    par.loc[par["code"] == "5.5", ["lead_agency", "assessment"]] = None
    par.loc[par["code"] == "5.5", "target"] = np.nan
    own = having(par)
    assert deficits("agency", edition=own).set_index("lead_agency").loc[NO_LEAD, "deficit"] == 0.75
    assert deficits("assessment", edition=own).set_index("assessment").loc[NO_ASSESSMENT, "deficit"] == 0.75
    assert deficits("agency", edition=own)["deficit"].sum() == pytest.approx(11.46)
    named = deficits("criterion", edition=own).set_index("code").loc["5.5", ["lead_agency", "assessment"]]
    assert named.tolist() == [NO_LEAD, NO_ASSESSMENT]
    fields = deficits("field", edition=own).set_index("code")
    assert np.isnan(fields.loc["5", ["target", "gain", "gap_closure", "gain_in_total"]].astype(float)).all()
    assert fields.loc["5", "deficit"] == pytest.approx(2.16) and fields.loc["8", "gain"] == pytest.approx(1.591)
    bare = having(load_par().drop(columns=["lead_agency", "assessment", "target"]))
    assert deficits("agency", edition=bare)["lead_agency"].tolist() == [NO_LEAD]
    assert deficits("assessment", edition=bare)["assessment"].tolist() == [NO_ASSESSMENT]
    for by in PAR:
        table = deficits(by, edition=bare)
        assert table["deficit"].sum() == pytest.approx(11.46)
        assert table.query("code != '7.1.rest'" if by == "criterion" else "n_criteria > 0")["gain"].isna().sum() > 0


def test_only_some_codes_or_agencies_are_counted() -> None:
    both = deficits("criterion", only=["7.1", "Sở Tư pháp"])
    rows = load_par().set_index("code").loc[both["code"]]
    assert set(both["code"]) >= {"7.1.rest", "7.1.9"}
    assert all(code.startswith("7.1.") or rows.loc[code, "lead_agency"] == "Sở Tư pháp" for code in both["code"])
    assert deficits("field", only="7")["share"].tolist() == [1.0]
    with pytest.raises(ParAnalysisError, match=r"leads one.*; gần giống.*7\.1\.10.*cơ quan \(agencies\): .*Sở Nội vụ"):
        deficits("criterion", only=["7.1.100"])


def test_what_cannot_be_grouped_is_refused_with_what_can() -> None:
    for by, index, named in [
        ("colour", "par", "'colour'.*criterion, field, agency, assessment"),
        ("item", "par", "field"),
        ("field", "sipas", "allowed for sipas: item, factor, agency"),
        ("field", "papi", "papi"),
    ]:
        with pytest.raises(ParAnalysisError, match=named):
            deficits(by, index)
    for table, named in [
        (load_sipas(), "PAR INDEX"),
        (load_par().drop(columns="max_points"), "max_points"),
        ("x.xlsx", "str"),
    ]:
        with pytest.raises(ParAnalysisError, match=named):
            having(table)
    full = having(load_par().assign(score=lambda table: table["max_points"]))
    with pytest.raises(ParAnalysisError, match="nothing to show"):
        require_losses(deficits("field", edition=full))
    assert require_losses(lost := deficits("field")) is lost
