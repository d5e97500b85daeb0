"""Taking the last tightening back: a slip of the finger costs nothing for ten minutes."""

from dataclasses import dataclass

from holdfast.domain.hold import Hold
from holdfast.domain.promise import UNDO_WITHIN, TighteningKind
from holdfast.errors import Refused
from holdfast.services.choosing import choose_contact
from holdfast.services.cooldowns import CoolDownAnswer, running_cooldown
from holdfast.services.holds import hold_of_contact
from holdfast.services.work import Work, writing


@dataclass(frozen=True)
class Undone:
    """A tightening taken back, the cool-down that stands again if one does, and what holds."""

    kind: TighteningKind
    contact: str
    cooldown: CoolDownAnswer | None
    hold: Hold


@writing
def undo(work: Work, *, contact: str | None = None) -> Undone:
    """Take the last tightening of the last ten minutes back: what stood before stands again.

    So do the changes that it had cancelled.
    """
    chosen = choose_contact(work, contact) if contact is not None else None
    last = work.book.promises.last_tightening(chosen.id if chosen else None)
    if last is None or work.now - last.set_at > UNDO_WITHIN:
        raise Refused(
            "Nothing was made stricter in the last 10 minutes, so there is nothing to take back.",
            "holdfast status",
        )
    work.book.promises.take_back(last.id, work.now)
    work.book.changes.restore(last.id)
    whom = next(known for known in work.book.contacts.all() if known.id == last.contact_id)
    return Undone(
        last.kind, whom.name, running_cooldown(work, whom), hold_of_contact(work, whom.id)
    )
