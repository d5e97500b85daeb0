"""Boundaries: saving what the contact said about contact, and the person's own no."""

from contextlib import suppress
from typing import Any

from holdfast.clock.length import parse_length
from holdfast.clock.when import parse_coming
from holdfast.contacts.choosing import choose_contact
from holdfast.contacts.model import Contact
from holdfast.errors import NeedsAnswer, NotUnderstood, Refused
from holdfast.ledger.work import Work, writing
from holdfast.promises.holds import hold_of_contact
from holdfast.promises.model import (
    BOUNDARY_DELAY,
    FURTHEST,
    OWN_NO_DELAY,
    Boundary,
    BoundaryKind,
    Hold,
)
from holdfast.promises.requests import RequestAnswer, ask, cancelled_since, pending_ids
from holdfast.value import dataclass, replace

_TO_COME = "e.g. 14d or 2026-12-24"
RESTRICTS, PROTECTS = "It restricts me", "It protects me"


@dataclass(frozen=True)
class BoundarySet:
    """The contact whose boundary was set, and the request that waits to loosen it.

    `cancelled_requests`: requests that this change cancelled.
    """

    contact: str
    boundary: Boundary
    """What the contact has said now."""
    hold: Hold
    request: RequestAnswer | None = None
    already: bool = False
    """Whether nothing changed."""
    protects: bool = False
    """Whether it is an order that protects the person."""
    cancelled_requests: tuple[int, ...] = ()


@writing
def set_boundary(
    work: Work,
    *,
    contact: str,
    boundary: BoundaryKind,
    until: str | None = None,
    order: str | None = None,
    reason: str | None = None,
) -> BoundarySet:
    """Save what a contact said: a stricter boundary at once, a looser one as a request.

    `until` is a LENGTH or a WHEN to come, for `space` only. `order`: what a court order does,
    "It restricts me" or "It protects me"; one that protects the person is their own no.
    """
    who = choose_contact(work, contact)
    if boundary == "order" and _protects(order):
        return replace(_say_no(work, who), protects=True)
    said = _read(work, boundary, until)
    current = work.stores.boundaries.current(who.id, work.mark)
    if said.kind == current.kind and said.left(work.mark) == current.left(work.mark):
        return _answer(work, who, already=True)
    if said.is_looser_than(current, work.mark):
        return _answer(work, who, request=_ask_for(work, who, current, said, reason))
    pending = pending_ids(work, who.id)
    work.stores.boundaries.set(who.id, said, work.stamp, tightens=True)
    return _answer(work, who, cancelled_requests=cancelled_since(work, who.id, pending))


@writing
def set_own_no(
    work: Work, *, contact: str, off: bool = False, reason: str | None = None
) -> BoundarySet:
    """Save that the person says no themselves, at once; or ask for the end of that (`off`).

    What the contact said stays as it is.
    """
    who = choose_contact(work, contact)
    if not off:
        return _say_no(work, who)
    if not work.stores.boundaries.current(who.id, work.mark).mine:
        return _answer(work, who, already=True)
    return _answer(work, who, request=ask(work, "mine", OWN_NO_DELAY, reason, contact_id=who.id))


def _say_no(work: Work, who: Contact) -> BoundarySet:
    if work.stores.boundaries.current(who.id, work.mark).mine:
        return _answer(work, who, already=True)
    pending = pending_ids(work, who.id)
    work.stores.boundaries.set_own_no(who.id, work.stamp, on=True)
    return _answer(work, who, cancelled_requests=cancelled_since(work, who.id, pending))


def _protects(order: str | None) -> bool:
    """Return whether an order protects the person, by the beginning of what they answered."""
    said = (order or "").strip().casefold()
    for answer in (RESTRICTS, PROTECTS):
        words = (answer.casefold(), answer.split()[1])
        if said and any(word.startswith(said) for word in words):
            return answer == PROTECTS
    raise NeedsAnswer(
        "Does the order restrict you, or does it protect you?",
        argument="order",
        way_out="--restricts-me, or --protects-me",
        choices=(RESTRICTS, PROTECTS),
    )


def _answer(work: Work, who: Contact, **how: Any) -> BoundarySet:  # noqa: ANN401 - its fields
    said = work.stores.boundaries.current(who.id, work.mark)
    return BoundarySet(who.name, said, hold_of_contact(work, who.id), **how)


def _read(work: Work, kind: BoundaryKind, until: str | None) -> Boundary:
    if until is None:
        return Boundary(kind)
    if kind != "space":
        raise NotUnderstood(
            "--until only goes with space.",
            "holdfast contact boundary NAME space --until 2026-12-24",
        )
    said = _read_end(work, until)
    left = said.left(work.mark)
    if left is None or left.total_seconds() <= 0:
        raise NotUnderstood(f'"{until}" is in the past. Use a later day, {_TO_COME}.')
    if left > FURTHEST:
        raise Refused(
            f"--until can be at most {FURTHEST.days} days away.",
            "leave --until out; you can end it later",
        )
    return said


def _read_end(work: Work, until: str) -> Boundary:
    with suppress(NotUnderstood):
        return Boundary("space", length=parse_length(until), said=work.stamp)
    try:
        return Boundary("space", until=parse_coming(until, now=work.now, zone=work.zone))
    except NotUnderstood:
        raise NotUnderstood(
            f'I can\'t read the day "{until}". Use a length or a date, {_TO_COME}.'
        ) from None


def _ask_for(
    work: Work, who: Contact, current: Boundary, said: Boundary, reason: str | None
) -> RequestAnswer:
    ends, would_end = current.left(work.mark), said.left(work.mark)
    if ends is not None and ends <= BOUNDARY_DELAY:
        raise Refused("The boundary ends by itself before a request would be ready.")
    if would_end is not None and would_end <= BOUNDARY_DELAY:
        raise Refused(
            f"The request has to wait {BOUNDARY_DELAY.days} days, and that day comes sooner.",
            "a later day, or open",
        )
    return ask(work, "boundary", BOUNDARY_DELAY, reason, contact_id=who.id, boundary=said)
