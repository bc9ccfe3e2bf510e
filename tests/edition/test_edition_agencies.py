"""Points lost by agency: with 8.1 at its lead, and shared over the leads of the SIPAS factors."""

from __future__ import annotations

import numpy as np
import pytest

from par_analysis import agency_deficits, deficits, load_par, load_sipas, open_edition
from par_analysis.edition.agencies import sharing

OFFICE, AFFAIRS = "Văn phòng UBND Thành phố", "Sở Nội vụ"


def test_who_loses_most_depends_on_whom_8_1_is_given_to() -> None:
    table = agency_deficits().set_index("lead_agency")
    assert table["deficit"].idxmax() == AFFAIRS and table["deficit_by_factor"].idxmax() == OFFICE
    # By hand: items of Plan 192, lines 255 to 282; factors I, II, IV, V are the Office's, III is Home Affairs'.
    sipas = load_sipas().query("level == 2")
    lost = (100 - sipas["score"]).groupby(sipas["parent"]).mean()
    moved = 1.291 * (1 - lost["III"] / lost.sum())
    assert table.loc[AFFAIRS, "deficit_by_factor"] == pytest.approx(3.851 - moved)
    assert table.loc[OFFICE, "deficit_by_factor"] == pytest.approx(2.182 + moved)
    assert table["deficit_by_factor"].round(2)[[OFFICE, AFFAIRS]].tolist() == [3.24, 2.79]
    assert table["deficit_by_factor"].sum() == pytest.approx(table["deficit"].sum())
    plain = deficits("agency").set_index("lead_agency")
    assert table[plain.columns].equals(plain)
    codes, index, agencies = sharing(open_edition(), agency_deficits()) or ("", "", table)
    assert (codes, index, agencies["lead_agency"].tolist()) == ("8.1", "SIPAS", [OFFICE, AFFAIRS])


def test_what_is_asked_is_told_apart_by_who_can_bring_it_about() -> None:
    table = agency_deficits().set_index("lead_agency")
    columns = [f"gain_{control}" for control in ("city", "shared", "outside", "unknown")]
    np.testing.assert_allclose(table[columns].sum(axis=1), table["gain"], atol=1e-9)
    judged = open_edition().judgements.query("index == 'par'").set_index("code")["control"]
    for control in ("city", "shared", "outside"):
        own = deficits("criterion").set_index("code")
        own = own[own.index.map(judged) == control].groupby("lead_agency")["gain"].sum()
        for agency, gain in own.items():
            assert table.loc[agency, f"gain_{control}"] == pytest.approx(gain), (agency, control)
    bare = open_edition().replace(judgements=open_edition().judgements.iloc[:0])
    made = agency_deficits(bare)
    assert made["gain_unknown"].equals(made["gain"]) and not made[columns[:3]].any(axis=None)


def test_an_agency_that_leads_factors_only_has_a_row_and_the_sum_stays() -> None:
    sipas = load_sipas()
    sipas.loc[sipas["parent"] == "V", "lead_agency"] = "Thanh tra Thành phố"
    table = agency_deficits(open_edition().replace(sipas=sipas)).set_index("lead_agency")
    row = table.loc["Thanh tra Thành phố"]
    assert row["deficit"] == row["gain"] == row["n_criteria"] == 0 and row["deficit_by_factor"] > 0.3
    assert table["deficit_by_factor"].sum() == pytest.approx(100 - 88.54)


def test_what_cannot_be_shared_stays_with_its_lead() -> None:
    full, unled = load_sipas(), load_sipas().assign(lead_agency=None)
    full["score"] = 100.0
    for change in ({"sipas": None}, {"links": ()}, {"sipas": full}, {"sipas": unled}):
        own = open_edition().replace(**change)
        table = agency_deficits(own)
        assert table["deficit_by_factor"].equals(table["deficit"]), change
        assert sharing(own, table) is None, change


def test_it_is_limited_and_moved_on_as_deficits_are() -> None:
    some = agency_deficits(only=["2"])
    assert some["deficit_by_factor"].equals(some["deficit"])
    only = agency_deficits(only=["8.1"]).set_index("lead_agency")
    assert only["deficit_by_factor"].sum() == pytest.approx(1.291) and only.loc[OFFICE, "deficit"] == 0
    today = agency_deficits(agencies="today").set_index("lead_agency")
    assert today["gain_shared"].sum() == pytest.approx(agency_deficits()["gain_shared"].sum())
    assert load_par().query("code == '8.1'")["lead_agency"].tolist() == [AFFAIRS]
