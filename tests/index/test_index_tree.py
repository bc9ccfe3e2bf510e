"""The tree and its one linear operator: published figures come back, points are conserved, codes bind."""

from __future__ import annotations

import random
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_analysis import CompositeIndex, ParAnalysisError, load_par, load_sipas, open_edition
from par_analysis.index.explanation import explain
from par_analysis.words.numbers import decimals_of


def _tree(seed: int, size: int) -> pd.DataFrame:
    """Make a random tree, its rows shuffled."""
    rng = random.Random(seed)
    codes = ["r", *(f"n{n}" for n in range(size))]
    parents = [None, *(codes[rng.randrange(n)] for n in range(1, len(codes)))]
    nodes = pd.DataFrame({"code": codes, "parent": pd.Series(parents, dtype="str")})
    return nodes.sample(frac=1, random_state=seed, ignore_index=True)


def _by_hand(index: CompositeIndex, values: pd.Series, code: str) -> float:
    """Roll up by recursion, without the matrix."""
    parts = index.children(code)
    if not parts:
        return float(values[code])
    made = [_by_hand(index, values, part) for part in parts]
    return sum(made) if index.aggregate == "sum" else sum(made) / len(made)


trees = st.builds(_tree, st.integers(0, 10_000), st.integers(1, 30))


@given(trees, st.sampled_from(["sum", "mean"]), st.integers(0, 10_000))
def test_the_matrix_does_what_recursion_does(nodes: pd.DataFrame, aggregate: str, seed: int) -> None:
    index = CompositeIndex(nodes, aggregate)  # type: ignore[arg-type]
    values = pd.Series(np.random.default_rng(seed).uniform(0, 10, len(index.leaves)), index=index.leaves)
    rolled = index.rollup(values)
    for code in index.codes:
        assert rolled[code] == pytest.approx(_by_hand(index, values, code), abs=1e-9)


@given(trees, st.integers(0, 10_000))
def test_a_sum_conserves_points_and_a_mean_stays_between_its_leaves(nodes: pd.DataFrame, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for aggregate in ("sum", "mean"):
        index = CompositeIndex(nodes, aggregate)  # type: ignore[arg-type]
        values = pd.Series(rng.uniform(0, 10, len(index.leaves)), index=index.leaves)
        root = index.rollup(values)[index.root]
        if aggregate == "sum":
            assert root == pytest.approx(values.sum(), abs=1e-9)
        else:
            assert values.min() - 1e-9 <= root <= values.max() + 1e-9
            assert sum(index.weight(leaf) for leaf in index.leaves) == pytest.approx(1)


@given(trees, st.integers(0, 10_000))
def test_values_bind_by_code_whatever_their_order(nodes: pd.DataFrame, seed: int) -> None:
    index = CompositeIndex(nodes, "sum")
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.uniform(0, 10, (3, len(index.leaves))), columns=index.leaves)
    shuffled = table[rng.permutation(index.leaves)]
    pd.testing.assert_frame_equal(index.rollup(shuffled), index.rollup(table))
    other = CompositeIndex(nodes.sample(frac=1, random_state=seed), "sum")
    pd.testing.assert_frame_equal(other.rollup(table)[index.codes], index.rollup(table))


def test_leaf_scores_and_remainders_give_every_published_par_score_exactly() -> None:
    par = load_par().set_index("code")
    index = open_edition().par
    rolled = index.rollup(index.leaf_values())
    for code in index.codes:
        assert round(rolled[code], 9) == par.loc[code, "score"], code
    # and to the last digit, in exact arithmetic
    exact = par["score"].map(lambda score: Decimal(repr(score)))
    for code in index.codes:
        if parts := index.children(code):
            assert sum(exact[parts]) == exact[code], code


def test_sipas_means_give_every_published_percentage_at_two_decimals() -> None:
    sipas = load_sipas().set_index("code")
    index = open_edition().sipas
    assert index.rollup(index.leaf_values()).round(2).to_dict() == sipas["score"].to_dict()
    assert max(map(decimals_of, sipas["score"])) == 2


def test_maxima_roll_up_to_a_hundred() -> None:
    index = open_edition().par
    maxima = index.rollup(index.leaf_values("max_points"))
    assert maxima.round(9).to_dict() == load_par().set_index("code")["max_points"].to_dict()


