"""The reports that are kept: made when a week is over, and anew beside it when it was amended."""

from holdfast.domain.keeping import (
    ANEW_AFTER,
    KeptReport,
    LastKept,
    MadeFrom,
    NewReport,
    made_from,
    weeks_due,
)
from holdfast.domain.nudging import plan_for_report
from holdfast.domain.span import Span
from holdfast.domain.week import Week, parse_week
from holdfast.services.ports import Ports
from holdfast.services.reports import report_due_at, report_of
from holdfast.services.work import Work, read, reading, write


@reading
def list_reports(work: Work) -> tuple[KeptReport, ...]:
    """List the reports that are kept, newest week first, and of a week the one made last."""
    return work.book.reports.listed()


@reading
def reports_due(work: Work) -> tuple[NewReport, ...]:
    """Make those reports that are due, oldest week first: not kept yet, or amended since."""
    began_at = work.book.began_at()
    if began_at is None:
        return ()
    weeks = weeks_due(work.now, work.zone, work.settings, began_at)
    last = work.book.reports.newest([str(week) for week in weeks])
    made = (_made(work, week, last.get(str(week)), patient=True) for week in weeks)
    return tuple(new for new in made if new)


@reading
def amended_since(work: Work, *, week: str) -> KeptReport | None:
    """Give the kept report of a week that was amended since, if it was."""
    name = str(parse_week(week, now=work.now, zone=work.zone))
    last = work.book.reports.newest([name]).get(name)
    return last.kept if last and _is_amended(work, last) else None


def make_due_reports(ports: Ports) -> int:
    """Make the weekly reports that are due and keep each; says how many.

    One that can't be made keeps no other back; the first trouble is raised at the end.
    """
    due, troubles = reports_due(ports), []
    for new in due:
        try:
            _keep(ports, new)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is handed on
            troubles.append(error)
    if troubles:
        raise troubles[0]
    return len(due)


def keep_page(ports: Ports, *, week: str) -> KeptReport | None:
    """Give the kept report of a week, made now where it has to be; None of one that is not over."""
    with read(ports) as work:
        asked = parse_week(week, now=work.now, zone=work.zone)
        began_at = work.book.began_at()
        if began_at is None or not began_at < asked.ends_at(work.zone) <= work.now:
            return None
        last = work.book.reports.newest([str(asked)]).get(str(asked))
        new = _made(work, asked, last, patient=False)
    if new:
        return _keep(ports, new)
    return last.kept if last else None


def _made(work: Work, week: Week, last: LastKept | None, *, patient: bool) -> NewReport | None:
    """Make the report of a week, unless the one that is kept still says it."""
    if last:
        is_new = patient and work.now - last.kept.made_at < ANEW_AFTER
        if is_new or not _is_amended(work, last):
            return None
    span = Span(week.starts_at(work.zone), week.ends_at(work.zone))
    return NewReport(report_of(work, week), _made_from(work, span), last.kept if last else None)


def _keep(ports: Ports, new: NewReport) -> KeptReport:
    """Write a report down.

    The file comes first: a crash in between writes the same one again.
    """
    path = ports.shelf.put(new)
    with write(ports) as work:
        work.book.reports.keep(new, path, work.now)
        if new.before is None and work.settings.nudge_weekly_report:
            week = new.report.week
            work.book.nudges.plan(plan_for_report(week, report_due_at(work, week)))
        return KeptReport(new.report.week, None, path, work.now, new.version)


def _is_amended(work: Work, last: LastKept) -> bool:
    return last.made_from is not None and _made_from(work, last.made_from.week) != last.made_from


def _made_from(work: Work, week: Span) -> MadeFrom:
    urges = work.book.urges.felt_between(week.start, week.end)
    return made_from(week, urges, work.book.events.between(week.start, week.end))
