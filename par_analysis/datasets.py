"""The tidy tables: `load_par()`, `load_sipas()`, `load_agencies()`."""

from __future__ import annotations

import functools
import hashlib
import logging
import os
from pathlib import Path

import pandas as pd

from par_analysis.cards import read_card
from par_analysis.errors import Problems
from par_analysis.locations import PLAN_TEXT
from par_analysis.reading.nodes import assemble
from par_analysis.reading.sidetables import read_agencies, text_rows
from par_analysis.schema import INDICES, IndexSpec

__all__ = ["agencies_of", "load_agencies", "load_index", "load_par", "load_sipas"]

_log = logging.getLogger(__name__)
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"


def load_par(path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Load the PAR INDEX table.

    Parameters
    ----------
    path : path-like, optional
        A text in the form of the appendix of Plan 192/KH-UBND, or an Excel workbook with a sheet of the
        table (headers in Vietnamese or English, columns in any order; `par-analysis export-tables`
        writes one). By default the shipped edition: results of 2021, targets for 2022.

    Returns
    -------
    DataFrame
        One row a node, in printed order:
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


def load_sipas(path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
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


def load_agencies() -> pd.DataFrame:
    """Load the agencies that lead a criterion.

    Returns
    -------
    DataFrame
        `id`, `name` (Vietnamese, as printed), `short` (`Sở KH&ĐT`), `name_en`, `short_en` (`Home Affairs`).
    """
    return read_agencies()


def agencies_of(table: pd.DataFrame) -> pd.DataFrame:
    """Return the agencies that a table's leads are among: its workbook's own list, or the shipped one."""
    own = table.attrs.get("agencies")
    return load_agencies() if own is None else pd.DataFrame(own, dtype="str")


def load_index(index: str, path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Load the table of one index (`par` or `sipas`); see `load_par`."""
    spec = INDICES[index]
    if path is None:
        frame = _shipped(index)
        made = frame.copy()
        made.attrs = dict(frame.attrs)
        return made
    return _load(spec, Path(path))


@functools.cache
def _shipped(index: str) -> pd.DataFrame:
    return _load(INDICES[index], PLAN_TEXT)


def _load(spec: IndexSpec, path: Path) -> pd.DataFrame:
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
    if head == _ZIP:
        from par_analysis.reading.workbook import workbook_rows

        book = workbook_rows(path, spec, problems)
        frame = assemble(book.rows, spec, book.agencies, problems)
        frame.attrs = {"index": spec.key, "file": path.name, "corrections": 0, **book.about}
        if not book.agencies.equals(read_agencies()):
            frame.attrs["agencies"] = book.agencies.to_dict("records")
        return frame
    rows, applied = text_rows(path, spec, problems)
    frame = assemble(rows, spec, read_agencies(), problems)
    card = read_card(PLAN_TEXT)
    # Only the document itself is cited as the document; a changed copy is cited by its file.
    is_plan = hashlib.sha256(path.read_bytes()).hexdigest() == card.sha256
    frame.attrs = {
        "index": spec.key,
        "file": path.name,
        "path": str(path),
        "corrections": applied,
        "source": card.short_vi if is_plan else f"Tệp {path.name}",
        "source_en": card.short_en if is_plan else f"File {path.name}",
        "year": card.year if is_plan else "",
        "target_year": card.target_year if is_plan else "",
    }
    _log.info("%s: %s, %d corrections of scan slips applied", path.name, spec.sheet, applied)
    return frame
