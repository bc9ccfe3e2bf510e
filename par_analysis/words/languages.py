"""The two languages that everything is said in."""

from __future__ import annotations

from par_analysis.words.errors import refused

__all__ = ["check_lang"]


def check_lang(lang: str) -> None:
    """Refuse a language that is neither `vi` nor `en`."""
    if lang not in ("vi", "en"):
        raise refused("choice", name="lang", found=lang, allowed="'vi', 'en'")
