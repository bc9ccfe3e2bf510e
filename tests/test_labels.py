from __future__ import annotations

import datetime
import unicodedata

import pandas as pd
import pytest

from par_analysis import charts, labels, load_agencies, load_par, load_sipas
from par_analysis.deficits import NO_ASSESSMENT, NO_LEAD
from par_analysis.schema import ASSESSMENTS

OTHER_VI = "Tỷ lệ hồ sơ được giải quyết trước hạn tại bộ phận một cửa"
OTHER_EN = "Share of files settled before they are due at the one-stop shop"


def renamed(name_en: str | None = OTHER_EN) -> pd.DataFrame:
    """The shipped table with another criterion under the code 8.1, as a later edition may have it."""
    par = load_par()
    par.loc[par["code"] == "8.1", ["name", "name_en"]] = [OTHER_VI, name_en]
    return par


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(("index", "load"), [("par", load_par), ("sipas", load_sipas)])
def test_every_node_of_the_shipped_tables_has_a_short_name(index: str, load: object, lang: str) -> None:
    table = load()
    names = labels.short_names(table, index, lang)
    assert set(names) == set(table["code"])
    assert all(0 < len(name) <= 32 and unicodedata.is_normalized("NFC", name) for name in names.values())


@pytest.mark.parametrize(("lang", "name"), [("vi", OTHER_VI), ("en", OTHER_EN)])
def test_a_code_with_another_name_is_not_given_the_shipped_label(lang: str, name: str) -> None:
    shipped, made = labels.short_names(load_par(), "par", lang), labels.short_names(renamed(), "par", lang)
    assert {code for code in made if made[code] != shipped[code]} == {"8.1"}
    kept = made["8.1"].removesuffix(" …")
    assert kept != made["8.1"] and len(made["8.1"]) <= 26
    assert name.startswith(f"{kept} ")  # cut between words


@pytest.mark.parametrize("blank", [None, float("nan"), pd.NA])
def test_without_an_english_name_the_vietnamese_one_stands(blank: object) -> None:
    name = labels.short_names(renamed(blank), "par", "en")["8.1"]
    assert OTHER_VI.startswith(name.removesuffix(" …"))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_charts_show_the_other_name(lang: str) -> None:
    shipped, made = (labels.short_names(table, "par", lang)["8.1"] for table in (load_par(), renamed()))
    fig = charts.pareto(renamed(), lang)
    ticks = [tick.get_text() for tick in fig.axes[0].get_yticklabels()]
    assert f"8.1  {made}" in ticks and f"8.1  {shipped}" not in ticks
    assert f"8.1 {made}" in charts.target_ladder(renamed(), lang).alt


def test_agencies_are_named_in_both_languages() -> None:
    agencies = load_agencies().set_index("name")
    vi, en = labels.agency_names(load_par(), "vi"), labels.agency_names(load_par(), "en")
    assert vi == {**agencies["short"], NO_LEAD: "Không ghi chủ trì"}
    assert en == {**agencies["short_en"], NO_LEAD: "No lead named"}
    assert set(load_par()["lead_agency"].dropna()) <= set(vi)


def test_an_agency_we_do_not_know_keeps_its_own_name() -> None:
    par = load_par()
    par["lead_agency"] = par["lead_agency"].replace("Sở Tư pháp", "Sở Mới")
    for draw in (charts.deficit_by_agency, charts.agency_field):
        fig = draw(par, "en")
        ticks = [tick.get_text() for tick in fig.axes[0].get_yticklabels()]
        assert "Sở Mới" in ticks and "Justice" not in ticks


@pytest.mark.parametrize("position", [0, 1])
def test_ways_of_assessment_are_named(position: int) -> None:
    lang = ("vi", "en")[position]
    made = [labels.assessment_name(key, lang) for key in ASSESSMENTS]
    assert made == [pair[position] for pair in ASSESSMENTS.values()]
    assert labels.assessment_name(NO_ASSESSMENT, lang) == ("Không rõ", "Not known")[position]


