"""Contact events: they were sent something, they wrote first, or it was logistics."""

from datetime import datetime, timedelta
from shlex import quote

from holdfast.clock.when import parse_past
from holdfast.contacts.choosing import choose_contact, choose_or_make_contact, several_known
from holdfast.contacts.model import Contact, naming
from holdfast.errors import NotFound, NotUnderstood, Refused
from holdfast.ledger.work import Work, writing
from holdfast.promises.holds import hold_of_contact, was_held
from holdfast.promises.model import HeldBy, Hold
from holdfast.urges.answers import UrgeAnswer, find_urge, urge_answer
from holdfast.urges.episode import EPISODE_GAP
from holdfast.urges.model import Event, EventKind, Urge, clean_word
from holdfast.value import dataclass, replace
from holdfast.words import own_words

ABOUT_IT = timedelta(days=1)
"""Ignore urges felt longer ago."""
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class EventAnswer:
    """A contact event."""

    id: int
    kind: EventKind
    contact: str
    at: datetime
    channel: str | None
    slip: bool
    urge: int | None
    note: str | None


@dataclass(frozen=True)
class LastLetGo:
    """The last time an urge about them was let go: how strong at first, and in the end."""

    at: datetime
    intensity: int | None
    last_rating: int | None


@dataclass(frozen=True)
class ContactMade:
    """A contact event, the urge it belongs to, and the contact's hold.

    `made_contact`: they are new here. `several_contacts`: a command has to name them.
    `worked_before` and `against` are about a slip: the no that held by then, theirs or the
    person's own. `has_logistics`: necessary contact was noted for them before.
    """

    event: EventAnswer
    urge: UrgeAnswer | None
    hold: Hold
    already: bool = False
    cooldown_runs: bool = False
    several_contacts: bool = False
    made_contact: bool = False
    worked_before: LastLetGo | None = None
    against: HeldBy | None = None
    is_old: bool = False
    """Whether the contact was made more than an hour ago."""
    has_logistics: bool = False


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
    """Save that the person did contact them: a slip if it was held at that moment.

    It belongs to an urge: the newest open one that was felt in the day before. With `alone`, or if
    there is none, it belongs to none. `at` is a WHEN.
    """
    if alone and urge is not None:
        raise NotUnderstood("An urge and --alone contradict each other.", "holdfast sent --alone")
    moment = parse_past(at, now=work.now, zone=work.zone) if at else None
    chosen = choose_contact(work, contact) if contact is not None and not alone else None
    about = None if alone else _urge_sent(work, urge, at, moment or work.now, chosen)
    if about and contact is not None and chosen and chosen.id != about.contact_id:
        raise Refused(
            f"Urge {about.id} is about {about.contact}, not {chosen.name}.",
            f"holdfast sent --alone --contact {quote(contact)}",
        )
    if about and (known := work.stores.events.about_urge(about.id)):
        return contact_made(work, known, about, already=True)
    who, made = (
        (_contact_of(work, about), False) if about else choose_or_make_contact(work, contact)
    )
    said = channel or (about.channel if about else None)
    slip = was_slip(work, who.id, moment)
    event = _save(work, "sent", who, moment, said, note, slip=slip, about=about)
    if about:
        work.stores.urges.close(about.id, "sent", event.at)
        about = find_urge(work, about.id)
    return replace(contact_made(work, event, about), made_contact=made)


@writing
def heard(
    work: Work,
    *,
    contact: str | None = None,
    at: str | None = None,
    channel: str | None = None,
) -> ContactMade:
    """Save that the contact wrote first; `at` is a WHEN. Their words are not saved."""
    who, made = choose_or_make_contact(work, contact)
    moment = parse_past(at, now=work.now, zone=work.zone) if at else None
    event = _save(work, "heard", who, moment, channel, None)
    return replace(contact_made(work, event, None), made_contact=made)


@writing
def logistics(
    work: Work,
    *,
    contact: str | None = None,
    at: str | None = None,
    channel: str | None = None,
    about: str | None = None,
) -> ContactMade:
    """Save necessary contact, `about` something; it is never a slip. `at` is a WHEN."""
    who, made = choose_or_make_contact(work, contact)
    moment = parse_past(at, now=work.now, zone=work.zone) if at else None
    event = _save(work, "logistics", who, moment, channel, about)
    return replace(contact_made(work, event, None), made_contact=made)


