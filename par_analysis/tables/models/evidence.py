"""What the chances rest on: observed yearly changes, precedents, judgements, assumptions; and the words they use."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from par_analysis.tables.models.cells import Number, Year, YesNo, wrong
from par_analysis.tables.models.column import Labels, Row, Table, Words, column
from par_analysis.tables.models.index import ASSESSMENTS, INDEX_NAMES
from par_analysis.tables.models.standings import STATED

__all__ = [
    "ASSUMPTIONS",
    "CONFIDENCES",
    "CONTROLS",
    "EVIDENCE",
    "EVIDENCE_INDICES",
    "EVIDENCE_ROLES",
    "JUDGEMENTS",
    "PRECEDENTS",
    "REFERENCE_CLASSES",
    "UNUSED_BECAUSE",
    "YES_NO_UNKNOWN",
    "Part",
]

# What a yearly change is an observation of; `total` is a whole index, all ways of assessment mixed.
REFERENCE_CLASSES: Labels = {
    "total": ("Tổng điểm (mọi cách đánh giá)", "Totals (all ways of assessment)"),
    **ASSESSMENTS,
}
CONTROLS: Labels = {
    "city": ("Tự quyết định được", "In its own hands"),
    "shared": ("Một phần", "Shared"),
    "outside": ("Ngoài thẩm quyền", "Outside its control"),
    "unknown": ("Không rõ", "Unknown"),
}
YES_NO_UNKNOWN: Labels = {
    "yes": ("có", "yes"),
    "no": ("không", "no"),
    "unknown": ("không rõ", "unknown"),
}
CONFIDENCES: Labels = {"high": ("cao", "high"), "medium": ("vừa", "medium"), "low": ("thấp", "low")}
EVIDENCE_ROLES: Labels = {"anchor": ("trung bình cả nước", "national mean"), "observation": ("quan sát", "observation")}
EVIDENCE_INDICES: Labels = {
    **INDEX_NAMES,
    "city_departments": ("chỉ số các sở", "index of departments"),
    "city_districts": ("chỉ số quận, huyện", "index of districts"),
}
UNUSED_BECAUSE: Labels = {
    "method_break": ("đổi cách đo", "method changed"),
    "doubt": ("số liệu đáng ngờ", "doubtful figure"),
    "no_levels": ("không có mức điểm", "no level published"),
    "not_yearly": ("không phải một năm", "not one year"),
    "counted_elsewhere": ("đã tính ở dòng khác", "counted in another row"),
}


def _part(part: str) -> str:
    """Demand a field (its code depends on the criteria set, so any number will do) or a way of assessment."""
    if not re.fullmatch("[1-9][0-9]?", part) and part not in ASSESSMENTS:
        raise wrong("unknown_word", allowed=", ".join(ASSESSMENTS))
    return part


Part = Annotated[str, AfterValidator(_part)]

_SHARE = "phần điểm bị trừ (share of the deficit)"


# A column a line, as long as its sentence is.
# fmt: off
class _Change(Row):
    id: str = column("Ký hiệu", "Id", "Short id.", unique=True)
    role: Annotated[str, Words(EVIDENCE_ROLES)] = column("Vai trò", "Role", "`anchor`: mean of all provinces; `observation`: one place.")
    use: YesNo = column("Được dùng", "To be used", "No where the same change is counted in another row.", in_frame=False)
    index: Annotated[str, Words(EVIDENCE_INDICES)] = column("Chỉ số", "Index", "Which index; `city_...` are a city's own for its units.")
    place: str = column("Nơi", "Place", "Province, or group of units.")
    part: str = column("Phần", "Part", "`total`, a way of assessment, or a field's code.")
    reference_class: Annotated[str, Words(REFERENCE_CLASSES)] = column("Nhóm tham chiếu", "Reference class", "What it is an observation of.")
    year_from: Year = column("Từ năm", "From", "Year before.")
    year_to: Year = column("Đến năm", "To", "Year after.")
    level_from: Number | None = column("Mức trước", "Before", "Level before; as printed, or from the other level and the change.", default=None, unit="điểm or %")
    level_to: Number | None = column("Mức sau", "After", "Level after.", default=None, unit="điểm or %")
    change: Number | None = column("Thay đổi", "Change", "Change as printed.", default=None, unit="điểm or %")
    maximum: Number = column("Tối đa", "Maximum", "The most that can be had.", unit="điểm or %")
    closure: Number | None = column("Thu hẹp", "Closed", "Share of the gap to the maximum closed in the year; negative for a fall.", default=None, unit=_SHARE, in_file=False)
    closure_low: Number | None = column("Thu hẹp: từ", "Closed: from", "Least closure that the printed digits allow.", default=None, unit=_SHARE, in_file=False)
    closure_high: Number | None = column("Thu hẹp: đến", "Closed: to", "Largest closure that the printed digits allow.", default=None, unit=_SHARE, in_file=False)
    used: bool = column("Có dùng", "Used", "Whether reference classes use the row.", in_file=False)
    unused_because: Annotated[str, Words(UNUSED_BECAUSE)] | None = column("Không dùng vì", "Not used because", "Why not.", default=None, in_file=False)
    basis: Annotated[str, Words(STATED)] = column("Căn cứ", "Basis", "`derived`: a level follows from other published figures.")
    method_break: YesNo = column("Đổi cách đo", "Method changed", "Whether the two years were measured in different ways.", in_frame=False)
    doubt: str | None = column("Nghi ngờ", "Doubt", "Reason not to build on the row.", default=None)
    source_from: str | None = column("Nguồn mức trước", "Source of the level before", "Address or file.", default=None)
    source_to: str | None = column("Nguồn mức sau", "Source of the level after", "Address or file.", default=None)
    source_change: str | None = column("Nguồn thay đổi", "Source of the change", "Address or file.", default=None)
    note: str | None = column("Ghi chú", "Note (Vietnamese)", "What to know.", default=None)
    note_en: str | None = column("Ghi chú (tiếng Anh)", "Note", "The same in English.", default=None)


class _Precedent(Row):
    id: str = column("Ký hiệu", "Id", "Short id.", unique=True)
    year: Year = column("Năm", "Year", "Year of the results.")
    place: str = column("Nơi", "Place", "Province or city.")
    part: Part = column("Phần", "Part", "A field's code, or a way of assessment.")
    points: Number = column("Điểm", "Points", "What it reached.", unit="điểm (points)")
    maximum: Number = column("Tối đa", "Maximum", "The most that could be had.", unit="điểm (points)")
    source: str = column("Nguồn", "Source", "Address or file.")
    note: str | None = column("Ghi chú", "Note (Vietnamese)", "What to know.", default=None)
    note_en: str | None = column("Ghi chú (tiếng Anh)", "Note", "The same in English.", default=None)


class _Judgement(Row):
    id: str = column("Ký hiệu", "Id", "Short id.", unique=True)
    index: Annotated[str, Words(INDEX_NAMES)] = column("Chỉ số", "Index", "Which index.")
    code: str = column("Mã", "Code", "Code of a leaf, or of what it is a part of.")
    all_or_nothing: Annotated[str, Words(YES_NO_UNKNOWN)] = column("Được hết hoặc không", "All or nothing", "Whether it is had whole or not at all.")
    control: Annotated[str, Words(CONTROLS)] = column("Mức tự chủ", "Control", "Who can bring it about.")
    needs: str = column("Cần gì", "What it takes (Vietnamese)", "In short words.")
    needs_en: str = column("Cần gì (tiếng Anh)", "What it takes", "The same in English.")
    after: str | None = column("Phải có trước", "Comes after", "Code of the criterion of the same index that must be had first.", default=None, may_lack=True)
    confidence: Annotated[str, Words(CONFIDENCES)] = column("Độ chắc", "Confidence", "How sure the judgement is.")
    reason: str = column("Lý do", "Reason (Vietnamese)", "Why it is judged so.")
    reason_en: str = column("Lý do (tiếng Anh)", "Reason", "The same in English.")


class _Assumption(Row):
    id: str = column("Ký hiệu", "Id", "Which assumption.", unique=True)
    value: Number = column("Giá trị", "Value", "What is taken.")
    low: Number = column("Thấp", "Low", "The least that would be reasonable.")
    high: Number = column("Cao", "High", "The most that would be reasonable.")
    unit: str = column("Đơn vị", "Unit", "What it is counted in.")
    what: str = column("Nội dung", "Content (Vietnamese)", "What is assumed.")
    what_en: str = column("Nội dung (tiếng Anh)", "Content", "The same in English.")
    reason: str = column("Lý do", "Reason (Vietnamese)", "Why this value.")
    reason_en: str = column("Lý do (tiếng Anh)", "Reason", "The same in English.")
# fmt: on


EVIDENCE = Table(_Change, "evidence", "Thay đổi hằng năm đã quan sát được", "Observed yearly changes", decimals=6)
PRECEDENTS = Table(
    _Precedent, "precedents", "Mức các tỉnh đã đạt ở từng phần", "What provinces reached on single parts"
)
JUDGEMENTS = Table(_Judgement, "judgements", "Phán đoán về từng tiêu chí", "Judgements of criteria")
ASSUMPTIONS = Table(_Assumption, "assumptions", "Giả định của mô hình", "Assumptions of the model")
