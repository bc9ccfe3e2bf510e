"""What the things of an edition are called: agencies, documents, ways of assessment, its years; in both languages."""

from __future__ import annotations

from collections.abc import Collection

from par_analysis.edition.edition import Edition
from par_analysis.tables.models.index import ASSESSMENTS, NO_ASSESSMENT, NO_LEAD
from par_analysis.words.printing import day_text

__all__ = ["agency_names", "as_of_told", "assessment_name", "in_year", "main_documents", "selection", "years_of"]

# What a Vietnamese document is, by the sign in its number: `192/KH-UBND` is a plan.
_DOCUMENTS = {
    "BC": ("Báo cáo", "Report"),
    "CT": ("Chỉ thị", "Directive"),
    "CTr": ("Chương trình", "Programme"),
    "KH": ("Kế hoạch", "Plan"),
    "NQ": ("Nghị quyết", "Resolution"),
    "QĐ": ("Quyết định", "Decision"),
}


def agency_names(edition: Edition, lang: str) -> dict[str, str]:
    """Return the short name of every agency, by its printed name, and what stands where none is named."""
    names = {name: short or name for name, short in edition.agency_names(lang).items()}
    return {**names, NO_LEAD: "Không ghi chủ trì" if lang == "vi" else "No lead named"}


def as_of_told(edition: Edition, lang: str) -> str:
    """Say as of which day the edition speaks: `tính đến ngày 15/9/2022`; empty where everything is known."""
    day = day_text(edition.as_of, lang)
    return day and (f"tính đến ngày {day}" if lang == "vi" else f"as of {day}")


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
