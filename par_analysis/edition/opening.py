"""Opening an edition: the shipped ones by their key, a folder, or a single file; and the door that public functions use."""

from __future__ import annotations

import datetime
import functools
import hashlib
import logging
import os
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from par_analysis.edition.config import FILE, Config, read_config
from par_analysis.edition.days import DOCUMENT, results_known
from par_analysis.edition.edition import Edition
from par_analysis.edition.parts import REGISTER, Source, in_office, key_of, named_leads
from par_analysis.index.tree import CompositeIndex
from par_analysis.tables.cards import card_of
from par_analysis.tables.files import OLE
from par_analysis.tables.indices.agencies import AGENCY_NAMES
from par_analysis.tables.indices.nodes import assemble
from par_analysis.tables.indices.rows import fold, notice
from par_analysis.tables.lists.beside import Beside, read_beside, read_side_table, text_rows
from par_analysis.tables.locations import RAW, SHIPPED
from par_analysis.tables.models.cells import parse_day
from par_analysis.tables.models.index import INDICES, IndexSpec
from par_analysis.tables.problems import InputError, Problems
from par_analysis.words.errors import ParAnalysisError, close_to, refused

__all__ = [
    "EditionLike",
    "IndexTable",
    "edition_from",
    "edition_of",
    "open_edition",
    "read_folder",
    "read_index",
    "shipped_editions",
]

_log = logging.getLogger(__name__)
_ZIP = b"PK\x03\x04"

T = TypeVar("T")
EditionLike = Edition | str | os.PathLike[str] | None


def shipped_editions() -> list[str]:
    """Return the keys of the editions that come with the library."""
    return sorted(path.parent.name for path in RAW.glob(f"*/{FILE}"))


def open_edition(
    key_or_path: str | os.PathLike[str] = SHIPPED.name, *, as_of: str | datetime.date | None = DOCUMENT
) -> Edition:
    """Open an edition.

    Parameters
    ----------
    key_or_path : str or path-like
        The key of a shipped edition (`ha-noi-2021`), a folder with an `edition.toml`, or a single file: a workbook or
        CSV of one or both indices, or a text in the form of an appendix. Of a single file nothing else is known: no
        links, no tasks.
    as_of : str, date or None
        The day as of which it speaks: nothing that was published later is in it (`Edition.at`). A date, or text such as
        `2022-09-15`; by default the day of the document that its results and targets come from, where its source card or
        `documents.csv` says it, else as None: everything that is known.

    Raises
    ------
    InputError
        Names every problem of a file.
    ParAnalysisError
        There is no such edition, or it cannot speak as of that day.
    """
    opened = _opened(key_or_path)
    return opened if as_of == DOCUMENT else opened.at(as_of)


def _opened(key_or_path: str | os.PathLike[str]) -> Edition:
    text = os.fspath(key_or_path)
    if text in shipped_editions():
        return _shipped(text)
    path = Path(text)
    if path.is_dir():
        return _folder(path)
    if path.is_file() or path.suffix:
        return _file(path)
    raise refused("no_edition", close_to(text, shipped_editions()), found=text, shipped=", ".join(shipped_editions()))


def edition_of(edition: EditionLike) -> Edition:
    """Resolve what a public function was given: an edition, what `open_edition` takes, or nothing for the shipped one."""
    if isinstance(edition, Edition):
        return edition
    if edition is None:
        return open_edition()
    if isinstance(edition, str | os.PathLike):
        return open_edition(edition)
    raise refused(
        "type",
        name="edition",
        wanted="một kỳ công bố như open_edition() trả về, hoặc tên, hoặc đường dẫn",
        wanted_en="an edition as open_edition() returns it, or its key or path,",
        found=type(edition).__name__,
    )


@functools.cache  # files of the library itself, which do not change while it runs
def _shipped(key: str) -> Edition:
    with warnings.catch_warnings():
        # What a shipped edition lacks is known, and said by `lacks`.
        warnings.simplefilter("ignore", UserWarning)
        return _folder(RAW / key)


def edition_from(
    par: pd.DataFrame | None = None,
    sipas: pd.DataFrame | None = None,
    *,
    key: str = "",
    place: str = "",
    place_en: str = "",
    year: int | None = None,
    target_year: int | None = None,
) -> Edition:
    """Make an edition of tables that were loaded, or made, elsewhere; nothing else is known of it.

    Parameters
    ----------
    par, sipas : DataFrame, optional
        As `load_par()` and `load_sipas()` return them; at least one.
    key, place, place_en, year, target_year
        As the attributes of `Edition`; by default what the tables say of themselves.

    Raises
    ------
    ParAnalysisError
        No table is given, one is no table of its index, or their years differ.
    """
    frames = {name: frame for name, frame in (("par", par), ("sipas", sipas)) if frame is not None}
    if not frames:
        raise refused("no_table")
    stated = {name: frame.attrs.get("agencies") for name, frame in frames.items()}
    listed = [pd.DataFrame(rows, dtype="str") for rows in stated.values() if rows]
    indices = {name: CompositeIndex.of(name, frame) for name, frame in frames.items()}
    tables = {name: tree.nodes for name, tree in indices.items()}
    known = _register(pd.concat(listed).drop_duplicates("id")) if listed else None
    return Edition(
        key=key or key_of(Path(str(next(iter(frames.values())).attrs.get("file", ""))).stem),
        place=place,
        place_en=place_en or place,
        year=year or _year(frames, "year"),
        target_year=target_year or _year(frames, "target_year"),
        indices=indices,
        sources={name: _source(frame.attrs) for name, frame in frames.items()},
        register=pd.concat([known, named_leads(tables.values(), known)], ignore_index=True),
    )


