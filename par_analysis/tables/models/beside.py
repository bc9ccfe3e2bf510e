"""What stands beside a document: corrections of its slips, names, ways of assessment, parts that it does not list."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from par_analysis.tables.models.agencies import AGENCIES, BODIES
from par_analysis.tables.models.cells import whole
from par_analysis.tables.models.column import Row, Table, Words, column
from par_analysis.tables.models.index import ASSESSMENTS, INDEX_NAMES
from par_analysis.tables.models.plan import DOCUMENTS

__all__ = ["ASSESSMENT", "CORRECTIONS", "NAMES", "REMAINDERS", "SIDE_TABLES"]

_Line = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(whole)]


# A column a line, as long as its sentence is.
# fmt: off
class _Correction(Row):
    index: Annotated[str, Words(INDEX_NAMES)] = column("Chỉ số", "Index", "Which index.")
    file: str = column("Tệp", "File", "The document's text.")
    line: _Line = column("Dòng", "Line", "Line of that text.")
    found: str = column("Bản gốc", "Found", "What stands there.")
    corrected: str = column("Đính chính", "Corrected", "What is read instead.")
    reason: str = column("Lý do", "Reason (Vietnamese)", "How it is known.")
    reason_en: str = column("Lý do (tiếng Anh)", "Reason", "The same in English.")


class _Name(Row):
    index: Annotated[str, Words(INDEX_NAMES)] = column("Chỉ số", "Index", "Which index.")
    code: str = column("Mã", "Code", "Code of the row.")
    name_en: str | None = column("Tên tiếng Anh", "English name", "Translated by the project unless an official term exists.", default=None)
    short: str | None = column("Tên ngắn", "Short name", "Short Vietnamese name for charts.", default=None)
    short_en: str | None = column("Tên ngắn tiếng Anh", "Short English name", "The same in English.", default=None)


class _Way(Row):
    index: Annotated[str, Words(INDEX_NAMES)] = column("Chỉ số", "Index", "Which index.")
    code: str = column("Mã", "Code", "Code of the leaf.")
    assessment: Annotated[str, Words(ASSESSMENTS)] = column("Cách đánh giá", "Assessment", "How it is assessed.")
    reason: str | None = column("Lý do", "Reason (Vietnamese)", "How it is known.", default=None)
    reason_en: str | None = column("Lý do (tiếng Anh)", "Reason", "The same in English.", default=None)
    source: str | None = column("Nguồn", "Source", "Address or file.", default=None, may_lack=True)


class _Remainder(Row):
    index: Annotated[str, Words(INDEX_NAMES)] = column("Chỉ số", "Index", "Which index.")
    code: str = column("Mã", "Code", "`<parent>.rest`.")
    name: str = column("Tên", "Name", "What it is called.")
    reason: str = column("Lý do", "Reason (Vietnamese)", "Why the document does not list every part.")
    reason_en: str = column("Lý do (tiếng Anh)", "Reason", "The same in English.")
# fmt: on


CORRECTIONS = Table(
    _Correction, "corrections", "Đính chính lỗi quét", "Corrections of scan slips", ("index", "file", "line", "found")
)
NAMES = Table(_Name, "names", "Tên tiêu chí", "Names of criteria", ("index", "code"))
ASSESSMENT = Table(_Way, "assessment", "Cách đánh giá từng tiêu chí", "Ways of assessment", ("index", "code"))
REMAINDERS = Table(_Remainder, "remainders", "Phần không liệt kê", "Unlisted parts", ("index", "code"))

SIDE_TABLES = {table.name: table for table in (CORRECTIONS, NAMES, ASSESSMENT, REMAINDERS, AGENCIES, BODIES, DOCUMENTS)}
