"""WHEN: a moment, as a person says it; the one place where local time becomes an instant."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from holdfast.domain.length import parse_length
from holdfast.errors import NotUnderstood

EXAMPLES = "for example “20m ago”, “22:15”, “9pm”, “yesterday 22:15” or “2026-12-24 18:00”"
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

# Compiled when they are used: most commands import them and read no moment.
_AGO = r"(?i)(.+?)\s+ago"
_CLOCK = r"(?i)(\d{1,2})(?::(\d{2})(?::(\d{2}))?|\s*o'clock)"
_TWELVE_HOURS = r"(?i)(1[0-2]|0?[1-9])(?:[:.](\d{2}))?\s*([ap])\.?m\.?"
_DAY_AND_CLOCK = r"(?i)(today|yesterday|last night|\d{4}-\d{2}-\d{2})(?:[ T]+(?:at +)?(.+))?"
_IN_WORDS = {"half an hour": "30m", "an hour": "1h", "a day": "1d", "a week": "1w"}
_NOON, _EVENING = time(12), time(18)


def at_local(naive: datetime, zone: tzinfo) -> datetime:
    """Give the instant (UTC) of a local time: after a gap its end, in a fold the first one."""
    before = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if before.astimezone(zone).replace(tzinfo=None) == naive:
        return before
    # In a gap: read with the offset after it the moment lies before the change, with the
    # offset before it behind. Between the two, the first second of the new offset is the end.
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
    """Give what the clock where the person is shows at an instant; it carries no zone."""
    return moment.astimezone(zone).replace(tzinfo=None)


def parse_when(said: str, *, now: datetime, zone: tzinfo) -> datetime:
    """Read a moment in the person's zone as an instant (UTC).

    A clock time alone is the latest one that has been; a day alone begins at midnight.
    """
    try:
        moment = _read(said.strip(), now, zone)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise NotUnderstood(f"“{said}” isn't a moment. Say one, {EXAMPLES}.")
    if moment < EARLIEST:
        raise NotUnderstood(f"“{said}” is before 1970. Say a moment, {EXAMPLES}.")
    return moment


def parse_past(said: str, *, now: datetime, zone: tzinfo) -> datetime:
    """Read a moment that has been; NotUnderstood if it is still to come."""
    moment = parse_when(said, now=now, zone=zone)
    if moment > now:
        raise NotUnderstood(f"“{said}” is still to come. Say a moment that has been, {EXAMPLES}.")
    return moment


def says_a_date(said: str) -> bool:
    """Say whether a day of a year was said, which means the same whatever the clock shows."""
    return re.match(r"\s*\d{4}(-|W|\d{4})", said) is not None


def _read(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    if text.lower() == "now":
        return now
    if ago := re.fullmatch(_AGO, text):
        with suppress(NotUnderstood):  # a moment was asked for: that is what is said, then
            return now - parse_length(_IN_WORDS.get(ago[1].lower(), ago[1]))
        return None
    today = now.astimezone(zone).date()
    if clock := _clock(text):
        return _latest(clock, now, today, zone)
    if match := re.fullmatch(_DAY_AND_CLOCK, text):
        clock = _clock(match[2].strip()) if match[2] else None
        if clock or not match[2]:
            day = _day(match[1], clock, today)
            return at_local(datetime.combine(day, clock or time()), zone) if day else None
    stated = datetime.fromisoformat(text)
    return stated.astimezone(UTC) if stated.tzinfo else at_local(stated, zone)


def _latest(clock: time, now: datetime, today: date, zone: tzinfo) -> datetime:
    moment = at_local(datetime.combine(today, clock), zone)
    if moment <= now:
        return moment
    return at_local(datetime.combine(today - timedelta(days=1), clock), zone)


def _clock(said: str) -> time | None:
    if twelve := re.fullmatch(_TWELVE_HOURS, said):
        afternoon = 12 if twelve[3] in "pP" else 0
        return time(int(twelve[1]) % 12 + afternoon, int(twelve[2] or 0))
    if clock := re.fullmatch(_CLOCK, said):
        return time(int(clock[1]), int(clock[2] or 0), int(clock[3] or 0))
    return None


def _day(said: str, clock: time | None, today: date) -> date | None:
    match said.lower():
        case "today":
            return today
        case "yesterday":
            return today - timedelta(days=1)
        case "last night":
            # It began yesterday, and is not over before noon; without a clock time it is neither.
            if clock is None or _NOON <= clock < _EVENING:
                return None
            return today if clock < _NOON else today - timedelta(days=1)
        case _:
            return date.fromisoformat(said)
