"""Every chart says what it needs of an edition, and is offered only where that is there."""

from __future__ import annotations

import pytest

from par_analysis import ParAnalysisError, charts, load_par, open_edition
from par_analysis.edition.opening import edition_from


def test_every_chart_says_what_it_needs() -> None:
    assert charts.NEEDS.keys() == charts.ALL.keys()
    shipped = open_edition()
    assert all(shipped.has(part) for parts in charts.NEEDS.values() for part in parts)
    assert {name for name in charts.figures_of(shipped) if not name.startswith("agency_card_")} == charts.ALL.keys() - {
        "agency_card"
    }


@pytest.mark.parametrize("name", sorted(charts.ALL))
def test_what_is_not_offered_is_refused_in_one_sentence(name: str) -> None:
    table = load_par()
    for column in ("target", "lead_agency", "assessment"):
        table[column] = None
    bare = edition_from(table.astype({"target": float}), place="Tỉnh Mẫu", year=2031)
    offered = charts.figures_of(bare)
    if name in offered:
        assert offered[name](lang="en").headline
    else:
        with pytest.raises(ParAnalysisError, match=r"\(this edition lacks [^.]*\)$"):
            charts.ALL[name](bare)
