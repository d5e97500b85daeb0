"""The end of a chapter: four weeks in which nothing was logged, and nothing is on hold."""

from datetime import timedelta

from holdfast.contacts.choosing import known_contacts
from holdfast.ledger.work import Work, writing
from holdfast.promises.holds import hold_of_contact

QUIET = timedelta(weeks=4)


@writing
def offer_closing(work: Work) -> tuple[str, ...]:
    """Return the contacts whose chapter could be closed; each is offered once.

    Nothing was logged about them for four weeks, and nothing is on hold. That does not mean that
    nothing was felt, so the words say no more than this.
    """
    quiet = [
        one
        for one in known_contacts(work)
        if work.now - one.added_at >= QUIET
        and not work.stores.contacts.was_offered_closing(one.id)
        and not hold_of_contact(work, one.id).held
        and not work.stores.urges.felt_about_since(one.id, work.now - QUIET)
        and not work.stores.promises.contacted(one.id, work.now - QUIET, work.now + QUIET)
    ]
    for contact in quiet:
        work.stores.contacts.offer_closing(contact.id, work.now)
    return tuple(contact.name for contact in quiet)
