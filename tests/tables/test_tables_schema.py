"""The schema says what the frames are."""

import pandas as pd
import pytest

from par_analysis import ParAnalysisError, audit, load_agencies, load_par, load_sipas
from par_analysis.tables.schema import AGENCIES, ASSESSMENTS, AUDIT, INDICES, PAR, SIPAS, Field, index_spec

TABLES = {"par": (PAR, load_par), "sipas": (SIPAS, load_sipas), "agencies": (AGENCIES, load_agencies), "audit": (AUDIT, audit)}  # fmt: skip
FIELDS = [pytest.param(name, field, id=f"{name}.{field.name}") for name, (t, _) in TABLES.items() for field in t.fields]
IS_TYPE = {
    "string": pd.api.types.is_string_dtype,
    "number": pd.api.types.is_float_dtype,
    "integer": pd.api.types.is_integer_dtype,
    "boolean": pd.api.types.is_bool_dtype,
}


@pytest.fixture(scope="module")
def frames():
    return {name: load() for name, (_, load) in TABLES.items()}


@pytest.mark.parametrize("name", TABLES)
def test_columns_and_keys(frames, name):
    table, frame = TABLES[name][0], frames[name]
    assert list(frame.columns) == table.columns
    assert table.name == name
    assert not frame.duplicated(list(table.primary_key)).any()
    assert len(frame)
    for column, resource, target in table.foreign_keys:
        known = frames[resource or name][target]
        used = frame[column].dropna()
        assert len(used)
        assert used.isin(known).all()


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_frame_respects_the_field(frames, name, field):
    column = frames[name][field.name]
    assert IS_TYPE[field.type](column.dtype), column.dtype
    given = column.dropna()
    assert not field.required or len(given) == len(column)
    assert not field.unique or given.is_unique
    assert field.minimum is None or given.ge(field.minimum).all()
    assert field.maximum is None or given.le(field.maximum).all()
    assert not field.enum or given.isin(field.enum).all()
    assert field.type != "string" or (given.str.strip() == given).all()
    assert field.type != "string" or given.ne("").all()


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_field_is_described_in_both_languages(name, field):
    assert field.title
    assert field.title_en
    assert field.title != field.title_en
    assert field.description


@pytest.mark.parametrize("index", INDICES)
def test_index_spec(index, frames):
    spec = index_spec(index)
    frame = frames[index]
    nodes = frame[~frame["is_remainder"]].set_index("code")
    assert spec.key == index
    assert nodes["name"]["total"] == spec.total_name
    assert all(spec.code_pattern.match(code) for code in nodes.index.drop("total"))
    assert all(spec.code_pattern.match(code.strip()) for code in spec.code_example.split(","))
    assert not any(
        spec.code_pattern.match(code) for code in ("total", "0", "1.", ".1", "1.2.3.4.5.6.7", "IIII", "I.0", "")
    )
    if spec.fixed_maximum is not None:
        assert frame["max_points"].eq(float(spec.fixed_maximum)).all()
    # No printed figure is finer than the decimals it is shown with.
    for column in ("max_points", "score", "target"):
        assert nodes[column].dropna().map(lambda v: round(v, spec.decimals) == v).all()


@pytest.mark.parametrize("index", INDICES)
def test_aggregate_is_how_the_published_maxima_are_made(index, frames):
    frame = frames[index].set_index("code")
    made = frame.groupby("parent")["max_points"].agg(index_spec(index).aggregate)
    assert made.to_list() == pytest.approx(frame["max_points"].loc[made.index].to_list(), abs=1e-9)


@pytest.mark.parametrize("key", ["x", "", "PAR", None, 1])
def test_unknown_index(key):
    with pytest.raises(ParAnalysisError, match=r"'par'.*'sipas'") as caught:
        index_spec(key)
    assert repr(key) in str(caught.value)


def test_assessments_are_what_the_tables_use(frames):
    used = {way for name in INDICES for way in frames[name]["assessment"].dropna()}
    assert used == set(ASSESSMENTS)
    assert all(vi and en and vi != en for vi, en in ASSESSMENTS.values())


@pytest.mark.parametrize(
    ("given", "constraints"),
    [
        ({}, {}),
        ({"required": True, "unique": True}, {"required": True, "unique": True}),
        ({"minimum": 0, "maximum": 0.5}, {"minimum": 0, "maximum": 0.5}),
        ({"enum": ("a", "b")}, {"enum": ["a", "b"]}),
    ],
)
def test_constraints(given, constraints):
    assert Field("a", "number", "A", "A", "a", **given).constraints == constraints
