"""What every reader hands on: one `Row` for each printed row, with the place of every cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from par_analysis.errors import Problems
from par_analysis.reading.numbers import parse_number
from par_analysis.schema import IndexSpec

__all__ = ["NO_LEAD_WORDS", "Row", "clean", "normal_code", "read_number"]

# How a person says in a cell that there is no lead agency, as against a cell left empty by accident.
NO_LEAD_WORDS = ("không có", "none", "—", "–", "-")


def clean(text: object) -> str:
    """Unicode NFC, one space between words, none around."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", str(text))).strip()


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
        None where not stated (or where the cell was already reported).
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

    def place(self, column: str) -> str:
        """Where the cell of `column` stands."""
        return self.cells.get(column, self.where)


def read_number(
    text: str, column: str, where: str, problems: Problems, *, bound_allowed: bool = False
) -> tuple[Decimal | None, bool]:
    """Read one numeric cell; a cell that is no number is noted in `problems` and read as None."""
    number = parse_number(text)
    if isinstance(number, str):
        problems.add(number, where=where, column=column, found=text)
        return None, False
    if number.is_bound and not bound_allowed:
        problems.add("not_a_bound", where=where, column=column, found=text)
        return None, False
    return number.value, number.is_bound


def normal_code(printed: str, name: str, factor: str, spec: IndexSpec) -> str:
    """Normalise a printed code.

    The overall row may have none, and SIPAS items may be numbered within their `factor`, as in the document.
    """
    if printed.casefold() == "total" or (not printed and name.casefold() == spec.total_name.casefold()):
        return "total"
    code = printed.rstrip(".")
    if spec.key == "sipas" and code.isascii() and code.isdigit() and factor:
        return f"{factor}.{code}"
    return code
