"""The achievability model of one edition: its leaves, their reference classes, and what was judged of them."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.achievability.classes import ReferenceClass, Structure, fit_classes
from par_analysis.achievability.evidence import (
    Assumptions,
    load_assumptions,
    load_evidence,
    load_judgements,
    load_precedents,
)
from par_analysis.achievability.words import KINDS
from par_analysis.errors import ParAnalysisError
from par_analysis.scenario import Baseline, baseline_of

__all__ = ["Model", "achievability_model"]

_NOT_JUDGED = {"all_or_nothing": "unknown", "control": "unknown", "confidence": "low", "needs": "", "needs_en": ""}


@dataclass(frozen=True, eq=False)
class Model:
    """Everything that chances, distributions, orders and least efforts are worked out from.

    Attributes
    ----------
    baseline : Baseline
        The tables.
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
    precedents : DataFrame
    year : int
        Year of the results in the tables; where they do not say, `until`.
    until : int
        Evidence up to the results of this year is used.
    """

    baseline: Baseline
    classes: Mapping[str, ReferenceClass]
    leaves: pd.DataFrame
    assumptions: Assumptions
    evidence: pd.DataFrame
    precedents: pd.DataFrame
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
        classes = fit_classes(self.evidence, changed, Structure.of(self.baseline))
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


def achievability_model(
    par: pd.DataFrame | None = None,
    sipas: pd.DataFrame | None = None,
    evidence: pd.DataFrame | None = None,
    judgements: pd.DataFrame | None = None,
    assumptions: Assumptions | None = None,
    until: int | None = None,
) -> Model:
    """Make the model; by default of the shipped edition with what was known when its plan was signed.

    Parameters
    ----------
    par, sipas : DataFrame, optional
        As `load_par()` and `load_sipas()` return them.
    evidence, judgements : DataFrame, optional
        As `load_evidence()` and `load_judgements()` return them, edited if you like.
    assumptions : Assumptions, optional
        As `load_assumptions()` returns it; `load_assumptions().replace(dependence=0.6)` changes one.
    until : int, optional
        Use evidence up to the results of this year; by default the year of results in the tables, so that nothing
        later than the targets themselves is used.

    Raises
    ------
    ParAnalysisError
        The tables are no trees, PAR INDEX lost no points, the evidence is not enough, or no year is known.
    """
    given = (par, sipas, evidence, judgements, assumptions, until)
    return _shipped() if all(one is None for one in given) else _made(*given)


@functools.cache
def _shipped() -> Model:
    return _made(None, None, None, None, None, None)


def _made(
    par: pd.DataFrame | None,
    sipas: pd.DataFrame | None,
    evidence: pd.DataFrame | None,
    judgements: pd.DataFrame | None,
    assumptions: Assumptions | None,
    until: int | None,
) -> Model:
    base = baseline_of(par, sipas)
    evidence = load_evidence() if evidence is None else evidence
    judgements = load_judgements() if judgements is None else judgements
    assumptions = load_assumptions() if assumptions is None else assumptions
    stated = str(base.par.nodes.attrs.get("year", ""))
    if until is None and not stated.isdecimal():
        raise ParAnalysisError(
            "bảng không ghi năm kết quả; nêu until = năm (the table does not say the year of its results; give until)"
        )
    until = int(stated) if until is None else until
    used = evidence[evidence["used"] & (evidence["year_to"] <= until)]
    structure = Structure.of(base)
    if not (structure.leaves["index"] == "par").any():
        raise ParAnalysisError("không có điểm nào bị trừ, nên không có gì để đạt (no points were lost)")
    return Model(
        baseline=base,
        classes=fit_classes(used, assumptions, structure),
        leaves=_leaves(base, structure, judgements, assumptions),
        assumptions=assumptions,
        evidence=used,
        precedents=load_precedents(par=base.par.nodes),
        year=int(stated) if stated.isdecimal() else until,
        until=until,
    )


def _variation(own: pd.Series, assumptions: Assumptions) -> pd.Series:
    return assumptions.dependence + (1.0 - assumptions.dependence) * own


def _natural(code: str) -> tuple[tuple[int, str], ...]:
    """Key that sorts 7.1.9 before 7.1.10."""
    return tuple((int(part) if part.isdecimal() else 0, part) for part in code.split("."))


def _leaves(base: Baseline, structure: Structure, judgements: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    # In an order of its own, so that the same draws belong to the same leaf however the table is sorted.
    leaves = structure.leaves.loc[sorted(structure.leaves.index, key=_natural)]
    at = [base.position[code] for code in leaves.index]
    for name, vector in (("score", base.score), ("maximum", base.maximum), ("target", base.target)):
        leaves[name] = vector[at]
    leaves["gain"] = (leaves["target"] - leaves["score"]).round(9)
    leaves["asked"] = leaves["gain"] / leaves["deficit"]
    leaves["variation"] = _variation(leaves["own"], assumptions)
    judged = judgements.set_index(["index", "code"])
    trees = {"par": base.par, "sipas": base.sipas}
    rows = []
    for code, index in leaves["index"].items():
        # The closest code that was judged counts, the leaf's own first.
        above = reversed(trees[index].lineage(str(code)))
        found = next((name for name in above if (index, name) in judged.index), None)
        rows.append(_NOT_JUDGED if found is None else judged.loc[(index, found), list(_NOT_JUDGED)].to_dict())
    told = pd.DataFrame(rows, index=leaves.index)
    leaves["kind"] = np.where(told["all_or_nothing"] == "yes", "all_or_nothing", "gradual")
    return leaves.join(told)
