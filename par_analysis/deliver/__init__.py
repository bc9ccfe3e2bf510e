"""The briefing: the figures as files that people show, send and edit."""

from __future__ import annotations

from par_analysis.deliver.contents import contents
from par_analysis.deliver.figures import write_figures
from par_analysis.deliver.pack import write_pack
from par_analysis.deliver.report.writing import write_report
from par_analysis.deliver.slides.writing import write_slides
from par_analysis.deliver.workbook.reading import read_workbook
from par_analysis.deliver.workbook.writing import write_workbook

__all__ = [
    "contents",
    "read_workbook",
    "write_figures",
    "write_pack",
    "write_report",
    "write_slides",
    "write_workbook",
]
