"""Everything known of one place in one year, and how it is opened.

`open_edition()` gives the shipped edition, `open_edition("folder")` a researcher's own. Every function that looks at
figures takes `edition=...`, asks it for everything, and says what it lacks; nothing of another edition fills a gap.
"""

from __future__ import annotations

from par_analysis.edition.comparison import EditionComparison, compare_editions
from par_analysis.edition.crosswalk import propose_crosswalk, read_crosswalk, write_crosswalk
from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_from, edition_of, open_edition, shipped_editions
from par_analysis.edition.parts import Link, Source

__all__ = [
    "Edition",
    "EditionComparison",
    "EditionLike",
    "Link",
    "Source",
    "compare_editions",
    "edition_from",
    "edition_of",
    "open_edition",
    "propose_crosswalk",
    "read_crosswalk",
    "shipped_editions",
    "write_crosswalk",
]
