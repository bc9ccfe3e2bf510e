"""data/processed is what the code makes of data/raw, and a valid data package."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import par_analysis
from par_analysis import (
    audit,
    chances,
    load_agencies,
    load_calendar,
    load_goals,
    load_par,
    load_responsibilities,
    load_sipas,
    load_tasks,
)
from par_analysis.deliver.processed import PROCESSED, write_national, write_processed
from par_analysis.edition.loaders import load_evidence, load_movements, load_parts, load_samples, load_standings
from par_analysis.edition.opening import shipped_editions
from par_analysis.tables.locations import PROJECT, SHIPPED

EDITION, NATION = "ha-noi-2021", "national"
PROCESSED_DATA = PROJECT / "data" / "processed"
COMMITTED = PROCESSED_DATA / EDITION
FRAMES = {
    "par": load_par,
    "sipas": load_sipas,
    "agencies": load_agencies,
    "audit": audit,
    "tasks": load_tasks,
    "responsibilities": load_responsibilities,
    "goals": load_goals,
    "calendar": load_calendar,
    "evidence": load_evidence,
    "parts": load_parts,
    "movements": load_movements,
    "samples": load_samples,
    "standings": load_standings,
    "chances": chances,
}
PACKAGE = json.loads((COMMITTED / "datapackage.json").read_text(encoding="utf-8"))
NATIONAL_PACKAGE = json.loads((PROCESSED_DATA / NATION / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {resource["name"]: resource for held in (PACKAGE, NATIONAL_PACKAGE) for resource in held["resources"]}
FILES = sorted(path for path in PROCESSED_DATA.rglob("*") if path.is_file())
OWN = [name for name in PROCESSED if name not in ("evidence", "parts", "movements", "samples", "standings")]


def home_of(name):
    return COMMITTED if name in OWN else PROCESSED_DATA / NATION


def written_anew(folder):
    write_national(folder / NATION)
    for key in shipped_editions():
        write_processed(folder / key, key)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_committed_files_are_what_the_code_writes(tmp_path):
    first = written_anew(tmp_path / "một")
    assert {f"{EDITION}/{name}.csv" for name in OWN} <= first.keys()
    assert {f"{NATION}/evidence.csv", f"{NATION}/standings.csv", "ha-noi-2024/par.csv"} <= first.keys()
    assert written_anew(tmp_path / "hai") == first, "two runs differ"
    assert written_anew(tmp_path / "một") == first, "writing over old files differs"
    committed = {path.relative_to(PROCESSED_DATA).as_posix(): path.read_bytes() for path in FILES}
    assert [name for name in first | committed if first.get(name) != committed.get(name)] == [], "run `make`"


def test_plain_utf8():
    for path in FILES:
        data = path.read_bytes()
        text = data.decode("utf-8")
        assert not data.startswith(b"\xef\xbb\xbf"), f"{path}: byte order mark"
        assert "\r" not in text and str(PROJECT) not in text, path
        assert text.endswith("\n") and not text.endswith("\n\n"), path


def read_back(name, frame):
    """Read a table; give cells that hold a date or several codes the types they have in the frame."""
    types = {field.name: field.type for field in PROCESSED[name].fields}
    words = {column: "str" for column, kind in types.items() if kind == "string"}
    read = pd.read_csv(home_of(name) / f"{name}.csv", keep_default_na=False, na_values=[""], dtype=words)
    for column, kind in types.items():
        if kind == "date":
            read[column] = pd.to_datetime(read[column], format="%Y-%m-%d").astype(frame[column].dtype)
        elif frame[column].map(lambda cell: isinstance(cell, tuple)).any():
            sign = "; " if column.startswith("respondents") else " "
            read[column] = [tuple(cell.split(sign)) if isinstance(cell, str) else () for cell in read[column]]
        elif frame[column].dtype == "Int64":
            read[column] = read[column].astype("Int64")
    return read


def test_csv_reads_back_as_the_frame():
    for name in PROCESSED:
        frame = FRAMES[name]()[PROCESSED[name].columns]
        read = read_back(name, frame)
        assert_frame_equal(
            # Most tables hold figures as printed; these recompute some, and print them with a fixed number of decimals.
            read,
            frame.reset_index(drop=True),
            check_dtype=False,
            rtol=0,
            atol={"audit": 5e-5, "evidence": 5e-7, "chances": 5e-7}.get(name, 1e-12),
        )


def test_numbers_are_printed_alike_in_a_column():
    for name in PROCESSED:
        numbers = [field.name for field in PROCESSED[name].fields if field.type == "number"]
        rows = list(csv.DictReader(io.StringIO((home_of(name) / f"{name}.csv").read_text(encoding="utf-8"))))
        assert rows
        for column in numbers:
            cells = [row[column] for row in rows if row[column]]
            assert len({len(cell.partition(".")[2]) for cell in cells}) == 1, column
            assert "-0" not in {cell.rstrip("0").rstrip(".") for cell in cells}


def test_package_describes_the_file():
    for name in PROCESSED:
        table, resource = PROCESSED[name], RESOURCES[name]
        data = (home_of(name) / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        assert resource["encoding"] == "utf-8"
        schema = resource["schema"]
        header = data.decode("utf-8").partition("\n")[0].split(",")
        assert [field["name"] for field in schema["fields"]] == header == table.columns
        assert schema["primaryKey"] == list(table.primary_key)
        assert resource["title"].strip()
        assert resource["title_en"].strip() not in ("", resource["title"])
        for field in schema["fields"]:
            assert field["type"] in ("string", "number", "integer", "boolean", "date")
            assert all(field[key].strip() for key in ("title", "title_en", "description")), field["name"]
            # Goals are of many units, each row says which.
            assert (field["type"] == "number") <= bool(field.get("unit") or "unit" in header), (
                f"{field['name']} has no unit"
            )
        constrained = {key for field in schema["fields"] for key in field.get("constraints", {})}
        assert "required" in constrained
        # A key of several columns leaves each of them free to repeat.
        assert "unique" in constrained or len(schema["primaryKey"]) > 1, name


def test_package_has_keys_and_ranges():
    for name in ("par", "sipas"):
        schema = RESOURCES[name]["schema"]
        references = {key["fields"][0]: key["reference"] for key in schema["foreignKeys"]}
        assert references == {
            "parent": {"resource": "", "fields": ["code"]},
            "lead_agency": {"resource": "agencies", "fields": ["name"]},
        }
        constraints = {field["name"]: field.get("constraints", {}) for field in schema["fields"]}
        for column in ("max_points", "score", "target"):
            assert (constraints[column]["minimum"], constraints[column]["maximum"]) == (0, 100)
        assert set(constraints["assessment"]["enum"]) >= set(FRAMES[name]()["assessment"].dropna())
        assert constraints["code"] == {"required": True, "unique": True}


def test_dates_and_lists_are_plain_text_in_the_files():
    tasks = list(csv.DictReader(io.StringIO((COMMITTED / "tasks.csv").read_text(encoding="utf-8"))))
    row = next(row for row in tasks if row["id"] == "192-44")
    assert (row["due"], row["plan_only"], row["codes"]) == ("2022-11-30", "false", "2.1 2.2 2.3 2.4")
    assert next(row for row in tasks if row["id"] == "192-125")["due"] == ""  # monthly
    calendar = list(csv.DictReader(io.StringIO((COMMITTED / "calendar.csv").read_text(encoding="utf-8"))))
    assert next(row for row in calendar if row["id"] == "192-142")["respondents"] == "người dân; tổ chức"


def test_package_says_which_tasks_repeat_others():
    (key,) = RESOURCES["tasks"]["schema"]["foreignKeys"]
    assert (key["fields"], key["reference"]) == (["same_as"], {"resource": "", "fields": ["id"]})
    dates = {(name, f["name"]) for name, r in RESOURCES.items() for f in r["schema"]["fields"] if f["type"] == "date"}
    assert {("tasks", "due"), ("calendar", "start"), ("calendar", "end")} <= dates


def test_package_names_licence_version_and_sources():
    assert [licence["name"] for licence in PACKAGE["licenses"]] == ["MIT"]
    assert PACKAGE["version"] == par_analysis.__version__
    assert PACKAGE["title"].strip()
    assert PACKAGE["title_en"].strip()
    cards = {
        card["file"]: card for path in SHIPPED.glob("*.card.toml") for card in [tomllib.loads(path.read_text("utf-8"))]
    }
    assert {source["file"] for source in PACKAGE["sources"]} == cards.keys()
    for source in PACKAGE["sources"]:
        assert source == {key: cards[source["file"]][key] for key in source}
        assert source["sha256"] == hashlib.sha256((SHIPPED / source["file"]).read_bytes()).hexdigest()
        assert all(source[key] for key in ("title", "producer", "licence"))


CHECK = """
import json, sys
from frictionless import Package
told = {}
for folder in sys.argv[1:]:
    report = Package(f"{folder}/datapackage.json").validate()
    told[folder] = [(task.name, e.type, getattr(e, "row_number", None), getattr(e, "field_name", None)) for task in report.tasks for e in task.errors]
    told[folder] += [("", e.type, None, None) for e in report.errors]
    assert report.valid == (not told[folder])
