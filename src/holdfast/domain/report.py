"""A report: one ISO week, looked back on. Data first; rendering computes nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo

from holdfast.domain.after_slip import AfterSlip, after_slips
from holdfast.domain.change import Change
from holdfast.domain.cooldown import days_kept
from holdfast.domain.curve import Curve, Strength, curves_of, strength_of
from holdfast.domain.episode import beginnings, episodes
from holdfast.domain.four_weeks import FourWeeks, four_weeks
from holdfast.domain.heat import HourKind, heat_map
from holdfast.domain.interval import Rate, rate_of
from holdfast.domain.letting_go import LetGo, let_go_of
from holdfast.domain.mark import ClockJump
from holdfast.domain.nudge import Nudge, NudgeKind
from holdfast.domain.record import EndedPause, RanCoolDown, Record, ShownNudge
from holdfast.domain.risky_hours import BlocksOfDay, blocks_of_day
from holdfast.domain.span import Span, hours_outside
from holdfast.domain.standing_out import StandsOut, stands_out
from holdfast.domain.urge import Urge
from holdfast.domain.week import Week
from holdfast.domain.when import clock_at
from holdfast.value import dataclass

ANSWERED_WITHIN = timedelta(hours=1)
VERSION = 1
"""Of the report's JSON: raised when a key leaves it or means something else."""


@dataclass(frozen=True)
class UrgeCounts:
    """How many urges were felt, in how many episodes, and what that tells of the rate."""

    count: int
    episodes: int
    rate: Rate


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
class NudgeCounts:
    """Nudges of a kind beside check-ins, and those that brought an answer within the hour.

    Words of patience ask for none: None.
    """

    kind: NudgeKind
    shown: int
    answered: int | None


@dataclass(frozen=True)
class HoldCounts:
    """Pauses of messages that ran out in the week, and those in which nothing was sent."""

    ended: int
    completed: int


@dataclass(frozen=True)
class CoolDownKept:
    """A cool-down that ran in the week: its days kept by the week's end, of those so far."""

    contact: str
    days_kept: int
    days: int


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

    version: int
    week: str
    starts_on: date
    ends_on: date
    time_zone: str
    contact: str | None
    made_at: datetime
    made_locally: datetime
    """What the person's clock showed then."""
    finished: bool
    stands_out: StandsOut
    urges: UrgeCounts
    outcomes: OutcomeCounts
    let_go: LetGo
    contacts_made: int
    """How often the person wrote, slip or not."""
    slips: int
    after_slips: tuple[AfterSlip, ...]
    logistics: int
    heard: int
    check_ins: CheckInCounts
    by_weekday_and_hour: tuple[tuple[int, ...], ...]
    hour_kinds: tuple[tuple[HourKind, ...], ...]
    """What kind of hour each of those is: 0 urges in one that is to come say nothing."""
    blocks: BlocksOfDay
    triggers: dict[str, int]
    channels: dict[str, int]
    intensity: Strength
    curves: tuple[Curve, ...]
    holds: HoldCounts
    cooldowns: tuple[CoolDownKept, ...]
    changes: ChangeCounts
    nudges: tuple[NudgeCounts, ...]
    four_weeks: FourWeeks
    gaps: Gaps


