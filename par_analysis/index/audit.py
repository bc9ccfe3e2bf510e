"""Published against recomputed, index against index, values that look copied, targets by rule: a table of findings.

The audit goes by rule. Rounding at the printed precision is no finding; a printed bound (`>88.00`) is
compared as a bound; each parent is compared with its own printed parts, so that a fault is reported where
it is and not again at every level above.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import pandas as pd

from par_analysis.index.finding import Finding, last_place
from par_analysis.index.links import Link
from par_analysis.index.targets import common_shares, missed_bounds, reached
from par_analysis.index.ties import find_ties
from par_analysis.index.tree import CompositeIndex
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.models.results import AUDIT
from par_analysis.words.numbers import NOISE, format_number

__all__ = ["audit_indices"]

_QUANTITY = {
    "max_points": ("điểm tối đa", "maximum"),
    "score": ("kết quả", "score"),
    "target": ("mục tiêu", "target"),
}


def audit_indices(indices: Mapping[str, CompositeIndex], links: Sequence[Link] = ()) -> pd.DataFrame:
    """Compare every published figure of some indices with what its parts, or the other index, give.

    Parameters
    ----------
    indices : mapping
        Trees by the key of their index.
    links : sequence of Link
        Criteria that are the result of another of these indices.

    Returns
    -------
    DataFrame
        One row a finding, columns as `par_analysis.tables.models.results.AUDIT`; empty if nothing was found.

    Notes
    -----
    Tolerance. If at least half of the parents in a column equal their parts to the last digit, the column
    was not rounded on the way and any difference counts. Otherwise each figure may be off by half a unit of
    the column's last printed place, and the tolerance is the sum (or for a mean, the mean) of those halves.

    A parent's target is recomputed with unlisted parts keeping their score.

    Another index. A criterion that is the result of another index is compared with its score, and its target with what
    the other's parts give at their targets (where they have none, with the printed target). Beyond rounding the official
    conversion may explain a difference up to the margin of the link: that is told (`conversion`), and is no fault.

    Equal values. Two or more parts of one parent with the same score (neither nothing nor everything) are
    reported when chance would make such a tie in fewer than 1 of 20 tables whose scores spread as those of this one
    that are assessed alike do; see `par_analysis.index.ties.find_ties`.

    Targets. A target printed `>` is reported when the leaves below, all at their own targets, do not exceed it
    (`bound`), unless it is reported as differing from its parts. Targets of one way of assessment are reported when at
    least 3 in 4 of them (5 or more) are the same round share of the maximum (`formula`).
    """
    findings: list[Finding] = []
    for key, index in indices.items():
        for quantity in ("max_points", "score", "target"):
            findings += _against_parts(key, index, quantity)
    for link in links:
        findings += _across(link, indices[link.index], indices[link.of])
    findings += find_ties(indices)
    for key, index in indices.items():
        told = {f.code for f in findings if (f.kind, f.index, f.quantity) == ("parts", key, "target")}
        findings += missed_bounds(key, index, told) + common_shares(key, index)
    return pd.DataFrame([asdict(finding) for finding in findings], columns=AUDIT.columns)


def _label(index: CompositeIndex, code: str, lang: str) -> str:
    return index.name(code, lang) if code == "total" else f"{code} {index.name(code, lang)}"


def _against_parts(key: str, index: CompositeIndex, quantity: str) -> list[Finding]:
    """Compare each parent with the sum or mean of its own printed parts."""
    table = index.by_code
    figures = table[quantity].astype(float)
    if quantity == "target" and "is_remainder" in table:
        figures = figures.mask(table["is_remainder"] & figures.isna(), table["score"])
    is_bound = table["target_is_bound"] if quantity == "target" else pd.Series(False, index=table.index)
    parents = [code for code in index.codes if index.children(code)]
    recomputed = {}
    for code in parents:
        parts = figures[index.children(code)]
        recomputed[code] = float((parts * index.shares(code)).sum())
        if parts.isna().any() or math.isnan(figures[code]):
            recomputed[code] = math.nan  # a figure that is not published can disagree with nothing
    gaps = pd.Series(recomputed) - figures[parents]
    places = last_place(table)
    unrounded = bool((gaps[~is_bound[parents]].dropna().abs() <= NOISE).mean() >= 0.5)

    findings = []
    for code in parents:
        count = len(index.children(code))
        tolerance, reason = _tolerance(index.aggregate, unrounded, places, count)
        gap = float(gaps[code])
        # A bound is broken only from below; parts that promise more than the bound agree with it.
        off = gap < -(tolerance + NOISE) if is_bound[code] else abs(gap) > tolerance + NOISE
        if math.isnan(gap) or not off:
            continue
        rest = [c for c in index.children(code) if quantity == "target" and table.loc[c].get("is_remainder", False)]
        bound = ">" if is_bound[code] else ""
        sentence = functools.partial(
            _parts_sentence, index, code, quantity, figures[code], recomputed[code], bound, figures[rest]
        )
        findings.append(
            Finding(
                kind="parts",
                index=key,
                code=code,
                name=index.name(code),
                quantity=quantity,
                published=float(figures[code]),
                recomputed=round(recomputed[code], 6),
                difference=round(gap, 6),
                tolerance=tolerance,
                tolerance_reason=reason,
                effect_on_total=round(gap * index.weight(code), 6),
                source_line=int(table.loc[code, "source_line"]),
                sentence_vi=sentence("vi"),
                sentence_en=sentence("en"),
            )
        )
    return findings


def _tolerance(aggregate: str, unrounded: bool, places: int, count: int) -> tuple[float, str]:
    if unrounded:
        return (
            0.0,
            "ít nhất một nửa số mục mẹ trong cột bằng đúng các mục con: cột này không làm tròn "
            "(at least half of the parents in this column equal their parts to the last digit: it is not rounded)",
        )
    half = 0.5 * 10.0**-places
    halves = 2 if aggregate == "mean" else count + 1
    return (
        round(halves * half, 9),
        f"số công bố và các mục con đều làm tròn đến {places} chữ số: mỗi số lệch tối đa nửa đơn vị "
        f"(published and parts are rounded to {places} decimals: half a unit each)",
    )


def _parts_sentence(
    index: CompositeIndex,
    code: str,
    quantity: str,
    published: float,
    recomputed: float,
    bound: str,
    rest: pd.Series,
    lang: str,
) -> str:
    """Say what is published and what the parts give; `rest` are the unlisted ones, which keep their score."""

    def n(value: float, sign: bool = False) -> str:
        return format_number(round(value, 6), lang, sign=sign)

    label, gap, kept = _label(index, code, lang), recomputed - published, rest.sum()
    vi, en = _QUANTITY[quantity]
    if lang == "vi":
        unit = "%" if index.aggregate == "mean" else " điểm"
        text = (
            f"{label}: {vi} công bố {bound}{n(published)}{unit}, nhưng các mục con cho {n(recomputed)}{unit} "
            f"(lệch {n(gap, True)})"
        )
        if len(rest):
            text += (
                f"; ở đây phần không liệt kê giữ nguyên {n(kept)}; "
                f"muốn đúng số công bố thì phần đó phải giảm còn {n(kept - gap)}"
            )
    else:
        unit = "%" if index.aggregate == "mean" else " points"
        text = (
            f"{label}: the published {en} is {bound}{n(published)}{unit}, but its parts give {n(recomputed)}{unit} "
            f"(difference {n(gap, True)})"
        )
        if len(rest):
            text += (
                f"; the unlisted part is taken to stay at {n(kept)}; "
                f"the published figure would need it to fall to {n(kept - gap)}"
            )
    return text + "."


def _across(link: Link, index: CompositeIndex, other: CompositeIndex) -> list[Finding]:
    """Compare a criterion that is the result of another index with it, by the link's points for a unit of it."""
    places = {"own": last_place(index.nodes), "other": last_place(other.nodes)}
    tolerance = 0.5 * 10.0 ** -places["own"] + link.factor * 0.5 * 10.0 ** -places["other"]
    row, overall = index.by_code.loc[link.code], other.by_code.loc[other.root]
    at_target = reached(other, other.root)
    stated = {"score": float(overall["score"]), "target": float(overall["target"])}
    bound = bool(overall["target_is_bound"])
    findings = []
    for quantity in ("score", "target"):
        published, percent = float(row[quantity]), stated[quantity]
        if math.isnan(published):
            continue
        by_parts = False
        if quantity == "target" and not math.isnan(at_target):
            # SIPAS > 88 promises more than 8.8 points: a PAR figure below that contradicts the bound itself.
            broken = bound and link.factor * percent - published > tolerance + max(link.margin, NOISE)
            by_parts = not broken and (bound or math.isnan(percent))
            percent = at_target if by_parts else percent
        gap = link.factor * percent - published
        if math.isnan(percent) or abs(gap) <= tolerance + NOISE:
            continue
        if quantity == "target" and bound and not by_parts and gap < 0:
            continue
        findings.append(_across_finding(link, index, quantity, percent, tolerance, places, by_parts, bound))
    return findings


