"""Numbers, shares, days and ranks as they are printed."""

from __future__ import annotations

import datetime

import pandas as pd
from cases import each

from par_analysis.words import printing


@each(
    ("value", "decimals", "sign", "vi", "en"),
    [
        (2.16, None, False, "2,16", "2.16"),
        (2.16, 3, False, "2,160", "2.160"),
        (0.1 + 0.2, None, False, "0,3", "0.3"),  # float noise is not printed
        (-0.25, None, True, "−0,25", "−0.25"),
        (4.0, None, True, "+4", "+4"),
        (-1e-12, 2, True, "0,00", "0.00"),  # noise has no sign
        (float("nan"), None, False, "–", "–"),
    ],
)
def test_numbers_are_printed_for_the_reader(value: float, decimals: int | None, sign: bool, vi: str, en: str) -> None:
    assert printing.num(value, "vi", decimals, sign) == vi
    assert printing.num(value, "en", decimals, sign) == en


@each(("share", "decimals", "vi"), [(0.4934, 0, "49%"), (0.4934, 1, "49,3%"), (1, 0, "100%")])
def test_shares_are_printed_as_percent(share: float, decimals: int, vi: str) -> None:
    assert printing.percent(share, "vi", decimals) == vi
    assert printing.percent(share, "en", decimals) == vi.replace(",", ".")


def test_a_count_agrees_with_its_noun():
    assert printing.count(1, "criterion", "criteria") == "1 criterion"
    assert printing.count(34, "criterion", "criteria") == "34 criteria"


@each(("best", "worst", "vi", "en"), [(9, 9, "hạng 9", "rank 9"), (3, 9, "hạng 3–9", "rank 3–9")])
def test_a_rank_is_printed_alone_or_from_the_best_to_the_worst(best, worst, vi, en):
    assert printing.rank_span(best, worst, "vi") == vi
    assert printing.rank_span(best, worst, "en") == en


@each(
    ("day", "vi", "en", "short"),
    [
        (datetime.date(2022, 7, 31), "31/7/2022", "31 July 2022", "31 Jul 2022"),
        (pd.Timestamp("2023-01-05"), "5/1/2023", "5 January 2023", "5 Jan 2023"),
        (pd.NaT, "", "", ""),
        (None, "", "", ""),
    ],
)
def test_days(day, vi, en, short):
    assert (printing.day_text(day, "vi"), printing.day_text(day, "vi", short=True)) == (vi, vi)
    assert (printing.day_text(day, "en"), printing.day_text(day, "en", short=True)) == (en, short)


def test_every_month_has_its_english_name():
    days = pd.date_range("2022-01-01", periods=12, freq="MS")
    assert [printing.day_text(day, "en").split()[1] for day in days] == days.month_name().tolist()


@each(
    ("low", "high", "vi", "en"),
    [
        (0.011, 0.249, "1–25%", "1–25%"),
        (0.2, 0.2, "20%", "20%"),
        (0.0, 0.25, "dưới 1% đến 25%", "below 1% to 25%"),
        (0.0, 0.004, "dưới 1%", "below 1%"),
        (0.98, 1.0, "98% đến trên 99%", "98% to above 99%"),
    ],
)
def test_chances_near_the_ends_are_told_as_such(low: float, high: float, vi: str, en: str) -> None:
    assert printing.chance_span(low, high, "vi") == vi
    assert printing.chance_span(low, high, "en") == en
