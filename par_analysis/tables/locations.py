"""Where the raw data lies: `data/raw` of a checkout, or the copy inside an installed package."""

from __future__ import annotations

from pathlib import Path

__all__ = ["NATIONAL", "NOTEBOOKS", "PLAN_TEXT", "PROJECT", "RAW", "SHIPPED"]

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parent / "data" / "raw"

RAW = _CHECKOUT if (_PACKAGE.parent / "pyproject.toml").is_file() and _CHECKOUT.is_dir() else _PACKAGE / "_raw"
# What belongs to no edition: standings, levels of parts, movements, samples, evidence, precedents, assumptions.
NATIONAL = RAW / "national"
# The edition that is meant where none is named; the one place that says so.
SHIPPED = RAW / "ha-noi-2021"
PLAN_TEXT = SHIPPED / "ke-hoach-192-kh-ubnd-2022.txt"

# The notebooks that a build executes for an edition.
NOTEBOOKS = _PACKAGE.parent / "notebooks" if RAW == _CHECKOUT else _PACKAGE / "_notebooks"

# Root of the checkout, where `par-analysis build` works and figures go; None in an installed package.
PROJECT: Path | None = _PACKAGE.parent if (_PACKAGE.parent / "pyproject.toml").is_file() else None
