"""Charts of where the year may end: every figure is a model's, the published list's, or both side by side."""

from __future__ import annotations

import csv
import functools
import re

import numpy as np
import pytest
from cases import every
from chart_cases import LANGS, PLAN, SCORE, figures, printed, said, with_par, written
from matplotlib.colors import same_color

from par_analysis import charts, data_behind, edition_from, load_par, open_edition
from par_analysis.outlook.alternatives import ALTERNATIVES, alternatives_of, robustness
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.ranks import rank_of, score_for
from par_analysis.outlook.rivals import rank_bars, rank_chances
from par_analysis.tables.locations import NATIONAL, SHIPPED
from par_analysis.words.palette import EARNED, GAINED, LOST, TARGET

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
def later(lang: str) -> charts.Chart:
    """The total as it is told once everything is known."""
    return charts.total_outlook(open_edition().at(None), lang)


def marks(fig: charts.Chart) -> list[float]:
    """Where the lines of score, target and outcome stand."""
    return sorted(line.get_xdata()[0] for line in fig.axes[0].lines if line.get_linewidth() == 3)


# The total


@every(lang=LANGS)
def test_every_model_has_a_line_with_its_name_interval_and_chance(lang: str) -> None:
    fig = drawn("total_outlook", lang)
    axes, data = fig.axes[0], data_behind(fig).set_index("alternative")
    expected = robustness(model=MODEL).by_alternative
    assert list(data.index) == list(expected) == ["model", *ALTERNATIVES]
    names = [label.get_text() for label in axes.get_yticklabels()]
    titles = [other.title if lang == "vi" else other.title_en for other in ALTERNATIVES.values()]
    assert names[1:] == titles
    bars = {line.get_ydata()[0]: list(line.get_xdata()) for line in axes.lines if line.get_linewidth() in (8, 13)}
    told = {text.xy[1]: text.get_text() for text in axes.texts if text.get_text().endswith("%")}
    for at, name in enumerate(expected):
        own = expected[name]
        assert bars[at] == pytest.approx([own["total_low"], own["total_high"]])
        assert told[at] == f"{own['total_target'] * 100:.0f}%"
        assert data.loc[name].tolist() == pytest.approx(
            own[["total_low", "total_median", "total_high", "total_target"]]
        )
    ends = [printed(expected.loc[end, "model"], lang, 1) for end in ("total_low", "total_high")]
    assert all(f" {end} " in written(fig) for end in ends)
    left, right = axes.get_xlim()
    assert left < expected.loc["total_low"].min() and expected.loc["total_high"].max() < right


@every(lang=LANGS)
def test_the_headline_of_the_total_has_a_band_only_where_every_model_says_it(lang: str) -> None:
    row = robustness(model=MODEL).headlines.set_index("key").loc["total_target"]
    span = f"{row['low'] * 100:.0f}–{row['high'] * 100:.0f}%"
    head = drawn("total_outlook", lang).headline
    assert row["robust"] and figures(head) == [printed(PLAN, lang), f"{row['model'] * 100:.0f}%", span]
    bands = {"vi": ("khó đạt", "có khả năng đạt"), "en": ("unlikely", "likely")}[lang]
    assert bands[0] in head
    # With the limit between two models, the sentence is another one.
    torn = MODEL.replace(unlikely=(row["model"] + row["high"]) / 2)
    head = charts.total_outlook(lang=lang, model=torn).headline
    assert figures(head) == [printed(PLAN, lang), span] and not any(band in head for band in bands)
    sure = MODEL.replace(unlikely=0.001, likely=row["low"] - 0.001)
    assert f" {bands[1]} " in charts.total_outlook(lang=lang, model=sure).headline


@every(lang=LANGS)
def test_the_outcome_is_marked_only_once_it_is_known(lang: str) -> None:
    (came,) = published(2022)
    assert marks(drawn("total_outlook", lang)) == [SCORE, PLAN] and marks(later(lang)) == [SCORE, came, PLAN]
    assert printed(came, lang) not in said(drawn("total_outlook", lang))
    words = {"vi": ["kết quả 2021", "kết quả 2022*", "mục tiêu"], "en": ["score 2021", "outcome 2022*", "target"]}
    told = {text.get_text() for text in later(lang).axes[0].texts}
    assert {
        f"{word}: {printed(value, lang)}" for word, value in zip(words[lang], (SCORE, came, PLAN), strict=True)
    } <= told
    (row,) = (
        row for row in raw("evidence")
        if row["role"] == "anchor" and row["index"] == "par" and row["method_break"] == "yes" and row["year_to"] == "2022"
    )  # fmt: skip
    change = float(row["level_to"].replace(",", ".")) - float(row["level_from"].replace(",", "."))
    told = written(later(lang))
    assert (
        f"* {row['note' if lang == 'vi' else 'note_en']}" in told and printed(change, lang, 2).replace("-", "−") in told
    )
    assert "*" not in written(drawn("total_outlook", lang))


@every(lang=LANGS)
def test_a_model_that_cannot_be_fitted_is_named(lang: str) -> None:
    evidence = open_edition().evidence
    own = open_edition().replace(evidence=evidence[evidence["part"] == "total"])
    left_out = robustness(own).left_out
    fig = charts.total_outlook(own, lang)
    for name in left_out:
        other = ALTERNATIVES[name]
        assert (other.title if lang == "vi" else other.title_en) in fig.subtitle
    assert len(data_behind(fig)) == 1 + len(ALTERNATIVES) - len(left_out)


