"""Ranks: bounds are those of counting every list that agrees with the statements; figures, sentences, refusals."""

from __future__ import annotations

import dataclasses
import re
import time
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from ranking_cases import GRID, OWN, Said, counted, every_list, frame, statements

from par_analysis import Edition, ParAnalysisError, open_edition
from par_analysis.edition.loaders import load_standings
from par_analysis.outlook.rank_bounds import RankBounds, ScoreRange
from par_analysis.outlook.ranks import RankList, rank_list, rank_of, score_for

TABLE = load_standings()
KNOWN = open_edition().at(None)  # with what was published after the day of the shipped edition
PLACES = 63  # provinces until the mergers of 2025
TRUSTED = TABLE[TABLE["doubt"].isna()]
RANKED = TRUSTED[(TRUSTED["place"] == OWN) & TRUSTED["rank"].notna()]
LISTS = sorted(set(zip(RANKED["year"].tolist(), RANKED["index"].tolist(), strict=True)))


def of(standings: pd.DataFrame) -> Edition:
    """The shipped edition among other published statements."""
    return KNOWN.replace(standings=standings)


def bounds(ranks: RankList, scores: list[float]) -> list[tuple[int, int]]:
    return list(zip(ranks.steps.best(scores).tolist(), ranks.steps.worst(scores).tolist(), strict=True))


# Every list, one by one


def agree(said: list[Said], places: int) -> None:
    lists = every_list(said, places)
    event("contradiction" if not lists else "agreement")
    if not lists:
        with pytest.raises(ParAnalysisError, match="cannot all be true"):
            RankList.of(frame(said), OWN, places=places)
        return
    found = bounds(RankList.of(frame(said), OWN, places=places), GRID)
    assert found == [counted(lists, score) for score in GRID]


@settings(max_examples=320)
@given(data=st.data(), places=st.integers(3, 5), single=st.booleans())
def test_the_bounds_are_those_of_every_list(data: st.DataObject, places: int, single: bool) -> None:
    """Any mixture: no score, no rank, several that differ or one number a place, ties."""
    agree(data.draw(statements(places, single=single)), places)


@settings(max_examples=30)
@given(said=statements(6))
def test_the_bounds_are_those_of_every_list_of_six(said: list[Said]) -> None:
    agree(said, 6)


@settings(max_examples=90)
@given(said=statements(4), score=st.sampled_from(GRID))
def test_what_a_bound_rests_on_is_enough_and_nothing_is_to_spare(said: list[Said], score: float) -> None:
    if not (lists := every_list(said, 4)):
        return
    best, worst = counted(lists, score)
    ranks = RankList.of(frame(said), OWN, places=4)
    for side, holds in enumerate((lambda p: not p.possible(score, best - 1), lambda p: p.sure(score, worst))):
        names = set(ranks.needed(holds, score)["place"])

        def bound(places: set[str], side: int = side) -> int:
            return counted(every_list([s for s in said if s.place in places], 4), score)[side]

        assert bound(names) == (best, worst)[side]
        assert all(bound(names - {name}) != (best, worst)[side] for name in names)


