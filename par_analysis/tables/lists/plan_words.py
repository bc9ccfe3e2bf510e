"""The words that the raw tables of the plan may use, with their labels in both languages."""

from __future__ import annotations

__all__ = ["COMPARATORS", "FORMS", "KINDS", "LINK_BASES", "ROLES", "STATUSES", "STEPS", "SUBJECTS", "UNITS"]

Labels = dict[str, tuple[str, str]]

KINDS: Labels = {
    "plan": ("kế hoạch", "plan"),
    "solution": ("tìm giải pháp", "find solutions"),
    "conference": ("hội nghị", "conference"),
    "training": ("tập huấn", "training"),
    "inspection": ("kiểm tra, đôn đốc", "inspection"),
    "survey": ("khảo sát, điều tra", "survey"),
    "review": ("rà soát", "review"),
    "legislation": ("xây dựng luật", "legislation"),
    "regulation": ("quy chế, quy định", "regulation"),
    "guidance": ("hướng dẫn", "guidance"),
    "system": ("hệ thống thông tin", "system"),
    "service": ("phục vụ", "service"),
    "handling": ("xử lý", "handling"),
    "communication": ("truyền thông", "communication"),
    "indicator": ("chỉ tiêu đo được", "measured indicator"),
    "report": ("báo cáo", "report"),
}

ROLES: Labels = {
    "lead": ("chủ trì", "lead"),
    "coordinating": ("phối hợp", "coordinating"),
    "implementing": ("thực hiện", "implementing"),
    "reporting": ("tổng hợp, báo cáo", "reporting"),
}

LINK_BASES: Labels = {
    "named": ("văn bản nêu", "named"),
    "inferred": ("suy luận", "inferred"),
    "mixed": ("nêu và suy luận", "named and inferred"),
    "none": ("không gắn tiêu chí", "no link"),
}

COMPARATORS: Labels = {
    ">=": ("ít nhất", "at least"),
    ">": ("trên", "above"),
    "<=": ("nhiều nhất", "at most"),
    "<": ("dưới", "below"),
    "=": ("đúng", "exactly"),
}

# Units that end in `_up` count from the level of the base year.
UNITS: Labels = {
    "points": ("điểm", "points"),
    "percent": ("%", "%"),
    "rank": ("hạng", "rank"),
    "count": ("", ""),
    "points_up": ("điểm tăng thêm", "points up"),
    "percent_up": ("% tăng thêm", "% up"),
    "ranks_up": ("bậc tăng thêm", "ranks up"),
}

SUBJECTS: Labels = {
    "par_score": ("PAR INDEX", "PAR INDEX"),
    "par_rank": ("Thứ hạng PAR INDEX", "PAR INDEX rank"),
    "sipas_score": ("SIPAS", "SIPAS"),
    "sipas_rank": ("Thứ hạng SIPAS", "SIPAS rank"),
    "documents_after_review": ("Văn bản QPPL được xử lý sau rà soát", "Legal documents handled after review"),
    "documents_in_breach": ("Văn bản sai phạm được xử lý", "Faulty documents handled"),
    "procedure_problems": ("Vướng mắc TTHC được xử lý", "Procedure problems handled"),
    "funding_breaches": ("Sai phạm kinh phí quản lý hành chính", "Breaches in administrative funding"),
    "investment_attracted": ("Mức độ thu hút đầu tư", "Investment attracted"),
    "council_targets": ("Chỉ tiêu KT-XH do HĐND giao", "The Council's socio-economic targets"),
    "feedback_items_improved": ("Chỉ số thành phần về phản ánh được cải thiện", "Feedback items improved"),
    "services_integrated": ("TTHC mức độ 3, 4 tích hợp Cổng DVC quốc gia", "Level 3-4 services on the national portal"),
    "files_on_time": ("Hồ sơ TTHC đúng hạn và trước hạn", "Procedure files on time or early"),
    "results_digitised": ("Kết quả TTHC được số hóa", "Procedure results digitised"),
}

STEPS: Labels = {
    "self_scoring": ("tự chấm điểm", "self-scoring"),
    "survey": KINDS["survey"],
    "appraisal": ("thẩm định", "appraisal"),
    "period": ("thời kỳ đánh giá", "assessed period"),
    "processing": ("xử lý số liệu", "data processing"),
    "synthesis": ("tổng hợp", "synthesis"),
    "publication": ("công bố", "publication"),
    "report": KINDS["report"],
}

FORMS: Labels = {
    "full_text": ("toàn văn", "full text"),
    "summary": ("tóm tắt", "summary"),
    "press_report": ("tin báo chí", "press report"),
    "reference": ("bảng đối chiếu", "reference table"),
}

STATUSES: Labels = {
    "overdue": ("đã quá hạn", "past its date"),
    "due_this_month": ("đến hạn trong tháng", "due this month"),
    "upcoming": ("sắp tới", "upcoming"),
}
