"""Templates of the user: used by the type of their placeholders, or refused with what is missing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.util import Inches
from slides_cases import assert_fits, charts_of, same_inside

from par_analysis import ParAnalysisError, export_tables
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.slides.content import by_field
from par_analysis.deliver.slides.deck import Deck
from par_analysis.deliver.slides.template import Box, open_frame
from par_analysis.deliver.slides.writing import write_slides

_KIND = b"application/vnd.%s.main+xml"
_PLAIN = _KIND % b"openxmlformats-officedocument.presentationml.presentation"
_OTHERS = (
    _KIND % b"openxmlformats-officedocument.presentationml.template",
    _KIND % b"openxmlformats-officedocument.presentationml.slideshow",
    _KIND % b"ms-powerpoint.presentation.macroEnabled",
    _KIND % b"ms-powerpoint.template.macroEnabled",
    _KIND % b"ms-powerpoint.slideshow.macroEnabled",
)
_TWO = ("Title Slide", "Title and Content")


def _template(path: Path, keep: tuple[str, ...] = _TWO, change: Callable[[Any], None] = lambda deck: None) -> Path:
    deck = Presentation()
    for layout in list(deck.slide_layouts):
        if layout.name not in keep:
            deck.slide_layouts.remove(layout)
    change(deck)
    deck.save(str(path))
    return path


def _refused(path: Path) -> str:
    """What is said of a template; nothing is written."""
    target = path.parent / "không có.pptx"
    before = sorted(path.parent.iterdir())
    with pytest.raises(ParAnalysisError) as raised:
        write_slides(target, template=path)
    assert sorted(path.parent.iterdir()) == before
    assert path.name in str(raised.value)
    return str(raised.value)


def test_boxes_are_cut_without_loss() -> None:
    box = Box(1, 2, 8, 4)
    top, rest = box.rows(1, 0.25)
    assert top.height + 0.25 + rest.height == 4 and rest.top == 3.25
    left, right = box.columns(0.25, 0.4)
    assert left.width == pytest.approx(1.9) and right.left + right.width == 9
    assert box.wider(0.5) == Box(0.5, 2, 9, 4)


def test_a_narrow_template_gives_layouts_and_keeps_its_size_but_not_its_slides(decks, slides_paths) -> None:
    deck = decks["narrow"]
    assert deck.slide_width == Inches(10) and len(deck.slides) == 12 + 15
    assert {slide.slide_layout.name for slide in deck.slides} == {"Title Slide", "Title and Content"}
    assert all("cũ" not in slide.notes_slide.notes_text_frame.text.split("\n") for slide in deck.slides)
    frames = [shape.text_frame for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    runs = [run for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs]
    assert {run.font.name for run in runs} == {None}  # the theme's
    with zipfile.ZipFile(slides_paths["narrow"]) as package:
        names = package.namelist()
        assert sum(bool(re.fullmatch(r"ppt/slides/slide\d+\.xml", name)) for name in names) == len(deck.slides)


def test_potx_and_files_with_macros_give_an_ordinary_presentation(tmp_path: Path) -> None:
    plain = _template(tmp_path / "a.pptx")

    def change(name: str, data: bytes) -> bytes:
        if name == "[Content_Types].xml":
            return data.replace(_PLAIN, kind)
        if name == "ppt/_rels/presentation.xml.rels":
            macro = b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="presProps.xml"/>'
            return data.replace(b"</Relationships>", macro + b"</Relationships>")
        return data

    for kind in _OTHERS:
        with zipfile.ZipFile(plain) as old, zipfile.ZipFile(tmp_path / "mẫu.potx", "w") as new:
            for name in old.namelist():
                new.writestr(name, change(name, old.read(name)))
        saved = io.BytesIO()
        open_frame(tmp_path / "mẫu.potx").deck.save(saved)
        with zipfile.ZipFile(saved) as package:
            types = package.read("[Content_Types].xml")
            assert kind not in types and _PLAIN in types
            assert b"vbaProject" not in package.read("ppt/_rels/presentation.xml.rels")


def test_what_leads_to_the_templates_own_slides_goes_with_them(tmp_path: Path) -> None:
    def change(deck: Any) -> None:
        first = deck.slides.add_slide(deck.slide_layouts[0])
        layout = deck.slide_layouts[1]
        key = layout.part.relate_to(
            first.part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/slide"
        )
        layout.placeholders[0]._element.nvSpPr.cNvPr.append(
            parse_xml(
                '<a:hlinkClick xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/'
                f'officeDocument/2006/relationships" r:id="{key}" action="ppaction://hlinksldjump"/>'
            )
        )
        ns = deck.part._element.nsmap["p"]
        rule = f'<p:presentationPr xmlns:p="{ns}"><p:showPr><p:custShow id="0"/></p:showPr></p:presentationPr>'
        deck.part.part_related_by(RT.PRES_PROPS)._blob = rule.encode()
        shows = parse_xml(
            f'<p:custShowLst xmlns:p="{ns}"><p:custShow name="a" id="0"><p:sldLst/></p:custShow></p:custShowLst>'
        )
        deck.part._element.find(f"{{{ns}}}notesSz").addnext(shows)

    template = _template(tmp_path / "mẫu.pptx", change=change)
    frame = open_frame(template)
    held = io.BytesIO()
    frame.deck.save(held)
    with zipfile.ZipFile(held) as package:
        assert not [name for name in package.namelist() if name.startswith("ppt/slides/")]
        assert b"custShow" not in package.read("ppt/presentation.xml")
        assert b"<p:showPr><p:sldAll/></p:showPr>" in package.read("ppt/presProps.xml")
        assert b"hlinkClick" not in package.read("ppt/slideLayouts/slideLayout2.xml")


def test_a_layout_with_a_place_for_a_chart_is_used(tmp_path: Path) -> None:
    def change(deck: Any) -> None:
        deck.slide_width = Inches(13.333)
        content, chart = deck.slide_layouts[1], deck.slide_layouts[2]
        for layout, box in ((content, (0.5, 1.8, 12.3, 4.9)), (chart, (8.9, 1.8, 3.9, 4.9))):
            place = next(p for p in layout.placeholders if p.placeholder_format.idx == 1)
            place.left, place.top, place.width, place.height = map(Inches, box)
        second = next(p for p in chart.placeholders if p.placeholder_format.idx == 2)
        second.left, second.top, second.width, second.height = map(Inches, (0.5, 1.8, 8.2, 4.9))
        second._element.nvSpPr.nvPr.find(".//{*}ph").set("type", "chart")

    template = _template(tmp_path / "mẫu.pptx", ("Title Slide", "Title and Content", "Two Content"), change)
    frame = open_frame(template)
    assert frame.chart is not None and frame.chart.name == "Two Content"
    deck = Deck(frame, facts_of())
    by_field(deck)
    (shape,) = charts_of(frame.deck.slides[0])
    assert shape.left == Inches(0.5) and shape.is_placeholder
    same_inside(shape)


def test_the_first_layout_that_is_large_enough_is_taken(tmp_path: Path) -> None:
    def change(deck: Any) -> None:
        first = next(p for p in deck.slide_layouts[0].placeholders if p.placeholder_format.idx == 1)
        first.left, first.top, first.width, first.height = map(Inches, (1, 2, 3, 2))

    template = _template(tmp_path / "mẫu.pptx", ("Title and Content", "Two Content", "Title and Vertical Text"), change)
    assert open_frame(template).content.name == "Title and Vertical Text"


def test_a_narrow_place_for_the_foot_takes_less_of_it(tmp_path: Path) -> None:
    def change(deck: Any) -> None:
        for layout in deck.slide_layouts:
            date, foot = (next(p for p in layout.placeholders if p.placeholder_format.idx == n) for n in (10, 11))
            date._element.getparent().remove(date._element)
            foot.left, foot.top, foot.width, foot.height = map(Inches, (3.4, 6.95, 2.5, 0.4))

    frame = open_frame(_template(tmp_path / "mẫu.pptx", change=change))
    Deck(frame, facts_of()).page("Một thông điệp", ["ghi chú"], "nguồn")
    (foot,) = [
        shape for shape in frame.deck.slides[0].shapes if shape.has_text_frame and "SIPAS" in shape.text_frame.text
    ]
    assert foot.left == Inches(3.4) and foot.text_frame.text.endswith("…")
    assert foot.text_frame.paragraphs[0].runs[0].font.size.pt == 10
    assert_fits(frame.deck)


def _placed(*inches: float) -> Callable[[Any], None]:
    """Change where the content of the second layout stands."""

    def change(deck: Any) -> None:
        place = deck.slide_layouts[1].placeholders[1]
        place.left, place.top, place.width, place.height = map(Inches, inches)

    return change


def test_what_a_template_lacks_is_named(tmp_path: Path) -> None:
    for number, (told, keep, change) in enumerate((
        ("body", ("Title Only",), lambda deck: None),
        (r"title.*body", ("Blank",), lambda deck: None),
        ("too small", ("Title Only", "Picture with Caption"), lambda deck: None),
        ("too small", ("Vertical Title and Text",), lambda deck: None),
        ("4.0 × 2.0 inch", _TWO, _placed(1, 2, 4, 2)),
        ("the table is higher than the room", _TWO, _placed(1, 2, 8.1, 3.7)),
        ("body", _TWO, _without_places),
    )):  # fmt: skip
        assert re.search(told, _refused(_template(tmp_path / f"{number}.pptx", keep, change))), (number, told)


def _without_places(deck: Any) -> None:
    """Take the places of contents away: such placeholders are passed over."""
    for holder in (deck.slide_master, *deck.slide_layouts):
        for place in holder.placeholders:
            if "BODY" in str(place.placeholder_format.type) or "OBJECT" in str(place.placeholder_format.type):
                for old in place._element.spPr.findall("{*}xfrm"):
                    place._element.spPr.remove(old)


def test_what_is_no_template_is_refused(tmp_path: Path) -> None:
    plain = _template(tmp_path / "đủ.pptx", ("Title and Content",))
    whole, gutted = plain.read_bytes(), io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(gutted, "w") as target:
        for name in source.namelist():
            if "slideMaster1.xml" not in name:
                target.writestr(name, source.read(name))
    (tmp_path / "thư mục.pptx").mkdir()
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
    workbook = export_tables(tmp_path / "b.xlsx").read_bytes()
    cut = whole[: len(whole) // 2]
    files = {
        "chữ": b"xin ch\xc3\xa0o",
        "rỗng": b"",
        "khóa": locked,
        "cụt": cut,
        "bảng": workbook,
        "thiếu": gutted.getvalue(),
    }
    for name, data in files.items():
        (tmp_path / f"{name}.pptx").write_bytes(data)
    for name in (*files, "thư mục", "không có tệp"):
        assert ("password" if name == "khóa" else "read") in _refused(tmp_path / f"{name}.pptx"), name
