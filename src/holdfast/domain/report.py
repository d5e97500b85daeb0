"""A report: one ISO week, looked back on. Data first; rendering computes nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo

from holdfast.domain.change import Change
from holdfast.domain.episode import episodes
from holdfast.domain.event import Event
from holdfast.domain.mark import ClockJump
from holdfast.domain.nudge import Nudge
from holdfast.domain.settings import Settings
from holdfast.domain.span import Span, hours_outside
from holdfast.domain.urge import Urge
from holdfast.domain.value import dataclass
from holdfast.domain.week import Week, week_of
from holdfast.domain.when import at_local

ANSWERED_WITHIN = timedelta(hours=1)
MISSED_WEEKS_MADE = 8


@dataclass(frozen=True)
class UrgeCounts:
    """How many urges were felt, and in how many episodes."""

    count: int
    episodes: int


@dataclass(frozen=True)
class OutcomeCounts:
    """What became of the week's urges."""

    let_go: int
    sent: int
    open: int


@dataclass(frozen=True)
class CheckInCounts:
    """Check-ins handed over, and those answered by a rating within the hour."""

    asked: int
    answered: int


@dataclass(frozen=True)
class IntensityMedians:
    """The middle strength at first and at the last rating, each with how many it is of."""

    median_first: float | None
    first_count: int
    median_last: float | None
    last_count: int


@dataclass(frozen=True)
class Gaps:
    """When Holdfast saw nothing: jumps of the clock, and hours without the daemon."""

    clock_jumps: tuple[ClockJump, ...]
    hours_without_daemon: float


@dataclass(frozen=True)
class ChangeCounts:
    """Loosenings that were asked for in the week, confirmed in it, and cancelled in it."""

    asked: int
    confirmed: int
    cancelled: int


@dataclass(frozen=True)
class WeeklyReport:
    """One week; `contact` is None for all of them together; Monday and hour 0 come first."""

    week: str
    starts_on: date
    ends_on: date
    time_zone: str
    contact: str | None
    made_at: datetime
    finished: bool
    urges: UrgeCounts
    outcomes: OutcomeCounts
    contacts_made: int
    """How often the person wrote, slip or not."""
    slips: int
    logistics: int
    heard: int
    check_ins: CheckInCounts
    by_weekday_and_hour: tuple[tuple[int, ...], ...]
    triggers: dict[str, int]
    channels: dict[str, int]
    intensity: IntensityMedians
    changes: ChangeCounts
    gaps: Gaps


@dataclass(frozen=True)
class KeptReport:
    """A report that was made and written down."""

    week: str
    contact: str | None
    path: str
    made_at: datetime


def build_report(
    week: Week,
    *,
    now: datetime,
    zone: tzinfo,
    contact: str | None,
    began_at: datetime | None,
    urges: Sequence[Urge],
    asked_about: Sequence[Urge],
    events: Sequence[Event],
    check_ins: Sequence[Nudge],
    daemon_ran: Sequence[Span],
    clock_jumps: Sequence[ClockJump],
    changes: Sequence[Change],
) -> WeeklyReport:
    """Build the report of a week from what was felt, done and asked in it.

    `asked_about` are the urges that the check-ins are about, with those of their episodes,
    whatever week they were felt in. `began_at` is when the ledger begins (None: it is empty);
    before it nothing is missing.
    """
    kept = [urge for urge in urges if urge.retracted_at is None]
    outcomes = Counter(urge.outcome for urge in kept)
    kinds = Counter(event.kind for event in events)
    seen = Span(max(week.starts_at(zone), began_at or now), min(week.ends_at(zone), now))
    return WeeklyReport(
        week=str(week),
        starts_on=week.monday,
        ends_on=week.sunday,
        time_zone=str(zone),
        contact=contact,
        made_at=now,
        finished=week.ends_at(zone) <= now,
        urges=UrgeCounts(len(kept), len(episodes(kept))),
        outcomes=OutcomeCounts(outcomes["let-go"], outcomes["sent"], outcomes["open"]),
        contacts_made=kinds["sent"],
        slips=sum(event.slip for event in events),
        logistics=kinds["logistics"],
        heard=kinds["heard"],
        check_ins=_check_ins(check_ins, asked_about),
        by_weekday_and_hour=_by_weekday_and_hour(kept, zone),
        triggers=_counted(word for urge in kept for word in urge.triggers),
        channels=_counted(urge.channel for urge in kept if urge.channel),
        intensity=_medians(kept),
        changes=_changes(changes, Span(week.starts_at(zone), week.ends_at(zone))),
        gaps=Gaps(tuple(clock_jumps), hours_outside(seen, daemon_ran)),
    )


def due_at(week: Week, zone: tzinfo, settings: Settings) -> datetime:
    """Give the instant (UTC) at which a week's report is to be made: after the week is over."""
    day = week.monday + timedelta(days=7 + settings.report_weekday)
    return at_local(datetime.combine(day, settings.report_time), zone)


def weeks_due(
    now: datetime, zone: tzinfo, settings: Settings, began_at: datetime
) -> tuple[Week, ...]:
    """Give the weeks whose report is due by now, oldest first, eight at most.

    None from before the ledger began.
    """
    this = week_of(now, zone)
    candidates = (this.before(count) for count in range(MISSED_WEEKS_MADE + 1, 0, -1))
    due = [
        week
        for week in candidates
        if due_at(week, zone, settings) <= now and week.ends_at(zone) > began_at
    ]
    return tuple(due[-MISSED_WEEKS_MADE:])


def _check_ins(asked: Sequence[Nudge], urges: Sequence[Urge]) -> CheckInCounts:
    episode_of = {urge.id: group for group in episodes(urges) for urge in group}
    retracted = {urge.id for urge in urges if urge.retracted_at is not None}
    counted = [nudge for nudge in asked if nudge.urge_id not in retracted]
    answered = 0
    for nudge in counted:
        about = episode_of.get(nudge.urge_id or 0, ())
        times = [rating.at for urge in about for rating in urge.ratings]
        shown_at = nudge.handed_over_at or nudge.due_at
        answered += any(shown_at <= at <= shown_at + ANSWERED_WITHIN for at in times)
    return CheckInCounts(len(counted), answered)


def _changes(changes: Sequence[Change], week: Span) -> ChangeCounts:
    def within(moments: Iterable[datetime | None]) -> int:
        return sum(1 for moment in moments if moment and week.start <= moment < week.end)

    return ChangeCounts(
        asked=within(change.asked_at for change in changes),
        confirmed=within(change.confirmed_at for change in changes),
        cancelled=within(change.cancelled_at for change in changes),
    )


def _by_weekday_and_hour(urges: Sequence[Urge], zone: tzinfo) -> tuple[tuple[int, ...], ...]:
    counts = Counter(
        (local.weekday(), local.hour) for local in (urge.felt_at.astimezone(zone) for urge in urges)
    )
    return tuple(tuple(counts[day, hour] for hour in range(24)) for day in range(7))


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items(), key=lambda item: (-item[1], item[0])))


def _medians(urges: Sequence[Urge]) -> IntensityMedians:
    from statistics import median  # 15 ms, and only here

    first = [urge.intensity for urge in urges if urge.intensity is not None]
    last = [urge.ratings[-1].intensity for urge in urges if urge.ratings]
    return IntensityMedians(
        median_first=float(median(first)) if first else None,
        first_count=len(first),
        median_last=float(median(last)) if last else None,
        last_count=len(last),
    )
