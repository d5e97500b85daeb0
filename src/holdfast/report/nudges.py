"""The nudge that a feature offers for its reports: a week's report was made."""

from datetime import timedelta

from holdfast.clock.week import parse_week
from holdfast.ledger.work import Work
from holdfast.nudging.model import NEWER, Nudge, Offer
from holdfast.report.schedule import due_at

STALE_AFTER = timedelta(days=7)


def report_nudge(work: Work, week: str) -> Nudge:
    """Return the nudge that announces a week's report; it is planned when the report is made."""
    parsed = parse_week(week, now=work.now, zone=work.zone)
    due = due_at(parsed, work.zone, work.settings)
    why = f"the report of {week} is ready"
    return Nudge(f"report:{week}", "report", due, due + STALE_AFTER, why)


def unfit(work: Work, nudge: Nudge) -> str | None:
    """Return why a report is not announced any more: a newer one was made."""
    newest = work.stores.reports.newest_week()
    return NEWER if newest and nudge.key < f"report:{newest}" else None


OFFER = Offer(kinds={"report": "nudge_weekly_report"}, unfit=unfit)
