"""Scores that look copied: ties between the parts of one parent that chance does not explain."""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import median

import pandas as pd

from par_analysis.index.finding import Finding
from par_analysis.index.tree import CompositeIndex
from par_analysis.words.numbers import decimals_of, format_number

__all__ = ["find_ties"]

_LIKELY = 0.05  # ties are reported when chance alone would make them in fewer than 1 of 20 tables


def _partial(table: pd.DataFrame, codes: list[str]) -> pd.Series:
    """Scores that are neither nothing nor everything, as percent of their maximum."""
    rows = table.loc[codes]
    share = rows["score"] / rows["max_points"] * 100
    return share[(rows["score"] > 0) & (rows["score"] < rows["max_points"])]


def _groups(index: CompositeIndex) -> dict[str, pd.Series]:
    """Partial scores of the leaves below each parent, where there are at least two."""
    table = index.by_code
    groups = {}
    for parent in index.codes:
        leaves = [
            c for c in index.children(parent) if not index.children(c) and not table.loc[c].get("is_remainder", False)
        ]
        scores = _partial(table, leaves) if leaves else pd.Series(dtype=float)
        if len(scores) >= 2:
            groups[parent] = scores
    return groups


def find_ties(indices: Mapping[str, CompositeIndex]) -> list[Finding]:
    """Find parts of one parent whose equal scores chance does not explain."""
    groups = {key: _groups(index) for key, index in indices.items()}
    steps = {key: _steps(index) for key, index in indices.items()}
    # The usual range comes from the most finely printed table: a coarse one shows ties by printing alone.
    finest = min((key for key in groups if groups[key]), key=lambda key: median(steps[key].values()), default=None)
    if finest is None:
        return []
    ranges = [float(g.max() - g.min()) for g in groups[finest].values() if g.round(6).is_unique]
    usual = float(pd.Series(ranges, dtype=float).median()) if ranges else math.nan
    if not usual > 0:
        return []
    findings = []
    for key, index in indices.items():
        for parent, scores in groups[key].items():
            for _, tied in scores.round(6).groupby(scores.round(6)):
                step = max(steps[key][code] for code in tied.index)
                same = len(tied)
                if same < 2 or step >= usual:
                    continue
                ways = sum(math.comb(len(group), same) for group in groups[key].values())
                chance = ways * (step / usual) ** (same - 1)
                if chance > _LIKELY:
                    continue
                findings.append(_copy_finding(key, index, parent, list(tied.index), usual, chance))
    return findings


def _steps(index: CompositeIndex) -> dict[str, float]:
    """Last printed place of each leaf's score, in percent of its maximum.

    Scores of one way of assessment are printed alike: appraised ones to three decimals, surveyed ones to two.
    """
    leaves = index.by_code.loc[index.leaves]
    # Where the way of assessment is not known, at least siblings are printed alike.
    ways = leaves["parent"].fillna("")
    if "assessment" in leaves:
        ways = leaves["assessment"].fillna(ways)
    places = (
        leaves["score"].map(lambda score: 0 if math.isnan(score) else decimals_of(score)).groupby(ways).transform("max")
    )
    return (100 * 10.0**-places / leaves["max_points"]).to_dict()


def _copy_finding(
    key: str, index: CompositeIndex, parent: str, codes: list[str], usual: float, chance: float
) -> Finding:
    first, listed = codes[0], ", ".join(codes[:-1])
    value = index.score(first)
    unit_vi, unit_en = ("%", "%") if index.aggregate == "mean" else (" điểm", " points")
    odds = f"{chance:.1g}"
    vi = (
        f"{listed} và {codes[-1]} cùng ghi {format_number(value, 'vi', 2)}{unit_vi}, trong khi các mục cùng cấp thường chênh nhau khoảng "
        f"{format_number(usual, 'vi', 2)} điểm phần trăm (mục cao nhất so với thấp nhất): "
        f"có thể do chép nhầm hoặc do câu hỏi lọc; cần hỏi lại nguồn."
    )
    en = (
        f"{listed} and {codes[-1]} all read {format_number(value, 'en', 2)}{unit_en}, while such items usually lie about "
        f"{format_number(usual, 'en', 2)} percentage points apart (highest to lowest): "
        f"a copying slip or a filter question; the source should be asked."
    )
    return Finding(
        kind="copied",
        index=key,
        code=", ".join(codes),
        name=index.name(parent),
        quantity="score",
        published=value,
        recomputed=value,
        difference=0.0,
        tolerance=0.0,
        tolerance_reason=(
            f"{len(codes)} số trùng nhau do ngẫu nhiên chỉ có ở {odds.replace('.', ',')} số bảng như vậy; "
            f"báo khi dưới {format_number(_LIKELY, 'vi')} "
            f"(a tie of {len(codes)} by chance is expected in {odds} of such tables; reported below {_LIKELY:g})"
        ),
        effect_on_total=math.nan,
        source_line=int(index.by_code.loc[first, "source_line"]),
        sentence_vi=vi,
        sentence_en=en,
    )
