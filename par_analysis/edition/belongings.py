"""What belongs to an edition besides its indices: agencies, names, documents, the plan's tables, and what bears on it."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from par_analysis.edition.indices import Indices
from par_analysis.edition.parts import TABLES, in_office
from par_analysis.tables.lists.beside import read_side_table
from par_analysis.tables.lists.evidence import (
    Assumptions,
    read_assumptions,
    read_evidence,
    read_judgements,
    read_precedents,
)
from par_analysis.tables.lists.plan import (
    Context,
    calendar_of,
    goals_of,
    plan_rows,
    responsibilities_of,
    source_lines,
    tasks_of,
)
from par_analysis.tables.lists.standings import read_standings
from par_analysis.tables.locations import NATIONAL
from par_analysis.tables.models.agencies import AGENCIES
from par_analysis.tables.models.cells import parse_day
from par_analysis.tables.problems import Problems
from par_analysis.words.languages import check_lang

__all__ = ["GIVEN", "Belongings"]

T = TypeVar("T")

# Tables that `Edition.replace` takes.
GIVEN = (
    *("tasks", "responsibilities", "goals", "calendar", "documents", "bodies", "names"),
    *("judgements", "evidence", "precedents", "standings", "assumptions"),
)


class _Table:
    """A table that is made once and handed out as a copy: nothing is copied until somebody writes into it."""

    def __init__(self, make: Callable[[Any], pd.DataFrame]) -> None:
        self._make, self.__doc__ = make, make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, edition: Any, owner: type) -> pd.DataFrame:
        table: pd.DataFrame = edition.once(("table", self._name), lambda: self._make(edition))
        return table.copy(deep=False)


class Belongings(Indices):
    """The tables of an edition, each read when first asked for; `Edition` gives it its fields."""

    place: str
    year: int | None
    target_year: int | None
    register: pd.DataFrame
    folder: Path | None
    workbook: Path | None
    given: Mapping[str, Any]
    opened: Belongings | None

    def once(self, key: object, make: Callable[[], T]) -> T:
        """Work something out once for this edition."""
        raise NotImplementedError

    # --- agencies

    @_Table
    def agencies(self) -> pd.DataFrame:
        """Agencies of the year of results: `id, name, short, name_en, short_en`."""
        return in_office(self.register, self.year)[AGENCIES.columns].reset_index(drop=True)

    @functools.cached_property
    def answering(self) -> dict[str, str]:
        """Printed name of the agency that answers today, by the printed name of the one that did."""
        rows = self.register.set_index("id")
        made = {}
        for key, row in rows.iterrows():
            step = key
            while rows.loc[step, "successor"]:
                step = rows.loc[step, "successor"]
            made[row["name"]] = rows.loc[step, "name"]
        return made

    def agency_names(self, lang: str) -> dict[str, str]:
        """Return the short name of every agency and body, by its printed name."""
        check_lang(lang)
        return self.once(("agency_names", lang), lambda: self._called("short" if lang == "vi" else "short_en"))

    def _called(self, column: str) -> dict[str, str]:
        known = pd.concat([self.bodies, self.register])
        return dict(zip(known["name"], known[column], strict=True))

    def agency_called(self, text: str) -> str:
        """Return the printed name of an agency that is called by any of its names; other texts as they are."""
        wanted = unicodedata.normalize("NFC", text).casefold()
        for row in self.agencies.itertuples(index=False):
            if wanted in {name.casefold() for name in row}:
                return str(row.name)
        return text

    # --- tables

    def _given(self, name: str, make: Callable[[], Any]) -> Any:
        return self.given[name] if name in self.given else make()

    def _place(self, name: str) -> tuple[Path, str]:
        """Where a table of the edition lies: its own file, else a sheet of the workbook; a file that is not there for none."""
        path = (self.folder or Path("-")) / f"{name}.csv"
        if self.workbook is not None and not path.is_file() and TABLES.get(name) in self._sheets:
            return self.workbook, TABLES[name]
        return path, ""

    @functools.cached_property
    def _sheets(self) -> tuple[str, ...]:
        from par_analysis.tables.indices.grid import open_sheets  # loads openpyxl

        assert self.workbook is not None
        problems = Problems(self.workbook)
        sheets = open_sheets(self.workbook, problems)
        problems.raise_if_any()
        return tuple(sheet.title for sheet in sheets)

    @_Table
    def names(self) -> pd.DataFrame:
        """Names of criteria beside the printed ones: `index, code, name_en, short, short_en`."""
        return self._given("names", lambda: read_side_table("names", self._place("names")[0]))

    @property
    def judged(self) -> tuple[str, ...]:
        """Say what was judged beside the documents, with reasons: `assessments`, `names`; a table's own words are not."""
        beside = {"assessments": "assessment", "names": "names"}
        return tuple(part for part, name in beside.items() if self._place(name)[0].is_file())

    @_Table
    def documents(self) -> pd.DataFrame:
        """The documents that the plan's tables cite, by id: `id, number, short, short_en, date, date_basis, form, file`.

        `date` is the document's own (`date_basis` `printed`), or the date of the report on it (`reported`).
        """

        def read() -> pd.DataFrame:
            table = read_side_table("documents", self._place("documents")[0]).set_index("id", drop=False)
            table["date"] = pd.to_datetime(
                pd.Series([parse_day(text) for text in table["date"]], index=table.index, dtype=object)
            )
            return table.rename_axis(None)

        return self._given("documents", read)

    def source_lines(self, document: str) -> tuple[str, ...]:
        """Return the lines of a document's text; the first is line 1."""
        return self.once(("lines", document), lambda: source_lines(self.documents, document, self.folder))

    @_Table
    def bodies(self) -> pd.DataFrame:
        """Every body that may hold a duty: the agencies first, then the others; `kind` is `agency` or `group` (of many)."""

        def read() -> pd.DataFrame:
            others = read_side_table("bodies", self._place("bodies")[0])
            return pd.concat([self.agencies.assign(kind="agency"), others], ignore_index=True)

        return self._given("bodies", read)

    @functools.cached_property
    def context(self) -> Context:
        """What the tables of the plan may name."""
        codes = {key: tuple(tree.codes) for key, tree in self.indices.items()}
        return Context(codes, tuple(self.bodies["name"]), self.documents, self.folder)

    def _plan(self, name: str) -> pd.DataFrame:
        own = self.opened or self
        path, sheet = own._place(name)
        return own.once(("plan", name), lambda: plan_rows(name, path, own.context, sheet, needed=False))

    def _tables(self) -> dict[str, pd.DataFrame]:
        return {key: tree.nodes for key, tree in self.indices.items()}

    @_Table
    def tasks(self) -> pd.DataFrame:
        """Tasks and standing duties; columns as `par_analysis.tables.models.plan.TASKS`."""
        return self._given("tasks", lambda: tasks_of(self._plan("tasks"), self.context))

    @_Table
    def responsibilities(self) -> pd.DataFrame:
        """Who answers for what; columns as `par_analysis.tables.models.plan.RESPONSIBILITIES`."""
        return self._given(
            "responsibilities",
            lambda: responsibilities_of(self._plan("responsibilities"), self.context, self._tables()),
        )

    @_Table
    def goals(self) -> pd.DataFrame:
        """Goals with a figure or rank; columns as `par_analysis.tables.models.plan.GOALS`."""
        return self._given(
            "goals", lambda: goals_of(self._plan("goals"), self.context, self._tables(), self.target_year)
        )

    @_Table
    def calendar(self) -> pd.DataFrame:
        """Steps of the year; columns as `par_analysis.tables.models.plan.CALENDAR`."""
        return self._given("calendar", lambda: calendar_of(self._plan("calendar"), self.context))

    @_Table
    def judgements(self) -> pd.DataFrame:
        """Judgements of criteria; see `reading.evidence.read_judgements`."""

        def read() -> pd.DataFrame:
            path, sheet = self._place("judgements")
            if not sheet and not path.is_file():
                return pd.DataFrame(columns=["index", "code"], dtype="str")
            return read_judgements(path, (self.opened or self).context.codes, sheet)

        return self._given("judgements", read)

    # --- what belongs to no edition, as far as it bears on this one

    @_Table
    def standings(self) -> pd.DataFrame:
        """Published scores and ranks of all provinces; see `reading.standings.read_standings`."""
        return self._given("standings", _standings)

    @functools.cached_property
    def rank(self) -> int | None:
        """Published rank of the place in its year; the worst where sources differ, None where none is known."""
        own = self.published("par", self.year)["rank"].dropna()
        return None if own.empty else int(own.max())

    def published(self, key: str, year: int | None) -> pd.DataFrame:
        """Return what was published of this place for an index and year: rows of `standings` without doubt."""
        table = self.standings
        own = table[(table["index"] == key) & (table["year"] == year) & (table["place"] == self.place)]
        return own[own["doubt"].isna()]

    @_Table
    def evidence(self) -> pd.DataFrame:
        """Observed yearly changes; see `reading.evidence.read_evidence`."""
        return self._given("evidence", _evidence)

    @functools.cached_property
    def assumptions(self) -> Assumptions:
        """Assumptions of the outlook."""
        return self._given("assumptions", lambda: read_assumptions(NATIONAL / "assumptions.csv"))

    @_Table
    def precedents(self) -> pd.DataFrame:
        """What other places reached in the same year on the parts of PAR INDEX, beside this place's own points.

        `id, year, place, part, points, maximum, own, own_maximum, above, source, note, note_en`. Parts whose maximum is
        another one here are of another criteria set, and left out.
        """
        return self._given("precedents", self._precedents)

    def _precedents(self) -> pd.DataFrame:
        frame = read_precedents(NATIONAL / "precedents.csv")
        par = self.par.nodes
        fields = par[par["level"] == 1].set_index("code")[["score", "max_points"]]
        ways = par[par["is_leaf"]].groupby("assessment")[["score", "max_points"]].sum(min_count=1).round(9)
        own = pd.concat([fields, ways]).reindex(frame["part"])
        frame["own"], frame["own_maximum"] = own["score"].to_numpy(), own["max_points"].to_numpy()
        frame["above"] = (frame["points"] - frame["own"]).round(9)
        same = (frame["year"] == self.year) & (frame["place"] != self.place)
        frame = frame[same & ((frame["maximum"] - frame["own_maximum"]).abs() < 1e-9)].reset_index(drop=True)
        columns = ["id", "year", "place", "part", "points", "maximum", "own", "own_maximum", "above"]
        return frame[[*columns, "source", "note", "note_en"]]


@functools.cache  # national: of no edition, read once
def _standings() -> pd.DataFrame:
    return read_standings(NATIONAL / "standings.csv")


@functools.cache  # national: of no edition, read once
def _evidence() -> pd.DataFrame:
    return read_evidence(NATIONAL / "evidence.csv")
