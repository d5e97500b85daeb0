"""Changes: asking for a loosening, listing what waits, calling it off."""

from datetime import datetime, timedelta
from typing import Literal

from holdfast.domain.boundary import LOOSER_AFTER, BoundaryKind
from holdfast.domain.change import Change, ChangeKind, ChangeState, delay_of_next
from holdfast.domain.hold import Hold
from holdfast.errors import NeedsAnswer, NotFound, Refused
from holdfast.services.holds import hold_of_contact
from holdfast.services.work import Work, reading, writing
from holdfast.value import dataclass, replace

NOTHING = timedelta()
SECOND = timedelta(seconds=1)
_WANTED: dict[ChangeKind, str] = {
    "end": "end the cool-down early",
    "shorten": "end the cool-down earlier",
    "boundary": "loosen the boundary",
    "clock": "go by another time",
    "erase": "erase everything",
}
Promise = Literal["cool-down", "boundary"]


@dataclass(frozen=True)
class ChangeAnswer:
    """A loosening that was asked for, and where it stands.

    `by_seconds` is how much earlier a cool-down is to end, or how far a clock is ahead; `boundary`
    and `boundary_until` are what a boundary is to be.
    """

    id: int
    contact: str | None
    kind: ChangeKind
    asked_at: datetime
    ready_at: datetime
    lapses_at: datetime
    state: ChangeState
    reason: str | None
    by_seconds: int | None
    boundary: BoundaryKind | None
    boundary_until: datetime | None
    already: bool = False
    """Whether it was so before."""


@dataclass(frozen=True)
class Confirmed:
    """A change that was confirmed, and the contact's hold now (None: it is about everything).

    `request` is the one that it was answered with.
    """

    change: ChangeAnswer
    hold: Hold | None
    request: str


@reading
def list_changes(work: Work) -> tuple[ChangeAnswer, ...]:
    """List the changes, newest first."""
    return tuple(change_answer(work, change) for change in work.book.changes.listed())


@writing
def cancel_change(work: Work, *, change: int) -> ChangeAnswer:
    """Call a loosening off, at once.

    Written down also where it has nothing left to loosen, or has lapsed, by a clock that may be
    wrong: by another one it might stand again.
    """
    found = find_change(work, change)
    before = change_answer(work, found).state
    if found.confirmed_at is not None:
        raise Refused(f"Change {found.id} was confirmed already.", "holdfast status")
    if before == "lapsed" and not work.mark.unsure_after:
        raise Refused(f"Change {found.id} has lapsed: it loosens nothing any more.")
    # By the person now, whatever did it before: no undo is to bring it back.
    work.book.changes.cancel(found.id, found.cancelled_at or work.now)
    return replace(change_answer(work, find_change(work, change)), already=before == "cancelled")


def file_change(work: Work, wanted: Change) -> ChangeAnswer:
    """Write down that a loosening is wanted; its delay begins.

    Refused if one of its kind waits for that promise, NeedsAnswer without a reason. Where the clock
    may be wrong, its delay is counted in time in which the machine runs, until it is known to be
    right: one that was behind would make it look old when it comes right.
    """
    last = work.book.changes.last_alike(wanted)
    before = change_answer(work, last).state if last else None
    if last and last.cancelled_at is not None:
        before = "lapsed"  # it was ready, and called off
    elif last and (before == "cancelled" or (before == "lapsed" and work.mark.unsure_after)):
        # It has nothing left to loosen, or may not have lapsed: another one takes its place.
        work.book.changes.cancel(last.id, work.now)
    if last and before in {"waiting", "ready"}:
        raise Refused(
            f"A change of this kind waits already: change {last.id}.",
            f"holdfast changes confirm {last.id}"
            if before == "ready"
            else f"holdfast changes, or holdfast changes cancel {last.id}",
        )
    reason = (wanted.reason or "").strip()
    if not reason:
        raise NeedsAnswer(
            f"What makes you want to {_WANTED[wanted.kind]}? It has to wait, and to be confirmed.",
            argument="reason",
            way_out='the same with --reason "…", in a few words',
            in_words=True,
        )
    delay = delay_of_next(wanted.delay, before)
    wanted = replace(wanted, reason=reason, delay=delay)
    if work.mark.unsure_after:
        wanted = replace(wanted, asked_ran=work.mark.ran)
    return change_answer(work, work.book.changes.add(wanted))


def find_change(work: Work, change_id: int) -> Change:
    """Find a change by its number, as it waits by now; NotFound if there is none."""
    found = work.book.changes.get(change_id)
    if found is None:
        raise NotFound(f"There is no change {change_id}.", "holdfast changes")
    return as_it_waits(work, found)


