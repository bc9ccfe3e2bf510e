"""The tidy tables by name: `load_par()`, `load_sipas()`, `load_agencies()`, `load_tasks()`, ..."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from par_analysis.edition.edition import national
from par_analysis.edition.opening import EditionLike, edition_of, read_index
from par_analysis.tables.lists.evidence import Assumptions, read_assumptions, read_evidence, read_judgements
from par_analysis.tables.lists.national import read_movements, read_parts, read_samples
from par_analysis.tables.lists.plan import plan_rows
from par_analysis.tables.lists.standings import read_standings
from par_analysis.tables.locations import NATIONAL
from par_analysis.tables.models.index import index_spec

__all__ = [
    "load_agencies",
    "load_assumptions",
    "load_calendar",
    "load_evidence",
    "load_goals",
    "load_index",
    "load_judgements",
    "load_movements",
    "load_par",
    "load_parts",
    "load_precedents",
    "load_responsibilities",
    "load_samples",
    "load_sipas",
    "load_standings",
    "load_tasks",
]

PathLike = str | os.PathLike[str]


def load_par(path: PathLike | None = None) -> pd.DataFrame:
    """Load the PAR INDEX table.

    Parameters
    ----------
    path : path-like, optional
        A text in the form of an appendix, an Excel workbook with a sheet of the table, or a CSV (headers in Vietnamese
        or English, columns and rows in any order; `par-analysis export-tables` writes a workbook). By default the
        shipped edition: results of 2021, targets for 2022.

    Returns
    -------
    DataFrame
        One row a node, by code, the total at the end:
        `code, parent, level, name, name_en, max_points, score, target, target_is_bound, lead_agency,
        assessment, is_leaf, is_remainder, source_line`; `max_points`, `score` and `target` in points of the
        100-point scale. The overall row has the code `total`; a part that the document does not list has
        the code `<parent>.rest`, no target, and `is_remainder`. `attrs` names the source and its years, and
        counts the corrections of scan slips that were applied.

    Raises
    ------
    InputError
        The file cannot be taken as it is; the message names every problem in it.
    """
    return load_index("par", path)


def load_sipas(path: PathLike | None = None) -> pd.DataFrame:
    """Load the SIPAS table.

    Parameters
    ----------
    path : path-like, optional
        As for `load_par`.

    Returns
    -------
    DataFrame
        As `load_par`, with `implementing_units`; `score` and `target` in percent, `max_points` is 100.
        Codes are `I`, `I.1`, ...; the overall row has the code `total`.

    Raises
    ------
    InputError
        The file cannot be taken as it is; the message names every problem in it.
    """
    return load_index("sipas", path)


def load_index(index: str, path: PathLike | None = None) -> pd.DataFrame:
    """Load the table of one index (`par` or `sipas`); see `load_par`.

    Raises
    ------
    ParAnalysisError
        There is no such index.
    InputError
        The file cannot be taken as it is.
    """
    spec = index_spec(index)
    if path is None:
        return edition_of(None).table(index)
    table = read_index(Path(path), spec)
    if table.agencies is not None:
        table.frame.attrs["agencies"] = table.agencies.to_dict("records")
    return table.frame


def load_agencies(edition: EditionLike = None) -> pd.DataFrame:
    """Load the agencies of the year of results.

    Returns
    -------
    DataFrame
        `id`, `name` (Vietnamese, as printed), `short` (`Sở KH&ĐT`), `name_en`, `short_en` (`Home Affairs`).
    """
    return edition_of(edition).agencies


def load_tasks(path: PathLike | None = None, edition: EditionLike = None) -> pd.DataFrame:
    """Load the tasks and standing duties of an edition.

    Parameters
    ----------
    path : path-like, optional
        A table in the form of `tasks.csv`, checked against the edition; by default the edition's own.
    edition : Edition, str or path-like, optional
        By default the shipped edition.

    Returns
    -------
    DataFrame
        One row a task, in the order of the text; columns as `par_analysis.tables.models.plan.TASKS`, the chief ones
        `id, lead_agency, title, title_en, kind, due, due_text, codes, link_basis, document, section,
        source_line`. `due` is the last day of the named period, empty for standing duties; `codes` are a tuple
        of codes of the indices (`tasks.explode("codes")` joins to them). `plan_only`: the text asks for a
        plan or solutions and names no action. `same_as`: the line repeats that task of the same agency.

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    return _plan_table("tasks", path, edition)


