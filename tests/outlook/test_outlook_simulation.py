"""Draws against what is known of them without drawing: distributions, dependence, adding up, seeds."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from par_analysis import ParAnalysisError, Scenario, evaluate, load_par, load_sipas
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.simulation import CHUNK, Draws, draw, generator_of, nodes_of
from par_analysis.scenario.scenario import Change

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
    """Closures by leaf, and nodes x replications, of all chunks."""
    closures, nodes, codes = [], [], ()
    for chunk in draw(model, replications, seed):
        closures.append(chunk.closures.T.copy())
        nodes.append(chunk.nodes.copy())
        codes = chunk.codes
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


@pytest.mark.parametrize("code", LEAVES.index[LEAVES["kind"] == "gradual"])
def test_a_gradual_closure_is_students_t_of_its_class_kept_between_a_score_of_zero_and_the_maximum(
    shipped: pd.DataFrame, code: str
) -> None:
    leaf, rho = LEAVES.loc[code], BASE.assumptions.dependence
    own = own_of_sipas() if code == COUPLED else 1.0
    fitted = BASE.classes[leaf["reference_class"]]
    scale = fitted.spread * np.sqrt(rho + (1 - rho) * own + 1 / fitted.weight)
    t = stats.t(fitted.freedom, fitted.centre, scale)
    least, made = -leaf["score"] / leaf["deficit"], shipped[code]
    assert made.between(least, 1.0).all()
    assert near((made == 1.0).mean(), t.sf(1.0))
    assert near((made == least).mean(), t.cdf(least))
    asked = [share for share in t.ppf([0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98]) if least < share < 1]
    assert len(asked) >= 3
    for share in asked:
        assert near((made <= share).mean(), t.cdf(share)), share


@pytest.mark.parametrize("code", LEAVES.index[LEAVES["kind"] == "all_or_nothing"])
def test_an_all_or_nothing_leaf_closes_wholly_or_not_at_all_as_often_as_its_class_gains_on_average(
    shipped: pd.DataFrame, code: str
) -> None:
    fitted = BASE.classes[LEAVES.loc[code, "reference_class"]]
    assert set(shipped[code]) == {0.0, 1.0}
    assert near(shipped[code].mean(), fitted.mean_share)
    centre = stats.t(fitted.freedom, fitted.centre, fitted.spread / np.sqrt(fitted.weight))
    kept = integrate.quad(lambda share: share * centre.pdf(share), 0, 1)[0] + centre.sf(1)
    assert fitted.mean_share == pytest.approx(kept, abs=0.002)


@pytest.mark.parametrize("gradual", [True, False])
def test_a_class_may_be_all_gradual_or_all_or_nothing_throughout(gradual: bool) -> None:
    made, _ = drawn(changed(leaves={"kind": "gradual" if gradual else "all_or_nothing"}), 4_000)
    assert (made.isin([0.0, 1.0]).all(axis=None)) is np.bool_(not gradual)


@pytest.mark.parametrize("centre", [5.0, -100.0])
def test_what_is_certain_is_drawn_as_certain(centre: float) -> None:
    model = known(0.3, centre=centre)
    made, _ = drawn(model, 3_000)
    least = (-LEAVES["score"] / LEAVES["deficit"]).reindex(made.columns)
    want = least.clip(lower=centre) if centre < 0 else pd.Series(1.0, index=made.columns)
    assert (made - want).abs().max().max() < (0.5 if centre < 0 else 1e-12)
    assert (made[least.index[least > -90]] == want[least > -90]).all(axis=None)
    whole, _ = drawn(changed(model, leaves={"kind": "all_or_nothing"}), 3_000)
    assert (whole == float(centre > 0)).all(axis=None)


# Leaves together


@pytest.fixture(scope="module", params=[0.0, 0.3, 1.0])
def together(request: pytest.FixtureRequest) -> tuple[float, pd.DataFrame]:
    return request.param, drawn(known(request.param), 40_000)[0]


def test_leaves_of_a_class_correlate_as_assumed_and_leaves_of_different_classes_not_at_all(
    together: tuple[float, pd.DataFrame],
) -> None:
    dependence, made = together
    names = LEAVES.loc[made.columns, "reference_class"].to_numpy()
    alike, found = names[:, None] == names[None, :], np.corrcoef(made.to_numpy(), rowvar=False)
    want = np.where(alike, dependence, 0.0) + (1 - np.where(alike, dependence, 0.0)) * np.eye(len(names))
    assert np.abs(found - want).max() < SIGMAS / np.sqrt(len(made))
    assert np.allclose(made.mean(), 0.4, atol=SIGMAS * 0.05 / np.sqrt(len(made)))


def test_a_leaf_scatters_as_much_under_any_dependence_but_the_survey_criterion_less_the_weaker_it_is(
    together: tuple[float, pd.DataFrame],
) -> None:
    dependence, made = together
    want = pd.Series(0.05, index=made.columns)
    want[COUPLED] = 0.05 * np.sqrt(dependence + (1 - dependence) * own_of_sipas())
    assert np.allclose(made.std() / want, 1.0, atol=SIGMAS / np.sqrt(2 * len(made)))


def test_full_dependence_moves_a_class_as_one_and_none_leaves_nothing_in_common() -> None:
    made, _ = drawn(known(1.0), 2_000)
    for _, codes in LEAVES.groupby("reference_class"):
        assert np.ptp(made[list(codes.index)].to_numpy(), axis=1).max() < 1e-12
    firsts = [made[codes.index[0]] for _, codes in LEAVES.groupby("reference_class")]
    assert all((one != other).all() for at, one in enumerate(firsts) for other in firsts[:at])


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


@pytest.mark.parametrize("dependence", [0.0, 0.3, 0.6])
def test_all_or_nothing_leaves_of_a_class_close_together_as_often_as_two_normal_ones_exceed_a_limit(
    dependence: float,
) -> None:
    made, _ = drawn(changed(dependence=dependence), 60_000)
    share = BASE.classes["outcome"].mean_share
    limit = stats.norm.ppf(share)
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
def chunk() -> Iterator[Draws]:
    # Wide enough to reach zero and the maximum of every leaf.
    yield next(draw(changed(spread=9.0), CHUNK, 3))


def leaf_scores(chunk: Draws) -> pd.DataFrame:
    """Scores of all leaves of PAR INDEX, replications x leaves."""
    tree = BASE.edition.par
    table = tree.nodes.set_index("code")
    made = pd.DataFrame({code: np.full(chunk.closures.shape[1], table.loc[code, "score"]) for code in tree.leaves})
    for code, closures in zip(chunk.codes, chunk.closures, strict=True):
        made[code] += closures * (table.loc[code, "max_points"] - table.loc[code, "score"])
    return made


def test_the_leaves_drawn_are_those_that_lost_points_one_class_after_the_other(chunk: Draws) -> None:
    table = load_par()
    lost = table[table["is_leaf"] & (table["score"] < table["max_points"])]
    assert sorted(chunk.codes) == sorted(lost["code"])
    names = list(LEAVES.loc[list(chunk.codes), "reference_class"])
    assert names == sorted(names)


def test_no_leaf_ends_above_its_maximum_or_below_zero_and_both_ends_are_reached(chunk: Draws) -> None:
    table = load_par().set_index("code")
    made = leaf_scores(chunk)[list(chunk.codes)]
    most = table.loc[list(chunk.codes), "max_points"].astype(float)
    assert made.min().min() >= -1e-12
    assert (made.max() <= most + 1e-12).all()
    gradual = [code for code in chunk.codes if LEAVES.loc[code, "kind"] == "gradual"]
    assert np.allclose(made.max(), most)
    reached = [code for code in gradual if LEAVES.loc[code, "score"] / LEAVES.loc[code, "deficit"] < 5]
    assert len(reached) > 10
    assert np.allclose(made[reached].min(), 0.0, atol=1e-12)


def test_total_and_fields_are_the_published_scores_moved_by_the_roll_up_of_the_leaves(chunk: Draws) -> None:
    tree, listed = BASE.edition.par, nodes_of(BASE)
    published = tree.nodes.set_index("code")["score"]
    still = pd.DataFrame([published[tree.leaves].astype(float)])
    made = tree.rollup(leaf_scores(chunk))
    before = tree.rollup(still)
    for at, (kind, code) in enumerate(zip(listed["kind"], listed["code"], strict=True)):
        if kind != "agency":
            moved = made[code].to_numpy() - before[code].to_numpy()
            np.testing.assert_allclose(chunk.nodes[at], published[code] + moved, atol=1e-9)


def test_agencies_are_the_sums_of_their_criteria(chunk: Draws) -> None:
    table, scores, listed = load_par(), leaf_scores(chunk), nodes_of(BASE)
    leaves = table[table["is_leaf"]]
    assert set(listed.loc[listed["kind"] == "agency", "code"]) == {
        name for name, own in leaves.groupby("lead_agency") if (own["score"] < own["max_points"]).any()
    }
    for at in listed.index[listed["kind"] == "agency"]:
        own = leaves[leaves["lead_agency"] == listed.loc[at, "code"]]
        np.testing.assert_allclose(chunk.nodes[at], scores[list(own["code"])].sum(axis=1), atol=1e-9)
        assert listed.loc[at, "score"] == pytest.approx(own["score"].sum())
        assert listed.loc[at, "target"] == pytest.approx(own["target"].fillna(own["score"]).sum())


def test_what_the_total_gains_the_fields_gain(chunk: Draws) -> None:
    listed = nodes_of(BASE)
    moved = chunk.nodes - listed["score"].to_numpy()[:, None]
    fields = (listed["kind"] == "field").to_numpy()
    np.testing.assert_allclose(moved[fields].sum(axis=0), moved[0], atol=1e-9)


def test_one_replication_is_what_the_scenario_with_these_scores_comes_to(chunk: Draws) -> None:
    scores, listed = leaf_scores(chunk), nodes_of(BASE)
    for at in (0, 17, CHUNK - 1):
        changes = tuple(
            Change("code", code, "score", float(np.clip(scores.loc[at, code], 0, BASE.leaves.loc[code, "maximum"])))
            for code in chunk.codes
        )
        figures = evaluate(Scenario("thử", changes, coupled=False))["thử"]
        for node, (kind, code) in enumerate(zip(listed["kind"], listed["code"], strict=True)):
            if kind != "agency":
                assert figures[("par", code)] == pytest.approx(chunk.nodes[node, at], abs=1e-9)


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
    listed, chunk = nodes_of(model), next(draw(model, 500, 0))
    assert sorted(chunk.codes) == ["8.1", "8.2", "8.5", "8.6"]
    fields = listed.index[listed["kind"] == "field"]
    for at in fields:
        moves = np.ptp(chunk.nodes[at]) > 0
        assert moves == (listed.loc[at, "code"] == "8")
        assert moves or (chunk.nodes[at] == listed.loc[at, "score"]).all()


# Seeds and chunks


def test_the_same_seed_gives_the_same_draws_and_another_seed_gives_others() -> None:
    made = {seed: drawn(BASE, 3_000, seed)[1] for seed in (0, 1)}
    np.testing.assert_array_equal(drawn(BASE, 3_000, 0)[1], made[0])
    assert (made[0][0] != made[1][0]).mean() > 0.99


def test_a_generator_is_drawn_from_where_it_stands() -> None:
    generator = np.random.default_rng(0)
    first, second = (drawn(BASE, 100, generator)[1] for _ in range(2))
    np.testing.assert_array_equal(first, drawn(BASE, 100, 0)[1])
    assert (first[0] != second[0]).all()


@pytest.mark.parametrize("seed", [0, 7, np.int64(7), 2**70])
def test_a_whole_number_seeds_the_generator(seed: int) -> None:
    assert generator_of(seed).random() == np.random.default_rng(int(seed)).random()


def test_a_generator_is_handed_through() -> None:
    generator = np.random.default_rng(5)
    assert generator_of(generator) is generator


@pytest.mark.parametrize(
    "seed", [True, False, -1, 1.5, 0.0, "0", None, [1], np.float64(1), np.bool_(True), np.int64(-3)]
)
def test_what_is_no_seed_is_refused_by_name(seed: Any) -> None:
    with pytest.raises(ParAnalysisError, match="seed = ") as caught:
        generator_of(seed)
    assert repr(seed) in str(caught.value)
    with pytest.raises(ParAnalysisError, match="seed = "):
        next(draw(BASE, 10, seed))


@pytest.mark.parametrize("count", [1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 5_000])
def test_fewer_replications_are_the_first_of_more(count: int) -> None:
    sizes = [chunk.nodes.shape[1] for chunk in draw(BASE, count, 4)]
    assert sizes == [CHUNK] * (count // CHUNK) + [count % CHUNK] * (count % CHUNK > 0)
    closures, nodes = drawn(BASE, count, 4)
    more, more_nodes = drawn(BASE, 5_001, 4)
    np.testing.assert_array_equal(closures, more[:count])
    np.testing.assert_array_equal(nodes, more_nodes[:, :count])
    assert nodes.shape == (len(nodes_of(BASE)), count)


def test_chunks_are_drawn_anew() -> None:
    made = drawn(BASE, 3 * CHUNK)[1][0].reshape(3, CHUNK)
    assert len(np.unique(made)) > 0.99 * made.size
    assert np.abs(np.corrcoef(made)[np.triu_indices(3, 1)]).max() < SIGMAS / np.sqrt(CHUNK)
