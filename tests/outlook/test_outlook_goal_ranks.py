"""Goals of rank against goals of score, in the published list of the year."""

from __future__ import annotations

import pandas as pd
import pytest

from par_analysis import open_edition, rank_of, score_for
from par_analysis.outlook import goal_ranks


def test_the_two_goals_of_one_plan_lie_apart() -> None:
    table = goal_ranks().set_index(["index", "document"])
    row = table.loc[("par", "192")]  # "up 1-2 ranks" from rank 10, and a target of 92.55
    assert (row["relation"], row["rank"], row["line"]) == ("score_asks_more", 8, 19)
    assert (row["gain_for_rank"], row["gain_for_target"]) == (pytest.approx(0.11), pytest.approx(4.01))
    assert (row["best"], row["worst"]) == (1, 1)
    assert "88,65 điểm (+0,11 điểm)" in row["sentence_vi"] and "+4,01 điểm" in row["sentence_vi"]
    assert "88.65 points (+0.11 points)" in row["sentence_en"] and "rank 1:" in row["sentence_en"]
    assert (
        table.loc[("par", "27"), "rank"] == 10 and "present score is enough" in table.loc[("par", "27"), "sentence_en"]
    )
    sipas = table.loc[("sipas", "192")]  # "better than in 2021", rank 30
    assert (sipas["rank"], sipas["best"], sipas["worst"]) == (29, 20, 21)
    assert "percentage points" in sipas["sentence_en"] and ">88%" in sipas["sentence_vi"]
    for (index, _), one in table.iterrows():
        bounds = rank_of(one["target"], index=str(index))
        assert (one["best"], one["worst"]) == (bounds.best, bounds.worst)
        assert one["score_for_rank"] == score_for(one["rank"], index=str(index)).sure_from


def test_what_the_two_goals_ask_for_decides() -> None:
    own = open_edition()
    asked = {"agree": 88.65, "score_asks_more": 91.9, "rank_asks_more": 88.3}
    for relation, target in asked.items():
        par = own.table("par")
        par.loc[par["code"] == "total", "target"] = target
        table = goal_ranks(own.replace(par=par))
        row = table[(table["index"] == "par") & (table["document"] == "192")].iloc[0]
        if relation == "agree":  # rank 7 or 8: no better than it must be
            assert row["relation"] == ("agree" if row["worst"] >= 8 else "score_asks_more")
        else:
            assert row["relation"] == relation, target
    assert list(goal_ranks()["rank"][goal_ranks()["index"] == "par"]) == [8, 8, 10]


def test_an_edition_without_such_goals_or_ranks_has_none() -> None:
    own = open_edition()
    ranks = own.goals["subject"].isin(["par_rank", "sipas_rank"])
    no_list = own.standings[own.standings["year"] != own.year]
    for empty in (
        open_edition("ha-noi-2024"),
        own.replace(goals=own.goals[~ranks]),
        own.replace(standings=no_list),
        own.replace(documents=own.documents.iloc[:0]),
    ):
        table = goal_ranks(empty)
        assert isinstance(table, pd.DataFrame) and table.empty and "sentence_vi" in table
