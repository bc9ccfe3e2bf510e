"""Text that came from a user, as an Office file can hold it."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["clean"]

_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_UNWANTED = ("Cs", "Cn", "Co")  # halves of signs, and what no font shows
_BREAKS = ("Cc", "Zl", "Zp")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def clean(text: object) -> str:
    """Return a text as one line that Word and PowerPoint can hold: no control characters, no marks of direction.

    A text that begins with `=`, `+`, `-` or `@` stays as it is; nothing makes a formula of it there.
    """
    kept = [
        " " if (kind := unicodedata.category(sign)) in _BREAKS else "" if kind in _UNWANTED else sign
        for sign in str(text)
        if sign not in _DIRECTIONS
    ]
    line = unicodedata.normalize("NFC", re.sub(" +", " ", "".join(kept)).strip())
    # Office reads `_x000D_` as an escaped character: a space of no width between keeps it a text.
    return _ESCAPED.sub("_\u200b", line)
