"""Charts of the way up: the steps and measures of the least effort, which has no unit."""

from __future__ import annotations

import dataclasses
import functools

import pandas as pd
import pytest
from cases import every
from chart_cases import LANGS, PLAN, SCORE, figures, printed, said, with_par, written
from matplotlib.colors import same_color

from par_analysis import ParAnalysisError, charts, data_behind, load_agencies, load_par
from par_analysis.outlook.alternatives import alternatives_of
from par_analysis.outlook.joint import joint_chance
from par_analysis.outlook.least_effort import ladder, least_effort
from par_analysis.outlook.model import achievability_model
from par_analysis.words.palette import GAINED

MODEL = achievability_model()


@functools.cache
def drawn(name: str, lang: str) -> charts.Chart:
    return charts.ALL[name](lang=lang)


def markers(axes) -> list[tuple[str, float, float]]:
    return [
        (line.get_marker(), float(x), float(y))
        for line in axes.lines
        if line.get_marker() in ("o", "s", "D")
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    ]


# The way up


@functools.cache
def steps() -> pd.DataFrame:
    own = ladder(model=MODEL).steps
    return own[own["reached"] & (own["score"] <= PLAN + 1.5)].reset_index(drop=True)


@every(lang=LANGS)
def test_the_ladder_of_effort_is_the_ladder(lang: str) -> None:
    fig, own = drawn("effort_ladder", lang), steps()
    pd.testing.assert_frame_equal(data_behind(fig), own)
    axes = fig.axes[0]
    (line,) = (line for line in axes.lines if same_color(line.get_color(), GAINED) and len(line.get_xdata()) > 1)
    assert list(line.get_xdata()) == [SCORE, *own["score"]] and list(line.get_ydata()) == [0.0, *own["effort"]]
    marks = markers(axes)
    groups = own.groupby(["score", "effort"])
    assert marks[0] == ("o", SCORE, 0.0) and len(marks) == len(groups) + 1
    for (score, effort), group in groups:
        (marker,) = (m for m, x, y in marks if (x, y) == (score, effort))
        assert marker == ("D" if "plan" in set(group["kind"]) else "o" if "rank" in set(group["kind"]) else "s")


@every(lang=LANGS)
def test_every_step_is_named_once_and_close_ranks_share_a_label(lang: str) -> None:
    own = steps()
    told = {text.xy: text.get_text() for text in drawn("effort_ladder", lang).axes[0].texts}
    labels = list(told.values())
    assert labels[0] == f"2021: {printed(SCORE, lang)}" and len(set(labels)) == len(labels)
    words = {"vi": ("hạng ", "hạng ", " điểm", "mục tiêu "), "en": ("rank ", "ranks ", " points", "target ")}[lang]
    ranks = [label for label in labels if label.startswith(words[:2])]
    named = sorted(int(rank) for label in ranks for rank in label.partition(" ")[2].split(", "))
    assert named == sorted(own.loc[own["kind"] == "rank", "goal"].astype(int))
    assert f"{words[1]}7, 8" in labels and f"{words[0]}1" in labels  # 88.650 and 88.655: the dots overlap
    points = own.loc[own["kind"] == "points", "goal"]
    assert {f"{goal:g}{words[2]}" for goal in points} <= set(labels)
    plan = own.set_index("kind").loc["plan", "effort"]
    assert [at for at, label in told.items() if words[3] in label] == [(PLAN, plan)]


@every(lang=LANGS)
def test_effort_has_no_scale_and_the_headline_counts_criteria(lang: str) -> None:
    fig, own = drawn("effort_ladder", lang), steps()
    assert not fig.axes[0].get_yticks().size
    assert {"vi": "số quy ước để xếp thứ tự", "en": "a convention for ordering"}[lang] in fig.subtitle
    assert "2021" in fig.subtitle  # ranks are those of the others' scores of that year
    for effort in own["effort"]:
        assert printed(effort, lang, 1) not in said(fig)
    points = own[own["kind"] == "points"].set_index("score")["n_measures"]
    half = min(points.index, key=lambda score: abs(score - (SCORE + PLAN) / 2))
    count = own.set_index("kind").loc["plan", "n_measures"]
    assert figures(fig.headline) == [printed(PLAN, lang), str(count), printed(half, lang), str(points[half])]


# By agency


PLANS = {"plan": {"total": PLAN}, "other": {"total": 90.0, "must_not": ["5.5"], "costs": {"8.1": 0.5}}}


