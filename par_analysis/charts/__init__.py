"""One function a chart; each returns a `Chart`, a matplotlib Figure that knows its message, source and data."""

from __future__ import annotations

import functools
from collections.abc import Callable

from par_analysis.charts.agencies import agency_card
from par_analysis.charts.losses import (
    agency_field,
    deficit_by_agency,
    deficit_by_assessment,
    deficit_by_field,
    pareto,
)
from par_analysis.charts.output import data_behind, save
from par_analysis.charts.plan import gantt, task_coverage
from par_analysis.charts.targets import sipas_items, target_ladder, waterfall
from par_analysis.charts.theme import Chart
from par_analysis.datasets import load_agencies

__all__ = [
    "ALL",
    "FIGURES",
    "Chart",
    "agency_card",
    "agency_field",
    "data_behind",
    "deficit_by_agency",
    "deficit_by_assessment",
    "deficit_by_field",
    "gantt",
    "pareto",
    "save",
    "sipas_items",
    "target_ladder",
    "task_coverage",
    "waterfall",
]

# Every chart function, in reading order.
ALL: dict[str, Callable[..., Chart]] = {
    "deficit_by_field": deficit_by_field,
    "pareto": pareto,
    "deficit_by_agency": deficit_by_agency,
    "agency_field": agency_field,
    "deficit_by_assessment": deficit_by_assessment,
    "target_ladder": target_ladder,
    "waterfall": waterfall,
    "sipas_items": sipas_items,
    "gantt": gantt,
    "task_coverage": task_coverage,
    "agency_card": agency_card,
}

# Every figure that `par-analysis build` draws, by file name: one page for each lead agency.
FIGURES: dict[str, Callable[..., Chart]] = {
    **{name: draw for name, draw in ALL.items() if name != "agency_card"},
    **{
        f"agency_card_{row.id}": functools.partial(agency_card, agency=row.name)
        for row in load_agencies().itertuples(index=False)
    },
}
