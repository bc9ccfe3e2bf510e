"""What was published on scores and ranks of all provinces, statement by statement."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from par_analysis.tables.models.cells import UpToHundred, Year, number, number_or_bound, whole
from par_analysis.tables.models.column import Labels, Row, Table, Words, column
from par_analysis.tables.models.index import INDEX_NAMES

__all__ = ["STANDINGS", "STATED"]

STATED: Labels = {"stated": ("nguồn nêu", "stated"), "derived": ("suy ra", "derived")}

_Printed = Annotated[Decimal, Field(ge=0, le=100), BeforeValidator(number_or_bound)]
# A derived score is not known better than the finest printed ones.
_Within = Annotated[Decimal, Field(ge=Decimal("0.0001"), le=100), BeforeValidator(number)]
_Rank = Annotated[int, Field(ge=1, le=63), BeforeValidator(whole)]


# A column a line, as long as its sentence is.
# fmt: off
class _Standing(Row):
    id: str = column("Ký hiệu", "Id", "Index, year and number.", unique=True)
    index: Annotated[str, Words(INDEX_NAMES)] = column("Chỉ số", "Index", "Which index.")
    year: Year = column("Năm", "Year", "Year of the results.")
    place: str = column("Nơi", "Place", "Province or city.")
    score: _Printed | None = column("Điểm", "Score", "The figure; empty for a lower bound.", default=None, unit="điểm or %")
    within: _Within | None = column("Sai lệch nhiều nhất", "Within", "Of a derived score: how far it may be from the truth.", default=None, in_frame=False)
    score_low: UpToHundred | None = column("Từ", "From", "Least figure that the print stands for.", default=None, unit="điểm or %", in_file=False)
    score_high: UpToHundred | None = column("Đến", "To", "Largest figure that the print stands for.", default=None, unit="điểm or %", in_file=False)
    printed: str | None = column("Số in", "Printed", "As printed.", default=None, in_file=False)
    rank: _Rank | None = column("Hạng", "Rank", "As published.", default=None)
    basis: Annotated[str, Words(STATED)] = column("Căn cứ", "Basis", "`derived`: by arithmetic from published figures.")
    doubt: str | None = column("Nghi ngờ", "Doubt", "Why the statement is kept but not built upon.", default=None)
    source: str = column("Nguồn", "Source", "Address or file.")
    note: str | None = column("Ghi chú", "Note", "What the source says besides.", default=None)
# fmt: on


STANDINGS = Table(
    _Standing,
    "standings",
    "Điểm và thứ hạng các tỉnh đã công bố",
    "Published scores and ranks of provinces",
    decimals=5,
)
