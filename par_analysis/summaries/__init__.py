"""What the figures say, in sentences: every number computed, every sentence in both languages."""

from __future__ import annotations

from par_analysis.summaries.comparison import edition_change
from par_analysis.summaries.reach import what_is_likely, what_it_takes
from par_analysis.summaries.summary import Summary
from par_analysis.summaries.tables import agencies, point_deficits, satisfaction, tables_and_audit, the_plan

__all__ = [
    "Summary",
    "agencies",
    "edition_change",
    "point_deficits",
    "satisfaction",
    "tables_and_audit",
    "the_plan",
    "what_is_likely",
    "what_it_takes",
]
