"""Templates of the user: used by the type of their placeholders, or refused with what is missing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.util import Inches
from slides_cases import assert_apart, assert_fits, charts_of, same_inside

from par_analysis import ParAnalysisError, export_tables
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.slides.content import by_field
from par_analysis.deliver.slides.deck import Deck
from par_analysis.deliver.slides.template import Box, open_frame
from par_analysis.deliver.slides.writing import write_slides

_PLAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_TEMPLATE = "application/vnd.openxmlformats-officedocument.presentationml.template.main+xml"
_MACROS = "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"


def _template(path: Path, keep: tuple[str, ...], change: Callable[[Any], None] = lambda deck: None) -> Path:
    deck = Presentation()
    for layout in list(deck.slide_layouts):
        if layout.name not in keep:
            deck.slide_layouts.remove(layout)
    change(deck)
    deck.save(str(path))
    return path


def _edited(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target


def _main_type(path: Path) -> str:
    types = etree.fromstring(zipfile.ZipFile(path).read("[Content_Types].xml"))
    (found,) = [one.get("ContentType") for one in types if one.get("PartName") == "/ppt/presentation.xml"]
    return str(found)


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


def test_a_narrow_template_gives_layouts_and_keeps_its_size_but_not_its_slides(slides_narrow: Path) -> None:
    deck = Presentation(str(slides_narrow))
    assert deck.slide_width == Inches(10) and len(deck.slides) == 12 + 15
    assert {slide.slide_layout.name for slide in deck.slides} == {"Title Slide", "Title and Content"}
    assert all("cũ" not in slide.notes_slide.notes_text_frame.text.split("\n") for slide in deck.slides)
    frames = [shape.text_frame for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    runs = [run for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs]
    assert {run.font.name for run in runs} == {None}  # the theme's
    assert_fits(deck)
    assert_apart(deck)
    with zipfile.ZipFile(slides_narrow) as package:
        names = package.namelist()
        assert sum(bool(re.fullmatch(r"ppt/slides/slide\d+\.xml", name)) for name in names) == len(deck.slides)
        assert not [name for name in names if "thumbnail" in name or "printerSettings" in name]
        assert b"Slides>" not in package.read("docProps/app.xml")


@pytest.mark.parametrize("kind", [_TEMPLATE, _MACROS])
def test_potx_and_files_with_macros_give_an_ordinary_presentation(tmp_path: Path, kind: str) -> None:
    plain = _template(tmp_path / "a.pptx", ("Title Slide", "Title and Content"))

    def change(name: str, data: bytes) -> bytes:
        if name == "[Content_Types].xml":
            return data.replace(_PLAIN.encode(), kind.encode())
        if name == "ppt/_rels/presentation.xml.rels":
            macro = b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="presProps.xml"/>'
            return data.replace(b"</Relationships>", macro + b"</Relationships>")
        return data

    template = _edited(plain, tmp_path / "mẫu.potx", change)
    assert _main_type(template) == kind
    made = write_slides(tmp_path / "x.pptx", agency="Cục Thuế TP", template=template)
    assert _main_type(made) == _PLAIN
    assert b"vbaProject" not in zipfile.ZipFile(made).read("ppt/_rels/presentation.xml.rels")
    assert len(Presentation(str(made)).slides) == 13


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

    template = _template(tmp_path / "mẫu.pptx", ("Title Slide", "Title and Content"), change)
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

    frame = open_frame(_template(tmp_path / "mẫu.pptx", ("Title Slide", "Title and Content"), change))
    Deck(frame, facts_of()).page("Một thông điệp", ["ghi chú"], "nguồn")
    (foot,) = [
        shape for shape in frame.deck.slides[0].shapes if shape.has_text_frame and "SIPAS" in shape.text_frame.text
    ]
    assert foot.left == Inches(3.4) and foot.text_frame.text.endswith("…")
    assert foot.text_frame.paragraphs[0].runs[0].font.size.pt == 10
    assert_fits(frame.deck)


@pytest.mark.parametrize(
    ("keep", "told"),
    [
        (("Title Only",), "body"),
        (("Blank",), r"title.*body"),
        (("Title Only", "Picture with Caption"), "too small"),
        (("Vertical Title and Text",), "too small"),
    ],
)
def test_what_a_template_lacks_is_named(tmp_path: Path, keep: tuple[str, ...], told: str) -> None:
    assert re.search(told, _refused(_template(tmp_path / "mẫu.pptx", keep)))


@pytest.mark.parametrize("kind", ["text", "empty", "workbook", "locked", "cut", "folder", "gutted", "none"])
def test_what_is_no_template_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "mẫu.pptx"
    plain = _template(tmp_path / "đủ.pptx", ("Title and Content",))
    whole = plain.read_bytes()
    if kind == "folder":
        path.mkdir()
    elif kind == "workbook":
        export_tables(tmp_path / "b.xlsx").rename(path)
    elif kind == "gutted":
        with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
            for name in source.namelist():
                if "slideMaster1.xml" not in name:
                    target.writestr(name, source.read(name))
    elif kind != "none":
        locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
        path.write_bytes(
            {"text": b"xin ch\xc3\xa0o", "empty": b"", "locked": locked, "cut": whole[: len(whole) // 2]}[kind]
        )
    assert ("password" if kind == "locked" else "read") in _refused(path)


def test_a_small_content_place_is_refused(tmp_path: Path) -> None:
    def change(deck: Any) -> None:
        place = deck.slide_layouts[1].placeholders[1]
        place.left, place.top, place.width, place.height = Inches(1), Inches(2), Inches(4), Inches(2)

    assert "4.0 × 2.0 inch" in _refused(_template(tmp_path / "nhỏ.pptx", ("Title Slide", "Title and Content"), change))


def test_a_table_that_finds_no_room_is_an_error_of_the_template(tmp_path: Path) -> None:
    def change(deck: Any) -> None:
        place = deck.slide_layouts[1].placeholders[1]
        place.left, place.top, place.width, place.height = Inches(1), Inches(2), Inches(8.1), Inches(3.7)

    told = _refused(_template(tmp_path / "thấp.pptx", ("Title Slide", "Title and Content"), change))
    assert "the table is higher than the room" in told


def test_places_without_a_place_are_passed_over(tmp_path: Path) -> None:
    def change(deck: Any) -> None:
        for holder in (deck.slide_master, *deck.slide_layouts):
            for place in holder.placeholders:
                if "BODY" in str(place.placeholder_format.type) or "OBJECT" in str(place.placeholder_format.type):
                    for old in place._element.spPr.findall("{*}xfrm"):
                        place._element.spPr.remove(old)

    assert "body" in _refused(_template(tmp_path / "lạ.pptx", ("Title Slide", "Title and Content"), change))


def test_the_template_is_never_overwritten(tmp_path: Path) -> None:
    template = _template(tmp_path / "mẫu.pptx", ("Title Slide", "Title and Content"))
    before = template.read_bytes()
    (tmp_path / "b").mkdir()
    for path in (template, tmp_path / "b" / ".." / "mẫu.pptx"):
        with pytest.raises(ParAnalysisError, match="is the template itself"):
            write_slides(path, template=template)
    assert template.read_bytes() == before
