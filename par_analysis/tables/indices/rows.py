"""What every reader hands on: one `Row` for each printed row, with the place of every cell."""

from __future__ import annotations

import re
import sys
import unicodedata
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from par_analysis.tables.models.index import IndexSpec
from par_analysis.tables.numbers import parse_number
from par_analysis.tables.problems import Problems

__all__ = [
    "MAX_ROWS",
    "NOT_PUBLISHED",
    "NO_LEAD_WORDS",
    "Row",
    "clean",
    "code_order",
    "fold",
    "normal_code",
    "notice",
    "ordinal",
    "read_number",
]

# How a person says in a cell that there is no lead agency, as against a cell left empty by accident.
NO_LEAD_WORDS = ("không có", "none", "—", "–", "-")
# How a cell says that a score or target exists but was not made public.
NOT_PUBLISHED = ("chưa công bố", "không công bố", "not published")
# No index has as many rows; a longer table is something else, or a file gone wrong.
MAX_ROWS = 2000

_ROMAN = {name: number for number, name in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), 1)}


def clean(text: object) -> str:
    """Unicode NFC, one space between words, none around."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", str(text))).strip()


def fold(text: object) -> str:
    """Text as names are compared: cleaned, in one case."""
    return clean(text).casefold()


def notice(text: str) -> None:
    """Warn of something that was read otherwise than it may seem, at the line outside the library that asked for it."""
    level, frame = 2, sys._getframe(1)
    while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).startswith("par_analysis"):
        level, frame = level + 1, frame.f_back
    warnings.warn(text, UserWarning, stacklevel=level)


def ordinal(code: str) -> int:
    """Return the number of a row among its siblings: 3 for `2.3`, 4 for `IV`; 0 where it has none."""
    last = code.rpartition(".")[2]
    return int(last) if last.isascii() and last.isdigit() else _ROMAN.get(last, 0)


def code_order(code: str) -> tuple[float, ...]:
    """Key that puts codes as people count: the overall row, then parents before parts, `.rest` after its siblings."""
    if code == "total":
        return ()
    parts = code.removeprefix("total.").split(".")
    return tuple(float("inf") if part == "rest" else ordinal(part) for part in parts)


@dataclass(frozen=True)
class Row:
    """One printed row of an index table, numbers exact, nothing derived yet.

    Attributes
    ----------
    code : str
        Normalised code; `total` for the overall row.
    name, name_en, assessment : str
        Empty where not stated.
    max_points, score, target : Decimal or None
        None where not stated or not published (or where the cell was already reported).
    target_is_bound : bool
        The target is printed as a bound.
    lead : str
        Lead agency as written, carried down through merged cells; empty where none is stated.
    units : str
        Implementing units (SIPAS).
    line : int
        Line of the text, or the stated source line, or the row of the sheet.
    where : str
        Place of the row, for messages.
    cells : Mapping[str, str]
        Place of each column's cell, for messages.
    stated : Mapping[str, object]
        Values of columns that are derived from the code (`parent`, `level`, ...) or that only check (`parts`).
    extra : Mapping[str, Decimal or None]
        Values of the columns that a table may have (`weight`, `min_points`, `low`, ...), as far as the file has them.
    """

    code: str
    name: str
    max_points: Decimal | None
    score: Decimal | None
    target: Decimal | None
    target_is_bound: bool
    lead: str
    units: str
    line: int
    where: str
    name_en: str = ""
    assessment: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, object] = field(default_factory=dict)
    extra: Mapping[str, Decimal | None] = field(default_factory=dict)

    def place(self, column: str) -> str:
        """Where the cell of `column` stands."""
        return self.cells.get(column, self.where)


def read_number(
    text: str,
    column: str,
    where: str,
    problems: Problems,
    *,
    bound_allowed: bool = False,
    percent_allowed: bool = False,
) -> tuple[Decimal | None, bool]:
    """Read one numeric cell; a cell that is no number is noted in `problems` and read as None."""
    number = parse_number(text)
    if isinstance(number, str):
        problems.add(number, where=where, column=column, found=text)
    elif number.is_bound and not bound_allowed:
        problems.add("not_a_bound", where=where, column=column, found=text)
    elif number.is_percent and not percent_allowed:
        problems.add("not_percent", where=where, column=column, found=text)
    else:
        return number.value, number.is_bound
    return None, False


def normal_code(printed: str, name: str, factor: str, spec: IndexSpec) -> str:
    """Normalise a printed code.

    The overall row may have none, and SIPAS items may be numbered within their `factor`, as in the document.
    """
    if printed.casefold() == "total" or (not printed and fold(name) == fold(spec.total_name)):
        return "total"
    code = printed.rstrip(".")
    if spec.key == "sipas" and factor and re.match(r"[0-9]", code):
        return f"{factor}.{code}"
    return code
