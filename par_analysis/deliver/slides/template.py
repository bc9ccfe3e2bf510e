"""The frame of a deck: our own plain 16:9 layouts, or the user's, found by the type of their placeholders."""

from __future__ import annotations

import copy
import io
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from par_analysis.deliver.fitting import FONT, fitted_size, shortened
from par_analysis.tables.files import OLE, retyped_zip
from par_analysis.words.errors import refused
from par_analysis.words.palette import EARNED, GAINED, GRID, LOST, LOST_LIGHT, MUTED, TARGET, TEXT

__all__ = ["Box", "Frame", "open_frame"]

_TITLES = (KIND.TITLE, KIND.CENTER_TITLE)
_BODIES = (KIND.OBJECT, KIND.BODY)
_LEAST = (8.0, 3.6)  # inches: what charts and tables of 14 points need
_LEAST_TITLE = (5.0, 0.7)  # for two lines of a message
_FOOT = (12.0, 11.0, 10.0)  # points of the page foot; the smaller ones in narrow templates
_APP = (
    b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>par_analysis</Application></Properties>"
)
_MAIN_TYPE = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_MAIN_TYPES = (
    b"application/vnd.openxmlformats-officedocument.presentationml.template.main+xml",
    b"application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml",
    b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
    b"application/vnd.ms-powerpoint.template.macroEnabled.main+xml",
    b"application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml",
)


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Inches, Inches, Inches, Inches]:
        """The same as PowerPoint counts."""
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)

    @property
    def size(self) -> str:
        """Width and height, as messages print them."""
        return f"{self.width:.1f} × {self.height:.1f} inch"

    def wider(self, by: float) -> Box:
        """Return the box with so much more on either side."""
        return Box(self.left - by, self.top, self.width + 2 * by, self.height)

    def rows(self, height: float, gap: float = 0.1) -> tuple[Box, Box]:
        """Cut off a strip at the top; return it and the rest."""
        rest = Box(self.left, self.top + height + gap, self.width, self.height - height - gap)
        return Box(self.left, self.top, self.width, height), rest

    def columns(self, share: float, gap: float = 0.3) -> tuple[Box, Box]:
        """Cut in two side by side, the left one with so much of the width."""
        left = (self.width - gap) * share
        return (
            Box(self.left, self.top, left, self.height),
            Box(self.left + left + gap, self.top, self.width - gap - left, self.height),
        )


def box_of(shape: Any) -> Box:
    """Return where a shape lies."""
    return Box(shape.left.inches, shape.top.inches, shape.width.inches, shape.height.inches)


@dataclass(frozen=True)
class Frame:
    """A presentation without slides, and the layouts to make them from.

    Attributes
    ----------
    deck : Presentation
    opening, content : SlideLayout
        For the first slide and for the others.
    chart : SlideLayout or None
        With a placeholder for a chart besides title and body, if the user's template has such a layout.
    font : str or None
        Named in every run; None leaves it to the theme of the user's template.
    template : Path or None
        The user's template, if it was made of one.
    """

    deck: Any
    opening: Any
    content: Any
    chart: Any = None
    font: str | None = FONT
    template: Path | None = None


def open_frame(template: str | os.PathLike[str] | None = None) -> Frame:
    """Open the user's template, or make the plain one.

    Raises
    ------
    ParAnalysisError
        The file cannot be read, is no .pptx, is locked with a password, or lacks a layout with the placeholders needed.
    """
    if template is None:
        return _plain()
    path = Path(template)
    deck = _read(path)
    _empty(deck)
    layouts = [layout for master in deck.slide_masters for layout in master.slide_layouts]

    def having(*needed: tuple[Any, ...]) -> list[Any]:
        return [
            layout
            for layout in layouts
            if all(any(place.placeholder_format.type in wanted for place in _places(layout)) for wanted in needed)
        ]

    content = _content(path, having(_TITLES, _BODIES), len(layouts), bool(having(_TITLES)), bool(having(_BODIES)))
    openings = [
        layout
        for layout in (*having((KIND.CENTER_TITLE,), (KIND.SUBTITLE,)), *having(_TITLES, (KIND.SUBTITLE,)))
        if _large_enough(_title_box(layout), _LEAST_TITLE)
    ]
    opening = openings[0] if openings else content
    chart = next((layout for layout in having(_TITLES, _BODIES, (KIND.CHART,)) if _holds_chart(layout)), None)
    return Frame(deck, opening, content, chart=chart, font=None, template=path)


