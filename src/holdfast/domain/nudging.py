"""Which nudges there are, which one is shown now, and why the others are not: one pure function."""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta, tzinfo
from typing import Literal

from holdfast.domain.episode import APART
from holdfast.domain.nudge import ASKED, UNASKED, Nudge, NudgeKind, NudgePlan
from holdfast.domain.risky_hours import RiskyHours, name_risky_hours, waking_shares
from holdfast.domain.settings import Hours, Settings
from holdfast.domain.situation import ONE_DAY, Deadline, Situation, waits
from holdfast.domain.urge import Urge
from holdfast.domain.when import at_local
from holdfast.value import dataclass

CHECK_IN_AFTER = (timedelta(minutes=10), timedelta(minutes=30))
CHECK_IN_STALE_AFTER = timedelta(minutes=20)
"""A check-in answers no question any more once the next one, or the moment, has passed."""
PATIENCE_STALE_AFTER = timedelta(minutes=30)
PATIENCE_APART = timedelta(minutes=10)
REPORT_STALE_AFTER = timedelta(days=7)
AHEAD = timedelta(minutes=30)
"""So long before its hours, and before quiet hours, something is said that belongs into them."""
LAPSE_AHEAD = timedelta(hours=2)
REFLECTION_STALE_AFTER = timedelta(hours=2)
RATED_SHORTLY = timedelta(minutes=5)
CALLED_OFF = "it had been confirmed or called off by then"

_JUST_BEFORE = timedelta(microseconds=1)


Due = Nudge | NudgePlan
"""A nudge that is to be shown, whether it is written down yet or not."""


@dataclass(frozen=True)
class PutAside:
    """What becomes of a nudge that does not fit any more, and why."""

    state: Literal["suppressed", "expired"]
    why: str


@dataclass(frozen=True)
class Planning:
    """What follows from a situation."""

    new: tuple[NudgePlan, ...]
    """To be written down: each is due, or will be."""
    aside: Mapping[str, PutAside]
    """By key: what is not to be shown any more."""
    show: Due | None
    """The one to show now; never two at once."""
    next_at: datetime | None
    """When something changes by the mere passing of time."""


def plan_nudges(situation: Situation, written: Container[str]) -> Planning:
    """Plan: what is new, what is put aside and why, and the one to show now.

    `written` are the keys of all nudges that were ever written down.
    """
    logged = tuple(_for_new_urges(situation))
    by_itself = tuple(_by_themselves(situation))
    now = situation.now
    new = (
        *(plan for plan in logged if plan.key not in written),
        *(plan for plan in by_itself if plan.due_at <= now and plan.key not in written),
    )
    due: list[Due] = [*situation.waiting, *(plan for plan in new if plan.due_at <= now)]
    aside = {one.key: why for one in due if (why := judge(one, situation, due))}
    fitting = [one for one in due if one.key not in aside]
    asked = sorted(
        (one for one in fitting if one.kind in ASKED and not waits(one.kind, situation, now)),
        key=lambda one: (one.due_at, one.urge_id or 0),
    )
    newer = PutAside("suppressed", "a newer nudge came at the same moment")
    aside |= {one.key: newer for one in asked[:-1]}
    show = asked[-1] if asked else _first_unasked(fitting, situation)
    return Planning(new, aside, show, _next_at(situation, by_itself, fitting))


def plan_for_urge(
    urge: Urge, *, starts_episode: bool, patience: bool, check_ins: bool
) -> Iterator[NudgePlan]:
    """Plan what one urge's logging starts.

    One that is a mere record starts nothing. An episode shares the check-ins of its first urge.
    """
    if not is_of_the_moment(urge):
        return
    if patience:
        yield NudgePlan(
            key=f"patience:urge-{urge.id}",
            kind="patience",
            urge_id=urge.id,
            due_at=urge.logged_at,
            expires_at=urge.logged_at + PATIENCE_STALE_AFTER,
            why=f"urge {urge.id} was logged",
        )
    if check_ins and starts_episode:
        for after in CHECK_IN_AFTER:
            minutes = after // timedelta(minutes=1)
            due_at = urge.felt_at + after
            if due_at >= urge.logged_at:
                yield NudgePlan(
                    key=f"check-in:urge-{urge.id}:{minutes}m",
                    kind="check-in",
                    urge_id=urge.id,
                    due_at=due_at,
                    expires_at=due_at + CHECK_IN_STALE_AFTER,
                    why=f"{minutes} minutes after urge {urge.id}",
                )


