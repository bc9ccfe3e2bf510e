"""How a number is made, as a tree to print: value, maximum, parts, the path to the total, and the source line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from par_analysis.index.tree import CompositeIndex
from par_analysis.tables.indices.appendix import decode
from par_analysis.tables.problems import Problems
from par_analysis.words.errors import ParAnalysisError
from par_analysis.words.languages import check_lang
from par_analysis.words.numbers import format_number

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
    """

    index: CompositeIndex
    code: str
    lang: str
    children: pd.DataFrame

    @property
    def published(self) -> float:
        """The published value."""
        return float(self._row["score"])

    @property
    def recomputed(self) -> float:
        """What the children give, NaN where one is not published; of a leaf, its published value."""
        return float(self.children["contribution"].sum(skipna=False)) if len(self.children) else self.published

    @property
    def source(self) -> tuple[str, int, str]:
        """File (with the row of a workbook), source line, and the line's text (or what a workbook says of its source)."""
        attrs = self.index.nodes.attrs
        line = int(self._row["source_line"]) if "source_line" in self._row else 0
        if "path" in attrs:
            return str(attrs["file"]), line, _source_text(Path(attrs["path"]), line)
        source = str(attrs.get("source" if self.lang == "vi" else "source_en", ""))
        place = str(attrs.get("places", {}).get(self.code, ""))
        # A workbook's own place comes first; the line it states is of the source that it declares.
        return (
            (f"{attrs['file']}, {place}" if place else source),
            line if attrs.get("states_lines") else 0,
            source if place else "",
        )

    @property
    def _row(self) -> pd.Series:
        return self.index.nodes.set_index("code").loc[self.code]

    def __str__(self) -> str:
        table = self.index.nodes.set_index("code")
        is_mean = self.index.aggregate == "mean"
        unit = "%" if is_mean else ("điểm" if self.lang == "vi" else "points")
        words = _WORDS[self.lang]

        def number(value: float) -> str:
            return format_number(value, self.lang, 4 if is_mean and round(value, 2) != round(value, 4) else None)

        def name(code: str) -> str:
            row = table.loc[code]
            english = row.get("name_en")
            text = english if self.lang == "en" and isinstance(english, str) else row["name"]
            return f"{code}  {text}" if code != self.index.root else str(text)

        def figures(code: str) -> str:
            row = table.loc[code]
            made = f"{number(row['score'])} / {number(row['max_points'])} {unit}"
            lost = row["max_points"] - row["score"]
            return f"{made}, {words['deficit']} {number(round(lost, 10))}"

        path = self.index.lineage(self.code)
        lines = []
        for depth, code in enumerate(path):
            mark = "" if depth == 0 else "   " * (depth - 1) + "└─ "
            lines.append(f"{mark}{name(code)}: {figures(code)}")
        indent = "   " * (len(path) - 1)
        for position, child in enumerate(self.children["code"]):
            row = self.children.iloc[position]
            mark = "└─ " if position == len(self.children) - 1 else "├─ "
            part = f"  [{words['contribution']} {number(row['contribution'])}]" if is_mean else ""
            lines.append(f"{indent}{mark}{name(child)}: {figures(child)}{part}")
        if self.recomputed == self.recomputed and len(self.children):
            made = words["mean"] if is_mean else words["sum"]
            agree = abs(self.recomputed - self.published) < (0.005 if is_mean else 1e-9)
            verdict = words["agrees"] if agree else words["differs"]
            lines.append(
                f"{words['published']} {number(self.published)}; {made} {number(round(self.recomputed, 10))}: {verdict}"
            )
        row = table.loc[self.code]
        if row.get("is_remainder"):
            lines.append(words["remainder"].format(parent=path[-2]))
        file, line, text = self.source
        if file:
            quoted = f"«{text}»" if "path" in self.index.nodes.attrs else text
            lines.append(
                f"{words['source']}: {file}"
                + (f", {words['line']} {line}" if line else "")
                + (f": {quoted}" if text else "")
            )
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


def _source_text(path: Path, line: int) -> str:
    if line < 1 or not path.is_file():
        return ""
    lines = re.split(r"\r\n|\n|\r", decode(path.read_bytes(), Problems(path)))
    return lines[line - 1].strip() if line <= len(lines) else ""


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
    nodes = tree.nodes
    for column in ("name", "max_points", "score"):
        if column not in nodes.columns:
            raise ParAnalysisError(f"bảng không có cột {column} để giải thích (no column {column} to explain)")
    children = nodes.set_index("code").loc[parts, ["name", "max_points", "score"]].copy()
    children["deficit"] = children["max_points"] - children["score"]
    children["contribution"] = children["score"] * tree.shares(code)
    return Explanation(tree, code, lang, children.reset_index())
