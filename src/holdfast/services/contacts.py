"""Contacts: adding, listing and renaming."""

from dataclasses import dataclass, replace
from typing import Literal

from holdfast.domain.contact import Contact, clean_name, name_key
from holdfast.domain.hold import Hold
from holdfast.errors import Refused
from holdfast.services.choosing import choose_contact, make_contact
from holdfast.services.cooldowns import CoolDownAnswer, running_cooldown
from holdfast.services.holds import hold_of_contact
from holdfast.services.work import Work, reading, writing

OPEN_URGES_NAMED = 100
"""So many open urges are named at the most, so that years of them don't slow a status line."""


@dataclass(frozen=True)
class ContactAnswer:
    """A contact and what holds now."""

    name: str
    boundary: Literal["open"]
    boundary_until: None
    cooldown: CoolDownAnswer | None
    hold: Hold
    open_urges: tuple[int, ...]
    open_urge_count: int
    changes: tuple[()]
    already: bool = False
    """Whether it was so before."""


@writing
def add_contact(work: Work, *, name: str) -> ContactAnswer:
    """Add somebody who is to be given space; the same name twice is one contact.

    So is a name that a contact had before: a promise goes on under it.
    """
    known = work.book.contacts.with_key(name_key(name))
    if known:
        return replace(contact_answer(work, known), already=True)
    return contact_answer(work, make_contact(work, name))


@reading
def list_contacts(work: Work) -> tuple[ContactAnswer, ...]:
    """List the contacts, newest first."""
    return tuple(contact_answer(work, contact) for contact in reversed(work.book.contacts.all()))


@reading
def contact_names(work: Work) -> tuple[str, ...]:
    """Name the contacts, in the order in which they were added."""
    return tuple(contact.name for contact in work.book.contacts.all())


@writing
def rename_contact(work: Work, *, name: str, to: str) -> ContactAnswer:
    """Give a contact another alias; all that was logged moves with it."""
    contact = choose_contact(work, name)
    new = clean_name(to)
    other = work.book.contacts.with_key(name_key(new))
    if other and other.id != contact.id:
        raise Refused(
            f"Another contact, “{other.name}”, is called so already or was before.", "another name"
        )
    work.book.contacts.rename(contact.id, new, name_key(new))
    return contact_answer(work, Contact(contact.id, new, contact.added_at))


def contact_answer(work: Work, contact: Contact) -> ContactAnswer:
    """Give a contact as it is answered, with what holds now."""
    return ContactAnswer(
        name=contact.name,
        boundary="open",
        boundary_until=None,
        cooldown=running_cooldown(work, contact),
        hold=hold_of_contact(work, contact.id),
        open_urges=work.book.urges.open_ids(contact.id, OPEN_URGES_NAMED),
        open_urge_count=work.book.urges.open_count(contact.id),
        changes=(),
    )
