"""One definition of a table, from which its checks, messages, schemas, headers and titles follow.

A row is a pydantic model: an annotation says what a cell holds, `column` how the column is called and what it means.
A `Table` gives the model a name and keys, and reads off it all that others ask.
"""

from __future__ import annotations

import functools
from collections.abc import Container, Mapping, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, create_model
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticUndefined, core_schema

__all__ = ["Column", "Labels", "Row", "Table", "Words", "column"]

Labels = Mapping[str, tuple[str, str]]  # words, each with its label in Vietnamese and in English

_TYPES = {str: "string", Decimal: "number", int: "integer", bool: "boolean", date: "date", tuple: "string"}


class Row(BaseModel):
    """Base of the models of rows. A text that is there is not empty; nothing is built before it is needed."""

    model_config = ConfigDict(defer_build=True, str_min_length=1)


@dataclass(frozen=True, eq=False)
class Words:
    """The words that a cell may hold: `kind: Annotated[str, Words(KINDS)]`."""

    labels: Labels

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.literal_schema(list(self.labels))


@dataclass(frozen=True, kw_only=True)
class _More:
    """What pydantic does not know of a column: kept at its field, as what completes the field's JSON schema."""

    title_en: str
    unit: str = ""
    unique: bool = False
    headers: tuple[str, ...] = ()
    written: str = ""
    separator: str = " "
    may_lack: bool = False
    in_file: bool = True
    in_frame: bool = True
    follows: bool = False

    def __call__(self, schema: dict[str, Any]) -> None:
        schema["title_en"] = self.title_en


def column(title: str, title_en: str, description: str, *, default: Any = PydanticUndefined, **more: Any) -> Any:
    """Define a column: its annotation says what a cell holds.

    Parameters
    ----------
    title, title_en, description : str
        How it is called in both languages, and what it means.
    default : object, optional
        What an empty cell means; without one, no cell may be empty.
    more
        `unit` that its numbers are counted in (`{unit}` for that of the table); `unique`: no two rows have the same;
        `headers`: what else it may be called in a file, besides its titles and its name; `written`: how files that the
        library writes call it, by default by its title; `separator` of several words in a cell of a file; `may_lack`: a file may do without it; `in_file`, `in_frame`: whether
        people's files, and the tidy table, have it (both by default); `follows`: what a file says there is only compared
        with what follows from other columns.
    """
    return Field(default, title=title, description=description, json_schema_extra=_More(title_en=title_en, **more))


@dataclass(frozen=True, kw_only=True)
class Column(_More):
    """One column of a table, in the terms of the Frictionless Table Schema.

    Attributes
    ----------
    name, type, title, title_en, description, unit : str
    required : bool
        No cell is empty.
    minimum, maximum : number or None
        The range, with its ends unless `above`.
    above : bool
        The minimum itself is outside.
    words : mapping
        Words that it may hold, with their labels; empty where it holds others.
    accepted : tuple of str
        What it may be called in a file; the first is how it is written.
    unique, separator, may_lack, in_file, in_frame, follows
        As `column` takes them.
    """

    name: str
    type: str
    title: str
    description: str
    required: bool
    minimum: int | float | Decimal | None
    maximum: int | float | Decimal | None
    above: bool
    words: Labels
    accepted: tuple[str, ...]

    @property
    def bounds(self) -> dict[str, str]:
        """The ends of its range, as messages name them."""
        open_end = "…, 2, 3 …" if self.type == "integer" else "…"
        low = "…" if self.minimum is None else f"{'> ' * self.above}{self.minimum}"
        return {"lower": low, "upper": open_end if self.maximum is None else str(self.maximum)}

    @property
    def constraints(self) -> dict[str, object]:
        """The Frictionless constraints."""
        every = {
            "required": self.required or None,
            "unique": self.unique or None,
            "minimum": self.minimum,
            "maximum": self.maximum,
            "enum": list(self.words) or None,
        }
        return {name: value for name, value in every.items() if value is not None}

    @property
    def frictionless(self) -> dict[str, object]:
        """The column in a Frictionless schema."""
        about = ("name", "type", "title", "title_en", "description", "unit", "constraints")
        return {name: value for name in about if (value := getattr(self, name))}


