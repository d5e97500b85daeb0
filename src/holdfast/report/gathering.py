"""Gathers from the ledger what the report of a week is built from."""

from collections.abc import Iterator
from datetime import datetime

from holdfast.clock.typed import Week
from holdfast.ledger.work import Work
from holdfast.nudging.model import Nudge
from holdfast.nudging.planning import was_answered
from holdfast.report.facts import Felt, RanCoolDown, ShownNudge, WeekFacts
from holdfast.report.four_weeks import WEEKS
from holdfast.urges.episode import EPISODE_REACH
from holdfast.urges.risky_hours import WEEKS_LOOKED_BACK, waking_shares


def facts_of(work: Work, week: Week, contact_id: int | None = None) -> WeekFacts:
    """Gather what the ledger knows of a week, of everyone or of one contact."""
    stores, zone = work.stores, work.zone
    start, end = week.starts_at(zone), week.ends_at(zone)
    # A check-in comes within the hours after its urge, which may have been last week's.
    near = stores.reports.urges(start - EPISODE_REACH, end, contact_id)
    urges = tuple(urge for urge in near if urge.felt_at >= start)
    first_of_four, first_of_eight = (
        week.before(weeks - 1).starts_at(zone) for weeks in (WEEKS, WEEKS_LOOKED_BACK)
    )
    # Those that come by themselves are about no contact.
    shown = stores.nudges.shown_between(start, end, contact_id)
    return WeekFacts(
        began_at=stores.contacts.began_at(),
        urges=urges,
        asked_about=near,
        felt=(
            *stores.reports.felt(first_of_eight, start, contact_id),
            *(Felt(one.felt_at, one.outcome) for one in urges if one.retracted_at is None),
        ),
        waking=waking_shares(work.settings.sleep),
        events=stores.events.between(first_of_four, end, contact_id),
        check_ins=tuple(one for one in shown if one.kind == "check-in"),
        nudges=tuple(_shown(work, one) for one in shown if one.kind != "check-in"),
        holds=stores.reports.holds_ended(start, min(end, work.now), contact_id),
        cooldowns=tuple(_cooldowns(work, start, end, contact_id)),
        daemon_ran=stores.daemon_runs.between(start, end, work.ports.daemon().last_tick_at),
        clock_jumps=stores.marks.jumps(start, end),
        requests=stores.requests.touching(start, end, contact_id),
    )


def _shown(work: Work, nudge: Nudge) -> ShownNudge:
    """Return a nudge as it is counted; if it came by itself, with whether it was answered."""
    if nudge.follows_logging or nudge.handed_over_at is None:
        return ShownNudge(nudge.kind, answered=None)
    return ShownNudge(nudge.kind, was_answered(work, nudge, nudge.handed_over_at))


def _cooldowns(
    work: Work, start: datetime, end: datetime, contact_id: int | None
) -> Iterator[RanCoolDown]:
    stores = work.stores
    for contact in stores.contacts.all():
        if contact_id in {None, contact.id}:
            for cooldown in stores.cooldowns.ran(contact.id, start, end):
                events = stores.events.between(cooldown.started_at, end, contact.id)
                contacted = tuple(event.at for event in events if event.kind == "sent")
                yield RanCoolDown(contact.name, cooldown, contacted)
