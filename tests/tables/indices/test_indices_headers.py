from __future__ import annotations

from cases import each

from par_analysis.tables.indices.headers import EXTRA, column_of, is_note, meant_column
from par_analysis.tables.models.index import SIPAS


@each(
    ("header", "column"),
    [
        ("STT", "code"),
        ("TT", "code"),
        ("  Điểm  năm 2021 ", "score"),
        ("Điểm năm 2023", "score"),
        ("Kết quả SIPAS 2021", "score"),
        ("Mục tiêu SIPAS 2022 (%)", "target"),
        ("MỤC TIÊU NĂM 2024", "target"),
        ("Chủ trì tham mưu", "lead_agency"),
        ("Đơn vị chủ trì theo dõi", "lead_agency"),
        ("Lead agency", "lead_agency"),
        ("Score", "score"),
        ("max_points", "max_points"),
        # the same header as a Mac would store it, with decomposed letters
        ("Đie\u0302\u0309m to\u0302\u0301i đa", "max_points"),
    ],
)
def test_headers_are_known_by_name_in_both_languages_and_of_any_year(header: str, column: str) -> None:
    assert column_of(header) == column


@each("header", ["Điểm thưởng", "Tên cơ quan", "", "2021", "Ghi chú"])
def test_other_headers_are_not_guessed(header: str) -> None:
    assert column_of(header) is None


def test_each_accepted_name_means_its_own_column() -> None:
    accepted = {name: column.name for column in SIPAS.file_fields for name in column.accepted}
    assert {name: column_of(name) for name in accepted} == accepted


@each(("header", "expected"), [("Ghi chú", True), ("note 2", True), ("Tên", False)])
def test_notes_are_the_users_own(header: str, expected: bool) -> None:
    assert is_note(header) is expected


@each(
    ("header", "column"),
    [
        ("Diem toi da", "max_points"),
        ("Muc tieu nam 2024", "target"),
        ("Mục tieu", "target"),
        ("Cach danh gia", "assessment"),
        ("Lead agncy", "lead_agency"),
        ("Xếp hạng", None),
        ("Điểm thưởng", None),
        ("Cách chấm", None),
        ("No", None),
        ("x" * 10_000, None),
    ],
)
def test_a_typing_slip_is_told_from_a_foreign_column(header: str, column: str | None) -> None:
    assert meant_column(header) == column


def test_columns_that_a_table_may_have_are_known() -> None:
    assert EXTRA == ("weight", "min_points", "low", "high", "se", "n")
