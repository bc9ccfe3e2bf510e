"""Colours and what they mean: the same in charts, workbooks and pages."""

from __future__ import annotations

__all__ = [
    "COMPARED",
    "EARNED",
    "GAINED",
    "GRID",
    "INPUT",
    "LOST",
    "LOST_LIGHT",
    "MUTED",
    "TARGET",
    "TARGET_EDGE",
    "TEXT",
]

LOST = "#B4412B"  # points lost
LOST_LIGHT = "#E3A99D"  # points lost that something, if little, is meant to win back; always hatched
GAINED = "#1F6FB2"  # points gained
TARGET = "#E3A008"  # a target marker, always with a dark edge
TARGET_EDGE = "#1F2933"
EARNED = "#9AA5B1"  # what is already earned
TEXT = "#1F2933"
MUTED = "#52606D"  # secondary text, readable on white (6.4:1)
GRID = "#E4E7EB"
# Scenarios of a user side by side: no colour that means loss, a target, or what is earned already; each beside its name.
COMPARED = (GAINED, "#A9C6E3", TEXT, "#5B91C4", MUTED, "#D3DEE9")
INPUT = "#FFF4CC"  # ground of a cell that a reader may change; dark text on it
