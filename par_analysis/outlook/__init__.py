"""Which targets may be reached: the evidence, bands, the total, the rank, the order, and what survives other models."""

from __future__ import annotations

from par_analysis.edition.loaders import (
    load_assumptions,
    load_evidence,
    load_judgements,
    load_movements,
    load_parts,
    load_precedents,
    load_samples,
)
from par_analysis.outlook.alternatives import ALTERNATIVES, Robustness, robustness
from par_analysis.outlook.chance import chances
from par_analysis.outlook.check import forecast_check
from par_analysis.outlook.goal_ranks import goal_ranks
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.order import TargetOrder, target_order
from par_analysis.outlook.plans import plan_check
from par_analysis.outlook.rivals import rank_bars, rank_chances
from par_analysis.outlook.total import Outlook, total_distribution
from par_analysis.tables.lists.evidence import Assumptions

__all__ = [
    "ALTERNATIVES",
    "Assumptions",
    "Model",
    "Outlook",
    "Robustness",
    "TargetOrder",
    "achievability_model",
    "chances",
    "forecast_check",
    "goal_ranks",
    "load_assumptions",
    "load_evidence",
    "load_judgements",
    "load_movements",
    "load_parts",
    "load_precedents",
    "load_samples",
    "plan_check",
    "rank_bars",
    "rank_chances",
    "robustness",
    "target_order",
    "total_distribution",
]
