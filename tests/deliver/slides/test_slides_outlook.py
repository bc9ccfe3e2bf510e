"""Every figure on the later slides against the library's own."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pptx import Presentation
from pptx.enum.chart import XL_TICK_LABEL_POSITION
from slides_cases import charts_of, labels_of, notes_of, odd_six, same_inside, series_of, tables_of, title_of

from par_analysis import (
    Scenario,
    chances,
    charts,
    deficits,
    evaluate,
    ladder,
    least_effort,
    load_par,
    load_tasks,
    presets,
    story,
    workload,
)
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.slides.deck import Deck
from par_analysis.deliver.slides.outlook import scenarios as compare
from par_analysis.deliver.slides.template import open_frame
from par_analysis.deliver.text import clean
from par_analysis.edition.opening import open_edition
from par_analysis.scenario.scenario import Change
from par_analysis.words.printing import num, percent


@functools.cache
def _likely() -> story.Summary:
    return story.what_is_likely()


def test_chances(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    (shape,) = charts_of(deck.slides[6])
    table = chances().sort_values(["gain", "chance"], ascending=False, kind="stable").head(10)
    (values,) = series_of(shape).values()
    assert values == pytest.approx(list(table["chance"]))
    (series,) = shape.chart.plots[0].series
    assert labels_of(series) == [
        f"{percent(r.chance, lang)}\u00a0({percent(r.chance_low, lang).rstrip('%')}–{percent(r.chance_high, lang)})" for r in table.itertuples()
    ]  # fmt: skip
    for name, row in zip(shape.chart.plots[0].categories, table.itertuples(), strict=True):
        assert name.startswith(f"{row.code} ") and name.endswith(f"({num(row.gain, lang, sign=True)})")
    notes = notes_of(deck.slides[6])
    for sentence in getattr(_likely(), lang):
        assert sentence in notes
    same_inside(shape)


def test_scenarios(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    total, fields = charts_of(deck.slides[7])
    ready = presets(lang)
    up = least_effort(rank=9, lang=lang).scenario
    made = [ready["status_quo"], ready["plan"], up]
    nodes = evaluate(made)
    (values,) = series_of(total).values()
    assert values == pytest.approx([nodes.loc[("par", "total"), one.title] for one in made])
    assert list(total.chart.plots[0].categories) == [one.title for one in made]
    (series,) = total.chart.plots[0].series
    assert labels_of(series) == [num(v, lang) for v in (88.54, 92.55, 88.65)]
    score = load_par().set_index("code")["score"]
    moved = series_of(fields)
    assert list(moved) == [made[1].title, up.title]
    for one in made[1:]:
        for name, value in zip(fields.chart.plots[0].categories, moved[one.title], strict=True):
            code = name.split(".")[0]
            assert value == pytest.approx(nodes.loc[("par", code), one.title] - score[code], abs=1e-9)
    assert sum(moved[made[1].title]) == pytest.approx(4.01)
    assert num(92.55, lang) in title_of(deck.slides[7])
    texts = " ".join(s.text_frame.text for s in deck.slides[7].shapes if s.has_text_frame)
    assert ("Giả định" if lang == "vi" else "Assumptions") in texts
    for shape in (total, fields):
        same_inside(shape)


def test_one_more_rank(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    (shape,) = charts_of(deck.slides[8])
    steps = ladder().steps
    way, start, ranks, plan = shape.chart.plots[0].series
    points = {s.name: list(zip(s.iter_values.__self__._element.xpath(".//c:xVal//c:v/text()"), s.values, strict=True)) for s in (ranks, plan)}  # fmt: skip
    for series, kind in ((ranks, "rank"), (plan, "plan")):
        rows = steps[steps["kind"] == kind]
        assert [y for _, y in points[series.name]] == pytest.approx(list(rows["effort"]))
        assert [float(x) for x, _ in points[series.name]] == pytest.approx(list(rows["score"]))
    assert list(start.values) == [0.0] and way.values[0] == 0.0
    assert labels_of(start) == [f"2021: {num(88.54, lang)}"]
    assert labels_of(plan)[0].endswith(num(92.55, lang))
    named = [n for label in labels_of(ranks) for n in label.split(" ", 1)[1].split(", ")]
    assert named == [f"{goal:g}" for goal in steps.loc[steps["kind"] == "rank", "goal"]]
    same_inside(shape)
    score = float(load_par().set_index("code").loc["total", "score"])
    xs = [float(x) for x in way._element.xpath(".//c:xVal//c:v/text()")]
    shown = steps[steps["reached"] & (steps["score"] <= float(steps.loc[steps["kind"] != "points", "score"].max()))]
    assert xs == pytest.approx([score, *shown["score"]])
    assert list(way.values) == pytest.approx([0.0, *shown["effort"]])


def test_sipas(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    (shape,) = charts_of(deck.slides[9])
    table = deficits("factor", "sipas")
    lost, won = series_of(shape).values()
    assert lost == pytest.approx(list(table["deficit"])) and won == pytest.approx(list(table["gain"]))
    for name, row in zip(shape.chart.plots[0].categories, table.itertuples(), strict=True):
        assert f"{num(row.score_published, lang)}% → >{num(row.target_published, lang)}%" in name
    same_inside(shape)


def test_asks(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    (table,) = tables_of(deck.slides[10])
    work = workload()
    work = work[(work["deficit"] > 0) | (work["n_tasks"] > 0)]
    own = load_tasks()
    own = own[own["same_as"].isna()]
    assert len(table) == len(work) + 2
    for row, one in zip(table[1:], work.itertuples(index=False), strict=False):
        assert row[1] == (num(one.deficit, lang, 3) if one.deficit else "–")
        assert row[2] == (num(one.gain, lang, 3) if one.gain else "–")
        assert row[3:5] == [str(one.n_tasks), str(one.n_tasks - one.n_standing)]
        first = own.loc[own["lead_agency"] == one.agency, "due"].min()
        if pd.isna(first):
            assert row[5] == "–"
        else:
            assert row[5] == (f"{first.day}/{first.month}/{first.year}" if lang == "vi" else f"{first.day} {first:%b} {first.year}")  # fmt: skip
    assert table[-1][1:5] == [
        num(11.46, lang, 3),
        num(4.47, lang, 3),
        str(len(own)),
        str(int(own["due"].notna().sum())),
    ]


def test_method_names_every_document(slides_deck: tuple[str, Any]) -> None:
    _, deck = slides_deck
    text = " ".join(shape.text_frame.text for shape in deck.slides[11].shapes if shape.has_text_frame)
    numbers = open_edition().documents["number"].unique()
    assert all(number in text for number in numbers)
    assert f" {len(numbers)} " in title_of(deck.slides[11])
    observed = charts.evidence_classes().data["n_observed"].sum()  # as that chart tells it, without the national means
    assert f" {observed} " in title_of(deck.slides[11])


def _compare(scenarios: list[Scenario], lang: str = "vi") -> Any:
    """Make the slide that compares scenarios, alone."""
    deck = Deck(open_frame(None), facts_of(scenarios, lang=lang))
    compare(deck)
    return deck.frame.deck.slides[0]


def _moved(title: str, code: str, score: float) -> Scenario:
    return Scenario(title, (Change("code", code, "score", score),))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_scenario_alone_is_not_called_the_highest(lang: str) -> None:
    for score in (0.61, 0.49):
        title = title_of(_compare([_moved("Một mình", "5.5", score)], lang))
        assert "Một mình" in title and not re.search("cao nhất|highest", title)
        assert num(88.54 - 0.5 + score, lang) in title
    same = title_of(_compare([Scenario("Không đổi")], lang))
    assert ("như đã công bố" if lang == "vi" else "as published") in same and num(88.54, lang) in same


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_where_no_scenario_gains_the_title_says_so(lang: str) -> None:
    slide = _compare([_moved("a", "5.5", 0.4), _moved("b", "5.5", 0.3)], lang)
    assert title_of(slide).startswith("Không kịch bản nào vượt" if lang == "vi" else "No scenario exceeds")
    assert num(88.44, lang) in title_of(slide)
    total, fields = charts_of(slide)
    assert [v for values in series_of(fields).values() for v in values] == pytest.approx([-0.1, -0.2])
    assert fields.chart.category_axis.tick_label_position == XL_TICK_LABEL_POSITION.LOW
    # The published score stands beside them.
    assert list(series_of(total).values()) == [pytest.approx([88.54, 88.44, 88.34])]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_where_two_are_highest_neither_is_named(lang: str) -> None:
    title = title_of(_compare([_moved("a", "5.5", 0.6), _moved("b", "5.5", 0.6), _moved("c", "5.5", 0.55)], lang))
    assert ("2 trong 3" if lang == "vi" else "2 of 3") in title and "«" not in title and "“" not in title


def test_titles_that_begin_alike_are_numbered(slides_odd: Path) -> None:
    slide = Presentation(str(slides_odd)).slides[7]
    total, fields = charts_of(slide)
    names = list(total.chart.plots[0].categories)
    assert names[0] == "Kết quả 2021" and [name[:3] for name in names[1:]] == [f"{n}. " for n in range(1, 7)]
    assert len(set(names)) == 7
    assert list(series_of(fields)) == names[1:]
    for number, one in enumerate(odd_six(), 1):
        line = next(line for line in notes_of(slide).split("\n") if line.startswith(f"{number}. "))
        assert line.startswith(f"{number}. {clean(one.title)}: ")
        assert num(88.54 + 0.01 * number, "vi") in line and clean(one.reason) in line
