"""What a person types: a moment, a length, a week; over gaps, folds and journeys."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.clock.typed import (
    FIRST_MOMENT,
    Week,
    at_local,
    parse_length,
    parse_past,
    parse_week,
    parse_when,
    week_of,
)
from holdfast.errors import NotUnderstood

BERLIN = ZoneInfo("Europe/Berlin")
# Whole hours, half an hour, a whole day that doesn't exist, one with negative DST, an odd offset.
ZONES = (
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"),
    *("Europe/Dublin", "Asia/Kathmandu"),
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
# A Friday, 22:30 in Berlin.
NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
when = partial(parse_when, now=NOW, zone=BERLIN)
past = partial(parse_past, now=NOW, zone=BERLIN)
week = partial(parse_week, now=NOW, zone=BERLIN)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "in_berlin"),
    [
        ("now", "2026-11-20 22:30"),
        ("20m ago", "2026-11-20 22:10"),
        ("1d12h ago", "2026-11-19 10:30"),
        ("an hour ago", "2026-11-20 21:30"),
        ("Half an hour ago", "2026-11-20 22:00"),
        ("22:15", "2026-11-20 22:15"),
        ("22:15:30", "2026-11-20 22:15:30"),
        ("22:30", "2026-11-20 22:30"),
        ("23:00", "2026-11-19 23:00"),
        ("9 o'clock", "2026-11-20 09:00"),
        ("9pm", "2026-11-20 21:00"),
        ("9:40 p.m.", "2026-11-20 21:40"),
        ("11 PM", "2026-11-19 23:00"),
        ("12am", "2026-11-20 00:00"),
        ("12pm", "2026-11-20 12:00"),
        ("yesterday 9pm", "2026-11-19 21:00"),
        ("yesterday at 22:15", "2026-11-19 22:15"),
        ("Yesterday", "2026-11-19 00:00"),
        ("last night 23:10", "2026-11-19 23:10"),
        ("last night at 1am", "2026-11-20 01:00"),
        ("today 08:00", "2026-11-20 08:00"),
        ("today", "2026-11-20 00:00"),
        ("2026-12-24", "2026-12-24 00:00"),
        ("2026-12-24 18:00", "2026-12-24 18:00"),
        ("2026-12-24T18:00:00.5", "2026-12-24 18:00:00.500000"),
        ("2026-12-24T18:00:00Z", "2026-12-24 19:00"),
        ("2026-12-24 18:00+09:00", "2026-12-24 10:00"),
    ],
)
def test_a_typed_moment_is_understood(typed: str, in_berlin: str) -> None:
    assert when(typed) == datetime.fromisoformat(in_berlin).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "25:00", "yesterday 25:00", "2026-13-01", "2026-02-30 10:00", "24.12.2026",
     "tomorrow", "0001-01-01", "9999-12-31T23:59:59-12:00", "999999w ago", "today at noon",
     "13pm", "0am", "last night", "last night 15:00", "1 month ago", "0m ago", "-5m ago"],
)  # fmt: skip
def test_a_moment_that_is_not_understood_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(NotUnderstood, match="for example"):
        when(typed)


def test_a_moment_before_1970_is_refused_as_too_early() -> None:
    assert when("1970-01-02") > FIRST_MOMENT
    with pytest.raises(NotUnderstood, match="before 1970"):
        when("1969-12-31 12:00")


def test_a_moment_still_to_come_is_refused_where_a_past_one_is_needed() -> None:
    assert past("now") == NOW
    with pytest.raises(NotUnderstood, match="still to come"):
        past("2026-11-20 22:31")


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        # Gaps: the clock jumps over this time, so the first moment after it is meant.
        ("Europe/Berlin", "2026-03-29 02:00", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29 02:59:59.999999", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29 01:00"),
        ("America/New_York", "2026-03-08 02:10", "2026-03-08 07:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30"),
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 10:00"),
        # Folds: this time comes twice, and the first one is meant.
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),
    ],
)
def test_a_local_time_in_a_gap_or_a_fold_is_one_instant(
    zone: str, local: str, instant: str
) -> None:
    assert at_local(datetime.fromisoformat(local), ZoneInfo(zone)) == utc(instant)


# Most random times are nowhere near a change of the clock; half of these are.
local_times = st.datetimes(datetime(1971, 1, 1), datetime(2090, 1, 1)) | st.tuples(
    st.sampled_from(
        [
            *(datetime(2026, 3, 29, 2), datetime(2026, 10, 25, 2), datetime(2026, 3, 8, 2)),
            *(datetime(2026, 11, 1, 1), datetime(2026, 4, 5, 1, 30), datetime(2026, 10, 4, 2)),
            datetime(2011, 12, 30),
        ]
    ),
    st.timedeltas(timedelta(hours=-3), timedelta(hours=30)),
).map(lambda pair: pair[0] + pair[1])


@given(local_times, zones)
def test_an_instant_shows_the_local_time_it_was_made_from_unless_that_was_in_a_gap(
    local: datetime, zone: ZoneInfo
) -> None:
    instant = at_local(local, zone)
    shown = instant.astimezone(zone).replace(tzinfo=None)
    assert shown >= local
    if shown != local:
        # The gap ends exactly there: a moment earlier, the clock still showed an earlier time.
        earlier = (instant - timedelta(microseconds=1)).astimezone(zone).replace(tzinfo=None)
        assert earlier < local


@given(local_times, local_times, zones)
def test_a_later_local_time_is_never_an_earlier_instant(
    one: datetime, other: datetime, zone: ZoneInfo
) -> None:
    first, second = sorted((one, other))
    assert at_local(first, zone) <= at_local(second, zone)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("30d", 720),
        ("72h", 72),
        ("2w", 336),
        ("1d12h", 36),
        ("90m", 1.5),
        (" 30 D ", 720),
        ("1 day", 24),
        ("2 weeks and 3 days", 408),
        ("1h, 30min", 1.5),
        ("45 minutes", 0.75),
        ("3 hrs", 3),
        ("0d1h", 1),
        ("3w2d5h7m", 557 + 7 / 60),
    ],
)
def test_a_typed_length_is_understood(typed: str, hours: float) -> None:
    assert parse_length(typed) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("sentence", "typed"),
    [
        ("no time at all", ("0d",)),
        ("less than nothing", ("-3d", "\N{MINUS SIGN}3d")),
        ("Say days", ("1 month", "2 years", "1mo", "1y")),
        ("isn't a length", ("", "0", "soon", "30", "1.5h", "3d tomorrow", "12345678d", "5s")),
        ("twice", ("9999999w" * 20,)),
    ],
)
def test_a_length_that_is_not_understood_is_refused_with_examples(
    sentence: str, typed: tuple[str, ...]
) -> None:
    for one in typed:
        with pytest.raises(NotUnderstood, match=rf"{sentence}.*30d"):
            parse_length(one)


@pytest.mark.slow  # text of any kind takes long to make up
@given(st.text())
def test_any_text_is_understood_or_refused_without_a_crash(typed: str) -> None:
    with suppress(NotUnderstood):
        assert when(typed) >= FIRST_MOMENT
    with suppress(NotUnderstood):
        assert parse_length(typed) > timedelta()
    with suppress(NotUnderstood):
        assert week(typed).monday.year >= 1970


@given(st.datetimes(datetime(1971, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)), zones)
def test_every_instant_lies_in_exactly_one_week_of_seven_local_days(
    moment: datetime, zone: ZoneInfo
) -> None:
    found = week_of(moment, zone)
    start, end = found.starts_at(zone), found.ends_at(zone)
    assert start <= moment < end
    assert week_of(end, zone).before() == found
    before, after = (at.astimezone(zone).utcoffset() or timedelta() for at in (start, end))
    assert end - start == timedelta(days=7) - (after - before)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        ("2026-11-20", "2026-W47"),
        ("2026-12-31", "2026-W53"),
        ("2027-01-03", "2026-W53"),
        ("2027-01-04", "2027-W01"),
        ("2025-12-29", "2026-W01"),
        ("2021-01-03", "2020-W53"),
    ],
)
def test_a_week_over_new_year_belongs_to_the_year_of_its_thursday(day: str, week: str) -> None:
    assert str(week_of(utc(f"{day} 12:00"), BERLIN)) == week


@pytest.mark.parametrize(("number", "hours"), [(13, 167), (43, 169)])
def test_the_weeks_in_which_the_clock_changes_are_an_hour_off(number: int, hours: int) -> None:
    found = Week(2026, number)
    assert found.ends_at(BERLIN) - found.starts_at(BERLIN) == timedelta(hours=hours)


def test_an_instant_belongs_to_the_week_of_where_the_person_is() -> None:
    after_midnight = utc("2026-11-22 23:30")
    assert str(week_of(after_midnight, BERLIN)) == "2026-W48"
    assert str(week_of(after_midnight, ZoneInfo("America/New_York"))) == "2026-W47"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("this", "2026-W47"),
        (" Last ", "2026-W46"),
        ("2026-W47", "2026-W47"),
        ("2026-w7", "2026-W07"),
        ("2026W53", "2026-W53"),
        ("2026-11-15", "2026-W46"),
        ("2026-11-16", "2026-W47"),
        ("yesterday", "2026-W47"),
    ],
)
def test_a_typed_week_is_understood(typed: str, meant: str) -> None:
    assert str(week(typed)) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "garbage", "next", "2026", "47", "W47", "2026-W00", "2026-W54", "2025-W53", "20.11.2026",
     "1969-W10", "0000-W01", "9999-W52"],
)  # fmt: skip
def test_a_week_that_is_not_understood_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(NotUnderstood, match="2026-W47"):
        week(typed)


def test_a_week_runs_from_monday_to_sunday() -> None:
    assert (Week(2026, 53).monday, Week(2026, 53).sunday) == (date(2026, 12, 28), date(2027, 1, 3))
