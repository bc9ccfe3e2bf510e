"""The two languages that everything is said in."""

from __future__ import annotations

from par_analysis.errors import ParAnalysisError

__all__ = ["check_lang"]


def check_lang(lang: str) -> None:
    """Refuse a language that is neither `vi` nor `en`."""
    if lang not in ("vi", "en"):
        raise ParAnalysisError(f"lang = {lang!r}: chỉ có 'vi' và 'en' (use 'vi' or 'en')")
