"""Numbers, shares, days and ranks as they are printed, in both languages."""

from __future__ import annotations

from typing import Any

import pandas as pd

from par_analysis.words.numbers import format_number

__all__ = ["MONTHS", "count", "day_text", "num", "percent", "rank_span"]

# The same in every locale, which `calendar.month_name` is not.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def num(value: float, lang: str, decimals: int | None = None, sign: bool = False) -> str:
    """Print a number for a reader of `lang`."""
    return format_number(round(float(value), 9), lang, decimals, sign)


def percent(share: float, lang: str, decimals: int = 0) -> str:
    """Print a share as percent."""
    return f"{format_number(share * 100, lang, decimals)}%"


def rank_span(best: int, worst: int, lang: str) -> str:
    """Print a rank, or from which to which it may be."""
    one = "hạng" if lang == "vi" else "rank"
    return f"{one} {best}" if best == worst else f"{one} {best}–{worst}"


def day_text(day: Any, lang: str, *, short: bool = False) -> str:
    """Print a day: `31/7/2022`, or `31 July 2022` (`31 Jul 2022` if short); empty where there is none."""
    if pd.isna(day):
        return ""
    if lang == "vi":
        return f"{day.day}/{day.month}/{day.year}"
    return f"{day.day} {MONTHS[day.month - 1][: 3 if short else None]} {day.year}"


def count(number: int, one: str, many: str) -> str:
    """Print a number with its English noun: `1 criterion`, `34 criteria`."""
    return f"{number} {one if number == 1 else many}"
