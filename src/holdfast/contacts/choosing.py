"""Choosing the contact that is meant."""

from holdfast.contacts.model import FIRST_NAME, NEEDS_NAME, Contact, clean_name, name_key
from holdfast.errors import NeedsAnswer, NotFound, NotUnderstood
from holdfast.ledger.work import Work


class UnknownContact(NeedsAnswer):
    """A name that no contact has: asked for again at a terminal, an error elsewhere."""

    exit_code = 1


def make_contact(work: Work, name: str) -> Contact:
    """Add a contact within a use case."""
    cleaned = clean_name(name)
    return work.stores.contacts.add(cleaned, name_key(cleaned), work.now)


def known_contacts(work: Work) -> tuple[Contact, ...]:
    """Return the contacts that were not forgotten, in the order in which they were added."""
    return tuple(one for one in work.stores.contacts.all() if one.forgotten_at is None)


def several_known(work: Work) -> bool:
    """Return whether there are several contacts, so that a command has to name one."""
    return len(known_contacts(work)) > 1


def find_contact(work: Work, name: str) -> Contact | None:
    """Return the contact that has or had this name, in any spelling."""
    return work.stores.contacts.with_key(name_key(name))


def choose_contact(work: Work, name: str | None) -> Contact:
    """Return the contact that is meant; if there is only one, no name is needed."""
    if name is not None and (found := find_contact(work, name)):
        return found
    contacts = known_contacts(work)
    names = tuple(contact.name for contact in contacts)
    if not contacts:
        raise NotFound("There is no contact yet.", "holdfast init")
    if name is not None and not name_key(name):
        raise NotUnderstood(NEEDS_NAME)
    if name is not None:
        raise _unknown(name, names)
    if len(contacts) == 1:
        return contacts[0]
    from shlex import quote

    raise NeedsAnswer(
        "Which contact do you mean?",
        argument="contact",
        way_out=f"add --contact NAME, with one of: {', '.join(map(quote, names))}",
        choices=names,
    )


def choose_or_make_contact(work: Work, name: str | None) -> tuple[Contact, bool]:
    """Return the contact that is meant, made if there is none yet, and whether it is new."""
    try:
        return choose_contact(work, name), False
    except NotFound:
        return make_contact(work, FIRST_NAME if name is None else name), True


def _unknown(name: str, names: tuple[str, ...]) -> UnknownContact:
    from difflib import get_close_matches  # only after a mistake
    from shlex import quote

    by_key = {name_key(known): known for known in names}
    near = get_close_matches(name_key(name), by_key, n=1, cutoff=0.5)
    guess = by_key[near[0]] if near else None
    sentence = f'There is no contact called "{name}".'
    return UnknownContact(
        f'{sentence} Did you mean "{guess}"?' if guess else sentence,
        argument="contact",
        way_out=f"the same command with {quote(guess)}"
        if guess
        else f"holdfast contact add {quote(name)}",
        choices=names,
        default=guess,
    )
