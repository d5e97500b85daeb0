"""The settings. New promises use them as defaults; running promises don't use them."""

from datetime import datetime, time, timedelta, tzinfo

from holdfast.errors import NotUnderstood
from holdfast.value import dataclass

SHORTEST_DELAY, LONGEST_DELAY = timedelta(hours=1), timedelta(days=7)
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=10), timedelta(days=7)

MOST_A_DAY = 3
"""The most unasked nudges that a day can have (docs/evidence.md, “Reminders”)."""


@dataclass(frozen=True)
class Hours:
    """A daily span of local time, which may cross midnight; with equal ends it is empty."""

    start: time
    end: time

    def contains(self, moment: datetime, zone: tzinfo) -> bool:
        """Return whether an instant is in it, in the person's zone."""
        return self.contains_clock(moment.astimezone(zone).time())

    def contains_clock(self, local: time) -> bool:
        """Return whether a local time of day is in it."""
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end


@dataclass(frozen=True)
class Settings:
    """All settings; setting_keys.py says where each is in the file.

    One flat value, because each further class costs every command time.
    """

    time_zone: str = ""
    """An IANA name; empty is the system's zone."""
    sleep: Hours = Hours(time(22), time(8))
    country: str = ""
    """Two letters, for help lines; empty: not asked yet."""
    delay: timedelta = timedelta(hours=24)
    pause: timedelta = timedelta(hours=24)
    nudge_patience: bool = True
    nudge_check_ins: bool = True
    nudge_risky_hours: bool = True
    nudge_reflection: bool = False
    nudge_requests: bool = True
    nudge_weekly_report: bool = True
    unasked_a_day: int = 1
    """The most nudges a day that no logging started."""
    quiet: Hours | None = None
    """When no nudge comes that no logging started; None means while the person sleeps."""
    reflection_at: time = time(20)
    discreet: bool = True
    """Whether nudges name nobody and quote nothing."""
    report_weekday: int = 0
    """0 is Monday."""
    report_time: time = time(9)

    @property
    def quiet_hours(self) -> Hours:
        """When no nudge comes that no logging started."""
        return self.sleep if self.quiet is None else self.quiet


def check_country(said: str) -> str:
    """Return a country's code as it is saved: two letters; "UK" is understood."""
    code = said.strip().upper()
    if not (len(code) == len("DE") and code.isascii() and code.isalpha()):
        raise NotUnderstood(f"\"{said}\" isn't a country's two letters, such as DE.")
    return "GB" if code == "UK" else code


def check_delay(length: timedelta, option: str = "--delay") -> timedelta:
    """Return a delay that a request may have, or raise NotUnderstood."""
    return _within(length, SHORTEST_DELAY, LONGEST_DELAY, option, "1h to 7d")


def check_pause(length: timedelta, option: str = "--pause") -> timedelta:
    """Return a pause that a message may have, or raise NotUnderstood."""
    return _within(length, SHORTEST_PAUSE, LONGEST_PAUSE, option, "10m to 7d")


def _within(
    length: timedelta, shortest: timedelta, longest: timedelta, option: str, bounds: str
) -> timedelta:
    if shortest <= length <= longest:
        return length
    raise NotUnderstood(f"{option} takes {bounds}.")
