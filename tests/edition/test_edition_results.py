"""The doors to what is worked out of an edition: by today's agencies, for some of it only, and what is lacking."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from par_analysis import Edition, ParAnalysisError, audit, deficits, edition_from, load_par, open_edition


def test_an_edition_without_the_index_or_its_scores_is_refused_by_what_it_lacks() -> None:
    with pytest.raises(ParAnalysisError, match="lacks a SIPAS table"):
        deficits("item", "sipas", edition=edition_from(load_par()))
    par = load_par()
    par.loc[par["code"] == "5.5", "score"] = np.nan
    with pytest.raises(ParAnalysisError, match=r"5\.5.*not published"):
        deficits(edition=open_edition().replace(par=par))


@pytest.fixture
def reorganised() -> Edition:
    """The shipped edition, with the shipped register replaced by one in which two agencies became one, and that another."""
    own = open_edition()
    register = own.register.copy()
    register[["last_year", "successor"]] = ""
    names = register.set_index("name")["id"]
    finance, planning = names["Sở Tài chính"], names["Sở Kế hoạch và Đầu tư"]
    new = register.iloc[:2].assign(
        id=["mot", "hai"],
        name=["Sở Một", "Sở Hai"],
        short=["S1", "S2"],
        name_en=["One", "Two"],
        short_en=["One", "Two"],
        first_year=["2024", "2025"],
    )
    register.loc[register["id"].isin([finance, planning]), ["last_year", "successor"]] = ["2023", "mot"]
    new.loc[new["id"] == "mot", ["last_year", "successor"]] = ["2024", "hai"]
    return own.replace(register=pd.concat([register, new], ignore_index=True))


def test_today_points_are_with_the_agency_that_answers_now(reorganised: Edition) -> None:
    then, today = (
        deficits("agency", edition=reorganised, agencies=when).set_index("lead_agency") for when in ("then", "today")
    )
    pd.testing.assert_frame_equal(then.reset_index(), deficits("agency", edition=open_edition()))
    old = ["Sở Tài chính", "Sở Kế hoạch và Đầu tư"]
    assert not {*old, "Sở Một"} & set(today.index)
    for column in ("max_points", "score", "deficit", "gain", "n_criteria"):
        assert today.loc["Sở Hai", column] == pytest.approx(then.loc[old, column].sum())
    others = then.drop(index=old)
    pd.testing.assert_frame_equal(today.loc[others.index], others)
    assert today["deficit"].sum() == pytest.approx(11.46)
    with pytest.raises(ParAnalysisError, match=r"'now'.*then.*today"):
        deficits("agency", edition=reorganised, agencies="now")


def test_only_what_is_named_is_counted_by_code_or_by_any_name_of_an_agency() -> None:
    table = deficits(only=["5", "7.1.9"])
    assert {code.split(".")[0] for code in table["code"]} == {"5", "7"} and "7.1.9" in set(table["code"])
    pd.testing.assert_frame_equal(deficits(only="Sở Tài chính"), deficits(only=["Finance"]))
    assert set(deficits(only="tai-chinh")["lead_agency"]) == {"Sở Tài chính"}
    with pytest.raises(ParAnalysisError, match=r"7\.9"):
        deficits(only=["7.9"])


def test_what_the_audit_found_is_worked_out_once_and_handed_out_as_a_copy() -> None:
    edition = open_edition()
    found = audit(edition)
    found["kind"] = "khác"
    assert audit(edition).equals(edition.audit) and set(edition.audit["kind"]) != {"khác"}
