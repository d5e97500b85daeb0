"""The C library's zone agrees with the zone database; local times are instants, over gaps too."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.clock.zone import LocalTime, at_local, system_zone, unknown_zone

LOCAL = LocalTime()


def live_in(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()


@pytest.mark.parametrize(
    "name",
    ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"],
)
def test_local_time_agrees_with_the_zone_database_all_year(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    live_in(monkeypatch, name)
    zone, moment = ZoneInfo(name), datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(366 * 48):
        here, there = moment.astimezone(LOCAL), moment.astimezone(zone)
        assert here.replace(tzinfo=None) == there.replace(tzinfo=None)
        assert here.utcoffset() == there.utcoffset()
        moment += timedelta(minutes=30)


@pytest.mark.parametrize("typed", ["2026-03-29 02:30", "2026-10-25 02:30", "2026-07-01 12:00"])
def test_a_typed_time_is_the_same_instant_in_local_time_and_in_the_zone_database(
    typed: str,
) -> None:
    naive = datetime.fromisoformat(typed)
    assert at_local(naive, LOCAL) == at_local(naive, ZoneInfo("Europe/Berlin"))


def test_local_time_has_names_but_no_offset_without_an_instant() -> None:
    summer = datetime(2026, 7, 1, tzinfo=LOCAL)
    assert (str(LOCAL), summer.tzname(), summer.dst()) == ("Europe/Berlin", "CEST", None)
    assert (LOCAL.utcoffset(None), LOCAL.tzname(None)) == (None, None)


@pytest.mark.parametrize(
    ("variable", "shown"),
    [("Asia/Kathmandu", "Asia/Kathmandu"), ("JST-9", "UTC+0900"), ("Nowhere/Land", "UTC+0000")],
)
def test_a_zone_is_shown_by_its_offset_if_no_name_fits(
    monkeypatch: pytest.MonkeyPatch, variable: str, shown: str
) -> None:
    live_in(monkeypatch, variable)
    assert str(LOCAL) == shown


def test_a_name_is_not_shown_if_the_clock_goes_by_another_zone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live_in(monkeypatch, "America/New_York")
    monkeypatch.delenv("TZ")  # the C library keeps New York, and the link names another zone
    monkeypatch.setattr(Path, "readlink", lambda _: Path("/usr/share/zoneinfo/Etc/UTC"))
    assert str(LOCAL) in {"UTC-0500", "UTC-0400"}


@pytest.mark.parametrize("variable", ["Nowhere/Land", ":America/New_Yrok", "Berlin"])
def test_a_name_in_tz_that_no_zone_has_is_found(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    live_in(monkeypatch, variable)
    assert unknown_zone(variable) == variable.removeprefix(":")


@pytest.mark.parametrize(
    "variable",
    ["UTC", "Africa/Abidjan", "Europe/Berlin", "JST-9", "XXX0", "/usr/share/zoneinfo/UTC", ""],
)
def test_a_value_of_tz_that_the_c_library_knows_is_no_unknown_name(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    live_in(monkeypatch, variable)
    assert unknown_zone(variable) is None


def test_a_change_of_the_systems_zone_is_noticed_while_a_daemon_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert datetime(2026, 7, 1, tzinfo=system_zone()).tzname() == "JST"
    monkeypatch.setenv("TZ", "JST-25")  # a day or more from UTC, which no zone is
    assert datetime(2026, 7, 1, tzinfo=system_zone()).utcoffset() is not None


# Whole hours, half an hour, a whole day that doesn't exist, one with negative DST, an odd offset.
ZONES = (
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"),
    *("Europe/Dublin", "Asia/Kathmandu"),
)
zones = st.sampled_from(ZONES).map(ZoneInfo)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


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
