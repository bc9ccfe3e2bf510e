"""`write_slides`: what it refuses and survives, what its texts and places are, and the file as a package."""

from __future__ import annotations

import io
import os
import posixpath
import re
import shutil
import subprocess
import unicodedata
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from slides_cases import (
    assert_apart,
    assert_fits,
    charts_of,
    frames_of,
    held_in,
    notes_of,
    same_inside,
    tables_of,
    title_of,
)

from par_analysis import ParAnalysisError, Scenario
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.slides.deck import Deck
from par_analysis.deliver.slides.outlook import scenarios as compare
from par_analysis.deliver.slides.template import open_frame
from par_analysis.deliver.slides.writing import write_slides
from par_analysis.deliver.text import clean
from par_analysis.scenario.scenario import Change

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def test_twelve_slides_and_one_for_each_agency_of_16_to_9(own_decks) -> None:
    for lang, deck in own_decks:
        assert len(deck.slides) == 12 + 8
        assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=1e-3)
        words = " ".join(shape.text_frame.text for _, shape in frames_of(deck))
        assert ("Nguồn" in words) == (lang == "vi") and ("Source" in words) == (lang == "en")
        # Vietnamese figures have a comma, English ones a point.
        assert not re.search(r"\d\.\d+ (điểm|%)|88\.54" if lang == "vi" else r"\d,\d{1,2} points|88,54", words)


def test_no_text_overflows_its_box_and_nothing_lies_over_anything_else(decks) -> None:
    for deck in decks.values():
        assert_fits(deck)
        assert_apart(deck)


def test_every_chart_and_table_has_alternative_text(own_decks) -> None:
    for _, deck in own_decks:
        shapes = [s for slide in deck.slides for s in slide.shapes if s.has_chart or s.has_table or s.shape_type == 13]
        assert len(shapes) == 8 + 3 + 15  # charts, tables, tables of agencies
        assert [s.name for s in shapes if len(s._element.xpath(".//p:cNvPr")[0].get("descr")) <= 60] == []


def test_font_is_named_and_large_enough(own_decks, slides_paths) -> None:
    for lang, deck in own_decks:
        faults = []
        for number, shape in frames_of(deck):
            least = 1200 if shape.top.inches > 6.8 else 1400  # the page foot
            for run in shape.text_frame._txBody.iter(f"{_A}r", f"{_A}fld"):
                properties = run.find(f"{_A}rPr")
                if properties.find(f"{_A}latin").get("typeface") != "Calibri" or int(properties.get("sz")) < least:
                    faults.append((number, shape.text_frame.text))
        with zipfile.ZipFile(slides_paths[lang]) as package:
            for name in package.namelist():
                if re.fullmatch(r"ppt/(charts/chart\d+|theme/theme1)\.xml", name):
                    text = package.read(name).decode()
                    if "Calibri" not in text or min(map(int, re.findall(r'\bsz="(\d+)"', text) or [1400])) < 1400:
                        faults.append((lang, name))
        assert faults == []


def test_the_package_opens_clean(slides_paths) -> None:
    for path in slides_paths.values():
        with zipfile.ZipFile(path) as package:
            assert package.testzip() is None
            _check_package(package, package.namelist())


def _check_package(package: zipfile.ZipFile, names: list[str]) -> None:
    """Every part is named, typed, reached, and its relationships lead to parts."""
    assert len(names) == len(set(names)) and names[0] == "[Content_Types].xml"
    assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    types = etree.fromstring(package.read("[Content_Types].xml"))
    defaults = {one.get("Extension") for one in types if one.tag.endswith("Default")}
    overrides = [one.get("PartName").lstrip("/") for one in types if one.tag.endswith("Override")]
    assert len(overrides) == len(set(overrides)) and set(overrides) <= set(names)
    assert all(n in overrides or n.rpartition(".")[2] in defaults for n in names)
    targets = set()
    for name in names:
        if name.endswith(".xlsx"):
            _check_workbook(package.read(name))
        if not name.endswith((".xml", ".rels")):
            continue
        tree = etree.fromstring(package.read(name))
        if name.endswith(".rels"):
            base = posixpath.dirname(posixpath.dirname(name))
            keys = [one.get("Id") for one in tree]
            assert len(keys) == len(set(keys)), name
            for one in tree:
                assert one.get("TargetMode") != "External"
                full = posixpath.normpath(posixpath.join("/", base, one.get("Target"))).lstrip("/")
                assert full in names, (name, full)
                targets.add(full)
            continue
        used = {value for one in tree.iter() for key, value in one.attrib.items() if key.startswith(_R)}
        rels = posixpath.join(posixpath.dirname(name), "_rels", posixpath.basename(name) + ".rels")
        known = {one.get("Id") for one in etree.fromstring(package.read(rels))} if rels in names else set()
        assert used <= known, name
        if name.startswith("ppt/slide"):
            ids = [one.get("id") for one in tree.iter() if one.tag.endswith("}cNvPr")]
            assert len(ids) == len(set(ids)), name
    assert {n for n in names if not n.endswith(".rels")} - targets == {"[Content_Types].xml"}
    assert not [n for n in names if "thumbnail" in n or "printerSettings" in n]
    about = etree.fromstring(package.read("docProps/app.xml"))
    assert [(etree.QName(one).localname, one.text) for one in about] == [("Application", "par_analysis")]


