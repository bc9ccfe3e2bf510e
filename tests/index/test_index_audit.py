"""The audit goes by rule: what disagrees is found wherever it is put, and rounding is not."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from par_analysis import Edition, ParAnalysisError, audit, edition_from, load_par, load_sipas, open_edition
from par_analysis.index.links import Link
from par_analysis.tables.models.results import AUDIT


def having(**tables: object) -> Edition:
    """The shipped edition with other tables."""
    return open_edition().replace(**tables)


def _change(frame: pd.DataFrame, code: str, column: str, value: object) -> pd.DataFrame:
    changed = frame.copy()
    changed.loc[changed["code"] == code, column] = value
    return changed


def _key(found: pd.DataFrame) -> set[tuple[str, str, str, str]]:
    return set(found[["kind", "index", "code", "quantity"]].itertuples(index=False, name=None))


def _unordered(found: pd.DataFrame) -> set[tuple[str, frozenset[str]]]:
    return {(row.kind, frozenset(row.code.split(", "))) for row in found.itertuples()}


SHIPPED = {
    ("parts", "par", "7.1", "target"),
    ("parts", "par", "7.2", "target"),
    ("cross_index", "par", "8.1", "score"),
    ("copied", "sipas", "V.2, V.3, V.4", "score"),
}


def test_the_shipped_edition() -> None:
    found = audit()
    assert list(found.columns) == AUDIT.columns
    assert _key(found) == SHIPPED


def test_a_finding_shows_both_values_and_what_it_means_for_the_total() -> None:
    found = audit().set_index("code")
    par = load_par().set_index("code")
    index = open_edition().par
    bottom_up = index.rollup(index.leaf_values("target"))
    for code in ("7.1", "7.2"):
        assert found.loc[code, "published"] == par.loc[code, "target"]
        assert found.loc[code, "recomputed"] == pytest.approx(bottom_up[code])
        assert found.loc[code, "difference"] == pytest.approx(bottom_up[code] - par.loc[code, "target"])
        assert found.loc[code, "source_line"] == par.loc[code, "source_line"]
    assert found.loc[["7.1", "7.2"], "effect_on_total"].sum() == pytest.approx(
        bottom_up["total"] - par.loc["total", "target"]
    )
    assert found.loc["8.1", "difference"] == pytest.approx(load_sipas()["score"].iloc[0] / 10 - par.loc["8.1", "score"])


def test_every_sentence_can_be_quoted_with_its_numbers_in_the_sign_of_its_language() -> None:
    for row in audit().itertuples():
        published = f"{row.published:g}"
        assert published.replace(".", ",") in row.sentence_vi and published in row.sentence_en
        assert row.sentence_vi.endswith(".") and row.sentence_en.endswith(".")
        assert row.tolerance_reason


@pytest.mark.parametrize(
    ("code", "column", "value"),
    [
        ("2.4", "score", 3.77),
        ("5", "max_points", 13.6),
        ("total", "target", 92.56),
        ("total", "score", 88.539),
        ("6.1.2", "score", 0.999),
    ],
)
def test_the_smallest_disagreement_in_par_is_found_where_it_is(code: str, column: str, value: float) -> None:
    found = audit(having(par=_change(load_par(), code, column, value)))
    new = _key(found) - SHIPPED
    parent = load_par().set_index("code").loc[code, "parent"]
    assert {(kind, index, quantity) for kind, index, _, quantity in new} == {("parts", "par", column)}
    assert {c for _, _, c, _ in new} <= {code, parent}


@pytest.mark.parametrize(("code", "value"), [("III", 88.54), ("V", 79.70), ("total", 87.2), ("II.1", 89.32)])
def test_a_disagreement_in_sipas_beyond_rounding_is_found(code: str, value: float) -> None:
    new = _key(audit(having(sipas=_change(load_sipas(), code, "score", value)))) - SHIPPED
    assert ("parts", "sipas") in {(kind, index) for kind, index, _, _ in new}


@pytest.mark.parametrize(("code", "value"), [("III", 88.52), ("V", 79.72), ("IV", 89.2)])
def test_rounding_at_the_printed_precision_is_no_finding(code: str, value: float) -> None:
    assert not {
        k
        for k in _key(audit(having(sipas=_change(load_sipas(), code, "score", value))))
        if k[0] == "parts" and k[1] == "sipas"
    }


def test_a_table_printed_with_rounded_parts_raises_no_alarm() -> None:
    # Thanh Hóa 2021: eight fields printed to two decimals add up to 87.84, total printed 87.83.
    fields = [8.1, 9.12, 12.37, 9.65, 11.01, 10.75, 12.13, 14.71]
    assert round(sum(fields), 2) == 87.84
    par = pd.DataFrame(
        {"code": ["total", *map(str, range(1, 9))], "parent": pd.Series([None, *["total"] * 8], dtype="str")}
    )
    par = par.assign(
        name="x",
        max_points=[100.0, *[12.5] * 8],
        score=[87.83, *fields],
        target=float("nan"),
        target_is_bound=False,
        source_line=1,
    )
    assert audit(having(par=par)).query("index == 'par'").empty
    assert len(audit(having(par=par.assign(score=[87.70, *fields]))).query("index == 'par'")) == 1


@pytest.mark.parametrize(("target", "reported"), [(91.0, False), (90.0, False), (91.02, True), (95.0, True)])
def test_a_published_bound_is_compared_as_a_bound(target: float, reported: bool) -> None:
    # The items of factor I aim at 91.00: less than a bound above that, and enough for one below.
    found = audit(having(sipas=_change(load_sipas(), "I", "target", target)))
    assert (("parts", "sipas", "I", "target") in _key(found)) is reported


def test_a_target_that_is_no_bound_must_be_met_from_both_sides() -> None:
    sipas = _change(_change(load_sipas(), "I", "target_is_bound", False), "I", "target", 90.0)
    assert ("parts", "sipas", "I", "target") in _key(audit(having(sipas=sipas)))


@pytest.mark.parametrize(
    ("score", "reported"), [(8.711, False), (8.7105, False), (8.712, False), (8.713, True), (8.5, True)]
)
def test_the_two_indices_may_differ_by_rounding_and_no_more(score: float, reported: bool) -> None:
    found = audit(having(par=_change(load_par(), "8.1", "score", score)))
    assert any(k[0] == "cross_index" for k in _key(found)) is reported


@pytest.mark.parametrize(("target", "reported"), [(8.8, False), (9.0, False), (8.7, True)])
def test_the_target_of_criterion_8_1_is_held_against_the_bound_of_sipas(target: float, reported: bool) -> None:
    found = audit(having(par=_change(load_par(), "8.1", "target", target)))
    assert (("cross_index", "par", "8.1", "target") in _key(found)) is reported


def test_tables_that_agree_give_no_finding() -> None:
    par, sipas = load_par(), load_sipas()
    par = _change(_change(_change(par, "7.1", "target", 6.88), "7.2", "target", 1.25), "7", "target", 13.58)
    par = _change(par, "total", "target", 93.01)
    par.loc[par["code"].isin(["8.1"]), "score"] = 8.711
    par.loc[par["code"].isin(["8"]), "score"] = 13.211
    par.loc[par["code"].isin(["total"]), "score"] = 88.542
    sipas.loc[sipas["code"].isin(["V.2", "V.3"]), "score"] = [78.61, 79.23]
    assert audit(having(par=par, sipas=sipas)).empty


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    shuffled = audit(
        having(par=load_par().sample(frac=1, random_state=seed), sipas=load_sipas().sample(frac=1, random_state=seed))
    )
    assert _unordered(shuffled) == _unordered(audit())


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(set(load_par()["code"]) - {"7.1", "7.2", "8.1"})),
    st.sampled_from(["score", "target", "max_points"]),
    st.integers(1, 40),
)
def test_any_changed_par_figure_is_found(code: str, column: str, steps: int) -> None:
    par = load_par()
    before = par.set_index("code").loc[code, column]
    if pd.isna(before):
        return  # an unlisted part has no target to change
    changed = _change(par, code, column, round(before + steps * 0.001, 3))
    assert _key(audit(having(par=changed))) - SHIPPED or not audit(having(par=changed)).equals(audit())


def test_the_same_is_found_where_the_ways_of_assessment_are_not_known() -> None:
    assert (
        _key(audit(having(par=load_par().assign(assessment=None), sipas=load_sipas().assign(assessment=None))))
        == SHIPPED
    )


def test_a_figure_that_is_not_published_can_disagree_with_nothing() -> None:
    found = audit(having(par=_change(load_par(), "8.3", "score", float("nan"))))
    assert {c for _, _, c, q in _key(found) if q == "score"} == {"8.1", "V.2, V.3, V.4"}


@pytest.mark.parametrize(
    ("par", "named"),
    [("x.xlsx", "str"), (load_sipas(), "PAR INDEX"), (load_par().drop(columns="score"), "score"), ([1], "list")],
)
def test_what_is_no_table_of_the_index_is_refused(par: object, named: str) -> None:
    with pytest.raises(ParAnalysisError, match=named):
        audit(having(par=par))  # type: ignore[arg-type]


def test_without_sipas_nothing_is_held_against_it() -> None:
    """And nothing of another edition takes its place."""
    assert _key(audit(having(sipas=None))) == {key for key in SHIPPED if key[1] == "par" and key[0] != "cross_index"}
    alone = edition_from(_change(load_par(), "8.1", "score", 1.0), year=2021)
    assert not {key for key in _key(audit(alone)) if key[0] == "cross_index"}


def test_the_criterion_that_is_held_against_sipas_is_the_one_that_is_linked() -> None:
    own = having(links=(Link("par", "8.2", "sipas", 0.1),))
    found = audit(own).query("kind == 'cross_index'")
    assert set(found["code"]) == {"8.2"}
    assert found.set_index("quantity").loc["score", "recomputed"] == pytest.approx(8.711)
    assert not len(audit(having(links=())).query("kind == 'cross_index'"))


def test_a_table_without_targets_is_compared_by_the_rest() -> None:
    found = audit(having(par=load_par().drop(columns="target")))
    assert _key(found) == {key for key in SHIPPED if key[1] != "par" or key[3] != "target"}


def test_what_the_audit_found_is_the_readers_own_table() -> None:
    found = audit()
    found["code"] = "x"
    assert _key(audit()) == SHIPPED
