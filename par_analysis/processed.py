"""The tidy tables as CSV with a Frictionless data package: `data/processed`, byte for byte the same every time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from par_analysis.achievability import chances, load_evidence
from par_analysis.audit import audit
from par_analysis.cards import read_cards
from par_analysis.datasets import load_agencies, load_par, load_sipas
from par_analysis.files import write_text
from par_analysis.locations import RAW
from par_analysis.plan import load_calendar, load_goals, load_responsibilities, load_tasks
from par_analysis.reading.evidence_schema import CHANCES, EVIDENCE
from par_analysis.reading.plan_schema import CALENDAR, GOALS, RESPONSIBILITIES, TASKS
from par_analysis.reading.standings import load_standings
from par_analysis.schema import AGENCIES, AUDIT, PAR, SIPAS, STANDINGS, Table

__all__ = ["PROCESSED", "write_processed"]

# Decimals of the number columns: as many as the finest printed figure has.
_DECIMALS = {"par": 3, "sipas": 2, "audit": 4, "goals": 3, "evidence": 6, "standings": 5, "chances": 6}
# Several codes or groups in one cell of a file.
_SEPARATORS = {"respondents": "; ", "respondents_en": "; "}

PROCESSED: dict[str, Table] = {
    table.name: table
    for table in (PAR, SIPAS, AGENCIES, AUDIT, TASKS, RESPONSIBILITIES, GOALS, CALENDAR, EVIDENCE, STANDINGS, CHANCES)
}
_LOADERS: dict[str, Callable[[], pd.DataFrame]] = {
    "par": load_par,
    "sipas": load_sipas,
    "agencies": load_agencies,
    "audit": audit,
    "tasks": load_tasks,
    "responsibilities": load_responsibilities,
    "goals": load_goals,
    "calendar": load_calendar,
    "evidence": load_evidence,
    "standings": load_standings,
    "chances": chances,
}


def write_processed(folder: Path) -> list[Path]:
    """Write every tidy table and the data package into `folder`.

    Returns
    -------
    list of Path
        The files written.
    """
    written = []
    resources = []
    for name, table in PROCESSED.items():
        text = _csv(_LOADERS[name](), table)
        path = folder / f"{name}.csv"
        write_text(path, text)
        written.append(path)
        resources.append(_resource(table, text))
    package = folder / "datapackage.json"
    write_text(package, json.dumps(_package(resources), ensure_ascii=False, indent=2) + "\n")
    return [*written, package]


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


def _resource(table: Table, text: str) -> dict[str, Any]:
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


def _package(resources: list[dict[str, Any]]) -> dict[str, Any]:
    cards = {path: card for path, card in read_cards().items() if path.parent == RAW}
    return {
        "name": "par-index-sipas-ha-noi-2021",
        "title": "PAR INDEX và SIPAS năm 2021 của Hà Nội, mục tiêu năm 2022",
        "title_en": "PAR INDEX and SIPAS 2021 of Hà Nội, with targets for 2022",
        "description": "Two appendix tables of Plan 192/KH-UBND (8 July 2022) and the tasks, responsibilities, goals and calendar of the city's plans as tidy tables, every row with its line in the source; observed yearly changes, published ranks, and the chances of the targets.",
        "version": "0.1.0",
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
