"""A goal out of reach says what is in the way; what a scenario is called, in both languages; refusals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from effort_cases import BAR_3, LOST, RANK_3, figure, printed, under

from par_analysis import ParAnalysisError, open_edition, open_scenario, save_scenario
from par_analysis.outlook.least_effort import ladder, least_effort
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.ranks import rank_list

KNOWN = open_edition().at(None)  # with the lists of later years


@pytest.fixture(scope="module")
def model() -> Model:
    return achievability_model()


# A goal out of reach


WAYS: list[tuple[dict[str, Any], dict[str, Any], float, list[tuple[str, str, float]]]] = [
    # What was ruled out is missing, the most first.
    ({"total": 100}, {"must_not": ["3.4", "4.4.1"]}, 0.382, [("must_not", "4.4.1", 0.37), ("must_not", "3.4", 0.012)]),
    # A cap of a group, and one that is not in the way.
    ({"code": "5", "score": 13.5}, {"caps": {"5.9": 0.4, "7": 0.1}}, 0.64, [("caps", "5.9", 0.64)]),
    # An all-or-nothing leaf below its cap is lost whole.
    ({"code": "8", "score": 16}, {"caps": {"8.2": 0.4}}, 0.5, [("caps", "8.2", 0.5)]),
    # Of three halves, two fit below the cap; the ruled-out leaf would take the rest of it.
    ({"code": "8", "score": 16}, {"caps": {"8": 1.4}, "must_not": ["8.1"]}, 1.791, [("caps", "8", 0.5), ("must_not", "8.1", 0.4)]),
    # In the shadow of another term a cap is not in the way.
    ({"code": "5.5", "score": 1.25}, {"caps": {"5.5": 0.1}, "must_not": ["5"]}, 0.75, [("must_not", "5", 0.1)]),
    # The must-have takes half of the cap with or without 1.6, so 1.6 is not in the way.
    ({"code": "8.1", "score": 10}, {"caps": {"Sở Nội vụ": 1.0}, "must": ["5.5"], "must_not": ["1.6"]}, 0.791, [("caps", "Sở Nội vụ", 0.791)]),
]  # fmt: skip


def test_what_is_in_the_way_is_named_with_its_points(model: Model) -> None:
    for aim, terms, shortfall, want in WAYS:
        found = least_effort(**aim, **terms)
        rows = [(row.constraint, row.of, round(row.points, 6)) for row in found.in_the_way.itertuples(index=False)]
        assert (found.reached, rows) == (False, want)
        assert found.shortfall == pytest.approx(shortfall, abs=1e-6)
        reached = figure(found.scenario, model, code=aim.get("code", "total"))
        assert aim.get("score", aim.get("total")) - reached == pytest.approx(shortfall, abs=1e-6)


def test_one_gets_as_far_as_possible_and_the_reason_says_what_is_missing(model: Model) -> None:
    terms: dict[str, Any] = {"caps": {"Sở Nội vụ": 1}, "must_not": ["7", "8.6"]}
    gone = sum(LOST[code] for code in LOST if code.startswith("7.") or code == "8.6")
    capped = sum(LOST[code] for code in under("Sở Nội vụ")) - 1
    for lang, words in (
        ("vi", "Chưa tới đích «Tổng điểm 99»: còn thiếu 4,955 điểm."),
        ("en", "Short of the goal «A total of 99»: 4.955 points are missing."),
    ):
        found = least_effort(total=99, **terms, lang=lang)
        assert found.total == pytest.approx(100 - gone - capped, abs=1e-6)
        assert found.shortfall == pytest.approx(99 - (100 - gone - capped), abs=1e-6)
        assert figure(found.scenario, model) == pytest.approx(found.total, abs=1e-6)
        assert found.scenario.reason.endswith(words)
        assert found.total + found.shortfall == pytest.approx(99, abs=1e-6)
    assert round(99 - (100 - gone - capped), 3) == 4.955
    gains = found.measures.set_index("code")["gain"]
    assert gains[gains.index.isin(under("Sở Nội vụ"))].sum() == pytest.approx(1, abs=1e-6)
    free = [code for code in LOST if code not in under("Sở Nội vụ") and not code.startswith("7.") and code != "8.6"]
    assert gains[free].to_dict() == pytest.approx({code: LOST[code] for code in free}, abs=1e-6)


# The scenario


def test_the_scenario_comes_back_from_its_file(model: Model, tmp_path: Path) -> None:
    for aim in ({"total": 91}, {"total": 10}):
        found = least_effort(**aim)
        loaded = open_scenario(save_scenario(found.scenario, tmp_path / "ít công sức nhất.json"))
        assert loaded == found.scenario
        assert figure(loaded, model) == pytest.approx(found.total, abs=1e-6)
        assert (loaded.author, loaded.coupled) == ("par_analysis", True)


TITLES: list[tuple[dict[str, Any], str, str]] = [
    ({"total": 91.25}, "Tổng điểm 91,25", "A total of 91.25"),
    ({"rank": 3}, *RANK_3),
    ({"code": "5.5", "score": 1.125}, "5.5: 1,125 điểm", "5.5: 1.125 points"),
    ({"agency": "home affairs", "score": 22.5}, "Sở Nội vụ: 22,5 điểm", "Home Affairs: 22.5 points"),
    ({"agency": "Sở Kế hoạch và Đầu tư", "score": 7}, "Sở KH&ĐT: 7 điểm", "Planning & Investment: 7 points"),
    ({"likely": True}, "Chỉ mục tiêu có khả năng đạt", "Only likely targets"),
]


def test_goal_and_effort_are_said_in_both_languages() -> None:
    for aim, *titles in TITLES:
        found = {lang: least_effort(**aim, lang=lang) for lang in ("vi", "en")}
        goal = found["vi"].goal
        assert goal == found["en"].goal and [goal.title_vi, goal.title_en] == titles
        assert [one.scenario.title for one in found.values()] == titles
        assert found["vi"].scenario.changes == found["en"].scenario.changes
        effort, count = found["vi"].measures["effort"].sum(), len(found["vi"].measures)
        noun = "criterion" if count == 1 else "criteria"
        bar = BAR_3 if "rank" in aim else ("", "")
        assert found["vi"].scenario.reason == (
            f"Công sức ít nhất: {printed(effort, 'vi', 2)} (số quy ước để xếp thứ tự) ở {count} tiêu chí.{bar[0]}"
        )
        assert found["en"].scenario.reason == (
            f"Least effort: {printed(effort, 'en', 2)} (a convention for ordering) on {count} {noun}.{bar[1]}"
        )


def test_a_way_to_a_rank_is_called_by_the_rank_that_it_secures() -> None:
    model = achievability_model(KNOWN)
    for year in (2020, 2021, 2022, 2023):
        ranks = rank_list(year, edition=KNOWN)
        asks: list[dict[str, Any]] = [{"rank": rank} for rank in range(1, 12)]
        asks += [{"rank": 9, "must": ["5.9"]}, {"rank": 1, "must_not": ["1", "2", "4", "5", "6", "7", "8.1"]}]
        for ask in asks:
            found = {lang: least_effort(**ask, year=year, lang=lang, model=model) for lang in ("vi", "en")}
            total = min(round(figure(found["vi"].scenario, model), 9), 100.0)
            sure = int(ranks.steps.worst(total))
            assert sure <= ask["rank"] or not found["vi"].reached
            for lang, words in (("vi", "điểm: chắc chắn hạng {} theo"), ("en", "points: certain of rank {} by")):
                title = found[lang].scenario.title
                assert title.startswith(f"{printed(total, lang)} {words.format(sure)} "), (year, ask, title)
                assert str(year) in title
    short = least_effort(**asks[-1], model=model)
    assert not short.reached and f"Chưa tới đích «{short.goal.title_vi}»: còn thiếu " in short.scenario.reason
    # One bar, two ranks: one way and one name.
    nine, eight = (least_effort(rank=rank, lang="en", model=model) for rank in (9, 8))
    assert nine.scenario == eight.scenario and nine.scenario.title.startswith("88.65 points: certain of rank 8 by ")
    assert "possible from 88.55 points and certain from 88.65" in nine.scenario.reason
    assert "(Hà Tĩnh 88.6)" in nine.scenario.reason  # printed with one decimal
    assert [key for key in ladder(model=model).plans if key.startswith("rank_")][:3] == ["rank_8", "rank_7", "rank_5"]


def test_what_stays_short_of_its_goal_is_not_called_by_it(model: Model) -> None:
    for ask, vi in (({"total": 95}, "Tổng điểm {}"), ({"code": "5.5", "score": 1.25}, "5.5: {} điểm")):
        found = least_effort(**ask, caps={"5.5": 0.2}, must_not=["1", "2", "4", "6", "7", "8"], model=model)
        reached = found.goal.score - found.shortfall
        assert not found.reached and found.scenario.title == vi.format(printed(reached, "vi"))
        assert f"«{found.goal.title_vi}»" in found.scenario.reason


def test_goals_and_terms_are_refused_through_both_doors() -> None:
    """What is refused is told by the tests of goals and terms; here, that it comes through."""
    terms: list[tuple[dict[str, Any], str]] = [
        ({"lang": "fr"}, "lang = 'fr'"),
        ({"costs": {"9": 1}}, "costs: .*'9'"),
        ({"caps": {"5": np.nan}}, r"caps\['5'\]: .*nan"),
        ({"must": ["x"]}, "^must: .*'x'"),
        ({"must_not": ["x"]}, "^must_not: .*'x'"),
        ({"must": ["5.5"], "must_not": ["5"]}, r"^5\.5: vừa bắt buộc đạt"),
    ]
    for asked, message in terms:
        for ask in (lambda **terms: least_effort(total=90, **terms), ladder):
            with pytest.raises(ParAnalysisError, match=message):
                ask(**asked)
    with pytest.raises(ParAnalysisError, match=r"2\.4\.1: vừa bắt buộc đạt, vừa bị loại"):
        least_effort(likely=True, must_not=["2.4.1"])
    for aim in ({}, {"total": 101}, {"rank": 64}, {"code": "x", "score": 1}, {"agency": "x", "score": 1}):
        with pytest.raises(ParAnalysisError):
            least_effort(**aim)  # type: ignore[arg-type]
    with pytest.raises(ParAnalysisError, match="năm 1999"):
        ladder(year=1999)
