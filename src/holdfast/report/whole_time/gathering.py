"""Gathers from the ledger what the view of the whole time is built from."""

from datetime import timedelta

from holdfast.clock.when import FIRST_MOMENT
from holdfast.contacts.model import Contact
from holdfast.ledger.work import Work
from holdfast.report.gathering import cooldowns_ran
from holdfast.report.whole_time.model import Slip, WholeTime, build_whole_time


def whole_time_of(work: Work, contact: Contact | None) -> WholeTime:
    """Return the whole time, of everyone or of one contact."""
    stores, contact_id = work.stores, contact.id if contact else None
    ran = cooldowns_ran(work, FIRST_MOMENT, work.now + timedelta.resolution, contact_id)
    began_at = contact.added_at if contact else stores.contacts.began_at()
    return build_whole_time(
        stores.reports.felt_ever(contact_id),
        [Slip(*row) for row in stores.reports.slips(contact_id)],
        ran,
        stores.daemon_runs.between(
            began_at or work.now, work.now, work.ports.daemon().last_tick_at
        ),
        began_at=began_at,
        mark=work.mark,
        zone=work.zone,
        contact=contact.name if contact else None,
    )
