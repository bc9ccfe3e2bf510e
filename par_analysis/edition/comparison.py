"""Two editions of one index: how much of the change is results, how much the criteria themselves, what cannot be compared."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from par_analysis.edition.crosswalk import counted_rows
from par_analysis.edition.edition import Edition
from par_analysis.edition.matching import Matching, Side
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.tables.models.index import index_spec
from par_analysis.words.errors import refused
from par_analysis.words.numbers import NOISE, format_number

__all__ = ["ADDED", "DROPPED", "NOT_COMPARED", "PARTS_OF_CHANGE", "EditionComparison", "compare_editions"]

ADDED, DROPPED, NOT_COMPARED = "added", "dropped", "not_compared"
PARTS_OF_CHANGE = ("results", "maxima", ADDED, DROPPED, NOT_COMPARED)


@dataclass(frozen=True, eq=False)
class EditionComparison:
    """The change of one index from an earlier edition to a later one.

    Attributes
    ----------
    a, b : Edition
        The earlier and the later edition.
    index : str
        Which index. Effects are in points of its overall figure (percentage points for SIPAS).
    total : Series
        The published overall figures `a` and `b`, and their `change`.
    parts : Series
        What the change is made of; adds up to it. `results`: attainment of criteria that continue; `maxima`: what they
        weigh; `added`, `dropped`: points of criteria that only one edition has; `not_compared`: the rest.
    criteria : DataFrame
        One row a criterion that continues, is added or dropped, in the order of `b`, then of `a`: `code_from, code_to,
        name, name_en, lead_agency, max_from, max_to, score_from, score_to, results, maxima, change, basis`. Maxima and
        scores are in the criterion's own units; where a share of a criterion continues, of that share. `basis`: that
        of the crosswalk, or `added`, `dropped`, `not_compared`. `change` is empty where it is not compared.
    fields : DataFrame
        By field of `b` (of `a`, where `b` has no such field): `code_from, code_to, name, name_en, max_from, max_to,
        score_from, score_to`, the parts, and `change`, their sum. Where an edition publishes no score of a field, its
        `not_compared` is empty, and stands in a last row, of the overall figure.
    agencies : DataFrame
        By lead agency of `b` (of `a`, for dropped criteria): `lead_agency, results, maxima, added, dropped, change,
        n_criteria, n_not_compared`. What is not compared belongs to no agency.
    same_method : bool
        Whether both follow the same criteria set.
    notes : tuple of (str, str)
        What a reader must know, in Vietnamese and English.
    """

    a: Edition
    b: Edition
    index: str
    total: pd.Series
    parts: pd.Series
    criteria: pd.DataFrame
    fields: pd.DataFrame
    agencies: pd.DataFrame
    same_method: bool
    notes: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        parts = ", ".join(f"{name} {value:+.3f}" for name, value in self.parts.items())
        return f"<EditionComparison {self.a.key} → {self.b.key}: {self.total['change']:+.3f} = {parts}>"

    def labels(self, lang: str) -> tuple[str, str]:
        """Name the two editions: by their years where the place is the same."""
        places = [own.place_in(lang) for own in (self.a, self.b)]
        years = [str(own.year or "") for own in (self.a, self.b)]
        if places[0] == places[1] and all(years) and years[0] != years[1]:
            return years[0], years[1]
        names = [" ".join(filter(None, pair)) for pair in zip(places, years, strict=True)]
        first, second = (name or own.key for name, own in zip(names, (self.a, self.b), strict=True))
        return (first, second) if first != second else (self.a.key, self.b.key)


def compare_editions(
    a: EditionLike,
    b: EditionLike,
    crosswalk: pd.DataFrame | str | os.PathLike[str] | None = None,
    index: str = "par",
    agencies: str = "then",
) -> EditionComparison:
    """Split the change of an index from one edition to a later one.

    Parameters
    ----------
    a, b : Edition, str or path-like
        The earlier and the later edition.
    crosswalk : DataFrame or path-like, optional
        Which criteria continue, as `propose_crosswalk` returns it or `read_crosswalk` reads it. Only rows that are
        confirmed, or of the same code and name (`same`), count. By default all criteria with the same code and name.
    index : {"par", "sipas"}
        Which index.
    agencies : {"then", "today"}
        By which agency: the one that led in the years of results, or the one that answers today.

    Returns
    -------
    EditionComparison

    Raises
    ------
    ParAnalysisError
        An edition lacks the index or its published overall figure, a code or share of the crosswalk is wrong, or there
        is no such index.

    Notes
    -----
    A criterion earns its weight in the overall figure, M (its maximum, or its share of a mean), times its attainment,
    r. Its change is split as Bennet does (The theory of measurement of changes in cost of living, Journal of the Royal
    Statistical Society 83, 1920; see also Diewert, Index number theory using differences rather than ratios, American
    Journal of Economics and Sociology 64, 2005): results = (M_a + M_b) / 2 * (r_b - r_a) and maxima = (r_a + r_b) / 2 *
    (M_b - M_a). The two add up exactly, neither edition is the yardstick, and from b to a every effect is the negative;
    for two factors it is their Shapley value.

    Criteria are compared at the lowest level at which both editions have them. A `share` below 1 divides the criterion
    that stands in several rows; what it continues as, or is made of, counts whole. Where each criterion stands in one
    row, the share is of both, and the rest is dropped and added.

    What is not there in the other edition is added or dropped only if the other edition could show it: where an unlisted
    part of a node differs, or scores below it are not published, it may be among those, and is not compared. So is what
    published figures differ by from the sum of their parts.
    """
    index_spec(index)
    if agencies not in ("then", "today"):
        raise refused("choice", name="agencies", found=agencies, allowed="'then', 'today'")
    one, two = edition_of(a), edition_of(b)
    earlier, later = Side(one.index(index)), Side(two.index(index))
    for own, side in ((one, earlier), (two, later)):
        if np.isnan(side.points(side.root)):
            raise refused("no_total", edition=own.key)
    rows = counted_rows(crosswalk, one, two, index)
    matching = Matching(earlier, later, rows)
    effects = _effects(matching)
    change = later.points(later.root) - earlier.points(earlier.root)
    parts = {name: float(effects[name].sum()) for name in PARTS_OF_CHANGE[:-1]}
    parts[NOT_COMPARED] = _quiet(change - sum(parts.values()))
    same_method = one.criteria_set == two.criteria_set
    return EditionComparison(
        a=one,
        b=two,
        index=index,
        total=pd.Series({"a": earlier.points(earlier.root), "b": later.points(later.root), "change": change}),
        parts=pd.Series(parts),
        criteria=effects[_CRITERIA],
        fields=_fields(matching, effects, parts),
        agencies=_by_agency(effects, one, two, agencies),
        same_method=same_method,
        notes=tuple(_notes(one, two, index, effects, rows, parts[NOT_COMPARED])),
    )


# --- what continues as what


# --- what it comes to


def _quiet(value: float) -> float:
    return 0.0 if abs(value) < NOISE else value


_CRITERIA = [
    *("code_from", "code_to", "name", "name_en", "lead_agency", "max_from", "max_to", "score_from", "score_to"),
    *("results", "maxima", "change", "basis"),
]


def _effects(matching: Matching) -> pd.DataFrame:
    """One row a criterion: its effects, what of it is accounted for on either side, its fields, and why not if not."""
    earlier, later = matching.sides
    rows: list[dict[str, Any]] = []
    for unit in matching.units:
        row = _row(matching, *unit)
        before, after = earlier.points(unit.code_from) * unit.share_from, later.points(unit.code_to) * unit.share_to
        if np.isfinite(before) and np.isfinite(after):
            maxima = _maxima(
                before,
                after,
                earlier.ceiling(unit.code_from) * unit.share_from,
                later.ceiling(unit.code_to) * unit.share_to,
            )
            row |= {"results": after - before - maxima, "maxima": maxima, "change": after - before}
            row |= {"used_from": before, "used_to": after}
        else:
            row["why"] = "unscored"
        rows.append(row)
    for number, side in enumerate(matching.sides):
        basis, used, sign = ((DROPPED, "used_from", -1), (ADDED, "used_to", 1))[number]
        for code, share in matching.left[number].items():
            f, t = ((code, None), (None, code))[number]
            if matching.home(number, code) in matching.open:
                why = "unscored" if np.isnan(side.points(code)) else "unlisted" if matching.units else "nothing"
                rows.append(_row(matching, f, t, share, share, NOT_COMPARED) | {"why": why})
            else:
                points = side.points(code) * share
                effect = {"results": 0.0, "maxima": 0.0, basis: sign * points, "change": sign * points, used: points}
                rows.append(_row(matching, f, t, share, share, basis) | effect)
    last = len(later.order)
    rows.sort(key=lambda row: later.order.get(row["code_to"], last + earlier.order.get(row["code_from"], 0)))
    columns = [*_CRITERIA, "field_from", "field_to", "used_from", "used_to", ADDED, DROPPED, "why"]
    made = pd.DataFrame(rows, columns=columns)
    numbers = ["max_from", "max_to", "score_from", "score_to", "results", "maxima", "change"]
    made[numbers] = made[numbers].astype(float)
    sums = ["used_from", "used_to", ADDED, DROPPED]
    made[sums] = made[sums].astype(float).fillna(0.0)
    return made


def _maxima(before: float, after: float, ceiling_before: float, ceiling_after: float) -> float:
    """Bennet's effect of the maxima; a criterion worth nothing has the attainment it has when it is worth something."""
    rates = [points / most for points, most in ((before, ceiling_before), (after, ceiling_after)) if most > 0]
    return float(np.mean(rates)) * (ceiling_after - ceiling_before) if rates else 0.0


