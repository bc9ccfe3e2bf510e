"""Charts of where the year may end: every figure is the forecast's, the published list's or the cheapest way's."""

from __future__ import annotations

import csv
import dataclasses
import functools
import re

import numpy as np
import pandas as pd
import pytest
from cases import every
from chart_cases import LANGS, PLAN, SCORE, figures, printed, with_par, written
from matplotlib.colors import same_color

from par_analysis import ParAnalysisError, charts, data_behind, edition_from, load_agencies, load_par, open_edition
from par_analysis.charts import outlook
from par_analysis.outlook.least_effort import ladder, least_effort
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.ranks import rank_of, score_for
from par_analysis.outlook.total import total_distribution
from par_analysis.tables.locations import NATIONAL, SHIPPED
from par_analysis.words.palette import EARNED, GAINED, GRID, LOST, TARGET

MODEL = achievability_model()


def raw(name: str) -> list[dict[str, str]]:
    folder = SHIPPED if (SHIPPED / f"{name}.csv").is_file() else NATIONAL
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def published(year: int) -> list[float]:
    """What was published as Hà Nội's total, once for each figure."""
    rows = raw("reference/hanoi_by_year")
    own = [row for row in rows if row["year"] == str(year) and row["measure"] == "PAR_INDEX" and row["value"]]
    return sorted({float(row["value"]) for row in own})


@functools.cache
def drawn(name: str, lang: str) -> charts.Chart:
    return charts.ALL[name](lang=lang)


