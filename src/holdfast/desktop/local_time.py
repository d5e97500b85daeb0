"""The system's time zone, as the C library keeps it."""

import re
import time
from datetime import UTC, datetime, timedelta, tzinfo


class LocalTime(tzinfo):
    """The zone in which this process is, for saying moments: nothing has to be looked up."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Give the offset that holds at a local time."""
        return _there(moment.replace(tzinfo=None)).utcoffset() if moment else None

    def dst(self, _moment: datetime | None) -> timedelta | None:
        """Give None: it is not known how much of the offset is summer's."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        """Give the zone's short name at a local time."""
        return _there(moment.replace(tzinfo=None)).tzname() if moment else None

    def fromutc(self, moment: datetime) -> datetime:
        """Give the local time of a moment."""
        there = _there(moment.replace(tzinfo=UTC))
        local = there.replace(tzinfo=self, fold=0)
        return local if local.utcoffset() == there.utcoffset() else local.replace(fold=1)


def unknown_zone(said: str | None) -> str | None:
    """Give what TZ says if it is a name that no zone has: the C library goes by UTC then."""
    name = (said or "").removeprefix(":")
    # Offsets (JST-9) have digits in them, and a path is no name.
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
    except ValueError:  # TZ says a day or more, which no zone is
        return moment.replace(tzinfo=UTC)
