"""What is likely and what it takes: every figure is the model's, and what is not known is left out."""

from __future__ import annotations

import csv
import dataclasses
import functools
import re

import pandas as pd
import pytest
from cases import every

from par_analysis import ParAnalysisError, load_par, open_edition
from par_analysis.outlook.chance import chances
from par_analysis.outlook.check import ForecastCheck, forecast_check, method_break
from par_analysis.outlook.least_effort import Ladder, ladder, least_effort
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.order import target_order
from par_analysis.outlook.ranks import rank_of, score_for
from par_analysis.outlook.total import Outlook, total_distribution
from par_analysis.story import reach
from par_analysis.story.reach import what_is_likely, what_it_takes
from par_analysis.story.summary import Summary
from par_analysis.tables.locations import NATIONAL, SHIPPED

MODEL = achievability_model()
MODELS = {
    "shipped": MODEL,
    "other": MODEL.replace(likely=0.5, wish=0.25, level=0.6, dependence=0.5),
}
SCORE, PLAN = 88.54, 92.55  # Plan 192, line 248
LANGS = ("vi", "en")


@functools.cache
def check(model: str) -> ForecastCheck:
    return forecast_check(model=MODELS[model])


def known_check(model: Model, **changes: pd.DataFrame) -> ForecastCheck:
    """The check of one of the models, worked out once."""
    return dataclasses.replace(check(next(name for name, one in MODELS.items() if one is model)), **changes)


@functools.cache
def likely(model: str = "shipped") -> Summary:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reach, "forecast_check", known_check)
        return what_is_likely(model=MODELS[model])


@functools.cache
def climbed(model: Model) -> Ladder:
    return ladder(model=model)


STEPWISE = MODEL.with_unknown_rules("all_or_nothing")


def known_ladder(model: Model) -> Ladder:
    """The ladder of the model or of its all-or-nothing twin, worked out once."""
    return climbed(MODEL if (model.leaves["kind"] == MODEL.leaves["kind"]).all() else STEPWISE)


@functools.cache
def takes() -> Summary:
    return what_it_takes(model=MODEL)


@functools.cache
def forecast(model: str, dependence: float | None = None) -> Outlook:
    if dependence is None:
        return check(model).outlook
    return total_distribution(model=MODELS[model].replace(dependence=dependence))


