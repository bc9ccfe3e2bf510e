"""The least effort that reaches a goal, and the ladder of goals."""

from __future__ import annotations

from par_analysis.goalseek.ladder import Ladder, ladder
from par_analysis.goalseek.search import LeastEffort, least_effort

__all__ = ["Ladder", "LeastEffort", "ladder", "least_effort"]
