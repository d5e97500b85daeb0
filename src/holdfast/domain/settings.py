"""The settings: defaults for the next promise, and looks. Nothing promised depends on them."""

from datetime import datetime, time, timedelta, tzinfo

from holdfast.value import dataclass

MOST_A_DAY = 3
"""So many unasked nudges a day can be allowed at most (docs/evidence.md, “Reminders”)."""


@dataclass(frozen=True)
class Hours:
    """A daily span of local time, which may cross midnight; equal ends are no time at all."""

    start: time
    end: time

    def contains(self, moment: datetime, zone: tzinfo) -> bool:
        """Say whether an instant lies in it, where the person is."""
        return self.contains_clock(moment.astimezone(zone).time())

    def contains_clock(self, local: time) -> bool:
        """Say whether a local time of day lies in it."""
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end


@dataclass(frozen=True)
class Settings:
    """All of them; config.py says where each stands in the file.

    One flat value: a command that asks for a single default pays for no more classes.
    """

    time_zone: str = ""
    """An IANA name; empty is the system's zone."""
    sleep: Hours = Hours(time(22), time(8))
    delay: timedelta = timedelta(hours=24)
    pause: timedelta = timedelta(hours=24)
    nudge_patience: bool = True
    nudge_check_ins: bool = True
    nudge_risky_hours: bool = True
    nudge_reflection: bool = False
    nudge_changes: bool = True
    nudge_weekly_report: bool = True
    unasked_a_day: int = 1
    """How many nudges a day may come that the person's own logging did not start, at most."""
    quiet: Hours | None = None
    """When none of those comes; None is while the person sleeps."""
    reflection_at: time = time(20)
    discreet: bool = True
    """Whether nudges name nobody and quote nothing."""
    report_weekday: int = 0
    """0 is Monday."""
    report_time: time = time(9)

    @property
    def quiet_hours(self) -> Hours:
        """When no nudge comes that the person's own logging did not start."""
        return self.sleep if self.quiet is None else self.quiet
