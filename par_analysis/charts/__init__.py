"""One function a chart; each returns a `Chart`, a matplotlib Figure that knows its message, source and data."""

from __future__ import annotations

import functools
from collections.abc import Callable

from par_analysis.charts.agencies import agency_card
from par_analysis.charts.chances import chance_gain, evidence_classes, order_uncertainty
from par_analysis.charts.losses import (
    agency_field,
    deficit_by_agency,
    deficit_by_assessment,
    deficit_by_field,
    pareto,
)
from par_analysis.charts.outlook import effort_by_agency, effort_ladder, rank_by_score, total_outlook
from par_analysis.charts.output import data_behind, save
from par_analysis.charts.plan import gantt, task_coverage
from par_analysis.charts.targets import sipas_items, target_ladder, waterfall
from par_analysis.charts.theme import Chart
from par_analysis.datasets import load_agencies

__all__ = [
    "ALL",
    "FIGURES",
    "RESTS_ON",
    "Chart",
    "agency_card",
    "agency_field",
    "chance_gain",
    "data_behind",
    "deficit_by_agency",
    "deficit_by_assessment",
    "deficit_by_field",
    "effort_by_agency",
    "effort_ladder",
    "evidence_classes",
    "gantt",
    "order_uncertainty",
    "pareto",
    "rank_by_score",
    "save",
    "sipas_items",
    "target_ladder",
    "task_coverage",
    "total_outlook",
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
    "chance_gain": chance_gain,
    "evidence_classes": evidence_classes,
    "order_uncertainty": order_uncertainty,
    "total_outlook": total_outlook,
    "rank_by_score": rank_by_score,
    "effort_ladder": effort_ladder,
    "effort_by_agency": effort_by_agency,
}

# Every figure that `par-analysis build` draws, by file name: one page for each lead agency.
FIGURES: dict[str, Callable[..., Chart]] = {
    **{name: draw for name, draw in ALL.items() if name != "agency_card"},
    **{
        f"agency_card_{row.id}": functools.partial(agency_card, agency=row.name)
        for row in load_agencies().itertuples(index=False)
    },
}

# Charts that show more than published figures and sums of them. `estimate`: numbers of the model of `achievability`,
# which move with its evidence and assumptions; `assumption`: published figures, put together on a supposition.
RESTS_ON: dict[str, str] = {
    "chance_gain": "estimate",
    "evidence_classes": "estimate",
    "order_uncertainty": "estimate",
    "total_outlook": "estimate",
    "rank_by_score": "assumption",
    "effort_ladder": "estimate",
    "effort_by_agency": "estimate",
}
