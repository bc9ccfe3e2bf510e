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
from par_analysis.tables.lists import reader
from par_analysis.tables.lists.plan_words import FORMS
from par_analysis.tables.lists.reader import Check, TableRow
from par_analysis.tables.problems import Problems
from par_analysis.tables.schema import ASSESSMENTS, INDICES, IndexSpec

__all__ = ["SIDE_TABLES", "Beside", "read_beside", "read_side_table", "text_rows"]

_INDEX = reader.word(INDICES)
_AGENCY: dict[str, Check] = dict.fromkeys(("id", "name", "short", "name_en", "short_en"), reader.text)

# Every column of every side table, and what its cells must be.
SIDE_TABLES: dict[str, dict[str, Check]] = {
    "corrections": {
        "index": _INDEX,
        "file": reader.text,
        "line": reader.whole(1, 1_000_000),
        "found": reader.text,
        "corrected": reader.text,
        "reason": reader.text,
        "reason_en": reader.text,
    },
    "names": {"index": _INDEX, "code": reader.text, "name_en": reader.optional, "short": reader.optional, "short_en": reader.optional},
    "assessment": {
        "index": _INDEX,
        "code": reader.text,
        "assessment": reader.word(ASSESSMENTS),
        "reason": reader.optional,
        "reason_en": reader.optional,
        "source": reader.optional,
    },
    "remainders": {"index": _INDEX, "code": reader.text, "name": reader.text, "reason": reader.text, "reason_en": reader.text},
    "agencies": {
        **_AGENCY,
        "first_year": reader.optional_year,
        "last_year": reader.optional_year,
        "successor": reader.optional,
        "basis": reader.optional,
        "source": reader.optional,
    },
    "bodies": {**_AGENCY, "kind": reader.word(("agency", "group"))},
    "documents": {
        "id": reader.text,
        "number": reader.text,
        "short": reader.text,
        "short_en": reader.text,
        "date": reader.day,
        "date_basis": reader.word(("printed", "reported")),
        "form": reader.word(FORMS),
        "file": reader.text,
    },
}  # fmt: skip
_OPTIONAL = {"agencies": ("first_year", "last_year", "successor", "basis", "source"), "assessment": ("source",)}


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
    checks = SIDE_TABLES[name]
    if not sheet and not path.exists():
        return pd.DataFrame(columns=list(checks), dtype="str")
    rows = reader.read_table(path, checks, _CROSS.get(name), optional_columns=_OPTIONAL.get(name, ()), sheet=sheet)
    return pd.DataFrame(rows, columns=list(checks), dtype="str")


def read_beside(folder: Path) -> Beside:
    """Read what stands beside the documents in a folder."""
    frames = {name: read_side_table(name, folder / f"{name}.csv") for name in ("corrections", "names", "assessment", "remainders")}  # fmt: skip
    return Beside(**frames, has_names=(folder / "names.csv").is_file())


def _once(*columns: str) -> Callable[[list[TableRow], Problems], None]:
    """Demand that no two rows are about the same thing."""

    def check(rows: list[TableRow], problems: Problems) -> None:
        first: dict[tuple[str, ...], TableRow] = {}
        for row in rows:
            seen = first.setdefault(tuple(row[column] for column in columns), row)
            if seen is not row:
                problems.add("double_id", where=row.where, column=columns[-1], found=row[columns[-1]], first=seen.where)

    return check


def _check_agencies(rows: list[TableRow], problems: Problems) -> None:
    check_agency_rows([(row, dict.fromkeys(row, row.where)) for row in rows], problems)


_CROSS: dict[str, Callable[[list[TableRow], Problems], None]] = {
    "corrections": _once("index", "file", "line", "found"),
    "names": _once("index", "code"),
    "assessment": _once("index", "code"),
    "remainders": _once("index", "code"),
    "agencies": _check_agencies,
}


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
