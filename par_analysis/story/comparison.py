"""What a comparison of two editions says, in sentences, and no more than its split bears."""

from __future__ import annotations

import pandas as pd

from par_analysis.edition.comparison import EditionComparison
from par_analysis.edition.crosswalk import remainders_of
from par_analysis.story.summary import Summary
from par_analysis.tables.models.index import INDICES
from par_analysis.words.printing import count, num

__all__ = ["edition_change"]

_SHOWN = 0.0005  # what would be printed as 0


def edition_change(comparison: EditionComparison) -> Summary:
    """Say how an index changed from one edition to a later one, what the change is made of, and what is not known of it."""
    return Summary(_sentences(comparison, "vi"), _sentences(comparison, "en"))


def _sentences(comparison: EditionComparison, lang: str) -> tuple[str, ...]:
    spec, total = INDICES[comparison.index], comparison.total
    percent = spec.unit == "percent"
    first, last = comparison.labels(lang)
    before, after, change = num(total["a"], lang, 2), num(total["b"], lang, 2), num(total["change"], lang, 2, sign=True)
    if lang == "vi":
        unit = "%" if percent else " điểm"
        told = [f"{spec.sheet}: {before}{unit} ({first}), {after}{unit} ({last}), chênh {change} điểm{' %' * percent}."]
    else:
        unit = "%" if percent else " points"
        told = [f"{spec.sheet}: {before}{unit} ({first}), {after}{unit} ({last}), a difference of {change} {'percentage ' * percent}points."]  # fmt: skip
    notes = [pair[lang == "en"] for pair in comparison.notes]
    told += notes[:1] if not comparison.same_method else []
    told += _split(comparison, lang)
    told += notes[not comparison.same_method :]
    return tuple(told)


def _split(comparison: EditionComparison, lang: str) -> list[str]:
    """Say what the change is made of, where the results moved most; nothing where no criterion continues."""
    rows = comparison.criteria[comparison.criteria["change"].notna()]
    continued = rows[~rows["basis"].isin(["added", "dropped"])]
    if not (n := len(continued)):
        return []
    parts = {name: num(value, lang, sign=True) for name, value in comparison.parts.items() if abs(value) >= _SHOWN}
    points = INDICES[comparison.index].unit == "points"
    rests = int(continued["code_to"].isin(remainders_of(comparison.b.index(comparison.index))).sum())
    new, gone = (int((rows["basis"] == name).sum()) for name in ("added", "dropped"))
    if lang == "vi":
        words = {
            "results": f"kết quả của {n} tiêu chí tiếp nối{f' (gồm {rests} phần không liệt kê)' if rests else ''}",
            "maxima": "điểm tối đa của chúng thay đổi",
            "added": f"{new} tiêu chí mới",
            "dropped": f"{gone} tiêu chí bỏ",
            "not_compared": "phần không so sánh được",
        }
        listed = "; ".join(f"{words[name]} {value}" for name, value in parts.items())
        told = (
            [f"Chênh lệch đó gồm ({'điểm' if points else 'điểm %'}): {listed}."]
            if parts
            else [f"{n} tiêu chí tiếp nối không thay đổi."]
        )
    else:
        words = {
            "results": f"results of the {count(n, 'criterion that continues', 'criteria that continue')}{f' ({rests} unlisted among them)' if rests else ''}",
            "maxima": "changes of their maxima",
            "added": count(new, "criterion added", "criteria added"),
            "dropped": count(gone, "criterion dropped", "criteria dropped"),
            "not_compared": "what cannot be compared",
        }
        listed = "; ".join(f"{words[name]} {value}" for name, value in parts.items())
        still = f"The {count(n, 'criterion that continues has', 'criteria that continue have')} not changed."
        told = (
            [f"The difference is made of ({'points' if points else 'percentage points'}): {listed}."]
            if parts
            else [still]
        )
    names = comparison.b.short_names(comparison.index, lang)
    subjects = ((("theo lĩnh vực", "by field"), comparison.fields), (("theo tiêu chí", "by criterion"), continued))
    for (vi, en), table in subjects:
        extremes = _extremes(table)
        if extremes:
            most = [f"{code} {names[code]} ({num(value, lang, sign=True)})" for code, value in extremes]
            if lang == "vi":
                told.append(f"Kết quả {vi}: {_moved(extremes, most, 'tăng nhiều nhất', 'giảm nhiều nhất')}.")
            else:
                told.append(f"Results {en}: {_moved(extremes, most, 'rose most in', 'fell most in')}.")
    return told


def _extremes(table: pd.DataFrame) -> list[tuple[str, float]]:
    """Return the code with the largest rise, and that with the largest fall; of equals the first."""
    results = table.set_index("code_to")["results"].dropna()
    made = []
    if len(results) and results.max() >= _SHOWN:
        made.append((str(results.idxmax()), float(results.max())))
    if len(results) and results.min() <= -_SHOWN:
        made.append((str(results.idxmin()), float(results.min())))
    return made


def _moved(extremes: list[tuple[str, float]], most: list[str], rose: str, fell: str) -> str:
    return "; ".join(f"{rose if value > 0 else fell} {name}" for (_, value), name in zip(extremes, most, strict=True))