NONE = Said(OWN, rank=2)
CASES: dict[str, tuple[list[Said], float, tuple[int, int] | None]] = {
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


def test_small_lists_by_hand() -> None:
    found: dict[str, Any] = {}
    for case, (said, score, _) in CASES.items():
        try:
            found[case] = bounds(RankList.of(frame(said), OWN, places=4), [score])[0]
        except ParAnalysisError:
            found[case] = None
    assert found == {case: want for case, (_, _, want) in CASES.items()}


def test_of_several_supports_the_nearest_is_named() -> None:
    said = [Said(OWN, rank=4), Said("A", 98, 99, 2), Said("B", 99, 100, 1), Said("C", 97, 98, 3)]
    ranks = RankList.of(frame(said), OWN, places=5)
    assert list(ranks.needed(lambda p: not p.possible(96.5, 3), 96.5)["place"]) == ["C", OWN]
    assert list(ranks.needed(lambda p: p.sure(99.5, 2), 99.5)["place"]) == ["A"]
    # Where either would do, the place itself.
    ranks = RankList.of(frame([Said(OWN, 97, 98, 2), Said("A", 99, 99.5, 1)]), OWN, places=4)
    assert list(ranks.needed(lambda p: not p.possible(96.5, 1), 96.5)["place"]) == [OWN]


LAST = Said(OWN, rank=4)
CLASHES = {
    "two of one rank": ([LAST, Said("A", rank=1), Said("B", rank=1), Said("C", 98, 99, 3)], {"A", "B"}),
    "against the order": ([LAST, Said("A", 97, 98, 1), Said("B", rank=2), Said("C", 99, 100, 3)], {"A", "C"}),
    "too many above": ([LAST, Said("A", 99, 100), Said("B", 99, 100), Said("C", 98, 99, 2)], {"A", "B", "C"}),
    "no room between": ([Said("A", 99, 100, 1), Said("B", 97, 98, 3), Said(OWN, 99, 100, 4)], {OWN, "B"}),
    "against its own": ([Said("A", 98, 99, 3), Said(OWN, 97, 98, 1)], {OWN, "A"}),
    "more places than the list has": ([Said(OWN, rank=1), *(Said(name, 97, 98) for name in "ABCD")], set("ABCD") | {OWN}),
}  # fmt: skip


@pytest.mark.parametrize("case", CLASHES)
def test_contradictions_name_the_statements_that_clash_and_no_others(case: str) -> None:
    said, named = CLASHES[case]
    rows = frame(said)
    with pytest.raises(ParAnalysisError) as caught:
        RankList.of(rows, OWN, places=4)
    head, *lines = str(caught.value).split("\n")
    assert head.startswith("PAR INDEX 2021: ") and "cột doubt" in head and "cannot all be true" in head
    at = [rows.set_index("id").loc[line.split(":")[0].removeprefix("  - ")] for line in lines]
    assert {row["place"] for row in at} <= named and (len(named) == 5 or {row["place"] for row in at} == named)
    for line, row in zip(lines, at, strict=True):
        score = f", {row['printed']}" if isinstance(row["printed"], str) else ""
        rank = f", thứ (rank) {row['rank']}" if pd.notna(row["rank"]) else ""
        assert line == f"  - {row.name}: {row['place']}{score}{rank} – {row['source']}"


def test_the_list_has_as_many_places_as_were_ranked_and_cannot_be_changed() -> None:
    assert RankList.of(frame([Said(OWN, rank=1), *(Said(n, 97, 98) for n in "ABCD")]), OWN, places=5).places == 5
    ranks = RankList.of(frame([NONE]), OWN)
    assert (ranks.places, ranks.fits, ranks.year, ranks.index, ranks.place) == (63, True, 2021, "par", OWN)
    assert [len(froms) for froms in (ranks.steps.best_from, ranks.steps.worst_from)] == [62, 62]
    for froms in (ranks.steps.best_from, ranks.steps.worst_from):
        assert (np.diff(np.nan_to_num(froms, posinf=200)) >= 0).all()
    assert bounds(ranks, [50.0]) == [(1, 63)]
    for array in (ranks.low, ranks.last, ranks.steps.best_from, ranks.steps.worst_from):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    for thing in (ranks, ranks.steps):
        with pytest.raises(dataclasses.FrozenInstanceError):
            thing.year = 2022  # type: ignore[misc]


# Figures


def test_ranks_of_scores() -> None:
    found = rank_of(88.54, 2021, "par")
    assert isinstance(found, RankBounds) and (found.score, found.year, found.index) == (88.54, 2021, "par")
    want = {
        # Hà Nội's own: another place of that figure may have been ahead of it or behind by a hair.
        (88.54, 2021, "par"): (9, 10),
        (89.58, 2022, "par"): (3, 3),
        (86.07, 2020, "par"): (8, 8),
        (87.11, 2021, "sipas"): (28, 30),
        # Above and below every known score.
        (92.55, 2021, "par"): (1, 1),
        (0, 2021, "par"): (63, 63),
        # On the half-unit edges of Hải Phòng's 91,80, the best of 2021; sums are the decimal number they stand for.
        (91.794999, 2021, "par"): (2, 2),
        (91.795, 2021, "par"): (1, 2),
        (91.804999, 2021, "par"): (1, 2),
        (91.805, 2021, "par"): (1, 1),
        (91.705 + 0.1, 2021, "par"): (1, 1),
        (100 + 1e-12, 2021, "par"): (1, 1),
        (-1e-12, 2021, "par"): (63, 63),
        # Hải Phòng of 2023 is printed as 91,81 and as 91,87: anything between may be true.
        (91.80, 2023, "par"): (3, 3),
        (91.84, 2023, "par"): (2, 3),
        (91.90, 2023, "par"): (2, 2),
    }
    assert 91.705 + 0.1 < 91.805
    assert {key: ((found := rank_of(*key, KNOWN)).best, found.worst) for key in want} == want
    assert {key: bounds(rank_list(*key[1:], KNOWN), [key[0]])[0] for key in want} == want


def test_scores_of_ranks() -> None:
    found = score_for(np.uint8(6), np.int64(2021), "par")
    assert isinstance(found, ScoreRange) and (found.rank, found.year, found.index) == (6, 2021, "par")
    want = {
        (1, 2021, "par"): (91.795, 91.805),
        (5, 2021, "par"): (89.275, 89.285),
        (6, 2021, "par"): (88.645, 89.285),  # Thái Nguyên, rank 6, lies somewhere between its neighbours
        (8, 2021, "par"): (88.55, 88.65),  # Hà Tĩnh is printed with one decimal
        (10, 2021, "par"): (88.435, 88.445),
        (3, 2022, "par"): (88.535, 88.545),
        (30, 2021, "sipas"): (87.065, 87.075),
        (63, 2021, "par"): (0.0, 0.0),
    }
    assert {key: ((found := score_for(*key, KNOWN)).possible_from, found.sure_from) for key in want} == want


def test_every_shipped_list_allows_what_was_published_and_ranks_and_scores_say_the_same() -> None:
    faults = []
    for year, index in LISTS:
        ranks, own = rank_list(year, index, KNOWN), RANKED[(RANKED["year"] == year) & (RANKED["index"] == index)]
        steps = ranks.steps
        if not ranks.published == rank_list(year, index, of(TABLE)).published == own["rank"].max():
            faults.append((year, index, "published rank"))
        for row in own.dropna(subset=["score"]).itertuples(index=False):
            found = rank_of(row.score, year, index, KNOWN)
            if not found.best == steps.best(row.score) <= row.rank <= steps.worst(row.score) == found.worst:
                faults.append((year, index, row.score))
        for rank in range(1, PLACES + 1):
            possible, sure = ranks.needs(rank)
            below = steps.best(possible - 1e-6) if possible > 0 else PLACES + 1
            fails = 0 if sure == 0 else steps.worst(min(sure, 100.0) - 1e-6 * (sure <= 100))
            reached = sure == np.inf or steps.worst(sure) <= rank
            if not (
                steps.best(possible) <= rank < below and reached and possible <= sure and (sure == 0 or fails > rank)
            ):
                faults.append((year, index, rank, possible, sure))
        for rank in (2, 30):
            found = score_for(rank, year, index, KNOWN)
            if (found.possible_from, np.nan_to_num(found.sure_from, nan=np.inf)) != ranks.needs(rank):
                faults.append((year, index, rank, "score_for"))
    assert faults == [] and len(LISTS) > 10


def test_many_scores_keep_their_shape_and_have_the_ranks_of_each() -> None:
    scores = np.linspace(80, 95, 12).reshape(3, 4)
    one = [rank_of(score) for score in scores.ravel()]
    for ranks, want in ((rank_list().steps.best(scores), "best"), (rank_list().steps.worst(scores), "worst")):
        assert ranks.shape == (3, 4) and ranks.dtype.kind == "i"
        assert ranks.ravel().tolist() == [getattr(found, want) for found in one]
    assert rank_list().steps.best([]).tolist() == []
    assert rank_list().steps.worst(pd.Series([92, 0])).tolist() == [1, 63]


def test_the_list_of_the_year_of_results_is_made_once_for_an_edition_and_quickly() -> None:
    own = of(TABLE)  # whose ranks nobody has asked for yet
    started = time.process_time()  # of this process alone: others on the machine do not count
    steps = rank_list(edition=own).steps
    assert time.process_time() - started < 0.5  # about 0.03 s
    assert (steps.year, steps.index, steps.places) == (2021, "par", PLACES)
    assert rank_list(2021, edition=own).steps is steps is not rank_list(2021).steps
    assert str(rank_of(88.54)) == str(rank_of(88.54, 2021, "par")) == str(rank_of(88.54, edition=own))
    assert str(score_for(5)) == str(score_for(5, 2021, "par")) == str(score_for(np.int64(5), edition=own))
    assert str(rank_of(np.float32(88.5), np.int64(2021))) == str(rank_of(88.5))
    first = score_for(9)
    kept = first.rests_on.copy()
    first.rests_on["place"] = "nơi khác"
    pd.testing.assert_frame_equal(score_for(9).rests_on, kept)


# The published rank


def test_published_ranks() -> None:
    # Plan 192 and the press: 8 in 2020, 10 in 2021 ("down 2 ranks"), 3 in 2022; SIPAS up 3 ranks
    assert [rank_list(year, edition=KNOWN).published for year in (2020, 2021, 2022)] == [8, 10, 3]
    assert rank_list().published == rank_list(2021, "par").published == 10 and rank_list(2021, "sipas").published == 30
    assert type(rank_list().published) is int
    cases = [
        ([Said(OWN, rank=2)], 2),
        ([Said(OWN, rank=2), Said(OWN, rank=4)], 4),  # where sources differ, the worst
        ([Said(OWN, rank=4), Said(OWN, rank=2), Said(OWN, rank=3)], 4),
        ([Said(OWN, 98, 99, 5), Said("A", 99, 100, 1)], 5),
        ([Said("A", rank=1), Said(OWN, rank=63)], 63),
    ]
    assert [rank_list(edition=of(frame(said))).published for said, _ in cases] == [want for _, want in cases]
    doubted = frame([Said(OWN, rank=2), Said(OWN, rank=9)]).assign(doubt=["", "vô lý"])
    assert rank_list(edition=of(doubted)).published == 2
    years = [frame([Said(OWN, rank=2)]), frame([Said(OWN, rank=7)], 2022), frame([Said(OWN, rank=9)], index="sipas")]
    own = of(pd.concat(years))
    assert [
        rank_list(2021, "par", own).published,
        rank_list(2022, "par", own).published,
        rank_list(2021, "sipas", own).published,
    ] == [2, 7, 9]


def test_the_published_score_holds_the_published_rank_and_others_the_worst_allowed() -> None:
    # 88.54 alone would allow 9; the published rank is 10 (Plan 192)
    assert rank_list().held(88.54) == rank_list().held(88.5449) == rank_list().published == 10 > rank_of(88.54).best
    for score in (88.53, 88.6, 89.0, 92.0):
        assert rank_list(2021).held(score) == rank_of(score, 2021).worst
    later = rank_list(2022, edition=KNOWN)
    assert later.held(88.54) == rank_of(88.54, 2022, edition=KNOWN).worst != later.published
    said = of(frame([Said(OWN, 98, 99, 2), Said("A", 99, 100, 1)]))
    assert [rank_list(edition=said).held(score) for score in (98.5, 99.5)] == [2, rank_of(99.5, edition=said).worst]


def test_place_and_year_are_those_of_the_edition() -> None:
    rows = TRUSTED.query("year == 2021 and index == 'par' and rank.notna() and score.notna()").drop_duplicates("place")
    for row in rows.head(8).to_dict("records"):
        own = open_edition().replace(place=row["place"], place_en="Elsewhere")
        assert rank_list(edition=own).published == row["rank"]
        found, needed = rank_of(row["score"], edition=own), score_for(5, edition=own)
        assert found.best <= row["rank"] <= found.worst
        assert found.sentence().startswith("Với ") and f", {row['place']} đứng" in found.sentence()
        assert ", Elsewhere " in found.sentence("en") and ", Elsewhere " in needed.sentence("en")
        assert OWN not in f"{found}{needed}".replace(str(row["place"]), "")
    own = KNOWN.replace(year=2022)
    assert rank_list(edition=own).published == rank_list(2022, edition=KNOWN).published == 3
    assert str(rank_of(89.0, edition=own)) == str(rank_of(89.0, 2022, edition=KNOWN))
    own = KNOWN.replace(year=None)
    with pytest.raises(ParAnalysisError, match="the year of its results"):
        rank_of(89.0, edition=own)
    assert rank_list(2022, edition=own).published == 3
    for place in ("", "Nơi không ai nhắc"):
        own = open_edition().replace(place=place, place_en=place)
        assert not own.has("rank")
        with pytest.raises(ParAnalysisError, match=f"no published rank of {place or '.?'} is known"):
            rank_of(88.0, edition=own)


# What it rests on


def test_bounds_name_the_statements_that_fix_them() -> None:
    rests_on = rank_of(88.54).rests_on
    assert list(rests_on) == ["role", "id", "place", "rank", "printed", "basis", "source"]
    named = {role: set(part["place"]) for role, part in rests_on.groupby("role")}
    assert named == {"best": {"Hà Tĩnh", OWN}, "worst": {OWN, "Lào Cai"}}
    stated = TABLE.set_index("id").loc[rests_on["id"], ["place", "printed", "basis", "source"]].reset_index()
    pd.testing.assert_frame_equal(rests_on[["id", "place", "printed", "basis", "source"]], stated)
    assert rests_on.loc[rests_on["place"] == "Hà Tĩnh", ["rank", "printed"]].to_numpy().tolist() == [[8, "88.6"]]
    named = {role: set(part["place"]) for role, part in score_for(6).rests_on.groupby("role")}
    assert named == {"possible": {"Bắc Giang"}, "sure": {"Vĩnh Phúc"}}
    for nothing in (rank_of(0, edition=of(frame([Said(OWN, rank=2)]))).rests_on, score_for(63).rests_on):
        assert len(nothing) == 0 and list(nothing) == list(rests_on)


def test_statements_in_doubt_are_not_built_upon() -> None:
    doubted = frame([Said(OWN, 98, 99, 1)]).assign(place="X", doubt="vô lý")
    mixed = pd.concat([TRUSTED.assign(doubt=""), doubted])
    assert str(score_for(1, edition=of(mixed))) == str(score_for(1))
    with pytest.raises(ParAnalysisError, match="no published rank"):
        rank_of(90, edition=of(frame([Said(OWN, 98, 99, 1)] * 2).assign(doubt=["sai", ""], rank=[1, pd.NA])))


# Sentences


def test_sentences() -> None:
    never = score_for(1, edition=of(frame([Said(OWN, rank=2)])))
    assert never.possible_from == 0 and np.isnan(never.sure_from) and len(never.rests_on) == 0
    enough = dataclasses.replace(score_for(1), possible_from=98.0, sure_from=98.0)
    upward = dataclasses.replace(
        score_for(54), possible_from=83.33035, sure_from=83.33045
    )  # rounded so that it still does
    want: list[tuple[RankBounds | ScoreRange, str, str]] = [
        (rank_of(92.55), "vi", "Với 92,55 điểm năm 2021, Hà Nội đứng thứ 1."),
        (rank_of(92.55), "en", "With 92.55 points in 2021, Hà Nội has rank 1."),
        (rank_of(88.54), "vi", "Với 88,54 điểm năm 2021, Hà Nội đứng từ thứ 9 đến thứ 10."),
        (rank_of(88.545), "en", "With 88.545 points in 2021, Hà Nội lies between rank 9 and rank 10."),
        (rank_of(90.5, 2021, "sipas"), "vi", "Với SIPAS 90,50% năm 2021, Hà Nội đứng thứ 6."),
        (rank_of(90.5, 2021, "sipas"), "en", "With SIPAS 90.50% in 2021, Hà Nội has rank 6."),
        (score_for(1), "vi", "Để đứng thứ 1 năm 2021, Hà Nội cần ít nhất 91,795 điểm; chắc chắn từ 91,805 điểm."),
        (score_for(8), "en", "To rank 8 or better in 2021, Hà Nội needs at least 88.55 points; certain from 88.65 points."),
        (score_for(30, 2021, "sipas"), "vi", "Để đứng thứ 30 trở lên năm 2021, Hà Nội cần ít nhất SIPAS 87,065%; chắc chắn từ SIPAS 87,075%."),
        (score_for(63), "vi", "Để đứng thứ 63 trở lên năm 2021, Hà Nội không cần điểm tối thiểu."),
        (score_for(63), "en", "To rank 63 or better in 2021, Hà Nội needs no minimum score."),
        (never, "vi", "Để đứng thứ 1 năm 2021, Hà Nội có thể không cần điểm tối thiểu; theo số đã công bố, không mức nào chắc chắn đủ."),
        (never, "en", "To rank 1 in 2021, Hà Nội may need no minimum score; by what was published, no score is certainly enough."),
        (enough, "vi", "Để đứng thứ 1 năm 2021, Hà Nội cần ít nhất 98,00 điểm; mức đó chắc chắn đủ."),
        (enough, "en", "To rank 1 in 2021, Hà Nội needs at least 98.00 points; that is certainly enough."),
        (upward, "en", "To rank 54 or better in 2021, Hà Nội needs at least 83.331 points; certain from 83.331 points."),
    ]  # fmt: skip
    assert [found.sentence(lang) for found, lang, _ in want] == [sentence for *_, sentence in want]
    for found in (rank_of(88.54), score_for(8)):
        assert found.sentence() == found.sentence("vi")
        assert str(found) == f"{found.sentence('vi')}\n{found.sentence('en')}"
        with pytest.raises(ParAnalysisError, match="'vi'"):
            found.sentence("fr")


# Refusals


def test_what_is_no_score_or_rank_is_refused() -> None:
    for score in (-0.01, 100.01, np.inf, -np.inf, np.nan, "88", None, True, Decimal(88)):
        for ask in (rank_of, rank_list().steps.best, rank_list().steps.worst):
            with pytest.raises(ParAnalysisError, match=r"điểm phải .* từ 0 đến 100.*scores must"):
                ask(score)  # type: ignore[arg-type]
    with pytest.raises(ParAnalysisError, match="found 101"):
        rank_list().steps.best([[88.0, 101.0]])
    with pytest.raises(ParAnalysisError, match=r"một số.*steps"):
        rank_of([88.0, 89.0])  # type: ignore[arg-type]
    for rank in (0, 64, -1, 1.5, 1.0, True, "1", None, np.nan):
        found = re.escape(repr(rank))
        with pytest.raises(
            ParAnalysisError, match=f"rank: cần số nguyên từ 1 đến 63.* {found} .*whole number from 1 to 63"
        ):
            score_for(rank)  # type: ignore[arg-type]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"index": "papi"}, "index = 'papi'"),
    ({"index": None}, "index = None"),
    ({"year": 1999}, "PAR INDEX, năm 1999: chưa có điểm.*2017, 2018.*no published score or rank is known.*2017, 2018, 2019, 2020, 2021"),
    ({"year": "2021"}, "năm '2021'"),
    ({"year": [2021]}, "no published score or rank"),
    ({"year": 2012}, "PAR INDEX, năm 2012: chưa biết thứ hạng đã công bố của Hà Nội.*no published rank of Hà Nội is known.*2017"),
    ({"year": 2017, "index": "sipas"}, "SIPAS, năm 2017: chưa biết thứ hạng.*: 2019"),
    ({"edition": of(TABLE.drop(columns=["rank", "doubt"]))}, "lacks columns rank, doubt.*load_standings"),
    ({"edition": of(TABLE.iloc[:0])}, "years that have one: –"),
    ({"edition": of(frame([Said(OWN, rank=2), Said("A", rank=2)]))}, "(?s)cannot all be true.*x-1: Hà Nội, thứ .rank. 2 – trang .page. x\n  - x-2: A, thứ"),
]  # fmt: skip


def test_refusals_say_what_there_is() -> None:
    asks = [lambda **at: rank_of(88.0, **at), lambda **at: score_for(5, **at), lambda **at: rank_list(**at).held(88.0)]
    for at, named in REFUSED:
        for ask in (*asks, rank_list):
            with pytest.raises(ParAnalysisError, match=named):
                ask(**at)
