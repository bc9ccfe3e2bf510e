"""What agencies, criteria, documents, ways of assessment and years are called, in both languages."""

from __future__ import annotations

import unicodedata

import pandas as pd
import pytest

from par_analysis import Edition, charts, edition_from, load_agencies, load_par, open_edition
from par_analysis.edition import names
from par_analysis.tables.schema import ASSESSMENTS, NO_ASSESSMENT, NO_LEAD

LANGS = ("vi", "en")
OTHER = {
    "vi": "Tỷ lệ hồ sơ được giải quyết trước hạn tại bộ phận một cửa",
    "en": "Share of files settled before they are due at the one-stop shop",
}


def renamed(name_en: object = OTHER["en"]) -> Edition:
    """A later edition with another criterion under the code 8.1, which the list of names does not have."""
    par, listed = load_par(), open_edition().names
    par.loc[par["code"] == "8.1", ["name", "name_en"]] = [OTHER["vi"], name_en]
    return open_edition().replace(par=par, names=listed[(listed["index"] != "par") | (listed["code"] != "8.1")])


def test_every_node_has_a_short_name_and_one_without_a_label_its_name_cut_short(province: Edition) -> None:
    for own in (open_edition(), province):
        for lang in LANGS:
            for key in own.indices:
                short = own.short_names(key, lang)
                assert set(short) == set(own.table(key)["code"])
                assert all(0 < len(name) <= 32 and unicodedata.is_normalized("NFC", name) for name in short.values())
    for lang in LANGS:
        shipped, other = open_edition().short_names("par", lang), renamed().short_names("par", lang)
        assert {code for code in other if other[code] != shipped[code]} == {"8.1"}
        kept = other["8.1"].removesuffix(" …")
        assert kept != other["8.1"] and len(other["8.1"]) <= 26
        assert OTHER[lang].startswith(f"{kept} ")  # cut between words
        fig = charts.pareto(renamed(), lang)
        ticks = [tick.get_text() for tick in fig.axes[0].get_yticklabels()]
        assert f"8.1  {other['8.1']}" in ticks and f"8.1  {shipped['8.1']}" not in ticks
        assert f"8.1 {other['8.1']}" in charts.target_ladder(renamed(), lang).alt
    for blank in (None, float("nan"), pd.NA):  # without an English name the Vietnamese one stands
        assert OTHER["vi"].startswith(renamed(blank).short_names("par", "en")["8.1"].removesuffix(" …"))


def test_agencies_are_named_in_both_languages() -> None:
    agencies, own = load_agencies().set_index("name"), open_edition()
    vi, en = names.agency_names(own, "vi"), names.agency_names(own, "en")
    bodies = own.bodies.set_index("name")
    later = own.register.set_index("name")  # those that came after the year of results
    assert vi == {**bodies["short"], **later["short"], NO_LEAD: "Không ghi chủ trì"}
    assert en == {**bodies["short_en"], **later["short_en"], NO_LEAD: "No lead named"}
    assert {name: vi[name] for name in agencies.index} == agencies["short"].to_dict()
    assert set(load_par()["lead_agency"].dropna()) <= set(vi)


def test_an_agency_keeps_its_own_name_where_there_is_no_other_and_a_workbooks_own_stand() -> None:
    par = load_par()
    par["lead_agency"] = par["lead_agency"].replace("Sở Tư pháp", "Sở Mới")
    for draw in (charts.deficit_by_agency, charts.agency_field):
        fig = draw(open_edition().replace(par=par), "en")
        ticks = [tick.get_text() for tick in fig.axes[0].get_yticklabels()]
        assert "Sở Mới" in ticks and "Justice" not in ticks
    par.attrs["agencies"] = [{"id": "x", "name": "Sở Nội vụ", "short": "SNV"}]
    own = edition_from(par=par)
    assert [names.agency_names(own, lang)["Sở Nội vụ"] for lang in LANGS] == ["SNV", "Sở Nội vụ"]


def test_ways_of_assessment_are_named() -> None:
    for at, lang in enumerate(LANGS):
        assert [names.assessment_name(key, lang) for key in ASSESSMENTS] == [pair[at] for pair in ASSESSMENTS.values()]
        assert names.assessment_name(NO_ASSESSMENT, lang) == ("Không rõ", "Not known")[at]


def test_the_source_is_what_the_table_says_it_is() -> None:
    table = load_par()
    for attrs, cited in (
        ({}, ["bảng do người dùng cung cấp", "table supplied by the user"]),
        ({"source": "Báo cáo A", "source_en": "Report A"}, ["Báo cáo A", "Report A"]),
    ):
        table.attrs = attrs
        assert [edition_from(par=table).source(lang) for lang in LANGS] == cited


def test_documents_are_called_by_their_kind_and_number() -> None:
    cases = {
        "192/KH-UBND": ("Kế hoạch 192/KH-UBND", "Plan 192/KH-UBND"),
        "77/QĐ-UBND": ("Quyết định 77/QĐ-UBND", "Decision 77/QĐ-UBND"),
        "5/NQ-HĐND": ("Nghị quyết 5/NQ-HĐND", "Resolution 5/NQ-HĐND"),
        "12": ("Văn bản 12", "Document 12"),
    }
    documents = open_edition().documents
    for number, called in cases.items():
        documents.loc[documents["form"] == "full_text", "number"] = number
        own = open_edition().replace(documents=documents)
        assert tuple(names.main_documents(own, lang) for lang in LANGS) == called
    none = open_edition().replace(documents=documents.iloc[:0])
    assert names.main_documents(none, "vi") == names.main_documents(none, "en") == ""


def test_a_selection_is_named() -> None:
    chosen = ["7", "Justice", "Sở Lạ"]
    assert names.selection(chosen, open_edition(), "par", "en") == "7 Modern admin., Justice, Sở Lạ"
    assert names.selection("V", open_edition(), "sipas", "vi").startswith("V ")


@pytest.mark.parametrize(("year", "expected"), [(2021, (" năm 2021", " in 2021")), (None, ("", ""))])
def test_a_table_is_dated_only_by_what_it_says_itself(year: int | None, expected: tuple[str, str]) -> None:
    own = open_edition().replace(year=year, target_year=None)
    assert (names.in_year(own, "vi"), names.in_year(own, "en")) == expected
    assert names.years_of(own) == (f" {year}" if year else "", "")
