from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from cases import each

from par_analysis.words import palette

WHITE = "#FFFFFF"
MEANINGS = {name: getattr(palette, name) for name in ("LOST", "GAINED", "TARGET", "EARNED")} | {"WHITE": WHITE}

# Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for Simulation of Color Vision
# Deficiency", IEEE TVCG 15(6), severity 1.0; they act on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
# sRGB (IEC 61966-2-1) to CIE XYZ, white point D65.
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(color: str) -> np.ndarray:
    coded = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    ratio = XYZ @ np.clip(rgb, 0, 1) / XYZ.sum(axis=1)
    x, y, z = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(first: str, second: str, sight: str) -> float:
    """CIE76: how far apart two colours look; about 2 is just noticeable."""
    return float(np.linalg.norm(lab(SIGHT[sight] @ linear(first)) - lab(SIGHT[sight] @ linear(second))))


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast ratio."""
    dark, light = sorted(XYZ[1] @ linear(color) for color in (first, second))
    return (light + 0.05) / (dark + 0.05)


def test_the_measures_are_right() -> None:
    assert lab(linear(WHITE)) == pytest.approx([100, 0, 0], abs=1e-6)
    assert lab(linear("#FF0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    assert contrast("#000000", WHITE) == pytest.approx(21)
    # The classic trap: a red and a green of like lightness, told apart by normal sight only.
    assert distance("#CC4E3C", "#7B7A2E", "normal") > 45 > 15 > distance("#CC4E3C", "#7B7A2E", "deuteranopia")


def test_words_can_be_read_in_an_input_cell() -> None:
    assert contrast(palette.TEXT, palette.INPUT) >= 7
    assert distance(palette.INPUT, WHITE, "normal") > 15


@each("sight", SIGHT)
@each(("first", "second"), [*itertools.combinations(MEANINGS, 2)])
def test_meanings_stay_apart_for_colour_blind_readers(first: str, second: str, sight: str) -> None:
    assert distance(MEANINGS[first], MEANINGS[second], sight) > 15


@each("sight", SIGHT)
def test_scenarios_side_by_side_stay_apart_and_mean_neither_loss_nor_target(sight: str) -> None:
    for first, second in itertools.pairwise(palette.COMPARED):
        assert distance(first, second, sight) > 15
    for color in palette.COMPARED:
        assert min(distance(color, palette.LOST, sight), distance(color, palette.TARGET, sight)) > 15


@each("name", ["TEXT", "MUTED", "LOST", "GAINED"])  # all four are used for words
def test_words_can_be_read_on_white(name: str) -> None:
    assert contrast(getattr(palette, name), WHITE) >= 4.5


def test_the_edge_holds_the_target_marker_together() -> None:
    assert contrast(palette.TARGET_EDGE, palette.TARGET) >= 3  # WCAG 1.4.11, graphical objects
    assert contrast(palette.TARGET_EDGE, WHITE) >= 3


def test_every_colour_is_a_plain_hex_code() -> None:
    colors = [getattr(palette, name) for name in palette.__all__ if name != "COMPARED"]
    assert [value for value in [*colors, *palette.COMPARED] if not re.fullmatch("#[0-9A-F]{6}", value)] == []
