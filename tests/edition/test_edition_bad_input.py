"""Hundreds of damaged tables of an edition: each is refused with a place, or says what is to be seen in it.

What is to be seen is read here a second time, by other means than the library's.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import random
import re
import shutil
import tomllib
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from small_edition import TOML, write

from par_analysis import ParAnalysisError, open_edition
from par_analysis.edition.check import check_edition
from par_analysis.edition.edition import Edition
from par_analysis.tables.lists.beside import read_side_table
from par_analysis.tables.lists.plan_tables import PLAN_TABLES, plan_rows
from par_analysis.tables.locations import SHIPPED
from par_analysis.tables.problems import InputError

RUNS = 700
OPENED_WITH = ("agencies", "names", "assessment", "remainders", "corrections")  # the edition itself depends on them
TABLES = [*OPENED_WITH, "bodies", "documents", "tasks", "goals", "judgements", "calendar", "responsibilities"]
ODD = ["", " ", "x", "8/7/2022", "2022-07-08", "31/2/2022", "1,5", "1.5", "1.085,5", "85%", ">2", "-1", "1e5", "٣", "0", "2021", "99",
       "có", "yes", "par", "sipas", "1.1", "V", "9.9", "1.1 1.2", "total", "7.1.rest", "Sở Nội vụ", "sở  nội vụ", "noi-vu", "192", "tháng 9/2022",
       "quý III/2022", "a\nb", 'có "ngoặc"', "a;b", "a,b", "=1+1", "#N/A", "So\u031b\u0309 Y t\u00ea\u0301", "\u200b", "\u00a0", "x" * 300]  # fmt: skip


# --- damage --------------------------------------------------------------------------------------------------


def _damage_cells(rows: list[list[str]], rng: random.Random) -> None:
    how = rng.choice(["cell"] * 8 + ["delete", "double", "swap", "shuffle", "drop", "drop title", "swap columns", "swap titles", "copy column", "shift", "cut"])  # fmt: skip
    one, two = rng.randrange(1, len(rows)), rng.randrange(1, len(rows))
    a, b = rng.randrange(len(rows[0])), rng.randrange(len(rows[0]))
    if how == "cell":
        rows[rng.choice([one] * 9 + [0])][a] = rng.choice(ODD)
    elif how == "delete":
        del rows[one]
    elif how == "double":
        rows.insert(two, list(rows[one]))
    elif how == "swap":
        rows[one][a], rows[two][a] = rows[two][a], rows[one][a]
    elif how == "shuffle":
        rows[1:] = rng.sample(rows[1:], len(rows) - 1)
    elif how in ("drop", "drop title"):
        for row in rows if how == "drop" else rows[:1]:
            del row[a]
    elif how in ("swap columns", "swap titles"):
        for row in rows if how == "swap columns" else rows[:1]:
            row[a], row[b] = row[b], row[a]
    elif how == "copy column":
        for row in rows:
            row.append(row[a])
    elif how == "shift":
        rows[one] = ["", *rows[one][:-1]]
    else:
        rows[one] = rows[one][:a]


def _damage_text(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text))
    how = rng.choice(["quote", "nul", "letter", "insert", "cut", "blank lines", "pad", "crlf", "nfd", "join"])
    if how == "quote":
        return text[:at] + '"' + text[at:]
    if how == "nul":
        return text[:at] + "\0" + text[at:]
    if how == "letter":
        return text[:at] + rng.choice("0123456789,;.|\t x") + text[at + 1 :]
    if how == "insert":
        return text[:at] + rng.choice("0123456789,;.\t \n\r") + text[at:]
    if how == "cut":
        return text[:at]
    if how == "blank lines":
        return text.replace("\n", "\n\n", 3)
    if how == "crlf":
        return text.replace("\n", "\r\n")
    if how == "nfd":
        return unicodedata.normalize("NFD", text)
    if how == "join":
        return text.replace("\n", " ", 1) if rng.random() < 0.5 else text[:at].rpartition("\n")[0] + text[at:]
    return text


def _damage(original: bytes, rng: random.Random) -> tuple[bytes, str]:
    """Return the damaged bytes and the separator they were written with."""
    rows = list(csv.reader(io.StringIO(original.decode(), newline="")))
    if rng.random() < 0.75:
        _damage_cells(rows, rng)
    separator = rng.choice([",", ",", ",", ";", ";", "\t", "|"])
    held = io.StringIO()
    style = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    csv.writer(held, delimiter=separator, quoting=style, lineterminator="\n").writerows(rows)
    text = held.getvalue()
    if rng.random() < 0.35:
        text = _damage_text(text, rng)
    if rng.random() < 0.05:
        text = f"sep={separator}\n{text}"
    encoding = rng.choice(["utf-8"] * 6 + ["utf-8-sig", "utf-16", "utf-16-le", "cp1258", "latin-1"])
    return text.encode(encoding, errors="replace"), separator


# --- what is to be seen --------------------------------------------------------------------------------------


def _seen(data: bytes, separator: str) -> tuple[list[str], list[list[str]]]:
    """Read titles and rows as a person would who sees the cells."""
    text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    text = re.sub(r'^"?sep=."?[,;\t]*\r?\n', "", text)
    rows = [[unicodedata.normalize("NFC", cell).strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]  # fmt: skip
    titles, *rest = [row for row in rows if any(row)]
    return [" ".join(title.split()).casefold() for title in titles], rest


def _unlike(frame: pd.DataFrame, data: bytes, separator: str, may_default: bool) -> list[str]:
    titles, rows = _seen(data, separator)
    if len(rows) != len(frame):
        return [f"{len(rows)} rows are to be seen, {len(frame)} were loaded"]
    wrong = []
    for number, title in enumerate(titles):
        if title not in frame:
            continue
        for row, loaded in zip(rows, frame[title], strict=True):
            cell = row[number] if number < len(row) else ""
            if loaded != cell and not (may_default and not cell):
                wrong.append(f"{title}: {loaded!r} for {cell!r}")
    return wrong


# --- the runs ------------------------------------------------------------------------------------------------


def _load(name: str, home: Path, base: Edition) -> pd.DataFrame:
    """Load a table as the edition of the folder has it; return its cells as they were read."""
    path = home / f"{name}.csv"
    edition = open_edition(home) if name in OPENED_WITH else dataclasses.replace(base)
    if name in PLAN_TABLES:
        assert len(getattr(edition, name)) >= 0
        return plan_rows(name, path, base.context)
    if name == "judgements":
        return edition.judgements
    if name in ("bodies", "documents"):
        assert len(getattr(edition, name)) >= 0
    return read_side_table(name, path)


def _told(error: ParAnalysisError, path: Path) -> bool:
    """Whether the message names the damaged file and a place, or says what is wrong with the file as a whole."""
    if not isinstance(error, InputError):  # of several files
        return "dòng (" in str(error)
    return all(
        problem.where or problem.column or problem.facts or problem.kind == "empty" for problem in error.problems
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(SHIPPED, tmp_path_factory.mktemp("hư hỏng") / "kỳ công bố")


def _run(
    runs: int, spoil: Callable[[int], tuple[str, Path, bytes, Callable[[], list[str]]]], least: tuple[int, int]
) -> None:
    """Spoil a file, load it, put it back: refused with a place, or what was loaded is what is to be seen."""
    outcomes: Counter[str] = Counter()
    failures: list[str] = []
    for seed in range(runs):
        about, path, data, unlike = spoil(seed)
        original = path.read_bytes()
        path.write_bytes(data)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = unlike()
        except ParAnalysisError as error:
            outcomes["refused"] += 1
            found = [] if _told(error, path) else [f"no place in {str(error)[:300]}"]
        except Exception as error:
            found = [f"{type(error).__name__}: {error}"]
        else:
            outcomes["faithful"] += 1
        finally:
            path.write_bytes(original)
        failures += [f"{seed} {about}: {text}" for text in found]
    assert not failures, "\n".join(failures)
    assert outcomes["refused"] > least[0] and outcomes["faithful"] > least[1], outcomes


def test_damage_to_a_table_is_refused_with_a_place_or_carried_faithfully(home: Path) -> None:
    base = open_edition(home)

    def spoil(seed: int) -> tuple[str, Path, bytes, Callable[[], list[str]]]:
        rng, name = random.Random(f"table {seed}"), TABLES[seed % len(TABLES)]
        path = home / f"{name}.csv"
        data, separator = _damage(path.read_bytes(), rng)
        return name, path, data, lambda: _unlike(_load(name, home, base), data, separator, name in PLAN_TABLES)

    _run(RUNS, spoil, (RUNS // 4, RUNS // 6))


# What such runs once found, and what they cannot


def _spoilt(home: Path, tmp_path: Path, name: str, change: Callable[..., bytes]) -> Path:
    copy = shutil.copytree(home, tmp_path / "bản sao")
    path = copy / name
    path.write_bytes(change(path.read_bytes()))
    return copy


def test_a_date_may_be_written_day_before_month(home: Path, tmp_path: Path) -> None:
    copy = _spoilt(home, tmp_path, "documents.csv", lambda data: data.replace(b"2022-07-08", b"8/7/2022"))
    pd.testing.assert_frame_equal(open_edition(copy).documents, open_edition(home).documents)


def test_a_document_whose_encoding_cannot_be_told_is_refused(home: Path, tmp_path: Path) -> None:
    file = open_edition(home).documents["file"].iloc[-1]
    for encoding in ("cp1258", "utf-16-le"):
        data = (home / file).read_bytes().decode().encode(encoding, errors="replace")
        copy = _spoilt(home, tmp_path / encoding, file, lambda _, data=data: data)
        assert any(file in str(problem) and "UTF-8" in str(problem) for problem in check_edition(copy).problems)


def test_a_workbook_that_is_none_is_refused(tmp_path: Path) -> None:
    edition = open_edition(write(tmp_path / "thử", edition_toml=f'workbook = "par.csv"\n{TOML}', tasks_csv=None))
    with pytest.raises(InputError, match=r"(?s)par\.csv.*sổ tính"):
        len(edition.tasks)


VALUES = [
    "1",
    "-5",
    "2021.5",
    "true",
    "nan",
    "[]",
    "{}",
    "2021-01-01",
    '""',
    '"par"',
    '"../x"',
    '"."',
    '"a/b.csv"',
    "x",
    "",
]
KEYS = ["year", "kye", "place_en", "indices", "links", "[links]", "a.b"]


def _damage_toml(text: str, rng: random.Random) -> bytes:
    lines = text.split("\n")
    number = rng.choice([at for at, line in enumerate(lines) if line and not line.startswith("#")])
    line = lines[number]
    at = rng.randrange(len(line))
    key, _, value = line.partition("=")
    changes: dict[str, Callable[[], list[str]]] = {
        "delete": lambda: [],
        "double": lambda: [line, line],
        "cut": lambda: [line[:at]],
        "remark": lambda: [f"{line}  # {line}"],
        "spaces": lambda: [f"  {line.replace(' ', '   ')}  "],
        "digit": lambda: [re.sub("[0-9]", rng.choice("0123456789"), line, count=1)],
        "letter": lambda: [line[:at] + rng.choice('abc019"=[]#.-_ ') + line[at + 1 :]],
        "insert": lambda: [line[:at] + rng.choice('abc019"=[]#.-_ \0') + line[at:]],
        "value": lambda: [f"{key}= {rng.choice(VALUES)}"],
        "key": lambda: [f"{rng.choice(KEYS)} = {value}"],
        "move": lambda: [],
    }  # fmt: skip
    how = rng.choice(list(changes))
    lines[number : number + 1] = changes[how]()
    if how == "move":
        lines.insert(rng.randrange(len(lines)), line)
    encoding = rng.choice(["utf-8"] * 6 + ["utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
    return "\n".join(lines).encode(encoding, errors="replace")


def _unlike_toml(data: bytes, edition: Edition) -> list[str]:
    text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    held = tomllib.loads(unicodedata.normalize("NFC", text))
    links = [(link["index"], link["code"], link["of"], link["points_per_unit"]) for link in held.get("links", [])]
    want = (held["key"], held["place"].strip(), held.get("year"), held.get("target_year"), set(held["indices"]), links)
    loaded = [(link.index, link.code, link.of, link.factor) for link in edition.links]
    got = (edition.key, edition.place, edition.year, edition.target_year, set(edition.indices), loaded)
    return [] if want == got else [f"{want} is to be seen"]


def test_damage_to_edition_toml_is_refused_with_a_place_or_carried_faithfully(home: Path) -> None:
    path = home / "edition.toml"

    def spoil(seed: int) -> tuple[str, Path, bytes, Callable[[], list[str]]]:
        data = _damage_toml(path.read_text(encoding="utf-8"), random.Random(f"toml {seed}"))
        return "toml", path, data, lambda: _unlike_toml(data, open_edition(home))

    _run(200, spoil, (50, 20))
