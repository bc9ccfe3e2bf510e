"""A deck for those who decide: one message a slide, native charts and tables, the explanation in the notes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from par_analysis.deliver.facts import Facts, facts_of, stamp
from par_analysis.deliver.slides.content import slides_of
from par_analysis.deliver.slides.deck import Deck
from par_analysis.deliver.slides.template import Frame, open_frame
from par_analysis.deliver.target import checked_target
from par_analysis.edition.opening import EditionLike
from par_analysis.scenario.scenario import Scenario
from par_analysis.tables.files import repack_zip, write_atomically
from par_analysis.words.errors import ParAnalysisError, refused

__all__ = ["render_slides", "write_slides"]

_MOST = 6  # scenarios that bars can still be told apart for


def write_slides(
    path: str | os.PathLike[str],
    scenarios: Scenario | Iterable[Scenario] = (),
    agency: str | None = None,
    lang: str = "vi",
    date: str = "",
    template: str | os.PathLike[str] | None = None,
    edition: EditionLike = None,
) -> Path:
    """Write the briefing as a PowerPoint file, 16:9 unless a template says otherwise.

    Every title is the message of its slide, with its number. Charts are PowerPoint's own, with their data inside; the
    notes of each slide hold the explanation, how its figures were made, and the source. Figures that rest on estimates
    or assumptions are marked.

    Parameters
    ----------
    path : path-like
        The .pptx file to write; replaced atomically if it exists.
    scenarios : Scenario or iterable of Scenario
        Scenarios to compare, at most six, with distinct titles; by default the status quo, the targets as published
        and the least effort for the nearest better rank.
    agency : str, optional
        Only this lead agency has a page at the end, by any of its names (printed, short or English) or its id; by default every
        lead agency has one.
    lang : {"vi", "en"}
    date : str
        The day as of which everything is told, as `2022-09-15`, with nothing that was published later (`Edition.at`);
        by default the day of the edition.
    template : path-like, optional
        A .pptx or .potx file whose layouts, found by the type of their placeholders (title; body or object; chart and picture if
        there are any), are used; its slides and macros are left out. Its own fonts and colours of texts stay those of its theme
        where nothing has a meaning.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition. What it lacks has no slide; the
        first one says so.

    Returns
    -------
    Path
        The file written. The same input gives the same bytes.

    Raises
    ------
    ParAnalysisError
        There is no such language, lead agency or date; a scenario is none, has the title of another or is of other
        figures, or there are more than six; the template cannot be read, lacks placeholders, has too little room or is
        the file to write; the file cannot be written. Nothing is half-written.
    """
    target = checked_target(path, ".pptx", template)
    facts = facts_of(scenarios, agency, lang, date, edition)
    render_slides(facts, target, None if template is None else open_frame(template))
    return target


def render_slides(facts: Facts, target: Path, frame: Frame | None = None) -> None:
    """Write what the facts say as a deck on a frame, by default the plain one; errors as `write_slides`."""
    if len(facts.user_scenarios) > _MOST:
        raise refused("too_many_scenarios", found=len(facts.scenarios), most=_MOST)
    frame = open_frame() if frame is None else frame
    deck = Deck(frame, facts)
    try:
        for make in slides_of(facts):
            make(deck)
    except ParAnalysisError as error:
        if frame.template is None:
            raise
        raise ParAnalysisError(f"{frame.template}: {error}") from None
    moment = stamp(facts.edition)
    about = frame.deck.core_properties
    about.author = about.last_modified_by = "par_analysis"
    about.title = deck.title
    about.language = "vi-VN" if facts.lang == "vi" else "en-GB"
    about.created = about.modified = moment
    about.revision = 1
    about.subject = about.keywords = about.comments = ""
    with write_atomically(target) as temporary:
        frame.deck.save(temporary)
        repack_zip(temporary, moment)
