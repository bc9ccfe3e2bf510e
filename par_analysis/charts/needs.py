"""What each chart needs of an edition, and the words for what an edition lacks or is limited to."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.names import selection
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.edition.results import deficits
from par_analysis.index.deficits import require_losses
from par_analysis.outlook.model import Model, model_of
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.errors import refused
from par_analysis.words.languages import check_lang

__all__ = ["NEEDS", "edition_for", "limits", "losses", "model_for"]

_SCORES = ("par", "scores")
_TARGETS = (*_SCORES, "targets")
_MODEL = (*_TARGETS, "year")

# What an edition must have (`Edition.has`) for a chart to be drawn.
NEEDS: dict[str, tuple[str, ...]] = {
    "deficit_by_field": _SCORES,
    "pareto": _SCORES,
    "deficit_by_agency": (*_SCORES, "leads"),
    "agency_field": (*_SCORES, "leads"),
    "deficit_by_assessment": (*_SCORES, "assessments"),
    "target_ladder": _TARGETS,
    "waterfall": _TARGETS,
    "sipas_items": ("sipas",),
    "gantt": (*_SCORES, "tasks"),
    "task_coverage": (*_SCORES, "leads", "tasks"),
    "agency_card": (*_SCORES, "leads"),
    "target_bands": _MODEL,
    "part_levels": _MODEL,
    "target_groups": _MODEL,
    "total_outlook": _MODEL,
    "rank_outlook": (*_MODEL, "rank"),
    "rank_by_score": (*_MODEL, "rank"),
    "effort_ladder": _MODEL,
    "effort_by_agency": (*_MODEL, "leads"),
}


def edition_for(chart: str, edition: EditionLike, lang: str) -> Edition:
    """Return the edition that a chart shows.

    Raises
    ------
    ParAnalysisError
        It lacks something that the chart needs, or there is no such language.
    """
    check_lang(lang)
    own = edition_of(edition)
    own.need(*NEEDS[chart])
    return own


def model_for(chart: str, edition: EditionLike, lang: str, model: Model | None) -> Model:
    """Return the model that a chart shows.

    Raises
    ------
    ParAnalysisError
        As `edition_for`, or both are given and the model is of another edition.
    """
    if model is None:
        return model_of(edition_for(chart, edition, lang), None)
    edition_for(chart, model.edition, lang)
    return model_of(edition, model)


def losses(by: str, edition: Edition, only: Collection[str], index: str = "par") -> pd.DataFrame:
    """Return the deficits that a chart shows.

    Raises
    ------
    ParAnalysisError
        No points were lost, or none on what the chart is limited to.
    """
    table = deficits(by, index, edition, only=only)
    if only and not (table["deficit_in_total"] > 0).any():
        led = deficits("agency", index, edition)
        known = ", ".join(led.loc[(led["deficit"] > 0) & (led["lead_agency"] != NO_LEAD), "lead_agency"])
        raise refused("nothing_lost_there", f"; bị trừ (these lost points): {known or '–'}", found=only)
    return require_losses(table)


def limits(edition: Edition, only: Collection[str], lang: str, index: str = "par") -> str:
    """Say in a subtitle that no targets are published, and what the chart is limited to; empty for neither."""
    vi = lang == "vi"
    said = ""
    if index == "par" and not edition.has("targets"):
        said += "; chưa công bố mục tiêu" if vi else "; no targets are published"
    if only:
        said += f"; {'chỉ gồm' if vi else 'only'} {selection(only, edition, index, lang)}"
    return said
