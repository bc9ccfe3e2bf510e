"""Numbers as people print them: `8.424`, `89,28`, `>88.00`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

__all__ = ["PrintedNumber", "hides_text", "parse_number", "shown_as"]

_NUMBER = re.compile(r"^(?P<bound>>|≥|>=)?\s*(?P<sign>[-+−])?(?P<digits>[0-9]+(?:[.,][0-9]+)?)\s*(?P<percent>%)?$")

# What only decorates an Excel number format: texts in quotes, escaped letters, paddings, [colours].
_DECORATION = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')


@dataclass(frozen=True)
class PrintedNumber:
    """A printed number: its exact value, and whether it is printed as a lower bound (`>`) or with a percent sign.

    The sign changes no value: `89 %` is 89. Where a percent sign may stand is for the column to say.
    """

    value: Decimal
    is_bound: bool = False
    is_percent: bool = False


def parse_number(text: str) -> PrintedNumber | str:
    """Read one printed number, exactly.

    Parameters
    ----------
    text : str
        Decimal comma or point; a leading `>`, `>=` or `≥` marks a lower bound; `%` may follow.

    Returns
    -------
    PrintedNumber or str
        The number, or the kind of problem (a key of `par_analysis.tables.messages.MESSAGES`).
    """
    text = text.replace("\u00a0", " ").strip()
    if not text:
        return "missing_value"
    if "," in text and "." in text:
        return "both_signs"
    match = _NUMBER.match(text)
    if match is None:
        return "not_a_number"
    value = Decimal(match["digits"].replace(",", "."))
    if match["sign"] in ("-", "−"):
        value = -value
    return PrintedNumber(value, match["bound"] is not None, match["percent"] is not None)


def shown_as(number_format: str) -> tuple[Literal["plain", "literal", "scaled"], int | None] | None:
    """Say how an Excel number format shows a number.

    Parameters
    ----------
    number_format : str
        As in the cell: `0.00%`, `0.00"%"`, `General`.

    Returns
    -------
    (kind, decimals) or None
        `kind` is `scaled` where Excel multiplies by 100 and prints a percent sign, `literal` where it only prints the
        sign, otherwise `plain`. `decimals` is how many it prints, None where that follows from the number. None where
        the format hides the number or shows a multiple of it (`0,` prints thousands).
    """
    signs = [text for text in _DECORATION.findall(number_format) if text[0] in '"\\' and "%" in text]
    bare = _DECORATION.sub("", number_format).split(";")[0].strip()
    if not re.search("[0#?@]|General", bare) or re.search(r"[0#?],+(?![0#?,])", bare) or bare.count("%") > 1:
        return None
    kind: Literal["plain", "literal", "scaled"] = "scaled" if "%" in bare else "literal" if signs else "plain"
    fixed = re.fullmatch(r"[#,0]*0(?:\.(0+))?", bare.strip("% "))
    return kind, (len(fixed[1] or "") if fixed else None)


def hides_text(number_format: str) -> bool:
    """Say whether an Excel number format shows something else for a text, or nothing (`;;;`)."""
    sections = _DECORATION.sub("", number_format).split(";")
    return len(sections) > 3 and "@" not in sections[3]
