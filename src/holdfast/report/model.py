"""The report of one ISO week. All figures are computed here; rendering computes nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo

from holdfast.clock.model import ClockJump
from holdfast.clock.span import Span, hours_outside
from holdfast.clock.week import Week
from holdfast.clock.zone import clock_at
from holdfast.nudging.model import Nudge
from holdfast.nudging.pace import ANSWERED_WITHIN
from holdfast.promises.model import Request, days_kept
from holdfast.report.facts import AnyUrge, HoldCounts, RanCoolDown, ShownNudge, WeekFacts
from holdfast.report.four_weeks import FourWeeks, four_weeks
from holdfast.report.hours_of_week import HourKind, heat_map
from holdfast.report.outcomes import (
    AfterSlip,
    Curve,
    LetGo,
    Strength,
    after_slips,
    curves_of,
    let_go_of,
    strength_of,
)
from holdfast.report.standing_out import StandsOut, stands_out
from holdfast.statistics import Rate, rate_of
from holdfast.urges.episode import beginnings, episodes
from holdfast.urges.risky_hours import BlocksOfDay, blocks_of_day
from holdfast.value import dataclass

VERSION = 1
"""Version of the report's JSON, raised when a key is removed or changes its meaning."""


@dataclass(frozen=True)
class KeptReport:
    """The report of a week, and the file in which it is kept."""

    week: str
    path: str
    made_at: datetime


@dataclass(frozen=True)
class UrgeCounts:
    """The week's urges and episodes, and the rate of episodes a week."""

    count: int
    episodes: int
    rate: Rate


@dataclass(frozen=True)
class OutcomeCounts:
    """The week's urges by outcome."""

    let_go: int
    sent: int
    open: int


@dataclass(frozen=True)
class CheckInCounts:
    """Check-ins shown, and those answered by a rating within the hour."""

    asked: int
    answered: int


@dataclass(frozen=True)
class NudgeCounts:
    """Nudges of a kind other than check-ins, and those answered within the hour.

    None: this kind asks for no answer.
    """

    kind: str
    shown: int
    answered: int | None


@dataclass(frozen=True)
class CoolDownKept:
    """A cool-down that ran in the week: days kept until the week's end, of the days so far."""

    contact: str
    days_kept: int
    days: int


@dataclass(frozen=True)
class Gaps:
    """Jumps of the clock, and hours in which the daemon didn't run."""

    clock_jumps: tuple[ClockJump, ...]
    hours_without_daemon: float


@dataclass(frozen=True)
class RequestCounts:
    """Requests made in the week, confirmed in it, and cancelled in it."""

    asked: int
    confirmed: int
    cancelled: int


@dataclass(frozen=True)
class WeeklyReport:
    """One week. `contact` is None for all contacts together. Lists begin with Monday, 00:00."""

    version: int
    week: str
    starts_on: date
    ends_on: date
    time_zone: str
    contact: str | None
    made_at: datetime
    made_locally: datetime
    """The time on the person's clock at `made_at`."""
    finished: bool
    stands_out: StandsOut
    urges: UrgeCounts
    outcomes: OutcomeCounts
    let_go: LetGo
    lookups: int
    """How many of the urges were to look somebody up."""
    wanted: str | None
    """The one thing that the person wanted for this week, in their words."""
    contacts_made: int
    """How often the person contacted them, slip or not."""
    slips: int
    slips_against_no: int
    """Slips with a contact who had said no."""
    goes_on: bool
    """Whether contact against a no had gone on for two weeks by the end of the week."""
    after_slips: tuple[AfterSlip, ...]
    logistics: int
    heard: int
    check_ins: CheckInCounts
    by_weekday_and_hour: tuple[tuple[int, ...], ...]
    hour_kinds: tuple[tuple[HourKind, ...], ...]
    """The kind of each of these hours: a 0 in an hour to come means nothing."""
    blocks: BlocksOfDay
    triggers: dict[str, int]
    channels: dict[str, int]
    intensity: Strength
    curves: tuple[Curve, ...]
    holds: HoldCounts
    cooldowns: tuple[CoolDownKept, ...]
    requests: RequestCounts
    nudges: tuple[NudgeCounts, ...]
    four_weeks: FourWeeks
    gaps: Gaps


def build_report(
    week: Week,
    facts: WeekFacts,
    *,
    now: datetime,
    trusted: datetime,
    zone: tzinfo,
    contact: str | None,
) -> WeeklyReport:
    """Build the report of a week from what was felt, done and asked in it."""
    whole = Span(week.starts_at(zone), week.ends_at(zone))
    seen = Span(max(whole.start, facts.began_at or now), min(whole.end, now))
    urges = [urge for urge in facts.urges if urge.retracted_at is None]
    events = [event for event in facts.events if whole.start <= event.at < whole.end]
    groups, kinds = episodes(urges), Counter(event.kind for event in events)
    slips, decided = sum(event.slip for event in events), let_go_of(groups)
    outcomes = Counter(urge.outcome for urge in urges)
    check_ins = _check_ins(facts.check_ins, facts.asked_about)
    beside = four_weeks(week, facts.felt, facts.events, now=now, zone=zone, began_at=facts.began_at)
    blocks = blocks_of_day(beginnings([one.felt_at for one in facts.felt]), zone, facts.waking)
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
        finished=whole.end <= min(now, trusted),
        stands_out=stands_out(
            began=(facts.began_at or now) < whole.end,
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
        wanted=facts.wanted,
        lookups=sum(urge.kind == "lookup" for urge in urges),
        slips=slips,
        slips_against_no=facts.slips_against_no,
        goes_on=facts.goes_on,
        after_slips=after_slips(events, urges, zone),
        logistics=kinds["logistics"],
        heard=kinds["heard"],
        check_ins=check_ins,
        by_weekday_and_hour=picture.counts,
        hour_kinds=picture.kinds,
        blocks=blocks,
        triggers=facts.triggers,
        channels=_counted(urge.channel for urge in urges if urge.channel),
        intensity=strength_of(urges),
        curves=curves_of(urges, zone),
        holds=facts.holds,
        cooldowns=tuple(_kept(one, seen.end) for one in facts.cooldowns),
        requests=_requests(facts.requests, whole),
        nudges=_nudges(facts.nudges),
        four_weeks=beside,
        gaps=Gaps(facts.clock_jumps, hours_outside(seen, facts.daemon_ran)),
    )


def _part(seen: Span, whole: Span) -> float:
    """Return how much of a week was seen, 0 to 1."""
    return max(timedelta(), seen.end - seen.start) / (whole.end - whole.start)


def _check_ins(asked: Sequence[Nudge], urges: Sequence[AnyUrge]) -> CheckInCounts:
    if not asked:
        return CheckInCounts(0, 0)
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


def _kept(ran: RanCoolDown, by: datetime) -> CoolDownKept:
    until = min(by, ran.cooldown.ends_at)
    kept, slipped = days_kept(ran.cooldown.started_at, until, ran.contacted)
    return CoolDownKept(ran.contact, kept, kept + slipped)


def _requests(requests: Sequence[Request], week: Span) -> RequestCounts:
    def within(moments: Iterable[datetime | None]) -> int:
        return sum(1 for moment in moments if moment and week.start <= moment < week.end)

    return RequestCounts(
        asked=within(request.asked.at for request in requests),
        confirmed=within(request.confirmed_at for request in requests),
        cancelled=within(request.cancelled_at for request in requests),
    )


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items(), key=lambda item: (-item[1], item[0])))
