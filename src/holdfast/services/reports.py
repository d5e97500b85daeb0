"""Reports: a week looked back on."""

from datetime import datetime

from holdfast.domain.contact import Contact
from holdfast.domain.keeping import due_at
from holdfast.domain.report import WeeklyReport, build_report
from holdfast.domain.urge import Urge
from holdfast.domain.week import Week, parse_week, week_of
from holdfast.errors import Refused
from holdfast.services.choosing import choose_contact
from holdfast.services.looking_back import record_of
from holdfast.services.work import Work, reading


@reading
def weekly_report(
    work: Work, *, week: str | None = None, contact: str | None = None
) -> WeeklyReport:
    """Look back on a week (“last”, or one like 2026-W47); without one, on this one so far.

    Without a contact it is about all of them together.
    """
    asked, chosen = _asked(work, week, contact)
    return report_of(
        work, asked, chosen.id if chosen else None, contact=chosen.name if chosen else None
    )


@reading
def urges_of_week(
    work: Work, *, week: str | None = None, contact: str | None = None
) -> tuple[Urge, ...]:
    """Give the urges of a week that were not retracted, in the order in which they were felt."""
    asked, chosen = _asked(work, week, contact)
    start, end = asked.starts_at(work.zone), asked.ends_at(work.zone)
    felt = work.book.urges.felt_between(start, end, chosen.id if chosen else None)
    return tuple(urge for urge in felt if urge.retracted_at is None)


def _asked(work: Work, week: str | None, contact: str | None) -> tuple[Week, Contact | None]:
    chosen = choose_contact(work, contact) if contact is not None else None
    asked = parse_week("this" if week is None else week, now=work.now, zone=work.zone)
    if asked.starts_at(work.zone) > work.now:
        raise Refused(f"The week {asked} is still to come.", "holdfast report")
    return asked, chosen


def next_report_at(work: Work) -> datetime:
    """Give when the next report is due that is not due yet."""
    this_week = week_of(work.now, work.zone)
    moments = (due_at(week, work.zone, work.settings) for week in (this_week.before(), this_week))
    return next(moment for moment in moments if moment > work.now)


def report_of(
    work: Work, week: Week, contact_id: int | None = None, *, contact: str | None = None
) -> WeeklyReport:
    """Build a week's report from what the ledger knows of it."""
    record = record_of(work, week, contact_id)
    return build_report(week, record, now=work.now, zone=work.zone, contact=contact)


def report_due_at(work: Work, week: str) -> datetime:
    """Give when the report of a kept week was due."""
    parsed = parse_week(week, now=work.now, zone=work.zone)
    return due_at(parsed, work.zone, work.settings)
