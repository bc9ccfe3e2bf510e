"""The pack: slides, workbook, report, explorer page and figures of one briefing, all with the same figures."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from par_analysis.charts.drawing import drawing
from par_analysis.deliver.facts import Facts, facts_of
from par_analysis.deliver.figures import DPI, INDEX, render_index
from par_analysis.deliver.report.template import open_template
from par_analysis.deliver.report.writing import render_report
from par_analysis.deliver.slides.template import open_frame
from par_analysis.deliver.slides.writing import render_slides
from par_analysis.deliver.workbook.writing import render_workbook
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.explorer.page import write_page
from par_analysis.scenario.scenario import Scenario
from par_analysis.tables.files import recover_folder, replace_folder, write_text
from par_analysis.words.errors import refused

__all__ = ["MANIFEST", "write_pack"]

MANIFEST = "pack.json"
# What Windows and macOS leave in a folder that was looked at.
_OF_THE_SYSTEM = {"thumbs.db", "desktop.ini", ".ds_store"}
_NAMES: dict[str, tuple[str, str]] = {
    "slides": ("trinh-chieu.pptx", "slides.pptx"),
    "workbook": ("so-tinh-neu-nhu.xlsx", "what-if.xlsx"),
    "report": ("bao-cao.docx", "report.docx"),
    "explorer": ("kham-pha.html", "explorer.html"),
    "figures": ("bieu-do", "figures"),
}
_TEMPLATES = {".pptx": "slides", ".potx": "slides", ".docx": "report", ".dotx": "report"}


def write_pack(
    out: str | os.PathLike[str],
    scenarios: Scenario | Iterable[Scenario] = (),
    agency: str | None = None,
    lang: str = "vi",
    date: str = "",
    templates: Sequence[str | os.PathLike[str]] = (),
    say: Callable[[str], object] = print,
    edition: EditionLike = None,
) -> list[Path]:
    """Write a briefing pack into a folder: slides, workbook, report, explorer page, figures with their index page.

    Parameters
    ----------
    out : path-like
        The folder. An earlier pack in it is replaced as a whole, unless somebody changed or added a file.
    scenarios : Scenario or iterable of Scenario, optional
        At most six, with titles of their own; by default the status quo, the targets as published and the least effort
        for the nearest better rank, as far as the edition has targets and a rank. The workbook and the explorer page begin with the first one given.
    agency : str, optional
        Ask only this lead agency, by any of its names (printed, short or English) or its id; by default all of them.
    lang : {"vi", "en"}
        Language of everything in the pack.
    date : str, optional
        Date of the briefing, as `2022-09-15`: the day as of which everything in it is told, with nothing that was published
        later (`Edition.at`). By default the day of the edition; the date of the report is then left open.
    templates : sequence of path-like, optional
        The house's own templates: a .pptx or .potx for the slides, a .docx or .dotx for the report, at most one of each.
    say : callable
        Receives one line of progress at a time.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition. What it lacks is left out, and
        every part says so near its front.

    Returns
    -------
    list of Path
        The files written, `pack.json` first: it lists edition, date, scenarios, and every file with its checksum.
        The same arguments give the same bytes.

    Raises
    ------
    ParAnalysisError
        There is no such language, lead agency or date; a scenario is of other figures, cannot be worked out or shares
        its title; a template cannot be used; the folder cannot be written, is not a pack, or holds files that were
        changed since. Nothing is half-written, and an earlier pack stays as it was.

    Notes
    -----
    Two processes draw the charts meanwhile. A script that calls this must do so inside `if __name__ == "__main__":`.
    """
    own = edition_of(edition)
    folder = Path(out).absolute()
    if recover_folder(folder):
        say(f"Đã đưa về chỗ cũ gói trước khi bị dừng giữa chừng (the earlier pack was put back): {folder}")
    _check_earlier(folder)
    chosen = _by_kind(templates)
    frame = open_frame(chosen.get("slides"))
    document = open_template(chosen["report"]) if "report" in chosen else None
    begun = time.perf_counter()
    with replace_folder(folder) as new:
        part = {key: new / names[lang == "en"] for key, names in _NAMES.items()}
        step = _Steps(say)
        with step("số liệu và kịch bản", "figures and scenarios"):
            facts = facts_of(scenarios, agency, lang, date, own)
            base = facts.edition
        with drawing(part["figures"], (lang,), DPI, suffix=False, names=facts.figure_names(), edition=base) as figures:
            with step("trình chiếu", "slides"):
                render_slides(facts, part["slides"], frame)
            with step("sổ tính", "workbook"):
                render_workbook(facts, part["workbook"])
            with step("trang khám phá", "explorer page"):
                write_page(part["explorer"], facts.user_scenarios, lang, base)
            with step("báo cáo", "report"):
                render_report(facts, part["report"], document)
            with step("biểu đồ", "figures"):
                records = [drawn[lang] for _, drawn in figures.results()]
                render_index(facts, part["figures"] / INDEX, records, _header(facts))
        files = sorted(path for path in new.rglob("*") if path.is_file())
        _write_manifest(new, files, facts)
    written = [folder / MANIFEST, *(folder / path.relative_to(new) for path in files)]
    size = sum(path.stat().st_size for path in written) / 1e6
    say(f"Xong sau {time.perf_counter() - begun:.1f} s (done): {folder}, {len(written)} tệp (files), {size:.1f} MB")
    return written


class _Steps:
    """Tell the steps of the pack with the time that each took."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say, self._number = say, 0

    @contextlib.contextmanager
    def __call__(self, vi: str, en: str) -> Iterator[None]:
        self._number += 1
        begun = time.perf_counter()
        self._say(f"[{self._number}/{len(_NAMES) + 1}] {vi} ({en}) ...")
        yield
        self._say(f"      {time.perf_counter() - begun:.1f} s")


