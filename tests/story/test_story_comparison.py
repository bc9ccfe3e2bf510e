"""What a comparison says: every figure of the split, the break of method, and nothing beyond."""

import numpy as np
import pytest

from par_analysis import compare_editions, open_edition, story


def later(**changes):
    own = open_edition()
    table = own.table("par")
    for code, values in changes.pop("rows", {}).items():
        for column, value in values.items():
            table.loc[table["code"] == code, column] = value
    tree = own.replace(par=table).par
    table["score"] = table["code"].map(tree.rollup(tree.leaf_values()))
    return own.replace(par=table, year=2022, key="sau", **changes)


MOVED = {"7.1.10": {"score": 0.5}, "3.4": {"score": 4.888}}


def test_plain_change():
    made = story.edition_change(compare_editions(None, later(rows=MOVED)))
    assert made.vi == (
        "PAR INDEX: 88,54 điểm (2021), 88,94 điểm (2022), chênh +0,40 điểm.",
        "Chênh lệch đó gồm (điểm): kết quả của 64 tiêu chí tiếp nối (gồm 2 phần không liệt kê) +0,4.",
        "Kết quả theo lĩnh vực: tăng nhiều nhất 7 Hiện đại hóa (+0,5); giảm nhiều nhất 3 Thủ tục hành chính (−0,1).",
        f"Kết quả theo tiêu chí: tăng nhiều nhất 7.1.10 {open_edition().short_names('par', 'vi')['7.1.10']} (+0,5); "
        f"giảm nhiều nhất 3.4 {open_edition().short_names('par', 'vi')['3.4']} (−0,1).",
    )
    assert made.en[1] == "The difference is made of (points): results of the 64 criteria that continue (2 unlisted among them) +0.4."  # fmt: skip


def test_nothing_changed():
    made = story.edition_change(compare_editions(None, None))
    assert made.vi[1:] == ("64 tiêu chí tiếp nối không thay đổi.",)
    assert made.en[1:] == ("The 64 criteria that continue have not changed.",)


def test_new_criteria_set_is_told_before_the_split():
    rows = MOVED | {"5.5": {"name": "Kiểm định đầu vào", "score": 1.0}, "8.2": {"max_points": 2.0, "score": 1.5}}
    made = story.edition_change(compare_editions(None, later(rows=rows, criteria_set="876/QĐ-BNV")))
    assert "1149/QĐ-BNV; 876/QĐ-BNV" in made.vi[1] and "not on one scale" in made.en[1]
    assert made.vi[2].startswith("Chênh lệch đó gồm") and "1 tiêu chí mới +1; 1 tiêu chí bỏ −0,5" in made.vi[2]
    assert "1 criterion added +1; 1 criterion dropped −0.5" in made.en[2]
    assert "điểm tối đa của chúng thay đổi +0,625" in made.vi[2]  # mean attainment 0.625, one point more


@pytest.mark.parametrize("index", ["par", "sipas"])
def test_what_cannot_be_compared_is_not_split(index):
    made = story.edition_change(compare_editions(None, "ha-noi-2024", index=index))
    for sentences, words in ((made.vi, ("Chênh lệch đó gồm", "Kết quả theo")), (made.en, ("is made of", "Results by"))):
        assert not any(word in sentence for sentence in sentences for word in words)
    assert "không cùng một thang đo" in made.vi[1]
    assert "no" in made.en[-1].casefold() and "Không tiêu chí nào" in " ".join(made.vi)


def test_languages_say_the_same_number_of_sentences():
    for other in (later(rows=MOVED), "ha-noi-2024", None):
        made = story.edition_change(compare_editions(None, other))
        assert len(made.vi) == len(made.en) and all(made.vi) and all(made.en)
        assert not any("nan" in sentence.split() for sentence in (*made.vi, *made.en))


def test_percentage_points():
    own = open_edition()
    table = own.table("sipas")
    table["score"] = np.where(table["code"] == "V.1", 83.15, table["score"])
    made = story.edition_change(compare_editions(own, own.replace(sipas=table, key="sau", year=2022), index="sipas"))
    assert made.vi[0] == "SIPAS: 87,11% (2021), 87,11% (2022), chênh 0,00 điểm phần trăm."
    assert "(điểm phần trăm): kết quả của 24 tiêu chí tiếp nối +0,05; phần không so sánh được −0,05" in made.vi[1]
    assert made.en[0].endswith("percentage points.") and "published figures differ" in made.en[-1]
