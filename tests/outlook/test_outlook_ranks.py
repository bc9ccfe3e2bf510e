"""What Hà Nội's scores and ranks come to by the shipped statements, in numbers, sentences and refusals."""

from __future__ import annotations

import dataclasses
import time
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ranking_cases import OWN, Said, frame

from par_analysis import Edition, ParAnalysisError, open_edition
from par_analysis.edition.loaders import load_standings
from par_analysis.outlook.ranks import (
    RankBounds,
    RankSteps,
    ScoreRange,
    held_rank,
    own_rank,
    rank_of,
    rank_steps,
    score_for,
)

TABLE = load_standings()
PLACES = 63  # provinces until the mergers of 2025
TRUSTED = TABLE[TABLE["doubt"].isna()]
RANKED = TRUSTED[(TRUSTED["place"] == OWN) & TRUSTED["rank"].notna()]
LISTS = sorted(set(zip(RANKED["year"].tolist(), RANKED["index"].tolist(), strict=True)))


def of(standings: pd.DataFrame) -> Edition:
    """The shipped edition among other published statements."""
    return open_edition().replace(standings=standings)


# Figures


@pytest.mark.parametrize(("year", "index"), LISTS)
def test_the_shipped_statements_of_a_year_agree_and_allow_what_was_published(year: int, index: str) -> None:
    steps = rank_steps(year, index)
    own = RANKED[(RANKED["year"] == year) & (RANKED["index"] == index)]
    for row in own.dropna(subset=["score"]).itertuples(index=False):
        assert steps.best(row.score) <= row.rank <= steps.worst(row.score)
        found = rank_of(row.score, year, index)
        assert found.best <= row.rank <= found.worst


@pytest.mark.parametrize(
    ("score", "year", "index", "want"),
    [
        # Hà Nội's own: another place of that figure may have been ahead of it or behind by a hair.
        (88.54, 2021, "par", (9, 10)),
        (89.58, 2022, "par", (3, 3)),
        (86.07, 2020, "par", (8, 8)),
        (87.11, 2021, "sipas", (28, 30)),
        # Above and below every known score.
        (92.55, 2021, "par", (1, 1)),
        (0, 2021, "par", (63, 63)),
        # On the half-unit edges of Hải Phòng's 91,80, the best of 2021.
        (91.794999, 2021, "par", (2, 2)),
        (91.795, 2021, "par", (1, 2)),
        (91.804999, 2021, "par", (1, 2)),
        (91.805, 2021, "par", (1, 1)),
        # Hải Phòng of 2023 is printed as 91,81 and as 91,87: anything between may be true.
        (91.80, 2023, "par", (3, 3)),
        (91.84, 2023, "par", (2, 3)),
        (91.90, 2023, "par", (2, 2)),
    ],
)  # fmt: skip
def test_ranks_of_scores(score: float, year: int, index: str, want: tuple[int, int]) -> None:
    found = rank_of(score, year, index)
    assert isinstance(found, RankBounds)
    assert (found.best, found.worst) == want
    assert (found.score, found.year, found.index) == (score, year, index)


def test_the_list_of_2021_is_asked_by_default() -> None:
    assert str(rank_of(88.54)) == str(rank_of(88.54, 2021, "par")) == str(rank_of(88.54, edition=of(TABLE)))
    assert str(score_for(5)) == str(score_for(5, 2021, "par")) == str(score_for(5, edition=of(TABLE)))
    assert (rank_steps().year, rank_steps().index, rank_steps().places) == (2021, "par", PLACES)


@pytest.mark.parametrize(
    ("rank", "year", "index", "want"),
    [
        (1, 2021, "par", (91.795, 91.805)),
        (5, 2021, "par", (89.275, 89.285)),
        (6, 2021, "par", (88.645, 89.285)),  # Thái Nguyên, rank 6, lies somewhere between its neighbours
        (8, 2021, "par", (88.55, 88.65)),  # Hà Tĩnh is printed with one decimal
        (10, 2021, "par", (88.435, 88.445)),
        (3, 2022, "par", (88.535, 88.545)),
        (30, 2021, "sipas", (87.065, 87.075)),
        (63, 2021, "par", (0.0, 0.0)),
    ],
)  # fmt: skip
def test_scores_of_ranks(rank: int, year: int, index: str, want: tuple[float, float]) -> None:
    found = score_for(rank, year, index)
    assert isinstance(found, ScoreRange)
    assert (found.possible_from, found.sure_from) == want
    assert (found.rank, found.year, found.index) == (rank, year, index)