@functools.cache
def names(lang: str) -> dict[str, str]:
    return open_edition().short_names("par", lang)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few replications: for tests in which the figures themselves do not matter."""
    monkeypatch.setattr(reach, "total_distribution", functools.partial(total_distribution, 2_000))
    monkeypatch.setattr(reach, "forecast_check", lambda model: check("shipped"))


def printed(value: float, lang: str, decimals: int | None = None) -> str:
    text = f"{value:.3f}".rstrip("0").rstrip(".") if decimals is None else f"{value:.{decimals}f}"
    return text.replace(".", ",") if lang == "vi" else text


def whole(share: float) -> str:
    return f"{share * 100:.0f}%"


def figures(sentence: str, *without: str) -> list[str]:
    """Every number of a sentence in its order, names and codes left out."""
    for word in sorted(without, key=len, reverse=True):
        sentence = re.sub(rf"(?<![\d.,]){re.escape(word)}(?![\d%]|[.,]\d)", "", sentence)
    return re.findall(r"\d+(?:[.,]\d+)?%?", sentence)


# What is likely


@every(lang=LANGS, model=MODELS)
def test_likely_targets_and_wishes_are_counted(model: str, lang: str) -> None:
    limits = MODELS[model].assumptions
    table = chances("par", model=MODELS[model])
    sure, vain = table[table["chance"] >= limits.likely], table[table["chance"] < limits.wish]
    assert len(sure) and len(vain)
    sentence = getattr(likely(model), lang)[0]
    between = [whole(value) for row in sure.itertuples() for value in (row.chance, row.chance_low, row.chance_high)]
    leaves = load_par().query("is_leaf")
    asked = (leaves["target"] - leaves["score"]).clip(lower=0).sum()
    listed = sentence.split(": ")[-1]
    assert figures(sentence, *sure["code"], *vain["code"], *(names(lang)[code] for code in sure["code"])) == [
        printed(asked, lang), "2022", printed(sure["gain"].sum(), lang), whole(limits.likely), *between,
        printed(vain["gain"].sum(), lang), whole(limits.wish), *(whole(chance) for chance in vain["chance"]),
    ]  # fmt: skip
    for row in sure.itertuples():
        assert f"{row.code} {names(lang)[row.code]}: {whole(row.chance)}" in sentence
    assert listed == ", ".join(f"{row.code} ({whole(row.chance)})" for row in vain.itertuples()) + "."


@every(lang=LANGS, model=MODELS)
def test_the_chance_of_the_total_and_its_spread_are_computed(model: str, lang: str) -> None:
    with (NATIONAL / "assumptions.csv").open(encoding="utf-8", newline="") as file:
        (row,) = (row for row in csv.DictReader(file) if row["id"] == "dependence")
    main, *others = (
        forecast(model, *given).total
        for given in ((), (float(row["low"].replace(",", ".")),), (float(row["high"].replace(",", ".")),))
    )
    spread = sorted(one["chance"] for one in others)
    sentence = getattr(likely(model), lang)[1]
    assert figures(sentence) == [
        printed(PLAN, lang), whole(main["chance"]), *map(whole, spread),
        whole(MODELS[model].assumptions.level), printed(main["low"], lang, 1), printed(main["high"], lang, 1),
    ]  # fmt: skip


@every(lang=LANGS, model=MODELS)
def test_the_outcome_is_set_against_the_forecast(model: str, lang: str) -> None:
    bins = forecast(model).histogram
    with (SHIPPED / "reference/hanoi_by_year.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if (r["year"], r["measure"]) == ("2022", "PAR_INDEX") and r["value"]]
    (came,) = {float(row["value"]) for row in rows}
    inside = bins[(bins["low"] < came) & (bins["high"] > came)].iloc[0]
    below = bins.loc[bins["high"] <= came, "share"].sum() + inside["share"] * (came - inside["low"]) / 0.1
    sentence = getattr(likely(model), lang)[2]
    told = method_break(open_edition(), 2022, lang)
    assert sentence.endswith(told)
    assert figures(sentence.removesuffix(told)) == ["2022", printed(came, lang), whole(below)]


@every(lang=LANGS, model=MODELS)
def test_what_drives_the_total_and_what_comes_first(model: str, lang: str) -> None:
    drivers = forecast(model).drivers.set_index("code")["share"]
    par = load_par().set_index("code")
    survey = drivers[par.loc[drivers.index, "assessment"] == "official_survey"].sum()
    first = target_order(model=MODELS[model]).targets.iloc[0]
    sentence = getattr(likely(model), lang)[3]
    assert f"{first['code']} ({names(lang)[first['code']]})" in sentence
    assert figures(sentence, first["code"]) == [whole(survey), whole(first["first"])]


@every(lang=LANGS, model=MODELS)
def test_the_coverage_of_the_intervals_is_counted(model: str, lang: str) -> None:
    tested = check(model)
    sentence = getattr(likely(model), lang)[4]
    level = MODELS[model].assumptions.level
    assert figures(sentence) == [
        whole(level), whole(tested.left_out["inside"].mean()), str(len(tested.left_out)),
        whole(tested.later["inside"].mean()), str(len(tested.later)), "2021",
    ]  # fmt: skip


@every(lang=LANGS)
def test_the_sentences_follow_the_model(lang: str) -> None:
    before, after = (getattr(likely(model), lang) for model in MODELS)
    assert len(before) == len(after) == 5
    assert not [old for old, new in zip(before, after, strict=True) if old == new]


def test_by_default_the_shipped_edition_is_told(quick: None) -> None:
    made = what_is_likely()
    assert (made.vi[0], made.en[3]) == (likely().vi[0], likely().en[3])
    assert achievability_model() is MODEL


def test_where_nothing_is_likely_and_nothing_is_a_wish_that_is_said(quick: None) -> None:
    told = what_is_likely(model=MODEL.replace(likely=0.99, wish=0.001))
    for lang, none in (("vi", "không có"), ("en", "none")):
        first = getattr(told, lang)[0]
        assert "(" not in first.split(";")[0] and " 0 " in first
        assert first.endswith(f": {none}.")
        assert figures(first) == [printed(4.47, lang), "2022", "0", "99%", "0", "0%"]


def test_where_no_outcome_is_known_there_is_no_sentence_about_it(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    none = check("shipped").outcome.assign(value=float("nan"), below=float("nan"))
    for outcome in (none, none.iloc[:0]):
        monkeypatch.setattr(reach, "forecast_check", functools.partial(known_check, outcome=outcome))
        told = what_is_likely(model=MODEL)
        for lang, word in (("vi", "công bố năm"), ("en", "published result")):
            made, usual = getattr(told, lang), getattr(likely(), lang)
            assert len(made) == 4 and word in usual[2]
            assert (made[0], made[2], made[3]) == (usual[0], usual[3], usual[4])


def test_where_nothing_was_seen_later_nothing_is_said_of_it(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    only = check("shipped").coverage.query("test == 'left_out'")
    monkeypatch.setattr(reach, "forecast_check", functools.partial(known_check, coverage=only))
    told = what_is_likely(model=MODEL)
    for lang in ("vi", "en"):
        made = getattr(told, lang)[-1]
        assert figures(made) == figures(getattr(likely(), lang)[-1])[:3] and made.endswith(".")
        assert not re.search("sau năm|after", made)


# What it takes


DEAR = MODEL.replace(second_year=3.0, least_typical=0.2)


@functools.cache
def takes_dear() -> Summary:
    return what_it_takes(model=DEAR)


@every(lang=LANGS, kind=("shipped", "dear"))
def test_what_better_ranks_take_is_computed(kind: str, lang: str) -> None:
    model, told = (MODEL, takes) if kind == "shipped" else (DEAR, takes_dear)
    made = getattr(told(), lang)
    for sentence, rank in zip(made[:3], (9, 8, 1), strict=True):  # Hà Nội's own was 10
        plan = least_effort(rank=rank, model=model)
        needed = score_for(rank, 2021).sure_from
        wanted = [
            str(rank),
            "2021",
            printed(needed, lang),
            printed(needed - SCORE, lang),
            printed(plan.effort, lang, 1),
        ]
        if len(plan.measures) == 1:
            only = plan.measures.iloc[0]
            assert f"{only['code']} ({names(lang)[only['code']]})" in sentence
            wanted.append(whole(model.chance_of(only["code"], only["value"])))
            assert figures(sentence, only["code"]) == wanted
        else:
            assert figures(sentence) == [*wanted, str(len(plan.measures))]


@every(lang=LANGS)
def test_the_first_rank_under_the_other_rule_is_computed(lang: str) -> None:
    plan = least_effort(rank=9, model=STEPWISE)
    only = plan.measures.iloc[0]
    assert len(plan.measures) == 1 and plan.effort > least_effort(rank=9, model=MODEL).effort
    sentence = getattr(takes(), lang)[3]
    assert f"{only['code']} ({names(lang)[only['code']]})" in sentence
    assert figures(sentence, only["code"]) == ["9", printed(plan.effort, lang, 1), whole(only["chance"])]


@every(lang=LANGS)
def test_what_the_plan_takes_and_where_it_would_have_stood(lang: str) -> None:
    plan = least_effort(total=PLAN, model=MODEL)
    wanted = [printed(PLAN, lang), printed(plan.effort, lang, 1), str(len(plan.measures))]
    wanted.append(str(plan.measures["lead_agency"].nunique()))
    for year in (2021, 2022):
        told = rank_of(PLAN, year)
        wanted += [str(year), *map(str, sorted({told.best, told.worst}))]
    sentence = getattr(takes(), lang)[4]
    assert sentence.endswith(method_break(open_edition(), 2022, lang))
    assert figures(sentence.removesuffix(method_break(open_edition(), 2022, lang))) == wanted


def test_a_rank_that_is_open_is_told_as_a_range() -> None:
    par = load_par()
    par.loc[par["code"] == "total", "target"] = 89.0
    told = rank_of(89.0, 2021)
    assert told.best < told.worst
    made = what_it_takes(open_edition().replace(par=par))
    for lang, word in (("vi", "hạng"), ("en", "rank")):
        assert f"2021: {word} {told.best}–{told.worst};" in getattr(made, lang)[-1]


def only_ranks(ladders: Ladder, keep: int) -> Ladder:
    steps = ladders.steps
    ranks = steps.index[steps["kind"] == "rank"]
    return dataclasses.replace(ladders, steps=steps.drop(ranks[keep:]).reset_index(drop=True))


@every(keep=(1, 2))
def test_fewer_ranks_are_fewer_sentences(keep: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "ladder", lambda model: only_ranks(known_ladder(model), keep))
    made, usual = what_it_takes(), takes()
    assert made.vi == usual.vi[:keep] + usual.vi[3:]
    assert made.en == usual.en[:keep] + usual.en[3:]


@every(lang=LANGS)
def test_a_rank_out_of_reach_under_the_other_rule_is_left_out(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def without(model):
        made = known_ladder(model)
        if model is MODEL:
            return made
        return dataclasses.replace(made, plans={name: plan for name, plan in made.plans.items() if name != "rank_9"})

    monkeypatch.setattr(reach, "ladder", without)
    made = getattr(what_it_takes(model=MODEL), lang)
    assert made == getattr(takes(), lang)[:3] + getattr(takes(), lang)[4:]


def test_targets_that_ask_for_nothing_take_nothing() -> None:
    par = load_par()
    par["target"] = par["score"].where(par["target"].notna())
    with pytest.raises(ParAnalysisError, match="no target asks for a gain"):
        what_it_takes(open_edition().replace(par=par))
