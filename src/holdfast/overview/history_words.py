"""The history in plain words."""

from holdfast.overview.history import Entry, PromiseEntry
from holdfast.promises.words import BOUNDARIES, what_it_asks
from holdfast.urges.answers import UrgeAnswer
from holdfast.urges.event_words import what_happened
from holdfast.urges.events import EventAnswer
from holdfast.urges.words import OUTCOMES, strength
from holdfast.words import Here, duration, moment, visible


def history_row(entry: Entry, here: Here, *, several: bool) -> tuple[str, ...]:
    """Return an entry's cells in a table: its number, when, who, and what happened."""
    about = entry.urge or entry.event or entry.promise or entry.request
    name = visible((about.contact if about else None) or "")
    return (
        number(entry),
        moment(entry.at, here),
        name if several else "",
        what(entry, here),
    )


def number(entry: Entry) -> str:
    """Return the number that commands take: an urge's, or e3 for contact."""
    if entry.event:
        return f"e{entry.event.id}"
    return str(entry.urge.id) if entry.urge else ""


def what(entry: Entry, here: Here) -> str:
    """Return what happened."""
    if entry.urge:
        return _urge(entry.urge)
    if entry.event:
        return _event(entry.event)
    if entry.promise:
        return _promise(entry.promise, here)
    if entry.request:
        step = "" if entry.step == "asked" else f" {entry.step}"
        return f"Request {entry.request.id}{step}: {what_it_asks(entry.request, here)}"
    return ""


def _urge(urge: UrgeAnswer) -> str:
    what = "Urge to look" if urge.kind == "lookup" else "Urge"
    parts = [f"{what}: {OUTCOMES[urge.outcome]}"]
    if strength(urge):
        parts.append(f"strength {strength(urge)}")
    parts += [visible(word) for word in urge.triggers]
    return ", ".join(parts)


def _event(event: EventAnswer) -> str:
    happened = what_happened(event)
    said = happened[0].upper() + happened[1:] if event.kind != "heard" else happened
    if event.channel:
        said += f" by {visible(event.channel)}"
    if event.urge:
        said += f" (#{event.urge})"
    if event.slip:
        said += ", a slip"
    return f"{said}: {visible(event.note)}" if event.note else said


def _promise(promise: PromiseEntry, here: Here) -> str:
    if promise.kind in _COOLDOWN:
        by = f" {duration(promise.length_seconds)}" if promise.length_seconds else ""
        return f"{_COOLDOWN[promise.kind]}{by and _BY.get(promise.kind, '')}{by}"
    if promise.kind in _OWN_NO:
        return _OWN_NO[promise.kind]
    until = f" until {moment(promise.until, here)}" if promise.until else ""
    return f"Boundary: {_BOUNDARY[promise.kind]}{until}"


_COOLDOWN = {
    "start": "Cool-down started",
    "extend": "Cool-down extended",
    "shorten": "Cool-down shortened",
    "end": "Cool-down ended early",
}
_BY = {"start": ":", "extend": " by", "shorten": " by"}
_OWN_NO = {"mine": "Your own no", "mine-off": "Your own no ended"}
_BOUNDARY = {"open": "none any more"} | BOUNDARIES