def load_responsibilities(path: PathLike | None = None, edition: EditionLike = None) -> pd.DataFrame:
    """Load who answers for what: by the texts of an edition, and by its tables.

    Parameters
    ----------
    path, edition
        As for `load_tasks`.

    Returns
    -------
    DataFrame
        One row an agency, role and scope; columns as `par_analysis.tables.models.plan.RESPONSIBILITIES`. The leads
        that the tables name, one row a criterion, follow those of the texts (`part`: `text`, `summary` or
        `appendix`), so where they differ both are there.

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    return _plan_table("responsibilities", path, edition)


def load_goals(path: PathLike | None = None, edition: EditionLike = None) -> pd.DataFrame:
    """Load the goals with a figure or a rank that the documents of an edition set.

    Parameters
    ----------
    path, edition
        As for `load_tasks`.

    Returns
    -------
    DataFrame
        One row a goal; columns as `par_analysis.tables.models.plan.GOALS`. The targets of the tables follow those of
        the texts. A goal stated as a change (`unit` ends in `_up`) is also given as a level where its base is
        known: `level_comparator`, `level_value`; a lower rank is a better one.

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    return _plan_table("goals", path, edition)


def load_calendar(path: PathLike | None = None, edition: EditionLike = None) -> pd.DataFrame:
    """Load the steps of the year: self-scoring, survey, appraisal, publication.

    Parameters
    ----------
    path, edition
        As for `load_tasks`.

    Returns
    -------
    DataFrame
        One row a step; columns as `par_analysis.tables.models.plan.CALENDAR`. `respondents` is a tuple of the groups
        that a survey asks.

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    return _plan_table("calendar", path, edition)


def _plan_table(name: str, path: PathLike | None, edition: EditionLike) -> pd.DataFrame:
    """Return a table of the plan: the edition's own, or one of a file, checked against the edition."""
    own = edition_of(edition)
    if path is not None:
        return own.plan_table(name, plan_rows(name, Path(path), own.context))
    table: pd.DataFrame = getattr(own, name)
    return table


def load_judgements(path: PathLike | None = None, edition: EditionLike = None) -> pd.DataFrame:
    """Load the judgements of criteria; see `par_analysis.tables.lists.evidence.read_judgements`."""
    own = edition_of(edition)
    return own.judgements if path is None else read_judgements(Path(path), own.context.codes)


def load_precedents(edition: EditionLike = None) -> pd.DataFrame:
    """Load what other places reached in the same year on the parts of PAR INDEX; see `Edition.precedents`."""
    return edition_of(edition).precedents


def load_evidence(path: PathLike | None = None) -> pd.DataFrame:
    """Load the observed yearly changes; see `par_analysis.tables.lists.evidence.read_evidence`. They belong to no edition."""
    return national("evidence").copy(deep=False) if path is None else read_evidence(Path(path))


def load_parts(path: PathLike | None = None) -> pd.DataFrame:
    """Load published levels of parts; see `par_analysis.tables.lists.national.read_parts`. They belong to no edition."""
    return national("parts").copy(deep=False) if path is None else read_parts(Path(path))


def load_movements(path: PathLike | None = None) -> pd.DataFrame:
    """Load how many provinces rose and fell; see `par_analysis.tables.lists.national.read_movements`. They belong to no edition."""
    return national("movements").copy(deep=False) if path is None else read_movements(Path(path))


def load_samples(path: PathLike | None = None) -> pd.DataFrame:
    """Load sizes of samples; see `par_analysis.tables.lists.national.read_samples`. They belong to no edition."""
    return national("samples").copy(deep=False) if path is None else read_samples(Path(path))


def load_assumptions(path: PathLike | None = None, column: str = "value") -> Assumptions:
    """Load the assumptions of the outlook; see `par_analysis.tables.lists.evidence.read_assumptions`. They belong to no edition."""
    return read_assumptions(NATIONAL / "assumptions.csv" if path is None else Path(path), column)


def load_standings(path: PathLike | None = None) -> pd.DataFrame:
    """Load published scores and ranks; see `par_analysis.tables.lists.standings.read_standings`. They belong to no edition."""
    return national("standings").copy(deep=False) if path is None else read_standings(Path(path))
