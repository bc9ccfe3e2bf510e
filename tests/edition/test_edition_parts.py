"""The pieces of an edition: keys of any name, agencies in office, leads that only a table names."""

from __future__ import annotations

import pandas as pd

from par_analysis.edition.parts import PARTS, REGISTER, in_office, key_of, named_leads


def test_key_of_any_name() -> None:
    keys = {
        "Tỉnh Mẫu 2031": "tinh-mau-2031",
        "ĐẮK LẮK": "dak-lak",
        "a__b--c": "a-b-c",
        "Thừa Thiên – Huế": "thua-thien-hue",
        "!!!": "ky-cong-bo",
    }
    assert {name: key_of(name) for name in keys} == keys
    assert {key: key_of(key) for key in keys.values()} == {key: key for key in keys.values()}


def test_agencies_in_office() -> None:
    rows = [("a", "", ""), ("b", "", "2024"), ("c", "2025", ""), ("d", "2020", "2021")]
    register = pd.DataFrame(rows, columns=["id", "first_year", "last_year"])
    found = {year: "".join(in_office(register, year)["id"]) for year in (2019, 2021, 2024, 2025, None)}
    assert found == {2019: "ab", 2021: "abd", 2024: "ab", 2025: "ac", None: "abcd"}


def test_leads_that_only_a_table_names() -> None:
    tables = [pd.DataFrame({"lead_agency": ["Sở A", None, "Sở B"]}), pd.DataFrame({"lead_agency": ["Sở B", "Sở C"]})]
    leads = named_leads([*tables, pd.DataFrame({"code": ["1"]})])
    assert list(leads.columns) == REGISTER
    assert list(leads["name"]) == list(leads["short_en"]) == ["Sở A", "Sở B", "Sở C"] and leads["id"].is_unique
    new = named_leads(tables, leads.head(2))
    assert list(new["name"]) == ["Sở C"] and not set(new["id"]) & set(leads["id"].head(2))


def test_parts_are_called_in_both_languages() -> None:
    assert [part for part, (vi, en) in PARTS.items() if not (vi.strip() and en.strip() and vi != en)] == []
