"""What a comparison of two editions says, in sentences, and no more than its split bears."""

from __future__ import annotations

import pandas as pd

from par_analysis.edition.comparison import EditionComparison
from par_analysis.edition.crosswalk import remainders_of
from par_analysis.story.summary import Pairs, Summary
from par_analysis.tables.models.index import INDICES
from par_analysis.words.numbers import PRINTED
from par_analysis.words.printing import count, num

__all__ = ["edition_change"]


def edition_change(comparison: EditionComparison) -> Summary:
    """Say how an index changed from one edition to a later one, what the change is made of, and what is not known of it."""

    def sentences(lang: str) -> Pairs:
        spec, total, (first, last) = INDICES[comparison.index], comparison.total, comparison.labels(lang)
        percent = spec.unit == "percent"
        before, after = num(total["a"], lang, 2), num(total["b"], lang, 2)
        change, vi, en = num(total["change"], lang, 2, sign=True), "%" * percent or " điểm", "%" * percent or " points"
        yield (
            f"{spec.sheet}: {before}{vi} ({first}), {after}{vi} ({last}), chênh {change} điểm{' %' * percent}.",
            f"{spec.sheet}: {before}{en} ({first}), {after}{en} ({last}), a difference of {change} {'percentage ' * percent}points.",
        )
        said_first = int(not comparison.same_method)  # that the two are not on one scale
        yield from comparison.notes[:said_first]
        yield from _split(comparison, lang)
        yield from comparison.notes[said_first:]

    return Summary.of(sentences)


def _split(comparison: EditionComparison, lang: str) -> Pairs:
    """Say what the change is made of, where the results moved most; nothing where no criterion continues."""
    rows = comparison.criteria[comparison.criteria["change"].notna()]
    continued = rows[~rows["basis"].isin(["added", "dropped"])]
    if not (n := len(continued)):
        return
    parts = {name: num(value, lang, sign=True) for name, value in comparison.parts.items() if abs(value) >= PRINTED}
    points = INDICES[comparison.index].unit == "points"
    rests = int(continued["code_to"].isin(remainders_of(comparison.b.index(comparison.index))).sum())
    new, gone = (int((rows["basis"] == name).sum()) for name in ("added", "dropped"))
    words = {
        "results": (
            f"kết quả của {n} tiêu chí tiếp nối{f' (gồm {rests} phần không liệt kê)' if rests else ''}",
            f"results of the {count(n, 'criterion that continues', 'criteria that continue')}{f' ({rests} unlisted among them)' if rests else ''}",
        ),
        "maxima": ("điểm tối đa của chúng thay đổi", "changes of their maxima"),
        "added": (f"{new} tiêu chí mới", count(new, "criterion added", "criteria added")),
        "dropped": (f"{gone} tiêu chí bỏ", count(gone, "criterion dropped", "criteria dropped")),
        "not_compared": ("phần không so sánh được", "what cannot be compared"),
    }
    if parts:
        vi, en = ("; ".join(f"{words[name][at]} {value}" for name, value in parts.items()) for at in (0, 1))
        yield (
            f"Chênh lệch đó gồm ({'điểm' if points else 'điểm %'}): {vi}.",
            f"The difference is made of ({'points' if points else 'percentage points'}): {en}.",
        )
    else:
        still = count(n, "criterion that continues has", "criteria that continue have")
        yield f"{n} tiêu chí tiếp nối không thay đổi.", f"The {still} not changed."
    names = comparison.b.short_names(comparison.index, lang)
    subjects = ((("theo lĩnh vực", "by field"), comparison.fields), (("theo tiêu chí", "by criterion"), continued))
    for (by_vi, by_en), table in subjects:
        if extremes := _extremes(table):
            moved = [(f"{code} {names[code]} ({num(value, lang, sign=True)})", value > 0) for code, value in extremes]
            vi = "; ".join(f"{'tăng' if rose else 'giảm'} nhiều nhất {name}" for name, rose in moved)
            en = "; ".join(f"{'rose' if rose else 'fell'} most in {name}" for name, rose in moved)
            yield f"Kết quả {by_vi}: {vi}.", f"Results {by_en}: {en}."


def _extremes(table: pd.DataFrame) -> list[tuple[str, float]]:
    """Return the code with the largest rise, and that with the largest fall; of equals the first."""
    results = table.set_index("code_to")["results"].dropna()
    extremes = []
    if len(results) and results.max() >= PRINTED:
        extremes.append((str(results.idxmax()), float(results.max())))
    if len(results) and results.min() <= -PRINTED:
        extremes.append((str(results.idxmin()), float(results.min())))
    return extremes
