"""Weeks, and how a person types one."""

import re
from contextlib import suppress
from datetime import date, datetime, time, timedelta, tzinfo

from holdfast.clock.when import parse_when
from holdfast.clock.zone import at_local
from holdfast.errors import NotUnderstood
from holdfast.value import dataclass


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
    """Return the week of “2026-W47”, “last”, or a WHEN; raise NotUnderstood with examples."""
    text = said.strip().lower().removesuffix(" week")
    if text in {"this", "last"}:
        return week_of(now, zone).before(int(text == "last"))
    week: Week | None = None
    if match := re.fullmatch(r"(\d{4})-?w(\d{1,2})", text):
        week = Week(int(match[1]), int(match[2]))
    else:
        with suppress(NotUnderstood):
            week = week_of(parse_when(said, now=now, zone=zone), zone)
    if week is None or not _exists(week):
        raise NotUnderstood(
            f'I can\'t read the week "{said}". Try "last", "2026-W47" or a day in it: "2026-11-18".'
        )
    return week


def _exists(week: Week) -> bool:
    try:
        return 1970 <= week.monday.year < 9999  # noqa: PLR2004 - the years that dates can count
    except ValueError:
        return False
