"""The daemon's one idempotent tick: see what is due, do it, mark it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.domain.mark import is_settling
from holdfast.services.nudges import HandedOver, hand_over_due, report_plan
from holdfast.services.ports import Ports
from holdfast.services.reports import reports_due
from holdfast.services.work import read, write

SEEN_EVERY = timedelta(hours=1)
AWAY_AFTER = timedelta(minutes=2)
"""Ticks further apart than this mean that nobody was there to nudge: suspended, or stopped."""


@dataclass(frozen=True)
class Run:
    """One stretch in which the daemon ran without a gap."""

    id: int
    noted_at: datetime
    ticked_at: datetime


@dataclass(frozen=True)
class Ticked:
    """What one tick did."""

    run: Run
    nudges: HandedOver
    reports: int
    troubles: tuple[Exception, ...]
    """What kept a part of it from being done; the next tick tries again."""


def tick(ports: Ports, *, run: Run | None) -> Ticked:
    """See what is due and do it; an idle tick writes nothing.

    A report that can't be made keeps no nudge back, nor the other way round.
    """
    run = keep_watch(ports, run)
    if is_settling(ports.clock.read()) and not ports.clock.synchronised():
        # It may believe in another year until it is synchronised: nothing is to follow from that.
        return Ticked(run, HandedOver(), 0, ())
    reports, nudges, troubles = 0, HandedOver(), []
    try:
        reports = make_due_reports(ports)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is handed on
        troubles.append(error)
    try:
        nudges = hand_over_due(ports)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is handed on
        troubles.append(error)
    return Ticked(run, nudges, reports, tuple(troubles))


def keep_watch(ports: Ports, run: Run | None) -> Run:
    """Keep the record of when the daemon ran, from which the gaps in a report follow."""
    with read(ports) as work:
        now, stale_mark = work.now, work.stale_mark
    goes_on = run and timedelta() <= now - run.ticked_at <= AWAY_AFTER
    if run and goes_on and not stale_mark and now - run.noted_at < SEEN_EVERY:
        return Run(run.id, run.noted_at, now)
    # Whatever is written keeps the mark, too: hourly, and when the clock jumped.
    with write(ports) as work:
        runs, now = work.book.daemon_runs, work.now
        if run and goes_on:
            runs.seen(run.id, now)
            return Run(run.id, now, now)
        if run:
            # No later than now: the clock may have been ahead when it ticked.
            runs.seen(run.id, min(run.ticked_at, now))
        return Run(runs.begin(now), now, now)


def end_watch(ports: Ports, *, run: Run) -> None:
    """Note when the daemon was last there."""
    with write(ports) as work:
        work.book.daemon_runs.seen(run.id, work.now)


def make_due_reports(ports: Ports) -> int:
    """Make the weekly reports that are due, keep each, and plan its announcement.

    The file is written first: a crash in between writes the same one again.
    """
    due = reports_due(ports)
    for report in due:
        path = ports.shelf.put(report)
        with write(ports) as work:
            work.book.reports.keep(report.week, path, work.now)
            if work.settings.nudge_weekly_report:
                work.book.nudges.plan(report_plan(work, report.week))
    return len(due)


def note_last_seen(ports: Ports, *, at: datetime) -> None:
    """Note when the daemon before this one ticked last, in case it could not say so itself."""
    with write(ports) as work:
        work.book.daemon_runs.seen_last(min(at, work.now))
