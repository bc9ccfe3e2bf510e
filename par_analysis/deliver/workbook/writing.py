"""The what-if workbook: live formulas that a department can play with in Excel, without Python."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from par_analysis.deliver.facts import Facts, facts_of, stamp
from par_analysis.deliver.target import checked_target
from par_analysis.deliver.workbook.cells import Book
from par_analysis.deliver.workbook.chances import write_alternatives, write_chances
from par_analysis.deliver.workbook.groups import agencies_in_order, write_agencies, write_fields
from par_analysis.deliver.workbook.sheets import write_first, write_scenarios, write_tasks
from par_analysis.deliver.workbook.whatif import start_of, write_what_if
from par_analysis.deliver.workbook.words import word
from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike
from par_analysis.scenario.presets import presets
from par_analysis.scenario.scenario import Scenario

__all__ = ["render_workbook", "write_workbook"]

_PRESETS = ("plan", "plan_scaled", "status_quo")


def write_workbook(
    path: str | os.PathLike[str],
    scenarios: Scenario | Iterable[Scenario] = (),
    lang: str = "vi",
    date: str = "",
    edition: EditionLike = None,
) -> Path:
    """Write a workbook whose figures follow from what is typed into it.

    Parameters
    ----------
    path : path-like
        The .xlsx file to write; replaced atomically if it exists.
    scenarios : Scenario or iterable of Scenario
        Scenarios to show side by side; the inputs start from the first, without one from the published figures.
    lang : {"vi", "en"}
        Language of everything in it.
    date : str
        The day as of which everything is told, as `2022-09-15`, with nothing that was published later (`Edition.at`);
        by default the day of the edition.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition. What it lacks has no sheet;
        the first one says so.

    Returns
    -------
    Path
        The file written. The same arguments give the same bytes.

    Raises
    ------
    ParAnalysisError
        The name does not end in .xlsx, there is no such language, the date is none, a scenario is of another edition or cannot be evaluated, two
        share a title, or the file cannot be written.

    Notes
    -----
    A row with parts is its published figure plus what its parts move, as `evaluate` works it out; `read_workbook`
    reads the inputs back as a scenario.
    """
    target = checked_target(path, ".xlsx")
    render_workbook(facts_of(scenarios, None, lang, date, edition), target)
    return target


def render_workbook(facts: Facts, target: Path) -> None:
    """Write what the facts say as a workbook; errors as `write_workbook`."""
    base, model, lang = facts.edition, facts.model, facts.lang
    date = base.as_of.isoformat() if base.as_of else ""
    many = list(facts.user_scenarios)
    start = start_of(many[0] if many else None, base)
    agencies = agencies_in_order(base)
    there = (
        *((key, True) for key in base.indices),
        ("field", True),
        ("agency", base.has("leads")),
        ("scenarios", True),
        ("chances", model is not None),
        ("alternatives", model is not None),
        ("tasks", base.has("tasks")),
    )
    keys = [key for key, is_there in there if is_there]
    title = word("first_title", lang, indices=facts.indices)
    book = Book(lang)
    write_first(book, title, many, base, date, keys, facts.lacking)
    sheets = {index: write_what_if(book, index, base, start, agencies) for index in base.indices}
    write_fields(book, sheets["par"], base, start)
    if "agency" in keys:
        write_agencies(book, sheets["par"], base, start)
    write_scenarios(book, _side_by_side(many, lang, base), sheets, base, start)
    if model is not None:
        write_chances(book, base, model)
        write_alternatives(book, facts)
    if "tasks" in keys:
        write_tasks(book, facts, agencies)
    book.book.active = 0
    book.save(target, title, stamp(base))


def _side_by_side(many: list[Scenario], lang: str, base: Edition) -> list[Scenario]:
    """Put the ready scenarios after the given ones, but for those that were given."""
    ready = presets(lang, base)
    return many + [ready[key] for key in _PRESETS if key in ready and ready[key] not in many]