def as_it_waits(work: Work, change: Change) -> Change:
    """Give a change with the delay that it has to wait by now.

    That is the longest of all that it would loosen: what was asked for while the clock was ahead
    may have been so under less than stands.
    """
    if change.cooldown_id is not None and change.contact_id is not None:
        runs = work.book.cooldowns.standing(change.contact_id, work.now)
        stands = runs.delay if runs else NOTHING
    else:
        stands = NOTHING
    is_settled = change.confirmed_at or change.cancelled_at
    return change if is_settled or stands <= change.delay else replace(change, delay=stands)


def state_of(work: Work, change: Change) -> ChangeState:
    """Say where a change stands now."""
    return as_it_waits(work, change).state(work.now, work.mark.ran)


def pending_changes(work: Work, contact_id: int | None) -> tuple[ChangeAnswer, ...]:
    """Give the changes that can still be confirmed, of a contact or (None) about everything."""
    return tuple(
        answer
        for change in work.book.changes.unsettled(contact_id)
        if (answer := change_answer(work, change)).state in {"waiting", "ready"}
    )


def has_something_to_loosen(work: Work, change: Change) -> bool:
    """Say whether what a change is about still stands, and is stricter than what was asked for."""
    if change.kind == "clock":
        return work.mark.is_still_ahead_by(change.by or NOTHING)
    if change.contact_id is None:
        return True
    if change.boundary is not None:
        stands = work.book.boundaries.standing(change.contact_id, work.now)
        return change.boundary.is_looser_than(stands)
    runs = work.book.cooldowns.standing(change.contact_id, work.now)
    return runs is not None and runs.id == change.cooldown_id


def change_answer(work: Work, change: Change) -> ChangeAnswer:
    """Give a change as it is answered: one that has nothing left to loosen is called off."""
    now, ran = work.now, work.mark.ran
    change = as_it_waits(work, change)
    state = change.state(now, ran)
    if state in {"waiting", "ready"} and not has_something_to_loosen(work, change):
        state = "cancelled"
    return ChangeAnswer(
        id=change.id,
        contact=change.contact,
        kind=change.kind,
        asked_at=change.asked_at,
        ready_at=change.ready_at(now, ran),
        lapses_at=change.lapses_at(now, ran),
        state=state,
        reason=change.reason,
        by_seconds=change.by // SECOND if change.by else None,
        boundary=change.boundary.kind if change.boundary else None,
        boundary_until=change.boundary.until if change.boundary else None,
    )


def longest_delay(work: Work, since: datetime | None = None) -> timedelta:
    """Give how long a loosening of everything that stands has to wait; nothing if nothing does.

    A pause that runs is no promise, but nothing is to end it early either: with `since`, it is
    counted from there. Where the clock may be ahead, what seems to be over may stand.
    """
    waits, at = [NOTHING], work.mark.earliest
    for contact in work.book.contacts.all():
        if cooldown := work.book.cooldowns.standing(contact.id, at):
            waits.append(cooldown.delay)
        if work.book.boundaries.standing(contact.id, at).stands(at):
            waits.append(LOOSER_AFTER)
        if pause := work.book.urges.pause_end(contact.id, at):
            waits.append(pause - (since or at))
    return max(waits)


def tightened(work: Work, contact_id: int, what: Promise, by: int) -> tuple[int, ...]:
    """Cancel what waits to loosen a promise that was just made stricter, or all of them.

    Gives the numbers of those that had something to loosen. One that has lapsed stays so: it makes
    the next of its kind wait twice as long. What ends one cool-down ends all that stand, so that
    none of another one waits on, either.
    """
    unsettled = work.book.changes.unsettled(contact_id)
    of_it = [change for change in unsettled if (change.kind == "boundary") == (what == "boundary")]
    about = (*of_it, *work.book.changes.unsettled(None))
    # Where the clock may be ahead, one that looks lapsed may not be.
    may_wait = {"waiting", "ready", *({"lapsed"} if work.mark.unsure_after else ())}
    waiting = [one for one in about if state_of(work, one) in may_wait]
    loosens = [one.id for one in waiting if has_something_to_loosen(work, one)]
    for change in waiting:
        may_have_lapsed = state_of(work, change) == "lapsed"  # which counts, if it has
        work.book.changes.cancel(change.id, work.now, by=None if may_have_lapsed else by)
    return tuple(loosens)


def contacts_hold(work: Work, change: Change) -> Hold | None:
    """Give the hold of the contact that a change is about."""
    return hold_of_contact(work, change.contact_id) if change.contact_id else None
