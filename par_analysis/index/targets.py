"""Targets that do not do what they say: bounds that the parts do not exceed, and targets set by one formula."""

from __future__ import annotations

import math
from collections.abc import Collection

import pandas as pd

from par_analysis.index.finding import Finding
from par_analysis.index.tree import CompositeIndex
from par_analysis.tables.models.index import ASSESSMENTS
from par_analysis.words.numbers import NOISE, format_number

__all__ = ["common_shares", "missed_bounds", "reached"]

_ROUND = 5  # percent of the maximum: a share that is a multiple of it looks chosen
_MOST = 0.75  # from so many of the targets on, the few others are exceptions to a rule
_FEWEST = 5  # targets; of fewer, equal shares say little


def reached(index: CompositeIndex, code: str) -> float:
    """Return what a row comes to when every leaf below reaches its own target; NaN where one of them has none."""
    targets = index.leaf_values("target")
    below = [leaf for leaf in index.leaves if code in index.lineage(leaf)]
    return sum(float(targets[leaf]) * index.weight(leaf) for leaf in below) / index.weight(code)


def missed_bounds(key: str, index: CompositeIndex, told: Collection[str]) -> list[Finding]:
    """Find targets printed `>` that are not exceeded when every leaf below reaches its own target.

    Parameters
    ----------
    key : str
        Key of the index.
    index : CompositeIndex
        The index.
    told : collection of str
        Codes whose target is already known to differ from its parts.
    """
    table = index.by_code
    findings = []
    for code in index.codes:
        if not table.loc[code, "target_is_bound"] or not index.children(code) or code in told:
            continue
        bound, value = float(table.loc[code, "target"]), round(reached(index, code), 6)
        if math.isnan(value) or value > bound + NOISE:
            continue
        findings.append(_bound_finding(key, index, code, bound, value))
    return findings


def _bound_finding(key: str, index: CompositeIndex, code: str, bound: float, value: float) -> Finding:
    table = index.by_code
    unit_vi, unit_en = ("%", "%") if index.aggregate == "mean" else (" điểm", " points")
    label_vi, label_en = (
        index.name(code, lang) if code == index.root else f"{code} {index.name(code, lang)}" for lang in ("vi", "en")
    )
    return Finding(
        kind="bound",
        index=key,
        code=code,
        name=index.name(code),
        quantity="target",
        published=bound,
        recomputed=value,
        difference=round(value - bound, 6),
        tolerance=0.0,
        tolerance_reason=(
            "mục tiêu in dấu «>»: bằng đúng mức ấy là chưa đạt (the target is printed `>`: to equal it is not enough)"
        ),
        effect_on_total=math.nan,
        source_line=int(table.loc[code, "source_line"]),
        sentence_vi=(
            f"{label_vi}: mục tiêu là trên {format_number(bound, 'vi')}{unit_vi}, nhưng khi mọi mục con đều đạt mục tiêu "
            f"của mình thì kết quả là {format_number(value, 'vi')}{unit_vi}, chưa vượt mức đó."
        ),
        sentence_en=(
            f"{label_en}: the target is above {format_number(bound, 'en')}{unit_en}, but with every part at its own target "
            f"the result is {format_number(value, 'en')}{unit_en}, which is not above it."
        ),
    )


def common_shares(key: str, index: CompositeIndex) -> list[Finding]:
    """Find ways of assessment whose targets are nearly all the same round share of the maximum, short of all of it."""
    leaves = index.by_code.loc[index.leaves]
    if "assessment" not in leaves:
        return []
    aimed = leaves[leaves["target"].notna() & ~leaves["is_remainder"].astype(bool) & (leaves["max_points"] > 0)]
    shares = (aimed["target"] / aimed["max_points"] * 100).astype(float).round(6)
    findings = []
    for way, own in shares.groupby(aimed["assessment"]):
        share = float(own.mode().iloc[0])
        alike = list(own.index[own == share])
        is_round = abs(share / _ROUND - round(share / _ROUND)) < NOISE and share < 100
        if is_round and len(own) >= _FEWEST and len(alike) / len(own) >= _MOST:
            findings.append(_share_finding(key, index, str(way), share, alike, own))
    return findings


def _share_finding(
    key: str, index: CompositeIndex, way: str, share: float, codes: list[str], targets: pd.Series
) -> Finding:
    vi, en = ASSESSMENTS.get(way, (way, way))
    return Finding(
        kind="formula",
        index=key,
        code=", ".join(codes),
        name=vi,
        quantity="target",
        published=share,
        recomputed=share,
        difference=0.0,
        tolerance=0.0,
        tolerance_reason=(
            f"báo khi ít nhất {_MOST:.0%} mục tiêu của một cách đánh giá (từ {_FEWEST} mục tiêu) cùng một tỷ lệ tròn "
            f"(reported when at least {_MOST:.0%} of the targets of one way of assessment, {_FEWEST} or more, are one round share)"
        ),
        effect_on_total=math.nan,
        source_line=int(index.by_code.loc[codes[0], "source_line"]),
        sentence_vi=(
            f"{len(codes)} trong {len(targets)} mục tiêu của cách đánh giá «{vi}» bằng đúng {format_number(share, 'vi')}% điểm "
            f"tối đa: có thể được đặt theo một công thức chung, không theo điều kiện của từng tiêu chí."
        ),
        sentence_en=(
            f"{len(codes)} of {len(targets)} targets assessed by “{en}” are exactly {format_number(share, 'en')}% of the "
            f"maximum: they appear to be set by one formula, not by the conditions of each criterion."
        ),
    )
