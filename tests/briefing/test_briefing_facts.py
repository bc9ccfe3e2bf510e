"""The figures behind a deck."""

from __future__ import annotations

import pytest
from par_analysis.briefing.slides.facts import facts_of

from par_analysis import ParAnalysisError, deficits, load_par, presets
from par_analysis.ranking import own_rank


def test_facts_are_the_published_figures():
    facts = facts_of((), None, "vi", " 20/7/2022\n")
    total = load_par().set_index("code").loc["total"]
    assert (facts.score, facts.target) == (total["score"], total["target"])
    assert facts.rank == own_rank(facts.year) and facts.date == "20/7/2022"
    assert [one.title for one in facts.scenarios[:2]] == [presets()[key].title for key in ("status_quo", "plan")]
    assert facts.total_of(facts.scenarios[1]) == facts.target
    assert facts.asks()["deficit"].sum() == pytest.approx(deficits("agency")["deficit"].sum())


def test_agency_by_any_name_and_none_that_is_not():
    assert facts_of((), "Home Affairs", "en", "").agency == "Sở Nội vụ"
    with pytest.raises(ParAnalysisError, match="Sở Mây"):
        facts_of((), "Sở Mây", "vi", "")
