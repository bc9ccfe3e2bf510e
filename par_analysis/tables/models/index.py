"""The tables of the indices, PAR INDEX and SIPAS: one row a node of the tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

import pandas as pd
from pydantic import BeforeValidator, Field

from par_analysis.tables.models.cells import Natural, Positive, Unsigned, UpToHundred, Whole, number_or_bound
from par_analysis.tables.models.column import Row, Table, Words, column
from par_analysis.words.errors import refused

__all__ = [
    "ASSESSMENTS",
    "INDEX_NAMES",
    "INDEX_TABLES",
    "INDICES",
    "NO_ASSESSMENT",
    "NO_LEAD",
    "PAR",
    "SIPAS",
    "IndexSpec",
    "check_table",
    "index_spec",
]

NO_LEAD = "(không ghi cơ quan chủ trì)"  # in the place of the name of a lead, where leaves are grouped by it

NO_ASSESSMENT = "(không rõ cách đánh giá)"  # the same for the way of assessment

INDEX_NAMES = {"par": ("PAR INDEX", "PAR INDEX"), "sipas": ("SIPAS", "SIPAS")}

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
    if key not in INDICES:
        raise refused("choice", name="index", found=key, allowed="'par', 'sipas'")
    return INDICES[key]


# A column a line, as long as its sentence is.
# fmt: off
class _Node(Row):
    code: str = column("Mã", "Code", "Code as in the document; the overall row is `total`, an unlisted part `<parent>.rest`.", unique=True, headers=("STT", "TT", "Mã số"))
    parent: str | None = column("Mã mẹ", "Parent", "Code of the row that this row is a part of; empty for the overall row.", default=None, follows=True)
    level: Annotated[int, Field(ge=0, le=_DEPTH)] = column("Cấp", "Level", "0 overall, 1 field or factor, 2 criterion or item, 3 sub-criterion, and so on.", follows=True)
    # Printed headers name the index and its year: both are taken out before a header is looked up.
    name: str = column("Tên", "Name", "Vietnamese name as printed, scan slips corrected.", written="Lĩnh vực/Tiêu chí/Tiêu chí thành phần", headers=("Tiêu chí",))
    name_en: str | None = column("Tên tiếng Anh", "English name", "English name; translated by the project unless an official term exists.", default=None)
    max_points: Annotated[Decimal, Field(gt=0, le=100), BeforeValidator(number_or_bound)] = column("Điểm tối đa", "Maximum", "The most that can be earned.", unit="{unit}", headers=("Maximum points",))
    score: UpToHundred | None = column("Điểm đạt được", "Score", "Published result of the year, empty where it was not published; of an unlisted part, its parent minus the listed parts.", default=None, unit="{unit}", headers=("Điểm", "Kết quả"))
    target: UpToHundred | None = column("Mục tiêu", "Target", "Published aim for the next year; empty for an unlisted part.", default=None, unit="{unit}")
    target_is_bound: bool = column("Mục tiêu là cận dưới", "Target is a bound", "The target is printed as `>`.", follows=True)
    lead_agency: str | None = column("Cơ quan chủ trì", "Lead agency", "Who answers for the row, as printed; empty where the document names nobody.", default=None, headers=("Chủ trì tham mưu", "Đơn vị chủ trì theo dõi"))
    implementing_units: str | None = column("Đơn vị thực hiện", "Implementing units", "Who carries it out, as printed.", default=None)
    assessment: Annotated[str, Words(ASSESSMENTS)] | None = column("Cách đánh giá", "Assessment", "How a leaf is assessed; empty for rows that are made of parts.", default=None)
    is_leaf: bool = column("Là mục chi tiết", "Is a leaf", "The row is not made of other rows.", follows=True)
    is_remainder: bool = column("Là phần không liệt kê", "Is an unlisted part", "The row stands for what the document leaves out below its parent.", follows=True)
    source_line: Natural = column("Dòng nguồn", "Source line", "Line of the source text (or row of the sheet); of an unlisted part, its parent's.")
    # Columns that a file may have; the frame has them only where the file does.
    weight: Positive | None = column("Trọng số", "Weight", "What the row counts for in its parent.", default=None, in_frame=False)
    min_points: UpToHundred | None = column("Điểm tối thiểu", "Minimum points", "The least that can be earned.", default=None, in_frame=False)
    low: UpToHundred | None = column("Cận dưới", "Lower bound", "Lower end of the interval of a survey's score.", default=None, in_frame=False, unit="{unit}")
    high: UpToHundred | None = column("Cận trên", "Upper bound", "Upper end of that interval.", default=None, in_frame=False, unit="{unit}")
    se: Unsigned | None = column("Sai số chuẩn", "Standard error", "Standard error of a survey's score.", default=None, in_frame=False, unit="{unit}")
    n: Natural | None = column("Cỡ mẫu", "Sample size", "Respondents of a survey.", default=None, in_frame=False)
    parts: Whole | None = column("Số mục con", "Number of parts", "How many rows the row is made of: a check that none is missing.", default=None, in_frame=False, follows=True)
# fmt: on


_KEYS = (("parent", "", "code"), ("lead_agency", "agencies", "name"))
PAR = Table(
    _Node,
    "par",
    "Chỉ số cải cách hành chính (PAR INDEX) theo tiêu chí",
    "Public Administration Reform Index (PAR INDEX) by criterion",
    ("code",),
    _KEYS,
    unit="điểm (points)",
    without=("implementing_units",),
)
SIPAS = Table(
    _Node,
    "sipas",
    "Chỉ số hài lòng (SIPAS) theo tiêu chí",
    "Satisfaction Index of Public Administrative Services (SIPAS) by item",
    ("code",),
    _KEYS,
    unit="%",
    decimals=2,
)
INDEX_TABLES = {"par": PAR, "sipas": SIPAS}


def check_table(table: object, key: str, columns: tuple[str, ...]) -> None:
    """Refuse what is not a table of the index `key` with these columns.

    Raises
    ------
    ParAnalysisError
        It is no DataFrame, a column is missing, or its codes are those of another index.
    """
    spec = index_spec(key)
    if not isinstance(table, pd.DataFrame):
        raise refused("index_table", key=key, found=type(table).__name__)
    if absent := [name for name in columns if name not in table.columns]:
        raise refused("index_columns", sheet=spec.sheet, absent=", ".join(absent))
    own = [code for code in table["code"].dropna().astype(str) if code != "total"]
    foreign = [code for code in own if not spec.code_pattern.match(code.removesuffix(".rest"))]
    if foreign and len(foreign) * 2 > len(own):
        raise refused("index_codes", sheet=spec.sheet, code=foreign[0])
