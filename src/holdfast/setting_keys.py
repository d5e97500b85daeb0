"""Each setting in the config file: what it may be, how it is read and how it is written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from holdfast.clock.length import parse_length
from holdfast.settings import (
    MOST_A_DAY,
    Hours,
    Settings,
    check_country,
    check_delay,
    check_pause,
)
from holdfast.words import WEEKDAYS


@dataclass(frozen=True)
class Key:
    """One setting: its place in the file, what it may be, how it is read and written."""

    section: str
    name: str
    field: str
    expects: str
    read: Callable[[Any], Any]
    say: Callable[[Any], str]

    def __str__(self) -> str:
        return f"{self.section}.{self.name}"

    def of(self, settings: Settings) -> Any:  # noqa: ANN401 - each setting has its own type
        """Return this setting's value."""
        return getattr(settings, self.field)


def _read_bool(value: Any) -> bool:  # noqa: ANN401 - as TOML has it
    if isinstance(value, bool):
        return value
    raise TypeError


def _read_zone(value: Any) -> str:  # noqa: ANN401 - as TOML has it
    if value:
        from zoneinfo import ZoneInfo

        return ZoneInfo(value).key
    if isinstance(value, str):
        return ""
    raise TypeError


def _read_country(value: Any) -> str:  # noqa: ANN401 - as TOML has it
    return "" if value == "" else check_country(value)


def _read_clock(value: Any) -> time:  # noqa: ANN401 - as TOML has it
    hours, minutes = value.split(":")
    return time(int(hours), int(minutes))


def _read_hours(value: Any) -> Hours:  # noqa: ANN401 - as TOML has it
    start, end = value.split("-")
    return Hours(_read_clock(start.strip()), _read_clock(end.strip()))


def _read_quiet(value: Any) -> Hours | None:  # noqa: ANN401 - as TOML has it
    return None if value == "" else _read_hours(value)


def _read_a_day(value: object) -> int:
    if type(value) is int and 0 <= value <= MOST_A_DAY:
        return value
    raise TypeError


def _read_weekday(value: Any) -> int:  # noqa: ANN401 - as TOML has it
    return WEEKDAYS.index(value.lower())


def _text(value: str) -> str:
    return f'"{value}"'


def _say_length(value: timedelta) -> str:
    minutes = value // timedelta(minutes=1)
    if minutes % (24 * 60) == 0 and minutes > 24 * 60:
        return _text(f"{minutes // (24 * 60)}d")
    return _text(f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m")


def _say_clock(value: time) -> str:
    return _text(f"{value:%H:%M}")


def _say_hours(hours: Hours | None) -> str:
    return _text(f"{hours.start:%H:%M}-{hours.end:%H:%M}" if hours else "")


def _say_bool(value: object) -> str:
    return "true" if value else "false"


_ON_OR_OFF = "true or false"

KEYS = (
    Key(
        "person",
        "time_zone",
        "time_zone",
        'a time zone such as "Europe/Berlin", or "" for the system\'s',
        _read_zone,
        _text,
    ),
    Key("person", "sleep", "sleep", 'two times such as "22:00-08:00"', _read_hours, _say_hours),
    Key(
        "person",
        "country",
        "country",
        'two letters such as "DE", or "" to be asked',
        _read_country,
        _text,
    ),
    Key(
        "cooldown",
        "delay",
        "delay",
        'a length from "1h" to "7d"',
        lambda said: check_delay(parse_length(said)),
        _say_length,
    ),
    Key(
        "cooldown",
        "pause",
        "pause",
        'a length from "10m" to "7d"',
        lambda said: check_pause(parse_length(said)),
        _say_length,
    ),
    Key("nudges", "patience", "nudge_patience", _ON_OR_OFF, _read_bool, _say_bool),
    Key("nudges", "check_ins", "nudge_check_ins", _ON_OR_OFF, _read_bool, _say_bool),
    Key("nudges", "risky_hours", "nudge_risky_hours", _ON_OR_OFF, _read_bool, _say_bool),
    Key("nudges", "reflection", "nudge_reflection", _ON_OR_OFF, _read_bool, _say_bool),
    Key(
        "nudges",
        "reflection_at",
        "reflection_at",
        'a time such as "20:00"',
        _read_clock,
        _say_clock,
    ),
    Key("nudges", "requests", "nudge_requests", _ON_OR_OFF, _read_bool, _say_bool),
    Key("nudges", "weekly_report", "nudge_weekly_report", _ON_OR_OFF, _read_bool, _say_bool),
    Key("nudges", "unasked_a_day", "unasked_a_day", "a number from 0 to 3", _read_a_day, str),
    Key(
        "nudges",
        "quiet",
        "quiet",
        'two times such as "21:00-09:00", or "" for while you sleep',
        _read_quiet,
        _say_hours,
    ),
    Key("nudges", "discreet", "discreet", _ON_OR_OFF, _read_bool, _say_bool),
    Key(
        "report",
        "weekday",
        "report_weekday",
        'a day such as "monday"',
        _read_weekday,
        lambda day: _text(WEEKDAYS[day]),
    ),
    Key("report", "time", "report_time", 'a time such as "09:00"', _read_clock, _say_clock),
)
