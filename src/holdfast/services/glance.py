"""What a shell prompt or a status bar shows: asked every few seconds, so no more than that."""

from holdfast.domain.hold import Hold
from holdfast.services.choosing import known_contacts
from holdfast.services.holds import shown_hold
from holdfast.services.work import Work, reading
from holdfast.value import dataclass


@dataclass(frozen=True)
class Glance:
    """What holds for a contact now, and how many of their urges are open."""

    contact: str
    hold: Hold
    open_urge_count: int


@reading
def glance(work: Work) -> tuple[Glance, ...]:
    """Say in short what holds for each contact."""
    return tuple(
        Glance(
            contact=contact.name,
            hold=shown_hold(work, contact.id),
            open_urge_count=work.book.urges.open_count(contact.id),
        )
        for contact in known_contacts(work)
    )