# The rank to come


@every(lang=LANGS)
def test_chances_of_ranks_are_those_of_every_model(lang: str) -> None:
    fig = drawn("rank_outlook", lang)
    data = data_behind(fig)
    others, _ = alternatives_of(MODEL)
    expected = rank_chances(MODEL).set_index("rank")
    every_model = [rank_chances(model).set_index("rank") for model in (MODEL, *others.values())]
    assert list(data["rank"]) == list(range(1, 11))  # the tenth place, and better
    axes = fig.axes[0]
    bars = sorted(axes.patches, key=lambda bar: bar.get_y())
    diamonds = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "D"]
    whiskers = [list(line.get_xdata()) for line in axes.lines if line.get_marker() != "D"]
    told = [text.get_text() for text in axes.texts]
    for at, row in enumerate(data.itertuples()):
        assert bars[at].get_width() == row.moving == expected.loc[row.rank, "moving"]
        assert diamonds[at] == row.still == expected.loc[row.rank, "still"]
        for name in ("moving", "still"):
            values = [table.loc[row.rank, name] for table in every_model]
            ends = min(values), max(values)
            assert (getattr(row, f"{name}_low"), getattr(row, f"{name}_high")) == ends
            span = f"{ends[0] * 100:.0f}–{ends[1] * 100:.0f}%"
            assert f"{getattr(row, name) * 100:.0f}% ({span})" in told
        assert whiskers[at] == [row.moving_low, row.moving_high]
    up = robustness(model=MODEL).headlines.set_index("key")
    for key, rank in (("rank_up_1", 9), ("rank_up_2", 8)):
        own = data.set_index("rank").loc[rank]
        assert own[["moving", "moving_low", "moving_high"]].tolist() == up.loc[key, ["model", "low", "high"]].tolist()
        assert same_color(bars[rank - 1].get_facecolor(), GAINED) and not same_color(bars[0].get_facecolor(), GAINED)


@every(lang=LANGS)
def test_the_headline_of_the_rank_tells_both_chances_and_a_band_only_if_it_holds(lang: str) -> None:
    row = data_behind(drawn("rank_outlook", lang)).set_index("rank").loc[9]
    moving, still = (f"{row[f'{n}_low'] * 100:.0f}–{row[f'{n}_high'] * 100:.0f}%" for n in ("moving", "still"))
    head = drawn("rank_outlook", lang).headline
    band = {"vi": "Khó ", "en": "is unlikely"}[lang]
    assert figures(head) == ["9", moving, still] and band not in head
    sure = MODEL.replace(unlikely=row["moving_high"] + 0.01)
    head = charts.rank_outlook(lang=lang, model=sure).headline
    assert figures(head) == ["9", f"{row['moving'] * 100:.0f}%", moving, still] and band in head


@every(lang=LANGS)
def test_bars_of_the_ranks_are_the_published_lists(lang: str) -> None:
    fig = drawn("rank_outlook", lang)
    axes, data = fig.axes[1], data_behind(fig).set_index("rank")
    bars = rank_bars(10).set_index(["year", "rank"])["sure_from"]
    years = sorted(bars.index.unique("year"))[-6:]
    ticks = [label.get_text().split("\n") for label in axes.get_xticklabels()]
    assert [int(year) for year, _ in ticks] == years
    sure = [line for line in axes.lines if line.get_linewidth() == 4]
    assert len(sure) == 2 * len(years)
    for at, year in enumerate(years):
        assert float(ticks[at][1].replace(",", ".")) == pytest.approx(bars[year, 9], abs=0.0051)
        drawn_ones = sorted(line.get_ydata()[0] for line in sure if abs(np.mean(line.get_xdata()) - at) < 0.4)
        assert drawn_ones == pytest.approx(sorted(bars[year, rank] for rank in (8, 9)))
        assert data[f"sure_from_{year}"].to_dict() == pytest.approx(bars[year].to_dict())
    assert data["sure_from_2021"][9] == score_for(9, 2021).sure_from
    (own,) = (line for line in axes.lines if line.get_marker() == "o")
    came = {years[int(x)]: y for x, y in zip(own.get_xdata(), own.get_ydata(), strict=True)}
    listed = [row for row in raw("standings") if row["index"] == "par" and row["place"] == "Hà Nội" and row["score"]]
    scores = {int(row["year"]): float(row["score"].replace(",", ".")) for row in listed if int(row["year"]) in years}
    assert came == scores and len(came) >= 3


@every(lang=LANGS)
def test_who_stands_first_can_only_keep_the_rank(lang: str) -> None:
    first = open_edition().standings.query("index == 'par' and year == 2021 and rank == 1")["place"].iloc[0]
    fig = charts.rank_outlook(open_edition().replace(place=first, place_en=first), lang)
    assert list(data_behind(fig)["rank"]) == [1] and {"vi": "giữ hạng 1", "en": "eeping rank 1"}[lang] in fig.headline


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
    assert figures(fig.headline) == ["2021", printed(aim, lang), ranks, printed(SCORE, lang), "10"]


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
    assert f"; {place} had " in fig.headline
    assert f"{place} 2021: " in " ".join(text.get_text() for text in fig.axes[0].texts)
