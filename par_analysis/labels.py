"""Words for people: names of agencies and documents, numbers, days, in both languages."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from par_analysis.deficits import NO_ASSESSMENT, NO_LEAD
from par_analysis.edition import Edition
from par_analysis.errors import ParAnalysisError
from par_analysis.reading.numbers import format_number
from par_analysis.schema import ASSESSMENTS

__all__ = [
    "MONTHS",
    "agency_names",
    "assessment_name",
    "count",
    "day_text",
    "in_year",
    "main_documents",
    "num",
    "percent",
    "rank_span",
    "require_losses",
    "selection",
    "years_of",
]

# The same in every locale, which `calendar.month_name` is not.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# What a Vietnamese document is, by the sign in its number: `192/KH-UBND` is a plan.
_DOCUMENTS = {
    "BC": ("Báo cáo", "Report"),
    "CT": ("Chỉ thị", "Directive"),
    "CTr": ("Chương trình", "Programme"),
    "KH": ("Kế hoạch", "Plan"),
    "NQ": ("Nghị quyết", "Resolution"),
    "QĐ": ("Quyết định", "Decision"),
}


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


def agency_names(edition: Edition, lang: str) -> dict[str, str]:
    """Return the short name of every agency, by its printed name, and what stands where none is named."""
    names = {name: short or name for name, short in edition.agency_names(lang).items()}
    return {**names, NO_LEAD: "Không ghi chủ trì" if lang == "vi" else "No lead named"}


def main_documents(edition: Edition, lang: str) -> str:
    """Name the documents whose full text the edition has: `Kế hoạch 192/KH-UBND`; empty where it has none."""
    documents = edition.documents
    numbers = dict.fromkeys(documents.loc[documents["form"] == "full_text", "number"])
    signs = [number.partition("/")[2].partition("-")[0] for number in numbers]
    kinds = [_DOCUMENTS.get(sign, ("Văn bản", "Document"))[lang == "en"] for sign in signs]
    return ", ".join(f"{kind} {number}" for kind, number in zip(kinds, numbers, strict=True))


def selection(only: Collection[str], edition: Edition, index: str, lang: str) -> str:
    """Name the codes and agencies that something is limited to: `7 Hiện đại hóa, Sở Nội vụ`."""
    names, agencies = edition.short_names(index, lang), agency_names(edition, lang)
    called = [(str(name), edition.agency_called(str(name))) for name in ((only,) if isinstance(only, str) else only)]
    return ", ".join(
        f"{name} {names[name]}" if name in names else agencies.get(agency, agency) for name, agency in called
    )


def assessment_name(key: str, lang: str) -> str:
    """Name a way of assessment."""
    if key == NO_ASSESSMENT:
        return "Không rõ" if lang == "vi" else "Not known"
    return ASSESSMENTS[key][0 if lang == "vi" else 1]


def years_of(edition: Edition) -> tuple[str, str]:
    """Return the years of results and targets, a space before each; empty where the edition does not say."""
    return tuple(f" {year}" if year else "" for year in (edition.year, edition.target_year))  # type: ignore[return-value]


def in_year(edition: Edition, lang: str) -> str:
    """Return ` năm 2021` or ` in 2021`; empty where the edition does not say of which year it is."""
    year, _ = years_of(edition)
    return (" năm" if lang == "vi" else " in") + year if year else ""


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


def require_losses(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of deficits; refuse one in which nothing was lost."""
    if not (table["deficit_in_total"] > 0).any():
        raise ParAnalysisError(
            "không có điểm nào bị trừ, nên không có gì để vẽ (no points were lost; there is nothing to show)"
        )
    return table
