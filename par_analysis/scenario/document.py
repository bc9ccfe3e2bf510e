"""`Scenario`: a named, signed set of changes over an edition, and its file."""

from __future__ import annotations

import dataclasses
import datetime
import json
import math
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.tables.files import write_text
from par_analysis.words.errors import ParAnalysisError

if TYPE_CHECKING:
    from par_analysis.scenario.explaining import ScenarioExplanation

__all__ = ["MOVES", "SCHEMA", "SCOPES", "Change", "Scenario"]

SCHEMA = Path(__file__).with_name("scenario.schema.json")
_FORMAT = "par_analysis scenario"
_VERSION = 1

# What a change is about, and what it does; the words of the file.
SCOPES = ("code", "agency", "assessment", "index")
MOVES = ("score", "reach", "close", "add")


@dataclass(frozen=True)
class Change:
    """One change of a scenario.

    Attributes
    ----------
    scope : str
        What `of` names: `code` (a criterion, field, SIPAS item or factor), `agency` (every leaf of PAR INDEX that it
        leads), `assessment` (every leaf assessed that way) or `index` (`par` or `sipas`: every leaf).
    of : str
        The code, the agency's printed name, the way of assessment, or the index.
    move : str
        `score`: the value itself; `reach`: `target` or `maximum`; `close`: a share of the deficit, 0 to 1; `add`:
        points (of SIPAS percent) on every leaf, at most up to its maximum and down to 0.
    value : float or str
        What the move needs.
    note : str
        Why, for people.
    """

    scope: str
    of: str
    move: str
    value: float | str
    note: str = ""

    def __post_init__(self) -> None:
        if self.scope not in SCOPES:
            raise ParAnalysisError(f"phạm vi (scope) {self.scope!r}: chỉ có (only) {', '.join(SCOPES)}")
        if self.move not in MOVES:
            raise ParAnalysisError(f"{self.name}: thay đổi (move) {self.move!r}: chỉ có (only) {', '.join(MOVES)}")
        for field in ("of", "note"):
            object.__setattr__(self, field, _text(getattr(self, field), f"{self.name}: {field}"))
        if self.move == "reach":
            if self.value not in ("target", "maximum"):
                raise ParAnalysisError(f"{self.name}: reach = {self.value!r}: chỉ có (only) target, maximum")
            return
        if isinstance(self.value, bool) or not isinstance(self.value, int | float) or not _finite(self.value):
            raise ParAnalysisError(
                f"{self.name}: {self.move} = {self.value!r}: cần một số hữu hạn (a finite number is needed)"
            )
        if self.move == "close" and not 0 <= self.value <= 1:
            raise ParAnalysisError(f"{self.name}: close = {self.value}: phải từ 0 đến 1 (must lie between 0 and 1)")
        if self.move == "score" and self.scope != "code":
            raise ParAnalysisError(f"{self.name}: chỉ một mã mới đặt được điểm (a score is set for a single code)")

    @property
    def name(self) -> str:
        """How messages name the change: `5.5`, `agency Sở Nội vụ`."""
        return str(self.of) if self.scope == "code" else f"{self.scope} {self.of}"

    def to_dict(self) -> dict[str, Any]:
        """Return the change as the file holds it."""
        made: dict[str, Any] = {"scope": {self.scope: self.of}, "move": {self.move: self.value}}
        return {**made, "note": self.note} if self.note else made


