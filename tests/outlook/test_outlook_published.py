"""The bounds are those of counting every list that agrees with the statements; and what they rest on is enough."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from ranking_cases import GRID, OWN, Said, counted, every_list, frame, statements

from par_analysis import ParAnalysisError
from par_analysis.outlook.published import Published, published_list
from par_analysis.outlook.ranks import RankSteps


def bounds(published: Published, scores: list[float]) -> list[tuple[int, int]]:
    steps = RankSteps(2021, "par", *published.steps())
    return list(zip(steps.best(scores).tolist(), steps.worst(scores).tolist(), strict=True))


def agree(said: list[Said], places: int) -> None:
    lists = every_list(said, places)
    event("contradiction" if not lists else "agreement")
    if not lists:
        with pytest.raises(ParAnalysisError, match="cannot all be true"):
            published_list(frame(said), OWN, places)
        return
    found = bounds(published_list(frame(said), OWN, places), GRID)
    assert found == [counted(lists, score) for score in GRID]


@pytest.mark.parametrize("places", [3, 4, 5])
@settings(max_examples=250)
@given(data=st.data())
def test_the_bounds_are_those_of_every_list(places: int, data: st.DataObject) -> None:
    """Any mixture: no score, no rank, several that differ, ties."""
    agree(data.draw(statements(places)), places)


@settings(max_examples=200)
@given(data=st.data())
def test_the_bounds_are_those_of_every_list_where_each_rank_is_one_number(data: st.DataObject) -> None:
    places = data.draw(st.integers(3, 5))
    agree(data.draw(statements(places, single=True)), places)


@settings(max_examples=40)
@given(said=statements(6))
def test_the_bounds_are_those_of_every_list_of_six(said: list[Said]) -> None:
    agree(said, 6)


NONE = Said(OWN, rank=2)
CASES = {
    "nothing but its own rank": ([NONE], 98.0, (1, 4)),
    "its own score holds others up": ([Said(OWN, 98, 99, 3)], 97.0, (3, 4)),
    "a tie counts for the best, against the worst": ([NONE, Said("A", 98, 99, 1)], 98.0, (1, 4)),
    "surely above": ([NONE, Said("A", 99, 100, 1)], 98.5, (2, 4)),
    "surely below": ([NONE, Said("A", 98, 99, 3)], 99.0, (1, 2)),
    "a rank without a score is held by its neighbours": ([NONE, Said("A", rank=1), Said("B", 98, 99, 3)], 97.5, (3, 4)),
    "a score without a rank takes a free one": ([NONE, Said("A", 99, 100), Said("B", 97, 98, 1)], 98.0, None),
    "a score without a rank stands where it can": ([NONE, Said("A", 99, 100), Said("B", 97, 98, 3)], 98.5, (2, 2)),
    "statements that agree all hold": ([NONE, Said("A", 97, 100, 1), Said("A", 99, 100, 1)], 98.5, (2, 4)),
    "statements that differ widen": ([NONE, Said("A", 97, 98, 3), Said("A", 99, 100, 3)], 98.5, (1, 4)),
    "ranks that differ widen": ([NONE, Said("A", 98, 99, 3), Said("A", 98, 99, 4)], 99.0, (1, 3)),
    "a score of 100 may be reached": ([NONE, Said("A", 99, 100, 1)], 100.0, (1, 4)),
    "below 100": ([NONE, Said("A", 99, 99.5, 1)], 100.0, (1, 1)),
}


@pytest.mark.parametrize("case", CASES)
def test_small_lists_by_hand(case: str) -> None:
    said, score, want = CASES[case]
    if want is None:
        with pytest.raises(ParAnalysisError):
            published_list(frame(said), OWN, 4)
    else:
        assert bounds(published_list(frame(said), OWN, 4), [score]) == [want]


@settings(max_examples=150)
@given(data=st.data())
def test_what_a_bound_rests_on_is_enough_and_nothing_is_to_spare(data: st.DataObject) -> None:
    said = data.draw(statements(4))
    if not (lists := every_list(said, 4)):
        return
    score = data.draw(st.sampled_from(GRID))
    best, worst = counted(lists, score)
    published = published_list(frame(said), OWN, 4)
    for side, holds in enumerate((lambda p: not p.possible(score, best - 1), lambda p: p.sure(score, worst))):
        names = set(published.needed(holds, score)["place"])

        def bound(places: set[str], side: int = side) -> int:
            return counted(every_list([s for s in said if s.place in places], 4), score)[side]

        assert bound(names) == (best, worst)[side]
        assert all(bound(names - {name}) != (best, worst)[side] for name in names)


def test_of_several_supports_the_nearest_is_named() -> None:
    said = [Said(OWN, rank=4), Said("A", 98, 99, 2), Said("B", 99, 100, 1), Said("C", 97, 98, 3)]
    published = published_list(frame(said), OWN, 5)
    assert list(published.needed(lambda p: not p.possible(96.5, 3), 96.5)["place"]) == ["C", OWN]
    assert list(published.needed(lambda p: p.sure(99.5, 2), 99.5)["place"]) == ["A"]


CLASHES = {
    "two of one rank": ([Said("A", rank=1), Said("B", rank=1), Said("C", 98, 99, 3)], {"A", "B"}),
    "against the order": ([Said("A", 97, 98, 1), Said("B", rank=2), Said("C", 99, 100, 3)], {"A", "C"}),
    "too many above": ([Said("A", 99, 100), Said("B", 99, 100), Said("C", 98, 99, 2)], {"A", "B", "C"}),
    "no room between": ([Said("A", 99, 100, 1), Said("B", 97, 98, 3), Said(OWN, 99, 100, 4)], {OWN, "B"}),
    "against its own": ([Said("A", 98, 99, 3)], {OWN, "A"}),
}


@pytest.mark.parametrize("case", CLASHES)
def test_contradictions_name_the_statements_that_clash_and_no_others(case: str) -> None:
    said, named = CLASHES[case]
    if OWN not in {s.place for s in said}:
        said = [*said, Said(OWN, *((97, 98, 1) if case == "against its own" else (None, None, 4)))]
    rows = frame(said)
    with pytest.raises(ParAnalysisError) as caught:
        published_list(rows, OWN, 4)
    head, *lines = str(caught.value).split("\n")
    assert head.startswith("PAR INDEX 2021: ") and "column doubt" in head
    assert {line.split(": ")[1].split(",")[0].split(" –")[0] for line in lines} == named
    for line in lines:
        row = rows.set_index("id").loc[line.split(":")[0].removeprefix("  - ")]
        assert (f", {row['printed']}" in line) == isinstance(row["printed"], str)
        assert (f", thứ (rank) {row['rank']}" in line) == pd.notna(row["rank"])
        assert line.endswith(f" – {row['source']}")


def test_more_places_than_the_list_has_are_a_contradiction() -> None:
    said = [Said(OWN, rank=1), *(Said(name, 97, 98) for name in "ABCD")]
    with pytest.raises(ParAnalysisError, match="cannot all be true"):
        published_list(frame(said), OWN, 4)
    assert published_list(frame(said), OWN, 5).places == 5


def test_the_list_has_63_places() -> None:
    made = published_list(frame([NONE]), OWN)
    assert made.places == 63 and made.fits
    assert [len(steps) for steps in made.steps()] == [62, 62]
    assert all(np.all(np.diff(np.nan_to_num(steps, posinf=200)) >= 0) for steps in made.steps())
    assert bounds(made, [50.0]) == [(1, 63)]
