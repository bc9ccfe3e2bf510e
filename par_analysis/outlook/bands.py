"""Bands: the words for a chance, after the calibrated language of the IPCC (Mastrandrea et al., 2010)."""

from __future__ import annotations

from par_analysis.outlook.model import Model

__all__ = ["band_of"]


def band_of(chance: float, model: Model) -> str:
    """Put a chance into a band: `likely`, `open` or `unlikely`, by the limits of the assumptions."""
    limits = model.assumptions
    return "likely" if chance >= limits.likely else "unlikely" if chance < limits.unlikely else "open"
