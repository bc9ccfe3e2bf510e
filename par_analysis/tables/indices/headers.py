"""Which column is which: headers are known by name, in Vietnamese or English, in any order."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata

from par_analysis.tables.indices.rows import clean

__all__ = ["ACCEPTED", "DERIVED", "EXTRA", "column_of", "is_note", "meant_column"]

# Years and the index's own name come and go in printed headers ("Điểm năm 2021", "Kết quả SIPAS 2021"),
# so they are taken out before a header is looked up.
ACCEPTED: dict[str, tuple[str, ...]] = {
    "code": ("STT", "TT", "Mã", "Mã số", "Code", "code"),
    "name": ("Lĩnh vực/Tiêu chí/Tiêu chí thành phần", "Tiêu chí", "Tên", "Name", "name"),
    "max_points": ("Điểm tối đa", "Maximum", "Maximum points", "max_points"),
    "score": ("Điểm năm 2021", "Điểm đạt được", "Kết quả SIPAS 2021", "Kết quả", "Score", "score"),
    "target": ("Mục tiêu năm 2022", "Mục tiêu SIPAS 2022 (%)", "Mục tiêu", "Target", "target"),
    "lead_agency": ("Chủ trì tham mưu", "Đơn vị chủ trì theo dõi", "Cơ quan chủ trì", "Lead agency", "lead_agency"),
    "implementing_units": ("Đơn vị thực hiện", "Implementing units", "implementing_units"),
    "name_en": ("Tên tiếng Anh", "English name", "name_en"),
    "assessment": ("Cách đánh giá", "Assessment", "assessment"),
    "source_line": ("Dòng nguồn", "Source line", "source_line"),
    "parts": ("Số mục con", "Number of parts", "parts"),
    "parent": ("Mã mẹ", "Parent", "parent"),
    "level": ("Cấp", "Level", "level"),
    "target_is_bound": ("Mục tiêu là cận dưới", "Target is a bound", "target_is_bound"),
    "is_leaf": ("Là mục chi tiết", "Is a leaf", "is_leaf"),
    "is_remainder": ("Là phần không liệt kê", "Is an unlisted part", "is_remainder"),
    "weight": ("Trọng số", "Weight", "weight"),
    "min_points": ("Điểm tối thiểu", "Minimum points", "min_points"),
    "low": ("Cận dưới", "Lower bound", "low"),
    "high": ("Cận trên", "Upper bound", "high"),
    "se": ("Sai số chuẩn", "Standard error", "se"),
    "n": ("Cỡ mẫu", "Sample size", "n"),
}

# Columns that follow from the code or the numbers: read only to be compared with what follows.
DERIVED = ("parent", "level", "target_is_bound", "is_leaf", "is_remainder", "parts")

# Columns that a table may have; they stand in the frame only where the file has them.
EXTRA = ("weight", "min_points", "low", "high", "se", "n")

_NOTE = re.compile(r"^(ghi chú|note)", re.IGNORECASE)


def _plain(header: str) -> str:
    text = clean(header).casefold().replace("_", " ")
    text = re.sub(r"\b(năm )?(19|20)[0-9]{2}\b|\bsipas\b|\(%\)|\*", " ", text)
    return clean(text).strip(" :")


def _toneless(text: str) -> str:
    marked = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in marked if not unicodedata.combining(letter))


_KNOWN = {_plain(name): column for column, names in ACCEPTED.items() for name in names}
_TONELESS = {_toneless(name): column for name, column in _KNOWN.items()}


def column_of(header: object) -> str | None:
    """Return the column that a printed header means, or None."""
    return _column_of(str(header))


@functools.lru_cache(maxsize=10_000)
def _column_of(header: str) -> str | None:
    return _KNOWN.get(_plain(header))


def meant_column(header: str) -> str | None:
    """Return the column whose name an unknown header closely looks like (a typing slip), or None."""
    found = clean(re.sub(r"\bnam\b", " ", _toneless(_plain(header))))
    # Comparing takes time with the length, and a name is short; of one or two letters everything is a neighbour.
    if not 3 < len(found) < 80:
        return None
    near = difflib.get_close_matches(found, _TONELESS, n=1, cutoff=0.85)
    return _TONELESS[near[0]] if near else None


def is_note(header: object) -> bool:
    """Say whether a column is the user's own note, to be left unread."""
    return _NOTE.match(clean(header)) is not None
