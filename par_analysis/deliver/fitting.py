"""How much room a text takes in an Office file, and what fits."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable, Sequence
from pathlib import Path

__all__ = [
    "FONT",
    "fitted_size",
    "height_of",
    "kept",
    "line_of",
    "lines_of",
    "sentence",
    "shortened",
    "text_width",
    "told_apart",
]

FONT = "Calibri"
# Advance widths in 1/2048 of the font size, regular and bold, of Calibri; taken from Carlito, whose letters are as wide.
_WIDTHS = Path(__file__).parent / "calibri_widths.csv"
_EM = 2048
_SLACK = 1.02  # programs round widths to pixels
_OTHER = 1.2  # the widest text font that Windows has for Vietnamese (Tahoma, Segoe UI, Arial), against Calibri
_LINES = {FONT: 1.22}  # line height in font sizes
_LINE = 1.35  # of any other font


@functools.cache  # of a font, not of an edition: one file, read when the first text is measured
def _widths() -> tuple[dict[str, int], dict[str, int]]:
    with _WIDTHS.open(encoding="utf-8", newline="") as file:
        rows = [(chr(int(row["codepoint"], 16)), row) for row in csv.DictReader(file)]
    regular, bold = ({sign: int(row[kind]) for sign, row in rows} for kind in ("regular", "bold"))
    for widths in (regular, bold):
        widths["\u00a0"] = widths[" "]
    return regular, bold


def text_width(text: str, size: float, font: str | None, *, bold: bool = False) -> float:
    """Return the width of a text on one line in inches; in a font that is not ours, the most that it may be.

    A sign that Calibri has not (of another script) counts as a square.
    """
    widths = _widths()[bold]
    units = sum(widths.get(sign, _EM) for sign in text)
    return units / _EM * size / 72 * (_SLACK if font == FONT else _OTHER)


def line_of(font: str | None) -> float:
    """Return the height of a line in font sizes."""
    return _LINES.get(font or "", _LINE)


def sentence(text: str) -> str:
    """Return a sentence as a title: without its full stop."""
    return text.removesuffix(".")


def told_apart(texts: Sequence[str], most: int) -> list[str]:
    """Cut texts to so many signs, after a whole word if there is one; number them all if they then look alike."""
    made = [_cut(text, most) for text in texts]
    if len(set(made)) < len(made):
        made = [_cut(f"{number}. {text}", most) for number, text in enumerate(texts, 1)]
    return made


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else _whole_words(text, most - 1)


def _whole_words(text: str, most: int) -> str:
    """Cut to so many signs and an ellipsis; a word is cut only where the half of the text would go with it."""
    made = text[:most]
    if not text[most : most + 1].isspace() and " " in made[most // 2 :]:
        made = made[: made.rindex(" ")]
    return made.rstrip() + "…"


def lines_of(text: str, size: float, width: float, font: str | None, *, bold: bool = False) -> int:
    """Count the lines that a paragraph takes in `width` inches; words wider than a line are cut over several."""
    if width <= 0:
        return 10_000
    count, used = 1, 0.0
    space = text_width(" ", size, font, bold=bold)
    for word in text.split(" "):
        wide = text_width(word, size, font, bold=bold)
        if used and used + space + wide > width:
            count, used = count + 1, 0.0
        more, wide = divmod(wide, width) if wide > width else (0, wide)
        count += int(more)
        used += wide + (space if used else 0.0)
    return count


def height_of(
    paragraphs: Iterable[str],
    size: float,
    width: float,
    font: str | None,
    *,
    bold: bool = False,
    between: float = 0.0,
) -> float:
    """Return the height in inches of paragraphs with `between` points after each."""
    line = size * line_of(font)
    return sum(lines_of(one, size, width, font, bold=bold) * line + between for one in paragraphs) / 72


def fitted_size(
    text: str,
    sizes: Sequence[float],
    width: float,
    height: float,
    font: str | None,
    *,
    bold: bool = False,
    most: int = 2,
) -> float:
    """Return the largest of the sizes (falling) at which a text fits into a box in at most so many lines, or the last."""
    for size in sizes:
        lines = lines_of(text, size, width, font, bold=bold)
        if lines <= most and lines * size * line_of(font) / 72 <= height:
            return size
    return sizes[-1]


def shortened(text: str, size: float, width: float, font: str | None, lines: int = 1, *, bold: bool = False) -> str:
    """Cut a text, with an ellipsis, to what fits into so many lines of `width` inches."""
    if lines_of(text, size, width, font, bold=bold) <= lines:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = lines_of(text[:middle].rstrip() + "…", size, width, font, bold=bold) <= lines
        low, high = (middle, high) if fits else (low, middle - 1)
    return _whole_words(text, low)


def kept(
    paragraphs: Sequence[str], size: float, width: float, height: float, font: str | None, between: float
) -> list[str]:
    """Return the first paragraphs that fit into a box."""
    made: list[str] = []
    for one in paragraphs:
        if height_of([*made, one], size, width, font, between=between) > height:
            break
        made.append(one)
    return made