def _urge_sent(
    work: Work, urge: int | None, at: str | None, moment: datetime, chosen: Contact | None
) -> Urge | None:
    if urge is None:
        newest = work.stores.urges.newest_open(moment, chosen.id if chosen else None, to_write=True)
        # An old one is not what they wrote about now.
        return newest if newest and moment - newest.felt_at <= ABOUT_IT else None
    try:
        found = find_urge(work, urge)
    except NotFound as missing:
        name = chosen.name if chosen else "NAME"
        raise NotFound(missing.message, _alone(work, name, at)) from None
    if found.retracted_at is not None:
        raise Refused(f"Urge {found.id} was retracted.", _alone(work, found.contact, at))
    refuse_before_felt(work, found, at or "now", moment, _alone(work, found.contact, at))
    return found


def _alone(work: Work, name: str, at: str | None) -> str:
    when, option = f" --at {quote(at)}" if at else "", naming(name, several=several_known(work))
    return f"holdfast sent --alone{when}{option}, if it belongs to no urge"


def _contact_of(work: Work, urge: Urge) -> Contact:
    return work.stores.contacts.get(urge.contact_id)


def was_slip(work: Work, contact_id: int, moment: datetime | None) -> bool:
    """Return whether contact was held at a moment; None: now."""
    if moment is None:
        return hold_of_contact(work, contact_id).held
    return was_held(work, contact_id, _trusted_at(work, moment))


def _trusted_at(work: Work, moment: datetime) -> datetime:
    """Return a moment by trusted time, by which holds are judged: by its distance from now."""
    return work.trusted - (work.now - moment)


def refuse_before_felt(work: Work, urge: Urge, at: str, moment: datetime, way_out: str) -> None:
    """Refuse contact about an urge from before it was felt."""
    if moment < urge.felt_at:
        # A clock time that is still to come today meant yesterday's: name the day.
        raise Refused(
            f"Urge {urge.id} was felt later, {work.local(urge.felt_at)}: "
            f'"{at}" is {work.local(moment)}.',
            way_out,
        )


def _save(
    work: Work,
    kind: EventKind,
    who: Contact,
    moment: datetime | None,
    channel: str | None,
    note: str | None,
    *,
    slip: bool = False,
    about: Urge | None = None,
) -> Event:
    event = Event(
        id=0,
        kind=kind,
        contact_id=who.id,
        contact=who.name,
        at=moment or work.now,
        channel=clean_word(channel, "--channel") if channel else None,
        slip=slip,
        urge_id=about.id if about else None,
        note=own_words(note, "A note"),
    )
    return work.stores.events.add(event, work.now)


def contact_made(
    work: Work, event: Event, urge: Urge | None, *, already: bool = False
) -> ContactMade:
    """Return a contact event with what a command prints about it."""
    return ContactMade(
        event=event_answer(event),
        urge=urge_answer(work, urge) if urge else None,
        hold=hold_of_contact(work, event.contact_id),
        already=already,
        cooldown_runs=work.stores.cooldowns.running(event.contact_id, work.mark) is not None,
        several_contacts=several_known(work),
        worked_before=_last_let_go(work, event) if event.slip else None,
        against=_no_by_then(work, event) if event.slip else None,
        is_old=work.now - event.at > AN_HOUR,
        has_logistics=work.stores.events.has_logistics(event.contact_id),
    )


def _no_by_then(work: Work, event: Event) -> HeldBy | None:
    """Return the no that held when an event happened; None: there was none."""
    said = work.stores.boundaries.current_at(event.contact_id, _trusted_at(work, event.at))
    return said.held_by if said.is_final else None


def _last_let_go(work: Work, event: Event) -> LastLetGo | None:
    """Return what worked before. Same episode doesn't count."""
    found = work.stores.urges.listed(
        until=event.at - EPISODE_GAP, outcome="let-go", contact_id=event.contact_id, limit=1
    )
    if not found or found[0].outcome_at is None:
        return None
    (urge,) = found
    last = urge.ratings[-1].intensity if urge.ratings else None
    return LastLetGo(found[0].outcome_at, urge.intensity, last)


def event_answer(event: Event) -> EventAnswer:
    """Return an event's answer (its JSON fields)."""
    return EventAnswer(
        id=event.id,
        kind=event.kind,
        contact=event.contact,
        at=event.at,
        channel=event.channel,
        slip=event.slip,
        urge=event.urge_id,
        note=event.note,
    )
