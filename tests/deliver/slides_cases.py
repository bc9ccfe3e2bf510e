"""How tests read a deck, measure its texts and find what overlaps."""

from __future__ import annotations

import functools
import io
import shutil
import subprocess
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import ImageFont
from pptx import Presentation

from par_analysis.deliver.fitting import FONT, text_width
from par_analysis.scenario.scenario import Change, Scenario

_NS = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart", "a": "http://schemas.openxmlformats.org/drawingml/2006/main"}  # fmt: skip
LINE = 1.2207  # of Calibri, in font sizes


LONG = "Đẩy mạnh chuyển đổi số, trả hồ sơ đúng hạn và nâng mức độ hài lòng của người dân ở mọi xã, phường, phương án"


def odd_six() -> list[Scenario]:
    """Scenarios as users may write them."""
    formulas = ['=HYPERLINK("http://x";1) _x000D_', "+1 @x\x0b\x01\ufffe{=SUM(1)}", "-2", "@SUM(1)"]
    titles = [f"{LONG} 1", f"{LONG} 2", *formulas]
    return [
        Scenario(title, (Change("code", "5.5", "score", 0.5 + 0.01 * n),), author="=1+1", reason="@lý do\x00 " * n)
        for n, title in enumerate(titles, 1)
    ]


def narrow_template(path: Path) -> Path:
    deck = Presentation()
    for _ in range(3):
        deck.slides.add_slide(deck.slide_layouts[0]).notes_slide.notes_text_frame.text = "cũ"
    deck.save(str(path))
    return path


def title_of(slide: Any) -> str:
    return str(slide.shapes.title.text_frame.text)


def charts_of(slide: Any) -> list[Any]:
    return [shape for shape in slide.shapes if shape.has_chart]


def tables_of(slide: Any) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row.cells] for row in shape.table.rows] for shape in slide.shapes if shape.has_table
    ]


def notes_of(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text)


def names_in(shape: Any) -> list[str]:
    """The categories of a chart."""
    return [str(name) for name in shape.chart.plots[0].categories]


def series_of(shape: Any) -> dict[str, list[float]]:
    return {series.name: list(series.values) for series in shape.chart.plots[0].series}


def held_in(chart: Any) -> list[list[Any]]:
    """Cells of the workbook inside a chart."""
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def same_inside(shape: Any) -> None:
    """What is drawn is what the workbook inside holds at the cells that the chart names."""
    book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
    named = shape.chart._chartSpace.xpath(".//c:ser//c:numRef | .//c:ser//c:strRef")
    assert named and len(book.worksheets) == 1
    for one in named:
        sheet, _, cells = one.findtext("c:f", namespaces=_NS).partition("!")
        found = book[sheet][cells.replace("$", "")]
        values = [cell.value for row in (found if isinstance(found, tuple) else ((found,),)) for cell in row]
        drawn = [v.text for v in one.iterfind(".//c:v", _NS)]
        if one.tag.endswith("numRef"):
            assert values == pytest.approx(list(map(float, drawn)), abs=1e-12), cells
        else:
            assert values == drawn, cells


def labels_of(series: Any) -> list[str]:
    return [
        "".join(t.text for t in label.iterfind(".//a:t", _NS)) for label in series._element.iterfind(".//c:dLbl", _NS)
    ]


def frames_of(deck: Any) -> Iterator[tuple[int, Any]]:
    for number, slide in enumerate(deck.slides, 1):
        for shape in slide.shapes:
            if shape.has_text_frame and shape.text_frame.text.strip():
                yield number, shape


@functools.cache
def carlito(bold: bool) -> str:
    """File of the font with Calibri's widths, or of Calibri itself; empty if this machine has neither."""
    if shutil.which("fc-match") is None:
        return ""
    wanted = f"{FONT}:bold" if bold else FONT
    ran = subprocess.run(["fc-match", "-f", "%{family}|%{file}", wanted], capture_output=True, text=True, check=True)
    family, _, file = ran.stdout.partition("|")
    return file if {"Carlito", "Calibri"} & set(family.split(",")) else ""


@functools.cache
def _drawn(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(carlito(bold), 2048)


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Width in inches by the font's own file where there is one, otherwise by the library."""
    if carlito(bold):
        return _drawn(bold).getlength(text) / 2048 * size / 72
    return text_width(text, size, FONT, bold=bold)


def lines_in(text: str, size: float, width: float, *, bold: bool = False) -> int:
    """Lines that programs break a text into."""
    lines, used = 1, 0.0
    for word in text.split(" "):
        wide = width_of(word, size, bold=bold)
        if used and used + width_of(" ", size, bold=bold) + wide > width:
            lines, used = lines + 1, 0.0
        lines += int(wide // width)
        used += (width_of(" ", size, bold=bold) if used else 0.0) + wide % width
    return lines


def needed_by(shape: Any) -> float:
    """Height in inches that the texts of a shape take, with the room that the frame keeps free."""
    bulleted = shape.is_placeholder and any(kind in str(shape.placeholder_format.type) for kind in ("BODY", "OBJECT"))
    width = shape.width.inches - 0.2 - (0.375 if bulleted else 0.0)
    height = 0.1
    for paragraph in shape.text_frame.paragraphs:
        for run in paragraph.runs[:1]:
            lines = lines_in(paragraph.text, run.font.size.pt, width, bold=bool(run.font.bold))
            after = paragraph.space_after.pt if paragraph.space_after is not None else 0
            height += (lines * run.font.size.pt * LINE + after) / 72
    return height


def assert_fits(deck: Any) -> None:
    """No text leaves its box, no row of a table grows, no word is broken in a table, nothing leaves the slide."""
    wide, high = deck.slide_width, deck.slide_height
    for number, shape in frames_of(deck):
        assert needed_by(shape) <= shape.height.inches + 0.01, (number, shape.text_frame.text)
    for number, slide in enumerate(deck.slides, 1):
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0, (number, shape.name)
            assert shape.left + shape.width <= wide and shape.top + shape.height <= high, (number, shape.name)
            for row in shape.table.rows if shape.has_table else ():
                for column, cell in zip(shape.table.columns, row.cells, strict=True):
                    font = cell.text_frame.paragraphs[0].runs[0].font
                    size, bold, room = font.size.pt, bool(font.bold), column.width.inches - 0.2
                    height = lines_in(cell.text, size, room, bold=bold) * size * LINE / 72 + 0.1
                    assert height <= row.height.inches + 0.01, (number, cell.text)
                    widest = max(width_of(word, size, bold=bold) for word in cell.text.split(" "))
                    assert widest <= room, (number, cell.text)


def assert_apart(deck: Any) -> None:
    """No chart, table or text lies over another."""

    def before(near: int, far: int) -> bool:
        return near <= far + 50_000

    for number, slide in enumerate(deck.slides, 1):
        shown = [
            s for s in slide.shapes if s.has_chart or s.has_table or (s.has_text_frame and s.text_frame.text.strip())
        ]
        for a, b in combinations(shown, 2):
            beside = before(a.left + a.width, b.left) or before(b.left + b.width, a.left)
            above = before(a.top + a.height, b.top) or before(b.top + b.height, a.top)
            assert beside or above, (number, a.name, b.name)
