"""Dates as they are found in real files, in UTC."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storygraph.dates.bounds import MIDNIGHTS, ZEROS
from storygraph.dates.month_names import NAMES, numbers
from storygraph.dates.parse import parse_dates
from storygraph.tables import TIMESTAMP

if TYPE_CHECKING:
    from collections.abc import Iterator


def parsed(*texts: str | None) -> list[str | None]:
    values = parse_dates(pl.Series(texts, dtype=pl.String)).values
    return [value.strftime("%Y-%m-%d %H:%M:%S") if value else None for value in values]


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-01T11:30:00Z",
        "2024-03-01T11:30:00.123456Z",
        "2024-03-01T12:30:00+01:00",
        "2024-03-01T12:30:00+0100",
        "2024-03-01T12:30:00+01",
        "2024-03-01 03:30:00 -0800",
        "2024-03-01 11:30:00 UTC",
        "2024-03-01 11:30",
        "2024/03/01 11:30:00",
        "2024-3-1 11:30:00",
        "20240301113000",
        "20240301T113000Z",
        "1709292600",
        "1709292600.5",
        "1709292600000",
        "1709292600000000",
        "1709292600000000000",
        "Fri, 01 Mar 2024 11:30:00 GMT",
        "Fri, 1 Mar 2024 06:30:00 EST",
        "1 Mar 2024 12:30 +0100",
        "Friday, 01 March 2024, 11:30",
        "March 1, 2024 11:30 AM",
        "Mar 1 2024 11:30:00 AM UTC",
        "03/01/2024 11:30",
        "01.03.2024 11:30",
        "01.03.2024, 11:30:00",
        "Fri Mar  1 11:30:00 2024",
    ],
)
def test_forms_of_one_moment(text: str) -> None:
    (found,) = parsed(text)
    assert found is not None
    assert found[:16] == "2024-03-01 11:30"
    assert not parse_dates(pl.Series([text])).unreadable.any()


@pytest.mark.parametrize(
    "text", ["2024-03-01", "20240301", "1 March 2024", "March 1st, 2024", "Mar 01, 2024"]
)
def test_a_day_alone_is_its_midnight(text: str) -> None:
    assert parsed(text) == ["2024-03-01 00:00:00"]


@pytest.mark.parametrize("text", ["1865-04-15", "18650415", "April 15, 1865", "15/04/1865"])
def test_old_newspapers_have_their_dates(text: str) -> None:
    assert parsed(text) == ["1865-04-15 00:00:00"]


@pytest.mark.parametrize(
    "text",
    [
        "1. März 2024", "Freitag, 1. März 2024", "1er mars 2024", "vendredi 1 mars 2024",
        "1 de marzo de 2024", "sexta-feira, 1 de março de 2024", "1 marzo 2024", "1 maart 2024",
        "1. maaliskuuta 2024", "1 marca 2024", "1 Mart 2024", "1 марта 2024 г.", "1 березня 2024",
        "1. marts 2024", "2024年3月1日", "2024年3月1日（金）", "2024년 3월 1일",
    ],
)  # fmt: skip
def test_months_have_names_in_every_language(text: str) -> None:
    assert parsed(text) == ["2024-03-01 00:00:00"]


@pytest.mark.parametrize(
    ("texts", "found", "guessed"),
    [
        (["03/04/24", "13/04/24"], ["2024-04-03", "2024-04-13"], 0),
        (["03/04/2024", "04/13/2024"], ["2024-03-04", "2024-04-13"], 0),
        (["13/04/2024", "04/13/2024", "03/04/2024"], ["2024-04-13", "2024-04-13", "2024-03-04"], 1),
        (["03.04.24", "3.4.2024", "3. 4. 2024"], ["2024-04-03"] * 3, 0),
        (["03/04/70", "03/04/68"], ["1970-03-04", "2068-03-04"], 2),
        (["24-03-01"], ["2024-03-01"], 1),
        (["24-03-01 10:00", "24-03-02", "23-12-31"], ["2024-03-01", "2024-03-02", "2023-12-31"], 3),
        (["24-03-01", "99-12-31", "08-05-04"], ["2024-03-01", "1999-12-31", "2008-05-04"], 0),
        (
            ["24-03-01", "24-03-02", "24-03-04", "24-03-07"],
            ["2024-03-01", "2024-03-02", "2024-03-04", "2024-03-07"],
            0,
        ),
        (["13-04-24", "05-04-24", "20-04-24"], ["2024-04-13", "2024-04-05", "2024-04-20"], 3),
        (
            ["13-04-24", "05-04-24", "20-04-24", "21-04-24"],
            ["2024-04-13", "2024-04-05", "2024-04-20", "2024-04-21"],
            0,
        ),
        (["13-04-99", "05-04-24"], ["1999-04-13", "2024-04-05"], 0),
        (["03-15-24", "03-04-24"], ["2024-03-15", "2024-03-04"], 0),
        (["03-04-24"], ["2024-03-04"], 1),
        (["24/03/01"], ["2001-03-24"], 1),
        (["99/03/01", "24/03/01"], ["1999-03-01", "2024-03-01"], 0),
        (["03/04/24", "03/04/25"], ["2024-03-04", "2025-03-04"], 2),
        # Of what is itself a guess nothing follows for others
        (["24-03-01", "03/04/2024"], ["2024-03-01", "2024-03-04"], 2),
        (["24/03/01", "03/04/2024"], ["2001-03-24", "2024-03-04"], 2),
        (["24-03-01", "03/04/2024", "13/04/2024"], ["2024-03-01", "2024-04-03", "2024-04-13"], 1),
        (["13/04/2024", "2024-03-04 00:00 AM"], ["2024-04-13", "2024-03-04"], 0),
    ],
)
def test_numbers_are_days_and_months_as_the_dates_beside_them(
    texts: list[str], found: list[str], guessed: int
) -> None:
    dates = parse_dates(pl.Series(texts))
    assert [str(date)[:10] for date in dates.values] == found
    assert dates.guessed.sum() == guessed


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("03.04.2024 02:30 PM", "14:30"), ("3/4/2024 12:05 am", "00:05"),
        ("2024-03-04 12:00 p.m.", "12:00"), ("1 Mar 2024 11:59:00 PM GMT", "23:59"),
        ("2024030417", "17:00"),
    ],
)  # fmt: skip
def test_halves_of_the_day_and_hours(text: str, clock: str) -> None:
    (found,) = parsed(text)
    assert str(found)[11:16] == clock


@pytest.mark.parametrize(
    "text",
    [
        "1. März 2024, 12:30 Uhr",
        "1 mars 2024 à 12:30",
        "1. mars 2024 kl. 12:30",
        "2024年3月1日 12:30",
    ],
)
def test_and_a_time_may_follow(text: str) -> None:
    assert parsed(text) == ["2024-03-01 12:30:00"]


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("Fri Mar 01 2024 08:10:00 GMT+0100 (CET)", "07:10"),
        ("Fri Mar 01 2024 08:10:00 GMT-0500 (EST)", "13:10"),
        ("Fri Mar 01 2024 08:10:00 GMT+0200 (Central European Summer Time)", "06:10"),
        ("Fri Mar 01 2024 08:10:00 GMT+1100 (Australian Eastern Daylight Time)", "21:10"),
        ("Fri Mar 01 08:10:00 GMT+01:00 2024", "07:10"),
        ("Fri Mar  1 08:10:00 +0100 2024", "07:10"),
        ("1 March 2024 08:10 UTC-5", "13:10"),
        ("2024-03-01 08:10 GMT+2", "06:10"),
        ("2024-03-01 12:00 UTC+5:30", "06:30"),
        ("2024-03-01 12:00 UTC +530", "06:30"),
        ("March 1, 2024 12:00 PM GMT+1", "11:00"),
        ("2024-03-01 08:10:00 +0000 UTC", "08:10"),
        ("2024-03-01 12:00:00.123456789 +0200 CEST", "10:00"),
        ("1 March 2024, 08:10 Uhr MEZ", "07:10"),
        ("March 1, 2024 8:10 AM ET", "13:10"),
        ("July 1, 2024 at 8:10 a.m. ET", "12:10"),
        ("Jul 1, 2024, 8:10 PM PT", "03:10"),
        ("1 July 2024 08:10 BST", "07:10"),
    ],
)
def test_a_zone_is_how_far_a_clock_is_ahead_however_it_is_written(text: str, clock: str) -> None:
    (found,) = parsed(text)
    assert str(found)[11:16] == clock


@given(
    st.datetimes(datetime(1970, 2, 1), datetime(2099, 1, 1)),  # noqa: DTZ001 (its clock, zone-less)
    st.integers(-14 * 4, 14 * 4).map(lambda quarters: 15 * quarters),
)
def test_javascript_and_go_read_back(clock: datetime, minutes: int) -> None:
    sign, (hours, rest) = "+-"[minutes < 0], divmod(abs(minutes), 60)
    far = f"{sign}{hours:02}{rest:02}"
    texts = [
        clock.strftime(f"%a %b %d %Y %H:%M:%S GMT{far} (Somewhere Standard Time)"),
        clock.strftime(f"%Y-%m-%d %H:%M:%S {far} CEST"),
        clock.strftime(f"%d %B %Y %H:%M:%S UTC{sign}{hours}:{rest:02}"),
        clock.strftime(f"%H:%M:%S GMT{sign}{hours}:{rest:02} %d %B %Y"),
    ]
    utc = (clock - timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S")
    assert parsed(*texts) == [utc] * 4


def test_an_hour_that_a_zone_leaves_out_is_told() -> None:
    assert parsed("March 8, 2026 2:30 AM ET") == [None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4-6 March 2026", "2026-03-04"), ("March 4-6, 2026", "2026-03-04"),
        ("12-14 Nov 2025", "2025-11-12"), ("4 to 6 March 2026", "2026-03-04"),
        ("3-5 March 2026, 10:00", "2026-03-03 10:00"), ("4, 5 and 6 March 2026", "2026-03-04"),
        ("2026-03-04 - 2026-03-06", "2026-03-04"), ("2026-03-04/2026-03-06", "2026-03-04"),
        ("2026-03-04, 2026-03-05, 2026-03-06", "2026-03-04"), ("2026-03-04/06", "2026-03-04"),
        ("2026-03-04T10:00:00-05:00/2026-03-06T10:00:00-05:00", "2026-03-04 15:00"),
        ("08:10-09:30 4 March 2026", "2026-03-04"), ("4 March 2026, 08:10 - 09:30", "2026-03-04"),
        ("30 March - 2 April 2026", "2026-03-30"), ("Dec 30, 2025 – Jan 2, 2026", "2025-12-30"),
        ("vom 4. bis 6. März 2026", "2026-03-04"), ("04.-06.03.2026", "2026-03-04"),
        ("30.03.-02.04.2026", "2026-03-30"), ("du 4 au 6 mars 2026", "2026-03-04"),
        ("del 4 al 6 de marzo de 2026", "2026-03-04"), ("2026年3月4日至6日", "2026-03-04"),
        ("25/03/2026 - 26/03/2026", "2026-03-25"),
    ],
)  # fmt: skip
def test_a_range_or_list_of_days_is_of_its_first(text: str, found: str) -> None:
    assert parsed(text) == [f"{found}:00" if ":" in found else f"{found} 00:00:00"]


@pytest.mark.parametrize(
    "text",
    [
        "10 March 4 2026", "6-4 March 2026", "1 2 3 2026", "March 4 2026 2026", "4 March 2026 2010",
        "30 December - 2 January 2026", "Vol. 3, 5 March 2026",
        "Mon, 30 Nov -0001 00:00:00 +0000", "30 Nov 0001 00:00", "Nov 30 -0001",
    ],
)  # fmt: skip
def test_no_date_is_made_up_of_numbers_that_are_none(text: str) -> None:
    dates = parse_dates(pl.Series([text]))
    assert dates.values.to_list() == [None]
    assert dates.unreadable.to_list() == [True]


@given(
    st.dates(datetime(1970, 2, 1).date(), datetime(2099, 1, 1).date()),  # noqa: DTZ001
    st.integers(1, 400),
)
def test_the_first_of_any_two_days(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    texts = [
        f"{first} - {last}", f"{first}/{last}", f"{first}, {last}", f"{first} to {last}",
        f"{first:%-d %B %Y} - {last:%-d %B %Y}", f"{first:%B %-d, %Y} – {last:%B %-d, %Y}",
        f"{first:%d.%m.%Y}-{last:%d.%m.%Y}", f"{first:%d.%m.%Y} {last:%d.%m.%Y}",
    ]  # fmt: skip
    *ranges, unclear = parsed(*texts)
    assert ranges == [f"{first} 00:00:00"] * len(ranges)
    assert unclear is None
    within = parsed(f"{first:%-d}-{last:%-d %B %Y}", f"{first:%B %-d}-{last:%-d, %Y}")
    clear = first.replace(day=1) == last.replace(day=1)
    if clear or first.day >= last.day:
        assert within == [f"{first} 00:00:00" if clear else None] * 2


@given(st.text("0123456789-/., :March4T6Nov", max_size=24), st.integers(1700, 2100))
def test_a_year_of_four_digits_is_the_year(text: str, year: int) -> None:
    (found,) = parsed(f"{text} {year}")
    assert found is None or found[:4] == str(year) or re.search(r"[0-9]{4}", text)


def test_a_name_or_its_beginning_means_one_month() -> None:
    known = numbers()
    for names in NAMES:
        assert [known[name] for name in names.split()] == [f"{n:02}" for n in range(1, 13)]
    english = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    assert [known[name] for name in english] == [f"{n:02}" for n in range(1, 13)]
    assert known["févr"] == "02"
    assert "jui" not in known  # juin, juillet


@pytest.mark.parametrize(
    "text",
    [
        "2 jui 2024", "30. Februar 2024", "2 Foobar 2024", "2024年13月1日",
        "yesterday", "Friday May 2024", "2024", "March 2024", "2024-03", "12:30", "Friday", "10",
        "n/a", "0", "101112",
        "2024-13-01", "2024-02-30", "2024-02-30T10:00:00Z", "0001-01-01", "9999-12-31T00:00:00Z",
        "1560-01-01", "1601-01-01T00:00:00Z", "1753-01-01", "1899-12-30T00:00:00",
        "2024-01-01T10:00:00+99:99", "99999999999999999999", "2024-03-01T25:00:00Z",
        "1970-01-01", "1970-01-01T01:00:00+01:00", "January 1, 1970", "1900-01-01 00:00:00",
        "-9223372036854775808", "1e400", "💥" * 30, "2024-03-01" * 100,
    ],
)  # fmt: skip
def test_what_is_no_date_stays_undated_and_is_told(text: str) -> None:
    dates = parse_dates(pl.Series([text]))
    assert dates.values.to_list() == [None]
    assert dates.unreadable.to_list() == [True]


def test_nothing_is_not_unreadable() -> None:
    dates = parse_dates(pl.Series([None, "", "  "], dtype=pl.String))
    assert dates.values.null_count() == 3
    assert dates.values.dtype == TIMESTAMP
    assert not dates.unreadable.any()


def test_a_column_shows_whether_days_or_months_lead() -> None:
    assert parsed("03/04/2024") == ["2024-03-04 00:00:00"]
    assert parsed("03/04/2024", "25/04/2024") == ["2024-04-03 00:00:00", "2024-04-25 00:00:00"]
    assert parsed("03/04/2024", "04/25/2024") == ["2024-03-04 00:00:00", "2024-04-25 00:00:00"]
    assert parsed("03.04.2024") == ["2024-04-03 00:00:00"]


def test_a_leap_second_is_the_second_after() -> None:
    texts = ["2016-12-31T23:59:60Z", "2016-12-31 23:59:60 +0000"]
    assert parsed(*texts) == ["2017-01-01 00:00:00"] * 2


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("far_away")
def test_the_machine_s_own_zone_plays_no_part() -> None:
    texts = ["2024-03-01 11:30", "Mar 1 2024 11:30 NZDT", "1709292600", "Mar 1 2024 11:30 AM"]
    assert parsed(*texts) == ["2024-03-01 11:30:00"] * 4


MOMENTS = st.datetimes(
    datetime(1760, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
    datetime(2195, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
).filter(lambda moment: moment.astimezone(UTC).date() not in {*ZEROS, *MIDNIGHTS})


@given(MOMENTS)
def test_what_machines_print_reads_back(moment: datetime) -> None:
    utc = moment.astimezone(UTC)
    iso = utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    texts = [moment.isoformat(), str(moment), iso, format_datetime(moment)]
    assert parsed(*texts) == [utc.strftime("%Y-%m-%d %H:%M:%S")] * 4


@given(st.lists(st.text(max_size=30) | st.text("0123456789:-/. TZ+,AMPMarchJan", max_size=40)))
def test_any_text_gives_a_date_or_is_told(texts: list[str]) -> None:
    dates = parse_dates(pl.Series(texts, dtype=pl.String))
    for text, value, unreadable in zip(texts, dates.values, dates.unreadable, strict=True):
        assert (value is None) == (unreadable or not text.strip())
        assert value is None or 1600 <= value.year <= 2200


def test_the_half_of_the_day_is_no_zone() -> None:
    assert parsed("03/01/2024 02:30 PM") == ["2024-03-01 14:30:00"]
    assert parsed("2024-03-01 12:05 AM", "1 March 2024 2:30 PM") == [
        "2024-03-01 00:05:00",
        "2024-03-01 14:30:00",
    ]


def test_a_year_is_followed_by_the_month_whatever_leads_elsewhere() -> None:
    texts = pl.Series(["2020-13-01", "31/12/2020", "2020-12-01"])
    found = parse_dates(texts)
    assert found.values.dt.to_string("%F").to_list() == [None, "2020-12-31", "2020-12-01"]
    assert found.unreadable.to_list() == [True, False, False]


def test_the_day_that_machines_count_from_is_a_day_of_an_archive_of_its_time() -> None:
    around = ["1969-12-28", "1970-01-01", "1970-01-05T10:00:00Z"]
    assert parsed(*around)[1] == "1970-01-01 00:00:00"
    assert parsed("1899-11-04", "1899-12-30", "1900-01-01")[1:] == [
        "1899-12-30 00:00:00",
        "1900-01-01 00:00:00",
    ]
    zeros = ["1970-01-01", "1969-12-31T19:00:00Z", "1972-03-04", "2026-03-04"]
    assert parsed(*zeros)[0] is None
    assert parsed("1899-12-31", "1900-01-01") == [None, None]


def test_other_moments_of_1970_stay() -> None:
    assert parsed("1970-01-01T08:10:00Z", "1900-01-01 08:10") == [
        "1970-01-01 08:10:00",
        "1900-01-01 08:10:00",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("03.04.2026, 14:05 Uhr", "2026-04-03 14:05:00"),
        ("03.04.2026, 14.05 Uhr", "2026-04-03 14:05:00"),
        ("Fr 03.04.2026", "2026-04-03 00:00:00"),
        ("Fr., 3. April 2026, 14 Uhr", "2026-04-03 14:00:00"),
        ("4 mars 2026 à 8h10", "2026-03-04 08:10:00"),
        ("2026年3月4日 下午3:10", "2026-03-04 15:10:00"),
        ("2026年3月4日 上午12時10分", "2026-03-04 00:10:00"),
        ("2026년 3월 4일 오후 3:10", "2026-03-04 15:10:00"),
        ("Wednesday, March 4, 2026 | 8:10 a.m. CT", "2026-03-04 14:10:00"),
        ("4 March 2026 10.20am", "2026-03-04 10:20:00"),
    ],
)
def test_clocks_of_newspapers(text: str, found: str) -> None:
    assert parsed(text) == [found]


def test_numbers_without_marks_are_a_guess_like_those_with_them() -> None:
    for texts, guesses in (
        (["04 03 2026"], [True]),
        (["04 03 2026", "25 03 2026"], [False, False]),
    ):
        assert parse_dates(pl.Series(texts)).guessed.to_list() == guesses
    assert parse_dates(pl.Series(["10:20 04/03/2026", "ET 10:20"])).guessed.to_list() == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("01/02/2026 - 28/02/2026", "2026-02-01"),
        ("03/04/2026 - 04/15/2026", "2026-03-04"),
        ("03/04/2026 - 15/04/2026", "2026-04-03"),
    ],
)
def test_the_end_of_a_range_shows_the_order_of_its_numbers(text: str, day: str) -> None:
    dates = parse_dates(pl.Series([text]))
    assert str(dates.values[0])[:10] == day
    assert not dates.guessed.any()
