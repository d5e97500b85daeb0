"""The picture of a week: every instant in one cell, and hours that the clocks take or give."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.clock.week import Week
from holdfast.report.hours_of_week import heat_map, local_hours

BERLIN = ZoneInfo("Europe/Berlin")
# Each has a week in 2026 in which its clocks change, or never changes them.
ZONES = st.sampled_from(
    [
        *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"),
        *("Africa/Casablanca", "America/St_Johns", "Pacific/Auckland", "UTC"),
    ]
).map(ZoneInfo)
WEEKS = st.integers(1, 53).map(lambda number: Week(2026, number))


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
def test_an_hour_is_longer_shorter_or_missing_where_the_clocks_change(
    zone: str, week: Week, day: int, minutes: dict[int, int]
) -> None:
    found = local_hours(week, ZoneInfo(zone))
    cells = [(number, hour) for number in range(7) for hour in range(24)]
    lasts = {cell: found[cell][1] if cell in found else 0 for cell in cells}
    odd = {cell: minutes for cell, minutes in lasts.items() if minutes != 60}
    assert odd == {(day, hour): lasts for hour, lasts in minutes.items()}


def test_an_hour_to_come_is_told_from_a_quiet_one() -> None:
    week = Week(2026, 47)
    wednesday = week.starts_at(BERLIN) + timedelta(days=2, hours=14, minutes=20)
    picture = heat_map([wednesday], week, now=wednesday, zone=BERLIN)
    assert picture.counts[2][14] == 1
    assert picture.kinds[2][14:16] == ("usual", "to-come")
    assert set(picture.kinds[1]) == {"usual"}
    assert set(picture.kinds[3]) == {"to-come"}


@pytest.mark.parametrize(("number", "kind"), [(13, "missing"), (43, "doubled")])
def test_the_missing_and_the_doubled_hour_are_named(number: int, kind: str) -> None:
    week = Week(2026, number)
    picture = heat_map([], week, now=week.ends_at(BERLIN), zone=BERLIN)
    assert picture.kinds[6][2] == kind
    assert [kind for kinds in picture.kinds for kind in kinds].count("usual") == 167


@settings(max_examples=50)
@given(WEEKS, ZONES, st.lists(st.timedeltas(timedelta(), timedelta(days=8)), max_size=8))
def test_every_moment_of_a_week_is_counted_in_an_hour_that_there_was(
    week: Week, zone: ZoneInfo, after: list[timedelta]
) -> None:
    start, end = week.starts_at(zone), week.ends_at(zone)
    minutes = sum(minutes for _, minutes in local_hours(week, zone).values())
    assert minutes * timedelta(minutes=1) == end - start
    inside = [start + one for one in after if start + one < end]
    picture = heat_map(inside, week, now=end, zone=zone)
    assert sum(map(sum, picture.counts)) == len(inside)
    for counts, kinds in zip(picture.counts, picture.kinds, strict=True):
        for count, kind in zip(counts, kinds, strict=True):
            assert not count or kind in {"usual", "doubled"}
