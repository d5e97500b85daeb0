"""What keeps a nudge back although it is due, so that nudges never nag."""

from collections import Counter
from datetime import datetime, time, timedelta, tzinfo
from math import ceil

from holdfast.clock.model import A_DAY
from holdfast.clock.span import Span
from holdfast.clock.zone import at_local
from holdfast.settings import Hours, Settings
from holdfast.value import dataclass

BETWEEN_NUDGES = timedelta(minutes=45)
SETTLING = timedelta(minutes=5)
"""No nudge meets a person in the moment in which they open their machine."""
SILENT_AFTER_LET_GO = timedelta(hours=1)
ANSWERED_WITHIN = timedelta(hours=1)
IGNORED_IN_A_ROW = 3
AHEAD = timedelta(minutes=30)
"""A nudge that belongs into quiet hours comes this long before them."""


@dataclass(frozen=True)
class Unasked:
    """A nudge that came by itself, and whether it brought anything within the hour."""

    at: datetime
    answered: bool


@dataclass(frozen=True)
class Waits:
    """Until when a nudge waits, and why; `why` completes “… while {why}”."""

    until: datetime
    why: str


@dataclass(frozen=True)
class Pace:
    """All that decides how often nudges come.

    `here_since` is when the machine woke or the daemon started. `unasked` are the last nudges
    that came by themselves, newest first.
    """

    zone: tzinfo
    settings: Settings
    here_since: datetime | None
    shown_at: datetime | None = None
    unasked: tuple[Unasked, ...] = ()
    let_go_at: datetime | None = None
    snoozed: Span | None = None

    def waits(self, at: datetime, *, asked: bool) -> Waits | None:
        """Return why a nudge waits at a moment, if it does.

        The ones that the person's own logging started wait only while nudges are snoozed.
        """
        if self.snoozed and self.snoozed.start <= at < self.snoozed.end:
            return Waits(self.snoozed.end, "nudges were paused")
        if asked:
            return None
        quiet = self.settings.quiet_hours
        if quiet.contains(at, self.zone):
            return Waits(_next(quiet.end, at, self.zone), "it was due in your quiet hours")
        lasting = (
            (self.here_since, SETTLING, "the computer had just woken or started"),
            (self.let_go_at, SILENT_AFTER_LET_GO, "you had just let an urge go"),
            (self.shown_at, BETWEEN_NUDGES, "another nudge came in the 45 minutes before"),
        )
        for since, lasts, why in lasting:
            if since and since <= at < since + lasts:
                return Waits(since + lasts, why)
        if enough := self._enough(at):
            return Waits(_next(time(), at, self.zone), enough)
        return None

    def _enough(self, at: datetime) -> str | None:
        shown = [one for one in self.unasked if one.at <= at]
        today = at.astimezone(self.zone).date()
        on = Counter(one.at.astimezone(self.zone).date() for one in shown)
        most = self.settings.unasked_a_day
        if most == 0:
            return "unasked nudges are off"
        if _went_unanswered(shown, at):
            if on[today] >= ceil(most / 2) or on[today] + on[today - A_DAY] >= most:
                return "the last three got no answer, so fewer come"
            return None
        if on[today] >= most:
            return f"{most} had come that day" if most > 1 else "one had come that day"
        return None


def before_quiet(
    moment: datetime, quiet: Hours, zone: tzinfo, *, about: datetime | None = None
) -> datetime:
    """Return the moment; if it or `about` is in quiet hours, half an hour before they begin."""
    for at in (about or moment, moment):
        if quiet.contains(at, zone):
            began = max(start for start in _around(quiet.start, at, zone) if start <= at)
            return min(moment, began - AHEAD)
    return moment


def _went_unanswered(shown: list[Unasked], at: datetime) -> bool:
    judged = [one for one in shown if one.at + ANSWERED_WITHIN <= at][:IGNORED_IN_A_ROW]
    return len(judged) == IGNORED_IN_A_ROW and not any(one.answered for one in judged)


def _next(clock: time, after: datetime, zone: tzinfo) -> datetime:
    """Return the next instant (UTC) after another one at which the local clock shows a time."""
    return min(moment for moment in _around(clock, after, zone) if moment > after)


def _around(clock: time, moment: datetime, zone: tzinfo) -> list[datetime]:
    today = moment.astimezone(zone).date()
    days = (today + count * A_DAY for count in range(-2, 3))
    return [at_local(datetime.combine(day, clock), zone) for day in days]
