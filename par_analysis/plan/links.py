"""From a task to the leaves of an index that it serves."""

from __future__ import annotations

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.index.tree import CompositeIndex

__all__ = ["leaves_served", "task_links"]


def leaves_served(edition: Edition, index: str) -> dict[str, tuple[str, ...]]:
    """Say for every code of every index which leaves of one index it stands for.

    Linked indices are one tree: where criterion 8.1 of PAR INDEX is the SIPAS index, a SIPAS factor stands for 8.1, and
    8.1, or a field above it, for every SIPAS item. `total` is the total of the index asked for.

    Returns
    -------
    dict
        Code to leaves of `index`; remainders are leaves too.
    """
    own = edition.index(index)
    served = {code: _below(own, code) for code in own.codes}
    for key, other in edition.indices.items():
        into = [link.code for link in edition.couplings if (link.of, link.index) == (key, index)]
        above = {link.code for link in edition.couplings if (link.of, link.index) == (index, key)}
        for code in other.codes:
            if code in served:  # `total` stands in all of them
                continue
            below = set(_below(other, code))
            served[code] = tuple(own.leaves) if below & above else tuple(into)
    return served


def _below(tree: CompositeIndex, code: str) -> tuple[str, ...]:
    return tuple(leaf for leaf in tree.leaves if code in tree.lineage(leaf))


def task_links(tasks: pd.DataFrame, served: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    """List which task serves which leaf.

    Parameters
    ----------
    tasks : DataFrame
        As `load_tasks()` returns it.
    served : dict
        As `leaves_served` returns it.

    Returns
    -------
    DataFrame
        `code, id, named, plan_only, due`: one row a leaf and task. `named` is true where any of the task's codes
        that reach the leaf is named by the text. Tasks that repeat another one are left out.
    """
    found: dict[tuple[str, str], dict[str, object]] = {}
    for task in tasks[tasks["same_as"].isna()].itertuples(index=False):
        for named, codes in ((True, task.codes_named), (False, task.codes_inferred)):
            for leaf in (leaf for code in codes for leaf in served.get(code, ())):
                found.setdefault(
                    (leaf, task.id),
                    {"code": leaf, "id": task.id, "named": named, "plan_only": task.plan_only, "due": task.due},
                )
    made = pd.DataFrame(list(found.values()), columns=["code", "id", "named", "plan_only", "due"])
    return made.astype({"named": bool, "plan_only": bool, "due": tasks["due"].dtype})
