"""What the documents ask for and claim, set against each other and against what is published."""

from __future__ import annotations

from collections.abc import Iterator

from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.outlook.goal_ranks import goal_ranks
from par_analysis.plan.conflicts import conflicts
from par_analysis.story.summary import Summary
from par_analysis.words.reader import Reader

__all__ = ["the_documents"]

_KINDS = ("maintained", "percent_points", "hidden_fall")


def the_documents(edition: EditionLike = None) -> Summary:
    """Say where goals of one plan lie apart, and which words of the documents its figures do not bear.

    Of goals of rank the one that asks most is told, of an index; then what is to be maintained below its maximum, changes
    in points printed as %, and falls that are not told (see `par_analysis.conflicts`). No sentence where nothing was found.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    """
    own = edition_of(edition)
    ranks = goal_ranks(own)
    apart = ranks[ranks["relation"] != "agree"].drop_duplicates("index")
    found = conflicts(own)

    def sentences(reader: Reader) -> Iterator[str]:
        column = f"sentence_{reader.lang}"
        yield from apart[column]
        for kind in _KINDS:
            rows = found[found["relation"] == kind]
            yield from rows[column]

    return Summary.of(sentences)
