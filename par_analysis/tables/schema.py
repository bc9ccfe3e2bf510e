"""The columns, types and ranges of every tidy table: one definition for checks, data package and docs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

__all__ = [
    "AGENCIES",
    "ASSESSMENTS",
    "AUDIT",
    "INDICES",
    "NO_ASSESSMENT",
    "NO_LEAD",
    "PAR",
    "SIPAS",
    "STANDINGS",
    "Field",
    "IndexSpec",
    "Table",
    "check_table",
    "index_spec",
]

NO_LEAD = "(không ghi cơ quan chủ trì)"  # in the place of the name of a lead, where leaves are grouped by it

NO_ASSESSMENT = "(không rõ cách đánh giá)"  # the same for the way of assessment

# The ways a point is earned, in the order of the published tables; with their labels in both languages.
ASSESSMENTS: dict[str, tuple[str, str]] = {
    "appraisal": ("Thẩm định", "Appraisal"),
    "official_survey": ("Điều tra XHH cán bộ", "Survey of officials"),
    "citizen_survey": ("SIPAS (người dân)", "SIPAS (citizens)"),
    "outcome": ("Kết quả KT-XH", "Socio-economic outcome"),
}


@dataclass(frozen=True)
class IndexSpec:
    """What the library needs to know of an index before it sees a table of it.

    Attributes
    ----------
    key : str
        `par` or `sipas`.
    aggregate : str
        How a node is made of its children: `sum` or `mean`.
    sheet : str
        Name of the index, and of its sheet in a workbook.
    total_name : str
        How the overall row is printed.
    code_pattern : re.Pattern
        What a code looks like (the overall row is always `total`).
    code_example : str
        Examples for messages.
    fixed_maximum : Decimal or None
        The maximum of every row where the table prints none.
    decimals : int
        Decimals that a figure of this index is shown with at most.
    total_last : bool
        Whether the overall row is printed below the others.
    """

    key: str
    aggregate: str
    sheet: str
    total_name: str
    code_pattern: re.Pattern[str]
    code_example: str
    fixed_maximum: Decimal | None
    decimals: int
    total_last: bool = False

    @property
    def unit(self) -> str:
        """What its figures are counted in: `points` or `percent`."""
        return "points" if self.fixed_maximum is None else "percent"


# Levels that a code may have, and what one number of it looks like.
_DEPTH = 6
_NUMBER = "[1-9][0-9]{0,2}"

INDICES: dict[str, IndexSpec] = {
    "par": IndexSpec(
        key="par",
        aggregate="sum",
        sheet="PAR INDEX",
        total_name="TỔNG ĐIỂM",
        code_pattern=re.compile(rf"^{_NUMBER}(\.{_NUMBER}){{0,{_DEPTH - 1}}}$"),
        code_example="1, 1.2, 7.1.10",
        fixed_maximum=None,
        decimals=3,
        total_last=True,
    ),
    "sipas": IndexSpec(
        key="sipas",
        aggregate="mean",
        sheet="SIPAS",
        total_name="CHỈ SỐ CHUNG",
        code_pattern=re.compile(rf"^(I|II|III|IV|V|VI|VII|VIII|IX|X)(\.{_NUMBER}){{0,{_DEPTH - 1}}}$"),
        code_example="I, I.1",
        fixed_maximum=Decimal(100),
        decimals=2,
    ),
}


def index_spec(key: str) -> IndexSpec:
    """Return the specification of an index.

    Raises
    ------
    ParAnalysisError
        `key` is neither `par` nor `sipas`.
    """
    from par_analysis.words.errors import ParAnalysisError

    if key not in INDICES:
        raise ParAnalysisError(f"index = {key!r}: chỉ có 'par' và 'sipas' (the indices are 'par' and 'sipas')")
    return INDICES[key]


def check_table(table: object, key: str, columns: tuple[str, ...]) -> None:
    """Refuse what is not a table of the index `key` with these columns.

    Raises
    ------
    ParAnalysisError
        It is no DataFrame, a column is missing, or its codes are those of another index.
    """
    import pandas as pd

    from par_analysis.words.errors import ParAnalysisError

    spec = index_spec(key)
    if not isinstance(table, pd.DataFrame):
        raise ParAnalysisError(
            f"cần một bảng như load_{key}() trả về, không phải {type(table).__name__} (a table as load_{key}() returns is needed)"
        )
    if absent := [column for column in columns if column not in table.columns]:
        raise ParAnalysisError(f"bảng {spec.sheet} thiếu cột (columns missing): {', '.join(absent)}")
    own = [code for code in table["code"].dropna().astype(str) if code != "total"]
    foreign = [code for code in own if not spec.code_pattern.match(code.removesuffix(".rest"))]
    if foreign and len(foreign) * 2 > len(own):
        raise ParAnalysisError(
            f"đây không phải bảng {spec.sheet}: mã {foreign[0]!r} (not a table of {spec.sheet}: code {foreign[0]!r})"
        )


@dataclass(frozen=True)
class Field:
    """One column of a tidy table, in the terms of the Frictionless Table Schema."""

    name: str
    type: str
    title: str
    title_en: str
    description: str
    unit: str = ""
    required: bool = False
    unique: bool = False
    minimum: float | None = None
    maximum: float | None = None
    enum: tuple[str, ...] = ()

    @property
    def constraints(self) -> dict[str, object]:
        """The Frictionless constraints of this column."""
        made: dict[str, object] = {}
        if self.required:
            made["required"] = True
        if self.unique:
            made["unique"] = True
        if self.minimum is not None:
            made["minimum"] = self.minimum
        if self.maximum is not None:
            made["maximum"] = self.maximum
        if self.enum:
            made["enum"] = list(self.enum)
        return made


@dataclass(frozen=True)
class Table:
    """A tidy table: its name, titles in both languages, columns and keys."""

    name: str
    title: str
    title_en: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[tuple[str, str, str], ...] = ()

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return [field.name for field in self.fields]


def _node_fields(unit: str, with_units: bool) -> tuple[Field, ...]:
    fields = [
        Field("code", "string", "Mã", "Code", "Code as in the document; the overall row is `total`, an unlisted part `<parent>.rest`.", required=True, unique=True),
        Field("parent", "string", "Mã mẹ", "Parent", "Code of the row that this row is a part of; empty for the overall row."),
        Field("level", "integer", "Cấp", "Level", "0 overall, 1 field or factor, 2 criterion or item, 3 sub-criterion, and so on.", required=True, minimum=0, maximum=_DEPTH),
        Field("name", "string", "Tên", "Name", "Vietnamese name as printed, scan slips corrected.", required=True),
        Field("name_en", "string", "Tên tiếng Anh", "English name", "English name; translated by the project unless an official term exists."),
        Field("max_points", "number", "Điểm tối đa", "Maximum", "The most that can be earned.", unit, required=True, minimum=0, maximum=100),
        Field("score", "number", "Điểm đạt được", "Score", "Published result of the year, empty where it was not published; of an unlisted part, its parent minus the listed parts.", unit, minimum=0, maximum=100),
        Field("target", "number", "Mục tiêu", "Target", "Published aim for the next year; empty for an unlisted part.", unit, minimum=0, maximum=100),
        Field("target_is_bound", "boolean", "Mục tiêu là cận dưới", "Target is a bound", "The target is printed as `>`.", required=True),
        Field("lead_agency", "string", "Cơ quan chủ trì", "Lead agency", "Who answers for the row, as printed; empty where the document names nobody."),
    ]  # fmt: skip
    if with_units:
        fields.append(Field("implementing_units", "string", "Đơn vị thực hiện", "Implementing units", "Who carries it out, as printed."))  # fmt: skip
    fields += [
        Field("assessment", "string", "Cách đánh giá", "Assessment", "How a leaf is assessed; empty for rows that are made of parts.", enum=tuple(ASSESSMENTS)),
        Field("is_leaf", "boolean", "Là mục chi tiết", "Is a leaf", "The row is not made of other rows.", required=True),
        Field("is_remainder", "boolean", "Là phần không liệt kê", "Is an unlisted part", "The row stands for what the document leaves out below its parent.", required=True),
        Field("source_line", "integer", "Dòng nguồn", "Source line", "Line of the source text (or row of the sheet); of an unlisted part, its parent's.", required=True, minimum=1),
    ]  # fmt: skip
    return tuple(fields)


PAR = Table(
    name="par",
    title="Chỉ số cải cách hành chính (PAR INDEX) theo tiêu chí",
    title_en="Public Administration Reform Index (PAR INDEX) by criterion",
    fields=_node_fields("điểm (points)", with_units=False),
    primary_key=("code",),
    foreign_keys=(("parent", "", "code"), ("lead_agency", "agencies", "name")),
)

SIPAS = Table(
    name="sipas",
    title="Chỉ số hài lòng (SIPAS) theo tiêu chí",
    title_en="Satisfaction Index of Public Administrative Services (SIPAS) by item",
    fields=_node_fields("%", with_units=True),
    primary_key=("code",),
    foreign_keys=(("parent", "", "code"), ("lead_agency", "agencies", "name")),
)

AGENCIES = Table(
    name="agencies",
    title="Cơ quan chủ trì",
    title_en="Lead agencies",
    fields=(
        Field("id", "string", "Mã cơ quan", "Id", "Short id.", required=True, unique=True),
        Field("name", "string", "Tên", "Name", "Vietnamese name as printed.", required=True, unique=True),
        Field(
            "short",
            "string",
            "Tên ngắn",
            "Short name",
            "Short Vietnamese name for charts.",
            required=True,
            unique=True,
        ),
        Field("name_en", "string", "Tên tiếng Anh", "English name", "English name.", required=True),
        Field(
            "short_en",
            "string",
            "Tên ngắn tiếng Anh",
            "Short English name",
            "Short English name for charts.",
            required=True,
        ),
    ),
    primary_key=("id",),
)

AUDIT = Table(
    name="audit",
    title="Kết quả rà soát: số công bố và số tính lại",
    title_en="Audit findings: published against recomputed",
    fields=(
        Field(
            "kind",
            "string",
            "Loại",
            "Kind",
            "`parts`: a row against its parts; `cross_index`: PAR INDEX against SIPAS; `copied`: values that look copied.",
            required=True,
            enum=("parts", "cross_index", "copied"),
        ),
        Field("index", "string", "Chỉ số", "Index", "Index of the row.", required=True, enum=("par", "sipas")),
        Field("code", "string", "Mã", "Code", "Code of the row.", required=True),
        Field("name", "string", "Tên", "Name", "Name of the row.", required=True),
        Field(
            "quantity",
            "string",
            "Đại lượng",
            "Quantity",
            "Which figure.",
            required=True,
            enum=("max_points", "score", "target"),
        ),
        Field("published", "number", "Công bố", "Published", "The published figure.", "điểm or %", required=True),
        Field(
            "recomputed",
            "number",
            "Tính lại",
            "Recomputed",
            "What its parts (or the other index) give; for copied values, the value repeated.",
            "điểm or %",
            required=True,
        ),
        Field(
            "difference",
            "number",
            "Chênh lệch",
            "Difference",
            "Recomputed minus published.",
            "điểm or %",
            required=True,
        ),
        Field(
            "tolerance",
            "number",
            "Dung sai",
            "Tolerance",
            "Largest difference that rounding can explain.",
            "điểm or %",
            required=True,
            minimum=0,
        ),
        Field(
            "tolerance_reason",
            "string",
            "Lý do dung sai",
            "Reason for the tolerance",
            "Why this tolerance.",
            required=True,
        ),
        Field(
            "effect_on_total",
            "number",
            "Tác động lên tổng",
            "Effect on the total",
            "How the overall figure would move if the recomputed figure were right; empty where that is not known.",
            "điểm or %",
        ),
        Field(
            "source_line",
            "integer",
            "Dòng nguồn",
            "Source line",
            "Line of the published figure.",
            required=True,
            minimum=1,
        ),
        Field(
            "sentence_vi",
            "string",
            "Diễn giải",
            "Sentence (Vietnamese)",
            "The finding in one sentence.",
            required=True,
        ),
        Field(
            "sentence_en",
            "string",
            "Diễn giải tiếng Anh",
            "Sentence (English)",
            "The finding in one sentence.",
            required=True,
        ),
    ),
    primary_key=("kind", "index", "code", "quantity"),
)

STANDINGS = Table(
    name="standings",
    title="Điểm và thứ hạng các tỉnh đã công bố",
    title_en="Published scores and ranks of provinces",
    fields=(
        Field("id", "string", "Ký hiệu", "Id", "Index, year and number.", required=True, unique=True),
        Field("index", "string", "Chỉ số", "Index", "Which index.", required=True, enum=("par", "sipas")),
        Field("year", "integer", "Năm", "Year", "Year of the results.", required=True),
        Field("place", "string", "Nơi", "Place", "Province or city.", required=True),
        Field("score", "number", "Điểm", "Score", "The figure; empty for a lower bound.", "điểm or %", minimum=0, maximum=100),
        Field("score_low", "number", "Từ", "From", "Least figure that the print stands for.", "điểm or %", minimum=0, maximum=100),
        Field("score_high", "number", "Đến", "To", "Largest figure that the print stands for.", "điểm or %", minimum=0, maximum=100),
        Field("printed", "string", "Số in", "Printed", "As printed."),
        Field("rank", "integer", "Hạng", "Rank", "As published.", minimum=1, maximum=63),
        Field("basis", "string", "Căn cứ", "Basis", "`derived`: by arithmetic from published figures.", required=True, enum=("stated", "derived")),
        Field("doubt", "string", "Nghi ngờ", "Doubt", "Why the statement is kept but not built upon."),
        Field("source", "string", "Nguồn", "Source", "Address or file.", required=True),
        Field("note", "string", "Ghi chú", "Note", "What the source says besides."),
    ),
    primary_key=("id",),
)  # fmt: skip
