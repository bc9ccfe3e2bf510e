"""Which column is which: headers are known by name, in Vietnamese or English, in any order."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata

from par_analysis.tables.indices.rows import clean
from par_analysis.tables.models.index import SIPAS

__all__ = ["EXTRA", "FOLLOWING", "column_of", "is_note", "meant_column"]

# Columns that follow from the code or the numbers: read only to be compared with what follows.
FOLLOWING = tuple(column.name for column in SIPAS.file_fields if column.follows)

# Columns that a table may have; they stand in the frame only where the file has them.
EXTRA = tuple(column.name for column in SIPAS.file_fields if not column.in_frame and not column.follows)

_NOTE = re.compile(r"^(ghi chú|note)", re.IGNORECASE)


# Years and the index's own name come and go in printed headers ("Điểm năm 2021", "Kết quả SIPAS 2021"),
# so they are taken out before a header is looked up.
def _plain(header: str) -> str:
    text = clean(header).casefold().replace("_", " ")
    text = re.sub(r"\b(năm )?(19|20)[0-9]{2}\b|\bsipas\b|\(%\)|\*", " ", text)
    return clean(text).strip(" :")


def _toneless(text: str) -> str:
    marked = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in marked if not unicodedata.combining(letter))


_KNOWN = {_plain(name): column.name for column in SIPAS.file_fields for name in column.accepted}
_TONELESS = {_toneless(name): column for name, column in _KNOWN.items()}


def column_of(header: object) -> str | None:
    """Return the column that a printed header means, or None."""
    return _column_of(str(header))


@functools.lru_cache(maxsize=10_000)  # of texts alone, of no edition: the same few headers come again and again
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
