"""Which province stood highest above the place on the published part that a criterion belongs to."""

from __future__ import annotations

import numpy as np

from par_analysis.edition.edition import Edition

__all__ = ["peer_of"]


def peer_of(code: str, index: str, edition: Edition) -> dict[str, object]:
    """Name the province that stood highest above the edition's place on a published part of a criterion.

    Parameters
    ----------
    code : str
        A leaf.
    index : {"par", "sipas"}
        Its index.
    edition : Edition
        Whose precedents (`edition.precedents`) are asked.

    Returns
    -------
    dict
        `peer`: the province; `peer_part`: the part, a field or way of assessment; `peer_above`: by how many points of
        that part it stood above. Empty texts and NaN where no province is known to have done so.

    Notes
    -----
    A criterion belongs to its field and to its way of assessment. One that alone makes up its way of assessment is that
    part itself: there the other provinces' figures are figures of the very criterion, and the field, which holds others
    beside it, is not asked.
    """
    tree = edition.index(index)
    leaves = tree.by_code.loc[tree.leaves]
    way, field = leaves.loc[code, "assessment"], tree.lineage(code)[1]
    alone = index == "par" and list(leaves.index[leaves["assessment"] == way]) == [code]
    table = edition.precedents
    better = table[table["part"].isin((way,) if alone else (way, field)) & (table["above"] > 0)]
    if better.empty:
        return {"peer": "", "peer_part": "", "peer_above": np.nan}
    best = better.loc[better["above"].idxmax()]
    return {"peer": best["place"], "peer_part": best["part"], "peer_above": float(best["above"])}
