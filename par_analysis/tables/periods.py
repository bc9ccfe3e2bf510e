"""Dates as plans print them: `tháng 7/2022`, `Quý III/2022`, `trước 31/12/2022`."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

__all__ = ["EXAMPLES", "Period", "parse_period"]

EXAMPLES = "tháng 7/2022; Quý III/2022; năm 2022; trước 31/12/2022; từ tháng 10 đến ngày 30/12/2021; hàng tháng"

_DAY = r"(?:ngày )?(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})"
_EXACT = re.compile(rf"^{_DAY}$")
_BEFORE = re.compile(rf"^trước {_DAY}$")
_MONTH = re.compile(r"^(?:tháng )?(?P<month>\d{1,2})/(?P<year>\d{4})$")
_QUARTER = re.compile(r"^quý (?P<quarter>iv|iii|ii|i)(?:/|,? năm )(?P<year>\d{4})$")
_YEAR = re.compile(r"^năm (?P<year>\d{4})$")
_SPAN = re.compile(r"^từ (?P<first>.+?) đến (?P<last>.+)$")
_BARE_MONTH = re.compile(r"^tháng (?P<month>\d{1,2})$")
# A rhythm or somebody else's timetable names no day of its own.
_UNDATED = re.compile(r"^(?:định kỳ )?(?:hàng|hằng) .+$|^theo lộ trình .+$")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True)
class Period:
    """The first and last day of a named period; both empty where the words name no day.

    Attributes
    ----------
    first, last : datetime.date or None
        A deadline (`trước ...`) has no first day. Its last day is the one before the day it names, because
        the work must be done before that day.
    """

    first: datetime.date | None = None
    last: datetime.date | None = None


def parse_period(text: str) -> Period | None:
    """Read the words of a date; None where they are not understood.

    Parameters
    ----------
    text : str
        A day, month, quarter or year, a deadline (`trước ...`), a span (`từ ... đến ...`; its first month may
        leave out the year), or a rhythm (`hàng tháng`, `theo lộ trình ...`).
    """
    words = " ".join(text.casefold().split())
    if not words or _UNDATED.match(words):
        return Period()
    try:
        return _dated(words)
    except (ValueError, OverflowError):  # 31/11, month 13: digits in the form of a date, but no date
        return None


def _dated(words: str) -> Period | None:
    if found := _EXACT.match(words):
        day = _day(found)
        return Period(day, day)
    if found := _BEFORE.match(words):
        return Period(None, _day(found) - datetime.timedelta(days=1))
    if found := _MONTH.match(words):
        return _months(int(found["year"]), int(found["month"]), int(found["month"]))
    if found := _QUARTER.match(words):
        last = 3 * _QUARTERS[found["quarter"]]
        return _months(int(found["year"]), last - 2, last)
    if found := _YEAR.match(words):
        return _months(int(found["year"]), 1, 12)
    if found := _SPAN.match(words):
        return _span(found["first"], found["last"])
    return None


def _day(found: re.Match[str]) -> datetime.date:
    return datetime.date(int(found["year"]), int(found["month"]), int(found["day"]))


def _months(year: int, first: int, last: int) -> Period:
    days = calendar.monthrange(year, last)[1] if 1 <= last <= 12 else 0
    return Period(datetime.date(year, first, 1), datetime.date(year, last, days))


def _span(first: str, last: str) -> Period | None:
    end = _dated(last)
    if end is None or end.first is None or end.last is None:
        return None
    if bare := _BARE_MONTH.match(first):
        first = f"tháng {bare['month']}/{end.last.year}"
    begin = _dated(first)
    if begin is None or begin.first is None or begin.first > end.last:
        return None
    return Period(begin.first, end.last)
