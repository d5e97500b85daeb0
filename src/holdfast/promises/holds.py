"""The hold: whether contact is held now, or was at a past moment."""

from datetime import datetime

from holdfast.clock.model import NOTHING
from holdfast.contacts.choosing import choose_contact, known_contacts
from holdfast.errors import NotFound
from holdfast.ledger.work import Work, reading
from holdfast.promises.model import (
    HeldBy,
    Hold,
    Promised,
    Reason,
    hold_of,
    promised_by,
)
from holdfast.value import dataclass


@dataclass(frozen=True)
class CheckAnswer:
    """A contact's hold, for scripts and gates."""

    contact: str
    held: bool
    until: datetime | None
    reason: Reason | None
    remaining_seconds: int | None
    boundary: HeldBy | None


@dataclass(frozen=True)
class CheckedAll:
    """The hold of the contact that is held longest, and the names of all that are held.

    `contact` is None if there are several contacts and none is held, or if there is none.
    """

    contact: str | None
    held: bool
    until: datetime | None
    reason: Reason | None
    remaining_seconds: int | None
    boundary: HeldBy | None
    held_contacts: tuple[str, ...]


@reading
def check(work: Work, *, contact: str | None = None) -> CheckAnswer:
    """Return whether contact is held now."""
    who = choose_contact(work, contact)
    return CheckAnswer(who.name, *_verdict(hold_of_contact(work, who.id)))


@reading
def check_all(work: Work) -> CheckedAll:
    """Return whether contact with anybody is held now.

    Raise NotFound on a new home: a script that looks into the wrong folder must not read “no”.
    """
    contacts = known_contacts(work)
    if not contacts and work.stores.contacts.began_at() is None:
        raise NotFound("Holdfast isn't set up here yet.", "holdfast init")
    holds = [(one.name, hold_of_contact(work, one.id)) for one in contacts]
    held = sorted((one for one in holds if one[1].held), key=lambda one: one[1].rank, reverse=True)
    if not held and len(holds) != 1:
        return CheckedAll(None, False, None, None, None, None, ())
    name, hold = (held or holds)[0]
    return CheckedAll(name, *_verdict(hold), tuple(name for name, _ in held))


def _verdict(
    hold: Hold,
) -> tuple[bool, datetime | None, Reason | None, int | None, HeldBy | None]:
    return hold.held, hold.until, hold.reason, hold.remaining_seconds, hold.boundary


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
        boundary.held_by != "open"
        or work.stores.cooldowns.running_at(contact_id, at) is not None
        or work.stores.promises.pause_ran(contact_id, at)
    )
