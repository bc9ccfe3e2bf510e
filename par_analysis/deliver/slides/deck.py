"""A slide and its parts: title, caption, content, page foot, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Pt

from par_analysis.deliver.facts import Facts
from par_analysis.deliver.fitting import fitted_size, height_of, lines_of, shortened
from par_analysis.deliver.slides.native import SMALLEST, Series, add_bars, rgb, set_font, write_texts
from par_analysis.deliver.slides.template import Box, Frame, add_foot, body_of, box_of
from par_analysis.deliver.text import clean
from par_analysis.words.palette import MUTED

__all__ = ["Deck", "Page"]

_INSET = 0.1  # inches that a text stands inside its frame: what has no frame begins there
_BIG, _SMALL = (44.0, 40.0, 36.0, 32.0, 28.0, 24.0), (16.0, SMALLEST)
_TITLE_SIZES = (28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0)


@dataclass
class Page:
    """One slide under work.

    Attributes
    ----------
    slide : Slide
    room : Box
        What is left for content.
    font : str or None
    chart_holder : placeholder or None
        The template's own place for a chart, if its layout has one.
    """

    slide: Any
    room: Box
    font: str | None
    body: Any = None
    chart_holder: Any = None

    def caption(self, text: str) -> None:
        """Write one muted line (two where it must be) at the top: what is shown, its unit, and what is estimated."""
        text, width = clean(text), self.room.width
        strip, self.room = self.below_caption(text)
        box = self.slide.shapes.add_textbox(*strip.wider(_INSET).emu)
        box.text_frame.word_wrap = True
        text = shortened(text, SMALLEST, width, self.font, 2)
        write_texts(box, [text], self.font, (SMALLEST,), bullets=False, color=MUTED)

    def below_caption(self, text: str) -> tuple[Box, Box]:
        """Return where a caption would stand, and what it would leave."""
        lines = min(lines_of(clean(text), SMALLEST, self.room.width, self.font), 2)
        return self.room.rows(height_of(["x"] * lines, SMALLEST, 99, self.font) + 0.16, 0.05)

    def columns(self, share: float) -> tuple[Box, Box]:
        """Return where the chart stands and where the texts beside it: a place for charts leaves the whole room."""
        left, right = self.room.columns(share)
        return left, right if self.chart_holder is None else self.room

    def bars(
        self,
        box: Box,
        categories: Sequence[str],
        series: Sequence[Series],
        alt: str,
        *,
        headroom: float,
        legend: bool = True,
    ) -> None:
        """Draw bars in the template's own place for a chart, or in `box`."""
        holder, self.chart_holder = self.chart_holder, None
        add_bars(self.slide, box, categories, series, alt, self.font, headroom=headroom, legend=legend, holder=holder)

    def texts(self, box: Box, paragraphs: Sequence[str]) -> None:
        """Write sentences into the body placeholder, moved to `box`."""
        body = self.body
        self.body = None
        body.left, body.top, body.width, body.height = box.wider(_INSET).emu
        body.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        if not write_texts(body, paragraphs, self.font):
            body._element.getparent().remove(body._element)

    def cards(self, box: Box, cards: Sequence[tuple[str, str, str]], gap: float = 0.25) -> None:
        """Draw big numbers side by side, each over what it is and beside its colour, all of one size."""
        wide = (box.width - (len(cards) - 1) * gap) / len(cards)
        inner = wide - 0.1 - 2 * _INSET
        high = box.height * 0.48
        big_size = min(fitted_size(big, _BIG, inner, high - 0.1, self.font, bold=True, most=1) for big, _, _ in cards)
        room = box.height - high - 0.1
        small_size = next(
            (s for s in _SMALL if all(height_of([t], s, inner, self.font, between=2) <= room for _, t, _ in cards)),
            _SMALL[-1],
        )
        for place, (big, small, color) in enumerate(cards):
            left = box.left + place * (wide + gap)
            top, below = Box(left + 0.1, box.top, wide - 0.1, box.height).rows(high, 0.0)
            for where, text, size, bold in ((top, big, big_size, True), (below, small, small_size, False)):
                shape = self.slide.shapes.add_textbox(*where.emu)
                shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if bold else MSO_ANCHOR.TOP
                write_texts(shape, [text], self.font, (size,), bullets=False, bold=bold)
            line = self.slide.shapes.add_shape(1, *Box(left, box.top, 0.07, box.height).emu)
            line.fill.solid()
            line.fill.fore_color.rgb = rgb(color)
            line.line.fill.background()
            line.shadow.inherit = False


