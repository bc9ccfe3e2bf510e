"""Charts of other editions: other agencies, codes, years and place, and editions that lack much."""

from __future__ import annotations

import functools
import pickle
import re
from collections.abc import Callable

import pandas as pd
import pytest
from matplotlib.text import Text

from par_analysis import (
    Edition,
    ParAnalysisError,
    charts,
    data_behind,
    deficits,
    edition_from,
    load_par,
    load_sipas,
    open_edition,
)
from par_analysis.charts.drawing import draw_figures

LANGS = ("vi", "en")
OWN_AGENCIES = {"Sở Nội vụ": "Ban Tổ chức", "Sở Tư pháp": "Ban Pháp chế", "Sở Tài chính": "Ban Ngân sách"}
# Nothing of these may show on a chart of another edition.
FOREIGN = re.compile(
    r"Hà Nội|192|KH-UBND|Sở Nội vụ|Sở Tư pháp|Home Affairs|Justice|2021|2022|(?<![\d.])8\.1 |hanoi", re.IGNORECASE
)
TARGETS = ("target_ladder", "waterfall", "chance_gain", "evidence_classes", "order_uncertainty", "total_outlook", "effort_ladder", "effort_by_agency")  # fmt: skip


def recoded(par: pd.DataFrame) -> pd.DataFrame:
    """Other codes (`13.1`), other agencies, no tie to the shipped texts."""

    def other(code: object) -> object:
        return code if pd.isna(code) or code == "total" else f"1{code}"

    par = par.assign(code=par["code"].map(other), parent=par["parent"].map(other))
    par["lead_agency"] = par["lead_agency"].replace(OWN_AGENCIES)
    par.attrs = {}
    return par


def deeper(par: pd.DataFrame) -> pd.DataFrame:
    """One leaf of the second level gets two levels more, and an unlisted part: `8.1.1.1`, `8.1.rest`."""
    own = par[par["code"] == "8.1"].iloc[0]
    par = par.assign(is_leaf=par["is_leaf"] & (par["code"] != "8.1"))

    def part(code: str, parent: str, share: float, level: int, **more: object) -> pd.Series:
        figures = {name: round(own[name] * share, 9) for name in ("max_points", "score", "target")}
        return pd.Series(
            {**own, **figures, "code": code, "parent": parent, "level": level, "name": f"Phần {code}", **more}
        )

    rows = [
        part("8.1.1", "8.1", 0.8, 3, is_leaf=False),
        part("8.1.1.1", "8.1.1", 0.5, 4, is_leaf=True),
        part("8.1.1.2", "8.1.1", 0.3, 4, is_leaf=True),
        part(
            "8.1.rest", "8.1", 0.2, 3, is_leaf=True, is_remainder=True, target=None, lead_agency=None, assessment=None
        ),
    ]
    made = pd.concat([par, pd.DataFrame(rows)], ignore_index=True)
    made["target"] = made["target"].astype(float)
    return made.astype({"is_leaf": bool, "is_remainder": bool, "target_is_bound": bool})


def later(par: pd.DataFrame) -> pd.DataFrame:
    """Other figures too: a tenth of every deficit is won back."""
    par = par.copy()
    par["score"] = (par["score"] + 0.1 * (par["max_points"] - par["score"])).round(9)
    par["target"] = par[["target", "score"]].max(axis=1).where(par["target"].notna())
    return par


def mau(par: pd.DataFrame, **more: object) -> Edition:
    return edition_from(par=par, **{"place": "Tỉnh Mẫu", "place_en": "Mẫu Province", "year": 2031, "target_year": 2032, **more})  # fmt: skip


@functools.cache
def model_province() -> Edition:
    return mau(recoded(later(load_par())))


def without(*columns: str) -> pd.DataFrame:
    par = recoded(load_par())
    for column in columns:
        par[column] = float("nan") if column == "target" else None
    return par


