from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from par_analysis.tables.indices.rows import Row, clean, code_order, fold, normal_code, notice, ordinal, read_number
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.problems import Problems


def test_text_is_composed_and_its_spaces_are_single() -> None:
    assert clean("  Sở \n No\u0323\u0302i\u00a0 vụ ") == "Sở Nội vụ"


@pytest.mark.parametrize(
    ("printed", "name", "factor", "index", "code"),
    [
        ("7.1.10", "Tên", "", "par", "7.1.10"),
        ("1.", "Tên", "", "par", "1"),
        ("", "TỔNG ĐIỂM", "", "par", "total"),
        ("", "Tổng điểm", "", "par", "total"),
        ("total", "Bất kỳ", "", "par", "total"),
        ("", "Tên", "", "par", ""),
        ("3", "Mục", "IV", "sipas", "IV.3"),
        ("IV.3", "Mục", "IV", "sipas", "IV.3"),
        ("3.1", "Mục", "IV", "sipas", "IV.3.1"),
        ("IV", "Yếu tố", "III", "sipas", "IV"),
        ("3", "Mục", "", "sipas", "3"),
        ("", "CHỈ SỐ CHUNG", "", "sipas", "total"),
    ],
)
def test_codes_are_normalised(printed: str, name: str, factor: str, index: str, code: str) -> None:
    assert normal_code(printed, name, factor, INDICES[index]) == code


def test_a_bound_is_taken_only_where_one_may_stand() -> None:
    problems = Problems(Path("x"))
    assert read_number(">88", "target", "dòng 1", problems, bound_allowed=True) == (Decimal(88), True)
    assert not len(problems)
    assert read_number(">88", "score", "dòng 1", problems) == (None, False)
    assert len(problems) == 1


def test_a_row_knows_the_place_of_each_cell() -> None:
    row = Row("1", "Tên", None, None, None, False, "", "", 5, "dòng 5", cells={"score": "«PAR»!D5"})
    assert (row.place("score"), row.place("target")) == ("«PAR»!D5", "dòng 5")


def test_codes_stand_as_people_count() -> None:
    right = ["total", "1", "1.2", "1.10", "1.10.1", "1.10.rest", "1.rest", "2", "total.rest"]
    shuffled = right[4:] + right[:4]
    assert sorted(shuffled, key=code_order) == right
    assert sorted(["V", "IX", "IV.2", "IV", "I"], key=code_order) == ["I", "IV", "IV.2", "V", "IX"]
    assert [ordinal(code) for code in ("IV", "2.3", "x", "1.٣")] == [4, 3, 0, 0]


def test_a_percent_sign_is_taken_only_where_the_unit_is_percent() -> None:
    problems = Problems(Path("x"))
    assert read_number("1%", "score", "dòng 1", problems, percent_allowed=True) == (Decimal(1), False)
    assert not len(problems)
    assert read_number("1%", "score", "dòng 1", problems) == (None, False)
    assert len(problems) == 1


def test_names_are_compared_in_one_case_and_form() -> None:
    assert fold("  SỞ  No\u0323\u0302i vụ") == fold("Sở Nội Vụ")


def test_a_notice_points_at_the_line_that_asked() -> None:
    with pytest.warns(UserWarning, match="thử") as caught:
        notice("thử")
    assert caught[0].filename == __file__