class Deck:
    """Makes slides on a frame.

    Attributes
    ----------
    frame : Frame
    facts : Facts
    title : str
        Title of the first slide.
    """

    def __init__(self, frame: Frame, facts: Facts) -> None:
        self.frame = frame
        self.facts = facts
        self.title = ""

    def page(self, title: str, notes: Sequence[str], source: str, *, chart: bool = False) -> Page:
        """Begin a slide: its message as title, its page foot, its notes."""
        frame = self.frame
        layout = frame.chart if chart and frame.chart is not None else frame.content
        slide = frame.deck.slides.add_slide(layout)
        self._title(slide, title)
        body, chart_holder = body_of(slide), None
        room = box_of(body).wider(-_INSET)
        for place in list(slide.placeholders):
            kind = place.placeholder_format.type
            if layout is frame.chart and layout is not frame.content and kind == KIND.CHART and chart_holder is None:
                chart_holder = place
            elif place.shape_id not in (slide.shapes.title.shape_id, body.shape_id):
                place._element.getparent().remove(place._element)
        self._finish(slide, notes, source)
        return Page(slide, room, frame.font, body, chart_holder)

    def opening(self, title: str, paragraphs: Sequence[str], notes: Sequence[str], source: str) -> None:
        """Make the first slide."""
        slide = self.frame.deck.slides.add_slide(self.frame.opening)
        self.title = clean(title)
        self._title(slide, title)
        below = next((p for p in slide.placeholders if p.placeholder_format.type == KIND.SUBTITLE), None) or body_of(
            slide
        )
        for place in list(slide.placeholders):
            if place.shape_id not in (slide.shapes.title.shape_id, below.shape_id):
                place._element.getparent().remove(place._element)
        below.left, below.top, below.width, below.height = box_of(below).emu
        below.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        write_texts(
            below, paragraphs, self.frame.font, (20.0, 18.0, 16.0, 14.0), bullets=False, color=MUTED, between=10.0
        )
        self._finish(slide, notes, source)

    def done(self, page: Page) -> None:
        """Take out the places that nothing was put into."""
        for place in (page.body, page.chart_holder):
            if place is not None and place._element.getparent() is not None:
                place._element.getparent().remove(place._element)
        page.body = page.chart_holder = None

    def _title(self, slide: Any, text: str) -> None:
        shape = slide.shapes.title
        told = clean(text)
        width, height = shape.width.inches - 0.2, shape.height.inches - 0.1
        # One line, if a little smaller, rather than a word alone on the second.
        size = fitted_size(told, _TITLE_SIZES[:3], width, height, self.frame.font, bold=True, most=1)
        if lines_of(told, size, width, self.frame.font, bold=True) > 1:
            size = fitted_size(told, _TITLE_SIZES, width, height, self.frame.font, bold=True)
        run = shape.text_frame.paragraphs[0].add_run()
        run.text = shortened(told, size, width, self.frame.font, 2, bold=True)
        shape.text_frame.word_wrap = True
        set_font(run.font, size, self.frame.font, bold=True)

    def _finish(self, slide: Any, notes: Sequence[str], source: str) -> None:
        facts = self.facts
        add_foot(self.frame, slide, clean(facts.title + " · " + facts.say("Source: {source}", source=facts.source)))
        told = [*notes, facts.say("Source: {source}.", source=source)]
        slide.notes_slide.notes_text_frame.text = "\n".join(clean(one) for one in told if clean(one))
        for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
            paragraph.alignment = PP_ALIGN.LEFT
            for run in paragraph.runs:
                run.font.size = Pt(12)
                if self.frame.font:
                    run.font.name = self.frame.font
