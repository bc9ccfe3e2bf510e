"""The achievability model of one edition: its leaves, their reference classes, and what was judged of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.outlook.classes import ReferenceClass, Structure, fit_classes
from par_analysis.tables.lists.evidence import Assumptions
from par_analysis.tables.models.results import KINDS
from par_analysis.words.errors import ParAnalysisError

__all__ = ["Model", "achievability_model", "model_of"]

_NOT_JUDGED = {"all_or_nothing": "unknown", "control": "unknown", "confidence": "low", "needs": "", "needs_en": ""}


@dataclass(frozen=True, eq=False)
class Model:
    """Everything that chances, distributions, orders and least efforts are worked out from.

    Attributes
    ----------
    edition : Edition
        What it is about.
    classes : mapping
        Reference classes by name.
    leaves : DataFrame
        One row a leaf of either index that lost points, by code: `index, reference_class, kind` (`gradual` or
        `all_or_nothing`), `score, maximum, target, deficit, gain, asked` (share of the deficit that the target asks
        for), `weight, own` (see `Structure`), `variation` (variance of its closure, against that of a single criterion),
        and the judgements `all_or_nothing, control, needs, needs_en, confidence`.
    assumptions : Assumptions
    evidence : DataFrame
        The rows used: up to `until`.
    year : int
        Year of the results; where the edition does not say, `until`.
    until : int
        Evidence up to the results of this year is used.
    """

    edition: Edition
    classes: Mapping[str, ReferenceClass]
    leaves: pd.DataFrame
    assumptions: Assumptions
    evidence: pd.DataFrame
    year: int
    until: int

    def __repr__(self) -> str:
        return f"Model: {len(self.leaves)} leaves, {len(self.evidence)} changes up to {self.until}, {self.assumptions}"

    def replace(self, **assumptions: float) -> Model:
        """Return the model under other assumptions, fitted anew: `model.replace(dependence=0.6)`.

        Raises
        ------
        ParAnalysisError
            There is no such assumption, or the value is out of its range.
        """
        changed = self.assumptions.replace(**assumptions)
        classes = fit_classes(self.evidence, changed, Structure.of(self.edition))
        leaves = self.leaves.assign(variation=_variation(self.leaves["own"], changed))
        return dataclasses.replace(self, classes=classes, leaves=leaves, assumptions=changed)

    def with_unknown_rules(self, kind: str) -> Model:
        """Return the model with every leaf whose scoring rule is not known taken to be `gradual` or `all_or_nothing`.

        Raises
        ------
        ParAnalysisError
            There is no such kind.
        """
        if kind not in KINDS:
            raise ParAnalysisError(f"kind = {kind!r}: chỉ có (there are only) {', '.join(KINDS)}")
        kinds = self.leaves["kind"].where(self.leaves["all_or_nothing"] != "unknown", kind)
        return dataclasses.replace(self, leaves=self.leaves.assign(kind=kinds))

    def of(self, index: str) -> pd.DataFrame:
        """Leaves of one index."""
        return self.leaves[self.leaves["index"] == index]

    def chance_of(self, code: str, value: float) -> float:
        """Chance that a leaf ends at `value` or above.

        Raises
        ------
        ParAnalysisError
            There is no such leaf with points lost, or the value is above its maximum.
        """
        if code not in self.leaves.index:
            raise ParAnalysisError(f"{code}: không phải mục chi tiết bị trừ điểm (no leaf that lost points)")
        leaf = self.leaves.loc[code]
        if not 0 <= value <= leaf["maximum"]:
            raise ParAnalysisError(
                f"{code}: {value:g} nằm ngoài khoảng từ 0 đến {leaf['maximum']:g} (outside 0 to {leaf['maximum']:g})"
            )
        own = self.classes[leaf["reference_class"]]
        if leaf["kind"] == "all_or_nothing":
            return own.mean_share if value > leaf["score"] else 1.0
        if value <= 0:
            return 1.0
        return float(own.chance((value - leaf["score"]) / leaf["deficit"], leaf["variation"]))


def achievability_model(edition: EditionLike = None, until: int | None = None) -> Model:
    """Make the model of an edition, with what was known at the end of its year of results.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition. Its evidence, judgements and
        assumptions may be put in place by `edition.replace(evidence=..., judgements=..., assumptions=...)`.
    until : int, optional
        Use evidence up to the results of this year; by default the year of results of the edition, so that nothing
        later than the targets themselves is used.

    Raises
    ------
    ParAnalysisError
        The edition lacks PAR INDEX, scores or targets of its criteria, PAR INDEX lost no points, the evidence is not
        enough, or no year is known.
    """
    own = edition_of(edition)
    return own.once(("model", until), lambda: _made(own, until))


def model_of(edition: EditionLike, model: Model | None) -> Model:
    """Return the model that a function was given, or else that of the edition.

    Raises
    ------
    ParAnalysisError
        Both are given, and the model is of another edition.
    """
    if model is None:
        return achievability_model(edition)
    if edition is not None and edition_of(edition) is not model.edition:
        raise ParAnalysisError("model: của kỳ công bố khác với edition (the model is of another edition)")
    return model


def _made(edition: Edition, until: int | None) -> Model:
    edition.need("par", "scores", "targets")
    if until is None and edition.year is None:
        raise ParAnalysisError(
            f"{edition.key}: kỳ công bố không ghi năm kết quả; nêu until = năm (the edition does not say the year of its results; give until)"
        )
    until = edition.year if until is None else until
    assert until is not None
    evidence, assumptions = edition.evidence, edition.assumptions
    used = evidence[evidence["used"] & (evidence["year_to"] <= until)]
    structure = Structure.of(edition)
    if not (structure.leaves["index"] == "par").any():
        raise ParAnalysisError("không có điểm nào bị trừ, nên không có gì để đạt (no points were lost)")
    return Model(
        edition=edition,
        classes=fit_classes(used, assumptions, structure),
        leaves=_leaves(edition, structure, assumptions),
        assumptions=assumptions,
        evidence=used,
        year=until if edition.year is None else edition.year,
        until=until,
    )


def _variation(own: pd.Series, assumptions: Assumptions) -> pd.Series:
    return assumptions.dependence + (1.0 - assumptions.dependence) * own


def _natural(code: str) -> tuple[tuple[int, str], ...]:
    """Key that sorts 7.1.9 before 7.1.10."""
    return tuple((int(part) if part.isdecimal() else 0, part) for part in code.split("."))


def _leaves(base: Edition, structure: Structure, assumptions: Assumptions) -> pd.DataFrame:
    # In an order of its own, so that the same draws belong to the same leaf however the table is sorted.
    leaves = structure.leaves.loc[sorted(structure.leaves.index, key=_natural)]
    at = [base.position[code] for code in leaves.index]
    for name, vector in (("score", base.score), ("maximum", base.maximum), ("target", base.target)):
        leaves[name] = vector[at]
    leaves["gain"] = (leaves["target"] - leaves["score"]).round(9)
    leaves["asked"] = leaves["gain"] / leaves["deficit"]
    leaves["variation"] = _variation(leaves["own"], assumptions)
    judged = base.judgements.set_index(["index", "code"])
    trees = base.indices
    rows = []
    for code, index in leaves["index"].items():
        # The closest code that was judged counts, the leaf's own first.
        above = reversed(trees[index].lineage(str(code)))
        found = next((name for name in above if (index, name) in judged.index), None)
        rows.append(_NOT_JUDGED if found is None else judged.loc[(index, found), list(_NOT_JUDGED)].to_dict())
    told = pd.DataFrame(rows, index=leaves.index)
    leaves["kind"] = np.where(told["all_or_nothing"] == "yes", "all_or_nothing", "gradual")
    return leaves.join(told)
