"""What people typed into a what-if workbook, read back as a scenario; everything wrong with a file at once."""

from __future__ import annotations

import datetime
import math
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from par_analysis.deliver.workbook.words import either
from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.scenario.document import Change, Scenario
from par_analysis.scenario.evaluation import leaf_values
from par_analysis.scenario.reading import check_text
from par_analysis.tables.indices.rows import clean
from par_analysis.tables.indices.workbook import Sheet, open_sheets
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.problems import InputError, Problems
from par_analysis.words.errors import ParAnalysisError, close_to

__all__ = ["read_workbook"]

_OLE = b"\xd0\xcf\x11\xe0"
_SEARCH = 20  # rows looked through for headers and labels
_COLUMNS = ("code", "maximum", "published", "input")
_SLACK = 1e-9  # what a spreadsheet program loses of a figure when it saves


def read_workbook(path: str | os.PathLike[str], edition: EditionLike = None) -> Scenario:
    """Read the inputs of a what-if workbook as a scenario.

    Parameters
    ----------
    path : path-like
        A file that `write_workbook` wrote, in either language, as saved by Excel or LibreOffice.
    edition : Edition, str or path-like, optional
        Of which figures: as `open_edition()` returns it, or what it takes; by default the shipped edition.

    Returns
    -------
    Scenario
        One change for every leaf whose input differs from the published figure (an empty input does not); title, author,
        date and reason from the first sheet; coupled as the link between the indices says.

    Raises
    ------
    InputError
        Names everything wrong with the file: no workbook, a sheet, column or row missing, other codes, an input that is
        no number in its range, published figures that were changed, a criterion set while it follows SIPAS, or made
        from another edition.
    """
    path, base = Path(path), edition_of(edition)
    base.need("par", "scores")
    problems = Problems(path)
    sheets = _opened(path, problems)
    first = _sheet(sheets, "first", ("title", "checksum"), problems)
    held = {} if first is None else _head(first, base, problems)
    changes: list[Change] = []
    coupled = True
    for index in base.indices:
        sheet = _sheet(sheets, index, _COLUMNS, problems)
        if sheet is None:
            continue
        if index == "par" and base.couplings:
            coupled = _coupled(sheet, problems)
        changes += _inputs(sheet, index, base, problems)
    problems.raise_if_any()
    return _checked(held, changes, coupled, base, problems)


def _opened(path: Path, problems: Problems) -> list[Sheet]:
    if not path.is_file():
        problems.add("is_folder" if path.is_dir() else "no_file")
        problems.raise_if_any()
    with path.open("rb") as file:
        if file.read(4) == _OLE:
            problems.add("old_workbook")
            problems.raise_if_any()
    sheets = open_sheets(path, problems)
    problems.raise_if_any()
    return sheets


def _sheet(sheets: Sequence[Sheet], key: str, columns: Sequence[str], problems: Problems) -> Sheet | None:
    """Find a sheet by its name in either language."""
    names = either(f"sheet_{key}")
    for sheet in sheets:
        if clean(sheet.title).casefold() in {name.casefold() for name in names}:
            return sheet
    wanted = ", ".join(" / ".join(dict.fromkeys(either(column))) for column in columns)
    problems.add("no_table", table=f"«{' / '.join(dict.fromkeys(names))}»", columns=wanted)
    return None


def _means(cell: Any, key: str) -> bool:
    """Say whether a cell holds a word in either language; what stands in brackets after it is a hint."""
    return isinstance(cell.value, str) and _bare(cell.value) in {_bare(text) for text in either(key)}


def _bare(text: str) -> str:
    return re.sub(r" \([^)]*\)$", "", clean(text)).casefold()


def _beside(sheet: Sheet, key: str, rows: int, problems: Problems) -> Any:
    """Return the cell at the right of a label, or None where there is no such label."""
    for row in sheet.values.iter_rows(max_row=min(rows, sheet.values.max_row)):
        for cell in row:
            if _means(cell, key):
                return sheet.values.cell(cell.row, cell.column + 1)
    problems.add("truncated", table=f"«{sheet.title}»", expected=" / ".join(either(key)))
    return None


def _text(cell: Any) -> str:
    """Read a text as a person sees it."""
    if isinstance(cell.value, datetime.datetime):
        return cell.value.date().isoformat()
    if cell.value is None:
        return ""
    return str(cell.value).replace("\r\n", "\n").replace("\r", "\n")


def _head(sheet: Sheet, base: Edition, problems: Problems) -> dict[str, str]:
    """Read title, author, date and reason, and whether the workbook is of this edition."""
    held = {}
    cell = _beside(sheet, "checksum", _SEARCH, problems)
    if cell is not None and _text(cell) != base.sha256:
        edition = _beside(sheet, "edition", _SEARCH, problems)
        found = "" if edition is None else _text(edition)
        problems.add("other_edition", where=_place(sheet, cell), found=found, own=base.title)
    for key, field in (("title", "title"), ("author", "author"), ("made", "date"), ("reason", "reason")):
        cell = _beside(sheet, key, _SEARCH, problems)
        if cell is None:
            continue
        held[field] = _text(cell)
        if sheet.formulas.cell(cell.row, cell.column).data_type == "f" and cell.value is None:
            problems.add("formula", where=_place(sheet, cell), found=sheet.formulas.cell(cell.row, cell.column).value)
        elif cell.data_type == "e":
            problems.add("cell_error", where=_place(sheet, cell), found=cell.value)
        elif field == "title" and not held[field].strip():
            problems.add("missing_value", where=_place(sheet, cell), column=" / ".join(either(key)))
    return held


