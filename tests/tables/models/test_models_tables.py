"""The models say what the tables are: every row of every shipped table, its words, its keys, its file."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError

from par_analysis import ParAnalysisError, audit, due, open_edition
from par_analysis.edition.loaders import load_evidence, load_movements, load_parts, load_samples, load_standings
from par_analysis.outlook.chance import chances
from par_analysis.outlook.model import achievability_model
from par_analysis.tables.indices.headers import column_of
from par_analysis.tables.lists.plan import _DEFAULTS
from par_analysis.tables.models import agencies, beside, crosswalk, evidence, index, national, plan, results, standings
from par_analysis.tables.models.agencies import AGENCIES, BODIES
from par_analysis.tables.models.beside import SIDE_TABLES
from par_analysis.tables.models.column import Labels
from par_analysis.tables.models.crosswalk import CROSSWALK
from par_analysis.tables.models.evidence import ASSUMPTIONS, CONTROLS, EVIDENCE, JUDGEMENTS, PRECEDENTS
from par_analysis.tables.models.index import INDICES, PAR, SIPAS, index_spec
from par_analysis.tables.models.national import MOVEMENTS, PART_LEVELS, SAMPLES
from par_analysis.tables.models.plan import LINK_BASES, PLAN_TABLES, STATUSES, SUBJECTS, UNITS
from par_analysis.tables.models.publications import PUBLICATIONS
from par_analysis.tables.models.results import AUDIT, CHANCES, KINDS
from par_analysis.tables.models.standings import STANDINGS

Raw = Callable[[str], list[dict[str, str]]]
TABLES = [*(PAR, SIPAS, AGENCIES, BODIES, AUDIT, *PLAN_TABLES.values(), EVIDENCE, PRECEDENTS, JUDGEMENTS, ASSUMPTIONS, STANDINGS, PUBLICATIONS, PART_LEVELS, MOVEMENTS, SAMPLES, CHANCES, CROSSWALK), *SIDE_TABLES.values()]  # fmt: skip
WORDS: dict[str, Labels] = {
    f"{module.__name__.rpartition('.')[2]}.{name}": value
    for module in (agencies, beside, crosswalk, evidence, index, national, plan, results, standings)
    for name, value in vars(module).items()
    if name.isupper() and isinstance(value, dict) and isinstance(next(iter(value.values())), tuple)
}
# Words that no raw table needs today.
SPARE = {"comparator", "unit", "level_comparator", "basis", "control", "subject"}
TYPES = {
    "string": pd.api.types.is_string_dtype,
    "number": pd.api.types.is_float_dtype,
    "integer": pd.api.types.is_integer_dtype,
    "boolean": pd.api.types.is_bool_dtype,
    "date": pd.api.types.is_datetime64_dtype,
}


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    """Every tidy table of the shipped edition."""
    own = open_edition()
    plans = {name: getattr(own, name) for name in PLAN_TABLES}
    return {"par": own.table("par"), "sipas": own.table("sipas"), "agencies": own.agencies, "audit": audit(), **plans,
            "evidence": load_evidence(), "standings": load_standings(), "parts": load_parts(), "movements": load_movements(),
            "samples": load_samples(), "chances": chances()}  # fmt: skip


def plain(cell: Any) -> Any:
    """Return a cell as Python has it; None for none."""
    if isinstance(cell, tuple):
        return cell
    if pd.isna(cell):
        return None
    return cell.date() if isinstance(cell, datetime.datetime) else cell.item() if hasattr(cell, "item") else cell


def test_every_row_of_every_table_is_one_of_its_model(frames: dict[str, pd.DataFrame]) -> None:
    faults = []
    for name, frame in {**frames, "sipas chances": chances("sipas")}.items():
        table = next(own for own in TABLES if own.name == name.split()[-1])
        model = table.model()
        faults += [f"{name}: {list(frame)}"] if list(frame) != table.columns or not len(frame) else []
        faults += [f"{name}: double key"] if frame.duplicated(list(table.primary_key)).any() else []
        for own in table.fields:
            cells = frame[own.name]
            several = [cell for cell in cells if isinstance(cell, tuple)]
            if len(several) not in (0, len(cells)) or not (several or TYPES[own.type](cells.dtype)):
                faults.append(f"{name}.{own.name}: {cells.dtype}")
            if any(not isinstance(part, str) or not part for cell in several for part in cell):
                faults.append(f"{name}.{own.name}: empty parts")
            if own.unique and not cells.is_unique:
                faults.append(f"{name}.{own.name}: not unique")
            if own.type == "string" and not several and any(cell != cell.strip() for cell in cells.dropna()):
                faults.append(f"{name}.{own.name}: spaces")
        for number, row in enumerate(frame.to_dict("records")):
            try:
                model.model_validate(
                    {column: cell for column, text in row.items() if (cell := plain(text)) is not None}
                )
            except ValidationError as error:
                faults.append(f"{name} {number}: {error}")
        for column, other, target in table.foreign_keys:
            used = frame[column].dropna()
            if name == "sipas chances":
                continue  # of another index
            if not len(used) or not used.isin(frames[other or name][target]).all():
                faults.append(f"{name}.{column}: not in {other}.{target}")
    assert faults == []


def test_titles_descriptions_headers_and_schemas_hold_together() -> None:
    faults = []
    for table in TABLES:
        every = table.every.values()
        faults += [f"{table.name}: titles"] if table.title == table.title_en else []
        for fields in (table.fields, table.file_fields):
            for titles in ([own.title for own in fields], [own.title_en for own in fields]):
                faults += [f"{table.name}: {titles}"] if len(set(titles)) < len(titles) else []
        headers = [text for own in table.file_fields for text in {text.casefold() for text in own.accepted}]
        faults += [f"{table.name}: headers {headers}"] if len(set(headers)) < len(headers) else []
        for own in every:
            if not own.title or own.title == own.title_en or not own.description.endswith("."):
                faults.append(f"{table.name}.{own.name}: {own.title}")
            if own.name.startswith(("closure", "asked", "chance")) and not own.unit:
                faults.append(f"{table.name}.{own.name}: no unit")
            # What a file may lack and must have is given by the reader.
            english = own.name.removesuffix("_en")
            given = (
                own.name == "id" or own.name in _DEFAULTS.get(table.name, {}) or english in ("title", "what", "step")
            )
            if own.may_lack and own.required and not given:
                faults.append(f"{table.name}.{own.name}: may lack")
        for names, fields in ((table.columns, table.fields), (table.file_columns, table.file_fields)):
            schema = table.json_schema(*names)
            for own in fields:
                about = schema["properties"][own.name]
                cell = next(one for one in about.get("anyOf", [about]) if one.get("type") != "null")
                low = cell.get("exclusiveMinimum", cell.get("minimum"))
                words = cell.get("enum", [cell["const"]] if "const" in cell else [])
                found = (cell["type"], low, cell.get("maximum"), words, own.name in schema.get("required", []))
                kind = {"date": "string"}.get(own.type, own.type)
                kind = "array" if cell["type"] == "array" else kind
                low = low if low is None else Decimal(str(low))
                want = (kind, own.minimum, own.maximum, list(own.words), own.required)
                if found != want:
                    faults.append(f"{table.name}.{own.name}: {found} {want}")
    assert faults == []


def test_every_word_has_a_label_of_its_own_in_both_languages() -> None:
    faults = []
    assert len(WORDS) > 20
    for name, words in WORDS.items():
        for place in (0, 1):
            labels = [pair[place] for word, pair in words.items() if (name, word) != ("plan.UNITS", "count")]
            if len(set(labels)) < len(labels) or any(t != t.strip() or not t or not unicodedata.is_normalized("NFC", t) for t in labels):  # fmt: skip
                faults.append(f"{name}: {labels}")
        faults += [f"{name}: {word}" for word in words if word != word.strip().casefold() or " " in word]
    assert faults == []


def test_shipped_files_have_the_columns_and_use_the_words(raw: Raw) -> None:
    faults, found = [], 0
    for table in (
        *PLAN_TABLES.values(),
        EVIDENCE,
        PRECEDENTS,
        JUDGEMENTS,
        ASSUMPTIONS,
        STANDINGS,
        PUBLICATIONS,
        *SIDE_TABLES.values(),
    ):
        rows = raw(table.name)
        if set(table.file_columns) != set(rows[0]):
            faults.append(f"{table.name}: {list(rows[0])}")
        for own in table.file_fields:
            used = {row[own.name] for row in rows} - {""}
            if own.words and own.name not in ("index", "confidence", "kind", "reference_class"):
                found += 1
                if not used <= set(own.words) or (used != set(own.words) and own.name not in SPARE):
                    faults.append(f"{table.name}.{own.name}: {used ^ set(own.words)}")
    assert faults == [] and found > 10
    assert {row["kind"] for row in raw("tasks")} == set(plan.KINDS)
    assert {row["kind"] for row in raw("calendar")} == set(plan.STEPS)
    assert {row["reference_class"] for row in raw("evidence")} == set(evidence.REFERENCE_CLASSES)
    assert {row["control"] for row in raw("judgements")} | {"unknown"} == set(CONTROLS)


def test_words_of_what_is_worked_out_are_those_known(frames: dict[str, pd.DataFrame]) -> None:
    assert set(frames["tasks"]["link_basis"]) == set(LINK_BASES)
    assert set(due("2022-09-15")["status"]) == set(STATUSES)
    assert set(frames["goals"]["subject"]) == set(SUBJECTS)  # the appendix has the targets of PAR INDEX
    leaves = achievability_model().leaves
    assert set(leaves["kind"]) == set(KINDS) and set(leaves["control"]) <= set(CONTROLS)
    assert set(leaves["part"]) == set(index.ASSESSMENTS)
    assert list(evidence.REFERENCE_CLASSES) == ["total", *index.ASSESSMENTS]
    used = {way for name in INDICES for way in frames[name]["assessment"].dropna()}
    assert used == set(index.ASSESSMENTS)
    # A unit that counts from a base has the plain unit beside it.
    changes = [unit for unit in UNITS if unit.endswith("_up")]
    assert len(changes) == 3
    assert all({"ranks_up": "rank"}.get(unit, unit.removesuffix("_up")) in UNITS for unit in changes)


def test_rows_of_the_plan_are_in_order_bilingual_and_dated_by_their_document(frames: dict[str, pd.DataFrame]) -> None:
    for name in PLAN_TABLES:
        frame = frames[name]
        assert list(frame.index) == list(range(len(frame)))
        for column in (column for column in frame if f"{column}_en" in frame):
            one, other = (frame[c].map(lambda cell: len(cell) if isinstance(cell, tuple) else pd.notna(cell)) for c in (column, f"{column}_en"))  # fmt: skip
            assert one.equals(other), column
        own = frame[["document", "document_number", "document_date"]].drop_duplicates()
        assert own["document"].is_unique and (own["document_date"].dt.year >= 2021).all()
        assert own["document_number"].str.fullmatch(r"\d+/KH-UBND").all()
        assert [text.split("/")[0] for text in own["document_number"]] == [id.split("-")[0] for id in own["document"]]


@pytest.mark.parametrize("key", INDICES)
def test_an_index_is_what_its_specification_says(key: str, frames: dict[str, pd.DataFrame]) -> None:
    spec, frame = index_spec(key), frames[key]
    nodes = frame[~frame["is_remainder"]].set_index("code")
    assert (spec.key, nodes["name"]["total"]) == (key, spec.total_name)
    assert all(spec.code_pattern.match(code) for code in nodes.index.drop("total"))
    assert all(spec.code_pattern.match(code.strip()) for code in spec.code_example.split(","))
    odd = ("total", "0", "1.", ".1", "1.2.3.4.5.6.7", "IIII", "I.0", "")
    assert not any(spec.code_pattern.match(code) for code in odd)
    if spec.fixed_maximum is not None:
        assert frame["max_points"].eq(float(spec.fixed_maximum)).all()
    # No printed figure is finer than the decimals it is shown with.
    for column in ("max_points", "score", "target"):
        assert nodes[column].dropna().map(lambda value: round(value, spec.decimals) == value).all()
    by_code = frame.set_index("code")
    sums = by_code.groupby("parent")["max_points"].agg(spec.aggregate)
    assert sums.to_list() == pytest.approx(by_code["max_points"].loc[sums.index].to_list(), abs=1e-9)
    accepted = {text: own.name for own in (PAR if key == "par" else SIPAS).file_fields for text in own.accepted}
    assert {text: column_of(text) for text in accepted} == accepted


def test_an_unknown_index_is_refused() -> None:
    for key in ("x", "", "PAR", None, 1):
        with pytest.raises(ParAnalysisError, match=r"'par'.*'sipas'") as caught:
            index_spec(key)
        assert repr(key) in str(caught.value)
