"""Which nudges there are, which one is shown now, and why the others are not."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from holdfast.clock.span import Span
from holdfast.ledger.work import Work
from holdfast.nudging.model import Nudge, Offer
from holdfast.nudging.pace import (
    ANSWERED_WITHIN,
    IGNORED_IN_A_ROW,
    SILENT_AFTER_LET_GO,
    Pace,
    Unasked,
)
from holdfast.value import dataclass

MOST_UNASKED = 12
"""More than three days' worth."""
_JUST_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True)
class PutAside:
    """What becomes of a nudge that does not fit any more, and why."""

    state: Literal["suppressed", "expired"]
    why: str


@dataclass(frozen=True)
class Plan:
    """What there is to do about nudges at a moment.

    `new` are saved. `aside` are, by key, not shown any more. `show` is shown now: never two at
    once. `next_at` is when something changes merely because time passes.
    """

    new: tuple[Nudge, ...]
    aside: Mapping[str, PutAside]
    show: Nudge | None
    next_at: datetime | None


def plan(work: Work, here_since: datetime) -> Plan:
    """Return what there is to do about nudges now; nothing is written."""
    nudges, now = work.stores.nudges, work.now
    planned = [nudge for offer in work.ports.offers() for nudge in offer.planned(work)]
    # What comes by itself is saved only when it is due: until then it may change.
    due_now = (nudge for nudge in planned if nudge.follows_logging or nudge.due_at <= now)
    new = tuple(nudge for nudge in due_now if not nudges.is_saved(nudge.key))
    due = (*nudges.due(now, work.mark.ran), *(nudge for nudge in new if nudge.due_at <= now))
    moments = [nudge.due_at for nudge in planned]
    aside: dict[str, PutAside] = {}
    show = None
    if due:
        pace = pace_of(work, here_since)
        aside = {nudge.key: why for nudge in due if (why := judge(work, nudge, pace))}
        fitting = [nudge for nudge in due if nudge.key not in aside]
        ready = []
        for nudge in fitting:
            if waits := pace.waits(now, asked=nudge.follows_logging):
                moments += [waits.until, nudge.expires_at]
            else:
                ready.append(nudge)
        ready.sort(key=lambda nudge: _turn(work, nudge))
        show = ready[-1] if ready else None
        newer = PutAside("suppressed", "a newer nudge came at the same time")
        aside |= {nudge.key: newer for nudge in ready[:-1] if nudge.follows_logging}
    moments += nudges.moments_to_come(now, work.mark.ran)
    return Plan(new, aside, show, min((at for at in moments if at > now), default=None))


def waiting(work: Work) -> tuple[Nudge, ...]:
    """Return what a desktop could not show and a terminal may show now.

    Sorted; show the last. Quiet hours, caps and a snooze hold at a terminal, too.
    """
    inbox = work.stores.nudges.inbox(work.now)
    if not inbox:
        return ()
    pace = pace_of(work, None)
    fitting = (
        nudge
        for nudge in inbox
        if judge(work, nudge, pace) is None
        and not pace.waits(work.now, asked=nudge.follows_logging)
    )
    return tuple(sorted(fitting, key=lambda nudge: _turn(work, nudge)))


def judge(work: Work, nudge: Nudge, pace: Pace) -> PutAside | None:
    """Return why a nudge that is due is not shown any more; None if it fits."""
    if work.now >= nudge.expires_at:
        return PutAside("expired", _why_missed(nudge, pace))
    offer = _offer(work, nudge.kind)
    if offer is None or not getattr(work.settings, offer.kinds[nudge.kind]):
        return PutAside("suppressed", "this kind was switched off")
    why = offer.unfit(work, nudge)
    return PutAside("suppressed", why) if why else None


def pace_of(work: Work, here_since: datetime | None) -> Pace:
    """Return what was shown, answered and let go before, and whether nudges are snoozed."""
    nudges, kinds = work.stores.nudges, [*_kinds(work)]
    shown = nudges.handed_over(kinds, MOST_UNASKED)
    return Pace(
        zone=work.zone,
        settings=work.settings,
        here_since=here_since,
        shown_at=next((nudge.handed_over_at for nudge in shown), None),
        unasked=tuple(_unasked(work, [nudge for nudge in shown if not nudge.follows_logging])),
        let_go_at=nudges.last_let_go(work.now - SILENT_AFTER_LET_GO),
        snoozed=_snoozed(work),
    )


def _snoozed(work: Work) -> Span | None:
    """Return the last snooze as the person's clock shows it now; it goes by running time."""
    snooze = work.stores.nudges.last_snooze()
    if snooze is None:
        return None
    began, ends = snooze
    return Span(work.now + (began - work.mark.ran), work.now + (ends - work.mark.ran))


def snoozed_until(work: Work) -> datetime | None:
    """Return until when all nudges wait, if they do."""
    snoozed = _snoozed(work)
    return snoozed.end if snoozed and snoozed.end > work.now else None


def _unasked(work: Work, shown: Sequence[Nudge]) -> Iterator[Unasked]:
    """Yield when each was shown, and whether it was answered.

    Only the newest three are checked: the answers to older ones don't count.
    """
    judged = 0
    for nudge in shown:
        at, answered = nudge.handed_over_at or nudge.due_at, False
        if at + ANSWERED_WITHIN <= work.now and judged < IGNORED_IN_A_ROW:
            judged += 1
            answered = was_answered(work, nudge, at)
        yield Unasked(at, answered)


def was_answered(work: Work, nudge: Nudge, shown_at: datetime) -> bool:
    """Return whether a person read a nudge, or logged or answered anything, within the hour."""
    by = shown_at + ANSWERED_WITHIN
    was_read = nudge.read_at is not None and nudge.read_at <= by
    return was_read or work.stores.nudges.is_answered(shown_at, by)


def _kinds(work: Work) -> Iterator[str]:
    for offer in work.ports.offers():
        yield from offer.kinds


def _offer(work: Work, kind: str) -> Offer | None:
    return next((offer for offer in work.ports.offers() if kind in offer.kinds), None)


def _turn(work: Work, nudge: Nudge) -> tuple[int, float, str]:
    """Return the sort key; the last is shown.

    Follow-ups of logging win, newest last; else the first kind, and in it what expires first.
    """
    if nudge.follows_logging:
        return 1, nudge.due_at.timestamp(), f"{nudge.urge_id or 0:020d}"
    order = [*_kinds(work)].index(nudge.kind)
    return -order, -nudge.expires_at.timestamp(), nudge.key


def _why_missed(nudge: Nudge, pace: Pace) -> str:
    last = nudge.expires_at - _JUST_BEFORE
    if pace.here_since and last < pace.here_since:
        return "the computer was asleep, or reminders were off"
    for at in (nudge.due_at, last):
        if waits := pace.waits(at, asked=nudge.follows_logging):
            return waits.why
    return "it was too late to show it"
