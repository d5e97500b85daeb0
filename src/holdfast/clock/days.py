"""Which day a phrase names: “yesterday”, “last friday”, “24 dec”."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta

from holdfast.clock.length import read_length
from holdfast.words import WEEKDAYS

A_DAY = timedelta(days=1)
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
SLASHES = r"(?<!\S)(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?!\S)"
_NEW_DAY = 5
"""Before this hour, yesterday's evening is still “this evening” to somebody who is awake."""


def days_named(text: str, local: datetime) -> tuple[list[date], str]:
    """Return the days that a text may name, the latest first, and the rest of the text.

    No days if it names none; ValueError if it names one that isn't clear or doesn't exist.
    """
    for pattern, days in _PATTERNS:
        if found := re.search(rf"(?<!\S){pattern}(?!\S)", text):
            rest = text[: found.start()] + text[found.end() :]
            return days(found, local), " ".join(rest.split())
    return [], text


def readings_of_slashes(found: re.Match[str], local: datetime) -> list[date]:
    """Return both days that “10/11” may be, or the only one that “24/12” is."""
    one, other = int(found[1]), int(found[2])
    days = []
    for day, month in dict.fromkeys([(one, other), (other, one)]):
        with suppress(ValueError):
            days.append(_of_year(day, month, found[3], local)[-1])
    return days


def _of_year(day: int, month: int, year: str | None, local: datetime) -> list[date]:
    """Return a day of that year; without a year this year's and the latest that has been."""
    if year:
        return [date(int(year), month, day)]
    has_it = (month, day) != (2, 29)
    years = [one for one in range(local.year, local.year - 9, -1) if has_it or one % 4 == 0]
    days = [date(one, month, day) for one in years]
    been = next(one for one in days if one <= local.date())
    return list(dict.fromkeys([days[0], been]))


def _iso(found: re.Match[str], _local: datetime) -> list[date]:
    return [date(int(found[1]), int(found[2]), int(found[3]))]


def _day_first(found: re.Match[str], local: datetime) -> list[date]:
    return _of_year(int(found[1]), int(found[2]), found[3], local)


def _with_slashes(found: re.Match[str], local: datetime) -> list[date]:
    days = readings_of_slashes(found, local)
    if len(days) != 1:
        raise ValueError("Either number may be the month, or neither.")
    return days


def _with_month(found: re.Match[str], local: datetime) -> list[date]:
    days = _of_year(int(found["day"]), 1 + _index(found["month"], MONTHS), found["year"], local)
    weekday = found["weekday"]
    on_it = [day for day in days if not weekday or _index(weekday, WEEKDAYS) == day.weekday()]
    if not on_it:
        raise ValueError("It is another day of the week.")
    return on_it


def _weekday_of_last_week(found: re.Match[str], local: datetime) -> list[date]:
    monday = local.date() - (local.weekday() + 7) * A_DAY
    return [monday + _index(found[1] or found[2], WEEKDAYS) * A_DAY]


def _weekday(found: re.Match[str], local: datetime) -> list[date]:
    back = (local.weekday() - _index(found[2], WEEKDAYS)) % 7
    latest = local.date() - back * A_DAY
    match found[1]:
        case "last":
            return [latest if back else latest - 7 * A_DAY]
        case "next":
            return [latest + 7 * A_DAY]
    return [latest, latest - 7 * A_DAY]


def _days_ago(found: re.Match[str], local: datetime) -> list[date]:
    return [local.date() - (read_length(found[1]) or timedelta())]


def _relative(found: re.Match[str], local: datetime) -> list[date]:
    back = {"tomorrow": -1, "today": 0, "yesterday": 1, "day before yesterday": 2}
    return [local.date() - back[found[1]] * A_DAY]


def _this(_found: re.Match[str], local: datetime) -> list[date]:
    today = local.date()
    return [today, today - A_DAY] if local.hour < _NEW_DAY else [today]


def _index(said: str, names: tuple[str, ...]) -> int:
    return next(i for i, name in enumerate(names) if name.startswith(said[:3]))


_NAME_OF_DAY = r"(mon|tues?|wed(?:s|nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_WEEKDAY = rf"(?:{_NAME_OF_DAY.replace('(', '(?P<weekday>', 1)} )?"
_MONTH = rf"(?P<month>{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in MONTHS)}|sept)\.?"
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?: (?P<year>\d{4}))?"
_PATTERNS: tuple[tuple[str, Callable[[re.Match[str], datetime], list[date]]], ...] = (
    (r"(\d{4})-(\d{1,2})-(\d{1,2})", _iso),
    (r"(\d{1,2})\.(\d{1,2})\.(\d{4})?", _day_first),
    (r"(2[4-9]|3[01])\.(\d{1,2})()", _day_first),  # 24.12 is no clock time
    (SLASHES, _with_slashes),
    (rf"{_WEEKDAY}{_DAY} {_MONTH}{_YEAR}", _with_month),
    (rf"{_WEEKDAY}{_MONTH} {_DAY}{_YEAR}", _with_month),
    (rf"(?:last week {_NAME_OF_DAY}|{_NAME_OF_DAY} last week)", _weekday_of_last_week),
    (rf"(?:(last|next) )?{_NAME_OF_DAY}", _weekday),
    (r"((?:\d{1,5}|an?) ?(?:d|days?|w|weeks?)) ago", _days_ago),
    (r"(today|day before yesterday|yesterday|tomorrow)", _relative),
    (r"(this)", _this),
)
