"""The explorer as one file that opens by double click: no server, no network, no install."""

from __future__ import annotations

import base64
import datetime
import functools
import hashlib
import html
import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

from par_analysis.edition.names import as_of_told
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.explorer.payload import payload
from par_analysis.scenario.scenario import Scenario
from par_analysis.tables.files import write_text
from par_analysis.words.languages import check_lang

__all__ = ["module_text", "page_text", "source_hash", "style_text", "write_page"]

_STATIC = Path(__file__).parent / "static"
# In the order in which they need each other.
_MODULES = ("numbers", "words", "schema", "model", "reach", "draw", "files", "explorer")
_BOOT = """
const given = JSON.parse(document.getElementById("data").textContent);
mount(document.getElementById("app"), given.data, { lang: given.lang, scenario: given.scenario, date: given.date, keep: true, page: true });
"""


@functools.cache  # a file of the library itself, the same for every edition
def module_text() -> str:
    """Return the explorer's modules as one: the files in order, without the lines that join them."""
    parts = []
    for name in _MODULES:
        text = (_STATIC / f"{name}.js").read_text(encoding="utf-8")
        text = re.sub(r"^import [^;]*;\n", "", text, flags=re.MULTILINE)
        parts.append(re.sub(r"^export (?!default)", "", text, flags=re.MULTILINE))
    return "\n".join(parts)


@functools.cache  # a file of the library itself, the same for every edition
def style_text() -> str:
    """Return the explorer's style sheet."""
    return (_STATIC / "style.css").read_text(encoding="utf-8")


def page_text(
    scenarios: Sequence[Scenario] = (),
    lang: str = "vi",
    edition: EditionLike = None,
    date: datetime.date | None = None,
) -> str:
    """Return the page: everything inside, nothing fetched, and a policy that lets nothing else run.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Scenarios to offer; the first is shown.
    lang : {"vi", "en"}
        Language to begin with.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    date : datetime.date, optional
        The day as of which it speaks (`Edition.at`), by default that of the edition; it stands at the foot of the page.

    Raises
    ------
    ParAnalysisError
        There is no such language, a scenario is of another edition, or the edition lacks scores.
    """
    check_lang(lang)
    own = edition_of(edition) if date is None else edition_of(edition).at(date)
    data = payload(scenarios, own)
    first = data["scenarios"][0] if data["scenarios"] else None
    contents = {"lang": lang, "data": data, "scenario": first}
    if own.as_of is not None:
        contents["date"] = {key: as_of_told(own, key) for key in ("vi", "en")}
    # `<` would let a text from a file end the element; in JSON it may be written as an escape.
    held = json.dumps(contents, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
    script = re.sub(r"^export default [^;]*;\n", "", module_text(), flags=re.MULTILINE) + _BOOT
    policy = (
        f"default-src 'none'; script-src {source_hash(script)}; style-src {source_hash(style_text())}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'; frame-src 'none'"
    )
    title = data["title"][lang]
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{html.escape(title)}</title>\n<style>{style_text()}</style>\n</head>\n"
        f'<body class="pa-page">\n<main id="app"></main>\n<script type="application/json" id="data">{held}</script>\n'
        f'<script type="module">{script}</script>\n</body>\n</html>\n'
    )


def write_page(
    out: str | os.PathLike[str],
    scenarios: Sequence[Scenario] = (),
    lang: str = "vi",
    edition: EditionLike = None,
    date: datetime.date | None = None,
) -> Path:
    """Write the page to a file, atomically; return its path. Parameters and errors as `page_text`."""
    write_text(Path(out), page_text(scenarios, lang, edition, date))
    return Path(out)


def source_hash(text: str) -> str:
    """Return what lets a page's policy run or show just this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
