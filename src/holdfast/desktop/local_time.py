"""The system's time zone, as the C library keeps it."""

from datetime import UTC, datetime, timedelta, tzinfo


class LocalTime(tzinfo):
    """The zone in which this process is, for saying moments: nothing has to be looked up."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Give the offset that holds at a local time."""
        return moment.replace(tzinfo=None).astimezone().utcoffset() if moment else None

    def dst(self, _moment: datetime | None) -> timedelta | None:
        """Give None: it is not known how much of the offset is summer's."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        """Give the zone's short name at a local time."""
        return moment.replace(tzinfo=None).astimezone().tzname() if moment else None

    def fromutc(self, moment: datetime) -> datetime:
        """Give the local time of a moment."""
        there = moment.replace(tzinfo=UTC).astimezone()
        local = there.replace(tzinfo=self, fold=0)
        return local if local.utcoffset() == there.utcoffset() else local.replace(fold=1)
