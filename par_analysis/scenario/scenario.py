"""`Scenario`: a named, signed set of changes over an edition, as a value that knows no file."""

from __future__ import annotations

import dataclasses
import datetime
import json
import math
import unicodedata
from dataclasses import dataclass
from typing import Any

from par_analysis.edition.edition import Edition
from par_analysis.words.errors import refused

__all__ = ["MOVES", "SCOPES", "Change", "Scenario"]

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
            raise refused("choice", name="scope", found=self.scope, allowed=", ".join(SCOPES))
        if self.move not in MOVES:
            raise refused("choice", name=f"{self.name}: move", found=self.move, allowed=", ".join(MOVES))
        for field in ("of", "note"):
            object.__setattr__(self, field, _text(getattr(self, field), f"{self.name}: {field}"))
        if self.move == "reach":
            if self.value not in ("target", "maximum"):
                raise refused("choice", name=f"{self.name}: reach", found=self.value, allowed="target, maximum")
            return
        if isinstance(self.value, bool) or not isinstance(self.value, int | float) or not _finite(self.value):
            raise refused("not_finite", name=f"{self.name}: {self.move}", found=self.value)
        if self.move == "close" and not 0 <= self.value <= 1:
            raise refused("no_share", name=f"{self.name}: close", found=self.value)
        if self.move == "score" and self.scope != "code":
            raise refused("single_code", name=self.name)

    @property
    def name(self) -> str:
        """How messages name the change: `5.5`, `agency Sở Nội vụ`."""
        return str(self.of) if self.scope == "code" else f"{self.scope} {self.of}"

    def to_dict(self) -> dict[str, Any]:
        """Return the change as the file holds it."""
        held: dict[str, Any] = {"scope": {self.scope: self.of}, "move": {self.move: self.value}}
        return {**held, "note": self.note} if self.note else held


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
        The signature: which edition it was made over, and the checksum of its figures. Empty, it is over whatever
        edition it is evaluated on; `sign` and `over` put it in, and so does saving.
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
            raise refused("no_title")
        if not isinstance(self.coupled, bool):
            name, wanted = f"{self.title}: coupled", ("True hoặc False", "True or False")
            raise refused("type", name=name, wanted=wanted[0], wanted_en=wanted[1], found=repr(self.coupled))
        if self.date and not _is_date(self.date):
            raise refused("scenario_date", name=f"{self.title}: date", found=self.date)
        changes = tuple(self.changes) if isinstance(self.changes, tuple | list) else (self.changes,)
        if strange := [change for change in changes if not isinstance(change, Change)]:
            name = f"{self.title}: changes"
            raise refused("type", name=name, wanted="Change", wanted_en="a Change", found=repr(strange[0]))
        object.__setattr__(self, "changes", changes)

    def replace(self, **fields: Any) -> Scenario:
        """Return a copy with some attributes replaced; the scenario itself does not change.

        Raises
        ------
        ParAnalysisError
            There is no such attribute, or a value is not allowed.
        """
        known = {field.name for field in dataclasses.fields(self)}
        if unknown := sorted(set(fields) - known):
            raise refused("attribute", found=", ".join(unknown), allowed=", ".join(sorted(known)))
        return dataclasses.replace(self, **fields)

    def over(self, edition: Edition) -> Scenario:
        """Return the same changes over another edition; `evaluate` says whether it has the codes and values."""
        return dataclasses.replace(self, edition=edition.title, sha256=edition.sha256)

    def sign(self, edition: Edition) -> Scenario:
        """Return the scenario over an edition if it is over none yet, else as it is."""
        return self if self.sha256 else self.over(edition)

    def combine(self, *others: Scenario, title: str = "") -> Scenario:
        """Join the changes of several scenarios of one edition.

        Parameters
        ----------
        others : Scenario
            The other scenarios.
        title : str
            Title of the result; by default the titles with a plus sign between.

        Raises
        ------
        ParAnalysisError
            Two scenarios set the same thing differently (names both, and what), differ in `coupled`, or are of
            different editions. Where wider scopes meet, `evaluate` says so.
        """
        everyone = (self, *others)
        titles = ", ".join(f"«{one.title}»" for one in everyone)
        signed = [one for one in everyone if one.sha256] or [self]
        if len({one.sha256 for one in signed}) > 1:
            raise refused("not_joined", titles=titles, what="kỳ công bố", what_en="editions")
        if len({one.coupled for one in everyone}) > 1:
            raise refused("not_joined", titles=titles, what="coupled", what_en="coupled")
        merged: dict[tuple[str, str, str, float | str], Change] = {}
        first: dict[tuple[str, str], tuple[Scenario, Change]] = {}
        for one in everyone:
            for change in one.changes:
                merged.setdefault((change.scope, change.of, change.move, change.value), change)
                owner, held = first.setdefault((change.scope, change.of), (one, change))
                if owner is not one and (held.move, held.value) != (change.move, change.value):
                    facts = {"first": owner.title, "second": one.title}
                    facts |= {"low": f"{held.move} {held.value}", "high": f"{change.move} {change.value}"}
                    raise refused("set_twice", name=change.name, **facts)
        return Scenario(
            title=title or " + ".join(one.title for one in everyone),
            changes=tuple(merged.values()),
            author=", ".join(dict.fromkeys(one.author for one in everyone if one.author)),
            reason=" ".join(dict.fromkeys(one.reason for one in everyone if one.reason)),
            coupled=self.coupled,
            edition=signed[0].edition,
            sha256=signed[0].sha256,
        )

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


def _text(value: object, what: str) -> str:
    """Compose letters (NFC), so that a name typed on any system is the same name."""
    if not isinstance(value, str):
        raise refused("type", name=what, wanted="văn bản", wanted_en="text", found=repr(value))
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise refused("broken_text", name=what, found=value)
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