def _places(layout: Any) -> list[Any]:
    """Return the placeholders that have a place, of their own or from the master."""
    return [p for p in layout.placeholders if None not in (p.left, p.top, p.width, p.height)]


def _title_box(layout: Any) -> Box:
    return box_of(next(place for place in _places(layout) if place.placeholder_format.type in _TITLES))


def _large_enough(box: Box, least: tuple[float, float]) -> bool:
    return box.width >= least[0] and box.height >= least[1]


def _holds_chart(layout: Any) -> bool:
    """Whether a chart of 14 points has room, and sentences beside it; otherwise the content layout serves better."""
    place = next(p for p in _places(layout) if p.placeholder_format.type == KIND.CHART)
    sizes = ((box_of(place), (6.0, 3.0)), (box_of(body_of(layout)), (2.5, 2.0)), (_title_box(layout), _LEAST_TITLE))
    return all(_large_enough(box, least) for box, least in sizes)


def _content(path: Path, found: list[Any], seen: int, has_title: bool, has_body: bool) -> Any:
    """Return the first layout whose title and content are large enough, one for any content before one for texts."""
    if not found:
        absent = [
            *([] if has_title else [("tiêu đề", "title")]),
            *([] if has_body else [("nội dung", "body or object")]),
        ] or [("tiêu đề cùng nội dung trong một bố cục", "title and body in one layout")]
        vi, en = (", ".join(names) for names in zip(*absent, strict=True))
        raise refused("no_placeholder", path=path, absent=vi, absent_en=en, layouts=seen)
    large = [
        layout
        for layout in found
        if _large_enough(box_of(body_of(layout)), _LEAST) and _large_enough(_title_box(layout), _LEAST_TITLE)
    ]
    if not large:
        best = max(found, key=lambda layout: body_of(layout).width * body_of(layout).height)
        raise refused(
            "small_placeholder",
            path=path,
            layout=best.name,
            body=box_of(body_of(best)).size,
            least_body=Box(0, 0, *_LEAST).size,
            title=_title_box(best).size,
            least_title=Box(0, 0, *_LEAST_TITLE).size,
        )
    return next((one for one in large if body_of(one).placeholder_format.type == KIND.OBJECT), large[0])


def body_of(holder: Any) -> Any:
    """Return the largest body or object placeholder of a layout or slide."""
    found = [place for place in _places(holder) if place.placeholder_format.type in _BODIES]
    return max(found, key=lambda place: place.width * place.height, default=None)


def _read(path: Path) -> Any:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise refused("unreadable", f": {error.strerror}", path=path) from None
    if raw.startswith(OLE):
        raise refused("locked", path=path, old=".ppt", program="PowerPoint", new=".pptx")
    try:
        # An ordinary presentation, whatever it was.
        deck = Presentation(io.BytesIO(retyped_zip(raw, _MAIN_TYPES, _MAIN_TYPE)))
        # What is broken shows only when it is looked at.
        for master in deck.slide_masters:
            for layout in master.slide_layouts:
                for place in layout.placeholders:
                    _ = place.placeholder_format.type, place.left
    except Exception as error:  # a broken file may fail anywhere in the reader
        raise refused("unreadable_as", f": {type(error).__name__}", path=path, ending=".pptx, .potx") from None
    return deck


