"""The figures of the report: drawn once of an edition, each with its caption."""

from __future__ import annotations

from par_analysis import charts
from par_analysis.deliver.report.parts import Picture
from par_analysis.edition.edition import Edition

__all__ = ["CAPTIONS", "picture"]

_DPI = 160  # of a slide that is printed three quarters as wide: 220 on paper, what Word itself keeps

# What each figure shows; its message stands in the figure itself.
CAPTIONS: dict[str, tuple[str, str]] = {
    "deficit_by_field": ("Điểm bị trừ theo lĩnh vực", "Points lost by field"),
    "pareto": ("Điểm bị trừ theo tiêu chí, cộng dồn", "Points lost by criterion, running share"),
    "deficit_by_agency": ("Điểm bị trừ theo cơ quan chủ trì", "Points lost by lead agency"),
    "task_coverage": ("Điểm bị trừ và nhiệm vụ của Kế hoạch", "Points lost and the tasks of the Plan"),
    "target_bands": (
        "Điểm tăng thêm theo mục tiêu và nhận định về từng mục tiêu (ước lượng)",
        "Points that the targets ask for and the band of each (an estimate)",
    ),
    "rank_outlook": (
        "Khả năng của từng hạng (ước lượng) và ngưỡng của hạng qua các năm",
        "Chance of each rank (an estimate) and the bars of ranks by year",
    ),
    "effort_ladder": (
        "Công sức ít nhất tới từng đích (ước lượng; số quy ước để xếp thứ tự)",
        "The least effort for each goal (an estimate; a convention for ordering)",
    ),
    "sipas_items": ("SIPAS theo yếu tố và mục: kết quả, mục tiêu", "SIPAS by factor and item: score, target"),
}


def picture(name: str, lang: str, edition: Edition) -> Picture:
    """Draw a chart of an edition, once."""

    def drawn() -> Picture:
        chart = charts.ALL[name](edition, lang)
        return Picture(chart.png(_DPI), chart.alt, chart.source)

    return edition.once(("briefing picture", name, lang), drawn)
