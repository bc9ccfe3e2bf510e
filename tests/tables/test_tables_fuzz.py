"""A thousand damaged files: each is refused with a place, or says exactly what is to be seen in it.

What is to be seen is read here a second time, by other means than the library's.
"""

from __future__ import annotations

import csv
import io
import random
import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from par_analysis.tables.indices.appendix import Correction, decode, read_appendix
from par_analysis.tables.indices.nodes import assemble
from par_analysis.tables.indices.rows import Row
from par_analysis.tables.indices.workbook import csv_rows, workbook_rows
from par_analysis.tables.locations import PLAN_TEXT
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.problems import InputError, Problems

FIGURES = ("max_points", "score", "target")
HEADERS = ["Mã", "Tên", "Điểm tối đa", "Điểm đạt được", "Mục tiêu", "Cơ quan chủ trì"]
FIELDS = ("code", "name", *FIGURES, "lead_agency")


def _clean(text: object) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", str(text))).strip()


def _table() -> list[list[Any]]:
    """Make a table of two fields, as somebody would type it."""
    rows: list[list[Any]] = [["total", "TỔNG ĐIỂM", 20, 14.25, 17, None]]
    for field in (1, 2):
        rows.append([str(field), f"Lĩnh vực {field}", 10, 7.125, 8.5, None])
        for item in range(1, 5):
            rows.append([f"{field}.{item}", f"Tiêu chí {field}.{item}", 2.5, round(1 + item / 7, 3), 2.5, f"Sở {item}"])
    return rows


# --- damage --------------------------------------------------------------------------------------------------

ODD = ["", " ", "x", "1%", "0,5", "1.5", ">2", "1.1", "2.4", "total", "chưa công bố", "không có", "Sở 1", "sở  1", "-1",
       "1,5.2", "1e5", "٣", "So\u031b\u0309 2", "1.1.1", "1.rest", "Ghi chú", 0, 1, 2.5, 1e308, True, None, 7.1, 0.5, -3]  # fmt: skip
FORMATS = ["0.00%", '0.0"%"', "0", "0.0", "0.00", "0,", ";;;", "@", "dd/mm/yyyy"]


def _damage_table(rows: list[list[Any]], rng: random.Random) -> None:
    """Change a table as people and programs do: cells, rows, columns, order."""
    how = rng.choice(["cell", "cell", "cell", "delete", "repeat", "swap", "shuffle", "sort", "column", "shift", "drop"])
    one, two = rng.randrange(1, len(rows)), rng.randrange(1, len(rows))
    column = rng.randrange(min(map(len, rows)))
    if how == "cell":
        rows[rng.choice([one, one, one, 0])][column] = rng.choice(ODD)
    elif how == "delete":
        del rows[one]
    elif how == "repeat":
        rows.insert(two, list(rows[one]))
    elif how == "swap":  # two cells of a column change places
        rows[one][column], rows[two][column] = rows[two][column], rows[one][column]
    elif how == "shuffle":
        rows[1:] = rng.sample(rows[1:], len(rows) - 1)
    elif how == "sort":
        rows[1:] = sorted(rows[1:], key=lambda row: str(row[column]), reverse=rng.random() < 0.5)
    elif how == "column":
        for row in rows:
            row.insert(column, rng.choice(["lạ", row[column], None]))
    elif how == "shift":  # a row moves sideways
        rows[one] = [None, *rows[one][:-1]] if rng.random() < 0.5 else [*rows[one][1:], None]
    else:
        for row in rows:
            del row[column]


def _damage_text(text: str, rng: random.Random, first: int, last: int) -> str:
    lines = text.split("\n")
    number = rng.randrange(first, last)
    line = lines[number]
    place = rng.randrange(len(line)) if line else 0
    how = rng.choice(["delete", "repeat", "letter", "insert", "cut", "swap", "join", "move", "decompose", "cell"])
    if how == "delete":
        del lines[number]
    elif how == "repeat":
        lines.insert(number, line)
    elif how == "letter":
        lines[number] = line[:place] + rng.choice("0123456789.,| %>") + line[place + 1 :]
    elif how == "insert":
        lines[number] = line[:place] + rng.choice("0123456789.,|% >\t;\"'") + line[place:]
    elif how == "cut":
        lines[number] = line[:place]
    elif how == "swap":
        other = rng.randrange(first, last)
        lines[number], lines[other] = lines[other], line
    elif how == "join":
        lines[number : number + 2] = [" ".join(lines[number : number + 2])]
    elif how == "move":
        lines.insert(rng.randrange(first, last), lines.pop(number))
    elif how == "decompose":
        lines[number] = unicodedata.normalize("NFD", line)
    else:
        cells = line.split("|")
        cells[rng.randrange(len(cells))] = f" {rng.choice([odd for odd in ODD if isinstance(odd, str)])} "
        lines[number] = "|".join(cells)
    return "\n".join(lines)


