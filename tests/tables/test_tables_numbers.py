from __future__ import annotations

from decimal import Decimal

from cases import each
from hypothesis import given
from hypothesis import strategies as st

from par_analysis.tables.numbers import PrintedNumber, hides_text, parse_number, shown_as


@each(
    ("text", "value", "is_bound"),
    [
        ("8.424", "8.424", False),
        ("89,28", "89.28", False),
        (">88.00", "88.00", True),
        ("> 88", "88", True),
        ("≥90,5", "90.5", True),
        (">=90.5", "90.5", True),
        ("\u00a0 10 ", "10", False),
        ("89,28%", "89.28", False),
        ("-1", "-1", False),
        ("−0,5", "-0.5", False),
    ],
)
def test_numbers_are_read_exactly_as_people_print_them(text: str, value: str, is_bound: bool) -> None:
    assert parse_number(text) == PrintedNumber(Decimal(value), is_bound, "%" in text)


@each(
    ("text", "kind"),
    [
        ("", "missing_value"),
        ("   ", "missing_value"),
        ("1.234,5", "both_signs"),
        ("1,234.5", "both_signs"),
        ("chín", "not_a_number"),
        ("8.4.2", "not_a_number"),
        ("8 424", "not_a_number"),
        ("1e3", "not_a_number"),
        ("nan", "not_a_number"),
        ("inf", "not_a_number"),
        ("٣", "not_a_number"),
        (">", "not_a_number"),
        ("<5", "not_a_number"),
    ],
)
def test_what_is_no_number_is_named_and_never_guessed(text: str, kind: str) -> None:
    assert parse_number(text) == kind


@given(st.integers(0, 100_000), st.integers(0, 3), st.sampled_from([".", ","]))
def test_every_printed_decimal_comes_back(digits: int, places: int, sign: str) -> None:
    value = Decimal(digits).scaleb(-places)
    number = parse_number(f"{value:f}".replace(".", sign))
    assert isinstance(number, PrintedNumber) and number.value == value


@each(
    ("number_format", "shown"),
    [
        ("General", ("plain", None)),
        ("@", ("plain", None)),
        ("0", ("plain", 0)),
        ("#,##0.00", ("plain", 2)),
        ("0.00%", ("scaled", 2)),
        ("0.00 %", ("scaled", 2)),
        ('0.00"%"', ("literal", 2)),
        ("0.00\\%", ("literal", 2)),
        ("0.00_%", ("plain", 2)),
        ('[Red]0.0" điểm"', ("plain", 1)),
        ("0.00E+00", ("plain", None)),
        ("# ?/?", ("plain", None)),
        (";;;", None),
        ('"xem ghi chú"', None),
        ("0,", None),
        ("#,##0.0,", None),
        ("0%%", None),
    ],
)
def test_a_number_format_says_what_is_seen(number_format: str, shown: tuple[str, int | None] | None) -> None:
    assert shown_as(number_format) == shown


@each(
    ("number_format", "hides"), [("General", False), ("0;0;0", False), (";;;", True), ("0;0;0;@", False), ("@", False)]
)
def test_a_format_may_hide_a_text(number_format: str, hides: bool) -> None:
    assert hides_text(number_format) is hides
