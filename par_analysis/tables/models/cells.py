"""What a cell may hold, as people write it: printed numbers, whole numbers, years, days, a yes or a no, words."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from par_analysis.tables.numbers import parse_number

__all__ = [
    "Day",
    "Natural",
    "Number",
    "Positive",
    "Share",
    "Unsigned",
    "UpToHundred",
    "Whole",
    "Year",
    "YesNo",
    "number",
    "number_or_bound",
    "parse_day",
    "parse_yes_no",
    "whole",
    "wrong",
]

_YES_NO = {"có": True, "yes": True, "true": True, "1": True, "không": False, "no": False, "false": False, "0": False}


def wrong(kind: str, **facts: Any) -> PydanticCustomError:
    """Make the error of a validator: a kind of `par_analysis.tables.messages`, with what its sentences need."""
    return PydanticCustomError(kind, kind, facts)


def number_or_bound(value: Any) -> Any:
    """Read a printed number; `>=90` is 90."""
    if not isinstance(value, str):
        return value
    number = parse_number(value)
    if isinstance(number, str):
        raise wrong(number)
    return number.value


def number(value: Any) -> Any:
    """Read a printed number."""
    found = number_or_bound(value)
    if found is not value and value.strip()[0] in ">≥":
        raise wrong("not_a_number")
    return found


def whole(value: Any) -> Any:
    """Read a whole number; the range of a column says what is needed where there is none."""
    if isinstance(value, str):
        if not re.fullmatch("-?[0-9]{1,15}", value):
            raise wrong("out_of_range")
        return int(value)
    return value


def parse_yes_no(text: str) -> bool | None:
    """Read a yes or a no, as people and Excel write it; None where it is neither."""
    return _YES_NO.get(text.casefold())


def _yes_no(value: Any) -> Any:
    found = parse_yes_no(value) if isinstance(value, str) else value
    if found is None:
        raise wrong("unknown_word", allowed="có, không, yes, no")
    return found


def parse_day(text: str) -> datetime.date | None:
    """Read a day as `2022-07-08` or `8/7/2022` (day before month, as in Vietnam); None where it is none."""
    written = re.fullmatch("(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})", text) or re.fullmatch(
        "(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})", text
    )
    try:
        return written and datetime.date(int(written["y"]), int(written["m"]), int(written["d"]))
    except ValueError:
        return None


def _day(value: Any) -> Any:
    if isinstance(value, str):
        if (day := parse_day(value)) is None:
            raise wrong("not_a_day")
        return day
    return value


# The range stands before the reading, so that it is checked on what was read.
Number = Annotated[Decimal, BeforeValidator(number)]
UpToHundred = Annotated[Decimal, Field(ge=0, le=100), BeforeValidator(number)]
Share = Annotated[Decimal, Field(ge=0, le=1), BeforeValidator(number)]
Unsigned = Annotated[Decimal, Field(ge=0), BeforeValidator(number)]
Positive = Annotated[Decimal, Field(gt=0), BeforeValidator(number)]
Whole = Annotated[int, BeforeValidator(whole)]
Natural = Annotated[int, Field(ge=1), BeforeValidator(whole)]
Year = Annotated[int, Field(ge=2000, le=2100), BeforeValidator(whole)]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
Day = Annotated[datetime.date, BeforeValidator(_day)]
