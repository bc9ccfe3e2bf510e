"""Points lost: by criterion, field, agency, way of assessment; for SIPAS by item, factor and agency."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from par_analysis.index.tree import CompositeIndex
from par_analysis.tables.models.index import NO_ASSESSMENT, NO_LEAD, index_spec
from par_analysis.words.errors import ParAnalysisError, close_to

__all__ = ["check_grouping", "deficits_of", "require_losses"]

_BY = {
    "par": {"criterion": "code", "field": "field", "agency": "lead_agency", "assessment": "assessment"},
    "sipas": {"item": "code", "factor": "field", "agency": "lead_agency"},
}


def check_grouping(by: str, index: str) -> None:
    """Refuse an index that there is not, or that cannot be grouped in this way."""
    index_spec(index)
    if by not in _BY[index]:
        allowed = ", ".join(_BY[index])
        raise ParAnalysisError(f"by = {by!r}: với chỉ số {index} chỉ có {allowed} (allowed for {index}: {allowed})")


def deficits_of(
    tree: CompositeIndex,
    by: str,
    successors: Mapping[str, str] = MappingProxyType({}),
    only: Mapping[str, str] = MappingProxyType({}),
) -> pd.DataFrame:
    """Add up the points lost of an index, each leaf counted once, whatever its level.

    Parameters
    ----------
    tree : CompositeIndex
        Of an index whose leaves all have a score; its `key` says which.
    by : str
        What to group by; see `par_analysis.deficits`, also for the columns returned.
    successors : mapping
        The agency that answers instead of another.
    only : mapping
        Codes, or agencies with their printed names, to which it is limited; empty for everything.

    Raises
    ------
    ParAnalysisError
        It cannot be grouped this way, or no leaf belongs to a name in `only`.
    """
    check_grouping(by, tree.key)
    leaves = _leaves(tree)
    leaves["lead_agency"] = leaves["lead_agency"].replace(successors)
    if only:
        leaves = leaves[leaves["code"].isin(_members(only, leaves, tree))]
    key = _BY[tree.key][by]
    grouped = leaves.groupby(key, sort=False)
    weight = grouped["weight"].sum()

    def whole(column: str) -> pd.Series:
        """Add up a group; a group with a figure that is not known has a sum that is not known."""
        return grouped[column].sum().where(grouped[column].count() == grouped.size())

    # A mean weighs its items; a sum only adds.
    scale = weight if tree.aggregate == "mean" else 1.0
    made = pd.DataFrame(
        {
            "max_points": grouped["max_in_total"].sum() / scale,
            "score": grouped["score_in_total"].sum() / scale,
            "target": whole("target_in_total") / scale,
            "deficit": grouped["deficit_in_total"].sum() / scale,
            "gain": whole("gain_in_total") / scale,
            "deficit_in_total": grouped["deficit_in_total"].sum(),
            "gain_in_total": whole("gain_in_total"),
            "n_criteria": grouped["listed"].sum(),
            "n_losing": grouped["losing"].sum(),
        }
    ).round(9)
    made.insert(7, "share", made["deficit_in_total"] / made["deficit_in_total"].sum())
    made.insert(8, "attainment", made["score"] / made["max_points"])
    made.insert(9, "gap_closure", (made["gain"] / made["deficit"]).where(made["deficit"] > 0, np.nan))
    made = _describe(made, tree, by, key)
    return made.sort_values("deficit_in_total", ascending=False, kind="stable", ignore_index=True)


def _members(only: Mapping[str, str], leaves: pd.DataFrame, tree: CompositeIndex) -> set[str]:
    """Return the leaves below the codes, or led by the agencies, that are named."""
    found: set[str] = set()
    for name, called in only.items():
        own = [code for code in tree.leaves if name in tree.lineage(code)]
        own += list(leaves.index[leaves["lead_agency"] == called])
        if not own:
            known = ", ".join(agency for agency in dict.fromkeys(leaves["lead_agency"]) if agency != NO_LEAD)
            raise ParAnalysisError(
                f"only: không có tiêu chí, hay cơ quan chủ trì tiêu chí (no criterion, and no agency that leads one) {name!r}"
                f"{close_to(name, tree.codes)}; cơ quan (agencies): {known or '–'}"
            )
        found |= set(own)
    return found


def _leaves(tree: CompositeIndex) -> pd.DataFrame:
    """One row a leaf, with its part of the overall index."""
    nodes = tree.nodes.set_index("code", drop=False).rename_axis(None)
    leaves = nodes.loc[tree.leaves].copy()
    leaves["target"] = tree.leaf_values("target")
    leaves["field"] = [tree.lineage(code)[1] if code != tree.root else code for code in leaves["code"]]
    leaves["lead_agency"] = leaves["lead_agency"].fillna(NO_LEAD)
    leaves["assessment"] = leaves["assessment"].fillna(NO_ASSESSMENT)
    leaves["weight"] = [tree.weight(code) for code in leaves["code"]]
    # Decimal figures leave noise behind when subtracted; nine decimals are far below any printed digit.
    leaves["deficit"] = (leaves["max_points"] - leaves["score"]).round(9)
    leaves["gain"] = (leaves["target"] - leaves["score"]).round(9)
    for column in ("score", "target", "deficit", "gain"):
        leaves[f"{column}_in_total"] = leaves[column] * leaves["weight"]
    leaves["max_in_total"] = leaves["max_points"] * leaves["weight"]
    leaves["listed"] = ~leaves["is_remainder"]
    leaves["losing"] = leaves["listed"] & (leaves["deficit"] > 0)
    return leaves


def _describe(made: pd.DataFrame, tree: CompositeIndex, by: str, key: str) -> pd.DataFrame:
    """Put the names of the groups in front, and beside fields and factors what the document prints."""
    if key in ("lead_agency", "assessment"):
        return made.reset_index()
    nodes = tree.nodes.set_index("code").loc[made.index]
    columns = ["name", "name_en"] + (["lead_agency", "assessment"] if key == "code" else [])
    described = nodes[columns].copy()
    if "lead_agency" in columns:
        described["lead_agency"] = described["lead_agency"].fillna(NO_LEAD)
        described["assessment"] = described["assessment"].fillna(NO_ASSESSMENT)
    described = described.join(made)
    if key == "field":
        described["score_published"] = nodes["score"]
        described["target_published"] = nodes["target"]
        described["target_is_bound"] = nodes["target_is_bound"]
    return described.rename_axis("code").reset_index()


def require_losses(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of deficits; refuse one in which nothing was lost."""
    if not (table["deficit_in_total"] > 0).any():
        raise ParAnalysisError(
            "không có điểm nào bị trừ, nên không có gì để vẽ (no points were lost; there is nothing to show)"
        )
    return table
