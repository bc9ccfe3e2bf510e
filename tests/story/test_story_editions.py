"""Summaries of other editions: their own names, years and place; a sentence that needs what is not there is left out."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

import pandas as pd
import pytest

from par_analysis import (
    Edition,
    ParAnalysisError,
    edition_from,
    ladder,
    load_par,
    load_sipas,
    open_edition,
    score_for,
    story,
)

LANGS = ("vi", "en")
FOREIGN = re.compile(r"Hà Nội|Thành phố bị|The city|Sở Nội vụ|Home Affairs|2021|2022|KH 192|Plan 192")


def recoded(par: pd.DataFrame) -> pd.DataFrame:
    """Other codes (`18.1`) and another agency, no tie to the shipped texts."""
    other = {code: code if code == "total" else f"1{code}" for code in par["code"]}
    par = par.assign(code=par["code"].map(other), parent=par["parent"].map(other))
    par["lead_agency"] = par["lead_agency"].replace({"Sở Nội vụ": "Ban Tổ chức"})
    par.attrs = {}
    return par


@functools.cache
def mau(*without: str, sipas: bool = False) -> Edition:
    par = recoded(load_par())
    for column in without:
        par[column] = float("nan") if column == "target" else None
    table = load_sipas() if sipas else None
    if table is not None:
        table.attrs = {}
    return edition_from(par=par, sipas=table, place="Tỉnh Mẫu", place_en="Mẫu Province", year=2031, target_year=2032)


def told(summary: story.Summary) -> str:
    return " ".join((*summary.vi, *summary.en))


@pytest.fixture(scope="module")
def of() -> Callable[..., story.Summary]:
    """A summary of the model province, worked out once."""
    return functools.cache(lambda name, *without: getattr(story, name)(mau(*without)))


def test_nothing_of_another_edition_is_told(of: Callable[..., story.Summary]) -> None:
    for without in ((), ("lead_agency",), ("assessment",)):
        for name in (
            "tables_and_audit",
            "point_deficits",
            "agencies",
            "what_may_come",
            "what_is_likely",
            "what_it_takes",
        ):
            made = of(name, *without)
            assert len(made.vi) == len(made.en) >= 1
            assert not FOREIGN.findall(told(made)) and not re.search(r"\bnan\b|None|NaT", told(made)), (name, without)


def test_the_place_and_the_years_are_the_editions_own(of: Callable[..., story.Summary]) -> None:
    own = mau()
    assert story.point_deficits(own).vi[0].startswith("Tỉnh Mẫu bị trừ 11,46 điểm")
    assert story.point_deficits(own).en[0].startswith("Mẫu Province lost 11.46 points")
    assert "Mục tiêu 2032" in of("what_is_likely").vi[0] and "targets of 2032" in of("what_is_likely").en[0]
    nowhere = story.point_deficits(edition_from(par=recoded(load_par())))
    assert nowhere.vi[0].startswith("Nơi này bị trừ") and nowhere.en[0].startswith("This place lost")
    assert story.point_deficits().vi[0].startswith("Hà Nội bị trừ")


def test_without_targets_nothing_is_said_of_them() -> None:
    own = mau("target")
    for make, kept in ((story.point_deficits, 3), (story.agencies, 2), (story.tables_and_audit, 2)):
        made = make(own)
        assert len(made.vi) == len(made.en) == kept
        assert not re.search("mục tiêu|target|NaN|nan%", told(made), re.IGNORECASE)
    for make in (story.what_is_likely, story.what_it_takes):
        with pytest.raises(ParAnalysisError, match="lacks targets by criterion"):
            make(own)


def test_without_ways_of_assessment_and_leads_nothing_is_said_of_them(of: Callable[..., story.Summary]) -> None:
    made = story.point_deficits(mau("assessment"))
    assert len(made.vi) == 3 and not re.search("cách đánh giá|assessed", told(made))
    made = story.agencies(mau("lead_agency"))
    assert made.en == ("No agency is named as lead of the 11.46 points lost.",)
    assert not re.search("cơ quan|agenc", told(of("what_it_takes", "lead_agency")))


def test_without_a_published_rank_only_the_way_to_the_target_is_told(of: Callable[..., story.Summary]) -> None:
    made = of("what_it_takes")
    assert len(made.vi) == len(made.en) == 2
    assert not re.search(r"hạng|\brank|đứng yên|stood still", told(made) + told(of("what_may_come")))
    assert made.vi[0].startswith("Đường ít công sức nhất đến 92,55 điểm")


def test_ranks_are_those_of_the_place() -> None:
    own = open_edition()
    rows = own.standings.query("index == 'par' and year == 2021 and rank > 12 and score.notna()")
    place = rows["place"].iloc[0]
    there = own.replace(place=place, place_en=place)
    made, nearest = story.what_it_takes(there), next(iter(ladder(edition=there).plans.values()))
    assert f"{score_for(10, edition=there).sure_from:g}".replace(".", ",") in made.vi[0]
    words = told(made)
    for note in nearest.goal.notes:  # the bar of the nearest rank may be Hà Nội's printed score
        assert note in words
        words = words.replace(note, "")
    assert "Hà Nội" not in words


def test_satisfaction_needs_sipas_and_links_only_what_is_linked() -> None:
    with pytest.raises(ParAnalysisError, match="lacks a SIPAS table"):
        story.satisfaction(mau())
    assert len(story.satisfaction(mau(sipas=True)).vi) == 3  # no link of the two indices is known
    alone = story.satisfaction(open_edition().replace(par=None))
    assert alone.vi == story.satisfaction().vi[:3]
    scores = load_sipas().assign(target=float("nan"), target_is_bound=False)
    assert story.satisfaction(open_edition().replace(sipas=scores)).en == story.satisfaction().en[:2]


def test_the_plan_is_the_editions_own() -> None:
    with pytest.raises(ParAnalysisError, match="lacks tasks"):
        story.the_plan(mau())
    own = open_edition()
    few = own.tasks[own.tasks["lead_agency"] == "Sở Tư pháp"]
    count = int(few["same_as"].isna().sum())
    made = story.the_plan(own.replace(tasks=few))
    assert made.vi[0].startswith(f"Kế hoạch giao {count} nhiệm vụ")
    undated = story.the_plan(own.replace(tasks=few.assign(due=pd.NaT)))
    assert undated.en[0] == f"The plan gives {count} tasks, none of them dated." and "none" not in undated.vi[0]
    bare = story.the_plan(own.replace(tasks=few, documents=own.documents.iloc[:0]))
    # Without documents nothing disagrees, and links are named by no text.
    assert bare.vi == made.vi[:-2] and bare.en == made.en[:-2]
    sipas_only = story.the_plan(own.replace(par=None, documents=own.documents.iloc[:0]))
    assert len(sipas_only.vi) == len(sipas_only.en) == 1
