"""From a chart to files: what they hold, the same bytes every time, and what is refused."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure
from PIL import Image

from par_analysis import ParAnalysisError, charts, data_behind, save
from par_analysis.charts.output import FORMATS

DC = "{http://purl.org/dc/elements/1.1/}"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def chart() -> charts.Chart:
    return charts.deficit_by_assessment()


@pytest.fixture(scope="module")
def saved(chart: charts.Chart, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("x") / "Thư mục có dấu" / "biểu đồ quý I"
    return save(chart, "điểm bị trừ", folder)


def test_save_writes_three_files_and_says_where(saved: list[Path]) -> None:
    assert [path.name for path in saved] == ["điểm bị trừ.png", "điểm bị trừ.svg", "điểm bị trừ.pdf"]
    assert {path.parent.name for path in saved} == {"biểu đồ quý I"}
    assert sorted(saved[0].parent.iterdir()) == sorted(saved)  # and nothing else, no temporary file


def test_the_png_has_the_size_asked_for_and_says_what_it_shows(
    chart: charts.Chart, saved: list[Path], tmp_path
) -> None:
    cases = {300: (saved[0], 4000, 2250)}  # slide size, for print
    cases |= {dpi: (save(chart, f"a{dpi}", tmp_path, ("png",), dpi=dpi)[0], *size) for dpi, size in ((50, (667, 375)), (200.0, (2667, 1500)))}  # fmt: skip
    for dpi, (path, width, height) in cases.items():
        with Image.open(path) as picture:
            picture.load()
            assert picture.size == (pytest.approx(width, abs=1), height)
            assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.1)
            notes = {key: picture.text[key] for key in ("Title", "Description", "Source")}
        assert notes == {"Title": chart.headline, "Description": chart.alt, "Source": chart.source}
    assert "điểm bị trừ nằm ở «Điều tra" in notes["Title"] and "Hà Nội" in notes["Source"]


def test_the_svg_says_what_it_shows_and_can_keep_its_text(chart: charts.Chart, saved: list[Path], tmp_path) -> None:
    root = ElementTree.parse(saved[1]).getroot()
    assert next(e.text for e in root.iter(f"{DC}title")) == chart.headline
    assert [e.text for e in root.iter(f"{DC}description")] == [chart.alt]
    assert [e.text for e in root.iter(f"{DC}source")] == [chart.source]
    assert not list(root.iter(f"{DC}date"))
    assert "<text" not in saved[1].read_text(encoding="utf-8")  # outlines: right without the font
    size = [float(root.get(side, "").removesuffix("pt")) for side in ("width", "height")]
    assert size[0] / size[1] == pytest.approx(16 / 9, abs=0.001)
    (path,) = save(chart, "chữ", tmp_path, ("svg",), svg_text=True)
    texts = ElementTree.parse(path).getroot().iter(f"{SVG}text")
    written = set(" ".join("".join(e.itertext()) for e in texts).replace("\u00a0", " ").split())
    assert set(f"{chart.headline} {chart.source}".split()) <= written
    assert list(tmp_path.iterdir()) == [path]


def test_the_pdf_says_what_it_shows(chart: charts.Chart, saved: list[Path]) -> None:
    data = saved[2].read_bytes()
    assert data.startswith(b"%PDF")
    # A PDF string escapes brackets, backslashes and some control characters.
    signs = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    plain = re.sub(
        rb"\\([nrtbf()\\]|[0-7]{1,3})",
        lambda m: signs.get(m[1], bytes([int(m[1], 8)]) if m[1].isdigit() else m[1]),
        data,
    )
    for key, text in ((b"/Title", chart.headline), (b"/Subject", chart.alt), (b"/Keywords", chart.source)):
        assert key + b" (" + b"\xfe\xff" + text.encode("utf-16-be") + b")" in plain
    assert b"/CreationDate" not in data


def test_what_cannot_be_written_is_refused_before_anything_is(chart: charts.Chart, tmp_path: Path) -> None:
    names = ["", " ", ".", "..", "a.", "a ", "a/b", "a\\b", "x:y", "x*", "con", "CON", "nul.x", "lpt1", "a\nb", "<b>"]
    cases = [(re.escape(repr(name)), lambda name=name: save(chart, name, tmp_path)) for name in names]
    for formats in (("jpg",), ("svg", "PNG"), ("",)):
        cases.append(("png, svg, pdf", lambda formats=formats: save(chart, "a", tmp_path, formats)))
    for dpi in (0, -300, 19.9, 1201, float("nan"), "300", None, True):
        cases.append((r"^dpi = .*20.*1200", lambda dpi=dpi: save(chart, "a", tmp_path, dpi=dpi)))
    for thing in (None, "chart", Figure()):
        cases.append((type(thing).__name__, lambda thing=thing: save(thing, "a", tmp_path)))
        cases.append((type(thing).__name__, lambda thing=thing: data_behind(thing)))
    faults = []
    for match, attempt in cases:
        try:
            attempt()
            faults.append(f"{match}: not refused")
        except ParAnalysisError as error:
            if not re.search(match, str(error)):
                faults.append(f"{match}: {error}")
    assert faults == [] and not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_named(chart: charts.Chart, tmp_path: Path) -> None:
    blocked = tmp_path / "tệp"
    blocked.write_text("đây là tệp", encoding="utf-8")
    for below in ("", "con"):
        with pytest.raises(ParAnalysisError, match="không ghi được"):
            save(chart, "a", blocked / below, ("svg",))
    assert blocked.read_text(encoding="utf-8") == "đây là tệp"


def test_a_failed_drawing_leaves_the_file_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fig = charts.deficit_by_assessment()
    old = tmp_path / "a.png"
    old.write_bytes(b"old")

    def fail(dpi: float, smallest: bool) -> bytes:
        raise MemoryError

    monkeypatch.setattr(fig, "png", fail)
    with pytest.raises(MemoryError):
        save(fig, "a", tmp_path, ("png",))
    assert old.read_bytes() == b"old" and list(tmp_path.iterdir()) == [old]


def test_the_data_behind_a_chart_is_a_copy(chart: charts.Chart) -> None:
    taken = data_behind(chart)
    taken["deficit"] = 0.0
    assert data_behind(chart)["deficit"].sum() == pytest.approx(11.46)  # Plan 192, line 248: 100 - 88.54


def test_bytes_are_the_same_every_time_and_on_other_settings(
    chart: charts.Chart, saved: list[Path], tmp_path: Path
) -> None:
    expected = [path.read_bytes() for path in saved]
    # Showing a chart in a notebook, at another resolution, does not change it.
    chart._repr_mimebundle_()
    assert [path.read_bytes() for path in save(chart, "a", tmp_path / "again")] == expected

    settings = tmp_path / "matplotlibrc"
    settings.write_text("font.size: 30\nsvg.hashsalt: theirs\naxes.facecolor: black\npdf.compression: 0\n")
    elsewhere = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "4711", "MATPLOTLIBRC": str(settings)}
    code = (
        "import sys, matplotlib\n"
        "assert matplotlib.rcParams['font.size'] == 30\n"
        "from par_analysis import charts, save\n"
        "save(charts.deficit_by_assessment(), 'a', sys.argv[1])\n"
    )
    there = tmp_path / "there"
    command = [sys.executable, "-c", code, str(there)]
    ran = subprocess.run(command, env=os.environ | elsewhere, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    for form, data in zip(FORMATS, expected, strict=True):
        assert (there / f"a.{form}").read_bytes() == data, form
