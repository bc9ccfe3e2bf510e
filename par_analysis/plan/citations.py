"""How a place in a document, and a scope of an index, is named in a sentence."""

from __future__ import annotations

from par_analysis.edition.edition import Edition
from par_analysis.words.printing import day_text

__all__ = ["cite", "scope_name"]


def cite(document: str, section: str, line: int, lang: str, edition: Edition) -> str:
    """Name a place in a document: `KH 181 (29/6/2022, đoạn 7, dòng 19)`; a section that is not known is left out."""
    row = edition.documents.loc[document]
    day = day_text(row["date"], lang)
    if lang == "vi":
        where = section if not section or section[0].isalpha() else f"mục {section}"
        parts = (day, where, f"dòng {line}")
        return f"{row['short']} ({', '.join(filter(None, parts))})"
    for vi, en in (("Phụ lục", "Appendix"), ("đoạn", "paragraph")):
        section = section.replace(vi, en)
    where = section if not section or section[0].isalpha() else f"section {section}"
    parts = (day, where, f"line {line}")
    return f"{row['short_en']} ({', '.join(filter(None, parts))})"


def scope_name(index: str, code: str, lang: str, edition: Edition) -> str:
    """Name a scope: `7.1 (Ứng dụng CNTT)`; `chung` for the overall figure."""
    if code == "total":
        return "chung" if lang == "vi" else "overall"
    return f"{code} ({edition.short_names(index, lang)[code]})" if code in edition.index_of else code
