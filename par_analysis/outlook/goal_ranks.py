"""Goals of rank against goals of score: what the one asks for is set into the published list of the year.

The finding is about documents, but the bounds of ranks live in this room, which the plan does not know; so it stands here,
and the story tells it beside the plan's own.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.outlook.ranks import RankList, rank_list
from par_analysis.plan.citations import cite
from par_analysis.tables.models.index import INDICES
from par_analysis.words.printing import num, rank_span

__all__ = ["goal_ranks"]

_COLUMNS = [
    *("relation", "index", "document", "section", "line", "rank", "score", "score_for_rank", "gain_for_rank"),
    *("target", "gain_for_target", "best", "worst", "sentence_vi", "sentence_en"),
]


def goal_ranks(edition: EditionLike = None) -> pd.DataFrame:
    """Set the goals of rank of an edition against its published overall target.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Returns
    -------
    DataFrame
        One row a goal of rank for the target year in a document (where it gives several, the one that asks most), by
        index, the best rank first. Empty where the edition has no such goals, no target, or where no ranks of its year are known.

        - `relation`: `score_asks_more`, even the worst rank that the target would have had is better than the rank asked
          for; `rank_asks_more`, even the best is worse; `agree`, neither;
        - `index, document, section, line`: of the goal of rank; `rank`: the rank asked for, of a goal such as `up 1-2
          ranks` the better end;
        - `score`: the published score of the year of results; `score_for_rank`: from where that rank is certain in the
          published list of that year, and `gain_for_rank`: how many points above the score this is (NaN where no score
          makes it certain);
        - `target, gain_for_target`: the published overall target, and the same for it; `best, worst`: the ranks that the
          target allows in that list (points of PAR INDEX, SIPAS percent);
        - `sentence_vi, sentence_en`.

    Notes
    -----
    Other places do not stand still, so nothing here is a forecast: the list of the year only makes the two goals
    comparable.
    """
    own = edition_of(edition)
    return own.once("goal_ranks", lambda: pd.DataFrame([*_rows(own)], columns=_COLUMNS)).copy()


def _rows(edition: Edition) -> Iterator[dict[str, object]]:
    goals = edition.goals
    goals = goals[goals["document"].isin(edition.documents["id"]) & (goals["year"] == edition.target_year)]
    for key, tree in edition.indices.items():
        asked = goals[(goals["subject"] == f"{key}_rank") & goals["level_value"].notna()]
        ranks = edition.published(key, edition.year)["rank"].dropna()
        target, score = tree.target(), tree.score()
        if asked.empty or ranks.empty or target != target or score != score:
            continue
        places = rank_list(edition.year, key, edition)
        asked = asked.assign(wanted=[_wanted(goal) for _, goal in asked.iterrows()])
        for _, own in asked.sort_values("wanted", kind="stable").groupby("document", sort=False):
            goal = own.sort_values(["wanted", "source_line"], kind="stable").iloc[0]
            if 1 <= goal["wanted"] <= places.places:
                yield _row(goal, places, key, float(score), float(target), edition)


def _wanted(goal: pd.Series) -> int:
    """Return the rank that a goal asks for; of one that asks for a rise of `1-2` ranks the better end."""
    level = int(goal["level_value"])
    if goal["unit"] == "ranks_up" and pd.notna(goal["value_high"]):
        level -= int(goal["value_high"] - goal["value"])
    return level - 1 if goal["level_comparator"] == "<" else level


def _row(
    goal: pd.Series, places: RankList, key: str, score: float, target: float, edition: Edition
) -> dict[str, object]:
    rank = int(goal["wanted"])
    needed, reached = places.score_for(rank).sure_from, places.rank_of(target)
    relation = "agree"
    if reached.worst < rank:
        relation = "score_asks_more"
    elif reached.best > rank:
        relation = "rank_asks_more"
    facts = {
        "rank": rank,
        "score": score,
        "score_for_rank": needed,
        "gain_for_rank": round(needed - score, 9),
        "target": target,
        "gain_for_target": round(target - score, 9),
        "best": reached.best,
        "worst": reached.worst,
    }

    def sentence(lang: str) -> str:
        sheet, year = INDICES[key].sheet, edition.year
        percent, vi = INDICES[key].unit == "percent", lang == "vi"
        unit = "%" if percent else " điểm" if vi else " points"
        step = (" điểm phần trăm" if percent else " điểm") if vi else (" percentage points" if percent else " points")
        bound = ">" if bool(edition.indices[key].by_code.loc[edition.indices[key].root, "target_is_bound"]) else ""
        where = cite(goal["document"], str(goal["section"]), int(goal["source_line"]), lang, edition)
        aim, more = f"{bound}{num(target, lang)}{unit}", f"{num(target - score, lang, 2, sign=True)}{step}"
        span = rank_span(reached.best, reached.worst, lang)
        if needed != needed:
            asks = "không mức điểm nào chắc chắn đạt hạng đó" if vi else "no score makes that rank certain"
        elif needed <= score:
            asks = "kết quả hiện có đã đủ cho hạng đó" if vi else "the present score is enough for that rank"
        else:
            level, rise = f"{num(needed, lang)}{unit}", f"{num(needed - score, lang, 2, sign=True)}{step}"
            asks = f"hạng đó chắc chắn đạt từ {level} ({rise})" if vi else f"that rank is certain from {level} ({rise})"
        tail = {
            "score_asks_more": ("mục tiêu điểm đòi hỏi nhiều hơn mục tiêu thứ hạng.", "the goal of score asks for more than the goal of rank."),
            "rank_asks_more": ("đạt mục tiêu điểm vẫn chưa đạt mục tiêu thứ hạng.", "to reach the goal of score is to miss the goal of rank."),
            "agree": ("hai mục tiêu không loại trừ nhau.", "the two goals do not exclude each other."),
        }[relation][not vi]  # fmt: skip
        if vi:
            return (
                f"{where} đặt mục tiêu {sheet} đứng thứ {rank} trở lên; theo danh sách đã công bố năm {year}, {asks}, còn mục tiêu "
                f"{aim} ({more}) tương ứng {span}: {tail}"
            )
        return (
            f"{where} asks for {sheet} rank {rank} or better; in the published list of {year} {asks}, while the target of "
            f"{aim} ({more}) would be {span}: {tail}"
        )

    return {
        "relation": relation,
        "index": key,
        "document": goal["document"],
        "section": goal["section"],
        "line": int(goal["source_line"]),
        **facts,
        "sentence_vi": sentence("vi"),
        "sentence_en": sentence("en"),
    }
