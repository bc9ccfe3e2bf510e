"""Points lost: by criterion, field, agency, way of assessment; for SIPAS by item, factor and agency."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from par_analysis.composite import CompositeIndex
from par_analysis.edition import Edition, EditionLike, edition_of
from par_analysis.errors import ParAnalysisError, close_to
from par_analysis.schema import NO_LEAD, index_spec

__all__ = ["NO_ASSESSMENT", "NO_LEAD", "deficits"]

NO_ASSESSMENT = "(không rõ cách đánh giá)"

_BY = {
    "par": {"criterion": "code", "field": "field", "agency": "lead_agency", "assessment": "assessment"},
    "sipas": {"item": "code", "factor": "field", "agency": "lead_agency"},
}


def deficits(
    by: str = "criterion",
    index: str = "par",
    edition: EditionLike = None,
    agencies: str = "then",
    only: Collection[str] = (),
) -> pd.DataFrame:
    """Add up the points lost, each leaf counted once, whatever its level.

    Parameters
    ----------
    by : {"criterion", "field", "agency", "assessment"} or {"item", "factor", "agency"}
        What to group by: the first four for PAR INDEX, the last three for SIPAS.
    index : {"par", "sipas"}
        Which index.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    agencies : {"then", "today"}
        By which agency: the one that led in the year of results, or the one that answers today.
    only : collection of str
        Codes or agencies, by any of their names: count only the leaves below those codes or led by those agencies.

    Returns
    -------
    DataFrame
        One row a group, the largest loss first:

        - the group: `code, name, name_en, lead_agency, assessment` (criterion, item), `code, name, name_en`
          (field, factor), `lead_agency` or `assessment`. Leaves that name no lead or no way of assessment are
          the group `NO_LEAD` or `NO_ASSESSMENT`;
        - `max_points, score, target`: in points for PAR INDEX; for SIPAS in percent, the mean of the group's
          items. Unlisted parts are taken to keep their score; the target of a group with a leaf that has none is
          empty;
        - `deficit`: maximum minus score; `gain`: target minus score (same units);
        - `deficit_in_total, gain_in_total`: the same as parts of the overall index. For PAR INDEX these are
          the same numbers; for SIPAS an item counts with its share of the mean;
        - `share`: of all that the index loses (of all that is counted); `attainment`: score / maximum; `gap_closure`: gain / deficit,
          empty where nothing was lost;
        - `n_criteria, n_losing`: listed leaves in the group, and those of them that lost points;
        - by field and factor also `score_published, target_published` and `target_is_bound`: what the document
          prints for the row itself, beside what its leaves give.

    Raises
    ------
    ParAnalysisError
        There is no such index, it cannot be grouped this way, the edition lacks it or has no scores of its leaves, or
        no leaf belongs to a name in `only`.
    """
    spec = index_spec(index)
    if by not in _BY[index]:
        allowed = ", ".join(_BY[index])
        raise ParAnalysisError(f"by = {by!r}: với chỉ số {index} chỉ có {allowed} (allowed for {index}: {allowed})")
    if agencies not in ("then", "today"):
        raise ParAnalysisError(f"agencies = {agencies!r}: chỉ có 'then' và 'today' (use 'then' or 'today')")
    own = edition_of(edition)
    tree = own.index(index)
    leaves = _leaves(tree)
    if leaves["score"].isna().any():
        missing = ", ".join(leaves.index[leaves["score"].isna()][:5])
        raise ParAnalysisError(
            f"{own.key}: {spec.sheet} chưa công bố điểm của mọi tiêu chí ({missing} …), nên chưa chia được điểm bị trừ "
            f"(scores by criterion are not published, so the points lost cannot be split)"
        )
    if agencies == "today":
        leaves["lead_agency"] = leaves["lead_agency"].replace(own.answering)
    if only:
        leaves = leaves[leaves["code"].isin(_members(only, leaves, tree, own))]
    key = _BY[index][by]
    grouped = leaves.groupby(key, sort=False)
    weight = grouped["weight"].sum()

    def whole(column: str) -> pd.Series:
        """Add up a group; a group with a figure that is not known has a sum that is not known."""
        return grouped[column].sum().where(grouped[column].count() == grouped.size())

    # A mean weighs its items; a sum only adds.
    scale = weight if spec.aggregate == "mean" else 1.0
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


def _members(only: Collection[str], leaves: pd.DataFrame, tree: CompositeIndex, edition: Edition) -> set[str]:
    """Return the leaves below the codes, or led by the agencies, that are named."""
    found: set[str] = set()
    for name in (only,) if isinstance(only, str) else only:
        called = edition.agency_called(str(name))
        own = [code for code in tree.leaves if name in tree.lineage(code)]
        own += list(leaves.index[leaves["lead_agency"] == called])
        if not own:
            known = ", ".join(agency for agency in dict.fromkeys(leaves["lead_agency"]) if agency != NO_LEAD)
            raise ParAnalysisError(
                f"only: không có tiêu chí, hay cơ quan chủ trì tiêu chí (no criterion, and no agency that leads one) {name!r}"
                f"{close_to(str(name), tree.codes)}; cơ quan (agencies): {known or '–'}"
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
