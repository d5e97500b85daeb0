"""The hold: whether contact is held now, or was at a past moment."""

from datetime import datetime

from holdfast.clock.model import NOTHING
from holdfast.contacts.choosing import choose_contact
from holdfast.ledger.work import Work, reading
from holdfast.promises.model import BoundaryKind, Hold, Promised, Reason, hold_of, promised_by
from holdfast.value import dataclass


@dataclass(frozen=True)
class CheckAnswer:
    """A contact's hold, for scripts and gates."""

    contact: str
    held: bool
    until: datetime | None
    reason: Reason | None
    remaining_seconds: int | None
    boundary: BoundaryKind | None


@reading
def check(work: Work, *, contact: str | None = None) -> CheckAnswer:
    """Return whether contact is held now."""
    who = choose_contact(work, contact)
    hold = hold_of_contact(work, who.id)
    return CheckAnswer(
        contact=who.name,
        held=hold.held,
        until=hold.until,
        reason=hold.reason,
        remaining_seconds=hold.remaining_seconds,
        boundary=hold.boundary,
    )


def hold_of_contact(work: Work, contact_id: int) -> Hold:
    """Return a contact's hold: their boundary, the cool-down, and each message's pause."""
    pause_left = work.stores.promises.pause_left(contact_id, work.mark)
    return hold_of(work.mark, promised_to(work, contact_id), pause_left)


def promised_to(work: Work, contact_id: int) -> Promised:
    """Return what is promised about a contact now."""
    cooldown = work.stores.cooldowns.running(contact_id, work.mark)
    boundary = work.stores.boundaries.current(contact_id, work.mark)
    return promised_by(work.mark, boundary, cooldown)


def is_promised(work: Work, contact_id: int) -> bool:
    """Return whether a boundary or a cool-down holds contact now."""
    return hold_of(work.mark, promised_to(work, contact_id), NOTHING).held


def was_held(work: Work, contact_id: int, at: datetime) -> bool:
    """Return whether contact was held at a past moment."""
    boundary = work.stores.boundaries.current_at(contact_id, at)
    return (
        boundary.kind != "open"
        or work.stores.cooldowns.running_at(contact_id, at) is not None
        or work.stores.promises.pause_ran(contact_id, at)
    )
