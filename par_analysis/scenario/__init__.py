"""What if: scenarios over the published figures, evaluated, compared, explained, kept as small readable files."""

from __future__ import annotations

from par_analysis.scenario.comparison import Comparison, compare
from par_analysis.scenario.document import Change, Scenario
from par_analysis.scenario.evaluation import evaluate, leaf_values
from par_analysis.scenario.presets import presets

__all__ = [
    "Change",
    "Comparison",
    "Scenario",
    "compare",
    "evaluate",
    "leaf_values",
    "presets",
]