# --- what is to be seen --------------------------------------------------------------------------------------


def _figure(seen: str) -> Decimal | None:
    """Read a figure as a person would; None where the cell says that there is none."""
    text = seen.lstrip(">≥= ").replace(",", ".").replace("\u2212", "-")
    if text == "" or text in ("chưa công bố",):
        return None
    return Decimal(text)


def _shown(cell: Any) -> str:
    """Show a cell as Excel does, as far as the formats of this test go."""
    value, shown = cell.value, cell.number_format
    if value is None or shown == ";;;":
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(repr(value))
        if shown == "0.00%":
            return f"{number * 100}%"
        if '"%"' in shown:
            return f"{number}%"
        if cell.column == 1 and re.fullmatch("0(\\.0+)?", shown):
            return f"{number:.{len(shown.partition('.')[2])}f}"
        return f"{number.normalize():f}" if shown != "0," else f"{number / 1000}"
    return _clean(value)


def _unlike(frame: pd.DataFrame, seen: dict[str, dict[str, str]], rows: int) -> list[str]:
    """Compare a frame with what is to be seen of each code; `rows` are to be seen at all."""
    listed = frame[~frame["is_remainder"]]
    wrong = [] if rows == len(listed) else [f"{rows} rows are to be seen, {len(listed)} were loaded"]
    for row in listed.itertuples():
        cells = seen.get(row.code)
        if cells is None:
            wrong.append(f"{row.code} is nowhere to be seen")
            continue
        if row.name != cells["name"]:
            wrong.append(f"{row.code}: {row.name} for {cells['name']}")
        for column in FIGURES:
            value = getattr(row, column)
            figure = _figure(cells.get(column, ""))
            if pd.isna(value) != (figure is None) or (figure is not None and float(figure) != value):
                wrong.append(f"{row.code} {column}: {value} for {cells.get(column)}")
        lead = cells.get("lead_agency", "")
        lead = "" if lead in ("không có", "-") else lead
        if ("" if pd.isna(row.lead_agency) else row.lead_agency).casefold() != lead.casefold():
            wrong.append(f"{row.code}: {row.lead_agency} for {lead}")
    return wrong


# --- the three kinds of file ---------------------------------------------------------------------------------


def _fuzz_workbook(path: Path, rng: random.Random) -> tuple[Callable[[], pd.DataFrame], Callable[[], Any]]:
    rows = [list(HEADERS), *_table()]
    for _ in range(rng.choice([1, 1, 2])):
        _damage_table(rows, rng)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = rng.choice(["PAR INDEX", "Sheet1"])
    for row in rows:
        sheet.append(row)
    if rng.random() < 0.3:
        cell = sheet.cell(rng.randrange(2, sheet.max_row + 1), rng.randrange(1, 7))
        cell.number_format = rng.choice(FORMATS)
    if rng.random() < 0.15:
        row, column = rng.randrange(1, sheet.max_row), rng.randrange(1, 7)
        sheet.merge_cells(start_row=row, end_row=row + rng.randrange(1, 4), start_column=column, end_column=column)
    if rng.random() < 0.1:
        sheet.row_dimensions[rng.randrange(1, 12)].hidden = True
    book.save(path)
    if rng.random() < 0.1:  # a byte of the file itself
        data = bytearray(path.read_bytes())
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(bytes(data))

    def load() -> pd.DataFrame:
        problems = Problems(path)
        read = workbook_rows(path, INDICES["par"], problems)
        return assemble(read.rows, INDICES["par"], None, problems)

    def seen() -> Any:
        area = {(r, c): rng_.min_row for rng_ in sheet.merged_cells.ranges for r, c in _inside(rng_)}
        heads = [_clean(cell.value) for cell in sheet[1]]
        where = {field: heads.index(head) + 1 for field, head in zip(FIELDS, HEADERS, strict=True) if head in heads}
        found = {}
        lines = 0
        for number in range(2, sheet.max_row + 1):
            cells = {}
            for name, column in where.items():
                cells[name] = _shown(sheet.cell(area.get((number, column), number), column))
            if not any(v for name, v in cells.items() if (number, where[name]) not in area):
                continue
            if cells["code"].startswith("Ghi chú") and not (cells["score"] or cells["target"] or cells["lead_agency"]):
                continue
            code = cells["code"].rstrip(".") or ("total" if cells["name"] == "TỔNG ĐIỂM" else "")
            found[code] = cells
            lines += not code.endswith(".rest")
        return found, lines

    return load, seen


def _inside(area: Any) -> list[tuple[int, int]]:
    return [(r, c) for r in range(area.min_row, area.max_row + 1) for c in range(area.min_col, area.max_col + 1)]