def _by_kind(templates: Sequence[str | os.PathLike[str]]) -> dict[str, Path]:
    """Return the template of the slides and that of the report, as far as there are any."""
    chosen: dict[str, Path] = {}
    for path in map(Path, [templates] if isinstance(templates, str | os.PathLike) else templates):
        kind = _TEMPLATES.get(path.suffix.lower())
        if kind is None:
            raise refused("template_kind", path=path)
        if kind in chosen:
            raise refused("second_template", path=path, first=chosen[kind].name)
        chosen[kind] = path
    return chosen


def _header(facts: Facts) -> list[str]:
    """Return what stands at the head of the figures' page."""
    lines = [
        facts.say("Figures: {title}. ", title=facts.title) + facts.source_told,
        facts.lacking,
        facts.as_of,
    ]
    for scenario in facts.scenarios:
        name, about = facts.title_of(scenario), facts.header_of(scenario)
        line = facts.say("Scenario of the pack (an assumption): “{name}”", name=name)
        lines.append(f"{line}. {about}" if about else line)
    return [line for line in lines if line]


def _write_manifest(folder: Path, files: Sequence[Path], facts: Facts) -> None:
    held = {
        "edition": facts.edition.key,
        "title": facts.title,
        "place": facts.place,
        "year": facts.year,
        "sha256": facts.edition.sha256,
        "source": facts.source,
        "date": facts.day.isoformat() if facts.day else "",
        "as_of": facts.edition.as_of.isoformat() if facts.edition.as_of else "",
        "lang": facts.lang,
        "agency": facts.agency or "",
        "scenarios": [json.loads(scenario.to_json()) for scenario in facts.scenarios],
        "files": {path.relative_to(folder).as_posix(): _checksum(path) for path in files},
    }
    write_text(folder / MANIFEST, json.dumps(held, ensure_ascii=False, indent=2) + "\n")


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _check_earlier(folder: Path) -> None:
    """Refuse to replace a folder that holds anything but a pack as it was written: people edit their slides."""
    try:
        if not folder.is_dir():
            return  # replace_folder says what is wrong with a file
        files = [path for path in folder.rglob("*") if path.is_file() and path.name.lower() not in _OF_THE_SYSTEM]
    except OSError as error:
        raise refused("unreadable", f": {error.strerror}", path=folder) from None
    there = {path.relative_to(folder).as_posix() for path in files} - {MANIFEST}
    # What programs leave beside a file that is open.
    locks = sorted(name for name in there if Path(name).name.startswith(("~$", ".~lock.")))
    if locks:
        raise refused("open_elsewhere", f": {', '.join(locks)}", path=folder)
    if not there and not (folder / MANIFEST).exists():
        return
    try:
        known = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        own = {name for name in there if known.get(name) == _checksum(folder / name)}
    except FileNotFoundError:
        own = set()
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise refused("no_file_list", path=folder / MANIFEST) from None
    if foreign := sorted(there - own):
        named = ", ".join(foreign[:5]) + (f" … (+{len(foreign) - 5})" if len(foreign) > 5 else "")
        raise refused("not_of_the_pack", path=folder, files=named)
