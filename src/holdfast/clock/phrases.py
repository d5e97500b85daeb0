"""Which moment a phrase names: a day, a part of the day and a clock time, in any order.

A clock time, a part of the day, a weekday or a date without its year is the latest one that has
been. docs/adr/0008 lists the libraries that were tried instead.
"""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from holdfast.clock.days import A_DAY, days_named
from holdfast.clock.length import LONGEST_PHRASE, in_figures, read_length
from holdfast.clock.zone import at_local
from holdfast.value import dataclass


@dataclass(frozen=True)
class _Part:
    """A part of the day, in hours after midnight; `usual` is meant if no clock time is given.

    While its usual hour is still to come, the present moment is meant.
    """

    begins: int
    ends: int
    usual: int


PARTS = {
    "morning": _Part(0, 12, usual=8),
    "afternoon": _Part(12, 18, usual=15),
    "evening": _Part(17, 24, usual=20),
    "night": _Part(18, 30, usual=23),
    "tonight": _Part(18, 30, usual=21),
}


@dataclass(frozen=True)
class _Clock:
    """A clock time, as time after midnight.

    `either_half`: it may also be 12 hours later. `alone`: it is clear without a part of the day.
    """

    after: timedelta
    either_half: bool = False
    alone: bool = True

    def within(self, part: _Part) -> timedelta:
        """Return this time in a part of the day; raise ValueError if that doesn't have it."""
        for later in (0, 12, 24) if self.either_half else (0, 24):
            after = self.after + timedelta(hours=later)
            if part.begins <= after / _AN_HOUR < part.ends:
                return after
        raise ValueError("It is at another part of the day.")


_AN_HOUR = timedelta(hours=1)
_NOW = r"(?:just |right )?now|(?:just )?(?:a )?moments? ago"
FILLERS = r"(?<!\S)(?:at|on|the|in|of|around|about|ca\.?)(?!\S)|,"
_TWELVE_HOURS = r"(1[0-2]|0?[1-9])(?:[:.](\d\d))? ?([ap])\.?m\.?"
_HOUR_AND_MINUTE = r"(\d{1,2}) ?[:.h] ?(\d\d)(?::(\d\d))?(?: ?h)?"
WHOLE_HOUR = r"(\d{1,2})(?: ?h| ?o['’]clock)?"
_NAMED_HOURS = {"midnight": 0, "noon": 12, "midday": 12}
_QUARTERS = {"half past": 30, "quarter past": 15, "quarter to": -15}


def moment_of(said: str, now: datetime, zone: tzinfo) -> datetime | None:
    """Return the instant that a phrase names; None if it isn't understood, or isn't clear."""
    with suppress(ValueError, OverflowError):
        return _read(said.strip(), now, zone)
    return None


def _read(said: str, now: datetime, zone: tzinfo) -> datetime | None:
    if len(said) > LONGEST_PHRASE:
        return None
    with suppress(ValueError):
        stated = datetime.fromisoformat(said.upper())
        return stated.astimezone(UTC) if stated.tzinfo else at_local(stated, zone)
    text = in_figures(said)
    if re.fullmatch(_NOW, text):
        return now
    ago = re.fullmatch(r"(.+) ago|in (.+)", text)
    if ago and (length := read_length(ago[1] or ago[2])):
        return now - length if ago[1] else now + length
    text = re.sub(r"\blast (night|evening)\b", r"yesterday \1", text)
    text = re.sub(r"\btonight\b", "this tonight", text)
    return _on_a_day(" ".join(re.sub(FILLERS, " ", text).split()), now, zone)


def _on_a_day(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """Return the moment that a day, a part of the day and a clock time name, in any order."""
    local = now.astimezone(zone)
    days, rest = days_named(text, local)
    part, rest = _part_named(rest)
    clock = _clock(rest)
    is_understood = clock is not None or not rest
    if not is_understood or not (days or part or clock):
        return None
    if part is None:
        if "this" in text.split():  # this morning, but not this 9:00
            return None
        if rest == "midnight" and days:  # the one before that day, or after it?
            return None
        if clock and not clock.alone:
            return None
    days = days or [local.date(), local.date() - A_DAY]
    moments = [_moment(day, part, clock, now, zone) for day in days]
    return next((moment for moment in moments if moment <= now), moments[0])


def _moment(
    day: date, part: _Part | None, clock: _Clock | None, now: datetime, zone: tzinfo
) -> datetime:
    midnight = datetime.combine(day, time())
    if part is None:
        return at_local(midnight + (clock.after if clock else timedelta()), zone)
    if clock:
        return at_local(midnight + clock.within(part), zone)
    usual = at_local(midnight + part.usual * _AN_HOUR, zone)
    has_begun = at_local(midnight + part.begins * _AN_HOUR, zone) <= now
    return min(usual, now) if has_begun else usual


def _part_named(text: str) -> tuple[_Part | None, str]:
    words = text.split()
    named = [word for word in words if word in PARTS]
    if len(named) != 1:
        return None, text
    words.remove(named[0])
    return PARTS[named[0]], " ".join(words)


def _clock(text: str) -> _Clock | None:
    if text in _NAMED_HOURS:
        return _Clock(_NAMED_HOURS[text] * _AN_HOUR)
    if found := re.fullmatch(_TWELVE_HOURS, text):
        return _Clock(_after_midnight(int(found[1]) % 12 + 12 * (found[3] == "p"), found[2]))
    if found := re.fullmatch(_HOUR_AND_MINUTE, text):
        after = _after_midnight(int(found[1]), found[2], found[3])
        return _Clock(after, either_half=_may_be_later(found[1]))
    if found := re.fullmatch(WHOLE_HOUR, text):
        after = _after_midnight(int(found[1]))
        return _Clock(after, either_half=_may_be_later(found[1]), alone=False)
    if found := re.fullmatch(r"((?:half|quarter) (?:past|to)) (1[0-2]|[1-9])", text):
        after = int(found[2]) * _AN_HOUR + timedelta(minutes=_QUARTERS[found[1]])
        return _Clock(after, either_half=True, alone=False)
    return None


def _after_midnight(hour: int, minute: str | None = None, second: str | None = None) -> timedelta:
    clock = time(hour, int(minute or 0), int(second or 0))  # ValueError if there is no such time
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)


def _may_be_later(hour: str) -> bool:
    return not hour.startswith("0") and int(hour) <= 12  # noqa: PLR2004 - on a clock's face