def test_an_unlisted_part_keeps_its_score_where_a_target_is_asked_for() -> None:
    targets = open_edition().par.leaf_values("target")
    assert targets[["7.1.rest", "7.2.rest", "7.1.9"]].tolist() == [5.25, 1.0, 0.63]


def test_one_vector_and_a_matrix_of_scenarios_agree() -> None:
    index = open_edition().sipas
    values = index.leaf_values()
    table = pd.DataFrame([values, values + 1], index=["nay", "thêm 1"])
    rolled = index.rollup(table)
    pd.testing.assert_series_equal(rolled.loc["nay"], index.rollup(values), check_names=False)
    assert (rolled.loc["thêm 1"] - rolled.loc["nay"]).tolist() == pytest.approx([1] * len(index.codes))
    pd.testing.assert_frame_equal(rolled, table @ index.matrix.T, check_exact=False)


def _nodes(*pairs: tuple[str | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["code", "parent"], dtype="str")


@pytest.mark.parametrize(
    ("nodes", "named"),
    [
        (_nodes(("a", None), ("b", "a"), ("b", "a")), ["repeated", "b"]),
        (_nodes(("a", None), ("b", None)), ["root", "a, b"]),
        (_nodes(("a", "b"), ("b", "a")), ["root", "cycle", "a, b"]),
        (_nodes(("r", None), ("a", "b"), ("b", "a")), ["cycle", "a, b"]),
        (_nodes(("r", None), ("a", "a")), ["cycle", "a"]),
        (_nodes(("r", None), ("a", "x")), ["orphans", "a"]),
        (_nodes(("r", None), (None, "r")), ["without a code"]),
        (pd.DataFrame({"code": ["r"]}), ["parent"]),
    ],
)
def test_what_is_no_tree_is_refused_by_name(nodes: pd.DataFrame, named: list[str]) -> None:
    with pytest.raises(ParAnalysisError) as caught:
        CompositeIndex(nodes, "sum")
    assert all(word in str(caught.value) for word in named), str(caught.value)


def test_another_aggregate_is_refused() -> None:
    with pytest.raises(ParAnalysisError, match="median"):
        CompositeIndex(load_par(), "median")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda v: v.drop("1.1"), "1.1"),
        (lambda v: pd.concat([v, pd.Series({"9.9": 1.0})]), "9.9"),
        (lambda v: pd.concat([v, pd.Series({"7": 1.0})]), "not a leaf"),
        (lambda v: pd.concat([v, v[["1.2"]]]), "1.2"),
        (lambda v: v.where(v.index != "1.3"), "1.3"),
        (lambda v: v.where(v.index != "1.4", np.inf), "1.4"),
        (lambda v: v.astype(object).where(v.index != "1.5", "chín"), "chín"),
    ],
)
def test_values_that_do_not_fit_the_leaves_are_refused_by_code(change: object, named: str) -> None:
    index = open_edition().par
    with pytest.raises(ParAnalysisError) as caught:
        index.rollup(change(index.leaf_values()))  # type: ignore[operator]
    assert named in str(caught.value)


def test_a_bad_value_in_a_matrix_is_named_with_its_scenario() -> None:
    index = open_edition().par
    table = pd.DataFrame([index.leaf_values()] * 2, index=["A", "B"])
    table.loc["B", "2.1"] = np.nan
    with pytest.raises(ParAnalysisError, match=r"'B', 2\.1"):
        index.rollup(table)


def test_two_infinities_that_cancel_are_still_seen() -> None:
    index = open_edition().par
    values = index.leaf_values()
    values["1.1"], values["1.2"] = np.inf, -np.inf
    with pytest.raises(ParAnalysisError, match=r"1\.1"):
        index.rollup(values)


def test_the_index_is_not_changed_through_what_it_hands_out() -> None:
    index = open_edition().par
    before = index.rollup(index.leaf_values())
    nodes, matrix = index.nodes, index.matrix
    nodes.loc[:, "score"] = 0
    matrix.iloc[:, :] = 0
    index.children("7").clear()
    pd.testing.assert_series_equal(index.rollup(index.leaf_values()), before)


