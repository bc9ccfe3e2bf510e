"""`write_slides`: what it refuses, repeats and survives, and the file as a package."""

from __future__ import annotations

import hashlib
import io
import os
import posixpath
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pptx import Presentation
from slides_cases import charts_of, frames_of, held_in, title_of

from par_analysis import ParAnalysisError, Scenario
from par_analysis.briefing import write_slides
from par_analysis.charts.theme import text_width
from par_analysis.scenario import Change

_ROOT = Path(__file__).parents[2]
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def test_fourteen_slides_of_16_to_9_in_both_languages(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    assert len(deck.slides) == 14
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=1e-3)
    words = " ".join(shape.text_frame.text for _, shape in frames_of(deck))
    assert ("Nguồn" in words) == (lang == "vi") and ("Source" in words) == (lang == "en")
    # Vietnamese figures have a comma, English ones a point.
    wrong = r"\d\.\d+ (điểm|%)|88\.54" if lang == "vi" else r"\d,\d{1,2} points|88,54"
    assert not re.search(wrong, words)


def test_without_agency_twelve_slides(tmp_path: Path) -> None:
    deck = Presentation(str(write_slides(tmp_path / "x.pptx")))
    assert len(deck.slides) == 12


def _needed(shape: Any) -> tuple[float, float]:
    """Width of the widest word and height of all lines, in inches, with the room that the frame keeps free."""
    width = shape.width / 914400 - 0.2
    height = 0.1
    widest = 0.0
    bulleted = shape.is_placeholder and "BODY" in str(shape.placeholder_format.type) + "OBJECT" * (
        "OBJECT" in str(shape.placeholder_format.type)
    )
    if shape.is_placeholder and "OBJECT" in str(shape.placeholder_format.type):
        bulleted = True
    width -= 0.375 if bulleted else 0.0
    for paragraph in shape.text_frame.paragraphs:
        runs = paragraph.runs
        if not runs:
            continue
        size, bold = runs[0].font.size.pt, bool(runs[0].font.bold)
        lines, used = 1, 0.0
        for word in paragraph.text.split(" "):
            wide = text_width(word + " ", size, bold=bold) / 72
            bare = text_width(word, size, bold=bold) / 72
            widest = max(widest, bare)
            if used and used + bare > width:
                lines, used = lines + 1, 0.0
            used += wide
        after = paragraph.space_after.pt if paragraph.space_after is not None else 0
        height += (lines * size * 1.27 + after) / 72
    return widest, height


def test_no_text_overflows_its_box(slides_deck: tuple[str, Any]) -> None:
    _, deck = slides_deck
    _fits(deck)