def _place(sheet: Sheet, cell: Any) -> str:
    return sheet.place(cell.row, cell.column)


def _coupled(sheet: Sheet, problems: Problems) -> bool:
    """Read the link between the indices."""
    cell = _beside(sheet, "coupling", _SEARCH, problems)
    if cell is None:
        return True
    for key in ("yes", "no"):
        if _means(cell, key):
            return key == "yes"
    if cell.value is None:
        problems.add("missing_value", where=_place(sheet, cell))
    else:
        allowed = ", ".join((*either("yes"), *either("no")))
        problems.add("unknown_word", where=_place(sheet, cell), found=cell.value, allowed=allowed)
    return True


def _columns(sheet: Sheet, problems: Problems) -> tuple[int, dict[str, int]] | None:
    """Find the row of headers and the columns needed."""
    best: tuple[int, dict[str, int]] = (0, {})
    for row in sheet.values.iter_rows(max_row=min(_SEARCH, sheet.values.max_row)):
        known: dict[str, int] = {}
        for cell in row:
            for column in _COLUMNS:
                if _means(cell, column):
                    known.setdefault(column, cell.column)
        if len(known) > len(best[1]):
            best = (row[0].row, known)
    row_number, columns = best
    if len(columns) < 2:
        wanted = ", ".join(" / ".join(either(column)) for column in _COLUMNS)
        problems.add("no_table", table=f"«{sheet.title}»", columns=wanted)
        return None
    missing = [column for column in _COLUMNS if column not in columns]
    for column in missing:
        headers = " | ".join(clean(cell.value) for cell in sheet.values[row_number] if cell.value is not None)
        problems.add(
            "missing_column",
            where=f"«{sheet.title}»",
            column_name=either(column)[0],
            accepted=" / ".join(either(column)),
            headers=headers,
        )
    return None if missing else (row_number, columns)


def _inputs(sheet: Sheet, index: str, base: Edition, problems: Problems) -> list[Change]:
    """Read the inputs of an index that differ from the published figures."""
    found = _columns(sheet, problems)
    if found is None:
        return []
    header, columns = found
    tree = base.indices[index]
    nodes = tree.nodes.set_index("code")
    rows: dict[str, int] = {}
    for row in range(header + 1, sheet.values.max_row + 1):
        cells = {name: sheet.values.cell(row, column) for name, column in columns.items()}
        if all(cell.value is None for cell in cells.values()):
            continue
        code = clean(_text(cells["code"]))
        where = _place(sheet, cells["code"])
        if not code:
            problems.add("missing_value", where=where, column=" / ".join(either("code")))
        elif code not in nodes.index:
            near = close_to(code, tree.codes)
            problems.add("foreign_code", where=where, found=code + near, code=code, file=INDICES[index].sheet)
        elif code in rows:
            first = sheet.place(rows[code], columns["code"])
            problems.add("double_code", where=where, found=code, code=code, first=first)
        else:
            rows[code] = row
    made = []
    for code in tree.codes:
        if code not in rows:
            problems.add("truncated", table=f"«{sheet.title}»", expected=code)
            continue
        cells = {name: sheet.values.cell(rows[code], column) for name, column in columns.items()}
        for name, published in (("maximum", nodes.loc[code, "max_points"]), ("published", nodes.loc[code, "score"])):
            value = cells[name].value
            if not _is_number(value) or abs(value - float(published)) > _SLACK:
                place = _place(sheet, cells[name])
                problems.add("fixed_cell", where=place, found=value, value=f"{float(published):g}")
        change = _change(sheet, cells["input"], code, base, problems)
        if change is not None:
            made.append(change)
    return made


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _change(sheet: Sheet, cell: Any, code: str, base: Edition, problems: Problems) -> Change | None:
    """Read one input; None where it keeps the published figure, or is wrong."""
    where, value = _place(sheet, cell), cell.value
    formula = sheet.formulas.cell(cell.row, cell.column)
    if formula.data_type == "f" and value is None:
        problems.add("formula", where=where, found=formula.value)
    elif value is None:
        return None
    elif code not in base.position:
        problems.add("fixed_cell", where=where, found=value, value="(trống, empty)")
    elif cell.data_type == "e":
        problems.add("cell_error", where=where, found=value)
    elif isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        problems.add("date_cell", where=where, found=value)
    elif not _is_number(value):
        problems.add("text_input", where=where, found=value)
    else:
        place = base.position[code]
        most, published = float(base.maximum[place]), float(base.score[place])
        least = float(base.minimum[place])
        if not least - _SLACK <= value <= most + _SLACK:
            problems.add("out_of_range", where=where, found=value, lower=f"{least:g}", upper=f"{most:g}")
        elif abs(value - published) > _SLACK:
            return Change("code", code, "score", min(max(float(value), least), most))
    return None


def _checked(held: dict[str, str], changes: list[Change], coupled: bool, base: Edition, problems: Problems) -> Scenario:
    """Make the scenario, by the same rules as one that comes from its own file."""
    try:
        made = Scenario(**held, changes=tuple(changes), coupled=coupled, edition=base.title, sha256=base.sha256)
        check_text(made.to_json(), problems.path)
        leaf_values(made, base)
    except InputError:
        raise
    except ParAnalysisError as error:
        problems.add("scenario", reason=str(error).removeprefix(f"{problems.path}: "))
        problems.raise_if_any()
        raise
    return made
