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
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pptx import Presentation
from slides_cases import (
    assert_apart,
    assert_fits,
    carlito,
    charts_of,
    frames_of,
    held_in,
    notes_of,
    same_inside,
    tables_of,
    title_of,
)

from par_analysis import ParAnalysisError, Scenario, deficits, load_par, workload
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.slides.deck import Deck
from par_analysis.deliver.slides.outlook import scenarios as compare
from par_analysis.deliver.slides.template import open_frame
from par_analysis.deliver.slides.writing import write_slides
from par_analysis.deliver.text import clean
from par_analysis.edition.opening import open_edition
from par_analysis.scenario.scenario import Change

_ROOT = Path(__file__).parents[3]
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def test_twelve_slides_and_one_for_each_agency_of_16_to_9(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    assert len(deck.slides) == 12 + 8
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=1e-3)
    words = " ".join(shape.text_frame.text for _, shape in frames_of(deck))
    assert ("Nguồn" in words) == (lang == "vi") and ("Source" in words) == (lang == "en")
    # Vietnamese figures have a comma, English ones a point.
    wrong = r"\d\.\d+ (điểm|%)|88\.54" if lang == "vi" else r"\d,\d{1,2} points|88,54"
    assert not re.search(wrong, words)


def test_one_agency_alone_has_a_page(slides_odd: Path) -> None:
    slides = Presentation(str(slides_odd)).slides
    assert len(slides) == 13 and title_of(slides[12]).startswith("Cục Thuế TP")


def test_no_text_overflows_its_box(slides_deck: tuple[str, Any]) -> None:
    print("measured by", carlito(False) or "the library's widths")
    assert_fits(slides_deck[1])


def test_nothing_lies_over_anything_else(slides_deck: tuple[str, Any]) -> None:
    assert_apart(slides_deck[1])


def test_every_chart_and_table_has_alternative_text(slides_deck: tuple[str, Any]) -> None:
    _, deck = slides_deck
    count = 0
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type == 13:
                count += 1
                assert len(shape._element.xpath(".//p:cNvPr")[0].get("descr")) > 60, shape.name
    assert count == 8 + 2 + 15  # charts, tables, tables of agencies


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


def test_same_bytes_whatever_clock_zone_and_hash_seed(slides_paths: dict[str, Path], tmp_path: Path) -> None:
    code = (
        "import sys; from par_analysis.deliver import write_slides; "
        "write_slides(sys.argv[1], lang='vi', date='2022-09-15')"
    )
    path = tmp_path / "again.pptx"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "PYTHONPATH": str(_ROOT)}
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, env=environment, cwd=_ROOT)
    assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(slides_paths["vi"].read_bytes()).digest()


def test_the_same_file_again_in_the_same_session(slides_paths: dict[str, Path], tmp_path: Path) -> None:
    again = write_slides(tmp_path / "here.pptx", lang="en", date="2022-09-15")
    assert again.read_bytes() == slides_paths["en"].read_bytes()


def _package(path: Path) -> None:
    """Every part is named, typed, reached, and its relationships lead to parts."""
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert len(names) == len(set(names)) and names[0] == "[Content_Types].xml"
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        types = etree.fromstring(package.read("[Content_Types].xml"))
        defaults = {one.get("Extension") for one in types if one.tag.endswith("Default")}
        overrides = [one.get("PartName").lstrip("/") for one in types if one.tag.endswith("Override")]
        assert len(overrides) == len(set(overrides)) and set(overrides) <= set(names)
        assert all(n in overrides or n.rpartition(".")[2] in defaults for n in names)
        targets = set()
        for name in names:
            if not name.endswith((".xml", ".rels")):
                continue
            tree = etree.fromstring(package.read(name))
            if name.endswith(".rels"):
                base = posixpath.dirname(posixpath.dirname(name))
                keys = [one.get("Id") for one in tree]
                assert len(keys) == len(set(keys)), name
                for one in tree:
                    assert one.get("TargetMode") != "External"
                    target = one.get("Target")
                    full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{base}/{target}")
                    assert full.lstrip("/") in names, (name, target)
                    targets.add(full.lstrip("/"))
                continue
            used = {value for one in tree.iter() for key, value in one.attrib.items() if key.startswith(_R)}
            rels = posixpath.join(posixpath.dirname(name), "_rels", posixpath.basename(name) + ".rels")
            known = {one.get("Id") for one in etree.fromstring(package.read(rels))} if rels in names else set()
            assert used <= known, name
            if re.match(r"ppt/slide", name):
                ids = [one.get("id") for one in tree.iter() if one.tag.endswith("}cNvPr")]
                assert len(ids) == len(set(ids)), name
        assert not [n for n in names if n not in targets and not n.endswith(".rels") and n != "[Content_Types].xml"]
        assert not [n for n in names if "thumbnail" in n or "printerSettings" in n]
        about = etree.fromstring(package.read("docProps/app.xml"))
        assert [(etree.QName(one).localname, one.text) for one in about] == [("Application", "par_analysis")]
        for name in names:
            if name.endswith(".xlsx"):
                _workbook(package.read(name))