def _fuzz_csv(path: Path, rng: random.Random) -> tuple[Callable[[], pd.DataFrame], Callable[[], Any]]:
    rows = [list(HEADERS), *_table()]
    if rng.random() < 0.5:
        _damage_table(rows, rng)
    separator = rng.choice(",;\t")
    held = io.StringIO()
    csv.writer(held, delimiter=separator, quoting=rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])).writerows(rows)
    text = held.getvalue().replace("\r\n", "\n")
    if rng.random() < 0.7:
        text = _damage_text(text, rng, 0, text.count("\n"))
    path.write_text(text, encoding=rng.choice(["utf-8", "utf-8-sig", "utf-16"]), newline="")

    def load() -> pd.DataFrame:
        problems = Problems(path)
        read = csv_rows(path, INDICES["par"], problems)
        return assemble(read.rows, INDICES["par"], None, problems)

    def seen() -> Any:
        lines = list(csv.reader(io.StringIO(text), delimiter=separator))
        while not any(_clean(cell) == "Mã" for cell in lines[0]):
            lines.pop(0)
        heads = [_clean(cell) for cell in lines[0]]
        where = {field: heads.index(head) for field, head in zip(FIELDS, HEADERS, strict=True) if head in heads}
        found = {}
        count = 0
        for line in lines[1:]:
            if not any(_clean(cell) for cell in line):
                continue
            cells = {name: _clean(line[column]) if column < len(line) else "" for name, column in where.items()}
            if not any(cells.values()):
                continue
            if cells["code"].startswith("Ghi chú") and not (
                cells["score"] or cells.get("target") or cells["lead_agency"]
            ):
                continue
            code = cells["code"].rstrip(".") or ("total" if cells["name"] == "TỔNG ĐIỂM" else "")
            found[code] = cells
            count += not code.endswith(".rest")
        return found, count

    return load, seen


RESTS = [
    Row(f"{code}.rest", "Phần không liệt kê", None, None, None, False, "", "", 1, "remainders.csv")
    for code in ("7.1", "7.2")
]


def _fuzz_text(path: Path, rng: random.Random) -> tuple[Callable[[], pd.DataFrame], Callable[[], Any]]:
    text = decode(PLAN_TEXT.read_bytes(), Problems(PLAN_TEXT))
    first = next(n for n, line in enumerate(text.split("\n")) if line.startswith("STT |"))
    for _ in range(rng.choice([1, 1, 2])):
        text = _damage_text(text, rng, first, first + 94)
    slip = Correction(168, "2 2 |", "2.2 |", "mã mất dấu chấm")

    def load() -> pd.DataFrame:
        problems = Problems(path)
        content = decode(text.encode(), problems)
        rows = read_appendix(content, INDICES["par"], [slip], problems)[0]
        return assemble([*rows, *RESTS], INDICES["par"], None, problems)

    def seen() -> Any:
        found, lead, count = {}, "", 0
        lines = text.split("\n")
        words = ("STT", "Lĩnh vực", "Điểm tối đa", "Điểm năm", "Mục tiêu năm", "Chủ trì")
        begun = max(range(len(lines)), key=lambda n: ("|" in lines[n]) * sum(word in lines[n] for word in words))
        for line in lines[begun + 1 :]:
            if line.startswith("TT |"):
                break
            cells = [_clean(cell) for cell in line.replace("2 2 |", "2.2 |").split("|")]
            if len(cells) < 5:
                continue
            code = cells[0].rstrip(".") or "total"
            lead = (cells[5] or lead) if len(cells) > 6 else ""
            found[code] = dict(zip(FIELDS, [*cells[:5], lead], strict=True))
            count += 1
        return found, count

    return load, seen


KINDS = {"workbook": (_fuzz_workbook, 450), "csv": (_fuzz_csv, 250), "text": (_fuzz_text, 300)}


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_refused_with_a_place_or_carried_faithfully(kind: str, tmp_path: Path) -> None:
    fuzz, runs = KINDS[kind]
    outcomes: Counter[str] = Counter()
    failures: list[str] = []
    for seed in range(runs):
        rng = random.Random(f"{kind} {seed}")
        path = tmp_path / ("a.xlsx" if kind == "workbook" else "a.txt")
        load, seen = fuzz(path, rng)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                frame = load()
            except InputError as error:
                outcomes["refused"] += 1
                told = [p for p in error.problems if p.where or p.facts]
                if len(told) < len(error.problems):
                    failures.append(f"{seed}: no place in {error}")
                continue
            except Exception as error:
                failures.append(f"{seed}: {type(error).__name__}: {error}")
                continue
        outcomes["faithful"] += 1
        failures += [f"{seed}: {text}" for text in _unlike(frame, *seen())]
    print(kind, dict(outcomes))
    assert not failures, "\n".join(failures)
    assert outcomes["refused"] > runs / 5 and outcomes["faithful"] > runs / 10, outcomes
