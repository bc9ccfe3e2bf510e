"""Labels beside points, so that none covers another: each takes the first free place around its point."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes

from par_analysis.charts.theme import SMALL, Chart, text_width
from par_analysis.words.palette import EARNED, TEXT

__all__ = ["place_labels"]

_LINE = 1.3  # height of a line of text, in letters
_DOT = 7.0  # half of what a point takes up
_PAD = 4.0  # left and right of a label
_GAP = 9.0  # points between a point and the nearest label
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
    to_points = page / (chart.get_figwidth() * chart.dpi, chart.get_figheight() * chart.dpi)
    dots = [tuple(axes.transData.transform(point) * to_points) for point in at]
    frame = axes.get_position()
    room = (frame.x0 * page[0], frame.y0 * page[1], frame.x1 * page[0], frame.y1 * page[1])
    boxes = [*taken, *((x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in dots)]
    height = SMALL * _LINE
    for (x, y), label, point in zip(dots, labels, at, strict=True):
        width = text_width(label, SMALL) + 2 * _PAD
        box = _free((x, y), width, height, room, boxes)
        boxes.append(box)
        left, bottom = box[0], box[1]
        axes.annotate(
            label,
            point,
            (left - x + _PAD, bottom - y + height * 0.22),
            textcoords="offset points",
            color=TEXT,
            zorder=6,
        )
        nearest = (min(max(x, left), box[2]), min(max(y, bottom), box[3]))
        if np.hypot(nearest[0] - x, nearest[1] - y) > 2 * _GAP:
            end = axes.transData.inverted().transform(np.array(nearest) / to_points)
            axes.plot([point[0], end[0]], [point[1], end[1]], color=EARNED, linewidth=1, zorder=1)


def _free(
    dot: tuple[float, float],
    width: float,
    height: float,
    room: tuple[float, float, float, float],
    boxes: list[tuple[float, float, float, float]],
) -> tuple[float, float, float, float]:
    """Find the nearest free box around a point; failing that, the one that is covered least."""
    tried = []
    for ring in _RINGS:
        for angle in np.deg2rad([0, 180, 45, 135, -45, -135, 90, -90, 22, 158, -22, -158]):
            reach = _GAP * ring
            x = dot[0] + reach * np.cos(angle) + width * (np.cos(angle) - 1) / 2
            y = dot[1] + reach * np.sin(angle) + height * (np.sin(angle) - 1) / 2
            box = (float(x), float(y), float(x + width), float(y + height))
            outside = box[0] < room[0] or box[1] < room[1] or box[2] > room[2] or box[3] > room[3]
            covered = sum(_shared(box, other) for other in boxes)
            if not outside and covered == 0:
                return box
            tried.append((covered + 1e6 * outside, box))
    return min(tried, key=lambda place: place[0])[1]


def _shared(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0.0) * max(height, 0.0)