def test_lineage_runs_from_the_root_to_the_node() -> None:
    assert open_edition().par.lineage("7.1.10") == ["total", "7", "7.1", "7.1.10"]
    assert open_edition().sipas.lineage("total") == ["total"]


def test_a_near_miss_is_offered() -> None:
    with pytest.raises(ParAnalysisError, match=r"7\.1\.10"):
        open_edition().par.lineage("7.1.100")


def test_a_bare_tree_cannot_explain_what_it_does_not_know() -> None:
    with pytest.raises(ParAnalysisError, match="name"):
        explain(CompositeIndex(_nodes(("r", None), ("a", "r")), "sum"), "a")


@pytest.mark.parametrize("values", [[1, 2], np.ones(3), {}])
def test_values_without_codes_are_refused(values: object) -> None:
    with pytest.raises(ParAnalysisError, match="Series"):
        open_edition().par.rollup(values)  # type: ignore[arg-type]


@pytest.mark.parametrize("nodes", [None, "x", []])
def test_nodes_that_are_no_table_are_refused(nodes: object) -> None:
    with pytest.raises(ParAnalysisError, match="DataFrame"):
        CompositeIndex(nodes, "sum")  # type: ignore[arg-type]


def test_tables_of_the_other_index_and_unknown_columns_are_refused() -> None:
    with pytest.raises(ParAnalysisError, match="PAR INDEX"):
        CompositeIndex.of("par", load_sipas())
    with pytest.raises(ParAnalysisError, match="nope"):
        open_edition().par.leaf_values("nope")


def test_lists_handed_out_are_copies() -> None:
    index = open_edition().par
    index.leaves.append("x")
    index.codes.clear()
    assert "x" not in index.leaves and index.codes


# Weights, and tables that leave columns out


def weighted(weights: dict[str, float]) -> pd.DataFrame:
    """SIPAS with weights of its own; the rest keep what a mean gives them."""
    table, tree = load_sipas(), open_edition().sipas
    own = {part: share for code in tree.codes for part, share in tree.shares(code).items()}
    return table.assign(weight=table["code"].map(own | weights))


def test_weights_that_are_stated_are_those_that_count() -> None:
    index = CompositeIndex.of("sipas", weighted({"I": 0.5, "II": 0.2, "III": 0.1, "IV": 0.1, "V": 0.1}))
    assert index.shares("total").to_dict() == {"I": 0.5, "II": 0.2, "III": 0.1, "IV": 0.1, "V": 0.1}
    assert index.weight("V.1") == pytest.approx(0.1 / 4) and index.weight("I.1") == pytest.approx(
        0.5 / len(index.children("I"))
    )
    rolled, plain = (one.rollup(one.leaf_values()) for one in (index, open_edition().sipas))
    assert rolled["total"] == pytest.approx(sum(weight * plain[code] for code, weight in index.shares("total").items()))
    assert rolled["total"] != pytest.approx(plain["total"], abs=0.01)
    assert rolled.drop("total").to_dict() == pytest.approx(plain.drop("total").to_dict())
    assert sum(index.weight(leaf) for leaf in index.leaves) == pytest.approx(1)


@pytest.mark.parametrize("weight", [0.0, -1.0, np.nan])
def test_a_weight_that_is_not_above_nothing_is_refused_by_code(weight: float) -> None:
    with pytest.raises(ParAnalysisError, match=r"above 0.*: V\.1$"):
        CompositeIndex.of("sipas", weighted({"V.1": weight}))


def test_a_table_may_leave_out_what_follows_from_its_codes() -> None:
    par = load_par()
    made = CompositeIndex.of("par", par[["code", "parent", "name", "max_points", "score"]]).nodes
    for column in ("level", "is_leaf", "is_remainder"):
        assert made[column].tolist() == par[column].tolist()
    assert made[["target", "lead_agency", "assessment", "name_en"]].isna().all(axis=None)
    assert not made["target_is_bound"].any()
    pd.testing.assert_frame_equal(CompositeIndex.of("par", par).nodes, par)


@pytest.mark.parametrize("column", ["code", "parent", "name", "max_points", "score"])
def test_what_a_table_needs_is_named_where_it_lacks(column: str) -> None:
    with pytest.raises(ParAnalysisError, match=f"columns missing.: {column}$"):
        CompositeIndex.of("par", load_par().drop(columns=column))
