"""Boundaries: writing down what the contact has said about contact."""

from contextlib import suppress
from datetime import datetime

from holdfast.domain.boundary import LOOSER_AFTER, Boundary, BoundaryKind
from holdfast.domain.change import Change
from holdfast.domain.contact import Contact
from holdfast.domain.length import parse_length
from holdfast.domain.promise import FURTHEST
from holdfast.domain.when import parse_when, says_a_date
from holdfast.errors import NotUnderstood, Refused
from holdfast.services.changes import ChangeAnswer, file_change, tightened
from holdfast.services.choosing import choose_contact
from holdfast.services.contacts import ContactAnswer, contact_answer
from holdfast.services.work import Work, writing
from holdfast.value import dataclass

_TO_COME = "for example 30d, 2w or 2026-12-24"


@dataclass(frozen=True)
class BoundarySet:
    """The contact with its boundary, and the change that waits where it is to be looser.

    `cancelled_changes` waited to loosen it, and were cancelled by making it stricter just now.
    """

    contact: ContactAnswer
    change: ChangeAnswer | None
    already: bool = False
    """Whether it was so before."""
    cancelled_changes: tuple[int, ...] = ()


@writing
def set_boundary(
    work: Work,
    *,
    contact: str,
    boundary: BoundaryKind,
    until: str | None = None,
    reason: str | None = None,
) -> BoundarySet:
    """Write down what a contact said: a stricter boundary at once, a looser one as a change.

    `until` is a WHEN to come, for `space` alone.
    """
    whom = choose_contact(work, contact)
    said = Boundary(
        boundary,
        _read_until(work, boundary, until) if until else None,
        is_date=until is not None and says_a_date(until),
    )
    stands = work.book.boundaries.standing(whom.id, work.now)
    if (said.kind, said.until) == (stands.kind, stands.until):
        return BoundarySet(contact_answer(work, whom), None, already=True)
    if said.is_looser_than(stands):
        change = _ask_for(work, whom, stands, said, reason)
        return BoundarySet(contact_answer(work, whom), change)
    step = work.book.boundaries.set(whom.id, said, work.written, tightens=True)
    cancelled = tightened(work, whom.id, "boundary", step)
    return BoundarySet(contact_answer(work, whom), None, cancelled_changes=cancelled)


def _read_day_to_come(work: Work, said: str) -> datetime:
    with suppress(NotUnderstood):
        return work.now + min(parse_length(said), 2 * FURTHEST)
    try:
        return parse_when(said, now=work.now, zone=work.zone)
    except NotUnderstood:
        raise NotUnderstood(f"“{said}” isn't a day to come. Say one, {_TO_COME}.") from None


def _read_until(work: Work, boundary: BoundaryKind, said: str) -> datetime:
    if boundary != "space":
        raise NotUnderstood(
            f"Only space has an end: {boundary} takes no --until.",
            "holdfast contact boundary NAME space --until 2026-12-24",
        )
    until = _read_day_to_come(work, said)
    if until <= work.now:
        raise NotUnderstood(f"“{said}” has been already. Say a day to come, {_TO_COME}.")
    if until - work.now > FURTHEST:
        raise Refused(
            f"An end lies at most {FURTHEST.days} days from now.",
            "leave --until out: space without an end can be ended later",
        )
    return until


def _ask_for(
    work: Work, whom: Contact, stands: Boundary, said: Boundary, reason: str | None
) -> ChangeAnswer:
    ready_at = work.now + LOOSER_AFTER
    if stands.until is not None and stands.until <= ready_at:
        raise Refused("That ends by itself before a change of it would be ready.")
    if said.until is not None and said.until <= ready_at:
        raise Refused(
            f"That day comes before the change would be ready ({LOOSER_AFTER.days} days).",
            "a later day, or open",
        )
    wanted = Change(
        id=0,
        kind="boundary",
        contact_id=whom.id,
        contact=whom.name,
        asked_at=work.now,
        delay=LOOSER_AFTER,
        reason=reason,
        boundary=said,
    )
    return file_change(work, wanted)
