"""ISO weeks, where the person is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.domain.week import Week, parse_week, week_of
from holdfast.errors import NotUnderstood

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
zones = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"]
).map(ZoneInfo)
moments = st.datetimes(
    min_value=datetime(1971, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)
)


@given(moments, zones)
def test_every_instant_lies_in_exactly_one_week(moment: datetime, zone: ZoneInfo) -> None:
    week = week_of(moment, zone)
    assert week.starts_at(zone) <= moment < week.ends_at(zone)
    assert week_of(week.ends_at(zone), zone).before() == week


@given(moments, zones)
def test_a_week_has_168_hours_but_for_those_in_which_a_clock_changes(
    moment: datetime, zone: ZoneInfo
) -> None:
    week = week_of(moment, zone)
    lasted = week.ends_at(zone) - week.starts_at(zone)
    start, end = (
        at.astimezone(zone).utcoffset() for at in (week.starts_at(zone), week.ends_at(zone))
    )
    assert start is not None
    assert end is not None
    assert lasted == timedelta(days=7) - (end - start)


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
    noon = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)
    assert str(week_of(noon, BERLIN)) == week


@pytest.mark.parametrize(("week", "hours"), [("2026-W13", 167), ("2026-W43", 169)])
def test_the_weeks_in_which_the_clock_changes_are_an_hour_off(week: str, hours: int) -> None:
    found = parse_week(week, now=NOW, zone=BERLIN)
    assert found.ends_at(BERLIN) - found.starts_at(BERLIN) == timedelta(hours=hours)


def test_the_same_instant_may_belong_to_another_week_after_a_flight() -> None:
    just_after_midnight = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert str(week_of(just_after_midnight, BERLIN)) == "2026-W48"
    assert str(week_of(just_after_midnight, ZoneInfo("America/New_York"))) == "2026-W47"


@pytest.mark.parametrize(
    ("said", "week"),
    [
        ("this", Week(2026, 47)),
        ("last", Week(2026, 46)),
        (" Last ", Week(2026, 46)),
        ("2026-W47", Week(2026, 47)),
        ("2026-w7", Week(2026, 7)),
        ("2026W53", Week(2026, 53)),
        ("2026-11-15", Week(2026, 46)),
        ("2026-11-16", Week(2026, 47)),
        ("yesterday", Week(2026, 47)),
    ],
)
def test_a_week_is_understood(said: str, week: Week) -> None:
    assert parse_week(said, now=NOW, zone=BERLIN) == week


@pytest.mark.parametrize(
    "said", ["", "next", "2026", "2026-W00", "2026-W54", "2025-W53", "20.11.2026", "1969-W10",
             "0000-W01", "9999-W52"]
)  # fmt: skip
def test_what_is_no_week_is_said_with_examples(said: str) -> None:
    with pytest.raises(NotUnderstood, match="2026-W47"):
        parse_week(said, now=NOW, zone=BERLIN)


def test_a_week_runs_from_monday_to_sunday() -> None:
    week = Week(2026, 53)
    assert (week.monday, week.sunday) == (date(2026, 12, 28), date(2027, 1, 3))
