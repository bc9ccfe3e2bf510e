"""The pages of lead agencies against the library's own figures."""

from __future__ import annotations

import datetime
import re

import pandas as pd
import pytest
from pack_cases import DATE
from pptx.util import Inches
from slides_cases import notes_of, tables_of, title_of

from par_analysis import ParAnalysisError, chances, deficits, load_tasks
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.slides.agency import agency_page
from par_analysis.deliver.slides.deck import Deck
from par_analysis.deliver.slides.template import open_frame
from par_analysis.edition.opening import open_edition
from par_analysis.plan.schedule import status_on
from par_analysis.tables.models.plan import STATUSES
from par_analysis.tables.models.results import BANDS
from par_analysis.words.printing import num


@pytest.fixture(scope="module")
def pages(own_decks):
    """Each agency's page with what it is about: language, agency, slide, criteria that lost points, all codes, tasks."""
    lost, tasks, leads = deficits("criterion"), load_tasks(), facts_of().leads()
    made = []
    for lang, deck in own_decks:
        for agency, slide in zip(leads, list(deck.slides)[12:], strict=True):
            led = lost[lost["lead_agency"] == agency].set_index("code")
            own = tasks[(tasks["lead_agency"] == agency) & tasks["same_as"].isna()]
            made.append((lang, agency, slide, led[led["deficit"] > 0], set(led.index), own))
    return made


def _due(day, lang):
    """The day as the slide prints it, and what is said of it as of the day of the deck."""
    if pd.isna(day):
        return "–"
    status = str(status_on(datetime.date.fromisoformat(DATE), pd.Series([day])).iloc[0])
    told = f" ({STATUSES[status][lang == 'en']})" if status != "to_come" else ""
    return (f"{day.day}/{day.month}" if lang == "vi" else f"{day.day} {day:%b}") + told


def _band(row, lang):
    return BANDS[row["band"]][lang == "en"] + ("" if row["robust"] else "*")


def test_criteria_are_the_librarys(pages) -> None:
    likely, shown = chances().set_index("code"), 0
    for lang, _, slide, own, _, _ in pages:
        if own.empty:
            continue
        told = {row[0].split()[0]: row[1:] for row in tables_of(slide)[0][1:] if row[1]}
        assert set(told) <= set(own.index) and told
        shown += len(told)
        for code, row in own.iterrows():
            figures = f"{num(row.score, lang)} → {num(row.target, lang)} / {num(row.max_points, lang)}"
            wanted = [figures, num(row.deficit, lang, 3), _band(likely.loc[code], lang)]
            assert told.get(code, wanted) == wanted
            # Every one is in the notes, with its figures.
            line = next(line for line in notes_of(slide).split("\n") if line.startswith(f"{code} "))
            assert line.split(" | ")[1:] == wanted
        # The first to do is on top, on the slide as in its notes.
        done_first = [code for code in facts_of(date=DATE).chances["code"] if code in own.index]
        assert list(told) == done_first[: len(told)]
        assert re.search("^(Theo mức tự chủ|By control): ", notes_of(slide), re.M)
    assert shown > 50


def test_tasks_are_the_plans(pages) -> None:
    for lang, agency, slide, own, _, tasks in pages:
        if tasks.empty:
            continue
        *table, last = tables_of(slide)[1][1:]
        left = int(re.findall(r"\d+", last[1])[0]) if last[1].startswith("…") else 0
        table += [] if left else [last]
        assert len(table) + left == len(tasks), agency
        titles = dict(zip(tasks["title" if lang == "vi" else "title_en"], tasks.itertuples(), strict=True))
        for due, title, codes in table:
            served = [code for code in titles[title].codes if code in own.index]
            assert due == _due(titles[title].due, lang)
            assert codes == ", ".join(served[:2]) + (f" +{len(served) - 2}" if len(served) > 2 else "")
        notes = "\n" + notes_of(slide)
        assert [t for t, task in titles.items() if f"\n{_due(task.due, lang)}: {t}" not in notes] == []


def test_titles_have_the_sums_and_the_targets_that_ask_most(pages) -> None:
    likely, banded = chances().set_index("code"), set()
    for lang, agency, slide, own, led, _ in pages:
        short = open_edition().bodies.set_index("name")["short" if lang == "vi" else "short_en"]
        title = title_of(slide)
        named = set(re.findall(r"(?<![\d.,])\d+\.\d+(?:\.\d+)?(?![\d.])", title)) & led
        assert title.startswith(f"{short[agency]}: ")
        if own.empty:
            assert named == led
            continue
        most = own[own["gain"] >= own["gain"].max() - 1e-9]
        assert named == set(most.index)
        wanted = [num(own["deficit"].sum(), lang), num(own["gain"].sum(), lang)]
        wanted += [num(own["gain"].max(), lang, sign=True)] if len(own) > 1 else []
        assert [text for text in wanted if text not in title] == []
        # A band that another model would not say has no place in a title.
        rows = likely.loc[most.index]
        told = set(rows["band"]) if rows["robust"].all() and len(set(rows["band"])) == 1 else set()
        assert {band for band, words in BANDS.items() if re.search(rf"\b{words[lang == 'en']}\b", title)} == told
        banded |= told
    assert banded


def test_an_agency_that_lost_nothing_alone_has_a_page_and_shows_what_it_keeps(decks) -> None:
    slides = decks["odd"].slides
    slide = slides[12]
    assert len(slides) == 13 and title_of(slide).startswith("Cục Thuế TP")
    (table,) = tables_of(slide)
    assert [row[0].split()[0] for row in table[1:]] == ["8.4"] and table[1][2:] == ["–", "–"]
    assert "8.4" in title_of(slide) and "không có nhiệm vụ" in title_of(slide)
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert not any(re.search("Trái|Phải|bị trừ", text) for text in texts)


def test_a_narrow_template_gives_two_pages(decks, pages) -> None:
    slides = list(decks["narrow"].slides)[12:]
    assert len(slides) == 2 * 8 - 1  # one agency has no tasks
    (first, second), (_, agency, _, own, _, tasks) = slides[:2], pages[0]
    assert agency == "Sở Nội vụ" and {row[0].split()[0] for row in tables_of(first)[0][1:]} == set(own.index)
    assert f"{len(tasks)} nhiệm vụ" in title_of(second) and f"{tasks['due'].notna().sum()} có hạn" in title_of(second)
    assert len(tables_of(second)[0]) > 9
    assert notes_of(first).split("\n")[1:-1] == notes_of(second).split("\n")[1:-1]


def test_room_for_no_row_is_refused() -> None:
    frame = open_frame()
    place = next(p for p in frame.content.placeholders if p.placeholder_format.idx == 1)
    place.left, place.top, place.width, place.height = map(Inches, (0.5, 1.6, 5.0, 1.3))
    with pytest.raises(ParAnalysisError, match="too small for the table"):
        agency_page(Deck(frame, facts_of()), "Sở Nội vụ")
