"""`Edition`: everything known of one place in one year; it carries itself everywhere."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import textwrap
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from par_analysis.edition.days import day_of, of_documents, of_results, out_by, results_known
from par_analysis.edition.indices import Indices
from par_analysis.edition.parts import PARTS, REGISTER, TABLES, Source, in_office, named_leads
from par_analysis.index.tree import CompositeIndex
from par_analysis.tables.lists.beside import read_side_table
from par_analysis.tables.lists.evidence import (
    Assumptions,
    read_assumptions,
    read_evidence,
    read_judgements,
    read_precedents,
)
from par_analysis.tables.lists.national import read_movements, read_parts, read_samples
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
from par_analysis.tables.models.index import INDICES, index_spec
from par_analysis.tables.problems import Problems
from par_analysis.words.errors import refused
from par_analysis.words.languages import check_lang
from par_analysis.words.numbers import NOISE

__all__ = ["Edition", "national"]

T = TypeVar("T")

# Tables that `Edition.replace` takes.
_REPLACEABLE = (
    *("tasks", "responsibilities", "goals", "calendar", "documents", "bodies", "names"),
    *("judgements", "evidence", "precedents", "standings", "assumptions", "parts", "movements", "samples"),
)


Days = Callable[[pd.DataFrame], list[datetime.date | None]]


class _Table:
    """A table that is read when first asked for, or was put in its place, and is handed out as a copy of its own.

    Nothing is copied until somebody writes into it. Of a table whose rows have a day (`since`) an edition as of a day has
    those that were out by then.
    """

    def __init__(self, read: Callable[[Any], pd.DataFrame], days: Days | None = None) -> None:
        self._read, self._days, self.__doc__ = read, days, read.__doc__

    @classmethod
    def since(cls, days: Days) -> Callable[[Callable[[Any], pd.DataFrame]], _Table]:
        """Make a table whose rows are known since the days that `days` says."""
        return lambda read: cls(read, days)

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, edition: Any, owner: type) -> pd.DataFrame:
        if self._name in edition.given:
            table: pd.DataFrame = edition.given[self._name]
        else:
            table = edition.once(("table", self._name), lambda: self._read(edition))
        if self._days is not None and edition.as_of is not None:
            table = edition.once(("known", self._name), lambda: self._known(edition.as_of, table))
        return table.copy(deep=False)

    def _known(self, day: datetime.date, table: pd.DataFrame) -> pd.DataFrame:
        assert self._days is not None
        known = out_by(day, table, self._days(table))
        # Rows of a table without labels of its own are numbered.
        return known.reset_index(drop=True) if isinstance(table.index, pd.RangeIndex) else known


@dataclass(frozen=True, eq=False, kw_only=True)
class Edition(Indices):
    """Everything known of one place in one year. What it lacks it says (`has`, `need`); nothing fills a gap.

    Attributes
    ----------
    key : str
        Short name, such as `ha-noi-2021`.
    place, place_en : str
        The province or city.
    year, target_year : int or None
        Year of the results, and of the targets.
    criteria_set : str
        The decision that sets the criteria; empty where not known.
    indices : mapping
        `CompositeIndex` by key (`par`, `sipas`), those that it has.
    sources : mapping
        How to cite each index, by key.
    links : tuple of Link
        Criteria that are the result of another index.
    register : DataFrame
        Every agency that is known, also those that came later: `id, name, short, name_en, short_en, first_year,
        last_year, successor, basis, source`.
    folder, workbook : Path or None
        Where its tables lie, and the workbook whose sheets hold those that have no file of their own.
    given : mapping
        Tables put in the place of those of the folder, by name; see `replace`.
    opened : Edition or None
        Of a variant (see `replace`), the edition as its folder has it: what the folder's tables name is checked there.
    document_date : date or None
        Day of the document that its results and targets come from, where that is known.
    as_of : date or None
        The day that it speaks as of: results that were published later, and documents of a later date with their tasks
        and goals, it does not have. None: everything that is known today. See `at`.
    """

    key: str
    place: str
    place_en: str
    year: int | None
    target_year: int | None
    sources: Mapping[str, Source]
    criteria_set: str = ""
    register: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=REGISTER, dtype="str"))
    folder: Path | None = None
    workbook: Path | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    opened: Edition | None = None
    document_date: datetime.date | None = None
    as_of: datetime.date | None = None

    def __post_init__(self) -> None:
        if self.as_of is not None and (first := self.known_from) is not None and self.as_of < first:
            raise refused("too_early", edition=self.key, found=self.as_of, first=first)

    def __repr__(self) -> str:
        return f"<Edition {self.key}: {self.title}>"

    def __getstate__(self) -> dict[str, Any]:
        # What was worked out stays behind: another process does so again as it needs it.
        return {name.name: getattr(self, name.name) for name in dataclasses.fields(self)}

    @functools.cached_property
    def _results(self) -> dict[object, Any]:
        return {}

    def once(self, key: object, make: Callable[[], T]) -> T:
        """Work something out once for this edition: what rooms above keep of it lives and ends with it."""
        if key not in self._results:
            self._results[key] = make()
        result: T = self._results[key]
        return result

    def replace(self, **changes: Any) -> Edition:
        """Return the edition with something put in the place of its own.

        Parameters
        ----------
        par, sipas : DataFrame or None
            Tables of the indices; None takes the index away.
        tasks, responsibilities, goals, calendar, documents, bodies, judgements, evidence, precedents, standings, parts, movements, samples : DataFrame
            Tidy tables, as the properties return them.
        assumptions : Assumptions
        key, place, place_en, year, target_year, criteria_set, links, sources, register, document_date, as_of
            As the attributes. With results of another year that were not out on the edition's day, its day is none.

        Raises
        ------
        ParAnalysisError
            There is nothing of that name, a table is none of its index, or the day is too early (see `at`).
        """
        own = {name.name for name in dataclasses.fields(self)}
        indices, given, fields = dict(self.indices), dict(self.given), {}
        for name, value in changes.items():
            if name in INDICES:
                indices.pop(name, None)
                if value is not None:
                    indices[name] = value if isinstance(value, CompositeIndex) else CompositeIndex.of(name, value)
            elif name in own:
                fields[name] = value
            elif name in _REPLACEABLE:
                given[name] = value
            else:
                known = ", ".join(sorted({*INDICES, *_REPLACEABLE, *own}))
                raise refused("no_part", f"; có (there are): {known}", name="Edition.replace", found=name)
        fields.setdefault("indices", {key: indices[key] for key in INDICES if key in indices})
        fields.setdefault("opened", None if "folder" in fields else self.opened or self)
        if INDICES.keys() & changes.keys():
            # An agency that only a new table names is one of its agencies all the same.
            register = fields.get("register", self.register)
            new = named_leads((tree.nodes for tree in fields["indices"].values()), register)
            fields["register"] = pd.concat([register, new], ignore_index=True)
        if "year" in changes and "as_of" not in changes and self.as_of is not None:
            first = results_known(fields["indices"], fields["year"])
            fields["as_of"] = None if first is not None and self.as_of < first else self.as_of
        links = fields.get("links", self.links)
        kept = tuple(link for link in links if link.index in indices and link.code in indices[link.index].codes)
        return dataclasses.replace(self, **{**fields, "links": kept, "given": given})

    def at(self, date: str | datetime.date | None) -> Edition:
        """Return the edition as of a day: with what was published by then, and nothing later.

        Parameters
        ----------
        date : date, str or None
            The day, as a date or as text `2022-09-15`, or `"today"`; None: everything that is known, as for a forecast that is
            set against what happened.

        Raises
        ------
        ParAnalysisError
            It is no day, or one before the edition's results, or the document they come from, were out.
        """
        day = None if date is None else day_of(date)
        return self if day == self.as_of else self.once(("at", day), lambda: self.replace(as_of=day))

    @property
    def known_from(self) -> datetime.date | None:
        """First day on which its results and their document were out; None where that is not known."""
        days = (results_known(self.indices, self.year), self.document_date)
        return max((day for day in days if day is not None), default=None)

    # --- what it is called

    @property
    def title(self) -> str:
        """What it is, for people: `PAR INDEX, SIPAS Hà Nội 2021`; saved scenarios name the edition by it."""
        return self.title_in("vi")

    def title_in(self, lang: str) -> str:
        """Return what it is in a language: `PAR INDEX, SIPAS Ha Noi 2021`."""
        names = ", ".join(INDICES[key].sheet for key in self.indices)
        return " ".join(str(part) for part in (names, self.place_in(lang), self.year) if part)

    def place_in(self, lang: str) -> str:
        """Return the name of the place in a language."""
        check_lang(lang)
        return self.place if lang == "vi" else self.place_en

    def source(self, lang: str, key: str = "par") -> str:
        """Return how to cite the table of an index."""
        check_lang(lang)
        found = self.sources.get(key) or next(iter(self.sources.values()), Source("", ""))
        return found.vi if lang == "vi" else found.en

    # --- its indices

    def index(self, key: str) -> CompositeIndex:
        """Return one index.

        Raises
        ------
        ParAnalysisError
            There is no such index, or this edition has none.
        """
        index_spec(key)
        self.need(key)
        return self.indices[key]

    @property
    def par(self) -> CompositeIndex:
        """PAR INDEX."""
        return self.index("par")

    @property
    def sipas(self) -> CompositeIndex:
        """SIPAS."""
        return self.index("sipas")

    def table(self, key: str) -> pd.DataFrame:
        """Return a copy of the tidy table of one index."""
        return self.index(key).nodes

    # --- what it has, and what it lacks

    def has(self, part: str) -> bool:
        """Say whether the edition has something: an index, or one of `PARTS`.

        Raises
        ------
        ParAnalysisError
            There is no part of that name.
        """
        if part not in PARTS:
            raise refused("no_part", f"; chỉ có (there are only): {', '.join(PARTS)}", name="has", found=part)
        return self.once(("has", part), lambda: self._has(part))

    def _has(self, part: str) -> bool:
        if part in INDICES:
            return part in self.indices
        if part in ("scores", "targets"):
            if "par" not in self.indices:
                return False
            values = (self.score if part == "scores" else self.target)[self.spans["par"]]
            return bool(np.isfinite(values).all()) and (part == "scores" or bool(np.isfinite(self.par.target())))
        if part in ("leads", "assessments"):
            return bool(self.groups["agency" if part == "leads" else "assessment"])
        if part in ("year", "rank"):
            return getattr(self, part) is not None
        return len(getattr(self, part)) > 0

    def need(self, *parts: str) -> None:
        """Refuse, in one sentence, to go on without some parts.

        Raises
        ------
        ParAnalysisError
            Names what the edition lacks.
        """
        missing = [PARTS[part] for part in parts if not self.has(part)]
        if missing:
            vi, en = (", ".join(names[lang] for names in missing) for lang in (0, 1))
            raise refused("lacking", edition=self.key, parts=vi, parts_en=en)

    def lacks(self) -> dict[str, tuple[str, str]]:
        """Return what the edition lacks, by name, in both languages."""
        return {part: names for part, names in PARTS.items() if not self.has(part)}

    # --- names of criteria

    def short_names(self, key: str, lang: str) -> dict[str, str]:
        """Return the short label of every node of an index, by code; where none is given, its name cut short."""
        check_lang(lang)
        return self.once(("short_names", key, lang), lambda: self._short_names(key, lang))

    def _short_names(self, key: str, lang: str) -> dict[str, str]:
        names = self.names
        short = names[names["index"] == key].set_index("code")["short" if lang == "vi" else "short_en"]
        labels = {}
        for row in self.table(key).itertuples(index=False):
            name = row.name_en if lang == "en" and isinstance(row.name_en, str) else row.name
            labels[row.code] = short.get(row.code) or textwrap.shorten(name, 26, placeholder=" …")
        return labels

    # --- agencies

    @_Table
    def agencies(self) -> pd.DataFrame:
        """Agencies of the year of results: `id, name, short, name_en, short_en`."""
        return in_office(self.register, self.year)[AGENCIES.columns].reset_index(drop=True)

    @functools.cached_property
    def answering(self) -> dict[str, str]:
        """Printed name of the agency that answers today, by the printed name of the one that did."""
        rows = self.register.set_index("id")
        names, next_one = rows["name"].to_dict(), rows["successor"].to_dict()
        last = {}
        for agency in names:
            step = agency
            while next_one[step]:
                step = next_one[step]
            last[names[agency]] = names[step]
        return last

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

    def _place(self, name: str) -> tuple[Path, str]:
        """Where a table of the edition lies: its own file, else a sheet of the workbook; a file that is not there for none."""
        path = (self.folder or Path("-")) / f"{name}.csv"
        if self.workbook is not None and not path.is_file() and TABLES.get(name) in self._sheets:
            return self.workbook, TABLES[name]
        return path, ""

    @functools.cached_property
    def _sheets(self) -> tuple[str, ...]:
        from par_analysis.tables.indices.grid import open_sheets  # and openpyxl with it

        assert self.workbook is not None
        problems = Problems(self.workbook)
        sheets = open_sheets(self.workbook, problems)
        problems.raise_if_any()
        return tuple(sheet.title for sheet in sheets)

    @_Table
    def names(self) -> pd.DataFrame:
        """Names of criteria beside the printed ones: `index, code, name_en, short, short_en`."""
        return read_side_table("names", self._place("names")[0])

    @property
    def judged(self) -> tuple[str, ...]:
        """Say what was judged beside the documents, with reasons: `assessments`, `names`; a table's own words are not."""
        beside = {"assessments": "assessment", "names": "names"}
        return tuple(part for part, name in beside.items() if self._place(name)[0].is_file())

    @_Table.since(lambda table: of_documents(table, "date"))
    def documents(self) -> pd.DataFrame:
        """The documents that the plan's tables cite, by id: `id, number, short, short_en, date, date_basis, form, file`.

        `date` is the document's own (`date_basis` `printed`), or the date of the report on it (`reported`).
        """
        table = read_side_table("documents", self._place("documents")[0]).set_index("id", drop=False)
        days = pd.Series([parse_day(text) for text in table["date"]], index=table.index, dtype=object)
        table["date"] = pd.to_datetime(days)
        return table.rename_axis(None)

    def source_lines(self, document: str) -> tuple[str, ...]:
        """Return the lines of a document's text; the first is line 1."""
        return self.once(("lines", document), lambda: source_lines(self.documents, document, self.folder))

    @_Table
    def bodies(self) -> pd.DataFrame:
        """Every body that may hold a duty: the agencies first, then the others; `kind` is `agency` or `group` (of many)."""
        others = read_side_table("bodies", self._place("bodies")[0])
        return pd.concat([self.agencies.assign(kind="agency"), others], ignore_index=True)

    @functools.cached_property
    def context(self) -> Context:
        """What the tables of the plan may name."""
        codes = {key: tuple(tree.codes) for key, tree in self.indices.items()}
        # Of whatever day: a row may name a document that is not out yet.
        return Context(codes, tuple(self.bodies["name"]), self.at(None).documents, self.folder)

    def plan_table(self, name: str, rows: pd.DataFrame | None = None) -> pd.DataFrame:
        """Make a tidy table of the plan (`tasks`, `responsibilities`, `goals`, `calendar`) of raw rows; by default its own."""
        if rows is None:
            # A variant keeps the tasks that were checked against the edition as it was opened.
            opened = self.opened or self
            path, sheet = opened._place(name)
            rows = opened.once(("plan", name), lambda: plan_rows(name, path, opened.context, sheet, needed=False))
        if name == "tasks":
            return tasks_of(rows, self.context)
        if name == "calendar":
            return calendar_of(rows, self.context)
        nodes = {key: tree.nodes for key, tree in self.indices.items()}
        if name == "goals":
            return goals_of(rows, self.context, nodes, self.target_year)
        return responsibilities_of(rows, self.context, nodes)

    @_Table.since(of_documents)
    def tasks(self) -> pd.DataFrame:
        """Tasks and standing duties; columns as `par_analysis.tables.models.plan.TASKS`."""
        return self.plan_table("tasks")

    @_Table.since(of_documents)
    def responsibilities(self) -> pd.DataFrame:
        """Who answers for what; columns as `par_analysis.tables.models.plan.RESPONSIBILITIES`."""
        return self.plan_table("responsibilities")

    @_Table.since(of_documents)
    def goals(self) -> pd.DataFrame:
        """Goals with a figure or rank; columns as `par_analysis.tables.models.plan.GOALS`."""
        return self.plan_table("goals")

    @_Table.since(of_documents)
    def calendar(self) -> pd.DataFrame:
        """Steps of the year; columns as `par_analysis.tables.models.plan.CALENDAR`."""
        return self.plan_table("calendar")

    @_Table
    def judgements(self) -> pd.DataFrame:
        """Judgements of criteria; see `par_analysis.tables.lists.evidence.read_judgements`."""
        path, sheet = self._place("judgements")
        if not sheet and not path.is_file():
            return pd.DataFrame(columns=["index", "code"], dtype="str")
        return read_judgements(path, (self.opened or self).context.codes, sheet)

    # --- what belongs to no edition, as far as it bears on this one

    @_Table.since(of_results)
    def standings(self) -> pd.DataFrame:
        """Published scores and ranks of all provinces; see `par_analysis.tables.lists.standings.read_standings`."""
        return national("standings")

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

    @_Table.since(lambda table: of_results(table, "year_to"))
    def evidence(self) -> pd.DataFrame:
        """Observed yearly changes; see `par_analysis.tables.lists.evidence.read_evidence`."""
        return national("evidence")

    @_Table.since(lambda table: of_results(table, "year", "par"))
    def parts(self) -> pd.DataFrame:
        """Published levels of parts of PAR INDEX; see `par_analysis.tables.lists.national.read_parts`."""
        return national("parts")

    @_Table.since(lambda table: of_results(table, "year_to"))
    def movements(self) -> pd.DataFrame:
        """How many provinces rose and fell; see `par_analysis.tables.lists.national.read_movements`."""
        return national("movements")

    @_Table.since(lambda table: of_results(table, "year"))
    def samples(self) -> pd.DataFrame:
        """How many people the surveys asked; see `par_analysis.tables.lists.national.read_samples`."""
        return national("samples")

    @functools.cached_property
    def assumptions(self) -> Assumptions:
        """Assumptions of the outlook."""
        return self.given.get("assumptions") or read_assumptions(NATIONAL / "assumptions.csv")

    @_Table.since(lambda table: of_results(table, index="par"))
    def precedents(self) -> pd.DataFrame:
        """What other places reached in the same year on the parts of PAR INDEX, beside this place's own points.

        `id, year, place, part, points, maximum, own, own_maximum, above, source, note, note_en`. Parts whose maximum is
        another one here are of another criteria set, and left out.
        """
        frame = read_precedents(NATIONAL / "precedents.csv")
        par = self.par.nodes
        fields = par[par["level"] == 1].set_index("code")[["score", "max_points"]]
        ways = par[par["is_leaf"]].groupby("assessment")[["score", "max_points"]].sum(min_count=1).round(9)
        own = pd.concat([fields, ways]).reindex(frame["part"])
        frame["own"], frame["own_maximum"] = own["score"].to_numpy(), own["max_points"].to_numpy()
        frame["above"] = (frame["points"] - frame["own"]).round(9)
        same = (frame["year"] == self.year) & (frame["place"] != self.place)
        frame = frame[same & ((frame["maximum"] - frame["own_maximum"]).abs() < NOISE)].reset_index(drop=True)
        columns = ["id", "year", "place", "part", "points", "maximum", "own", "own_maximum", "above"]
        return frame[[*columns, "source", "note", "note_en"]]


_NATIONAL = {
    "standings": read_standings,
    "evidence": read_evidence,
    "parts": read_parts,
    "movements": read_movements,
    "samples": read_samples,
}


@functools.cache  # they belong to no edition and do not change while the library runs: every variant would read them again
def national(name: str) -> pd.DataFrame:
    """Return a table that belongs to no edition as a whole: of whatever day."""
    return _NATIONAL[name](NATIONAL / f"{name}.csv")
