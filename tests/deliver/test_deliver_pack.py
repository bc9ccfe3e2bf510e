"""The pack: all parts in one folder, each as its own door writes it, nothing lost of what was there."""

from __future__ import annotations

import datetime
import hashlib
import importlib
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from pack_cases import DATE, FEW, HOSTILE, drawing_only, earlier_pack, held, scenario
from pptx import Presentation

from par_analysis import ParAnalysisError, Scenario, charts, due, load_agencies
from par_analysis.charts.output import FORMATS, save
from par_analysis.cli import main
from par_analysis.deliver import contents, read_workbook, write_pack, write_report, write_workbook
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.figures import DPI
from par_analysis.deliver.likelihood import chance_told
from par_analysis.deliver.pack import MANIFEST
from par_analysis.edition.opening import open_edition
from par_analysis.explorer.page import page_text
from par_analysis.scenario.evaluation import evaluate

BASE = open_edition()
NAMES = {
    "vi": ("trinh-chieu.pptx", "so-tinh-neu-nhu.xlsx", "bao-cao.docx", "kham-pha.html", "bieu-do"),
    "en": ("slides.pptx", "what-if.xlsx", "report.docx", "explorer.html", "figures"),
}


# Published after the day of the packs: years, the decision on the criteria from 2022 on, the place's next result.
LATER = re.compile(r"(?<![\d.,])(?:2023|2024|2025|876)(?!\d)|89[.,]58(?!\d)")


