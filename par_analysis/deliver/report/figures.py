"""The material of the report: figures drawn once, columns printed alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from par_analysis import charts
from par_analysis.deliver.report.parts import Column, Picture
from par_analysis.edition.edition import Edition
from par_analysis.words.numbers import decimals_of
from par_analysis.words.printing import num

__all__ = ["CAPTIONS", "picture", "points", "signed"]

_DPI = 160  # of a slide that is printed three quarters as wide: 220 on paper, what Word itself keeps

# What each figure shows; its message stands in the figure itself.
CAPTIONS: dict[str, tuple[str, str]] = {
    "deficit_by_field": ("Điểm bị trừ theo lĩnh vực", "Points lost by field"),
    "pareto": ("Điểm bị trừ theo tiêu chí, cộng dồn", "Points lost by criterion, running share"),
    "deficit_by_agency": ("Điểm bị trừ theo cơ quan chủ trì", "Points lost by lead agency"),
    "task_coverage": ("Điểm bị trừ và nhiệm vụ của Kế hoạch", "Points lost and the tasks of the Plan"),
    "chance_gain": (
        "Khả năng đạt mục tiêu (ước lượng) và số điểm tăng thêm",
        "Chance of each target (an estimate) and the points it brings",
    ),
    "effort_ladder": ("Công sức ít nhất để lên từng bậc (ước lượng)", "The least effort for each rank (an estimate)"),
    "sipas_items": ("SIPAS theo yếu tố và mục: kết quả, mục tiêu", "SIPAS by factor and item: score, target"),
}


def picture(name: str, lang: str, edition: Edition) -> Picture:
    """Draw a chart of an edition, once."""

    def drawn() -> Picture:
        chart = charts.ALL[name](edition, lang)
        return Picture(chart.png(_DPI), chart.alt, chart.source)

    return edition.once(("briefing picture", name, lang), drawn)


def points(title: str, values: Iterable[Any], lang: str, share: float, *, sign: bool = False) -> Column:
    """Print a column of figures, all with the decimals that the finest of them needs; at most three."""
    figures = pd.Series(list(values), dtype=float).round(9)
    places = min(max((decimals_of(round(value, 3)) for value in figures.dropna()), default=0), 3)
    cells = ["–" if pd.isna(value) else num(value, lang, places, sign) for value in figures]
    return Column(title, cells, share, number=True)


def signed(value: float, lang: str) -> str:
    """Print a change with its sign."""
    return num(value, lang, sign=True)
