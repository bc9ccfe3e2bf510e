"""One look for every chart: fonts, sizes, the frame with title and source line, and the figure itself."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from par_analysis.words.errors import refused
from par_analysis.words.palette import GRID, MUTED, TEXT

__all__ = [
    "SIZE",
    "SMALL",
    "Chart",
    "label_bars",
    "label_room",
    "label_step",
    "new_chart",
    "share_of_width",
    "stack",
    "style",
    "text_width",
    "wrap_to_width",
]

SIZE = (13.333, 7.5)  # inches: a 16:9 slide
SMALL = 14  # points: the smallest text, readable from the back of a room
_TITLE, _SUBTITLE = 24, 16
_LINE = 1.32  # line height of Be Vietnam Pro: accents above capitals need the room
_LEFT = 0.03  # of the width: where titles and source lines begin
_NOTEBOOK_DPI = 80

_FONTS = Path(__file__).parent / "fonts"

_WEIGHTS = ("Bold", "Regular", "SemiBold")
_FAMILY = ["Be Vietnam Pro", "DejaVu Sans"]  # the second has the signs that the first lacks

_STYLE: dict[str, Any] = {
    "font.family": _FAMILY,
    "font.size": SMALL,
    "axes.labelsize": SMALL,
    "axes.edgecolor": GRID,
    "axes.labelcolor": MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": GRID,
    "grid.linewidth": 1.0,
    "text.color": TEXT,
    "text.usetex": False,
    "xtick.color": MUTED,
    "xtick.labelsize": SMALL,
    "ytick.color": TEXT,
    "ytick.labelsize": SMALL,
    "ytick.left": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.hashsalt": "par_analysis",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "path.simplify": True,
}


@functools.cache  # fonts belong to the process, not to an edition
def _register_fonts() -> None:
    for weight in _WEIGHTS:
        font = _FONTS / f"BeVietnamPro-{weight}.ttf"
        try:
            font_manager.fontManager.addfont(font)
        except OSError as error:
            # matplotlib would draw in another font, whose letters do not fit.
            raise refused("no_font", f": {error.strerror or error}", font=font) from None


def style(**changes: Any) -> Any:
    """Matplotlib settings of every chart, as a context that leaves the user's own settings alone."""
    _register_fonts()
    # matplotlib resets to its defaults first, so that a user's matplotlibrc cannot change a chart.
    settings: dict[Any, Any] = {**mpl.rcParamsDefault, "backend": mpl.rcParams["backend"], **_STYLE, **changes}
    return mpl.rc_context(settings)