def _workbook(blob: bytes) -> None:
    """A workbook inside a chart: dated as the deck, no formula, no link."""
    with zipfile.ZipFile(io.BytesIO(blob)) as inner:
        assert inner.testzip() is None
        assert inner.read("docProps/core.xml").decode().count("2000-01-01") == 2
        for name in inner.namelist():
            assert not re.search(rb"<f[ >]|<hyperlink|externalLink", inner.read(name)), name


def test_the_package_opens_clean(slides_paths: dict[str, Path], slides_odd: Path, slides_narrow: Path) -> None:
    for path in (*slides_paths.values(), slides_odd, slides_narrow):
        _package(path)


def test_texts_are_composed_and_found_again(slides_deck: tuple[str, Any]) -> None:
    lang, deck = slides_deck
    slides = list(deck.slides)
    told = [
        "\n".join(
            [
                *(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame),
                *(cell for table in tables_of(slide) for row in table for cell in row),
                *(name for shape in charts_of(slide) for name in _names_in(shape)),
            ]
        )
        for slide in slides
    ]
    for text in [*told, *map(notes_of, slides)]:
        assert text == unicodedata.normalize("NFC", text)
    labels = open_edition().short_names("par", lang)
    for code in load_par().loc[load_par()["level"] == 1, "code"]:
        assert labels[code] in told[2]
    for code in deficits("criterion")["code"].head(12):
        assert f"{code} {labels[code]}" in told[3]
    names = open_edition().bodies.set_index("name")["short" if lang == "vi" else "short_en"]
    for agency in workload().query("deficit > 0 or n_tasks > 0")["agency"]:
        assert names[agency] in told[10]


def _names_in(shape: Any) -> list[str]:
    plot = shape.chart.plots[0]
    return [*map(str, plot.categories), *(series.name for series in plot.series)]


def test_long_and_formula_like_titles_stay_text(slides_odd: Path) -> None:
    deck = Presentation(str(slides_odd))
    assert_fits(deck)
    assert_apart(deck)
    slide = deck.slides[7]
    cells = [row[0] for row in held_in(charts_of(slide)[0].chart)]
    # Two titles begin alike: all are numbered.
    assert cells[4] == '3. =HYPERLINK("http://x";1)…' and cells[5] == "4. +1 @x {=SUM(1)}"
    for shape in charts_of(slide):
        same_inside(shape)


@pytest.mark.parametrize("title", ["=1+1", "+84", "-5", "@SUM(1)", "\t=1+1", "=_x000D_", "\x00=cmd|' /C calc'!A0"])
def test_a_title_that_begins_like_a_formula_stays_text(title: str) -> None:
    deck = Deck(open_frame(None), facts_of(Scenario(title, (Change("code", "5.5", "score", 0.61),))))
    compare(deck)
    for shape in charts_of(deck.frame.deck.slides[0]):
        same_inside(shape)
        _workbook(shape.chart.part.chart_workbook.xlsx_part.blob)
    assert list(charts_of(deck.frame.deck.slides[0])[0].chart.plots[0].categories)[1] == clean(title)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"lang": "fr"}, "use 'vi' or 'en'"),
        ({"agency": "Sở Mây"}, "leads no criterion"),
        ({"date": "15/9/2022"}, "2022-09-15"),
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

    monkeypatch.setattr("par_analysis.deliver.slides.writing.repack_zip", fail)
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
    assert re.search(r"Pages:\s+20\b", pages)
    text = run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    # Every title comes out again, sign for sign.
    flat = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))
    for slide in Presentation(str(source)).slides:
        assert title_of(slide) in flat
    for words in ("mục tiêu", "88,54", "ước lượng", "8.1 Kết quả SIPAS"):
        assert words in flat
