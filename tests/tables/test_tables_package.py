"""Tables and their data package: what another program reads back, and the same bytes each time."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import frictionless

from par_analysis import load_agencies
from par_analysis.tables.models.agencies import AGENCIES
from par_analysis.tables.package import write_package


def test_a_package_is_read_back_by_frictionless_and_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    folder, about = tmp_path / "bảng số liệu", {"name": "mau", "title": "Mẫu tổng hợp", "version": "1.0.0"}
    frame = load_agencies()
    folder.mkdir()
    (folder / "cũ.csv").write_text("cũ", encoding="utf-8")
    paths = write_package(folder, {"agencies": AGENCIES}, {"agencies": frame}, about, {})
    assert sorted(path.name for path in folder.iterdir()) == ["agencies.csv", "datapackage.json"]
    first = [path.read_bytes() for path in paths]
    assert [
        path.read_bytes() for path in write_package(folder, {"agencies": AGENCIES}, {"agencies": frame}, about, {})
    ] == first
    package = frictionless.Package(str(folder / "datapackage.json"))
    assert package.validate().valid
    assert [list(row.values()) for row in package.get_resource("agencies").read_rows()] == frame.to_numpy().tolist()
    resource = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"][0]
    assert resource["hash"] == f"sha256:{hashlib.sha256((folder / 'agencies.csv').read_bytes()).hexdigest()}"
    assert [field["name"] for field in resource["schema"]["fields"]] == AGENCIES.columns