def texts_in(path: Path) -> str:
    """Everything that a file of a pack says, without the drawing of its letters."""
    if path.suffix in (".pptx", ".docx", ".xlsx"):
        with zipfile.ZipFile(path) as parts:
            return "\n".join(parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels")))
    if path.suffix == ".svg" or path.name == "index.html":
        return re.sub(r"<style.*?</style>|<[^>]*>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return path.read_text(encoding="utf-8") if path.suffix in (".html", ".json") else ""


def test_a_pack_says_nothing_that_was_published_after_its_date(packs: dict[str, Path]) -> None:
    for lang in ("vi", "en"):
        files = [path for path in packs[lang].rglob("*") if path.is_file()]
        found = {path.name: LATER.findall(texts_in(path)) for path in files}
        assert {name: words for name, words in found.items() if words} == {}
        told = {
            path.suffix for path in files if ("15/9/2022" if lang == "vi" else "15 September 2022") in texts_in(path)
        }
        assert {".pptx", ".docx", ".xlsx", ".html", ".svg"} <= told  # and it says as of which day


def test_a_pack_as_of_a_day_before_its_figures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParAnalysisError, match=r"as of 2020-01-01.*2022-07-08"):
        write_pack(tmp_path / "gói", date="2020-01-01", say=quiet)
    assert not any(tmp_path.iterdir())


def test_tasks_past_their_date_are_told_as_such_in_every_part(packs: dict[str, Path]) -> None:
    slides, workbook, report, *_ = NAMES["vi"]
    table = due(DATE)
    past = table[table["status"] == "overdue"]
    told = f"{len(past)} nhiệm vụ quá thời hạn trong kế hoạch"
    deck = Presentation(str(packs["vi"] / slides))
    assert any(
        shape.has_text_frame and told in shape.text_frame.text for slide in deck.slides for shape in slide.shapes
    )
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    assert (
        sum("(quá hạn)" in row.cells[0].text for table in tables for row in table.rows) == len(past) - 1
    )  # one is of no lead
    rows = list(openpyxl.load_workbook(packs["vi"] / workbook)["Nhiệm vụ"].iter_rows(min_row=4, values_only=True))
    status = rows[0].index("Tình trạng")
    assert sum(row[status] == "quá hạn" for row in rows[1:]) == len(past)
    document = Document(str(packs["vi"] / report))
    assert any(told in paragraph.text for paragraph in document.paragraphs)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert cells.count("quá hạn") == len(past) - 1


def quiet(line: str) -> None:
    """Take a line of progress."""


def test_every_part_is_there_and_listed_with_its_checksum_and_what_it_was_made_of(packs: dict[str, Path]) -> None:
    for lang, figures in (("vi", charts.figures_of()), ("en", FEW)):
        *parts, folder = NAMES[lang]
        files = held(packs[lang])
        listed = json.loads(files.pop(MANIFEST))
        # Nothing of the earlier pack is left.
        pictures = {f"{folder}/{name}.{form}" for name in figures for form in FORMATS}
        assert set(files) == {*parts, f"{folder}/index.html"} | pictures
        assert listed.pop("files") == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        titles = [one["title"] for one in listed.pop("scenarios")]
        assert (len(titles) == 3) if lang == "vi" else (titles == ["Thêm 5.5", HOSTILE])
        assert listed == {
            "edition": BASE.key, "title": BASE.title, "place": BASE.place_in(lang), "year": BASE.year, "sha256": BASE.sha256,
            "source": BASE.source(lang), "date": DATE, "as_of": DATE, "lang": lang, "agency": "" if lang == "vi" else "Sở Nội vụ",
        }  # fmt: skip
    assert {path.name for path in packs["vi"].parent.iterdir()} == {"vi", "vi.txt", "en", "whole", "0.json", "1.json"}
    told = (packs["vi"].parent / "vi.txt").read_text(encoding="utf-8").splitlines()
    assert [line[:5] for line in told if line.startswith("[")] == [f"[{n}/6]" for n in range(1, 7)]
    assert len(told) == 13 and "(done)" in told[-1]


def test_parts_are_what_their_own_doors_write_here(packs, slides_paths, tmp_path) -> None:
    """The pack was written by another process, in another time zone, with another hash seed, in another folder."""
    folder, (_, _, _, page, _) = packs["vi"], NAMES["vi"]
    assert (folder / page).read_text(encoding="utf-8") == page_text(date=datetime.date.fromisoformat(DATE))
    pairs = [
        (slides_paths["vi"], "trinh-chieu.pptx"),
        (write_report(tmp_path / "a.docx", date=DATE), "bao-cao.docx"),
        (write_workbook(tmp_path / "a.xlsx", date=DATE), "so-tinh-neu-nhu.xlsx"),
        *((path, f"bieu-do/{path.name}") for path in save(charts.pareto(), "pareto", tmp_path, dpi=DPI)),
    ]
    assert [name for path, name in pairs if path.read_bytes() != (folder / name).read_bytes()] == []


@pytest.fixture(scope="module")
def texts(packs: dict[str, Path]) -> dict[str, dict[str, str]]:
    """The words of every part of both packs."""
    return {lang: _texts(packs[lang], *names) for lang, names in NAMES.items()}


def _texts(folder: Path, slides: str, workbook: str, report: str, explorer: str, figures: str) -> dict[str, str]:
    deck, paper = Presentation(str(folder / slides)), Document(str(folder / report))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    shown = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    sheets = [
        cell.value for sheet in openpyxl.load_workbook(folder / workbook) for row in sheet.iter_rows() for cell in row
    ]
    return {
        "slides": "\n".join([*shown, *(slide.notes_slide.notes_text_frame.text for slide in deck.slides)]),
        "report": "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells]),
        "workbook": "\n".join(map(str, sheets)),
        "explorer": (folder / explorer).read_text(encoding="utf-8"),
        "figures": (folder / figures / "index.html").read_text(encoding="utf-8"),
    }


def test_every_part_carries_edition_source_date_and_scenarios(texts) -> None:
    wanted = (BASE.title, "192/KH-UBND", "15 September 2022", "Thêm 5.5", "Ban Tổng hợp", "+1 vì -2 @ba")
    assert [(part, word) for part, text in texts["en"].items() for word in wanted if word not in text] == []
    estimated = [part for part, text in texts["en"].items() if "estimate" in text.lower()]
    assert set(estimated) >= {"slides", "report", "workbook", "figures"}


def test_parts_agree_on_the_total_target_and_chance(texts) -> None:
    for lang, mark in (("vi", ","), ("en", ".")):
        values = [BASE.par.score(), BASE.par.target()]
        values += [evaluate(scenario()).loc[("par", "total")].iloc[0]] if lang == "en" else []
        for part in ("slides", "report"):
            assert [v for v in values if f"{v:.2f}".replace(".", mark) not in texts[lang][part]] == [], (lang, part)
        # With its range; where it does not hold under other models the report says so, and no card of the slides has it.
        facts = facts_of(date=DATE, lang=lang)
        chance, holds = chance_told(facts, "total_target", short=True), facts.robust.holds("total_target")
        assert "(" in chance and chance in texts[lang]["report"]
        assert ("\n" + chance in texts[lang]["slides"]) == holds


def test_one_agency_is_asked_in_slides_and_report(packs: dict[str, Path]) -> None:
    asked = contents(packs["en"] / "report.docx")["heading"].tolist()
    assert "Department of Home Affairs" in asked and "Department of Justice" not in asked
    assert "Sở Tư pháp" in contents(packs["vi"] / "bao-cao.docx")["heading"].tolist()
    pages = {lang: contents(packs[lang] / NAMES[lang][0])["heading"].tolist() for lang in NAMES}
    assert len(pages["vi"]) - len(pages["en"]) == len(load_agencies()) - 1
    assert pages["en"][-1].startswith("Home Affairs")


def test_hostile_title_is_text_in_every_part(packs: dict[str, Path], texts) -> None:
    book = openpyxl.load_workbook(packs["en"] / "what-if.xlsx")
    types = [c.data_type for sheet in book for row in sheet.iter_rows() for c in row if "HYPERLINK" in str(c.value)]
    assert types and set(types) == {"s"}
    for name in ("slides.pptx", "report.docx"):
        with zipfile.ZipFile(packs["en"] / name) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        assert [part for part, data in parts.items() if b"<f>" in data] == []
        assert [part for part, data in parts.items() if part.endswith((".xml", ".rels")) and b"\x07" in data] == []
        assert [
            part for part, data in parts.items() if part.endswith(".rels") and b'TargetMode="External"' in data
        ] == []
    assert "<b>& @" not in texts["en"]["explorer"] + texts["en"]["figures"]


def test_workbook_and_explorer_offer_the_scenarios(packs: dict[str, Path], texts) -> None:
    again = read_workbook(packs["en"] / "what-if.xlsx")
    assert again.title == "Thêm 5.5"
    assert evaluate(again).iloc[:, 0].tolist() == pytest.approx(evaluate(scenario()).iloc[:, 0].tolist(), abs=1e-9)
    (data,) = re.findall(r'(?s)id="data">(.*?)</script>', texts["en"]["explorer"])
    offered = json.loads(data)
    assert [one["title"] for one in offered["data"]["scenarios"]] == ["Thêm 5.5", HOSTILE]
    assert offered["scenario"]["title"] == "Thêm 5.5"


# Refusals: each leaves everything as it was

REFUSED = [
    ({"lang": "fr"}, "use 'vi', 'en'"),
    ({"agency": "Sở Mây"}, "leads no criterion"),
    ({"date": "15/9/2022"}, "write as 2022-09-15"),
    ({"scenarios": [Scenario("Khác", edition="khác", sha256="0" * 64)]}, "khác"),
    ({"scenarios": [scenario("Một"), scenario("Một\x07")]}, "two scenarios have this title"),
    ({"scenarios": [scenario(f"Số {n}") for n in range(7)]}, "at most 6"),
    ({"scenarios": ["plan"]}, "a Scenario is needed"),
    ({"edition": "không có kỳ này"}, "không có kỳ này"),
    ({"templates": ["không có.pptx"]}, "không có.pptx"),
    ({"templates": "không có.docx"}, "there is no such template"),
    ({"templates": ["mẫu.odp"]}, "a template is a .pptx"),
    ({"templates": ["một.docx", "hai.dotx"]}, "of this kind already"),
]


def test_refusals_leave_the_earlier_pack(tmp_path: Path) -> None:
    out = earlier_pack(tmp_path / "gói")
    before, faults = held(out), []
    for arguments, told in REFUSED:
        said: list[str] = []
        with drawing_only(()), pytest.raises(ParAnalysisError) as refusal:
            write_pack(out, **arguments, say=said.append)
        # A template is looked at before anything is begun.
        if told not in str(refusal.value) or (said and "templates" in arguments):
            faults.append((arguments, str(refusal.value), said))
        if held(out) != before or [path.name for path in tmp_path.iterdir()] != ["gói"]:
            faults.append((arguments, "changed"))
    assert faults == []


def test_a_failure_half_way_leaves_the_earlier_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = earlier_pack(tmp_path / "gói")
    before = held(out)

    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    # Not by its dotted name: `par_analysis.deliver` has functions of such names.
    monkeypatch.setattr(importlib.import_module("par_analysis.deliver.pack"), "write_page", fail)
    with pytest.raises(KeyboardInterrupt), drawing_only(FEW[:1]):
        write_pack(out, say=quiet)
    assert held(out) == before and [path.name for path in tmp_path.iterdir()] == ["gói"]


CHANGES: list[tuple[Callable[[Path], object], str]] = [
    (lambda folder: (folder / "cũ.txt").write_text("của tôi", encoding="utf-8"), "changed since"),
    (lambda folder: (folder / "ghi chú.docx").write_bytes(b"x"), "ghi chú.docx"),
    (lambda folder: (folder / "~$o-cao.docx").write_bytes(b"x"), "open in another program"),
    (lambda folder: (folder / MANIFEST).write_text("[]", encoding="utf-8"), "the list of files cannot be read"),
    (lambda folder: (folder / MANIFEST).unlink(), "cũ.txt"),
    (lambda folder: [(folder / f"{n}.txt").write_bytes(b"x") for n in range(8)], "4.txt … (+3)"),
]


def test_what_people_changed_is_not_lost(tmp_path: Path) -> None:
    faults = []
    for number, (change, told) in enumerate(CHANGES):
        out = earlier_pack(tmp_path / str(number))
        change(out)
        before = held(out)
        with pytest.raises(ParAnalysisError) as refusal:
            write_pack(out, say=quiet)
        if told not in str(refusal.value) or held(out) != before:
            faults.append((told, str(refusal.value)))
    assert faults == []


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("x", encoding="utf-8")
    for out, told in ((tmp_path / "tệp", "a folder is needed"), (tmp_path / "tệp" / "gói", "cannot write into")):
        with pytest.raises(ParAnalysisError, match=told):
            write_pack(out, say=quiet)
    assert (tmp_path / "tệp").read_text(encoding="utf-8") == "x"


def test_command_tells_what_is_wrong_with_every_scenario_file(tmp_path: Path, capsys) -> None:
    (tmp_path / "hỏng.json").write_text("{", encoding="utf-8")
    options = [part for name in ("hỏng.json", "không có.json") for part in ("--scenario", str(tmp_path / name))]
    assert main(["brief", *options, "--out", str(tmp_path / "gói")]) == 1
    said = capsys.readouterr().err
    assert "hỏng.json" in said and "không có.json" in said
    assert [path.name for path in tmp_path.iterdir()] == ["hỏng.json"]
