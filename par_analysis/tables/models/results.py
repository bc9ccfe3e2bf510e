"""The tables that the library works out: findings of the audit, chances of the targets; and the words they use."""

from __future__ import annotations

from typing import Annotated

from par_analysis.tables.models.cells import Natural, Number, Share, Unsigned
from par_analysis.tables.models.column import Labels, Row, Table, Words, column
from par_analysis.tables.models.evidence import CONFIDENCES, CONTROLS, REFERENCE_CLASSES
from par_analysis.tables.models.index import INDEX_NAMES

__all__ = ["AUDIT", "AUDIT_KINDS", "BANDS", "CHANCES", "KINDS", "QUANTITIES"]

AUDIT_KINDS: Labels = {
    "parts": ("so với mục con", "against its parts"),
    "cross_index": ("hai chỉ số", "between indices"),
    "conversion": ("trong mức quy đổi", "within the conversion"),
    "copied": ("số trùng nhau", "equal figures"),
    "bound": ("mức «trên» không đạt", "bound not exceeded"),
    "formula": ("mục tiêu một công thức", "targets by one formula"),
}
QUANTITIES: Labels = {
    "max_points": ("điểm tối đa", "maximum"),
    "score": ("kết quả", "score"),
    "target": ("mục tiêu", "target"),
}
KINDS: Labels = {
    "gradual": ("tăng dần", "gradual"),
    "all_or_nothing": ("được hết hoặc không", "all or nothing"),
}
BANDS: Labels = {
    "likely": ("có khả năng đạt", "likely"),
    "open": ("chưa rõ", "open"),
    "unlikely": ("khó đạt", "unlikely"),
}

_SHARE = "phần điểm bị trừ (share of the deficit)"
_CHANCE = "xác suất (probability)"
_POINTS = "điểm (points)"


# A column a line, as long as its sentence is.
# fmt: off
class _Finding(Row):
    kind: Annotated[str, Words(AUDIT_KINDS)] = column("Loại", "Kind", "`parts`: a row against its parts; `cross_index`: PAR INDEX against SIPAS; `conversion`: the same, but no more than the unknown conversion explains, so no fault; `copied`: values that look copied; `bound`: a target `>` that is not exceeded with every part at its own; `formula`: targets of one way of assessment that are the same round share of the maximum.")
    index: Annotated[str, Words(INDEX_NAMES)] = column("Chỉ số", "Index", "Index of the row.")
    code: str = column("Mã", "Code", "Code of the row.")
    name: str = column("Tên", "Name", "Name of the row.")
    quantity: Annotated[str, Words(QUANTITIES)] = column("Đại lượng", "Quantity", "Which figure.")
    published: Number = column("Công bố", "Published", "The published figure; of targets by one formula their share of the maximum in percent.", unit="điểm or %")
    recomputed: Number = column("Tính lại", "Recomputed", "What its parts (or the other index) give; for copied values and targets by one formula, the value repeated.", unit="điểm or %")
    difference: Number = column("Chênh lệch", "Difference", "Recomputed minus published.", unit="điểm or %")
    tolerance: Unsigned = column("Dung sai", "Tolerance", "Largest difference that rounding can explain.", unit="điểm or %")
    tolerance_reason: str = column("Lý do dung sai", "Reason for the tolerance", "Why this tolerance.")
    effect_on_total: Number | None = column("Tác động lên tổng", "Effect on the total", "How the overall figure would move if the recomputed figure were right; empty where that is not known.", default=None, unit="điểm or %")
    source_line: Natural = column("Dòng nguồn", "Source line", "Line of the published figure.")
    sentence_vi: str = column("Diễn giải", "Sentence (Vietnamese)", "The finding in one sentence.")
    sentence_en: str = column("Diễn giải tiếng Anh", "Sentence (English)", "The finding in one sentence.")


