"""The table of days of publication: its key is an index and a year."""

from __future__ import annotations

from par_analysis.tables.models.publications import PUBLICATIONS


def test_an_index_and_a_year_stand_once_and_every_day_has_a_source() -> None:
    assert PUBLICATIONS.primary_key == ("index", "year")
    assert [own.name for own in PUBLICATIONS.fields if own.required] == [
        "index",
        "year",
        "published",
        "basis",
        "source",
    ]
    assert PUBLICATIONS["published"].type == "date"
