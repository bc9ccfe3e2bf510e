"""How tests read a deck."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import openpyxl


def title_of(slide: Any) -> str:
    return str(slide.shapes.title.text_frame.text)


def charts_of(slide: Any) -> list[Any]:
    return [shape for shape in slide.shapes if shape.has_chart]


def tables_of(slide: Any) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row.cells] for row in shape.table.rows] for shape in slide.shapes if shape.has_table
    ]


def held_in(chart: Any) -> list[list[Any]]:
    """Cells of the workbook inside a chart."""
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def labels_of(series: Any) -> list[str]:
    ns = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart", "a": "http://schemas.openxmlformats.org/drawingml/2006/main"}  # fmt: skip
    return [
        "".join(t.text for t in label.iterfind(".//a:t", ns)) for label in series._element.iterfind(".//c:dLbl", ns)
    ]


def frames_of(deck: Any) -> Iterator[tuple[int, Any]]:
    for number, slide in enumerate(deck.slides, 1):
        for shape in slide.shapes:
            if shape.has_text_frame and shape.text_frame.text.strip():
                yield number, shape
