"""Templates of the user: used by the type of their placeholders, or refused with what is missing."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Inches

from par_analysis import ParAnalysisError, export_tables
from par_analysis.briefing import write_slides
from par_analysis.briefing.slides.template import open_frame


def _template(path: Path, keep: tuple[str, ...], slides: int = 2) -> Path:
    deck = Presentation()
    for layout in list(deck.slide_layouts):
        if layout.name not in keep:
            deck.slide_layouts.remove(layout)
    for _ in range(slides):
        deck.slides.add_slide(deck.slide_layouts[0]).notes_slide.notes_text_frame.text = "cũ"
    deck.save(str(path))
    return path


def test_a_template_gives_layouts_and_keeps_its_size_but_not_its_slides(tmp_path: Path) -> None:
    template = _template(tmp_path / "mẫu.pptx", ("Title Slide", "Title and Content"))
    deck = Presentation(str(write_slides(tmp_path / "x.pptx", template=template)))
    assert deck.slide_width == Inches(10)
    assert len(deck.slides) == 12
    assert {slide.slide_layout.name for slide in deck.slides} == {"Title Slide", "Title and Content"}
    assert all(slide.notes_slide.notes_text_frame.text != "cũ" for slide in deck.slides)
    runs = [
        r for s in deck.slides for sh in s.shapes if sh.has_text_frame for p in sh.text_frame.paragraphs for r in p.runs
    ]
    assert {run.font.name for run in runs} == {None}  # the theme's
    empty = [sh.name for s in deck.slides for sh in s.placeholders if sh.has_text_frame and not sh.text_frame.text]
    assert not empty
    with zipfile.ZipFile(tmp_path / "x.pptx") as package:
        assert sum(name.startswith("ppt/slides/slide") for name in package.namelist()) == 12


@pytest.mark.parametrize(
    ("keep", "told"),
    [
        (("Title Only",), "body"),
        (("Blank",), r"title.*body"),
        (("Title Only", "Picture with Caption"), "too small|body"),
    ],
)
def test_what_a_template_lacks_is_named(tmp_path: Path, keep: tuple[str, ...], told: str) -> None:
    template = _template(tmp_path / "mẫu.pptx", keep)
    with pytest.raises(ParAnalysisError, match=told):
        write_slides(tmp_path / "x.pptx", template=template)
    assert not (tmp_path / "x.pptx").exists()


@pytest.mark.parametrize("kind", ["text", "empty", "workbook", "locked", "cut", "folder", "gutted"])
def test_what_is_no_template_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "mẫu.pptx"
    whole = _template(tmp_path / "đủ.pptx", ("Title and Content",)).read_bytes()
    if kind == "folder":
        path.mkdir()
    elif kind == "workbook":
        export_tables(tmp_path / "b.xlsx").rename(path)
    elif kind == "gutted":
        with zipfile.ZipFile(tmp_path / "đủ.pptx") as source, zipfile.ZipFile(path, "w") as target:
            for name in source.namelist():
                if "slideMaster1.xml" not in name:
                    target.writestr(name, source.read(name))
    else:
        locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
        path.write_bytes(
            {"text": b"xin ch\xc3\xa0o", "empty": b"", "locked": locked, "cut": whole[: len(whole) // 2]}[kind]
        )
    with pytest.raises(ParAnalysisError, match=r"password" if kind == "locked" else r"read"):
        write_slides(tmp_path / "x.pptx", template=path)
    assert not (tmp_path / "x.pptx").exists()


def test_a_small_content_place_is_refused(tmp_path: Path) -> None:
    deck = Presentation()
    for layout in list(deck.slide_layouts)[2:]:
        deck.slide_layouts.remove(layout)
    place: Any = deck.slide_layouts[1].placeholders[1]
    place.left, place.top, place.width, place.height = Inches(1), Inches(2), Inches(4), Inches(2)
    deck.save(str(tmp_path / "nhỏ.pptx"))
    with pytest.raises(ParAnalysisError, match=r"4\.0 × 2\.0 inch"):
        open_frame(tmp_path / "nhỏ.pptx")
