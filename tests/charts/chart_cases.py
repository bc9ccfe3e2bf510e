"""What the tests of charts share: where texts stand on a page, what a chart says, tables with something changed."""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from par_analysis import Edition, charts, load_par, open_edition
from par_analysis.charts import theme

LANGS = ("vi", "en")
SCORE, PLAN = 88.54, 92.55  # Plan 192, line 248
LOST_IN_ALL, WON_BACK = 11.46, 4.01
DPI = 100  # that boxes of texts are measured in


class Gallery:
    """The figures of an edition, each drawn when first asked for, and kept."""

    def __init__(self, edition: Edition) -> None:
        self.edition, self.figures = edition, charts.figures_of(edition)
        self._drawn: dict[tuple[str, str], charts.Chart] = {}

    def __call__(self, name: str, lang: str = "vi") -> charts.Chart:
        if (name, lang) not in self._drawn:
            self._drawn[name, lang] = self.figures[name](lang=lang)
        return self._drawn[name, lang]


class Placed(NamedTuple):
    text: str
    size: float
    box: Bbox


def place(fig: charts.Chart, dpi: float = DPI) -> tuple[list[Placed], Image.Image]:
    """Draw a chart, every warning an error: where each of its visible texts lies, and the picture."""
    before = fig.dpi
    with theme.style(), warnings.catch_warnings():
        warnings.simplefilter("error")
        fig.set_dpi(dpi)
        canvas = FigureCanvasAgg(fig)
        canvas.draw()
        renderer = canvas.get_renderer()
        texts = [text for text in fig.findobj(Text) if text.get_visible() and text.get_text().strip()]
        boxes = [Bbox(text.get_window_extent(renderer).get_points() * DPI / dpi) for text in texts]
        picture = Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3])
        fig.set_dpi(before)
    return [Placed(t.get_text(), t.get_fontsize(), box) for t, box in zip(texts, boxes, strict=True)], picture


def outside(fig: charts.Chart, texts: list[Placed]) -> list[str]:
    """Texts that leave the page."""
    width, height = fig.get_size_inches() * DPI
    slack = 2 * DPI / 72
    page = Bbox.from_extents(-slack, -slack, width + slack, height + slack)
    return [t.text for t in texts if not (page.contains(*t.box.min) and page.contains(*t.box.max))]


def overlapping(texts: list[Placed]) -> list[tuple[str, str]]:
    # A box holds a whole line of the font, which is taller than its ink: 2 px come off every side.
    shrunk = [(t.text, Bbox.from_extents(*(t.box.min + 2), *(t.box.max - 2))) for t in texts]
    return [
        (first, second)
        for (first, a), (second, b) in itertools.combinations(shrunk, 2)
        if min(a.x1, b.x1) > max(a.x0, b.x0) and min(a.y1, b.y1) > max(a.y0, b.y0)
    ]


def crossed(fig: charts.Chart) -> list[str]:
    """Texts of a drawing that one of its lines runs through."""
    before = fig.dpi
    fig.set_dpi(DPI)
    with theme.style():
        canvas = FigureCanvasAgg(fig)
        canvas.draw()
        boxes = {text: text.get_window_extent(canvas.get_renderer()) for text in fig.findobj(Text)}
    found = []
    for axes in fig.axes:
        # The ends of a leader touch its label, and a box holds a whole line of the font, which is taller than its ink.
        own = {
            text: Bbox.from_extents(*np.add(box.extents, (3, 5, -3, -5)))
            for text, box in boxes.items()
            if text.get_text().strip()
        }
        for line in axes.lines:
            if line.get_linestyle() in ("None", "", " ") or len(line.get_xdata()) < 2:
                continue
            data = line.get_path().vertices
            if line.get_drawstyle() == "steps-post":
                data = np.column_stack([np.repeat(data[:, 0], 2)[1:], np.repeat(data[:, 1], 2)[:-1]])
            path = line.get_transform().transform(data)
            steps = np.linspace(0, 1, 200)[:, None]
            points = np.vstack([path[:1], *(a + steps * (b - a) for a, b in itertools.pairwise(path))])
            for text, box in own.items():
                inside = ((points > box.min) & (points < box.max)).all(axis=1)
                if inside.any():
                    found.append(text.get_text())
    fig.set_dpi(before)
    return list(dict.fromkeys(found))


def words(fig: charts.Chart) -> list[str]:
    return [text.get_text() for text in fig.findobj(Text) if text.get_text().strip()]


def written(fig: charts.Chart) -> str:
    """Headline, subtitle, notes and source, on one line."""
    return " ".join(text.get_text() for text in fig.texts).replace("\u00a0", " ")


def said(fig: charts.Chart) -> str:
    """Everything a chart says anywhere."""
    return " ".join([*words(fig), fig.headline, fig.subtitle, fig.alt, fig.source]).replace("\u00a0", " ")


def printed(value: float, lang: str = "vi", decimals: int | None = None) -> str:
    """A figure as it must be printed: with as many decimals as it has, at most three, or with so many."""
    text = f"{value:.3f}".rstrip("0").rstrip(".") if decimals is None else f"{value:.{decimals}f}"
    return text.replace(".", ",") if lang == "vi" else text


def figures(text: str) -> list[str]:
    return re.findall(r"(?<![\w.,])[+−]?\d+(?:[.,]\d+)?(?:–\d+)?%?", text)


def with_par(par: pd.DataFrame) -> Edition:
    return open_edition().replace(par=par)


def moved(par: pd.DataFrame, code: object, by: float) -> pd.DataFrame:
    """Give points to a leaf and to everything it is a part of."""
    par = par.copy()
    parents = par.set_index("code")["parent"]
    while isinstance(code, str):
        par.loc[par["code"] == code, "score"] += by
        code = parents[code]
    par["score"] = par["score"].round(9)
    return par


TABLES: dict[str, Callable[[], pd.DataFrame]] = {
    "shipped": load_par,
    "mixed": lambda: load_par().sample(frac=1, random_state=7),
    "lowered": lambda: moved(load_par(), "2.4.3", -0.4),
}
