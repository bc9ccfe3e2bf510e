"""Reference classes: against closed forms, an independent least-squares solution, and random draws."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from par_analysis import ParAnalysisError, load_par, load_sipas, open_edition
from par_analysis.edition.loaders import load_assumptions, load_evidence
from par_analysis.outlook.classes import ReferenceClass, Structure, fit_classes
from par_analysis.tables.lists.evidence import Assumptions
from par_analysis.tables.models.evidence import REFERENCE_CLASSES

OWN = [name for name in REFERENCE_CLASSES if name != "total"]
SHIPPED = Structure.of(open_edition())


def one_class(**values: Any) -> ReferenceClass:
    made = {"name": "x", "centre": 0.2, "spread": 0.3, "weight": 8.0, "freedom": 6.0, "observed": ()}
    return ReferenceClass(**made | values)


CLASSES = st.builds(
    one_class,
    centre=st.floats(-0.5, 0.9),
    spread=st.floats(0.05, 0.8),
    weight=st.floats(1.0, 300.0),
    freedom=st.floats(3.0, 60.0),
)
ASKED = st.floats(-0.5, 1.0)
VARIATION = st.floats(0.1, 1.0)


def tail(known: ReferenceClass, asked: float, variation: float = 1.0) -> float:
    """Student's t around the centre, wider by what is not known of the centre."""
    scale = known.spread * math.sqrt(variation + 1 / known.weight)
    return float(stats.t.sf(asked, df=known.freedom, loc=known.centre, scale=scale))


# The chance that follows from a class


@given(CLASSES, ASKED, VARIATION)
def test_the_chance_is_the_tail_of_students_t(known: ReferenceClass, asked: float, variation: float) -> None:
    assert float(known.chance(asked, variation)) == pytest.approx(tail(known, asked, variation), abs=1e-9)


def test_many_chances_at_once_are_those_one_by_one() -> None:
    known, asked, variation = one_class(), np.linspace(-1, 1, 9), np.linspace(0.1, 1, 9)
    got = known.chance(asked, variation)
    assert got.shape == (9,)
    assert got == pytest.approx([tail(known, a, v) for a, v in zip(asked, variation, strict=True)], abs=1e-12)
    assert known.chance(asked) == pytest.approx([tail(known, a) for a in asked], abs=1e-12)


@given(CLASSES, st.floats(0.01, 0.99), VARIATION)
def test_the_quantile_is_the_inverse_of_the_chance(known: ReferenceClass, share: float, variation: float) -> None:
    asked = known.quantile(share, variation)
    assert 1 - float(known.chance(asked, variation)) == pytest.approx(share, abs=1e-8)


# What is not known of centre and spread


@given(CLASSES, ASKED, VARIATION)
def test_the_average_over_what_is_not_known_is_students_t(
    known: ReferenceClass, asked: float, variation: float
) -> None:
    centres, spreads = known._unknown
    average = stats.norm.sf(asked, loc=centres, scale=spreads * math.sqrt(variation)).mean()
    assert average == pytest.approx(tail(known, asked, variation), abs=4e-3)


def drawn(known: ReferenceClass, many: int = 200_000) -> tuple[np.ndarray, np.ndarray]:
    """Centres and spreads at random: scaled inverse chi-square, then normal."""
    rng = np.random.default_rng(1)
    spreads = known.spread * np.sqrt(known.freedom / rng.chisquare(known.freedom, many))
    return known.centre + spreads / math.sqrt(known.weight) * rng.standard_normal(many), spreads


def test_intervals_are_those_of_random_draws() -> None:
    for values, asked, variation in (
        ({}, 0.3, 1.0),
        ({"centre": -0.1, "spread": 0.6, "freedom": 5.0}, 0.1, 0.4),
        ({"weight": 60.0, "freedom": 25.0}, 0.9, 0.3),
        ({"weight": 1e6, "freedom": 1e6}, 0.4, 0.5),  # all is known: the tail of a normal distribution
        ({"centre": 4.0, "weight": 100.0, "freedom": 30.0}, 0.9, 1.0),
    ):
        known = one_class(**values)
        centres, spreads = drawn(known)
        chances = stats.norm.sf(asked, loc=centres, scale=spreads * math.sqrt(variation))
        kept = np.clip(centres, 0, 1)
        assert known.mean_share == pytest.approx(kept.mean(), abs=3e-3)
        for level in (0.5, 0.8, 0.95):
            ends = [(1 - level) / 2, (1 + level) / 2]
            assert known.chance_interval(asked, level, variation) == pytest.approx(np.quantile(chances, ends), abs=0.02)
            assert known.mean_share_interval(level) == pytest.approx(np.quantile(kept, ends), abs=0.02)


