"""Looking back: gathering from the ledger what the report of a week is built from."""

from collections.abc import Iterator
from datetime import datetime

from holdfast.domain.episode import EPISODE_REACH
from holdfast.domain.four_weeks import WEEKS
from holdfast.domain.nudge import UNASKED
from holdfast.domain.record import RanCoolDown, Record, ShownNudge
from holdfast.domain.report import ANSWERED_WITHIN
from holdfast.domain.risky_hours import WEEKS_LOOKED_BACK, waking_shares
from holdfast.domain.week import Week
from holdfast.services.work import Work


def record_of(work: Work, week: Week, contact_id: int | None = None) -> Record:
    """Gather what the ledger knows of a week, of everyone or of one contact."""
    book, zone = work.book, work.zone
    start, end = week.starts_at(zone), week.ends_at(zone)
    # A check-in comes within the hours after its urge, which may have been last week's.
    near = book.urges.felt_between(start - EPISODE_REACH, end, contact_id)
    first_of_four, first_of_eight = (
        week.before(weeks - 1).starts_at(zone) for weeks in (WEEKS, WEEKS_LOOKED_BACK)
    )
    return Record(
        began_at=book.began_at(),
        urges=tuple(urge for urge in near if urge.felt_at >= start),
        asked_about=near,
        felt=book.history.felt(first_of_eight, end, contact_id),
        waking=waking_shares(work.settings.sleep),
        events=book.events.between(first_of_four, end, contact_id),
        check_ins=book.nudges.asked_between(start, end, contact_id),
        nudges=tuple(_shown(work, start, end, contact_id)),
        pauses=book.history.pauses_ended(start, min(end, work.now), contact_id),
        cooldowns=tuple(_cooldowns(work, start, end, contact_id)),
        daemon_ran=book.daemon_runs.between(start, end, work.ports.daemon().last_tick_at),
        clock_jumps=book.marks.jumps(start, end),
        changes=book.changes.touching(start, end, contact_id),
    )


def _shown(
    work: Work, start: datetime, end: datetime, contact_id: int | None
) -> Iterator[ShownNudge]:
    """Give the nudges beside check-ins; those that come by themselves are about nobody."""
    nudges = work.book.nudges
    for kind, _, _ in nudges.shown_between(("patience",), start, end, contact_id):
        yield ShownNudge(kind, answered=None)
    if contact_id is not None:
        return
    for kind, at, read_at in nudges.shown_between(UNASKED, start, end):
        by = at + ANSWERED_WITHIN
        was_read = read_at is not None and read_at <= by
        yield ShownNudge(kind, answered=was_read or nudges.is_answered(at, by))


def _cooldowns(
    work: Work, start: datetime, end: datetime, contact_id: int | None
) -> Iterator[RanCoolDown]:
    book = work.book
    for whom in book.contacts.all():
        if contact_id in {None, whom.id}:
            for cooldown in book.cooldowns.ran(whom.id, start, end):
                events = book.events.between(cooldown.started_at, end, whom.id)
                slips = tuple(event.at for event in events if event.slip)
                yield RanCoolDown(whom.name, cooldown, slips)
