"""The pieces of an edition: what it may lack, links between indices, how it is cited, its register of agencies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from par_analysis.tables.models.agencies import AGENCIES

__all__ = ["PARTS", "REGISTER", "TABLES", "Source", "in_office", "key_of", "named_leads"]

# Tables of an edition besides its indices, with the sheets that hold them in a workbook.
TABLES = {
    "agencies": "Cơ quan",
    "tasks": "Nhiệm vụ",
    "responsibilities": "Trách nhiệm",
    "goals": "Chỉ tiêu",
    "calendar": "Lịch",
    "judgements": "Phán đoán",
}

# What an edition may lack, and how it is called where it is missed.
PARTS: dict[str, tuple[str, str]] = {
    "par": ("bảng PAR INDEX", "a PAR INDEX table"),
    "sipas": ("bảng SIPAS", "a SIPAS table"),
    "year": ("năm kết quả", "the year of its results"),
    "scores": ("điểm của từng tiêu chí", "scores by criterion"),
    "targets": ("mục tiêu của từng tiêu chí", "targets by criterion"),
    "leads": ("cơ quan chủ trì", "lead agencies"),
    "assessments": ("cách đánh giá của từng tiêu chí", "ways of assessment"),
    "tasks": ("nhiệm vụ", "tasks"),
    "responsibilities": ("phân công trách nhiệm", "responsibilities"),
    "goals": ("chỉ tiêu trong văn bản", "goals of documents"),
    "calendar": ("lịch", "a calendar"),
    "documents": ("danh mục văn bản", "documents"),
    "judgements": ("phán đoán về từng tiêu chí", "judgements of criteria"),
    "rank": ("thứ hạng đã công bố của nơi này", "a published rank of the place"),
}

# Columns of the register of agencies.
REGISTER = [*AGENCIES.columns, "first_year", "last_year", "successor", "basis", "source"]


@dataclass(frozen=True)
class Source:
    """How charts and reports cite a table, in both languages."""

    vi: str
    en: str


def in_office(register: pd.DataFrame, year: int | None) -> pd.DataFrame:
    """Agencies that exist in a year; all of them where the year is not known."""
    if year is None:
        return register
    first = pd.to_numeric(register["first_year"].replace("", None)).fillna(0)
    last = pd.to_numeric(register["last_year"].replace("", None)).fillna(9999)
    return register[(first <= year) & (year <= last)]


def named_leads(tables: Iterable[pd.DataFrame], known: pd.DataFrame | None = None) -> pd.DataFrame:
    """List the agencies that lead in tables, by the names that stand there, beyond those that are known already."""
    names = dict.fromkeys(name for table in tables if "lead_agency" in table for name in table["lead_agency"].dropna())
    new = [name for name in names if known is None or name not in set(known["name"])]
    start = 1 if known is None else len(known) + 1
    rows = [(f"co-quan-{number}", *[name] * 4) for number, name in enumerate(new, start)]
    return pd.DataFrame(rows, columns=REGISTER[:5], dtype="str").reindex(columns=REGISTER).astype("str").fillna("")


def key_of(name: str) -> str:
    """Make a short name of any name: `Tỉnh Mẫu 2031` gives `tinh-mau-2031`."""
    plain = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    words = re.findall(r"[a-z0-9]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    return "-".join(words) or "ky-cong-bo"
