"""What is worked out of the indices of an edition: what does not add up, the points lost, how a number is made."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.index import explanation
from par_analysis.index.deficits import check_grouping, deficits_of
from par_analysis.index.explanation import Explanation
from par_analysis.tables.models.index import index_spec
from par_analysis.words.errors import refused

__all__ = ["audit", "deficits", "explain"]


def audit(edition: EditionLike = None) -> pd.DataFrame:
    """Compare every published figure with what its parts, or the other index, give.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Returns
    -------
    DataFrame
        One row a finding, columns as `par_analysis.tables.models.results.AUDIT`: `kind` (`parts`, `cross_index`,
        `conversion`, `copied`, `bound`, `formula`; a `conversion` is no fault), `index, code, name, quantity, published, recomputed, difference` (recomputed minus
        published; points or percent), `tolerance` and `tolerance_reason`, `effect_on_total` (how the overall
        figure would move), `source_line`, and a sentence in each language. Empty if nothing was found.

    Raises
    ------
    ParAnalysisError
        There is no such edition.

    See Also
    --------
    par_analysis.index.audit.audit_indices : the rules, and what rounding explains.
    """
    return edition_of(edition).audit.copy()


def deficits(
    by: str = "criterion",
    index: str = "par",
    edition: EditionLike = None,
    agencies: str = "then",
    only: Collection[str] = (),
) -> pd.DataFrame:
    """Add up the points lost, each leaf counted once, whatever its level.

    Parameters
    ----------
    by : {"criterion", "field", "agency", "assessment"} or {"item", "factor", "agency"}
        What to group by: the first four for PAR INDEX, the last three for SIPAS.
    index : {"par", "sipas"}
        Which index.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    agencies : {"then", "today"}
        By which agency: the one that led in the year of results, or the one that answers today.
    only : collection of str
        Codes or agencies, by any of their names: count only the leaves below those codes or led by those agencies.

    Returns
    -------
    DataFrame
        One row a group, the largest loss first:

        - the group: `code, name, name_en, lead_agency, assessment` (criterion, item), `code, name, name_en`
          (field, factor), `lead_agency` or `assessment`. Leaves that name no lead or no way of assessment are
          the group `NO_LEAD` or `NO_ASSESSMENT`;
        - `max_points, score, target`: in points for PAR INDEX; for SIPAS in percent, the mean of the group's
          items. Unlisted parts are taken to keep their score; the target of a group with a leaf that has none is
          empty;
        - `deficit`: maximum minus score; `gain`: target minus score (same units);
        - `deficit_in_total, gain_in_total`: the same as parts of the overall index. For PAR INDEX these are
          the same numbers; for SIPAS an item counts with its share of the mean;
        - `share`: of all that the index loses (of all that is counted); `attainment`: score / maximum; `gap_closure`: gain / deficit,
          empty where nothing was lost;
        - `n_criteria, n_losing`: listed leaves in the group, and those of them that lost points;
        - by field and factor also `score_published, target_published` and `target_is_bound`: what the document
          prints for the row itself, beside what its leaves give.

    Raises
    ------
    ParAnalysisError
        There is no such index, it cannot be grouped this way, the edition lacks it or has no scores of its leaves, or
        no leaf belongs to a name in `only`.
    """
    own = edition_of(edition)
    check_grouping(by, index)
    if agencies not in ("then", "today"):
        raise refused("choice", name="agencies", found=agencies, allowed="'then', 'today'")
    tree = own.index(index)
    scores = tree.leaf_values()
    if scores.isna().any():
        codes = ", ".join(scores.index[scores.isna()][:5])
        raise refused("no_scores", edition=own.key, index=index_spec(index).sheet, codes=codes)
    names = {str(name): own.agency_called(str(name)) for name in ((only,) if isinstance(only, str) else only)}
    return deficits_of(tree, by, own.answering if agencies == "today" else {}, names)


def explain(code: str, index: str = "par", lang: str = "vi", edition: EditionLike = None) -> Explanation:
    """Show how a published number is made; see `par_analysis.index.explanation`.

    Parameters
    ----------
    code : str
        Code of the node, such as `7.1`, `IV` or `total`.
    index : {"par", "sipas"}
        Which index.
    lang : {"vi", "en"}
        Language of the printed tree.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Raises
    ------
    ParAnalysisError
        There is no such index or code, or the edition lacks the index.
    """
    return explanation.explain(edition_of(edition).index(index), code, lang)
