"""What the figures say, in sentences: every number computed, every sentence in both languages."""

from __future__ import annotations

from par_analysis.story.comparison import edition_change
from par_analysis.story.dates import what_is_due
from par_analysis.story.documents import the_documents
from par_analysis.story.reach import what_is_likely, what_it_takes, what_may_come
from par_analysis.story.results import agencies, point_deficits, satisfaction, tables_and_audit, the_plan
from par_analysis.story.summary import Summary

__all__ = [
    "Summary",
    "agencies",
    "edition_change",
    "point_deficits",
    "satisfaction",
    "tables_and_audit",
    "the_documents",
    "the_plan",
    "what_is_due",
    "what_is_likely",
    "what_it_takes",
    "what_may_come",
]
