"""Contact events that are noted already: adding a note, correcting one, taking it back."""

from datetime import datetime, timedelta

from holdfast.clock.span import Span
from holdfast.clock.when import parse_past
from holdfast.contacts.choosing import choose_contact, several_known
from holdfast.contacts.model import naming
from holdfast.errors import NotFound, NotUnderstood, Refused
from holdfast.ledger.work import Work, writing
from holdfast.urges.answers import find_urge
from holdfast.urges.events import ContactMade, contact_made, refuse_before_felt, was_slip
from holdfast.urges.model import Event, EventKind, clean_word
from holdfast.urges.urge_changes import reopen
from holdfast.value import replace
from holdfast.words import own_words

MISTAKE_WITHIN = timedelta(days=1)
"""An older event must be named by `--at`."""
MINUTE = timedelta(minutes=1)


@writing
def note_event(work: Work, *, event: int, note: str) -> bool:
    """Save what was going on, in the person's words, with a contact event."""
    work.stores.events.note(event, own_words(note, "A note") or "")
    return True


@writing
def amend_event(
    work: Work,
    *,
    event: int,
    at: str | None = None,
    channel: str | None = None,
    note: str | None = None,
) -> ContactMade:
    """Correct a contact event; what it said before is kept. `at` is a WHEN.

    Whether it was a slip is judged again by its new moment.
    """
    if at is None and channel is None and note is None:
        raise NotUnderstood(
            "Nothing to correct was given: --at, --channel or --note.",
            f'holdfast amend e{event} --at "20m ago"',
        )
    found = _find_event(work, event)
    if found.retracted_at is not None:
        raise Refused(f"Entry e{event} was retracted.", "holdfast history")
    changed = found
    if at is not None:
        moment = parse_past(at, now=work.now, zone=work.zone)
        slip = found.kind == "sent" and was_slip(work, found.contact_id, moment)
        changed = replace(changed, at=moment, slip=slip)
    if channel is not None:
        changed = replace(changed, channel=clean_word(channel, "--channel"))
    if note is not None:
        changed = replace(changed, note=own_words(note, "A note"))
    about = None if found.urge_id is None else find_urge(work, found.urge_id)
    if about and at is not None:
        refuse_before_felt(work, about, at, changed.at, "holdfast history")
        if changed.at != about.outcome_at:
            work.stores.urges.amend(about.id, {"outcome_at": changed.at}, work.now)
            about = find_urge(work, about.id)
    if changed != found:
        work.stores.events.amend(found, changed, work.now)
    return contact_made(work, changed, about, already=changed == found)


@writing
def retract_numbered(work: Work, *, event: int) -> ContactMade:
    """Take a contact event out of the counts; the row stays.

    An urge that it belongs to is open again.
    """
    found = _find_event(work, event)
    about = None if found.urge_id is None else find_urge(work, found.urge_id)
    if found.retracted_at is not None:
        return contact_made(work, found, about, already=True)
    work.stores.events.retract(found.id, work.now)
    if about:
        reopen(work, about.id)
        about = find_urge(work, about.id)
    return contact_made(work, found, about)


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
            f"No such contact is noted{' at that time' if at else ''}.",
            "holdfast history, to find it",
        )
    if minute is None and work.now - work.stores.events.noted_at(last.id) > MISTAKE_WITHIN:
        option = naming(last.contact, several=several_known(work))
        raise Refused(
            f"The last one, {work.local(last.at)}, was noted more than a day ago.",
            f'holdfast {kind} --mistake --at "{_typed_again(work, last.at)}"{option}, '
            "if you mean that one",
        )
    work.stores.events.retract(last.id, work.now)
    return contact_made(work, last, None)


def _find_event(work: Work, number: int) -> Event:
    found = work.stores.events.get(number)
    if found is None:
        raise NotFound(f"There is no entry e{number}.", "holdfast history")
    return found


def _typed_again(work: Work, moment: datetime) -> str:
    """Return a moment as it has to be typed; in an hour that comes twice, with its offset."""
    local = moment.astimezone(work.zone)
    typed = f"{local:%Y-%m-%d %H:%M}"
    if parse_past(typed, now=work.now, zone=work.zone) == _minute(moment).start:
        return typed
    return local.isoformat(timespec="minutes")


def _minute(moment: datetime) -> Span:
    start = moment.replace(second=0, microsecond=0)
    return Span(start, start + MINUTE)
