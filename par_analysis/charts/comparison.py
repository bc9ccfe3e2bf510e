"""From one edition to the next: what of the change is results, what the criteria themselves, what cannot be compared."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from par_analysis.charts.theme import Chart, label_step, new_chart, stack, style
from par_analysis.edition.comparison import EditionComparison
from par_analysis.tables.models.index import INDICES
from par_analysis.words.languages import check_lang
from par_analysis.words.numbers import PRINTED
from par_analysis.words.palette import EARNED, GAINED, GRID, LOST, MUTED, TEXT
from par_analysis.words.printing import num

__all__ = ["edition_change"]

_MOST = 10  # bars that have room for their labels

_PARTS = {
    "other_fields": ("Lĩnh vực khác", "Other fields"),
    "maxima": ("Điểm tối đa thay đổi", "Maxima changed"),
    "added": ("Tiêu chí mới", "Criteria added"),
    "dropped": ("Tiêu chí bỏ", "Criteria dropped"),
    "not_compared": ("Không so sánh được", "Not compared"),
}
_GREY = ("maxima", "added", "dropped", "not_compared")  # no results: neither gained nor lost


def edition_change(comparison: EditionComparison, lang: str = "vi", title: str = "") -> Chart:
    """From the overall figure of an edition to that of a later one.

    Parameters
    ----------
    comparison : EditionComparison
        As `compare_editions()` returns it.
    lang : {"vi", "en"}
    title : str, optional
        A headline in place of ours.

    Returns
    -------
    Chart
        Results by field are blue where they rose and vermilion where they fell; what the criteria themselves changed,
        and what cannot be compared, is grey. `data`: one row a step, in points of the index.
    """
    check_lang(lang)
    steps = _steps(comparison, lang)
    labels = comparison.labels(lang)
    sources = list(dict.fromkeys(own.source(lang, comparison.index) for own in (comparison.a, comparison.b)))
    if len(sources) > 1:
        sources = [f"{label}: {source}" for label, source in zip(labels, sources, strict=True)]
    head = title or _headline(comparison, lang)
    low = steps["running_total"].min()
    span = max(steps["running_total"].max() - low, 0.5)
    floor = max(0.0, float(np.floor(low - span * 0.25)))
    with style():
        chart = new_chart(head, _subtitle(comparison, steps, floor > 0, lang), "; ".join(sources), lang)
        bottom, top = chart.room
        axes = chart.add_axes((0.03, bottom + 0.15, 0.94, top - bottom - 0.15))
        _draw(axes, steps, floor, lang)
    return chart.tell(steps, (f"{row.name}: {_figure(row, lang)}" for row in steps.itertuples(index=False)))


def _steps(comparison: EditionComparison, lang: str) -> pd.DataFrame:
    """One row a bar: the start, the fields with the largest results, the other parts, the end."""
    parts = comparison.parts
    grey = [name for name in _GREY if abs(parts[name]) >= PRINTED]
    fields = comparison.fields[comparison.fields["results"].abs() >= PRINTED]
    fields = fields.iloc[np.argsort(-fields["results"].abs(), kind="stable")]
    room = _MOST - 2 - len(grey)
    few = fields if len(fields) <= room else fields.iloc[: room - 1]
    few = few.iloc[np.argsort(-few["results"], kind="stable")]
    rows = [
        (str(row.code_to), _field_name(comparison, row.code_to, lang), row.results)
        for row in few.itertuples(index=False)
    ]
    if abs(other := parts["results"] - few["results"].sum()) >= PRINTED:
        rows.append(("other_fields", _PARTS["other_fields"][lang == "en"], other))
    rows += [(name, _PARTS[name][lang == "en"], parts[name]) for name in grey]
    total, labels = comparison.total, comparison.labels(lang)
    rows = [("start", labels[0], total["a"]), *rows, ("end", labels[1], total["b"])]
    made = pd.DataFrame(rows, columns=["step", "name", "change"])
    made["running_total"] = made["change"].cumsum()
    made.loc[len(made) - 1, "running_total"] = total["b"]
    return made.round(9)


def _field_name(comparison: EditionComparison, code: str, lang: str) -> str:
    return f"{code}.\u00a0{comparison.b.short_names(comparison.index, lang)[code]}"


def _figure(row: Any, lang: str) -> str:
    if row.step in ("start", "end"):
        return num(row.change, lang, 2)
    return num(row.change, lang, 3, sign=True)


def _draw(axes: Axes, steps: pd.DataFrame, floor: float, lang: str) -> None:
    before = 0.0
    for place, row in enumerate(steps.itertuples(index=False)):
        if row.step in ("start", "end"):
            axes.bar(place, row.running_total - floor, bottom=floor, width=0.66, color=EARNED)
            before = row.running_total
        elif row.step in _GREY:
            axes.bar(
                place, row.change, bottom=before, width=0.66, color=GRID, edgecolor=MUTED, hatch="//", linewidth=1.2
            )
        else:
            axes.bar(place, row.change, bottom=before, width=0.66, color=GAINED if row.change > 0 else LOST)
        level = row.running_total if place < len(steps) - 1 else None
        label_step(axes, place, max(before, row.running_total), _figure(row, lang), level)
        before = row.running_total
    axes.set_xticks(range(len(steps)), [stack(name) for name in steps["name"]])
    axes.tick_params(axis="x", length=0, pad=6, labelcolor=TEXT)
    aside = max(0, 6 - len(steps)) / 2  # a few bars are no wider than many
    axes.set_xlim(-0.5 - aside, len(steps) - 0.5 + aside)
    most = steps["running_total"].max()
    axes.set_ylim(floor, most + (most - floor) * 0.12)
    axes.yaxis.set_visible(False)


def _subtitle(comparison: EditionComparison, steps: pd.DataFrame, cut: bool, lang: str) -> str:
    name, unit = INDICES[comparison.index].sheet, INDICES[comparison.index].unit
    has_grey = bool(steps["step"].isin(_GREY).any())
    has_fields = bool((~steps["step"].isin([*_GREY, "start", "end"])).any())
    if lang == "vi":
        shown = f"{name} {' → '.join(comparison.labels(lang))}, {'điểm' if unit == 'points' else 'điểm phần trăm'}"
        notes = ["kết quả theo lĩnh vực: xanh tăng, đỏ giảm"] * has_fields
        notes += ["xám: không phải do kết quả, hoặc chưa rõ"] * has_grey
        notes += ["trục không bắt đầu từ 0"] * cut
        warning = "Hai kỳ theo hai bộ tiêu chí, không cùng một thang đo. "
    else:
        shown = f"{name} {' → '.join(comparison.labels(lang))}, {'points' if unit == 'points' else 'percentage points'}"
        notes = ["results by field: blue up, red down"] * has_fields
        notes += ["grey: not by results, or not known"] * has_grey
        notes += ["the axis does not begin at 0"] * cut
        warning = "Two criteria sets: the two editions are not on one scale. "
    return ("" if comparison.same_method else warning) + "; ".join([shown, *notes])


def _headline(comparison: EditionComparison, lang: str) -> str:
    """Say what the change is made of, and no more than the split bears."""
    sign = "%" if INDICES[comparison.index].unit == "percent" else ""
    labels, total, parts = comparison.labels(lang), comparison.total, comparison.parts
    first, last = (f"{num(total[key], lang, 2)}{sign} ({label})" for key, label in zip(("a", "b"), labels, strict=True))
    results = parts["results"]
    continued = comparison.criteria["results"].notna() & ~comparison.criteria["basis"].isin(["added", "dropped"])
    fields = comparison.fields.iloc[
        np.argsort(-comparison.fields["results"].to_numpy() * np.sign(results), kind="stable")
    ]
    where = ""
    if abs(results) >= 0.005 and abs(fields["results"].iloc[0]) >= 0.005:
        code = fields["code_to"].iloc[0]
        where = comparison.b.short_names(comparison.index, lang)[code]
    points = num(abs(results), lang, 2)
    change = total["change"]
    if lang == "vi":
        unit = "điểm" if not sign else "điểm phần trăm"
        if not continued.any():
            what = "chưa có tiêu chí nào so sánh được"
        elif not where:
            what = "kết quả của các tiêu chí tiếp nối không đổi"
        else:
            what = f"các tiêu chí tiếp nối {'thêm' if results > 0 else 'mất'} {points} {unit} do kết quả, nhiều nhất ở «{where}»"
        if not comparison.same_method:
            return f"{first} và {last} không cùng thang đo; {what}"
        way = "lên" if change > 0 else "xuống" if change < 0 else "vẫn"
        return f"Từ {first} {way} {last}; {what}"
    unit = "points" if not sign else "percentage points"
    if not continued.any():
        what = "no criterion can be compared yet"
    elif not where:
        what = "results of the criteria that continue did not change"
    else:
        what = f"criteria that continue {'gained' if results > 0 else 'lost'} {points} {unit} by results, most in “{where}”"
    if not comparison.same_method:
        return f"{first} and {last} are not on one scale; {what}"
    way = "up to" if change > 0 else "down to" if change < 0 else "still"
    return f"From {first} {way} {last}; {what}"
