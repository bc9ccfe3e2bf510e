"""Two editions: the split of the change is exact, adds up in every table, and says what cannot be compared."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from par_analysis import ParAnalysisError, compare_editions, edition_from, open_edition
from par_analysis.edition.comparison import PARTS_OF_CHANGE

EXACT = {"abs": 1e-9, "rel": 0}


def table(rows, leads=None):
    """Make a tidy table of (code, name, maximum, score); parents follow from the codes, and hold what is stated."""
    frame = pd.DataFrame(rows, columns=["code", "name", "max_points", "score"]).astype(
        {"max_points": float, "score": float}
    )
    frame["parent"] = [None if code == "total" else code.rpartition(".")[0] or "total" for code in frame["code"]]
    frame["name_en"] = frame["name"] + " (en)"
    frame["lead_agency"] = frame["code"].map(leads or {}).astype(object)
    return frame


def edition(rows, year=2021, leads=None, **changes):
    made = edition_from(par=table(rows, leads), key=f"thu-{year}", place="Nơi thử", year=year)
    return made.replace(**changes) if changes else made


EARLIER = [
    ("total", "TỔNG ĐIỂM", 10, 6),
    ("1", "Chỉ đạo", 6, 4),
    ("1.1", "Kế hoạch", 2, 1),
    ("1.2", "Báo cáo", 4, 3),
    ("2", "Tác động", 4, 2),
    ("2.1", "Mức độ hài lòng", 4, 2),
]
LATER = [
    ("total", "TỔNG ĐIỂM", 10, 7.4),
    ("1", "Chỉ đạo", 6, 4.4),
    ("1.1", "Kế hoạch", 3, 2.4),
    ("1.3", "Kiểm tra", 3, 2),
    ("2", "Tác động", 4, 3),
    ("2.1", "Mức độ hài  LÒNG", 4, 3),
]
LEADS = {"1.1": "Sở A", "1.2": "Sở A", "1.3": "Sở B", "2.1": "Sở B"}


def crosswalk(*rows):
    columns = ["code_from", "code_to", "share", "basis", "reason", "confirmed"]
    made = [(f, t, share, basis, "lý do", True) for f, t, share, basis in rows]
    return pd.DataFrame(made, columns=columns)


def assert_adds_up(made):
    assert made.parts.sum() == pytest.approx(made.total["change"], **EXACT)
    assert made.total["change"] == made.total["b"] - made.total["a"]
    for name in PARTS_OF_CHANGE:
        assert made.fields[name].sum() == pytest.approx(made.parts[name], **EXACT), name
    assert made.fields["change"].sum() == pytest.approx(made.total["change"], **EXACT)
    by = made.criteria.groupby("basis")["change"].sum()
    for name in ("added", "dropped"):
        assert by.get(name, 0.0) == pytest.approx(made.parts[name], **EXACT)
    for name in ("results", "maxima"):
        assert made.criteria[name].sum() == pytest.approx(made.parts[name], **EXACT)
    for name in PARTS_OF_CHANGE[:-1]:
        assert made.agencies[name].sum() == pytest.approx(made.parts[name], **EXACT)


# The split, by hand


def test_split_by_hand():
    made = compare_editions(edition(EARLIER, leads=LEADS), edition(LATER, 2022, leads=LEADS))
    # 1.1: attainment 0.5 -> 0.8 at a mean maximum of 2.5, maximum 2 -> 3 at a mean attainment of 0.65; 2.1: 2 -> 3 of 4
    expected = {"results": 0.75 + 1, "maxima": 0.65, "added": 2.0, "dropped": -3.0, "not_compared": 0.0}
    assert made.parts.to_dict() == pytest.approx(expected, **EXACT)
    assert made.total.to_dict() == pytest.approx({"a": 6, "b": 7.4, "change": 1.4})
    assert_adds_up(made)
    rows = made.criteria.set_index("name")
    assert list(rows.index) == ["Kế hoạch", "Kiểm tra", "Mức độ hài  LÒNG", "Báo cáo"]
    assert list(rows["basis"]) == ["same", "added", "same", "dropped"]
    assert rows.loc["Kế hoạch", ["results", "maxima", "change"]].tolist() == pytest.approx([0.75, 0.65, 1.4])
    assert rows.loc["Kế hoạch", ["max_from", "max_to", "score_from", "score_to"]].tolist() == [2, 3, 1, 2.4]
    assert pd.isna(rows.loc["Kiểm tra", "code_from"]) and pd.isna(rows.loc["Báo cáo", "code_to"])
    fields = made.fields.set_index("code_to")
    assert fields.loc["1", list(PARTS_OF_CHANGE)].tolist() == pytest.approx([0.75, 0.65, 2, -3, 0])
    assert fields.loc["2", list(PARTS_OF_CHANGE)].tolist() == pytest.approx([1, 0, 0, 0, 0])
    leads = made.agencies.set_index("lead_agency")
    assert leads.loc["Sở A", ["results", "maxima", "added", "dropped"]].tolist() == pytest.approx([0.75, 0.65, 0, -3])
    assert leads.loc["Sở B", ["results", "maxima", "added", "dropped"]].tolist() == pytest.approx([1, 0, 2, 0])
    assert leads["n_criteria"].to_dict() == {"Sở B": 2, "Sở A": 2}


def test_same_edition_changes_nothing(province):
    own = open_edition()
    for one, index in ((own, "par"), (own, "sipas"), (province, "par")):
        same = compare_editions(one, one, index=index)
        assert same.parts.to_dict() == dict.fromkeys(PARTS_OF_CHANGE, 0.0)
        assert same.same_method and len(same.notes) == (one is province)  # which names no criteria set
        assert set(same.criteria["basis"]) == {"same"} and len(same.criteria) == len(one.index(index).leaves)
        assert list(same.fields["code_to"]) == one.index(index).children("total")


@pytest.mark.parametrize("index", ["par", "sipas"])
def test_same_criteria_reduce_to_plain_differences(index):
    frame = open_edition().table(index)
    rng = np.random.default_rng(0)
    leaf = frame["is_leaf"]
    frame.loc[leaf, "score"] = (frame.loc[leaf, "max_points"] * rng.uniform(0.5, 1, leaf.sum())).round(3)
    later = open_edition().replace(**{index: frame, "year": 2022, "key": "thu-2022"})
    rolled = later.index(index).rollup(later.index(index).leaf_values())
    frame["score"] = frame["code"].map(rolled)
    later = later.replace(**{index: frame})
    made = compare_editions(open_edition(), later, index=index)
    assert made.parts[["maxima", "added", "dropped"]].tolist() == [0, 0, 0]
    plain = made.criteria["score_to"] - made.criteria["score_from"]
    weight = [later.index(index).weight(code) for code in made.criteria["code_to"]]
    np.testing.assert_allclose(made.criteria["results"], plain * weight, atol=1e-9)
    assert_adds_up(made)
    if index == "par":  # SIPAS prints figures rounded to two decimals
        assert made.parts["not_compared"] == 0
        assert made.parts["results"] == pytest.approx(made.total["change"], **EXACT)
    else:
        assert abs(made.parts["not_compared"]) < 0.01
        assert "tổng các mục con" in made.notes[-1][0] and "sum of their parts" in made.notes[-1][1]


# Levels, unlisted parts, scores that are not published


def replaced(rows, *changes, drop=()):
    made = {row[0]: row for row in rows if row[0] not in drop}
    made |= {row[0]: row for row in changes}
    return list(made.values())


def test_criterion_listed_in_more_detail_is_compared_whole():
    finer = replaced(EARLIER, ("1.2.1", "Báo cáo quý", 2, 2), ("1.2.2", "Báo cáo năm", 2, 1.5), ("1.2", "Báo cáo", 4, 3.5), ("1", "Chỉ đạo", 6, 4.5), ("total", "TỔNG ĐIỂM", 10, 6.5))  # fmt: skip
    for pair, sign in (((EARLIER, finer), 1), ((finer, EARLIER), -1)):
        made = compare_editions(edition(pair[0]), edition(pair[1], 2022))
        assert made.parts["results"] == pytest.approx(sign * 0.5)
        assert made.parts.drop("results").tolist() == [0, 0, 0, 0]
        assert set(made.criteria["code_to"]) == {"1.1", "1.2", "2.1"}


def test_what_an_unlisted_part_may_hold_is_not_called_added():
    listed = replaced(LATER, ("1.rest", "Phần không liệt kê", 2, 2), ("1.1", "Kế hoạch", 1, 0.4), drop=("1.3",))
    listed = replaced(listed, ("1.2", "Báo cáo", 3, 2))
    made = compare_editions(edition(EARLIER), edition(listed, 2022))
    # 1.rest is new, so nobody knows whether what it holds was in the earlier edition
    assert made.parts[["added", "dropped"]].tolist() == [0, 0]
    assert made.parts["not_compared"] == pytest.approx(2)
    assert made.fields.set_index("code_to").loc["1", "not_compared"] == pytest.approx(2)
    assert made.criteria.set_index("code_to").loc["1.rest", "basis"] == "not_compared"
    assert any("không liệt kê" in vi and "does not list" in en for vi, en in made.notes)
    assert_adds_up(made)
    # the other field is a closed account
    extra = replaced(listed, ("2.2", "Điểm mới", 1, 1), ("2", "Tác động", 5, 4), ("total", "TỔNG ĐIỂM", 11, 8.4))
    assert compare_editions(edition(EARLIER), edition(extra, 2022)).parts["added"] == pytest.approx(1)


def test_unlisted_part_is_the_same_only_beside_the_same_parts():
    def rows(*listed):
        parts = [(f"1.{number}", f"Mục {number}", 1, 0.5) for number in listed]
        rest = 6 - len(parts)
        return [*EARLIER[:2], *parts, ("1.rest", "Phần không liệt kê", rest, 4 - len(parts) / 2), *EARLIER[4:]]

    same = compare_editions(edition(rows(1, 2)), edition(rows(1, 2), 2022))
    assert same.parts.tolist() == [0] * 5 and "1.rest" in set(same.criteria["code_to"])
    more = compare_editions(edition(rows(1, 2)), edition(rows(1, 2, 3), 2022))
    assert more.parts.tolist() == [0] * 5
    assert set(more.criteria.query("basis == 'not_compared'")["code_to"].dropna()) == {"1.3", "1.rest"}


def test_score_that_is_not_published_goes_with_the_change_of_its_parent():
    later = replaced(LATER, ("1.1", "Kế hoạch", 3, None))
    made = compare_editions(edition(EARLIER), edition(later, 2022))
    fields = made.fields.set_index("code_to")
    assert fields.loc["1", "not_compared"] == pytest.approx(0.4)
    assert fields.loc["1", ["results", "maxima", "added", "dropped"]].tolist() == [0, 0, 0, 0]
    assert fields.loc["2", "results"] == 1
    row = made.criteria.set_index("code_to").loc["1.1"]
    assert row["basis"] == "same" and np.isnan(row["change"])
    assert_adds_up(made)


def test_fields_without_scores_leave_only_the_total():
    bare = [("total", "TỔNG ĐIỂM", 100, 92.57), ("1", "Chỉ đạo, điều hành", 60, None), ("total.rest", "Các lĩnh vực khác", 40, None)]  # fmt: skip
    later = edition(bare, 2024, criteria_set="876/QĐ-BNV")
    made = compare_editions(open_edition(), later)
    assert made.parts.drop("not_compared").tolist() == [0, 0, 0, 0]
    assert made.parts["not_compared"] == pytest.approx(92.57 - 88.54)
    assert not made.same_method
    last = made.fields.iloc[-1]
    assert (last["code_to"], last["not_compared"]) == ("total", pytest.approx(4.03))
    assert made.fields["not_compared"].iloc[:-1].isna().all()
    assert (made.agencies["n_criteria"] == 0).all()
    assert "1149/QĐ-BNV; 876/QĐ-BNV" in made.notes[0][0] and "not on one scale" in made.notes[0][1]
    assert_adds_up(made)
    assert_adds_up(compare_editions(later, open_edition()))


def test_nothing_that_continues_is_not_called_all_new():
    other = [("total", "TỔNG ĐIỂM", 10, 5), ("3", "Khác", 10, 5), ("3.1", "Khác hẳn", 10, 5)]
    made = compare_editions(edition(EARLIER), edition(other, 2022))
    assert made.parts.to_dict() == dict.fromkeys(PARTS_OF_CHANGE, 0.0) | {"not_compared": -1.0}
    assert any("chỉ" not in en and "Không tiêu chí nào" in vi for vi, en in made.notes)


# Crosswalks


def test_only_rows_that_count():
    pairs = crosswalk(("1.1", "1.1", 1.0, "same"), ("1.2", "1.3", 1.0, "proposed"))
    pairs["confirmed"] = False
    made = compare_editions(edition(EARLIER), edition(LATER, 2022), pairs)
    assert list(made.criteria["basis"]) == ["same", "added", "added", "dropped", "dropped"]
    pairs["confirmed"] = True
    made = compare_editions(edition(EARLIER), edition(LATER, 2022), pairs)
    row = made.criteria.set_index("code_from").loc["1.2"]
    assert (row["code_to"], row["basis"]) == ("1.3", "proposed")
    assert row["results"] == pytest.approx(3.5 * (2 / 3 - 3 / 4)) and row["maxima"] == pytest.approx(
        -(2 / 3 + 3 / 4) / 2
    )
    assert any("bảng chuyển đổi" in vi and "crosswalk" in en for vi, en in made.notes)


def test_split_criterion_is_divided_and_its_parts_count_whole():
    parts = replaced(EARLIER, ("1.2", "Báo cáo quý", 2, 2), ("1.4", "Báo cáo năm", 2, 1))
    pairs = [("1.1", "1.1", 1.0, "same"), ("2.1", "2.1", 1.0, "same")]
    divided = crosswalk(*pairs, ("1.2", "1.2", 0.5, "judged"), ("1.2", "1.4", 0.5, "judged"))
    made = compare_editions(edition(EARLIER), edition(parts, 2022), divided)
    rows = made.criteria.set_index("code_to")
    assert rows.loc["1.2", ["max_from", "max_to", "score_from", "score_to"]].tolist() == [2, 2, 1.5, 2]
    assert rows["results"].to_dict() == pytest.approx({"1.1": 0, "1.2": 0.5, "1.4": -0.5, "2.1": 0})
    assert made.parts[["maxima", "added", "dropped"]].tolist() == [0, 0, 0]
    joined = divided.rename(columns={"code_from": "code_to", "code_to": "code_from"})
    back = compare_editions(edition(parts, 2022), edition(EARLIER), joined)
    assert back.parts.to_dict() == pytest.approx((-made.parts).to_dict(), **EXACT)


def test_share_of_one_pair_is_of_both():
    pairs = crosswalk(("1.2", "1.3", 0.25, "judged"))
    made = compare_editions(edition(EARLIER), edition(LATER, 2022), pairs)
    assert made.parts["dropped"] == pytest.approx(-(1 + 2 + 0.75 * 3))
    assert made.parts["added"] == pytest.approx(2.4 + 3 + 0.75 * 2)
    assert_adds_up(made)


def test_criterion_that_moves_stands_in_its_new_field():
    moved = [
        ("total", "TỔNG ĐIỂM", 10, 6),
        ("1", "Chỉ đạo", 2, 1),
        ("1.1", "Kế hoạch", 2, 1),
        ("2", "Tác động", 8, 5),
        ("2.1", "Mức độ hài lòng", 4, 2),
        ("2.2", "Báo cáo", 4, 3),
    ]
    same = [(code, code, 1.0, "same") for code in ("1", "1.1", "2", "2.1")]
    made = compare_editions(edition(EARLIER), edition(moved, 2022), crosswalk(*same, ("1.2", "2.2", 1.0, "name")))
    assert made.parts.tolist() == [0] * 5
    assert made.fields["change"].tolist() == [0, 0]
    assert_adds_up(made)


def test_renamed_field_continues_when_confirmed():
    later = replaced(LATER, ("2", "Kết quả", 4, 3))
    alone = compare_editions(edition(EARLIER), edition(later, 2022))
    assert alone.fields["code_to"].isna().sum() == 1
    same = [(code, code, 1.0, "same") for code in ("1", "1.1", "2.1")]
    joined = compare_editions(edition(EARLIER), edition(later, 2022), crosswalk(*same, ("2", "2", 1.0, "judged")))
    assert list(joined.fields["code_from"]) == ["1", "2"]
    assert joined.parts.to_dict() == pytest.approx(alone.parts.to_dict(), **EXACT)


# What is said besides


def test_agencies_that_answer_today():
    own = open_edition()
    then = compare_editions(own, own).agencies
    today = compare_editions(own, own, agencies="today").agencies
    assert set(today["lead_agency"]) == {own.answering.get(name, name) for name in then["lead_agency"]}
    assert today["n_criteria"].sum() == then["n_criteria"].sum()
    # an edition that knows no successors is carried to today by the one that does
    alone = edition_from(par=own.table("par"), key="thu", place=own.place, year=own.year)
    for pair in ((alone, own), (own, alone)):
        pd.testing.assert_frame_equal(compare_editions(*pair, agencies="today").agencies, today)


def test_places_and_criteria_sets_are_told():
    one = edition(EARLIER, criteria_set="01/QĐ")
    two = edition(LATER, 2022, criteria_set="01/QĐ", place="Chỗ khác", place_en="Elsewhere")
    made = compare_editions(one, two)
    assert made.same_method and len(made.notes) == 1 and "Elsewhere" in made.notes[0][1]
    assert made.labels("en") == ("Nơi thử 2021", "Elsewhere 2022")
    made = compare_editions(one, edition(LATER, 2022))
    assert not made.same_method and "chưa rõ" in made.notes[0][0] and "not stated" in made.notes[0][1]
    made = compare_editions(edition(EARLIER), edition(LATER, 2022))
    assert made.same_method and "not sure" in made.notes[0][1] and made.labels("vi") == ("2021", "2022")


def test_what_cannot_be_compared_is_refused():
    refusals = {"papi": {"index": "papi"}, "'now'.*'then', 'today'": {"agencies": "now"}, "SIPAS": {"index": "sipas"}}
    for words, arguments in refusals.items():
        with pytest.raises(ParAnalysisError, match=words):
            compare_editions(edition(EARLIER), edition(LATER, 2022), **arguments)
    with pytest.raises(ParAnalysisError, match="not published"):
        compare_editions(edition(EARLIER), edition(replaced(LATER, ("total", "TỔNG ĐIỂM", 10, None)), 2022))


# Whatever the two editions are

NAMES = ("Kế hoạch", "Báo cáo", "Kiểm tra", "Tuyên truyền", "Sáng kiến")


@st.composite
def editions(draw, year):
    """An edition of up to three fields, with criteria of any maxima, some without scores, printed sums that may be off."""
    rows = []
    for field in draw(st.lists(st.sampled_from("123"), min_size=1, max_size=3, unique=True)):
        numbers = draw(st.lists(st.sampled_from(["1", "2", "3", "4", "rest"]), min_size=0, max_size=4, unique=True))
        for number in sorted(numbers):
            maximum = draw(st.integers(0, 20)) / 4
            score = draw(st.one_of(st.none(), st.integers(0, 8))) if draw(st.booleans()) else draw(st.integers(0, 8))
            name = "Phần khác" if number == "rest" else draw(st.sampled_from(NAMES))
            rows.append((f"{field}.{number}", name, maximum, None if score is None else maximum * score / 8))
        own = [row for row in rows if row[0].startswith(f"{field}.")]
        off = draw(st.sampled_from([0.0, 0.0, 0.0, 0.25]))
        known = [row[3] for row in own if row[3] is not None]
        score = (
            draw(st.sampled_from([None, sum(known) + off])) if len(known) < len(own) or not own else sum(known) + off
        )
        rows.append(
            (field, draw(st.sampled_from(["Chỉ đạo", "Chỉ đạo", "Tác động"])), sum(row[2] for row in own), score)
        )
    total = draw(st.integers(0, 100)) / 3
    return edition([("total", "TỔNG ĐIỂM", 40, total), *sorted(rows)], year)


@st.composite
def pairs_of(draw, one, two):
    """Rows of a crosswalk, each code at most once on either side, or one of them divided in two."""
    codes = [draw(st.permutations([code for code in own.par.codes if code != "total"])) for own in (one, two)]
    rows = [(f, t, draw(st.sampled_from([1.0, 1.0, 0.4])), "judged") for f, t in zip(*codes, strict=False)]
    rows = rows[: draw(st.integers(0, len(rows)))]
    if len(rows) > 1 and draw(st.booleans()):
        (f, t, *_), (_, other, *_) = rows[:2]
        rows[:2] = [(f, t, 0.25, "judged"), (f, other, 0.75, "judged")]
    return crosswalk(*rows)


@settings(max_examples=60)
@given(st.data())
def test_split_is_exact_antisymmetric_and_the_same_in_any_order_of_rows(data):
    one, two = data.draw(editions(2021)), data.draw(editions(2022))
    linked = data.draw(st.one_of(st.none(), pairs_of(one, two)))
    back = None if linked is None else linked.rename(columns={"code_from": "code_to", "code_to": "code_from"})
    forth, turned = compare_editions(one, two, linked), compare_editions(two, one, back)
    assert_adds_up(forth)
    assert_adds_up(turned)
    swapped = (-turned.parts).rename({"added": "dropped", "dropped": "added"})
    assert swapped.to_dict() == pytest.approx(forth.parts.to_dict(), **EXACT)
    frame = two.table("par")
    mixed = two.replace(par=frame.iloc[data.draw(st.permutations(range(len(frame))))].reset_index(drop=True))
    other = compare_editions(one, mixed, linked)
    assert other.parts.to_dict() == pytest.approx(forth.parts.to_dict(), **EXACT)
    by = ["code_to", "code_from"]
    pd.testing.assert_frame_equal(*(made.criteria.sort_values(by, ignore_index=True) for made in (forth, other)))
