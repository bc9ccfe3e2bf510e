"""The report: a Word file in the layout of a Vietnamese administrative document."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docx.opc.packuri import PackURI

from par_analysis.deliver.facts import Facts, facts_of, stamp
from par_analysis.deliver.likelihood import ranks_ahead
from par_analysis.deliver.report.annex import annex
from par_analysis.deliver.report.asks import asked
from par_analysis.deliver.report.contents import audited, climb, likely, lost, planned, satisfied, standing
from par_analysis.deliver.report.frame import back, front, subject
from par_analysis.deliver.report.parts import Paper
from par_analysis.deliver.report.scenarios import compared
from par_analysis.deliver.report.sources import sources
from par_analysis.deliver.report.template import default_template, open_template
from par_analysis.deliver.target import checked_target
from par_analysis.edition.opening import EditionLike
from par_analysis.scenario.scenario import Scenario
from par_analysis.tables.files import repack_zip, write_atomically
from par_analysis.tables.models.index import INDICES

__all__ = ["render_report", "write_report"]


def write_report(
    path: str | os.PathLike[str],
    scenarios: Scenario | Iterable[Scenario] = (),
    agency: str | None = None,
    lang: str = "vi",
    date: str = "",
    template: str | os.PathLike[str] | None = None,
    edition: EditionLike = None,
) -> Path:
    """Write the report as a Word file: where the place stands, where points are lost, what is likely, who is asked what.

    Parameters
    ----------
    path : path-like
        The .docx file to write; replaced atomically if it exists.
    scenarios : Scenario or iterable of Scenario, optional
        What is set side by side; by default the status quo, the targets as published, and the least effort for the
        next rank.
    agency : str, optional
        Ask only this lead agency, by any of its names (printed, short or English) or its id; by default all of them.
    lang : {"vi", "en"}
    date : str, optional
        Date of the report, as `2022-09-15`: the day as of which everything is told, with nothing that was published later
        (`Edition.at`). By default the day of the edition; the date of the report is then left open.
    template : path-like, optional
        A .docx or .dotx that supplies styles and, by its last upright section, header, footer and page set-up; by default a
        plain one in the layout of Decree 30/2020/NĐ-CP. It must have the styles Normal, Title, Heading 1 to 3, Caption
        and Table Grid.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition. What it lacks is left out; a
        line near the front says so.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ParAnalysisError
        There is no such language, agency or date; a scenario cannot be worked out; the template cannot be read or
        lacks styles, which are named; the file cannot be written. Nothing is half-written.

    Notes
    -----
    Each lead agency's lines begin a page, so that they can be handed to it. The charts stand in an annex of lying pages.
    Word asks on opening whether to update fields: yes puts page numbers into the table of contents. The same arguments
    give the same bytes.
    """
    target = checked_target(path, ".docx", template)
    facts = facts_of(scenarios, agency, lang, date, edition)
    render_report(facts, target, None if template is None else open_template(template))
    return target


def render_report(facts: Facts, target: Path, document: Any = None) -> None:
    """Write what the facts say as a report into an opened template, by default the plain one; errors as `write_report`."""
    document = default_template(facts.lang) if document is None else document
    paper = Paper(document, facts)
    front(paper)
    for section, there in (
        (standing, True),
        (lost, True),
        (audited, True),
        (planned, facts.has("tasks")),
        (likely, facts.model is not None),
        (climb, len(ranks_ahead(facts)) > 0),
        (compared, facts.compared),
        (satisfied, facts.has("sipas")),
        (asked, facts.has("leads")),
        (sources, True),
    ):
        if there:
            section(paper)
    back(paper)
    annex(paper)
    paper.fill_contents()
    moment = _properties(document, facts)
    with write_atomically(target) as temporary:
        document.save(str(temporary))
        repack_zip(temporary, moment)


def _properties(document: Any, facts: Facts) -> datetime.datetime:
    """Set the properties of the file; its date is that of the report, else of the latest document behind it."""
    moment = stamp(facts.edition, facts.day)
    properties = document.core_properties
    document.part.package._core_properties_part.partname = PackURI("/docProps/core.xml")
    properties.title, properties.author, properties.last_modified_by = subject(facts), "par_analysis", "par_analysis"
    names = [INDICES[key].sheet for key in facts.edition.indices]
    properties.subject, properties.keywords, properties.comments = ", ".join(names), "; ".join(names), ""
    properties.language = "vi-VN" if facts.lang == "vi" else "en-GB"
    properties.created = properties.modified = moment
    properties.revision = 1
    return moment
