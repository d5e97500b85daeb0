"""The daemon's one idempotent tick: see what is due, do it, save that it was here."""

from collections.abc import Callable
from datetime import datetime, timedelta

from holdfast.clock.model import Mark, Reading, jump, next_mark
from holdfast.ledger.ports import Ports
from holdfast.ledger.work import read, write
from holdfast.nudging.handing_over import HandedOver, hand_over_due
from holdfast.promises.requests import newly_ready, note_found_ready
from holdfast.report.use_cases import keep_page, make_due_reports, next_report_at
from holdfast.settings import Settings
from holdfast.value import dataclass, replace

SAVE_EVERY = timedelta(hours=1)
AWAY_AFTER = timedelta(minutes=2)
"""Ticks further apart than this mean that nobody was there to nudge: asleep, or stopped."""
REPORTS_AGAIN_AFTER = timedelta(minutes=30)
"""A report that could not be made is left alone for this long: drawing one takes a second."""


@dataclass(frozen=True)
class Looked:
    """What the last look depended on: unchanged means an idle tick until `next_at`."""

    ledger: object
    settings: Settings
    offset: timedelta | None
    next_at: datetime | None


@dataclass(frozen=True)
class Unmade:
    """Why a report could not be made, and at which running time that was tried."""

    trouble: Exception
    ran: timedelta


@dataclass(frozen=True)
class Run:
    """One stretch in which the daemon ran without a gap.

    `mark` is of the last tick; `saved_ran` is the running time of the last one that was saved.
    """

    id: int
    began_at: datetime
    mark: Mark
    saved_ran: timedelta
    looked: Looked | None = None
    unmade: Unmade | None = None

    @property
    def ticked_at(self) -> datetime:
        """When it ticked last, by the person's clock."""
        return self.mark.now


@dataclass(frozen=True)
class Ticked:
    """What one tick did.

    `troubles` kept a part of it from being done, and are tried again.
    """

    run: Run
    nudges: HandedOver
    reports: int
    troubles: tuple[Exception, ...]


def tick(ports: Ports, *, run: Run | None, make_page: Callable[..., object] = keep_page) -> Ticked:
    """See what is due and do it; an idle tick writes nothing but the hourly mark.

    A report that can't be made keeps no nudge back, and the other way round.
    """
    clocks = ports.clock.read()
    if run and (idle := _nothing_has_happened(ports, run, clocks)):
        return Ticked(idle, HandedOver(next_at=_next_at(idle)), 0, _unmade(idle))
    # Read before the ledger: a change in the meantime is seen by the next tick.
    ledger, settings = ports.ledger.file_version(), ports.settings()
    run = replace(_keep_watch(ports, run, clocks), looked=None)
    _find_ready_requests(ports)
    run, reports = _make_reports(ports, run, make_page)
    try:
        nudges = hand_over_due(ports, here_since=run.began_at)
        moments = (nudges.next_at, next_report_at(ports))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is handed on
        return Ticked(run, HandedOver(), reports, (*_unmade(run), error))
    next_at = min(moment for moment in moments if moment)
    run = replace(run, looked=Looked(ledger, settings, _offset(ports, run.mark.now), next_at))
    return Ticked(run, replace(nudges, next_at=_next_at(run)), reports, _unmade(run))


def end_watch(ports: Ports, *, run: Run) -> None:
    """Save when the daemon was last there, and with it the mark."""
    goes_on = _goes_on(run, ports.clock.read())
    with write(ports) as work:
        work.stores.daemon_runs.seen(run.id, work.now if goes_on else run.ticked_at)


def note_last_seen(ports: Ports, *, at: datetime) -> None:
    """Save when the daemon before this one ticked last, in case that one could not."""
    with write(ports) as work:
        work.stores.daemon_runs.seen_last(min(at, work.now))


def _nothing_has_happened(ports: Ports, run: Run, clocks: Reading) -> Run | None:
    """Return the run if nothing can be due; None: look into the ledger."""
    looked, goes_on = run.looked, _goes_on(run, clocks)
    run = replace(run, mark=next_mark(run.mark, clocks))
    if looked is None or not goes_on or run.mark.ran - run.saved_ran >= SAVE_EVERY:
        return None
    next_at = _next_at(run)
    if ports.ledger.file_version() != looked.ledger or (next_at and next_at <= run.ticked_at):
        return None
    if ports.settings() is not looked.settings or _offset(ports, run.mark.now) != looked.offset:
        return None
    return run


def _offset(ports: Ports, now: datetime) -> timedelta | None:
    """Return how far local time is from UTC: it changes twice a year, and when a person travels."""
    return now.astimezone(ports.zone()).utcoffset()


def _goes_on(run: Run, clocks: Reading) -> bool:
    """Return whether the daemon was there since its last tick, and no clock was set."""
    passed = next_mark(run.mark, clocks).ran - run.mark.ran
    return passed <= AWAY_AFTER and jump(run.mark, clocks) is None


def _keep_watch(ports: Ports, run: Run | None, clocks: Reading) -> Run:
    """Save when the daemon ran, from which the gaps in a report follow; hourly, or after a gap."""
    if run and _goes_on(run, clocks):
        mark = next_mark(run.mark, clocks)
        if mark.ran - run.saved_ran < SAVE_EVERY:
            return replace(run, mark=mark)
        with write(ports) as work:
            work.stores.daemon_runs.seen(run.id, work.now)
            return replace(run, mark=work.mark, saved_ran=work.mark.ran)
    with write(ports) as work:
        if run:
            work.stores.daemon_runs.seen(run.id, run.ticked_at)
        new = work.stores.daemon_runs.begin(work.now)
        return Run(new, work.now, work.mark, work.mark.ran, unmade=run.unmade if run else None)


def _find_ready_requests(ports: Ports) -> None:
    """Save that requests were found ready: each can be confirmed for a day from then on."""
    with read(ports) as work:
        if not newly_ready(work):
            return
    with write(ports) as work:
        note_found_ready(work)


def _make_reports(ports: Ports, run: Run, make_page: Callable[..., object]) -> tuple[Run, int]:
    """Make the reports that are due, unless one could not be made just now. Return how many."""
    if run.unmade and run.mark.ran - run.unmade.ran < REPORTS_AGAIN_AFTER:
        return run, 0
    try:
        return replace(run, unmade=None), make_due_reports(ports, make_page)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is handed on
        return replace(run, unmade=Unmade(error, run.mark.ran)), 0


def _next_at(run: Run) -> datetime | None:
    """Return when to look again, as the person's clock goes now."""
    next_at = run.looked.next_at if run.looked else None
    if run.unmade is None:
        return next_at
    again_at = run.ticked_at + REPORTS_AGAIN_AFTER - (run.mark.ran - run.unmade.ran)
    return min(again_at, next_at or again_at)


def _unmade(run: Run) -> tuple[Exception, ...]:
    return (run.unmade.trouble,) if run.unmade else ()
