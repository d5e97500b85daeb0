"""Gathers from the ledger what the report of a week needs."""

from collections.abc import Iterator
from datetime import datetime

from holdfast.clock.week import Week
from holdfast.ledger.work import Work
from holdfast.nudging.model import Nudge
from holdfast.nudging.planning import was_answered
from holdfast.report.facts import Felt, RanCoolDown, ShownNudge, WeekFacts
from holdfast.report.four_weeks import WEEKS
from holdfast.urges.against_no import goes_on_against_a_no
from holdfast.urges.episode import EPISODE_REACH
from holdfast.urges.risky_hours import WEEKS_LOOKED_BACK, waking_shares


def facts_of(work: Work, week: Week, contact_id: int | None = None) -> WeekFacts:
    """Return the ledger's facts about a week, of everyone or of one contact."""
    stores, zone = work.stores, work.zone
    start, end = week.starts_at(zone), week.ends_at(zone)
    # A check-in comes up to some hours after its urge, which may have been last week.
    near = stores.reports.urges(start - EPISODE_REACH, end, contact_id)
    urges = tuple(urge for urge in near if urge.felt_at >= start)
    first_of_four, first_of_eight = (
        week.before(weeks - 1).starts_at(zone) for weeks in (WEEKS, WEEKS_LOOKED_BACK)
    )
    # Nudges that come by themselves are about no contact.
    shown = stores.nudges.shown_between(start, end, contact_id)
    return WeekFacts(
        began_at=stores.contacts.began_at(),
        urges=urges,
        asked_about=near,
        wanted=stores.reports.wanted_after(str(week.before(1))),
        slips_against_no=sum(
            against_no for _, against_no in stores.reports.slips(contact_id, start, end)
        ),
        goes_on=any(
            goes_on_against_a_no(work, one.id, stores.boundaries.current(one.id, work.mark), end)
            for one in stores.contacts.all()
            if contact_id in {None, one.id}
        ),
        triggers=stores.reports.triggers(start, end, contact_id),
        felt=(
            *stores.reports.felt(first_of_eight, start, contact_id),
            *(Felt(one.felt_at, one.outcome) for one in urges if one.retracted_at is None),
        ),
        waking=waking_shares(work.settings.sleep),
        events=stores.events.between(first_of_four, end, contact_id),
        check_ins=tuple(one for one in shown if one.kind == "check-in"),
        nudges=tuple(_shown(work, one) for one in shown if one.kind != "check-in"),
        holds=stores.reports.holds_ended(start, min(end, work.now), contact_id),
        cooldowns=tuple(cooldowns_ran(work, start, end, contact_id)),
        daemon_ran=stores.daemon_runs.between(start, end, work.ports.daemon().last_tick_at),
        clock_jumps=stores.marks.jumps(start, end),
        requests=stores.requests.touching(start, end, contact_id),
    )


def _shown(work: Work, nudge: Nudge) -> ShownNudge:
    """Return a nudge for counting; one that came by itself also with whether it was answered."""
    if nudge.follows_logging or nudge.handed_over_at is None:
        return ShownNudge(nudge.kind, answered=None)
    return ShownNudge(nudge.kind, was_answered(work, nudge, nudge.handed_over_at))


def cooldowns_ran(
    work: Work, start: datetime, end: datetime, contact_id: int | None
) -> Iterator[RanCoolDown]:
    """Yield the cool-downs that ran in a span of time, of everyone or of one contact.

    After a no, nobody counts the days that they kept.
    """
    stores = work.stores
    for contact in stores.contacts.all():
        is_asked = contact_id in {None, contact.id}
        if is_asked and not stores.boundaries.current(contact.id, work.mark).is_final:
            for cooldown in stores.cooldowns.ran(contact.id, start, end):
                events = stores.events.between(cooldown.started_at, end, contact.id)
                contacted = tuple(event.at for event in events if event.kind == "sent")
                yield RanCoolDown(contact.name, cooldown, contacted)
