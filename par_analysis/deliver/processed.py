"""Which tidy tables of an edition, and of no edition, are written as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from par_analysis import __version__
from par_analysis.edition.edition import Edition
from par_analysis.edition.loaders import load_evidence, load_movements, load_parts, load_samples, load_standings
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.edition.results import audit
from par_analysis.outlook.chance import chances
from par_analysis.tables.cards import read_cards
from par_analysis.tables.locations import NATIONAL
from par_analysis.tables.models.agencies import AGENCIES
from par_analysis.tables.models.column import Table
from par_analysis.tables.models.evidence import EVIDENCE
from par_analysis.tables.models.index import PAR, SIPAS
from par_analysis.tables.models.national import MOVEMENTS, PART_LEVELS, SAMPLES
from par_analysis.tables.models.plan import CALENDAR, GOALS, RESPONSIBILITIES, TASKS
from par_analysis.tables.models.results import AUDIT, CHANCES
from par_analysis.tables.models.standings import STANDINGS
from par_analysis.tables.package import write_package

__all__ = ["PROCESSED", "write_national", "write_processed"]

PROCESSED: dict[str, Table] = {
    table.name: table
    for table in (
        *(PAR, SIPAS, AGENCIES, AUDIT, TASKS, RESPONSIBILITIES, GOALS, CALENDAR),
        *(EVIDENCE, PART_LEVELS, MOVEMENTS, SAMPLES, STANDINGS, CHANCES),
    )
}
_NATIONAL: dict[str, Callable[[], pd.DataFrame]] = {
    "evidence": load_evidence,
    "parts": load_parts,
    "movements": load_movements,
    "samples": load_samples,
    "standings": load_standings,
}
# What an edition must have for a table of it to be written, and where the table comes from.
_OWN: dict[str, tuple[tuple[str, ...], Callable[[Edition], pd.DataFrame]]] = {
    "par": (("par",), lambda edition: edition.table("par")),
    "sipas": (("sipas",), lambda edition: edition.table("sipas")),
    "agencies": ((), lambda edition: edition.agencies),
    "audit": ((), audit),
    "tasks": (("tasks",), lambda edition: edition.tasks),
    "responsibilities": (("responsibilities",), lambda edition: edition.responsibilities),
    "goals": (("goals",), lambda edition: edition.goals),
    "calendar": (("calendar",), lambda edition: edition.calendar),
    "chances": (("par", "scores", "targets", "year"), lambda edition: chances(edition=edition)),
}
_COMMON = {
    "version": __version__,
    "licenses": [
        {
            "name": "MIT",
            "title": "MIT License (compilation, translations and judgements)",
            "path": "https://opensource.org/license/mit",
        },
    ],
}


def write_processed(folder: Path, edition: EditionLike = None) -> list[Path]:
    """Write every tidy table that an edition has, and the data package, into `folder`.

    Returns
    -------
    list of Path
        The files written.
    """
    own = edition_of(edition)
    frames = {name: make(own) for name, (parts, make) in _OWN.items() if all(own.has(part) for part in parts)}
    cards = {} if own.folder is None else read_cards(own.folder, needed=False)
    years = " – ".join(str(year) for year in (own.year, own.target_year) if year)
    about = {
        "name": f"par-index-sipas-{own.key}",
        "title": f"{own.title}: bảng số liệu",
        "title_en": f"{own.title_in('en')}: tables",
        "description": f"Tidy tables of the edition {own.key} ({own.place_en}, {years}), every row with its line in the source. {own.source('en')}.",
        **_COMMON,
    }  # fmt: skip
    return write_package(
        folder, PROCESSED, frames, about, {path: card for path, card in cards.items() if path.parent == own.folder}
    )


def write_national(folder: Path) -> list[Path]:
    """Write the tables that belong to no edition, and their data package, into `folder`; return the files written."""
    about = {
        "name": "par-index-sipas-national",
        "title": "PAR INDEX và SIPAS các tỉnh: điểm, thứ hạng, thay đổi hằng năm đã công bố",
        "title_en": "PAR INDEX and SIPAS of the provinces: published scores, ranks and yearly changes",
        "description": "What was published on provinces and on national means, statement by statement, each with its source.",
        **_COMMON,
    }
    cards = {path: card for path, card in read_cards(NATIONAL).items() if path.parent == NATIONAL}
    return write_package(folder, PROCESSED, {name: load() for name, load in _NATIONAL.items()}, about, cards)
