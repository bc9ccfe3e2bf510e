"""`Edition`: everything known of one place in one year; it carries itself everywhere."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import textwrap
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from par_analysis.composite import CompositeIndex
from par_analysis.errors import ParAnalysisError
from par_analysis.languages import check_lang
from par_analysis.locations import NATIONAL
from par_analysis.reading.evidence import (
    Assumptions,
    read_assumptions,
    read_evidence,
    read_judgements,
    read_precedents,
)
from par_analysis.reading.plan_checks import Context, source_lines
from par_analysis.reading.plan_tables import calendar_of, goals_of, plan_rows, responsibilities_of, tasks_of
from par_analysis.reading.sidetables import read_side_table
from par_analysis.reading.standings import read_standings
from par_analysis.schema import AGENCIES, INDICES, index_spec

__all__ = ["PARTS", "REGISTER", "TABLES", "Edition", "Link", "Source", "in_office"]

T = TypeVar("T")

# Tables of an edition besides its indices, with the sheets that hold them in a workbook.
TABLES = {
    "agencies": "Cơ quan",
    "tasks": "Nhiệm vụ",
    "responsibilities": "Trách nhiệm",
    "goals": "Chỉ tiêu",
    "calendar": "Lịch",
    "judgements": "Phán đoán",
}

# What an edition may lack, and how it is called where it is missed.
PARTS: dict[str, tuple[str, str]] = {
    "par": ("bảng PAR INDEX", "a PAR INDEX table"),
    "sipas": ("bảng SIPAS", "a SIPAS table"),
    "year": ("năm kết quả", "the year of its results"),
    "scores": ("điểm của từng tiêu chí", "scores by criterion"),
    "targets": ("mục tiêu của từng tiêu chí", "targets by criterion"),
    "leads": ("cơ quan chủ trì", "lead agencies"),
    "assessments": ("cách đánh giá của từng tiêu chí", "ways of assessment"),
    "tasks": ("nhiệm vụ", "tasks"),
    "responsibilities": ("phân công trách nhiệm", "responsibilities"),
    "goals": ("chỉ tiêu trong văn bản", "goals of documents"),
    "calendar": ("lịch", "a calendar"),
    "documents": ("danh mục văn bản", "documents"),
    "judgements": ("phán đoán về từng tiêu chí", "judgements of criteria"),
    "rank": ("thứ hạng đã công bố của nơi này", "a published rank of the place"),
}


@dataclass(frozen=True)
class Link:
    """A criterion that is the result of another index.

    Attributes
    ----------
    index, code : str
        The criterion.
    of : str
        The index whose overall figure it is.
    factor : float
        Points of the criterion for one unit of that figure.
    """

    index: str
    code: str
    of: str
    factor: float


@dataclass(frozen=True)
class Source:
    """How charts and reports cite a table, in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, eq=False)
