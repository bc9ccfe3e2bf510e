"""From a file to the tidy table of an index: a text, a workbook or a CSV, with what stands beside it."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from par_analysis.edition.config import FILE, read_config
from par_analysis.edition.parts import in_office
from par_analysis.tables.cards import card_of
from par_analysis.tables.indices.nodes import assemble
from par_analysis.tables.lists.beside import Beside, read_beside, read_side_table, text_rows
from par_analysis.tables.models.index import IndexSpec
from par_analysis.tables.problems import Problems

__all__ = ["IndexTable", "read_index"]

_log = logging.getLogger(__name__)
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, eq=False)
class IndexTable:
    """A table of an index as a file gives it.

    Attributes
    ----------
    frame : DataFrame
        The tidy table; its `attrs` say which file it is from and how it is cited.
    agencies : DataFrame or None
        The file's own list of agencies.
    """

    frame: pd.DataFrame
    agencies: pd.DataFrame | None


def read_index(path: Path, spec: IndexSpec, agencies: pd.DataFrame | None = None, beside: Beside | None = None) -> IndexTable:  # fmt: skip
    """Read the table of one index.

    Parameters
    ----------
    path : Path
        A text in the form of an appendix, an Excel workbook, or a CSV.
    spec : IndexSpec
        Which index.
    agencies : DataFrame, optional
        The agencies that may lead; by default those of the edition whose folder the file lies in, those that stand beside
        a text, or those that the file lists. Without any, every lead is taken as written.
    beside : Beside, optional
        What stands beside a text; by default what lies in its folder.

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    problems = Problems(path)
    if path.is_dir():
        problems.add("is_folder")
    elif not path.is_file():
        problems.add("no_file")
    problems.raise_if_any()
    with path.open("rb") as file:
        head = file.read(4)
    if head == _OLE:
        problems.add("old_workbook")
        problems.raise_if_any()
    is_table = head == _ZIP or path.suffix.lower() == ".csv"
    if agencies is None and (not is_table or (path.parent / FILE).is_file()):
        agencies = _agencies_beside(path.parent)
    if is_table:
        from par_analysis.tables.indices.workbook import csv_rows, workbook_rows

        book = (workbook_rows if head == _ZIP else csv_rows)(path, spec, problems)
        listed = book.agencies if agencies is None else agencies
        frame = assemble(book.rows, spec, listed, problems)
        frame.attrs = {"index": spec.key, "file": path.name, "corrections": 0, **book.about}
        return IndexTable(frame, book.agencies)
    rows, applied = text_rows(path, spec, read_beside(path.parent) if beside is None else beside, problems)
    frame = assemble(rows, spec, agencies, problems)
    frame.attrs = {"index": spec.key, "file": path.name, "path": str(path), "corrections": applied, **_cited(path)}
    _log.info("%s: %s, %d corrections of scan slips applied", path.name, spec.sheet, applied)
    return IndexTable(frame, None)


def _agencies_beside(folder: Path) -> pd.DataFrame | None:
    """Return the agencies listed in a folder, of the year of its edition if it is one's; None where none is listed."""
    register = read_side_table("agencies", folder / "agencies.csv")
    if len(register) and (folder / FILE).is_file():
        register = in_office(register, read_config(folder, Problems(folder / FILE)).year)
    return register if len(register) else None


def _cited(path: Path) -> dict[str, Any]:
    """How a text is cited: as its card says if it is the document that the card describes, else by its file."""
    card = card_of(path)
    if card is not None and card.short_vi and hashlib.sha256(path.read_bytes()).hexdigest() == card.sha256:
        return {"source": card.short_vi, "source_en": card.short_en, "year": card.year, "target_year": card.target_year}
    return {"source": f"Tệp {path.name}", "source_en": f"File {path.name}", "year": "", "target_year": ""}