def _empty(deck: Any) -> None:
    """Take the slides out, what leads to them or describes them, and macros."""
    root = deck.part._element
    for one in list(deck.slides._sldIdLst):
        deck.part.drop_rel(one.get(qn("r:id")))
        deck.slides._sldIdLst.remove(one)
    for child in list(root):
        name = etree.QName(child).localname
        if name == "custShowLst":
            root.remove(child)
        if name == "extLst":
            for extension in list(child):
                if any(etree.QName(inner).localname == "sectionLst" for inner in extension):
                    child.remove(extension)
            if not len(child):
                root.remove(child)
    for holder in [deck.slide_masters, *(master.slide_layouts for master in deck.slide_masters)]:
        for one in holder:
            _unlink(one)
    for key, rel in list(deck.part.rels.items()):
        if rel.reltype.endswith(("/vbaProject", "/printerSettings", "/commentAuthors")):
            deck.part.rels.pop(key)
        elif rel.reltype == RT.PRES_PROPS:
            # A show of some of the old slides only would hide the new ones.
            blob = re.sub(rb"<p:(?:sldRg|custShow)\b[^>]*/>", b"<p:sldAll/>", rel.target_part.blob)
            rel.target_part._blob = blob
    package = deck.part.package
    for key, rel in list(package._rels.items()):
        if rel.reltype == RT.THUMBNAIL:
            package._rels.pop(key)
        elif rel.reltype == RT.EXTENDED_PROPERTIES:
            # It counts and names the old slides; programs fill it in when they save.
            rel.target_part._blob = _APP


def _unlink(holder: Any) -> None:
    """Take out the links of a master or layout to slides that are gone."""
    for key, rel in list(holder.part.rels.items()):
        if rel.reltype == RT.SLIDE:
            for link in holder._element.xpath(f'.//*[@r:id="{key}"]'):
                link.getparent().remove(link)
            holder.part.rels.pop(key)


def _plain() -> Frame:
    """Make the plain layouts: title, content and page foot on white, one thin rule."""
    deck = Presentation()
    _empty(deck)
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    master = deck.slide_master
    for layout in list(deck.slide_layouts):
        if layout.name not in ("Title Slide", "Title and Content"):
            deck.slide_layouts.remove(layout)
    opening, content = deck.slide_layouts
    _theme(master)
    places = {
        KIND.TITLE: Box(0.55, 0.28, 12.23, 1.12),
        KIND.BODY: Box(0.55, 1.55, 12.23, 5.25),
        KIND.FOOTER: Box(0.55, 6.95, 11.0, 0.36),
        KIND.SLIDE_NUMBER: Box(11.78, 6.95, 1.0, 0.36),
        KIND.CENTER_TITLE: Box(0.9, 1.6, 11.5, 1.9),
        KIND.SUBTITLE: Box(0.9, 3.75, 11.5, 2.7),
    }
    for holder in (master, opening, content):
        for place in list(holder.placeholders):
            kind = place.placeholder_format.type
            if kind == KIND.DATE:
                place._element.getparent().remove(place._element)
            elif kind in places and (holder is master or kind in (KIND.CENTER_TITLE, KIND.SUBTITLE)):
                place.left, place.top, place.width, place.height = places[kind].emu
    _styles(master, opening)
    _rectangle(master, Box(0.65, 1.44, 12.03, 0.02), GRID, "Rule")
    _rectangle(opening, Box(0.0, 0.0, 0.35, 7.5), GAINED, "Band")
    # The rule below the title belongs to the other slides.
    opening._element.set("showMasterSp", "0")
    return Frame(deck, opening, content)


def _styles(master: Any, opening: Any) -> None:
    """Set sizes, colours and sides of the texts of the layouts."""
    styles = master._element.find(qn("p:txStyles"))
    title = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    run = title.find(qn("a:defRPr"))
    run.set("sz", "2600")
    run.set("b", "1")
    for number, level in enumerate(styles.find(qn("p:bodyStyle"))):
        level.find(qn("a:defRPr")).set("sz", "1600" if number == 0 else "1400")
    for place in master.placeholders:
        if place.placeholder_format.type == KIND.TITLE:
            place.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        if place.placeholder_format.type in (KIND.FOOTER, KIND.SLIDE_NUMBER):
            for level in place._element.iter(qn("a:lvl1pPr")):
                level.set("algn", "l" if place.placeholder_format.type == KIND.FOOTER else "r")
                for font in level.iter(qn("a:defRPr")):
                    font.set("sz", "1200")
    for place in opening.placeholders:
        for level in place._element.iter(qn("a:lvl1pPr")):
            level.set("algn", "l")
        if place.placeholder_format.type == KIND.CENTER_TITLE:
            place.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM


