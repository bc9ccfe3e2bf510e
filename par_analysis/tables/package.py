"""Tidy tables as CSV files with a Frictionless data package, byte for byte the same every time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from par_analysis.tables.cards import SourceCard
from par_analysis.tables.files import replace_folder, write_text
from par_analysis.tables.models.column import Table

__all__ = ["write_package"]


def write_package(
    folder: Path,
    tables: Mapping[str, Table],
    frames: Mapping[str, pd.DataFrame],
    about: Mapping[str, object],
    cards: Mapping[Path, SourceCard],
) -> list[Path]:
    """Write tables and their data package into `folder`, in the place of whatever it held.

    Parameters
    ----------
    folder : Path
        The folder.
    tables : mapping
        The definitions of the tables, by name.
    frames : mapping
        The tables to write, by name.
    about : mapping
        What the package says of itself.
    cards : mapping
        The cards of the files that it was made from.

    Returns
    -------
    list of Path
        The files written.
    """
    texts = {f"{name}.csv": _csv(frame, tables[name]) for name, frame in frames.items()}
    resources = [_resource(tables[name], texts[f"{name}.csv"], frames) for name in frames]
    package = {**about, "sources": [_source(path, card) for path, card in cards.items()], "resources": resources}
    texts["datapackage.json"] = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    # As a whole: tables of two runs side by side would not belong together.
    with replace_folder(folder) as new:
        for name, text in texts.items():
            write_text(new / name, text)
    return [folder / name for name in texts]


def _csv(frame: pd.DataFrame, table: Table) -> str:
    texts = frame[table.columns].copy()
    for own in table.fields:
        cells = texts[own.name]
        if own.type == "number":
            texts[own.name] = ["" if pd.isna(v) else f"{round(v, 9) + 0.0:.{table.decimals}f}" for v in cells]
        elif own.type == "boolean":
            texts[own.name] = cells.map({True: "true", False: "false"})
        elif own.type == "date":
            texts[own.name] = cells.dt.strftime("%Y-%m-%d")
        elif cells.map(lambda cell: isinstance(cell, tuple)).any():
            texts[own.name] = cells.map(own.separator.join)
    return str(texts.to_csv(index=False, lineterminator="\n"))


def _resource(table: Table, text: str, tables: Mapping[str, object]) -> dict[str, Any]:
    data = text.encode("utf-8")
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
        "schema": table.frictionless(tables),
    }


def _source(path: Path, card: SourceCard) -> dict[str, str]:
    names = ("producer", "document_number", "document_date", "licence", "sha256")
    return {"title": card.title, "file": path.name, **{name: getattr(card, name) for name in names}}
