"""Labels beside points, so that none covers another: each takes the first free place around its point."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes

from par_analysis.charts.theme import SMALL, Chart, text_width
from par_analysis.words.palette import EARNED, TEXT

__all__ = ["along", "place_labels"]

_LINE = 1.3  # height of a line of text, in letters
_DOT = 7.0  # half of what a point takes up
_PAD = 4.0  # left and right of a label
_GAP = 9.0  # points between a point and the nearest label
_STEP = 6.0  # points along a line between the boxes that keep labels off it
_RINGS = (1.0, 2.0, 3.5, 5.0, 7.0, 9.0, 12.0)  # how far out to look, in gaps


def place_labels(
    chart: Chart,
    axes: Axes,
    at: Sequence[tuple[float, float]],
    labels: Sequence[str],
    taken: Iterable[tuple[float, float, float, float]] = (),
) -> None:
    """Write labels beside points, in the order given; a label that has to stand away gets a thin line to its point.

    Parameters
    ----------
    chart, axes
        Where; the limits of the axes are final.
    at : sequence of (x, y)
        The points, in data.
    labels : sequence of str
        One line each.
    taken : iterable of (left, bottom, right, top)
        Boxes that labels must not cover, in points of the page.
    """
    page = np.array([chart.get_figwidth(), chart.get_figheight()]) * 72
    dots = [tuple(_on_page(chart, axes, point)) for point in at]
    frame = axes.get_position()
    room = (frame.x0 * page[0], frame.y0 * page[1], frame.x1 * page[0], frame.y1 * page[1])
    boxes = [*taken, *((x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in dots)]
    height = SMALL * _LINE
    written: list[tuple[float, float, float, float]] = []
    for (x, y), label, point in zip(dots, labels, at, strict=True):
        width = text_width(label, SMALL) + 2 * _PAD
        box = _free((x, y), width, height, room, boxes, written)
        boxes.append(box)
        written.append(box)
        left, bottom = box[0], box[1]
        axes.annotate(
            label,
            point,
            (left - x + _PAD, bottom - y + height * 0.22),
            textcoords="offset points",
            color=TEXT,
            zorder=6,
        )
        nearest = _nearest((x, y), box)
        if np.hypot(nearest[0] - x, nearest[1] - y) > 2 * _GAP:
            boxes += _boxes((x, y), nearest)
            end = axes.transData.inverted().transform(np.array(nearest) * chart.dpi / 72)
            axes.plot([point[0], end[0]], [point[1], end[1]], color=EARNED, linewidth=1, zorder=1)


def along(chart: Chart, axes: Axes, x: Sequence[float], y: Sequence[float]) -> list[tuple[float, float, float, float]]:
    """Return boxes along a line through points (in data), in points of the page: labels should not cover it."""
    path = [tuple(_on_page(chart, axes, point)) for point in zip(x, y, strict=True)]
    return [box for first, second in itertools.pairwise(path) for box in _boxes(first, second)]


def _boxes(first: tuple[float, float], second: tuple[float, float]) -> list[tuple[float, float, float, float]]:
    """Return small boxes along a straight line."""
    start, end = np.array(first), np.array(second)
    points = start + np.linspace(0, 1, int(np.hypot(*(end - start)) // _STEP) + 2)[:, None] * (end - start)
    return [(float(x) - 2, float(y) - 2, float(x) + 2, float(y) + 2) for x, y in points]


def _nearest(dot: tuple[float, float], box: tuple[float, float, float, float]) -> tuple[float, float]:
    """Return where in a box a line from a point ends."""
    return min(max(dot[0], box[0]), box[2]), min(max(dot[1], box[1]), box[3])


def _on_page(chart: Chart, axes: Axes, point: tuple[float, float]) -> np.ndarray:
    """Where a point in data lies, in points of the page."""
    return np.asarray(axes.transData.transform(point)) * 72 / chart.dpi


def _free(
    dot: tuple[float, float],
    width: float,
    height: float,
    room: tuple[float, float, float, float],
    boxes: list[tuple[float, float, float, float]],
    written: list[tuple[float, float, float, float]],
) -> tuple[float, float, float, float]:
    """Find the nearest free box around a point whose line runs through no label; failing that, the one covered least."""
    tried = []
    for ring in _RINGS:
        for angle in np.deg2rad([0, 180, 45, 135, -45, -135, 90, -90, 22, 158, -22, -158]):
            reach = _GAP * ring
            x = dot[0] + reach * np.cos(angle) + width * (np.cos(angle) - 1) / 2
            y = dot[1] + reach * np.sin(angle) + height * (np.sin(angle) - 1) / 2
            box = (float(x), float(y), float(x + width), float(y + height))
            outside = box[0] < room[0] or box[1] < room[1] or box[2] > room[2] or box[3] > room[3]
            covered = sum(_shared(box, other) for other in boxes)
            line = _boxes(dot, _nearest(dot, box)) if written else []
            covered += sum(_shared(part, other) for part in line for other in written)
            if not outside and covered == 0:
                return box
            tried.append((covered + 1e6 * outside, box))
    return min(tried, key=lambda place: place[0])[1]


def _shared(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0.0) * max(height, 0.0)
