"""How things stand when nudges are planned, and what keeps one back: so that it never nags."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta, tzinfo
from math import ceil

from holdfast.domain.nudge import ASKED, Nudge, NudgeKind
from holdfast.domain.settings import Hours, Settings
from holdfast.domain.span import Span
from holdfast.domain.urge import Urge
from holdfast.domain.when import at_local
from holdfast.value import dataclass

UNASKED_APART = timedelta(minutes=45)
SETTLING = timedelta(minutes=5)
"""Nobody is met by a nudge in the moment in which they open their machine."""
SILENT_AFTER_LET_GO = timedelta(hours=1)
ANSWERED_WITHIN = timedelta(hours=1)
IGNORED_IN_A_ROW = 3
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Deadline:
    """A change that can still be confirmed or will be: from when, and until when."""

    change_id: int
    ready_at: datetime
    lapses_at: datetime


@dataclass(frozen=True)
class Unasked:
    """An unasked nudge that was handed over, and whether it brought anything within the hour."""

    at: datetime
    answered: bool


@dataclass(frozen=True)
class Situation:
    """How things stand at a moment: all that planning looks at."""

    now: datetime
    zone: tzinfo
    settings: Settings
    here_since: datetime
    """Since when the machine is awake and somebody is there to nudge, without a gap."""
    asked: Mapping[int, int]
    """By urge: how many check-ins about its episode were handed over."""
    waiting: tuple[Nudge, ...] = ()
    """What is due, and neither shown nor put aside nor being shown by another."""
    new_urges: tuple[Urge, ...] = ()
    """Those that no nudge was planned for yet."""
    episodes: tuple[tuple[Urge, ...], ...] = ()
    """Those of the new urges, and of the urges that are waited about."""
    deadlines: tuple[Deadline, ...] = ()
    began: tuple[datetime, ...] = ()
    """When the episodes of the last eight weeks began."""
    shown_at: datetime | None = None
    """When the last nudge of any kind was handed over."""
    patience_at: datetime | None = None
    """When the last word of patience was."""
    unasked: tuple[Unasked, ...] = ()
    """The unasked ones of the last days, newest first: at least three, if there were three."""
    let_go_at: datetime | None = None
    snoozed: Span | None = None
    """From when, and until when, nudges were told to wait the last time."""

    @property
    def quiet(self) -> Hours:
        """When nothing comes that was not asked for."""
        return self.settings.quiet_hours


@dataclass(frozen=True)
class Waits:
    """Why a nudge is not shown now although it is due, and until when; “… while {why}”."""

    until: datetime
    why: str


def waits(kind: NudgeKind, situation: Situation, at: datetime) -> Waits | None:
    """Say why a nudge of a kind is not shown at a moment, if it isn't."""
    snoozed = situation.snoozed
    if snoozed and snoozed.start <= at < snoozed.end:
        return Waits(snoozed.end, "nudges were snoozed")
    if kind in ASKED:
        return None
    zone, quiet = situation.zone, situation.quiet
    if quiet.contains(at, zone):
        return Waits(_ends_after(quiet, at, zone), "quiet hours lasted")
    lasting = (
        (situation.here_since, SETTLING, "the machine had only just woken, or the daemon started"),
        (situation.let_go_at, SILENT_AFTER_LET_GO, "you had just let one go"),
        (situation.shown_at, UNASKED_APART, "another nudge was less than 45 minutes old"),
    )
    for since, lasts, why in lasting:
        if since and since <= at < since + lasts:
            return Waits(since + lasts, why)
    if enough := _enough(situation, at):
        tomorrow = at.astimezone(zone).date() + ONE_DAY
        return Waits(at_local(datetime.combine(tomorrow, time()), zone), enough)
    return None


def is_halved(unasked: Iterable[Unasked], at: datetime) -> bool:
    """Say whether the last three unasked nudges brought nothing within the hour."""
    judged = [one for one in unasked if one.at + ANSWERED_WITHIN <= at][:IGNORED_IN_A_ROW]
    return len(judged) == IGNORED_IN_A_ROW and not any(one.answered for one in judged)


def _enough(situation: Situation, at: datetime) -> str | None:
    shown = [one for one in situation.unasked if one.at <= at]
    today = at.astimezone(situation.zone).date()
    on = Counter(one.at.astimezone(situation.zone).date() for one in shown)
    most = situation.settings.unasked_a_day
    if most == 0:
        return "none may come by itself"
    if is_halved(shown, at):
        if on[today] >= ceil(most / 2) or on[today] + on[today - ONE_DAY] >= most:
            return "nudges came half as often, as three in a row had gone unanswered"
        return None
    if on[today] >= most:
        return f"the day had had its {most}" if most > 1 else "the day had had its one"
    return None


def _ends_after(hours: Hours, moment: datetime, zone: tzinfo) -> datetime:
    """Give the next time (UTC) that a daily span ends after an instant."""
    today = moment.astimezone(zone).date()
    days = (today, today + ONE_DAY, today + 2 * ONE_DAY)
    ends = (at_local(datetime.combine(day, hours.end), zone) for day in days)
    return next(end for end in ends if end > moment)
