"""The pages of lead agencies against the library's own figures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pptx import Presentation
from slides_cases import notes_of, tables_of, title_of

from par_analysis import ParAnalysisError, chances, deficits, load_tasks
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.slides.agency import agency_page
from par_analysis.deliver.slides.deck import Deck
from par_analysis.deliver.slides.template import open_frame
from par_analysis.edition.opening import open_edition
from par_analysis.words.printing import num, percent


def _pages(deck: Any) -> dict[str, Any]:
    facts = facts_of()
    return dict(zip(facts.leads(), list(deck.slides)[12:], strict=True))


def _own(agency: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    lost = deficits("criterion")
    tasks = load_tasks()
    return (
        lost[(lost["lead_agency"] == agency) & (lost["deficit"] > 0)].set_index("code"),
        tasks[(tasks["lead_agency"] == agency) & tasks["same_as"].isna()],
    )


def _due(day: Any, lang: str) -> str:
    if pd.isna(day):
        return "–"
    return f"{day.day}/{day.month}" if lang == "vi" else f"{day.day} {day:%b}"


def test_criteria_are_the_librarys(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    likely = chances().set_index("code")
    shown = 0
    for agency, slide in _pages(deck).items():
        own, _ = _own(agency)
        if own.empty:
            continue
        told = {row[0].split()[0]: row for row in tables_of(slide)[0][1:] if row[1]}
        assert set(told) <= set(own.index) and told
        shown += len(told)
        for code, row in told.items():
            one, chance = own.loc[code], likely.loc[code]
            assert row[1] == f"{num(one.score, lang)} → {num(one.target, lang)} / {num(one.max_points, lang)}"
            assert row[2] == num(one.deficit, lang, 3)
            low, high = percent(chance.chance_low, lang).rstrip("%"), percent(chance.chance_high, lang)
            assert row[3] == f"{percent(chance.chance, lang)}\u00a0({low}–{high})"
        for code in own.index:  # every one is in the notes, with its figures
            line = next(line for line in notes_of(slide).split("\n") if line.startswith(f"{code} "))
            assert num(own.loc[code, "deficit"], lang, 3) in line and percent(likely.loc[code, "chance"], lang) in line
    assert shown > 30


def test_tasks_are_the_plans(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    for agency, slide in _pages(deck).items():
        own, tasks = _own(agency)
        if tasks.empty:
            continue
        table = tables_of(slide)[1][1:]
        more = [re.search(r"\d+", row[1]) for row in table if row[1].startswith("…")]
        left = int(more[0].group()) if more and more[0] else 0
        assert len(table) - bool(left) + left == len(tasks), agency
        titles = dict(zip(tasks["title" if lang == "vi" else "title_en"], tasks.itertuples(), strict=True))
        for row in table[: len(table) - bool(left)]:
            task = titles[row[1]]
            assert row[0] == _due(task.due, lang)
            served = [code for code in task.codes if code in own.index]
            rest = f" +{len(served) - 2}" if len(served) > 2 else ""
            assert row[2] == ", ".join(served[:2]) + rest
        for title, task in titles.items():
            assert any(line.startswith(f"{_due(task.due, lang)}: {title}") for line in notes_of(slide).split("\n"))


def test_titles_have_the_sums_and_the_targets_that_ask_most(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    short = open_edition().bodies.set_index("name")["short" if lang == "vi" else "short_en"]
    for agency, slide in _pages(deck).items():
        own, _ = _own(agency)
        title = title_of(slide)
        assert title.startswith(f"{short[agency]}: ")
        if own.empty:
            full = deficits("criterion")
            assert set(full.loc[full["lead_agency"] == agency, "code"]) == set(re.findall(r"\d+\.\d+(?:\.\d+)?", title))
            continue
        assert num(own["deficit"].sum(), lang) in title and num(own["gain"].sum(), lang) in title
        most = own[own["gain"] >= own["gain"].max() - 1e-9]
        assert set(most.index) == {
            code for code in own.index if re.search(rf"(?<![\d.]){re.escape(code)}(?![\d.])", title)
        }
        likely = chances().set_index("code").loc[most.index, "chance"]
        for chance in (likely.min(), likely.max()):
            assert percent(chance, lang).rstrip("%") in title
        if len(own) > 1:
            assert num(own["gain"].max(), lang, sign=True) in title


def test_an_agency_that_lost_nothing_shows_what_it_keeps(slides_odd: Path) -> None:
    slide = Presentation(str(slides_odd)).slides[12]
    (table,) = tables_of(slide)
    assert [row[0].split()[0] for row in table[1:]] == ["8.4"] and table[1][2:] == ["–", "–"]
    assert "8.4" in title_of(slide) and "không có nhiệm vụ" in title_of(slide)
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert not any(re.search("Trái|Phải|bị trừ", text) for text in texts)


def test_a_narrow_template_gives_two_pages(slides_narrow: Path) -> None:
    slides = list(Presentation(str(slides_narrow)).slides)[12:]
    assert len(slides) == 2 * 8 - 1  # one agency has no tasks
    first, second = slides[:2]
    own, tasks = _own("Sở Nội vụ")
    assert {row[0].split()[0] for row in tables_of(first)[0][1:]} == set(own.index)
    assert f"{len(tasks)} nhiệm vụ" in title_of(second) and f"{tasks['due'].notna().sum()} có hạn" in title_of(second)
    assert len(tables_of(second)[0]) > 9
    assert notes_of(first).split("\n")[1:-1] == notes_of(second).split("\n")[1:-1]


def test_room_for_no_row_is_refused() -> None:
    frame = open_frame(None)
    place = next(p for p in frame.content.placeholders if p.placeholder_format.idx == 1)
    place.left, place.top, place.width, place.height = (round(914400 * v) for v in (0.5, 1.6, 5.0, 1.3))
    with pytest.raises(ParAnalysisError, match="too small for the table"):
        agency_page(Deck(frame, facts_of()), "Sở Nội vụ")
