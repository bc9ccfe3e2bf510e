"""Names of agencies: each means one agency only, whichever of its names is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from par_analysis.tables.indices.rows import fold
from par_analysis.tables.problems import Problems

__all__ = ["AGENCY_NAMES", "check_agency_rows", "spellings"]

# The columns of an agency list by any of which an agency may be called.
AGENCY_NAMES = ("id", "name", "short", "name_en", "short_en")


def check_agency_rows(rows: Sequence[tuple[Mapping[str, str], Mapping[str, str]]], problems: Problems) -> None:
    """Check a list of agencies: every name means one agency, successors are listed, years are in order.

    Parameters
    ----------
    rows : sequence of (values, places)
        Of each agency: its texts by column, and where each stands. Columns that are absent are not looked at.
    problems : Problems
        Receives every name that two agencies share (in any column, whatever the case and spaces), with both places.
    """
    owners: dict[str, tuple[int, str]] = {}
    for number, (values, places) in enumerate(rows):
        for column in AGENCY_NAMES:
            name = fold(values.get(column, ""))
            if not name:
                continue
            owner, first = owners.setdefault(name, (number, places[column]))
            if owner != number:
                problems.add(
                    "ambiguous_agency", where=places[column], column=column, found=values[column], first=first
                )  # fmt: skip
    for values, places in rows:
        first, last = (values.get(column, "") for column in ("first_year", "last_year"))
        if len(first) == len(last) == 4 and first > last:
            problems.add(
                "out_of_range", where=places["last_year"], column="last_year", found=last, lower=first, upper=2100
            )
    _check_successors(rows, {name: number for name, (number, _) in owners.items()}, problems)


def _check_successors(
    rows: Sequence[tuple[Mapping[str, str], Mapping[str, str]]], owners: Mapping[str, int], problems: Problems
) -> None:
    """Check that a successor is another agency of the list, that its forerunner ends, and that no succession is a circle."""
    after = {number: owners.get(fold(values.get("successor", ""))) for number, (values, _) in enumerate(rows)}
    for number, (values, places) in enumerate(rows):
        if not values.get("successor"):
            continue
        if after[number] is None:
            problems.add("no_successor", where=places["successor"], column="successor", found=values["successor"])
            continue
        if not values.get("last_year"):
            problems.add("missing_value", where=places.get("last_year", places["successor"]), column="last_year")
        step, path = after[number], [number]
        while step is not None and step not in path:
            path.append(step)
            step = after[step]
        if step == number:
            found = " → ".join(rows[at][0]["id"] for at in (*path, step))
            problems.add("own_successor", where=places["successor"], column="successor", found=found)


def spellings(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Map every name of every agency, as names are compared, to the name printed in the list."""
    return {fold(row[column]): row["name"] for row in rows for column in AGENCY_NAMES if row.get(column)}
