"""Which targets can be reached: the evidence, the chance of each, the total, the order, and a check of all that."""

from __future__ import annotations

from par_analysis.achievability.chance import chances
from par_analysis.achievability.check import forecast_check
from par_analysis.achievability.model import Model, achievability_model
from par_analysis.achievability.order import TargetOrder, target_order
from par_analysis.achievability.sensitivity import judgement_effects
from par_analysis.achievability.total import Outlook, total_distribution
from par_analysis.edition.loaders import load_assumptions, load_evidence, load_judgements, load_precedents
from par_analysis.reading.evidence import Assumptions

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
