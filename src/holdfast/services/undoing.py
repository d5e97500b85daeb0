"""Taking the last tightening back: a slip of the finger costs nothing for ten minutes."""

from dataclasses import dataclass

from holdfast.domain.hold import Hold
from holdfast.domain.promise import UNDO_WITHIN, Tightening, TighteningKind
from holdfast.errors import Refused
from holdfast.services.changes import pending_changes
from holdfast.services.choosing import choose_contact
from holdfast.services.cooldowns import CoolDownAnswer, running_cooldown
from holdfast.services.holds import hold_of_contact
from holdfast.services.work import Work, writing


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
        if newest and newest.set_at >= change.asked_at:
            work.book.changes.cancel(change.id, work.now, by=newest.id)


def _is_young(work: Work, last: Tightening) -> bool:
    """Say whether a step is no older than ten minutes, by the time and by how long it ran since.

    By both: a clock that was ahead and came right would make an old one look young.
    """
    ran = work.mark.ran - last.set_ran
    return work.now - last.set_at <= UNDO_WITHIN and ran <= UNDO_WITHIN


@writing
def undo(work: Work, *, contact: str | None = None) -> Undone:
    """Take the last tightening of the last ten minutes back: what stood before stands again.

    So do the changes that it had cancelled.
    """
    chosen = choose_contact(work, contact) if contact is not None else None
    last = work.book.promises.last_tightening(chosen.id if chosen else None)
    if last is None or not _is_young(work, last):
        raise Refused(
            "Nothing was made stricter in the last 10 minutes, so there is nothing to take back.",
            "holdfast status",
        )
    work.book.promises.take_back(last.id, work.now)
    restored = work.book.changes.restore(last.id)
    _cancel_what_others_cancel(work)
    waiting = (*pending_changes(work, last.contact_id), *pending_changes(work, None))
    whom = next(known for known in work.book.contacts.all() if known.id == last.contact_id)
    return Undone(
        last.kind,
        whom.name,
        running_cooldown(work, whom),
        hold_of_contact(work, whom.id),
        tuple(one.id for one in waiting if one.id in restored),
    )