@functools.cache
def edition(name: str) -> Edition:
    make: dict[str, Callable[[], Edition]] = {
        "other": model_province,
        "four levels": lambda: mau(recoded(deeper(load_par()))),
        "no targets": lambda: mau(without("target"), target_year=None),
        "no leads": lambda: mau(without("lead_agency")),
        "no assessments": lambda: mau(without("assessment")),
        "bare": lambda: mau(
            without("target", "lead_agency", "assessment"), place="", place_en="", year=None, target_year=None
        ),
        "sipas only": lambda: edition_from(sipas=load_sipas(), place="Tỉnh Mẫu", year=2031),
    }
    return make[name]()


EDITIONS = ("other", "four levels", "no targets", "no leads", "no assessments", "bare", "sipas only")


def said(fig: charts.Chart) -> str:
    words = [text.get_text() for text in fig.findobj(Text)]
    return " ".join([*words, fig.headline, fig.subtitle, fig.alt, fig.source]).replace("\u00a0", " ")


@pytest.mark.parametrize("name", EDITIONS)
def test_what_an_edition_can_bear_is_drawn_and_nothing_of_another_shows(name: str) -> None:
    own = edition(name)
    figures = charts.figures_of(own)
    assert figures
    for key, draw in figures.items():
        for lang in LANGS:
            fig = draw(lang=lang)
            told = said(fig)
            if key != "sipas_items":  # the names of the shipped SIPAS items are its own
                assert FOREIGN.findall(told) == [], (key, lang)
            assert not re.search(r"\bnan\b|NaN|None|NaT", told), (key, lang)


@pytest.mark.parametrize("name", EDITIONS)
def test_what_an_edition_cannot_bear_is_refused_in_one_sentence(name: str) -> None:
    own = edition(name)
    figures = charts.figures_of(own)
    for key, draw in charts.ALL.items():
        lacking = [part for part in charts.NEEDS[key] if not own.has(part)]
        drawn = key in figures or (key == "agency_card" and any(one.startswith(key) for one in figures))
        assert drawn == (not lacking)
        if lacking:
            with pytest.raises(
                ParAnalysisError, match=r"kỳ công bố này chưa có .*\(this edition lacks .*\)$"
            ) as caught:
                draw(own)
            assert own.lacks()[lacking[0]][1] in str(caught.value)


def test_each_lack_costs_the_charts_that_need_it() -> None:
    everything = set(charts.ALL) - {"agency_card"}

    def missing(name: str) -> set[str]:
        return everything - set(charts.figures_of(edition(name)))

    always = {"sipas_items", "gantt", "task_coverage", "rank_by_score"}
    assert missing("other") == missing("four levels") == always
    assert missing("no targets") == always | set(TARGETS)
    assert missing("no leads") == always | {"deficit_by_agency", "agency_field", "effort_by_agency"}
    assert missing("no assessments") == always | {"deficit_by_assessment"}
    assert set(charts.figures_of(edition("bare"))) == {"deficit_by_field", "pareto"}
    assert set(charts.figures_of(edition("sipas only"))) == {"sipas_items"}


def test_there_is_a_page_for_each_agency_that_leads() -> None:
    own = edition("other")
    pages = {key: draw for key, draw in charts.figures_of(own).items() if key.startswith("agency_card_")}
    heads = {draw(lang="vi").headline.split(": ")[0] for draw in pages.values()}
    assert heads == set(recoded(load_par())["lead_agency"].dropna()) and "Ban Tổ chức" in heads
    # A lead that the list of agencies does not have keeps its own name, and has a page.
    par = load_par()
    par["lead_agency"] = par["lead_agency"].replace("Sở Tư pháp", "Sở Mới")
    figures = charts.figures_of(open_edition().replace(par=par))
    assert (
        figures["agency_card_co-quan-9"](lang="en").headline.startswith("Sở Mới: ")
        and "agency_card_tu-phap" not in figures
    )


def test_the_year_and_place_are_those_of_the_edition() -> None:
    own = edition("other")
    assert "năm 2031" in charts.deficit_by_field(own).subtitle and "2032" in charts.deficit_by_field(own).subtitle
    assert "2032" in charts.chance_gain(own, "en").headline
    assert charts.waterfall(own, "en").source == "table supplied by the user"


