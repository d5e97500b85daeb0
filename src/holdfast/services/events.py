"""Contact that was made."""

from datetime import datetime, timedelta
from shlex import quote

from holdfast.domain.contact import Contact, naming
from holdfast.domain.episode import APART
from holdfast.domain.event import Event, EventKind
from holdfast.domain.hold import Hold
from holdfast.domain.span import Span
from holdfast.domain.urge import Urge, clean_word
from holdfast.domain.when import parse_past
from holdfast.errors import NotFound, NotUnderstood, Refused
from holdfast.services.choosing import choose_contact, choose_or_make_contact, several_known
from holdfast.services.holds import hold_of_contact
from holdfast.services.urge_answers import UrgeAnswer
from holdfast.services.urges import answer_urge, find_urge
from holdfast.services.work import Work, writing
from holdfast.value import dataclass, replace

ABOUT_IT = timedelta(days=1)
"""What is said to have been sent without naming an urge is about none that is older."""
MISTAKE_WITHIN = timedelta(days=1)
"""What was written down before that is taken back only by saying when it was."""
MINUTE = timedelta(minutes=1)


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
class LastLetGo:
    """The last time an urge about them was let go: what was felt at first, and in the end."""

    at: datetime
    intensity: int | None
    last_rating: int | None


@dataclass(frozen=True)
class ContactMade:
    """Contact made, the urge it belongs to, and the contact's hold.

    `cooldown_runs` says whether there is one to extend, `made_contact` whether they are new here,
    `several_contacts` whether a command has to name them; `worked_before` is given after a slip.
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
    """Write down that the person did contact them: a slip if it was held at that moment.

    It is about an urge: the newest open one that was felt in the day before. Where there is none,
    or with `alone`, it stands by itself. `at` is a WHEN.
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
    if about and (known := work.book.events.about_urge(about.id)):
        return _made(work, known, about, already=True)
    whom, made = (
        (_contact_of(work, about), False) if about else choose_or_make_contact(work, contact)
    )
    said = channel or (about.channel if about else None)
    slip = hold_of_contact(work, whom.id, moment).held
    event = _write_down(work, "sent", whom, moment, said, note, slip=slip, about=about)
    if about:
        work.book.urges.close(about.id, "sent", event.at)
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
    """Write down that the contact wrote first; `at` is a WHEN."""
    whom, made = choose_or_make_contact(work, contact)
    moment = parse_past(at, now=work.now, zone=work.zone) if at else None
    event = _write_down(work, "heard", whom, moment, channel, note)
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
    """Write down contact that had to be, `about` something; it is never a slip. `at` is a WHEN."""
    whom, made = choose_or_make_contact(work, contact)
    moment = parse_past(at, now=work.now, zone=work.zone) if at else None
    event = _write_down(work, "logistics", whom, moment, channel, about)
    return replace(_made(work, event, None), made_contact=made)


@writing
def retract_event(
    work: Work, *, kind: EventKind, contact: str | None = None, at: str | None = None
) -> ContactMade:
    """Take the last contact of a kind that stands by itself out of the counts; the row stays.

    It has to be young, or `at` (a WHEN) says which one, to the minute. One that an urge ended in
    goes with that urge.
    """
    chosen = choose_contact(work, contact) if contact is not None else None
    about = chosen.id if chosen else None
    minute = _minute(parse_past(at, now=work.now, zone=work.zone)) if at else None
    last = work.book.events.last_alone(kind, about, minute)
    if last is None:
        raise NotFound(
            f"None of that kind stands by itself {'there' if at else 'here'}.",
            "for one that belongs to an urge: holdfast amend URGE --outcome open"
            if kind == "sent"
            else "holdfast report",
        )
    if minute is None and work.now - work.book.events.noted_at(last.id) > MISTAKE_WITHIN:
        was, whom = _said_again(work, last.at), naming(last.contact, several=several_known(work))
        raise Refused(
            f"The last one, of {was}, was written down more than a day ago.",
            f'holdfast {kind} --mistake --at "{was}"{whom}, if you mean that one',
        )
    work.book.events.retract(last.id, work.now)
    return _made(work, last, None)


@writing
def note_event(work: Work, *, event: int, note: str) -> bool:
    """Add what was happening, in the person's words, to contact that was written down."""
    work.book.events.note(event, note.strip())
    return True


def _said_again(work: Work, moment: datetime) -> str:
    """Give a moment so that it is understood as that one; in an hour that comes twice, too."""
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
        newest = work.book.urges.newest_open(moment, chosen.id if chosen else None)
        # One of long ago is not what they wrote about now.
        return newest if newest and moment - newest.felt_at <= ABOUT_IT else None
    try:
        found = find_urge(work, urge)
    except NotFound as missing:
        name = chosen.name if chosen else "NAME"
        raise NotFound(missing.message, _alone(work, name, at)) from None
    if found.retracted_at is not None:
        raise Refused(f"Urge {found.id} was retracted.", _alone(work, found.contact, at))
    if moment < found.felt_at:
        # A clock time that is still to come today was yesterday's: the person sees which is meant.
        raise Refused(
            f"Urge {found.id} was felt only after that, at {work.local(found.felt_at)}: "
            f"“{at or 'now'}” is {work.local(moment)}.",
            _alone(work, found.contact, at),
        )
    return found


def _alone(work: Work, name: str, at: str | None) -> str:
    when, whom = f" --at {quote(at)}" if at else "", naming(name, several=several_known(work))
    return f"holdfast sent --alone{when}{whom}, when it belongs to no urge"


def _contact_of(work: Work, urge: Urge) -> Contact:
    return next(one for one in work.book.contacts.all() if one.id == urge.contact_id)


def _write_down(
    work: Work,
    kind: EventKind,
    whom: Contact,
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
        contact_id=whom.id,
        contact=whom.name,
        at=moment or work.now,
        channel=clean_word(channel, "--channel") if channel else None,
        slip=slip,
        urge_id=about.id if about else None,
    )
    return work.book.events.add(event, (note or "").strip() or None, work.now)


def _made(work: Work, event: Event, urge: Urge | None, *, already: bool = False) -> ContactMade:
    return ContactMade(
        event=_event_answer(event),
        urge=answer_urge(work, urge) if urge else None,
        hold=hold_of_contact(work, event.contact_id),
        already=already,
        cooldown_runs=work.book.cooldowns.standing(event.contact_id, work.now) is not None,
        several_contacts=several_known(work),
        worked_before=_last_let_go(work, event) if event.slip else None,
    )


def _last_let_go(work: Work, event: Event) -> LastLetGo | None:
    """Find what worked before: not what was let go in the same hour, and did not hold."""
    found = work.book.urges.listed(
        since=None,
        until=event.at - APART,
        outcome="let-go",
        trigger=None,
        contact_id=event.contact_id,
        retracted=False,
        limit=1,
    )
    if not found or found[0].outcome_at is None:
        return None
    (urge,) = found
    last = urge.ratings[-1].intensity if urge.ratings else None
    return LastLetGo(found[0].outcome_at, urge.intensity, last)


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
