"""When the results of each index were published, year by year."""

from __future__ import annotations

from typing import Annotated

from par_analysis.tables.models.cells import Day, Year
from par_analysis.tables.models.column import Row, Table, Words, column
from par_analysis.tables.models.index import INDEX_NAMES
from par_analysis.tables.models.standings import STATED

__all__ = ["PUBLICATIONS"]


# A column a line, as long as its sentence is.
# fmt: off
class _Publication(Row):
    index: Annotated[str, Words(INDEX_NAMES)] = column("Chỉ số", "Index", "Which index.")
    year: Year = column("Năm", "Year", "Year of the results.")
    published: Day = column("Ngày công bố", "Published", "Day on which the results of all provinces were published.")
    basis: Annotated[str, Words(STATED)] = column("Căn cứ", "Basis", "`derived`: the day of the report on the announcement.")
    source: str = column("Nguồn", "Source", "Address or file.")
    note: str | None = column("Ghi chú", "Note (Vietnamese)", "What to know.", default=None)
    note_en: str | None = column("Ghi chú (tiếng Anh)", "Note", "The same in English.", default=None)
# fmt: on


PUBLICATIONS = Table(
    _Publication,
    "publications",
    "Ngày công bố kết quả các chỉ số",
    "Days on which results were published",
    ("index", "year"),
)
