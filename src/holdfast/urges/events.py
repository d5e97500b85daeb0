"""Contact events: they were sent something, they wrote first, or it was logistics."""

from datetime import datetime, timedelta
from shlex import quote

from holdfast.clock.span import Span
from holdfast.clock.typed import parse_past
from holdfast.contacts.choosing import choose_contact, choose_or_make_contact, several_known
from holdfast.contacts.model import Contact, naming
from holdfast.errors import NotFound, NotUnderstood, Refused
from holdfast.ledger.work import Work, writing
from holdfast.promises.holds import hold_of_contact, was_held
from holdfast.promises.model import Hold
from holdfast.urges.answers import UrgeAnswer, find_urge, urge_answer
from holdfast.urges.episode import EPISODE_GAP
from holdfast.urges.model import Event, EventKind, Urge, clean_word
from holdfast.value import dataclass, replace

ABOUT_IT = timedelta(days=1)
"""Ignore urges felt longer ago."""
MISTAKE_WITHIN = timedelta(days=1)
"""An older event must be named by `--at`."""
MINUTE = timedelta(minutes=1)


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
    `worked_before` is there after a slip.
    """

    event: EventAnswer
    urge: UrgeAnswer | None
    hold: Hold
    already: bool = False
    cooldown_runs: bool = False
    several_contacts: bool = False
    made_contact: bool = False
    worked_before: LastLetGo | None = None


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
        raise NotUnderstood("Say either an urge or --alone.")
    moment = parse_past(at, now=work.now, zone=work.zone) if at else None
    chosen = choose_contact(work, contact) if contact is not None and not alone else None
    about = None if alone else _urge_sent(work, urge, at, moment or work.now, chosen)
    if about and contact is not None and chosen and chosen.id != about.contact_id:
        raise Refused(
            f"Urge {about.id} is about {about.contact}.",
            f"holdfast sent --alone --contact {quote(contact)}",
        )
    if about and (known := work.stores.events.about_urge(about.id)):
        return _made(work, known, about, already=True)
    who, made = (
        (_contact_of(work, about), False) if about else choose_or_make_contact(work, contact)
    )
    said = channel or (about.channel if about else None)
    slip = _was_slip(work, who, moment)
    event = _save(work, "sent", who, moment, said, note, slip=slip, about=about)
    if about:
        work.stores.urges.close(about.id, "sent", event.at)
        about = find_urge(work, about.id)
    return replace(_made(work, event, about), made_contact=made)


@writing
def heard(
    work: Work,
    *,
    contact: str | None = None,
    at: str | None = None,
    channel: str | None = None,
    note: str | None = None,
) -> ContactMade:
    """Save that the contact wrote first; `at` is a WHEN."""
    who, made = choose_or_make_contact(work, contact)
    moment = parse_past(at, now=work.now, zone=work.zone) if at else None
    event = _save(work, "heard", who, moment, channel, note)
    return replace(_made(work, event, None), made_contact=made)


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
    return replace(_made(work, event, None), made_contact=made)


@writing
def retract_event(
    work: Work, *, kind: EventKind, contact: str | None = None, at: str | None = None
) -> ContactMade:
    """Take the last event of a kind that belongs to no urge out of the counts; the row stays.

    If it was noted more than a day ago, `at` (a WHEN) has to name it, to the minute. An event that
    belongs to an urge is taken back with that urge.
    """
    chosen = choose_contact(work, contact) if contact is not None else None
    about = chosen.id if chosen else None
    minute = _minute(parse_past(at, now=work.now, zone=work.zone)) if at else None
    last = work.stores.events.last_alone(kind, about, minute)
    if last is None:
        raise NotFound(
            f"None of that kind stands by itself {'there' if at else 'here'}.",
            "for one that belongs to an urge: holdfast amend URGE --outcome open"
            if kind == "sent"
            else "holdfast report",
        )
    if minute is None and work.now - work.stores.events.noted_at(last.id) > MISTAKE_WITHIN:
        was, option = _said_again(work, last.at), naming(last.contact, several=several_known(work))
        raise Refused(
            f"The last one, of {was}, was written down more than a day ago.",
            f'holdfast {kind} --mistake --at "{was}"{option}, if you mean that one',
        )
    work.stores.events.retract(last.id, work.now)
    return _made(work, last, None)


@writing
def note_event(work: Work, *, event: int, note: str) -> bool:
    """Save what was happening, in the person's words, with a contact event."""
    work.stores.events.note(event, note.strip())
    return True


def _said_again(work: Work, moment: datetime) -> str:
    """Return a moment as it has to be typed; in an hour that comes twice, with its offset."""
    said = work.local(moment)
    if parse_past(said, now=work.now, zone=work.zone) == _minute(moment).start:
        return said
    return moment.astimezone(work.zone).isoformat(timespec="minutes")


def _minute(moment: datetime) -> Span:
    start = moment.replace(second=0, microsecond=0)
    return Span(start, start + MINUTE)


def _urge_sent(
    work: Work, urge: int | None, at: str | None, moment: datetime, chosen: Contact | None
) -> Urge | None:
    if urge is None:
        newest = work.stores.urges.newest_open(moment, chosen.id if chosen else None)
        # An old one is not what they wrote about now.
        return newest if newest and moment - newest.felt_at <= ABOUT_IT else None
    try:
        found = find_urge(work, urge)
    except NotFound as missing:
        name = chosen.name if chosen else "NAME"
        raise NotFound(missing.message, _alone(work, name, at)) from None
    if found.retracted_at is not None:
        raise Refused(f"Urge {found.id} was retracted.", _alone(work, found.contact, at))
    if moment < found.felt_at:
        # A clock time that is still to come today meant yesterday's: say which day was understood.
        raise Refused(
            f"Urge {found.id} was felt only after that, at {work.local(found.felt_at)}: "
            f"“{at or 'now'}” is {work.local(moment)}.",
            _alone(work, found.contact, at),
        )
    return found


def _alone(work: Work, name: str, at: str | None) -> str:
    when, option = f" --at {quote(at)}" if at else "", naming(name, several=several_known(work))
    return f"holdfast sent --alone{when}{option}, when it belongs to no urge"


def _contact_of(work: Work, urge: Urge) -> Contact:
    return work.stores.contacts.get(urge.contact_id)


def _was_slip(work: Work, who: Contact, moment: datetime | None) -> bool:
    if moment is None:
        return hold_of_contact(work, who.id).held
    # Convert by its distance from now: holds use trusted time.
    return was_held(work, who.id, work.trusted - (work.now - moment))


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
    )
    return work.stores.events.add(event, (note or "").strip() or None, work.now)


def _made(work: Work, event: Event, urge: Urge | None, *, already: bool = False) -> ContactMade:
    return ContactMade(
        event=_event_answer(event),
        urge=urge_answer(work, urge) if urge else None,
        hold=hold_of_contact(work, event.contact_id),
        already=already,
        cooldown_runs=work.stores.cooldowns.running(event.contact_id, work.mark) is not None,
        several_contacts=several_known(work),
        worked_before=_last_let_go(work, event) if event.slip else None,
    )


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


def _event_answer(event: Event) -> EventAnswer:
    return EventAnswer(
        id=event.id,
        kind=event.kind,
        contact=event.contact,
        at=event.at,
        channel=event.channel,
        slip=event.slip,
        urge=event.urge_id,
    )