def is_of_the_moment(urge: Urge) -> bool:
    """Say whether an urge was logged while it was felt; later, it is a record, not a moment."""
    return urge.logged_at - urge.felt_at < APART


def plan_for_report(week: str, due_at: datetime) -> NudgePlan:
    """Plan the nudge that announces a week's report."""
    return NudgePlan(
        key=f"report:{week}",
        kind="report",
        urge_id=None,
        due_at=due_at,
        expires_at=due_at + REPORT_STALE_AFTER,
        why=f"the report of {week} was made",
    )


def judge(one: Due, situation: Situation, due: Iterable[Due] = ()) -> PutAside | None:
    """Say why a nudge that is due is not to be shown any more; None if it fits."""
    if situation.now >= one.expires_at:
        return PutAside("expired", _why_missed(one, situation))
    if not is_wanted(one.kind, situation.settings):
        return PutAside("suppressed", "it had been switched off by then")
    if one.kind in ASKED:
        return _judge_asked(one, situation)
    keys = {deadline_key for deadline_key, _ in _deadlines(situation)}
    if one.kind == "change" and one.key not in keys:
        return PutAside("suppressed", CALLED_OFF)
    if any(_comes_instead(other, one) for other in due):
        return PutAside("suppressed", "a newer one takes its place")
    return None


def is_wanted(kind: NudgeKind, settings: Settings) -> bool:
    """Say whether a kind is switched on; one that a person asks for always is."""
    wanted = {
        "patience": settings.nudge_patience,
        "check-in": settings.nudge_check_ins,
        "risky-hours": settings.nudge_risky_hours,
        "reflection": settings.nudge_reflection,
        "change": settings.nudge_changes,
        "report": settings.nudge_weekly_report,
    }
    return wanted.get(kind, True)


def _for_new_urges(situation: Situation) -> Iterator[NudgePlan]:
    settings = situation.settings
    groups = (
        [urge.id for urge in episode if is_of_the_moment(urge) and urge.retracted_at is None]
        for episode in situation.episodes
    )
    first_ones = {min(group) for group in groups if group}
    for urge in situation.new_urges:
        yield from plan_for_urge(
            urge,
            starts_episode=urge.id in first_ones,
            patience=settings.nudge_patience,
            check_ins=settings.nudge_check_ins,
        )


def _by_themselves(situation: Situation) -> Iterator[NudgePlan]:
    """Give what may come unasked about now, or later; but for reports, which their making plans."""
    settings = situation.settings
    if settings.nudge_changes:
        for key, deadline in _deadlines(situation):
            yield _about_change(key, deadline, situation)
    if settings.nudge_reflection:
        yield from _reflections(situation)
    # Who asks for a daily look back is to have it: where one a day may come, it is that one.
    has_room = settings.unasked_a_day > 1 or not settings.nudge_reflection
    if settings.nudge_risky_hours and has_room:
        shares = waking_shares(settings.sleep)
        if risky := name_risky_hours(situation.began, situation.zone, shares):
            yield from _ahead_of(risky, situation)


def _deadlines(situation: Situation) -> Iterator[tuple[str, Deadline]]:
    for deadline in situation.deadlines:
        for key in keys_of_change(deadline.change_id):
            yield key, deadline


def keys_of_change(change_id: int) -> tuple[str, str]:
    """Give the keys of the nudges about a change: that it is ready, and that it lapses."""
    return f"change-ready:{change_id}", f"change-lapse:{change_id}"


def _about_change(key: str, deadline: Deadline, situation: Situation) -> NudgePlan:
    change = f"change {deadline.change_id}"
    due_at, why = deadline.ready_at, f"{change} has waited out its delay"
    if key.startswith("change-lapse"):
        due_at = _before_quiet(deadline.lapses_at - LAPSE_AHEAD, situation)
        why = f"{change} lapses soon unless it is confirmed"
    return NudgePlan(key, "change", None, max(due_at, deadline.ready_at), deadline.lapses_at, why)


def _reflections(situation: Situation) -> Iterator[NudgePlan]:
    for day, moment in _daily(situation, situation.settings.reflection_at):
        expires_at = moment + REFLECTION_STALE_AFTER
        if situation.now < expires_at:
            due_at = _before_quiet(moment, situation)
            why = "you asked for a daily look back"
            yield NudgePlan(f"reflection:{day}", "reflection", None, due_at, expires_at, why)


