"""Verdicts: what holds, for a contact and for an urge."""

from collections.abc import Iterable
from datetime import datetime

from holdfast.domain.hold import Hold, Promised, hold_at
from holdfast.domain.urge import Urge
from holdfast.services.work import Work


def hold_of_contact(work: Work, contact_id: int, at: datetime | None = None) -> Hold:
    """Give a contact's verdict, now or as it was at a past moment."""
    if at is None:
        pause = work.book.urges.pause_end(contact_id, work.now)
        return hold_at(work.now, promised_to(work, contact_id), pause=pause)
    cooldown = work.book.cooldowns.stood(contact_id, at)
    promised = Promised(
        work.book.boundaries.stood(contact_id, at), cooldown.ends_at if cooldown else None
    )
    return hold_at(at, promised, pause=work.book.urges.pause_end_at(contact_id, at))


def shown_hold(work: Work, contact_id: int) -> Hold:
    """Give a contact's verdict for somebody to read, never a laxer one than `check` would give.

    Where the first moment of a boot could not be kept, it is that of the last one that was.
    """
    hold = hold_of_contact(work, contact_id)
    return hold_of_contact(work.before, contact_id) if work.before and not hold.held else hold


def hold_of_urge(work: Work, urge: Urge) -> Hold:
    """Give an urge's own verdict, now."""
    return own_hold(work, urge, promised_to(work, urge.contact_id))


def own_hold(work: Work, urge: Urge, promised: Promised) -> Hold:
    """Give an urge's own verdict, now, from what is promised about its contact."""
    return hold_at(work.now, promised, pause=urge.pause_ends_at)


def promised_to(work: Work, contact_id: int) -> Promised:
    """Give what is promised about a contact, as it stands now."""
    cooldown = work.book.cooldowns.standing(contact_id, work.now)
    boundary = work.book.boundaries.standing(contact_id, work.now)
    return Promised(boundary, cooldown.ends_at if cooldown else None)


def promised_to_each(work: Work, contact_ids: Iterable[int]) -> dict[int, Promised]:
    """Give what is promised about each of several contacts."""
    return {contact_id: promised_to(work, contact_id) for contact_id in contact_ids}
