"""The settings: defaults for the next promise, and looks. Nothing promised depends on them."""

from datetime import datetime, time, timedelta, tzinfo

from holdfast.domain.value import dataclass


@dataclass(frozen=True)
class Hours:
    """A daily span of local time, which may cross midnight; equal ends are no time at all."""

    start: time
    end: time

    def contains(self, moment: datetime, zone: tzinfo) -> bool:
        """Say whether an instant lies in it, where the person is."""
        local = moment.astimezone(zone).time()
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
    nudge_weekly_report: bool = True
    report_weekday: int = 0
    """0 is Monday."""
    report_time: time = time(9)
