"""The appendix tables as text: one printed row a line, cells between `|`, merged cells carried down."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from par_analysis.tables.indices.headers import column_of
from par_analysis.tables.indices.rows import (
    MAX_ROWS,
    NOT_PUBLISHED,
    Row,
    clean,
    code_order,
    fold,
    normal_code,
    read_number,
)
from par_analysis.tables.indices.tidyrows import PERCENT
from par_analysis.tables.models.index import SIPAS, IndexSpec
from par_analysis.tables.problems import Problems

__all__ = ["Correction", "decode", "read_appendix", "where_of"]

_PATTERN = {
    "par": "mã | tên | điểm tối đa | điểm đạt được | mục tiêu | chủ trì |",
    "sipas": "mã | tên | kết quả | mục tiêu | chủ trì | đơn vị thực hiện |",
}
_COLUMNS = {
    "par": ("code", "name", "max_points", "score", "target", "lead_agency"),
    "sipas": ("code", "name", "score", "target", "lead_agency", "implementing_units"),
}


@dataclass(frozen=True)
class Correction:
    """A scan slip: in `line`, `found` should read `corrected`."""

    line: int
    found: str
    corrected: str
    reason: str


def decode(data: bytes, problems: Problems) -> str:
    """Turn the bytes of a text file into NFC text.

    UTF-8 (with or without a byte order mark) and UTF-16 with one are read; anything else is noted
    as a problem and read as the empty text. Decomposed letters (NFD) are composed.
    """
    if not data.strip():
        problems.add("empty")
        return ""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        problems.add("encoding", line=data[: error.start].count(b"\n") + 1)
        return ""
    if "\x00" in text:
        problems.add("encoding", line=text[: text.index("\x00")].count("\n") + 1)
        return ""
    return unicodedata.normalize("NFC", text)


def _correct(block: list[str], first: int, corrections: Sequence[Correction]) -> tuple[int, list[Correction]]:
    """Apply each correction where its slip stands in the table; return how many were, and those without a place.

    The slip is looked for in the stated line, and in a text with shifted lines wherever it stands alone.
    A text in which it was already mended needs no correction.
    """
    applied, unplaced = 0, []
    for correction in corrections:
        stated = correction.line - first
        places = [n for n, line in enumerate(block) if correction.found in line and correction.corrected not in line]
        if stated in places:
            places = [stated]
        if len(places) == 1:
            block[places[0]] = block[places[0]].replace(correction.found, correction.corrected, 1)
            applied += 1
        elif places or not any(correction.corrected in line for line in block):
            unplaced.append(correction)
    return applied, unplaced


def where_of(line: int) -> str:
    """Name a line of a text, for messages."""
    return f"dòng (line) {line}"


def _cells(line: str) -> list[str]:
    return [clean(cell) for cell in line.split("|")]


def _find_header(lines: list[str], key: str) -> tuple[int, list[str]] | None:
    """Find the header row of a table: the line that names all of its columns, or all but one."""
    wanted = set(_COLUMNS[key])
    foreign = set().union(*_COLUMNS.values()) - wanted
    best, found = len(wanted) - 2, None
    for number, line in enumerate(lines):
        header = [cell for cell in _cells(line) if cell] if line.count("|") > 3 else []
        columns = {column_of(cell) for cell in header}
        hits = len(columns & wanted) - len(columns & foreign)
        if hits > best:
            best, found = hits, (number, header)
    return found


def read_appendix(
    text: str, spec: IndexSpec, corrections: Sequence[Correction], problems: Problems
) -> tuple[list[Row], int, list[Correction]]:
    """Read one of the two appendix tables.

    Parameters
    ----------
    text : str
        The document, or its appendix, as text.
    spec : IndexSpec
        Which table.
    corrections : sequence of Correction
        Scan slips to mend on the way.
    problems : Problems
        Receives every line that fits no pattern, every cell that is no number, ...

    Returns
    -------
    rows : list of Row
        In printed order; an empty lead inside a merged cell carries the lead above it.
    applied : int
        How many corrections were applied to this table.
    unplaced : list of Correction
        Those whose slip does not stand in the table, nor its correction.
    """
    lines = re.split(r"\r\n|\n|\r", text)
    headers = {key: _find_header(lines, key) for key in _COLUMNS}
    own = headers[spec.key]
    if own is None:
        wanted = ", ".join(SIPAS[column].accepted[0] for column in _COLUMNS[spec.key])
        problems.add("no_table", table=spec.sheet, columns=wanted)
        return [], 0, []
    start, header = own
    if not _check_header(header, where_of(start + 1), spec, problems):
        return [], 0, []
    end = max(number for number, line in enumerate(lines) if "|" in line) + 1
    end = min([end] + [other[0] for other in headers.values() if other is not None and other[0] > start])
    block, first = lines[start + 1 : end], start + 2
    if len(block) > 5 * MAX_ROWS:
        problems.add("too_long", where=where_of(first), most=5 * MAX_ROWS)
        return [], 0, []
    applied, unplaced = _correct(block, first, corrections)
    columns = _COLUMNS[spec.key] if "target" in map(column_of, header) else _without_target(spec.key)
    return _read_block(block, first, spec, columns, problems), applied, unplaced


def _without_target(key: str) -> tuple[str, ...]:
    """Columns of a table of results alone."""
    return tuple(column for column in _COLUMNS[key] if column != "target")


def _check_header(header: list[str], where: str, spec: IndexSpec, problems: Problems) -> bool:
    columns = _COLUMNS[spec.key]
    printed = [column_of(cell) for cell in header]
    if tuple(printed) in (columns, _without_target(spec.key)):
        return True
    for column in columns:
        if column not in printed:
            accepted = " / ".join(SIPAS[column].accepted)
            problems.add(
                "missing_column", where=where, column_name=column, accepted=accepted, headers=" | ".join(header)
            )
    for cell, known in zip(header, printed, strict=True):
        if known is None:
            problems.add("unknown_column", where=where, found=cell)
    if set(columns) <= set(printed):
        problems.add("bad_line", where=where, found=" | ".join(header), pattern=_PATTERN[spec.key])
    return False


def _read_block(block: list[str], first: int, spec: IndexSpec, columns: Sequence[str], problems: Problems) -> list[Row]:
    """Read the lines below the header; `first` is the line number of the first of them."""
    trailing = [column for column in columns if column in ("lead_agency", "implementing_units")]
    raw: list[tuple[int, str, dict[str, str], dict[str, str]]] = []
    carried: dict[str, str] = {}
    owed = 0  # empty cells that a heading row still has to come as lines of their own
    factor = ""
    by_order = False  # whether some row is only understood by the rows above it
    for offset, line in enumerate(block):
        number = first + offset
        where = where_of(number)
        if not line.strip():
            continue
        cells = _cells(line)
        if cells == ["", ""]:
            if owed == 0:
                problems.add("bad_line", where=where, found=line, pattern=_PATTERN[spec.key])
            owed = max(0, owed - 1)
            continue
        if owed:
            problems.add("bad_line", where=where, found=line, pattern="|")
            owed = 0
        is_heading = len(cells) == len(columns) - len(trailing) + 1
        if cells[-1] or not (is_heading or len(cells) == len(columns) + 1):
            problems.add("bad_line", where=where, found=line, pattern=_PATTERN[spec.key])
            continue
        values = dict(zip(columns, cells[:-1], strict=False))
        code = normal_code(values["code"], values["name"], factor, spec)
        begins = "." not in code
        by_order = by_order or (code != values["code"].rstrip(".") and code != "total")
        if spec.key == "sipas" and begins and code != "total":
            factor = code
        if is_heading or begins:
            # A heading's lead cell is a line of its own and truly empty: its children have different leads.
            # Nothing is carried from one section into the next.
            carried = {}
        if is_heading:
            owed = len(trailing)
        else:
            for column in trailing:
                if values[column]:
                    carried[column] = values[column]
                elif begins:
                    problems.add("joined_heading", where=where, column=column, found=line.strip())
                else:
                    by_order = by_order or column in carried
        raw.append((number, code, values, dict(carried)))
    if owed:
        problems.add("truncated", where=where_of(first + len(block)), table=spec.sheet, expected="|")
    if by_order:
        _check_order([(number, code) for number, code, _, _ in raw if spec.code_pattern.match(code)], problems)
    has_targets = any(values.get("target") for _, _, values, _ in raw)
    return [_row(*entry, spec, problems, has_targets=has_targets) for entry in raw]


def _check_order(codes: Sequence[tuple[int, str]], problems: Problems) -> None:
    """Report every row that stands before the row above it, as people count."""
    for (_, above), (number, code) in itertools.pairwise(codes):
        if code_order(code) < code_order(above):
            problems.add("broken_order", where=where_of(number), column="code", found=code)


def _row(
    number: int,
    code: str,
    values: dict[str, str],
    carried: dict[str, str],
    spec: IndexSpec,
    problems: Problems,
    *,
    has_targets: bool,
) -> Row:
    where = where_of(number)
    numbers: dict[str, tuple[Decimal | None, bool]] = {}
    for column in ("max_points", "score", "target"):
        text = values.get(column, "")
        no_figure = column == "target" and not has_targets
        if column not in values or no_figure or (column != "max_points" and fold(text) in NOT_PUBLISHED):
            numbers[column] = (None, False)
        else:
            percent = column in PERCENT.get(spec.key, ())
            is_target = column == "target"
            numbers[column] = read_number(
                text, column, where, problems, bound_allowed=is_target, percent_allowed=percent
            )
    return Row(
        code=code,
        name=values["name"],
        max_points=numbers["max_points"][0] if "max_points" in values else spec.fixed_maximum,
        score=numbers["score"][0],
        target=numbers["target"][0],
        target_is_bound=numbers["target"][1],
        lead=carried.get("lead_agency", ""),
        units=carried.get("implementing_units", ""),
        line=number,
        where=where,
    )
