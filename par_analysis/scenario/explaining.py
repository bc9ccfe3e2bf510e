"""How a figure of a scenario is made: what was published, and what its parts add."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.scenario.document import Scenario
from par_analysis.scenario.evaluation import evaluate
from par_analysis.tables.models.index import INDICES
from par_analysis.words.languages import check_lang
from par_analysis.words.numbers import format_number

__all__ = ["ScenarioExplanation", "explain_scenario"]


@dataclass(frozen=True)
class ScenarioExplanation:
    """How one figure of a scenario is made; `print` shows it as a tree.

    Attributes
    ----------
    code, title, lang, unit : str
    published, value : float
        The published figure and the scenario's.
    children : DataFrame
        `code, name, published, value, contribution`: the contributions add up to `value - published`.
    follows_sipas : bool
        The node is the SIPAS criterion and moves with SIPAS here.
    apart : bool
        The node is the SIPAS criterion, SIPAS moves, and the scenario keeps the two apart.
    """

    code: str
    name: str
    title: str
    lang: str
    unit: str
    published: float
    value: float
    children: pd.DataFrame
    follows_sipas: bool
    apart: bool

    def __str__(self) -> str:
        def number(value: float, sign: bool = False) -> str:
            return format_number(round(value, 9), self.lang, 4 if self.unit == "%" else None, sign)

        vi = self.lang == "vi"
        published, scenario = ("công bố", "kịch bản") if vi else ("published", "scenario")
        lines = [
            f"{self.code}  {self.name}: {published} {number(self.published)}, {scenario} «{self.title}» {number(self.value)} "
            f"{self.unit} ({number(self.value - self.published, True)})"
        ]
        moved = self.children[self.children["contribution"].abs() > 1e-12]
        for place, row in enumerate(moved.itertuples(index=False)):
            mark = "└─" if place == len(moved) - 1 else "├─"
            lines.append(
                f"{mark} {row.code}  {row.name}: {number(row.published)} → {number(row.value)} ({number(row.contribution, True)})"
            )
        if self.follows_sipas:
            lines.append(
                "Đi theo SIPAS: điểm công bố + điểm tối đa × mức tăng của SIPAS."
                if vi
                else "Follows SIPAS: published score + maximum × the rise of SIPAS."
            )
        elif self.apart:
            lines.append(
                "Kịch bản này tách SIPAS khỏi PAR INDEX: SIPAS thay đổi mà mục này không đi theo."
                if vi
                else "This scenario keeps SIPAS apart from PAR INDEX: SIPAS moves, and this row does not follow."
            )
        elif not len(moved) and self.value == self.published:
            lines.append("Không thay đổi." if vi else "Unchanged.")
        return "\n".join(lines)

    __repr__ = __str__


def explain_scenario(
    scenario: Scenario, code: str, index: str = "par", lang: str = "vi", edition: EditionLike = None
) -> ScenarioExplanation:
    """Explain a figure of a scenario; see `Scenario.explain`."""
    check_lang(lang)
    base = edition_of(edition)
    tree = base.index(index)
    parts = tree.children(code)
    figures = evaluate(scenario, base)[scenario.title]
    values = figures.loc[index]
    nodes = tree.nodes.set_index("code")
    names = nodes["name" if lang == "vi" else "name_en"].fillna(nodes["name"])
    children = pd.DataFrame(
        {
            "code": parts,
            "name": [names[part] for part in parts],
            "published": [float(nodes.loc[part, "score"]) for part in parts],
            "value": [float(values[part]) for part in parts],
        }
    )
    children["contribution"] = (children["value"] - children["published"]) * tree.shares(code).to_numpy()
    link = next((link for link in base.couplings if (link.index, link.code) == (index, code)), None)
    moves = link is not None and bool((figures.loc[link.of] != base.table(link.of).set_index("code")["score"]).any())
    return ScenarioExplanation(
        code=code,
        name=str(names[code]),
        title=scenario.title,
        lang=lang,
        unit="%" if INDICES[index].unit == "percent" else ("điểm" if lang == "vi" else "points"),
        published=float(nodes.loc[code, "score"]),
        value=float(values[code]),
        children=children,
        follows_sipas=moves and scenario.coupled,
        apart=moves and not scenario.coupled,
    )
