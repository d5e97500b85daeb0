"""Weeks, over new years, journeys and changes of the clock; and what a person types for one."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.clock.week import Week, parse_week, week_of
from holdfast.errors import NotUnderstood

BERLIN = ZoneInfo("Europe/Berlin")
zones = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Europe/Dublin"]
).map(ZoneInfo)
# A Friday, 22:30 in Berlin.
NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
week = partial(parse_week, now=NOW, zone=BERLIN)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


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
        ("last week", "2026-W46"),
        ("yesterday", "2026-W47"),
        ("last monday", "2026-W47"),
        ("two weeks ago", "2026-W45"),
    ],
)
def test_a_typed_week_is_understood(typed: str, meant: str) -> None:
    assert str(week(typed)) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "garbage", "next", "2026", "47", "W47", "2026-W00", "2026-W54", "2025-W53", "10/11",
     "1969-W10", "0000-W01", "9999-W52"],
)  # fmt: skip
def test_a_week_that_is_not_understood_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(NotUnderstood, match="2026-W47"):
        week(typed)


def test_a_week_runs_from_monday_to_sunday() -> None:
    assert (Week(2026, 53).monday, Week(2026, 53).sunday) == (date(2026, 12, 28), date(2027, 1, 3))
