"""What goes into a briefing pack: the what-if workbook with live formulas, and what people made of it."""

from __future__ import annotations

from par_analysis.briefing.workbook import write_workbook
from par_analysis.briefing.workbook_reading import read_workbook

__all__ = ["read_workbook", "write_workbook"]
