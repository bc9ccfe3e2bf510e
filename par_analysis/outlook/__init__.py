"""Which targets can be reached: the evidence, the chance of each, the total, the order, and a check of all that."""

from __future__ import annotations

from par_analysis.edition.loaders import load_assumptions, load_evidence, load_judgements, load_precedents
from par_analysis.outlook.chance import chances
from par_analysis.outlook.check import forecast_check, judgement_effects
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.order import TargetOrder, target_order
from par_analysis.outlook.total import Outlook, total_distribution
from par_analysis.tables.lists.evidence import Assumptions

__all__ = [
    "Assumptions",
    "Model",
    "Outlook",
    "TargetOrder",
    "achievability_model",
    "chances",
    "forecast_check",
    "judgement_effects",
    "load_assumptions",
    "load_evidence",
    "load_judgements",
    "load_precedents",
    "target_order",
    "total_distribution",
]
