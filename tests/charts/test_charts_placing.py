"""Labels beside points: none covers anything where there is room, none is lost where there is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg

from par_analysis.charts.placing import along, place_labels
from par_analysis.charts.theme import SIZE, Chart, style

Box = tuple[float, float, float, float]  # left, bottom, right, top, in points of the page
DOT = 7.0
PAGE = np.array(SIZE) * 72
ROOM: Box = (*(PAGE * 0.1), *(PAGE * 0.9))
LIMITS = {"linear": (0.0, 100.0), "log": (0.01, 10.0)}


def placed(
    at: list[tuple[float, float]],
    labels: list[str],
    taken: list[Box] | None = None,
    scale: str = "linear",
    dpi: float = 100,
) -> tuple[Axes, list[Box], list[np.ndarray]]:
    """Labels beside points: where the labels really are, as the renderer measures them, and the points."""
    with style():
        chart = Chart(figsize=SIZE, dpi=dpi)
        axes = chart.add_axes((0.1, 0.1, 0.8, 0.8))
        axes.set_xscale(scale)
        axes.set_xlim(*LIMITS[scale])
        axes.set_ylim(0, 100)
        place_labels(chart, axes, at, labels, taken or [])
        renderer = FigureCanvasAgg(chart).get_renderer()
        extents = [text.get_window_extent(renderer) for text in axes.texts]
    boxes = [tuple(np.array([b.x0, b.y0, b.x1, b.y1]) * 72 / dpi) for b in extents]
    return axes, boxes, [axes.transData.transform(point) * 72 / dpi for point in at]


def overlap(one: Box, other: Box) -> bool:
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[1], other[1])


def inside(box: Box) -> bool:
    return ROOM[0] <= box[0] and ROOM[1] <= box[1] and box[2] <= ROOM[2] and box[3] <= ROOM[3]


def away(box: Box, dot: np.ndarray) -> float:
    return float(np.hypot(max(box[0] - dot[0], 0, dot[0] - box[2]), max(box[1] - dot[1], 0, dot[1] - box[3])))


words = st.text(alphabet="Ấgjờ 4.,1x", min_size=1, max_size=14).filter(lambda text: text.strip())
places = st.tuples(st.floats(0.02, 0.98), st.floats(0.02, 0.98))
small = st.tuples(st.floats(0.1, 0.8), st.floats(0.1, 0.8), st.floats(5, 120), st.floats(5, 40)).map(
    lambda b: (b[0] * PAGE[0], b[1] * PAGE[1], b[0] * PAGE[0] + b[2], b[1] * PAGE[1] + b[3])
)


def data_of(place: tuple[float, float], scale: str) -> tuple[float, float]:
    low, high = LIMITS[scale]
    x = low + place[0] * (high - low) if scale == "linear" else low * (high / low) ** place[0]
    return x, 100 * place[1]


@settings(max_examples=40)
@given(
    points=st.lists(st.tuples(places, words), max_size=6),
    taken=st.lists(small, max_size=2),
    scale=st.sampled_from(["linear", "log"]),
)
def test_where_there_is_room_no_label_covers_anything(points, taken, scale) -> None:
    at, labels = [data_of(place, scale) for place, _ in points], [word for _, word in points]
    axes, boxes, dots = placed(at, labels, taken, scale)
    assert [text.get_text() for text in axes.texts] == labels
    assert [text.xy for text in axes.texts] == at
    for number, box in enumerate(boxes):
        assert inside(box)
        covered = [*boxes[:number], *taken, *((x - DOT, y - DOT, x + DOT, y + DOT) for x, y in dots)]
        assert not [other for other in covered if overlap(box, other)]
    # The same again, at another resolution: nothing is left to chance.
    again, _, _ = placed(at, labels, taken, scale, dpi=300)
    offsets = [np.array([text.xyann for text in drawn.texts]) for drawn in (again, axes)]
    assert np.allclose(*offsets)


def test_only_a_label_that_stands_away_has_a_line_to_its_point() -> None:
    for scale in LIMITS:
        crowd = [(0.5, 0.5), (0.505, 0.5), (0.5, 0.51), (0.49, 0.5), (0.5, 0.49)] * 4 + [(0.1, 0.9), (0.9, 0.1)]
        at = [data_of(place, scale) for place in crowd]
        axes, boxes, dots = placed(at, [f"nhãn {number}" for number in range(len(at))], scale=scale)
        ends = [
            [axes.transData.transform(end) * 72 / 100 for end in zip(line.get_xdata(), line.get_ydata(), strict=True)]
            for line in axes.lines
        ]
        far = [number for number in range(len(at)) if away(boxes[number], dots[number]) > 26]
        near = [number for number in range(len(at)) if away(boxes[number], dots[number]) < 16]
        assert len(far) > 3 and {len(at) - 2, len(at) - 1} <= set(near)

        def led(number: int, ends=ends, boxes=boxes, dots=dots) -> int:
            return sum(np.allclose(end[0], dots[number], atol=1e-6) and away(boxes[number], end[1]) < 7 for end in ends)

        assert all(led(number) >= 1 for number in far)
        assert len(far) <= len(axes.lines) <= len(at) - len(near)
        alone = [number for number in near if crowd.count(crowd[number]) == 1]
        assert alone and not [number for number in alone if led(number)]


def test_the_first_label_takes_the_best_place() -> None:
    axes, boxes, dots = placed([(20.0, 20.0), (50.0, 50.0), (80.0, 80.0)], ["một", "hai", "ba"])
    assert len(axes.lines) == 0
    for box, (x, y) in zip(boxes, dots, strict=True):
        assert DOT <= box[0] - x < 20 and box[1] < y < box[3]  # to the right, at the same height
    for labels in (["aaa", "bbb", "ccc"], ["ccc", "aaa", "bbb"]):
        _, boxes, ((x, y), *_) = placed([(50.0, 50.0)] * 3, labels)
        assert boxes[0][0] > x and boxes[0][1] < y < boxes[0][3]
        assert boxes[1][2] < x and boxes[1][1] < y < boxes[1][3]
        assert not boxes[2][1] < y < boxes[2][3]
    _, (box,), _ = placed([(50.0, 50.0)], ["một"], [(x + 8, y - 20, x + 300, y + 20)])
    assert box[2] < x  # what is taken is left free


def test_labels_at_the_edge_turn_inward() -> None:
    for at, axis, higher in (((98.0, 50.0), 0, False), ((2.0, 50.0), 0, True), ((50.0, 99.0), 1, False), ((50.0, 1.0), 1, True)):  # fmt: skip
        _, (box,), (dot,) = placed([at], ["một nhãn khá dài"])
        assert inside(box)
        if axis == 0:
            assert box[0] > dot[0] if higher else box[2] < dot[0]
        assert ((box[axis] + box[axis + 2]) / 2 > dot[axis]) == higher


def test_where_there_is_no_room_no_label_is_lost_and_none_leaves_the_axes() -> None:
    _, boxes, _ = placed([(50.0, 50.0)] * 100, [f"nhãn thứ {number}" for number in range(100)])
    assert len(boxes) == 100
    assert any(overlap(boxes[-1], other) for other in boxes[:-1])
    assert all(inside(box) for box in boxes)


def test_points_and_labels_go_together() -> None:
    with pytest.raises(ValueError, match="zip"):
        placed([(1.0, 1.0)], ["một", "hai"])


def test_labels_keep_off_a_line_that_is_told() -> None:
    x, y = [0.0, 100.0], [10.0, 90.0]
    at = [(20.0, 26.0), (50.0, 50.0), (80.0, 74.0)]
    with style():
        chart = Chart(figsize=SIZE, dpi=100)
        axes = chart.add_axes((0.1, 0.1, 0.8, 0.8))
        axes.set_xlim(0, 100)
        axes.set_ylim(0, 100)
        boxes = along(chart, axes, x, y)
        line = [axes.transData.transform(point) * 72 / 100 for point in zip(np.linspace(*x, 500), np.linspace(*y, 500), strict=True)]  # fmt: skip
    for taken, crossed in (([], 3), (boxes, 0)):
        _, found, _ = placed(at, ["một nhãn dài"] * 3, taken)
        hit = [box for box in found if any(box[0] < px < box[2] and box[1] < py < box[3] for px, py in line)]
        assert len(hit) == crossed


def test_the_line_to_a_point_runs_through_no_label() -> None:
    at = [(50 + 1.2 * number, 50.0) for number in range(11)]
    axes, boxes, _ = placed(at, ["nhãn dài"] * len(at))
    assert len(axes.lines) > 2
    for line in axes.lines:
        ends = [
            axes.transData.transform(end) * 72 / 100 for end in zip(line.get_xdata(), line.get_ydata(), strict=True)
        ]
        points = ends[0] + np.linspace(0, 1, 200)[:, None] * (ends[1] - ends[0])
        inner = [(box[0] + 2, box[1] + 4, box[2] - 2, box[3] - 4) for box in boxes]
        assert not [box for box in inner if any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in points)]
