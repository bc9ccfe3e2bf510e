"""A slide and its parts."""

from __future__ import annotations

from pptx.enum.text import PP_ALIGN


def test_every_slide_but_the_first_has_one_layout(slides_deck):
    _, deck = slides_deck
    names = [slide.slide_layout.name for slide in deck.slides]
    assert names == ["Title Slide"] + ["Title and Content"] * (len(names) - 1)


def test_no_empty_place_is_left(slides_deck):
    _, deck = slides_deck
    for slide in deck.slides:
        assert all(place.text_frame.text.strip() for place in slide.placeholders if place.has_text_frame)


def test_notes_are_plain_paragraphs(slides_deck):
    _, deck = slides_deck
    for slide in deck.slides:
        assert {p.alignment for p in slide.notes_slide.notes_text_frame.paragraphs} == {PP_ALIGN.LEFT}
