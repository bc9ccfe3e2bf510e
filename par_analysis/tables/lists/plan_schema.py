"""The columns of the plan's tidy tables, for the data package, the notebooks and the tests."""

from __future__ import annotations

from par_analysis.tables.lists.plan_words import COMPARATORS, KINDS, LINK_BASES, ROLES, STEPS, SUBJECTS, UNITS
from par_analysis.tables.schema import Field, Table

__all__ = ["CALENDAR", "GOALS", "RESPONSIBILITIES", "TASKS"]

_CODES = "codes of either index, separated by spaces in the file, a tuple in the DataFrame"

_SOURCE = (
    Field("document", "string", "Văn bản", "Document", "Id of the document, see documents.csv of the edition; empty for a table of no document."),
    Field("document_number", "string", "Số văn bản", "Document number", "Number of the plan."),
    Field("document_date", "date", "Ngày văn bản", "Document date", "Date of the plan; of the report on it where the plan's is not known."),
    Field("section", "string", "Mục", "Section", "Section of the text; `đoạn` is a paragraph of a press text."),
    Field("source_line", "integer", "Dòng nguồn", "Source line", "Line of the document's text.", minimum=1),
)  # fmt: skip

TASKS = Table(
    name="tasks",
    title="Nhiệm vụ theo kế hoạch",
    title_en="Tasks of the plan",
    fields=(
        Field("id", "string", "Mã", "Id", "Document and line, with a letter where a line holds several tasks.", required=True, unique=True),
        Field("lead_agency", "string", "Cơ quan chủ trì", "Lead agency", "Who has the task.", required=True),
        Field("title", "string", "Nhiệm vụ", "Task (Vietnamese)", "Short title by the project.", required=True),
        Field("title_en", "string", "Nhiệm vụ (tiếng Anh)", "Task", "Short title by the project.", required=True),
        Field("kind", "string", "Loại việc", "Kind", "What sort of work.", required=True, enum=tuple(KINDS)),
        Field("due", "date", "Hạn", "Due", "Last day of the named period; for `trước` (before) the day before the one named; empty for standing duties."),
        Field("due_text", "string", "Thời hạn trong văn bản", "Due in the source", "The words of the source."),
        Field("measure", "string", "Yêu cầu đo được", "Measurable aim (Vietnamese)", "What the text demands that can be measured."),
        Field("measure_en", "string", "Yêu cầu đo được (tiếng Anh)", "Measurable aim", "The same in English."),
        Field("codes", "string", "Tiêu chí phục vụ", "Serves", f"All {_CODES}."),
        Field("codes_named", "string", "Tiêu chí văn bản nêu", "Named", f"Those that the line or its section names: {_CODES}."),
        Field("codes_inferred", "string", "Tiêu chí suy luận", "Inferred", f"Those linked by judgement: {_CODES}."),
        Field("link_basis", "string", "Căn cứ liên hệ", "Link", "How the codes were linked.", required=True, enum=tuple(LINK_BASES)),
        Field("link_reason", "string", "Lý do suy luận", "Reason (Vietnamese)", "Reason of what was inferred, or of no link."),
        Field("link_reason_en", "string", "Lý do suy luận (tiếng Anh)", "Reason", "The same in English."),
        Field("plan_only", "boolean", "Chỉ yêu cầu lập kế hoạch", "Asks for a plan only", "The text asks for a plan or solutions and names no action.", required=True),
        Field("same_as", "string", "Nhắc lại", "Repeats", "Id of the task of the same agency that this line repeats."),
        *_SOURCE,
    ),
    primary_key=("id",),
    foreign_keys=(("same_as", "", "id"),),
)  # fmt: skip