def _fits(deck: Any) -> None:
    wide, high = deck.slide_width, deck.slide_height
    for number, shape in frames_of(deck):
        widest, needed = _needed(shape)
        assert needed <= shape.height / 914400 + 0.02, (number, shape.text_frame.text, needed)
        assert widest <= shape.width / 914400, (number, shape.text_frame.text)
    for number, slide in enumerate(deck.slides, 1):
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0, (number, shape.name)
            assert shape.left + shape.width <= wide and shape.top + shape.height <= high, (number, shape.name)
            if shape.has_table:
                for row in shape.table.rows:
                    for column, cell in zip(shape.table.columns, row.cells, strict=True):
                        run = cell.text_frame.paragraphs[0].runs[0]
                        wide_text = text_width(cell.text, run.font.size.pt, bold=bool(run.font.bold)) / 72
                        lines = -(-wide_text // (column.width / 914400 - 0.2))
                        assert lines * run.font.size.pt * 1.27 / 72 + 0.1 <= row.height / 914400 + 0.27 * (lines > 1), (
                            number,
                            cell.text,
                        )


def test_nothing_lies_over_anything_else(slides_deck: tuple[str, Any]) -> None:
    _, deck = slides_deck
    for number, slide in enumerate(deck.slides, 1):
        solid = [shape for shape in slide.shapes if shape.has_chart or shape.has_table or shape.shape_type == 13]
        texts = [shape for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text.strip()]
        for one in solid:
            for other in [*solid, *texts]:
                if other is one:
                    continue
                slack = 100_000
                apart = (
                    one.left + one.width <= other.left + slack
                    or other.left + other.width <= one.left + slack
                    or one.top + one.height <= other.top + slack
                    or other.top + other.height <= one.top + slack
                )
                assert apart, (number, one.name, other.name)


def test_titles_take_at_most_two_lines(slides_deck: tuple[str, Any]) -> None:
    _, deck = slides_deck
    for slide in deck.slides:
        run = slide.shapes.title.text_frame.paragraphs[0].runs[0]
        assert run.font.size.pt >= 20
        assert text_width(run.text, run.font.size.pt, bold=True) / 72 <= 2 * (slide.shapes.title.width / 914400 - 0.2)


def test_every_slide_has_notes_with_a_source_and_a_title_with_a_number(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    for slide in deck.slides:
        notes = slide.notes_slide.notes_text_frame.text
        assert notes.split("\n")[-1].startswith("Nguồn: " if lang == "vi" else "Source: ")
        assert len(notes) > 150
        assert re.search(r"\d", title_of(slide))
    assert len({title_of(slide) for slide in deck.slides}) == len(deck.slides)


def test_every_chart_picture_and_table_has_alternative_text(slides_deck: tuple[str, Any]) -> None:
    _, deck = slides_deck
    count = 0
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type == 13:
                count += 1
                assert len(shape._element.xpath(".//p:cNvPr")[0].get("descr")) > 60, shape.name
    assert count == 8 + 1 + 3  # charts, picture, tables


def test_font_is_named_and_large_enough(slides_deck: tuple[str, Any], slides_paths: dict[str, Path]) -> None:
    lang, deck = slides_deck
    for number, shape in frames_of(deck):
        foot = shape.top / 914400 > 6.8
        for run in shape.text_frame._txBody.iter(f"{_A}r", f"{_A}fld"):
            properties = run.find(f"{_A}rPr")
            assert properties.find(f"{_A}latin").get("typeface") == "Calibri", (number, shape.text_frame.text)
            assert int(properties.get("sz")) >= (1200 if foot else 1400), (number, shape.text_frame.text)
    with zipfile.ZipFile(slides_paths[lang]) as package:
        for name in package.namelist():
            if re.fullmatch(r"ppt/(charts/chart\d+|theme/theme1)\.xml", name):
                text = package.read(name).decode()
                assert "Calibri" in text
                assert min(map(int, re.findall(r'\bsz="(\d+)"', text) or [1400])) >= 1400


def test_page_foot_has_edition_source_and_number(slides_deck: tuple[str, Any]) -> None:
    _, deck = slides_deck
    for number, slide in enumerate(deck.slides, 1):
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert any("PAR INDEX, SIPAS 2021" in text and "192/KH-UBND" in text for text in texts)
        assert str(number) in texts


def test_same_bytes_whatever_clock_zone_and_hash_seed(slides_paths: dict[str, Path], tmp_path: Path) -> None:
    code = (
        "import sys; from par_analysis.briefing import write_slides; "
        "write_slides(sys.argv[1], agency='noi-vu', lang='vi', date='20/7/2022')"
    )
    path = tmp_path / "again.pptx"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "PYTHONPATH": str(_ROOT)}
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, env=environment, cwd=_ROOT)
    assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(slides_paths["vi"].read_bytes()).digest()
    again = write_slides(tmp_path / "here.pptx", agency="Sở Nội vụ", lang="vi", date="20/7/2022")
    assert again.read_bytes() == path.read_bytes()


def test_the_package_opens_clean(slides_paths: dict[str, Path]) -> None:
    for path in slides_paths.values():
        with zipfile.ZipFile(path) as package:
            assert package.testzip() is None
            names = package.namelist()
            assert len(names) == len(set(names)) and names[0] == "[Content_Types].xml"
            assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            types = etree.fromstring(package.read("[Content_Types].xml"))
            defaults = {one.get("Extension") for one in types if one.tag.endswith("Default")}
            overrides = {one.get("PartName").lstrip("/") for one in types if one.tag.endswith("Override")}
            assert overrides <= set(names)
            targets = set()
            for name in names:
                if name.endswith((".xml", ".rels")):
                    tree = etree.fromstring(package.read(name))
                else:
                    continue
                if name.endswith(".rels"):
                    base = posixpath.dirname(posixpath.dirname(name))
                    for one in tree:
                        assert one.get("TargetMode") != "External"
                        target = one.get("Target")
                        full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{base}/{target}")
                        assert full.lstrip("/") in names, (name, target)
                        targets.add(full.lstrip("/"))
                elif re.match(r"ppt/slide", name):
                    ids = [one.get("id") for one in tree.iter() if one.tag.endswith("}cNvPr")]
                    assert len(ids) == len(set(ids)), name
            loose = [n for n in names if n not in targets and not n.endswith(".rels") and n != "[Content_Types].xml"]
            assert not loose
            assert all(n in overrides or n.rpartition(".")[2] in defaults for n in names)
            for name in names:
                if name.endswith(".xlsx"):
                    with zipfile.ZipFile(io.BytesIO(package.read(name))) as inner:
                        core = inner.read("docProps/core.xml").decode()
                        assert core.count("2022-07-08") == 2