def build_report(
    week: Week, record: Record, *, now: datetime, zone: tzinfo, contact: str | None
) -> WeeklyReport:
    """Build the report of a week from what was felt, done and asked in it."""
    whole = Span(week.starts_at(zone), week.ends_at(zone))
    seen = Span(max(whole.start, record.began_at or now), min(whole.end, now))
    urges = [urge for urge in record.urges if urge.retracted_at is None]
    events = [event for event in record.events if whole.start <= event.at < whole.end]
    groups, kinds = episodes(urges), Counter(event.kind for event in events)
    slips, decided = sum(event.slip for event in events), let_go_of(groups)
    outcomes = Counter(urge.outcome for urge in urges)
    check_ins = _check_ins(record.check_ins, record.asked_about)
    beside = four_weeks(
        week, record.felt, record.events, now=now, zone=zone, began_at=record.began_at
    )
    blocks = blocks_of_day(beginnings([one.felt_at for one in record.felt]), zone, record.waking)
    picture = heat_map((urge.felt_at for urge in urges), week, now=now, zone=zone)
    return WeeklyReport(
        version=VERSION,
        week=str(week),
        starts_on=week.monday,
        ends_on=week.sunday,
        time_zone=str(zone),
        contact=contact,
        made_at=now,
        made_locally=clock_at(now, zone),
        finished=whole.end <= now,
        stands_out=stands_out(
            began=(record.began_at or now) < whole.end,
            episodes=len(groups),
            let_go=outcomes["let-go"],
            contacts_made=kinds["sent"],
            slips=slips,
            asked=check_ins.asked,
            answered=check_ins.answered,
            decided=decided.decided,
            comparison=beside.comparison,
            named=blocks.named,
        ),
        urges=UrgeCounts(len(urges), len(groups), rate_of(len(groups), _part(seen, whole))),
        outcomes=OutcomeCounts(outcomes["let-go"], outcomes["sent"], outcomes["open"]),
        let_go=decided,
        contacts_made=kinds["sent"],
        slips=slips,
        after_slips=after_slips(events, urges, zone),
        logistics=kinds["logistics"],
        heard=kinds["heard"],
        check_ins=check_ins,
        by_weekday_and_hour=picture.counts,
        hour_kinds=picture.kinds,
        blocks=blocks,
        triggers=_counted(word for urge in urges for word in urge.triggers),
        channels=_counted(urge.channel for urge in urges if urge.channel),
        intensity=strength_of(urges),
        curves=curves_of(urges, zone),
        holds=_holds(record.pauses),
        cooldowns=tuple(_kept(one, seen.end) for one in record.cooldowns),
        changes=_changes(record.changes, whole),
        nudges=_nudges(record.nudges),
        four_weeks=beside,
        gaps=Gaps(record.clock_jumps, hours_outside(seen, record.daemon_ran)),
    )


def _part(seen: Span, whole: Span) -> float:
    """Give how much of a week was seen, 0 to 1."""
    return max(timedelta(), seen.end - seen.start) / (whole.end - whole.start)


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


def _nudges(shown: Sequence[ShownNudge]) -> tuple[NudgeCounts, ...]:
    counts = Counter(one.kind for one in shown)
    answered = Counter(one.kind for one in shown if one.answered)
    asks = {one.kind for one in shown if one.answered is not None}
    return tuple(
        NudgeCounts(kind, counts[kind], answered[kind] if kind in asks else None)
        for kind in sorted(counts)
    )


def _holds(pauses: Sequence[EndedPause]) -> HoldCounts:
    broken = sum(
        pause.outcome == "sent"
        and pause.outcome_at is not None
        and pause.outcome_at < pause.ended_at
        for pause in pauses
    )
    return HoldCounts(len(pauses), len(pauses) - broken)


def _kept(ran: RanCoolDown, by: datetime) -> CoolDownKept:
    until = min(by, ran.cooldown.ends_at)
    kept, slipped = days_kept(ran.cooldown.started_at, until, ran.slips)
    return CoolDownKept(ran.contact, kept, kept + slipped)


def _changes(changes: Sequence[Change], week: Span) -> ChangeCounts:
    def within(moments: Iterable[datetime | None]) -> int:
        return sum(1 for moment in moments if moment and week.start <= moment < week.end)

    return ChangeCounts(
        asked=within(change.asked_at for change in changes),
        confirmed=within(change.confirmed_at for change in changes),
        cancelled=within(change.cancelled_at for change in changes),
    )


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items(), key=lambda item: (-item[1], item[0])))
