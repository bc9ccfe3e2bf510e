"""Effort: how many years of typical progress a closure takes, dearer beyond what a typical year brings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.outlook.model import Model
from par_analysis.words.errors import ParAnalysisError, close_to

__all__ = ["Limits", "Terms", "efforts", "members", "terms_of"]

_SLACK = 1e-9


def efforts(closures: np.ndarray, typical: np.ndarray, model: Model) -> np.ndarray:
    """Effort of closing these shares of the deficits within one year.

    Parameters
    ----------
    closures : ndarray
        Share of the deficit closed, 0 to 1.
    typical : ndarray
        Share that a typical year closes.
    model : Model
        Whose assumptions say how much dearer a second and further years are.

    Returns
    -------
    ndarray
        Years of typical progress; the first counts once, the second and further ones more.
    """
    years = np.asarray(closures) / typical
    given = model.assumptions
    return np.asarray(
        np.minimum(years, 1.0)
        + given.second_year * np.clip(years - 1.0, 0.0, 1.0)
        + given.further_years * np.maximum(years - 2.0, 0.0)
    )


@dataclass(frozen=True, eq=False)
class Terms:
    """What the search may do with every leaf that lost points.

    Attributes
    ----------
    leaves : DataFrame
        By code: the columns of `Model.leaves`, and `lead_agency, typical` (share closed in a typical year), `cost`
        (times the typical effort), `least, most` (points gained at least and at most).
    caps : dict
        Most points that the leaves of a wider scope may gain together, with those leaves: name -> (points, codes).
    """

    leaves: pd.DataFrame
    caps: dict[str, tuple[float, list[str]]]


@dataclass(frozen=True)
class Limits:
    """The user's own costs, caps, must-haves and must-nots, by code or agency."""

    costs: Mapping[str, float]
    caps: Mapping[str, float]
    must: tuple[str, ...]
    must_not: tuple[str, ...]

    def terms(self, model: Model) -> Terms:
        """Work out what they mean for every leaf; see `terms_of`."""
        return terms_of(model, self.costs, self.caps, self.must, self.must_not)


def terms_of(
    model: Model,
    costs: Mapping[str, float],
    caps: Mapping[str, float],
    must: Collection[str],
    must_not: Collection[str],
) -> Terms:
    """Work out the terms from the user's own costs, caps, must-haves and must-nots, by code or agency.

    Raises
    ------
    ParAnalysisError
        A code or agency is not in the tables or lost no points, a cost is not above 0, a cap is below 0, or what must
        be is also ruled out.
    """
    leaves = model.of("par").copy()
    nodes = model.edition.par.nodes.set_index("code")
    leaves["lead_agency"] = nodes["lead_agency"].reindex(leaves.index)
    given = model.assumptions
    leaves["typical"] = [max(model.classes[name].centre, given.least_typical) for name in leaves["reference_class"]]
    leaves["cost"] = 1.0
    leaves["least"], leaves["most"] = 0.0, leaves["deficit"]
    # The wider scope first, so that a narrower one has the last word.
    for name, value in sorted(costs.items(), key=lambda item: _width(model, item[0])):
        if not _is_number(value) or not value > 0:
            raise ParAnalysisError(f"costs[{name!r}] = {value!r}: phải là số lớn hơn 0 (a number above 0)")
        leaves.loc[members(model, name, "costs"), "cost"] = float(value)
    wide: dict[str, tuple[float, list[str]]] = {}
    for name, value in caps.items():
        if not _is_number(value) or value < 0:
            raise ParAnalysisError(f"caps[{name!r}] = {value!r}: phải là số từ 0 (a number from 0 on)")
        codes = members(model, name, "caps")
        if len(codes) == 1:
            leaves.loc[codes, "most"] = np.minimum(leaves.loc[codes, "most"], float(value))
        else:
            wide[name] = (float(value), codes)
    for name in must_not:
        leaves.loc[members(model, name, "must_not"), "most"] = 0.0
    for name in must:
        codes = members(model, name, "must")
        asked = np.where(
            leaves.loc[codes, "kind"] == "all_or_nothing", leaves.loc[codes, "deficit"], leaves.loc[codes, "gain"]
        )
        leaves.loc[codes, "least"] = np.maximum(asked, 0.0)
    _check(leaves, wide)
    return Terms(leaves, wide)


def _width(model: Model, name: str) -> tuple[int, int]:
    """Key that puts wider scopes first; of equally many leaves, an agency, then the code farther up."""
    return -len(members(model, name, "costs")), model.edition.depth.get(str(name), -1)


def members(model: Model, name: str, argument: str, *, codes: bool = True, agencies: bool = True) -> list[str]:
    """Leaves that lost points below a code (if `codes`) or led by an agency (if `agencies`).

    Raises
    ------
    ParAnalysisError
        There is no such code or agency, or none of its criteria lost points.
    """
    base = model.edition
    called = base.agency_called(str(name)) if agencies else str(name)
    known = {code: base.below[code] for code in base.par.codes if codes and code in base.below}
    known |= base.groups["agency"] if agencies else {}
    if called not in known:
        what = (
            " hay ".join([*(["tiêu chí"] if codes else []), *(["cơ quan"] if agencies else [])])
            + " (no "
            + " or ".join([*(["criterion"] if codes else []), *(["agency"] if agencies else [])])
            + ")"
        )
        raise ParAnalysisError(f"{argument}: không có {what} {name!r}{close_to(str(name), known)}")
    lost = set(model.of("par").index)
    found = [code for code in known[called] if code in lost]
    if not found:
        raise ParAnalysisError(f"{argument}: {name}: không bị trừ điểm nào (lost no points)")
    return found


def _check(leaves: pd.DataFrame, wide: dict[str, tuple[float, list[str]]]) -> None:
    whole = leaves["kind"] == "all_or_nothing"
    # What cannot be had whole cannot be had.
    leaves.loc[whole & (leaves["most"] < leaves["deficit"] - _SLACK), "most"] = 0.0
    clash = leaves.index[leaves["least"] > leaves["most"] + _SLACK]
    if len(clash):
        raise ParAnalysisError(
            f"{', '.join(clash)}: vừa bắt buộc đạt, vừa bị loại hoặc bị giới hạn thấp hơn (must be reached, and is ruled out or capped below)"
        )
    for name, (most, codes) in wide.items():
        needed = float(leaves.loc[codes, "least"].sum())
        if needed > most + _SLACK:
            raise ParAnalysisError(
                f"caps[{name!r}] = {most:g}: phần bắt buộc đã cần {needed:g} điểm (what must be reached already takes {needed:g})"
            )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and bool(np.isfinite(value))