@pytest.mark.parametrize(("year", "index"), LISTS)
def test_rank_of_and_score_for_say_the_same(year: int, index: str) -> None:
    steps = rank_steps(year, index)
    for rank in range(1, PLACES + 1):
        found = score_for(rank, year, index)
        assert steps.best(found.possible_from) <= rank
        if found.possible_from > 0:
            assert steps.best(found.possible_from - 1e-6) > rank
        if found.sure_from == found.sure_from:
            assert steps.worst(found.sure_from) <= rank
            assert found.possible_from <= found.sure_from
        if found.sure_from != 0:
            assert steps.worst(100.0 if np.isnan(found.sure_from) else found.sure_from - 1e-6) > rank


# Many at once


@settings(max_examples=50)
@given(
    scores=st.lists(st.integers(80_000, 95_000).map(lambda n: n / 1000), min_size=1, max_size=20),
    at=st.sampled_from(LISTS),
)
def test_many_scores_have_the_ranks_of_each(scores: list[float], at: tuple[int, str]) -> None:
    steps = rank_steps(*at)
    one = [rank_of(score, *at) for score in scores]
    assert steps.best(scores).tolist() == [bounds.best for bounds in one]
    assert steps.worst(np.array(scores)).tolist() == [bounds.worst for bounds in one]


def test_scores_keep_their_shape_and_ranks_are_whole_numbers() -> None:
    scores = np.linspace(80, 95, 12).reshape(3, 4)
    for ranks in (rank_steps().best(scores), rank_steps().worst(scores)):
        assert ranks.shape == (3, 4) and ranks.dtype.kind == "i"
    assert rank_steps().best([]).tolist() == []
    assert rank_steps().worst(pd.Series([92, 0])).tolist() == [1, 63]


def test_sums_are_taken_as_the_decimal_number_they_stand_for() -> None:
    added = 91.705 + 0.1
    assert added < 91.805
    assert rank_of(added).worst == rank_steps().worst([added])[0] == rank_of(91.805).worst == 1
    assert rank_of(100 + 1e-12).best == 1 and rank_of(-1e-12).best == 63


def test_steps_are_quick_to_make_and_to_use_and_nobody_can_change_them() -> None:
    own = of(TABLE)  # whose ranks nobody has asked for yet
    started = time.process_time()  # of this process alone: others on the machine do not count
    steps = rank_steps(2021, edition=own)
    made = time.process_time() - started
    assert isinstance(steps, RankSteps) and made < 0.5  # about 0.03 s
    assert rank_steps(2021, edition=own) is steps is not rank_steps(2021)
    with pytest.raises(ValueError, match="read-only"):
        steps.best_from[0] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        steps.year = 2022


def test_what_a_score_rests_on_is_the_readers_own_table() -> None:
    first = score_for(9)
    kept = first.rests_on.copy()
    first.rests_on["place"] = "nơi khác"
    pd.testing.assert_frame_equal(score_for(9).rests_on, kept)


# The published rank


@pytest.mark.parametrize(("year", "index"), LISTS)
def test_the_published_rank_is_the_worst_that_is_stated(year: int, index: str) -> None:
    own = RANKED[(RANKED["year"] == year) & (RANKED["index"] == index)]
    assert own_rank(year, index) == own["rank"].max()
    assert own_rank(year, index, of(TABLE)) == own_rank(year, index)


def test_published_ranks() -> None:
    # Plan 192 and the press: 8 in 2020, 10 in 2021 ("down 2 ranks"), 3 in 2022
    assert [own_rank(year) for year in (2020, 2021, 2022)] == [8, 10, 3]
    assert own_rank() == own_rank(2021, "par") == 10
    assert own_rank(2021, "sipas") == 30  # Plan 192: up 3 ranks
    assert type(own_rank()) is int


