"""Contacts: adding and renaming."""

from holdfast.contacts.choosing import choose_contact, find_contact, known_contacts, make_contact
from holdfast.contacts.model import clean_name, name_key
from holdfast.errors import Refused
from holdfast.ledger.work import Work, reading, writing
from holdfast.value import dataclass


@dataclass(frozen=True)
class Named:
    """A contact's name."""

    name: str
    already: bool = False
    """Whether nothing changed."""


@writing
def add_contact(work: Work, *, name: str) -> Named:
    """Add a contact; a name that a contact has or had means that contact."""
    if known := find_contact(work, name):
        return Named(known.name, already=True)
    return Named(make_contact(work, name).name)


@reading
def contact_names(work: Work) -> tuple[str, ...]:
    """Return the contacts' names, in the order in which they were added."""
    return tuple(contact.name for contact in known_contacts(work))


@reading
def is_stranger(work: Work, *, name: str) -> bool:
    """Return whether there are contacts, and none of them has or had this name."""
    return bool(known_contacts(work)) and find_contact(work, name) is None


@reading
def name_meant(work: Work, *, contact: str) -> str:
    """Return the name that the contact who is meant has now."""
    return choose_contact(work, contact).name


@writing
def rename_contact(work: Work, *, name: str, to: str) -> Named:
    """Rename a contact; the old name still means them."""
    contact = choose_contact(work, name)
    new = clean_name(to)
    if (other := find_contact(work, new)) and other.id != contact.id:
        raise Refused(f'Another contact, "{other.name}", has or had that name.', "another name")
    work.stores.contacts.rename(contact.id, new, name_key(new))
    return Named(new)
