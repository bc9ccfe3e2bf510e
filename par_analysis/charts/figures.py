"""Every chart by its name, in reading order, and which of them an edition can bear."""

from __future__ import annotations

import functools
from collections.abc import Callable

from par_analysis.charts.agencies import agency_card
from par_analysis.charts.chances import part_levels, target_bands, target_groups
from par_analysis.charts.effort import effort_by_agency, effort_ladder
from par_analysis.charts.losses import agency_field, deficit_by_agency, deficit_by_assessment, deficit_by_field, pareto
from par_analysis.charts.needs import NEEDS
from par_analysis.charts.outlook import rank_by_score, rank_outlook, total_outlook
from par_analysis.charts.plan import gantt, task_coverage
from par_analysis.charts.targets import sipas_items, target_ladder, waterfall
from par_analysis.charts.theme import Chart
from par_analysis.edition.opening import EditionLike, edition_of

__all__ = ["ALL", "RESTS_ON", "figures_of"]

# Every chart of one edition, in reading order.
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
    "target_bands": target_bands,
    "part_levels": part_levels,
    "target_groups": target_groups,
    "total_outlook": total_outlook,
    "rank_outlook": rank_outlook,
    "rank_by_score": rank_by_score,
    "effort_ladder": effort_ladder,
    "effort_by_agency": effort_by_agency,
}

# Charts that show more than published figures and sums of them. `estimate`: numbers of the model of `outlook`,
# which move with its evidence and assumptions; `assumption`: published figures, put together on a supposition.
RESTS_ON: dict[str, str] = {
    "target_bands": "estimate",
    "part_levels": "estimate",
    "target_groups": "estimate",
    "total_outlook": "estimate",
    "rank_outlook": "estimate",
    "rank_by_score": "assumption",
    "effort_ladder": "estimate",
    "effort_by_agency": "estimate",
}


def figures_of(edition: EditionLike = None) -> dict[str, Callable[..., Chart]]:
    """Return every figure that an edition can bear, by file name: one page for each agency that leads a criterion.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Returns
    -------
    dict
        Chart functions, in reading order, each bound to the edition: `figures_of(edition)["pareto"](lang="en")`.
    """
    edition = edition_of(edition)
    able = {name: draw for name, draw in ALL.items() if all(edition.has(part) for part in NEEDS[name])}
    if "gantt" in able and edition.tasks["due"].isna().all():
        del able["gantt"]
    page = able.pop("agency_card", None)
    figures: dict[str, Callable[..., Chart]] = {name: functools.partial(draw, edition) for name, draw in able.items()}
    if page is not None:
        leads = edition.groups["agency"]
        figures |= {
            f"agency_card_{row.id}": functools.partial(page, edition, agency=row.name)
            for row in edition.agencies.itertuples(index=False)
            if row.name in leads
        }
    return figures
