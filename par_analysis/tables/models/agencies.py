"""Agencies that answer for criteria, the register of them over the years, and other bodies that have duties."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from par_analysis.tables.models.cells import whole
from par_analysis.tables.models.column import Row, Table, Words, column

__all__ = ["AGENCIES", "BODIES", "BODY_KINDS"]

BODY_KINDS = {"agency": ("cơ quan", "agency"), "group": ("nhóm cơ quan", "group of agencies")}


_Year = Annotated[int, Field(ge=1900, le=2100), BeforeValidator(whole)]


# A column a line, as long as its sentence is.
# fmt: off
class _Body(Row):
    id: str = column("Mã cơ quan", "Id", "Short id.", unique=True)
    name: str = column("Tên", "Name", "Vietnamese name as printed.", unique=True)
    short: str = column("Tên ngắn", "Short name", "Short Vietnamese name for charts.", unique=True)
    name_en: str = column("Tên tiếng Anh", "English name", "English name.")
    short_en: str = column("Tên ngắn tiếng Anh", "Short English name", "Short English name for charts.")


class _Agency(_Body):
    first_year: _Year | None = column("Năm đầu", "First year", "First year in which it exists.", default=None, may_lack=True, in_frame=False)
    last_year: _Year | None = column("Năm cuối", "Last year", "Last year in which it exists.", default=None, may_lack=True, in_frame=False)
    successor: str | None = column("Cơ quan kế thừa", "Successor", "Any name of the agency that took over.", default=None, may_lack=True, in_frame=False)
    basis: str | None = column("Căn cứ", "Basis", "Document by which it came or went.", default=None, may_lack=True, in_frame=False)
    source: str | None = column("Nguồn", "Source", "Address or file.", default=None, may_lack=True, in_frame=False)


class _OtherBody(_Body):
    kind: Annotated[str, Words(BODY_KINDS)] = column("Loại", "Kind", "One body, or many at once.")
# fmt: on


# The tidy table is the agencies of one year; the file is the register of all years.
AGENCIES = Table(_Agency, "agencies", "Cơ quan chủ trì", "Lead agencies")
BODIES = Table(_OtherBody, "bodies", "Các cơ quan khác", "Other bodies")
