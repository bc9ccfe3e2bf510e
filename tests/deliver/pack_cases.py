"""What the packs that tests read are made of."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from par_analysis import Scenario, open_edition
from par_analysis.deliver.facts import Facts
from par_analysis.deliver.pack import MANIFEST
from par_analysis.scenario.scenario import Change

DATE = "2022-09-15"
FEW = ("agency_field", "target_bands", "rank_by_score", "part_levels", "waterfall", "gantt")
HOSTILE = '=HYPERLINK("http://x") <b>& @\x07'


def scenario(title: str = "Thêm 5.5") -> Scenario:
    own, change = open_edition(), Change("code", "5.5", "score", 0.75)
    about = {"author": "Ban Tổng hợp", "date": "2022-09-01", "reason": "+1 vì -2 @ba"}
    return Scenario(title, (change,), edition=own.title, sha256=own.sha256, **about)


@contextlib.contextmanager
def drawing_only(names: Sequence[str]) -> Iterator[None]:
    """Draw some charts rather than all; all are drawn for the Vietnamese pack."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Facts, "figure_names", lambda facts: list(names))
        yield


def earlier_pack(folder: Path) -> Path:
    """A small pack as an earlier run left it."""
    folder.mkdir(parents=True)
    (folder / "cũ.txt").write_text("cũ", encoding="utf-8")
    listed = {"files": {"cũ.txt": hashlib.sha256("cũ".encode()).hexdigest()}}
    (folder / MANIFEST).write_text(json.dumps(listed), encoding="utf-8")
    return folder


def held(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
