"""Numbers as people read them."""

from __future__ import annotations

from cases import each

from par_analysis.words.numbers import decimals_of, format_number


@each(("value", "count"), [(8.424, 3), (9.0, 0), (0.5, 1), (100, 0), (89.28, 2)])
def test_decimals_are_counted_as_printed(value: float, count: int) -> None:
    assert decimals_of(value) == count


@each(
    ("value", "options", "text"),
    [
        (8.424, {}, "8,424"),
        (8.5, {"lang": "en"}, "8.5"),
        (8.0, {"decimals": 2}, "8,00"),
        (0.46, {"sign": True}, "+0,46"),
        (-0.46, {"sign": True}, "−0,46"),
        (0.0, {"sign": True}, "0"),
        (-0.00001, {}, "0"),
        (float("nan"), {}, "–"),
    ],
)
def test_numbers_are_printed_for_the_reader(value: float, options: dict, text: str) -> None:
    assert format_number(value, **options) == text
