"""Words of the achievability tables, with their labels in both languages."""

from __future__ import annotations

__all__ = ["CONTROLS", "KINDS", "REFERENCE_CLASSES", "VERDICTS", "YES_NO_UNKNOWN"]

# What a yearly change is an observation of; `total` is a whole index, all ways of assessment mixed.
REFERENCE_CLASSES: dict[str, tuple[str, str]] = {
    "total": ("Tổng điểm (mọi cách đánh giá)", "Totals (all ways of assessment)"),
    "appraisal": ("Thẩm định", "Appraisal"),
    "official_survey": ("Điều tra XHH cán bộ", "Survey of officials"),
    "citizen_survey": ("SIPAS (người dân)", "SIPAS (citizens)"),
    "outcome": ("Kết quả KT-XH", "Socio-economic outcome"),
}
CONTROLS: dict[str, tuple[str, str]] = {
    "city": ("Thành phố tự làm được", "In the City's hands"),
    "shared": ("Một phần", "Shared"),
    "outside": ("Ngoài tầm tay", "Outside its control"),
    "unknown": ("Không rõ", "Unknown"),
}
YES_NO_UNKNOWN: dict[str, tuple[str, str]] = {
    "yes": ("có", "yes"),
    "no": ("không", "no"),
    "unknown": ("không rõ", "unknown"),
}
KINDS: dict[str, tuple[str, str]] = {
    "gradual": ("tăng dần", "gradual"),
    "all_or_nothing": ("được hết hoặc không", "all or nothing"),
}
VERDICTS: dict[str, tuple[str, str]] = {
    "likely": ("có khả năng", "likely"),
    "open": ("còn ngỏ", "open"),
    "wish": ("mong muốn", "wish"),
}
