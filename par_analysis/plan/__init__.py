"""The plan as data: who must do what by when, which goals the documents set, and where they disagree."""

from __future__ import annotations

from par_analysis.edition.loaders import load_calendar, load_goals, load_responsibilities, load_tasks
from par_analysis.plan.conflicts import conflicts, goal_pairs
from par_analysis.plan.coverage import coverage, workload
from par_analysis.plan.schedule import due

__all__ = [
    "conflicts",
    "coverage",
    "due",
    "goal_pairs",
    "load_calendar",
    "load_goals",
    "load_responsibilities",
    "load_tasks",
    "workload",
]
