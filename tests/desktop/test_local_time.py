"""The C library's zone says what the zone database says, over changes of the clock too."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from holdfast.desktop.local_time import LocalTime, unknown_zone
from holdfast.domain.when import at_local

ZONES = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]


@pytest.mark.parametrize("name", ZONES)
def test_every_half_hour_of_a_year_is_what_the_database_says(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("TZ", name)
    time.tzset()
    local, zone = LocalTime(), ZoneInfo(name)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(366 * 48):
        here, there = moment.astimezone(local), moment.astimezone(zone)
        assert here.replace(tzinfo=None) == there.replace(tzinfo=None)
        assert here.utcoffset() == there.utcoffset()
        moment += timedelta(minutes=30)


@pytest.mark.parametrize("said", ["2026-03-29 02:30", "2026-10-25 02:30", "2026-07-01 12:00"])
def test_what_a_person_says_is_the_same_moment_in_both(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    naive = datetime.fromisoformat(said)
    assert at_local(naive, LocalTime()) == at_local(naive, ZoneInfo("Europe/Berlin"))


def test_it_has_a_name_and_knows_nothing_of_no_moment() -> None:
    summer = datetime(2026, 7, 1, tzinfo=LocalTime())
    assert summer.tzname() == "CEST"
    assert summer.dst() is None
    assert LocalTime().utcoffset(None) is None
    assert LocalTime().tzname(None) is None


@pytest.mark.parametrize(
    ("said", "unknown"),
    [
        ("Nowhere/Land", "Nowhere/Land"),
        (":America/New_Yrok", "America/New_Yrok"),
        ("Berlin", "Berlin"),
        ("UTC", None),
        ("Africa/Abidjan", None),
        ("Europe/Berlin", None),
        ("JST-9", None),
        ("XXX0", None),
        ("/usr/share/zoneinfo/UTC", None),
        ("", None),
    ],
)
def test_a_name_that_no_zone_has_is_told_from_all_else_that_tz_may_say(
    monkeypatch: pytest.MonkeyPatch, said: str, unknown: str | None
) -> None:
    monkeypatch.setenv("TZ", said)
    time.tzset()
    assert unknown_zone(said) == unknown
