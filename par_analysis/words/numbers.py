"""Numbers as people read them: decimal comma in Vietnamese, point in English."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["NOISE", "PRINTED", "decimals_of", "format_number"]

NOISE = 1e-9  # what decimal figures of at most three places lose when they are added, far below any printed digit
PRINTED = 0.0005  # what is nearer to 0 is printed as 0


def decimals_of(value: float | Decimal) -> int:
    """Count the decimals a number is printed with (`8.424` has 3, `9` has 0)."""
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return max(0, -int(exponent))


def format_number(value: float, lang: str = "vi", decimals: int | None = None, sign: bool = False) -> str:
    """Print a number for a reader: decimal comma in Vietnamese, point in English.

    Parameters
    ----------
    value : float
        The number; NaN prints as an en dash.
    lang : {"vi", "en"}
        Language of the reader.
    decimals : int, optional
        Fixed number of decimals; by default as many as the number has, at most 3.
    sign : bool
        Print a plus sign before a positive number.
    """
    if value != value:
        return "–"
    text = f"{value:.3f}".rstrip("0").rstrip(".") if decimals is None else f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    elif sign and value > 0:
        text = "+" + text
    text = text.replace("-", "−")
    return text.replace(".", ",") if lang == "vi" else text
