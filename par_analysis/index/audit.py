"""Published against recomputed, index against index, and values that look copied: a table of findings.

The audit goes by rule. Rounding at the printed precision is no finding; a printed bound (`>88.00`) is
compared as a bound; each parent is compared with its own printed parts, so that a fault is reported where
it is and not again at every level above.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import pandas as pd

from par_analysis.index.finding import Finding, last_place
from par_analysis.index.links import Link
from par_analysis.index.ties import find_ties
from par_analysis.index.tree import CompositeIndex
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.models.results import AUDIT
from par_analysis.words.numbers import format_number

__all__ = ["audit_indices"]

_EPSILON = 1e-9  # floating point noise in sums of figures with at most three decimals

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

    Equal values. Two or more parts of one factor with the same score (neither nothing nor everything) are
    reported when chance would make such a tie in fewer than 1 of 20 tables. The chance is that of values
    spread evenly over the range that parts of one factor usually cover, printed in steps of the last place;
    the usual range is the median one among the factors without a tie in the finest printed table at hand.
    """
    findings: list[Finding] = []
    for key, index in indices.items():
        for quantity in ("max_points", "score", "target"):
            findings += _against_parts(key, index, quantity)
    for link in links:
        findings += _across(link, indices[link.index], indices[link.of])
    findings += find_ties(indices)
    return pd.DataFrame([asdict(finding) for finding in findings], columns=AUDIT.columns)


def _label(row: pd.Series, code: str, lang: str) -> str:
    english = row.get("name_en")
    name = english if lang == "en" and isinstance(english, str) else row["name"]
    return str(name) if code == "total" else f"{code} {name}"