# How deficits are spread


def structure(*leaves: tuple[str, float, float] | tuple[str, float, float, float], index: str = "par") -> Structure:
    """Leaves as (class, deficit, weight, own)."""
    rows = [(index, name, "1", deficit, weight, *(own or [1.0])) for name, deficit, weight, *own in leaves]
    columns = ["index", "reference_class", "field", "deficit", "weight", "own"]
    return Structure(pd.DataFrame(rows, columns=columns, index=[f"{n}" for n in range(len(rows))]))


def variation_by_pairs(leaves: pd.DataFrame, rho: float) -> float:
    """The variance of a weighted sum, added up over all pairs of leaves."""
    share = (leaves["deficit"] * leaves["weight"]).to_numpy()
    share = share / share.sum()
    total = 0.0
    for i, a in enumerate(leaves.itertuples()):
        for j, b in enumerate(leaves.itertuples()):
            together = rho if a.reference_class == b.reference_class else 0.0
            total += share[i] * share[j] * (together + ((1 - rho) * a.own if i == j else 0.0))
    return total


def test_the_variation_of_a_sum_is_that_of_all_its_pairs() -> None:
    two = structure(*[("appraisal", 0.5, 1.0)] * 3, *[("outcome", 0.5, 1.0)] * 3)
    for rho in (0.0, 0.3, 1.0):
        assert structure(("appraisal", 0.7, 1.0)).variation("total", rho) == pytest.approx(1.0, abs=1e-12)
        for n in (2, 20):  # equal leaves of one class share only what is common
            made = structure(*[("appraisal", 0.5, 2.0)] * n)
            assert made.variation("total", rho) == pytest.approx(rho + (1 - rho) / n, abs=1e-12)
            assert made.variation("appraisal", rho) == made.variation("1", rho) == made.variation("total", rho)
        assert two.variation("total", rho) == pytest.approx(rho / 2 + (1 - rho) / 6, abs=1e-12)
        assert two.variation("outcome", rho) == pytest.approx(rho + (1 - rho) / 3, abs=1e-12)
        for part in ("total", *"12345678", *OWN, "sipas"):
            leaves = SHIPPED.leaves[SHIPPED.leaves["index"] == ("sipas" if part == "sipas" else "par")]
            if part not in ("total", "sipas"):
                leaves = leaves[leaves["reference_class" if part in OWN else "field"] == part]
            assert len(leaves) >= 1
            assert SHIPPED.variation(part, rho) == pytest.approx(variation_by_pairs(leaves, rho), abs=1e-12), part
        # The survey as a part of PAR INDEX varies as the mean of its items.
        assert SHIPPED.variation("citizen_survey", rho) == pytest.approx(SHIPPED.variation("sipas", rho), abs=1e-12)
    # A leaf that is a mean itself varies less; a part without a deficit counts as a single criterion.
    assert structure(("citizen_survey", 1.0, 1.0, 0.25)).variation("total", 0.2) == pytest.approx(0.2 + 0.8 * 0.25)
    assert two.variation("8", 0.3) == two.variation("citizen_survey", 0.3) == two.variation("sipas", 0.3) == 1.0


def test_the_shares_of_the_classes_add_up_to_one_and_are_those_of_the_table() -> None:
    par = load_par()
    leaves = par[par["is_leaf"]]
    lost = (leaves["max_points"] - leaves["score"]).groupby(leaves["assessment"]).sum()
    shares = SHIPPED.shares
    assert shares.sum() == pytest.approx(1.0, abs=1e-12)
    assert shares.to_dict() == pytest.approx((lost / lost.sum()).to_dict(), abs=1e-9)
    items = structure(("citizen_survey", 50.0, 1.0), index="sipas").leaves
    more = Structure(pd.concat([SHIPPED.leaves, items]))
    assert more.shares.to_dict() == shares.to_dict()