def _check_workbook(blob: bytes) -> None:
    """A workbook inside a chart: dated as the deck, no formula, no link."""
    with zipfile.ZipFile(io.BytesIO(blob)) as inner:
        assert inner.testzip() is None
        assert inner.read("docProps/core.xml").decode().count("2000-01-01") == 2
        assert not [n for n in inner.namelist() if re.search(rb"<f[ >]|<hyperlink|externalLink", inner.read(n))]


def test_texts_are_composed(own_decks) -> None:
    for _, deck in own_decks:
        for slide in deck.slides:
            texts = [notes_of(slide), *(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)]
            texts += [cell for table in tables_of(slide) for row in table for cell in row]
            for plot in (shape.chart.plots[0] for shape in charts_of(slide)):
                texts += [*map(str, plot.categories), *(series.name for series in plot.series)]
            assert [text for text in texts if text != unicodedata.normalize("NFC", text)] == []


def test_titles_that_begin_like_a_formula_stay_text(decks) -> None:
    cells = [row[0] for row in held_in(charts_of(decks["odd"].slides[7])[0].chart)]
    # Two titles begin alike: all are numbered.
    assert cells[4] == '3. =HYPERLINK("http://x";1)…' and cells[5] == "4. +1 @x {=SUM(1)}"
    frame = open_frame()
    titles = ("=1+1", "+84", "-5", "@SUM(1)", "\t=1+1", "=_x000D_", "\x00=cmd|' /C calc'!A0")
    for title in titles:
        compare(Deck(frame, facts_of(Scenario(title, (Change("code", "5.5", "score", 0.61),)))))
    slides = [decks["odd"].slides[7], *frame.deck.slides]
    for shape in (shape for slide in slides for shape in charts_of(slide)):
        same_inside(shape)
        _check_workbook(shape.chart.part.chart_workbook.xlsx_part.blob)
    assert [list(charts_of(slide)[0].chart.plots[0].categories)[1] for slide in slides[1:]] == list(map(clean, titles))


def test_what_cannot_be_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    faults = []
    for arguments, told in (
        ({"lang": "fr"}, "use 'vi', 'en'"),
        ({"agency": "Sở Mây"}, "leads no criterion"),
        ({"date": "15/9/2022"}, "2022-09-15"),
        ({"scenarios": ["x"]}, "a Scenario is needed"),
        ({"scenarios": [Scenario(f"s{n}") for n in range(7)]}, "at most 6"),
        ({"scenarios": [Scenario("a"), Scenario("a ")]}, "two scenarios have this title"),
        ({"scenarios": [Scenario("a", sha256="0" * 64, edition="khác")]}, "khác"),
        ({"template": "no-such.pptx"}, "cannot be read"),
    ):
        with pytest.raises(ParAnalysisError) as refusal:
            write_slides(tmp_path / "x.pptx", **arguments)
        if told not in str(refusal.value) or list(tmp_path.iterdir()):
            faults.append((arguments, str(refusal.value)))
    assert faults == []


def test_an_older_file_survives_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.pptx"
    path.write_bytes(b"older")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left")

    monkeypatch.setattr("par_analysis.deliver.slides.writing.repack_zip", fail)
    with pytest.raises(ParAnalysisError, match="No space left"):
        write_slides(path)
    assert path.read_bytes() == b"older" and [one.name for one in tmp_path.iterdir()] == ["x.pptx"]


def test_libreoffice_shows_every_page_with_its_diacritics(decks, slides_paths, tmp_path: Path) -> None:
    missing = [tool for tool in ("soffice", "pdftotext", "pdfinfo") if shutil.which(tool) is None]
    pdf, options = tmp_path / "vi.pdf", {"capture_output": True, "text": True}
    if not missing:
        home = f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}"
        command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, slides_paths["vi"]]
        subprocess.run(list(map(str, command)), timeout=120, check=False, **options)
    if missing or not pdf.exists():
        reason = f"not there: {', '.join(missing)}" if missing else "LibreOffice has no Impress to open a .pptx with"
        if os.environ.get("CI_OFFICE") == "1":
            pytest.fail(reason)
        print(reason)
        pytest.skip(reason)
    assert re.search(r"Pages:\s+20\b", subprocess.run(["pdfinfo", str(pdf)], check=True, **options).stdout)
    text = subprocess.run(["pdftotext", str(pdf), "-"], check=True, **options).stdout
    # Every title comes out again, sign for sign.
    flat = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))
    wanted = [*map(title_of, decks["vi"].slides), "mục tiêu", "88,54", "ước lượng", "8.1 Kết quả SIPAS"]
    assert [words for words in wanted if words not in flat] == []
