"""Which weeks get a report, and when."""

from datetime import datetime, timedelta, tzinfo

from holdfast.clock.week import Week, week_of
from holdfast.clock.zone import at_local
from holdfast.settings import Settings

MISSED_WEEKS_MADE = 8


def due_at(week: Week, zone: tzinfo, settings: Settings) -> datetime:
    """Return the instant (UTC) at which a week's report is made: after the week is over."""
    day = week.monday + timedelta(days=7 + settings.report_weekday)
    return at_local(datetime.combine(day, settings.report_time), zone)


def weeks_due(
    now: datetime, trusted: datetime, zone: tzinfo, settings: Settings, began_at: datetime
) -> tuple[Week, ...]:
    """Return the weeks whose report is due, oldest first, at most eight.

    A week is over when both clocks are past its end. Weeks from before the ledger began are left
    out.
    """
    this = week_of(now, zone)
    candidates = (this.before(count) for count in range(MISSED_WEEKS_MADE + 1, 0, -1))
    due = [
        week
        for week in candidates
        if due_at(week, zone, settings) <= now and began_at < week.ends_at(zone) <= trusted
    ]
    return tuple(due[-MISSED_WEEKS_MADE:])