def _file(path: Path) -> Edition:
    """Make an edition of a single file: every index that is in it."""
    tables: dict[str, IndexTable] = {}
    failed: list[InputError] = []
    for name, spec in INDICES.items():
        try:
            tables[name] = read_index(path, spec)
        except InputError as error:
            failed.append(error)
    # An index that is not there is no fault of a file that has another one.
    faults = [error for error in failed if not tables or any(problem.kind != "no_table" for problem in error.problems)]
    if tables and any(not _is_bare(error) for error in faults):
        raise next(error for error in faults if not _is_bare(error))
    if not tables:
        raise max(faults, key=lambda error: any(problem.kind != "no_table" for problem in error.problems))
    for bare in faults:
        sheet = bare.problems[0].facts["table"]
        notice(
            f"{path.name}: bảng {sheet} chỉ có dòng chung, không đọc (table {sheet} has nothing but its overall row; left unread)"
        )
    frames = {name: table.frame for name, table in tables.items()}
    for name, table in tables.items():
        if table.agencies is not None:
            frames[name].attrs["agencies"] = table.agencies.to_dict("records")
    return edition_from(**frames)


def _is_bare(error: InputError) -> bool:
    """Whether a table has nothing but its overall row, as in a workbook that is still to be filled."""
    totals = {spec.total_name for spec in INDICES.values()}
    return all(problem.kind == "truncated" and problem.facts["expected"] not in totals for problem in error.problems)


def _folder(folder: Path) -> Edition:
    errors: list[ParAnalysisError] = []
    edition = read_folder(folder, errors)
    if len(errors) == 1:
        raise errors[0]
    if edition is None or errors:
        raise ParAnalysisError("\n".join(map(str, errors)))
    return edition


def read_folder(folder: Path, errors: list[ParAnalysisError]) -> Edition | None:
    """Open the edition of a folder; one error for every file that cannot be taken, and then no edition."""

    def tried(read: Callable[[], T]) -> T | None:
        try:
            return read()
        except ParAnalysisError as error:
            errors.append(error)
            return None

    problems = Problems(folder / FILE)
    config = tried(lambda: read_config(folder, problems))
    if config is None:
        return None
    agencies = tried(lambda: read_side_table("agencies", folder / "agencies.csv"))
    register = agencies if agencies is not None and len(agencies) else None
    beside = tried(lambda: read_beside(folder))
    if errors:
        return None
    frames: dict[str, pd.DataFrame] = {}
    for name, where in config.indices.items():
        in_year = None if register is None else in_office(register, config.year)
        table = tried(functools.partial(read_index, folder / where.file, INDICES[name], in_year, beside))
        if table is not None:
            frames[name] = table.frame
            if register is None and table.agencies is not None:
                register = _register(table.agencies)
    indices = {name: CompositeIndex.of(name, frame) for name, frame in frames.items()}
    if not errors:
        _check_years(config, frames, problems)
        _check_links(config, indices, problems)
        tried(problems.raise_if_any)
    dated = tried(lambda: _document_date(folder, config))
    if errors:
        return None
    return Edition(
        key=config.key,
        place=config.place,
        place_en=config.place_en,
        year=config.year,
        target_year=config.target_year,
        criteria_set=config.criteria_set,
        indices=indices,
        sources={
            name: Source(where.source, where.source_en or where.source) if where.source else _source(frames[name].attrs)
            for name, where in config.indices.items()
        },
        links=config.links,
        register=_register(named_leads(frames.values()) if register is None else register),
        folder=folder,
        workbook=folder / config.workbook if config.workbook else None,
        document_date=dated,
        # A document that is dated before what it tells was out is taken for one of that later day.
        as_of=dated and max(dated, results_known(config.indices, config.year) or dated),
    )


def _document_date(folder: Path, config: Config) -> datetime.date | None:
    """Return the latest day of the documents that the tables of the indices are: as their card says, else `documents.csv`."""
    listed = read_side_table("documents", folder / "documents.csv").set_index("file")["date"].to_dict()
    days = []
    for file in dict.fromkeys(where.file for where in config.indices.values()):
        card = card_of(folder / file)
        days.append(parse_day((card.document_date if card is not None else "") or listed.get(file, "")))
    return max((day for day in days if day is not None), default=None)


