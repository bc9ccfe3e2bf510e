"""How a number is made, as a tree to print: value, maximum, parts, the path to the total, and the source line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from par_analysis.index.tree import CompositeIndex
from par_analysis.tables.indices.appendix import decode
from par_analysis.tables.problems import Problems
from par_analysis.words.errors import refused
from par_analysis.words.languages import check_lang
from par_analysis.words.numbers import NOISE, format_number

__all__ = ["Explanation", "explain"]


@dataclass(frozen=True)
class Explanation:
    """How one number is made; `print` shows it as a tree.

    Attributes
    ----------
    index : CompositeIndex
    code : str
    lang : str
    children : DataFrame
        `code, name, max_points, score, deficit, contribution`: contributions add up to the recomputed value.
    source : tuple of str, int, str
        File (with the row of a workbook), source line, and the line's text (or what a workbook says of its source).
    """

    index: CompositeIndex
    code: str
    lang: str
    children: pd.DataFrame
    source: tuple[str, int, str]

    @property
    def published(self) -> float:
        """The published value."""
        return self.index.score(self.code)

    @property
    def recomputed(self) -> float:
        """What the children give, NaN where one is not published; of a leaf, its published value."""
        return float(self.children["contribution"].sum(skipna=False)) if len(self.children) else self.published

    def __str__(self) -> str:
        tree, is_mean = self.index, self.index.aggregate == "mean"
        unit = "%" if is_mean else ("điểm" if self.lang == "vi" else "points")
        words = _WORDS[self.lang]

        def number(value: float) -> str:
            return format_number(value, self.lang, 4 if is_mean and round(value, 2) != round(value, 4) else None)

        def described(code: str) -> str:
            name, score, most = tree.name(code, self.lang), tree.score(code), tree.maximum(code)
            figures = f"{number(score)} / {number(most)} {unit}, {words['deficit']} {number(round(most - score, 10))}"
            return f"{name}: {figures}" if code == tree.root else f"{code}  {name}: {figures}"

        path = tree.lineage(self.code)
        lines = [described(path[0])]
        lines += ["   " * depth + "└─ " + described(code) for depth, code in enumerate(path[1:])]
        indent = "   " * (len(path) - 1)
        for position, row in enumerate(self.children.itertuples(index=False), 1):
            mark = "└─ " if position == len(self.children) else "├─ "
            part = f"  [{words['contribution']} {number(row.contribution)}]" if is_mean else ""
            lines.append(f"{indent}{mark}{described(row.code)}{part}")
        if self.recomputed == self.recomputed and len(self.children):
            # A mean is published to two decimals.
            agree = abs(self.recomputed - self.published) < (0.005 if is_mean else NOISE)
            lines.append(
                f"{words['published']} {number(self.published)}; {words['mean' if is_mean else 'sum']} "
                f"{number(round(self.recomputed, 10))}: {words['agrees' if agree else 'differs']}"
            )
        if tree.by_code.loc[self.code].get("is_remainder"):
            lines.append(words["remainder"].format(parent=path[-2]))
        file, line, text = self.source
        if file:
            quoted = f"«{text}»" if "path" in tree.nodes.attrs else text
            place = f", {words['line']} {line}" if line else ""
            lines.append(f"{words['source']}: {file}{place}" + (f": {quoted}" if text else ""))
        return "\n".join(lines)

    __repr__ = __str__


_WORDS = {
    "vi": {
        "deficit": "bị trừ",
        "contribution": "đóng góp",
        "published": "Công bố",
        "sum": "cộng các mục con",
        "mean": "trung bình các mục con",
        "agrees": "khớp",
        "differs": "KHÔNG khớp",
        "remainder": "Phần không liệt kê: lấy {parent} trừ các mục con đã liệt kê.",
        "source": "Nguồn",
        "line": "dòng",
    },
    "en": {
        "deficit": "lost",
        "contribution": "contributes",
        "published": "Published",
        "sum": "the parts add up to",
        "mean": "the mean of the parts is",
        "agrees": "they agree",
        "differs": "they DIFFER",
        "remainder": "Unlisted part: {parent} minus its listed parts.",
        "source": "Source",
        "line": "line",
    },
}


def explain(tree: CompositeIndex, code: str, lang: str = "vi") -> Explanation:
    """Show how the number of a node is made.

    Parameters
    ----------
    tree : CompositeIndex
        Of a table with at least `name`, `max_points` and `score`.
    code : str
        Any node.
    lang : {"vi", "en"}
        Language of the printed tree.

    Returns
    -------
    Explanation
        Prints as a tree: value, maximum, deficit; the children with their contributions; the path to
        the overall node; the source file, line and text.

    Raises
    ------
    ParAnalysisError
        There is no such code, or the table has no `score`.
    """
    code = str(code)
    parts = tree.children(code)
    check_lang(lang)
    for column in ("name", "max_points", "score"):
        if column not in tree.nodes:
            raise refused("not_explained", column=column)
    children = tree.by_code.loc[parts, ["name", "max_points", "score"]].rename_axis("code")
    children["deficit"] = children["max_points"] - children["score"]
    children["contribution"] = children["score"] * tree.shares(code)
    return Explanation(tree, code, lang, children.reset_index(), _source(tree, code, lang))


def _source(tree: CompositeIndex, code: str, lang: str) -> tuple[str, int, str]:
    """Return where a number stands: file, line and text."""
    attrs = tree.nodes.attrs
    line = int(tree.by_code.loc[code].get("source_line", 0))
    if "path" in attrs:
        return str(attrs["file"]), line, _line_of(Path(attrs["path"]), line)
    source = str(attrs.get("source" if lang == "vi" else "source_en", ""))
    line = line if attrs.get("states_lines") else 0
    # A workbook's own place comes first; the line it states is of the source that it declares.
    if place := str(attrs.get("places", {}).get(code, "")):
        return f"{attrs['file']}, {place}", line, source
    return source, line, ""


def _line_of(path: Path, line: int) -> str:
    if line < 1 or not path.is_file():
        return ""
    lines = re.split(r"\r\n|\n|\r", decode(path.read_bytes(), Problems(path)))
    return lines[line - 1].strip() if line <= len(lines) else ""
