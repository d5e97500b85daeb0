"""The person's time zone, as the C library keeps it; local times as instants and back."""

import os
import re
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo


def system_zone() -> tzinfo:
    """Return the system's time zone, as it is now: people travel while a daemon runs."""
    if hasattr(time, "tzset"):  # pragma: no branch - Windows has none
        time.tzset()
    return _LOCAL_TIME


class LocalTime(tzinfo):
    """The zone of this process; its name is looked up only for a report."""

    def __str__(self) -> str:
        """Return its name, such as Europe/Berlin; if no name fits, the offset from UTC."""
        from pathlib import Path

        linked = ""
        with suppress(OSError):
            linked = str(Path("/etc/localtime").readlink()).partition("zoneinfo/")[2]
        name = os.environ.get("TZ", "").removeprefix(":") or linked
        # A container may have another zone's file in the place that the link names.
        return name if _fits(name) else f"UTC{time.strftime('%z')}"

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Return the offset that holds at a local time."""
        return _there(moment.replace(tzinfo=None)).utcoffset() if moment else None

    def dst(self, _moment: datetime | None) -> timedelta | None:
        """Return None: the C library doesn't tell how much of the offset is summer time."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        """Return the zone's short name at a local time."""
        return _there(moment.replace(tzinfo=None)).tzname() if moment else None

    def fromutc(self, moment: datetime) -> datetime:
        """Return the local time of an instant."""
        there = _there(moment.replace(tzinfo=UTC))
        local = there.replace(tzinfo=self, fold=0)
        return local if local.utcoffset() == there.utcoffset() else local.replace(fold=1)


_LOCAL_TIME = LocalTime()


def _fits(name: str) -> bool:
    """Return whether a zone with this name shows the same local time, in winter and in summer."""
    from zoneinfo import ZoneInfo

    try:
        zone = ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    year = time.localtime().tm_year
    halves = (datetime(year, month, 1, tzinfo=UTC) for month in (1, 7))
    return all(at.astimezone(zone).utcoffset() == _there(at).utcoffset() for at in halves)


def at_local(naive: datetime, zone: tzinfo) -> datetime:
    """Return the UTC instant of a local time; in a gap its end, in a repeated hour the first."""
    before = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if before.astimezone(zone).replace(tzinfo=None) == naive:
        return before
    # In a gap, `low` is before the change and `high` after: bisect.
    low = naive.replace(tzinfo=zone, fold=1).astimezone(UTC).replace(microsecond=0)
    high = before.replace(microsecond=0)
    offset = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return high


def clock_at(moment: datetime, zone: tzinfo) -> datetime:
    """Return what the clock where the person is shows at an instant; it carries no zone."""
    return moment.astimezone(zone).replace(tzinfo=None)


def unknown_zone(variable: str | None) -> str | None:
    """Return the name in TZ if no zone has it: the C library uses UTC then."""
    name = (variable or "").removeprefix(":")
    # An offset (JST-9) has digits, and a path begins with a slash.
    is_name = re.fullmatch(r"[A-Za-z][A-Za-z/_-]*", name)
    if not is_name or time.timezone or time.daylight:
        return None
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return name
    return None


def _there(moment: datetime) -> datetime:
    try:
        return moment.astimezone()
    except ValueError:  # TZ is a day or more from UTC, which no zone is
        return moment.replace(tzinfo=UTC)
