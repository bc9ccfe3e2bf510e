"""Which criterion of one edition continues which of another."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from par_analysis.tables.models.cells import Number, YesNo, number
from par_analysis.tables.models.column import Labels, Row, Table, Words, column

__all__ = ["CROSSWALK", "CROSSWALK_BASES"]

CROSSWALK_BASES: Labels = {
    "same": ("cùng mã, cùng tên", "same code and name"),
    "name": ("cùng tên", "same name"),
    "proposed": ("tên giống nhau", "a name that is alike"),
    "judged": ("phán đoán", "judged"),
}


# A column a line, as long as its sentence is.
# fmt: off
class _Continuation(Row):
    code_from: str = column("Mã kỳ trước", "Earlier code", "Code in the earlier edition.")
    name_from: str | None = column("Tên kỳ trước", "Earlier name", "Its name there, for whoever judges.", default=None, may_lack=True)
    code_to: str = column("Mã kỳ sau", "Later code", "Code in the later edition.")
    name_to: str | None = column("Tên kỳ sau", "Later name", "Its name there.", default=None, may_lack=True)
    share: Annotated[Decimal, Field(gt=0, le=1), BeforeValidator(number)] = column("Phần tiếp nối", "Share", "Share of the earlier criterion that continues; empty for all of it.", default=Decimal(1), may_lack=True)
    basis: Annotated[str, Words(CROSSWALK_BASES)] = column("Căn cứ", "Basis", "How the pair was found.")
    similarity: Number | None = column("Độ giống của tên", "Similarity", "Of the two names, 0 to 1.", default=None, may_lack=True)
    reason: str | None = column("Lý do", "Reason", "Why the one continues the other.", default=None)
    confirmed: YesNo = column("Xác nhận", "Confirmed", "Whether somebody vouches for it.")
# fmt: on


CROSSWALK = Table(
    _Continuation, "crosswalk", "Bảng chuyển đổi", "Crosswalk", ()
)  # pairs that stand twice are told by both codes
