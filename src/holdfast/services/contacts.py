"""Contacts: adding, listing and renaming."""

from datetime import datetime

from holdfast.domain.boundary import BoundaryKind
from holdfast.domain.contact import Contact, clean_name, name_key
from holdfast.domain.hold import Hold
from holdfast.errors import Refused
from holdfast.services.changes import ChangeAnswer, pending_changes
from holdfast.services.choosing import (
    choose_contact,
    find_contact,
    known_contacts,
    make_contact,
)
from holdfast.services.cooldowns import (
    CoolDownAnswer,
    CoolDownOver,
    last_cooldown,
    running_cooldown,
)
from holdfast.services.holds import shown_hold
from holdfast.services.work import Work, reading, writing
from holdfast.value import dataclass, replace

OPEN_URGES_NAMED = 100
"""So many open urges are named at the most, so that years of them don't slow a status line."""


@dataclass(frozen=True)
class ContactAnswer:
    """A contact and what holds now."""

    name: str
    boundary: BoundaryKind
    boundary_until: datetime | None
    cooldown: CoolDownAnswer | None
    cooldown_before: CoolDownOver | None
    """The last one, where none runs."""
    hold: Hold
    open_urges: tuple[int, ...]
    open_urge_count: int
    changes: tuple[ChangeAnswer, ...]
    already: bool = False
    """Whether it was so before."""


@writing
def add_contact(work: Work, *, name: str) -> ContactAnswer:
    """Add somebody who is to be given space; the same name twice is one contact.

    So is a name that a contact had before: a promise goes on under it. One that was forgotten and
    is still held has its name again, unless somebody else has it now.
    """
    known = find_contact(work, name)
    if known:
        cleaned = clean_name(name)
        if known.forgotten_at is not None and not work.book.contacts.with_key(name_key(cleaned)):
            work.book.contacts.rename(known.id, cleaned, name_key(cleaned))
            known = replace(known, name=cleaned)
        return replace(contact_answer(work, known), already=True)
    return contact_answer(work, make_contact(work, name))


@reading
def list_contacts(work: Work) -> tuple[ContactAnswer, ...]:
    """List the contacts, newest first."""
    return tuple(contact_answer(work, contact) for contact in reversed(known_contacts(work)))


@reading
def contact_names(work: Work) -> tuple[str, ...]:
    """Name the contacts, in the order in which they were added."""
    return tuple(contact.name for contact in known_contacts(work))


@writing
def rename_contact(work: Work, *, name: str, to: str) -> ContactAnswer:
    """Give a contact another alias; all that was logged moves with it."""
    contact = choose_contact(work, name)
    new = clean_name(to)
    for other in (find_contact(work, new), work.book.contacts.with_key(name_key(new))):
        if other and other.id != contact.id:
            raise Refused(
                f"Another contact, “{other.name}”, is called so already or was before.",
                "another name",
            )
    work.book.contacts.rename(contact.id, new, name_key(new))
    return contact_answer(work, replace(contact, name=new))


def contact_answer(work: Work, contact: Contact) -> ContactAnswer:
    """Give a contact as it is answered, with what holds now."""
    boundary = work.book.boundaries.standing(contact.id, work.now)
    runs = running_cooldown(work, contact)
    return ContactAnswer(
        name=contact.name,
        boundary=boundary.kind,
        boundary_until=boundary.until,
        cooldown=runs,
        cooldown_before=None if runs else last_cooldown(work, contact),
        hold=shown_hold(work, contact.id),
        open_urges=work.book.urges.open_ids(contact.id, OPEN_URGES_NAMED),
        open_urge_count=work.book.urges.open_count(contact.id),
        changes=pending_changes(work, contact.id),
    )
