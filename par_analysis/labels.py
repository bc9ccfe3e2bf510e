"""Words for people: short names, agency names, numbers, in both languages."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import Any

import pandas as pd

from par_analysis.datasets import agencies_of, load_index
from par_analysis.deficits import NO_ASSESSMENT, NO_LEAD
from par_analysis.errors import ParAnalysisError
from par_analysis.reading.numbers import format_number
from par_analysis.reading.sidetables import read_side_table
from par_analysis.schema import ASSESSMENTS

__all__ = [
    "agency_called",
    "agency_names",
    "assessment_name",
    "count",
    "day_text",
    "in_year",
    "num",
    "percent",
    "rank_span",
    "require_losses",
    "short_names",
    "source_of",
    "years_of",
]

_MONTHS = (
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


def agency_called(table: pd.DataFrame, text: str) -> str:
    """Return the printed name of an agency that is called by any of its names; other texts as they are."""
    text = unicodedata.normalize("NFC", text)
    for row in agencies_of(table).itertuples(index=False):
        if text.casefold() in {name.casefold() for name in row}:
            return str(row.name)
    return text


def short_names(table: pd.DataFrame, index: str, lang: str) -> dict[str, str]:
    """Return the short label of every node, by code.

    The shipped labels are bound by code and name: where another edition gives a code to another
    criterion, its own name is shortened instead.
    """
    shipped = load_index(index).set_index("code")["name"]
    names = read_side_table("names.csv")
    labels = names[names["index"] == index].set_index("code")["short" if lang == "vi" else "short_en"]
    made = {}
    for row in table.itertuples(index=False):
        if shipped.get(row.code) == row.name and labels.get(row.code):
            made[row.code] = labels[row.code]
        else:
            english = row.name_en if isinstance(row.name_en, str) else row.name
            made[row.code] = textwrap.shorten(row.name if lang == "vi" else english, 26, placeholder=" …")
    return made


def agency_names(table: pd.DataFrame, lang: str) -> dict[str, str]:
    """Return the short name of every agency that may lead in `table`, by its printed name."""
    agencies = agencies_of(table).set_index("name")
    made = dict(agencies["short" if lang == "vi" else "short_en"])
    made[NO_LEAD] = "Không ghi chủ trì" if lang == "vi" else "No lead named"
    return made


def assessment_name(key: str, lang: str) -> str:
    """Name a way of assessment."""
    if key == NO_ASSESSMENT:
        return "Không rõ" if lang == "vi" else "Not known"
    return ASSESSMENTS[key][0 if lang == "vi" else 1]


def source_of(table: pd.DataFrame, lang: str) -> str:
    """Return the source line of a table; a table that does not say where it comes from is not given a source it may not have."""
    fallback = "bảng do người dùng cung cấp" if lang == "vi" else "table supplied by the user"
    return str(table.attrs.get("source" if lang == "vi" else "source_en", fallback))


def years_of(table: pd.DataFrame) -> tuple[str, str]:
    """Return the years of results and targets, a space before each; empty where the table does not say."""
    year, target_year = (str(table.attrs.get(key, "")) for key in ("year", "target_year"))
    return (f" {year}" if year else "", f" {target_year}" if target_year else "")


def in_year(table: pd.DataFrame, lang: str) -> str:
    """Return ` năm 2021` or ` in 2021`; empty where the table does not say of which year it is."""
    year, _ = years_of(table)
    return (" năm" if lang == "vi" else " in") + year if year else ""


def day_text(day: Any, lang: str, *, short: bool = False) -> str:
    """Print a day: `31/7/2022`, or `31 July 2022` (`31 Jul 2022` if short); empty where there is none."""
    if pd.isna(day):
        return ""
    if lang == "vi":
        return f"{day.day}/{day.month}/{day.year}"
    return f"{day.day} {_MONTHS[day.month - 1][: 3 if short else None]} {day.year}"


def count(number: int, one: str, many: str) -> str:
    """Print a number with its English noun: `1 criterion`, `34 criteria`."""
    return f"{number} {one if number == 1 else many}"


def require_losses(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of deficits; refuse one in which nothing was lost, or whose targets are not all known."""
    if not (table["deficit_in_total"] > 0).any():
        raise ParAnalysisError(
            "không có điểm nào bị trừ, nên không có gì để vẽ (no points were lost; there is nothing to show)"
        )
    if table["gain"].isna().any():
        raise ParAnalysisError("bảng thiếu mục tiêu của một số tiêu chí (some criteria have no target)")
    return table