def test_the_structure_is_that_of_the_leaves_that_lost_points() -> None:
    par, sipas, leaves = load_par(), load_sipas(), SHIPPED.leaves
    for name, table in (("par", par), ("sipas", sipas)):
        lost = table[table["is_leaf"] & (table["max_points"] - table["score"] > 1e-9)].set_index("code")
        mine = leaves[leaves["index"] == name]
        assert sorted(mine.index) == sorted(lost.index)
        deficit = (lost["max_points"] - lost["score"]).to_dict()
        assert mine["deficit"].to_dict() == pytest.approx(deficit, abs=1e-9)
    assert leaves.loc["8.1", "reference_class"] == "citizen_survey"
    assert set(leaves.loc[leaves["index"] == "sipas", "reference_class"]) == {"citizen_survey"}
    # Items are means within their factor, factors within the index: five factors, four items of factor V.
    assert leaves.loc["V.1", "weight"] == pytest.approx(1 / 5 / 4) and leaves.loc["III.7", "weight"] == pytest.approx(
        1 / 35
    )
    items = leaves[leaves["index"] == "sipas"]
    share = [a * b for a, b in zip(items["deficit"], items["weight"], strict=True)]
    own = sum(one**2 for one in share) / sum(share) ** 2
    assert leaves.loc["8.1", "own"] == pytest.approx(own, abs=1e-12)
    assert (leaves.drop("8.1")["own"] == 1.0).all()


# Fitting


ASSUMED = Assumptions(
    dependence=0.3, class_spread=0.15, year_spread=0.03, pooled_weight=4, level=0.8, likely=0.7, wish=0.2,
    least_typical=0.05, second_year=2, further_years=4, control_shared=0.5, enough_tasks=3,
)  # fmt: skip
# Two classes: appraisal loses three quarters, outcome one.
SMALL = structure(("appraisal", 1.0, 1.0), ("appraisal", 0.5, 1.0), ("outcome", 0.5, 1.0))


def rows(*given_rows: tuple[str, str, int, float], role: str = "observation") -> pd.DataFrame:
    """Evidence as (class, part, year, closure)."""
    made = pd.DataFrame(given_rows, columns=["reference_class", "part", "year_from", "closure"])
    return made.assign(role=role, used=True, index="par", year_to=made["year_from"] + 1)


ANCHORS = rows(("total", "total", 2020, 0.10), ("total", "total", 2021, 0.20), role="anchor")
TOTALS = rows(("total", "total", 2020, 0.05), ("total", "total", 2021, 0.30), ("total", "total", 2021, 0.15))
PARTS = rows(("appraisal", "appraisal", 2020, 0.40), ("outcome", "outcome", 2020, -0.10), ("outcome", "outcome", 2021, 0.10))  # fmt: skip
EVIDENCE = pd.concat([ANCHORS, TOTALS, PARTS], ignore_index=True)


def test_two_national_means_and_nothing_else_give_their_mean_for_every_class() -> None:
    fitted = fit_classes(pd.concat([ANCHORS, TOTALS]), ASSUMED, SMALL)
    assert list(fitted) == ["total", *OWN]
    for name, known in fitted.items():
        assert known.name == name
        assert known.centre == pytest.approx(0.15, abs=1e-12), name
    # Nothing of its own: the spread of the provinces around the mean of their year, the freedom of the pool.
    variation = SMALL.variation("total", 0.3)
    squares = [(0.05 - 0.10) ** 2, (0.30 - 0.20) ** 2, (0.15 - 0.20) ** 2]
    pool = sum(squares) / variation / 3
    assert fitted["outcome"].spread == pytest.approx(math.sqrt(pool), abs=1e-12)
    assert fitted["outcome"].freedom == 4.0
    # Its own, with fewer than three others: again the same pool.
    assert fitted["total"].spread == pytest.approx(math.sqrt((4 * pool + 3 * pool) / 7), abs=1e-12)
    assert fitted["total"].freedom == 7.0
    # The mean of two years that each vary by year_spread.
    assert fitted["total"].spread ** 2 / fitted["total"].weight == pytest.approx(0.03**2 / 2, abs=1e-12)
    assert fitted["total"].observed == (0.05, 0.15, 0.30) and fitted["outcome"].observed == ()


