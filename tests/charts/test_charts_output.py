from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from par_analysis import ParAnalysisError, charts, data_behind, save
from par_analysis.charts.output import FORMATS
from par_analysis.tables.locations import PROJECT

DC = "{http://purl.org/dc/elements/1.1/}"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def chart() -> charts.Chart:
    return charts.deficit_by_assessment()


@pytest.fixture(scope="module")
def saved(chart: charts.Chart, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("x") / "Thư mục có dấu" / "biểu đồ quý I"
    return save(chart, "điểm bị trừ", folder)


def words(text: str) -> set[str]:
    return set(text.replace("\u00a0", " ").split())


def test_save_writes_three_files_and_says_where(saved: list[Path]) -> None:
    assert [path.name for path in saved] == ["điểm bị trừ.png", "điểm bị trừ.svg", "điểm bị trừ.pdf"]
    assert {path.parent.name for path in saved} == {"biểu đồ quý I"}
    assert sorted(saved[0].parent.iterdir()) == sorted(saved)  # and nothing else, no temporary file


def test_the_png_has_slide_size_and_says_what_it_shows(chart: charts.Chart, saved: list[Path]) -> None:
    with Image.open(saved[0]) as picture:
        picture.load()
        width, height = picture.size
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert (width, height) == (pytest.approx(4000, abs=1), 2250)
        assert abs(width - height * 16 / 9) <= 1
        notes = {key: picture.text[key] for key in ("Title", "Description", "Source")}
    assert notes == {"Title": chart.headline, "Description": chart.alt, "Source": chart.source}
    assert "điểm bị trừ nằm ở «Điều tra" in notes["Title"] and "Hà Nội" in notes["Source"]


def test_the_svg_says_what_it_shows(chart: charts.Chart, saved: list[Path]) -> None:
    root = ElementTree.parse(saved[1]).getroot()
    assert next(e.text for e in root.iter(f"{DC}title")) == chart.headline
    assert [e.text for e in root.iter(f"{DC}description")] == [chart.alt]
    assert [e.text for e in root.iter(f"{DC}source")] == [chart.source]
    assert not list(root.iter(f"{DC}date"))
    assert "<text" not in saved[1].read_text(encoding="utf-8")  # outlines: right without the font
    size = [float(root.get(side, "").removesuffix("pt")) for side in ("width", "height")]
    assert size[0] / size[1] == pytest.approx(16 / 9, abs=0.001)


def test_the_svg_can_keep_its_text(chart: charts.Chart, tmp_path: Path) -> None:
    (path,) = save(chart, "chữ", tmp_path, ("svg",), svg_text=True)
    root = ElementTree.parse(path).getroot()
    written = " ".join("".join(e.itertext()) for e in root.iter(f"{SVG}text"))
    assert words(chart.headline) <= words(written)
    assert words(chart.source) <= words(written)
    assert list(tmp_path.iterdir()) == [path]


def test_the_pdf_says_what_it_shows(chart: charts.Chart, saved: list[Path]) -> None:
    data = saved[2].read_bytes()
    assert data.startswith(b"%PDF")
    # A PDF string escapes brackets, backslashes and some control characters.
    plain = re.sub(
        rb"\\([nrtbf()\\]|[0-7]{1,3})",
        lambda m: {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}.get(
            m[1], bytes([int(m[1], 8)]) if m[1].isdigit() else m[1]
        ),
        data,
    )
    for key, text in ((b"/Title", chart.headline), (b"/Subject", chart.alt), (b"/Keywords", chart.source)):
        assert key + b" (" + b"\xfe\xff" + text.encode("utf-16-be") + b")" in plain
    assert b"/CreationDate" not in data


@pytest.mark.parametrize(
    "name", ["", " ", ".", "..", "a.", "a ", "a/b", "a\\b", "x:y", "x*", "con", "CON", "nul.x", "lpt1", "a\nb", "<b>"]
)
def test_names_that_windows_refuses_are_refused(chart: charts.Chart, name: str, tmp_path: Path) -> None:
    with pytest.raises(ParAnalysisError, match=re.escape(repr(name))):
        save(chart, name, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("formats", [("jpg",), ("svg", "PNG"), ("",)])
def test_unknown_formats_are_refused_before_anything_is_written(
    chart: charts.Chart, formats: tuple[str, ...], tmp_path: Path
) -> None:
    with pytest.raises(ParAnalysisError, match="png, svg, pdf"):
        save(chart, "a", tmp_path, formats)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("dpi", "size"), [(50, (667, 375)), (200.0, (2667, 1500))])
def test_the_png_has_the_resolution_asked_for(
    chart: charts.Chart, dpi: float, size: tuple[int, int], tmp_path: Path
) -> None:
    (path,) = save(chart, "a", tmp_path, ("png",), dpi=dpi)
    with Image.open(path) as picture:
        assert picture.size == (pytest.approx(size[0], abs=1), size[1])
        assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.1)
        assert picture.text["Title"] == chart.headline


