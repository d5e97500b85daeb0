"""The history: urges, contact and promises in one timeline, newest first."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from holdfast.clock.when import parse_when
from holdfast.contacts.choosing import choose_contact
from holdfast.ledger.work import Work, reading
from holdfast.promises.model import Step, StepKind
from holdfast.promises.requests import RequestAnswer, request_answer
from holdfast.urges.answers import UrgeAnswer, urge_answers
from holdfast.urges.events import EventAnswer, event_answer
from holdfast.value import dataclass

EntryType = Literal["urge", "event", "promise", "request"]
RequestStep = Literal["asked", "confirmed", "cancelled"]


@dataclass(frozen=True)
class PromiseEntry:
    """A cool-down or a boundary that was set.

    `length_seconds`: how long a cool-down began with, or by how much its length changed; None
    after a no, which no date may seem to end. `until` is a boundary's date.
    """

    contact: str
    kind: StepKind
    length_seconds: int | None
    until: datetime | None


@dataclass(frozen=True)
class Entry:
    """One entry of the history: its type names the one that is set. `step` is a request's."""

    at: datetime
    type: EntryType
    urge: UrgeAnswer | None = None
    event: EventAnswer | None = None
    promise: PromiseEntry | None = None
    request: RequestAnswer | None = None
    step: RequestStep | None = None


@reading
def history(
    work: Work,
    *,
    contact: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int | None = None,
) -> tuple[Entry, ...]:
    """Return what happened, newest first; `since` and `until` are WHENs. Never a draft's text."""
    first = parse_when(since, now=work.now, zone=work.zone) if since else None
    end = parse_when(until, now=work.now, zone=work.zone) if until else None
    whose = choose_contact(work, contact).id if contact is not None else None
    # Of each kind at most `limit`: the newest of all are among them.
    entries = [
        entry
        for entry in _entries(work, first, end, whose, limit)
        if (first is None or entry.at >= first) and (end is None or entry.at < end)
    ]
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit])


def _entries(
    work: Work,
    since: datetime | None,
    until: datetime | None,
    contact_id: int | None,
    limit: int | None,
) -> Iterator[Entry]:
    stores = work.stores
    for event in stores.events.newest(since=since, until=until, contact_id=contact_id, limit=limit):
        yield Entry(event.at, "event", event=event_answer(event))
    urges = stores.urges.listed(since=since, until=until, contact_id=contact_id, limit=limit)
    for urge in urge_answers(work, urges):
        yield Entry(urge.felt_at, "urge", urge=urge)
    # One that was confirmed after `until` may have been asked before: take them all then.
    most = limit if until is None else None
    for request in stores.requests.newest(
        since=since, until=until, contact_id=contact_id, limit=most
    ):
        answer = request_answer(work, request)
        if request.cancelled_at:
            yield Entry(request.cancelled_at, "request", request=answer, step="cancelled")
        if request.confirmed_at:
            yield Entry(request.confirmed_at, "request", request=answer, step="confirmed")
        yield Entry(request.asked.at, "request", request=answer, step="asked")
    steps = stores.promises.newest(since=since, until=until, contact_id=contact_id, limit=limit)
    final = {
        one
        for one in {step.contact_id for step in steps}
        if stores.boundaries.current(one, work.mark).is_final
    }
    for step in steps:
        promise = _promise(step, after_no=step.contact_id in final)
        yield Entry(step.at, "promise", promise=promise)


def _promise(step: Step, *, after_no: bool) -> PromiseEntry:
    changed = None
    is_length = step.kind in {"start", "extend", "shorten"} and not after_no
    if is_length and step.length is not None:
        by = abs(step.length - step.before) if step.before is not None else step.length
        changed = round(by.total_seconds())
    return PromiseEntry(step.contact, step.kind, changed, step.until)
