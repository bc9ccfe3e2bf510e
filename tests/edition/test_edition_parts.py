"""The pieces of an edition: keys of any name, agencies in office, leads that only a table names."""

from __future__ import annotations

import pandas as pd
import pytest

from par_analysis.edition.parts import PARTS, REGISTER, in_office, key_of, named_leads


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Tỉnh Mẫu 2031", "tinh-mau-2031"),
        ("ĐẮK LẮK", "dak-lak"),
        ("a__b--c", "a-b-c"),
        ("Thừa Thiên – Huế", "thua-thien-hue"),
        ("!!!", "ky-cong-bo"),
    ],
)
def test_key_of_any_name(name: str, key: str) -> None:
    assert key_of(name) == key
    assert key_of(key) == key


def test_agencies_in_office() -> None:
    register = pd.DataFrame(
        [("a", "", ""), ("b", "", "2024"), ("c", "2025", ""), ("d", "2020", "2021")],
        columns=["id", "first_year", "last_year"],
    )
    found = {year: "".join(in_office(register, year)["id"]) for year in (2019, 2021, 2024, 2025, None)}
    assert found == {2019: "ab", 2021: "abd", 2024: "ab", 2025: "ac", None: "abcd"}


def test_leads_that_only_a_table_names() -> None:
    tables = [pd.DataFrame({"lead_agency": ["Sở A", None, "Sở B"]}), pd.DataFrame({"lead_agency": ["Sở B", "Sở C"]})]
    made = named_leads([*tables, pd.DataFrame({"code": ["1"]})])
    assert list(made.columns) == REGISTER
    assert list(made["name"]) == list(made["short_en"]) == ["Sở A", "Sở B", "Sở C"]
    assert made["id"].is_unique
    known = made.head(2)
    assert list(named_leads(tables, known)["name"]) == ["Sở C"]
    assert not set(named_leads(tables, known)["id"]) & set(known["id"])


def test_parts_are_called_in_both_languages() -> None:
    assert [part for part, (vi, en) in PARTS.items() if not (vi.strip() and en.strip() and vi != en)] == []
