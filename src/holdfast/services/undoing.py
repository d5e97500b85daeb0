"""Taking the last tightening back: a slip of the finger costs nothing for ten minutes."""

from holdfast.domain.hold import Hold
from holdfast.domain.promise import UNDO_WITHIN, TighteningKind
from holdfast.errors import Refused
from holdfast.services.changes import change_answer, find_change, pending_changes, state_of
from holdfast.services.choosing import choose_contact
from holdfast.services.cooldowns import CoolDownAnswer, running_cooldown
from holdfast.services.holds import hold_of_contact
from holdfast.services.work import Work, writing
from holdfast.value import dataclass


@dataclass(frozen=True)
class Undone:
    """A tightening taken back, the cool-down that stands again if one does, and what holds.

    `restored_changes` had been cancelled by it, and wait again.
    """

    kind: TighteningKind
    contact: str
    cooldown: CoolDownAnswer | None
    hold: Hold
    restored_changes: tuple[int, ...]


def _cancel_what_others_cancel(work: Work) -> None:
    """Keep what is about everything cancelled if something else was made stricter since."""
    newest = work.book.promises.last_tightening(None)
    for change in work.book.changes.unsettled(None):
        if newest and newest.written.at >= change.asked_at:
            work.book.changes.cancel(change.id, work.now, by=newest.id)


def _cancel_what_has_nothing_left(work: Work, contact_id: int) -> None:
    """Settle changes of what was just taken back: they can't be confirmed, and are no lapse."""
    for change in work.book.changes.unsettled(contact_id):
        waits = state_of(work, change) in {"waiting", "ready"}
        if waits and change_answer(work, change).state == "cancelled":
            work.book.changes.cancel(change.id, work.now)


def _cancel_what_was_asked_instead(work: Work, restored: frozenset[int]) -> None:
    """Keep one change of a kind for each promise: the one that stood before."""
    for change_id in restored:
        again = find_change(work, change_id)
        newest = work.book.changes.last_alike(again)
        if newest and newest.id not in restored and state_of(work, newest) in {"waiting", "ready"}:
            work.book.changes.cancel(newest.id, work.now)


def _say_again(work: Work, standing: tuple[int, ...]) -> None:
    """Let what the nudges had to say of changes that stand again be said after all."""
    if not standing:
        return
    from holdfast.domain.nudging import CALLED_OFF, keys_of_change  # mostly there is nothing to say

    for change_id in standing:
        for key in keys_of_change(change_id):
            work.book.nudges.plan_anew(key, CALLED_OFF)


@writing
def undo(work: Work, *, contact: str | None = None) -> Undone:
    """Take the last tightening of the last ten minutes back: what stood before stands again.

    So do the changes that it had cancelled.
    """
    chosen = choose_contact(work, contact) if contact is not None else None
    last = work.book.promises.last_tightening(chosen.id if chosen else None)
    if last is None or not last.written.is_within(UNDO_WITHIN, work.mark):
        raise Refused(
            "Nothing was made stricter in the last 10 minutes, so there is nothing to take back.",
            "holdfast status",
        )
    work.book.promises.take_back(last.id, work.now)
    restored = work.book.changes.restore(last.id)
    if not work.mark.unsure_after:  # it may have come right while they were cancelled
        work.book.changes.count_from_now(work.now, work.mark.ran)
    _cancel_what_was_asked_instead(work, restored)
    _cancel_what_others_cancel(work)
    _cancel_what_has_nothing_left(work, last.contact_id)
    waiting = (*pending_changes(work, last.contact_id), *pending_changes(work, None))
    standing = tuple(one.id for one in waiting if one.id in restored)
    _say_again(work, standing)
    whom = next(known for known in work.book.contacts.all() if known.id == last.contact_id)
    return Undone(
        last.kind,
        whom.name,
        running_cooldown(work, whom),
        hold_of_contact(work, whom.id),
        standing,
    )
