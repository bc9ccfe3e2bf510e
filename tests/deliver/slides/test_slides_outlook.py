"""Every figure on the later slides against the library's own."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from pack_cases import DATE
from pptx.enum.chart import XL_TICK_LABEL_POSITION
from slides_cases import (
    charts_of,
    labels_of,
    names_in,
    notes_of,
    odd_six,
    same_inside,
    series_of,
    tables_of,
    title_of,
)

from par_analysis import (
    Scenario,
    chances,
    deficits,
    evaluate,
    ladder,
    load_par,
    load_tasks,
    open_edition,
    presets,
    story,
    workload,
)
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.fitting import told_apart
from par_analysis.deliver.slides.deck import Deck
from par_analysis.deliver.slides.outlook import scenarios as compare
from par_analysis.deliver.slides.template import open_frame
from par_analysis.deliver.text import clean
from par_analysis.outlook.alternatives import alternatives_of
from par_analysis.outlook.bands import band_of
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.rivals import rank_bars, rank_chances, ranks_up
from par_analysis.scenario.scenario import Change
from par_analysis.tables.models.results import BANDS
from par_analysis.words.printing import num, percent

LANGS = ("vi", "en")


def test_targets_stand_by_what_they_ask_each_with_its_band(own_decks) -> None:
    banded, likely = chances().set_index("code"), story.what_is_likely(open_edition(as_of=DATE))
    for lang, deck in own_decks:
        slide, names = deck.slides[6], open_edition().short_names("par", lang)
        (shape,) = charts_of(slide)
        (values,), (series,) = series_of(shape).values(), shape.chart.plots[0].series
        codes = [name.split(" ")[0] for name in names_in(shape)]
        rows = banded.loc[codes]
        assert names_in(shape) == [f"{code} {names[code]}" for code in codes]
        assert values == pytest.approx(list(rows["gain"])) == sorted(values, reverse=True)
        assert values == pytest.approx(list(banded["gain"].nlargest(len(codes)))) and len(codes) == 10
        told = [BANDS[band][lang == "en"] for band in rows["band"]]
        marks = ["" if robust else "*" for robust in rows["robust"]]
        assert labels_of(series) == [
            f"{num(gain, lang, sign=True)}, {band}{mark}" for gain, band, mark in zip(values, told, marks, strict=True)
        ]
        inks = {point.format.fill.fore_color.rgb for point in (series.points[n] for n in range(len(codes)))}
        assert len(inks) == rows["band"].nunique()
        assert [sentence for sentence in getattr(likely, lang) if sentence not in notes_of(slide)] == []
        # Every target is in the notes with its band, and what the bands rest on with its number.
        lines = notes_of(slide).split("\n")
        assert len([line for line in lines if line.split(" ")[0] in banded.index]) == len(banded)
        (rests,) = [line for line in lines if line.startswith(("Số liệu đã công bố mà", "Published figures behind"))]
        pairs = [f" {len(history.pairs)}" for history in achievability_model().histories.values()]
        assert [n for n in pairs if n not in rests] == [] and len(pairs) == 2
        same_inside(shape)


def test_no_slide_has_a_percentage_of_a_single_criterion_or_a_duration_of_effort(own_decks) -> None:
    codes = "|".join(re.escape(code) for code in load_par().query("level > 1")["code"])
    single = re.compile(rf"(?<![\d.])({codes}) [^;.%\n]*(khả năng|xác suất|chance|likely|probab)[^;.%\n]*\d%")
    gone = re.compile(r"năm tiến bộ|years? of (typical )?progress|mong muốn|\bwish")
    faults = []
    for lang, deck in own_decks:
        for number, slide in enumerate(deck.slides):
            texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame] + [notes_of(slide)]
            if number != 9:  # SIPAS is measured in percent
                faults += [(lang, number, found[0]) for text in texts for found in single.finditer(text)]
            faults += [(lang, number, found) for text in texts for found in gone.findall(text)]
    assert faults == []


def test_scenarios(own_decks) -> None:
    for lang, deck in own_decks:
        slide = deck.slides[7]
        total, fields = charts_of(slide)
        ready, climbed = presets(lang), ladder(lang=lang)
        goals = climbed.steps.loc[climbed.steps["kind"] == "rank", "goal"]
        up = climbed.plans[f"rank_{goals.iloc[0]:g}"].scenario
        compared = [ready["status_quo"], ready["plan"], up]
        nodes = evaluate(compared)
        totals = [nodes.loc[("par", "total"), one.title] for one in compared]
        (values,), (series,) = series_of(total).values(), total.chart.plots[0].series
        assert values == pytest.approx(totals)
        short = told_apart([one.title for one in compared], 34)
        assert names_in(total) == short
        assert labels_of(series) == [num(v, lang) for v in totals]
        score, moved = load_par().set_index("code")["score"], series_of(fields)
        assert list(moved) == short[1:]
        codes = [name.split(".")[0] for name in names_in(fields)]
        for one, to, changes in zip(compared[1:], totals[1:], moved.values(), strict=True):
            assert changes == pytest.approx(
                [nodes.loc[("par", code), one.title] - score[code] for code in codes], abs=1e-9
            )
            assert sum(changes) == pytest.approx(to - score["total"])
        assert num(max(totals), lang) in title_of(slide)
        texts = " ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
        assert ("Giả định" if lang == "vi" else "Assumptions") in texts
        for shape in (total, fields):
            same_inside(shape)


def test_ranks_ahead_are_told_with_the_others_moving_beside_standing_still(own_decks) -> None:
    model = achievability_model()
    tables = [rank_chances(one).set_index("rank") for one in (model, *alternatives_of(model)[0].values())]
    ranks = list(ranks_up(open_edition()).values())
    past = rank_bars(max(ranks)).set_index(["year", "rank"])["sure_from"]
    for lang, deck in own_decks:
        slide = deck.slides[8]
        (shape,), ((header, *rows),) = charts_of(slide), tables_of(slide)
        for name, series in zip(("moving", "still"), shape.chart.plots[0].series, strict=True):
            assert list(series.values) == pytest.approx([tables[0].loc[rank, name] for rank in ranks])
            for rank, label in zip(ranks, labels_of(series), strict=True):
                found = [table.loc[rank, name] for table in tables]
                ends = [percent(value, lang) for value in (found[0], min(found), max(found))]
                assert label == f"{ends[0]} ({ends[1].removesuffix('%')}–{ends[2]})"
        assert [name.rsplit(" ", 1)[1] for name in names_in(shape)] == [str(rank) for rank in ranks]
        # A band that changes under another model is said not to be robust, and the title has no chance.
        bands = {rank: {band_of(table.loc[rank, "moving"], model) for table in tables} for rank in ranks}
        (caption,) = [
            s.text_frame.text
            for s in slide.shapes
            if s.has_text_frame and s.text_frame.text.startswith(("Trái", "Left"))
        ]
        for rank, found in bands.items():
            word = ("vững", "không vững") if lang == "vi" else ("robust", "not robust")
            assert f"{'hạng' if lang == 'vi' else 'rank'} {rank}: {word[len(found) > 1]}" in caption.lower()
        assert "%" not in title_of(slide)
        at = {int(title.rsplit(" ", 1)[1]): place for place, title in enumerate(header) if title[-1].isdigit()}
        assert sorted(at) == sorted(ranks)
        assert [int(row[0]) for row in rows] == sorted({year for year, _ in past.index}, reverse=True)[: len(rows)]
        assert [
            (row[0], rank)
            for row in rows
            for rank, place in at.items()
            if not row[place].endswith(num(past[int(row[0]), rank], lang, 2))
        ] == []
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
            past = str(int((own.loc[own["lead_agency"] == row.agency, "due"] < DATE).sum()))
            tasks = [
                str(row.n_tasks),
                str(row.n_tasks - row.n_standing),
                past,
                "–" if pd.isna(due) else written.format(due),
            ]
            wanted.append([bodies.loc[row.agency, short], *points, *tasks])
        assert table[1:-1] == wanted
        sums = [*(num(work[name].sum(), lang, 3) for name in ("deficit", "gain")), str(len(own))]
        sums.append(str(int(own["due"].notna().sum())))
        assert table[-1][1:6] == [*sums, str(int((own["due"] < DATE).sum()))]
        told = story.what_is_due(open_edition(as_of=DATE))
        assert any(
            shape.has_text_frame and getattr(told, lang)[0] == shape.text_frame.text for shape in deck.slides[10].shapes
        )


def test_method_names_every_document(own_decks) -> None:
    numbers = open_edition().documents["number"].unique()
    for _, deck in own_decks:
        text = " ".join(shape.text_frame.text for shape in deck.slides[11].shapes if shape.has_text_frame)
        assert [number for number in numbers if number not in text] == []
        assert f" {len(numbers)} " in title_of(deck.slides[11])


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
