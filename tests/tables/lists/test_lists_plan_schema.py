"""The schema of the plan's tables says what the frames are."""

from __future__ import annotations

import pandas as pd
import pytest

from par_analysis import load_calendar, load_goals, load_responsibilities, load_tasks
from par_analysis.tables.lists.plan_schema import CALENDAR, GOALS, RESPONSIBILITIES, TASKS
from par_analysis.tables.schema import Field

TABLES = {table.name: table for table in (TASKS, RESPONSIBILITIES, GOALS, CALENDAR)}
FRAMES = {
    "tasks": load_tasks(),
    "responsibilities": load_responsibilities(),
    "goals": load_goals(),
    "calendar": load_calendar(),
}
FIELDS = [pytest.param(name, field, id=f"{name}.{field.name}") for name, t in TABLES.items() for field in t.fields]
# Cells that hold several codes or groups.
TUPLES = {"codes", "codes_named", "codes_inferred", "respondents", "respondents_en"}
IS_TYPE = {
    "string": pd.api.types.is_string_dtype,
    "number": pd.api.types.is_float_dtype,
    "integer": pd.api.types.is_integer_dtype,
    "boolean": pd.api.types.is_bool_dtype,
    "date": pd.api.types.is_datetime64_dtype,
}


@pytest.mark.parametrize("name", TABLES)
def test_columns_and_keys_are_those_of_the_frame(name: str) -> None:
    table, frame = TABLES[name], FRAMES[name]
    assert list(frame.columns) == table.columns
    assert not frame.duplicated(list(table.primary_key)).any() and table.primary_key == ("id",)
    assert list(frame.index) == list(range(len(frame)))
    for column, resource, target in table.foreign_keys:
        used = frame[column].dropna()
        assert len(used) and used.isin(FRAMES[resource or name][target]).all()


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_cells_are_what_the_field_says(name: str, field: Field) -> None:
    column = FRAMES[name][field.name]
    if field.name in TUPLES:
        assert all(isinstance(cell, tuple) and all(isinstance(c, str) and c for c in cell) for cell in column)
        assert column.map(bool).any() and (column.map(bool).all() or not field.required)
        return
    assert IS_TYPE[field.type](column.dtype), column.dtype
    given = column.dropna()
    assert len(given)
    assert not field.required or len(given) == len(column)
    assert not field.unique or given.is_unique
    assert field.minimum is None or given.ge(field.minimum).all()
    assert not field.enum or given.isin(field.enum).all()
    assert field.type != "string" or ((given.str.strip() == given) & (given != "")).all()


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_fields_are_described_in_both_languages(name: str, field: Field) -> None:
    assert field.title and field.title_en and field.description.endswith(".")
    assert field.title != field.title_en


@pytest.mark.parametrize("name", TABLES)
def test_titles_tell_the_columns_apart(name: str) -> None:
    table = TABLES[name]
    assert table.title != table.title_en
    titles = [field.title for field in table.fields]
    assert len(set(titles)) == len(titles)
    assert {f"{column}_en" for column in ("title", "what", "step") if column in table.columns} <= set(table.columns)


@pytest.mark.parametrize("name", TABLES)
def test_a_text_in_vietnamese_has_its_english_beside_it(name: str) -> None:
    frame = FRAMES[name]
    for column in (column for column in frame if f"{column}_en" in frame):
        one, other = (frame[c].map(lambda cell: len(cell) if isinstance(cell, tuple) else pd.notna(cell)) for c in (column, f"{column}_en"))  # fmt: skip
        assert one.equals(other), column


def test_dates_of_a_row_are_those_of_its_document() -> None:
    for frame in FRAMES.values():
        own = frame[["document", "document_number", "document_date"]].drop_duplicates()
        assert own["document"].is_unique
        assert (own["document_date"].dt.year >= 2021).all()
        assert own["document_number"].str.fullmatch(r"\d+/KH-UBND").all()
        assert [number.split("/")[0] == id.split("-")[0] for number, id in zip(own["document_number"], own["document"], strict=True)] == [True] * len(own)  # fmt: skip