def _against_parts(key: str, index: CompositeIndex, quantity: str) -> list[Finding]:
    """Compare each parent with the sum or mean of its own printed parts."""
    table = index.nodes.set_index("code")
    figures = table[quantity].astype(float)
    if quantity == "target" and "is_remainder" in table:
        figures = figures.mask(table["is_remainder"] & figures.isna(), table["score"])
    is_bound = table["target_is_bound"] if quantity == "target" else pd.Series(False, index=table.index)
    parents = [code for code in index.codes if index.children(code)]
    given = {}
    for code in parents:
        parts = figures[index.children(code)]
        given[code] = float((parts * index.shares(code)).sum())
        if parts.isna().any() or math.isnan(figures[code]):
            given[code] = math.nan  # a figure that is not published can disagree with nothing
    gaps = pd.Series(given) - figures[parents]
    places = last_place(table)
    unrounded = bool((gaps[~is_bound[parents]].dropna().abs() <= _EPSILON).mean() >= 0.5)

    findings = []
    for code in parents:
        count = len(index.children(code))
        tolerance, reason = _tolerance(index.aggregate, unrounded, places, count)
        gap = float(gaps[code])
        # A bound is broken only from below; parts that promise more than the bound agree with it.
        off = gap < -(tolerance + _EPSILON) if is_bound[code] else abs(gap) > tolerance + _EPSILON
        if math.isnan(gap) or not off:
            continue
        rest = [c for c in index.children(code) if quantity == "target" and table.loc[c].get("is_remainder", False)]
        findings.append(
            Finding(
                kind="parts",
                index=key,
                code=code,
                name=table.loc[code, "name"],
                quantity=quantity,
                published=float(figures[code]),
                recomputed=round(given[code], 6),
                difference=round(gap, 6),
                tolerance=tolerance,
                tolerance_reason=reason,
                effect_on_total=round(gap * index.weight(code), 6),
                source_line=int(table.loc[code, "source_line"]),
                sentence_vi=_parts_sentence(
                    table, index, code, quantity, figures, given[code], bool(is_bound[code]), rest, "vi"
                ),
                sentence_en=_parts_sentence(
                    table, index, code, quantity, figures, given[code], bool(is_bound[code]), rest, "en"
                ),
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
    table: pd.DataFrame,
    index: CompositeIndex,
    code: str,
    quantity: str,
    figures: pd.Series,
    given: float,
    is_bound: bool,
    rest: list[str],
    lang: str,
) -> str:
    def n(value: float, sign: bool = False) -> str:
        return format_number(round(value, 6), lang, sign=sign)

    label = _label(table.loc[code], code, lang)
    gap, bound = given - figures[code], ">" if is_bound else ""
    if lang == "vi":
        unit = "%" if index.aggregate == "mean" else " điểm"
        text = f"{label}: {_QUANTITY[quantity][0]} công bố {bound}{n(figures[code])}{unit}, nhưng các mục con cho {n(given)}{unit} (lệch {n(gap, True)})"
        if rest:
            kept = figures[rest].sum()
            text += f"; ở đây phần không liệt kê giữ nguyên {n(kept)}; muốn đúng số công bố thì phần đó phải giảm còn {n(kept - gap)}"
    else:
        unit = "%" if index.aggregate == "mean" else " points"
        text = f"{label}: the published {_QUANTITY[quantity][1]} is {bound}{n(figures[code])}{unit}, but its parts give {n(given)}{unit} (difference {n(gap, True)})"
        if rest:
            kept = figures[rest].sum()
            text += f"; the unlisted part is taken to stay at {n(kept)}; the published figure would need it to fall to {n(kept - gap)}"
    return text + "."


def _across(link: Link, index: CompositeIndex, other: CompositeIndex) -> list[Finding]:
    """Compare a criterion that is the result of another index with that index, by the link's points for a unit of it."""
    table, overall = index.nodes.set_index("code"), other.nodes.set_index("code").loc[other.root]
    code, row, called = link.code, table.loc[link.code], INDICES[link.of].sheet
    places = {"own": last_place(table), "other": last_place(other.nodes)}
    findings = []
    for quantity in ("score", "target"):
        published, percent = float(row[quantity]), float(overall[quantity])
        if math.isnan(published) or math.isnan(percent):
            continue
        given = link.factor * percent
        tolerance = 0.5 * 10.0 ** -places["own"] + link.factor * 0.5 * 10.0 ** -places["other"]
        gap = given - published
        is_bound = quantity == "target" and bool(overall["target_is_bound"])
        # SIPAS > 88 promises more than 8.8 points: only a PAR figure below that contradicts it.
        if gap <= tolerance + _EPSILON if is_bound else abs(gap) <= tolerance + _EPSILON:
            continue
        vi = (
            f"{_label(row, code, 'vi')}: {_QUANTITY[quantity][0]} công bố {format_number(published, 'vi')} điểm, còn {called} "
            f"{'>' if is_bound else ''}{format_number(percent, 'vi')}% cho {format_number(given, 'vi')} điểm "
            f"(lệch {format_number(gap, 'vi', sign=True)}); quy tắc quy đổi chính thức chưa công bố, nên giữ số đã công bố."
        )
        en = (
            f"{_label(row, code, 'en')}: the published {_QUANTITY[quantity][1]} is {format_number(published, 'en')} points, while {called} "
            f"{'>' if is_bound else ''}{format_number(percent, 'en')}% gives {format_number(given, 'en')} points "
            f"(difference {format_number(gap, 'en', sign=True)}); the official conversion is not public, so the published figure stands."
        )
        findings.append(
            Finding(
                kind="cross_index",
                index=link.index,
                code=code,
                name=row["name"],
                quantity=quantity,
                published=published,
                recomputed=round(given, 6),
                difference=round(gap, 6),
                tolerance=round(tolerance, 9),
                tolerance_reason=(
                    f"điểm làm tròn đến {places['own']} chữ số, {called} đến {places['other']}: mỗi số lệch tối đa nửa đơn vị "
                    f"(points are rounded to {places['own']} decimals, {called} to {places['other']}: half a unit each)"
                ),
                effect_on_total=round(gap, 6),
                source_line=int(row["source_line"]),
                sentence_vi=vi,
                sentence_en=en,
            )
        )
    return findings
