"""PAR INDEX and SIPAS of a province, year by year: clean tables, an audit of them, where points are lost, charts for briefings.

>>> from par_analysis import load_par, deficits
>>> load_par().query("code == 'total'")["score"].item()
88.54

Importing loads pandas and NumPy and nothing heavier; charts and Excel load when first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from par_analysis import achievability, plan
from par_analysis.achievability import chances, target_order, total_distribution
from par_analysis.audit import audit
from par_analysis.composite import CompositeIndex
from par_analysis.deficits import deficits
from par_analysis.edition import (
    Edition,
    compare_editions,
    edition_from,
    open_edition,
    propose_crosswalk,
    read_crosswalk,
    write_crosswalk,
)
from par_analysis.edition.loaders import (
    load_agencies,
    load_calendar,
    load_goals,
    load_par,
    load_responsibilities,
    load_sipas,
    load_tasks,
)
from par_analysis.errors import InputError, ParAnalysisError
from par_analysis.explanation import explain
from par_analysis.explorer import explorer
from par_analysis.goalseek import ladder, least_effort
from par_analysis.plan import conflicts, coverage, due, workload
from par_analysis.ranking import rank_of, score_for
from par_analysis.scenario import Scenario, compare, evaluate, presets

if TYPE_CHECKING:
    from par_analysis import charts, display, summaries
    from par_analysis.charts import data_behind, save
    from par_analysis.tables_workbook import export_tables

__all__ = [
    "CompositeIndex",
    "Edition",
    "InputError",
    "ParAnalysisError",
    "Scenario",
    "achievability",
    "audit",
    "briefing",
    "chances",
    "charts",
    "compare",
    "compare_editions",
    "conflicts",
    "coverage",
    "data_behind",
    "deficits",
    "display",
    "due",
    "edition_from",
    "evaluate",
    "explain",
    "explorer",
    "export_tables",
    "ladder",
    "least_effort",
    "load_agencies",
    "load_calendar",
    "load_goals",
    "load_par",
    "load_responsibilities",
    "load_sipas",
    "load_tasks",
    "open_edition",
    "plan",
    "presets",
    "propose_crosswalk",
    "rank_of",
    "read_crosswalk",
    "save",
    "score_for",
    "summaries",
    "target_order",
    "total_distribution",
    "workload",
    "write_crosswalk",
]
__version__ = "0.1.0"

_LATER = {
    "briefing": ("par_analysis.briefing", None),
    "charts": ("par_analysis.charts", None),
    "data_behind": ("par_analysis.charts", "data_behind"),
    "display": ("par_analysis.display", None),
    "export_tables": ("par_analysis.tables_workbook", "export_tables"),
    "save": ("par_analysis.charts", "save"),
    "summaries": ("par_analysis.summaries", None),
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'par_analysis' has no attribute {name!r}")
    module_name, attribute = _LATER[name]
    module = importlib.import_module(module_name)
    return module if attribute is None else getattr(module, attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