print(json.dumps(told))
"""


def errors_in(*folders):
    """Return what Frictionless finds wrong with packages: table, kind, row, column; in a process of its own."""
    command = [sys.executable, "-c", CHECK, *map(str, folders)]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return [[tuple(error) for error in errors] for errors in json.loads(ran.stdout).values()]


# Table, row (from 0), column, value; how Frictionless calls the error.
CORRUPTIONS = [
    ("par", 2, "score", "150", "constraint-error"),
    ("par", 4, "code", "1.1", "unique-error"),
    ("par", 6, "parent", "99", "foreign-key"),
    ("par", 8, "assessment", "guess", "constraint-error"),
    ("sipas", 2, "max_points", "-1", "constraint-error"),
    ("sipas", 4, "lead_agency", "Sở Không Có", "foreign-key"),
    ("sipas", 6, "is_leaf", "có lẽ", "type-error"),
    ("agencies", 2, "name_en", "", "constraint-error"),
    ("audit", 1, "published", "nhiều", "type-error"),
    ("tasks", 3, "due", "31/7/2022", "type-error"),
    ("tasks", 5, "kind", "party", "constraint-error"),
    ("tasks", 7, "id", "192-27", "unique-error"),
    ("tasks", 93, "same_as", "192-0", "foreign-key"),
    ("responsibilities", 2, "role", "boss", "constraint-error"),
    ("goals", 1, "value", "nhiều", "type-error"),
    ("calendar", 2, "start", "tháng 10", "type-error"),
]


@pytest.fixture
def corrupted(tmp_path):
    """A package with cells corrupted; sizes and checksums are set right again, so that only what was corrupted is wrong."""
    folder = Path(shutil.copytree(COMMITTED, tmp_path / "corrupted"))
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    expected = []
    for resource in package["resources"]:
        name, path = resource["name"], folder / resource["path"]
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        for table, at, column, value, kind in CORRUPTIONS:
            if table == name:
                assert rows[at][column] not in ("", value)
                rows[at][column] = value
                named = column if kind in ("constraint-error", "type-error", "unique-error") else None
                expected.append((name, kind, at + 2, named))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        data = path.read_bytes()
        resource |= {"bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return folder, expected


def test_frictionless_takes_the_packages_and_finds_what_is_corrupted_or_changed(tmp_path, corrupted):
    changed = Path(shutil.copytree(COMMITTED, tmp_path / "changed"))
    path = changed / "agencies.csv"
    path.write_bytes(path.read_bytes().replace("Sở Tư pháp,Sở Tư pháp".encode(), "Sở Tư pháp,Tư pháp".encode()))
    committed = [PROCESSED_DATA / name for name in (EDITION, NATION, "ha-noi-2024")]
    *good, errors, others = errors_in(*committed, corrupted[0], changed)
    assert good == [[], [], []]
    assert [error for error in corrupted[1] if error not in errors] == [], errors
    assert {error[2] for error in errors if error[0] == "sipas"} == {4, 6, 8}, "more is wrong than was corrupted"
    assert ("agencies", "hash-count") in [error[:2] for error in others]