def test_a_class_of_its_own_observations_has_the_updated_spread() -> None:
    fitted = fit_classes(EVIDENCE, ASSUMED, SMALL)
    own_variation = SMALL.variation("outcome", 0.3)
    total_variation, appraisal_variation = SMALL.variation("total", 0.3), SMALL.variation("appraisal", 0.3)
    # Others lie around the national mean of their year.
    others = [
        (0.05 - 0.10) ** 2 / total_variation,
        (0.30 - 0.20) ** 2 / total_variation,
        (0.15 - 0.20) ** 2 / total_variation,
        (0.40 - 0.15) ** 2 / appraisal_variation,
    ]
    centre = fitted["outcome"].centre
    own = ((-0.10 - centre) ** 2 + (0.10 - centre) ** 2) / own_variation
    want = math.sqrt((4 * np.mean(others) + own) / (4 + 2))
    assert fitted["outcome"].spread == pytest.approx(want, abs=1e-12)
    assert (fitted["outcome"].freedom, fitted["outcome"].observed) == (6.0, (-0.10, 0.10))


def by_least_squares(evidence: pd.DataFrame, assumed: Assumptions, made: Structure) -> dict[str, tuple[float, float]]:
    """Centres of the classes and the variances of what is not known, from stacked equations, each in its own noise."""
    used = evidence[evidence["used"]]
    anchors: dict[str, dict[int, list[float]]] = {}
    for row in used[used["role"] == "anchor"].itertuples():
        anchors.setdefault(row.reference_class, {}).setdefault(row.year_from, []).append(row.closure)
    years = {name: {year: np.mean(found) for year, found in by.items()} for name, by in anchors.items()}
    whole = np.mean(list(years["total"].values()))
    observed = []
    for row in used[used["role"] == "observation"].itertuples():
        sipas = row.index_ == "sipas" or row.part == "citizen_survey"
        leaves = made.leaves[made.leaves["index"] == ("sipas" if sipas else "par")]
        if not sipas and row.part != "total":
            column = "reference_class" if row.part in OWN else "field"
            leaves = leaves[leaves[column] == row.part]
        variation = variation_by_pairs(leaves, assumed.dependence)
        name = row.reference_class
        around = years.get(name, {}).get(row.year_from)
        if around is None:
            around = np.mean(list(years[name].values())) if name in years else whole
        observed.append((name, row.closure, variation, (row.closure - around) ** 2 / variation))
    single = np.mean([square for *_, square in observed])
    left, right = [], []

    def equation(at: dict[str, float], value: float, noise: float) -> None:
        left.append([at.get(name, 0.0) / noise for name in OWN])
        right.append(value / noise)

    for name in OWN:
        if name in years:
            equation({name: 1}, np.mean(list(years[name].values())), assumed.year_spread / math.sqrt(len(years[name])))
        else:
            equation({name: 1}, whole, assumed.class_spread)
    for name, closure, variation, _ in observed:
        if name in OWN and name not in years:
            equation({name: 1}, closure, math.sqrt(single * variation))
    par = made.leaves[made.leaves["index"] == "par"]
    lost = par["deficit"].groupby(par["reference_class"]).sum()
    equation((lost / lost.sum()).to_dict(), whole, assumed.year_spread / math.sqrt(len(years["total"])))
    centres = np.linalg.lstsq(np.array(left), np.array(right), rcond=None)[0]
    unknown = np.linalg.inv(np.array(left).T @ np.array(left))
    return {
        "total": (whole, assumed.year_spread**2 / len(years["total"])),
        **{name: (centres[n], unknown[n, n]) for n, name in enumerate(OWN)},
    }


def known_until(year: int) -> pd.DataFrame:
    evidence = load_evidence()
    return evidence[evidence["year_to"] <= year]