@pytest.mark.parametrize(
    ("said", "want"),
    [
        ([Said(OWN, rank=2)], 2),
        ([Said(OWN, rank=2), Said(OWN, rank=4)], 4),
        ([Said(OWN, rank=4), Said(OWN, rank=2), Said(OWN, rank=3)], 4),
        ([Said(OWN, 98, 99, 5), Said("A", 99, 100, 1)], 5),
        ([Said("A", rank=1), Said(OWN, rank=63)], 63),
    ],
)
def test_where_sources_differ_the_worst_rank_counts(said: list[Said], want: int) -> None:
    assert own_rank(edition=of(frame(said))) == want


def test_a_rank_in_doubt_is_not_the_published_one() -> None:
    said = frame([Said(OWN, rank=2), Said(OWN, rank=9)]).assign(doubt=["", "vô lý"])
    assert own_rank(edition=of(said)) == 2


def test_the_published_rank_of_another_year_or_index_is_not_taken() -> None:
    said = pd.concat(
        [frame([Said(OWN, rank=2)]), frame([Said(OWN, rank=7)], 2022), frame([Said(OWN, rank=9)], index="sipas")]
    )
    assert [own_rank(2021, edition=of(said)), own_rank(2022, edition=of(said))] == [2, 7]
    assert own_rank(2021, "sipas", of(said)) == 9


def test_the_published_score_holds_the_published_rank_and_others_the_worst_allowed() -> None:
    # 88.54 alone would allow 9; the published rank is 10 (Plan 192)
    assert held_rank(88.54) == held_rank(88.5449) == own_rank() == 10 > rank_of(88.54).best
    for score in (88.53, 88.6, 89.0, 92.0):
        assert held_rank(score, 2021) == rank_of(score, 2021).worst
    assert held_rank(88.54, 2022) == rank_of(88.54, 2022).worst != own_rank(2022)
    said = frame([Said(OWN, 98, 99, 2), Said("A", 99, 100, 1)])
    assert [held_rank(score, edition=of(said)) for score in (98.5, 99.5)] == [2, rank_of(99.5, edition=of(said)).worst]


# Another place, another year


@pytest.mark.parametrize(
    "row",
    TRUSTED.query("year == 2021 and index == 'par' and rank.notna() and score.notna()")
    .drop_duplicates("place")
    .head(12)
    .to_dict("records"),
    ids=lambda row: row["place"],
)
def test_the_place_is_that_of_the_edition(row: dict[str, object]) -> None:
    own = open_edition().replace(place=row["place"], place_en="Elsewhere")
    assert own_rank(edition=own) == row["rank"]
    found = rank_of(row["score"], edition=own)
    assert found.best <= row["rank"] <= found.worst
    assert found.sentence().startswith("Với ") and f", {row['place']} đứng" in found.sentence()
    assert ", Elsewhere " in found.sentence("en") and OWN not in f"{found}{score_for(5, edition=own)}".replace(
        str(row["place"]), ""
    )


def test_the_year_is_that_of_the_edition() -> None:
    own = open_edition().replace(year=2022)
    assert own_rank(edition=own) == own_rank(2022) == 3
    assert str(rank_of(89.0, edition=own)) == str(rank_of(89.0, 2022))
    with pytest.raises(ParAnalysisError, match="the year of its results"):
        rank_of(89.0, edition=open_edition().replace(year=None))
    assert own_rank(2022, edition=open_edition().replace(year=None)) == 3


@pytest.mark.parametrize("place", ["", "Nơi không ai nhắc"])
def test_a_place_of_which_nothing_is_known_is_refused_by_name(place: str) -> None:
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


def test_scores_name_the_statements_that_fix_them() -> None:
    rests_on = score_for(6).rests_on
    named = {role: set(part["place"]) for role, part in rests_on.groupby("role")}
    assert named == {"possible": {"Bắc Giang"}, "sure": {"Vĩnh Phúc"}}


@pytest.mark.parametrize(
    "made", [rank_of(0, edition=of(frame([Said(OWN, rank=2)]))), score_for(63)], ids=["rank", "score"]
)
def test_bounds_that_nothing_sets_rest_on_nothing(made: RankBounds | ScoreRange) -> None:
    assert len(made.rests_on) == 0 and list(made.rests_on)[:3] == ["role", "id", "place"]


