from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg

from par_analysis.charts.placing import place_labels
from par_analysis.charts.theme import SIZE, Chart, style

Box = tuple[float, float, float, float]  # left, bottom, right, top, in points of the page
DOT = 7.0
FRAME = (0.1, 0.1, 0.8, 0.8)
PAGE = np.array(SIZE) * 72
ROOM: Box = (*(PAGE * 0.1), *(PAGE * 0.9))
LIMITS = {"linear": (0.0, 100.0), "log": (0.01, 10.0)}


def empty(scale: str = "linear", dpi: float = 100) -> tuple[Chart, Axes]:
    chart = Chart(figsize=SIZE, dpi=dpi)
    axes = chart.add_axes(FRAME)
    axes.set_xscale(scale)
    axes.set_xlim(*LIMITS[scale])
    axes.set_ylim(0, 100)
    return chart, axes


def placed(
    at: list[tuple[float, float]], labels: list[str], taken: list[Box] | None = None, scale: str = "linear", dpi: float = 100
) -> tuple[Chart, Axes]:  # fmt: skip
    with style():
        chart, axes = empty(scale, dpi)
        place_labels(chart, axes, at, labels, taken or [])
    return chart, axes


def ink(chart: Chart, axes: Axes) -> list[Box]:
    """Where the labels really are: the boxes that the renderer measures."""
    with style():
        renderer = FigureCanvasAgg(chart).get_renderer()
        boxes = [text.get_window_extent(renderer) for text in axes.texts]
    return [tuple(np.array([b.x0, b.y0, b.x1, b.y1]) * 72 / chart.dpi) for b in boxes]


def dots(axes: Axes, at: list[tuple[float, float]]) -> list[np.ndarray]:
    return [axes.transData.transform(point) * 72 / axes.figure.dpi for point in at]


def overlap(one: Box, other: Box, slack: float = 0.0) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    up = min(one[3], other[3]) - max(one[1], other[1])
    return across > slack and up > slack


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


@settings(max_examples=60)
@given(
    points=st.lists(st.tuples(places, words), min_size=1, max_size=6),
    taken=st.lists(small, max_size=2),
    scale=st.sampled_from(["linear", "log"]),
)
def test_where_there_is_room_no_label_covers_anything(points, taken, scale) -> None:
    at = [data_of(place, scale) for place, _ in points]
    chart, axes = placed(at, [word for _, word in points], taken, scale)
    assert [text.get_text() for text in axes.texts] == [word for _, word in points]
    assert [text.xy for text in axes.texts] == at
    boxes, spots = ink(chart, axes), dots(axes, at)
    for number, box in enumerate(boxes):
        assert ROOM[0] <= box[0] and ROOM[1] <= box[1] and box[2] <= ROOM[2] and box[3] <= ROOM[3]
        assert not [other for other in boxes[:number] if overlap(box, other)]
        assert not [other for other in taken if overlap(box, other)]
        assert not [x for x, y in spots if overlap(box, (x - DOT, y - DOT, x + DOT, y + DOT))]
    # The same again: nothing is left to chance.
    again = placed(at, [word for _, word in points], taken, scale)[1]
    assert [text.xyann for text in again.texts] == [text.xyann for text in axes.texts]


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_only_a_label_that_stands_away_has_a_line_to_its_point(scale: str) -> None:
    crowd = [(0.5, 0.5), (0.505, 0.5), (0.5, 0.51), (0.49, 0.5), (0.5, 0.49)] * 4 + [(0.1, 0.9), (0.9, 0.1)]
    at = [data_of(place, scale) for place in crowd]
    chart, axes = placed(at, [f"nhãn {number}" for number in range(len(at))], scale=scale)
    boxes, spots = ink(chart, axes), dots(axes, at)
    lines = [np.column_stack([line.get_xdata(), line.get_ydata()]) for line in axes.lines]
    ends = [[axes.transData.transform(end) * 72 / chart.dpi for end in line] for line in lines]
    far = [number for number in range(len(at)) if away(boxes[number], spots[number]) > 26]
    near = [number for number in range(len(at)) if away(boxes[number], spots[number]) < 16]
    assert len(far) > 3 and {len(at) - 2, len(at) - 1} <= set(near)

    def led(number: int) -> int:
        return sum(np.allclose(end[0], spots[number], atol=1e-6) and away(boxes[number], end[1]) < 7 for end in ends)

    assert all(led(number) >= 1 for number in far)
    assert len(far) <= len(lines) <= len(at) - len(near)
    alone = [number for number in near if crowd.count(crowd[number]) == 1]
    assert alone and not [number for number in alone if led(number)]


