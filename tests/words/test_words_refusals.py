"""The catalogue of refusals: complete, and used."""

from __future__ import annotations

import re
import string

from par_analysis.tables.locations import PROJECT
from par_analysis.words.refusals import REFUSALS


def test_every_refusal_is_complete_and_used() -> None:
    """The English sentence needs no fact that the Vietnamese one lacks but its own words; no sentence is left over."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted((PROJECT / "par_analysis").rglob("*.py")))
    used = set(re.findall(r'refused\(\s*"(\w+)"', code))
    faults = [f"{kind}: not in the catalogue" for kind in sorted(used - REFUSALS.keys())]
    for kind, texts in REFUSALS.items():
        vi, en = ({name for _, name, _, _ in string.Formatter().parse(text) if name} for text in texts)
        if {name.removesuffix("_en") for name in en} - {name.removesuffix("_vi") for name in vi}:
            faults.append(f"{kind}: English names {sorted(en - vi)}, Vietnamese does not")
        if not all(text.strip() for text in texts):
            faults.append(f"{kind}: empty")
        if kind not in used:
            faults.append(f"{kind}: nobody says it")
    assert faults == []
