"""The C library's zone agrees with the zone database, over summer time too."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from holdfast.clock.typed import at_local
from holdfast.clock.zone import LocalTime, system_zone, unknown_zone

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
