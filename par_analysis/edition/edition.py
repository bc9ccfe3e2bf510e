"""`Edition`: everything known of one place in one year; it carries itself everywhere."""

from __future__ import annotations

import dataclasses
import functools
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from par_analysis.edition.belongings import GIVEN, Belongings
from par_analysis.edition.parts import PARTS, REGISTER, Source, named_leads
from par_analysis.index.links import Link
from par_analysis.index.tree import CompositeIndex
from par_analysis.tables.models.index import INDICES
from par_analysis.words.errors import ParAnalysisError
from par_analysis.words.languages import check_lang

__all__ = ["Edition"]

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Edition(Belongings):
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
            elif name in GIVEN:
                given[name] = value
            else:
                known = ", ".join(sorted({*INDICES, *GIVEN, *own}))
                raise ParAnalysisError(f"Edition.replace: không có (no) {name!r}; có (there are): {known}")
        fields.setdefault("indices", {key: indices[key] for key in INDICES if key in indices})
        fields.setdefault("opened", None if "folder" in fields else self.opened or self)
        if INDICES.keys() & changes.keys():
            # An agency that only a new table names is one of its agencies all the same.
            register = fields.get("register", self.register)
            new = named_leads((tree.nodes for tree in fields["indices"].values()), register)
            fields["register"] = pd.concat([register, new], ignore_index=True)
        links = fields.get("links", self.links)
        kept = tuple(link for link in links if link.index in indices and link.code in indices[link.index].codes)
        return dataclasses.replace(self, **{**fields, "links": kept, "given": given})

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
