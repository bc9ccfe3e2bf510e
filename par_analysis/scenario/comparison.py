"""Scenarios side by side: total, fields, agencies, criteria, and where the difference comes from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.index.tree import CompositeIndex
from par_analysis.scenario.document import Scenario
from par_analysis.scenario.evaluation import evaluate, leaf_values
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.errors import ParAnalysisError

__all__ = ["Comparison", "compare"]

_DESCRIBED = ("name", "name_en", "lead_agency", "max_points")
_COLUMNS = {"published", "index", "code", *_DESCRIBED}


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scenarios against the published figures; every table has one column a scenario, `published` first.

    Attributes
    ----------
    total : DataFrame
        Rows `par` (points) and `sipas` (percent): the overall figures.
    fields : DataFrame
        By field of PAR INDEX and factor of SIPAS: `index, code, name, name_en, lead_agency, max_points`, then the
        figures.
    agencies : DataFrame
        Points of the criteria that each agency leads, by `lead_agency`.
    criteria : DataFrame
        Leaves that some scenario changes: `index, code, name, name_en, lead_agency, max_points`, then the values.
    decomposition : DataFrame
        Change of the PAR INDEX total against the published figure, by leaf of PAR INDEX: the columns add up to the
        change of `total` exactly. What SIPAS moves stands at criterion 8.1 and, by item, in `sipas_part`.
    sipas_part : DataFrame
        The change of 8.1 that follows from SIPAS, by SIPAS item, in points; adds up to it unless 8.1 was cut at 0 or
        its maximum.
    """

    total: pd.DataFrame
    fields: pd.DataFrame
    agencies: pd.DataFrame
    criteria: pd.DataFrame
    decomposition: pd.DataFrame
    sipas_part: pd.DataFrame


def compare(*scenarios: Scenario, edition: EditionLike = None) -> Comparison:
    """Set scenarios side by side.

    Parameters
    ----------
    scenarios : Scenario
        One or more, with distinct titles that are no names of other columns.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Raises
    ------
    ParAnalysisError
        No scenario is given, a title is the name of another column, or as `evaluate`.
    """
    if not scenarios:
        raise ParAnalysisError("cần ít nhất một kịch bản (at least one scenario is needed)")
    base = edition_of(edition)
    nodes = evaluate(list(scenarios), base)
    if taken := sorted(_COLUMNS.intersection(one.title for one in scenarios)):
        raise ParAnalysisError(
            f"{', '.join(taken)}: là tên cột của bảng so sánh, đặt tên khác cho kịch bản "
            f"(name of another column; give the scenario another title)"
        )
    trees = base.indices
    published = {(name, code): score for name, tree in trees.items() for code, score in _scores(tree).items()}
    nodes.insert(0, "published", [published[key] for key in nodes.index])
    values = pd.DataFrame({"published": base.score}, index=list(base.leaves))
    values = values.join(pd.DataFrame({one.title: leaf_values(one, base) for one in scenarios}))
    step = values.sub(values["published"], axis=0)
    own = list(base.par.leaves)
    in_total = values.mul(base.weights, axis=0)
    leads = base.par.nodes.set_index("code").loc[own, "lead_agency"].fillna(NO_LEAD)
    links = [link for link in base.couplings if link.index == "par"]
    items = [leaf for link in links for leaf in base.indices[link.of].leaves]
    weight = np.array([link.factor * weight for link in links for weight in base.weights[base.spans[link.of]]])
    coupled = np.array([1.0, *(float(one.coupled) for one in scenarios)])
    return Comparison(
        total=pd.DataFrame({name: nodes.loc[(name, tree.root)] for name, tree in trees.items()}).T,
        fields=_described(
            nodes, [(name, code) for name, tree in trees.items() for code in tree.children(tree.root)], base
        ),
        agencies=in_total.loc[own].groupby(leads.to_numpy()).sum().rename_axis("lead_agency").reset_index(),
        criteria=_described(
            nodes, [(name, code) for name, tree in trees.items() for code in tree.leaves if step.loc[code].any()], base
        ),
        decomposition=step.loc[own].mul(base.weights[base.spans["par"]], axis=0).rename_axis("code").reset_index(),
        sipas_part=(step.loc[items].mul(weight, axis=0) * coupled).rename_axis("code").reset_index(),
    )


def _scores(tree: CompositeIndex) -> pd.Series:
    return tree.nodes.set_index("code")["score"].astype(float)


def _described(nodes: pd.DataFrame, keys: list[tuple[str, str]], base: Edition) -> pd.DataFrame:
    """Put index, code and names before the figures of some nodes."""
    rows = {name: tree.nodes.set_index("code") for name, tree in base.indices.items()}
    names = pd.DataFrame(
        {
            "index": [name for name, _ in keys],
            "code": [code for _, code in keys],
            **{column: [rows[name].loc[code, column] for name, code in keys] for column in _DESCRIBED},
        }
    )
    return pd.concat([names, nodes.loc[keys].reset_index(drop=True)], axis=1)