@dataclass(frozen=True)
class Scenario:
    """A named set of changes to leaf values over an edition; immutable.

    Attributes
    ----------
    title : str
        Name; columns of results carry it.
    changes : tuple of Change
        Their order does not matter: no two may set one leaf to different values.
    author, date, reason : str
        Who, when (`2022-07-08`), why; may be empty.
    coupled : bool
        SIPAS moves criterion 8.1 of PAR INDEX by 10 points x the change of SIPAS. Off, the two stand apart.
    edition, sha256 : str
        The edition: what it is, and the checksum of its figures; by default the shipped one's (see `over`).
    """

    title: str
    changes: tuple[Change, ...] = ()
    author: str = ""
    date: str = ""
    reason: str = ""
    coupled: bool = True
    edition: str = ""
    sha256: str = ""

    def __post_init__(self) -> None:
        for field in ("title", "author", "date", "reason", "edition", "sha256"):
            object.__setattr__(self, field, _text(getattr(self, field), field))
        if not self.title.strip():
            raise ParAnalysisError("kịch bản cần một tên (a scenario needs a title)")
        if not isinstance(self.coupled, bool):
            raise ParAnalysisError(
                f"{self.title}: coupled = {self.coupled!r}: phải là True hoặc False (must be a bool)"
            )
        if self.date and not _is_date(self.date):
            raise ParAnalysisError(f"{self.title}: date = {self.date!r}: viết như 2022-07-08 (write as 2022-07-08)")
        changes = tuple(self.changes) if isinstance(self.changes, tuple | list) else (self.changes,)
        if strange := [change for change in changes if not isinstance(change, Change)]:
            raise ParAnalysisError(f"{self.title}: changes: cần Change, không phải {strange[0]!r} (a Change is needed)")
        object.__setattr__(self, "changes", changes)
        if not self.sha256:
            own = edition_of(None)
            object.__setattr__(self, "edition", self.edition or own.title)
            object.__setattr__(self, "sha256", own.sha256)

    def replace(self, **fields: Any) -> Scenario:
        """Return a copy with some attributes replaced; the scenario itself does not change.

        Raises
        ------
        ParAnalysisError
            There is no such attribute, or a value is not allowed.
        """
        known = {field.name for field in dataclasses.fields(self)}
        if unknown := sorted(set(fields) - known):
            raise ParAnalysisError(
                f"không có thuộc tính (no attribute) {', '.join(unknown)}; có (there are): {', '.join(sorted(known))}"
            )
        return dataclasses.replace(self, **fields)

    def over(self, edition: EditionLike) -> Scenario:
        """Return the same changes over another edition; `evaluate` says whether it has the codes and values."""
        own = edition_of(edition)
        return dataclasses.replace(self, edition=own.title, sha256=own.sha256)

    def combine(self, *others: Scenario, title: str = "", edition: EditionLike = None) -> Scenario:
        """Join the changes of several scenarios of one edition.

        Parameters
        ----------
        others : Scenario
            The other scenarios.
        title : str
            Title of the result; by default the titles with a plus sign between.
        edition : Edition, str or path-like, optional
            That of the scenarios; by default the shipped edition.

        Raises
        ------
        ParAnalysisError
            Two scenarios set the same thing differently (names both, and what), differ in `coupled`, or are of
            different editions.
        """
        everyone = (self, *others)
        titles = ", ".join(f"«{one.title}»" for one in everyone)
        for field, what in (("sha256", "kỳ công bố (editions)"), ("coupled", "coupled")):
            if len({getattr(one, field) for one in everyone}) > 1:
                raise ParAnalysisError(
                    f"{titles}: khác nhau về {what}, không gộp được (they differ, so cannot be combined)"
                )
        merged: dict[tuple[str, str, str, float | str], Change] = {}
        first: dict[tuple[str, str], tuple[Scenario, Change]] = {}
        for one in everyone:
            for change in one.changes:
                merged.setdefault((change.scope, change.of, change.move, change.value), change)
                owner, held = first.setdefault((change.scope, change.of), (one, change))
                if owner is not one and (held.move, held.value) != (change.move, change.value):
                    raise ParAnalysisError(
                        f"{change.name}: «{owner.title}» đặt {held.move} {held.value}, «{one.title}» đặt {change.move} "
                        f"{change.value}; bỏ một bên (the two set it differently; drop one)"
                    )
        made = Scenario(
            title=title or " + ".join(one.title for one in everyone),
            changes=tuple(merged.values()),
            author=", ".join(dict.fromkeys(one.author for one in everyone if one.author)),
            reason=" ".join(dict.fromkeys(one.reason for one in everyone if one.reason)),
            coupled=self.coupled,
            edition=self.edition,
            sha256=self.sha256,
        )
        from par_analysis.scenario.evaluation import leaf_values

        try:
            leaf_values(made, edition)  # differing values by way of wider scopes are found here
        except ParAnalysisError as error:
            raise ParAnalysisError(f"{titles}: không gộp được (cannot be combined): {error}") from None
        return made

    def diff(self, other: Scenario, edition: EditionLike = None) -> pd.DataFrame:
        """Return the leaves on which two scenarios differ: `code`, and the value in each, under their titles.

        Raises
        ------
        ParAnalysisError
            As `par_analysis.evaluate`.
        """
        from par_analysis.scenario.evaluation import leaf_values

        values = pd.DataFrame({"a": leaf_values(self, edition), "b": leaf_values(other, edition)})
        differing = values[(values["a"] - values["b"]).abs() > 0].rename_axis("code").reset_index()
        differing.columns = ["code", self.title, other.title]
        return differing

    def explain(
        self, code: str, index: str = "par", lang: str = "vi", edition: EditionLike = None
    ) -> ScenarioExplanation:
        """Show how the figure of a node is made in this scenario.

        Parameters
        ----------
        code : str
            Any node.
        index : {"par", "sipas"}
            Which index.
        lang : {"vi", "en"}
            Language of the printed tree.
        edition : Edition, str or path-like, optional
            That of the scenario; by default the shipped edition.

        Raises
        ------
        ParAnalysisError
            There is no such index or code, or as `par_analysis.evaluate`.
        """
        from par_analysis.scenario.explaining import explain_scenario

        return explain_scenario(self, code, index, lang, edition)

    def to_json(self) -> str:
        """Return the text of the scenario's file: indented, keys in a fixed order, the same every time."""
        held: dict[str, Any] = {
            "format": _FORMAT,
            "version": _VERSION,
            "title": self.title,
            "author": self.author,
            "date": self.date,
            "reason": self.reason,
            "baseline": {"edition": self.edition, "sha256": self.sha256},
            "coupled": self.coupled,
            "changes": [change.to_dict() for change in self.changes],
        }
        return json.dumps(held, ensure_ascii=False, indent=2, allow_nan=False) + "\n"

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the scenario's file, atomically; return its path.

        Raises
        ------
        ParAnalysisError
            The file cannot be written, or could not be read again: a text too long, a value that no file may hold.
        """
        from par_analysis.scenario.reading import check_text

        text = self.to_json()
        check_text(text, Path(path))
        write_text(Path(path), text)
        return Path(path)

    @classmethod
    def load(cls, path: str | os.PathLike[str], rebase: bool = False, edition: EditionLike = None) -> Scenario:
        """Read a scenario's file.

        Parameters
        ----------
        path : path-like
            As `save`, or the explorer page, wrote it.
        rebase : bool
            Take over a file that was made from other figures: its changes are laid over `edition`, with a
            `UserWarning` that says so. Without it such a file is refused.
        edition : Edition, str or path-like, optional
            The edition that the file was made from; by default the shipped one.

        Raises
        ------
        InputError
            Names everything wrong with the file: no JSON, not by the schema, unknown codes, values out of range, or
            another edition.
        """
        from par_analysis.scenario.reading import load_scenario

        return load_scenario(Path(path), rebase, edition)


def _text(value: object, what: str) -> str:
    """Compose letters (NFC), so that a name typed on any system is the same name."""
    if not isinstance(value, str):
        raise ParAnalysisError(f"{what} phải là văn bản (must be text): {value!r}")
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ParAnalysisError(f"{what} có ký tự hỏng (has a broken character): {value!r}")
    return unicodedata.normalize("NFC", value)


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer beyond every float
        return False


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
