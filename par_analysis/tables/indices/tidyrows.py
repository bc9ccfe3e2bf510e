"""Rows of text -> `Row`: the cells of a table in columns, from a sheet or a CSV file, as numbers and words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from par_analysis.tables.indices.headers import EXTRA, FOLLOWING
from par_analysis.tables.indices.rows import NOT_PUBLISHED, Row, fold, normal_code, read_number
from par_analysis.tables.models.index import ASSESSMENTS, INDEX_TABLES, IndexSpec
from par_analysis.tables.problems import Problems

__all__ = ["PERCENT", "RawRow", "tidy_rows"]

# Columns whose unit is percent, by index: a percent sign says nothing new there, and is refused elsewhere.
PERCENT = {
    key: tuple(column.name for column in table.file_fields if column.unit == "%" and column.name != "max_points")
    for key, table in INDEX_TABLES.items()
}

_YES = {
    "true": True,
    "có": True,
    "yes": True,
    "1": True,
    "false": False,
    "không": False,
    "no": False,
    "0": False,
}
_WAYS = {fold(label): key for key, pair in ASSESSMENTS.items() for label in (key, *pair)}


@dataclass(frozen=True)
class RawRow:
    """A row as text by column (`?` where the cell was already reported), with the place of every cell."""

    texts: Mapping[str, str]
    places: Mapping[str, str]
    line: int
    where: str


def tidy_rows(raw: Sequence[RawRow], spec: IndexSpec, problems: Problems) -> list[Row]:
    """Read numbers, codes and words of the rows of a table.

    Parameters
    ----------
    raw : sequence of RawRow
        In the order of the file.
    spec : IndexSpec
        Which index.
    problems : Problems
        Receives every cell that cannot be what its column says.

    Returns
    -------
    list of Row
        A column of targets that is wholly empty, or absent, states no target; a gap in one is a problem.
    """
    has_targets = any(row.texts.get("target") for row in raw)
    rows: list[Row] = []
    factor = ""
    last: tuple[int, ...] = (0,)
    for row in raw:
        printed = row.texts["code"]
        code = normal_code(printed, row.texts["name"], factor, spec)
        if spec.key == "sipas" and re.match("[0-9]", printed):
            # Items numbered within their factor are known by the order of the rows alone.
            number = tuple(int(part) for part in re.findall("[0-9]{1,9}", printed))
            if number < last:
                problems.add("broken_order", where=row.places["code"], column="code", found=printed)
            last = number
        elif spec.key == "sipas" and "." not in code and code != "total":
            factor, last = code, (0,)
        rows.append(_row(row, code, spec, problems, has_targets=has_targets))
    return rows


def _row(raw: RawRow, code: str, spec: IndexSpec, problems: Problems, *, has_targets: bool) -> Row:
    texts, places = raw.texts, raw.places
    is_rest = code.endswith(".rest")
    percent = PERCENT.get(spec.key, ())

    def number(name: str, *, optional: bool) -> tuple[Decimal | None, bool]:
        text = texts.get(name, "")
        if text == "?" or (optional and not text):
            return None, False
        if name not in ("max_points", "weight", "min_points") and fold(text) in NOT_PUBLISHED:
            return None, False
        return read_number(
            text,
            name,
            places[name],
            problems,
            bound_allowed=name == "target",
            percent_allowed=name in percent,
        )

    maximum = spec.fixed_maximum
    if "max_points" in texts:
        maximum = number("max_points", optional=is_rest)[0]
    target, is_bound = number("target", optional=is_rest or not has_targets)
    stated = _stated(texts, places, problems)
    if "target_is_bound" in stated:
        says_bound = bool(stated.pop("target_is_bound"))
        if is_bound and not says_bound:
            problems.add(
                "derived_differs",
                where=places["target_is_bound"],
                column="target_is_bound",
                found=texts["target_is_bound"],
                value="TRUE",
            )
        is_bound = is_bound or says_bound
    line = _line(texts.get("source_line", ""), places.get("source_line", ""), problems)
    if is_rest and line is not None:
        stated["source_line"] = line
    way = texts.get("assessment", "")
    return Row(
        code=code,
        name=texts["name"],
        name_en=texts.get("name_en", ""),
        assessment=_WAYS.get(fold(way), way),
        max_points=maximum,
        score=number("score", optional=is_rest)[0],
        target=target,
        target_is_bound=is_bound,
        lead=texts.get("lead_agency", ""),
        units=texts.get("implementing_units", ""),
        line=raw.line if line is None else line,
        where=raw.where,
        cells=places,
        stated=stated,
        extra={name: number(name, optional=True)[0] for name in EXTRA if name in texts},
    )


def _line(text: str, where: str, problems: Problems) -> int | None:
    """Read a stated source line: a whole number from 1."""
    if text in ("", "?"):
        return None
    number = read_number(text, "source_line", where, problems)[0]
    if number is not None and not (1 <= number <= 10**9 and number == int(number)):
        problems.add("out_of_range", where=where, column="source_line", found=text, lower=1, upper="…, 2, 3 …")
        return None
    return None if number is None else int(number)


def _stated(texts: Mapping[str, str], places: Mapping[str, str], problems: Problems) -> dict[str, object]:
    """Read the columns that follow from the others; an empty cell states nothing."""
    stated: dict[str, object] = {}
    for name in FOLLOWING:
        text = texts.get(name, "")
        if text in ("", "?"):
            if name == "parent" and name in texts and texts["code"].casefold() == "total":
                stated[name] = ""
        elif name == "parent":
            stated[name] = text
        elif name in ("level", "parts"):
            number = read_number(text, name, places[name], problems)[0]
            if number is not None:
                stated[name] = int(number) if number == int(number) else number
        elif text.casefold() in _YES:
            stated[name] = _YES[text.casefold()]
        else:
            problems.add("derived_differs", where=places[name], column=name, found=text, value="TRUE / FALSE")
    return stated
