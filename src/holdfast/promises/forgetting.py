"""Deleting a contact, and how long that has to wait."""

from datetime import timedelta

from holdfast.clock.model import NOTHING
from holdfast.ledger.work import Work
from holdfast.promises.model import BOUNDARY_DELAY, OWN_NO_DELAY, Boundary


def longest_delay(work: Work, contact_ids: tuple[int, ...]) -> timedelta:
    """Return how long loosening all that holds these contacts has to wait; zero: nothing does.

    A pause that runs is no promise, but nothing may end it early either.
    """
    waits, stores = [NOTHING], work.stores
    for contact_id in contact_ids:
        if cooldown := stores.cooldowns.running(contact_id, work.mark):
            waits.append(cooldown.delay)
        said = stores.boundaries.current(contact_id, work.mark)
        if said.kind != "open":
            waits.append(BOUNDARY_DELAY)
        if said.mine:
            waits.append(OWN_NO_DELAY)
        waits.append(stores.promises.pause_left(contact_id, work.mark))
    return max(waits)


def forget(work: Work, contact_id: int) -> None:
    """Delete a contact's name, promises and every text about them; what was counted stays."""
    if runs := work.stores.cooldowns.running(contact_id, work.mark):
        work.stores.cooldowns.set_length(runs.ended(work.mark), "end", work.stamp)
    said = work.stores.boundaries.current(contact_id, work.mark)
    if said.kind != "open":
        work.stores.boundaries.set(contact_id, Boundary("open"), work.stamp, tightens=False)
    if said.mine:
        work.stores.boundaries.set_own_no(contact_id, work.stamp, on=False)
    work.stores.contacts.forget(contact_id, work.now)
    work.stores.texts.delete_about(contact_id)
    clear_pages(work)


def clear_pages(work: Work) -> None:
    """Delete the pages of past weeks, which may quote or name a contact."""
    work.stores.reports.clear()
    work.ports.shelf.clear()  # last: no rollback brings a file back