def with_the_survey_as_a_part() -> pd.DataFrame:
    """With the citizens' survey as a part of PAR INDEX, which varies as the mean of the items of SIPAS does."""
    evidence = known_until(2021)
    return evidence.assign(used=evidence["used"] | (evidence["id"] == "e102"))


def test_the_joint_centres_are_those_of_stacked_least_squares() -> None:
    cases = [
        (EVIDENCE, ASSUMED, SMALL),
        (EVIDENCE, ASSUMED.replace(dependence=0.0, class_spread=0.5, year_spread=0.2), SMALL),
        (known_until(2021), load_assumptions(), SHIPPED),
        (known_until(2024), load_assumptions(column="high"), SHIPPED),
        (known_until(2021), load_assumptions(column="low"), SHIPPED),
        (with_the_survey_as_a_part(), load_assumptions(), SHIPPED),
    ]
    faults = []
    for number, (evidence, assumed, made) in enumerate(cases):
        fitted = fit_classes(evidence, assumed, made)
        solved = by_least_squares(evidence.rename(columns={"index": "index_"}), assumed, made)
        assert set(fitted) == set(solved)
        for name, (centre, unknown) in solved.items():
            found = fitted[name].centre, fitted[name].spread ** 2 / fitted[name].weight
            if found != (pytest.approx(centre, abs=1e-9), pytest.approx(unknown, rel=1e-9)):
                faults.append((number, name, found, centre, unknown))
    assert faults == []


def same(one: dict[str, ReferenceClass], other: dict[str, ReferenceClass]) -> None:
    assert list(one) == list(other)
    for name in one:
        a, b = dataclasses.asdict(one[name]), dataclasses.asdict(other[name])
        assert (a.pop("name"), a.pop("observed")) == (b.pop("name"), b.pop("observed"))
        assert a == pytest.approx(b, rel=1e-10)


def test_the_order_of_rows_rows_that_are_not_used_and_repetition_change_nothing() -> None:
    before, usual = EVIDENCE.copy(deep=True), fit_classes(EVIDENCE, ASSUMED, SMALL)
    for seed in range(4):
        same(fit_classes(EVIDENCE.sample(frac=1, random_state=seed), ASSUMED, SMALL), usual)
    same(fit_classes(pd.concat([EVIDENCE.assign(closure=0.9, used=False), EVIDENCE]), ASSUMED, SMALL), usual)
    # The national mean of a year counts once, however often it is stated.
    same(fit_classes(pd.concat([EVIDENCE, EVIDENCE.iloc[[0]]]), ASSUMED, SMALL), usual)
    pd.testing.assert_frame_equal(EVIDENCE, before)  # which is not written to
    table = load_evidence()
    same(fit_classes(table[table["used"]], ASSUMED, SHIPPED), fit_classes(table, ASSUMED, SHIPPED))


def test_the_survey_as_a_part_of_par_index_counts_as_sipas_itself() -> None:
    table = load_evidence()
    part = (table["index"] == "par") & (table["part"] == "citizen_survey")
    assert part.sum() == 1
    table.loc[part, "used"] = True  # it is left out as shipped, for it is among those of SIPAS
    as_sipas = table.assign(index=table["index"].mask(part, "sipas"), part=table["part"].mask(part, "total"))
    same(fit_classes(table, ASSUMED, SHIPPED), fit_classes(as_sipas, ASSUMED, SHIPPED))


def test_too_little_evidence_is_said_with_its_counts() -> None:
    survey = pd.concat([ANCHORS.assign(reference_class="citizen_survey"), TOTALS])
    for evidence, named in (
        (pd.concat([TOTALS, PARTS]), "0 trung bình cả nước, 6 quan sát"),
        (survey, "0 trung bình"),
        (pd.concat([ANCHORS.assign(used=False), TOTALS]), "0 trung bình"),
        (pd.concat([ANCHORS, PARTS[:2]]), "2 trung bình cả nước, 2 quan sát"),
        (pd.concat([ANCHORS, TOTALS.assign(used=False)]), "0 quan sát"),
        (EVIDENCE[:0], "0 trung bình cả nước, 0 quan sát"),
    ):
        with pytest.raises(ParAnalysisError, match=rf"{named}.*not enough evidence"):
            fit_classes(evidence, ASSUMED, SMALL)
