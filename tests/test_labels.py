from __future__ import annotations

import datetime
import unicodedata

import pandas as pd
import pytest

from par_analysis import Edition, charts, edition_from, labels, load_agencies, load_par, load_sipas, open_edition
from par_analysis.deficits import NO_ASSESSMENT, NO_LEAD
from par_analysis.schema import ASSESSMENTS

OTHER_VI = "Tỷ lệ hồ sơ được giải quyết trước hạn tại bộ phận một cửa"
OTHER_EN = "Share of files settled before they are due at the one-stop shop"


def renamed(name_en: str | None = OTHER_EN) -> Edition:
    """A later edition with another criterion under the code 8.1, which the list of names does not have."""
    par = load_par()
    par.loc[par["code"] == "8.1", ["name", "name_en"]] = [OTHER_VI, name_en]
    names = open_edition().names
    return open_edition().replace(par=par, names=names[(names["index"] != "par") | (names["code"] != "8.1")])


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(("index", "load"), [("par", load_par), ("sipas", load_sipas)])
def test_every_node_of_the_shipped_tables_has_a_short_name(index: str, load: object, lang: str) -> None:
    table = load()
    names = open_edition().short_names(index, lang)
    assert set(names) == set(table["code"])
    assert all(0 < len(name) <= 32 and unicodedata.is_normalized("NFC", name) for name in names.values())


@pytest.mark.parametrize(("lang", "name"), [("vi", OTHER_VI), ("en", OTHER_EN)])
def test_a_code_without_a_label_of_its_own_is_called_by_its_name_cut_short(lang: str, name: str) -> None:
    shipped, made = open_edition().short_names("par", lang), renamed().short_names("par", lang)
    assert {code for code in made if made[code] != shipped[code]} == {"8.1"}
    kept = made["8.1"].removesuffix(" …")
    assert kept != made["8.1"] and len(made["8.1"]) <= 26
    assert name.startswith(f"{kept} ")  # cut between words


@pytest.mark.parametrize("blank", [None, float("nan"), pd.NA])
def test_without_an_english_name_the_vietnamese_one_stands(blank: object) -> None:
    name = renamed(blank).short_names("par", "en")["8.1"]
    assert OTHER_VI.startswith(name.removesuffix(" …"))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_charts_show_the_other_name(lang: str) -> None:
    shipped, made = (edition.short_names("par", lang)["8.1"] for edition in (open_edition(), renamed()))
    fig = charts.pareto(renamed(), lang)
    ticks = [tick.get_text() for tick in fig.axes[0].get_yticklabels()]
    assert f"8.1  {made}" in ticks and f"8.1  {shipped}" not in ticks
    assert f"8.1 {made}" in charts.target_ladder(renamed(), lang).alt


def test_agencies_are_named_in_both_languages() -> None:
    agencies = load_agencies().set_index("name")
    vi, en = labels.agency_names(open_edition(), "vi"), labels.agency_names(open_edition(), "en")
    bodies = open_edition().bodies.set_index("name")
    later = open_edition().register.set_index("name")  # those that came after the year of results
    assert vi == {**bodies["short"], **later["short"], NO_LEAD: "Không ghi chủ trì"}
    assert en == {**bodies["short_en"], **later["short_en"], NO_LEAD: "No lead named"}
    assert {name: vi[name] for name in agencies.index} == agencies["short"].to_dict()
    assert set(load_par()["lead_agency"].dropna()) <= set(vi)


def test_an_agency_we_do_not_know_keeps_its_own_name() -> None:
    par = load_par()
    par["lead_agency"] = par["lead_agency"].replace("Sở Tư pháp", "Sở Mới")
    for draw in (charts.deficit_by_agency, charts.agency_field):
        fig = draw(open_edition().replace(par=par), "en")
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
    table = load_par()
    table.attrs = {}
    own = edition_from(par=table)
    assert own.source("vi") == "bảng do người dùng cung cấp"
    assert own.source("en") == "table supplied by the user"
    table.attrs = {"source": "Báo cáo A", "source_en": "Report A"}
    assert [edition_from(par=table).source(lang) for lang in ("vi", "en")] == ["Báo cáo A", "Report A"]


@pytest.mark.parametrize(
    ("number", "vi", "en"),
    [
        ("192/KH-UBND", "Kế hoạch 192/KH-UBND", "Plan 192/KH-UBND"),
        ("77/QĐ-UBND", "Quyết định 77/QĐ-UBND", "Decision 77/QĐ-UBND"),
        ("5/NQ-HĐND", "Nghị quyết 5/NQ-HĐND", "Resolution 5/NQ-HĐND"),
        ("12", "Văn bản 12", "Document 12"),
    ],
)
def test_documents_are_called_by_their_kind_and_number(number, vi, en):
    documents = open_edition().documents.copy()
    documents.loc[documents["form"] == "full_text", "number"] = number
    own = open_edition().replace(documents=documents)
    assert (labels.main_documents(own, "vi"), labels.main_documents(own, "en")) == (vi, en)
    none = open_edition().replace(documents=documents.iloc[:0])
    assert labels.main_documents(none, "vi") == labels.main_documents(none, "en") == ""


def test_a_selection_is_named():
    chosen = ["7", "Justice", "Sở Lạ"]
    assert labels.selection(chosen, open_edition(), "par", "en") == "7 Modern admin., Justice, Sở Lạ"
    assert labels.selection("V", open_edition(), "sipas", "vi").startswith("V ")


@pytest.mark.parametrize(("year", "expected"), [(2021, (" năm 2021", " in 2021")), (None, ("", ""))])
def test_a_table_is_dated_only_by_what_it_says_itself(year, expected):
    own = open_edition().replace(year=year, target_year=None)
    assert (labels.in_year(own, "vi"), labels.in_year(own, "en")) == expected
    assert labels.years_of(own) == (f" {year}" if year else "", "")


def test_a_count_agrees_with_its_noun():
    assert labels.count(1, "criterion", "criteria") == "1 criterion"
    assert labels.count(34, "criterion", "criteria") == "34 criteria"


def test_a_workbooks_own_agencies_are_named_by_their_own_short_names():
    par = load_par()
    par.attrs["agencies"] = [{"id": "x", "name": "Sở Nội vụ", "short": "SNV", "name_en": "DoHA", "short_en": "HA"}]
    assert labels.agency_names(edition_from(par=par), "vi")["Sở Nội vụ"] == "SNV"


def test_an_agency_without_a_short_name_keeps_its_own():
    par = load_par()
    par.attrs["agencies"] = [{"id": "x", "name": "Sở Nội vụ", "short": "SNV"}]
    assert labels.agency_names(edition_from(par=par), "en")["Sở Nội vụ"] == "Sở Nội vụ"


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
