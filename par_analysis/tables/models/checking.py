"""What is wrong with the cells of a row: found by its model, said by the catalogue of messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from par_analysis.tables.models.column import Row, Table

__all__ = ["Fault", "check_values"]

# What pydantic finds, as a key of `MESSAGES`. Our own validators (`models.cells.wrong`) name theirs.
_KINDS = {
    "missing": "missing_value",
    "string_too_short": "missing_value",
    "literal_error": "unknown_word",
    "greater_than": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than": "out_of_range",
    "less_than_equal": "out_of_range",
    "int_from_float": "out_of_range",
}


class Fault(NamedTuple):
    """One cell that its column does not take: a key of `MESSAGES`, the column, what was found, what the sentence needs."""

    kind: str
    column: str
    found: object
    facts: Mapping[str, Any]


def check_values(
    model: type[Row], table: Table, values: Mapping[str, object], context: Any = None
) -> tuple[Row | None, list[Fault]]:
    """Return the row that a model makes of values, and everything wrong with them; what is empty and may be is left out."""
    try:
        return model.model_validate(values, context=context), []
    except ValidationError as error:
        return None, list(_faults(error, table, values))


def _faults(error: ValidationError, table: Table, values: Mapping[str, object]) -> Iterator[Fault]:
    """Name what pydantic found in a row of a table."""
    for item in error.errors(include_url=False):
        own = table[str(item["loc"][0])]
        kind, facts = _KINDS.get(item["type"], item["type"]), dict(item.get("ctx", {}))
        if kind == "out_of_range":
            facts = own.bounds
        elif item["type"] == "literal_error":
            facts = {"allowed": ", ".join(own.words)}
        # Of several codes in a cell the wrong one; else the cell as it was written, whatever it was read as.
        found = facts.pop("found", item["input"] if len(item["loc"]) > 1 else values.get(own.name))
        yield Fault(kind, own.name, None if kind == "missing_value" else found, facts)
