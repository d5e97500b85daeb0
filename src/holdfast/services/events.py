"""Contact that was made."""

from dataclasses import dataclass
from datetime import datetime
from shlex import quote

from holdfast.domain.contact import Contact
from holdfast.domain.event import Event, EventKind
from holdfast.domain.hold import Hold
from holdfast.domain.urge import Urge, clean_word
from holdfast.domain.when import parse_past
from holdfast.errors import NotFound, NotUnderstood, Refused
from holdfast.services.choosing import choose_contact, choose_or_make_contact
from holdfast.services.holds import hold_of_contact
from holdfast.services.urge_answers import UrgeAnswer
from holdfast.services.urges import answer_urge, find_urge
from holdfast.services.work import Work, writing


@dataclass(frozen=True)
class EventAnswer:
    """Contact that was made."""

    id: int
    kind: EventKind
    contact: str
    at: datetime
    channel: str | None
    slip: bool
    urge: int | None


@dataclass(frozen=True)
class ContactMade:
    """Contact made, the urge it belongs to, and the contact's hold."""

    event: EventAnswer
    urge: UrgeAnswer | None
    hold: Hold
    already: bool = False


@writing
def sent(
    work: Work,
    *,
    urge: int | None = None,
    alone: bool = False,
    contact: str | None = None,
    at: str | None = None,
    channel: str | None = None,
    note: str | None = None,
) -> ContactMade:
    """Write down that the person did contact them: a slip if it was held at that moment.

    It is about an urge: the newest open one that was felt by then. Where there is none, or with
    `alone`, it stands by itself. `at` is a WHEN.
    """
    if alone and urge is not None:
        raise NotUnderstood("Say either an urge or --alone.")
    moment = parse_past(at, now=work.now, zone=work.zone) if at else None
    about = None if alone else _urge_sent(work, urge, moment or work.now)
    if about and contact is not None and choose_contact(work, contact).id != about.contact_id:
        raise Refused(
            f"Urge {about.id} is about {about.contact}.",
            f"holdfast sent --alone --contact {quote(contact)}",
        )
    if about and (known := work.book.events.about_urge(about.id)):
        return _made(work, known, about, already=True)
    whom, _ = choose_or_make_contact(work, about.contact if about else contact)
    event = work.book.events.add(
        _event(work, whom, moment, channel, about), (note or "").strip() or None, work.now
    )
    if about:
        work.book.urges.close(about.id, "sent", event.at)
        about = find_urge(work, about.id)
    return _made(work, event, about)


def _urge_sent(work: Work, urge: int | None, moment: datetime) -> Urge | None:
    alone = "holdfast sent --alone, when it belongs to no urge"
    if urge is None:
        return work.book.urges.newest_open(felt_by=moment)
    try:
        found = find_urge(work, urge)
    except NotFound as missing:
        raise NotFound(missing.message, alone) from None
    if found.retracted_at is not None:
        raise Refused(f"Urge {found.id} was retracted.", alone)
    if moment < found.felt_at:
        raise Refused(f"Urge {found.id} was felt only after that.", alone)
    return found


def _event(
    work: Work, whom: Contact, moment: datetime | None, channel: str | None, about: Urge | None
) -> Event:
    return Event(
        id=0,
        kind="sent",
        contact_id=whom.id,
        contact=whom.name,
        at=moment or work.now,
        channel=clean_word(channel, "--channel") if channel else about.channel if about else None,
        slip=hold_of_contact(work, whom.id, moment).held,
        urge_id=about.id if about else None,
    )


def _made(work: Work, event: Event, urge: Urge | None, *, already: bool = False) -> ContactMade:
    return ContactMade(
        event=_event_answer(event),
        urge=answer_urge(work, urge) if urge else None,
        hold=hold_of_contact(work, event.contact_id),
        already=already,
    )


def _event_answer(event: Event) -> EventAnswer:
    """Give contact made as it is answered."""
    return EventAnswer(
        id=event.id,
        kind=event.kind,
        contact=event.contact,
        at=event.at,
        channel=event.channel,
        slip=event.slip,
        urge=event.urge_id,
    )
