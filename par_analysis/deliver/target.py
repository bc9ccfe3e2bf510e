"""The file that a part of the pack is written to."""

from __future__ import annotations

import os
from pathlib import Path

from par_analysis.words.errors import refused

__all__ = ["checked_target"]


def checked_target(path: str | os.PathLike[str], ending: str, template: str | os.PathLike[str] | None = None) -> Path:
    """Return the file to write, if it has the ending of its format and is not the template that it is made from.

    Raises
    ------
    ParAnalysisError
        It has another ending, or leads to the template, by whatever name.
    """
    target = Path(path)
    if target.suffix.lower() != ending:
        raise refused("ending", path=target, ending=ending)
    if template is not None and _same_file(target, Path(template)):
        raise refused("over_template", path=target)
    return target


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()
