"""A slide and its parts."""

from __future__ import annotations

import re

from pptx.enum.text import PP_ALIGN
from slides_cases import assert_apart, assert_fits, notes_of, title_of, width_of

from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.fitting import FONT, lines_of
from par_analysis.deliver.slides.deck import Deck
from par_analysis.deliver.slides.template import Box, open_frame
from par_analysis.words.palette import GAINED, LOST


def _one_page(title="Một thông điệp, 1 số"):
    deck = Deck(open_frame(), facts_of())
    return deck, deck.page(title, ["ghi chú", "", "  "], "nguồn này")


def test_every_slide_has_its_layout_no_empty_place_a_foot_and_notes_that_end_with_the_source(own_decks):
    for lang, deck in own_decks:
        names = [slide.slide_layout.name for slide in deck.slides]
        assert names == ["Title Slide"] + ["Title and Content"] * (len(names) - 1)
        for number, slide in enumerate(deck.slides, 1):
            assert all(place.text_frame.text.strip() for place in slide.placeholders if place.has_text_frame)
            texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
            assert any("PAR INDEX, SIPAS Hà Nội 2021" in text and "192/KH-UBND" in text for text in texts)
            assert str(number) in texts
            assert {p.alignment for p in slide.notes_slide.notes_text_frame.paragraphs} == {PP_ALIGN.LEFT}
            notes = notes_of(slide)
            assert notes.split("\n")[-1].startswith("Nguồn: " if lang == "vi" else "Source: ")
            assert len(notes) > 150 and "\n\n" not in notes
    assert notes_of(_one_page()[1].slide) == "ghi chú\nNguồn: nguồn này."


def test_titles_are_two_lines_at_most_with_a_number_and_no_other_has_them(own_decks):
    for _, deck in own_decks:
        for title in (slide.shapes.title for slide in deck.slides):
            run = title.text_frame.paragraphs[0].runs[0]
            assert run.font.size.pt >= 20 and not run.text.endswith("…") and re.search(r"\d", run.text)
            assert width_of(run.text, run.font.size.pt, bold=True) <= 2 * (title.width.inches - 0.2)
        assert len({title_of(slide) for slide in deck.slides}) == len(deck.slides)


def test_a_title_that_fits_on_one_line_a_little_smaller_takes_one_and_one_too_long_is_cut():
    sizes, deck = set(), _one_page()[0]
    for times in range(5, 15):
        told = "Thông điệp" + " bảy chữ" * times
        title = deck.page(told, [], "").slide.shapes.title
        size, room = title.text_frame.paragraphs[0].runs[0].font.size.pt, title.width.inches - 0.2
        lines = lines_of(told, size, room, FONT, bold=True)
        assert title.text_frame.text == told and lines == lines_of(told, 24, room, FONT, bold=True)
        sizes.add((lines, size))
    assert {(1, 28), (1, 24), (2, 28)} <= sizes
    run = deck.page("Một câu rất dài " * 40, [], "").slide.shapes.title.text_frame.paragraphs[0].runs[0]
    assert run.text.endswith("…") and run.font.size.pt == 16 and lines_of(run.text, 16, room, FONT, bold=True) == 2


def test_caption_card_and_texts_stand_in_their_boxes():
    deck, page = _one_page()
    page.caption("Chú thích rất dài về cái được vẽ " * 3)
    top, rest = page.room.rows(1.9, 0.2)
    page.cards(top, [("88,54", "điểm " * 8, GAINED), ("hạng 10 trên 63", "ngắn", LOST), ("9", "số", GAINED)])
    page.texts(rest, ["Một câu. " * 10] * 30)
    deck.done(page)
    assert_fits(deck.frame.deck)
    assert_apart(deck.frame.deck)
    sizes = [s.text_frame.paragraphs[0].runs[0].font.size.pt for s in page.slide.shapes if s.name.startswith("TextBox")]
    assert len(sizes) == 1 + 2 * 3 and sizes[1::2] == [sizes[1]] * 3 and sizes[2::2] == [sizes[2]] * 3
    body = max((s for s in page.slide.placeholders if s.has_text_frame), key=lambda s: s.height)
    assert 1 < len(body.text_frame.paragraphs) < 30
    page = deck.page("Một thông điệp", [], "")
    page.texts(Box(1, 2, 3, 0.3), ["Một câu dài hơn chỗ dành cho nó. " * 9])
    deck.done(page)
    assert len(list(page.slide.placeholders)) == 3  # title, page foot, number: a body that nothing fits into goes
