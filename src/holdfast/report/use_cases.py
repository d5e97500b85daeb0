"""Reports: looking back on a week, and the pages of past weeks."""

from collections.abc import Callable
from datetime import datetime

from holdfast.clock.week import Week, parse_week, week_of
from holdfast.contacts.choosing import choose_contact
from holdfast.contacts.model import Contact
from holdfast.errors import Refused
from holdfast.ledger.ports import Ports
from holdfast.ledger.work import Work, read, reading, write, writing
from holdfast.report.gathering import facts_of
from holdfast.report.model import KeptReport, WeeklyReport, build_report
from holdfast.report.nudges import report_nudge
from holdfast.report.schedule import due_at, weeks_due
from holdfast.report.whole_time.gathering import whole_time_of
from holdfast.report.whole_time.model import WholeTime
from holdfast.urges.model import Urge
from holdfast.words import own_words


@reading
def weekly_report(
    work: Work, *, week: str | None = None, contact: str | None = None
) -> WeeklyReport:
    """Return the report of a week ("last", or one like 2026-W47); without one, of this week so far.

    Without a contact, it is about all contacts together.
    """
    asked, chosen = _week_and_contact(work, week, contact)
    return report_of(
        work, asked, chosen.id if chosen else None, contact=chosen.name if chosen else None
    )


@reading
def urges_of_week(
    work: Work, *, week: str | None = None, contact: str | None = None
) -> tuple[Urge, ...]:
    """Return the urges of a week that were not retracted, in the order in which they were felt."""
    asked, chosen = _week_and_contact(work, week, contact)
    start, end = asked.starts_at(work.zone), asked.ends_at(work.zone)
    felt = work.stores.urges.felt_between(start, end, chosen.id if chosen else None)
    return tuple(urge for urge in felt if urge.retracted_at is None)


@reading
def whole_time(work: Work, *, contact: str | None = None) -> WholeTime:
    """Return all that was logged, by month and by day; without a contact about all together."""
    return whole_time_of(work, None if contact is None else choose_contact(work, contact))


@reading
def list_reports(work: Work) -> tuple[KeptReport, ...]:
    """Return the weeks that have a page, newest first."""
    return work.stores.reports.listed()


@reading
def reports_due(work: Work) -> tuple[str, ...]:
    """Return the weeks whose reports are due but not made yet, oldest first."""
    began_at = work.stores.contacts.began_at()
    if began_at is None:
        return ()
    kept = {one.week for one in work.stores.reports.listed()}
    weeks = weeks_due(work.now, work.trusted, work.zone, work.settings, began_at)
    return tuple(str(week) for week in weeks if str(week) not in kept)


def make_due_reports(ports: Ports, make_page: Callable[..., object]) -> int:
    """Make the weekly reports that are due with `make_page(ports, week=…)`. Return how many.

    If one can't be made, make the others, then raise its error.
    """
    due, troubles = reports_due(ports), []
    for week in due:
        try:
            make_page(ports, week=week)
        except Exception as error:  # noqa: BLE001 - any error is raised again below
            troubles.append(error)
    if troubles:
        raise troubles[0]
    return len(due)


def keep_page(ports: Ports, *, week: str) -> KeptReport | None:
    """Make the page of a week that is over, replacing an older one.

    Return None if the week isn't over, or ended before the first contact was added.
    """
    with read(ports) as work:
        asked = parse_week(week, now=work.now, zone=work.zone)
        if not _is_reported(work, asked):
            return None
        report = report_of(work, asked)
    # Write the file first: after a crash in between, it is written again.
    path = ports.shelf.put(report)
    with write(ports) as work:
        kept = KeptReport(report.week, path, work.now)
        work.stores.reports.keep(kept)
        if work.settings.nudge_weekly_report:
            work.stores.nudges.plan(report_nudge(work, kept.week))
    return kept


@reading
def asks_for_next_week(work: Work, *, week: str) -> bool:
    """Return whether to ask for one thing for the week after this one: once, about last week."""
    asked = parse_week(week, now=work.now, zone=work.zone)
    is_last = asked == week_of(work.now, work.zone).before()
    return (
        is_last
        and _is_reported(work, asked)
        and not work.stores.reports.was_asked_after(str(asked))
    )


@writing
def want_next_week(work: Work, *, week: str, text: str | None) -> None:
    """Save the one thing that the person wants for the week after this one; None: skipped."""
    asked = parse_week(week, now=work.now, zone=work.zone)
    work.stores.reports.want(str(asked), own_words(text, "One thing"), work.now)


@writing
def report_looked_at(work: Work, *, week: str) -> bool:
    """Save that a person looks at a week's report: its nudge is answered or no longer needed.

    Return False if that was already saved, or if the week has no nudge and will have none.
    """
    nudges, nudge = work.stores.nudges, report_nudge(work, week)
    is_to_come = (
        work.settings.nudge_weekly_report
        and work.now < nudge.expires_at
        and _is_reported(work, parse_week(week, now=work.now, zone=work.zone))
        and all(kept.week != week for kept in work.stores.reports.listed())
    )
    if is_to_come:
        nudges.plan(nudge)
    if not nudges.read_of(nudge.key, work.now):
        return False
    nudges.settle(nudges.get(nudge.key).id, "suppressed", "you had already looked at it", work.now)
    return True


@reading
def next_report_at(work: Work) -> datetime:
    """Return when the next report will be due."""
    this_week = week_of(work.now, work.zone)
    moments = (due_at(week, work.zone, work.settings) for week in (this_week.before(), this_week))
    return next(moment for moment in moments if moment > work.now)


def report_of(
    work: Work, week: Week, contact_id: int | None = None, *, contact: str | None = None
) -> WeeklyReport:
    """Return a week's report, built from the ledger."""
    facts = facts_of(work, week, contact_id)
    return build_report(
        week, facts, now=work.now, trusted=work.trusted, zone=work.zone, contact=contact
    )


def _is_reported(work: Work, week: Week) -> bool:
    """Return whether a week is over, and didn't end before the first contact was added."""
    began_at, ends_at = work.stores.contacts.began_at(), week.ends_at(work.zone)
    return began_at is not None and began_at < ends_at <= min(work.now, work.trusted)


def _week_and_contact(
    work: Work, week: str | None, contact: str | None
) -> tuple[Week, Contact | None]:
    chosen = choose_contact(work, contact) if contact is not None else None
    asked = parse_week("this" if week is None else week, now=work.now, zone=work.zone)
    if asked.starts_at(work.zone) > work.now:
        raise Refused(f"Week {asked} hasn't begun yet.", "holdfast report")
    return asked, chosen
