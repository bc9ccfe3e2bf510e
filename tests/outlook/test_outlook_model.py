"""The model of one edition: its leaves and evidence, what editing one of its grounds does, and its refusals."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from par_analysis import ParAnalysisError, edition_from, load_par, load_sipas, open_edition
from par_analysis.edition.loaders import load_assumptions, load_evidence, load_judgements, load_precedents
from par_analysis.outlook.model import Model, achievability_model, model_of
from par_analysis.tables.models.evidence import REFERENCE_CLASSES

Raw = Callable[[str], list[dict[str, str]]]


@pytest.fixture(scope="module")
def model() -> Model:
    return achievability_model()


def losing(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["is_leaf"] & (table["max_points"] - table["score"] > 1e-9)].set_index("code")


def same_classes(one: Model, other: Model) -> None:
    assert list(one.classes) == list(other.classes)
    for name, known in one.classes.items():
        a, b = dataclasses.asdict(known), dataclasses.asdict(other.classes[name])
        assert (a.pop("name"), a.pop("observed")) == (b.pop("name"), b.pop("observed"))
        assert a == pytest.approx(b, rel=1e-9)


# The shipped model


def test_the_shipped_model_knows_its_grounds(model: Model) -> None:
    assert str(model.until) == load_par().attrs["year"] == "2021"
    assert model.assumptions == load_assumptions()
    assert list(model.classes) == list(REFERENCE_CLASSES)
    pd.testing.assert_frame_equal(model.edition.precedents, load_precedents())
    assert achievability_model() is model


def test_the_leaves_are_those_that_lost_points_with_the_figures_of_the_tables(model: Model) -> None:
    assert list(model.leaves) == [
        *("index", "reference_class", "field", "deficit", "weight", "own", "score", "maximum", "target", "gain"),
        *("asked", "variation", "kind", "all_or_nothing", "control", "confidence", "needs", "needs_en"),
    ]
    for index, table in (("par", load_par()), ("sipas", load_sipas())):
        want, got = losing(table), model.of(index)
        assert list(got.index) == list(want.index) and (got["index"] == index).all()
        target = want["target"].fillna(want["score"]) if "is_remainder" in want else want["target"]
        for column, values in (("score", want["score"]), ("maximum", want["max_points"]), ("target", target)):
            np.testing.assert_allclose(got[column], values, atol=1e-9)
        np.testing.assert_allclose(got["deficit"], want["max_points"] - want["score"], atol=1e-9)
        np.testing.assert_allclose(got["gain"], target - want["score"], atol=1e-9)
        np.testing.assert_allclose(got["asked"], (target - want["score"]) / (want["max_points"] - want["score"]), atol=1e-9)  # fmt: skip
    assert len(model.leaves) == len(model.of("par")) + len(model.of("sipas"))


def test_a_leaf_varies_with_its_class_and_on_its_own(model: Model) -> None:
    rho = load_assumptions().dependence
    assert (model.leaves.drop("8.1")["variation"] == 1.0).all()
    # Criterion 8.1 is the mean of all items: those vary together as every class does, and cancel out otherwise.
    items = model.of("sipas")
    share = items["deficit"] * items["weight"] / (items["deficit"] * items["weight"]).sum()
    pairs = sum(a * b * (1.0 if i == j else rho) for i, a in enumerate(share) for j, b in enumerate(share))
    assert model.leaves.loc["8.1", "variation"] == pytest.approx(pairs, abs=1e-12)
    assert 0.3 < pairs < 0.4


# What was known when


def ids_until(rows: list[dict[str, str]], year: int) -> set[str]:
    """Ids of usable rows that end by the year, from the raw cells."""
    made = set()
    for row in rows:
        figures = [row["level_from"], row["level_to"], row["change"]]
        usable = (
            sum(map(bool, figures)) >= 2
            and (row["use"], row["method_break"], row["doubt"]) == ("yes", "no", "")
            and int(row["year_to"]) - int(row["year_from"]) == 1
        )
        if usable and int(row["year_to"]) <= year:
            made.add(row["id"])
    return made


def test_nothing_later_than_the_year_is_used(model: Model, raw: Raw) -> None:
    for until in (2021, 2023, 2024):
        made = achievability_model(until=until)
        assert (made.until, made.year) == (until, 2021)
        assert set(made.evidence["id"]) == ids_until(raw("evidence"), until)
        observed = [value for known in made.classes.values() for value in known.observed]
        assert len(observed) == (made.evidence["role"] == "observation").sum()
    known, later = set(model.evidence["id"]), set(made.evidence["id"])
    assert {"e001", "e007", "e012", "e100"} <= known < later
    assert {"e002", "e003", "e034", "e112"} <= later - known
    assert made.classes["total"] != model.classes["total"]
    evidence = load_evidence()
    evidence.loc[evidence["year_to"] > 2021, "closure"] = 0.99  # which cannot move the shipped model
    same_classes(achievability_model(open_edition().replace(evidence=evidence)), model)
    own = open_edition().replace(year=2023)  # the year of the tables decides what is known
    assert achievability_model(own).until == 2023
    same_classes(achievability_model(own), achievability_model(until=2023))
    own = open_edition().replace(year=None)
    with pytest.raises(ParAnalysisError, match="until"):
        achievability_model(own)
    same_classes(achievability_model(own, until=2021), model)
    assert achievability_model(own, until=2021).year == 2021


# Editing one of the grounds


def test_replacing_fits_anew_and_leaves_the_original_untouched() -> None:
    before = achievability_model(until=2021)
    kept, classes = before.leaves.copy(deep=True), dict(before.classes)
    after = before.replace(dependence=0.6, pooled_weight=10)
    fresh = achievability_model(
        open_edition().replace(assumptions=load_assumptions().replace(dependence=0.6, pooled_weight=10))
    )
    same_classes(after, fresh)
    pd.testing.assert_frame_equal(after.leaves, fresh.leaves)
    assert (after.assumptions.dependence, after.assumptions.pooled_weight) == (0.6, 10)
    assert after.until == 2021 and after.edition is before.edition
    pd.testing.assert_frame_equal(before.leaves, kept)
    assert dict(before.classes) == classes and before.assumptions == load_assumptions()
    assert after.leaves.loc["8.1", "variation"] > before.leaves.loc["8.1", "variation"]
    assert after.classes["outcome"].freedom == before.classes["outcome"].freedom + 6


def test_replacing_with_what_is_no_assumption_is_refused(model: Model) -> None:
    with pytest.raises(ParAnalysisError, match=r"không có giả định luck"):
        model.replace(luck=0.5)
    with pytest.raises(ParAnalysisError, match=r"level = 1\.5"):
        model.replace(level=1.5)


def test_an_edited_observation_moves_the_centre_of_its_class(model: Model) -> None:
    evidence = load_evidence()
    gone = evidence.set_index("id").loc["e101", "closure"]
    evidence.loc[evidence["id"] == "e103", "closure"] = -0.5
    other = achievability_model(open_edition().replace(evidence=evidence[evidence["id"] != "e101"]))
    assert model.classes["official_survey"].observed == (gone,)
    assert other.classes["official_survey"].observed == ()
    assert gone < 0 and other.classes["official_survey"].centre > model.classes["official_survey"].centre
    assert "e101" not in set(other.evidence["id"])
    assert other.classes["outcome"].observed == (-0.5,)
    assert other.classes["outcome"].centre < model.classes["outcome"].centre
    assert other.classes["total"].centre == model.classes["total"].centre


def test_a_judgement_of_all_or_nothing_changes_the_kind_of_that_leaf_only(model: Model) -> None:
    assert model.leaves.loc["5.5", "kind"] == "gradual"
    judgements = load_judgements()
    judgements.loc[judgements["code"] == "5.5", "all_or_nothing"] = "yes"
    other = achievability_model(open_edition().replace(judgements=judgements))
    changed = other.leaves.index[other.leaves["kind"] != model.leaves["kind"]]
    assert list(changed) == ["5.5"] and other.leaves.loc["5.5", "kind"] == "all_or_nothing"
    same_classes(other, model)


def test_only_a_yes_makes_all_or_nothing() -> None:
    for said, kind in (("yes", "all_or_nothing"), ("no", "gradual"), ("unknown", "gradual")):
        judgements = load_judgements().assign(all_or_nothing=said)
        assert set(achievability_model(open_edition().replace(judgements=judgements)).leaves["kind"]) == {kind}


def test_a_judgement_of_a_factor_holds_for_its_items(model: Model, raw: Raw) -> None:
    judged = {row["code"]: row for row in raw("judgements") if row["index"] == "sipas"}
    for code, leaf in model.of("sipas").iterrows():
        row = judged[str(code).split(".")[0]]
        for name in ("all_or_nothing", "control", "needs", "needs_en", "confidence"):
            assert leaf[name] == row[name], code


def test_a_leafs_own_judgement_goes_before_its_factors_and_fields() -> None:
    table = load_judgements()
    own = table[table["code"] == "V"].assign(id="own", code="V.2", control="outside", needs="riêng")
    field = table[table["code"] == "5.5"].assign(id="field", code="5", control="shared", needs="lĩnh vực")
    field = pd.concat([field, table[table["code"] == "5.5"].assign(id="criterion", code="5.9", needs="tiêu chí")])
    leaves = achievability_model(open_edition().replace(judgements=pd.concat([field, table, own]))).leaves
    assert (leaves.loc["V.2", "control"], leaves.loc["V.2", "needs"]) == ("outside", "riêng")
    assert (leaves.loc["V.1", "control"], leaves.loc["V.3", "control"]) == ("shared", "shared")
    assert leaves.loc["5.5", "control"] == "city" and leaves.loc["5.5", "needs"] != "lĩnh vực"
    without = table[~table["code"].isin(["5.5", "5.9.1", "5.8.1"])]
    leaves = achievability_model(open_edition().replace(judgements=pd.concat([field, without]))).leaves
    assert leaves.loc["5.5", "needs"] == "lĩnh vực" and leaves.loc["5.8.1", "needs"] == "lĩnh vực"
    assert leaves.loc["5.9.1", "needs"] == "tiêu chí"  # the closest one above counts
    assert leaves.loc["6.1.1", "needs"] != "lĩnh vực"


def test_a_judgement_of_one_index_says_nothing_of_the_other() -> None:
    swapped = load_judgements().query("index == 'sipas'").assign(index="par")
    leaves = achievability_model(open_edition().replace(judgements=swapped)).of("sipas")
    assert set(leaves["control"]) == {"unknown"}


def test_what_was_not_judged_is_unknown_and_gradual() -> None:
    table = load_judgements()
    leaf = achievability_model(open_edition().replace(judgements=table[table["code"] != "8.5"])).leaves.loc["8.5"]
    assert [leaf[name] for name in ("kind", "all_or_nothing", "control", "confidence", "needs", "needs_en")] == [
        *("gradual", "unknown", "unknown", "low", "", "")
    ]


def test_other_points_change_the_leaf_and_the_proportions(model: Model) -> None:
    par = load_par()
    chain = par["code"].isin(["5.5", "5", "total"])
    par.loc[chain, "score"] += 0.25
    other = achievability_model(open_edition().replace(par=par))
    assert other.leaves.loc["5.5", "deficit"] == pytest.approx(0.5) and other.leaves.loc["5.5", "asked"] == pytest.approx(0.5)  # fmt: skip
    assert other.classes["appraisal"].centre != model.classes["appraisal"].centre
    moved = (other.edition.precedents["above"] - model.edition.precedents["above"]).round(9)
    assert set(moved[model.edition.precedents["part"].isin(["5", "appraisal"])]) == {-0.25}
    assert set(moved[~model.edition.precedents["part"].isin(["5", "appraisal"])]) == {0.0}


# The chance of one value


def test_the_chance_of_a_gradual_leaf_is_students_t_of_the_share_asked(model: Model) -> None:
    # 5.5 has 0.5 of 1.25; 1.0 asks for two thirds of the deficit.
    known = model.classes["appraisal"]
    scale = known.spread * math.sqrt(1 + 1 / known.weight)
    want = stats.t.sf(0.5 / 0.75, df=known.freedom, loc=known.centre, scale=scale)
    assert model.chance_of("5.5", 1.0) == pytest.approx(want, abs=1e-12)
    item = model.classes["citizen_survey"]
    scale = item.spread * math.sqrt(1 + 1 / item.weight)
    want = stats.t.sf((91 - 89.23) / 10.77, df=item.freedom, loc=item.centre, scale=scale)
    assert model.chance_of("I.1", 91.0) == pytest.approx(want, abs=1e-9)
    # Criterion 8.1 is a mean of items.
    scale = item.spread * math.sqrt(model.leaves.loc["8.1", "variation"] + 1 / item.weight)
    want = stats.t.sf(0.091 / 1.291, df=item.freedom, loc=item.centre, scale=scale)
    assert model.chance_of("8.1", 8.8) == pytest.approx(want, abs=1e-9)


def test_the_more_is_asked_the_smaller_the_chance(model: Model) -> None:
    for code, leaf in model.leaves.iterrows():
        chances = [model.chance_of(str(code), value) for value in np.linspace(0, leaf["maximum"], 15)]
        assert chances == sorted(chances, reverse=True), code
        assert chances[0] == 1.0 and 0 < chances[-1] < 1


def test_all_or_nothing_keeps_what_there_is_and_gains_the_mean_share(model: Model) -> None:
    share = model.classes["outcome"].mean_share
    assert [model.chance_of("8.5", value) for value in (0, 0.3, 0.5)] == [1.0, 1.0, 1.0]
    assert [model.chance_of("8.5", value) for value in (0.501, 0.75, 1.0)] == [share, share, share]


def test_what_has_no_chance_is_refused(model: Model) -> None:
    for value in (-0.001, 1.251, math.nan, math.inf):
        with pytest.raises(ParAnalysisError, match=r"^5\.5: .*outside 0 to 1\.25"):
            model.chance_of("5.5", value)
    for code in ("1.1", "5", "total", "9.9", "", "V"):
        with pytest.raises(ParAnalysisError, match=rf"^{code}: .*no leaf that lost points"):
            model.chance_of(code, 0.5)


# Tables


def test_the_order_of_rows_of_the_tables_does_not_matter(model: Model) -> None:
    def mixed(table: pd.DataFrame) -> pd.DataFrame:
        made = table.sample(frac=1, random_state=1)
        made.attrs = dict(table.attrs)
        return made

    other = achievability_model(
        open_edition().replace(
            par=mixed(load_par()),
            sipas=mixed(load_sipas()),
            evidence=mixed(load_evidence()),
            judgements=mixed(load_judgements()),
        )
    )
    assert set(other.leaves.index) == set(model.leaves.index)
    pd.testing.assert_frame_equal(other.leaves.loc[model.leaves.index], model.leaves, rtol=1e-12)
    same_classes(other, model)


def test_the_inputs_are_not_written_to() -> None:
    given = [load_par(), load_sipas(), load_evidence(), load_judgements()]
    before = [table.copy(deep=True) for table in given]
    names = ("par", "sipas", "evidence", "judgements")
    achievability_model(open_edition().replace(**dict(zip(names, given, strict=True)))).replace(dependence=0.5)
    for table, was in zip(given, before, strict=True):
        pd.testing.assert_frame_equal(table, was)


def test_evidence_of_no_kind_is_not_enough() -> None:
    evidence = load_evidence()
    with pytest.raises(ParAnalysisError, match="not enough evidence"):
        achievability_model(open_edition().replace(evidence=evidence[evidence["role"] == "observation"]))
    with pytest.raises(ParAnalysisError, match="not enough evidence"):
        achievability_model(until=2015)


def test_leaves_whose_rule_is_not_known_are_taken_to_be_of_either_kind(model: Model) -> None:
    unknown = model.leaves["all_or_nothing"] == "unknown"
    assert unknown.sum() >= 3
    for kind in ("gradual", "all_or_nothing"):
        taken = model.with_unknown_rules(kind)
        assert (taken.leaves.loc[unknown, "kind"] == kind).all()
        pd.testing.assert_series_equal(taken.leaves.loc[~unknown, "kind"], model.leaves.loc[~unknown, "kind"])
    assert (model.leaves.loc[unknown, "kind"] == "gradual").all()  # the model itself is as it was
    with pytest.raises(ParAnalysisError, match=r"kind = 'yes'.*gradual, all_or_nothing"):
        model.with_unknown_rules("yes")


def test_what_an_edition_lacks_is_named() -> None:
    for without, words in (("target", "targets by criterion"), ("score", "scores by criterion")):
        par = load_par()
        par.loc[par["code"] == "5.5", without] = float("nan")
        with pytest.raises(ParAnalysisError, match=words):
            achievability_model(open_edition().replace(par=par))


def test_a_model_is_of_its_edition_alone() -> None:
    own = open_edition().replace(year=2023)
    assert achievability_model(own) is achievability_model(own) is not achievability_model()
    assert model_of(own, None) is achievability_model(own)
    assert model_of(own, achievability_model(own)) is model_of(None, achievability_model(own))
    with pytest.raises(ParAnalysisError, match="another edition"):
        model_of(own, achievability_model())


def test_an_edition_without_sipas_or_ways_of_assessment_still_has_a_model() -> None:
    shipped = achievability_model()
    assert set(achievability_model(open_edition().replace(sipas=None)).leaves["index"]) == {"par"}
    bare = achievability_model(edition_from(load_par().assign(assessment=np.nan), year=2021))
    assert set(bare.leaves["reference_class"]) == {"total"}
    assert bare.classes["total"].centre != shipped.classes["appraisal"].centre
    assert set(bare.leaves["control"]) == {"unknown"}


def test_tables_that_lost_nothing_have_no_model() -> None:
    par = load_par()
    par["score"] = par["max_points"]
    with pytest.raises(ParAnalysisError, match="no points were lost"):
        achievability_model(open_edition().replace(par=par))
