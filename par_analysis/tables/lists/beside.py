"""The tables that stand beside a document: corrections, names, ways of assessment, unlisted parts, agencies, documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from par_analysis.tables.indices.agencies import check_agency_rows
from par_analysis.tables.indices.appendix import Correction, decode, read_appendix, where_of
from par_analysis.tables.indices.nodes import REST
from par_analysis.tables.indices.rows import Row
from par_analysis.tables.lists.reader import ListRow, read_list, texts_of
from par_analysis.tables.models.beside import SIDE_TABLES
from par_analysis.tables.models.index import IndexSpec
from par_analysis.tables.problems import Problems

__all__ = ["Beside", "read_beside", "read_side_table", "text_rows"]


@dataclass(frozen=True, eq=False)
class Beside:
    """What stands beside the documents of an edition; a table that is not there is empty.

    Attributes
    ----------
    corrections, names, assessment, remainders : DataFrame
        As their files, every cell as text.
    has_names : bool
        Whether there is a list of names: then a document must have just its codes.
    """

    corrections: pd.DataFrame
    names: pd.DataFrame
    assessment: pd.DataFrame
    remainders: pd.DataFrame
    has_names: bool = field(default=False)


def read_side_table(name: str, path: Path, sheet: str = "") -> pd.DataFrame:
    """Read and check a side table, every cell as text; one that is not there is empty.

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    table = SIDE_TABLES[name]
    there = sheet or path.exists()
    return texts_of(read_list(path, table, _CHECKS.get(name), sheet=sheet) if there else [], table)


def read_beside(folder: Path) -> Beside:
    """Read what stands beside the documents in a folder."""
    names = ("corrections", "names", "assessment", "remainders")
    frames = {name: read_side_table(name, folder / f"{name}.csv") for name in names}
    return Beside(**frames, has_names=(folder / "names.csv").is_file())


def _check_agencies(rows: list[ListRow], problems: Problems) -> None:
    check_agency_rows([(row, dict.fromkeys(row, row.where)) for row in rows], problems)


_CHECKS: dict[str, Callable[[list[ListRow], Problems], None]] = {"agencies": _check_agencies}


def _by_code(table: pd.DataFrame, spec: IndexSpec) -> pd.DataFrame:
    return table[table["index"] == spec.key].set_index("code")


def _complete(rows: list[Row], spec: IndexSpec, beside: Beside, problems: Problems) -> list[Row]:
    """Add to the rows of a text what stands beside it: English names, ways of assessment, declared unlisted parts."""
    names, ways, rests = (_by_code(table, spec) for table in (beside.names, beside.assessment, beside.remainders))
    listed = {row.code: row for row in rows}
    if beside.has_names:
        for code in ways.index.difference(names.index, sort=False):
            problems.add("orphan_row", where=f"assessment.csv, {code}", code=code)
        for code in names.index if rows else ():
            if code not in listed and not code.endswith(REST):
                problems.add("edition_codes", file="names.csv", code=code)
        for row in rows:
            if row.code not in names.index and spec.code_pattern.match(row.code):
                problems.add(
                    "foreign_code", where=row.where, column="code", found=row.code, code=row.code, file="names.csv"
                )
    made = [
        replace(row, name_en=names["name_en"].get(row.code, ""), assessment=ways["assessment"].get(row.code, ""))
        for row in rows
    ]
    for code, rest in rests.iterrows():
        parent = listed.get(str(code).removesuffix(REST))
        if parent is None:
            continue  # its absence is reported where the parts of that parent are checked
        made.append(
            Row(
                code=str(code),
                name=rest["name"],
                name_en=names["name_en"].get(code, ""),
                assessment=ways["assessment"].get(code, ""),
                max_points=None,
                score=None,
                target=None,
                target_is_bound=False,
                lead="",
                units="",
                line=parent.line,
                where=f"remainders.csv, {code}",
            )
        )
    return made


def text_rows(path: Path, spec: IndexSpec, beside: Beside, problems: Problems) -> tuple[list[Row], int]:
    """Read the rows of one index from the appendix text at `path`, completed from what stands beside it."""
    text = decode(path.read_bytes(), problems)
    problems.raise_if_any()
    slips = beside.corrections
    slips = slips[(slips["index"] == spec.key) & (slips["file"] == path.name)]
    corrections = [Correction(int(row.line), row.found, row.corrected, row.reason) for row in slips.itertuples(index=False)]  # fmt: skip
    rows, applied, unplaced = read_appendix(text, spec, corrections, problems)
    rows = _complete(rows, spec, beside, problems)
    if not len(problems):
        # In a damaged or truncated text the damage is the news, not that corrections find no place in it.
        for correction in unplaced:
            problems.add("correction", where=where_of(correction.line), expected=correction.found)
    return rows, applied