@functools.cache
def forecast(column: str):
    (row,) = (row for row in raw("assumptions") if row["id"] == "dependence")
    dependence = float(row[column].replace(",", "."))
    return total_distribution(model=MODEL.replace(dependence=dependence))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few replications: for tests in which the figures themselves do not matter."""
    monkeypatch.setattr(outlook, "total_distribution", functools.partial(total_distribution, 2_000))


def markers(axes) -> list[tuple[str, float, float]]:
    return [
        (line.get_marker(), float(x), float(y))
        for line in axes.lines
        if line.get_marker() in ("o", "s", "D")
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    ]


# The total


@every(lang=LANGS)
def test_bars_and_lines_are_the_three_forecasts(lang: str) -> None:
    fig = drawn("total_outlook", lang)
    axes, data = fig.axes[0], data_behind(fig)
    assert list(data) == ["low", "high", "share", "weak", "strong"]
    assert data["low"].is_monotonic_increasing and np.allclose(data["high"] - data["low"], 0.1)
    for column, name in (("value", "share"), ("low", "weak"), ("high", "strong")):
        expected = forecast(column).histogram
        assert data[name].sum() == pytest.approx(1)
        found = data[data[name] > 0].set_index("low")[name]
        assert found.to_dict() == pytest.approx(expected[expected["share"] > 0].set_index("low")["share"].to_dict())
    main = forecast("value")
    bars = {round(bar.get_x(), 3): bar for bar in axes.patches}
    assert sum(bar.get_height() for bar in bars.values()) == pytest.approx(1)
    for row in main.histogram.itertuples():
        bar = bars[round(row.low, 3)]
        assert bar.get_height() == pytest.approx(row.share) and bar.get_width() == pytest.approx(0.1)
        outside = not main.total["low"] <= row.low <= main.total["high"]
        assert same_color(bar.get_facecolor(), GRID) == outside
    dashed = [line for line in axes.lines if line.is_dashed()]
    for line, column in zip(dashed, ("low", "high"), strict=True):
        own = forecast(column).histogram
        assert line.get_ydata() == pytest.approx(own["share"].to_numpy())
        assert line.get_xdata() == pytest.approx((own["low"] + own["high"]).to_numpy() / 2)
    assert dashed[0].get_linestyle() != dashed[1].get_linestyle() or dashed[0]._dash_pattern != dashed[1]._dash_pattern
    assert axes.get_ylim()[1] > data[["share", "weak", "strong"]].max(axis=None)


@every(lang=LANGS)
def test_score_plan_and_outcome_are_marked(lang: str) -> None:
    axes = drawn("total_outlook", lang).axes[0]
    marks = [line.get_xdata()[0] for line in axes.lines if list(line.get_ydata()) == [0, 1]]
    (came,) = published(2022)
    assert marks == [SCORE, came, PLAN]
    words = {"vi": ["kết quả 2021", "kết quả 2022*", "mục tiêu"], "en": ["score 2021", "outcome 2022*", "target"]}
    told = {text.xy[0]: text.get_text().split("\n") for text in axes.texts}
    assert told == {value: [word, printed(value, lang)] for value, word in zip(marks, words[lang], strict=True)}
    left, right = axes.get_xlim()
    assert left < min(marks) and max(marks) < right


@every(lang=LANGS)
def test_the_headline_of_the_outlook_is_computed(lang: str) -> None:
    fig = drawn("total_outlook", lang)
    main, weak, strong = (forecast(column).total for column in ("value", "low", "high"))
    reached = sorted(one["chance"] for one in (main, weak, strong))
    assert reached[0] < main["chance"] < reached[2]
    assert figures(fig.headline) == [
        printed(PLAN, lang), *(f"{chance * 100:.0f}%" for chance in (main["chance"], reached[0], reached[2]))
    ]  # fmt: skip
    ends = [printed(main[end], lang, 1) for end in ("low", "high")]
    assert all(f" {end}" in written(fig) for end in ends)
    for one, column in ((main, "value"), (weak, "low"), (strong, "high")):
        chance = f"{one['chance'] * 100:.0f}%"
        middle = printed(one["median"], lang, 2)
        assert f"{printed(forecast(column).dependence, lang)}: " in fig.alt
        assert re.search(rf"… {re.escape(middle)} … {re.escape(printed(one['high'], lang, 2))}, {chance}", fig.alt)


@every(lang=LANGS)
def test_the_note_says_how_far_the_change_of_method_moved_everyone(lang: str) -> None:
    (row,) = (
        row for row in raw("evidence")
        if row["role"] == "anchor" and row["index"] == "par" and row["method_break"] == "yes" and row["year_to"] == "2022"
    )  # fmt: skip
    change = float(row["level_to"].replace(",", ".")) - float(row["level_from"].replace(",", "."))
    assert change < 0
    told = written(drawn("total_outlook", lang))
    assert f"* {row['note' if lang == 'vi' else 'note_en']}" in told
    assert printed(change, lang, 2).replace("-", "−") in told


@every(lang=LANGS)
def test_a_year_without_a_change_of_method_has_no_note(lang: str, quick: None) -> None:
    assert len(published(2023)) == 2  # two sources, two figures
    fig = charts.total_outlook(open_edition().replace(year=2022, target_year=2023), lang)
    assert not [text for text in fig.texts if text.get_text().startswith("*")]
    marks = [line.get_xdata()[0] for line in fig.axes[0].lines if list(line.get_ydata()) == [0, 1]]
    assert marks == sorted([SCORE, PLAN, *published(2023)])
    assert "2023" in written(fig)


def test_where_no_outcome_is_known_there_is_no_mark_for_it(quick: None) -> None:
    own = open_edition().replace(standings=open_edition().standings.query("year == 2021"))
    axes = charts.total_outlook(own).axes[0]
    marks = [line.get_xdata()[0] for line in axes.lines if list(line.get_ydata()) == [0, 1]]
    assert marks == [SCORE, PLAN] and len(axes.texts) == 2


# Rank by score


@every(lang=LANGS)
def test_the_band_is_what_every_score_allows(lang: str) -> None:
    fig = drawn("rank_by_score", lang)
    axes = fig.axes[0]
    best, worst = (line for line in axes.lines if line.get_drawstyle() == "steps-post")
    scores = np.asarray(best.get_xdata())
    assert np.array_equal(scores, worst.get_xdata()) and scores[0] < SCORE < PLAN < scores[-1]
    for number in [*range(0, len(scores), 37), len(scores) - 1]:
        told = rank_of(float(scores[number]), 2021)
        assert (best.get_ydata()[number], worst.get_ydata()[number]) == (told.best, told.worst)
    band = axes.collections[0].get_paths()[0].vertices
    for score in (88.65, 89.0, 91.0, 92.0):
        at = band[np.isclose(band[:, 0], score)][:, 1]
        told = rank_of(score, 2021)
        assert {told.best, told.worst} <= set(at.round(9))
    down, up = axes.get_ylim()
    assert down > max(worst.get_ydata()) and up < 1  # the best rank is on top
    data = data_behind(fig)
    assert data.loc[0, "score"] == scores[0]
    for row in data.itertuples():
        told = rank_of(row.score, 2021)
        assert (row.best, row.worst) == (told.best, told.worst)
    assert not data[["best", "worst"]].duplicated().any()


@every(lang=LANGS)
def test_ranks_that_are_known_are_marked(lang: str) -> None:
    axes = drawn("rank_by_score", lang).axes[0]
    by_color = {
        color: [(x, y) for line in axes.lines if line.get_marker() == marker and same_color(line.get_color(), color)
                for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)]
        for marker, color in (("o", LOST), ("D", TARGET), ("o", EARNED))
    }  # fmt: skip
    assert by_color[LOST] == [(SCORE, 10)]  # the published rank
    assert by_color[TARGET] == [(PLAN, rank_of(PLAN).best)]
    rows = [row for row in raw("standings") if row["index"] == "par" and row["year"] == "2021" and row["rank"]]
    low, high = axes.get_xlim()
    expected = {
        (float(row["score"].replace(",", ".")), int(row["rank"]), row["place"])
        for row in rows
        if row["score"] and row["place"] != "Hà Nội" and low <= float(row["score"].replace(",", ".")) <= high
    }
    assert len(expected) > 5 and set(by_color[EARNED]) == {place[:2] for place in expected}
    told = {text.xy: text.get_text() for text in axes.texts}
    for score, rank, place in sorted(expected, key=lambda one: one[1])[:8]:
        assert told[score, rank] == place
    assert printed(SCORE, lang) in told[SCORE, 10] and "Hà Nội 2021" in told[SCORE, 10]
    assert printed(PLAN, lang) in told[PLAN, rank_of(PLAN).best]


@every(lang=LANGS, aim=(PLAN, 89.0, 88.6))
def test_the_headline_of_the_ranks_names_one_rank_or_a_range(aim: float, lang: str) -> None:
    par = load_par()
    par.loc[par["code"] == "total", "target"] = aim
    told = rank_of(aim, 2021)
    fig = charts.rank_by_score(with_par(par), lang)
    ranks = f"{told.best}" if told.best == told.worst else f"{told.best}–{told.worst}"
    assert (told.best == told.worst) == (aim == PLAN)
    assert figures(fig.headline) == [printed(aim, lang), ranks, "2021", printed(SCORE, lang), "10"]


# The way up


@functools.cache
def steps(kind: str = "shipped") -> pd.DataFrame:
    model = MODEL if kind == "shipped" else MODEL.with_unknown_rules("all_or_nothing")
    return ladder(model=model).steps


@every(lang=LANGS, kind=("shipped", "all or nothing"))
def test_the_ladder_of_effort_is_the_ladder(kind: str, lang: str) -> None:
    model = MODEL if kind == "shipped" else MODEL.with_unknown_rules("all_or_nothing")
    fig = charts.effort_ladder(lang=lang, model=model)
    own = steps(kind)
    own = own[own["reached"] & (own["score"] <= PLAN + 1.5)].reset_index(drop=True)
    assert 3 < len(own) < len(steps(kind))
    pd.testing.assert_frame_equal(data_behind(fig), own)
    axes = fig.axes[0]
    (line,) = (line for line in axes.lines if same_color(line.get_color(), GAINED) and len(line.get_xdata()) > 1)
    assert list(line.get_xdata()) == [SCORE, *own["score"]] and list(line.get_ydata()) == [0.0, *own["effort"]]
    marks = markers(axes)
    groups = own.groupby(["score", "effort"])
    assert marks[0] == ("o", SCORE, 0.0) and len(marks) == len(groups) + 1
    told = {(text.xy[0], text.xy[1]): text.get_text() for text in axes.texts}
    assert len(told) == len(axes.texts) == len(marks)
    assert told[SCORE, 0.0] == f"2021: {printed(SCORE, lang)}"
    for (score, effort), group in groups:
        ranks = sorted(int(goal) for goal in group.loc[group["kind"] == "rank", "goal"])
        label = told[score, effort]
        assert [int(n) for n in re.findall(r"\d+", label.split(";")[0])] == ranks if ranks else "hạng" not in label
        others = set(group.loc[group["kind"] != "rank", "goal"])
        assert {float(f.replace(",", ".")) for f in figures(label.split("; ", bool(ranks))[-1])} >= others
        (marker,) = (m for m, x, y in marks if (x, y) == (score, effort))
        shape = "D" if "plan" in set(group["kind"]) else "o" if ranks else "s"
        assert marker == shape
    word = {"vi": "mục tiêu", "en": "target"}[lang]
    assert [at for at, label in told.items() if word in label] == [(PLAN, own.set_index("kind").loc["plan", "effort"])]


@every(lang=LANGS)
def test_goals_that_take_the_same_share_a_label(lang: str) -> None:
    labels = {text.get_text() for text in drawn("effort_ladder", lang).axes[0].texts}
    assert ("hạng 8, 9" if lang == "vi" else "ranks 8, 9") in labels  # Hà Tĩnh's figure has one decimal
    assert ("hạng 1" if lang == "vi" else "rank 1") in labels
    assert ("90 điểm" if lang == "vi" else "90 points") in labels


@every(lang=LANGS)
def test_the_headline_of_the_ladder_is_computed(lang: str) -> None:
    own = steps()
    ranks = own[own["kind"] == "rank"].sort_values("goal")
    last, first = ranks.iloc[0], ranks.iloc[-1]
    plan = own[own["kind"] == "plan"].iloc[0]
    assert first["goal"] == 9 and first["gain"] == pytest.approx(score_for(9, 2021).sure_from - SCORE)
    assert figures(drawn("effort_ladder", lang).headline) == [
        "9", printed(first["gain"], lang), printed(first["effort"], lang, 1),
        f"{last['goal']:g}", printed(last["effort"], lang, 0), printed(PLAN, lang), printed(plan["effort"], lang, 0),
    ]  # fmt: skip


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
    unit = {"vi": "năm", "en": "years"}[lang]
    gains = []
    for bar, label, text in zip(bars, labels, texts, strict=True):
        (lead,) = (name for name in short.index if short[name] == label)
        own = measures[measures["lead_agency"] == lead]
        assert bar.get_width() == pytest.approx(own["gain"].sum())
        assert text.split("   ") == [
            f"+{printed(own['gain'].sum(), lang, 2)}", f"{printed(own['effort'].sum(), lang, 1)} {unit}", ", ".join(own["code"]),
        ]  # fmt: skip
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


def test_one_criterion_of_one_agency_is_counted_as_one() -> None:
    plan = least_effort(total=88.6, model=MODEL)
    assert len(plan.measures) == 1
    fig = charts.effort_by_agency(lang="en", plan=plan)
    assert "1 criterion of 1 agency" in fig.headline and len(fig.axes[0].patches) == 1


def test_a_model_passed_in_is_the_one_drawn() -> None:
    dear = MODEL.replace(second_year=3.0, further_years=9.0)
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
    effort = data.set_index("kind").loc["plan", "effort"]
    assert figures(fig.headline) == [printed(PLAN, lang), printed(effort, lang, 0)]
    assert ("hạng" if lang == "vi" else "rank") not in written(fig) and "standings" not in fig.source


def test_a_plan_that_moves_nothing_is_refused_plainly() -> None:
    with pytest.raises(ParAnalysisError, match="the goal is reached; there is nothing to raise"):
        charts.effort_by_agency(plan=least_effort(total=88.0))


def test_ranks_and_scores_are_those_of_the_editions_year_and_place() -> None:
    par = load_par()
    par.loc[par["code"] == "total", ["score", "target"]] = [88.64, 90.0]
    own = edition_from(par=par, place="Hà Nội", year=2022, target_year=2023)
    assert own.rank == 3  # published for 2022
    for lang, end in (("vi", "88,64 điểm, hạng 3"), ("en", "88.64, rank 3")):
        head = charts.rank_by_score(own, lang).headline
        assert head.endswith(end) and "2022" in head and not re.search("88[.,]54", head)
    known = open_edition().standings.query("index == 'par' and year == 2021 and rank > 5 and score.notna()")
    place = known["place"].iloc[-1]
    fig = charts.rank_by_score(open_edition().replace(place=place, place_en=place), "en")
    assert f"points {place} would have had" in fig.headline
    assert f"{place} 2021: " in " ".join(text.get_text() for text in fig.axes[0].texts)