def test_labels_with_all_the_room_have_no_lines_and_stand_beside_their_points() -> None:
    at = [(20.0, 20.0), (50.0, 50.0), (80.0, 80.0)]
    chart, axes = placed(at, ["một", "hai", "ba"])
    assert len(axes.lines) == 0
    for box, (x, y) in zip(ink(chart, axes), dots(axes, at), strict=True):
        assert DOT <= box[0] - x < 20 and box[1] < y < box[3]  # to the right, at the same height


def test_the_first_label_takes_the_best_place() -> None:
    at = [(50.0, 50.0)] * 3
    for labels in (["aaa", "bbb", "ccc"], ["ccc", "aaa", "bbb"]):
        chart, axes = placed(at, labels)
        boxes = ink(chart, axes)
        (x, y), *_ = dots(axes, at)
        assert boxes[0][0] > x and boxes[0][1] < y < boxes[0][3]
        assert boxes[1][2] < x and boxes[1][1] < y < boxes[1][3]
        assert not boxes[2][1] < y < boxes[2][3]


@pytest.mark.parametrize(
    ("place", "right", "above"),
    [((98.0, 50.0), False, None), ((2.0, 50.0), True, None), ((50.0, 99.0), None, False), ((50.0, 1.0), None, True)],
)
def test_labels_at_the_edge_turn_inward(place: tuple[float, float], right: bool | None, above: bool | None) -> None:
    chart, axes = placed([place], ["một nhãn khá dài"])
    (box,), (dot,) = ink(chart, axes), dots(axes, [place])
    assert ROOM[0] <= box[0] and box[2] <= ROOM[2] and ROOM[1] <= box[1] and box[3] <= ROOM[3]
    if right is not None:
        assert bool(box[0] > dot[0]) == right and bool(box[2] < dot[0]) != right
    if above is not None:
        assert bool((box[1] + box[3]) / 2 > dot[1]) == above


def test_what_is_taken_is_left_free() -> None:
    at = [(50.0, 50.0)]
    x, y = dots(empty()[1], at)[0]
    chart, axes = placed(at, ["một"], [(x + 8, y - 20, x + 300, y + 20)])
    (box,) = ink(chart, axes)
    assert box[2] < x


def test_the_resolution_does_not_move_labels() -> None:
    at = [(50.0, 50.0), (51.0, 50.0), (99.0, 99.0)]
    moved = [[text.xyann for text in placed(at, ["một", "hai", "ba"], dpi=dpi)[1].texts] for dpi in (72, 100, 300)]
    assert np.allclose(moved[0], moved[1]) and np.allclose(moved[0], moved[2])


def test_where_there_is_no_room_no_label_is_lost_and_none_leaves_the_axes() -> None:
    at = [(50.0, 50.0)] * 100
    chart, axes = placed(at, [f"nhãn thứ {number}" for number in range(100)])
    boxes = ink(chart, axes)
    assert len(boxes) == 100
    assert any(overlap(boxes[-1], other) for other in boxes[:-1])
    assert all(ROOM[0] <= b[0] and b[2] <= ROOM[2] and ROOM[1] <= b[1] and b[3] <= ROOM[3] for b in boxes)


def test_no_points_are_no_labels() -> None:
    chart, axes = placed([], [])
    assert ink(chart, axes) == [] and len(axes.lines) == 0


def test_points_and_labels_go_together() -> None:
    with pytest.raises(ValueError, match="zip"):
        placed([(1.0, 1.0)], ["một", "hai"])
