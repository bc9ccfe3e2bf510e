"""Each name of an agency means one agency."""

from __future__ import annotations

from pathlib import Path

from cases import each

from par_analysis.tables.indices.agencies import check_agency_rows, spellings
from par_analysis.tables.problems import Problems

FIRST = {
    "id": "noi-vu",
    "name": "Sở Nội vụ",
    "short": "Sở Nội vụ",
    "name_en": "Home Affairs",
    "short_en": "Home Affairs",
}
# What these tests make a list be refused for.
KINDS = {"ambiguous_agency", "out_of_range", "missing_value", "no_successor", "own_successor"}
SECOND = {"id": "thue", "name": "Cục Thuế", "short": "Thuế", "name_en": "Tax Department", "short_en": "Tax"}


def _check(*rows: dict[str, str]) -> list[tuple[str, str, object]]:
    problems = Problems(Path("agencies.csv"))
    check_agency_rows([(row, {c: f"{c} {n}" for c in row}) for n, row in enumerate(rows, 1)], problems)
    try:
        problems.raise_if_any()
    except Exception as error:
        return [(p.kind, p.where, p.facts.get("first")) for p in error.problems]  # type: ignore[attr-defined]
    return []


def test_one_agency_may_have_the_same_name_twice() -> None:
    assert _check(FIRST, SECOND) == []


@each(
    ("column", "name", "first"),
    [
        ("short_en", "Home Affairs", "name_en 1"),
        ("name", "SỞ  NỘI VỤ", "name 1"),
        ("short", "NOI-VU", "id 1"),
        ("name_en", "Sở No\u0323\u0302i vụ", "name 1"),
    ],
)
def test_two_agencies_may_not_share_a_name_in_whatever_columns(column: str, name: str, first: str) -> None:
    assert _check(FIRST, SECOND | {column: name}) == [("ambiguous_agency", f"{column} 2", first)]


@each(
    ("extra", "kind"),
    [
        ({"successor": "Cục Thuế", "last_year": "2024"}, None),
        ({"successor": "Cục Thuế"}, "missing_value"),  # its last year
        ({"successor": "Sở Y tế", "last_year": "2024"}, "no_successor"),
        ({"successor": "noi-vu", "last_year": "2024"}, "own_successor"),
        ({"first_year": "2016", "last_year": ""}, None),
        ({"first_year": "2016", "last_year": "2015"}, "out_of_range"),
    ],
)
def test_years_and_successors(extra: dict[str, str], kind: str | None) -> None:
    assert [k for k, _, _ in _check(FIRST | extra, SECOND)] == ([kind] if kind else [])


@each("length", [2, 3, 4])
def test_a_succession_that_comes_back_is_told_once_for_every_agency_of_the_circle(length: int) -> None:
    names = [{"id": f"a{n}", "successor": f"a{n % length + 1}", "last_year": "2024"} for n in range(1, length + 1)]
    before = {"id": "b", "successor": "a1", "last_year": "2020"}  # runs into the circle, and is no part of it
    assert [(kind, where) for kind, where, _ in _check(before, *names)] == [
        ("own_successor", f"successor {number}") for number in range(2, length + 2)
    ]


def test_every_name_leads_to_the_printed_one() -> None:
    names = spellings([FIRST, SECOND])
    assert names["tax"] == names["thue"] == names["cục thuế"] == "Cục Thuế"
