"""Contact that goes on although they said no."""

from datetime import datetime, timedelta

from holdfast.ledger.work import Work
from holdfast.promises.model import THEIR_NO, Boundary

GOES_ON = timedelta(days=14)
"""Unwanted contact for longer than this goes with lasting harm (Purcell 2004): a warning sign."""
LATELY = timedelta(days=28)
"""Contact that ended longer ago doesn't go on."""


def goes_on_against_a_no(
    work: Work, contact_id: int, said: Boundary, until: datetime | None = None
) -> bool:
    """Return whether the person contacted somebody against their no, on days two weeks apart.

    `said` is what the contact says now. Contact after `until` doesn't count.
    """
    if said.kind not in THEIR_NO:
        return False
    since = work.stores.boundaries.no_since(contact_id)
    if since is None:
        return False
    # What was said is judged by trusted time, contact is noted by the person's clock.
    began, now = work.now - (work.trusted - since), min(until or work.now, work.now)
    made = work.stores.promises.contacted(contact_id, began, now + timedelta.resolution)
    if not made:
        return False
    first, last = (at.astimezone(work.zone).date() for at in (min(made), max(made)))
    return last - first >= GOES_ON and now - max(made) < LATELY
