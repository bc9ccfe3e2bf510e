"""Which criterion of one edition continues which of another: proposed by name, confirmed by people, read back checked."""

from __future__ import annotations

import datetime
import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.index.tree import CompositeIndex
from par_analysis.tables.files import repack_zip, write_atomically, write_text
from par_analysis.tables.indices.rows import code_order, fold
from par_analysis.tables.lists.reader import ListRow, check_rows, frame_of, read_list
from par_analysis.tables.models.cells import parse_yes_no
from par_analysis.tables.models.crosswalk import CROSSWALK
from par_analysis.tables.problems import Problems, hint
from par_analysis.words.errors import refused
from par_analysis.words.numbers import NOISE

__all__ = ["SIMILAR", "counted_rows", "propose_crosswalk", "read_crosswalk", "same_criteria", "write_crosswalk"]

# How alike two names must be to be proposed (rapidfuzz `token_sort_ratio`, 0 to 1). Within one criteria set, where no
# criterion continues another, 15 of the 2,485 pairs of PAR INDEX 2021 reach it: below, most proposals would be chance;
# above, reworded names would be missed. "Hợp lý" and "khả thi" of one sentence reach 0.92, so nothing counts unconfirmed.
SIMILAR = 0.70

SAME, NAME, PROPOSED, JUDGED = "same", "name", "proposed", "judged"

_COLUMNS, _HEADERS = CROSSWALK.file_columns, [column.title for column in CROSSWALK.file_fields]
_SHEET = "Bảng chuyển đổi"
_WIDTHS = {"name_from": 50, "name_to": 50, "reason": 50}
_SAME_REASON = "cùng mã, cùng tên (same code and name)"
_FIXED_DATE = datetime.datetime(2022, 7, 8)  # the same bytes every time: any day will do


def propose_crosswalk(a: EditionLike, b: EditionLike, index: str = "par") -> pd.DataFrame:
    """Propose which criteria of an edition continue in a later one.

    Parameters
    ----------
    a, b : Edition, str or path-like
        The earlier and the later edition.
    index : {"par", "sipas"}
        Which index.

    Returns
    -------
    DataFrame
        One row a pair, at every level below the overall figure, in the order of `a`: `code_from, name_from, code_to,
        name_to`; `share` of the criterion that continues; `basis`: `same` (code and name), `name` (the name alone),
        `proposed` (a name that is alike); `similarity` of the names, 0 to 1; `reason`, `confirmed`. Rows `same` count
        as they are; the others are proposals that count once somebody confirms them and gives a reason. Rows added by
        hand have the basis `judged`.

    Notes
    -----
    Names are compared whatever their case and the order of their words (`rapidfuzz.fuzz.token_sort_ratio`).
    Each criterion is proposed once, the most alike pair first, fields among fields. An unlisted part (`.rest`) is
    never proposed: what it holds is not known.
    """
    one, other = _tree(a, index), _tree(b, index)
    same = same_criteria(one, other)
    names_from, names_to = names_of(one), names_of(other)
    rows = [(f, t, SAME, 1.0, _SAME_REASON, True) for f, t in same]
    left = _open_codes(one, {f for f, _ in same}), _open_codes(other, {t for _, t in same})
    rows += [
        (f, t, NAME if names_from[f] == names_to[t] else PROPOSED, round(alike, 2), "", False)
        for f, t, alike in _alike(one, other, *left)
    ]
    made = pd.DataFrame(rows, columns=["code_from", "code_to", "basis", "similarity", "reason", "confirmed"])
    made["share"] = 1.0
    for column, tree in (("from", one), ("to", other)):
        made[f"name_{column}"] = [tree.name(code) for code in made[f"code_{column}"]]
    made["order"] = made["code_from"].map({code: number for number, code in enumerate(one.codes)})
    return made.sort_values("order", kind="stable", ignore_index=True)[_COLUMNS]


