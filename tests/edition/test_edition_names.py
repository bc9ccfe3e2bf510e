from __future__ import annotations

import unicodedata

import pandas as pd
import pytest

from par_analysis import Edition, charts, edition_from, load_agencies, load_par, load_sipas, open_edition
from par_analysis.edition import names
from par_analysis.tables.models.index import ASSESSMENTS, NO_ASSESSMENT, NO_LEAD

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
    vi, en = names.agency_names(open_edition(), "vi"), names.agency_names(open_edition(), "en")
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
    made = [names.assessment_name(key, lang) for key in ASSESSMENTS]
    assert made == [pair[position] for pair in ASSESSMENTS.values()]
    assert names.assessment_name(NO_ASSESSMENT, lang) == ("Không rõ", "Not known")[position]


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
    assert (names.main_documents(own, "vi"), names.main_documents(own, "en")) == (vi, en)
    none = open_edition().replace(documents=documents.iloc[:0])
    assert names.main_documents(none, "vi") == names.main_documents(none, "en") == ""


def test_a_selection_is_named():
    chosen = ["7", "Justice", "Sở Lạ"]
    assert names.selection(chosen, open_edition(), "par", "en") == "7 Modern admin., Justice, Sở Lạ"
    assert names.selection("V", open_edition(), "sipas", "vi").startswith("V ")


@pytest.mark.parametrize(("year", "expected"), [(2021, (" năm 2021", " in 2021")), (None, ("", ""))])
def test_a_table_is_dated_only_by_what_it_says_itself(year, expected):
    own = open_edition().replace(year=year, target_year=None)
    assert (names.in_year(own, "vi"), names.in_year(own, "en")) == expected
    assert names.years_of(own) == (f" {year}" if year else "", "")


def test_a_workbooks_own_agencies_are_named_by_their_own_short_names():
    par = load_par()
    par.attrs["agencies"] = [{"id": "x", "name": "Sở Nội vụ", "short": "SNV", "name_en": "DoHA", "short_en": "HA"}]
    assert names.agency_names(edition_from(par=par), "vi")["Sở Nội vụ"] == "SNV"


def test_an_agency_without_a_short_name_keeps_its_own():
    par = load_par()
    par.attrs["agencies"] = [{"id": "x", "name": "Sở Nội vụ", "short": "SNV"}]
    assert names.agency_names(edition_from(par=par), "en")["Sở Nội vụ"] == "Sở Nội vụ"
