"""Dates as plans print them: read to the day, refused when they are none, empty when they name no day."""

from __future__ import annotations

import datetime

from cases import each
from hypothesis import given
from hypothesis import strategies as st

from par_analysis.tables.periods import EXAMPLES, Period, parse_period

DAY = datetime.timedelta(days=1)
DAYS = st.dates(datetime.date(1000, 1, 2), datetime.date(9998, 12, 31))
YEARS = st.integers(1000, 9998)
ROMAN = ["I", "II", "III", "IV"]


def period(first: str | None, last: str) -> Period:
    return Period(first and datetime.date.fromisoformat(first), datetime.date.fromisoformat(last))


@each(
    ("words", "first", "last"),
    [
        ("22/12/2021", "2021-12-22", "2021-12-22"),
        ("ngày 01/01/2021", "2021-01-01", "2021-01-01"),
        ("trước 31/12/2022", None, "2022-12-30"),
        ("trước ngày 22/12/2021", None, "2021-12-21"),
        ("trước 1/3/2024", None, "2024-02-29"),
        ("tháng 7/2022", "2022-07-01", "2022-07-31"),
        ("tháng 02/2022", "2022-02-01", "2022-02-28"),
        ("11/2022", "2022-11-01", "2022-11-30"),
        ("Quý III/2022", "2022-07-01", "2022-09-30"),
        ("quý III năm 2022", "2022-07-01", "2022-09-30"),
        ("quý III, năm 2022", "2022-07-01", "2022-09-30"),
        ("Quý I/2022", "2022-01-01", "2022-03-31"),
        ("Quý II/2022", "2022-04-01", "2022-06-30"),
        ("Quý IV/2022", "2022-10-01", "2022-12-31"),
        ("năm 2022", "2022-01-01", "2022-12-31"),
        ("từ tháng 10 đến ngày 30/12/2021", "2021-10-01", "2021-12-30"),
        ("từ ngày 01/01/2021 đến 30/12/2021", "2021-01-01", "2021-12-30"),
        ("từ tháng 11/2021 đến tháng 2/2022", "2021-11-01", "2022-02-28"),
        ("từ tháng 7 đến quý IV/2022", "2022-07-01", "2022-12-31"),
    ],
)
def test_every_documented_form_is_read_to_the_day(words: str, first: str | None, last: str) -> None:
    assert parse_period(words) == period(first, last)


@each(
    "words",
    ["", "   ", "hàng tháng", "Định kỳ hàng tháng", "Định kỳ hàng quý, 6 tháng, năm", "hằng năm", "theo lộ trình của Chính phủ"],
)  # fmt: skip
def test_a_rhythm_or_a_roadmap_names_no_day(words: str) -> None:
    assert parse_period(words) == Period(None, None)


@each(
    ("words", "plain"),
    [
        ("THÁNG 7/2022", "tháng 7/2022"),
        ("  tháng   7/2022\n", "tháng 7/2022"),
        ("quý iii/2022", "Quý III/2022"),
        ("QUÝ III,  NĂM 2022", "quý III, năm 2022"),
        ("Trước\u00a031/12/2022", "trước 31/12/2022"),
        ("TỪ tháng 10  đến  NGÀY 30/12/2021", "từ tháng 10 đến ngày 30/12/2021"),
        ("ĐỊNH KỲ HÀNG THÁNG", "định kỳ hàng tháng"),
    ],
)
def test_case_and_spaces_do_not_matter(words: str, plain: str) -> None:
    assert parse_period(words) is not None and parse_period(words) == parse_period(plain)


@each(
    "words",
    [
        "31/11/2022",
        "29/2/2022",
        "0/7/2022",
        "trước 31/11/2022",
        "tháng 13/2022",
        "tháng 0/2022",
        "00/2022",
        "Quý V/2022",
        "Quý 3/2022",
        "năm 0000",
        "2022",
        "tháng 7",
        "tháng 7/22",
        "2022-07-31",
        "31.7.2022",
        "trước tháng 8/2022",
        "từ tháng 10",
        "từ tháng 12 đến tháng 3/2022",  # a bare month is of the year that follows it
        "từ ngày 2/1/2022 đến 1/1/2022",
        "từ tháng 13 đến tháng 3/2022",
        "từ hàng tháng đến tháng 3/2022",
        "sớm",
        "tháng 7/2022 hoặc 8/2022",
        "xong tháng 7/2022",
    ],
)
def test_what_is_no_date_is_not_guessed(words: str) -> None:
    assert parse_period(words) is None


@given(YEARS, st.integers(1, 12), st.sampled_from(["tháng {m}/{y}", "{m}/{y}", "Tháng {m:02}/{y}"]))
def test_a_month_ends_where_the_next_begins(year: int, month: int, form: str) -> None:
    read = parse_period(form.format(m=month, y=year))
    assert read and read.first and read.last
    assert read.first == datetime.date(year, month, 1)
    assert (read.last.year, read.last.month) == (year, month)
    assert (read.last + DAY).month != month


@given(YEARS, st.integers(0, 3), st.sampled_from(["/", " năm ", ", năm "]))
def test_quarters_and_years_are_made_of_their_months(year: int, number: int, sign: str) -> None:
    quarter = parse_period(f"Quý {ROMAN[number]}{sign}{year}")
    months = [parse_period(f"tháng {3 * number + n}/{year}") for n in (1, 2, 3)]
    assert quarter and all(months)
    assert (quarter.first, quarter.last) == (months[0].first, months[2].last)  # type: ignore[union-attr]
    whole = parse_period(f"năm {year}")
    assert whole and whole.first and whole.last
    assert whole.first <= quarter.first and quarter.last <= whole.last  # type: ignore[operator]
    assert (whole.last - whole.first).days + 1 in (365, 366)


@given(DAYS, st.sampled_from(["", "ngày "]), st.sampled_from(["{d.day}/{d.month}/{d.year}", "{d:%d/%m/%Y}"]))
def test_before_a_day_is_the_day_before(day: datetime.date, word: str, form: str) -> None:
    printed = word + form.format(d=day)
    assert parse_period(printed) == Period(day, day)
    assert parse_period(f"trước {printed}") == Period(None, day - DAY)


@given(DAYS, DAYS)
def test_a_span_runs_from_its_first_to_its_last_day(one: datetime.date, other: datetime.date) -> None:
    first, last = sorted((one, other))
    assert parse_period(f"từ {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}") == Period(first, last)
    assert first == last or parse_period(f"từ {last:%d/%m/%Y} đến ngày {first:%d/%m/%Y}") is None


@given(YEARS, st.integers(1, 12), st.integers(1, 12))
def test_a_bare_first_month_is_of_the_last_ones_year(year: int, first: int, last: int) -> None:
    read = parse_period(f"từ tháng {first} đến tháng {last}/{year}")
    full = parse_period(f"từ tháng {first}/{year} đến tháng {last}/{year}")
    assert read == full and (read is None) == (first > last)


def test_the_examples_of_the_message_can_be_read() -> None:
    examples = EXAMPLES.split("; ")
    assert len(examples) >= 6
    assert [words for words in examples if parse_period(words) is None] == []
    assert [words for words in examples if parse_period(words) == Period()] == ["hàng tháng"]


def test_the_day_before_the_first_of_all_is_no_date() -> None:
    assert parse_period("trước 01/01/0001") is None