@pytest.mark.parametrize("dpi", [0, -300, 19.9, 1201, float("nan"), "300", None, True])
def test_resolutions_that_give_no_picture_are_refused(chart: charts.Chart, dpi: object, tmp_path: Path) -> None:
    with pytest.raises(ParAnalysisError, match=r"^dpi = .*20.*1200"):
        save(chart, "a", tmp_path, dpi=dpi)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("thing", [None, "chart", Figure()], ids=["none", "text", "figure"])
def test_what_is_no_chart_is_refused(thing: object, tmp_path: Path) -> None:
    for attempt in (lambda: save(thing, "a", tmp_path), lambda: data_behind(thing)):
        with pytest.raises(ParAnalysisError, match=type(thing).__name__):
            attempt()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("below", ["", "con"])
def test_a_folder_that_cannot_be_written_is_named(chart: charts.Chart, below: str, tmp_path: Path) -> None:
    blocked = tmp_path / "tệp"
    blocked.write_text("đây là tệp", encoding="utf-8")
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


def test_bytes_are_the_same_every_time_and_on_other_settings(saved: list[Path], tmp_path: Path) -> None:
    expected = [path.read_bytes() for path in saved]
    again = save(charts.deficit_by_assessment(), "a", tmp_path / "again")
    assert [path.read_bytes() for path in again] == expected

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
    done = subprocess.run(
        [sys.executable, "-c", code, str(there)],
        env=os.environ | elsewhere,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for form, data in zip(FORMATS, expected, strict=True):
        assert (there / f"a.{form}").read_bytes() == data, form


def test_saving_twice_from_one_chart_gives_the_same_bytes(tmp_path: Path) -> None:
    fig = charts.deficit_by_assessment()
    first = [path.read_bytes() for path in save(fig, "a", tmp_path)]
    # Showing a chart in a notebook, at another resolution, does not change it either.
    fig._repr_mimebundle_()
    assert [path.read_bytes() for path in save(fig, "a", tmp_path)] == first


def test_no_other_pictures_are_committed() -> None:
    expected = {f"{name}_{lang}.png" for name in charts.figures_of() for lang in ("vi", "en")}
    assert {path.name for path in (PROJECT / "figures").glob("*.png")} == expected


def pixels(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("RGB"))


def looks_alike(old: np.ndarray, new: np.ndarray) -> bool:
    """Whether two pictures differ by no more than the edges of letters, as font rasterisers of machines do.

    A number that is gone hardly moves the mean of a page, so squares of 90 pixels are compared as well.
    """
    if old.shape != new.shape:
        return False
    if np.array_equal(old, new):  # as on the machine that drew it
        return True
    change = old.astype(np.int16) - new
    rows, columns = change.shape[0] // 90, change.shape[1] // 90
    squares = change[: rows * 90, : columns * 90].reshape(rows, 90, columns, 90, 3).mean(axis=(1, 3, 4))
    return bool(np.abs(change).mean() < 0.5 and np.abs(squares).max() < 15)


def test_the_comparison_of_pictures_notices_a_missing_number() -> None:
    fig = charts.deficit_by_assessment()
    with Image.open(io.BytesIO(fig.png(300))) as picture:
        old = pixels(picture)
    assert looks_alike(old, old.copy())
    # Noise of less than half a level each is nothing, though no two pictures are equal any more.
    noise = np.random.default_rng(0).random(old.shape) < 0.4
    assert looks_alike(old, old ^ noise)
    fig.axes[0].texts[0].set_visible(False)
    with Image.open(io.BytesIO(fig.png(300))) as picture:
        assert not looks_alike(old, pixels(picture))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", charts.figures_of())
def test_committed_figures_are_what_the_code_draws(name: str, lang: str) -> None:
    path = PROJECT / "figures" / f"{name}_{lang}.png"
    advice = f"figures/{path.name} is not what the code draws: run `make` and commit it"
    assert path.is_file(), advice
    fig = charts.figures_of()[name](lang=lang)
    with Image.open(path) as committed, Image.open(io.BytesIO(fig.png(300, smallest=False))) as fresh:
        committed.load()
        # The alternative text holds every number shown, to the digit; pixels hold the looks.
        assert committed.text == {"Title": fig.headline, "Description": fig.alt, "Source": fig.source}, advice
        assert looks_alike(pixels(committed), pixels(fresh)), advice