def write_crosswalk(crosswalk: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    """Write a crosswalk to be edited: confirm rows and give reasons, change shares, add and delete rows.

    Parameters
    ----------
    crosswalk : DataFrame
        As `propose_crosswalk` returns it.
    path : path-like
        A file that is not there yet, `.xlsx` or `.csv`. In a workbook codes stay as they are; opening a CSV, Excel
        turns 7.10 into 7.1.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ParAnalysisError
        The file is there already (somebody may have edited it), has another ending, or cannot be written; or columns
        are missing.
    """
    path = Path(path)
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise refused("ending", path=path, ending=".xlsx, .csv")
    if path.exists():
        raise refused("may_be_edited", file=path)
    rows = [list(row.values()) for row in _text_rows(crosswalk)]
    if path.suffix.lower() == ".csv":
        frame = pd.DataFrame(rows, columns=_HEADERS)
        write_text(path, "\ufeff" + frame.to_csv(index=False, lineterminator="\n"))  # by its mark Excel knows UTF-8
    else:
        _write_sheet(path, rows)
    return path


def read_crosswalk(path: str | os.PathLike[str], a: EditionLike, b: EditionLike, index: str = "par") -> pd.DataFrame:
    """Read a crosswalk that was edited.

    Parameters
    ----------
    path : path-like
        A file as `write_crosswalk` writes it.
    a, b : Edition, str or path-like
        The earlier and the later edition.
    index : {"par", "sipas"}
        Which index.

    Returns
    -------
    DataFrame
        As `propose_crosswalk` returns it.

    Raises
    ------
    InputError
        Names every problem of the file: codes that an edition does not have, pairs that stand twice, shares that add
        up to more than 1, rows that are confirmed without a reason or called `same` without being so.
    """
    path = Path(path)
    sheet = _SHEET if path.suffix.lower() == ".xlsx" else ""
    return frame_of(read_list(path, CROSSWALK, _check(edition_of(a), edition_of(b), index), sheet=sheet), CROSSWALK)


def counted_rows(
    crosswalk: pd.DataFrame | str | os.PathLike[str] | None, a: Edition, b: Edition, index: str
) -> pd.DataFrame:
    """Return the rows of a crosswalk that count: confirmed, or of the same code and name.

    Without a crosswalk these are all criteria with the same code and name.

    Raises
    ------
    InputError
        As `read_crosswalk`, of a DataFrame too.
    """
    if crosswalk is None:
        pairs = same_criteria(a.index(index), b.index(index))
        made = pd.DataFrame(pairs, columns=["code_from", "code_to"], dtype="str")
        return made.assign(share=1.0, basis=SAME)
    if isinstance(crosswalk, pd.DataFrame):
        problems = Problems(Path("crosswalk"))
        rows = _text_rows(crosswalk)
        check_rows(rows, CROSSWALK, problems, _check(a, b, index))
        frame = frame_of(rows, CROSSWALK)
    else:
        frame = read_crosswalk(crosswalk, a, b, index)
    return frame.loc[frame["confirmed"] | (frame["basis"] == SAME), ["code_from", "code_to", "share", "basis"]]


def names_of(tree: CompositeIndex) -> dict[str, str]:
    """Return the names of all nodes as they are compared, by code."""
    nodes = tree.nodes
    return {str(code): fold(name) for code, name in zip(nodes["code"], nodes["name"], strict=True)}


def remainders_of(tree: CompositeIndex) -> set[str]:
    """Return the codes of unlisted parts."""
    nodes = tree.nodes
    return set(nodes.loc[nodes["is_remainder"], "code"]) if "is_remainder" in nodes else set()


def same_criteria(one: CompositeIndex, other: CompositeIndex) -> list[tuple[str, str]]:
    """Pair the nodes with the same code and name; unlisted parts only where the same siblings are listed."""
    names, others = names_of(one), names_of(other)
    rests = remainders_of(one) | remainders_of(other)

    def siblings(tree: CompositeIndex, code: str) -> set[str]:
        return set(tree.children(tree.lineage(code)[-2])) - rests

    return [
        (code, code)
        for code in one.codes
        if code not in (one.root, other.root)
        and others.get(code) == names[code]
        and (code not in rests or siblings(one, code) == siblings(other, code))
    ]


def _tree(edition: EditionLike, index: str) -> CompositeIndex:
    return edition_of(edition).index(index)


def _open_codes(tree: CompositeIndex, taken: set[str]) -> list[str]:
    rests = remainders_of(tree)
    return [code for code in tree.codes if code != tree.root and code not in taken and code not in rests]


def _alike(
    one: CompositeIndex, other: CompositeIndex, left: Iterable[str], right: Iterable[str]
) -> list[tuple[str, str, float]]:
    """Pair the nodes whose names are alike, the most alike first, each once; fields among fields."""
    from rapidfuzz import fuzz

    names, others = names_of(one), names_of(other)
    depth = {code: min(len(one.lineage(code)), 3) for code in left}
    depth_to = {code: min(len(other.lineage(code)), 3) for code in right}
    found = [
        (fuzz.token_sort_ratio(names[f], others[t]) / 100, f, t)
        for f, at in depth.items()
        for t, to in depth_to.items()
        if at == to
    ]
    # Of pairs that are equally alike, those of the same code come first.
    found.sort(key=lambda pair: (-pair[0], pair[1] != pair[2], code_order(pair[1]), code_order(pair[2])))
    made, taken, taken_to = [], set(), set()
    for alike, f, t in found:
        if alike >= SIMILAR and f not in taken and t not in taken_to:
            made.append((f, t, alike))
            taken.add(f)
            taken_to.add(t)
    return made


# --- reading


def _counts(row: ListRow) -> bool:
    return row["basis"] == SAME or bool(parse_yes_no(row["confirmed"]))


def _check(a: Edition, b: Edition, index: str) -> Callable[[list[ListRow], Problems], None]:
    """Make the check of all rows together."""
    sides = (("code_from", a), ("code_to", b))
    codes = {column: [code for code in own.index(index).codes if code != own.index(index).root] for column, own in sides}  # fmt: skip
    same = set(same_criteria(a.index(index), b.index(index)))

    def check(rows: list[ListRow], problems: Problems) -> None:
        first: dict[tuple[str, str], ListRow] = {}
        shares: dict[tuple[str, str], float] = defaultdict(float)
        for row in rows:
            pair = (row["code_from"], row["code_to"])
            for column, own in sides:
                if row[column] and row[column] not in codes[column]:
                    near = hint(row[column], codes[column])
                    problems.add("crosswalk_code", where=row.where, column=column, found=row[column], edition=own.key, hint=near)  # fmt: skip
            if row["basis"] == SAME and pair not in same:
                problems.add("not_same", where=row.where, column="basis", found=row["basis"])
            elif row["basis"] != SAME and _counts(row) and not row["reason"]:
                problems.add("no_confirm_reason", where=row.where, column="reason")
            if (seen := first.setdefault(pair, row)) is not row:
                problems.add("double_row", where=row.where, found=" → ".join(pair), first=seen.where)
            elif _counts(row) and row.read is not None:
                for key in zip(("code_from", "code_to"), pair, strict=True):
                    shares[key] += float(row.read.share)
        for (column, code), total in shares.items():
            if total > 1 + NOISE:
                problems.add("share_sum", column=column, code=code, total=f"{total:.9g}")

    return check


def _text_rows(crosswalk: pd.DataFrame) -> list[ListRow]:
    """Return the rows of a crosswalk as a file would hold them."""
    missing = [column for column in ("code_from", "code_to", "basis", "reason", "confirmed") if column not in crosswalk]
    if missing:
        raise refused("crosswalk_columns", absent=", ".join(missing))
    made = []
    for number, values in enumerate(crosswalk.to_dict("records"), 2):
        row = ListRow({column: _cell(values.get(column)) for column in _COLUMNS})
        row.line = number
        made.append(row)
    return made


def _cell(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    return f"{value:.9g}" if isinstance(value, float) else str(value).strip()


def _write_sheet(path: Path, rows: list[list[str]]) -> None:
    import openpyxl
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = _SHEET
    sheet.append(_HEADERS)
    for row in rows:
        sheet.append([text or None for text in row])
    for number, column in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[sheet.cell(1, number).column_letter].width = _WIDTHS.get(column, 14)
        sheet.cell(1, number).font = Font(bold=True)
        for cells in sheet.iter_rows(min_row=2, min_col=number, max_col=number):
            # A text that begins with = must stay one, and so must a code.
            if column in ("share", "similarity") and cells[0].value is not None:
                cells[0].value = float(cells[0].value)
            elif cells[0].value is not None:
                cells[0].data_type, cells[0].number_format = "s", "@"
            cells[0].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    book.properties.creator = "par_analysis"
    book.properties.created = book.properties.modified = _FIXED_DATE
    with write_atomically(path) as temporary:
        book.save(temporary)
        repack_zip(temporary, _FIXED_DATE)
