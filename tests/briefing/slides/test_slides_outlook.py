"""Every figure on the later slides against the library's own."""

from __future__ import annotations

import functools
from typing import Any

import pandas as pd
import pytest
from slides_cases import charts_of, held_in, labels_of, tables_of, title_of

from par_analysis import (
    chances,
    deficits,
    evaluate,
    ladder,
    least_effort,
    load_par,
    load_tasks,
    presets,
    summaries,
    workload,
)
from par_analysis.labels import num, percent


@functools.cache
def _likely() -> summaries.Summary:
    return summaries.what_is_likely()


def _series(shape: Any) -> dict[str, list[float]]:
    return {series.name: list(series.values) for series in shape.chart.plots[0].series}


def _same_inside(shape: Any) -> None:
    """What is drawn is what the workbook inside holds."""
    plot = shape.chart.plots[0]
    cells = held_in(shape.chart)
    assert cells[0][1:] == [series.name for series in plot.series]
    assert [row[0] for row in cells[1:]] == list(plot.categories)
    for place, series in enumerate(plot.series):
        assert [row[place + 1] for row in cells[1:]] == pytest.approx(list(series.values), abs=1e-12)


def test_chances(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    (shape,) = charts_of(deck.slides[6])
    table = chances().sort_values(["gain", "chance"], ascending=False, kind="stable").head(10)
    (values,) = _series(shape).values()
    assert values == pytest.approx(list(table["chance"]))
    (series,) = shape.chart.plots[0].series
    assert labels_of(series) == [
        f"{percent(r.chance, lang)} ({percent(r.chance_low, lang)}–{percent(r.chance_high, lang)})" for r in table.itertuples()
    ]  # fmt: skip
    for name, row in zip(shape.chart.plots[0].categories, table.itertuples(), strict=True):
        assert name.startswith(f"{row.code} ") and name.endswith(f"({num(row.gain, lang, sign=True)})")
    notes = deck.slides[6].notes_slide.notes_text_frame.text
    for sentence in getattr(_likely(), lang):
        assert sentence in notes
    _same_inside(shape)


def test_scenarios(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    total, fields = charts_of(deck.slides[7])
    ready = presets(lang)
    up = least_effort(rank=9, lang=lang).scenario
    made = [ready["status_quo"], ready["plan"], up]
    nodes = evaluate(made)
    (values,) = _series(total).values()
    assert values == pytest.approx([nodes.loc[("par", "total"), one.title] for one in made])
    assert list(total.chart.plots[0].categories) == [one.title for one in made]
    (series,) = total.chart.plots[0].series
    assert labels_of(series) == [num(v, lang) for v in (88.54, 92.55, 88.65)]
    score = load_par().set_index("code")["score"]
    moved = _series(fields)
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
        _same_inside(shape)


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
    cells = {cell for row in held_in(shape.chart) for cell in row if isinstance(cell, float)}
    assert all(any(abs(value - cell) < 1e-9 for cell in cells) for value in ranks.values)


def test_sipas(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    (shape,) = charts_of(deck.slides[9])
    table = deficits("factor", "sipas")
    lost, won = _series(shape).values()
    assert lost == pytest.approx(list(table["deficit"])) and won == pytest.approx(list(table["gain"]))
    for name, row in zip(shape.chart.plots[0].categories, table.itertuples(), strict=True):
        assert f"{num(row.score_published, lang)}% → >{num(row.target_published, lang)}%" in name
    _same_inside(shape)


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


def test_criteria_of_the_agency(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    (table,) = tables_of(deck.slides[12])
    own = deficits("criterion")
    own = own[(own["lead_agency"] == "Sở Nội vụ") & (own["deficit"] > 0)].set_index("code")
    by_code = chances().set_index("code")
    assert {row[0].split()[0] for row in table[1:]} == set(own.index)
    for row in table[1:]:
        code = row[0].split()[0]
        one, chance = own.loc[code], by_code.loc[code]
        assert row[1] == f"{num(one.score, lang)} → {num(one.target, lang)} / {num(one.max_points, lang)}"
        assert row[2:4] == [num(one.deficit, lang, 3), num(one.gain, lang, 3)]
        assert row[4] == f"{percent(chance.chance, lang)} ({percent(chance.chance_low, lang)}–{percent(chance.chance_high, lang)})"  # fmt: skip
    assert ("ước lượng" if lang == "vi" else "estimate") in table[0][4]
    assert num(own["gain"].sum(), lang) in title_of(deck.slides[12])
