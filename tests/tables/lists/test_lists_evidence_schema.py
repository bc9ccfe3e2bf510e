"""The schemas say what the tables hold: columns, words, ranges, titles in both languages."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pandas as pd
import pytest

from par_analysis.edition.loaders import load_evidence
from par_analysis.outlook.chance import chances
from par_analysis.tables.lists.evidence_schema import CHANCES, EVIDENCE
from par_analysis.tables.schema import Table

TABLES: dict[str, tuple[Table, Callable[[], pd.DataFrame]]] = {
    "evidence": (EVIDENCE, load_evidence),
    "chances": (CHANCES, chances),
    "chances of sipas": (CHANCES, functools.partial(chances, "sipas")),
}
each = pytest.mark.parametrize("name", TABLES)


@each
def test_a_table_has_the_columns_of_its_schema_in_order(name: str) -> None:
    schema, load = TABLES[name]
    assert list(load().columns) == schema.columns


@each
def test_cells_keep_to_the_words_ranges_and_demands_of_the_schema(name: str) -> None:
    schema, load = TABLES[name]
    table = load()
    assert any(field.enum for field in schema.fields) and any(field.required for field in schema.fields)
    for field in schema.fields:
        cells = table[field.name].dropna()
        assert not field.required or len(cells) == len(table), field.name
        assert not field.unique or cells.is_unique, field.name
        assert not field.enum or set(cells) <= set(field.enum), field.name
        if field.type in ("number", "integer"):
            assert pd.api.types.is_numeric_dtype(cells), field.name
            assert field.minimum is None or cells.ge(field.minimum).all(), field.name
            assert field.maximum is None or cells.le(field.maximum).all(), field.name


@each
def test_the_key_names_a_row(name: str) -> None:
    schema, load = TABLES[name]
    assert not load().duplicated(list(schema.primary_key)).any()


@each
def test_titles_are_there_in_both_languages_and_shares_have_a_unit(name: str) -> None:
    schema, _ = TABLES[name]
    assert schema.title != schema.title_en
    for field in schema.fields:
        assert field.title and field.title_en and field.description.endswith("."), field.name
        if field.name.startswith(("closure", "asked", "chance")):
            assert field.unit, field.name
