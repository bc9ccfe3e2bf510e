"""Everything known of one place in one year, and how it is opened.

`open_edition()` gives the shipped edition, `open_edition("folder")` a researcher's own. Every function that looks at
figures takes `edition=...`, asks it for everything, and says what it lacks; nothing of another edition fills a gap.
"""

from __future__ import annotations

from par_analysis.edition.edition import Edition, Link, Source
from par_analysis.edition.opening import EditionLike, edition_from, edition_of, open_edition, shipped_editions

__all__ = [
    "Edition",
    "EditionLike",
    "Link",
    "Source",
    "edition_from",
    "edition_of",
    "open_edition",
    "shipped_editions",
]