def _ahead_of(risky: RiskyHours, situation: Situation) -> Iterator[NudgePlan]:
    why = (
        f"{risky.count} of {risky.of} times in eight weeks began "
        f"between {risky.start} and {risky.end} o'clock"
    )
    for day, begins in _daily(situation, time(risky.start)):
        due_at = _before_quiet(begins - AHEAD, situation, begins)
        expires_at = due_at + 2 * AHEAD
        if situation.now < expires_at:
            yield NudgePlan(f"risky-hours:{day}", "risky-hours", None, due_at, expires_at, why)


def _daily(situation: Situation, clock: time) -> Iterator[tuple[str, datetime]]:
    """Give a time of day's instants around now, each with the day it is of."""
    today = situation.now.astimezone(situation.zone).date()
    for day in (today - ONE_DAY, today, today + ONE_DAY, today + 2 * ONE_DAY):
        yield day.isoformat(), at_local(datetime.combine(day, clock), situation.zone)


def _before_quiet(moment: datetime, situation: Situation, of: datetime | None = None) -> datetime:
    """Give the moment, or one before the quiet hours in which it (or what it is of) lies."""
    quiet, zone = situation.quiet, situation.zone
    for at in (of or moment, moment):
        if quiet.contains(at, zone):
            return min(moment, _began_by(quiet, at, zone) - AHEAD)
    return moment


def _began_by(hours: Hours, moment: datetime, zone: tzinfo) -> datetime:
    """Give the last time (UTC) that a daily span began by an instant."""
    today = moment.astimezone(zone).date()
    days = (today, today - ONE_DAY, today - 2 * ONE_DAY)
    starts = (at_local(datetime.combine(day, hours.start), zone) for day in days)
    return next(start for start in starts if start <= moment)


def _judge_asked(one: Due, situation: Situation) -> PutAside | None:
    about = next(
        episode for episode in situation.episodes if any(urge.id == one.urge_id for urge in episode)
    )
    urge = next(urge for urge in about if urge.id == one.urge_id)
    if not is_of_the_moment(urge):
        return PutAside("suppressed", "by what was corrected, it was about an earlier moment")
    if one.kind == "patience":
        about = (urge,)
        last = situation.patience_at
        if last and situation.now - last < PATIENCE_APART:
            return PutAside(
                "suppressed",
                "another word of patience had come shortly before",
            )
    if not any(urge.outcome == "open" and urge.retracted_at is None for urge in about):
        return PutAside("suppressed", _why_settled(about))
    # A rating answers the check-in before it: more ratings than questions say enough.
    ratings = sum(len(urge.ratings) for urge in about)
    if one.kind == "check-in" and ratings > situation.asked.get(urge.id, 0):
        return PutAside("suppressed", "the episode had been rated by then")
    said_at = [rating.at for one_urge in about for rating in one_urge.ratings]
    if one.kind == "check-in" and any(situation.now - at < RATED_SHORTLY for at in said_at):
        return PutAside("suppressed", "the episode had been rated shortly before")
    return None


def _why_settled(episode: Iterable[Urge]) -> str:
    outcomes = {urge.outcome for urge in episode if urge.retracted_at is None}
    if "let-go" in outcomes:
        return "it had been let go by then"
    return "it had been sent by then" if outcomes else "it had been retracted by then"


def _why_missed(one: Due, situation: Situation) -> str:
    last = one.expires_at - _JUST_BEFORE
    if last < situation.here_since:
        return "its moment passed while the machine slept or no daemon ran"
    for at in (one.due_at, last):
        if kept := waits(one.kind, situation, at):
            return f"its moment passed while {kept.why}"
    return "its moment had passed before it could be shown"


def _comes_instead(other: Due, one: Due) -> bool:
    """Say whether another nudge that is due says the same as this one, later."""
    if other.kind != one.kind or other.key == one.key:
        return False
    if one.kind == "change":
        name, _, number = one.key.partition(":")
        return name == "change-ready" and other.key == f"change-lapse:{number}"
    return (other.due_at, other.key) > (one.due_at, one.key)


def _first_unasked(fitting: Iterable[Due], situation: Situation) -> Due | None:
    free = (
        one
        for one in fitting
        if one.kind not in ASKED and not waits(one.kind, situation, situation.now)
    )
    return min(
        free,
        key=lambda one: (UNASKED.index(one.kind), one.expires_at, one.key),
        default=None,
    )


def _next_at(
    situation: Situation, by_itself: Iterable[Due], fitting: Iterable[Due]
) -> datetime | None:
    """Give when something comes due, or when what keeps a nudge back ends."""
    now = situation.now
    moments = [plan.due_at for plan in by_itself]
    for one in fitting:
        if kept := waits(one.kind, situation, now):
            moments += [kept.until, one.expires_at]
    return min((moment for moment in moments if moment > now), default=None)
