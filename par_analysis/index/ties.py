"""Scores that look copied: ties between the parts of one parent that chance does not explain by the table's own spread."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from par_analysis.index.finding import Finding
from par_analysis.index.tree import CompositeIndex
from par_analysis.words.numbers import NOISE, decimals_of, format_number

__all__ = ["find_ties"]

_LIKELY = 0.05  # ties are reported when chance alone would make them in fewer than 1 of 20 tables


def _partial(table: pd.DataFrame, codes: list[str]) -> pd.Series:
    """Scores that are neither nothing nor everything, as percent of their maximum."""
    rows = table.loc[codes]
    share = rows["score"] / rows["max_points"] * 100
    return share[(rows["score"] > 0) & (rows["score"] < rows["max_points"])]


def _groups(index: CompositeIndex) -> dict[str, dict[str, pd.Series]]:
    """Partial scores of the leaves below each parent, by way of assessment, where there are at least two.

    Scores of one way of assessment are made and printed alike, and scatter alike.
    """
    table = index.by_code
    groups: dict[str, dict[str, pd.Series]] = {}
    for parent in index.codes:
        leaves = [
            c for c in index.children(parent) if not index.children(c) and not table.loc[c].get("is_remainder", False)
        ]
        if not leaves:
            continue
        scores = _partial(table, leaves)
        for way, alike in scores.groupby(_ways(index)[scores.index]):
            if len(alike) >= 2:
                groups.setdefault(str(way), {})[parent] = alike
    return groups


def _ways(index: CompositeIndex) -> pd.Series:
    """Way of assessment of each leaf; empty where it is not known."""
    leaves = index.by_code.loc[index.leaves]
    return leaves["assessment"].fillna("") if "assessment" in leaves else pd.Series("", index=leaves.index)


def _spread(groups: Mapping[str, pd.Series]) -> float:
    """Return the standard deviation of scores around the mean of their siblings, pooled over all parents."""
    freedom = sum(len(group) - 1 for group in groups.values())
    return math.sqrt(sum(float(((group - group.mean()) ** 2).sum()) for group in groups.values()) / freedom)


def find_ties(indices: Mapping[str, CompositeIndex]) -> list[Finding]:
    """Find parts of one parent whose equal scores chance does not explain, as the scores of their own table spread.

    Notes
    -----
    For scores that scatter normally around the mean of their siblings with a standard deviation `s` and are printed in
    steps `d`, so many given ones agree with a chance of `(d / (s * sqrt(2 * pi))) ** (n - 1) / sqrt(n)` (the chance that
    all fall within the step of the first). Times the number of sets of so many siblings this is how many such ties a
    table has by chance. Scores that do not scatter at all give nothing to judge by.
    """
    findings = []
    for key, index in indices.items():
        ways, steps = _groups(index), _steps(index)
        for groups in ways.values():
            spread = _spread(groups)
            for parent, scores in groups.items():
                for _, tied in scores.round(6).groupby(scores.round(6)):
                    same = len(tied)
                    if same < 2 or not spread > NOISE:
                        continue
                    step = max(steps[code] for code in tied.index)
                    sets = sum(math.comb(len(group), same) for group in groups.values())
                    one = min(1.0, step / (spread * math.sqrt(2 * math.pi)))
                    expected = sets * one ** (same - 1) / math.sqrt(same)
                    if expected <= _LIKELY:
                        findings.append(_copy_finding(key, index, parent, list(tied.index), spread, expected))
    return findings


def _steps(index: CompositeIndex) -> dict[str, float]:
    """Last printed place of each leaf's score, in percent of its maximum.

    Scores of one way of assessment are printed alike: appraised ones to three decimals, surveyed ones to two. Where the
    way is not known, a score may be as coarse as it looks: half a point is no half to three decimals.
    """
    leaves, ways = index.by_code.loc[index.leaves], _ways(index)
    own = leaves["score"].map(lambda score: 0 if math.isnan(score) else decimals_of(score))
    places = own.groupby(ways).transform("max").where(ways != "", own)
    return (100 * 10.0**-places / leaves["max_points"]).to_dict()


def _copy_finding(
    key: str, index: CompositeIndex, parent: str, codes: list[str], spread: float, expected: float
) -> Finding:
    first, listed = codes[0], ", ".join(codes[:-1])
    value = index.score(first)
    unit_vi, unit_en = ("%", "%") if index.aggregate == "mean" else (" điểm", " points")
    odds = f"{expected:.1g}"
    vi = (
        f"{listed} và {codes[-1]} cùng ghi {format_number(value, 'vi', 2)}{unit_vi}, trong khi ở bảng này các mục cùng cách đánh giá thường lệch trung bình nhóm của mình khoảng "
        f"{format_number(spread, 'vi', 2)} điểm phần trăm: "
        f"có thể do chép nhầm hoặc do câu hỏi lọc; cần hỏi lại nguồn."
    )
    en = (
        f"{listed} and {codes[-1]} all read {format_number(value, 'en', 2)}{unit_en}, while the items of this table that are assessed alike usually lie about "
        f"{format_number(spread, 'en', 2)} percentage points off the mean of their group: "
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
