"""The tidy tables as CSV with a Frictionless data package, byte for byte the same every time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.loaders import load_evidence, load_standings
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.edition.results import audit
from par_analysis.outlook.chance import chances
from par_analysis.tables.cards import SourceCard, read_cards
from par_analysis.tables.files import replace_folder, write_text
from par_analysis.tables.lists.evidence_schema import CHANCES, EVIDENCE
from par_analysis.tables.lists.plan_schema import CALENDAR, GOALS, RESPONSIBILITIES, TASKS
from par_analysis.tables.locations import NATIONAL
from par_analysis.tables.schema import AGENCIES, AUDIT, PAR, SIPAS, STANDINGS, Table

__all__ = ["PROCESSED", "write_national", "write_processed"]

# Decimals of the number columns: as many as the finest printed figure has.
_DECIMALS = {"par": 3, "sipas": 2, "audit": 4, "goals": 3, "evidence": 6, "standings": 5, "chances": 6}
# Several codes or groups in one cell of a file.
_SEPARATORS = {"respondents": "; ", "respondents_en": "; "}

PROCESSED: dict[str, Table] = {
    table.name: table
    for table in (PAR, SIPAS, AGENCIES, AUDIT, TASKS, RESPONSIBILITIES, GOALS, CALENDAR, EVIDENCE, STANDINGS, CHANCES)
}
_NATIONAL: dict[str, Callable[[], pd.DataFrame]] = {"evidence": load_evidence, "standings": load_standings}
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
        "title_en": f"{own.title}: tables",
        "description": f"Tidy tables of the edition {own.key} ({own.place_en}, {years}), every row with its line in the source. {own.source('en')}.",
        "version": "0.1.0",
    }  # fmt: skip
    return _write(folder, frames, about, {path: card for path, card in cards.items() if path.parent == own.folder})


def write_national(folder: Path) -> list[Path]:
    """Write the tables that belong to no edition, and their data package, into `folder`; return the files written."""
    about = {
        "name": "par-index-sipas-national",
        "title": "PAR INDEX và SIPAS các tỉnh: điểm, thứ hạng, thay đổi hằng năm đã công bố",
        "title_en": "PAR INDEX and SIPAS of the provinces: published scores, ranks and yearly changes",
        "description": "What was published on provinces and on national means, statement by statement, each with its source.",
        "version": "0.1.0",
    }
    cards = {path: card for path, card in read_cards(NATIONAL).items() if path.parent == NATIONAL}
    return _write(folder, {name: load() for name, load in _NATIONAL.items()}, about, cards)


def _write(
    folder: Path, frames: Mapping[str, pd.DataFrame], about: dict[str, str], cards: Mapping[Path, SourceCard]
) -> list[Path]:
    texts = {f"{name}.csv": _csv(frame, PROCESSED[name]) for name, frame in frames.items()}
    resources = [_resource(PROCESSED[name], texts[f"{name}.csv"], frames) for name in frames]
    texts["datapackage.json"] = json.dumps(_package(about, resources, cards), ensure_ascii=False, indent=2) + "\n"
    # As a whole: tables of two runs side by side would not belong together.
    with replace_folder(folder) as new:
        for name, text in texts.items():
            write_text(new / name, text)
    return [folder / name for name in texts]


def _csv(frame: pd.DataFrame, table: Table) -> str:
    made = frame[table.columns].copy()
    for field in table.fields:
        column = made[field.name]
        if field.type == "number":
            made[field.name] = ["" if pd.isna(v) else f"{round(v, 9) + 0.0:.{_DECIMALS[table.name]}f}" for v in column]
        elif field.type == "boolean":
            made[field.name] = column.map({True: "true", False: "false"})
        elif field.type == "date":
            made[field.name] = column.dt.strftime("%Y-%m-%d")
        elif column.map(lambda cell: isinstance(cell, tuple)).any():
            made[field.name] = column.map(_SEPARATORS.get(field.name, " ").join)
    return str(made.to_csv(index=False, lineterminator="\n"))


def _resource(table: Table, text: str, frames: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    data = text.encode("utf-8")
    schema: dict[str, Any] = {
        "fields": [
            {
                "name": field.name,
                "type": field.type,
                "title": field.title,
                "title_en": field.title_en,
                "description": field.description,
                **({"unit": field.unit} if field.unit else {}),
                **({"constraints": field.constraints} if field.constraints else {}),
            }
            for field in table.fields
        ],
        "primaryKey": list(table.primary_key),
        "missingValues": [""],
    }
    if table.foreign_keys:
        schema["foreignKeys"] = [
            {"fields": [field], "reference": {"resource": resource, "fields": [target]}}
            for field, resource, target in table.foreign_keys
            if resource in ("", *frames)
        ]
    return {
        "name": table.name,
        "type": "table",
        "title": table.title,
        "title_en": table.title_en,
        "path": f"{table.name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"csv": {"lineTerminator": "\n"}},
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": schema,
    }


def _package(
    about: dict[str, str], resources: list[dict[str, Any]], cards: Mapping[Path, SourceCard]
) -> dict[str, Any]:
    return {
        **about,
        "licenses": [
            {
                "name": "MIT",
                "title": "MIT License (compilation, translations and judgements)",
                "path": "https://opensource.org/license/mit",
            },
        ],
        "sources": [
            {
                "title": card.title,
                "file": path.name,
                "producer": card.producer,
                "document_number": card.document_number,
                "document_date": card.document_date,
                "licence": card.licence,
                "sha256": card.sha256,
            }
            for path, card in cards.items()
        ],
        "resources": resources,
    }
