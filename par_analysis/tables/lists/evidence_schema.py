"""The columns of the tables behind the chances, for the data package, the notebooks and the tests."""

from __future__ import annotations

from par_analysis.tables.lists.evidence_words import CONTROLS, KINDS, REFERENCE_CLASSES, VERDICTS
from par_analysis.tables.schema import Field, Table

__all__ = ["CHANCES", "EVIDENCE"]

_SHARE = "phần điểm bị trừ (share of the deficit)"
_CHANCE = "xác suất (probability)"
_POINTS = "điểm (points)"
_REASONS = ("method_break", "doubt", "no_levels", "not_yearly", "counted_elsewhere")

EVIDENCE = Table(
    name="evidence",
    title="Thay đổi hằng năm đã quan sát được",
    title_en="Observed yearly changes",
    fields=(
        Field("id", "string", "Ký hiệu", "Id", "Short id.", required=True, unique=True),
        Field("role", "string", "Vai trò", "Role", "`anchor`: mean of all provinces; `observation`: one place.", required=True, enum=("anchor", "observation")),
        Field("index", "string", "Chỉ số", "Index", "Which index; `city_...` are a city's own for its units.", required=True),
        Field("place", "string", "Nơi", "Place", "Province, or group of units.", required=True),
        Field("part", "string", "Phần", "Part", "`total`, a way of assessment, or a field's code.", required=True),
        Field("reference_class", "string", "Nhóm tham chiếu", "Reference class", "What it is an observation of.", required=True, enum=tuple(REFERENCE_CLASSES)),
        Field("year_from", "integer", "Từ năm", "From", "Year before.", required=True),
        Field("year_to", "integer", "Đến năm", "To", "Year after.", required=True),
        Field("level_from", "number", "Mức trước", "Before", "Level before; as printed, or from the other level and the change.", "điểm or %"),
        Field("level_to", "number", "Mức sau", "After", "Level after.", "điểm or %"),
        Field("change", "number", "Thay đổi", "Change", "Change as printed.", "điểm or %"),
        Field("maximum", "number", "Tối đa", "Maximum", "The most that can be had.", "điểm or %", required=True),
        Field("closure", "number", "Thu hẹp", "Closed", "Share of the gap to the maximum closed in the year; negative for a fall.", _SHARE),
        Field("closure_low", "number", "Thu hẹp: từ", "Closed: from", "Least closure that the printed digits allow.", _SHARE),
        Field("closure_high", "number", "Thu hẹp: đến", "Closed: to", "Largest closure that the printed digits allow.", _SHARE),
        Field("used", "boolean", "Có dùng", "Used", "Whether reference classes use the row.", required=True),
        Field("unused_because", "string", "Không dùng vì", "Not used because", "Why not.", enum=_REASONS),
        Field("basis", "string", "Căn cứ", "Basis", "`derived`: a level follows from other published figures.", required=True, enum=("stated", "derived")),
        Field("doubt", "string", "Nghi ngờ", "Doubt", "Reason not to build on the row."),
        Field("source_from", "string", "Nguồn mức trước", "Source of the level before", "Address or file."),
        Field("source_to", "string", "Nguồn mức sau", "Source of the level after", "Address or file."),
        Field("source_change", "string", "Nguồn thay đổi", "Source of the change", "Address or file."),
        Field("note", "string", "Ghi chú", "Note (Vietnamese)", "What to know."),
        Field("note_en", "string", "Ghi chú (tiếng Anh)", "Note", "The same in English."),
    ),
    primary_key=("id",),
)  # fmt: skip

CHANCES = Table(
    name="chances",
    title="Khả năng đạt mục tiêu PAR INDEX trong một năm",
    title_en="Chances of the PAR INDEX targets within the year",
    fields=(
        Field("code", "string", "Mã", "Code", "Code of the criterion.", required=True, unique=True),
        Field("name", "string", "Tên", "Name", "Vietnamese name.", required=True),
        Field("name_en", "string", "Tên tiếng Anh", "English name", "English name."),
        Field("lead_agency", "string", "Cơ quan chủ trì", "Lead agency", "Who answers for it."),
        Field("reference_class", "string", "Nhóm tham chiếu", "Reference class", "Whose closures it is compared with.", required=True, enum=tuple(REFERENCE_CLASSES)),
        Field("kind", "string", "Loại", "Kind", "Whether it moves gradually or is had whole or not at all.", required=True, enum=tuple(KINDS)),
        Field("score", "number", "Điểm đạt được", "Score", "Published result.", _POINTS, required=True),
        Field("max_points", "number", "Điểm tối đa", "Maximum", "The most that can be earned.", _POINTS, required=True),
        Field("target", "number", "Mục tiêu", "Target", "Published aim.", _POINTS, required=True),
        Field("deficit", "number", "Điểm bị trừ", "Lost", "Maximum minus score.", _POINTS, required=True),
        Field("gain", "number", "Tăng thêm", "Gain", "Target minus score.", _POINTS, required=True),
        Field("asked", "number", "Phần đòi hỏi", "Asked for", "Share of the deficit that the target asks to close.", _SHARE, required=True),
        Field("chance", "number", "Khả năng", "Chance", "Chance that the target is reached within the year.", _CHANCE, required=True, minimum=0, maximum=1),
        Field("chance_low", "number", "Khoảng: từ", "Interval from", "Lower end of its interval.", _CHANCE, required=True, minimum=0, maximum=1),
        Field("chance_high", "number", "đến", "to", "Upper end of its interval.", _CHANCE, required=True, minimum=0, maximum=1),
        Field("verdict", "string", "Đánh giá", "Verdict", "By the limits of the assumptions.", required=True, enum=tuple(VERDICTS)),
        Field("n_observed", "integer", "Số quan sát", "Observations", "Observations in the class itself.", required=True),
        Field("n_reached", "integer", "Đạt mức ấy", "Closed that much", "How many of them closed at least what is asked.", required=True),
        Field("most_observed", "number", "Nhiều nhất", "Most observed", "The largest closure among them.", _SHARE),
        Field("control", "string", "Mức tự chủ", "Control", "Who can bring it about: a judgement.", required=True, enum=tuple(CONTROLS)),
        Field("needs", "string", "Cần gì", "What it takes (Vietnamese)", "A judgement."),
        Field("needs_en", "string", "Cần gì (tiếng Anh)", "What it takes", "The same in English."),
        Field("confidence", "string", "Độ chắc", "Confidence", "How sure the judgements are.", required=True, enum=("high", "medium", "low")),
        Field("n_tasks", "integer", "Số nhiệm vụ", "Number of tasks", "Tasks of the plan behind it.", required=True),
        Field("n_action_tasks", "integer", "Nhiệm vụ cụ thể", "Tasks that say an action", "Those of them that say an action.", required=True),
        Field("peer", "string", "Tỉnh cao hơn", "Province above", "Province that stood highest above the place on the same part in the same year."),
        Field("peer_part", "string", "Ở phần", "On the part", "Field or way of assessment."),
        Field("peer_above", "number", "Cao hơn", "By", "By how many points of that part.", _POINTS),
    ),
    primary_key=("code",),
    foreign_keys=(("code", "par", "code"),),
)  # fmt: skip