class _Schema(GenerateJsonSchema):
    """JSON schemas in which a decimal number is a number, as in the tables."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """Describe a number with its range."""
        return self.float_schema(schema)  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Table:
    """A table: the model of its rows with a name, titles in both languages, and keys.

    Attributes
    ----------
    row : type of Row
        The columns, in order.
    name, title, title_en : str
    primary_key : tuple of str
        Columns that together stand once.
    foreign_keys : tuple of (column, table, column)
        Columns whose values stand in another table, or in this one (its name left empty).
    unit : str
        What takes the place of `{unit}` in its columns.
    without : tuple of str
        Columns of the model that this table does not have.
    decimals : int
        Decimals of its numbers in a file: as many as the finest printed figure has.
    """

    row: type[Row]
    name: str
    title: str
    title_en: str
    primary_key: tuple[str, ...] = ("id",)
    foreign_keys: tuple[tuple[str, str, str], ...] = ()
    unit: str = ""
    without: tuple[str, ...] = ()
    decimals: int = 3

    @functools.cached_property
    def every(self) -> Mapping[str, Column]:
        """Every column by name, those of files and of the tidy table, in order."""
        infos = {name: info for name, info in self.row.model_fields.items() if name not in self.without}
        return {name: _column(name, info, self.unit, infos.keys() - {name}) for name, info in infos.items()}

    def __getitem__(self, name: str) -> Column:
        return self.every[name]

    @functools.cached_property
    def fields(self) -> tuple[Column, ...]:
        """The columns of the tidy table."""
        return tuple(column for column in self.every.values() if column.in_frame)

    @property
    def columns(self) -> list[str]:
        """Names of the columns of the tidy table, in order."""
        return [column.name for column in self.fields]

    @functools.cached_property
    def file_fields(self) -> tuple[Column, ...]:
        """The columns of a file that people edit."""
        return tuple(column for column in self.every.values() if column.in_file)

    @property
    def file_columns(self) -> list[str]:
        """Names of the columns of a file, in order."""
        return [column.name for column in self.file_fields]

    def titles(self, lang: str) -> dict[str, str]:
        """Titles of every column, by name."""
        return {name: column.title if lang == "vi" else column.title_en for name, column in self.every.items()}

    @property
    def file_row(self) -> type[Row]:
        """The model of a row in a file."""
        return self.model(*self.file_columns)

    @functools.cached_property
    def _models(self) -> dict[tuple[str, ...], type[Row]]:
        return {}

    def model(self, *names: str) -> type[Row]:
        """Return the model of the rows of some columns; of those of the tidy table if none is named."""
        if names not in self._models:
            infos = {name: self.row.model_fields[name] for name in names or self.columns}
            fields: dict[str, Any] = {name: (info.annotation, info) for name, info in infos.items()}
            self._models[names] = create_model(self.name, __base__=Row, __module__=__name__, **fields)
        return self._models[names]

    def json_schema(self, *names: str) -> dict[str, Any]:
        """Return the JSON schema of a row of some columns; of those of the tidy table if none is named."""
        schema = self.model(*names).model_json_schema(schema_generator=_Schema)
        for name, about in schema["properties"].items():
            about |= {"unit": unit} if (unit := self[name].unit) else {}
        return {**schema, "title": self.title, "title_en": self.title_en}

    def frictionless(self, tables: Container[str] = ()) -> dict[str, Any]:
        """Return the Frictionless schema; keys of other tables only if these are among `tables`."""
        keys = [
            {"fields": [own], "reference": {"resource": table, "fields": [other]}}
            for own, table, other in self.foreign_keys
            if not table or table in tables
        ]
        return {
            "fields": [column.frictionless for column in self.fields],
            "primaryKey": list(self.primary_key),
            "missingValues": [""],
            **({"foreignKeys": keys} if self.foreign_keys else {}),
        }


def _column(name: str, info: FieldInfo, unit: str, others: Set[str]) -> Column:
    base, marks = _unwrapped(info.annotation, info.metadata)
    more, title = info.json_schema_extra, str(info.title)
    assert isinstance(more, _More)
    called = (more.written or title, title, more.title_en, *more.headers, name)
    ends = {end: getattr(mark, end) for mark in marks for end in ("ge", "gt", "le") if hasattr(mark, end)}
    return Column(
        **{**vars(more), "unit": more.unit.replace("{unit}", unit)},
        name=name,
        type=_TYPES[base],
        title=title,
        description=str(info.description),
        required=info.is_required(),
        minimum=ends.get("ge", ends.get("gt")),
        maximum=ends.get("le"),
        above="gt" in ends,
        words=next((mark.labels for mark in marks if isinstance(mark, Words)), {}),
        # "Reason" is the title of `reason_en`, but in a file the column `reason`.
        accepted=tuple(text for text in dict.fromkeys(called) if text.casefold() not in others),
    )


def _unwrapped(annotation: Any, marks: list[Any]) -> tuple[type, list[Any]]:
    """Return the type and all marks of an annotation: through `Annotated`, and without the nothing that an empty cell is."""
    while get_origin(annotation) is Annotated or NoneType in get_args(annotation):
        first, *others = get_args(annotation)
        if get_origin(annotation) is Annotated:
            marks = [*marks, *(mark for other in others for mark in getattr(other, "metadata", [other]))]
        annotation = first
    return get_origin(annotation) or annotation, marks
