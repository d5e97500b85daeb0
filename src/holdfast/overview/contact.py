"""A contact at a glance: what they said, what is held and for how long, what is open."""

from datetime import datetime

from holdfast.contacts.choosing import choose_contact, known_contacts
from holdfast.contacts.model import Contact
from holdfast.ledger.work import Work, reading
from holdfast.promises.answers import (
    CoolDownAnswer,
    CoolDownOver,
    answer_cooldown,
    last_cooldown,
)
from holdfast.promises.model import Boundary, BoundaryKind, Hold, hold_of, promised_by
from holdfast.promises.requests import RequestAnswer, pending_requests
from holdfast.urges.against_no import goes_on_against_a_no
from holdfast.value import dataclass

OPEN_URGES_NAMED = 100
"""How many open urges are named, so that years of them don't slow a status line."""


@dataclass(frozen=True)
class ContactAnswer:
    """A contact and what holds now; `cooldown_before` is the last one, if none runs.

    `boundary` is what they said, `mine` whether the person said no themselves.
    `goes_on`: contact against their no has gone on for two weeks.
    """

    name: str
    boundary: BoundaryKind
    boundary_until: datetime | None
    mine: bool
    cooldown: CoolDownAnswer | None
    cooldown_before: CoolDownOver | None
    hold: Hold
    open_urges: tuple[int, ...]
    open_urge_count: int
    requests: tuple[RequestAnswer, ...]
    goes_on: bool


@reading
def show_contact(work: Work, *, contact: str | None = None) -> ContactAnswer:
    """Return one contact and what holds now."""
    return contact_answer(work, choose_contact(work, contact))


@reading
def list_contacts(work: Work) -> tuple[ContactAnswer, ...]:
    """Return the contacts, newest first."""
    return tuple(contact_answer(work, contact) for contact in reversed(known_contacts(work)))


def contact_answer(work: Work, contact: Contact) -> ContactAnswer:
    """Return a contact's answer (its JSON fields), with what holds now."""
    boundary = work.stores.boundaries.current(contact.id, work.mark)
    runs = work.stores.cooldowns.running(contact.id, work.mark)
    pause_left = work.stores.promises.pause_left(contact.id, work.mark)
    named = work.stores.urges.open_ids(contact.id, OPEN_URGES_NAMED)
    is_all = len(named) < OPEN_URGES_NAMED
    return ContactAnswer(
        name=contact.name,
        boundary=boundary.kind,
        boundary_until=_shown_end(work, boundary),
        mine=boundary.mine,
        cooldown=answer_cooldown(work, runs, contact.name, final=boundary.is_final)
        if runs
        else None,
        cooldown_before=None if runs else last_cooldown(work, contact),
        hold=hold_of(work.mark, promised_by(work.mark, boundary, runs), pause_left),
        open_urges=named,
        open_urge_count=len(named) if is_all else work.stores.urges.open_count(contact.id),
        requests=pending_requests(work, contact.id),
        goes_on=goes_on_against_a_no(work, contact.id, boundary),
    )


def _shown_end(work: Work, boundary: Boundary) -> datetime | None:
    """Return a date as it was typed, and the end of a length by the person's clock."""
    left = boundary.left(work.mark)
    return work.now + left if boundary.length is not None and left is not None else boundary.until
