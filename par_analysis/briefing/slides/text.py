"""Text of slides: what a file may hold, and how much room it takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from par_analysis.charts.theme import text_width

__all__ = ["LINE", "clean", "fitted_size", "height_of", "kept", "lines_of", "sentence", "shortened"]

LINE = 1.3  # line height in font sizes: more than any font that Windows has for Vietnamese
_NO_XML = re.compile(r"[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def clean(text: object) -> str:
    """Return a text that an Office file can hold: one line, no control characters, no escapes of them.

    A text that begins with `=`, `+`, `-` or `@` stays as it is; nothing here makes a formula of it.
    """
    spaced = re.sub(r"[\s\u2028\u2029]+", lambda found: " " if found[0] != "\u00a0" else found[0], str(text))
    # Office reads `_x000D_` as an escaped character.
    return _ESCAPED.sub("_\u200b", _NO_XML.sub("", spaced)).strip(" ")


def sentence(text: str) -> str:
    """Return a sentence as a title: without its full stop."""
    return text.removesuffix(".")


def lines_of(text: str, size: float, width: float, *, bold: bool = False) -> int:
    """Count the lines that a paragraph takes in `width` inches; words wider than a line are cut over several."""
    limit, count, used = width * 72, 1, 0.0
    if limit <= 0:
        return 10_000
    space = text_width(" ", size, bold=bold)
    for word in text.split(" "):
        wide = text_width(word, size, bold=bold) if word else 0.0
        if used and used + space + wide > limit:
            count, used = count + 1, 0.0
        more, wide = divmod(wide, limit) if wide > limit else (0, wide)
        count += int(more)
        used += wide + (space if used else 0.0)
    return count


def height_of(
    paragraphs: Iterable[str], size: float, width: float, *, bold: bool = False, between: float = 0.0
) -> float:
    """Return the height in inches of paragraphs with `between` points after each."""
    points = [lines_of(one, size, width, bold=bold) * size * LINE + between for one in paragraphs]
    return sum(points) / 72


def fitted_size(text: str, sizes: Sequence[float], width: float, height: float, *, bold: bool = False) -> float:
    """Return the largest of the sizes (falling) at which a text fits into a box in at most two lines, or the last."""
    for size in sizes:
        lines = lines_of(text, size, width, bold=bold)
        if lines <= 2 and lines * size * LINE / 72 <= height:
            return size
    return sizes[-1]


def shortened(text: str, size: float, width: float, lines: int = 1, *, bold: bool = False) -> str:
    """Cut a text, with an ellipsis, to what fits into so many lines of `width` inches."""
    if lines_of(text, size, width, bold=bold) <= lines:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = lines_of(text[:middle].rstrip() + "…", size, width, bold=bold) <= lines
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low].rstrip() + "…"


def kept(paragraphs: Sequence[str], size: float, width: float, height: float, between: float) -> list[str]:
    """Return the first paragraphs that fit into a box."""
    made: list[str] = []
    for one in paragraphs:
        if height_of([*made, one], size, width, between=between) > height:
            break
        made.append(one)
    return made
