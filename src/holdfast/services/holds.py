"""Verdicts: what holds, for a contact and for an urge."""

from collections.abc import Iterable
from datetime import datetime

from holdfast.domain.cooldown import LONGEST_PAUSE
from holdfast.domain.hold import Hold, hold_at
from holdfast.domain.urge import Urge
from holdfast.services.work import Work


def hold_of_contact(work: Work, contact_id: int, at: datetime | None = None) -> Hold:
    """Give a contact's verdict, now or as it was at a past moment."""
    if at is None:
        cooldown = work.book.cooldowns.standing(contact_id, work.now)
        # Not of one logged while the clock was ahead, and corrected since: it would hold until
        # the year that the clock believed in.
        pause = work.book.urges.pause_end(contact_id, work.now + LONGEST_PAUSE)
    else:
        cooldown = work.book.cooldowns.stood(contact_id, at)
        pause = work.book.urges.pause_end_at(contact_id, at)
    return hold_at(at or work.now, cooldown=cooldown.ends_at if cooldown else None, pause=pause)


def hold_of_urge(work: Work, urge: Urge) -> Hold:
    """Give an urge's own verdict, now."""
    cooldown = standing_ends(work, {urge.contact_id})[urge.contact_id]
    return own_hold(work, urge, cooldown)


def own_hold(work: Work, urge: Urge, cooldown: datetime | None) -> Hold:
    """Give an urge's own verdict, now, from the end of its contact's cool-down."""
    pause = urge.pause_ends_at if urge.logged_at <= work.now + LONGEST_PAUSE else None
    return hold_at(work.now, cooldown=cooldown, pause=pause)


def standing_ends(work: Work, contact_ids: Iterable[int]) -> dict[int, datetime | None]:
    """Give when each contact's cool-down ends (None: none runs)."""
    standing = {one: work.book.cooldowns.standing(one, work.now) for one in contact_ids}
    return {one: cooldown.ends_at if cooldown else None for one, cooldown in standing.items()}
