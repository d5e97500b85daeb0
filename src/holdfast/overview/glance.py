"""What a shell prompt or a status bar shows: asked every few seconds, so no more than that."""

from holdfast.contacts.choosing import known_contacts
from holdfast.ledger.work import Work, reading
from holdfast.promises.holds import hold_of_contact
from holdfast.promises.model import Hold
from holdfast.value import dataclass


@dataclass(frozen=True)
class Glance:
    """A contact's hold now, and how many of their urges are open."""

    contact: str
    hold: Hold
    open_urge_count: int


@reading
def glance(work: Work) -> tuple[Glance, ...]:
    """Return in short what holds for each contact."""
    return tuple(
        Glance(
            contact=contact.name,
            hold=hold_of_contact(work, contact.id),
            open_urge_count=work.stores.urges.open_count(contact.id),
        )
        for contact in known_contacts(work)
    )
