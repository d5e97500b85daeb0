"""The picture of a week: every instant in one cell, and cells that the clocks take or give."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.domain.heat import heat_map, local_hours
from holdfast.domain.week import Week, week_of

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(
    [
        *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"),
        *("Africa/Casablanca", "America/St_Johns", "Pacific/Auckland", "Pacific/Apia", "UTC"),
    ]
).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
HOUR = timedelta(hours=1)


@given(MOMENTS, ZONES)
def test_every_instant_is_in_exactly_one_week_and_the_weeks_leave_no_gap(
    moment: datetime, zone: ZoneInfo
) -> None:
    week = week_of(moment, zone)
    assert week.starts_at(zone) <= moment < week.ends_at(zone)
    assert week.before().ends_at(zone) == week.starts_at(zone)
    assert moment < week_of(week.ends_at(zone), zone).starts_at(zone) + timedelta(days=8)


@given(MOMENTS, ZONES)
def test_the_hours_of_a_week_add_up_to_it(moment: datetime, zone: ZoneInfo) -> None:
    week = week_of(moment, zone)
    minutes = sum(minutes for _, minutes in local_hours(week, zone).values())
    assert minutes * timedelta(minutes=1) == week.ends_at(zone) - week.starts_at(zone)


@given(MOMENTS)
def test_a_week_of_berlin_has_167_168_or_169_hours(moment: datetime) -> None:
    week = week_of(moment, BERLIN)
    hours = (week.ends_at(BERLIN) - week.starts_at(BERLIN)) / HOUR
    changes = {3: 167, 10: 169}
    is_last_sunday = week.sunday.month in changes and week.sunday.day > 24
    assert hours == (changes[week.sunday.month] if is_last_sunday else 168)


@pytest.mark.parametrize(
    ("zone", "week", "day", "minutes"),
    [
        ("Europe/Berlin", Week(2026, 13), 6, {2: 0}),
        ("Europe/Berlin", Week(2026, 43), 6, {2: 120}),
        ("America/New_York", Week(2026, 10), 6, {2: 0}),
        ("Australia/Lord_Howe", Week(2026, 40), 6, {2: 30}),
        ("Australia/Lord_Howe", Week(2026, 14), 6, {1: 90}),
        ("Pacific/Apia", Week(2011, 52), 4, dict.fromkeys(range(24), 0)),  # a day left out
    ],
)
def test_where_the_clocks_change_an_hour_is_longer_shorter_or_missing(
    zone: str, week: Week, day: int, minutes: dict[int, int]
) -> None:
    found = local_hours(week, ZoneInfo(zone))
    lasts = {cell: minutes for cell, (_, minutes) in found.items()}
    odd = {
        (number, hour): lasts.get((number, hour), 0)
        for number in range(7)
        for hour in range(24)
        if lasts.get((number, hour)) != 60
    }
    assert odd == {(day, hour): lasts for hour, lasts in minutes.items()}


def test_what_is_to_come_is_told_from_what_was_quiet() -> None:
    week = Week(2026, 47)
    wednesday = week.starts_at(BERLIN) + timedelta(days=2, hours=14, minutes=20)
    picture = heat_map([wednesday], week, now=wednesday, zone=BERLIN)
    assert picture.counts[2][14] == 1
    assert picture.kinds[2][14:16] == ("usual", "to-come")
    assert set(picture.kinds[1]) == {"usual"}
    assert set(picture.kinds[3]) == {"to-come"}


@pytest.mark.parametrize(
    ("week", "kind", "others"), [(Week(2026, 13), "missing", 167), (Week(2026, 43), "doubled", 167)]
)
def test_the_missing_and_the_doubled_hour_are_named(week: Week, kind: str, others: int) -> None:
    picture = heat_map([], week, now=week.ends_at(BERLIN), zone=BERLIN)
    assert picture.kinds[6][2] == kind
    assert [kind for kinds in picture.kinds for kind in kinds].count("usual") == others


@given(st.lists(st.timedeltas(timedelta(), timedelta(hours=169, microseconds=-1))), ZONES)
def test_no_moment_is_lost_and_none_falls_into_an_hour_that_was_not_there(
    after: list[timedelta], zone: ZoneInfo
) -> None:
    week = Week(2026, 43)
    moments = [week.starts_at(zone) + one for one in after]
    inside = [one for one in moments if one < week.ends_at(zone)]
    picture = heat_map(inside, week, now=week.ends_at(zone), zone=zone)
    assert sum(map(sum, picture.counts)) == len(inside)
    for counts, kinds in zip(picture.counts, picture.kinds, strict=True):
        for count, kind in zip(counts, kinds, strict=True):
            assert not count or kind in {"usual", "doubled"}