def _check_years(config: Config, frames: Mapping[str, pd.DataFrame], problems: Problems) -> None:
    """Compare the years of `edition.toml` with those that the tables state."""
    for name, frame in frames.items():
        for key, stated in (("year", config.year), ("target_year", config.target_year)):
            printed = str(frame.attrs.get(key) or "")
            if printed and stated is not None and printed != str(stated):
                problems.add("toml_year", column=key, found=stated, table=INDICES[name].sheet, printed=printed)


def _check_links(config: Config, indices: Mapping[str, CompositeIndex], problems: Problems) -> None:
    for link, where in zip(config.links, config.link_places, strict=True):
        tree = indices[link.index]
        if link.code not in tree.leaves:
            hint = close_to(link.code, tree.leaves)
            problems.add("link_code", where=where, column="code", found=link.code, index=link.index, hint=hint)


def _source(attrs: Mapping[object, object]) -> Source:
    vi, en = (str(attrs.get(name, "")) for name in ("source", "source_en"))
    return Source(vi or "bảng do người dùng cung cấp", en or "table supplied by the user")


def _year(frames: Mapping[str, pd.DataFrame], name: str) -> int | None:
    stated = {str(frame.attrs[name]) for frame in frames.values() if frame.attrs.get(name)}
    if len(stated) > 1:
        raise refused("different_years", name=name, years=", ".join(sorted(stated)))
    return int(stated.pop()) if stated else None


def _register(agencies: pd.DataFrame) -> pd.DataFrame:
    """Give a list of agencies the columns of the register, empty where it says nothing; successors by their id."""
    made = agencies.reindex(columns=REGISTER).astype("str").fillna("").reset_index(drop=True)
    ids = {fold(name): row.id for row in made.itertuples(index=False) for name in row[: len(AGENCY_NAMES)]}
    made["successor"] = [ids.get(fold(name), "") for name in made["successor"]]
    return made


# --- a single file


@dataclass(frozen=True, eq=False)
class IndexTable:
    """A table of an index as a file gives it.

    Attributes
    ----------
    frame : DataFrame
        The tidy table; its `attrs` say which file it is from and how it is cited.
    agencies : DataFrame or None
        The file's own list of agencies.
    """

    frame: pd.DataFrame
    agencies: pd.DataFrame | None


def read_index(
    path: Path, spec: IndexSpec, agencies: pd.DataFrame | None = None, beside: Beside | None = None
) -> IndexTable:
    """Read the table of one index.

    Parameters
    ----------
    path : Path
        A text in the form of an appendix, an Excel workbook, or a CSV.
    spec : IndexSpec
        Which index.
    agencies : DataFrame, optional
        The agencies that may lead; by default those of the edition whose folder the file lies in, those that stand beside
        a text, or those that the file lists. Without any, every lead is taken as written.
    beside : Beside, optional
        What stands beside a text; by default what lies in its folder.

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    problems = Problems(path)
    if path.is_dir():
        problems.add("is_folder")
    elif not path.is_file():
        problems.add("no_file")
    problems.raise_if_any()
    with path.open("rb") as file:
        head = file.read(4)
    if head == OLE:
        problems.add("old_workbook")
        problems.raise_if_any()
    is_table = head == _ZIP or path.suffix.lower() == ".csv"
    if agencies is None and (not is_table or (path.parent / FILE).is_file()):
        agencies = _agencies_beside(path.parent)
    if is_table:
        from par_analysis.tables.indices.workbook import csv_rows, workbook_rows  # and openpyxl with it

        book = (workbook_rows if head == _ZIP else csv_rows)(path, spec, problems)
        listed = book.agencies if agencies is None else agencies
        frame = assemble(book.rows, spec, listed, problems)
        frame.attrs = {"index": spec.key, "file": path.name, "corrections": 0, **book.about}
        return IndexTable(frame, book.agencies)
    rows, applied = text_rows(path, spec, read_beside(path.parent) if beside is None else beside, problems)
    frame = assemble(rows, spec, agencies, problems)
    frame.attrs = {"index": spec.key, "file": path.name, "path": str(path), "corrections": applied, **_cited(path)}
    _log.info("%s: %s, %d corrections of scan slips applied", path.name, spec.sheet, applied)
    return IndexTable(frame, None)


def _agencies_beside(folder: Path) -> pd.DataFrame | None:
    """Return the agencies listed in a folder, of the year of its edition if it is one's; None where none is listed."""
    register = read_side_table("agencies", folder / "agencies.csv")
    if len(register) and (folder / FILE).is_file():
        register = in_office(register, read_config(folder, Problems(folder / FILE)).year)
    return register if len(register) else None


def _cited(path: Path) -> dict[str, Any]:
    """How a text is cited: as its card says if it is the document that the card describes, else by its file."""
    card = card_of(path)
    if card is not None and card.short_vi and hashlib.sha256(path.read_bytes()).hexdigest() == card.sha256:
        return {"source": card.short_vi, "source_en": card.short_en, "year": card.year, "target_year": card.target_year}
    return {"source": f"Tệp {path.name}", "source_en": f"File {path.name}", "year": "", "target_year": ""}
