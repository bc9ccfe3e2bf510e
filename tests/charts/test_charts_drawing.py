"""Figures drawn by other processes: what comes back, what is refused, and what is left when something goes wrong."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from chart_cases import LANGS, Gallery
from PIL import Image

from par_analysis import Edition, ParAnalysisError, charts, save
from par_analysis.charts import drawing as module
from par_analysis.charts.drawing import draw_figures, drawing
from par_analysis.charts.output import FORMATS

NAMES = ("waterfall", "deficit_by_agency", "agency_card_cuc-thue")
DPI = 40


def test_every_figure_is_drawn_in_its_languages_in_order_as_save_writes_it(shipped: Gallery, tmp_path: Path) -> None:
    folder, told = tmp_path / "vẽ" / "biểu đồ mới", []
    drawn = draw_figures(folder, dpi=DPI, names=NAMES, done=lambda name, both: told.append(f"{name} {len(both)}"))
    assert told == [f"{name} 2" for name in NAMES]
    assert list(drawn) == list(NAMES)
    files = {f"{name}_{lang}.{form}" for name in NAMES for lang in LANGS for form in FORMATS}
    assert {path.name for path in folder.iterdir()} == files
    for name, languages in drawn.items():
        assert list(languages) == ["vi", "en"]
        for lang, figure in languages.items():
            assert (figure.name, figure.lang) == (name, lang) and 0 < figure.seconds < 600
            assert figure.files == tuple(folder / f"{name}_{lang}.{form}" for form in FORMATS)
            chart = shipped(name, lang)
            for what in ("headline", "subtitle", "alt", "source"):
                assert getattr(figure, what) == getattr(chart, what) != ""
            pd.testing.assert_frame_equal(figure.data, chart.data)
            assert figure.data.attrs == chart.data.attrs
    figure = drawn["waterfall"]["en"]
    here = save(shipped("waterfall", "en"), "a", tmp_path, dpi=DPI)
    assert [file.read_bytes() for file in figure.files] == [file.read_bytes() for file in here]
    with Image.open(figure.files[0]) as picture:
        assert picture.height == 7.5 * DPI


def test_work_on_the_edition_begins_at_once_and_one_language_may_do_without_its_suffix(
    province: Edition, tmp_path: Path
) -> None:
    own, name = pickle.loads(pickle.dumps(province)), "deficit_by_agency"
    with drawing(tmp_path, ("en",), DPI, suffix=False, names=[name], edition=own) as figures:
        until = time.monotonic() + 60
        while not (tmp_path / f"{name}.pdf").exists():  # nobody has asked for results yet
            assert time.monotonic() < until
            time.sleep(0.05)
        ((found, drawn),) = figures.results()
    assert (found, list(drawn)) == (name, ["en"]) and "Board 1" in drawn["en"].alt
    assert sorted(drawn["en"].files) == sorted(tmp_path.iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.{form}" for form in FORMATS}


def test_what_cannot_be_drawn_is_refused_before_anything_begins(province: Edition, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(module, "ProcessPoolExecutor", lambda *arguments: pytest.fail("processes were started"))
    for wrong, match in (
        ({"langs": ("vi", "fr")}, "lang = 'fr'"),
        ({"langs": "en"}, "lang = 'e'"),
        ({"dpi": 0}, "dpi = 0"),
        ({"suffix": False}, "suffix = False"),
        ({"names": ["waterfal"]}, "'waterfal'.*close.*waterfall"),
        ({"names": ["sipas_items"], "edition": province}, "lacks a SIPAS table"),
        ({"names": ["agency_card_tu-phap"], "edition": province}, "no such figure"),
    ):
        with pytest.raises(ParAnalysisError, match=match):
            draw_figures(tmp_path / "mới", **wrong)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    wall = tmp_path / "tường"
    wall.write_text("đây là tệp", encoding="utf-8")
    told: list[str] = []
    with pytest.raises(
        ParAnalysisError, match=f"không ghi được.*{re.escape(str(wall))}|{re.escape(str(wall))}.*không ghi được"
    ):
        draw_figures(wall, dpi=DPI, names=NAMES, done=lambda name, both: told.append(name))
    assert told == []
    assert [path.name for path in tmp_path.iterdir()] == ["tường"]
    assert wall.read_text(encoding="utf-8") == "đây là tệp"


def test_leaving_early_draws_no_more_and_leaves_whole_files(tmp_path: Path) -> None:
    # Any way out is the same way out: `finally` asks for no type.
    with pytest.raises(KeyboardInterrupt), drawing(tmp_path, ("vi",), DPI) as figures:
        next(figures.results())
        raise KeyboardInterrupt
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
    command = [sys.executable, str(script), str(tmp_path / "ra")]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "if __name__ == '__main__':" in ran.stdout
    assert not (tmp_path / "ra").exists()
