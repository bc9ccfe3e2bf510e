"""The what-if workbook: live formulas that a department can play with in Excel, without Python."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from par_analysis.briefing.facts import checked_day, checked_scenarios
from par_analysis.briefing.target import checked_target
from par_analysis.briefing.workbook.cells import Book
from par_analysis.briefing.workbook.groups import agencies_in_order, write_agencies, write_fields
from par_analysis.briefing.workbook.sheets import write_chances, write_first, write_scenarios, write_tasks
from par_analysis.briefing.workbook.whatif import start_of, write_what_if
from par_analysis.briefing.workbook.words import word
from par_analysis.languages import check_lang
from par_analysis.scenario import Baseline, Scenario, baseline_of, evaluate, presets

__all__ = ["write_workbook"]

_PRESETS = ("plan", "plan_bottom_up", "status_quo")


def write_workbook(
    path: str | os.PathLike[str],
    scenarios: Scenario | Iterable[Scenario] = (),
    lang: str = "vi",
    date: str = "",
    baseline: Baseline | None = None,
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
        Date of the copy, as `2022-07-08`; may be empty.
    baseline : Baseline, optional
        By default the shipped edition.

    Returns
    -------
    Path
        The file written. The same arguments give the same bytes.

    Raises
    ------
    ParAnalysisError
        The name does not end in .xlsx, there is no such language, the date is none, a scenario is of another baseline or cannot be evaluated, two
        share a title, or the file cannot be written.

    Notes
    -----
    A row with parts is its published figure plus what its parts move, as `evaluate` works it out; `read_workbook`
    reads the inputs back as a scenario.
    """
    check_lang(lang)
    target = checked_target(path, ".xlsx")
    checked_day(date)
    base = baseline or baseline_of()
    many = list(checked_scenarios(scenarios))
    evaluate(many, base)
    start = start_of(many[0] if many else None, base)
    agencies = agencies_in_order(base)
    book = Book(lang)
    write_first(book, many, base, date)
    sheets = {index: write_what_if(book, index, base, start, agencies) for index in ("par", "sipas")}
    write_fields(book, sheets["par"], base, start)
    write_agencies(book, sheets["par"], base, start)
    write_scenarios(book, _side_by_side(many, lang, base), sheets, base, start)
    write_chances(book, base)
    write_tasks(book, agencies)
    book.book.active = 0
    book.save(target, word("first_title", lang))
    return target


def _side_by_side(many: list[Scenario], lang: str, base: Baseline) -> list[Scenario]:
    """Put the ready scenarios after the given ones, but for those that were given."""
    ready = presets(lang, base)
    return many + [ready[key] for key in _PRESETS if ready[key] not in many]
