"""Where the documents disagree: the known cases, the rules on made-up statements, and the sentences."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from par_analysis import (
    Edition,
    conflicts,
    edition_from,
    load_goals,
    load_par,
    load_responsibilities,
    load_sipas,
    open_edition,
)
from par_analysis.plan import goal_pairs
from par_analysis.tables.locations import SHIPPED as FOLDER
from par_analysis.words.numbers import format_number

GOALS, LEADS = load_goals(), load_responsibilities()
NO_TASKS = open_edition().tasks.iloc[:0]
NO_GOALS, NO_LEADS = GOALS.iloc[:0], LEADS.iloc[:0]
EVERYTHING = conflicts()
SHIPPED = EVERYTHING[EVERYTHING["kind"].isin(["goal", "lead"])]  # tasks and claims: test_plan_claims
Statement = tuple[str, str, float]  # document, comparator, value
MEETS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "=": operator.eq}
SIGNS = st.sampled_from(list(MEETS))
SECOND = "192-tom-tat"


def stating(goals: pd.DataFrame = NO_GOALS, leads: pd.DataFrame = NO_LEADS) -> Edition:
    """The shipped edition with other statements, and without tasks or claims on the results of a year."""
    return open_edition().replace(goals=goals, responsibilities=leads, tasks=NO_TASKS, year=None)


def goals(
    *statements: Statement, subject: str = "sipas_score", code: str | None = "V", year: int = 2022
) -> pd.DataFrame:
    """Make goals for one figure from a row of the shipped table."""
    units = {"sipas_score": "percent", "par_score": "points", "par_rank": "rank", "sipas_rank": "rank"}
    rows = []
    for number, (document, comparator, value) in enumerate(statements):
        row = GOALS[GOALS["document"] == document].head(1).copy()
        row["id"], row["source_line"] = f"{document}-{number}", number + 1
        row["subject"], row["code"], row["unit"], row["year"] = subject, code, units[subject], year
        row["comparator"] = row["level_comparator"] = comparator
        row["value"] = row["level_value"] = float(value)
        rows.append(row)
    return pd.concat(rows, ignore_index=True)


def leads(*statements: tuple[str, str, str]) -> pd.DataFrame:
    """Make leads of document and part (`192 text`), agency and codes."""
    rows = []
    for number, (where, agency, codes) in enumerate(statements):
        document, part = where.split()
        row = LEADS[(LEADS["document"] == document) & (LEADS["part"] == part)].head(1).copy()
        row["id"], row["source_line"], row["role"], row["agency"] = f"{document}-{number}", number + 1, "lead", agency
        row["codes"] = [tuple(codes.split())]
        rows.append(row)
    return pd.concat(rows, ignore_index=True)


def of_goals(*statements: Statement, **about: object) -> pd.DataFrame:
    return conflicts(stating(goals(*statements, **about)))  # type: ignore[arg-type]


def of_leads(*statements: tuple[str, str, str]) -> list[tuple[str, str, str, str]]:
    made = conflicts(stating(leads=leads(*statements)))
    assert set(made["kind"]) <= {"lead"}
    return [(row.relation, row.code, row.document_a, row.document_b) for row in made.itertuples()]


def pairs(table: pd.DataFrame) -> set[tuple[str, str, str, frozenset[tuple[str, str, str]]]]:
    """Which statements disagree and how, whichever of two of one date stands first."""
    made = set()
    for row in table.itertuples():
        first = (row.document_a, row.section_a, row.statement_a)
        second = (row.document_b, row.section_b, row.statement_b)
        made.add((row.kind, row.relation, row.code, frozenset({first, second})))
    return made


def shipped(kind: str, code: str) -> pd.DataFrame:
    return SHIPPED[(SHIPPED["kind"] == kind) & (SHIPPED["code"] == code)]


# What the documents of the city say


def test_factor_v_is_stricter_in_plan_181_and_plan_192_is_later() -> None:
    (row,) = shipped("goal", "V").query("document_a == '181' and document_b == '192'").itertuples()
    assert (row.relation, row.stricter, row.later, row.year) == ("stricter", "181", "192", 2022)
    assert (row.line_a, row.statement_a) == (19, "> 85%")
    assert (row.line_b, row.statement_b, row.section_b) == (278, "> 82%", "Phụ lục B")
    assert "KH 192 ban hành sau và đặt mức thấp hơn" in row.sentence_vi
    assert "Plan 192 is later and asks for less" in row.sentence_en


def test_other_goals_of_the_documents_that_differ() -> None:
    rows = shipped("goal", "V").set_index(["document_a", "document_b"])
    assert len(rows) == 3  # the reading of plan 181 by a department stands in between
    assert rows.loc[("181", "181-so-vhtt"), ["stricter", "later"]].tolist() == ["181", ""]
    assert rows.loc[("181-so-vhtt", "192"), ["stricter", "later"]].tolist() == ["181-so-vhtt", "192"]
    assert rows.loc[("181", "181-so-vhtt"), "statement_b"] == "≥ 82.73%"
    (row,) = shipped("goal", "total").query("document_a == '27' and document_b == '192'").itertuples()
    assert (row.relation, row.stricter, row.later) == ("stricter", "192", "192")
    assert (row.statement_a, row.statement_b) == ("> 85%", "> 88%")
    assert "later" not in row.sentence_en.split("meets both.")[-1]
    ranks = SHIPPED[SHIPPED["subject"] == "par_rank"]
    assert set(ranks["document_b"]) == {"192", "192-tom-tat"} and set(ranks["document_a"]) == {"27"}
    assert set(ranks["statement_a"]) == {"rank ≤ 10"} and set(ranks["statement_b"]) == {"rank ≤ 9"}
    assert (ranks["stricter"] == ranks["document_b"]).all() and (ranks["code"] == "").all()


def test_leads_are_excepted_from_their_field_for_these_criteria_only(plan_text: str) -> None:
    home, planning, office = "Sở Nội vụ", "Sở Kế hoạch và Đầu tư", "Văn phòng UBND Thành phố"
    exceptions = {
        ("1.6", 51): (office, home),
        ("1.6", 164): (office, home),
        ("4.3", 186): (planning, home),
        ("4.4.1", 189): (office, home),
        ("4.4.3", 191): (planning, home),
        ("6.1.1", 213): (planning, "Sở Tài chính"),
        ("8.1", 242): (home, planning),
        ("8.4", 245): ("Cục thuế Thành phố", planning),
    }
    rows = SHIPPED[SHIPPED["kind"] == "lead"]
    assert set(rows["code"]) == {code for code, _ in exceptions} and set(rows["relation"]) == {"exception"}
    assert rows["year"].isna().all() and (rows["stricter"] == "").all() and (rows["later"] == "").all()
    for (code, line), both in exceptions.items():
        said = rows[(rows["code"] == code) & (rows["line_a"] == line)]
        assert set(zip(said["statement_a"], said["statement_b"], strict=True)) == {both}, code
        assert line < 150 or plan_text.split("\n")[line - 1].startswith(f"{code} |")


def test_every_pair_is_listed_once_the_older_first_with_its_place_and_none_contradicts() -> None:
    assert set(SHIPPED["relation"]) == {"stricter", "exception"}
    assert len(pairs(SHIPPED)) == len(SHIPPED)
    assert set(SHIPPED["code"]) <= {"", *load_par()["code"], *load_sipas()["code"]}
    dates = open_edition().documents["date"]
    places = {(r.document, r.section, r.source_line) for table in (GOALS, LEADS) for r in table.itertuples()}
    for row in SHIPPED.itertuples():
        first, second = dates[row.document_a], dates[row.document_b]
        assert first <= second and row.later == (row.document_b if first < second else "")
        assert (row.document_a, row.section_a, row.line_a) in places
        assert (row.document_b, row.section_b, row.line_b) in places


# Rules for goals


CASES = [
    *[((">=", 5), ("<=", 4)), ((">", 5), ("<=", 5)), ((">", 5), ("<", 5)), (("=", 5), ("=", 6)), (("=", 5), (">", 5))],
    *[(("=", 7), (">=", 5)), (("<=", 9), ("=", 7)), ((">", 5), (">=", 5)), (("<=", 5), ("<", 5))],
    *[((">=", 6), (">=", 5)), (("<=", 6), ("<=", 5)), ((">=", 5), (">=", 5)), (("=", 5), ("=", 5))],
    *[((">=", 5), ("<=", 5)), ((">=", 5), ("<=", 9)), ((">", 5), ("<", 6))],  # neither implies the other
]


def check_relation(one: tuple[str, int], other: tuple[str, int], subject: str) -> None:
    """Tell by trying outcomes: halves lie between the whole values; ranks are whole numbers."""
    step = 1 if subject == "par_rank" else 0.5
    outcomes = [n * step for n in range(int(-4 / step), int(13 / step))]
    first, second = ({outcome for outcome in outcomes if MEETS[sign](outcome, value)} for sign, value in (one, other))
    found = of_goals(("181", *one), ("192", *other), subject=subject, code=None if subject == "par_rank" else "V")
    rows = found[["relation", "stricter", "later"]].to_numpy().tolist()
    if not first & second:
        assert rows == [["contradiction", "", "192"]], (one, other)
    elif first != second and (first <= second or second <= first):
        assert rows == [["stricter", "181" if first <= second else "192", "192"]], (one, other)
    else:
        assert rows == [], (one, other)


def test_relations_of_the_chief_cases() -> None:
    for one, other in CASES:
        check_relation(one, other, "sipas_score")
        check_relation(other, one, "sipas_score")


@settings(max_examples=40)
@given(SIGNS, st.integers(0, 6), SIGNS, st.integers(0, 6), st.sampled_from(["sipas_score", "par_rank"]))
def test_relations_are_those_of_the_outcomes(sign: str, value: int, other_sign: str, other: int, subject: str) -> None:
    check_relation((sign, value), (other_sign, other), subject)


def test_ranks_are_whole_numbers() -> None:
    for signs in (("<", 10, "<=", 9), (">", 8, ">=", 9)):
        one, other = ("181", signs[0], signs[1]), ("192", signs[2], signs[3])
        assert of_goals(one, other, subject="sipas_rank", code=None).empty
        assert len(of_goals(one, other)) == 1


def test_goals_for_other_figures_or_of_no_known_level_are_not_compared() -> None:
    for change in ({"year": 2023}, {"code": "IV"}, {"subject": "par_score", "code": "1.6"}):
        table = pd.concat([goals(("181", ">=", 5)), goals(("192", "<=", 4), **change)])  # type: ignore[arg-type]
        assert conflicts(stating(table)).empty, change
    assert conflicts(stating(pd.concat([table, goals(("27", "<=", 4))])))["document_a"].tolist() == ["27"]
    table = goals(("181", ">=", 5), ("192", "<=", 4))
    table.loc[1, ["level_value", "level_comparator"]] = [float("nan"), None]
    assert conflicts(stating(table)).empty


def test_a_document_speaks_with_its_strictest_goal() -> None:
    made = of_goals(("181", ">", 80), ("181", ">", 85), ("181", ">=", 85), ("192", ">", 82))
    assert made[["statement_a", "statement_b", "stricter"]].to_numpy().tolist() == [["> 85%", "> 82%", "181"]]
    assert of_goals(("181", ">", 80), ("181", ">", 85)).empty  # the same document may say more than once


def test_a_document_with_two_bounds_speaks_with_both_in_any_order() -> None:
    cases = {
        (">=", 85): {("stricter", "≥ 80%", "27")},
        (">=", 75): {("stricter", "≥ 80%", "192")},
        ("<=", 85): {("stricter", "≤ 90%", "27")},
        ("=", 95): {("stricter", "≥ 80%", "27"), ("contradiction", "≤ 90%", "")},
    }
    bounds: list[Statement] = [("192", ">=", 80), ("192", "<=", 90)]
    for other, want in cases.items():
        for order in (bounds, bounds[::-1]):
            found = of_goals(*order, ("27", *other))
            assert {(row.relation, row.statement_b, row.stricter) for row in found.itertuples()} == want
            assert len(found) == len(want) and set(found["document_a"]) == {"27"}


def test_a_document_may_contradict_itself() -> None:
    made = of_goals(("181", ">=", 5), ("181", "<=", 4))
    assert made[["relation", "document_a", "document_b", "later", "stricter"]].to_numpy().tolist() == [
        ["contradiction", "181", "181", "", ""]
    ]


def test_contradictions_come_first() -> None:
    table = pd.concat([goals(("181", ">=", 6), ("192", ">=", 5)), goals(("181", ">=", 6), ("192", "<=", 5), code="IV")])
    made = conflicts(
        stating(table, leads(("192 appendix", "Sở Tài chính", "1.6"), ("192-tom-tat summary", "Sở Nội vụ", "1")))
    )
    assert made["relation"].tolist() == ["contradiction", "stricter", "exception"]
    assert list(made.index) == [0, 1, 2]


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from(["192", "181", "27", "192-tom-tat"]), st.just(">="), st.integers(80, 90)),
        min_size=2,
        max_size=6,
    )
)
def test_documents_are_ranked_by_their_highest_goal(statements: list[Statement]) -> None:
    best: dict[str, float] = {}
    for document, _, value in statements:
        best[document] = max(value, best.get(document, 0))
    made = of_goals(*statements)
    ids = list(best)
    want = {frozenset({a, b}): a if best[a] > best[b] else b for n, a in enumerate(ids) for b in ids[n + 1 :] if best[a] != best[b]}  # fmt: skip
    assert {frozenset({row.document_a, row.document_b}): row.stricter for row in made.itertuples()} == want


def test_an_edited_table_of_goals_is_compared(edit_table: Callable[..., Path]) -> None:
    changed = {"181-19a": {"comparator": "<=", "value": "81,5"}}
    made = conflicts(stating(load_goals(edit_table("goals", changed))))
    (row,) = made.query("code == 'V' and document_b == '192'").query("document_a == '181'").itertuples()
    assert (row.relation, row.statement_a, row.statement_b) == ("contradiction", "≤ 81.50%", "> 82%")
    same = load_goals(edit_table("goals", {"181-19a": {"value": "82"}}))
    assert not len(conflicts(stating(same)).query("code == 'V' and document_a == '181' and document_b == '192'"))


# Rules for leads


def test_one_scope_with_two_leads_is_a_contradiction() -> None:
    made = of_leads(("192 text", "Sở Tài chính", "6"), ("192-tom-tat summary", "Sở Nội vụ", "6"))
    assert made == [("contradiction", "6", "192", SECOND)]
    assert of_leads(("192 text", "Sở Tài chính", "6"), ("192-tom-tat summary", "Sở Tài chính", "6")) == []
    assert of_leads(("192 text", "Sở Tài chính", "V"), ("192 appendix", "Sở Nội vụ", "V")) == [
        ("contradiction", "V", "192", "192")
    ]


def test_joint_leads_that_share_an_agency_agree() -> None:
    joint = [("192 text", "Sở Tài chính", "7"), ("192 text", "Sở Tư pháp", "7")]
    assert of_leads(*joint) == []
    assert of_leads(*joint, (f"{SECOND} summary", "Sở Tư pháp", "7")) == []
    assert of_leads(*joint, (f"{SECOND} summary", "Sở Nội vụ", "7")) == [("contradiction", "7", "192", SECOND)]
    assert of_leads(*joint, ("192 appendix", "Sở Tài chính", "7.2.1")) == []


def test_a_narrower_scope_with_another_lead_is_an_exception() -> None:
    wide = (f"{SECOND} summary", "Sở Nội vụ", "7")
    assert of_leads(("192 text", "Sở Tài chính", "7.2.1"), wide) == [("exception", "7.2.1", "192", SECOND)]
    assert of_leads(("192 text", "Sở Nội vụ", "7.2.1"), wide) == []
    assert of_leads(("192 text", "Sở Tài chính", "1 2 3 4 5 6 8"), wide) == []
    assert of_leads(("192 text", "Sở Tài chính", "V.1"), ("192 appendix", "Sở Nội vụ", "V")) == [
        ("exception", "V.1", "192", "192")
    ]


def test_a_scope_is_compared_with_the_closest_that_covers_it() -> None:
    wide = [(f"{SECOND} summary", "Sở Nội vụ", "7"), (f"{SECOND} summary", "Sở Tài chính", "7.2")]
    assert of_leads(("192 text", "Sở Tài chính", "7.2.1"), wide[0]) == [("exception", "7.2.1", "192", SECOND)]
    made = of_leads(("192 text", "Sở Tài chính", "7.2.1"), *wide)
    assert ("exception", "7.2", SECOND, SECOND) in made and not [row for row in made if row[1] == "7.2.1"]


def test_an_exception_is_said_for_a_criterion_and_not_for_each_of_its_parts() -> None:
    narrow = [("192 text", "Sở Tài chính", "7.5"), ("192 text", "Sở Tài chính", "7.5.1 7.5.2")]
    wide = (f"{SECOND} summary", "Sở Nội vụ", "7")
    assert of_leads(*narrow, wide) == of_leads(*narrow[::-1], wide) == [("exception", "7.5", "192", SECOND)]
    other = ("192 text", "Sở Tư pháp", "7.5.3")
    assert ("exception", "7.5.3", "192", SECOND) in of_leads(*narrow, other, wide)


def test_only_leads_are_compared() -> None:
    table = leads(("192 text", "Sở Tài chính", "6"), (f"{SECOND} summary", "Sở Nội vụ", "6"))
    assert len(conflicts(stating(leads=table))) == 1
    for role in ("coordinating", "implementing", "reporting"):
        table.loc[0, "role"] = role
        assert conflicts(stating(leads=table)).empty, role


@settings(max_examples=4)
@given(st.integers(0, 10_000))
def test_the_order_of_statements_does_not_matter(seed: int) -> None:
    mixed = conflicts(stating(*(table.sample(frac=1, random_state=seed) for table in (GOALS, LEADS))))
    assert pairs(mixed) == pairs(SHIPPED)
    of_leads = mixed["kind"] == "lead"  # the first line that says it is cited
    assert set(mixed.loc[of_leads, "sentence_vi"]) == set(SHIPPED.loc[SHIPPED["kind"] == "lead", "sentence_vi"])


# Sentences


@pytest.mark.parametrize(("lang", "short", "foreign"), [("vi", "short", r"\d\.\d+\D*%"), ("en", "short_en", r"\d,\d")])
def test_sentences_name_both_documents_figures_and_scopes_in_their_language(
    lang: str, short: str, foreign: str
) -> None:
    documents = open_edition().documents[short]
    scopes = pd.read_csv(FOLDER / "names.csv", dtype="str", keep_default_na=False).set_index(["index", "code"])[short]
    named = 0
    for row in SHIPPED.itertuples():
        text = getattr(row, f"sentence_{lang}")
        assert documents[row.document_a] in text and documents[row.document_b] in text
        assert str(row.line_a) in text and str(row.line_b) in text
        assert unicodedata.is_normalized("NFC", text) and text.endswith(".") and "  " not in text
        assert not re.search(r"\b(nan|None|total)\b", text)
        if row.code not in ("", "total"):
            named += 1
            assert f"{row.code} ({scopes['sipas' if row.code[0] in 'IVX' else 'par', row.code]})" in text
        if row.kind == "goal":
            for statement in (row.statement_a, row.statement_b):
                if lang == "vi":
                    statement = re.sub(r"(\d)\.(\d)", r"\1,\2", statement.replace("rank", "hạng"))
                assert statement in text
            assert not re.search(foreign, text)
    assert named > 3
    said = " ".join(SHIPPED[f"sentence_{lang}"])
    assert ("87,11%" if lang == "vi" else "87.11%") in said
    assert ("chung" if lang == "vi" else "overall") in shipped("goal", "total").iloc[0][f"sentence_{lang}"]
    assert "8 (" in shipped("lead", "8.4").iloc[0][f"sentence_{lang}"]


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_figures_of_two_decimals_are_printed_exactly(one: int, other: int) -> None:
    assume(one != other)
    (row,) = of_goals(("181", ">=", one / 100), ("192", ">=", other / 100)).itertuples()
    for lang in ("vi", "en"):
        for value in (one / 100, other / 100):
            text = format_number(value, lang, 0 if value == int(value) else 2)
            assert f"≥ {text}%" in getattr(row, f"sentence_{lang}")


def test_points_are_told_apart_by_their_third_decimal_and_one_is_said_in_the_singular() -> None:
    (row,) = of_goals(("27", ">=", 1.42), ("192", ">=", 1.424), subject="par_score", code="1.6").itertuples()
    assert row.statement_a != row.statement_b and "1,424" in row.sentence_vi
    (row,) = of_goals(("27", ">=", 1), ("192", ">=", 1.5), subject="par_score", code="1.6").itertuples()
    assert "≥ 1 point;" in row.sentence_en and "≥ 1.5 points" in row.sentence_en


# The frame


def test_columns_are_there_even_when_nothing_disagrees() -> None:
    empty = conflicts(stating())
    assert list(empty.columns) == list(SHIPPED.columns) and len(empty) == 0
    assert SHIPPED["year"].dtype == "Int64"
    sides = [f"{name}_{side}" for side in "ab" for name in ("document", "section", "line", "statement")]
    assert {*sides, "kind", "relation", "subject", "code", "year", "later", "stricter", "sentence_vi", "sentence_en"} == set(SHIPPED)  # fmt: skip


def test_tables_given_are_left_as_they_were() -> None:
    one, other = load_goals(), load_responsibilities()
    assert_frame_equal(conflicts(stating(one, other)), SHIPPED)
    assert_frame_equal(one, GOALS)
    assert_frame_equal(other, LEADS)


def test_an_edition_without_documents_has_no_statements_to_disagree(province: Edition) -> None:
    for own in (edition_from(load_par(), place="Nơi thử", year=2021, target_year=2022), province):
        assert len(conflicts(own)) == 0 and list(conflicts(own).columns) == list(SHIPPED.columns)


# Which goals are compared


def test_pairs_tell_repetition_and_what_cannot_contradict_apart() -> None:
    cases: list[tuple[Statement, Statement, str, bool, bool]] = [
        (("181", ">", 85), ("192", ">", 82), "stricter", False, True),
        (("181", ">=", 85), ("192", ">=", 85), "repetition", False, True),
        (("181", "<=", 85), ("192", "<", 82), "stricter", False, False),
        (("181", ">=", 85), ("192", "<=", 82), "contradiction", True, False),
        (("181", ">=", 80), ("192", "<=", 82), "overlap", True, False),
        (("181", "=", 85), ("192", ">=", 82), "stricter", True, False),
        (("181", "=", 85), ("192", "=", 85), "repetition", True, False),
    ]
    for one, other, *want in cases:
        (row,) = goal_pairs(stating(goals(one, other))).itertuples()
        assert [row.relation, row.can_contradict, row.least] == want, (one, other)
    (row,) = goal_pairs(stating(goals(("27", "<=", 10), ("192", "<=", 9), subject="par_rank", code=None))).itertuples()
    assert (row.relation, row.can_contradict, row.least) == (
        "stricter",
        False,
        True,
    )  # a rank is better the lower it is
    assert (row.document_a, row.statement_b) == ("27", "rank ≤ 9")
    assert goal_pairs(stating()).empty


def test_all_goals_of_the_documents_are_least_levels() -> None:
    pairs = goal_pairs()
    assert pairs["relation"].value_counts().to_dict() == {"stricter": 14, "repetition": 5}
    assert not pairs["can_contradict"].any() and pairs["least"].all()
    assert (SHIPPED["relation"] == "stricter").sum() == 14