def _across_finding(
    link: Link,
    index: CompositeIndex,
    quantity: str,
    percent: float,
    tolerance: float,
    places: Mapping[str, int],
    by_parts: bool,
    bound: bool,
) -> Finding:
    code, called = link.code, INDICES[link.of].sheet
    row = index.by_code.loc[code]
    published = float(row[quantity])
    recomputed = link.factor * percent
    gap = recomputed - published
    explained = abs(gap) <= max(link.margin, tolerance) + NOISE
    name, name_en = _QUANTITY[quantity]

    def n(value: float, lang: str, sign: bool = False) -> str:
        return format_number(round(value, 6), lang, sign=sign)

    sign = ">" if quantity == "target" and bound and not by_parts else ""
    from_vi, from_en = f"{called} {sign}{n(percent, 'vi')}%", f"{called} {sign}{n(percent, 'en')}%"
    if by_parts:
        from_vi = f"các mục {called} khi đều đạt mục tiêu cho {n(percent, 'vi')}%, tức"
        from_en = f"the items of {called}, all at their targets, give {n(percent, 'en')}%, that is"
    else:
        from_vi, from_en = f"{from_vi} cho", f"{from_en} gives"
    if explained:
        tail_vi = (
            f", nằm trong mức {n(link.margin, 'vi')} điểm mà quy tắc quy đổi chưa công bố có thể giải thích; "
            "đây không phải sai sót, giữ số đã công bố."
        )
        tail_en = (
            f", within the {n(link.margin, 'en')} points that the conversion, which is not public, may explain; "
            "this is no fault, and the published figure stands."
        )
    else:
        tail_vi, tail_en = (
            "; quy tắc quy đổi chính thức chưa công bố, nên giữ số đã công bố.",
            "; the official conversion is not public, so the published figure stands.",
        )
        if link.margin:
            tail_vi = f", lớn hơn mức {n(link.margin, 'vi')} điểm mà việc quy đổi có thể giải thích{tail_vi}"
            tail_en = f", more than the {n(link.margin, 'en')} points that the conversion may explain{tail_en}"
    return Finding(
        kind="conversion" if explained else "cross_index",
        index=link.index,
        code=code,
        name=row["name"],
        quantity=quantity,
        published=published,
        recomputed=round(recomputed, 6),
        difference=round(gap, 6),
        tolerance=round(max(tolerance, link.margin), 9),
        tolerance_reason=(
            f"điểm làm tròn đến {places['own']} chữ số, {called} đến {places['other']}: mỗi số lệch tối đa nửa đơn vị; "
            f"cách quy đổi chưa công bố giải thích đến {n(link.margin, 'vi')} điểm "
            f"(points are rounded to {places['own']} decimals, {called} to {places['other']}: half a unit each; "
            f"the conversion, which is not public, explains up to {n(link.margin, 'en')} points)"
        ),
        effect_on_total=round(gap, 6),
        source_line=int(row["source_line"]),
        sentence_vi=(
            f"{_label(index, code, 'vi')}: {name} công bố {n(published, 'vi')} điểm, còn {from_vi} "
            f"{n(recomputed, 'vi')} điểm (lệch {n(gap, 'vi', True)}){tail_vi}"
        ),
        sentence_en=(
            f"{_label(index, code, 'en')}: the published {name_en} is {n(published, 'en')} points, while {from_en} "
            f"{n(recomputed, 'en')} points (difference {n(gap, 'en', True)}){tail_en}"
        ),
    )
