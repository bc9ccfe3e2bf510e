"""`edition.toml`: what an edition says of itself, every problem of it at once, with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from par_analysis.index.links import Link
from par_analysis.tables.indices.appendix import decode
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.problems import Problems
from par_analysis.words.errors import close_to

__all__ = ["FILE", "Config", "IndexConfig", "read_config"]

FILE = "edition.toml"
_KEY = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_YEARS = (1990, 2100)
_HEADING = re.compile(r"\s*\[+\s*([^\[\]]+?)\s*\]+\s*(#|$)")
_TOP = {"key", "place", "place_en", "year", "target_year", "criteria_set", "workbook", "indices", "links"}
_INDEX = {"file", "source", "source_en"}
_LINK = {"index", "code", "of", "points_per_unit", "margin", "reason", "reason_en"}


@dataclass(frozen=True)
class IndexConfig:
    """Where the table of an index lies, and how it is cited; empty where the file itself says."""

    file: str
    source: str = ""
    source_en: str = ""


@dataclass(frozen=True)
class Config:
    """What `edition.toml` says; attributes as those of `Edition`. `link_places` are the lines of the codes of its links."""

    key: str
    place: str
    place_en: str
    year: int | None
    target_year: int | None
    criteria_set: str
    workbook: str
    indices: Mapping[str, IndexConfig]
    links: tuple[Link, ...]
    link_places: tuple[str, ...] = ()


class _Reader:
    """Reads values of the file; what is wrong is noted with the line of its key."""

    def __init__(self, text: str, problems: Problems) -> None:
        self.lines, self.problems = text.splitlines(), problems

    def where(self, key: str, section: str = "", number: int = 0) -> str:
        """Name the line that sets a key, or that begins its section; in the section of that name and number if one is given."""
        headings = [(at, found[1]) for at, line in enumerate(self.lines) if (found := _HEADING.match(line))]
        start = ([at for at, name in headings if name == section] or [0])[number] if section else 0
        for at in range(start, len(self.lines)):
            if at > start and _HEADING.match(self.lines[at]):
                break
            if re.match(rf"\s*{re.escape(key)}\s*(=|\.)", self.lines[at]):
                return f"dòng (line) {at + 1}"
        if section:
            return f"dòng (line) {start + 1}"
        begun = [at for at, name in headings if name == key]
        if begun:
            return f"dòng (line) {begun[0] + 1}"
        above, _, own = key.rpartition(".")
        return self.where(own, above) if above else ""

    def unknown(self, held: Mapping[str, Any], known: set[str], section: str = "", number: int = 0) -> None:
        """Note every key that means nothing."""
        for key in held:
            if key not in known:
                hint = close_to(key, known)
                self.problems.add("toml_unknown", where=self.where(key, section, number), found=key, known=", ".join(sorted(known)), hint=hint)  # fmt: skip

    def text(
        self, held: Mapping[str, Any], key: str, section: str = "", *, needed: bool = False, number: int = 0
    ) -> str:
        """Read a text."""
        value = held.get(key, "")
        if not isinstance(value, str):
            self.problems.add("toml_text", where=self.where(key, section, number), column=key, found=value)
            return ""
        if needed and not value.strip():
            kind = "toml_missing" if key not in held else "missing_value"
            self.problems.add(kind, where=self.where(key, section, number), column=key)
        return value.strip()

    def year(self, held: Mapping[str, Any], key: str) -> int | None:
        """Read a year; one that is not given is not known."""
        if key not in held:
            return None
        value = held[key]
        if isinstance(value, bool) or not isinstance(value, int) or not _YEARS[0] <= value <= _YEARS[1]:
            self.problems.add("out_of_range", where=self.where(key), column=key, found=value, lower=_YEARS[0], upper=_YEARS[1])  # fmt: skip
            return None
        return value


def read_config(folder: Path, problems: Problems) -> Config:
    """Read the `edition.toml` of a folder.

    Raises
    ------
    InputError
        Names every problem of the file, with its line.
    """
    path = folder / FILE
    if not path.is_file():
        problems.add("no_edition", found=folder)
        problems.raise_if_any()
    text = decode(path.read_bytes(), problems)
    problems.raise_if_any()
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.add("toml", reason=str(error))
        problems.raise_if_any()
    read = _Reader(text, problems)
    read.unknown(held, _TOP)
    key = read.text(held, "key", needed=True)
    if key and not _KEY.match(key):
        problems.add("toml_key", where=read.where("key"), column="key", found=key)
    place = read.text(held, "place", needed=True)
    year, aim = read.year(held, "year"), read.year(held, "target_year")
    if year is not None and aim is not None and aim <= year:
        problems.add("out_of_range", where=read.where("target_year"), column="target_year", found=aim, lower=year + 1, upper=_YEARS[1])  # fmt: skip
    indices, links = _indices(held, folder, read), _links(held, read)
    config = Config(
        key=key,
        place=place,
        place_en=read.text(held, "place_en") or place,
        year=year,
        target_year=aim,
        criteria_set=read.text(held, "criteria_set"),
        workbook=_file(read.text(held, "workbook"), folder, read.where("workbook"), problems),
        indices=indices,
        links=links,
        link_places=tuple(read.where("code", "links", number) for number in range(len(links))),
    )
    problems.raise_if_any()
    return config


def _file(name: str, folder: Path, where: str, problems: Problems) -> str:
    """Demand that a file lies in the folder itself: an edition carries all it needs."""
    if name and (Path(name).is_absolute() or ".." in Path(name).parts):
        problems.add("toml_outside", where=where, found=name)
    elif name and not (folder / name).is_file():
        problems.add("toml_no_file", where=where, found=name, folder=folder)
    return name


def _indices(held: Mapping[str, Any], folder: Path, read: _Reader) -> dict[str, IndexConfig]:
    sections = held.get("indices", {})
    if not isinstance(sections, dict) or not sections:
        read.problems.add("toml_missing", where=read.where("indices"), column="indices")
        return {}
    made = {}
    for key, section in sections.items():
        name = f"indices.{key}"
        if key not in INDICES:
            read.problems.add("unknown_word", where=read.where(name), column="indices", found=key, allowed=", ".join(INDICES))  # fmt: skip
        elif not isinstance(section, dict):
            read.problems.add("toml_text", where=read.where(name), column=name, found=section)
        else:
            read.unknown(section, _INDEX, name)
            file = read.text(section, "file", name, needed=True)
            _file(file, folder, read.where("file", name), read.problems)
            made[key] = IndexConfig(file, read.text(section, "source", name), read.text(section, "source_en", name))
    return {key: made[key] for key in INDICES if key in made}


def _links(held: Mapping[str, Any], read: _Reader) -> tuple[Link, ...]:
    sections = held.get("links", [])
    if not isinstance(sections, list) or not all(isinstance(one, dict) for one in sections):
        read.problems.add("toml_text", where=read.where("links"), column="links", found=sections)
        return ()
    made: list[Link] = []
    for number, section in enumerate(sections):
        read.unknown(section, _LINK, "links", number)
        words = [read.text(section, name, "links", needed=True, number=number) for name in ("index", "code", "of")]
        for name, word in zip(("index", "of"), (words[0], words[2]), strict=True):
            if word and word not in held.get("indices", {}):
                allowed = ", ".join(held.get("indices", {}))
                read.problems.add("unknown_word", where=read.where(name, "links", number), column=name, found=word, allowed=allowed)  # fmt: skip
        if words[0] and (words[0] == words[2] or any((one.index, one.of) == (words[2], words[0]) for one in made)):
            read.problems.add("link_circle", where=read.where("of", "links", number), found=words[2])
        if any((one.index, one.code) == (words[0], words[1]) for one in made):
            read.problems.add("double_code", where=read.where("code", "links", number), column="code", found=words[1], code=words[1], first="[[links]]")  # fmt: skip
        factor = section.get("points_per_unit")
        is_share = isinstance(factor, int | float) and not isinstance(factor, bool) and 0 < factor <= 100
        if factor is None:
            read.problems.add("toml_missing", where=read.where("links", "links", number), column="points_per_unit")
        elif not is_share:
            read.problems.add("out_of_range", where=read.where("points_per_unit", "links", number), column="points_per_unit", found=factor, lower=0, upper=100)  # fmt: skip
        margin = section.get("margin", 0.0)
        if isinstance(margin, bool) or not isinstance(margin, int | float) or not 0 <= margin <= 100:
            read.problems.add("out_of_range", where=read.where("margin", "links", number), column="margin", found=margin, lower=0, upper=100)  # fmt: skip
        elif is_share:
            made.append(Link(words[0], words[1], words[2], float(factor), float(margin)))
    return tuple(made)