class _Chance(Row):
    code: str = column("Mã", "Code", "Code of the criterion.", unique=True)
    name: str = column("Tên", "Name", "Vietnamese name.")
    name_en: str | None = column("Tên tiếng Anh", "English name", "English name.", default=None)
    lead_agency: str | None = column("Cơ quan chủ trì", "Lead agency", "Who answers for it.", default=None)
    part: Annotated[str, Words(REFERENCE_CLASSES)] = column("Cách đánh giá", "Assessment", "The part of the index whose moves it shares.")
    kind: Annotated[str, Words(KINDS)] = column("Loại", "Kind", "Whether it moves gradually or is had whole or not at all.")
    score: Number = column("Điểm đạt được", "Score", "Published result.", unit=_POINTS)
    max_points: Number = column("Điểm tối đa", "Maximum", "The most that can be earned.", unit=_POINTS)
    target: Number = column("Mục tiêu", "Target", "Published aim.", unit=_POINTS)
    deficit: Number = column("Điểm bị trừ", "Lost", "Maximum minus score.", unit=_POINTS)
    gain: Number = column("Tăng thêm", "Gain", "Target minus score.", unit=_POINTS)
    asked: Number = column("Phần đòi hỏi", "Asked for", "Share of the deficit that the target asks to close.", unit=_SHARE)
    band: Annotated[str, Words(BANDS)] = column("Nhận định", "Band", "Likely, open or unlikely within the year, by the limits of the assumptions.")
    robust: bool = column("Vững", "Robust", "Whether every alternative model says the same band.")
    chance: Share = column("Xác suất của mô hình", "Model's chance", "A figure of the model, not a frequency: no yearly change of a single criterion is published.", unit=_CHANCE)
    chance_low: Share = column("Mô hình khác: thấp nhất", "Other models: lowest", "Lowest over the alternatives.", unit=_CHANCE)
    chance_high: Share = column("Mô hình khác: cao nhất", "Other models: highest", "Highest over the alternatives.", unit=_CHANCE)
    n_levels: int = column("Số mức của phần", "Levels of the part", "Published levels of the part, of any province and year.")
    n_changes: int = column("Số thay đổi của phần", "Changes of the part", "Published yearly changes of the part.")
    n_places: int = column("Số thay đổi của chỉ số", "Changes of the index", "Published yearly changes of whole indices of provinces.")
    survey_error: Number | None = column("Sai số khảo sát", "Survey error", "Standard error of the score where it comes from a survey of known size; empty otherwise.", default=None, unit=_POINTS)
    within_error: bool = column("Trong sai số", "Within the error", "Whether the target asks no more than the survey can tell.")
    control: Annotated[str, Words(CONTROLS)] = column("Mức tự chủ", "Control", "Who can bring it about: a judgement.")
    needs: str | None = column("Cần gì", "What it takes (Vietnamese)", "A judgement.", default=None)
    needs_en: str | None = column("Cần gì (tiếng Anh)", "What it takes", "The same in English.", default=None)
    confidence: Annotated[str, Words(CONFIDENCES)] = column("Độ chắc", "Confidence", "How sure the judgements are.")
    n_tasks: int = column("Số nhiệm vụ", "Number of tasks", "Tasks of the plan behind it.")
    n_action_tasks: int = column("Nhiệm vụ cụ thể", "Tasks that say an action", "Those of them that say an action.")
    peer: str | None = column("Tỉnh cao hơn", "Province above", "Province that stood highest above the place on the same part in the same year.", default=None)
    peer_part: str | None = column("Ở phần", "On the part", "Field or way of assessment.", default=None)
    peer_above: Number | None = column("Cao hơn", "By", "By how many points of that part.", default=None, unit=_POINTS)
# fmt: on


AUDIT = Table(
    _Finding,
    "audit",
    "Kết quả rà soát: số công bố và số tính lại",
    "Audit findings: published against recomputed",
    ("kind", "index", "code", "quantity"),
    decimals=4,
)
CHANCES = Table(
    _Chance,
    "chances",
    "Khả năng đạt mục tiêu PAR INDEX trong một năm",
    "Chances of the PAR INDEX targets within the year",
    ("code",),
    (("code", "par", "code"),),
    decimals=6,
)
