"""The chance of a rank with the others moving and standing still; the bars of the years; by brute force."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from ranking_cases import Said, frame
from scipy import stats

from par_analysis import open_edition
from par_analysis.outlook.fitting import others_of
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.ranks import rank_list, score_for
from par_analysis.outlook.rivals import rank_bars, rank_chances, ranks_up

BASE = achievability_model()
COUNT, SIGMAS = 40_000, 5.0


def of_list(scores: dict[str, float], own: int) -> Model:
    """The model with another published list of its year: scores by place, and the place's own rank."""
    said = [Said("Hà Nội", rank=own, low=88.54, high=88.54)]
    order = sorted(scores, key=lambda name: -scores[name])
    for name in order:
        rank = order.index(name) + 1
        said.append(Said(name, scores[name], scores[name], rank + (rank >= own)))
    listed = frame(said)
    for end in ("score_low", "score_high"):
        listed[end] = listed["score"] + (0.005 if end == "score_high" else -0.005)
    return achievability_model(open_edition().replace(standings=listed))


def test_ranks_are_those_of_brute_force_over_a_full_list() -> None:
    """All 63 places known: the place and every other drawn one by one, and counted."""
    others = np.round(np.linspace(92.0, 78.0, 62) - 0.011, 3)
    own_rank = int((others > 88.54).sum()) + 1
    model = of_list({f"T{at}": float(score) for at, score in enumerate(others)}, own_rank)
    made = rank_chances(model, replications=COUNT).set_index("rank")
    moves = model.moves["par"]
    centre, nation, lead, apart = others_of(
        model.histories, np.append(others, 88.54), model.changes, model.assumptions, model.settings
    )
    generator = np.random.default_rng(9)
    above, still = np.zeros(COUNT, int), np.zeros(COUNT, int)
    for at in range(COUNT):
        g, f = generator.standard_normal(2)
        rivals = centre[:-1] + nation[:-1] * g + lead[:-1] * f + apart[:-1] * generator.standard_normal(62)
        left = moves.covariance.sum() - nation[-1] ** 2 - lead[-1] ** 2
        total = moves.mean.sum() + nation[-1] * g + lead[-1] * f + np.sqrt(left) * generator.standard_normal()
        above[at], still[at] = (np.minimum(rivals, 100) > min(total, 100)).sum(), (others > min(total, 100)).sum()
    for rank, row in made.iterrows():
        for found, counts in ((row["moving"], above), (row["still"], still)):
            want = (counts < rank).mean()
            assert found == pytest.approx(want, abs=SIGMAS * np.sqrt(max(want * (1 - want), 1e-4) * 2 / COUNT)), rank


def test_standing_still_is_the_share_of_totals_above_the_bar() -> None:
    made, moves = rank_chances(BASE, replications=COUNT).set_index("rank"), BASE.moves["par"]
    total = stats.norm(moves.mean.sum(), np.sqrt(moves.covariance.sum()))
    for rank in (1, 3, 5, 9):
        possible, sure = rank_list().needs(rank)
        # Between where the rank is possible and where it is certain: unpublished scores are read off.
        error = SIGMAS * 0.5 / np.sqrt(COUNT)
        assert total.sf(sure) - error <= made.loc[rank, "still"] <= total.sf(possible) + error, rank
        assert made.loc[rank, "sure_from"] == score_for(rank).sure_from


def test_chances_rise_with_the_rank_and_the_others_moving_costs_a_place_that_stands_high() -> None:
    made = rank_chances(BASE)
    assert made["rank"].tolist() == list(range(1, 13))
    for name in ("moving", "still"):
        assert made[name].is_monotonic_increasing and made[name].between(0, 1).all()
    # Issue: with the others standing still rank 9 had 71%; most others rise with the country.
    assert (made["moving"] < made["still"]).all()
    nine = made.set_index("rank").loc[9]
    assert nine["moving"] < nine["still"] - 0.2
    # A country that moves faster lifts all: moving hardly changes, standing still does.
    fast = rank_chances(BASE.replace(pace=0.3, pace_weight=100.0)).set_index("rank").loc[9]
    assert fast["still"] > nine["still"] + 0.1 and abs(fast["moving"] - nine["moving"]) < 0.15


def test_draws_of_another_seed_agree_within_their_error_and_the_same_seed_wholly() -> None:
    one, again, other = (rank_chances(BASE, seed=seed) for seed in (0, 0, 1))
    pd.testing.assert_frame_equal(one, again)
    assert (one["moving"] != other["moving"]).any()
    assert (one["moving"] - other["moving"]).abs().max() < SIGMAS * np.sqrt(0.5 / 20_000)


def test_bars_of_every_year_are_those_of_score_for() -> None:
    known = open_edition().at(None)
    made = rank_bars(10, known)
    assert made["year"].nunique() >= 5
    for row in made.itertuples():
        one = score_for(row.rank, row.year, edition=known)
        assert row.possible_from == one.possible_from
        assert row.sure_from == one.sure_from or (np.isnan(row.sure_from) and np.isnan(one.sure_from))
        assert row.published == rank_list(row.year, edition=known).published
    # Issue: rank 9 was certain from 85.75 in 2020, 88.65 in 2021, 89.20 in 2023, 90.50 in 2024.
    nine = made[made["rank"] == 9].set_index("year")["sure_from"]
    assert nine.loc[[2020, 2021, 2023, 2024]].tolist() == pytest.approx([85.75, 88.65, 89.2, 90.5], abs=0.006)
    assert set(rank_bars(3)["year"]) == {year for year in set(made["year"]) if year <= 2021}
    sipas = rank_bars(5, known, "sipas")
    assert len(sipas) and sipas["rank"].max() == 5


def test_ranks_up_are_those_above_the_published_one() -> None:
    own = open_edition()
    assert ranks_up(own) == {1: 9, 2: 8}
    for rank, want in ((2, {1: 1}), (1, {})):
        table = own.standings.copy()
        table.loc[(table["place"] == own.place) & (table["year"] == 2021) & (table["index"] == "par"), "rank"] = rank
        assert ranks_up(own.replace(standings=table)) == want
    assert ranks_up(own.replace(place="Nơi không ai nhắc")) == {}