@pytest.mark.parametrize(
    ("value", "decimals", "sign", "vi", "en"),
    [
        (2.16, None, False, "2,16", "2.16"),
        (2.16, 3, False, "2,160", "2.160"),
        (0.1 + 0.2, None, False, "0,3", "0.3"),  # float noise is not printed
        (-0.25, None, True, "−0,25", "−0.25"),
        (4.0, None, True, "+4", "+4"),
        (-1e-12, 2, True, "0,00", "0.00"),  # noise has no sign
        (float("nan"), None, False, "–", "–"),
    ],
)
def test_numbers_are_printed_for_the_reader(value: float, decimals: int | None, sign: bool, vi: str, en: str) -> None:
    assert labels.num(value, "vi", decimals, sign) == vi
    assert labels.num(value, "en", decimals, sign) == en


@pytest.mark.parametrize(("share", "decimals", "vi"), [(0.4934, 0, "49%"), (0.4934, 1, "49,3%"), (1, 0, "100%")])
def test_shares_are_printed_as_percent(share: float, decimals: int, vi: str) -> None:
    assert labels.percent(share, "vi", decimals) == vi
    assert labels.percent(share, "en", decimals) == vi.replace(",", ".")


def test_the_source_is_what_the_table_says_it_is() -> None:
    table = pd.DataFrame()
    assert labels.source_of(table, "vi") == "bảng do người dùng cung cấp"
    assert labels.source_of(table, "en") == "table supplied by the user"
    table.attrs = {"source": "Báo cáo A", "source_en": "Report A"}
    assert [labels.source_of(table, lang) for lang in ("vi", "en")] == ["Báo cáo A", "Report A"]


@pytest.mark.parametrize(("year", "expected"), [("2021", (" năm 2021", " in 2021")), ("", ("", ""))])
def test_a_table_is_dated_only_by_what_it_says_itself(year, expected):
    par = load_par()
    par.attrs["year"] = year
    assert (labels.in_year(par, "vi"), labels.in_year(par, "en")) == expected


def test_a_count_agrees_with_its_noun():
    assert labels.count(1, "criterion", "criteria") == "1 criterion"
    assert labels.count(34, "criterion", "criteria") == "34 criteria"


def test_a_workbooks_own_agencies_are_named_by_their_own_short_names():
    par = load_par()
    par.attrs["agencies"] = [{"id": "x", "name": "Sở Nội vụ", "short": "SNV", "name_en": "DoHA", "short_en": "HA"}]
    assert labels.agency_names(par, "vi")["Sở Nội vụ"] == "SNV"


@pytest.mark.parametrize(("best", "worst", "vi", "en"), [(9, 9, "hạng 9", "rank 9"), (3, 9, "hạng 3–9", "rank 3–9")])
def test_a_rank_is_printed_alone_or_from_the_best_to_the_worst(best, worst, vi, en):
    assert labels.rank_span(best, worst, "vi") == vi
    assert labels.rank_span(best, worst, "en") == en


@pytest.mark.parametrize(
    ("day", "vi", "en", "short"),
    [
        (datetime.date(2022, 7, 31), "31/7/2022", "31 July 2022", "31 Jul 2022"),
        (pd.Timestamp("2023-01-05"), "5/1/2023", "5 January 2023", "5 Jan 2023"),
        (pd.NaT, "", "", ""),
        (None, "", "", ""),
    ],
)
def test_days(day, vi, en, short):
    assert (labels.day_text(day, "vi"), labels.day_text(day, "vi", short=True)) == (vi, vi)
    assert (labels.day_text(day, "en"), labels.day_text(day, "en", short=True)) == (en, short)


def test_every_month_has_its_english_name():
    days = pd.date_range("2022-01-01", periods=12, freq="MS")
    assert [labels.day_text(day, "en").split()[1] for day in days] == days.month_name().tolist()