def test_statements_in_doubt_are_not_built_upon() -> None:
    table = load_standings()
    doubted = frame([Said(OWN, 98, 99, 1)]).assign(place="X", doubt="vô lý")
    mixed = pd.concat([table[table["doubt"].isna()].assign(doubt=""), doubted])
    assert str(score_for(1, edition=of(mixed))) == str(score_for(1))
    with pytest.raises(ParAnalysisError, match="no published rank"):
        rank_of(90, edition=of(frame([Said(OWN, 98, 99, 1)] * 2).assign(doubt=["sai", ""], rank=[1, pd.NA])))


# Sentences


SENTENCES = {
    "Với 92,55 điểm năm 2021, Hà Nội đứng thứ 1.": lambda: rank_of(92.55).sentence(),
    "With 92.55 points in 2021, Hà Nội has rank 1.": lambda: rank_of(92.55).sentence("en"),
    "Với 88,54 điểm năm 2021, Hà Nội đứng từ thứ 9 đến thứ 10.": lambda: rank_of(88.54).sentence("vi"),
    "With 88.545 points in 2021, Hà Nội lies between rank 9 and rank 10.": lambda: rank_of(88.545).sentence("en"),
    "Với SIPAS 90,50% năm 2021, Hà Nội đứng thứ 6.": lambda: rank_of(90.5, 2021, "sipas").sentence(),
    "With SIPAS 90.50% in 2021, Hà Nội has rank 6.": lambda: rank_of(90.5, 2021, "sipas").sentence("en"),
    "Để đứng thứ 1 năm 2021, Hà Nội cần ít nhất 91,795 điểm; chắc chắn từ 91,805 điểm.": lambda: score_for(1).sentence(),
    "To rank 8 or better in 2021, Hà Nội needs at least 88.55 points; certain from 88.65 points.": lambda: score_for(8).sentence("en"),
    "Để đứng thứ 30 trở lên năm 2021, Hà Nội cần ít nhất SIPAS 87,065%; chắc chắn từ SIPAS 87,075%.": lambda: score_for(30, 2021, "sipas").sentence(),
    "Để đứng thứ 63 trở lên năm 2021, Hà Nội không cần điểm tối thiểu.": lambda: score_for(63).sentence(),
    "To rank 63 or better in 2021, Hà Nội needs no minimum score.": lambda: score_for(63).sentence("en"),
}  # fmt: skip


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentences(sentence: str) -> None:
    assert SENTENCES[sentence]() == sentence


def test_str_is_both_languages() -> None:
    for made in (rank_of(88.54), score_for(8)):
        assert str(made) == f"{made.sentence('vi')}\n{made.sentence('en')}"


def test_where_nothing_makes_a_rank_certain_there_is_no_score_and_the_sentence_says_so() -> None:
    table = frame([Said(OWN, rank=2)])
    found = score_for(1, edition=of(table))
    assert found.possible_from == 0 and np.isnan(found.sure_from) and len(found.rests_on) == 0
    assert (
        found.sentence()
        == "Để đứng thứ 1 năm 2021, Hà Nội có thể không cần điểm tối thiểu; theo số đã công bố, không mức nào chắc chắn đủ."
    )
    assert (
        found.sentence("en")
        == "To rank 1 in 2021, Hà Nội may need no minimum score; by what was published, no score is certainly enough."
    )


def test_one_score_that_is_needed_and_enough() -> None:
    found = dataclasses.replace(score_for(1), possible_from=98.0, sure_from=98.0)
    assert found.sentence() == "Để đứng thứ 1 năm 2021, Hà Nội cần ít nhất 98,00 điểm; mức đó chắc chắn đủ."
    assert found.sentence("en") == "To rank 1 in 2021, Hà Nội needs at least 98.00 points; that is certainly enough."


def test_scores_in_sentences_are_rounded_up_so_that_they_still_do() -> None:
    found = score_for(54)  # Đồng Nai of rank 55 is printed with four decimals, 83.3304
    assert found.possible_from < 84 and "," in found.sentence()
    said = dataclasses.replace(found, possible_from=83.33035, sure_from=83.33045).sentence("en")
    assert "83.331 points" in said and "83.33 " not in said


def test_an_unknown_language_is_refused() -> None:
    for made in (rank_of(88.54), score_for(5)):
        with pytest.raises(ParAnalysisError, match="use 'vi' or 'en'"):
            made.sentence("fr")


