"""Numbers, shares, days and ranks as they are printed, in both languages."""

from __future__ import annotations

from typing import Any

import pandas as pd

from par_analysis.words.numbers import format_number

__all__ = ["MONTHS", "chance_span", "chance_text", "count", "day_text", "num", "percent", "rank_span"]

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


def chance_text(chance: float, lang: str) -> str:
    """Print a chance in whole percent; near 0 or 1 as `dưới 1%`, `trên 99%`: no model knows what cannot be."""
    if chance < 0.005:
        return "dưới 1%" if lang == "vi" else "below 1%"
    if chance >= 0.995:
        return "trên 99%" if lang == "vi" else "above 99%"
    return percent(chance, lang)


def chance_span(low: float, high: float, lang: str) -> str:
    """Print from which to which chance models go: `1–25%`, `dưới 1% đến 25%`."""
    ends = [chance_text(end, lang) for end in (low, high)]
    if ends[0] == ends[1]:
        return ends[0]
    if all(end[:-1].isdecimal() for end in ends):
        return f"{ends[0][:-1]}–{ends[1]}"
    return (" đến " if lang == "vi" else " to ").join(ends)


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
