"""One function a chart; each returns a `Chart`, a matplotlib Figure that knows its message, source and data."""

from __future__ import annotations

from collections.abc import Callable

from par_analysis.charts.losses import (
    agency_field,
    deficit_by_agency,
    deficit_by_assessment,
    deficit_by_field,
    pareto,
)
from par_analysis.charts.output import data_behind, save
from par_analysis.charts.targets import sipas_items, target_ladder, waterfall
from par_analysis.charts.theme import Chart

__all__ = [
    "ALL",
    "Chart",
    "agency_field",
    "data_behind",
    "deficit_by_agency",
    "deficit_by_assessment",
    "deficit_by_field",
    "pareto",
    "save",
    "sipas_items",
    "target_ladder",
    "waterfall",
]

# Every chart that `par-analysis build` draws, in reading order; the names are the file names.
ALL: dict[str, Callable[..., Chart]] = {
    "deficit_by_field": deficit_by_field,
    "pareto": pareto,
    "deficit_by_agency": deficit_by_agency,
    "agency_field": agency_field,
    "deficit_by_assessment": deficit_by_assessment,
    "target_ladder": target_ladder,
    "waterfall": waterfall,
    "sipas_items": sipas_items,
}
