"""Points lost by lead agency, counted in two ways, and how much of what the targets ask is in the place's hands."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.edition.results import deficits
from par_analysis.index.links import Link
from par_analysis.tables.models.evidence import CONTROLS
from par_analysis.tables.models.index import INDICES, NO_LEAD
from par_analysis.words.numbers import NOISE

__all__ = ["agency_deficits", "links_shared", "sharing"]


def agency_deficits(edition: EditionLike = None, agencies: str = "then", only: Collection[str] = ()) -> pd.DataFrame:
    """Add up the points of PAR INDEX lost by lead agency, and again with linked criteria shared out by factor.

    Parameters
    ----------
    edition, agencies, only
        As for `deficits`.

    Returns
    -------
    DataFrame
        `deficits("agency")`, the largest loss first, and beside it:

        - `deficit_by_factor`: points lost, a criterion that is the result of another index (8.1 is SIPAS) not counted
          with its own lead but shared over the leads of that index's parts, in proportion to what the parts of each lose
          of that index (a part counts with its weight, so each factor of SIPAS with a fifth of the overall figure). Both
          columns have the same sum. A criterion whose index the edition lacks, names no leads, or lost nothing, stays with
          its lead;
        - `gain_city, gain_shared, gain_outside, gain_unknown`: `gain` by who can bring it about (points; the
          judgements of the edition); empty where the gain is not known.

        An agency that leads nothing but parts of a linked index has a row with zeros in the other columns.

    Raises
    ------
    ParAnalysisError
        As `deficits`.
    """
    own = edition_of(edition)
    made = deficits("agency", "par", own, agencies, only).set_index("lead_agency")
    leaves = deficits("criterion", "par", own, only=only).set_index("code")
    if agencies == "today":
        leaves["lead_agency"] = leaves["lead_agency"].replace(own.answering)
    lost = made["deficit"].copy()
    for link in links_shared(own):
        if link.code not in leaves.index:
            continue
        row = leaves.loc[link.code]
        parts = deficits("agency", link.of, own, agencies).set_index("lead_agency")["share"]
        moved = (parts * row["deficit"]).sub(pd.Series({row["lead_agency"]: row["deficit"]}), fill_value=0.0)
        lost = lost.add(moved, fill_value=0.0)
    made = made.reindex([*made.index, *(name for name in lost.index if name not in made.index)])
    numbers = [column for column in made if column not in ("attainment", "gap_closure")]
    made.loc[made["n_criteria"].isna(), numbers] = 0.0
    made[["n_criteria", "n_losing"]] = made[["n_criteria", "n_losing"]].astype(int)
    made["deficit_by_factor"] = lost.reindex(made.index).round(9)
    control = _control(own).reindex(leaves.index).fillna("unknown")
    for word in CONTROLS:
        gains = leaves["gain"].where(control == word, 0.0).groupby(leaves["lead_agency"]).sum().round(9)
        made[f"gain_{word}"] = gains.reindex(made.index).fillna(0.0).where(made["gain"].notna())
    return made.rename_axis("lead_agency").reset_index()


def links_shared(edition: Edition) -> tuple[Link, ...]:
    """Return the links to PAR INDEX whose criterion can be shared over the leads of the other index's parts."""
    return tuple(link for link in edition.couplings if link.index == "par" and _led(edition, link.of))


def sharing(edition: Edition, table: pd.DataFrame) -> tuple[str, str, pd.DataFrame] | None:
    """Name what is shared over other leads, where it makes a difference.

    Parameters
    ----------
    edition : Edition
        The edition.
    table : DataFrame
        As `agency_deficits` returns it.

    Returns
    -------
    tuple or None
        The criteria (`8.1`), the indices that they are the result of (`SIPAS`), and the agencies whose points differ, most
        points lost by factor first; None where both ways of counting agree.
    """
    moved = table[(table["deficit_by_factor"] - table["deficit"]).abs() > NOISE]
    if moved.empty:
        return None
    links = links_shared(edition)
    codes, indices = (", ".join(dict.fromkeys(names)) for names in ([link.code for link in links], [INDICES[link.of].sheet for link in links]))  # fmt: skip
    return codes, indices, moved.sort_values("deficit_by_factor", ascending=False, kind="stable")


def _led(edition: Edition, key: str) -> bool:
    tree = edition.index(key)
    scores = tree.leaf_values()
    if scores.isna().any():
        return False
    lost = deficits("agency", key, edition)
    return bool((lost["deficit_in_total"] > NOISE).any() and set(lost["lead_agency"]) != {NO_LEAD})


def _control(edition: Edition) -> pd.Series:
    """Who can bring a criterion about, by code; see the judgements."""
    table = edition.judgements
    if "control" not in table:
        return pd.Series(dtype="str")
    return table[table["index"] == "par"].set_index("code")["control"]