class Chart(Figure):
    """A figure that knows its message, its source and the data behind it.

    Attributes
    ----------
    headline : str
        The title: the chart's answer in one sentence.
    subtitle : str
        What is shown, with its unit.
    alt : str
        Alternative text for those who cannot see the chart.
    source : str
        The source line.
    lang : str
        `vi` or `en`.
    data : DataFrame
        The table behind the chart.
    room : tuple of float
        Where the drawing may begin and end, from the bottom up, as shares of the height.
    """

    headline: str = ""
    subtitle: str = ""
    alt: str = ""
    source: str = ""
    lang: str = "vi"
    data: pd.DataFrame
    room: tuple[float, float] = (0.0, 1.0)

    def tell(self, data: pd.DataFrame, parts: Iterable[str]) -> Chart:
        """Take the table behind the drawing, and what each of its parts says, for those who cannot see it."""
        self.data = data
        self.alt = f"{self.headline}. {'; '.join(parts)}."
        return self

    def savefig(self, *args: Any, **kwargs: Any) -> None:
        """Save in the project's style, whatever the settings of the session."""
        with style(**kwargs.pop("settings", {})):
            super().savefig(*args, **kwargs)

    def png(self, dpi: float, smallest: bool = True) -> bytes:
        """Return the chart as a PNG, with its headline, alternative text and source in the metadata.

        The picture is stored with a palette of 256 colours: a chart has few, and the file is a third as big. Without
        `smallest` it is packed in a tenth of the time, and about a twentieth bigger; the pixels are the same.
        """
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from PIL import Image
        from PIL.PngImagePlugin import PngInfo

        with style():
            canvas = FigureCanvasAgg(self)
            before, self.dpi = self.dpi, dpi
            canvas.draw()
            pixels = np.asarray(canvas.buffer_rgba())[..., :3]
            self.dpi = before
        notes = PngInfo()
        for key, text in (("Title", self.headline), ("Description", self.alt), ("Source", self.source)):
            notes.add_itxt(key, text)
        buffer = io.BytesIO()
        picture = Image.fromarray(pixels).quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        picture.save(buffer, format="png", optimize=smallest, dpi=(dpi, dpi), pnginfo=notes)
        return buffer.getvalue()

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Show in a notebook as a picture, with the alternative text for readers and tests."""
        return {"image/png": self.png(_NOTEBOOK_DPI), "text/plain": self.alt}


def new_chart(headline: str, subtitle: str, source: str, lang: str) -> Chart:
    """Make an empty chart with its title, subtitle and source line in place.

    Parameters
    ----------
    headline : str
        The answer, in one sentence; wrapped to at most two lines.
    subtitle : str
        What is shown, with its unit.
    source : str
        Where the figures come from.
    lang : {"vi", "en"}
    """
    chart = Chart(figsize=SIZE)
    chart.headline, chart.subtitle, chart.source, chart.lang = headline, subtitle, source, lang
    height = SIZE[1] * 72
    top = 0.965
    for line in wrap_to_width(chart, headline, _TITLE, 0.94, bold=True):
        chart.text(_LEFT, top, line, fontsize=_TITLE, fontweight="bold", va="top")
        top -= _TITLE * _LINE / height
    top -= 0.008
    for line in wrap_to_width(chart, subtitle, _SUBTITLE, 0.94):
        chart.text(_LEFT, top, line, fontsize=_SUBTITLE, color=MUTED, va="top")
        top -= _SUBTITLE * _LINE / height
    bottom = 0.02
    for line in reversed(wrap_to_width(chart, ("Nguồn: " if lang == "vi" else "Source: ") + source, SMALL, 0.94)):
        chart.text(_LEFT, bottom, line, fontsize=SMALL, color=MUTED, va="bottom")
        bottom += SMALL * _LINE / height
    chart.room = (bottom + 0.02, top - 0.02)
    return chart


def wrap_to_width(chart: Figure, text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Break a text into the fewest lines no wider than `width` (share of the figure), of about the same length."""
    limit = width * chart.get_figwidth() * 72

    def broken(limit: float) -> list[str]:
        lines: list[str] = []
        # A number stays on the line of the word it counts.
        for word in re.sub(r"(\d%?) (?=[^\W\d])", "\\1\u00a0", text).split(" "):
            tried = f"{lines[-1]} {word}" if lines else word
            if lines and text_width(tried, size, bold=bold) <= limit:
                lines[-1] = tried
            else:
                lines.append(word)
        return lines

    fewest = len(broken(limit))
    clauses = text.partition("; ")
    if fewest == 2 and all(text_width(part, size, bold=bold) <= limit for part in (clauses[0] + ";", clauses[2])):
        return [clauses[0] + ";", clauses[2]] if clauses[2] else broken(limit)
    narrower = [broken(limit * share) for share in (0.6, 0.7, 0.8, 0.9)]
    return next((lines for lines in narrower if len(lines) == fewest), broken(limit))


@functools.lru_cache(maxsize=4096)  # a text is as wide in every edition, and measuring is slow
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in points."""
    from matplotlib.textpath import text_to_path

    _register_fonts()
    font = font_manager.FontProperties(family=_FAMILY, size=size, weight="bold" if bold else "normal")
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def share_of_width(text: str, size: float = SMALL, *, bold: bool = False) -> float:
    """Width of a text as a share of the page's."""
    return text_width(text, size, bold=bold) / (SIZE[0] * 72)


def label_room(labels: Iterable[str], size: float = SMALL) -> float:
    """Share of the width that row labels take, with the page margin."""
    return _LEFT + max(share_of_width(line, size) for label in labels for line in label.split("\n")) + 0.015


def label_bars(
    axes: Axes,
    names: Sequence[str],
    ends: Iterable[float],
    texts: Iterable[str],
    *,
    size: float = SMALL + 1,
    pad: float = 8,
    gap: float = 8,
    limits: tuple[float, float] = (0.5, 0.5),
    **looks: Any,
) -> None:
    """Name horizontal bars, the first on top, and write their figures beside their ends in the place of a scale.

    `limits`: how far the drawing goes below the last bar and above the first; `looks` are those of the names.
    """
    axes.set_yticks(range(len(names)), names, **looks)
    axes.tick_params(axis="y", pad=pad, labelsize=size)
    axes.set_ylim(len(names) - limits[0], -limits[1])
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    for place, (end, text) in enumerate(zip(ends, texts, strict=True)):
        axes.annotate(text, (end, place), (gap, 0), textcoords="offset points", va="center")


def label_step(axes: Axes, place: int, top: float, text: str, level: float | None) -> None:
    """Write a figure above a bar of a waterfall, and lead its level over to the next one, if there is one."""
    axes.annotate(
        text, (place, top), (0, 5), textcoords="offset points", ha="center", fontweight="bold", fontsize=SMALL + 2
    )
    if level is not None:
        axes.plot([place + 0.33, place + 0.67], [level] * 2, color=MUTED, linewidth=1)


def stack(text: str) -> str:
    """Break a label at its spaces so that neighbours along an axis do not touch."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + len(word) < 11:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)