def _row(
    matching: Matching, f: str | None, t: str | None, share_from: float, share_to: float, basis: str
) -> dict[str, Any]:
    """Describe a criterion, by the later edition where it is in it."""
    sides = ((f, matching.sides[0], share_from, "from"), (t, matching.sides[1], share_to, "to"))
    made: dict[str, Any] = {"basis": basis}
    for code, side, share, end in sides:
        if code is not None:
            node = side.nodes.loc[code]
            made |= {"name": node["name"], "name_en": node.get("name_en"), "lead_agency": side.leads[code]}
            made |= {f"max_{end}": float(node["max_points"]) * share, f"score_{end}": float(node["score"]) * share}
        made |= {f"code_{end}": code, f"field_{end}": None if code is None else side.field(code)}
    return made


def _fields(matching: Matching, effects: pd.DataFrame, parts: dict[str, float]) -> pd.DataFrame:
    """Put every effect in the field it belongs to, and what is not compared where the fields' own scores tell."""
    earlier, later = matching.sides
    tops = [tuple(dict.fromkeys(side.field(leaf) for leaf in side.leaves)) for side in matching.sides]
    continued = {t: f for f, t in matching.whole if f in tops[0] and t in tops[1]}
    keys: list[tuple[str | None, str | None]] = [(continued.get(code), code) for code in tops[1]]
    keys += [(code, None) for code in tops[0] if code not in continued.values()]
    root_open = (earlier.root, later.root) in matching.open
    rows = []
    for key in keys:
        by = [effects[f"field_{end}"].eq(code or "") for end, code in zip(("from", "to"), key, strict=True)]
        # Dropped criteria have a field of the earlier edition only, all others are placed by the later one.
        own = effects[by[1] | (by[0] & effects["code_to"].isna())]
        row: dict[str, Any] = {"code_from": key[0], "code_to": key[1]}
        gap = 0.0
        for code, side, end, mine, sign in zip(key, matching.sides, ("from", "to"), by, (-1, 1), strict=True):
            if code is not None:
                node = side.nodes.loc[code]
                row |= {"name": node["name"], "name_en": node.get("name_en")}
                row |= {f"max_{end}": float(node["max_points"]), f"score_{end}": float(node["score"])}
                gap += sign * (side.points(code) - effects.loc[mine, f"used_{end}"].sum())
        row |= {name: own[name].sum() for name in PARTS_OF_CHANGE[:-1]}
        row[NOT_COMPARED] = np.nan if None in key and root_open else _quiet(gap)
        rows.append(row)
    columns = ["code_from", "code_to", "name", "name_en", "max_from", "max_to", "score_from", "score_to"]
    made = pd.DataFrame(rows, columns=[*columns, *PARTS_OF_CHANGE])
    if rest := _quiet(parts[NOT_COMPARED] - made[NOT_COMPARED].sum()):
        node = later.nodes.loc[later.root]
        whole = {"code_from": earlier.root, "code_to": later.root, "name": node["name"], "name_en": node.get("name_en")}
        whole |= dict.fromkeys(PARTS_OF_CHANGE[:-1], 0.0) | {NOT_COMPARED: rest}
        made.loc[len(made)] = pd.Series(whole)
    made[columns[4:]] = made[columns[4:]].astype(float)
    made["change"] = made[list(PARTS_OF_CHANGE)].sum(axis=1)
    return made