def test_a_field_is_the_first_level_of_the_tree() -> None:
    own = edition("four levels")
    fig = charts.agency_field(own)
    assert set(data_behind(fig).columns) <= set(own.par.children("total"))
    assert data_behind(charts.deficit_by_field(own))["code"].str.fullmatch(r"1\d").all()
    lost = deficits("criterion", edition=own)["deficit"].sum()
    assert data_behind(fig).sum().sum() == pytest.approx(lost) == pytest.approx(11.46)  # Plan 192, line 248


@pytest.mark.parametrize("lang", LANGS)
def test_losses_without_targets_say_that_none_are_published(lang: str) -> None:
    own = edition("no targets")
    word = {"vi": "chưa công bố mục tiêu", "en": "no targets are published"}[lang]
    names = ("deficit_by_field", "deficit_by_agency", "deficit_by_assessment", "pareto", "agency_field", "agency_card")
    for name in names:
        fig = charts.ALL[name](own, lang)
        assert word in fig.subtitle, name
        told = said(fig).replace(word, "")
        assert not re.search("lấy lại|mục tiêu|win back|target|back", told), name
    assert len(charts.deficit_by_field(own).axes[0].patches) == len(data_behind(charts.deficit_by_field(own)))


def test_the_page_of_an_agency_leaves_out_what_is_not_there() -> None:
    whole, alone = charts.agency_card(agency="Sở Nội vụ"), open_edition().replace(sipas=None, tasks=open_edition().tasks.iloc[:0])  # fmt: skip
    for lang, words in (("vi", "chưa có bảng nhiệm vụ"), ("en", "no table of tasks")):
        fig = charts.agency_card(alone, lang, agency="Sở Nội vụ")
        assert words in fig.subtitle and "tasks.csv" not in fig.source
        told = said(fig)
        assert "○" not in told and not re.search("Nhiệm vụ|task list|Dated|SIPAS fac|Yếu tố", told)
    assert "○" in said(whole) and "Yếu tố SIPAS" in said(whole)


def test_a_score_is_set_in_the_list_of_its_own_year() -> None:
    par = load_par()
    par.loc[par["code"] == "total", ["score", "target"]] = [88.64, 90.0]
    own = edition_from(par=par, place="Hà Nội", year=2022, target_year=2023)
    assert own.rank == 3  # published for 2022
    for lang, words in (("vi", "88,64 điểm, hạng 3"), ("en", "88.64, rank 3")):
        fig = charts.rank_by_score(own, lang)
        assert fig.headline.endswith(words) and "2022" in fig.headline
        assert "88,54" not in fig.headline and "88.54" not in fig.headline


def test_another_place_stands_in_its_own_rank_chart() -> None:
    place = open_edition().standings.query("index == 'par' and year == 2021 and rank > 5 and score.notna()")["place"].iloc[-1]  # fmt: skip
    own = open_edition().replace(place=place, place_en=place)
    fig = charts.rank_by_score(own, "en")
    assert f"points {place} would have had" in fig.headline
    assert f"{place} 2021: " in " ".join(text.get_text() for text in fig.axes[0].texts)


def test_the_source_of_tasks_is_the_full_text_of_the_edition() -> None:
    own = open_edition()
    documents = own.documents.copy()
    documents.loc[documents["form"] == "full_text", "number"] = "77/QĐ-UBND"
    other = own.replace(documents=documents)
    assert "nhiệm vụ: Quyết định 77/QĐ-UBND, phần nội dung" in charts.gantt(other).source
    assert "tasks: Decision 77/QĐ-UBND, main text" in charts.task_coverage(other, "en").source
    none = own.replace(documents=documents[documents["form"] != "full_text"])
    assert charts.gantt(none).source == own.source("vi")