def _theme(master: Any) -> None:
    """Put our colours and the font into the theme."""
    part = master.part.part_related_by(RT.THEME)
    colors = {
        "dk1": TEXT,
        "dk2": MUTED,
        "lt2": GRID,
        "accent1": GAINED,
        "accent2": LOST,
        "accent3": TARGET,
        "accent4": EARNED,
        "accent5": LOST_LIGHT,
        "accent6": MUTED,
    }
    text = part.blob.decode("utf-8")
    for name, color in colors.items():
        text = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf'\g<1><a:srgbClr val="{color[1:]}"/>\g<2>', text, flags=re.S)
    text = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", text)
    part._blob = text.encode("utf-8")


def _rectangle(holder: Any, box: Box, color: str, name: str) -> None:
    """Draw a rectangle on a layout, behind its placeholders."""
    left, top, width, height = box.emu
    tree = holder.shapes._spTree
    number = max(int(one.get("id")) for one in tree.iter() if one.tag.endswith("}cNvPr")) + 1
    tree.insert(
        2,
        parse_xml(
            '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            f'<p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
            f'<p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="{color[1:]}"/></a:solidFill>'
            "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
        ),
    )


def add_foot(frame: Frame, slide: Any, text: str) -> None:
    """Write the page foot and the page number, into the layout's own places where it has them."""
    places = {place.placeholder_format.type: place for place in _places(slide.slide_layout)}
    wide, high = frame.deck.slide_width.inches, frame.deck.slide_height.inches
    number = places.get(KIND.SLIDE_NUMBER)
    foot = places.get(KIND.FOOTER)
    box = Box(0.5, high - 0.45, wide - 2.0, 0.36) if foot is None else box_of(foot)
    date = places.get(KIND.DATE)
    if foot is not None and date is not None and date.top == foot.top and date.left < foot.left:
        # No date stands in its place: the foot may.
        box = Box(date.left.inches, box.top, Emu(foot.left + foot.width - date.left).inches, box.height)
    shape = slide.shapes.add_textbox(*box.emu) if foot is None else _copied(slide, foot, box)
    size = fitted_size(text, _FOOT, box.width - 0.2, 1.0, frame.font, most=1)
    shape.text_frame.text = shortened(text, size, box.width - 0.2, frame.font)
    _foot_font(shape.text_frame.paragraphs[0].runs[0].font, frame, size)
    own = Box(wide - 1.3, high - 0.45, 0.8, 0.36)
    shape = slide.shapes.add_textbox(*own.emu) if number is None else _copied(slide, number, box_of(number))
    _number(shape.text_frame, frame)


def _copied(slide: Any, place: Any, box: Box) -> Any:
    """Copy a placeholder of the layout to the slide; python-pptx leaves those of the page foot out."""
    element = copy.deepcopy(place._element)
    tree = slide.shapes._spTree
    element.nvSpPr.cNvPr.set("id", str(max(int(i) for i in tree.xpath("//@id") if str(i).isdigit()) + 1))
    tree.append(element)
    shape = slide.shapes[-1]
    shape.left, shape.top, shape.width, shape.height = box.emu
    return shape


def _number(text_frame: Any, frame: Frame) -> None:
    """Put the field of the page number into a text frame."""
    paragraph = text_frame.paragraphs[0]._p
    for child in list(paragraph):
        if not child.tag.endswith("}pPr"):
            paragraph.remove(child)
    font = f'<a:latin typeface="{frame.font}"/>' if frame.font else ""
    number = len(frame.deck.slides)
    paragraph.append(
        parse_xml(
            '<a:fld xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
            'id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
            f'<a:rPr lang="vi-VN" sz="1200"><a:solidFill><a:srgbClr val="{MUTED[1:]}"/></a:solidFill>{font}</a:rPr>'
            f"<a:t>{number}</a:t></a:fld>"
        )
    )


def _foot_font(font: Any, frame: Frame, size: float) -> None:
    font.size = Pt(size)
    font.color.rgb = RGBColor.from_string(MUTED[1:])
    if frame.font:
        font.name = frame.font
