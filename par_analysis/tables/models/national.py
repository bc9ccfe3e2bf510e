"""What was published of all provinces beside their scores and ranks: levels of parts, how many rose, sizes of samples."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from par_analysis.tables.models.cells import Natural, Positive, Unsigned, Year, number, whole
from par_analysis.tables.models.column import Row, Table, Words, column
from par_analysis.tables.models.evidence import Part
from par_analysis.tables.models.index import INDEX_NAMES
from par_analysis.tables.models.standings import STATED

__all__ = ["MOVEMENTS", "PART_LEVELS", "SAMPLES"]

_Count = Annotated[int, Field(ge=0), BeforeValidator(whole)]
_Change = Annotated[Decimal, Field(ge=-100, le=100), BeforeValidator(number)]

_POINTS = "điểm (points)"
_PERCENT_POINTS = "điểm phần trăm (percentage points)"


# A column a line, as long as its sentence is.
# fmt: off
class _Level(Row):
    id: str = column("Ký hiệu", "Id", "Place, year and part.", unique=True)
    place: str = column("Nơi", "Place", "Province or city.")
    year: Year = column("Năm", "Year", "Year of the results.")
    part: Part = column("Phần", "Part", "A way of assessment, or a field's code.")
    score: Unsigned = column("Điểm", "Score", "What it reached.", unit=_POINTS)
    maximum: Positive | None = column("Tối đa", "Maximum", "The most that the criteria of that year give; empty where no source says so.", default=None, unit=_POINTS)
    basis: Annotated[str, Words(STATED)] = column("Căn cứ", "Basis", "`derived`: the points follow from other published figures.")
    doubt: str | None = column("Nghi ngờ", "Doubt", "Why the statement is kept but not built upon.", default=None)
    source: str = column("Nguồn", "Source", "Address or file.")
    note: str | None = column("Ghi chú", "Note (Vietnamese)", "What to know.", default=None)
    note_en: str | None = column("Ghi chú (tiếng Anh)", "Note", "The same in English.", default=None)


class _Movement(Row):
    index: Annotated[str, Words(INDEX_NAMES)] = column("Chỉ số", "Index", "Which index.")
    year_from: Year = column("Từ năm", "From", "Year before.")
    year_to: Year = column("Đến năm", "To", "Year after.")
    rose: _Count = column("Số tỉnh tăng", "Rose", "Provinces whose figure rose.", unit="tỉnh (provinces)")
    fell: _Count = column("Số tỉnh giảm", "Fell", "Provinces whose figure fell.", unit="tỉnh (provinces)")
    unchanged: _Count | None = column("Số tỉnh giữ nguyên", "Unchanged", "Provinces whose figure stayed; empty where no source says so.", default=None, unit="tỉnh (provinces)")
    largest: _Change | None = column("Thay đổi cao nhất", "Largest change", "The highest rise of a province.", default=None, unit=_PERCENT_POINTS)
    smallest: _Change | None = column("Thay đổi thấp nhất", "Smallest change", "The deepest fall of a province, negative.", default=None, unit=_PERCENT_POINTS)
    basis: Annotated[str, Words(STATED)] = column("Căn cứ", "Basis", "`derived`: a count follows from other published figures.")
    source: str = column("Nguồn", "Source", "Address or file.")
    note: str | None = column("Ghi chú", "Note (Vietnamese)", "What to know.", default=None)
    note_en: str | None = column("Ghi chú (tiếng Anh)", "Note", "The same in English.", default=None)


class _Sample(Row):
    index: Annotated[str, Words(INDEX_NAMES)] = column("Chỉ số", "Index", "Which index.")
    year: Year = column("Năm", "Year", "Year of the survey.")
    place: str = column("Nơi", "Place", "Province, city, or the whole country.")
    forms: Natural = column("Số phiếu", "Forms", "How many people were asked.", unit="phiếu (forms)")
    basis: Annotated[str, Words(STATED)] = column("Căn cứ", "Basis", "`derived`: the number follows from other published figures, or from how a sentence is read.")
    source: str = column("Nguồn", "Source", "Address or file.")
    note: str | None = column("Ghi chú", "Note (Vietnamese)", "What to know.", default=None)
    note_en: str | None = column("Ghi chú (tiếng Anh)", "Note", "The same in English.", default=None)
# fmt: on


PART_LEVELS = Table(
    _Level,
    "parts",
    "Mức điểm từng phần PAR INDEX các tỉnh đã công bố",
    "Published levels of parts of PAR INDEX",
    decimals=4,
)
MOVEMENTS = Table(
    _Movement,
    "movements",
    "Số tỉnh tăng, giảm so với năm trước",
    "How many provinces rose and fell",
    ("index", "year_from", "year_to"),
)
SAMPLES = Table(
    _Sample, "samples", "Cỡ mẫu điều tra đã công bố", "Published sizes of samples", ("index", "year", "place")
)
