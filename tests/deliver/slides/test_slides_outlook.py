"""Every figure on the later slides against the library's own."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from pptx.enum.chart import XL_TICK_LABEL_POSITION
from slides_cases import charts_of, labels_of, names_in, notes_of, odd_six, same_inside, series_of, tables_of, title_of

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
    open_edition,
    presets,
    story,
    workload,
)
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.slides.deck import Deck
from par_analysis.deliver.slides.outlook import scenarios as compare
from par_analysis.deliver.slides.template import open_frame
from par_analysis.deliver.text import clean
from par_analysis.scenario.scenario import Change
from par_analysis.words.printing import num, percent

LANGS = ("vi", "en")


def _interval(row, lang):
    return f"{percent(row.chance, lang)}\u00a0({percent(row.chance_low, lang).rstrip('%')}–{percent(row.chance_high, lang)})"


def test_chances(own_decks) -> None:
    table = chances().sort_values(["gain", "chance"], ascending=False, kind="stable").head(10)
    likely = story.what_is_likely()
    for lang, deck in own_decks:
        (shape,) = charts_of(deck.slides[6])
        (values,), (series,) = series_of(shape).values(), shape.chart.plots[0].series
        assert values == pytest.approx(list(table["chance"]))
        assert labels_of(series) == [_interval(row, lang) for row in table.itertuples()]
        names = open_edition().short_names("par", lang)
        assert names_in(shape) == [
            f"{r.code} {names[r.code]} ({num(r.gain, lang, sign=True)})" for r in table.itertuples()
        ]
        assert [told for told in getattr(likely, lang) if told not in notes_of(deck.slides[6])] == []
        same_inside(shape)


def test_scenarios(own_decks) -> None:
    for lang, deck in own_decks:
        slide = deck.slides[7]
        total, fields = charts_of(slide)
        ready, up = presets(lang), least_effort(rank=9, lang=lang).scenario
        compared = [ready["status_quo"], ready["plan"], up]
        nodes = evaluate(compared)
        (values,), (series,) = series_of(total).values(), total.chart.plots[0].series
        assert values == pytest.approx([nodes.loc[("par", "total"), one.title] for one in compared])
        assert names_in(total) == [one.title for one in compared]
        assert labels_of(series) == [num(v, lang) for v in (88.54, 92.55, 88.65)]
        score, moved = load_par().set_index("code")["score"], series_of(fields)
        assert list(moved) == [ready["plan"].title, up.title]
        codes = [name.split(".")[0] for name in names_in(fields)]
        for title, changes in moved.items():
            assert changes == pytest.approx([nodes.loc[("par", code), title] - score[code] for code in codes], abs=1e-9)
        assert sum(moved[ready["plan"].title]) == pytest.approx(4.01)
        assert num(92.55, lang) in title_of(slide)
        texts = " ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
        assert ("Giả định" if lang == "vi" else "Assumptions") in texts
        for shape in (total, fields):
            same_inside(shape)


def test_one_more_rank(own_decks) -> None:
    steps = ladder().steps
    score = open_edition().par.score()
    for lang, deck in own_decks:
        (shape,) = charts_of(deck.slides[8])
        way, start, ranks, plan = shape.chart.plots[0].series
        shown = steps[steps["reached"] & (steps["score"] <= steps.loc[steps["kind"] != "points", "score"].max())]
        of = {kind: steps[steps["kind"] == kind] for kind in ("rank", "plan")}
        for series, xs, ys in (
            (way, [score, *shown["score"]], [0.0, *shown["effort"]]),
            (start, [score], [0.0]),
            (ranks, of["rank"]["score"], of["rank"]["effort"]),
            (plan, of["plan"]["score"], of["plan"]["effort"]),
        ):
            assert list(map(float, series._element.xpath(".//c:xVal//c:v/text()"))) == pytest.approx(list(xs))
            assert list(series.values) == pytest.approx(list(ys))
        assert labels_of(start) == [f"2021: {num(88.54, lang)}"] and labels_of(plan)[0].endswith(num(92.55, lang))
        named = [n for label in labels_of(ranks) for n in label.split(" ", 1)[1].split(", ")]
        assert named == [f"{goal:g}" for goal in of["rank"]["goal"]]
        same_inside(shape)


def test_sipas(own_decks) -> None:
    table = deficits("factor", "sipas")
    for lang, deck in own_decks:
        (shape,) = charts_of(deck.slides[9])
        lost, won = series_of(shape).values()
        assert lost == pytest.approx(list(table["deficit"])) and won == pytest.approx(list(table["gain"]))
        for name, row in zip(names_in(shape), table.itertuples(), strict=True):
            assert f"{num(row.score_published, lang)}% → >{num(row.target_published, lang)}%" in name
        same_inside(shape)


def test_asks(own_decks) -> None:
    work = workload().query("deficit > 0 or n_tasks > 0")
    own = load_tasks().query("same_as.isna()")
    bodies, first = open_edition().bodies.set_index("name"), own.groupby("lead_agency")["due"].min()
    for lang, deck in own_decks:
        (table,) = tables_of(deck.slides[10])
        short, written = (
            ("short", "{0.day}/{0.month}/{0.year}") if lang == "vi" else ("short_en", "{0.day} {0:%b} {0.year}")
        )
        wanted = []
        for row in work.itertuples(index=False):
            points = [num(v, lang, 3) if v else "–" for v in (row.deficit, row.gain)]
            due = first.get(row.agency, pd.NaT)
            tasks = [str(row.n_tasks), str(row.n_tasks - row.n_standing), "–" if pd.isna(due) else written.format(due)]
            wanted.append([bodies.loc[row.agency, short], *points, *tasks])
        assert table[1:-1] == wanted
        sums = [num(11.46, lang, 3), num(4.47, lang, 3), str(len(own)), str(int(own["due"].notna().sum()))]
        assert table[-1][1:5] == sums


def test_method_names_every_document(own_decks) -> None:
    numbers = open_edition().documents["number"].unique()
    observed = charts.evidence_classes().data["n_observed"].sum()  # as that chart tells it, without the national means
    for _, deck in own_decks:
        text = " ".join(shape.text_frame.text for shape in deck.slides[11].shapes if shape.has_text_frame)
        assert [number for number in numbers if number not in text] == []
        assert f" {len(numbers)} " in title_of(deck.slides[11]) and f" {observed} " in title_of(deck.slides[11])


def _compare(lang, *scores):
    """Make the slide that compares scenarios of one criterion, alone."""
    scenarios = [
        Scenario(title, (Change("code", "5.5", "score", score),)) for title, score in zip("abc", scores, strict=False)
    ]
    deck = Deck(open_frame(), facts_of(scenarios or [Scenario("a")], lang=lang))
    compare(deck)
    return deck.frame.deck.slides[0]


def test_a_scenario_alone_is_not_called_the_highest() -> None:
    for lang, named, same in (("vi", "«a»", "như đã công bố"), ("en", "“a”", "as published")):
        for score in (0.61, 0.49):
            title = title_of(_compare(lang, score))
            assert named in title and not re.search("cao nhất|highest", title)
            assert num(88.54 - 0.5 + score, lang) in title
        title = title_of(_compare(lang))
        assert same in title and num(88.54, lang) in title


def test_where_no_scenario_gains_or_two_are_highest_the_title_says_so() -> None:
    for lang, begins, shared in (
        ("vi", "Không kịch bản nào vượt", "2 trong 3"),
        ("en", "No scenario exceeds", "2 of 3"),
    ):
        slide = _compare(lang, 0.4, 0.3)
        assert title_of(slide).startswith(begins) and num(88.44, lang) in title_of(slide)
        total, fields = charts_of(slide)
        assert [v for values in series_of(fields).values() for v in values] == pytest.approx([-0.1, -0.2])
        assert fields.chart.category_axis.tick_label_position == XL_TICK_LABEL_POSITION.LOW
        # The published score stands beside them.
        assert list(series_of(total).values()) == [pytest.approx([88.54, 88.44, 88.34])]
        title = title_of(_compare(lang, 0.6, 0.6, 0.55))
        assert shared in title and "«" not in title and "“" not in title


def test_titles_that_begin_alike_are_numbered(decks) -> None:
    slide = decks["odd"].slides[7]
    total, fields = charts_of(slide)
    names = names_in(total)
    assert names[0] == "Kết quả 2021" and [name[:3] for name in names[1:]] == [f"{n}. " for n in range(1, 7)]
    assert len(set(names)) == 7 and list(series_of(fields)) == names[1:]
    for number, one in enumerate(odd_six(), 1):
        line = next(line for line in notes_of(slide).split("\n") if line.startswith(f"{number}. "))
        assert line.startswith(f"{number}. {clean(one.title)}: ")
        assert num(88.54 + 0.01 * number, "vi") in line and clean(one.reason) in line
