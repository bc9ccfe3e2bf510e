"""The tables that stand beside the document: corrections, names, ways of assessment, unlisted parts, agencies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from par_analysis.errors import Problems
from par_analysis.locations import PLAN_TEXT, RAW
from par_analysis.reading.appendix import Correction, decode, read_appendix, where_of
from par_analysis.reading.nodes import REST
from par_analysis.reading.rows import Row
from par_analysis.schema import AGENCIES, ASSESSMENTS, IndexSpec

__all__ = ["complete", "read_agencies", "read_corrections", "read_side_table", "text_rows"]


def read_side_table(name: str) -> pd.DataFrame:
    """Read a raw table of the edition (`names.csv`, `assessment.csv`, ...), every cell as text."""
    return pd.read_csv(RAW / name, dtype="str", keep_default_na=False, encoding="utf-8")


def read_agencies() -> pd.DataFrame:
    """Read the agencies of the shipped edition: `id, name, short, name_en, short_en`."""
    return read_side_table("agencies.csv")[AGENCIES.columns]


def read_corrections(spec: IndexSpec) -> list[Correction]:
    """Read the corrections of scan slips in the table of one index."""
    table = read_side_table("corrections.csv")
    own = table[(table["index"] == spec.key) & (table["file"] == PLAN_TEXT.name)]
    return [Correction(int(row.line), row.found, row.corrected, row.reason) for row in own.itertuples(index=False)]


def _by_code(name: str, spec: IndexSpec) -> pd.DataFrame:
    table = read_side_table(name)
    return table[table["index"] == spec.key].set_index("code")


def complete(rows: list[Row], spec: IndexSpec, problems: Problems) -> list[Row]:
    """Add to the rows of the shipped edition what stands beside the text.

    Parameters
    ----------
    rows : list of Row
        As read from the text.
    spec : IndexSpec
        Which index.
    problems : Problems
        Receives every code that the text has and `names.csv` has not, or the other way round, and every
        row of a side table that is itself wrong.

    Returns
    -------
    list of Row
        With English names and ways of assessment, and one row for each declared unlisted part.
    """
    names, ways, rests = (_by_code(f"{name}.csv", spec) for name in ("names", "assessment", "remainders"))
    for code, way in ways["assessment"].items():
        where = f"assessment.csv, {code}"
        if way not in ASSESSMENTS:
            problems.add(
                "unknown_assessment", where=where, column="assessment", found=way, allowed=", ".join(ASSESSMENTS)
            )
        if code not in names.index:
            problems.add("orphan_row", where=where, code=code)
    listed = {row.code for row in rows}
    if rows:
        for code in names.index:
            if code not in listed and not code.endswith(REST):
                problems.add("edition_codes", file="names.csv", code=code)
    made = [
        replace(
            row,
            name_en=names["name_en"].get(row.code, ""),
            assessment=ways["assessment"].get(row.code, ""),
        )
        for row in rows
    ]
    for row in rows:
        if row.code not in names.index and spec.code_pattern.match(row.code):
            problems.add(
                "foreign_code", where=row.where, column="code", found=row.code, code=row.code, file="names.csv"
            )
    parents = {row.code: row for row in rows}
    for code, rest in rests.iterrows():
        parent = parents.get(str(code).removesuffix(REST))
        if parent is None:
            continue  # its absence is reported above
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


def text_rows(path: Path, spec: IndexSpec, problems: Problems) -> tuple[list[Row], int]:
    """Read the rows of one index from the appendix text at `path`, completed from the side tables."""
    text = decode(path.read_bytes(), problems)
    problems.raise_if_any()
    rows, applied, unplaced = read_appendix(text, spec, read_corrections(spec), problems)
    rows = complete(rows, spec, problems)
    if not len(problems):
        # In a damaged or truncated text the damage is the news, not that corrections find no place in it.
        for correction in unplaced:
            problems.add("correction", where=where_of(correction.line), expected=correction.found)
    return rows, applied
