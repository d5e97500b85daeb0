"""What a person types, understood: WHEN, LENGTH and weeks.

This is the only place where local time becomes an instant.
"""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from holdfast.errors import NotUnderstood
from holdfast.value import dataclass

LENGTHS = "for example 30d, 72h, 2w, 1d12h or 90m"

_UNITS = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
}
_WORD_OF_UNIT = r"w(?:eeks?)?|d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?"
# Compiled when they are used: most commands import them and read no length.
_PART = rf"(?i)(\d{{1,7}})\s*({_WORD_OF_UNIT})(?![a-z])"
_MONTH_OR_YEAR = r"\d\s*((?i:mo|months?|y|years?)|M)\b"


def parse_length(said: str) -> timedelta:
    """Read a length of more than nothing; NotUnderstood says what a length looks like."""
    text = said.strip()
    if re.search(_MONTH_OR_YEAR, text):
        raise NotUnderstood(
            f"“{said}” can't be counted: months and years differ in length. Say days, {LENGTHS}."
        )
    if text.startswith(("-", "\N{MINUS SIGN}")):
        raise NotUnderstood(f"“{said}” is less than nothing. Say a length, {LENGTHS}.")
    parts = re.findall(_PART, text)
    rest = re.sub(_PART, "", text).replace(",", " ").replace(" and ", " ").strip()
    if not parts or rest:
        raise NotUnderstood(f"“{said}” isn't a length. Say one, {LENGTHS}.")
    if len({unit[0].lower() for _, unit in parts}) < len(parts):
        raise NotUnderstood(f"“{said}” says a unit twice. Say a length, {LENGTHS}.")
    length = sum((int(count) * _UNITS[unit[0].lower()] for count, unit in parts), timedelta())
    if not length:
        raise NotUnderstood(f"“{said}” is no time at all. Say a length, {LENGTHS}.")
    return length


MOMENTS = "for example “20m ago”, “22:15”, “9pm”, “yesterday 22:15” or “2026-12-24 18:00”"
FIRST_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)

# Compiled when they are used: most commands import them and read no moment.
_AGO = r"(?i)(.+?)\s+ago"
_CLOCK = r"(?i)(\d{1,2})(?::(\d{2})(?::(\d{2}))?|\s*o'clock)"
_TWELVE_HOURS = r"(?i)(1[0-2]|0?[1-9])(?:[:.](\d{2}))?\s*([ap])\.?m\.?"
_DAY_AND_CLOCK = r"(?i)(today|yesterday|last night|\d{4}-\d{2}-\d{2})(?:[ T]+(?:at +)?(.+))?"
_IN_WORDS = {"half an hour": "30m", "an hour": "1h", "a day": "1d", "a week": "1w"}
_NOON, _EVENING = time(12), time(18)


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


def parse_when(said: str, *, now: datetime, zone: tzinfo) -> datetime:
    """Read a moment in the person's zone as an instant (UTC).

    A clock time alone is the latest one that has been; a day alone begins at midnight.
    """
    try:
        moment = _read(said.strip(), now, zone)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise NotUnderstood(f"“{said}” isn't a moment. Say one, {MOMENTS}.")
    if moment < FIRST_MOMENT:
        raise NotUnderstood(f"“{said}” is before 1970. Say a moment, {MOMENTS}.")
    return moment


def parse_past(said: str, *, now: datetime, zone: tzinfo) -> datetime:
    """Read a moment that has been; NotUnderstood if it is still to come."""
    moment = parse_when(said, now=now, zone=zone)
    if moment > now:
        raise NotUnderstood(f"“{said}” is still to come. Say a moment that has been, {MOMENTS}.")
    return moment


def _read(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    if text.lower() == "now":
        return now
    if ago := re.fullmatch(_AGO, text):
        with suppress(NotUnderstood):  # the error must be about a moment, not a length
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
            # "Last night" is yesterday from 18:00, or today before noon; it needs a time.
            if clock is None or _NOON <= clock < _EVENING:
                return None
            return today if clock < _NOON else today - timedelta(days=1)
        case _:
            return date.fromisoformat(said)


@dataclass(frozen=True)
class Week:
    """One ISO week, such as 2026-W47."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        """The day it starts on."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """The day it ends on."""
        return self.monday + timedelta(days=6)

    def starts_at(self, zone: tzinfo) -> datetime:
        """Return its first instant (UTC)."""
        return at_local(datetime.combine(self.monday, time()), zone)

    def ends_at(self, zone: tzinfo) -> datetime:
        """Return the first instant (UTC) that belongs to the next week."""
        return at_local(datetime.combine(self.monday + timedelta(days=7), time()), zone)

    def before(self, weeks: int = 1) -> "Week":
        """Return the week so many weeks earlier."""
        return week_of_day(self.monday - timedelta(weeks=weeks))


def week_of_day(day: date) -> Week:
    """Return the ISO week that a day belongs to; its year may not be the day's."""
    year, number, _ = day.isocalendar()
    return Week(year, number)


def week_of(moment: datetime, zone: tzinfo) -> Week:
    """Return the ISO week that an instant belongs to, where the person is."""
    return week_of_day(moment.astimezone(zone).date())


def parse_week(said: str, *, now: datetime, zone: tzinfo) -> Week:
    """Read “2026-W47”, “this”, “last”, or any day of the week that is meant."""
    text = said.strip().lower()
    if text in {"this", "last"}:
        return week_of(now, zone).before(int(text == "last"))
    week: Week | None = None
    if match := re.fullmatch(r"(\d{4})-?w(\d{1,2})", text):
        week = Week(int(match[1]), int(match[2]))
    elif re.fullmatch(r"\d{4}-\d{2}-\d{2}|today|yesterday", text):
        week = week_of(parse_when(text, now=now, zone=zone), zone)
    if week is None or not _exists(week):
        raise NotUnderstood(
            f"“{said}” isn't a week. Say “last”, “this”, one like 2026-W47, or a day of it like "
            "2026-11-18."
        )
    return week


def _exists(week: Week) -> bool:
    try:
        return 1970 <= week.monday.year < 9999  # noqa: PLR2004 - the years that dates can count
    except ValueError:
        return False
