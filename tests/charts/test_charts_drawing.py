"""Figures drawn by other processes: what comes back, what is refused, and what is left when something goes wrong."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from par_analysis import ParAnalysisError, charts, save
from par_analysis.charts import drawing as module
from par_analysis.charts.drawing import Drawn, draw_figures, drawing
from par_analysis.charts.output import FORMATS

NAMES = ("waterfall", "deficit_by_agency", "agency_card_cuc-thue")
DPI = 40


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, Drawn]], list[str]]:
    """Three figures in both languages, and the order in which they were told."""
    folder = tmp_path_factory.mktemp("vẽ") / "biểu đồ mới"
    told: list[str] = []
    drawn = draw_figures(folder, dpi=DPI, names=NAMES, done=lambda name, one: told.append(f"{name} {len(one)}"))
    return folder, drawn, told


def test_every_figure_is_drawn_in_its_languages_and_told_in_order(made) -> None:
    folder, drawn, told = made
    assert told == [f"{name} 2" for name in NAMES]
    assert list(drawn) == list(NAMES)
    for name, languages in drawn.items():
        assert list(languages) == ["vi", "en"]
        for lang, one in languages.items():
            assert (one.name, one.lang) == (name, lang)
            assert one.files == tuple(folder / f"{name}_{lang}.{form}" for form in FORMATS)
            assert 0 < one.seconds < 600
    assert {path.name for path in folder.iterdir()} == {
        f"{name}_{lang}.{form}" for name in NAMES for lang in ("vi", "en") for form in FORMATS
    }


def test_what_comes_back_is_what_the_chart_says(made) -> None:
    for name, languages in made[1].items():
        for lang, one in languages.items():
            chart = charts.figures_of()[name](lang=lang)
            for what in ("headline", "subtitle", "alt", "source"):
                assert getattr(one, what) == getattr(chart, what) != ""
            pd.testing.assert_frame_equal(one.data, chart.data)
            assert one.data.attrs == chart.data.attrs


def test_files_are_those_that_save_writes(made, tmp_path: Path) -> None:
    one = made[1]["waterfall"]["en"]
    here = save(charts.waterfall(lang="en"), "a", tmp_path, dpi=DPI)
    assert [file.read_bytes() for file in one.files] == [file.read_bytes() for file in here]
    with Image.open(one.files[0]) as picture:
        assert picture.height == 7.5 * DPI


def test_one_language_may_do_without_its_suffix_and_work_begins_at_once(tmp_path: Path) -> None:
    with drawing(tmp_path, ("en",), DPI, suffix=False, names=NAMES[:1]) as figures:
        until = time.monotonic() + 60
        while not (tmp_path / f"{NAMES[0]}.pdf").exists():  # nobody has asked for results yet
            assert time.monotonic() < until
            time.sleep(0.05)
        ((name, drawn),) = figures.results()
    assert (name, list(drawn)) == (NAMES[0], ["en"])
    assert sorted(drawn["en"].files) == sorted(tmp_path.iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {f"{NAMES[0]}.{form}" for form in FORMATS}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"langs": ("vi", "fr")}, "lang = 'fr'"),
        ({"langs": "en"}, "lang = 'e'"),
        ({"dpi": 0}, "dpi = 0"),
        ({"suffix": False}, "suffix = False"),
        ({"names": ["waterfal"]}, "'waterfal'.*close.*waterfall"),
    ],
    ids=["language", "text", "dpi", "suffix", "name"],
)
def test_what_cannot_be_drawn_is_refused_before_anything_begins(wrong, told, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(module, "ProcessPoolExecutor", lambda *arguments: pytest.fail("processes were started"))
    with pytest.raises(ParAnalysisError, match=told):
        draw_figures(tmp_path / "mới", **wrong)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    wall = tmp_path / "tường"
    wall.write_text("đây là tệp", encoding="utf-8")
    told: list[str] = []
    with pytest.raises(ParAnalysisError, match=re.escape(str(wall))) as caught:
        draw_figures(wall, dpi=DPI, names=NAMES, done=lambda name, one: told.append(name))
    assert "không ghi được" in str(caught.value)
    assert told == []
    assert [path.name for path in tmp_path.iterdir()] == ["tường"]
    assert wall.read_text(encoding="utf-8") == "đây là tệp"


@pytest.mark.parametrize("raised", [KeyboardInterrupt, ParAnalysisError])
def test_leaving_early_draws_no_more_and_leaves_whole_files(raised: type[BaseException], tmp_path: Path) -> None:
    with pytest.raises(raised), drawing(tmp_path, ("vi",), DPI) as figures:
        next(figures.results())
        raise raised
    left = {path.name for path in tmp_path.iterdir()}
    # Two are being drawn, and as many and one more wait in the processes' queue.
    drawn = {name for name in charts.figures_of() if f"{name}_vi.png" in left}
    assert 1 <= len(drawn) <= 8
    assert left == {f"{name}_vi.{form}" for name in drawn for form in FORMATS}


def test_a_script_without_its_guard_is_told_what_to_do(tmp_path: Path) -> None:
    script = tmp_path / "vẽ.py"
    script.write_text(
        "import sys\nfrom par_analysis import ParAnalysisError\nfrom par_analysis.charts.drawing import draw_figures\n"
        "try:\n    draw_figures(sys.argv[1])\nexcept ParAnalysisError as error:\n    print(error)\n",
        encoding="utf-8",
    )
    ran = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "ra")], capture_output=True, encoding="utf-8", timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    assert "if __name__ == '__main__':" in ran.stdout
    assert not (tmp_path / "ra").exists()
