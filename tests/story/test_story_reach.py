"""What may be reached and what it takes: every sentence holds under every alternative, or says that it does not."""

from __future__ import annotations

import dataclasses
import functools
import re

import pytest

from par_analysis import ParAnalysisError, load_par, open_edition
from par_analysis.outlook.alternatives import alternatives_of, robustness
from par_analysis.outlook.bands import band_of
from par_analysis.outlook.chance import chances
from par_analysis.outlook.joint import joint_chance
from par_analysis.outlook.least_effort import least_effort
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.plans import plan_check
from par_analysis.outlook.rivals import rank_bars
from par_analysis.story import reach
from par_analysis.story.reach import what_is_likely, what_it_takes, what_may_come
from par_analysis.story.summary import Summary
from par_analysis.words.printing import num, percent

EDITION = open_edition()
MODEL = achievability_model(EDITION)
FOUND = robustness(model=MODEL)
LANGS = ("vi", "en")
CODE = "|".join(re.escape(code) for code in sorted(EDITION.par.leaves, key=len, reverse=True))


@functools.cache
def made(name: str) -> Summary:
    return {"likely": what_is_likely, "takes": what_it_takes, "come": what_may_come}[name](EDITION)


def text(name: str, lang: str) -> str:
    return " ".join(getattr(made(name), lang))


def sentence(name: str, lang: str, start: str) -> str:
    found = [one for one in getattr(made(name), lang) if one.startswith(start)]
    assert len(found) == 1, (start, getattr(made(name), lang))
    return found[0]


def test_what_was_said_before_and_is_not_borne_out_is_gone() -> None:
    gone = re.compile(
        r"tần suất|frequency|năm tiến bộ|years? of (typical )?progress|mong muốn|\bwish|độ bất định|uncertainty of the total"
        r"|cao hơn \d+% dự báo|above \d+% of the forecast|chắc chắn hạng 9|certain of rank 9|87%|60%",
        re.IGNORECASE,
    )
    faults = []
    for name in ("come", "likely", "takes"):
        for lang in LANGS:
            said = text(name, lang)
            faults += [(name, lang, found) for found in gone.findall(said)]
            # No percentage stands beside a single criterion, and nothing is told that was not out on the edition's day.
            faults += [one for one in getattr(made(name), lang) if re.search(rf"(?<![\d.])({CODE})[ )][^;.]*\d%", one)]
            faults += re.findall(r"2023|2024|876|89[,.]58", said)
    assert faults == []


def test_the_total_is_told_with_every_model() -> None:
    table = FOUND.by_alternative
    for lang in LANGS:
        low, high = (
            num(value, lang, 1) for value in (table.loc["total_median"].min(), table.loc["total_median"].max())
        )
        first = getattr(made("come"), lang)[0]
        assert low in first and high in first and str(len(table.columns)) in first
        ends = num(table.loc["total_low"].min(), lang, 1), num(table.loc["total_high"].max(), lang, 1)
        assert all(end in getattr(made("come"), lang)[1] for end in ends)
    chance = table.loc["total_target"]
    assert all(band_of(value, MODEL) == "unlikely" for value in chance)
    for lang, word in (("vi", "khó đạt"), ("en", "unlikely")):
        third = getattr(made("come"), lang)[2]
        assert word in third and num(92.55, lang, 2) in third
        assert all(percent(value, lang) in third for value in (chance["model"], chance.min(), chance.max()))


def test_targets_are_called_what_every_alternative_calls_them() -> None:
    others, _ = alternatives_of(MODEL)
    targets = MODEL.of("par").query("gain > 0")["target"]
    agreed: dict[str, set[str]] = {}
    for code, target in targets.items():
        bands = {band_of(model.chance_of(str(code), float(target)), MODEL) for model in (MODEL, *others.values())}
        if len(bands) == 1:
            agreed.setdefault(bands.pop(), set()).add(str(code))
    assert "likely" not in agreed and len(others) >= 8
    assert "Không mục tiêu nào được mọi mô hình xếp là có khả năng đạt." in made("likely").vi
    listed = sentence("likely", "vi", "Mọi mô hình đều xếp là khó đạt")
    assert set(re.findall(CODE, listed.split("(cộng")[0])) == agreed["unlikely"]
    rest = len(targets) - sum(map(len, agreed.values()))
    assert f"Với {rest} mục tiêu còn lại" in text("likely", "vi")
    assert f"On the other {rest} targets" in text("likely", "en")


