"""Draws against what is known of them without drawing: distributions, dependence, adding up, seeds."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from par_analysis import ParAnalysisError, load_par, load_sipas
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.simulation import BLOCK, Draws, draw, generator_of, nodes_of

BASE = achievability_model()
LEAVES = BASE.of("par")
MANY = 80_000
SIGMAS = 5.0  # how far a share of draws may lie from its chance, in standard errors
COUPLED = "8.1"


def changed(
    model: Model = BASE, dependence: float | None = None, leaves: dict[str, Any] | None = None, **known: Any
) -> Model:
    """The model with other figures in every class, and other columns of its leaves; nothing is fitted anew."""
    classes = {name: dataclasses.replace(one, **known) for name, one in model.classes.items()}
    assumptions = model.assumptions if dependence is None else model.assumptions.replace(dependence=dependence)
    table = model.leaves.assign(**(leaves or {}))
    return dataclasses.replace(model, classes=classes, assumptions=assumptions, leaves=table)


def known(dependence: float, spread: float = 0.05, leaves: dict[str, Any] | None = None, **more: float) -> Model:
    """Centre and spread known, gradual leaves only, too little spread for any limit to matter."""
    figures = {"centre": 0.4, "spread": spread, "weight": 1e12, "freedom": 1e9, **more}
    return changed(dependence=dependence, leaves={"kind": "gradual", **(leaves or {})}, **figures)


def drawn(model: Model, replications: int, seed: int | np.random.Generator = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """Closures by leaf, and nodes x replications, of all blocks."""
    closures, nodes, codes = [], [], ()
    for block in draw(model, replications, seed):
        closures.append(block.closures.T.copy())
        nodes.append(block.nodes.copy())
        codes = block.codes
    return pd.DataFrame(np.concatenate(closures), columns=list(codes)), np.concatenate(nodes, axis=1)


def near(found: float, chance: float, count: int = MANY) -> bool:
    return abs(found - chance) <= SIGMAS * np.sqrt(max(chance * (1 - chance), 1.0 / count) / count)


@pytest.fixture(scope="module")
def shipped() -> pd.DataFrame:
    return drawn(BASE, MANY)[0]


def own_of_sipas() -> float:
    """Variance of a mean of all items, weighted as SIPAS weights them, against that of one: by hand."""
    nodes = load_sipas().set_index("code")
    parts: dict[str, float] = {"total": 1.0}
    for code in nodes.index.drop("total"):
        parent = str(nodes.loc[code, "parent"])
        parts[str(code)] = parts[parent] / int((nodes["parent"] == parent).sum())
    leaves = nodes[nodes["is_leaf"]]
    share = (leaves["max_points"] - leaves["score"]) * pd.Series(parts).reindex(leaves.index)
    share = share / share.sum()
    return float((share**2).sum())


# One leaf


def test_a_gradual_closure_is_students_t_of_its_class_kept_between_a_score_of_zero_and_the_maximum(
    shipped: pd.DataFrame,
) -> None:
    rho, faults = BASE.assumptions.dependence, []
    for code, leaf in LEAVES[LEAVES["kind"] == "gradual"].iterrows():
        own = own_of_sipas() if code == COUPLED else 1.0
        fitted = BASE.classes[leaf["reference_class"]]
        t = stats.t(fitted.freedom, fitted.centre, fitted.spread * np.sqrt(rho + (1 - rho) * own + 1 / fitted.weight))
        least, made = -leaf["score"] / leaf["deficit"], shipped[code]
        asked = [share for share in t.ppf([0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98]) if least < share < 1]
        pairs = [((made == 1.0).mean(), t.sf(1.0)), ((made == least).mean(), t.cdf(least))]
        pairs += [((made <= share).mean(), t.cdf(share)) for share in asked]
        if not made.between(least, 1.0).all() or len(asked) < 3:
            faults.append((code, "range"))
        faults += [(code, found, want) for found, want in pairs if not near(found, want)]
    assert faults == []


def test_an_all_or_nothing_leaf_closes_wholly_or_not_at_all_as_often_as_its_class_gains_on_average(
    shipped: pd.DataFrame,
) -> None:
    whole = LEAVES[LEAVES["kind"] == "all_or_nothing"]
    assert len(whole) >= 3
    for code, name in whole["reference_class"].items():
        fitted = BASE.classes[name]
        assert set(shipped[code]) == {0.0, 1.0}
        assert near(shipped[code].mean(), fitted.mean_share)
        centre = stats.t(fitted.freedom, fitted.centre, fitted.spread / np.sqrt(fitted.weight))
        kept = integrate.quad(lambda share, known=centre: share * known.pdf(share), 0, 1)[0] + centre.sf(1)
        assert fitted.mean_share == pytest.approx(kept, abs=0.002)


def test_what_is_certain_is_drawn_as_certain() -> None:
    for centre in (5.0, -100.0):
        model = known(0.3, centre=centre)
        made, _ = drawn(model, 3_000)
        least = (-LEAVES["score"] / LEAVES["deficit"]).reindex(made.columns)
        want = least.clip(lower=centre) if centre < 0 else pd.Series(1.0, index=made.columns)
        assert (made - want).abs().max().max() < (0.5 if centre < 0 else 1e-12)
        assert (made[least.index[least > -90]] == want[least > -90]).all(axis=None)
        whole, _ = drawn(changed(model, leaves={"kind": "all_or_nothing"}), 3_000)
        assert (whole == float(centre > 0)).all(axis=None)


# Leaves together


def test_leaves_correlate_within_their_class_as_assumed_and_scatter_as_much_under_any_dependence() -> None:
    """But the survey criterion, which scatters less the weaker the dependence is; other classes move on their own."""
    for dependence in (0.0, 0.3, 1.0):
        made = drawn(known(dependence), 40_000)[0]
        names = LEAVES.loc[made.columns, "reference_class"].to_numpy()
        alike, found = names[:, None] == names[None, :], np.corrcoef(made.to_numpy(), rowvar=False)
        want = np.where(alike, dependence, 0.0) + (1 - np.where(alike, dependence, 0.0)) * np.eye(len(names))
        assert np.abs(found - want).max() < SIGMAS / np.sqrt(len(made))
        assert np.allclose(made.mean(), 0.4, atol=SIGMAS * 0.05 / np.sqrt(len(made)))
        spread = pd.Series(0.05, index=made.columns)
        spread[COUPLED] = 0.05 * np.sqrt(dependence + (1 - dependence) * own_of_sipas())
        assert np.allclose(made.std() / spread, 1.0, atol=SIGMAS / np.sqrt(2 * len(made)))


def test_a_leaf_with_a_smaller_own_part_follows_its_class_more_closely() -> None:
    dependence, count = 0.3, 60_000
    names = LEAVES["reference_class"].where(LEAVES.index != COUPLED, "appraisal").reindex(BASE.leaves.index)
    names = names.fillna(BASE.leaves["reference_class"])
    made, _ = drawn(known(dependence, leaves={"reference_class": names}), count)
    others = list(LEAVES.index[LEAVES["reference_class"] == "appraisal"])
    variance = dependence + (1 - dependence) * own_of_sipas()
    for code in others:
        found = np.corrcoef(made[COUPLED], made[code])[0, 1]
        assert found == pytest.approx(dependence / np.sqrt(variance), abs=SIGMAS / np.sqrt(count))
    assert made[COUPLED].std() == pytest.approx(0.05 * np.sqrt(variance), rel=SIGMAS / np.sqrt(2 * count))


def test_what_is_not_known_of_the_centre_moves_the_whole_class() -> None:
    count, weight, dependence = 40_000, 2.0, 0.3
    made, _ = drawn(known(dependence, spread=0.02, weight=weight), count)
    want = (dependence + 1 / weight) / (1 + 1 / weight)
    names = LEAVES.loc[made.columns, "reference_class"].to_numpy()
    found = np.corrcoef(made.to_numpy(), rowvar=False)
    usual = (names[:, None] == names[None, :]) & ~np.eye(len(names), dtype=bool)
    assert np.abs(found[usual] - want).max() < SIGMAS / np.sqrt(count)
    assert np.abs(found[names[:, None] != names[None, :]]).max() < SIGMAS / np.sqrt(count)


def test_what_is_not_known_of_the_spread_is_shared_by_the_class_and_by_nothing_else() -> None:
    freedom = 14.0
    made, _ = drawn(known(0.0, spread=0.01, freedom=freedom), 60_000)
    squares = ((made - made.mean()) ** 2 / made.var()).to_numpy()
    found = squares.T @ squares / len(made)
    names = LEAVES.loc[made.columns, "reference_class"].to_numpy()
    alike = names[:, None] == names[None, :]
    assert found[alike & ~np.eye(len(names), dtype=bool)].mean() == pytest.approx(
        (freedom - 2) / (freedom - 4), abs=0.03
    )
    assert found[~alike].mean() == pytest.approx(1.0, abs=0.02)


def test_all_or_nothing_leaves_of_a_class_close_together_as_often_as_two_normal_ones_exceed_a_limit() -> None:
    for dependence in (0.0, 0.3, 0.6):
        made, _ = drawn(changed(dependence=dependence), 60_000)
        limit = stats.norm.ppf(BASE.classes["outcome"].mean_share)
        both = stats.multivariate_normal.cdf([limit, limit], cov=[[1, dependence], [dependence, 1]])
        for one, other in (("8.2", "8.5"), ("8.2", "8.6"), ("8.5", "8.6")):
            assert near((made[one] * made[other]).mean(), float(both), 60_000)


def test_an_all_or_nothing_leaf_shares_the_factor_of_the_gradual_ones_of_its_class() -> None:
    dependence, count = 0.6, 60_000
    model = changed(known(dependence), leaves={"kind": LEAVES["kind"].reindex(BASE.leaves.index)})
    made, _ = drawn(model, count)
    share = model.classes["appraisal"].mean_share
    want = dependence * stats.norm.pdf(stats.norm.ppf(share)) / np.sqrt(share * (1 - share))
    assert np.corrcoef(made["7.1.10"], made["5.5"])[0, 1] == pytest.approx(want, abs=SIGMAS / np.sqrt(count))
    assert abs(np.corrcoef(made["7.1.10"], made["2.4.1"])[0, 1]) < SIGMAS / np.sqrt(count)


# Adding up


@pytest.fixture(scope="module")
def block() -> Iterator[Draws]:
    # Wide enough to reach zero and the maximum of every leaf.
    yield next(draw(changed(spread=9.0), BLOCK, 3))


def leaf_scores(block: Draws) -> pd.DataFrame:
    """Scores of all leaves of PAR INDEX, replications x leaves."""
    tree = BASE.edition.par
    table = tree.nodes.set_index("code")
    made = pd.DataFrame({code: np.full(block.closures.shape[1], table.loc[code, "score"]) for code in tree.leaves})
    for code, closures in zip(block.codes, block.closures, strict=True):
        made[code] += closures * (table.loc[code, "max_points"] - table.loc[code, "score"])
    return made


def test_the_leaves_drawn_are_those_that_lost_points_and_end_between_zero_and_their_maximum(block: Draws) -> None:
    table = load_par().set_index("code")
    lost = table[table["is_leaf"] & (table["score"] < table["max_points"])]
    assert sorted(block.codes) == sorted(lost.index)
    names = list(LEAVES.loc[list(block.codes), "reference_class"])
    assert names == sorted(names)  # one class after the other
    made = leaf_scores(block)[list(block.codes)]
    assert made.min().min() >= -1e-12
    assert np.allclose(made.max(), lost.loc[list(block.codes), "max_points"].astype(float), rtol=0, atol=1e-12)
    near_zero = LEAVES[(LEAVES["kind"] == "gradual") & (LEAVES["score"] / LEAVES["deficit"] < 5)].index
    assert len(near_zero) > 10
    assert np.allclose(made[near_zero].min(), 0.0, atol=1e-12)


def test_total_and_fields_are_the_published_scores_moved_by_the_roll_up_of_the_leaves(block: Draws) -> None:
    tree, listed = BASE.edition.par, nodes_of(BASE)
    published = tree.nodes.set_index("code")["score"]
    still = pd.DataFrame([published[tree.leaves].astype(float)])
    made = tree.rollup(leaf_scores(block))
    before = tree.rollup(still)
    for at, (kind, code) in enumerate(zip(listed["kind"], listed["code"], strict=True)):
        if kind != "agency":
            moved = made[code].to_numpy() - before[code].to_numpy()
            np.testing.assert_allclose(block.nodes[at], published[code] + moved, atol=1e-9)


def test_agencies_are_the_sums_of_their_criteria(block: Draws) -> None:
    table, scores, listed = load_par(), leaf_scores(block), nodes_of(BASE)
    leaves = table[table["is_leaf"]]
    assert set(listed.loc[listed["kind"] == "agency", "code"]) == {
        name for name, own in leaves.groupby("lead_agency") if (own["score"] < own["max_points"]).any()
    }
    for at in listed.index[listed["kind"] == "agency"]:
        own = leaves[leaves["lead_agency"] == listed.loc[at, "code"]]
        np.testing.assert_allclose(block.nodes[at], scores[list(own["code"])].sum(axis=1), atol=1e-9)
        assert listed.loc[at, "score"] == pytest.approx(own["score"].sum())
        assert listed.loc[at, "target"] == pytest.approx(own["target"].fillna(own["score"]).sum())


def test_nodes_are_listed_with_what_was_published_and_what_is_aimed_at() -> None:
    listed, table = nodes_of(BASE), load_par().set_index("code")
    fields = table.index[table["level"] == 1]
    assert list(zip(listed["kind"], listed["code"], strict=True))[: 1 + len(fields)] == [
        ("total", "total"),
        *(("field", code) for code in fields),
    ]
    shown = listed[listed["kind"] != "agency"].set_index("code")
    for name in ("score", "target"):
        assert shown[name].to_dict() == table.loc[shown.index, name].astype(float).to_dict()


def test_what_has_no_points_lost_stays_as_published() -> None:
    model = dataclasses.replace(
        BASE, leaves=BASE.leaves[(BASE.leaves["field"] == "8") | (BASE.leaves["index"] != "par")]
    )
    listed, block = nodes_of(model), next(draw(model, 500, 0))
    assert sorted(block.codes) == ["8.1", "8.2", "8.5", "8.6"]
    fields = listed.index[listed["kind"] == "field"]
    for at in fields:
        moves = np.ptp(block.nodes[at]) > 0
        assert moves == (listed.loc[at, "code"] == "8")
        assert moves or (block.nodes[at] == listed.loc[at, "score"]).all()


# Seeds and blocks


def test_the_same_seed_gives_the_same_draws_and_a_generator_is_drawn_from_where_it_stands() -> None:
    generator = np.random.default_rng(0)
    zero, one, again = (drawn(BASE, 3_000, seed)[1] for seed in (0, 1, generator))
    np.testing.assert_array_equal(again, zero)
    assert (zero[0] != one[0]).mean() > 0.99
    assert (drawn(BASE, 3_000, generator)[1][0] != zero[0]).all()


def test_seeds_are_whole_numbers_or_generators_and_nothing_else() -> None:
    for seed in (0, 7, np.int64(7), 2**70):
        assert generator_of(seed).random() == np.random.default_rng(int(seed)).random()
    generator = np.random.default_rng(5)
    assert generator_of(generator) is generator
    for wrong in (True, False, -1, 1.5, 0.0, "0", None, [1], np.float64(1), np.bool_(True), np.int64(-3)):
        for ask in (generator_of, lambda seed: next(draw(BASE, 10, seed))):
            with pytest.raises(ParAnalysisError, match=rf"seed: .*{re.escape(repr(wrong))}"):
                ask(wrong)  # type: ignore[arg-type]


def test_fewer_replications_are_the_first_of_more() -> None:
    more, more_nodes = drawn(BASE, 5_001, 4)
    for count in (1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 5_000):
        sizes = [block.nodes.shape[1] for block in draw(BASE, count, 4)]
        assert sizes == [BLOCK] * (count // BLOCK) + [count % BLOCK] * (count % BLOCK > 0)
        closures, nodes = drawn(BASE, count, 4)
        np.testing.assert_array_equal(closures, more[:count])
        np.testing.assert_array_equal(nodes, more_nodes[:, :count])
        assert nodes.shape == (len(nodes_of(BASE)), count)


def test_blocks_are_drawn_anew() -> None:
    made = drawn(BASE, 3 * BLOCK)[1][0].reshape(3, BLOCK)
    assert len(np.unique(made)) > 0.99 * made.size
    assert np.abs(np.corrcoef(made)[np.triu_indices(3, 1)]).max() < SIGMAS / np.sqrt(BLOCK)