def _by_agency(effects: pd.DataFrame, one: Edition, two: Edition, agencies: str) -> pd.DataFrame:
    leads = effects["lead_agency"]
    if agencies == "today":
        leads = leads.replace(one.answering).replace(two.answering)
    grouped = effects.assign(lead_agency=leads).groupby("lead_agency", sort=False)
    columns = ["results", "maxima", ADDED, DROPPED, "change"]
    made = grouped[columns].sum()
    made["n_criteria"] = grouped["change"].count()
    made["n_not_compared"] = grouped.size() - made["n_criteria"]
    return made.sort_values("results", ascending=False, kind="stable").reset_index()


# --- what a reader must know


def _notes(
    one: Edition, two: Edition, index: str, effects: pd.DataFrame, rows: pd.DataFrame, rest: float
) -> list[tuple[str, str]]:
    """Say what a reader must know before the figures are used."""
    made = []
    sets = one.criteria_set, two.criteria_set
    if sets[0] != sets[1]:
        vi, en = ([name or unknown for name in sets] for unknown in ("chưa rõ", "not stated"))
        made.append(
            (
                f"Hai kỳ chấm theo hai bộ tiêu chí ({vi[0]}; {vi[1]}): hai điểm chung không cùng một thang đo, và chênh lệch giữa chúng chưa nói lên tiến bộ hay thụt lùi; tiêu chí cùng tên cũng có thể được chấm theo cách khác.",
                f"The two editions follow two criteria sets ({en[0]}; {en[1]}): the two overall figures are not on one scale, and their difference by itself is neither progress nor decline; criteria of the same name may be scored in another way, too.",
            )
        )
    elif not sets[0]:
        made.append(
            (
                "Cả hai kỳ không ghi bộ tiêu chí, nên chưa thể chắc chúng được chấm cùng một cách.",
                "Neither edition states its criteria set, so it is not sure that they were scored in the same way.",
            )
        )
    if one.place != two.place and one.place and two.place:
        made.append(
            (
                f"Đây là hai nơi khác nhau ({one.place}, {two.place}): chênh lệch không phải là thay đổi theo thời gian.",
                f"These are two places ({one.place_en}, {two.place_en}): the difference is no change over time.",
            )
        )
    unscored, unlisted = (int((effects["why"] == why).sum()) for why in ("unscored", "unlisted"))
    if unscored:
        made.append(
            (
                f"{unscored} tiêu chí hoặc phần không liệt kê không so sánh được vì một trong hai kỳ chưa công bố điểm.",
                f"{unscored} {'criterion or unlisted part is' if unscored == 1 else 'criteria or unlisted parts are'} not compared, because one of the editions publishes no score.",
            )
        )
    if unlisted:
        made.append(
            (
                f"{unlisted} tiêu chí hoặc phần không liệt kê không so sánh được vì không rõ kỳ kia có chấm hay không: có thể nằm trong phần không liệt kê hoặc chưa công bố.",
                f"{unlisted} {'criterion or unlisted part is' if unlisted == 1 else 'criteria or unlisted parts are'} not compared, because the other edition may hold {'it' if unlisted == 1 else 'them'} in a part that it does not list or publish.",
            )
        )
    if (effects["why"] == "nothing").any():
        made.append(
            (
                "Không tiêu chí nào của kỳ trước tiếp nối ở kỳ sau (cùng mã và tên, hoặc theo bảng chuyển đổi), nên không có gì để so sánh ngoài điểm chung.",
                "No criterion of the earlier edition continues in the later one (by code and name, or by a crosswalk), so nothing but the overall figure can be set side by side.",
            )
        )
    elif rest and not unscored and not unlisted:
        digits = [format_number(round(rest, 9), lang, sign=True) for lang in ("vi", "en")]
        made.append(
            (
                f"{digits[0]} là phần số công bố chênh với tổng các mục con.",
                f"{digits[1]} is what published figures differ by from the sum of their parts.",
            )
        )
    if judged := int((~effects["basis"].isin(["same", ADDED, DROPPED, NOT_COMPARED])).sum()):
        made.append(
            (
                f"{judged} cặp tiêu chí khác mã hoặc khác tên được so sánh theo xác nhận của người lập bảng chuyển đổi.",
                f"{judged} {'pair' if judged == 1 else 'pairs'} of criteria with another code or name {'is' if judged == 1 else 'are'} compared as the crosswalk's author confirmed.",
            )
        )
    return made
