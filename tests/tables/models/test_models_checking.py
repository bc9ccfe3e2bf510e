"""What a model finds wrong with the cells of a row, as a message needs it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from par_analysis.tables.messages import MESSAGES
from par_analysis.tables.models.checking import check_values
from par_analysis.tables.models.column import Row, Table, Words, column


class _Result(Row):
    id: str = column("Mã", "Id", "Short id.")
    points: Annotated[Decimal, Field(gt=0, le=7)] = column("Điểm", "Points", "What it has.")
    kind: Annotated[str, Words({"a": ("một", "one"), "b": ("hai", "two")})] = column("Loại", "Kind", "What sort.")


_TABLE = Table(_Result, "results", "Kết quả", "Results")


def test_a_row_comes_out_or_every_fault_with_what_its_message_needs() -> None:
    row, faults = check_values(_Result, _TABLE, {"id": "x", "points": Decimal(7), "kind": "a"})
    assert row is not None and (row.points, faults) == (Decimal(7), [])  # type: ignore[attr-defined]
    row, faults = check_values(_Result, _TABLE, {"id": "", "points": Decimal(0), "kind": "c"})
    assert row is None
    assert [(fault.kind, fault.column, fault.found) for fault in faults] == [
        ("missing_value", "id", None),
        ("out_of_range", "points", Decimal(0)),
        ("unknown_word", "kind", "c"),
    ]
    assert faults[1].facts == {"lower": "> 0", "upper": "7"} and faults[2].facts == {"allowed": "a, b"}
    for fault in faults:
        assert all(text.format(**fault.facts) for text in MESSAGES[fault.kind])
    assert [fault.column for fault in check_values(_Result, _TABLE, {})[1]] == ["id", "points", "kind"]
