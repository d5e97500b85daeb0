"""Keeping reports: when one is due, and which were made and written down."""

from datetime import datetime, timedelta, tzinfo

from holdfast.domain.settings import Settings
from holdfast.domain.value import dataclass
from holdfast.domain.week import Week, week_of
from holdfast.domain.when import at_local

MISSED_WEEKS_MADE = 8


@dataclass(frozen=True)
class KeptReport:
    """A report that was made and written down."""

    week: str
    contact: str | None
    path: str
    made_at: datetime


def due_at(week: Week, zone: tzinfo, settings: Settings) -> datetime:
    """Give the instant (UTC) at which a week's report is to be made: after the week is over."""
    day = week.monday + timedelta(days=7 + settings.report_weekday)
    return at_local(datetime.combine(day, settings.report_time), zone)


def weeks_due(
    now: datetime, zone: tzinfo, settings: Settings, began_at: datetime
) -> tuple[Week, ...]:
    """Give the weeks whose report is due by now, oldest first, eight at most.

    None from before the ledger began.
    """
    this = week_of(now, zone)
    candidates = (this.before(count) for count in range(MISSED_WEEKS_MADE + 1, 0, -1))
    due = [
        week
        for week in candidates
        if due_at(week, zone, settings) <= now and week.ends_at(zone) > began_at
    ]
    return tuple(due[-MISSED_WEEKS_MADE:])