def test_tasks_are_those_of_the_edition() -> None:
    own = open_edition()
    few = own.tasks[own.tasks["lead_agency"] == "Sở Tư pháp"].assign(lead_agency="Ban Pháp chế")
    fig = charts.gantt(own.replace(tasks=few), "en")
    assert set(data_behind(fig)["lead_agency"]) == {"Ban Pháp chế"} and "Justice" not in said(fig).replace("Department of Justice", "")  # fmt: skip
    undated = own.replace(tasks=few.assign(due=pd.NaT))
    assert "gantt" not in charts.figures_of(undated) and "task_coverage" in charts.figures_of(undated)
    with pytest.raises(ParAnalysisError, match="no task has a date"):
        charts.gantt(undated)


def test_a_sipas_without_targets_shows_its_scores() -> None:
    sipas = load_sipas().assign(target=float("nan"), target_is_bound=False)
    fig = charts.sipas_items(edition_from(sipas=sipas), "en")
    assert "no targets are published" in fig.subtitle and "→" not in said(fig)
    assert {line.get_marker() for axes in fig.axes for line in axes.lines} == {"o"}


@pytest.mark.parametrize("name", charts.ALL)
def test_a_headline_of_ones_own_stands_in_the_place_of_ours(name: str) -> None:
    fig = charts.ALL[name](title="Tiêu đề của tôi")
    assert fig.headline == "Tiêu đề của tôi" and fig.alt.startswith("Tiêu đề của tôi. ")
    assert "Tiêu đề của tôi" in [text.get_text() for text in fig.texts]
    assert fig.subtitle == charts.ALL[name]().subtitle


LOSSES = ("deficit_by_field", "deficit_by_agency", "deficit_by_assessment", "pareto", "agency_field", "target_ladder")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", LOSSES)
def test_a_chart_can_be_limited_to_codes_and_agencies(name: str, lang: str) -> None:
    par = load_par().query("is_leaf")
    lost = (par["max_points"] - par["score"]).round(9)
    chosen = par["code"].str.startswith("7.") | (par["lead_agency"] == "Sở Tư pháp")
    fig = charts.ALL[name](lang=lang, only=["7", "Justice"])
    data = data_behind(fig)
    drawn = data.sum().sum() if name == "agency_field" else data["deficit"].sum()
    assert 0 < drawn < 11.46 and drawn == pytest.approx(lost[chosen].sum())
    named = {"vi": "chỉ gồm 7 Hiện đại hóa, Tư pháp", "en": "only 7 Modern admin., Justice"}[lang]
    assert re.sub(r"Sở ", "", fig.subtitle).endswith(named)
    assert charts.ALL[name](lang=lang, only="7").subtitle.endswith(named.partition(",")[0])


def test_a_field_that_is_shown_in_part_is_not_given_its_published_gain() -> None:
    data = data_behind(charts.deficit_by_field(only=["7.1"]))
    assert data["gain_published"].tolist() == data["gain"].tolist() and len(data) == 1


@pytest.mark.parametrize("name", LOSSES)
def test_a_name_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(ParAnalysisError, match=r"only: .*'9\.9'"):
        charts.ALL[name](only=["9.9"])
    with pytest.raises(ParAnalysisError, match="no points were lost there"):
        charts.ALL[name](only=["Cục thuế Thành phố"])


def test_factors_of_sipas_can_be_chosen() -> None:
    fig = charts.sipas_items(only=["III"])
    assert set(data_behind(fig)["code"].str.split(".").str[0]) == {"III"} and "chỉ gồm III " in fig.subtitle


def test_other_processes_draw_the_edition(tmp_path) -> None:
    own = pickle.loads(pickle.dumps(edition("other")))
    drawn = draw_figures(tmp_path, ("en",), 40, names=["deficit_by_agency", "pareto"], edition=own)
    assert "Ban Tổ chức" in drawn["deficit_by_agency"]["en"].alt
    with pytest.raises(ParAnalysisError, match="lacks tasks"):
        draw_figures(tmp_path, names=["gantt"], edition=own)
    with pytest.raises(ParAnalysisError, match="no such figure"):
        draw_figures(tmp_path, names=["agency_card_tu-phap"], edition=own)
