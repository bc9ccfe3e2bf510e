"""The pack: all parts in one folder, the same bytes again, nothing lost of what was there."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from pptx import Presentation

from par_analysis import ParAnalysisError, Scenario, charts, load_agencies, load_par, save_scenario
from par_analysis.cli import main
from par_analysis.deliver import pack as pack_module
from par_analysis.deliver.contents import contents
from par_analysis.deliver.pack import MANIFEST, write_pack
from par_analysis.deliver.workbook.reading import read_workbook
from par_analysis.edition.opening import open_edition
from par_analysis.explorer.page import page_text
from par_analysis.scenario.evaluation import evaluate
from par_analysis.scenario.scenario import Change
from par_analysis.tables.locations import PROJECT

DATE = "2022-09-15"
BASE = open_edition()
HOSTILE = '=HYPERLINK("http://x") <b>& @\x07'


def scenario(title: str = "Thêm 5.5", value: float = 0.75) -> Scenario:
    return Scenario(
        title=title,
        author="Ban Tổng hợp",
        date="2022-09-01",
        reason="+1 vì -2 @ba",
        changes=(Change("code", "5.5", "score", value),),
        edition=BASE.title,
        sha256=BASE.sha256,
    )


@contextlib.contextmanager
def two_charts() -> Iterator[None]:
    """Draw two charts rather than all; all are drawn in the test of the command."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pack_module, "_figures", lambda facts: ["deficit_by_field", "chance_gain"])
        yield


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A pack in each language: the Vietnamese one of the defaults, the English one of scenarios and an agency."""
    folder = tmp_path_factory.mktemp("gói tài liệu")
    with two_charts():
        write_pack(folder / "vi", say=lambda line: None)
        write_pack(folder / "en", [scenario(), scenario(HOSTILE)], "Home Affairs", "en", DATE, say=lambda line: None)
    return {"vi": folder / "vi", "en": folder / "en"}


def held(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_every_part_is_there_and_listed_with_its_checksum(packs: dict[str, Path]) -> None:
    for lang, names in (
        ("vi", {"trinh-chieu.pptx", "so-tinh-neu-nhu.xlsx", "bao-cao.docx", "kham-pha.html", "bieu-do/index.html"}),
        ("en", {"slides.pptx", "what-if.xlsx", "report.docx", "explorer.html", "figures/index.html"}),
    ):
        files = held(packs[lang])
        listed = json.loads(files.pop(MANIFEST))
        assert names <= set(files)
        assert sum(name.endswith((".png", ".svg", ".pdf")) for name in files) == 6
        assert listed["files"] == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        assert (listed["edition"], listed["title"], listed["lang"]) == (BASE.key, BASE.title, lang)
        assert listed["sha256"] == BASE.sha256 and listed["year"] == BASE.year and listed["place"] == BASE.place
        assert [path.name for path in packs[lang].parent.iterdir()] == ["vi", "en"] or len(
            list(packs[lang].parent.iterdir())
        ) == 2


def test_manifest_names_date_agency_and_scenarios(packs: dict[str, Path]) -> None:
    vi, en = (json.loads((packs[lang] / MANIFEST).read_text(encoding="utf-8")) for lang in ("vi", "en"))
    assert (vi["date"], vi["agency"], len(vi["scenarios"])) == ("", "", 3)
    assert (en["date"], en["agency"]) == (DATE, "Sở Nội vụ")
    assert [one["title"] for one in en["scenarios"]] == ["Thêm 5.5", HOSTILE]


def _texts(folder: Path) -> dict[str, str]:
    """The words of every part of a pack."""
    names = {path.suffix: path for path in folder.iterdir()}
    deck, paper = Presentation(str(names[".pptx"])), Document(str(names[".docx"]))
    slides = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame] + [
        slide.notes_slide.notes_text_frame.text for slide in deck.slides
    ]
    report = [p.text for p in paper.paragraphs] + [
        cell.text for table in paper.tables for row in table.rows for cell in row.cells
    ]
    book = openpyxl.load_workbook(names[".xlsx"])
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    (index,) = folder.glob("*/index.html")
    return {
        "slides": "\n".join(slides),
        "report": "\n".join(report),
        "workbook": "\n".join(cells),
        "explorer": names[".html"].read_text(encoding="utf-8"),
        "figures": index.read_text(encoding="utf-8"),
    }


def test_every_part_carries_edition_source_date_and_scenarios(packs: dict[str, Path]) -> None:
    texts = _texts(packs["en"])
    total = evaluate(scenario()).loc[("par", "total")].iloc[0]
    for part, text in texts.items():
        assert BASE.title in text, part
        assert "192/KH-UBND" in text, part
        assert "15 September 2022" in text, part
        assert "Thêm 5.5" in text and "Ban Tổng hợp" in text and "+1 vì -2 @ba" in text, part
    for part in ("slides", "report"):
        assert f"{total:.2f}" in texts[part], part
    for part, words in (
        ("slides", "estimate"),
        ("report", "estimate"),
        ("workbook", "estimate"),
        ("figures", "estimate"),
    ):
        assert words in texts[part].lower(), part


def test_parts_agree_on_the_total_target_and_chance(packs: dict[str, Path]) -> None:
    total = load_par().set_index("code").loc["total"]
    for lang, mark in (("vi", ","), ("en", ".")):
        texts = _texts(packs[lang])
        for value in (total["score"], total["target"]):
            printed = f"{value:.2f}".replace(".", mark)
            for part in ("slides", "report"):
                assert printed in texts[part], (lang, part)
        chances = [set(re.findall(r"\d+%\u00a0\(\d+–\d+%\)", texts[part])) for part in ("slides", "report")]
        assert chances[0] and chances[0] <= chances[1]


def test_one_agency_is_asked_in_slides_report_and_figures(packs: dict[str, Path]) -> None:
    asked = contents(packs["en"] / "report.docx")["heading"].tolist()
    assert "Department of Home Affairs" in asked and "Department of Justice" not in asked
    assert "Sở Tư pháp" in contents(packs["vi"] / "bao-cao.docx")["heading"].tolist()
    pages = {lang: contents(next(packs[lang].glob("*.pptx")))["heading"].tolist() for lang in packs}
    assert len(pages["vi"]) - len(pages["en"]) == len(load_agencies()) - 1
    assert pages["en"][-1].startswith("Home Affairs")


def test_hostile_title_is_text_in_every_part(packs: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(packs["en"] / "what-if.xlsx")
    bad = [c for sheet in book for row in sheet.iter_rows() for c in row if "HYPERLINK" in str(c.value)]
    assert bad and all(cell.data_type == "s" for cell in bad)
    for name in ("slides.pptx", "report.docx"):
        with zipfile.ZipFile(packs["en"] / name) as archive:
            for part in archive.namelist():
                data = archive.read(part)
                assert b"<f>" not in data and b"\x07" not in (data if part.endswith((".xml", ".rels")) else b"")
                if part.endswith(".rels"):
                    assert b'TargetMode="External"' not in data
    for path in (packs["en"] / "explorer.html", packs["en"] / "figures/index.html"):
        assert "<b>& @" not in path.read_text(encoding="utf-8")


def test_workbook_of_the_pack_reads_back_as_the_scenario(packs: dict[str, Path]) -> None:
    again = read_workbook(packs["en"] / "what-if.xlsx")
    assert again.title == "Thêm 5.5"
    assert evaluate(again).iloc[:, 0].tolist() == pytest.approx(evaluate(scenario()).iloc[:, 0].tolist(), abs=1e-9)


def test_explorer_page_offers_the_scenarios(packs: dict[str, Path]) -> None:
    text = (packs["en"] / "explorer.html").read_text(encoding="utf-8")
    data = re.search(r'id="data">(.*?)</script>', text, re.DOTALL)
    assert data is not None
    given = json.loads(data[1])
    assert [one["title"] for one in given["data"]["scenarios"]] == ["Thêm 5.5", HOSTILE]
    assert given["scenario"]["title"] == "Thêm 5.5"


def test_explorer_page_begins_empty_if_no_scenario_was_given(packs: dict[str, Path]) -> None:
    text = (packs["vi"] / "kham-pha.html").read_text(encoding="utf-8")
    assert text == page_text()  # the defaults are in its menu anyway


def test_same_bytes_again_and_elsewhere(packs: dict[str, Path], tmp_path: Path) -> None:
    """Another process, time zone, hash seed and folder; the same pack over an earlier one."""
    code = (
        "import sys; from par_analysis.deliver import pack, write_pack\n"
        "pack._figures = lambda facts: ['deficit_by_field', 'chance_gain']\n"
        "if __name__ == '__main__':\n"
        "    for _ in range(2): write_pack(sys.argv[1])"
    )
    script, out = tmp_path / "viết.py", tmp_path / "nơi khác" / "gói"
    script.write_text(code, encoding="utf-8")
    environment = {**os.environ, "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "4711", "PYTHONPATH": str(PROJECT)}
    subprocess.run([sys.executable, str(script), str(out)], check=True, env=environment, capture_output=True)
    assert held(out) == held(packs["vi"])
    assert [path.name for path in out.parent.iterdir()] == ["gói"]


# Refusals: each leaves everything as it was


def _earlier(folder: Path) -> Path:
    """A small pack as an earlier run left it."""
    folder.mkdir(parents=True)
    (folder / "cũ.txt").write_text("cũ", encoding="utf-8")
    listed = {"files": {"cũ.txt": hashlib.sha256("cũ".encode()).hexdigest()}}
    (folder / MANIFEST).write_text(json.dumps(listed), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"lang": "fr"}, "use 'vi' or 'en'"),
        ({"agency": "Sở Mây"}, "leads no criterion"),
        ({"date": "15/9/2022"}, "write as 2022-09-15"),
        ({"scenarios": [Scenario("Khác", edition="khác", sha256="0" * 64)]}, "khác"),
        ({"scenarios": [scenario("Một"), scenario("Một\x07")]}, "two scenarios have this title"),
        ({"scenarios": [scenario(f"Số {n}") for n in range(7)]}, "at most 6"),
        ({"scenarios": ["plan"]}, "a Scenario is needed"),
        ({"templates": ["không có.pptx"]}, "không có.pptx"),
        ({"templates": ["không có.docx"]}, "there is no such template"),
        ({"templates": ["mẫu.odp"]}, "a template is a .pptx"),
        ({"templates": ["một.docx", "hai.dotx"]}, "of this kind already"),
    ],
)
def test_refusals_leave_the_earlier_pack(arguments: dict[str, Any], told: str, tmp_path: Path) -> None:
    out = _earlier(tmp_path / "gói")
    before = held(out)
    said: list[str] = []
    with pytest.raises(ParAnalysisError, match=re.escape(told)):
        write_pack(out, **arguments, say=said.append)
    assert held(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["gói"]
    # A template is looked at before anything is begun.
    assert not (said and "templates" in arguments)


def test_a_failure_half_way_leaves_the_earlier_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = _earlier(tmp_path / "gói")
    before = held(out)

    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    # Not by its dotted name: `par_analysis.explorer` is the function.
    monkeypatch.setattr(importlib.import_module("par_analysis.explorer.page"), "write_page", fail)
    with pytest.raises(KeyboardInterrupt), two_charts():
        write_pack(out, say=lambda line: None)
    assert held(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["gói"]


def _edit(folder: Path) -> None:
    (folder / "cũ.txt").write_text("của tôi", encoding="utf-8")


def _add(folder: Path) -> None:
    (folder / "ghi chú.docx").write_bytes(b"x")


def _open_in_word(folder: Path) -> None:
    (folder / "~$o-cao.docx").write_bytes(b"x")


def _break_list(folder: Path) -> None:
    (folder / MANIFEST).write_text("[]", encoding="utf-8")


def _no_list(folder: Path) -> None:
    (folder / MANIFEST).unlink()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_edit, "changed since"),
        (_add, "ghi chú.docx"),
        (_open_in_word, "open in another program"),
        (_break_list, "the list of files cannot be read"),
        (_no_list, "cũ.txt"),
    ],
)
def test_what_people_changed_is_not_lost(change: Callable[[Path], None], told: str, tmp_path: Path) -> None:
    out = _earlier(tmp_path / "gói")
    change(out)
    before = held(out)
    with pytest.raises(ParAnalysisError, match=re.escape(told)):
        write_pack(out, say=lambda line: None)
    assert held(out) == before


def test_many_foreign_files_are_counted(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ParAnalysisError, match=re.escape("4.txt … (+3)")):
        write_pack(tmp_path, say=lambda line: None)


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("x", encoding="utf-8")
    with pytest.raises(ParAnalysisError, match="a folder is needed"):
        write_pack(tmp_path / "tệp")
    with pytest.raises(ParAnalysisError, match="cannot write into this folder"):
        write_pack(tmp_path / "tệp" / "gói")
    assert (tmp_path / "tệp").read_text(encoding="utf-8") == "x"


# The command


def test_command_writes_all_charts_and_tells_progress(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = save_scenario(scenario(), tmp_path / "kịch bản.json")
    out = tmp_path / "gói"
    arguments = ["--scenario", str(saved), "--agency", "Sở Tư pháp", "--lang", "vi", "--date", DATE, "--out", str(out)]
    assert main(["brief", *arguments]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert [line for line in said.out.splitlines() if line.startswith("[")][-1].startswith("[6/6]")
    drawn = {path.stem for path in (out / "bieu-do").glob("*.png")}
    pages = {name for name in charts.figures_of() if name.startswith("agency_card_")}
    assert drawn == {name for name in charts.figures_of() if name not in pages} | {"agency_card_tu-phap"}
    listed = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    assert (listed["agency"], listed["date"]) == ("Sở Tư pháp", DATE)
    assert [one["title"] for one in listed["scenarios"]] == ["Thêm 5.5"]


def test_command_tells_what_is_wrong_with_every_scenario_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hỏng.json").write_text("{", encoding="utf-8")
    arguments = [part for name in ("hỏng.json", "không có.json") for part in ("--scenario", str(tmp_path / name))]
    assert main(["brief", *arguments, "--out", str(tmp_path / "gói")]) == 1
    said = capsys.readouterr()
    assert "hỏng.json" in said.err and "không có.json" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["hỏng.json"]
