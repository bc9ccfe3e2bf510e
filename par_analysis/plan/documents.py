"""The documents that the plan's tables cite, and the bodies that they give duties to."""

from __future__ import annotations

import functools

import pandas as pd

from par_analysis.locations import RAW
from par_analysis.reading.sidetables import read_agencies, read_side_table

__all__ = ["bodies", "documents", "source_lines"]


@functools.cache
def _documents() -> pd.DataFrame:
    table = read_side_table("documents.csv").set_index("id", drop=False).rename_axis(None)
    table["date"] = pd.to_datetime(table["date"], format="%Y-%m-%d")
    return table


def documents() -> pd.DataFrame:
    """Return the documents, by id.

    Returns
    -------
    DataFrame
        `id, number, short, short_en, date, date_basis, form, file`. `date` is the document's own (`date_basis`
        `printed`), or where that is not known the date of the report on it (`reported`).
    """
    return _documents().copy()


def bodies() -> pd.DataFrame:
    """Return every body that may hold a duty: the lead agencies of the appendix first, then the others.

    Returns
    -------
    DataFrame
        `id, name, short, name_en, short_en` as `load_agencies()`, and `kind`: `agency`, or `group` for a body
        that stands for many (`Các Sở, ban, ngành; ...`).
    """
    return _bodies().copy()


@functools.cache
def _bodies() -> pd.DataFrame:
    return pd.concat([read_agencies().assign(kind="agency"), read_side_table("bodies.csv")], ignore_index=True)


@functools.cache
def source_lines(document: str) -> tuple[str, ...]:
    """Return the lines of a document's text; the first is line 1."""
    text = (RAW / _documents().loc[document, "file"]).read_text(encoding="utf-8-sig")
    return tuple(text.split("\n"))
