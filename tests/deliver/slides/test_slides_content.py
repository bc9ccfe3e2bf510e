"""Every figure on the slides against the library's own."""

from __future__ import annotations

from typing import Any

import pytest
from slides_cases import charts_of, frames_of, labels_of, same_inside, series_of, tables_of, title_of

from par_analysis import audit, charts, deficits, load_par, presets, story, total_distribution
from par_analysis.words.palette import GAINED, LOST
from par_analysis.words.printing import num, percent


def test_titles_are_the_messages_of_the_library(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    told = [title_of(slide) for slide in deck.slides]
    total = load_par().set_index("code").loc["total"]
    for title in told[:2]:
        for value in (total["score"], total["target"]):
            assert num(value, lang) in title
        assert ("hạng 10" if lang == "vi" else "rank 10") in title
    heads = {2: "deficit_by_field", 3: "pareto", 4: "deficit_by_agency", 6: "chance_gain", 8: "effort_ladder", 9: "sipas_items"}  # fmt: skip
    for place, name in heads.items():
        assert told[place] == charts.ALL[name](lang=lang).headline
    assert told[5] == getattr(story.tables_and_audit(), lang)[1].removesuffix(".")
    assert told[10] == getattr(story.agencies(), lang)[1].removesuffix(".")


def test_opening_names_edition_scenarios_and_the_day(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    texts = [p.text for n, shape in frames_of(deck) if n == 1 for p in shape.text_frame.paragraphs]
    assert ("15/9/2022" if lang == "vi" else "15 September 2022") in texts
    (told,) = [text for text in texts if text.startswith("Kịch bản" if lang == "vi" else "Scenarios")]
    for one in ("status_quo", "plan"):
        assert presets(lang)[one].title in told
    assert any("PAR INDEX, SIPAS Hà Nội 2021" in text and "192/KH-UBND" in text for text in texts)


def test_big_numbers(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    texts = [shape.text_frame.text for shape in deck.slides[1].shapes if shape.has_text_frame]
    chance = percent(total_distribution().total["chance"], lang)
    rank = "hạng 10" if lang == "vi" else "rank 10"
    assert [text for text in texts if text in (num(88.54, lang), rank, num(92.55, lang), chance)] == [
        num(88.54, lang), rank, num(92.55, lang), chance,
    ]  # fmt: skip
    assert any(("ước lượng" if lang == "vi" else "estimate") in text for text in texts)


@pytest.mark.parametrize(("place", "by"), [(2, "field"), (4, "agency")])
def test_points_lost(slides_deck: tuple[str, Any], place: int, by: str) -> None:
    lang, deck = slides_deck
    (shape,) = charts_of(deck.slides[place])
    table = deficits(by)
    table = table[table["deficit"] > 0]
    gain = table["target_published"] - table["score_published"] if by == "field" else table["gain"]
    lost, won = series_of(shape).values()
    assert lost == pytest.approx(list(table["deficit"]), abs=1e-9)
    assert won == pytest.approx(list(gain), abs=1e-9)
    assert sum(lost) == pytest.approx(11.46)
    first, second = shape.chart.plots[0].series
    assert labels_of(first) == [num(v, lang, 3) for v in table["deficit"]]
    assert labels_of(second) == [num(v, lang, 3) for v in gain]
    assert [str(s.format.fill.fore_color.rgb) for s in (first, second)] == [LOST[1:], GAINED[1:]]
    same_inside(shape)


def test_criteria_that_cost_most(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    (shape,) = charts_of(deck.slides[3])
    table = deficits("criterion")
    shown = table.head(12)
    (values,) = series_of(shape).values()
    assert values == pytest.approx(list(shown["deficit"]))
    running = shown["deficit"].cumsum() / table["deficit"].sum()
    (series,) = shape.chart.plots[0].series
    assert labels_of(series) == [f"{num(v, lang, 3)} ({percent(r, lang)})" for v, r in zip(shown["deficit"], running, strict=True)]  # fmt: skip
    assert [name.split()[0] for name in shape.chart.plots[0].categories] == list(shown["code"])
    same_inside(shape)


def test_audit_table(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    (table,) = tables_of(deck.slides[5])
    found = audit()
    assert len(table) == len(found) + 1
    for row, one in zip(table[1:], found.itertuples(index=False), strict=True):
        assert row[2] == one.code
        assert row[4:] == [num(v, lang) for v in (one.published, one.recomputed, one.difference)]


def test_the_running_share_reaches_what_the_caption_says(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    table = deficits("criterion")
    lost = int((table["deficit"] > 0).sum())
    share = percent(table["deficit"].head(12).sum() / table["deficit"].sum(), lang)
    assert any(f"{lost}" in s.text_frame.text and share in s.text_frame.text for n, s in frames_of(deck) if n == 4)