RESPONSIBILITIES = Table(
    name="responsibilities",
    title="Trách nhiệm theo kế hoạch",
    title_en="Responsibilities by the plan",
    fields=(
        Field("id", "string", "Mã", "Id", "Document and line.", required=True, unique=True),
        Field("agency", "string", "Cơ quan", "Agency", "Who answers.", required=True),
        Field("role", "string", "Vai trò", "Role", "In what way.", required=True, enum=tuple(ROLES)),
        Field("codes", "string", "Phạm vi", "Scope", f"Fields, factors or criteria: {_CODES}; `total` is a whole index.", required=True),
        Field("what", "string", "Nội dung", "Content (Vietnamese)", "What it answers for, in short words.", required=True),
        Field("what_en", "string", "Nội dung (tiếng Anh)", "Content", "The same in English.", required=True),
        Field("basis", "string", "Căn cứ", "Basis", "Whether the text names the scope.", required=True, enum=("named", "inferred")),
        Field("reason", "string", "Lý do", "Reason (Vietnamese)", "Reason of an inferred scope."),
        Field("reason_en", "string", "Lý do (tiếng Anh)", "Reason", "The same in English."),
        Field("part", "string", "Phần", "Part", "Where it is said.", required=True, enum=("text", "appendix", "summary")),
        *_SOURCE,
    ),
    primary_key=("id",),
)  # fmt: skip

GOALS = Table(
    name="goals",
    title="Mục tiêu có số liệu trong các kế hoạch",
    title_en="Goals with a figure in the plans",
    fields=(
        Field("id", "string", "Mã", "Id", "Document and line; `-pl-` and the code for a target of the appendix.", required=True, unique=True),
        Field("subject", "string", "Đối tượng", "Subject", "What the goal is about.", required=True, enum=tuple(SUBJECTS)),
        Field("code", "string", "Mã tiêu chí", "Code", "Code in the index, for goals of PAR INDEX and SIPAS."),
        Field("comparator", "string", "So sánh", "Comparator", "A target printed without a sign is read as at least (`>=`).", required=True, enum=tuple(COMPARATORS)),
        Field("value", "number", "Giá trị", "Value", "As stated, in `unit`.", required=True),
        Field("value_high", "number", "Đến", "Up to", "Upper figure where a range is stated."),
        Field("unit", "string", "Đơn vị", "Unit", "Units in `_up` count from the base year.", required=True, enum=tuple(UNITS)),
        Field("year", "integer", "Năm", "Year", "Year the goal is for.", required=True),
        Field("base_year", "integer", "Năm gốc", "Base year", "Year a change is counted from."),
        Field("base_value", "number", "Mức năm gốc", "Base level", "Level of the base year, where a source gives it."),
        Field("base_source", "string", "Nguồn mức gốc", "Source of the base", "File and line."),
        Field("level_comparator", "string", "So sánh (mức)", "Comparator (level)", "The goal as a level; empty where the base is not known.", enum=tuple(COMPARATORS)),
        Field("level_value", "number", "Mức phải đạt", "Level", "The goal as a level: percent, points, rank or count."),
        Field("words", "string", "Nguyên văn", "Words of the source", "Empty for targets of the appendix."),
        Field("note", "string", "Ghi chú", "Note (Vietnamese)", "How the words were read."),
        Field("note_en", "string", "Ghi chú (tiếng Anh)", "Note", "The same in English."),
        *_SOURCE,
    ),
    primary_key=("id",),
)  # fmt: skip

CALENDAR = Table(
    name="calendar",
    title="Lịch xác định chỉ số",
    title_en="Calendar of the index",
    fields=(
        Field("id", "string", "Mã", "Id", "Document and line.", required=True, unique=True),
        Field("kind", "string", "Loại bước", "Kind of step", "What sort of step.", required=True, enum=tuple(STEPS)),
        Field("agency", "string", "Cơ quan", "Agency", "Who does it.", required=True),
        Field("step", "string", "Bước", "Step (Vietnamese)", "In short words.", required=True),
        Field("step_en", "string", "Bước (tiếng Anh)", "Step in English", "The same in English.", required=True),
        Field("start", "date", "Từ ngày", "From", "First day; empty for a deadline."),
        Field("end", "date", "Đến ngày", "To", "Last day; for `trước` (before) the day before the one named."),
        Field("when", "string", "Thời gian trong văn bản", "Time in the source", "The words of the source."),
        Field("codes", "string", "Tiêu chí", "Serves", f"The {_CODES}."),
        Field("respondents", "string", "Nhóm được hỏi", "Respondents (Vietnamese)", "Groups asked, separated by semicolons in the file, a tuple in the DataFrame."),
        Field("respondents_en", "string", "Nhóm được hỏi (tiếng Anh)", "Respondents", "The same in English."),
        *_SOURCE,
    ),
    primary_key=("id",),
)  # fmt: skip