# Refusals


@pytest.mark.parametrize("score", [-0.01, 100.01, np.inf, -np.inf, np.nan, "88", None, True, Decimal(88)])
def test_a_score_that_is_no_number_from_0_to_100_is_refused(score: object) -> None:
    for ask in (rank_of, rank_steps().best, rank_steps().worst):
        with pytest.raises(ParAnalysisError, match=r"điểm phải .* từ 0 đến 100.*scores must"):
            ask(score)  # type: ignore[arg-type]


def test_one_wrong_score_of_many_is_named() -> None:
    with pytest.raises(ParAnalysisError, match="found\\): 101"):
        rank_steps().best([[88.0, 101.0]])


def test_many_scores_are_sent_to_rank_steps() -> None:
    with pytest.raises(ParAnalysisError, match=r"một số.*rank_steps"):
        rank_of([88.0, 89.0])  # type: ignore[arg-type]


@pytest.mark.parametrize("rank", [0, 64, -1, 1.5, 1.0, True, "1", None, np.nan])
def test_a_rank_that_is_no_whole_number_from_1_to_63_is_refused(rank: object) -> None:
    with pytest.raises(ParAnalysisError, match=r"số nguyên từ 1 đến 63 .a rank is a whole number from 1 to 63"):
        score_for(rank)  # type: ignore[arg-type]


def test_a_rank_may_be_any_whole_number_of_numpy_or_pandas() -> None:
    for rank in (np.int64(5), np.uint8(5)):
        assert str(score_for(rank)) == str(score_for(5))
    assert str(rank_of(np.float32(88.5), np.int64(2021))) == str(rank_of(88.5))


ASKS = [lambda **at: rank_of(88.0, **at), lambda **at: score_for(5, **at), rank_steps, own_rank]


@pytest.mark.parametrize("ask", ASKS, ids=["rank_of", "score_for", "rank_steps", "own_rank"])
@pytest.mark.parametrize(
    ("at", "named"),
    [
        ({"index": "papi"}, "index = 'papi': chỉ có 'par' và 'sipas' .the indices are 'par' and 'sipas'"),
        ({"index": None}, "index = None"),
        ({"year": 1999}, "PAR INDEX, năm 1999: chưa có điểm.*no published score or rank is known.*2017, 2018, 2019, 2020, 2021"),
        ({"year": "2021"}, "năm '2021'"),
        ({"year": [2021]}, "no published score or rank"),
        ({"year": 2012}, "PAR INDEX, năm 2012: chưa biết thứ hạng đã công bố của Hà Nội.*no published rank of Hà Nội is known.*2017"),
        ({"year": 2017, "index": "sipas"}, "SIPAS, năm 2017: chưa biết thứ hạng.*: 2019"),
        ({"edition": of(TABLE.drop(columns=["rank", "doubt"]))}, "lacks columns.: rank, doubt.*load_standings"),
        ({"edition": of(TABLE.iloc[:0])}, "years that have one.: –"),
        ({"edition": of(frame([Said(OWN, rank=2), Said("A", rank=2)]))}, "(?s)cannot all be true.*x-1: Hà Nội, thứ .rank. 2 – trang .page. x\n  - x-2: A, thứ"),
    ],
)  # fmt: skip
def test_refusals_say_what_there_is(ask, at: dict[str, object], named: str) -> None:
    with pytest.raises(ParAnalysisError, match=named):
        ask(**at)


@pytest.mark.parametrize(("year", "index"), [(2021, "par"), (2022, "par"), (2024, "par"), (2021, "sipas")])
def test_both_ranks_by_one_search_are_those_by_two(year: int, index: str) -> None:
    steps = rank_steps(year, index)
    edges = np.unique([*steps.best_from, *steps.worst_from])
    edges = edges[np.isfinite(edges)]
    scores = np.concatenate(
        [edges, np.maximum(edges - 1e-6, 0), np.minimum(edges + 1e-6, 100), np.linspace(0, 100, 1_001)]
    )
    best, worst = steps.bounds(scores)
    np.testing.assert_array_equal(best, steps.best(scores))
    np.testing.assert_array_equal(worst, steps.worst(scores))
    assert (best <= worst).all()
