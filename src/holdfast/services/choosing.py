"""Choosing the contact that is meant."""

from datetime import datetime

from holdfast.domain.contact import (
    FIRST_NAME,
    Contact,
    clean_name,
    is_in_trace,
    name_key,
    name_keys,
)
from holdfast.errors import NeedsAnswer, NotFound
from holdfast.services.holds import hold_of_contact, shown_hold
from holdfast.services.work import Work


class UnknownContact(NeedsAnswer):
    """A name that no contact has: asked for again at a terminal, an error elsewhere."""

    exit_code = 1


def make_contact(work: Work, name: str) -> Contact:
    """Add a contact within a use case."""
    cleaned = clean_name(name)
    return work.book.contacts.add(cleaned, name_key(cleaned), work.now)


def known_contacts(work: Work) -> tuple[Contact, ...]:
    """Give those who are given space, and of those who were forgotten the ones still held."""
    return tuple(contact for contact in work.book.contacts.all() if _counts(work, contact))


def several_known(work: Work) -> bool:
    """Say whether there are several contacts, so that it has to be said which one is meant."""
    return len(known_contacts(work)) > 1


def find_contact(work: Work, name: str) -> Contact | None:
    """Find a contact by any spelling of a name that it has or had.

    By a forgotten one, too, while it is held: saying that name anew must open nothing. Where the
    clock may be wrong, it may be held. Of several it is the one who is held longest.
    """
    keys = name_keys(name)
    called, others = work.book.contacts.called(*keys)
    had_it = (
        contact
        for contact in others
        if (work.mark.unsure_after or hold_of_contact(work, contact.id).held)
        and any(is_in_trace(key, contact.forgotten_names or "") for key in dict.fromkeys(keys))
    )
    fitting = [*called, *had_it]
    if len(fitting) <= 1:  # most of the time, and nobody has to be judged
        return next(iter(fitting), None)
    return max(fitting, key=lambda contact: _strictness(work, contact))


def _strictness(work: Work, contact: Contact) -> tuple[bool, datetime]:
    """Say how long a contact is held: of two under one name the longer counts."""
    hold = hold_of_contact(work, contact.id)
    return hold.held and hold.until is None, hold.until or work.now


def _counts(work: Work, contact: Contact) -> bool:
    return contact.forgotten_at is None or shown_hold(work, contact.id).held


def choose_contact(work: Work, name: str | None) -> Contact:
    """Find the contact that is meant; with only one, it need not be named."""
    if name is not None and (found := find_contact(work, name)):
        return found
    contacts = known_contacts(work)
    names = tuple(contact.name for contact in contacts)
    if not contacts:
        raise NotFound("Nobody is being given space here yet.", "holdfast init")
    if name is not None:
        return _unknown(name, names)
    if len(contacts) == 1:
        return contacts[0]
    from shlex import quote

    raise NeedsAnswer(
        "Which contact is it about?",
        argument="contact",
        way_out=f"--contact NAME, one of: {', '.join(map(quote, names))}",
        choices=names,
    )


def choose_or_make_contact(work: Work, name: str | None) -> tuple[Contact, bool]:
    """Find the contact that is meant; on an empty ledger make it. Says whether it is new."""
    try:
        return choose_contact(work, name), False
    except NotFound:
        said = FIRST_NAME if name is None else name
    if found := find_contact(work, said):
        return found, False
    return make_contact(work, said), True


def _unknown(name: str, names: tuple[str, ...]) -> Contact:
    from difflib import get_close_matches  # only on the way of a mistake
    from shlex import quote

    by_key = {name_key(known): known for known in names}
    near = get_close_matches(name_key(name), by_key, n=1, cutoff=0.5)
    guess = by_key[near[0]] if near else None
    sentence = f"There is no contact called “{name}”."
    raise UnknownContact(
        f"{sentence} Did you mean “{guess}”?" if guess else sentence,
        argument="contact",
        way_out=f"the same with {quote(guess)}" if guess else f"holdfast contact add {quote(name)}",
        choices=names,
        default=guess,
    )
