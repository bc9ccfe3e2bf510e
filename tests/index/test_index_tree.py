"""The tree and its one linear operator: published figures come back, points are conserved, codes bind."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from par_analysis import CompositeIndex, ParAnalysisError, load_par, load_sipas, open_edition
from par_analysis.index.explanation import explain
from par_analysis.words.numbers import decimals_of

PAR, SIPAS = open_edition().par, open_edition().sipas


def refusal(call: Callable[[], object]) -> str:
    """What is said; empty if nothing is refused."""
    try:
        call()
    except ParAnalysisError as error:
        return str(error)
    return ""


def _tree(seed: int, size: int) -> pd.DataFrame:
    """Make a random tree, its rows shuffled."""
    rng = random.Random(seed)
    codes = ["r", *(f"n{n}" for n in range(size))]
    parents = [None, *(codes[rng.randrange(n)] for n in range(1, len(codes)))]
    nodes = pd.DataFrame({"code": codes, "parent": pd.Series(parents, dtype="str")})
    return nodes.sample(frac=1, random_state=seed, ignore_index=True)


def _by_hand(index: CompositeIndex, values: pd.Series, code: str) -> float:
    """Roll up by recursion, without the matrix."""
    parts = [_by_hand(index, values, part) for part in index.children(code)]
    if not parts:
        return float(values[code])
    return sum(parts) if index.aggregate == "sum" else sum(parts) / len(parts)


@settings(max_examples=40)
@given(st.builds(_tree, st.integers(0, 10_000), st.integers(1, 30)), st.sampled_from(["sum", "mean"]))
def test_a_tree_rolls_up_as_recursion_does_and_binds_by_code(nodes: pd.DataFrame, aggregate: Any) -> None:
    index, rng = CompositeIndex(nodes, aggregate), np.random.default_rng(len(nodes))
    table = pd.DataFrame(rng.uniform(0, 10, (2, len(index.leaves))), columns=index.leaves)
    rolled = index.rollup(table)
    for place, values in table.iterrows():
        for code in index.codes:
            assert rolled.loc[place, code] == pytest.approx(_by_hand(index, values, code), abs=1e-9)
    shuffled = table[rng.permutation(index.leaves)]
    pd.testing.assert_frame_equal(index.rollup(shuffled), rolled)
    other = CompositeIndex(nodes.sample(frac=1, random_state=1), aggregate)
    pd.testing.assert_frame_equal(other.rollup(table)[index.codes], rolled)
    pd.testing.assert_series_equal(index.rollup(shuffled.loc[0]), rolled.loc[0])
    shares = sum(index.weight(leaf) for leaf in index.leaves)
    assert shares == (len(index.leaves) if aggregate == "sum" else pytest.approx(1))


def test_the_published_figures_come_back() -> None:
    par, sipas = load_par().set_index("code"), load_sipas().set_index("code")
    assert PAR.rollup(PAR.leaf_values()).round(9).to_dict() == par["score"].to_dict()
    assert PAR.rollup(PAR.leaf_values("max_points")).round(9).to_dict() == par["max_points"].to_dict()
    # and to the last digit, in exact arithmetic
    exact = par["score"].map(lambda score: Decimal(repr(score)))
    assert [c for c in PAR.codes if PAR.children(c) and sum(exact[PAR.children(c)]) != exact[c]] == []
    assert SIPAS.rollup(SIPAS.leaf_values()).round(2).to_dict() == sipas["score"].to_dict()
    assert max(map(decimals_of, sipas["score"])) == 2
    pd.testing.assert_series_equal(
        SIPAS.matrix @ SIPAS.leaf_values(), SIPAS.rollup(SIPAS.leaf_values()), check_names=False
    )
    # An unlisted part keeps its score where a target is asked for.
    assert PAR.leaf_values("target")[["7.1.rest", "7.2.rest", "7.1.9"]].tolist() == [5.25, 1.0, 0.63]


def test_figures_and_names_of_a_node() -> None:
    rows = load_par().set_index("code")
    for code in ("total", "7.1", "7.1.rest", "5.5"):
        found = [PAR.score(code), PAR.maximum(code), PAR.target(code)]
        np.testing.assert_array_equal(found, rows.loc[code, ["score", "max_points", "target"]].astype(float))
        assert (PAR.name(code), PAR.name(code, "en")) == (rows.loc[code, "name"], rows.loc[code, "name_en"])
    assert (PAR.score(), PAR.total("target"), np.isnan(PAR.total("nope"))) == (88.54, 92.55, True)
    assert PAR.by_code.loc[["8.1", "5.5"], "score"].tolist() == rows.loc[["8.1", "5.5"], "score"].tolist()
    bare = CompositeIndex.of("par", load_par().drop(columns=["target", "name_en"]))
    assert np.isnan(bare.target("5.5")) and bare.name("5.5", "en") == rows.loc["5.5", "name"]
    assert PAR.lineage("7.1.10") == ["total", "7", "7.1", "7.1.10"] and SIPAS.lineage("total") == ["total"]


def _nodes(*pairs: tuple[str | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["code", "parent"], dtype="str")


def weighted(weights: dict[str, float]) -> pd.DataFrame:
    """SIPAS with weights of its own; the rest keep what a mean gives them."""
    own = {part: share for code in SIPAS.codes for part, share in SIPAS.shares(code).items()}
    return load_sipas().assign(weight=lambda table: table["code"].map(own | weights))


def test_what_is_no_tree_is_refused_by_name() -> None:
    cases: list[tuple[Any, list[str]]] = [
        (_nodes(("a", None), ("b", "a"), ("b", "a")), ["repeated", "b"]),
        (_nodes(("a", None), ("b", None)), ["root", "a, b"]),
        (_nodes(("a", "b"), ("b", "a")), ["root", "cycle", "a, b"]),
        (_nodes(("r", None), ("a", "b"), ("b", "a")), ["cycle", "a, b"]),
        (_nodes(("r", None), ("a", "a")), ["cycle", "a"]),
        (_nodes(("r", None), ("a", "x")), ["orphans", "a"]),
        (_nodes(("r", None), (None, "r")), ["without a code"]),
        (pd.DataFrame({"code": ["r"]}), ["parent"]),
        *((nodes, ["DataFrame"]) for nodes in (None, "x", [])),
    ]
    found = [(refusal(lambda nodes=nodes: CompositeIndex(nodes, "sum")), named) for nodes, named in cases]
    assert [(said, named) for said, named in found if not said or not all(word in said for word in named)] == []
    assert "median" in refusal(lambda: CompositeIndex(load_par(), "median"))  # type: ignore[arg-type]
    assert "PAR INDEX" in refusal(lambda: CompositeIndex.of("par", load_sipas()))
    for column in ("code", "parent", "name", "max_points", "score"):
        assert column in refusal(lambda column=column: CompositeIndex.of("par", load_par().drop(columns=column)))
    for weight in (0.0, -1.0, np.nan):
        said = refusal(lambda weight=weight: CompositeIndex.of("sipas", weighted({"V.1": weight})))
        assert "V.1 (weights must be above 0)" in said and "V.2" not in said


def test_values_that_do_not_fit_the_leaves_are_refused_by_code() -> None:
    values = PAR.leaf_values()
    bad = pd.DataFrame([values] * 2, index=["A", "B"])
    bad.loc["B", "2.1"] = np.nan
    cancelling = values.copy()
    cancelling["1.1"], cancelling["1.2"] = np.inf, -np.inf
    cases: list[tuple[Any, str]] = [
        (values.drop("1.1"), "missing): 1.1"),
        (pd.concat([values, pd.Series({"9.9": 1.0})]), "not a leaf): 9.9"),
        (pd.concat([values, pd.Series({"7": 1.0})]), "not a leaf): 7"),
        (pd.concat([values, values[["1.2"]]]), "repeated): 1.2"),
        (values.where(values.index != "1.3"), "1.3: nan"),
        (values.where(values.index != "1.4", np.inf), "1.4: inf"),
        (cancelling, "1.1: inf"),
        (values.astype(object).where(values.index != "1.5", "chín"), "chín"),
        (bad, "'B', 2.1"),
        *((other, "Series") for other in ([1, 2], np.ones(3), {})),
    ]
    assert [(named, said) for v, named in cases if named not in (said := refusal(lambda v=v: PAR.rollup(v)))] == []
    assert "'nope'" in refusal(lambda: PAR.leaf_values("nope"))
    for ask in (PAR.lineage, PAR.children, PAR.score, PAR.name):
        with pytest.raises(ParAnalysisError, match=r"'7\.1\.100'.*gần giống.*7\.1\.10,"):
            ask("7.1.100")
    with pytest.raises(ParAnalysisError, match="name"):
        explain(CompositeIndex(_nodes(("r", None), ("a", "r")), "sum"), "a")


def test_the_index_is_not_changed_through_what_it_hands_out() -> None:
    before, lists = [PAR.nodes.copy(), PAR.by_code.copy(), PAR.matrix], [PAR.codes, PAR.leaves, PAR.children("7")]
    for table in (PAR.nodes, PAR.by_code, PAR.matrix):
        table.loc[:, table.columns[-1]] = 0
        table.loc[:, "score"] = 0
    for codes in (PAR.children("7"), PAR.leaves, PAR.codes, PAR.lineage("7")):
        codes.clear()
    shares = PAR.shares("7")
    shares[:] = 0
    with pytest.raises(ValueError, match="read-only"):
        PAR.operator[:] = 0
    for table, want in zip((PAR.nodes, PAR.by_code, PAR.matrix), before, strict=True):
        pd.testing.assert_frame_equal(table, want)
    assert [PAR.codes, PAR.leaves, PAR.children("7")] == lists and PAR.shares("7").sum() == len(lists[2])


def test_weights_that_are_stated_are_those_that_count() -> None:
    index = CompositeIndex.of("sipas", weighted({"I": 0.5, "II": 0.2, "III": 0.1, "IV": 0.1, "V": 0.1}))
    assert index.shares("total").to_dict() == {"I": 0.5, "II": 0.2, "III": 0.1, "IV": 0.1, "V": 0.1}
    assert index.weight("V.1") == pytest.approx(0.1 / 4)
    rolled, plain = (tree.rollup(tree.leaf_values()) for tree in (index, SIPAS))
    assert rolled["total"] == pytest.approx(sum(weight * plain[code] for code, weight in index.shares("total").items()))
    assert rolled.drop("total").to_dict() == pytest.approx(plain.drop("total").to_dict())


def test_a_table_may_leave_out_what_follows_from_its_codes() -> None:
    par = load_par()
    table = CompositeIndex.of("par", par[["code", "parent", "name", "max_points", "score"]]).nodes
    for column in ("level", "is_leaf", "is_remainder"):
        assert table[column].tolist() == par[column].tolist()
    assert table[["target", "lead_agency", "assessment", "name_en"]].isna().all(axis=None)
    assert not table["target_is_bound"].any()
    pd.testing.assert_frame_equal(CompositeIndex.of("par", par).nodes, par)