class Edition:
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
    folder : Path or None
        Where its tables lie.
    given : mapping
        Tables put in the place of those of the folder, by name; see `replace`.
    opened : Edition or None
        Of a variant (see `replace`), the edition as its folder has it: what the folder's tables name is checked there.
    notices : tuple of (str, str)
        What readers left unread, in both languages.
    """

    key: str
    place: str
    place_en: str
    year: int | None
    target_year: int | None
    indices: Mapping[str, CompositeIndex]
    sources: Mapping[str, Source]
    criteria_set: str = ""
    links: tuple[Link, ...] = ()
    register: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=REGISTER, dtype="str"))
    folder: Path | None = None
    workbook: Path | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    opened: Edition | None = None

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
        tasks, responsibilities, goals, calendar, documents, bodies, judgements, evidence, precedents, standings : DataFrame
            Tidy tables, as the properties return them.
        assumptions : Assumptions
        key, place, place_en, year, target_year, criteria_set, links, sources, register
            As the attributes.

        Raises
        ------
        ParAnalysisError
            There is nothing of that name, or a table is none of its index.
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
            elif name in _GIVEN:
                given[name] = value
            else:
                known = ", ".join(sorted({*INDICES, *_GIVEN, *own}))
                raise ParAnalysisError(f"Edition.replace: không có (no) {name!r}; có (there are): {known}")
        fields.setdefault("indices", {key: indices[key] for key in INDICES if key in indices})
        fields.setdefault("opened", None if "folder" in fields else self.opened or self)
        links = fields.get("links", self.links)
        kept = tuple(link for link in links if link.index in indices and link.code in indices[link.index].codes)
        return dataclasses.replace(self, **{**fields, "links": kept, "given": given})

    # --- the indices

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

    @functools.cached_property
    def leaves(self) -> tuple[str, ...]:
        """Leaves of every index, one index after the other."""
        found = tuple(leaf for tree in self.indices.values() for leaf in tree.leaves)
        codes = [code for tree in self.indices.values() for code in tree.codes if code != tree.root]
        if repeated := sorted({code for code in codes if codes.count(code) > 1}):
            raise ParAnalysisError(f"hai chỉ số có mã trùng nhau (two indices share codes): {', '.join(repeated)}")
        return found

    def _vector(self, column: str, default: float = float("nan")) -> np.ndarray:
        parts = [
            tree.leaf_values(column).to_numpy() if column in tree.nodes else np.full(len(tree.leaves), default)
            for tree in self.indices.values()
        ]
        values = np.concatenate(parts)
        values.flags.writeable = False
        return values

    @functools.cached_property
    def score(self) -> np.ndarray:
        """Published value of every leaf."""
        return self._vector("score")

    @functools.cached_property
    def maximum(self) -> np.ndarray:
        """Ceiling of every leaf."""
        return self._vector("max_points")

    @functools.cached_property
    def minimum(self) -> np.ndarray:
        """Floor of every leaf."""
        return self._vector("min_points", 0.0)

    @functools.cached_property
    def target(self) -> np.ndarray:
        """Target of every leaf; a remainder's is its score."""
        return self._vector("target")

    @functools.cached_property
    def position(self) -> dict[str, int]:
        """Place of every leaf in the vectors."""
        return {code: number for number, code in enumerate(self.leaves)}

    @functools.cached_property
    def spans(self) -> dict[str, slice]:
        """Where the leaves of each index stand in the vectors."""
        made, start = {}, 0
        for key, tree in self.indices.items():
            made[key] = slice(start, start + len(tree.leaves))
            start += len(tree.leaves)
        return made

    @functools.cached_property
    def index_of(self) -> dict[str, str]:
        """Which index every code but the overall ones belongs to."""
        return {code: key for key, tree in self.indices.items() for code in tree.codes if code != tree.root}

    @functools.cached_property
    def below(self) -> dict[str, tuple[str, ...]]:
        """Leaves of every node but the overall ones, by code."""
        made: dict[str, list[str]] = {code: [] for code in self.index_of}
        for tree in self.indices.values():
            for leaf in tree.leaves:
                for code in tree.lineage(leaf)[1:]:
                    made[code].append(leaf)
        return {code: tuple(leaves) for code, leaves in made.items()}

    @functools.cached_property
    def nodes(self) -> dict[str, tuple[float, float]]:
        """Published score and maximum of every node but the overall ones, by code."""
        made: dict[str, tuple[float, float]] = {}
        for tree in self.indices.values():
            rows = tree.nodes[tree.nodes["code"] != tree.root]
            made |= {str(r.code): (float(r.score), float(r.max_points)) for r in rows.itertuples(index=False)}
        return made

    @functools.cached_property
    def groups(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Leaves of PAR INDEX by `agency` and by `assessment`, and all leaves by `index`."""
        made = {
            "index": {key: tuple(tree.leaves) for key, tree in self.indices.items()},
            "agency": {},
            "assessment": {},
        }
        if self.has("par"):
            nodes = self.par.nodes.set_index("code").loc[self.par.leaves]
            for scope, column in (("agency", "lead_agency"), ("assessment", "assessment")):
                known = nodes[column].dropna()
                made[scope] = {str(name): tuple(known.index[known == name]) for name in dict.fromkeys(known)}
        return made

    @functools.cached_property
    def weights(self) -> np.ndarray:
        """How much each leaf moves the overall figure of its own index."""
        made = np.array([tree.weight(leaf) for tree in self.indices.values() for leaf in tree.leaves])
        made.flags.writeable = False
        return made

    @functools.cached_property
    def depth(self) -> dict[str, int]:
        """Level of every node."""
        return {code: len(tree.lineage(code)) - 1 for tree in self.indices.values() for code in tree.codes}

    @property
    def bridges(self) -> tuple[str, ...]:
        """Criteria that are the result of another index of this edition."""
        return tuple(link.code for link in self.couplings)

    @functools.cached_property
    def couplings(self) -> tuple[Link, ...]:
        """The links between indices that this edition has."""
        return tuple(link for link in self.links if link.index in self.indices and link.of in self.indices)

    @functools.cached_property
    def sha256(self) -> str:
        """Checksum of what a scenario depends on, the groups of its scopes too, whatever the order of rows."""
        content = {key: sorted(map(_checked, tree.nodes.to_dict("records"))) for key, tree in self.indices.items()}
        return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()

    # --- what it is called

    @functools.cached_property
    def title(self) -> str:
        """What it is, for people: `PAR INDEX, SIPAS Hà Nội 2021`."""
        names = ", ".join(INDICES[key].sheet for key in self.indices)
        return " ".join(str(part) for part in (names, self.place, self.year) if part)

    def place_in(self, lang: str) -> str:
        """Return the name of the place in a language."""
        check_lang(lang)
        return self.place if lang == "vi" else self.place_en

    def source(self, lang: str, key: str = "par") -> str:
        """Return how to cite the table of an index."""
        check_lang(lang)
        found = self.sources.get(key) or next(iter(self.sources.values()), Source("", ""))
        return found.vi if lang == "vi" else found.en

    # --- what it has, and what it lacks

    @functools.cached_property
    def _there(self) -> dict[str, Callable[[], bool]]:
        return {
            **{key: functools.partial(self.indices.__contains__, key) for key in INDICES},
            "year": lambda: self.year is not None,
            "scores": lambda: "par" in self.indices and bool(np.isfinite(self.score[self.spans["par"]]).all()),
            "targets": lambda: self._targets,
            "leads": lambda: bool(self.groups["agency"]),
            "assessments": lambda: bool(self.groups["assessment"]),
            "rank": lambda: self.rank is not None,
            **{name: functools.partial(self._any, name) for name in ("tasks", "goals", "responsibilities", "calendar", "documents", "judgements")},
        }  # fmt: skip

    def has(self, part: str) -> bool:
        """Say whether the edition has something: an index, or one of `PARTS`.

        Raises
        ------
        ParAnalysisError
            There is no part of that name.
        """
        if part not in self._there:
            raise ParAnalysisError(f"has({part!r}): chỉ có (there are only) {', '.join(self._there)}")
        return self.once(("has", part), self._there[part])

    def _any(self, name: str) -> bool:
        return len(getattr(self, name)) > 0

    @functools.cached_property
    def _targets(self) -> bool:
        if "par" not in self.indices:
            return False
        return bool(np.isfinite(self.target[self.spans["par"]]).all()) and bool(np.isfinite(self.par.total("target")))

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
            raise ParAnalysisError(f"{self.key}: kỳ công bố này chưa có {vi} (this edition lacks {en})")

    def lacks(self) -> dict[str, tuple[str, str]]:
        """Return what the edition lacks, by name, in both languages."""
        return {part: names for part, names in PARTS.items() if not self.has(part)}

    # --- agencies

    @functools.cached_property
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

    # --- names of criteria

    def short_names(self, key: str, lang: str) -> dict[str, str]:
        """Return the short label of every node of an index, by code; where none is given, its name cut short."""
        check_lang(lang)
        return self.once(("short_names", key, lang), lambda: self._short_names(key, lang))

    def _short_names(self, key: str, lang: str) -> dict[str, str]:
        own = self.names[self.names["index"] == key].set_index("code")["short" if lang == "vi" else "short_en"]
        made = {}
        for row in self.table(key).itertuples(index=False):
            name = row.name_en if lang == "en" and isinstance(row.name_en, str) else row.name
            made[row.code] = own.get(row.code) or textwrap.shorten(name, 26, placeholder=" …")
        return made

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
        import openpyxl

        book = openpyxl.load_workbook(self.workbook, read_only=True)
        try:
            return tuple(book.sheetnames)
        finally:
            book.close()

    @functools.cached_property
    def names(self) -> pd.DataFrame:
        """Names of criteria beside the printed ones: `index, code, name_en, short, short_en`."""
        return self._given("names", lambda: read_side_table("names", self._place("names")[0]))

    @functools.cached_property
    def documents(self) -> pd.DataFrame:
        """The documents that the plan's tables cite, by id: `id, number, short, short_en, date, date_basis, form, file`.

        `date` is the document's own (`date_basis` `printed`), or the date of the report on it (`reported`).
        """

        def read() -> pd.DataFrame:
            table = read_side_table("documents", self._place("documents")[0]).set_index("id", drop=False)
            table["date"] = pd.to_datetime(table["date"], format="%Y-%m-%d")
            return table.rename_axis(None)

        return self._given("documents", read)

    def source_lines(self, document: str) -> tuple[str, ...]:
        """Return the lines of a document's text; the first is line 1."""
        return self.once(("lines", document), lambda: source_lines(self.documents, document, self.folder))

    @functools.cached_property
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
        return own.once(("plan", name), lambda: plan_rows(name, path, own.context, sheet))

    def _tables(self) -> dict[str, pd.DataFrame]:
        return {key: tree.nodes for key, tree in self.indices.items()}

    @functools.cached_property
    def tasks(self) -> pd.DataFrame:
        """Tasks and standing duties; columns as `reading.plan_schema.TASKS`."""
        return self._given("tasks", lambda: tasks_of(self._plan("tasks"), self.context))

    @functools.cached_property
    def responsibilities(self) -> pd.DataFrame:
        """Who answers for what; columns as `reading.plan_schema.RESPONSIBILITIES`."""
        return self._given(
            "responsibilities",
            lambda: responsibilities_of(self._plan("responsibilities"), self.context, self._tables()),
        )

    @functools.cached_property
    def goals(self) -> pd.DataFrame:
        """Goals with a figure or rank; columns as `reading.plan_schema.GOALS`."""
        return self._given(
            "goals", lambda: goals_of(self._plan("goals"), self.context, self._tables(), self.target_year)
        )

    @functools.cached_property
    def calendar(self) -> pd.DataFrame:
        """Steps of the year; columns as `reading.plan_schema.CALENDAR`."""
        return self._given("calendar", lambda: calendar_of(self._plan("calendar"), self.context))

    @functools.cached_property
    def judgements(self) -> pd.DataFrame:
        """Judgements of criteria; see `reading.evidence.read_judgements`."""

        def read() -> pd.DataFrame:
            path, sheet = self._place("judgements")
            if not sheet and not path.is_file():
                return pd.DataFrame(columns=["index", "code"], dtype="str")
            return read_judgements(path, (self.opened or self).context.codes, sheet)

        return self._given("judgements", read)

    # --- what belongs to no edition, as far as it bears on this one

    @functools.cached_property
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

    @functools.cached_property
    def evidence(self) -> pd.DataFrame:
        """Observed yearly changes; see `reading.evidence.read_evidence`."""
        return self._given("evidence", _evidence)

    @functools.cached_property
    def assumptions(self) -> Assumptions:
        """Assumptions of the outlook."""
        return self._given("assumptions", lambda: read_assumptions(NATIONAL / "assumptions.csv"))

    @functools.cached_property
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


REGISTER = [*AGENCIES.columns, "first_year", "last_year", "successor", "basis", "source"]
_GIVEN = (
    *("tasks", "responsibilities", "goals", "calendar", "documents", "bodies", "names"),
    *("judgements", "evidence", "precedents", "standings", "assumptions"),
)


@functools.cache  # national: of no edition, read once
def _standings() -> pd.DataFrame:
    return read_standings(NATIONAL / "standings.csv")


@functools.cache  # national: of no edition, read once
def _evidence() -> pd.DataFrame:
    return read_evidence(NATIONAL / "evidence.csv")


def in_office(register: pd.DataFrame, year: int | None) -> pd.DataFrame:
    """Agencies that exist in a year; all of them where the year is not known."""
    if year is None:
        return register
    first = pd.to_numeric(register["first_year"].replace("", None)).fillna(0)
    last = pd.to_numeric(register["last_year"].replace("", None)).fillna(9999)
    return register[(first <= year) & (year <= last)]


def _checked(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what the checksum knows of a row."""
    words = (
        "" if pd.isna(row.get(name)) else str(row[name]) for name in ("code", "parent", "lead_agency", "assessment")
    )
    figures = (
        None if pd.isna(row.get(name)) else round(float(row[name]), 9) for name in ("max_points", "score", "target")
    )
    return (*words, *figures)
