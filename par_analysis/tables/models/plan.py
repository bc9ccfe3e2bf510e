"""The tables of a plan: tasks, responsibilities, goals, calendar, the documents they cite; and the words they use."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from par_analysis.tables.models.cells import Day, Natural, Number, Year, YesNo, wrong
from par_analysis.tables.models.column import Labels, Row, Table, Words, column
from par_analysis.tables.periods import EXAMPLES, parse_period
from par_analysis.tables.problems import hint

__all__ = [
    "CALENDAR",
    "COMPARATORS",
    "DATE_BASES",
    "DOCUMENTS",
    "FORMS",
    "GOALS",
    "KINDS",
    "LINK_BASES",
    "PARTS_OF_TEXT",
    "PLAN_TABLES",
    "RESPONSIBILITIES",
    "ROLES",
    "STATUSES",
    "STEPS",
    "SUBJECTS",
    "TASKS",
    "UNITS",
]

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

# Of a date in the plan, as of a day: what was done no document says.
STATUSES: Labels = {
    "overdue": ("quá hạn", "past its date"),
    "due": ("đến hạn", "due"),
    "to_come": ("chưa đến hạn", "to come"),
}

PARTS_OF_TEXT: Labels = {
    "text": ("nội dung", "text"),
    "appendix": ("phụ lục", "appendix"),
    "summary": ("tóm tắt", "summary"),
}

DATE_BASES: Labels = {"printed": ("in trên văn bản", "printed"), "reported": ("theo tin đưa", "reported")}


# What a cell may name depends on the edition: the context of the validation (`lists.plan.Context`), if there is one.


def _body(name: str, info: ValidationInfo) -> str:
    """Demand the printed name of a body."""
    if info.context and name not in info.context.bodies:
        raise wrong("unknown_body", hint=hint(name, info.context.bodies))
    return name


def _code(code: str, info: ValidationInfo) -> str:
    """Demand a code of one of the indices."""
    if info.context and code not in info.context.every_code:
        raise wrong("unknown_code", hint=hint(code, info.context.every_code))
    return code


def _split(codes: Any) -> Any:
    if codes == "":
        raise wrong("missing_value")
    return tuple(codes.split()) if isinstance(codes, str) else codes


def _once(codes: tuple[str, ...]) -> tuple[str, ...]:
    if repeated := sorted({code for code in codes if codes.count(code) > 1}):
        raise wrong("repeated_code", found=", ".join(repeated))
    return codes


def _groups(groups: Any) -> Any:
    return tuple(part.strip() for part in groups.split(";") if part.strip()) if isinstance(groups, str) else groups


def _period(words: str) -> str:
    """Demand words that name a time, as the source has them."""
    if parse_period(words) is None:
        raise wrong("unknown_date", examples=EXAMPLES)
    return words


Body = Annotated[str, AfterValidator(_body)]
Codes = Annotated[tuple[Annotated[str, AfterValidator(_code)], ...], BeforeValidator(_split), AfterValidator(_once)]
Groups = Annotated[tuple[str, ...], BeforeValidator(_groups)]
Period = Annotated[str, AfterValidator(_period)]

_CODES = "codes of either index, separated by spaces in the file, a tuple in the DataFrame"


# A column a line, as long as its sentence is.
# fmt: off
class _Sourced(Row):
    document: str | None = column("Văn bản", "Document", "Id of the document, see documents.csv of the edition; empty for a table of no document.", default=None, may_lack=True)
    document_number: str | None = column("Số văn bản", "Document number", "Number of the plan.", default=None, in_file=False)
    document_date: Day | None = column("Ngày văn bản", "Document date", "Date of the plan; of the report on it where the plan's is not known.", default=None, in_file=False)
    section: str | None = column("Mục", "Section", "Section of the text; `đoạn` is a paragraph of a press text.", default=None, may_lack=True)
    source_line: Natural | None = column("Dòng nguồn", "Source line", "Line of the document's text.", default=None, may_lack=True)


class _Task(Row):
    id: str = column("Mã", "Id", "Document and line, with a letter where a line holds several tasks.", unique=True, may_lack=True)
    lead_agency: Body = column("Cơ quan chủ trì", "Lead agency", "Who has the task.")
    title: str = column("Nhiệm vụ", "Task (Vietnamese)", "Short title by the project.")
    title_en: str = column("Nhiệm vụ (tiếng Anh)", "Task", "Short title by the project.", may_lack=True)
    kind: Annotated[str, Words(KINDS)] = column("Loại việc", "Kind", "What sort of work.", may_lack=True)
    due: Day | None = column("Hạn", "Due", "Last day of the named period; for `trước` (before) the day before the one named; empty for standing duties.", default=None, in_file=False)
    due_text: Period | None = column("Thời hạn trong văn bản", "Due in the source", "The words of the source.", default=None, may_lack=True)
    measure: str | None = column("Yêu cầu đo được", "Measurable aim (Vietnamese)", "What the text demands that can be measured.", default=None, may_lack=True)
    measure_en: str | None = column("Yêu cầu đo được (tiếng Anh)", "Measurable aim", "The same in English.", default=None, may_lack=True)
    codes: Codes = column("Tiêu chí phục vụ", "Serves", f"All {_CODES}.", default=(), in_file=False)
    codes_named: Codes = column("Tiêu chí văn bản nêu", "Named", f"Those that the line or its section names: {_CODES}.", default=(), in_file=False)
    codes_inferred: Codes = column("Tiêu chí suy luận", "Inferred", f"Those linked by judgement: {_CODES}.", default=(), in_file=False)
    # In a file of one's own every code is named.
    named: Codes = column("Tiêu chí phục vụ", "Serves", "Codes that the line or its section names.", default=(), may_lack=True, in_frame=False)
    inferred: Codes = column("Tiêu chí suy luận", "Inferred", "Codes linked by judgement.", default=(), may_lack=True, in_frame=False)
    link_basis: Annotated[str, Words(LINK_BASES)] = column("Căn cứ liên hệ", "Link", "How the codes were linked.", in_file=False)
    link_reason: str | None = column("Lý do suy luận", "Reason (Vietnamese)", "Reason of what was inferred, or of no link.", default=None, may_lack=True)
    link_reason_en: str | None = column("Lý do suy luận (tiếng Anh)", "Reason", "The same in English.", default=None, may_lack=True)
    plan_only: YesNo = column("Chỉ yêu cầu lập kế hoạch", "Asks for a plan only", "The text asks for a plan or solutions and names no action.", may_lack=True)
    same_as: str | None = column("Nhắc lại", "Repeats", "Id of the task of the same agency that this line repeats.", default=None, may_lack=True)


class _Responsibility(Row):
    id: str = column("Mã", "Id", "Document and line.", unique=True, may_lack=True)
    agency: Body = column("Cơ quan", "Agency", "Who answers.")
    role: Annotated[str, Words(ROLES)] = column("Vai trò", "Role", "In what way.")
    codes: Codes = column("Phạm vi", "Scope", f"Fields, factors or criteria: {_CODES}; `total` is a whole index.")
    what: str = column("Nội dung", "Content (Vietnamese)", "What it answers for, in short words.")
    what_en: str = column("Nội dung (tiếng Anh)", "Content", "The same in English.", may_lack=True)
    basis: Annotated[str, Words({word: LINK_BASES[word] for word in ("named", "inferred")})] = column("Căn cứ", "Basis", "Whether the text names the scope.")
    reason: str | None = column("Lý do", "Reason (Vietnamese)", "Reason of an inferred scope.", default=None, may_lack=True)
    reason_en: str | None = column("Lý do (tiếng Anh)", "Reason", "The same in English.", default=None, may_lack=True)
    part: Annotated[str, Words(PARTS_OF_TEXT)] = column("Phần", "Part", "Where it is said.", in_file=False)


class _Goal(Row):
    id: str = column("Mã", "Id", "Document and line; `-pl-` and the code for a target of the appendix.", unique=True, may_lack=True)
    subject: Annotated[str, Words(SUBJECTS)] = column("Đối tượng", "Subject", "What the goal is about.")
    code: Annotated[str, AfterValidator(_code)] | None = column("Mã tiêu chí", "Code", "Code in the index, for goals of PAR INDEX and SIPAS.", default=None, may_lack=True)
    comparator: Annotated[str, Words(COMPARATORS)] = column("So sánh", "Comparator", "A target printed without a sign is read as at least (`>=`).", may_lack=True)
    value: Number = column("Giá trị", "Value", "As stated, in `unit`.")
    value_high: Number | None = column("Đến", "Up to", "Upper figure where a range is stated.", default=None, may_lack=True)
    unit: Annotated[str, Words(UNITS)] = column("Đơn vị", "Unit", "Units in `_up` count from the base year.", may_lack=True)
    year: Year = column("Năm", "Year", "Year the goal is for.")
    base_year: Year | None = column("Năm gốc", "Base year", "Year a change is counted from.", default=None, may_lack=True)
    base_value: Number | None = column("Mức năm gốc", "Base level", "Level of the base year, where a source gives it.", default=None, may_lack=True)
    base_source: str | None = column("Nguồn mức gốc", "Source of the base", "File and line.", default=None, may_lack=True)
    level_comparator: Annotated[str, Words(COMPARATORS)] | None = column("So sánh (mức)", "Comparator (level)", "The goal as a level; empty where the base is not known.", default=None, in_file=False)
    level_value: Number | None = column("Mức phải đạt", "Level", "The goal as a level: percent, points, rank or count.", default=None, in_file=False)
    words: str | None = column("Nguyên văn", "Words of the source", "Empty for targets of the appendix.", default=None, may_lack=True)
    note: str | None = column("Ghi chú", "Note (Vietnamese)", "How the words were read.", default=None, may_lack=True)
    note_en: str | None = column("Ghi chú (tiếng Anh)", "Note", "The same in English.", default=None, may_lack=True)


class _Step(Row):
    id: str = column("Mã", "Id", "Document and line.", unique=True, may_lack=True)
    kind: Annotated[str, Words(STEPS)] = column("Loại bước", "Kind of step", "What sort of step.")
    agency: Body = column("Cơ quan", "Agency", "Who does it.")
    step: str = column("Bước", "Step (Vietnamese)", "In short words.")
    step_en: str = column("Bước (tiếng Anh)", "Step in English", "The same in English.", may_lack=True)
    start: Day | None = column("Từ ngày", "From", "First day; empty for a deadline.", default=None, in_file=False)
    end: Day | None = column("Đến ngày", "To", "Last day; for `trước` (before) the day before the one named.", default=None, in_file=False)
    when: Period | None = column("Thời gian trong văn bản", "Time in the source", "The words of the source.", default=None, headers=("Thời gian", "Time"))
    codes: Codes = column("Tiêu chí", "Serves", f"The {_CODES}.", default=(), may_lack=True)
    respondents: Groups = column("Nhóm được hỏi", "Respondents (Vietnamese)", "Groups asked, separated by semicolons in the file, a tuple in the DataFrame.", default=(), may_lack=True, separator="; ")
    respondents_en: Groups = column("Nhóm được hỏi (tiếng Anh)", "Respondents", "The same in English.", default=(), may_lack=True, separator="; ")


class _Document(Row):
    id: str = column("Ký hiệu", "Id", "Short id.", unique=True)
    number: str = column("Số văn bản", "Number", "As printed.")
    short: str = column("Tên ngắn", "Short name", "Short Vietnamese name for charts.")
    short_en: str = column("Tên ngắn tiếng Anh", "Short English name", "The same in English.")
    date: Day = column("Ngày", "Date", "The document's own, or that of the report on it.")
    date_basis: Annotated[str, Words(DATE_BASES)] = column("Căn cứ của ngày", "Basis of the date", "Which of the two.")
    form: Annotated[str, Words(FORMS)] = column("Dạng", "Form", "What of the document is at hand.")
    file: str = column("Tệp", "File", "Its text, in the folder of the edition.")
# fmt: on


def _sourced(row: type[Row]) -> type[Row]:
    """Add to a row where its document says so."""
    return type(row.__name__, (_Sourced, row), {"__module__": __name__})


TASKS = Table(
    _sourced(_Task), "tasks", "Nhiệm vụ theo kế hoạch", "Tasks of the plan", foreign_keys=(("same_as", "", "id"),)
)
RESPONSIBILITIES = Table(
    _sourced(_Responsibility), "responsibilities", "Trách nhiệm theo kế hoạch", "Responsibilities by the plan"
)
GOALS = Table(_sourced(_Goal), "goals", "Mục tiêu có số liệu trong các kế hoạch", "Goals with a figure in the plans")
CALENDAR = Table(_sourced(_Step), "calendar", "Lịch xác định chỉ số", "Calendar of the index")
DOCUMENTS = Table(_Document, "documents", "Văn bản", "Documents")

PLAN_TABLES = {table.name: table for table in (TASKS, RESPONSIBILITIES, GOALS, CALENDAR)}