@every(lang=LANGS, goal=PLANS)
def test_effort_by_agency_adds_up_the_measures(goal: str, lang: str) -> None:
    plan = least_effort(**PLANS[goal], model=MODEL)
    fig = charts.effort_by_agency(lang=lang, plan=None if goal == "plan" else plan)
    short = load_agencies().set_index("name")["short" if lang == "vi" else "short_en"]
    measures = plan.measures
    axes = fig.axes[0]
    bars = sorted(axes.patches, key=lambda bar: bar.get_y())
    labels = [label.get_text() for label in axes.get_yticklabels()]
    texts = [text.get_text() for text in sorted(axes.texts, key=lambda text: text.xy[1])]
    assert len(labels) == len(bars) == len(texts) == measures["lead_agency"].nunique() > 2
    gains = []
    for bar, label, text in zip(bars, labels, texts, strict=True):
        (lead,) = (name for name in short.index if short[name] == label)
        own = measures[measures["lead_agency"] == lead]
        assert bar.get_width() == pytest.approx(own["gain"].sum())
        assert text.split("   ") == [f"+{printed(own['gain'].sum(), lang, 2)}", ", ".join(own["code"])]
        gains.append(own["gain"].sum())
    assert gains == sorted(gains, reverse=True)
    assert sum(gains) == pytest.approx(plan.total - SCORE)
    data = data_behind(fig)
    assert data["gain"].tolist() == pytest.approx(gains)
    assert data["effort"].sum() == pytest.approx(plan.effort)
    assert sorted(code for codes in data["codes"] for code in codes) == sorted(measures["code"])
    head = fig.headline
    assert labels[0] in head
    assert figures(head.replace(labels[0], "")) == [
        printed(plan.total, lang), str(len(measures)), str(len(labels)), printed(gains[0], lang, 2),
    ]  # fmt: skip
    assert printed(sum(gains), lang, 2) in written(fig)


@every(lang=LANGS, total=(PLAN, 88.65))
def test_the_joint_chance_of_the_measures_is_told_with_its_range(total: float, lang: str) -> None:
    plan = least_effort(total=total, model=MODEL)
    values = dict(zip(plan.measures["code"], plan.measures["value"], strict=True))
    chances = [joint_chance(other, values) for other in (MODEL, *alternatives_of(MODEL)[0].values())]
    told = charts.effort_by_agency(lang=lang, plan=plan).subtitle
    if max(chances) < 0.005:
        assert {"vi": "dưới 1% theo mọi mô hình", "en": "below 1% under every model"}[lang] in told
    else:
        span = f"{min(chances) * 100:.0f}–{max(chances) * 100:.0f}%"
        assert f"{plan.joint * 100:.0f}% ({span} " in told
    assert (max(chances) < 0.005) == (total == PLAN)


def test_one_criterion_of_one_agency_is_counted_as_one() -> None:
    plan = least_effort(total=88.6, model=MODEL)
    assert len(plan.measures) == 1
    fig = charts.effort_by_agency(lang="en", plan=plan)
    assert "1 criterion of 1 agency" in fig.headline and len(fig.axes[0].patches) == 1


def test_a_model_passed_in_is_the_one_drawn() -> None:
    dear = MODEL.replace(second_step=3.0, further_steps=9.0)
    plan = least_effort(total=PLAN, model=dear)
    assert plan.effort != pytest.approx(least_effort(total=PLAN, model=MODEL).effort)
    assert data_behind(charts.effort_by_agency(model=dear))["effort"].sum() == pytest.approx(plan.effort)


def test_measures_of_a_criterion_without_a_lead_have_a_row_of_their_own() -> None:
    plan = least_effort(total=88.6, model=MODEL)
    nobody = dataclasses.replace(plan, measures=plan.measures.assign(lead_agency="Sở Chưa Có Tên"))
    fig = charts.effort_by_agency(plan=nobody)
    assert [label.get_text() for label in fig.axes[0].get_yticklabels()] == ["Sở Chưa Có Tên"]


def already(total: float) -> pd.DataFrame:
    """The shipped table with points won back on 5.5, 8.2, 8.5, 8.6, ... until the total is `total`."""
    par = load_par()
    missing = round(total - 88.54, 9)
    leaves = par[par["is_leaf"] & (par["max_points"] > par["score"])]
    for code, room in zip(leaves["code"], (leaves["max_points"] - leaves["score"]).round(9), strict=True):
        step = min(missing, room)
        above = {code, *(code.rsplit(".", n)[0] for n in range(1, code.count(".") + 1)), "total"}
        par.loc[par["code"].isin(above), "score"] += step
        missing = round(missing - step, 9)
    assert missing == 0
    par["target"] = par["target"].where(par["target"] > par["score"], par["score"])
    par["score"] = par["score"].round(9)
    return par


@every(lang=LANGS)
def test_a_ladder_that_leads_nowhere_is_refused_plainly(lang: str) -> None:
    with pytest.raises(ParAnalysisError, match="no target asks for a gain"):
        charts.effort_ladder(with_par(already(93.0)), lang)


@every(lang=LANGS)
def test_without_a_better_rank_the_ladder_leads_to_the_target(lang: str) -> None:
    fig = charts.effort_ladder(with_par(already(92.0)), lang)
    data = data_behind(fig)
    assert set(data["kind"]) == {"points", "plan"}
    count = data.set_index("kind").loc["plan", "n_measures"]
    assert figures(fig.headline)[:2] == [printed(PLAN, lang), str(count)]
    assert ("hạng" if lang == "vi" else "rank") not in written(fig) and "standings" not in fig.source


def test_a_plan_that_moves_nothing_is_refused_plainly() -> None:
    with pytest.raises(ParAnalysisError, match="the goal is reached; there is nothing to raise"):
        charts.effort_by_agency(plan=least_effort(total=88.0))
