"""The model of one edition: its leaves and parts, chances against closed forms, what editing a ground does, refusals."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from par_analysis import ParAnalysisError, edition_from, load_par, load_sipas, open_edition
from par_analysis.edition.loaders import load_assumptions, load_judgements
from par_analysis.outlook.fitting import Settings
from par_analysis.outlook.leaves import GRID
from par_analysis.outlook.model import Model, achievability_model, model_of

BASE = achievability_model()
PAR = load_par()


def losing(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["is_leaf"] & (table["max_points"] - table["score"] > 1e-9)].set_index("code")


def with_judgements(**changes: dict[str, str]) -> Model:
    """The shipped model with other judgements: `with_judgements(all_or_nothing={"5.5": "yes"})`."""
    table = load_judgements().set_index("code")
    for column, cells in changes.items():
        for code, said in cells.items():
            table.loc[code, column] = said
    return achievability_model(open_edition().replace(judgements=table.reset_index()))


def same_moves(one: Model, other: Model, rel: float = 1e-9) -> None:
    for index, moves in one.moves.items():
        assert moves.mean == pytest.approx(other.moves[index].mean, rel=rel)
        assert moves.covariance == pytest.approx(other.moves[index].covariance, rel=rel)


# The shipped model


def test_the_leaves_are_those_that_lost_points_with_the_figures_of_the_tables() -> None:
    assert BASE.year == int(PAR.attrs["year"]) and achievability_model() is BASE
    for index, table in (("par", PAR), ("sipas", load_sipas())):
        got = BASE.of(index)
        want = losing(table).loc[got.index]
        assert len(got) == len(losing(table))
        target = want["target"].fillna(want["score"])
        lost = want["max_points"] - want["score"]
        for column, values in (
            *(("score", want["score"]), ("maximum", want["max_points"]), ("target", target), ("deficit", lost)),
            *(("gain", target - want["score"]), ("asked", (target - want["score"]) / lost)),
        ):
            np.testing.assert_allclose(got[column].astype(float), values, atol=1e-9)
        if index == "par":
            assert got["part"].tolist() == want["assessment"].tolist()
            assert got["field"].tolist() == [str(code).split(".")[0] for code in got.index]
    assert sorted(BASE.leaves["index"].unique()) == ["par", "sipas"]


def test_parts_hold_all_criteria_those_at_full_marks_too_and_add_up() -> None:
    nodes = PAR[PAR["is_leaf"]].set_index("code")
    own = {part: made for (index, part), made in BASE.groups.items() if index == "par"}
    assert sorted(code for made in own.values() for code in made.codes) == sorted(nodes.index)
    for part, made in own.items():
        assert set(nodes.loc[list(made.codes), "assessment"]) == {part}
        assert made.points.sum() == pytest.approx(BASE.parts.loc[part, "maximum"])
        assert made.part == pytest.approx(BASE.parts.loc[part, "level"] / BASE.parts.loc[part, "maximum"])
        judged = load_judgements().set_index("code")["all_or_nothing"]
        assert made.whole.tolist() == [judged.get(code) == "yes" for code in made.codes]
    items = BASE.groups["sipas", "citizen_survey"]
    assert 100 * items.part == pytest.approx(BASE.histories["sipas"].level, abs=0.01)
    redraw = BASE.assumptions.redraw
    assert items.redraws == pytest.approx((redraw / 3, redraw, 2 * redraw))


def test_a_part_takes_the_beta_distribution_of_its_moments_less_what_its_criteria_add() -> None:
    for index, moves in BASE.moves.items():
        for at, part in enumerate(moves.parts):
            beta = stats.beta(*BASE.betas[index, part])
            own = moves.covariance[at, at] / moves.maximum[at] ** 2
            assert beta.mean() == pytest.approx(moves.mean[at] / moves.maximum[at], abs=1e-9)
            left = max(own - BASE.groups[index, part].noise, own / 4)
            assert beta.var() == pytest.approx(left, rel=1e-9)
            mass = BASE.attainments[index, part]
            assert mass.sum() == pytest.approx(1.0) and mass @ GRID == pytest.approx(beta.mean(), abs=1e-4)
            if index == "par":
                z = np.array([-2.0, 0.0, 1.5])
                found = np.interp(z, np.linspace(-12, 12, 1_201), BASE.quantiles[part])
                np.testing.assert_allclose(found, beta.ppf(stats.t.cdf(z, moves.freedom)), atol=1e-4)


def test_the_part_that_is_sipas_moves_as_sipas_does() -> None:
    """In points; where the total is fitted for itself, the part takes its own share of the little that is between."""
    alone = BASE.with_settings(Settings(points=True))
    moves, sipas = alone.moves["par"], alone.moves["sipas"]
    at = moves.parts.index("citizen_survey")
    factor = next(link.factor for link in BASE.edition.couplings if link.code == "8.1")
    assert moves.mean[at] - moves.level[at] == pytest.approx(factor * (sipas.mean[0] - sipas.level[0]))
    assert moves.covariance[at, at] == pytest.approx(factor**2 * sipas.covariance[0, 0])
    moved = [BASE.moves[index].mean - BASE.moves[index].level for index in ("par", "sipas")]
    assert moved[0][at] == pytest.approx(factor * moved[1][0], abs=0.02)


# The chance of one value


def test_the_chance_of_criterion_8_1_is_that_of_its_part() -> None:
    beta = stats.beta(*BASE.betas["par", "citizen_survey"])
    for value in (8.5, 8.709, 8.8, 8.801, 9.0):
        assert BASE.chance_of("8.1", value) == pytest.approx(beta.sf(value / 10), abs=0.003)


def test_the_chance_of_a_criterion_is_its_chance_given_the_part_over_the_part() -> None:
    faults = []
    for code, target in BASE.of("par").query("gain > 0 and kind == 'gradual'")["target"].items():
        if code in ("8.1", *BASE.needed):
            continue
        curve, (index, part, at) = BASE.curve(code, target), BASE.place_of(code)
        own = BASE.groups[index, part]
        np.testing.assert_array_equal(curve, own.chance(at, target / BASE.leaves.loc[code, "maximum"]))
        beta = stats.beta(*BASE.betas[index, part])
        fine = beta.ppf((np.arange(20_000) + 0.5) / 20_000)
        want = np.interp(fine, GRID, curve).mean()
        if abs(want - BASE.chance_of(code, target)) > 0.002:
            faults.append((code, want, BASE.chance_of(code, target)))
    assert faults == []


def test_the_more_is_asked_the_smaller_the_chance() -> None:
    for code, leaf in BASE.leaves.iterrows():
        chances = [BASE.chance_of(str(code), value) for value in np.linspace(0, leaf["maximum"], 15)]
        assert all(low >= high - 1e-12 for low, high in itertools.pairwise(chances)), code
        assert chances[0] == pytest.approx(1.0) and 0 <= chances[-1] < 1
        if leaf["score"] > 0:
            assert 0.1 < BASE.chance_of(str(code), leaf["score"]) < 1  # every criterion can fall


def test_what_needs_another_first_gains_only_with_it() -> None:
    first, code = "7.1.10", "7.1.11"
    assert BASE.needed == {code: first}
    free = with_judgements(after={code: ""})
    score, most = BASE.leaves.loc[code, ["score", "maximum"]]
    assert BASE.chance_of(code, score) == free.chance_of(code, score)
    whole = BASE.leaves.loc[first, "maximum"]
    for value in (score + 0.01, most):
        # Both are assessed afresh with one and the same chance.
        both = (BASE.curves(code, value) * BASE.curves(first, whole)).mean(axis=0)
        np.testing.assert_allclose(BASE.curve(code, value), both)
        assert (both >= BASE.curve(first, whole) * free.curve(code, value) - 1e-12).all()
        assert BASE.chance_of(code, value) < BASE.chance_of(first, whole)


def test_what_has_no_chance_is_refused() -> None:
    for value in (-0.001, 1.251, math.nan, math.inf):
        with pytest.raises(ParAnalysisError, match=r"^5\.5: .*outside 0 to 1\.25"):
            BASE.chance_of("5.5", value)
    for code in ("5", "total", "9.9", "", "V"):
        with pytest.raises(ParAnalysisError, match=rf"^{code}: .*no leaf"):
            BASE.chance_of(code, 0.5)
    assert 0.5 < BASE.chance_of("1.1", 0.5) < 1  # full marks can be lost, and have a chance


# Editing one of the grounds


def test_nothing_later_than_the_year_is_used() -> None:
    evidence = open_edition().at(None).evidence
    assert (evidence["year_to"] > BASE.year).any()
    strange = evidence.copy()
    late = strange["year_to"] > BASE.year
    strange.loc[late, ["closure", "level_from", "level_to"]] = 0.99
    same_moves(achievability_model(open_edition().replace(evidence=strange)), BASE)
    same_moves(achievability_model(open_edition().at(None)), BASE)


def test_replacing_fits_anew_and_leaves_the_original_untouched() -> None:
    kept = BASE.leaves.copy(deep=True)
    after = BASE.replace(reversion=0.3, scatter=0.3)
    fresh = achievability_model(
        open_edition().replace(assumptions=load_assumptions().replace(reversion=0.3, scatter=0.3))
    )
    same_moves(after, fresh)
    pd.testing.assert_frame_equal(BASE.leaves, kept)
    assert BASE.assumptions == load_assumptions() and after.edition is BASE.edition
    assert after.moves["par"].covariance.sum() > BASE.moves["par"].covariance.sum()
    wide = BASE.with_settings(Settings(reversion=1.0))
    assert wide.settings.reversion == 1.0 and BASE.settings == Settings()
    assert wide.moves["par"].mean.sum() > BASE.moves["par"].mean.sum()  # a lead that is kept


def test_assumptions_that_do_not_exist_or_cannot_be_are_refused() -> None:
    cases = (
        ({"luck": 0.5}, "không có giả định luck"),
        ({"dependence": 0.3}, "không có giả định dependence"),
        ({"level": 1.5}, r"level = 1\.5"),
        ({"redraw": -0.1}, "redraw"),
        ({"redraw": True}, "redraw"),
        ({"scatter": math.nan}, "scatter"),
        ({"reversion_spread": 0.0}, "reversion_spread"),
        ({"likely": 0.3}, "likely"),  # not above the limit of what is unlikely
        ({"second_step": 5.0}, "further"),
    )
    for wrong, words in cases:
        with pytest.raises(ParAnalysisError, match=words):
            BASE.replace(**wrong)
    for fine in ({"redraw": 1.0}, {"redraw": 0.0}, {"part_dependence": 0.95}, {"scatter": 2.0}, {"pace": -0.5}):
        chance = BASE.replace(**fine).chance_of("5.5", 1.0)
        assert 0 <= chance <= 1


def test_judgements_change_their_leaf_only() -> None:
    other = with_judgements(all_or_nothing={"5.5": "yes"}, control={"5.5": "outside"})
    changed = other.leaves.index[other.leaves["kind"] != BASE.leaves["kind"]]
    assert list(changed) == ["5.5"] and other.leaves.loc["5.5", "control"] == "outside"
    same_moves(other, BASE)
    assert other.chance_of("5.5", 1.25) == other.chance_of("5.5", 0.6) < BASE.chance_of("5.5", 0.6)
    table = load_judgements()
    none = achievability_model(open_edition().replace(judgements=table[table["code"] != "8.5"])).leaves.loc["8.5"]
    assert [none[name] for name in ("kind", "all_or_nothing", "control", "confidence", "needs", "after")] == [
        *("gradual", "unknown", "unknown", "low", "", "")
    ]


def test_a_leafs_own_judgement_goes_before_its_factors_and_fields_and_holds_for_its_index() -> None:
    table = load_judgements()
    own = table[table["code"] == "V"].assign(id="own", code="V.2", control="outside", needs="riêng")
    field = table[table["code"] == "5.5"].assign(id="field", code="5", control="shared", needs="lĩnh vực")
    table = table[~table["code"].isin(["5.5", "5.8.1"])]
    leaves = achievability_model(open_edition().replace(judgements=pd.concat([field, table, own]))).leaves
    assert (leaves.loc["V.2", "control"], leaves.loc["V.2", "needs"]) == ("outside", "riêng")
    assert (leaves.loc["V.1", "control"], leaves.loc["V.3", "control"]) == ("shared", "shared")
    assert leaves.loc["5.5", "needs"] == leaves.loc["5.8.1", "needs"] == "lĩnh vực" != leaves.loc["6.1.1", "needs"]
    swapped = load_judgements().query("index == 'sipas'").assign(index="par")
    made = achievability_model(open_edition().replace(judgements=swapped)).of("sipas")
    assert set(made["control"]) == {"unknown"}


def test_rows_in_any_order_make_the_same_model_and_nothing_is_written_to() -> None:
    names = ("par", "sipas", "evidence", "judgements")
    given = [load_par(), load_sipas(), open_edition().evidence, load_judgements()]
    mixed = [table.sample(frac=1, random_state=1) for table in given]
    for table, was in zip(mixed, given, strict=True):
        table.attrs = dict(was.attrs)
    before = [table.copy(deep=True) for table in mixed]
    other = achievability_model(open_edition().replace(**dict(zip(names, mixed, strict=True))))
    pd.testing.assert_frame_equal(other.leaves, BASE.leaves, rtol=1e-12)
    same_moves(other, BASE)
    other.replace(redraw=0.5)
    for table, was in zip(mixed, before, strict=True):
        pd.testing.assert_frame_equal(table, was)


# Refusals


def test_what_an_edition_lacks_is_named() -> None:
    for without, words in (("target", "targets by criterion"), ("score", "scores by criterion")):
        par = load_par()
        par.loc[par["code"] == "5.5", without] = float("nan")
        with pytest.raises(ParAnalysisError, match=words):
            achievability_model(open_edition().replace(par=par))
    par = load_par()
    par["score"] = par["max_points"]
    with pytest.raises(ParAnalysisError, match="no points were lost"):
        achievability_model(open_edition().replace(par=par))
    with pytest.raises(ParAnalysisError, match="year"):
        achievability_model(open_edition().replace(year=None))
    own = open_edition().replace(place="Nơi khác")
    assert model_of(own, None) is achievability_model(own) is model_of(None, achievability_model(own))
    with pytest.raises(ParAnalysisError, match="another edition"):
        model_of(own, BASE)


def test_an_edition_without_sipas_or_ways_of_assessment_still_has_a_model() -> None:
    assert set(achievability_model(open_edition().replace(sipas=None)).leaves["index"]) == {"par"}
    bare = achievability_model(edition_from(load_par().assign(assessment=np.nan), year=2021))
    assert set(bare.leaves["part"]) == {"total"} and set(bare.leaves["control"]) == {"unknown"}
    assert 0 < bare.chance_of("5.5", 1.0) < 1


def test_sipas_without_a_national_mean_or_a_loss_still_has_a_model() -> None:
    later = achievability_model(open_edition().replace(year=2035))  # no national mean of that year is known
    assert math.isnan(later.histories["sipas"].mean)
    assert all(0 < later.chance_of(str(code), leaf["target"]) < 1 for code, leaf in later.leaves.iterrows())
    full = load_sipas()
    full = full.assign(score=full["max_points"], target=full["max_points"])
    for settings in (Settings(), Settings(pooling="total")):
        model = achievability_model(open_edition().replace(sipas=full)).with_settings(settings)
        assert 0 <= model.chance_of("8.1", 8.8) <= 1, settings
