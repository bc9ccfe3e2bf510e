"""Every chart says what it needs of an edition, and is offered only where that is there."""

from __future__ import annotations

import pytest
from chart_cases import Gallery

from par_analysis import ParAnalysisError, charts, open_edition
from par_analysis.charts.needs import losses


def test_every_chart_says_what_it_needs_and_asks_for_it(shipped: Gallery, sample: Gallery) -> None:
    assert charts.NEEDS.keys() == charts.ALL.keys()
    assert all(shipped.edition.has(part) for parts in charts.NEEDS.values() for part in parts)
    for name, draw in charts.ALL.items():
        offered = any(figure.startswith(name) for figure in sample.figures)
        assert offered == all(sample.edition.has(part) for part in charts.NEEDS[name]), name
        if not offered:
            with pytest.raises(ParAnalysisError, match=r"\(this edition lacks [^.]*\)$"):
                draw(sample.edition)


def test_where_nothing_was_lost_those_who_lost_are_named() -> None:
    with pytest.raises(ParAnalysisError, match=r"no points were lost there.*these lost points.*Sở Nội vụ") as caught:
        losses("criterion", open_edition(), ["Cục thuế Thành phố"])
    assert "'Cục thuế Thành phố'" in str(caught.value)
