"""The briefing: the figures as files that people show, send and edit."""

from __future__ import annotations

from par_analysis.briefing.slides import write_slides
from par_analysis.briefing.workbook import write_workbook
from par_analysis.briefing.workbook_reading import read_workbook

__all__ = ["read_workbook", "write_slides", "write_workbook"]