def test_the_evidence_is_counted() -> None:
    told = sentence("likely", "vi", "Thay đổi hằng năm của từng tiêu chí không được công bố")
    assert f"{len(MODEL.histories['par'].pairs)} thay đổi của cả chỉ số" in told
    table = chances(edition=EDITION)
    assert sorted(table.loc[table["within_error"], "code"]) == ["8.1"]
    assert "8.1" in sentence("likely", "en", "Asking no more than the 80% margin")


def test_a_rank_is_told_with_the_others_moving_and_standing_still() -> None:
    row = FOUND.headlines.set_index("key").loc["rank_up_1"]
    told = sentence("come", "en", "The chance of at least one rank up")
    assert f"{percent(row['low'], 'en')} to {percent(row['high'], 'en')}" in told and "rank 9 or better" in told
    still = float(re.search(r"it would be (\d+)%", told)[1]) / 100  # type: ignore[index]
    assert still > row["high"]


def test_what_is_not_robust_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    headlines = FOUND.headlines.copy()
    headlines.loc[headlines["key"] == "total_target", "robust"] = False
    monkeypatch.setattr(reach, "robustness", lambda model: dataclasses.replace(FOUND, headlines=headlines))
    changed = what_may_come(EDITION)
    assert "không vững, tùy mô hình" in changed.vi[2] and "not robust" in changed.en[2]
    assert "khó đạt" not in changed.vi[2] and "unlikely" not in changed.en[2]


def test_the_plan_is_told_with_what_stays_whatever_the_model() -> None:
    target = EDITION.par.target()
    others, _ = alternatives_of(MODEL)
    plan = least_effort(total=target, model=MODEL)
    values = dict(zip(plan.measures["code"], plan.measures["value"], strict=True))
    assert all(joint_chance(model, values) < 0.01 for model in (MODEL, *others.values()))
    assert "dưới 1% trong mọi mô hình" in text("takes", "vi") and "below 1% under every model" in text("takes", "en")
    always = set(plan.measures["code"])
    for model in others.values():
        always &= set(least_effort(total=target, model=model).measures["code"])
    told = sentence("takes", "vi", "Dù theo mô hình nào")
    assert set(re.findall(CODE, told)) == always == set(plan_check(MODEL, target).always)


def test_the_bar_of_the_next_rank_is_told_with_how_it_moved() -> None:
    bars = rank_bars(8, EDITION).query("rank == 8 and year >= 2020").set_index("year")["sure_from"]
    assert list(bars.index) == [2020, 2021]
    moved = sentence("takes", "vi", "Ngưỡng ấy không đứng yên")
    assert all(f"{year}: {num(bar, 'vi', 2)}" in moved for year, bar in bars.items())
    assert "nếu tỉnh khác đứng yên" in made("takes").vi[0] and "if the others stood still" in made("takes").en[0]


def test_on_a_later_day_what_came_is_known() -> None:
    later = what_may_come(EDITION.at(None))
    assert "các năm sau 2021" in later.vi[-1] and later.vi[0] == made("come").vi[0]
    assert "2022:" in what_it_takes(EDITION.at(None)).vi[-1]


def test_both_languages_say_the_same() -> None:
    for name in ("come", "likely", "takes"):
        vi, en = made(name).vi, made(name).en
        assert len(vi) == len(en) >= 5
        for one, other in zip(vi, en, strict=True):
            figures = [
                re.findall(r"\d+(?:[.,]\d+)*", part) for part in (one.replace("−", "-"), other.replace("−", "-"))
            ]
            assert sorted(f.replace(",", ".") for f in figures[0]) == sorted(f.replace(",", ".") for f in figures[1])


def test_where_no_target_asks_for_a_gain_nothing_is_said() -> None:
    par = load_par()
    par["target"] = par["score"]
    with pytest.raises(ParAnalysisError):
        what_is_likely(EDITION.replace(par=par))
    with pytest.raises(ParAnalysisError):
        what_it_takes(EDITION.replace(par=par))
