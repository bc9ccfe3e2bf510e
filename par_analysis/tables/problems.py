"""What is wrong with a file: where, what was found, what to do; all of it at once, in Vietnamese and English."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from par_analysis.tables.messages import MESSAGES
from par_analysis.words.errors import ParAnalysisError

__all__ = ["InputError", "Problem", "Problems", "hint"]

_MOST = 100  # problems that are listed; the rest is counted
_LONGEST_FOUND, _LONGEST_FACT = 200, 2000  # letters


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input file.

    Attributes
    ----------
    kind : str
        Key of `MESSAGES`.
    where : str
        Line of a text (`dòng 171`), or sheet and cell (`«PAR INDEX»!D7`); empty for the whole file.
    column : str
        Column name, where one is concerned.
    found : str
        The text found, verbatim but for its end if it is very long.
    facts : dict
        What the sentence needs.
    """

    kind: str
    where: str = ""
    column: str = ""
    found: str | None = None
    facts: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        vi, en = (text.format(**self.facts) for text in MESSAGES[self.kind])
        place = ", ".join(p for p in (self.where, f"cột {self.column}" if self.column else "") if p)
        found = "" if self.found is None else f"thấy «{self.found}»: "
        head = f"{place}: " if place else ""
        return f"{_on_one_line(head + found)}{vi}\n     EN: {en}"


def _on_one_line(text: str) -> str:
    """Escape what does not show, or breaks the line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _thousands(count: int) -> str:
    return f"{count:,}".replace(",", ".")


class InputError(ParAnalysisError):
    """A file that cannot be taken as it is.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    problems : tuple of Problem
        What is wrong with it, at most the first 100; nothing of it was loaded.
    count : int
        How many problems there are.
    """

    def __init__(self, path: Path, problems: Sequence[Problem], count: int | None = None) -> None:
        self.path = Path(path)
        self.problems = tuple(problems[:_MOST])
        self.count = count = len(problems) if count is None else count
        lines = [
            f"{self.path}: {_thousands(count)} lỗi, chưa nạp gì ({count:,} problem{'s' * (count != 1)}, nothing was loaded)"
        ]
        lines += [f"  {number}. {problem}" for number, problem in enumerate(self.problems, 1)]
        if more := count - len(self.problems):
            lines.append(f"  … và {_thousands(more)} lỗi nữa (… and {more:,} more problem{'s' * (more != 1)})")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        # Processes that draw hand it on.
        return type(self), (self.path, self.problems, self.count)


class Problems:
    """Collects everything wrong with one file, then reports it all at once."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._listed: list[Problem] = []
        # Only what tells problems apart is kept of each: a file may have a hundred thousand.
        self._noted: set[int] = set()

    def add(self, kind: str, *, where: str = "", column: str = "", found: object = None, **facts: object) -> None:
        """Note one problem; the same once more does not count."""
        text = None if found is None else str(found)
        before = len(self._noted)
        self._noted.add(hash((kind, where, column, text, str(facts))))
        if before < len(self._noted) <= _MOST:
            held = {name: _cut(fact, _LONGEST_FACT) if isinstance(fact, str) else fact for name, fact in facts.items()}
            self._listed.append(Problem(kind, where, column, text and _cut(text, _LONGEST_FOUND), held))

    def __len__(self) -> int:
        return len(self._noted)

    def raise_if_any(self) -> None:
        """Raise one `InputError` that names the problems noted so far, if there are any."""
        if self._listed:
            raise InputError(self.path, self._listed, len(self))


def hint(found: str, known: Collection[str]) -> str:
    """Name the word that somebody may have meant, for the middle of a message."""
    near = difflib.get_close_matches(found[:100], known, n=1)
    return f" (có phải / perhaps «{near[0]}»?)" if near else ""