def test_long_and_formula_like_titles_stay_text(tmp_path: Path) -> None:
    change = (Change("code", "5.5", "score", 0.61),)
    odd = [
        Scenario('=HYPERLINK("http://x";1) _x000D_', change),
        Scenario("Một kịch bản có tên rất dài " * 12, change),
        Scenario("+1 @x\x0b\x01\ufffe{=SUM(1)}", change),
    ]
    path = write_slides(tmp_path / "lạ.pptx", odd, date="=1+1\x00")
    deck = Presentation(str(path))
    _fits(deck)
    slide = deck.slides[7]
    total = charts_of(slide)[0].chart
    cells = held_in(total)
    assert cells[1][0] == '=HYPERLINK("http://x";1) _​x000D_'
    assert list(total.plots[0].categories)[2] == "+1 @x {=SUM(1)}"
    for shape in charts_of(slide):
        blob = shape.chart.part.chart_workbook.xlsx_part.blob
        with zipfile.ZipFile(io.BytesIO(blob)) as book:
            for name in book.namelist():
                assert b"<f>" not in book.read(name) and b"<hyperlink" not in book.read(name)
    assert "=1+1" in [p.text for s in deck.slides[0].shapes if s.has_text_frame for p in s.text_frame.paragraphs]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"lang": "fr"}, "use 'vi' or 'en'"),
        ({"agency": "Sở Mây"}, "leads no criterion"),
        ({"scenarios": ["x"]}, "a Scenario is needed"),
        ({"scenarios": [Scenario(f"s{n}") for n in range(7)]}, "at most 6"),
        ({"scenarios": [Scenario("a"), Scenario("a ")]}, "two scenarios have this title"),
        ({"scenarios": [Scenario("a", sha256="0" * 64, edition="khác")]}, "khác"),
        ({"template": "no-such.pptx"}, "cannot be read"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(tmp_path: Path, arguments: Any, told: str) -> None:
    with pytest.raises(ParAnalysisError, match=re.escape(told)):
        write_slides(tmp_path / "x.pptx", **arguments)
    assert not list(tmp_path.iterdir())


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParAnalysisError, match=r"\.pptx"):
        write_slides(tmp_path / "x.ppt")


def test_an_older_file_survives_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.pptx"
    path.write_bytes(b"older")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left")

    monkeypatch.setattr("par_analysis.briefing.slides.writing.repack_zip", fail)
    with pytest.raises(ParAnalysisError, match="No space left"):
        write_slides(path)
    assert path.read_bytes() == b"older" and [one.name for one in tmp_path.iterdir()] == ["x.pptx"]


def test_libreoffice_shows_every_page_with_its_diacritics(slides_paths: dict[str, Path], tmp_path: Path) -> None:
    missing = [tool for tool in ("soffice", "pdftotext", "pdfinfo") if shutil.which(tool) is None]
    source = shutil.copy(slides_paths["vi"], tmp_path / "vi.pptx")
    if not missing:
        command = [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        subprocess.run(
            [*command, "--outdir", str(tmp_path), str(source)], capture_output=True, timeout=120, check=False
        )
    pdf = tmp_path / "vi.pdf"
    if missing or not pdf.exists():
        reason = f"not there: {', '.join(missing)}" if missing else "LibreOffice has no Impress to open a .pptx with"
        if os.environ.get("CI_OFFICE") == "1":
            pytest.fail(reason)
        print(reason)
        pytest.skip(reason)
    run: Callable[..., Any] = subprocess.run
    pages = run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages:\s+14\b", pages)
    text = run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    for words in ("Hà Nội", "mục tiêu", "Lĩnh vực", "Sở Nội vụ", "88,54", "ước lượng"):
        assert words in text
